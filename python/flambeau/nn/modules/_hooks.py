"""Hooks of modules: the tables for all modules, registration on one module, and the call that runs them."""

from __future__ import annotations

import functools
import warnings
import weakref
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import flambeau
from flambeau.utils.hooks import BackwardHook, RemovableHandle

if TYPE_CHECKING:
    from .module import Module

# Hooks of all modules, by the id of their handle. The native base keeps these very dicts: they are only ever changed
# in place.
_global_buffer_registration_hooks: dict[int, Callable] = OrderedDict()
_global_module_registration_hooks: dict[int, Callable] = OrderedDict()
_global_parameter_registration_hooks: dict[int, Callable] = OrderedDict()
_global_backward_pre_hooks: dict[int, Callable] = OrderedDict()
_global_backward_hooks: dict[int, Callable] = OrderedDict()
_global_forward_pre_hooks: dict[int, Callable] = OrderedDict()
_global_forward_hooks: dict[int, Callable] = OrderedDict()
_global_forward_hooks_always_called: dict[int, bool] = OrderedDict()
_global_forward_hooks_with_kwargs: dict[int, bool] = OrderedDict()
_global_is_full_backward_hook: bool | None = None

_MIXED_GLOBAL_HOOKS = (
    "Cannot use both regular backward hooks and full backward hooks as a global Module hook. "
    "Please use only one of them."
)
_MIXED_HOOKS = (
    "Cannot use both regular backward hooks and full backward hooks on a single Module. Please use only one of them."
)


def _add(table: dict[int, Callable], hook: Callable, *, extra: list[dict] | None = None) -> RemovableHandle:
    handle = RemovableHandle(table, extra_dict=extra)
    table[handle.id] = hook
    return handle


def register_module_buffer_registration_hook(hook: Callable) -> RemovableHandle:
    """Call ``hook(module, name, buffer)`` whenever any module registers a buffer; what it returns, if not None,
    is registered instead.

    Example:
        >>> from flambeau.nn.modules.module import register_module_buffer_registration_hook
        >>> handle = register_module_buffer_registration_hook(lambda module, name, buffer: print(name))
        >>> _ = flambeau.nn.BatchNorm1d(2)
        running_mean
        running_var
        num_batches_tracked
        >>> handle.remove()
    """
    return _add(_global_buffer_registration_hooks, hook)


def register_module_module_registration_hook(hook: Callable) -> RemovableHandle:
    """Call ``hook(module, name, submodule)`` whenever any module registers a submodule; what it returns, if not None,
    is registered instead.

    Example:
        >>> from flambeau.nn.modules.module import register_module_module_registration_hook
        >>> handle = register_module_module_registration_hook(lambda module, name, submodule: print(name, submodule))
        >>> _ = flambeau.nn.Sequential(flambeau.nn.ReLU())
        0 ReLU()
        >>> handle.remove()
    """
    return _add(_global_module_registration_hooks, hook)


def register_module_parameter_registration_hook(hook: Callable) -> RemovableHandle:
    """Call ``hook(module, name, parameter)`` whenever any module registers a parameter; what it returns, if not None,
    is registered instead.

    Example:
        >>> from flambeau.nn.modules.module import register_module_parameter_registration_hook
        >>> handle = register_module_parameter_registration_hook(lambda module, name, parameter: print(name))
        >>> _ = flambeau.nn.Linear(2, 1)
        weight
        bias
        >>> handle.remove()
    """
    return _add(_global_parameter_registration_hooks, hook)


def register_module_forward_pre_hook(hook: Callable) -> RemovableHandle:
    """Call ``hook(module, args)`` before ``forward`` of every module, and before the module's own pre-hooks.

    See :meth:`Module.register_forward_pre_hook`.

    Example:
        >>> from flambeau.nn.modules.module import register_module_forward_pre_hook
        >>> handle = register_module_forward_pre_hook(lambda module, args: print(type(module).__name__, args))
        >>> _ = flambeau.nn.ReLU()(flambeau.ones(1))
        ReLU (tensor([1.]),)
        >>> handle.remove()
    """
    return _add(_global_forward_pre_hooks, hook)


def register_module_forward_hook(
    hook: Callable, *, with_kwargs: bool = False, always_call: bool = False
) -> RemovableHandle:
    """Call ``hook(module, args, output)`` after ``forward`` of every module, and before the module's own hooks.

    See :meth:`Module.register_forward_hook`.

    Example:
        >>> from flambeau.nn.modules.module import register_module_forward_hook
        >>> handle = register_module_forward_hook(lambda module, args, output: print(output))
        >>> _ = flambeau.nn.ReLU()(flambeau.tensor([-1.0, 2.0]))
        tensor([0., 2.])
        >>> handle.remove()
    """
    handle = _add(
        _global_forward_hooks,
        hook,
        extra=[_global_forward_hooks_always_called, _global_forward_hooks_with_kwargs],
    )
    if with_kwargs:
        _global_forward_hooks_with_kwargs[handle.id] = True
    if always_call:
        _global_forward_hooks_always_called[handle.id] = True
    return handle


def register_module_backward_hook(hook: Callable) -> RemovableHandle:
    """The older form of :func:`register_module_full_backward_hook`; it sees only the last operation of a module."""
    global _global_is_full_backward_hook
    if _global_is_full_backward_hook is True:
        raise RuntimeError(_MIXED_GLOBAL_HOOKS)
    _global_is_full_backward_hook = False
    return _add(_global_backward_hooks, hook)


def register_module_full_backward_pre_hook(hook: Callable) -> RemovableHandle:
    """Call ``hook(module, grad_output)`` before the gradient passes back through any module.

    See :meth:`Module.register_full_backward_pre_hook`.

    Example:
        >>> from flambeau.nn.modules.module import register_module_full_backward_pre_hook
        >>> handle = register_module_full_backward_pre_hook(lambda module, grad_output: (2 * grad_output[0],))
        >>> x = flambeau.ones(1, requires_grad=True)
        >>> flambeau.nn.ReLU()(x).backward()
        >>> x.grad
        tensor([2.])
        >>> handle.remove()
    """
    return _add(_global_backward_pre_hooks, hook)


def register_module_full_backward_hook(hook: Callable) -> RemovableHandle:
    """Call ``hook(module, grad_input, grad_output)`` after the gradient has passed back through any module.

    See :meth:`Module.register_full_backward_hook`.

    Example:
        >>> from flambeau.nn.modules.module import register_module_full_backward_hook
        >>> handle = register_module_full_backward_hook(lambda module, grad_input, grad_output: print(grad_output))
        >>> flambeau.nn.ReLU()(flambeau.ones(1, requires_grad=True)).backward()
        (tensor([1.]),)
        >>> handle.remove()
    """
    global _global_is_full_backward_hook
    if _global_is_full_backward_hook is False:
        raise RuntimeError(_MIXED_GLOBAL_HOOKS)
    _global_is_full_backward_hook = True
    return _add(_global_backward_hooks, hook)


def _has_any_global_hook() -> bool:
    """Whether any hook for all modules affects calls."""
    return bool(
        _global_backward_pre_hooks
        or _global_backward_hooks
        or _global_forward_pre_hooks
        or _global_forward_hooks
        or _global_forward_hooks_always_called
        or _global_forward_hooks_with_kwargs
    )


class _WrappedHook:
    """A hook that may get its module as first argument, held weakly so that the module's own table may hold it."""

    def __init__(self, hook: Callable, module: Module | None = None) -> None:
        self.hook = hook
        functools.update_wrapper(self, hook)
        self.with_module = module is not None
        if module is not None:
            self.module = weakref.ref(module)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not self.with_module:
            return self.hook(*args, **kwargs)
        module = self.module()
        if module is None:
            raise RuntimeError("You are trying to call the hook of a dead Module!")
        return self.hook(module, *args, **kwargs)

    def __getstate__(self) -> dict[str, Any]:
        state = {"hook": self.hook, "with_module": self.with_module}
        if self.with_module:
            state["module"] = self.module()
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.hook = state["hook"]
        self.with_module = state["with_module"]
        if self.with_module:
            if state["module"] is None:
                raise RuntimeError("You are trying to revive the hook of a dead Module!")
            self.module = weakref.ref(state["module"])


class _Call:
    """One call of a module with hooks: the arguments and the result as the hooks have left them so far."""

    __slots__ = ("args", "kwargs", "module", "ran", "result")

    def __init__(self, module: Module, args: tuple, kwargs: dict[str, Any]) -> None:
        self.module = module
        self.args = args
        self.kwargs = kwargs
        self.result: Any = None
        # Ids of those hooks with always_call that have run.
        self.ran: set[int] = set()

    def run(self) -> Any:
        module = self.module
        pre_hooks: list[Callable] = []
        full: list[Callable] = []
        partial: list[Callable] = []
        if module._backward_pre_hooks or _global_backward_pre_hooks:
            pre_hooks = module._get_backward_pre_hooks()
        if module._backward_hooks or _global_backward_hooks:
            full, partial = module._get_backward_hooks()

        if _global_forward_pre_hooks or module._forward_pre_hooks:
            self._run_pre_hooks()
        backward = None
        if full or pre_hooks:
            backward = BackwardHook(module, full, pre_hooks)
            self.args = backward.setup_input_hook(self.args)

        self.result = module.forward(*self.args, **self.kwargs)

        if _global_forward_hooks or module._forward_hooks:
            self._run_forward_hooks()
        if backward is not None:
            if not isinstance(self.result, (flambeau.Tensor, tuple)):
                warnings.warn(
                    "For backward hooks to be called, module output should be a Tensor or a tuple of Tensors but "
                    f"received {type(self.result)}",
                    stacklevel=4,
                )
            self.result = backward.setup_output_hook(self.result)
        if partial:
            self._attach_partial(partial)
        return self.result

    def _run_pre_hooks(self) -> None:
        module = self.module
        for hook_id, hook in (*_global_forward_pre_hooks.items(), *module._forward_pre_hooks.items()):
            if hook_id in module._forward_pre_hooks_with_kwargs:
                changed = hook(module, self.args, self.kwargs)
                if changed is None:
                    continue
                if not (isinstance(changed, tuple) and len(changed) == 2):
                    raise RuntimeError(
                        f"forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got {changed}."
                    )
                self.args, self.kwargs = changed
            else:
                changed = hook(module, self.args)
                if changed is not None:
                    self.args = changed if isinstance(changed, tuple) else (changed,)

    def _run_forward_hooks(self) -> None:
        module = self.module
        for hook_id, hook in (*_global_forward_hooks.items(), *module._forward_hooks.items()):
            if hook_id in module._forward_hooks_always_called or hook_id in _global_forward_hooks_always_called:
                self.ran.add(hook_id)
            if hook_id in module._forward_hooks_with_kwargs or hook_id in _global_forward_hooks_with_kwargs:
                changed = hook(module, self.args, self.kwargs, self.result)
            else:
                changed = hook(module, self.args, self.result)
            if changed is not None:
                self.result = changed

    def _attach_partial(self, hooks: list[Callable]) -> None:
        """Hang hooks of the older kind on the node of the first tensor in the result."""
        tensor = self.result
        while not isinstance(tensor, flambeau.Tensor):
            if isinstance(tensor, dict):
                tensor = next(value for value in tensor.values() if isinstance(value, flambeau.Tensor))
            else:
                tensor = tensor[0]
        node = tensor.grad_fn
        if node is not None:
            for hook in hooks:
                node.register_hook(_WrappedHook(hook, self.module))
            self.module._maybe_warn_non_full_backward_hook(self.args, self.result, node)

    def run_always_called(self) -> None:
        """After an error: run the hooks with always_call that have not run. Their own errors become warnings."""
        module = self.module
        tables: tuple[tuple[str, dict[int, Callable], dict[int, bool], dict[int, bool]], ...] = (
            ("global module", _global_forward_hooks, _global_forward_hooks_always_called, {}),
            ("module", module._forward_hooks, module._forward_hooks_always_called, module._forward_hooks_with_kwargs),
        )
        for whose, hooks, always, with_kwargs in tables:
            for hook_id, hook in hooks.items():
                if hook_id not in always or hook_id in self.ran:
                    continue
                try:
                    if hook_id in with_kwargs:
                        changed = hook(module, self.args, self.kwargs, self.result)
                    else:
                        changed = hook(module, self.args, self.result)
                    if changed is not None:
                        self.result = changed
                except Exception as error:
                    warnings.warn(
                        f"{whose} forward hook with ``always_call=True`` raised an exception that was silenced as "
                        f"another error was raised in forward: {error}",
                        stacklevel=3,
                    )


class _HookMethods:
    """What :class:`Module` has for hooks."""

    forward: Callable[..., Any]
    _backward_pre_hooks: OrderedDict[int, Callable]
    _backward_hooks: OrderedDict[int, Callable]
    _is_full_backward_hook: bool | None
    _forward_hooks: OrderedDict[int, Callable]
    _forward_hooks_with_kwargs: OrderedDict[int, bool]
    _forward_hooks_always_called: OrderedDict[int, bool]
    _forward_pre_hooks: OrderedDict[int, Callable]
    _forward_pre_hooks_with_kwargs: OrderedDict[int, bool]
    _compiled_call_impl: Callable | None

    def register_forward_pre_hook(
        self, hook: Callable, *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call ``hook(module, args)`` before each ``forward``; what it returns, if not None, replaces the arguments.

        Args:
            hook: gets the positional arguments as a tuple. A value that is not a tuple stands for one argument.
            prepend: run before the hooks that are there already.
            with_kwargs: call ``hook(module, args, kwargs)`` instead; it returns None or ``(args, kwargs)``.

        Example:
            >>> layer = flambeau.nn.Identity()
            >>> _ = layer.register_forward_pre_hook(lambda module, args: args[0] * 2)
            >>> layer(flambeau.ones(1))
            tensor([2.])
        """
        handle = _add(self._forward_pre_hooks, hook, extra=[self._forward_pre_hooks_with_kwargs])
        if with_kwargs:
            self._forward_pre_hooks_with_kwargs[handle.id] = True
        if prepend:
            self._forward_pre_hooks.move_to_end(handle.id, last=False)
        return handle

    def register_forward_hook(
        self, hook: Callable, *, prepend: bool = False, with_kwargs: bool = False, always_call: bool = False
    ) -> RemovableHandle:
        """Call ``hook(module, args, output)`` after each ``forward``; a result other than None replaces the output.

        Args:
            hook: gets the positional arguments as a tuple.
            prepend: run before the hooks that are there already.
            with_kwargs: call ``hook(module, args, kwargs, output)`` instead.
            always_call: run even if ``forward`` or another hook raised; the output is then None.

        Example:
            >>> layer = flambeau.nn.Identity()
            >>> _ = layer.register_forward_hook(lambda module, args, output: -output)
            >>> layer(flambeau.ones(1))
            tensor([-1.])
        """
        handle = _add(
            self._forward_hooks, hook, extra=[self._forward_hooks_with_kwargs, self._forward_hooks_always_called]
        )
        if with_kwargs:
            self._forward_hooks_with_kwargs[handle.id] = True
        if always_call:
            self._forward_hooks_always_called[handle.id] = True
        if prepend:
            self._forward_hooks.move_to_end(handle.id, last=False)
        return handle

    def register_full_backward_pre_hook(self, hook: Callable, prepend: bool = False) -> RemovableHandle:
        """Call ``hook(module, grad_output)`` before the gradient passes back through the module.

        ``grad_output`` is a tuple with the gradient of each output, None where that is not a tensor. What the hook
        returns, if not None, replaces it. ``forward`` and the caller get views of the tensors, so these must not be
        changed in place.
        """
        handle = _add(self._backward_pre_hooks, hook)
        if prepend:
            self._backward_pre_hooks.move_to_end(handle.id, last=False)
        return handle

    def register_full_backward_hook(self, hook: Callable, prepend: bool = False) -> RemovableHandle:
        """Call ``hook(module, grad_input, grad_output)`` after the gradient has passed back through the module.

        Both are tuples: the gradients of the positional arguments and of the outputs, None where that is not a tensor.
        What the hook returns, if not None, replaces ``grad_input``. If no argument requires a gradient the hook runs as
        soon as the gradients of the outputs are known. ``forward`` and the caller get views of the tensors, so these
        must not be changed in place.

        Raises:
            RuntimeError: if the module has hooks from :meth:`register_backward_hook`.
        """
        if self._is_full_backward_hook is False:
            raise RuntimeError(_MIXED_HOOKS)
        self._is_full_backward_hook = True
        handle = _add(self._backward_hooks, hook)
        if prepend:
            self._backward_hooks.move_to_end(handle.id, last=False)
        return handle

    def register_backward_hook(self, hook: Callable) -> RemovableHandle:
        """The older form of :meth:`register_full_backward_hook`; it sees only the last operation of the module.

        Raises:
            RuntimeError: if the module has full backward hooks.
        """
        if self._is_full_backward_hook is True:
            raise RuntimeError(_MIXED_HOOKS)
        self._is_full_backward_hook = False
        return _add(self._backward_hooks, hook)

    def _get_backward_hooks(self) -> tuple[list[Callable], list[Callable]]:
        """The full backward hooks and the older ones, those for all modules first."""
        full: list[Callable] = []
        partial: list[Callable] = []
        for is_full, hooks in (
            (_global_is_full_backward_hook, _global_backward_hooks),
            (self._is_full_backward_hook, self._backward_hooks),
        ):
            if is_full is not None:
                (full if is_full else partial).extend(hooks.values())
        return full, partial

    def _get_backward_pre_hooks(self) -> list[Callable]:
        return [*_global_backward_pre_hooks.values(), *self._backward_pre_hooks.values()]

    def _maybe_warn_non_full_backward_hook(self, inputs: Any, result: Any, grad_fn: Any) -> None:
        """Warn where a hook of the older kind will not see all gradients of the module."""

        def is_flat(value: Any) -> bool:
            return isinstance(value, tuple) and all(isinstance(item, flambeau.Tensor) for item in value)

        def warn(when: str, missing: str, stop: bool = False) -> None:
            hint = "" if stop else " Please use register_full_backward_hook to get the documented behavior."
            warnings.warn(
                f"Using {when} is deprecated and will be removed in future versions. This hook will be missing some "
                f"{missing}.{hint}",
                FutureWarning,
                stacklevel=3,
            )

        outputs = (result,) if isinstance(result, flambeau.Tensor) else result
        if not is_flat(outputs):
            takes = "does not return a single Tensor or a tuple of Tensors"
            return warn(f"non-full backward hooks on a Module that {takes}", "of the grad_output")
        inputs = (inputs,) if isinstance(inputs, flambeau.Tensor) else inputs
        if not is_flat(inputs):
            takes = "does not take as input a single Tensor or a tuple of Tensors"
            return warn(f"non-full backward hooks on a Module that {takes}", "of the grad_input")

        nodes = {output.grad_fn for output in outputs if output.grad_fn is not None}
        if len(nodes) > 1:
            when = "a non-full backward hook when outputs are generated by different autograd Nodes"
            return warn(when, "grad_output")
        if grad_fn not in nodes:
            when = "a non-full backward hook when outputs are nested in python data structure"
            return warn(when, "grad_output", stop=True)
        if {arg.grad_fn for arg in inputs if arg.grad_fn is not None} != {node for node, _ in grad_fn.next_functions}:
            warn("a non-full backward hook when the forward contains multiple autograd Nodes", "grad_input")

    def _call_impl(self, *args: Any, **kwargs: Any) -> Any:
        """``forward`` with its hooks. Calling the module leads here only if there are any."""
        if not (
            self._backward_hooks
            or self._backward_pre_hooks
            or self._forward_hooks
            or self._forward_pre_hooks
            or _global_backward_pre_hooks
            or _global_backward_hooks
            or _global_forward_hooks
            or _global_forward_pre_hooks
        ):
            return self.forward(*args, **kwargs)
        call = _Call(cast("Module", self), args, kwargs)
        try:
            return call.run()
        except Exception:
            call.run_always_called()
            raise

    def _slow_forward(self, *input: Any, **kwargs: Any) -> Any:
        return self.forward(*input, **kwargs)

    def _wrapped_call_impl(self, *args: Any, **kwargs: Any) -> Any:
        if self._compiled_call_impl is not None:
            return self._compiled_call_impl(*args, **kwargs)
        return self._call_impl(*args, **kwargs)
