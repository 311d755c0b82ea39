"""Settings of NVIDIA GPUs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from types import SimpleNamespace
from typing import NoReturn

from flambeau import _core, version

__all__ = [
    "allow_fp16_bf16_reduction_math_sdp",
    "blas_workspace_size",
    "cublas_workspace_size",
    "cublaslt_workspace_size",
    "cudnn_sdp_enabled",
    "enable_cudnn_sdp",
    "enable_flash_sdp",
    "enable_math_sdp",
    "enable_mem_efficient_sdp",
    "flash_sdp_enabled",
    "fp16_bf16_reduction_math_sdp_allowed",
    "is_built",
    "is_ck_sdpa_available",
    "is_flash_attention_available",
    "math_sdp_enabled",
    "matmul",
    "mem_efficient_sdp_enabled",
    "preferred_blas_library",
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


def preferred_blas_library(backend: str | None = None) -> str:
    """Return the library for matrix products on the GPU: "cublaslt", whichever is asked for.

    Raises:
        RuntimeError: PyTorch does not know the library.

    Example:
        >>> flambeau.backends.cuda.preferred_blas_library("cublas")
        'cublaslt'
    """
    known = ("default", "cublas", "cublaslt", "hipblaslt", "ck")
    if backend is not None and backend not in known:
        raise RuntimeError(f"Unknown input value. Choose from: {', '.join(known)}.")
    return "cublaslt"


def cublaslt_workspace_size(size: int | None = None) -> int:
    """Return the bytes of memory that a matrix product may use besides its operands.

    Raises:
        NotImplementedError: another size is asked for.

    Example:
        >>> flambeau.backends.cuda.cublaslt_workspace_size() >> 20
        32
    """
    if size is not None and size != _WORKSPACE:
        raise NotImplementedError(
            f"matrix products may use {_WORKSPACE} bytes besides their operands: no other size is there"
        )
    return _WORKSPACE


#: That of rust/cuda/src/gemm/blas.rs.
_WORKSPACE = 32 << 20
cublas_workspace_size = cublaslt_workspace_size


def blas_workspace_size(size: int | None = None, backend: str | None = None) -> int:
    """Return :func:`cublaslt_workspace_size`, whichever library is named.

    Raises:
        NotImplementedError: another size is asked for.
        RuntimeError: PyTorch does not know the library.

    Example:
        >>> flambeau.backends.cuda.blas_workspace_size() >> 20
        32
    """
    preferred_blas_library(backend)
    return cublaslt_workspace_size(size)


def allow_fp16_bf16_reduction_math_sdp(enabled: bool) -> None:
    """Accept what PyTorch asks: sums of half types in attention by its formula are in float32 whatever it is.

    Example:
        >>> flambeau.backends.cuda.allow_fp16_bf16_reduction_math_sdp(True)
    """


def fp16_bf16_reduction_math_sdp_allowed() -> bool:
    """Return whether attention by its formula sums half types in themselves: it does not.

    Example:
        >>> flambeau.backends.cuda.fp16_bf16_reduction_math_sdp_allowed()
        False
    """
    return False


def is_flash_attention_available() -> bool:
    """Return whether the fused kernel of attention can be used on a GPU here.

    Example:
        >>> flambeau.backends.cuda.is_flash_attention_available() == flambeau.backends.cuda.is_built()
        True
    """
    return is_built()


def is_ck_sdpa_available() -> bool:
    """Return whether AMD's library computes attention: it does not.

    Example:
        >>> flambeau.backends.cuda.is_ck_sdpa_available()
        False
    """
    return False


#: Names of PyTorch's that are not there, and why.
_ABSENT = {
    "SDPAParams": "scaled_dot_product_attention chooses its kernel by itself",
    "can_use_cudnn_attention": "scaled_dot_product_attention chooses its kernel by itself",
    "can_use_efficient_attention": "scaled_dot_product_attention chooses its kernel by itself",
    "can_use_flash_attention": "scaled_dot_product_attention chooses its kernel by itself",
    "cufft_plan_cache": "there are no Fourier transforms",
    "preferred_rocm_fa_library": "there is no backend for AMD's GPUs",
}


def __getattr__(name: str) -> NoReturn:
    why = f": {_ABSENT[name]}" if name in _ABSENT else ""
    raise AttributeError(f"module 'flambeau.backends.cuda' has no attribute '{name}'{why}")
