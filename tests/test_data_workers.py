"""The loader with worker processes: order, seeds, shared memory, failures, ends."""

import gc
import json
import multiprocessing
import os
import pathlib
import random
import signal
import subprocess
import sys
import threading
import time

import flambeau as torch
import numpy as np
import pytest
from flambeau.utils.data import DataLoader, Dataset, IterableDataset, TensorDataset, get_worker_info

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="worker processes need a Unix system"),
    # Python 3.12 and newer warn about forking a process that has threads, which flambeau's are prepared for.
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
    # More workers than processors are what these tests are about.
    pytest.mark.filterwarnings("ignore:This DataLoader will create:UserWarning"),
]

ORDER = json.loads((pathlib.Path(__file__).parent / "golden" / "data_order.json").read_text())
FORK = {"num_workers": 2, "multiprocessing_context": "fork"}
# A tensor of this many floats travels in shared memory, a smaller one inside the message.
LARGE = 20_000


class Function(Dataset):
    """Sample ``i`` is ``function(i)``."""

    def __init__(self, length, function=lambda index: index):
        self.length = length
        self.function = function

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        return self.function(index)


class Shares(IterableDataset):
    """Each worker yields its own share, of a length of its own."""

    def __init__(self, *lengths):
        self.lengths = lengths

    def __iter__(self):
        worker = get_worker_info()
        return iter(range(worker.id * 100, worker.id * 100 + self.lengths[worker.id]))


def identity(batch):
    return batch


def open_files():
    return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0


@pytest.fixture(autouse=True)
def main_memory():
    """Forked workers cannot use a GPU: what they give is in main memory, also where the program's tensors are not."""
    before = torch.get_default_device()
    torch.set_default_device("cpu")
    yield
    torch.set_default_device(before)


@pytest.fixture(autouse=True)
def nothing_is_left():
    gc.collect()
    before = open_files()
    yield
    gc.collect()
    # A failed test keeps its frames, and with them its loaders.
    assert multiprocessing.active_children() == []
    assert threading.active_count() == 1 or threading.enumerate()
    # The standard library keeps a few descriptors of its fork server and its resource tracker.
    assert open_files() <= before + 4


def large(index):
    return torch.full((LARGE,), float(index)), index


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize("persistent", [False, True])
def test_batches_come_in_order(workers, persistent):
    dataset = Function(23, large)
    expected = [
        [batch.tolist() for _, batch in loader]
        for loader in [DataLoader(dataset, 4, shuffle=True, generator=torch.Generator().manual_seed(1))]
        for _ in range(3)
    ]
    generator = torch.Generator().manual_seed(1)
    loader = DataLoader(
        dataset,
        4,
        shuffle=True,
        generator=generator,
        num_workers=workers,
        persistent_workers=persistent,
        multiprocessing_context="fork",
    )
    if persistent:
        # The workers of the first pass stay, so that their seed is drawn only once.
        expected = [expected[0]]
    for numbers in expected:
        seen = []
        for images, labels in loader:
            assert images.shape == (len(labels), LARGE)
            assert images[:, 0].tolist() == images[:, -1].tolist() == [float(label) for label in labels.tolist()]
            seen.append(labels.tolist())
        assert seen == numbers
    assert len(list(loader)) == len(loader) == 6


def test_seeds_are_those_of_pytorch():
    def draw(_index):
        return get_worker_info().seed, torch.rand((), dtype=torch.float64).item()

    torch.manual_seed(42)
    loader = DataLoader(Function(4, draw), batch_size=1, **FORK)
    assert [[seed.tolist(), value.tolist()] for seed, value in loader] == ORDER["workers"]


def test_every_generator_is_seeded():
    def draw(_index):
        return random.random(), torch.rand(()).item(), float(np.random.rand())

    runs = []
    for _ in range(2):
        torch.manual_seed(7)
        runs.append([[value.item() for value in batch] for batch in DataLoader(Function(4, draw), **FORK)])
    assert runs[0] == runs[1]
    assert len({value for batch in runs[0] for value in batch}) == 12


def test_a_worker_knows_what_it_is():
    def describe(_index):
        info = get_worker_info()
        return info.id, info.num_workers, info.seed - info.id, torch.get_num_threads(), len(info.dataset)

    seen = [tuple(part.item() for part in batch) for batch in DataLoader(Function(4, describe), **FORK)]
    assert [batch[:2] for batch in seen] == [(0, 2), (1, 2), (0, 2), (1, 2)]
    assert len({batch[2] for batch in seen}) == 1
    assert {batch[3:] for batch in seen} == {(1, 4)}


@pytest.mark.cuda_only
def test_batches_for_a_gpu():
    torch.set_default_device("cuda")
    for pin in (False, True):
        for images, labels in DataLoader(Function(6, large), 2, shuffle=True, pin_memory=pin, **FORK):
            assert images.device.type == labels.device.type == "cpu" and images.is_pinned() == labels.is_pinned() == pin
            there = images.to("cuda", non_blocking=True)
            assert there[:, 7].tolist() == labels.tolist()
    dataset = TensorDataset(torch.ones(4, 2))
    with pytest.raises(RuntimeError, match="Cannot re-initialize CUDA in forked subprocess"):
        list(DataLoader(dataset, 2, **FORK))


def set_up(worker):
    get_worker_info().dataset.function = lambda index: 10 * worker + index


def test_worker_init_fn_configures_the_copy():
    dataset = Function(4)
    loader = DataLoader(dataset, worker_init_fn=set_up, **FORK)
    assert [batch.item() for batch in loader] == [0, 11, 2, 13]
    assert dataset[3] == 3


def test_iterable_shares():
    loader = DataLoader(Shares(9, 2), 2, **FORK)
    expected = [[0, 1], [100, 101], [2, 3], [4, 5], [6, 7], [8]]
    assert [batch.tolist() for batch in loader] == expected
    assert [batch.tolist() for batch in DataLoader(Shares(9, 2), 2, drop_last=True, **FORK)] == expected[:-1]
    kept = DataLoader(Shares(9, 2), 2, persistent_workers=True, **FORK)
    assert [[batch.tolist() for batch in kept] for _ in range(2)] == [expected, expected]
    assert list(DataLoader(Shares(0, 0), **FORK)) == []


def test_any_order_yields_every_batch_once():
    loader = DataLoader(Function(30, large), 2, in_order=False, persistent_workers=True, **FORK)
    for _ in range(2):
        assert sorted(number for _, labels in loader for number in labels.tolist()) == list(range(30))
    assert sorted(x.item() for x in DataLoader(Shares(5, 2), in_order=False, **FORK)) == [0, 1, 2, 3, 4, 100, 101]


def test_prefetching_is_bounded():
    asked = []

    class Watched:
        def __iter__(self):
            for index in range(20):
                asked.append(index)
                yield [index]

    iterator = iter(DataLoader(Function(20), batch_sampler=Watched(), prefetch_factor=3, **FORK))
    assert len(asked) == 6
    next(iterator)
    assert len(asked) == 7


def test_values_of_all_kinds():
    parameter = torch.nn.Parameter(torch.arange(4.0))
    values = [
        torch.zeros(0, 3),
        torch.tensor(2.5),
        torch.arange(6).reshape(2, 3).t(),
        torch.arange(LARGE * 2).reshape(2, LARGE).t(),
        torch.ones(3, dtype=torch.bfloat16),
        torch.tensor([True, False]),
        torch.tensor([1 + 2j, 3j]),
        torch.full((LARGE,), 1j).conj(),
        torch.ones(4, requires_grad=True),
        parameter,
        {"nested": (torch.ones(LARGE), "text", None)},
        np.arange(3),
    ]
    (received,) = DataLoader([values], batch_size=None, collate_fn=identity, num_workers=1)
    for sent, got in zip(values, received, strict=True):
        if isinstance(sent, torch.Tensor):
            assert type(got) is type(sent) and got.dtype is sent.dtype and got.shape == sent.shape
            assert got.requires_grad == sent.requires_grad and got.tolist() == sent.tolist()
    assert received[3].stride() == values[3].stride()
    assert received[10]["nested"][0].sum().item() == LARGE
    assert received[11].tolist() == [0, 1, 2]


def test_identity_within_a_batch():
    def twice(_index):
        tensor = torch.ones(LARGE)
        return [tensor, tensor]

    (batch,) = DataLoader(Function(1, twice), batch_size=None, collate_fn=identity, num_workers=1)
    assert batch[0] is batch[1]


def test_batches_may_be_kept_and_changed():
    loader = DataLoader(Function(300, large), 1, **FORK)
    files = open_files()
    kept = []
    for images, _ in loader:
        images.mul_(2)
        kept.append(images)
    # Beyond some number of batches in shared memory, batches are copied.
    assert open_files() - files < 200
    assert [images[0, 5].item() for images in kept] == [2.0 * index for index in range(300)]


def test_a_worker_may_keep_its_batches():
    kept = []

    def collate(samples):
        batch = torch.utils.data.default_collate(samples)
        kept.append(batch[0])
        return batch, [old[0, 0].item() for old in kept]

    loader = DataLoader(Function(12, large), 1, collate_fn=collate, num_workers=1, multiprocessing_context="fork")
    for index, (batch, old) in enumerate(loader):
        assert old == list(range(index + 1)) and batch[0][0, 0].item() == index


def test_long_messages():
    assert (
        sum(len(text) for batch in DataLoader(Function(20, lambda i: "x" * 300_000), **FORK) for text in batch) == 6e6
    )
    sizes = [len(batch) for batch in DataLoader(range(300_000), batch_size=100_000, **FORK)]
    assert sizes == [100_000] * 3


@pytest.mark.parametrize("workers", [1, 2])
def test_tensor_datasets_are_gathered_in_workers(workers):
    images = torch.arange(100.0 * 500).reshape(100, 500)
    dataset = TensorDataset(images, torch.arange(100))
    for pictures, labels in DataLoader(dataset, 32, num_workers=workers, multiprocessing_context="fork"):
        assert pictures[:, 0].tolist() == [500.0 * label for label in labels.tolist()]


# --- Failures


def fail_at_5(index):
    if index == 5:
        raise KeyError("five")
    return index


class TwoArguments(Exception):
    def __init__(self, first, second):
        super().__init__(first, second)


def raise_two(index):
    raise TwoArguments(1, 2)


def test_exceptions_arrive_with_their_traceback():
    with pytest.raises(KeyError) as caught:
        list(DataLoader(Function(8, fail_at_5), **FORK))
    text = str(caught.value)
    assert text.startswith(
        "Caught KeyError in DataLoader worker process 1.\nOriginal Traceback (most recent call last):"
    )
    assert "in fail_at_5" in text and text.rstrip().endswith("KeyError: 'five'")
    with pytest.raises(RuntimeError, match="Caught TwoArguments in DataLoader worker process 0"):
        list(DataLoader(Function(8, raise_two), **FORK))


def test_the_pass_goes_on_after_an_exception():
    iterator = iter(DataLoader(Function(8, fail_at_5), **FORK))
    seen = []
    while True:
        try:
            seen.append(next(iterator).item())
        except KeyError:
            seen.append("failed")
        except StopIteration:
            break
    assert seen == [0, 1, 2, 3, 4, "failed", 6, 7]


def broken_init(worker):
    raise ValueError("no set-up")


def test_failures_before_the_first_batch():
    with pytest.raises(ValueError, match="no set-up"):
        list(DataLoader(Function(4), worker_init_fn=broken_init, **FORK))

    class Broken(IterableDataset):
        def __iter__(self):
            raise OSError("no stream")

    with pytest.raises(OSError, match="no stream"):
        list(DataLoader(Broken(), **FORK))


def test_batches_that_cannot_be_sent():
    with pytest.raises((AttributeError, TypeError), match="in DataLoader worker process 0"):
        list(DataLoader(Function(2, lambda index: lambda: 0), collate_fn=identity, **FORK))
    leaf = torch.ones(2, requires_grad=True)
    with pytest.raises(RuntimeError, match="detach"):
        list(DataLoader(Function(2, lambda index: leaf * 2), collate_fn=identity, **FORK))


def test_dead_workers_are_noticed():
    def killed(index):
        if index == 5:
            os.kill(os.getpid(), signal.SIGKILL)
        return index

    def exits(index):
        if index == 5:
            os._exit(3)
        return index

    with pytest.raises(RuntimeError, match=r"DataLoader worker \(pid \d+\) is killed by signal: SIGKILL"):
        list(DataLoader(Function(20, killed), **FORK))
    with pytest.raises(RuntimeError, match=r"\(pid \d+\) exited unexpectedly with exit code 3"):
        list(DataLoader(Function(20, exits), **FORK))


def test_timeout():
    def slow(index):
        time.sleep(0.5 if index == 1 else 0)
        return index

    with pytest.raises(RuntimeError, match=r"timed out after 0\.1 seconds"):
        list(DataLoader(Function(4, slow), timeout=0.1, num_workers=1, multiprocessing_context="fork"))


# --- Ends


def test_abandoned_passes():
    loader = DataLoader(Function(40, large), 2, **FORK)
    iterator = iter(loader)
    workers = iterator._workers
    next(iterator)
    del iterator
    gc.collect()
    assert not any(worker.is_alive() for worker in workers)

    kept = DataLoader(Function(40, large), 2, persistent_workers=True, **FORK)
    for number, _ in enumerate(kept):
        if number == 3:
            break
    pids = [worker.pid for worker in kept._iterator._workers]
    assert [labels.tolist() for _, labels in kept][0] == [0, 1]
    assert [worker.pid for worker in kept._iterator._workers] == pids


def test_two_loaders_at_once():
    first = iter(DataLoader(Function(6), persistent_workers=True, **FORK))
    second = iter(DataLoader(Function(6), persistent_workers=True, **FORK))
    assert [(a.item(), b.item()) for a, b in zip(first, second, strict=True)] == [(i, i) for i in range(6)]
    start = time.monotonic()
    del first
    gc.collect()
    # Its workers end although those of the other loader, which were forked later, have inherited its sockets.
    assert time.monotonic() - start < 3


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_other_start_methods(method):
    dataset = TensorDataset(torch.arange(12.0).reshape(6, 2), torch.arange(6))
    loader = DataLoader(dataset, 2, num_workers=1, multiprocessing_context=method)
    assert [labels.tolist() for _, labels in loader] == [[0, 1], [2, 3], [4, 5]]


def test_what_cannot_be_pickled_says_what_to_do():
    with pytest.raises((AttributeError, TypeError)) as caught:
        list(DataLoader(Function(2, lambda index: index), num_workers=1, multiprocessing_context="spawn"))
    assert "multiprocessing_context='fork'" in "".join(caught.value.__notes__)


SCRIPT = """
import sys, time
from flambeau.utils.data import DataLoader, Dataset

class Slow(Dataset):
    def __len__(self):
        return 1000
    def __getitem__(self, index):
        time.sleep(30 if sys.argv[1] == "busy" else 0)
        return index

loader = DataLoader(Slow(), num_workers=2, persistent_workers=True)
iterator = iter(loader)
if sys.argv[1] != "busy":
    next(iterator)
print(*[worker.pid for worker in iterator._workers], flush=True)
if sys.argv[1] == "exit":
    sys.exit(0)
while True:
    next(iterator)
    if sys.argv[1] == "training":
        time.sleep(0.01)
"""


def is_running(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="looks into /proc")
@pytest.mark.parametrize(
    ("state", "end"),
    [("exit", None), ("busy", signal.SIGINT), ("training", signal.SIGINT), ("training", signal.SIGKILL)],
)
def test_processes_end_with_the_program(state, end):
    command = [sys.executable, "-W", "ignore", "-c", SCRIPT, state]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        workers = [int(pid) for pid in program.stdout.readline().split()]
        assert len(workers) == 2
        if end is not None:
            program.send_signal(end)
        _, errors = program.communicate(timeout=20)
    assert "resource_tracker" not in errors
    if end is signal.SIGINT:
        assert errors.count("KeyboardInterrupt") == 1, errors
    deadline = time.monotonic() + 10
    while any(map(is_running, workers)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(map(is_running, workers))
