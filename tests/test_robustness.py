"""The whole under stress: threads, forks, signals, the end of the program, memory.

Each program runs in a process of its own, where a crash or a hang is seen and hurts nobody else.
"""

import os
import subprocess
import sys
import textwrap

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks and signals need a Unix system")

HEAD = """
import gc, os, signal, sys, threading, time
import flambeau as torch
import flambeau.nn as nn
import flambeau.nn.functional as F
import flambeau.optim
"""


def run(code, timeout=60, **environment):
    """Run a program, which must end well and say nothing on standard error; return what it prints."""
    command = [sys.executable, "-W", "ignore", "-X", "faulthandler", "-c", HEAD + textwrap.dedent(code)]
    result = subprocess.run(
        command, capture_output=True, text=True, timeout=timeout, env=dict(os.environ, **environment)
    )
    assert (result.returncode, result.stderr) == (0, ""), result.stderr
    return result.stdout


# --- Forks

STEP = """
def step():
    model = nn.Sequential(nn.Linear(20, 30), nn.ReLU(), nn.Linear(30, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(2):
        optimizer.zero_grad()
        model(torch.randn(64, 20)).square().mean().backward()
        optimizer.step()
    a = torch.randn(300, 300)
    torch.randn(100_000).sort()
    return bool((a @ a).sum().isfinite()) and all(bool(p.isfinite().all()) for p in model.parameters())

def wait_for(pid, limit=20):
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return "hangs"
"""


def test_fork_after_and_during_parallel_work():
    run(
        STEP
        + """
torch.set_num_threads(4)
assert step()
stop = False
def work():
    model, x = nn.Linear(256, 256), torch.randn(64, 256)
    while not stop:
        model(x).square().mean().backward()
        torch.randn(20_000).sort()
        model.zero_grad()
threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
codes = []
for _ in range(12):
    pid = os.fork()
    if pid == 0:
        os._exit(7 if step() else 1)
    codes.append(wait_for(pid))
stop = True
for thread in threads:
    thread.join()
assert codes == [7] * 12, codes
assert step()
"""
    )


def test_processes_of_multiprocessing_and_children_of_children():
    run(
        STEP
        + """
import multiprocessing
def child(depth):
    assert step()
    if depth:
        inner = context.Process(target=child, args=(depth - 1,))
        inner.start()
        inner.join(20)
        assert inner.exitcode == 0
context = multiprocessing.get_context("fork")
assert step()
processes = [context.Process(target=child, args=(1,)) for _ in range(2)]
for process in processes:
    process.start()
for process in processes:
    process.join(30)
assert [process.exitcode for process in processes] == [0, 0]
with context.Pool(2) as pool:
    assert pool.map(torch.zeros, [2, 3])[1].shape == (3,)
"""
    )


# --- Threads


def test_gradients_of_threads_add_up():
    run(
        """
        torch.set_num_threads(2)
        def together(function, count=4):
            barrier, failures = threading.Barrier(count), []
            def start(index):
                try:
                    barrier.wait()
                    function(index)
                except BaseException as error:
                    failures.append(error)
            threads = [threading.Thread(target=start, args=(index,)) for index in range(count)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert not failures, failures

        # Large sums, whose additions take long enough to meet.
        w = torch.zeros(100_000, dtype=torch.float64, requires_grad=True)
        def large(index):
            for _ in range(60):
                (w * 1).backward(torch.ones_like(w))
        together(large)
        assert (w.grad == 240).all(), "gradients were lost"

        # First gradients.
        leaves = [torch.zeros(2, requires_grad=True) for _ in range(2000)]
        def first(index):
            for leaf in leaves:
                leaf.sum().backward()
        together(first)
        assert all((leaf.grad == 4).all() for leaf in leaves), "first gradients were lost"

        # A shared model.
        torch.manual_seed(0)
        model = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 1)).double()
        inputs = [torch.randn(4, 8, dtype=torch.float64) for _ in range(4)]
        def shared(index):
            for _ in range(50):
                model(inputs[index]).sum().backward()
        for x in inputs:
            model(x).sum().backward()
        expected = [p.grad * 50 for p in model.parameters()]
        model.zero_grad()
        together(shared)
        for p, total in zip(model.parameters(), expected):
            torch.testing.assert_close(p.grad, total)

        # Graphs of their own.
        results = [None] * 4
        def own(index):
            torch.manual_seed(index)
            for _ in range(30):
                x = torch.full((50,), float(index), requires_grad=True)
                (x * x).sum().backward()
                results[index] = x.grad
        together(own)
        assert [r[0].item() for r in results] == [0, 2, 4, 6]

        # One graph, kept, run by all.
        x = torch.ones(3, requires_grad=True)
        y = (x * 2).exp().sum()
        together(lambda index: [torch.autograd.grad(y, x, retain_graph=True) for _ in range(50)])
        """
    )


def test_tensors_wander_between_threads():
    run(
        """
        import queue, weakref
        ways = queue.Queue(64)
        def produce():
            for index in range(1500):
                x = torch.ones(100, requires_grad=True)
                x.tag = index
                y = (x * 2).relu()
                y.register_hook(lambda g: g)
                ways.put((x, y))
            ways.put(None)
        thread = threading.Thread(target=produce)
        thread.start()
        seen = 0
        while (pair := ways.get()) is not None:
            x, y = pair
            y.sum().backward()
            assert x.tag == seen and x.grad[0].item() == 2
            seen += 1
        thread.join()
        assert seen == 1500

        # Freed by a thread that did not make it; modes belong to their thread.
        box, states = [torch.ones(1_000_000)], []
        gone = weakref.ref(box[0])
        def clear():
            states.append(torch.is_grad_enabled())
            box.clear()
        with torch.no_grad():
            thread = threading.Thread(target=clear)
            thread.start()
            thread.join()
        assert gone() is None and states == [True]
        """
    )


def test_weak_references_while_passes_drop_tensors():
    run(
        """
        import weakref
        references, stop, failures = [], False, []
        def guarded(work):
            def start():
                try:
                    while not stop:
                        work()
                except BaseException as error:
                    failures.append(error)
            return start
        def make():
            x, w = torch.ones(40_000, requires_grad=True), torch.ones(40_000)
            w.tag = 2
            references.append(weakref.ref(w))
            y = x * w
            del w
            # The pass drops `w` on a thread that has let go of the interpreter's lock.
            y.sum().backward()
            del references[:-50]
        def look():
            for reference in list(references):
                if (tensor := reference()) is not None:
                    assert tensor.tag == 2 and tensor.sum().item() == 40_000
        threads = [threading.Thread(target=guarded(work)) for work in (make, make, look, look)]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 0.8
        while time.monotonic() < deadline:
            gc.collect()
        stop = True
        for thread in threads:
            thread.join()
        gc.collect()
        assert not failures and all(reference() is None for reference in references)
        """
    )


# --- Signals


@pytest.mark.parametrize(
    "work",
    [
        "a = torch.ones(100)\nwhile True: a = a * 1",
        "a = torch.randn(300, 300)\nwhile True: a @ a",
        "x = torch.ones(1, requires_grad=True)\ny = x\n"
        "for _ in range(4000):\n    y = y * 1\n    y.register_hook(lambda g: time.sleep(0.01))\ny.backward()",
        "model = nn.Linear(4, 4)\nwhile True: model(torch.ones(2, 4)).sum().backward()",
    ],
    ids=["loop", "matmul", "backward", "training"],
)
def test_interrupts_arrive(work):
    code = f"""
        work = compile({work!r}, "work", "exec")
        threading.Timer(0.15, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        start = time.monotonic()
        try:
            exec(work)
        except KeyboardInterrupt:
            pass
        else:
            sys.exit("no interrupt")
        assert time.monotonic() - start < 10
        # The library goes on working.
        x = torch.ones(2, requires_grad=True)
        (x * x).sum().backward()
        assert x.grad.tolist() == [2, 2] and torch.is_grad_enabled()
    """
    run(code)


# --- Ends

ENDS = {
    "objects in module globals": """
        x = torch.ones(3, requires_grad=True)
        x.me = x
        y = x * 2
        y.register_hook(lambda g: y)
        z = [x, y]
        z.append(z)
        class Same(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                ctx.me = ctx
                ctx.save_for_backward(x)
                return x * 1
            @staticmethod
            def backward(ctx, g):
                return g
        f = Same.apply(y)
        f.node = f.grad_fn
        class Late(torch.Tensor):
            def __del__(self):
                self.sum()
        late = torch.Tensor._make_subclass(Late, torch.ones(3))
        import numpy
        array = x.detach().numpy()
        back = torch.from_numpy(numpy.ones(4))
        """,
    "work at exit": """
        import atexit
        a = torch.randn(200, 200, requires_grad=True)
        atexit.register(lambda: (a @ a).sum().backward())
        """,
    "thread-local tensors": """
        local = threading.local()
        def keep():
            local.x = torch.ones(3, requires_grad=True) * 2
            local.x.register_hook(lambda g: local)
        threads = [threading.Thread(target=keep) for _ in range(20)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        """,
    "exit from a hook": """
        x = torch.ones(2, requires_grad=True)
        x.register_hook(lambda g: sys.exit(0))
        x.sum().backward()
        sys.exit("not reached")
        """,
    "threads in operations": """
        def work():
            a = torch.randn(100_000)
            while True: a.sort(); a.exp().sum()
        for _ in range(3): threading.Thread(target=work, daemon=True).start()
        time.sleep(0.05)
        """,
    "threads in backward passes": """
        def work():
            w = torch.randn(50, 50, requires_grad=True)
            w.register_hook(lambda g: g * 1)
            while True: (w @ w).softmax(1).sum().backward()
        for _ in range(3): threading.Thread(target=work, daemon=True).start()
        time.sleep(0.05)
        """,
    "threads in Python callbacks": """
        class Slow(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x): return x * 1
            @staticmethod
            def backward(ctx, g):
                time.sleep(0.0005)
                return g
        def work():
            x = torch.ones(1000, requires_grad=True)
            while True: Slow.apply(x).sum().backward()
        for _ in range(3): threading.Thread(target=work, daemon=True).start()
        time.sleep(0.05)
        """,
    "threads in modules": """
        class Slow(nn.Module):
            def forward(self, x):
                time.sleep(0.0003)
                return x
        model = nn.Sequential(nn.Linear(5, 5), Slow())
        def work():
            while True: model(torch.ones(1, 5))
        for _ in range(3): threading.Thread(target=work, daemon=True).start()
        time.sleep(0.05)
        """,
    "loaders with live workers": """
        from flambeau.utils.data import DataLoader, TensorDataset
        loader = DataLoader(
            TensorDataset(torch.randn(200, 4000)), 8, num_workers=2, persistent_workers=True,
            multiprocessing_context="fork",
        )
        iterator = iter(loader)
        next(iterator)
        keep = [loader, iterator]
        keep.append(keep)
        """,
    "the module gone": """
        x = torch.ones(3, requires_grad=True) * 2
        for name in list(sys.modules):
            if name.startswith("flambeau"): del sys.modules[name]
        del torch, nn, F
        """,
}


@pytest.mark.parametrize("name", ENDS)
def test_the_program_ends_well_with(name):
    run(ENDS[name], timeout=30)


# --- Chains


def test_long_chains_do_not_use_the_stack():
    run(
        """
        def chain(function, length=100_000):
            y = x
            for _ in range(length):
                y = function(y)
            return y
        x = torch.ones(1, requires_grad=True)
        chain(lambda y: y * 1.0).backward()
        assert x.grad.item() == 1
        chain(lambda y: y + 1)
        chain(lambda y: y.view(1)).backward()
        def hook(y):
            y = y * 1.0
            y.register_hook(lambda g: None)
            return y
        chain(hook, 20_000).backward()
        class Keep(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                ctx.save_for_backward(x)
                return x.view_as(x)
            @staticmethod
            def backward(ctx, g):
                return g
        chain(Keep.apply, 4_000).backward()
        chain(Keep.apply, 4_000)
        (g,) = torch.autograd.grad(chain(torch.sin, 5000), x, create_graph=True)
        torch.autograd.grad(g, x)
        del g
        y = torch.ones(1)
        for _ in range(50_000):
            z = torch.ones(1)
            z.attribute = y
            y = z
        del y, z
        """
    )


def test_long_chains_of_gradients():
    run(
        """
        y = torch.ones(1)
        for _ in range(100_000):
            z = torch.ones(1)
            z.grad = y
            y = z
        del y, z
        def dropped_elsewhere():
            y = torch.ones(1)
            for _ in range(100_000):
                z = torch.ones(1)
                z.grad = y
                y = z
        thread = threading.Thread(target=dropped_elsewhere)
        thread.start()
        thread.join()
        """
    )


def test_endless_reentrance_is_a_recursion_error():
    run(
        """
        x = torch.ones(1, requires_grad=True)
        def again(g=None):
            with torch.enable_grad():
                y = x * 1
            y.register_hook(again)
            y.backward()
        def expect():
            try:
                again()
            except RecursionError:
                done.append(True)
        done = []
        expect()
        thread = threading.Thread(target=expect)
        thread.start()
        thread.join()
        assert done == [True, True]
        """
    )


# --- Memory

RESIDENT = """
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024
def growth(function, times, warm=3):
    for _ in range(warm):
        function()
    gc.collect()
    before = resident()
    for _ in range(times):
        function()
    gc.collect()
    return resident() - before
"""


needs_proc = pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="looks into /proc")


@needs_proc
def test_training_does_not_grow():
    run(
        RESIDENT
        + """
torch.manual_seed(0)
model = nn.Sequential(
    nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(4 * 7 * 7, 10)
)
optimizer = torch.optim.Adam(model.parameters())
def step():
    optimizer.zero_grad()
    F.cross_entropy(model(torch.randn(8, 1, 16, 16)), torch.randint(0, 10, (8,))).backward()
    optimizer.step()
grown = growth(step, 200, warm=30)
assert grown < 2000, grown
"""
    )


@needs_proc
@pytest.mark.parametrize(
    ("what", "times"),
    [
        ("(x * 2).exp()", 60),
        ("torch.autograd.grad(x.exp().sum(), x, create_graph=True)[0].sum()", 60),
        ("Exp.apply(x)", 60),
        ("Exp.apply(x).sum().backward()", 60),
        ("hooks()", 1500),
        ("torch.from_numpy(numpy.zeros(10)).numpy()", 10_000),
        ("fails(lambda: small.view(7))", 30_000),
        ("fails(lambda: small @ torch.ones(3))", 30_000),
        ("fails(lambda: small.sum(unknown=1))", 30_000),
        ("F.relu(small, inplace=False).view(2).t().tolist()", 10_000),
    ],
)
def test_nothing_stays_behind(what, times):
    run(
        RESIDENT
        + f"""
import numpy
class Exp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = x.exp()
        ctx.save_for_backward(y)
        return y
    @staticmethod
    def backward(ctx, g):
        return g * ctx.saved_tensors[0]
def hooks():
    a = torch.ones(300, requires_grad=True)
    b = a * 2
    a.register_hook(lambda g: None)
    b.register_hook(lambda g: g * 1)
    b.grad_fn.register_hook(lambda *_: None)
    b.sum().backward()
    a.cycle = b
def fails(function):
    try:
        function()
    except (RuntimeError, TypeError):
        return
    raise AssertionError
x, small = torch.ones(100_000, requires_grad=True), torch.ones(2)
grown = growth(lambda: {what}, {times}, warm=100)
assert grown < 1500, grown
"""
    )


@needs_proc
def test_large_tensors_are_given_back():
    run(
        RESIDENT
        + """
def large():
    tensor = torch.ones(20_000_000)
    tensor += 1
before = resident()
grown = growth(large, 10, warm=1)
assert grown < 10_000, grown
assert resident() - before < 400_000
"""
    )


def test_custom_functions_keep_only_what_they_save():
    run(
        """
        import weakref
        class Twice(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x, other):
                return x * 2
            @staticmethod
            def backward(ctx, g):
                return 2 * g, None
        leaf = torch.ones(3, requires_grad=True)
        x = leaf * 1
        other = torch.ones(3)
        held = weakref.ref(x), weakref.ref(other)
        y = Twice.apply(x, other)
        del x, other
        assert [ref() for ref in held] == [None, None]
        y.sum().backward()
        assert leaf.grad.tolist() == [2, 2, 2]
        """
    )


def test_loaders_leave_nothing_behind():
    run(
        """
        from flambeau.utils.data import DataLoader, TensorDataset
        def files():
            return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
        import multiprocessing
        dataset = TensorDataset(torch.randn(32, 20_000))
        for options in ({}, {"num_workers": 2, "multiprocessing_context": "fork"}):
            loader = DataLoader(dataset, 8, **options)
            for _ in loader: pass
            gc.collect()
            before = files()
            for _ in range(3):
                for _ in loader: pass
            gc.collect()
            assert files() <= before and multiprocessing.active_children() == [], (options, files(), before)
        """
    )


# --- The number of threads


def test_results_do_not_depend_on_the_number_of_threads():
    run(
        """
        import hashlib
        def compute(threads):
            torch.set_num_threads(threads)
            torch.manual_seed(3)
            out = []
            def leaf(*shape):
                return torch.randn(*shape, requires_grad=True)
            def both(result, *leaves):
                out.append(result.detach())
                out.extend(torch.autograd.grad(result.square().sum(), leaves))
            model = nn.Sequential(
                nn.Conv2d(3, 6, 3, padding=1), nn.BatchNorm2d(6), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 6, 3),
                nn.Flatten(), nn.Linear(6 * 10 * 10, 10),
            )
            x = leaf(6, 3, 24, 24)
            both(F.cross_entropy(model(x), torch.randint(0, 10, (6,))), x, *model.parameters())
            a, b = leaf(130, 300), leaf(300, 90)
            both(a @ b, a, b)
            s = leaf(200, 700)
            both(s.softmax(1), s)
            both(s.softmax(0), s)
            w = leaf(700)
            both(F.layer_norm(s, (700,), w, w), s, w)
            v = leaf(150_000)
            both(v.cumsum(0), v)
            both(v.sort().values, v)
            index = torch.randint(0, 50, (8000,))
            values = leaf(8000, 8)
            both(torch.zeros(50, 8).index_add(0, index, values), values)
            e = leaf(50, 8)
            both(F.embedding(index, e), e)
            out += [v.detach().sum(), v.detach().std(), v.detach().reshape(3, -1).sum(0), v.detach().argsort()]
            out += [torch.rand(100_001), F.dropout(torch.ones(100_001)), torch.randperm(5000)]
            return [hashlib.sha256(tensor.contiguous().numpy().tobytes()).hexdigest() for tensor in out]
        expected = compute(1)
        for threads in (2, 3, 5, 8):
            got = compute(threads)
            assert got == expected, (threads, [at for at, pair in enumerate(zip(got, expected)) if len(set(pair)) > 1])
        """
    )


def test_the_number_of_threads_changes_during_training():
    run(
        """
        def train(counts):
            torch.manual_seed(1)
            model = nn.Sequential(nn.Linear(150, 150), nn.Tanh(), nn.Linear(150, 1))
            optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
            for step in range(8):
                torch.set_num_threads(counts[step % len(counts)])
                optimizer.zero_grad()
                model(torch.randn(200, 150)).square().mean().backward()
                optimizer.step()
            return [p.detach().clone() for p in model.parameters()]
        expected = train([1])
        stop = False
        def change():
            count = 0
            while not stop:
                count = count % 8 + 1
                torch.set_num_threads(count)
                time.sleep(0.001)
        for counts in ([1, 8, 2, 5], [3, 1]):
            assert all(torch.equal(a, b) for a, b in zip(train(counts), expected))
        thread = threading.Thread(target=change)
        thread.start()
        assert all(torch.equal(a, b) for a, b in zip(train([4, 2]), expected))
        stop = True
        thread.join()
        """
    )
