"""A program that a type checker accepts as it is: ``mypy tests/test_typing.py``. It runs, too."""

from __future__ import annotations

from typing import Any, assert_type

import flambeau as torch
import flambeau.nn.functional as F
from flambeau import Tensor, nn
from flambeau.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.fc = nn.Linear(4 * 4 * 4, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = F.max_pool2d(F.relu(self.norm(self.conv(x))), 2)
        return self.fc(x.view(x.size(0), -1))


def test_training() -> None:
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    net = Net().to(device)
    optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=0.01)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=10)
    data = TensorDataset(torch.randn(8, 1, 8, 8), torch.randint(0, 10, (8,)))
    for images, labels in DataLoader(data, batch_size=4, shuffle=True):
        optimizer.zero_grad()
        loss = F.cross_entropy(net(images.to(device)), labels)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        value: float = loss.item()
        assert value > 0
    scheduler.step()
    with torch.no_grad():
        assert_type(torch.softmax(net(data[0][0][None]), dim=-1), Tensor)


def test_tensors() -> None:
    p = torch.rand(3, 4, generator=torch.Generator().manual_seed(0))
    assert_type(p[:, 1:3], Tensor)
    assert_type(p[..., 0] * 2 + 3 / p[:, 0] - p[0, 0, None], Tensor)
    assert_type(p @ p.T, Tensor)
    assert_type(p.max(), Tensor)
    assert_type(p.max(dim=1).values, Tensor)
    assert_type(p.mean(dim=(0, 1), keepdim=True), Tensor)
    assert_type(p.topk(2, dim=-1).indices, Tensor)
    assert_type(p.shape, torch.Size)
    assert_type(p.size(0), int)
    assert_type(p.stride(), tuple[int, ...])
    assert_type(p.type(), str)
    assert_type(p.type(torch.int64), Tensor)
    assert_type(p.dtype, torch.dtype)
    assert_type(p.grad, Tensor | None)
    assert_type(torch.cat([p, p]).reshape(-1, 4).permute(1, 0).contiguous(), Tensor)
    assert_type(torch.where(p > 0.5, p, torch.zeros_like(p)), Tensor)
    assert_type(torch.einsum("ij,kj->ik", p, p), Tensor)
    assert_type(p.clamp_(min=0).mul_(2).add_(p, alpha=2), Tensor)
    assert_type(p.nonzero(), Tensor)
    assert_type(p.nonzero(as_tuple=True), tuple[Tensor, ...])
    assert_type(torch.nonzero(p), Tensor)
    assert_type(torch.split(p, 2), tuple[Tensor, ...])
    assert_type(torch.unique(p), Tensor)
    assert_type(torch.unique(p, return_counts=True), tuple[Tensor, ...])
    assert_type(p.unique(), Tensor)
    assert_type(torch.meshgrid(torch.arange(2), torch.arange(3), indexing="ij"), tuple[Tensor, ...])
    assert_type(torch.tensor([1, 2, 3]).float().to("cpu", torch.float64), Tensor)
    assert_type(nn.Embedding(10, 3)(torch.tensor([1, 2])), Any)
    assert_type(F.max_pool2d(p[None], 2), Tensor)
    assert_type(F.max_pool2d(p[None], 2, return_indices=True), tuple[Tensor, Tensor])
    for row in p:
        assert_type(row, Tensor)
