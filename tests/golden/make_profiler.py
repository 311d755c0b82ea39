"""Writes profiler.json: tables that PyTorch's profiler prints of given events.

Run with PyTorch: ``python tests/golden/make_profiler.py``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from torch.autograd.profiler_util import EventList, FunctionEvent

#: Arguments of ``key_averages``, or None for the events themselves; arguments of ``table``.
CASES: list[tuple[list | None, dict]] = [
    (None, {}),
    ([], {}),
    ([], {"sort_by": "cpu_time_total", "row_limit": 2}),
    ([], {"sort_by": "self_cpu_memory_usage", "row_limit": -1, "header": "A header"}),
    ([True], {"sort_by": "count"}),
    ([True], {"max_shapes_column_width": 10, "max_name_column_width": 20}),
    ([], {"max_name_column_width": None, "time_unit": "us"}),
    (None, {"top_level_events_only": True, "time_unit": "s"}),
    ([], {"time_unit": "ms", "sort_by": "cuda_time_total"}),
]


def sample() -> EventList:
    shapes: list[Any] = [[2, 3], [3, 4]]
    events = EventList(
        [
            FunctionEvent(0, "outer", 1, 0.0, 5000.0, input_shapes=[[2, 3]], flops=0, stack=[], cpu_memory_usage=2048),
            FunctionEvent(1, "aten::mm", 1, 1.0, 4.0, input_shapes=shapes, flops=48, stack=[], cpu_memory_usage=32),
            FunctionEvent(2, "aten::mm", 1, 10.0, 1510.5, input_shapes=shapes, flops=4800, stack=[]),
            FunctionEvent(3, "a" * 60, 2, 0.0, 2_000_000.0, input_shapes=[], flops=0, stack=[]),
        ],
        profile_memory=True,
        with_flops=True,
    )
    events._build_tree()
    return events


def main() -> None:
    cases = []
    for grouped, arguments in CASES:
        events = sample()
        source = events.key_averages(*grouped) if grouped is not None else events
        cases.append({"grouped": grouped, "arguments": arguments, "text": source.table(**arguments)})
    golden = {"torch": torch.__version__, "tables": cases}
    Path(__file__).with_name("profiler.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
