"""Weights as a length and a direction."""

from __future__ import annotations

import warnings
from typing import Any, TypeVar

import flambeau
from flambeau import Tensor
from flambeau.nn.modules import Module
from flambeau.nn.parameter import Parameter

__all__ = ["WeightNorm", "remove_weight_norm", "weight_norm"]

_Module = TypeVar("_Module", bound=Module)


def _lengths(direction: Tensor, dim: int) -> Tensor:
    """Return the norm over all dimensions but ``dim``; over all of them where ``dim`` is -1."""
    if dim == -1:
        return direction.norm(2)
    others = [at for at in range(direction.dim()) if at != dim % direction.dim()]
    return flambeau.norm(direction, 2, others, keepdim=True) if others else direction.abs()


class WeightNorm:
    """The hook that computes a weight from its length and direction before each call of the module.

    Args:
        name: the parameter.
        dim: the dimension whose slices have a length each; -1 for one length of the whole.

    Example:
        >>> layer = flambeau.nn.Linear(3, 2)
        >>> hook = WeightNorm.apply(layer, "weight", 0)
        >>> hook.compute_weight(layer).shape
        torch.Size([2, 3])
    """

    def __init__(self, name: str, dim: int | None) -> None:
        self.name = name
        self.dim = -1 if dim is None else dim

    def compute_weight(self, module: Module) -> Tensor:
        """Return the weight: the length times the direction.

        Example:
            >>> layer = flambeau.nn.Linear(3, 2)
            >>> WeightNorm.apply(layer, "weight", 0).compute_weight(layer).shape
            torch.Size([2, 3])
        """
        length, direction = getattr(module, f"{self.name}_g"), getattr(module, f"{self.name}_v")
        return direction * (length / _lengths(direction, self.dim))

    @staticmethod
    def apply(module: Module, name: str, dim: int | None) -> WeightNorm:
        """Put the hook on a module, and two parameters in the place of its weight.

        Raises:
            RuntimeError: the weight has such a hook already.

        Example:
            >>> WeightNorm.apply(flambeau.nn.Linear(3, 2), "weight", 0).name
            'weight'
        """
        for hook in module._forward_pre_hooks.values():
            if isinstance(hook, WeightNorm) and hook.name == name:
                raise RuntimeError(f"Cannot register two weight_norm hooks on the same parameter {name}")
        hook = WeightNorm(name, dim)
        weight = getattr(module, name)
        del module._parameters[name]
        module.register_parameter(f"{name}_g", Parameter(_lengths(weight, hook.dim).data))
        module.register_parameter(f"{name}_v", Parameter(weight.data))
        setattr(module, name, hook.compute_weight(module))
        module.register_forward_pre_hook(hook)
        return hook

    def remove(self, module: Module) -> None:
        """Put the weight back as a parameter.

        Example:
            >>> layer = flambeau.nn.Linear(3, 2)
            >>> WeightNorm.apply(layer, "weight", 0).remove(layer)
            >>> sorted(name for name, _ in layer.named_parameters())
            ['bias', 'weight']
        """
        weight = self.compute_weight(module)
        delattr(module, self.name)
        del module._parameters[f"{self.name}_g"]
        del module._parameters[f"{self.name}_v"]
        setattr(module, self.name, Parameter(weight.data))

    def __call__(self, module: Module, inputs: Any) -> None:
        setattr(module, self.name, self.compute_weight(module))


def weight_norm(module: _Module, name: str = "weight", dim: int | None = 0) -> _Module:
    """Make a weight of a module the product of a length and a direction, which are trained in its place.

    Args:
        module: the module.
        name: the weight; parameters ``<name>_g`` and ``<name>_v`` replace it.
        dim: the dimension whose slices have a length each; None for one length of the whole.

    Raises:
        RuntimeError: the weight is of that form already.

    Source: Salimans and Kingma, "Weight normalization", 2016.

    Example:
        >>> import warnings
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore", FutureWarning)
        ...     layer = flambeau.nn.utils.weight_norm(flambeau.nn.Linear(3, 2))
        >>> layer.weight_g.shape, layer.weight_v.shape
        (torch.Size([2, 1]), torch.Size([2, 3]))
    """
    warnings.warn(
        "`torch.nn.utils.weight_norm` is deprecated in favor of `torch.nn.utils.parametrizations.weight_norm`.",
        FutureWarning,
        stacklevel=2,
    )
    WeightNorm.apply(module, name, dim)
    return module


def remove_weight_norm(module: _Module, name: str = "weight") -> _Module:
    """Undo :func:`weight_norm`.

    Raises:
        ValueError: the weight is not of that form.

    Example:
        >>> layer = flambeau.nn.Linear(3, 2)
        >>> hook = WeightNorm.apply(layer, "weight", 0)
        >>> flambeau.nn.utils.remove_weight_norm(layer)
        Linear(in_features=3, out_features=2, bias=True)
    """
    for key, hook in module._forward_pre_hooks.items():
        if isinstance(hook, WeightNorm) and hook.name == name:
            hook.remove(module)
            del module._forward_pre_hooks[key]
            return module
    raise ValueError(f"weight_norm of '{name}' not found in {module}")
