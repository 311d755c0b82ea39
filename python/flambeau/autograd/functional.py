"""Derivatives of functions: Jacobians, Hessians, and their products with vectors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flambeau
from flambeau import Tensor

__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]


def _tuple(values: Any, what: str, function: str) -> tuple[tuple[Tensor, ...], bool]:
    several = isinstance(values, tuple)
    found = values if several else (values,)
    for at, value in enumerate(found):
        if not isinstance(value, Tensor):
            where = f"value at index {at}" if several else f"given {what}"
            raise TypeError(
                f"The {what} given to {function} must be either a Tensor or a tuple of Tensors but the {where} has "
                f"type {type(value)}."
            )
    return found, several


_OUTPUTS = "outputs of the user-provided function"


def _leaves(inputs: tuple[Tensor, ...], create_graph: bool) -> tuple[Tensor, ...]:
    """The inputs as this call's own, so that only what the function does with them counts."""
    if create_graph:
        return tuple(
            value.view_as(value) if value.requires_grad else value.clone().requires_grad_() for value in inputs
        )
    return tuple(value.detach().requires_grad_() for value in inputs)


def _evaluate(func: Callable[..., Any], inputs: Any, create_graph: bool, strict: bool, name: str) -> Any:
    given, several = _tuple(inputs, "inputs", name)
    with flambeau.enable_grad():
        leaves = _leaves(given, create_graph)
        outputs, many = _tuple(func(*leaves), _OUTPUTS, name)
    if strict:
        for at, output in enumerate(outputs):
            if not output.requires_grad:
                raise RuntimeError(
                    f"Output {at} of the user-provided function does not require gradients. The outputs must be "
                    "computed in a differentiable manner from the input when running in strict mode."
                )
    return leaves, several, outputs, many


#: Stages of a computation, as errors in strict mode name them.
_BACK = "The output of the user-provided function is independent of input {}. This is not allowed in strict mode."
_JACOBIAN = (
    "The jacobian of the user-provided function is independent of input {}. This is not allowed in strict mode when "
    "create_graph=True."
)
_HESSIAN = (
    "While computing the hessian, found that the jacobian of the user-provided function with respect to input {} is "
    "independent of the input. This is not allowed in strict mode."
)


def _gradients(
    outputs: Any, inputs: tuple[Tensor, ...], vectors: Any, create_graph: bool, strict: str | None = None
) -> tuple[Tensor, ...]:
    """Gradients with zeros for inputs that the outputs do not depend on; ``strict`` is the error for those."""
    wanted = [(output, vector) for output, vector in zip(outputs, vectors, strict=True) if output.requires_grad]
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
    if strict is not None:
        for at, gradient in enumerate(found):
            if gradient is None:
                raise RuntimeError(strict.format(at))
    return tuple(
        flambeau.zeros_like(value) if gradient is None else gradient
        for gradient, value in zip(found, inputs, strict=True)
    )


def _check_recorded(gradients: tuple[Tensor, ...], text: str) -> None:
    for at, gradient in enumerate(gradients):
        if not gradient.requires_grad:
            raise RuntimeError(text.format(at))


def _vectors(v: Any, like: tuple[Tensor, ...], several: bool, what: str, name: str) -> tuple[Tensor, ...]:
    if v is None:
        if len(like) != 1 or like[0].numel() != 1:
            raise RuntimeError(f"The vector v can only be None if {what} a single Tensor with a single element.")
        return (flambeau.ones_like(like[0]),)
    found, _ = _tuple(v, "v", name)
    if len(found) != len(like):
        if several:
            raise RuntimeError(f"v is a tuple of invalid length: should be {len(like)} but got {len(found)}.")
        raise RuntimeError("The given v should contain a single Tensor.")
    for at, (vector, value) in enumerate(zip(found, like, strict=True)):
        if vector.shape != value.shape:
            where = f" in entry {at}" if several else ""
            raise RuntimeError(f"v has invalid size{where}: should be {value.shape} but got {vector.shape}.")
    return found


_INPUT = "the input to the user-provided function is"


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
    leaves, several, outputs, many = _evaluate(func, inputs, create_graph, strict, "vjp")
    vectors = _vectors(v, outputs, many, "the user-provided function returns", "vjp")
    gradients = _gradients(outputs, leaves, vectors, create_graph, _BACK if strict else None)
    if strict and create_graph:
        _check_recorded(gradients, _JACOBIAN)
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
    leaves, several, outputs, many = _evaluate(func, inputs, create_graph, strict, "jvp")
    vectors = _vectors(v, leaves, several, _INPUT, "jvp")
    with flambeau.enable_grad():
        probes = tuple(flambeau.zeros_like(output).requires_grad_() for output in outputs)
        gradients = _gradients(outputs, leaves, probes, True, _BACK if strict else None)
    products = _gradients(gradients, probes, vectors, create_graph)
    if strict and create_graph:
        _check_recorded(products, _JACOBIAN)
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
        strategy: "reverse-mode", or with ``vectorize`` "forward-mode", which is computed in the same way.

    Returns:
        A tensor of shape ``output.shape + input.shape``; tuples of them for several inputs, and of those for several
        outputs.

    Example:
        >>> flambeau.autograd.functional.jacobian(lambda x: x * x, flambeau.tensor([1.0, 2.0]))
        tensor([[2., 0.],
                [0., 4.]])
    """
    if strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError('Expected strategy to be either "forward-mode" or "reverse-mode".')
    if strategy == "forward-mode" and not vectorize:
        if create_graph:
            raise NotImplementedError("torch.autograd.functional.jacobian: `create_graph=True` goes with reverse-mode.")
        raise NotImplementedError("Computing Jacobian using forward-AD is only implemented for `vectorize=True`.")
    if strict and vectorize:
        raise RuntimeError("jacobian: `strict=True` and `vectorized=True` are not supported together.")
    return _jacobian(func, inputs, create_graph, strict, "jacobian")


def _jacobian(
    func: Callable[..., Any], inputs: Any, create_graph: bool, strict: bool, name: str, hessian: bool = False
) -> Any:
    leaves, several, outputs, many = _evaluate(func, inputs, create_graph, strict, name)
    result = []
    for number, output in enumerate(outputs):
        unused = _HESSIAN if hessian else _BACK.replace("The output", f"Output {number}")
        rows: list[tuple[Tensor, ...]] = []
        for at in range(output.numel()):
            with flambeau.enable_grad():
                one = output.reshape(-1)[at]
            gradients = _gradients((one,), leaves, (flambeau.ones_like(one),), create_graph, unused if strict else None)
            if strict and create_graph:
                _check_recorded(gradients, _HESSIAN if hessian else _JACOBIAN)
            rows.append(_detached(gradients, create_graph))
        blocks = [
            flambeau.stack([row[at] for row in rows]).reshape(output.shape + leaf.shape)
            if rows
            else leaf.new_zeros(output.shape + leaf.shape)
            for at, leaf in enumerate(leaves)
        ]
        result.append(_pack(blocks, several))
    return _pack(result, many)


def _one(output: Any, name: str) -> Tensor:
    """The output of a function that has one value."""
    found, several = _tuple(output, _OUTPUTS, name)
    if several:
        raise RuntimeError(f"The function given to {name} should return a single Tensor")
    if found[0].numel() != 1:
        raise RuntimeError(f"The Tensor returned by the function given to {name} should contain a single element")
    return found[0]


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
    if outer_jacobian_strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError('Expected strategy to be either "forward-mode" or "reverse-mode".')
    if outer_jacobian_strategy == "forward-mode" and not vectorize:
        raise NotImplementedError("Computing forward-over-reverse Hessian is only implemented for `vectorize=True`.")
    if strict and vectorize:
        raise RuntimeError("hessian: `strict=True` and `vectorized=True` are not supported together.")
    _, several = _tuple(inputs, "inputs", "hessian")

    def gradient(*values: Tensor) -> Any:
        with flambeau.enable_grad():
            output = _one(func(*values), "hessian").reshape(())
        if strict and not output.requires_grad:
            raise RuntimeError(
                "Output 0 of the user-provided function does not require gradients. The outputs must be computed in a "
                "differentiable manner from the input when running in strict mode."
            )
        # Inputs that are used for nothing else count as this function's own.
        found = _gradients((output,), values, (flambeau.ones_like(output),), True, _BACK if strict else None)
        if strict:
            _check_recorded(found, _HESSIAN)
        return found if several else found[0]

    return _jacobian(gradient, inputs, create_graph, strict, "hessian", hessian=True)


def vhp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """Return the value of a function with one value, and a vector times its Hessian.

    Args and errors are those of :func:`vjp`; ``v`` has the inputs' shapes.

    Example:
        >>> flambeau.autograd.functional.vhp(lambda x: (x**3).sum(), flambeau.tensor([1.0, 2.0]), flambeau.ones(2))
        (tensor(9.), tensor([ 6., 12.]))
    """
    return _with_hessian(func, inputs, v, create_graph, strict, "vhp")


def _with_hessian(
    func: Callable[..., Any], inputs: Any, v: Any, create_graph: bool, strict: bool, name: str
) -> tuple[Any, Any]:
    def checked(*values: Tensor) -> Tensor:
        return _one(func(*values), name)

    leaves, several, outputs, _ = _evaluate(checked, inputs, create_graph, strict, name)
    vectors = _vectors(v, leaves, several, _INPUT, name)
    with flambeau.enable_grad():
        gradients = _gradients(outputs, leaves, (flambeau.ones_like(outputs[0]),), True, _BACK if strict else None)
    if strict:
        _check_recorded(gradients, _HESSIAN)
    products = _gradients(gradients, leaves, vectors, create_graph, _HESSIAN if strict else None)
    if strict and create_graph:
        _check_recorded(products, _HESSIAN)
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
    return _with_hessian(func, inputs, v, create_graph, strict, "hvp")
