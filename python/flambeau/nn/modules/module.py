"""The base class of all layers and models."""

from __future__ import annotations

import inspect
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Self, TypeVar

import flambeau
from flambeau import _core
from flambeau.nn.parameter import Buffer, Parameter
from flambeau.utils.hooks import RemovableHandle  # noqa: F401  (PyTorch's code imports it from here)

from ._conversion import _ConversionMethods
from ._hooks import (  # noqa: F401  (the private names are PyTorch's, and libraries read them)
    _global_backward_hooks,
    _global_backward_pre_hooks,
    _global_buffer_registration_hooks,
    _global_forward_hooks,
    _global_forward_hooks_always_called,
    _global_forward_hooks_with_kwargs,
    _global_forward_pre_hooks,
    _global_module_registration_hooks,
    _global_parameter_registration_hooks,
    _has_any_global_hook,
    _HookMethods,
    _WrappedHook,
    register_module_backward_hook,
    register_module_buffer_registration_hook,
    register_module_forward_hook,
    register_module_forward_pre_hook,
    register_module_full_backward_hook,
    register_module_full_backward_pre_hook,
    register_module_module_registration_hook,
    register_module_parameter_registration_hook,
)
from ._state import _EXTRA_STATE_KEY_SUFFIX, _IncompatibleKeys, _StateDictMethods  # noqa: F401  (as above)

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = [
    "Module",
    "register_module_backward_hook",
    "register_module_buffer_registration_hook",
    "register_module_forward_hook",
    "register_module_forward_pre_hook",
    "register_module_full_backward_hook",
    "register_module_full_backward_pre_hook",
    "register_module_module_registration_hook",
    "register_module_parameter_registration_hook",
]

T = TypeVar("T", bound="Module")


def _addindent(s_: str, numSpaces: int) -> str:
    """Indent every line but the first; empty lines stay empty."""
    first, *rest = s_.split("\n")
    return "\n".join([first, *(" " * numSpaces + line if line.strip() else "" for line in rest)])


def _forward_unimplemented(self: Module, *input: Any) -> None:
    """Compute the module's output from its inputs; every subclass defines it.

    Call the module itself rather than this, which leaves out the hooks.

    Example:
        >>> class Double(flambeau.nn.Module):
        ...     def forward(self, x):
        ...         return 2 * x
        >>> Double()(flambeau.ones(2))
        tensor([2., 2.])
    """
    raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')


class Module(_HookMethods, _StateDictMethods, _ConversionMethods, _core.Module):
    """The base class of all layers and models.

    A subclass calls ``super().__init__()``, assigns its parameters and submodules to attributes and defines
    :meth:`forward`. Parameters, buffers and submodules are found under the attributes' names, by :meth:`parameters`,
    :meth:`state_dict`, :meth:`to` and the like, in submodules too.

    Attribute access and calls run in Rust. The registries ``_parameters``, ``_buffers`` and ``_modules`` are dicts in
    the instance's ``__dict__``.

    Attributes:
        training: whether the module is in training mode, which dropout and batch normalisation go by.
        call_super_init: set it on a class for ``Module.__init__`` to pass its arguments on to the class that comes next
            in the method resolution order.

    Example:
        >>> class Model(flambeau.nn.Module):
        ...     def __init__(self):
        ...         super().__init__()
        ...         self.inner = flambeau.nn.Linear(4, 2)
        ...
        ...     def forward(self, x):
        ...         return self.inner(x).relu()
        >>> model = Model()
        >>> model
        Model(
          (inner): Linear(in_features=4, out_features=2, bias=True)
        )
        >>> model(flambeau.ones(3, 4)).shape
        torch.Size([3, 2])
    """

    dump_patches: bool = False

    # Saved with every state dict; a class raises it when the meaning of its entries changes.
    _version: int = 1

    training: bool
    _parameters: dict[str, Parameter | None]
    _buffers: dict[str, Tensor | None]
    _non_persistent_buffers_set: set[str]
    _backward_pre_hooks: OrderedDict[int, Callable]
    _backward_hooks: OrderedDict[int, Callable]
    _is_full_backward_hook: bool | None
    _forward_hooks: OrderedDict[int, Callable]
    _forward_hooks_with_kwargs: OrderedDict[int, bool]
    _forward_hooks_always_called: OrderedDict[int, bool]
    _forward_pre_hooks: OrderedDict[int, Callable]
    _forward_pre_hooks_with_kwargs: OrderedDict[int, bool]
    _state_dict_hooks: OrderedDict[int, Callable]
    _state_dict_pre_hooks: OrderedDict[int, Callable]
    _load_state_dict_pre_hooks: OrderedDict[int, Callable]
    _load_state_dict_post_hooks: OrderedDict[int, Callable]
    _modules: dict[str, Module | None]
    call_super_init: bool = False
    _compiled_call_impl: Callable | None = None

    forward: Callable[..., Any] = _forward_unimplemented

    # ---- registration

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Add a buffer: a tensor that belongs to the module's state but is not trained.

        Args:
            name: the attribute to find it under.
            tensor: the buffer; None reserves the name.
            persistent: whether it is part of the state dict.

        Raises:
            KeyError: if the name is empty, has a dot or is that of another attribute.

        Example:
            >>> layer = flambeau.nn.Identity()
            >>> layer.register_buffer("count", flambeau.zeros(1))
            >>> list(layer.state_dict())
            ['count']
        """
        if "_buffers" not in self.__dict__:
            raise AttributeError("cannot assign buffer before Module.__init__() call")
        self._check_name("buffer", name, self._buffers)
        if tensor is not None and not (isinstance(tensor, flambeau.Tensor) or hasattr(tensor, "__torch_function__")):
            raise TypeError(
                f"cannot assign '{flambeau.typename(tensor)}' object to buffer '{name}' (torch Tensor or None required)"
            )
        for hook in _global_buffer_registration_hooks.values():
            changed = hook(self, name, tensor)
            if changed is not None:
                tensor = changed
        self._buffers[name] = tensor
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Add a parameter, as assigning it to an attribute does; None reserves the name.

        Raises:
            KeyError: if the name is empty, has a dot or is that of another attribute.
            ValueError: if the parameter is not a leaf.

        Example:
            >>> layer = flambeau.nn.Identity()
            >>> layer.register_parameter("scale", flambeau.nn.Parameter(flambeau.ones(1)))
            >>> [name for name, _ in layer.named_parameters()]
            ['scale']
        """
        if "_parameters" not in self.__dict__:
            raise AttributeError("cannot assign parameter before Module.__init__() call")
        self._check_name("parameter", name, self._parameters)
        if param is None:
            self._parameters[name] = None
            return
        if not isinstance(param, Parameter):
            raise TypeError(
                f"cannot assign '{flambeau.typename(param)}' object to parameter '{name}' "
                "(torch.nn.Parameter or None required)"
            )
        if param.grad_fn:
            raise ValueError(
                f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be created explicitly. "
                f"To express '{name}' as a function of another Tensor, compute the value in the forward() method."
            )
        for hook in _global_parameter_registration_hooks.values():
            changed = hook(self, name, param)
            if changed is not None:
                param = changed
        self._parameters[name] = param

    def add_module(self, name: str, module: Module | None) -> None:
        """Add a submodule, as assigning it to an attribute does; None reserves the name.

        Raises:
            KeyError: if the name is empty, has a dot or is that of another attribute.

        Example:
            >>> model = flambeau.nn.Sequential()
            >>> model.add_module("act", flambeau.nn.ReLU())
            >>> model
            Sequential(
              (act): ReLU()
            )
        """
        if not isinstance(module, Module) and module is not None:
            raise TypeError(f"{flambeau.typename(module)} is not a Module subclass")
        if not isinstance(name, str):
            raise TypeError(f"module name should be a string. Got {flambeau.typename(name)}")
        if hasattr(self, name) and name not in self._modules:
            raise KeyError(f"attribute '{name}' already exists")
        if "." in name:
            raise KeyError(f'module name can\'t contain ".", got: {name}')
        if name == "":
            raise KeyError('module name can\'t be empty string ""')
        for hook in _global_module_registration_hooks.values():
            changed = hook(self, name, module)
            if changed is not None:
                module = changed
        self._modules[name] = module

    def register_module(self, name: str, module: Module | None) -> None:
        """Another name for :meth:`add_module`.

        Example:
            >>> model = flambeau.nn.Module()
            >>> model.register_module("act", flambeau.nn.ReLU())
            >>> model.act
            ReLU()
        """
        self.add_module(name, module)

    def _check_name(self, kind: str, name: Any, registry: dict[str, Any]) -> None:
        if not isinstance(name, str):
            raise TypeError(f"{kind} name should be a string. Got {flambeau.typename(name)}")
        if "." in name:
            raise KeyError(f'{kind} name can\'t contain "."')
        if name == "":
            raise KeyError(f'{kind} name can\'t be empty string ""')
        if hasattr(self, name) and name not in registry:
            raise KeyError(f"attribute '{name}' already exists")

    def __delattr__(self, name: str) -> None:
        if name in self._parameters:
            del self._parameters[name]
        elif name in self._buffers:
            del self._buffers[name]
            self._non_persistent_buffers_set.discard(name)
        elif name in self._modules:
            del self._modules[name]
        else:
            super().__delattr__(name)

    # ---- finding by name

    def get_submodule(self, target: str) -> Module:
        """The submodule with a full name such as ``"encoder.layers.0"``; the module itself for ``""``.

        Raises:
            AttributeError: if a part of the name is missing or is not a module.

        Example:
            >>> model = flambeau.nn.Sequential(flambeau.nn.Sequential(flambeau.nn.ReLU()))
            >>> model.get_submodule("0.0")
            ReLU()
        """
        module = self
        for name in target.split(".") if target else ():
            if not hasattr(module, name):
                raise AttributeError(f"{module._get_name()} has no attribute `{name}`")
            module = getattr(module, name)
            if not isinstance(module, Module):
                raise AttributeError(f"`{name}` is not an nn.Module")
        return module

    def set_submodule(self, target: str, module: Module, strict: bool = False) -> None:
        """Put ``module`` where the full name ``target`` leads, in place of what is there.

        Args:
            target: a full name such as ``"encoder.layers.0"``; all but its last part must exist.
            module: the new submodule.
            strict: require that there is one already.

        Raises:
            ValueError: if ``target`` is empty or ``module`` is not a module.
            AttributeError: if a part of the name is missing or is not a module.

        Example:
            >>> model = flambeau.nn.Sequential(flambeau.nn.ReLU())
            >>> model.set_submodule("0", flambeau.nn.Tanh())
            >>> model
            Sequential(
              (0): Tanh()
            )
        """
        if target == "":
            raise ValueError("Cannot set the submodule without a target name!")
        if not isinstance(module, Module):
            raise ValueError(f"`module` is not an nn.Module, found {type(module)}")
        path, _, name = target.rpartition(".")
        parent = self.get_submodule(path)
        if hasattr(parent, name):
            if not isinstance(getattr(parent, name), Module):
                raise AttributeError(f"`{name}` is not an nn.Module")
        elif strict:
            raise AttributeError(f"{parent._get_name()} has no attribute `{name}`")
        setattr(parent, name, module)

    def get_parameter(self, target: str) -> Parameter:
        """The parameter with a full name such as ``"encoder.weight"``.

        Raises:
            AttributeError: if there is none.

        Example:
            >>> flambeau.nn.Linear(2, 3).get_parameter("bias").shape
            torch.Size([3])
        """
        owner, name, param = self._find(target)
        if not isinstance(param, Parameter):
            raise AttributeError(f"`{name}` is not an nn.Parameter")
        return param

    def get_buffer(self, target: str) -> Tensor:
        """The buffer with a full name such as ``"norm.running_mean"``.

        Raises:
            AttributeError: if there is none.

        Example:
            >>> flambeau.nn.BatchNorm1d(2).get_buffer("running_mean")
            tensor([0., 0.])
        """
        owner, name, buffer = self._find(target)
        if name not in owner._buffers:
            raise AttributeError(f"`{name}` is not a buffer")
        return buffer

    def _find(self, target: str) -> tuple[Module, str, Any]:
        path, _, name = target.rpartition(".")
        owner = self.get_submodule(path)
        if not hasattr(owner, name):
            raise AttributeError(f"{owner._get_name()} has no attribute `{name}`")
        return owner, name, getattr(owner, name)

    # ---- iteration

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """Iterate over the parameters of the module and, if ``recurse``, of its submodules, each once.

        Example:
            >>> [param.shape for param in flambeau.nn.Linear(2, 3).parameters()]
            [torch.Size([3, 2]), torch.Size([3])]
        """
        cls = type(self)
        if cls.named_parameters is Module.named_parameters and cls._named_members is Module._named_members:
            return _core._module_members(self, "_parameters", "", recurse, True, False)
        return (param for _, param in self.named_parameters(recurse=recurse))

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """Iterate over ``(full name, parameter)``.

        Args:
            prefix: put in front of the names, with a dot.
            recurse: go into submodules.
            remove_duplicate: give a parameter that has several names only once.

        Example:
            >>> [name for name, _ in flambeau.nn.Linear(2, 3).named_parameters()]
            ['weight', 'bias']
        """
        if type(self)._named_members is Module._named_members:
            return _core._module_members(self, "_parameters", prefix, recurse, remove_duplicate, True)
        return self._named_members(
            lambda module: module._parameters.items(),
            prefix=prefix,
            recurse=recurse,
            remove_duplicate=remove_duplicate,
        )

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """Iterate over the buffers of the module and, if ``recurse``, of its submodules, each once.

        Example:
            >>> [buffer.shape for buffer in flambeau.nn.BatchNorm1d(3).buffers()]
            [torch.Size([3]), torch.Size([3]), torch.Size([])]
        """
        cls = type(self)
        if cls.named_buffers is Module.named_buffers and cls._named_members is Module._named_members:
            return _core._module_members(self, "_buffers", "", recurse, True, False)
        return (buffer for _, buffer in self.named_buffers(recurse=recurse))

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """Iterate over ``(full name, buffer)``; the arguments are those of :meth:`named_parameters`.

        Example:
            >>> [name for name, _ in flambeau.nn.BatchNorm1d(3).named_buffers()]
            ['running_mean', 'running_var', 'num_batches_tracked']
        """
        if type(self)._named_members is Module._named_members:
            return _core._module_members(self, "_buffers", prefix, recurse, remove_duplicate, True)
        return self._named_members(
            lambda module: module._buffers.items(), prefix=prefix, recurse=recurse, remove_duplicate=remove_duplicate
        )

    def _named_members(
        self,
        get_members_fn: Callable[[Module], Any],
        prefix: str = "",
        recurse: bool = True,
        remove_duplicate: bool = True,
    ) -> Iterator[tuple[str, Any]]:
        """Iterate over the ``(name, member)`` pairs that ``get_members_fn`` gives for each module, with full names."""
        memo = set()
        modules = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate) if recurse else [(prefix, self)]
        for path, module in modules:
            for name, member in get_members_fn(module):
                if member is None or member in memo:
                    continue
                if remove_duplicate:
                    memo.add(member)
                yield f"{path}.{name}" if path else name, member

    def children(self) -> Iterator[Module]:
        """Iterate over the direct submodules, each once.

        Example:
            >>> list(flambeau.nn.Sequential(flambeau.nn.ReLU(), flambeau.nn.Tanh()).children())
            [ReLU(), Tanh()]
        """
        for _, module in self.named_children():
            yield module

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """Iterate over ``(name, module)`` for the direct submodules, each once.

        Example:
            >>> list(flambeau.nn.Sequential(flambeau.nn.ReLU()).named_children())
            [('0', ReLU())]
        """
        memo = set()
        for name, module in self._modules.items():
            if module is not None and module not in memo:
                memo.add(module)
                yield name, module

    def modules(self, remove_duplicate: bool = True) -> Iterator[Module]:
        """Iterate over the module and all modules below it, each once if ``remove_duplicate``.

        Example:
            >>> len(list(flambeau.nn.Sequential(flambeau.nn.ReLU(), flambeau.nn.Tanh()).modules()))
            3
        """
        if type(self).named_modules is Module.named_modules:
            return _core._module_walk(self, None, "", remove_duplicate, False)
        return (module for _, module in self.named_modules(remove_duplicate=remove_duplicate))

    def named_modules(
        self, memo: set[Module] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Module]]:
        """Iterate over ``(full name, module)`` for the module, whose name is ``prefix``, and all modules below it.

        Args:
            memo: modules that have been seen; they and what is below them are left out.
            prefix: put in front of the names, with a dot.
            remove_duplicate: give a module that has several names only once.

        Example:
            >>> [name for name, _ in flambeau.nn.Sequential(flambeau.nn.ReLU()).named_modules()]
            ['', '0']
        """
        return _core._module_walk(self, memo, prefix, remove_duplicate, True)

    # ---- modes

    def apply(self, fn: Callable[[Module], None]) -> Self:
        """Call ``fn`` on every submodule, innermost first, and on the module itself.

        Example:
            >>> def reset(module):
            ...     if isinstance(module, flambeau.nn.Linear):
            ...         flambeau.nn.init.zeros_(module.bias)
            >>> flambeau.nn.Sequential(flambeau.nn.Linear(2, 1)).apply(reset)[0].bias
            Parameter containing:
            tensor([0.], requires_grad=True)
        """
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def train(self, mode: bool = True) -> Self:
        """Put the module and its submodules in training mode, or in evaluation mode for False.

        Example:
            >>> flambeau.nn.Dropout().eval().train().training
            True
        """
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        _core._module_train(self, mode)
        return self

    def eval(self) -> Self:
        """Put the module and its submodules in evaluation mode.

        Dropout then passes its input on, and batch normalization uses the running statistics. Returns the module;
        the same as ``train(False)``.

        Example:
            >>> layer = flambeau.nn.Dropout().eval()
            >>> layer(flambeau.ones(2))
            tensor([1., 1.])
        """
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Set whether gradients are computed for the parameters.

        Example:
            >>> flambeau.nn.Linear(2, 1).requires_grad_(False).weight.requires_grad
            False
        """
        for param in self.parameters():
            param.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Reset the gradients of all parameters: to None, or to zero if not ``set_to_none``.

        Example:
            >>> layer = flambeau.nn.Linear(2, 1)
            >>> layer(flambeau.ones(2)).sum().backward()
            >>> layer.zero_grad()
            >>> layer.weight.grad is None
            True
        """
        if getattr(self, "_is_replica", False):
            warnings.warn(
                "Calling .zero_grad() on a replica of a module has no effect: its parameters are copies of the "
                "original's, not leaves, and gather no gradients.",
                stacklevel=2,
            )
        _core._module_zero_grad(self.parameters(), set_to_none)

    def compile(self, *args: Any, **kwargs: Any) -> None:
        """Let calls go through ``flambeau.compile(self, ...)``, whose arguments these are.

        Example:
            >>> import warnings
            >>> model = flambeau.nn.Linear(2, 1)
            >>> with warnings.catch_warnings():
            ...     warnings.simplefilter("ignore")
            ...     model.compile()
            >>> model(flambeau.ones(3, 2)).shape
            torch.Size([3, 1])
        """
        self._compiled_call_impl = flambeau.compile(self._call_impl, *args, **kwargs)

    # ---- looks

    def _get_name(self) -> str:
        return self.__class__.__name__

    def extra_repr(self) -> str:
        """What stands between the parentheses of the printed module; override it to show its settings.

        Example:
            >>> flambeau.nn.Linear(2, 3).extra_repr()
            'in_features=2, out_features=3, bias=True'
        """
        return ""

    def __repr__(self) -> str:
        extra = self.extra_repr()
        extra_lines = extra.split("\n") if extra else []
        children = [f"({name}): {_addindent(repr(module), 2)}" for name, module in self._modules.items()]
        if len(extra_lines) == 1 and not children:
            inside = extra_lines[0]
        else:
            inside = "".join(f"\n  {line}" for line in extra_lines + children)
            inside += "\n" if inside else ""
        return f"{self._get_name()}({inside})"

    def __dir__(self) -> list[str]:
        names = [*dir(self.__class__), *self.__dict__, *self._parameters, *self._modules, *self._buffers]
        # The children of a Sequential have numbers for names, which are no attributes.
        return sorted(name for name in names if not name[0].isdigit())

    # ---- copies

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        state.pop("_compiled_call_impl", None)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        # What older pickles lack.
        for name in (
            "_forward_pre_hooks",
            "_forward_pre_hooks_with_kwargs",
            "_forward_hooks_with_kwargs",
            "_forward_hooks_always_called",
            "_state_dict_hooks",
            "_state_dict_pre_hooks",
            "_load_state_dict_pre_hooks",
            "_load_state_dict_post_hooks",
            "_backward_pre_hooks",
        ):
            self.__dict__.setdefault(name, OrderedDict())
        self.__dict__.setdefault("_non_persistent_buffers_set", set())
        self.__dict__.setdefault("_is_full_backward_hook", None)

    def _replicate_for_data_parallel(self) -> Self:
        replica = self.__new__(type(self))
        replica.__dict__ = self.__dict__.copy()
        # Replicas hold plain tensors made from the original's parameters.
        replica._parameters = {}
        replica._buffers = replica._buffers.copy()
        replica._modules = replica._modules.copy()
        replica._is_replica = True
        return replica


def _assign_buffer(module: Module, name: str, value: Any) -> None:
    """``module.name = value`` where the value is a Buffer or the name is that of a buffer."""
    if value is not None and not (isinstance(value, flambeau.Tensor) or hasattr(value, "__torch_function__")):
        raise TypeError(
            f"cannot assign '{flambeau.typename(value)}' as buffer '{name}' "
            "(torch.nn.Buffer, torch.Tensor or None expected)"
        )
    if isinstance(value, Buffer):
        persistent = value.persistent
    else:
        persistent = name not in module._non_persistent_buffers_set
    register = module.register_buffer
    # A subclass may have a register_buffer from before there was `persistent`.
    if (
        getattr(register, "__func__", None) is Module.register_buffer
        or "persistent" in inspect.signature(register).parameters
    ):
        register(name, value, persistent)
    elif persistent:
        register(name, value)
    else:
        raise RuntimeError(
            "Registering a non-persistent buffer on a Module subclass that implements register_buffer() without the "
            "persistent argument is not allowed."
        )


_core._module_setup(
    native=_core.Module,
    module=Module,
    parameter=Parameter,
    buffer=Buffer,
    assign_buffer=_assign_buffer,
    call_hooks=[_global_forward_pre_hooks, _global_forward_hooks, _global_backward_pre_hooks, _global_backward_hooks],
    module_registration_hooks=_global_module_registration_hooks,
)
