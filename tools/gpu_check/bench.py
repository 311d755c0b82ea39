"""Times on this GPU, beside PyTorch's in the same minute and beside what the device can do."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import flambeau

MIB = 1 << 20
REPEATS = 15


def _seconds(torch: Any, work: Callable[[], Any], inner: int) -> float:
    """Seconds of a call, from a start to when the device is done."""
    work()
    torch.cuda.synchronize()
    start = time.perf_counter()
    for _ in range(inner):
        work()
    torch.cuda.synchronize()
    return (time.perf_counter() - start) / inner


def _interleaved(works: dict[str, tuple[Any, Callable[[], Any]]], inner: int = 20) -> dict[str, float]:
    """Medians of each library's times, measured in turns."""
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(REPEATS):
        for name, (torch, work) in works.items():
            found[name].append(_seconds(torch, work, inner))
    return {name: statistics.median(times) for name, times in found.items()}


def _lenet(torch: Any) -> Callable[[], Any]:
    nn = torch.nn
    torch.manual_seed(0)
    net = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    ).cuda()  # fmt: skip
    return _step(torch, net, torch.randn(64, 1, 28, 28, device="cuda"), torch.randint(10, (64,), device="cuda"))


def _mlp(torch: Any) -> Callable[[], Any]:
    nn = torch.nn
    net = nn.Sequential(nn.Linear(784, 1024), nn.ReLU(), nn.Linear(1024, 1024), nn.ReLU(), nn.Linear(1024, 10)).cuda()
    return _step(torch, net, torch.randn(512, 784, device="cuda"), torch.randint(10, (512,), device="cuda"))


def _step(torch: Any, net: Any, x: Any, y: Any) -> Callable[[], Any]:
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)

    def step() -> None:
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(net(x), y).backward()
        optimizer.step()

    return step


def _block(torch: Any) -> Callable[[], Any]:
    """Forward and backward pass of a block of GPT-2's size in bfloat16, 4 x 1024 tokens."""
    functional = torch.nn.functional
    draw = lambda *shape: torch.randn(*shape, device="cuda", dtype=torch.bfloat16).mul(0.02).requires_grad_()  # noqa: E731
    x, qkv, out, up, down = draw(4, 1024, 768), draw(2304, 768), draw(768, 768), draw(3072, 768), draw(768, 3072)
    weight, bias = draw(768), draw(768)

    def work() -> None:
        h = functional.layer_norm(x, (768,), weight, bias)
        q, k, v = functional.linear(h, qkv).view(4, 1024, 3, 12, 64).permute(2, 0, 3, 1, 4)
        a = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        h = x + functional.linear(a.transpose(1, 2).reshape(4, 1024, 768), out)
        m = functional.gelu(functional.linear(functional.layer_norm(h, (768,), weight, bias), up), approximate="tanh")
        (h + functional.linear(m, down)).sum().backward()

    return work


def _rows(torch: Any) -> dict[str, tuple[Callable[[], Any], int, str, float]]:
    """Name, work, calls in a measurement, and what one call moves or computes (bytes or operations)."""
    big = torch.randn(64 * MIB, device="cuda")
    other = torch.randn(64 * MIB, device="cuda")
    small = torch.randn(8, 8, device="cuda")
    half = torch.randn(8192, 8192, device="cuda", dtype=torch.bfloat16)
    single = torch.randn(4096, 4096, device="cuda")
    table = big.view(65536, 1024)
    bytes_ = 256.0 * MIB
    return {
        "copy 256 MiB": (lambda: big.clone(), 10, "GB/s", 2 * bytes_),
        "add 256 MiB": (lambda: big + other, 10, "GB/s", 3 * bytes_),
        "gelu 256 MiB": (lambda: torch.nn.functional.gelu(big), 10, "GB/s", 2 * bytes_),
        "sum 256 MiB": (lambda: big.sum(), 10, "GB/s", bytes_),
        "sum rows 256 MiB": (lambda: table.sum(1), 10, "GB/s", bytes_),
        "sum columns 256 MiB": (lambda: table.sum(0), 10, "GB/s", bytes_),
        "softmax 256 MiB": (lambda: torch.softmax(table, -1), 10, "GB/s", 2 * bytes_),
        "layer_norm 256 MiB": (lambda: torch.nn.functional.layer_norm(table, (1024,)), 10, "GB/s", 2 * bytes_),
        "transpose 256 MiB": (lambda: table.t().contiguous(), 10, "GB/s", 2 * bytes_),
        "matmul bf16 8192": (lambda: half @ half, 5, "TFLOP/s", 2e-3 * 8192.0**3),
        "matmul f32 4096": (lambda: single @ single, 5, "TFLOP/s", 2e-3 * 4096.0**3),
        "add 8 x 8": (lambda: small + small, 500, "", 0.0),
        "sum 8 x 8": (lambda: small.sum(), 500, "", 0.0),
        "matmul 8 x 8": (lambda: small @ small, 500, "", 0.0),
        "LeNet step, batch 64": (_lenet(torch), 20, "", 0.0),
        "MLP step, batch 512": (_mlp(torch), 20, "", 0.0),
        "GPT-2 block bf16, 4 x 1024": (_block(torch), 5, "", 0.0),
    }


def run() -> None:
    """Print a table: times, ratios, and rates where there is a limit to compare with."""
    libraries: dict[str, Any] = {"flambeau": flambeau}
    try:
        import torch

        libraries["PyTorch"] = torch
    except ImportError:
        pass
    rows = {name: _rows(library) for name, library in libraries.items()}
    print("| row | flambeau | PyTorch | ratio | rate | |\n|---|---|---|---|---|---|")
    for name in rows["flambeau"]:
        inner, unit, amount = rows["flambeau"][name][1:]
        try:
            times = _interleaved({key: (libraries[key], rows[key][name][0]) for key in libraries}, inner)
        except Exception as error:
            print(f"| {name} | {type(error).__name__}: {str(error)[:80]} | | | | |", flush=True)
            continue
        ours, theirs = times["flambeau"], times.get("PyTorch")
        shown = f"{theirs * 1e6:.1f} us" if theirs else ""
        ratio = f"{ours / theirs:.2f}" if theirs else ""
        rate = f"{amount / ours / 1e9:.0f}" if amount else ""
        print(f"| {name} | {ours * 1e6:.1f} us | {shown} | {ratio} | {rate} | {unit} |", flush=True)
    peaks = {name: library.cuda.max_memory_allocated() // MIB for name, library in libraries.items()}
    print("\nMost memory in use: " + ", ".join(f"{name} {peak} MiB" for name, peak in peaks.items()))
