"""Dropout layers. All act in training only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flambeau  # noqa: F401  (the examples use it)

from .. import functional as F
from .module import Module

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = ["AlphaDropout", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "FeatureAlphaDropout"]


class _DropoutNd(Module):
    """The arguments that all dropout layers take."""

    __constants__ = ["p", "inplace"]
    p: float
    inplace: bool

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        if p < 0 or p > 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p = p
        self.inplace = inplace

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_DropoutNd):
    """Set each element to zero with probability ``p`` and divide the others by ``1 - p``.

    Args:
        p: probability of an element to be dropped.
        inplace: overwrite the input.

    Raises:
        ValueError: if ``p`` lies outside ``[0, 1]``.

    Source: Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014.

    Example:
        >>> flambeau.nn.Dropout(0.2).eval()(flambeau.ones(2))
        tensor([1., 1.])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.dropout(input, self.p, self.training, self.inplace)


class Dropout1d(_DropoutNd):
    """Drop whole channels of ``(N, C, L)`` or ``(C, L)``.

    Example:
        >>> flambeau.nn.Dropout1d().eval()(flambeau.ones(1, 1, 2))
        tensor([[[1., 1.]]])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.dropout1d(input, self.p, self.training, self.inplace)


class Dropout2d(_DropoutNd):
    """Drop whole channels of ``(N, C, H, W)``.

    Raises:
        ValueError: ``p`` is outside ``[0, 1]``.

    Example:
        >>> flambeau.nn.Dropout2d().eval()(flambeau.ones(1, 1, 1, 2))
        tensor([[[[1., 1.]]]])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.dropout2d(input, self.p, self.training, self.inplace)


class Dropout3d(_DropoutNd):
    """Drop whole channels of ``(N, C, D, H, W)`` or ``(C, D, H, W)``.

    Example:
        >>> flambeau.nn.Dropout3d().eval()(flambeau.ones(1, 1, 1, 1, 2))
        tensor([[[[[1., 1.]]]]])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.dropout3d(input, self.p, self.training, self.inplace)


class AlphaDropout(_DropoutNd):
    """Dropout that keeps mean and variance of SELU activations; see :func:`flambeau.nn.functional.alpha_dropout`.

    Example:
        >>> flambeau.nn.AlphaDropout().eval()(flambeau.ones(1, 1, 2))
        tensor([[[1., 1.]]])
    """

    def forward(self, input: Tensor) -> Tensor:
        # The mask is drawn into a new tensor: PyTorch's layer ignores `inplace` too.
        return F.alpha_dropout(input, self.p, self.training)


class FeatureAlphaDropout(_DropoutNd):
    """:class:`AlphaDropout` of whole channels of ``(N, C, *)``.

    Example:
        >>> flambeau.nn.FeatureAlphaDropout().eval()(flambeau.ones(1, 1, 2))
        tensor([[[1., 1.]]])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.feature_alpha_dropout(input, self.p, self.training)
