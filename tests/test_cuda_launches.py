"""How much work a training step gives the GPU: every launch costs the host microseconds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cuda_standin
import pytest

PROGRAM = Path(__file__).parent / "programs" / "cuda_launches.py"

pytestmark = pytest.mark.skipif(not cuda_standin.available(), reason="the stand-in cannot be built here")

#: Losses of rows, and their weighted mean. Backward the gradient of the loss, which is 1, and that of the scores.
LOSS, OF_SCORES = ["launch"] * 2, ["launch"] * 2
#: A linear layer's three gradients.
LINEAR = ["product", "product", "launch"]


@pytest.mark.parametrize(
    ("model", "forward", "backward"),
    [
        # The activation is a kernel of its own, as its gradient is.
        ("mlp", ["product", "launch", "product"], [*LINEAR, "launch", *LINEAR]),
        # The count of batches, statistics (with the running ones), the result. Sums (with gradients of parameters), the
        # input's gradient.
        ("batch_norm", ["launch"] * 3 + ["product"], [*LINEAR, "launch", "launch"]),
        # Statistics, the result. Sums of channels, of groups, the input's gradient, the parameters'.
        ("group_norm", ["launch"] * 2 + ["product"], [*LINEAR, *["launch"] * 4]),
        ("mean", ["product", "launch"], ["launch", "product", "product"]),
    ],
)
def test_launches(tmp_path, model, forward, backward):
    log = tmp_path / "log"
    log.touch()
    variables = cuda_standin.environment(cuda_standin.build(), devices=1, null=True, log=log)
    command = [sys.executable, PROGRAM, model]
    done = subprocess.run(command, env=os.environ | variables, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    found = {name: part.split() for name, part in (line.split(":") for line in done.stdout.splitlines())}
    assert found["forward"] == forward
    assert found["loss"] == LOSS
    assert found["backward"][:2] == OF_SCORES
    assert sorted(found["backward"][2:]) == sorted(backward)
    assert found["step"] == ["launch"]
