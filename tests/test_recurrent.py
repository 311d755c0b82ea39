"""Recurrent layers: the kernel agrees with the formulas, at any number of threads; layers give PyTorch's numbers."""

import copy
import io
import json
import pickle
import warnings
from pathlib import Path

import flambeau as torch
import pytest
import sequence_cases
from flambeau import _VF, nn
from flambeau.nn.utils import rnn
from test_nn_golden import assert_all_close, assert_close

GOLDEN = json.loads((Path(__file__).parent / "golden" / "sequences.json").read_text())["RECURRENT"]


@pytest.fixture(autouse=True)
def threads():
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.mark.cpu_draws
@pytest.mark.parametrize("number", range(len(sequence_cases.RECURRENT)))
def test_layer(number):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        actual = sequence_cases.run(torch, *sequence_cases.RECURRENT[number])
    expected = GOLDEN[number]
    assert actual["repr"] == expected["repr"]
    assert list(actual["start"]) == list(expected["start"])
    for key, value in expected["start"].items():
        assert_close(actual["start"][key], value, key)
    assert_all_close(actual["outputs"], expected["outputs"], "output")
    assert_all_close(actual["gradients"], expected["gradients"], "gradient")
    assert actual["next"] == pytest.approx(expected["next"], abs=2e-6), "draws"


@pytest.mark.parametrize(("expression", "kind", "words"), sequence_cases.ERRORS)
def test_error(expression, kind, words):
    sequence_cases.check_error(torch, expression, kind, words)


def step(kind, x, h, c, w_ih, w_hh, b_ih, b_hh):
    """One step in differentiable operations."""
    a, b = x @ w_ih.T + b_ih, h @ w_hh.T + b_hh
    if kind == "LSTM":
        i, f, g, o = (a + b).chunk(4, 1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        return o.sigmoid() * c.tanh(), c
    if kind == "GRU":
        (ar, az, an), (br, bz, bn) = a.chunk(3, 1), b.chunk(3, 1)
        r, z = (ar + br).sigmoid(), (az + bz).sigmoid()
        n = (an + r * bn).tanh()
        return (1 - z) * n + z * h, c
    return ((a + b).tanh() if kind == "RNN_TANH" else (a + b).relu()), c


def formula(layer, rows, sizes, h, c, suffix):
    """One direction of one layer on packed rows."""
    weights = [getattr(layer, f"{name}_l0{suffix}") for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
    steps = list(rows.split(sizes))
    outs = [None] * len(steps)
    order = range(len(steps)) if not suffix else reversed(range(len(steps)))
    for t in order:
        n = sizes[t]
        new, state = step(layer.mode, steps[t], h[:n], c[:n], *weights)
        outs[t] = new
        h, c = torch.cat([new, h[n:]]), torch.cat([state, c[n:]])
    return torch.cat(outs), h, c


@pytest.mark.parametrize("dtype", ["float64", "float32", "bfloat16"])
@pytest.mark.parametrize(
    ("hidden", "sizes"),
    [
        (1, [1]),
        (3, [2, 2, 2]),
        (16, [5, 4, 4, 1]),
        (33, [130, 99, 2]),
        (70, [3, 3, 3, 2, 2, 1, 1]),
        (300, [13, 12]),
        (5, [200]),
    ],
)
@pytest.mark.parametrize("kind", ["LSTM", "GRU", "RNN_TANH", "RNN_RELU"])
def test_agrees_with_the_formula(kind, hidden, sizes, dtype):
    if dtype == "bfloat16" and hidden > 20:
        return
    if dtype == "bfloat16" and kind == "RNN_RELU" and torch.get_default_device().type == "cuda":
        pytest.skip("a GPU rounds what inputs contribute before it adds the rest: some sums change their sign")
    torch.manual_seed(0)
    dtype = getattr(torch, dtype)
    wide = torch.float64 if dtype == torch.float64 else torch.float32
    tolerance = {torch.float64: 1e-11, torch.float32: 2e-5, torch.bfloat16: 5e-2}[dtype]
    layer = nn.RNNBase(kind, 4, hidden, bidirectional=True).to(dtype)
    reference = copy.deepcopy(layer).to(wide)

    def leaf(*size):
        return (torch.rand(*size, dtype=wide) - 0.5).to(dtype).requires_grad_()

    leaves = [leaf(sum(sizes), 4), leaf(2, sizes[0], hidden), leaf(2, sizes[0], hidden)]
    rows, h, c = leaves
    hx = (h, c) if kind == "LSTM" else h
    flat = [getattr(layer, name) for name in layer._flat_weights_names]
    operation = getattr(_VF, kind.lower())
    out, *last = operation(rows, torch.tensor(sizes), hx, flat, True, 1, 0.0, False, True)

    wide_leaves = [x.detach().to(wide).requires_grad_() for x in leaves]
    parts = [
        formula(reference, wide_leaves[0], sizes, wide_leaves[1][d], wide_leaves[2][d], suffix)
        for d, suffix in enumerate(("", "_reverse"))
    ]
    expected = [torch.cat([part[0] for part in parts], 1)]
    expected += [torch.stack([part[at] for part in parts]) for at in (1, 2)][: len(last)]
    results = [out, *last]
    upstream = [torch.rand(y.shape, dtype=wide).to(dtype) for y in results]
    torch.autograd.backward(results, upstream)
    torch.autograd.backward(expected, [g.to(wide) for g in upstream])
    pairs = list(zip(results, expected, strict=True))
    pairs += [(x.grad, w.grad) for x, w in zip(leaves, wide_leaves, strict=True) if x.grad is not None]
    pairs += [(x.grad, w.grad) for x, w in zip(layer.parameters(), reference.parameters(), strict=True)]
    for actual, wanted in pairs:
        assert actual.dtype == dtype
        scale = max(1.0, float(wanted.detach().abs().max()))
        torch.testing.assert_close(actual.to(wide), wanted, rtol=tolerance, atol=tolerance * scale)


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
def test_bits_do_not_depend_on_threads(kind):
    def results():
        torch.manual_seed(0)
        layer = getattr(nn, kind)(20, 130, 2, bidirectional=True)
        x = torch.randn(6, 150, 20, requires_grad=True)
        out, _ = layer(x)
        out.square().sum().backward()
        return [out.detach(), x.grad, *(weight.grad for weight in layer.parameters())]

    torch.set_num_threads(1)
    alone = results()
    for threads in (2, 3):
        torch.set_num_threads(threads)
        for one, other in zip(alone, results(), strict=True):
            assert torch.equal(one, other)


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "RNN"])
@pytest.mark.parametrize("sizes", [(20, 70), (600, 300)])
def test_recording_does_not_change_results(kind, sizes):
    torch.manual_seed(0)
    layer = getattr(nn, kind)(*sizes)
    # Inputs whose neighbours lie apart, and such that lie in one place.
    for x in (torch.randn(sizes[0], 40, 5).permute(2, 1, 0), torch.randn(1, 1, sizes[0]).expand(5, 40, -1)):
        recorded, _ = layer(x)
        with torch.no_grad():
            assert torch.equal(layer(x)[0], recorded)
            dense, _ = layer(x.contiguous())
            # Libraries of a GPU sum in an order of their own for each layout.
            assert torch.allclose(dense, recorded, atol=1e-6) if x.is_cuda else torch.equal(dense, recorded)


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "RNN"])
def test_second_derivatives_through_a_layer(kind):
    torch.manual_seed(0)
    layer = getattr(nn, kind)(2, 3, bidirectional=True, dtype=torch.float64)
    x = torch.randn(3, 2, 2, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradgradcheck(lambda x: layer(x)[0], x)
    (gradient,) = torch.autograd.grad(layer(x)[0].sum(), x, create_graph=True)
    gradient.square().sum().backward()
    assert all(weight.grad is not None for weight in layer.parameters() if weight.dim() == 2)


def test_states_that_depend_on_the_input():
    torch.manual_seed(0)
    layer = nn.GRU(2, 2, dtype=torch.float64)
    x = torch.randn(2, 1, 2, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradgradcheck(lambda x: layer(x, x[:1].sin())[0], x)


def test_only_what_is_asked_for_gets_a_gradient():
    layer = nn.LSTM(2, 3)
    layer.weight_hh_l0.requires_grad_(False)
    x = torch.randn(4, 2, 2)
    out, (hidden, cell) = layer(x)
    cell.sum().backward()
    assert layer.weight_hh_l0.grad is None and layer.weight_ih_l0.grad is not None and x.grad is None
    with torch.no_grad():
        assert layer(x)[0].grad_fn is None


def test_backward_twice():
    layer = nn.GRU(2, 3)
    out = layer(torch.ones(4, 2, 2))[0].sum()
    out.backward(retain_graph=True)
    first = layer.weight_hh_l0.grad.clone()
    out.backward()
    torch.testing.assert_close(layer.weight_hh_l0.grad, 2 * first)


def test_changed_weights_are_an_error():
    layer = nn.GRU(2, 3)
    out = layer(torch.ones(4, 2, 2))[0].sum()
    with torch.no_grad():
        layer.weight_hh_l0.mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        out.backward()


def test_batch_of_none():
    out, (hidden, cell) = nn.LSTM(2, 3)(torch.ones(4, 0, 2))
    assert out.shape == (4, 0, 3) and hidden.shape == cell.shape == (1, 0, 3)


def test_results_of_packed_sequences_are_those_of_each_alone():
    torch.manual_seed(0)
    layer = nn.LSTM(3, 4, 2, bidirectional=True, dtype=torch.float64)
    sequences = [torch.randn(length, 3, dtype=torch.float64) for length in (2, 5, 3)]
    out, (hidden, cell) = layer(rnn.pack_sequence(sequences, enforce_sorted=False))
    for i, (sequence, part) in enumerate(zip(sequences, rnn.unpack_sequence(out), strict=True)):
        alone, (h, c) = layer(sequence)
        torch.testing.assert_close(part, alone)
        torch.testing.assert_close(hidden[:, i], h)
        torch.testing.assert_close(cell[:, i], c)


def test_packed_sequence():
    packed = rnn.pack_padded_sequence(torch.arange(12.0).view(4, 3), [2, 4, 1], enforce_sorted=False)
    assert packed.data.tolist() == [1.0, 0.0, 2.0, 4.0, 3.0, 7.0, 10.0]
    assert packed.batch_sizes.tolist() == [3, 2, 1, 1]
    assert packed.sorted_indices.tolist() == [1, 0, 2] and packed.unsorted_indices.tolist() == [1, 0, 2]
    padded, lengths = rnn.pad_packed_sequence(packed, batch_first=True, padding_value=-1, total_length=5)
    assert padded.tolist()[0] == [0.0, 3.0, -1.0, -1.0, -1.0] and lengths.tolist() == [2, 4, 1]
    assert (
        packed.double().data.dtype == torch.float64
        and packed.to(packed.data.device) is packed
        and packed.is_cuda == packed.data.is_cuda
    )
    assert packed.int().data.dtype == torch.int32 and packed.to(torch.float16).batch_sizes is packed.batch_sizes
    data, sizes, order, back = packed
    assert data is packed.data and len(packed) == 4 and isinstance(packed, tuple)
    assert rnn.PackedSequence((data, sizes)).sorted_indices is None
    loaded = pickle.loads(pickle.dumps(packed))
    assert loaded.batch_sizes.tolist() == [3, 2, 1, 1]


def test_gradients_through_packing():
    x = torch.randn(4, 3, 2, dtype=torch.float64, requires_grad=True)

    def there_and_back(x):
        return rnn.pad_packed_sequence(rnn.pack_padded_sequence(x, [4, 2, 1]))[0]

    assert torch.autograd.gradcheck(there_and_back, x)


def test_layers_are_copied_saved_and_converted():
    torch.manual_seed(0)
    layer = nn.LSTM(3, 4, 2)
    x = torch.randn(5, 2, 3)
    expected = layer(x)[0]
    torch.testing.assert_close(copy.deepcopy(layer)(x)[0], expected)
    torch.testing.assert_close(pickle.loads(pickle.dumps(layer))(x)[0], expected)
    buffer = io.BytesIO()
    torch.save(layer.state_dict(), buffer)
    buffer.seek(0)
    other = nn.LSTM(3, 4, 2)
    other.load_state_dict(torch.load(buffer))
    torch.testing.assert_close(other(x)[0], expected)
    torch.testing.assert_close(layer.double()(x.double())[0].float(), expected)
    assert [len(weights) for weights in layer.all_weights] == [4, 4]
    assert layer.all_weights[1][0] is layer.weight_ih_l1
    layer.flatten_parameters()


def test_weights_that_were_assigned_are_used():
    layer = nn.RNN(2, 2)
    layer.weight_ih_l0 = nn.Parameter(torch.zeros(2, 2))
    layer.bias_ih_l0 = nn.Parameter(torch.zeros(2))
    layer.bias_hh_l0 = nn.Parameter(torch.zeros(2))
    assert layer(torch.ones(1, 1, 2))[0].tolist() == [[[0.0, 0.0]]]


def test_dropout_on_one_layer_warns():
    with pytest.warns(UserWarning, match="dropout option adds dropout after all but last recurrent layer"):
        nn.GRU(2, 3, dropout=0.5)


def test_saved_tensors_that_hooks_replace():
    hooks = torch.autograd.graph.saved_tensors_hooks
    layer, x = nn.GRU(2, 3), torch.ones(4, 2, 2, requires_grad=True)
    layer(x)[0].sum().backward()
    expected = layer.weight_hh_l0.grad.clone()
    layer.zero_grad()
    with hooks(lambda tensor: tensor.tolist(), torch.tensor):
        layer(x)[0].sum().backward()
    torch.testing.assert_close(layer.weight_hh_l0.grad, expected)
    with hooks(lambda tensor: tensor, lambda tensor: tensor[:1]):
        out = layer(x)[0].sum()
    with pytest.raises(RuntimeError, match="came back with shape"):
        out.backward()
