"""Tensors are printed as PyTorch prints them."""

import json
import re
import subprocess
import sys
from pathlib import Path

import flambeau as torch
import printing_cases
import pytest

GOLDEN = json.loads((Path(__file__).parent / "golden" / "printing.json").read_text())


@pytest.fixture(autouse=True)
def default_options():
    torch.set_printoptions(profile="default")
    yield
    torch.set_printoptions(profile="default")


@pytest.mark.cpu_only("texts that name no device")
def test_golden():
    cases = list(printing_cases.tensors(torch))
    assert len(cases) == len(GOLDEN["texts"])
    for number, ((options, tensor), expected) in enumerate(zip(cases, GOLDEN["texts"], strict=True)):
        torch.set_printoptions(**options)
        assert repr(tensor) == expected, (number, options, tensor.dtype, tuple(tensor.shape))


@pytest.mark.cpu_only("texts that name no device")
@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: torch.tensor(3), "tensor(3)"),
        (lambda: torch.tensor(2.0), "tensor(2.)"),
        (lambda: torch.tensor(0.1), "tensor(0.1000)"),
        (lambda: torch.tensor(1e-5), "tensor(1.0000e-05)"),
        (lambda: torch.tensor(1e9), "tensor(1.0000e+09)"),
        (lambda: torch.tensor(True), "tensor(True)"),
        (lambda: torch.tensor([]), "tensor([])"),
        (lambda: torch.zeros(0, 3), "tensor([], size=(0, 3))"),
        (lambda: torch.zeros(0, dtype=torch.int64), "tensor([], dtype=torch.int64)"),
        (lambda: torch.zeros(2, 0, dtype=torch.bool), "tensor([], size=(2, 0), dtype=torch.bool)"),
        (lambda: torch.tensor([1.0, 2.5]), "tensor([1.0000, 2.5000])"),
        (lambda: torch.tensor([0.0, -0.0]), "tensor([0., -0.])"),
        (lambda: torch.tensor([1.0, float("nan")]), "tensor([1., nan])"),
        (lambda: torch.tensor([1, 2], dtype=torch.int32), "tensor([1, 2], dtype=torch.int32)"),
        (lambda: torch.tensor([1.0], dtype=torch.float64), "tensor([1.], dtype=torch.float64)"),
        (lambda: torch.tensor([1 + 2j]), "tensor([1.+2.j])"),
        (lambda: torch.tensor([1 - 0.5j, 2j]), "tensor([1.-0.5000j, 0.+2.0000j])"),
        (lambda: torch.tensor([[1, 2], [3, 4]]), "tensor([[1, 2],\n        [3, 4]])"),
        (lambda: torch.zeros(1, 2, 2), "tensor([[[0., 0.],\n         [0., 0.]]])"),
        (lambda: torch.zeros(2, 1, 1), "tensor([[[0.]],\n\n        [[0.]]])"),
        (lambda: torch.tensor([1.0], requires_grad=True), "tensor([1.], requires_grad=True)"),
        (lambda: torch.tensor([1.0], requires_grad=True) + 1, "tensor([2.], grad_fn=<AddBackward0>)"),
        (lambda: torch.tensor([1.0], requires_grad=True).exp()[0], "tensor(2.7183, grad_fn=<SelectBackward0>)"),
    ],
)
def test_text(make, text):
    assert repr(make()) == text
    assert str(make()) == text


@pytest.mark.cpu_only("texts that name no device")
def test_large_tensors_are_abridged():
    assert repr(torch.arange(2000)) == "tensor([   0,    1,    2,  ..., 1997, 1998, 1999])"
    assert repr(torch.arange(1000)).count(",") == 999
    rows = repr(torch.zeros(1000, 1000)).splitlines()
    assert len(rows) == 7
    assert rows[0] == "tensor([[0., 0., 0.,  ..., 0., 0., 0.],"
    assert rows[3] == "        ...,"


@pytest.mark.cpu_only("texts that name no device")
def test_only_what_is_shown_decides_the_format():
    values = torch.ones(2000)
    values[1000] = 1e-9
    assert repr(values) == "tensor([1., 1., 1.,  ..., 1., 1., 1.])"


@pytest.mark.cpu_only("texts that name no device")
def test_options():
    torch.set_printoptions(precision=2)
    assert repr(torch.tensor([1.12345])) == "tensor([1.12])"
    torch.set_printoptions(threshold=5)
    assert repr(torch.arange(10)) == "tensor([0, 1, 2,  ..., 7, 8, 9])"
    torch.set_printoptions(edgeitems=1)
    assert repr(torch.arange(10)) == "tensor([0,  ..., 9])"
    torch.set_printoptions(profile="default")
    torch.set_printoptions(sci_mode=True)
    assert repr(torch.tensor([1.5])) == "tensor([1.5000e+00])"
    torch.set_printoptions(linewidth=20)
    assert repr(torch.tensor([1.5, 2.5])) == "tensor([1.5000,\n        2.5000])"
    torch.set_printoptions(profile="full")
    assert "..." not in repr(torch.arange(3000))
    torch.set_printoptions(profile="short")
    assert repr(torch.zeros(1001)) == "tensor([0., 0.,  ..., 0., 0.])"
    torch.set_printoptions(edgeitems=0)
    assert repr(torch.zeros(1001)) == "tensor([...], size=(1001,))"


@pytest.mark.cpu_only("texts that name no device")
def test_options_for_a_block():
    from flambeau._tensor_str import get_printoptions, printoptions

    before = get_printoptions()
    assert before == {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80, "sci_mode": None}
    with pytest.raises(KeyError), printoptions(precision=1, sci_mode=True):
        assert repr(torch.tensor([1.25])) == "tensor([1.2e+00])"
        raise KeyError
    assert get_printoptions() == before


@pytest.mark.cpu_only("texts that name no device")
def test_default_dtype_is_not_shown():
    torch.set_default_dtype(torch.float64)
    try:
        assert repr(torch.tensor([0.5])) == "tensor([0.5000])"
        assert repr(torch.tensor([0.5], dtype=torch.float32)) == "tensor([0.5000], dtype=torch.float32)"
        assert repr(torch.tensor([1j])) == "tensor([0.+1.j])"
    finally:
        torch.set_default_dtype(torch.float32)


@pytest.mark.cpu_only("texts that name no device")
def test_long_suffixes_go_to_a_new_line():
    tensor = torch.full((7,), 1.5, dtype=torch.float64, requires_grad=True)
    line = ", ".join(["1.5000"] * 7)
    assert repr(tensor) == f"tensor([{line}],\n       dtype=torch.float64, requires_grad=True)"


@pytest.mark.cpu_only("texts that name no device")
def test_views_print_their_own_entries():
    base = torch.arange(6).reshape(2, 3)
    assert repr(base.t()) == "tensor([[0, 3],\n        [1, 4],\n        [2, 5]])"
    assert repr(base[:, 1]) == "tensor([1, 4])"
    assert repr(torch.tensor(5).expand(2)) == "tensor([5, 5])"


@pytest.mark.cuda_only
def test_texts_of_a_gpu():
    for (options, tensor), expected in zip(printing_cases.tensors(torch), GOLDEN["texts"], strict=True):
        torch.set_printoptions(**options)
        # The device may push what follows to a new line.
        assert re.sub(r",\s+device='cuda:0'", "", repr(tensor)).split() == expected.split()
    torch.set_printoptions(profile="default")
    x = torch.ones(2, dtype=torch.float64, requires_grad=True)
    assert repr(x) == "tensor([1., 1.], device='cuda:0', dtype=torch.float64, requires_grad=True)"
    assert repr(x.float() + 1) == "tensor([2., 2.], device='cuda:0', grad_fn=<AddBackward0>)"
    assert repr(torch.zeros(0, 3)) == "tensor([], device='cuda:0', size=(0, 3))"
    assert f"{x[0]:.2f} {x[1].item():.1f}" == "1.00 1.0"
    last = torch.cuda.device_count() - 1
    assert repr(torch.ones(2, device=last)) == f"tensor([1., 1.], device='cuda:{last}')"


def test_printing_does_not_import_numpy():
    code = "import sys, flambeau as torch; repr(torch.zeros(2000, 2)); assert 'numpy' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
