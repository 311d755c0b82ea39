"""Datasets, samplers and the loader that turns them into batches.

>>> import flambeau
>>> from flambeau.utils.data import DataLoader, TensorDataset
>>> dataset = TensorDataset(flambeau.arange(6).reshape(3, 2), flambeau.tensor([0, 1, 0]))
>>> for features, labels in DataLoader(dataset, batch_size=2):
...     print(features.tolist(), labels.tolist())
[[0, 1], [2, 3]] [0, 1]
[[4, 5]] [0]
"""

from __future__ import annotations

from typing import NoReturn

from .dataloader import DataLoader, _DatasetKind, default_collate, default_convert, get_worker_info
from .dataset import (
    ChainDataset,
    ConcatDataset,
    Dataset,
    IterableDataset,
    StackDataset,
    Subset,
    TensorDataset,
    random_split,
)
from .distributed import DistributedSampler
from .sampler import (
    BatchSampler,
    RandomSampler,
    Sampler,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
)

__all__ = [
    "BatchSampler",
    "ChainDataset",
    "ConcatDataset",
    "DataLoader",
    "Dataset",
    "DistributedSampler",
    "IterableDataset",
    "RandomSampler",
    "Sampler",
    "SequentialSampler",
    "StackDataset",
    "Subset",
    "SubsetRandomSampler",
    "TensorDataset",
    "WeightedRandomSampler",
    "_DatasetKind",
    "default_collate",
    "default_convert",
    "get_worker_info",
    "random_split",
]

_DATAPIPES = {
    "DFIterDataPipe",
    "DataChunk",
    "IterDataPipe",
    "MapDataPipe",
    "argument_validation",
    "datapipes",
    "functional_datapipe",
    "graph",
    "guaranteed_datapipes_determinism",
    "non_deterministic",
    "runtime_validation",
    "runtime_validation_disabled",
}


def __getattr__(name: str) -> NoReturn:
    hint = "; data pipes are not part of flambeau, use Dataset or IterableDataset" if name in _DATAPIPES else ""
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}{hint}")
