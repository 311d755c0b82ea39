"""The base of all optimizers: parameter groups, state, hooks, checkpoints."""

from __future__ import annotations

import functools
import warnings
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from copy import deepcopy
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

import flambeau
from flambeau import _core
from flambeau.utils.hooks import RemovableHandle

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = ["Optimizer", "register_optimizer_step_post_hook", "register_optimizer_step_pre_hook"]

ParamsT: TypeAlias = "Iterable[Tensor] | Iterable[dict[str, Any]] | Iterable[tuple[str, Tensor]]"
StateDict: TypeAlias = dict[str, Any]

_global_optimizer_pre_hooks: OrderedDict[int, Callable] = OrderedDict()
_global_optimizer_post_hooks: OrderedDict[int, Callable] = OrderedDict()

_HOOK_TABLES = (
    "_optimizer_step_pre_hooks",
    "_optimizer_step_post_hooks",
    "_optimizer_state_dict_pre_hooks",
    "_optimizer_state_dict_post_hooks",
    "_optimizer_load_state_dict_pre_hooks",
    "_optimizer_load_state_dict_post_hooks",
)


class _Required:
    """Stands for a default that every parameter group must give itself."""

    def __repr__(self) -> str:
        return "<required parameter>"


required = _Required()


def _add_hook(table: OrderedDict[int, Callable], hook: Callable, prepend: bool = False) -> RemovableHandle:
    handle = RemovableHandle(table)
    table[handle.id] = hook
    if prepend:
        table.move_to_end(handle.id, last=False)
    return handle


def register_optimizer_step_pre_hook(hook: Callable) -> RemovableHandle:
    """Call ``hook(optimizer, args, kwargs)`` before every step of every optimizer.

    The hook may return new ``(args, kwargs)``.

    Example:
        >>> hook = lambda optimizer, args, kwargs: print("before")
        >>> handle = flambeau.optim.optimizer.register_optimizer_step_pre_hook(hook)
        >>> flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))]).step()
        before
        >>> handle.remove()
    """
    return _add_hook(_global_optimizer_pre_hooks, hook)


def register_optimizer_step_post_hook(hook: Callable) -> RemovableHandle:
    """Call ``hook(optimizer, args, kwargs)`` after every step of every optimizer.

    Example:
        >>> hook = lambda optimizer, args, kwargs: print("after")
        >>> handle = flambeau.optim.optimizer.register_optimizer_step_post_hook(hook)
        >>> flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))]).step()
        after
        >>> handle.remove()
    """
    return _add_hook(_global_optimizer_post_hooks, hook)


def _type_name(value: Any) -> str:
    return value.type() if isinstance(value, flambeau.Tensor) else type(value).__name__


def _scalar(value: Any) -> float:
    """A hyperparameter as a number: tensors of one element are allowed for it."""
    return value.item() if isinstance(value, flambeau.Tensor) else value


def _rate(lr: Any, capturable: bool) -> tuple[float, Tensor | None]:
    """A learning rate as a number, or as a tensor that the GPU reads in the step itself if it is ``capturable``."""
    if capturable and isinstance(lr, flambeau.Tensor) and lr.is_cuda:
        return 0.0, lr
    return float(_scalar(lr)), None


def _profiled(optimizer: Optimizer, method: str) -> Any:
    """A block with the name that profiles show for a method of an optimizer."""
    from flambeau.autograd.profiler import record_function

    name = type(optimizer).__name__
    return record_function(f"Optimizer.{method}#{name}.{method}")


def _step_dtype() -> Any:
    """The type of the count of steps: double only if that is the default type."""
    return flambeau.float64 if flambeau.get_default_dtype() == flambeau.float64 else flambeau.float32


def _step_count(param: Tensor, on_device: bool = False) -> Tensor:
    """A count of steps that starts at 0: on the CPU, or where the parameter is."""
    if on_device:
        return flambeau.zeros((), dtype=flambeau.float32, device=param.device)
    return flambeau.tensor(0.0, dtype=_step_dtype())


def _check_on_gpu(params: list[Tensor], steps: list[Tensor]) -> None:
    """Refuse parameters and counts that are not on a GPU, where ``capturable`` asks for that."""
    if not all(param.is_cuda and step.device == param.device for param, step in zip(params, steps, strict=True)):
        raise AssertionError("If capturable=True, params and state_steps must be on supported devices: ['cuda'].")


def _refuse_differentiable(differentiable: bool) -> None:
    if differentiable:
        raise NotImplementedError(
            "differentiable=True is not supported: flambeau updates parameters in place, outside of autograd. "
            "Write the update with tensor operations to differentiate through it."
        )


def _check_implementation(foreach: bool | None, fused: bool | None) -> None:
    """Refuse a contradiction between the two arguments, neither of which changes anything in flambeau."""
    if fused and foreach:
        raise RuntimeError("`fused` and `foreach` cannot be `True` together.")


class Optimizer:
    """Base of all optimizers.

    A subclass passes its hyperparameters' defaults to ``__init__`` and defines ``step``. ``param_groups`` is a list of
    dictionaries, each with its ``params`` and hyperparameters; ``state`` holds a dictionary for each parameter.

    Args:
        params: tensors, pairs of name and tensor, or dictionaries (groups) with the key ``params``.
        defaults: hyperparameters that groups take where they do not give their own.

    Raises:
        TypeError: if ``params`` is a tensor, or holds something that is none.
        ValueError: if ``params`` is empty, a parameter is no leaf or is in two groups, or a required hyperparameter is
            missing.

    Example:
        >>> w = flambeau.ones(1, requires_grad=True)
        >>> optimizer = flambeau.optim.SGD([w], lr=0.5)
        >>> (2 * w).sum().backward()
        >>> optimizer.step()
        >>> w
        tensor([0.], requires_grad=True)
    """

    _optimizer_step_pre_hooks: OrderedDict[int, Callable]
    _optimizer_step_post_hooks: OrderedDict[int, Callable]
    _optimizer_state_dict_pre_hooks: OrderedDict[int, Callable]
    _optimizer_state_dict_post_hooks: OrderedDict[int, Callable]
    _optimizer_load_state_dict_pre_hooks: OrderedDict[int, Callable]
    _optimizer_load_state_dict_post_hooks: OrderedDict[int, Callable]

    #: Whether it was said that ``capturable`` is in vain.
    _warned_of_capturable = False

    def __init__(self, params: ParamsT, defaults: dict[str, Any]) -> None:
        self.defaults = defaults
        self._make_hook_tables()
        self._patch_step_function()
        if isinstance(params, flambeau.Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, "
                f"but got {_type_name(params)}"
            )
        if isinstance(params, set):
            warnings.warn(
                "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets "
                "will change between runs. Please use a list instead. This will be an error in a future release.",
                FutureWarning,
                stacklevel=3,
            )
        self.state: defaultdict[Tensor, Any] = defaultdict(dict)
        self.param_groups: list[dict[str, Any]] = []
        groups: list[Any] = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def _make_hook_tables(self) -> None:
        for name in _HOOK_TABLES:
            self.__dict__.setdefault(name, OrderedDict())

    def __getstate__(self) -> dict[str, Any]:
        return {"defaults": self.defaults, "state": self.state, "param_groups": self.param_groups}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._make_hook_tables()
        self._patch_step_function()
        self.defaults.setdefault("differentiable", False)

    def __repr__(self) -> str:
        text = f"{type(self).__name__} ("
        for i, group in enumerate(self.param_groups):
            text += f"\nParameter Group {i}\n"
            text += "".join(f"    {key}: {group[key]}\n" for key in sorted(group) if key != "params")
        return text + ")"

    @staticmethod
    def profile_hook_step(func: Callable) -> Callable:
        """Return ``func``, a ``step`` method, with the hooks around it.

        Example:
            >>> step = flambeau.optim.Optimizer.profile_hook_step(lambda self: "done")
            >>> step(flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))]))
            'done'
        """

        @functools.wraps(func)
        def wrapper(self: Optimizer, *args: Any, **kwargs: Any) -> Any:
            if flambeau._core._profiler_enabled():
                with _profiled(self, "step"):
                    return call(self, *args, **kwargs)
            return call(self, *args, **kwargs)

        def call(self: Optimizer, *args: Any, **kwargs: Any) -> Any:
            # Hooks see the arguments as the call gave them, the optimizer included.
            args = (self, *args)
            for hook in (*_global_optimizer_pre_hooks.values(), *self._optimizer_step_pre_hooks.values()):
                result = hook(self, args, kwargs)
                if result is not None:
                    if not isinstance(result, tuple) or len(result) != 2:
                        raise RuntimeError(
                            f"{func} must return None or a tuple of (new_args, new_kwargs), but got {result}."
                        )
                    args, kwargs = result
            out = func(*args, **kwargs)
            for hook in (*self._optimizer_step_post_hooks.values(), *_global_optimizer_post_hooks.values()):
                hook(self, args, kwargs)
            return out

        return wrapper

    def _patch_step_function(self) -> None:
        """Put the hooks around the class's ``step``, once."""
        cls = type(self)
        if not getattr(cls.step, "hooked", False):
            hooked: Any = self.profile_hook_step(cls.step)
            hooked.hooked = True
            cls.step = hooked  # type: ignore[method-assign]  # the class's own method with the hooks around it

    def register_step_pre_hook(self, hook: Callable) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` before every step; it may return new ``(args, kwargs)``.

        Example:
            >>> optimizer = flambeau.optim.SGD([flambeau.zeros(1, requires_grad=True)], lr=1.0)
            >>> handle = optimizer.register_step_pre_hook(lambda optimizer, args, kwargs: print("before"))
            >>> optimizer.step()
            before
        """
        return _add_hook(self._optimizer_step_pre_hooks, hook)

    def register_step_post_hook(self, hook: Callable) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` after every step.

        Example:
            >>> optimizer = flambeau.optim.SGD([flambeau.zeros(1, requires_grad=True)], lr=1.0)
            >>> handle = optimizer.register_step_post_hook(lambda optimizer, args, kwargs: print("after"))
            >>> optimizer.step()
            after
        """
        return _add_hook(self._optimizer_step_post_hooks, hook)

    def register_state_dict_pre_hook(self, hook: Callable, prepend: bool = False) -> RemovableHandle:
        """Call ``hook(optimizer)`` before a state dict is made.

        Example:
            >>> optimizer = flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))])
            >>> handle = optimizer.register_state_dict_pre_hook(lambda optimizer: print("saving"))
            >>> state = optimizer.state_dict()
            saving
        """
        return _add_hook(self._optimizer_state_dict_pre_hooks, hook, prepend)

    def register_state_dict_post_hook(self, hook: Callable, prepend: bool = False) -> RemovableHandle:
        """Call ``hook(optimizer, state_dict)`` after a state dict is made; it may change it or return another.

        Example:
            >>> optimizer = flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))])
            >>> handle = optimizer.register_state_dict_post_hook(lambda optimizer, state: state.update(epoch=3))
            >>> optimizer.state_dict()["epoch"]
            3
        """
        return _add_hook(self._optimizer_state_dict_post_hooks, hook, prepend)

    def register_load_state_dict_pre_hook(self, hook: Callable, prepend: bool = False) -> RemovableHandle:
        """Call ``hook(optimizer, state_dict)`` before a state dict is loaded; it may change it or return another.

        Example:
            >>> optimizer = flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))])
            >>> handle = optimizer.register_load_state_dict_pre_hook(lambda optimizer, state: print(sorted(state)))
            >>> optimizer.load_state_dict(optimizer.state_dict())
            ['param_groups', 'state']
        """
        return _add_hook(self._optimizer_load_state_dict_pre_hooks, hook, prepend)

    def register_load_state_dict_post_hook(self, hook: Callable, prepend: bool = False) -> RemovableHandle:
        """Call ``hook(optimizer)`` after a state dict is loaded.

        Example:
            >>> optimizer = flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))])
            >>> handle = optimizer.register_load_state_dict_post_hook(lambda optimizer: print("loaded"))
            >>> optimizer.load_state_dict(optimizer.state_dict())
            loaded
        """
        return _add_hook(self._optimizer_load_state_dict_post_hooks, hook, prepend)

    def state_dict(self) -> StateDict:
        """Return the state and the groups, with parameters named by their number.

        The tensors are shared, not copied. PyTorch's optimizers of the same name load it.

        Example:
            >>> w = flambeau.zeros(1, requires_grad=True)
            >>> flambeau.optim.SGD([w], lr=0.1).state_dict()["param_groups"][0]["params"]
            [0]
        """
        for hook in self._optimizer_state_dict_pre_hooks.values():
            hook(self)
        numbers: dict[int, int] = {}
        groups: list[dict[str, Any]] = []
        for group in self.param_groups:
            start = sum(len(packed["params"]) for packed in groups)
            for i, param in enumerate(group["params"], start):
                numbers.setdefault(id(param), i)
            packed = {key: value for key, value in group.items() if key != "params"}
            packed["params"] = [numbers[id(param)] for param in group["params"]]
            groups.append(packed)
        state = {
            numbers[id(key)] if isinstance(key, flambeau.Tensor) else key: value for key, value in self.state.items()
        }
        state_dict = {"state": state, "param_groups": groups}
        for hook in self._optimizer_state_dict_post_hooks.values():
            replacement = hook(self, state_dict)
            if replacement is not None:
                state_dict = replacement
        return state_dict

    def load_state_dict(self, state_dict: StateDict) -> None:
        """Take over a state dict; tensors are cast to the type and moved to the device of their parameter.

        Raises:
            ValueError: if the numbers of groups, or of parameters in a group, differ.

        Example:
            >>> w = flambeau.zeros(1, requires_grad=True)
            >>> first, second = flambeau.optim.SGD([w], lr=0.1), flambeau.optim.SGD([w], lr=1.0)
            >>> second.load_state_dict(first.state_dict())
            >>> second.param_groups[0]["lr"]
            0.1
        """
        state_dict = state_dict.copy()
        for hook in self._optimizer_load_state_dict_pre_hooks.values():
            replacement = hook(self, state_dict)
            if replacement is not None:
                state_dict = replacement

        groups = self.param_groups
        saved_groups = deepcopy(state_dict["param_groups"])
        if len(groups) != len(saved_groups):
            raise ValueError("loaded state dict has a different number of parameter groups")
        if any(len(group["params"]) != len(saved["params"]) for group, saved in zip(groups, saved_groups, strict=True)):
            raise ValueError(
                "loaded state dict contains a parameter group that doesn't match the size of optimizer's group"
            )
        params: dict[Any, tuple[Tensor, dict[str, Any]]] = {}
        for group, saved in zip(groups, saved_groups, strict=True):
            for number, param in zip(saved["params"], group["params"], strict=True):
                params[number] = (param, saved)

        state: defaultdict[Any, Any] = defaultdict(dict)
        for key, value in state_dict["state"].items():
            if key in params:
                param, saved = params[key]
                state[param] = _fit(param, value, saved)
            else:
                state[key] = value
        for group, saved in zip(groups, saved_groups, strict=True):
            saved["params"] = group["params"]
            if "param_names" in group:
                saved.setdefault("param_names", group["param_names"])
        self.__setstate__({"state": state, "param_groups": saved_groups})
        for hook in self._optimizer_load_state_dict_post_hooks.values():
            hook(self)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters.

        Args:
            set_to_none: make them None, rather than zeros.

        Example:
            >>> w = flambeau.ones(1, requires_grad=True)
            >>> w.sum().backward()
            >>> flambeau.optim.SGD([w], lr=0.1).zero_grad()
            >>> w.grad is None
            True
        """
        if flambeau._core._profiler_enabled():
            with _profiled(self, "zero_grad"):
                self._zero_grad(set_to_none)
        else:
            self._zero_grad(set_to_none)

    def _zero_grad(self, set_to_none: bool) -> None:
        for group in self.param_groups:
            for param in group["params"]:
                if set_to_none:
                    param.grad = None
                elif param.grad is not None:
                    if param.grad.grad_fn is None:
                        param.grad.requires_grad_(False)
                    else:
                        param.grad.detach_()
                    param.grad.zero_()

    def _check_capture(self) -> None:
        """Refuse a step that is captured in a graph, unless it counts on the GPU; warn where that is in vain."""
        capturable = all(group["capturable"] for group in self.param_groups)
        if _core._cuda_is_current_stream_capturing():
            if not capturable:
                raise RuntimeError(
                    f"Attempting CUDA graph capture of step() for an instance of {type(self).__name__} but "
                    "param_groups' capturable is False. Make it with capturable=True."
                )
        elif capturable and not self._warned_of_capturable and _core._cuda_is_initialized():
            self._warned_of_capturable = True
            warnings.warn(
                "This instance was constructed with capturable=True or some of all the param_groups came with "
                "capturable=True, but step() is running without CUDA graph capture. If you never intend to "
                "graph-capture this instance, capturable=True can impair performance, and you should set "
                "capturable=False.",
                stacklevel=4,
            )

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update the parameters.

        Args:
            closure: evaluates the model again and returns the loss.

        Example:
            >>> w = flambeau.nn.Parameter(flambeau.tensor([1.0]))
            >>> optimizer = flambeau.optim.SGD([w], lr=0.1)
            >>> (3 * w).sum().backward()
            >>> optimizer.step()
            >>> w.detach()
            tensor([0.7000])
        """
        raise NotImplementedError

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add a group, with the key ``params`` and hyperparameters of its own.

        Raises:
            TypeError: if it is no dictionary, or a parameter is no tensor.
            ValueError: if a parameter is no leaf or already in a group, or a required hyperparameter is missing.

        Example:
            >>> w, b = flambeau.zeros(1, requires_grad=True), flambeau.zeros(1, requires_grad=True)
            >>> optimizer = flambeau.optim.SGD([w], lr=0.1)
            >>> optimizer.add_param_group({"params": b, "lr": 0.01})
            >>> [group["lr"] for group in optimizer.param_groups]
            [0.1, 0.01]
        """
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        params = param_group["params"]
        if isinstance(params, flambeau.Tensor):
            entries = [params]
        elif isinstance(params, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets "
                "will change between runs. Please use a list instead."
            )
        else:
            entries = list(params)
        names = [entry[0] for entry in entries if isinstance(entry, tuple)]
        params = [entry[1] if isinstance(entry, tuple) else entry for entry in entries]
        param_group["params"] = params
        if names:
            if len(names) != len(params):
                raise ValueError("all optimizer params should be with/without names. Some param names are missing")
            param_group["param_names"] = names

        for param in params:
            if not isinstance(param, flambeau.Tensor):
                raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {_type_name(param)}")
            if not (param.is_leaf or param.retains_grad):
                raise ValueError("can't optimize a non-leaf Tensor")
        for name, default in self.defaults.items():
            if default is required and name not in param_group:
                raise ValueError(f"parameter group didn't specify a value of required optimization parameter {name}")
            param_group.setdefault(name, default)

        identities = {id(param) for param in params}
        if len(identities) != len(params):
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error",
                stacklevel=3,
            )
        for group in self.param_groups:
            if ("param_names" in param_group) != ("param_names" in group):
                kind = "with names" if "param_names" in param_group else "without names"
                raise ValueError(
                    "all optimizer param groups should be with/without names. "
                    f"cannot add param group {kind} to the optimizer"
                )
        known = chain.from_iterable(group["params"] for group in self.param_groups)
        if any(id(param) in identities for param in known):
            raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(param_group)


def _fit(param: Tensor, value: Any, group: dict[str, Any], key: str | None = None) -> Any:
    """Bring loaded state to the type and device of ``param``, except the count of steps."""
    if isinstance(value, flambeau.Tensor):
        if key == "step":
            if group.get("capturable") or group.get("fused"):
                return value.to(dtype=flambeau.float32, device=param.device)
            return value
        if param.is_floating_point():
            return value.to(dtype=param.dtype, device=param.device)
        return value.to(device=param.device)
    if isinstance(value, dict):
        return {name: _fit(param, entry, group, name) for name, entry in value.items()}
    if isinstance(value, Iterable):
        kind: Any = type(value)
        return kind(_fit(param, entry, group) for entry in value)
    return value
