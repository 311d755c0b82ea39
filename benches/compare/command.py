"""Compares flambeau with PyTorch, NumPy, JAX and MLX, where they are installed: the same rows, in turns, in one run.

Each library runs in a process of its own; for every row they take turns, and the median of the turns counts. Ratios
below 1: flambeau is faster. The exit status is 1 when a row's values disagree or a row is worse than the baseline.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import sys
import time
from pathlib import Path
from typing import Any

from compare import baseline, ceilings, report
from compare.measure import Peer, Plan, Result, installed, measure, peak_memory
from compare.registry import LIBRARIES, Row, all_rows

Memory = dict[str, dict[str, dict[str, float]]]


def processor() -> str:
    """The processor's name."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def available() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def parser() -> argparse.ArgumentParser:
    """The command line."""
    found = argparse.ArgumentParser(prog="python benches/compare", description=(__doc__ or "").splitlines()[0])
    add = found.add_argument
    add("--threads", type=int, default=available(), help="threads of each library (default: %(default)s)")
    add("--filter", default="", metavar="REGEX", help="only rows whose group/name matches")
    add("--quick", action="store_true", help="fewer and shorter turns")
    add("--values", action="store_true", help="only compare what the rows compute, without times")
    add("--perturb", action="store_true", help="also run the rows that have variants at other shapes")
    add("--libraries", default=",".join(LIBRARIES), metavar="A,B", help="which of %(default)s")
    add("--peer-python", action="append", default=[], metavar="PATH", help="an interpreter of another environment")
    add("--timeout", type=float, default=300.0, metavar="S", help="seconds after which a process counts as hung")
    add("--json", type=Path, metavar="FILE", help="write the figures there")
    add("--markdown", type=Path, metavar="FILE", help="write the tables there")
    add("--no-ceilings", action="store_true", help="do not measure the machine's ceilings")
    add("--no-memory", action="store_true", help="do not measure peak memory")
    add("--list", action="store_true", help="print the rows' names")
    add("--check", action="store_true", help="fail if rows are worse than the baseline")
    add("--write-baseline", action="store_true", help="make this run the baseline, or with --filter a part of it")
    add("--baseline", type=Path, default=baseline.FILE, metavar="FILE", help="the baseline (default: %(default)s)")
    add("--peer", default="torch", choices=LIBRARIES[1:], help="whose ratios a new baseline holds")
    add("--margin", type=float, metavar="SHARE", help="growth of a ratio that is noise (default: the baseline's)")
    return found


class Run:
    """One run of the rows that were asked for."""

    def __init__(self, options: argparse.Namespace, rows: list[Row]) -> None:
        self.options, self.rows = options, rows
        quick = {"turns": 3, "turn_ns": 5e6} if options.quick else {}
        self.plan = Plan(options.threads, timeout_s=options.timeout, values_only=options.values, **quick)  # type: ignore[arg-type]
        wanted = options.libraries.split(",")
        where, versions = installed([sys.executable, *options.peer_python], options.threads)
        for library in LIBRARIES:
            if library in wanted and library not in where:
                print(f"{library} is not installed: its column is left out", file=sys.stderr)
        self.libraries = [library for library in LIBRARIES if library in wanted and library in where]
        self.versions = {library: versions[library] for library in self.libraries}
        self.peers = [Peer(library, where[library], self.plan) for library in self.libraries]
        self.ceilings: ceilings.Ceilings | None = None
        self.results: list[Result] = []
        self.memory: Memory = {}
        self.perturbed: list[list[str]] = []

    @property
    def about(self) -> dict[str, Any]:
        """Machine and versions."""
        return {
            "machine": f"{processor()}, {platform.system()}",
            "threads": self.options.threads,
            "python": platform.python_version(),
            "versions": self.versions,
            "date": time.strftime("%Y-%m-%d", time.gmtime()),
        }

    @property
    def head(self) -> str:
        """The same in a sentence."""
        about = self.about
        names = ", ".join(f"{library} {version}" for library, version in self.versions.items())
        return f"{about['machine']}, {about['threads']} threads, Python {about['python']}; {names}; {about['date']}"

    def measure_ceilings(self) -> None:
        """Measures and prints the ceilings, unless they are not wanted."""
        if self.options.no_ceilings or self.options.values:
            return
        self.ceilings, reason = ceilings.measure(self.options.threads)
        if self.ceilings is None:
            print(reason, file=sys.stderr)
            return
        for name, *rates, unit in report.ceiling_rows(self.ceilings):
            print(f"{name:<42}" + "".join(f"{rate:>12}" for rate in rates) + f"  {unit}")
        print(flush=True)

    def print_row(self, result: Result) -> None:
        """A row of the table and what is to be said about it."""
        if self.options.values:
            agreed = ", ".join(library for library in result.digests if library not in result.wrong)
            print(f"{result.row.id:<48}{agreed}", *result.notes, sep="  ", flush=True)
            return
        parts = report.cells(result, self.libraries, self.ceilings)
        print(report.line(parts, self.libraries), *result.notes, sep="  ", flush=True)

    def measure_rows(self) -> None:
        """Measures and prints every row."""
        progress = report.Progress(len(self.rows))
        if not self.options.values:
            print(report.line(report.headings(self.libraries), self.libraries))
        for row in self.rows:
            progress.show(row.id)
            result = measure(row, self.peers, self.plan)
            self.results.append(result)
            if row.memory and not (self.options.no_memory or self.options.values):
                self.memory[row.id] = peak_memory(row, self.peers, self.plan)
            progress.step()
            self.print_row(result)
            if self.options.perturb and row.variants:
                self.measure_variants(result)

    def measure_variants(self, named: Result) -> None:
        """Measures and prints a row's variants, on flambeau and PyTorch."""
        peers = [peer for peer in self.peers if peer.library in ("flambeau", "torch")]
        variants = [measure(row, peers, self.plan) for row in named.row.variants]
        rows = report.perturbed_rows(named, variants)
        self.perturbed += rows
        for (name, own, other), variant in zip(rows, variants, strict=True):
            print(
                f"  {name}: {own} of the named row's time per work, torch {other}", *variant.notes, sep="  ", flush=True
            )
        self.results += [variant for variant in variants if variant.failed]

    def print_summary(self) -> None:
        """Means by group and peak memory."""
        if self.options.values:
            return
        print()
        peers = [library for library in self.libraries if library != "flambeau"]
        for group, peer, mean, count in report.group_means(self.results, peers):
            print(f"{group}: {mean:.2f} x {peer} over {count} rows")
        if self.memory:
            print()
            for parts in report.memory_rows(self.memory, self.libraries):
                print(f"{parts[0]:<42}" + "".join(f"{part:>16}" for part in parts[1:]))

    def write(self) -> None:
        """Writes the files that were asked for."""
        if self.options.json:
            rows = [
                {
                    "row": result.row.id,
                    "unit": result.unit,
                    "values": result.values,
                    "spread": result.spread,
                    "ratio": result.ratio("torch"),
                    "flops": result.row.flops,
                    "bytes": result.row.bytes,
                    "limit_ns": self.ceilings.limit_ns(result.row.flops, result.row.bytes, result.row.dtype)
                    if self.ceilings
                    else None,
                    "wrong": result.wrong,
                    "notes": result.notes,
                }
                for result in self.results
            ]
            means = report.group_means(self.results, [name for name in self.libraries if name != "flambeau"])
            found = {
                **self.about,
                "ceilings": self.ceilings.figures if self.ceilings else None,
                "rows": rows,
                "groups": [dict(zip(("group", "peer", "mean", "rows"), mean, strict=True)) for mean in means],
                "memory_mb": self.memory,
                "perturbed": self.perturbed,
            }
            self.options.json.write_text(json.dumps(found, indent=1) + "\n")
        if self.options.markdown:
            text = report.markdown(self.head, self.results, self.libraries, self.ceilings, self.memory, self.perturbed)
            self.options.markdown.write_text(text)

    def check_baseline(self, before: dict[str, Any]) -> int:
        """Compares with the baseline; 1 if rows are worse."""
        peer = before["peer"]
        margin = self.options.margin if self.options.margin is not None else before.get("margin", baseline.MARGIN)
        if before.get("machine") != self.about["machine"] or before.get("threads") != self.options.threads:
            print(
                f"the baseline is of another machine ({before.get('machine')}, {before.get('threads')} threads): "
                "ratios are compared all the same",
                file=sys.stderr,
            )
        rows = {row.id: row for row in self.rows}
        now = baseline.ratios(self.results, peer)

        def again(row_id: str) -> float | None:
            return measure(rows[row_id], self.peers, self.plan).ratio(peer)

        suspicious = baseline.compare(before["ratios"], now, set(rows), margin)
        if suspicious:
            print(f"\nmeasuring again: {', '.join(suspect.row_id for suspect in suspicious)}", file=sys.stderr)
        worse = baseline.confirm(suspicious, again, margin)
        gone = sorted(set(before["ratios"]) - {row.id for row in all_rows()})
        if gone:
            print(f"rows of the baseline that are no more: {', '.join(gone)}", file=sys.stderr)
        new = sorted(set(now) - set(before["ratios"]))
        if new:
            print(f"rows that the baseline does not have yet: {', '.join(new)}", file=sys.stderr)
        for found in worse:
            print(f"worse than the baseline: {found}")
        compared = len(set(before["ratios"]) & set(rows))
        print(f"{compared} rows compared with the baseline, {len(worse)} worse by more than {100 * margin:.0f} %")
        return 1 if worse else 0

    def close(self) -> None:
        """Ends the processes."""
        for peer in self.peers:
            peer.close()


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        pattern = re.compile(options.filter)
    except re.error as error:
        print(f"--filter: {error}", file=sys.stderr)
        return 2
    rows = [row for row in all_rows() if pattern.search(row.id)]
    if options.list:
        print("\n".join(row.id for row in rows))
        return 0
    if not rows:
        print("no row matches", file=sys.stderr)
        return 2
    if not 1 <= options.threads <= available():
        print(f"--threads: 1 to {available()}", file=sys.stderr)
        return 2
    before = None
    if options.check:
        if not options.baseline.exists():
            print(f"there is no {options.baseline}: --write-baseline makes one", file=sys.stderr)
            return 2
        before = baseline.read(options.baseline)
    return execute(Run(options, rows), before)


def execute(run: Run, before: dict[str, Any] | None) -> int:
    """Runs, prints, writes and compares; the exit status."""
    options = run.options
    try:
        if before is not None and not {"flambeau", before["peer"]} <= set(run.libraries):
            print(f"the baseline is against {before['peer']}, which is not installed", file=sys.stderr)
            return 2
        print(run.head + "\n", flush=True)
        run.measure_ceilings()
        run.measure_rows()
        run.print_summary()
        run.write()
        failed = [result for result in run.results if result.failed]
        missing = [result.row.id for result in run.results if "flambeau" in result.problems and not result.failed]
        if missing:
            print(f"\nmissing in flambeau: {', '.join(missing)}")
        if failed:
            print(f"\n{len(failed)} rows are wrong:")
            for result in failed:
                print(f"  {result.row.id}:", "; ".join(result.notes))
        status = 1 if failed else 0
        if options.write_baseline and (failed or options.values):
            print(f"{options.baseline} stays as it is: rows are wrong, or have no times", file=sys.stderr)
        elif options.write_baseline:
            found = baseline.content(run.results, options.peer, run.about)
            baseline.write(options.baseline, found, keep=bool(options.filter))
            print(f"wrote {options.baseline}")
        if before is not None:
            status = max(status, run.check_baseline(before))
        return status
    finally:
        run.close()
