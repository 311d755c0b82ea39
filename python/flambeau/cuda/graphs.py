"""Graphs: GPU work that is captured once and replayed as a whole.

A replay costs one call, however many kernels the work has. It reads and writes the same memory every time: new input is
copied into the tensors that were there during the capture, and results are found in those that the capture made. Random
numbers go on from replay to replay as they would without a graph.

What waits for the GPU or looks at numbers of it (``item()``, ``cpu()``, ``synchronize()``) cannot be captured: it
raises ``AcceleratorError``, and the capture is lost.
"""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import flambeau
from flambeau import _core

from . import memory, streams
from ._devices import synchronize

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = ["CUDAGraph", "graph", "graph_pool_handle", "is_current_stream_capturing", "make_graphed_callables"]


def is_current_stream_capturing() -> bool:
    """Return whether what this thread gives to the current GPU is being captured; False where no GPU is in use.

    Example:
        >>> flambeau.cuda.is_current_stream_capturing()
        False
    """
    return _core._cuda_is_current_stream_capturing()


def graph_pool_handle() -> tuple[int, int]:
    """Return a name for a pool of memory that graphs share.

    Graphs may share a pool if they are replayed in the order of their captures, and never side by side.

    Example:
        >>> flambeau.cuda.graph_pool_handle() != flambeau.cuda.graph_pool_handle()
        True
    """
    return _core._cuda_graph_pool_handle()


class CUDAGraph(_core._CudaGraph):
    """GPU work that is captured once and replayed. :class:`graph` captures a block of code.

    Memory that is allocated during the capture belongs to the graph, or to all that share its pool, as long as the
    graph lives.

    Args:
        keep_graph: keep the driver's graph beside the executable one, which is then made by :meth:`instantiate` or the
            first replay.

    Raises:
        RuntimeError: no GPU can be used.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     x, g = flambeau.zeros(2, device="cuda"), flambeau.cuda.CUDAGraph()
        ...     with flambeau.cuda.graph(g):
        ...         y = x + 1
        ...     x.fill_(4)
        ...     g.replay()
        ...     assert y.tolist() == [5.0, 5.0]
    """

    _debug: bool

    def __new__(cls, keep_graph: bool = False) -> CUDAGraph:
        made = super().__new__(cls, keep_graph)
        made._debug = False
        return made

    def capture_begin(
        self,
        pool: tuple[int, int] | None = None,
        capture_error_mode: str = "global",
        check_input_liveness: bool = False,
    ) -> None:
        """Capture what this thread gives to its current stream from now on.

        Args:
            pool: whose memory to use: what :func:`graph_pool_handle` or :meth:`pool` of another graph returned.
            capture_error_mode: who may not do what is unsafe during a capture: ``"global"`` (no thread),
                ``"thread_local"`` (not this one) or ``"relaxed"`` (everybody may).
            check_input_liveness: not there.

        Raises:
            RuntimeError: the graph has work already; the current stream is the default one; an unknown mode.
            NotImplementedError: ``check_input_liveness``.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     g = flambeau.cuda.CUDAGraph()
            ...     with flambeau.cuda.stream(flambeau.cuda.Stream()):
            ...         g.capture_begin()
            ...         x = flambeau.ones(2, device="cuda")
            ...         g.capture_end()
        """
        if check_input_liveness:
            raise NotImplementedError("capture_begin(check_input_liveness=True) is not there: keep inputs alive")
        self._begin(None if pool is None else (pool[0], pool[1]), capture_error_mode)

    def capture_end(self) -> None:
        """End the capture. The work can be replayed from then on.

        Raises:
            AcceleratorError: something could not be captured. The graph has no work then.
            RuntimeError: no capture is going on in the current stream.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     try:
            ...         flambeau.cuda.CUDAGraph().capture_end()
            ...     except RuntimeError as error:
            ...         assert "without a capture" in str(error)
        """
        if self._end() == 0:
            warnings.warn(
                "The CUDA Graph is empty. This usually means that the graph was attempted to be captured on wrong "
                "device or stream.",
                stacklevel=2,
            )

    def instantiate(self) -> None:
        """Make a kept graph ready to run, again where it is.

        Raises:
            RuntimeError: there is no graph, or it was not kept.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     x, g = flambeau.zeros(2, device="cuda"), flambeau.cuda.CUDAGraph(keep_graph=True)
            ...     with flambeau.cuda.graph(g):
            ...         y = x + 1
            ...     g.instantiate()
        """
        self._instantiate()

    def replay(self) -> None:
        """Give the work to the current stream.

        Raises:
            RuntimeError: there is no work, or the current GPU is not the one it was captured on.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     x, g = flambeau.zeros(2, device="cuda"), flambeau.cuda.CUDAGraph()
            ...     with flambeau.cuda.graph(g):
            ...         x += 1
            ...     g.replay()
            ...     assert x.tolist() == [1.0, 1.0]
        """
        self._replay()

    def reset(self) -> None:
        """Forget the work. Its memory is free once no tensor lies in it.

        Raises:
            RuntimeError: the capture is going on.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     flambeau.cuda.CUDAGraph().reset()
        """
        self._reset()

    def pool(self) -> tuple[int, int]:
        """Return the name of the graph's pool of memory, which other graphs may share.

        Raises:
            RuntimeError: nothing was captured.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     x, g = flambeau.zeros(2, device="cuda"), flambeau.cuda.CUDAGraph()
            ...     with flambeau.cuda.graph(g):
            ...         y = x + 1
            ...     assert len(g.pool()) == 2
        """
        return self._pool()

    def register_generator_state(self, generator: _core.Generator) -> None:
        """Let a generator besides the GPU's own take part in the capture that begins next.

        Raises:
            RuntimeError: it is no generator of a GPU.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     flambeau.cuda.CUDAGraph().register_generator_state(flambeau.Generator("cuda"))
        """
        self._register_generator(generator)

    def raw_cuda_graph(self) -> int:
        """Return the driver's handle of the kept graph.

        Raises:
            RuntimeError: there is no graph, or it was not kept.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     x, g = flambeau.zeros(2, device="cuda"), flambeau.cuda.CUDAGraph(keep_graph=True)
            ...     with flambeau.cuda.graph(g):
            ...         y = x + 1
            ...     assert g.raw_cuda_graph() != 0
        """
        handle = self._handles()[0]
        if handle == 0:
            raise RuntimeError("raw_cuda_graph() needs a captured graph that is kept: CUDAGraph(keep_graph=True)")
        return handle

    def raw_cuda_graph_exec(self) -> int:
        """Return the driver's handle of what a replay runs.

        Raises:
            RuntimeError: there is none yet.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     x, g = flambeau.zeros(2, device="cuda"), flambeau.cuda.CUDAGraph()
            ...     with flambeau.cuda.graph(g):
            ...         y = x + 1
            ...     assert g.raw_cuda_graph_exec() != 0
        """
        handle = self._handles()[1]
        if handle == 0:
            raise RuntimeError("raw_cuda_graph_exec() needs a graph that was captured and instantiated")
        return handle

    def enable_debug_mode(self) -> None:
        """Let :meth:`debug_dump` write files. It needs a graph that is kept.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     flambeau.cuda.CUDAGraph(keep_graph=True).enable_debug_mode()
        """
        self._debug = True

    def debug_dump(self, debug_path: str | os.PathLike[str]) -> None:
        """Write a description of the kept graph to a file, in Graphviz's language.

        Args:
            debug_path: the file.

        Raises:
            RuntimeError: there is no graph, or it was not kept; the driver cannot write the file.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     flambeau.cuda.CUDAGraph().debug_dump("graph.dot")  # warns: debug mode is off
        """
        if not self._debug:
            warnings.warn("CUDA Graphs debug not enabled, set with graph.enable_debug_mode()", stacklevel=2)
            return
        self._write_description(os.fspath(debug_path))


class graph:
    """Captures the GPU work of a ``with`` block.

    Before the capture all work is awaited and cached memory given back, so that the graph finds room.

    Args:
        cuda_graph: the graph without work.
        pool: as for :meth:`CUDAGraph.capture_begin`.
        stream: where the block's work goes while it is captured; by default one that all captures use.
        capture_error_mode: as for :meth:`CUDAGraph.capture_begin`.
        enable_annotations: not there.
        check_input_liveness: not there.

    Raises:
        RuntimeError: no GPU can be used.
        AcceleratorError: at the end of the block, if something could not be captured.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     x, g = flambeau.zeros(2, device="cuda"), flambeau.cuda.CUDAGraph()
        ...     with flambeau.cuda.graph(g):
        ...         x += 1
        ...     g.replay()
        ...     g.replay()
        ...     assert x.tolist() == [2.0, 2.0]
    """

    default_capture_stream: streams.Stream | None = None

    def __init__(
        self,
        cuda_graph: CUDAGraph,
        pool: tuple[int, int] | None = None,
        stream: streams.Stream | None = None,
        capture_error_mode: str = "global",
        enable_annotations: bool = False,
        check_input_liveness: bool = False,
    ) -> None:
        if enable_annotations:
            raise NotImplementedError("graph(enable_annotations=True) is not there")
        if stream is None:
            if graph.default_capture_stream is None:
                graph.default_capture_stream = streams.Stream()
            stream = graph.default_capture_stream
        self.pool = pool
        self.capture_stream = stream
        self.stream_ctx = streams.stream(stream)
        self.cuda_graph = cuda_graph
        self.capture_error_mode = capture_error_mode
        self.check_input_liveness = check_input_liveness

    def __enter__(self) -> None:
        synchronize()
        gc.collect()
        memory.empty_cache()
        _core._cuda_host_empty_cache()
        self.stream_ctx.__enter__()
        try:
            self.cuda_graph.capture_begin(self.pool, self.capture_error_mode, self.check_input_liveness)
        except BaseException:
            self.stream_ctx.__exit__()
            raise

    def __exit__(self, *error: object) -> None:
        try:
            self.cuda_graph.capture_end()
        finally:
            self.stream_ctx.__exit__(*error)


def _check_callable(function: Any, args: list[Any]) -> None:
    if isinstance(function, flambeau.nn.Module):
        if function._backward_hooks or function._forward_hooks or function._forward_pre_hooks:
            raise AssertionError(
                "Modules must not have hooks registered at the time they are passed. However, registering hooks on "
                "modules after passing them through make_graphed_callables is allowed."
            )
        if any(buffer.requires_grad for buffer in function.buffers()):
            raise AssertionError(
                "In a module passed to make_graphed_callables only parameters may be trainable: all buffers must have "
                "requires_grad=False."
            )
    if not all(isinstance(arg, flambeau.Tensor) for arg in args):
        raise AssertionError("sample_args for each callable must contain only Tensors. Other types are not allowed.")


class _Part:
    """One callable: its tensors that stay where they are, and the graphs of both directions."""

    def __init__(self, function: Any, args: Any) -> None:
        from flambeau.utils._pytree import tree_leaves

        self.function = function
        self.args = args
        user_args = tree_leaves(tuple(args))
        _check_callable(function, user_args)
        self.user_args = len(user_args)
        self.parameters = tuple(function.parameters()) if isinstance(function, flambeau.nn.Module) else ()
        self.inputs: tuple[Tensor, ...] = (*user_args, *self.parameters)
        self.forward, self.backward = CUDAGraph(), CUDAGraph()
        self.outputs: tuple[Any, ...] = ()
        self.spec: Any = None
        self.grad_outputs: tuple[Tensor | None, ...] = ()
        self.grad_inputs: tuple[Tensor | None, ...] = ()

    def gradients(self, outputs: Any, grad_outputs: Any, allow_unused: bool) -> tuple[Tensor | None, ...]:
        return flambeau.autograd.grad(
            outputs=tuple(output for output in outputs if output.requires_grad),
            inputs=tuple(value for value in self.inputs if value.requires_grad),
            grad_outputs=tuple(grad for grad in grad_outputs if grad is not None),
            only_inputs=True,
            allow_unused=allow_unused,
        )

    def warm_up(self, times: int, allow_unused: bool) -> None:
        from flambeau.utils._pytree import tree_leaves

        for _ in range(times):
            outputs = tree_leaves(self.function(*self.args))
            if any(output.requires_grad for output in outputs):
                grads = [flambeau.empty_like(output) for output in outputs if output.requires_grad]
                self.gradients(outputs, grads, allow_unused)

    def capture_forward(self, pool: tuple[int, int]) -> None:
        from flambeau.utils._pytree import tree_flatten

        with graph(self.forward, pool=pool):
            outputs = self.function(*self.args)
        flat, self.spec = tree_flatten(outputs)
        self.outputs = tuple(flat)

    def capture_backward(self, pool: tuple[int, int], allow_unused: bool) -> None:
        self.grad_outputs = tuple(
            flambeau.empty_like(output) if output.requires_grad else None for output in self.outputs
        )
        grads: tuple[Tensor | None, ...] = ()
        if any(grad is not None for grad in self.grad_outputs):
            with graph(self.backward, pool=pool):
                grads = self.gradients(self.outputs, self.grad_outputs, allow_unused)
        left = iter(grads)
        self.grad_inputs = tuple(next(left) if value.requires_grad and grads else None for value in self.inputs)

    def graphed(self) -> Callable[..., Any]:
        from flambeau.utils._pytree import tree_leaves, tree_unflatten

        part = self

        class Graphed(flambeau.autograd.Function):
            """The replays of one callable as a node of the graph of gradients."""

            @staticmethod
            def forward(ctx: Any, *inputs: Tensor) -> tuple[Tensor, ...]:
                for place, given in zip(part.inputs[: part.user_args], inputs, strict=False):
                    if place.data_ptr() != given.data_ptr():
                        place.copy_(given)
                part.forward.replay()
                return tuple(output.detach() for output in part.outputs)

            @staticmethod
            @flambeau.autograd.function.once_differentiable
            def backward(ctx: Any, *grads: Tensor | None) -> tuple[Tensor | None, ...]:
                if len(grads) != len(part.grad_outputs):
                    raise AssertionError(f"expected {len(part.grad_outputs)} gradients, got {len(grads)}")
                for place, given in zip(part.grad_outputs, grads, strict=True):
                    if place is not None and given is not None and place.data_ptr() != given.data_ptr():
                        place.copy_(given)
                part.backward.replay()
                return tuple(None if grad is None else grad.detach() for grad in part.grad_inputs)

        def function(*user_args: Any) -> Any:
            outputs = Graphed.apply(*tree_leaves(user_args), *part.parameters)
            return tree_unflatten(list(outputs), part.spec)

        return function

    def result(self) -> Any:
        """The callable to use in place of the given one: a module is changed itself."""
        graphed = self.graphed()
        if not isinstance(self.function, flambeau.nn.Module):
            return graphed
        module, mode, eager = self.function, self.function.training, self.function.forward

        def forward(*user_args: Any) -> Any:
            # What was captured holds for the mode of that time.
            return graphed(*user_args) if module.training == mode else eager(*user_args)

        module.forward = forward
        return module


def make_graphed_callables(
    callables: Any,
    sample_args: Any,
    num_warmup_iters: int = 3,
    allow_unused_input: bool = False,
    pool: tuple[int, int] | None = None,
) -> Any:
    """Return callables whose forward and backward work are graphs.

    Modules are changed themselves and returned; for functions others come back. In another mode of training than at
    the capture a module runs without graphs. Gradients of gradients do not pass.

    Args:
        callables: a module or function, or a tuple of these in the order in which they will run.
        sample_args: tensors to call it with, as a tuple, or a tuple of tuples. They are where the graphs read: real
            arguments have their shapes, dtypes and ``requires_grad``, and are copied there.
        num_warmup_iters: how often each is run before the capture.
        allow_unused_input: let inputs have no gradient.
        pool: as for :meth:`CUDAGraph.capture_begin`.

    Raises:
        RuntimeError: no GPU can be used; autocasting with its cache is on.
        AssertionError: a module with hooks or trainable buffers; arguments that are not tensors.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     layer, x = flambeau.nn.Linear(3, 2, device="cuda"), flambeau.ones(4, 3, device="cuda")
        ...     layer = flambeau.cuda.make_graphed_callables(layer, (x,))
        ...     layer(x).sum().backward()
    """
    if flambeau.is_autocast_enabled() and flambeau.is_autocast_cache_enabled():
        raise RuntimeError(
            "make_graphed_callables does not support the autocast caching. Please set `cache_enabled=False`."
        )
    several = isinstance(callables, tuple)
    if several and len(callables) != len(sample_args):
        raise ValueError(f"{len(callables)} callables need as many tuples of sample_args, got {len(sample_args)}")
    pairs = zip(callables, sample_args, strict=True) if several else [(callables, sample_args)]
    parts = [_Part(function, args) for function, args in pairs]
    pool = graph_pool_handle() if pool is None else pool
    synchronize()
    with streams.stream(streams.Stream()):
        for part in parts:
            part.warm_up(num_warmup_iters, allow_unused_input)
    synchronize()
    # In the order of later replays, so that nothing in the shared pool is overwritten while it is needed.
    for part in parts:
        part.capture_forward(pool)
    for part in reversed(parts):
        part.capture_backward(pool, allow_unused_input)
    results = tuple(part.result() for part in parts)
    return results if several else results[0]
