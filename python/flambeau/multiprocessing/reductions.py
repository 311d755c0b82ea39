"""How tensors are pickled for another process: as a reference to shared memory."""

from __future__ import annotations

import os
import sys
import weakref
from multiprocessing import reduction
from multiprocessing.context import get_spawning_popen
from typing import Any

import flambeau

from . import _memory

_STRATEGIES = {"file_descriptor", "file_system"} if sys.platform == "linux" else {"file_system"}
_strategy = "file_descriptor" if sys.platform == "linux" else "file_system"


def set_sharing_strategy(new_strategy: str) -> None:
    """Chooses how another process gets at shared memory.

    Args:
        new_strategy: ``"file_descriptor"`` passes open files, which leave nothing behind but count against the limit on
            open files; ``"file_system"`` passes names of files in ``/dev/shm``, which a receiver removes. A file that
            nobody receives stays until its sender has ended and flambeau shares memory by name again.

    Example:
        >>> before = flambeau.multiprocessing.get_sharing_strategy()
        >>> flambeau.multiprocessing.set_sharing_strategy("file_system")
        >>> flambeau.multiprocessing.get_sharing_strategy()
        'file_system'
        >>> flambeau.multiprocessing.set_sharing_strategy(before)
    """
    global _strategy
    if new_strategy not in _STRATEGIES:
        raise AssertionError(f"invalid sharing strategy {new_strategy!r}, expected one of {sorted(_STRATEGIES)}")
    _strategy = new_strategy


def get_sharing_strategy() -> str:
    """The strategy in use.

    >>> get_sharing_strategy() in get_all_sharing_strategies()
    True
    """
    return _strategy


def get_all_sharing_strategies() -> set[str]:
    """The strategies that this system has.

    Example:
        >>> "file_system" in flambeau.multiprocessing.get_all_sharing_strategies()
        True
    """
    return set(_STRATEGIES)


def share_memory_(tensor: flambeau.Tensor) -> flambeau.Tensor:
    """Moves a tensor's memory to where other processes can map it, so that all see what one of them writes.

    The tensor object, and views that are taken of it from now on, are in shared memory; views and arrays that existed
    before keep the old memory.

    Args:
        tensor: a tensor; one that is shared already, or on another device, stays as it is.

    Example:
        >>> x = flambeau.ones(2)
        >>> x.share_memory_() is x, x.is_shared()
        (True, True)
    """
    if tensor.device.type == "cpu" and not is_shared(tensor):
        tensor.data = _shared_copy(tensor.detach())
    return tensor


def is_shared(tensor: flambeau.Tensor) -> bool:
    """Whether other processes can map the tensor's memory.

    Args:
        tensor: a tensor. Memory on other devices counts as shared.

    Example:
        >>> flambeau.ones(2).is_shared(), flambeau.ones(2).share_memory_().is_shared()
        (False, True)
    """
    return tensor.device.type != "cpu" or _memory.region_of(tensor) is not None


def _shared_copy(tensor: flambeau.Tensor) -> flambeau.Tensor:
    order = _memory.memory_order(tensor)
    dense = tensor if order is None else tensor.permute(order)
    # A region of no bytes could not be mapped.
    size = max(tensor.numel() * tensor.element_size(), 1)
    if _strategy == "file_descriptor":
        region = _memory.Region(_memory.create_file(size), size)
    else:
        descriptor, path = _memory.create_named_file(size)
        region = _memory.Region(descriptor, size, path)
    copy = _memory.tensor_over(region.open(), 0, tensor.dtype, tuple(dense.shape))
    copy.copy_(dense)
    return _memory.undo_order(copy, order)


def _open_file(descriptor: int) -> Any:
    """A descriptor on its way to another process."""
    starting = get_spawning_popen()
    if starting is None:
        return reduction.DupFd(descriptor)
    # A process that is being started inherits descriptors, each under a number of its own, and only once all of its
    # arguments are pickled: the file must stay open until then.
    copy = os.dup(descriptor)
    weakref.finalize(starting, os.close, copy)
    return reduction.DupFd(copy)


class _Name:
    """Another name of a file, for one receiver."""

    def __init__(self, path: str) -> None:
        self.path = _memory.link_file(path)

    def detach(self) -> int:
        """Opens the file and removes the name."""
        try:
            return os.open(self.path, os.O_RDWR | os.O_CLOEXEC)
        finally:
            _memory.unlink(self.path)


def reduce_tensor(tensor: flambeau.Tensor) -> tuple[Any, tuple]:
    """What a pickle for another process says of a tensor.

    A tensor in shared memory is shared with the receiver; of any other one, the receiver gets a copy.

    Args:
        tensor: a tensor that is a leaf or does not require grad.

    Example:
        >>> from flambeau.multiprocessing.reductions import reduce_tensor
        >>> rebuild, arguments = reduce_tensor(flambeau.ones(2))
        >>> callable(rebuild)
        True
    """
    gradient = tensor.requires_grad
    if gradient and not tensor.is_leaf:
        raise RuntimeError(
            "a tensor that is not a leaf and requires grad cannot be sent to another process, because autograd ends "
            "there; send tensor.detach()"
        )
    if tensor.device.type != "cpu":
        raise NotImplementedError(f"a tensor on {tensor.device} cannot be sent to another process; send tensor.cpu()")
    kind = type(tensor)
    name = str(tensor.dtype).rpartition(".")[2]
    data = tensor.detach()
    if data.numel() == 0:
        return _rebuild_tensor, (kind, None, 0, 0, name, tuple(data.shape), None, gradient)
    # Memory does not know that a complex tensor is to be read conjugated.
    found = None if data.dtype.is_complex and data.is_conj() else _memory.region_of(data)
    if found is None:
        data = _shared_copy(data)
        found = _memory.region_of(data)
        assert found is not None
    region, offset = found
    handle = _open_file(region.descriptor) if region.path is None else _Name(region.path)
    layout = (name, tuple(data.shape), tuple(data.stride()))
    return _rebuild_tensor, (kind, handle, region.size, offset, *layout, gradient)


def _rebuild_tensor(
    kind: type,
    handle: Any,
    size: int,
    offset: int,
    name: str,
    shape: tuple[int, ...],
    strides: tuple[int, ...] | None,
    gradient: bool,
) -> flambeau.Tensor:
    """The tensor that :func:`reduce_tensor` describes."""
    dtype = getattr(flambeau, name)
    if handle is None or strides is None:
        tensor = flambeau.empty(shape, dtype=dtype)
    else:
        descriptor = handle.detach()
        region = _memory.region_by_file(descriptor)
        if region is None:
            region = _memory.Region(descriptor, size)
        else:
            os.close(descriptor)
        elements = (size - offset) // dtype.itemsize
        flat = _memory.tensor_over(region.open(), offset, dtype, (elements,))
        tensor = flat.as_strided(shape, strides)
    if kind is not flambeau.Tensor:
        return kind(tensor, requires_grad=gradient)
    return tensor.requires_grad_() if gradient else tensor


def init_reductions() -> None:
    """Registers tensors and parameters with the pickler that ``multiprocessing`` uses.

    Example:
        >>> flambeau.multiprocessing.reductions.init_reductions()
    """
    reduction.ForkingPickler.register(flambeau.Tensor, reduce_tensor)
    reduction.ForkingPickler.register(flambeau.nn.Parameter, reduce_tensor)
