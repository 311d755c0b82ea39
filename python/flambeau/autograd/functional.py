"""Derivatives of functions: Jacobians, Hessians, and their products with vectors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flambeau
from flambeau import Tensor

__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]


def _tuple(values: Any, what: str) -> tuple[tuple[Tensor, ...], bool]:
    several = isinstance(values, tuple)
    found = values if several else (values,)
    for at, value in enumerate(found):
        if not isinstance(value, Tensor):
            where = f"Value at index {at} of the {what}" if several else f"The {what}"
            raise TypeError(f"{where} must be a Tensor or a tuple of Tensors but got {type(value).__name__} instead.")
    return found, several


def _leaves(inputs: tuple[Tensor, ...], create_graph: bool) -> tuple[Tensor, ...]:
    """The inputs as this call's own, so that only what the function does with them counts."""
    if create_graph:
        return tuple(
            value.view_as(value) if value.requires_grad else value.clone().requires_grad_() for value in inputs
        )
    return tuple(value.detach().requires_grad_() for value in inputs)


def _evaluate(func: Callable[..., Any], inputs: Any, create_graph: bool) -> Any:
    given, several = _tuple(inputs, "inputs given to the function")
    with flambeau.enable_grad():
        leaves = _leaves(given, create_graph)
        outputs, many = _tuple(func(*leaves), "outputs of the user-provided function")
    return leaves, several, outputs, many


def _gradients(
    outputs: Any, inputs: tuple[Tensor, ...], vectors: Any, create_graph: bool, strict: bool
) -> tuple[Tensor, ...]:
    """Gradients with zeros for inputs that the outputs do not depend on, an error for those if ``strict``."""
    wanted = [(output, vector) for output, vector in zip(outputs, vectors, strict=True) if output.requires_grad]
    if strict and len(wanted) < len(outputs):
        raise RuntimeError("an output of the user-provided function does not require gradients (strict mode)")
    found: tuple[Any, ...] = (None,) * len(inputs)
    if wanted:
        found = flambeau.autograd.grad(
            [output for output, _ in wanted],
            inputs,
            [vector for _, vector in wanted],
            retain_graph=True,
            create_graph=create_graph,
            allow_unused=True,
        )
    if strict and any(gradient is None for gradient in found):
        raise RuntimeError("an output of the user-provided function is independent of an input (strict mode)")
    return tuple(
        flambeau.zeros_like(value) if gradient is None else gradient
        for gradient, value in zip(found, inputs, strict=True)
    )


def _vectors(v: Any, like: tuple[Tensor, ...], what: str) -> tuple[Tensor, ...]:
    if v is None:
        if len(like) != 1 or like[0].numel() != 1:
            raise RuntimeError(f"The vector v can only be None if the {what} is a single Tensor with one element.")
        return (flambeau.ones_like(like[0]),)
    found, _ = _tuple(v, "vector v")
    if len(found) != len(like):
        raise RuntimeError(f"v is a tuple of invalid length: should be {len(like)} but got {len(found)}.")
    for at, (vector, value) in enumerate(zip(found, like, strict=True)):
        if vector.shape != value.shape:
            raise RuntimeError(f"v has invalid size at index {at}: should be {value.shape} but got {vector.shape}.")
    return found


def _pack(values: Any, several: bool) -> Any:
    return tuple(values) if several else values[0]


def _detached(values: Any, create_graph: bool) -> tuple[Tensor, ...]:
    return tuple(values) if create_graph else tuple(value.detach() for value in values)


def vjp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """Return the value of a function, and a vector times its Jacobian.

    Args:
        func: takes the inputs, returns a tensor or a tuple of tensors.
        inputs: a tensor or a tuple of tensors.
        v: the vector, with the outputs' shapes; may be left out for one output of one element.
        create_graph: record the computation.
        strict: raise an error where an output does not depend on an input.

    Raises:
        RuntimeError: shapes that do not fit; a missing dependence, if ``strict``.
        TypeError: something that is no tensor.

    Example:
        >>> flambeau.autograd.functional.vjp(lambda x: x * x, flambeau.tensor([1.0, 2.0]), flambeau.ones(2))
        (tensor([1., 4.]), tensor([2., 4.]))
    """
    leaves, several, outputs, many = _evaluate(func, inputs, create_graph)
    vectors = _vectors(v, outputs, "user-provided function returns; it")
    gradients = _gradients(outputs, leaves, vectors, create_graph, strict)
    return _pack(_detached(outputs, create_graph), many), _pack(_detached(gradients, create_graph), several)


def jvp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """Return the value of a function, and its Jacobian times a vector, by differentiating twice.

    Args and errors are those of :func:`vjp`; ``v`` has the inputs' shapes.

    Example:
        >>> flambeau.autograd.functional.jvp(lambda x: x * x, flambeau.tensor([1.0, 2.0]), flambeau.ones(2))
        (tensor([1., 4.]), tensor([2., 4.]))
    """
    leaves, _, outputs, many = _evaluate(func, inputs, create_graph)
    vectors = _vectors(v, leaves, "input")
    with flambeau.enable_grad():
        probes = tuple(flambeau.zeros_like(output).requires_grad_() for output in outputs)
        gradients = _gradients(outputs, leaves, probes, True, strict)
    products = _gradients(gradients, probes, vectors, create_graph, False)
    return _pack(_detached(outputs, create_graph), many), _pack(_detached(products, create_graph), many)


def jacobian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """Return the Jacobian of a function, row by row.

    Args:
        func: takes the inputs, returns a tensor or a tuple of tensors.
        inputs: a tensor or a tuple of tensors.
        create_graph: record the computation.
        strict: raise an error where an output does not depend on an input.
        vectorize: accepted; rows are computed one after another.
        strategy: only "reverse-mode".

    Returns:
        A tensor of shape ``output.shape + input.shape``; tuples of them for several inputs, and of those for several
        outputs.

    Example:
        >>> flambeau.autograd.functional.jacobian(lambda x: x * x, flambeau.tensor([1.0, 2.0]))
        tensor([[2., 0.],
                [0., 4.]])
    """
    if strategy != "reverse-mode":
        raise NotImplementedError(f"jacobian: strategy='{strategy}' is not there; use 'reverse-mode'")
    leaves, several, outputs, many = _evaluate(func, inputs, create_graph)
    result = []
    for output in outputs:
        rows: list[tuple[Tensor, ...]] = []
        for at in range(output.numel()):
            with flambeau.enable_grad():
                one = output.reshape(-1)[at]
            gradients = _gradients((one,), leaves, (flambeau.ones_like(one),), create_graph, strict)
            rows.append(_detached(gradients, create_graph))
        blocks = [
            flambeau.stack([row[at] for row in rows]).reshape(output.shape + leaf.shape)
            if rows
            else leaf.new_zeros(output.shape + leaf.shape)
            for at, leaf in enumerate(leaves)
        ]
        result.append(_pack(blocks, several))
    return _pack(result, many)


def _scalar_output(func: Callable[..., Any]) -> Callable[..., Tensor]:
    def checked(*inputs: Tensor) -> Tensor:
        output = func(*inputs)
        if not isinstance(output, Tensor) or output.numel() != 1:
            raise RuntimeError("The Tensor returned by the function should contain a single element")
        return output.reshape(())

    return checked


def hessian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """Return the second derivatives of a function with one value.

    Args and errors are those of :func:`jacobian`.

    Example:
        >>> flambeau.autograd.functional.hessian(lambda x: (x**3).sum(), flambeau.tensor([1.0, 2.0]))
        tensor([[ 6.,  0.],
                [ 0., 12.]])
    """
    _, several = _tuple(inputs, "inputs given to hessian")

    def gradient(*values: Tensor) -> Any:
        found = jacobian(_scalar_output(func), values if several else values[0], create_graph=True)
        return tuple(found) if several else found

    return jacobian(gradient, inputs, create_graph, strict, vectorize, outer_jacobian_strategy)


def vhp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """Return the value of a function with one value, and a vector times its Hessian.

    Args and errors are those of :func:`vjp`; ``v`` has the inputs' shapes.

    Example:
        >>> flambeau.autograd.functional.vhp(lambda x: (x**3).sum(), flambeau.tensor([1.0, 2.0]), flambeau.ones(2))
        (tensor(9.), tensor([ 6., 12.]))
    """
    leaves, several, outputs, _ = _evaluate(_scalar_output(func), inputs, create_graph)
    vectors = _vectors(v, leaves, "input")
    with flambeau.enable_grad():
        gradients = _gradients(outputs, leaves, (flambeau.ones_like(outputs[0]),), True, strict)
    products = _gradients(gradients, leaves, vectors, create_graph, strict)
    return _pack(_detached(outputs, create_graph), False), _pack(_detached(products, create_graph), several)


def hvp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """Return the value of a function with one value, and its Hessian, which is symmetric, times a vector.

    The same as :func:`vhp`.

    Example:
        >>> x, v = flambeau.tensor([1.0, 2.0]), flambeau.tensor([1.0, 1.0])
        >>> value, product = flambeau.autograd.functional.hvp(lambda x: (x**3).sum(), x, v)
        >>> value, product
        (tensor(9.), tensor([ 6., 12.]))
    """
    return vhp(func, inputs, v, create_graph, strict)
