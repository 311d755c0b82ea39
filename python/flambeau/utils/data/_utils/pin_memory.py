"""Page-locked memory, from which copies to an accelerator are fast."""

from __future__ import annotations

import collections.abc
from typing import Any

import flambeau

from .collate import _rebuild_mapping, _rebuild_sequence


def pin_memory(data: Any) -> Any:
    """Copies the tensors in a batch to page-locked memory.

    Mappings, sequences and named tuples are walked; an object with a ``pin_memory()`` method is asked to do it itself.

    Args:
        data: a batch.
    """
    if isinstance(data, flambeau.Tensor):
        return data.pin_memory()
    if isinstance(data, (str, bytes)):
        return data
    if isinstance(data, collections.abc.Mapping):
        return _rebuild_mapping(data, {key: pin_memory(item) for key, item in data.items()})
    if isinstance(data, tuple):
        items = [pin_memory(item) for item in data]
        return type(data)(*items) if hasattr(data, "_fields") else items
    if isinstance(data, collections.abc.Sequence):
        return _rebuild_sequence(data, [pin_memory(item) for item in data])
    return data.pin_memory() if hasattr(data, "pin_memory") else data
