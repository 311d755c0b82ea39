"""Functions of the namespace that are compositions or answer questions about objects."""

from __future__ import annotations

from typing import Any

from . import _core
from ._core import Tensor

__all__ = ["from_numpy", "is_tensor", "is_storage", "numel", "is_floating_point", "is_complex", "broadcast_tensors", "is_nonzero", "typename",
           "meshgrid", "block_diag", "cartesian_prod", "atleast_1d", "atleast_2d", "atleast_3d", "nonzero"]


def is_tensor(obj: Any) -> bool:
    """Return whether ``obj`` is a tensor."""
    return isinstance(obj, Tensor)


def is_storage(obj: Any) -> bool:
    """Return False: flambeau's storages are not Python objects."""
    return False


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
            "The given NumPy array is not writable; writing to the tensor that shares its memory is undefined behaviour. "
            "Copy the array first if you mean to write.",
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


def _listed(tensors: tuple[Any, ...]) -> list[Tensor]:
    """Return tensors that were given one by one or as one sequence."""
    if len(tensors) == 1 and not isinstance(tensors[0], Tensor):
        return list(tensors[0])
    return list(tensors)


def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[Tensor, ...]:
    """Return grids of coordinates made of 1-d tensors.

    Args:
        tensors: n tensors of at most one dimension, one by one or as a sequence.
        indexing: ``"ij"`` (the default) for grids of shape (size of tensor 0, size of tensor 1, ...); ``"xy"`` exchanges
            the first two dimensions.

    Raises:
        RuntimeError: a tensor has more than one dimension, or dtypes differ.

    Example:
        >>> flambeau.meshgrid(flambeau.tensor([1, 2]), flambeau.tensor([3, 4, 5]), indexing="ij")[1]
        tensor([[3, 4, 5],
                [3, 4, 5]])
    """
    return _core.meshgrid(_listed(tensors), indexing="ij" if indexing is None else indexing)


def block_diag(*tensors: Tensor) -> Tensor:
    """Return a matrix of zeros with the given matrices along its diagonal; vectors count as rows, numbers as 1x1.

    Raises:
        RuntimeError: a tensor has more than two dimensions.

    Example:
        >>> flambeau.block_diag(flambeau.tensor([[1, 2]]), flambeau.tensor(3))
        tensor([[1, 2, 0],
                [0, 0, 3]])
    """
    return _core.block_diag(_listed(tensors))


def cartesian_prod(*tensors: Tensor) -> Tensor:
    """Return all combinations of elements of 1-d tensors, one row each: shape (product of sizes, number of tensors).

    Raises:
        RuntimeError: a tensor does not have one dimension.

    Example:
        >>> flambeau.cartesian_prod(flambeau.tensor([1, 2]), flambeau.tensor([3, 4]))
        tensor([[1, 3],
                [1, 4],
                [2, 3],
                [2, 4]])
    """
    return _core.cartesian_prod(_listed(tensors))


def _at_least(dims: int) -> Any:
    one = getattr(_core, f"atleast_{dims}d")

    def widened(*tensors: Any) -> Any:
        if len(tensors) == 1 and isinstance(tensors[0], Tensor):
            return one(tensors[0])
        return tuple(one(tensor) for tensor in _listed(tensors))

    widened.__name__ = widened.__qualname__ = f"atleast_{dims}d"
    widened.__doc__ = f"""Return the tensor with at least {dims} dimension{"s" if dims > 1 else ""}; several tensors as a tuple.

    Example:
        >>> flambeau.atleast_{dims}d(flambeau.tensor(1)).dim()
        {dims}
    """
    return widened


atleast_1d = _at_least(1)
atleast_2d = _at_least(2)
atleast_3d = _at_least(3)


def nonzero(input: Tensor, *, out: Tensor | None = None, as_tuple: bool = False) -> Any:
    """Return where elements are not zero.

    Args:
        input: a tensor of n dimensions.
        out: a tensor to write the result to; not with ``as_tuple``.
        as_tuple: return n tensors that can be used as an index, instead of one of shape (number of elements, n).

    Example:
        >>> flambeau.nonzero(flambeau.tensor([[0, 1], [2, 0]]))
        tensor([[0, 1],
                [1, 0]])
        >>> flambeau.nonzero(flambeau.tensor([0, 3]), as_tuple=True)
        (tensor([1]),)
    """
    if as_tuple:
        return input.nonzero_numpy()
    return _core.nonzero(input) if out is None else _core.nonzero(input, out=out)
