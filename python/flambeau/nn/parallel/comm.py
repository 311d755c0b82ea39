"""Copies and sums of tensors over the devices of this process.

Devices are numbers of GPUs, names or :class:`flambeau.device`; CPU devices will do too. Sums are taken in the order of
the inputs, whichever arrives first, so the same inputs give the same bits. Nothing here is recorded by autograd.

Several GPUs, no two of them virtual devices of one, exchange by NCCL where it is found; its sums are in an order of its
own, from run to run the same one. With ``FLAMBEAU_COLLECTIVE=peer`` in the environment devices copy to each other.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import Any

import flambeau
from flambeau import _core

from ._devices import as_device, as_devices, place

__all__ = ["broadcast", "broadcast_coalesced", "gather", "reduce_add", "reduce_add_coalesced", "scatter"]

#: Bytes of a buffer in which small tensors travel together.
BUFFER = 10485760


def broadcast(
    tensor: flambeau.Tensor,
    devices: Iterable[Any] | None = None,
    *,
    out: Sequence[flambeau.Tensor] | None = None,
) -> tuple[flambeau.Tensor, ...]:
    """Copy a tensor to several devices.

    Args:
        tensor: of any shape.
        devices: where to; the first that the tensor is on gets the tensor itself.
        out: instead of ``devices``, tensors of the same shape that become copies.

    Raises:
        RuntimeError: both or none of ``devices`` and ``out`` are given; an ``out`` of another shape.

    Example:
        >>> broadcast(flambeau.ones(2), ["cpu"])
        (tensor([1., 1.]),)
    """
    if (devices is None) == (out is None):
        raise RuntimeError(
            f"Exactly one of 'devices' and 'out' must be specified, but got devices={devices} and out={out}"
        )
    if devices is not None:
        return tuple(copies[0] for copies in broadcast_coalesced([tensor], devices))
    with flambeau.no_grad():
        for at, target in enumerate(out or ()):
            if target.shape != tensor.shape:
                raise RuntimeError(
                    f"Expected all output tensors to have same shape as the source tensor {tuple(tensor.shape)}, but "
                    f"output tensor at index {at} has shape {tuple(target.shape)}"
                )
            target.copy_(tensor)
    return tuple(out or ())


def broadcast_coalesced(
    tensors: Sequence[flambeau.Tensor], devices: Iterable[Any], buffer_size: int = BUFFER
) -> list[list[flambeau.Tensor]]:
    """Copy tensors to several devices, small ones together.

    Args:
        tensors: of any shapes, on one device.
        devices: where to; the first that the tensors are on gets the tensors themselves.
        buffer_size: bytes that travel together.

    Returns:
        for each device a list of the copies.

    Raises:
        RuntimeError: the tensors are on several devices.

    Example:
        >>> broadcast_coalesced([flambeau.ones(1), flambeau.zeros(1)], ["cpu"])
        [[tensor([1.]), tensor([0.])]]
    """
    return _core._broadcast_coalesced(list(tensors), as_devices(devices), buffer_size)


def _root(inputs: Sequence[flambeau.Tensor], destination: Any) -> int:
    if destination is None and inputs[0].device.type == "cpu":
        destination = inputs[0].device
    wanted = place(as_device(destination))
    for at, tensor in enumerate(inputs):
        if place(tensor.device) == wanted:
            return at
    raise RuntimeError("reduce_add expects destination to be on the same GPU with one of the tensors")


def reduce_add(inputs: Sequence[flambeau.Tensor], destination: Any = None) -> flambeau.Tensor:
    """Sum tensors of several devices, ``((t0 + t1) + t2) + ...``.

    Args:
        inputs: tensors of one shape and dtype, one on each device.
        destination: the device of the sum, one of the inputs'; the current GPU by default.

    Raises:
        ValueError: shapes differ.
        RuntimeError: no input is on the destination.

    Example:
        >>> reduce_add([flambeau.ones(2), flambeau.ones(2)], "cpu")
        tensor([2., 2.])
    """
    inputs = list(inputs)
    root = _root(inputs, destination)
    for at, tensor in enumerate(inputs):
        if tensor.shape != inputs[0].shape:
            got, expected = ("x".join(map(str, shape)) for shape in (tensor.shape, inputs[0].shape))
            raise ValueError(f"input {at} has invalid size: got {got}, but expected {expected}")
    if len(inputs) == 1:
        return inputs[0]
    return _core._reduce_add_coalesced([[tensor] for tensor in inputs], root, 0)[0]


def reduce_add_coalesced(
    inputs: Sequence[Sequence[flambeau.Tensor]], destination: Any = None, buffer_size: int = BUFFER
) -> tuple[flambeau.Tensor, ...]:
    """Sum several tensors over devices, small ones together.

    Args:
        inputs: for each device a list of tensors; lists match in shapes and dtypes.
        destination: the device of the sums, one of the inputs'; the current GPU by default.
        buffer_size: bytes that travel together.

    Raises:
        ValueError: shapes differ.
        RuntimeError: no list is on the destination.

    Example:
        >>> reduce_add_coalesced([[flambeau.ones(1)], [flambeau.ones(1)]], "cpu")
        (tensor([2.]),)
    """
    lists = [list(tensors) for tensors in inputs]
    if not lists or not lists[0]:
        return ()
    root = _root([tensors[0] for tensors in lists], destination)
    return tuple(_core._reduce_add_coalesced(lists, root, buffer_size))


def scatter(
    tensor: flambeau.Tensor,
    devices: Sequence[Any] | None = None,
    chunk_sizes: Sequence[int] | None = None,
    dim: int = 0,
    streams: Sequence[Any] | None = None,
    *,
    out: Sequence[flambeau.Tensor] | None = None,
) -> tuple[flambeau.Tensor, ...]:
    """Cut a tensor in pieces along ``dim``, one for each device.

    Args:
        tensor: with one dimension at least.
        devices: where the pieces go, as :meth:`flambeau.Tensor.chunk` cuts them: fewer than devices if there are not
            enough rows.
        chunk_sizes: the pieces' sizes instead.
        dim: the dimension that is cut.
        streams: accepted; copies go to the current streams.
        out: instead of ``devices``, tensors that become the pieces.

    Raises:
        RuntimeError: sizes that do not fit; ``out`` together with ``devices`` or ``chunk_sizes``.

    Example:
        >>> scatter(flambeau.arange(3), ["cpu", "cpu"])
        (tensor([0, 1]), tensor([2]))
    """
    with flambeau.no_grad():
        if out is not None:
            if devices is not None:
                raise RuntimeError(
                    f"'devices' must not be specified when 'out' is specified, but got devices={devices}"
                )
            if chunk_sizes is not None:
                raise RuntimeError(
                    f"'chunk_sizes' must not be specified when 'out' is specified, but got chunk_sizes={chunk_sizes}"
                )
            for target, piece in zip(out, tensor.split([target.size(dim) for target in out], dim), strict=True):
                target.copy_(piece)
            return tuple(out)
        if devices is None:
            raise RuntimeError("Expected at least one device to scatter to")
        places = as_devices(devices)
        if chunk_sizes is None:
            pieces = tensor.chunk(len(places), dim)
        else:
            if len(chunk_sizes) != len(places):
                raise RuntimeError(
                    "Expected devices and chunk_sizes to be of same length, but got "
                    f"len(devices) = {len(places)} and len(chunk_sizes) = {len(chunk_sizes)}"
                )
            pieces = tensor.split(list(chunk_sizes), dim)
        return tuple(piece.to(place) for piece, place in zip(pieces, places, strict=False))


def gather(
    tensors: Sequence[flambeau.Tensor],
    dim: int = 0,
    destination: Any = None,
    *,
    out: flambeau.Tensor | None = None,
) -> flambeau.Tensor:
    """Put tensors of several devices together along ``dim``.

    Args:
        tensors: of shapes that match but for ``dim``.
        dim: the dimension in which they follow each other.
        destination: the device of the result; the current GPU by default.
        out: instead of ``destination``, the tensor that becomes the result.

    Raises:
        RuntimeError: shapes do not match; ``out`` together with ``destination``.

    Example:
        >>> gather([flambeau.ones(1), flambeau.zeros(1)], destination="cpu")
        tensor([1., 0.])
    """
    tensors = list(tensors)
    if not tensors:
        raise RuntimeError("Expected at least one tensor to gather from")
    first = tensors[0]
    dim = dim % max(first.dim(), 1)
    shape = list(first.shape)
    for at, tensor in enumerate(tensors):
        rest = [size for axis, size in enumerate(tensor.shape) if axis != dim]
        if tensor.dim() == 0 or rest != [size for axis, size in enumerate(shape) if axis != dim]:
            raise RuntimeError(
                f"Gather input tensors must have the same shape but for dimension {dim}, but tensor {at} has shape "
                f"{list(tensor.shape)} and tensor 0 {list(first.shape)}"
            )
    shape[dim] = sum(tensor.size(dim) for tensor in tensors)
    with flambeau.no_grad():
        if out is not None:
            if destination is not None:
                raise RuntimeError(
                    f"'destination' must not be specified when 'out' is specified, but got destination={destination}"
                )
            if list(out.shape) != shape:
                raise RuntimeError(f"Expected out tensor to have shape {shape}, but got {list(out.shape)}")
            target = out
        else:
            if destination == -1 and isinstance(destination, int):
                warnings.warn(
                    "Using -1 to represent CPU tensor is deprecated. Please use a device object or string instead, "
                    'e.g., "cpu".',
                    FutureWarning,
                    stacklevel=2,
                )
                destination = "cpu"
            target = flambeau.empty(shape, dtype=first.dtype, device=as_device(destination))
        start = 0
        for tensor in tensors:
            target.narrow(dim, start, tensor.size(dim)).copy_(tensor)
            start += tensor.size(dim)
    return target
