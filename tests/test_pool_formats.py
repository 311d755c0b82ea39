"""Pools of images and volumes whose channels lie side by side: PyTorch's strides, and the same numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flambeau as torch
import flambeau.nn.functional as F
import pytest

LAST = {4: torch.channels_last, 5: torch.channels_last_3d}
IMAGES = (2, 19, 7, 9)
VOLUMES = (2, 3, 4, 6, 5)

# Name, operation, shape, and whether the result keeps the format: of volumes only maxima and global means do.
POOLS: list[tuple[str, Callable[[Any], Any], tuple[int, ...], bool]] = [
    ("max_pool2d", lambda x: F.max_pool2d(x, 3, 2, 1), IMAGES, True),
    ("max_pool2d_ceil", lambda x: F.max_pool2d(x, 2, ceil_mode=True), IMAGES, True),
    ("max_pool2d_dilated", lambda x: F.max_pool2d(x, 2, 1, 1, 3), IMAGES, True),
    ("max_pool3d", lambda x: F.max_pool3d(x, 2), VOLUMES, True),
    ("adaptive_max_pool2d", lambda x: F.adaptive_max_pool2d(x, (3, 4)), IMAGES, True),
    ("adaptive_max_pool3d", lambda x: F.adaptive_max_pool3d(x, 2), VOLUMES, False),
    ("avg_pool2d", lambda x: F.avg_pool2d(x, 3, 2, 1), IMAGES, True),
    ("avg_pool2d_inside", lambda x: F.avg_pool2d(x, (2, 3), 1, (1, 0), count_include_pad=False), IMAGES, True),
    ("avg_pool3d", lambda x: F.avg_pool3d(x, 2), VOLUMES, False),
    ("adaptive_avg_pool2d", lambda x: F.adaptive_avg_pool2d(x, (3, 4)), IMAGES, True),
    ("adaptive_avg_pool2d_global", lambda x: F.adaptive_avg_pool2d(x, 1), IMAGES, True),
    ("adaptive_avg_pool3d", lambda x: F.adaptive_avg_pool3d(x, 2), VOLUMES, False),
    ("adaptive_avg_pool3d_global", lambda x: F.adaptive_avg_pool3d(x, 1), VOLUMES, True),
]


@pytest.mark.parametrize(("pool", "shape", "keeps"), [row[1:] for row in POOLS], ids=[row[0] for row in POOLS])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_channels_last(pool: Any, shape: tuple[int, ...], keeps: bool, dtype: Any) -> None:
    torch.manual_seed(0)
    form = LAST[len(shape)]
    plain = torch.randn(shape).to(dtype).requires_grad_()
    last = plain.detach().contiguous(memory_format=form).requires_grad_()
    wanted, got = pool(plain), pool(last)
    assert torch.equal(got, wanted)
    # The strides that an empty tensor of the format has, in dimensions of one element too.
    strides = torch.empty(got.shape, memory_format=form if keeps else torch.contiguous_format).stride()
    assert got.stride() == strides
    weights = torch.randn(got.shape).to(dtype)
    for upstream in (weights, weights.contiguous(memory_format=form)):
        (of_plain,) = torch.autograd.grad(wanted, plain, weights, retain_graph=True)
        (of_last,) = torch.autograd.grad(got, last, upstream, retain_graph=True)
        assert torch.equal(of_last, of_plain)
        assert not keeps or of_last.is_contiguous(memory_format=form)


@pytest.mark.parametrize(("pool", "shape"), [row[1:3] for row in POOLS], ids=[row[0] for row in POOLS])
def test_second_derivatives(pool: Any, shape: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    x = torch.randn((1, 2, *(min(size, 4) for size in shape[2:])), dtype=torch.float64)
    x = x.contiguous(memory_format=LAST[len(shape)]).requires_grad_()
    assert torch.autograd.gradgradcheck(pool, (x,))


def test_indices() -> None:
    torch.manual_seed(0)
    plain = torch.randn(IMAGES)
    last = plain.contiguous(memory_format=torch.channels_last)
    for pool in (F.max_pool2d, F.adaptive_max_pool2d):
        wanted, places = pool(plain, 2, return_indices=True)
        got, found = pool(last, 2, return_indices=True)
        assert torch.equal(got, wanted)
        assert torch.equal(found, places)
        assert found.is_contiguous(memory_format=torch.channels_last)
    back = F.max_unpool2d(*F.max_pool2d(last, 2, return_indices=True), 2, output_size=IMAGES[2:])
    assert torch.equal(back, F.max_unpool2d(*F.max_pool2d(plain, 2, return_indices=True), 2, output_size=IMAGES[2:]))


def test_special_numbers_and_no_images() -> None:
    x = torch.tensor([float("nan"), float("-inf"), float("inf"), 1.0]).repeat(2 * 19 * 7 * 9)[: 2 * 19 * 7 * 9]
    plain = x.reshape(IMAGES)
    last = plain.contiguous(memory_format=torch.channels_last)
    for pool in (F.max_pool2d, F.avg_pool2d):
        assert torch.equal(pool(last, 2).isnan(), pool(plain, 2).isnan())
        assert torch.equal(pool(last, 2).nan_to_num(), pool(plain, 2).nan_to_num())
    nothing = torch.empty(0, 3, 4, 4).contiguous(memory_format=torch.channels_last)
    assert F.max_pool2d(nothing, 2).shape == (0, 3, 2, 2)
    assert F.avg_pool2d(nothing, 2).shape == (0, 3, 2, 2)


def test_counted_in_integers() -> None:
    x = torch.arange(2 * 18 * 4 * 4).reshape(2, 18, 4, 4)
    last = x.contiguous(memory_format=torch.channels_last)
    assert torch.equal(F.max_pool2d(last, 2), F.max_pool2d(x, 2))
    assert torch.equal(F.avg_pool2d(last, 3, 1), F.avg_pool2d(x, 3, 1))
