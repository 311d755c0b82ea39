"""Reductions and scans against NumPy: dtypes, strides, empty tensors, NaN; messages of errors; gradients at ties."""

from __future__ import annotations

import flambeau
import numpy
import pytest

INTEGERS = ["uint8", "int8", "int16", "int32", "int64"]
FLOATS = ["float32", "float64"]
RNG = numpy.random.default_rng(4)
SHAPES = [(7,), (5, 6), (3, 4, 5), (1, 9), (64, 70), (300, 2)]


def array(shape: tuple[int, ...], dtype: str) -> numpy.ndarray:
    """Small whole numbers, so that results are exact."""
    if dtype == "bool":
        return RNG.integers(0, 2, shape).astype(bool)
    low = 0 if dtype == "uint8" else -4
    return RNG.integers(low, 5, shape).astype(dtype)


def layouts(values: numpy.ndarray) -> list[flambeau.Tensor]:
    """The same values in different orders in memory."""
    whole = flambeau.tensor(values)
    wide = flambeau.zeros([2 * size for size in values.shape], dtype=whole.dtype)
    gaps = wide[tuple(slice(None, None, 2) for _ in values.shape)]
    gaps.copy_(whole)
    turned = flambeau.tensor(numpy.ascontiguousarray(values.T)).permute(*reversed(range(values.ndim)))
    return [whole, gaps, turned]


@pytest.mark.parametrize("dtype", ["bool", *INTEGERS, *FLOATS])
@pytest.mark.parametrize("shape", SHAPES)
def test_extremes(dtype: str, shape: tuple[int, ...]) -> None:
    values = array(shape, dtype)
    for x in layouts(values):
        assert x.max().item() == values.max()
        assert x.min().item() == values.min()
        for dim in range(len(shape)):
            for name in ("max", "min"):
                best, at = getattr(x, name)(dim)
                assert (best.numpy() == getattr(values, name)(dim)).all()
                assert (at.numpy() == getattr(values, f"arg{name}")(dim)).all()
                assert (getattr(x, f"a{name}")(dim).numpy() == getattr(values, name)(dim)).all()
                if dtype != "bool":
                    assert (getattr(x, f"arg{name}")(dim).numpy() == getattr(values, f"arg{name}")(dim)).all()
        if dtype != "bool":
            assert x.argmax().item() == values.argmax()
            assert x.argmin().item() == values.argmin()


@pytest.mark.parametrize("dtype", ["bool", *INTEGERS, *FLOATS])
@pytest.mark.parametrize("shape", SHAPES)
def test_sums_products_and_scans(dtype: str, shape: tuple[int, ...]) -> None:
    values = array(shape, dtype)
    wide = values.astype("int64") if dtype not in FLOATS else values
    for x in layouts(values):
        for dim in range(len(shape)):
            assert (x.sum(dim).numpy() == wide.sum(dim)).all()
            assert (x.cumsum(dim).numpy() == wide.cumsum(dim)).all()
            assert (x.sign().prod(dim) if dtype != "bool" else x.prod(dim)).dtype == x.sum(dim).dtype
            assert (x.count_nonzero(dim).numpy() == numpy.count_nonzero(values, dim)).all()
            for name, step in (("cummax", numpy.maximum), ("cummin", numpy.minimum)):
                best, at = getattr(x, name)(dim)
                wanted = step.accumulate(values, dim)
                assert (best.numpy() == wanted).all()
                assert (numpy.take_along_axis(values, at.numpy(), dim) == wanted).all()


@pytest.mark.parametrize("dtype", [*FLOATS, "float16", "bfloat16"])
@pytest.mark.parametrize("shape", SHAPES)
def test_moments_and_norms(dtype: str, shape: tuple[int, ...]) -> None:
    start = flambeau.tensor(RNG.normal(3.0, 1.0, shape)).to(getattr(flambeau, dtype))
    values = start.double().numpy()
    tolerance = {"float64": 1e-12, "float32": 1e-5, "float16": 3e-3, "bfloat16": 2e-2}[dtype]
    for dim in [None, *range(len(shape))]:
        if dim is not None and shape[dim] == 1:
            continue
        for got, wanted in [
            (start.var(dim), values.var(dim, ddof=1)),
            (start.std(dim, correction=0), values.std(dim)),
            (flambeau.linalg.vector_norm(start, 2, dim), numpy.sqrt((values**2).sum(dim))),
            (flambeau.linalg.vector_norm(start, 3, dim), (abs(values) ** 3).sum(dim) ** (1 / 3)),
            (start.norm(float("inf"), dim), abs(values).max(dim)),
        ]:
            assert got.dtype == start.dtype
            numpy.testing.assert_allclose(got.double().numpy(), wanted, rtol=tolerance)


def test_variance_far_from_zero_is_accurate() -> None:
    values = RNG.normal(1e6, 1.0, 10001).astype("float32")
    wanted = values.astype("float64").var(ddof=1)
    assert abs(flambeau.tensor(values).var().item() - wanted) < 1e-6 * wanted


def test_scans_of_long_lines() -> None:
    values = RNG.normal(size=100_003).astype("float32")
    x = flambeau.tensor(values)
    numpy.testing.assert_allclose(x.cumsum(0).numpy(), values.astype("float64").cumsum(), rtol=1e-5, atol=1e-4)
    best, at = x.cummax(0)
    assert (best.numpy() == numpy.maximum.accumulate(values)).all()
    assert (values[at.numpy()] == best.numpy()).all()
    wanted = numpy.logaddexp.accumulate(values.astype("float64"))
    numpy.testing.assert_allclose(x.logcumsumexp(0).numpy(), wanted, rtol=1e-5)


def test_results_do_not_depend_on_threads() -> None:
    x = flambeau.tensor(RNG.normal(size=(300, 501)).astype("float32"))
    before = flambeau.get_num_threads()
    seen = []
    for threads in (1, 2, 3):
        flambeau.set_num_threads(threads)
        seen.append([x.var(), x.var(0), x.norm(), x.cumsum(0), x.reshape(-1).cumsum(0), x.logsumexp(1)])
    flambeau.set_num_threads(before)
    for other in seen[1:]:
        assert all(flambeau.equal(a, b) for a, b in zip(seen[0], other, strict=True))


@pytest.mark.parametrize(
    ("expression", "kind", "message"),
    [
        ("zeros(0).max()", RuntimeError, r"max\(\): Expected reduction dim to be specified for input.numel\(\) == 0"),
        ("zeros(0, 3).max(0)", IndexError, r"max\(\): Expected reduction dim 0 to have non-zero size"),
        (
            "zeros(0).argmax()",
            IndexError,
            r"argmax\(\): Expected reduction dim to be specified for input.numel\(\) == 0",
        ),
        ("zeros(0).amin()", RuntimeError, r"amin\(\): Expected reduction dim to be specified for input.numel\(\) == 0"),
        (
            "zeros(2, 3).max(5)",
            IndexError,
            r"Dimension out of range \(expected to be in range of \[-2, 1\], but got 5\)",
        ),
        ("zeros(2, 3).amax((0, 0))", RuntimeError, "dim 0 appears multiple times in the list of dims"),
        ("tensor([1, 2]).std()", RuntimeError, "std and var only support floating point and complex dtypes"),
        ("tensor([1, 2]).norm()", RuntimeError, "linalg.vector_norm: Expected a floating point or complex tensor"),
        ("zeros(3, 3).norm('nuc')", NotImplementedError, "nuclear norm"),
        ("linalg.norm(flambeau.zeros(3, 3), 2)", NotImplementedError, "singular values"),
        ("tensor([1.0]).mean(dtype=flambeau.int64)", RuntimeError, "Optional dtype must be either a floating point"),
        ("zeros(0).median(0)", IndexError, r"median\(\): Expected reduction dim 0 to have non-zero size"),
        ("ones(2).cumsum_(0, dtype=flambeau.float64)", RuntimeError, "Bad in-place call"),
    ],
)
def test_messages(expression: str, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        eval(f"flambeau.{expression}")


def test_named_tuples_and_out() -> None:
    x = flambeau.tensor([[1.0, 5.0], [7.0, 2.0]])
    result = flambeau.max(x, 1)
    assert result.values.tolist() == [5.0, 7.0]
    assert result.indices.tolist() == [1, 0]
    assert type(result).__name__ == "max"
    values, indices = flambeau.zeros(2), flambeau.zeros(2, dtype=flambeau.int64)
    flambeau.max(x, 0, out=(values, indices))
    assert values.tolist() == [7.0, 5.0]
    assert indices.tolist() == [1, 0]
    assert flambeau.aminmax(x).max.item() == 7.0


@pytest.mark.parametrize(
    ("name", "arguments", "wanted"),
    [
        ("max", (), [1 / 3, 1 / 3, 0, 1 / 3]),
        ("max", (0,), [1, 0, 0, 0]),
        ("amax", (), [1 / 3, 1 / 3, 0, 1 / 3]),
        ("median", (), [1 / 3, 1 / 3, 0, 1 / 3]),
        ("mode", (), [0, 0, 0, 1]),
        ("kthvalue", (2,), [1, 0, 0, 0]),
        ("cummax", (0,), [1, 2, 0, 1]),
        ("prod", (), [-4, -4, 8, -4]),
        ("norm", (float("inf"),), [1 / 3, 1 / 3, 0, 1 / 3]),
    ],
)
def test_gradients_at_ties(name: str, arguments: tuple[float, ...], wanted: list[float]) -> None:
    x = flambeau.tensor([2.0, 2.0, -1.0, 2.0], dtype=flambeau.float64, requires_grad=True)
    result = getattr(x, name)(*arguments)
    (result if isinstance(result, flambeau.Tensor) else result[0]).sum().backward()
    numpy.testing.assert_allclose(x.grad.numpy(), wanted, atol=1e-15)


@pytest.mark.parametrize("p", [0.5, 1, 1.5, 2, 3, float("inf"), -1])
def test_the_norm_of_zeros_has_no_slope(p: float) -> None:
    x = flambeau.zeros(3, dtype=flambeau.float64, requires_grad=True)
    x.norm(p).backward()
    assert x.grad.tolist() == [0.0, 0.0, 0.0]


def test_nan() -> None:
    x = flambeau.tensor([1.0, float("nan"), 3.0, float("nan")])
    assert x.argmax().item() == 1
    assert x.argmin().item() == 1
    assert x.max().isnan()
    assert x.max(0).indices.item() == 1
    assert x.nansum().item() == 4.0
    assert x.nanmean().item() == 2.0
    assert x.nanmedian().item() == 1.0
    assert x.median().isnan()


@pytest.mark.parametrize("name", ["uint8", "int8", "int16", "int32", "int64"])
def test_sums_and_products_in_narrow_integers(name: str) -> None:
    kind = getattr(flambeau, name)
    values = numpy.arange(1, 301)
    for reduction in ("sum", "prod", "nansum"):
        found = getattr(flambeau.tensor(values), reduction)(dtype=kind)
        wanted = getattr(numpy, reduction)(values.astype(name), dtype=name)
        assert found.dtype is kind and found.item() == wanted
    assert flambeau.tensor([0.5, 0.5]).sum(dtype=kind).item() == 0
    assert flambeau.tensor([[2.5, 3.5]]).prod(1, dtype=kind).tolist() == [6]


def test_reductions_to_booleans() -> None:
    assert flambeau.tensor([2, 0]).sum(dtype=flambeau.bool).item() is True
    assert flambeau.tensor([2, 0]).prod(dtype=flambeau.bool).item() is False
