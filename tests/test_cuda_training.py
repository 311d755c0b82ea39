"""Models trained on a GPU, with the stand-in for NVIDIA's libraries, have the losses of the CPU."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cuda_standin
import pytest

PROGRAM = Path(__file__).parent / "programs" / "cuda_training.py"

pytestmark = pytest.mark.skipif(not cuda_standin.available(), reason="the stand-in cannot be built here")


@pytest.fixture(scope="module")
def places() -> dict[str, object]:
    libraries = cuda_standin.build()
    return {"folder": libraries, "header": cuda_standin.precompile(libraries, cuda_standin.kernel_header())}


def train(name: str, variables: dict[str, str]) -> None:
    own = {key: value for key, value in os.environ.items() if not key.startswith("FLAMBEAU_")}
    done = subprocess.run(
        [sys.executable, PROGRAM, name], env=own | variables, capture_output=True, text=True, timeout=900
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr


@pytest.mark.parametrize(
    "name",
    ["mnist", "gpt", "resnet", "resnet_channels_last", "lstm", "autocast", "checkpoint"],
)
def test_as_on_the_cpu(places, name):
    train(name, cuda_standin.environment(**places, devices=1))


@pytest.mark.parametrize("name", ["gpt", "resnet"])
def test_in_any_order_of_threads(places, name):
    train(name, cuda_standin.environment(**places, devices=1, shuffle=5))


def test_with_streams_that_run_by_themselves(places):
    train("gpt", cuda_standin.environment(**places, devices=1, asynchronous=True))


def test_replicas_on_four_devices(places):
    train("replicas", cuda_standin.environment(**places, devices=4, asynchronous=True))


def test_replicas_on_four_virtual_devices(places):
    variables = cuda_standin.environment(**places, devices=1)
    train("replicas", variables | {"FLAMBEAU_VIRTUAL_DEVICES": "4"})
