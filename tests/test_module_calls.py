"""nn.Module: calling, forward hooks, backward hooks."""

import gc
import warnings

import flambeau as torch
import pytest
from flambeau import nn
from module_samples import Echo, Pair, Scale, message

module_file = nn.modules.module


# ---------------------------------------------------------------- calling


def test_call_passes_arguments():
    echo = Echo()
    assert echo() == ((), {})
    assert echo(1, 2, a=3, b=4) == ((1, 2), {"a": 3, "b": 4})
    assert echo(*range(40), **{f"k{i}": i for i in range(40)}) == (tuple(range(40)), {f"k{i}": i for i in range(40)})
    assert echo(*range(14)) == (tuple(range(14)), {})
    assert echo.__call__(1, a=2) == ((1,), {"a": 2})
    assert nn.Module.__call__(echo, 5) == ((5,), {})


def test_call_finds_forward_everywhere():
    echo = Echo()
    echo.forward = lambda *args: "instance"
    assert echo(1) == "instance"
    del echo.forward
    assert echo(1) == ((1,), {})

    class Static(nn.Module):
        @staticmethod
        def forward(x):
            return x

    class Inherited(Scale):
        pass

    class Forwards(nn.Module):
        forward = Echo()

    class Own(Echo):
        def __call__(self, *args):
            return "own", super().__call__(*args)

    assert Static()(3) == 3
    assert bool((Inherited()(torch.ones(3)) == 2).all())
    assert Forwards()(1) == ((1,), {})
    assert Own()(1) == ("own", ((1,), {}))
    Own.forward = lambda self, x: x
    assert Own()(1) == ("own", 1)


def test_call_without_forward():
    class Nothing(nn.Module):
        pass

    assert message(NotImplementedError, lambda: Nothing()(1)) == (
        'Module [Nothing] is missing the required "forward" function'
    )
    with pytest.raises(TypeError):
        Scale()()
    with pytest.raises(ZeroDivisionError):
        nn.Module.__call__(type("Bad", (nn.Module,), {"forward": lambda self: 1 / 0})())


def test_call_impl_can_be_replaced():
    class Wrapped(Echo):
        def _call_impl(self, *args, **kwargs):
            return "wrapped", super()._call_impl(*args, **kwargs)

    assert Wrapped()(1) == ("wrapped", ((1,), {}))
    echo = Echo()
    echo._compiled_call_impl = lambda *args: "compiled"
    assert echo(1) == "compiled"
    echo._compiled_call_impl = None
    assert echo(1) == ((1,), {})


def test_deep_recursion_is_an_error():
    class Deep(nn.Module):
        def forward(self, x):
            return self(x)

    with pytest.raises(RecursionError):
        Deep()(1)


# ---------------------------------------------------------------- forward hooks


def test_forward_hooks_order_and_results():
    log = []
    echo = Echo()

    def pre(tag):
        return lambda module, args: log.append(("pre", tag, args))

    def post(tag):
        return lambda module, args, output: log.append(("post", tag, args, output))

    handles = [
        echo.register_forward_pre_hook(pre(1)),
        echo.register_forward_pre_hook(pre(0), prepend=True),
        echo.register_forward_hook(post(1)),
        echo.register_forward_hook(post(0), prepend=True),
        module_file.register_module_forward_pre_hook(pre("g")),
        module_file.register_module_forward_hook(post("g")),
    ]
    try:
        assert echo(5, k=6) == ((5,), {"k": 6})
    finally:
        for handle in handles:
            handle.remove()
    out = ((5,), {"k": 6})
    assert log == [*[("pre", tag, (5,)) for tag in ("g", 0, 1)], *[("post", tag, (5,), out) for tag in ("g", 0, 1)]]
    log.clear()
    echo(1)
    assert log == []


def test_forward_hooks_change_arguments_and_output():
    echo = Echo()
    echo.register_forward_pre_hook(lambda module, args: args[0] + 1)
    assert echo(1) == ((2,), {})
    echo.register_forward_pre_hook(lambda module, args: (args[0], 7))
    assert echo(1) == ((2, 7), {})
    echo.register_forward_pre_hook(lambda module, args, kwargs: (args, {**kwargs, "z": 1}), with_kwargs=True)
    assert echo(1, y=0) == ((2, 7), {"y": 0, "z": 1})
    echo.register_forward_hook(lambda module, args, output: output[1])
    echo.register_forward_hook(lambda module, args, kwargs, output: (args, kwargs, output), with_kwargs=True)
    assert echo(1) == ((2, 7), {"z": 1}, {"z": 1})
    echo = Echo()
    echo.register_forward_pre_hook(lambda module, args, kwargs: args, with_kwargs=True)
    assert message(RuntimeError, lambda: echo(1)) == (
        "forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got (1,)."
    )


def test_always_called_hooks():
    class Fails(nn.Module):
        def forward(self, x):
            raise ValueError("forward")

    log = []
    module = Fails()
    module.register_forward_hook(lambda module, args, output: log.append("skipped"))
    module.register_forward_hook(lambda module, args, output: log.append((args, output)), always_call=True)
    module.register_forward_hook(
        lambda module, args, kwargs, output: log.append((args, kwargs, output)), always_call=True, with_kwargs=True
    )
    assert message(ValueError, lambda: module(x=1)) == "forward"
    assert log == [((), None), ((), {"x": 1}, None)]
    log.clear()

    def broken(module, args, output):
        raise KeyError("hook")

    module.register_forward_hook(broken, always_call=True)
    with pytest.warns(UserWarning, match="module forward hook with ``always_call=True`` raised an exception"):
        assert message(ValueError, lambda: module(1)) == "forward"
    assert len(log) == 2

    handle = module_file.register_module_forward_hook(lambda *args: log.append("global"), always_call=True)
    log.clear()
    with handle, pytest.warns(UserWarning), pytest.raises(ValueError):
        module(1)
    assert log[0] == "global"
    # One that ran before the error does not run again.
    log.clear()
    echo = Echo()
    echo.register_forward_hook(lambda module, args, output: log.append(1), always_call=True)
    echo.register_forward_hook(broken)
    with pytest.raises(KeyError):
        echo(1)
    assert log == [1]


def test_handles():
    echo = Echo()
    with echo.register_forward_hook(lambda *args: 1, with_kwargs=True, always_call=True) as handle:
        assert echo() == 1
        assert handle.id in echo._forward_hooks_with_kwargs and handle.id in echo._forward_hooks_always_called
    assert not (echo._forward_hooks or echo._forward_hooks_with_kwargs or echo._forward_hooks_always_called)
    handle.remove()
    handle = echo.register_forward_pre_hook(lambda *args: None)
    del echo
    gc.collect()
    handle.remove()
    first, second = (Echo().register_forward_hook(print) for _ in range(2))
    assert second.id > first.id


def test_hook_that_removes_itself():
    echo = Echo()
    count = []

    def once(module, args, output):
        count.append(1)
        handle.remove()

    handle = echo.register_forward_hook(once)
    echo(), echo()
    assert count == [1]


# ---------------------------------------------------------------- backward hooks


def test_full_backward_hooks():
    log = []
    scale = Scale()
    scale.register_full_backward_hook(lambda module, grads_in, grads_out: log.append(("full", grads_in, grads_out)))
    scale.register_full_backward_pre_hook(lambda module, grads_out: log.append(("pre", grads_out)))
    x = torch.ones(3, requires_grad=True)
    scale(x, extra=None).sum().backward()
    assert [entry[0] for entry in log] == ["pre", "full"]
    assert log[0][1][0].tolist() == [1, 1, 1]
    assert log[1][1][0].tolist() == [2, 2, 2] and log[1][2][0].tolist() == [1, 1, 1]
    assert x.grad.tolist() == [2, 2, 2] and scale.weight.grad.tolist() == [1, 1, 1]


def test_full_backward_hooks_replace_gradients():
    scale = Scale()
    order = []

    def double(module, grads_in, grads_out):
        order.append("double")
        return tuple(grad * 2 for grad in grads_in)

    def add(module, grads_in, grads_out):
        order.append("add")
        return (grads_in[0] + 1,)

    scale.register_full_backward_hook(double)
    scale.register_full_backward_hook(add, prepend=True)
    scale.register_full_backward_pre_hook(lambda module, grads_out: (grads_out[0] * 10,))
    x = torch.ones(3, requires_grad=True)
    scale(x).sum().backward()
    assert order == ["add", "double"]
    assert x.grad.tolist() == [42, 42, 42]
    assert scale.weight.grad.tolist() == [10, 10, 10]


def test_backward_hooks_with_other_arguments():
    seen = []

    class Mixed(nn.Module):
        def forward(self, flag, x, y):
            return x * y, "text"

    mixed = Mixed()
    mixed.register_full_backward_hook(lambda module, grads_in, grads_out: seen.append((grads_in, grads_out)))
    x = torch.ones(2, requires_grad=True)
    out, text = mixed(True, x, torch.full((2,), 3.0))
    assert text == "text"
    out.sum().backward()
    ((grads_in, grads_out),) = seen
    assert grads_in[0] is None and grads_in[1].tolist() == [3, 3] and grads_in[2].tolist() == [0, 0]
    assert grads_out[0].tolist() == [1, 1] and grads_out[1] is None


def test_backward_hooks_without_grad_inputs():
    seen = []
    scale = Scale()
    scale.register_full_backward_hook(lambda module, grads_in, grads_out: seen.append((grads_in, grads_out)))
    with pytest.warns(UserWarning, match="Full backward hook is firing when gradients are computed"):
        scale(torch.ones(3)).sum().backward()
    assert seen[0][0] == (None,) and seen[0][1][0].tolist() == [1, 1, 1]
    scale.register_full_backward_hook(lambda module, grads_in, grads_out: (torch.ones(3),))
    with pytest.warns(UserWarning), pytest.raises(RuntimeError, match="should always return None or None"):
        scale(torch.ones(3)).sum().backward()
    with torch.no_grad():
        scale(torch.ones(3))
    assert len(seen) == 2


def test_backward_hook_errors():
    scale = Scale()
    handle = scale.register_full_backward_hook(lambda module, grads_in, grads_out: (None, None))
    x = torch.ones(3, requires_grad=True)
    with pytest.raises(RuntimeError, match="invalid number of grad_input, got 2, but expected 1"):
        scale(x).sum().backward()
    handle.remove()
    scale.register_full_backward_pre_hook(lambda module, grads_out: (None, None))
    with pytest.raises(RuntimeError, match="invalid number of grad_output, got 2, but expected 1"):
        scale(x).sum().backward()
    with pytest.raises(RuntimeError, match="Cannot use both regular backward hooks and full backward hooks"):
        scale.register_backward_hook(print)
    scale = Scale()
    scale.register_backward_hook(print)
    with pytest.raises(RuntimeError, match="Cannot use both regular backward hooks and full backward hooks"):
        scale.register_full_backward_hook(print)
    scale = Echo()
    scale.register_full_backward_hook(print)
    with pytest.warns(UserWarning, match="module output should be a Tensor or a tuple of Tensors"):
        scale.forward = lambda x: {"y": x}
        scale(x)


def test_older_backward_hooks():
    class Double(nn.Module):
        def forward(self, x):
            return x * 2

    seen = []
    double = Double()
    double.register_backward_hook(lambda module, grads_in, grads_out: seen.append((module, grads_in, grads_out)))
    x = torch.ones(2, requires_grad=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        double(x).sum().backward()
    assert seen[0][0] is double
    assert seen[0][1][0].tolist() == [2, 2] and seen[0][2][0].tolist() == [1, 1]


def test_global_backward_hooks():
    log = []
    pair = Pair()
    pair.register_full_backward_hook(lambda *args: log.append("own"))
    with module_file.register_module_full_backward_hook(lambda module, *grads: log.append(type(module).__name__)):
        with module_file.register_module_full_backward_pre_hook(lambda module, grads: log.append("pre")):
            pair(torch.ones(3, requires_grad=True)).sum().backward()
        with pytest.raises(RuntimeError, match="as a global Module hook"):
            module_file.register_module_backward_hook(print)
    assert log == ["pre", "pre", "Scale", "pre", "Scale", "Pair", "own"]
