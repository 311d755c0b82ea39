"""Results and gradients of both libraries on this GPU."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flambeau

#: What is computed of tensors drawn as the shapes say; all in both libraries.
CASES: list[tuple[str, list[tuple[int, ...]], Callable[..., Any]]] = [
    ("exp", [(300, 400)], lambda torch, x: x.exp()),
    ("tanh gelu silu", [(1000,)], lambda torch, x: torch.nn.functional.gelu(x.tanh()) + torch.nn.functional.silu(x)),
    ("lgamma erfinv", [(1000,)], lambda torch, x: torch.lgamma(x) + torch.erfinv(x * 0.2)),
    ("sum", [(300, 4000)], lambda torch, x: x.sum(1) + x.sum(0).sum()),
    ("var", [(300, 400)], lambda torch, x: x.var(0)),
    ("max argmax", [(300, 400)], lambda torch, x: x.max(1).values),
    ("cumsum", [(30, 4000)], lambda torch, x: x.cumsum(1)),
    ("sort", [(30, 4000)], lambda torch, x: x.sort(1).values),
    ("matmul", [(300, 200), (200, 500)], lambda torch, x, y: x @ y),
    ("bmm", [(8, 30, 64), (8, 64, 50)], lambda torch, x, y: x @ y),
    ("linear", [(64, 100), (50, 100), (50,)], lambda torch, x, w, b: torch.nn.functional.linear(x, w, b)),
    ("softmax", [(300, 1000)], lambda torch, x: torch.softmax(x, -1)),
    ("log_softmax", [(30, 70, 20)], lambda torch, x: torch.log_softmax(x, 1)),
    ("layer_norm", [(300, 768)], lambda torch, x: torch.nn.functional.layer_norm(x, (768,))),
    ("batch_norm", [(32, 16, 10, 10)], lambda torch, x: torch.nn.functional.batch_norm(x, None, None, training=True)),
    ("group_norm", [(8, 16, 10, 10)], lambda torch, x: torch.nn.functional.group_norm(x, 4)),
    ("conv2d", [(8, 16, 30, 30), (32, 16, 3, 3)], lambda torch, x, w: torch.nn.functional.conv2d(x, w, padding=1)),
    (
        "conv2d stride groups",
        [(8, 16, 31, 31), (32, 4, 5, 5)],
        lambda torch, x, w: torch.nn.functional.conv2d(x, w, stride=2, padding=2, groups=4),
    ),
    (
        "conv_transpose2d",
        [(4, 8, 9, 9), (8, 6, 4, 4)],
        lambda torch, x, w: torch.nn.functional.conv_transpose2d(x, w, stride=2, padding=1),
    ),
    ("max_pool2d", [(8, 16, 30, 30)], lambda torch, x: torch.nn.functional.max_pool2d(x, 2)),
    ("avg_pool2d", [(8, 16, 31, 31)], lambda torch, x: torch.nn.functional.avg_pool2d(x, 3, 2, 1)),
    (
        "attention",
        [(2, 4, 60, 32)] * 3,
        lambda torch, q, k, v: torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True),
    ),
]
TOLERANCE = {"float32": 2e-5, "float64": 1e-12, "bfloat16": 2e-2}


def _evaluate(torch: Any, work: Callable[..., Any], arrays: list[Any], dtype: str) -> list[Any]:
    leaves = [torch.tensor(a, device="cuda").to(getattr(torch, dtype)).requires_grad_() for a in arrays]
    result = work(torch, *leaves)
    weights = torch.arange(result.numel(), device="cuda").reshape(result.shape).remainder(7).to(result.dtype) - 3
    result.backward(weights)
    return [t.detach().double().cpu().numpy() for t in (result, *(leaf.grad for leaf in leaves))]


def run() -> None:
    """Print the largest difference of each case, relative to the largest number."""
    try:
        import torch
    except ImportError:
        print("PyTorch is not there")
        return
    import numpy as np

    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    generator = np.random.default_rng(0)
    print("| case | " + " | ".join(TOLERANCE) + " |\n|" + "---|" * (1 + len(TOLERANCE)))
    bad = []
    for name, shapes, work in CASES:
        cells = []
        for dtype, tolerance in TOLERANCE.items():
            arrays = [generator.standard_normal(shape) for shape in shapes]
            try:
                ours, theirs = (_evaluate(library, work, arrays, dtype) for library in (flambeau, torch))
                apart = max(
                    float(np.abs(a - b).max() / max(np.abs(b).max(), 1e-30)) for a, b in zip(ours, theirs, strict=True)
                )
                mark = "" if apart <= tolerance else " **!**"
                cells.append(f"{apart:.1e}{mark}")
                bad += [f"{name} {dtype}"] if mark else []
            except Exception as error:
                cells.append(f"{type(error).__name__}: {str(error)[:60]}")
                bad.append(f"{name} {dtype}")
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
    print(f"\n{len(bad)} beyond the tolerance: {', '.join(bad)}" if bad else "\nAll within the tolerance.")
    print(f"\nRandom numbers from one seed:\n\n{_seeds(torch)}")


#: Draws on the GPU that both libraries make from one seed.
DRAWS: dict[str, Callable[[Any], Any]] = {
    "rand": lambda torch: torch.rand(5000, device="cuda"),
    "rand 3M": lambda torch: torch.rand(3_000_001, device="cuda"),
    "rand float64": lambda torch: torch.rand(5000, device="cuda", dtype=torch.float64),
    "uniform bfloat16": lambda torch: torch.empty(5000, device="cuda", dtype=torch.bfloat16).uniform_(-1, 3),
    "randn": lambda torch: torch.randn(5000, device="cuda"),
    "randn float64": lambda torch: torch.randn(5000, device="cuda", dtype=torch.float64),
    "exponential": lambda torch: torch.empty(5000, device="cuda").exponential_(2.0),
    "cauchy": lambda torch: torch.empty(5000, device="cuda").cauchy_(),
    "log_normal": lambda torch: torch.empty(5000, device="cuda").log_normal_(),
    "geometric": lambda torch: torch.empty(5000, device="cuda").geometric_(0.3),
    "bernoulli": lambda torch: torch.empty(5000, device="cuda").bernoulli_(0.3),
    "bernoulli of tensor": lambda torch: torch.bernoulli(torch.full((5000,), 0.3, device="cuda")),
    "randint": lambda torch: torch.randint(1000, (5000,), device="cuda"),
    "randint wide": lambda torch: torch.randint(1 << 30, (5000,), device="cuda"),
    "random int32": lambda torch: torch.empty(5000, device="cuda", dtype=torch.int32).random_(),
    "randperm": lambda torch: torch.randperm(5000, device="cuda"),
    "multinomial": lambda torch: torch.multinomial(torch.arange(1.0, 5001, device="cuda"), 1000),
    "gamma": lambda torch: torch._standard_gamma(torch.full((5000,), 2.5, device="cuda")),
    "dropout": lambda torch: torch.nn.functional.dropout(torch.ones(5000, device="cuda"), 0.3),
    "dropout odd": lambda torch: torch.nn.functional.dropout(torch.ones(5001, device="cuda"), 0.3),
    "dropout bfloat16": lambda torch: torch.nn.functional.dropout(
        torch.ones(5000, device="cuda", dtype=torch.bfloat16), 0.3
    ),
    "dropout 9M": lambda torch: torch.nn.functional.dropout(torch.ones(9_000_000, device="cuda"), 0.3),
    "alpha_dropout": lambda torch: torch.nn.functional.alpha_dropout(torch.ones(5000, device="cuda"), 0.3, True),
}


def _seeds(torch: Any) -> str:
    """For each draw the share of elements with the same bits, and of those that agree to 1e-5; then the next draw."""
    import numpy as np

    rows = []
    for name, draw in DRAWS.items():
        try:
            drawn = []
            for library in (flambeau, torch):
                library.manual_seed(5)
                drawn += [t.double().cpu().numpy() for t in (draw(library), library.rand(1, device="cuda"))]
            ours, ours_next, theirs, theirs_next = drawn
            near = np.abs(ours - theirs) <= 1e-5 * np.maximum(np.abs(theirs), 1)
            after = "same" if ours_next == theirs_next else "other"
            rows.append(f"| {name} | {100 * (ours == theirs).mean():.2f} % | {100 * near.mean():.2f} % | {after} |")
        except Exception as error:
            rows.append(f"| {name} | {type(error).__name__}: {str(error)[:60]} | | |")
    return "\n".join(["| draw | same bits | within 1e-5 | next draw |", "|---|---|---|---|", *rows])
