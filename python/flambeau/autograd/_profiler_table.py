"""How a profiler's events are printed: numbers with units, and the table."""

from __future__ import annotations

import math
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .profiler_util import EventList


def format_time(time_us: float) -> str:
    if time_us >= 1e6:
        return f"{time_us / 1e6:.3f}s"
    if time_us >= 1e3:
        return f"{time_us / 1e3:.3f}ms"
    return f"{time_us:.3f}us"


def format_time_in(time_us: float, unit: str | None) -> str:
    scale = {"s": 1e6, "ms": 1e3, "us": 1.0}.get(unit or "")
    return format_time(time_us) if scale is None else f"{time_us / scale:.3f}{unit}"


def format_time_share(time_us: float, total_time_us: float) -> str:
    if total_time_us == 0:
        if time_us != 0:
            raise AssertionError(f"Expected time_us == 0 but got {time_us}")
        return "NaN"
    return f"{time_us * 100.0 / total_time_us:.2f}%"


def format_memory(nbytes: int) -> str:
    for power, unit in ((3, "GB"), (2, "MB"), (1, "KB")):
        if abs(nbytes) >= 1024**power:
            return f"{nbytes / 1024**power:.2f} {unit}"
    return f"{nbytes} B"


def attribute(name: str) -> str:
    """The attribute that a name with an accelerator in it means."""
    for device in ("cuda", "xpu", "privateuse1"):
        name = name.replace(device, "device")
    return name


def shortened(name: str, width: int | None) -> str:
    return name if width is None or len(name) < width - 3 else name[: width - 3] + "..."


def trimmed(path: str, width: int) -> str:
    """The end of a path."""
    if len(path) <= width:
        return path
    path = path[len(path) - width :]
    return "..." + path[3:] if len(path) > 3 else path


class _Flops:
    """A column of floating-point operations, in the unit of its smallest number."""

    def __init__(self, counts: list[int]) -> None:
        units = ["FLOPs", "KFLOPs", "MFLOPs", "GFLOPs", "TFLOPs", "PFLOPs"]
        power = int(max(0, min(math.log10(min(counts)) / 3, len(units) - 1)))
        self.header = f"Total {units[power]}"
        self.scale = 10.0 ** (-3.0 * power)

    def text(self, count: int) -> str:
        return "--" if count <= 0 else f"{count * self.scale:8.3f}"


def build_table(
    events: EventList,
    sort_by: str | None = None,
    header: str | None = None,
    row_limit: int = 100,
    max_src_column_width: int | None = 75,
    max_name_column_width: int | None = 55,
    max_shapes_column_width: int | None = 80,
    with_flops: bool = False,
    profile_memory: bool = False,
    top_level_events_only: bool = False,
    time_unit: str | None = None,
) -> str:
    if not events:
        return ""
    use_device = events[0].use_device
    has_device_time = any(event.self_device_time_total > 0 for event in events)
    if not use_device and has_device_time:
        raise RuntimeError("use_device is None, but there is device performance data.")
    has_device_memory = bool(use_device) and any(event.self_device_memory_usage > 0 for event in events)
    rows = sorted(events, key=attrgetter(attribute(sort_by)), reverse=True) if sort_by is not None else list(events)

    def limited(width: int, limit: int | None) -> int:
        return width if limit is None else min(width, limit)

    # Columns: the header, the width, and where text stands in it.
    name_width = limited(max(len(event.key) for event in rows) + 4, max_name_column_width)
    columns: list[tuple[str, int, str]] = [("Name", name_width, ">")]
    has_overloads = any(event.overload_name for event in rows)
    if has_overloads:
        columns.append(("Overload Name", name_width, ">"))
    names = ["Self CPU %", "Self CPU", "CPU total %", "CPU total", "CPU time avg"]
    device = use_device.upper() if use_device is not None else "None"
    if has_device_time:
        names += [f"Self {device}", f"Self {device} %", f"{device} total", f"{device} time avg"]
    if profile_memory:
        names += ["CPU Mem", "Self CPU Mem"]
        if has_device_memory:
            names += [f"{device} Mem", f"Self {device} Mem"]
    names.append("# of Calls")
    has_nodes = any(event.node_id != -1 for event in rows)
    if has_nodes:
        names.append("Node ID")
    columns += [(name, 12, ">") for name in names]
    has_shapes = any(event.input_shapes is not None and len(event.input_shapes) > 0 for event in rows)
    shapes_width = limited(max(len(str(event.input_shapes)) for event in rows) + 4, max_shapes_column_width)
    if has_shapes:
        columns.append(("Input Shapes", shapes_width, ">"))
    stacks = [event.stack for event in rows if event.stack]
    source_width = 0
    if stacks:
        source_width = limited(max(len(call) for stack in stacks for call in stack) + 4, max_src_column_width)
        columns.append(("Source Location", source_width, "<"))
    counts = [event.flops for event in rows if event.flops and event.flops > 0] if with_flops else []
    flops = _Flops(counts) if counts else None
    if flops is not None:
        columns.append((flops.header, 12, ">"))

    def line(values: list[Any]) -> str:
        cells = zip(values, columns, strict=True)
        return "".join(f"{value!s:{side}{width}}  " for value, (_, width, side) in cells)

    rule = "".join("-" * width + "  " for _, width, _ in columns)
    length = len(rule) - 2
    lines = []
    if header is not None:
        lines += ["=" * length, header]
    if top_level_events_only:
        lines += ["=" * length, "This report only display top-level ops statistics"]
    lines += [rule, line([name for name, _, _ in columns]), rule]

    total = sum(event.self_cpu_time_total for event in rows)
    device_total = events._device_time_total()

    def time(value: float) -> str:
        return format_time_in(value, time_unit)

    shown = 0
    for event in rows:
        if shown == row_limit:
            break
        if top_level_events_only and event.cpu_parent is not None:
            continue
        shown += 1
        event.self_cpu_percent = format_time_share(event.self_cpu_time_total, total)
        event.total_cpu_percent = 0 if event.is_async else format_time_share(event.cpu_time_total, total)
        values: list[Any] = [shortened(event.key, max_name_column_width)]
        if has_overloads:
            values.append(shortened(event.overload_name or "", max_name_column_width))
        values += [event.self_cpu_percent, time(event.self_cpu_time_total)]
        values += [event.total_cpu_percent, time(event.cpu_time_total), time(event.cpu_time)]
        if has_device_time:
            event.total_device_percent = format_time_share(event.self_device_time_total, device_total)
            values += [time(event.self_device_time_total), event.total_device_percent]
            values += [time(event.device_time_total), time(event.device_time)]
        if profile_memory:
            values += [format_memory(event.cpu_memory_usage), format_memory(event.self_cpu_memory_usage)]
            if has_device_memory:
                values += [format_memory(event.device_memory_usage), format_memory(event.self_device_memory_usage)]
        values.append(event.count)
        if has_nodes:
            values.append(event.node_id)
        if has_shapes:
            values.append(str(event.input_shapes)[:shapes_width])
        stack = [trimmed(call, source_width) for call in event.stack or ()] if stacks else []
        after: list[Any] = [] if flops is None else [flops.text(event.flops or 0)]
        if stacks:
            values.append(stack[0] if stack else "")
        lines.append(line(values + after))
        if stacks:
            blank = [""] * (len(columns) - 1 - len(after))
            lines += [line([*blank, call, *[""] * len(after)]) for call in [*stack[1:], ""]]
    lines.append(rule)
    lines.append(f"Self CPU time total: {time(total)}")
    if has_device_time:
        lines.append(f"Self {device} time total: {time(device_total)}")
    return "\n".join(lines) + "\n"
