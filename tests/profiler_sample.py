"""Events whose tables are compared with those that PyTorch prints of them."""

from __future__ import annotations

from typing import Any


def sample(torch: Any) -> Any:
    """The events, as objects of a library."""
    from_library = torch.autograd.profiler_util
    EventList, FunctionEvent = from_library.EventList, from_library.FunctionEvent
    shapes: list[Any] = [[2, 3], [3, 4]]
    events = EventList(
        [
            FunctionEvent(0, "outer", 1, 0.0, 5000.0, input_shapes=[[2, 3]], flops=0, stack=[], cpu_memory_usage=2048),
            FunctionEvent(1, "aten::mm", 1, 1.0, 4.0, input_shapes=shapes, flops=48, stack=[], cpu_memory_usage=32),
            FunctionEvent(2, "aten::mm", 1, 10.0, 1510.5, input_shapes=shapes, flops=4800, stack=[]),
            FunctionEvent(3, "a" * 60, 2, 0.0, 2_000_000.0, input_shapes=[], flops=0, stack=[]),
        ],
        profile_memory=True,
        with_flops=True,
    )
    events._build_tree()
    return events


def names(prof: Any) -> list[str]:
    """Names of a profile's events in their order."""
    return [event.name for event in prof.events()]


def find(prof: Any, name: str) -> Any:
    """The first event of a name."""
    return next(event for event in prof.events() if event.name == name)
