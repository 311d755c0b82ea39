"""The profiler: what it sees, how it shows it, and what PyTorch 2.13 does in the same place."""

from __future__ import annotations

import gzip
import json
import os
import re
from operator import attrgetter
from pathlib import Path
from typing import Any

import flambeau as torch
import pytest
from flambeau import nn
from flambeau.autograd._profiler_table import build_table
from flambeau.autograd.profiler_util import EventList, FunctionEventAvg
from flambeau.profiler import (
    ProfilerActivity,
    profile,
    record_function,
    tensorboard_trace_handler,
)
from profiler_sample import find, names, sample

ROOT = Path(__file__).resolve().parent.parent
CPU = [ProfilerActivity.CPU]


def tops(prof: Any) -> list[str]:
    return [event.name for event in prof.events() if event.cpu_parent is None]


# What it sees


def test_operations_in_the_order_they_began() -> None:
    x = torch.ones(2, 3)
    with profile(activities=CPU) as prof:
        (x + x).exp()
    x.exp()
    assert names(prof) == ["aten::add", "aten::exp"]
    event = prof.events()[0]
    assert (event.key, event.count, event.thread, event.scope) == ("aten::add", 1, prof.events()[1].thread, 0)
    assert event.time_range.elapsed_us() == event.cpu_time_total == event.cpu_time > 0
    assert event.device_time == event.device_time_total == event.self_device_time_total == 0
    assert not event.is_async and not event.is_user_annotation and event.activity_type == "cpu_op"
    assert event.input_shapes == [] and event.cpu_children == [] and event.stack == []


@pytest.mark.parametrize(
    "call",
    [
        lambda x: x + 1,
        lambda x: 1 - x,
        lambda x: -x,
        lambda x: x @ x,
        lambda x: x > 0,
        lambda x: x[0],
        lambda x: x[:, None],
        lambda x: x.sum(),
        lambda x: torch.cat([x, x]),
        lambda x: x.mul_(2),
        lambda x: torch.zeros(3),
        lambda x: x.reshape(-1),
        lambda x: nn.functional.relu(x),
        lambda x: nn.functional.gelu(x, approximate="tanh"),
        lambda x: torch.add(x, x, out=torch.empty(0)),
        lambda x: torch.randn(3),
        lambda x: x.to(torch.float64),
        lambda x: x.max(1),
        lambda x: x.split(1),
        lambda x: bool(x.any()),
    ],
)
def test_results_are_those_without_a_profile(call: Any) -> None:
    torch.manual_seed(0)
    expected = call(torch.eye(2))
    torch.manual_seed(0)
    with profile(record_shapes=True, profile_memory=True, with_flops=True, with_stack=True) as prof:
        result = call(torch.eye(2))
    assert str(result) == str(expected)
    assert any(name.startswith("aten::") for name in names(prof)[1:]) and names(prof)[0] == "aten::eye"


def test_inputs_as_pytorch_shows_them() -> None:
    x = torch.ones(2, 4)
    with profile(record_shapes=True) as prof:
        torch.cat([x, x], 1)
        x.sum(0, keepdim=True)
        torch.add(x, x, alpha=2)
        x.to(torch.float64)
    cat, total, add, to = prof.events()[:4]
    assert cat.input_shapes == [[], []]
    assert cat.structured_input_shapes == [[[2, 4], [2, 4]], []]
    assert cat.structured_input_strides == [[[4, 1], [4, 1]], []]
    assert (cat.input_dtypes, cat.concrete_inputs) == (["TensorList", "Scalar"], [None, 1])
    assert total.input_dtypes == ["float", "ScalarList", "Scalar", ""]
    assert total.concrete_inputs == [None, [0], True, None]
    assert (add.input_shapes, add.concrete_inputs) == ([[2, 4], [2, 4], []], [None, None, 2])
    assert to.name == "aten::to" and 7 in to.concrete_inputs
    assert all(event.kwinputs == {} for event in prof.events())


@pytest.mark.parametrize(
    ("dtype", "name"),
    [
        (torch.float64, "double"),
        (torch.bfloat16, "c10::BFloat16"),
        (torch.int64, "long int"),
        (torch.uint8, "unsigned char"),
        (torch.bool, "bool"),
        (torch.complex64, "c10::complex<float>"),
    ],
)
def test_names_of_dtypes(dtype: torch.dtype, name: str) -> None:
    x = torch.ones(2, dtype=dtype)
    with profile(record_shapes=True) as prof:
        x.clone()
    assert prof.events()[0].input_dtypes[0] == name


#: Operation, call, and the count that PyTorch gives.
FLOPS = [
    ("aten::add", lambda: torch.ones(2, 1) + torch.ones(1, 3), 2),
    ("aten::mul", lambda: torch.ones(2, 1) * 2, 2),
    ("aten::sub", lambda: torch.ones(2, 1) - 1, 0),
    ("aten::exp", lambda: torch.ones(2).exp(), 0),
    ("aten::mm", lambda: torch.mm(torch.ones(3, 2), torch.ones(2, 4)), 48),
    ("aten::addmm", lambda: torch.addmm(torch.ones(3), torch.ones(2, 4), torch.ones(4, 3)), 48),
    ("aten::bmm", lambda: torch.bmm(torch.ones(2, 3, 4), torch.ones(2, 4, 5)), 240),
    ("aten::baddbmm", lambda: torch.baddbmm(torch.ones(2, 3, 5), torch.ones(2, 3, 4), torch.ones(2, 4, 5)), 240),
    (
        "aten::conv2d",
        lambda: nn.functional.conv2d(torch.ones(2, 4, 8, 8), torch.ones(6, 2, 3, 3), stride=2, padding=1, groups=2),
        6912,
    ),
]


@pytest.mark.parametrize(("name", "call", "count"), FLOPS, ids=[name for name, _, _ in FLOPS])
def test_flops_as_pytorch_counts_them(name: str, call: Any, count: int) -> None:
    with profile(with_flops=True) as prof:
        call()
    assert find(prof, name).flops == count


#: PyTorch counts these in the operations that it makes of them; the sum is the same.
COMPOSITES = [
    (lambda: nn.functional.linear(torch.ones(2, 4), torch.ones(3, 4), torch.ones(3)), 48),
    (lambda: torch.matmul(torch.ones(2, 3, 4), torch.ones(4, 5)), 240),
    (lambda: torch.ones(3, 4) @ torch.ones(4, 5), 120),
]


@pytest.mark.parametrize(("call", "count"), COMPOSITES)
def test_flops_of_composites_count_once(call: Any, count: int) -> None:
    with profile(with_flops=True) as prof:
        call()
    assert sum(event.flops for event in prof.events()) == count


def test_memory_counts_to_operations() -> None:
    x = torch.ones(64)
    with profile(profile_memory=True) as prof:
        with record_function("block"):
            y = x.exp()
        del y
        x.view(8, 8)
    exp, block = find(prof, "aten::exp"), find(prof, "block")
    kinds = ("device", "cpu") if x.is_cuda else ("cpu", "device")
    for kind, size in zip(kinds, (256, 0), strict=True):
        whole, own = attrgetter(f"{kind}_memory_usage"), attrgetter(f"self_{kind}_memory_usage")
        assert whole(exp) == own(exp) == size
        assert (whole(block), own(block)) == (size, 0)
        # What no operation gave back is an event of its own.
        free = find(prof, "[memory]")
        assert (whole(free), free.cpu_time_total, free.trace_name) == (-size, 0, None)
        assert whole(find(prof, "aten::view")) == 0
        assert own(prof.key_averages().total_average()) == 0


@pytest.mark.cuda_only
def test_memory_of_gpus_is_apart(tmp_path: Path) -> None:
    x = torch.ones(64, device="cpu")
    with pytest.warns(UserWarning, match="Kernels of GPUs are not timed"):
        prof = profile(activities=[ProfilerActivity.CPU, ProfilerActivity.CUDA], profile_memory=True)
        prof.start()
    y = x.cuda()
    x + x
    prof.stop()
    add, move = find(prof, "aten::add"), find(prof, "aten::to")
    assert (add.cpu_memory_usage, add.device_memory_usage) == (256, 0)
    assert (move.cpu_memory_usage, move.device_memory_usage) == (0, 256)
    assert add.use_device == move.use_device == "cuda" and add.device_time_total == 0
    lines = prof.key_averages().table().splitlines()
    assert "CPU Mem" in lines[1] and "Self CUDA Mem" in lines[1] and "CUDA total" not in lines[1]
    prof.export_chrome_trace(str(tmp_path / "trace.json"))
    events = json.loads((tmp_path / "trace.json").read_text())["traceEvents"]
    memory = [event["args"] for event in events if event["name"] == "[memory]"]
    there = [args for args in memory if args["Device Type"] == 1]
    assert [(args["Bytes"], args["Device Id"], args["Addr"]) for args in there] == [(256, 0, y.data_ptr())]
    assert there[0]["Total Reserved"] == torch.cuda.memory_reserved() >= there[0]["Total Allocated"] >= 256
    assert [args["Bytes"] for args in memory if args["Device Type"] == 0] == [256, -256]


def test_backward_passes_name_nodes() -> None:
    w = torch.ones(3, requires_grad=True)
    with profile(record_shapes=True) as prof:
        (w * w).sum().backward()
    mul, rule = find(prof, "aten::mul"), find(prof, "MulBackward0")
    assert rule.scope == 1 and rule.sequence_nr == mul.sequence_nr >= 0 and rule.fwd_thread == mul.thread
    assert rule.cpu_parent is not None
    assert rule.cpu_parent.name == "autograd::engine::evaluate_function: MulBackward0"
    assert (rule.cpu_parent.scope, rule.cpu_parent.sequence_nr) == (0, mul.sequence_nr)
    assert rule.input_shapes == [[3]] and rule.cpu_parent.input_shapes == []
    leaf = find(prof, "torch::autograd::AccumulateGrad")
    assert (leaf.scope, leaf.sequence_nr, leaf.fwd_thread) == (1, -1, 0)
    assert leaf.cpu_parent is not None
    assert leaf.cpu_parent.name == "autograd::engine::evaluate_function: torch::autograd::AccumulateGrad"
    assert [child.name for child in rule.cpu_children].count("aten::mul") <= 2
    assert find(prof, "aten::sum").sequence_nr == mul.sequence_nr + 1
    assert torch.equal(w.grad, torch.full((3,), 2.0))


def test_nodes_recorded_before_the_profile() -> None:
    loss = (torch.ones(3, requires_grad=True) * 2).sum()
    with profile() as prof:
        loss.backward()
    assert (find(prof, "MulBackward0").fwd_thread, find(prof, "MulBackward0").stack) == (0, [])


def test_sequence_numbers_are_missing_without_gradients() -> None:
    with profile() as prof, torch.no_grad():
        torch.ones(2).exp()
    assert [event.sequence_nr for event in prof.events()] == [-1, -1]


def test_custom_functions_optimizers_and_loaders() -> None:
    class Double(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            return grad * 2

    w = torch.ones(3, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.ones(4, 2)), batch_size=4)
    with profile(record_shapes=True) as prof:
        optimizer.zero_grad()
        Double.apply(w).sum().backward()
        optimizer.step()
        assert len(list(loader)) == 1
    top = tops(prof)
    assert "Optimizer.zero_grad#SGD.zero_grad" in top and "Optimizer.step#SGD.step" in top
    # The second ends the pass.
    assert top.count("enumerate(DataLoader)#_SingleProcessDataLoaderIter.__next__") == 2
    call, node = find(prof, "Double"), find(prof, "DoubleBackward")
    assert [child.name for child in call.cpu_children] == ["aten::mul"]
    assert (call.scope, call.input_shapes, call.sequence_nr) == (0, [[3]], node.sequence_nr)
    assert find(prof, "Optimizer.step#SGD.step").is_user_annotation
    assert find(prof, "Optimizer.step#SGD.step").scope == 7


def test_adam_from_python_and_hooks_still_run() -> None:
    w = torch.ones(3, requires_grad=True)
    optimizer = torch.optim.Adam([w])
    seen: list[int] = []
    optimizer.register_step_post_hook(lambda *_: seen.append(1))
    w.sum().backward()
    with profile() as prof:
        optimizer.step()
    assert seen == [1] and tops(prof) == ["Optimizer.step#Adam.step"]
    assert "flambeau::_adam_step" in names(prof)


def test_blocks_and_decorators() -> None:
    @record_function("fact")
    def fact(n: int) -> Any:
        return torch.ones(1) if n == 0 else fact(n - 1) * n

    with profile() as prof, record_function("outer", "more"):
        assert fact(2).item() == 2
    assert names(prof).count("fact") == 3
    outer = find(prof, "outer")
    assert outer.is_user_annotation and outer.activity_type == "user_annotation" and outer.scope == 7
    assert record_function("never").__enter__().__exit__(None, None, None) is None
    with pytest.raises(AssertionError, match="Expected record to be set"):
        record_function("never").__exit__(None, None, None)


def test_a_block_alone_in_one_of_its_name_is_taken_out() -> None:
    with profile() as prof, record_function("block"), record_function("block"):
        torch.ones(1)
    assert names(prof) == ["block", "aten::ones"]
    assert [child.name for child in prof.events()[0].cpu_children] == ["aten::ones"]


def test_stacks() -> None:
    def inner(x: Any) -> Any:
        return x * x

    w = torch.ones(3, requires_grad=True)
    with profile(with_stack=True) as prof:
        inner(w).sum().backward()
    mul = find(prof, "aten::mul")
    assert re.fullmatch(r".*test_profiler\.py\(\d+\): inner", mul.stack[0])
    assert re.fullmatch(r".*test_profiler\.py\(\d+\): test_stacks", mul.stack[1])
    # The rule of a node, and what it runs, have the stack of the operation that recorded it.
    assert find(prof, "MulBackward0").stack == mul.stack
    assert not any("autograd/profiler.py" in call for event in prof.events() for call in event.stack)


def test_stacks_in_files_and_tables(tmp_path: Path) -> None:
    with profile(with_stack=True) as prof:
        torch.ones(64, 64).exp()
    table = prof.key_averages(group_by_stack_n=2).table(sort_by="self_cpu_time_total")
    assert "Source Location" in table and "test_profiler.py(" in table
    prof.export_stacks(str(tmp_path / "stacks"))
    for line in (tmp_path / "stacks").read_text().splitlines():
        assert re.fullmatch(r"(\S+;)*\S+ \d+", line)
    with pytest.raises(ValueError, match="metric should be one of"):
        prof.export_stacks(str(tmp_path / "stacks"), "time")
    with profile() as prof:
        pass
    with pytest.raises(AssertionError, match=r"export_stacks\(\) requires with_stack=True"):
        prof.export_stacks(str(tmp_path / "stacks"))


# How it shows it


def test_table_is_laid_out_as_pytorchs() -> None:
    golden = json.loads((Path(__file__).parent / "golden" / "profiler.json").read_text())
    events = sample(torch)
    for case in golden["tables"]:
        source = events.key_averages(*case["grouped"]) if case["grouped"] is not None else events
        assert source.table(**case["arguments"]) == case["text"], case["arguments"]
    assert str(events) == events.table()
    assert EventList().table() == "" and build_table(EventList()) == ""


def test_sorting_by_an_unknown_attribute() -> None:
    with pytest.raises(AttributeError, match="'FunctionEventAvg' object has no attribute 'unknown'"):
        sample(torch).key_averages().table(sort_by="unknown")


def test_sums() -> None:
    averages = sample(torch).key_averages()
    outer, product, long = averages
    assert (product.key, product.count, product.flops) == ("aten::mm", 2, 4848)
    assert product.cpu_time_total == 1503.5 and product.cpu_time == 751.75
    assert outer.self_cpu_time_total == 5000 - 1503.5 and outer.self_cpu_memory_usage == 2016
    assert product.input_shapes == "" and long.device_time == 0
    assert repr(product) == (
        "<FunctionEventAvg key=aten::mm self_cpu_time=1.504ms cpu_time=751.750us  self_cuda_time=0.000us "
        "cuda_time=0.000us input_shapes= cpu_memory_usage=32 cuda_memory_usage=0>"
    )
    total = averages.total_average()
    assert (total.key, total.count) == ("Total", 4)
    assert averages.self_cpu_time_total == total.self_cpu_time_total == 2_005_000
    with pytest.raises(AssertionError, match="Expected keys to match"):
        FunctionEventAvg().add(sample(torch)[0]).add(sample(torch)[1])
    with pytest.raises(AssertionError, match="Expected tree to be built"):
        EventList().key_averages()


def test_representation_of_an_event() -> None:
    assert repr(sample(torch)[1]) == (
        "<FunctionEvent id=1 name=aten::mm overload_name=None device_type=DeviceType.CPU node_id=-1 cpu_time=3.000us "
        "start_us=1.0 end_us=4.0 cpu_children=[] None_time=0.000us name=aten::mm thread=1 "
        "input_shapes=[[2, 3], [3, 4]] cpu_memory_usage=32 None_memory_usage=0 is_async=False is_remote=False "
        "seq_nr=-1 is_legacy=False>"
    )


def test_old_names_of_device_times_warn() -> None:
    for name in ("cuda_time", "cuda_time_total", "self_cuda_time_total", "self_cuda_memory_usage"):
        with pytest.warns(FutureWarning, match=f"`{name}` is deprecated"):
            assert getattr(sample(torch)[0], name) == 0


def test_shapes_keep_groups_apart() -> None:
    with profile(record_shapes=True) as prof:
        for size in (2, 3, 3):
            torch.ones(size).exp()
    grouped = prof.key_averages(group_by_input_shape=True)
    assert [(event.input_shapes, event.count) for event in grouped if event.key == "aten::exp"] == [
        ([[2]], 1),
        ([[3]], 2),
    ]
    assert "Input Shapes" in grouped.table() and "Input Shapes" not in prof.key_averages().table()


# Files


def trace(prof: Any, path: Path) -> dict[str, Any]:
    prof.export_chrome_trace(str(path))
    with gzip.open(path) if path.suffix == ".gz" else open(path) as file:
        return json.load(file)


@pytest.mark.parametrize("name", ["trace.json", "trace.json.gz"])
def test_chrome_trace(tmp_path: Path, name: str) -> None:
    w = torch.ones(2, 3, requires_grad=True)
    with profile(record_shapes=True, profile_memory=True, with_flops=True) as prof:
        with record_function('a "name"\n\\ ü'):
            y = torch.mm(w, torch.ones(3, 4)).sum()
        y.backward()
        prof.add_metadata("model", 'say "x"')
        prof.add_metadata_json("sizes", "[1, 2]")
    data = trace(prof, tmp_path / name)
    # The keys of PyTorch's file, `ERROR` aside.
    assert list(data)[:2] == ["schemaVersion", "deviceProperties"]
    known = "trace_id host_name displayTimeUnit baseTimeNanoseconds traceEvents traceName".split()
    assert set(known) <= set(data) and data["displayTimeUnit"] == "ms" and data["schemaVersion"] == 1
    assert (data["model"], data["sizes"], data["record_shapes"], data["with_flops"]) == ('say "x"', [1, 2], 1, 1)
    assert data["trace_id"] == prof.get_trace_id()
    events = data["traceEvents"]
    assert all(event["pid"] == os.getpid() for event in events)
    assert [event["name"] for event in events if event["ph"] == "M"][:4] == [
        "process_name",
        "process_labels",
        "process_sort_index",
        "thread_name",
    ]
    complete = {event["name"]: event for event in events if event["ph"] == "X"}
    assert complete['a "name"\n\\ ü']["cat"] == "user_annotation"
    product = complete["aten::mm"]
    assert product["cat"] == "cpu_op" and product["args"]["Input Dims"] == [[2, 3], [3, 4]]
    assert product["args"]["Input type"] == ["float", "float"] and product["args"]["Concrete Inputs"] == ["", ""]
    assert product["args"]["Input Strides"] == [[3, 1], [4, 1]] and product["args"]["Fwd thread id"] == 0
    starts = [event for event in events if event["ph"] == "s"]
    ends = [event for event in events if event["ph"] == "f"]
    assert len(starts) == len(ends) == 2 and all(event["cat"] == "fwdbwd" for event in starts + ends)
    assert product["ts"] in [event["ts"] for event in starts]
    memory = [event for event in events if event["name"] == "[memory]"]
    assert memory and all(event["ph"] == "i" and event["args"]["Bytes"] != 0 for event in memory)
    for event in events:
        if event["ph"] == "X":
            assert event["ts"] >= 0 and event["dur"] >= 0
    with pytest.raises(RuntimeError, match="Trace is already saved."):
        prof.export_chrome_trace(str(tmp_path / "again"))


def test_trace_into_a_folder_that_is_missing(tmp_path: Path) -> None:
    with profile() as prof:
        torch.ones(1)
    # PyTorch writes a line to standard error, and nothing else.
    with pytest.raises(FileNotFoundError):
        prof.export_chrome_trace(str(tmp_path / "missing" / "trace.json"))
    assert trace(prof, tmp_path / "trace.json")["traceEvents"]
    assert os.listdir(tmp_path) == ["trace.json"]


def test_tensorboard_handler(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "log"
    with profile(on_trace_ready=tensorboard_trace_handler(str(folder), use_gzip=True)):
        torch.ones(1)
    (name,) = os.listdir(folder)
    assert re.fullmatch(rf".*_{os.getpid()}\.\d+\.pt\.trace\.json\.gz", name)
    (tmp_path / "file").write_text("")
    with pytest.raises(RuntimeError, match="Can't create directory"):
        with profile(on_trace_ready=tensorboard_trace_handler(str(tmp_path / "file" / "log"))):
            pass


def test_event_list_writes_a_trace_of_its_own(tmp_path: Path) -> None:
    with profile() as prof:
        torch.ones(1)
    prof.events().export_chrome_trace(str(tmp_path / "list"))
    (event,) = json.loads((tmp_path / "list").read_text())
    assert (event["name"], event["ph"], event["pid"]) == ("aten::ones", "X", "CPU functions")
