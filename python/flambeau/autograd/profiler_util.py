"""What a profiler saw: lists of events, their sums by name, tables and files of both."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, SupportsIndex, overload

from ._profiler_events import (
    BACKWARD,
    DeviceType,
    EventMetadata,
    FormattedTimesMixin,
    FunctionEvent,
    FunctionEventAvg,
    Interval,
    Kernel,
)
from ._profiler_table import attribute, build_table

__all__ = [
    "EventList",
    "EventMetadata",
    "FormattedTimesMixin",
    "FunctionEvent",
    "FunctionEventAvg",
    "Interval",
    "Kernel",
    "MemRecordsAcc",
    "StringTable",
]

MEMORY_EVENT_NAME = "[memory]"
OUT_OF_MEMORY_EVENT_NAME = "[OutOfMemory]"


class EventList(list[Any]):
    """Events, or sums of events, with tables, sums and files of them.

    Args:
        use_device: the kind of accelerator that was profiled.
        profile_memory: show columns of memory in tables.
        with_flops: show floating-point operations in tables.

    Example:
        >>> with flambeau.profiler.profile() as prof:
        ...     x = flambeau.ones(2) + 1
        >>> [event.name for event in prof.events()]
        ['aten::ones', 'aten::add']
        >>> "aten::add" in prof.key_averages().table(sort_by="self_cpu_time_total", row_limit=5)
        True
    """

    def __init__(
        self,
        *args: Iterable[Any],
        use_device: str | None = None,
        profile_memory: bool = False,
        with_flops: bool = False,
    ) -> None:
        super().__init__(*args)
        self._use_device = use_device
        self._profile_memory = profile_memory
        self._with_flops = with_flops
        self._tree_built = False

    @overload
    def __getitem__(self, index: SupportsIndex) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...
    def __getitem__(self, index: Any) -> Any:
        return super().__getitem__(index)

    def __str__(self) -> str:
        return self.table()

    def _build_tree(self) -> None:
        """Finds out which events ran in which, by their times."""
        self._populate_cpu_children()
        self._remove_dup_nodes()
        self._set_backward_stacktraces()
        self._tree_built = True

    def _populate_cpu_children(self) -> None:
        threads: dict[Any, list[FunctionEvent]] = {}
        for event in self:
            if not event.is_async and event.device_type == DeviceType.CPU:
                threads.setdefault((event.thread, event.node_id), []).append(event)
        for events in threads.values():
            around: list[FunctionEvent] = []
            for event in sorted(events, key=lambda event: (event.time_range.start, -event.time_range.end)):
                start, end = event.time_range.start, event.time_range.end
                # What ended before, or would end inside, is not around this one.
                while around and (start >= around[-1].time_range.end or end > around[-1].time_range.end):
                    around.pop()
                if around:
                    around[-1].append_cpu_child(event)
                    event.set_cpu_parent(around[-1])
                around.append(event)

    def _remove_dup_nodes(self) -> None:
        """Takes out events that are the only ones inside an event of the same name."""
        while True:
            gone = set()
            for at, event in enumerate(self):
                parent = event.cpu_parent
                if parent is not None and parent.name == event.name and len(parent.cpu_children) == 1:
                    parent.cpu_children = event.cpu_children
                    parent.kernels = event.kernels
                    for child in event.cpu_children:
                        child.cpu_parent = parent
                    gone.add(at)
            if not gone:
                return
            self[:] = [event for at, event in enumerate(self) if at not in gone]

    def _set_backward_stacktraces(self) -> None:
        """Gives what runs in the rule of a node the stack of the operation that recorded it."""

        def rule(event: FunctionEvent | None) -> FunctionEvent | None:
            while event is not None and event.scope != BACKWARD:
                event = event.cpu_parent
            return event

        rules = [rule(event) for event in self]
        forward: dict[tuple[int, int | None], list[str]] = {}
        for event, node in zip(self, rules, strict=True):
            if node is None and event.stack is not None:
                forward.setdefault((event.sequence_nr, event.thread), event.stack)
        for event, node in zip(self, rules, strict=True):
            if node is not None:
                event.stack = forward.get((node.sequence_nr, node.fwd_thread), [])

    @property
    def self_cpu_time_total(self) -> float:
        """Microseconds of all events, each counted once.

        Example:
            >>> EventList([FunctionEvent(0, "aten::add", 1, 10.0, 12.5)]).self_cpu_time_total
            2.5
        """
        return sum(event.self_cpu_time_total for event in self)

    def _device_time_total(self) -> float:
        on_device = (DeviceType.CUDA, DeviceType.PrivateUse1, DeviceType.MTIA, DeviceType.XPU)
        return sum(
            event.self_device_time_total
            for event in self
            if (event.device_type == DeviceType.CPU and event.is_legacy)
            or (event.device_type in on_device and not event.is_user_annotation)
        )

    def table(
        self,
        sort_by: str | None = None,
        row_limit: int = 100,
        max_src_column_width: int | None = 75,
        max_name_column_width: int | None = 55,
        max_shapes_column_width: int | None = 80,
        header: str | None = None,
        top_level_events_only: bool = False,
        time_unit: str | None = None,
    ) -> str:
        """The events as a table.

        Args:
            sort_by: an attribute such as ``cpu_time_total``, ``self_cpu_time_total``, ``self_cpu_memory_usage`` or
                ``count``, the largest first; the order of the list by default.
            row_limit: how many rows at most; -1 for all.
            header: a line above the table.
            top_level_events_only: leave out events that ran inside others.
            time_unit: ``"s"``, ``"ms"`` or ``"us"`` for all times.

        Raises:
            AttributeError: there is no attribute ``sort_by``.

        Example:
            >>> events = EventList([FunctionEvent(0, "aten::add", 1, 0.0, 4.0)])
            >>> print(events.table(time_unit="us").splitlines()[3][:70])
                aten::add       100.00%       4.000us       100.00%       4.000us
        """
        return build_table(
            self,
            sort_by=sort_by,
            row_limit=row_limit,
            max_src_column_width=max_src_column_width,
            max_name_column_width=max_name_column_width,
            max_shapes_column_width=max_shapes_column_width,
            header=header,
            profile_memory=self._profile_memory,
            with_flops=self._with_flops,
            top_level_events_only=top_level_events_only,
            time_unit=time_unit,
        )

    def export_chrome_trace(self, path: str) -> None:
        """Write names and times as a Chrome trace; the profilers' own method of this name writes more.

        Example:
            >>> import json, os, pathlib, tempfile
            >>> path = os.path.join(tempfile.mkdtemp(), "trace.json")
            >>> event = FunctionEvent(0, "aten::add", 1, 0.0, 4.0, trace_name="aten::add")
            >>> EventList([event]).export_chrome_trace(path)
            >>> json.loads(pathlib.Path(path).read_text())[0]["dur"]
            4.0
        """
        events = [
            {
                "name": event.trace_name,
                "ph": "X",
                "ts": event.time_range.start,
                "dur": event.time_range.elapsed_us(),
                "tid": event.thread if not event.is_remote else f" node_id:{event.node_id}, thread_id:{event.thread} ",
                "pid": "CPU functions",
                "args": {},
            }
            for event in self
            if event.trace_name is not None
        ]
        with open(path, "w") as file:
            json.dump(events, file)

    def supported_export_stacks_metrics(self) -> list[str]:
        """Names that :meth:`export_stacks` takes.

        Example:
            >>> EventList().supported_export_stacks_metrics()[0]
            'self_cpu_time_total'
        """
        return [f"self_{device}_time_total" for device in ("cpu", "cuda", "xpu", "privateuse1")]

    def export_stacks(self, path: str, metric: str) -> None:
        """Write a line for each event with its stack and a number, as tools that draw flame graphs read them.

        Raises:
            ValueError: an unknown metric.

        Example:
            >>> import os, pathlib, tempfile
            >>> path = os.path.join(tempfile.mkdtemp(), "stacks.txt")
            >>> event = FunctionEvent(0, "aten::add", 1, 0.0, 4.0, stack=["a.py(3): f", "a.py(9): <module>"])
            >>> EventList([event]).export_stacks(path, "self_cpu_time_total")
            >>> pathlib.Path(path).read_text()
            'a.py(9):_<module>;a.py(3):_f 4\\n'
        """
        if metric not in self.supported_export_stacks_metrics():
            raise ValueError(f"metric should be one of: {self.supported_export_stacks_metrics()}")
        table = str.maketrans(" ;\t\n", "____")
        with open(path, "w") as file:
            for event in self:
                value = int(getattr(event, attribute(metric)))
                if event.stack and value > 0:
                    calls = ";".join(call.translate(table) for call in reversed(event.stack))
                    file.write(f"{calls} {value}\n")

    def key_averages(
        self, group_by_input_shapes: bool = False, group_by_stack_n: int = 0, group_by_overload_name: bool = False
    ) -> EventList:
        """Sums over events of the same name.

        Args:
            group_by_input_shapes: keep events with other input shapes apart.
            group_by_stack_n: keep events apart whose innermost calls, this many, differ.
            group_by_overload_name: keep overloads apart.

        Returns:
            A list of :class:`FunctionEventAvg`.

        Example:
            >>> with flambeau.profiler.profile() as prof:
            ...     x = flambeau.ones(2) + 1 + 2
            >>> [(total.key, total.count) for total in prof.events().key_averages()]
            [('aten::ones', 1), ('aten::add', 2)]
        """
        if not self._tree_built:
            raise AssertionError("Expected tree to be built before calling key_averages")
        totals: dict[tuple[str, ...], FunctionEventAvg] = {}
        for event in self:
            parts = (event.key, event.node_id, event.device_type, event.is_legacy, event.is_user_annotation)
            key = [str(part) for part in parts]
            if group_by_overload_name:
                key.append(event.overload_name)
            if group_by_input_shapes:
                key.append(str(event.input_shapes))
            if group_by_stack_n > 0:
                key += event.stack[:group_by_stack_n]
            totals.setdefault(tuple(key), FunctionEventAvg()).add(event)
        averages = EventList(
            totals.values(),
            use_device=self._use_device,
            profile_memory=self._profile_memory,
            with_flops=self._with_flops,
        )
        for total in averages:
            total.stack = (total.stack or [])[:group_by_stack_n]
            if not group_by_input_shapes:
                total.input_shapes = ""
            if not group_by_overload_name:
                total.overload_name = ""
        return averages

    def total_average(self) -> FunctionEventAvg:
        """The sum over all events, under the key ``Total``.

        Example:
            >>> with flambeau.profiler.profile() as prof:
            ...     x = flambeau.ones(2) + 1
            >>> prof.events().total_average().count
            2
        """
        total = FunctionEventAvg()
        for event in self:
            total.key = None
            total.add(event)
        total.key = "Total"
        return total


class StringTable(dict[str, str]):
    """Names by themselves: there are no mangled ones.

    Example:
        >>> StringTable()["aten::add"]
        'aten::add'
    """

    def __missing__(self, key: str) -> str:
        self[key] = key
        return key


class MemRecordsAcc:
    """Records of memory, to be found by time.

    Args:
        mem_records: pairs whose first has a method ``start_ns``.

    Example:
        >>> list(MemRecordsAcc([]).in_interval(0, 10))
        []
    """

    def __init__(self, mem_records: list[Any]) -> None:
        self._records = sorted(mem_records, key=lambda record: record[0].start_ns())

    def in_interval(self, start_ns: int, end_ns: int) -> Iterator[Any]:
        """The records of an interval, both ends included.

        Example:
            >>> list(MemRecordsAcc([]).in_interval(0, 10))
            []
        """
        return (record for record in self._records if start_ns <= record[0].start_ns() <= end_ns)
