"""Layers that cut images into patches and add patches back into images."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flambeau  # noqa: F401  (the examples use it)

from .. import functional as F
from .module import Module

if TYPE_CHECKING:
    from flambeau import Tensor

    from ..common_types import _size_2_t

__all__ = ["Fold", "Unfold"]


class Fold(Module):
    """Add columns of patches into an image of size ``output_size``, the adjoint of :class:`Unfold`.

    Example:
        >>> flambeau.nn.Fold((4, 5), (2, 2))(flambeau.randn(1, 3 * 2 * 2, 12)).shape
        torch.Size([1, 3, 4, 5])
    """

    output_size: _size_2_t
    kernel_size: _size_2_t
    dilation: _size_2_t
    padding: _size_2_t
    stride: _size_2_t

    __constants__ = ["output_size", "kernel_size", "dilation", "padding", "stride"]

    def __init__(
        self,
        output_size: _size_2_t,
        kernel_size: _size_2_t,
        dilation: _size_2_t = 1,
        padding: _size_2_t = 0,
        stride: _size_2_t = 1,
    ) -> None:
        super().__init__()
        self.output_size = output_size
        self.kernel_size = kernel_size
        self.dilation = dilation
        self.padding = padding
        self.stride = stride

    def forward(self, input: Tensor) -> Tensor:
        return F.fold(input, self.output_size, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self) -> str:
        return (
            f"output_size={self.output_size}, kernel_size={self.kernel_size}, dilation={self.dilation}, "
            f"padding={self.padding}, stride={self.stride}"
        )


class Unfold(Module):
    """Cut ``(N, C, H, W)`` into patches, each a column: ``(N, C * kernel height * kernel width, patches)``.

    Example:
        >>> flambeau.nn.Unfold((2, 3))(flambeau.randn(2, 5, 3, 4)).shape
        torch.Size([2, 30, 4])
    """

    kernel_size: _size_2_t
    dilation: _size_2_t
    padding: _size_2_t
    stride: _size_2_t

    __constants__ = ["kernel_size", "dilation", "padding", "stride"]

    def __init__(
        self, kernel_size: _size_2_t, dilation: _size_2_t = 1, padding: _size_2_t = 0, stride: _size_2_t = 1
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.dilation = dilation
        self.padding = padding
        self.stride = stride

    def forward(self, input: Tensor) -> Tensor:
        return F.unfold(input, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, dilation={self.dilation}, padding={self.padding}, stride={self.stride}"
