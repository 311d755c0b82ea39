"""Settings of the process, limits of dtypes, and the report about the machine."""

from __future__ import annotations

import subprocess
import sys

import flambeau as torch
import pytest


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "float32",
            "finfo(resolution=1e-06, min=-3.40282e+38, max=3.40282e+38, eps=1.19209e-07, smallest_normal=1.17549e-38, "
            "tiny=1.17549e-38, dtype=float32)",
        ),
        (
            "float64",
            "finfo(resolution=1e-15, min=-1.79769e+308, max=1.79769e+308, eps=2.22045e-16, "
            "smallest_normal=2.22507e-308, tiny=2.22507e-308, dtype=float64)",
        ),
        (
            "float16",
            "finfo(resolution=0.001, min=-65504, max=65504, eps=0.000976562, smallest_normal=6.10352e-05, "
            "tiny=6.10352e-05, dtype=float16)",
        ),
        (
            "bfloat16",
            "finfo(resolution=0.01, min=-3.38953e+38, max=3.38953e+38, eps=0.0078125, smallest_normal=1.17549e-38, "
            "tiny=1.17549e-38, dtype=bfloat16)",
        ),
    ],
)
def test_finfo(name, text):
    assert repr(torch.finfo(getattr(torch, name))) == text


def test_limits():
    assert torch.finfo().dtype == "float32" and torch.finfo(torch.complex64) == torch.finfo(torch.float32)
    assert torch.finfo(torch.float64).bits == 64
    assert repr(torch.iinfo(torch.int8)) == "iinfo(min=-128, max=127, dtype=int8)"
    assert torch.iinfo(torch.uint8).max == 255 and torch.iinfo(torch.int64).min == -(2**63)
    with pytest.raises(TypeError, match="requires a floating point input type"):
        torch.finfo(torch.int32)
    with pytest.raises(TypeError, match="requires an integer input type"):
        torch.iinfo(torch.float32)
    with pytest.raises(TypeError):
        torch.finfo("float32")


@pytest.mark.filterwarnings("ignore:torch.set_default_tensor_type")
def test_settings():
    torch.use_deterministic_algorithms(True, warn_only=True)
    assert torch.are_deterministic_algorithms_enabled() and torch.get_deterministic_debug_mode() == 1
    torch.set_deterministic_debug_mode("default")
    assert not torch.are_deterministic_algorithms_enabled()
    torch.set_float32_matmul_precision("high")
    assert torch.get_float32_matmul_precision() == "high"
    torch.set_float32_matmul_precision("highest")
    with pytest.raises(RuntimeError):
        torch.set_float32_matmul_precision("low")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    assert torch.get_num_threads() == 1
    torch.set_num_threads(before)
    for wrong in (0, -1):
        with pytest.raises(RuntimeError):
            torch.set_num_threads(wrong)
    torch.set_default_tensor_type("torch.DoubleTensor")
    assert torch.tensor(1.0).dtype is torch.float64 is torch.get_default_dtype()
    torch.set_default_dtype(torch.float32)
    assert torch.set_flush_denormal(True) is False and torch.get_num_interop_threads() >= 1


def test_compile_returns_its_argument():
    def function(x):
        return x

    torch._settings._state.pop("compile_warned", None)
    with pytest.warns(UserWarning, match="unchanged"):
        assert torch.compile(function) is function
    assert torch.compile(mode="max-autotune")(function) is function


@pytest.mark.parametrize("module", ["flambeau.collect_env", "flambeau.utils.collect_env"])
def test_report(module):
    run = subprocess.run([sys.executable, "-m", module], capture_output=True, text=True, timeout=120)
    for fact in ("flambeau:", "Python:", "processor:", "instruction set in use:", "threads:", "allocator:", "GPU:"):
        assert fact in run.stdout, run.stderr


def test_import_is_light():
    names = ("numpy", "flambeau.cuda", "flambeau.hub")
    code = f"import sys, flambeau; print([name for name in {names} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert run.stdout == "[]\n", run.stderr


def test_absent_names_say_so():
    for name in ("jit", "onnx", "fx"):
        with pytest.raises(AttributeError, match=f"has no attribute '{name}'"):
            getattr(torch, name)
