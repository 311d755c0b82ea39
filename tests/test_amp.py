"""Mixed precision without a GPU, and other names that PyTorch programs use on any machine."""

from __future__ import annotations

import collections
import hashlib
import subprocess
import sys
import warnings

import flambeau as torch
import pytest
from flambeau import nn
from flambeau.nn import functional as F
from flambeau.utils import _pytree

#: Where new tensors are.
DEVICE = torch.get_default_device().type


@pytest.mark.cpu_only("a scaler of a GPU that is not there")
def test_the_gpus_scaler_is_switched_off():
    weight = nn.Parameter(torch.ones(2))
    optimizer = torch.optim.SGD([weight], lr=0.5)
    for make in (torch.cuda.amp.GradScaler, torch.amp.GradScaler):
        with pytest.warns(UserWarning, match="CUDA is not available"):
            scaler = make()
        assert not scaler.is_enabled() and scaler.get_scale() == 1 and scaler.state_dict() == {}
    loss = weight.sum()
    assert scaler.scale(loss) is loss
    loss.backward()
    scaler.unscale_(optimizer)
    scaler.step(optimizer)
    scaler.update()
    assert weight.tolist() == [0.5, 0.5]


def test_scaler():
    weight = nn.Parameter(torch.ones(2))
    optimizer = torch.optim.SGD([weight], lr=0.5)
    scaler = torch.amp.GradScaler("cpu", init_scale=4.0, growth_interval=2)
    assert scaler.scale([torch.tensor(2.0)])[0].item() == 8
    for _ in range(2):
        optimizer.zero_grad()
        scaler.scale(weight.sum()).backward()
        assert weight.grad.tolist() == [4, 4]
        scaler.step(optimizer)
        scaler.update()
        if scaler.get_scale() == 4:
            assert weight.tolist() == [0.5, 0.5]
    assert scaler.get_scale() == 8 and weight.tolist() == [0, 0]
    weight.grad = torch.tensor([1.0, float("inf")])
    assert scaler.step(optimizer) is None and weight.tolist() == [0, 0]
    with pytest.raises(RuntimeError, match="already been called"):
        scaler.step(optimizer)
    scaler.update()
    assert scaler.get_scale() == 4
    other = torch.amp.GradScaler("cpu")
    other.load_state_dict(scaler.state_dict())
    assert other.get_scale() == 4
    with pytest.raises(AssertionError, match="No inf checks"):
        other.update()


@pytest.mark.cpu_only("a GPU that is not there")
def test_autocast():
    with pytest.warns(UserWarning, match="CUDA is not available"), torch.autocast("cuda"):
        pass
    with pytest.warns(UserWarning, match="CUDA is not available"), torch.cuda.amp.autocast():
        pass
    with torch.autocast("cpu", enabled=False), torch.cuda.amp.autocast(enabled=False):
        assert not torch.is_autocast_enabled()

    @torch.cuda.amp.autocast(enabled=False)
    def function(x):
        return x

    assert function(3) == 3
    with pytest.raises(RuntimeError, match="unsupported autocast device_type"):
        torch.autocast("xpu")
    with pytest.warns(UserWarning, match="not supported. Disabling"), torch.autocast("cpu", dtype=torch.float32):
        assert not torch.is_autocast_enabled("cpu")


@pytest.mark.cpu_only("a GPU has other lists of operations")
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_autocast_dtypes(dtype):
    """Which dtype comes out, as PyTorch 2.13 answers on the CPU."""
    x, image = torch.randn(5, 8), torch.randn(2, 3, 6, 6)
    linear, conv, norm = nn.Linear(8, 4), nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4)
    lstm, heads = nn.LSTM(8, 6, batch_first=True), nn.MultiheadAttention(8, 2, batch_first=True)
    target = torch.tensor([0, 1, 2, 3, 0])
    with torch.autocast("cpu", dtype=dtype):
        h = linear(x)
        lower = [
            h,
            h.softmax(1),
            h.log_softmax(1),
            h.exp(),
            h.sum(),
            h.pow(2),
            F.gelu(h),
            conv(image),
            norm(conv(image)),
        ]
        lower += [torch.bmm(image[:, 0], image[:, 1]), torch.einsum("ij,kj->ik", x, x), x @ x.T]
        lower += [torch.addmm(x[:, :5], x, x.T), lstm(x[None])[0], heads(x[None], x[None], x[None])[0]]
        lower += [F.scaled_dot_product_attention(image, image, image), F.max_pool2d(conv(image), 2)]
        single = [F.cross_entropy(h, target), F.nll_loss(h, target), F.mse_loss(h, x[:, :4]), h.prod(), h + x[:, :4]]
        single += [torch.cat([h, x], 1), torch.stack([h[0], x[0, :4]]), x.mv(x[0])]
        double = (x.double() @ x.double().T).dtype
        loss = F.cross_entropy(linear(x), target)
    assert {part.dtype for part in lower} == {dtype} and {part.dtype for part in single} == {torch.float32}
    assert double is torch.float64 and (x @ x.T).dtype is torch.float32
    loss.backward()
    assert linear.weight.grad.dtype is torch.float32 and linear.weight.grad.norm() > 0


def test_autocast_nests_and_casts_weights_once():
    linear, x = nn.Linear(4, 4), torch.randn(2, 4)
    with torch.autocast(DEVICE, torch.bfloat16):
        with torch.autocast(DEVICE, enabled=False):
            assert linear(x).dtype is torch.float32
        first = linear(x)
        with torch.no_grad():
            assert linear(x).dtype is torch.bfloat16
            linear.weight.mul_(2)
        # The cast that is kept is that of the weight as it was.
        assert torch.equal(linear(x), first)
        with torch.autocast(DEVICE, torch.bfloat16, cache_enabled=False):
            assert not torch.equal(linear(x), first)
        total = linear(x).sum()
    total.backward()
    assert linear.weight.grad.shape == (4, 4)
    assert not torch.is_autocast_enabled(DEVICE)


@pytest.mark.parametrize("inside", ["main", "thread"])
def test_a_thread_may_end_with_autocast_on(inside):
    program = (
        "import threading, flambeau as torch\n"
        "def work():\n"
        f"    torch.autocast({DEVICE!r}, torch.bfloat16).__enter__()\n"
        f"    layer = torch.nn.Linear(2, 2, device={DEVICE!r})\n"
        f"    assert layer(torch.ones(2, device={DEVICE!r})).dtype is torch.bfloat16\n"
    )
    if inside == "main":
        program += "work()\n"
    else:
        program += "thread = threading.Thread(target=work); thread.start(); thread.join()\n"
        program += "assert not torch.is_autocast_enabled('cpu'); assert torch.ones(2).exp().dtype is torch.float32\n"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")


def test_custom_functions_go_with_autocast():
    seen = []

    class Product(torch.autograd.Function):
        @staticmethod
        @torch.amp.custom_fwd(device_type=DEVICE)
        def forward(ctx, x):
            seen.append((x @ x).dtype)
            return x * 2

        @staticmethod
        @torch.amp.custom_bwd(device_type=DEVICE)
        def backward(ctx, grad):
            seen.append((grad @ grad).dtype)
            return grad * 2

    x = torch.randn(3, 3, requires_grad=True)
    with torch.autocast(DEVICE, torch.bfloat16):
        y = Product.apply(x)
    y.sum().backward()
    assert seen == [torch.bfloat16, torch.bfloat16]


@pytest.mark.cpu_only("types of tensors on the CPU")
def test_tensor_types():
    assert torch.FloatTensor([1, 2]).dtype is torch.float32 and torch.LongTensor(2, 3).shape == (2, 3)
    assert torch.LongTensor([1.0, 2.0]).tolist() == [1, 2] and torch.ByteTensor().shape == (0,)
    assert isinstance(torch.zeros(2), torch.FloatTensor) and not isinstance(torch.zeros(2), torch.LongTensor)
    assert torch.zeros(2).type(torch.LongTensor).dtype is torch.int64
    assert torch.zeros(2).type("torch.DoubleTensor").dtype is torch.float64
    assert torch.zeros(2, dtype=torch.int64).new([1, 2]).dtype is torch.int64 and torch.zeros(2).new(2, 3).shape == (
        2,
        3,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        torch.set_default_tensor_type(torch.DoubleTensor)
        assert torch.get_default_dtype() is torch.float64
        torch.set_default_tensor_type(torch.FloatTensor)


def test_data_parallel_runs_the_module():
    net = nn.DataParallel(nn.PReLU())
    assert list(net.state_dict()) == ["module.weight"]
    assert torch.equal(net(torch.ones(2)), torch.ones(2))
    if not torch.cuda.is_available():
        assert nn.DataParallel(nn.PReLU(), device_ids=[0, 1]).device_ids == []


def test_compiler_marks():
    assert not torch.compiler.is_compiling()
    assert torch.compiler.disable(len) is len and torch.compiler.disable(recursive=False)(len) is len


def test_trees():
    Point = collections.namedtuple("Point", "x y")
    tree = {"a": 1, "b": [2, (3, None)], "c": Point(4, collections.OrderedDict(z=5))}
    leaves, spec = _pytree.tree_flatten(tree)
    assert leaves == [1, 2, 3, None, 4, 5] and spec.num_leaves == 6
    assert _pytree.tree_unflatten(leaves, spec) == tree
    assert _pytree.tree_map(lambda leaf: leaf, tree) == tree
    assert _pytree.tree_map_only(int, lambda leaf: -leaf, [1, "a"]) == [-1, "a"]
    with pytest.raises(ValueError):
        _pytree.tree_unflatten([1], spec)


def test_downloads(tmp_path, monkeypatch):
    source = tmp_path / "source.pth"
    torch.save({"w": torch.ones(2)}, source)
    total = hashlib.sha256(source.read_bytes()).hexdigest()
    named = tmp_path / f"net-{total[:8]}.pth"
    named.write_bytes(source.read_bytes())
    monkeypatch.setattr(torch.hub, "_folder", str(tmp_path / "hub"))
    state = torch.hub.load_state_dict_from_url(named.as_uri(), check_hash=True)
    assert state["w"].tolist() == [1, 1] and (tmp_path / "hub" / "checkpoints" / named.name).exists()
    wrong = tmp_path / "net-00000000.pth"
    wrong.write_bytes(source.read_bytes())
    with pytest.raises(RuntimeError, match="invalid hash value"):
        torch.hub.load_state_dict_from_url(wrong.as_uri(), check_hash=True)
    assert not (tmp_path / "hub" / "checkpoints" / wrong.name).exists()
    with pytest.raises(NotImplementedError):
        torch.hub.load("owner/name", "net")
