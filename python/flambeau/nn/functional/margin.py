"""Losses that ask for a margin between scores or distances."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import flambeau
from flambeau._core import handle_torch_function, has_torch_function_variadic

from .._reduction import name_of, number_of, reduce_loss
from ._operations import ops

if TYPE_CHECKING:
    from flambeau import Tensor


def hinge_embedding_loss(
    input: Tensor,
    target: Tensor,
    margin: float = 1.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """``input`` where ``target`` is 1, ``max(0, margin - input)`` where it is -1.

    Example:
        >>> distance, same = flambeau.tensor([0.5, 0.5]), flambeau.tensor([1, -1])
        >>> flambeau.nn.functional.hinge_embedding_loss(distance, same, margin=2.0)
        tensor(1.)
    """
    if has_torch_function_variadic(input, target):
        return handle_torch_function(
            hinge_embedding_loss,
            (input, target),
            input,
            target,
            margin=margin,
            size_average=size_average,
            reduce=reduce,
            reduction=reduction,
        )
    return ops.hinge_embedding_loss(input, target, margin, number_of(reduction, size_average, reduce))


def margin_ranking_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """``max(0, -target * (input1 - input2) + margin)``, where target 1 wants ``input1`` to rank higher and -1 lower.

    Raises:
        RuntimeError: if the numbers of dimensions differ.

    Example:
        >>> one = flambeau.ones(1)
        >>> flambeau.nn.functional.margin_ranking_loss(one, 3 * one, one)
        tensor(2.)
    """
    if has_torch_function_variadic(input1, input2, target):
        return handle_torch_function(
            margin_ranking_loss,
            (input1, input2, target),
            input1,
            input2,
            target,
            margin=margin,
            size_average=size_average,
            reduce=reduce,
            reduction=reduction,
        )
    number = number_of(reduction, size_average, reduce)
    if not input1.dim() == input2.dim() == target.dim():
        raise RuntimeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: "
            f"input1: {input1.size()}, input2: {input2.size()}, target: {target.size()} "
        )
    return ops.margin_ranking_loss(input1, input2, target, margin, number)


def soft_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """``log(1 + e^(-target * input))`` for targets 1 and -1.

    Example:
        >>> flambeau.nn.functional.soft_margin_loss(flambeau.zeros(1), flambeau.ones(1))
        tensor(0.6931)
    """
    if has_torch_function_variadic(input, target):
        return handle_torch_function(
            soft_margin_loss,
            (input, target),
            input,
            target,
            size_average=size_average,
            reduce=reduce,
            reduction=reduction,
        )
    return ops.soft_margin_loss(input, target, number_of(reduction, size_average, reduce))


def multilabel_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """``sum_ij max(0, 1 - (x[y_j] - x[i])) / C`` over target classes y_j and all other classes i.

    Args:
        input: scores, ``(C,)`` or ``(N, C)``.
        target: class indices of the same shape; those from the first negative one on are ignored.

    Example:
        >>> flambeau.nn.functional.multilabel_margin_loss(flambeau.tensor([0.5, 1.0]), flambeau.tensor([1, -1]))
        tensor(0.2500)
    """
    if has_torch_function_variadic(input, target):
        return handle_torch_function(
            multilabel_margin_loss,
            (input, target),
            input,
            target,
            size_average=size_average,
            reduce=reduce,
            reduction=reduction,
        )
    return ops.multilabel_margin_loss(input, target, number_of(reduction, size_average, reduce))


def multilabel_soft_margin_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Binary cross entropy of ``sigmoid(input)``, averaged over the classes (the last dimension).

    Example:
        >>> flambeau.nn.functional.multilabel_soft_margin_loss(flambeau.zeros(1, 2), flambeau.tensor([[1.0, 0.0]]))
        tensor(0.6931)
    """
    if has_torch_function_variadic(input, target, weight):
        return handle_torch_function(
            multilabel_soft_margin_loss,
            (input, target, weight),
            input,
            target,
            weight=weight,
            size_average=size_average,
            reduce=reduce,
            reduction=reduction,
        )
    reduction = name_of(reduction, size_average, reduce)
    loss = -(target * ops.log_sigmoid(input) + (1 - target) * ops.log_sigmoid(-input))
    if weight is not None:
        loss = loss * weight
    classes = input.dim() - 1
    loss = loss.sum(dim=classes) / input.size(classes)
    return reduce_loss(loss, reduction, reduction + " is not valid")


def multi_margin_loss(
    input: Tensor,
    target: Tensor,
    p: int = 1,
    margin: float = 1.0,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """``sum_i max(0, weight[y] * (margin - x[y] + x[i]))^p / C`` over the classes i other than the target y.

    Args:
        input: scores, ``(C,)`` or ``(N, C)``.
        target: class indices, ``()`` or ``(N,)``.
        p: 1 or 2.

    Raises:
        ValueError: for another p, or a weight that is not one-dimensional.

    Example:
        >>> flambeau.nn.functional.multi_margin_loss(flambeau.tensor([[0.5, 1.0]]), flambeau.tensor([1]))
        tensor(0.2500)
    """
    if has_torch_function_variadic(input, target, weight):
        return handle_torch_function(
            multi_margin_loss,
            (input, target, weight),
            input,
            target,
            p=p,
            margin=margin,
            weight=weight,
            size_average=size_average,
            reduce=reduce,
            reduction=reduction,
        )
    number = number_of(reduction, size_average, reduce)
    if p not in (1, 2):
        raise ValueError("only p == 1 and p == 2 supported")
    if weight is not None and weight.dim() != 1:
        raise ValueError("weight must be one-dimensional")
    return ops.multi_margin_loss(input, target, p, margin, weight, number)


def cosine_embedding_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """``1 - cos(input1, input2)`` where ``target`` is 1, ``max(0, cos(input1, input2) - margin)`` where it is -1.

    Args:
        input1, input2: ``(N, D)`` or ``(D,)``.
        target: ``(N,)`` or ``()``.

    Example:
        >>> x = flambeau.tensor([[1.0, 0.0]])
        >>> flambeau.nn.functional.cosine_embedding_loss(x, -x, flambeau.tensor([1]))
        tensor(2.)
    """
    if has_torch_function_variadic(input1, input2, target):
        return handle_torch_function(
            cosine_embedding_loss,
            (input1, input2, target),
            input1,
            input2,
            target,
            margin=margin,
            size_average=size_average,
            reduce=reduce,
            reduction=reduction,
        )
    return ops.cosine_embedding_loss(input1, input2, target, margin, number_of(reduction, size_average, reduce))


def triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float = 1.0,
    p: float = 2,
    eps: float = 1e-6,
    swap: bool = False,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """``max(0, d(anchor, positive) - d(anchor, negative) + margin)`` with the p-norm distance d.

    Args:
        anchor, positive, negative: ``(N, D)`` or ``(D,)``.
        swap: use ``d(positive, negative)`` in place of ``d(anchor, negative)`` where it is smaller.

    Raises:
        ValueError: if ``margin`` is not positive.

    Source: Balntas et al., "Learning local feature descriptors with triplets", 2016.

    Example:
        >>> x = flambeau.tensor([[0.0]])
        >>> flambeau.nn.functional.triplet_margin_loss(x, x + 2, x + 1, eps=0.0)
        tensor(2.)
    """
    if has_torch_function_variadic(anchor, positive, negative):
        return handle_torch_function(
            triplet_margin_loss,
            (anchor, positive, negative),
            anchor,
            positive,
            negative,
            margin=margin,
            p=p,
            eps=eps,
            swap=swap,
            size_average=size_average,
            reduce=reduce,
            reduction=reduction,
        )
    number = number_of(reduction, size_average, reduce)
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    return ops.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, number)


def triplet_margin_with_distance_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    *,
    distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
    margin: float = 1.0,
    swap: bool = False,
    reduction: str = "mean",
) -> Tensor:
    """:func:`triplet_margin_loss` with a distance of one's own.

    Args:
        distance_function: gives a distance for each pair of rows; the Euclidean one if not given.

    Raises:
        RuntimeError: if the numbers of dimensions differ.
        ValueError: if ``margin`` is not positive, or for an unknown reduction.

    Example:
        >>> x = flambeau.tensor([[0.0]])
        >>> def taxicab(a, b):
        ...     return (a - b).abs().sum(-1)
        >>> F = flambeau.nn.functional
        >>> F.triplet_margin_with_distance_loss(x, x + 2, x + 1, distance_function=taxicab)
        tensor(2.)
    """
    if has_torch_function_variadic(anchor, positive, negative, distance_function):
        return handle_torch_function(
            triplet_margin_with_distance_loss,
            (anchor, positive, negative, distance_function),
            anchor,
            positive,
            negative,
            distance_function=distance_function,
            margin=margin,
            swap=swap,
            reduction=reduction,
        )
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    if not anchor.ndim == positive.ndim == negative.ndim:
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: "
            f"anchor {anchor.ndim}D, positive {positive.ndim}D, and negative {negative.ndim}D inputs"
        )
    distance = ops.pairwise_distance if distance_function is None else distance_function
    near = distance(anchor, positive)
    far = distance(anchor, negative)
    if swap:
        far = flambeau.minimum(far, distance(positive, negative))
    return reduce_loss(flambeau.clamp_min(margin + near - far, 0), reduction, "")
