"""Automatic differentiation: backward passes, modes, custom functions."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Sequence
from typing import Any

from .. import _core
from .._core import Tensor
from .anomaly_mode import detect_anomaly, set_detect_anomaly
from .function import Function
from .grad_mode import enable_grad, inference_mode, no_grad, set_grad_enabled

__all__ = [
    "Function",
    "Variable",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "grad",
    "gradcheck",
    "gradgradcheck",
    "inference_mode",
    "no_grad",
    "set_detect_anomaly",
    "set_grad_enabled",
]

#: Kept for old code: a tensor that requires grad was once another class.
Variable = Tensor


def _list(tensors: Any) -> list[Any]:
    # A gradient edge is a named tuple.
    return [tensors] if isinstance(tensors, Tensor) or hasattr(tensors, "output_nr") else list(tensors)


def _gradients(outputs: list[Tensor], gradients: Any) -> list[Tensor | None]:
    if gradients is None:
        return [None] * len(outputs)
    given = [gradients] if isinstance(gradients, Tensor) else list(gradients)
    for gradient in given:
        if gradient is not None and not isinstance(gradient, Tensor):
            raise TypeError(f"gradients can be either Tensors or None, but got {type(gradient).__name__}")
    if len(given) != len(outputs):
        raise RuntimeError(f"got {len(outputs)} tensors and {len(given)} gradients")
    return given


def backward(
    tensors: Tensor | Sequence[Tensor],
    grad_tensors: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    grad_variables: Any = None,
    inputs: Tensor | Sequence[Tensor] | None = None,
) -> None:
    """Add the gradients of ``tensors`` to the leaves they were computed from.

    Args:
        tensors: what to differentiate.
        grad_tensors: the gradients of ``tensors``; those of one element need none.
        retain_graph: keep what was saved for the pass. Defaults to ``create_graph``.
        create_graph: record the pass itself.
        inputs: the leaves to add to; all by default.

    Raises:
        RuntimeError: a tensor needs no gradient, or the graph was freed by an earlier pass.

    Example:
        >>> x = flambeau.tensor(3.0, requires_grad=True)
        >>> flambeau.autograd.backward(x * x)
        >>> x.grad
        tensor(6.)
    """
    outputs = _list(tensors)
    gradients = _gradients(outputs, grad_tensors if grad_tensors is not None else grad_variables)
    if inputs is not None:
        inputs = _list(inputs)
        if not inputs:
            raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
    if create_graph:
        _core._warn_once(
            "Using backward() with create_graph=True will create a reference cycle between the parameter and its "
            "gradient which can cause a memory leak. Use autograd.grad when creating the graph, or set the .grad of "
            "the parameters to None after use."
        )
    _core._backward(
        outputs, gradients, create_graph if retain_graph is None else bool(retain_graph), create_graph, inputs
    )


def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]:
    """Return the gradients of ``outputs`` with respect to ``inputs``; no ``.grad`` is touched.

    Args:
        outputs: what to differentiate.
        inputs: what to differentiate by.
        grad_outputs: the gradients of ``outputs``; those of one element need none.
        retain_graph: keep what was saved for the pass. Defaults to ``create_graph``.
        create_graph: record the pass itself.
        allow_unused: answer None for an input that the outputs do not depend on. Defaults to ``materialize_grads``.
        is_grads_batched: the first dimension of each of ``grad_outputs`` counts batches, as then that of each result.
        materialize_grads: answer zeros instead of None.

    Raises:
        RuntimeError: an input needs no gradient, or is not used and ``allow_unused`` is not set.

    Example:
        >>> x = flambeau.tensor(3.0, requires_grad=True)
        >>> flambeau.autograd.grad(x * x, x)
        (tensor(6.),)
    """
    if not only_inputs:
        warnings.warn(
            "only_inputs argument is deprecated and is ignored now (defaults to True). To accumulate gradients for "
            "other parts of the graph, please use torch.autograd.backward.",
            FutureWarning,
            stacklevel=2,
        )
    if materialize_grads and allow_unused is False:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False."
        )
    allow_unused = materialize_grads if allow_unused is None else allow_unused
    outputs, inputs = _list(outputs), _list(inputs)
    if not inputs:
        raise RuntimeError("`inputs` argument to `grad()` cannot be empty.")
    gradients = _gradients(outputs, grad_outputs)
    retain = create_graph if retain_graph is None else bool(retain_graph)
    if is_grads_batched:
        count = _batches(outputs, gradients)
        passes = [
            _core._grad(
                outputs,
                inputs,
                [grad if grad is None else grad[at] for grad in gradients],
                retain or at + 1 < count,
                create_graph,
            )
            for at in range(count)
        ]
        results = [
            None if any(result is None for result in each) else _core.stack(each) for each in zip(*passes, strict=True)
        ]
    else:
        results = _core._grad(outputs, inputs, gradients, retain, create_graph)
    if materialize_grads:
        results = [
            _core.zeros_like(value) if result is None else result for value, result in zip(inputs, results, strict=True)
        ]
    elif not allow_unused and any(result is None for result in results):
        raise RuntimeError(
            "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if "
            "this is the desired behavior."
        )
    return tuple(results)


def _batches(outputs: list[Any], gradients: list[Tensor | None]) -> int:
    """How many gradients of each output are given."""
    sizes = []
    for at, (output, gradient) in enumerate(zip(outputs, gradients, strict=True)):
        if gradient is None or gradient.dim() == 0:
            raise ValueError(
                "If `is_grads_batched=True`, the first dimension of each grad_output is the batch dimension, but "
                f"grad_output[{at}] has none."
            )
        if isinstance(output, Tensor) and gradient.shape[1:] != output.shape:
            raise RuntimeError(
                "If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the batch "
                "dimension. The sizes of the remaining dimensions are expected to match the shape of corresponding "
                f"output, but a mismatch was detected: grad_output[{at}] has a shape of {gradient.shape} and "
                f"output[{at}] has a shape of {output.shape}."
            )
        sizes.append(gradient.shape[0])
    if len(set(sizes)) != 1:
        raise ValueError(
            "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes "
            f"{sizes} for the mapped dimension"
        )
    if sizes[0] == 0:
        raise ValueError("is_grads_batched needs at least one gradient in the batch")
    return sizes[0]


def __getattr__(name: str) -> Any:
    if name in ("functional", "graph", "profiler", "profiler_util"):
        return importlib.import_module(f".{name}", __name__)
    if name in ("DeviceType", "ProfilerActivity", "kineto_available"):
        return getattr(importlib.import_module("..profiler", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


# Last, so that the functions take the place of the module whose name they share, as in PyTorch.
from .gradcheck import gradcheck, gradgradcheck  # noqa: E402
