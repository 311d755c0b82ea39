"""Functions that layers call by PyTorch's internal name ``torch._VF``."""

from __future__ import annotations

from typing import Any

import flambeau
from flambeau import Tensor

__all__ = [
    "_pack_padded_sequence",
    "_pad_packed_sequence",
]


def _pack_padded_sequence(input: Tensor, lengths: Tensor, batch_first: bool) -> tuple[Tensor, Tensor]:
    """Gather the steps of padded sequences, longest sequence first.

    Args:
        input: ``(L, N, *)``, or ``(N, L, *)`` with ``batch_first``.
        lengths: ``(N,)``, int64, from long to short.

    Returns:
        The elements ``(sum(lengths), *)``, step after step, and the number of them in each step.

    Raises:
        RuntimeError: for lengths that are not sorted, not positive, or do not go with the input.

    Example:
        >>> _pack_padded_sequence(flambeau.tensor([[1, 2], [3, 0]]), flambeau.tensor([2, 1]), False)
        (tensor([1, 2, 3]), tensor([2, 1]))
    """
    input = input.transpose(0, 1) if batch_first else input
    if lengths.dim() != 1 or lengths.dtype != flambeau.int64 or not lengths.is_cpu:
        raise RuntimeError(
            f"'lengths' argument should be a 1D CPU int64 tensor, but got {lengths.dim()}D {lengths.device} "
            f"{lengths.dtype} tensor"
        )
    if input.numel() == 0:
        raise RuntimeError("Cannot pack empty tensors.")
    batch = input.size(1)
    if lengths.size(0) != batch:
        raise RuntimeError(
            f"Expected `len(lengths)` to be equal to batch_size, but got {lengths.size(0)} (batch_size={batch})"
        )
    numbers = lengths.tolist()
    if numbers[-1] <= 0:
        raise RuntimeError(
            "Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0"
        )
    if any(later > earlier for earlier, later in zip(numbers, numbers[1:], strict=False)):
        raise RuntimeError(
            "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass "
            "`enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement if you "
            "do not need ONNX exportability."
        )
    if numbers[0] > input.size(0):
        raise RuntimeError(f"A sequence of length {numbers[0]} does not fit {input.size(0)} steps of padded sequences")
    there = flambeau.arange(numbers[0], device="cpu").unsqueeze(1) < lengths
    places = there.reshape(-1).nonzero().squeeze(1).to(input.device)
    steps = input.narrow(0, 0, numbers[0])
    return steps.reshape(-1, *input.shape[2:]).index_select(0, places), there.sum(1)


def _pad_packed_sequence(
    data: Tensor, batch_sizes: Tensor, batch_first: bool, padding_value: float, total_length: int
) -> tuple[Tensor, Tensor]:
    """Spread packed elements out to padded sequences: the inverse of :func:`_pack_padded_sequence`.

    Returns:
        The sequences ``(total_length, N, *)``, or ``(N, total_length, *)`` with ``batch_first``, and their lengths.

    Example:
        >>> _pad_packed_sequence(flambeau.tensor([1, 2, 3]), flambeau.tensor([2, 1]), True, 0, 2)
        (tensor([[1, 3],
                [2, 0]]), tensor([2, 1]))
    """
    batch = int(batch_sizes[0])
    there = flambeau.arange(batch, device="cpu") < batch_sizes.unsqueeze(1)
    places = there.reshape(-1).nonzero().squeeze(1).to(data.device)
    rest = data.shape[1:]
    padded = data.new_full((total_length * batch, *rest), padding_value).index_copy(0, places, data)
    padded = padded.view(total_length, batch, *rest)
    return (padded.transpose(0, 1) if batch_first else padded), there.sum(0)


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    return getattr(flambeau, name)
