"""Linear layers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import flambeau

from .. import functional as F
from .. import init
from ..parameter import Parameter
from .module import Module

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = ["Bilinear", "Identity", "Linear"]


class Identity(Module):
    """Return the input; a place holder that takes, and ignores, any arguments.

    Any shape and dtype.

    Example:
        >>> flambeau.nn.Identity(54, unused=0.1)(flambeau.ones(2))
        tensor([1., 1.])
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()

    def forward(self, input: Tensor) -> Tensor:
        return input


class Linear(Module):
    """Affine map ``y = x @ weight^T + bias``.

    Weight and bias start uniform in ``[-1 / sqrt(in_features), 1 / sqrt(in_features))``.

    Args:
        in_features: size of an input vector, H_in.
        out_features: size of an output vector, H_out.
        bias: whether to add one.

    Shapes:
        Input ``(*, H_in)``, output ``(*, H_out)``, ``weight`` ``(H_out, H_in)``, ``bias`` ``(H_out,)``.

    Example:
        >>> layer = flambeau.nn.Linear(20, 30)
        >>> layer(flambeau.randn(128, 20)).shape
        torch.Size([128, 30])
    """

    __constants__ = ["in_features", "out_features"]
    in_features: int
    out_features: int
    weight: Tensor

    def __init__(
        self, in_features: int, out_features: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weight = Parameter(flambeau.empty((out_features, in_features), device=device, dtype=dtype))
        if bias:
            self.bias = Parameter(flambeau.empty(out_features, device=device, dtype=dtype))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw weight and bias anew.

        Example:
            >>> layer = flambeau.nn.Linear(4, 2)
            >>> layer.reset_parameters()
            >>> bool((layer.weight.abs() <= 0.5).all())
            True
        """
        # With a = sqrt(5) the bound sqrt(6 / ((1 + a^2) * fan_in)) is 1 / sqrt(fan_in).
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            fan_in, _ = init._calculate_fan_in_and_fan_out(self.weight)
            bound = 1 / math.sqrt(fan_in) if fan_in > 0 else 0
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input: Tensor) -> Tensor:
        return F.linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


class NonDynamicallyQuantizableLinear(Linear):
    """:class:`Linear` under the name that attention layers show for their output projection."""


class Bilinear(Module):
    """Bilinear map ``y_k = x1^T weight_k x2 + bias_k``.

    Args:
        in1_features, in2_features: sizes of the input vectors, H1 and H2.
        out_features: size of an output vector, H_out.
        bias: whether to add one.

    Shapes:
        Inputs ``(*, H1)`` and ``(*, H2)``, output ``(*, H_out)``, ``weight`` ``(H_out, H1, H2)``,
        ``bias`` ``(H_out,)``.

    Example:
        >>> layer = flambeau.nn.Bilinear(20, 30, 40)
        >>> layer(flambeau.randn(128, 20), flambeau.randn(128, 30)).shape
        torch.Size([128, 40])
    """

    __constants__ = ["in1_features", "in2_features", "out_features"]
    in1_features: int
    in2_features: int
    out_features: int
    weight: Tensor

    def __init__(
        self,
        in1_features: int,
        in2_features: int,
        out_features: int,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        self.in1_features = in1_features
        self.in2_features = in2_features
        self.out_features = out_features
        size = (out_features, in1_features, in2_features)
        self.weight = Parameter(flambeau.empty(size, device=device, dtype=dtype))
        if bias:
            self.bias = Parameter(flambeau.empty(out_features, device=device, dtype=dtype))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw weight and bias anew, uniform in ``[-1 / sqrt(in1_features), 1 / sqrt(in1_features))``.

        Example:
            >>> layer = flambeau.nn.Bilinear(4, 3, 2)
            >>> layer.reset_parameters()
            >>> bool((layer.weight.abs() <= 0.5).all())
            True
        """
        if self.in1_features <= 0:
            raise ValueError(f"in1_features must be > 0, but got (in1_features={self.in1_features})")
        bound = 1 / math.sqrt(self.weight.size(1))
        init.uniform_(self.weight, -bound, bound)
        if self.bias is not None:
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input1: Tensor, input2: Tensor) -> Tensor:
        return F.bilinear(input1, input2, self.weight, self.bias)

    def extra_repr(self) -> str:
        return (
            f"in1_features={self.in1_features}, in2_features={self.in2_features}, "
            f"out_features={self.out_features}, bias={self.bias is not None}"
        )
