"""Work on GPUs that fails: memory, interrupts, forks, devices, kernels that cannot be had; with the stand-in."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import cuda_standin
import pytest

PROGRAM = Path(__file__).parent / "programs" / "cuda_failures.py"

pytestmark = pytest.mark.skipif(not cuda_standin.available(), reason="the stand-in cannot be built here")


@pytest.fixture(scope="module")
def libraries() -> Path:
    return cuda_standin.build()


@pytest.fixture
def places(libraries):
    """Variables for devices of 64 MiB, with more of them as given."""
    header = cuda_standin.precompile(libraries, cuda_standin.kernel_header())

    def places(folder: Path = libraries, devices: int = 4, **options: object) -> dict[str, str]:
        own = {key: value for key, value in os.environ.items() if not key.startswith("FLAMBEAU_")}
        return own | cuda_standin.environment(folder, devices, header=header, memory=64 << 20, **options)

    return places


def run(name: str, variables: dict[str, str]) -> str:
    """What a program writes; it must end well and say nothing of errors."""
    done = subprocess.run([sys.executable, PROGRAM, name], env=variables, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, ""), f"{name} ended with {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.mark.parametrize(
    "name",
    [
        "memory_in_forward",
        "memory_in_backward",
        "memory_in_step",
        "memory_in_replica",
        "workers",
        "ended_with_all_at_work",
        "devices_apart",
    ],
)
@pytest.mark.parametrize("asynchronous", [False, True], ids=["in-order", "asynchronous"])
def test_program(places, name, asynchronous):
    run(name, places(asynchronous=asynchronous))


@pytest.mark.parametrize("blocking", ["0", "1"])
def test_a_fault_on_the_device(places, blocking):
    variables = places() | {"FLAMBEAU_LAUNCH_BLOCKING": blocking}
    done = subprocess.run(
        [sys.executable, PROGRAM, "fault"], env=variables, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    # The stand-in itself tells of it.
    assert [line for line in done.stderr.splitlines() if not line.startswith("CUDA stand-in: kernel pointwise")] == []


def test_an_interrupt(places):
    """The program itself is interrupted in the end: it ends as Python programs do."""
    program = subprocess.Popen(
        [sys.executable, PROGRAM, "interrupted"],
        env=places(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    line = program.stdout.readline()
    program.send_signal(signal.SIGINT)
    _, said = program.communicate(timeout=60)
    assert line == "interrupted\n" and said.rstrip().endswith("KeyboardInterrupt"), said
    assert program.returncode == -signal.SIGINT


def cached(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "kernels").iterdir())


def damage(kind: str, files: list[Path]) -> None:
    for file in files:
        content = file.read_bytes()
        match kind:
            case "empty":
                file.write_bytes(b"")
            case "short":
                file.write_bytes(content[: len(content) // 2])
            case "changed":
                file.write_bytes(content[:100] + b"\xff" * 50 + content[150:])
            case "foreign":
                file.write_bytes(files[0].read_bytes())
            case "folder":
                file.unlink()
                file.mkdir()


@pytest.mark.parametrize("kind", ["empty", "short", "changed", "foreign", "folder"])
def test_kept_kernels_that_are_damaged(places, tmp_path, kind):
    """They are made anew."""
    variables = places() | {"FLAMBEAU_CACHE": str(tmp_path)}
    run("kernels", variables)
    before = {file: file.read_bytes() for file in cached(tmp_path)}
    assert len(before) >= 4
    damage(kind, list(before))
    run("kernels", variables)
    if kind not in ("foreign", "folder"):
        assert {file: file.read_bytes() for file in cached(tmp_path)} == before


def test_no_place_to_keep_kernels(places, tmp_path):
    (tmp_path / "kernels").write_text("a file where the folder should be")
    run("kernels", places() | {"FLAMBEAU_CACHE": str(tmp_path)})
    run("kernels", places() | {"FLAMBEAU_CACHE": "/proc/nothing"})


def test_two_processes_that_make_kernels(places, tmp_path):
    variables = places() | {"FLAMBEAU_CACHE": str(tmp_path)}
    both = [subprocess.Popen([sys.executable, PROGRAM, "kernels"], env=variables) for _ in range(2)]
    assert [process.wait(timeout=300) for process in both] == [0, 0]
    assert all(file.suffix == "" for file in cached(tmp_path))


def without(libraries: Path, folder: Path, name: str) -> Path:
    """A folder with all of the stand-in but one library."""
    for file in libraries.iterdir():
        if name not in file.name:
            (folder / file.name).symlink_to(file)
    return folder


def test_no_cublas(places, libraries, tmp_path):
    variables = places(without(libraries, tmp_path, "cublas")) | {"FLAMBEAU_CACHE": str(libraries / "kernels")}
    done = subprocess.run(
        [sys.executable, PROGRAM, "no_products"], env=variables, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("go through flambeau's own kernels, which are slower") == 1
    assert 'pip install "nvidia-cublas' in done.stderr


def test_a_compiler_that_is_too_old(places, libraries, tmp_path):
    folder = without(libraries, tmp_path, "nvrtc")
    source = tmp_path / "old.cpp"
    source.write_text('extern "C" int nvrtcVersion(int* a, int* b) { *a = 12; *b = 0; return 0; }')
    command = [cuda_standin.COMPILER, "-shared", "-fPIC", str(source), "-o", str(folder / "libnvrtc.so.13")]
    subprocess.run(command, check=True)
    said = run("compile_error", places(folder) | {"FLAMBEAU_CACHE": str(tmp_path / "empty")})
    assert "libnvrtc.so.13 lacks the function nvrtc" in said and "it is too old" in said


def test_a_device_that_the_compiler_does_not_know(places, tmp_path):
    said = run("compile_error", places(capability="13.0") | {"FLAMBEAU_CACHE": str(tmp_path)})
    assert "does not know compute capability 13.0" in said and "pip install" in said
