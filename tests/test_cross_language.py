"""The same seeded training from Rust and from Python gives the same bytes."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flambeau as torch
from flambeau import nn
from flambeau.utils.data import DataLoader, TensorDataset

ROOT = Path(__file__).resolve().parent.parent


def _line(name: str, tensor: torch.Tensor) -> str:
    words = tensor.detach().contiguous().view(torch.int32).reshape(-1).tolist()
    return f"{name} " + "".join(f"{word & 0xFFFFFFFF:08x}" for word in words)


def _train(name: str, make: Callable[[Any], torch.optim.Optimizer]) -> Iterator[str]:
    torch.manual_seed(7)
    images = torch.empty(40, 1, 8, 8).normal_()
    labels = torch.empty(40, dtype=torch.int64).random_(0, 5)
    net = nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Dropout(0.25),
        nn.Linear(64, 16),
        nn.ReLU(),
        nn.Linear(16, 5),
    )
    optimizer = make(net.parameters())
    for _ in range(2):
        for x, y in DataLoader(TensorDataset(images, labels), batch_size=16, shuffle=True):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(net(x), y)
            loss.backward()
            optimizer.step()
            yield _line(f"{name}.loss", loss)
    for parameter, tensor in net.named_parameters():
        yield _line(f"{name}.{parameter}", tensor)


def test_training_from_rust_and_python_gives_the_same_bytes() -> None:
    command = ["cargo", "run", "--quiet", "--example", "seeded"]
    rust = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert rust.returncode == 0, rust.stderr
    python = [
        *_train("sgd", lambda parameters: torch.optim.SGD(parameters, lr=0.05, momentum=0.9)),
        *_train("adam", lambda parameters: torch.optim.Adam(parameters, lr=0.01)),
    ]
    for ours, theirs in zip(python, rust.stdout.splitlines(), strict=True):
        assert ours == theirs
