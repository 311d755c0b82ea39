"""One module on several devices, copied for each forward pass."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from itertools import chain
from typing import Any

import flambeau
from flambeau.autograd.profiler import record_function

from ..modules.module import Module
from ._devices import all_devices, as_device, as_devices, as_output, place, plain
from .parallel_apply import parallel_apply
from .replicate import replicate
from .scatter_gather import gather, scatter_kwargs

__all__ = ["DataParallel", "data_parallel"]


def _check_balance(devices: list[flambeau.device]) -> None:
    """Warn of a GPU that has much less memory, or multiprocessors, than another: it would make the others wait."""
    properties = [flambeau.cuda.get_device_properties(device) for device in devices]
    for name in ("total_memory", "multi_processor_count"):
        values = [getattr(each, name) for each in properties]
        least, most = min(values), max(values)
        if most > 0 and least / most < 0.75:
            first, second = (devices[values.index(value)].index for value in (least, most))
            warnings.warn(
                f"There is an imbalance between your GPUs. You may want to exclude GPU {first} which has less than 75% "
                f"of the memory or cores of GPU {second}. You can do so by setting the device_ids argument to "
                "DataParallel, or by setting the CUDA_VISIBLE_DEVICES environment variable.",
                UserWarning,
                stacklevel=3,
            )
            return


def _check_place(module: Module, device: flambeau.device) -> None:
    for tensor in chain(module.parameters(), module.buffers()):
        if place(tensor.device) != place(device):
            raise RuntimeError(
                f"module must have its parameters and buffers on device {device} (device_ids[0]) but found one of "
                f"them on device: {tensor.device}"
            )


def _chosen(device_ids: Sequence[Any] | None) -> list[flambeau.device]:
    """The devices that are meant; none where GPUs are meant and there are none."""
    if device_ids is None:
        return all_devices()
    numbers = all(isinstance(device, int) for device in device_ids)
    if numbers and not flambeau.cuda.is_available() and not flambeau._core._runtime()["virtual_devices"]:
        return []
    return as_devices(device_ids)


class DataParallel(Module):
    """Splits a batch over several devices, runs a copy of the module on each, and gathers the results.

    In each forward pass tensors among the inputs, also in tuples, lists and dicts, are cut along ``dim``, and the
    module's parameters are copied to the devices; each copy runs on its device's own thread. In the backward pass,
    which runs on these threads too, the copies' gradients are summed into the module's, in the order of
    ``device_ids``: from run to run the same bits. They are those of one large batch up to rounding, as a sum over
    samples becomes a sum of sums over parts; where these sums are exact, they are equal to the bit. Batch
    normalization sees each device's part only, and keeps the first device's running statistics. Random numbers, such
    as dropout's, are drawn by each copy: GPUs have generators of their own, CPU devices share one, and which of them
    draws first is left to chance.

    Without a GPU the module runs as it is, as in PyTorch, unless ``device_ids`` names CPU devices. Environment variable
    ``FLAMBEAU_VIRTUAL_DEVICES=4`` makes four of them, cpu:0 to cpu:3, or four GPUs out of one.

    Args:
        module: the module, with parameters and buffers on the first device; a submodule under the name ``module``.
        device_ids: numbers of GPUs, names or devices; all GPUs by default.
        output_device: where the results are gathered, -1 for the CPU; the first device by default.
        dim: the dimension that is split.

    Raises:
        RuntimeError: a device that is not there; in ``forward``, a parameter or buffer on another device.

    Example:
        >>> model = flambeau.nn.DataParallel(flambeau.nn.Linear(2, 3).to("cpu"), device_ids=["cpu", "cpu"])
        >>> model(flambeau.ones(4, 2)).shape
        torch.Size([4, 3])
        >>> list(model.state_dict())
        ['module.weight', 'module.bias']
    """

    def __init__(
        self, module: Module, device_ids: Sequence[Any] | None = None, output_device: Any = None, dim: int = 0
    ) -> None:
        super().__init__()
        self.module = module
        self.dim = dim
        devices = _chosen(device_ids)
        self.device_ids: list[Any] = [plain(device) for device in devices]
        if not devices:
            return
        self.output_device: Any = self.device_ids[0] if output_device is None else plain(as_output(output_device))
        self.src_device_obj = devices[0]
        if all(device.type == "cuda" for device in devices):
            _check_balance(devices)
        if len(devices) == 1:
            self.module.to(self.src_device_obj)

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        with record_function("DataParallel.forward"):
            if not self.device_ids:
                return self.module(*inputs, **kwargs)
            _check_place(self.module, self.src_device_obj)
            given, named = self.scatter(inputs, kwargs, self.device_ids)
            # A module without inputs runs once.
            if not given and not named:
                given, named = ((),), ({},)
            if len(self.device_ids) == 1:
                return self.module(*given[0], **named[0])
            replicas = self.replicate(self.module, self.device_ids[: len(given)])
            outputs = self.parallel_apply(replicas, given, named)
            return self.gather(outputs, self.output_device)

    def replicate(self, module: Module, device_ids: Sequence[Any]) -> list[Any]:
        """Return :func:`flambeau.nn.parallel.replicate` of the module.

        Example:
            >>> model = flambeau.nn.DataParallel(flambeau.nn.Linear(1, 1), ["cpu", "cpu"])
            >>> len(model.replicate(model.module, ["cpu", "cpu"]))
            2
        """
        return replicate(module, device_ids, not flambeau.is_grad_enabled())

    def scatter(self, inputs: tuple[Any, ...], kwargs: dict[str, Any] | None, device_ids: Sequence[Any]) -> Any:
        """Return the inputs of each device.

        Example:
            >>> model = flambeau.nn.DataParallel(flambeau.nn.Identity(), ["cpu", "cpu"])
            >>> model.scatter((flambeau.arange(2),), None, ["cpu", "cpu"])
            (((tensor([0]),), (tensor([1]),)), ({}, {}))
        """
        return scatter_kwargs(inputs, kwargs, device_ids, dim=self.dim)

    def parallel_apply(self, replicas: Sequence[Any], inputs: Sequence[Any], kwargs: Any) -> list[Any]:
        """Return the results of each device.

        Example:
            >>> model = flambeau.nn.DataParallel(flambeau.nn.Identity(), ["cpu", "cpu"])
            >>> model.parallel_apply([flambeau.neg, flambeau.abs], [(flambeau.ones(1),)] * 2, [{}, {}])
            [tensor([-1.]), tensor([1.])]
        """
        return parallel_apply(replicas, inputs, kwargs, self.device_ids[: len(replicas)])

    def gather(self, outputs: Any, output_device: Any) -> Any:
        """Return the results of all devices together.

        Example:
            >>> model = flambeau.nn.DataParallel(flambeau.nn.Identity(), ["cpu", "cpu"])
            >>> model.gather([flambeau.ones(1), flambeau.zeros(1)], "cpu")
            tensor([1., 0.])
        """
        return gather(outputs, output_device, dim=self.dim)


def data_parallel(
    module: Module,
    inputs: Any,
    device_ids: Sequence[Any] | None = None,
    output_device: Any = None,
    dim: int = 0,
    module_kwargs: dict[str, Any] | None = None,
) -> Any:
    """Run a module once as :class:`DataParallel` does.

    Args:
        module: a module on the first device.
        inputs: its argument, or a tuple of its arguments.
        device_ids: numbers of GPUs, names or devices; all GPUs by default.
        output_device: where the results are gathered, -1 for the CPU; the first device by default.
        dim: the dimension that is split.
        module_kwargs: keyword arguments.

    Raises:
        RuntimeError: there is no device; a parameter or buffer is on another device than the first.

    Example:
        >>> layer = flambeau.nn.Linear(2, 3)
        >>> flambeau.nn.parallel.data_parallel(layer, flambeau.ones(4, 2), ["cpu", "cpu"]).shape
        torch.Size([4, 3])
    """
    if not isinstance(inputs, tuple):
        inputs = (inputs,) if inputs is not None else ()
    devices = _chosen(device_ids)
    if not devices:
        raise RuntimeError("device type could not be determined")
    target = devices[0] if output_device is None else as_output(output_device)
    _check_place(module, as_device(devices[0]))
    given, named = scatter_kwargs(inputs, module_kwargs, devices, dim)
    if not given and not named:
        given, named = ((),), ({},)
    if len(devices) == 1:
        return module(*given[0], **named[0])
    used = devices[: len(given)]
    outputs = parallel_apply(replicate(module, used), given, named, used)
    return gather(outputs, target, dim)
