"""Adagrad."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import flambeau
from flambeau import _core

from ._adaptive import _Adaptive
from .optimizer import ParamsT, _refuse_differentiable, _step_count

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = ["Adagrad"]


class Adagrad(_Adaptive):
    """Adagrad: steps scaled by the sum of all squared gradients so far.

    With gradient g (negated to maximize, and with ``weight_decay * w`` added) at step t: ``s <- s + g^2``,
    ``w <- w - lr / (1 + (t - 1) * lr_decay) * g / (sqrt(s) + eps)``.

    Args:
        params: tensors, pairs of name and tensor, or dictionaries (groups).
        lr: learning rate.
        lr_decay: how fast the learning rate falls.
        weight_decay: factor of the parameter that is added to its gradient.
        initial_accumulator_value: what the sums start with.
        eps: keeps the quotient finite.
        maximize: go up, not down.
        foreach, fused: accepted; they change nothing.
        differentiable: must be False.

    Raises:
        ValueError: for a hyperparameter outside its range.

    Source: Duchi et al., "Adaptive subgradient methods for online learning and stochastic optimization", 2011.

    Example:
        >>> w = flambeau.tensor([1.0], requires_grad=True)
        >>> optimizer = flambeau.optim.Adagrad([w], lr=0.5)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w
        tensor([0.5000], requires_grad=True)
    """

    _added = {"foreach": None, "maximize": False, "differentiable": False, "fused": None}

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        if isinstance(lr, flambeau.Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if not lr >= 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if not lr_decay >= 0.0:
            raise ValueError(f"Invalid lr_decay value: {lr_decay}")
        if not weight_decay >= 0.0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        if not initial_accumulator_value >= 0.0:
            raise ValueError(f"Invalid initial_accumulator_value value: {initial_accumulator_value}")
        if not eps >= 0.0:
            raise ValueError(f"Invalid epsilon value: {eps}")
        _refuse_differentiable(differentiable)
        if fused and foreach:
            raise RuntimeError("`fused` and `foreach` cannot be `True` together.")
        defaults = {
            "lr": lr,
            "lr_decay": lr_decay,
            "eps": eps,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, defaults)
        # PyTorch's Adagrad has its state from the start.
        for group in self.param_groups:
            for param in group["params"]:
                self.state[param].update(self._init_state(param, group))

    def _init_state(self, param: Tensor, group: dict[str, Any]) -> dict[str, Any]:
        start = group["initial_accumulator_value"]
        value = complex(start, start) if param.is_complex() else start
        total = flambeau.full_like(param, value, memory_format=flambeau.preserve_format)
        return {"step": _step_count(param), "sum": total}

    def share_memory(self) -> None:
        """Move the sums to memory that other processes can share.

        Example:
            >>> w = flambeau.nn.Parameter(flambeau.ones(2))
            >>> optimizer = flambeau.optim.Adagrad([w])
            >>> optimizer.share_memory()
            >>> optimizer.state[w]["sum"].is_shared()
            True
        """
        for group in self.param_groups:
            for param in group["params"]:
                self.state[param]["sum"].share_memory_()

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
        _core._adagrad_step(
            params,
            grads,
            state("sum"),
            steps,
            lr,
            group["weight_decay"],
            group["lr_decay"],
            group["eps"],
            group["maximize"],
        )
