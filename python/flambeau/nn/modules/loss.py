"""Loss layers: the functions of :mod:`flambeau.nn.functional` with their arguments kept.

All take ``reduction``: ``"none"`` returns one loss for each entry (or sample), ``"mean"`` their mean, ``"sum"`` their
sum. ``size_average`` and ``reduce`` are the deprecated way to say the same.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import flambeau  # noqa: F401  (the examples use it)

from .. import _reduction
from .. import functional as F
from .distance import PairwiseDistance
from .module import Module

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = [
    "BCELoss",
    "BCEWithLogitsLoss",
    "CTCLoss",
    "CosineEmbeddingLoss",
    "CrossEntropyLoss",
    "GaussianNLLLoss",
    "HingeEmbeddingLoss",
    "HuberLoss",
    "KLDivLoss",
    "L1Loss",
    "MSELoss",
    "MarginRankingLoss",
    "MultiLabelMarginLoss",
    "MultiLabelSoftMarginLoss",
    "MultiMarginLoss",
    "NLLLoss",
    "NLLLoss2d",
    "PoissonNLLLoss",
    "SmoothL1Loss",
    "SoftMarginLoss",
    "TripletMarginLoss",
    "TripletMarginWithDistanceLoss",
]


class _Loss(Module):
    """A loss and how it is reduced."""

    reduction: str

    def __init__(self, size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean") -> None:
        super().__init__()
        self.reduction = _reduction.name_of(reduction, size_average, reduce)


class _WeightedLoss(_Loss):
    """A loss with a weight for each class or entry, kept as a buffer."""

    weight: Tensor | None

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)


class L1Loss(_Loss):
    """``|input - target|``.

    Shapes are equal, or broadcast with a warning; floating-point dtypes. The result is 0-d, or has the shape
    with ``reduction="none"``.

    Example:
        >>> flambeau.nn.L1Loss()(flambeau.tensor([1.0, 2.0]), flambeau.tensor([1.0, 4.0]))
        tensor(1.)
    """

    __constants__ = ["reduction"]

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.l1_loss(input, target, reduction=self.reduction)


class MSELoss(_Loss):
    """``(input - target)^2``.

    Shapes are equal, or broadcast with a warning; floating-point dtypes. The result is 0-d, or has the shape
    with ``reduction="none"``.

    Example:
        >>> flambeau.nn.MSELoss()(flambeau.tensor([1.0, 2.0]), flambeau.tensor([1.0, 4.0]))
        tensor(2.)
    """

    __constants__ = ["reduction"]

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.mse_loss(input, target, reduction=self.reduction)


class SmoothL1Loss(_Loss):
    """Squared below ``beta``, absolute above; see :func:`flambeau.nn.functional.smooth_l1_loss`.

    Example:
        >>> flambeau.nn.SmoothL1Loss()(flambeau.tensor([0.0, 0.0]), flambeau.tensor([0.5, 3.0]))
        tensor(1.3125)
    """

    __constants__ = ["reduction"]

    def __init__(
        self,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        beta: float = 1.0,
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.beta = beta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.smooth_l1_loss(input, target, reduction=self.reduction, beta=self.beta)


class HuberLoss(_Loss):
    """Squared up to ``delta``, absolute beyond; see :func:`flambeau.nn.functional.huber_loss`.

    Example:
        >>> flambeau.nn.HuberLoss()(flambeau.tensor([0.0, 0.0]), flambeau.tensor([0.5, 3.0]))
        tensor(1.3125)
    """

    __constants__ = ["reduction", "delta"]

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        if not isinstance(delta, (float, int)):
            raise TypeError(f"delta must be a float or int, got: {type(delta)}")
        super().__init__(reduction=reduction)
        self.delta = delta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.huber_loss(input, target, reduction=self.reduction, delta=self.delta)


class NLLLoss(_WeightedLoss):
    """Negative log likelihood of class indices under log probabilities; see :func:`flambeau.nn.functional.nll_loss`.

    Args:
        weight: a factor for each class, ``(C,)``.
        ignore_index: targets with this index count for nothing.

    Example:
        >>> flambeau.nn.NLLLoss()(flambeau.tensor([[-1.0, -2.0]]), flambeau.tensor([1]))
        tensor(2.)
    """

    __constants__ = ["ignore_index", "reduction"]
    ignore_index: int

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        ignore_index: int = -100,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.nll_loss(input, target, weight=self.weight, ignore_index=self.ignore_index, reduction=self.reduction)


class NLLLoss2d(NLLLoss):
    """The deprecated name of :class:`NLLLoss` for images.

    Example:
        >>> issubclass(flambeau.nn.NLLLoss2d, flambeau.nn.NLLLoss)
        True
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        warnings.warn(
            "`NLLLoss2d` has been deprecated. Please use `NLLLoss` instead as a drop-in replacement.",
            FutureWarning,
            stacklevel=2,
        )
        super().__init__(*args, **kwargs)


class CrossEntropyLoss(_WeightedLoss):
    """Cross entropy of logits; see :func:`flambeau.nn.functional.cross_entropy`.

    Args:
        weight: a factor for each class, ``(C,)``.
        ignore_index: targets with this index count for nothing.
        label_smoothing: mix the target with this much of the uniform distribution.

    Example:
        >>> flambeau.nn.CrossEntropyLoss()(flambeau.zeros(1, 2), flambeau.tensor([0]))
        tensor(0.6931)
    """

    __constants__ = ["ignore_index", "reduction", "label_smoothing"]
    ignore_index: int
    label_smoothing: float

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        ignore_index: int = -100,
        reduce: bool | None = None,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index
        self.label_smoothing = label_smoothing

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.cross_entropy(
            input,
            target,
            weight=self.weight,
            ignore_index=self.ignore_index,
            reduction=self.reduction,
            label_smoothing=self.label_smoothing,
        )


class PoissonNLLLoss(_Loss):
    """Negative log likelihood of counts; see :func:`flambeau.nn.functional.poisson_nll_loss`.

    Example:
        >>> flambeau.nn.PoissonNLLLoss()(flambeau.tensor([0.0]), flambeau.tensor([2.0]))
        tensor(1.)
    """

    __constants__ = ["log_input", "full", "eps", "reduction"]
    log_input: bool
    full: bool
    eps: float

    def __init__(
        self,
        log_input: bool = True,
        full: bool = False,
        size_average: bool | None = None,
        eps: float = 1e-8,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.log_input = log_input
        self.full = full
        self.eps = eps

    def forward(self, log_input: Tensor, target: Tensor) -> Tensor:
        return F.poisson_nll_loss(
            log_input, target, log_input=self.log_input, full=self.full, eps=self.eps, reduction=self.reduction
        )


class GaussianNLLLoss(_Loss):
    """Negative log likelihood of a Gaussian; see :func:`flambeau.nn.functional.gaussian_nll_loss`.

    Example:
        >>> flambeau.nn.GaussianNLLLoss()(flambeau.tensor([1.0]), flambeau.tensor([2.0]), flambeau.tensor([1.0]))
        tensor(0.5000)
    """

    __constants__ = ["full", "eps", "reduction"]
    full: bool
    eps: float

    def __init__(self, *, full: bool = False, eps: float = 1e-6, reduction: str = "mean") -> None:
        super().__init__(None, None, reduction)
        self.full = full
        self.eps = eps

    def forward(self, input: Tensor, target: Tensor, var: Tensor | float) -> Tensor:
        return F.gaussian_nll_loss(input, target, var, full=self.full, eps=self.eps, reduction=self.reduction)


class KLDivLoss(_Loss):
    """Kullback-Leibler divergence from log probabilities; see :func:`flambeau.nn.functional.kl_div`.

    Args:
        reduction: also ``"batchmean"``, the divergence per sample.
        log_target: the target holds log probabilities too.

    Example:
        >>> scores, target = flambeau.tensor([[0.5, 0.5]]).log(), flambeau.tensor([[0.25, 0.75]])
        >>> flambeau.nn.KLDivLoss(reduction="batchmean")(scores, target)
        tensor(0.1308)
    """

    __constants__ = ["reduction"]

    def __init__(
        self,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        log_target: bool = False,
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.log_target = log_target

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.kl_div(input, target, reduction=self.reduction, log_target=self.log_target)


class BCELoss(_WeightedLoss):
    """Binary cross entropy of probabilities; see :func:`flambeau.nn.functional.binary_cross_entropy`.

    Input and target have one shape and floating-point dtypes; the result is 0-d, or has the shape with
    ``reduction="none"``.

    Raises:
        ValueError: shapes that differ.
        RuntimeError: probabilities outside ``[0, 1]``.

    Example:
        >>> flambeau.nn.BCELoss()(flambeau.tensor([0.5]), flambeau.tensor([1.0]))
        tensor(0.6931)
    """

    __constants__ = ["reduction"]

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.binary_cross_entropy(input, target, weight=self.weight, reduction=self.reduction)


class BCEWithLogitsLoss(_WeightedLoss):
    """Binary cross entropy of ``sigmoid(input)``; see
    :func:`flambeau.nn.functional.binary_cross_entropy_with_logits`.

    Args:
        weight: a factor for each entry, broadcast against the input.
        pos_weight: a factor for the positive term, broadcast against the input.

    Example:
        >>> flambeau.nn.BCEWithLogitsLoss()(flambeau.tensor([0.0]), flambeau.tensor([1.0]))
        tensor(0.6931)
    """

    pos_weight: Tensor | None

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        pos_weight: Tensor | None = None,
    ) -> None:
        super().__init__(weight, size_average, reduce, reduction)
        self.register_buffer("pos_weight", pos_weight)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.binary_cross_entropy_with_logits(
            input, target, self.weight, pos_weight=self.pos_weight, reduction=self.reduction
        )


class HingeEmbeddingLoss(_Loss):
    """The distance where the target is 1, ``max(0, margin - distance)`` where it is -1.

    Example:
        >>> flambeau.nn.HingeEmbeddingLoss()(flambeau.tensor([0.5, 0.5]), flambeau.tensor([1.0, -1.0]))
        tensor(0.5000)
    """

    __constants__ = ["margin", "reduction"]
    margin: float

    def __init__(
        self,
        margin: float = 1.0,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.hinge_embedding_loss(input, target, margin=self.margin, reduction=self.reduction)


class MultiLabelMarginLoss(_Loss):
    """Margin loss for several classes per sample; see :func:`flambeau.nn.functional.multilabel_margin_loss`.

    Example:
        >>> flambeau.nn.MultiLabelMarginLoss()(flambeau.tensor([[0.1, 0.2, 0.4]]), flambeau.tensor([[2, -1, 0]]))
        tensor(0.5000)
    """

    __constants__ = ["reduction"]

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.multilabel_margin_loss(input, target, reduction=self.reduction)


class SoftMarginLoss(_Loss):
    """``log(1 + e^(-target * input))`` for targets 1 and -1.

    Example:
        >>> flambeau.nn.SoftMarginLoss()(flambeau.tensor([0.0]), flambeau.tensor([1.0]))
        tensor(0.6931)
    """

    __constants__ = ["reduction"]

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.soft_margin_loss(input, target, reduction=self.reduction)


class MultiLabelSoftMarginLoss(_WeightedLoss):
    """Binary cross entropy of ``sigmoid(input)``, averaged over the classes.

    Example:
        >>> flambeau.nn.MultiLabelSoftMarginLoss()(flambeau.tensor([[0.0, 0.0]]), flambeau.tensor([[1.0, 0.0]]))
        tensor(0.6931)
    """

    __constants__ = ["reduction"]

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.multilabel_soft_margin_loss(input, target, weight=self.weight, reduction=self.reduction)


class CosineEmbeddingLoss(_Loss):
    """``1 - cos(x1, x2)`` where the target is 1, ``max(0, cos(x1, x2) - margin)`` where it is -1.

    Example:
        >>> first, second = flambeau.tensor([[1.0, 0.0]]), flambeau.tensor([[1.0, 1.0]])
        >>> flambeau.nn.CosineEmbeddingLoss()(first, second, flambeau.tensor([1.0]))
        tensor(0.2929)
    """

    __constants__ = ["margin", "reduction"]
    margin: float

    def __init__(
        self,
        margin: float = 0.0,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input1: Tensor, input2: Tensor, target: Tensor) -> Tensor:
        return F.cosine_embedding_loss(input1, input2, target, margin=self.margin, reduction=self.reduction)


class MarginRankingLoss(_Loss):
    """``max(0, -target * (x1 - x2) + margin)``: target 1 wants x1 to rank higher, -1 lower.

    Example:
        >>> first, second = flambeau.tensor([0.5]), flambeau.tensor([0.0])
        >>> flambeau.nn.MarginRankingLoss(margin=1.0)(first, second, flambeau.tensor([1.0]))
        tensor(0.5000)
    """

    __constants__ = ["margin", "reduction"]
    margin: float

    def __init__(
        self,
        margin: float = 0.0,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input1: Tensor, input2: Tensor, target: Tensor) -> Tensor:
        return F.margin_ranking_loss(input1, input2, target, margin=self.margin, reduction=self.reduction)


class MultiMarginLoss(_WeightedLoss):
    """Margin loss for one class per sample; see :func:`flambeau.nn.functional.multi_margin_loss`.

    Args:
        p: 1 or 2.
        weight: a factor for each class, ``(C,)``.

    Example:
        >>> flambeau.nn.MultiMarginLoss()(flambeau.tensor([[0.1, 0.2, 0.4]]), flambeau.tensor([2]))
        tensor(0.5000)
    """

    __constants__ = ["p", "margin", "reduction"]
    margin: float
    p: int

    def __init__(
        self,
        p: int = 1,
        margin: float = 1.0,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(weight, size_average, reduce, reduction)
        if p not in (1, 2):
            raise ValueError("only p == 1 and p == 2 supported")
        if weight is not None and weight.dim() != 1:
            raise ValueError(f"MultiMarginLoss: expected weight to be None or 1D tensor, got {weight.dim()}D instead")
        self.p = p
        self.margin = margin

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.multi_margin_loss(
            input, target, p=self.p, margin=self.margin, weight=self.weight, reduction=self.reduction
        )


class TripletMarginLoss(_Loss):
    """``max(0, d(anchor, positive) - d(anchor, negative) + margin)``; see
    :func:`flambeau.nn.functional.triplet_margin_loss`.

    Example:
        >>> anchor, positive = flambeau.tensor([[0.0, 0.0]]), flambeau.tensor([[1.0, 0.0]])
        >>> flambeau.nn.TripletMarginLoss()(anchor, positive, flambeau.tensor([[0.0, 1.5]]))
        tensor(0.5000)
    """

    __constants__ = ["margin", "p", "eps", "swap", "reduction"]
    margin: float
    p: float
    eps: float
    swap: bool

    def __init__(
        self,
        margin: float = 1.0,
        p: float = 2.0,
        eps: float = 1e-6,
        swap: bool = False,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        if margin <= 0:
            raise ValueError(f"TripletMarginLoss: expected margin to be greater than 0, got {margin} instead")
        self.margin = margin
        self.p = p
        self.eps = eps
        self.swap = swap

    def forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Tensor:
        return F.triplet_margin_loss(
            anchor,
            positive,
            negative,
            margin=self.margin,
            p=self.p,
            eps=self.eps,
            swap=self.swap,
            reduction=self.reduction,
        )


class TripletMarginWithDistanceLoss(_Loss):
    """:class:`TripletMarginLoss` with a distance of one's own.

    Args:
        distance_function: a function or module; :class:`PairwiseDistance` if not given.

    Example:
        >>> anchor, positive = flambeau.tensor([[0.0, 0.0]]), flambeau.tensor([[1.0, 0.0]])
        >>> flambeau.nn.TripletMarginWithDistanceLoss()(anchor, positive, flambeau.tensor([[0.0, 1.5]]))
        tensor(0.5000)
    """

    __constants__ = ["margin", "swap", "reduction"]
    margin: float
    swap: bool

    def __init__(
        self,
        *,
        distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
        margin: float = 1.0,
        swap: bool = False,
        reduction: str = "mean",
    ) -> None:
        super().__init__(reduction=reduction)
        if margin <= 0:
            raise ValueError(
                f"TripletMarginWithDistanceLoss: expected margin to be greater than 0, got {margin} instead"
            )
        self.distance_function = PairwiseDistance() if distance_function is None else distance_function
        self.margin = margin
        self.swap = swap

    def forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Tensor:
        return F.triplet_margin_with_distance_loss(
            anchor,
            positive,
            negative,
            distance_function=self.distance_function,
            margin=self.margin,
            swap=self.swap,
            reduction=self.reduction,
        )


class CTCLoss(_Loss):
    """Connectionist temporal classification; see :func:`flambeau.nn.functional.ctc_loss`.

    Example:
        >>> scores = flambeau.zeros(4, 1, 3).log_softmax(2)
        >>> flambeau.nn.CTCLoss()(scores, flambeau.tensor([[1, 2]]), flambeau.tensor([4]), flambeau.tensor([2]))
        tensor(0.8432)
    """

    __constants__ = ["blank", "reduction"]
    blank: int
    zero_infinity: bool

    def __init__(self, blank: int = 0, reduction: str = "mean", zero_infinity: bool = False) -> None:
        super().__init__(reduction=reduction)
        self.blank = blank
        self.zero_infinity = zero_infinity

    def forward(self, log_probs: Tensor, targets: Tensor, input_lengths: Tensor, target_lengths: Tensor) -> Tensor:
        return F.ctc_loss(
            log_probs, targets, input_lengths, target_lengths, self.blank, self.reduction, self.zero_infinity
        )
