"""Indexing, joining, scans and sorting on a GPU, with the stand-in for NVIDIA's libraries: as on the CPU."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cuda_standin
import pytest

PROGRAM = Path(__file__).parent / "programs" / "cuda_indexing.py"

pytestmark = pytest.mark.skipif(not cuda_standin.available(), reason="the stand-in cannot be built here")


@pytest.fixture(scope="module")
def libraries() -> Path:
    return cuda_standin.build()


@pytest.mark.parametrize(
    "family", ["picks", "writes", "masks", "tables", "joins", "searches", "scans", "orders", "counts", "mistakes"]
)
@pytest.mark.parametrize("shuffle", [None, 3])
def test_family(libraries, family, shuffle):
    variables = os.environ | cuda_standin.environment(libraries, devices=1, shuffle=shuffle)
    done = subprocess.run(
        [sys.executable, PROGRAM, family], env=variables, capture_output=True, text=True, timeout=1200
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
