"""What RMSprop, Adagrad and Adadelta have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import flambeau

from .optimizer import Optimizer, _scalar, _step_dtype

if TYPE_CHECKING:
    from flambeau import Tensor


class _Adaptive(Optimizer):
    """An optimizer that steps one parameter at a time with tensor operations."""

    #: Hyperparameters that old checkpoints lack.
    _added: dict[str, Any] = {}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for group in self.param_groups:
            for name, value in self._added.items():
                group.setdefault(name, value)
            for param in group["params"]:
                entry = self.state.get(param)
                if entry and not isinstance(entry["step"], flambeau.Tensor):
                    entry["step"] = flambeau.tensor(float(entry["step"]), dtype=_step_dtype())

    def _init_state(self, param: Tensor, group: dict[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    def _update(self, param: Tensor, grad: Tensor, state: dict[str, Any], group: dict[str, Any], lr: float) -> None:
        raise NotImplementedError

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update the parameters that have a gradient.

        Args:
            closure: evaluates the model again and returns the loss, which is then returned.

        Example:
            >>> w = flambeau.nn.Parameter(flambeau.tensor([1.0]))
            >>> optimizer = flambeau.optim.Adagrad([w], lr=0.1)
            >>> (3 * w).sum().backward()
            >>> optimizer.step()
            >>> w.detach()
            tensor([0.9000])
        """
        loss = None
        if closure is not None:
            with flambeau.enable_grad():
                loss = closure()
        with flambeau.no_grad():
            for group in self.param_groups:
                lr = _scalar(group["lr"])
                for param in group["params"]:
                    grad = param.grad
                    if grad is None:
                        continue
                    state = self.state[param]
                    if not state:
                        state.update(self._init_state(param, group))
                    state["step"] += 1
                    if group["maximize"]:
                        grad = -grad
                    if group["weight_decay"] != 0:
                        grad = grad.add(param, alpha=group["weight_decay"])
                    if param.is_complex():
                        # A complex number steps as the pair of its parts.
                        parts = {
                            name: flambeau.view_as_real(value)
                            if isinstance(value, flambeau.Tensor) and value.is_complex()
                            else value
                            for name, value in state.items()
                        }
                        self._update(flambeau.view_as_real(param), flambeau.view_as_real(grad), parts, group, lr)
                    else:
                        self._update(param, grad, state, group, lr)
        return loss


def _step_count() -> Tensor:
    """A count of steps that starts at 0."""
    return flambeau.tensor(0.0, dtype=_step_dtype())


def _zeros(param: Tensor) -> Tensor:
    """Zeros in the parameter's memory order."""
    return flambeau.zeros_like(param, memory_format=flambeau.preserve_format)
