"""Functions that take several tensors one by one, or answer in several forms."""

from __future__ import annotations

from typing import Any, Literal, overload

from . import _core
from ._core import Tensor, handle_torch_function, has_torch_function, has_torch_function_unary

__all__ = ["meshgrid", "block_diag", "cartesian_prod", "atleast_1d", "atleast_2d", "atleast_3d", "nonzero"]


def _listed(tensors: tuple[Any, ...]) -> list[Tensor]:
    """Return tensors that were given one by one or as one sequence."""
    if len(tensors) == 1 and not isinstance(tensors[0], Tensor):
        return list(tensors[0])
    return list(tensors)


def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[Tensor, ...]:
    """Return grids of coordinates made of 1-d tensors.

    Args:
        tensors: n tensors of at most one dimension, one by one or as a sequence.
        indexing: ``"ij"`` (the default) for grids of shape (size of tensor 0, size of tensor 1, ...); ``"xy"``
            exchanges the first two dimensions.

    Raises:
        RuntimeError: a tensor has more than one dimension, or dtypes differ.

    Example:
        >>> flambeau.meshgrid(flambeau.tensor([1, 2]), flambeau.tensor([3, 4, 5]), indexing="ij")[1]
        tensor([[3, 4, 5],
                [3, 4, 5]])
    """
    if has_torch_function(tensors):
        return handle_torch_function(meshgrid, tensors, *tensors, indexing=indexing)
    if indexing is None:
        _core._warn_once(
            "torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument: pass "
            "indexing='ij' for what is done now."
        )
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
    if has_torch_function(tensors):
        return handle_torch_function(block_diag, tensors, *tensors)
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
    if has_torch_function(tensors):
        return handle_torch_function(cartesian_prod, tensors, *tensors)
    return _core.cartesian_prod(_listed(tensors))


def _at_least(dims: int) -> Any:
    one = getattr(_core, f"atleast_{dims}d")

    def widened(*tensors: Any) -> Any:
        if len(tensors) == 1 and isinstance(tensors[0], Tensor):
            return one(tensors[0])
        return tuple(one(tensor) for tensor in _listed(tensors))

    widened.__name__ = widened.__qualname__ = f"atleast_{dims}d"
    dimensions = "dimension" if dims == 1 else "dimensions"
    widened.__doc__ = f"""Return the tensor with at least {dims} {dimensions}; several tensors as a tuple.

    Example:
        >>> flambeau.atleast_{dims}d(flambeau.tensor(1)).dim()
        {dims}
    """
    return widened


atleast_1d = _at_least(1)
atleast_2d = _at_least(2)
atleast_3d = _at_least(3)


@overload
def nonzero(input: Tensor, *, out: Tensor | None = None, as_tuple: Literal[False] = False) -> Tensor: ...
@overload
def nonzero(input: Tensor, *, as_tuple: Literal[True]) -> tuple[Tensor, ...]: ...
def nonzero(input: Tensor, *, out: Tensor | None = None, as_tuple: bool = False) -> Tensor | tuple[Tensor, ...]:
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
    if has_torch_function_unary(input):
        return handle_torch_function(nonzero, (input,), input, out=out, as_tuple=as_tuple)
    if as_tuple:
        return input.nonzero_numpy()
    return _core.nonzero(input) if out is None else _core.nonzero(input, out=out)
