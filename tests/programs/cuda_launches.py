"""What training steps give a GPU to do: the log of the stand-in, whose kernels do nothing, in words for each phase.

python cuda_launches.py MODEL      with STANDIN_NULL and STANDIN_LOG in the environment
"""

import os
import sys

import flambeau as torch
from flambeau import nn

MODELS = {
    "mlp": (lambda: nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)), (64, 784)),
    "batch_norm": (lambda: nn.Sequential(nn.BatchNorm2d(16), nn.Flatten(), nn.Linear(1024, 10)), (64, 16, 8, 8)),
    "group_norm": (lambda: nn.Sequential(nn.GroupNorm(4, 16), nn.Flatten(), nn.Linear(1024, 10)), (64, 16, 8, 8)),
    "mean": (lambda: nn.Sequential(nn.Linear(16, 10, bias=False), nn.Flatten(2), Mean()), (64, 32, 16)),
}


class Mean(nn.Module):
    """The mean over dimension 1."""

    def forward(self, x):
        return x.mean(1)


def words(log):
    """The log's lines so far, as words, and an empty log."""
    with open(log) as file:
        kinds = [line.split()[0] for line in file]
    open(log, "w").close()
    return " ".join(kinds)


def main():
    log = os.environ["STANDIN_LOG"]
    make, shape = MODELS[sys.argv[1]]
    model = make().cuda()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    x, y = torch.randn(*shape, device="cuda").requires_grad_(), torch.randint(10, shape[:1], device="cuda")
    for _ in range(2):
        optimizer.zero_grad()
        x.grad = None
        words(log)
        out = model(x)
        forward = words(log)
        loss = nn.functional.cross_entropy(out, y)
        of_loss = words(log)
        loss.backward()
        backward = words(log)
        optimizer.step()
    print(f"forward: {forward}\nloss: {of_loss}\nbackward: {backward}\nstep: {words(log)}")


main()
