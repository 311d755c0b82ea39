"""Recurrent layers and cells with CUDA tensors give what they give on the CPU, in few launches."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cuda_standin
import pytest

PROGRAM = Path(__file__).parent / "programs" / "cuda_recurrent.py"
KINDS = ["lstm", "gru", "rnn_tanh", "rnn_relu"]

pytestmark = pytest.mark.skipif(not cuda_standin.available(), reason="the stand-in cannot be built here")


@pytest.fixture(scope="module")
def places() -> dict[str, object]:
    libraries = cuda_standin.build()
    return {"folder": libraries, "header": cuda_standin.precompile(libraries, cuda_standin.kernel_header())}


def run(variables: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, PROGRAM, *arguments]
    done = subprocess.run(command, env=os.environ | variables, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shuffle", [None, 3], ids=["in-order", "shuffled"])
def test_kind(places, kind, shuffle):
    run(cuda_standin.environment(**places, devices=1, shuffle=shuffle), kind)


@pytest.mark.parametrize("kind", KINDS)
def test_launches(tmp_path, kind):
    """A step is one product and one kernel in each pass."""
    libraries, folder = cuda_standin.build(), tmp_path / "libraries"
    folder.mkdir()
    # Without cuBLAS products are launches.
    for file in libraries.iterdir():
        if "cublas" not in file.name:
            (folder / file.name).symlink_to(file)
    cache = {"FLAMBEAU_CACHE": str(libraries / "kernels")}
    counts = []
    for steps in (5, 15):
        log = tmp_path / f"calls{steps}"
        run(cuda_standin.environment(folder, devices=1, log=log) | cache, kind, "steps", str(steps))
        launched = [line.split()[1] for line in log.read_text().splitlines() if line.startswith("launch ")]
        assert launched.count("gates") == 2 * steps
        counts.append(len(launched))
    assert counts[1] - counts[0] == 2 * 2 * 10
