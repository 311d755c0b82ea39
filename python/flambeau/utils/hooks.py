"""Handles that remove hooks, and the machinery behind the backward hooks of modules."""

from __future__ import annotations

import warnings
import weakref
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import flambeau

__all__ = ["BackwardHook", "RemovableHandle", "unserializable_hook", "warn_if_has_hooks"]


class RemovableHandle:
    """Removes a hook from the table it was put into. Also a context manager that removes it at the end.

    Args:
        hooks_dict: the table, keyed by :attr:`id`. Only a weak reference is kept.
        extra_dict: one or more further tables with entries of the same key.

    Example:
        >>> layer = flambeau.nn.Identity()
        >>> with layer.register_forward_hook(lambda module, args, output: output + 1):
        ...     layer(flambeau.zeros(1))
        tensor([1.])
        >>> layer(flambeau.zeros(1))
        tensor([0.])
    """

    id: int
    next_id: int = 0

    def __init__(self, hooks_dict: Any, *, extra_dict: Any = None) -> None:
        self.hooks_dict_ref = weakref.ref(hooks_dict)
        self.id = RemovableHandle.next_id
        RemovableHandle.next_id += 1
        tables = [extra_dict] if isinstance(extra_dict, dict) else extra_dict or []
        self.extra_dict_ref = tuple(weakref.ref(table) for table in tables)

    def remove(self) -> None:
        """Remove the hook. A second call, or one after the table is gone, does nothing.

        Example:
            >>> layer = flambeau.nn.Identity()
            >>> handle = layer.register_forward_hook(lambda module, args, output: -output)
            >>> handle.remove()
            >>> layer(flambeau.ones(1))
            tensor([1.])
        """
        for ref in (self.hooks_dict_ref, *self.extra_dict_ref):
            table = ref()
            if table is not None and self.id in table:
                del table[self.id]

    def __getstate__(self) -> tuple:
        return self.hooks_dict_ref(), self.id, tuple(ref() for ref in self.extra_dict_ref)

    def __setstate__(self, state: tuple) -> None:
        # A table that was not pickled along leaves a handle that removes nothing.
        self.hooks_dict_ref = weakref.ref(OrderedDict() if state[0] is None else state[0])
        self.id = state[1]
        RemovableHandle.next_id = max(RemovableHandle.next_id, self.id + 1)
        extra = state[2] if len(state) > 2 else None
        self.extra_dict_ref = tuple(weakref.ref(table) for table in extra or ())

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *exception: object) -> None:
        self.remove()


class _CoreHandle(RemovableHandle):
    """Removes a hook on a tensor or a node."""

    def __init__(self, own: Any) -> None:
        self._own = own
        self.id = RemovableHandle.next_id
        RemovableHandle.next_id += 1

    def remove(self) -> None:
        self._own.remove()

    def __getstate__(self) -> tuple:
        raise TypeError("a hook on a tensor or a node cannot be pickled, nor can its handle")


def unserializable_hook(f: Callable) -> Callable:
    """Mark a tensor hook as one whose absence from a pickle needs no warning.

    Example:
        >>> @flambeau.utils.hooks.unserializable_hook
        ... def hook(grad):
        ...     return 2 * grad
        >>> x = flambeau.ones(1, requires_grad=True)
        >>> handle = x.register_hook(hook)
        >>> x.backward()
        >>> x.grad
        tensor([2.])
    """
    f.__torch_unserializable__ = True  # type: ignore[attr-defined]  # a mark on the function
    return f


def warn_if_has_hooks(tensor: Any) -> None:
    """Warn for each hook on ``tensor`` that a pickle of it will not contain."""
    for hook in (tensor._backward_hooks or {}).values():
        if not hasattr(hook, "__torch_unserializable__"):
            warnings.warn(
                f"backward hook {hook!r} on tensor will not be serialized.  If this is expected, you can decorate "
                "the function with @torch.utils.hooks.unserializable_hook to suppress this warning",
                stacklevel=2,
            )


def _pack(indices: Sequence[int], values: Sequence[Any], size: int) -> tuple:
    """Spread ``values`` over a tuple of ``size``, None elsewhere."""
    packed: list[Any] = [None] * size
    for index, value in zip(indices, values, strict=True):
        packed[index] = value
    return tuple(packed)


class BackwardHook:
    """Runs the backward hooks of one call of a module.

    The module's tensors pass through an identity node on the way in and another on the way out. The hooks run when the
    gradient has come through both: with the gradients of the inputs, and those of the outputs kept from the first.
    What is not a tensor counts as an argument whose gradient is None.

    Example:
        >>> def print_gradients(module, grad_input, grad_output):
        ...     print(grad_input, grad_output)
        >>> hooks = flambeau.utils.hooks.BackwardHook(None, [print_gradients], [])
        >>> x = flambeau.ones(1, requires_grad=True)
        >>> (argument,) = hooks.setup_input_hook((x,))
        >>> hooks.setup_output_hook(2 * argument).backward()
        (tensor([2.]),) (tensor([1.]),)
    """

    def __init__(self, module: Any, user_hooks: Sequence[Callable], user_pre_hooks: Sequence[Callable]) -> None:
        self.module = module
        self.user_hooks = user_hooks
        self.user_pre_hooks = user_pre_hooks
        self.grad_outputs: tuple | None = None
        self.n_inputs = -1
        self.n_outputs = -1
        self.input_tensors_index: Any = None
        self.output_tensors_index: Any = None

    def setup_input_hook(self, args: tuple) -> tuple:
        """Put the node for the inputs in place; returns the arguments to call ``forward`` with.

        Example:
            >>> hooks = flambeau.utils.hooks.BackwardHook(None, [lambda *_: None], [])
            >>> (argument,) = hooks.setup_input_hook((flambeau.ones(1, requires_grad=True),))
            >>> argument
            tensor([1.], grad_fn=<BackwardHookFunctionBackward>)
        """
        args, self.input_tensors_index = self._through_node(args, self._on_grad_inputs)
        self.n_inputs = len(args)
        return args

    def setup_output_hook(self, output: Any) -> Any:
        """Put the node for the outputs in place; returns what the module shall return.

        Example:
            >>> times_ten = lambda module, grads: (10 * grads[0],)
            >>> hooks = flambeau.utils.hooks.BackwardHook(None, [lambda *_: None], [times_ten])
            >>> x = flambeau.ones(1, requires_grad=True)
            >>> (argument,) = hooks.setup_input_hook((x,))
            >>> hooks.setup_output_hook(2 * argument).backward()
            >>> x.grad
            tensor([20.])
        """
        outputs = output if isinstance(output, tuple) else (output,)
        self.n_outputs = len(outputs)
        outputs, self.output_tensors_index = self._through_node(outputs, self._on_grad_outputs)
        return outputs if isinstance(output, tuple) else outputs[0]

    @staticmethod
    def _through_node(args: tuple, hook: Callable) -> tuple[tuple, list[int] | None]:
        indices = [i for i, arg in enumerate(args) if isinstance(arg, flambeau.Tensor)]
        tensors = [args[i] for i in indices]
        if not (flambeau.is_grad_enabled() and any(tensor.requires_grad for tensor in tensors)):
            return args, None

        from flambeau.nn.modules._functions import BackwardHookFunction

        passed = BackwardHookFunction.apply(*tensors)
        node = next(tensor.grad_fn for tensor in passed if tensor.grad_fn is not None)
        node.register_hook(hook)
        changed = list(args)
        for index, tensor in zip(indices, passed, strict=True):
            changed[index] = tensor
        # A named tuple takes its fields one by one.
        return (tuple(changed) if type(args) is tuple else type(args)(*changed)), indices

    def _on_grad_inputs(self, grad_inputs: tuple, _: tuple) -> tuple | None:
        if self.grad_outputs is None:
            # The gradient came to the inputs past the outputs, as it does in a double backward.
            return None
        grads = _pack(self.input_tensors_index, grad_inputs, self.n_inputs)
        for hook in self.user_hooks:
            changed = hook(self.module, grads, self.grad_outputs)
            if changed is None:
                continue
            if len(changed) != len(grads):
                raise RuntimeError(
                    f"Backward hook returned an invalid number of grad_input, got {len(changed)}, "
                    f"but expected {len(grads)}"
                )
            grads = changed
        self.grad_outputs = None
        return tuple(grads[i] for i in self.input_tensors_index)

    def _on_grad_outputs(self, _: tuple, grad_outputs: tuple) -> tuple:
        grads = _pack(self.output_tensors_index, grad_outputs, self.n_outputs)
        expected = len(grads)
        for hook in self.user_pre_hooks:
            changed = hook(self.module, grads)
            if changed is None:
                continue
            if len(changed) != expected:
                raise RuntimeError(
                    f"Backward pre hook returned an invalid number of grad_output, got {len(changed)}, "
                    f"but expected {expected}"
                )
            grads = changed
        if self.input_tensors_index is None:
            # No input requires a gradient: there is no second node, so the hooks run now.
            self._call_without_inputs(grads)
        else:
            self.grad_outputs = grads
        return tuple(grads[i] for i in self.output_tensors_index)

    def _call_without_inputs(self, grad_outputs: tuple) -> None:
        if not self.user_hooks:
            return
        warnings.warn(
            "Full backward hook is firing when gradients are computed with respect to module outputs since no inputs "
            "require gradients.",
            stacklevel=5,
        )
        nothing = (None,) * self.n_inputs
        for hook in self.user_hooks:
            result = hook(self.module, nothing, grad_outputs)
            if result is not None and not (isinstance(result, tuple) and all(grad is None for grad in result)):
                raise RuntimeError(
                    "Backward hook for Modules where no input requires gradient should always return None or None "
                    "for all gradients."
                )
