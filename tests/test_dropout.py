"""Dropout: PyTorch's masks, gradients by the mask, channels, half types."""

from __future__ import annotations

import flambeau as torch
import pytest
from flambeau.nn import functional as F


def masked(shape, p, seed=3):
    torch.manual_seed(seed)
    return torch.empty(shape).bernoulli_(1 - p)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float64"])
@pytest.mark.parametrize("n", [1, 5, 9000, 70000])
def test_a_seed_means_a_mask(n, dtype):
    x = torch.ones(n, dtype=getattr(torch, dtype), requires_grad=True)
    torch.manual_seed(3)
    y = F.dropout(x, 0.25)
    torch.manual_seed(3)
    assert torch.equal(F.dropout(x.detach(), 0.25), y.detach())
    kept = y.detach() != 0
    assert torch.equal(y.detach(), kept.to(x.dtype) * torch.tensor(1 / 0.75, dtype=x.dtype))
    if n >= 9000:
        assert abs(kept.double().mean().item() - 0.75) < 5 * (0.75 * 0.25 / n) ** 0.5
    y.sum().backward()
    assert torch.equal(x.grad, y.detach())


@pytest.mark.cpu_draws
@pytest.mark.parametrize("n", [5, 9000, 70000])
def test_mask_and_gradient(n):
    x = torch.linspace(-1, 1, n).requires_grad_()
    mask = masked(n, 0.3)
    torch.manual_seed(3)
    y = F.dropout(x, 0.3)
    noise = mask / (1 - 0.3)
    assert torch.equal(y.detach(), x.detach() * noise)
    assert y.grad_fn.name() == "MulBackward0"
    y.backward(torch.ones(n) * 2)
    assert torch.equal(x.grad, noise * 2)
    torch.manual_seed(3)
    assert torch.equal(F.dropout(x.detach(), 0.3), y.detach())
    torch.manual_seed(3)
    assert torch.equal(F.dropout(x.detach().clone(), 0.3, inplace=True), y.detach())


@pytest.mark.cpu_draws
def test_memory_order_and_gaps():
    turned = torch.ones(4, 3).t()
    mask = masked((4, 3), 0.5).t()
    torch.manual_seed(3)
    assert torch.equal(F.dropout(turned, 0.5), mask * 2)
    gaps = torch.ones(3, 8)[:, ::2]
    mask = masked((3, 4), 0.5)
    torch.manual_seed(3)
    assert torch.equal(F.dropout(gaps, 0.5), mask * 2)
    torch.manual_seed(3)
    base = torch.ones(3, 8)
    F.dropout(base[:, ::2], 0.5, inplace=True)
    assert torch.equal(base[:, ::2], mask * 2) and (base[:, 1::2] == 1).all()


@pytest.mark.cpu_draws
@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float64"])
def test_dtypes(dtype):
    x = torch.ones(50, dtype=getattr(torch, dtype), requires_grad=True)
    mask = masked(50, 0.3).to(x.dtype)
    torch.manual_seed(3)
    y = F.dropout(x, 0.3)
    assert y.dtype == x.dtype and torch.equal(y.detach(), mask / (1 - 0.3))
    y.sum().backward()
    assert torch.equal(x.grad, y.detach())


@pytest.mark.cpu_draws
def test_channels():
    x = torch.ones(3, 4, 2, 2, requires_grad=True)
    mask = masked((3, 4, 1, 1), 0.5)
    torch.manual_seed(3)
    y = F.dropout2d(x, 0.5)
    assert torch.equal(y.detach(), (mask * 2).expand(3, 4, 2, 2))
    y.sum().backward()
    assert torch.equal(x.grad, y.detach())
    with pytest.raises(RuntimeError, match="at least 2 dimensions"):
        torch.feature_dropout(torch.ones(3), 0.5, True)


def test_alpha_dropout_keeps_mean_and_variance():
    torch.manual_seed(0)
    x = torch.randn(100000)
    y = F.alpha_dropout(x, 0.3, training=True)
    assert abs(y.mean().item()) < 0.02 and abs(y.var().item() - 1) < 0.03
    leaf = torch.randn(1000, requires_grad=True)
    out = F.alpha_dropout(leaf, 0.3, training=True)
    out.sum().backward()
    assert len(set(leaf.grad.tolist())) == 2 and len(set(out[leaf.grad == 0].tolist())) == 1
    torch.manual_seed(0)
    first = F.alpha_dropout(x, 0.3, training=True)
    torch.manual_seed(0)
    assert torch.allclose(F.alpha_dropout(x.clone(), 0.3, training=True, inplace=True), first)


def test_edges():
    x = torch.ones(4)
    assert F.dropout(x, 0.0) is x and F.dropout(x, 0.5, training=False) is x
    assert F.dropout(x, 1.0).tolist() == [0.0] * 4
    assert torch.dropout(torch.ones(2, dtype=torch.long), 0.0, True).dtype == torch.long
    for bad in (2.0, float("nan")):
        with pytest.raises(RuntimeError, match="between 0 and 1"):
            torch.dropout(x, bad, True)
    with pytest.raises(RuntimeError, match="can't be cast"):
        torch.dropout(torch.ones(3, dtype=torch.long), 0.5, True)
    with pytest.raises(NotImplementedError):
        torch.dropout(torch.ones(3, dtype=torch.cfloat), 0.5, True)
    with pytest.raises(RuntimeError, match="leaf"):
        F.dropout(torch.ones(3, requires_grad=True), 0.5, inplace=True)
    assert F.dropout(torch.ones(0), 0.5).numel() == 0


@pytest.mark.cpu_draws
def test_native_dropout():
    x = torch.full((20,), 3.0, requires_grad=True)
    torch.manual_seed(3)
    y, kept = torch.native_dropout(x, 0.25, True)
    assert kept.dtype == torch.bool and torch.equal(kept, masked(20, 0.25) == 1)
    assert y.grad_fn.name() == "NativeDropoutBackward0"
    y.sum().backward()
    assert torch.equal(x.grad, torch.native_dropout_backward(torch.ones(20), kept, 1 / 0.75))
    y, kept = torch.native_dropout(x, 0.25, False)
    assert torch.equal(y, x) and kept.all()


@pytest.mark.cpu_draws
def test_rrelu():
    x = torch.tensor([-1.0, 2.0, -3.0, 0.0], requires_grad=True)
    torch.manual_seed(3)
    slopes = torch.empty(3, dtype=torch.float64).uniform_(0.1, 0.3).float()
    torch.manual_seed(3)
    y = F.rrelu(x, 0.1, 0.3, training=True)
    assert torch.allclose(y, torch.stack([-slopes[0], torch.tensor(2.0), -3 * slopes[1], torch.tensor(0.0)]))
    y.sum().backward()
    assert torch.allclose(x.grad, torch.stack([slopes[0], torch.tensor(1.0), slopes[1], slopes[2]]))
    assert torch.allclose(F.rrelu(x, 0.1, 0.3), torch.tensor([-0.2, 2.0, -0.6, 0.0]))
    torch.manual_seed(3)
    assert torch.equal(torch.rrelu_(x.detach().clone(), 0.1, 0.3, True), y.detach())
    with pytest.raises(RuntimeError, match="Lower bound"):
        torch.rrelu(x, 0.5, 0.2, True)


@pytest.mark.cpu_draws
def test_second_derivatives():
    x = torch.ones(6, dtype=torch.float64, requires_grad=True)
    torch.manual_seed(3)
    y = F.dropout(x * x, 0.5)
    (first,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), x)
    assert torch.equal(second, masked(6, 0.5).double() * 4)
