"""Indexing against NumPy: drawn shapes, memory orders and indices, reading and writing."""

from __future__ import annotations

from typing import Any

import flambeau as torch
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

EXAMPLES = settings(max_examples=150, deadline=None, derandomize=True)


def pair(shape: tuple[int, ...], order: list[int]) -> tuple[torch.Tensor, np.ndarray]:
    """A tensor whose dimensions lie in memory in the given order, and the array that equals it."""
    memory = np.arange(int(np.prod(shape)), dtype=np.float64).reshape([shape[dim] for dim in order])
    inverse = np.argsort(order) if order else []
    return torch.from_numpy(memory.copy()).permute(*[int(dim) for dim in inverse]), memory.transpose(inverse)


@st.composite
def operands(draw: Any, min_dims: int = 1, min_side: int = 0) -> tuple[torch.Tensor, np.ndarray]:
    shape = draw(hnp.array_shapes(min_dims=min_dims, max_dims=4, min_side=min_side, max_side=4))
    return pair(shape, draw(st.permutations(range(len(shape)))))


def basic_part(draw: Any, size: int) -> Any:
    if size > 0 and draw(st.booleans()):
        return draw(st.integers(-size, size - 1))
    bound = st.none() | st.integers(-size - 1, size + 1)
    return slice(draw(bound), draw(bound), draw(st.none() | st.integers(1, 3)))


@st.composite
def basic(draw: Any) -> tuple[torch.Tensor, np.ndarray, tuple[Any, ...]]:
    tensor, array = draw(operands())
    parts = [basic_part(draw, size) for size in array.shape[: draw(st.integers(0, array.ndim))]]
    for _ in range(draw(st.integers(0, 2))):
        parts.insert(draw(st.integers(0, len(parts))), None)
    if draw(st.booleans()):
        parts.append(Ellipsis)
    return tensor, array, tuple(parts)


@EXAMPLES
@given(basic())
def test_numbers_slices_and_new_dimensions(drawn: Any) -> None:
    tensor, array, index = drawn
    view, expected = tensor[index], array[index]
    assert tuple(view.shape) == expected.shape
    assert np.array_equal(view.numpy(), expected)
    for size, step, wanted in zip(view.shape, view.stride(), np.asarray(expected).strides, strict=True):
        assert size <= 1 or view.numel() == 0 or step * 8 == wanted
    recorded = tensor.detach().clone().requires_grad_()
    assert torch.equal(recorded[index], view)


@EXAMPLES
@given(basic(), st.floats(-9, 9))
def test_writing_through_views(drawn: Any, value: float) -> None:
    tensor, array, index = drawn
    array = array.copy()
    tensor[index] = value
    array[index] = value
    assert np.array_equal(tensor.numpy(), array)


@st.composite
def advanced(draw: Any, unique: bool = False) -> tuple[torch.Tensor, np.ndarray, tuple[Any, ...], tuple[Any, ...]]:
    """Index tensors (or one mask), slices and new dimensions. No plain numbers: NumPy counts them as index tensors."""
    tensor, array = draw(operands(min_side=1))
    common = draw(hnp.array_shapes(min_dims=0, max_dims=2, min_side=0 if not unique else 1, max_side=3))
    chosen = draw(st.sets(st.integers(0, array.ndim - 1), min_size=1, max_size=array.ndim))
    ours: list[Any] = []
    theirs: list[Any] = []
    for dim, size in enumerate(array.shape):
        if dim not in chosen:
            part = slice(draw(st.none() | st.integers(-size, size)), None, draw(st.none() | st.integers(1, 2)))
            ours.append(part)
            theirs.append(part)
            continue
        shape = draw(st.sampled_from([common, common[1:], tuple(1 for _ in common)]))
        values = draw(hnp.arrays(np.int64, shape, elements=st.integers(-size, size - 1)))
        ours.append(torch.from_numpy(values.copy()).to(draw(st.sampled_from([torch.int64, torch.int32]))))
        theirs.append(values)
    # A 0-d index is a number to PyTorch, which takes it first: give it a dimension.
    for at, part in enumerate(theirs):
        if isinstance(part, np.ndarray) and part.ndim == 0:
            ours[at], theirs[at] = ours[at].reshape(1), part.reshape(1)
    return tensor, array, tuple(ours), tuple(theirs)


@EXAMPLES
@given(advanced())
def test_index_tensors(drawn: Any) -> None:
    tensor, array, ours, theirs = drawn
    found, expected = tensor[ours], array[theirs]
    assert tuple(found.shape) == expected.shape
    assert np.array_equal(found.numpy(), expected)


@EXAMPLES
@given(advanced(), st.data())
def test_writing_by_index_tensors(drawn: Any, data: Any) -> None:
    tensor, array, ours, theirs = drawn
    array = array.copy()
    shape = array[theirs].shape
    value = np.full(data.draw(st.sampled_from([shape, shape[-1:], ()])), 0.5)
    tensor[ours] = torch.from_numpy(value.copy())
    array[theirs] = value
    assert np.array_equal(tensor.numpy(), array)


@EXAMPLES
@given(advanced())
def test_accumulating_by_index_tensors(drawn: Any) -> None:
    tensor, array, ours, theirs = drawn
    dense, expected = tensor.clone(), array.copy()
    indices = [part if isinstance(part, torch.Tensor) else None for part in ours]
    if any(part is None or part != slice(None) for part, index in zip(ours, indices, strict=True) if index is None):
        return
    values = np.arange(int(np.prod(expected[theirs].shape)), dtype=np.float64).reshape(expected[theirs].shape)
    dense.index_put_(indices, torch.from_numpy(values.copy()), accumulate=True)
    np.add.at(expected, theirs, values)
    assert np.array_equal(dense.numpy(), expected)


@EXAMPLES
@given(operands(), st.data())
def test_masks(drawn: Any, data: Any) -> None:
    tensor, array = drawn
    start = data.draw(st.integers(0, array.ndim - 1))
    end = data.draw(st.integers(start + 1, array.ndim))
    mask = data.draw(hnp.arrays(np.bool_, array.shape[start:end]))
    index = (slice(None),) * start
    ours, theirs = (*index, torch.from_numpy(mask.copy())), (*index, mask)
    assert np.array_equal(tensor[ours].numpy(), array[theirs])
    array = array.copy()
    tensor[ours] = -1.0
    array[theirs] = -1.0
    assert np.array_equal(tensor.numpy(), array)


@EXAMPLES
@given(operands(min_side=1), st.data())
def test_rows(drawn: Any, data: Any) -> None:
    tensor, array = drawn
    dim = data.draw(st.integers(-array.ndim, array.ndim - 1))
    size = array.shape[dim]
    index = data.draw(hnp.arrays(np.int64, st.integers(0, 5), elements=st.integers(0, size - 1)))
    ours = torch.from_numpy(index.copy())
    expected = np.take(array, index, axis=dim)
    assert np.array_equal(tensor.index_select(dim, ours).numpy(), expected)
    target, source = np.moveaxis(array.copy(), dim, 0), np.moveaxis(expected, dim, 0)
    np.add.at(target, index, source)
    added = tensor.index_add(dim, ours, torch.from_numpy(expected.copy()))
    assert np.array_equal(added.numpy(), np.moveaxis(target, 0, dim))


@EXAMPLES
@given(operands(min_side=1), st.data())
def test_elements(drawn: Any, data: Any) -> None:
    tensor, array = drawn
    dim = data.draw(st.integers(0, array.ndim - 1))
    shape = list(array.shape)
    shape[dim] = data.draw(st.integers(0, 5))
    index = data.draw(hnp.arrays(np.int64, tuple(shape), elements=st.integers(0, array.shape[dim] - 1)))
    ours = torch.from_numpy(index.copy())
    expected = np.take_along_axis(array, index, dim)
    assert np.array_equal(tensor.gather(dim, ours).numpy(), expected)
    written = array.copy()
    np.put_along_axis(written, index, 0.25, dim)
    assert np.array_equal(tensor.scatter(dim, ours, 0.25).numpy(), written)


@EXAMPLES
@given(operands())
def test_places_of_nonzero_elements(drawn: Any) -> None:
    tensor, array = drawn
    odd, expected = tensor % 3, array % 3
    assert np.array_equal(odd.nonzero().numpy(), np.argwhere(expected))
    for ours, theirs in zip(torch.where(odd), np.nonzero(expected), strict=True):
        assert np.array_equal(ours.numpy(), theirs)


def test_values_that_stand_for_indices() -> None:
    x = torch.arange(12.0).reshape(3, 4)
    assert x[[0, 2]].tolist() == x[torch.tensor([0, 2])].tolist()
    assert x[[True, False, True]].tolist() == x[[0, 2]].tolist()
    assert x[range(2)].tolist() == x[:2].tolist()
    assert x[np.array([[0, 1], [1, 2]])].shape == (2, 2, 4)
    assert x[np.int64(1)].tolist() == x[1].tolist()
    assert x[[]].shape == (0, 4)
    assert x[True].shape == (1, 3, 4)
    assert x[False].shape == (0, 3, 4)
    assert x[torch.tensor(True)].shape == (1, 3, 4)
    assert torch.tensor(3)[True].tolist() == [3]
    assert x[torch.tensor(1, dtype=torch.int8)].tolist() == x[1].tolist()


def test_lists_that_count_as_tuples() -> None:
    x = torch.arange(12.0).reshape(3, 4)
    assert x[[slice(None), 0]].tolist() == [0, 4, 8]
    assert x[[[0, 1], [1, 2]]].tolist() == [1, 6]
    assert x[[None, 0]].shape == (1, 4)
    assert x[[torch.tensor(0), torch.tensor(1)]].item() == 1


def test_adding_in_place_at_indices() -> None:
    x = torch.zeros(4)
    x[torch.tensor([1, 3])] += 2
    x[x > 1] -= 0.5
    x[1:][torch.tensor([0])] = 9
    assert x.tolist() == [0, 9, 0, 1.5]


def test_gradients_of_writes_through_views() -> None:
    source = torch.arange(6.0).reshape(2, 3).requires_grad_()
    value = torch.tensor([2.0, 3.0], requires_grad=True)
    whole = source * 1
    whole[:, 1:][torch.tensor([0, 1]), torch.tensor([1, 0])] = value
    (whole * torch.arange(6.0).reshape(2, 3)).sum().backward()
    assert source.grad.tolist() == [[0, 1, 0], [3, 0, 5]]
    assert value.grad.tolist() == [2, 4]


@pytest.mark.parametrize("index", [[0], [True, False], slice(0, 1)])
def test_leaves_are_not_written(index: Any) -> None:
    leaf = torch.zeros(2, requires_grad=True)
    with pytest.raises(RuntimeError, match="leaf Variable that requires grad"):
        leaf[index] = 1.0


def test_a_mask_takes_one_value_of_any_dtype() -> None:
    x = torch.arange(5.0)
    x[x > 2] = torch.tensor(7)
    assert x.tolist() == [0, 1, 2, 7, 7]
    x[torch.tensor([True, False, False, False, False])] = torch.tensor([3], dtype=torch.int8)
    assert x.tolist() == [3, 1, 2, 7, 7]
    grid = torch.zeros(2, 3)
    grid[:, torch.tensor([True, False, True])] = torch.tensor(2)
    assert grid.tolist() == [[2, 0, 2], [2, 0, 2]]
    with pytest.raises(RuntimeError, match="dtypes match"):
        x[x > 2] = torch.tensor([7, 8, 9])
