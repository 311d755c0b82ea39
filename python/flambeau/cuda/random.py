"""Random numbers on GPUs. Seeds are accepted, as PyTorch accepts them before a GPU is in use; GPUs draw no numbers yet.

What asks for the state of a generator raises.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flambeau._core import Tensor

from ._missing import missing

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

_WHY = "GPUs draw no random numbers yet"


def manual_seed(seed: int) -> None:
    """Accept a seed for the current GPU's generator.

    Example:
        >>> flambeau.cuda.manual_seed(0)
    """
    int(seed)


def manual_seed_all(seed: int) -> None:
    """Accept a seed for every GPU's generator.

    Example:
        >>> flambeau.cuda.manual_seed_all(0)
    """
    int(seed)


def seed() -> None:
    """Accept an unpredictable seed for the current GPU's generator.

    Example:
        >>> flambeau.cuda.seed()
    """


def seed_all() -> None:
    """Accept an unpredictable seed for every GPU's generator.

    Example:
        >>> flambeau.cuda.seed_all()
    """


def initial_seed() -> int:
    """Raise NotImplementedError, or RuntimeError where no GPU can be used: GPUs draw no random numbers yet.

    Example:
        >>> try:
        ...     flambeau.cuda.initial_seed()
        ... except RuntimeError as error:
        ...     text = str(error)
        >>> "NVIDIA driver" in text or "not there" in text
        True
    """
    missing("initial_seed()", _WHY)


def get_rng_state(device: Any = "cuda") -> Tensor:
    """Raise NotImplementedError, or RuntimeError where no GPU can be used: GPUs draw no random numbers yet.

    Example:
        >>> try:
        ...     flambeau.cuda.get_rng_state()
        ... except RuntimeError as error:
        ...     text = str(error)
        >>> "NVIDIA driver" in text or "not there" in text
        True
    """
    missing("get_rng_state()", _WHY)


def get_rng_state_all() -> list[Tensor]:
    """Return the states of all GPUs' generators: an empty list, as GPUs draw no random numbers yet.

    Example:
        >>> flambeau.cuda.get_rng_state_all()
        []
    """
    return []


def set_rng_state(new_state: Tensor, device: Any = "cuda") -> None:
    """Accept a state for a GPU's generator.

    Example:
        >>> flambeau.cuda.set_rng_state(flambeau.get_rng_state())
    """


def set_rng_state_all(new_states: Iterable[Tensor]) -> None:
    """Accept states for all GPUs' generators.

    Example:
        >>> flambeau.cuda.set_rng_state_all(flambeau.cuda.get_rng_state_all())
    """
