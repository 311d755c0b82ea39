"""What the core asks of Python while it reads or writes a checkpoint: names of classes, NumPy, state.

Nothing in a file is executed. A file may name a class; what happens then is decided here:

- classes and functions that the program allowed with :func:`flambeau.serialization.add_safe_globals` are called as the
  file says, because the program said so;
- with ``weights_only=False``, objects of a few kinds of classes that exist in the program already are made without
  calling their constructor: modules, optimizers, schedulers, named tuples, enumerations, ``argparse.Namespace`` and
  ``types.SimpleNamespace``;
- everything else is an error that names the class.
"""

from __future__ import annotations

import copyreg
import enum
import importlib
import pickle
import sys
import types
from collections import Counter, OrderedDict, defaultdict
from typing import Any

from . import _core
from ._core import Size, Tensor
from .storage import TypedStorage, UntypedStorage, _of

Storages = (TypedStorage, UntypedStorage)

#: Modules of flambeau that are cut finer than PyTorch's: a name in them belongs to the module on the right.
_COARSE = {
    "flambeau._core": "torch",
    "flambeau._functions": "torch",
    "flambeau._size": "torch",
    "flambeau.storage": "torch.storage",
}
_FOLDED = ("flambeau.optim.lr_scheduler", "flambeau.nn.functional")


class Support:
    """The rules for one load.

    Args:
        weights_only: refuse every class that the program has not allowed.
        safe: the allowed classes and functions.
    """

    def __init__(self, weights_only: bool, safe: list[Any]) -> None:
        self._weights_only = weights_only
        self._safe: dict[tuple[str, str], Any] = {}
        for entry in safe:
            target, name = entry if isinstance(entry, tuple) else (entry, None)
            path = tuple(name.rpartition(".")[::2]) if name else global_name(target, None)
            self._safe[path] = target

    def allowed(self, module: str, name: str) -> bool:
        return not self._weights_only or (module, name) in self._safe

    def resolve(self, module: str, name: str, trusted: bool) -> Any:
        """The class or function of that name, as a value."""
        found = self._find(module, name)
        ours = module == "torch" or module.startswith("torch.")
        if trusted or (module, name) in self._safe or isinstance(found, type):
            return found
        if ours and isinstance(found, (types.FunctionType, types.BuiltinFunctionType)):
            return found
        raise _refused(module, name, "a function")

    def _find(self, module: str, name: str) -> Any:
        if (module, name) in self._safe:
            return self._safe[module, name]
        if (module, name) == ("torch._C", "Generator"):
            return _core.Generator
        if module == "__builtin__":
            module = "builtins"
        if module == "torch" or module.startswith("torch."):
            return _own(module, name)
        try:
            return getattr(sys.modules[module], name)
        except KeyError:
            raise pickle.UnpicklingError(
                f"the file names {module}.{name}, and the module {module} is not imported: import it before loading"
            ) from None
        except AttributeError:
            raise pickle.UnpicklingError(f"the file names {module}.{name}, which {module} does not have") from None

    def construct(self, module: str, name: str, new: bool, args: tuple, kwargs: dict | None) -> Any:
        """An object before its state is set."""
        target = self._find(module, name)
        if (module, name) in self._safe:
            return target.__new__(target, *args, **(kwargs or {})) if new else target(*args, **(kwargs or {}))
        if target is _core.Generator and not new:
            return _core.Generator(*args)
        if not isinstance(target, type):
            raise _refused(module, name, "a call of a function")
        if new and issubclass(target, Tensor):
            if len(args) != 1 or not isinstance(args[0], Tensor):
                raise pickle.UnpicklingError(f"{module}.{name} is not made from a tensor")
            return _core._make_subclass(target, args[0], args[0].requires_grad)
        if issubclass(target, enum.Enum) and not new and len(args) == 1:
            return target(*args)
        if new and issubclass(target, tuple) and hasattr(target, "_fields"):
            return tuple.__new__(target, args)
        if target in (range, slice) and not new and all(isinstance(part, (int, type(None))) for part in args):
            return target(*args)
        if new and not args and _plain(target):
            from .nn import Module

            return (Module if issubclass(target, Module) else object).__new__(target)
        raise _refused(module, name, "an object of this class")

    def set_state(self, target: Any, state: Any) -> None:
        """Give an object the state that the file holds."""
        kind = type(target)
        if isinstance(target, Tensor):
            state = state[0] if isinstance(state, tuple) and len(state) == 2 else state
            target.__dict__.update(state or {})
        elif hasattr(kind, "__setstate__"):
            target.__setstate__(state)
        else:
            slots = None
            if isinstance(state, tuple) and len(state) == 2:
                state, slots = state
            if state:
                target.__dict__.update(state)
            for name, value in (slots or {}).items():
                setattr(target, name, value)

    def set_attributes(self, target: Any, state: dict[str, Any]) -> None:
        """Give an ordered dictionary its attributes."""
        target.__dict__.update(state)

    def append(self, target: Any, item: Any) -> None:
        """Add an item to an object of a class derived from list or set."""
        (target.append if hasattr(target, "append") else target.add)(item)

    def with_attributes(self, tensor: Tensor, attributes: dict[str, Any] | None) -> Tensor:
        """A tensor with the attributes that its user gave it."""
        # The dictionary itself: where it contains the tensor in turn, it is filled later.
        if attributes is not None:
            tensor.__dict__ = attributes
        return tensor

    def parameter(self, data: Tensor, requires_grad: bool, attributes: dict[str, Any] | None) -> Tensor:
        """An ``nn.Parameter``."""
        from .nn.parameter import Parameter

        return self.with_attributes(Parameter(data, requires_grad), attributes)

    def storage(self, data: Tensor, dtype: Any) -> Any:
        """A storage that the file mentions by itself."""
        untyped = _of(data)
        return untyped if dtype is _core.uint8 else TypedStorage(wrap_storage=untyped, dtype=dtype)

    def big_int(self, content: bytes) -> int:
        """An integer of more than 64 bits."""
        return int.from_bytes(content, "little", signed=True)

    def numpy_dtype(self, code: str, order: str) -> Any:
        """A NumPy dtype."""
        import numpy

        return numpy.dtype(order + code)

    def numpy_scalar(self, code: str, order: str, content: bytes) -> Any:
        """A NumPy number."""
        import numpy

        return numpy.frombuffer(content, dtype=order + code)[0]

    def numpy_array(self, code: str, order: str, shape: tuple[int, ...], fortran: bool, content: bytes) -> Any:
        """A NumPy array."""
        import numpy

        return numpy.frombuffer(bytearray(content), dtype=order + code).reshape(shape, order="F" if fortran else "C")


def _refused(module: str, name: str, what: str) -> Exception:
    return pickle.UnpicklingError(
        f"Unsupported global: GLOBAL {module}.{name}: the file asks for {what}, and flambeau runs no code that a file "
        f"names. If you trust the file, allow it with flambeau.serialization.add_safe_globals([{name}]) before "
        "loading; or save the state_dict() with PyTorch and load that"
    )


def _own(module: str, name: str) -> Any:
    """A name of PyTorch in flambeau."""
    own = "flambeau" + module.removeprefix("torch")
    # The alias changes what `import torch` means when it is imported.
    if "_torch_alias" in own:
        raise _refused(module, name, "a module")
    try:
        return getattr(importlib.import_module(own), name)
    except (ImportError, AttributeError):
        raise pickle.UnpicklingError(f"the file names {module}.{name}, which flambeau does not have") from None


def _plain(kind: type) -> bool:
    """Whether objects of a class may be made from nothing and filled with what a file says."""
    import argparse

    from .nn import Module
    from .optim import Optimizer
    from .optim.lr_scheduler import LRScheduler

    return issubclass(kind, (Module, Optimizer, LRScheduler)) or kind in (argparse.Namespace, types.SimpleNamespace)


# --- Writing


def dict_kind(value: dict) -> str:
    """The kind of a dictionary; an empty string for a class of somebody else's."""
    kind = type(value)
    return kind.__name__ if kind in (dict, OrderedDict, Counter, defaultdict) else ""


def tensor_kind(value: Tensor) -> str:
    """How a tensor is written."""
    from .nn.parameter import Parameter

    kind = type(value)
    if kind is Tensor:
        return "tensor"
    if isinstance(value, Parameter) and kind.__reduce_ex__ is Parameter.__reduce_ex__:
        return "parameter"
    return "subclass" if kind.__reduce_ex__ is Tensor.__reduce_ex__ else ""


def int_bytes(value: int) -> bytes:
    """The shortest two's complement form of an integer, little-endian."""
    return value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)


def is_new(function: Any) -> bool:
    """Whether a ``__reduce__`` means ``cls.__new__(cls, ...)``."""
    return getattr(function, "__name__", "") == "__newobj__"


def reduce(value: Any, kind: type) -> Any:
    """What pickling says of an object of any class."""
    special = copyreg.dispatch_table.get(kind)
    if special is not None:
        return special(value)
    if isinstance(value, (types.FunctionType, types.BuiltinFunctionType)):
        return value.__qualname__
    return value.__reduce_ex__(2)


def global_name(value: Any, name: str | None) -> tuple[str, str]:
    """Module and name by which a file refers to a class or function, PyTorch's for those of flambeau.

    Raises:
        pickle.PicklingError: it cannot be found again under its name.
    """
    name = name or getattr(value, "__qualname__", None) or value.__name__
    module = getattr(value, "__module__", None) or "builtins"
    if module.split(".")[0] == "flambeau":
        if value is _core.Generator:
            return "torch._C", "Generator"
        for folder in _FOLDED:
            if module.startswith(folder):
                module = folder
        return _COARSE.get(module, "torch" + module.removeprefix("flambeau")), name
    found = sys.modules.get(module)
    if "." in name or found is None or getattr(found, name, None) is not value:
        raise pickle.PicklingError(f"Can't pickle {value!r}: attribute lookup {name} on {module} failed")
    return module, name


def describe_numpy(value: Any) -> tuple | None:
    """The parts of a NumPy value; None for one that is not plain elements."""
    import numpy

    if isinstance(value, numpy.dtype):
        return None if value.kind not in "biufcSU" else ("dtype", value.str[1:], value.str[0])
    if isinstance(value, numpy.generic):
        kind = value.dtype
        return None if kind.kind not in "biufcSU" else ("scalar", kind.str[1:], kind.str[0], value.tobytes())
    if type(value) is numpy.ndarray and value.dtype.kind in "biufcSU":
        fortran = value.flags.f_contiguous and not value.flags.c_contiguous
        content = value.tobytes(order="F" if fortran else "C")
        return ("array", value.dtype.str[1:], value.dtype.str[0], value.shape, bool(fortran), content)
    return None


__all__ = ["Size", "Storages", "Support", "Tensor"]
