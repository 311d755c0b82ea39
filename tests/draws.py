"""Numbers that are the same under every library: the leaves and tensors that case expressions ask for."""

from __future__ import annotations

import math
from typing import Any


class Draws:
    """The numbers of one case, from a linear congruential generator.

    ``given`` hands out other leaves in the place of those that are drawn, in order: it lets a case run as a function
    of its leaves. ``dtype`` replaces float64 as the type of leaves that do not ask for one. With ``strided`` every
    tensor is a view with gaps, its dimensions reversed in memory. ``cast`` names a type that leaves are rounded to.
    """

    def __init__(
        self,
        torch: Any,
        given: list[Any] | None = None,
        dtype: str = "float64",
        strided: bool = False,
        cast: str | None = None,
    ) -> None:
        self.torch = torch
        self.state = 12345
        self.leaves: list[Any] = []
        self.drawn: list[list[Any]] = []
        self.dtype = dtype
        self._given = None if given is None else iter(given)
        self._strided = strided
        self._cast = cast

    def _next(self) -> float:
        self.state = (self.state * 1103515245 + 12345) % 2**31
        return self.state / 2**31

    def _numbers(self, count: int, low: float, high: float) -> list[float]:
        return [round(low + (high - low) * self._next(), 4) for _ in range(count)]

    def _placed(self, tensor: Any) -> Any:
        """The tensor, or a view with gaps that equals it."""
        if not self._strided:
            return tensor
        shape = tuple(tensor.shape)
        memory = self.torch.zeros((*reversed(shape), 2), dtype=tensor.dtype)
        view = memory[..., 1].permute(*reversed(range(len(shape)))) if shape else memory[1]
        view.copy_(tensor)
        return view

    def _leaf(self, values: list[Any], shape: tuple[int, ...], dtype: str) -> Any:
        tensor = self.torch.tensor(values, dtype=getattr(self.torch, dtype)).reshape(shape)
        if self._cast is not None and not tensor.is_complex():
            tensor = tensor.to(getattr(self.torch, self._cast)).to(tensor.dtype)
        leaf = self._placed(tensor).requires_grad_()
        if self._given is not None:
            leaf = next(self._given)
        self.leaves.append(leaf)
        self.drawn.append(tensor.reshape(-1).tolist())
        return leaf

    def x(
        self, *shape: int, low: float = -2.0, high: float = 2.0, distinct: bool = False, dtype: str | None = None
    ) -> Any:
        """A leaf whose gradient is compared too. ``distinct`` values are at least 0.01 apart."""
        count = math.prod(shape)
        if distinct:
            step = max((high - low) / max(count, 1), 0.01)
            order = sorted(range(count), key=lambda at: (self._next(), at))
            values = [round(low + step * (place + 0.25 + 0.25 * self._next()), 4) for place in order]
        else:
            values = self._numbers(count, low, high)
        return self._leaf(values, shape, dtype or self.dtype)

    def c(self, *shape: int, low: float = -2.0, high: float = 2.0) -> Any:
        """A complex leaf: real and imaginary parts in [low, high)."""
        values = [complex(*self._numbers(2, low, high)) for _ in range(math.prod(shape))]
        return self._leaf(values, shape, "complex64" if self.dtype == "float32" else "complex128")

    def i(self, high: int, *shape: int) -> Any:
        """Integers in [0, high)."""
        values = [int(self._next() * high) for _ in range(math.prod(shape))]
        return self._placed(self.torch.tensor(values, dtype=self.torch.int64).reshape(shape))

    def b(self, *shape: int) -> Any:
        """Booleans."""
        values = [self._next() < 0.5 for _ in range(math.prod(shape))]
        return self._placed(self.torch.tensor(values, dtype=self.torch.bool).reshape(shape))

    def t(self, values: Any) -> Any:
        """A tensor of given values; numbers with a point become float64."""
        tensor = self.torch.tensor(values)
        return tensor.double() if tensor.is_floating_point() else tensor


def names(torch: Any, draws: Draws) -> dict[str, Any]:
    """What the expressions may use."""
    return {
        "torch": torch,
        "nn": torch.nn,
        "F": torch.nn.functional,
        "x": draws.x,
        "c": draws.c,
        "i": draws.i,
        "b": draws.b,
        "t": draws.t,
    }
