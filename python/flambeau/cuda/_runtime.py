"""The few functions of NVIDIA's runtime library that PyTorch hands on; here they are the driver's."""

from __future__ import annotations

from typing import Any

from flambeau import _core

from ._devices import init
from .memory import mem_get_info

__all__ = ["CudaError", "check_error", "cudaStatus", "cudart"]


class cudaStatus:
    """Two numbers of results.

    Example:
        >>> flambeau.cuda.cudaStatus.SUCCESS
        0
    """

    SUCCESS: int = 0
    ERROR_NOT_READY: int = 34


class CudaError(RuntimeError):
    """A call of the runtime library failed; :func:`check_error` raises it.

    Example:
        >>> str(flambeau.cuda.CudaError(2))
        'CUDA error (2)'
    """

    def __init__(self, code: int) -> None:
        super().__init__(f"CUDA error ({code})")


def check_error(res: int) -> None:
    """Raise an error unless a call's result is success.

    Raises:
        CudaError: the result is not 0.

    Example:
        >>> flambeau.cuda.check_error(flambeau.cuda.cudaStatus.SUCCESS)
    """
    if res != cudaStatus.SUCCESS:
        raise CudaError(res)


class _Runtime:
    """What :func:`cudart` gives."""

    class cudaError:
        success: int = 0

    def cudaProfilerStart(self) -> int:
        """Let NVIDIA's profilers begin to record."""
        _core._cuda_profile(True)
        return cudaStatus.SUCCESS

    def cudaProfilerStop(self) -> int:
        """Let NVIDIA's profilers end to record."""
        _core._cuda_profile(False)
        return cudaStatus.SUCCESS

    def cudaMemGetInfo(self, device: int) -> tuple[int, int]:
        """A GPU's free and total memory in bytes."""
        return mem_get_info(device)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(
            f"cudart() has no function '{name}': flambeau works with NVIDIA's driver, not its runtime library"
        )


def cudart() -> _Runtime:
    """Return an object with the functions ``cudaProfilerStart``, ``cudaProfilerStop`` and ``cudaMemGetInfo``.

    Raises:
        RuntimeError: no GPU can be used.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     flambeau.cuda.check_error(flambeau.cuda.cudart().cudaProfilerStop())
    """
    init()
    return _Runtime()
