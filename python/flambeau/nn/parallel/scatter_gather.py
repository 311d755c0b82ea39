"""Nested inputs for several devices, and nested results of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import flambeau

from ._functions import Gather, Scatter

__all__ = ["gather", "scatter", "scatter_kwargs"]


def _is_namedtuple(value: Any) -> bool:
    return isinstance(value, tuple) and hasattr(value, "_asdict") and hasattr(value, "_fields")


def scatter(inputs: Any, target_gpus: Sequence[Any], dim: int = 0) -> Any:
    """Cut tensors in pieces along ``dim``, one for each device; what is no tensor goes to each as it is.

    Args:
        inputs: a tensor, or tuples, lists, dicts and named tuples of such.
        target_gpus: the devices.
        dim: the dimension that is cut.

    Returns:
        a sequence of inputs in the form of ``inputs``: one for each device, fewer where there are not enough rows.

    Example:
        >>> scatter({"x": flambeau.arange(4), "scale": 2}, ["cpu", "cpu"])
        [{'x': tensor([0, 1]), 'scale': 2}, {'x': tensor([2, 3]), 'scale': 2}]
    """
    if isinstance(inputs, flambeau.Tensor):
        return Scatter.apply(target_gpus, None, dim, inputs)

    def cut(values: Any) -> Any:
        return zip(*(scatter(value, target_gpus, dim) for value in values), strict=False)

    if _is_namedtuple(inputs):
        return [type(inputs)(*values) for values in cut(inputs)]
    if isinstance(inputs, tuple) and inputs:
        return list(cut(inputs))
    if isinstance(inputs, list) and inputs:
        return [list(values) for values in cut(inputs)]
    if isinstance(inputs, dict) and inputs:
        return [type(inputs)(values) for values in cut(inputs.items())]
    return [inputs for _ in target_gpus]


def scatter_kwargs(
    inputs: tuple[Any, ...], kwargs: dict[str, Any] | None, target_gpus: Sequence[Any], dim: int = 0
) -> tuple[tuple[Any, ...], tuple[dict[str, Any], ...]]:
    """Return :func:`scatter` of positional and keyword arguments, as many of one as of the other.

    Example:
        >>> scatter_kwargs((flambeau.arange(2),), {}, ["cpu", "cpu"])
        (((tensor([0]),), (tensor([1]),)), ({}, {}))
    """
    positional = list(scatter(inputs, target_gpus, dim)) if inputs else []
    named = list(scatter(kwargs, target_gpus, dim)) if kwargs else []
    count = max(len(positional), len(named))
    positional.extend(() for _ in range(count - len(positional)))
    named.extend({} for _ in range(count - len(named)))
    return tuple(positional), tuple(named)


def gather(outputs: Any, target_device: Any, dim: int = 0) -> Any:
    """Put results of several devices together.

    Args:
        outputs: for each device a tensor, or tuples, lists, dicts and named tuples of tensors, or None.
        target_device: where the results go; -1 is the CPU.
        dim: the dimension along which tensors follow each other. Scalars become a vector, with a warning.

    Raises:
        ValueError: dicts of different sizes.
        RuntimeError: shapes that do not match.
        TypeError: something else than these.

    Example:
        >>> gather([flambeau.ones(1), flambeau.zeros(1)], "cpu")
        tensor([1., 0.])
    """
    first = outputs[0]
    if isinstance(first, flambeau.Tensor):
        return Gather.apply(target_device, dim, *outputs)
    if first is None:
        return None
    if isinstance(first, dict):
        if not all(len(first) == len(other) for other in outputs):
            raise ValueError("All dicts must have the same number of keys")
        return type(first)((key, gather([other[key] for other in outputs], target_device, dim)) for key in first)
    parts = (gather(values, target_device, dim) for values in zip(*outputs, strict=True))
    if _is_namedtuple(first):
        return type(first)._make(parts)
    return type(first)(parts)
