"""Functions and layers of `nn` give PyTorch's values, gradients, draws, reprs, errors and warnings."""

import json
import math
import warnings
from pathlib import Path

import flambeau as torch
import nn_cases
import pytest

GOLDEN = json.loads((Path(__file__).parent / "golden" / "nn.json").read_text())


def assert_close(actual, expected, what):
    if expected is None or actual is None:
        assert actual == expected, what
        return
    assert actual["shape"] == expected["shape"], what
    assert actual["dtype"] == expected["dtype"], what
    tolerance = 1e-5 if expected["dtype"] == "float64" else 1e-4
    for a, b in zip(actual["values"], expected["values"], strict=True):
        if not isinstance(b, float) or not math.isfinite(b):
            assert a == b or (a != a and b != b), (what, actual, expected)
        else:
            assert abs(a - b) <= tolerance * max(1.0, abs(b)), (what, actual, expected)


def assert_all_close(actual, expected, what):
    assert len(actual) == len(expected), what
    for i, (a, b) in enumerate(zip(actual, expected, strict=True)):
        assert_close(a, b, f"{what} {i}")


def evaluate(case):
    return eval(case, nn_cases.names(torch, nn_cases.Draws(torch)))


def is_missing_operation(error):
    return "does not have the operation" in str(error)


def run_optional(run, *arguments):
    """Skip what the library says that it does not have."""
    try:
        return run(torch, *arguments)
    except NotImplementedError as error:
        if is_missing_operation(error):
            pytest.skip(str(error))
        raise


@pytest.fixture(autouse=True)
def quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.mark.parametrize("case", nn_cases.FUNCTIONS + nn_cases.OPTIONAL_FUNCTIONS)
def test_function(case):
    if case in nn_cases.OPTIONAL_FUNCTIONS:
        actual = run_optional(nn_cases.run_function, case)
    else:
        actual = nn_cases.run_function(torch, case)
    expected = GOLDEN["functions"][case]
    assert_all_close(actual["outputs"], expected["outputs"], "output")
    assert_all_close(actual["gradients"], expected["gradients"], "gradient")


@pytest.mark.cpu_draws
@pytest.mark.parametrize("case", nn_cases.RANDOM)
def test_random_draws(case):
    assert_close(nn_cases.run_random(torch, case), GOLDEN["random"][case], "draws")


@pytest.mark.cpu_draws
@pytest.mark.parametrize(("layer", "arguments"), nn_cases.LAYERS + nn_cases.OPTIONAL_LAYERS)
def test_layer(layer, arguments):
    if (layer, arguments) in nn_cases.OPTIONAL_LAYERS:
        actual = run_optional(nn_cases.run_layer, layer, arguments)
    else:
        actual = nn_cases.run_layer(torch, layer, arguments)
    expected = GOLDEN["layers"][layer]
    assert actual["repr"] == expected["repr"]
    for state in ("start", "end"):
        assert list(actual[state]) == list(expected[state])
        for key, value in expected[state].items():
            assert_close(actual[state][key], value, f"{state} {key}")
    assert_all_close(actual["outputs"], expected["outputs"], "output")
    assert_all_close(actual["gradients"], expected["gradients"], "gradient")


@pytest.mark.parametrize("layer", nn_cases.SHOWN)
def test_repr(layer):
    assert nn_cases.shown(torch, layer) == GOLDEN["shown"][layer]


@pytest.mark.parametrize(("case", "kind"), nn_cases.ERRORS)
def test_error(case, kind):
    with pytest.raises(kind) as caught:
        evaluate(case)
    assert type(caught.value) is kind
    assert str(caught.value)
    assert not is_missing_operation(caught.value)


@pytest.mark.parametrize(("case", "kind"), nn_cases.WARNINGS)
def test_warning(case, kind):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        evaluate(case)
    assert kind in [entry.category for entry in caught]
