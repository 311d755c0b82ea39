"""Operations on lists of tensors, one after the other: ``_foreach_add_(params, grads, alpha=-1)``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import flambeau

from . import _core
from ._core import Tensor

_UNARY = (
    *("abs", "acos", "asin", "atan", "ceil", "cos", "cosh", "erf", "erfc", "exp", "expm1", "floor", "frac", "lgamma"),
    *("log", "log10", "log1p", "log2", "neg", "reciprocal", "round", "rsqrt", "sigmoid", "sign", "sin", "sinh", "sqrt"),
    *("tan", "tanh", "trunc"),
)
_BINARY = ("add", "sub", "mul", "div", "pow", "maximum", "minimum", "clamp_min", "clamp_max")
_TERNARY = ("addcmul", "addcdiv", "lerp")


def _spread(argument: Any, count: int) -> list[Any]:
    """Return a list as it is, and anything else once for each tensor."""
    if not isinstance(argument, list | tuple):
        return [argument] * count
    if len(argument) != count:
        raise RuntimeError(f"Tensor lists must have the same number of tensors, got {count} and {len(argument)}")
    return list(argument)


def _is_flat(tensors: Sequence[Tensor]) -> bool:
    """Return whether functions for many tensors in one pass take them: real numbers, and nothing to record."""
    recorded = flambeau.is_grad_enabled() and any(tensor.requires_grad for tensor in tensors)
    return not recorded and all(tensor.is_floating_point() for tensor in tensors)


def _scaled(self: Sequence[Tensor], factor: Any) -> bool:
    """Multiply all tensors in place in one pass; return False without doing so where there is none."""
    if not _is_flat(self):
        return False
    if isinstance(factor, int | float):
        _core._scale_(list(self), float(factor))
    elif isinstance(factor, Tensor) and factor.dim() == 0 and factor.is_floating_point():
        _core._scale_by_(list(self), factor)
    else:
        return False
    return True


def _made(name: str, arguments: int, in_place: bool) -> Callable[..., Any]:
    method = f"{name}_" if in_place else name

    def call(self: Sequence[Tensor], *others: Any, **options: Any) -> list[Tensor]:
        if not self:
            raise RuntimeError("Tensor list must have at least one tensor.")
        if method == "mul_" and len(others) == 1 and not options and _scaled(self, others[0]):
            return list(self)
        columns = [_spread(other, len(self)) for other in others]
        results = []
        for at, tensor in enumerate(self):
            row = [column[at] for column in columns]
            if len(row) > arguments:
                # The numbers of `addcmul` and `addcdiv`, one for each tensor.
                results.append(getattr(tensor, method)(*row[:arguments], value=row[arguments], **options))
            elif name in ("maximum", "minimum", "clamp_min", "clamp_max") and not isinstance(row[0], Tensor):
                limit = "clamp_min" if name in ("maximum", "clamp_min") else "clamp_max"
                results.append(getattr(tensor, f"{limit}_" if in_place else limit)(row[0]))
            elif in_place and name in ("maximum", "minimum"):
                results.append(tensor.copy_(getattr(tensor, name)(row[0])))
            else:
                results.append(getattr(tensor, method)(*row, **options))
        return results

    call.__name__ = call.__qualname__ = f"_foreach_{method}"
    call.__doc__ = f"""Call ``Tensor.{method}`` for each tensor of a list; other lists give one argument each.

    Raises:
        RuntimeError: an empty list, or lists of different lengths.
    """
    return call


__all__ = ["_foreach_copy_", "_foreach_norm", "_foreach_zero_"]
for _names, _count in ((_UNARY, 0), (_BINARY, 1), (_TERNARY, 2)):
    for _name in _names:
        for _in_place in (False, True):
            _function = _made(_name, _count, _in_place)
            globals()[_function.__name__] = _function
            __all__.append(_function.__name__)


def _foreach_zero_(self: Sequence[Tensor]) -> None:
    """Set all elements of all tensors to zero."""
    for tensor in self:
        tensor.zero_()


def _foreach_copy_(self: Sequence[Tensor], src: Sequence[Tensor], non_blocking: bool = False) -> list[Tensor]:
    """Copy each tensor of ``src`` into the one of ``self``.

    Raises:
        RuntimeError: lists of different lengths.
    """
    pairs = zip(self, _spread(list(src), len(self)), strict=True)
    return [tensor.copy_(other, non_blocking) for tensor, other in pairs]


def _foreach_norm(self: Sequence[Tensor], ord: Any = 2, dtype: Any = None) -> list[Tensor]:
    """Return the norm of order ``ord`` of each tensor."""
    if dtype is None and self and isinstance(ord, int | float) and _is_flat(self):
        return list(_core._norms(list(self), float(ord)))
    return [_core.linalg_vector_norm(tensor, ord, dtype=dtype) for tensor in self]
