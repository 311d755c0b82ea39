"""Assertions that values are equal up to a tolerance."""

from __future__ import annotations

import cmath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import flambeau
from flambeau import Tensor

__all__ = ["assert_allclose", "assert_close"]

#: Relative and absolute tolerances by dtype; everything else must be equal.
_TOLERANCES = {
    "float16": (1e-3, 1e-5),
    "bfloat16": (1.6e-2, 1e-5),
    "float32": (1.3e-6, 1e-5),
    "float64": (1e-7, 1e-7),
    "complex64": (1.3e-6, 1e-5),
    "complex128": (1e-7, 1e-7),
}


@dataclass(frozen=True)
class _Options:
    rtol: float | None
    atol: float | None
    equal_nan: bool
    check_device: bool
    check_dtype: bool
    check_layout: bool
    check_stride: bool
    msg: str | Callable[[str], str] | None
    allow_subclasses: bool = True
    where: str = ""

    def fail(self, text: str) -> None:
        if self.where:
            text = f"{text}\n\nThe failure occurred for item {self.where}"
        if callable(self.msg):
            text = self.msg(text)
        elif self.msg is not None:
            text = self.msg
        raise AssertionError(text)

    def at(self, key: Any) -> _Options:
        return replace(self, where=f"{self.where}[{key!r}]")

    def tolerances(self, *dtypes: flambeau.dtype) -> tuple[float, float]:
        if self.rtol is not None and self.atol is not None:
            return self.rtol, self.atol
        known = [_TOLERANCES.get(repr(dtype).removeprefix("torch."), (0.0, 0.0)) for dtype in dtypes]
        return max(rtol for rtol, _ in known), max(atol for _, atol in known)


def assert_close(
    actual: Any,
    expected: Any,
    *,
    allow_subclasses: bool = True,
    rtol: float | None = None,
    atol: float | None = None,
    equal_nan: bool = False,
    check_device: bool = True,
    check_dtype: bool = True,
    check_layout: bool = True,
    check_stride: bool = False,
    msg: str | Callable[[str], str] | None = None,
) -> None:
    """Assert that ``|actual - expected| <= atol + rtol * |expected|`` for every element.

    Tensors, arrays and numbers are compared; sequences and mappings item by item.

    Args:
        actual: what was computed.
        expected: what it should be.
        allow_subclasses: let values of different classes be compared, if one class derives from the other.
        rtol: the relative tolerance, given with ``atol``; by default one that suits the dtype (1.3e-6 for float32).
        atol: the absolute tolerance, given with ``rtol``; by default one that suits the dtype (1e-5 for float32).
        equal_nan: whether two NaNs are equal.
        check_device: require the same device.
        check_dtype: require the same dtype. Otherwise both are promoted.
        check_layout: require the same layout.
        check_stride: require the same strides.
        msg: the message of a failure, or a function that makes it from the usual one.

    Raises:
        AssertionError: the values are not close.
        ValueError: only one of the tolerances is given.
        TypeError: values of these classes cannot be compared.

    Example:
        >>> assert_close(flambeau.tensor([1.0, 2.0]), flambeau.tensor([1.0, 2.0 + 1e-7]))
    """
    if (rtol is None) != (atol is None):
        raise ValueError("rtol and atol must both be specified or both be unspecified, got only one of them")
    options = _Options(
        rtol, atol, equal_nan, check_device, check_dtype, check_layout, check_stride, msg, allow_subclasses
    )
    _compare(actual, expected, options)


def assert_allclose(
    actual: Any,
    expected: Any,
    rtol: float | None = None,
    atol: float | None = None,
    equal_nan: bool = True,
    msg: str = "",
) -> None:
    """Assert closeness without regard to dtype, converting both to tensors; :func:`assert_close` is stricter.

    Example:
        >>> import warnings
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore")
        ...     flambeau.testing.assert_allclose(flambeau.tensor([1.0]), [1.0 + 1e-7])
    """
    actual = actual if isinstance(actual, Tensor) else flambeau.tensor(actual)
    expected = expected if isinstance(expected, Tensor) else flambeau.tensor(expected, dtype=actual.dtype)
    assert_close(
        actual,
        expected,
        rtol=rtol,
        atol=atol,
        equal_nan=equal_nan,
        check_device=True,
        check_dtype=False,
        msg=msg or None,
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, (bool, int, float, complex))


def _compare(actual: Any, expected: Any, options: _Options) -> None:
    if actual is None or expected is None:
        if actual is not expected:
            options.fail(f"None mismatch: {actual} is not {expected}")
        return
    sequences = [isinstance(value, Sequence) and not isinstance(value, str) for value in (actual, expected)]
    if all(sequences):
        if len(actual) != len(expected):
            options.fail(f"The length of the sequences mismatch: {len(actual)} != {len(expected)}")
        for index, (left, right) in enumerate(zip(actual, expected, strict=True)):
            _compare(left, right, options.at(index))
        return
    if isinstance(actual, Mapping) and isinstance(expected, Mapping):
        missing = [key for key in expected if key not in actual]
        extra = [key for key in actual if key not in expected]
        if missing or extra:
            text = "The keys of the mappings do not match:"
            text += f"\nMissing keys in the actual mapping: {sorted(missing, key=str)}" if missing else ""
            text += f"\nAdditional keys in the actual mapping: {sorted(extra, key=str)}" if extra else ""
            options.fail(text)
        for key in expected:
            _compare(actual[key], expected[key], options.at(key))
        return
    if _is_number(actual) and _is_number(expected):
        _compare_numbers(actual, expected, options)
        return
    if not options.allow_subclasses and type(actual) is not type(expected):
        raise TypeError(f"Unable to compare {type(actual).__name__} with {type(expected).__name__}: the classes differ")
    tensors = [_as_tensor(value) for value in (actual, expected)]
    if tensors[0] is None or tensors[1] is None:
        raise TypeError(
            "No comparison pair was able to handle inputs of type "
            f"{type(actual)} and {type(expected)}: tensors, arrays, numbers, sequences and mappings can be compared"
        )
    _compare_tensors(tensors[0], tensors[1], options)


def _as_tensor(value: Any) -> Tensor | None:
    if isinstance(value, Tensor):
        return value
    if _is_number(value) or hasattr(value, "__array_interface__"):
        return flambeau.as_tensor(value)
    return None


def _compare_numbers(actual: Any, expected: Any, options: _Options) -> None:
    kinds = {bool: flambeau.bool, int: flambeau.int64, float: flambeau.float64, complex: flambeau.complex128}
    dtypes = [next(dtype for kind, dtype in kinds.items() if isinstance(value, kind)) for value in (actual, expected)]
    if options.check_dtype and type(actual) is not type(expected):
        options.fail(f"The (d)types do not match: {type(actual)} != {type(expected)}.")
    rtol, atol = options.tolerances(*dtypes)
    if actual == expected or (options.equal_nan and cmath.isnan(actual) and cmath.isnan(expected)):
        return
    difference = abs(actual - expected)
    allowed = atol + rtol * abs(expected)
    if cmath.isfinite(actual) and cmath.isfinite(expected) and difference <= allowed:
        return
    if rtol == atol == 0:
        text = f"Scalars are not equal!\n\nExpected {expected} but got {actual}."
    else:
        text = f"Scalars are not close!\n\nExpected {expected} but got {actual}."
    relative = difference / abs(expected) if expected else float("inf")
    limits = ("", "") if rtol == atol == 0 else (f" (up to {atol} allowed)", f" (up to {rtol} allowed)")
    text += f"\nAbsolute difference: {difference}{limits[0]}\nRelative difference: {relative}{limits[1]}"
    options.fail(text)


def _compare_tensors(actual: Tensor, expected: Tensor, options: _Options) -> None:
    def same(name: str, left: Any, right: Any) -> None:
        if left != right:
            options.fail(f"The values for attribute '{name}' do not match: {left} != {right}.")

    same("shape", actual.shape, expected.shape)
    if options.check_layout:
        same("layout", actual.layout, expected.layout)
    if options.check_device:
        same("device", actual.device, expected.device)
    if options.check_dtype:
        same("dtype", actual.dtype, expected.dtype)
    if options.check_stride:
        same("stride()", actual.stride(), expected.stride())
    rtol, atol = options.tolerances(actual.dtype, expected.dtype)
    left, right = _wide(actual), _wide(expected)
    difference = (left - right).abs()
    finite = (difference == difference) & (difference != float("inf"))
    close = (left == right) | (finite & (difference <= right.abs() * rtol + atol))
    if options.equal_nan:
        close = close | ((left != left) & (right != right))
    if bool(close.all()):
        return
    options.fail(_report(difference, right.abs(), close, rtol, atol))


def _wide(tensor: Tensor) -> Tensor:
    data = tensor.detach().cpu()
    if data.dtype.is_complex:
        return data.to(flambeau.complex128)
    return data.to(flambeau.float64 if data.dtype.is_floating_point else flambeau.int64)


def _report(difference: Tensor, magnitude: Tensor, close: Tensor, rtol: float, atol: float) -> str:
    """The text of a failure. NumPy finds the places: a test that fails need not be fast."""
    import numpy as np

    matches = close.numpy()
    absolute = np.where(matches, 0, difference.numpy())
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.where(matches, 0, absolute / magnitude.numpy())
    equal = rtol == atol == 0
    wrong = int(matches.size - matches.sum())
    lines = [f"Tensor-likes are not {'equal' if equal else 'close'}!", ""]
    lines.append(f"Mismatched elements: {wrong} / {matches.size} ({wrong / matches.size:.1%})")
    for name, values, limit in (("absolute", absolute, atol), ("relative", relative, rtol)):
        at = int(np.argmax(values))
        index = tuple(int(number) for number in np.unravel_index(at, values.shape))
        place = f" at index {index}" if index else ""
        text = f"Greatest {name} difference: {values.reshape(-1)[at].item()}{place}"
        lines.append(text if equal else f"{text} (up to {limit} allowed)")
    return "\n".join(lines)
