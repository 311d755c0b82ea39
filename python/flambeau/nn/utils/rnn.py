"""Sequences of several lengths in one tensor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import flambeau  # noqa: F401  (the examples use it)

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = ["pad_sequence", "unpad_sequence"]


def pad_sequence(
    sequences: Iterable[Tensor],
    batch_first: bool = False,
    padding_value: float = 0.0,
    padding_side: str = "right",
) -> Tensor:
    """Stack sequences ``(L_i, *)``, filled up to the longest with ``padding_value``.

    Args:
        batch_first: return ``(N, L, *)`` instead of ``(L, N, *)``.
        padding_side: ``"right"`` or ``"left"``.

    Raises:
        RuntimeError: if ``sequences`` is no iterable, or is empty, or for another side.

    Example:
        >>> sequences = [flambeau.tensor([1.0, 2.0]), flambeau.tensor([3.0])]
        >>> flambeau.nn.utils.rnn.pad_sequence(sequences, batch_first=True)
        tensor([[1., 2.],
                [3., 0.]])
    """
    if not isinstance(sequences, Iterable):
        raise RuntimeError(
            f"pad_sequence: Expected iterable for input sequences, but got arg of type: {type(sequences)}"
        )
    sequences = tuple(sequences)
    if not sequences:
        raise RuntimeError("received an empty list of sequences")
    if padding_side not in ("left", "right"):
        raise RuntimeError(f"Expected padding_side to be one of left or right, but got {padding_side}.")
    longest = max(sequence.size(0) for sequence in sequences)
    rest = tuple(sequences[0].size()[1:])
    batch = len(sequences)
    size = (batch, longest, *rest) if batch_first else (longest, batch, *rest)
    padded = sequences[0].new_full(size, padding_value)
    for i, sequence in enumerate(sequences):
        length = sequence.size(0)
        row = padded.select(0 if batch_first else 1, i)
        row.narrow(0, 0 if padding_side == "right" else longest - length, length).copy_(sequence)
    return padded


def unpad_sequence(padded_sequences: Tensor, lengths: Tensor, batch_first: bool = False) -> list[Tensor]:
    """Cut padded sequences back to their lengths: the inverse of :func:`pad_sequence`.

    Example:
        >>> padded = flambeau.tensor([[1.0, 2.0], [3.0, 0.0]])
        >>> flambeau.nn.utils.rnn.unpad_sequence(padded, flambeau.tensor([2, 1]), batch_first=True)
        [tensor([1., 2.]), tensor([3.])]
    """
    rows = padded_sequences.unbind(0 if batch_first else 1)
    return [row[:length] for row, length in zip(rows, lengths.tolist(), strict=True)]
