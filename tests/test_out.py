"""`out=`: every operation that takes it, against the same call without it, for the arguments of all cases."""

from __future__ import annotations

from typing import Any

import flambeau as torch
import pytest
import test_ops
from draws import Draws
from flambeau import _core
from flambeau.overrides import TorchFunctionMode
from op_cases import Case
from op_checks import evaluate

TAKES_OUT = {row["name"] for row in _core._operations() if row["out"]}
WIDER = {
    torch.bool: torch.float32,
    torch.int64: torch.float32,
    torch.float32: torch.float64,
    torch.float64: torch.complex128,
}

pytestmark = pytest.mark.filterwarnings("ignore")


def same(a: Any, b: Any) -> bool:
    """Whether two tensors have the same elements; NaN equals NaN."""
    if a.shape != b.shape or a.dtype != b.dtype:
        return False
    return bool(((a == b) | ((a != a) & (b != b))).all())


def memory(like: Any, count: int) -> Any:
    """A row of elements that no result has."""
    return torch.full((count,), 77, dtype=like.dtype)


def with_gaps(like: Any) -> Any:
    return memory(like, 2 * like.numel()).view(*like.shape, 2)[..., 1]


def turned(like: Any) -> Any:
    return memory(like, like.numel()).view(tuple(reversed(like.shape))).permute(tuple(reversed(range(like.dim()))))


PLACES = {
    "fresh": lambda like: memory(like, like.numel()).view(like.shape),
    "offset": lambda like: memory(like, like.numel() + 1)[1:].view(like.shape),
    "gaps": with_gaps,
    "turned": turned,
    "small": lambda like: memory(like, 1),
    "empty": lambda like: memory(like, 0),
}


class Outs(TorchFunctionMode):
    """Repeats calls with ``out=``."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        copies = [arg.clone() if isinstance(arg, torch.Tensor) else arg for arg in args]
        result = function(*args, **kwargs)
        name = getattr(function, "__name__", "")
        if name in TAKES_OUT and "out" not in kwargs and type(result) is torch.Tensor and result.numel() > 0:
            with torch.no_grad():
                self.repeat(getattr(_core, name), copies, kwargs)
        return result

    def repeat(self, function: Any, args: list[Any], kwargs: dict[str, Any]) -> None:
        """Compares the call with ``out=`` in many places with the one without."""
        try:
            plain, again = function(*args, **kwargs), function(*args, **kwargs)
            function(*args, out=memory(plain, 0), **kwargs)
        except TypeError:
            # The function has another signature than the method, or this overload takes no `out=`.
            return
        if not same(plain, again):
            # It draws random numbers.
            return
        self.count += 1
        plain = plain.clone()
        for place, make in PLACES.items():
            out = make(plain)
            assert function(*args, out=out, **kwargs) is out
            assert same(out, plain), (function.__name__, place)
        self.repeat_wider(function, args, kwargs, plain)
        for at, arg in enumerate(args):
            if isinstance(arg, torch.Tensor) and arg.shape == plain.shape and arg.dtype == plain.dtype:
                self.repeat_over(function, args, kwargs, plain, at)

    def repeat_wider(self, function: Any, args: list[Any], kwargs: dict[str, Any], plain: Any) -> None:
        """Writes to a dtype that holds the result's."""
        wide = WIDER.get(plain.dtype)
        if wide is None:
            return
        out = torch.full(plain.shape, 77, dtype=wide)
        try:
            function(*args, out=out, **kwargs)
        except RuntimeError:
            # Some operations want the result's own dtype.
            return
        assert same(out, plain.to(wide)), (function.__name__, "wider")

    def repeat_over(self, function: Any, args: list[Any], kwargs: dict[str, Any], plain: Any, at: int) -> None:
        """Writes over an argument, and over a part of it."""
        whole = [*args[:at], args[at].clone(), *args[at + 1 :]]
        shared = memory(plain, plain.numel() + 1)
        part = [*args[:at], shared[1:].view(plain.shape).copy_(args[at]), *args[at + 1 :]]
        turned_arg = args[at].t().contiguous() if plain.dim() == 2 and plain.size(0) == plain.size(1) else None
        places = [(whole, whole[at]), (part, shared[:-1].view(plain.shape))]
        if turned_arg is not None:
            places.append(([*args[:at], turned_arg.t(), *args[at + 1 :]], turned_arg))
        for given, out in places:
            try:
                function(*given, out=out, **kwargs)
            except RuntimeError as error:
                assert "single memory location" in str(error)  # noqa: PT017  (not raising is fine too)
                continue
            assert same(out, plain), (function.__name__, "over argument", at)


@test_ops.cases(lambda case: case.pure)
def test_out_gives_the_same(family: str, case: Case) -> None:
    with Outs():
        evaluate(torch, case, Draws(torch))


def test_most_operations_are_seen() -> None:
    with Outs() as outs:
        x = torch.rand(3, 3)
        torch.exp(x), torch.neg(x), torch.sum(x, 0), torch.mm(x, x)
    assert outs.count == 4
    assert len(TAKES_OUT) > 200


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.int32])
def test_large_sums_and_products(dtype: Any) -> None:
    x, y = (torch.arange(90_000).remainder(7 + at).to(dtype).reshape(300, 300) for at in range(2))
    with Outs() as outs:
        for function in (torch.add, torch.mul, torch.maximum, torch.mm, torch.gt, torch.cat):
            function([x, y]) if function is torch.cat else function(x, y)
        torch.sum(x, 0), torch.amax(x, 1), torch.cumsum(x, 0), torch.index_select(x, 0, torch.tensor([3, 1]))
    assert outs.count >= 9


def test_a_graph_and_out() -> None:
    x, out = torch.rand(3, requires_grad=True), torch.zeros(3)
    with pytest.raises(RuntimeError, match="don't support automatic differentiation"):
        torch.exp(x, out=out)
    assert out.tolist() == [0, 0, 0]
    wanted = torch.zeros(3, requires_grad=True)
    with pytest.raises(RuntimeError):
        torch.exp(torch.ones(3), out=wanted)
    assert wanted.tolist() == [0, 0, 0]
    with torch.no_grad():
        torch.exp(x, out=wanted)
    assert same(wanted.detach(), x.detach().exp())


def test_out_counts_as_a_change() -> None:
    x, out = torch.rand(3, requires_grad=True), torch.ones(3)
    product = x * out
    with torch.no_grad():
        torch.exp(torch.zeros(3), out=out)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        product.sum().backward()


def test_out_is_resized_with_a_warning() -> None:
    out = torch.zeros(2)
    with pytest.warns(UserWarning, match="resized"):
        torch.add(torch.ones(3), 1, out=out)
    assert out.tolist() == [2, 2, 2]


def test_memory_of_two_arrays() -> None:
    import numpy as np

    array = np.arange(6.0)
    x, out = torch.from_numpy(array[:5]), torch.from_numpy(array[1:])
    assert torch.cumsum(x, 0, out=out).tolist() == [0, 1, 3, 6, 10]


def test_warnings_do_not_take_the_place() -> None:
    import warnings

    made = []

    def show(*_: Any) -> None:
        made.append(torch.full((3,), 9.0))

    out = torch.zeros(3)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = show
        torch.div(torch.ones(3), 2, out=out)
    assert out.tolist() == [0.5, 0.5, 0.5]
    assert all(tensor.tolist() == [9, 9, 9] for tensor in made)
