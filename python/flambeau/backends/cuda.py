"""Settings of NVIDIA GPUs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from types import SimpleNamespace

from flambeau import _core, version

__all__ = [
    "cudnn_sdp_enabled",
    "enable_cudnn_sdp",
    "enable_flash_sdp",
    "enable_math_sdp",
    "enable_mem_efficient_sdp",
    "flash_sdp_enabled",
    "is_built",
    "math_sdp_enabled",
    "matmul",
    "mem_efficient_sdp_enabled",
    "preferred_linalg_library",
    "sdp_kernel",
]


def is_built() -> bool:
    """Return whether GPU kernels can be used here: whether there is an NVIDIA driver.

    Example:
        >>> flambeau.backends.cuda.is_built() == (flambeau.version.cuda is not None)
        True
    """
    return version.cuda is not None


class _Matmul(SimpleNamespace):
    """Settings of GPU matrix products. Sums are in float32 whatever the settings of half types say."""

    @property
    def allow_tf32(self) -> bool:
        """Whether products of float32 matrices may round their operands to TF32."""
        return _core._cuda_tf32()

    @allow_tf32.setter
    def allow_tf32(self, allowed: bool) -> None:
        _core._cuda_set_tf32(bool(allowed))


matmul = _Matmul(
    allow_fp16_reduced_precision_reduction=True,
    allow_bf16_reduced_precision_reduction=True,
    allow_fp16_accumulation=False,
)


def flash_sdp_enabled() -> bool:
    """Return whether attention may be computed by the fused kernel, under its name flash.

    Example:
        >>> flambeau.backends.cuda.flash_sdp_enabled()
        True
    """
    return _core._sdp_is_allowed("flash")


def mem_efficient_sdp_enabled() -> bool:
    """Return whether attention on a GPU may be computed by the fused kernel, under its name memory-efficient.

    Example:
        >>> flambeau.backends.cuda.mem_efficient_sdp_enabled()
        True
    """
    return _core._sdp_is_allowed("mem_efficient")


def math_sdp_enabled() -> bool:
    """Return whether attention may be computed by its formula, in plain operations.

    Example:
        >>> flambeau.backends.cuda.math_sdp_enabled()
        True
    """
    return _core._sdp_is_allowed("math")


def cudnn_sdp_enabled() -> bool:
    """Return whether attention on a GPU may be computed by the fused kernel, under its name cuDNN.

    Example:
        >>> flambeau.backends.cuda.cudnn_sdp_enabled()
        True
    """
    return _core._sdp_is_allowed("cudnn")


def enable_flash_sdp(enabled: bool) -> None:
    """Allow attention by the fused kernel, on the CPU and on GPUs, or forbid it under this name.

    Example:
        >>> flambeau.backends.cuda.enable_flash_sdp(True)
    """
    _core._sdp_allow("flash", bool(enabled))


def enable_mem_efficient_sdp(enabled: bool) -> None:
    """Allow attention on a GPU by the fused kernel, or forbid it under this name: one of three names suffices.

    Example:
        >>> flambeau.backends.cuda.enable_mem_efficient_sdp(True)
    """
    _core._sdp_allow("mem_efficient", bool(enabled))


def enable_math_sdp(enabled: bool) -> None:
    """Allow attention by its formula, in plain operations, or forbid it.

    Example:
        >>> flambeau.backends.cuda.enable_math_sdp(True)
    """
    _core._sdp_allow("math", bool(enabled))


def enable_cudnn_sdp(enabled: bool) -> None:
    """Allow attention on a GPU by the fused kernel, or forbid it under this name: one of three names suffices.

    Example:
        >>> flambeau.backends.cuda.enable_cudnn_sdp(True)
    """
    _core._sdp_allow("cudnn", bool(enabled))


@contextlib.contextmanager
def sdp_kernel(
    enable_flash: bool = True, enable_math: bool = True, enable_mem_efficient: bool = True, enable_cudnn: bool = True
) -> Iterator[None]:
    """Choose how attention may be computed while a block runs.

    Example:
        >>> with flambeau.backends.cuda.sdp_kernel(enable_flash=False):
        ...     flambeau.backends.cuda.flash_sdp_enabled()
        False
    """
    wanted = {"flash": enable_flash, "math": enable_math, "mem_efficient": enable_mem_efficient, "cudnn": enable_cudnn}
    before = {name: _core._sdp_is_allowed(name) for name in wanted}
    for name, enabled in wanted.items():
        _core._sdp_allow(name, bool(enabled))
    try:
        yield
    finally:
        for name, enabled in before.items():
            _core._sdp_allow(name, enabled)


def preferred_linalg_library(backend: str | None = None) -> str:
    """Return the library for linear algebra on the GPU: "default".

    Example:
        >>> flambeau.backends.cuda.preferred_linalg_library()
        'default'
    """
    return "default"
