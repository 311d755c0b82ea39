"""Iteration over a loader: what all iterators have in common, and the one that works in the loader's own process."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import flambeau

from ..sampler import drawing_device
from .fetch import create_fetcher
from .pin_memory import pin_memory

if TYPE_CHECKING:
    from ..dataloader import DataLoader


def _accelerator_available() -> bool:
    cuda = getattr(flambeau, "cuda", None)
    return cuda is not None and cuda.is_available()


class _BaseDataLoaderIter:
    """One pass over a loader. Creating it draws the base seed for the workers from the loader's generator."""

    def __init__(self, loader: DataLoader) -> None:
        self._dataset = loader.dataset
        self._iterable = loader._iterable
        self._IterableDataset_len_called = loader._IterableDataset_len_called
        self._auto_collation = loader._auto_collation
        self._drop_last = loader.drop_last
        self._index_sampler = loader._index_sampler
        self._num_workers = loader.num_workers
        self._timeout = loader.timeout
        self._collate_fn = loader.collate_fn
        self._persistent_workers = loader.persistent_workers
        self._pin_memory = loader.pin_memory and _accelerator_available()
        if loader.pin_memory and loader.pin_memory_device:
            warnings.warn("pin_memory_device is deprecated and ignored: the current device is taken", stacklevel=4)
        if loader.pin_memory and not self._pin_memory:
            warnings.warn("pin_memory=True has no effect, because no accelerator is found", stacklevel=4)
        self._sampler_iter = iter(self._index_sampler)
        # A sampler that draws lazily draws after this: the order of draws is part of a seeded run's result.
        seed = flambeau.empty((), dtype=flambeau.int64, device=drawing_device(loader.generator))
        self._base_seed = seed.random_(generator=loader.generator).item()
        self._num_yielded = 0

    def __iter__(self) -> _BaseDataLoaderIter:
        return self

    def _reset(self, loader: DataLoader) -> None:
        """Starts another pass with the same workers."""
        self._sampler_iter = iter(self._index_sampler)
        self._num_yielded = 0
        self._IterableDataset_len_called = loader._IterableDataset_len_called

    def _next_data(self) -> Any:
        raise NotImplementedError

    def __next__(self) -> Any:
        if flambeau._core._profiler_enabled():
            from flambeau.autograd.profiler import record_function

            with record_function(f"enumerate(DataLoader)#{type(self).__name__}.__next__"):
                return self._next()
        return self._next()

    def _next(self) -> Any:
        data = self._next_data()
        if self._pin_memory:
            data = pin_memory(data)
        self._num_yielded += 1
        expected = self._IterableDataset_len_called
        if self._iterable and expected is not None and self._num_yielded > expected:
            hint = " Does the dataset take its share by get_worker_info()?" if self._num_workers > 0 else ""
            warnings.warn(
                f"Length of IterableDataset {self._dataset} was reported to be {expected} when len(dataloader) was "
                f"called, but {self._num_yielded} samples have been fetched.{hint}",
                stacklevel=3,
            )
        return data

    def __len__(self) -> int:
        return len(self._index_sampler)

    def __getstate__(self) -> Any:
        raise NotImplementedError(f"{type(self).__name__} cannot be pickled")


class _SingleProcessDataLoaderIter(_BaseDataLoaderIter):
    """Fetches each batch when it is asked for."""

    def __init__(self, loader: DataLoader) -> None:
        super().__init__(loader)
        if self._timeout != 0:
            raise AssertionError("timeout needs num_workers > 0")
        self._dataset_fetcher = create_fetcher(
            self._iterable, self._dataset, self._auto_collation, self._collate_fn, self._drop_last
        )

    def _next_data(self) -> Any:
        return self._dataset_fetcher.fetch(next(self._sampler_iter))
