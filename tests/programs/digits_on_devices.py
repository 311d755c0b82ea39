"""Digits on one device and on four: the losses of the same steps."""

import json

import flambeau as torch
import flambeau.nn.functional as F
from flambeau import nn
from flambeau.datasets import mnist_sample
from flambeau.nn.parallel import DistributedDataParallel
from flambeau.utils.data import DataLoader, TensorDataset

DEVICES = ["cpu:0", "cpu:1", "cpu:2", "cpu:3"]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5)
        self.fc1, self.fc2 = nn.Linear(16 * 4 * 4, 84), nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


def train(wrap):
    images, labels = mnist_sample(True)
    digits = TensorDataset((images.float() / 255.0 - 0.1307).unsqueeze(1) / 0.3081, labels)
    torch.manual_seed(0)
    model = wrap(Net())
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    losses = []
    for x, y in DataLoader(digits, batch_size=100, shuffle=True):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if len(losses) == 30:
            return losses
    return losses


curves = {
    "single": train(lambda net: net),
    "copied": train(lambda net: nn.DataParallel(net, DEVICES)),
    "copied again": train(lambda net: nn.DataParallel(net, DEVICES)),
    "kept": train(lambda net: DistributedDataParallel(net, DEVICES)),
}
print(json.dumps(curves))
