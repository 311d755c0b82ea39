"""flambeau.multiprocessing: failures as PyTorch reports them, and tensors that other processes see."""

from __future__ import annotations

import os
import signal
import sys

import flambeau as torch
import flambeau.multiprocessing as mp
import pytest


def succeed(index: int, queue) -> None:
    queue.put((index, torch.full((2,), float(index))))
    # The tensor's file is passed on while this process lives.
    queue.close()
    queue.join_thread()


def fail(index: int, which: int) -> None:
    if index == which:
        raise ValueError(f"process {index} has had enough")


def leave(index: int, code: int) -> None:
    if code < 0:
        os.kill(os.getpid(), -code)
    sys.exit(code)


def change(index: int, tensor) -> None:
    tensor[index] = index + 1


def start(function, *args, nprocs=1, **options):
    return mp.start_processes(function, args=args, nprocs=nprocs, start_method="fork", **options)


@pytest.fixture(autouse=True)
def _forks():
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def test_an_exception_is_reported():
    with pytest.raises(mp.ProcessRaisedException) as caught:
        start(fail, 1, nprocs=2)
    text = str(caught.value)
    assert text.startswith(
        "\n\n-- Process 1 terminated with the following error:\nTraceback (most recent call last):\n"
    )
    assert "ValueError: process 1 has had enough" in text
    assert caught.value.error_index == 1 and caught.value.error_pid > 0


def test_an_exit_is_reported():
    with pytest.raises(mp.ProcessExitedException, match="^process 0 terminated with exit code 3$") as caught:
        start(leave, 3)
    assert caught.value.exit_code == 3 and caught.value.signal_name is None
    with pytest.raises(mp.ProcessExitedException, match="^process 0 terminated with signal SIGKILL$") as caught:
        start(leave, -signal.SIGKILL)
    assert caught.value.exit_code == -9 and caught.value.signal_name == "SIGKILL"


def test_join():
    context = start(fail, 9, nprocs=2, join=False)
    assert len(context.pids()) == 2
    while not context.join(timeout=10):
        pass
    assert context.join()


def test_shared_memory():
    tensor = torch.zeros(3).share_memory_()
    assert tensor.is_shared() and not torch.zeros(3).is_shared()
    start(change, tensor, nprocs=3)
    assert tensor.tolist() == [1, 2, 3]


@pytest.mark.parametrize("strategy", sorted(mp.get_all_sharing_strategies()))
def test_queue(strategy):
    before = mp.get_sharing_strategy()
    mp.set_sharing_strategy(strategy)
    try:
        context = mp.get_context("fork")
        queue = context.Queue()
        queue.put({"a": torch.arange(3), "p": torch.nn.Parameter(torch.ones(2))})
        result = queue.get(timeout=30)
        assert result["a"].tolist() == [0, 1, 2] and isinstance(result["p"], torch.nn.Parameter)
        assert result["a"].is_shared()
    finally:
        mp.set_sharing_strategy(before)


def test_spawn():
    with pytest.raises(mp.ProcessRaisedException, match="has had enough"):
        mp.spawn(fail, args=(0,), nprocs=1)
    with pytest.raises(AssertionError):
        mp.set_sharing_strategy("carrier pigeon")


def test_distributed_is_not_there():
    import flambeau.distributed as dist

    assert not dist.is_available() and not dist.is_initialized()
    for call in (
        lambda: dist.init_process_group("gloo"),
        lambda: dist.all_reduce(torch.ones(1)),
        lambda: dist.get_rank(),
    ):
        with pytest.raises(NotImplementedError, match="flambeau.distributed"):
            call()
    with pytest.raises(AttributeError):
        _ = dist.nothing_such
    assert dist.ReduceOp.SUM is not dist.ReduceOp.MAX
    from flambeau.nn.parallel import DistributedDataParallel

    assert not isinstance(torch.nn.ReLU(), DistributedDataParallel)
    with pytest.raises(NotImplementedError, match="DistributedDataParallel"):
        DistributedDataParallel(torch.nn.ReLU())
