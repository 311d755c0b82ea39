"""Settings of the process, and limits of dtypes."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

from . import _core
from ._core import dtype as _dtype

__all__ = [
    "are_deterministic_algorithms_enabled",
    "compile",
    "compiled_with_cxx11_abi",
    "finfo",
    "get_default_device",
    "get_deterministic_debug_mode",
    "get_float32_matmul_precision",
    "get_num_interop_threads",
    "iinfo",
    "is_autocast_enabled",
    "is_deterministic_algorithms_warn_only_enabled",
    "is_warn_always_enabled",
    "set_default_device",
    "set_default_tensor_type",
    "set_deterministic_debug_mode",
    "set_float32_matmul_precision",
    "set_flush_denormal",
    "set_num_interop_threads",
    "set_warn_always",
    "use_deterministic_algorithms",
]

_state: dict[str, Any] = {
    "deterministic": False,
    "warn_only": False,
    "precision": "highest",
    "warn_always": False,
    "interop": 1,
}


def get_default_device() -> Any:
    """Return the device that new tensors are made on.

    Example:
        >>> flambeau.get_default_device()
        device(type='cpu')
    """
    return _core._get_default_device()


def set_default_device(device: Any) -> None:
    """Set the device that new tensors are made on, for this thread; None is the CPU.

    Raises:
        RuntimeError: tensors cannot live on the device in this process.

    Example:
        >>> flambeau.set_default_device("cpu")
        >>> flambeau.zeros(1).device
        device(type='cpu')
    """
    _core._set_default_device(device)


def set_default_tensor_type(t: Any) -> None:
    """Set dtype and device of new floating-point tensors by the name of a tensor type, such as ``torch.DoubleTensor``.

    Example:
        >>> import warnings
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore")
        ...     flambeau.set_default_tensor_type("torch.DoubleTensor")
        >>> flambeau.ones(1).dtype
        torch.float64
        >>> flambeau.set_default_tensor_type(flambeau.FloatTensor)
    """
    name = t if isinstance(t, str) else getattr(t, "__name__", str(t))
    short = name.rsplit(".", 1)[-1]
    _core._warn_once(
        "torch.set_default_tensor_type() is deprecated as of PyTorch 2.1, please use torch.set_default_dtype() and "
        "torch.set_default_device() as alternatives."
    )
    kinds = {"FloatTensor": "float32", "DoubleTensor": "float64", "HalfTensor": "float16", "BFloat16Tensor": "bfloat16"}
    on_gpu = ".cuda." in f".{name}" or getattr(t, "place", "cpu") == "cuda"
    if short not in kinds:
        raise TypeError(f"only floating-point types are supported as the default type, got {name}")
    _core._set_default_device("cuda" if on_gpu else "cpu")
    _core.set_default_dtype(getattr(_core, kinds[short]))


def compile(model: Callable | None = None, **options: Any) -> Any:  # noqa: A001
    """Return ``model`` unchanged: there is no compiler, and results are the same without one. Says so once.

    Args:
        model: a function or module. Without it, returns a decorator.
        options: PyTorch's options, which have no effect.

    Example:
        >>> import warnings
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore")
        ...     model = flambeau.compile(flambeau.nn.Linear(2, 1))
        >>> model(flambeau.ones(3, 2)).shape
        torch.Size([3, 1])
    """
    if model is None:
        return lambda function: compile(function, **options)
    if not _state.get("compile_warned"):
        _state["compile_warned"] = True
        warnings.warn(
            "flambeau.compile() returns its argument unchanged: there is no compiler in this version",
            UserWarning,
            stacklevel=2,
        )
    return model


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Ask for deterministic results. flambeau's are in any case, the same bits at any number of threads, unless
    ``backends.cudnn.benchmark`` is set: with ``mode`` true cuDNN's algorithms are deterministic then too.

    Example:
        >>> flambeau.use_deterministic_algorithms(True)
        >>> flambeau.are_deterministic_algorithms_enabled()
        True
        >>> flambeau.use_deterministic_algorithms(False)
    """
    _state["deterministic"], _state["warn_only"] = bool(mode), bool(warn_only)
    _core._cudnn_set("deterministic_algorithms", int(bool(mode)))


def are_deterministic_algorithms_enabled() -> bool:
    """Return what :func:`use_deterministic_algorithms` was told.

    Example:
        >>> flambeau.are_deterministic_algorithms_enabled()
        False
    """
    return _state["deterministic"]


def is_deterministic_algorithms_warn_only_enabled() -> bool:
    """Return whether :func:`use_deterministic_algorithms` was told to warn only.

    Example:
        >>> flambeau.is_deterministic_algorithms_warn_only_enabled()
        False
    """
    return _state["warn_only"]


def set_deterministic_debug_mode(debug_mode: int | str) -> None:
    """Ask for deterministic results: "default" or 0, "warn" or 1, "error" or 2.

    Example:
        >>> flambeau.set_deterministic_debug_mode("warn")
        >>> flambeau.get_deterministic_debug_mode()
        1
        >>> flambeau.set_deterministic_debug_mode("default")
    """
    modes = {"default": 0, "warn": 1, "error": 2}
    level = modes.get(debug_mode, -1) if isinstance(debug_mode, str) else debug_mode
    if level not in (0, 1, 2):
        raise RuntimeError(
            f"invalid value of debug_mode, expected `default`, `warn`, `error` or 0, 1, 2, got {debug_mode}"
        )
    use_deterministic_algorithms(level > 0, warn_only=level == 1)


def get_deterministic_debug_mode() -> int:
    """Return the mode that :func:`set_deterministic_debug_mode` set.

    Example:
        >>> flambeau.get_deterministic_debug_mode()
        0
    """
    return 0 if not _state["deterministic"] else 1 if _state["warn_only"] else 2


def set_float32_matmul_precision(precision: str) -> None:
    """Allow less precision in products of float32 matrices on GPUs; the CPU computes them in full precision.

    Args:
        precision: "highest" for full precision; "high" and "medium" let products round their operands to TF32.

    Example:
        >>> flambeau.set_float32_matmul_precision("high")
        >>> flambeau.get_float32_matmul_precision()
        'high'
        >>> flambeau.set_float32_matmul_precision("highest")
    """
    if precision not in ("highest", "high", "medium"):
        raise RuntimeError(f"{precision!r} is not one of 'highest', 'high', or 'medium'")
    _state["precision"] = precision
    _core._cuda_set_tf32(precision != "highest")


def get_float32_matmul_precision() -> str:
    """Return what :func:`set_float32_matmul_precision` set, or ``backends.cuda.matmul.allow_tf32``.

    Example:
        >>> flambeau.get_float32_matmul_precision()
        'highest'
    """
    if _core._cuda_tf32() == (_state["precision"] == "highest"):
        _state["precision"] = "high" if _core._cuda_tf32() else "highest"
    return _state["precision"]


def get_num_interop_threads() -> int:
    """Return the number of threads between operations: operations of one thread run one after another.

    Example:
        >>> flambeau.get_num_interop_threads() > 0
        True
    """
    return _state["interop"]


def set_num_interop_threads(threads: int) -> None:
    """Keep a number of threads between operations; it has no effect.

    Example:
        >>> flambeau.set_num_interop_threads(flambeau.get_num_interop_threads())
    """
    if threads < 1:
        raise RuntimeError("set_num_interop_threads expects a positive integer")
    _state["interop"] = int(threads)


def set_flush_denormal(mode: bool) -> bool:
    """Return False: very small numbers are always computed exactly.

    Example:
        >>> flambeau.set_flush_denormal(True)
        False
    """
    return False


def set_warn_always(b: bool) -> None:
    """Keep a setting: warnings follow Python's own filters.

    Example:
        >>> flambeau.set_warn_always(False)
    """
    _state["warn_always"] = bool(b)
    _core._set_warn_always(bool(b))


def is_warn_always_enabled() -> bool:
    """Return what :func:`set_warn_always` set.

    Example:
        >>> flambeau.is_warn_always_enabled()
        False
    """
    return _state["warn_always"]


def is_autocast_enabled(device_type: str | None = None) -> bool:
    """Return whether operations on a sort of device ("cuda" by default) choose lower precision by themselves.

    Example:
        >>> with flambeau.autocast("cpu", dtype=flambeau.bfloat16):
        ...     flambeau.is_autocast_enabled("cpu")
        True
    """
    cpu, cuda, _ = _core._autocast_state()
    return (cpu if device_type == "cpu" else cuda) is not None


def compiled_with_cxx11_abi() -> bool:
    """Return True, as PyTorch's current builds do; flambeau has no C++ interface.

    Example:
        >>> flambeau.compiled_with_cxx11_abi()
        True
    """
    return True


class finfo:
    """Limits of a floating-point dtype.

    Args:
        type: a real or complex floating-point dtype, a complex one for the limits of its parts; by default the
            default dtype.

    Example:
        >>> flambeau.finfo(flambeau.float16).max
        65504.0
    """

    # Bits, exponent bits and mantissa bits (IEEE 754; bfloat16 has float32's exponent).
    _FORMATS = {"float16": (16, 5, 10), "bfloat16": (16, 8, 7), "float32": (32, 8, 23), "float64": (64, 11, 52)}

    def __init__(self, type: _dtype | None = None) -> None:  # noqa: A002
        kind = _core.get_default_dtype() if type is None else type
        if not isinstance(kind, _dtype):
            raise TypeError(f"finfo(): argument 'type' must be torch.dtype, not {kind.__class__.__name__}")
        if kind.is_complex:
            kind = kind.to_real()
        if not kind.is_floating_point:
            raise TypeError(f"torch.finfo() requires a floating point input type. Use torch.iinfo to handle '{kind}'")
        self.dtype = repr(kind).removeprefix("torch.")
        self.bits, exponent, mantissa = self._FORMATS[self.dtype]
        bias = 2 ** (exponent - 1) - 1
        self.eps = 2.0**-mantissa
        self.max = (2.0 - self.eps) * 2.0**bias
        self.min = -self.max
        self.tiny = self.smallest_normal = 2.0 ** (1 - bias)
        # The number of decimal digits that survive.
        self.resolution = 10.0 ** -math.floor(mantissa * math.log10(2))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, finfo) and self.dtype == other.dtype

    def __hash__(self) -> int:
        return hash(self.dtype)

    def __repr__(self) -> str:
        names = ("resolution", "min", "max", "eps", "smallest_normal", "tiny")
        return f"finfo({', '.join(f'{name}={getattr(self, name):.6g}' for name in names)}, dtype={self.dtype})"


class iinfo:
    """Limits of an integer dtype.

    Args:
        type: an integer dtype.

    Example:
        >>> flambeau.iinfo(flambeau.int8).min
        -128
    """

    def __init__(self, type: _dtype) -> None:  # noqa: A002
        if not isinstance(type, _dtype):
            raise TypeError(f"iinfo(): argument 'type' must be torch.dtype, not {type.__class__.__name__}")
        if type.is_floating_point or type.is_complex or type is _core.bool:
            raise TypeError(f"torch.iinfo() requires an integer input type. Use torch.finfo to handle '{type}'")
        self.dtype = repr(type).removeprefix("torch.")
        self.bits = type.itemsize * 8
        self.max = 2 ** (self.bits - type.is_signed) - 1
        self.min = -(2 ** (self.bits - 1)) if type.is_signed else 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, iinfo) and self.dtype == other.dtype

    def __hash__(self) -> int:
        return hash(self.dtype)

    def __repr__(self) -> str:
        return f"iinfo(min={self.min}, max={self.max}, dtype={self.dtype})"
