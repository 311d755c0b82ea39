"""One library in a process of its own: reads the number of a row and of repetitions, answers with nanoseconds."""

from __future__ import annotations

import importlib
import json
import sys
import time
from typing import Any

from rows import ROWS


def digest(value: Any) -> float | None:
    """A number that stands for a result."""
    if value is None or isinstance(value, int | float):
        return value
    flat = value.detach().double().reshape(-1) if hasattr(value, "detach") else value.astype("float64").reshape(-1)
    return float(abs(flat).sum())


def main(library: str, threads: int) -> None:
    lib = importlib.import_module(library)
    if hasattr(lib, "set_num_threads"):
        lib.set_num_threads(threads)
    prepared: dict[int, Any] = {}
    for line in sys.stdin:
        request = json.loads(line)
        at, count = request["row"], request["count"]
        try:
            if at not in prepared:
                prepared.clear()
                row = ROWS[at]
                make = row.numpy if library == "numpy" else row.torch
                prepared[at] = make(lib) if make is not None else None
            run = prepared[at]
            if run is None:
                answer: dict[str, Any] = {"absent": True}
            elif count == 0:
                answer = {"digest": digest(run())}
            else:
                start = time.perf_counter_ns()
                for _ in range(count):
                    run()
                answer = {"ns": (time.perf_counter_ns() - start) / count}
        except (NotImplementedError, AttributeError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
