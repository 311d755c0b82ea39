"""Data loading, exchange with NumPy and Python, files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from compare.makers import op
from compare.registry import Group, Make
from compare.values import indices, numbers, values

GROUP = Group("data")
row = GROUP.row

MEGABYTE = 1_000_000


def loader(workers: int, batches: int | None = None) -> Make:
    """Times an epoch over 60,000 images in memory, or its first batches; the result is what came."""

    def make(torch: Any) -> Callable[[], Any]:
        torch.manual_seed(0)
        data = torch.utils.data
        images, labels = values(torch, 60_000, 784), indices(torch, 10, 60_000)
        loading = data.DataLoader(data.TensorDataset(images, labels), batch_size=64, shuffle=True, num_workers=workers)

        def run() -> Any:
            seen = total = 0
            for at, (batch, of_batch) in enumerate(loading, 1):
                seen, total = seen + len(batch), total + int(of_batch[0])
                if at == batches:
                    break
            return seen, total

        return run

    return make


IMAGES = 60_000 * 784 * 4
row("loader_tensor_60k_b64_w0_epoch", loader(0), bytes=2 * IMAGES)
row("loader_tensor_60k_b64_w2_epoch", loader(2), bytes=2 * IMAGES)
row("loader_first_batch", loader(0, 1))
row("loader_w2_first_batch", loader(2, 1))


class Digits:
    """A dataset written in Python: one image and one class at a time."""

    def __init__(self, torch: Any, count: int) -> None:
        self.images, self.labels = values(torch, count, 784), indices(torch, 10, count)

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, at: int) -> tuple[Any, int]:
        return self.images[at], at % 10


def python_dataset(workers: int) -> Make:
    """Times an epoch over a dataset that is written in Python."""

    def make(torch: Any) -> Callable[[], Any]:
        loading = torch.utils.data.DataLoader(Digits(torch, 20_000), batch_size=64, num_workers=workers)

        def run() -> Any:
            total = 0
            for batch, labels in loading:
                total += len(batch) + int(labels[-1])
            return total

        return run

    return make


for workers in (0, 2):
    name = f"loader_python_dataset_20k_b64_w{workers}_epoch"
    row(name, python_dataset(workers), bytes=2 * 20_000 * 784 * 4)


def from_numpy(torch: Any) -> Callable[[], Any]:
    array = numbers(MEGABYTE)
    return lambda: torch.from_numpy(array)


def as_tensor(torch: Any) -> Callable[[], Any]:
    array = numbers(MEGABYTE)
    return lambda: torch.as_tensor(array)


def tensor_from_numpy(torch: Any) -> Callable[[], Any]:
    array = numbers(MEGABYTE)
    return lambda: torch.tensor(array)


row("from_numpy_4MB", from_numpy)
row("as_tensor_4MB", as_tensor)
row("tensor_from_numpy_copy_4MB", tensor_from_numpy, bytes=8 * MEGABYTE)
row("to_numpy_4MB", op(lambda _, x: x.numpy(), (MEGABYTE,)))
row("tolist_100k", op(lambda _, x: x.tolist(), (100_000,)), numpy=op(lambda _, x: x.tolist(), (100_000,)))


class State:
    """A file for the state of a model of 100 MB, which goes when the row does."""

    def __init__(self, torch: Any) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="bench-")
        self.path = Path(self.folder.name) / "state.pt"
        self.state = {f"layer{at}.weight": values(torch, 2_500_000, seed=at) for at in range(10)}


def save(torch: Any) -> Callable[[], Any]:
    state = State(torch)

    def run() -> Any:
        torch.save(state.state, state.path)
        return os.path.getsize(state.path) // MEGABYTE

    return run


def load(torch: Any) -> Callable[[], Any]:
    state = State(torch)
    torch.save(state.state, state.path)
    state.state = {}
    return lambda: (state, torch.load(state.path))[1]


row("save_state_dict_100MB", save, bytes=200 * MEGABYTE)
row("load_state_dict_100MB", load, bytes=200 * MEGABYTE)
