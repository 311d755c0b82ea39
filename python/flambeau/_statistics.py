"""Covariances, correlations, and the multivariate gamma function."""

from __future__ import annotations

import math

from . import _core
from ._core import Tensor, handle_torch_function, has_torch_function_variadic

__all__ = ["corrcoef", "cov", "mvlgamma"]


def _checked(weights: Tensor, name: str, integers: bool, count: int) -> Tensor:
    """Return weights of observations, after a look at their shape, dtype and sign."""
    if weights.dim() > 1:
        raise RuntimeError(
            f"cov(): expected {name} to have one or fewer dimensions but got {name} with {weights.dim()} dimensions"
        )
    floating = weights.dtype.is_floating_point
    if integers and (floating or weights.dtype.is_complex or weights.dtype is _core.bool):
        raise RuntimeError(f"cov(): expected {name} to have integral dtype but got {name} with {weights.dtype} dtype")
    if not integers and not floating:
        raise RuntimeError(
            f"cov(): expected {name} to have floating point dtype but got {name} with {weights.dtype} dtype"
        )
    if weights.numel() != count:
        raise RuntimeError(
            f"cov(): expected {name} to have the same numel as there are observations in the input but got "
            f"{weights.numel()} != {count}"
        )
    if weights.numel() and weights.min().item() < 0:
        raise RuntimeError(f"cov(): {name} cannot be negative")
    return weights


def cov(
    input: Tensor, *, correction: int = 1, fweights: Tensor | None = None, aweights: Tensor | None = None
) -> Tensor:
    """Return the covariance matrix of variables in rows, with one observation in each column.

    Args:
        input: ``(variables, observations)``, or one variable ``(observations,)``.
        correction: what is taken off the number of observations in the divisor.
        fweights: how often each observation counts, integers ``(observations,)``.
        aweights: how much each observation weighs, ``(observations,)``.

    Returns:
        ``(variables, variables)``; for one variable its variance, without dimensions.

    Raises:
        RuntimeError: more than two dimensions, booleans, or weights that do not fit.

    Example:
        >>> flambeau.cov(flambeau.tensor([[0.0, 2.0], [1.0, 1.0]]))
        tensor([[2., 0.],
                [0., 0.]])
    """
    if has_torch_function_variadic(input, fweights, aweights):
        return handle_torch_function(
            cov, (input, fweights, aweights), input, correction=correction, fweights=fweights, aweights=aweights
        )
    if input.dim() > 2:
        raise RuntimeError(
            f"cov(): expected input to have two or fewer dimensions but got an input with {input.dim()} dimensions"
        )
    if input.dtype is _core.bool:
        raise RuntimeError("cov(): bool dtype is not supported for input")
    rows = input if input.dim() == 2 else input.reshape(1, -1)
    count = rows.shape[1]
    weights = None if fweights is None else _checked(fweights, "fweights", True, count)
    if aweights is not None:
        given = _checked(aweights, "aweights", False, count)
        weights = given if weights is None else weights * given
    total = float(count) if weights is None else float(weights.sum().item())
    if weights is not None and total == 0:
        raise RuntimeError("cov(): weights sum to zero, can't be normalized")
    weighted = rows if weights is None else rows * weights
    mean = weighted.sum(1) / total if total else weighted.sum(1) * math.nan
    divisor = total - correction
    if weights is not None and aweights is not None and correction != 0:
        divisor = total - correction * float((weights * aweights).sum().item()) / total
    if divisor <= 0:
        _core._warn(
            "cov(): degrees of freedom is <= 0. Correction should be strictly less than the number of observations."
        )
        divisor = 0.0
    apart = rows - mean.unsqueeze(1)
    scaled = apart if weights is None else apart * weights
    return _core.true_divide(apart @ scaled.t().conj(), divisor).squeeze()


def corrcoef(input: Tensor) -> Tensor:
    """Return the correlation coefficients of variables in rows; see :func:`cov`.

    Raises:
        RuntimeError: more than two dimensions.

    Example:
        >>> flambeau.corrcoef(flambeau.tensor([[0.0, 1.0], [1.0, 0.0]]))
        tensor([[ 1., -1.],
                [-1.,  1.]])
    """
    if has_torch_function_variadic(input):
        return handle_torch_function(corrcoef, (input,), input)
    if input.dim() > 2:
        raise RuntimeError(
            f"corrcoef(): expected input to have two or fewer dimensions but got an input with {input.dim()} dimensions"
        )
    matrix = cov(input)
    if matrix.dim() == 0:
        return matrix / matrix
    spread = matrix.diagonal()
    deviation = (spread.real if spread.is_complex() else spread).sqrt()
    matrix = matrix / deviation.unsqueeze(1) / deviation
    if matrix.is_complex():
        return _core.complex(matrix.real.clip(-1, 1), matrix.imag.clip(-1, 1))
    return matrix.clip(-1, 1)


def mvlgamma(input: Tensor, p: int, *, out: Tensor | None = None) -> Tensor:
    """Return the logarithm of the multivariate gamma function of dimension ``p`` of every element.

    Raises:
        RuntimeError: ``p`` is less than 1.

    Example:
        >>> flambeau.mvlgamma(flambeau.tensor([3.0]), 1)
        tensor([0.6931])
    """
    if has_torch_function_variadic(input):
        return handle_torch_function(mvlgamma, (input,), input, p, out=out)
    if p < 1:
        raise RuntimeError("p has to be greater than or equal to 1")
    kind = input.dtype if input.dtype.is_floating_point else _core.get_default_dtype()
    shifts = _core.arange(-p / 2 + 0.5, 0.5, 0.5, dtype=kind, device=input.device)
    value = (input.unsqueeze(-1) + shifts).lgamma().sum(-1) + p * (p - 1) / 4 * math.log(math.pi)
    return value if out is None else _core.mul(value, 1, out=out)


def _mvlgamma_(self: Tensor, p: int) -> Tensor:
    """Do what :meth:`mvlgamma` does in place."""
    return self.copy_(mvlgamma(self, p))


for _name, _value in {"cov": cov, "corrcoef": corrcoef, "mvlgamma": mvlgamma, "mvlgamma_": _mvlgamma_}.items():
    setattr(Tensor, _name, _value)
