"""Graphs, page-locked memory and generators of GPUs from Python, with the stand-in for NVIDIA's libraries."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cuda_standin
import pytest

PROGRAMS = Path(__file__).parent / "programs"
MEMORY = 512 << 20

pytestmark = pytest.mark.skipif(not cuda_standin.available(), reason="the stand-in cannot be built here")


@pytest.fixture(scope="module")
def libraries() -> Path:
    return cuda_standin.build()


@pytest.fixture
def run(libraries):
    def run(file: str, name: str, **options: object) -> None:
        own = {key: value for key, value in os.environ.items() if not key.startswith("FLAMBEAU_")}
        places = cuda_standin.environment(libraries, 2, memory=MEMORY, **options)
        done = subprocess.run(
            [sys.executable, PROGRAMS / file, name], env=own | places, capture_output=True, text=True, timeout=300
        )
        said = f"{name} ended with {done.returncode}\n{done.stdout}{done.stderr}"
        assert (done.returncode, done.stderr) == (0, ""), said

    return run


@pytest.mark.parametrize(
    "name",
    [
        "details",
        "failures",
        "memory",
        "pools",
        "chosen_pools",
        "out_of_memory",
        "callables",
        "threads",
        "rates",
        "shared_states",
        "surface",
    ],
)
def test_graphs(run, name):
    run("cuda_graphs.py", name)


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("name", ["replay", "streams", "random", "training", "pinned_copies"])
def test_replays(run, name, asynchronous):
    run("cuda_graphs.py", name, asynchronous=asynchronous)


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("name", ["pinned", "copies", "blocks"])
def test_pinned_memory(run, name, asynchronous):
    run("cuda_pinned.py", name, asynchronous=asynchronous)


@pytest.mark.parametrize("name", ["loader", "generators", "draws", "forked", "streams_and_events", "modules"])
def test_objects(run, name):
    run("cuda_pinned.py", name)
