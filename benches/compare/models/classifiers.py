"""Classifiers of images: a perceptron, LeNet, and ResNet-18 for images of 32 x 32."""

from __future__ import annotations

from typing import Any


def mlp(torch: Any, hidden: int = 256) -> Any:
    """784 inputs, one hidden layer, ten classes."""
    nn: Any = torch.nn
    return nn.Sequential(nn.Linear(784, hidden), nn.ReLU(), nn.Linear(hidden, 10))


def lenet(torch: Any) -> Any:
    """Two convolutions and three linear layers for digits of 28 x 28."""
    nn: Any = torch.nn
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip


def resnet18(torch: Any) -> Any:
    """Eight blocks of two 3 x 3 convolutions, 64 to 512 channels, with a 3 x 3 convolution before them."""
    nn: Any = torch.nn

    class Block(nn.Module):
        def __init__(self, inner: int, outer: int, stride: int) -> None:
            super().__init__()
            self.conv1 = nn.Conv2d(inner, outer, 3, stride, 1, bias=False)
            self.bn1 = nn.BatchNorm2d(outer)
            self.conv2 = nn.Conv2d(outer, outer, 3, 1, 1, bias=False)
            self.bn2 = nn.BatchNorm2d(outer)
            self.relu = nn.ReLU(inplace=True)
            self.shortcut = nn.Sequential()
            if stride != 1 or inner != outer:
                self.shortcut = nn.Sequential(nn.Conv2d(inner, outer, 1, stride, bias=False), nn.BatchNorm2d(outer))

        def forward(self, x: Any) -> Any:
            y = self.relu(self.bn1(self.conv1(x)))
            return self.relu(self.bn2(self.conv2(y)) + self.shortcut(x))

    blocks, inner = [], 64
    for outer, stride in ((64, 1), (128, 2), (256, 2), (512, 2)):
        blocks += [Block(inner, outer, stride), Block(outer, outer, 1)]
        inner = outer
    stem = [nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True)]
    return nn.Sequential(*stem, *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


#: Multiplications and additions per image, forward.
MLP_FLOPS = 2 * (784 * 256 + 256 * 10)
LENET_FLOPS = 2 * (28 * 28 * 6 * 25 + 100 * 16 * 150 + 400 * 120 + 120 * 84 + 84 * 10)
RESNET18_FLOPS = 2 * 556e6
