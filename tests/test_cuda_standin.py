"""The stand-in for NVIDIA's libraries itself: it must be as strict as they are."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import cuda_standin
import pytest

pytestmark = pytest.mark.skipif(not cuda_standin.available(), reason="needs Linux and a C++ compiler")

PROGRAMS = Path(cuda_standin.__file__).parent / "programs.py"


@pytest.fixture(scope="module")
def libraries() -> Path:
    return cuda_standin.build()


@pytest.fixture
def run(libraries):
    def run(name: str, devices: int = 4, code: int = 0, **options: object) -> subprocess.CompletedProcess:
        variables = os.environ | cuda_standin.environment(libraries, devices, **options)
        done = subprocess.run(
            [sys.executable, "-S", PROGRAMS, name], env=variables, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == code, f"{name} ended with {done.returncode}\n{done.stdout}{done.stderr}"
        return done

    return run


@pytest.mark.parametrize(
    "name",
    ["errors", "reduction", "warps", "atomics", "dynamic_shared", "exited_threads", "graphs", "streams", "threads"],
)
@pytest.mark.parametrize("options", [{}, {"asynchronous": True, "shuffle": 5}], ids=["plain", "asynchronous-shuffled"])
def test_program(run, name, options):
    run(name, **options)


@pytest.mark.parametrize("name", ["functions", "compile_errors", "fork"])
def test_program_once(run, name):
    run(name)


def test_devices(run):
    run("devices", devices=3, capability="8.6", driver_version=12080)


@pytest.mark.parametrize("asynchronous", [False, True])
def test_memory(run, asynchronous):
    run("memory", memory=1000, asynchronous=asynchronous)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("overrun_free", "written beyond the end of allocation 1, of 64 bytes"),
        ("overrun_synchronize", "written beyond the end of allocation 1, of 64 bytes"),
        ("overrun_exit", "written before allocation 1"),
        ("overrun_freed", "written to the freed allocation 1"),
        ("overrun_kernel", "written beyond the end of allocation 1, of 64 bytes"),
    ],
)
def test_red_zones(run, name, message):
    assert message in run(name, code=-signal.SIGABRT).stderr


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("diverged_kinds", "block barriers of different kinds"),
        ("diverged_warp", "wait for one another at different barriers"),
        ("diverged_mask", "mask of a warp operation lacks the thread"),
        ("trapped", "thread (9, 0, 0): __trap()"),
        ("asserted", "assertion `threadIdx.x < p.n` failed"),
        ("shared_overrun", "beyond the end of dynamic shared memory"),
        ("bad_address", "thread (5, 0, 0): an access to memory"),
        ("null_address", "thread (5, 0, 0): an access to memory"),
        ("too_deep", "an access to memory"),
    ],
)
@pytest.mark.parametrize("asynchronous", [False, True])
def test_errors_of_kernels(run, name, message, asynchronous):
    error = run(name, asynchronous=asynchronous).stderr
    assert message in error and "kernel wrong" in error


def test_shuffling(run):
    results = {run("missing_barrier", shuffle=seed).stdout for seed in (None, 1, 2)}
    assert len(results) == 3
    orders = {run("block_order", shuffle=seed).stdout for seed in (None, 1, 2)}
    assert len(orders) == 3 and f"{list(range(32))}\n" in orders


def test_asynchronous(run):
    run("asynchronous", asynchronous=True)


def test_log(run, tmp_path):
    log = tmp_path / "log"
    run("logged", log=log)
    assert log.read_text().splitlines() == [
        "alloc 16 device=0",
        "copy-htod 16 device=0",
        "launch fill grid=2x1x1 block=32x1x1 shared=0 device=0",
        "free 16 device=0",
    ]


def test_cache(run, tmp_path):
    cache = tmp_path / "cache"
    run("compile_often", cache=cache)
    kept = {path: path.stat().st_mtime_ns for path in cache.iterdir()}
    assert len(kept) == 3 and all(path.suffix == ".so" for path in kept)
    run("compile_often", cache=cache)
    assert kept == {path: path.stat().st_mtime_ns for path in cache.iterdir()}


def test_known_header(run, libraries):
    run("known_header", header=cuda_standin.precompile(libraries, "struct P { int* y; };\n"))


def test_build_is_kept(libraries):
    assert cuda_standin.build(libraries.parent) == libraries
