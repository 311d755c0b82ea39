"""Devices of the CPU: one by default, several with FLAMBEAU_VIRTUAL_DEVICES."""

from __future__ import annotations

import os
import subprocess
import sys

import flambeau as torch
import pytest

pytestmark = pytest.mark.skipif(
    "FLAMBEAU_VIRTUAL_DEVICES" in os.environ, reason="the tests set the variable themselves"
)


@pytest.mark.cpu_only("devices of the CPU")
def test_the_number_of_the_only_cpu_means_nothing():
    for place in ("cpu", "cpu:0", "cpu:1", torch.device("cpu", 3)):
        assert torch.zeros(2, device=place).device == torch.device("cpu")
        assert torch.zeros(2).to(place).device == torch.device("cpu")
    assert (torch.zeros(2, device="cpu:1") + torch.ones(2)).tolist() == [1, 1]
    x = torch.zeros(2)
    assert x.to("cpu:1") is x


def test_device_objects():
    assert torch.device("cpu") != torch.device("cpu:0") == torch.device("cpu", 0)
    assert len({torch.device("cpu"), torch.device("cpu:0"), torch.device("cpu", 0)}) == 2
    assert repr(torch.device("cpu:1")) == "device(type='cpu', index=1)" and str(torch.device("cuda:1")) == "cuda:1"
    assert torch.device("cpu") != "cpu"
    assert torch.device(1) == torch.device("cuda:1")
    for wrong in ("foo", "cpu:", "cpu:x", "cpu:-1", "cpu:01", "cuda:999", ""):
        with pytest.raises(RuntimeError):
            torch.device(wrong)
    with pytest.raises(NotImplementedError):
        torch.zeros(2, device="meta")


@pytest.mark.cpu_only("starts from the CPU as the default device")
def test_default_device():
    assert torch.get_default_device() == torch.device("cpu")
    torch.set_default_device("cpu")
    torch.set_default_device(None)
    with torch.device("cpu"):
        assert torch.zeros(1).device.type == "cpu"
    with pytest.raises(RuntimeError):
        torch.set_default_device("cuda:0")


VIRTUAL = """
import flambeau as torch
from flambeau import nn

cpu = torch.device
x = torch.arange(4.0, device="cpu:2")
assert x.device == cpu("cpu:2") and str(x.device) == "cpu:2" and x.get_device() == -1
assert torch.zeros(1).device == cpu("cpu") and torch.zeros(1, device="cpu:0").device == cpu("cpu:0")
for y in (x + 1, x * x, x.sum(), x[1:], x.view(2, 2), x.clone(), torch.zeros_like(x), x.float(), x.double(), -x, x > 1,
          x.to(torch.int64), x.detach(), x.new_tensor([1.0]), x.mean(), x.reshape(2, 2).t().contiguous(), x + x.sum()):
    assert y.device == x.device, y
assert x.to("cpu").device == cpu("cpu") and x.cpu().device == cpu("cpu") and x.to("cpu:2") is x
assert x.to("cpu:1").device == cpu("cpu:1") and x.to("cpu:1").tolist() == x.tolist()
assert x.to("cpu:1").data_ptr() != x.data_ptr()

# `cpu` and `cpu:0` are the same place.
assert (torch.ones(2) + torch.ones(2, device="cpu:0")).tolist() == [2, 2]

def fails(work, text="Expected all tensors to be on the same device"):
    try:
        work()
    except RuntimeError as error:
        assert text in str(error), error
    else:
        raise AssertionError("no error")

fails(lambda: x + torch.ones(4))
fails(lambda: x + torch.ones(4, device="cpu:1"))
fails(lambda: torch.where(x > 1, x, torch.ones(4)))
fails(lambda: x + torch.tensor(1.0, device="cpu:1"))
fails(lambda: torch.zeros(1, device="cpu:4"), "cpu:4")
# A number on the CPU joins anything.
assert (x + torch.tensor(1.0)).device == x.device == (torch.tensor(1.0) + x).device
assert (x + 1.5).device == x.device

net = nn.Sequential(nn.PReLU(), nn.BatchNorm1d(3)).to("cpu:3")
assert {p.device for p in net.parameters()} == {cpu("cpu:3")} == {b.device for b in net.buffers()}
with torch.device("cpu:1"):
    assert torch.zeros(2).device == cpu("cpu:1") == torch.tensor([1.0]).device
    with torch.device("cpu:2"):
        assert torch.ones(2).device == cpu("cpu:2")
    assert torch.ones(2).device == cpu("cpu:1")
assert torch.ones(2).device == cpu("cpu")
torch.set_default_device("cpu:3")
assert torch.ones(2).device == cpu("cpu:3") == torch.get_default_device()
torch.set_default_device(None)

# Gradients cross devices with the data and end where the leaf is.
leaf = torch.ones(3, device="cpu:1", requires_grad=True)
(leaf.to("cpu:2") * 2).sum().backward()
assert leaf.grad.device == cpu("cpu:1") and leaf.grad.tolist() == [2, 2, 2]
import copy, pickle
assert copy.deepcopy(x).device == pickle.loads(pickle.dumps(x)).device == x.device
print("done")
"""


def test_virtual_devices():
    environment = {**os.environ, "FLAMBEAU_VIRTUAL_DEVICES": "4"}
    run = subprocess.run([sys.executable, "-c", VIRTUAL], env=environment, capture_output=True, text=True, timeout=120)
    assert run.stdout == "done\n", run.stderr
