"""Compare gradients from backward passes with finite differences."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import flambeau

from .._core import Tensor

if TYPE_CHECKING:
    Function: TypeAlias = Callable[..., Any]

__all__ = ["GradcheckError", "gradcheck", "gradgradcheck"]

# A Jacobian as nested lists: one row for each entry of the input, one column for each entry of the output.
Jacobian: TypeAlias = list[list[complex]]


class GradcheckError(RuntimeError):
    """A gradient that is not what it should be.

    Example:
        >>> from flambeau.autograd.gradcheck import GradcheckError, gradcheck
        >>> x = flambeau.ones(2, dtype=flambeau.float64, requires_grad=True)
        >>> try:
        ...     gradcheck(lambda x: x * x.detach(), [x])
        ... except GradcheckError:
        ...     print("wrong gradient")
        wrong gradient
    """


def gradcheck(
    func: Function,
    inputs: Tensor | Sequence[Any],
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
    masked: bool | None = None,
) -> bool:
    """Check the gradients of ``func`` at ``inputs`` against central differences, ``(f(x + eps) - f(x - eps)) / 2 eps``.

    The tolerances suit double precision. For a complex input z = x + iy and a real output L the gradient is
    ``dL/dx + i dL/dy``; of complex outputs the real and the imaginary part are checked one after the other.

    Args:
        func: takes the inputs, returns a tensor or a tuple of them.
        inputs: tensors, some of which require grad, and anything else.
        eps: by how much entries are changed.
        atol, rtol: two entries agree if they differ by at most ``atol + rtol * |numerical|``.
        raise_exception: raise GradcheckError if the check fails, rather than return False.
        nondet_tol: by how much two backward passes may differ.
        check_undefined_grad: also check passes that reach only some of the outputs.
        check_grad_dtypes: gradients must have their input's type.
        fast_mode: accepted; all entries are always checked.
        check_batched_grad, check_batched_forward_grad, check_forward_ad: must be False.

    Returns:
        Whether the check passed.

    Raises:
        GradcheckError: if it did not.
        ValueError: if no input requires grad.

    Example:
        >>> x = flambeau.tensor([1.0, 2.0], dtype=flambeau.float64, requires_grad=True)
        >>> gradcheck(lambda x: x * x, x)
        True
    """
    if not (check_forward_ad or check_backward_ad):
        raise AssertionError("Expected at least one of check_forward_ad or check_backward_ad to be True")
    if check_forward_ad or check_batched_grad or check_batched_forward_grad:
        raise NotImplementedError("gradcheck checks neither forward-mode nor batched gradients in flambeau")
    try:
        arguments = inputs if isinstance(inputs, (tuple, list)) else (inputs,)
        _check(
            func, tuple(arguments), eps, atol, rtol, nondet_tol, check_undefined_grad, check_grad_dtypes, bool(masked)
        )
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def gradgradcheck(
    func: Function,
    inputs: Tensor | Sequence[Any],
    grad_outputs: Tensor | Sequence[Tensor] | None = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_fwd_over_rev: bool = False,
    check_rev_over_rev: bool = True,
    fast_mode: bool = False,
    masked: bool = False,
) -> bool:
    """Check the gradients of the gradients of ``func``, in its inputs and in the gradients of its outputs.

    Args:
        grad_outputs: what the first backward pass starts from; drawn from ``[-1, 1)`` if not given.
        gen_non_contig_grad_outputs: let those that are drawn have gaps in memory.
        check_fwd_over_rev: must be False.

    The other arguments, and what is returned and raised, are those of :func:`gradcheck`.

    Example:
        >>> x = flambeau.tensor([1.0, 2.0], dtype=flambeau.float64, requires_grad=True)
        >>> gradgradcheck(lambda x: x * x * x, x)
        True
    """
    if not (check_fwd_over_rev or check_rev_over_rev):
        raise AssertionError("Expected at least one of check_fwd_over_rev or check_rev_over_rev to be True")
    inputs = tuple(inputs) if isinstance(inputs, (tuple, list)) else (inputs,)
    if grad_outputs is None:
        outputs = _differentiable(_as_tuple(func(*inputs)))
        starts_given: tuple[Any, ...] = tuple(_draw_like(output, gen_non_contig_grad_outputs) for output in outputs)
    else:
        starts_given = tuple(grad_outputs) if isinstance(grad_outputs, (tuple, list)) else (grad_outputs,)
    count = len(starts_given)
    wanted = [i for i, value in enumerate(inputs) if isinstance(value, Tensor) and value.requires_grad]
    wanted_outputs = [value.requires_grad for value in starts_given]

    def gradients(*args: Any) -> tuple[Tensor, ...]:
        # Perturbed copies come in without requires_grad; the first pass and the check of the second need it.
        values = list(args)
        for i in wanted:
            values[i] = values[i].requires_grad_()
        starts = [
            value.requires_grad_() if flag else value
            for value, flag in zip(values[len(values) - count :], wanted_outputs, strict=True)
        ]
        outputs = _differentiable(_as_tuple(func(*values[: len(values) - count])))
        found = flambeau.autograd.grad(
            outputs, [values[i] for i in wanted], starts, create_graph=True, allow_unused=True
        )
        return tuple(gradient for gradient in found if gradient is not None)

    return gradcheck(
        gradients,
        (*inputs, *starts_given),
        eps=eps,
        atol=atol,
        rtol=rtol,
        raise_exception=raise_exception,
        nondet_tol=nondet_tol,
        check_undefined_grad=check_undefined_grad,
        check_grad_dtypes=check_grad_dtypes,
        check_batched_grad=check_batched_grad,
        check_forward_ad=check_fwd_over_rev,
        check_backward_ad=check_rev_over_rev,
        fast_mode=fast_mode,
        masked=masked,
    )


def _as_tuple(value: Any) -> tuple:
    if isinstance(value, tuple):
        return value
    return tuple(value) if isinstance(value, list) else (value,)


def _differentiable(outputs: tuple) -> list[Tensor]:
    return [output for output in outputs if isinstance(output, Tensor) and output.requires_grad]


def _draw_like(output: Tensor, gaps: bool) -> Tensor:
    """A leaf with the shape of ``output``, drawn from [-1, 1) without touching the library's generator."""
    import random

    draw = random.Random(0).uniform
    dtype = output.dtype if output.is_floating_point() or output.is_complex() else flambeau.float64
    count = output.numel() * (2 if gaps else 1)
    values = [complex(draw(-1, 1), draw(-1, 1)) if dtype.is_complex else draw(-1, 1) for _ in range(count)]
    drawn = flambeau.tensor(values, dtype=dtype, device=output.device)
    shape = tuple(output.shape)
    drawn = drawn.reshape((*shape, 2))[..., 0] if gaps else drawn.reshape(shape)
    return drawn.detach().requires_grad_()


def _tensors(inputs: Any) -> Iterator[Tensor]:
    """The tensors that require grad in nested sequences."""
    if isinstance(inputs, Tensor):
        if inputs.requires_grad:
            yield inputs
    elif isinstance(inputs, (tuple, list)):
        for entry in inputs:
            yield from _tensors(entry)


def _check_inputs(inputs: tuple) -> list[Tensor]:
    wanted = list(_tensors(inputs))
    if not wanted:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True."
        )
    for i, value in enumerate(wanted):
        if value.dtype not in (flambeau.float64, flambeau.complex128):
            warnings.warn(
                f"Input #{i} requires gradient and is not a double precision floating point or complex. This check "
                "will likely fail if all the inputs are not of double precision floating point or complex. ",
                stacklevel=4,
            )
        if any(stride == 0 and size > 1 for stride, size in zip(value.stride(), value.size(), strict=True)):
            raise RuntimeError(
                f"The {i}th input has a dimension with stride 0. gradcheck only supports inputs that are "
                "non-overlapping to be able to compute the numerical gradients correctly. You should call "
                ".contiguous on the input before passing it to gradcheck."
            )
    return wanted


def _check(
    func: Function,
    inputs: tuple,
    eps: float,
    atol: float,
    rtol: float,
    nondet_tol: float,
    check_undefined: bool,
    check_dtypes: bool,
    masked: bool,
) -> None:
    wanted = _check_inputs(inputs)
    outputs = _as_tuple(func(*inputs))
    if not _differentiable(outputs):
        for value in wanted:
            for jacobian in _numerical(func, inputs, value, outputs, eps):
                if any(entry != 0 for row in jacobian for entry in row):
                    raise GradcheckError("Numerical gradient for function expected to be zero")
        return

    complex_outputs = [i for i, output in enumerate(_differentiable(outputs)) if output.is_complex()]
    if complex_outputs:
        parts = [(_part(func, imaginary), imaginary) for imaginary in (True, False)]
    else:
        parts = [(func, False)]
    for function, imaginary in parts:
        _compare(function, inputs, wanted, (eps, atol, rtol, nondet_tol), check_dtypes, complex_outputs, imaginary)
    _check_zero_start(outputs, wanted, masked)
    if check_undefined:
        _check_undefined(func, inputs, wanted)


def _part(func: Function, imaginary: bool) -> Function:
    """``func`` with the real or the imaginary part in place of each complex output."""

    def part(*args: Any) -> tuple:
        return tuple(
            (output.imag if imaginary else output.real)
            if isinstance(output, Tensor) and output.is_complex()
            else output
            for output in _as_tuple(func(*args))
        )

    return part


def _compare(
    func: Function,
    inputs: tuple,
    wanted: list[Tensor],
    tolerances: tuple[float, float, float, float],
    check_dtypes: bool,
    complex_outputs: list[int],
    imaginary: bool,
) -> None:
    """Compare the Jacobians of all differentiable outputs in all inputs."""
    eps, atol, rtol, nondet_tol = tolerances
    outputs = _as_tuple(func(*inputs))
    numerical = [
        [jacobian for output, jacobian in zip(_all_tensors(outputs), jacobians, strict=True) if output.requires_grad]
        for jacobians in (_numerical(func, inputs, value, outputs, eps) for value in wanted)
    ]
    for i, output in enumerate(_differentiable(outputs)):
        analytical = _analytical(output, wanted, nondet_tol, check_dtypes)
        for j, value in enumerate(wanted):
            if not _all_close(analytical[j], numerical[j][i], atol, rtol):
                part = "imaginary" if imaginary else "real"
                prefix = f"While considering the {part} part of complex outputs only, " if i in complex_outputs else ""
                dtype = value.dtype if value.is_complex() else flambeau.float64
                raise GradcheckError(
                    f"{prefix}Jacobian mismatch for output {i} with respect to input {j},\n"
                    f"numerical:{flambeau.tensor(numerical[j][i], dtype=dtype)}\n"
                    f"analytical:{flambeau.tensor(analytical[j], dtype=dtype)}\n"
                )


def _all_tensors(outputs: tuple) -> list[Tensor]:
    return [output for output in outputs if isinstance(output, Tensor)]


def _all_close(a: Jacobian, b: Jacobian, atol: float, rtol: float) -> bool:
    pairs = zip(itertools.chain.from_iterable(a), itertools.chain.from_iterable(b), strict=True)
    # Written so that NaN on either side fails.
    return all(x == y or abs(x - y) <= atol + rtol * abs(y) for x, y in pairs)


def _values(func: Function, inputs: tuple, like: list[Tensor]) -> list[list[complex]]:
    """The outputs' entries, after a check that their shapes and types have not changed."""
    outputs = _all_tensors(_as_tuple(func(*inputs)))
    for i, (output, reference) in enumerate(zip(outputs, like, strict=True)):
        if output.shape != reference.shape or output.dtype != reference.dtype:
            raise AssertionError(
                f"Expected output {i} to keep shape and dtype when an input changes by eps, but "
                f"{tuple(reference.shape)} and {reference.dtype} became {tuple(output.shape)} and {output.dtype}"
            )
    return [output.detach().reshape(-1).tolist() for output in outputs]


def _replace(inputs: Any, old: Tensor, new: Tensor) -> Any:
    """Nested sequences with ``new`` in the place of ``old``."""
    if inputs is old:
        return new
    if isinstance(inputs, (tuple, list)):
        return type(inputs)(_replace(entry, old, new) for entry in inputs)
    return inputs


def _numerical(func: Function, inputs: tuple, value: Tensor, outputs: tuple, eps: float) -> list[Jacobian]:
    """Central differences of each output in ``value``."""
    like = _all_tensors(outputs)
    # A copy with the same strides: a function may treat memory formats differently, and may change its input.
    copy = value.detach().clone(memory_format=flambeau.preserve_format)
    inputs = _replace(inputs, value, copy.requires_grad_())
    data = copy.data
    jacobians: list[Jacobian] = [[] for _ in like]

    def difference(index: tuple[int, ...], step: complex) -> list[list[complex]]:
        original = data[index].item()
        before, after = original - step, original + step
        sides = []
        for entry in (before, after):
            data[index] = entry
            sides.append(_values(func, inputs, like))
        data[index] = original
        return [[(high - low) / (2 * eps) for low, high in zip(a, b, strict=True)] for a, b in zip(*sides, strict=True)]

    for index in itertools.product(*(range(size) for size in value.shape)):
        rows = difference(index, eps)
        if value.is_complex():
            imaginary_rows = difference(index, eps * 1j)
            rows = [
                [re + im * 1j for re, im in zip(a, b, strict=True)] for a, b in zip(rows, imaginary_rows, strict=True)
            ]
        for jacobian, row in zip(jacobians, rows, strict=True):
            jacobian.append(row)
    return jacobians


def _analytical(output: Tensor, wanted: list[Tensor], nondet_tol: float, check_dtypes: bool) -> list[Jacobian]:
    """The Jacobian in each input, by a backward pass from each entry of ``output``; every pass is done twice."""
    first, second = (_backward_rows(output, wanted, check_dtypes) for _ in range(2))
    for a, b in zip(first, second, strict=True):
        for x, y in zip(itertools.chain.from_iterable(a), itertools.chain.from_iterable(b), strict=True):
            if not (x == y or abs(x - y) <= nondet_tol or (x != x and y != y)):
                raise GradcheckError(
                    "Backward is not reentrant, i.e., running backward with same input and grad_output multiple times "
                    f"gives different values. The tolerance for nondeterminism was {nondet_tol}."
                )
    # Passes give the columns; a Jacobian has a row for each entry of the input.
    columns = output.numel()
    return [
        [list(row) for row in zip(*passes, strict=True)] if columns else [[] for _ in range(value.numel())]
        for passes, value in zip(first, wanted, strict=True)
    ]


def _backward_rows(output: Tensor, wanted: list[Tensor], check_dtypes: bool) -> list[Jacobian]:
    rows: list[Jacobian] = [[] for _ in wanted]
    start = flambeau.zeros_like(output, memory_format=flambeau.contiguous_format).detach()
    for index in itertools.product(*(range(size) for size in output.shape)):
        start[index] = 1
        gradients = flambeau.autograd.grad(output, wanted, start.clone(), retain_graph=True, allow_unused=True)
        start[index] = 0
        for value, gradient, kept in zip(wanted, gradients, rows, strict=True):
            if gradient is None:
                kept.append([0.0] * value.numel())
                continue
            if check_dtypes and gradient.dtype != value.dtype:
                raise GradcheckError("Gradient has dtype mismatch")
            if gradient.shape != value.shape:
                raise GradcheckError("Analytical gradient has incorrect size")
            kept.append(gradient.detach().reshape(-1).tolist())
    return rows


def _check_zero_start(outputs: tuple, wanted: list[Tensor], masked: bool) -> None:
    """A pass that starts from zeros must end in zeros, of the inputs' shape, type and device."""
    differentiable = _differentiable(outputs)
    starts = [flambeau.zeros_like(output, memory_format=flambeau.contiguous_format) for output in differentiable]
    gradients = flambeau.autograd.grad(differentiable, wanted, starts, retain_graph=True, allow_unused=True)
    for gradient, value in zip(gradients, wanted, strict=True):
        if gradient is None:
            continue
        if any(abs(entry) > (1e-8 if masked else 0.0) for entry in gradient.detach().reshape(-1).tolist()):
            raise GradcheckError("backward not multiplied by grad_output")
        if gradient.dtype != value.dtype:
            raise GradcheckError("grad is incorrect type")
        if gradient.device != value.device:
            raise GradcheckError("grad is incorrect device")
        if gradient.shape != value.shape:
            raise GradcheckError("grad is incorrect size")


def _check_undefined(func: Function, inputs: tuple, wanted: list[Tensor]) -> None:
    """A pass that starts from zeros at one output only, so that the others have no gradient, must end in zeros."""
    count = len(_differentiable(_as_tuple(func(*inputs))))
    for i in range(count) if count > 1 else ():
        output = _differentiable(_as_tuple(func(*inputs)))[i]
        start = flambeau.zeros_like(output, memory_format=flambeau.contiguous_format)
        try:
            gradients = flambeau.autograd.grad([output], wanted, [start], allow_unused=True)
        except RuntimeError as error:
            raise GradcheckError("Expected backward function to handle undefined output grads.") from error
        for gradient in gradients:
            if gradient is not None and any(entry != 0 for entry in gradient.detach().reshape(-1).tolist()):
                raise GradcheckError(
                    "Expected all input grads to be undefined or zero when all output grads are undefined or zero."
                )
