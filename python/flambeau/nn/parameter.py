"""Tensors that belong to a module: parameters, which are trained, and buffers, which are not."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, SupportsIndex

import flambeau
from flambeau import Tensor, _core

__all__ = ["Buffer", "Parameter"]


class _ParameterMeta(type):
    """Lets tensors of other subclasses be parameters: those that carry ``_is_param``."""

    def __instancecheck__(cls, instance: Any) -> bool:
        if super().__instancecheck__(instance):
            return True
        return cls is Parameter and isinstance(instance, Tensor) and getattr(instance, "_is_param", False)


class Parameter(Tensor, metaclass=_ParameterMeta):
    """A tensor that a module registers as trainable when it is assigned to one of the module's attributes.

    Args:
        data: the values; they are shared, not copied. Nothing gives an empty tensor.
        requires_grad: whether gradients are computed for it.

    Example:
        >>> flambeau.nn.Parameter(flambeau.zeros(2))
        Parameter containing:
        tensor([0., 0.], requires_grad=True)
    """

    def __new__(cls, data: Tensor | None = None, requires_grad: bool = True) -> Parameter:
        if data is None:
            data = flambeau.empty(0)
        if type(data) is Tensor or type(data) is Parameter:
            return Tensor._make_subclass(cls, data, requires_grad)
        # A tensor of another subclass keeps its class and is only marked.
        parameter: Any = data.detach().as_subclass(type(data)).requires_grad_(requires_grad)
        parameter._is_param = True
        return parameter

    def __deepcopy__(self, memo: dict[int, Any]) -> Parameter:
        copy = memo.get(id(self))
        if copy is None:
            data = self.data.clone(memory_format=flambeau.preserve_format)
            copy = memo[id(self)] = type(self)(data, self.requires_grad)
        return copy

    def __repr__(self) -> str:  # type: ignore[override]  # takes nothing, as in PyTorch
        return "Parameter containing:\n" + super().__repr__()

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple:
        state = dict(self.__dict__)
        if state:
            return _rebuild_parameter_with_state, (self.data, self.requires_grad, OrderedDict(), state)
        return _rebuild_parameter, (self.data, self.requires_grad, OrderedDict())

    # The result of an operation on parameters is a plain tensor, so there is nothing for a subclass to do.
    __torch_function__: Any = _core._disabled_torch_function_impl


_core._register_parameter(Parameter)


def _rebuild_parameter(data: Tensor, requires_grad: bool, backward_hooks: OrderedDict) -> Parameter:
    """Make a parameter from what a pickle holds. Hooks are not pickled: ``backward_hooks`` is always empty."""
    return Parameter(data, requires_grad)


def _rebuild_parameter_with_state(
    data: Tensor, requires_grad: bool, backward_hooks: OrderedDict, state: dict[str, Any]
) -> Parameter:
    """Like :func:`_rebuild_parameter`, with the attributes that the user set."""
    parameter = _rebuild_parameter(data, requires_grad, backward_hooks)
    for name, value in state.items():
        setattr(parameter, name, value)
    return parameter


class _BufferMeta(type):
    def __instancecheck__(cls, instance: Any) -> bool:
        if super().__instancecheck__(instance):
            return True
        return cls is Buffer and isinstance(instance, Tensor) and getattr(instance, "_is_buffer", False)


class Buffer(Tensor, metaclass=_BufferMeta):
    """A tensor that a module registers as a buffer when it is assigned: state that is saved but not trained.

    It is the tensor itself, marked; its class is not changed.

    Args:
        data: the values, shared.
        persistent: whether the buffer is part of the module's state dict.

    Example:
        >>> flambeau.nn.Buffer(flambeau.zeros(2))
        tensor([0., 0.])
    """

    persistent: bool

    def __new__(cls, data: Tensor | None = None, *, persistent: bool = True) -> Buffer:
        if data is None:
            data = flambeau.empty(0)
        buffer: Any = data.detach().requires_grad_(data.requires_grad)
        buffer.persistent = persistent
        buffer._is_buffer = True
        return buffer

    __torch_function__: Any = _core._disabled_torch_function_impl


def is_lazy(param: Any) -> bool:
    """Whether ``param`` has no shape yet. flambeau has no lazy parameters, so the answer is always False."""
    return False
