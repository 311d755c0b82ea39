"""Padding layers.

``padding`` is one number for all sides, or ``(left, right)`` of the last dimension, then of the one before it, and so
on. Negative numbers crop.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import flambeau  # noqa: F401  (the examples use it)

from .. import functional as F
from .._arguments import _ntuple
from .module import Module

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = [
    "CircularPad1d",
    "CircularPad2d",
    "CircularPad3d",
    "ConstantPad1d",
    "ConstantPad2d",
    "ConstantPad3d",
    "ReflectionPad1d",
    "ReflectionPad2d",
    "ReflectionPad3d",
    "ReplicationPad1d",
    "ReplicationPad2d",
    "ReplicationPad3d",
    "ZeroPad1d",
    "ZeroPad2d",
    "ZeroPad3d",
]


class _Pad(Module):
    """Padding of the last ``_ndim`` dimensions."""

    __constants__ = ["padding"]
    padding: Sequence[int]
    _ndim: ClassVar[int]

    def __init__(self, padding: int | Sequence[int]) -> None:
        super().__init__()
        self.padding = _ntuple(2 * self._ndim)(padding)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class _CircularPad(_Pad):
    def forward(self, input: Tensor) -> Tensor:
        low, high = self._ndim + 1, self._ndim + 2
        if input.dim() not in (low, high):
            raise ValueError(f"expected {low}D or {high}D input (got {input.dim()}D input)")
        return F.pad(input, self.padding, "circular")


class CircularPad1d(_CircularPad):
    """Wrap ``(N, C, L)`` or ``(C, L)`` around at its ends.

    Example:
        >>> flambeau.nn.CircularPad1d(1)(flambeau.tensor([[1.0, 2.0, 3.0]]))
        tensor([[3., 1., 2., 3., 1.]])
    """

    _ndim = 1


class CircularPad2d(_CircularPad):
    """Wrap ``(N, C, H, W)`` or ``(C, H, W)`` around at its edges.

    Example:
        >>> flambeau.nn.CircularPad2d(1)(flambeau.ones(1, 2, 2)).shape
        torch.Size([1, 4, 4])
    """

    _ndim = 2


class CircularPad3d(_CircularPad):
    """Wrap ``(N, C, D, H, W)`` or ``(C, D, H, W)`` around at its faces.

    Example:
        >>> flambeau.nn.CircularPad3d(1)(flambeau.ones(1, 2, 2, 2)).shape
        torch.Size([1, 4, 4, 4])
    """

    _ndim = 3


class _ConstantPad(_Pad):
    __constants__ = ["padding", "value"]
    value: float

    def __init__(self, padding: int | Sequence[int], value: float) -> None:
        super().__init__(padding)
        self.value = value

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, "constant", self.value)

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class ConstantPad1d(_ConstantPad):
    """Add ``value`` at the ends of the last dimension.

    Example:
        >>> flambeau.nn.ConstantPad1d((2, 0), 3.5)(flambeau.tensor([[1.0]]))
        tensor([[3.5000, 3.5000, 1.0000]])
    """

    _ndim = 1


class ConstantPad2d(_ConstantPad):
    """Add ``value`` around the last two dimensions.

    ``padding`` is one number, or left, right, top and bottom; negative ones take elements away. Any dtype.

    Example:
        >>> flambeau.nn.ConstantPad2d(1, 7.0)(flambeau.zeros(1, 1, 1))
        tensor([[[7., 7., 7.],
                 [7., 0., 7.],
                 [7., 7., 7.]]])
    """

    _ndim = 2


class ConstantPad3d(_ConstantPad):
    """Add ``value`` around the last three dimensions.

    Example:
        >>> flambeau.nn.ConstantPad3d(1, 7.0)(flambeau.ones(1, 2, 2, 2)).shape
        torch.Size([1, 4, 4, 4])
    """

    _ndim = 3


class _ReflectionPad(_Pad):
    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, "reflect")


class ReflectionPad1d(_ReflectionPad):
    """Mirror ``(N, C, L)`` or ``(C, L)`` at its ends, without repeating the end itself.

    Example:
        >>> flambeau.nn.ReflectionPad1d(2)(flambeau.tensor([[1.0, 2.0, 3.0]]))
        tensor([[3., 2., 1., 2., 3., 2., 1.]])
    """

    _ndim = 1


class ReflectionPad2d(_ReflectionPad):
    """Mirror ``(N, C, H, W)`` or ``(C, H, W)`` at its edges.

    Raises:
        RuntimeError: a border that is not smaller than the image.

    Example:
        >>> flambeau.nn.ReflectionPad2d(1)(flambeau.ones(1, 3, 3)).shape
        torch.Size([1, 5, 5])
    """

    _ndim = 2


class ReflectionPad3d(_ReflectionPad):
    """Mirror ``(N, C, D, H, W)`` or ``(C, D, H, W)`` at its faces.

    Example:
        >>> flambeau.nn.ReflectionPad3d(1)(flambeau.ones(1, 3, 3, 3)).shape
        torch.Size([1, 5, 5, 5])
    """

    _ndim = 3


class _ReplicationPad(_Pad):
    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, "replicate")


class ReplicationPad1d(_ReplicationPad):
    """Repeat the end values of ``(N, C, L)`` or ``(C, L)``.

    Example:
        >>> flambeau.nn.ReplicationPad1d(1)(flambeau.tensor([[1.0, 2.0, 3.0]]))
        tensor([[1., 1., 2., 3., 3.]])
    """

    _ndim = 1


class ReplicationPad2d(_ReplicationPad):
    """Repeat the edge values of ``(N, C, H, W)`` or ``(C, H, W)``.

    Example:
        >>> flambeau.nn.ReplicationPad2d(1)(flambeau.ones(1, 3, 3)).shape
        torch.Size([1, 5, 5])
    """

    _ndim = 2


class ReplicationPad3d(_ReplicationPad):
    """Repeat the face values of ``(N, C, D, H, W)`` or ``(C, D, H, W)``.

    Example:
        >>> flambeau.nn.ReplicationPad3d(1)(flambeau.ones(1, 3, 3, 3)).shape
        torch.Size([1, 5, 5, 5])
    """

    _ndim = 3


class ZeroPad1d(ConstantPad1d):
    """Add zeros at the ends of the last dimension.

    Example:
        >>> flambeau.nn.ZeroPad1d(1)(flambeau.tensor([[1.0, 2.0]]))
        tensor([[0., 1., 2., 0.]])
    """

    def __init__(self, padding: int | Sequence[int]) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ZeroPad2d(ConstantPad2d):
    """Add zeros around the last two dimensions.

    ``padding`` is one number, or left, right, top and bottom; negative ones take elements away. Any dtype.

    Example:
        >>> flambeau.nn.ZeroPad2d((1, 0, 0, 0))(flambeau.ones(1, 1, 2))
        tensor([[[0., 1., 1.]]])
    """

    def __init__(self, padding: int | Sequence[int]) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ZeroPad3d(ConstantPad3d):
    """Add zeros around the last three dimensions.

    Example:
        >>> flambeau.nn.ZeroPad3d(1)(flambeau.ones(1, 2, 2, 2)).shape
        torch.Size([1, 4, 4, 4])
    """

    def __init__(self, padding: int | Sequence[int]) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"
