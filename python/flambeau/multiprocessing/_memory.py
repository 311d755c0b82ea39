"""Memory that several processes map.

:func:`create_file` and :func:`map_file` deal with files that have no name and vanish with their last descriptor and
mapping. :class:`Region` is such a file, or a named one, with the tensors of this process in it.
"""

from __future__ import annotations

import bisect
import itertools
import math
import mmap
import os
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable
from typing import Any

import flambeau


def create_file(size: int) -> int:
    """A descriptor of a new file without a name, of ``size`` zero bytes, in memory where the system can.

    The pages are reserved at once: running out of memory is an OSError here, not a signal when they are first touched.

    Args:
        size: the length in bytes.
    """
    if hasattr(os, "memfd_create"):
        # Not subject to the size of /dev/shm, which containers often limit to 64 MB.
        descriptor = os.memfd_create("flambeau", os.MFD_CLOEXEC)
    else:
        with tempfile.TemporaryFile() as file:
            descriptor = os.dup(file.fileno())
    return _reserve(descriptor, size)


def _reserve(descriptor: int, size: int) -> int:
    try:
        if hasattr(os, "posix_fallocate") and size:
            os.posix_fallocate(descriptor, 0, size)
        else:
            os.ftruncate(descriptor, size)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def map_file(descriptor: int, size: int) -> mmap.mmap:
    """Maps a file, shared and writable; the descriptor may be closed afterwards.

    Args:
        descriptor: the file.
        size: how many bytes, at least one.
    """
    # Pages that exist are mapped in one go, which is much faster than a fault for each.
    flags = mmap.MAP_SHARED | getattr(mmap, "MAP_POPULATE", 0)
    if sys.version_info >= (3, 13):
        return mmap.mmap(descriptor, size, flags=flags, trackfd=False)
    return mmap.mmap(descriptor, size, flags=flags)


def tensor_over(memory: Any, offset: int, dtype: flambeau.dtype, shape: tuple[int, ...]) -> flambeau.Tensor:
    """A contiguous tensor over memory that it keeps alive.

    Args:
        memory: an object with the buffer protocol, writable.
        offset: where the tensor starts, in bytes.
        dtype: its dtype.
        shape: its shape.
    """
    numel = math.prod(shape)
    if numel == 0:
        return flambeau.empty(shape, dtype=dtype)
    return flambeau.frombuffer(memory, dtype=dtype, count=numel, offset=offset).view(shape)


def memory_order(tensor: flambeau.Tensor) -> list[int] | None:
    """The dimensions from the slowest to the fastest, if in this order, and not in their own, the tensor is contiguous.

    Args:
        tensor: a tensor.
    """
    if tensor.is_contiguous():
        return None
    strides = tensor.stride()
    order = sorted(range(tensor.dim()), key=lambda dim: (-strides[dim], dim))
    return order if tensor.permute(order).is_contiguous() else None


def undo_order(tensor: flambeau.Tensor, order: list[int] | None) -> flambeau.Tensor:
    """The inverse of ``tensor.permute(order)``.

    Args:
        tensor: the permuted tensor.
        order: what :func:`memory_order` gave.
    """
    return tensor if order is None else tensor.permute([order.index(dim) for dim in range(len(order))])


class Region:
    """A mapped file and the tensors of this process in it; forgotten when the last of them dies.

    Args:
        descriptor: the file, which the region closes in the end.
        size: its length in bytes.
        path: its name, if this process has given it one, which is removed in the end.
    """

    def __init__(self, descriptor: int, size: int, path: str | None = None) -> None:
        self.descriptor = descriptor
        self.size = size
        self.path = path
        self.owner = os.getpid()
        self.file = _identity(descriptor)
        self._map = map_file(descriptor, size)
        self.address = flambeau.frombuffer(self._map, dtype=flambeau.uint8).data_ptr()
        self._view: weakref.ref[memoryview] | None = None

    def open(self) -> memoryview:
        """The memory, which is shared with other tensors over the region."""
        view = self._view() if self._view is not None else None
        if view is None:
            view = memoryview(self._map)
            with _lock:
                _regions[self.address] = self
                _files[self.file] = self
                bisect.insort(_addresses, self.address)
            self._view = weakref.ref(view, lambda _: _forget(self))
        return view


_lock = threading.RLock()
_regions: dict[int, Region] = {}
_files: dict[tuple[int, int], Region] = {}
_addresses: list[int] = []


def _renew_lock() -> None:
    # Another thread may have held the lock when this process was forked.
    global _lock
    _lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)


def _identity(descriptor: int) -> tuple[int, int]:
    status = os.fstat(descriptor)
    return status.st_dev, status.st_ino


def _forget(region: Region, close: Callable[[int], None] = os.close) -> None:
    with _lock:
        if _regions.pop(region.address, None) is None:
            return
        _addresses.remove(region.address)
        _files.pop(region.file, None)
    close(region.descriptor)
    # A forked process has inherited the region, not the file's name.
    if region.path is not None and region.owner == os.getpid():
        unlink(region.path)


def region_of(tensor: flambeau.Tensor) -> tuple[Region, int] | None:
    """The region that a tensor's memory lies in and the offset of its first element there, in bytes.

    Args:
        tensor: a tensor in this process's memory.
    """
    if not _addresses:
        return None
    address = tensor.data_ptr()
    with _lock:
        # A region may be forgotten at any moment, but not the one that holds the tensor.
        for start in reversed(_addresses[: bisect.bisect_right(_addresses, address)]):
            region = _regions.get(start)
            if region is not None:
                return (region, address - start) if address < start + region.size else None
    return None


def region_by_file(descriptor: int) -> Region | None:
    """The region of this process over the same file.

    Args:
        descriptor: a descriptor of the file.
    """
    return _files.get(_identity(descriptor))


# --- Files with names

_FOLDER = "/dev/shm" if os.path.isdir("/dev/shm") else tempfile.gettempdir()
_PREFIX = "flambeau-"
_counter = itertools.count()
_swept = False


def create_named_file(size: int) -> tuple[int, str]:
    """A new file of ``size`` zero bytes that other processes find by its name.

    Args:
        size: the length in bytes.

    Returns:
        a descriptor and the path.
    """
    _sweep()
    path = os.path.join(_FOLDER, f"{_PREFIX}{os.getpid()}-{next(_counter)}-{os.urandom(4).hex()}")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        return _reserve(descriptor, size), path
    except BaseException:
        unlink(path)
        raise


def link_file(path: str) -> str:
    """Another name for the file, for one receiver to open and remove.

    Args:
        path: the file's name.
    """
    link = f"{path}-{os.getpid()}-{next(_counter)}"
    os.link(path, link)
    return link


def unlink(path: str) -> None:
    """Removes a name if it is there.

    Args:
        path: the name.
    """
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass


def _sweep() -> None:
    """Removes files that processes left which were killed before anybody received them."""
    global _swept
    if _swept:
        return
    _swept = True
    for name in os.listdir(_FOLDER):
        creator = name.removeprefix(_PREFIX).partition("-")[0]
        if name.startswith(_PREFIX) and creator.isdigit() and not os.path.exists(f"/proc/{creator}"):
            path = os.path.join(_FOLDER, name)
            try:
                if os.stat(path).st_uid == os.getuid():
                    unlink(path)
            except OSError:
                pass
