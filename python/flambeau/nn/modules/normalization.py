"""Layer, group, root-mean-square and local response normalization."""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import flambeau

from .. import functional as F
from .. import init
from ..parameter import Parameter
from .module import Module

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = ["GroupNorm", "LayerNorm", "LocalResponseNorm", "RMSNorm"]


class LocalResponseNorm(Module):
    """Divide each value of ``(N, C, *)`` by ``(k + alpha * mean of x^2 over ``size`` neighbouring channels)^beta``.

    Source: Krizhevsky et al., "ImageNet classification with deep convolutional neural networks", 2012.

    Example:
        >>> flambeau.nn.LocalResponseNorm(2)(flambeau.randn(32, 5, 24, 24)).shape
        torch.Size([32, 5, 24, 24])
    """

    __constants__ = ["size", "alpha", "beta", "k"]
    size: int
    alpha: float
    beta: float
    k: float

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> None:
        super().__init__()
        self.size = size
        self.alpha = alpha
        self.beta = beta
        self.k = k

    def forward(self, input: Tensor) -> Tensor:
        return F.local_response_norm(input, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self) -> str:
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"


def _shape(normalized_shape: Any) -> tuple[int, ...]:
    if isinstance(normalized_shape, numbers.Integral):
        return (normalized_shape,)  # type: ignore[return-value]  # an integer, of NumPy or Python, is kept as it is
    return tuple(normalized_shape)


class LayerNorm(Module):
    """Bring the last dimensions of each sample to mean 0 and variance 1, then scale and shift every element.

    Args:
        normalized_shape: sizes of the last dimensions, or the size of the last one.
        eps: added to the (biased) variance.
        elementwise_affine: whether there are weight and bias, of shape ``normalized_shape``.
        bias: whether there is a bias besides the weight.

    Source: Ba et al., "Layer normalization", 2016.

    Example:
        >>> layer = flambeau.nn.LayerNorm(10)
        >>> layer(flambeau.randn(20, 5, 10)).shape
        torch.Size([20, 5, 10])
    """

    __constants__ = ["normalized_shape", "eps", "elementwise_affine"]
    normalized_shape: tuple[int, ...]
    eps: float
    elementwise_affine: bool

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        self.normalized_shape = _shape(normalized_shape)
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        if elementwise_affine:
            self.weight = Parameter(flambeau.empty(self.normalized_shape, device=device, dtype=dtype))
        else:
            self.register_parameter("weight", None)
        if elementwise_affine and bias:
            self.bias = Parameter(flambeau.empty(self.normalized_shape, device=device, dtype=dtype))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set weight to 1 and bias to 0.

        Example:
            >>> layer = flambeau.nn.LayerNorm(2)
            >>> layer.reset_parameters()
            >>> layer.weight.detach()
            tensor([1., 1.])
        """
        if self.elementwise_affine:
            init.ones_(self.weight)
            if self.bias is not None:
                init.zeros_(self.bias)

    def forward(self, input: Tensor) -> Tensor:
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}, "
            f"bias={self.bias is not None}"
        )


class GroupNorm(Module):
    """Bring each group of channels of each sample to mean 0 and variance 1, then scale and shift each channel.

    Args:
        num_groups: number of groups; must divide the channels.
        num_channels: C, for input ``(N, C, *)``.
        eps: added to the (biased) variance.
        affine: whether there are weight and bias, ``(C,)``.
        bias: whether there is a bias besides the weight.

    Raises:
        ValueError: if ``num_groups`` does not divide ``num_channels``.

    Source: Wu and He, "Group normalization", 2018.

    Example:
        >>> layer = flambeau.nn.GroupNorm(3, 6)
        >>> layer(flambeau.randn(20, 6, 10, 10)).shape
        torch.Size([20, 6, 10, 10])
    """

    __constants__ = ["num_groups", "num_channels", "eps", "affine"]
    num_groups: int
    num_channels: int
    eps: float
    affine: bool

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        if num_channels % num_groups != 0:
            raise ValueError(f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})")
        self.num_groups = num_groups
        self.num_channels = num_channels
        self.eps = eps
        self.affine = affine
        if affine:
            self.weight = Parameter(flambeau.empty(num_channels, device=device, dtype=dtype))
        else:
            self.register_parameter("weight", None)
        if affine and bias:
            self.bias = Parameter(flambeau.empty(num_channels, device=device, dtype=dtype))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set weight to 1 and bias to 0.

        Example:
            >>> layer = flambeau.nn.GroupNorm(1, 2)
            >>> layer.reset_parameters()
            >>> layer.weight.detach()
            tensor([1., 1.])
        """
        if self.affine:
            init.ones_(self.weight)
            if self.bias is not None:
                init.zeros_(self.bias)

    def forward(self, input: Tensor) -> Tensor:
        return F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, "
            f"bias={self.bias is not None}"
        )


class RMSNorm(Module):
    """Divide each sample by the root mean square over its last dimensions, then scale every element.

    Args:
        normalized_shape: sizes of the last dimensions, or the size of the last one.
        eps: added to the mean square; the input type's spacing at one if not given.
        elementwise_affine: whether there is a weight, of shape ``normalized_shape``.

    Source: Zhang and Sennrich, "Root mean square layer normalization", 2019.

    Example:
        >>> layer = flambeau.nn.RMSNorm([2, 3])
        >>> layer(flambeau.randn(2, 2, 3)).shape
        torch.Size([2, 2, 3])
    """

    __constants__ = ["normalized_shape", "eps", "elementwise_affine"]
    normalized_shape: tuple[int, ...]
    eps: float | None
    elementwise_affine: bool

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float | None = None,
        elementwise_affine: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        self.normalized_shape = _shape(normalized_shape)
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        if elementwise_affine:
            self.weight = Parameter(flambeau.empty(self.normalized_shape, device=device, dtype=dtype))
        else:
            self.register_parameter("weight", None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set weight to 1.

        Example:
            >>> layer = flambeau.nn.RMSNorm(2)
            >>> layer.reset_parameters()
            >>> layer.weight.detach()
            tensor([1., 1.])
        """
        if self.elementwise_affine:
            init.ones_(self.weight)

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"
