"""The tool behind `make bench`: its rows, figures and tables. Nothing here depends on time."""

from __future__ import annotations

import json
import math
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

import flambeau
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benches"))

from compare import baseline, command, measure, report  # noqa: E402
from compare.ceilings import Ceilings, parse  # noqa: E402
from compare.registry import GROUPS, LIBRARIES, Process, Row, all_rows, find, modules_of_rows  # noqa: E402
from compare.values import agree, digest, numbers, values  # noqa: E402
from compare.worker import Worker, peak_megabytes  # noqa: E402

ROWS = all_rows()


def result(name: str, own: float | None, other: float | None, **options: Any) -> measure.Result:
    """A row measured on flambeau and PyTorch."""
    times = {"flambeau": own, "torch": other}
    group, _, short = name.partition("/")
    found = measure.Result(Row(group, short, **options))
    found.values = {library: time for library, time in times.items() if time is not None}
    return found


# The rows.


def test_every_group_is_a_module_and_every_module_a_group() -> None:
    assert set(GROUPS) == modules_of_rows()
    assert list(dict.fromkeys(row.group for row in ROWS)) == list(GROUPS)


def test_names_are_unique() -> None:
    names = [candidate.id for row in ROWS for candidate in (row, *row.variants)]
    assert len(set(names)) == len(names)
    assert all(find(ROWS, name).id == name for name in names[:5])
    with pytest.raises(KeyError):
        find(ROWS, "calls/nothing")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_row_is_well_formed(row: Row) -> None:
    if row.process is not None:
        compile(row.process.code.replace("LIBRARY", "flambeau"), row.id, "exec")
        assert row.process.unit in ("ns", "MB") and set(row.process.libraries) <= set(LIBRARIES)
        return
    assert row.torch is not None
    assert 0 < row.tol < 0.1 and row.check_calls >= 1
    assert row.flops is None or row.flops > 0
    assert row.bytes is None or row.bytes > 0
    assert len(row.variants) in (0, 3)
    for variant in row.variants:
        assert variant.group == row.group and variant.make("flambeau") is not None
        assert (variant.flops is None) == (row.flops is None) and (variant.flops or variant.bytes)


def test_training_rows_measure_memory() -> None:
    assert all(row.memory for row in ROWS if row.group == "training")


@pytest.mark.parametrize("name", ["calls/add_8", "calls/cat_2", "calls/setitem", "calls/shape", "matmul/f32_16"])
def test_libraries_compute_the_same(name: str) -> None:
    row = find(ROWS, name)
    found = []
    for library, module in (("flambeau", flambeau), ("numpy", np)):
        make = row.make(library)
        assert make is not None
        value = make(module)()
        found.append(digest(row.check(value) if row.check else value))
    assert agree(*found, row.tol)


# Values.


def test_numbers_do_not_change() -> None:
    assert np.array_equal(numbers(3), numbers(3)) and not np.array_equal(numbers(3), numbers(3, seed=1))
    assert digest(values(flambeau, 2, 5)) == digest(values(np, 2, 5))
    assert numbers(1000, low=2.0, high=3.0).min() >= 2.0


def test_digest_notices_order_sign_count_and_nan() -> None:
    x = numbers(100)
    assert agree(digest(x), digest(x + 1e-7), 1e-4)
    changed = [x[::-1], -x, x[:99], x * 1.01, np.where(np.arange(100) == 3, np.nan, x)]
    assert not any(agree(digest(x), digest(y), 1e-4) for y in changed)
    assert agree(digest(np.where(x > 0, np.inf, x)), digest(np.where(x > 0, np.inf, x)), 1e-4)


def test_digest_takes_results_apart() -> None:
    x = flambeau.tensor([1.0, 2.0])
    assert digest([x, (x, 3)])[0] == 5
    assert digest({"a": x, "b": None})[:3] == [2, 0, 3.0]
    assert digest(True)[:3] == [1, 0, 1.0]
    assert digest(x.to(flambeau.bfloat16)) == digest(x)


# The worker.


def raising(error: Exception) -> Any:
    def make(_: Any) -> Any:
        def run() -> None:
            raise error

        return run

    return make


def test_worker_tells_missing_from_wrong() -> None:
    worker = Worker("numpy", 1)
    worker.rows = [
        Row("calls", "missing", numpy=raising(NotImplementedError("no such layer"))),
        Row("calls", "attribute", numpy=raising(AttributeError("no attribute"))),
        Row("calls", "error", numpy=raising(ValueError("bad\nworse"))),
        Row("calls", "none"),
        Row("calls", "good", numpy=lambda lib: lambda: lib.ones(2)),
    ]
    answers = [worker.answer({"row": row.id, "count": 0}) for row in worker.rows]
    assert [next(iter(answer)) for answer in answers] == ["missing", "missing", "error", "absent", "digest"]
    assert answers[2]["error"] == "ValueError: bad"
    assert worker.answer({"row": "calls/good", "count": 3})["ns"] > 0
    assert peak_megabytes() > 1


def test_processes_take_turns() -> None:
    plan = measure.Plan(threads=1, turns=1, turn_ns=1e4)
    peers = [measure.Peer(library, sys.executable, plan) for library in ("flambeau", "numpy")]
    try:
        found = measure.measure(find(ROWS, "calls/add_8"), peers, plan)
        assert set(found.values) == {"flambeau", "numpy"} and not found.failed and found.notes == []
        assert found.ratio("numpy") is not None and found.ratio("torch") is None
        # A process that ends is named, and another takes its place.
        assert peers[1].process is not None
        peers[1].process.kill()
        assert "crashed" in peers[1].ask("calls/add_8", 0)
        assert "digest" in peers[1].ask("calls/add_8", 0)
    finally:
        for peer in peers:
            peer.close()


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="the kernel does not tell what threads use")
def test_processor_time_counts_every_thread() -> None:
    def spin() -> None:
        while time.thread_time() < 0.05:
            pass

    before = measure.processor_time(os.getpid())
    thread = threading.Thread(target=spin)
    thread.start()
    most = 0
    while thread.is_alive():
        most = max(most, measure.processor_time(os.getpid()) or 0)
    thread.join()
    assert before is not None and most > before
    assert measure.processor_time(2**22 + 1) is None, "no such process"


def test_rows_of_processes() -> None:
    plan = measure.Plan(threads=1, turns=1)
    code = "import LIBRARY\nprint(7 if 'LIBRARY' == 'numpy' else LIBRARY.no_such_thing)"
    row = Row("process", "number", process=Process(code, "MB", ("flambeau", "numpy")))
    found = measure.measure_process(row, {"flambeau": sys.executable, "numpy": sys.executable}, plan)
    assert found.values == {"numpy": 7.0}
    assert found.problems["flambeau"].startswith("missing: AttributeError") and not found.failed


def test_values_that_disagree_are_wrong() -> None:
    found = result("calls/x", 1.0, 2.0)
    found.digests = {"flambeau": [2, 0, 3.0, 1.0], "torch": [2, 0, 3.1, 1.0], "numpy": [2, 0, 3.1, 1.0]}
    found.compare_values()
    assert found.wrong == ["flambeau"] and found.failed
    assert "WRONG: flambeau" in found.notes[0]
    found.digests["flambeau"] = found.digests["torch"]
    found.compare_values()
    assert not found.failed
    found.problems = {"flambeau": "missing: LSTM"}
    assert not found.failed
    found.problems = {"flambeau": "error: ValueError"}
    assert found.failed


# Figures.


def test_geometric_mean() -> None:
    assert math.isclose(report.geometric_mean([0.5, 2.0]), 1.0)
    assert math.isclose(report.geometric_mean([0.1, 0.1, 0.1]), 0.1)
    with pytest.raises(ValueError):
        report.geometric_mean([])


def test_means_of_groups() -> None:
    results = [result("a/1", 1.0, 2.0), result("a/2", 2.0, 1.0), result("b/1", 1.0, 4.0), result("b/2", None, 4.0)]
    size = result("b/size", 100.0, 1.0)
    size.unit = "MB"
    found = {group: (mean, count) for group, _, mean, count in report.group_means([*results, size], ["torch", "jax"])}
    assert found["a"] == (pytest.approx(1.0), 2)
    assert found["b"] == (pytest.approx(0.25), 1)
    assert found["all"] == (pytest.approx(0.25 ** (1 / 3)), 3)


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [(None, "–"), (0.5, "0.5 ns"), (999.9, "1 us"), (1234, "1.23 us"), (5.5e6, "5.5 ms"), (2e9, "2 s")],
)
def test_times_with_units(nanoseconds: float | None, text: str) -> None:
    assert report.human(nanoseconds) == text


def test_spread() -> None:
    assert measure.spread([1.0, 1.0, 1.0, 1.0]) == 0.0
    assert measure.spread([1.0]) == 0.0
    assert measure.spread([1.0, 2.0, 3.0, 4.0, 5.0]) > 0.1


FIGURES = [
    {"family": "fma", "what": "AVX-512", "how": "f32", "threads": 1, "rate": 100.0, "unit": "GFLOP/s"},
    {"family": "fma", "what": "AVX-512", "how": "f32", "threads": 2, "rate": 200.0, "unit": "GFLOP/s"},
    {"family": "fma", "what": "AVX2", "how": "f32", "threads": 2, "rate": 150.0, "unit": "GFLOP/s"},
    {"family": "bandwidth", "what": "L1", "how": "copy", "threads": 2, "rate": 400.0, "unit": "GB/s"},
    {"family": "bandwidth", "what": "L2", "how": "copy", "threads": 2, "rate": 100.0, "unit": "GB/s"},
    {"family": "bandwidth", "what": "L3", "how": "copy", "threads": 2, "rate": 50.0, "unit": "GB/s"},
    {"family": "bandwidth", "what": "DRAM", "how": "copy", "threads": 2, "rate": 10.0, "unit": "GB/s"},
    {"family": "bandwidth", "what": "DRAM", "how": "streaming copy", "threads": 2, "rate": 20.0, "unit": "GB/s"},
]
CEILINGS = Ceilings(threads=2, caches=[32_000, 1_000_000, 16_000_000], figures=FIGURES)


def test_limits() -> None:
    assert CEILINGS.gflops("f32") == 200.0 and CEILINGS.gflops("bf16") is None
    # What each core has counts for each; the last level is shared.
    assert [CEILINGS.gbytes(size) for size in (60_000, 70_000, 2e6, 16e6, 17e6)] == [400.0, 100.0, 100.0, 50.0, 20.0]
    assert CEILINGS.limit_ns(2e6, None, "f32") == 10_000.0
    assert CEILINGS.limit_ns(2e6, 1e9, "f32") == 50e6
    assert CEILINGS.limit_ns(2e6, 1e6, "f64") == 10_000.0
    assert CEILINGS.limit_ns(100, None, "f32") is None and CEILINGS.limit_ns(None, None, "f32") is None
    assert parse(json.dumps({"threads": 2, "caches": [1], "figures": FIGURES})).figures == FIGURES


def test_perturbed_shapes_are_marked() -> None:
    named = result("matmul/64", 100.0, 100.0, flops=1000.0)
    variants = [result("matmul/63", 90.0, 200.0, flops=900.0), result("matmul/65", 160.0, None, flops=1000.0)]
    assert report.perturbed_rows(named, variants) == [["matmul/63", "1.00", "2.22 !"], ["matmul/65", "1.60 !", "–"]]


# Tables.


def test_markdown() -> None:
    row = result("matmul/64", 20_000.0, 40_000.0, flops=2e6)
    row.values["numpy"] = 10_000.0
    lost = result("recurrent/lstm", None, 5e6)
    lost.problems = {"flambeau": "missing: AttributeError: LSTM"}
    memory = {"training/mlp": {"flambeau": {"peak": 30.0, "import": 20.0}, "torch": {"peak": 60.0, "import": 50.0}}}
    libraries = ["flambeau", "torch", "numpy"]
    text = report.markdown("a machine", [row, lost], libraries, CEILINGS, memory, [["matmul/63", "1.00", "1.60 !"]])
    assert "| matmul/64 | 20 us | 40 us | 10 us | 0.50 | 2.00 numpy | 50 % |" in text
    assert "| recurrent/lstm | missing | 5 ms | – | – | – | – |" in text
    assert "| training/mlp | 30 MB (20) | 60 MB (50) | – | 0.50 |" in text
    assert "- recurrent/lstm: flambeau missing: AttributeError: LSTM" in text
    assert "- matmul: 2.00 x numpy over 1 rows" in text
    assert "| fma AVX-512 f32 | 100.0 | 200.0 | GFLOP/s |" in text
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    assert len(tables) == 4
    for lines in tables:
        assert len({line.replace("---", " ").count("|") for line in lines}) == 1


def test_progress_is_for_terminals(capsys: pytest.CaptureFixture[str]) -> None:
    progress = report.Progress(3, sys.stderr)
    progress.show("calls/add")
    progress.step()
    assert capsys.readouterr().err == "" and progress.done == 1


# The baseline.


def test_baseline_file(tmp_path: Path) -> None:
    results = [result("a/1", 1.0, 3.0), result("a/2", None, 1.0)]
    path = tmp_path / "baseline.json"
    baseline.write(path, baseline.content(results, "torch", {"machine": "m", "threads": 2}))
    found = baseline.read(path)
    assert found["ratios"] == {"a/1": 0.3333} and found["machine"] == "m" and found["margin"] == baseline.MARGIN
    more = baseline.content([result("a/1", 1.0, 2.0), result("b/1", 1.0, 1.0)], "torch", {"machine": "n"})
    baseline.write(path, {**more, "ratios": {"b/1": 1.0}}, keep=True)
    assert baseline.read(path)["ratios"] == {"a/1": 0.3333, "b/1": 1.0} and baseline.read(path)["machine"] == "n"
    baseline.write(path, more)
    assert baseline.read(path)["ratios"] == {"a/1": 0.5, "b/1": 1.0}
    path.write_text("[]")
    with pytest.raises(ValueError):
        baseline.read(path)


def test_rows_worse_than_the_baseline() -> None:
    before = {"a/same": 0.5, "a/noise": 0.5, "a/worse": 0.5, "a/gone": 0.5, "b/filtered": 0.5}
    now = {"a/same": 0.4, "a/noise": 0.6, "a/worse": 0.7, "a/new": 9.0}
    rows = set(before) - {"b/filtered"}
    found = baseline.compare(before, now, rows, 0.25)
    assert [worse.row_id for worse in found] == ["a/worse", "a/gone"]
    assert "0.500 -> 0.700 (1.40 x)" in str(found[0]) and "no longer" in str(found[1])


def test_suspicious_rows_are_measured_again() -> None:
    asked: list[str] = []
    ratios = {"a/noisy": iter([0.8, 0.55]), "a/worse": iter([0.8, 0.65]), "a/gone": iter([None, None])}

    def again(row_id: str) -> float | None:
        asked.append(row_id)
        return next(ratios[row_id])

    suspicious = [baseline.Worse(name, 0.5, 0.7) for name in ("a/noisy", "a/worse")]
    suspicious.append(baseline.Worse("a/gone", 0.5, None))
    worse = baseline.confirm(suspicious, again, 0.25, retries=2)
    assert [(found.row_id, found.now) for found in worse] == [("a/worse", 0.65), ("a/gone", None)]
    assert len(asked) == 6


def test_committed_baseline_names_rows() -> None:
    if baseline.FILE.exists():
        found = baseline.read(baseline.FILE)
        assert {"peer", "margin", "machine", "threads", "versions"} <= set(found)
        assert set(found["ratios"]) <= {row.id for row in ROWS}


# The command line.


def test_command_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert command.main(["--list", "--filter", "^calls/add_8$"]) == 0
    assert capsys.readouterr().out == "calls/add_8\n"
    assert command.main(["--filter", "("]) == 2
    assert command.main(["--filter", "no such row"]) == 2
    assert command.main(["--threads", "0"]) == 2
    assert command.main(["--check", "--baseline", str(tmp_path / "none.json")]) == 2
    assert "--write-baseline" in capsys.readouterr().err


def test_a_whole_run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("figures.json", "table.md", "baseline.json")]
    common = ["--quick", "--no-ceilings", "--libraries", "flambeau,numpy", "--filter", "^calls/(add_8|mul_8)$"]
    common += ["--threads", "1", "--baseline", str(files[2]), "--peer", "numpy"]
    status = command.main([*common, "--json", str(files[0]), "--markdown", str(files[1]), "--write-baseline"])
    assert status == 0
    assert {row["row"] for row in json.loads(files[0].read_text())["rows"]} == {"calls/add_8", "calls/mul_8"}
    assert "| calls/add_8 |" in files[1].read_text()
    assert set(baseline.read(files[2])["ratios"]) == {"calls/add_8", "calls/mul_8"}
    capsys.readouterr()
    # With so wide a margin nothing is worse; with a row that takes no time, everything is.
    assert command.main([*common, "--check", "--margin", "1000"]) == 0
    assert "2 rows compared with the baseline, 0 worse" in capsys.readouterr().out
    found = baseline.read(files[2])
    found["ratios"]["calls/add_8"] = 1e-9
    baseline.write(files[2], found)
    assert command.main([*common, "--check", "--margin", "1000"]) == 1
    assert "worse than the baseline: calls/add_8" in capsys.readouterr().out
