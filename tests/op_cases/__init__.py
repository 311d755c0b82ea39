"""Cases of operations, by family: each module has a list CASES, and may have a list ERRORS of what raises.

The results under PyTorch stand in tests/golden/ops/<family>.json; tests/golden/make_ops.py writes them.
"""

from __future__ import annotations

import importlib
import pkgutil

from ._case import Case, Raises, case, raises

__all__ = ["Case", "Raises", "case", "raises", "families"]


def families() -> dict[str, tuple[list[Case], list[Raises]]]:
    """The cases and errors of every family."""
    found = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_")):
        content = importlib.import_module(f"{__name__}.{module}")
        found[module] = (content.CASES, getattr(content, "ERRORS", []))
    return found
