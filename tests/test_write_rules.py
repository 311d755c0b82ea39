"""What may be written where: assignment, memory that overlaps, and `out=`."""

from __future__ import annotations

import flambeau as torch
import flambeau.nn.functional as F
import numpy as np
import pytest

SHARED = "more than one element of the written-to tensor refers to a single memory location"
OVERLAP = "some elements of the input tensor and the written-to tensor refer to a single memory location"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ([1], "list"),
        ([1, 2], "list"),
        ((1, 2), "tuple"),
        (np.ones(1), "numpy.ndarray"),
        (np.float32(1), "numpy.float32"),
        ("a", "str"),
        (None, "NoneType"),
        ({}, "dict"),
    ],
)
def test_values_that_cannot_be_assigned(value, name):
    x = torch.zeros(3)
    with pytest.raises(TypeError, match=f"can't assign a {name} to a torch.FloatTensor"):
        x[0] = value
    with pytest.raises(TypeError, match=f"can't assign a {name} to a torch.LongTensor"):
        torch.zeros(3, dtype=torch.long)[0:2] = value


@pytest.mark.parametrize("value", [1, 1.5, True, torch.tensor(2.0), torch.tensor([2.0]), np.float64(3), np.int32(2)])
def test_values_that_can_be_assigned(value):
    x = torch.zeros(3)
    x[1] = value
    assert x.tolist() == [0, float(value), 0]


def test_assignment_of_another_shape():
    x = torch.zeros(3)
    with pytest.raises(RuntimeError, match=r"The expanded size of the tensor \(2\) must match the existing size \(3\)"):
        x[:2] = torch.ones(3)


@pytest.mark.parametrize(
    "write",
    [
        lambda x: x.__setitem__(slice(None), 1),
        lambda x: x.__setitem__(slice(None), torch.ones(3)),
        lambda x: x.add_(1),
        lambda x: x.__iadd__(1),
        lambda x: x.copy_(torch.ones(3)),
        lambda x: x.relu_(),
        lambda x: x.clamp_(0, 1),
        lambda x: x.uniform_(),
        lambda x: x.scatter_(0, torch.tensor([0]), 1.0),
        lambda x: x.index_add_(0, torch.tensor([0]), torch.ones(1)),
        lambda x: torch.add(torch.ones(3), 1, out=x),
    ],
)
def test_writes_to_expanded_memory(write):
    with pytest.raises(RuntimeError, match=SHARED):
        write(torch.zeros(1).expand(3))


def test_one_place_of_expanded_memory_can_be_written():
    x = torch.zeros(1).expand(3)
    x[0] = 1
    assert x.tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    "call",
    [
        lambda x: x[1:].copy_(x[:-1]),
        lambda x: x[1:].add_(x[:-1]),
        lambda x: x.__setitem__(slice(1, None), x[:-1]),
        lambda x: torch.add(x[:-1], 1, out=x[1:]),
        lambda x: torch.cat([x[:2], x[2:]], out=x),
        lambda x: torch.exp(x[:-1], out=x[1:]),
    ],
)
def test_overlap_of_what_is_read_and_written(call):
    x = torch.arange(4.0)
    with pytest.raises(RuntimeError, match=OVERLAP):
        call(x)
    assert x.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("call", "values"),
    [
        (lambda x: torch.add(x, 1, out=x), [1, 2, 3, 4]),
        (lambda x: torch.cumsum(x, 0, out=x), [0, 1, 3, 6]),
        (lambda x: x.add_(x), [0, 2, 4, 6]),
        (lambda x: x[:2].copy_(x[2:]), [2, 3, 2, 3]),
    ],
)
def test_the_same_memory_is_fine(call, values):
    x = torch.arange(4.0)
    call(x)
    assert x.tolist() == values


ONES = torch.ones(3)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: torch.argmax(ONES, out=torch.ones(1)), "Expected out tensor to have dtype long int, but got float"),
        (lambda: torch.argmax(ONES, out=torch.tensor(0, dtype=torch.int32)), "dtype long int, but got int instead"),
        (lambda: torch.mm(torch.ones(2, 2), torch.ones(2, 2), out=torch.ones(2, 2).double()), "float, but got double"),
        (lambda: torch.max(ONES, 0, out=(torch.tensor(0.0), torch.tensor(0.0))), "dtype long int, but got float"),
        (lambda: torch.gather(ONES, 0, torch.tensor([0]), out=ONES.double()), "dtype float, but got double"),
        (lambda: torch.nonzero(ONES, out=torch.ones(2)), "long int, but got float"),
        (lambda: torch.add(ONES, 1, out=torch.ones(3).long()), "can't be cast to the desired output type Long"),
        (lambda: torch.add(torch.ones(3, dtype=torch.cfloat), 1, out=torch.ones(3)), "can't be cast"),
        (lambda: torch.exp(torch.ones(2, requires_grad=True), out=torch.ones(2)), "out=.* don't support automatic"),
    ],
)
def test_out_that_does_not_fit(call, text):
    with pytest.raises(RuntimeError, match=text):
        call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: torch.add(ONES, 1, out=torch.ones(3).double()),
        lambda: torch.eq(ONES, 1, out=torch.ones(3)),
        lambda: torch.sum(ONES, 0, out=torch.tensor(0.0).double()),
        lambda: torch.cumsum(ONES, 0, out=torch.ones(3).double()),
        lambda: torch.cat([ONES], out=torch.ones(3).double()),
    ],
)
def test_out_of_a_wider_dtype(call):
    assert call().dtype in (torch.float64, torch.float32)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: torch.ones(2, 2).index_select(0, torch.tensor([2])), IndexError, "out of range"),
        (
            lambda: torch.ones(0, 2).index_select(0, torch.tensor([0])),
            RuntimeError,
            "self indexing axis dim should be pos",
        ),
        pytest.param(
            lambda: torch.ones(2, 0).index_select(0, torch.tensor([5])),
            RuntimeError,
            "id=5 axis_dim=2",
            marks=pytest.mark.cpu_only("no kernel runs where there are no elements"),
        ),
        (lambda: torch.ones(2, 2).index_select(0, torch.tensor([0.0])), RuntimeError, "Expected dtype int32 or int64"),
        (
            lambda: torch.tensor(1.0).index_add(0, torch.tensor([0]), torch.tensor([1.0])),
            RuntimeError,
            "shape must match",
        ),
        (lambda: torch.ones(2, 2).index_add(0, torch.tensor([2]), torch.ones(1, 2)), RuntimeError, "out of"),
        (lambda: torch.ones(2, 2).index_add(0, torch.tensor([0]), torch.ones(2, 2)), RuntimeError, "Number of indices"),
    ],
)
def test_indices(call, error, text, settle):
    # A kernel on a GPU knows that an index is outside, not which exception that is on the CPU.
    with pytest.raises((error, IndexError), match=f"{text}|found by .* on the device"):
        call()
        settle()


def test_indices_of_nothing():
    assert torch.ones(0, 2).index_select(0, torch.tensor([], dtype=torch.long)).shape == (0, 2)
    assert torch.ones(2, 0).index_select(0, torch.tensor([0])).shape == (1, 0)
    assert torch.ones(0, 2).index_add(0, torch.tensor([0]), torch.ones(1, 2)).shape == (0, 2)
    assert torch.ones(2, 0).index_add(0, torch.tensor([0]), torch.ones(1, 0)).shape == (2, 0)


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
@pytest.mark.parametrize(
    ("mode", "padding", "lost"),
    [
        ("bilinear", "zeros", True),
        ("bicubic", "zeros", True),
        ("bilinear", "border", False),
        ("nearest", "zeros", False),
        ("nearest", "border", False),
    ],
)
def test_grid_sample_of_no_number(bad, mode, padding, lost):
    image = torch.arange(4.0).reshape(1, 1, 2, 2)
    grid = torch.tensor([[[[bad, 0.0], [0.0, 0.0]]]])
    out = F.grid_sample(image, grid, mode, padding, align_corners=False).flatten()
    assert out.isnan().tolist() == [lost, False]


def test_grid_sample_of_no_number_in_three_dimensions():
    image = torch.arange(8.0).reshape(1, 1, 2, 2, 2)
    grid = torch.tensor([[[[[float("nan"), 0.0, 0.0]]]]])
    assert F.grid_sample(image, grid, align_corners=False).item() == 0
    assert F.grid_sample(image, grid, padding_mode="border", align_corners=False).item() == 4
