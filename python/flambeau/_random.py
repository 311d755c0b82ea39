"""Seeds and states of the default generators."""

from __future__ import annotations

import contextlib
import warnings
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


def _generators(devices: Iterable[Any] | None, caller: str, devices_kw: str) -> list[Generator]:
    """The generators of some GPUs, of all if none are named."""
    if devices is None:
        try:
            count = _core._cuda_device_count()
        except RuntimeError:
            count = 0
        if count > 1:
            warnings.warn(
                f"cuda reports that you have {count} available devices, and you have used {caller} without explicitly "
                f"specifying which devices are being used. For safety, the state of every device is kept. Give the "
                f"devices with the '{devices_kw}' keyword.",
                stacklevel=4,
            )
        return [_core._cuda_default_generator(index) for index in range(count)]
    indices = []
    for device in devices:
        given = device if isinstance(device, int) else _core.device(device).index
        indices.append(_core._cuda_current_device() if given is None else given)
    return [_core._cuda_default_generator(index) for index in indices]


@contextlib.contextmanager
def fork_rng(
    devices: Iterable[Any] | None = None,
    enabled: bool = True,
    _caller: str = "fork_rng",
    _devices_kw: str = "devices",
    device_type: str | None = None,
) -> Iterator[None]:
    """Restore the states of generators when the block ends: of the CPU's, and of GPUs'.

    Args:
        devices: the GPUs, by default all; ``[]`` for none.
        enabled: False lets the block's draws count.
        device_type: ``"cuda"``, the default, or ``"cpu"`` for the CPU's generator alone.

    Raises:
        RuntimeError: another sort of device.

    Example:
        >>> with flambeau.random.fork_rng():
        ...     a = flambeau.rand(2)
        >>> flambeau.equal(flambeau.rand(2), a)
        True
    """
    sort = "cuda" if device_type is None else _core.device(device_type).type
    if sort not in ("cpu", "cuda"):
        raise RuntimeError(f"torch has no module of `{sort}`: fork_rng keeps states of cpu and cuda")
    if not enabled:
        yield
        return
    on_gpus = _generators(devices, _caller, _devices_kw) if sort == "cuda" else []
    kept = [(generator, generator.get_state()) for generator in (default_generator, *on_gpus)]
    try:
        yield
    finally:
        for generator, state in kept:
            generator.set_state(state)
