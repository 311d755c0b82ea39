"""cuDNN's settings. Convolutions of floating-point CUDA tensors go to cuDNN where it is found.

cuDNN comes with ``pip install nvidia-cudnn-cu13``, or with the system; ``python -m flambeau.collect_env`` says which
one is used. Without it, with ``enabled`` false, and for sizes that it does not take, flambeau's own kernels compute.

- ``enabled``: whether cuDNN is used.
- ``allow_tf32``, ``conv.fp32_precision``, ``fp32_precision``: whether convolutions of float32 may round their operands
  to TF32. They may, as in PyTorch.
- ``benchmark``: try ``benchmark_limit`` of cuDNN's algorithms (all if it is 0) at the first convolution of each size,
  and keep the fastest. Only then may an algorithm be taken whose results differ in their last bits from call to call:
  in flambeau the same input gives the same bits, so that without ``benchmark`` only deterministic algorithms are taken,
  unlike in PyTorch.
- ``deterministic``: take only deterministic algorithms with ``benchmark`` too.
  :func:`flambeau.use_deterministic_algorithms` does the same.
- ``depthwise_kernel``: who computes convolutions with as many groups as input channels: "cudnn", "native" for flambeau,
  or "auto" for cuDNN where halves lie with their channels last, and flambeau otherwise.
"""

from __future__ import annotations

import sys
import warnings
from contextlib import AbstractContextManager
from typing import Any

import flambeau
from flambeau import _core
from flambeau._flags import FlagModule, changed

enabled: bool = True
benchmark: bool = False
benchmark_limit: int = 10
deterministic: bool = False
allow_tf32: bool
fp32_precision: str = "none"
depthwise_kernel: str = "auto"

_flags = frozenset(
    {
        "enabled",
        "benchmark",
        "benchmark_limit",
        "deterministic",
        "allow_tf32",
        "fp32_precision",
        "depthwise_kernel",
    }
)
__all__ = ["conv", "flags", "is_acceptable", "is_available", "version", *sorted(_flags)]

_DEPTHWISE = ("auto", "cudnn", "native")


class _Convolutions:
    """What float32 convolutions may round to: "tf32", "ieee" for nothing, or "none" for what the module's says."""

    def __init__(self) -> None:
        self._precision = "tf32"

    @property
    def fp32_precision(self) -> str:
        return self._precision

    @fp32_precision.setter
    def fp32_precision(self, precision: str) -> None:
        self._precision = _checked_precision(precision)
        _tell_precision()


def _checked_precision(precision: str) -> str:
    if precision not in ("none", "ieee", "tf32"):
        raise RuntimeError(f"Unknown precision: {precision}")
    return precision


#: Settings of convolutions alone.
conv = _Convolutions()


def _tell_precision() -> None:
    own = conv.fp32_precision
    _core._cudnn_set("allow_tf32", int((fp32_precision if own == "none" else own) == "tf32"))


class _Cudnn(FlagModule):
    """The module: settings are checked and told to the core."""

    @property
    def allow_tf32(self) -> bool:
        return conv.fp32_precision == "tf32"

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ("enabled", "benchmark", "deterministic", "allow_tf32"):
            if not isinstance(value, bool):
                raise RuntimeError(f"set_{name}_cudnn expects a bool, but got {type(value).__name__}")
        if name == "allow_tf32":
            conv.fp32_precision = "tf32" if value else "none"
            return
        if name == "benchmark_limit":
            if not isinstance(value, int):
                raise RuntimeError(f"set_benchmark_limit_cudnn expects an int, but got {type(value).__name__}")
            _core._cudnn_set(name, max(value, 0))
        elif name in ("enabled", "benchmark", "deterministic"):
            _core._cudnn_set(name, int(value))
        elif name == "fp32_precision":
            super().__setattr__(name, _checked_precision(value))
            _tell_precision()
            return
        elif name == "depthwise_kernel":
            if value not in _DEPTHWISE:
                raise RuntimeError(
                    f"Unknown cuDNN depthwise kernel mode: {value}. Expected one of: {', '.join(_DEPTHWISE)}"
                )
            _core._cudnn_set(name, _DEPTHWISE.index(value))
        super().__setattr__(name, value)


def version() -> int | None:
    """Return cuDNN's version, such as 92000 for 9.20.0, or None where it is not there.

    Example:
        >>> (flambeau.backends.cudnn.version() is None) != flambeau.backends.cudnn.is_available()
        True
    """
    return _core._cudnn_version()


def is_available() -> bool:
    """Return whether cuDNN is there. :func:`flambeau.cuda.why_not_available` says why not.

    Example:
        >>> flambeau.backends.cudnn.is_available() in (True, False)
        True
    """
    return version() is not None


def is_acceptable(tensor: Any) -> bool:
    """Return whether cuDNN works on a tensor: on a GPU, of a floating-point dtype, and cuDNN is there and enabled.

    Example:
        >>> flambeau.backends.cudnn.is_acceptable(flambeau.ones(1))
        False
    """
    dtypes = (flambeau.half, flambeau.bfloat16, flambeau.float, flambeau.double)
    if not enabled or tensor.device.type != "cuda" or tensor.dtype not in dtypes:
        return False
    if not is_available():
        warnings.warn(str(flambeau.cuda.why_not_available("cudnn")), stacklevel=2)
        return False
    return True


def flags(
    enabled: bool = False,
    benchmark: bool = False,
    benchmark_limit: int = 10,
    deterministic: bool = False,
    allow_tf32: bool = True,
    fp32_precision: str = "none",
    depthwise_kernel: str = "auto",
) -> AbstractContextManager[None]:
    """Return a context that changes the settings while its block runs.

    Example:
        >>> with flambeau.backends.cudnn.flags(enabled=False):
        ...     flambeau.backends.cudnn.enabled
        False
    """
    return changed(
        sys.modules[__name__],
        enabled=enabled,
        benchmark=benchmark,
        benchmark_limit=benchmark_limit,
        deterministic=deterministic,
        allow_tf32=allow_tf32,
        fp32_precision=fp32_precision,
        depthwise_kernel=depthwise_kernel,
    )


sys.modules[__name__].__class__ = _Cudnn
