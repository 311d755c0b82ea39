"""Samplers: the order in which a loader takes the samples of a dataset."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence, Sized
from typing import Generic, TypeVar

import flambeau

__all__ = [
    "BatchSampler",
    "RandomSampler",
    "Sampler",
    "SequentialSampler",
    "SubsetRandomSampler",
    "WeightedRandomSampler",
]

_T_co = TypeVar("_T_co", covariant=True)


def drawing_device(generator: flambeau.Generator | None) -> flambeau.device:
    """Where numbers of a generator are drawn: with the CPU's default one, whatever the default device is, if ``None``.

    Orders are lists of integers in the end: a GPU would draw them only to send them back.

    >>> drawing_device(flambeau.Generator())
    device(type='cpu')
    """
    return flambeau.device("cpu") if generator is None else generator.device


class Sampler(Generic[_T_co]):
    """Base of samplers: ``__iter__`` yields indices, or lists of indices for a batch sampler.

    ``__len__`` is needed only where somebody asks for the length of the loader.

    >>> class Reversed(Sampler):
    ...     def __init__(self, data):
    ...         self.data = data
    ...     def __iter__(self):
    ...         return iter(range(len(self.data) - 1, -1, -1))
    >>> list(Reversed("abc"))
    [2, 1, 0]
    """

    def __iter__(self) -> Iterator[_T_co]:
        raise NotImplementedError(f"{type(self).__name__} must define __iter__")


def _numbers(indices: flambeau.Tensor) -> Iterator[int]:
    """Yields the elements, which become Python numbers some at a time: the first need not wait for all of them."""
    for part in indices.split(4096):
        yield from part.tolist()


class SequentialSampler(Sampler[int]):
    """Indices from 0 up, always in this order.

    >>> list(SequentialSampler("abc"))
    [0, 1, 2]
    """

    data_source: Sized

    def __init__(self, data_source: Sized) -> None:
        self.data_source = data_source

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.data_source)))

    def __len__(self) -> int:
        return len(self.data_source)


class RandomSampler(Sampler[int]):
    """Indices in random order.

    Args:
        data_source: the dataset, for its length.
        replacement: draw each index anew, so that some come twice.
        num_samples: how many to draw; the length of the dataset if ``None``.
        generator: where the numbers come from. If ``None``, each pass seeds a generator of its own by one draw from the
            default generator.

    >>> order = list(RandomSampler(range(5), generator=flambeau.Generator().manual_seed(0)))
    >>> sorted(order)
    [0, 1, 2, 3, 4]
    """

    data_source: Sized
    replacement: bool

    def __init__(
        self,
        data_source: Sized,
        replacement: bool = False,
        num_samples: int | None = None,
        generator: flambeau.Generator | None = None,
    ) -> None:
        self.data_source = data_source
        self.replacement = replacement
        self._num_samples = num_samples
        self.generator = generator
        if not isinstance(replacement, bool):
            raise TypeError(f"replacement should be a boolean value, but got replacement={replacement}")
        if not isinstance(self.num_samples, int) or self.num_samples <= 0:
            raise ValueError(f"num_samples should be a positive integer value, but got num_samples={self.num_samples}")

    @property
    def num_samples(self) -> int:
        """How many indices a pass yields; follows the dataset's length unless it was given.

        Example:
            >>> flambeau.utils.data.RandomSampler(range(4)).num_samples
            4
        """
        return len(self.data_source) if self._num_samples is None else self._num_samples

    def __iter__(self) -> Iterator[int]:
        length = len(self.data_source)
        generator = self.generator
        if generator is None:
            seed = flambeau.empty((), dtype=flambeau.int64, device="cpu").random_().item()
            generator = flambeau.Generator()
            generator.manual_seed(seed)
        device = drawing_device(generator)
        if self.replacement:
            # Blocks of 32, the last one partial or empty: the draws that PyTorch makes.
            for size in [32] * (self.num_samples // 32) + [self.num_samples % 32]:
                draws = flambeau.randint(
                    high=length, size=(size,), dtype=flambeau.int64, generator=generator, device=device
                )
                yield from draws.tolist()
        else:
            for _ in range(self.num_samples // length):
                yield from _numbers(flambeau.randperm(length, generator=generator, device=device))
            # Drawn even when nothing is left of it: a generator that is used again stands where PyTorch's stands.
            yield from _numbers(
                flambeau.randperm(length, generator=generator, device=device)[: self.num_samples % length]
            )

    def __len__(self) -> int:
        return self.num_samples


class SubsetRandomSampler(Sampler[int]):
    """Given indices in random order.

    >>> sorted(SubsetRandomSampler([3, 5, 8]))
    [3, 5, 8]
    """

    indices: Sequence[int]

    def __init__(self, indices: Sequence[int], generator: flambeau.Generator | None = None) -> None:
        self.indices = indices
        self.generator = generator

    def __iter__(self) -> Iterator[int]:
        order = flambeau.randperm(len(self.indices), generator=self.generator, device=drawing_device(self.generator))
        for position in order.tolist():
            yield self.indices[position]

    def __len__(self) -> int:
        return len(self.indices)


class WeightedRandomSampler(Sampler[int]):
    """Indices drawn in proportion to weights.

    Args:
        weights: a weight for each index; they need not sum to one.
        num_samples: how many to draw.
        replacement: whether an index may come twice.
        generator: where the numbers come from; the default generator if ``None``.

    >>> list(WeightedRandomSampler([0.0, 1.0, 0.0], num_samples=3))
    [1, 1, 1]
    """

    weights: flambeau.Tensor
    num_samples: int
    replacement: bool

    def __init__(
        self,
        weights: Sequence[float],
        num_samples: int,
        replacement: bool = True,
        generator: flambeau.Generator | None = None,
    ) -> None:
        if not isinstance(num_samples, int) or isinstance(num_samples, bool) or num_samples <= 0:
            raise ValueError(f"num_samples should be a positive integer value, but got num_samples={num_samples}")
        if not isinstance(replacement, bool):
            raise ValueError(f"replacement should be a boolean value, but got replacement={replacement}")
        device = weights.device if isinstance(weights, flambeau.Tensor) else drawing_device(generator)
        self.weights = flambeau.as_tensor(weights, dtype=flambeau.float64, device=device)
        if self.weights.dim() != 1:
            raise ValueError(
                f"weights should be a 1d sequence but given weights have shape {tuple(self.weights.shape)}"
            )
        self.num_samples = num_samples
        self.replacement = replacement
        self.generator = generator

    def __iter__(self) -> Iterator[int]:
        draws = flambeau.multinomial(self.weights, self.num_samples, self.replacement, generator=self.generator)
        yield from draws.tolist()

    def __len__(self) -> int:
        return self.num_samples


class BatchSampler(Sampler[list[int]]):
    """Lists of consecutive indices of another sampler.

    Args:
        sampler: anything that yields indices.
        batch_size: how many make a batch.
        drop_last: leave out a last batch that is smaller.

    >>> list(BatchSampler(SequentialSampler(range(5)), batch_size=2, drop_last=False))
    [[0, 1], [2, 3], [4]]
    """

    def __init__(self, sampler: Sampler[int] | Iterable[int], batch_size: int, drop_last: bool) -> None:
        if not isinstance(batch_size, int) or isinstance(batch_size, bool) or batch_size <= 0:
            raise ValueError(f"batch_size should be a positive integer value, but got batch_size={batch_size}")
        if not isinstance(drop_last, bool):
            raise ValueError(f"drop_last should be a boolean value, but got drop_last={drop_last}")
        self.sampler = sampler
        self.batch_size = batch_size
        self.drop_last = drop_last

    def __iter__(self) -> Iterator[list[int]]:
        indices = iter(self.sampler)
        while batch := list(itertools.islice(indices, self.batch_size)):
            if self.drop_last and len(batch) < self.batch_size:
                return
            yield batch

    def __len__(self) -> int:
        whole, rest = divmod(len(self.sampler), self.batch_size)  # type: ignore[arg-type]
        return whole + (1 if rest and not self.drop_last else 0)
