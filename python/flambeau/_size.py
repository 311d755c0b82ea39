"""Shapes."""

from __future__ import annotations

import math
from typing import Any

from . import _core


class Size(tuple):
    """A tensor's shape: a tuple of sizes.

    Example:
        >>> flambeau.zeros(2, 3).shape
        torch.Size([2, 3])
    """

    __slots__ = ()

    def numel(self) -> int:
        """Return the number of elements of a tensor of this shape.

        Example:
            >>> flambeau.zeros(2, 3).shape.numel()
            6
        """
        return math.prod(self)

    def __repr__(self) -> str:
        return f"torch.Size([{', '.join(map(str, self))}])"

    def __getitem__(self, index: Any) -> Any:
        item = tuple.__getitem__(self, index)
        return Size(item) if isinstance(index, slice) else item

    def __add__(self, other: Any) -> Any:
        return Size(tuple.__add__(self, other)) if isinstance(other, tuple) else NotImplemented

    def __mul__(self, times: Any) -> Any:
        return Size(tuple.__mul__(self, times))

    __rmul__ = __mul__

    def __reduce__(self) -> tuple[Any, ...]:
        return Size, (tuple(self),)


_core._register_size(Size)
