"""Writes profiler.json: tables that PyTorch's profiler prints of given events.

Run with PyTorch: ``PYTHONPATH=tests python tests/golden/make_profiler.py``.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
import torch.autograd.profiler_util
from profiler_sample import sample

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


def main() -> None:
    cases = []
    for grouped, arguments in CASES:
        events = sample(torch)
        source = events.key_averages(*grouped) if grouped is not None else events
        cases.append({"grouped": grouped, "arguments": arguments, "text": source.table(**arguments)})
    golden = {"torch": torch.__version__, "tables": cases}
    Path(__file__).with_name("profiler.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
