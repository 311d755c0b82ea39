"""Scaling the loss, so that gradients in float16 do not vanish."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

import flambeau
from flambeau import Tensor, _core

__all__ = ["GradScaler"]


class GradScaler:
    """Multiplies losses by a factor and divides gradients by it before a step.

    Steps whose gradients are not finite are left out and make the factor smaller; a run of finite ones makes it larger.
    For ``device="cuda"`` without a GPU it warns and does nothing, as in PyTorch.

    Args:
        device: "cuda" or "cpu".
        init_scale: the factor to begin with.
        growth_factor: what the factor is multiplied by after ``growth_interval`` finite steps.
        backoff_factor: what the factor is multiplied by after a step that was left out.
        growth_interval: how many finite steps make the factor larger.
        enabled: False does nothing at all.

    Example:
        >>> scaler = flambeau.amp.GradScaler("cpu", init_scale=4.0)
        >>> scaler.scale(flambeau.tensor(2.0))
        tensor(8.)
    """

    def __init__(
        self,
        device: str = "cuda",
        init_scale: float = 2.0**16,
        growth_factor: float = 2.0,
        backoff_factor: float = 0.5,
        growth_interval: int = 2000,
        enabled: bool = True,
    ) -> None:
        if enabled and device == "cuda" and not flambeau.cuda.is_available():
            warnings.warn(
                "torch.cuda.amp.GradScaler is enabled, but CUDA is not available.  Disabling.",
                UserWarning,
                stacklevel=2,
            )
            enabled = False
        if growth_factor <= 1.0:
            raise AssertionError("The growth factor must be > 1.0.")
        if backoff_factor >= 1.0:
            raise AssertionError("The backoff factor must be < 1.0.")
        self._device = device
        self._enabled = enabled
        self._scale = float(init_scale)
        self._growth_factor = growth_factor
        self._backoff_factor = backoff_factor
        self._growth_interval = growth_interval
        self._growth_tracker = 0
        #: Optimizers whose gradients are divided already, with whether they are finite: numbers that are 1 if one of a
        #: device's is not, until somebody asks.
        self._unscaled: dict[int, list[Tensor] | bool] = {}
        self._stepped: set[int] = set()

    def scale(self, outputs: Any) -> Any:
        """Return a tensor, or the tensors of a sequence, multiplied by the factor.

        Example:
            >>> flambeau.amp.GradScaler("cpu", init_scale=4.0).scale(flambeau.tensor([1.0, 2.0]))
            tensor([4., 8.])
        """
        if not self._enabled:
            return outputs
        if isinstance(outputs, Tensor):
            return outputs * self._scale
        if isinstance(outputs, Iterable):
            scaled = [self.scale(output) for output in outputs]
            return type(outputs)(scaled) if isinstance(outputs, (list, tuple)) else iter(scaled)
        raise ValueError("outputs must be a Tensor or an iterable of Tensors")

    def unscale_(self, optimizer: Any) -> None:
        """Divide the gradients of an optimizer's parameters by the factor, to clip them for example.

        Raises:
            RuntimeError: it was done already since the last :meth:`update`.
            ValueError: for float16 gradients, which the factor is not for: parameters are float32.

        Example:
            >>> w = flambeau.nn.Parameter(flambeau.ones(1))
            >>> optimizer = flambeau.optim.SGD([w])
            >>> scaler = flambeau.amp.GradScaler("cpu", init_scale=8.0)
            >>> scaler.scale((3 * w).sum()).backward()
            >>> scaler.unscale_(optimizer)
            >>> w.grad
            tensor([3.])
        """
        if not self._enabled:
            return
        if id(optimizer) in self._unscaled:
            raise RuntimeError("unscale_() has already been called on this optimizer since the last update().")
        if id(optimizer) in self._stepped:
            raise RuntimeError("unscale_() is being called after step().")
        grads: dict[flambeau.device, list[Tensor]] = {}
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                grad = parameter.grad
                if grad is None:
                    continue
                if grad.dtype == flambeau.float16:
                    raise ValueError("Attempting to unscale FP16 gradients.")
                grad = grad.detach()
                grads.setdefault(grad.device, []).append(flambeau.view_as_real(grad) if grad.is_complex() else grad)
        found = []
        for device, tensors in grads.items():
            found.append(flambeau.zeros((), dtype=flambeau.float32, device=device))
            factor = flambeau.full((), 1.0 / self._scale, dtype=flambeau.float32, device=device)
            _core._amp_foreach_non_finite_check_and_unscale_(tensors, found[-1], factor)
        self._unscaled[id(optimizer)] = found

    def _is_finite(self, optimizer: int) -> bool:
        """Return whether the gradients of an optimizer were finite when they were divided; waits for the device."""
        finite = self._unscaled[optimizer]
        if not isinstance(finite, bool):
            finite = self._unscaled[optimizer] = not any(number.item() for number in finite)
        return finite

    def step(self, optimizer: Any, *args: Any, **kwargs: Any) -> Any:
        """Divide the gradients unless :meth:`unscale_` has, and step if they are finite.

        Returns:
            what ``optimizer.step(*args, **kwargs)`` returns, None for a step that was left out.

        Example:
            >>> w = flambeau.ones(1, requires_grad=True)
            >>> optimizer = flambeau.optim.SGD([w], lr=0.5)
            >>> scaler = flambeau.amp.GradScaler("cpu", init_scale=4.0)
            >>> scaler.scale(w.sum()).backward()
            >>> _ = scaler.step(optimizer)
            >>> scaler.update()
            >>> w
            tensor([0.5000], requires_grad=True)
        """
        if not self._enabled:
            return optimizer.step(*args, **kwargs)
        if "closure" in kwargs:
            raise RuntimeError("Closure use is not currently supported if GradScaler is enabled.")
        if id(optimizer) in self._stepped:
            raise RuntimeError("step() has already been called since the last update().")
        if id(optimizer) not in self._unscaled:
            self.unscale_(optimizer)
        self._stepped.add(id(optimizer))
        return optimizer.step(*args, **kwargs) if self._is_finite(id(optimizer)) else None

    def update(self, new_scale: float | Tensor | None = None) -> None:
        """Change the factor after the steps of an iteration, or set it.

        Example:
            >>> scaler = flambeau.amp.GradScaler("cpu")
            >>> scaler.update(128.0)
            >>> scaler.get_scale()
            128.0
        """
        if not self._enabled:
            return
        if new_scale is not None:
            self._scale = float(new_scale)
        elif not self._unscaled:
            raise AssertionError("No inf checks were recorded prior to update.")
        elif all([self._is_finite(optimizer) for optimizer in self._unscaled]):
            self._growth_tracker += 1
            if self._growth_tracker == self._growth_interval:
                self._scale *= self._growth_factor
                self._growth_tracker = 0
        else:
            self._scale *= self._backoff_factor
            self._growth_tracker = 0
        self._unscaled.clear()
        self._stepped.clear()

    def get_scale(self) -> float:
        """Return the factor; 1 when switched off.

        Example:
            >>> flambeau.amp.GradScaler("cpu", init_scale=4.0).get_scale()
            4.0
        """
        return self._scale if self._enabled else 1.0

    def is_enabled(self) -> bool:
        """Return whether losses are scaled.

        Example:
            >>> flambeau.amp.GradScaler("cpu", enabled=False).is_enabled()
            False
        """
        return self._enabled

    def get_growth_factor(self) -> float:
        """Return the growth factor.

        Example:
            >>> flambeau.amp.GradScaler("cpu").get_growth_factor()
            2.0
        """
        return self._growth_factor

    def get_backoff_factor(self) -> float:
        """Return the backoff factor.

        Example:
            >>> flambeau.amp.GradScaler("cpu").get_backoff_factor()
            0.5
        """
        return self._backoff_factor

    def get_growth_interval(self) -> int:
        """Return the number of finite steps after which the factor grows.

        Example:
            >>> flambeau.amp.GradScaler("cpu").get_growth_interval()
            2000
        """
        return self._growth_interval

    def state_dict(self) -> dict[str, Any]:
        """Return what a checkpoint needs; an empty dictionary when switched off.

        Example:
            >>> flambeau.amp.GradScaler("cpu", init_scale=8.0).state_dict()["scale"]
            8.0
        """
        if not self._enabled:
            return {}
        return {
            "scale": self._scale,
            "growth_factor": self._growth_factor,
            "backoff_factor": self._backoff_factor,
            "growth_interval": self._growth_interval,
            "_growth_tracker": self._growth_tracker,
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take back what :meth:`state_dict` gave.

        Example:
            >>> scaler = flambeau.amp.GradScaler("cpu")
            >>> scaler.load_state_dict(flambeau.amp.GradScaler("cpu", init_scale=8.0).state_dict())
            >>> scaler.get_scale()
            8.0
        """
        if not self._enabled:
            return
        if not state_dict:
            raise RuntimeError(
                "The source state dict is empty, possibly because it was saved from a disabled GradScaler."
            )
        self._scale = float(state_dict["scale"])
        self._growth_factor = state_dict["growth_factor"]
        self._backoff_factor = state_dict["backoff_factor"]
        self._growth_interval = state_dict["growth_interval"]
        self._growth_tracker = state_dict["_growth_tracker"]
