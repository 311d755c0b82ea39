"""Numbers that are the same in every library, and the few figures that a result is compared by."""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def numbers(*shape: int, low: float = -1.0, high: float = 1.0, seed: int = 0) -> np.ndarray:
    """Float32 numbers between two bounds, drawn by a fixed generator."""
    drawn = np.random.RandomState(seed).random_sample(math.prod(shape))
    return (drawn * (high - low) + low).astype(np.float32).reshape(shape)


def integers(high: int, *shape: int, seed: int = 0) -> np.ndarray:
    """Int64 numbers from 0 to below ``high``."""
    return np.random.RandomState(seed).randint(0, high, shape).astype(np.int64)


def to(lib: Any, array: np.ndarray) -> Any:
    """A NumPy array as one of the library, in the library's own memory."""
    name = lib.__name__
    if name == "numpy":
        return array
    if name == "jax":
        return lib.numpy.asarray(array)
    if name == "mlx.core":
        return lib.array(array)
    return lib.from_numpy(array).clone()


def values(lib: Any, *shape: int, low: float = -1.0, high: float = 1.0, seed: int = 0) -> Any:
    """:func:`numbers` as an array of the library."""
    return to(lib, numbers(*shape, low=low, high=high, seed=seed))


def indices(lib: Any, high: int, *shape: int, seed: int = 0) -> Any:
    """:func:`integers` as an array of the library."""
    return to(lib, integers(high, *shape, seed=seed))


def flat(value: Any) -> np.ndarray:
    """Every number of a result, in order, as float64."""
    if value is None:
        return np.zeros(0)
    if isinstance(value, bool | int | float):
        return np.array([float(value)])
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return np.concatenate([np.zeros(0), *(flat(item) for item in value)])
    if hasattr(value, "detach"):
        return value.detach().double().reshape(-1).numpy()
    if type(value).__module__.startswith("mlx"):
        import mlx.core

        value = value.astype(mlx.core.float32)
    return np.asarray(value).astype(np.float64).reshape(-1)


def weights(count: int, period: int) -> np.ndarray:
    """Weights from 1 to 2 in no order."""
    return 1.0 + (np.arange(count) * 7919 % period) / period


def digest(value: Any) -> list[float]:
    """How many numbers a result has, how many are not finite, the sum of sizes, and where the mass lies."""
    found = flat(value)
    count, odd = found.size, 0
    if not np.isfinite(found.sum()):
        finite = np.isfinite(found)
        odd = int(count - finite.sum())
        found = np.where(finite, found, 0.0)
    size = float(np.abs(found).sum())
    # As a table of 1009 columns, so that two short rows of weights will do.
    table: np.ndarray = np.append(found, np.zeros(-count % 1009)).reshape(-1, 1009)
    across, down = table.sum(0) @ weights(1009, 1009), table.sum(1) @ weights(len(table), 1013)
    return [count, odd, size, float(across + down) / (2 * size) if size else 0.0]


def agree(own: list[float], other: list[float], tol: float) -> bool:
    """Whether two digests stand for the same result."""
    if own[:2] != other[:2]:
        return False
    return math.isclose(own[2], other[2], rel_tol=tol, abs_tol=1e-9) and abs(own[3] - other[3]) <= 2 * tol
