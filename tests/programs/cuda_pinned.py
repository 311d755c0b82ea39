"""Programs with page-locked memory, generators, streams and events of GPUs, each with the stand-in: `... NAME`."""

from __future__ import annotations

import collections
import io
import os
import pickle
import sys
import warnings

import flambeau as torch
from _checks import raises
from flambeau.utils.data import DataLoader, Dataset, TensorDataset

cuda = torch.cuda


def pinned():
    assert not cuda.is_initialized() and not torch.ones(3).is_pinned()
    x = torch.arange(12.0).reshape(3, 4)
    y = x.pin_memory()
    assert y.is_pinned() and not x.is_pinned() and y.pin_memory() is not None and torch.equal(x, y)
    assert y.pin_memory().data_ptr() == y.data_ptr() and y.device.type == "cpu"
    assert y[1:, ::2].is_pinned() and y.t().is_pinned() and not (y + 1).is_pinned()
    assert x.t().pin_memory().stride() == (1, 4) and torch.equal(x.t().pin_memory(), x.t())
    assert torch.zeros(0).pin_memory().shape == (0,)
    for made in (
        torch.empty(3, pin_memory=True),
        torch.zeros(3, pin_memory=True),
        torch.ones(2, 2, dtype=torch.float64, pin_memory=True),
        torch.full((2,), 3, pin_memory=True),
        torch.tensor([1, 2], pin_memory=True),
        torch.arange(3, pin_memory=True),
        torch.rand(3, pin_memory=True),
        torch.randint(0, 3, (4,), pin_memory=True),
        torch.empty_like(x, pin_memory=True),
        torch.zeros_like(x, pin_memory=True),
        torch.empty_strided((2, 2), (4, 1), pin_memory=True),
        x.new_empty(3, pin_memory=True),
        x.new_zeros(3, pin_memory=True),
        torch.eye(2, pin_memory=True),
        torch.linspace(0, 1, 3, pin_memory=True),
        torch.scalar_tensor(1.0, pin_memory=True),
        torch.tril_indices(2, 2, pin_memory=True),
    ):
        assert made.is_pinned() and made.device.type == "cpu"
    assert torch.empty_strided((2, 2), (4, 1), pin_memory=True).stride() == (4, 1)
    assert torch.full((2,), 3, pin_memory=True).tolist() == [3, 3]
    raises(RuntimeError, "Only dense CPU tensors can be pinned", lambda: torch.empty(3, device="cuda", pin_memory=True))
    raises(RuntimeError, "Only dense CPU tensors can be pinned", lambda: torch.ones(3, device="cuda", pin_memory=True))
    raises(RuntimeError, "only dense CPU tensors can be pinned", torch.ones(3, device="cuda").pin_memory)
    assert not torch.ones(3, device="cuda").is_pinned()
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        x.pin_memory("cuda").is_pinned("cuda")
    assert len(seen) == 2 and all(warning.category is DeprecationWarning for warning in seen)
    # It is memory like any other for the CPU.
    y.mul_(2)
    assert torch.equal(y, x * 2) and y.numpy().tolist() == (x * 2).tolist()
    file = io.BytesIO()
    torch.save(y, file)
    file.seek(0)
    assert torch.equal(torch.load(file), y)
    assert y.untyped_storage().is_pinned() and x.untyped_storage().pin_memory().is_pinned()
    assert not x.storage().is_pinned() and x.storage().pin_memory().tolist() == x.flatten().tolist()
    weight = torch.ones(3, requires_grad=True)
    (weight.pin_memory() * 2).sum().backward()
    assert weight.grad.tolist() == [2.0] * 3


def copies():
    """Copies that nobody waits for, both ways, between orders of memory and dtypes."""
    values = torch.randn(64, 33)
    source = values.pin_memory()
    for stream in (cuda.default_stream(), cuda.Stream()):
        with cuda.stream(stream):
            there = source.to("cuda", non_blocking=True)
            back = (there * 2).to("cpu", non_blocking=True)
            assert back.is_pinned() and not (there * 2).cpu().is_pinned()
            stream.synchronize()
            assert torch.equal(back, values * 2)
            # Without non_blocking nothing need be waited for.
            target = torch.empty(64, 33, pin_memory=True)
            assert torch.equal(target.copy_(there + 1), values + 1)
            for make in (
                lambda x: x.t(),
                lambda x: x[::2],
                lambda x: x[:, 3:7],
                lambda x: x.double(),
                lambda x: x.half(),
            ):
                expected = make(values)
                assert torch.equal(make(source).to("cuda", non_blocking=True).cpu(), expected)
                found = make(there).to("cpu", non_blocking=True)
                stream.synchronize()
                assert torch.equal(found, expected) and found.is_pinned()
            # Other dtypes and places of the target.
            wide = torch.zeros(64, 33, dtype=torch.float64, pin_memory=True)
            wide.copy_(there, non_blocking=True)
            stream.synchronize()
            assert torch.equal(wide, values.double())
            spread = torch.zeros(64, 66, pin_memory=True)[:, ::2]
            assert torch.equal(spread.copy_(there, non_blocking=True), values)
            ordinary = torch.zeros(64, 33)
            assert torch.equal(ordinary.copy_(there, non_blocking=True), values)
            on_gpu = torch.zeros(64, 33, dtype=torch.float64, device="cuda")
            on_gpu.copy_(source, non_blocking=True)
            assert torch.equal(on_gpu.cpu(), values.double())
            # Page-locked memory may be changed once a copy is done that was waited for.
            once = values.pin_memory()
            moved = once.to("cuda")
            once.zero_()
            assert torch.equal(moved.cpu(), values)
    module = torch.nn.Linear(3, 2)
    moved = torch.nn.Linear(3, 2)
    moved.load_state_dict(module.state_dict())
    moved.to("cuda", non_blocking=True)
    assert torch.equal(moved.weight.cpu(), module.weight)


def blocks():
    """Blocks are handed out again when the streams that copy from them have passed."""
    stats = cuda.host_memory_stats()
    assert not stats
    x = torch.zeros(1000, pin_memory=True)
    address = x.data_ptr()
    del x
    stats = cuda.host_memory_stats()
    assert stats["num_host_alloc"] == 1 and stats["allocated_bytes.current"] == 4096
    assert stats["active_requests.current"] == 0 and stats["active_requests.allocated"] == 1
    assert torch.zeros(900, pin_memory=True).data_ptr() == address
    # While a stream is busy its memory is not used anew.
    stream = cuda.Stream()
    targets = []
    for value in range(20):
        with cuda.stream(stream):
            busy = torch.ones(1 << 18, device="cuda")
            for _ in range(3):
                busy = busy * 1.5 + 1
            targets.append(torch.full((1000,), float(value), pin_memory=True).to("cuda", non_blocking=True))
    stream.synchronize()
    assert [target.sum().item() for target in targets] == [1000.0 * value for value in range(20)]
    results = []
    for value in range(20):
        with cuda.stream(stream):
            result = torch.full((1000,), float(value), device="cuda")
            for _ in range(3):
                result = result + 1
            results.append(result.to("cpu", non_blocking=True))
            del result
    stream.synchronize()
    assert [result[0].item() for result in results] == [value + 3.0 for value in range(20)]
    stats = cuda.host_memory_stats_as_nested_dict()
    assert stats["active_requests"]["current"] == 20 and stats["host_alloc_time"]["count"] == stats["num_host_alloc"]
    cuda.reset_peak_host_memory_stats()
    cuda.reset_accumulated_host_memory_stats()
    del results, targets
    torch.accelerator.empty_host_cache()
    stats = cuda.host_memory_stats()
    assert stats["allocated_bytes.current"] == 0 and stats["allocations.freed"] == stats["num_host_free"] > 0


class Rows(Dataset):
    def __len__(self):
        return 12

    def __getitem__(self, index):
        return {"x": torch.full((2,), float(index)), "name": "row", "pair": (index, [torch.tensor(index)])}


class Own:
    def __init__(self, samples):
        self.x = torch.stack([x for x, _ in samples])
        self.asked = False

    def pin_memory(self):
        self.x = self.x.pin_memory()
        self.asked = True
        return self


Point = collections.namedtuple("Point", "x y")


def loader():
    for workers in (0, 2):
        for batch in DataLoader(Rows(), batch_size=4, num_workers=workers, pin_memory=True):
            assert batch["x"].is_pinned() and batch["name"] == ["row"] * 4
            assert batch["pair"][0].is_pinned() and batch["pair"][1][0].is_pinned()
            assert batch["x"].to("cuda", non_blocking=True).shape == (4, 2)
    data = TensorDataset(torch.arange(6.0), torch.arange(6))
    for batch in DataLoader(data, batch_size=3, pin_memory=True, collate_fn=Own):
        assert batch.asked and batch.x.is_pinned()
    for point in DataLoader([Point(torch.ones(1), torch.ones(2))] * 2, batch_size=2, pin_memory=True):
        assert isinstance(point, Point) and point.x.is_pinned() and point.y.is_pinned()
    assert not next(iter(DataLoader(data, batch_size=3)))[0].is_pinned()


def generators():
    assert len(cuda.default_generators) == 2 and cuda.default_generators[1].device == torch.device("cuda:1")
    generator = torch.Generator(device="cuda")
    assert generator.device == torch.device("cuda:0") and torch.Generator("cuda:1").device.index == 1
    raises(RuntimeError, "invalid device ordinal", lambda: torch.Generator("cuda:7"))
    assert generator.manual_seed(7) is generator and generator.initial_seed() == 7 and generator.get_offset() == 0
    first = torch.rand(10, device="cuda", generator=generator)
    assert generator.get_offset() > 0
    state = generator.get_state()
    assert state.shape == (16,) and state.dtype is torch.uint8 and state.device.type == "cpu"
    second = torch.rand(10, device="cuda", generator=generator)
    other = torch.Generator("cuda").set_state(state)
    assert torch.equal(torch.rand(10, device="cuda", generator=other), second)
    copied = generator.set_state(state).clone_state()
    assert torch.equal(torch.rand(10, device="cuda", generator=copied), second)
    assert torch.equal(torch.rand(10, device="cuda", generator=generator), second)
    assert torch.equal(torch.rand(10, device="cuda", generator=generator.manual_seed(7)), first)
    assert generator.seed() == generator.initial_seed() and torch.Generator("cuda").initial_seed() == 67280421310721
    assert generator.set_offset(8).get_offset() == 8
    raises(RuntimeError, "multiple of 4", lambda: generator.set_offset(3))
    raises(RuntimeError, "RNG state is wrong size", lambda: generator.set_state(torch.get_rng_state()))
    raises(TypeError, "ByteTensor", lambda: generator.set_state(torch.zeros(16)))
    raises(RuntimeError, "CPU Generator does not use offset", torch.Generator().get_offset)
    raises(RuntimeError, "CPU Generator does not use offset", lambda: torch.Generator().set_offset(4))
    loaded = pickle.loads(pickle.dumps(generator))
    assert loaded.device == generator.device and torch.equal(loaded.get_state(), generator.get_state())
    # The device's own generator is the one that draws without a generator use, and that seeds start anew.
    torch.manual_seed(3)
    own = cuda.default_generators[0]
    assert own.initial_seed() == 3
    x = torch.rand(5, device="cuda")
    own.manual_seed(3)
    assert torch.equal(torch.rand(5, device="cuda"), x)
    assert torch.equal(torch.rand(5, device="cuda", generator=torch.Generator("cuda").manual_seed(3)), x)


def draws():
    """All that draws takes a generator of the tensor's sort of device, and refuses the other."""
    x = torch.zeros(40, device="cuda")
    calls = [
        lambda g: torch.rand(5, device="cuda", generator=g),
        lambda g: torch.randn(5, device="cuda", generator=g),
        lambda g: torch.randint(0, 9, (5,), device="cuda", generator=g),
        lambda g: torch.normal(0.0, 1.0, (5,), device="cuda", generator=g),
        lambda g: torch.rand_like(x, generator=g),
        lambda g: x.uniform_(generator=g).clone(),
        lambda g: x.normal_(generator=g).clone(),
        lambda g: x.exponential_(generator=g).clone(),
        lambda g: x.cauchy_(generator=g).clone(),
        lambda g: x.log_normal_(generator=g).clone(),
        lambda g: x.geometric_(0.3, generator=g).clone(),
        lambda g: x.random_(generator=g).clone(),
        lambda g: x.random_(3, 9, generator=g).clone(),
        lambda g: x.bernoulli_(0.5, generator=g).clone(),
        lambda g: torch.randn(5, dtype=torch.complex64, device="cuda", generator=g),
        lambda g: torch.nn.init.normal_(x, generator=g).clone(),
    ]
    for at, call in enumerate(calls):
        before = cuda.get_rng_state()
        found = [call(torch.Generator("cuda").manual_seed(seed)).tolist() for seed in (1, 1, 2)]
        assert found[0] == found[1] != found[2], at
        assert torch.equal(cuda.get_rng_state(), before), "the device's own generator has not moved"
        text = "Expected a 'cuda' device type for generator but found 'cpu'"
        raises(RuntimeError, text, lambda call=call: call(torch.Generator()))
    gpu = torch.Generator("cuda")
    y = torch.rand(4)
    for call in (
        lambda: torch.rand(3, generator=gpu),
        lambda: torch.randperm(3, generator=gpu),
        lambda: y.uniform_(generator=gpu),
        lambda: y.bernoulli_(y.clone(), generator=gpu),
        lambda: y.bernoulli(generator=gpu),
        lambda: torch.multinomial(y, 2, generator=gpu),
        lambda: torch.poisson(y, generator=gpu),
        lambda: torch.nn.init.uniform_(y, generator=gpu),
    ):
        raises(RuntimeError, "Expected a 'cpu' device type for generator but found 'cuda'", call)


def forked():
    torch.manual_seed(5)
    states = [torch.get_rng_state(), *cuda.get_rng_state_all()]
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        with torch.random.fork_rng():
            torch.rand(3), torch.rand(3, device="cuda"), torch.rand(3, device="cuda:1")
            torch.manual_seed(9)
    assert "2 available devices" in str(seen[0].message)
    assert all(map(torch.equal, states, [torch.get_rng_state(), *cuda.get_rng_state_all()]))
    with torch.random.fork_rng(devices=["cuda:1"]):
        torch.manual_seed(9)
    assert torch.equal(cuda.get_rng_state(1), states[2]) and cuda.initial_seed() == 9
    cuda.set_rng_state(states[1], 0)
    with torch.random.fork_rng(devices=[0, torch.device("cuda", 1)], device_type="cuda"):
        torch.rand(3, device="cuda")
    with torch.random.fork_rng(device_type="cpu"):
        torch.rand(3), torch.rand(3, device="cuda")
    assert torch.equal(torch.get_rng_state(), states[0]) and not torch.equal(cuda.get_rng_state(), states[1])
    with torch.random.fork_rng(enabled=False):
        torch.rand(3)
    assert not torch.equal(torch.get_rng_state(), states[0])


def streams_and_events():
    stream = torch.Stream()
    assert stream.device == torch.device("cuda:0") and isinstance(cuda.Stream(), torch.Stream)
    assert torch.Stream(device="cuda:1", priority=-1).device_index == 1 and stream.device_type == 1
    assert stream.native_handle == stream.stream_id != 0 and not stream.is_capturing()
    before = cuda.current_stream()
    with stream as entered:
        assert entered is stream and cuda.current_stream() == stream and torch.accelerator.current_stream() == stream
        x = torch.ones(1000, device="cuda") * 3
        with torch.Stream("cuda:1"):
            assert cuda.current_device() == 1 and cuda.current_stream(0) == stream
        event = stream.record_event()
    assert cuda.current_stream() == before
    assert type(event) is torch.Event and event.device == torch.device("cuda:0") and event.event_id != 0
    before.wait_event(event)
    x.record_stream(before)
    assert x.sum().item() == 3000
    event.synchronize()
    assert event.query() and stream.query()
    stream.wait_stream(before)
    before.wait_stream(stream)
    start, end = (torch.Event("cuda", enable_timing=True) for _ in range(2))
    start.record()
    end.record(stream)
    stream.synchronize()
    cuda.synchronize()
    assert start.elapsed_time(end) >= 0 and isinstance(cuda.Event(), torch.Event)
    assert repr(stream).startswith("torch.Stream device_type=cuda, device_index=0, stream_id=")
    assert repr(torch.Event()) == "torch.Event device_type=cuda, device_index=-1, event_flag=0, event_id=0"
    cpu = torch.Stream("cpu")
    assert cpu.query() and cpu == torch.Stream("cpu") and cpu != stream and cpu.device.type == "cpu"
    cpu.synchronize()
    cpu.wait_stream(stream)
    with cpu:
        pass
    raises(RuntimeError, "CPU backend doesn't support events", cpu.record_event)
    raises(RuntimeError, "CPU backend doesn't support events", torch.Event("cpu").record)
    raises(RuntimeError, "the CPU has none", lambda: cpu.native_handle)
    raises(RuntimeError, "invalid device ordinal", lambda: torch.Stream("cuda:9"))


def modules():
    assert torch.get_device_module() is cuda and torch.get_device_module("cuda:1") is cuda
    assert torch.get_device_module(torch.device("cpu")) is torch.cpu
    raises(RuntimeError, "xyz", lambda: torch.get_device_module("xyz"))
    raises(RuntimeError, "Invalid value of device", lambda: torch.get_device_module(3))
    accelerator = torch.accelerator
    assert accelerator.is_available() and accelerator.current_accelerator() == torch.device("cuda")
    accelerator.set_device_index(1)
    assert accelerator.current_device_index() == 1 and accelerator.device_count() == 2
    with accelerator.device_index(0):
        assert accelerator.current_device_index() == 0
    accelerator.synchronize()
    stream = torch.Stream("cuda:0")
    accelerator.set_stream(stream)
    assert accelerator.current_stream() == stream and accelerator.current_device_index() == 0


if __name__ == "__main__":
    globals()[sys.argv[1]]()
    assert os.environ["FLAMBEAU_CUDA_PATH"]
