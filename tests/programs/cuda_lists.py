"""Lists of tensors, order, counts, ranges and scans on the GPU beside the same on the CPU: `cuda_lists.py FAMILY`.

`cuda_lists.py clip` limits the norm of some gradients once, for the log of calls.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable

import flambeau as torch
from flambeau import nn

SHAPES = [(3, 5), (0,), (), (7, 3, 2), (20000,), (1,)]
TOLERANCE = {torch.float64: 1e-12, torch.float32: 1e-6, torch.bfloat16: 1e-2, torch.float16: 2e-3}
DTYPES = list(TOLERANCE)


def numbers(shape: tuple[int, ...], seed: int = 0) -> torch.Tensor:
    """Numbers without repetitions, the same on every device."""
    return torch.arange(math.prod(shape), dtype=torch.float64).add(1 + 17 * seed).mul(12.9898).sin().reshape(shape)


def both(run: Callable[[str], list[torch.Tensor]], label: str) -> list[str]:
    """What differs between the devices."""
    wrong = []
    expected, found = run("cpu"), run("cuda")
    for at, (a, b) in enumerate(zip(expected, found, strict=True)):
        if not b.is_cuda or a.shape != b.shape or a.dtype != b.dtype:
            wrong.append(f"{label}, value {at}: {b.shape} {b.dtype} {b.device}, not {a.shape} {a.dtype}")
            continue
        b = b.cpu()
        apart = (a.double() - b.double()).abs() / a.double().abs().clamp(min=1.0)
        same = (a == b) | (a.isnan() & b.isnan()) if a.is_floating_point() else a == b
        if not (same | (apart <= TOLERANCE.get(a.dtype, 0))).all():
            wrong.append(f"{label}, value {at}: {b.flatten()[:8].tolist()}, not {a.flatten()[:8].tolist()}")
    return wrong


def gradients(device: str, dtypes: list[torch.dtype], special: float | None) -> list[torch.Tensor]:
    leaves = []
    for at, shape in enumerate(SHAPES):
        leaf = torch.zeros(shape, dtype=dtypes[at % len(dtypes)], device=device)
        leaf.grad = numbers(shape, at).to(leaf.dtype).to(device)
        leaves.append(leaf)
    if special is not None:
        leaves[3].grad[2, 1, 0] = special
    transposed = torch.zeros(4, 6, device=device).t()
    transposed.grad = numbers((4, 6), 9).float().to(device).t()
    gaps = torch.zeros(5, device=device)
    gaps.grad = numbers((10,), 8).float().to(device)[::2]
    return [*leaves, transposed, gaps]


def norms() -> list[str]:
    wrong = []
    for order in (2.0, 1.0, math.inf, -math.inf, 0.0, 3.0, 0.5):
        for dtypes in [[dtype] for dtype in DTYPES] + [DTYPES]:
            for special in (None, math.nan, math.inf):

                def run(device: str, dtypes=dtypes, special=special, order=order) -> list[torch.Tensor]:
                    leaves = gradients(device, dtypes, special)
                    grads = [leaf.grad for leaf in leaves]
                    filled = [grad for grad in grads if grad.numel() > 0] if order < 0 else grads
                    each = torch._foreach_norm(filled, order)
                    total = nn.utils.get_total_norm(filled, order)
                    nn.utils.clip_grads_with_norm_(leaves, 0.7, total)
                    return [total, *each, *grads]

                wrong += both(run, f"norms of order {order} {dtypes} {special}")

    def many(device: str) -> list[torch.Tensor]:
        grads = [numbers((1 + at % 3,), at).to(DTYPES[at % 2]).to(device) for at in range(2300)]
        return [nn.utils.get_total_norm(grads), nn.utils.get_total_norm(grads, 1), *torch._foreach_norm(grads)[::100]]

    return wrong + both(many, "norms of very many")


def scales() -> list[str]:
    def run(device: str) -> list[torch.Tensor]:
        grads = [leaf.grad for leaf in gradients(device, DTYPES, None)]
        torch._foreach_mul_(grads, 3)
        torch._foreach_mul_(grads, torch.tensor(0.5, dtype=torch.float64, device=device))
        # A factor among what it multiplies.
        torch._foreach_mul_([grads[4]], grads[4][7])
        return grads

    wrong = both(run, "scales")
    for special in (None, math.nan, math.inf):

        def unscale(device: str, special=special) -> list[torch.Tensor]:
            grads = [leaf.grad for leaf in gradients(device, DTYPES, special)]
            found, factor = torch.zeros((), device=device), torch.full((), 0.25, device=device)
            torch._amp_foreach_non_finite_check_and_unscale_(grads, found, factor)
            return [found, *grads]

        wrong += both(unscale, f"unscale {special}")

    def train(device: str) -> list[torch.Tensor]:
        weight = nn.Parameter(torch.ones(3, device=device))
        optimizer = torch.optim.SGD([weight], lr=0.5)
        scaler = torch.amp.GradScaler(device, init_scale=4.0, growth_interval=2)
        values = []
        for factor in (1.0, math.inf, 2.0, 1.0):
            optimizer.zero_grad()
            scaler.scale((weight * factor).sum()).backward()
            scaler.step(optimizer)
            scaler.update()
            values += [weight.detach().clone(), torch.tensor(scaler.get_scale(), device=device)]
        return values

    return wrong + both(train, "scaler")


def tops() -> list[str]:
    wrong = []
    dtypes = [*DTYPES, torch.int64, torch.int32, torch.uint8]
    for dtype in dtypes:
        for shape, dim, count in [((3, 2500), 1, 5), ((3000, 2), 0, 33), ((2, 2100), -1, 1), ((4100,), 0, 1000)]:
            for largest in (True, False):
                # Many equal elements; in floating-point numbers NaN and both zeros.
                values = (numbers(shape) * 100).round().to(dtype)
                if dtype.is_floating_point:
                    values.flatten()[::701] = math.nan
                    values.flatten()[5::97] = -0.0

                def run(device: str, values=values, dim=dim, count=count, largest=largest) -> list[torch.Tensor]:
                    found = values.to(device).topk(count, dim, largest)
                    # Of equal elements any may come first: here in the order of their places, as when sorted.
                    order = values.to(device).sort(dim=dim, descending=largest, stable=True)
                    assert (found.indices == order.indices.narrow(dim, 0, count)).all() or device == "cpu"
                    return [found.values]

                wrong += both(run, f"topk {dtype} {shape} {dim} {count} {largest}")
    return wrong


def counts() -> list[str]:
    wrong = []
    for dtype in (torch.float64, torch.float32):
        for shape in ((40, 30), (0,), (1,)):

            def run(device: str, dtype=dtype, shape=shape) -> list[torch.Tensor]:
                x = (numbers(shape) * 3).to(dtype).to(device)
                values = [x.histc(7), x.histc(5, -1, 2), *x.histogram(6, range=(-1.0, 2.0))]
                weight = numbers(shape, 3).to(dtype).to(device)
                edges = torch.tensor([-2.0, -0.5, 0.25, 1.0], dtype=dtype, device=device)
                values += [*x.histogram(edges, weight=weight), *x.histogram(edges)]
                if x.numel() > 1:
                    values += x.histogram(4, weight=weight, density=True)
                return values

            wrong += both(run, f"histograms {dtype} {shape}")

    def missing(device: str) -> list[torch.Tensor]:
        x = torch.tensor([1.0, math.nan, 2.0, 1.5], device=device)
        return [x.histc(4, 1, 2), torch.bincount(torch.tensor([3, 0, 3], device=device), minlength=6)]

    return wrong + both(missing, "histogram of NaN")


def ranges() -> list[str]:
    wrong = []
    for dtype in (*DTYPES, torch.int64, torch.int32, torch.int16, torch.uint8):

        def run(device: str, dtype=dtype) -> list[torch.Tensor]:
            options = {"dtype": dtype, "device": device}
            values = [torch.arange(600, **options), torch.arange(100, 2, -3, **options), torch.arange(0, **options)]
            if dtype.is_floating_point:
                values += [torch.arange(-1, 2, 0.3, **options), torch.logspace(-1, 2, 9, **options)]
            values += [torch.linspace(3, 90, 301, **options), torch.linspace(5, 5, 1, **options)]
            return [*values, torch.linspace(2, 90, 0, **options)]

        wrong += both(run, f"ranges {dtype}")

    def complexes(device: str) -> list[torch.Tensor]:
        return [torch.view_as_real(torch.linspace(0, 3, 7, dtype=torch.complex128, device=device))]

    return wrong + both(complexes, "complex range")


def scans() -> list[str]:
    wrong = []
    for dtype in (torch.float64, torch.float32):
        for shape, dim in [((4, 9), 1), ((300, 3), 0), ((2, 20000), 1), ((5000, 4), 1), ((1,), 0)]:
            for zeros in (0, 1, 5):

                def run(device: str, dtype=dtype, shape=shape, dim=dim, zeros=zeros) -> list[torch.Tensor]:
                    x = (1 + numbers(shape) * 0.02).to(dtype).to(device)
                    x.flatten()[3 :: max(1, x.numel() // (zeros + 1))][:zeros] = 0
                    x.requires_grad_()
                    out = x.cumprod(dim)
                    grad = numbers(shape, 5).to(dtype).to(device)
                    (first,) = torch.autograd.grad(out, [x], grad, create_graph=True)
                    (second,) = torch.autograd.grad(first.sum(), [x])
                    (logs,) = torch.autograd.grad(x.logcumsumexp(dim), [x], grad)
                    long = shape[dim] > 1000
                    return [out.detach(), logs] if long else [out.detach(), first.detach(), second, logs]

                for text in both(run, f"scans {dtype} {shape} {dim} {zeros}"):
                    wrong.append(text)
    return wrong


def clip() -> list[str]:
    leaves = [nn.Parameter(torch.zeros(shape, device="cuda")) for shape in [(6, 1, 5, 5), (6,), (16, 6, 5, 5), (10,)]]
    for leaf in leaves:
        leaf.grad = torch.zeros_like(leaf)
    nn.utils.clip_grad_norm_(leaves, 1.0)
    return []


FAMILIES = {run.__name__: run for run in (norms, scales, tops, counts, ranges, scans, clip)}


if __name__ == "__main__":
    differences = FAMILIES[sys.argv[1]]()
    print("\n".join(differences))
    sys.exit(bool(differences))
