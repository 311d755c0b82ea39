"""Parts of a graph that are computed again instead of being kept."""

import flambeau as torch
import pytest
from flambeau import nn
from flambeau.utils.checkpoint import CheckpointError, checkpoint, checkpoint_sequential, set_checkpoint_early_stop


def model():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Dropout(0.5), nn.Linear(8, 3), nn.GELU(), nn.Linear(3, 1))


def inputs():
    torch.manual_seed(1)
    return torch.randn(5, 4, requires_grad=True)


def gradients(layers, x):
    found = [x.grad.clone(), *(parameter.grad.clone() for parameter in layers.parameters())]
    x.grad = None
    layers.zero_grad()
    return found


@pytest.mark.parametrize("use_reentrant", [True, False])
@pytest.mark.parametrize("segments", [None, 1, 2, 3])
def test_gradients_are_the_same(use_reentrant, segments):
    layers, x = model(), inputs()
    torch.manual_seed(2)
    layers(x).sum().backward()
    wanted, drawn = gradients(layers, x), torch.rand(1)
    torch.manual_seed(2)
    if segments is None:
        y = checkpoint(layers, x, use_reentrant=use_reentrant)
    else:
        y = checkpoint_sequential(layers, segments, x, use_reentrant=use_reentrant)
    y.sum().backward()
    assert all(torch.equal(a, b) for a, b in zip(wanted, gradients(layers, x), strict=True))
    assert torch.equal(drawn, torch.rand(1))


@pytest.mark.parametrize("use_reentrant", [True, False])
def test_other_random_numbers_where_they_are_not_kept(use_reentrant):
    x = torch.ones(1000, requires_grad=True)
    y = checkpoint(nn.Dropout(0.5), x, use_reentrant=use_reentrant, preserve_rng_state=False)
    y.sum().backward()
    assert not torch.equal(y.detach(), x.grad)
    x.grad = None
    y = checkpoint(nn.Dropout(0.5), x, use_reentrant=use_reentrant)
    y.sum().backward()
    assert torch.equal(y.detach(), x.grad)


def test_nothing_is_kept():
    kept = []
    x = torch.ones(3, requires_grad=True)
    with torch.autograd.graph.saved_tensors_hooks(lambda t: kept.append(t) or t, lambda t: t):
        y = checkpoint(lambda a: a.exp().sin().cos(), x, use_reentrant=False)
    assert len(kept) == 1
    y.sum().backward()


def test_computing_again_stops_early():
    runs = []

    def function(a):
        b = a.exp()
        runs.append("first")
        c = b + 1
        runs.append("second")
        return c

    x = torch.ones(3, requires_grad=True)
    checkpoint(function, x, use_reentrant=False).sum().backward()
    assert runs == ["first", "second"]
    runs.clear()
    checkpoint(function, x, use_reentrant=False, early_stop=False).sum().backward()
    assert runs == ["first", "second"] * 2
    runs.clear()
    with set_checkpoint_early_stop(False):
        y = checkpoint(function, x, use_reentrant=False)
    y.sum().backward()
    assert runs == ["first", "second"] * 2


def test_keywords_several_results_and_grad():
    def function(a, b, *, scale, flag=None):
        return a * b * scale, (a + b).exp(), flag

    a, b = torch.ones(2, requires_grad=True), torch.full((2,), 2.0, requires_grad=True)
    x, y, flag = checkpoint(function, a, b, scale=3, use_reentrant=False, flag="f")
    assert flag == "f"
    wanted = torch.autograd.grad(sum(part.sum() for part in function(a, b, scale=3)[:2]), (a, b))
    found = torch.autograd.grad(x.sum() + y.sum(), (a, b), create_graph=True)
    assert all(torch.equal(one, other) for one, other in zip(wanted, found, strict=True))
    (second,) = torch.autograd.grad(found[0].sum(), a)
    assert torch.allclose(second, (a + b).exp())


def test_a_graph_that_is_kept_is_computed_for_each_pass():
    x, runs = torch.ones(2, requires_grad=True), []

    def function(a):
        runs.append(0)
        return a.exp()

    y = checkpoint(function, x, use_reentrant=False).sum()
    y.backward(retain_graph=True)
    y.backward()
    assert len(runs) == 3 and torch.allclose(x.grad, 2 * x.exp())


def test_nested():
    x = torch.full((3,), 0.3, requires_grad=True)

    def inner(a):
        return a.sin().exp()

    def outer(a):
        return checkpoint(inner, a.cos(), use_reentrant=False).tanh()

    checkpoint(outer, x, use_reentrant=False).sum().backward()
    found, x.grad = x.grad, None
    inner(x.cos()).tanh().sum().backward()
    assert torch.equal(found, x.grad)


def test_inputs_that_change_are_seen():
    x = torch.ones(2, requires_grad=True) * 1
    y = checkpoint(torch.exp, x, use_reentrant=False).sum()
    x.add_(1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward()


def test_functions_that_do_something_else_the_second_time():
    x, count = torch.ones(4, requires_grad=True), [0]

    def fewer(a):
        count[0] += 1
        return a.exp().exp() if count[0] == 1 else a.exp()

    def smaller(a):
        count[0] += 1
        return (a.exp() if count[0] == 1 else a[:2].exp()).sum()

    def more(a):
        count[0] += 1
        return a.exp() if count[0] == 1 else a.exp().exp()

    with pytest.raises(CheckpointError, match="A different number of tensors was saved"):
        checkpoint(fewer, x, use_reentrant=False).sum().backward()
    count[0] = 0
    with pytest.raises(CheckpointError, match="have different metadata than during the forward pass"):
        checkpoint(smaller, x, use_reentrant=False).backward()
    count[0] = 0
    with pytest.raises(CheckpointError, match="trying to save more tensors"):
        checkpoint(more, x, use_reentrant=False, early_stop=False).sum().backward()
    count[0] = 0
    checkpoint(smaller, x, use_reentrant=False, determinism_check="none")


def test_limits_of_the_reentrant_form():
    x = torch.ones(2, requires_grad=True)
    with pytest.raises(RuntimeError, match="incompatible with .grad"):
        torch.autograd.grad(checkpoint(torch.exp, x, use_reentrant=True).sum(), x)
    with pytest.raises(ValueError, match="Unexpected keyword arguments: scale"):
        checkpoint(torch.exp, x, use_reentrant=True, scale=1)
    with pytest.warns(UserWarning, match="None of the inputs have requires_grad=True"):
        assert not checkpoint(torch.exp, torch.ones(2), use_reentrant=True).requires_grad
    with pytest.warns(UserWarning, match="the use_reentrant parameter should be passed explicitly"):
        checkpoint(torch.exp, x)
    with pytest.raises(ValueError, match="only supported when use_reentrant=False"):
        checkpoint(torch.exp, x, use_reentrant=True, debug=True)
    with pytest.raises(ValueError, match="determinism_check should be one of"):
        checkpoint(torch.exp, x, use_reentrant=False, determinism_check="all")
    with pytest.raises(ValueError, match="Unexpected keyword arguments: scale"):
        checkpoint_sequential([torch.exp], 1, x, use_reentrant=False, scale=1)


def test_contexts_and_no_grad():
    entered = []

    class Context:
        def __init__(self, name):
            self.name = name

        def __enter__(self):
            entered.append(self.name)

        def __exit__(self, *_):
            return None

    x = torch.ones(2, requires_grad=True)
    y = checkpoint(torch.exp, x, use_reentrant=False, context_fn=lambda: (Context("first"), Context("second")))
    assert entered == ["first"]
    y.sum().backward()
    assert entered == ["first", "second"]
    with torch.no_grad():
        assert not checkpoint(torch.exp, x, use_reentrant=False).requires_grad
