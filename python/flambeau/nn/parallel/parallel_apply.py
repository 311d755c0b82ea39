"""Modules at work on several devices at once."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

import flambeau
from flambeau import _core
from flambeau.utils.data._utils.errors import ExceptionWrapper

from ._devices import as_devices, plain

__all__ = ["get_a_var", "parallel_apply"]


def get_a_var(obj: Any) -> flambeau.Tensor | None:
    """Return the first tensor in nested tuples, lists and dicts, None if there is none.

    Example:
        >>> get_a_var(({"x": flambeau.ones(1)},))
        tensor([1.])
    """
    if isinstance(obj, flambeau.Tensor):
        return obj
    if isinstance(obj, (list, tuple, dict)):
        for value in obj.items() if isinstance(obj, dict) else obj:
            found = get_a_var(value)
            if found is not None:
                return found
    return None


class _Call:
    """One module's call, run on the thread of its device."""

    def __init__(self, at: int, module: Any, given: Any, kwargs: dict[str, Any], device: Any) -> None:
        self.at = at
        self.module = module
        self.given = given if isinstance(given, (list, tuple)) else (given,)
        self.kwargs = kwargs
        self.device = device

    def __call__(self) -> Any:
        current = flambeau.cuda.device(self.device) if self.device.type == "cuda" else contextlib.nullcontext()
        try:
            with current:
                return self.module(*self.given, **self.kwargs)
        except Exception:
            return ExceptionWrapper(where=f"in replica {self.at} on device {plain(self.device)}")


def parallel_apply(
    modules: Sequence[Any],
    inputs: Sequence[Any],
    kwargs_tup: Sequence[dict[str, Any]] | None = None,
    devices: Sequence[Any] | None = None,
) -> list[Any]:
    """Call each module with its inputs, each on the thread of its device, all at once.

    The threads take over from the caller whether gradients are recorded, inference mode, autocast, the default
    device and the current streams.

    Args:
        modules: modules, or other callables.
        inputs: for each module its argument, or a tuple or list of its arguments.
        kwargs_tup: for each module its keyword arguments.
        devices: for each module its device; that of its first tensor by default.

    Returns:
        the results in order.

    Raises:
        AssertionError: lists of different lengths.
        Exception: what the first module that failed raised, as the same class, with its traceback in the text.

    Example:
        >>> parallel_apply([flambeau.neg, flambeau.abs], [flambeau.ones(1), -flambeau.ones(1)])
        [tensor([-1.]), tensor([1.])]
    """
    for name, given in (("inputs", inputs), ("kwargs_tup", kwargs_tup), ("devices", devices)):
        if given is not None and len(given) != len(modules):
            raise AssertionError(
                f"The number of modules {len(modules)} is not equal to the number of {name} {len(given)}"
            )
    kwargs = [{} for _ in modules] if kwargs_tup is None else kwargs_tup
    if devices is None:
        places = []
        for at, given in enumerate(inputs):
            tensor = get_a_var(given)
            if tensor is None:
                raise RuntimeError(
                    f"in replica {at}, no device was provided and no tensor input was found; device cannot be resolved"
                )
            places.append(tensor.device)
    else:
        places = as_devices(devices)
    calls = [_Call(at, *parts) for at, parts in enumerate(zip(modules, inputs, kwargs, places, strict=True))]
    if len(calls) == 1:
        results = [calls[0]()]
    else:
        results = _core._on_devices([(call.device, call) for call in calls])
    for result in results:
        if isinstance(result, ExceptionWrapper):
            result.reraise()
    return results
