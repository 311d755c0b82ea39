"""Groups of four GPUs, with the stand-in for NCCL: `cuda_nccl.py NAME`."""

from __future__ import annotations

import ctypes
import os
import sys
import warnings
from ctypes import byref, c_int, c_size_t, c_void_p

import flambeau as torch
from flambeau.cuda import comm, nccl

RANKS = 4
DEVICES = [f"cuda:{rank}" for rank in range(RANKS)]


def numbers(length: int, dtype: torch.dtype = torch.float32) -> list[torch.Tensor]:
    """A row on each device."""
    rows = [torch.arange(length).mul(7 * rank + 1).add(rank).remainder(5).to(dtype) for rank in range(RANKS)]
    return [row.to(device) for row, device in zip(rows, DEVICES, strict=True)]


def calls() -> list[str]:
    """The calls of NCCL since the last question, by name."""
    with open(os.environ["STANDIN_LOG"], "a+") as log:
        log.seek(calls.seen)
        lines = log.read().splitlines()
        calls.seen = log.tell()
    return [line.split()[1] for line in lines if line.startswith("nccl ")]


calls.seen = 0


def raised(kind: type[Exception], words: str, call: object) -> None:
    try:
        call()
    except kind as error:
        assert words in str(error), error
        return
    raise AssertionError(f"nothing raised {kind.__name__}: {words}")


def check_operations() -> None:
    assert nccl.version() == (2, 29, 7)
    assert nccl.is_available(numbers(3)) and not nccl.is_available([numbers(3)[0]] * 2)
    for dtype in (torch.float32, torch.float64, torch.int64, torch.int8, torch.float16, torch.bfloat16):
        host = [row.cpu() for row in numbers(100, dtype)]
        stacked = torch.stack(host)
        expected = [stacked.sum(0).to(dtype), stacked.prod(0).to(dtype), stacked.amax(0), stacked.amin(0)]
        for op, wanted in enumerate(expected):
            rows = numbers(100, dtype)
            nccl.all_reduce(rows, op=op)
            assert all(torch.equal(row.cpu(), wanted) for row in rows), (dtype, op)
            rows, outputs = numbers(100, dtype), [torch.zeros_like(row) for row in numbers(100, dtype)]
            nccl.all_reduce(rows, outputs, op)
            assert all(torch.equal(row.cpu(), wanted) for row in outputs), (dtype, op)
            assert all(torch.equal(row.cpu(), before) for row, before in zip(rows, host, strict=True))
            outputs = [torch.zeros(25, dtype=dtype, device=device) for device in DEVICES]
            nccl.reduce_scatter(rows, outputs, op)
            assert torch.equal(torch.cat([row.cpu() for row in outputs]), wanted), (dtype, op)
            nccl.reduce(rows, root=2, op=op)
            assert torch.equal(rows[2].cpu(), wanted) and torch.equal(rows[1].cpu(), host[1])
        rows = numbers(100, dtype)
        outputs = [torch.zeros(400, dtype=dtype, device=device) for device in DEVICES]
        nccl.all_gather(rows, outputs)
        assert all(torch.equal(row.cpu(), torch.cat(host)) for row in outputs)
        nccl.broadcast(rows, root=3)
        assert all(torch.equal(row.cpu(), host[3]) for row in rows)
    rows = numbers(8, torch.float64)
    nccl.all_reduce(rows, op=4)
    assert rows[1].cpu().tolist() == torch.stack([row.cpu() for row in numbers(8, torch.float64)]).mean(0).tolist()
    rows = numbers(6, torch.complex64)
    nccl.all_reduce(rows)
    assert torch.equal(rows[1].cpu(), torch.stack([row.cpu() for row in numbers(6, torch.complex64)]).sum(0))
    flags = [torch.tensor([rank == 2, True], device=device) for rank, device in enumerate(DEVICES)]
    nccl.broadcast(flags, root=2)
    assert flags[0].tolist() == [True, True]
    one = [torch.ones(3, device="cuda:1")]
    nccl.all_reduce(one)
    assert one[0].tolist() == [1, 1, 1]
    version = one[0]._version
    nccl.all_reduce(numbers(0) or one)
    nccl.all_reduce(one)
    assert one[0]._version == version + 1
    output = torch.zeros(4, device="cuda:1")
    nccl.reduce(numbers(4), output, root=1)
    assert torch.equal(output.cpu(), torch.stack([row.cpu() for row in numbers(4)]).sum(0))


def check_order() -> None:
    """Work before and after a group is in its order, in any streams."""
    length = 1 << 16
    for turn in range(3):
        streams = [torch.cuda.Stream(device) for device in DEVICES]
        rows = [torch.zeros(length, device=device) for device in DEVICES]
        torch.cuda.synchronize()
        for rank, (row, stream) in enumerate(zip(rows, streams, strict=True)):
            stream.wait_stream(torch.cuda.current_stream(row.device))
            with torch.cuda.stream(stream):
                for _ in range(10):
                    row.add_(rank + turn)
        nccl.all_reduce(rows, streams=streams if turn else [*streams[:3], streams[3]])
        total = 10.0 * sum(rank + turn for rank in range(RANKS))
        for row, stream in zip(rows, streams, strict=True):
            with torch.cuda.stream(stream):
                row.mul_(2)
        # Groups in other streams come after it.
        others = [torch.ones(length, device=device) for device in DEVICES]
        nccl.all_reduce(others)
        assert all(row.unique().tolist() == [4.0] for row in others)
        for row, stream in zip(rows, streams, strict=True):
            stream.synchronize()
            assert row.unique().tolist() == [2 * total]


def check_errors() -> None:
    rows = numbers(8)
    raised(TypeError, "collection of tensors", lambda: nccl.all_reduce(rows[0]))
    raised(RuntimeError, "are the same one", lambda: nccl.all_reduce([rows[0], rows[0]]))
    raised(RuntimeError, "empty", lambda: nccl.all_reduce([]))
    raised(RuntimeError, "does not fit", lambda: nccl.all_reduce([rows[0], rows[1][:4]]))
    raised(RuntimeError, "one dtype", lambda: nccl.all_reduce([rows[0], rows[1].double()]))
    raised(RuntimeError, "contiguous", lambda: nccl.all_reduce([rows[0][::2], rows[1][::2]]))
    raised(RuntimeError, "on cpu", lambda: nccl.all_reduce([rows[0], rows[1].cpu()]))
    raised(RuntimeError, "invalid root", lambda: nccl.broadcast(rows, root=4))
    raised(RuntimeError, "0 to 4", lambda: nccl.all_reduce(rows, op=7))
    raised(RuntimeError, "no elements of", lambda: nccl.all_reduce([row > 1 for row in rows]))
    raised(RuntimeError, "does not fit", lambda: nccl.all_gather(rows, rows))
    raised(RuntimeError, "times the outputs", lambda: nccl.reduce_scatter([row[:7] for row in rows], rows))
    raised(RuntimeError, "as many", lambda: nccl.all_gather(rows, rows[:2]))
    raised(RuntimeError, "one device", lambda: nccl.all_reduce(rows, rows[::-1]))
    raised(RuntimeError, "one device", lambda: nccl.all_reduce(rows, streams=[torch.cuda.default_stream(0)] * 4))
    raised(RuntimeError, "as many streams", lambda: nccl.all_reduce(rows, streams=[None]))
    raised(NotImplementedError, "comms must be None", lambda: nccl.all_reduce(rows, comms=[1]))
    raised(NotImplementedError, "one process", nccl.unique_id)
    raised(NotImplementedError, "one process", lambda: nccl.init_rank(1, b"", 0))
    raised(ValueError, "both specified", lambda: nccl.reduce(rows, rows[0], outputs=rows))
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        nccl.reduce(rows, outputs=rows)
    assert seen[0].category is FutureWarning
    assert not nccl.is_available([torch.ones(1)])


def shared() -> list[str]:
    """What data-parallel functions do, and the calls of NCCL that it took."""
    rows = numbers(10)
    total = torch.stack([row.cpu() for row in rows]).sum(0)
    calls()
    assert torch.equal(comm.reduce_add(rows, 2).cpu(), total)
    assert all(torch.equal(copy.cpu(), rows[1].cpu()) for copy in comm.broadcast(rows[1], range(RANKS)))
    masks = [row > 1 for row in rows]
    assert torch.equal(comm.reduce_add(masks, 1).cpu(), torch.stack([mask.cpu() for mask in masks]).any(0))
    model = torch.nn.DataParallel(torch.nn.Linear(4, 3).cuda(), device_ids=range(RANKS))
    expected = torch.nn.functional.linear(torch.ones(8, 4), model.module.weight.cpu(), model.module.bias.cpu())
    out = model(torch.ones(8, 4, device="cuda"))
    out.sum().backward()
    assert (out.cpu() - expected).abs().max() < 1e-5
    assert torch.equal(model.module.weight.grad.cpu(), torch.full((3, 4), 8.0))
    return calls()


def check_use() -> None:
    used = shared()
    assert used.count("reduce") >= 2 and used.count("broadcast") >= 2, used


def check_not_wanted() -> None:
    """With FLAMBEAU_COLLECTIVE=peer, with virtual devices, or without the library."""
    assert shared() == []


def check_unknown_choice() -> None:
    raised(ValueError, "'nccl' or 'peer', not 'smoke'", lambda: comm.reduce_add(numbers(3), 0))


def check_same_gpu() -> None:
    raised(RuntimeError, "cuda:0 and cuda:1 are the same one", lambda: nccl.all_reduce(numbers(3)))
    check_not_wanted()


def check_missing() -> None:
    raised(RuntimeError, "pip install nvidia-nccl-cu13", nccl.version)
    raised(RuntimeError, "libnccl.so.2 could not be opened", lambda: nccl.all_reduce(numbers(3)))
    assert "pip install" in torch.cuda.why_not_available("nccl")
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        assert not nccl.is_available(numbers(3))
    assert "NCCL" in str(seen[0].message)
    check_not_wanted()


def fails_once(words: str) -> None:
    """A group fails with the library's words, and the next one goes well with new communicators."""
    raised(RuntimeError, words, lambda: nccl.all_reduce(numbers(3)))
    used = calls()
    rows = numbers(3)
    nccl.all_reduce(rows)
    assert torch.equal(rows[3].cpu(), torch.stack([row.cpu() for row in numbers(3)]).sum(0))
    assert used.count("abort") in (0, RANKS) and calls() == ["init", "all_reduce"]


def check_group_error() -> None:
    fails_once("NCCL Error 2: unhandled system error in ncclAllReduce: a link is down (asked for).")


def check_pending_error() -> None:
    fails_once("in work that was given before: a link went down (asked for).")


def check_init_error() -> None:
    fails_once("NCCL Error 2: unhandled system error in ncclCommInitAll: no shared memory (asked for).")


def check_facts() -> None:
    facts = torch.utils.collect_env.get_env_info()
    assert facts["NCCL (groups of GPUs)"].startswith("2.29.7, /"), facts
    assert facts["cuDNN (convolutions)"].startswith("9.20.0, /"), facts
    assert torch.cuda.why_not_available("nccl") is None and torch.cuda.why_not_available("cudnn") is None
    raised(ValueError, "nvrtc, cublaslt, cudnn, nccl, not 'cudn'", lambda: torch.cuda.why_not_available("cudn"))


def check_strict() -> None:
    """The stand-in itself: what would make NCCL wait for ever, or go wrong, is an error."""
    rows = numbers(8)
    library = ctypes.CDLL("libnccl.so.2")
    ranks = (c_void_p * 2)()
    assert library.ncclCommInitAll(ranks, 2, (c_int * 2)(0, 0)) == 5
    assert library.ncclCommInitAll(ranks, 2, (c_int * 2)(0, 9)) == 4
    assert library.ncclCommInitAll(ranks, 2, (c_int * 2)(0, 1)) == 0

    def reduce(rank: int, count: int = 8, kind: int = 7, op: int = 0, stream: int = 0) -> int:
        place = c_void_p(rows[rank].data_ptr())
        rank_of = c_void_p(ranks[rank])
        return library.ncclAllReduce(place, place, c_size_t(count), kind, op, rank_of, c_void_p(stream))

    def group(*made: object) -> int:
        library.ncclGroupStart()
        codes = [call() for call in made]
        return library.ncclGroupEnd() or max(codes)

    assert reduce(0) == 5
    assert group(lambda: reduce(0)) == 5
    assert group(lambda: reduce(0), lambda: reduce(1, count=4)) == 5
    assert group(lambda: reduce(0), lambda: reduce(1, kind=8, count=4)) == 5
    assert group(lambda: reduce(0), lambda: reduce(1, count=1 << 30)) == 4
    assert group(lambda: reduce(0, op=9), lambda: reduce(1, op=9)) == 4
    assert group(lambda: reduce(0, stream=torch.cuda.Stream(1).cuda_stream), lambda: reduce(1)) == 4
    assert library.ncclGroupEnd() == 5
    assert group(lambda: reduce(0), lambda: reduce(1)) == 0
    result = c_int(9)
    assert library.ncclCommGetAsyncError(c_void_p(ranks[0]), byref(result)) == 0 and result.value == 0


if __name__ == "__main__":
    globals()[f"check_{sys.argv[1]}"]()
