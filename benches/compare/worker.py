"""One library in a process of its own: reads requests, one JSON object a line, and answers each with one line."""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
import time
from typing import Any, TextIO

from compare.registry import Row, all_rows, find
from compare.values import digest

MODULES = {"mlx": "mlx.core"}


class Worker:
    """Holds the program of the row that was asked for last."""

    def __init__(self, library: str, threads: int) -> None:
        self.library = library
        self.lib = importlib.import_module(MODULES.get(library, library))
        if hasattr(self.lib, "set_num_threads"):
            self.lib.set_num_threads(threads)
        self.rows = all_rows()
        self.current = ""
        self.row: Row | None = None
        self.run: Any = None

    def prepare(self, row_id: str) -> None:
        """Makes the program of a row, unless it is there."""
        if row_id == self.current:
            return
        self.run = self.row = None
        self.current = ""
        gc.collect()
        self.row = find(self.rows, row_id)
        make = self.row.make(self.library)
        self.run = make(self.lib) if make is not None else None
        self.current = row_id

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """What a request asks: ``count`` calls timed, or with 0 the check."""
        count = request["count"]
        try:
            self.prepare(request["row"])
            run, row = self.run, self.row
            if run is None or row is None:
                return {"absent": True}
            if count == 0:
                for _ in range(row.check_calls):
                    result = run()
                return {"digest": digest(row.check(result) if row.check else result)}
            start = time.perf_counter_ns()
            for _ in range(count):
                run()
            return {"ns": (time.perf_counter_ns() - start) / count}
        except (NotImplementedError, AttributeError) as error:
            return {"missing": f"{type(error).__name__}: {error}"}
        except Exception as error:  # noqa: BLE001 (whatever a library raises belongs into the table)
            return {"error": f"{type(error).__name__}: {error}".splitlines()[0]}


def peak_megabytes() -> float:
    """The most memory that this process has had resident."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 1024 / (1024 if sys.platform == "darwin" else 1)


def memory(worker: Worker, row_id: str, steps: int = 4) -> dict[str, Any]:
    """Peak memory after the import and after some calls of a row."""
    before = peak_megabytes()
    try:
        worker.prepare(row_id)
        if worker.run is None:
            return {"absent": True}
        for _ in range(steps):
            worker.run()
    except (NotImplementedError, AttributeError) as error:
        return {"missing": f"{type(error).__name__}: {error}"}
    except Exception as error:  # noqa: BLE001 (as above)
        return {"error": f"{type(error).__name__}: {error}".splitlines()[0]}
    return {"peak": peak_megabytes(), "import": before}


def serve(worker: Worker, answers: TextIO) -> None:
    """Answers until the input ends."""
    for line in sys.stdin:
        answers.write(json.dumps(worker.answer(json.loads(line))) + "\n")
        answers.flush()


def main() -> None:
    library, threads = sys.argv[1], int(sys.argv[2])
    # What a library prints must not stand between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    worker = Worker(library, threads)
    if len(sys.argv) > 3:
        answers.write(json.dumps(memory(worker, sys.argv[3])) + "\n")
        answers.flush()
    else:
        serve(worker, answers)


if __name__ == "__main__":
    main()
