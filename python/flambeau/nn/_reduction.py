"""How a loss is reduced: names, the core's numbers, and the two old boolean arguments."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flambeau import Tensor

_NUMBERS = {"none": 0, "mean": 1, "sum": 2}


def get_enum(reduction: str) -> int:
    """Return the number by which the core knows ``reduction``: none 0, mean 1, sum 2.

    Raises:
        ValueError: for any other word.

    Example:
        >>> get_enum("sum")
        2
    """
    number = _NUMBERS.get(reduction)
    if number is None:
        if reduction != "elementwise_mean":
            raise ValueError(f"{reduction} is not a valid value for reduction")
        warnings.warn("reduction='elementwise_mean' is deprecated. Please use reduction='mean' instead.", stacklevel=3)
        number = 1
    return number


def legacy_get_string(size_average: bool | None, reduce: bool | None, emit_warning: bool = True) -> str:
    """Translate the deprecated pair ``size_average``, ``reduce`` into the name of a reduction.

    Example:
        >>> legacy_get_string(False, True, emit_warning=False)
        'sum'
    """
    if reduce is not None and not reduce:
        name = "none"
    elif size_average is not None and not size_average:
        name = "sum"
    else:
        name = "mean"
    if emit_warning:
        warnings.warn(
            f"size_average and reduce args will be deprecated, please use reduction='{name}' instead.", stacklevel=3
        )
    return name


def legacy_get_enum(size_average: bool | None, reduce: bool | None, emit_warning: bool = True) -> int:
    """Like :func:`legacy_get_string`, but return the core's number.

    Example:
        >>> legacy_get_enum(False, True, emit_warning=False)
        2
    """
    return get_enum(legacy_get_string(size_average, reduce, emit_warning))


def number_of(reduction: str, size_average: bool | None, reduce: bool | None) -> int:
    """Return the core's number for the reduction that the three arguments ask for together.

    Example:
        >>> from flambeau.nn.functional.likelihood import number_of
        >>> number_of("sum", None, None)
        2
    """
    if size_average is None and reduce is None:
        return get_enum(reduction)
    return legacy_get_enum(size_average, reduce)


def name_of(reduction: str, size_average: bool | None, reduce: bool | None) -> str:
    """Return the name of the reduction that the three arguments ask for together.

    Example:
        >>> from flambeau.nn.functional.likelihood import name_of
        >>> name_of("sum", None, None)
        'sum'
    """
    if size_average is None and reduce is None:
        return reduction
    return legacy_get_string(size_average, reduce)


def reduce_loss(loss: Tensor, reduction: str, message: str) -> Tensor:
    """Reduce ``loss``, which has one value for each entry; ``message`` is the ValueError for an unknown reduction.

    Example:
        >>> from flambeau.nn.functional.likelihood import reduce_loss
        >>> reduce_loss(flambeau.tensor([1.0, 2.0]), "sum", "")
        tensor(3.)
    """
    if reduction == "mean":
        return loss.mean()
    if reduction == "sum":
        return loss.sum()
    if reduction == "none":
        return loss
    raise ValueError(message)
