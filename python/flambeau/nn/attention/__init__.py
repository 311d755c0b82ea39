"""Which kernels scaled dot-product attention may use."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from enum import IntEnum

from flambeau import _core

__all__ = ["SDPBackend", "sdpa_kernel"]


class SDPBackend(IntEnum):
    """Ways to compute :func:`flambeau.nn.functional.scaled_dot_product_attention`.

    ``MATH`` is the formula in plain operations. There is one fused kernel on the CPU, ``FLASH_ATTENTION``, and one on
    GPUs, which ``FLASH_ATTENTION``, ``EFFICIENT_ATTENTION`` and ``CUDNN_ATTENTION`` all stand for.

    Example:
        >>> SDPBackend.MATH
        <SDPBackend.MATH: 0>
    """

    ERROR = -1
    MATH = 0
    FLASH_ATTENTION = 1
    EFFICIENT_ATTENTION = 2
    CUDNN_ATTENTION = 3
    OVERRIDEABLE = 4

    def __repr__(self) -> str:
        return f"<SDPBackend.{self.name}: {self.value}>"

    def __str__(self) -> str:
        return f"SDPBackend.{self.name}"


_NAMES = {
    "cudnn": SDPBackend.CUDNN_ATTENTION,
    "flash": SDPBackend.FLASH_ATTENTION,
    "mem_efficient": SDPBackend.EFFICIENT_ATTENTION,
    "math": SDPBackend.MATH,
    "overrideable": SDPBackend.OVERRIDEABLE,
}


def _cur_sdpa_kernel_backends(with_priority: bool = False) -> list[SDPBackend]:
    """Return what may be used at present."""
    return [backend for name, backend in _NAMES.items() if _core._sdp_is_allowed(name)]


@contextlib.contextmanager
def sdpa_kernel(backends: list[SDPBackend] | SDPBackend, set_priority: bool = False) -> Iterator[dict]:
    """Choose what scaled dot-product attention may use while a block runs.

    Args:
        backends: one or several.
        set_priority: their order is an order of preference; it has no effect with a single kernel.

    Raises:
        AssertionError: for anything else than backends.

    Example:
        >>> from flambeau.nn.attention import SDPBackend, sdpa_kernel
        >>> x = flambeau.ones(1, 1, 2, 4)
        >>> with sdpa_kernel(SDPBackend.MATH):
        ...     flambeau.nn.functional.scaled_dot_product_attention(x, x, x).shape
        torch.Size([1, 1, 2, 4])
    """
    if not isinstance(backends, (list, SDPBackend)):
        raise AssertionError(
            "Backend must be an instance of SDPBackend or a list of SDPBackend instances, "
            f"got {type(backends).__name__}"
        )
    chosen = backends if isinstance(backends, list) else [backends]
    before = {name: _core._sdp_is_allowed(name) for name in _NAMES}
    for name, backend in _NAMES.items():
        _core._sdp_allow(name, backend in chosen)
    try:
        yield {}
    finally:
        for name, allowed in before.items():
            _core._sdp_allow(name, allowed)
