"""Losses at the edges: nothing to count, targets out of range, huge logits, gradients of fused passes."""

import math

import flambeau as torch
import pytest
from flambeau.nn import functional as F


def leaf(values, dtype=torch.float64):
    return torch.tensor(values, dtype=dtype, requires_grad=True)


@pytest.mark.parametrize("loss", [F.cross_entropy, F.nll_loss])
@pytest.mark.parametrize("target", [[0, 3], [0, -1], [2**40, 0], [-(2**63), 0]])
def test_targets_out_of_range_are_an_error(loss, target, settle):
    with pytest.raises(IndexError, match="out of bounds"):
        loss(leaf([[0.0, 1.0, 2.0], [0.0, 1.0, 2.0]]), torch.tensor(target))
        settle()


def test_everything_ignored_has_no_mean_and_no_gradient():
    x = leaf([[0.0, 1.0], [2.0, 3.0]])
    loss = F.cross_entropy(x, torch.tensor([-100, -100]))
    assert math.isnan(loss.item())
    loss.backward()
    assert x.grad.tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_ignored_rows_do_not_count():
    x = leaf([[0.0, 1.0], [5.0, -5.0]])
    loss = F.cross_entropy(x, torch.tensor([1, 7]), ignore_index=7)
    assert loss.item() == pytest.approx(math.log(1 + math.exp(-1.0)))
    loss.backward()
    assert x.grad.tolist()[1] == [0.0, 0.0]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_huge_logits_do_not_overflow(dtype):
    x = leaf([[1e30, 0.0], [0.0, -1e30]], dtype)
    loss = F.cross_entropy(x, torch.tensor([0, 0]), reduction="none")
    assert loss.tolist() == [0.0, 0.0]
    loss.sum().backward()
    assert x.grad.tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_minus_infinity_is_no_probability():
    x = leaf([[0.0, -math.inf, 0.0]])
    loss = F.cross_entropy(x, torch.tensor([0]))
    loss.backward()
    assert loss.item() == pytest.approx(math.log(2.0))
    assert x.grad.tolist()[0] == pytest.approx([-0.5, 0.0, 0.5])


def test_the_fused_pass_is_that_of_its_parts():
    values = [[0.3, -1.2, 2.0, 0.1], [1.0, 0.0, -1.0, 0.5]]
    target, weight = torch.tensor([2, 0]), torch.tensor([0.5, 1.0, 2.0, 1.5], dtype=torch.float64)
    whole, parts = leaf(values), leaf(values)
    F.cross_entropy(whole, target, weight).backward()
    F.nll_loss(F.log_softmax(parts, dim=1), target, weight).backward()
    for a, b in zip(whole.grad.reshape(-1).tolist(), parts.grad.reshape(-1).tolist(), strict=True):
        assert a == pytest.approx(b, rel=1e-13)


def test_half_precision_sums_in_single_precision():
    x = torch.ones(70000, dtype=torch.float16)
    assert F.mse_loss(x, 0 * x).item() == 1.0


@pytest.mark.parametrize(
    ("loss", "node"),
    [
        (lambda x: F.mse_loss(x, 2 * x.detach()), "MseLossBackward0"),
        (lambda x: F.l1_loss(x, 2 * x.detach()), "MeanBackward0"),
        (lambda x: F.cross_entropy(x, torch.tensor([0, 1])), "NllLossBackward0"),
        (lambda x: F.nll_loss(x, torch.tensor([0, 1])), "NllLossBackward0"),
        (lambda x: F.softmax(x, 1), "SoftmaxBackward0"),
        (lambda x: F.log_softmax(x, 1), "LogSoftmaxBackward0"),
    ],
)
def test_nodes_have_pytorchs_names(loss, node):
    assert loss(leaf([[0.0, 1.0], [2.0, 3.0]])).grad_fn.name() == node


def test_sparse_gradients_are_refused():
    with pytest.raises(NotImplementedError, match="sparse"):
        F.embedding(torch.tensor([0]), leaf([[1.0]]), sparse=True)


def test_padding_has_no_gradient():
    table = leaf([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    F.embedding(torch.tensor([1, 0, 1]), table, padding_idx=1).sum().backward()
    assert table.grad.tolist() == [[1.0, 1.0], [0.0, 0.0], [0.0, 0.0]]


def test_gradients_divided_by_frequency():
    table = leaf([[1.0], [3.0], [5.0]])
    factors = torch.tensor([[1.0], [2.0], [4.0]], dtype=torch.float64)
    (F.embedding(torch.tensor([1, 0, 1]), table, scale_grad_by_freq=True) * factors).sum().backward()
    assert table.grad.tolist() == [[2.0], [2.5], [0.0]]
