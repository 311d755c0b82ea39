"""Helpers in `nn.utils`."""

import math

import flambeau as torch
import pytest
from flambeau import nn
from flambeau.nn.utils.rnn import pad_sequence, unpad_sequence


def with_gradients(*gradients):
    leaves = []
    for gradient in gradients:
        gradient = torch.tensor(gradient)
        leaf = torch.zeros_like(gradient).requires_grad_()
        leaf.grad = gradient
        leaves.append(leaf)
    return leaves


@pytest.mark.parametrize(("norm_type", "norm"), [(2.0, 13.0), (1, 19.0), (math.inf, 12.0)])
def test_clip_grad_norm(norm_type, norm):
    leaves = [*with_gradients([3.0, 4.0], [[12.0]]), torch.zeros(3, requires_grad=True)]
    total = nn.utils.clip_grad_norm_(leaves, 2.0, norm_type)
    assert total.item() == pytest.approx(norm)
    factor = 2.0 / (norm + 1e-6)
    assert leaves[0].grad.tolist() == pytest.approx([3.0 * factor, 4.0 * factor])
    assert leaves[1].grad.tolist()[0] == pytest.approx([12.0 * factor])
    assert leaves[2].grad is None


def test_small_gradients_are_not_scaled():
    (leaf,) = with_gradients([0.3, 0.4])
    assert nn.utils.clip_grad_norm_(leaf, 1.0).item() == pytest.approx(0.5)
    assert leaf.grad.tolist() == pytest.approx([0.3, 0.4])


def test_clip_grad_norm_of_nothing():
    assert nn.utils.clip_grad_norm_([], 1.0).item() == 0.0
    with pytest.warns(UserWarning, match="empty generator"):
        nn.utils.clip_grad_norm_((leaf for leaf in []), 1.0)


def test_nonfinite_norm():
    leaves = with_gradients([math.inf, 1.0])
    with pytest.raises(RuntimeError, match="non-finite"):
        nn.utils.clip_grad_norm_(leaves, 1.0, error_if_nonfinite=True)
    assert nn.utils.clip_grad_norm_(leaves, 1.0).item() == math.inf


def test_clip_grad_value():
    leaves = with_gradients([3.0, -4.0, 0.5])
    nn.utils.clip_grad_value_(leaves, 1)
    assert leaves[0].grad.tolist() == [1.0, -1.0, 0.5]


def test_total_norm():
    assert nn.utils.get_total_norm([torch.tensor([3.0]), torch.tensor(4.0)]).item() == pytest.approx(5.0)


def test_parameters_to_vector_and_back():
    layer = nn.Linear(3, 2)
    vector = nn.utils.parameters_to_vector(layer.parameters())
    assert tuple(vector.shape) == (8,)
    assert torch.equal(vector[6:], layer.bias)
    new = torch.arange(8.0)
    nn.utils.vector_to_parameters(new, layer.parameters())
    assert layer.weight.tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
    assert layer.bias.tolist() == [6.0, 7.0]
    assert layer.weight.requires_grad
    with pytest.raises(TypeError):
        nn.utils.vector_to_parameters([1.0], layer.parameters())


def test_pad_sequence():
    a, b = torch.tensor([[1.0], [2.0], [3.0]]), torch.tensor([[4.0]])
    assert pad_sequence([a, b], batch_first=True).tolist() == [[[1.0], [2.0], [3.0]], [[4.0], [0.0], [0.0]]]
    padded = pad_sequence([a, b], padding_value=-1.0, padding_side="left")
    assert padded.tolist() == [[[1.0], [-1.0]], [[2.0], [-1.0]], [[3.0], [4.0]]]
    assert padded.is_contiguous()
    with pytest.raises(RuntimeError):
        pad_sequence([])
    with pytest.raises(RuntimeError):
        pad_sequence(3)
    with pytest.raises(RuntimeError):
        pad_sequence([a], padding_side="top")


def test_pad_sequence_has_gradients():
    a, b = torch.ones(3, requires_grad=True), torch.ones(1, requires_grad=True)
    (pad_sequence([a, b]) * torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])).sum().backward()
    assert a.grad.tolist() == [1.0, 3.0, 5.0]
    assert b.grad.tolist() == [2.0]


def test_unpad_sequence():
    sequences = [torch.arange(3.0), torch.arange(1.0)]
    lengths = torch.tensor([3, 1])
    for batch_first in (True, False):
        back = unpad_sequence(pad_sequence(sequences, batch_first), lengths, batch_first)
        assert [row.tolist() for row in back] == [[0.0, 1.0, 2.0], [0.0]]
