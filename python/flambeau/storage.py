"""The memory behind tensors as an object: what :meth:`flambeau.Tensor.untyped_storage` gives.

Tensors that share memory have the same storage object as long as somebody holds it, so that a pickle of several views
keeps them views of one another.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import Any

from . import _core
from ._core import Tensor
from ._core import dtype as _dtype

__all__ = ["TypedStorage", "UntypedStorage"]

_storages: weakref.WeakValueDictionary[int, UntypedStorage] = weakref.WeakValueDictionary()


class UntypedStorage:
    """The bytes that a tensor and its views share.

    Args:
        size: how many bytes, not set to anything.
        device: where they are; the default device if ``None``.

    Example:
        >>> x = flambeau.zeros(3)
        >>> x.untyped_storage().nbytes()
        12
    """

    dtype = _core.uint8

    def __init__(self, size: int = 0, *, device: Any = None) -> None:
        self._tensor = _core.empty(int(size), dtype=_core.uint8, device=device)
        _storages[_core._storage_id(self._tensor)] = self

    @property
    def device(self) -> Any:
        """Where the bytes are.

        Example:
            >>> flambeau.UntypedStorage(2).device
            device(type='cpu')
        """
        return self._tensor.device

    @property
    def is_cuda(self) -> bool:
        """Whether the bytes are in a GPU's memory.

        Example:
            >>> flambeau.UntypedStorage(2).is_cuda
            False
        """
        return self._tensor.is_cuda

    def nbytes(self) -> int:
        """Return the number of bytes.

        Example:
            >>> flambeau.zeros(3).untyped_storage().nbytes()
            12
        """
        return self._tensor.numel()

    size = nbytes
    __len__ = nbytes

    def element_size(self) -> int:
        """Return 1.

        Example:
            >>> flambeau.UntypedStorage(2).element_size()
            1
        """
        return 1

    def data_ptr(self) -> int:
        """Return the address of the first byte.

        Example:
            >>> x = flambeau.zeros(3)
            >>> x.untyped_storage().data_ptr() == x.data_ptr()
            True
        """
        return self._tensor.data_ptr()

    def untyped(self) -> UntypedStorage:
        """Return this storage.

        Example:
            >>> storage = flambeau.UntypedStorage(2)
            >>> storage.untyped() is storage
            True
        """
        return self

    def tolist(self) -> list[int]:
        """Return the bytes as numbers.

        Example:
            >>> flambeau.tensor([1, 2], dtype=flambeau.uint8).untyped_storage().tolist()
            [1, 2]
        """
        return self._tensor.tolist()

    def clone(self) -> UntypedStorage:
        """Return a storage with a copy of the bytes.

        Example:
            >>> flambeau.UntypedStorage(2).fill_(7).clone().tolist()
            [7, 7]
        """
        return _of(self._tensor.clone())

    def copy_(self, source: UntypedStorage, non_blocking: bool = False) -> UntypedStorage:
        """Copy the bytes of another storage of the same size into this one.

        Example:
            >>> flambeau.UntypedStorage(2).copy_(flambeau.UntypedStorage(2).fill_(7)).tolist()
            [7, 7]
        """
        self._tensor.copy_(source._tensor, non_blocking)
        return self

    def fill_(self, value: int) -> UntypedStorage:
        """Set every byte to ``value``.

        Example:
            >>> flambeau.UntypedStorage(2).fill_(7).tolist()
            [7, 7]
        """
        self._tensor.fill_(value)
        return self

    def to(self, *, device: Any, non_blocking: bool = False) -> UntypedStorage:
        """Return the bytes on another device; this storage if they are there.

        Example:
            >>> storage = flambeau.UntypedStorage(2)
            >>> storage.to(device="cpu") is storage
            True
        """
        moved = self._tensor.to(device, non_blocking=non_blocking)
        return self if moved is self._tensor else _of(moved)

    def cpu(self) -> UntypedStorage:
        """Return the bytes in main memory.

        Example:
            >>> flambeau.UntypedStorage(2).fill_(7).cpu().tolist()
            [7, 7]
        """
        return self.to(device="cpu")

    def cuda(self, device: Any = None, non_blocking: bool = False) -> UntypedStorage:
        """Return the bytes in a GPU's memory.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     assert flambeau.UntypedStorage(2).cuda().is_cuda
        """
        target = "cuda" if device is None else f"cuda:{device}" if isinstance(device, int) else device
        return self.to(device=target, non_blocking=non_blocking)

    def is_pinned(self, device: Any = None) -> bool:
        """Return whether the bytes are in page-locked memory.

        Example:
            >>> flambeau.UntypedStorage(2).is_pinned()
            False
        """
        return self._tensor.is_pinned()

    def pin_memory(self, device: Any = None) -> UntypedStorage:
        """Return a copy in page-locked memory; this storage if it is there.

        Raises:
            RuntimeError: the bytes are not on the CPU, or no GPU can be used.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     assert flambeau.UntypedStorage(2).pin_memory().is_pinned()
        """
        return self if self.is_pinned() else _of(self._tensor.pin_memory())

    def is_shared(self) -> bool:
        """Return whether other processes can map the memory.

        Example:
            >>> flambeau.zeros(2).untyped_storage().is_shared()
            False
        """
        return self._tensor.is_shared()

    def __getitem__(self, index: Any) -> Any:
        item = self._tensor[index]
        return item.tolist() if item.dim() else item.item()

    def __setitem__(self, index: Any, value: int) -> None:
        self._tensor[index] = value

    def __iter__(self) -> Iterator[int]:
        return iter(self.tolist())

    def __copy__(self) -> UntypedStorage:
        return self.clone()

    def __deepcopy__(self, memo: dict[Any, Any]) -> UntypedStorage:
        copies = memo.setdefault("flambeau", {})
        key = _core._storage_id(self._tensor)
        if key not in copies:
            copies[key] = self.clone()
        return copies[key]

    def __reduce__(self) -> tuple[Any, ...]:
        content = _core._to_bytes(self._tensor)
        return _from_bytes, (content,) if str(self.device) == "cpu" else (content, self.device)

    def __repr__(self) -> str:
        return f"[flambeau.UntypedStorage(device={self.device}) of size {self.nbytes()}]"


class TypedStorage:
    """A storage whose bytes are read as elements of a dtype: what :meth:`flambeau.Tensor.storage` gives.

    Example:
        >>> flambeau.tensor([1, 2]).storage().size()
        2
    """

    def __init__(self, *, wrap_storage: UntypedStorage, dtype: _dtype, _internal: bool = False) -> None:
        self._untyped = wrap_storage
        self.dtype = dtype

    @property
    def _tensor(self) -> Tensor:
        size = self._untyped.nbytes() // self.dtype.itemsize
        return _core._over_storage(self._untyped._tensor, self.dtype, (size,), (1,), 0)

    @property
    def device(self) -> Any:
        """Where the elements are.

        Example:
            >>> flambeau.zeros(3).storage().device
            device(type='cpu')
        """
        return self._untyped.device

    @property
    def is_cuda(self) -> bool:
        """Whether the elements are in a GPU's memory.

        Example:
            >>> flambeau.zeros(3).storage().is_cuda
            False
        """
        return self._untyped.is_cuda

    def size(self) -> int:
        """Return the number of elements.

        Example:
            >>> flambeau.zeros(3).storage().size()
            3
        """
        return self._untyped.nbytes() // self.dtype.itemsize

    __len__ = size

    def nbytes(self) -> int:
        """Return the number of bytes.

        Example:
            >>> flambeau.zeros(3).untyped_storage().nbytes()
            12
        """
        return self._untyped.nbytes()

    def element_size(self) -> int:
        """Return the bytes of an element.

        Example:
            >>> flambeau.zeros(3).storage().element_size()
            4
        """
        return self.dtype.itemsize

    def data_ptr(self) -> int:
        """Return the address of the first element.

        Example:
            >>> x = flambeau.zeros(3)
            >>> x.storage().data_ptr() == x.data_ptr()
            True
        """
        return self._untyped.data_ptr()

    def untyped(self) -> UntypedStorage:
        """Return the bytes.

        Example:
            >>> flambeau.zeros(3).storage().untyped().nbytes()
            12
        """
        return self._untyped

    def tolist(self) -> list[Any]:
        """Return the elements as numbers.

        Example:
            >>> flambeau.tensor([1, 2]).storage().tolist()
            [1, 2]
        """
        return self._tensor.tolist()

    def clone(self) -> TypedStorage:
        """Return a storage with a copy of the elements.

        Example:
            >>> flambeau.tensor([1, 2]).storage().clone().tolist()
            [1, 2]
        """
        return TypedStorage(wrap_storage=self._untyped.clone(), dtype=self.dtype)

    def cpu(self) -> TypedStorage:
        """Return the elements in main memory.

        Example:
            >>> flambeau.tensor([1, 2]).storage().cpu().tolist()
            [1, 2]
        """
        return TypedStorage(wrap_storage=self._untyped.cpu(), dtype=self.dtype)

    def cuda(self, device: Any = None, non_blocking: bool = False) -> TypedStorage:
        """Return the elements in a GPU's memory.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     assert flambeau.tensor([1, 2]).storage().cuda().is_cuda
        """
        return TypedStorage(wrap_storage=self._untyped.cuda(device, non_blocking), dtype=self.dtype)

    def is_pinned(self, device: Any = None) -> bool:
        """Return whether the elements are in page-locked memory.

        Example:
            >>> flambeau.tensor([1, 2]).storage().is_pinned()
            False
        """
        return self._untyped.is_pinned()

    def pin_memory(self, device: Any = None) -> TypedStorage:
        """Return a copy in page-locked memory; a storage over the same bytes if they are there.

        Raises:
            RuntimeError: the elements are not on the CPU, or no GPU can be used.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     assert flambeau.tensor([1, 2]).storage().pin_memory().is_pinned()
        """
        return TypedStorage(wrap_storage=self._untyped.pin_memory(), dtype=self.dtype)

    def __getitem__(self, index: Any) -> Any:
        item = self._tensor[index]
        return item.tolist() if item.dim() else item.item()

    def __setitem__(self, index: Any, value: Any) -> None:
        self._tensor[index] = value

    def __iter__(self) -> Iterator[Any]:
        return iter(self.tolist())

    def __reduce__(self) -> tuple[Any, ...]:
        return _typed, (self._untyped, self.dtype)

    def __repr__(self) -> str:
        return f"[flambeau.TypedStorage(dtype={self.dtype}, device={self.device}) of size {self.size()}]"


def _of(tensor: Tensor) -> UntypedStorage:
    """The storage object of a tensor's memory."""
    key = _core._storage_id(tensor)
    storage = _storages.get(key)
    if storage is None:
        storage = UntypedStorage.__new__(UntypedStorage)
        storage._tensor = _core._storage_bytes(tensor)
        _storages[key] = storage
    return storage


def _typed(storage: UntypedStorage, dtype: _dtype) -> TypedStorage:
    return TypedStorage(wrap_storage=storage, dtype=dtype)


def _from_bytes(content: bytes, device: Any = None) -> UntypedStorage:
    """What a pickle says of a storage."""
    data = _core._from_bytes(content, _core.uint8, (len(content),))
    return _of(data if device is None else data.to(device))
