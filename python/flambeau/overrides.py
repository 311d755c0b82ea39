"""`__torch_function__`: how classes and modes take part in operations.

A class that defines ``__torch_function__(cls, func, types, args=(), kwargs=None)`` is asked before an operation runs on
one of its instances; what it returns is the result, and ``NotImplemented`` leaves the call to the next class.
Subclasses
of Tensor inherit a rule that runs the operation and makes its results instances of the subclass.
"""

from __future__ import annotations

import functools
import types
import warnings
from collections.abc import Callable, Iterable
from typing import Any

import flambeau
from flambeau import Tensor, _core
from flambeau._core import (
    handle_torch_function,
    has_torch_function,
)

__all__ = [
    "get_overridable_functions",
    "handle_torch_function",
    "has_torch_function",
    "is_tensor_like",
    "is_tensor_method_or_property",
    "resolve_name",
    "wrap_torch_function",
]


def is_tensor_like(inp: Any) -> bool:
    """Return whether ``inp`` is a Tensor or takes part in operations as one.

    Example:
        >>> flambeau.overrides.is_tensor_like(flambeau.ones(1))
        True
        >>> flambeau.overrides.is_tensor_like(3)
        False
    """
    return type(inp) is Tensor or hasattr(inp, "__torch_function__")


def wrap_torch_function(dispatcher: Callable[..., Iterable[Any]]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a function ask the classes of the arguments that ``dispatcher`` names, given the same arguments.

    Example:
        >>> @flambeau.overrides.wrap_torch_function(lambda a: (a,))
        ... def twice(a):
        ...     return a + a
        >>> twice(flambeau.tensor(2))
        tensor(4)
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            relevant = tuple(dispatcher(*args, **kwargs))
            if has_torch_function(relevant):
                return handle_torch_function(wrapped, relevant, *args, **kwargs)
            return function(*args, **kwargs)

        return wrapped

    return decorate


@functools.cache
def _overridable() -> tuple[dict[Any, list[Callable[..., Any]]], dict[Any, str]]:
    found: dict[Any, list[Callable[..., Any]]] = {}
    names: dict[Any, str] = {}
    spaces = (("torch", flambeau), ("torch.nn.functional", flambeau.nn.functional), ("torch.Tensor", Tensor))
    for prefix, space in spaces:
        functions = []
        for name in dir(space):
            if name.startswith("_") and not (space is Tensor and name.startswith("__")):
                continue
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                value = getattr(space, name, None)
            if space is Tensor and isinstance(value, types.GetSetDescriptorType | property):
                value, name = value.__get__, f"{name}.__get__"
            elif name in _IGNORED or not callable(value) or isinstance(value, type):
                continue
            elif isinstance(getattr(object, name, None), types.WrapperDescriptorType) and space is Tensor:
                if name not in ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__repr__"):
                    continue
            functions.append(value)
            names.setdefault(value, f"{prefix}.{name}")
        found[space] = functions
    return found, names


_IGNORED = {"__torch_function__", "__init_subclass__", "__subclasshook__", "__class_getitem__", "as_subclass"}


def get_overridable_functions() -> dict[Any, list[Callable[..., Any]]]:
    """Return the functions that ask ``__torch_function__``, by the namespace that holds them.

    Example:
        >>> flambeau.add in flambeau.overrides.get_overridable_functions()[flambeau]
        True
    """
    return {space: list(functions) for space, functions in _overridable()[0].items()}


def resolve_name(f: Callable[..., Any]) -> str | None:
    """Return the public name of an overridable function; None for any other.

    Example:
        >>> flambeau.overrides.resolve_name(flambeau.Tensor.add)
        'torch.Tensor.add'
    """
    return _overridable()[1].get(f)


def is_tensor_method_or_property(func: Callable[..., Any]) -> bool:
    """Return whether ``func`` is a method of Tensor, or reads one of its attributes.

    Example:
        >>> flambeau.overrides.is_tensor_method_or_property(flambeau.Tensor.add)
        True
    """
    return func in _overridable()[0][Tensor] or getattr(func, "__name__", None) == "__get__"


@functools.cache
def get_default_nowrap_functions() -> set[Callable[..., Any]]:
    """Return the functions whose results the default rule leaves as they are.

    Example:
        >>> flambeau.Tensor.grad.__get__ in flambeau.overrides.get_default_nowrap_functions()
        True
    """
    return {Tensor._base.__get__, Tensor.grad.__get__}


class TorchFunctionMode:
    """A context in which ``__torch_function__`` of this object sees every operation of the thread, before any class.

    While it handles a call, the modes that were entered before it are active.

    Example:
        >>> class Count(flambeau.overrides.TorchFunctionMode):
        ...     calls = 0
        ...
        ...     def __torch_function__(self, func, types, args=(), kwargs=None):
        ...         self.calls += 1
        ...         return func(*args, **(kwargs or {}))
        >>> with Count() as mode:
        ...     _ = flambeau.ones(2) + 1
        >>> mode.calls
        2
    """

    def __init__(self) -> None:
        pass

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        raise NotImplementedError

    def __enter__(self) -> Any:
        _core._push_on_torch_function_stack(self)
        return self

    def __exit__(self, *error: object) -> None:
        _core._pop_torch_function_stack()

    @classmethod
    def push(cls, *args: Any, **kwargs: Any) -> Any:
        """Return a new mode of this class: an old name of making one.

        Example:
            >>> import warnings
            >>> with warnings.catch_warnings():
            ...     warnings.simplefilter("ignore")
            ...     mode = flambeau.overrides.BaseTorchFunctionMode.push()
        """
        warnings.warn("`Mode.push()` is no longer necessary and can be replaced with just `with Mode()`", stacklevel=2)
        return cls(*args, **kwargs)


class BaseTorchFunctionMode(TorchFunctionMode):
    """A mode that runs every operation as it is.

    Example:
        >>> with flambeau.overrides.BaseTorchFunctionMode():
        ...     flambeau.ones(1) + 1
        tensor([2.])
    """

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        return func(*args, **(kwargs or {}))
