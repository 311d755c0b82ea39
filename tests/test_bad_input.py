"""Bad input raises what PyTorch raises: no crash, no hang, no internal error, no wrong answer."""

from __future__ import annotations

import builtins
import io
import math
import pickle
from typing import Any

import flambeau as torch
import numpy as np
import pytest
from bad_input import Row, load_rows
from flambeau.utils import data

ROWS = load_rows()
#: What PyTorch refuses on the CPU and not on a GPU, by the reason.
CPU_ONLY = {
    "GPUs divide integers by zero": {
        "a(3) // 0",
        "a(3) % 0",
        "a(3) % t([0])",
        "torch.remainder(a(3), 0)",
        "torch.fmod(a(3), 0)",
        "torch.fmod(a(3), a(3))",
        'torch.div(a(2), 0, rounding_mode="floor")',
        'torch.div(a(2), a(2), rounding_mode="trunc")',
    },
    "places are not looked at on a GPU": {"o(3).quantile(t([nan]))", "o(3).quantile(t([0.5, 2.]))"},
    "GPUs start the first bag at 0": {"F.embedding_bag(t([0, 1]), o(3, 2), t([1]))"},
    "no GPU is there": {
        'torch.zeros(2, device="cuda")',
        'o(2).to("cuda")',
        'torch.Generator("cuda")',
        "torch.Generator(3)",
        'b = io.BytesIO(); torch.save(o(2), b); b.seek(0); torch.load(b, map_location="cuda")',
    },
}


def _names() -> dict[str, Any]:
    """What the expressions use: short names for the most common calls, and a size that fits no memory."""
    short = {"o": torch.ones, "z": torch.zeros, "a": torch.arange, "t": torch.tensor, "BIG": 1 << 62}
    modules = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional, "np": np, "io": io, "math": math}
    loaders = {name: getattr(data, name) for name in data.__all__}
    return {**loaders, **short, **modules, "pickle": pickle, "inf": math.inf, "nan": math.nan}


@pytest.fixture(autouse=True)
def _settings():
    """Puts back what a call that went through by mistake may have changed."""
    threads, dtype, state = torch.get_num_threads(), torch.get_default_dtype(), torch.get_rng_state()
    yield
    torch.set_num_threads(threads)
    torch.set_default_dtype(dtype)
    torch.set_rng_state(state)
    torch.set_grad_enabled(True)


def _marked(row: Row) -> Any:
    reason = next((reason for reason, expressions in CPU_ONLY.items() if row.expression in expressions), None)
    name = f"{row.subject}: {row.expression}"[:120]
    return pytest.param(row, id=name, marks=[pytest.mark.cpu_only(reason)] if reason else [])


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("row", [_marked(row) for row in ROWS])
def test_raises_as_pytorch(row: Row, settle):
    code = builtins.compile(row.expression, row.subject, "exec")
    with pytest.raises(row.kind) as caught:
        exec(code, _names())
        settle()
    message = str(caught.value).lstrip()
    # Some messages name the device whose kernel is missing, or the type of a tensor; what a GPU finds is the first
    # mistake it meets.
    there = row.message.replace("_cpu", "_cuda").replace("torch.FloatTensor", "torch.cuda.FloatTensor")
    assert message.startswith((row.message, there)) or "on the device; the" in message


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("t(1.5).topk(0)", [1.5, 0]),
        ("o(3).split((1 << 63) - 1)", [[1, 1, 1]]),
        ("z(0).split((1 << 63) - 1)", [[]]),
        ("o(3).chunk((1 << 63) - 1)", [[1], [1], [1]]),
        ("torch.triu_indices(1 << 62, 1)", [[0], [0]]),
        ("torch.tril_indices(1 << 62, 2, -(1 << 62) + 1)", [[(1 << 62) - 1], [0]]),
        ("torch.triu_indices(2, 2, (1 << 63) - 1)", [[], []]),
        ("torch.combinations(a(3), 1 << 40).shape", (0, 1 << 40)),
        ("torch.zeros(1 << 40, 0, 1 << 40).shape", (1 << 40, 0, 1 << 40)),
        ("z(0).view(0, 1 << 40, 1 << 40).shape", (0, 1 << 40, 1 << 40)),
        ("t(1.0).expand(1 << 31, 1 << 31).flatten().shape", (1 << 62,)),
        ("torch.arange(-(1 << 63), (1 << 63) - 1, BIG)", [-(1 << 63), -(1 << 62), 0, 1 << 62]),
        ("torch.add(o(2) > 0, o(2) > 0, alpha=2)", [True, True]),
        ("a(3).masked_fill(o(3) > 0, 1.5)", [1, 1, 1]),
        ("torch.full((2,), -255, dtype=torch.uint8)", [1, 1]),
        ("torch.tensor([-200], dtype=torch.uint8)", [56]),
        ("torch.tensor([1j], dtype=torch.bool)", [True]),
        ("torch.tensor([1e300], dtype=torch.float16)", [math.inf]),
        ("t([-(1 << 63)]) // -1", [-(1 << 63)]),
        ("t([-(1 << 63)]) % -1", [0]),
        ("abs(t([-(1 << 63)]))", [-(1 << 63)]),
        ("t([-128], dtype=torch.int8) // t([-1], dtype=torch.int8)", [-128]),
        ("t(1.0).expand(1 << 62)[t([1 << 61])]", [1]),
        ("o(3).tensor_split((-(1 << 63), (1 << 63) - 1))", [[], [1, 1, 1], []]),
    ],
)
def test_the_edges_are_fine(expression: str, expected: Any):
    def plain(value: Any) -> Any:
        if isinstance(value, torch.Tensor):
            return value.tolist()
        return [plain(part) for part in value] if type(value) in (list, tuple) else value

    result = eval(expression, _names())
    if isinstance(result, tuple) and type(result) is not torch.Size:
        result = list(result)
    assert plain(result) == expected


def test_rows_are_many_and_differ():
    assert len(ROWS) > 1000
    assert len({row.expression for row in ROWS}) == len(ROWS)
