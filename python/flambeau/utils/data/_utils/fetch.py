"""Fetchers: how a dataset turns the indices that a sampler yields into a batch."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Any

import flambeau

from ..dataset import Subset, TensorDataset
from . import worker
from .collate import default_collate


class _MapDatasetFetcher:
    """Looks samples up, a batch of them or, without collation into batches, one."""

    def __init__(self, dataset: Any, auto_collation: bool, collate_fn: Callable, drop_last: bool) -> None:
        self.dataset = dataset
        self.auto_collation = auto_collation
        self.collate_fn = collate_fn

    def fetch(self, index: Any) -> Any:
        """The batch at a list of indices, or the sample at one index."""
        if not self.auto_collation:
            return self.collate_fn(self.dataset[index])
        if getattr(self.dataset, "__getitems__", None):
            return self.collate_fn(self.dataset.__getitems__(index))
        return self.collate_fn([self.dataset[i] for i in index])


class _IterableDatasetFetcher:
    """Takes the next samples of an iterable dataset; StopIteration at its end."""

    def __init__(self, dataset: Any, auto_collation: bool, collate_fn: Callable, drop_last: bool) -> None:
        self.dataset_iter = iter(dataset)
        self.auto_collation = auto_collation
        self.collate_fn = collate_fn
        self.drop_last = drop_last
        self.ended = False

    def fetch(self, index: Any) -> Any:
        """As many samples as ``index`` has items, collated, or one sample."""
        if self.ended:
            raise StopIteration
        if not self.auto_collation:
            return self.collate_fn(next(self.dataset_iter))
        samples = []
        for _ in index:
            try:
                samples.append(next(self.dataset_iter))
            except StopIteration:
                self.ended = True
                break
        if not samples or (self.drop_last and len(samples) < len(index)):
            raise StopIteration
        return self.collate_fn(samples)


class _TensorDatasetFetcher(_MapDatasetFetcher):
    """Gathers the rows of a batch from a :class:`TensorDataset`, or subsets of one, by one call for each tensor.

    The values are those of looking up each sample and stacking them. This is the place where batches of a dataset that
    lives in the core are made; a prefetcher that runs in the core's threads belongs here.
    """

    def __init__(self, dataset: Any, auto_collation: bool, collate_fn: Callable, drop_last: bool) -> None:
        super().__init__(dataset, auto_collation, collate_fn, drop_last)
        self.subsets = []
        while type(dataset) is Subset:
            self.subsets.append(dataset.indices)
            dataset = dataset.dataset
        self.tensors = dataset.tensors

    @staticmethod
    def suits(dataset: Any, auto_collation: bool, collate_fn: Callable) -> bool:
        """Whether this fetcher gives what the general one would: all parts are exactly those it knows."""
        while type(dataset) is Subset:
            dataset = dataset.dataset
        return (
            auto_collation
            and collate_fn is default_collate
            and type(dataset) is TensorDataset
            and all(type(t) is flambeau.Tensor and t.device.type == "cpu" and t.dim() > 0 for t in dataset.tensors)
        )

    def fetch(self, index: Any) -> Any:
        positions = index
        for indices in self.subsets:
            positions = [indices[i] for i in positions]
        try:
            rows = array("q", positions)
        except (TypeError, OverflowError):
            return super().fetch(index)
        if not rows:
            return super().fetch(index)
        selection = flambeau.frombuffer(rows, dtype=flambeau.int64)
        if min(rows) < 0:
            return [tensor[selection] for tensor in self.tensors]
        return [self._select(tensor, selection) for tensor in self.tensors]

    @staticmethod
    def _select(tensor: flambeau.Tensor, selection: flambeau.Tensor) -> flambeau.Tensor:
        if worker.outbox is not None and not tensor.requires_grad:
            out = worker.outbox.empty((len(selection), *tensor.shape[1:]), tensor.dtype)
            if out is not None:
                return flambeau.index_select(tensor, 0, selection, out=out)
        return flambeau.index_select(tensor, 0, selection)


def create_fetcher(iterable: bool, dataset: Any, auto_collation: bool, collate_fn: Callable, drop_last: bool) -> Any:
    """The fetcher for a dataset.

    Args:
        iterable: whether it is an iterable dataset.
        dataset: the dataset.
        auto_collation: whether indices come in lists that make a batch.
        collate_fn: makes a batch of samples, or converts one sample.
        drop_last: leave out a last batch that is smaller.
    """
    if iterable:
        return _IterableDatasetFetcher(dataset, auto_collation, collate_fn, drop_last)
    if _TensorDatasetFetcher.suits(dataset, auto_collation, collate_fn):
        return _TensorDatasetFetcher(dataset, auto_collation, collate_fn, drop_last)
    return _MapDatasetFetcher(dataset, auto_collation, collate_fn, drop_last)
