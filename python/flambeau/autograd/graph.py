"""The graph itself: nodes, edges, and hooks on the tensors it keeps."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Generator, Iterable, Sequence
from typing import Any, Literal, NamedTuple

from .. import _core
from .._core import Node, Tensor
from ..utils.hooks import RemovableHandle

__all__ = [
    "GradientEdge",
    "Node",
    "disable_saved_tensors_hooks",
    "get_gradient_edge",
    "increment_version",
    "register_multi_grad_hook",
    "save_on_cpu",
    "saved_tensors_hooks",
]


class GradientEdge(NamedTuple):
    """A place that a gradient goes to: a node, and the number of its result.

    :func:`flambeau.autograd.grad` and :func:`flambeau.autograd.backward` take it in a tensor's place.

    Example:
        >>> y = flambeau.ones(1, requires_grad=True) * 2
        >>> edge = flambeau.autograd.graph.GradientEdge(y.grad_fn, 0)
        >>> edge.node.name()
        'MulBackward0'
    """

    node: Node
    output_nr: int
    ownership_token: Any = None


def get_gradient_edge(tensor: Tensor) -> GradientEdge:
    """Return the place in the graph that the gradient of ``tensor`` goes to.

    Raises:
        RuntimeError: the tensor needs no gradient.

    Example:
        >>> x = flambeau.ones(1, requires_grad=True)
        >>> edge = flambeau.autograd.graph.get_gradient_edge(x * 2)
        >>> flambeau.autograd.grad(edge, x)
        (tensor([2.]),)
    """
    edge = _core._gradient_edge(tensor) if tensor.requires_grad else None
    if edge is None:
        raise RuntimeError("It is not possible to get the gradient edge for a Tensor that does not require gradients")
    return GradientEdge(*edge)


def increment_version(tensor: Tensor | Iterable[Tensor]) -> None:
    """Note that tensors were changed in place by something that autograd cannot see.

    Example:
        >>> x = flambeau.ones(1)
        >>> flambeau.autograd.graph.increment_version(x)
        >>> x._version
        1
    """
    for one in (tensor,) if isinstance(tensor, Tensor) else tensor:
        _core._increment_version(one)


class _State(threading.local):
    def __init__(self) -> None:
        self.depth = 0
        self.disabled: str | None = None


_state = _State()


class saved_tensors_hooks:
    """Keeps something else in the place of tensors that operations in the block keep for the backward pass.

    Args:
        pack_hook: takes each tensor; what it returns is kept. It must not change the tensor.
        unpack_hook: takes what was kept, returns a tensor with the same values.

    Example:
        >>> x = flambeau.ones(2, requires_grad=True)
        >>> with flambeau.autograd.graph.saved_tensors_hooks(lambda t: t.tolist(), flambeau.tensor):
        ...     y = x.exp()
        >>> y.sum().backward()
        >>> x.grad
        tensor([2.7183, 2.7183])
    """

    def __init__(self, pack_hook: Callable[[Tensor], Any], unpack_hook: Callable[[Any], Tensor]) -> None:
        self.pack_hook = pack_hook
        self.unpack_hook = unpack_hook

    def __enter__(self) -> None:
        if _state.disabled is not None:
            raise RuntimeError(_state.disabled)
        _core._push_saved_tensors_hooks(self.pack_hook, self.unpack_hook)
        _state.depth += 1

    def __exit__(self, *_: object) -> None:
        _state.depth -= 1
        _core._pop_saved_tensors_hooks()


class save_on_cpu(saved_tensors_hooks):
    """Keeps the tensors of the block in main memory until the backward pass needs them.

    Args:
        pin_memory: copy through pinned memory, where there is a GPU.
        device_type: the kind of GPU.

    Example:
        >>> x = flambeau.ones(2, requires_grad=True)
        >>> with flambeau.autograd.graph.save_on_cpu():
        ...     y = (x * x).sum()
        >>> y.backward()
        >>> x.grad
        tensor([2., 2.])
    """

    def __init__(self, pin_memory: bool = False, device_type: str = "cuda") -> None:
        def pack(tensor: Tensor) -> tuple[Any, Tensor]:
            copy = _core.empty_like(tensor, device="cpu", pin_memory=True) if pin_memory and tensor.is_cuda else None
            return tensor.device, tensor.cpu() if copy is None else copy.copy_(tensor)

        def unpack(packed: tuple[Any, Tensor]) -> Tensor:
            device, tensor = packed
            return tensor.to(device, non_blocking=pin_memory)

        super().__init__(pack, unpack)


@contextlib.contextmanager
def disable_saved_tensors_hooks(error_message: str) -> Generator[None, None, None]:
    """Refuse hooks on saved tensors in the block.

    Raises:
        RuntimeError: hooks are used in the block, or are there already; with ``error_message``.

    Example:
        >>> with flambeau.autograd.graph.disable_saved_tensors_hooks("not here"):
        ...     y = flambeau.ones(1, requires_grad=True) * 2
    """
    if _state.depth:
        raise RuntimeError(error_message)
    before = _state.disabled
    _state.disabled = error_message
    try:
        yield
    finally:
        _state.disabled = before


class _Handles(RemovableHandle):
    """Removes several hooks at once."""

    def __init__(self, handles: Sequence[Any]) -> None:
        self.handles = tuple(handles)

    def remove(self) -> None:
        for handle in self.handles:
            handle.remove()


def register_multi_grad_hook(
    tensors: Sequence[Tensor],
    fn: Callable[[Sequence[Tensor | None]], None] | Callable[[Tensor], None],
    *,
    mode: Literal["all", "any"] = "all",
) -> RemovableHandle:
    """Call ``fn`` in each backward pass when the gradients of several tensors are there.

    Args:
        tensors: those that need a gradient count.
        fn: takes the list of gradients, None for tensors that the pass does not reach; with "any", the first gradient.
        mode: "all" waits for every gradient, "any" for the first.

    Raises:
        ValueError: another mode.

    Example:
        >>> x, y = flambeau.ones(1, requires_grad=True), flambeau.ones(1, requires_grad=True)
        >>> handle = flambeau.autograd.graph.register_multi_grad_hook((x, y), print)
        >>> (2 * x + 3 * y).backward()
        [tensor([2.]), tensor([3.])]
    """
    if mode not in ("all", "any"):
        raise ValueError(f"Expects mode to be one of ('all', 'any') but got {mode}")
    lock = threading.Lock()
    if mode == "any":
        seen: list[int] = []

        def first(grad: Tensor) -> None:
            run = _core._backward_id()
            with lock:
                if run in seen:
                    return
                seen[:] = [run]
            fn(grad)  # type: ignore[arg-type]  # the mode says which

        return _Handles([tensor.register_hook(first) for tensor in tensors if tensor.requires_grad])

    edges = [get_gradient_edge(tensor) if tensor.requires_grad else None for tensor in tensors]
    #: For each running pass, how many gradients will come and those that did.
    runs: dict[int, tuple[int, list[Tensor | None]]] = {}
    counts: dict[int, int] = {}

    def hook_of(at: int) -> Callable[[Tensor], None]:
        def hook(grad: Tensor) -> None:
            run = _core._backward_id()
            with lock:
                if run not in runs:
                    runs[run] = (_core._backward_reaches(edges), [None] * len(tensors))
                    counts[run] = 0
                expected, grads = runs[run]
                grads[at] = grad
                counts[run] += 1
                if counts[run] < expected:
                    return
                del runs[run], counts[run]
            fn(grads)  # type: ignore[arg-type]  # the mode says which

        return hook

    return _Handles([tensor.register_hook(hook_of(at)) for at, tensor in enumerate(tensors) if tensor.requires_grad])
