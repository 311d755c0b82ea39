"""Sorting, ranks, distinct elements and histograms against NumPy."""

from __future__ import annotations

import flambeau
import numpy
import pytest

DTYPES = ["uint8", "int8", "int16", "int32", "int64", "float32", "float64"]
RNG = numpy.random.default_rng(6)


def array(shape: tuple[int, ...], dtype: str, high: int = 9) -> numpy.ndarray:
    low = 0 if dtype == "uint8" else -high
    return RNG.integers(low, high, shape).astype(dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(1,), (40,), (5, 6), (3, 700), (700, 3), (2, 3, 4)])
def test_sort_is_stable(dtype: str, shape: tuple[int, ...]) -> None:
    values = array(shape, dtype)
    for dim in range(len(shape)):
        x = flambeau.tensor(values)
        for view in (x, flambeau.tensor(numpy.ascontiguousarray(values.T)).permute(*reversed(range(values.ndim)))):
            got, at = view.sort(dim)
            assert (got.numpy() == numpy.sort(values, dim)).all()
            assert (at.numpy() == numpy.argsort(values, dim, kind="stable")).all()
            got, at = flambeau.sort(view, stable=True, dim=dim, descending=True)
            wanted = numpy.argsort(-values.astype("float64"), dim, kind="stable")
            assert (at.numpy() == wanted).all()
            assert (got.numpy() == numpy.take_along_axis(values, wanted, dim)).all()
            k = (shape[dim] + 1) // 2
            if dtype != "bool":
                assert (view.topk(k, dim).indices.numpy() == numpy.take(wanted, range(k), dim)).all()
                assert (view.kthvalue(k, dim).values.numpy() == numpy.take(numpy.sort(values, dim), k - 1, dim)).all()


@pytest.mark.parametrize("dtype", ["int32", "int64", "float32", "float64"])
def test_long_lines(dtype: str) -> None:
    values = array((200_001,), dtype, high=50_000)
    x = flambeau.tensor(values)
    got, at = x.sort()
    assert (at.numpy() == numpy.argsort(values, kind="stable")).all()
    assert (got.numpy() == values[at.numpy()]).all()
    for k in (1, 10, 1000, 30_000):
        got, at = x.topk(k)
        assert (at.numpy() == numpy.argsort(-values.astype("float64"), kind="stable")[:k]).all()
    assert x.median().item() == numpy.sort(values)[100_000]


def test_half_precision() -> None:
    for dtype in (flambeau.float16, flambeau.bfloat16):
        x = flambeau.tensor([2.0, -1.0, float("nan"), float("-inf"), 0.0, -0.0], dtype=dtype)
        assert x.argsort(stable=True).tolist() == [3, 1, 4, 5, 0, 2]
        assert x.argsort(stable=True, descending=True).tolist() == [2, 0, 4, 5, 1, 3]


def test_nan_and_zeros() -> None:
    x = flambeau.tensor([3.0, 1.0, float("nan"), -0.0, float("nan"), 0.0])
    assert x.sort().indices.tolist() == [3, 5, 1, 0, 2, 4]
    assert x.sort(descending=True).indices.tolist() == [2, 4, 0, 1, 3, 5]
    assert x.topk(2).indices.tolist() == [2, 4]
    assert x.kthvalue(5).values.isnan()
    assert x.median(0).indices.item() == 2
    assert x.nanmedian(0).values.item() == 0.0
    assert x.mode().values.item() == 0.0


@pytest.mark.parametrize("dtype", DTYPES)
def test_unique(dtype: str) -> None:
    values = array((6, 7), dtype, high=4)
    got, inverse, counts = flambeau.unique(flambeau.tensor(values), return_inverse=True, return_counts=True)
    wanted, places, numbers = numpy.unique(values, return_inverse=True, return_counts=True)
    assert (got.numpy() == wanted).all()
    assert (inverse.numpy() == places.reshape(6, 7)).all()
    assert (counts.numpy() == numbers).all()
    rows = array((30, 2), dtype, high=3)
    got, inverse, counts = flambeau.unique(flambeau.tensor(rows), dim=0, return_inverse=True, return_counts=True)
    wanted, places, numbers = numpy.unique(rows, axis=0, return_inverse=True, return_counts=True)
    assert (got.numpy() == wanted).all()
    assert (inverse.numpy() == places.reshape(-1)).all()
    assert (counts.numpy() == numbers).all()


@pytest.mark.parametrize("shape", [(0,), (0, 3), (2, 0, 3)])
def test_empty(shape: tuple[int, ...]) -> None:
    x = flambeau.zeros(shape)
    assert x.sort(0).values.shape == shape
    assert x.argsort(-1).dtype == flambeau.int64
    assert x.topk(0, 0).values.shape == (0, *shape[1:])
    assert flambeau.unique(x).shape == (0,)
    assert x.cumsum(0).shape == shape
    assert x.histc(3, 0, 1).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("way", ["linear", "lower", "higher", "midpoint", "nearest"])
def test_quantiles(way: str) -> None:
    values = RNG.normal(size=(9, 12))
    x = flambeau.tensor(values)
    q = [0.0, 0.21, 0.5, 1.0]
    for dim in (None, 0, 1):
        got = x.quantile(flambeau.tensor(q, dtype=flambeau.float64), dim, interpolation=way)
        numpy.testing.assert_allclose(got.numpy(), numpy.quantile(values, q, dim, method=way))
    values[2, 3:5] = float("nan")
    x = flambeau.tensor(values)
    assert x.quantile(0.5, 1).isnan().tolist() == [row == 2 for row in range(9)]
    numpy.testing.assert_allclose(x.nanquantile(0.3, 1, interpolation=way).numpy(), numpy.nanquantile(values, 0.3, 1, method=way))


def test_histograms() -> None:
    values = RNG.normal(size=1000)
    x = flambeau.tensor(values)
    wanted, edges = numpy.histogram(values, 13)
    hist, bin_edges = flambeau.histogram(x, 13)
    assert (hist.numpy() == wanted).all()
    numpy.testing.assert_allclose(bin_edges.numpy(), edges)
    assert (x.histc(7, -1, 2).numpy() == numpy.histogram(values, 7, (-1, 2))[0]).all()
    counts = RNG.integers(0, 20, 500)
    assert (flambeau.tensor(counts).bincount().numpy() == numpy.bincount(counts)).all()
    weights = RNG.normal(size=500)
    got = flambeau.tensor(counts).bincount(flambeau.tensor(weights), 30)
    numpy.testing.assert_allclose(got.numpy(), numpy.bincount(counts, weights, 30))


@pytest.mark.parametrize(
    ("expression", "kind", "message"),
    [
        ("zeros(3).topk(4)", RuntimeError, "selected index k out of range"),
        ("zeros(3).kthvalue(0)", RuntimeError, r"kthvalue\(\): selected number k out of range for dimension 0"),
        ("zeros(3, dtype=flambeau.complex64).sort()", RuntimeError, "Sort does not support complex dtypes"),
        ("tensor([True]).topk(1)", RuntimeError, "topk does not support bool dtypes"),
        ("zeros(2, 3).sort(2)", IndexError, "Dimension out of range"),
        ("tensor([1, -1]).bincount()", RuntimeError, "bincount only supports 1-d non-negative integral inputs"),
        ("tensor([1.0]).histc(0)", RuntimeError, "bins must be > 0"),
        ("tensor([1.0]).quantile(2.0)", RuntimeError, r"q must be in the range \[0, 1\]"),
    ],
)
def test_messages(expression: str, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        eval(f"flambeau.{expression}")


def test_gradients_go_to_where_the_elements_were() -> None:
    x = flambeau.tensor([[3.0, 1.0, 2.0]], requires_grad=True)
    weight = flambeau.tensor([1.0, 10.0, 100.0])
    (x.sort().values * weight).sum().backward()
    assert x.grad.tolist() == [[100.0, 1.0, 10.0]]
