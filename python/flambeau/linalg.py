"""Linear algebra: norms."""

from __future__ import annotations

from . import _core
from ._core import Tensor, handle_torch_function, has_torch_function_unary
from ._core import dtype as _dtype
from ._reductions import Dims, _dims

__all__ = ["matrix_norm", "norm", "vector_norm"]


def vector_norm(
    x: Tensor,
    ord: float = 2,  # noqa: A002
    dim: Dims = None,
    keepdim: bool = False,
    *,
    dtype: _dtype | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """Return the norm of order ``ord`` of the elements over ``dim``, or of all of them.

    Raises:
        RuntimeError: ``x`` is not floating point or complex, or empty where the norm has no value for nothing.

    Example:
        >>> flambeau.linalg.vector_norm(flambeau.tensor([3.0, 4.0]))
        tensor(5.)
    """
    if has_torch_function_unary(x):
        return handle_torch_function(vector_norm, (x,), x, ord=ord, dim=dim, keepdim=keepdim, dtype=dtype, out=out)
    return _core.linalg_vector_norm(x, ord, _dims(dim), keepdim, dtype=dtype, out=out)


def matrix_norm(
    A: Tensor,
    ord: float | str = "fro",  # noqa: A002
    dim: tuple[int, int] | list[int] = (-2, -1),
    keepdim: bool = False,
    *,
    dtype: _dtype | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """Return a norm of the matrices that two dimensions make.

    Args:
        ord: ``"fro"``; 1 and -1 for the largest and the smallest column sum of moduli, ``inf`` and ``-inf`` for row
            sums.

    Raises:
        RuntimeError: ``A`` has no two dimensions ``dim``, or ``ord`` is none of the orders.
        NotImplementedError: ``ord`` is 2, -2 or ``"nuc"``, which need singular values.

    Example:
        >>> flambeau.linalg.matrix_norm(flambeau.tensor([[1.0, -2.0], [3.0, 4.0]]), 1)
        tensor(6.)
    """
    if has_torch_function_unary(A):
        return handle_torch_function(matrix_norm, (A,), A, ord=ord, dim=dim, keepdim=keepdim, dtype=dtype, out=out)
    if A.ndim < 2:
        raise RuntimeError("linalg.matrix_norm: The input tensor A must have at least 2 dimensions.")
    if len(dim) != 2:
        raise RuntimeError("linalg.matrix_norm: dim must be a 2-tuple.")
    rows, columns = (at + A.ndim if at < 0 else at for at in dim)
    if rows == columns:
        raise RuntimeError("linalg.matrix_norm: dims must be different.")
    if ord == "fro":
        return _core.linalg_vector_norm(A, 2, [rows, columns], keepdim, dtype=dtype, out=out)
    if ord == "nuc" or (not isinstance(ord, str) and abs(ord) == 2):
        raise NotImplementedError(
            f"linalg.matrix_norm: order {ord} needs singular values, which flambeau does not compute yet"
        )
    if isinstance(ord, str) or abs(ord) not in (1, float("inf")):
        raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported.")
    summed, kept = (rows, columns) if abs(ord) == 1 else (columns, rows)
    sums = _core.linalg_vector_norm(A, 1, [summed], True, dtype=dtype)
    result = (_core.amax if ord > 0 else _core.amin)(sums, [kept], True)
    if not keepdim:
        result = result.squeeze(dim=(rows, columns))
    if out is None:
        return result
    if out.shape != result.shape:
        out.resize_(result.shape)
    return out.copy_(result)


def norm(
    A: Tensor,
    ord: float | str | None = None,  # noqa: A002
    dim: Dims = None,
    keepdim: bool = False,
    *,
    out: Tensor | None = None,
    dtype: _dtype | None = None,
) -> Tensor:
    """Return a norm of vectors or matrices.

    One dimension asks for vectors, two for matrices. Without ``dim``, a given ``ord`` applies to the vector or matrix
    ``A``; without either, all elements make one vector.

    Raises:
        RuntimeError: ``ord`` or ``dim`` do not fit each other or ``A``.
        NotImplementedError: the norm needs singular values.

    Example:
        >>> flambeau.linalg.norm(flambeau.tensor([[3.0, 0.0], [0.0, 4.0]]))
        tensor(5.)
    """
    if has_torch_function_unary(A):
        return handle_torch_function(norm, (A,), A, ord=ord, dim=dim, keepdim=keepdim, out=out, dtype=dtype)
    dims = _dims(dim)
    if ord is None:
        return vector_norm(A, 2, dims, keepdim, dtype=dtype, out=out)
    if dims is not None and len(dims) not in (1, 2):
        raise RuntimeError("linalg.norm: If dim is specified, it must be of length 1 or 2. Got " + str(dims))
    if dims is None and A.ndim not in (1, 2):
        raise RuntimeError(
            "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. " + f"Got {A.ndim}D."
        )
    if isinstance(ord, str) or (len(dims) if dims is not None else A.ndim) == 2:
        if dims is not None and len(dims) != 2:
            raise RuntimeError("linalg.matrix_norm: dim must be a 2-tuple.")
        return matrix_norm(A, ord, dims if dims is not None else (-2, -1), keepdim, dtype=dtype, out=out)
    return vector_norm(A, ord, dims, keepdim, dtype=dtype, out=out)
