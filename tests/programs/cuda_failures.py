"""Work on GPUs that fails, each program in a process of its own with the devices of the stand-in: `... NAME`.

Devices have 64 MiB, so that memory is soon short.
"""

from __future__ import annotations

import ctypes
import gc
import signal
import sys
import threading

import flambeau as torch
import flambeau.nn.functional as F
from _checks import raises
from flambeau import nn
from flambeau.utils.data import DataLoader, TensorDataset

MIB = 1 << 20
cuda = torch.cuda


def allocated():
    gc.collect()
    return [cuda.memory_allocated(device) for device in range(cuda.device_count())]


def fill(device=0):
    """Takes all of a device's memory for blocks of more than 1 MiB; small ones find some."""
    kept = [torch.empty(1, device=f"cuda:{device}")]
    for mib in (8, 2):
        try:
            while True:
                kept.append(torch.empty(mib * MIB, dtype=torch.uint8, device=f"cuda:{device}"))
        except cuda.OutOfMemoryError:
            pass
    return kept


def numbers(mib=1):
    """So many MiB of float32."""
    return torch.linspace(-1, 1, mib * MIB // 4, device="cuda")


# --- Memory that is short


def memory_in_forward():
    def forward(x):
        for _ in range(100):
            x = x.tanh()
        return x

    x = numbers(4).requires_grad_()
    before = allocated()
    for _ in range(3):
        raises(cuda.OutOfMemoryError, "CUDA out of memory. Tried to allocate 4.00 MiB", lambda: forward(x))
        assert allocated() == before
    x.tanh().sum().backward()
    assert torch.allclose(x.grad, 1 - x.tanh() ** 2)


def memory_in_backward():
    x = numbers(2).requires_grad_()
    before = allocated()
    for _ in range(3):
        loss = (x.tanh().exp() * x.sin()).sum()
        kept = fill()
        raises(cuda.OutOfMemoryError, "CUDA out of memory", loss.backward)
        assert x.grad is None
        del loss, kept
        assert allocated() == before
    (x.tanh().exp() * x.sin()).sum().backward()
    inside = x.detach().tanh()
    wanted = inside.exp() * ((1 - inside**2) * x.detach().sin() + x.detach().cos())
    assert torch.allclose(x.grad, wanted)


def memory_in_step():
    for kind, settings in ((torch.optim.Adam, {}), (torch.optim.SGD, {"momentum": 0.9}), (torch.optim.AdamW, {})):
        x = nn.Parameter(numbers(4))
        before = allocated()
        optimizer = kind([x], lr=0.1, **settings)
        x.grad = torch.ones_like(x)
        kept = fill()
        raises(cuda.OutOfMemoryError, "CUDA out of memory", optimizer.step)
        del kept
        optimizer.step()
        assert x.detach().isfinite().all() and (x.detach() < numbers(4)).all()
        x.grad = None
        del optimizer
        assert allocated() == before
        del x


def memory_in_replica():
    class Layer(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = nn.Linear(4, 4)

        def forward(self, x):
            return torch.cat([self.inner(x)] * 40000)[: len(x)]

    model = nn.DataParallel(Layer().cuda(), [0, 1, 2, 3])
    x = torch.ones(8, 4, device="cuda")
    wanted = model(x).detach()
    del wanted
    before = allocated()
    for number in (2, 0):
        kept = fill(number)
        error = raises(RuntimeError, f"in replica {number} on device {number}", lambda: model(x))
        assert isinstance(error, cuda.OutOfMemoryError) and "Original Traceback" in str(error)
        del kept, error
        assert allocated() == before
    model(x).sum().backward()
    assert model.module.inner.weight.grad is not None
    assert threading.active_count() == 1


# --- Interrupts


def interrupted():
    """Ctrl-C between and inside operations, in the middle of passes."""
    model = nn.Sequential(nn.Linear(64, 256), nn.Tanh(), nn.Linear(256, 1)).cuda()
    x = torch.ones(64, 64, device="cuda")
    model(x).sum().backward()
    model.zero_grad()
    before = allocated()
    for delay in (0.02, 0.05, 0.1):
        signal.setitimer(signal.ITIMER_REAL, delay)
        signal.signal(signal.SIGALRM, signal.default_int_handler)
        try:
            while True:
                model(x).square().mean().backward()
        except KeyboardInterrupt:
            pass
        model.zero_grad()
        assert allocated() == before
    assert model(x).isfinite().all()
    print("interrupted", flush=True)
    while True:
        model(x).square().mean().backward()


# --- Processes and threads


class OnGpu(torch.utils.data.Dataset):
    def __init__(self):
        self.x = torch.arange(4.0, device="cuda")

    def __len__(self):
        return 4

    def __getitem__(self, at):
        return self.x[at]


def workers():
    """Workers of a loader, made by fork, in a parent with tensors on a GPU."""
    kept = torch.ones(1000, device="cuda") * 2
    loader = DataLoader(TensorDataset(torch.arange(8.0)), batch_size=4, num_workers=2)
    for _ in range(2):
        total = sum(x.cuda().sum().item() for (x,) in loader)
        assert total == 28
    text = "Cannot re-initialize CUDA in forked subprocess"
    raises(RuntimeError, text, lambda: list(DataLoader(OnGpu(), num_workers=1)))
    assert kept.sum().item() == 2000


def ended_with_all_at_work():
    """The interpreter ends with tensors, graphs, streams, replicas and threads alive."""
    global kept
    model = nn.DataParallel(nn.Linear(4, 4).cuda(), [0, 1, 2, 3])
    x = torch.ones(8, 4, device="cuda", requires_grad=True)
    side = cuda.Stream()
    with cuda.stream(side):
        kept = [model(x).square().sum(), side.record_event(), side]
    kept.append(iter(DataLoader(TensorDataset(torch.arange(8.0)), num_workers=1)))
    started = threading.Event()

    def work():
        while True:
            (torch.ones(100, device="cuda:1") * 2).sum().backward if False else torch.ones(9, device="cuda:1").exp()
            started.set()

    threading.Thread(target=work, daemon=True).start()
    started.wait()


# --- Devices that are wrong


def devices_apart():
    """Tensors of two devices in one operation are an error that says so, and nothing is read where it is not."""
    for here, there in (("cuda", "cpu"), ("cpu", "cuda"), ("cuda:0", "cuda:1")):
        for name, call in mixtures(here, there).items():
            try:
                call()
            except RuntimeError as error:
                texts = ("Expected all tensors to be on the same device", "device", "which does not go with a float32 parameter")
                assert type(error) is RuntimeError and any(text in str(error) for text in texts), (name, error)
            else:
                raise AssertionError(f"{name} of {here} and {there}: no error")


def mixtures(here, there):
    def a(*shape):
        return torch.ones(shape, device=here)

    def b(*shape):
        return torch.ones(shape, device=there)

    def whole(place, *shape):
        return torch.zeros(shape, dtype=torch.int64, device=place)

    def truth(place, *shape):
        return torch.ones(shape, dtype=torch.bool, device=place)

    def stepped(kind, **settings):
        def step():
            x = nn.Parameter(a(3))
            x.grad = a(3)
            optimizer = kind([x], **settings)
            optimizer.step()
            for state in optimizer.state.values():
                for name, value in state.items():
                    if torch.is_tensor(value) and value.dim() > 0:
                        state[name] = value.to(there)
            optimizer.step()

        return step

    layer = nn.Linear(3, 3).to(here)
    return {
        "add": lambda: a(3) + b(3),
        "add one": lambda: a(3) + b(1),
        "add_": lambda: a(3).add_(b(3)),
        "eq": lambda: a(3) == b(3),
        "pow": lambda: a(3) ** b(3),
        "maximum": lambda: torch.maximum(a(3), b(3)),
        "lerp": lambda: torch.lerp(a(3), b(3), 0.5),
        "addcmul": lambda: torch.addcmul(a(3), b(3), a(3)),
        "clamp": lambda: torch.clamp(a(3), b(3)),
        "equal": lambda: torch.equal(a(3), b(3)),
        "where": lambda: torch.where(truth(here, 3), a(3), b(3)),
        "where condition": lambda: torch.where(truth(there, 3), a(3), a(3)),
        "foreach": lambda: torch._foreach_add([a(3)], [b(3)]),
        "mm": lambda: a(3, 3) @ b(3, 3),
        "mv": lambda: torch.mv(a(3, 3), b(3)),
        "dot": lambda: torch.dot(a(3), b(3)),
        "bmm": lambda: torch.bmm(a(1, 3, 3), b(1, 3, 3)),
        "addmm": lambda: torch.addmm(b(3), a(3, 3), a(3, 3)),
        "einsum": lambda: torch.einsum("ij,jk->ik", a(3, 3), b(3, 3)),
        "linear": lambda: F.linear(a(3, 3), b(3, 3)),
        "linear bias": lambda: F.linear(a(3, 3), a(3, 3), b(3)),
        "layer": lambda: layer(b(2, 3)),
        "cat": lambda: torch.cat([a(3), b(3)]),
        "stack": lambda: torch.stack([a(3), b(3)]),
        "set value": lambda: a(3).__setitem__(whole(here, 2), b(2)),
        "index_select": lambda: a(3).index_select(0, whole(there, 2)),
        "gather": lambda: a(3).gather(0, whole(there, 2)),
        "scatter": lambda: a(3).scatter(0, whole(here, 2), b(2)),
        "index_add": lambda: a(3).index_add(0, whole(there, 2), a(2)),
        "take": lambda: a(3).take(whole(there, 2)),
        "masked_fill": lambda: a(3).masked_fill(truth(there, 3), 0.0),
        "masked_select": lambda: a(3).masked_select(truth(there, 3)),
        "embedding": lambda: F.embedding(whole(there, 2), a(3, 3)),
        "searchsorted": lambda: torch.searchsorted(a(3), b(3)),
        "bincount": lambda: torch.bincount(whole(here, 3), b(3)),
        "exp out": lambda: torch.exp(a(3), out=b(3)),
        "add out": lambda: torch.add(a(3), a(3), out=b(3)),
        "mm out": lambda: torch.mm(a(3, 3), a(3, 3), out=b(3, 3)),
        "sum out": lambda: torch.sum(a(3), 0, out=b()),
        "cat out": lambda: torch.cat([a(3)], out=b(3)),
        "max out": lambda: torch.max(a(3, 3), 0, out=(b(3), whole(there, 3))),
        "sort out": lambda: torch.sort(a(3), out=(a(3), whole(there, 3))),
        "cross_entropy": lambda: F.cross_entropy(a(3, 3), whole(there, 3)),
        "cross_entropy weight": lambda: F.cross_entropy(a(3, 3), whole(here, 3), b(3)),
        "mse_loss": lambda: F.mse_loss(a(3), b(3)),
        "binary_cross_entropy": lambda: F.binary_cross_entropy(a(3), b(3)),
        "kl_div": lambda: F.kl_div(a(3), b(3), reduction="sum"),
        "conv2d": lambda: F.conv2d(a(1, 1, 4, 4), b(1, 1, 3, 3)),
        "conv2d bias": lambda: F.conv2d(a(1, 1, 4, 4), a(1, 1, 3, 3), b(1)),
        "batch_norm": lambda: F.batch_norm(a(2, 3), b(3), b(3), training=True),
        "batch_norm weight": lambda: F.batch_norm(a(2, 3), a(3), a(3), b(3), b(3)),
        "layer_norm": lambda: F.layer_norm(a(2, 3), (3,), b(3), b(3)),
        "group_norm": lambda: F.group_norm(a(2, 3), 1, b(3), b(3)),
        "attention": lambda: F.scaled_dot_product_attention(a(1, 1, 2, 3), b(1, 1, 2, 3), a(1, 1, 2, 3)),
        "attention mask": lambda: F.scaled_dot_product_attention(*[a(1, 1, 2, 3)] * 3, truth(there, 2, 2)),
        "lstm": lambda: nn.LSTM(3, 3).to(here)(b(2, 1, 3)),
        "lstm state": lambda: nn.LSTM(3, 3).to(here)(a(2, 1, 3), (b(1, 1, 3), b(1, 1, 3))),
        "prelu": lambda: F.prelu(a(2, 3), b(3)),
        "grid_sample": lambda: F.grid_sample(a(1, 1, 2, 2), b(1, 1, 1, 2), align_corners=False),
        "grad": lambda: setattr(nn.Parameter(a(3)), "grad", b(3)),
        "backward": lambda: (a(3).requires_grad_() * 2).backward(b(3)),
        "sgd": stepped(torch.optim.SGD, lr=0.1, momentum=0.9),
        "adam": stepped(torch.optim.Adam),
        "adamw": stepped(torch.optim.AdamW, foreach=True),
    }


# --- Kernels that cannot be had


def kernels():
    """Some kernels are made and give the right numbers."""
    x = torch.arange(10.0, device="cuda")
    assert (x.exp().log() - x).abs().max().item() < 1e-5 and x.sum().item() == 45
    assert (x[None] @ x[:, None]).item() == 285


def no_products():
    """Without cuBLASLt products go through kernels of flambeau's own, which is said once."""
    x = torch.ones(3, 3, device="cuda")
    for _ in range(3):
        assert (x @ x).sum().item() == 27
    assert (x.long() @ x.long()).sum().item() == 27


def compile_error():
    error = raises(RuntimeError, "", lambda: torch.arange(3, device="cuda") + 1)
    assert cuda.is_available()
    print(error)


# --- A fault on the device


def foreign(address, count):
    """A tensor of float32 on cuda:0 over memory that is not there."""

    class Managed(ctypes.Structure):
        _fields_ = [
            ("data", ctypes.c_void_p),
            ("device", ctypes.c_int32 * 2),
            ("ndim", ctypes.c_int32),
            ("dtype", ctypes.c_uint8 * 4),
            ("shape", ctypes.POINTER(ctypes.c_int64)),
            ("strides", ctypes.POINTER(ctypes.c_int64)),
            ("offset", ctypes.c_uint64),
            ("context", ctypes.c_void_p),
            ("delete", ctypes.c_void_p),
        ]

    shape = (ctypes.c_int64 * 1)(count)
    managed = Managed(address, (2, 0), 1, (2, 32, 1, 0), shape, None, 0, None, None)
    foreign.kept = (shape, managed)
    new = ctypes.pythonapi.PyCapsule_New
    new.restype, new.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
    return torch.from_dlpack(new(ctypes.addressof(managed), b"dltensor", None))


def fault():
    """A kernel that reads where nothing is: every later call says so, and the process can end."""
    good = torch.ones(3, device="cuda")
    lost = foreign(1 << 46, 8)

    def work():
        lost.exp()
        cuda.synchronize()

    text = "CUDA_ERROR_ILLEGAL_ADDRESS"
    error = raises(torch.AcceleratorError, text, work)
    assert "The last kernels launched, newest first: pointwise exp float32" in str(error), error
    assert "FLAMBEAU_LAUNCH_BLOCKING=1" in str(error)
    for again in (lambda: good + 1, good.tolist, cuda.synchronize, lambda: torch.zeros(3, device="cuda")):
        raises(torch.AcceleratorError, text, again)
    # Work elsewhere goes on.
    assert torch.ones(3).sum().item() == 3


if __name__ == "__main__":
    globals()[sys.argv[1]]()
