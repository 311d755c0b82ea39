"""Datasets: what maps an index to a sample, or yields samples one after the other."""

from __future__ import annotations

import bisect
import itertools
import math
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

import flambeau

from .sampler import drawing_device

__all__ = [
    "ChainDataset",
    "ConcatDataset",
    "Dataset",
    "IterableDataset",
    "StackDataset",
    "Subset",
    "TensorDataset",
    "random_split",
]

_T = TypeVar("_T")
_T_co = TypeVar("_T_co", covariant=True)


class Dataset(Generic[_T_co]):
    """Samples that are looked up by a key, usually an index from 0 to ``len(dataset) - 1``.

    A subclass defines ``__getitem__``, and ``__len__`` where the default samplers need it. It may define
    ``__getitems__(indices)``, which returns the list of samples of a whole batch at once.

    >>> class Squares(Dataset):
    ...     def __len__(self):
    ...         return 4
    ...     def __getitem__(self, index):
    ...         return index * index
    >>> Squares()[3]
    9
    """

    def __getitem__(self, index: Any) -> _T_co:
        raise NotImplementedError(f"{type(self).__name__} must define __getitem__")

    def __add__(self, other: Dataset[_T_co]) -> ConcatDataset[_T_co]:
        return ConcatDataset([self, other])


class IterableDataset(Dataset[_T_co], Iterable[_T_co]):
    """Samples that come one after the other, from a stream for example.

    A subclass defines ``__iter__``. With ``DataLoader(num_workers=n)`` every worker has its own copy of the dataset and
    yields all of it, unless ``__iter__`` takes its share by :func:`get_worker_info`:

    >>> from flambeau.utils.data import get_worker_info
    >>> class Count(IterableDataset):
    ...     def __init__(self, stop):
    ...         self.stop = stop
    ...     def __iter__(self):
    ...         worker = get_worker_info()
    ...         first, step = (0, 1) if worker is None else (worker.id, worker.num_workers)
    ...         return iter(range(first, self.stop, step))
    >>> list(Count(3))
    [0, 1, 2]
    """

    def __iter__(self) -> Iterator[_T_co]:
        raise NotImplementedError(f"{type(self).__name__} must define __iter__")

    def __add__(self, other: Dataset[_T_co]) -> ChainDataset:  # type: ignore[override]
        return ChainDataset([self, other])


class TensorDataset(Dataset[tuple]):
    """Tensors of the same length; sample ``i`` is the tuple of their rows ``i``.

    Args:
        *tensors: tensors with equal ``size(0)``.

    >>> dataset = TensorDataset(flambeau.arange(3), flambeau.ones(3, 2))
    >>> dataset[1]
    (tensor(1), tensor([1., 1.]))
    """

    tensors: tuple[flambeau.Tensor, ...]

    def __init__(self, *tensors: flambeau.Tensor) -> None:
        lengths = [tensor.size(0) for tensor in tensors]
        if any(length != lengths[0] for length in lengths):
            raise AssertionError(f"Size mismatch between tensors: their first dimensions are {lengths}")
        self.tensors = tensors

    def __getitem__(self, index: Any) -> tuple[flambeau.Tensor, ...]:
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self) -> int:
        return self.tensors[0].size(0)


class StackDataset(Dataset):
    """Several datasets side by side; a sample is the tuple, or the dictionary, of their samples.

    Args:
        *args: datasets of equal length whose samples form a tuple.
        **kwargs: or datasets of equal length whose samples form a dictionary.

    >>> StackDataset(image=[10, 20], label=[0, 1])[1]
    {'image': 20, 'label': 1}
    """

    datasets: tuple | dict

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if args and kwargs:
            raise ValueError("StackDataset takes positional datasets (tuples) or named ones (dictionaries), not both")
        if not args and not kwargs:
            raise ValueError("StackDataset needs at least one dataset")
        lengths = [len(dataset) for dataset in args or kwargs.values()]
        if any(length != lengths[0] for length in lengths):
            raise ValueError(f"Size mismatch between datasets: their lengths are {lengths}")
        self._length = lengths[0]
        self.datasets = args or kwargs

    def __getitem__(self, index: Any) -> tuple | dict:
        if isinstance(self.datasets, dict):
            return {name: dataset[index] for name, dataset in self.datasets.items()}
        return tuple(dataset[index] for dataset in self.datasets)

    def __getitems__(self, indices: list) -> list:
        parts = self.datasets.values() if isinstance(self.datasets, dict) else self.datasets
        columns = [_items(dataset, indices) for dataset in parts]
        for column in columns:
            if len(column) != len(indices):
                raise ValueError(f"a dataset's __getitems__ gave {len(column)} samples for {len(indices)} indices")
        rows = zip(*columns, strict=True)
        if isinstance(self.datasets, dict):
            return [dict(zip(self.datasets, row, strict=True)) for row in rows]
        return list(rows)

    def __len__(self) -> int:
        return self._length


class ConcatDataset(Dataset[_T_co]):
    """Datasets one after the other.

    >>> list(ConcatDataset([[1, 2], [3]]))
    [1, 2, 3]
    """

    datasets: list
    cumulative_sizes: list[int]

    @staticmethod
    def cumsum(sequence: Iterable) -> list[int]:
        """Running total of the lengths.

        Example:
            >>> flambeau.utils.data.ConcatDataset.cumsum([[1, 2], [3]])
            [2, 3]
        """
        return list(itertools.accumulate(len(dataset) for dataset in sequence))

    def __init__(self, datasets: Iterable[Dataset]) -> None:
        super().__init__()
        self.datasets = list(datasets)
        if not self.datasets:
            raise AssertionError("datasets should not be an empty iterable")
        if any(isinstance(dataset, IterableDataset) for dataset in self.datasets):
            raise AssertionError("ConcatDataset does not support IterableDataset; use ChainDataset")
        self.cumulative_sizes = self.cumsum(self.datasets)

    def __len__(self) -> int:
        return self.cumulative_sizes[-1]

    def __getitem__(self, idx: int) -> _T_co:
        if idx < 0:
            if -idx > len(self):
                raise ValueError("absolute value of index should not exceed dataset length")
            idx += len(self)
        which = bisect.bisect_right(self.cumulative_sizes, idx)
        # Sequence iteration (`list(dataset)`) ends with the IndexError.
        if which == len(self.datasets):
            raise IndexError(f"index {idx} is out of range for {len(self)} samples")
        before = self.cumulative_sizes[which - 1] if which else 0
        return self.datasets[which][idx - before]


class ChainDataset(IterableDataset):
    """Iterable datasets one after the other.

    Example:
        >>> class Numbers(flambeau.utils.data.IterableDataset):
        ...     def __init__(self, count):
        ...         self.count = count
        ...
        ...     def __iter__(self):
        ...         return iter(range(self.count))
        >>> list(flambeau.utils.data.ChainDataset([Numbers(2), Numbers(3)]))
        [0, 1, 0, 1, 2]
    """

    def __init__(self, datasets: Iterable[Dataset]) -> None:
        super().__init__()
        self.datasets = datasets

    def _parts(self) -> Iterator[IterableDataset]:
        for dataset in self.datasets:
            if not isinstance(dataset, IterableDataset):
                raise AssertionError("ChainDataset only supports IterableDataset")
            yield dataset

    def __iter__(self) -> Iterator:
        for dataset in self._parts():
            yield from dataset

    def __len__(self) -> int:
        return sum(map(len, self._parts()))  # type: ignore[arg-type]  # those with a length


class Subset(Dataset[_T_co]):
    """The samples of a dataset at given indices.

    A subclass that changes ``__getitem__`` must change ``__getitems__`` too, which loaders prefer.

    >>> list(Subset([10, 20, 30], [2, 0]))
    [30, 10]
    """

    dataset: Dataset[_T_co]
    indices: Sequence[int]

    def __init__(self, dataset: Dataset[_T_co], indices: Sequence[int]) -> None:
        self.dataset = dataset
        self.indices = indices
        cls = type(self)
        if cls.__getitem__ is not Subset.__getitem__ and cls.__getitems__ is Subset.__getitems__:
            raise NotImplementedError(
                f"{cls.__name__} overrides __getitem__ but not __getitems__, which DataLoader calls for whole batches; "
                "define it as well, for example:\n"
                "    def __getitems__(self, indices):\n"
                "        return [self.__getitem__(index) for index in indices]"
            )

    def __getitem__(self, idx: Any) -> Any:
        if isinstance(idx, list):
            return self.dataset[[self.indices[i] for i in idx]]
        return self.dataset[self.indices[idx]]

    def __getitems__(self, indices: list[int]) -> list[_T_co]:
        return _items(self.dataset, [self.indices[index] for index in indices])

    def __len__(self) -> int:
        return len(self.indices)


def _items(dataset: Any, indices: list) -> list:
    """The samples at ``indices``, in one call where the dataset can."""
    if callable(getattr(dataset, "__getitems__", None)):
        return dataset.__getitems__(indices)
    return [dataset[index] for index in indices]


def random_split(
    dataset: Dataset[_T],
    lengths: Sequence[int | float],
    generator: flambeau.Generator | None = None,
) -> list[Subset[_T]]:
    """Splits a dataset into random parts that do not overlap.

    Args:
        dataset: the dataset.
        lengths: the parts' lengths, which sum to ``len(dataset)``; or fractions that sum to 1. A fraction gives the
            floor of its share, and what is left over goes to the parts from the first on, one each.
        generator: where the permutation comes from; the default generator if ``None``.

    Returns:
        a :class:`Subset` for each length.

    >>> parts = random_split(range(10), [0.7, 0.3], generator=flambeau.Generator().manual_seed(0))
    >>> [len(part) for part in parts]
    [7, 3]
    """
    total = len(dataset)  # type: ignore[arg-type]
    if math.isclose(sum(lengths), 1) and sum(lengths) <= 1:
        for index, fraction in enumerate(lengths):
            if not 0 <= fraction <= 1:
                raise ValueError(f"Fraction at index {index} is not between 0 and 1: {fraction}")
        counts = [math.floor(total * fraction) for fraction in lengths]
        for index in range(total - sum(counts)):
            counts[index % len(counts)] += 1
        for index, count in enumerate(counts):
            if count == 0:
                warnings.warn(f"Length of split at index {index} is 0: an empty dataset", stacklevel=2)
        lengths = counts
    if sum(lengths) != total:
        raise ValueError(
            f"Sum of input lengths does not equal the length of the input dataset: {sum(lengths)} and {total}"
        )
    order = flambeau.randperm(total, generator=generator, device=drawing_device(generator)).tolist()
    ends = itertools.accumulate(int(length) for length in lengths)
    return [Subset(dataset, order[end - int(length) : end]) for end, length in zip(ends, lengths, strict=True)]
