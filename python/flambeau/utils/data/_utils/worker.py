"""The worker process: takes tasks from its channel, fetches batches, puts them back."""

from __future__ import annotations

import os
import pickle
import random
import select
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import flambeau

from .errors import ExceptionWrapper

if TYPE_CHECKING:
    from .channel import Outbox

# How often an idle worker looks whether its parent lives. The closed channel usually tells it at once.
_PARENT_CHECK_SECONDS = 5.0

RESUME = "resume"
"""Message in both directions: start the next epoch, and the answer that nothing of the last one follows."""

END = "end"
"""Message to the consumer: the iterable dataset is exhausted."""

outbox: Outbox | None = None
"""Where this process puts its batches, if it is a worker."""


@dataclass(frozen=True)
class WorkerInfo:
    """What :func:`get_worker_info` tells a worker about itself."""

    id: int
    """Its number, from 0."""
    num_workers: int
    """How many there are."""
    seed: int
    """What its random number generators were seeded with: the loader's base seed plus ``id``."""
    dataset: Any
    """Its copy of the dataset."""
    rng: Any = None
    """Generators of its own; ``None`` in a process, whose global ones are its own."""
    worker_method: str = "multiprocessing"
    """How workers are run."""


_worker_info: WorkerInfo | None = None


def get_worker_info() -> WorkerInfo | None:
    """What this process is, if it is a worker of a :class:`DataLoader`; ``None`` in the main process.

    An :class:`IterableDataset` asks it for its share of the data, a ``worker_init_fn`` for the dataset to configure.

    >>> get_worker_info() is None
    True
    """
    return _worker_info


@dataclass
class WorkerTask:
    """What a worker process is started with."""

    iterable: bool
    dataset: Any
    auto_collation: bool
    collate_fn: Callable
    drop_last: bool
    base_seed: int
    init_fn: Callable[[int], None] | None
    worker_id: int
    num_workers: int

    def fetcher(self) -> Any:
        """A fetcher that starts from the beginning."""
        from .fetch import create_fetcher

        return create_fetcher(self.iterable, self.dataset, self.auto_collation, self.collate_fn, self.drop_last)


def _seed(base_seed: int, worker_id: int) -> None:
    seed = base_seed + worker_id
    random.seed(seed)
    flambeau.manual_seed(seed)
    numpy = sys.modules.get("numpy")
    if numpy is not None and hasattr(numpy, "random"):
        # A sequence that is independent of the other generators' though it comes from the same seed.
        entropy = [worker_id, base_seed & 0xFFFFFFFF, base_seed >> 32, 0]
        numpy.random.seed(numpy.random.SeedSequence(entropy).generate_state(4))


def worker_main(tasks: list[WorkerTask], endpoint: socket.socket) -> None:
    """The main function of a worker process.

    Args:
        tasks: its task, taken out of the list so that the process object does not keep the dataset alive.
        endpoint: its end of the channel.
    """
    from .channel import Outbox

    global _worker_info, outbox
    parent = os.getppid()
    task = tasks.pop()
    try:
        flambeau.set_num_threads(1)
        if flambeau.get_default_device().type == "cuda":
            # A forked process cannot use the GPU, and batches come from main memory in any case.
            flambeau.set_default_device("cpu")
        _seed(task.base_seed, task.worker_id)
        outbox = Outbox(endpoint)
        seed = task.base_seed + task.worker_id
        _worker_info = WorkerInfo(task.worker_id, task.num_workers, seed, task.dataset)
        _serve(task, outbox, parent)
    except (KeyboardInterrupt, BrokenPipeError, ConnectionResetError):
        # Ctrl-C reaches the consumer as well, and a consumer that is gone wants nothing: there is nobody to tell.
        pass
    finally:
        _worker_info = outbox = None
        endpoint.close()


def _serve(task: WorkerTask, outbox: Outbox, parent: int) -> None:
    """Answers messages until the consumer closes or disappears."""
    from .channel import receive

    where = f"in DataLoader worker process {task.worker_id}"
    poll = select.poll()
    poll.register(outbox.channel, select.POLLIN)
    failure: ExceptionWrapper | None = None
    fetcher: Any = None
    try:
        if task.init_fn is not None:
            task.init_fn(task.worker_id)
        fetcher = task.fetcher()
    except Exception:
        failure = ExceptionWrapper(where=where)
    ended = False
    while True:
        if not poll.poll(_PARENT_CHECK_SECONDS * 1000):
            if os.getppid() != parent:
                return
            continue
        message = receive(outbox.channel)
        if message is None:
            return
        index, positions, released = pickle.loads(message[0])
        outbox.release(released)
        if index == RESUME:
            outbox.send(RESUME, None)
            ended = False
            try:
                fetcher = task.fetcher()
            except Exception:
                failure = ExceptionWrapper(where=where)
            continue
        if ended:
            continue
        data: Any
        if failure is not None:
            data, failure = failure, None
        else:
            try:
                data = fetcher.fetch(positions)
            except Exception as error:
                ended = task.iterable and isinstance(error, StopIteration)
                index, data = (END, None) if ended else (index, ExceptionWrapper(where=where))
        _send(outbox, index, data, where)
        # The batch is the consumer's now; its memory is free again once no name here refers to it.
        del data


def _send(outbox: Outbox, index: int, data: Any, where: str) -> None:
    """Sends a batch, or what was wrong with sending it."""
    try:
        outbox.send(index, data)
    except (BrokenPipeError, ConnectionResetError):
        raise
    except Exception:
        failure = ExceptionWrapper(where=where)
        if isinstance(data, ExceptionWrapper):
            # The exception's type does not survive the journey; its text does.
            failure = data
            failure.exc_type = RuntimeError
        outbox.send(index, failure)
