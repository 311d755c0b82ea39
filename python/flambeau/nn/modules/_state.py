"""State dicts of modules: collecting the parameters and buffers of a tree under their names, and loading them back."""

from __future__ import annotations

import warnings
from collections import OrderedDict, namedtuple
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

import flambeau
from flambeau.nn.parameter import Parameter, is_lazy
from flambeau.utils.hooks import RemovableHandle

from ._conversion_flags import get_swap_module_params_on_conversion
from ._hooks import _add, _WrappedHook

if TYPE_CHECKING:
    from flambeau import Tensor

    from .module import Module

    class _StateDict(OrderedDict[str, Any]):
        """An OrderedDict that may have the versions of modules as an attribute."""

        _metadata: OrderedDict[str, dict[str, Any]]


_EXTRA_STATE_KEY_SUFFIX = "_extra_state"


class _IncompatibleKeys(namedtuple("IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    """What :meth:`Module.load_state_dict` found missing and unexpected."""

    __slots__ = ()

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return super().__repr__()

    __str__ = __repr__


def _is_tensor_like(value: Any) -> bool:
    return isinstance(value, flambeau.Tensor) or hasattr(value, "__torch_function__")


def _quoted(keys: list[str]) -> str:
    return ", ".join(f'"{key}"' for key in keys)


class _StateDictMethods:
    """What :class:`Module` has for state dicts."""

    _version: int
    _parameters: dict[str, Parameter | None]
    _buffers: dict[str, Tensor | None]
    _non_persistent_buffers_set: set[str]
    _modules: dict[str, Module | None]
    _state_dict_hooks: OrderedDict[int, Callable]
    _state_dict_pre_hooks: OrderedDict[int, Callable]
    _load_state_dict_pre_hooks: OrderedDict[int, Callable]
    _load_state_dict_post_hooks: OrderedDict[int, Callable]

    def get_extra_state(self) -> Any:
        """What the module saves in its state dict besides tensors; override it together with :meth:`set_extra_state`.

        It is saved under the key ``_extra_state`` and should be picklable.
        """
        raise RuntimeError("get_extra_state() is called only if a module class overrides it")

    def set_extra_state(self, state: Any) -> None:
        """Take back what :meth:`get_extra_state` gave."""
        raise RuntimeError("set_extra_state() is called only if a module class overrides it")

    def register_state_dict_pre_hook(self, hook: Callable) -> RemovableHandle:
        """Call ``hook(module, prefix, keep_vars)`` before :meth:`state_dict` collects the module's own entries."""
        return _add(self._state_dict_pre_hooks, hook)

    def register_state_dict_post_hook(self, hook: Callable) -> RemovableHandle:
        """Call ``hook(module, state_dict, prefix, local_metadata)`` at the end of :meth:`state_dict`; it may change the
        state dict in place and must return None."""
        hook._from_public_api = True  # type: ignore[attr-defined]  # a mark on the function
        return _add(self._state_dict_hooks, hook)

    def _register_state_dict_hook(self, hook: Callable) -> RemovableHandle:
        """Like :meth:`register_state_dict_post_hook`, but what the hook returns, if not None, is the new state dict."""
        if getattr(hook, "_from_public_api", False):
            raise RuntimeError(
                "Cannot register the same function as the state dict post hook that was previously registered via "
                "register_state_dict_post_hook"
            )
        return _add(self._state_dict_hooks, hook)

    def register_load_state_dict_pre_hook(self, hook: Callable) -> RemovableHandle:
        """Call ``hook(module, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)``
        before :meth:`load_state_dict` copies anything into the module. It may change its arguments in place."""
        return self._register_load_state_dict_pre_hook(hook, with_module=True)

    def _register_load_state_dict_pre_hook(self, hook: Callable, with_module: bool = False) -> RemovableHandle:
        return _add(self._load_state_dict_pre_hooks, _WrappedHook(hook, cast("Module", self) if with_module else None))

    def register_load_state_dict_post_hook(self, hook: Callable) -> RemovableHandle:
        """Call ``hook(module, incompatible_keys)`` after :meth:`load_state_dict` has filled the module.

        The lists ``incompatible_keys.missing_keys`` and ``.unexpected_keys`` may be changed in place, which changes
        what a strict load complains of.
        """
        return _add(self._load_state_dict_post_hooks, hook)

    def _save_to_state_dict(self, destination: dict[str, Any], prefix: str, keep_vars: bool) -> None:
        """Put the entries of this module, without its submodules, into ``destination``."""
        for name, param in self._parameters.items():
            if param is not None:
                destination[prefix + name] = param if keep_vars else param.detach()
        for name, buffer in self._buffers.items():
            if buffer is not None and name not in self._non_persistent_buffers_set:
                destination[prefix + name] = buffer if keep_vars else buffer.detach()
        if _overrides(self, "get_extra_state"):
            destination[prefix + _EXTRA_STATE_KEY_SUFFIX] = self.get_extra_state()

    def state_dict(
        self,
        *args: Any,
        destination: dict[str, Any] | None = None,
        prefix: str = "",
        keep_vars: bool = False,
    ) -> dict[str, Any]:
        """The parameters and persistent buffers of the module and its submodules, by their full names.

        Args:
            destination: the dict to fill; by default a new OrderedDict; its ``_metadata`` holds the modules' versions.
            prefix: put in front of every name.
            keep_vars: give the parameters themselves. Otherwise detached tensors that share their memory.

        Example:
            >>> list(flambeau.nn.Linear(2, 3).state_dict())
            ['weight', 'bias']
        """
        if args:
            warnings.warn("Positional args are being deprecated, use kwargs instead.", FutureWarning, stacklevel=2)
            destination = args[0] if destination is None else destination
            prefix = args[1] if len(args) > 1 and prefix == "" else prefix
            keep_vars = args[2] if len(args) > 2 and keep_vars is False else keep_vars
        if destination is None:
            destination = cast("_StateDict", OrderedDict())
            destination._metadata = OrderedDict()

        local_metadata = {"version": self._version}
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = local_metadata
        for hook in self._state_dict_pre_hooks.values():
            hook(self, prefix, keep_vars)
        self._save_to_state_dict(destination, prefix, keep_vars)
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        for hook in self._state_dict_hooks.values():
            result = hook(self, destination, prefix, local_metadata)
            if result is None:
                continue
            if getattr(hook, "_from_public_api", False):
                raise RuntimeError("state_dict post-hook must return None")
            destination = result
        return destination

    def _load_from_state_dict(
        self,
        state_dict: dict[str, Any],
        prefix: str,
        local_metadata: dict[str, Any],
        strict: bool,
        missing_keys: list[str],
        unexpected_keys: list[str],
        error_msgs: list[str],
    ) -> None:
        """Fill this module, without its submodules, from the entries below ``prefix``.

        What is wrong is added to the three lists. ``local_metadata`` holds the saved module's ``version``.
        """
        for hook in self._load_state_dict_pre_hooks.values():
            hook(state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)

        own: dict[str, Tensor] = {name: param for name, param in self._parameters.items() if param is not None}
        for name, buffer in self._buffers.items():
            if buffer is not None and name not in self._non_persistent_buffers_set:
                own[name] = buffer
        assign = local_metadata.get("assign_to_params_buffers", False)
        for name, target in own.items():
            key = prefix + name
            if key in state_dict:
                _load_entry(self, name, target, key, state_dict[key], assign, error_msgs)
            elif strict:
                missing_keys.append(key)

        extra_key = prefix + _EXTRA_STATE_KEY_SUFFIX
        if _overrides(self, "set_extra_state"):
            if extra_key in state_dict:
                self.set_extra_state(state_dict[extra_key])
            elif strict:
                missing_keys.append(extra_key)
        elif strict and extra_key in state_dict:
            unexpected_keys.append(extra_key)

        if strict:
            for key in state_dict:
                if key.startswith(prefix) and key != extra_key:
                    first, *rest = key[len(prefix) :].split(".", 1)
                    if first not in (self._modules if rest else own):
                        unexpected_keys.append(key)

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> _IncompatibleKeys:
        """Copy the values of a state dict into the parameters and buffers of the module and its submodules.

        Args:
            state_dict: tensors by their full names.
            strict: require that its keys are exactly those of :meth:`state_dict`.
            assign: put the tensors themselves in place of the module's, instead of copying; ``requires_grad`` stays as
                it is in the module. Optimizers must then be made afterwards.

        Returns:
            The lists ``missing_keys`` and ``unexpected_keys``, as a named tuple.

        Raises:
            RuntimeError: lists everything that does not fit: keys if ``strict``, and sizes in any case.

        Example:
            >>> layer = flambeau.nn.Linear(2, 3)
            >>> flambeau.nn.Linear(2, 3).load_state_dict(layer.state_dict())
            <All keys matched successfully>
        """
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")

        missing: list[str] = []
        unexpected: list[str] = []
        errors: list[str] = []
        # A copy, because hooks may change it.
        metadata = getattr(state_dict, "_metadata", None)
        entries = cast("_StateDict", OrderedDict(state_dict))
        if metadata is not None:
            entries._metadata = metadata

        def load(module: Module, entries: dict[str, Any], prefix: str) -> None:
            local_metadata = {} if metadata is None else metadata.get(prefix[:-1], {})
            if assign:
                local_metadata["assign_to_params_buffers"] = assign
            # Always strict here: a load that is not strict reports what it would have complained of.
            module._load_from_state_dict(entries, prefix, local_metadata, True, missing, unexpected, errors)
            for name, child in module._modules.items():
                if child is not None:
                    below = f"{prefix}{name}."
                    load(child, {key: value for key, value in entries.items() if key.startswith(below)}, below)  # noqa: F821  (deleted below, after the last call)

            incompatible = _IncompatibleKeys(missing, unexpected)
            for hook in module._load_state_dict_post_hooks.values():
                if hook(module, incompatible) is not None:
                    raise AssertionError(
                        "Hooks registered with ``register_load_state_dict_post_hook`` are not expected to return new "
                        "values, if incompatible_keys need to be modified, it should be done inplace."
                    )

        load(cast("Module", self), entries, "")
        # The closure refers to itself: without this the tensors would live until the next garbage collection.
        del load

        if strict:
            if unexpected:
                errors.insert(0, f"Unexpected key(s) in state_dict: {_quoted(unexpected)}. ")
            if missing:
                errors.insert(0, f"Missing key(s) in state_dict: {_quoted(missing)}. ")
        if errors:
            listed = "\n\t".join(errors)
            raise RuntimeError(f"Error(s) in loading state_dict for {self.__class__.__name__}:\n\t{listed}")
        return _IncompatibleKeys(missing, unexpected)


def _overrides(module: _StateDictMethods, name: str) -> bool:
    base = getattr(_StateDictMethods, name)
    return getattr(module.__class__, name, base) is not base


def _load_entry(
    module: _StateDictMethods, name: str, target: Tensor, key: str, value: Any, assign: bool, error_msgs: list[str]
) -> None:
    """Put one entry of a state dict into the parameter or buffer ``target``; complaints go to ``error_msgs``."""
    if not _is_tensor_like(value):
        error_msgs.append(
            f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object from checkpoint '
            f"but received {type(value)}"
        )
        return
    lazy = is_lazy(target)
    # Old checkpoints have one-element vectors where there are scalars now.
    if not lazy and len(target.shape) == 0 and len(value.shape) == 1 and value.shape[0] == 1:
        value = value[0]
    if not lazy and value.shape != target.shape:
        error_msgs.append(
            f"size mismatch for {key}: copying a param with shape {value.shape} from checkpoint, "
            f"the shape in current model is {target.shape}."
        )
        return
    if target.is_meta and not value.is_meta and not assign:
        warnings.warn(
            f"for {key}: copying from a non-meta parameter in the checkpoint to a meta parameter in the current model, "
            "which is a no-op. (Did you mean to pass `assign=True` to assign items in the state dictionary to their "
            "corresponding key in the module instead of copying them in place?)",
            stacklevel=4,
        )
    swap = get_swap_module_params_on_conversion()
    try:
        with flambeau.no_grad():
            if swap:
                _swap_entry(target, value, assign)
            elif assign:
                if isinstance(target, Parameter):
                    value = _as_parameter(value, target.requires_grad)
                setattr(module, name, value)
            else:
                target.copy_(value)
    except Exception as error:
        error_msgs.append(
            f'While {"swapping" if swap else "copying"} the parameter named "{key}", whose dimensions in the model are '
            f"{target.size()} and whose dimensions in the checkpoint are {value.size()}, an exception occurred : "
            f"{error.args}."
        )


def _as_parameter(value: Tensor, requires_grad: bool) -> Parameter:
    if isinstance(value, Parameter):
        value.requires_grad_(requires_grad)
        return value
    return Parameter(value, requires_grad=requires_grad)


def _swap_entry(target: Any, value: Tensor, assign: bool) -> None:
    loaded = target.module_load(value, assign=assign)
    if loaded is value or loaded is target:
        raise RuntimeError(
            "module_load returned one of self or other, please .detach() the result if returning one of the inputs in "
            "module_load"
        )
    if isinstance(target, Parameter):
        loaded = _as_parameter(loaded, target.requires_grad)
    flambeau.utils.swap_tensors(target, loaded)
