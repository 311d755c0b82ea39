"""Norms, and distinct elements: functions whose results depend on their arguments' values or types."""

from __future__ import annotations

from typing import Literal, overload

from . import _core
from ._core import Tensor, handle_torch_function, has_torch_function_unary
from ._core import dtype as _dtype

__all__ = ["norm", "unique", "unique_consecutive"]

Dims = int | list[int] | tuple[int, ...] | None


def _dims(dim: Dims) -> list[int] | None:
    """A dimension or several as a list."""
    if dim is None:
        return None
    return [dim] if isinstance(dim, int) else list(dim)


def norm(
    input: Tensor,
    p: float | str | None = "fro",
    dim: Dims = None,
    keepdim: bool = False,
    out: Tensor | None = None,
    dtype: _dtype | None = None,
) -> Tensor:
    """Return the norm of order ``p`` of the elements over ``dim``, or of all of them.

    Args:
        p: a number (``inf`` and ``-inf`` for the largest and the smallest modulus, 0 for the number of elements that
            are not 0), or ``"fro"`` for 2.

    Raises:
        RuntimeError: ``input`` is not floating point or complex, or ``p`` is another word.
        NotImplementedError: ``p`` is ``"nuc"``, which needs singular values.

    Example:
        >>> flambeau.norm(flambeau.tensor([3.0, 4.0]))
        tensor(5.)
    """
    if has_torch_function_unary(input):
        return handle_torch_function(norm, (input,), input, p=p, dim=dim, keepdim=keepdim, out=out, dtype=dtype)
    if isinstance(p, str):
        if p == "nuc":
            raise NotImplementedError(
                "norm: the nuclear norm needs singular values, which flambeau does not compute yet"
            )
        if p != "fro":
            raise RuntimeError(f"linalg.matrix_norm: Order {p} not supported.")
    order = 2.0 if p is None or isinstance(p, str) else p
    return _core.linalg_vector_norm(input, order, _dims(dim), keepdim, dtype=dtype, out=out)


def _chosen(
    values: Tensor, inverse: Tensor, counts: Tensor, return_inverse: bool, return_counts: bool
) -> Tensor | tuple[Tensor, ...]:
    if not return_inverse and not return_counts:
        return values
    return (values, *([inverse] if return_inverse else []), *([counts] if return_counts else []))


@overload
def unique(
    input: Tensor,
    sorted: bool = True,
    return_inverse: Literal[False] = False,
    return_counts: Literal[False] = False,
    dim: int | None = None,
) -> Tensor: ...
@overload
def unique(
    input: Tensor,
    sorted: bool = True,
    *,
    return_inverse: Literal[True],
    return_counts: bool = False,
    dim: int | None = None,
) -> tuple[Tensor, ...]: ...
@overload
def unique(
    input: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    *,
    return_counts: Literal[True],
    dim: int | None = None,
) -> tuple[Tensor, ...]: ...
@overload
def unique(
    input: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Tensor | tuple[Tensor, ...]: ...
def unique(
    input: Tensor,
    sorted: bool = True,  # noqa: A002
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Tensor | tuple[Tensor, ...]:
    """Return the distinct elements of ``input`` in ascending order, or its distinct slices along ``dim``.

    Args:
        sorted: has no influence: the result is always in order.
        return_inverse: also return, for every element (or slice), its position in the result.
        return_counts: also return how often every element (or slice) of the result occurs.

    Returns:
        The tensor ``(n,)`` (with ``dim``: the input's shape, n along ``dim``), or a tuple of it and what was asked for.

    Raises:
        NotImplementedError: ``input`` is complex.
        RuntimeError: with ``dim``, another dimension has size 0.

    Example:
        >>> flambeau.unique(flambeau.tensor([3, 1, 3]), return_counts=True)
        (tensor([1, 3]), tensor([1, 2]))
    """
    if has_torch_function_unary(input):
        return handle_torch_function(
            unique, (input,), input, sorted=sorted, return_inverse=return_inverse, return_counts=return_counts, dim=dim
        )
    if dim is None:
        found = _core._unique2(input, sorted, return_inverse, return_counts)
    else:
        found = _core.unique_dim(input, dim, sorted, return_inverse, return_counts)
    return _chosen(*found, return_inverse, return_counts)


@overload
def unique_consecutive(
    input: Tensor, return_inverse: Literal[False] = False, return_counts: Literal[False] = False, dim: int | None = None
) -> Tensor: ...
@overload
def unique_consecutive(
    input: Tensor, *, return_inverse: Literal[True], return_counts: bool = False, dim: int | None = None
) -> tuple[Tensor, ...]: ...
@overload
def unique_consecutive(
    input: Tensor, return_inverse: bool = False, *, return_counts: Literal[True], dim: int | None = None
) -> tuple[Tensor, ...]: ...
@overload
def unique_consecutive(
    input: Tensor, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None
) -> Tensor | tuple[Tensor, ...]: ...
def unique_consecutive(
    input: Tensor, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None
) -> Tensor | tuple[Tensor, ...]:
    """Return the elements of ``input`` without those that equal their predecessor, or its slices along ``dim``.

    Args:
        return_inverse: also return, for every element (or slice), its position in the result.
        return_counts: also return the lengths of the runs.

    Returns:
        The tensor ``(n,)`` (with ``dim``: the input's shape, n along ``dim``), or a tuple of it and what was asked for.

    Raises:
        NotImplementedError: ``input`` is complex.

    Example:
        >>> flambeau.unique_consecutive(flambeau.tensor([1, 1, 2, 2, 1]))
        tensor([1, 2, 1])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(
            unique_consecutive, (input,), input, return_inverse=return_inverse, return_counts=return_counts, dim=dim
        )
    found = _core.unique_consecutive(input, return_inverse, return_counts, dim)
    return _chosen(*found, return_inverse, return_counts)


def _method_norm(
    self: Tensor, p: float | str | None = "fro", dim: Dims = None, keepdim: bool = False, dtype: _dtype | None = None
) -> Tensor:
    """Return the norm of order ``p``; see :func:`flambeau.norm`.

    Example:
        >>> flambeau.tensor([3.0, 4.0]).norm()
        tensor(5.)
    """
    return norm(self, p, dim, keepdim, dtype=dtype)


def _method_unique(
    self: Tensor,
    sorted: bool = True,  # noqa: A002
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Tensor | tuple[Tensor, ...]:
    """Return the distinct elements; see :func:`flambeau.unique`.

    Example:
        >>> flambeau.tensor([2, 1, 2]).unique()
        tensor([1, 2])
    """
    return unique(self, sorted, return_inverse, return_counts, dim)


def _method_unique_consecutive(
    self: Tensor, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None
) -> Tensor | tuple[Tensor, ...]:
    """Return the elements without repetitions; see :func:`flambeau.unique_consecutive`.

    Example:
        >>> flambeau.tensor([1, 1, 2]).unique_consecutive()
        tensor([1, 2])
    """
    return unique_consecutive(self, return_inverse, return_counts, dim)


for _function in (_method_norm, _method_unique, _method_unique_consecutive):
    _function.__name__ = _function.__name__.removeprefix("_method_")
    _function.__qualname__ = f"Tensor.{_function.__name__}"
    setattr(Tensor, _function.__name__, _function)
