"""Convolution, pooling, normalisation and resampling with CUDA tensors give what they give on the CPU."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cuda_standin
import pytest

FAMILIES = Path(__file__).parent / "programs" / "cuda_windows.py"
CUDNN = Path(__file__).parent / "programs" / "cuda_cudnn.py"

pytestmark = pytest.mark.skipif(not cuda_standin.available(), reason="the stand-in cannot be built here")


@pytest.fixture(scope="module")
def places() -> dict[str, object]:
    libraries = cuda_standin.build()
    return {"folder": libraries, "header": cuda_standin.precompile(libraries, cuda_standin.kernel_header())}


def without_cudnn(places: dict[str, object], folder: Path) -> dict[str, object]:
    """The same libraries but for cuDNN, linked into a folder."""
    for file in Path(places["folder"]).iterdir():
        if "cudnn" not in file.name:
            (folder / file.name).symlink_to(file)
    return places | {"folder": folder}


def run(program: Path, name: str, places: dict[str, object], kernels: Path, **options: object) -> None:
    variables = os.environ | cuda_standin.environment(**places, **options) | {"FLAMBEAU_CACHE": str(kernels)}
    done = subprocess.run([sys.executable, program, name], env=variables, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("family", ["convolutions", "tensor cores", "poolings", "normalizations", "resamplings"])
@pytest.mark.parametrize("shuffle", [None, 3], ids=["in-order", "shuffled"])
def test_family(places, tmp_path, family, shuffle):
    """By flambeau's own kernels."""
    kernels = places["folder"] / "kernels"
    run(FAMILIES, family, without_cudnn(places, tmp_path), kernels, devices=1, shuffle=shuffle)


def test_convolutions_by_cudnn(places, tmp_path):
    log = tmp_path / "log"
    run(FAMILIES, "convolutions", places, places["folder"] / "kernels", devices=1, log=log)
    calls = [line.split()[1] for line in log.read_text().splitlines() if line.startswith("cudnn ")]
    assert all(calls.count(name) > 30 for name in ("forward", "data", "filter")), len(calls)


@pytest.mark.parametrize("name", ["settings", "benchmark", "shapes", "order", "same_bits", "bad_settings"])
@pytest.mark.parametrize("asynchronous", [False, True])
def test_cudnn(places, tmp_path, name, asynchronous):
    kernels = places["folder"] / "kernels"
    run(CUDNN, name, places, kernels, devices=3, log=tmp_path / "log", asynchronous=asynchronous)


def test_without_cudnn(places, tmp_path):
    folder = tmp_path / "libraries"
    folder.mkdir()
    kernels = places["folder"] / "kernels"
    run(CUDNN, "missing", without_cudnn(places, folder), kernels, devices=1, log=tmp_path / "log")
