"""Distance and similarity layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flambeau  # noqa: F401  (the examples use it)

from .. import functional as F
from .module import Module

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = ["CosineSimilarity", "PairwiseDistance"]


class PairwiseDistance(Module):
    """``(sum |x1 - x2 + eps|^p)^(1/p)`` over the last dimension.

    Args:
        p: the norm.
        eps: keeps the gradient finite for equal vectors.
        keepdim: keep the last dimension, with size 1.

    Example:
        >>> flambeau.nn.PairwiseDistance(eps=0.0)(flambeau.zeros(1, 2), flambeau.tensor([[3.0, 4.0]]))
        tensor([5.])
    """

    __constants__ = ["norm", "eps", "keepdim"]
    norm: float
    eps: float
    keepdim: bool

    def __init__(self, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> None:
        super().__init__()
        self.norm = p
        self.eps = eps
        self.keepdim = keepdim

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        return F.pairwise_distance(x1, x2, self.norm, self.eps, self.keepdim)


class CosineSimilarity(Module):
    """``x1 . x2 / max(|x1| |x2|, eps)`` along ``dim``.

    Example:
        >>> flambeau.nn.CosineSimilarity()(flambeau.tensor([[1.0, 0.0]]), flambeau.tensor([[1.0, 1.0]]))
        tensor([0.7071])
    """

    __constants__ = ["dim", "eps"]
    dim: int
    eps: float

    def __init__(self, dim: int = 1, eps: float = 1e-8) -> None:
        super().__init__()
        self.dim = dim
        self.eps = eps

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        return F.cosine_similarity(x1, x2, self.dim, self.eps)
