"""The sampler that gives each process of a distributed run its share of a dataset."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sized

import flambeau

from .sampler import Sampler

__all__ = ["DistributedSampler"]


class DistributedSampler(Sampler[int]):
    """Every ``num_replicas``-th index, from ``rank`` on, of an order that all processes agree on.

    Call :meth:`set_epoch` before each epoch, or all epochs have the same order.

    Args:
        dataset: the dataset, of a length that does not change.
        num_replicas: the number of processes; that of the default process group if ``None``.
        rank: this process's number; that in the default process group if ``None``.
        shuffle: permute the indices, by ``seed + epoch``.
        seed: the same number in all processes.
        drop_last: leave out the last samples if the length is not a multiple of ``num_replicas``; otherwise the first
            ones come again, so that all shares have the same length.

    >>> list(DistributedSampler(range(5), num_replicas=2, rank=1, shuffle=False))
    [1, 3, 0]
    """

    def __init__(
        self,
        dataset: Sized,
        num_replicas: int | None = None,
        rank: int | None = None,
        shuffle: bool = True,
        seed: int = 0,
        drop_last: bool = False,
    ) -> None:
        if num_replicas is None or rank is None:
            import flambeau.distributed as dist

            if not dist.is_available():
                raise RuntimeError("Requires distributed package to be available, or num_replicas and rank to be given")
            num_replicas = dist.get_world_size() if num_replicas is None else num_replicas
            rank = dist.get_rank() if rank is None else rank
        if not 0 <= rank < num_replicas:
            raise ValueError(f"Invalid rank {rank}, rank should be in the interval [0, {num_replicas - 1}]")
        self.dataset = dataset
        self.num_replicas = num_replicas
        self.rank = rank
        self.epoch = 0
        self.drop_last = drop_last
        self.shuffle = shuffle
        self.seed = seed
        length = len(dataset)
        self.num_samples = length // num_replicas if drop_last else math.ceil(length / num_replicas)
        self.total_size = self.num_samples * num_replicas

    def __iter__(self) -> Iterator[int]:
        length = len(self.dataset)
        if self.shuffle:
            generator = flambeau.Generator()
            generator.manual_seed(self.seed + self.epoch)
            indices = flambeau.randperm(length, generator=generator, device="cpu").tolist()
        else:
            indices = list(range(length))
        # Longer than the dataset only without drop_last, and then by repeating it as often as it takes.
        indices = (indices * math.ceil(self.total_size / max(length, 1)))[: self.total_size]
        return iter(indices[self.rank :: self.num_replicas])

    def __len__(self) -> int:
        return self.num_samples

    def set_epoch(self, epoch: int) -> None:
        """Chooses the order for the next pass.

        Args:
            epoch: the epoch's number, the same in all processes.

        Example:
            >>> sampler = flambeau.utils.data.DistributedSampler(range(4), num_replicas=2, rank=0)
            >>> sampler.set_epoch(1)
            >>> len(list(sampler))
            2
        """
        self.epoch = epoch
