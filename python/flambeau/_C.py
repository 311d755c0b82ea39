"""Names of PyTorch's internal module that other libraries use."""

from __future__ import annotations

from typing import Any

from ._core import (
    DisableTorchFunction,
    DisableTorchFunctionSubclass,
    Generator,
    Size,
    _disabled_torch_function_impl,
    _get_function_stack_at,
    _is_torch_function_enabled,
    _len_torch_function_stack,
    _pop_torch_function_stack,
    _push_on_torch_function_stack,
    default_generator,
    device,
    dtype,
    layout,
    memory_format,
)
from ._core import Tensor as TensorBase

__all__ = [
    "DisableTorchFunction",
    "DisableTorchFunctionSubclass",
    "Generator",
    "Size",
    "TensorBase",
    "_disabled_torch_function_impl",
    "_get_function_stack_at",
    "_is_torch_function_enabled",
    "_len_torch_function_stack",
    "_pop_torch_function_stack",
    "_push_on_torch_function_stack",
    "default_generator",
    "device",
    "dtype",
    "layout",
    "memory_format",
]


def _log_api_usage_once(event: str) -> None:
    """Do nothing: calls are not counted."""


def _get_tracing_state() -> None:
    """Return None: no trace is being made."""


def __getattr__(name: str) -> Any:
    raise AttributeError(f"module 'flambeau._C' has no attribute '{name}': it holds only what other libraries use")
