"""Special functions, under the names of SciPy's module of that name.

Example:
    >>> flambeau.special.expit(flambeau.tensor([0.0]))
    tensor([0.5000])
"""

from __future__ import annotations

import math
from typing import Any

from . import _core
from ._core import (
    Tensor,
    digamma,
    erf,
    erfc,
    erfinv,
    exp2,
    expm1,
    handle_torch_function,
    has_torch_function_unary,
    has_torch_function_variadic,
    i0,
    log1p,
    logit,
    logsumexp,
    polygamma,
    round,
    sinc,
)
from ._core import lgamma as gammaln
from ._core import sigmoid as expit
from ._core import special_entr as entr
from ._core import special_erfcx as erfcx
from ._core import special_i0e as i0e
from ._core import special_i1 as i1
from ._core import special_i1e as i1e
from ._core import special_log_ndtr as log_ndtr
from ._core import special_ndtri as ndtri
from ._statistics import mvlgamma as multigammaln

psi = digamma

__all__ = [
    "digamma",
    "entr",
    "erf",
    "erfc",
    "erfcx",
    "erfinv",
    "exp2",
    "expit",
    "expm1",
    "gammaln",
    "i0",
    "i0e",
    "i1",
    "i1e",
    "log1p",
    "log_ndtr",
    "log_softmax",
    "logit",
    "logsumexp",
    "multigammaln",
    "ndtr",
    "ndtri",
    "polygamma",
    "psi",
    "round",
    "sinc",
    "softmax",
    "xlog1py",
    "xlogy",
]


def _written(value: Tensor, out: Tensor | None) -> Tensor:
    return value if out is None else _core.mul(value, 1, out=out)


def ndtr(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Return the standard normal distribution function of every element.

    Example:
        >>> flambeau.special.ndtr(flambeau.tensor([0.0]))
        tensor([0.5000])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(ndtr, (input,), input, out=out)
    return _written(_core.erfc(-input * math.sqrt(0.5)) * 0.5, out)


def xlog1py(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """Return ``input * log1p(other)``, and 0 where ``input`` is 0 unless ``other`` is not a number.

    Args:
        input: a tensor or a number.
        other: a tensor or a number; one of the two is a tensor.

    Example:
        >>> flambeau.special.xlog1py(flambeau.tensor([0.0]), flambeau.tensor([-1.0]))
        tensor([0.])
    """
    if has_torch_function_variadic(input, other):
        return handle_torch_function(xlog1py, (input, other), input, other, out=out)
    like = input if isinstance(input, Tensor) else other
    x = input if isinstance(input, Tensor) else _core.scalar_tensor(input, dtype=like.dtype, device=like.device)
    y = other if isinstance(other, Tensor) else _core.scalar_tensor(other, dtype=like.dtype, device=like.device)
    nothing = (x == 0) & ((y <= -1) | (y == math.inf))
    return _written(x * _core.log1p(_core.where(nothing, 0, y)), out)


def xlogy(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """Return ``input * log(other)``, and 0 where ``input`` is 0; see :func:`flambeau.xlogy`.

    Example:
        >>> flambeau.special.xlogy(2, flambeau.tensor([1.0]))
        tensor([0.])
    """
    if not isinstance(input, Tensor) and isinstance(other, Tensor):
        input = _core.scalar_tensor(input, dtype=other.dtype, device=other.device)
    return _core.xlogy(input, other) if out is None else _core.xlogy(input, other, out=out)


def softmax(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """Return the softmax along a dimension; see :func:`flambeau.softmax`.

    Example:
        >>> flambeau.special.softmax(flambeau.zeros(2), 0)
        tensor([0.5000, 0.5000])
    """
    return _core.softmax(input, dim, dtype=dtype)


def log_softmax(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """Return the logarithm of the softmax along a dimension; see :func:`flambeau.log_softmax`.

    Example:
        >>> flambeau.special.log_softmax(flambeau.zeros(1), 0)
        tensor([0.])
    """
    return _core.log_softmax(input, dim, dtype=dtype)
