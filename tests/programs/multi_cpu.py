"""multi_gpu.py on virtual CPU devices, with real training steps."""

import sys

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        x = x.view(-1, 16 * 5 * 5)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        x = self.fc3(x)
        return x


def train(rank, world_size, folder):
    torch.manual_seed(rank)
    device = f"cpu:{rank}"
    net = Net()
    net.to(device)
    optimizer = optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    images = torch.randn(8, 1, 32, 32, device=device)
    labels = torch.randint(0, 10, (8,), device=device)
    losses = []
    for epoch in range(10):
        optimizer.zero_grad()
        loss = F.cross_entropy(net(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert all((parameter.device.index or 0) == rank for parameter in net.parameters())
    torch.save({"rank": rank, "losses": losses, "device": str(loss.device)}, f"{folder}/{rank}.pt")


if __name__ == "__main__":
    mp.spawn(train, nprocs=4, args=(4, sys.argv[1]))
    print("trained, distributed:", dist.is_available())
