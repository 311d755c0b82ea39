"""Copies between devices that autograd records."""

from __future__ import annotations

import warnings
from typing import Any

import flambeau
from flambeau.autograd import Function

from . import comm
from ._devices import as_devices, as_output

__all__ = ["Broadcast", "Gather", "ReduceAddCoalesced", "Scatter"]


class Broadcast(Function):
    """Copies of tensors on several devices; their gradients are summed in the order of the devices."""

    @staticmethod
    def forward(ctx: Any, target_gpus: Any, *inputs: flambeau.Tensor) -> tuple[flambeau.Tensor, ...]:
        ctx.target_gpus = as_devices(target_gpus)
        if not inputs:
            return ()
        ctx.num_inputs = len(inputs)
        ctx.input_device = inputs[0].device
        outputs = comm.broadcast_coalesced(inputs, ctx.target_gpus)
        plain = [at for at, needed in enumerate(ctx.needs_input_grad[1:]) if not needed]
        # A tensor that stays where it is gets a handle of its own, as it must not be marked itself.
        for row in outputs:
            for at, tensor in enumerate(row):
                if tensor is inputs[at]:
                    row[at] = tensor.detach()
        ctx.mark_non_differentiable(*(row[at] for row in outputs for at in plain))
        return tuple(tensor for row in outputs for tensor in row)

    @staticmethod
    def backward(ctx: Any, *grad_outputs: flambeau.Tensor) -> tuple[Any, ...]:
        return None, *ReduceAddCoalesced.apply(ctx.input_device, ctx.num_inputs, *grad_outputs)


class ReduceAddCoalesced(Function):
    """Sums of tensors over devices."""

    @staticmethod
    def forward(
        ctx: Any, destination: flambeau.device, num_inputs: int, *grads: flambeau.Tensor
    ) -> tuple[flambeau.Tensor, ...]:
        rows = [grads[at : at + num_inputs] for at in range(0, len(grads), num_inputs)]
        ctx.target_gpus = [row[0].device for row in rows]
        return comm.reduce_add_coalesced(rows, destination)

    @staticmethod
    def backward(ctx: Any, *grad_outputs: flambeau.Tensor) -> tuple[Any, ...]:
        return None, None, *Broadcast.apply(ctx.target_gpus, *grad_outputs)


class Gather(Function):
    """Tensors of several devices in one, along a dimension."""

    @staticmethod
    def forward(ctx: Any, target_device: Any, dim: int, *inputs: flambeau.Tensor) -> flambeau.Tensor:
        ctx.dim = dim
        ctx.input_gpus = tuple(tensor.device for tensor in inputs)
        ctx.unsqueezed_scalar = dim == 0 and all(tensor.dim() == 0 for tensor in inputs)
        if ctx.unsqueezed_scalar:
            inputs = tuple(tensor.view(1) for tensor in inputs)
            warnings.warn(
                "Was asked to gather along dimension 0, but all input tensors were scalars; will instead unsqueeze "
                "and return a vector.",
                UserWarning,
                stacklevel=2,
            )
        ctx.input_sizes = tuple(tensor.size(dim) for tensor in inputs)
        return comm.gather(inputs, dim, as_output(target_device))

    @staticmethod
    def backward(ctx: Any, grad_output: flambeau.Tensor) -> tuple[Any, ...]:
        grads = Scatter.apply(ctx.input_gpus, ctx.input_sizes, ctx.dim, grad_output)
        if ctx.unsqueezed_scalar:
            grads = tuple(grad[0] for grad in grads)
        return None, None, *grads


class Scatter(Function):
    """Pieces of a tensor along a dimension, one for each device."""

    @staticmethod
    def forward(ctx: Any, target_gpus: Any, chunk_sizes: Any, dim: int, tensor: flambeau.Tensor) -> Any:
        ctx.dim = dim
        ctx.input_device = tensor.device
        return comm.scatter(tensor, as_devices(target_gpus), chunk_sizes, dim)

    @staticmethod
    def backward(ctx: Any, *grad_output: flambeau.Tensor) -> tuple[Any, ...]:
        return None, None, None, Gather.apply(ctx.input_device, ctx.dim, *grad_output)
