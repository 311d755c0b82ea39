"""Devices, memory, streams and events of GPUs from Python, with the stand-in for NVIDIA's libraries."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import cuda_standin
import pytest

PROGRAMS = Path(__file__).parent / "programs" / "cuda_devices.py"
MEMORY = 512 << 20


pytestmark = pytest.mark.skipif(not cuda_standin.available(), reason="the stand-in cannot be built here")


@pytest.fixture(scope="module")
def libraries() -> Path:
    return cuda_standin.build()


def start(name: str, variables: dict[str, str]) -> str:
    """What a program writes; it must end well and say nothing of errors."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("FLAMBEAU_")}
    done = subprocess.run(
        [sys.executable, PROGRAMS, name], env=own | variables, capture_output=True, text=True, timeout=300
    )
    assert (done.returncode, done.stderr) == (0, ""), f"{name} ended with {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture
def run(libraries):
    def run(name: str, devices: int = 4, variables: dict[str, str] | None = None, **options: object) -> str:
        places = cuda_standin.environment(libraries, devices, memory=MEMORY, **options)
        return start(name, places | (variables or {}))

    return run


@pytest.mark.parametrize(
    "name",
    [
        "devices",
        "properties",
        "accelerator",
        "copies",
        "objects",
        "memory",
        "out_of_memory",
        "chosen",
        "different_devices",
        "missing",
        "autocast",
        "dlpack",
        "random",
        "fork",
        "at_exit_alone",
    ],
)
def test_program(run, name):
    run(name)


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("name", ["streams", "events", "copies"])
def test_order_of_work(run, name, asynchronous):
    run(name, asynchronous=asynchronous)


@pytest.mark.parametrize("asynchronous", [False, True])
def test_end_of_the_interpreter(run, asynchronous):
    assert run("at_exit", asynchronous=asynchronous) == "last True [0.0, 0.0]\n"


def test_driver_that_is_too_old(run):
    text = run("unavailable", driver_version=12080)
    assert "driver on your system is too old: it serves CUDA 12.8, and flambeau needs 13.0" in text


def test_device_that_is_too_old(run):
    assert "compute capability 7.5; flambeau's kernels need 8.0 or newer" in run("unavailable", capability="7.5")


def test_no_device(run):
    assert "No CUDA GPUs are available" in run("unavailable", devices=0)


def test_no_driver():
    if Path("/dev/nvidiactl").exists():
        pytest.skip("this machine has a driver")
    assert "Found no NVIDIA driver on your system" in start("unavailable", {})


def test_no_compiler(libraries, tmp_path):
    os.symlink(libraries / "libcuda.so.1", tmp_path / "libcuda.so.1")
    places = cuda_standin.environment(tmp_path, 1, memory=MEMORY) | {"FLAMBEAU_CACHE": str(tmp_path)}
    for text in start("no_compiler", places).splitlines():
        assert "NVRTC (compiler of kernels) is not there: libnvrtc.so.13 could not be opened" in text
        assert 'pip install "nvidia-cuda-nvrtc==13.0.*"' in text


def test_virtual_devices(run):
    run("virtual", devices=1, variables={"FLAMBEAU_VIRTUAL_DEVICES": "3"})


def test_stub_of_a_toolkit_before_the_driver(libraries, tmp_path):
    shutil.copy(libraries / "libcuda.so.1", tmp_path / "libcuda.so")
    places = cuda_standin.environment(libraries, 1, memory=MEMORY)
    places["LD_LIBRARY_PATH"] = os.pathsep.join([str(tmp_path), places["LD_LIBRARY_PATH"]])
    text = start("unavailable", places)
    assert f"finds {tmp_path}/libcuda.so before the driver's {libraries}/libcuda.so.1" in text
    assert "Take its folder off LD_LIBRARY_PATH" in text
