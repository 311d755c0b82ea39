"""One module on several devices of one process, with copies that stay."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

import flambeau
from flambeau import _core
from flambeau.autograd.profiler import record_function

from ..modules.module import Module
from ..parameter import Parameter
from ._devices import as_devices, as_output, plain
from .comm import BUFFER
from .data_parallel import _check_place
from .parallel_apply import parallel_apply
from .replicate import copy_modules
from .scatter_gather import gather, scatter_kwargs

__all__ = ["DistributedDataParallel"]

_MEGABYTE = 1024 * 1024
_NO_GROUPS = (
    "flambeau.nn.parallel.DistributedDataParallel: process groups are not there yet "
    "(torch.distributed.is_available() is False); with several devices in device_ids it trains on them in one process"
)


def _tensors(value: Any) -> Iterator[flambeau.Tensor]:
    """All tensors in nested tuples, lists and dicts."""
    if isinstance(value, flambeau.Tensor):
        yield value
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _tensors(each)
    elif isinstance(value, dict):
        yield from _tensors(list(value.values()))


class DistributedDataParallel(Module):
    """Trains one module on several devices of this process, whose copies of it stay from step to step.

    A forward pass copies the parameters to the devices' copies, cuts the batch along ``dim``, runs each part on its
    device's own thread and gathers the results, from which the loss of the whole batch is computed. In the backward
    pass, which runs on these threads too, gradients fill buckets, last parameters first; a bucket is summed to the
    module as soon as all devices have filled it, while the pass goes on. ``module``'s parameters are those that an
    optimizer is given, as ever, and their ``.grad`` is that of the whole batch after ``backward()``.

    Sums are taken in the order of ``device_ids``: numbers are the same from run to run. They are those of one large
    batch up to rounding, as those of :class:`DataParallel` are.

    Attributes that a copy gets in ``forward`` are not seen in ``module``; attributes set on ``module`` later, but for
    ``train()`` and ``eval()``, are not seen in the copies.

    Over several processes, with one device or none in ``device_ids``, it needs process groups, which are not there yet.

    Args:
        module: the module, with parameters and buffers on the first device.
        device_ids: two devices or more: numbers of GPUs, names or devices. CPU devices other than cpu:0 are made by
            ``FLAMBEAU_VIRTUAL_DEVICES`` in the environment.
        output_device: where the results are gathered, -1 for the CPU; the first device by default.
        dim: the dimension that is split.
        broadcast_buffers: copy the first device's buffers to the others in each forward pass, True by default.
        init_sync: accepted; copies are equal at the beginning in any case.
        process_group: not there yet.
        bucket_cap_mb: size of buckets in MB, 25 by default; the first is of 1 MB at most.
        find_unused_parameters: look in each forward pass which parameters its results do not depend on. Needed where
            there are such.
        check_reduction: accepted, without effect.
        gradient_as_bucket_view: let ``.grad`` lie in the buckets, which saves a copy.
        static_graph: the graph is the same in each step; then unused parameters are looked for too.

    Raises:
        NotImplementedError: one that works over several processes is asked for.
        RuntimeError: no parameter needs a gradient; a parameter or buffer is not on the first device; in ``forward``,
            the backward pass before did not reach all parameters.

    Example:
        >>> model = flambeau.nn.Linear(2, 1)
        >>> copies = flambeau.nn.parallel.DistributedDataParallel(model, device_ids=["cpu", "cpu"])
        >>> optimizer = flambeau.optim.SGD(copies.parameters(), lr=0.1)
        >>> copies(flambeau.ones(4, 2)).sum().backward()
        >>> model.bias.grad
        tensor([4.])
        >>> optimizer.step()
    """

    def __init__(
        self,
        module: Module,
        device_ids: Sequence[Any] | None = None,
        output_device: Any = None,
        dim: int = 0,
        broadcast_buffers: bool | None = None,
        init_sync: bool = True,
        process_group: Any = None,
        bucket_cap_mb: float | None = None,
        find_unused_parameters: bool = False,
        check_reduction: bool = False,
        gradient_as_bucket_view: bool = False,
        static_graph: bool = False,
        **options: Any,
    ) -> None:
        if device_ids is None or len(device_ids) < 2 or process_group is not None:
            raise NotImplementedError(_NO_GROUPS)
        if options:
            raise NotImplementedError(
                f"flambeau.nn.parallel.DistributedDataParallel: option {next(iter(options))} is not there yet"
            )
        super().__init__()
        if not any(parameter.requires_grad for parameter in module.parameters()):
            raise RuntimeError(
                "DistributedDataParallel is not needed when a module doesn't have any parameter that requires a "
                "gradient."
            )
        devices = as_devices(device_ids)
        _check_place(module, devices[0])
        self.module = module
        self.device_ids: list[Any] = [plain(device) for device in devices]
        self.output_device: Any = self.device_ids[0] if output_device is None else plain(as_output(output_device))
        self.dim = dim
        self.device = devices[0]
        self.is_multi_device_module = False
        self.broadcast_buffers = broadcast_buffers is not False
        self.find_unused_parameters = find_unused_parameters or static_graph
        self.gradient_as_bucket_view = gradient_as_bucket_view
        self.static_graph = static_graph
        self.bucket_bytes_cap = int((25 if bucket_cap_mb is None else bucket_cap_mb) * _MEGABYTE)
        self.require_backward_grad_sync = self.require_forward_param_sync = True
        self._copy()

    def _copy(self) -> None:
        """Make the copies and what keeps them and their gradients together."""
        others = as_devices(self.device_ids)[1:]
        parameters, buffers = list(self.module.parameters()), list(self.module.buffers())
        self._parameter_copies = _core._Mirror(parameters, others, BUFFER)
        self._buffer_copies = _core._Mirror(buffers, others, BUFFER)
        self._replicas = [self.module]
        wanted = [parameter.requires_grad for parameter in parameters]
        leaves = [[parameter for parameter in parameters if parameter.requires_grad]]
        for copies, states in zip(self._parameter_copies.copies(), self._buffer_copies.copies(), strict=True):
            own = [Parameter(copy, needed) for copy, needed in zip(copies, wanted, strict=True)]
            leaves.append([parameter for parameter in own if parameter.requires_grad])
            copied: dict[int, Any] = dict(zip(map(id, parameters), own, strict=True))
            copied.update(zip(map(id, buffers), states, strict=True))
            modules = copy_modules(self.module)
            for module in self.module.modules():
                replica = modules[id(module)]
                del replica._is_replica
                for target, source in ((replica._parameters, module._parameters), (replica._buffers, module._buffers)):
                    for name, tensor in source.items():
                        target[name] = None if tensor is None else copied[id(tensor)]
            self._replicas.append(modules[id(self.module)])
        first = min(_MEGABYTE, self.bucket_bytes_cap)
        self._reducer = _core._Reducer(leaves, self.bucket_bytes_cap, first, self.gradient_as_bucket_view)

    def __getstate__(self) -> dict[str, Any]:
        made = ("_parameter_copies", "_buffer_copies", "_replicas", "_reducer")
        return {name: value for name, value in self.__dict__.items() if name not in made}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        self._copy()

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        with record_function("DistributedDataParallel.forward"):
            _check_place(self.module, self.device)
            learns = flambeau.is_grad_enabled()
            sums = self.require_backward_grad_sync
            if learns and sums:
                self._check_finished()
            self._parameter_copies.refresh(list(self.module.parameters()))
            if self.require_forward_param_sync and self.broadcast_buffers:
                self._buffer_copies.refresh(list(self.module.buffers()))
            given, named = scatter_kwargs(inputs, kwargs, self.device_ids, self.dim)
            if not given and not named:
                given, named = ((),), ({},)
            count = len(given)
            outputs = parallel_apply(self._replicas[:count], given, named, self.device_ids[:count])
            if learns:
                self._reducer.prepare(sums)
                self.require_forward_param_sync = sums
                if sums:
                    for replica in range(count, len(self._replicas)):
                        self._reducer.find_unused(replica, [])
                    if self.find_unused_parameters:
                        for replica, output in enumerate(outputs):
                            self._reducer.find_unused(replica, list(_tensors(output)))
            return gather(outputs, self.output_device, self.dim)

    def _check_finished(self) -> None:
        missing = self._reducer.unfinished()
        if missing:
            numbers = " ".join(map(str, missing))
            raise RuntimeError(
                "Expected to have finished reduction in the prior iteration before starting a new one. The backward "
                "pass did not reach all parameters: pass find_unused_parameters=True to DistributedDataParallel, and "
                "let all results of forward take part in the loss. "
                f"Parameters that need a gradient and did not get one on every device, by number: {numbers}"
            )

    @contextlib.contextmanager
    def no_sync(self) -> Iterator[None]:
        """Leave gradients on their devices while the block runs; the next backward pass outside of it sums them too.

        The forward passes belong into the block. ``.grad`` is that of the first device's samples until then. Whoever
        clears it meanwhile, before the next forward pass, clears what is on the other devices too.

        Example:
            >>> copies = flambeau.nn.parallel.DistributedDataParallel(flambeau.nn.Linear(1, 1), ["cpu", "cpu"])
            >>> with copies.no_sync():
            ...     copies(flambeau.ones(2, 1)).sum().backward()
            >>> copies(flambeau.ones(2, 1)).sum().backward()
            >>> copies.module.bias.grad
            tensor([4.])
        """
        before = self.require_backward_grad_sync
        self.require_backward_grad_sync = False
        try:
            yield
        finally:
            self.require_backward_grad_sync = before

    def train(self, mode: bool = True) -> DistributedDataParallel:
        """Set the module and its copies to training, or evaluation.

        Example:
            >>> copies = flambeau.nn.parallel.DistributedDataParallel(flambeau.nn.Linear(1, 1), ["cpu", "cpu"])
            >>> copies.train(False).module.training
            False
        """
        super().train(mode)
        for replica in self._replicas[1:]:
            replica.train(mode)
        return self

    def scatter(self, inputs: tuple[Any, ...], kwargs: dict[str, Any] | None, device_ids: Sequence[Any]) -> Any:
        """Return the inputs of each device.

        Example:
            >>> copies = flambeau.nn.parallel.DistributedDataParallel(flambeau.nn.Linear(1, 1), ["cpu", "cpu"])
            >>> copies.scatter((flambeau.arange(2),), None, ["cpu", "cpu"])
            (((tensor([0]),), (tensor([1]),)), ({}, {}))
        """
        return scatter_kwargs(inputs, kwargs, device_ids, dim=self.dim)

    def gather(self, outputs: Any, output_device: Any) -> Any:
        """Return the results of all devices together.

        Example:
            >>> copies = flambeau.nn.parallel.DistributedDataParallel(flambeau.nn.Linear(1, 1), ["cpu", "cpu"])
            >>> copies.gather([flambeau.ones(1), flambeau.zeros(1)], "cpu")
            tensor([1., 0.])
        """
        return gather(outputs, output_device, dim=self.dim)

    def join(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Wait for processes with fewer batches: not there, as there are no process groups.

        Example:
            >>> copies = flambeau.nn.parallel.DistributedDataParallel(flambeau.nn.Linear(1, 1), ["cpu", "cpu"])
            >>> copies.join()
            Traceback (most recent call last):
                ...
            NotImplementedError: flambeau.nn.parallel.DistributedDataParallel: process groups are not there yet ...
        """
        raise NotImplementedError(_NO_GROUPS)

    def register_comm_hook(self, state: object, hook: Any) -> NoReturn:
        """Replace the sum of gradients: not there yet.

        Example:
            >>> copies = flambeau.nn.parallel.DistributedDataParallel(flambeau.nn.Linear(1, 1), ["cpu", "cpu"])
            >>> copies.register_comm_hook(None, None)
            Traceback (most recent call last):
                ...
            NotImplementedError: flambeau.nn.parallel.DistributedDataParallel.register_comm_hook is not there yet
        """
        raise NotImplementedError("flambeau.nn.parallel.DistributedDataParallel.register_comm_hook is not there yet")
