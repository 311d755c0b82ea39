"""Functions of the namespace that are compositions or answer questions about objects."""

from __future__ import annotations

from typing import Any

from . import _core
from ._core import Tensor

__all__ = [
    "from_numpy",
    "is_tensor",
    "is_storage",
    "numel",
    "is_floating_point",
    "is_complex",
    "broadcast_tensors",
    "is_nonzero",
    "typename",
]


def is_tensor(obj: Any) -> bool:
    """Return whether ``obj`` is a tensor."""
    return isinstance(obj, Tensor)


def is_storage(obj: Any) -> bool:
    """Return whether ``obj`` is a storage: the memory behind tensors."""
    from .storage import TypedStorage, UntypedStorage

    return isinstance(obj, (TypedStorage, UntypedStorage))


def numel(input: Tensor) -> int:
    """Return the number of elements."""
    return input.numel()


def is_floating_point(input: Tensor) -> bool:
    """Return whether the dtype is a real floating-point one."""
    return input.is_floating_point()


def is_complex(input: Tensor) -> bool:
    """Return whether the dtype is complex."""
    return input.is_complex()


def is_nonzero(input: Tensor) -> bool:
    """Return whether the only element is not zero."""
    return bool(input)


def broadcast_tensors(*tensors: Tensor) -> tuple[Tensor, ...]:
    """Return views of the tensors, expanded to their common shape."""
    if len(tensors) == 1 and not isinstance(tensors[0], Tensor):
        tensors = tuple(tensors[0])
    shape: list[int] = []
    for tensor in tensors:
        sizes = list(tensor.shape)
        shape = [1] * (len(sizes) - len(shape)) + shape
        offset = len(shape) - len(sizes)
        for at, size in enumerate(sizes):
            if shape[offset + at] == 1:
                shape[offset + at] = size
    return tuple(tensor.expand(shape) for tensor in tensors)


def from_numpy(ndarray: Any) -> Tensor:
    """Return a tensor that shares the memory of a NumPy array.

    Raises:
        TypeError: ``ndarray`` is no array, or its elements have a type that tensors do not have.
        ValueError: the array has negative strides.

    Example:
        >>> import numpy
        >>> flambeau.from_numpy(numpy.arange(3))
        tensor([0, 1, 2])
    """
    if not hasattr(ndarray, "__array_interface__"):
        raise TypeError(f"expected np.ndarray (got {type(ndarray).__name__})")
    if not ndarray.flags.writeable:
        import warnings

        warnings.warn(
            "The given NumPy array is not writable; writing to the tensor that shares its memory is undefined "
            "behaviour. Copy the array first if you mean to write.",
            UserWarning,
            stacklevel=2,
        )
    return _core._from_buffer(ndarray, bool(ndarray.flags.writeable))


def typename(obj: Any) -> str:
    """Return the name of an object's type with its module, as error messages show it."""
    if isinstance(obj, Tensor):
        return obj.type()
    kind = type(obj)
    module = kind.__module__
    return kind.__qualname__ if module in ("builtins", None) else f"{module}.{kind.__qualname__}"
