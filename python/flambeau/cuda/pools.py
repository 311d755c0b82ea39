"""Pools of GPU memory that a thread chooses for what it allocates."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from flambeau import _core

from ._devices import _index, init
from ._missing import missing

__all__ = ["MemPool", "use_mem_pool"]


class MemPool:
    """A pool of GPU memory: what is allocated in :func:`use_mem_pool` comes from it, and nothing else does.

    When the pool goes, its memory goes back to the driver, but for what tensors still use: that follows with
    :func:`empty_cache`.

    Args:
        allocator: another source of memory than the driver.
        use_on_oom: whether others may use the pool where memory is short.
        no_split: whether tensors have segments of their own.

    Raises:
        NotImplementedError: one of the arguments is given.
        RuntimeError: no GPU can be used.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     pool = flambeau.cuda.MemPool()
        ...     with flambeau.cuda.use_mem_pool(pool):
        ...         x = flambeau.ones(3, device="cuda")
        ...     assert [segment["segment_pool_id"] for segment in pool.snapshot()] == [pool.id]
    """

    def __init__(self, allocator: Any = None, use_on_oom: bool = False, no_split: bool = False) -> None:
        given = {"allocator": allocator is not None, "use_on_oom": use_on_oom, "no_split": no_split}
        for name, is_given in given.items():
            if is_given:
                missing(f"MemPool({name}=...)", "pools take segments from the driver as the allocator does")
        init()
        self.allocator = None
        self._pool = _core._CudaMemPool(_core._cuda_current_device())

    @property
    def id(self) -> tuple[int, int]:
        """The pool's name, which ``memory_snapshot`` gives with its segments.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     assert flambeau.cuda.MemPool().id != flambeau.cuda.MemPool().id
        """
        return self._pool._id()

    def use_count(self) -> int:
        """Return how many use the pool: one, and one for each :func:`use_mem_pool` that is going on.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     assert flambeau.cuda.MemPool().use_count() == 1
        """
        return self._pool._users()

    def snapshot(self, include_traces: bool = True) -> list[dict[str, Any]]:
        """Return the pool's segments, as :func:`memory_snapshot` does.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     assert flambeau.cuda.MemPool().snapshot() == []
        """
        from .memory import memory_snapshot

        return memory_snapshot(self.id, include_traces)


@contextlib.contextmanager
def use_mem_pool(pool: MemPool, device: Any = None) -> Iterator[None]:
    """Take the memory that this thread allocates on a GPU, the current one by default, from a pool while a block runs.

    Other threads go on as before, and captures of graphs take memory from their own pools.

    Raises:
        RuntimeError: the GPU is not there.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     with flambeau.cuda.use_mem_pool(flambeau.cuda.MemPool()):
        ...         x = flambeau.ones(3, device="cuda")
    """
    index = _index(device, optional=True)
    pool._pool._choose(index)
    try:
        yield
    finally:
        pool._pool._give_up(index)
