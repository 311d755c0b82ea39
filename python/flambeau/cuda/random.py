"""Random numbers on GPUs: each has a generator, which a seed starts anew, before the GPU is in use as well."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from flambeau import _core
from flambeau._core import Generator, Tensor

from ._devices import _index, device_count, init

__all__ = [
    "get_rng_state",
    "get_rng_state_all",
    "initial_seed",
    "manual_seed",
    "manual_seed_all",
    "seed",
    "seed_all",
    "set_rng_state",
    "set_rng_state_all",
]


def _generator(device: Any) -> Generator:
    """The generator of a GPU, by default of the current one."""
    return _core._cuda_default_generator(_index(device, optional=True))


def manual_seed(seed: int) -> None:
    """Start the current GPU's sequence of random numbers that belongs to a seed. Without a GPU it does nothing.

    Example:
        >>> flambeau.cuda.manual_seed(0)
    """
    _generator(None).manual_seed(int(seed))


def manual_seed_all(seed: int) -> None:
    """Start every GPU's sequence of random numbers that belongs to a seed.

    Example:
        >>> flambeau.cuda.manual_seed_all(0)
    """
    _core._cuda_manual_seed_all(int(seed))


def seed() -> None:
    """Start an unpredictable sequence of random numbers on the current GPU.

    Example:
        >>> flambeau.cuda.seed()
    """
    manual_seed(int.from_bytes(os.urandom(8), "little"))


def seed_all() -> None:
    """Start an unpredictable sequence of random numbers, the same on every GPU.

    Example:
        >>> flambeau.cuda.seed_all()
    """
    manual_seed_all(int.from_bytes(os.urandom(8), "little"))


def initial_seed() -> int:
    """Return the seed of the current GPU's generator.

    Raises:
        RuntimeError: no GPU can be used.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     flambeau.cuda.manual_seed(7)
        ...     assert flambeau.cuda.initial_seed() == 7
    """
    init()
    return _generator(None).initial_seed()


def get_rng_state(device: Any = "cuda") -> Tensor:
    """Return the state of a GPU's generator as a uint8 tensor of 16 elements on the CPU: its seed and its place.

    Raises:
        RuntimeError: no GPU can be used.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     assert flambeau.cuda.get_rng_state().shape == (16,)
    """
    init()
    return _generator(device).get_state()


def get_rng_state_all() -> list[Tensor]:
    """Return the states of all GPUs' generators.

    Example:
        >>> len(flambeau.cuda.get_rng_state_all()) == flambeau.cuda.device_count()
        True
    """
    return [get_rng_state(index) for index in range(device_count())]


def set_rng_state(new_state: Tensor, device: Any = "cuda") -> None:
    """Restore the state of a GPU's generator.

    Args:
        new_state: what :func:`get_rng_state` gave.
        device: the GPU.

    Raises:
        RuntimeError: the tensor is no state of a GPU's generator.
        TypeError: its dtype is not uint8.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     flambeau.cuda.set_rng_state(flambeau.cuda.get_rng_state())
    """
    _generator(device).set_state(new_state)


def set_rng_state_all(new_states: Iterable[Tensor]) -> None:
    """Restore the states of all GPUs' generators.

    Raises:
        RuntimeError: a tensor is no state of a GPU's generator.

    Example:
        >>> flambeau.cuda.set_rng_state_all(flambeau.cuda.get_rng_state_all())
    """
    for index, state in enumerate(new_states):
        set_rng_state(state, index)
