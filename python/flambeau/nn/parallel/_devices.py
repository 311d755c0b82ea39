"""Devices as users name them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import flambeau
from flambeau import _core

__all__ = ["all_devices", "as_device", "as_devices", "as_output", "place", "plain"]


def as_device(device: Any) -> flambeau.device:
    """Return the device that a number, a name, a device or None (the current GPU) stands for.

    Numbers are those of GPUs; on a machine without one, of the CPU devices that ``FLAMBEAU_VIRTUAL_DEVICES`` in the
    environment made.

    Raises:
        RuntimeError: it is not there.
        ValueError: it is no device.

    Example:
        >>> as_device("cpu")
        device(type='cpu')
    """
    if isinstance(device, int) and not isinstance(device, bool):
        if device < 0:
            raise ValueError(f"expected the number of a device, got {device}")
        if _core._runtime()["virtual_devices"] and not flambeau.cuda.is_available():
            return flambeau.device("cpu", device)
        return flambeau.device("cuda", device)
    if device is None:
        return flambeau.device("cuda", flambeau.cuda.current_device())
    if isinstance(device, str):
        device = flambeau.device(device)
    if not isinstance(device, flambeau.device):
        raise ValueError(f"Expected a torch.device with a specified index or an integer, but got:{device}")
    if device.type == "cuda" and device.index is None:
        return flambeau.device("cuda", flambeau.cuda.current_device())
    return device


def as_devices(devices: Iterable[Any]) -> list[flambeau.device]:
    """Return :func:`as_device` of each."""
    return [as_device(device) for device in devices]


def as_output(device: Any) -> flambeau.device:
    """Return the device for results, where -1 is the CPU."""
    return flambeau.device("cpu") if isinstance(device, int) and device == -1 else as_device(device)


def all_devices() -> list[flambeau.device]:
    """Return all GPUs.

    Example:
        >>> len(all_devices()) == flambeau.cuda.device_count()
        True
    """
    return [flambeau.device("cuda", index) for index in range(flambeau.cuda.device_count())]


def place(device: flambeau.device) -> tuple[str, int]:
    """Return what tells devices apart: ``cpu`` and ``cpu:0`` are one.

    Example:
        >>> place(flambeau.device("cpu"))
        ('cpu', 0)
    """
    return device.type, device.index or 0


def plain(device: flambeau.device) -> Any:
    """Return a GPU's number, as PyTorch keeps it; other devices as they are."""
    return device.index if device.type == "cuda" else device
