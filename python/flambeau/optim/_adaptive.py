"""What RMSprop, Adagrad and Adadelta have in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import flambeau

from .optimizer import Optimizer, _check_on_gpu, _rate, _step_dtype
from .sgd import _real

if TYPE_CHECKING:
    from flambeau import Tensor


class _Adaptive(Optimizer):
    """An optimizer that steps by one call of the core for all parameters of a group."""

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
        """Change real parameters, their counts of steps, and their state, which ``state`` lists by name.

        ``lr_on_gpu`` is the learning rate instead of ``lr`` if it is not None, which asks for ``capturable``.
        """
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
        if "capturable" in self.defaults:
            self._check_capture()
        loss = None
        if closure is not None:
            with flambeau.enable_grad():
                loss = closure()
        for group in self.param_groups:
            params, grads, states = [], [], []
            for param in group["params"]:
                grad = param.grad
                if grad is None:
                    continue
                state = self.state[param]
                if not state:
                    state.update(self._init_state(param, group))
                params.append(param)
                grads.append(grad)
                states.append(state)
            if params:
                if group.get("capturable"):
                    _check_on_gpu(params, [state["step"] for state in states])
                # A complex number steps as the pair of its parts.
                is_complex = [param.is_complex() for param in params]
                self._update(
                    _real(params, is_complex),
                    _real(grads, is_complex),
                    partial(_entries, states, is_complex),
                    [state["step"] for state in states],
                    group,
                    *_rate(group["lr"], bool(group.get("capturable"))),
                )
        return loss


def _entries(states: list[dict[str, Any]], is_complex: list[bool], name: str) -> list[Tensor]:
    """An entry of each parameter's state."""
    return _real([state[name] for state in states], is_complex)


def _zeros(param: Tensor) -> Tensor:
    """Zeros in the parameter's memory order."""
    return flambeau.zeros_like(param, memory_format=flambeau.preserve_format)
