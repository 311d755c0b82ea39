"""Losses that measure the difference of two tensors entry by entry."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import flambeau
from flambeau._core import handle_torch_function, has_torch_function_variadic

from .._reduction import get_enum, name_of, number_of, reduce_loss
from ._operations import ops

if TYPE_CHECKING:
    from flambeau import Tensor


def _warn_sizes(input: Tensor, target: Tensor) -> None:
    if target.size() != input.size():
        warnings.warn(
            f"Using a target size ({target.size()}) that is different to the input size ({input.size()}). "
            "This will likely lead to incorrect results due to broadcasting. "
            "Please ensure they have the same size.",
            stacklevel=3,
        )


def _check_weight(weight: Tensor, input: Tensor) -> None:
    if weight.size() != input.size():
        raise ValueError("Weights and input must have the same size.")


def _weighted_mean(loss: Tensor, weight: Tensor, reduction: str) -> Tensor:
    """Reduce ``loss * weight``; the mean is over the weights."""
    weighted = loss * weight
    if reduction == "mean":
        return weighted.sum() / weight.sum()
    return reduce_loss(
        weighted, reduction, f"Invalid reduction mode: {reduction}. Expected one of 'none', 'mean', 'sum'."
    )


def mse_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """``(input - target)^2``, times ``weight`` if given; shapes that differ are broadcast, with a warning.

    The result is 0-d, or has the shape with ``reduction="none"``.

    Raises:
        RuntimeError: shapes that do not broadcast.
        ValueError: an unknown ``reduction``.

    Example:
        >>> flambeau.nn.functional.mse_loss(flambeau.tensor([1.0, 2.0]), flambeau.tensor([1.0, 4.0]))
        tensor(2.)
    """
    if has_torch_function_variadic(input, target, weight):
        return handle_torch_function(
            mse_loss,
            (input, target, weight),
            input,
            target,
            size_average=size_average,
            reduce=reduce,
            reduction=reduction,
            weight=weight,
        )
    _warn_sizes(input, target)
    reduction = name_of(reduction, size_average, reduce)
    input_, target_ = flambeau.broadcast_tensors(input, target)
    if weight is None:
        return ops.mse_loss(input_, target_, get_enum(reduction))
    _check_weight(weight, input)
    return _weighted_mean((input_ - target_).pow(2), weight, reduction)


def l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """``|input - target|``, times ``weight`` if given; shapes that differ are broadcast, with a warning.

    The result is 0-d, or has the shape with ``reduction="none"``.

    Raises:
        RuntimeError: shapes that do not broadcast.
        ValueError: an unknown ``reduction``.

    Example:
        >>> flambeau.nn.functional.l1_loss(flambeau.tensor([1.0, 2.0]), flambeau.tensor([1.0, 4.0]))
        tensor(1.)
    """
    if has_torch_function_variadic(input, target, weight):
        return handle_torch_function(
            l1_loss,
            (input, target, weight),
            input,
            target,
            size_average=size_average,
            reduce=reduce,
            reduction=reduction,
            weight=weight,
        )
    _warn_sizes(input, target)
    reduction = name_of(reduction, size_average, reduce)
    input_, target_ = flambeau.broadcast_tensors(input, target)
    if weight is None:
        return ops.l1_loss(input_, target_, get_enum(reduction))
    _check_weight(weight, input)
    return _weighted_mean((input_ - target_).abs(), weight, reduction)


def smooth_l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    beta: float = 1.0,
) -> Tensor:
    """For ``d = |input - target|``: ``0.5 * d^2 / beta`` where ``d < beta``, otherwise ``d - 0.5 * beta``.

    Source: Girshick, "Fast R-CNN", 2015.

    Example:
        >>> flambeau.nn.functional.smooth_l1_loss(flambeau.tensor([1.0, 2.0]), flambeau.tensor([1.0, 4.0]))
        tensor(0.7500)
    """
    if has_torch_function_variadic(input, target):
        return handle_torch_function(
            smooth_l1_loss,
            (input, target),
            input,
            target,
            size_average=size_average,
            reduce=reduce,
            reduction=reduction,
            beta=beta,
        )
    _warn_sizes(input, target)
    number = number_of(reduction, size_average, reduce)
    input, target = flambeau.broadcast_tensors(input, target)
    if beta == 0.0:
        return ops.l1_loss(input, target, number)
    return ops.smooth_l1_loss(input, target, number, beta)


def huber_loss(
    input: Tensor,
    target: Tensor,
    reduction: str = "mean",
    delta: float = 1.0,
    weight: Tensor | None = None,
) -> Tensor:
    """For ``d = |input - target|``: ``0.5 * d^2`` where ``d <= delta``, otherwise ``delta * (d - 0.5 * delta)``.

    With ``weight`` the loss of each entry is multiplied by it; ``"mean"`` still divides by the number of entries.

    Source: Huber, "Robust estimation of a location parameter", 1964.

    Example:
        >>> flambeau.nn.functional.huber_loss(flambeau.tensor([1.0, 2.0]), flambeau.tensor([1.0, 4.0]))
        tensor(0.7500)
    """
    if has_torch_function_variadic(input, target, weight):
        return handle_torch_function(
            huber_loss, (input, target, weight), input, target, reduction=reduction, delta=delta, weight=weight
        )
    _warn_sizes(input, target)
    input_, target_ = flambeau.broadcast_tensors(input, target)
    if weight is None:
        return ops.huber_loss(input_, target_, get_enum(reduction), delta)
    _check_weight(weight, input)
    loss = ops.huber_loss(input_, target_, get_enum("none"), delta) * weight
    return reduce_loss(loss, reduction, f"Invalid reduction mode: {reduction}. Expected one of 'none', 'mean', 'sum'.")
