"""Custom differentiable functions."""

from __future__ import annotations

from typing import Any

from .. import _core
from .._core import Tensor
from .grad_mode import no_grad

__all__ = ["Function", "FunctionCtx", "once_differentiable"]


class FunctionCtx:
    """What a custom function carries from forward to backward.

    Example:
        >>> class Double(flambeau.autograd.Function):
        ...     @staticmethod
        ...     def forward(ctx, x):
        ...         ctx.factor = 2
        ...         return ctx.factor * x
        ...
        ...     @staticmethod
        ...     def backward(ctx, grad):
        ...         return ctx.factor * grad
        >>> x = flambeau.tensor(3.0, requires_grad=True)
        >>> Double.apply(x).backward()
        >>> x.grad
        tensor(2.)
    """

    def __init__(self) -> None:
        self.to_save: tuple[Tensor | None, ...] = ()
        self._saved: tuple[_core._Saved | None, ...] | None = ()
        self._node: Any = None
        self.needs_input_grad: tuple[bool, ...] = ()
        self.materialize_grads = True
        self._dirty: tuple[Tensor, ...] = ()
        self._not_differentiable: tuple[Tensor, ...] = ()

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Keep tensors for backward, where they are ``ctx.saved_tensors``.

        Called in ``forward`` or ``setup_context``, once.

        Raises:
            TypeError: something is neither a tensor nor None.

        Example:
            >>> class Exp(flambeau.autograd.Function):
            ...     @staticmethod
            ...     def forward(ctx, x):
            ...         y = x.exp()
            ...         ctx.save_for_backward(y)
            ...         return y
            ...
            ...     @staticmethod
            ...     def backward(ctx, grad):
            ...         (y,) = ctx.saved_tensors
            ...         return grad * y
            >>> x = flambeau.tensor(0.0, requires_grad=True)
            >>> Exp.apply(x).backward()
            >>> x.grad
            tensor(1.)
        """
        for tensor in tensors:
            if tensor is not None and not isinstance(tensor, Tensor):
                raise TypeError(
                    f"save_for_backward can only save variables, but argument is of type {type(tensor).__name__}"
                )
        self.to_save = tensors

    def mark_dirty(self, *tensors: Tensor) -> None:
        """Say which inputs forward changed in place.

        Example:
            >>> class Increment(flambeau.autograd.Function):
            ...     @staticmethod
            ...     def forward(ctx, x):
            ...         x.add_(1)
            ...         ctx.mark_dirty(x)
            ...         return x
            ...
            ...     @staticmethod
            ...     def backward(ctx, grad):
            ...         return grad
            >>> x = flambeau.tensor([1.0], requires_grad=True)
            >>> y = 2 * x
            >>> Increment.apply(y) is y
            True
        """
        self._dirty = tensors

    def mark_non_differentiable(self, *tensors: Tensor) -> None:
        """Say which results carry no gradient.

        Example:
            >>> class Sorted(flambeau.autograd.Function):
            ...     @staticmethod
            ...     def forward(ctx, x):
            ...         y, order = x.sort()
            ...         ctx.mark_non_differentiable(order)
            ...         ctx.save_for_backward(order)
            ...         return y, order
            ...
            ...     @staticmethod
            ...     def backward(ctx, grad, _):
            ...         (order,) = ctx.saved_tensors
            ...         return flambeau.zeros_like(grad).index_add(0, order, grad)
            >>> x = flambeau.tensor([3.0, 1.0], requires_grad=True)
            >>> y, order = Sorted.apply(x)
            >>> order.requires_grad
            False
            >>> y.backward(flambeau.tensor([10.0, 20.0]))
            >>> x.grad
            tensor([20., 10.])
        """
        self._not_differentiable = tensors

    def set_materialize_grads(self, value: bool) -> None:
        """Say whether missing gradients reach backward as zeros (the default) or as None.

        Example:
            >>> class Pair(flambeau.autograd.Function):
            ...     @staticmethod
            ...     def forward(ctx, x):
            ...         ctx.set_materialize_grads(False)
            ...         return x * 2, x * 3
            ...
            ...     @staticmethod
            ...     def backward(ctx, double, triple):
            ...         print(double, triple)
            ...         return 2 * double
            >>> x = flambeau.tensor(1.0, requires_grad=True)
            >>> Pair.apply(x)[0].backward()
            tensor(1.) None
        """
        self.materialize_grads = value

    @property
    def saved_tensors(self) -> tuple[Tensor | None, ...]:
        """The tensors that forward saved.

        Raises:
            RuntimeError: one of them was changed in place since, or a pass that did not keep the graph let them go.

        Example:
            >>> class Square(flambeau.autograd.Function):
            ...     @staticmethod
            ...     def forward(ctx, x):
            ...         ctx.save_for_backward(x)
            ...         return x * x
            ...
            ...     @staticmethod
            ...     def backward(ctx, grad):
            ...         (x,) = ctx.saved_tensors
            ...         return 2 * x * grad
            >>> x = flambeau.tensor(3.0, requires_grad=True)
            >>> Square.apply(x).backward()
            >>> x.grad
            tensor(6.)
        """
        if self._saved is None:
            raise RuntimeError(
                "Trying to backward through the graph a second time (or directly access saved tensors after they have "
                "already been freed): what was saved went with the first pass. Give that pass retain_graph=True to "
                "keep it."
            )
        return tuple(None if saved is None else saved.get(self._node) for saved in self._saved)

    def _release(self) -> None:
        """Let go of the saved tensors, after a pass that does not keep the graph."""
        if self._saved:
            self._saved = None


class _FunctionMeta(type):
    """Gives every function a class for its contexts, which carries its static methods and attributes."""

    def __init__(cls, name: str, bases: tuple[type, ...], attributes: dict[str, Any]) -> None:
        super().__init__(name, bases, attributes)
        cls._context = type(f"{name}Backward", (FunctionCtx,), {"_function": cls})


class Function(FunctionCtx, metaclass=_FunctionMeta):
    """A function with a gradient of its own: derive, and write ``forward`` and ``backward`` as static methods.

    Example:
        >>> class Square(flambeau.autograd.Function):
        ...     @staticmethod
        ...     def forward(ctx, x):
        ...         ctx.save_for_backward(x)
        ...         return x * x
        ...     @staticmethod
        ...     def backward(ctx, grad):
        ...         (x,) = ctx.saved_tensors
        ...         return 2 * x * grad
        >>> x = flambeau.tensor(3.0, requires_grad=True)
        >>> Square.apply(x).backward()
        >>> x.grad
        tensor(6.)
    """

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        """Compute the results. The first argument is the context, unless ``setup_context`` is written too.

        Raises:
            NotImplementedError: a subclass does not define it.

        Example:
            >>> class Double(flambeau.autograd.Function):
            ...     @staticmethod
            ...     def forward(ctx, x):
            ...         return 2 * x
            ...
            ...     @staticmethod
            ...     def backward(ctx, grad):
            ...         return 2 * grad
            >>> Double.apply(flambeau.ones(2))
            tensor([2., 2.])
        """
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> Any:
        """Keep in ``ctx`` what backward needs, where ``forward`` does not take the context.

        Example:
            >>> class Scale(flambeau.autograd.Function):
            ...     @staticmethod
            ...     def forward(x, factor):
            ...         return factor * x
            ...
            ...     @staticmethod
            ...     def setup_context(ctx, inputs, output):
            ...         _, ctx.factor = inputs
            ...
            ...     @staticmethod
            ...     def backward(ctx, grad):
            ...         return ctx.factor * grad, None
            >>> x = flambeau.tensor(1.0, requires_grad=True)
            >>> Scale.apply(x, 5.0).backward()
            >>> x.grad
            tensor(5.)
        """
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        """Return the gradients of the inputs, given those of the results.

        ``ctx`` is the context; each result has one gradient, of its shape. Each input needs one, or None.

        Raises:
            NotImplementedError: a subclass does not define it.

        Example:
            >>> class Cube(flambeau.autograd.Function):
            ...     @staticmethod
            ...     def forward(ctx, x):
            ...         ctx.save_for_backward(x)
            ...         return x**3
            ...
            ...     @staticmethod
            ...     def backward(ctx, grad):
            ...         (x,) = ctx.saved_tensors
            ...         return 3 * x**2 * grad
            >>> x = flambeau.tensor(2.0, requires_grad=True)
            >>> Cube.apply(x).backward()
            >>> x.grad
            tensor(12.)
        """
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use it with "
            "backward mode AD."
        )

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Run the function and record it.

        Example:
            >>> class Double(flambeau.autograd.Function):
            ...     @staticmethod
            ...     def forward(ctx, x):
            ...         return 2 * x
            ...
            ...     @staticmethod
            ...     def backward(ctx, grad):
            ...         return 2 * grad
            >>> Double.apply(flambeau.ones(2, requires_grad=True)).grad_fn.name()
            'DoubleBackward'
        """
        ctx = cls._context()
        ctx.needs_input_grad = tuple(isinstance(arg, Tensor) and arg.requires_grad for arg in args)
        separate = cls.setup_context is not Function.setup_context
        profiled = None
        if _core._profiler_enabled():
            profiled = _core._profiler_function(cls.__name__, [arg for arg in args if isinstance(arg, Tensor)])
        try:
            with no_grad():
                if separate:
                    output = cls.forward(*args, **kwargs)
                    cls.setup_context(ctx, args, output)
                else:
                    output = cls.forward(ctx, *args, **kwargs)
            return _record(cls, ctx, args, output)
        finally:
            if profiled is not None:
                profiled.end()


def _is_bare_view(value: Tensor) -> bool:
    """Whether a tensor is a view made without recording: it stays one, so that in-place changes are refused."""
    return value._is_view() and value.grad_fn is None


def _record(cls: Any, ctx: FunctionCtx, args: tuple[Any, ...], output: Any) -> Any:
    single = not isinstance(output, tuple)
    outputs = (output,) if single else output
    if not (_core.is_grad_enabled() and any(ctx.needs_input_grad)):
        return output
    inputs = [arg for arg in args if isinstance(arg, Tensor)]
    dirty = {id(tensor) for tensor in ctx._dirty}
    if dirty - {id(value) for value in outputs}:
        raise RuntimeError(
            "Some elements marked as dirty during the forward method were not returned as output. The inputs that are "
            "modified inplace must all be outputs of the Function."
        )
    plain = {id(tensor) for tensor in ctx._not_differentiable}
    # A result that is an input, unchanged, gets a handle of its own: the input keeps its place in the graph.
    given = {id(arg) for arg in inputs}
    results = []
    for value in outputs:
        if (
            isinstance(value, Tensor)
            and id(value) not in dirty
            and (id(value) in given or (value.requires_grad and not _is_bare_view(value)))
        ):
            if id(value) not in given:
                value = value.detach()
            elif id(value) in plain:
                value = value.detach()
            else:
                with no_grad():
                    value = value.view_as(value)
        results.append(value)
    plain = {id(new) for old, new in zip(outputs, results, strict=True) if id(old) in plain}
    recorded = [
        value
        for value in results
        if isinstance(value, Tensor) and id(value) not in plain and (value.is_floating_point() or value.is_complex())
    ]
    shapes = [(value.shape, value.dtype, value.device) if isinstance(value, Tensor) else None for value in results]
    changed = [id(value) in dirty for value in recorded]
    positions = [at for at, arg in enumerate(args) if isinstance(arg, Tensor)]
    numbers = {id(value): at for at, value in enumerate(recorded)}
    of_result = [numbers.get(id(result)) for result in results]

    count = len(args)

    def run(grads: tuple[Tensor | None, ...], node: Any = None) -> list[Tensor | None]:
        arrived = []
        for at, shape in zip(of_result, shapes, strict=True):
            grad = None if at is None else grads[at]
            if grad is None and shape is not None and ctx.materialize_grads:
                grad = _core.zeros(shape[0], dtype=shape[1], device=shape[2])
            arrived.append(grad)
        ctx._node = node if _core.is_grad_enabled() else None
        try:
            answer = cls.backward(ctx, *arrived)
        finally:
            ctx._node = None
        answer = answer if isinstance(answer, tuple) else (answer,)
        if len(answer) < count or any(extra is not None for extra in answer[count:]):
            raise RuntimeError(
                f"function {cls.__name__}Backward returned an incorrect number of gradients (expected {count}, got "
                f"{len(answer)})"
            )
        for at, grad in enumerate(answer[:count]):
            if grad is not None and not isinstance(grad, Tensor):
                raise RuntimeError(f"expected Variable or None (got {type(grad).__name__})")
            if grad is not None and at not in positions:
                raise RuntimeError(
                    f"function {cls.__name__}Backward returned a gradient different than None at position {at + 1}, "
                    "but the corresponding forward input was not a Variable"
                )
        return [answer[at] for at in positions]

    _core._record_function(f"{cls.__name__}Backward", run, ctx._release, inputs, recorded, changed)
    for value in recorded:
        if id(value) not in dirty and value._is_view():
            _core._mark_function_view(value, len(recorded) > 1)
    replaced = {id(old): new for old, new in zip(outputs, results, strict=True)}
    # A result is kept outside the graph: it owns its node, which owns the context.
    kept = [replaced.get(id(tensor), tensor) for tensor in ctx.to_save]
    ctx._saved = tuple(None if tensor is None else _core._Saved(tensor, numbers.get(id(tensor))) for tensor in kept)
    ctx.to_save = ()
    return results[0] if single else tuple(results)


def once_differentiable(function: Any) -> Any:
    """Decorate a backward that cannot itself be differentiated.

    Example:
        >>> class Double(flambeau.autograd.Function):
        ...     @staticmethod
        ...     def forward(ctx, x):
        ...         return 2 * x
        ...
        ...     @staticmethod
        ...     @flambeau.autograd.function.once_differentiable
        ...     def backward(ctx, grad):
        ...         return 2 * grad
        >>> x = flambeau.tensor(1.0, requires_grad=True)
        >>> flambeau.autograd.grad(Double.apply(x), x)
        (tensor(2.),)
    """
    import functools

    @functools.wraps(function)
    def call(ctx: Any, *grads: Any) -> Any:
        with no_grad():
            return function(ctx, *grads)

    return call
