"""Events that a profiler saw, and their sums by name."""

from __future__ import annotations

import enum
import warnings
from typing import Any, NamedTuple

from ._profiler_table import format_time

#: Kinds of events that PyTorch calls scopes.
FUNCTION, BACKWARD, USER = 0, 1, 7


class DeviceType(enum.Enum):
    """Kinds of devices, with PyTorch's numbers.

    Example:
        >>> DeviceType.CPU.value
        0
    """

    CPU = 0
    CUDA = 1
    MKLDNN = 2
    OPENGL = 3
    OPENCL = 4
    IDEEP = 5
    HIP = 6
    FPGA = 7
    MAIA = 8
    XLA = 9
    Vulkan = 10
    Metal = 11
    XPU = 12
    MPS = 13
    Meta = 14
    HPU = 15
    VE = 16
    Lazy = 17
    IPU = 18
    MTIA = 19
    PrivateUse1 = 20

    def __str__(self) -> str:
        return f"DeviceType.{self.name}"


def _deprecated(old: str, new: str) -> None:
    warnings.warn(f"`{old}` is deprecated, please use `{new}` instead.", FutureWarning, stacklevel=3)


class FormattedTimesMixin:
    """Times as text, for classes that have ``cpu_time_total``, ``device_time_total`` and ``count``.

    Example:
        >>> FunctionEvent(0, "aten::add", 1, 10.0, 12.5).cpu_time_str
        '2.500us'
    """

    count: int
    cpu_time_total: float
    device_time_total: float
    self_cpu_time_total: float
    self_device_time_total: float

    @property
    def cpu_time(self) -> float:
        """Microseconds of a call, on average.

        Example:
            >>> FunctionEvent(0, "aten::add", 1, 10.0, 12.5).cpu_time
            2.5
        """
        return 0.0 if self.count == 0 else self.cpu_time_total / self.count

    @property
    def device_time(self) -> float:
        """Microseconds of a call on an accelerator, on average.

        Example:
            >>> FunctionEvent(0, "aten::add", 1, 10.0, 12.5).device_time
            0.0
        """
        return 0.0 if self.count == 0 else self.device_time_total / self.count

    @property
    def cuda_time(self) -> float:
        """Another name of :attr:`device_time`, deprecated.

        Example:
            >>> import warnings
            >>> with warnings.catch_warnings(record=True) as told:
            ...     warnings.simplefilter("always")
            ...     value = FunctionEvent(0, "aten::add", 1, 10.0, 12.5).cuda_time
            >>> told[0].category.__name__, value
            ('FutureWarning', 0.0)
        """
        _deprecated("cuda_time", "device_time")
        return self.device_time

    @property
    def cpu_time_str(self) -> str:
        """:attr:`cpu_time` with a unit.

        Example:
            >>> FunctionEvent(0, "aten::add", 1, 10.0, 12.5).cpu_time_str
            '2.500us'
        """
        return format_time(self.cpu_time)

    @property
    def device_time_str(self) -> str:
        """:attr:`device_time` with a unit.

        Example:
            >>> FunctionEvent(0, "aten::add", 1, 10.0, 12.5).device_time_str
            '0.000us'
        """
        return format_time(self.device_time)

    @property
    def cpu_time_total_str(self) -> str:
        """``cpu_time_total`` with a unit.

        Example:
            >>> FunctionEvent(0, "aten::add", 1, 10.0, 12.5).cpu_time_total_str
            '2.500us'
        """
        return format_time(self.cpu_time_total)

    @property
    def device_time_total_str(self) -> str:
        """``device_time_total`` with a unit.

        Example:
            >>> FunctionEvent(0, "aten::add", 1, 10.0, 12.5).device_time_total_str
            '0.000us'
        """
        return format_time(self.device_time_total)

    @property
    def self_cpu_time_total_str(self) -> str:
        """``self_cpu_time_total`` with a unit.

        Example:
            >>> FunctionEvent(0, "aten::add", 1, 10.0, 12.5).self_cpu_time_total_str
            '2.500us'
        """
        return format_time(self.self_cpu_time_total)

    @property
    def self_device_time_total_str(self) -> str:
        """``self_device_time_total`` with a unit.

        Example:
            >>> FunctionEvent(0, "aten::add", 1, 10.0, 12.5).self_device_time_total_str
            '0.000us'
        """
        return format_time(self.self_device_time_total)


class Interval:
    """Microseconds from a start to an end.

    Example:
        >>> Interval(2.0, 5.0).elapsed_us()
        3.0
    """

    def __init__(self, start: float, end: float) -> None:
        self.start = start
        self.end = end

    def elapsed_us(self) -> float:
        """The length.

        Example:
            >>> Interval(0, 1).elapsed_us()
            1
        """
        return self.end - self.start


class Kernel(NamedTuple):
    """A kernel of an accelerator that an operation started.

    Example:
        >>> Kernel("gemm", 0, 2.5).duration
        2.5
    """

    name: str
    device: int
    duration: float


class EventMetadata(NamedTuple):
    """What an accelerator tells of a kernel; events of the CPU have none.

    Example:
        >>> EventMetadata(stream=7).stream
        7
    """

    stream: int | None = None
    context: int | None = None
    bytes: int | None = None


class FunctionEvent(FormattedTimesMixin):
    """One call: its name, when it ran, and what is known of it. Profilers make them.

    Args:
        id: a number of its own.
        name: the operation's name, such as ``aten::mm``.
        thread: the number of the thread.
        start_us: microseconds from the start of the profile.
        end_us: the same, of the end.

    Attributes:
        time_range: :class:`Interval` of start and end in microseconds.
        thread: number of the thread.
        fwd_thread: for nodes of a backward pass, the number of the thread that recorded it.
        cpu_children: events that ran directly inside.
        cpu_parent: the event it ran in, or None.
        input_shapes: the sizes of each argument, ``[]`` for what is no tensor (needs ``record_shapes``).
        structured_input_shapes: the same, and a list of sizes for each list of tensors.
        concrete_inputs: the values of arguments that are numbers or lists of these.
        input_dtypes: names of the arguments' types.
        stack: the Python calls it was called from, the innermost first (needs ``with_stack``).
        scope: 0 for operations, 1 for nodes of a backward pass, 7 for named blocks.
        sequence_nr: joins an operation with the node that it recorded; -1 where there is none.
        flops: floating-point operations.
        cpu_memory_usage: bytes taken less bytes given back, inner events included (needs ``profile_memory``).
        is_user_annotation: whether it is a named block.

    Example:
        >>> event = FunctionEvent(0, "aten::add", 1, 10.0, 12.5)
        >>> event.cpu_time_total, event.key
        (2.5, 'aten::add')
    """

    def __init__(
        self,
        id: int,
        name: str,
        thread: int,
        start_us: float,
        end_us: float,
        overload_name: str | None = None,
        fwd_thread: int | None = None,
        input_shapes: Any = None,
        stack: list[str] | None = None,
        scope: int = 0,
        use_device: str | None = None,
        cpu_memory_usage: int = 0,
        device_memory_usage: int = 0,
        is_async: bool = False,
        is_remote: bool = False,
        sequence_nr: int = -1,
        node_id: int = -1,
        device_type: DeviceType = DeviceType.CPU,
        device_index: int = 0,
        device_resource_id: int | None = None,
        is_legacy: bool = False,
        flops: int | None = None,
        trace_name: str | None = None,
        concrete_inputs: list[Any] | None = None,
        kwinputs: dict[str, Any] | None = None,
        is_user_annotation: bool | None = False,
        is_python_function: bool = False,
        activity_type: str | None = None,
        metadata_json: str | None = None,
        flow_id: int | None = None,
        flow_type: int | None = None,
        flow_start: bool | None = None,
        external_id: int = 0,
        linked_correlation_id: int = 0,
        extra_meta: dict[str, str] | None = None,
        structured_input_shapes: list[Any] | None = None,
        structured_input_strides: list[Any] | None = None,
        input_dtypes: list[str] | None = None,
        python_id: int = -1,
        python_parent_id: int = -1,
        python_module_id: int = -1,
    ) -> None:
        self.id = id
        self.node_id = node_id
        self.name = name
        self.overload_name = overload_name
        self.trace_name = trace_name
        self.time_range = Interval(start_us, end_us)
        self.thread = thread
        self.fwd_thread = fwd_thread
        self.kernels: list[Kernel] = []
        self.count = 1
        self.cpu_children: list[FunctionEvent] = []
        self.cpu_parent: FunctionEvent | None = None
        self.input_shapes = input_shapes
        self.concrete_inputs = concrete_inputs
        self.kwinputs = kwinputs
        self.stack = stack
        self.scope = scope
        self.use_device = use_device
        self.cpu_memory_usage = cpu_memory_usage
        self.device_memory_usage = device_memory_usage
        self.is_async = is_async
        self.is_remote = is_remote
        self.sequence_nr = sequence_nr
        self.device_type = device_type
        self.device_index = device_index
        self.device_resource_id = thread if device_resource_id is None else device_resource_id
        self.is_legacy = is_legacy
        self.flops = flops
        self.is_user_annotation = is_user_annotation
        self.is_python_function = is_python_function
        self.activity_type = activity_type
        self.self_cpu_percent: Any = -1
        self.total_cpu_percent: Any = -1
        self.total_device_percent: Any = -1
        self.flow_id = flow_id
        self.flow_type = flow_type
        self.flow_start = flow_start
        self.external_id = external_id
        self.linked_correlation_id = linked_correlation_id
        self.event_metadata: EventMetadata | None = EventMetadata() if extra_meta else None
        self.structured_input_shapes = structured_input_shapes
        self.structured_input_strides = structured_input_strides
        self.input_dtypes = input_dtypes
        self.python_id = python_id
        self.python_parent_id = python_parent_id
        self.python_module_id = python_module_id
        self._metadata_json = metadata_json

    def append_kernel(self, name: str, device: int, duration: float) -> None:
        """Add a kernel of an accelerator.

        Example:
            >>> event = FunctionEvent(0, "aten::add", 1, 0, 1)
            >>> event.append_kernel("kernel", 0, 2.0)
            >>> event.kernels
            [Kernel(name='kernel', device=0, duration=2.0)]
        """
        self.kernels.append(Kernel(name, device, duration))

    def append_cpu_child(self, child: FunctionEvent) -> None:
        """Add an event that ran directly inside this one.

        Example:
            >>> outer, inner = FunctionEvent(0, "outer", 1, 0, 9), FunctionEvent(1, "inner", 1, 2, 5)
            >>> outer.append_cpu_child(inner)
            >>> outer.self_cpu_time_total
            6
        """
        if not isinstance(child, FunctionEvent):
            raise AssertionError("Expected child to be a FunctionEvent")
        self.cpu_children.append(child)

    def set_cpu_parent(self, parent: FunctionEvent) -> None:
        """Set the event that this one ran in.

        Example:
            >>> outer, inner = FunctionEvent(0, "outer", 1, 0, 9), FunctionEvent(1, "inner", 1, 2, 5)
            >>> inner.set_cpu_parent(outer)
            >>> inner.cpu_parent.name
            'outer'
        """
        if not isinstance(parent, FunctionEvent):
            raise AssertionError("Expected parent to be a FunctionEvent")
        self.cpu_parent = parent

    @property
    def key(self) -> str:
        """The name that events are grouped by.

        Example:
            >>> FunctionEvent(0, "aten::add", 1, 10.0, 12.5).key
            'aten::add'
        """
        return self.name

    @property
    def metadata_json(self) -> str | None:
        """Deprecated.

        Example:
            >>> import warnings
            >>> with warnings.catch_warnings(record=True) as told:
            ...     warnings.simplefilter("always")
            ...     value = FunctionEvent(0, "aten::add", 1, 10.0, 12.5).metadata_json
            >>> told[0].category.__name__, value
            ('FutureWarning', None)
        """
        _deprecated("metadata_json", "event_metadata")
        return self._metadata_json

    @property
    def cpu_time_total(self) -> float:  # type: ignore[override]  # computed here, summed elsewhere
        """Microseconds, inner events included.

        Example:
            >>> FunctionEvent(0, "aten::add", 1, 10.0, 12.5).cpu_time_total
            2.5
        """
        return self.time_range.elapsed_us() if self.device_type == DeviceType.CPU else 0

    @property
    def self_cpu_time_total(self) -> float:  # type: ignore[override]
        """Microseconds without inner events.

        Example:
            >>> FunctionEvent(0, "aten::add", 1, 10.0, 12.5).self_cpu_time_total
            2.5
        """
        if self.is_async or self.device_type != DeviceType.CPU:
            return 0
        return self.cpu_time_total - sum(child.cpu_time_total for child in self.cpu_children)

    @property
    def self_cpu_memory_usage(self) -> int:
        """Bytes taken less bytes given back, without inner events.

        Example:
            >>> FunctionEvent(0, "aten::add", 1, 10.0, 12.5).self_cpu_memory_usage
            0
        """
        if self.is_async or self.device_type != DeviceType.CPU:
            return 0
        return self.cpu_memory_usage - sum(child.cpu_memory_usage for child in self.cpu_children)

    @property
    def self_device_memory_usage(self) -> int:
        """The same on an accelerator.

        Example:
            >>> FunctionEvent(0, "aten::add", 1, 10.0, 12.5).self_device_memory_usage
            0
        """
        if self.is_async or self.device_type != DeviceType.CPU:
            return 0
        return self.device_memory_usage - sum(child.device_memory_usage for child in self.cpu_children)

    @property
    def device_time_total(self) -> float:  # type: ignore[override]
        """Microseconds on an accelerator, inner events included.

        Example:
            >>> FunctionEvent(0, "aten::add", 1, 10.0, 12.5).device_time_total
            0
        """
        if self.is_async or not self.use_device:
            return 0
        if self.device_type != DeviceType.CPU:
            return self.time_range.elapsed_us()
        own = sum(kernel.duration for kernel in self.kernels)
        return own if self.is_legacy else own + sum(child.device_time_total for child in self.cpu_children)

    @property
    def self_device_time_total(self) -> float:  # type: ignore[override]
        """Microseconds on an accelerator without inner events.

        Example:
            >>> FunctionEvent(0, "aten::add", 1, 10.0, 12.5).self_device_time_total
            0
        """
        if self.is_async or not self.use_device:
            return 0
        if self.device_type != DeviceType.CPU:
            return self.device_time_total
        return self.device_time_total - sum(child.device_time_total for child in self.cpu_children)

    @property
    def cuda_time_total(self) -> float:
        """Another name of :attr:`device_time_total`, deprecated.

        Example:
            >>> import warnings
            >>> with warnings.catch_warnings(record=True) as told:
            ...     warnings.simplefilter("always")
            ...     value = FunctionEvent(0, "aten::add", 1, 10.0, 12.5).cuda_time_total
            >>> told[0].category.__name__, value
            ('FutureWarning', 0)
        """
        _deprecated("cuda_time_total", "device_time_total")
        return self.device_time_total

    @property
    def self_cuda_time_total(self) -> float:
        """Another name of :attr:`self_device_time_total`, deprecated.

        Example:
            >>> import warnings
            >>> with warnings.catch_warnings(record=True) as told:
            ...     warnings.simplefilter("always")
            ...     value = FunctionEvent(0, "aten::add", 1, 10.0, 12.5).self_cuda_time_total
            >>> told[0].category.__name__, value
            ('FutureWarning', 0)
        """
        _deprecated("self_cuda_time_total", "self_device_time_total")
        return self.self_device_time_total

    @property
    def self_cuda_memory_usage(self) -> int:
        """Another name of :attr:`self_device_memory_usage`, deprecated.

        Example:
            >>> import warnings
            >>> with warnings.catch_warnings(record=True) as told:
            ...     warnings.simplefilter("always")
            ...     value = FunctionEvent(0, "aten::add", 1, 10.0, 12.5).self_cuda_memory_usage
            >>> told[0].category.__name__, value
            ('FutureWarning', 0)
        """
        _deprecated("self_cuda_memory_usage", "self_device_memory_usage")
        return self.self_device_memory_usage

    def __repr__(self) -> str:
        device = self.use_device
        parts = {
            "id": self.id,
            "name": self.name,
            "overload_name": self.overload_name,
            "device_type": self.device_type,
            "node_id": self.node_id,
            "cpu_time": self.cpu_time_str,
            "start_us": self.time_range.start,
            "end_us": self.time_range.end,
            "cpu_children": [child.id for child in self.cpu_children],
            f"{device}_time": self.device_time_str,
        }
        more = {
            "name": self.name,
            "thread": self.thread,
            "input_shapes": self.input_shapes,
            "cpu_memory_usage": self.cpu_memory_usage,
            f"{device}_memory_usage": self.device_memory_usage,
            "is_async": self.is_async,
            "is_remote": self.is_remote,
            "seq_nr": self.sequence_nr,
            "is_legacy": self.is_legacy,
        }
        text = " ".join(f"{key}={value}" for key, value in [*parts.items(), *more.items()])
        return f"<FunctionEvent {text}>"


class FunctionEventAvg(FormattedTimesMixin):
    """Sums over events of one name.

    Attributes:
        key: the name.
        count: how many events there were.
        cpu_time_total: microseconds, inner events included; ``cpu_time`` is that of a call.
        self_cpu_time_total: microseconds without inner events.
        cpu_memory_usage: bytes taken less bytes given back; ``self_cpu_memory_usage`` without inner events.
        flops: floating-point operations.

    Example:
        >>> total = FunctionEventAvg()
        >>> for start in (0, 10):
        ...     total += FunctionEvent(0, "aten::add", 1, start, start + 4, flops=1)
        >>> total.key, total.count, total.cpu_time_total, total.cpu_time
        ('aten::add', 2, 8, 4.0)
    """

    def __init__(self) -> None:
        self.key: str | None = None
        self.count = 0
        self.node_id = 0
        self.is_async = False
        self.is_remote = False
        self.use_device: str | None = None
        self.cpu_time_total: float = 0
        self.device_time_total: float = 0
        self.self_cpu_time_total: float = 0
        self.self_device_time_total: float = 0
        self.input_shapes: Any = None
        self.overload_name: str | None = None
        self.stack: Any = None
        self.scope: int | None = None
        self.cpu_memory_usage = 0
        self.device_memory_usage = 0
        self.self_cpu_memory_usage = 0
        self.self_device_memory_usage = 0
        self.cpu_children: list[FunctionEvent] | None = None
        self.cpu_parent: FunctionEvent | None = None
        self.device_type = DeviceType.CPU
        self.is_legacy = False
        self.is_user_annotation: bool | None = False
        self.flops: int | None = 0
        self.self_cpu_percent: Any = -1
        self.total_cpu_percent: Any = -1
        self.total_device_percent: Any = -1

    _FIRST = (
        "key node_id is_async is_remote cpu_parent cpu_children overload_name input_shapes stack scope device_type "
        "is_legacy use_device is_user_annotation"
    ).split()
    _SUMS = (
        "cpu_time_total device_time_total self_cpu_time_total self_device_time_total cpu_memory_usage "
        "device_memory_usage self_cpu_memory_usage self_device_memory_usage count"
    ).split()

    def add(self, other: FunctionEvent | FunctionEventAvg) -> FunctionEventAvg:
        """Add an event, or a sum, of the same name.

        Raises:
            AssertionError: it has another name, or is something else.

        Example:
            >>> FunctionEventAvg().add(FunctionEvent(0, "aten::add", 1, 0, 4)).count
            1
        """
        if not isinstance(other, (FunctionEvent, FunctionEventAvg)):
            raise AssertionError("Expected other to be a FunctionEvent or FunctionEventAvg")
        if self.key is None:
            for name in self._FIRST:
                setattr(self, name, getattr(other, name))
        if other.key != self.key:
            raise AssertionError(f"Expected keys to match, but got {other.key} vs {self.key}")
        for name in self._SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        if self.flops is None:
            self.flops = other.flops
        elif other.flops is not None:
            self.flops += other.flops
        return self

    def __iadd__(self, other: FunctionEvent | FunctionEventAvg) -> FunctionEventAvg:
        return self.add(other)

    def __repr__(self) -> str:
        device = self.use_device or "cuda"
        return (
            f"<FunctionEventAvg key={self.key} self_cpu_time={self.self_cpu_time_total_str} "
            f"cpu_time={self.cpu_time_str}  self_{device}_time={self.self_device_time_total_str} "
            f"{device}_time={self.device_time_str} input_shapes={self.input_shapes} "
            f"cpu_memory_usage={self.cpu_memory_usage} {device}_memory_usage={self.device_memory_usage}>"
        )
