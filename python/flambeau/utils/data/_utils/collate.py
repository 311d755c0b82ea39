"""Collation: how a list of samples becomes a batch."""

from __future__ import annotations

import collections.abc
import copy
import sys
from collections.abc import Callable, Iterable
from typing import Any

import flambeau

from . import worker

__all__ = ["collate", "default_collate", "default_collate_fn_map", "default_convert"]


def _is_numpy(kind: type) -> bool:
    return kind.__module__ == "numpy" and kind.__name__ not in ("str_", "bytes_")


def _holds_objects(array: Any) -> bool:
    """Whether a NumPy array holds strings or Python objects, for which there is no tensor."""
    return array.dtype.kind in "SUO"


def _rebuild_mapping(original: Any, items: dict) -> Any:
    """A mapping of the original's type with these items, or a dictionary where the type has no way to be made."""
    try:
        if isinstance(original, collections.abc.MutableMapping):
            # A copy keeps what the type has besides its items (the factory of a defaultdict).
            clone = copy.copy(original)
            clone.update(items)
            return clone
        return type(original)(items)
    except TypeError:
        return items


def _rebuild_sequence(original: Any, items: list) -> Any:
    """A sequence of the original's type with these items, or a list where the type has no way to be made."""
    try:
        if isinstance(original, collections.abc.MutableSequence):
            clone = copy.copy(original)
            for index, item in enumerate(items):
                clone[index] = item
            return clone
        return type(original)(items)
    except TypeError:
        return items


def default_convert(data: Any) -> Any:
    """Turns NumPy arrays and numbers into tensors, within lists, tuples, mappings and named tuples.

    It stands in for collation where samples are not batched (``batch_size=None``). A tuple becomes a list, as
    :func:`default_collate` makes one; everything unknown stays as it is.

    >>> default_convert({"a": 1, "b": (2, "x")})
    {'a': 1, 'b': [2, 'x']}
    """
    kind = type(data)
    if isinstance(data, flambeau.Tensor):
        return data
    if _is_numpy(kind):
        return data if kind.__name__ == "ndarray" and _holds_objects(data) else flambeau.as_tensor(data)
    if isinstance(data, collections.abc.Mapping):
        return _rebuild_mapping(data, {key: default_convert(data[key]) for key in data})
    if isinstance(data, tuple):
        items = [default_convert(item) for item in data]
        return kind(*items) if hasattr(data, "_fields") else items
    if isinstance(data, collections.abc.Sequence) and not isinstance(data, (str, bytes)):
        return _rebuild_sequence(data, [default_convert(item) for item in data])
    return data


CollateMap = dict["type | tuple[type, ...]", Callable[..., Any]]


def collate(batch: Any, *, collate_fn_map: CollateMap | None = None) -> Any:
    """Collates samples by their type, into mappings, tuples and sequences of batches.

    Args:
        batch: the samples, all of the same structure.
        collate_fn_map: for a type, or a tuple of types, the function that makes a batch of it. It is called as
            ``function(batch, collate_fn_map=...)``. The sample's own type is looked up first, then the types it is an
            instance of, in the map's order.

    >>> def lengths(batch, *, collate_fn_map=None):
    ...     return [len(text) for text in batch]
    >>> collate([{"text": "ab"}, {"text": "c"}], collate_fn_map={str: lengths})
    {'text': [2, 1]}
    """
    first = batch[0]
    kind = type(first)
    if collate_fn_map is not None:
        if collate_fn_map is default_collate_fn_map:
            _enter_numpy()
        function = collate_fn_map.get(kind)
        if function is None:
            function = next((collate_fn_map[entry] for entry in collate_fn_map if isinstance(first, entry)), None)
        if function is not None:
            return function(batch, collate_fn_map=collate_fn_map)

    def columns(rows: Iterable) -> list:
        return [collate(column, collate_fn_map=collate_fn_map) for column in zip(*rows, strict=False)]

    if isinstance(first, collections.abc.Mapping):
        items = {key: collate([sample[key] for sample in batch], collate_fn_map=collate_fn_map) for key in first}
        return _rebuild_mapping(first, items)
    if isinstance(first, tuple) and hasattr(first, "_fields"):
        return kind(*columns(batch))
    if isinstance(first, collections.abc.Sequence):
        sizes = {len(sample) for sample in batch}
        if len(sizes) > 1:
            raise RuntimeError(
                f"each element in list of batch should be of equal size, but the sizes are {sorted(sizes)}"
            )
        made = columns(batch)
        return made if isinstance(first, tuple) else _rebuild_sequence(first, made)
    raise TypeError(_unsupported(kind))


def _unsupported(kind: Any) -> str:
    return f"default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {kind}"


def collate_tensor_fn(batch: Any, *, collate_fn_map: CollateMap | None = None) -> flambeau.Tensor:
    """Tensors of one shape, stacked along a new first dimension; in a worker process, right into shared memory."""
    return flambeau.stack(tuple(batch), 0, out=_shared_output(batch))


def _shared_output(batch: Any) -> flambeau.Tensor | None:
    """Where a worker process stacks its samples, so that they need not be copied again; ``None`` elsewhere."""
    if worker.outbox is None:
        return None
    first = batch[0]
    shape, dtype = first.shape, first.dtype
    plain = (
        type(sample) is flambeau.Tensor
        and sample.dtype == dtype
        and sample.shape == shape
        and sample.device.type == "cpu"
        and not sample.requires_grad
        for sample in batch
    )
    return worker.outbox.empty((len(batch), *shape), dtype) if all(plain) else None


def collate_numpy_array_fn(batch: Any, *, collate_fn_map: CollateMap | None = None) -> flambeau.Tensor:
    """NumPy arrays of one shape, stacked along a new first dimension."""
    if _holds_objects(batch[0]):
        raise TypeError(_unsupported(batch[0].dtype))
    return collate([flambeau.as_tensor(array) for array in batch], collate_fn_map=collate_fn_map)


def collate_numpy_scalar_fn(batch: Any, *, collate_fn_map: CollateMap | None = None) -> flambeau.Tensor:
    """NumPy numbers, as a tensor of their type."""
    return flambeau.as_tensor(batch)


def collate_float_fn(batch: Any, *, collate_fn_map: CollateMap | None = None) -> flambeau.Tensor:
    """Python floats, as a float64 tensor."""
    return flambeau.tensor(batch, dtype=flambeau.float64)


def collate_int_fn(batch: Any, *, collate_fn_map: CollateMap | None = None) -> flambeau.Tensor:
    """Python integers or booleans, as an int64 or bool tensor."""
    return flambeau.tensor(batch)


def collate_str_fn(batch: Any, *, collate_fn_map: CollateMap | None = None) -> Any:
    """Strings or bytes, as they are."""
    return batch


default_collate_fn_map: CollateMap = {
    flambeau.Tensor: collate_tensor_fn,
    float: collate_float_fn,
    int: collate_int_fn,
    str: collate_str_fn,
    bytes: collate_str_fn,
}
"""What :func:`default_collate` does for each type; add types of your own to extend it."""

_numpy_entered = False


def _enter_numpy() -> None:
    """Adds NumPy's types to the default map once NumPy is in use; samples cannot have them before."""
    global _numpy_entered
    numpy = sys.modules.get("numpy")
    if _numpy_entered or numpy is None or not hasattr(numpy, "ndarray"):
        return
    _numpy_entered = True
    # In front of the Python numbers: a numpy.float64 is a float as well.
    rest = {kind: default_collate_fn_map.pop(kind) for kind in list(default_collate_fn_map)[1:]}
    default_collate_fn_map.setdefault(numpy.ndarray, collate_numpy_array_fn)
    default_collate_fn_map.setdefault((numpy.bool_, numpy.number, numpy.object_), collate_numpy_scalar_fn)
    default_collate_fn_map.update(rest)


def default_collate(batch: Any) -> Any:
    """Makes a batch of samples: what a loader does unless it is told otherwise.

    Tensors are stacked along a new first dimension, NumPy arrays and numbers become tensors, strings and bytes stay a
    list, and mappings, named tuples and sequences of those become the same of batches (a tuple becomes a list).

    Args:
        batch: the samples, all of the same structure.

    >>> default_collate([(1, "a"), (2, "b")])
    [tensor([1, 2]), ('a', 'b')]
    >>> default_collate([{"x": 0.5}, {"x": 1.5}])
    {'x': tensor([0.5000, 1.5000], dtype=torch.float64)}
    """
    return collate(batch, collate_fn_map=default_collate_fn_map)
