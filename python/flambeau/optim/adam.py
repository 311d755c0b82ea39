"""Adam."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import flambeau
from flambeau import _core

from .optimizer import (
    Optimizer,
    ParamsT,
    _check_implementation,
    _check_on_gpu,
    _rate,
    _refuse_differentiable,
    _scalar,
    _step_count,
    _step_dtype,
)
from .sgd import _real

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = ["Adam", "adam"]


class Adam(Optimizer):
    """Adam: steps scaled by running averages of the gradient and of its square.

    With gradient g (negated to maximize, and with ``weight_decay * w`` added) at step t:
    ``m <- b1 * m + (1 - b1) * g``, ``v <- b2 * v + (1 - b2) * g^2``,
    ``w <- w - lr / (1 - b1^t) * m / (sqrt(v / (1 - b2^t)) + eps)``.

    Args:
        params: tensors, pairs of name and tensor, or dictionaries (groups).
        lr: learning rate.
        betas: b1 and b2.
        eps: keeps the quotient finite.
        weight_decay: factor of the parameter that is added to its gradient.
        amsgrad: use the largest v so far in the place of v.
        maximize: go up, not down.
        decoupled_weight_decay: shrink the parameter by ``lr * weight_decay`` instead of changing its gradient.
        capturable: count steps on the GPU, so that a CUDA graph can be made of a step.
        foreach, fused: accepted; every step is one call for all parameters of a group anyway.
        differentiable: must be False.

    Raises:
        ValueError: for a hyperparameter outside its range.

    Sources: Kingma and Ba, "Adam: a method for stochastic optimization", 2014; Reddi et al., "On the convergence of
    Adam and beyond", 2018, for AMSGrad.

    Example:
        >>> w = flambeau.tensor([1.0], requires_grad=True)
        >>> optimizer = flambeau.optim.Adam([w], lr=0.5)
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w
        tensor([0.5000], requires_grad=True)
    """

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-3,
        betas: tuple[float | Tensor, float | Tensor] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:
        if isinstance(lr, flambeau.Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if not lr >= 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if not eps >= 0.0:
            raise ValueError(f"Invalid epsilon value: {eps}")
        for i, beta in enumerate(betas):
            if not 0.0 <= beta < 1.0:
                raise ValueError(f"Invalid beta parameter at index {i}: {beta}")
        if not weight_decay >= 0.0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        if not (
            all(isinstance(beta, float) for beta in betas) or all(isinstance(beta, flambeau.Tensor) for beta in betas)
        ):
            raise ValueError("betas must be either both floats or both Tensors")
        for i, beta in enumerate(betas):
            if isinstance(beta, flambeau.Tensor) and beta.numel() != 1:
                raise ValueError(f"Tensor betas[{i}] must be 1-element")
        _refuse_differentiable(differentiable)
        _check_implementation(foreach, fused)
        defaults = {
            "lr": lr,
            "betas": (betas[0], betas[1]),
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
            "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        super().__init__(params, defaults)

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for group in self.param_groups:
            group.setdefault("amsgrad", False)
            group.setdefault("maximize", False)
            group.setdefault("foreach", None)
            group.setdefault("capturable", False)
            group.setdefault("differentiable", False)
            group.setdefault("decoupled_weight_decay", False)
            group.setdefault("fused", None)
            for param in group["params"]:
                # Old checkpoints count steps with a plain number.
                entry = self.state.get(param)
                if entry and not isinstance(entry["step"], flambeau.Tensor):
                    entry["step"] = flambeau.tensor(float(entry["step"]), dtype=_step_dtype())

    def _init_state(self, param: Tensor, amsgrad: bool, on_device: bool) -> dict[str, Any]:
        names = ("exp_avg", "exp_avg_sq", "max_exp_avg_sq") if amsgrad else ("exp_avg", "exp_avg_sq")
        state = {name: flambeau.zeros_like(param, memory_format=flambeau.preserve_format) for name in names}
        return {"step": _step_count(param, on_device)} | state

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update the parameters that have a gradient.

        Args:
            closure: evaluates the model again and returns the loss, which is then returned.

        Example:
            >>> w = flambeau.nn.Parameter(flambeau.tensor([1.0]))
            >>> optimizer = flambeau.optim.Adam([w], lr=0.1)
            >>> (3 * w).sum().backward()
            >>> optimizer.step()
            >>> w.detach()
            tensor([0.9000])
        """
        self._check_capture()
        loss = None
        if closure is not None:
            with flambeau.enable_grad():
                loss = closure()
        for group in self.param_groups:
            amsgrad = group["amsgrad"]
            params, grads, states = [], [], []
            for param in group["params"]:
                grad = param.grad
                if grad is None:
                    continue
                if grad.is_sparse:
                    raise RuntimeError(
                        f"{type(self).__name__} does not support sparse gradients, please consider SparseAdam instead"
                    )
                state = self.state[param]
                if not state:
                    # All of it or, where memory is short, nothing.
                    state.update(self._init_state(param, amsgrad, group["capturable"]))
                params.append(param)
                grads.append(grad)
                states.append(state)
            beta1, beta2 = group["betas"]
            adam(
                params,
                grads,
                [state["exp_avg"] for state in states],
                [state["exp_avg_sq"] for state in states],
                [state["max_exp_avg_sq"] for state in states] if amsgrad else [],
                [state["step"] for state in states],
                capturable=group["capturable"],
                decoupled_weight_decay=group["decoupled_weight_decay"],
                amsgrad=amsgrad,
                beta1=beta1,
                beta2=beta2,
                lr=group["lr"],
                weight_decay=group["weight_decay"],
                eps=group["eps"],
                maximize=group["maximize"],
            )
        return loss


def adam(
    params: list[Tensor],
    grads: list[Tensor],
    exp_avgs: list[Tensor],
    exp_avg_sqs: list[Tensor],
    max_exp_avg_sqs: list[Tensor],
    state_steps: list[Tensor],
    foreach: bool | None = None,
    capturable: bool = False,
    differentiable: bool = False,
    fused: bool | None = None,
    grad_scale: Tensor | None = None,
    found_inf: Tensor | None = None,
    has_complex: bool = False,
    decoupled_weight_decay: bool = False,
    *,
    amsgrad: bool,
    beta1: float,
    beta2: float,
    lr: float | Tensor,
    weight_decay: float,
    eps: float,
    maximize: bool,
) -> None:
    """Do one step of :class:`Adam` on these tensors.

    One call of the core for all tensors::

        _core._adam_step(params, grads, exp_avgs, exp_avg_sqs, max_exp_avg_sqs, state_steps, lr, beta1, beta2, eps,
                         weight_decay, amsgrad, maximize, decoupled_weight_decay, lr_on_gpu) -> None

    The first four are lists of the same length of real tensors of pairwise equal shape; so is ``max_exp_avg_sqs`` with
    amsgrad, and empty without. ``state_steps`` is a list of that length of tensors of no dimension (float32 or
    float64 on the CPU, or float32 on the parameter's GPU, which then counts itself). ``lr_on_gpu`` is None, or the
    learning rate on a GPU that counts, in place of ``lr``. The rest are numbers and truth values. Everything is changed
    in place and nothing is recorded for autograd. For each parameter w with gradient g, averages m and v, maximum u and
    count t, in this order of operations, each rounded to the parameter's type, but the factors computed in double::

        t = t + 1
        g = -g                                                       if maximize
        w = (1 - lr * weight_decay) * w                              if weight_decay != 0 and decoupled
        g = g + weight_decay * w                                     if weight_decay != 0 and not decoupled
        m = m + (1 - beta1) * (g - m)                                (m.lerp_)
        v = beta2 * v; v += (1 - beta2) * g * g
        u = max(u, v), where NaN wins, and u in the place of v below if amsgrad
        d = sqrt(v) / sqrt(1 - beta2^t) + eps
        w = w - lr / (1 - beta1^t) * m / d

    Example:
        >>> w, grad, zeros = flambeau.tensor([1.0]), flambeau.tensor([3.0]), flambeau.zeros
        >>> flambeau.optim.adam.adam(
        ...     [w],
        ...     [grad],
        ...     [zeros(1)],
        ...     [zeros(1)],
        ...     [],
        ...     [flambeau.tensor(0.0)],
        ...     amsgrad=False,
        ...     beta1=0.9,
        ...     beta2=0.999,
        ...     lr=0.1,
        ...     weight_decay=0,
        ...     eps=1e-8,
        ...     maximize=False,
        ... )
        >>> w
        tensor([0.9000])
    """
    _refuse_differentiable(differentiable)
    if grad_scale is not None or found_inf is not None:
        raise AssertionError("Expected grad_scale and found_inf to be None")
    if not params:
        return
    if capturable:
        _check_on_gpu(params, state_steps)
    number, lr_on_gpu = _rate(lr, capturable)
    # A complex number steps as the pair of its parts.
    is_complex = [param.is_complex() for param in params]
    _core._adam_step(
        _real(params, is_complex),
        _real(grads, is_complex),
        _real(exp_avgs, is_complex),
        _real(exp_avg_sqs, is_complex),
        _real(max_exp_avg_sqs, is_complex) if amsgrad else [],
        state_steps,
        number,
        float(_scalar(beta1)),
        float(_scalar(beta2)),
        float(eps),
        float(weight_decay),
        amsgrad,
        maximize,
        decoupled_weight_decay,
        lr_on_gpu,
    )
