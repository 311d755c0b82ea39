"""Views, broadcasting, joining and reordering against NumPy: drawn shapes and memory orders."""

from __future__ import annotations

from typing import Any

import flambeau as torch
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from test_indexing import operands

EXAMPLES = settings(max_examples=120, deadline=None, derandomize=True)


def same(tensor: torch.Tensor, array: np.ndarray) -> None:
    assert tuple(tensor.shape) == array.shape
    assert np.array_equal(tensor.numpy(), array)


def shares_layout(tensor: torch.Tensor, array: np.ndarray) -> None:
    same(tensor, array)
    for size, step, wanted in zip(tensor.shape, tensor.stride(), array.strides, strict=True):
        assert size <= 1 or tensor.numel() == 0 or step * 8 == wanted


@EXAMPLES
@given(operands(), st.data())
def test_orders_of_dimensions(drawn: Any, data: Any) -> None:
    tensor, array = drawn
    order = data.draw(st.permutations(range(array.ndim)))
    shares_layout(tensor.permute(*order), array.transpose(order))
    a, b = (data.draw(st.integers(-array.ndim, array.ndim - 1)) for _ in range(2))
    shares_layout(tensor.transpose(a, b), array.swapaxes(a, b))
    shares_layout(tensor.movedim(a, b), np.moveaxis(array, a, b))
    shares_layout(tensor.unsqueeze(a), np.expand_dims(array, a))


@EXAMPLES
@given(operands(), st.data())
def test_reshaping(drawn: Any, data: Any) -> None:
    tensor, array = drawn
    sizes = list(array.shape)
    at = data.draw(st.integers(0, len(sizes)))
    merged = [*sizes[:at], int(np.prod(sizes[at:]))]
    same(tensor.reshape(merged), array.reshape(merged))
    same(tensor.reshape(-1, 1), array.reshape(array.size, 1))
    same(tensor.squeeze(), array.squeeze())


@EXAMPLES
@given(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=3))
def test_broadcasting(shapes: Any) -> None:
    left, right = (np.arange(int(np.prod(shape)), dtype=np.float64).reshape(shape) for shape in shapes.input_shapes)
    ours = [torch.from_numpy(side.copy()) for side in (left, right)]
    same(ours[0] + ours[1], left + right)
    same(ours[0].expand(shapes.result_shape), np.broadcast_to(left, shapes.result_shape))
    for tensor, array in zip(torch.broadcast_tensors(*ours), np.broadcast_arrays(left, right), strict=True):
        same(tensor, array)


@EXAMPLES
@given(operands(), st.data())
def test_parts(drawn: Any, data: Any) -> None:
    tensor, array = drawn
    dim = data.draw(st.integers(-array.ndim, array.ndim - 1))
    sections = data.draw(st.integers(1, 5))
    for ours, theirs in zip(tensor.tensor_split(sections, dim), np.array_split(array, sections, dim), strict=True):
        same(ours, theirs)
    ends = sorted(data.draw(st.lists(st.integers(0, array.shape[dim]), max_size=3)))
    for ours, theirs in zip(tensor.tensor_split(ends, dim), np.split(array, ends, dim), strict=True):
        same(ours, theirs)


@EXAMPLES
@given(operands(min_dims=2), st.integers(-4, 4))
def test_diagonals_and_triangles(drawn: Any, offset: int) -> None:
    tensor, array = drawn
    shares_layout(tensor.diagonal(offset), np.diagonal(array, offset))
    same(tensor.tril(offset), np.tril(array, offset))
    same(tensor.triu(offset), np.triu(array, offset))
    written = tensor.detach().clone()
    same(written.triu_(offset), np.triu(array, offset))


@EXAMPLES
@given(operands(), st.data())
def test_joining(drawn: Any, data: Any) -> None:
    tensor, array = drawn
    dim = data.draw(st.integers(-array.ndim, array.ndim - 1))
    parts = data.draw(st.lists(st.integers(0, array.shape[dim]), min_size=1, max_size=4))
    ours = [tensor.narrow(dim, 0, part) for part in parts]
    theirs = [np.take(array, range(part), axis=dim) for part in parts]
    same(torch.cat(ours, dim), np.concatenate(theirs, dim))
    same(torch.stack([tensor, tensor * 2], dim), np.stack([array, array * 2], dim))


@EXAMPLES
@given(operands(), st.data())
def test_repeating_and_reordering(drawn: Any, data: Any) -> None:
    tensor, array = drawn
    counts = data.draw(st.lists(st.integers(0, 3), min_size=array.ndim, max_size=array.ndim + 1))
    same(tensor.repeat(*counts), np.tile(array, counts))
    dims = data.draw(st.sets(st.integers(0, array.ndim - 1)))
    same(tensor.flip(*dims) if dims else tensor.flip(()), np.flip(array, tuple(dims)))
    dim = data.draw(st.integers(-array.ndim, array.ndim - 1))
    shift = data.draw(st.integers(-9, 9))
    same(tensor.roll(shift, dim), np.roll(array, shift, dim))
    same(tensor.roll(shift), np.roll(array, shift))
    repeats = data.draw(st.integers(0, 3))
    same(tensor.repeat_interleave(repeats, dim), np.repeat(array, repeats, dim))
    if array.ndim > 1:
        same(tensor.rot90(shift), np.rot90(array, shift))


@EXAMPLES
@given(operands(), st.data())
def test_padding(drawn: Any, data: Any) -> None:
    tensor, array = drawn
    widths = data.draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=array.ndim))
    flat = [width for pair in widths for width in pair]
    whole = [(0, 0)] * (array.ndim - len(widths)) + widths[::-1]
    same(torch.constant_pad_nd(tensor, flat, 7.0), np.pad(array, whole, constant_values=7.0))


def test_large_copies() -> None:
    array = np.arange(1 << 20, dtype=np.float32).reshape(1024, 1024)
    tensor = torch.from_numpy(array.copy())
    same(tensor.flip(1), np.flip(array, 1))
    same(tensor.roll(3, 1), np.roll(array, 3, 1))
    same(tensor.t().contiguous(), array.T)
    same(torch.cat([tensor, tensor], 1), np.concatenate([array, array], 1))
    same(torch.cat([tensor, tensor]), np.concatenate([array, array]))
    same(tensor.tril(5), np.tril(array, 5))
