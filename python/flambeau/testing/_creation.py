"""Random tensors for tests."""

from __future__ import annotations

import math
from typing import Any

import flambeau
from flambeau import Tensor

__all__ = ["make_tensor"]


def make_tensor(
    *shape: Any,
    dtype: flambeau.dtype,
    device: Any = "cpu",
    low: float | None = None,
    high: float | None = None,
    requires_grad: bool = False,
    noncontiguous: bool = False,
    exclude_zero: bool = False,
    memory_format: Any = None,
) -> Tensor:
    """Return a tensor of evenly distributed random numbers from ``[low, high)``.

    Args:
        shape: the sizes, or one sequence of them.
        dtype: the dtype.
        device: where the tensor is made.
        low: the lower bound; -9 by default, 0 for unsigned integers and booleans.
        high: the upper bound; 9 by default, 10 for integers, 2 for booleans.
        requires_grad: whether gradients are computed for it.
        noncontiguous: leave gaps between the elements, if there are two or more.
        exclude_zero: replace zeros by the smallest number of the dtype that is above zero, or 1.
        memory_format: the order of the dimensions in memory.

    Raises:
        ValueError: ``low`` is not below ``high``, or one of them is not a number.

    Example:
        >>> make_tensor((2, 3), dtype=flambeau.int64).shape
        torch.Size([2, 3])
    """
    if len(shape) == 1 and not isinstance(shape[0], int):
        shape = tuple(shape[0])
    if memory_format is not None and noncontiguous:
        raise ValueError("The parameters noncontiguous and memory_format are mutually exclusive")
    if requires_grad and not (dtype.is_floating_point or dtype.is_complex):
        raise ValueError(f"`requires_grad=True` is not supported for boolean and integral dtypes, but got {dtype}")
    real = dtype.is_floating_point or dtype.is_complex
    if dtype is flambeau.bool:
        default = (0, 2)
    elif real:
        default = (-9, 9)
    else:
        default = (-9 if dtype.is_signed else 0, 10)
    low = default[0] if low is None else low
    high = default[1] if high is None else high
    if math.isnan(low) or math.isnan(high):
        raise ValueError(f"`low` and `high` cannot be NaN, but got low={low} and high={high}")
    if low > high or (low == high and not real):
        raise ValueError(f"make_tensor: `low` must be less than `high`, but got {low} >= {high}")
    if noncontiguous and math.prod(shape) > 1 and shape:
        # Every other element of a tensor with twice as many in the last dimension.
        result = _filled((*shape[:-1], shape[-1] * 2), dtype, device, low, high)[..., ::2]
    else:
        result = _filled(shape, dtype, device, low, high)
    if exclude_zero:
        smallest = flambeau.tensor(flambeau.finfo(dtype).tiny if real else 1, dtype=dtype, device=device)
        result.copy_(flambeau.where(result == 0, smallest, result))
    if memory_format is not None:
        result = result.clone(memory_format=memory_format)
    return result.requires_grad_(requires_grad)


def _filled(shape: tuple[int, ...], dtype: flambeau.dtype, device: Any, low: float, high: float) -> Tensor:
    if dtype.is_complex:
        parts = _filled((*shape, 2), dtype.to_real(), device, low, high)
        return flambeau.view_as_complex(parts)
    if dtype.is_floating_point:
        wide = flambeau.empty(shape, dtype=dtype if dtype.itemsize > 2 else flambeau.float32, device=device)
        return wide.uniform_(low, high).to(dtype)
    whole = flambeau.randint(math.ceil(low), math.ceil(high), shape, dtype=flambeau.int64, device=device)
    return whole.to(dtype)
