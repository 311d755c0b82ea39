"""What a program spends its time on: operations, their shapes, FLOPs and memory, in tables and traces.

Example:
    >>> with flambeau.profiler.profile(record_shapes=True) as prof:
    ...     y = flambeau.ones(64, 64) @ flambeau.ones(64, 64)
    >>> slowest = prof.key_averages().table(sort_by="self_cpu_time_total", row_limit=1)
"""

from __future__ import annotations

from ..autograd.profiler import KinetoStepTracker as KinetoStepTracker
from ..autograd.profiler import record_function
from ..autograd.profiler_util import DeviceType
from . import itt as itt
from .profiler import (
    ExecutionTraceObserver,
    ProfilerAction,
    ProfilerActivity,
    kineto_available,
    profile,
    schedule,
    supported_activities,
    tensorboard_trace_handler,
)
from .profiler import RecordScope as RecordScope
from .profiler import _ExperimentalConfig as _ExperimentalConfig
from .profiler import _KinetoProfile as _KinetoProfile

__all__ = [
    "DeviceType",
    "ExecutionTraceObserver",
    "ProfilerAction",
    "ProfilerActivity",
    "kineto_available",
    "profile",
    "record_function",
    "schedule",
    "supported_activities",
    "tensorboard_trace_handler",
]
