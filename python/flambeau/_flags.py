"""Modules whose attributes are settings."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from types import ModuleType
from typing import Any


class FlagModule(ModuleType):
    """A module with settings that may be assigned, and no other new attributes.

    A misspelt setting is an error in place of a silent new attribute.
    """

    _flags: frozenset[str] = frozenset()

    def __setattr__(self, name: str, value: Any) -> None:
        if not name.startswith("_") and name not in self._flags and not isinstance(value, ModuleType):
            raise AttributeError(
                f"module '{self.__name__}' has no setting '{name}'; it has {', '.join(sorted(self._flags))}"
            )
        super().__setattr__(name, value)


@contextlib.contextmanager
def changed(module: ModuleType, **values: Any) -> Iterator[None]:
    """Give settings other values while a block runs."""
    before = {name: getattr(module, name) for name in values}
    try:
        for name, value in values.items():
            setattr(module, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(module, name, value)
