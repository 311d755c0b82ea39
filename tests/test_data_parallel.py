"""nn.DataParallel and nn.parallel.DistributedDataParallel over four devices of one process.

The programs run in processes of their own: with four virtual CPU devices, and with four GPUs of the stand-in.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import cuda_standin
import flambeau as torch
import pytest

PROGRAMS = Path(__file__).parent / "programs"
NAMES = {
    program: re.findall(r"^def (check_\w+)", (PROGRAMS / f"{program}.py").read_text(), re.MULTILINE)
    for program in ("data_parallel", "replicas")
}


def environment(kind: str, devices: int = 4) -> dict[str, str]:
    own = {key: value for key, value in os.environ.items() if not key.startswith(("FLAMBEAU_", "STANDIN_"))}
    own["PYTHONPATH"] = str(Path(torch.__file__).parents[1])
    if kind == "cpu":
        return own | {"FLAMBEAU_VIRTUAL_DEVICES": "4"}
    if not cuda_standin.available():
        pytest.skip("the stand-in cannot be built here")
    libraries = cuda_standin.build(Path(__file__).parents[1] / "build" / "cuda_standin")
    header = cuda_standin.precompile(libraries, cuda_standin.kernel_header())
    return own | cuda_standin.environment(libraries, devices, header=header, asynchronous=True)


def start(kind: str, program: str, *arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, str(PROGRAMS / f"{program}.py"), *arguments]
    return subprocess.run(command, env=environment(kind), capture_output=True, text=True, timeout=600)


@pytest.fixture(scope="module")
def outcomes():
    """What each function of a program came to: one process for all of them."""
    known: dict[tuple[str, str], dict[str, str]] = {}

    def outcome(kind: str, program: str, name: str) -> str:
        if (kind, program) not in known:
            done = start(kind, program, kind, *NAMES[program])
            assert done.returncode == 0, done.stdout + done.stderr
            known[kind, program] = json.loads(done.stdout.splitlines()[-1])
        return known[kind, program][name]

    return outcome


@pytest.mark.parametrize("kind", ["cpu", "cuda"])
@pytest.mark.parametrize(("program", "name"), [(program, name) for program, names in NAMES.items() for name in names])
def test_on_four_devices(outcomes, kind, program, name):
    outcome = outcomes(kind, program, name)
    assert not outcome, outcome


def test_digits_give_the_loss_curve_of_one_large_batch():
    curves = json.loads(start("cpu", "digits_on_devices").stdout.splitlines()[-1])
    assert curves["copied"] == curves["copied again"]
    for kind in ("copied", "kept"):
        assert curves[kind] == pytest.approx(curves["single"], abs=2e-4)
    assert curves["single"][-1] < curves["single"][0] / 2


def test_a_program_for_four_gpus():
    """Four virtual devices on one GPU."""
    variables = environment("cuda", devices=1) | {"FLAMBEAU_VIRTUAL_DEVICES": "4"}
    command = [sys.executable, "-m", "flambeau.run", str(PROGRAMS / "multi_gpu.py")]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")


def test_without_gpus_the_module_runs_as_it_is():
    program = (
        "import flambeau as torch\n"
        "model = torch.nn.DataParallel(torch.nn.Linear(2, 3), device_ids=[0, 1])\n"
        "assert model.device_ids == [] and model(torch.ones(4, 2)).shape == (4, 3)\n"
    )
    own = environment("cpu")
    del own["FLAMBEAU_VIRTUAL_DEVICES"]
    if torch.cuda.is_available():
        pytest.skip("there are GPUs")
    subprocess.run([sys.executable, "-c", program], env=own, check=True, timeout=120)
