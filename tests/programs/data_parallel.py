"""What nn.DataParallel and the functions below it do, on four devices."""

import copy
import os
import signal
import threading
import time
import warnings
from collections import namedtuple

import _checks
import flambeau as torch
import flambeau.nn.functional as F
from flambeau import nn
from flambeau.nn import parallel
from flambeau.nn.parallel import comm

Pair = namedtuple("Pair", "left right")


def close(one, other, **options):
    torch.testing.assert_close(one, other, check_device=False, **options)


def raises(kind, text, run):
    try:
        run()
    except kind as error:
        assert type(error) is kind, type(error)
        assert text in str(error), str(error)
        return error
    raise AssertionError(f"{kind.__name__} was expected")


def is_on(tensor, device):
    wanted = torch.device(device)
    return (tensor.device.type, tensor.device.index or 0) == (wanted.type, wanted.index)


def mlp(device, dtype=torch.float32):
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 3)).to(device, dtype)


def whole(*shape, dtype=torch.float32):
    """Small whole numbers: their sums are exact."""
    return torch.randint(-3, 4, shape).to(dtype)


def round_parameters(model):
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_((parameter * 8).round())


def gradients(model):
    return [parameter.grad.cpu() for parameter in model.parameters()]


class Anything(nn.Module):
    """Returns what it is given."""

    def forward(self, *args, **kwargs):
        return (args, kwargs) if kwargs else args


def check_numbers_of_one_large_batch(devices):
    for rows in (16, 10, 3, 1):
        single, copied = mlp("cpu"), mlp(devices[0])
        model = nn.DataParallel(copied, devices)
        x = torch.randn(rows, 6)
        expected, got = single(x), model(x)
        assert is_on(got, devices[0])
        close(got.cpu(), expected)
        expected.square().sum().backward()
        got.square().sum().backward()
        for one, other in zip(gradients(single), gradients(model), strict=True):
            close(one, other)


def check_exact_sums_are_equal_to_the_bit(devices):
    single, copied = mlp("cpu"), mlp(devices[0])
    round_parameters(single)
    round_parameters(copied)
    x = whole(10, 6)
    (single(x).sum()).backward()
    (nn.DataParallel(copied, devices)(x).sum()).backward()
    for one, other in zip(gradients(single), gradients(copied), strict=True):
        assert torch.equal(one, other)


def check_the_same_numbers_twice(devices):
    def train():
        model = nn.DataParallel(mlp(devices[0]), devices)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
        torch.manual_seed(1)
        for _ in range(5):
            x, y = torch.randn(13, 6), torch.randint(0, 3, (13,)).to(devices[0])
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        return [parameter.detach().cpu().numpy().tobytes() for parameter in model.parameters()]

    assert train() == train()


def check_input_gradients(devices):
    single, copied = mlp("cpu", torch.float64), mlp(devices[0], torch.float64)
    x = torch.randn(9, 6, dtype=torch.float64)
    one, other = x.clone().requires_grad_(), x.clone().requires_grad_()
    single(one).square().sum().backward()
    nn.DataParallel(copied, devices)(other).square().sum().backward()
    close(one.grad, other.grad)


def check_threads_of_devices(devices):
    names, grads = [None] * 4, []

    class Where(nn.Module):
        def forward(self, x):
            names[int(x[0])] = threading.get_native_id()
            grads.append(torch.is_grad_enabled())
            assert x.device.type == "cpu" or torch.cuda.current_device() == x.device.index
            return x

    model = nn.DataParallel(Where(), devices)
    with torch.no_grad():
        model(torch.arange(4.0))
    assert len(set(names)) == 4 and threading.get_native_id() not in names and not any(grads)
    before = list(names)
    model(torch.arange(4.0))
    assert names == before and grads[4:] == [True] * 4


def check_nested_inputs_and_outputs(devices):
    model = nn.DataParallel(Anything(), devices)
    x = torch.arange(8.0)
    given = ([x, (x + 1, "name")], {"k": x * 2}, Pair(x, x - 1))
    (pair,), kwargs = nn.DataParallel(Anything(), devices[:1])(given, key=x)
    assert is_on(kwargs["key"], devices[0])
    pieces = parallel.scatter(given, devices)
    assert len(pieces) == 4
    for index, (listed, mapped, named) in enumerate(pieces):
        part = x[2 * index : 2 * index + 2]
        assert type(listed) is list and type(listed[1]) is tuple and listed[1][1] == "name" and type(named) is Pair
        for tensor, wanted in (
            (listed[0], part),
            (listed[1][0], part + 1),
            (mapped["k"], part * 2),
            (named.right, part - 1),
        ):
            assert is_on(tensor, devices[index]) and torch.equal(tensor.cpu(), wanted)
    out = model([x, x + 1], Pair(x, x), {"k": x}, None)
    assert torch.equal(out[0][1].cpu(), x + 1) and type(out[1]) is Pair and torch.equal(out[2]["k"].cpu(), x)
    assert out[3] is None
    args, kwargs = model(x, scale=torch.ones(8))
    assert torch.equal(args[0].cpu(), x) and torch.equal(kwargs["scale"].cpu(), torch.ones(8))


def check_keyword_arguments_only(devices):
    class Scaled(nn.Module):
        def forward(self, *, x, factor=2.0):
            return x * factor

    model = nn.DataParallel(Scaled(), devices)
    assert torch.equal(model(x=torch.ones(5, 2), factor=3.0).cpu(), torch.full((5, 2), 3.0))


def check_without_inputs(devices):
    class Constant(nn.Module):
        def __init__(self):
            super().__init__()
            self.value = nn.Parameter(torch.ones(2))

        def forward(self):
            return self.value * 2

    assert torch.equal(nn.DataParallel(Constant().to(devices[0]), devices)().cpu(), torch.full((2,), 2.0))


def check_dimensions_and_output_devices(devices):
    x = torch.arange(12.0).view(2, 6)
    model = nn.DataParallel(nn.Identity(), devices, output_device=devices[2], dim=1)
    out = model(x)
    assert is_on(out, devices[2]) and torch.equal(out.cpu(), x)
    home = nn.DataParallel(nn.Identity(), devices, output_device=-1)
    assert home(x).device.type == "cpu"


def check_scalars_become_a_vector(devices):
    class Mean(nn.Module):
        def forward(self, x):
            return x.mean()

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        x = torch.arange(8.0, requires_grad=True)
        out = nn.DataParallel(Mean(), devices)(x)
    assert "but all input tensors were scalars; will instead unsqueeze and return a vector" in str(caught[0].message)
    assert out.cpu().tolist() == [0.5, 2.5, 4.5, 6.5]
    out.sum().backward()
    assert x.grad.tolist() == [0.5] * 8


def check_modules_on_other_devices(devices):
    model = nn.DataParallel(nn.Linear(2, 2).to(devices[1]), devices)
    raises(
        RuntimeError,
        f"module must have its parameters and buffers on device {devices[0]}",
        lambda: model(torch.ones(4, 2)),
    )
    alone = nn.DataParallel(nn.Linear(2, 2), devices[2:3])
    assert is_on(alone.module.weight, devices[2])
    assert alone(torch.ones(4, 2)).device == torch.device(devices[2])


def check_names_and_copies(devices):
    model = nn.DataParallel(mlp(devices[0]), devices)
    assert list(model.state_dict())[:2] == ["module.0.weight", "module.0.bias"]
    model.load_state_dict(copy.deepcopy(model).state_dict())
    assert sum(1 for _ in model.parameters()) == 4


def check_running_statistics_of_the_first(devices):
    model = nn.DataParallel(nn.BatchNorm1d(3).to(devices[0]), devices)
    single = nn.BatchNorm1d(3)
    x = torch.randn(12, 3)
    model(x)
    single(x[:3])
    close(model.module.running_mean.cpu(), single.running_mean)
    close(model.module.running_var.cpu(), single.running_var)
    assert model.module.num_batches_tracked.item() == 1


def check_replicas(devices):
    net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2)).to(devices[0])
    net.append(net[0])
    first, second = parallel.replicate(net, devices[:2])
    assert first[0] is first[2] and second[0] is second[2] and first[0] is not second[0]
    assert not second[0].weight.is_leaf and is_on(second[0].weight, devices[1])
    assert list(second.parameters()) == []
    assert first[1].running_mean.data_ptr() == net[1].running_mean.data_ptr()
    (first[0].weight.sum().to(devices[1]) + 2 * second[0].weight.sum()).backward()
    assert net[0].weight.grad.cpu().tolist() == [[3.0, 3.0], [3.0, 3.0]]
    detached = parallel.replicate(net, devices[:2], detach=True)
    assert not detached[1][0].weight.requires_grad


def check_parameters_that_are_not_used(devices):
    class Half(nn.Module):
        def __init__(self):
            super().__init__()
            self.used, self.other = nn.Linear(2, 2), nn.Linear(2, 2)

        def forward(self, x):
            return self.used(x)

    model = Half().to(devices[0])
    nn.DataParallel(model, devices)(torch.ones(8, 2)).sum().backward()
    assert model.used.bias.grad.cpu().tolist() == [8.0, 8.0]
    assert model.other.bias.grad.cpu().tolist() == [0.0, 0.0]


def check_gradients_of_gradients(devices):
    single, copied = mlp("cpu", torch.float64), mlp(devices[0], torch.float64)
    x = torch.randn(8, 6, dtype=torch.float64)

    def penalty(model, x):
        x = x.clone().requires_grad_()
        (grad,) = torch.autograd.grad(model(x).square().sum(), x, create_graph=True)
        grad.square().sum().backward()

    penalty(single, x)
    penalty(nn.DataParallel(copied, devices), x)
    for one, other in zip(single.parameters(), copied.parameters(), strict=True):
        if one.grad is not None:
            close(one.grad, other.grad.cpu())


class Odd(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.kind = kind

    def forward(self, x):
        if x[0].item() >= 4:
            raise self.kind("no such thing")
        return x


class Needy(Exception):
    def __init__(self, one, two):
        super().__init__(one, two)


def check_exceptions_reach_the_caller(devices):
    for kind in (ValueError, KeyError, RuntimeError, ZeroDivisionError):
        model = nn.DataParallel(Odd(kind), devices)
        place = devices[2] if devices[0].startswith("cpu") else 2
        text = f"Caught {kind.__name__} in replica 2 on device {place}.\nOriginal Traceback (most recent call last):"
        error = raises(kind, text, lambda model=model: model(torch.arange(8.0)))
        assert "no such thing" in str(error)
        assert torch.equal(model(torch.zeros(8)).cpu(), torch.zeros(8))
    needy = nn.DataParallel(Odd(lambda text: Needy(text, 2)), devices)
    raises(RuntimeError, "Caught Needy in replica 2", lambda: needy(torch.arange(8.0)))


def check_errors_in_the_backward_pass(devices):
    class Bad(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.bad = is_on(x, devices[2])
            return x * 1

        @staticmethod
        def backward(ctx, grad):
            if ctx.bad:
                raise ValueError("bad gradient")
            return grad

    class Layer(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = nn.Linear(2, 2)

        def forward(self, x):
            return Bad.apply(self.inner(x))

    model = nn.DataParallel(Layer().to(devices[0]), devices)
    for _ in range(3):
        raises(ValueError, "bad gradient", lambda: model(torch.ones(8, 2)).sum().backward())
    nn.DataParallel(mlp(devices[0]), devices)(torch.ones(8, 6)).sum().backward()


def check_interrupts(devices):
    if threading.current_thread() is not threading.main_thread():
        return

    class Slow(nn.Module):
        def forward(self, x):
            end = time.monotonic() + 30
            while time.monotonic() < end:
                time.sleep(0.01)
            return x

    timer = threading.Timer(0.5, signal.raise_signal, [signal.SIGINT])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    start = time.monotonic()
    timer.start()
    raises(KeyboardInterrupt, "", lambda: nn.DataParallel(Slow(), devices)(torch.ones(4)))
    # The workers were interrupted too, and are free for what comes next.
    assert torch.equal(nn.DataParallel(nn.Identity(), devices)(torch.ones(4)).cpu(), torch.ones(4))
    assert time.monotonic() - start < 20


def check_one_inside_another(devices):
    inner = nn.DataParallel(mlp(devices[0]), devices)
    expected = inner(torch.ones(8, 6))

    def call(x):
        return inner(x.cpu())

    for out in parallel.parallel_apply([call, call], [torch.ones(8, 6), torch.ones(8, 6)], devices=devices[:2]):
        assert torch.equal(out, expected)


def check_threads_that_train_at_once(devices):
    results = [None] * 4
    models = [nn.DataParallel(mlp(devices[0]), devices) for _ in results]

    def train(at):
        for _ in range(10):
            models[at](torch.ones(8, 6)).square().sum().backward()
        results[at] = gradients(models[at])

    threads = [threading.Thread(target=train, args=(at,)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for other in results[1:]:
        assert all(torch.equal(a, b) for a, b in zip(results[0], other, strict=True))


def check_autocast_reaches_the_copies(devices):
    model = nn.DataParallel(mlp(devices[0]), devices)
    with torch.autocast(torch.device(devices[0]).type, torch.bfloat16):
        out = model(torch.randn(8, 6))
    assert out.dtype == torch.bfloat16 and model(torch.randn(8, 6)).dtype == torch.float32
    out.float().square().sum().backward()
    assert all(grad.dtype == torch.float32 for grad in gradients(model))


def check_hooks_see_the_pass(devices):
    passes, threads = set(), set()
    model = mlp(devices[0])

    def hook(grad):
        passes.add(torch._core._backward_id())
        threads.add(threading.get_native_id())

    class Watched(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = model

        def forward(self, x):
            out = self.inner(x)
            out.register_hook(hook)
            return out

    nn.DataParallel(Watched(), devices)(torch.ones(8, 6)).sum().backward()
    assert len(passes) == 1 and -1 not in passes
    # The first device's nodes run on the calling thread.
    assert len(threads) == 4 and threading.get_native_id() in threads


def check_forked_children_have_threads_of_their_own(devices):
    if devices[0].startswith("cuda"):
        return
    model = nn.DataParallel(mlp(devices[0]), devices)
    x = torch.ones(8, 6)
    expected = model(x)
    child = os.fork()
    if child == 0:
        out = model(x)
        out.sum().backward()
        os._exit(0 if torch.equal(out, expected) else 1)
    assert os.waitpid(child, 0)[1] == 0
    model(x).sum().backward()


def check_functions_below(devices):
    x = torch.arange(6.0, device=devices[0])
    copies = comm.broadcast(x, devices)
    assert copies[0] is x and all(map(is_on, copies, devices)) and all(torch.equal(c.cpu(), x.cpu()) for c in copies)
    outs = tuple(torch.zeros(6, device=device) for device in devices)
    assert comm.broadcast(x, out=outs) is outs and torch.equal(outs[3].cpu(), x.cpu())
    lists = comm.broadcast_coalesced([x, x.long(), x.view(2, 3)], devices[1:], 16)
    assert [t.dtype for t in lists[2]] == [torch.float32, torch.int64, torch.float32] and lists[0][2].shape == (2, 3)
    sums = comm.reduce_add(copies, devices[0])
    assert torch.equal(sums.cpu(), 4 * x.cpu()) and torch.equal(x.cpu(), torch.arange(6.0))
    one, two = comm.reduce_add_coalesced([[c, c[:2]] for c in copies], devices[2], 16)
    assert is_on(one, devices[2]) and two.tolist() == [0.0, 4.0]
    pieces = comm.scatter(x, devices, [1, 2, 0, 3])
    assert [p.numel() for p in pieces] == [1, 2, 0, 3] and pieces[3].tolist() == [3.0, 4.0, 5.0]
    assert comm.gather(pieces, destination=devices[1]).tolist() == x.tolist()
    assert len(comm.scatter(x[:3], devices)) == 3
    raises(RuntimeError, "Exactly one of 'devices' and 'out'", lambda: comm.broadcast(x))
    raises(ValueError, "input 1 has invalid size", lambda: comm.reduce_add([x, x[:2]], devices[0]))
    raises(RuntimeError, "destination", lambda: comm.reduce_add([x], devices[1]))
    raises(RuntimeError, "same shape", lambda: comm.gather([x, x.view(2, 3)], destination=devices[0]))


def check_the_function(devices):
    model = mlp(devices[0])
    x = torch.randn(7, 6)
    out = parallel.data_parallel(model, x, devices, output_device=devices[1])
    assert is_on(out, devices[1])
    close(out.cpu(), mlp("cpu")(x))


if __name__ == "__main__":
    _checks.main(globals())
