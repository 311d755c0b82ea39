"""The machine's ceilings, measured by the Rust program `ceilings`, and the limit of a row that follows from them."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

#: Shorter limits say nothing: a call costs as much.
SHORTEST_NS = 1000.0


@dataclass(frozen=True)
class Ceilings:
    """What the threads in use can do at most."""

    threads: int
    #: Bytes of the caches of one core, from the first level on.
    caches: list[int]
    #: Each with family, what, how, threads, rate and unit.
    figures: list[dict[str, Any]]

    def rates(self, family: str, what: str = "", how: str = "") -> list[float]:
        """Rates of these names: of all threads, and of one, lest a disturbed figure of all set a false limit."""
        return [
            figure["rate"]
            for figure in self.figures
            if figure["family"] == family
            and what in figure["what"]
            and how in figure["how"]
            and figure["threads"] <= self.threads
        ]

    def gflops(self, dtype: str) -> float | None:
        """The multiply-add peak of an element type, where it was measured."""
        return max(self.rates("fma", how=dtype), default=None)

    def gbytes(self, size: float) -> float | None:
        """The bandwidth of the smallest level that holds so many bytes."""
        for at, cache in enumerate(self.caches):
            shared = at == len(self.caches) - 1 and at > 1
            if size <= cache * (1 if shared else self.threads):
                return max(self.rates("bandwidth", f"L{at + 1}"), default=None)
        return max(self.rates("bandwidth", "DRAM"), default=None)

    def limit_ns(self, flops: float | None, moved: float | None, dtype: str) -> float | None:
        """The least time in which the work can be done, or None if it is not stated or too short to mean anything."""
        parts = []
        if flops and (peak := self.gflops(dtype)):
            parts.append(flops / peak)
        if moved and (bandwidth := self.gbytes(moved)):
            parts.append(moved / bandwidth)
        limit = max(parts, default=0.0)
        return limit if limit >= SHORTEST_NS else None


def measure(threads: int) -> tuple[Ceilings | None, str]:
    """Builds and runs the program; without cargo, or when it fails, None and the reason."""
    if shutil.which("cargo") is None:
        return None, "ceilings are not measured: cargo is missing"
    command = ["cargo", "run", "--quiet", "--release", "-p", "flambeau-cpu", "--example", "ceilings"]
    found = subprocess.run(
        [*command, "--", "--json", "--threads", str(threads)], cwd=ROOT, capture_output=True, text=True
    )
    if found.returncode != 0:
        lines = found.stderr.strip().splitlines() or ["no message"]
        return None, f"ceilings are not measured: {lines[-1]}"
    return parse(found.stdout), ""


def parse(text: str) -> Ceilings:
    """What the program prints."""
    return Ceilings(**json.loads(text))
