"""Layers that move values between channels and space, or among channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flambeau  # noqa: F401  (the examples use it)

from .. import functional as F
from .module import Module

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = ["ChannelShuffle", "PixelShuffle", "PixelUnshuffle"]


class PixelShuffle(Module):
    """Rearrange ``(*, C * r^2, H, W)`` to ``(*, C, H * r, W * r)`` with r = ``upscale_factor``.

    Source: Shi et al., "Real-time single image and video super-resolution", 2016.

    Example:
        >>> flambeau.nn.PixelShuffle(3)(flambeau.zeros(1, 9, 4, 4)).shape
        torch.Size([1, 1, 12, 12])
    """

    __constants__ = ["upscale_factor"]
    upscale_factor: int

    def __init__(self, upscale_factor: int) -> None:
        super().__init__()
        self.upscale_factor = upscale_factor

    def forward(self, input: Tensor) -> Tensor:
        return F.pixel_shuffle(input, self.upscale_factor)

    def extra_repr(self) -> str:
        return f"upscale_factor={self.upscale_factor}"


class PixelUnshuffle(Module):
    """Rearrange ``(*, C, H * r, W * r)`` to ``(*, C * r^2, H, W)`` with r = ``downscale_factor``.

    Raises:
        RuntimeError: a height or width that ``r`` does not divide, or fewer than three dimensions.

    Example:
        >>> flambeau.nn.PixelUnshuffle(3)(flambeau.zeros(1, 1, 12, 12)).shape
        torch.Size([1, 9, 4, 4])
    """

    __constants__ = ["downscale_factor"]
    downscale_factor: int

    def __init__(self, downscale_factor: int) -> None:
        super().__init__()
        self.downscale_factor = downscale_factor

    def forward(self, input: Tensor) -> Tensor:
        return F.pixel_unshuffle(input, self.downscale_factor)

    def extra_repr(self) -> str:
        return f"downscale_factor={self.downscale_factor}"


class ChannelShuffle(Module):
    """Rearrange the channels of ``(N, C, *)``: one from each of ``groups`` groups in turn.

    Source: Zhang et al., "ShuffleNet", 2017.

    Example:
        >>> flambeau.nn.ChannelShuffle(2)(flambeau.arange(4.0).view(1, 4, 1, 1)).flatten()
        tensor([0., 2., 1., 3.])
    """

    __constants__ = ["groups"]
    groups: int

    def __init__(self, groups: int) -> None:
        super().__init__()
        self.groups = groups

    def forward(self, input: Tensor) -> Tensor:
        return F.channel_shuffle(input, self.groups)

    def extra_repr(self) -> str:
        return f"groups={self.groups}"
