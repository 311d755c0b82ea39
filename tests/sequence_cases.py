"""Layers for sequences whose state, results and gradients under PyTorch stand in tests/golden/sequences.json.

Each case is a layer and its arguments, as expressions; see tests/nn_cases.py for the names in them. `pack` and
`pad` are the functions of `nn.utils.rnn`.
"""

from __future__ import annotations

import warnings
from typing import Any

import nn_cases
from draws import Draws, names


def _flat(result: Any) -> list[Any]:
    """The tensors in nested tuples."""
    if isinstance(result, (tuple, list)):
        return [entry for part in result for entry in _flat(part)]
    return [] if result is None else [result]


def run(torch: Any, layer: str, arguments: str) -> dict[str, Any]:
    """Repr, state, outputs, gradients, and the random state's next number."""
    torch.manual_seed(0)
    draws = Draws(torch)
    rnn = torch.nn.utils.rnn
    scope = {**names(torch, draws), "rnn": rnn, "pack": rnn.pack_padded_sequence, "pad": rnn.pad_packed_sequence}
    module = nn_cases.built(torch, layer, scope)
    start = {key: nn_cases._record(value) for key, value in module.state_dict().items()}
    outputs = _flat(eval(f"module({arguments})", {**scope, "module": module}))
    return {
        "repr": repr(module),
        "start": start,
        "gradients": nn_cases._gradients(outputs, draws.leaves + list(module.parameters())),
        "outputs": [nn_cases._record(output) for output in outputs],
        "next": round(float(torch.rand((), device="cpu")), 6),
    }


_D = "dtype=torch.float64"

RECURRENT = [
    (f"nn.RNN(2, 3, {_D})", "x(4, 2, 2)"),
    (f"nn.RNN(2, 3, 2, 'relu', {_D})", "x(4, 2, 2), x(2, 2, 3)"),
    (f"nn.RNN(2, 3, nonlinearity='relu', bias=False, batch_first=True, bidirectional=True, {_D})", "x(2, 4, 2)"),
    (f"nn.RNN(2, 3, num_layers=1, {_D})", "x(4, 2), x(1, 3)"),
    ("nn.RNN(2, 3)", "x(4, 2, 2).float()"),
    (f"nn.LSTM(2, 3, {_D})", "x(4, 2, 2)"),
    (f"nn.LSTM(2, 3, 2, bidirectional=True, {_D})", "x(4, 2, 2), (x(4, 2, 3), x(4, 2, 3))"),
    (f"nn.LSTM(2, 3, 2, dropout=0.5, {_D})", "x(4, 2, 2)"),
    (f"nn.LSTM(2, 3, 3, dropout=0.3, bidirectional=True, batch_first=True, {_D})", "x(2, 4, 2)"),
    (f"nn.LSTM(2, 3, bias=False, batch_first=True, {_D})", "x(4, 2)"),
    (f"nn.LSTM(2, 4, 2, proj_size=3, bidirectional=True, {_D})", "x(4, 2, 2)"),
    (f"nn.LSTM(2, 4, proj_size=3, bias=False, {_D})", "x(4, 2), (x(1, 3), x(1, 4))"),
    (f"nn.LSTM(2, 3, num_layers=1, {_D})", "pack(x(4, 3, 2), [4, 2, 1])"),
    (f"nn.LSTM(2, 3, num_layers=2, {_D})", "pack(x(3, 4, 2), [2, 4, 1], batch_first=True, enforce_sorted=False)"),
    (
        f"nn.LSTM(2, 3, num_layers=2, dropout=0.5, bidirectional=True, {_D})",
        "pack(x(4, 3, 2), [4, 2, 1]), (x(4, 3, 3), x(4, 3, 3))",
    ),
    ("nn.LSTM(2, 3)", "x(4, 2, 2).float()"),
    ("nn.LSTM(5, 17)", "x(7, 3, 5).float()"),
    ("nn.LSTM(5, 18, bidirectional=True)", "pack(x(7, 3, 5).float(), [7, 5, 5])"),
    (f"nn.GRU(2, 3, {_D})", "x(4, 2, 2), x(1, 2, 3)"),
    (f"nn.GRU(2, 3, 2, dropout=0.5, bidirectional=True, {_D})", "x(4, 2, 2)"),
    (f"nn.GRU(2, 3, bias=False, {_D})", "x(4, 2), x(1, 3)"),
    (f"nn.GRU(2, 3, num_layers=2, {_D})", "pack(x(4, 3, 2), [1, 4, 2], enforce_sorted=False), x(2, 3, 3)"),
    ("nn.GRU(5, 17)", "x(7, 3, 5).float()"),
    (f"nn.LSTMCell(2, 3, {_D})", "x(4, 2), (x(4, 3), x(4, 3))"),
    (f"nn.LSTMCell(2, 3, bias=False, {_D})", "x(2)"),
    (f"nn.GRUCell(2, 3, {_D})", "x(4, 2)"),
    (f"nn.GRUCell(2, 3, bias=False, {_D})", "x(2), x(3)"),
    (f"nn.RNNCell(2, 3, {_D})", "x(4, 2), x(4, 3)"),
    (f"nn.RNNCell(2, 3, nonlinearity='relu', {_D})", "x(4, 2), x(4, 3)"),
]

_LAYER = f"4, 2, 8, dropout=0.0, {_D}"
_CAUSAL = "nn.Transformer.generate_square_subsequent_mask(3, dtype=torch.float64)"
_SMALL = f"4, 2, 1, 1, 8, dropout=0.0, {_D}"

ATTENTION = [
    (f"nn.MultiheadAttention(4, 2, {_D})", "*[x(3, 2, 4)] * 3"),
    (f"nn.MultiheadAttention(4, 2, batch_first=True, {_D})", "*[x(3, 2, 4)] * 3, need_weights=False"),
    (f"nn.MultiheadAttention(4, 2, kdim=3, vdim=5, {_D})", "x(3, 2, 4), x(5, 2, 3), x(5, 2, 5)"),
    (f"nn.MultiheadAttention(4, 2, add_bias_kv=True, {_D})", "*[x(3, 2, 4)] * 3, average_attn_weights=False"),
    (
        f"nn.MultiheadAttention(4, 2, add_zero_attn=True, {_D})",
        "*[x(3, 2, 4)] * 3, t([[False, True, False], [True, False, False]]), False",
    ),
    (
        f"nn.MultiheadAttention(4, 2, True, {_D})",
        f"*[x(3, 2, 4)] * 3, need_weights=False, is_causal=True, attn_mask={_CAUSAL}",
    ),
    (f"nn.MultiheadAttention(4, 2, dropout=0.5, {_D})", "*[x(3, 2, 4)] * 3"),
    (f"nn.MultiheadAttention(4, 2, dropout=0.4, {_D})", "*[x(3, 2, 4)] * 3, need_weights=False"),
    (f"nn.MultiheadAttention(4, 4, bias=False, {_D})", "x(3, 4), x(5, 4), x(5, 4), attn_mask=x(3, 5).detach()"),
    ("nn.MultiheadAttention(4, 2)", "*[x(3, 2, 4).float()] * 3, attn_mask=x(4, 3, 3).float().detach()"),
    (f"nn.TransformerEncoderLayer({_LAYER})", "x(3, 2, 4)"),
    (f"nn.TransformerEncoderLayer({_LAYER}, activation='gelu', norm_first=True)", "x(3, 2, 4), " + _CAUSAL),
    (f"nn.TransformerEncoderLayer({_LAYER}, bias=False, batch_first=True)", "x(2, 3, 4), is_causal=False"),
    (f"nn.TransformerEncoderLayer({_LAYER}, activation=torch.tanh, layer_norm_eps=0.1)", "x(3, 4)"),
    (f"nn.TransformerEncoderLayer(4, 2, 8, {_D})", "x(3, 2, 4), None, t([[False] * 3, [False, True, True]])"),
    (f"nn.TransformerEncoder(nn.TransformerEncoderLayer({_LAYER}), 2)", f"x(3, 2, 4), {_CAUSAL}"),
    (
        f"nn.TransformerEncoder(nn.TransformerEncoderLayer({_LAYER}, batch_first=True), 2, nn.LayerNorm(4, {_D}))",
        "x(2, 3, 4), src_key_padding_mask=t([[False] * 3, [False, True, True]])",
    ),
    (
        f"nn.TransformerEncoder(nn.TransformerEncoderLayer({_LAYER}, batch_first=True), 2)"
        ".eval().requires_grad_(False)",
        "x(2, 3, 4).detach(), src_key_padding_mask=t([[False] * 3, [False, True, True]])",
    ),
    (
        f"nn.TransformerEncoder(nn.TransformerEncoderLayer({_LAYER}, batch_first=True), 1)"
        ".eval().requires_grad_(False)",
        "x(2, 3, 4).detach(), src_key_padding_mask=t([[False] * 3, [True, False, True]])",
    ),
    (f"nn.TransformerDecoderLayer({_LAYER})", "x(3, 2, 4), x(5, 2, 4)"),
    (f"nn.TransformerDecoderLayer({_LAYER}, norm_first=True, bias=False)", f"x(3, 2, 4), x(5, 2, 4), {_CAUSAL}"),
    (f"nn.TransformerDecoderLayer(4, 2, 8, 0.2, 'gelu', {_D})", "x(3, 2, 4), x(5, 2, 4)"),
    (
        f"nn.TransformerDecoder(nn.TransformerDecoderLayer({_LAYER}), 2)",
        f"x(3, 2, 4), x(3, 2, 4), {_CAUSAL}, {_CAUSAL}, t([[False] * 3, [False, False, True]])",
    ),
    (f"nn.Transformer({_SMALL})", "x(3, 2, 4), x(5, 2, 4)"),
    (f"nn.Transformer({_SMALL}, batch_first=True, norm_first=True)", f"x(2, 5, 4), x(2, 3, 4), tgt_mask={_CAUSAL}"),
    (f"nn.Transformer({_SMALL}, bias=False, activation='gelu')", "x(3, 4), x(5, 4)"),
    (f"nn.Transformer(4, 2, 1, 1, 8, {_D})", "x(3, 2, 4), x(5, 2, 4)"),
]

# Expressions that raise, the class, and words of the message.
ERRORS = [
    ("nn.RNN(3, 4, nonlinearity='foo')", ValueError, "Unknown nonlinearity 'foo'"),
    ("nn.GRU(3, 4, proj_size=2)", ValueError, "proj_size argument is only supported for LSTM"),
    ("nn.LSTM(3, 4, proj_size=4)", ValueError, "proj_size has to be smaller"),
    ("nn.LSTM(3, 4, proj_size=-1)", ValueError, "proj_size should be a positive integer"),
    ("nn.LSTM(3, 4, dropout=1.5)", ValueError, "dropout should be a number in range"),
    ("nn.LSTM(3, 4, dropout=True)", ValueError, "dropout should be a number in range"),
    ("nn.LSTM(3, 4, dropout='a')", ValueError, "could not convert"),
    ("nn.LSTM(3, 4.0)", TypeError, "hidden_size should be of type int, got: float"),
    ("nn.LSTM(3, 0)", ValueError, "hidden_size must be greater than zero"),
    ("nn.LSTM(3, 4, 0)", ValueError, "num_layers must be greater than zero"),
    ("nn.LSTM(0, 4)", ValueError, "input_size must be greater than zero"),
    ("nn.LSTM(3, 4, bias=1)", TypeError, "bias should be of type bool, got: int"),
    ("nn.RNNBase('FOO', 3, 4)", ValueError, "Unrecognized RNN mode: FOO"),
    ("nn.RNNCell(3, 4, nonlinearity='x')(torch.ones(3))", RuntimeError, "Unknown nonlinearity: x"),
    ("nn.LSTM(3, 4)(torch.ones(5, 2, 3), torch.ones(1, 2, 4))", IndexError, "index 1 is out of bounds"),
    (
        "nn.LSTM(3, 4)(torch.ones(5, 2, 3), (torch.ones(1, 2, 4), torch.ones(1, 2, 5)))",
        RuntimeError,
        r"Expected hidden\[1\] size \(1, 2, 4\), got \[1, 2, 5\]",
    ),
    (
        "nn.LSTM(3, 4)(torch.ones(5, 3), (torch.ones(1, 2, 4), torch.ones(1, 2, 4)))",
        RuntimeError,
        "For unbatched 2-D input, hx and cx should also be 2-D but got",
    ),
    (
        "nn.LSTM(3, 4)(torch.ones(5, 2, 3), (torch.ones(1, 4), torch.ones(1, 4)))",
        RuntimeError,
        "For batched 3-D input, hx and cx should also be 3-D but got",
    ),
    ("nn.LSTM(3, 4)(torch.ones(5))", ValueError, "LSTM: Expected input to be 2D or 3D, got 1D instead"),
    ("nn.LSTM(3, 4)(torch.ones(5, 2, 4))", RuntimeError, "must be equal to input_size. Expected 3, got 4"),
    ("nn.LSTM(3, 4)(torch.ones(5, 2, 3).double())", ValueError, "RNN input dtype .torch.float64. does not match"),
    ("nn.GRU(3, 4)(torch.ones(5, 2, 3), torch.ones(1, 4))", RuntimeError, "For batched 3-D input, hx should also be"),
    ("nn.GRU(3, 4)(torch.ones(5, 3), torch.ones(1, 1, 4))", RuntimeError, "For unbatched 2-D input, hx should also"),
    ("nn.GRU(3, 4)(torch.ones(5, 2, 3), torch.ones(1, 3, 4))", RuntimeError, r"Expected hidden size \(1, 2, 4\)"),
    ("nn.RNN(3, 4)(torch.ones(5))", ValueError, "RNN: Expected input to be 2D or 3D, got 1D tensor instead"),
    ("nn.GRU(3, 4)(torch.ones(0, 2, 3))", RuntimeError, "Expected sequence length to be larger than 0"),
    ("nn.LSTMCell(3, 4)(torch.ones(2, 2, 3))", ValueError, "LSTMCell: Expected input to be 1D or 2D, got 3D instead"),
    (
        "nn.LSTMCell(3, 4)(torch.ones(2, 3), (torch.ones(4), torch.ones(4)))",
        RuntimeError,
        "Input batch size 2 doesn't match hidden0 batch size 4",
    ),
    ("nn.GRUCell(3, 4)(torch.ones(2, 3), torch.ones(4))", RuntimeError, "Input batch size 2 doesn't match hidden0"),
    ("nn.GRUCell(3, 4)(torch.ones(2, 3), torch.ones(1, 2, 4))", ValueError, "GRUCell: Expected hidden to be 1D or 2D"),
    ("nn.RNNCell(3, 4)(torch.ones(2, 5))", RuntimeError, "input has inconsistent input_size: got 5 expected 3"),
    ("rnn.pack_padded_sequence(torch.ones(5, 2, 3), [3, 5])", RuntimeError, "must be sorted in decreasing order"),
    ("rnn.pack_padded_sequence(torch.ones(5, 2, 3), [5, 0])", RuntimeError, "has to be greater than 0"),
    ("rnn.pack_padded_sequence(torch.ones(5, 2, 3), [5])", RuntimeError, "to be equal to batch_size, but got 1"),
    ("rnn.pack_padded_sequence(torch.ones(5, 0, 3), [])", RuntimeError, "Cannot pack empty tensors"),
    ("rnn.pack_padded_sequence(torch.ones(5, 2), torch.tensor([[5, 3]]))", RuntimeError, "should be a 1D CPU int64"),
    (
        "rnn.pack_padded_sequence(torch.ones(5), torch.tensor([5], device='cpu'))",
        IndexError,
        "Dimension out of range",
    ),
    ("rnn.pack_sequence([torch.ones(2), torch.ones(3)])", RuntimeError, "must be sorted in decreasing order"),
    (
        "rnn.pad_packed_sequence(rnn.pack_sequence([torch.ones(3)]), total_length=2)",
        ValueError,
        "Expected total_length to be at least the length of the longest sequence",
    ),
    ("rnn.PackedSequence(torch.ones(3))", AssertionError, "Expected data to be a list or tuple of length 2"),
    ("nn.Transformer(8, 3)", AssertionError, "embed_dim must be divisible by num_heads"),
    ("nn.TransformerEncoderLayer(8, 2, activation='foo')", RuntimeError, "activation should be relu/gelu, not foo"),
    (
        "nn.Transformer(4, 2, 1, 1, 4)(torch.ones(3, 2, 4), torch.ones(3, 3, 4))",
        RuntimeError,
        "the batch number of src and tgt must be equal",
    ),
    (
        "nn.Transformer(4, 2, 1, 1, 4)(torch.ones(3, 2, 4), torch.ones(3, 2, 5))",
        RuntimeError,
        "the feature number of src and tgt must be equal to d_model",
    ),
    ("nn.TransformerEncoderLayer(4, 2)(torch.ones(3, 2, 4), is_causal=True)", RuntimeError, "Need attn_mask"),
    (
        "nn.TransformerEncoderLayer(4, 2)(torch.ones(3, 2, 4), torch.ones(3, 3).long())",
        AssertionError,
        "only bool and floating types of src_mask are supported",
    ),
]


def check_error(torch: Any, expression: str, kind: type[Exception], words: str) -> None:
    """See that an expression raises an exception of a class, with words in its message."""
    import pytest

    scope = {"torch": torch, "nn": torch.nn, "rnn": torch.nn.utils.rnn}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(kind, match=words) as caught:
            eval(expression, scope)
    assert type(caught.value) is kind, (expression, caught.value)
