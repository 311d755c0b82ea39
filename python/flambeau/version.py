"""The version of flambeau and of what it was built with."""

from ._core import __version__

__all__ = ["__version__", "cuda", "debug", "git_version", "hip", "xpu"]

debug = False
#: The CUDA version that GPU kernels are built for: there are none in this version.
cuda: str | None = None
hip: str | None = None
xpu: str | None = None
git_version = "unknown"
