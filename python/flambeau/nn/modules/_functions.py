"""Autograd functions that the layers need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flambeau.autograd import Function

if TYPE_CHECKING:
    from flambeau import Tensor


class BackwardHookFunction(Function):
    """The identity, as one node for all its tensors, for the backward hooks of a module to hang on."""

    @staticmethod
    def forward(ctx: Any, *args: Tensor) -> tuple[Tensor, ...]:
        ctx.mark_non_differentiable(*[arg for arg in args if not arg.requires_grad])
        return args

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor, ...]:
        return grad_outputs
