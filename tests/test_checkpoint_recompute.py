"""Checkpointing: inner results are computed again in the backward pass."""

from __future__ import annotations

import flambeau as torch
import pytest
from flambeau import nn
from flambeau.utils.checkpoint import checkpoint, checkpoint_sequential

BOTH = pytest.mark.parametrize("reentrant", [True, False])


def model():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Dropout(0.5), nn.Linear(8, 3))


@BOTH
def test_gradients_are_those_of_the_plain_call(reentrant):
    results = []
    for checkpointed in (False, True):
        net = model()
        x = torch.linspace(-1, 1, 8).reshape(2, 4).requires_grad_()
        torch.manual_seed(1)
        hidden = x * 2
        out = checkpoint(net, hidden, use_reentrant=reentrant) if checkpointed else net(hidden)
        out.square().sum().backward()
        results.append([out.detach(), x.grad, *[p.grad for p in net.parameters()]])
    for plain, again in zip(*results, strict=True):
        assert torch.equal(plain, again)


def test_runs_twice_and_draws_no_more():
    calls = []

    def part(x):
        calls.append(torch.is_grad_enabled())
        return torch.dropout(x, 0.5, True)

    x = torch.ones(100, requires_grad=True)
    torch.manual_seed(3)
    y = checkpoint(part, x, use_reentrant=True)
    state = torch.get_rng_state()
    y.sum().backward()
    assert calls == [False, True] and torch.equal(x.grad, y) and torch.equal(state, torch.get_rng_state())


def test_keyword_arguments_nesting_and_several_results():
    def part(pair, *, scale):
        a, b = pair["a"], pair["b"]
        return {"sum": (a + b) * scale, "count": 2}

    a, b = torch.ones(2, requires_grad=True), torch.ones(2)
    out = checkpoint(part, {"a": a, "b": b}, scale=3.0, use_reentrant=False)
    assert out["count"] == 2
    out["sum"].sum().backward()
    assert a.grad.tolist() == [3, 3]
    with pytest.raises(ValueError, match="Unexpected keyword arguments: scale"):
        checkpoint(part, {"a": a, "b": b}, scale=3.0, use_reentrant=True)


def test_gradients_of_parameters_by_grad():
    net = nn.Linear(2, 1)
    out = checkpoint(net, torch.ones(1, 2), use_reentrant=False)
    (grad,) = torch.autograd.grad(out.sum(), [net.weight])
    assert grad.tolist() == [[1, 1]] and net.weight.grad is None


@BOTH
def test_nested(reentrant):
    x = torch.tensor([0.5], requires_grad=True)
    inner = lambda v: checkpoint(torch.sin, v, use_reentrant=reentrant)  # noqa: E731
    checkpoint(lambda v: inner(v) * v, x, use_reentrant=reentrant).sum().backward()
    assert torch.allclose(x.grad, torch.tensor([0.5]).cos() * 0.5 + torch.tensor([0.5]).sin())


def test_without_gradients():
    x = torch.ones(2)
    assert not checkpoint(torch.exp, x, use_reentrant=False).requires_grad
    with torch.no_grad():
        assert not checkpoint(torch.exp, x.clone().requires_grad_(), use_reentrant=False).requires_grad


def test_asks_for_the_choice():
    with pytest.warns(UserWarning, match="use_reentrant parameter should be passed explicitly"):
        checkpoint(torch.exp, torch.ones(1, requires_grad=True))


@BOTH
def test_sequential(reentrant):
    net = model().eval()
    x = torch.ones(2, 4, requires_grad=True)
    out = checkpoint_sequential(net, 2, x, use_reentrant=reentrant)
    assert torch.equal(out, net(x))
    out.sum().backward()
    assert x.grad is not None and all(p.grad is not None for p in net.parameters())


def test_weight_norm():
    torch.manual_seed(0)
    layer = nn.Linear(3, 2)
    weight = layer.weight.detach().clone()
    with pytest.warns(FutureWarning):
        assert nn.utils.weight_norm(layer) is layer
    assert sorted(name for name, _ in layer.named_parameters()) == ["bias", "weight_g", "weight_v"]
    assert layer.weight_g.shape == (2, 1) and torch.allclose(layer.weight, weight)
    layer(torch.ones(1, 3)).sum().backward()
    assert layer.weight_g.grad is not None
    # The direction's gradient is at right angles to it.
    assert torch.allclose((layer.weight_v.grad * layer.weight_v).sum(1), torch.zeros(2), atol=1e-6)
    with torch.no_grad():
        layer.weight_g.mul_(2)
    layer(torch.ones(1, 3))
    assert torch.allclose(layer.weight, 2 * weight)
    with pytest.warns(FutureWarning), pytest.raises(RuntimeError, match="two weight_norm hooks"):
        nn.utils.weight_norm(layer)
    nn.utils.remove_weight_norm(layer)
    assert isinstance(layer.weight, nn.Parameter) and torch.allclose(layer.weight, 2 * weight)
    with pytest.raises(ValueError, match="not found"):
        nn.utils.remove_weight_norm(layer)


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_weight_norm_of_the_whole():
    layer = nn.utils.weight_norm(nn.Conv1d(2, 3, 2), dim=None)
    assert layer.weight_g.dim() == 0
    assert layer(torch.ones(1, 2, 4)).shape == (1, 3, 3)
