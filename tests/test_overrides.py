"""`__torch_function__`: subclasses, foreign objects and modes see operations before they run."""

from __future__ import annotations

import copy
import operator
import pickle
import threading

import flambeau as torch
import flambeau.nn.functional as F
import pytest
from flambeau import nn, overrides


class Kept(torch.Tensor):
    pass


class Watched(torch.Tensor):
    seen: list = []

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        Watched.seen.append(func)
        return super().__torch_function__(func, types, args, kwargs)


class Duck:
    """No tensor, but takes part in operations."""

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return func, types, args, kwargs


class Shy:
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return NotImplemented


def kept(*shape):
    return torch.ones(*shape).as_subclass(Kept)


@pytest.mark.parametrize(
    "call",
    [
        lambda x: x + 1,
        lambda x: 1 + x,
        lambda x: 1 - x,
        lambda x: 1 / x,
        lambda x: x**2,
        lambda x: 2**x,
        lambda x: x @ x,
        lambda x: -x,
        lambda x: abs(x),
        lambda x: x == x,
        lambda x: 1 < x,
        lambda x: torch.ones(2, 2) + x,
        lambda x: x + nn.Parameter(torch.ones(2, 2)),
        lambda x: nn.Parameter(torch.ones(2, 2)) @ x,
        lambda x: x[0],
        lambda x: x.sum(),
        lambda x: torch.sum(x, dim=0),
        lambda x: torch.cat([torch.ones(1, 2), x]),
        lambda x: torch.zeros_like(x),
        lambda x: F.relu(x),
        lambda x: F.softmax(x, 0),
        lambda x: F.linear(x, torch.ones(2, 2)),
        lambda x: nn.Linear(2, 2)(x),
        lambda x: x.T,
        lambda x: x.data,
        lambda x: x.detach(),
        lambda x: x.double(),
        lambda x: x.reshape(4),
        lambda x: x.max(0).values,
        lambda x: torch.split(x, 1)[0],
        lambda x: x.split(1)[1],
        lambda x: torch.max(x, 0)[1],
        lambda x: operator.iadd(x, 1),
        lambda x: copy.deepcopy(x),
        lambda x: pickle.loads(pickle.dumps(x)),
        lambda x: torch.einsum("ij,jk", x, x),
        lambda x: torch.norm(x),
        lambda x: torch.where(x > 0, x, x),
        lambda x: next(iter(x)),
    ],
)
def test_results_keep_the_subclass(call):
    assert type(call(kept(2, 2))) is Kept


def test_named_tuples_keep_their_type():
    result = kept(2, 2).max(0)
    assert type(result) is type(torch.ones(2, 2).max(0))
    assert type(result.values) is Kept and type(result.indices) is Kept


def test_results_of_parameters_are_plain():
    p = nn.Parameter(torch.ones(2))
    assert type(p + 1) is torch.Tensor and type(p.detach()) is torch.Tensor and type(p[0]) is torch.Tensor
    assert isinstance(nn.Parameter(kept(2)), Kept) and isinstance(nn.Parameter(kept(2)), nn.Parameter)


def test_gradients_flow_through_a_subclass():
    x = torch.ones(2, requires_grad=True)
    y = (x.as_subclass(Kept) * 3).sum()
    assert type(y) is Kept
    y.backward()
    assert x.grad.tolist() == [3, 3] and type(x.grad) is torch.Tensor


def test_no_conversion_of_grad():
    x = torch.ones(2).as_subclass(Kept).requires_grad_()
    torch.Tensor.sum(x).backward()
    assert type(x.grad) is torch.Tensor


@pytest.mark.parametrize(
    ("call", "function"),
    [
        (lambda x: x + 1, torch.Tensor.add),
        (lambda x: 1 - x, torch.Tensor.__rsub__),
        (lambda x: x * 2, torch.Tensor.mul),
        (lambda x: x.__setitem__(0, 1), torch.Tensor.__setitem__),
        (lambda x: x[0], torch.Tensor.__getitem__),
        (lambda x: x == 1, torch.Tensor.__eq__),
        (lambda x: x < 1, torch.Tensor.lt),
        (lambda x: operator.iadd(x, 1), torch.Tensor.add_),
        (lambda x: len(x), torch.Tensor.__len__),
        (lambda x: x.shape, torch.Tensor.shape.__get__),
        (lambda x: setattr(x, "grad", None), torch.Tensor.grad.__set__),
        (lambda x: x.size(), torch.Tensor.size),
        (lambda x: x.float(), torch.Tensor.float),
        (lambda x: repr(x), torch.Tensor.__repr__),
        (lambda x: torch.abs(x), torch.abs),
        (lambda x: torch.max(x), torch.max),
        (lambda x: torch.split(x, 1), torch.split),
        (lambda x: torch.stack([torch.ones(2), x]), torch.stack),
        (lambda x: F.relu(x), F.relu),
        (lambda x: F.threshold(x, 0.0, 1.0), F.threshold),
        (lambda x: F.layer_norm(x, (2,)), F.layer_norm),
        (lambda x: torch.abs(torch.ones(2), out=x), torch.abs),
        (lambda x: torch.ones(2)[x.long()], torch.Tensor.__getitem__),
    ],
)
def test_the_function_asked_about(call, function):
    x = torch.ones(2).as_subclass(Watched)
    Watched.seen.clear()
    call(x)
    assert function in Watched.seen[-2:], Watched.seen
    if function is torch.Tensor.__repr__:
        assert len(Watched.seen) == 1


def test_arguments_as_they_were_given():
    duck = Duck()
    func, types, args, kwargs = torch.add(torch.ones(1), duck, alpha=2)
    assert func is torch.add and types == (Duck,) and args[1] is duck and kwargs == {"alpha": 2}
    func, types, args, kwargs = torch.ones(1) - duck
    assert func is torch.Tensor.sub and args[1] is duck and kwargs is None
    func, types, args, kwargs = torch.ones(1).mul(duck)
    assert func is torch.Tensor.mul
    func, types, args, kwargs = F.linear(torch.ones(1, 1), duck)
    assert func is F.linear
    func, types, args, kwargs = F.gelu(duck)
    assert func is F.gelu
    func, types, args, kwargs = F.relu(duck)
    assert func is F.relu and args == (duck,) and kwargs == {"inplace": False}
    assert torch.cat([torch.ones(1), duck])[0] is torch.cat


def test_subclasses_are_asked_before_their_bases():
    order = []

    class Base:
        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            order.append(cls)
            return NotImplemented

    class Derived(Base):
        pass

    with pytest.raises(TypeError, match="Multiple dispatch failed for 'torch.add'"):
        torch.add(Base(), Derived())
    assert order == [Derived, Base]


def test_all_decline():
    with pytest.raises(
        TypeError, match=r"no implementation found for 'torch.nn.functional.relu' on types that implement"
    ):
        F.relu(Shy())
    with pytest.raises(TypeError, match="unsupported operand type"):
        torch.ones(1) + Shy()
    with pytest.raises(TypeError, match="Multiple dispatch failed for 'torch.Tensor.add'"):
        torch.ones(1).add(Shy())


def test_the_default_declines_for_unrelated_classes():
    class Other(torch.Tensor):
        pass

    with pytest.raises(TypeError):
        kept(1) + torch.ones(1).as_subclass(Other)


def test_errors_of_the_handler_come_through():
    class Loud:
        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            raise LookupError("no")

    with pytest.raises(LookupError, match="no"):
        torch.add(torch.ones(1), Loud())


def test_switching_off():
    x = torch.ones(2).as_subclass(Watched)
    with overrides._core.DisableTorchFunctionSubclass():
        assert type(x + 1) is torch.Tensor
        assert not overrides.has_torch_function((x,))
    assert type(x + 1) is Watched
    assert overrides.has_torch_function((x,)) and not overrides.has_torch_function((torch.ones(1), 1))


def test_is_tensor_like():
    assert (
        overrides.is_tensor_like(torch.ones(1))
        and overrides.is_tensor_like(Duck())
        and overrides.is_tensor_like(kept(1))
    )
    assert not overrides.is_tensor_like([1.0])


def test_functions_of_the_user():
    def twice(x):
        if overrides.has_torch_function((x,)):
            return overrides.handle_torch_function(twice, (x,), x)
        return 2 * x

    assert twice(torch.ones(1)).item() == 2
    assert twice(Duck())[0] is twice

    @overrides.wrap_torch_function(lambda a, b=None: (a, b))
    def pair(a, b=None):
        return a

    assert pair(1) == 1 and pair(1, b=Duck())[0] is pair


def test_mode():
    class Log(overrides.TorchFunctionMode):
        def __init__(self):
            super().__init__()
            self.calls = []

        def __torch_function__(self, func, types, args=(), kwargs=None):
            self.calls.append(func)
            return func(*args, **(kwargs or {}))

    with Log() as outer, Log() as inner:
        y = torch.ones(2) + 1
        F.relu(y)
    assert inner.calls == [torch.ones, torch.Tensor.add, F.relu]
    assert outer.calls[:2] == [torch.ones, torch.Tensor.add]
    y.abs()
    assert len(inner.calls) == 3


def test_names():
    assert overrides.resolve_name(torch.Tensor.add) == "torch.Tensor.add"
    assert overrides.resolve_name(torch.add) == "torch.add"
    assert overrides.resolve_name(F.relu) == "torch.nn.functional.relu"
    assert overrides.resolve_name(print) is None
    assert torch.add in overrides.get_overridable_functions()[torch]
    assert overrides.is_tensor_method_or_property(torch.Tensor.add)
    assert overrides.is_tensor_method_or_property(torch.Tensor.shape.__get__)


def test_metadata_wrapper():
    """A tensor with a name that follows through operations."""

    class Named(torch.Tensor):
        label: str | None = None

        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            result = super().__torch_function__(func, types, args, kwargs or {})
            labels = [a.label for a in args if isinstance(a, Named)]
            if isinstance(result, Named) and labels:
                result.label = labels[0]
            return result

    x = torch.ones(2).as_subclass(Named)
    x.label = "rate"
    assert (x * 2 + 1).relu().label == "rate"


def test_modes_belong_to_their_thread():
    seen = []

    class Log(overrides.TorchFunctionMode):
        def __torch_function__(self, func, types, args=(), kwargs=None):
            seen.append(threading.current_thread())
            return func(*args, **(kwargs or {}))

    results = []

    def work():
        results.append(F.relu(torch.ones(2) * 2).tolist())
        results.append(overrides.has_torch_function((torch.ones(1),)))

    with Log():
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        with overrides._core.DisableTorchFunction():
            torch.ones(1) + 1
            F.relu(torch.ones(1))
        assert seen == []
        F.relu(torch.ones(1))
    assert results == [[2, 2], False] and len(seen) == 2
