"""Pooling layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import flambeau  # noqa: F401  (the examples use it)

from .. import functional as F
from .._arguments import _ntuple, _pair, _single, _triple
from .module import Module

if TYPE_CHECKING:
    from flambeau import Tensor

    from ..common_types import (
        _ratio_3_t,
        _size_1_t,
        _size_2_opt_t,
        _size_2_t,
        _size_3_opt_t,
        _size_3_t,
        _size_any_opt_t,
        _size_any_t,
    )

__all__ = [
    "AdaptiveAvgPool1d",
    "AdaptiveAvgPool2d",
    "AdaptiveAvgPool3d",
    "AdaptiveMaxPool1d",
    "AdaptiveMaxPool2d",
    "AdaptiveMaxPool3d",
    "AvgPool1d",
    "AvgPool2d",
    "AvgPool3d",
    "FractionalMaxPool2d",
    "FractionalMaxPool3d",
    "LPPool1d",
    "LPPool2d",
    "LPPool3d",
    "MaxPool1d",
    "MaxPool2d",
    "MaxPool3d",
    "MaxUnpool1d",
    "MaxUnpool2d",
    "MaxUnpool3d",
]


class _MaxPoolNd(Module):
    """Arguments and repr of the max pooling layers."""

    __constants__ = ["kernel_size", "stride", "padding", "dilation", "return_indices", "ceil_mode"]
    return_indices: bool
    ceil_mode: bool

    def __init__(
        self,
        kernel_size: _size_any_t,
        stride: _size_any_t | None = None,
        padding: _size_any_t = 0,
        dilation: _size_any_t = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.dilation = dilation
        self.return_indices = return_indices
        self.ceil_mode = ceil_mode

    def extra_repr(self) -> str:
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, "
            f"dilation={self.dilation}, ceil_mode={self.ceil_mode}"
        )


class MaxPool1d(_MaxPoolNd):
    """Maximum of each window of ``(N, C, L)`` or ``(C, L)``.

    Args:
        kernel_size: the window's length, K.
        stride: the step from window to window; ``kernel_size`` if not given.
        padding: minus infinities added at both ends, at most K / 2.
        dilation: the step from entry to entry within a window.
        return_indices: also return where each maximum stood, for :class:`MaxUnpool1d`.
        ceil_mode: also keep a last window that reaches past the end.

    Shapes:
        Output ``(N, C, L_out)`` with ``L_out = floor((L + 2 * padding - dilation * (K - 1) - 1) / stride + 1)``.

    Example:
        >>> flambeau.nn.MaxPool1d(3, stride=2)(flambeau.randn(20, 16, 50)).shape
        torch.Size([20, 16, 24])
    """

    kernel_size: _size_1_t
    stride: _size_1_t
    padding: _size_1_t
    dilation: _size_1_t

    def forward(self, input: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        return F.max_pool1d(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.dilation,
            ceil_mode=self.ceil_mode,
            return_indices=self.return_indices,
        )


class MaxPool2d(_MaxPoolNd):
    """Maximum of each window of ``(N, C, H, W)`` or ``(C, H, W)``; see :class:`MaxPool1d`.

    Raises:
        RuntimeError: other numbers of dimensions, or a window that does not fit.

    Example:
        >>> flambeau.nn.MaxPool2d((3, 2), stride=(2, 1))(flambeau.randn(20, 16, 50, 32)).shape
        torch.Size([20, 16, 24, 31])
    """

    kernel_size: _size_2_t
    stride: _size_2_t
    padding: _size_2_t
    dilation: _size_2_t

    def forward(self, input: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        return F.max_pool2d(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.dilation,
            ceil_mode=self.ceil_mode,
            return_indices=self.return_indices,
        )


class MaxPool3d(_MaxPoolNd):
    """Maximum of each window of ``(N, C, D, H, W)`` or ``(C, D, H, W)``; see :class:`MaxPool1d`.

    Raises:
        RuntimeError: other numbers of dimensions, or a window that does not fit.

    Example:
        >>> flambeau.nn.MaxPool3d(2)(flambeau.ones(1, 3, 4, 6, 8)).shape
        torch.Size([1, 3, 2, 3, 4])
    """

    kernel_size: _size_3_t
    stride: _size_3_t
    padding: _size_3_t
    dilation: _size_3_t

    def forward(self, input: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        return F.max_pool3d(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.dilation,
            ceil_mode=self.ceil_mode,
            return_indices=self.return_indices,
        )


class _WindowRepr(Module):
    """The repr that unpooling and average pooling share."""

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxUnpool1d(_WindowRepr):
    """Put each value back where :class:`MaxPool1d` took it from, and zeros elsewhere.

    Example:
        >>> pool = flambeau.nn.MaxPool1d(2, return_indices=True)
        >>> values, indices = pool(flambeau.tensor([[[1.0, 3.0, 2.0, 0.0]]]))
        >>> flambeau.nn.MaxUnpool1d(2)(values, indices)
        tensor([[[0., 3., 2., 0.]]])
    """

    def __init__(self, kernel_size: _size_1_t, stride: _size_1_t | None = None, padding: _size_1_t = 0) -> None:
        super().__init__()
        self.kernel_size = _single(kernel_size)
        self.stride = self.kernel_size if stride is None else _single(stride)
        self.padding = _single(padding)

    def forward(self, input: Tensor, indices: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        return F.max_unpool1d(input, indices, self.kernel_size, self.stride, self.padding, output_size)


class MaxUnpool2d(_WindowRepr):
    """:class:`MaxUnpool1d` over ``(N, C, H, W)`` or ``(C, H, W)``.

    Example:
        >>> x = flambeau.arange(16.0).view(1, 1, 4, 4)
        >>> values, indices = flambeau.nn.MaxPool2d(2, return_indices=True)(x)
        >>> flambeau.nn.MaxUnpool2d(2)(values, indices)[0, 0]
        tensor([[ 0.,  0.,  0.,  0.],
                [ 0.,  5.,  0.,  7.],
                [ 0.,  0.,  0.,  0.],
                [ 0., 13.,  0., 15.]])
    """

    def __init__(self, kernel_size: _size_2_t, stride: _size_2_t | None = None, padding: _size_2_t = 0) -> None:
        super().__init__()
        self.kernel_size = _pair(kernel_size)
        self.stride = self.kernel_size if stride is None else _pair(stride)
        self.padding = _pair(padding)

    def forward(self, input: Tensor, indices: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        return F.max_unpool2d(input, indices, self.kernel_size, self.stride, self.padding, output_size)


class MaxUnpool3d(_WindowRepr):
    """:class:`MaxUnpool1d` over ``(N, C, D, H, W)`` or ``(C, D, H, W)``.

    Example:
        >>> x = flambeau.ones(1, 1, 4, 4, 4)
        >>> values, indices = flambeau.nn.MaxPool3d(2, return_indices=True)(x)
        >>> flambeau.nn.MaxUnpool3d(2)(values, indices).shape
        torch.Size([1, 1, 4, 4, 4])
    """

    def __init__(self, kernel_size: _size_3_t, stride: _size_3_t | None = None, padding: _size_3_t = 0) -> None:
        super().__init__()
        self.kernel_size = _triple(kernel_size)
        self.stride = self.kernel_size if stride is None else _triple(stride)
        self.padding = _triple(padding)

    def forward(self, input: Tensor, indices: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        return F.max_unpool3d(input, indices, self.kernel_size, self.stride, self.padding, output_size)


class AvgPool1d(_WindowRepr):
    """Mean of each window of ``(N, C, L)`` or ``(C, L)``.

    Args:
        kernel_size: the window's length.
        stride: the step from window to window; ``kernel_size`` if not given.
        padding: zeros added at both ends.
        ceil_mode: also keep a last window that reaches past the end.
        count_include_pad: whether the zeros count in the mean.

    Example:
        >>> flambeau.nn.AvgPool1d(3, stride=2)(flambeau.tensor([[[1.0, 2.0, 3.0, 4.0, 5.0]]]))
        tensor([[[2., 4.]]])
    """

    __constants__ = ["kernel_size", "stride", "padding", "ceil_mode", "count_include_pad"]
    ceil_mode: bool
    count_include_pad: bool

    def __init__(
        self,
        kernel_size: _size_1_t,
        stride: _size_1_t | None = None,
        padding: _size_1_t = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        super().__init__()
        self.kernel_size = _single(kernel_size)
        self.stride = self.kernel_size if stride is None else _single(stride)
        self.padding = _single(padding)
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad

    def forward(self, input: Tensor) -> Tensor:
        return F.avg_pool1d(input, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad)


class _DivisorAvgPool(_WindowRepr):
    """Average pooling whose divisor can be set: two and three dimensions."""

    __constants__ = ["kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override"]
    ceil_mode: bool
    count_include_pad: bool

    def __init__(
        self,
        kernel_size: _size_any_t,
        stride: _size_any_t | None = None,
        padding: _size_any_t = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad
        self.divisor_override = divisor_override

    def _arguments(self) -> tuple:
        return (
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
            self.divisor_override,
        )


class AvgPool2d(_DivisorAvgPool):
    """Mean of each window of ``(N, C, H, W)`` or ``(C, H, W)``.

    Args:
        divisor_override: divide the sum by this instead of the window's size.

    The other arguments are those of :class:`AvgPool1d`, one number or one for each dimension.

    Example:
        >>> flambeau.nn.AvgPool2d(3, stride=2)(flambeau.randn(20, 16, 50, 32)).shape
        torch.Size([20, 16, 24, 15])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.avg_pool2d(input, *self._arguments())


class AvgPool3d(_DivisorAvgPool):
    """:class:`AvgPool2d` over ``(N, C, D, H, W)`` or ``(C, D, H, W)``.

    Example:
        >>> flambeau.nn.AvgPool3d(2)(flambeau.ones(1, 3, 4, 6, 8)).shape
        torch.Size([1, 3, 2, 3, 4])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.avg_pool3d(input, *self._arguments())

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        # Modules pickled by the oldest versions lack them.
        for name, value in (("padding", 0), ("ceil_mode", False), ("count_include_pad", True)):
            self.__dict__.setdefault(name, value)


class _FractionalMaxPool(Module):
    """Arguments of fractional max pooling over ``_ndim`` dimensions."""

    __constants__ = ["kernel_size", "return_indices", "output_size", "output_ratio"]
    return_indices: bool
    _ndim: int

    def __init__(
        self,
        kernel_size: Any,
        output_size: Any = None,
        output_ratio: Any = None,
        return_indices: bool = False,
        _random_samples: Tensor | None = None,
    ) -> None:
        super().__init__()
        every = _ntuple(self._ndim)
        self.kernel_size = every(kernel_size)
        self.return_indices = return_indices
        self.register_buffer("_random_samples", _random_samples)
        self.output_size = None if output_size is None else every(output_size)
        self.output_ratio = None if output_ratio is None else every(output_ratio)
        if output_size is None and output_ratio is None:
            raise ValueError(f"{type(self).__name__} requires specifying either an output size, or a pooling ratio")
        if output_size is not None and output_ratio is not None:
            raise ValueError("only one of output_size and output_ratio may be specified")
        if self.output_ratio is not None and not all(0 < ratio < 1 for ratio in self.output_ratio):
            raise ValueError(f"output_ratio must be between 0 and 1 (got {output_ratio})")


class FractionalMaxPool2d(_FractionalMaxPool):
    """Maxima over windows whose places are drawn at random so that the output has a wished size.

    Args:
        kernel_size: the windows' size.
        output_size: the wished size, or
        output_ratio: the wished size as a fraction, between 0 and 1, of the input's.
        return_indices: also return where each maximum stood.

    Source: Graham, "Fractional max-pooling", 2014.

    Example:
        >>> flambeau.nn.FractionalMaxPool2d(3, output_size=(13, 12))(flambeau.randn(20, 16, 50, 32)).shape
        torch.Size([20, 16, 13, 12])
    """

    _ndim = 2

    def forward(self, input: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        return F.fractional_max_pool2d(
            input,
            self.kernel_size,
            self.output_size,
            self.output_ratio,
            self.return_indices,
            _random_samples=self._random_samples,
        )


class FractionalMaxPool3d(_FractionalMaxPool):
    """:class:`FractionalMaxPool2d` over ``(N, C, D, H, W)`` or ``(C, D, H, W)``.

    Example:
        >>> flambeau.nn.FractionalMaxPool3d(2, output_size=3)(flambeau.ones(1, 3, 8, 8, 8)).shape
        torch.Size([1, 3, 3, 3, 3])
    """

    _ndim = 3

    def __init__(
        self,
        kernel_size: _size_3_t,
        output_size: _size_3_t | None = None,
        output_ratio: _ratio_3_t | None = None,
        return_indices: bool = False,
        _random_samples: Tensor | None = None,
    ) -> None:
        if any(size <= 0 for size in _triple(kernel_size)):
            raise ValueError(f"kernel_size must be greater than 0, but got {kernel_size}")
        super().__init__(kernel_size, output_size, output_ratio, return_indices, _random_samples)

    def forward(self, input: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        return F.fractional_max_pool3d(
            input,
            self.kernel_size,
            self.output_size,
            self.output_ratio,
            self.return_indices,
            _random_samples=self._random_samples,
        )


class _LPPoolNd(Module):
    """Arguments and repr of power-average pooling."""

    __constants__ = ["norm_type", "kernel_size", "stride", "ceil_mode"]
    norm_type: float
    ceil_mode: bool

    def __init__(
        self,
        norm_type: float,
        kernel_size: _size_any_t,
        stride: _size_any_t | None = None,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__()
        if norm_type == 0:
            raise ValueError(f"norm_type must be a non-zero value, but got {norm_type}")
        self.norm_type = norm_type
        self.kernel_size = kernel_size
        self.stride = stride
        self.ceil_mode = ceil_mode

    def extra_repr(self) -> str:
        return (
            f"norm_type={self.norm_type}, kernel_size={self.kernel_size}, stride={self.stride}, "
            f"ceil_mode={self.ceil_mode}"
        )


class LPPool1d(_LPPoolNd):
    """``(sum x^p)^(1/p)`` over each window of ``(N, C, L)`` or ``(C, L)``, with p = ``norm_type``.

    Example:
        >>> flambeau.nn.LPPool1d(2, 2)(flambeau.tensor([[3.0, 4.0]]))
        tensor([[5.]])
    """

    kernel_size: _size_1_t
    stride: _size_1_t | None

    def forward(self, input: Tensor) -> Tensor:
        return F.lp_pool1d(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)


class LPPool2d(_LPPoolNd):
    """:class:`LPPool1d` over ``(N, C, H, W)`` or ``(C, H, W)``.

    Example:
        >>> flambeau.nn.LPPool2d(2, 2)(flambeau.ones(1, 3, 4, 6)).shape
        torch.Size([1, 3, 2, 3])
    """

    kernel_size: _size_2_t
    stride: _size_2_t | None

    def forward(self, input: Tensor) -> Tensor:
        return F.lp_pool2d(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)


class LPPool3d(_LPPoolNd):
    """:class:`LPPool1d` over ``(N, C, D, H, W)`` or ``(C, D, H, W)``.

    Example:
        >>> flambeau.nn.LPPool3d(2, 2)(flambeau.ones(1, 3, 4, 6, 8)).shape
        torch.Size([1, 3, 2, 3, 4])
    """

    kernel_size: _size_3_t
    stride: _size_3_t | None

    def forward(self, input: Tensor) -> Tensor:
        return F.lp_pool3d(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)


class _AdaptiveMaxPoolNd(Module):
    """Arguments and repr of adaptive max pooling."""

    __constants__ = ["output_size", "return_indices"]
    return_indices: bool

    def __init__(self, output_size: _size_any_opt_t, return_indices: bool = False) -> None:
        super().__init__()
        self.output_size = output_size
        self.return_indices = return_indices

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class AdaptiveMaxPool1d(_AdaptiveMaxPoolNd):
    """Maxima over windows that divide L of ``(N, C, L)`` as evenly as can be into ``output_size`` parts.

    Args:
        output_size: number of outputs along L.
        return_indices: also return where each maximum stood.

    Example:
        >>> flambeau.nn.AdaptiveMaxPool1d(5)(flambeau.randn(1, 64, 8)).shape
        torch.Size([1, 64, 5])
    """

    output_size: _size_1_t

    def forward(self, input: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        return F.adaptive_max_pool1d(input, self.output_size, self.return_indices)


class AdaptiveMaxPool2d(_AdaptiveMaxPoolNd):
    """:class:`AdaptiveMaxPool1d` over ``(N, C, H, W)`` or ``(C, H, W)``; None keeps that dimension's size.

    Example:
        >>> flambeau.nn.AdaptiveMaxPool2d((5, None))(flambeau.ones(1, 3, 10, 9)).shape
        torch.Size([1, 3, 5, 9])
    """

    output_size: _size_2_opt_t

    def forward(self, input: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        return F.adaptive_max_pool2d(input, self.output_size, self.return_indices)


class AdaptiveMaxPool3d(_AdaptiveMaxPoolNd):
    """:class:`AdaptiveMaxPool1d` over ``(N, C, D, H, W)`` or ``(C, D, H, W)``; None keeps that dimension's size.

    Example:
        >>> flambeau.nn.AdaptiveMaxPool3d(2)(flambeau.ones(1, 3, 4, 6, 8)).shape
        torch.Size([1, 3, 2, 2, 2])
    """

    output_size: _size_3_opt_t

    def forward(self, input: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        return F.adaptive_max_pool3d(input, self.output_size, self.return_indices)


class _AdaptiveAvgPoolNd(Module):
    """Argument and repr of adaptive average pooling."""

    __constants__ = ["output_size"]

    def __init__(self, output_size: _size_any_opt_t) -> None:
        super().__init__()
        self.output_size = output_size

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class AdaptiveAvgPool1d(_AdaptiveAvgPoolNd):
    """Means over windows that divide L of ``(N, C, L)`` as evenly as can be into ``output_size`` parts.

    Example:
        >>> flambeau.nn.AdaptiveAvgPool1d(2)(flambeau.tensor([[1.0, 3.0, 5.0, 7.0]]))
        tensor([[2., 6.]])
    """

    output_size: _size_1_t

    def forward(self, input: Tensor) -> Tensor:
        return F.adaptive_avg_pool1d(input, self.output_size)


class AdaptiveAvgPool2d(_AdaptiveAvgPoolNd):
    """:class:`AdaptiveAvgPool1d` over ``(N, C, H, W)`` or ``(C, H, W)``; None keeps that dimension's size.

    Example:
        >>> flambeau.nn.AdaptiveAvgPool2d((None, 1))(flambeau.randn(1, 64, 10, 9)).shape
        torch.Size([1, 64, 10, 1])
    """

    output_size: _size_2_opt_t

    def forward(self, input: Tensor) -> Tensor:
        return F.adaptive_avg_pool2d(input, self.output_size)


class AdaptiveAvgPool3d(_AdaptiveAvgPoolNd):
    """:class:`AdaptiveAvgPool1d` over ``(N, C, D, H, W)`` or ``(C, D, H, W)``; None keeps that dimension's size.

    Example:
        >>> flambeau.nn.AdaptiveAvgPool3d(2)(flambeau.ones(1, 3, 4, 6, 8)).shape
        torch.Size([1, 3, 2, 2, 2])
    """

    output_size: _size_3_opt_t

    def forward(self, input: Tensor) -> Tensor:
        return F.adaptive_avg_pool3d(input, self.output_size)
