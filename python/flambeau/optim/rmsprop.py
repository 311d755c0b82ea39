"""RMSprop."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import flambeau
from flambeau import _core

from ._adaptive import _Adaptive, _zeros
from .optimizer import ParamsT, _refuse_differentiable, _step_count

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = ["RMSprop"]


class RMSprop(_Adaptive):
    """RMSprop: steps scaled by a running average of the squared gradient.

    With gradient g (negated to maximize, and with ``weight_decay * w`` added): ``v <- alpha * v + (1 - alpha) * g^2``,
    ``d = g / (sqrt(v) + eps)``, ``w <- w - lr * d``. ``centered`` subtracts the square of a running average of g from
    v; with momentum, ``b <- momentum * b + d`` takes the place of d.

    Args:
        params: tensors, pairs of name and tensor, or dictionaries (groups).
        lr: learning rate.
        alpha: how slowly the average of squares changes.
        eps: keeps the quotient finite.
        weight_decay: factor of the parameter that is added to its gradient.
        momentum: factor of the last step that goes on.
        centered: scale by an estimate of the gradient's variance.
        maximize: go up, not down.
        capturable: count steps on the GPU, so that a CUDA graph can be made of a step.
        foreach: accepted; it changes nothing.
        differentiable: must be False.

    Raises:
        ValueError: for a hyperparameter outside its range.

    Sources: Tieleman and Hinton, Coursera lecture 6.5, 2012; Graves, "Generating sequences with recurrent neural
    networks", 2013, for the centered form.

    Example:
        >>> w = flambeau.tensor([1.0], requires_grad=True)
        >>> optimizer = flambeau.optim.RMSprop([w], lr=0.01)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w
        tensor([0.9000], requires_grad=True)
    """

    _added = {
        "momentum": 0,
        "centered": False,
        "foreach": None,
        "maximize": False,
        "differentiable": False,
        "capturable": False,
    }

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        if isinstance(lr, flambeau.Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if not lr >= 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if not eps >= 0.0:
            raise ValueError(f"Invalid epsilon value: {eps}")
        if not momentum >= 0.0:
            raise ValueError(f"Invalid momentum value: {momentum}")
        if not weight_decay >= 0.0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        if not alpha >= 0.0:
            raise ValueError(f"Invalid alpha value: {alpha}")
        _refuse_differentiable(differentiable)
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "alpha": alpha,
            "eps": eps,
            "centered": centered,
            "weight_decay": weight_decay,
            "capturable": capturable,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _init_state(self, param: Tensor, group: dict[str, Any]) -> dict[str, Any]:
        state = {"step": _step_count(param, group["capturable"]), "square_avg": _zeros(param)}
        if group["momentum"] > 0:
            state["momentum_buffer"] = _zeros(param)
        if group["centered"]:
            state["grad_avg"] = _zeros(param)
        return state

    def _update(
        self,
        params: list[Tensor],
        grads: list[Tensor],
        state: Callable[[str], list[Tensor]],
        steps: list[Tensor],
        group: dict[str, Any],
        lr: float,
        lr_on_gpu: Tensor | None,
    ) -> None:
        centered, momentum = group["centered"], group["momentum"]
        _core._rmsprop_step(
            params,
            grads,
            state("square_avg"),
            state("grad_avg") if centered else [],
            state("momentum_buffer") if momentum > 0 else [],
            steps,
            lr,
            group["alpha"],
            group["eps"],
            group["weight_decay"],
            momentum,
            centered,
            group["maximize"],
            lr_on_gpu,
        )
