"""The version of flambeau and of what it works with."""

from __future__ import annotations

from ._core import __version__, _cuda_driver_version

__all__ = ["__version__", "cuda", "debug", "git_version", "hip", "xpu"]

debug = False
#: The CUDA version that GPU kernels are made for; None without an NVIDIA driver.
cuda: str | None
hip: str | None = None
xpu: str | None = None
git_version = "unknown"


def __getattr__(name: str) -> str | None:
    # The driver is looked for when somebody asks.
    if name == "cuda":
        return None if _cuda_driver_version() is None else "13.0"
    raise AttributeError(f"module 'flambeau.version' has no attribute '{name}'")
