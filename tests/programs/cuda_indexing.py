"""Calls of one family on the CPU and on a GPU, which must agree. Prints what does not, and then ends with 1."""

from __future__ import annotations

import sys
import threading

import flambeau as torch
from flambeau.nn import functional as F

REALS = ["float32", "float64", "bfloat16"]
ALL = [*REALS, "int64", "int32", "uint8", "bool", "complex64"]
TOLERANCE = {"float32": 1e-5, "float64": 1e-12, "bfloat16": 3e-2, "complex64": 1e-5}


def data(dtype: str, *shape: int, seed: int = 0):
    """Numbers that are all different where the dtype has so many; NaN comes in elsewhere."""
    count = 1
    for size in shape:
        count *= size
    numbers = (torch.arange(count) * 7919 + seed * 31) % max(count, 1)
    numbers = numbers.reshape(shape)
    if dtype == "bool":
        return numbers % 3 == 0
    if dtype.startswith("complex"):
        return torch.complex(numbers * 0.25 - 3.0, 2.0 - numbers * 0.5).to(getattr(torch, dtype))
    if dtype in ("uint8", "int32", "int64"):
        return (numbers % 100).to(getattr(torch, dtype))
    return (numbers * 0.25 - 3.0).to(getattr(torch, dtype))


def indices(high: int, *shape: int, seed: int = 1):
    """Indices below `high`, many of them twice."""
    count = 1
    for size in shape:
        count *= size
    return ((torch.arange(count) * 7907 + seed * 13) % 10007 % max(high, 1)).reshape(shape)


def flat(result):
    """The tensors of a result."""
    if isinstance(result, torch.Tensor):
        return [result]
    return [tensor for part in result for tensor in flat(part)]


def agree(here, there, tolerance: float) -> bool:
    there = there.cpu()
    if here.shape != there.shape or here.dtype != there.dtype:
        return False
    if here.dtype in (torch.bool, torch.int64, torch.int32, torch.uint8):
        return bool((here == there).all())
    return torch.allclose(here, there, rtol=tolerance, atol=tolerance, equal_nan=True)


def compare(name: str, call, tensors) -> list[str]:
    """Runs `call` on copies of the tensors on both devices."""
    dtype = str(tensors[0].dtype).removeprefix("torch.")
    tolerance = max([TOLERANCE.get(str(t.dtype).removeprefix("torch."), 0.0) for t in tensors])
    answers = []
    for device in ("cpu", "cuda"):
        inputs = [tensor.detached_copy(device) for tensor in map(Input, tensors)]
        outputs = flat(call(*inputs))
        if device == "cuda" and any(not output.is_cuda for output in outputs):
            return [f"{name} [{dtype}]: a result is not on the GPU"]
        differentiable = [o for o in outputs if o.requires_grad]
        gradients = []
        if differentiable:
            upstream = [data(str(o.dtype).removeprefix("torch."), *o.shape, seed=5).to(device) for o in differentiable]
            leaves = [t for t in inputs if t.requires_grad]
            gradients = torch.autograd.grad(differentiable, leaves, upstream, allow_unused=True)
        answers.append((outputs, gradients))
    (values, gradients), (other_values, other_gradients) = answers
    if len(values) != len(other_values):
        return [f"{name} [{dtype}]: {len(values)} and {len(other_values)} results"]
    wrong = []
    pairs = [("value", *pair) for pair in zip(values, other_values, strict=True)]
    pairs += [("gradient", *pair) for pair in zip(gradients, other_gradients, strict=True) if pair[0] is not None]
    for kind, here, there in pairs:
        if there is None or not agree(here.detach(), there.detach(), tolerance * 4):
            wrong.append(
                f"{name} [{dtype}]: {kind} {here} on the CPU, {None if there is None else there.cpu()} on the GPU"
            )
    return wrong


class Input:
    """A tensor to be copied, in its layout, to a device."""

    def __init__(self, tensor):
        self.tensor = tensor

    def detached_copy(self, device: str):
        tensor = self.tensor
        if tensor.dim() >= 2 and not tensor.is_contiguous():
            copy = tensor.t().contiguous().to(device).t() if tensor.dim() == 2 else tensor.to(device)
        else:
            copy = tensor.clone().to(device)
        if tensor.dtype.is_floating_point or tensor.dtype.is_complex:
            copy = copy.detach().requires_grad_()
        return copy


def run(table) -> list[str]:
    wrong = []
    for name, call, dtypes, shapes, others in table:
        for dtype in dtypes:
            tensors = [data(dtype, *shape, seed=at) for at, shape in enumerate(shapes)]
            variants = [tensors]
            if tensors and tensors[0].dim() == 2 and tensors[0].numel() > 0:
                variants.append([tensors[0].t().contiguous().t(), *tensors[1:]])
            for given in variants:
                try:
                    wrong += compare(name, call, [*given, *others])
                except Exception as error:
                    wrong.append(f"{name} [{dtype}]: {type(error).__name__}: {error}")
    return wrong


def inplace(method, *arguments, **options):
    """A call of an in-place method on a copy."""

    def call(x, *others):
        x = x * 1 if x.dtype != torch.bool else x.clone()
        getattr(x, method)(*[a(*others) if callable(a) else a for a in arguments], **options)
        return x

    return call


def picks():
    return [
        ("gather", lambda x, i: x.gather(1, i), ALL, [(5, 7)], [indices(7, 5, 9)]),
        ("gather 0", lambda x, i: x.gather(0, i), ALL, [(5, 7)], [indices(5, 8, 6)]),
        ("gather 0-d", lambda x, i: x.gather(0, i), REALS, [()], [torch.tensor([0])]),
        ("gather int32", lambda x, i: x.gather(1, i.int()), ["float32"], [(4, 4)], [indices(4, 4, 4)]),
        ("gather empty", lambda x, i: x.gather(1, i), ALL, [(5, 7)], [torch.zeros(5, 0, dtype=torch.int64)]),
        ("gather many", lambda x, i: x.gather(0, i), ["float32"], [(100, 30)], [indices(100, 90, 30)]),
        ("take_along_dim", lambda x, i: torch.take_along_dim(x, i, 1), REALS, [(5, 7)], [indices(7, 5, 3)]),
        ("index_select 0", lambda x, i: x.index_select(0, i), ALL, [(6, 8)], [indices(6, 11)]),
        ("index_select 1", lambda x, i: x.index_select(1, i), ALL, [(6, 8)], [indices(8, 5)]),
        ("index_select 3-d", lambda x, i: x.index_select(1, i), ["float32"], [(3, 6, 16)], [indices(6, 11)]),
        ("index_select empty", lambda x, i: x.index_select(0, i), ["float32"], [(6, 8)], [torch.zeros(0).long()]),
        ("x[i]", lambda x, i: x[i], ALL, [(6, 8)], [indices(12, 4, 3) - 6]),
        ("x[:, i]", lambda x, i: x[:, i], ALL, [(6, 8)], [indices(16, 5) - 8]),
        ("x[i, j]", lambda x, i, j: x[i, j], ALL, [(6, 8)], [indices(6, 5), indices(8, 4, 1)]),
        ("x[i, :, j]", lambda x, i, j: x[i, :, j], REALS, [(4, 5, 6)], [indices(4, 3), indices(6, 3)]),
        ("x[mask, i]", lambda x, i: x[x[:, 0] > 0, i], ["float32"], [(4, 5)], [torch.tensor(1)]),
        ("x[cpu i]", lambda x: x[torch.tensor([1, 0])], ["float32"], [(4, 5)], []),
        ("take", lambda x, i: x.take(i), ALL, [(6, 8)], [indices(96, 7, 2) - 48]),
        ("flip", lambda x: x.flip(0, 1), ALL, [(6, 8)], []),
        ("roll", lambda x: x.roll(3, 1), ALL, [(6, 8)], []),
    ]


def writes():
    i = indices(5, 8, 6)
    rows = indices(5, 9)
    table = [
        ("scatter", lambda x, s, i: x.scatter(0, i, s), ALL, [(5, 7), (8, 7)], [i]),
        ("scatter value", lambda x, i: x.scatter(0, i, 1), ALL, [(5, 7)], [i]),
        ("scatter_", inplace("scatter_", 0, lambda i: i, 1), ALL, [(5, 7)], [i]),
        ("scatter empty", lambda x, i: x.scatter(0, i, x), REALS, [(5, 7)], [torch.zeros(0, 7).long()]),
        ("scatter far", lambda x, s, i: x.scatter(0, i, s), ["float32"], [(200_000,), (3,)], [torch.tensor([7, 9, 7])]),
        ("scatter_add", lambda x, s, i: x.scatter_add(0, i, s), ALL, [(5, 7), (8, 7)], [i]),
        ("scatter_add 1", lambda x, s, i: x.scatter_add(1, i, s), ALL, [(8, 5), (8, 6)], [i]),
        (
            "scatter_add expanded",
            lambda x, s, i: x.scatter_add(0, i[:, None].expand(9, 7), s),
            REALS,
            [(5, 7), (9, 7)],
            [rows],
        ),
        ("scatter_add few", lambda x, s, i: x.scatter_add(0, i, s), REALS, [(3,), (1000,)], [indices(3, 1000)]),
        ("scatter_add one", lambda x, s, i: x.scatter_add(0, i, s), ["float64"], [(1,), (640,)], [indices(1, 640)]),
        ("scatter multiply", lambda x, i: x.detach().scatter(0, i, 2, reduce="multiply"), ALL[:6], [(5, 7)], [i]),
        ("index_add 0", lambda x, s, i: x.index_add(0, i, s), ALL, [(5, 7), (9, 7)], [rows]),
        ("index_add 1", lambda x, s, i: x.index_add(1, i, s, alpha=2), ALL[:5], [(7, 5), (7, 9)], [rows]),
        ("index_copy", lambda x, s, i: x.index_copy(0, i, s), ALL, [(5, 7), (9, 7)], [rows]),
        ("index_fill", lambda x, i: x.index_fill(1, i, 1), ALL, [(7, 5)], [rows - 5]),
        ("put", lambda x, s, i: x.put(i, s), ALL, [(6, 8), (9,)], [indices(48, 9)]),
        ("put accumulate", lambda x, s, i: x.put(i, s, accumulate=True), ALL, [(6, 8), (9,)], [indices(4, 9) - 2]),
        ("index_put", lambda x, s, i: x.index_put((i,), s), ALL, [(5, 7), (9, 7)], [rows]),
        ("index_put 2", lambda x, s, i, j: x.index_put((i, j), s), ALL, [(5, 7), (9,)], [rows, indices(7, 9)]),
        ("accumulate", lambda x, s, i: x.index_put((i,), s, accumulate=True), ALL, [(5, 7), (9, 7)], [rows]),
        ("accumulate row", lambda x, s, i: x.index_put((i,), s, accumulate=True), REALS, [(5, 7), (7,)], [rows]),
        ("x[i] = number", lambda x, i: set_item(x, i, 2), ALL, [(5, 7)], [rows - 5]),
        ("x[:, i] = s", lambda x, s, i: set_item(x, (slice(None), i), s), ALL, [(7, 5), (7, 9)], [rows]),
        ("x[i, :, j] = s", lambda x, s, i: set_item(x, (i, slice(None), i), s), REALS, [(5, 3, 5), (9, 3)], [rows]),
        ("index_add many", lambda x, s, i: x.index_add(0, i, s), REALS, [(40, 3), (5000, 3)], [indices(40, 5000)]),
        (
            "index_copy wide",
            lambda x, s, i: x.index_copy(0, i, s),
            ["float32"],
            [(300_000, 1), (9, 1)],
            [indices(99, 9)],
        ),
    ]
    for how in ("sum", "prod", "mean", "amax", "amin"):
        for own in (True, False):
            table.append(
                (
                    f"scatter_reduce {how} {own}",
                    lambda x, s, i, how=how, own=own: x.scatter_reduce(0, i, s, how, include_self=own),
                    REALS if how == "prod" else ALL[:6],
                    [(5, 7), (8, 7)],
                    [i],
                )
            )
    table.append(("index_reduce", lambda x, s, i: x.index_reduce(0, i, s, "amax"), REALS, [(5, 7), (9, 7)], [rows]))
    return table


def set_item(x, key, value):
    x = x.clone()
    x[key] = value
    return x


def masks():
    return [
        ("masked_select", lambda x, m: x.masked_select(m), ALL, [(30, 7)], [data("bool", 30, 7, seed=2)]),
        ("masked_select row", lambda x, m: x.masked_select(m), REALS, [(30, 7)], [data("bool", 7)]),
        ("masked_select many", lambda x, m: x.masked_select(m), ["float32"], [(90, 70)], [data("bool", 90, 70)]),
        ("masked_select 0-d", lambda x, m: x.masked_select(m), ["float32"], [()], [torch.tensor(True)]),
        ("masked_select none", lambda x, m: x.masked_select(m), ["float32"], [(4,)], [torch.zeros(4).bool()]),
        ("masked_select empty", lambda x, m: x.masked_select(m), ["float32"], [(0, 4)], [torch.zeros(0, 4).bool()]),
        ("masked_scatter", lambda x, s, m: x.masked_scatter(m, s), ALL, [(30, 7), (250,)], [data("bool", 30, 7)]),
        ("masked_fill", lambda x, m: x.masked_fill(m, 1), ALL, [(30, 7)], [data("bool", 30, 7)]),
        ("x[mask]", lambda x, m: x[m], ALL, [(30, 7)], [data("bool", 30, 7)]),
        ("x[mask rows]", lambda x, m: x[m], ALL, [(30, 7)], [data("bool", 30)]),
        ("x[mask] = s", lambda x, m: set_item(x, m, 2), ALL, [(30, 7)], [data("bool", 30, 7)]),
        ("x[mask rows] = s", lambda x, s, m: set_item(x, m, s), REALS, [(30, 7), (7,)], [data("bool", 30)]),
        ("nonzero", lambda x: x.nonzero(), ALL, [(30, 7)], []),
        ("nonzero 3-d", lambda x: x.nonzero(), ["int64", "bool"], [(20, 30, 7)], []),
        ("nonzero 0-d", lambda x: x.nonzero(), ["float32"], [()], []),
        ("nonzero as tuple", lambda x: x.nonzero(as_tuple=True), ["bool"], [(30, 7)], []),
        ("where", lambda x: torch.where(x), ["bool"], [(30, 7)], []),
        ("argwhere", lambda x: torch.argwhere(x), ["bool"], [(300,)], []),
        ("count_nonzero", lambda x: torch.count_nonzero(x), ["float32"], [(30, 7)], []),
    ]


def tables():
    picks = indices(5, 4, 3)
    many = indices(5, 40, 5)
    return [
        ("embedding", lambda w, i: F.embedding(i, w), REALS, [(5, 8)], [picks]),
        ("embedding odd", lambda w, i: F.embedding(i, w), REALS, [(5, 7)], [picks]),
        ("embedding padding", lambda w, i: F.embedding(i, w, padding_idx=2), REALS, [(5, 8)], [many]),
        ("embedding freq", lambda w, i: F.embedding(i, w, scale_grad_by_freq=True), REALS, [(5, 8)], [many]),
        ("embedding int32", lambda w, i: F.embedding(i.int(), w), ["float32"], [(5, 8)], [picks]),
        ("embedding empty", lambda w, i: F.embedding(i, w), ["float32"], [(5, 8)], [torch.zeros(0, 2).long()]),
        ("embedding twice", twice, ["float64"], [(5, 3)], [picks]),
        ("renorm", renorm, ["float32", "float64"], [(5, 3)], [picks]),
        ("one_hot", lambda i: F.one_hot(i, 5), ["int64"], [], [picks]),
        ("one_hot -1", lambda i: F.one_hot(i), ["int64"], [], [picks]),
        ("bag sum", lambda w, i, o: F.embedding_bag(i, w, o, mode="sum"), ["float32"], [(5, 8)], [indices(5, 9), BAGS]),
        (
            "bag mean",
            lambda w, i, o: F.embedding_bag(i, w, o, mode="mean"),
            ["float32"],
            [(5, 8)],
            [indices(5, 9), BAGS],
        ),
        ("bag 2-d", lambda w, i: F.embedding_bag(i, w, mode="mean", padding_idx=1), ["float32"], [(5, 8)], [picks]),
        (
            "bag last",
            lambda w, i, o: F.embedding_bag(i, w, o, mode="sum", include_last_offset=True),
            ["float32"],
            [(5, 8)],
            [indices(5, 9), BAGS],
        ),
        (
            "bag weights",
            lambda w, s, i, o: F.embedding_bag(i, w, o, mode="sum", per_sample_weights=s),
            ["float32"],
            [(5, 8), (9,)],
            [indices(5, 9), BAGS],
        ),
    ]


BAGS = torch.tensor([0, 2, 2, 7])


def twice(w, i):
    """The gradient of a gradient's norm."""
    (grad,) = torch.autograd.grad((F.embedding(i, w, padding_idx=1) ** 3).sum(), w, create_graph=True)
    (second,) = torch.autograd.grad((grad**2).sum(), w)
    return [grad.detach(), second]


def renorm(w, i):
    w = w.detach().clone()
    F.embedding(i, w, max_norm=1.5)
    return w


def joins():
    return [
        ("cat 0", lambda x, y: torch.cat([x, y, x]), ALL, [(3, 5), (4, 5)], []),
        ("cat 1", lambda x, y: torch.cat([x, y, x], 1), ALL, [(3, 5), (3, 2)], []),
        ("cat of many", lambda x: torch.cat([x] * 70, 1), ["float32", "uint8"], [(3, 5)], []),
        ("cat of two dtypes", lambda x, y: torch.cat([x, y.double()]), ["float32"], [(3, 5), (4, 5)], []),
        ("cat empty", lambda x, y: torch.cat([x, y]), ["float32"], [(0, 5), (4, 5)], []),
        ("stack", lambda x, y: torch.stack([x, y], 1), ALL, [(3, 5), (3, 5)], []),
        ("hstack", lambda x, y: torch.hstack([x, y]), REALS, [(3, 5), (3, 4)], []),
        ("tril", lambda x: x.tril(1), ALL, [(5, 6)], []),
        ("triu", lambda x: x.triu(-1), ALL, [(5, 6)], []),
        ("triu of many", lambda x: x.triu(), ["float32"], [(3, 5, 6)], []),
        ("tril_", inplace("tril_"), REALS, [(5, 6)], []),
        ("pad", lambda x: F.pad(x, (1, 2, 0, 1), value=2.0), REALS, [(3, 5)], []),
        ("pad reflect", lambda x: F.pad(x, (1, 2), mode="reflect"), ["float32"], [(3, 5)], []),
        ("pad replicate", lambda x: F.pad(x, (1, 2), mode="replicate"), ["float32"], [(3, 5)], []),
        ("pad circular", lambda x: F.pad(x, (1, 2), mode="circular"), ["float32"], [(3, 5)], []),
        ("diag", lambda x: torch.diag(x), ALL, [(5,)], []),
        ("diagonal", lambda x: x.diagonal(1), ALL, [(5, 6)], []),
        ("diag_embed", lambda x: torch.diag_embed(x), REALS, [(3, 4)], []),
        ("repeat", lambda x: x.repeat(2, 3), ALL, [(3, 5)], []),
        ("tile", lambda x: x.tile((2,)), REALS, [(3, 5)], []),
        ("repeat_interleave", lambda x: x.repeat_interleave(3, 1), REALS, [(3, 5)], []),
        (
            "repeat_interleave t",
            lambda x, i: x.repeat_interleave(i, 0),
            ["float32"],
            [(3, 5)],
            [torch.tensor([1, 0, 3])],
        ),
        ("rot90", lambda x: x.rot90(), REALS, [(3, 5)], []),
        ("meshgrid", lambda x, y: torch.meshgrid(x, y, indexing="ij"), REALS, [(3,), (5,)], []),
        ("cartesian_prod", lambda x, y: torch.cartesian_prod(x, y), REALS, [(3,), (5,)], []),
        ("block_diag", lambda x, y: torch.block_diag(x, y), REALS, [(3, 2), (5, 1)], []),
        ("kron", lambda x, y: torch.kron(x, y), REALS, [(3, 2), (2, 1)], []),
        ("unfold", lambda x: x.unfold(1, 3, 2), REALS, [(3, 9)], []),
        ("select_scatter", lambda x, y: x.select_scatter(y, 0, 1), REALS, [(3, 5), (5,)], []),
        ("slice_scatter", lambda x, y: x.slice_scatter(y, 0, 1, 3), REALS, [(3, 5), (2, 5)], []),
        ("diagonal_scatter", lambda x, y: x.diagonal_scatter(y), REALS, [(3, 5), (3,)], []),
        ("vander", lambda x: torch.vander(x, 4), ["float64"], [(3,)], []),
        ("tril_indices", lambda x: torch.tril_indices(4, 5, device=x.device), ["float32"], [(3,)], []),
    ]


def searches():
    edges = torch.tensor([-2.0, 0.0, 0.0, 1.0, 2.5])
    return [
        (
            "bucketize",
            lambda x, e: torch.bucketize(x.detach(), e.detach().to(x.dtype)),
            ["float32", "float64", "bfloat16"],
            [(40,)],
            [edges],
        ),
        (
            "right",
            lambda x, e: torch.bucketize(x.detach(), e.detach(), right=True, out_int32=True),
            ["float32"],
            [(8, 5)],
            [edges],
        ),
        (
            "searchsorted",
            lambda x, y: torch.searchsorted(x.detach().sort(1)[0], y.detach()),
            ["float32", "int64"],
            [(4, 9), (4, 5)],
            [],
        ),
        (
            "sorter",
            lambda x: torch.searchsorted(x.detach(), x.detach(), sorter=x.detach().argsort()),
            ["float32"],
            [(9,)],
            [],
        ),
        ("isin", lambda x, y: torch.isin(x.detach(), y.detach()), ["float32", "int64", "uint8"], [(30,), (10,)], []),
        ("isin not", lambda x, y: torch.isin(x.detach(), y.detach(), invert=True), ["float32"], [(30,), (10,)], []),
    ]


def scans():
    some = [*REALS, "complex64", "int64"]
    table = []
    for shape, dim in [
        ((5, 7), 1),
        ((5, 7), 0),
        ((3, 600), 1),
        ((70, 3), 0),
        ((2, 9000), 1),
        ((20_000,), 0),
        ((40, 33, 5), 1),
        ((), 0),
    ]:
        small = data("float32", *shape).numel() < 1000
        label = f"{shape} {dim}"
        table += [
            (f"cumsum {label}", lambda x, dim=dim: x.cumsum(dim), some if small else ["float32", "int64"], [shape], []),
            (f"cumprod {label}", lambda x, dim=dim: (1 + x / 1e5).cumprod(dim), ["float64"], [shape], []),
            (
                f"cummax {label}",
                lambda x, dim=dim: x.cummax(dim),
                [*REALS, "int64", "uint8"] if small else ["float64"],
                [shape],
                [],
            ),
            (
                f"cummin {label}",
                lambda x, dim=dim: x.cummin(dim),
                [*REALS, "int64"] if small else ["float64"],
                [shape],
                [],
            ),
            (f"logcumsumexp {label}", lambda x, dim=dim: (x / 1e3).logcumsumexp(dim), ["float64"], [shape], []),
        ]
    table += [
        ("cumsum bool", lambda x: x.cumsum(0), ["bool", "uint8"], [(9,)], []),
        ("cumsum empty", lambda x: x.cumsum(0), ["float32"], [(0, 4)], []),
        ("cumsum dtype", lambda x: x.cumsum(0, dtype=torch.float64), ["float32"], [(9,)], []),
        ("cumprod zeros", lambda x: x.cumprod(1), ["float64", "complex64"], [(3, 14)], []),
        ("cummax nan", lambda x: torch.where(x > 1, float("nan"), x).cummax(0), ["float32"], [(40,)], []),
        ("diff", lambda x: x.diff(), REALS, [(4, 9)], []),
        ("prod", lambda x: x.prod(1), ["float64"], [(4, 9)], []),
    ]
    return table


def orders():
    some = [*REALS, "int64", "int32", "uint8", "bool"]
    table = []
    for shape, dim in [((5, 7), 1), ((5, 7), 0), ((3, 600), 1), ((2, 5000), 1), ((5000,), 0), ((4, 33, 5), 1), ((), 0)]:
        small = data("float32", *shape).numel() < 100
        label = f"{shape} {dim}"
        kinds = some if small else ["float32", "int64", "float64", "bfloat16"]
        numbers = [kind for kind in kinds if kind != "bool"]
        size = shape[dim] if shape else 1
        k = min(size, 3)
        table += [
            (f"sort {label}", lambda x, dim=dim: x.sort(dim), kinds, [shape], []),
            (
                f"descending {label}",
                lambda x, dim=dim: torch.sort(x, dim=dim, descending=True, stable=True),
                kinds,
                [shape],
                [],
            ),
            (f"topk {label}", lambda x, k=k, dim=dim: x.topk(k, dim), numbers, [shape], []),
            (f"smallest {label}", lambda x, k=k, dim=dim: x.topk(k, dim, largest=False), numbers, [shape], []),
            (f"kthvalue {label}", lambda x, k=k, dim=dim: x.kthvalue(k, dim), numbers, [shape], []),
            (f"median {label}", lambda x, dim=dim: x.median(dim), numbers, [shape], []),
            (
                f"mode {label}",
                lambda x, dim=dim: (x // 4 if x.dtype != torch.bool else x).mode(dim),
                ["int64"],
                [shape],
                [],
            ),
        ]
    table += [
        ("argsort", lambda x: x.argsort(0), some, [(5, 7)], []),
        ("msort", lambda x: torch.msort(x), REALS, [(5, 7)], []),
        ("sort nan", lambda x: torch.where(x > 1, float("nan"), x).sort(0), REALS, [(40,)], []),
        ("sort -0", lambda x: (x.round() * -0.0).sort(0), ["float32"], [(40,)], []),
        ("sort empty", lambda x: x.sort(1), ["float32"], [(4, 0)], []),
        ("median nan", lambda x: torch.where(x > 1, float("nan"), x).median(1), REALS, [(4, 9)], []),
        ("nanmedian", lambda x: torch.where(x > 1, float("nan"), x).nanmedian(1), REALS, [(4, 9)], []),
        ("median of all", lambda x: x.median(), REALS, [(4, 9)], []),
        ("mode of ties", lambda x: (x % 3).mode(1), ["int64", "uint8"], [(4, 19)], []),
        ("quantile", lambda x: x.quantile(0.3, dim=1), ["float32", "float64"], [(4, 9)], []),
        (
            "unique",
            lambda x: torch.unique(x.detach(), return_inverse=True, return_counts=True),
            ["float32", "int64", "uint8", "bool"],
            [(9, 9)],
            [],
        ),
        ("unique values", lambda x: torch.unique(x.detach()), ["int64"], [(900,)], []),
        (
            "consecutive",
            lambda x: torch.unique_consecutive((x // 3).detach(), return_inverse=True, return_counts=True),
            ["int64"],
            [(90,)],
            [],
        ),
        (
            "unique empty",
            lambda x: torch.unique(x.detach(), return_inverse=True, return_counts=True),
            ["float32"],
            [(0,)],
            [],
        ),
    ]
    return table


def counts():
    return [
        ("bincount", lambda x: x.bincount(minlength=3), ["int64", "uint8"], [(40,)], []),
        ("bincount weights", lambda x, w: x.bincount(w.detach()), ["int64"], [(40,)], [data("float32", 40)]),
        ("histc", lambda x: x.detach().histc(7), ["float32"], [(40,)], []),
    ]


def wait():
    """Until the device is done: what kernels noted is raised."""
    torch.zeros(1, device="cuda").cpu()


def wait_with_others(together: threading.Barrier, caught: list[IndexError]) -> None:
    together.wait()
    try:
        wait()
    except IndexError as error:
        caught.append(error)


def mistakes() -> list[str]:
    """An index outside its dimension is raised where the host waits, once and as on the CPU; nothing is written, and all goes
    on."""
    wrong = []
    x = torch.arange(12.0, device="cuda").reshape(3, 4)
    bad = torch.tensor([0, 3], device="cuda")
    calls = {
        "index_select": lambda: x.index_select(0, bad),
        "x[i]": lambda: x[bad],
        "gather": lambda: x.gather(0, bad[None].expand(3, 2)),
        "embedding": lambda: F.embedding(bad, x),
        "take": lambda: x.take(bad * 9),
        "index_add": lambda: x.index_add(0, bad, torch.ones(2, 4, device="cuda")),
        "index_copy": lambda: x.index_copy(0, bad, torch.ones(2, 4, device="cuda")),
        "index_put": lambda: x.index_put((bad,), torch.ones(2, 4, device="cuda"), accumulate=True),
        "scatter": lambda: x.scatter(0, bad[None].expand(3, 2), 1.0),
        "scatter_add": lambda: x.scatter_add(0, bad[None], torch.ones(1, 2, device="cuda")),
        "index_fill": lambda: x.index_fill(0, bad, 1.0),
        "masked_scatter": lambda: x.masked_scatter(x > 0, torch.ones(2, device="cuda")),
        "one_hot": lambda: F.one_hot(bad, 2),
        "embedding_bag": lambda: F.embedding_bag(bad[None], x),
        "unpool": lambda: F.max_unpool1d(x[None], (x * 9).long()[None], 2),
        "searchsorted": lambda: torch.searchsorted(x[0], x[0], sorter=bad.repeat(2) * 9),
        "binary_cross_entropy": lambda: F.binary_cross_entropy(x, x),
        "multilabel_margin_loss": lambda: F.multilabel_margin_loss(x, (x * 9).long()),
        "ctc_loss": lambda: F.ctc_loss(x[:, None].log_softmax(2), bad[None] + 2, [3], [2]),
    }
    indexing = {"index_select", "x[i]", "embedding", "take", "index_copy", "index_put", "index_fill"}
    for name, call in calls.items():
        try:
            call()
            wait()
            wrong.append(f"{name}: nothing was raised")
        except (IndexError, RuntimeError) as error:
            if isinstance(error, IndexError) != (name in indexing) or "on the device" not in str(error):
                wrong.append(f"{name}: {error!r}")
        wait()
        if x.sum().item() != 66.0:
            wrong.append(f"{name}: the device is not as it was")
    x.take(bad * 9)
    caught: list[IndexError] = []
    together = threading.Barrier(8)
    threads = [threading.Thread(target=wait_with_others, args=(together, caught)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(caught) != 1:
        wrong.append(f"{len(caught)} threads that wait raise one mistake")
    out = torch.zeros(3, 4, device="cuda").index_add_(0, bad, torch.ones(2, 4, device="cuda"))
    try:
        wait()
    except RuntimeError:
        pass
    if out.tolist() != [[1.0] * 4, [0.0] * 4, [0.0] * 4]:
        wrong.append(f"index_add_ of a bad index wrote {out.tolist()}")
    return wrong


if __name__ == "__main__":
    family = sys.argv[1]
    found = mistakes() if family == "mistakes" else run(globals()[family]())
    print("\n".join(found))
    sys.exit(bool(found))
