"""Convolution layers and their transposes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import flambeau

from .. import functional as F
from .. import init
from .._arguments import _ntuple, _reverse_repeat_tuple
from ..parameter import Parameter
from .module import Module

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = ["Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"]

_PADDING_MODES = ("zeros", "reflect", "replicate", "circular")


class _ConvNd(Module):
    """What all convolution layers share: checks, parameters, repr."""

    __constants__ = [
        "stride",
        "padding",
        "dilation",
        "groups",
        "padding_mode",
        "output_padding",
        "in_channels",
        "out_channels",
        "kernel_size",
    ]

    in_channels: int
    out_channels: int
    kernel_size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: str | tuple[int, ...]
    dilation: tuple[int, ...]
    transposed: bool
    output_padding: tuple[int, ...]
    groups: int
    padding_mode: str
    weight: Tensor
    bias: Tensor | None

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: tuple[int, ...],
        stride: tuple[int, ...],
        padding: str | tuple[int, ...],
        dilation: tuple[int, ...],
        transposed: bool,
        output_padding: tuple[int, ...],
        groups: int,
        bias: bool,
        padding_mode: str,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        if groups <= 0:
            raise ValueError("groups must be a positive integer")
        if in_channels % groups != 0:
            raise ValueError("in_channels must be divisible by groups")
        if out_channels % groups != 0:
            raise ValueError("out_channels must be divisible by groups")
        if isinstance(padding, str):
            if padding not in ("same", "valid"):
                raise ValueError(f"Invalid padding string {padding!r}, should be one of 'same', 'valid'")
            if padding == "same" and any(s != 1 for s in stride):
                raise ValueError("padding='same' is not supported for strided convolutions")
        if padding_mode not in _PADDING_MODES:
            raise ValueError(f"padding_mode must be one of {_PADDING_MODES}, but got padding_mode='{padding_mode}'")

        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = kernel_size
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
        self.transposed = transposed
        self.output_padding = output_padding
        self.groups = groups
        self.padding_mode = padding_mode
        # The padding as F.pad takes it, for the modes that the convolution itself does not have.
        self._reversed_padding_repeated_twice = self._explicit_padding()

        size = (in_channels, out_channels // groups) if transposed else (out_channels, in_channels // groups)
        self.weight = Parameter(flambeau.empty((*size, *kernel_size), device=device, dtype=dtype))
        if bias:
            self.bias = Parameter(flambeau.empty(out_channels, device=device, dtype=dtype))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def _explicit_padding(self) -> Sequence[int]:
        if not isinstance(self.padding, str):
            return _reverse_repeat_tuple(self.padding, 2)
        pads = [0, 0] * len(self.kernel_size)
        if self.padding == "same":
            for i, (d, k) in enumerate(zip(reversed(self.dilation), reversed(self.kernel_size), strict=True)):
                total = d * (k - 1)
                pads[2 * i : 2 * i + 2] = [total // 2, total - total // 2]
        return pads

    def reset_parameters(self) -> None:
        """Draw weight and bias anew, uniform in ``[-b, b)`` with ``b = 1 / sqrt(C_in / groups * kernel elements)``."""
        with flambeau.no_grad():
            if self.weight.is_contiguous():
                init.kaiming_uniform_(self.weight, a=math.sqrt(5))
            else:
                # Random fills follow memory order; drawing into a contiguous tensor keeps the logical one.
                draws = flambeau.empty_like(self.weight, memory_format=flambeau.contiguous_format)
                self.weight.copy_(init.kaiming_uniform_(draws, a=math.sqrt(5)))
            if self.bias is not None:
                fan_in, _ = init._calculate_fan_in_and_fan_out(self.weight)
                bound = 1 / math.sqrt(fan_in) if fan_in > 0 else 0
                init.uniform_(self.bias, -bound, bound)

    def extra_repr(self) -> str:
        parts = [f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"]
        if self.padding != (0,) * len(self.padding):
            parts.append(f"padding={self.padding}")
        if self.dilation != (1,) * len(self.dilation):
            parts.append(f"dilation={self.dilation}")
        if self.output_padding != (0,) * len(self.output_padding):
            parts.append(f"output_padding={self.output_padding}")
        if self.groups != 1:
            parts.append(f"groups={self.groups}")
        if self.bias is None:
            parts.append("bias=False")
        if self.padding_mode != "zeros":
            parts.append(f"padding_mode={self.padding_mode}")
        return ", ".join(parts)

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        # Modules pickled by the oldest versions lack it.
        self.__dict__.setdefault("padding_mode", "zeros")


class _Convolution(_ConvNd):
    """A convolution over ``_ndim`` spatial dimensions."""

    _ndim: ClassVar[int]

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, ...],
        stride: int | tuple[int, ...] = 1,
        padding: str | int | tuple[int, ...] = 0,
        dilation: int | tuple[int, ...] = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        every = _ntuple(self._ndim)
        super().__init__(
            in_channels,
            out_channels,
            every(kernel_size),
            every(stride),
            padding if isinstance(padding, str) else every(padding),
            every(dilation),
            False,
            every(0),
            groups,
            bias,
            padding_mode,
            device,
            dtype,
        )

    def forward(self, input: Tensor) -> Tensor:
        return self._conv_forward(input, self.weight, self.bias)


class Conv1d(_Convolution):
    """Cross-correlation of ``(N, C_in, L)`` or ``(C_in, L)`` with learned kernels.

    ``out[n, o] = bias[o] + sum over c of weight[o, c] * input[n, c]``, where ``*`` slides the kernel over the input.

    Args:
        in_channels: C_in.
        out_channels: C_out.
        kernel_size: length of a kernel, K.
        stride: the step from output to output.
        padding: what is added at both ends, or ``"same"`` (output as long as the input) or ``"valid"`` (none).
        dilation: the step from kernel element to kernel element.
        groups: so many separate convolutions side by side; must divide both numbers of channels.
        bias: whether to add one.
        padding_mode: ``"zeros"``, ``"reflect"``, ``"replicate"`` or ``"circular"``.

    Shapes:
        Output ``(N, C_out, L_out)`` with ``L_out = floor((L + 2 * padding - dilation * (K - 1) - 1) / stride + 1)``;
        ``weight`` ``(C_out, C_in / groups, K)``; ``bias`` ``(C_out,)``.

    Example:
        >>> layer = flambeau.nn.Conv1d(16, 33, 3, stride=2)
        >>> layer(flambeau.randn(20, 16, 50)).shape
        torch.Size([20, 33, 24])
    """

    _ndim = 1

    def _conv_forward(self, input: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        if self.padding_mode == "zeros":
            return F.conv1d(input, weight, bias, self.stride, self.padding, self.dilation, self.groups)
        input = F.pad(input, self._reversed_padding_repeated_twice, mode=self.padding_mode)
        return F.conv1d(input, weight, bias, self.stride, 0, self.dilation, self.groups)


class Conv2d(_Convolution):
    """Cross-correlation of ``(N, C_in, H, W)`` or ``(C_in, H, W)`` with learned kernels.

    ``kernel_size``, ``stride``, ``padding`` and ``dilation`` are one number or one for height and one for width; for
    them and the other arguments see :class:`Conv1d`, whose formula for the size holds in each dimension.

    Example:
        >>> layer = flambeau.nn.Conv2d(16, 33, (3, 5), stride=(2, 1), padding=(4, 2))
        >>> layer(flambeau.randn(20, 16, 50, 100)).shape
        torch.Size([20, 33, 28, 100])
    """

    _ndim = 2

    def _conv_forward(self, input: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        if self.padding_mode == "zeros":
            return F.conv2d(input, weight, bias, self.stride, self.padding, self.dilation, self.groups)
        input = F.pad(input, self._reversed_padding_repeated_twice, mode=self.padding_mode)
        return F.conv2d(input, weight, bias, self.stride, 0, self.dilation, self.groups)


class Conv3d(_Convolution):
    """Cross-correlation of ``(N, C_in, D, H, W)`` or ``(C_in, D, H, W)`` with learned kernels; see :class:`Conv1d`.

    Raises:
        RuntimeError: a number of channels other than ``in_channels``, or a kernel larger than the padded
    input.

    Example:
        >>> layer = flambeau.nn.Conv3d(2, 3, 3, stride=2)
        >>> layer(flambeau.randn(4, 2, 5, 7, 9)).shape
        torch.Size([4, 3, 2, 3, 4])
    """

    _ndim = 3

    def _conv_forward(self, input: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        if self.padding_mode == "zeros":
            return F.conv3d(input, weight, bias, self.stride, self.padding, self.dilation, self.groups)
        input = F.pad(input, self._reversed_padding_repeated_twice, mode=self.padding_mode)
        return F.conv3d(input, weight, bias, self.stride, 0, self.dilation, self.groups)


class _ConvTransposeNd(_ConvNd):
    """A transposed convolution over ``_ndim`` spatial dimensions."""

    _ndim: ClassVar[int]
    padding: tuple[int, ...]

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, ...],
        stride: int | tuple[int, ...] = 1,
        padding: int | tuple[int, ...] = 0,
        output_padding: int | tuple[int, ...] = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: int | tuple[int, ...] = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        if padding_mode != "zeros":
            raise ValueError(f'Only "zeros" padding mode is supported for {type(self).__name__}')
        every = _ntuple(self._ndim)
        super().__init__(
            in_channels,
            out_channels,
            every(kernel_size),
            every(stride),
            every(padding),
            every(dilation),
            True,
            every(output_padding),
            groups,
            bias,
            padding_mode,
            device,
            dtype,
        )

    def _output_padding(self, input: Tensor, output_size: Sequence[int] | None) -> Sequence[int]:
        """The output padding that leads to ``output_size``, or the layer's own if that is None."""
        if output_size is None:
            return self.output_padding
        ndim = self._ndim
        leading = input.dim() - ndim if input.dim() == ndim + 2 else 1
        if len(output_size) == leading + ndim:
            output_size = output_size[leading:]
        if len(output_size) != ndim:
            raise ValueError(
                f"ConvTranspose{ndim}D: for {input.dim()}D input, output_size must have {ndim} or {leading + ndim} "
                f"elements (got {len(output_size)})"
            )
        smallest = [
            (n - 1) * s - 2 * p + d * (k - 1) + 1
            for n, s, p, d, k in zip(
                input.size()[leading:], self.stride, self.padding, self.dilation, self.kernel_size, strict=True
            )
        ]
        largest = [n + s - 1 for n, s in zip(smallest, self.stride, strict=True)]
        if any(not low <= n <= high for n, low, high in zip(output_size, smallest, largest, strict=True)):
            raise ValueError(
                f"requested an output size of {output_size}, but valid sizes range from {smallest} to {largest} "
                f"(for an input of {input.size()[2:]})"
            )
        return [n - low for n, low in zip(output_size, smallest, strict=True)]


class ConvTranspose1d(_ConvTransposeNd):
    """Transposed convolution of ``(N, C_in, L)`` or ``(C_in, L)``: the gradient of :class:`Conv1d` in its input.

    Args:
        in_channels: C_in.
        out_channels: C_out.
        kernel_size: length of a kernel, K.
        stride: the step between inputs in the output.
        padding: so much is cut off at both ends.
        output_padding: so much is added at one end, to choose among the sizes that a strided convolution maps to one.
        groups: so many separate convolutions side by side; must divide both numbers of channels.
        bias: whether to add one.
        dilation: the step from kernel element to kernel element.

    Shapes:
        Output ``(N, C_out, L_out)`` with
        ``L_out = (L - 1) * stride - 2 * padding + dilation * (K - 1) + output_padding + 1``;
        ``weight`` ``(C_in, C_out / groups, K)``; ``bias`` ``(C_out,)``.

    Example:
        >>> layer = flambeau.nn.ConvTranspose1d(16, 33, 3, stride=2)
        >>> layer(flambeau.randn(20, 16, 24), output_size=[50]).shape
        torch.Size([20, 33, 50])
    """

    _ndim = 1

    def forward(self, input: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        extra = self._output_padding(input, output_size)
        return F.conv_transpose1d(
            input, self.weight, self.bias, self.stride, self.padding, extra, self.groups, self.dilation
        )


class ConvTranspose2d(_ConvTransposeNd):
    """Transposed convolution of ``(N, C_in, H, W)`` or ``(C_in, H, W)``; see :class:`ConvTranspose1d`.

    Raises:
        RuntimeError: a number of channels other than ``in_channels``.

    Example:
        >>> layer = flambeau.nn.ConvTranspose2d(16, 33, 3, stride=2, padding=1, output_padding=1)
        >>> layer(flambeau.randn(2, 16, 12, 12)).shape
        torch.Size([2, 33, 24, 24])
    """

    _ndim = 2

    def forward(self, input: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        extra = self._output_padding(input, output_size)
        return F.conv_transpose2d(
            input, self.weight, self.bias, self.stride, self.padding, extra, self.groups, self.dilation
        )


class ConvTranspose3d(_ConvTransposeNd):
    """Transposed convolution of ``(N, C_in, D, H, W)`` or ``(C_in, D, H, W)``; see :class:`ConvTranspose1d`.

    Raises:
        RuntimeError: a number of channels other than ``in_channels``.

    Example:
        >>> layer = flambeau.nn.ConvTranspose3d(2, 3, 3, stride=2)
        >>> layer(flambeau.randn(4, 2, 2, 3, 4)).shape
        torch.Size([4, 3, 5, 7, 9])
    """

    _ndim = 3

    def forward(self, input: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        extra = self._output_padding(input, output_size)
        return F.conv_transpose3d(
            input, self.weight, self.bias, self.stride, self.padding, extra, self.groups, self.dilation
        )
