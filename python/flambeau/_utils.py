"""Helpers of PyTorch's that other libraries use: tensors laid out in a row."""

from __future__ import annotations

from collections.abc import Sequence

from . import _core
from ._core import Tensor

__all__ = ["_flatten_dense_tensors", "_unflatten_dense_tensors"]


def _flatten_dense_tensors(tensors: Sequence[Tensor]) -> Tensor:
    """Return the elements of all tensors in one row.

    Example:
        >>> _flatten_dense_tensors([flambeau.ones(1, 2), flambeau.zeros(1)])
        tensor([1., 1., 0.])
    """
    return _core.cat([tensor.reshape(-1) for tensor in tensors])


def _unflatten_dense_tensors(flat: Tensor, tensors: Sequence[Tensor]) -> tuple[Tensor, ...]:
    """Return views of a row of elements in the shapes of the tensors.

    Example:
        >>> _unflatten_dense_tensors(flambeau.arange(3), [flambeau.ones(1, 2), flambeau.zeros(1)])
        (tensor([[0, 1]]), tensor([2]))
    """
    parts = []
    start = 0
    for tensor in tensors:
        parts.append(flat.narrow(0, start, tensor.numel()).view(tensor.shape))
        start += tensor.numel()
    return tuple(parts)
