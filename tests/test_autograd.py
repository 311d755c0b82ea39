"""The tape: gradients, graphs, in-place changes, hooks, custom functions."""

import threading

import flambeau as torch
import numpy as np
import pytest

POINTWISE = {
    "exp": ("exp", -1, 1),
    "log": ("log", 0.5, 2),
    "sin": ("sin", -2, 2),
    "tanh": ("tanh", -2, 2),
    "sqrt": ("sqrt", 0.5, 2),
    "sigmoid": ("sigmoid", -2, 2),
    "erf": ("erf", -1, 1),
    "reciprocal": ("reciprocal", 0.5, 2),
    "asin": ("asin", -0.8, 0.8),
    "atan": ("atan", -2, 2),
    "cosh": ("cosh", -1, 1),
    "rsqrt": ("rsqrt", 0.5, 2),
    "log1p": ("log1p", -0.5, 1),
    "abs": ("abs", 0.2, 2),
    "square": ("square", -2, 2),
    "acosh": ("acosh", 1.2, 3),
    "silu": ("silu", -2, 2),
    "gelu": ("gelu", -2, 2),
    "mish": ("mish", -2, 2),
    "softplus": ("softplus", -2, 2),
    "selu": ("selu", 0.1, 2),
    "lgamma": ("lgamma", 1.5, 3),
    "expm1": ("expm1", -1, 1),
}


def numeric(function, x, eps=1e-6):
    flat = x.detach().clone().reshape(-1)
    slopes = []
    for at in range(flat.numel()):
        values = []
        for step in (eps, -eps):
            moved = flat.clone()
            moved[at] += step
            values.append(function(moved.reshape(x.shape)).sum().item())
        slopes.append((values[0] - values[1]) / (2 * eps))
    return np.array(slopes).reshape(tuple(x.shape))


@pytest.mark.parametrize("name", POINTWISE)
def test_first_and_second_derivatives(name):
    attribute, low, high = POINTWISE[name]
    function = getattr(torch, attribute, None) or getattr(torch._core, attribute)
    x = torch.linspace(low, high, 6, dtype=torch.float64).reshape(2, 3).requires_grad_()
    (first,) = torch.autograd.grad(function(x).sum(), x, create_graph=True)
    np.testing.assert_allclose(first.detach().numpy(), numeric(function, x), rtol=1e-5, atol=1e-7)
    if not first.requires_grad or name == "lgamma":
        return
    (second,) = torch.autograd.grad(first.sum(), x)

    def slope(value):
        value = value.clone().requires_grad_()
        return torch.autograd.grad(function(value).sum(), value)[0]

    np.testing.assert_allclose(second.numpy(), numeric(slope, x), rtol=1e-4, atol=1e-6)


def test_fused_and_interpreted_gradients_agree():
    a = torch.linspace(0.5, 2, 5).requires_grad_()
    b = torch.linspace(1, 3, 15).reshape(3, 5).requires_grad_()
    for function in (lambda: a**b, lambda: a / b, lambda: torch.hypot(a, b), lambda: torch.where(a > 1, a * b, b)):
        plain = torch.autograd.grad(function().sum(), (a, b))
        recorded = torch.autograd.grad(function().sum(), (a, b), create_graph=True)
        for left, right in zip(plain, recorded, strict=True):
            assert torch.allclose(left, right, rtol=1e-6)


def test_broadcast_gradients_are_summed():
    a, b = torch.ones(3, 1, requires_grad=True), torch.ones(4, requires_grad=True)
    (a * b).sum().backward()
    assert a.grad.tolist() == [[4], [4], [4]] and b.grad.tolist() == [3] * 4


def test_gradients_accumulate_and_graphs_are_freed():
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad.item() == 8
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        y.backward()


def test_errors():
    x = torch.ones(2, requires_grad=True)
    with pytest.raises(RuntimeError, match="grad can be implicitly created only for scalar outputs"):
        (x * 2).backward()
    with pytest.raises(RuntimeError, match="does not require grad and does not have a grad_fn"):
        torch.ones(1).backward()
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad is being used in an in-place operation"):
        x.add_(1)
    with pytest.raises(RuntimeError, match="only Tensors of floating point dtype can require gradients"):
        torch.ones(2, dtype=torch.int64).requires_grad_()
    y = x.exp()
    z = y.sum()
    y.mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        z.backward()


def test_a_missing_derivative_is_an_error():
    x = torch.ones(2, requires_grad=True)
    y = torch.scatter(x, 0, torch.tensor([0]), x, reduce="add")
    assert y.requires_grad
    with pytest.raises(NotImplementedError, match="derivative for aten::scatter with reduce= is not implemented"):
        y.sum().backward()


def test_in_place_on_a_view_rewrites_the_base():
    a = torch.arange(6.0).reshape(2, 3).requires_grad_()
    base = a * 1
    row = base[0]
    row.mul_(3)
    base[1, 0] = 0
    assert base.grad_fn.name() == "CopySlices"
    (base * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
    assert a.grad.tolist() == [[3, 6, 9], [0, 2, 3]]
    assert row.grad_fn.name() == "AsStridedBackward0"


@pytest.mark.parametrize("change", ["mul_(w)", "add_(w)", "div_(w)", "copy_(w)", "addcmul_(w, w)", "lerp_(w, 0.25)"])
def test_in_place_on_a_view_of_a_base_without_gradient(change):
    values = torch.tensor([1.0, 2.0, 3.0, 4.0])
    w = torch.tensor([2.0, 5.0], requires_grad=True)
    base = values.clone()
    view = base[1:3]  # noqa: F841
    eval(f"view.{change}")
    assert base.requires_grad
    (base * values).sum().backward()
    part = values[1:3].clone()  # noqa: F841
    (wanted,) = torch.autograd.grad((eval(f"part.{change}") * values[1:3]).sum(), w)
    assert torch.allclose(w.grad, wanted)


def test_views_of_leaves_and_split_results_refuse_in_place():
    x = torch.ones(4, requires_grad=True)
    with pytest.raises(RuntimeError, match="a view of a leaf Variable"):
        x[0].add_(1)
    with pytest.raises(RuntimeError, match="is a view and is being modified inplace"):
        (x * 1).split(2)[0].add_(1)


def test_views_made_without_gradients():
    x = torch.ones(4, requires_grad=True)
    for base in (x, x * 1):
        with torch.no_grad():
            view = base.view(2, 2)
        assert view.requires_grad and view.grad_fn is None
        with pytest.raises(RuntimeError, match="A view was created in no_grad mode"):
            view.add_(1)
    with torch.no_grad():
        view = x.view(2, 2)
        assert view.numpy().shape == (2, 2)
        view.mul_(3)
    assert x.tolist() == [3, 3, 3, 3]
    plain = torch.ones(4)
    with torch.no_grad():
        view = plain[1:]
    with pytest.raises(RuntimeError, match="A view was created in no_grad mode"):
        view.add_(x[1:])
    with pytest.raises(RuntimeError, match="returns multiple views"):
        plain.split(2)[0].add_(x[:2])


def test_views_that_a_custom_function_returns():
    class Flat(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.view(-1)

        @staticmethod
        def backward(ctx, grad):
            return grad.view(2, 2)

    x = torch.ones(2, 2, requires_grad=True)
    y = Flat.apply(x)
    (y * 3).sum().backward()
    assert x.grad.tolist() == [[3, 3], [3, 3]]
    with pytest.raises(RuntimeError, match="is being modified inplace"):
        y.add_(1)


def test_leaving_the_graph_in_place():
    x = torch.ones(3, requires_grad=True)
    y = x * 2
    assert y.detach_() is y
    assert y.is_leaf and not y.requires_grad and y.grad_fn is None
    y.add_(1)
    x.detach_()
    assert not x.requires_grad
    with pytest.raises(RuntimeError, match="Can't detach views in-place"):
        (torch.ones(3, requires_grad=True) * 2)[0].detach_()


@pytest.mark.parametrize("change", ["t_()", "transpose_(0, 1)", "unsqueeze_(0)", "squeeze_()", "swapaxes_(0, 1)"])
def test_layouts_that_change_in_place_are_recorded(change):
    x = torch.arange(6.0).reshape(2, 3).requires_grad_()
    y = x * 2
    assert eval(f"y.{change}") is y
    plain = eval("y.detach().clone()")
    factor = torch.arange(6.0).reshape(y.shape)
    (y * factor).sum().backward()
    wanted = torch.autograd.grad((eval(f"(x * 2).{change.replace('_(', '(')}") * factor).sum(), x)[0]
    assert torch.equal(x.grad, wanted) and plain.shape == y.shape
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad"):
        eval(f"x.{change}")


def test_classes_of_nodes():
    x = torch.ones(2, requires_grad=True)
    node = (x * 2).exp().grad_fn
    assert type(node).__name__ == "ExpBackward0" and node.name() == "ExpBackward0"
    assert repr(type(node)) == "<class 'ExpBackward0'>"
    below = node.next_functions[0][0]
    assert type(below).__name__ == "MulBackward0" and type(below.next_functions[0][0]).__name__ == "AccumulateGrad"
    assert type((x + 0).exp().grad_fn) is type(node)
    assert isinstance(node, type(node).__mro__[1])
    with pytest.raises(TypeError):
        type(node)()


def test_results_written_to_out_are_not_recorded():
    x = torch.ones(2, requires_grad=True)
    out = torch.zeros(2)
    with pytest.raises(RuntimeError, match="don't support automatic differentiation"):
        torch.add(x, 1, out=out)
    with torch.no_grad():
        torch.add(x, 1, out=out)
    assert out.tolist() == [2, 2]


def test_grad_of_a_recorded_tensor_warns():
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    with pytest.warns(UserWarning, match="is not a leaf Tensor"):
        assert y.grad is None
    y.retain_grad()
    y.sum().backward()
    assert y.grad.tolist() == [1, 1]


def test_memory_made_in_inference_mode():
    x = torch.ones(2, 2)
    with torch.inference_mode():
        view, fresh = x.view(4), torch.ones(2)
    assert not view.is_inference() and fresh.is_inference() and fresh[0].is_inference()
    view.add_(1)
    with pytest.raises(RuntimeError, match="do not track version counter"):
        fresh._version  # noqa: B018


def test_modes():
    x = torch.ones(1, requires_grad=True)
    with torch.no_grad():
        assert not (x * 2).requires_grad
        with torch.enable_grad():
            assert (x * 2).requires_grad
    with torch.inference_mode():
        y = x * 2
    assert y.is_inference() and not y.requires_grad

    @torch.no_grad()
    def function():
        return x * 2

    assert not function().requires_grad


def test_hooks():
    x = torch.ones(2, requires_grad=True)
    y = x * 3
    seen = []
    y.register_hook(lambda grad: seen.append(grad.tolist()))
    handle = y.register_hook(lambda grad: grad * 2)
    y.retain_grad()
    y.sum().backward(retain_graph=True)
    assert seen == [[1, 1]] and y.grad.tolist() == [2, 2] and x.grad.tolist() == [6, 6]
    handle.remove()
    x.grad = None
    y.sum().backward()
    assert x.grad.tolist() == [3, 3]


def test_errors_in_hooks_arrive():
    x = torch.ones(2, requires_grad=True)

    def hook(grad):
        raise KeyError("mine")

    x.register_hook(hook)
    with pytest.raises(KeyError, match="mine"):
        x.sum().backward()


def test_hooks_may_run_backward():
    x, w = torch.ones(1, requires_grad=True), torch.ones(1, requires_grad=True)
    y = x * 2

    def hook(grad):
        with torch.enable_grad():
            (w * 5).sum().backward()

    y.register_hook(hook)
    y.sum().backward()
    assert x.grad.item() == 2 and w.grad.item() == 5


def test_custom_function():
    class Cube(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, scale):
            ctx.save_for_backward(x)
            ctx.scale = scale
            return scale * x * x * x

        @staticmethod
        def backward(ctx, grad):
            (x,) = ctx.saved_tensors
            return 3 * ctx.scale * x * x * grad, None

    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = Cube.apply(x, 2)
    assert y.grad_fn.name() == "CubeBackward"
    y.sum().backward()
    assert x.grad.tolist() == [6, 24]


def test_long_chains_do_not_overflow_the_stack():
    x = torch.ones(1, requires_grad=True)
    y = x
    for _ in range(100_000):
        y = y + 1
    del y
    y = x
    for _ in range(20_000):
        y = y * 1
    y.backward()
    assert x.grad.item() == 1


def test_backward_from_several_threads():
    x = torch.linspace(0, 1, 1000).requires_grad_()
    results = [None] * 4

    def work(at):
        (results[at],) = torch.autograd.grad((x.sin() * x).sum(), x)

    threads = [threading.Thread(target=work, args=(at,)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(result.tolist() == results[0].tolist() for result in results)
