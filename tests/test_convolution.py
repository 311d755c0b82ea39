"""Convolutions: errors, edges and memory formats. Values and gradients are in tests/op_cases/convolution.py."""

from __future__ import annotations

import itertools

import flambeau as torch
import flambeau.nn as nn
import flambeau.nn.functional as F
import pytest

X = (2, 3, 8, 8)
W = (4, 3, 3, 3)

ERRORS = [
    (
        "conv2d",
        [(3, 8), W],
        {},
        "Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [3, 8]",
    ),
    ("conv2d", [(1, 1, 3, 8, 8), W], {}, "Expected 3D (unbatched) or 4D (batched) input to conv2d"),
    ("conv1d", [(3, 8, 8, 8), (4, 3, 3)], {}, "Expected 2D (unbatched) or 3D (batched) input to conv1d"),
    ("conv3d", [(8, 8), (4, 3, 3, 3, 3)], {}, "Expected 4D (unbatched) or 5D (batched) input to conv3d"),
    ("conv2d", [X, (4, 3, 3)], {}, "Expected 3-dimensional input for 3-dimensional weight [4, 3, 3]"),
    ("conv2d", [X, (4, 3)], {}, "weight should have 3, 4 or 5 dimensions"),
    ("conv2d", [(2, 4, 8, 8), W], {}, "expected input[2, 4, 8, 8] to have 3 channels, but got 4 channels instead"),
    ("conv2d", [X, W], {"groups": 2}, "expected input[2, 3, 8, 8] to have 6 channels, but got 3 channels instead"),
    ("conv2d", [X, (5, 1, 3, 3)], {"groups": 3}, "expected weight to be divisible by 3 at dimension 0"),
    ("conv2d", [X, (0, 3, 3, 3)], {}, "expected weight to be at least 1 at dimension 0"),
    ("conv2d", [X, W], {"groups": 0}, "non-positive groups is not supported"),
    ("conv2d", [X, (4, 3, 9, 9)], {}, "Calculated padded input size per channel: (8 x 8). Kernel size: (9 x 9)."),
    ("conv2d", [X, W], {"dilation": 4}, "Kernel size: (9 x 9). Kernel size can't be greater than actual input size"),
    ("conv2d", [(2, 3, 8, 0), W], {}, "Calculated padded input size per channel: (8 x 0)"),
    ("conv2d", [(2, 3, 8, 0), W], {"padding": 2}, "Only zero batch or zero channel inputs are supported"),
    ("conv2d", [X, (4, 3, 0, 3)], {}, "kernel size should be greater than zero"),
    ("conv2d", [X, W], {"stride": 0}, "non-positive stride is not supported"),
    ("conv2d", [X, W], {"stride": (1, 2, 3)}, "expected stride to be a single integer value or a list of 2 values"),
    ("conv2d", [X, W], {"padding": (1, 2, 3)}, "expected padding to be a single integer value or a list of 2 values"),
    ("conv2d", [X, W], {"padding": -1}, "negative padding is not supported"),
    ("conv2d", [X, W], {"dilation": 0}, "non-positive dilation is not supported"),
    ("conv2d", [X, W, (3,)], {}, "expected bias to be 1-dimensional with 4 elements, but got bias of size [3] instead"),
    ("conv2d", [X, W, (4, 1)], {}, "expected bias to be 1-dimensional with 4 elements, but got bias of size [4, 1]"),
    ("conv2d", [X, W], {"padding": "same", "stride": 2}, "padding='same' is not supported for strided convolutions"),
    ("conv2d", [X, W], {"padding": "full"}, "Invalid padding string: 'full'"),
    ("conv_transpose2d", [X, (4, 4, 3, 3)], {}, "expected input[2, 3, 8, 8] to have 4 channels, but got 3 channels"),
    ("conv_transpose2d", [X, (3, 4, 3, 3), (3,)], {}, "expected bias to be 1-dimensional with 4 elements"),
    ("conv_transpose2d", [X, (3, 4, 3, 3)], {"groups": 2}, "expected weight to be divisible by 2 at dimension 0"),
    ("conv_transpose2d", [X, (3, 4, 3, 3)], {"output_padding": 1}, "output padding must be smaller than either stride"),
    ("conv_transpose2d", [X, (3, 4, 3, 3)], {"output_padding": -1}, "negative output_padding is not supported"),
    ("conv_transpose2d", [X, (3, 4, 3, 3)], {"padding": 6}, "Output size is too small"),
    ("unfold", [(5, 6)], {"kernel_size": 2}, "Expected 3D or 4D (batch mode) tensor"),
    ("unfold", [(1, 5, 6)], {"kernel_size": 7}, "it must be at least one"),
    ("unfold", [(1, 5, 6)], {"kernel_size": 2, "stride": 0}, "stride should be greater than zero"),
    ("fold", [(12, 9)], {"output_size": (5, 6), "kernel_size": 5}, "to be divisible by the product of kernel_size"),
    ("fold", [(12, 9)], {"output_size": (5, 6), "kernel_size": 2}, "expected size of input's dimension 2 to match"),
]


@pytest.mark.parametrize(("name", "shapes", "settings", "message"), ERRORS)
def test_errors(name, shapes, settings, message):
    with pytest.raises(RuntimeError) as caught:
        getattr(F, name)(*[torch.ones(shape) for shape in shapes], **settings)
    assert message in str(caught.value)


@pytest.mark.parametrize("which", ["weight", "bias"])
def test_dtypes_must_agree(which):
    tensors = {"weight": torch.ones(W), "bias": torch.ones(4)}
    tensors[which] = tensors[which].double()
    with pytest.raises(RuntimeError, match=f"and {which} type .* should be the same"):
        F.conv2d(torch.ones(X), **tensors)


def test_booleans_have_no_convolution():
    with pytest.raises(NotImplementedError, match="not implemented for 'Bool'"):
        F.conv2d(torch.ones(X).bool(), torch.ones(W).bool())


def test_sizes_beyond_memory_are_errors():
    with pytest.raises(RuntimeError):
        F.conv2d(torch.ones(X), torch.ones(W), padding=2**62)
    with pytest.raises(RuntimeError):
        F.conv2d(torch.ones(X), torch.ones(W), dilation=2**62)
    with pytest.raises(RuntimeError):
        F.conv_transpose2d(torch.ones(X), torch.ones(3, 4, 3, 3), stride=2**62)


def test_numbers_out_of_any_proportion():
    x, w = torch.ones(1, 1, 2), torch.ones(1, 1, 3)
    y = F.conv1d(x, w, padding=2**40, dilation=2**40)
    assert y.tolist() == [[[1.0, 1.0]]]
    assert F.conv1d(torch.ones(1, 1, 5), w, stride=2**62).tolist() == [[[3.0]]]


def test_empty_batches_and_channels():
    x = torch.ones(0, 3, 8, 8, requires_grad=True)
    w = torch.ones(W, requires_grad=True)
    y = F.conv2d(x, w)
    assert y.shape == (0, 4, 6, 6)
    y.sum().backward()
    assert x.grad.shape == x.shape
    assert w.grad.tolist() == torch.zeros(W).tolist()
    assert F.conv2d(torch.ones(2, 0, 8, 8), torch.ones(4, 0, 3, 3), torch.ones(4)).sum().item() == 2 * 4 * 36


def memory_formats():
    return list(itertools.product([torch.contiguous_format, torch.channels_last], repeat=2))


@pytest.mark.parametrize(("of_input", "of_weight"), memory_formats())
def test_results_keep_the_memory_format(of_input, of_weight):
    torch.manual_seed(1)
    x, w = torch.randn(2, 4, 5, 5), torch.randn(6, 4, 3, 3)
    wanted = F.conv2d(x, w)
    x = x.contiguous(memory_format=of_input).requires_grad_()
    w = w.contiguous(memory_format=of_weight).requires_grad_()
    y = F.conv2d(x, w)
    last = torch.channels_last in (of_input, of_weight)
    gradients = torch.autograd.grad(y.square().sum(), (x, w))
    for tensor in (y, *gradients):
        assert tensor.is_contiguous(memory_format=torch.channels_last if last else torch.contiguous_format)
    # A leaf's own gradient lies in memory as the leaf does.
    F.conv2d(x, w).sum().backward()
    assert x.grad.stride() == x.stride() and w.grad.stride() == w.stride()
    assert torch.allclose(y, wanted, atol=1e-5)


@pytest.mark.cpu_only("cuDNN rounds before the addends are added, as in PyTorch")
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_halves_are_rounded_once(dtype):
    torch.manual_seed(2)
    x, w, b = (torch.randn(shape).to(dtype) for shape in [(2, 40, 6, 6), (5, 40, 3, 3), (5,)])
    wanted = F.conv2d(x.double(), w.double(), b.double())
    got = F.conv2d(x, w, b)
    assert got.dtype == dtype
    step = 2.0**-10 if dtype == torch.float16 else 2.0**-7
    assert ((got.double() - wanted).abs() <= 0.51 * step * wanted.abs() + 1e-4).all().item()


def test_nothing_is_computed_for_what_needs_no_gradient():
    x, w, b = torch.ones(X), torch.ones(W, requires_grad=True), torch.ones(4)
    y = F.conv2d(x, w, b)
    assert y.grad_fn.name() == "ConvolutionBackward0"
    assert [edge[0] is not None for edge in y.grad_fn.next_functions] == [False, True, False]
    y.sum().backward()
    assert x.grad is None and b.grad is None and w.grad is not None


def test_derivatives_of_second_order_have_a_name():
    x, w = torch.ones(X, requires_grad=True), torch.ones(W, requires_grad=True)
    (grad,) = torch.autograd.grad(F.conv2d(x, w).sum(), x, create_graph=True)
    assert grad.grad_fn.name() == "ConvolutionBackwardBackward0"


LAYERS = [
    (nn.Conv1d, (16, 33, 3), {"stride": 2}, (20, 16, 50), (20, 33, 24)),
    (nn.Conv2d, (16, 33, (3, 5)), {"stride": (2, 1), "padding": (4, 2)}, (2, 16, 50, 100), (2, 33, 28, 100)),
    (nn.Conv2d, (4, 8, 3), {"padding": "same", "groups": 4}, (4, 9, 9), (8, 9, 9)),
    (nn.Conv3d, (2, 3, 3), {"stride": 2}, (4, 2, 5, 7, 9), (4, 3, 2, 3, 4)),
    (nn.ConvTranspose1d, (16, 33, 3), {"stride": 2}, (20, 16, 24), (20, 33, 49)),
    (
        nn.ConvTranspose2d,
        (16, 33, 3),
        {"stride": 2, "padding": 1, "output_padding": 1},
        (2, 16, 12, 12),
        (2, 33, 24, 24),
    ),
    (nn.ConvTranspose3d, (2, 3, 3), {"stride": 2}, (4, 2, 2, 3, 4), (4, 3, 5, 7, 9)),
]


@pytest.mark.parametrize(("layer", "arguments", "settings", "given", "wanted"), LAYERS)
def test_layers(layer, arguments, settings, given, wanted):
    module = layer(*arguments, **settings)
    x = torch.randn(given, requires_grad=True)
    y = module(x)
    assert y.shape == wanted
    y.sum().backward()
    assert x.grad.shape == x.shape
    assert all(parameter.grad.shape == parameter.shape for parameter in module.parameters())


def test_output_size_of_a_transposed_layer():
    layer = nn.ConvTranspose2d(3, 4, 3, stride=2, padding=1)
    assert layer(torch.randn(1, 3, 6, 6), output_size=(12, 11)).shape == (1, 4, 12, 11)
