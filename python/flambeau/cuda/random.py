"""Random numbers on GPUs. Seeds are accepted, as PyTorch accepts them before a GPU is in use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flambeau._core import Tensor

from ._unavailable import unavailable

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


def manual_seed(seed: int) -> None:
    """Seed the current GPU's generator, if there is one.

    Example:
        >>> flambeau.cuda.manual_seed(0)
    """
    int(seed)


def manual_seed_all(seed: int) -> None:
    """Seed every GPU's generator: there is none.

    Example:
        >>> flambeau.cuda.manual_seed_all(0)
    """
    int(seed)


def seed() -> None:
    """Seed the current GPU's generator unpredictably, if there is one.

    Example:
        >>> flambeau.cuda.seed()
    """


def seed_all() -> None:
    """Seed every GPU's generator unpredictably: there is none.

    Example:
        >>> flambeau.cuda.seed_all()
    """


def initial_seed() -> int:
    """Raise RuntimeError: no GPU can be used.

    Example:
        >>> flambeau.cuda.initial_seed()
        Traceback (most recent call last):
            ...
        RuntimeError: Found no NVIDIA driver ...
    """
    unavailable("initial_seed()")


def get_rng_state(device: Any = "cuda") -> Tensor:
    """Raise RuntimeError: no GPU can be used.

    Example:
        >>> flambeau.cuda.get_rng_state()
        Traceback (most recent call last):
            ...
        RuntimeError: Found no NVIDIA driver ...
    """
    unavailable("get_rng_state()")


def get_rng_state_all() -> list[Tensor]:
    """Return the states of all GPUs' generators: an empty list.

    Example:
        >>> flambeau.cuda.get_rng_state_all()
        []
    """
    return []


def set_rng_state(new_state: Tensor, device: Any = "cuda") -> None:
    """Restore the state of a GPU's generator, if there is one.

    Example:
        >>> flambeau.cuda.set_rng_state(flambeau.get_rng_state())
    """


def set_rng_state_all(new_states: Iterable[Tensor]) -> None:
    """Restore the states of all GPUs' generators: there is none.

    Example:
        >>> flambeau.cuda.set_rng_state_all(flambeau.cuda.get_rng_state_all())
    """
