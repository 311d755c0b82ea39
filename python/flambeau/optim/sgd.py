"""Stochastic gradient descent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, overload

import flambeau
from flambeau import _core

from .optimizer import Optimizer, ParamsT, _check_implementation, _refuse_differentiable, _scalar

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = ["SGD", "sgd"]


class SGD(Optimizer):
    """Stochastic gradient descent, with momentum if wanted.

    With gradient g (negated to maximize, and with ``weight_decay * w`` added) and, if there is momentum, the buffer
    ``v <- momentum * v + (1 - dampening) * g`` (at first ``v = g``): ``w <- w - lr * v``. Nesterov's variant takes
    ``g + momentum * v`` in the place of v; without momentum it is g itself.

    Args:
        params: tensors, pairs of name and tensor, or dictionaries (groups).
        lr: learning rate.
        momentum: how much of the buffer stays.
        dampening: how much of the gradient is left out of the buffer.
        weight_decay: factor of the parameter that is added to its gradient.
        nesterov: use Nesterov's variant.
        maximize: go up, not down.
        foreach, fused: accepted; every step is one call for all parameters of a group anyway.
        differentiable: must be False.

    Raises:
        ValueError: for a negative hyperparameter, or Nesterov's variant without momentum or with dampening.

    Source: Sutskever et al., "On the importance of initialization and momentum in deep learning", 2013.

    Example:
        >>> w = flambeau.tensor([1.0], requires_grad=True)
        >>> optimizer = flambeau.optim.SGD([w], lr=0.5)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w
        tensor([0.], requires_grad=True)
    """

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float | Tensor = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        if isinstance(lr, flambeau.Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if lr < 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if momentum < 0.0:
            raise ValueError(f"Invalid momentum value: {momentum}")
        if weight_decay < 0.0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        _refuse_differentiable(differentiable)
        _check_implementation(foreach, fused)
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
            "foreach": foreach,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, defaults)

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for group in self.param_groups:
            group.setdefault("nesterov", False)
            group.setdefault("maximize", False)
            group.setdefault("foreach", None)
            group.setdefault("differentiable", False)
            group.setdefault("fused", False)

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update the parameters that have a gradient.

        Args:
            closure: evaluates the model again and returns the loss, which is then returned.

        Example:
            >>> w = flambeau.nn.Parameter(flambeau.tensor([1.0]))
            >>> optimizer = flambeau.optim.SGD([w], lr=0.1)
            >>> (3 * w).sum().backward()
            >>> optimizer.step()
            >>> w.detach()
            tensor([0.7000])
        """
        loss = None
        if closure is not None:
            with flambeau.enable_grad():
                loss = closure()
        for group in self.param_groups:
            params, grads = [], []
            for param in group["params"]:
                grad = param.grad
                if grad is not None:
                    params.append(param)
                    grads.append(grad)
            momentum = group["momentum"]
            states = [self.state[param] for param in params] if momentum != 0 else []
            buffers = [state.get("momentum_buffer") for state in states] or [None] * len(params)
            sgd(
                params,
                grads,
                buffers,
                weight_decay=group["weight_decay"],
                momentum=momentum,
                lr=group["lr"],
                dampening=group["dampening"],
                nesterov=group["nesterov"],
                maximize=group["maximize"],
            )
            for i, state in enumerate(states):
                state["momentum_buffer"] = buffers[i]
        return loss


def sgd(
    params: list[Tensor],
    d_p_list: list[Tensor],
    momentum_buffer_list: list[Tensor | None],
    has_sparse_grad: bool = False,
    foreach: bool | None = None,
    fused: bool | None = None,
    grad_scale: Tensor | None = None,
    found_inf: Tensor | None = None,
    *,
    weight_decay: float,
    momentum: float,
    lr: float,
    dampening: float,
    nesterov: bool,
    maximize: bool,
) -> None:
    """Do one step of :class:`SGD` on these tensors; ``momentum_buffer_list`` gets buffers where it holds None.

    One call of the core for all tensors::

        _core._sgd_step(params, grads, momentum_buffers, lr, momentum, dampening, weight_decay, nesterov, maximize)

    ``params`` and ``grads`` are lists of the same length of real or floating-point tensors of pairwise equal shape,
    ``momentum_buffers`` is a list of that length of tensors and None; the rest are numbers and truth values. Nothing is
    recorded for autograd. For each parameter w with gradient g and buffer v, in this order of operations, each rounded
    to the parameter's type::

        g = -g                                        if maximize
        g = g + weight_decay * w                      if weight_decay != 0
        v = g (a new tensor)                          if momentum != 0 and v is None
        v = momentum * v; v += (1 - dampening) * g    if momentum != 0 and v is not None, in place
        g = g + momentum * v if nesterov else v       if momentum != 0
        w = w - lr * g                                in place

    The call returns the buffers: those given, and new ones in the places of None; none at all without momentum.

    Example:
        >>> w, grad = flambeau.tensor([1.0]), flambeau.tensor([3.0])
        >>> flambeau.optim.sgd.sgd(
        ...     [w],
        ...     [grad],
        ...     [None],
        ...     weight_decay=0,
        ...     momentum=0,
        ...     lr=0.1,
        ...     dampening=0,
        ...     nesterov=False,
        ...     maximize=False,
        ... )
        >>> w
        tensor([0.7000])
    """
    if has_sparse_grad or any(grad.is_sparse for grad in d_p_list):
        raise RuntimeError("SGD does not support sparse gradients in flambeau")
    if grad_scale is not None or found_inf is not None:
        raise AssertionError("Expected grad_scale and found_inf to be None")
    if not params:
        return
    # A complex number steps as the pair of its parts.
    is_complex = [param.is_complex() for param in params]
    buffers = _core._sgd_step(
        _real(params, is_complex),
        _real(d_p_list, is_complex),
        _real(momentum_buffer_list, is_complex),
        float(_scalar(lr)),
        float(momentum),
        float(dampening),
        float(_scalar(weight_decay)),
        nesterov,
        maximize,
    )
    if momentum != 0:
        for i, (old, new) in enumerate(zip(momentum_buffer_list, buffers, strict=True)):
            if old is None:
                momentum_buffer_list[i] = flambeau.view_as_complex(new) if is_complex[i] else new


@overload
def _real(tensors: list[Tensor], is_complex: list[bool]) -> list[Tensor]: ...
@overload
def _real(tensors: list[Tensor | None], is_complex: list[bool]) -> list[Tensor | None]: ...
def _real(tensors: Any, is_complex: list[bool]) -> Any:
    """The tensors, complex ones seen as pairs of real numbers."""
    if not any(is_complex):
        return tensors
    return [
        flambeau.view_as_real(tensor.detach()) if flag and tensor is not None else tensor
        for tensor, flag in zip(tensors, is_complex, strict=True)
    ]
