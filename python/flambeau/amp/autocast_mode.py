"""Lower precision where it does no harm: for the GPU switched off as PyTorch does without one, for the CPU missing."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import Any, Literal

import flambeau

__all__ = ["autocast", "custom_bwd", "custom_fwd", "is_autocast_available"]


def is_autocast_available(device_type: str) -> bool:
    """Return whether operations on a sort of device can choose lower precision: False.

    Example:
        >>> flambeau.amp.is_autocast_available("cpu")
        False
    """
    return False


class autocast:
    """Computes a block in lower precision.

    Without a GPU, ``autocast("cuda")`` warns and computes in full precision, as in PyTorch. Computing in lower
    precision is not there yet.

    Args:
        device_type: "cuda" or "cpu".
        dtype: the lower precision.
        enabled: False computes in full precision.
        cache_enabled: has no effect.

    Raises:
        NotImplementedError: with ``enabled`` where it would have an effect.

    Example:
        >>> with flambeau.autocast("cpu", enabled=False):
        ...     flambeau.ones(2).dtype
        torch.float32
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
        if device_type not in ("cuda", "cpu"):
            raise RuntimeError(f"User specified an unsupported autocast device_type '{device_type}'")
        if enabled and device_type == "cpu":
            raise NotImplementedError(
                "autocast('cpu') is not there yet: convert the module and its inputs with .to(flambeau.bfloat16), or "
                "pass enabled=False"
            )
        if enabled and flambeau.cuda.is_available():
            raise NotImplementedError(
                "autocast('cuda') is not there yet: convert the module and its inputs with .to(flambeau.bfloat16), or "
                "pass enabled=False"
            )
        if enabled:
            warnings.warn(
                "User provided device_type of 'cuda', but CUDA is not available. Disabling", UserWarning, stacklevel=2
            )
        self.device = device_type
        self.fast_dtype = dtype
        self._enabled = False

    def __enter__(self) -> autocast:
        return self

    def __exit__(self, *error: object) -> Literal[False]:
        return False

    def __call__(self, function: Callable) -> Callable:
        @functools.wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            with self:
                return function(*args, **kwargs)

        return wrapped


def custom_fwd(fwd: Callable | None = None, *, device_type: str = "cuda", cast_inputs: Any = None) -> Callable:
    """Mark ``forward`` of an :class:`flambeau.autograd.Function` for autocast, which is off: returns it as it is.

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
    return (lambda function: function) if fwd is None else fwd


def custom_bwd(bwd: Callable | None = None, *, device_type: str = "cuda") -> Callable:
    """Mark ``backward`` of an :class:`flambeau.autograd.Function` for autocast, which is off: returns it as it is.

    Example:
        >>> flambeau.amp.custom_bwd(lambda ctx, grad: 2 * grad, device_type="cpu")(None, flambeau.ones(2))
        tensor([2., 2.])
    """
    return (lambda function: function) if bwd is None else bwd
