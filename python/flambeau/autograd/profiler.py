"""The profiler under :mod:`flambeau.profiler`: sessions, named blocks, files."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import uuid
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import ContextDecorator
from time import perf_counter_ns
from types import TracebackType
from typing import Any

from .. import _core, cuda
from ._profiler_events import BACKWARD, USER, FunctionEvent, FunctionEventAvg
from .profiler_util import MEMORY_EVENT_NAME, EventList, MemRecordsAcc

__all__ = [
    "EnforceUnique",
    "EventList",
    "FunctionEvent",
    "KinetoStepTracker",
    "MemRecordsAcc",
    "emit_itt",
    "emit_nvtx",
    "load_nvprof",
    "parse_nvprof_trace",
    "profile",
    "record_function",
]

_STEP = "ProfilerStep#"
_UNFINISHED = "<unfinished torch.autograd.profile>"
_DEVICES = ("cuda", "xpu", "mtia", "hpu")
_NO_KERNELS = (
    "Kernels of GPUs are not timed: times are those of the CPU, which starts kernels and goes on, or waits for them in "
    "operations such as item(). With profile_memory=True the memory of GPUs is shown. torch.cuda.Event times kernels."
)


def __getattr__(name: str) -> Any:
    # Libraries ask before they name their blocks.
    if name == "_is_profiler_enabled":
        return _core._profiler_enabled()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class profile:
    """Profile what the calling thread does in a block; :class:`flambeau.profiler.profile` does more.

    Args:
        enabled: do nothing if this is False.
        use_device: warn that kernels of GPUs are not timed, or that there is no such accelerator.
        record_shapes: keep sizes and types of arguments.
        with_flops: count floating-point operations.
        profile_memory: keep what tensors take and give back.
        with_stack: keep the Python calls around each operation.
        with_modules: noted in files.
        use_cpu: profile the CPU.
        experimental_config: ``flambeau.profiler._ExperimentalConfig(profile_all_threads=True)`` profiles all threads.
        acc_events: keep the events of earlier blocks.
        custom_trace_id_callback: makes the names of traces.

    Raises:
        RuntimeError: it is entered a second time.
        AssertionError: there is nothing to profile.

    A thread has one profile at a time: one that is entered inside takes over, and the outer one reports nothing.

    Example:
        >>> with flambeau.autograd.profiler.profile() as prof:
        ...     y = flambeau.ones(3).exp()
        >>> [event.name for event in prof.function_events]
        ['aten::ones', 'aten::exp']
    """

    def __init__(
        self,
        enabled: bool = True,
        *,
        use_cuda: bool = False,
        use_device: str | None = None,
        record_shapes: bool = False,
        with_flops: bool = False,
        profile_memory: bool = False,
        with_stack: bool = False,
        with_modules: bool = False,
        use_kineto: bool = False,
        use_cpu: bool = True,
        experimental_config: Any = None,
        acc_events: bool = False,
        custom_trace_id_callback: Callable[[], str] | None = None,
        post_processing_timeout_s: float | None = None,
        activity_filters: Any = None,
    ) -> None:
        self.enabled = enabled
        if not enabled:
            return
        self.use_cuda = use_cuda
        if use_cuda:
            text = "The attribute `use_cuda` will be deprecated soon, please use ``use_device = 'cuda'`` instead."
            warnings.warn(text, FutureWarning, stacklevel=2)
            use_device = "cuda"
        self.use_device: str | None = None
        if use_device == "cuda" and cuda.is_available():
            warnings.warn(_NO_KERNELS, stacklevel=2)
            self.use_device = use_device
        elif use_device is not None:
            if use_device in _DEVICES:
                name = use_device.upper()
                warnings.warn(f"{name} is not available, disabling {name} profiling", stacklevel=2)
            else:
                warnings.warn(f"The {use_device} is not a valid device option.", stacklevel=2)
            self.use_cuda = False
        self.entered = False
        self.record_shapes = record_shapes or with_flops
        self.with_flops = with_flops
        self.profile_memory = profile_memory
        self.with_stack = with_stack
        self.with_modules = with_modules
        self.use_cpu = use_cpu
        self.acc_events = acc_events
        self.experimental_config = experimental_config
        self.custom_trace_id_callback = custom_trace_id_callback
        self.activity_filters = activity_filters or {}
        self.trace_id = ""
        self.profiling_start_time_ns = 0
        self.profiling_end_time_ns = 0
        self._session: _core._ProfilerSession | None = None
        self.kineto_results: _core._ProfilerReport | None = None
        self._function_events: EventList | None = None
        self._older: EventList | None = None
        self._finished = False
        self._saved = False
        if not use_cpu:
            if not use_kineto:
                raise AssertionError("Device-only events supported only with Kineto (use_kineto=True)")
            raise AssertionError("No activities specified for the profiler")
        if post_processing_timeout_s is not None and post_processing_timeout_s < 0:
            raise ValueError("post_processing_timeout_s must be non-negative")

    def create_trace_id(self) -> str:
        """A name for a trace, of its own.

        Example:
            >>> len(flambeau.autograd.profiler.profile().create_trace_id())
            32
        """
        return self.custom_trace_id_callback() if self.custom_trace_id_callback else f"{uuid.uuid4().int:032X}"

    def __enter__(self) -> profile | None:
        if not self.enabled:
            return None
        if self.entered:
            raise RuntimeError("Profiler context manager is not reentrant")
        self._prepare_trace()
        self._start_trace()
        return self

    def _prepare_trace(self) -> None:
        self.entered = True
        self.trace_id = self.create_trace_id()

    def _start_trace(self) -> None:
        self.entered = True
        every = bool(getattr(self.experimental_config, "profile_all_threads", False))
        self._session = _core._profiler_start(
            self.record_shapes, self.profile_memory, self.with_flops, self.with_stack, every
        )
        self.profiling_start_time_ns = perf_counter_ns()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool | None:
        if not self.enabled:
            return None
        self.profiling_end_time_ns = perf_counter_ns()
        report = self._session.stop() if self._session is not None else None
        self._session = None
        if self._function_events and self.acc_events:
            self._older = self._function_events
        self._function_events = None
        self._finished = True
        self._saved = False
        self.kineto_results = report
        if report is None:
            warnings.warn(
                "The profiler has no session to stop, and reports nothing: it was stopped before, or another profile "
                "was started in the same thread and took its place.",
                stacklevel=2,
            )
        if self.acc_events:
            self._ensure_function_events()
        return False

    def __repr__(self) -> str:
        return repr(self.function_events) if self._finished else _UNFINISHED

    def __str__(self) -> str:
        return str(self.function_events) if self._finished else _UNFINISHED

    def _ensure_function_events(self) -> EventList:
        if self._function_events is None:
            parsed = [] if self.kineto_results is None else _function_events(self.kineto_results, self.use_device)
            use_device = parsed[0].use_device if parsed else self.use_device
            events = EventList(
                parsed, use_device=use_device, profile_memory=self.profile_memory, with_flops=self.with_flops
            )
            events._build_tree()
            events.extend(self._older or ())
            self._older = None
            self._function_events = events
        return self._function_events

    @property
    def function_events(self) -> EventList:
        """The events, in the order they began.

        Example:
            >>> with flambeau.autograd.profiler.profile() as prof:
            ...     y = flambeau.ones(3).exp()
            >>> len(prof.function_events)
            2
        """
        return self._ensure_function_events()

    def table(
        self,
        sort_by: str | None = None,
        row_limit: int = 100,
        max_src_column_width: int | None = 75,
        max_name_column_width: int | None = 55,
        max_shapes_column_width: int | None = 80,
        header: str | None = None,
        top_level_events_only: bool = False,
    ) -> str:
        """The events as a table; see :meth:`EventList.table`.

        Example:
            >>> with flambeau.autograd.profiler.profile() as prof:
            ...     y = flambeau.ones(3).exp()
            >>> "aten::exp" in prof.table()
            True
        """
        return self.function_events.table(
            sort_by=sort_by,
            row_limit=row_limit,
            max_src_column_width=max_src_column_width,
            max_name_column_width=max_name_column_width,
            max_shapes_column_width=max_shapes_column_width,
            header=header,
            top_level_events_only=top_level_events_only,
        )

    def export_chrome_trace(self, path: str, metadata: dict[str, str] | None = None) -> None:
        """Write the last block as a Chrome trace, which Perfetto and ``chrome://tracing`` show.

        Args:
            path: the file; it is compressed if its name ends in ``.gz``.
            metadata: names, and values that are JSON, to go with it.

        Raises:
            RuntimeError: it was written before.

        Example:
            >>> import json, os, pathlib, tempfile
            >>> with flambeau.autograd.profiler.profile() as prof:
            ...     y = flambeau.ones(3).exp()
            >>> path = os.path.join(tempfile.mkdtemp(), "trace.json")
            >>> prof.export_chrome_trace(path)
            >>> trace = json.loads(pathlib.Path(path).read_text())
            >>> [event["name"] for event in trace["traceEvents"] if event["ph"] == "X"]
            ['aten::ones', 'aten::exp']
        """
        if self._saved:
            raise RuntimeError("Trace is already saved.")
        if self.kineto_results is None:
            raise RuntimeError("There is no trace to save: the profile has not been stopped, or saw nothing.")
        everything = {"trace_id": f'"{self.trace_id}"', **(metadata or {})}
        program = os.path.basename(sys.executable or "python")
        text = self.kineto_results.chrome_trace(str(path), socket.gethostname(), program, list(everything.items()))
        if str(path).endswith(".gz"):
            import gzip

            text = gzip.compress(text)
        _replace(str(path), text)
        self._saved = True

    def export_stacks(self, path: str, metric: str = "self_cpu_time_total") -> None:
        """Write stacks for flame graphs; see :meth:`EventList.export_stacks`.

        Raises:
            AssertionError: stacks were not kept.

        Example:
            >>> import os, tempfile
            >>> with flambeau.autograd.profiler.profile(with_stack=True) as prof:
            ...     y = flambeau.ones(100, 100).exp()
            >>> path = os.path.join(tempfile.mkdtemp(), "stacks.txt")
            >>> prof.export_stacks(path)
            >>> os.path.getsize(path) > 0
            True
        """
        events = self.function_events
        if not self.with_stack:
            raise AssertionError("export_stacks() requires with_stack=True")
        events.export_stacks(path, metric)

    def toggle_collection_dynamic(self, enabled: bool, activities: Iterable[Any]) -> None:
        """Pause the profile, or go on with it.

        Example:
            >>> with flambeau.autograd.profiler.profile() as prof:
            ...     prof.toggle_collection_dynamic(False, [flambeau.profiler.ProfilerActivity.CPU])
            ...     y = flambeau.ones(3)
            >>> prof.function_events
            []
        """
        if self._session is not None and any(activity.name == "CPU" for activity in activities):
            self._session.set_recording(enabled)

    def key_averages(
        self, group_by_input_shape: bool = False, group_by_stack_n: int = 0, group_by_overload_name: bool = False
    ) -> EventList:
        """Sums over events of the same name; see :meth:`EventList.key_averages`.

        Example:
            >>> with flambeau.autograd.profiler.profile() as prof:
            ...     y = flambeau.ones(3).exp().exp()
            >>> prof.key_averages()[1].count
            2
        """
        return self.function_events.key_averages(group_by_input_shape, group_by_stack_n, group_by_overload_name)

    def total_average(self) -> FunctionEventAvg:
        """The sum over all events.

        Example:
            >>> with flambeau.autograd.profiler.profile() as prof:
            ...     y = flambeau.ones(3).exp()
            >>> prof.total_average().count
            2
        """
        return self.function_events.total_average()

    @property
    def self_cpu_time_total(self) -> float:
        """Microseconds of all events, each counted once.

        Example:
            >>> with flambeau.autograd.profiler.profile() as prof:
            ...     y = flambeau.ones(3).exp()
            >>> prof.self_cpu_time_total > 0
            True
        """
        return self.function_events.self_cpu_time_total


def _replace(path: str, contents: bytes) -> None:
    """Writes a file as a whole; what is no plain file, such as a pipe, is written to."""
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as file:
            file.write(contents)
        return
    folder, name = os.path.split(os.path.realpath(path))
    handle, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
    try:
        with open(handle, "wb") as file:
            file.write(contents)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, os.path.realpath(path))
    except BaseException:
        os.unlink(temporary)
        raise


def _function_events(report: _core._ProfilerReport, use_device: str | None) -> list[FunctionEvent]:
    """The events of a report, and those of memory that no event took."""
    events = []
    memory = report.memory()
    if any(on_gpu for _, _, on_gpu, _, _ in memory):
        use_device = "cuda"
    for at, (what, links, details) in enumerate(report.events()):
        name, scope, thread, system_thread, start, end = what
        _, sequence, forward_thread = links
        arguments, flops, (allocated, device_allocated), stack = details
        shapes = [sizes for _, sizes, _, _ in arguments]
        events.append(
            FunctionEvent(
                id=at + 1,
                name="ProfilerStep*" if name.startswith(_STEP) else name,
                trace_name=name,
                overload_name="",
                thread=thread,
                start_us=start / 1000,
                end_us=end / 1000,
                fwd_thread=forward_thread or 0,
                # Lists of tensors are shown in `structured_input_shapes` only.
                input_shapes=[[] if kind == "TensorList" else sizes for kind, sizes, _, _ in arguments],
                concrete_inputs=[value for _, _, _, value in arguments],
                kwinputs={},
                stack=stack,
                # Only rules of nodes count as backward: what surrounds them is an operation, as in PyTorch.
                scope=scope if scope in (BACKWARD, USER) else 0,
                use_device=use_device,
                cpu_memory_usage=allocated,
                device_memory_usage=device_allocated,
                sequence_nr=-1 if sequence is None else sequence,
                device_resource_id=system_thread,
                flops=flops,
                is_user_annotation=scope == USER,
                activity_type="user_annotation" if scope == USER else "cpu_op",
                external_id=at + 1,
                structured_input_shapes=shapes,
                structured_input_strides=[strides for _, _, strides, _ in arguments],
                input_dtypes=[kind for kind, _, _, _ in arguments],
            )
        )
    for time, amount, on_gpu, thread, event in memory:
        if event is None:
            without_event = FunctionEvent(
                id=len(events) + 1,
                name=MEMORY_EVENT_NAME,
                overload_name="",
                thread=thread,
                start_us=time / 1000,
                end_us=time / 1000,
                fwd_thread=thread,
                input_shapes=[],
                stack=[],
                use_device=use_device,
                cpu_memory_usage=0 if on_gpu else amount,
                device_memory_usage=amount if on_gpu else 0,
                flops=0,
            )
            events.append(without_event)
    events.sort(key=lambda event: (event.time_range.start, -event.time_range.end))
    return events


class record_function(ContextDecorator):
    """Name a block, or a function's calls, in profiles.

    Args:
        name: the name.
        args: more about it; not kept.

    Example:
        >>> @flambeau.autograd.profiler.record_function("double")
        ... def double(x):
        ...     return 2 * x
        >>> with flambeau.profiler.profile() as prof:
        ...     with flambeau.autograd.profiler.record_function("block"):
        ...         y = double(flambeau.ones(2))
        >>> [event.name for event in prof.events()]
        ['block', 'aten::ones', 'double', 'aten::mul']
    """

    def __init__(self, name: str, args: str | None = None) -> None:
        self.name = name
        self.args = args
        self._open: list[_core._ProfilerScope | None] = []

    def __enter__(self) -> record_function:
        # A decorated function may call itself.
        self._open.append(_core._profiler_scope(str(self.name)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if not self._open:
            raise AssertionError("Expected record to be set")
        scope = self._open.pop()
        if scope is not None:
            scope.end()

    def _recreate_cm(self) -> record_function:
        # Threads that call a decorated function at once each have a block of their own.
        return record_function(self.name, self.args)


class _Emit:
    """Marks for a tool outside the process."""

    def __init__(self, enabled: bool = True, record_shapes: bool = False) -> None:
        self.enabled = enabled
        self.entered = False
        self.record_shapes = record_shapes

    def __exit__(self, *_error: object) -> bool | None:
        return False if self.enabled else None


class emit_nvtx(_Emit):
    """Mark operations for NVIDIA's profiler, which there is none for.

    Raises:
        RuntimeError: on entering it, unless it is not enabled.

    Example:
        >>> with flambeau.autograd.profiler.emit_nvtx(enabled=False):
        ...     y = flambeau.ones(2)
    """

    def __enter__(self) -> None:
        if self.enabled:
            raise RuntimeError("emit_nvtx marks operations for NVIDIA's profiler: there is no NVIDIA GPU here")


class emit_itt(_Emit):
    """Mark operations for Intel's VTune; nothing is marked: flambeau is built without its interface.

    Raises:
        RuntimeError: it is entered twice.

    Example:
        >>> with flambeau.autograd.profiler.emit_itt():
        ...     y = flambeau.ones(2)
    """

    def __enter__(self) -> emit_itt | None:
        if not self.enabled:
            return None
        if self.entered:
            raise RuntimeError("ITT annotation context manager is not reentrant")
        self.entered = True
        return self


def load_nvprof(path: str) -> EventList:
    """Refused: files of nvprof are not read.

    Raises:
        NotImplementedError: always.

    Example:
        >>> flambeau.autograd.profiler.load_nvprof("profile.sqlite")
        Traceback (most recent call last):
        NotImplementedError: load_nvprof: files of nvprof are not read
    """
    raise NotImplementedError("load_nvprof: files of nvprof are not read")


def parse_nvprof_trace(path: str) -> list[FunctionEvent]:
    """Refused: files of nvprof are not read.

    Raises:
        NotImplementedError: always.

    Example:
        >>> flambeau.autograd.profiler.parse_nvprof_trace("profile.sqlite")
        Traceback (most recent call last):
        NotImplementedError: parse_nvprof_trace: files of nvprof are not read
    """
    raise NotImplementedError("parse_nvprof_trace: files of nvprof are not read")


class EnforceUnique:
    """Refuses what it has seen before.

    Example:
        >>> seen = flambeau.autograd.profiler.EnforceUnique()
        >>> seen.see("a")
        >>> seen.see("a")
        Traceback (most recent call last):
        RuntimeError: duplicate key: ('a',)
    """

    def __init__(self) -> None:
        self.seen: set[Any] = set()

    def see(self, *key: Any) -> None:
        """Note a key.

        Raises:
            RuntimeError: it was seen before.

        Example:
            >>> flambeau.autograd.profiler.EnforceUnique().see(1, 2)
        """
        if key in self.seen:
            raise RuntimeError(f"duplicate key: {key}")
        self.seen.add(key)


class KinetoStepTracker:
    """Counts steps of a program that several parts of it count: the largest count is the program's.

    Example:
        >>> tracker = flambeau.autograd.profiler.KinetoStepTracker
        >>> tracker.init_step_count("example")
        >>> tracker.increment_step("example") == tracker.current_step()
        True
        >>> tracker.erase_step_count("example")
        True
    """

    _current_step = 0
    _step_dict: defaultdict[str, int] = defaultdict(int)

    @classmethod
    def init_step_count(cls, requester: str) -> None:
        """Begin to count for a part of the program.

        Example:
            >>> flambeau.autograd.profiler.KinetoStepTracker.init_step_count("example")
        """
        cls._step_dict[requester] = cls._current_step

    @classmethod
    def erase_step_count(cls, requester: str) -> bool:
        """Forget a part of the program; answers whether it was known.

        Example:
            >>> flambeau.autograd.profiler.KinetoStepTracker.erase_step_count("unknown")
            False
        """
        return cls._step_dict.pop(requester, None) is not None

    @classmethod
    def increment_step(cls, requester: str) -> int:
        """Count one more step of a part; answers the program's count.

        Example:
            >>> flambeau.autograd.profiler.KinetoStepTracker.increment_step("example") > 0
            True
            >>> flambeau.autograd.profiler.KinetoStepTracker.erase_step_count("example")
            True
        """
        if requester not in cls._step_dict:
            cls.init_step_count(requester)
        cls._step_dict[requester] += 1
        new = max(cls._step_dict.values())
        if new - cls._current_step > 1:
            warnings.warn(
                "Profiler step count has increased more than 1 - "
                f"current_step = {cls._current_step} step dict =  {cls._step_dict}",
                stacklevel=2,
            )
        cls._current_step = max(new, cls._current_step)
        return cls._current_step

    @classmethod
    def current_step(cls) -> int:
        """The program's count.

        Example:
            >>> flambeau.autograd.profiler.KinetoStepTracker.current_step() >= 0
            True
        """
        return cls._current_step
