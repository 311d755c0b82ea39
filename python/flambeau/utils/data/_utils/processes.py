"""The iterator over batches that worker processes fetch."""

from __future__ import annotations

import itertools
import os
import select
import signal
import socket
import sys
import time
import weakref
from collections import deque
from pickle import PicklingError
from typing import TYPE_CHECKING, Any

import flambeau.multiprocessing

from .channel import Inbox, Message
from .errors import ExceptionWrapper
from .iterators import _BaseDataLoaderIter
from .worker import END, RESUME, WorkerTask, worker_main

if TYPE_CHECKING:
    from ..dataloader import DataLoader

# How long a worker may take to finish its current batch after the iterator is dropped, before it is terminated.
_EXIT_SECONDS = 5.0


class _Workers:
    """The processes of one iterator and the channels to them; ends them when told, or when the iterator dies."""

    def __init__(self, context: Any, tasks: list[WorkerTask]) -> None:
        self.owner = os.getpid()
        self.processes: list[Any] = []
        self.inboxes: list[Inbox] = []
        try:
            for task in tasks:
                self._start(context, task)
        except BaseException:
            self.close()
            raise

    def _start(self, context: Any, task: WorkerTask) -> None:
        # Sequenced packets keep messages apart; either end notices when the other closes.
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        inbox = Inbox(ours)
        process = context.Process(target=worker_main, args=([task], theirs), daemon=True)
        try:
            process.start()
        except BaseException as error:
            inbox.close()
            if isinstance(error, (TypeError, AttributeError, PicklingError)):
                error.add_note(
                    "The dataset, collate_fn and worker_init_fn are pickled to start a DataLoader worker by this "
                    "method: define them at the top level of a module, or choose multiprocessing_context='fork'"
                )
            raise
        finally:
            theirs.close()
        self.processes.append(process)
        self.inboxes.append(inbox)

    @property
    def closed(self) -> bool:
        """Whether the workers have been ended."""
        return not self.inboxes

    def close(self, patience: float = _EXIT_SECONDS) -> None:
        """Ends the workers: those that wait at once, those at work when their batch is done or patience is over."""
        # A forked process has inherited the object but not the children; at exit the standard library ends them.
        if os.getpid() != self.owner or sys.is_finalizing():
            return
        inboxes, self.inboxes = self.inboxes, []
        for inbox in inboxes:
            inbox.close()
        deadline = time.monotonic() + patience
        for process in self.processes:
            process.join(max(0.0, deadline - time.monotonic()))
        for end in ("terminate", "kill"):
            alive = [process for process in self.processes if process.is_alive()]
            for process in alive:
                getattr(process, end)()
            for process in alive:
                process.join(_EXIT_SECONDS)


class _Batch:
    """A batch that a worker has been asked for, and its message once it has come."""

    __slots__ = ("message", "worker")

    def __init__(self, worker: int) -> None:
        self.worker = worker
        self.message: Message | None = None


class _MultiProcessingDataLoaderIter(_BaseDataLoaderIter):
    """Hands index lists to the workers in turn and yields their batches, in order unless ``in_order=False``.

    No threads are involved: messages are moved while the consumer waits for a batch.
    """

    def __init__(self, loader: DataLoader) -> None:
        super().__init__(loader)
        self._prefetch_factor = loader.prefetch_factor or 0
        self._in_order = loader.in_order
        if self._prefetch_factor <= 0:
            raise AssertionError("prefetch_factor must be greater than 0 with num_workers > 0")
        tasks = [
            WorkerTask(
                iterable=self._iterable,
                dataset=self._dataset,
                auto_collation=self._auto_collation,
                collate_fn=self._collate_fn,
                drop_last=self._drop_last,
                base_seed=self._base_seed,
                init_fn=loader.worker_init_fn,
                worker_id=worker,
                num_workers=self._num_workers,
            )
            for worker in range(self._num_workers)
        ]
        self._team = _Workers(loader.multiprocessing_context or flambeau.multiprocessing, tasks)
        self._finalizer = weakref.finalize(self, self._team.close)
        # At exit the standard library terminates daemonic processes; there is nothing to wait for then.
        self._finalizer.atexit = False
        self._poll = select.poll()
        self._worker_by_descriptor: dict[int, int] = {}
        for worker, (inbox, process) in enumerate(zip(self._team.inboxes, self._team.processes, strict=True)):
            for descriptor in (inbox.channel.fileno(), process.sentinel):
                self._poll.register(descriptor, select.POLLIN)
                self._worker_by_descriptor[descriptor] = worker
        self._failure: str | None = None
        self._start_epoch()

    @property
    def _workers(self) -> list[Any]:
        """The processes."""
        return self._team.processes

    def _start_epoch(self) -> None:
        self._sent = 0
        self._returned = 0
        self._batches: dict[int, _Batch] = {}
        # Numbers of batches in order of arrival, where any may come next.
        self._arrived: deque[int] = deque()
        # Whether each worker has something left to yield, and how many batches it has been asked for.
        self._active = [True] * self._num_workers
        self._load = [0] * self._num_workers
        self._turn = itertools.cycle(range(self._num_workers))
        for _ in range(self._prefetch_factor * self._num_workers):
            self._ask()

    def _reset(self, loader: DataLoader) -> None:
        super()._reset(loader)
        for batch in self._batches.values():
            if batch.message is not None:
                self._team.inboxes[batch.worker].discard(batch.message)
        for inbox in self._team.inboxes:
            inbox.send(RESUME, None)
        # What comes before the answers belongs to the abandoned pass.
        missing = set(range(self._num_workers))
        while missing:
            for worker, message in self._receive():
                self._team.inboxes[worker].discard(message)
                if message.index == RESUME:
                    missing.discard(worker)
        self._start_epoch()

    def _ask(self) -> None:
        """Gives the next indices to the next worker that has something left to yield."""
        try:
            positions = next(self._sampler_iter)
        except StopIteration:
            return
        capacity = self._prefetch_factor * self._num_workers // max(sum(self._active), 1)
        for _ in range(self._num_workers):
            worker = next(self._turn)
            if self._active[worker] and (self._in_order or self._load[worker] < capacity):
                break
        else:
            return
        self._team.inboxes[worker].send(self._sent, positions)
        self._batches[self._sent] = _Batch(worker)
        self._load[worker] += 1
        self._sent += 1

    def _next_data(self) -> Any:
        if self._team.closed:
            raise StopIteration
        try:
            while (number := self._available()) is None:
                for worker, message in self._receive():
                    self._absorb(worker, message)
        except KeyboardInterrupt:
            self._team.close(patience=0.0)
            raise
        return self._deliver(number)

    def _available(self) -> int | None:
        """The number of the batch to yield now, if it has come; StopIteration if none will come any more."""
        if self._arrived:
            return self._arrived.popleft()
        while self._returned < self._sent:
            batch = self._batches.get(self._returned)
            if batch is not None:
                if batch.message is not None:
                    return self._returned
                if self._active[batch.worker]:
                    return None
                # Its worker's dataset has ended meanwhile.
                del self._batches[self._returned]
            self._returned += 1
        if not self._persistent_workers:
            self._finalizer()
        raise StopIteration

    def _absorb(self, worker: int, message: Message) -> None:
        """Notes what a worker has sent."""
        if message.index == END:
            self._active[worker] = False
            if not self._persistent_workers:
                self._retire(worker)
            self._ask()
        else:
            self._batches[message.index].message = message
            if not self._in_order:
                self._arrived.append(message.index)

    def _deliver(self, number: int) -> Any:
        batch = self._batches.pop(number)
        assert batch.message is not None
        self._load[batch.worker] -= 1
        self._ask()
        data = self._team.inboxes[batch.worker].decode(batch.message)
        if isinstance(data, ExceptionWrapper):
            data.reraise()
        return data

    def _retire(self, worker: int) -> None:
        """Lets a worker exit and stops listening to it."""
        for descriptor in [fd for fd, of in self._worker_by_descriptor.items() if of == worker]:
            self._poll.unregister(descriptor)
            del self._worker_by_descriptor[descriptor]
        self._team.inboxes[worker].close()

    def _receive(self) -> list[tuple[int, Message]]:
        """Waits for messages and returns them with their workers."""
        if self._failure is not None:
            message, self._failure = self._failure, None
            self._finalizer()
            raise RuntimeError(message)
        received: list[tuple[int, Message]] = []
        while not received and self._failure is None:
            waiting = [inbox.channel for inbox in self._team.inboxes if inbox.waiting]
            for channel in waiting:
                self._poll.modify(channel, select.POLLIN | select.POLLOUT)
            events = self._poll.poll(self._timeout * 1000 if self._timeout > 0 else None)
            for channel in waiting:
                self._poll.modify(channel, select.POLLIN)
            if not events:
                raise RuntimeError(f"DataLoader timed out after {self._timeout} seconds")
            for worker in sorted({self._worker_by_descriptor[descriptor] for descriptor, _ in events}):
                inbox = self._team.inboxes[worker]
                inbox.flush()
                messages = inbox.receive()
                received += [(worker, message) for message in messages or []]
                if messages is None or (not messages and not self._team.processes[worker].is_alive()):
                    self._retire(worker)
                    self._failure = self._describe_death(worker)
        return received or self._receive()

    def _describe_death(self, worker: int) -> str:
        process = self._team.processes[worker]
        process.join(1.0)
        code = process.exitcode
        if code is not None and code < 0:
            try:
                name = signal.Signals(-code).name
            except ValueError:
                name = str(-code)
            hint = " The system may have run out of memory." if -code in (signal.SIGKILL, signal.SIGBUS) else ""
            return f"DataLoader worker (pid {process.pid}) is killed by signal: {name}.{hint}"
        return (
            f"DataLoader worker (pid {process.pid}) exited unexpectedly with exit code {code}. "
            "What it printed may say why; num_workers=0 runs the same code in this process"
        )
