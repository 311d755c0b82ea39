"""Tables: on the terminal as rows come, and as Markdown."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from typing import TextIO

from compare.ceilings import Ceilings
from compare.measure import Result

#: Time per work of a perturbed shape against the named one; more is marked.
PERTURBED_LIMIT = 1.5


def human(value: float | None, unit: str = "ns") -> str:
    """A figure with its unit."""
    if value is None:
        return "–"
    if unit != "ns":
        return f"{value:.3g} {unit}" if value < 1000 else f"{value:.0f} {unit}"
    for name, size in (("ns", 1), ("us", 1e3), ("ms", 1e6)):
        if value < 999.5 * size:
            return f"{value / size:.3g} {name}"
    return f"{value / 1e9:.3g} s"


def geometric_mean(ratios: Iterable[float]) -> float:
    """The mean that ratios have: twice as fast and half as fast cancel out."""
    logs = [math.log(ratio) for ratio in ratios]
    if not logs:
        raise ValueError("the mean of no ratios")
    return math.exp(sum(logs) / len(logs))


def group_means(results: list[Result], peers: Iterable[str]) -> list[tuple[str, str, float, int]]:
    """Group, peer, geometric mean of the ratios, and number of rows, over times only."""
    found = []
    groups = list(dict.fromkeys(result.row.group for result in results))
    for peer in peers:
        everything = []
        for group in groups:
            ratios = [
                ratio
                for result in results
                if result.row.group == group and result.unit == "ns" and (ratio := result.ratio(peer)) is not None
            ]
            everything += ratios
            if ratios:
                found.append((group, peer, geometric_mean(ratios), len(ratios)))
        if len(groups) > 1 and everything:
            found.append(("all", peer, geometric_mean(everything), len(everything)))
    return found


def cells(result: Result, libraries: list[str], ceilings: Ceilings | None) -> list[str]:
    """A row of the table."""
    row = result.row
    found = [row.id]
    for library in libraries:
        problem = result.problems.get(library, "").split(":")[0]
        found.append(problem or human(result.values.get(library), result.unit))
    ratio = result.ratio("torch")
    found.append("–" if ratio is None else f"{ratio:.2f}")
    best = result.best_ratio()
    found.append("–" if best is None else f"{best[0]:.2f} {best[1]}")
    limit = ceilings.limit_ns(row.flops, row.bytes, row.dtype) if ceilings else None
    own = result.values.get("flambeau")
    found.append(f"{100 * limit / own:.0f} %" if limit and own else "–")
    return found


def headings(libraries: list[str]) -> list[str]:
    """Names of the columns."""
    return ["row", *libraries, "/ torch", "/ best other", "of the limit"]


def line(parts: list[str], libraries: list[str]) -> str:
    """A row of the terminal's table."""
    widths = [42, *[11] * len(libraries), 9, 16, 13]
    first, *others = (
        part.ljust(width) if at == 0 else part.rjust(width)
        for at, (part, width) in enumerate(zip(parts, widths, strict=True))
    )
    return first + "".join(others)


def table(rows: Iterable[list[str]]) -> str:
    """A Markdown table; the first row has the headings."""
    head, *others = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([head, "|" + "---|" * (head.count(" | ") + 1), *others])


def perturbed_rows(named: Result, variants: list[Result]) -> list[list[str]]:
    """For each variant: time per FLOP or byte against the named row, by library; marked where it is much more."""
    rows = []
    for variant in variants:
        parts = [variant.row.id]
        for library in ("flambeau", "torch"):
            share = relative_cost(named, variant, library)
            parts.append("–" if share is None else f"{share:.2f}{' !' if share > PERTURBED_LIMIT else ''}")
        rows.append(parts)
    return rows


def relative_cost(named: Result, variant: Result, library: str) -> float | None:
    """Time per work of a variant, divided by that of the named row."""
    works = [(result.row.flops or result.row.bytes) for result in (named, variant)]
    times = [result.values.get(library) for result in (named, variant)]
    if not all(works) or not all(times):
        return None
    return (times[1] / works[1]) / (times[0] / works[0])  # type: ignore[operator]


def ceiling_rows(ceilings: Ceilings) -> list[list[str]]:
    """The ceilings, one thread and all threads side by side."""
    rates: dict[tuple[str, str], dict[int, str]] = {}
    for figure in ceilings.figures:
        name = " ".join((figure["family"], figure["what"], figure["how"]))
        rates.setdefault((name, figure["unit"]), {})[figure["threads"]] = f"{figure['rate']:.1f}"
    counts = sorted({1, ceilings.threads})
    rows = [["ceiling", *(f"{count} thread{'s' if count > 1 else ''}" for count in counts), "unit"]]
    return rows + [[name, *(found.get(count, "–") for count in counts), unit] for (name, unit), found in rates.items()]


def memory_rows(memory: dict[str, dict[str, dict[str, float]]], libraries: list[str]) -> list[list[str]]:
    """Peak memory of rows; in brackets what the import alone takes."""
    rows = [["peak memory", *libraries, "/ torch"]]
    for row_id, found in memory.items():
        parts = [row_id]
        for library in libraries:
            figures = found.get(library)
            parts.append(f"{figures['peak']:.0f} MB ({figures['import']:.0f})" if figures else "–")
        both = "flambeau" in found and "torch" in found
        rows.append([*parts, f"{found['flambeau']['peak'] / found['torch']['peak']:.2f}" if both else "–"])
    return rows


def markdown(
    head: str,
    results: list[Result],
    libraries: list[str],
    ceilings: Ceilings | None,
    memory: dict[str, dict[str, dict[str, float]]],
    perturbed: list[list[str]],
) -> str:
    """All tables."""
    parts = [head]
    if ceilings:
        parts.append(table(ceiling_rows(ceilings)))
    parts.append(table([headings(libraries), *(cells(result, libraries, ceilings) for result in results)]))
    means = group_means(results, [library for library in libraries if library != "flambeau"])
    parts.append("\n".join(f"- {group}: {mean:.2f} x {peer} over {count} rows" for group, peer, mean, count in means))
    if memory:
        parts.append(table(memory_rows(memory, libraries)))
    if perturbed:
        parts.append(table([["perturbed shape", "flambeau", "torch"], *perturbed]))
    notes = [f"- {result.row.id}: {note}" for result in results for note in result.notes]
    if notes:
        parts.append("\n".join(notes))
    return "\n\n".join(part for part in parts if part) + "\n"


class Progress:
    """A bar on the terminal; nothing where there is none."""

    def __init__(self, total: int, stream: TextIO = sys.stderr) -> None:
        self.total, self.done, self.stream = total, 0, stream
        self.shown = stream.isatty()

    def show(self, name: str) -> None:
        """Names what is measured now."""
        if self.shown:
            filled = 30 * self.done // max(self.total, 1)
            self.stream.write(f"\r\x1b[K[{'#' * filled}{'.' * (30 - filled)}] {self.done}/{self.total} {name}")
            self.stream.flush()

    def step(self) -> None:
        """Counts one more, and makes room for a line."""
        self.done += 1
        self.clear()

    def clear(self) -> None:
        """Takes the bar away."""
        if self.shown:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
