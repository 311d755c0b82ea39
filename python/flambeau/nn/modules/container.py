"""Modules that hold modules or parameters."""

from __future__ import annotations

import operator
import textwrap
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

import flambeau

from ..parameter import Parameter
from .module import Module

__all__ = ["ModuleDict", "ModuleList", "ParameterDict", "ParameterList", "Sequential"]

_T = TypeVar("_T")


def _without_digits(names: Iterable[str]) -> list[str]:
    """Names for ``dir()``: children called "0", "1" and so on are no attributes one can write."""
    return [name for name in names if not name.isdigit()]


def _absolute(index: Any, size: int) -> int:
    """``index`` counted from the front, or IndexError."""
    index = operator.index(index)
    if not -size <= index < size:
        raise IndexError(f"index {index} is out of range")
    return index % size


def _renumber(module: Module) -> None:
    """Give the children of ``module`` the names 0, 1, 2 and so on, in their order."""
    children = list(module._modules.values())
    module._modules.clear()
    module._modules.update((str(i), child) for i, child in enumerate(children))


def _pairs(kind: str, elements: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Check that ``elements`` are pairs, and yield them."""
    for position, element in enumerate(elements):
        if not isinstance(element, Iterable):
            raise TypeError(
                f"{kind} update sequence element #{position} should be Iterable; is {type(element).__name__}"
            )
        pair: Any = element
        if len(pair) != 2:
            raise ValueError(f"{kind} update sequence element #{position} has length {len(pair)}; 2 is required")
        yield pair[0], pair[1]


class Sequential(Module):
    """Modules that are called one after another, each with the output of the one before.

    Args:
        args: the modules, or one ``OrderedDict`` of names and modules.

    Example:
        >>> model = flambeau.nn.Sequential(flambeau.nn.Linear(2, 3), flambeau.nn.ReLU())
        >>> model
        Sequential(
          (0): Linear(in_features=2, out_features=3, bias=True)
          (1): ReLU()
        )
        >>> model(flambeau.zeros(5, 2)).shape
        torch.Size([5, 3])
    """

    _modules: dict[str, Module]  # type: ignore[assignment]  # no child is None here

    def __init__(self, *args: Any) -> None:
        super().__init__()
        if len(args) == 1 and isinstance(args[0], OrderedDict):
            for name, module in args[0].items():
                self.add_module(name, module)
        else:
            for i, module in enumerate(args):
                self.add_module(str(i), module)

    def _nth(self, iterable: Iterable[_T], index: Any) -> _T:
        return next(islice(iterable, _absolute(index, len(self)), None))

    def __getitem__(self, idx: Any) -> Any:
        if isinstance(idx, slice):
            return type(self)(OrderedDict(list(self._modules.items())[idx]))
        return self._nth(self._modules.values(), idx)

    def __setitem__(self, idx: int, module: Module) -> None:
        setattr(self, self._nth(self._modules.keys(), idx), module)

    def __delitem__(self, idx: int | slice) -> None:
        names = list(self._modules)[idx] if isinstance(idx, slice) else [self._nth(self._modules.keys(), idx)]
        for name in names:
            delattr(self, name)
        _renumber(self)

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Module]:
        return iter(self._modules.values())

    def __dir__(self) -> list[str]:
        return _without_digits(super().__dir__())

    def _check_addend(self, other: Any) -> None:
        if not isinstance(other, Sequential):
            raise ValueError(f"add operator supports only objects of Sequential class, but {type(other)} is given.")

    def __add__(self, other: Sequential) -> Sequential:
        self._check_addend(other)
        return Sequential(*self, *other)

    def __iadd__(self, other: Sequential) -> Sequential:
        self._check_addend(other)
        return self.extend(list(other))

    def _check_factor(self, factor: Any) -> None:
        if not isinstance(factor, int):
            raise TypeError(f"unsupported operand type(s) for *: {type(self)} and {type(factor)}")
        if factor <= 0:
            raise ValueError(f"Non-positive multiplication factor {factor} for {type(self)}")

    def __mul__(self, other: int) -> Sequential:
        self._check_factor(other)
        return Sequential(*(list(self) * other))

    def __rmul__(self, other: int) -> Sequential:
        return self.__mul__(other)

    def __imul__(self, other: int) -> Sequential:
        self._check_factor(other)
        return self.extend(list(self) * (other - 1))

    def pop(self, key: int | slice) -> Module:
        """Remove a module, or a slice of them, and return it.

        Example:
            >>> model = flambeau.nn.Sequential(flambeau.nn.Tanh(), flambeau.nn.ReLU())
            >>> model.pop(0), len(model)
            (Tanh(), 1)
        """
        module = self[key]
        del self[key]
        return module

    def forward(self, input: Any) -> Any:
        for module in self._modules.values():
            input = module(input)
        return input

    def append(self, module: Module) -> Sequential:
        """Add ``module`` at the end, and return self.

        Example:
            >>> flambeau.nn.Sequential(flambeau.nn.Tanh()).append(flambeau.nn.ReLU())
            Sequential(
              (0): Tanh()
              (1): ReLU()
            )
        """
        self.add_module(str(len(self)), module)
        return self

    def insert(self, index: int, module: Module) -> Sequential:
        """Add ``module`` in front of position ``index``, and return self.

        Raises:
            AssertionError: if it is no module.
            IndexError: if there is no such position.

        Example:
            >>> flambeau.nn.Sequential(flambeau.nn.Tanh()).insert(0, flambeau.nn.ReLU())
            Sequential(
              (0): ReLU()
              (1): Tanh()
            )
        """
        if not isinstance(module, Module):
            raise AssertionError(f"module should be of type: {Module}")
        size = len(self._modules)
        if not -size <= index <= size:
            raise IndexError(f"Index out of range: {index}")
        _insert(self, index + size if index < 0 else index, module)
        return self

    def extend(self, sequential: Iterable[Module]) -> Sequential:
        """Add the modules of ``sequential`` at the end, and return self.

        Example:
            >>> model = flambeau.nn.Sequential(flambeau.nn.Tanh())
            >>> model.extend([flambeau.nn.ReLU()])
            Sequential(
              (0): Tanh()
              (1): ReLU()
            )
        """
        for module in sequential:
            self.append(module)
        return self


def _insert(container: Module, index: int, module: Module) -> None:
    """Move the children from ``index`` on up by one name and put ``module`` there."""
    modules = container._modules
    for i in range(len(modules), index, -1):
        modules[str(i)] = modules[str(i - 1)]
    modules[str(index)] = module


class ModuleList(Module):
    """Modules in a list, registered but not called.

    Args:
        modules: an iterable of modules.

    Example:
        >>> layers = flambeau.nn.ModuleList([flambeau.nn.Linear(2, 2) for _ in range(3)])
        >>> layers
        ModuleList(
          (0-2): 3 x Linear(in_features=2, out_features=2, bias=True)
        )
    """

    _modules: dict[str, Module]  # type: ignore[assignment]  # no child is None here

    def __init__(self, modules: Iterable[Module] | None = None) -> None:
        super().__init__()
        if modules is not None:
            self.extend(modules)

    def __getitem__(self, idx: Any) -> Any:
        if isinstance(idx, slice):
            return type(self)(list(self._modules.values())[idx])
        return self._modules[str(_absolute(idx, len(self)))]

    def __setitem__(self, idx: int, module: Module) -> None:
        setattr(self, str(_absolute(idx, len(self))), module)

    def __delitem__(self, idx: int | slice) -> None:
        size = len(self)
        for i in range(size)[idx] if isinstance(idx, slice) else [_absolute(idx, size)]:
            delattr(self, str(i))
        _renumber(self)

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Module]:
        return iter(self._modules.values())

    def __iadd__(self, modules: Iterable[Module]) -> ModuleList:
        return self.extend(modules)

    def __add__(self, other: Iterable[Module]) -> ModuleList:
        return ModuleList([*self, *other])

    def __dir__(self) -> list[str]:
        return _without_digits(super().__dir__())

    def __repr__(self) -> str:
        # Runs of equal children are shown once, with their count.
        runs: list[list] = []
        for i, text in enumerate(repr(module) for module in self):
            if runs and runs[-1][2] == text:
                runs[-1][1] = i
            else:
                runs.append([i, i, text])
        if not runs:
            return f"{self._get_name()}()"
        lines = [
            f"({first}): {text}" if first == last else f"({first}-{last}): {last - first + 1} x {text}"
            for first, last, text in runs
        ]
        body = textwrap.indent("\n".join(lines), "  ", lambda line: True)
        return f"{self._get_name()}(\n{body}\n)"

    def insert(self, index: int, module: Module) -> None:
        """Add ``module`` in front of position ``index``.

        Example:
            >>> modules = flambeau.nn.ModuleList([flambeau.nn.ReLU()])
            >>> modules.insert(0, flambeau.nn.Tanh())
            >>> modules
            ModuleList(
              (0): Tanh()
              (1): ReLU()
            )
        """
        _insert(self, index, module)

    def append(self, module: Module) -> ModuleList:
        """Add ``module`` at the end, and return self.

        Example:
            >>> flambeau.nn.ModuleList([flambeau.nn.ReLU()]).append(flambeau.nn.Tanh())
            ModuleList(
              (0): ReLU()
              (1): Tanh()
            )
        """
        self.add_module(str(len(self)), module)
        return self

    def pop(self, key: int | slice) -> Module:
        """Remove a module, or a slice of them, and return it.

        Example:
            >>> modules = flambeau.nn.ModuleList([flambeau.nn.ReLU(), flambeau.nn.Tanh()])
            >>> modules.pop(0), len(modules)
            (ReLU(), 1)
        """
        module = self[key]
        del self[key]
        return module

    def extend(self, modules: Iterable[Module]) -> ModuleList:
        """Add ``modules`` at the end, and return self.

        Raises:
            TypeError: if ``modules`` is no iterable.

        Example:
            >>> len(flambeau.nn.ModuleList([flambeau.nn.ReLU()]).extend([flambeau.nn.Tanh(), flambeau.nn.ReLU()]))
            3
        """
        if not isinstance(modules, Iterable):
            raise TypeError(f"ModuleList.extend should be called with an iterable, but got {type(modules).__name__}")
        offset = len(self)
        for i, module in enumerate(modules):
            self.add_module(str(offset + i), module)
        return self


class ModuleDict(Module):
    """Modules in a dictionary, in order of insertion, registered but not called.

    Args:
        modules: a mapping of names to modules, or an iterable of pairs.

    Example:
        >>> choices = flambeau.nn.ModuleDict({"relu": flambeau.nn.ReLU(), "tanh": flambeau.nn.Tanh()})
        >>> choices["relu"](flambeau.tensor([-1.0]))
        tensor([0.])
    """

    _modules: dict[str, Module]  # type: ignore[assignment]  # no child is None here

    def __init__(self, modules: Mapping[str, Module] | Iterable[tuple[str, Module]] | None = None) -> None:
        super().__init__()
        if modules is not None:
            self.update(modules)

    def __getitem__(self, key: str) -> Module:
        return self._modules[key]

    def __setitem__(self, key: str, module: Module) -> None:
        self.add_module(key, module)

    def __delitem__(self, key: str) -> None:
        del self._modules[key]

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __contains__(self, key: str) -> bool:
        return key in self._modules

    def clear(self) -> None:
        """Remove everything.

        Example:
            >>> modules = flambeau.nn.ModuleDict({"a": flambeau.nn.ReLU()})
            >>> modules.clear()
            >>> len(modules)
            0
        """
        self._modules.clear()

    def pop(self, key: str) -> Module:
        """Remove the module called ``key`` and return it.

        Example:
            >>> flambeau.nn.ModuleDict({"a": flambeau.nn.ReLU()}).pop("a")
            ReLU()
        """
        module = self[key]
        del self[key]
        return module

    def keys(self) -> Iterable[str]:
        """The names.

        Example:
            >>> list(flambeau.nn.ModuleDict({"a": flambeau.nn.ReLU()}).keys())
            ['a']
        """
        return self._modules.keys()

    def items(self) -> Iterable[tuple[str, Module]]:
        """Pairs of name and module.

        Example:
            >>> list(flambeau.nn.ModuleDict({"a": flambeau.nn.ReLU()}).items())
            [('a', ReLU())]
        """
        return self._modules.items()

    def values(self) -> Iterable[Module]:
        """The modules.

        Example:
            >>> list(flambeau.nn.ModuleDict({"a": flambeau.nn.ReLU()}).values())
            [ReLU()]
        """
        return self._modules.values()

    def update(self, modules: Mapping[str, Module] | Iterable[tuple[str, Module]]) -> None:
        """Add or replace modules.

        Raises:
            TypeError: if ``modules`` is no mapping or iterable of iterables.
            ValueError: if an element is no pair.

        Example:
            >>> modules = flambeau.nn.ModuleDict({"a": flambeau.nn.ReLU()})
            >>> modules.update({"a": flambeau.nn.Tanh(), "b": flambeau.nn.Identity()})
            >>> modules
            ModuleDict(
              (a): Tanh()
              (b): Identity()
            )
        """
        if not isinstance(modules, Iterable):
            raise TypeError(
                "ModuleDict.update should be called with an iterable of key/value pairs, "
                f"but got {type(modules).__name__}"
            )
        pairs = modules.items() if isinstance(modules, (Mapping, ModuleDict)) else _pairs("ModuleDict", modules)
        for key, module in pairs:
            self[key] = module


def _as_parameter(value: Any) -> Any:
    """Tensors become parameters; anything else stays."""
    if isinstance(value, flambeau.Tensor) and not isinstance(value, Parameter):
        return Parameter(value)
    return value


def _describe(key: Any, value: Any, type_name: Any) -> str:
    """One line of a parameter container's repr."""
    if not isinstance(value, flambeau.Tensor):
        return f"  ({key}): Object of type: {type(value).__name__}"
    kind = "Parameter" if isinstance(value, Parameter) else "Tensor"
    size = "x".join(str(n) for n in value.size())
    device = f" ({value.device})" if value.device.type == "cuda" else ""
    return f"  ({key}): {kind} containing: [{type_name(value)} of size {size}{device}]"


class ParameterList(Module):
    """Parameters in a list. Tensors that are put in become parameters; other objects may be put in too.

    Args:
        values: an iterable.

    Example:
        >>> flambeau.nn.ParameterList([flambeau.zeros(2, 3)])
        ParameterList(  (0): Parameter containing: [torch.float32 of size 2x3])
    """

    def __init__(self, values: Iterable[Any] | None = None) -> None:
        super().__init__()
        self._size = 0
        if values is not None:
            self.extend(values)

    def __getitem__(self, idx: Any) -> Any:
        if isinstance(idx, slice):
            result = type(self)()
            for i in range(len(self))[idx]:
                result.append(self[i])
            return result
        return getattr(self, str(_absolute(idx, len(self))))

    def __setitem__(self, idx: int, param: Any) -> None:
        # PyTorch's list accepts any object; those that are no tensors become plain attributes.
        setattr(self, str(_absolute(idx, len(self))), _as_parameter(param))

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __iadd__(self, parameters: Iterable[Any]) -> ParameterList:
        return self.extend(parameters)

    def __dir__(self) -> list[str]:
        return _without_digits(super().__dir__())

    def append(self, value: Any) -> ParameterList:
        """Add ``value`` at the end, and return self.

        Example:
            >>> len(flambeau.nn.ParameterList([flambeau.ones(2)]).append(flambeau.zeros(3)))
            2
        """
        index = self._size
        self._size += 1
        self[index] = value
        return self

    def extend(self, values: Iterable[Any]) -> ParameterList:
        """Add ``values`` at the end, and return self.

        Raises:
            TypeError: if ``values`` is no iterable, or a tensor.

        Example:
            >>> len(flambeau.nn.ParameterList([flambeau.ones(2)]).extend([flambeau.zeros(3), flambeau.zeros(4)]))
            3
        """
        if not isinstance(values, Iterable) or isinstance(values, flambeau.Tensor):
            raise TypeError(f"ParameterList.extend should be called with an iterable, but got {type(values).__name__}")
        for value in values:
            self.append(value)
        return self

    def extra_repr(self) -> str:
        return "\n".join(_describe(i, value, lambda tensor: tensor.dtype) for i, value in enumerate(self))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("ParameterList should not be called.")


class ParameterDict(Module):
    """Parameters in a dictionary, in order of insertion. Tensors that are put in become parameters.

    Args:
        parameters: a mapping of names to values, or an iterable of pairs. Plain mappings are sorted by name.

    Example:
        >>> scales = flambeau.nn.ParameterDict({"left": flambeau.ones(2)})
        >>> "left" in scales
        True
    """

    def __init__(self, parameters: Any = None) -> None:
        super().__init__()
        self._keys: dict[str, None] = {}
        if parameters is not None:
            self.update(parameters)

    @staticmethod
    def _key_to_attr(key: Any) -> str:
        if not isinstance(key, str):
            raise TypeError(
                "Index given to ParameterDict cannot be used as a key as it is not a string "
                f"(type is '{type(key).__name__}')."
            )
        return key

    def __getitem__(self, key: str) -> Any:
        return getattr(self, self._key_to_attr(key))

    def __setitem__(self, key: str, value: Any) -> None:
        name = self._key_to_attr(key)
        self._keys[key] = None
        setattr(self, name, _as_parameter(value))

    def __delitem__(self, key: str) -> None:
        del self._keys[key]
        delattr(self, self._key_to_attr(key))

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __reversed__(self) -> Iterator[str]:
        return reversed(self._keys)

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def copy(self) -> ParameterDict:
        """A new dictionary with the same parameters.

        Example:
            >>> parameters = flambeau.nn.ParameterDict({"a": flambeau.ones(2)})
            >>> parameters.copy()["a"] is parameters["a"]
            True
        """
        return ParameterDict(OrderedDict(self.items()))

    def setdefault(self, key: str, default: Any = None) -> Any:
        """The value of ``key``, which is first set to ``default`` if it is missing.

        Example:
            >>> parameters = flambeau.nn.ParameterDict({"a": flambeau.ones(2)})
            >>> parameters.setdefault("b", flambeau.zeros(3)).shape
            torch.Size([3])
        """
        if key not in self:
            self[key] = default
        return self[key]

    def clear(self) -> None:
        """Remove everything.

        Example:
            >>> parameters = flambeau.nn.ParameterDict({"a": flambeau.ones(2)})
            >>> parameters.clear()
            >>> len(parameters)
            0
        """
        for key in list(self._keys):
            del self[key]

    def pop(self, key: str) -> Any:
        """Remove ``key`` and return its value.

        Example:
            >>> parameters = flambeau.nn.ParameterDict({"a": flambeau.ones(2)})
            >>> parameters.pop("a").shape, len(parameters)
            (torch.Size([2]), 0)
        """
        value = self[key]
        del self[key]
        return value

    def popitem(self) -> tuple[str, Any]:
        """Remove the pair inserted last and return it.

        Raises:
            KeyError: if there is none.

        Example:
            >>> parameters = flambeau.nn.ParameterDict({"a": flambeau.ones(2), "b": flambeau.zeros(3)})
            >>> parameters.popitem()[0]
            'b'
        """
        if not self._keys:
            raise KeyError("popitem(): dictionary is empty")
        key = next(reversed(self._keys))
        return key, self.pop(key)

    def get(self, key: str, default: Any = None) -> Any:
        """The value of ``key``, or ``default`` if it is missing.

        Example:
            >>> flambeau.nn.ParameterDict({"a": flambeau.ones(2)}).get("b", "missing")
            'missing'
        """
        return self[key] if key in self else default  # noqa: SIM401  (this is get itself)

    def fromkeys(self, keys: Iterable[str], default: Any = None) -> ParameterDict:
        """A new dictionary with ``default`` for each of ``keys``.

        Example:
            >>> flambeau.nn.ParameterDict().fromkeys(["a", "b"], flambeau.ones(2))["b"]
            Parameter containing:
            tensor([1., 1.], requires_grad=True)
        """
        return ParameterDict((key, default) for key in keys)

    def keys(self) -> Iterable[str]:
        """The names.

        Example:
            >>> list(flambeau.nn.ParameterDict({"a": flambeau.ones(2)}).keys())
            ['a']
        """
        return self._keys.keys()

    def items(self) -> Iterable[tuple[str, Any]]:
        """Pairs of name and value.

        Example:
            >>> [name for name, value in flambeau.nn.ParameterDict({"a": flambeau.ones(2)}).items()]
            ['a']
        """
        return ((key, self[key]) for key in self._keys)

    def values(self) -> Iterable[Any]:
        """The values.

        Example:
            >>> [value.shape for value in flambeau.nn.ParameterDict({"a": flambeau.ones(2)}).values()]
            [torch.Size([2])]
        """
        return (self[key] for key in self._keys)

    def update(self, parameters: Any) -> None:
        """Add or replace values.

        Raises:
            TypeError: if ``parameters`` is no mapping or iterable of iterables.
            ValueError: if an element is no pair.

        Example:
            >>> parameters = flambeau.nn.ParameterDict({"a": flambeau.ones(2)})
            >>> parameters.update({"a": flambeau.zeros(2), "b": flambeau.zeros(3)})
            >>> len(parameters)
            2
        """
        if not isinstance(parameters, Iterable):
            raise TypeError(
                "ParametersDict.update should be called with an iterable of key/value pairs, "
                f"but got {type(parameters).__name__}"
            )
        if isinstance(parameters, (OrderedDict, ParameterDict)):
            pairs = parameters.items()
        elif isinstance(parameters, Mapping):
            pairs = sorted(parameters.items())
        else:
            pairs = _pairs("ParameterDict", parameters)
        for key, value in pairs:
            self[key] = value

    def extra_repr(self) -> str:
        return "\n".join(_describe(key, value, lambda tensor: tensor.type()) for key, value in self.items())

    def __call__(self, input: Any) -> Any:
        raise RuntimeError("ParameterDict should not be called.")

    def __or__(self, other: ParameterDict) -> ParameterDict:
        result = self.copy()
        result.update(other)
        return result

    def __ror__(self, other: ParameterDict) -> ParameterDict:
        result = other.copy()
        result.update(self)
        return result

    def __ior__(self, other: ParameterDict) -> ParameterDict:
        self.update(other)
        return self
