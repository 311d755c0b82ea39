"""Whether the device does what it is told: memory, kernels, products, streams, errors, sharing with PyTorch."""

from __future__ import annotations

import copy
from collections.abc import Callable

import flambeau as torch
import flambeau.nn.functional as F


def _memory() -> str:
    x = torch.arange(1 << 20, dtype=torch.float32)
    assert torch.equal(x.cuda().cpu(), x)
    assert torch.equal(x.cuda()[::3].cpu(), x[::3])
    return f"{torch.cuda.memory_allocated()} bytes in use after it"


def _kernels() -> str:
    x = torch.randn(1000, 1000)
    assert torch.allclose(x.cuda().exp().sum(0).cpu(), x.exp().sum(0), rtol=1e-4)
    return ""


def _products() -> str:
    a, b = torch.randn(512, 300), torch.randn(300, 400)
    apart = ((a.cuda() @ b.cuda()).cpu() - a @ b).abs().max().item()
    assert apart < 1e-3, apart
    return f"{apart:.1e} apart from the CPU"


def _training() -> str:
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(20, 30), torch.nn.ReLU(), torch.nn.Linear(30, 5)).cuda()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    x, y = torch.randn(64, 20, device="cuda"), torch.randint(5, (64,), device="cuda")
    losses = []
    for _ in range(50):
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss)
    assert losses[-1].item() < 0.7 * losses[0].item()
    return f"loss {losses[0].item():.3f} to {losses[-1].item():.3f}"


def _streams() -> str:
    side = torch.cuda.Stream()
    x = torch.ones(1 << 20, device="cuda")
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        y = x * 2
    torch.cuda.current_stream().wait_stream(side)
    assert y.sum().item() == 2 << 20
    start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    start.record()
    x.exp()
    end.record()
    end.synchronize()
    return f"exp of 4 MiB in {start.elapsed_time(end):.3f} ms"


def _graph() -> str:
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(20, 30), torch.nn.Dropout(0.2), torch.nn.Linear(30, 5)).cuda()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01, capturable=True)
    x, y = torch.randn(64, 20, device="cuda"), torch.randint(5, (64,), device="cuda")

    def step() -> torch.Tensor:
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
        return loss

    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        step()
    torch.cuda.current_stream().wait_stream(side)
    eager = copy.deepcopy((net.state_dict(), optimizer.state_dict()))
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        loss = step()
    torch.manual_seed(1)
    replayed = []
    for _ in range(20):
        graph.replay()
        replayed.append(loss.item())
    net.load_state_dict(eager[0])
    optimizer.load_state_dict(eager[1])
    torch.manual_seed(1)
    expected = [step().item() for _ in range(20)]
    assert replayed == expected, (replayed, expected)
    try:
        with torch.cuda.graph(torch.cuda.CUDAGraph()):
            x.sum().item()
    except torch.AcceleratorError:
        assert x.sum().isfinite().item()
    else:
        raise AssertionError("item() was captured")
    return "20 replays of a step of training equal the steps to the bit"


def _pinned() -> str:
    x = torch.randn(1 << 20)
    there = x.pin_memory().to("cuda", non_blocking=True)
    back = (there * 2).to("cpu", non_blocking=True)
    torch.cuda.synchronize()
    assert back.is_pinned() and torch.equal(back, x * 2)
    return f"{torch.cuda.host_memory_stats()['num_host_alloc']} blocks"


def _index_error() -> str:
    try:
        torch.ones(4, device="cuda")[torch.tensor([9], device="cuda")]
        torch.cuda.synchronize()
    except IndexError as error:
        assert torch.ones(4, device="cuda").sum().item() == 4
        return str(error)
    raise AssertionError("an index outside was not reported")


def _out_of_memory() -> str:
    try:
        torch.empty(1 << 50, dtype=torch.uint8, device="cuda")
    except torch.cuda.OutOfMemoryError as error:
        assert torch.ones(4, device="cuda").sum().item() == 4
        return str(error)
    raise AssertionError("more memory than there is was given")


def _dlpack() -> str:
    try:
        import torch as pytorch
    except ImportError:
        return "PyTorch is not there"
    x = torch.arange(6.0, device="cuda").reshape(2, 3)
    there = pytorch.from_dlpack(x)
    there += 1
    pytorch.cuda.synchronize()
    assert x.tolist() == there.tolist()
    assert torch.from_dlpack(there * 2).tolist() == (there * 2).tolist()
    return f"with PyTorch {pytorch.__version__}"


CHECKS: dict[str, Callable[[], str]] = {
    "memory": _memory,
    "kernels": _kernels,
    "products": _products,
    "training": _training,
    "streams and events": _streams,
    "graph": _graph,
    "page-locked memory": _pinned,
    "index outside": _index_error,
    "out of memory": _out_of_memory,
    "DLPack": _dlpack,
}


def run() -> None:
    """Print what the device is, and a line for each check."""
    from flambeau.utils.collect_env import get_pretty_env_info

    print(f"```\n{get_pretty_env_info()}\n```\n")
    for name, check in CHECKS.items():
        try:
            print(f"- {name}: {check() or 'good'}", flush=True)
        except Exception as error:
            print(f"- {name}: **failed**, {type(error).__name__}: {error}", flush=True)
