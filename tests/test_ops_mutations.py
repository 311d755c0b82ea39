"""The checks of test_ops.py must notice operations that are wrong: each entry breaks one function in one way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flambeau
import op_checks as checks
import pytest
from op_cases import Case
from test_ops import FAMILIES, reference


class Broken:
    """The library with one function replaced."""

    def __init__(self, name: str, replacement: Callable[..., Any]) -> None:
        self._name, self._replacement = name, replacement

    def __getattr__(self, name: str) -> Any:
        return self._replacement if name == self._name else getattr(flambeau, name)


class _Once(flambeau.autograd.Function):
    """The exponential with a gradient that cannot be differentiated again."""

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        result = x.exp()
        ctx.save_for_backward(result)
        return result

    @staticmethod
    def backward(ctx: Any, gradient: Any) -> Any:
        (result,) = ctx.saved_tensors
        return gradient * result.detach()


def _one_more(y: Any) -> Any:
    """The result with its last entry off by one."""
    flat = y.reshape(-1)
    return (flat + flambeau.tensor([0.0] * (len(flat) - 1) + [1.0], dtype=y.dtype)).reshape(y.shape)


def _in_place(x: Any) -> Any:
    x.data.mul_(2.0)
    return x.neg() * 0.5


def _ignores_strides(x: Any) -> Any:
    steps, step = [], 1
    for size in reversed(x.shape):
        steps.insert(0, step)
        step *= size
    return x.as_strided(tuple(x.shape), tuple(steps)).tanh()


def _wrong_when_narrow(x: Any, y: Any) -> Any:
    return x * y * (1.0 if x.dtype == flambeau.float64 else 1.3)


def _by_threads(x: Any) -> Any:
    return x.sin() * (1.0 + 1e-15 * flambeau.get_num_threads())


forward, gradients, strided = checks.check_forward, checks.check_gradients, checks.check_strided


def differences(torch: Any, case: Case, wanted: Any) -> None:
    checks.check_differences(torch, case, twice=False)


def second_differences(torch: Any, case: Case, wanted: Any) -> None:
    checks.check_differences(torch, case, twice=True)


def lower(torch: Any, case: Case, wanted: Any) -> None:
    checks.check_lower(torch, case, "bfloat16", wanted["lower"]["bfloat16"])


def threads(torch: Any, case: Case, wanted: Any) -> None:
    checks.check_threads(torch, case)


#: Family, expression, function, what takes its place, the checks that must fail.
MUTATIONS: list[tuple[str, str, str, Callable[..., Any], list[Callable[..., None]]]] = [
    ("exponential", "torch.exp(x(2, 3))", "exp", lambda x: -x.exp(), [forward, gradients, strided]),
    ("exponential", "torch.log(x(2, 3, low=0.3))", "log", lambda x: _one_more(x.log()), [forward, strided]),
    ("exponential", "torch.sigmoid(x(2, 3))", "sigmoid", lambda x: x.sigmoid() * (1 + 1e-9), [forward, gradients]),
    ("sums", "torch.sum(x(3, 3), 1)", "sum", lambda x, dim: x.sum(0), [forward]),
    ("sums", "torch.mean(x(2, 3))", "mean", lambda x: x.sum() / 5, [forward, gradients]),
    ("ternary", "torch.addcmul(c(3), c(3), c(3))", "addcmul", lambda x, a, b: x + a * b.conj(), [forward, gradients]),
    ("arithmetic", "torch.square(x(2, 3))", "square", lambda x: (x * x).float(), [forward]),
    ("arithmetic", "torch.neg(x(2, 3))", "neg", _in_place, [forward]),
    ("views", "torch.transpose(x(2, 3, 4), 0, -1)", "transpose", lambda x, a, b: x.transpose(1, 2), [forward]),
    ("views", "torch.unsqueeze(x(3), 0)", "unsqueeze", lambda x, dim: x.unsqueeze(1), [forward]),
    ("views", "torch.unbind(x(2, 3))", "unbind", lambda x: x.unbind()[:1], [forward]),
    ("trigonometric", "torch.cos(x(2, 3))", "cos", lambda x: x.cos().detach(), [forward, gradients]),
    # Right values, wrong gradients: the sign, a factor, a missing term.
    (
        "trigonometric",
        "torch.sin(x(2, 3))",
        "sin",
        lambda x: 2 * x.sin().detach() - x.sin(),
        [gradients, differences, strided],
    ),
    (
        "arithmetic",
        "torch.abs(x(2, 3))",
        "abs",
        lambda x: 2 * x.abs() - x.abs().detach(),
        [gradients, differences],
    ),
    (
        "arithmetic",
        "torch.mul(x(2, 3), x(2, 3, low=0.3))",
        "mul",
        lambda x, y: x * y.detach() + 0 * y,
        [gradients, differences],
    ),
    ("exponential", "torch.exp(x(2, 3))", "exp", _Once.apply, [second_differences]),
    ("trigonometric", "torch.tanh(x(2, 3))", "tanh", _ignores_strides, [strided]),
    ("arithmetic", "torch.mul(x(2, 3), x(2, 3, low=0.3))", "mul", _wrong_when_narrow, [lower]),
    ("trigonometric", "torch.sin(x(2, 3))", "sin", _by_threads, [threads]),
    ("comparison", "torch.eq(i(3, 2, 4), i(3, 4))", "eq", lambda a, b: a.eq(b).to(flambeau.uint8), [forward]),
]


@pytest.mark.parametrize(
    ("family", "expression", "name", "replacement", "failing"),
    MUTATIONS,
    ids=[f"{at}: {entry[1]}" for at, entry in enumerate(MUTATIONS)],
)
def test_a_broken_operation_is_noticed(
    family: str,
    expression: str,
    name: str,
    replacement: Callable[..., Any],
    failing: list[Callable[..., None]],
) -> None:
    case = next(case for case in FAMILIES[family][0] if case.expression == expression)
    wanted = reference(family, case)
    for check in failing:
        check(flambeau, case, wanted)
        with pytest.raises((AssertionError, RuntimeError)):
            check(Broken(name, replacement), case, wanted)
