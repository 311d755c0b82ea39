"""Profiles of programs that go on: schedules, steps, files."""

from __future__ import annotations

import enum
import os
import socket
import time
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, NoReturn

from ..autograd import profiler as _base
from ..autograd.profiler_util import EventList

__all__ = [
    "ExecutionTraceObserver",
    "ProfilerAction",
    "profile",
    "schedule",
    "supported_activities",
    "tensorboard_trace_handler",
]

PROFILER_STEP_NAME = "ProfilerStep"
_CLEARS = (
    "Warning: Profiler clears events at the end of each cycle. Only events from the current cycle will be reported. "
    "To keep events across cycles, set acc_events=True."
)
_told: set[str] = set()


class ProfilerActivity(enum.Enum):
    """What can be profiled; flambeau profiles the CPU, and memory of GPUs, but does not time their kernels.

    Example:
        >>> ProfilerActivity.CPU in flambeau.profiler.supported_activities()
        True
    """

    CPU = 0
    XPU = 1
    CUDA = 2
    HPU = 3
    MTIA = 4
    PrivateUse1 = 5


class RecordScope(enum.Enum):
    """Kinds of events, with PyTorch's numbers.

    Example:
        >>> RecordScope.BACKWARD_FUNCTION.value
        1
    """

    FUNCTION = 0
    BACKWARD_FUNCTION = 1
    TORCHSCRIPT_FUNCTION = 2
    KERNEL_FUNCTION_DTYPE = 3
    CUSTOM_CLASS = 4
    BUILD_FEATURE = 5
    LITE_INTERPRETER = 6
    USER_SCOPE = 7
    STATIC_RUNTIME_OP = 8
    STATIC_RUNTIME_MODEL = 9


class ProfilerAction(enum.Enum):
    """What a profile does in a step; schedules answer the first four.

    Example:
        >>> flambeau.profiler.schedule(wait=1, warmup=1, active=1)(0)
        <ProfilerAction.NONE: 0>
    """

    NONE = 0
    WARMUP = 1
    RECORD = 2
    RECORD_AND_SAVE = 3
    DEVICE_STOPPED = 4


@dataclass
class _ExperimentalConfig:
    """Options that may change; flambeau looks at ``profile_all_threads`` only.

    Example:
        >>> flambeau.profiler._ExperimentalConfig(profile_all_threads=True).profile_all_threads
        True
    """

    profiler_metrics: Any = ()
    profiler_measure_per_kernel: bool = False
    verbose: bool = False
    performance_events: Any = ()
    enable_cuda_sync_events: bool = False
    adjust_profiler_step: bool = False
    disable_external_correlation: bool = False
    profile_all_threads: bool = False
    capture_overload_names: bool = False
    record_python_gc_info: bool = False
    expose_kineto_event_metadata: bool = False
    custom_profiler_config: str = ""
    adjust_timestamps: bool = False
    trace_only: bool = False


def kineto_available() -> bool:
    """Whether profiles can be made.

    Example:
        >>> flambeau.profiler.kineto_available()
        True
    """
    return True


def supported_activities() -> set[ProfilerActivity]:
    """What can be profiled.

    Example:
        >>> flambeau.profiler.supported_activities()
        {<ProfilerActivity.CPU: 0>}
    """
    return {ProfilerActivity.CPU}


def _parse_activities(activities: Iterable[Any]) -> set[ProfilerActivity]:
    """The activities of a list of them, and of dictionaries from them to names of parts."""
    found: set[ProfilerActivity] = set()
    for item in activities:
        if not isinstance(item, (ProfilerActivity, dict)):
            raise TypeError(f"Expected ProfilerActivity or dict, got {type(item)}")
        for activity in [item] if isinstance(item, ProfilerActivity) else item:
            if activity in found:
                raise ValueError(f"Activity {activity} specified more than once")
            found.add(activity)
    return found


class _KinetoProfile:
    """A profile without a schedule; :class:`profile` is the one to use.

    Example:
        >>> prof = flambeau.profiler._KinetoProfile()
        >>> prof.start()
        >>> y = flambeau.ones(2)
        >>> prof.stop()
        >>> len(prof.events())
        1
    """

    def __init__(
        self,
        *,
        activities: Iterable[Any] | None = None,
        record_shapes: bool = False,
        profile_memory: bool = False,
        with_stack: bool = False,
        with_flops: bool = False,
        with_modules: bool = False,
        experimental_config: Any = None,
        execution_trace_observer: Any = None,
        acc_events: bool = False,
        custom_trace_id_callback: Callable[[], str] | None = None,
        post_processing_timeout_s: float | None = None,
    ) -> None:
        self.activities = supported_activities() if activities is None else _parse_activities(activities)
        self.record_shapes = record_shapes
        self.with_flops = with_flops
        self.profile_memory = profile_memory
        self.with_stack = with_stack
        self.with_modules = with_modules
        self.experimental_config = experimental_config
        self.execution_trace_observer = execution_trace_observer
        self.acc_events = acc_events
        self.custom_trace_id_callback = custom_trace_id_callback
        self.post_processing_timeout_s = post_processing_timeout_s
        self.profiler: _base.profile | None = None
        self.use_device: str | None = None
        for name in ("CUDA", "XPU", "MTIA", "HPU"):
            if ProfilerActivity[name] in self.activities:
                self.use_device = name.lower()
                break
        self.preset_metadata: dict[str, str] = {}
        self._trace_metadata: dict[str, str] = {}

    def start(self) -> None:
        """Begin.

        Example:
            >>> prof = flambeau.profiler.profile()
            >>> prof.start()
            >>> prof.stop()
        """
        self.prepare_trace()
        self.start_trace()

    def stop(self) -> None:
        """End.

        Example:
            >>> prof = flambeau.profiler.profile()
            >>> prof.start()
            >>> prof.stop()
        """
        self.stop_trace()

    def prepare_trace(self) -> None:
        """Make ready for a trace.

        Example:
            >>> flambeau.profiler.profile().prepare_trace()
        """
        if self.profiler is not None and not self.acc_events and _CLEARS not in _told:
            _told.add(_CLEARS)
            warnings.warn(_CLEARS, stacklevel=2)
        if self.profiler is None or not self.acc_events:
            self.profiler = _base.profile(
                use_cpu=ProfilerActivity.CPU in self.activities,
                use_device=self.use_device,
                record_shapes=self.record_shapes,
                with_flops=self.with_flops,
                profile_memory=self.profile_memory,
                with_stack=self.with_stack,
                with_modules=self.with_modules,
                use_kineto=True,
                experimental_config=self.experimental_config,
                acc_events=self.acc_events,
                custom_trace_id_callback=self.custom_trace_id_callback,
                post_processing_timeout_s=self.post_processing_timeout_s,
            )
        self.profiler._prepare_trace()

    def start_trace(self) -> None:
        """Begin a trace that was made ready.

        Raises:
            AssertionError: it was not.

        Example:
            >>> prof = flambeau.profiler.profile()
            >>> prof.prepare_trace()
            >>> prof.start_trace()
            >>> prof.stop_trace()
        """
        if self.execution_trace_observer:
            self.execution_trace_observer.start()
        if self.profiler is None:
            raise AssertionError("Profiler must be initialized before starting trace")
        for name in ("profile_memory", "with_stack", "record_shapes", "with_modules", "with_flops"):
            if getattr(self, name):
                self.add_metadata_json(name, "1")
        for key, value in self.preset_metadata.items():
            self.add_metadata_json(key, value)
        self.profiler._start_trace()

    def stop_trace(self) -> None:
        """End a trace.

        Raises:
            AssertionError: none was made ready.

        Example:
            >>> prof = flambeau.profiler.profile()
            >>> prof.start()
            >>> prof.stop_trace()
        """
        if self.execution_trace_observer:
            self.execution_trace_observer.stop()
        if self.profiler is None:
            raise AssertionError("Profiler must be initialized before stopping trace")
        self.profiler.__exit__(None, None, None)

    def _known(self, before: str) -> _base.profile:
        if self.profiler is None:
            raise AssertionError(f"Profiler must be initialized before {before}")
        return self.profiler

    def export_chrome_trace(self, path: str, use_python_export: bool = False) -> None:
        """Write the last trace in the Chrome format, which Perfetto and ``chrome://tracing`` show.

        Args:
            path: the file; it is compressed if its name ends in ``.gz``.

        Raises:
            AssertionError: there is none.
            RuntimeError: it was written before.

        Example:
            >>> import gzip, json, os, tempfile
            >>> with flambeau.profiler.profile() as prof:
            ...     y = flambeau.ones(3)
            >>> path = os.path.join(tempfile.mkdtemp(), "trace.json.gz")
            >>> prof.export_chrome_trace(path)
            >>> with gzip.open(path) as file:
            ...     sorted(json.load(file))[:3]
            ['baseTimeNanoseconds', 'deviceProperties', 'displayTimeUnit']
        """
        self._known("exporting chrome trace").export_chrome_trace(path, self._trace_metadata)

    def export_stacks(self, path: str, metric: str = "self_cpu_time_total") -> None:
        """Write stacks for flame graphs: a line for each event, its calls and a number.

        Raises:
            AssertionError: there is no trace, or stacks were not kept.

        Example:
            >>> import os, tempfile
            >>> with flambeau.profiler.profile(with_stack=True) as prof:
            ...     y = flambeau.ones(100, 100).exp()
            >>> prof.export_stacks(os.path.join(tempfile.mkdtemp(), "stacks.txt"))
        """
        self._known("exporting stacks").export_stacks(path, metric)

    def toggle_collection_dynamic(self, enable: bool, activities: Iterable[ProfilerActivity]) -> None:
        """Pause the profile of the activities, or go on with it.

        Example:
            >>> with flambeau.profiler.profile() as prof:
            ...     prof.toggle_collection_dynamic(False, [flambeau.profiler.ProfilerActivity.CPU])
            ...     y = flambeau.ones(3)
            >>> prof.events()
            []
        """
        if self.profiler is not None:
            self.profiler.toggle_collection_dynamic(enable, activities)

    def key_averages(
        self, group_by_input_shape: bool = False, group_by_stack_n: int = 0, group_by_overload_name: bool = False
    ) -> EventList:
        """Sums over events of the same name.

        Args:
            group_by_input_shape: keep events with other input shapes apart (needs ``record_shapes``).
            group_by_stack_n: keep events apart whose innermost calls, this many, differ (needs ``with_stack``).
            group_by_overload_name: keep overloads apart.

        Raises:
            AssertionError: there is no trace.

        Example:
            >>> with flambeau.profiler.profile(record_shapes=True) as prof:
            ...     y = flambeau.ones(3) + 1, flambeau.ones(2) + 1
            >>> sums = prof.key_averages(group_by_input_shape=True)
            >>> [sum.input_shapes for sum in sums if sum.key == "aten::add"]
            [[[3], [], []], [[2], [], []]]
        """
        profiler = self._known("getting key averages")
        return profiler.key_averages(group_by_input_shape, group_by_stack_n, group_by_overload_name)

    def events(self) -> EventList:
        """The events, in the order they began.

        Raises:
            AssertionError: there is no trace.

        Example:
            >>> with flambeau.profiler.profile() as prof:
            ...     y = flambeau.ones(3)
            >>> prof.events()[0].name
            'aten::ones'
        """
        return self._known("accessing events").function_events

    def add_metadata(self, key: str, value: str) -> None:
        """Put a name and a text into the file.

        Example:
            >>> flambeau.profiler.profile().add_metadata("model", "LeNet")
        """
        import json

        self._trace_metadata[key] = json.dumps(value)

    def add_metadata_json(self, key: str, value: str) -> None:
        """Put a name and a JSON value into the file.

        Example:
            >>> flambeau.profiler.profile().add_metadata_json("sizes", "[1, 2]")
        """
        self._trace_metadata[key] = value

    def preset_metadata_json(self, key: str, value: str) -> None:
        """Put a name and a JSON value into the files of all traces that begin from now on.

        Example:
            >>> flambeau.profiler.profile().preset_metadata_json("sizes", "[1, 2]")
        """
        self.preset_metadata[key] = value

    def export_memory_timeline(self, path: str, device: str | None = None) -> NoReturn:
        """Refused: PyTorch has deprecated it. Traces hold the memory with ``profile_memory=True``.

        Raises:
            NotImplementedError: always.

        Example:
            >>> flambeau.profiler.profile().export_memory_timeline("memory.html")
            Traceback (most recent call last):
            NotImplementedError: export_memory_timeline is not there: ...
        """
        raise NotImplementedError(
            "export_memory_timeline is not there: profile with profile_memory=True and look at export_chrome_trace"
        )


def schedule(
    *, wait: int, warmup: int, active: int, repeat: int = 0, skip_first: int = 0, skip_first_wait: int = 0
) -> Callable[[int], ProfilerAction]:
    """What to do in which step: cycles of waiting, warming up and recording.

    Args:
        wait: steps of a cycle in which nothing is done.
        warmup: steps that follow, in which the profile gets ready.
        active: steps that follow, which are recorded.
        repeat: how many cycles; 0 for as many as there are.
        skip_first: steps before the first cycle.
        skip_first_wait: leave out the waiting of the first cycle, if it is not 0.

    Raises:
        AssertionError: a number is negative, or nothing is recorded.

    Example:
        >>> plan = flambeau.profiler.schedule(wait=1, warmup=1, active=2, repeat=1)
        >>> [plan(step).name for step in range(5)]
        ['NONE', 'WARMUP', 'RECORD', 'RECORD_AND_SAVE', 'NONE']
    """
    if wait < 0 or warmup < 0 or active <= 0 or repeat < 0 or skip_first < 0:
        raise AssertionError(
            f"Invalid profiler schedule arguments. Got wait={wait} (need >= 0), warmup={warmup} (need >= 0), "
            f"active={active} (need > 0), repeat={repeat} (need >= 0), skip_first={skip_first} (need >= 0)."
        )
    if warmup == 0:
        warnings.warn("Profiler won't be using warmup, this can skew profiler results", stacklevel=2)
    length = wait + warmup + active

    def action(step: int) -> ProfilerAction:
        if step < 0:
            raise AssertionError(f"Step must be non-negative. Got {step}.")
        if step < skip_first:
            return ProfilerAction.NONE
        step += -skip_first + (wait if skip_first_wait else 0)
        if 0 < repeat <= step / length:
            return ProfilerAction.NONE
        step %= length
        if step < wait:
            return ProfilerAction.NONE
        if step < wait + warmup:
            return ProfilerAction.WARMUP
        return ProfilerAction.RECORD if step < length - 1 else ProfilerAction.RECORD_AND_SAVE

    return action


def _always(_step: int) -> ProfilerAction:
    return ProfilerAction.RECORD


def tensorboard_trace_handler(
    dir_name: str, worker_name: str | None = None, use_gzip: bool = False, use_python_export: bool = False
) -> Callable[[Any], None]:
    """A function for ``on_trace_ready`` that writes each trace into a folder.

    Args:
        dir_name: the folder, made where it is missing.
        worker_name: how files' names begin: name of the machine and number of the process by default.
        use_gzip: compress files.

    Raises:
        RuntimeError: the folder can't be made.

    Example:
        >>> import os, tempfile
        >>> folder = tempfile.mkdtemp()
        >>> handler = flambeau.profiler.tensorboard_trace_handler(folder, "worker")
        >>> with flambeau.profiler.profile(on_trace_ready=handler):
        ...     y = flambeau.ones(2)
        >>> [name.split(".")[0] for name in os.listdir(folder)]
        ['worker']
    """

    def handler(prof: Any) -> None:
        try:
            os.makedirs(dir_name, exist_ok=True)
        except OSError as error:
            raise RuntimeError(f"Can't create directory: {dir_name}") from error
        worker = worker_name or f"{socket.gethostname()}_{os.getpid()}"
        name = f"{worker}.{time.time_ns()}.pt.trace.json" + (".gz" if use_gzip else "")
        prof.export_chrome_trace(os.path.join(dir_name, name))

    return handler


#: What happens between one action and the next: P makes ready, S starts, T stops, R hands the trace over, W warns.
_BETWEEN: dict[tuple[ProfilerAction, ProfilerAction | None], str] = {
    (ProfilerAction.NONE, ProfilerAction.WARMUP): "P",
    (ProfilerAction.NONE, ProfilerAction.RECORD): "PS",
    (ProfilerAction.NONE, ProfilerAction.RECORD_AND_SAVE): "PS",
    (ProfilerAction.WARMUP, ProfilerAction.NONE): "WST",
    (ProfilerAction.WARMUP, ProfilerAction.RECORD): "S",
    (ProfilerAction.WARMUP, ProfilerAction.RECORD_AND_SAVE): "S",
    (ProfilerAction.RECORD, ProfilerAction.NONE): "WT",
    (ProfilerAction.RECORD, ProfilerAction.WARMUP): "WT",
    (ProfilerAction.RECORD_AND_SAVE, ProfilerAction.NONE): "TR",
    (ProfilerAction.RECORD_AND_SAVE, ProfilerAction.WARMUP): "TRP",
    (ProfilerAction.RECORD_AND_SAVE, ProfilerAction.RECORD): "TRPS",
    (ProfilerAction.RECORD_AND_SAVE, ProfilerAction.RECORD_AND_SAVE): "TRPS",
    (ProfilerAction.WARMUP, None): "ST",
    (ProfilerAction.RECORD, None): "TR",
    (ProfilerAction.RECORD_AND_SAVE, None): "TR",
}


class profile(_KinetoProfile):
    """Profile a block, or steps of a loop by a schedule.

    Args:
        activities: :class:`ProfilerActivity` values; the CPU by default. Accelerators, none of which is there, warn.
        schedule: tells the action of each step, as :func:`schedule` makes it; all is recorded by default.
        on_trace_ready: called with the profile whenever a trace is complete.
        record_shapes: keep sizes and types of arguments.
        profile_memory: keep what tensors take and give back.
        with_stack: keep the Python calls around each operation.
        with_flops: count floating-point operations of matrix products, convolutions, additions and multiplications.
        with_modules: noted in files.
        experimental_config: ``_ExperimentalConfig(profile_all_threads=True)`` profiles all threads, and not only the
            one that starts the profile.
        execution_trace_observer: an object with ``start``, ``stop`` and ``cleanup``, called with the profile.
        acc_events: keep events of earlier cycles.

    Raises:
        AssertionError: no activity is given.
        ValueError: an activity is given twice.

    Example:
        >>> from flambeau.profiler import profile, record_function, schedule
        >>> plan = schedule(wait=1, warmup=1, active=2, repeat=1)
        >>> show = lambda prof: print(sorted({event.key for event in prof.key_averages()}))
        >>> with profile(schedule=plan, on_trace_ready=show) as prof:
        ...     for step in range(5):
        ...         y = flambeau.ones(2) + 1
        ...         prof.step()
        ['ProfilerStep*', 'aten::add', 'aten::ones']
    """

    def __init__(
        self,
        *,
        activities: Iterable[Any] | None = None,
        schedule: Callable[[int], ProfilerAction] | None = None,
        on_trace_ready: Callable[..., Any] | None = None,
        record_shapes: bool = False,
        profile_memory: bool = False,
        with_stack: bool = False,
        with_flops: bool = False,
        with_modules: bool = False,
        experimental_config: Any = None,
        execution_trace_observer: Any = None,
        acc_events: bool = False,
        use_cuda: bool | None = None,
        custom_trace_id_callback: Callable[[], str] | None = None,
        post_processing_timeout_s: float | None = None,
    ) -> None:
        given = supported_activities() if activities is None else list(activities)
        if use_cuda is not None:
            text = "`use_cuda` is deprecated, use `activities` argument instead"
            warnings.warn(text, FutureWarning, stacklevel=2)
        if not any(isinstance(item, ProfilerActivity) or (isinstance(item, dict) and item) for item in given):
            raise AssertionError("No valid profiler activities found")
        super().__init__(
            activities=given,
            record_shapes=record_shapes,
            profile_memory=profile_memory,
            with_stack=with_stack,
            with_flops=with_flops,
            with_modules=with_modules,
            experimental_config=experimental_config,
            execution_trace_observer=execution_trace_observer,
            acc_events=acc_events,
            custom_trace_id_callback=custom_trace_id_callback,
            post_processing_timeout_s=post_processing_timeout_s,
        )
        self.schedule = schedule or _always
        self.record_steps = schedule is not None
        self.on_trace_ready = on_trace_ready
        self.step_num = 0
        self.step_rec_fn: _base.record_function | None = None
        self.current_action = self._action(0)
        _base.KinetoStepTracker.init_step_count(PROFILER_STEP_NAME)

    def _action(self, step: int) -> ProfilerAction:
        action = self.schedule(step)
        if action == ProfilerAction.DEVICE_STOPPED:
            raise ValueError(
                "ProfilerAction.DEVICE_STOPPED is set internally by the profiler and must not be returned by a "
                "user-provided schedule"
            )
        return action

    def __enter__(self) -> profile:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()
        _base.KinetoStepTracker.erase_step_count(PROFILER_STEP_NAME)
        if self.execution_trace_observer:
            self.execution_trace_observer.cleanup()

    def _begin_step(self) -> None:
        if self.record_steps:
            self.step_rec_fn = _base.record_function(f"{PROFILER_STEP_NAME}#{self.step_num}")
            self.step_rec_fn.__enter__()

    def _end_step(self) -> None:
        if self.step_rec_fn is not None:
            self.step_rec_fn.__exit__(None, None, None)
            self.step_rec_fn = None

    def start(self) -> None:
        """Begin.

        Example:
            >>> prof = flambeau.profiler.profile()
            >>> prof.start()
            >>> prof.stop()
        """
        self._transit_action(ProfilerAction.NONE, self.current_action)
        self._begin_step()

    def stop(self) -> None:
        """End.

        Example:
            >>> prof = flambeau.profiler.profile()
            >>> prof.start()
            >>> prof.stop()
        """
        self._end_step()
        self._transit_action(self.current_action, None)

    def step(self) -> None:
        """Say that the next step begins.

        Raises:
            ValueError: the schedule answers an action that it may not.

        Example:
            >>> with flambeau.profiler.profile() as prof:
            ...     prof.step()
            >>> prof.step_num
            1
        """
        self._end_step()
        before, action = self.current_action, self._action(self.step_num + 1)
        self.step_num += 1
        self.current_action = action
        self._transit_action(before, action)
        self._begin_step()

    def set_custom_trace_id_callback(self, callback: Callable[[], str]) -> None:
        """Set what names the traces that begin from now on.

        Example:
            >>> prof = flambeau.profiler.profile()
            >>> prof.set_custom_trace_id_callback(lambda: "mine")
            >>> with prof:
            ...     prof.get_trace_id()
            'mine'
        """
        self.custom_trace_id_callback = callback

    def get_trace_id(self) -> str | None:
        """The name of the trace; None before the first.

        Example:
            >>> flambeau.profiler.profile().get_trace_id() is None
            True
        """
        return None if self.profiler is None else self.profiler.trace_id

    def _trace_ready(self) -> None:
        if self.on_trace_ready:
            self.on_trace_ready(self)

    def _transit_action(self, before: ProfilerAction, after: ProfilerAction | None) -> None:
        for letter in _BETWEEN.get((before, after), ""):
            if letter == "W" and after is not None:
                warnings.warn(f"Incorrect schedule: {before.name} followed by {after.name}", stacklevel=4)
            elif letter == "P":
                self.prepare_trace()
            elif letter == "S":
                self.start_trace()
            elif letter == "T":
                self.stop_trace()
            elif letter == "R":
                self._trace_ready()


class ExecutionTraceObserver:
    """Refused: no execution traces are written. Objects with ``start``, ``stop`` and ``cleanup`` may observe profiles.

    Raises:
        NotImplementedError: always.

    Example:
        >>> flambeau.profiler.ExecutionTraceObserver()
        Traceback (most recent call last):
        NotImplementedError: ExecutionTraceObserver: execution traces are not written; see export_chrome_trace
    """

    def __init__(self) -> None:
        raise NotImplementedError("ExecutionTraceObserver: execution traces are not written; see export_chrome_trace")
