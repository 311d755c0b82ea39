"""Running a case of an operation, and comparing what came out with what should."""

from __future__ import annotations

import math
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from draws import Draws, names
from op_cases import Case

#: The distance of 1 and the next number.
EPSILON = {"float32": 2.0**-23, "bfloat16": 2.0**-7, "float16": 2.0**-10}


@dataclass
class Run:
    """What an expression gave."""

    result: Any
    outputs: list[Any]
    leaves: list[Any]
    gradients: list[Any]


def flat(result: Any) -> Iterator[Any]:
    """The parts of nested tuples and lists."""
    if isinstance(result, (tuple, list)):
        for part in result:
            yield from flat(part)
    else:
        yield result


def is_tensor(value: Any) -> bool:
    """Whether a value is a tensor of either library."""
    return hasattr(value, "requires_grad")


def _upstream(torch: Any, output: Any, at: int, strided: bool) -> Any:
    """A gradient of a result whose entries differ from each other."""
    count = output.numel()
    real = [((at * 5 + k * 7 + 3) % 17 - 8) / 5 for k in range(count)]
    if output.is_complex():
        real = [complex(value, ((at + k * 11 + 5) % 13 - 6) / 4) for k, value in enumerate(real)]
    wide = torch.complex128 if output.is_complex() else torch.float64
    gradient = torch.tensor(real, dtype=wide).reshape(tuple(output.shape)).to(output.dtype)
    return Draws(torch, strided=strided)._placed(gradient)


def evaluate(torch: Any, case: Case, draws: Draws) -> Any:
    """The value of the expression."""
    return eval(case.expression, names(torch, draws))


def run(
    torch: Any,
    case: Case,
    *,
    dtype: str = "float64",
    cast: str | None = None,
    strided: bool = False,
) -> Run:
    """The results and, unless the case has none, the gradients of all leaves."""
    draws = Draws(torch, dtype=dtype, strided=strided, cast=cast)
    result = evaluate(torch, case, draws)
    outputs = list(flat(result))
    gradients: list[Any] = []
    if case.grad:
        ends = [output for output in outputs if is_tensor(output) and output.requires_grad]
        starts = [_upstream(torch, output, at, strided) for at, output in enumerate(ends)]
        if ends:
            gradients = list(torch.autograd.grad(ends, draws.leaves, starts, allow_unused=True))
    return Run(result, outputs, draws.leaves, gradients)


class _Hook:
    """A hook of a tensor, which lives as long as the tensor's place in the graph."""

    def __call__(self, gradient: Any) -> None:
        return None


def check_freed(torch: Any, case: Case) -> None:
    """A graph that is not passed back is gone with its results: no node owns what owns it."""
    outputs = [out for out in flat(evaluate(torch, case, Draws(torch))) if is_tensor(out) and out.requires_grad]
    hooks = []
    for output in outputs:
        hook = _Hook()
        output.register_hook(hook)
        hooks.append(weakref.ref(hook))
        del hook
    outputs.clear()
    output = None
    assert not any(hook() for hook in hooks), f"{case.expression}: the graph outlives its results"


def _numbers(tensor: Any) -> list[Any]:
    values = tensor.detach().clone().reshape(-1)
    if tensor.is_complex():
        return [[value.real, value.imag] for value in values.tolist()]
    return (values.double() if tensor.is_floating_point() else values).tolist()


def record(value: Any) -> dict[str, Any]:
    """What a file keeps of one part of a result."""
    if is_tensor(value):
        kept = {"shape": list(value.shape), "dtype": str(value.dtype).split(".")[-1], "values": _numbers(value)}
        if value.requires_grad:
            kept["grad"] = True
        return kept
    if isinstance(value, (bool, int, float, str)) or value is None:
        return {"value": value}
    return {"value": str(value).split(".")[-1]}


def _fields(result: Any) -> list[str]:
    """The names of a named tuple's parts."""
    return list(getattr(type(result), "__match_args__", ())) if isinstance(result, tuple) else []


def record_run(torch: Any, case: Case) -> dict[str, Any]:
    """What a file keeps of a case, with the types of results in lower precision (None: not supported)."""
    found = run(torch, case)
    kept: dict[str, Any] = {"outputs": [record(output) for output in found.outputs]}
    if fields := _fields(found.result):
        kept["fields"] = fields
    if case.grad:
        kept["gradients"] = [None if gradient is None else record(gradient) for gradient in found.gradients]
    kept["lower"] = {name: _lower(torch, case, name) for name in ("float32", "bfloat16")}
    return kept


def _lower(torch: Any, case: Case, dtype: str) -> list[str] | None:
    if not case.ulps or (dtype == "bfloat16" and "c(" in case.expression.replace("func(", "")):
        return None
    try:
        found = run(torch, case, dtype=dtype)
    except (RuntimeError, NotImplementedError, TypeError):
        return None
    if not found.leaves:
        return None
    return [str(output.dtype).split(".")[-1] for output in found.outputs if is_tensor(output)]


def _parts(value: Any) -> list[float]:
    return value if isinstance(value, list) else [value]


def same_numbers(found: list[Any], wanted: list[Any], tol: float, floor: float) -> str | None:
    """What is wrong with numbers: they may be off by ``tol`` times the right one, or by ``floor``."""
    if len(found) != len(wanted):
        return f"{len(found)} numbers instead of {len(wanted)}"
    for at, (a, b) in enumerate(zip(found, wanted, strict=True)):
        for p, q in zip(_parts(a), _parts(b), strict=True):
            if p == q or (p != p and q != q):
                continue
            if isinstance(p, float) and isinstance(q, float) and abs(p - q) <= max(tol * abs(q), floor):
                if math.isfinite(p) and math.isfinite(q):
                    continue
            return f"entry {at} is {a!r} instead of {b!r}"
    return None


def same_record(found: dict[str, Any], wanted: dict[str, Any], tol: float) -> str | None:
    """What is wrong with one recorded result."""
    if "value" in wanted:
        if "value" not in found:
            return f"a tensor instead of {wanted['value']!r}"
        if isinstance(wanted["value"], float):
            return same_numbers([found["value"]], [wanted["value"]], tol, 0.0)
        return None if found["value"] == wanted["value"] else f"{found['value']!r} instead of {wanted['value']!r}"
    for key in ("shape", "dtype"):
        if found.get(key) != wanted[key]:
            return f"{key} {found.get(key)} instead of {wanted[key]}"
    if found.get("grad", False) != wanted.get("grad", False):
        return f"requires_grad is {found.get('grad', False)}"
    return same_numbers(found["values"], wanted["values"], max(tol, _rounding(wanted["dtype"])), tol)


def _rounding(dtype: str) -> float:
    """What results of a narrow type may be off: the type itself rounds."""
    return 4 * EPSILON.get("float32" if dtype == "complex64" else dtype, 0.0)


def compare_forward(found: Run, wanted: dict[str, Any], tol: float) -> None:
    """The results must be the recorded ones: number, names, shapes, types, values."""
    assert len(found.outputs) == len(wanted["outputs"]), "another number of results"
    assert _fields(found.result) == wanted.get("fields", []), "other names of results"
    for at, (output, reference) in enumerate(zip(found.outputs, wanted["outputs"], strict=True)):
        problem = same_record(record(output), reference, tol)
        assert problem is None, f"result {at}: {problem}"


def compare_gradients(found: Run, wanted: dict[str, Any], tol: float) -> None:
    """The gradients must be the recorded ones."""
    assert len(found.gradients) == len(wanted["gradients"]), "another number of gradients"
    for at, (gradient, reference) in enumerate(zip(found.gradients, wanted["gradients"], strict=True)):
        if reference is None or gradient is None:
            assert gradient is None and reference is None, f"gradient {at} is {gradient} instead of {reference}"
            continue
        problem = same_record(record(gradient), reference, tol)
        assert problem is None, f"gradient {at}: {problem}"


def check_forward(torch: Any, case: Case, wanted: dict[str, Any]) -> None:
    """Results as recorded; leaves as they were."""
    draws = Draws(torch)
    result = evaluate(torch, case, draws)
    compare_forward(Run(result, list(flat(result)), draws.leaves, []), wanted, case.tol)
    if case.pure:
        for at, (leaf, drawn) in enumerate(zip(draws.leaves, draws.drawn, strict=True)):
            assert leaf.detach().reshape(-1).tolist() == drawn, f"leaf {at} changed"


def check_gradients(torch: Any, case: Case, wanted: dict[str, Any]) -> None:
    """Gradients as recorded."""
    compare_gradients(run(torch, case), wanted, case.tol)


def check_strided(torch: Any, case: Case, wanted: dict[str, Any]) -> None:
    """The same results and gradients where leaves and incoming gradients have gaps in memory."""
    found = run(torch, case, strided=True)
    compare_forward(found, wanted, case.tol)
    if case.grad:
        compare_gradients(found, wanted, case.tol)


def check_differences(torch: Any, case: Case, twice: bool) -> None:
    """Gradients, or those of gradients, against finite differences."""
    draws = Draws(torch)
    result = evaluate(torch, case, draws)
    if not any(is_tensor(output) and output.requires_grad for output in flat(result)):
        return

    # Leaves that the result does not hang on stay as they are; whether it should is for the recorded gradients to say.
    ends = [output for output in flat(result) if is_tensor(output) and output.requires_grad]
    starts = [torch.ones_like(end) for end in ends]
    reached = [part is not None for part in torch.autograd.grad(ends, draws.leaves, starts, allow_unused=True)]
    if not any(reached):
        return
    leaves = [leaf.detach().clone().requires_grad_(wanted) for leaf, wanted in zip(draws.leaves, reached, strict=True)]

    def function(*leaves: Any) -> tuple[Any, ...]:
        outputs = flat(evaluate(torch, case, Draws(torch, given=list(leaves))))
        return tuple(
            output for output in outputs if is_tensor(output) and output.is_floating_point() or _complex(output)
        )

    check = torch.autograd.gradgradcheck if twice else torch.autograd.gradcheck
    check(function, leaves)


def _complex(output: Any) -> bool:
    return is_tensor(output) and output.is_complex()


def check_lower(torch: Any, case: Case, dtype: str, types: list[str]) -> None:
    """Results and gradients in lower precision against double precision at the same, rounded leaves."""
    low = run(torch, case, dtype=dtype)
    high = run(torch, case, cast=dtype)
    tensors = [output for output in low.outputs if is_tensor(output)]
    assert [str(output.dtype).split(".")[-1] for output in tensors] == types, "types of results"
    pairs = list(zip(low.outputs, high.outputs, strict=True))
    if case.grad:
        pairs += zip(low.gradients, high.gradients, strict=True)
    for at, (a, b) in enumerate(pairs):
        if not is_tensor(b):
            continue
        assert a.shape == b.shape, f"result {at}: shape {a.shape} instead of {b.shape}"
        found, wanted = _numbers(a), _numbers(b)
        finite = [abs(p) for value in wanted for p in _parts(value) if math.isfinite(p)]
        on_gpu = torch.get_default_device().type == "cuda"
        ulps = case.gpu_ulps if on_gpu and case.gpu_ulps else case.ulps
        allowed = ulps * EPSILON[dtype] / (8.0 if dtype == "bfloat16" else 1.0)
        problem = same_numbers(found, wanted, allowed, allowed * max(1.0, *finite) if finite else allowed)
        assert problem is None, f"result {at}: {problem}"


def check_threads(torch: Any, case: Case) -> None:
    """The same bits at one thread and at two."""
    kept = []
    before = torch.get_num_threads()
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            found = run(torch, case)
            kept.append([repr(record(value)) for value in found.outputs + found.gradients])
    finally:
        torch.set_num_threads(before)
    assert kept[0] == kept[1]
