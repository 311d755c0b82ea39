"""Programs that use GPUs, each run in a process of its own with the devices of the stand-in: `... NAME`."""

from __future__ import annotations

import atexit
import copy
import io
import os
import pickle
import sys
import threading
import warnings

import flambeau as torch
from _checks import raises
from flambeau import nn
from flambeau.utils import collect_env

MIB = 1 << 20
cuda = torch.cuda


def devices():
    assert cuda.is_available() and cuda.why_not_available() is None
    assert cuda.device_count() == 4 and not cuda.is_initialized()
    cuda.init()
    assert cuda.is_initialized() and cuda.current_device() == 0
    cuda.set_device(1)
    assert cuda.current_device() == 1
    cuda.set_device(torch.device("cuda:2"))
    cuda.set_device("cuda:2")
    cuda.set_device(-1)
    assert cuda.current_device() == 2
    with cuda.device(3):
        assert cuda.current_device() == 3
        assert torch.zeros(1, device="cuda").device == torch.device("cuda:3")
        with cuda.device("cuda:1"):
            assert cuda.current_device() == 1
        with cuda.device(None), cuda.device(-1):
            assert cuda.current_device() == 3
    assert cuda.current_device() == 2
    with cuda.device_of(torch.zeros(1, device="cuda:1")):
        assert cuda.current_device() == 1
    with cuda.device_of(torch.zeros(1)):
        assert cuda.current_device() == 2
    # Each thread has its own.
    seen = []
    thread = threading.Thread(target=lambda: seen.append(cuda.current_device()))
    thread.start()
    thread.join()
    assert seen == [0]
    for number in range(4):
        cuda.synchronize(number)
    cuda.synchronize()
    cuda.synchronize("cuda:1")
    assert cuda.can_device_access_peer(0, 1)
    raises(ValueError, "Expected a cuda device", lambda: cuda.set_device("cpu"))
    raises(ValueError, "specified index", lambda: cuda.set_device("cuda"))
    raises(RuntimeError, "invalid device ordinal: cuda:4 was asked for, and there are 4", lambda: cuda.set_device(4))
    raises(RuntimeError, "invalid device ordinal", lambda: torch.zeros(1, device="cuda:4"))
    raises(RuntimeError, "invalid device ordinal", lambda: torch.zeros(1).cuda(9))
    raises(RuntimeError, "invalid device ordinal", lambda: cuda.memory_allocated(9))
    raises(AssertionError, "Invalid device id", lambda: cuda.get_device_name(4))
    raises(AssertionError, "Invalid device id", lambda: cuda.can_device_access_peer(0, 4))
    assert torch.version.cuda == "13.0" and torch.backends.cuda.is_built()


def properties():
    found = cuda.get_device_properties("cuda:1")
    assert not cuda.is_initialized()
    assert found.name == cuda.get_device_name(1) and "H100" in found.name
    assert (found.major, found.minor) == cuda.get_device_capability() == (9, 0)
    assert found.multi_processor_count == 132 and found.warp_size == 32 and found.regs_per_multiprocessor == 65536
    assert found.shared_memory_per_block_optin == 227 << 10 and found.max_threads_per_multi_processor == 2048
    assert found.total_memory == 512 * MIB and str(found.uuid).count("-") == 4
    assert repr(found).startswith(
        "_CudaDeviceProperties(name='NVIDIA H100 (stand-in)', major=9, minor=0, total_memory=512"
    )
    assert found == cuda.get_device_properties(1) != cuda.get_device_properties(2)
    assert cuda.get_arch_list() == ["sm_90"] and "sm_90" in cuda.get_gencode_flags()
    assert cuda.is_bf16_supported() and cuda.is_tf32_supported()
    environment = collect_env.get_env_info()
    assert environment["GPU"] == "4 in sight" and "9.0, 0.5 GiB" in environment["cuda:3"]
    assert environment["NVIDIA driver"].startswith("CUDA 13.0, /") and "libcuda.so.1" in environment["NVIDIA driver"]
    assert "libnvrtc.so.13" in environment["NVRTC (compiler of kernels)"]


def accelerator():
    place = torch.accelerator
    assert place.is_available() and place.device_count() == 4 and place.current_accelerator() == torch.device("cuda")
    place.set_device_index(2)
    assert place.current_device_index() == 2
    with place.device_index(1):
        assert place.current_device_index() == 1 == place.current_stream().device_index
    with place.device_index(None):
        assert place.current_device_index() == 2
    x = torch.zeros(1000, device=place.current_accelerator())
    assert x.get_device() == 2 and place.memory_allocated() == 4096 == place.max_memory_allocated("cuda:2")
    assert place.memory_reserved() == place.max_memory_reserved() == 2 * MIB and place.get_memory_info()[1] == 512 * MIB
    place.synchronize()
    place.set_stream(cuda.Stream(3))
    assert cuda.current_device() == 3
    place.reset_peak_memory_stats()
    place.reset_accumulated_memory_stats()
    place.empty_cache()


def copies():
    host = torch.arange(1000, dtype=torch.int64)
    there = host.to("cuda:1")
    assert there.is_cuda and there.get_device() == 1 and there.device == torch.device("cuda:1")
    assert there.dtype is torch.int64 and there.shape == host.shape
    for way in (
        lambda x: x.cpu(),
        lambda x: x.to("cuda:2").to("cuda:0").cpu(),
        lambda x: x.cuda(3).to("cpu"),
        lambda x: x.cuda().cpu(),
        lambda x: x.to(torch.device("cuda", 1)).cpu(),
        lambda x: x.to(0, non_blocking=True).cpu(),
        lambda x: torch.empty_like(host).copy_(x),
        lambda x: torch.empty_like(host, device="cuda:3").copy_(x).cpu(),
    ):
        assert torch.equal(way(host), host) and torch.equal(way(there), host)
    assert there.to("cuda:1") is there and there.cuda(1) is there
    assert there.tolist() == host.tolist() and there.cpu().numpy()[7] == 7
    assert there[5].item() == 5 and int(there[7]) == 7
    # Views and other strides.
    table = torch.arange(12.0).reshape(3, 4)
    assert torch.equal(table.t().to("cuda").cpu(), table.t()) and torch.equal(table.cuda().t().cpu(), table.t())
    assert torch.equal(table.cuda()[1].cpu(), table[1])
    assert torch.zeros(0, 3, device="cuda").cpu().shape == (0, 3) and torch.zeros(0).cuda().tolist() == []
    for dtype in (torch.bool, torch.uint8, torch.float16, torch.bfloat16, torch.float64, torch.complex64):
        x = torch.tensor([0, 1, 1]).to(dtype)
        assert torch.equal(x.cuda().cpu(), x), dtype
    assert torch.zeros(5, device="cuda:1").tolist() == [0.0] * 5
    assert torch.tensor([1.5, 2.5], device="cuda").tolist() == [1.5, 2.5]
    with torch.device("cuda:2"):
        assert torch.zeros(2).device == torch.device("cuda:2") == torch.tensor([1]).device
    raises(TypeError, "cuda:1", lambda: there.numpy())
    # Gradients cross devices with the data.
    leaf = torch.tensor([1.0, 2.0], requires_grad=True)
    leaf.to("cuda:1").to("cuda:2").cpu().sum().backward()
    assert leaf.grad.tolist() == [1, 1]


def objects():
    x = torch.tensor([1.0, 2.0, 3.0], device="cuda:1")
    text = "tensor([1., 2., 3.], device='cuda:1')"
    assert repr(x) == text, repr(x)
    assert repr(x.requires_grad_()) == "tensor([1., 2., 3.], device='cuda:1', requires_grad=True)"
    x = x.detach()
    assert x.type() == "torch.cuda.FloatTensor" and x.type("torch.FloatTensor").device == torch.device("cpu")
    assert torch.zeros(1).type(cuda.HalfTensor).device == torch.device("cuda:0")
    assert (
        isinstance(x, cuda.FloatTensor) and not isinstance(x, torch.FloatTensor) and not isinstance(x, cuda.HalfTensor)
    )
    assert cuda.LongTensor([1, 2]).tolist() == [1, 2] and cuda.FloatTensor(2, 3).shape == (2, 3)
    assert repr(cuda.FloatTensor) == "<class 'torch.cuda.FloatTensor'>"
    raises(
        TypeError, "expected torch.cuda.FloatTensor (got torch.FloatTensor)", lambda: cuda.FloatTensor(torch.zeros(1))
    )
    storage = x.untyped_storage()
    assert storage.device == torch.device("cuda:1") and storage.is_cuda and storage.nbytes() == 12
    assert x.storage().tolist() == [1, 2, 3] and storage.cpu().tolist() == x.cpu().untyped_storage().tolist()
    assert storage.data_ptr() == x.data_ptr() != 0 and x.storage().cuda(2).device == torch.device("cuda:2")
    for again in (copy.deepcopy(x), copy.copy(x), pickle.loads(pickle.dumps(x)), x.clone()):
        assert again.device == x.device and again.tolist() == [1, 2, 3], again
    pair = {"whole": x, "part": x[1:]}
    for again in (copy.deepcopy(pair), pickle.loads(pickle.dumps(pair)), saved(pair)):
        assert again["part"].data_ptr() == again["whole"].data_ptr() + 4 and again["part"].device == x.device
    assert saved(x, map_location="cpu").device == torch.device("cpu")
    assert saved(x, map_location="cuda:3").device == torch.device("cuda:3") == saved(x, map_location=3).device
    assert saved(x, map_location={"cuda:1": "cuda:0"}).device == torch.device("cuda:0")
    assert saved(x, map_location=lambda storage, location: storage.cuda(2)).device == torch.device("cuda:2")
    assert saved(torch.ones(2), map_location="cuda").tolist() == [1, 1]
    raises(RuntimeError, "CUDA device 7 but torch.cuda.device_count() is 4", lambda: saved(x, map_location="cuda:7"))
    file = io.BytesIO()
    torch.save(x, file)
    assert b"cuda:1" in file.getvalue()
    net = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2)).cuda(1)
    assert {p.device for p in net.parameters()} == {torch.device("cuda:1")} == {b.device for b in net.buffers()}
    state = saved(net.state_dict())
    assert {value.device for value in state.values()} == {torch.device("cuda:1")}
    net.to("cuda:2").load_state_dict(state)
    assert net[0].weight.device == torch.device("cuda:2") and torch.equal(net[0].weight.cpu(), state["0.weight"].cpu())
    assert next(net.cpu().parameters()).device == torch.device("cpu")
    assert not x.is_pinned() and not torch.zeros(1).pin_memory().is_cuda and torch.zeros(1).pin_memory().is_pinned()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.set_default_tensor_type("torch.cuda.FloatTensor")
        assert torch.zeros(1).type() == "torch.cuda.FloatTensor"
        torch.set_default_tensor_type("torch.FloatTensor")
        assert torch.zeros(1).type() == "torch.FloatTensor"


def saved(value, **options):
    file = io.BytesIO()
    torch.save(value, file)
    file.seek(0)
    return torch.load(file, **options)


def memory():
    assert cuda.memory_stats() == {} and cuda.memory_allocated() == cuda.max_memory_reserved(1) == 0
    assert cuda.memory_snapshot() == [] and not cuda.is_initialized()
    cuda.empty_cache()
    small = torch.empty(1000, device="cuda")
    assert cuda.memory_allocated() == 4096 and cuda.memory_reserved() == 2 * MIB
    large = torch.empty(3 * MIB, dtype=torch.uint8, device="cuda")
    huge = torch.empty(30 * MIB, dtype=torch.uint8, device="cuda")
    assert cuda.memory_allocated() == 4096 + 33 * MIB and cuda.memory_reserved() == 52 * MIB
    assert cuda.memory_allocated(1) == 0 == cuda.memory_reserved("cuda:1")
    stats = cuda.memory_stats()
    assert list(stats) == sorted(stats)
    assert stats["requested_bytes.all.current"] == 4000 + 33 * MIB
    assert stats["allocation.all.current"] == stats["active.all.current"] == 3 == stats["segment.all.current"]
    assert stats["allocation.small_pool.current"] == 1 and stats["allocated_bytes.large_pool.current"] == 33 * MIB
    assert stats["num_device_alloc"] == 3 and stats["num_ooms"] == stats["num_alloc_retries"] == 0
    assert stats["inactive_split.all.current"] == 2
    assert stats["inactive_split_bytes.all.current"] == 2 * MIB - 4096 + 17 * MIB
    assert cuda.memory_stats_as_nested_dict()["allocated_bytes"]["all"]["peak"] == 4096 + 33 * MIB
    del huge
    assert cuda.memory_allocated() == 4096 + 3 * MIB and cuda.max_memory_allocated() == 4096 + 33 * MIB
    assert cuda.memory_reserved() == 52 * MIB
    stats = cuda.memory_stats()
    assert stats["allocated_bytes.all.freed"] == 30 * MIB and stats["allocated_bytes.all.allocated"] == 4096 + 33 * MIB
    cuda.reset_peak_memory_stats()
    assert cuda.max_memory_allocated() == cuda.memory_allocated() == 4096 + 3 * MIB
    cuda.reset_accumulated_memory_stats()
    assert cuda.memory_stats()["allocated_bytes.all.freed"] == 0
    free, total = cuda.mem_get_info()
    assert total == 512 * MIB and free <= total - 52 * MIB
    cuda.empty_cache()
    assert cuda.memory_reserved() == 22 * MIB and cuda.mem_get_info()[0] == free + 30 * MIB
    segments = cuda.memory_snapshot()
    assert [segment["segment_type"] for segment in sorted(segments, key=lambda s: s["total_size"])] == [
        "small",
        "large",
    ]
    assert sum(segment["total_size"] for segment in segments) == cuda.memory_reserved()
    assert sum(segment["allocated_size"] for segment in segments) == cuda.memory_allocated()
    for segment in segments:
        assert sum(block["size"] for block in segment["blocks"]) == segment["total_size"]
        assert [block["state"] for block in segment["blocks"]] == ["active_allocated", "inactive"]
    table = cuda.memory_summary()
    assert "Allocated memory" in table and "from small pool" in table and len({*map(len, table.splitlines())}) == 1
    assert "from small pool" not in cuda.memory_summary(abbreviated=True)
    address = small.data_ptr()
    del small, large
    assert torch.empty(900, device="cuda").data_ptr() == address
    cuda.empty_cache()
    assert cuda.memory_reserved() == 0 == cuda.memory_allocated() and cuda.memory_snapshot() == []
    address = cuda.caching_allocator_alloc(5000, 2)
    assert cuda.memory_allocated(2) == 5120
    cuda.caching_allocator_delete(address)
    cuda.caching_allocator_delete(address)
    assert cuda.memory_allocated(2) == 0
    address = cuda.caching_allocator_alloc(100, stream=cuda.Stream())
    cuda.caching_allocator_delete(address)
    raises(TypeError, "Invalid type for stream", lambda: cuda.caching_allocator_alloc(100, stream="x"))


def out_of_memory():
    kept = torch.empty(100 * MIB, dtype=torch.uint8, device="cuda")
    cached = torch.empty(150 * MIB, dtype=torch.uint8, device="cuda")
    del cached
    # What is cached goes back before memory is said to be short.
    more = torch.empty(350 * MIB, dtype=torch.uint8, device="cuda")
    assert cuda.memory_stats()["num_alloc_retries"] == 1 and cuda.memory_stats()["num_ooms"] == 0
    del more
    text = "CUDA out of memory. Tried to allocate 600.00 MiB. GPU 0 has a total capacity of 512.00 MiB of which"
    raises(cuda.OutOfMemoryError, text, lambda: torch.empty(600 * MIB, dtype=torch.uint8, device="cuda"))
    raises(torch.OutOfMemoryError, "100.00 MiB is allocated by flambeau", lambda: torch.zeros(1 << 60, device="cuda"))
    assert issubclass(cuda.OutOfMemoryError, RuntimeError)
    assert cuda.memory_stats()["num_ooms"] == 2
    assert cuda.memory_allocated() == 100 * MIB
    assert torch.zeros(10, device="cuda").tolist() == [0.0] * 10
    del kept
    cuda.empty_cache()
    cuda.set_per_process_memory_fraction(0.25)
    raises(cuda.OutOfMemoryError, "set_per_process_memory_fraction", lambda: cuda.caching_allocator_alloc(200 * MIB))
    assert torch.empty(100 * MIB, dtype=torch.uint8, device="cuda").is_cuda
    cuda.set_per_process_memory_fraction(1.0)
    assert torch.empty(400 * MIB, dtype=torch.uint8, device="cuda").is_cuda
    raises(TypeError, "must be `float`", lambda: cuda.set_per_process_memory_fraction(1))
    raises(ValueError, "Allowed range", lambda: cuda.set_per_process_memory_fraction(1.5))
    assert torch.empty(400 * MIB, dtype=torch.uint8, device="cuda:1").is_cuda


def streams():
    default = cuda.default_stream()
    default.synchronize()
    assert cuda.current_stream() == default and default.cuda_stream == 0 and default.query()
    assert repr(default) == "<torch.cuda.Stream device=cuda:0 cuda_stream=0x0>"
    one, two, far = cuda.Stream(), cuda.Stream(priority=-1), cuda.Stream("cuda:2")
    assert len({default, one, two, far}) == 4 and one != two and far.device == torch.device("cuda:2")
    assert two.priority < one.priority <= 0 and cuda.Stream.priority_range() == (0, -1)
    assert cuda.ExternalStream(one.cuda_stream) == one == cuda.get_stream_from_external(one.cuda_stream)
    with cuda.stream(one):
        assert cuda.current_stream() == one
        x = torch.arange(1000).cuda()
        with two:
            assert cuda.current_stream() == two
            two.wait_stream(one)
            y = x.to("cuda:1")
        assert cuda.current_stream() == one
        with cuda.stream(far):
            assert cuda.current_device() == 2 and cuda.current_stream() == far and cuda.current_stream(0) == one
            z = torch.zeros(100, device="cuda")
            assert z.get_device() == 2
        assert cuda.current_device() == 0 and cuda.current_stream() == one and cuda.current_stream(2) != far
    assert cuda.current_stream() == default
    cuda.set_stream(far)
    assert cuda.current_device() == 2
    cuda.set_stream(default)
    cuda.set_stream(None)
    seen = []
    with cuda.stream(one):
        thread = threading.Thread(target=lambda: seen.append(cuda.current_stream()))
        thread.start()
        thread.join()
    assert seen == [default]
    two.synchronize()
    assert two.query() and torch.equal(y.cpu(), torch.arange(1000))
    # The pool is finite: streams come again.
    handles = [cuda.Stream().cuda_stream for _ in range(64)]
    assert handles[:32] == handles[32:] and len({*handles}) == 32
    # A block that another stream uses waits for that stream.
    for other in (one, far, cuda.default_stream(1)):
        block = torch.empty(5 * MIB, dtype=torch.uint8, device="cuda")
        block.record_stream(other)
        del block
        assert cuda.memory_stats()["allocation.all.current"] == 1
        other.synchronize()
        block = torch.empty(5 * MIB, dtype=torch.uint8, device="cuda")
        assert cuda.memory_stats()["active.all.current"] == 2
        del block
    raises(NotImplementedError, "aten::record_stream", lambda: torch.zeros(1).record_stream(one))
    raises(RuntimeError, "invalid device ordinal", lambda: cuda.Stream(7))


def events():
    start, end = cuda.Event(enable_timing=True), cuda.Event(enable_timing=True, blocking=True)
    assert start.query() and start.device is None and repr(start) == "<torch.cuda.Event uninitialized>"
    raises(RuntimeError, "must be recorded", lambda: start.elapsed_time(end))
    start.record()
    x = torch.arange(10 * MIB, dtype=torch.uint8).cuda()
    end.record(cuda.current_stream())
    end.synchronize()
    assert start.query() and end.query() and start.elapsed_time(end) >= 0 == start.elapsed_time(start)
    assert start.device == torch.device("cuda:0") and repr(start) == f"<torch.cuda.Event {start.cuda_event:#x}>"
    raises(RuntimeError, "enable_timing=True", lambda: cuda.Event().elapsed_time(end))
    side = cuda.Stream(1)
    side.wait_event(end)
    end.wait(side)
    end.wait()
    cuda.Event().wait(side)
    mark = side.record_event()
    mark.synchronize()
    assert mark.device == torch.device("cuda:1") and cuda.current_stream().record_event(end) is end
    raises(RuntimeError, "Event device 0 does not match recording stream's device 1", lambda: end.record(side))
    raises(NotImplementedError, "interprocess", lambda: cuda.Event(interprocess=True))
    raises(NotImplementedError, "ipc_handle", end.ipc_handle)
    assert x.sum is not None


def chosen():
    """A chosen device holds for all that makes tensors, as in PyTorch: not for `normal` and `from_numpy`."""
    import numpy

    there = torch.zeros(2, device="cuda:1")
    assert torch.as_tensor(there).device == there.device
    with torch.device("cuda"):
        made = [torch.rand(3), torch.randn(3), torch.randint(5, (3,)), torch.tril_indices(2, 2), torch.triu_indices(2, 2)]
        made += [make(numpy.ones(2)) for make in (torch.tensor, torch.as_tensor, torch.asarray)]
        made += [torch.tensor([1.0]), torch.eye(2), torch.as_tensor(torch.ones(2, device="cpu")), torch.as_tensor(there)]
        assert {str(x.device) for x in made} == {"cuda:0"}
        assert torch.normal(0.0, 1.0, (3,)).device.type == torch.from_numpy(numpy.ones(2)).device.type == "cpu"
        assert torch.ones(3, device="cpu")[[0, 1]].tolist() == [1, 1]
    with torch.device("cpu"):
        assert torch.as_tensor(there).device.type == "cpu"
    assert torch.rand(3).device.type == torch.tensor(numpy.ones(2)).device.type == "cpu"


def different_devices():
    here, there = torch.ones(3, device="cuda:0"), torch.ones(3, device="cuda:1")
    text = "Expected all tensors to be on the same device"
    raises(RuntimeError, text, lambda: here + there)
    raises(RuntimeError, text, lambda: here + torch.ones(3))
    raises(RuntimeError, text, lambda: torch.mm(here[None], there[:, None]))
    raises(RuntimeError, "", lambda: torch.cat([here, there]))


def dlpack():
    x = torch.arange(6.0, device="cuda:1").reshape(2, 3)
    assert x.__dlpack_device__() == (2, 1)
    y = torch.from_dlpack(x.t())
    assert y.device == x.device and y.shape == (3, 2) and y.data_ptr() == x.data_ptr()
    y.mul_(2)
    assert x.tolist() == [[0, 2, 4], [6, 8, 10]]
    side = cuda.Stream(device=1)
    with cuda.stream(side):
        z = torch.from_dlpack(x)
        z += 1
    side.synchronize()
    assert x[0].tolist() == [1, 3, 5]
    copy = torch.from_dlpack(x, copy=True)
    assert copy.device == x.device and copy.data_ptr() != x.data_ptr()
    there = torch.from_dlpack(x, device="cpu")
    assert there.device.type == "cpu" and there.tolist() == x.tolist()
    raises(BufferError, "ambiguous", lambda: x.__dlpack__(stream=0))
    raises(BufferError, "cannot be exported", lambda: x.__dlpack__(dl_device=(2, 0)))
    raises(AssertionError, "stream should be None", lambda: torch.ones(1).__dlpack__(stream=1))


def autocast():
    weight = torch.ones(4, 3, device="cuda", requires_grad=True)
    scaler = torch.amp.GradScaler("cuda", init_scale=8.0)
    with torch.autocast("cuda", dtype=torch.bfloat16):
        product = torch.ones(2, 3, device="cuda") @ weight.t()
        assert product.dtype is torch.bfloat16 and product.softmax(1).dtype is torch.float32
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype is torch.float32
        assert torch.is_autocast_enabled() and not torch.is_autocast_enabled("cpu")
    scaler.scale(product.sum()).backward()
    assert weight.grad.dtype is torch.float32 and weight.grad.tolist() == [[16.0] * 3] * 4


def missing():
    raises(NotImplementedError, "management library", cuda.utilization)
    assert not cuda.is_current_stream_capturing()
    with cuda.nvtx.range("x"):
        cuda.ipc_collect()


def random():
    torch.manual_seed(7)
    assert cuda.initial_seed() == 7
    first = torch.rand(100, device="cuda").tolist()
    state = cuda.get_rng_state()
    second = torch.rand(100, device="cuda").tolist()
    assert first != second and state.dtype is torch.uint8 and state.shape == (16,)
    cuda.set_rng_state(state)
    assert torch.rand(100, device="cuda").tolist() == second
    assert torch.rand(100, device="cuda:1").tolist() == first
    cuda.manual_seed(7)
    assert torch.rand(100, device="cuda").tolist() == first
    states = cuda.get_rng_state_all()
    cuda.seed_all()
    cuda.seed()
    assert len(states) == 4 and cuda.initial_seed() != 7
    cuda.set_rng_state_all(states)
    assert torch.rand(100, device="cuda").tolist() == second
    cuda.manual_seed_all(3)
    with cuda.device(2):
        assert cuda.initial_seed() == 3
    raises(RuntimeError, "RNG state is wrong size", lambda: cuda.set_rng_state(torch.get_rng_state()))


def fork():
    # Asking is no use: the child may use devices where its parent did not.
    assert cuda.device_count() == 4
    x = torch.zeros(3, device="cuda")
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            text = "Cannot re-initialize CUDA in forked subprocess. To use CUDA with multiprocessing, you must use"
            raises(RuntimeError, text, lambda: torch.zeros(3, device="cuda"))
            raises(RuntimeError, text, lambda: x.cpu())
            raises(RuntimeError, text, cuda.init)
            assert not cuda.is_initialized() and not cuda.is_available() and "forked" in cuda.why_not_available()
            assert cuda.memory_allocated() == 0 and torch.ones(3).sum().item() == 3
            cuda.empty_cache()
            del x
            os.write(writer, b"done")
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    assert os.read(reader, 10) == b"done"
    assert x.tolist() == [0, 0, 0]


def at_exit():
    global kept, thread
    kept = [torch.zeros(1000, device=f"cuda:{number}") for number in range(4)]
    kept.append(kept)
    kept.append((cuda.Stream(), cuda.Stream().record_event()))
    sys.kept = kept
    started = threading.Event()

    def work():
        while True:
            x = torch.arange(100).to("cuda:1")
            x.to("cuda:2").cpu()
            cuda.synchronize(2)
            cuda.current_stream().record_event().synchronize()
            started.set()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    started.wait()
    atexit.register(lambda: print("last", kept[0].sum is not None, torch.zeros(2, device="cuda").tolist()))


def at_exit_alone():
    sys.kept = torch.zeros(1000, device="cuda:3")


def unavailable():
    reason = cuda.why_not_available()
    assert not cuda.is_available() and cuda.memory_allocated() == 0 and reason.count("\n") == 0
    for work in (cuda.init, lambda: torch.zeros(1, device="cuda"), cuda.current_device, lambda: cuda.Event().record()):
        try:
            work()
        except RuntimeError as error:
            assert str(error) == reason, (str(error), reason)
        else:
            raise AssertionError("no error")
    raises(RuntimeError, "torch.cuda.is_available() is False", lambda: saved(torch.zeros(1), map_location="cuda"))
    assert collect_env.get_env_info()["GPU"] == reason and not torch.accelerator.is_available()
    print(reason)


def no_compiler():
    x = torch.arange(3).cuda()
    try:
        x + 1
    except RuntimeError as error:
        print(error)
    assert cuda.is_available() and x.tolist() == [0, 1, 2]
    print(collect_env.get_env_info()["NVRTC (compiler of kernels)"])


def virtual():
    assert cuda.device_count() == 3
    x = torch.arange(5).to("cuda:2")
    assert x.to("cuda:1").tolist() == [0, 1, 2, 3, 4] and cuda.memory_allocated(0) == 0 < cuda.memory_allocated(2)
    assert cuda.can_device_access_peer(0, 2) and cuda.get_device_properties(0) == cuda.get_device_properties(2)
    raises(RuntimeError, "invalid device ordinal", lambda: torch.zeros(1, device="cuda:3"))
    assert torch.zeros(1, device="cpu:2").device == torch.device("cpu:2")


if __name__ == "__main__":
    globals()[sys.argv[1]]()
