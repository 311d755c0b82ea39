"""Parts of a model whose inner results are computed again in the backward pass instead of being kept."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterable
from typing import Any

import flambeau
from flambeau import Tensor
from flambeau.autograd import Function
from flambeau.utils import _pytree

__all__ = ["CheckpointFunction", "checkpoint", "checkpoint_sequential", "noop_context_fn"]


def noop_context_fn() -> tuple[Any, Any]:
    """Return two contexts that do nothing: for the first run and for the second.

    Example:
        >>> first, second = flambeau.utils.checkpoint.noop_context_fn()
    """
    return contextlib.nullcontext(), contextlib.nullcontext()


@contextlib.contextmanager
def _random_state(state: Tensor | None) -> Any:
    """Draw the numbers that followed ``state``, and go on afterwards as if nothing had been drawn."""
    if state is None:
        yield
        return
    with flambeau.random.fork_rng(devices=[]):
        flambeau.set_rng_state(state)
        yield


def _apart(argument: Any) -> Any:
    """Return a tensor outside the graph that asks for a gradient where the given one does; anything else as it is."""
    if not isinstance(argument, Tensor):
        return argument
    return argument.detach().requires_grad_(argument.requires_grad)


class CheckpointFunction(Function):
    """A function that is run without a graph, and again with one in the backward pass.

    Example:
        >>> x = flambeau.ones(1, requires_grad=True)
        >>> flambeau.utils.checkpoint.CheckpointFunction.apply(flambeau.exp, True, x).backward()
        >>> x.grad
        tensor([2.7183])
    """

    @staticmethod
    def forward(ctx: Any, run_function: Callable[..., Any], preserve_rng_state: bool, *args: Any) -> Any:
        ctx.run_function = run_function
        ctx.state = flambeau.get_rng_state() if preserve_rng_state else None
        ctx.places = [at for at, argument in enumerate(args) if isinstance(argument, Tensor)]
        ctx.args = [None if isinstance(argument, Tensor) else argument for argument in args]
        ctx.save_for_backward(*[args[at] for at in ctx.places])
        with flambeau.no_grad():
            return run_function(*args)

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        args = list(ctx.args)
        for at, tensor in zip(ctx.places, ctx.saved_tensors, strict=True):
            args[at] = _apart(tensor)
        with _random_state(ctx.state), flambeau.enable_grad():
            outputs = ctx.run_function(*args)
        outputs = (outputs,) if isinstance(outputs, Tensor) else outputs
        pairs = [
            (output, grad)
            for output, grad in zip(outputs, grads, strict=True)
            if isinstance(output, Tensor) and output.requires_grad
        ]
        if not pairs:
            raise RuntimeError("none of output has requires_grad=True, this checkpoint() is not necessary")
        flambeau.autograd.backward([output for output, _ in pairs], [grad for _, grad in pairs])
        return (None, None, *(argument.grad if isinstance(argument, Tensor) else None for argument in args))


def _leaves(tensors: Iterable[Tensor]) -> list[Tensor]:
    """Return the leaves that gradients of the tensors flow to."""
    found: dict[int, Tensor] = {}
    seen: dict[int, Any] = {}
    waiting: list[Any] = [tensor.grad_fn for tensor in tensors]
    while waiting:
        node = waiting.pop()
        if node is None or id(node) in seen:
            continue
        seen[id(node)] = node
        leaf = getattr(node, "variable", None)
        if leaf is not None:
            found[id(leaf)] = leaf
        waiting.extend(following for following, _ in node.next_functions)
    return list(found.values())


class _Again(Function):
    """Results that stand for a part of the graph which is made again in the backward pass."""

    @staticmethod
    def forward(ctx: Any, remake: Callable[..., Any], results: list[Tensor], *inputs: Tensor) -> Any:
        ctx.remake = remake
        ctx.save_for_backward(*inputs)
        return tuple(result.detach() for result in results)

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        results, sources = ctx.remake(ctx.saved_tensors)
        pairs = [(result, grad) for result, grad in zip(results, grads, strict=True) if result.requires_grad]
        given = flambeau.autograd.grad(
            [result for result, _ in pairs], sources, [grad for _, grad in pairs], allow_unused=True
        )
        return (None, None, *given)


def _without_reentry(
    function: Callable[..., Any], preserve: bool, context_fn: Callable[[], Any], args: Any, kwargs: Any
) -> Any:
    state = flambeau.get_rng_state() if preserve else None
    first, second = context_fn()
    if not flambeau.is_grad_enabled():
        with first:
            return function(*args, **kwargs)
    arguments, form = _pytree.tree_flatten((args, kwargs))
    taken = [at for at, leaf in enumerate(arguments) if isinstance(leaf, Tensor) and leaf.requires_grad]
    given = [arguments[at] for at in taken]

    def run(sources: list[Tensor]) -> Any:
        """Call the function with other tensors in the place of those that ask for a gradient."""
        for at, source in zip(taken, sources, strict=True):
            arguments[at] = source
        new_args, new_kwargs = _pytree.tree_unflatten(arguments, form)
        for at in taken:
            arguments[at] = None
        return function(*new_args, **new_kwargs)

    # The arguments are cut off from their histories, so that all leaves found are this part's own.
    sources = [_apart(tensor) for tensor in given]
    with first:
        tree, shape = _pytree.tree_flatten(run(sources))
    places = [at for at, leaf in enumerate(tree) if isinstance(leaf, Tensor) and leaf.requires_grad]
    if not places:
        return _pytree.tree_unflatten(tree, shape)
    cut = {id(source) for source in sources}
    inside = [leaf for leaf in _leaves(tree[at] for at in places) if id(leaf) not in cut]

    def remake(inputs: tuple[Tensor, ...]) -> tuple[list[Tensor], list[Tensor]]:
        again = [_apart(source) for source in inputs[: len(taken)]]
        with _random_state(state), second, flambeau.enable_grad():
            made, _ = _pytree.tree_flatten(run(again))
        return [made[at] for at in places], [*again, *inputs[len(taken) :]]

    replaced = _Again.apply(remake, [tree[at] for at in places], *given, *inside)
    for at, result in zip(places, replaced, strict=True):
        tree[at] = result
    return _pytree.tree_unflatten(tree, shape)


def checkpoint(
    function: Callable[..., Any],
    *args: Any,
    use_reentrant: bool | None = None,
    context_fn: Callable[[], Any] = noop_context_fn,
    determinism_check: str = "default",
    debug: bool = False,
    early_stop: bool = True,
    preserve_rng_state: bool = True,
    **kwargs: Any,
) -> Any:
    """Call ``function`` without keeping its inner results; they are computed again in the backward pass.

    Args:
        function: the part of the model; it must compute the same each time.
        args: its arguments.
        use_reentrant: True runs a whole backward pass inside the other, which fills ``.grad`` of parameters at once
            and takes no keyword arguments; False makes the part one node of the graph.
        context_fn: makes two contexts, for the first run and for the second; with ``use_reentrant=False`` only.
        determinism_check, debug, early_stop: accepted and without effect.
        preserve_rng_state: let the second run draw the same random numbers as the first.
        kwargs: keyword arguments of the function.

    Raises:
        ValueError: keyword arguments or ``context_fn`` with ``use_reentrant=True``.

    Example:
        >>> x = flambeau.ones(2, requires_grad=True)
        >>> flambeau.utils.checkpoint.checkpoint(flambeau.exp, x, use_reentrant=False).sum().backward()
        >>> x.grad
        tensor([2.7183, 2.7183])
    """
    if use_reentrant is None:
        warnings.warn(
            "torch.utils.checkpoint: the use_reentrant parameter should be passed explicitly. use_reentrant=False is "
            "recommended.",
            stacklevel=2,
        )
        use_reentrant = True
    if not use_reentrant:
        return _without_reentry(function, preserve_rng_state, context_fn, args, kwargs)
    if kwargs:
        raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
    if context_fn is not noop_context_fn or debug:
        raise ValueError("Passing `context_fn` or `debug` is only supported when use_reentrant=False.")
    return CheckpointFunction.apply(function, preserve_rng_state, *args)


def checkpoint_sequential(
    functions: Any, segments: int, input: Any, use_reentrant: bool | None = None, **kwargs: Any
) -> Any:
    """Call modules one after the other, in ``segments`` parts of which all but the last are checkpointed.

    Args:
        functions: a ``Sequential`` or a list of modules.
        segments: the number of parts.
        input: the argument of the first module.
        use_reentrant: see :func:`checkpoint`.

    Example:
        >>> layers = [flambeau.nn.ReLU(), flambeau.nn.ReLU()]
        >>> flambeau.utils.checkpoint.checkpoint_sequential(layers, 2, flambeau.ones(1), use_reentrant=False)
        tensor([1.])
    """
    if use_reentrant is None:
        warnings.warn(
            "torch.utils.checkpoint.checkpoint_sequential: the use_reentrant parameter should be passed explicitly.",
            stacklevel=2,
        )
        use_reentrant = True
    preserve = kwargs.pop("preserve_rng_state", True)
    if kwargs:
        raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
    functions = list(functions.children()) if isinstance(functions, flambeau.nn.Sequential) else list(functions)

    def part(start: int, end: int) -> Callable[[Any], Any]:
        def run(value: Any) -> Any:
            for function in functions[start:end]:
                value = function(value)
            return value

        return run

    size = len(functions) // segments
    start = 0
    for _ in range(segments - 1):
        input = checkpoint(part(start, start + size), input, use_reentrant=use_reentrant, preserve_rng_state=preserve)
        start += size
    return part(start, len(functions))(input)
