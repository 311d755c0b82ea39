"""Losses that are negative log likelihoods, cross entropies or divergences.

All losses share ``reduction``: ``"none"`` returns one loss for each entry (or sample), ``"mean"`` their mean, ``"sum"``
their sum. ``size_average`` and ``reduce`` are the deprecated way to say the same.
"""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING

import flambeau
from flambeau._core import handle_torch_function, has_torch_function_variadic

from .._reduction import get_enum, legacy_get_enum, name_of, number_of, reduce_loss
from ._operations import ops
from .linear import linear

if TYPE_CHECKING:
    from flambeau import Tensor


def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """Cross entropy between logits and class indices or class probabilities.

    With ``l = log_softmax(input)``: ``-weight[y] * l[y]`` for an index y, ``-sum_c weight[c] * q[c] * l[c]`` for
    probabilities q.
    ``"mean"`` divides by the weights of the targets that count (indices) or by the number of samples (probabilities).

    Args:
        input: logits, ``(C,)``, ``(N, C)`` or ``(N, C, *)``.
        target: indices ``()``, ``(N,)`` or ``(N, *)``, or probabilities of the input's shape.
        weight: a factor for each class, ``(C,)``.
        ignore_index: targets with this index count for nothing.
        label_smoothing: mix the target with this much of the uniform distribution; in ``[0, 1]``.

    Source for smoothing: Szegedy et al., "Rethinking the Inception architecture for computer vision", 2015.

    Example:
        >>> flambeau.nn.functional.cross_entropy(flambeau.zeros(1, 2), flambeau.tensor([0]))
        tensor(0.6931)
    """
    if has_torch_function_variadic(input, target, weight):
        return handle_torch_function(
            cross_entropy,
            (input, target, weight),
            input,
            target,
            weight=weight,
            size_average=size_average,
            ignore_index=ignore_index,
            reduce=reduce,
            reduction=reduction,
            label_smoothing=label_smoothing,
        )
    number = number_of(reduction, size_average, reduce)
    return ops.cross_entropy_loss(input, target, weight, number, ignore_index, label_smoothing)


def linear_cross_entropy(
    input: Tensor,
    linear_weight: Tensor,
    target: Tensor,
    *,
    linear_bias: Tensor | None = None,
    weight: Tensor | None = None,
    reduction: str = "mean",
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
) -> Tensor:
    """:func:`cross_entropy` of ``linear(input, linear_weight, linear_bias)``.

    Args:
        input: ``(N, D)`` or ``(D,)``.
        linear_weight: ``(C, D)``, or ``(C, *, D)`` for a loss over further dimensions.
        target: as for :func:`cross_entropy` with logits ``(N, C, *)``.

    Example:
        >>> one = flambeau.ones(1, 1)
        >>> flambeau.nn.functional.linear_cross_entropy(one, flambeau.zeros(2, 1), flambeau.tensor([0]))
        tensor(0.6931)
    """
    if has_torch_function_variadic(input, linear_weight, target, linear_bias, weight):
        return handle_torch_function(
            linear_cross_entropy,
            (input, linear_weight, target, linear_bias, weight),
            input,
            linear_weight,
            target,
            linear_bias=linear_bias,
            weight=weight,
            reduction=reduction,
            ignore_index=ignore_index,
            label_smoothing=label_smoothing,
        )
    if input.dim() not in (1, 2):
        raise RuntimeError(f"expected input with dimensionality 1 or 2, got {input.dim()}")
    if linear_weight.dim() < 2:
        raise RuntimeError(f"expected linear_weight with dimensionality at least 2, got {linear_weight.dim()}")
    if input.shape[-1] != linear_weight.shape[-1]:
        raise RuntimeError(
            "expected equal input and linear_weight last dimensions (in_features), "
            f"got {input.shape[-1]} and {linear_weight.shape[-1]}, respectively"
        )
    batch = tuple(input.shape[:-1])
    outputs = tuple(linear_weight.shape[:-1])
    if linear_bias is not None and tuple(linear_bias.shape) != outputs:
        raise RuntimeError(f"expected linear_bias shape {outputs}, got {tuple(linear_bias.shape)}")
    if len(outputs) > 1 and not batch:
        raise RuntimeError(
            f"K-dimensional loss defined by linear_weight shape {tuple(linear_weight.shape)} requires batched input, "
            f"(N, {input.shape[-1]}), got unbatched input with shape {tuple(input.shape)}"
        )
    if ignore_index is not None and tuple(target.shape) == batch + outputs:
        raise RuntimeError("ignore_index cannot be specified when target contains probabilities")
    if len(outputs) > 1:
        linear_weight = linear_weight.reshape(-1, input.shape[-1])
        linear_bias = None if linear_bias is None else linear_bias.reshape(-1)
    logits = linear(input, linear_weight, linear_bias).reshape(batch + outputs)
    return cross_entropy(
        logits,
        target,
        weight=weight,
        reduction=reduction,
        ignore_index=-100 if ignore_index is None else ignore_index,
        label_smoothing=label_smoothing,
    )


def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Negative log likelihood, ``-weight[y] * input[y]`` for log probabilities ``input`` and class indices y.

    Shapes and arguments are those of :func:`cross_entropy` with indices.

    Example:
        >>> flambeau.nn.functional.nll_loss(flambeau.tensor([[-1.0, -2.0]]), flambeau.tensor([1]))
        tensor(2.)
    """
    if has_torch_function_variadic(input, target, weight):
        return handle_torch_function(
            nll_loss,
            (input, target, weight),
            input,
            target,
            weight=weight,
            size_average=size_average,
            ignore_index=ignore_index,
            reduce=reduce,
            reduction=reduction,
        )
    number = number_of(reduction, size_average, reduce)
    return ops.nll_loss_nd(input, target, weight, number, ignore_index)


def poisson_nll_loss(
    input: Tensor,
    target: Tensor,
    log_input: bool = True,
    full: bool = False,
    size_average: bool | None = None,
    eps: float = 1e-8,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Negative log likelihood of counts: ``e^input - target * input``, for ``input`` the log of the Poisson rate.

    Args:
        log_input: if False, ``input`` is the rate: ``input - target * log(input + eps)``.
        full: add Stirling's approximation of ``log(target!)`` where ``target > 1``.

    Example:
        >>> flambeau.nn.functional.poisson_nll_loss(flambeau.tensor([0.0]), flambeau.tensor([3.0]))
        tensor(1.)
    """
    if has_torch_function_variadic(input, target):
        return handle_torch_function(
            poisson_nll_loss,
            (input, target),
            input,
            target,
            log_input=log_input,
            full=full,
            size_average=size_average,
            eps=eps,
            reduce=reduce,
            reduction=reduction,
        )
    reduction = name_of(reduction, size_average, reduce)
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(reduction + " is not a valid value for reduction")
    return ops.poisson_nll_loss(input, target, log_input, full, eps, get_enum(reduction))


def gaussian_nll_loss(
    input: Tensor,
    target: Tensor,
    var: Tensor | float,
    full: bool = False,
    eps: float = 1e-6,
    reduction: str = "mean",
) -> Tensor:
    """Negative log likelihood of a Gaussian: ``0.5 * (log(var) + (input - target)^2 / var)``.

    Args:
        input, target: mean and observation, ``(N, *)``.
        var: variance: of the input's shape, or with last dimension 1 or missing, or one number.
        full: add ``0.5 * log(2 * pi)``.
        eps: variances are raised to at least this much, without effect on gradients.

    Raises:
        ValueError: for a negative variance, or a shape that does not fit.

    Example:
        >>> one = flambeau.ones(1)
        >>> flambeau.nn.functional.gaussian_nll_loss(one, 3 * one, one)
        tensor(2.)
    """
    if has_torch_function_variadic(input, target, var):
        return handle_torch_function(
            gaussian_nll_loss, (input, target, var), input, target, var, full=full, eps=eps, reduction=reduction
        )
    if isinstance(var, float):
        if var < 0:
            raise ValueError("var has negative entry/entries")
        var = var * flambeau.ones_like(input)
    elif flambeau.any(var < 0):
        raise ValueError("var has negative entry/entries")

    if var.size() != input.size():
        if input.size()[:-1] == var.size():
            var = var.unsqueeze(-1)
        else:
            ones = sum(y for x, y in zip(input.size(), var.size(), strict=False) if x != y)
            if input.ndim != var.ndim or ones != 1:
                raise ValueError("var is of incorrect size")
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(reduction + " is not valid")

    var = var.clone()
    with flambeau.no_grad():
        var.clamp_(min=eps)
    loss = 0.5 * (flambeau.log(var) + (input - target) ** 2 / var)
    if full:
        loss += 0.5 * math.log(2 * math.pi)
    return reduce_loss(loss, reduction, "")


def kl_div(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Tensor:
    """Kullback-Leibler divergence, ``target * (log(target) - input)`` for log probabilities ``input``.

    Args:
        reduction: also ``"batchmean"``: the sum divided by the first dimension, which is the divergence per sample.
        log_target: ``target`` holds log probabilities too.

    Example:
        >>> half = flambeau.tensor([[0.5, 0.5]])
        >>> flambeau.nn.functional.kl_div(half.log(), half, reduction="batchmean")
        tensor(0.)
    """
    if has_torch_function_variadic(input, target):
        return handle_torch_function(
            kl_div,
            (input, target),
            input,
            target,
            size_average=size_average,
            reduce=reduce,
            reduction=reduction,
            log_target=log_target,
        )
    if size_average is not None or reduce is not None:
        number = legacy_get_enum(size_average, reduce)
    elif reduction == "batchmean":
        number = get_enum("sum")
    else:
        if reduction == "mean":
            warnings.warn(
                "reduction: 'mean' divides the total loss by both the batch size and the support size."
                "'batchmean' divides only by the batch size, and aligns with the KL div math definition."
                "'mean' will be changed to behave the same as 'batchmean' in the next major release.",
                stacklevel=2,
            )
        number = get_enum(reduction)
    result = ops.kl_div(input, target, number, log_target=log_target)
    if reduction == "batchmean" and input.dim() != 0:
        result = result / input.size()[0]
    return result


def binary_cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """``-weight * (y * log(p) + (1 - y) * log(1 - p))`` for probabilities p; each logarithm is at least -100.

    Raises:
        ValueError: if the shapes of ``input`` and ``target`` differ.

    Example:
        >>> flambeau.nn.functional.binary_cross_entropy(flambeau.tensor([0.5]), flambeau.tensor([1.0]))
        tensor(0.6931)
    """
    if has_torch_function_variadic(input, target, weight):
        return handle_torch_function(
            binary_cross_entropy,
            (input, target, weight),
            input,
            target,
            weight=weight,
            size_average=size_average,
            reduce=reduce,
            reduction=reduction,
        )
    number = number_of(reduction, size_average, reduce)
    if target.size() != input.size():
        raise ValueError(
            f"Using a target size ({target.size()}) that is different to the input size ({input.size()}) is "
            "deprecated. Please ensure they have the same size."
        )
    if weight is not None:
        weight = flambeau.broadcast_tensors(target, weight)[1]
    return ops.binary_cross_entropy(input, target, weight, number)


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """:func:`binary_cross_entropy` of ``sigmoid(input)``, without the overflow and cancellation of the two steps.

    Args:
        pos_weight: a factor for the positive term, broadcast against ``input``.

    Raises:
        ValueError: if the shapes of ``input`` and ``target`` differ.

    Example:
        >>> flambeau.nn.functional.binary_cross_entropy_with_logits(flambeau.tensor([0.0]), flambeau.tensor([1.0]))
        tensor(0.6931)
    """
    if has_torch_function_variadic(input, target, weight, pos_weight):
        return handle_torch_function(
            binary_cross_entropy_with_logits,
            (input, target, weight, pos_weight),
            input,
            target,
            weight=weight,
            size_average=size_average,
            reduce=reduce,
            reduction=reduction,
            pos_weight=pos_weight,
        )
    number = number_of(reduction, size_average, reduce)
    if target.size() != input.size():
        raise ValueError(f"Target size ({target.size()}) must be the same as input size ({input.size()})")
    return ops.binary_cross_entropy_with_logits(input, target, weight, pos_weight, number)


def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Tensor,
    target_lengths: Tensor,
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
) -> Tensor:
    """Connectionist temporal classification: the negative log likelihood of ``targets`` over all alignments.

    Args:
        log_probs: ``(T, N, C)`` or ``(T, C)``, log probabilities.
        targets: ``(N, S)``, or the targets one after another, ``(sum(target_lengths),)``.
        input_lengths, target_lengths: ``(N,)``.
        blank: the class that stands for no label.
        zero_infinity: make losses of impossible alignments, and their gradients, zero.

    Source: Graves et al., "Connectionist temporal classification", 2006.

    Example:
        >>> log_probs = flambeau.full((4, 1, 3), 1 / 3).log()
        >>> flambeau.nn.functional.ctc_loss(log_probs, flambeau.tensor([[1, 2]]), (4,), (2,), reduction="sum")
        tensor(1.6864)
    """
    if has_torch_function_variadic(log_probs, targets, input_lengths, target_lengths):
        return handle_torch_function(
            ctc_loss,
            (log_probs, targets, input_lengths, target_lengths),
            log_probs,
            targets,
            input_lengths,
            target_lengths,
            blank=blank,
            reduction=reduction,
            zero_infinity=zero_infinity,
        )
    number = get_enum(reduction)
    return ops.ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, number, zero_infinity)
