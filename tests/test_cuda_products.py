"""Matrix products on the GPU, by the stand-in of cuBLASLt and by kernels of flambeau's own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cuda_standin
import pytest

PROGRAM = Path(__file__).parent / "programs" / "cuda_products.py"

pytestmark = pytest.mark.skipif(not cuda_standin.available(), reason="the stand-in cannot be built here")


@pytest.mark.parametrize("blas", [True, False])
def test_products(tmp_path, blas):
    libraries = cuda_standin.build()
    if not blas:
        for file in libraries.iterdir():
            if "cublas" not in file.name:
                (tmp_path / file.name).symlink_to(file)
    log = tmp_path / "calls"
    variables = os.environ | cuda_standin.environment(libraries if blas else tmp_path, log=log)
    variables["FLAMBEAU_CACHE"] = str(libraries / "kernels")
    done = subprocess.run([sys.executable, PROGRAM], env=variables, capture_output=True, text=True, timeout=300)
    # Without cuBLASLt a warning says so, once.
    said = done.stderr.count("UserWarning: Matrix products on the GPU go through flambeau's own kernels")
    assert (done.returncode, said) == (0, 0 if blas else 1), done.stdout + done.stderr
    launched = sum(" product " in line for line in log.read_text().splitlines())
    # cuBLASLt has no products of integers, and none of matrices without consecutive rows or columns.
    assert 50 < launched < 300 if blas else launched > 450, launched
