"""The standard library's ``multiprocessing``, with tensors that travel through shared memory.

Everything that ``multiprocessing`` has is here under the same name. In addition, tensors that are put into a queue,
sent through a pipe or passed to a process go by a file in memory that both sides map, and :func:`spawn` runs a function
in several processes and reports the first failure.

>>> import flambeau
>>> import flambeau.multiprocessing as mp
>>> queue = mp.Queue()
>>> queue.put(flambeau.arange(3))
>>> queue.get(timeout=10)
tensor([0, 1, 2])
"""

from __future__ import annotations

import multiprocessing
from multiprocessing import *  # noqa: F403
from typing import Any

from .reductions import (
    get_all_sharing_strategies,
    get_sharing_strategy,
    init_reductions,
    set_sharing_strategy,
)
from .spawn import (
    ProcessContext,
    ProcessExitedException,
    ProcessRaisedException,
    SpawnContext,
    spawn,
    start_processes,
)

__all__ = [  # noqa: PLE0604
    *multiprocessing.__all__,
    "ProcessContext",
    "ProcessExitedException",
    "ProcessRaisedException",
    "SpawnContext",
    "get_all_sharing_strategies",
    "get_sharing_strategy",
    "set_sharing_strategy",
    "spawn",
    "start_processes",
]

init_reductions()


def __getattr__(name: str) -> Any:
    # Submodules of the standard library's package, such as `connection`.
    try:
        return getattr(multiprocessing, name)
    except AttributeError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
