"""Trading time for memory: parts of a model that are computed again in the backward pass instead of being kept."""

from __future__ import annotations

import contextlib
import warnings
import weakref
from collections.abc import Callable, Generator, Sequence
from typing import Any

import flambeau
from flambeau import Tensor, _core, cuda
from flambeau.autograd import Function
from flambeau.autograd.graph import saved_tensors_hooks

__all__ = [
    "CheckpointError",
    "CheckpointFunction",
    "check_backward_validity",
    "checkpoint",
    "checkpoint_sequential",
    "detach_variable",
    "noop_context_fn",
    "set_checkpoint_early_stop",
]

_CHECKS: dict[str, Callable[[Tensor], Any]] = {
    "default": lambda tensor: {"shape": tensor.shape, "dtype": tensor.dtype, "device": tensor.device},
    "none": lambda _: None,
}

#: Set by :class:`set_checkpoint_early_stop`; None leaves it to each call.
_early_stop: bool | None = None


class CheckpointError(RuntimeError):
    """A function did not keep the same tensors when it was computed again.

    Example:
        >>> issubclass(flambeau.utils.checkpoint.CheckpointError, RuntimeError)
        True
    """


class _Stop(Exception):
    """Everything that is needed was computed."""


def noop_context_fn() -> tuple[Any, Any]:
    """Return two contexts that do nothing.

    Example:
        >>> len(flambeau.utils.checkpoint.noop_context_fn())
        2
    """
    return contextlib.nullcontext(), contextlib.nullcontext()


@contextlib.contextmanager
def set_checkpoint_early_stop(enable: bool) -> Generator[None, None, None]:
    """Say, for calls of :func:`checkpoint` in the block, whether computing again ends with the last tensor needed.

    Example:
        >>> with flambeau.utils.checkpoint.set_checkpoint_early_stop(False):
        ...     y = flambeau.utils.checkpoint.checkpoint(
        ...         flambeau.exp, flambeau.ones(1, requires_grad=True), use_reentrant=False
        ...     )
    """
    global _early_stop
    before, _early_stop = _early_stop, enable
    try:
        yield
    finally:
        _early_stop = before


def detach_variable(inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the arguments with tensors outside the graph, as leaves that require a gradient where the tensors did.

    Raises:
        RuntimeError: ``inputs`` is no tuple.

    Example:
        >>> flambeau.utils.checkpoint.detach_variable((flambeau.ones(1, requires_grad=True) * 2, 3))
        (tensor([2.], requires_grad=True), 3)
    """
    if not isinstance(inputs, tuple):
        raise RuntimeError(f"Only tuple of tensors is supported. Got Unsupported input type: {type(inputs).__name__}")
    return tuple(
        value.detach().requires_grad_(value.requires_grad) if isinstance(value, Tensor) else value for value in inputs
    )


def check_backward_validity(inputs: Any) -> None:
    """Warn where none of the arguments requires a gradient.

    Example:
        >>> flambeau.utils.checkpoint.check_backward_validity([flambeau.ones(1, requires_grad=True)])
    """
    if not any(isinstance(value, Tensor) and value.requires_grad for value in inputs):
        warnings.warn("None of the inputs have requires_grad=True. Gradients will be None", stacklevel=2)


class _Random:
    """The state of all generators at the start of a function, if it is to be the same again."""

    def __init__(self, preserve: bool) -> None:
        self.state = flambeau.get_rng_state() if preserve else None
        self.on_gpus = cuda.get_rng_state_all() if preserve and cuda.is_initialized() else []

    @contextlib.contextmanager
    def again(self) -> Generator[None, None, None]:
        if self.state is None:
            yield
            return
        with flambeau.random.fork_rng(range(len(self.on_gpus))):
            flambeau.set_rng_state(self.state)
            cuda.set_rng_state_all(self.on_gpus)
            yield


class CheckpointFunction(Function):
    """The form of :func:`checkpoint` that runs a backward pass of its own inside that of the program.

    Example:
        >>> x = flambeau.zeros(1, requires_grad=True)
        >>> flambeau.utils.checkpoint.CheckpointFunction.apply(flambeau.exp, True, x).backward()
        >>> x.grad
        tensor([1.])
    """

    @staticmethod
    def forward(ctx: Any, run_function: Callable[..., Any], preserve_rng_state: bool, *args: Any) -> Any:
        """Compute the results without recording; the function and whether random numbers are kept come first.

        Example:
            >>> x = flambeau.zeros(1, requires_grad=True)
            >>> flambeau.utils.checkpoint.CheckpointFunction.apply(flambeau.exp, True, x)
            tensor([1.], grad_fn=<CheckpointFunctionBackward>)
        """
        check_backward_validity(args)
        ctx.run_function = run_function
        ctx.random = _Random(preserve_rng_state)
        ctx.tensor_indices = [at for at, arg in enumerate(args) if isinstance(arg, Tensor)]
        ctx.inputs = [None if isinstance(arg, Tensor) else arg for arg in args]
        ctx.save_for_backward(*(args[at] for at in ctx.tensor_indices))
        with flambeau.no_grad():
            return run_function(*args)

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        """Compute the results again, recorded, and differentiate them.

        Example:
            >>> x = flambeau.zeros(1, requires_grad=True)
            >>> flambeau.utils.checkpoint.CheckpointFunction.apply(flambeau.cos, False, x).backward()
            >>> x.grad
            tensor([-0.])
        """
        if not _core._backward_is_whole():
            raise RuntimeError(
                "When use_reentrant=True, torch.utils.checkpoint is incompatible with .grad() or passing an `inputs` "
                "parameter to .backward(). Set use_reentrant=False, or call .backward() without `inputs`."
            )
        inputs = list(ctx.inputs)
        for at, tensor in zip(ctx.tensor_indices, ctx.saved_tensors, strict=True):
            inputs[at] = tensor
        leaves = detach_variable(tuple(inputs))
        with ctx.random.again(), flambeau.enable_grad():
            outputs = ctx.run_function(*leaves)
        outputs = (outputs,) if isinstance(outputs, Tensor) else outputs
        wanted = [
            (output, grad)
            for output, grad in zip(outputs, grads, strict=True)
            if isinstance(output, Tensor) and output.requires_grad
        ]
        if not wanted:
            raise RuntimeError("none of output has requires_grad=True, this checkpoint() is not necessary")
        flambeau.autograd.backward([output for output, _ in wanted], [grad for _, grad in wanted])
        return (None, None, *(leaf.grad if isinstance(leaf, Tensor) else None for leaf in leaves))


class _Place:
    """Stands for a tensor that was not kept."""

    def __init__(self, frame: _Frame) -> None:
        self.frame = frame
        #: The backward pass that the tensor was last computed for, and the tensor.
        self.run: int | None = None
        self.tensor: Tensor | None = None


class _Frame:
    """One call of a function whose tensors are not kept."""

    def __init__(
        self,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        preserve: bool,
        check: Callable[[Tensor], Any],
        early_stop: bool,
        context: Any,
    ) -> None:
        self.function = function
        # Kept as a rule keeps tensors: hooks outside see them, and changes in place are an error.
        self.args = [
            _core._Saved(arg, None) if isinstance(arg, Tensor) and not arg.is_inference() else arg for arg in args
        ]
        self.kwargs = kwargs
        self.random = _Random(preserve)
        self.check = check
        self.early_stop = early_stop
        self.context = context
        self.places: list[weakref.ref[_Place]] = []
        self.facts: list[Any] = []
        self.complete = False

    def pack(self, tensor: Tensor) -> _Place:
        place = _Place(self)
        self.places.append(weakref.ref(place))
        self.facts.append(self.check(tensor))
        return place

    def unpack(self, place: _Place) -> Tensor:
        run = _core._backward_id()
        if place.tensor is None or place.run != run or run == -1:
            self.compute(run)
        if place.tensor is None:
            raise CheckpointError(
                "torch.utils.checkpoint: a tensor that was kept in the first run was not in the second"
            )
        return place.tensor

    def compute(self, run: int) -> None:
        """Run the function again and give each place its tensor."""
        expected, beyond = len(self.places), False
        found: list[None] = []
        different = []

        def pack(tensor: Tensor) -> Tensor:
            nonlocal beyond
            at = len(found)
            # In case somebody asks for gradients while the function runs, what comes later does not count.
            if at >= expected:
                beyond = True
                if self.complete:
                    raise CheckpointError(
                        "torch.utils.checkpoint: trying to save more tensors during recomputation than during the "
                        "original forward pass."
                    )
                return tensor
            tensor = tensor.detach()
            facts = self.check(tensor)
            if facts != self.facts[at]:
                different.append((at, self.facts[at], facts))
            found.append(None)
            place = self.places[at]()
            if place is not None:
                place.run, place.tensor = run, tensor
            if self.early_stop and len(found) == expected:
                raise _Stop
            return tensor

        args = [arg.get(None) if isinstance(arg, _core._Saved) else arg for arg in self.args]
        with contextlib.suppress(_Stop), saved_tensors_hooks(pack, lambda tensor: tensor):
            with self.random.again(), flambeau.enable_grad(), self.context:
                self.function(*args, **self.kwargs)
        if len(found) != expected and not beyond:
            raise CheckpointError(
                "torch.utils.checkpoint: A different number of tensors was saved during the original forward and "
                f"recomputation.\nNumber of tensors saved during forward: {expected}\n"
                f"Number of tensors saved during recomputation: {len(found)}."
            )
        if different:
            lines = "".join(
                f"tensor at position {at}:\nsaved metadata: {before}\nrecomputed metadata: {now}\n"
                for at, before, now in different
            )
            raise CheckpointError(
                "torch.utils.checkpoint: Recomputed values for the following tensors have different metadata than "
                f"during the forward pass.\n{lines}"
            )


def checkpoint(
    function: Callable[..., Any],
    *args: Any,
    use_reentrant: bool | None = None,
    context_fn: Callable[[], tuple[Any, Any]] = noop_context_fn,
    determinism_check: str = "default",
    debug: bool = False,
    early_stop: bool = True,
    **kwargs: Any,
) -> Any:
    """Call ``function(*args, **kwargs)`` without keeping its tensors; the backward pass computes them again.

    Args:
        function: takes the arguments, returns tensors; called twice, it must do the same.
        use_reentrant: False puts places in the graph for the tensors that are not kept (the better way). True runs a
            backward pass inside the backward pass, which needs an argument that requires a gradient, takes no keywords
            and does not go with ``flambeau.autograd.grad``. To be given.
        context_fn: returns two contexts, for the first and the second run; only without ``use_reentrant``.
        determinism_check: "default" compares shapes, dtypes and devices of the two runs' tensors, "none" does not.
        debug: not there.
        early_stop: end the second run with the last tensor that is needed.
        preserve_rng_state: draw the same random numbers in the second run. Defaults to True.

    Raises:
        CheckpointError: the second run keeps other tensors than the first.
        ValueError: arguments that the form does not take.

    Example:
        >>> x = flambeau.ones(2, requires_grad=True)
        >>> y = flambeau.utils.checkpoint.checkpoint(lambda a: (a * 2).exp(), x, use_reentrant=False)
        >>> y.sum().backward()
        >>> x.grad
        tensor([14.7781, 14.7781])
    """
    if use_reentrant is None:
        warnings.warn(
            "torch.utils.checkpoint: the use_reentrant parameter should be passed explicitly. use_reentrant=False is "
            "recommended; the default is use_reentrant=True.",
            stacklevel=2,
        )
        use_reentrant = True
    preserve = kwargs.pop("preserve_rng_state", True)
    if use_reentrant:
        if kwargs:
            raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
        if context_fn is not noop_context_fn or debug:
            raise ValueError("Passing `context_fn` or `debug` is only supported when use_reentrant=False.")
        return CheckpointFunction.apply(function, preserve, *args)
    if debug:
        raise NotImplementedError("checkpoint(debug=True) is not there")
    if determinism_check not in _CHECKS:
        raise ValueError(f"determinism_check should be one of {list(_CHECKS)} but got {determinism_check}")
    first, second = context_fn()
    if not flambeau.is_grad_enabled():
        with first:
            return function(*args, **kwargs)
    early = early_stop if _early_stop is None else _early_stop
    frame = _Frame(function, args, kwargs, preserve, _CHECKS[determinism_check], early, second)
    with saved_tensors_hooks(frame.pack, lambda place: place.frame.unpack(place)), first:
        result = function(*args, **kwargs)
    frame.complete = True
    return result


def checkpoint_sequential(
    functions: Any, segments: int, input: Tensor, use_reentrant: bool | None = None, **kwargs: Any
) -> Any:
    """Call functions one after the other, in segments whose inner tensors are not kept, all but the last segment.

    Args:
        functions: a :class:`flambeau.nn.Sequential`, or a list of modules or functions of one tensor.
        segments: how many parts to cut the list into.
        input: what the first function takes.
        use_reentrant: see :func:`checkpoint`.
        preserve_rng_state: draw the same random numbers in the second run. Defaults to True.

    Raises:
        ValueError: another keyword.

    Example:
        >>> model = flambeau.nn.Sequential(flambeau.nn.Tanh(), flambeau.nn.Tanh(), flambeau.nn.Tanh())
        >>> x = flambeau.zeros(1, requires_grad=True)
        >>> flambeau.utils.checkpoint.checkpoint_sequential(model, 2, x, use_reentrant=False).backward()
        >>> x.grad
        tensor([1.])
    """
    if use_reentrant is None:
        warnings.warn(
            "torch.utils.checkpoint.checkpoint_sequential: the use_reentrant parameter should be passed explicitly. "
            "use_reentrant=False is recommended; the default is use_reentrant=True.",
            stacklevel=2,
        )
        use_reentrant = True
    preserve = kwargs.pop("preserve_rng_state", True)
    if kwargs:
        raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
    steps: Sequence[Callable[..., Any]] = (
        list(functions.children()) if isinstance(functions, flambeau.nn.Sequential) else functions
    )

    def run(part: Sequence[Callable[..., Any]]) -> Callable[[Any], Any]:
        def call(value: Any) -> Any:
            for step in part:
                value = step(value)
            return value

        return call

    size = len(steps) // segments
    end = 0
    value: Any = input
    for start in range(0, size * (segments - 1), size):
        end = start + size
        value = checkpoint(run(steps[start:end]), value, use_reentrant=use_reentrant, preserve_rng_state=preserve)
    return run(steps[end:])(value)
