"""Seeds and states of the default generator."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

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
    """Start an unpredictable sequence, on GPUs too, and return its seed.

    Example:
        >>> _ = flambeau.seed()
    """
    drawn = default_generator.seed()
    _core._cuda_manual_seed_all(drawn)
    return drawn


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
def fork_rng(
    devices: Iterable[Any] | None = None,
    enabled: bool = True,
    _caller: str = "fork_rng",
    _devices_kw: str = "devices",
    device_type: str = "cuda",
) -> Iterator[None]:
    """Restore the states of the CPU's generator and of GPUs' when the block ends.

    Args:
        devices: the GPUs; all of them by default.
        enabled: False does nothing.
        device_type: the kind of devices beside the CPU: "cuda".

    Raises:
        RuntimeError: a GPU that is not there, or another kind of device.

    Example:
        >>> with flambeau.random.fork_rng():
        ...     a = flambeau.rand(2)
        >>> flambeau.equal(flambeau.rand(2), a)
        True
    """
    if device_type not in ("cuda", "cpu"):
        raise RuntimeError(f"torch has no module of `{device_type}`: fork_rng knows generators of cuda")
    if not enabled:
        yield
        return
    from .cuda._devices import _index, device_count

    indices = [_index(device) for device in devices] if devices is not None else list(range(device_count()))
    state = get_rng_state()
    on_gpus = [(index, *_core._cuda_random_state(index)) for index in indices if device_type == "cuda"]
    try:
        yield
    finally:
        set_rng_state(state)
        for index, seed, offset in on_gpus:
            _core._cuda_set_random_state(index, seed, offset)
