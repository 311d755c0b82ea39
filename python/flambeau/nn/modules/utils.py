"""Helpers for the keys of a state dict, and the argument helpers under PyTorch's path."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from .._arguments import (  # noqa: F401  (PyTorch's code imports them from here)
    _list_with_default,
    _ntuple,
    _pair,
    _quadruple,
    _reverse_repeat_tuple,
    _single,
    _triple,
)

__all__ = ["consume_prefix_in_state_dict_if_present"]


def consume_prefix_in_state_dict_if_present(state_dict: MutableMapping[str, Any], prefix: str) -> None:
    """Take ``prefix`` off every key of ``state_dict`` that begins with it, in place.

    A model wrapped for data parallelism saves its keys below ``"module."``; this makes such a file fit the bare model.

    Example:
        >>> state = {"module.weight": 1, "step": 2}
        >>> consume_prefix_in_state_dict_if_present(state, "module.")
        >>> state
        {'step': 2, 'weight': 1}
    """
    for key in list(state_dict):
        if key.startswith(prefix):
            state_dict[key[len(prefix) :]] = state_dict.pop(key)

    metadata = getattr(state_dict, "_metadata", None)
    if metadata is None:
        return
    # The wrapper's own entry is "module", without the dot that ends the prefix; the root's is "".
    bare = prefix.replace(".", "")
    for key in list(metadata):
        if key and (key == bare or key.startswith(prefix)):
            metadata[key[len(prefix) :]] = metadata.pop(key)
