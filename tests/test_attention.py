"""Attention: the tiled kernel agrees with the formula, at any number of threads; layers give PyTorch's numbers."""

import json
import math
import warnings
from pathlib import Path

import flambeau as torch
import pytest
import sequence_cases
from flambeau import nn
from flambeau.nn import functional as F
from flambeau.nn.attention import SDPBackend, sdpa_kernel
from test_nn_golden import assert_all_close, assert_close

GOLDEN = json.loads((Path(__file__).parent / "golden" / "sequences.json").read_text())["ATTENTION"]


@pytest.fixture(autouse=True)
def threads():
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def formula(query, key, value, mask=None, is_causal=False, scale=None):
    """The result in differentiable operations; a query that sees nothing gives zeros."""
    group = query.size(1) // key.size(1)
    key, value = key.repeat_interleave(group, 1), value.repeat_interleave(group, 1)
    scores = query @ key.transpose(-2, -1) * (1 / math.sqrt(query.size(-1)) if scale is None else scale)
    if is_causal:
        mask = torch.ones(query.size(-2), key.size(-2), dtype=torch.bool).tril()
    if mask is not None and mask.dtype == torch.bool:
        mask = torch.zeros(mask.shape, dtype=query.dtype).masked_fill(mask.logical_not(), -math.inf)
    if mask is not None:
        scores = scores + mask
    blind = (scores == -math.inf).all(-1, keepdim=True)
    return scores.masked_fill(blind, 0.0).softmax(-1).masked_fill(blind, 0.0) @ value


SHAPES = [
    # batch, heads, heads of keys, queries, keys, width, width of values
    (1, 1, 1, 1, 1, 1, 1),
    (2, 3, 3, 5, 7, 3, 3),
    (1, 2, 1, 48, 128, 16, 16),
    (1, 2, 2, 49, 129, 17, 5),
    (2, 4, 2, 100, 37, 8, 8),
    (1, 1, 1, 300, 290, 20, 33),
    (5, 8, 4, 60, 60, 4, 4),
]
MASKS = ["none", "causal", "bool", "float", "by head", "by key", "blind"]


def mask_of(kind, batch, heads, queries, keys, dtype):
    torch.manual_seed(1)
    if kind == "bool":
        return torch.rand(queries, keys) < 0.7
    if kind == "float":
        return torch.randn(batch, 1, queries, keys, dtype=dtype)
    if kind == "by head":
        return torch.rand(batch, heads, queries, keys) < 0.7
    if kind == "by key":
        return torch.randn(batch, 1, 1, keys, dtype=dtype)
    seen = torch.rand(queries, keys) < 0.5
    seen[::2] = False
    return seen


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("shape", SHAPES)
def test_agrees_with_the_formula(shape, mask):
    batch, heads, kv_heads, queries, keys, width, value_width = shape
    torch.manual_seed(0)

    def leaf(*size):
        return torch.randn(*size, dtype=torch.float64, requires_grad=True)

    operands = [
        leaf(batch, heads, queries, width),
        leaf(batch, kv_heads, keys, width),
        leaf(batch, kv_heads, keys, value_width),
    ]
    upstream = torch.randn(batch, heads, queries, value_width, dtype=torch.float64)
    addends = None if mask in ("none", "causal") else mask_of(mask, batch, heads, queries, keys, torch.float64)
    causal = mask == "causal"
    out = F.scaled_dot_product_attention(*operands, addends, is_causal=causal, enable_gqa=heads != kv_heads)
    gradients = torch.autograd.grad(out, operands, upstream)
    expected = formula(*operands, addends, causal)
    torch.testing.assert_close(out, expected, rtol=1e-10, atol=1e-12)
    for actual, wanted in zip(gradients, torch.autograd.grad(expected, operands, upstream), strict=True):
        torch.testing.assert_close(actual, wanted, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 2e-6), ("bfloat16", 2e-2), ("float16", 2e-3)])
def test_lower_precision(dtype, tolerance):
    torch.manual_seed(0)
    dtype = getattr(torch, dtype)
    wide = [torch.randn(2, 3, 70, 24, dtype=torch.float64) for _ in range(3)]
    operands = [x.to(dtype).requires_grad_() for x in wide]
    wide = [x.detach().double().requires_grad_() for x in operands]
    upstream = torch.randn(2, 3, 70, 24, dtype=torch.float64).to(dtype)
    out = F.scaled_dot_product_attention(*operands, is_causal=True)
    expected = formula(*wide, is_causal=True)
    assert out.dtype == dtype
    torch.testing.assert_close(out.double(), expected, rtol=tolerance, atol=tolerance)
    out.backward(upstream)
    expected.backward(upstream.double())
    for x, w in zip(operands, wide, strict=True):
        assert x.grad.dtype == dtype
        torch.testing.assert_close(x.grad.double(), w.grad, rtol=5 * tolerance, atol=5 * tolerance)


@pytest.mark.parametrize("shape", [(1, 1, 1, 700, 700, 8, 8), (40, 1, 1, 60, 60, 8, 8), (1, 4, 2, 300, 500, 4, 4)])
def test_bits_do_not_depend_on_threads(shape):
    batch, heads, kv_heads, queries, keys, width, value_width = shape

    def results():
        torch.manual_seed(0)
        operands = [
            torch.randn(batch, heads, queries, width, requires_grad=True),
            torch.randn(batch, kv_heads, keys, width, requires_grad=True),
            torch.randn(batch, kv_heads, keys, value_width, requires_grad=True),
        ]
        out = F.scaled_dot_product_attention(*operands, is_causal=True, enable_gqa=True)
        out.square().sum().backward()
        return [out.detach(), *(x.grad for x in operands)]

    torch.set_num_threads(1)
    alone = results()
    for threads in (2, 3, 5):
        torch.set_num_threads(threads)
        for one, other in zip(alone, results(), strict=True):
            assert torch.equal(one, other)


def test_operands_with_gaps_and_layout_of_the_result():
    torch.manual_seed(0)
    packed = torch.randn(2, 10, 3 * 12, dtype=torch.float64, requires_grad=True)
    q, k, v = (x.view(2, 10, 3, 4).transpose(1, 2) for x in packed.chunk(3, -1))
    out = F.scaled_dot_product_attention(q, k, v, is_causal=True)
    assert out.transpose(1, 2).is_contiguous()
    expected = formula(q, k, v, is_causal=True)
    torch.testing.assert_close(out, expected)
    (gradient,) = torch.autograd.grad(out.sum(), packed, retain_graph=True)
    torch.testing.assert_close(gradient, torch.autograd.grad(expected.sum(), packed)[0])
    # Rows in reverse order in memory, columns first.
    turned = [x.detach().transpose(-2, -1).contiguous().transpose(-2, -1) for x in (q, k, v)]
    torch.testing.assert_close(F.scaled_dot_product_attention(*turned, is_causal=True), expected)


def test_second_derivatives():
    torch.manual_seed(0)
    operands = [torch.randn(1, 2, 3, 2, dtype=torch.float64, requires_grad=True) for _ in range(3)]
    seen = torch.tensor([[True, False, True], [False, False, False], [True, True, True]])
    for settings in ({}, {"is_causal": True}, {"attn_mask": seen}):
        assert torch.autograd.gradgradcheck(
            lambda q, k, v, settings=settings: F.scaled_dot_product_attention(q, k, v, **settings), operands
        )


def test_operands_that_depend_on_each_other():
    x = torch.tensor([[[[0.3, -0.2], [0.5, 0.7]]]], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradgradcheck(lambda x: F.scaled_dot_product_attention(x, x * x, x.sin()), x)


def test_special_numbers():
    one = torch.ones(1, 1, 2, 2)
    bad = one.clone()
    bad[0, 0, 1, 0] = math.nan
    out = F.scaled_dot_product_attention(bad, one, one)
    assert out[0, 0, 0].tolist() == [1.0, 1.0]
    assert out[0, 0, 1].isnan().all()
    # A key that is not seen may hold anything but NaN in its value.
    large = torch.tensor([[[[300.0, 300.0], [-300.0, 300.0]]]])
    assert F.scaled_dot_product_attention(large, large, one).tolist() == one.tolist()


def test_dropout_draws_and_scales():
    torch.manual_seed(0)
    x = torch.randn(1, 1, 4, 8)
    ones = torch.eye(4).view(1, 1, 4, 4)
    torch.manual_seed(3)
    weights = F.scaled_dot_product_attention(x, x, ones, dropout_p=0.5)
    plain = F.scaled_dot_product_attention(x, x, ones)
    torch.manual_seed(3)
    torch.testing.assert_close(weights, F.dropout(plain, 0.5))


def test_choice_of_kernels():
    x = torch.ones(1, 1, 2, 4)
    for backend in (SDPBackend.MATH, SDPBackend.FLASH_ATTENTION, [SDPBackend.EFFICIENT_ATTENTION, SDPBackend.MATH]):
        with sdpa_kernel(backend, set_priority=True):
            assert F.scaled_dot_product_attention(x, x, x).shape == (1, 1, 2, 4)
    with sdpa_kernel(SDPBackend.EFFICIENT_ATTENTION):
        assert torch.backends.cuda.mem_efficient_sdp_enabled() and not torch.backends.cuda.math_sdp_enabled()
        if x.is_cuda:
            assert F.scaled_dot_product_attention(x, x, x).shape == (1, 1, 2, 4)
        else:
            with pytest.raises(RuntimeError, match="No viable backend"):
                F.scaled_dot_product_attention(x, x, x)
    assert torch.backends.cuda.math_sdp_enabled()
    with pytest.raises(AssertionError, match="Backend must be an instance of SDPBackend"), sdpa_kernel("math"):
        pass
    assert str(SDPBackend.MATH) == "SDPBackend.MATH"
    assert repr(SDPBackend.MATH) == "<SDPBackend.MATH: 0>"


@pytest.mark.cpu_draws
@pytest.mark.parametrize("number", range(len(sequence_cases.ATTENTION)))
def test_layer(number):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        actual = sequence_cases.run(torch, *sequence_cases.ATTENTION[number])
    expected = GOLDEN[number]
    assert actual["repr"] == expected["repr"]
    assert list(actual["start"]) == list(expected["start"])
    for key, value in expected["start"].items():
        assert_close(actual["start"][key], value, key)
    assert_all_close(actual["outputs"], expected["outputs"], "output")
    assert_all_close(actual["gradients"], expected["gradients"], "gradient")
    assert actual["next"] == pytest.approx(expected["next"], abs=2e-6), "draws"


def test_encoder_says_why_padding_stays():
    with pytest.warns(UserWarning, match="because encoder_layer.self_attn.batch_first was not True"):
        encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8), 1)
    assert encoder.enable_nested_tensor and not encoder.use_nested_tensor
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, batch_first=True), 1).use_nested_tensor
        nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8), 1, enable_nested_tensor=False)


@pytest.mark.filterwarnings("ignore:enable_nested_tensor")
def test_custom_parts_of_a_transformer():
    class Sum(nn.Module):
        def forward(self, tgt, memory, **kwargs):
            return tgt + memory.sum(0)

    model = nn.Transformer(4, 2, 1, 1, 8, custom_decoder=Sum())
    assert model(torch.ones(3, 2, 4), torch.ones(5, 2, 4)).shape == (5, 2, 4)


def test_saved_tensors_that_hooks_replace():
    x = torch.randn(1, 2, 3, 4, requires_grad=True)
    (expected,) = torch.autograd.grad(F.scaled_dot_product_attention(x, x, x).sum(), x)
    hooks = torch.autograd.graph.saved_tensors_hooks
    with hooks(lambda tensor: tensor.tolist(), torch.tensor):
        out = F.scaled_dot_product_attention(x, x, x).sum()
    torch.testing.assert_close(torch.autograd.grad(out, x)[0], expected)
    with hooks(lambda tensor: tensor, lambda tensor: tensor[..., :1]):
        out = F.scaled_dot_product_attention(x, x, x).sum()
    with pytest.raises(RuntimeError, match="came back with shape"):
        out.backward()
