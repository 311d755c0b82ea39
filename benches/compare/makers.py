"""Ways of making a row's program from a function of arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from compare.registry import Make
from compare.values import numbers, to, values

Function = Callable[..., Any]
Shapes = tuple[tuple[int, ...], ...]


def inputs(lib: Any, shapes: Shapes, low: float, high: float) -> list[Any]:
    """An array of each shape."""
    return [values(lib, *shape, low=low, high=high, seed=at) for at, shape in enumerate(shapes)]


def op(function: Function, *shapes: tuple[int, ...], low: float = -1.0, high: float = 1.0) -> Make:
    """Times ``function(library, *arrays)`` in PyTorch's API."""

    def make(torch: Any) -> Callable[[], Any]:
        arrays = inputs(torch, shapes, low, high)
        # Spelled out: a call with unpacked arguments would show in rows of a microsecond.
        if len(arrays) == 1:
            (x,) = arrays
            return lambda: function(torch, x)
        if len(arrays) == 2:
            x, y = arrays
            return lambda: function(torch, x, y)
        return lambda: function(torch, *arrays)

    return make


def recorded(function: Function, *shapes: tuple[int, ...]) -> Make:
    """As :func:`op`, with arrays that need gradients; the backward pass is not timed."""

    def make(torch: Any) -> Callable[[], Any]:
        arrays = [x.requires_grad_() for x in inputs(torch, shapes, -1.0, 1.0)]
        return lambda: function(torch, *arrays)

    return make


def backward(function: Function, *shapes: tuple[int, ...], low: float = -1.0, high: float = 1.0) -> Make:
    """Times a function and its backward pass; the result is the gradients."""

    def make(torch: Any) -> Callable[[], Any]:
        arrays = [x.requires_grad_() for x in inputs(torch, shapes, low, high)]
        upstream = to(torch, numbers(*function(torch, *arrays).shape, seed=99))

        def run() -> Any:
            for x in arrays:
                x.grad = None
            function(torch, *arrays).backward(upstream)
            return [x.grad for x in arrays]

        return run

    return make


def fill(torch: Any, module: Any) -> Any:
    """Gives parameters values that do not depend on a library's random numbers, of a size that suits training."""
    with torch.no_grad():
        for at, parameter in enumerate(module.parameters()):
            shape = tuple(parameter.shape)
            if len(shape) > 1:
                fan_in = numbers(*shape[1:]).size
                parameter.copy_(to(torch, numbers(*shape, seed=at) / fan_in**0.5))
            elif parameter.abs().sum().item() != 1.0 * parameter.numel():
                # Weights of normalisations are ones, and stay so; other vectors are small.
                parameter.copy_(to(torch, numbers(*shape, seed=at) * 0.1))
    return module


def layer(make_layer: Callable[[Any], Any], *shapes: tuple[int, ...], train: bool = True) -> Make:
    """Times the forward pass of a layer, without recording."""

    def make(torch: Any) -> Callable[[], Any]:
        module = fill(torch, make_layer(torch.nn)).train(train)
        arrays = inputs(torch, shapes, -1.0, 1.0)

        def run() -> Any:
            with torch.no_grad():
                return module(*arrays)

        return run

    return make


def first(result: Any) -> Any:
    """The tensor that a layer's gradient starts from: recurrent and attention layers return more."""
    return result[0] if isinstance(result, tuple) else result


def layer_backward(make_layer: Callable[[Any], Any], *shapes: tuple[int, ...]) -> Make:
    """Times a layer forward and backward; the result is the gradients of weights and inputs."""

    def make(torch: Any) -> Callable[[], Any]:
        module = fill(torch, make_layer(torch.nn))
        arrays = [x.requires_grad_() for x in inputs(torch, shapes, -1.0, 1.0)]
        leaves = [*module.parameters(), *arrays]
        upstream = to(torch, numbers(*first(module(*arrays)).shape, seed=99))

        def run() -> Any:
            for leaf in leaves:
                leaf.grad = None
            first(module(*arrays)).backward(upstream)
            return [leaf.grad for leaf in leaves]

        return run

    return make


def on_numpy(function: Function, *shapes: tuple[int, ...], low: float = -1.0, high: float = 1.0) -> Make:
    """Times ``function(numpy, *arrays)``."""
    return op(function, *shapes, low=low, high=high)


def on_jax(function: Function, *shapes: tuple[int, ...], low: float = -1.0, high: float = 1.0) -> Make:
    """Times ``function(jax.numpy, *arrays)``, compiled, until its result is there."""

    def make(jax: Any) -> Callable[[], Any]:
        arrays = inputs(jax, shapes, low, high)
        compiled = jax.jit(lambda *xs: function(jax.numpy, *xs))
        return lambda: jax.block_until_ready(compiled(*arrays))

    return make


def on_jax_backward(function: Function, *shapes: tuple[int, ...], low: float = -1.0, high: float = 1.0) -> Make:
    """Times ``function(jax, *arrays)`` and its gradients, compiled."""

    def make(jax: Any) -> Callable[[], Any]:
        arrays = inputs(jax, shapes, low, high)
        shape = jax.eval_shape(lambda *xs: function(jax, *xs), *arrays).shape
        upstream = to(jax, numbers(*shape, seed=99))

        def both(*xs: Any) -> Any:
            result, pull = jax.vjp(lambda *ys: function(jax, *ys), *xs)
            # The result is returned too, or the compiler would leave out what the gradients do not need.
            return pull(upstream), result

        compiled = jax.jit(both)
        return lambda: jax.block_until_ready(compiled(*arrays))[0]

    return make


def on_mlx(function: Function, *shapes: tuple[int, ...], low: float = -1.0, high: float = 1.0) -> Make:
    """Times ``function(mlx.core, *arrays)``, until its result is there."""

    def make(mx: Any) -> Callable[[], Any]:
        arrays = inputs(mx, shapes, low, high)

        def run() -> Any:
            result = function(mx, *arrays)
            mx.eval(result)
            return result

        return run

    return make


ARRAY_MAKERS = {"numpy": on_numpy, "jax": on_jax, "mlx": on_mlx}


def arrays(
    function: Function, *shapes: tuple[int, ...], on: str = "numpy jax mlx", low: float = -1.0, high: float = 1.0
) -> dict[str, Make]:
    """The same function of a module with NumPy's names, for each of the libraries that have it."""
    return {name: ARRAY_MAKERS[name](function, *shapes, low=low, high=high) for name in on.split()}
