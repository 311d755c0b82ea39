"""One case: an expression, and what may be asked of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """An expression whose value and gradients are compared."""

    expression: str
    #: Relative tolerance in double precision.
    tol: float = 1e-12
    #: Whether gradients are compared and checked against differences.
    grad: bool = True
    #: Whether second derivatives are checked against differences. False only where PyTorch has none.
    gradgrad: bool = True
    #: Whether the result is the same for leaves with gaps in memory.
    strided: bool = True
    #: Whether the expression leaves the leaves as they were.
    pure: bool = True
    #: How many units in the last place results in lower precision may be off; 0: they are not compared.
    ulps: float = 64.0
    #: The same on a GPU, where that differs: it rounds more often in some operations.
    gpu_ulps: float | None = None


@dataclass(frozen=True)
class Raises:
    """An expression that raises under PyTorch."""

    expression: str


def case(
    expression: str,
    *,
    tol: float = 1e-12,
    grad: bool = True,
    gradgrad: bool = True,
    strided: bool = True,
    pure: bool = True,
    ulps: float = 64.0,
    gpu_ulps: float | None = None,
) -> Case:
    """A case. See the fields of :class:`Case`."""
    return Case(expression, tol, grad, grad and gradgrad, strided, pure, ulps, gpu_ulps)


def raises(expression: str) -> Raises:
    """An expression that raises the class of exception that it raises under PyTorch."""
    return Raises(expression)
