"""Limits for gradients."""

from __future__ import annotations

import types
import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING

import flambeau
from flambeau import _core

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = ["clip_grad_norm", "clip_grad_norm_", "clip_grad_value_", "clip_grads_with_norm_", "get_total_norm"]


def _as_list(tensors: Tensor | Iterable[Tensor]) -> list[Tensor]:
    return [tensors] if isinstance(tensors, flambeau.Tensor) else list(tensors)


def _gradients(parameters: list[Tensor]) -> list[Tensor]:
    return [parameter.grad for parameter in parameters if parameter.grad is not None]


def _parts(tensors: list[Tensor]) -> list[Tensor]:
    """The tensors outside of autograd, complex ones seen as pairs of real numbers."""
    tensors = [tensor.detach() for tensor in tensors]
    return [flambeau.view_as_real(tensor) if tensor.is_complex() else tensor for tensor in tensors]


def get_total_norm(
    tensors: Tensor | Iterable[Tensor],
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """Return the norm of all tensors together, as if they were one vector.

    Args:
        norm_type: the p of the norm; may be infinity.
        error_if_nonfinite: raise RuntimeError if the norm is infinite or NaN.
        foreach: accepted, without effect.

    Example:
        >>> flambeau.nn.utils.get_total_norm([flambeau.tensor([3.0]), flambeau.tensor([4.0])])
        tensor(5.)
    """
    with flambeau.no_grad():
        tensors = _as_list(tensors)
        norm_type = float(norm_type)
        if not tensors:
            return flambeau.tensor(0.0)
        if norm_type == 2.0:
            total = _core._total_norm(_parts(tensors), norm_type)
        else:
            magnitudes = [tensor.detach().abs() if tensor.is_complex() else tensor.detach() for tensor in tensors]
            total = _core._total_norm(magnitudes, norm_type)
        if error_if_nonfinite and not bool(total.isfinite()):
            raise RuntimeError(
                f"The total norm of order {norm_type} for gradients from `parameters` is non-finite, so it cannot be "
                "clipped. To disable this error and scale the gradients by the non-finite norm anyway, set "
                "`error_if_nonfinite=False`"
            )
        return total


def clip_grads_with_norm_(
    parameters: Tensor | Iterable[Tensor], max_norm: float, total_norm: Tensor, foreach: bool | None = None
) -> None:
    """Multiply the gradients by ``max_norm / (total_norm + 1e-6)`` if that is less than 1, in place.

    Args:
        foreach: accepted, without effect.

    Example:
        >>> w = flambeau.nn.Parameter(flambeau.zeros(2))
        >>> w.grad = flambeau.tensor([3.0, 4.0])
        >>> flambeau.nn.utils.clip_grads_with_norm_([w], max_norm=1.0, total_norm=flambeau.tensor(5.0))
        >>> w.grad
        tensor([0.6000, 0.8000])
    """
    with flambeau.no_grad():
        grads = _gradients(_as_list(parameters))
        if not grads:
            return
        _core._scale_by_(_parts(grads), total_norm.reshape(()), float(max_norm))


def clip_grad_norm_(
    parameters: Tensor | Iterable[Tensor],
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """Scale the gradients of ``parameters`` down, in place, so that their norm together is at most ``max_norm``.

    The arguments are those of :func:`get_total_norm`.

    Returns:
        The norm before.

    Example:
        >>> w = flambeau.zeros(2, requires_grad=True)
        >>> w.grad = flambeau.tensor([30.0, 40.0])
        >>> flambeau.nn.utils.clip_grad_norm_([w], max_norm=5.0)
        tensor(50.)
        >>> w.grad
        tensor([3.0000, 4.0000])
    """
    generator = isinstance(parameters, types.GeneratorType)
    parameters = _as_list(parameters)
    if generator and not parameters:
        warnings.warn("`parameters` is an empty generator, no gradient clipping will occur.", stacklevel=2)
    total = get_total_norm(_gradients(parameters), norm_type, error_if_nonfinite, foreach)
    clip_grads_with_norm_(parameters, max_norm, total, foreach)
    return total


def clip_grad_norm(
    parameters: Tensor | Iterable[Tensor],
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """The deprecated name of :func:`clip_grad_norm_`.

    Example:
        >>> import warnings
        >>> w = flambeau.nn.Parameter(flambeau.zeros(2))
        >>> w.grad = flambeau.tensor([3.0, 4.0])
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore")
        ...     flambeau.nn.utils.clip_grad_norm([w], max_norm=1.0)
        tensor(5.)
    """
    warnings.warn(
        "`nn.utils.clip_grad_norm` is now deprecated in favor of `nn.utils.clip_grad_norm_`.",
        FutureWarning,
        stacklevel=2,
    )
    return clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite, foreach)


def clip_grad_value_(parameters: Tensor | Iterable[Tensor], clip_value: float, foreach: bool | None = None) -> None:
    """Clamp every entry of the gradients to ``[-clip_value, clip_value]``, in place.

    Args:
        foreach: accepted, without effect.

    Example:
        >>> w = flambeau.zeros(2, requires_grad=True)
        >>> w.grad = flambeau.tensor([30.0, -0.5])
        >>> flambeau.nn.utils.clip_grad_value_(w, 1.0)
        >>> w.grad
        tensor([ 1.0000, -0.5000])
    """
    clip_value = float(clip_value)
    with flambeau.no_grad():
        grads = _gradients(_as_list(parameters))
        if any(grad.is_complex() for grad in grads):
            raise RuntimeError("clamp is not supported for complex types: clip_grad_value_ needs real gradients")
        _core._limit_([grad.detach() for grad in grads], -clip_value, clip_value)
