"""Mixed precision under its former name.

Example:
    >>> flambeau.cuda.amp.autocast
    Traceback (most recent call last):
    NotImplementedError: flambeau.cuda.amp.autocast: automatic mixed precision is not there yet; ...
"""

from __future__ import annotations

from typing import Any

_NAMES = ("autocast", "GradScaler", "custom_fwd", "custom_bwd")


def __getattr__(name: str) -> Any:
    if name in _NAMES:
        import importlib
        import importlib.util

        # The general form, if this version has it.
        if importlib.util.find_spec("flambeau.amp") is not None:
            general = importlib.import_module("flambeau.amp")
            if hasattr(general, name):
                return getattr(general, name)
        raise NotImplementedError(
            f"flambeau.cuda.amp.{name}: automatic mixed precision is not there yet; convert with .to(flambeau.bfloat16)"
        )
    raise AttributeError(f"module 'flambeau.cuda.amp' has no attribute '{name}'")
