"""The same expression on the CPU and on a GPU, with leaves of every dtype and in every place in memory."""

from __future__ import annotations

import math
from typing import Any

import flambeau
from draws import Draws, names
from op_cases import Case, families
from op_checks import EPSILON, flat, is_tensor

DTYPES = "bool uint8 int8 int16 int32 int64 float16 bfloat16 float32 float64 complex64 complex128".split()
PLACES = ("dense", "strided", "expanded", "offset")
#: Draw numbers, count threads, name files or ask for the CPU.
LEFT_OUT = (
    "rand normal uniform exponential cauchy geometric bernoulli multinomial dropout poisson rrelu manual_seed empty "
    "initial_seed seed get_rng set_rng generator gumbel device data_ptr is_pinned .cpu( from_file numpy storage"
).split()

#: Some gradients are differences of numbers that nearly cancel, and are rounded as those numbers are: of a mask that is
#: added to all scores of a row, of two elements that are near each other and normalised together.
CANCELLING = (
    "F.scaled_dot_product_attention(x(2, 2, 4, 3), x(2, 2, 5, 3), x(2, 2, 5, 3), attn_mask=x(1, 2, 4, 1))",
    "F.group_norm(x(2, 4), 2)",
)


class Typed(Draws):
    """Leaves of one dtype, whose numbers it can hold, and where they lie."""

    def __init__(self, dtype: str, place: str, records: bool) -> None:
        super().__init__(flambeau, dtype=dtype)
        self.place = place
        self.records = records

    def _typed(self, values: list[float], dtype: str) -> list[Any]:
        if dtype == "bool":
            return [value > 0 for value in values]
        if "int" in dtype:
            return [abs(int(3 * value)) if dtype == "uint8" else int(3 * value) for value in values]
        if "complex" in dtype:
            return [complex(value, ((5 * at + 3) % 7 - 3) / 4) for at, value in enumerate(values)]
        return values

    def _placed(self, tensor: Any) -> Any:
        shape = tuple(tensor.shape)
        if self.place == "dense":
            return tensor
        if self.place == "expanded" and shape and shape[0] > 1:
            return tensor[:1].expand(*shape)
        if self.place == "offset":
            memory = flambeau.zeros(tensor.numel() + 3, dtype=tensor.dtype)
            view = memory[3:].reshape(shape)
        else:
            memory = flambeau.zeros((*reversed(shape), 2), dtype=tensor.dtype)
            view = memory[..., 1].permute(*reversed(range(len(shape)))) if shape else memory[1]
        view.copy_(tensor)
        return view

    def _leaf(self, values: list[Any], shape: tuple[int, ...], dtype: str) -> Any:
        if values and not isinstance(values[0], complex):
            values = self._typed(values, dtype)
        leaf = self._placed(flambeau.tensor(values, dtype=getattr(flambeau, dtype)).reshape(shape))
        if self.records and (leaf.is_floating_point() or leaf.is_complex()):
            leaf = leaf.detach().requires_grad_()
        self.leaves.append(leaf)
        return leaf

    def x(self, *shape: int, dtype: str | None = None, **bounds: Any) -> Any:
        return super().x(*shape, dtype=self.dtype, **bounds)

    def c(self, *shape: int, low: float = -2.0, high: float = 2.0) -> Any:
        if "complex" in self.dtype:
            return super().x(*shape, low=low, high=high)
        values = [complex(*self._numbers(2, low, high)) for _ in range(math.prod(shape))]
        return self._leaf(values, shape, "complex64" if self.dtype == "float32" else "complex128")


def _run(device: str, case: Case, dtype: str, place: str) -> tuple[list[Any], list[Any]] | Exception:
    """Results and gradients on the CPU's side, or what was raised."""
    before = flambeau.get_default_device()
    flambeau.set_default_device(device)
    try:
        records = case.grad and place != "expanded"
        draws = Typed(dtype, place, records)
        results = list(flat(eval(case.expression, names(flambeau, draws))))
        gradients: list[Any] = []
        ends = [part for part in results if is_tensor(part) and part.requires_grad]
        if records and ends:
            starts = [(flambeau.arange(end.numel()) % 5 - 2).reshape(end.shape).to(end.dtype) / 2 for end in ends]
            found = flambeau.autograd.grad(ends, draws.leaves, starts, allow_unused=True)
            gradients = [None if gradient is None else gradient.detach().cpu() for gradient in found]
        values = [part.detach().cpu() if is_tensor(part) else part for part in results]
        if device == "cuda":
            flambeau.cuda.synchronize()
        return values, gradients
    except Exception as error:
        return error
    finally:
        flambeau.set_default_device(before)


def _difference(found: Any, wanted: Any, dtype: str, least: float) -> str | None:
    """What is wrong with one result of leaves of a dtype. Numbers below ``least`` may be off as it may."""
    if not is_tensor(wanted) or not is_tensor(found):
        if isinstance(wanted, float) and isinstance(found, float):
            same = found == wanted or abs(found - wanted) <= 1e-6 * abs(wanted) or (found != found and wanted != wanted)
            return None if same else f"{found} instead of {wanted}"
        return None if is_tensor(wanted) == is_tensor(found) else f"{found!r} instead of {wanted!r}"
    if found.dtype != wanted.dtype or found.shape != wanted.shape:
        return f"{found.dtype} {tuple(found.shape)} instead of {wanted.dtype} {tuple(wanted.shape)}"
    if wanted.numel() == 0:
        return None
    if not (wanted.is_floating_point() or wanted.is_complex()):
        return None if bool((found == wanted).all()) else f"{found.tolist()} instead of {wanted.tolist()}"
    wide = flambeau.complex128 if wanted.is_complex() else flambeau.float64
    a, b = found.to(wide), wanted.to(wide)
    same = (a == b) | ((a != a) & (b != b))
    kind = str(wanted.dtype).split(".")[-1]
    # A wider result of narrow numbers is no more exact than they are.
    unit = max(EPSILON.get("float32" if kind == "complex64" else kind, 2.0**-52) for kind in (kind, dtype))
    size = b.abs().masked_fill(b.abs().isfinite().logical_not(), 0).max().clamp(min=least)
    near = (a - b).abs() <= 64 * unit * size
    if bool((same | near).all()):
        return None
    return f"{found.tolist()} instead of {wanted.tolist()}"


def compare(case: Case, dtype: str, place: str) -> str | None:
    """What differs between the CPU and the GPU, in results, gradients or the exception's class."""
    wanted, found = (_run(device, case, dtype, place) for device in ("cpu", "cuda"))
    if isinstance(wanted, Exception) or isinstance(found, Exception):
        if type(wanted) is type(found):
            return None
        shown = [f"{value!r}"[:300] if isinstance(value, Exception) else "a result" for value in (found, wanted)]
        return f"{shown[0]} instead of {shown[1]}"
    for what, ours, theirs in zip(("result", "gradient"), found, wanted, strict=True):
        if len(ours) != len(theirs):
            return f"{len(ours)} {what}s instead of {len(theirs)}"
        for at, (a, b) in enumerate(zip(ours, theirs, strict=True)):
            if problem := _difference(a, b, dtype, 1.0 if case.expression in CANCELLING else 1e-3):
                return f"{what} {at}: {problem}"
    return None


def cases() -> list[Case]:
    """Cases that give the same on every device."""
    every = [case for all_of, _ in families().values() for case in all_of]
    return [case for case in every if not any(word in case.expression for word in LEFT_OUT)]
