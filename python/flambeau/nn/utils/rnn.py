"""Sequences of several lengths in one tensor: padded, or packed step after step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import flambeau

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = [
    "PackedSequence",
    "invert_permutation",
    "pack_padded_sequence",
    "pack_sequence",
    "pad_packed_sequence",
    "pad_sequence",
    "unpack_sequence",
    "unpad_sequence",
]


class PackedSequence_(NamedTuple):
    """The fields of :class:`PackedSequence`."""

    data: Any
    batch_sizes: Any
    sorted_indices: Any
    unsorted_indices: Any


class PackedSequence(PackedSequence_):
    """The steps of several sequences, the first steps of all before the second ones.

    Made by :func:`pack_padded_sequence` and :func:`pack_sequence`; recurrent layers take and return it.

    Attributes:
        data: elements, ``(sum of lengths, *)``.
        batch_sizes: how many sequences have each step, int64 on the CPU.
        sorted_indices: the order of the sequences, longest first; None if they came so.
        unsorted_indices: the way back.

    Example:
        >>> packed = pack_sequence([flambeau.tensor([1, 2]), flambeau.tensor([3])])
        >>> packed.data, packed.batch_sizes
        (tensor([1, 3, 2]), tensor([2, 1]))
    """

    def __new__(
        cls,
        data: Any,
        batch_sizes: Tensor | None = None,
        sorted_indices: Tensor | None = None,
        unsorted_indices: Tensor | None = None,
    ) -> PackedSequence:
        if unsorted_indices is None:
            unsorted_indices = invert_permutation(sorted_indices)
        if batch_sizes is None:
            if not (isinstance(data, (list, tuple)) and len(data) == 2):
                raise AssertionError("Expected data to be a list or tuple of length 2")
            data, batch_sizes = data
        elif batch_sizes.device.type != "cpu":
            raise ValueError(f"batch_sizes should always be on CPU, got {batch_sizes.device}")
        return super().__new__(cls, data, batch_sizes, sorted_indices, unsorted_indices)

    def _with(self, data: Tensor, convert: Any) -> PackedSequence:
        indices = (None if index is None else convert(index) for index in (self.sorted_indices, self.unsorted_indices))
        return type(self)(data, self.batch_sizes, *indices)

    def pin_memory(self) -> PackedSequence:
        """Return it with elements and orders in pinned memory.

        Example:
            >>> packed = pack_sequence([flambeau.tensor([1, 2]), flambeau.tensor([3])])
            >>> packed.pin_memory()  # doctest: +SKIP
        """
        return self._with(self.data.pin_memory(), lambda index: index.pin_memory())

    def to(self, *args: Any, **kwargs: Any) -> PackedSequence:
        """Return it with elements converted as by :meth:`Tensor.to`, itself if nothing changes.

        Example:
            >>> packed = pack_sequence([flambeau.tensor([1, 2]), flambeau.tensor([3])])
            >>> packed.to(flambeau.float64).data
            tensor([1., 3., 2.], dtype=torch.float64)
        """
        data = self.data.to(*args, **kwargs)
        if data is self.data:
            return self
        return self._with(data, lambda index: index.to(data.device))

    def cuda(self, *args: Any, **kwargs: Any) -> PackedSequence:
        """Return it on the GPU.

        Example:
            >>> packed = pack_sequence([flambeau.tensor([1, 2]), flambeau.tensor([3])])
            >>> packed.cuda()  # doctest: +SKIP
        """
        return self._with(self.data.cuda(*args, **kwargs), lambda index: index.cuda())

    def cpu(self, *args: Any, **kwargs: Any) -> PackedSequence:
        """Return it on the CPU.

        Example:
            >>> packed = pack_sequence([flambeau.tensor([1, 2]), flambeau.tensor([3])])
            >>> packed.cpu() is packed
            True
        """
        return self.to("cpu", *args, **kwargs)

    def double(self) -> PackedSequence:
        """Return it with elements of dtype float64.

        Example:
            >>> packed = pack_sequence([flambeau.tensor([1, 2]), flambeau.tensor([3])])
            >>> packed.double().data.dtype
            torch.float64
        """
        return self.to(dtype=flambeau.float64)

    def float(self) -> PackedSequence:
        """Return it with elements of dtype float32.

        Example:
            >>> packed = pack_sequence([flambeau.tensor([1, 2]), flambeau.tensor([3])])
            >>> packed.float().data.dtype
            torch.float32
        """
        return self.to(dtype=flambeau.float32)

    def half(self) -> PackedSequence:
        """Return it with elements of dtype float16.

        Example:
            >>> packed = pack_sequence([flambeau.tensor([1, 2]), flambeau.tensor([3])])
            >>> packed.half().data.dtype
            torch.float16
        """
        return self.to(dtype=flambeau.float16)

    def long(self) -> PackedSequence:
        """Return it with elements of dtype int64.

        Example:
            >>> packed = pack_sequence([flambeau.tensor([1, 2]), flambeau.tensor([3])])
            >>> packed.long().data.dtype
            torch.int64
        """
        return self.to(dtype=flambeau.int64)

    def int(self) -> PackedSequence:
        """Return it with elements of dtype int32.

        Example:
            >>> packed = pack_sequence([flambeau.tensor([1, 2]), flambeau.tensor([3])])
            >>> packed.int().data.dtype
            torch.int32
        """
        return self.to(dtype=flambeau.int32)

    def short(self) -> PackedSequence:
        """Return it with elements of dtype int16.

        Example:
            >>> packed = pack_sequence([flambeau.tensor([1, 2]), flambeau.tensor([3])])
            >>> packed.short().data.dtype
            torch.int16
        """
        return self.to(dtype=flambeau.int16)

    def char(self) -> PackedSequence:
        """Return it with elements of dtype int8.

        Example:
            >>> packed = pack_sequence([flambeau.tensor([1, 2]), flambeau.tensor([3])])
            >>> packed.char().data.dtype
            torch.int8
        """
        return self.to(dtype=flambeau.int8)

    def byte(self) -> PackedSequence:
        """Return it with elements of dtype uint8.

        Example:
            >>> packed = pack_sequence([flambeau.tensor([1, 2]), flambeau.tensor([3])])
            >>> packed.byte().data.dtype
            torch.uint8
        """
        return self.to(dtype=flambeau.uint8)

    @property
    def is_cuda(self) -> bool:
        """Whether the elements are on a GPU.

        Example:
            >>> packed = pack_sequence([flambeau.tensor([1, 2]), flambeau.tensor([3])])
            >>> packed.is_cuda
            False
        """
        return self.data.is_cuda

    def is_pinned(self) -> bool:
        """Return whether the elements are in pinned memory.

        Example:
            >>> packed = pack_sequence([flambeau.tensor([1, 2]), flambeau.tensor([3])])
            >>> packed.is_pinned()
            False
        """
        return self.data.is_pinned()


def invert_permutation(permutation: Tensor | None) -> Tensor | None:
    """Return the permutation that undoes ``permutation``; None for None.

    Example:
        >>> flambeau.nn.utils.rnn.invert_permutation(flambeau.tensor([2, 0, 1]))
        tensor([1, 2, 0])
    """
    if permutation is None:
        return None
    numbers = flambeau.arange(permutation.numel(), dtype=permutation.dtype, device=permutation.device)
    return flambeau.empty_like(permutation).scatter_(0, permutation, numbers)


def pack_padded_sequence(
    input: Tensor,
    lengths: Tensor | list[int],
    batch_first: bool = False,
    enforce_sorted: bool = True,
) -> PackedSequence:
    """Pack padded sequences ``(L, N, *)``.

    Args:
        lengths: their lengths, ``(N,)``; a tensor has to be on the CPU.
        batch_first: ``input`` is ``(N, L, *)``.
        enforce_sorted: demand lengths from long to short; False sorts the sequences, and remembers their order.

    Raises:
        RuntimeError: for lengths that are not positive, not sorted, or do not go with ``input``.

    Example:
        >>> padded = flambeau.tensor([[1, 2, 0], [3, 4, 5]])
        >>> packed = flambeau.nn.utils.rnn.pack_padded_sequence(padded, [2, 3], batch_first=True, enforce_sorted=False)
        >>> packed.data, packed.batch_sizes, packed.sorted_indices
        (tensor([3, 1, 4, 2, 5]), tensor([2, 2, 1]), tensor([1, 0]))
    """
    from flambeau import _VF

    if isinstance(lengths, flambeau.Tensor):
        lengths = lengths.to(dtype=flambeau.int64)
    else:
        lengths = flambeau.as_tensor(lengths, dtype=flambeau.int64, device="cpu")
    sorted_indices = None
    if not enforce_sorted:
        lengths, sorted_indices = flambeau.sort(lengths, descending=True)
        sorted_indices = sorted_indices.to(input.device)
        input = input.index_select(0 if batch_first else 1, sorted_indices)
    data, batch_sizes = _VF._pack_padded_sequence(input, lengths, batch_first)
    return PackedSequence(data, batch_sizes, sorted_indices, None)


def pad_packed_sequence(
    sequence: PackedSequence,
    batch_first: bool = False,
    padding_value: float = 0.0,
    total_length: int | None = None,
) -> tuple[Tensor, Tensor]:
    """Pad packed sequences: the inverse of :func:`pack_padded_sequence`.

    Args:
        batch_first: return ``(N, L, *)`` instead of ``(L, N, *)``.
        padding_value: what stands behind the end of a sequence.
        total_length: L, if it shall not be that of the longest sequence.

    Returns:
        The padded sequences, and their lengths ``(N,)``.

    Raises:
        ValueError: if ``total_length`` is less than the longest sequence.

    Example:
        >>> packed = pack_sequence([flambeau.tensor([1, 2]), flambeau.tensor([3])])
        >>> flambeau.nn.utils.rnn.pad_packed_sequence(packed, batch_first=True)
        (tensor([[1, 2],
                [3, 0]]), tensor([2, 1]))
    """
    from flambeau import _VF

    longest = sequence.batch_sizes.size(0)
    if total_length is not None:
        if total_length < longest:
            raise ValueError(
                "Expected total_length to be at least the length of the longest sequence in input, "
                f"but got total_length={total_length} and max sequence length being {longest}"
            )
        longest = total_length
    padded, lengths = _VF._pad_packed_sequence(sequence.data, sequence.batch_sizes, batch_first, padding_value, longest)
    order = sequence.unsorted_indices
    if order is not None:
        return padded.index_select(0 if batch_first else 1, order), lengths[order.cpu()]
    return padded, lengths


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


def pack_sequence(sequences: list[Tensor], enforce_sorted: bool = True) -> PackedSequence:
    """Pack sequences ``(L_i, *)``.

    Args:
        enforce_sorted: demand sequences from long to short; False sorts them, and remembers their order.

    Example:
        >>> packed = flambeau.nn.utils.rnn.pack_sequence([flambeau.tensor([1, 2, 3]), flambeau.tensor([4, 5])])
        >>> packed.data, packed.batch_sizes
        (tensor([1, 4, 2, 5, 3]), tensor([2, 2, 1]))
    """
    lengths = flambeau.as_tensor([sequence.size(0) for sequence in sequences], device="cpu")
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences: PackedSequence) -> list[Tensor]:
    """Take packed sequences apart: the inverse of :func:`pack_sequence`.

    Example:
        >>> flambeau.nn.utils.rnn.unpack_sequence(pack_sequence([flambeau.tensor([1, 2]), flambeau.tensor([3])]))
        [tensor([1, 2]), tensor([3])]
    """
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    return unpad_sequence(padded, lengths, batch_first=True)
