"""Seeds and states of the default generator."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from . import _core
from ._core import Generator, Tensor, default_generator


def manual_seed(seed: int) -> Generator:
    """Start the sequence of random numbers that belongs to ``seed``; it is PyTorch's.

    Raises:
        ValueError: a seed that does not fit 64 bits.

    Example:
        >>> _ = flambeau.manual_seed(0)
    """
    _core._manual_seed(int(seed))
    return default_generator


def seed() -> int:
    """Start an unpredictable sequence and return its seed.

    Example:
        >>> _ = flambeau.seed()
    """
    return default_generator.seed()


def initial_seed() -> int:
    """Return the seed that the current sequence was started with.

    Example:
        >>> _ = flambeau.manual_seed(7)
        >>> flambeau.initial_seed()
        7
    """
    return default_generator.initial_seed()


def get_rng_state() -> Tensor:
    """Return the generator's state as a ``uint8`` tensor in PyTorch's layout.

    Example:
        >>> state = flambeau.get_rng_state()
        >>> a = flambeau.rand(2)
        >>> flambeau.set_rng_state(state)
        >>> flambeau.equal(flambeau.rand(2), a)
        True
    """
    return default_generator.get_state()


def set_rng_state(new_state: Tensor) -> None:
    """Restore a state returned by :func:`get_rng_state`.

    Raises:
        TypeError: a tensor that is not ``uint8``.
        RuntimeError: a tensor of another length.

    Example:
        >>> flambeau.set_rng_state(flambeau.get_rng_state())
    """
    default_generator.set_state(new_state)


@contextlib.contextmanager
def fork_rng(devices: object = None, enabled: bool = True) -> Iterator[None]:
    """Restore the generator's state when the block ends.

    Example:
        >>> with flambeau.random.fork_rng():
        ...     a = flambeau.rand(2)
        >>> flambeau.equal(flambeau.rand(2), a)
        True
    """
    if not enabled:
        yield
        return
    state = get_rng_state()
    try:
        yield
    finally:
        set_rng_state(state)
