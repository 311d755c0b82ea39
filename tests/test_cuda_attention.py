"""Attention with CUDA tensors: the fused kernel gives what the CPU's gives, and what the formula gives."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cuda_standin
import pytest

PROGRAM = Path(__file__).parent / "programs" / "cuda_attention.py"

pytestmark = pytest.mark.skipif(not cuda_standin.available(), reason="the stand-in cannot be built here")


@pytest.fixture(scope="module")
def places() -> dict[str, object]:
    libraries = cuda_standin.build()
    return {"folder": libraries, "header": cuda_standin.precompile(libraries, cuda_standin.kernel_header())}


@pytest.mark.parametrize("family", ["shapes", "types", "wide", "dropout", "decode", "choices", "layers"])
@pytest.mark.parametrize("shuffle", [None, 3], ids=["in-order", "shuffled"])
def test_family(places, family, shuffle):
    variables = os.environ | cuda_standin.environment(**places, devices=1, shuffle=shuffle)
    done = subprocess.run([sys.executable, PROGRAM, family], env=variables, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
