"""Programs that capture GPU work in graphs, each run in a process of its own with the stand-in: `... NAME`."""

from __future__ import annotations

import copy
import gc
import os
import sys
import tempfile
import threading
import warnings

import flambeau as torch
from _checks import raises
from flambeau import nn

MIB = 1 << 20
cuda = torch.cuda


def captured(work, **options):
    """The graph of some work, and what it returned."""
    made = cuda.CUDAGraph()
    with cuda.graph(made, **options):
        result = work()
    return made, result


def replay():
    x = torch.arange(4.0, device="cuda")
    assert not cuda.is_current_stream_capturing()
    graph = cuda.CUDAGraph()
    with cuda.graph(graph):
        assert cuda.is_current_stream_capturing() and cuda.current_stream().is_capturing()
        y = (x * 2 + 1).sum()
        z = torch.zeros(3, device="cuda")
        z += y
    assert not cuda.is_current_stream_capturing() and cuda.current_stream() == cuda.default_stream()
    for value in (1.0, 5.0, -2.0):
        x.fill_(value)
        graph.replay()
        assert y.item() == 8 * value + 4 and z.tolist() == [8 * value + 4] * 3
    # A dtype that was not seen before: its kernel is loaded during the capture.
    double = torch.ones(3, device="cuda", dtype=torch.float64)
    other, product = captured(lambda: double.sinh().cosh() * 3)
    other.replay()
    assert torch.equal(product, double.sinh().cosh() * 3)
    # In any stream.
    with cuda.stream(cuda.Stream()):
        graph.replay()
        cuda.current_stream().synchronize()
    raises(RuntimeError, "already owns a captured graph", lambda: cuda.graph(graph).__enter__())
    assert cuda.current_stream() == cuda.default_stream()
    assert len(graph.pool()) == 2 and graph.pool() != other.pool()
    graph.reset()
    raises(RuntimeError, "without a preceding successful capture", graph.replay)
    raises(RuntimeError, "without a preceding successful capture", graph.pool)
    raises(RuntimeError, "without a preceding successful capture", cuda.CUDAGraph().replay)
    with cuda.device(1):
        raises(RuntimeError, "the current device is not the one", other.replay)
    with cuda.graph(graph):
        y = x + 1
    graph.replay()
    assert y.tolist() == [-1.0] * 4


def details():
    x = torch.ones(3, device="cuda")
    raises(RuntimeError, "non-default stream", cuda.CUDAGraph().capture_begin)
    raises(RuntimeError, "without a capture", cuda.CUDAGraph().capture_end)
    with cuda.stream(cuda.Stream()):
        raises(RuntimeError, "Unknown capture error mode", lambda: cuda.CUDAGraph().capture_begin(None, "nobody"))
        graph = cuda.CUDAGraph()
        graph.capture_begin(capture_error_mode="thread_local")
        raises(RuntimeError, "captured in this stream already", cuda.CUDAGraph().capture_begin)
        raises(RuntimeError, "during the capture", graph.reset)
        y = x + 1
        with cuda.stream(cuda.Stream()):
            raises(RuntimeError, "same stream", graph.capture_end)
        graph.capture_end()
        graph.replay()
        cuda.current_stream().synchronize()
        assert y.tolist() == [2.0] * 3
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        captured(lambda: None)
    assert "The CUDA Graph is empty" in str(seen[0].message)
    # The driver's own graph, kept.
    kept = cuda.CUDAGraph(keep_graph=True)
    with cuda.graph(kept):
        y = x + 2
    raises(RuntimeError, "captured and instantiated", kept.raw_cuda_graph_exec)
    assert kept.raw_cuda_graph() != 0
    kept.instantiate()
    kept.instantiate()
    kept.replay()
    assert y.tolist() == [3.0] * 3 and kept.raw_cuda_graph_exec() != 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "graph.dot")
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            kept.debug_dump(path)
        assert "debug not enabled" in str(seen[0].message) and not os.path.exists(path)
        kept.enable_debug_mode()
        kept.debug_dump(path)
        assert open(path).read().startswith("digraph")
    raises(RuntimeError, "that is kept", graph.raw_cuda_graph)
    raises(RuntimeError, "keep_graph=True", graph.instantiate)


def streams():
    """Streams that wait for the captured one are part of it; the stand-in runs what is not ordered out of order."""
    x = torch.zeros(1000, device="cuda")
    side = cuda.Stream()

    def work():
        y = x + 1
        here = cuda.current_stream()
        side.wait_stream(here)
        with cuda.stream(side):
            assert cuda.is_current_stream_capturing()
            z = y * 2
            z.record_stream(here)
        w = y * 3
        here.wait_stream(side)
        return z + w

    graph, result = captured(work)
    for value in (1.0, 4.0):
        x.fill_(value)
        graph.replay()
        assert result.tolist() == [5 * (value + 1)] * 1000

    def alone():
        side.wait_stream(cuda.current_stream())
        with cuda.stream(side):
            return x + 1

    raises(torch.AcceleratorError, "wait_stream", lambda: captured(alone))
    waits = cuda.Event()
    waits.record()
    raises(torch.AcceleratorError, "an earlier call", lambda: failing(waits.wait))
    assert (x + 1).tolist() == [5.0] * 1000


def failing(work):
    """Captures work that fails; the error of the capture's end."""
    with cuda.graph(cuda.CUDAGraph()):
        try:
            work()
        except torch.AcceleratorError as error:
            assert "captur" in str(error), error
        else:
            raise AssertionError("no error")


def failures():
    x = torch.ones(4, device="cuda")
    host = torch.ones(4)
    pinned = torch.ones(4).pin_memory()
    for work in (
        x.sum().item,
        x.tolist,
        x.cpu,
        lambda: x.to("cuda:1"),
        lambda: x.copy_(host),
        lambda: x.copy_(host, non_blocking=True),
        lambda: x.copy_(pinned),
        lambda: host.copy_(x, non_blocking=True),
        lambda: torch.tensor([1.0, 2.0], device="cuda"),
        lambda: bool((x > 0).all()),
        cuda.synchronize,
        lambda: cuda.current_stream().synchronize(),
        lambda: cuda.current_stream().query(),
        x.nonzero,
    ):
        raises(torch.AcceleratorError, "an earlier call", lambda work=work: failing(work))
        # The process goes on: without a graph, and with a new one.
        assert not cuda.is_current_stream_capturing() and x.sum().item() == 4
    graph, y = captured(lambda: x + 1)
    graph.replay()
    assert y.tolist() == [2.0] * 4
    # An error that is no business of the driver's ends the block, not the capture.
    raises(ZeroDivisionError, "", lambda: captured(lambda: (x + 1, 1 / 0)))
    raises(RuntimeError, "while a graph is being captured", lambda: captured(lambda: (x + 1, cuda.empty_cache())))
    cuda.synchronize()
    cuda.empty_cache()
    # Advice is part of the message.
    text = []

    def item():
        try:
            x.sum().item()
        except torch.AcceleratorError as error:
            text.append(str(error))
            raise

    raises(torch.AcceleratorError, "", lambda: captured(item))
    assert "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED" in text[0] and "before or after the capture" in text[0]


def memory():
    """Memory of a capture belongs to its pool as long as the graph lives."""
    cuda.empty_cache()
    x = torch.ones(4 * MIB // 4, device="cuda")
    before = cuda.memory_stats()
    graph, (y, z) = captured(lambda: (x + 1, (x * 2).sum()))
    grown = cuda.memory_reserved() - before["reserved_bytes.all.current"]
    assert grown > 0
    pool = graph.pool()
    segments = cuda.memory_snapshot(pool)
    assert sum(segment["total_size"] for segment in segments) >= 4 * MIB
    assert {segment["segment_pool_id"] for segment in cuda.memory_snapshot()} == {(0, 0), pool}
    address = y.data_ptr()
    del y, z
    cuda.empty_cache()
    assert cuda.memory_snapshot(pool), "the graph needs its memory"
    # Nobody else gets it meanwhile.
    others = [torch.zeros(4 * MIB // 4, device="cuda") for _ in range(8)]
    with cuda.stream(cuda.graph.default_capture_stream):
        others += [torch.zeros(4 * MIB // 4, device="cuda") for _ in range(8)]
    cuda.synchronize()
    assert address not in [other.data_ptr() for other in others]
    graph.replay()
    cuda.synchronize()
    assert all(other.sum().item() == 0 for other in others)
    del graph, others
    gc.collect()
    cuda.empty_cache()
    assert not cuda.memory_snapshot(pool)
    assert cuda.memory_reserved() == before["reserved_bytes.all.current"], cuda.memory_summary()
    assert cuda.memory_allocated() == before["allocated_bytes.all.current"]


def pools():
    """Graphs that share a pool share memory that is free by then."""
    cuda.empty_cache()
    x = torch.ones(4 * MIB // 4, device="cuda")
    first, y = captured(lambda: (x + 1).sum())
    alone = cuda.memory_reserved()
    second, z = captured(lambda: (x + 2).sum(), pool=first.pool())
    assert cuda.memory_reserved() == alone and second.pool() == first.pool()
    third, w = captured(lambda: (x + 3).sum())
    assert cuda.memory_reserved() > alone and third.pool() != first.pool()
    for graph, result, value in ((first, y, 2), (second, z, 3), (third, w, 4)):
        graph.replay()
        assert result.item() == value * MIB
    pool = first.pool()
    del first
    gc.collect()
    cuda.empty_cache()
    second.replay()
    assert z.item() == 3 * MIB and cuda.memory_snapshot(pool)
    handle = cuda.graph_pool_handle()
    assert handle[0] == 0 and handle != cuda.graph_pool_handle()
    graphs = [captured(lambda: (x + 4).sum(), pool=handle) for _ in range(3)]
    assert {graph.pool() for graph, _ in graphs} == {handle}
    for graph, result in graphs:
        graph.replay()
        assert result.item() == 5 * MIB


def out_of_memory():
    x = torch.ones(MIB, device="cuda")
    size = cuda.get_device_properties(0).total_memory

    def work():
        y = x + 1
        raises(torch.OutOfMemoryError, "CUDA out of memory", lambda: torch.empty(2 * size, device="cuda"))
        return y * 2

    graph, y = captured(work)
    graph.replay()
    assert y.sum().item() == 4 * MIB and cuda.memory_stats()["num_ooms"] == 1
    raises(torch.OutOfMemoryError, "", lambda: captured(lambda: (x + 1, torch.empty(2 * size, device="cuda"))))
    assert torch.ones(MIB, device="cuda").sum().item() == MIB


def random():
    """Every replay draws what the same calls would draw without a graph."""
    own = torch.Generator("cuda").manual_seed(5)

    def draw():
        return (
            torch.rand(100, device="cuda"),
            torch.randn(70, device="cuda", dtype=torch.float64),
            torch.randint(0, 1000, (50,), device="cuda"),
            nn.functional.dropout(torch.ones(300, device="cuda"), 0.5),
            torch.rand(10, device="cuda", generator=own),
        )

    def numbers(drawn):
        return [x.tolist() for x in drawn]

    torch.manual_seed(3)
    expected = [numbers(draw()) for _ in range(3)]
    graph = cuda.CUDAGraph()
    graph.register_generator_state(own)
    with cuda.graph(graph):
        results = draw()
    torch.manual_seed(3)
    own.manual_seed(5)
    found = []
    for _ in range(2):
        graph.replay()
        found.append(numbers(results))
    found.append(numbers(draw()))
    assert found == expected
    # A seed and a state count from the next replay on.
    cuda.manual_seed(3)
    own.manual_seed(5)
    state = cuda.get_rng_state()
    for _ in range(2):
        cuda.set_rng_state(state)
        own.set_offset(0)
        graph.replay()
        assert numbers(results) == expected[0]
    # What the graph does not know cannot draw in it, and its own generators not elsewhere.
    other = torch.Generator("cuda")

    def own_work():
        return torch.rand(3, device="cuda")

    raises(
        RuntimeError,
        "not in capture mode",
        lambda: captured(lambda: (own_work(), torch.rand(3, device="cuda", generator=other))),
    )

    def elsewhere():
        with cuda.stream(cuda.Stream()):
            torch.rand(3, device="cuda")

    raises(RuntimeError, "outside graph capture", lambda: captured(lambda: (own_work(), elsewhere())))
    raises(RuntimeError, "change the seed", lambda: captured(lambda: (own_work(), cuda.manual_seed(4))))
    raises(RuntimeError, "read the state", lambda: captured(lambda: (own_work(), cuda.get_rng_state())))
    captured(lambda: cuda.manual_seed(cuda.initial_seed()) or torch.rand(1, device="cuda"))
    raises(RuntimeError, "found 'cpu'", lambda: cuda.CUDAGraph().register_generator_state(torch.Generator()))


def model():
    return nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Dropout(0.3), nn.LayerNorm(32), nn.Linear(32, 3)).to("cuda")


OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01, capturable=True),
    "amsgrad": lambda p: torch.optim.Adam(p, lr=0.01, amsgrad=True, weight_decay=0.1, capturable=True),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.01, capturable=True),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.01, capturable=True),
    "adadelta": lambda p: torch.optim.Adadelta(p, capturable=True),
}


def rates():
    """A learning rate that is a tensor of the GPU is read there: a replay takes the number that it has by then."""
    warnings.filterwarnings("ignore", "This instance was constructed with capturable=True")
    kinds = {
        "adam": lambda p, lr, **options: torch.optim.Adam(p, lr=lr, **options),
        "adamw": lambda p, lr, **options: torch.optim.AdamW(p, lr=lr, weight_decay=0.5, **options),
        "rmsprop": lambda p, lr, **options: torch.optim.RMSprop(p, lr=lr, momentum=0.5, **options),
        "adadelta": lambda p, lr, **options: torch.optim.Adadelta(p, lr=lr, **options),
    }
    for (name, make), dtype in zip(kinds.items(), (torch.float32, torch.float64, torch.bfloat16, torch.float32), strict=True):
        start = torch.randn(50, device="cuda")
        rate = torch.tensor(0.125, device="cuda", dtype=dtype)
        captured_one, plain = start.clone().requires_grad_(), start.clone().requires_grad_()
        optimizer, expected = make([captured_one], rate, capturable=True), make([plain], 0.125, capturable=True)
        captured_one.grad, plain.grad = torch.ones_like(start), torch.ones_like(start)
        optimizer.step()
        expected.step()
        graph, _ = captured(optimizer.step)
        for number in (0.25, 0.0625):
            rate.fill_(number)
            expected.param_groups[0]["lr"] = number
            graph.replay()
            expected.step()
            assert torch.equal(captured_one, plain), name
    parameter = torch.ones(2, device="cuda:1", requires_grad=True)
    parameter.grad = torch.ones_like(parameter)
    elsewhere = torch.optim.Adam([parameter], lr=torch.tensor(0.1, device="cuda:0"), capturable=True)
    raises(RuntimeError, "learning rate on cuda:0", elsewhere.step)
    # One of the CPU is a number.
    torch.optim.Adam([parameter], lr=torch.tensor(0.5), capturable=True).step()
    assert torch.allclose(parameter, torch.full((2,), 0.5, device="cuda:1"))


def shared_states():
    """Generators that share a state move on together, and take turns in a capture."""
    first, second = torch.Generator("cuda").manual_seed(1), torch.Generator("cuda").manual_seed(2)
    mine, other = first.graphsafe_get_state(), second.graphsafe_get_state()
    x = torch.rand(8, device="cuda", generator=first)
    assert mine.get_offset() == first.get_offset() == 4 and mine.initial_seed() == 1
    graph = cuda.CUDAGraph()
    for state in (mine, other):
        graph.register_generator_state(state)

    def draw():
        parts = [torch.rand(8, device="cuda", generator=first)]
        parts.append(torch.rand(8, device="cuda", generator=first.graphsafe_set_state(other)))
        first.graphsafe_set_state(mine)
        return parts

    with cuda.graph(graph):
        found = draw()
    for _ in range(2):
        graph.replay()
    expected = [torch.Generator("cuda").manual_seed(seed) for seed in (1, 2)]
    assert torch.equal(torch.rand(8, device="cuda", generator=expected[0]), x)
    for _ in range(2):
        drawn = [torch.rand(8, device="cuda", generator=generator) for generator in expected]
    assert all(torch.equal(a, b) for a, b in zip(found, drawn, strict=True))
    assert first.get_offset() == 12 and second.get_offset() == 8
    raises(NotImplementedError, "graphsafe_get_state", torch.Generator().graphsafe_get_state)
    raises(NotImplementedError, "graphsafe_set_state", lambda: torch.Generator().graphsafe_set_state(first))
    raises(RuntimeError, "found 'cpu'", lambda: first.graphsafe_set_state(torch.Generator()))
    raises(RuntimeError, "cuda:1", lambda: torch.Generator("cuda:1").graphsafe_set_state(first))


def chosen_pools():
    """What a thread allocates in a pool lies there alone, and the pool's memory goes with it."""
    cuda.empty_cache()
    pool = cuda.MemPool()
    reserved = cuda.memory_reserved()
    assert pool.use_count() == 1 and pool.snapshot() == [] and pool.id[1] == 0
    with cuda.use_mem_pool(pool):
        assert pool.use_count() == 2
        x = torch.ones(MIB, device="cuda")
        thread = threading.Thread(target=lambda: torch.ones(MIB, device="cuda").sum().item())
        thread.start()
        thread.join()
        graph, y = captured(lambda: x + 1)
    outside = torch.ones(MIB, device="cuda")
    (segment,) = [segment for segment in pool.snapshot() if segment["segment_type"] == "large"]
    assert segment["address"] == x.data_ptr() and segment["segment_pool_id"] == pool.id
    assert segment["frames"] == [] and not segment["is_expandable"] and "frames" in segment["blocks"][0]
    assert graph.pool() != pool.id and pool.use_count() == 1
    assert outside.data_ptr() not in range(segment["address"], segment["address"] + segment["total_size"])
    graph.replay()
    assert torch.equal(y, outside + 1)
    # What is free in the pool is for the pool, and stays.
    address = x.data_ptr()
    del x, y, graph
    gc.collect()
    cuda.empty_cache()
    assert pool.snapshot()
    assert torch.ones(MIB, device="cuda").data_ptr() != address
    with cuda.use_mem_pool(pool), cuda.use_mem_pool(cuda.MemPool()):
        assert torch.ones(MIB, device="cuda").data_ptr() != address
    with cuda.use_mem_pool(pool):
        kept = torch.ones(MIB, device="cuda")
        assert kept.data_ptr() == address
    with cuda.use_mem_pool(pool, 1):
        assert torch.ones(1, device="cuda:1").item() == 1
    # Tensors outlive their pool.
    name = pool.id
    del pool
    assert kept.sum().item() == MIB and cuda.memory_snapshot(name)
    del kept, outside
    cuda.empty_cache()
    assert cuda.memory_snapshot(name) == [] and cuda.memory_reserved() == reserved
    raises(NotImplementedError, "use_on_oom", lambda: cuda.MemPool(use_on_oom=True))
    stats = cuda.memory_stats()
    assert stats["num_sync_all_streams"] > 0 and stats["max_split_size"] == -1 and stats["num_oom_rejections"] == 0
    assert stats["oversize_segments.current"] == 0 and cuda.get_per_process_memory_fraction() == 1.0
    cuda.set_per_process_memory_fraction(0.5)
    assert cuda.get_per_process_memory_fraction() == 0.5
    snapshot = cuda.memory._snapshot()
    assert snapshot["segments"] == cuda.memory_snapshot() and snapshot["device_traces"] == [[], []]


def surface():
    """Names that PyTorch's programs use: they work, or say why they do not."""
    cuda.check_error(cuda.cudart().cudaProfilerStart())
    with cuda.profiler.profile():
        cuda.nvtx.range_end(cuda.nvtx.range_start("work"))
    assert cuda.cudart().cudaMemGetInfo(0) == cuda.mem_get_info(0)
    raises(cuda.CudaError, "CUDA error (2)", lambda: cuda.check_error(2))
    raises(AttributeError, "cudaMalloc", lambda: cuda.cudart().cudaMalloc)
    cuda.set_sync_debug_mode("default")
    assert cuda.get_sync_debug_mode() == 0
    raises(NotImplementedError, "set_sync_debug_mode", lambda: cuda.set_sync_debug_mode("warn"))
    raises(RuntimeError, "invalid value of debug_mode", lambda: cuda.set_sync_debug_mode("loud"))
    raises(NotImplementedError, "PYTORCH_NO_CUDA_MEMORY_CACHING", lambda: cuda.caching_allocator_enable(False))
    for name in ("current_blas_handle", "current_solver_handle", "change_current_allocator", "device_memory_used"):
        raises(NotImplementedError, name, getattr(cuda, name))
    for name in ("tunable", "GreenContext", "FloatStorage", "jiterator"):
        raises(AttributeError, f"'{name}': ", lambda name=name: getattr(cuda, name))
    assert cuda._get_device_index("cuda:1") == 1 and cuda._get_device_index("cpu", allow_cpu=True) == -1
    # GELU is by hyperbolic tangents, in the product's call where cuBLASLt does it.
    bias, a, b = torch.randn(5), torch.randn(3, 4), torch.randn(4, 5)
    product = torch.addmm(bias, a, b)
    for use_gelu, expected in ((True, nn.functional.gelu(product, approximate="tanh")), (False, product.relu())):
        for dtype in (torch.float32, torch.float64):
            operands = [operand.to("cuda", dtype) for operand in (bias, a, b)]
            found = torch._addmm_activation(*operands, use_gelu=use_gelu)
            assert torch.allclose(found.cpu().float(), expected, atol=1e-5)
    made = torch._addmm_activation(bias.cuda(), a.cuda().requires_grad_(), b.cuda())
    raises(RuntimeError, "derivative for aten::_addmm_activation is not implemented", made.sum().backward)


def check_training(name, make):
    torch.manual_seed(0)
    net = model()
    optimizer = make(net.parameters())
    batches = [(torch.randn(8, 6), torch.randint(0, 3, (8,))) for _ in range(4)]
    x, target = torch.zeros(8, 6, device="cuda"), torch.zeros(8, dtype=torch.int64, device="cuda")

    def step(net, optimizer):
        optimizer.zero_grad(set_to_none=True)
        loss = nn.functional.cross_entropy(net(x), target)
        loss.backward()
        optimizer.step()
        return loss

    def losses(one):
        torch.manual_seed(1)
        found = []
        for inputs, labels in batches:
            x.copy_(inputs)
            target.copy_(labels)
            found.append(one().item())
        return found

    side = cuda.Stream()
    side.wait_stream(cuda.current_stream())
    with cuda.stream(side):
        for _ in range(3):
            step(net, optimizer)
    cuda.current_stream().wait_stream(side)
    eager = copy.deepcopy(net)
    eager_optimizer = make(eager.parameters())
    eager_optimizer.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    graph, loss = captured(lambda: step(net, optimizer))
    expected = losses(lambda: step(eager, eager_optimizer))
    found = losses(lambda: graph.replay() or loss)
    assert found == expected and len(set(found)) == 4, (name, found, expected)
    for mine, theirs in zip(net.parameters(), eager.parameters(), strict=True):
        assert torch.equal(mine, theirs), name
    for mine, theirs in zip(optimizer.state.values(), eager_optimizer.state.values(), strict=True):
        for key, value in mine.items():
            if isinstance(value, torch.Tensor):
                assert torch.equal(value, theirs[key]), (name, key)
        assert name == "sgd" or mine["step"].is_cuda and mine["step"].item() == 7, name


def training():
    """A captured step of training, whose replays equal the steps without a graph to the bit."""
    warnings.filterwarnings("ignore", "This instance was constructed with capturable=True")
    for name, make in OPTIMIZERS.items():
        check_training(name, make)
    # Without capturable=True an optimizer counts on the host: it says so.
    net = model()
    optimizer = torch.optim.Adam(net.parameters())
    for parameter in net.parameters():
        parameter.grad = torch.ones_like(parameter)
    raises(RuntimeError, "capturable=True", lambda: captured(lambda: (parameter + 1, optimizer.step())))


def callables():
    torch.manual_seed(0)
    first, second = model(), nn.Linear(3, 2).to("cuda")
    eager_first, eager_second = copy.deepcopy(first), copy.deepcopy(second)
    x = torch.randn(8, 6, device="cuda")
    y = torch.randn(8, 3, device="cuda", requires_grad=True)
    first, second = cuda.make_graphed_callables((first, second), ((x,), (y,)))
    for seed in range(2):
        inputs = torch.randn(8, 6, device="cuda")
        torch.manual_seed(seed)
        expected = eager_second(eager_first(inputs).relu()).sum()
        expected.backward()
        torch.manual_seed(seed)
        found = second(first(inputs).relu()).sum()
        found.backward()
        assert found.item() == expected.item()
        for mine, theirs in zip(
            [*first.parameters(), *second.parameters()],
            [*eager_first.parameters(), *eager_second.parameters()],
            strict=True,
        ):
            # Their sums run in another order where a gradient that was expanded lies in memory here.
            assert torch.allclose(mine.grad, theirs.grad, atol=1e-5)
    # Another mode than at the capture runs without the graph.
    first.eval(), eager_first.eval()
    inputs = torch.randn(3, 6, device="cuda")
    assert torch.equal(first(inputs), eager_first(inputs))

    def function(a, b):
        return {"sum": a + b, "product": (a * 2,)}

    a = torch.ones(3, device="cuda", requires_grad=True)
    b = torch.ones(3, device="cuda", requires_grad=True)
    raises(RuntimeError, "", lambda: cuda.make_graphed_callables(lambda a, b: a * 2, (a, b)))
    graphed = cuda.make_graphed_callables(function, (a, b), allow_unused_input=True)
    c = torch.tensor([1.0, 2.0, 3.0], device="cuda", requires_grad=True)
    result = graphed(c, b)
    assert result["sum"].tolist() == [2.0, 3.0, 4.0] and result["product"][0].tolist() == [2.0, 4.0, 6.0]
    (result["sum"].sum() + result["product"][0].sum()).backward()
    assert c.grad.tolist() == [3.0] * 3
    raises(AssertionError, "only Tensors", lambda: cuda.make_graphed_callables(function, (a, 1)))


def threads():
    """A thread may go on with eager work during another's capture, if the mode lets it."""
    x = torch.ones(100, device="cuda")
    ready, go = threading.Event(), threading.Event()
    results = []

    def work():
        ready.wait()
        with cuda.stream(cuda.Stream()):
            results.append(torch.full((5 * MIB,), 2.0, device="cuda").sum().item())
        go.set()

    thread = threading.Thread(target=work)
    thread.start()

    def capture():
        y = x + 1
        ready.set()
        go.wait()
        return y * 2

    graph, y = captured(capture, capture_error_mode="thread_local")
    thread.join()
    graph.replay()
    assert results == [10.0 * MIB] and y.tolist() == [4.0] * 100


def pinned_copies():
    """Copies to and from page-locked memory are part of a graph, which keeps the memory."""
    source, target = torch.arange(5.0).pin_memory(), torch.zeros(5).pin_memory()
    x = torch.zeros(5, device="cuda")
    graph = cuda.CUDAGraph()
    with cuda.graph(graph):
        x.copy_(source, non_blocking=True)
        target.copy_(x * 2, non_blocking=True)
    for value in (1.0, 2.0):
        source.fill_(value)
        graph.replay()
        cuda.synchronize()
        assert target.tolist() == [2 * value] * 5
    addresses = {source.data_ptr(), target.data_ptr()}
    del source, target
    fresh = [torch.zeros(5).pin_memory() for _ in range(4)]
    assert not addresses & {x.data_ptr() for x in fresh}
    graph.replay()
    cuda.synchronize()
    assert x.tolist() == [2.0] * 5 and all(x.sum().item() == 0 for x in fresh)
    graph.reset()
    cuda.synchronize()
    fresh += [torch.zeros(5).pin_memory() for _ in range(2)]
    assert addresses <= {x.data_ptr() for x in fresh}


if __name__ == "__main__":
    globals()[sys.argv[1]]()
