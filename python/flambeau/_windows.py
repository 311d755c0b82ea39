"""Windows: weights of a stretch of a signal that fall to zero, or nearly so, at its ends."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from . import _core
from ._core import Tensor
from ._core import dtype as _dtype

__all__ = ["bartlett_window", "blackman_window", "hamming_window", "hann_window", "kaiser_window"]


def _made(
    name: str,
    window_length: int,
    periodic: bool,
    weights: Callable[[Tensor, int], Tensor],
    dtype: _dtype | None,
    layout: Any,
    device: Any,
    pin_memory: bool,
    requires_grad: bool,
) -> Tensor:
    """Return a window: ``weights`` of the numbers from 0 to the length, which a periodic one cuts off at the end."""
    kind = _core.get_default_dtype() if dtype is None else dtype
    if not (kind.is_floating_point or kind.is_complex):
        raise RuntimeError(f"{name} expects floating point dtypes, got: {kind}")
    if window_length < 0:
        raise RuntimeError(f"{name} requires non-negative window_length, got window_length={window_length}")
    if layout is not None and layout is not _core.strided:
        raise RuntimeError(f"{name} is not implemented for sparse types")
    with _core.DisableTorchFunctionSubclass():
        if window_length < 2:
            window = _core.ones(window_length, dtype=kind, device=device)
        else:
            length = window_length + 1 if periodic else window_length
            window = weights(_core.arange(length, dtype=kind, device=device), length)[:window_length]
    return window.requires_grad_(requires_grad) if requires_grad else window


def hann_window(
    window_length: int,
    periodic: bool = True,
    *,
    dtype: _dtype | None = None,
    layout: Any = None,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Return the Hann window ``(1 - cos(2 pi n / (N - 1))) / 2`` of shape ``(window_length,)``.

    Args:
        window_length: the number of weights.
        periodic: leave out the last weight of a window one longer, for use in a Fourier transform.

    Raises:
        RuntimeError: a negative length, or a dtype that is not floating.

    Example:
        >>> flambeau.hann_window(4)
        tensor([0.0000, 0.5000, 1.0000, 0.5000])
    """
    weights = _cosine(0.5, 0.5)
    return _made("hann_window", window_length, periodic, weights, dtype, layout, device, pin_memory, requires_grad)


def _cosine(alpha: float, beta: float) -> Callable[[Tensor, int], Tensor]:
    return lambda n, length: n.mul_(2 * math.pi / (length - 1)).cos_().mul_(-beta).add_(alpha)


def hamming_window(
    window_length: int,
    periodic: bool = True,
    alpha: float = 0.54,
    beta: float = 0.46,
    *,
    dtype: _dtype | None = None,
    layout: Any = None,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Return the Hamming window ``alpha - beta cos(2 pi n / (N - 1))`` of shape ``(window_length,)``.

    Raises:
        RuntimeError: a negative length, or a dtype that is not floating.

    Example:
        >>> flambeau.hamming_window(4)
        tensor([0.0800, 0.5400, 1.0000, 0.5400])
    """
    weights = _cosine(alpha, beta)
    return _made("hamming_window", window_length, periodic, weights, dtype, layout, device, pin_memory, requires_grad)


def bartlett_window(
    window_length: int,
    periodic: bool = True,
    *,
    dtype: _dtype | None = None,
    layout: Any = None,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Return the triangular window ``1 - |2 n / (N - 1) - 1|`` of shape ``(window_length,)``.

    Raises:
        RuntimeError: a negative length, or a dtype that is not floating.

    Example:
        >>> flambeau.bartlett_window(4)
        tensor([0.0000, 0.5000, 1.0000, 0.5000])
    """

    def weights(n: Tensor, length: int) -> Tensor:
        n.mul_(2.0 / (length - 1))
        n[(length - 1) // 2 + 1 :].mul_(-1).add_(2)
        return n

    return _made("bartlett_window", window_length, periodic, weights, dtype, layout, device, pin_memory, requires_grad)


def blackman_window(
    window_length: int,
    periodic: bool = True,
    *,
    dtype: _dtype | None = None,
    layout: Any = None,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Return the Blackman window ``0.42 - 0.5 cos(2 pi n / (N - 1)) + 0.08 cos(4 pi n / (N - 1))``.

    Raises:
        RuntimeError: a negative length, or a dtype that is not floating.

    Example:
        >>> flambeau.blackman_window(4, periodic=False).shape
        torch.Size([4])
    """

    def weights(n: Tensor, length: int) -> Tensor:
        n.mul_(math.pi / (length - 1))
        return (n * 4).cos_().mul_(0.08).sub_((n * 2).cos_().mul_(0.5)).add_(0.42)

    return _made("blackman_window", window_length, periodic, weights, dtype, layout, device, pin_memory, requires_grad)


def kaiser_window(
    window_length: int,
    periodic: bool = True,
    beta: float = 12.0,
    *,
    dtype: _dtype | None = None,
    layout: Any = None,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Return the Kaiser window ``I0(beta sqrt(1 - (2 n / (N - 1) - 1)^2)) / I0(beta)`` of shape ``(window_length,)``.

    Raises:
        RuntimeError: a negative length, or a dtype that is not floating.

    Example:
        >>> flambeau.kaiser_window(3, periodic=False, beta=0.0)
        tensor([1., 1., 1.])
    """

    def weights(n: Tensor, length: int) -> Tensor:
        half = (length - 1) / 2
        scale = _core.i0(_core.tensor(beta, dtype=_core.float64)).item()
        inside = n.double().sub_(half).div_(half).square_().neg_().add_(1).clamp_(min=0).sqrt_()
        return _core.i0(inside.mul_(beta)).div_(scale).to(n.dtype)

    return _made("kaiser_window", window_length, periodic, weights, dtype, layout, device, pin_memory, requires_grad)
