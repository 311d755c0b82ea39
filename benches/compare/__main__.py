"""Compares flambeau with PyTorch and NumPy, where they are installed: the same rows, interleaved, in one run.

Each library runs in a process of its own; for every row they take turns, and the median of the turns counts. Prints
times and ratios (below 1: flambeau is faster), the geometric mean of each group, and writes JSON with ``--json``.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from rows import ROWS  # noqa: E402

#: Length of a turn; many turns show what is noise.
TURN_NS = 20_000_000
TURNS = 7


class Worker:
    """A process with one library."""

    def __init__(self, library: str, threads: int, interpreter: str) -> None:
        environment = {**os.environ, "OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads)}
        self.library = library
        self.process = subprocess.Popen(
            [interpreter, str(HERE / "worker.py"), library, str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def ask(self, row: int, count: int) -> dict[str, Any]:
        """One turn of a row; 0 repetitions give the value that is compared."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps({"row": row, "count": count}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"the process with {self.library} ended in row {ROWS[row].name}")
        return json.loads(line)


def measure(at: int, workers: list[Worker]) -> dict[str, Any]:
    """Medians of a row's turns, by library."""
    row = ROWS[at]
    times: dict[str, list[float]] = {}
    digests: dict[str, float] = {}
    counts: dict[str, int] = {}
    notes: list[str] = []
    for worker in workers:
        answer = worker.ask(at, 0)
        if "error" in answer:
            notes.append(f"{worker.library}: {answer['error']}")
        if "digest" not in answer:
            continue
        if answer["digest"] is not None:
            digests[worker.library] = answer["digest"]
        worker.ask(at, 1)
        nanoseconds = worker.ask(at, 1)["ns"]
        counts[worker.library] = max(1, int(TURN_NS / max(nanoseconds, 1)))
        times[worker.library] = []
    for _ in range(TURNS):
        for worker in workers:
            if worker.library in counts:
                times[worker.library].append(worker.ask(at, counts[worker.library])["ns"])
    if row.tol is not None and "flambeau" in digests:
        own = digests["flambeau"]
        for library, other in digests.items():
            if not math.isclose(own, other, rel_tol=row.tol, abs_tol=1e-6):
                notes.append(f"value {own:.7g}, {library} has {other:.7g}")
    medians = {library: statistics.median(found) for library, found in times.items()}
    return {"group": row.group, "row": row.name, "ns": medians, "notes": notes}


def human(nanoseconds: float | None) -> str:
    """A time with its unit."""
    if nanoseconds is None:
        return "–"
    for unit, size in (("ns", 1), ("us", 1e3), ("ms", 1e6), ("s", 1e9)):
        if nanoseconds < 1000 * size or unit == "s":
            return f"{nanoseconds / size:.3g} {unit}"
    raise AssertionError


def processor() -> str:
    """The processor's name."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def startup(library: str, interpreter: str) -> tuple[float, float]:
    """Milliseconds that an import takes and megabytes of memory in use after it."""
    code = (
        "import resource, time; start = time.perf_counter(); "
        f"import {library}; print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    runs = []
    for _ in range(5):
        found = subprocess.run([interpreter, "-c", code], capture_output=True, text=True, check=True, cwd=HERE)
        seconds, kilobytes = found.stdout.split()
        runs.append((1000 * float(seconds), float(kilobytes) / 1024))
    return statistics.median(run[0] for run in runs), statistics.median(run[1] for run in runs)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python benches/compare", description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), help="threads of each library")
    parser.add_argument("--only", default="", metavar="TEXT", help="rows whose group or name contains this")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument("--peer-python", default=sys.executable, help="the interpreter that has PyTorch")
    options = parser.parse_args()

    interpreters = {"flambeau": sys.executable, "torch": options.peer_python, "numpy": sys.executable}
    versions = {}
    for library, interpreter in interpreters.items():
        code = f"import {library}; print({library}.__version__)"
        if interpreter != sys.executable or importlib.util.find_spec(library) is not None:
            found = subprocess.run([interpreter, "-c", code], capture_output=True, text=True, cwd=HERE)
            if found.returncode == 0:
                versions[library] = found.stdout.strip()
        if library not in versions:
            print(f"{library} is not installed: its column is empty", file=sys.stderr)
    workers = [Worker(library, options.threads, interpreters[library]) for library in versions]
    machine = f"{processor()}, {options.threads} threads, Python {platform.python_version()}"
    print(f"{machine}; " + ", ".join(f"{name} {version}" for name, version in versions.items()) + "\n")
    print("| row | flambeau | torch | numpy | flambeau / torch | flambeau / numpy |\n|---|---|---|---|---|---|")
    results, groups = [], {}
    for at, row in enumerate(ROWS):
        if options.only not in row.group and options.only not in row.name:
            continue
        result = measure(at, workers)
        results.append(result)
        ns = result["ns"]
        cells = [human(ns.get(library)) for library in interpreters]
        for peer in ("torch", "numpy"):
            if "flambeau" in ns and peer in ns:
                ratio = ns["flambeau"] / ns[peer]
                groups.setdefault((row.group, peer), []).append(ratio)
                cells.append(f"{ratio:.2f}")
            else:
                cells.append("–")
        print(f"| {row.group}: {row.name} | " + " | ".join(cells) + " |", *result["notes"], flush=True)
    print()
    for (group, peer), ratios in groups.items():
        print(f"{group}: {statistics.geometric_mean(ratios):.2f} x {peer} over {len(ratios)} rows")
    if not options.only:
        for library in versions:
            milliseconds, megabytes = startup(library, interpreters[library])
            print(f"import {library}: {milliseconds:.0f} ms, {megabytes:.0f} MB")
    if options.json:
        options.json.write_text(json.dumps({"machine": machine, "versions": versions, "rows": results}, indent=1))


if __name__ == "__main__":
    main()
