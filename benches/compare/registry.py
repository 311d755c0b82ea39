"""What is measured: a row is one program, for each library that has it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

#: Takes a library, makes the data, and returns the function that is timed. What that function returns is compared.
Make = Callable[[Any], Callable[[], Any]]

LIBRARIES = ("flambeau", "torch", "numpy", "jax", "mlx")

#: The groups, in the order of the table; each is a module of :mod:`compare.rows` with the same name.
GROUPS = (
    "calls",
    "elementwise",
    "reductions",
    "movement",
    "matmul",
    "convolution",
    "attention",
    "recurrent",
    "optimizers",
    "training",
    "inference",
    "data",
    "busy",
    "process",
)


@dataclass(frozen=True)
class Process:
    """A row that needs processes of its own: Python code that prints one number.

    ``LIBRARY`` in the code stands for the module's name.
    """

    code: str
    unit: str
    libraries: tuple[str, ...] = ("flambeau", "torch")
    #: Whether the seconds from start to end of the process count, not what it prints.
    wall: bool = False


@dataclass(frozen=True)
class Row:
    """One program."""

    group: str
    name: str
    #: The program for flambeau and PyTorch, which differ in the module only.
    torch: Make | None = None
    numpy: Make | None = None
    jax: Make | None = None
    mlx: Make | None = None
    #: Tolerance of the check, relative to the size of the values.
    tol: float = 1e-4
    #: What of the result is compared; the result itself, if not given.
    check: Callable[[Any], Any] | None = None
    #: Calls before the check: a training step is compared by the losses of several.
    check_calls: int = 1
    #: Multiplications and additions, and bytes that must be read and written at least.
    flops: float | None = None
    bytes: float | None = None
    #: Element type of the arithmetic, for the limit.
    dtype: str = "f32"
    #: Whether peak memory is measured as well.
    memory: bool = False
    #: Whether another process keeps one core busy meanwhile.
    busy: bool = False
    process: Process | None = None
    #: The same program at other shapes.
    variants: tuple[Row, ...] = field(default=(), repr=False)

    @property
    def id(self) -> str:
        """The name that filters and baselines use."""
        return f"{self.group}/{self.name}"

    def make(self, library: str) -> Make | None:
        """The program for a library."""
        return getattr(self, "torch" if library == "flambeau" else library)


class Group:
    """Collects the rows of one module."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[Row] = []

    def row(self, name: str, torch: Make | None = None, **options: Any) -> None:
        """Adds a row; the options are the fields of :class:`Row`."""
        self.rows.append(Row(self.name, name, torch, **options))

    def shaped(
        self, name: str, build: Callable[..., dict[str, Any]], shape: tuple[Any, ...], *others: tuple[Any, ...]
    ) -> None:
        """Adds a row that ``build(*shape)`` describes, with variants at other shapes of about the same work."""
        variants = tuple(Row(self.name, f"{name} at {label(other)}", **build(*other)) for other in others)
        self.rows.append(Row(self.name, name, variants=variants, **build(*shape)))


def label(shape: tuple[Any, ...]) -> str:
    """A shape in a name."""
    return "x".join(str(part) for part in shape)


def all_rows() -> list[Row]:
    """Every row, group by group."""
    rows: list[Row] = []
    for name in GROUPS:
        rows += importlib.import_module(f"compare.rows.{name}").GROUP.rows
    return rows


def modules_of_rows() -> set[str]:
    """Names of the modules below ``rows``."""
    package = importlib.import_module("compare.rows")
    return {module.name for module in pkgutil.iter_modules(package.__path__)}


def find(rows: list[Row], row_id: str) -> Row:
    """The row or variant with an id."""
    for row in rows:
        for candidate in (row, *row.variants):
            if candidate.id == row_id:
                return candidate
    raise KeyError(row_id)
