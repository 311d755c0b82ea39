"""What calls cost the host: microseconds until they return, without waiting for the device, and its work.

    python tools/gpu_check/host.py [NAME...]

runs without a GPU, on the stand-in for the driver, whose kernels then do nothing, and shows the CPU backend's time of
the same call beside it. On a GPU times hold the driver's own share of each launch, and PyTorch's stand beside them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROUNDS = 7
#: What a round takes at least, in seconds.
ROUND = 0.01
Calls = dict[str, Callable[[], Any]]


def _operations(torch: Any, device: str) -> Calls:
    functional = torch.nn.functional
    draw = lambda *shape: torch.randn(*shape).to(device)  # noqa: E731
    x, y, weight, bias = draw(8, 8), draw(8, 8), draw(8, 8), draw(8)
    out = draw(8, 8)
    return {
        "add": lambda: x + y,
        "add out": lambda: torch.add(x, y, out=out),
        "mul scalar": lambda: x * 2.0,
        "mul in place": lambda: out.mul_(1.0),
        "relu": lambda: torch.relu(x),
        "matmul": lambda: x @ y,
        "linear": lambda: functional.linear(x, weight, bias),
        "sum": lambda: x.sum(),
        "sum rows": lambda: x.sum(1),
        "softmax": lambda: torch.softmax(x, -1),
        "layer_norm": lambda: functional.layer_norm(x, (8,), bias, bias),
        "view": lambda: x.view(64),
        "empty": lambda: torch.empty(8, 8, device=device),
        "zeros": lambda: torch.zeros(8, 8, device=device),
        "clone": lambda: x.clone(),
        "transposed copy": lambda: x.t().contiguous(),
    }


def _graphs(torch: Any, device: str) -> Calls:
    functional = torch.nn.functional
    draw = lambda *shape: torch.randn(*shape).to(device)  # noqa: E731
    x, weight, bias = (draw(*shape).requires_grad_() for shape in ((8, 8), (8, 8), (8,)))
    upstream = draw(8, 8)
    return {
        "mul, backward": lambda: (x * weight).backward(upstream),
        "linear relu, backward": lambda: torch.relu(functional.linear(x, weight, bias)).backward(upstream),
        "chain of 10, sum, backward": lambda: (x * 2 + 1 - x * 3 + 2 - x + x * 4).sum().backward(),
    }


def _optimizers(torch: Any, device: str) -> Calls:
    def stepper(make: Callable[[Any], Any]) -> Callable[[], None]:
        parameters = [torch.randn(8, 8).to(device).requires_grad_() for _ in range(20)]
        for parameter in parameters:
            parameter.grad = torch.randn(8, 8).to(device)
        step: Callable[[], None] = make(parameters).step
        return step

    return {
        "SGD of 20": stepper(lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9)),
        "AdamW of 20": stepper(lambda p: torch.optim.AdamW(p)),
    }


def _block(torch: Any) -> Any:
    nn, functional = torch.nn, torch.nn.functional

    class Block(nn.Module):  # type: ignore[name-defined]
        """A block of a transformer, 64 wide with 4 heads, and a head of 10 classes."""

        def __init__(self) -> None:
            super().__init__()
            self.ln1, self.ln2 = nn.LayerNorm(64), nn.LayerNorm(64)
            self.qkv, self.out = nn.Linear(64, 192), nn.Linear(64, 64)
            self.up, self.down, self.head = nn.Linear(64, 256), nn.Linear(256, 64), nn.Linear(64, 10)

        def forward(self, x: Any) -> Any:
            q, k, v = (part.view(4, 16, 4, 16).transpose(1, 2) for part in self.qkv(self.ln1(x)).split(64, 2))
            mixed = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.out(mixed.transpose(1, 2).reshape(4, 16, 64))
            x = x + self.down(functional.gelu(self.up(self.ln2(x))))
            return self.head(x[:, -1])

    return Block()


def _residual(torch: Any) -> Any:
    nn = torch.nn

    class Residual(nn.Module):  # type: ignore[name-defined]
        """A block of ResNet-18 with 16 channels."""

        def __init__(self) -> None:
            super().__init__()
            self.conv1, self.conv2 = (nn.Conv2d(16, 16, 3, 1, 1, bias=False) for _ in range(2))
            self.bn1, self.bn2, self.relu = nn.BatchNorm2d(16), nn.BatchNorm2d(16), nn.ReLU(inplace=True)

        def forward(self, x: Any) -> Any:
            y = self.relu(self.bn1(self.conv1(x)))
            return self.relu(self.bn2(self.conv2(y)) + x)

    return nn.Sequential(Residual(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 10))


def _models(torch: Any, device: str) -> Calls:
    nn = torch.nn

    def step(net: Any, shape: tuple[int, ...], optimizer: str, **options: float) -> Callable[[], None]:
        net = net.to(device)
        chosen = getattr(torch.optim, optimizer)(net.parameters(), **options)
        x, y = torch.randn(*shape).to(device), torch.randint(10, (shape[0],)).to(device)

        def run() -> None:
            chosen.zero_grad()
            nn.functional.cross_entropy(net(x), y).backward()
            chosen.step()

        return run

    lenet = lambda norm: nn.Sequential(  # noqa: E731
        nn.Conv2d(1, 6, 5, padding=2), *norm(6), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), *norm(16), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip
    mlp = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    sgd = {"lr": 0.01, "momentum": 0.9}
    return {
        "MLP step": step(mlp, (64, 784), "SGD", **sgd),
        "LeNet step": step(lenet(lambda _: []), (64, 1, 28, 28), "SGD", **sgd),
        "LeNet step, batch norm": step(lenet(lambda c: [nn.BatchNorm2d(c)]), (64, 1, 28, 28), "SGD", **sgd),
        "ResNet block step": step(_residual(torch), (8, 16, 8, 8), "SGD", **sgd),
        "GPT block step": step(_block(torch), (4, 16, 64), "AdamW"),
    }


def _calls(torch: Any, device: str) -> Calls:
    parts = (_operations, _graphs, _optimizers, _models)
    return {name: call for part in parts for name, call in part(torch, device).items()}


def _microseconds(call: Callable[[], Any], wait: Callable[[], None]) -> float:
    """The least of several rounds, each of as many calls as take a while; the device is idle when one begins."""
    for _ in range(3):
        call()
    wait()
    start = time.perf_counter()
    call()
    count = max(1, min(500, int(ROUND / max(time.perf_counter() - start, 1e-6))))
    best = float("inf")
    for _ in range(ROUNDS):
        wait()
        start = time.perf_counter()
        for _ in range(count):
            call()
        best = min(best, (time.perf_counter() - start) / count)
    return best * 1e6


def _works(log: Path, calls: Calls) -> dict[str, str]:
    """What the stand-in's log says of one call: starts of kernels, products, fills and copies."""
    works = {}
    for name, call in calls.items():
        call()
        log.write_text("")
        call()
        kinds = [line.split()[0] for line in log.read_text().splitlines()]
        works[name] = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
    return works


def _table(
    columns: dict[str, tuple[Calls, Callable[[], None]]], works: dict[str, str] | None, names: list[str]
) -> None:
    heads = ["call", *(f"{name}, us" for name in columns), *(["work"] if works else [])]
    print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    for row in next(iter(columns.values()))[0]:
        if names and row not in names:
            continue
        times = [f"{_microseconds(calls[row], wait):.2f}" for calls, wait in columns.values()]
        print(f"| {' | '.join([row, *times, *([works[row]] if works else [])])} |", flush=True)


def run(names: list[str] | None = None) -> None:
    """Print a table of the host's times on this GPU, beside PyTorch's where it is there."""
    import flambeau

    columns = {"flambeau": (_calls(flambeau, "cuda"), flambeau.cuda.synchronize)}
    try:
        import torch

        columns["PyTorch"] = (_calls(torch, "cuda"), torch.cuda.synchronize)
    except ImportError:
        pass
    _table(columns, None, names or [])


def _on_standin(libraries: Path) -> int:
    """Print a table of the host's times with kernels that do nothing, beside the CPU backend's. The log would take part
    of the time: a process of its own writes it.
    """
    import cuda_standin

    start = [sys.executable, __file__, *sys.argv[1:]]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        logged = cuda_standin.environment(libraries, devices=1, null=True, log=log)
        works = subprocess.run(start, env=os.environ | logged, stdout=subprocess.PIPE, check=True).stdout
    timed = cuda_standin.environment(libraries, devices=1, null=True)
    return subprocess.run(start, env=os.environ | timed, input=works).returncode


def main() -> int:
    """Run on the GPU, or else on the stand-in in processes of their own."""
    if "STANDIN_NULL" not in os.environ:
        if os.path.exists("/dev/nvidiactl"):
            run(sys.argv[1:])
            return 0
        sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
        import cuda_standin

        return _on_standin(cuda_standin.build())
    import flambeau

    calls = _calls(flambeau, "cuda")
    if "STANDIN_LOG" in os.environ:
        print(json.dumps(_works(Path(os.environ["STANDIN_LOG"]), calls)))
    else:
        columns = {
            "cuda": (calls, flambeau.cuda.synchronize),
            "cpu": (_calls(flambeau, "cpu"), lambda: None),
        }
        _table(columns, json.load(sys.stdin), sys.argv[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main())
