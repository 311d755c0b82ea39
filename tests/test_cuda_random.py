"""Draws on a GPU, with the stand-in for NVIDIA's libraries: PyTorch's numbers, and distributions."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cuda_standin
import pytest

PROGRAM = Path(__file__).parent / "programs" / "cuda_random.py"

pytestmark = pytest.mark.skipif(not cuda_standin.available(), reason="the stand-in cannot be built here")


@pytest.mark.parametrize("family", ["known", "dealing", "dropout", "fills", "each", "indices", "mistakes"])
def test_family(family):
    variables = os.environ | cuda_standin.environment(cuda_standin.build(), devices=1)
    done = subprocess.run(
        [sys.executable, PROGRAM, family], env=variables, capture_output=True, text=True, timeout=1200
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
