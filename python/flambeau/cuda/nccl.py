"""NCCL: what the GPUs of this process do together with tensors, one on each.

NCCL is found at run time; without it, or where two devices are one GPU, calls raise RuntimeError that says so.
:mod:`flambeau.nn.parallel` uses NCCL by itself where it can, and copies between devices otherwise; there is no need to
call these functions for that. Sums are taken in an order that NCCL chooses by sizes and links, the same one each time.

Streams default to the devices' current ones. Communicators are flambeau's own: ``comms`` must be None.
"""

from __future__ import annotations

import warnings
from collections.abc import Container, Iterable, Sequence
from typing import Any, NoReturn

import flambeau
from flambeau import _core

from ._missing import missing

__all__ = [
    "all_gather",
    "all_reduce",
    "broadcast",
    "init_rank",
    "is_available",
    "reduce",
    "reduce_scatter",
    "unique_id",
    "version",
]

#: The operation of a sum; NCCL's others are 1 for products, 2 for maxima, 3 for minima and 4 for means.
SUM = 0


def version() -> tuple[int, int, int]:
    """Return NCCL's version: major, minor and patch.

    Raises:
        RuntimeError: NCCL is not there; the message says what to install.

    Example:
        >>> try:
        ...     found = flambeau.cuda.nccl.version()
        ... except RuntimeError as error:
        ...     found = "NCCL" in str(error)
        >>> bool(found)
        True
    """
    number = _core._nccl_version()
    return number // 10000, number // 100 % 100, number % 100


def is_available(tensors: Iterable[flambeau.Tensor]) -> bool:
    """Return whether NCCL is there and takes these tensors: dense ones, each on a GPU of its own.

    Example:
        >>> flambeau.cuda.nccl.is_available([flambeau.ones(2)])
        False
    """
    devices = set()
    for tensor in tensors:
        if not tensor.is_cuda or not tensor.is_contiguous() or tensor.get_device() in devices:
            return False
        devices.add(tensor.get_device())
    try:
        version()
    except RuntimeError as error:
        warnings.warn(str(error), stacklevel=2)
        return False
    return True


def unique_id() -> NoReturn:
    """Raise NotImplementedError: groups over several processes are not there.

    Example:
        >>> try:
        ...     flambeau.cuda.nccl.unique_id()
        ... except RuntimeError as error:
        ...     text = str(error)
        >>> "NVIDIA driver" in text or "one process" in text
        True
    """
    missing("nccl.unique_id()", "flambeau's groups are those of one process")


def init_rank(num_ranks: int, uid: bytes, rank: int) -> NoReturn:
    """Raise NotImplementedError: groups over several processes are not there.

    Example:
        >>> try:
        ...     flambeau.cuda.nccl.init_rank(2, b"", 0)
        ... except RuntimeError as error:
        ...     text = str(error)
        >>> "NVIDIA driver" in text or "one process" in text
        True
    """
    missing("nccl.init_rank()", "flambeau's groups are those of one process")


def _list(tensors: Any) -> list[flambeau.Tensor]:
    if not isinstance(tensors, Container) or isinstance(tensors, flambeau.Tensor):
        raise TypeError("Inputs should be a collection of tensors")
    return list(tensors)  # type: ignore[call-overload]


def _run(
    operation: str,
    inputs: list[flambeau.Tensor],
    outputs: list[flambeau.Tensor],
    op: int,
    root: int,
    streams: Sequence[Any] | None,
    comms: Any,
) -> None:
    if comms is not None:
        raise NotImplementedError("comms must be None: flambeau makes and keeps the communicators itself")
    places: list[tuple[int, int] | None] = [None] * len(inputs)
    if streams is not None:
        if len(streams) != len(inputs):
            raise RuntimeError(f"there must be as many streams as inputs: {len(streams)} and {len(inputs)}")
        places = [stream and (stream.device_index, stream.cuda_stream) for stream in streams]
    _core._nccl_collective(operation, inputs, outputs, op, root, places)


def all_reduce(
    inputs: Sequence[flambeau.Tensor],
    outputs: Sequence[flambeau.Tensor] | None = None,
    op: int = SUM,
    streams: Sequence[Any] | None = None,
    comms: Any = None,
) -> None:
    """Let every output become the combination of all inputs.

    Args:
        inputs: dense tensors of one dtype and number of elements, each on a GPU of its own.
        outputs: as many, each on its input's device; the inputs by default.
        op: 0 for sums, 1 for products, 2 for maxima, 3 for minima, 4 for means.
        streams: for each device a stream, or None for the current one.
        comms: None.

    Raises:
        RuntimeError: tensors that do not match, no NCCL, or NCCL fails.
        TypeError: a single tensor.

    Example:
        >>> if flambeau.cuda.device_count() > 1:
        ...     flambeau.cuda.nccl.all_reduce([flambeau.ones(2, device=f"cuda:{i}") for i in range(2)])
    """
    ranks = _list(inputs)
    _run("all_reduce", ranks, ranks if outputs is None else _list(outputs), op, 0, streams, comms)


def reduce(
    inputs: Sequence[flambeau.Tensor],
    output: flambeau.Tensor | Sequence[flambeau.Tensor] | None = None,
    root: int = 0,
    op: int = SUM,
    streams: Sequence[Any] | None = None,
    comms: Any = None,
    *,
    outputs: Sequence[flambeau.Tensor] | None = None,
) -> None:
    """Let one output become the combination of all inputs.

    Args:
        inputs: dense tensors of one dtype and number of elements, each on a GPU of its own.
        output: on the device of input ``root``; that input by default.
        root: which input's device has the output.
        op, streams, comms: as for :func:`all_reduce`.
        outputs: a list of which number ``root`` is the output (deprecated).

    Raises:
        RuntimeError: tensors that do not match, no NCCL, or NCCL fails.
        TypeError: a single tensor as ``inputs``.
        ValueError: both ``output`` and ``outputs``.

    Example:
        >>> if flambeau.cuda.device_count() > 1:
        ...     flambeau.cuda.nccl.reduce([flambeau.ones(2, device=f"cuda:{i}") for i in range(2)])
    """
    ranks = _list(inputs)
    if outputs is not None and output is not None:
        raise ValueError("'output' and 'outputs' can not be both specified: 'output' takes the one tensor")
    target = output if outputs is None else outputs
    if target is not None and not isinstance(target, flambeau.Tensor):
        warnings.warn(
            "nccl.reduce with an output tensor list is deprecated. Please specify a single output tensor.",
            FutureWarning,
            stacklevel=2,
        )
        target = target[root]
    targets = list(ranks)
    if target is not None and 0 <= root < len(ranks):
        targets[root] = target
    _run("reduce", ranks, targets, op, root, streams, comms)


def broadcast(
    inputs: Sequence[flambeau.Tensor], root: int = 0, streams: Sequence[Any] | None = None, comms: Any = None
) -> None:
    """Let all tensors become copies of tensor ``root``.

    Args:
        inputs: dense tensors of one dtype and number of elements, each on a GPU of its own.
        root: which of them is copied.
        streams, comms: as for :func:`all_reduce`.

    Raises:
        RuntimeError: tensors that do not match, no NCCL, or NCCL fails.
        TypeError: a single tensor.

    Example:
        >>> if flambeau.cuda.device_count() > 1:
        ...     flambeau.cuda.nccl.broadcast([flambeau.ones(2, device=f"cuda:{i}") for i in range(2)])
    """
    ranks = _list(inputs)
    _run("broadcast", ranks, ranks, SUM, root, streams, comms)


def all_gather(
    inputs: Sequence[flambeau.Tensor],
    outputs: Sequence[flambeau.Tensor],
    streams: Sequence[Any] | None = None,
    comms: Any = None,
) -> None:
    """Let every output become all inputs in a row.

    Args:
        inputs: dense tensors of one dtype and number of elements, each on a GPU of its own.
        outputs: as many, each on its input's device and with the elements of all inputs.
        streams, comms: as for :func:`all_reduce`.

    Raises:
        RuntimeError: tensors that do not match, no NCCL, or NCCL fails.
        TypeError: a single tensor.

    Example:
        >>> if flambeau.cuda.device_count() > 1:
        ...     parts = [flambeau.ones(2, device=f"cuda:{i}") for i in range(2)]
        ...     flambeau.cuda.nccl.all_gather(parts, [part.new_empty(4) for part in parts])
    """
    _run("all_gather", _list(inputs), _list(outputs), SUM, 0, streams, comms)


def reduce_scatter(
    inputs: Sequence[flambeau.Tensor],
    outputs: Sequence[flambeau.Tensor],
    op: int = SUM,
    streams: Sequence[Any] | None = None,
    comms: Any = None,
) -> None:
    """Let each output become its part of the combination of all inputs.

    Args:
        inputs: dense tensors of one dtype and number of elements, each on a GPU of its own.
        outputs: as many, each on its input's device; together they have the elements of one input.
        op, streams, comms: as for :func:`all_reduce`.

    Raises:
        RuntimeError: tensors that do not match, no NCCL, or NCCL fails.
        TypeError: a single tensor.

    Example:
        >>> if flambeau.cuda.device_count() > 1:
        ...     whole = [flambeau.ones(4, device=f"cuda:{i}") for i in range(2)]
        ...     flambeau.cuda.nccl.reduce_scatter(whole, [part.new_empty(2) for part in whole])
    """
    _run("reduce_scatter", _list(inputs), _list(outputs), op, 0, streams, comms)
