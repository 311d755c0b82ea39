"""Tensors whose repr under PyTorch stands in tests/golden/printing.json."""

from __future__ import annotations

import functools
import math
import random
from collections.abc import Iterator
from typing import Any

COUNT = 300
SPECIAL = [math.nan, math.inf, -math.inf, 0.0, -0.0]
INTEGERS = {"int64": 10**12, "int32": 10**9, "int16": 30000, "int8": 120, "uint8": 255}
FLOATS = {"float32": 9, "float64": 12, "float16": 3, "bfloat16": 9}


def _number(draw: random.Random, dtype: str, style: int, scale: float) -> Any:
    if dtype == "bool":
        return draw.random() < 0.5
    if dtype in INTEGERS:
        high = draw.choice([5, 100, INTEGERS[dtype]])
        return draw.randint(0 if dtype == "uint8" else -high, high)
    if style == 0 and draw.random() < 0.2:
        return draw.choice(SPECIAL)
    if style == 1:
        return float(draw.randint(-20, 20))
    if style == 2:
        return draw.choice(SPECIAL)
    return draw.uniform(-1, 1) * scale


def _entry(draw: random.Random, dtype: str, style: int, scale: float) -> Any:
    if dtype.startswith("complex"):
        return complex(_number(draw, "float32", style, scale), _number(draw, "float32", style, scale))
    return _number(draw, dtype, style, scale)


def _nested(shape: tuple[int, ...], entry: Any) -> Any:
    if not shape:
        return entry()
    return [_nested(shape[1:], entry) for _ in range(shape[0])]


def tensors(torch: Any) -> Iterator[tuple[dict[str, Any], Any]]:
    """Pairs of print options and tensor, the same at every call."""
    draw = random.Random(7)
    names = [*INTEGERS, *FLOATS, "bool", "complex64", "complex128", "float32", "float32"]
    for number in range(COUNT):
        dtype = draw.choice(names)
        ndim = draw.choice([0, 1, 1, 2, 2, 3, 4])
        sizes = [0, 1, 2, 3, 5, 6, 7, 11, 30] if ndim < 2 else [1, 2, 3, 4] + [0, 7, 8] * (ndim == 2)
        shape = tuple(draw.choice(sizes) for _ in range(ndim))
        if draw.random() < 0.1:
            shape = draw.choice([(1001,), (40, 40), (2, 3, 200), (8, 8, 8, 8), (1, 1200), (300, 4)])
        style = draw.randrange(5)
        exponent = FLOATS.get(dtype, 6)
        scale = 10 ** draw.uniform(-min(exponent, 7), exponent)
        values = _nested(shape, functools.partial(_entry, draw, dtype, style, scale))
        tensor = torch.tensor(values, dtype=getattr(torch, dtype)).reshape(shape)
        if tensor.dtype.is_floating_point or tensor.dtype.is_complex:
            history = draw.randrange(6)
            if history == 0:
                tensor.requires_grad_()
            elif history == 1:
                tensor = tensor.requires_grad_() * 1
        if len(shape) == 2 and draw.random() < 0.3:
            tensor = tensor.t()
        options = {"profile": "default"}
        if number % 3 == 0:
            options["precision"] = draw.choice([1, 3, 6])
            options["linewidth"] = draw.choice([30, 60, 120])
            options["edgeitems"] = draw.choice([1, 2, 3])
            options["threshold"] = draw.choice([4, 20, 1000])
            options["sci_mode"] = draw.choice([None, True, False])
        yield options, tensor
