"""flambeau.testing."""

from __future__ import annotations

from collections import OrderedDict

import flambeau as torch
import numpy as np
import pytest
from flambeau.testing import assert_allclose, assert_close, make_tensor

t = torch.tensor


@pytest.mark.parametrize(
    ("actual", "expected", "options"),
    [
        (t([1.0, 2.0]), t([1.0, 2.0 + 1e-6]), {}),
        (t([1.0]), t([1.1]), {"rtol": 0.2, "atol": 0}),
        (t([float("nan")]), t([float("nan")]), {"equal_nan": True}),
        (t([float("inf")]), t([float("inf")]), {}),
        (t([1, 2]), t([1, 2]), {}),
        (t([True]), t([True]), {}),
        (t([1 + 1j]), t([1 + 1j]), {}),
        (t([1.0]), t([1.0], dtype=torch.float64), {"check_dtype": False}),
        (t([]), t([]), {}),
        (t(1.0), t(1.0), {}),
        (1.0, 1.0 + 1e-9, {}),
        (1, 1.0, {"check_dtype": False}),
        (None, None, {}),
        ([t(1.0), (1, 2)], [t(1.0), (1, 2)], {}),
        ({"a": t([1.0])}, OrderedDict(a=t([1.0])), {}),
        (np.ones(2), np.ones(2), {}),
        (torch.zeros(2, 3).t(), torch.zeros(3, 2), {}),
    ],
)
def test_close(actual, expected, options):
    assert_close(actual, expected, **options)


@pytest.mark.parametrize(
    ("actual", "expected", "options", "text"),
    [
        (
            t([1.0, 2.0, 4.0]),
            t([1.0, 2.0, 3.0]),
            {},
            "Tensor-likes are not close!\n\nMismatched elements: 1 / 3 (33.3%)\nGreatest absolute difference: 1.0 at "
            "index (2,) (up to 1e-05 allowed)\nGreatest relative difference: 0.3333333333333333 at index (2,) "
            "(up to 1.3e-06 allowed)",
        ),
        (
            t([[1, 2], [3, 4]]),
            t([[1, 2], [3, 6]]),
            {},
            "Tensor-likes are not equal!\n\nMismatched elements: 1 / 4 (25.0%)\nGreatest absolute difference: 2 at "
            "index (1, 1)\nGreatest relative difference: 0.3333333333333333 at index (1, 1)",
        ),
        (t([float("nan")]), t([float("nan")]), {}, "not close"),
        (t([float("inf")]), t([1.0]), {}, "not close"),
        (t([1.0]), t([float("inf")]), {}, "not close"),
        (
            t([1.0]),
            t([1.0, 2.0]),
            {},
            "The values for attribute 'shape' do not match: torch.Size([1]) != torch.Size([2]).",
        ),
        (t([1.0]), t([1]), {}, "The values for attribute 'dtype' do not match: torch.float32 != torch.int64."),
        (torch.zeros(2, 3).t(), torch.zeros(3, 2), {"check_stride": True}, "'stride()' do not match: (1, 3) != (2, 1)"),
        (
            1.0,
            2.0,
            {},
            "Scalars are not close!\n\nExpected 2.0 but got 1.0.\nAbsolute difference: 1.0 (up to 1e-07 allowed)",
        ),
        (1, 2, {}, "Scalars are not equal!\n\nExpected 2 but got 1.\nAbsolute difference: 1\nRelative difference: 0.5"),
        ([1, 2], [1], {}, "The length of the sequences mismatch: 2 != 1"),
        ([1, [t(1.0)]], [1, [t(2.0)]], {}, "The failure occurred for item [1][0]"),
        ({"a": 1}, {"b": 1}, {}, "Missing keys in the actual mapping: ['b']"),
        ({"a": 1}, {"a": 2}, {}, "The failure occurred for item ['a']"),
        (None, 1, {}, "None mismatch"),
        (t(1.0), t(2.0), {"msg": "mine"}, "mine"),
        (t(1.0), t(2.0), {"msg": lambda text: text.upper()}, "TENSOR-LIKES"),
    ],
)
def test_not_close(actual, expected, options, text):
    with pytest.raises(AssertionError) as caught:
        assert_close(actual, expected, **options)
    assert text in str(caught.value)


def test_misuse():
    with pytest.raises(ValueError, match="rtol and atol"):
        assert_close(1.0, 1.0, rtol=1)
    with pytest.raises(TypeError, match="No comparison pair"):
        assert_close("a", "a")
    assert_allclose(t([1.0]), [1.0])


def test_make_tensor():
    torch.manual_seed(0)
    for dtype in (torch.float32, torch.bfloat16, torch.int64, torch.uint8, torch.bool, torch.complex64):
        x = make_tensor(2, 3, dtype=dtype)
        assert x.shape == (2, 3) and x.dtype is dtype
    x = make_tensor((50,), dtype=torch.float64, low=1, high=2, requires_grad=True)
    assert x.requires_grad and 1 <= x.min() and x.max() < 2
    x = make_tensor(3, 4, dtype=torch.float32, device=torch.get_default_device(), noncontiguous=True)
    assert not x.is_contiguous() and x.device.type == torch.get_default_device().type
    assert make_tensor(100, dtype=torch.int8, low=-1, high=2, exclude_zero=True).ne(0).all()
    with pytest.raises(ValueError):
        make_tensor(2, dtype=torch.float32, low=2, high=1)
    with pytest.raises(ValueError):
        make_tensor(2, dtype=torch.int64, requires_grad=True)
