"""NCCL between GPUs of one process, with the stand-in for it, and copies between devices where it is not there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cuda_standin
import pytest

PROGRAM = Path(__file__).parent / "programs" / "cuda_nccl.py"

pytestmark = pytest.mark.skipif(not cuda_standin.available(), reason="the stand-in cannot be built here")


@pytest.fixture
def run(tmp_path):
    libraries = cuda_standin.build()
    header = cuda_standin.precompile(libraries, cuda_standin.kernel_header())

    def run(name: str, without: str = "", variables: dict[str, str] | None = None, **options: object) -> None:
        folder = libraries
        if without:
            folder = tmp_path / "libraries"
            folder.mkdir()
            for file in libraries.iterdir():
                if without not in file.name:
                    (folder / file.name).symlink_to(file)
        own = {key: value for key, value in os.environ.items() if not key.startswith(("FLAMBEAU_", "STANDIN_"))}
        places = cuda_standin.environment(folder, **{"devices": 4, "header": header, "log": tmp_path / "log"} | options)
        places["FLAMBEAU_CACHE"] = str(libraries / "kernels")
        command = [sys.executable, str(PROGRAM), name]
        done = subprocess.run(
            command, env=own | places | (variables or {}), capture_output=True, text=True, timeout=300
        )
        assert (done.returncode, done.stderr) == (0, ""), f"{name}\n{done.stdout}{done.stderr}"

    return run


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("name", ["operations", "order", "use"])
def test_groups(run, name, asynchronous):
    run(name, asynchronous=asynchronous)


@pytest.mark.parametrize("name", ["errors", "facts", "strict"])
def test_program(run, name):
    run(name)


@pytest.mark.parametrize("error", ["group", "pending", "init"])
def test_library_fails(run, error):
    run(f"{error}_error", nccl_error=error)


def test_peer_copies_by_choice(run):
    run("not_wanted", variables={"FLAMBEAU_COLLECTIVE": "peer"})
    run("unknown_choice", variables={"FLAMBEAU_COLLECTIVE": "smoke"})


def test_virtual_devices_copy(run):
    run("same_gpu", devices=1, variables={"FLAMBEAU_VIRTUAL_DEVICES": "4"})


def test_without_the_library(run):
    run("missing", without="nccl")
