"""How tensors are printed: PyTorch's text, character for character.

Only the entries that are shown are read: printing a large tensor costs no more than printing its corners.
"""

from __future__ import annotations

import contextlib
import dataclasses
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import flambeau

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = ["get_printoptions", "printoptions", "set_printoptions"]


@dataclasses.dataclass
class _Options:
    """What :func:`set_printoptions` sets."""

    precision: int = 4
    threshold: float = 1000
    edgeitems: int = 3
    linewidth: int = 80
    sci_mode: bool | None = None


PRINT_OPTS = _Options()

_PROFILES: dict[str, dict[str, Any]] = {
    "default": {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80},
    "short": {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80},
    "full": {"precision": 4, "threshold": math.inf, "edgeitems": 3, "linewidth": 80},
}


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """Set how tensors are printed. What is not given stays as it is, except ``sci_mode``, which goes back to None.

    Args:
        precision: digits after the point, 4 at the start.
        threshold: tensors with more elements than this are abridged, 1000 at the start.
        edgeitems: how many entries an abridged tensor shows at both ends of each dimension, 3 at the start.
        linewidth: characters in a line, 80 at the start.
        profile: ``"default"``, ``"short"`` or ``"full"``: a set of the above, which the other arguments override.
        sci_mode: whether to use scientific notation; None decides by the values.

    Example:
        >>> set_printoptions(precision=2)
        >>> flambeau.tensor([1.12345])
        tensor([1.12])
        >>> set_printoptions(profile="default")
    """
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    settings: dict[str, Any] = dict(_PROFILES.get(profile, {})) if profile is not None else {}
    settings.update((name, value) for name, value in given.items() if value is not None)
    for name, value in settings.items():
        setattr(PRINT_OPTS, name, value)
    PRINT_OPTS.sci_mode = sci_mode


def get_printoptions() -> dict[str, Any]:
    """Return the current options as keyword arguments for :func:`set_printoptions`.

    Example:
        >>> get_printoptions()["precision"]
        4
    """
    return dataclasses.asdict(PRINT_OPTS)


@contextlib.contextmanager
def printoptions(**kwargs: Any) -> Iterator[None]:
    """Set options, as :func:`set_printoptions` does, for the duration of a ``with`` block.

    Example:
        >>> with printoptions(precision=2):
        ...     print(flambeau.tensor([1.12345]))
        tensor([1.12])
    """
    before = get_printoptions()
    set_printoptions(**kwargs)
    try:
        yield
    finally:
        set_printoptions(**before)


class _Formatter:
    """Turns numbers into strings of one width, chosen by the values that are shown."""

    def __init__(self, values: list, floating: bool) -> None:
        self.floating = floating
        self.integral = True
        self.scientific = False
        self.width = 1
        if not floating:
            self.width = max(1, max((len(str(value)) for value in values), default=1))
            return

        # Zeros and what is not finite have no say in the format, nor in the width.
        values = [value for value in values if value != 0 and math.isfinite(value)]
        if not values:
            return
        self.integral = all(value.is_integer() for value in values)
        if PRINT_OPTS.sci_mode is None:
            smallest = min(abs(value) for value in values)
            largest = max(abs(value) for value in values)
            self.scientific = largest / smallest > 1000.0 or largest > 1.0e8 or smallest < 1.0e-4
        else:
            self.scientific = PRINT_OPTS.sci_mode
        if self.scientific:
            kind = f".{PRINT_OPTS.precision}e"
        elif self.integral:
            kind = ".0f"
        else:
            kind = f".{PRINT_OPTS.precision}f"
        # Whole numbers get a point behind them.
        point = 1 if self.integral and not self.scientific else 0
        self.width = max(len(format(value, kind)) for value in values) + point

    def __call__(self, value: Any) -> str:
        if not self.floating:
            text = str(value)
        elif self.scientific:
            text = f"{value:.{PRINT_OPTS.precision}e}"
        elif self.integral:
            text = f"{value:.0f}"
            if math.isfinite(value):
                text += "."
        else:
            text = f"{value:.{PRINT_OPTS.precision}f}"
        return text.rjust(self.width)


class _ComplexFormatter:
    """Formats real and imaginary part, each by its own values."""

    def __init__(self, values: list[complex]) -> None:
        self.real = _Formatter([value.real for value in values], True)
        self.imaginary = _Formatter([value.imag for value in values], True)
        # One more for the j.
        self.width = self.real.width + self.imaginary.width + 1

    def __call__(self, value: complex) -> str:
        imaginary = self.imaginary(value.imag).lstrip() + "j"
        sign = "" if imaginary[0] in "+-" else "+"
        return self.real(value.real) + sign + imaginary


def _is_cut(size: int, abridged: bool) -> bool:
    return abridged and size > 2 * PRINT_OPTS.edgeitems


def _shown(tensor: Tensor, dim: int = 0) -> Any:
    """The entries that an abridged print shows, as nested lists: both ends of each dimension that is cut."""
    if dim == tensor.dim():
        return tensor.tolist()
    size, edge = tensor.size(dim), PRINT_OPTS.edgeitems
    if not _is_cut(size, True):
        return _shown(tensor, dim + 1)
    front = _shown(tensor.narrow(dim, 0, edge), dim + 1)
    back = _shown(tensor.narrow(dim, size - edge, edge), dim + 1)
    return _join(front, back, dim)


def _join(front: list, back: list, depth: int) -> list:
    """Concatenate two nested lists along the dimension ``depth``."""
    if depth == 0:
        return front + back
    return [_join(a, b, depth - 1) for a, b in zip(front, back, strict=True)]


def _flat(values: Any, dim: int) -> list:
    """The entries of nested lists of ``dim`` levels, in order."""
    if dim == 0:
        return [values]
    for _ in range(dim - 1):
        values = [entry for row in values for entry in row]
    return values


def _with_ellipsis(entries: list[str], cut: bool, ellipsis: str) -> list[str]:
    if not cut:
        return entries
    edge = PRINT_OPTS.edgeitems
    return [*entries[:edge], ellipsis, *entries[edge:]]


def _nested_str(values: Any, shape: tuple[int, ...], indent: int, abridged: bool, formatter: Any) -> str:
    """The text of nested lists ``values``, which are the shown entries of a tensor with this shape."""
    if not shape:
        return formatter(values)
    cut = _is_cut(shape[0], abridged)
    if len(shape) > 1:
        rows = [_nested_str(row, shape[1:], indent + 1, abridged, formatter) for row in values]
        rows = _with_ellipsis(rows, cut, "...")
        separator = "," + "\n" * (len(shape) - 1) + " " * (indent + 1)
        return "[" + separator.join(rows) + "]"
    entries = [formatter(value) for value in values]
    if abridged and not PRINT_OPTS.edgeitems:
        entries = ["..."]
    else:
        entries = _with_ellipsis(entries, cut, " ...")
    # Two more for the comma and the space between entries.
    per_line = max(1, math.floor((PRINT_OPTS.linewidth - indent) / (formatter.width + 2)))
    lines = [", ".join(entries[i : i + per_line]) for i in range(0, len(entries), per_line)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"


def _values_str(tensor: Tensor, indent: int) -> str:
    """The entries of a tensor that has some."""
    shape = tuple(tensor.shape)
    abridged = tensor.numel() > PRINT_OPTS.threshold
    values = _shown(tensor) if abridged else tensor.tolist()
    flat = _flat(values, len(shape))
    if tensor.dtype.is_complex:
        formatter: Any = _ComplexFormatter(flat)
    else:
        formatter = _Formatter(flat, tensor.dtype.is_floating_point)
    return _nested_str(values, shape, indent, abridged, formatter)


def _device_suffix(tensor: Tensor) -> list[str]:
    device = tensor.device
    if device.type == "cpu":
        return []
    return [f"device='{device}'"]


def _grad_suffix(tensor: Tensor) -> list[str]:
    try:
        grad_fn = tensor.grad_fn
    except RuntimeError:
        # A view that was made and changed in place without recording has no history that could be shown.
        return ["grad_fn=<Invalid>"]
    if grad_fn is not None:
        return [f"grad_fn=<{grad_fn.name().rsplit('::', 1)[-1]}>"]
    return ["requires_grad=True"] if tensor.requires_grad else []


def _join_suffixes(text: str, suffixes: list[str], indent: int) -> str:
    """Add the suffixes, each on a new line if it would reach past the line's end."""
    parts = [text]
    width = len(text) - text.rfind("\n") + 1
    for suffix in suffixes:
        if width + len(suffix) + 2 > PRINT_OPTS.linewidth:
            parts.append(",\n" + " " * indent + suffix)
            width = indent + len(suffix)
        else:
            parts.append(", " + suffix)
            width += len(suffix) + 2
    parts.append(")")
    return "".join(parts)


def _str(tensor: Tensor, *, tensor_contents: str | None = None) -> str:
    """Return what ``repr(tensor)`` is.

    Args:
        tensor_contents: text to put in the place of the values.

    Example:
        >>> _str(flambeau.tensor([1, 2], dtype=flambeau.int32))
        'tensor([1, 2], dtype=torch.int32)'
    """
    from .nn import Parameter

    plain = type(tensor) is flambeau.Tensor or type(tensor) is Parameter
    prefix = "tensor(" if plain else f"{type(tensor).__name__}("
    indent = len(prefix)
    suffixes = _device_suffix(tensor)
    size = f"size={tuple(tensor.shape)}"
    default = flambeau.get_default_dtype()
    with flambeau.no_grad():
        if tensor.is_meta:
            contents = "..."
            suffixes.append(size)
            shows_dtype = tensor.dtype != default
        elif tensor.numel() == 0:
            contents = "[]"
            if tensor.dim() != 1:
                suffixes.append(size)
            shows_dtype = tensor.dtype != default
        else:
            contents = _values_str(tensor.detach(), indent) if tensor_contents is None else ""
            if not PRINT_OPTS.edgeitems:
                suffixes.append(size)
            # These types are what the printed values, written in a program, would give.
            complex_default = flambeau.complex128 if default == flambeau.float64 else flambeau.complex64
            shows_dtype = tensor.dtype not in (default, complex_default, flambeau.int64, flambeau.bool)
        if tensor_contents is not None:
            contents = tensor_contents
        if shows_dtype:
            suffixes.append(f"dtype={tensor.dtype}")
        suffixes += _grad_suffix(tensor)
    text = _join_suffixes(prefix + contents, suffixes, indent)
    if not plain and isinstance(tensor, Parameter):
        return f"Parameter({text})"
    return text
