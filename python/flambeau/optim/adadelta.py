"""Adadelta."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import flambeau
from flambeau import _core

from ._adaptive import _Adaptive, _zeros
from .optimizer import ParamsT, _refuse_differentiable, _step_count

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = ["Adadelta"]


class Adadelta(_Adaptive):
    """Adadelta: steps in proportion to running averages of squared steps and squared gradients.

    With gradient g (negated to maximize, and with ``weight_decay * w`` added): ``v <- rho * v + (1 - rho) * g^2``,
    ``d = sqrt(u + eps) / sqrt(v + eps) * g``, ``u <- rho * u + (1 - rho) * d^2``, ``w <- w - lr * d``.

    Args:
        params: tensors, pairs of name and tensor, or dictionaries (groups).
        lr: factor of every step.
        rho: how slowly the averages change.
        eps: keeps the quotient finite and starts the steps.
        weight_decay: factor of the parameter that is added to its gradient.
        maximize: go up, not down.
        capturable: count steps on the GPU, so that a CUDA graph can be made of a step.
        foreach: accepted; it changes nothing.
        differentiable: must be False.

    Raises:
        ValueError: for a hyperparameter outside its range.

    Source: Zeiler, "Adadelta: an adaptive learning rate method", 2012.

    Example:
        >>> w = flambeau.tensor([1.0], requires_grad=True)
        >>> optimizer = flambeau.optim.Adadelta([w], lr=100.0)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w
        tensor([0.6838], requires_grad=True)
    """

    _added = {"foreach": None, "maximize": False, "differentiable": False, "capturable": False}

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        capturable: bool = False,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        if isinstance(lr, flambeau.Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if not lr >= 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if not 0.0 <= rho <= 1.0:
            raise ValueError(f"Invalid rho value: {rho}")
        if not eps >= 0.0:
            raise ValueError(f"Invalid epsilon value: {eps}")
        if not weight_decay >= 0.0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        _refuse_differentiable(differentiable)
        defaults = {
            "lr": lr,
            "rho": rho,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "capturable": capturable,
            "foreach": foreach,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _init_state(self, param: Tensor, group: dict[str, Any]) -> dict[str, Any]:
        return {
            "step": _step_count(param, group["capturable"]),
            "square_avg": _zeros(param),
            "acc_delta": _zeros(param),
        }

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
        _core._adadelta_step(
            params,
            grads,
            state("square_avg"),
            state("acc_delta"),
            steps,
            lr,
            group["rho"],
            group["eps"],
            group["weight_decay"],
            group["maximize"],
            lr_on_gpu,
        )
