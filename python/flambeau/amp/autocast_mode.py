"""Autocast: operations choose the precision of their inputs by themselves."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Mapping
from typing import Any, Literal

import flambeau
from flambeau import Tensor, _core

__all__ = ["autocast", "custom_bwd", "custom_fwd", "is_autocast_available"]

#: Lower precisions that a sort of device takes; the first is the default.
_DTYPES = {"cuda": (flambeau.float16, flambeau.bfloat16), "cpu": (flambeau.bfloat16, flambeau.float16)}


def is_autocast_available(device_type: str) -> bool:
    """Return whether operations on a sort of device can choose lower precision.

    Example:
        >>> flambeau.amp.is_autocast_available("cpu")
        True
    """
    return device_type in _DTYPES


class autocast:
    """Computes a block in lower precision where it does no harm.

    Products and convolutions take their floating-point inputs in the lower precision, operations that lose too much by
    it (softmax, losses, norms) in float32, others as they come. Weights are cast once for the whole block. It is for
    forward passes; gradients come back in the dtypes of their tensors. ``autocast("cuda")`` without a GPU warns and
    does nothing.

    Args:
        device_type: "cuda" or "cpu".
        dtype: the lower precision, bfloat16 or float16; float16 by default on GPUs, bfloat16 on the CPU.
        enabled: False computes in full precision, also inside another block.
        cache_enabled: whether casts of weights are kept until the end of the outermost block.

    Raises:
        RuntimeError: another sort of device.

    Example:
        >>> x = flambeau.ones(2, 2)
        >>> with flambeau.autocast("cpu", dtype=flambeau.bfloat16):
        ...     (x @ x).dtype, (x + x).dtype
        (torch.bfloat16, torch.float32)
    """

    def __init__(
        self,
        device_type: str,
        dtype: flambeau.dtype | None = None,
        enabled: bool = True,
        cache_enabled: bool | None = None,
    ) -> None:
        if not isinstance(device_type, str):
            raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")
        if device_type not in _DTYPES:
            raise RuntimeError(f"User specified an unsupported autocast device_type '{device_type}'")
        if enabled and device_type == "cuda" and not flambeau.cuda.is_available():
            warnings.warn(
                "User provided device_type of 'cuda', but CUDA is not available. Disabling", UserWarning, stacklevel=2
            )
            enabled = False
        dtypes = _DTYPES[device_type]
        if enabled and dtype is not None and dtype not in dtypes:
            warnings.warn(
                f"In {device_type.upper()} autocast, but the target dtype {dtype} is not supported. Disabling: "
                f"it takes {dtypes[0]} and {dtypes[1]}.",
                UserWarning,
                stacklevel=2,
            )
            enabled = False
        self.device = device_type
        self.fast_dtype = dtypes[0] if dtype is None else dtype
        self._enabled = enabled
        self._caches = cache_enabled
        self._before: list[Any] = []

    def __enter__(self) -> autocast:
        cpu, cuda, caches = _core._autocast_state()
        lower = self.fast_dtype if self._enabled else None
        if self.device == "cpu":
            cpu = lower
        else:
            cuda = lower
        caches = caches if self._caches is None else self._caches
        self._before.append(_core._autocast_enter((cpu, cuda, caches)))
        return self

    def __exit__(self, *error: object) -> Literal[False]:
        _core._autocast_leave(self._before.pop())
        return False

    def __call__(self, function: Callable) -> Callable:
        @functools.wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            with self:
                return function(*args, **kwargs)

        return wrapped


def _cast(value: Any, device_type: str, dtype: flambeau.dtype) -> Any:
    """The value with its floating-point tensors of a sort of device in another dtype."""
    if isinstance(value, Tensor):
        eligible = value.is_floating_point() and value.device.type == device_type and value.dtype != flambeau.float64
        return value.to(dtype) if eligible else value
    if isinstance(value, Mapping):
        return {key: _cast(part, device_type, dtype) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_cast(part, device_type, dtype) for part in value)
    return value


def custom_fwd(fwd: Callable | None = None, *, device_type: str = "cuda", cast_inputs: Any = None) -> Callable:
    """Make ``forward`` of an :class:`flambeau.autograd.Function` go with autocast.

    Args:
        device_type: the sort of device whose autocast it goes with.
        cast_inputs: a dtype that tensors of that device are cast to; ``forward`` then runs without autocast. None
            leaves inputs and autocast as they are.

    Example:
        >>> class Double(flambeau.autograd.Function):
        ...     @staticmethod
        ...     @flambeau.amp.custom_fwd(device_type="cpu")
        ...     def forward(ctx, x):
        ...         return 2 * x
        ...
        ...     @staticmethod
        ...     @flambeau.amp.custom_bwd(device_type="cpu")
        ...     def backward(ctx, grad):
        ...         return 2 * grad
        >>> Double.apply(flambeau.ones(2))
        tensor([2., 2.])
    """
    if fwd is None:
        return functools.partial(custom_fwd, device_type=device_type, cast_inputs=cast_inputs)

    @functools.wraps(fwd)
    def wrapped(ctx: Any, *args: Any, **kwargs: Any) -> Any:
        cpu, cuda, _ = _core._autocast_state()
        lower = cpu if device_type == "cpu" else cuda
        ctx._dtype = lower
        if cast_inputs is None or lower is None:
            ctx._fwd_used_autocast = lower is not None
            return fwd(ctx, *args, **kwargs)
        ctx._fwd_used_autocast = False
        with autocast(device_type, enabled=False):
            return fwd(ctx, *_cast(args, device_type, cast_inputs), **_cast(kwargs, device_type, cast_inputs))

    return wrapped


def custom_bwd(bwd: Callable | None = None, *, device_type: str = "cuda") -> Callable:
    """Make ``backward`` of an :class:`flambeau.autograd.Function` run with autocast as its ``forward`` did.

    Example:
        >>> flambeau.amp.custom_bwd(device_type="cpu").__class__.__name__
        'partial'
    """
    if bwd is None:
        return functools.partial(custom_bwd, device_type=device_type)

    @functools.wraps(bwd)
    def wrapped(ctx: Any, *args: Any, **kwargs: Any) -> Any:
        if not ctx._fwd_used_autocast:
            with autocast(device_type, enabled=False):
                return bwd(ctx, *args, **kwargs)
        with autocast(device_type, dtype=ctx._dtype):
            return bwd(ctx, *args, **kwargs)

    return wrapped
