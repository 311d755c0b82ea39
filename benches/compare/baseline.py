"""The committed ratios, and whether rows got worse than them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compare.measure import Result

FILE = Path(__file__).with_name("baseline.json")

#: How much a ratio may grow: less is noise on a machine that does nothing else.
MARGIN = 0.25
#: How often a suspicious row is measured again before it counts as worse.
RETRIES = 2


@dataclass(frozen=True)
class Worse:
    """A row that got worse."""

    row_id: str
    before: float
    #: None: the row no longer runs.
    now: float | None

    def __str__(self) -> str:
        if self.now is None:
            return f"{self.row_id}: no longer measured (was {self.before:.3f})"
        return f"{self.row_id}: {self.before:.3f} -> {self.now:.3f} ({self.now / self.before:.2f} x)"


def ratios(results: list[Result], peer: str) -> dict[str, float]:
    """By row: flambeau's time by the peer's."""
    return {
        result.row.id: ratio for result in results if result.unit == "ns" and (ratio := result.ratio(peer)) is not None
    }


def content(results: list[Result], peer: str, about: dict[str, Any], margin: float = MARGIN) -> dict[str, Any]:
    """What a baseline file holds."""
    found = {row_id: float(f"{ratio:.4g}") for row_id, ratio in ratios(results, peer).items()}
    return {"peer": peer, "margin": margin, **about, "ratios": dict(sorted(found.items()))}


def write(path: Path, found: dict[str, Any], keep: bool = False) -> None:
    """Writes a baseline; with ``keep``, rows of the file that are not in this one stay."""
    if keep and path.exists() and (before := read(path))["peer"] == found["peer"]:
        found = {**found, "ratios": dict(sorted((before["ratios"] | found["ratios"]).items()))}
    path.write_text(json.dumps(found, indent=1) + "\n")


def read(path: Path) -> dict[str, Any]:
    """Reads a baseline."""
    found = json.loads(path.read_text())
    if not isinstance(found, dict) or not isinstance(found.get("ratios"), dict):
        raise ValueError(f"{path} is no baseline")
    return found


def compare(before: dict[str, float], now: dict[str, float], rows: set[str], margin: float) -> list[Worse]:
    """Rows, of those that were run, whose ratio grew by more than the margin, or that no longer have one."""
    worse = []
    for row_id, ratio in before.items():
        if row_id in rows and (row_id not in now or now[row_id] > ratio * (1 + margin)):
            worse.append(Worse(row_id, ratio, now.get(row_id)))
    return worse


def confirm(
    suspicious: list[Worse], again: Callable[[str], float | None], margin: float, retries: int = RETRIES
) -> list[Worse]:
    """Measures suspicious rows again; a row is worse if it is worse every time."""
    worse = []
    for suspect in suspicious:
        least = suspect.now
        for _ in range(retries):
            ratio = again(suspect.row_id)
            if ratio is not None:
                least = ratio if least is None else min(least, ratio)
            if least is not None and least <= suspect.before * (1 + margin):
                break
        else:
            worse.append(Worse(suspect.row_id, suspect.before, least))
    return worse
