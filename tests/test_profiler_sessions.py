"""The profiler while it runs: schedules, activities, threads, processes."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import warnings
from pathlib import Path
from typing import Any

import flambeau as torch
import pytest
from flambeau.autograd import profiler as autograd_profiler
from flambeau.profiler import (
    ProfilerAction,
    ProfilerActivity,
    _ExperimentalConfig,
    profile,
    record_function,
    schedule,
    supported_activities,
)
from profiler_sample import find, names

ROOT = Path(__file__).resolve().parent.parent
CPU = [ProfilerActivity.CPU]


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


def test_activities(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
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
    assert (
        "test_large_work_without_the_interpreter_lock" in add.stack[0]
        and (add.device_memory_usage if x.is_cuda else add.cpu_memory_usage) == 1_200_000
    )
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
