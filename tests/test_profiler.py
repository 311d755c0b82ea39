"""The profiler: what it sees, how it shows it, and what PyTorch 2.13 does in the same place."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
import threading
import warnings
from pathlib import Path
from typing import Any

import flambeau as torch
import pytest
from flambeau import nn
from flambeau.autograd import profiler as autograd_profiler
from flambeau.autograd._profiler_table import build_table
from flambeau.autograd.profiler_util import EventList, FunctionEvent, FunctionEventAvg
from flambeau.profiler import (
    ProfilerAction,
    ProfilerActivity,
    _ExperimentalConfig,
    profile,
    record_function,
    schedule,
    supported_activities,
    tensorboard_trace_handler,
)
from profiler_sample import sample

ROOT = Path(__file__).resolve().parent.parent
CPU = [ProfilerActivity.CPU]


def names(prof: Any) -> list[str]:
    return [event.name for event in prof.events()]


def find(prof: Any, name: str) -> FunctionEvent:
    return next(event for event in prof.events() if event.name == name)


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
    assert exp.cpu_memory_usage == exp.self_cpu_memory_usage == 256
    assert (block.cpu_memory_usage, block.self_cpu_memory_usage) == (256, 0)
    # What no operation gave back is an event of its own.
    free = find(prof, "[memory]")
    assert (free.cpu_memory_usage, free.cpu_time_total, free.trace_name) == (-256, 0, None)
    assert find(prof, "aten::view").cpu_memory_usage == 0
    assert prof.key_averages().total_average().self_cpu_memory_usage == 0


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


# Schedules and steps


def test_schedule() -> None:
    plan = schedule(wait=1, warmup=1, active=2, repeat=2, skip_first=1)
    letters = "".join({0: "n", 1: "w", 2: "r", 3: "S"}[plan(step).value] for step in range(11))
    assert letters == "nnwrSnwrSnn"
    plan = schedule(wait=2, warmup=1, active=1, skip_first=1, skip_first_wait=1)
    assert [plan(step).value for step in range(7)] == [0, 1, 3, 0, 0, 1, 3]
    with pytest.raises(AssertionError, match=r"Invalid profiler schedule arguments. Got wait=-1 \(need >= 0\)"):
        schedule(wait=-1, warmup=1, active=1)
    with pytest.raises(AssertionError, match="Step must be non-negative. Got -1."):
        plan(-1)
    with pytest.warns(UserWarning, match="Profiler won't be using warmup"):
        schedule(wait=0, warmup=0, active=1)


def test_steps_of_a_schedule() -> None:
    seen: list[Any] = []

    def ready(prof: Any) -> None:
        seen.append((prof.step_num, names(prof), [event.trace_name for event in prof.events()]))

    x = torch.ones(2)
    from flambeau.profiler import profiler

    profiler._told.clear()
    plan = schedule(wait=1, warmup=1, active=2, repeat=2)
    with pytest.warns(UserWarning, match="Profiler clears events at the end of each cycle"):
        with profile(schedule=plan, on_trace_ready=ready) as prof:
            for _ in range(10):
                x + x
                prof.step()
    steps = ["ProfilerStep*", "aten::add", "ProfilerStep*", "aten::add"]
    assert seen == [
        (4, steps, ["ProfilerStep#2", "aten::add", "ProfilerStep#3", "aten::add"]),
        (8, steps, ["ProfilerStep#6", "aten::add", "ProfilerStep#7", "aten::add"]),
    ]
    assert prof.step_num == 10


def test_wrong_schedules() -> None:
    actions = iter([ProfilerAction.RECORD, ProfilerAction.NONE, ProfilerAction.NONE])
    with pytest.warns(UserWarning, match="Incorrect schedule: RECORD followed by NONE"):
        with profile(schedule=lambda step: next(actions)) as prof:
            prof.step()
    with pytest.raises(ValueError, match="DEVICE_STOPPED is set internally"):
        profile(schedule=lambda step: ProfilerAction.DEVICE_STOPPED)


def test_cycles_accumulate_where_asked() -> None:
    x = torch.ones(2)
    prof = profile(acc_events=True)
    for call in (x.exp, x.neg):
        prof.start()
        call()
        prof.stop()
    assert names(prof) == ["aten::neg", "aten::exp"]


def test_observers_see_starts_and_stops() -> None:
    class Observer:
        seen: list[str] = []

        def start(self) -> None:
            self.seen.append("start")

        def stop(self) -> None:
            self.seen.append("stop")

        def cleanup(self) -> None:
            self.seen.append("cleanup")

    with profile(execution_trace_observer=Observer()):
        pass
    assert Observer.seen == ["start", "stop", "cleanup"]


# Errors and warnings, as PyTorch's


def test_activities() -> None:
    assert supported_activities() == {ProfilerActivity.CPU}
    with pytest.raises(AssertionError, match="No valid profiler activities found"):
        profile(activities=[])
    with pytest.raises(ValueError, match="Activity ProfilerActivity.CPU specified more than once"):
        profile(activities=[ProfilerActivity.CPU, ProfilerActivity.CPU])
    with pytest.raises(AssertionError, match="No valid profiler activities found"):
        profile(activities=["cpu"])
    with pytest.raises(TypeError, match="Expected ProfilerActivity or dict, got <class 'str'>"):
        profile(activities=[ProfilerActivity.CPU, "cuda"])
    with pytest.warns(UserWarning, match="CUDA is not available, disabling CUDA profiling"):
        with profile(activities=[ProfilerActivity.CPU, ProfilerActivity.CUDA]) as prof:
            torch.ones(1)
    assert names(prof) == ["aten::ones"]
    with pytest.warns(UserWarning, match="CUDA is not available"):
        with pytest.raises(AssertionError, match="No activities specified for the profiler"):
            profile(activities=[ProfilerActivity.CUDA]).start()
    with pytest.warns(FutureWarning, match="`use_cuda` is deprecated"):
        profile(use_cuda=False)
    with pytest.warns(UserWarning, match="The abc is not a valid device option."):
        autograd_profiler.profile(use_device="abc")


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda prof: prof.events(), "accessing events"),
        (lambda prof: prof.key_averages(), "getting key averages"),
        (lambda prof: prof.export_chrome_trace("x"), "exporting chrome trace"),
        (lambda prof: prof.export_stacks("x"), "exporting stacks"),
        (lambda prof: prof.stop(), "stopping trace"),
    ],
)
def test_before_the_first_trace(call: Any, text: str) -> None:
    with pytest.raises(AssertionError, match=f"Profiler must be initialized before {text}"):
        call(profile())


def test_the_lower_profiler() -> None:
    prof = autograd_profiler.profile()
    assert repr(prof) == str(prof) == "<unfinished torch.autograd.profile>"
    with prof:
        assert repr(prof) == "<unfinished torch.autograd.profile>"
        torch.ones(1)
        with pytest.raises(RuntimeError, match="Profiler context manager is not reentrant"):
            prof.__enter__()
    assert "aten::ones" in str(prof) and repr(prof).startswith("[<FunctionEvent id=1 name=aten::ones")
    assert prof.total_average().count == 1 and prof.self_cpu_time_total > 0
    with autograd_profiler.profile(enabled=False) as nothing:
        torch.ones(1)
    assert nothing is None
    with autograd_profiler.profile() as prof:
        pass
    assert (str(prof), repr(prof), prof.key_averages().table()) == ("", "[]", "")


def test_marks_for_other_tools() -> None:
    with pytest.raises(RuntimeError, match="NVIDIA"):
        with autograd_profiler.emit_nvtx():
            pass
    with autograd_profiler.emit_itt():
        pass
    assert not torch.profiler.itt.is_available()
    with pytest.raises(RuntimeError, match="ITT functions not installed"):
        torch.profiler.itt.range_push("x")
    with pytest.raises(NotImplementedError, match="execution traces"):
        torch.profiler.ExecutionTraceObserver()


def test_errors_inside_a_profile() -> None:
    prof = profile()
    with pytest.raises(ZeroDivisionError):
        with prof:
            torch.ones(1)
            raise ZeroDivisionError
    assert names(prof) == ["aten::ones"]
    with profile() as prof, record_function("block"):
        with pytest.raises(RuntimeError):
            torch.mm(torch.ones(2, 3), torch.ones(2, 3))
    assert names(prof) == ["block", "aten::ones", "aten::ones", "aten::mm"]
    assert not torch._core._profiler_enabled() and not autograd_profiler._is_profiler_enabled


def test_a_profile_inside_another_takes_over() -> None:
    # PyTorch does the same, and warns on standard error when the outer one is left.
    x = torch.ones(2)
    with pytest.warns(UserWarning, match="The profiler has no session to stop"):
        with profile() as outer:
            x + x
            with profile() as inner:
                x * x
            x - x
    assert (names(outer), names(inner)) == ([], ["aten::mul"])
    with profile() as after:
        x + x
    assert names(after) == ["aten::add"]


def test_blocks_across_the_ends_of_a_profile() -> None:
    before, inside = record_function("before"), record_function("inside")
    before.__enter__()
    with profile() as prof:
        inside.__enter__()
        torch.ones(1)
        before.__exit__(None, None, None)
    inside.__exit__(None, None, None)
    # What began before is not there; what goes on ends with the profile.
    assert names(prof) == ["inside", "aten::ones"]
    assert find(prof, "inside").time_range.elapsed_us() > 0


def test_pausing() -> None:
    x = torch.ones(2)
    with profile() as prof:
        x + x
        prof.toggle_collection_dynamic(False, CPU)
        x * x
        prof.toggle_collection_dynamic(True, CPU)
        x - x
    assert names(prof) == ["aten::add", "aten::sub"]


# Threads and processes


def in_thread(call: Any) -> None:
    errors: list[BaseException] = []

    def run() -> None:
        try:
            call()
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]


def test_a_profile_sees_its_own_thread() -> None:
    x = torch.ones(2, requires_grad=True)
    with profile() as prof:
        loss = (x * x).sum()
        in_thread(lambda: x + x)
        in_thread(loss.backward)
    assert names(prof) == ["aten::mul", "aten::sum"]


def test_a_profile_of_all_threads() -> None:
    x = torch.ones(2, requires_grad=True)
    with profile(experimental_config=_ExperimentalConfig(profile_all_threads=True)) as prof:
        loss = (x * x).sum()
        in_thread(loss.backward)
    mul, rule = find(prof, "aten::mul"), find(prof, "MulBackward0")
    assert mul.thread != rule.thread and rule.fwd_thread == mul.thread and rule.sequence_nr == mul.sequence_nr
    assert torch.equal(x.grad, torch.full((2,), 2.0))


def test_profiles_of_several_threads() -> None:
    # PyTorch crashes here.
    barrier = threading.Barrier(3)
    seen: dict[str, list[str]] = {}

    def run(name: str) -> None:
        x = torch.ones(2)
        barrier.wait()
        with profile(record_shapes=True, profile_memory=True) as prof:
            barrier.wait()
            for _ in range(50):
                getattr(x, name)()
            barrier.wait()
        seen[name] = [event for event in names(prof) if event != "[memory]"]

    threads = [threading.Thread(target=run, args=(name,)) for name in ("exp", "neg", "sqrt")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {name: [f"aten::{name}"] * 50 for name in ("exp", "neg", "sqrt")}


def test_a_profile_may_be_stopped_by_another_thread() -> None:
    prof = profile()
    prof.start()
    torch.ones(1)
    in_thread(prof.stop)
    assert names(prof) == ["aten::ones"]


def test_large_work_without_the_interpreter_lock() -> None:
    x = torch.ones(300_000)
    with profile(with_stack=True, profile_memory=True) as prof:
        torch.add(x, x)
        x.sum()
    add = find(prof, "aten::add")
    assert "test_large_work_without_the_interpreter_lock" in add.stack[0] and add.cpu_memory_usage == 1_200_000
    # The pool's threads have no events of their own.
    assert {event.thread for event in prof.events()} == {add.thread}


FORK = """
import os, sys
import flambeau as torch
from flambeau.profiler import profile, _ExperimentalConfig
x = torch.ones(2)
config = _ExperimentalConfig(profile_all_threads=sys.argv[1] == "all")
with profile(experimental_config=config) as prof:
    x + x
    child = os.fork()
    if child == 0:
        x * x
        prof.stop()
        os._exit(0 if [event.name for event in prof.events()] == ["aten::add", "aten::mul"] else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    x - x
assert [event.name for event in prof.events()] == ["aten::add", "aten::sub"]
"""


@pytest.mark.parametrize("threads", ["own", "all"])
def test_a_forked_child_goes_on(threads: str) -> None:
    # As in PyTorch: the child has what was seen before it began, and what it does itself.
    subprocess.run([sys.executable, "-c", FORK, threads], check=True, timeout=60)


def test_importing_the_package_does_not_import_the_profiler() -> None:
    code = "import sys, flambeau; sys.exit('flambeau.profiler' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_program_of_the_documentation() -> None:
    text = (ROOT / "docs" / "profiling.md").read_text()
    (code,) = re.findall(r"```python\n(.*?)```", text, re.S)
    out = subprocess.run([sys.executable, "-c", code], check=True, timeout=60, capture_output=True, text=True).stdout
    assert "Self CPU time total" in out and len(out.splitlines()[-1]) > 3


def test_the_line_of_the_documentation(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "profiling.md").read_text()
    (line,) = re.findall(r'^python -c "(.*)"$', text, re.M)
    script = tmp_path / "script.py"
    script.write_text("import flambeau\nflambeau.ones(2).exp()\n")
    line = line.replace("script.py", str(script))
    run = subprocess.run([sys.executable, "-c", line], check=True, timeout=60, capture_output=True, text=True)
    assert "aten::exp" in run.stdout


def test_old_warnings_do_not_come_from_profiling() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with profile(record_shapes=True, profile_memory=True, with_stack=True, with_flops=True, with_modules=True):
            torch.ones(2).exp()
