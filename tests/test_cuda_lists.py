"""Norms and limits of many tensors, selection, histograms, ranges and recurrences on the GPU give the CPU's numbers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cuda_standin
import pytest

PROGRAM = Path(__file__).parent / "programs" / "cuda_lists.py"

pytestmark = pytest.mark.skipif(not cuda_standin.available(), reason="the stand-in cannot be built here")


@pytest.fixture(scope="module")
def places() -> dict[str, object]:
    libraries = cuda_standin.build()
    return {"folder": libraries, "header": cuda_standin.precompile(libraries, cuda_standin.kernel_header())}


def run(variables: dict[str, str], family: str) -> None:
    command = [sys.executable, PROGRAM, family]
    done = subprocess.run(command, env=os.environ | variables, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("family", ["norms", "scales", "tops", "counts", "ranges", "scans"])
@pytest.mark.parametrize("shuffle", [None, 3], ids=["in-order", "shuffled"])
def test_family(places, family, shuffle):
    run(cuda_standin.environment(**places, devices=1, shuffle=shuffle), family)


def test_launches_of_a_limit(places, tmp_path):
    """All norms are one launch, their sum another, and the limit a third, which reads the norm on the device."""
    log = tmp_path / "calls"
    run(cuda_standin.environment(**places, devices=1, log=log), "clip")
    launched = [line.split()[1] for line in log.read_text().splitlines() if line.startswith("launch ")]
    assert launched[-3:] == ["norms", "norms", "step"]
    assert launched.count("norms") == 2 and launched.count("step") == 1
