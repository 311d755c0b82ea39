"""Memory formats of results and gradients: PyTorch's strides, and the numbers of row-major tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flambeau as torch
import flambeau.nn.functional as F
import pytest

LAST = {4: torch.channels_last, 5: torch.channels_last_3d}
IMAGES = (2, 4, 6, 8)
VOLUMES = (2, 4, 3, 5, 6)


def resized(mode: str, **arguments: Any) -> Callable[[Any], Any]:
    return lambda x: F.interpolate(x, scale_factor=2, mode=mode, **arguments)


def padded(mode: str) -> Callable[[Any], Any]:
    return lambda x: F.pad(x, (1, 2) + (1, 1) * (x.ndim - 3), mode=mode)


# Name, operation, shape, whether results keep the input's format, and what gradients have: the format of the input,
# that of the gradient that they come from, or none.
OPERATIONS: list[tuple[str, Callable[[Any], Any], tuple[int, ...], bool, str]] = [
    ("group_norm", lambda x: F.group_norm(x, 2, torch.arange(4.0), torch.ones(4)), IMAGES, True, "input"),
    ("group_norm_volumes", lambda x: F.group_norm(x, 4), VOLUMES, True, "input"),
    ("group_norm_one", lambda x: F.group_norm(x[:1], 1), IMAGES, True, "input"),
    ("instance_norm", lambda x: F.instance_norm(x), IMAGES, False, "none"),
    ("batch_norm", lambda x: F.batch_norm(x, None, None, training=True), IMAGES, True, "input"),
    ("nearest", resized("nearest"), IMAGES, True, "gradient"),
    ("nearest_exact", resized("nearest-exact"), IMAGES, True, "gradient"),
    ("bilinear", resized("bilinear"), IMAGES, True, "gradient"),
    ("bilinear_corners", resized("bilinear", align_corners=True), IMAGES, True, "gradient"),
    (
        "bilinear_antialias",
        lambda x: F.interpolate(x, (3, 3), mode="bilinear", antialias=True),
        IMAGES,
        True,
        "gradient",
    ),
    ("bicubic", resized("bicubic"), IMAGES, True, "none"),
    ("bicubic_antialias", lambda x: F.interpolate(x, (3, 3), mode="bicubic", antialias=True), IMAGES, True, "none"),
    ("nearest_volumes", resized("nearest"), VOLUMES, True, "none"),
    ("trilinear", resized("trilinear"), VOLUMES, True, "gradient"),
    ("constant", padded("constant"), IMAGES, True, "gradient"),
    ("reflect", padded("reflect"), IMAGES, True, "input"),
    ("reflect_volumes", padded("reflect"), VOLUMES, True, "input"),
    ("replicate", padded("replicate"), IMAGES, True, "input"),
    ("replicate_volumes", padded("replicate"), VOLUMES, True, "input"),
    ("circular", padded("circular"), IMAGES, False, "none"),
    ("pixel_shuffle", lambda x: F.pixel_shuffle(x, 2), IMAGES, True, "gradient"),
    ("pixel_unshuffle", lambda x: F.pixel_unshuffle(x, 2), IMAGES, True, "gradient"),
    ("channel_shuffle", lambda x: F.channel_shuffle(x, 2), IMAGES, True, "gradient"),
    ("roll", lambda x: x.roll((1, -2), (1, 2)), IMAGES, True, "gradient"),
    ("cat", lambda x: torch.cat([x, x], 1), IMAGES, True, "gradient"),
]


def strides(shape: tuple[int, ...], last: bool) -> tuple[int, ...]:
    return torch.empty(shape, memory_format=LAST[len(shape)] if last else torch.contiguous_format).stride()


@pytest.mark.parametrize(
    ("name", "operation", "shape", "keeps", "gradients"), OPERATIONS, ids=[row[0] for row in OPERATIONS]
)
@pytest.mark.parametrize("gaps", [False, True])
def test_formats(name: str, operation: Any, shape: tuple[int, ...], keeps: bool, gradients: str, gaps: bool) -> None:
    torch.manual_seed(0)
    form = LAST[len(shape)]
    plain = torch.randn(shape).requires_grad_()
    if name == "instance_norm" and plain.is_cuda:
        gradients = "input"  # a GPU's kernel writes gradients as the input lies
    last = plain.detach().contiguous(memory_format=form)
    if gaps:
        last = torch.cat([last, last], 1)[:, : shape[1]]
    last.requires_grad_()
    wanted, got = operation(plain), operation(last)
    torch.testing.assert_close(got, wanted)
    assert wanted.stride() == strides(wanted.shape, False)
    assert got.stride() == strides(got.shape, keeps)
    weights = torch.randn(got.shape)
    for result, leaf in ((wanted, plain), (got, last)):
        for upstream in (weights, weights.contiguous(memory_format=form)):
            (found,) = torch.autograd.grad(result, leaf, upstream, retain_graph=True)
            (reference,) = torch.autograd.grad(wanted, plain, weights, retain_graph=True)
            torch.testing.assert_close(found, reference)
            if name == "group_norm_one":
                continue  # the slice's gradient has the format of what fills it up
            from_input = gradients == "input" and leaf is last
            from_upstream = gradients == "gradient" and upstream is not weights
            assert found.stride() == strides(shape, from_input or from_upstream), (
                leaf is last,
                upstream is not weights,
            )


@pytest.mark.parametrize(("operation", "shape"), [row[1:3] for row in OPERATIONS[:2]], ids=["images", "volumes"])
@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16])
def test_group_norm_in_every_dtype(operation: Any, shape: tuple[int, ...], dtype: Any) -> None:
    torch.manual_seed(0)
    plain = (torch.randn(shape, dtype=torch.float64) + 3).to(dtype)
    last = plain.contiguous(memory_format=LAST[len(shape)])
    weight = torch.arange(4.0).to(dtype)
    torch.testing.assert_close(F.group_norm(last, 2, weight), F.group_norm(plain, 2, weight))


@pytest.mark.parametrize("name", ["group_norm", "bilinear", "trilinear", "reflect", "pixel_shuffle", "channel_shuffle"])
def test_second_derivatives(name: str) -> None:
    torch.manual_seed(0)
    operation, shape = next(row[1:3] for row in OPERATIONS if row[0] == name)
    if name == "group_norm":
        operation = lambda x: F.group_norm(x, 2)  # noqa: E731
    x = torch.randn((1, 4, *(min(size, 3) for size in shape[2:])), dtype=torch.float64)
    x = x.contiguous(memory_format=LAST[len(shape)]).requires_grad_()
    assert torch.autograd.gradcheck(operation, (x,))
    assert torch.autograd.gradgradcheck(operation, (x,))


def test_shuffles_copy_and_have_nodes_of_their_own() -> None:
    x = torch.arange(16.0).reshape(1, 4, 2, 2).requires_grad_()
    for result, node in (
        (F.pixel_shuffle(x, 1), "PixelShuffleBackward0"),
        (F.pixel_unshuffle(x, 1), "PixelUnshuffleBackward0"),
        (F.channel_shuffle(x, 2), "ChannelShuffleBackward0"),
    ):
        assert result.grad_fn.name() == node
        assert result.data_ptr() != x.data_ptr()


def test_to_goes_by_the_format_that_strides_suggest() -> None:
    single = torch.zeros(2, 1, 5, 6)
    assert single.to(memory_format=torch.channels_last).stride() == (30, 1, 6, 1)
    assert single.contiguous(memory_format=torch.channels_last).stride() == (30, 30, 6, 1)
    part = torch.zeros(2, 5, 5, 6).to(memory_format=torch.channels_last)[:, 1:]
    assert part.to(memory_format=torch.channels_last).stride() == (150, 1, 30, 5)
    assert part.to(memory_format=torch.contiguous_format).stride() == (120, 30, 6, 1)
    turned = torch.zeros(3, 4).t()
    assert turned.to(memory_format=torch.contiguous_format).stride() == (1, 4)
