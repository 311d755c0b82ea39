"""``python -m flambeau.run``: PyTorch's programs with flambeau in torch's place."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

import flambeau as torch

PROGRAMS = pathlib.Path(__file__).parent / "programs"


def run(*arguments: str, environment: dict[str, str] | None = None, cwd: object = None) -> subprocess.CompletedProcess:
    # Some tests run in another folder.
    package = str(pathlib.Path(torch.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": package, **(environment or {})}
    command = [sys.executable, "-m", "flambeau.run", *map(str, arguments)]
    return subprocess.run(command, env=environment, cwd=cwd, capture_output=True, text=True, timeout=240)


def test_imports():
    result = run(PROGRAMS / "imports.py", "one", "--two")
    assert result.stdout == "__main__ ['one', '--two'] True TensorDataset StepLR\n", result.stderr


def test_usage(tmp_path):
    assert run().returncode == 2 and "usage" in run("--help").stdout
    assert "there is no file 'missing.py'" in run("missing.py", cwd=tmp_path).stderr
    (tmp_path / "fails.py").write_text("import torch\nraise SystemExit(torch.tensor(3).item())\n")
    assert run(tmp_path / "fails.py").returncode == 3
    (tmp_path / "wrong.py").write_text("import torch\n\ntorch.zeros(2) + torch.zeros(3)\n")
    error = run(tmp_path / "wrong.py").stderr
    assert 'wrong.py", line 3' in error and "RuntimeError: The size of tensor a (2)" in error


def test_modules(tmp_path):
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").write_text("")
    (tmp_path / "package" / "__main__.py").write_text("import sys, torch\nprint(torch.__name__, sys.argv[1:])\n")
    assert run("-m", "package", "x", cwd=tmp_path).stdout == "flambeau ['x']\n"


def test_the_script_finds_its_neighbours(tmp_path):
    (tmp_path / "neighbour.py").write_text("import torch\nvalue = torch.ones(2)\n")
    (tmp_path / "script.py").write_text("from neighbour import value\nprint(value, __file__.endswith('script.py'))\n")
    assert run(tmp_path / "script.py").stdout == "tensor([1., 1.]) True\n"


def test_this_process_has_no_alias():
    assert "torch" not in sys.modules or sys.modules["torch"] is not torch


def test_tensors_through_queues():
    result = run(PROGRAMS / "tensor_queue.py")
    assert result.stdout == "shared\n", result.stderr


def test_mlp(tmp_path):
    (tmp_path / "use.py").write_text(
        f"import sys; sys.path.insert(0, {str(PROGRAMS)!r})\n"
        "import torch\nfrom mlp import Net\n"
        "torch.manual_seed(0)\nnet = Net()\nx = torch.rand(16, 1, 28, 28)\ny = net(x)\n"
        "assert y.shape == (16, 10) and torch.allclose(y.sum(1), torch.ones(16))\n"
        "(-y[:, 3].log().mean()).backward()\n"
        "assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in net.parameters())\n"
        "print(net)\n"
    )
    result = run(tmp_path / "use.py")
    assert result.stdout.startswith("Net(\n  (fc1): Linear(in_features=784, out_features=128, bias=True)"), (
        result.stderr
    )


def test_multi_gpu_without_a_gpu():
    result = run(PROGRAMS / "multi_gpu.py")
    assert result.returncode == 1
    assert "ProcessRaisedException" in result.stderr and "terminated with the following error:" in result.stderr
    assert "net.cuda(rank)" in result.stderr and "RuntimeError: Found no NVIDIA driver" in result.stderr


def test_multi_cpu(tmp_path):
    result = run(PROGRAMS / "multi_cpu.py", tmp_path, environment={"FLAMBEAU_VIRTUAL_DEVICES": "4"})
    assert result.stdout == "trained, distributed: False\n", result.stderr
    for rank in range(4):
        report = torch.load(tmp_path / f"{rank}.pt")
        assert report["rank"] == rank and report["device"] == f"cpu:{rank}"
        assert report["losses"][-1] < report["losses"][0]
