"""Bad input, by subject: expressions, the exception PyTorch raises for them, and how its message begins."""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True)
class Row:
    """An expression that raises."""

    subject: str
    expression: str
    kind: type[BaseException]
    #: How the message begins, where it does as PyTorch's.
    message: str = ""


def load_rows() -> list[Row]:
    """All rows of the modules beside this one."""
    subjects = sorted(info.name for info in pkgutil.iter_modules(__path__))
    return [Row(subject, *row) for subject in subjects for row in import_module(f"{__name__}.{subject}").ROWS]
