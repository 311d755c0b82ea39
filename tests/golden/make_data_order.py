"""Makes data_order.json: what PyTorch's samplers and loaders draw after ``manual_seed(42)``.

Run with PyTorch installed: `python tests/golden/make_data_order.py`. The committed file comes from PyTorch 2.15.
"""

from __future__ import annotations

import json
import pathlib

import torch
from torch.utils.data import (
    DataLoader,
    Dataset,
    DistributedSampler,
    RandomSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
    get_worker_info,
    random_split,
)


class Seeds(Dataset):
    """Each sample is its worker's seed and a draw of the worker's generator."""

    def __len__(self) -> int:
        return 4

    def __getitem__(self, index: int) -> tuple[int, float]:
        return get_worker_info().seed, torch.rand((), dtype=torch.float64).item()


def seeded() -> torch.Generator:
    """A generator that starts from 42."""
    return torch.Generator().manual_seed(42)


def main() -> None:
    result: dict[str, object] = {}

    def note(name: str, make) -> None:
        torch.manual_seed(42)
        result[name] = make()

    def passes(loader, count: int = 2) -> list:
        return [[batch.tolist() for batch in loader] for _ in range(count)]

    note("random", lambda: [list(RandomSampler(range(10))), list(RandomSampler(range(10)))])
    note("random_7_of_10", lambda: list(RandomSampler(range(10), num_samples=7)))
    note("random_23_of_10", lambda: list(RandomSampler(range(10), num_samples=23)))
    note("random_replacement_40", lambda: list(RandomSampler(range(10), replacement=True, num_samples=40)))
    sampler = RandomSampler(range(10), generator=seeded())
    note("random_generator", lambda: [list(sampler), list(sampler)])
    note("subset", lambda: list(SubsetRandomSampler([3, 1, 4, 15, 9])))
    note("weighted", lambda: list(WeightedRandomSampler([0.1, 0.9, 0.4, 3.0], 12)))
    note("weighted_once", lambda: list(WeightedRandomSampler([0.1, 0.9, 0.4, 3.0, 0.6], 4, replacement=False)))
    note("split", lambda: [list(part) for part in random_split(range(10), [3, 7])])
    note("split_fractions", lambda: [list(part) for part in random_split(range(11), [0.5, 0.3, 0.2], seeded())])
    distributed = DistributedSampler(range(11), num_replicas=3, rank=1, seed=5)
    distributed.set_epoch(2)
    note("distributed", lambda: list(distributed))
    note("loader_17_5", lambda: passes(DataLoader(range(17), batch_size=5, shuffle=True)))
    note("loader_20_5_generator", lambda: passes(DataLoader(range(20), batch_size=5, shuffle=True, generator=seeded())))
    note("loader_then_rand", lambda: [passes(DataLoader(range(6), batch_size=4, shuffle=True)), torch.rand(2).tolist()])
    note("workers", lambda: [[a.tolist(), b.tolist()] for a, b in DataLoader(Seeds(), batch_size=1, num_workers=2)])
    path = pathlib.Path(__file__).with_name("data_order.json")
    path.write_text("{\n" + ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in result.items()) + "\n}\n")


if __name__ == "__main__":
    main()
