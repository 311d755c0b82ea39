"""Measures rows: one process a library, taking turns, and processes of their own for memory and imports."""

from __future__ import annotations

import contextlib
import json
import os
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compare.ceilings import ROOT
from compare.registry import LIBRARIES, Row
from compare.values import agree
from compare.worker import MODULES

BENCHES = Path(__file__).resolve().parent.parent

#: Between turns: so long no thread of the library before has used a processor. More than two ticks of the kernel's
#: clock, at which it counts.
PAUSE_S = 0.025
#: Longest wait for that, and the pause where nobody tells what threads use. OpenBLAS spins for 100 ms after a product.
SETTLE_S = 0.3


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    threads: int
    turns: int = 7
    #: Length of a turn; many turns show what is noise.
    turn_ns: float = 20e6
    #: A process that does not answer for so long is ended.
    timeout_s: float = 300.0
    #: Only compare what the rows compute.
    values_only: bool = False


@dataclass
class Result:
    """A measured row."""

    row: Row
    unit: str = "ns"
    #: By library: the median of the turns, and half the distance between the quartiles, as a share of it.
    values: dict[str, float] = field(default_factory=dict)
    spread: dict[str, float] = field(default_factory=dict)
    digests: dict[str, list[float]] = field(default_factory=dict)
    #: By library: missing, error, crashed or timeout, and what the library said.
    problems: dict[str, str] = field(default_factory=dict)
    #: Libraries whose values disagree with the others'.
    wrong: list[str] = field(default_factory=list)

    def ratio(self, peer: str) -> float | None:
        """flambeau's time by the peer's; below 1, flambeau is faster."""
        if "flambeau" in self.values and self.values.get(peer):
            return self.values["flambeau"] / self.values[peer]
        return None

    def best_ratio(self) -> tuple[float, str] | None:
        """flambeau's time by the best other library's."""
        others = [(value, library) for library, value in self.values.items() if library != "flambeau" and value]
        if "flambeau" not in self.values or not others:
            return None
        best, library = min(others)
        return self.values["flambeau"] / best, library

    @property
    def failed(self) -> bool:
        """Whether the values disagree, or flambeau raised what does not mean that something is missing."""
        problem = self.problems.get("flambeau", "missing")
        return bool(self.wrong) or not problem.startswith("missing")

    @property
    def notes(self) -> list[str]:
        """What stands behind the row."""
        notes = []
        for library in self.wrong:
            notes.append(
                f"WRONG: {library} has {show(self.digests[library])}, {self.reference} {show(self.reference_digest)}"
            )
        notes += [f"{library} {problem}" for library, problem in self.problems.items()]
        return notes

    @property
    def reference(self) -> str:
        """The library whose values the others are compared with."""
        return "torch" if "torch" in self.digests else next(iter(self.digests))

    @property
    def reference_digest(self) -> list[float]:
        """Its values."""
        return self.digests[self.reference]

    def compare_values(self) -> None:
        """Fills in which libraries disagree."""
        if self.digests:
            reference = self.reference_digest
            self.wrong = [library for library, own in self.digests.items() if not agree(own, reference, self.row.tol)]


def show(digest: list[float]) -> str:
    """A digest in a note."""
    count, odd, size, where = digest
    return f"{count:.0f} numbers{f', {odd:.0f} not finite' if odd else ''}, size {size:.7g}, centre {where:.5f}"


def processors(threads: int) -> list[int] | None:
    """The first processors that this process may use, or None where that cannot be told."""
    if not hasattr(os, "sched_getaffinity"):
        return None
    return sorted(os.sched_getaffinity(0))[:threads]


def environment(threads: int) -> dict[str, str]:
    """Variables that fix the number of threads in every library, and find this package."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "FLAMBEAU_NUM_THREADS", "NPROC")
    # Absolute: the processes run in another folder.
    own = [os.path.abspath(entry) for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry]
    path = os.pathsep.join([str(BENCHES), *own])
    # JAX would take most of the memory of an accelerator, and warn where there is none.
    return {**os.environ, **dict.fromkeys(names, str(threads)), "PYTHONPATH": path, "JAX_PLATFORMS": "cpu"}


def start(arguments: list[str], threads: int, **options: Any) -> subprocess.Popen[str]:
    """Starts a Python process on the first processors."""
    allowed = processors(threads)
    if allowed is not None:
        options["preexec_fn"] = lambda: os.sched_setaffinity(0, allowed)
    return subprocess.Popen(
        arguments, stdout=subprocess.PIPE, text=True, env=environment(threads), cwd=BENCHES, **options
    )


def processor_time(pid: int) -> int | None:
    """Nanoseconds that all threads of a process have run, or None where that cannot be told."""
    total = 0
    for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with contextlib.suppress(OSError, ValueError):
            total += int(task.read_text().split()[0])
    return total or None


class Peer:
    """A process with one library; a new one takes its place when it ends."""

    def __init__(self, library: str, interpreter: str, plan: Plan) -> None:
        self.library, self.interpreter, self.plan = library, interpreter, plan
        self.process: subprocess.Popen[str] | None = None
        # Warnings of libraries are not for the table; the last is shown when the process ends early.
        self.said: Any = None

    def ask(self, row_id: str, count: int) -> dict[str, Any]:
        """One turn of a row; 0 repetitions give the check."""
        if self.process is None:
            arguments = [self.interpreter, "-m", "compare.worker", self.library, str(self.plan.threads)]
            self.said = tempfile.TemporaryFile(mode="w+")
            self.process = start(arguments, self.plan.threads, stdin=subprocess.PIPE, stderr=self.said)
        assert self.process.stdin is not None and self.process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps({"row": row_id, "count": count}) + "\n")
            self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], self.plan.timeout_s)
        if not ready:
            self.close()
            return {"timeout": f"after {self.plan.timeout_s:.0f} s"}
        line = self.process.stdout.readline()
        if line:
            return json.loads(line)
        code = self.process.wait()
        self.said.seek(0)
        last = (self.said.read().strip().splitlines() or [""])[-1]
        self.close()
        return {"crashed": f"with code {code}: {last}".rstrip(": ")}

    def settle(self) -> None:
        """Waits until threads that wait by spinning have gone to sleep."""
        end = time.monotonic() + SETTLE_S
        before: int | None = None
        while self.process is not None and time.monotonic() < end:
            now = processor_time(self.process.pid)
            if now is not None and now == before:
                return
            before = now
            time.sleep(PAUSE_S)

    def close(self) -> None:
        """Ends the process."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe is not None:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()
            self.said.close()
            self.process = None


PROBLEMS = ("missing", "error", "crashed", "timeout")


def problem(answer: dict[str, Any]) -> str | None:
    """What kept a library from answering."""
    return next((f"{kind}: {answer[kind]}" for kind in PROBLEMS if kind in answer), None)


def absent(answer: dict[str, Any]) -> bool:
    """Whether the library does not have the row, or could not run it."""
    return "absent" in answer or problem(answer) is not None


#: Keeps a core busy until the parent is gone.
SPIN = """
import os
parent = os.getppid()
while os.getppid() == parent:
    for _ in range(100_000):
        pass
"""


@contextlib.contextmanager
def company(row: Row, plan: Plan) -> Iterator[None]:
    """Keeps one core busy, if the row says so."""
    if not row.busy:
        yield
        return
    other = start([sys.executable, "-c", SPIN], plan.threads)
    try:
        yield
    finally:
        other.kill()
        other.wait()
        assert other.stdout is not None
        other.stdout.close()


def measure(row: Row, peers: list[Peer], plan: Plan) -> Result:
    """Compares the values of a row, then takes turns."""
    if row.process is not None:
        return measure_process(row, {peer.library: peer.interpreter for peer in peers}, plan)
    result = Result(row)
    counts: dict[str, int] = {}
    with company(row, plan):
        for peer in peers:
            if row.make(peer.library) is None:
                continue
            answer = peer.ask(row.id, 0)
            if found := problem(answer):
                result.problems[peer.library] = found
            if absent(answer):
                continue
            result.digests[peer.library] = answer["digest"]
            if plan.values_only:
                continue
            answer = calls_in_a_turn(row, peer, plan)
            peer.settle()
            if found := problem(answer):
                result.problems[peer.library] = found
            else:
                counts[peer.library] = answer["count"]
        result.compare_values()
        take_turns(result, {peer.library: peer for peer in peers}, counts, plan)
    return result


def calls_in_a_turn(row: Row, peer: Peer, plan: Plan) -> dict[str, Any]:
    """How many calls fill a turn: a first call is slow, so its time says only how many calls tell more."""
    count, answer = 1, peer.ask(row.id, 1)
    for share in (0.01, 0.1, 1.0):
        if problem(answer):
            return answer
        most = max(1, int(share * plan.turn_ns / max(answer["ns"], 1)))
        if share < 1.0 and most > count:
            count = most
            answer = peer.ask(row.id, count)
    return {"count": most}


def take_turns(result: Result, peers: dict[str, Peer], counts: dict[str, int], plan: Plan) -> None:
    """Fills in times: in every turn, each library calls the program as often as it can in a turn's time."""
    times: dict[str, list[float]] = {library: [] for library in counts}
    for _ in range(plan.turns):
        for library in list(times):
            answer = peers[library].ask(result.row.id, counts[library])
            peers[library].settle()
            if told := problem(answer):
                result.problems[library] = told
                del times[library]
            else:
                times[library].append(answer["ns"])
    for library, found in times.items():
        if found:
            result.values[library] = statistics.median(found)
            result.spread[library] = spread(found)


def spread(values: list[float]) -> float:
    """Half the distance between the quartiles, as a share of the median."""
    if len(values) < 3:
        return 0.0
    low, middle, high = statistics.quantiles(values, n=4)
    return (high - low) / 2 / middle if middle else 0.0


def finish(child: subprocess.Popen[str], plan: Plan) -> tuple[str, str]:
    """What a process printed; one that hangs is ended."""
    try:
        return child.communicate(timeout=plan.timeout_s)
    except subprocess.TimeoutExpired:
        child.kill()
        out, _ = child.communicate()
        return out, f"TimeoutExpired: after {plan.timeout_s:.0f} s"


def measure_process(row: Row, interpreters: dict[str, str], plan: Plan) -> Result:
    """Runs the code of a row in processes of its own, and takes the median."""
    process = row.process
    assert process is not None
    result = Result(row, unit=process.unit)
    runs = 1 if plan.values_only or process.unit == "MB" else min(plan.turns, 5)
    found: dict[str, list[float]] = {library: [] for library in interpreters if library in process.libraries}
    for _ in range(runs):
        for library in list(found):
            code = process.code.replace("LIBRARY", MODULES.get(library, library)).replace("ROOT", str(ROOT))
            begin = time.perf_counter_ns()
            child = start([interpreters[library], "-c", code], plan.threads, stderr=subprocess.PIPE)
            out, errors = finish(child, plan)
            taken = time.perf_counter_ns() - begin
            if child.returncode == 0:
                found[library].append(float(taken) if process.wall else float(out))
                continue
            last = (errors.strip().splitlines() or ["no message"])[-1]
            kind = "missing" if "AttributeError" in last or "NotImplementedError" in last else "error"
            result.problems[library] = f"{kind}: {last}"
            del found[library]
    for library, values in found.items():
        result.values[library], result.spread[library] = statistics.median(values), spread(values)
    return result


def peak_memory(row: Row, peers: list[Peer], plan: Plan) -> dict[str, dict[str, float]]:
    """By library: megabytes after the import, and the most after some calls, in a process of its own."""
    found = {}
    for peer in peers:
        if row.make(peer.library) is None:
            continue
        arguments = [peer.interpreter, "-m", "compare.worker", peer.library, str(plan.threads), row.id]
        child = start(arguments, plan.threads, stderr=subprocess.DEVNULL)
        out = finish(child, plan)[0]
        answer = json.loads(out) if child.returncode == 0 and out else {}
        if "peak" in answer:
            found[peer.library] = answer
    return found


def installed(interpreters: list[str], threads: int) -> tuple[dict[str, str], dict[str, str]]:
    """By library: the first interpreter that has it, and its version."""
    where: dict[str, str] = {}
    versions: dict[str, str] = {}
    for library in LIBRARIES:
        module = MODULES.get(library, library)
        code = f"import {module} as lib; print(lib.__version__)"
        for interpreter in interpreters:
            child = start([interpreter, "-c", code], threads, stderr=subprocess.DEVNULL)
            out, _ = child.communicate()
            if child.returncode == 0:
                where[library], versions[library] = interpreter, out.strip()
                break
    return where, versions
