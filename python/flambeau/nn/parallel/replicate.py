"""Copies of a module on several devices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import flambeau

from ..modules.module import Module
from . import comm
from ._devices import as_devices
from ._functions import Broadcast

__all__ = ["replicate"]


def _copies(
    tensors: list[flambeau.Tensor], devices: list[flambeau.device], detach: bool
) -> list[dict[int, flambeau.Tensor]]:
    """For each device the copies, by the identity of what was copied."""
    if not tensors:
        return [{} for _ in devices]
    if detach:
        rows = [[tensor.detach() for tensor in row] for row in comm.broadcast_coalesced(tensors, devices)]
    else:
        flat = Broadcast.apply(devices, *tensors)
        rows = [list(flat[at : at + len(tensors)]) for at in range(0, len(flat), len(tensors))]
    return [dict(zip(map(id, tensors), row, strict=True)) for row in rows]


def copy_modules(network: Module) -> dict[int, Any]:
    """Return shallow copies of a module and those in it, by identity, with copies for children and no parameters."""
    copies: dict[int, Any] = {id(module): module._replicate_for_data_parallel() for module in network.modules()}
    for module in network.modules():
        children = copies[id(module)]._modules
        for name, child in module._modules.items():
            children[name] = None if child is None else copies[id(child)]
    return copies


def replicate(network: Module, devices: Sequence[Any], detach: bool = False) -> list[Any]:
    """Return copies of a module, one for each device.

    Parameters of the copies are no leaves: their gradients are summed, in the order of the devices, into those of the
    module. The copy on the module's own device shares the memory of its buffers, so that what it writes there stays, as
    the running statistics of batch normalization; other copies' buffers are copies.

    Args:
        network: a module on one device.
        devices: numbers of GPUs, names or devices.
        detach: make copies without gradients.

    Raises:
        RuntimeError: the module is on several devices.

    Example:
        >>> a, b = replicate(flambeau.nn.Linear(1, 1), ["cpu", "cpu"])
        >>> a.weight.is_leaf
        False
    """
    places = as_devices(devices)
    if not places:
        return []
    parameters = _copies(list(network.parameters()), places, detach)
    buffers = list(network.buffers())
    recorded = [buffer for buffer in buffers if buffer.requires_grad and not detach]
    plain = [buffer for buffer in buffers if not buffer.requires_grad or detach]
    tensors = [
        {**a, **b, **c}
        for a, b, c in zip(parameters, _copies(recorded, places, detach), _copies(plain, places, True), strict=True)
    ]
    replicas = []
    for copied in tensors:
        modules = copy_modules(network)
        for module in network.modules():
            replica = modules[id(module)]
            replica._former_parameters = {}
            for name, parameter in module._parameters.items():
                if parameter is None:
                    replica._parameters[name] = None
                else:
                    # Plain attributes, since they are no leaves.
                    setattr(replica, name, copied[id(parameter)])
                    replica._former_parameters[name] = copied[id(parameter)]
            for name, buffer in module._buffers.items():
                replica._buffers[name] = None if buffer is None else copied[id(buffer)]
        replicas.append(modules[id(network)])
    return replicas
