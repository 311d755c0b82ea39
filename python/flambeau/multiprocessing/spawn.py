"""Running a function in several processes and reporting the first failure."""

from __future__ import annotations

import logging
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable
from typing import Any

log = logging.getLogger(__name__)

__all__ = [
    "ProcessContext",
    "ProcessException",
    "ProcessExitedException",
    "ProcessRaisedException",
    "SpawnContext",
    "spawn",
    "start_processes",
]

# How long a process that is told to terminate may take before it is killed.
_TERMINATE_SECONDS = 30.0


class ProcessException(Exception):
    """One of the processes has failed.

    Args:
        msg: the report.
        error_index: the process's number.
        error_pid: its process id.

    Example:
        >>> from flambeau.multiprocessing.spawn import ProcessException
        >>> ProcessException("process 1 has failed", 1, 4711).error_index
        1
    """

    def __init__(self, msg: str, error_index: int, error_pid: int) -> None:
        super().__init__(msg)
        self.msg = msg
        self.error_index = error_index
        self.error_pid = error_pid

    def __reduce__(self) -> tuple:
        return type(self), (self.msg, self.error_index, self.error_pid)


class ProcessRaisedException(ProcessException):
    """The function has raised an exception, whose traceback the message contains.

    Example:
        >>> error = flambeau.multiprocessing.ProcessRaisedException("process 1 has failed", 1, 4711)
        >>> error.error_index, error.error_pid
        (1, 4711)
    """


class ProcessExitedException(ProcessException):
    """A process has exited with a code other than 0, or by a signal.

    Args:
        msg: the report.
        error_index: the process's number.
        error_pid: its process id.
        exit_code: its exit code; minus the signal's number if it was killed by one.
        signal_name: the signal's name, if any.

    Example:
        >>> error = flambeau.multiprocessing.ProcessExitedException("process 1 has ended", 1, 4711, exit_code=3)
        >>> error.error_index, error.exit_code
        (1, 3)
    """

    def __init__(
        self, msg: str, error_index: int, error_pid: int, exit_code: int, signal_name: str | None = None
    ) -> None:
        super().__init__(msg, error_index, error_pid)
        self.exit_code = exit_code
        self.signal_name = signal_name

    def __reduce__(self) -> tuple:
        return type(self), (self.msg, self.error_index, self.error_pid, self.exit_code, self.signal_name)


def _interrupt_with_parent() -> None:
    """Has the system interrupt this process when its parent dies, where the system can (Linux)."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    parent_death_signal = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>
    ctypes.CDLL(None).prctl(parent_death_signal, signal.SIGINT)


def _run(function: Callable, index: int, args: tuple, error_file: str) -> None:
    """The main function of a process: leaves the traceback of a failure in a file and exits with 1."""
    _interrupt_with_parent()
    parent = os.getppid()
    try:
        function(index, *args)
    except (Exception, KeyboardInterrupt) as error:
        interrupted = isinstance(error, KeyboardInterrupt)
        if interrupted and os.getppid() != parent:
            # The parent has died: nobody reads a report.
            return
        with open(error_file, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(traceback.format_exc())
        sys.exit(128 + signal.SIGINT if interrupted else 1)


class ProcessContext:
    """The processes that :func:`start_processes` has started.

    Args:
        processes: the processes.
        error_files: for each, the file that the traceback of a failure goes to.

    Example:
        >>> queue = flambeau.multiprocessing.get_context("spawn").SimpleQueue()
        >>> context = flambeau.multiprocessing.start_processes(queue.put, join=False, start_method="spawn")
        >>> while not context.join():
        ...     pass
        >>> queue.get()
        0
    """

    def __init__(self, processes: list[Any], error_files: list[str]) -> None:
        self.error_files = error_files
        self.processes = processes
        self.sentinels = {process.sentinel: index for index, process in enumerate(processes)}

    def pids(self) -> list[int]:
        """The process ids.

        Example:
            >>> flambeau.multiprocessing.ProcessContext([], []).pids()  # of no processes
            []
        """
        return [int(process.pid) for process in self.processes]

    def _join_all(self, timeout: float) -> None:
        end = time.monotonic() + timeout
        for process in self.processes:
            process.join(max(0.0, end - time.monotonic()))

    def join(self, timeout: float | None = None, grace_period: float | None = None) -> bool:
        """Waits until a process ends. If it has failed, ends the others and raises what it failed with.

        Args:
            timeout: how many seconds to wait at most; forever if ``None``.
            grace_period: how many seconds the others get to end by themselves before they are terminated, and again
                before they are killed.

        Returns:
            whether all processes have ended well.

        Example:
            >>> flambeau.multiprocessing.ProcessContext([], []).join()  # of no processes
            True
        """
        if not self.sentinels:
            return True
        failed = None
        for sentinel in multiprocessing.connection.wait(list(self.sentinels), timeout=timeout):
            index = self.sentinels.pop(sentinel)
            self.processes[index].join()
            if self.processes[index].exitcode != 0:
                failed = index
                break
        if failed is None:
            return not self.sentinels
        self._end_all(grace_period)
        self._report(failed)
        return False

    def _end_all(self, grace_period: float | None) -> None:
        if grace_period is not None:
            self._join_all(grace_period)
        for process in self.processes:
            if process.is_alive():
                log.warning("Terminating process %s via signal SIGTERM", process.pid)
                process.terminate()
        # A process that is busy in native code does not see the signal.
        self._join_all(_TERMINATE_SECONDS if grace_period is None else grace_period)
        for process in self.processes:
            if process.is_alive():
                log.warning("Process %s does not react to SIGTERM, killing it via SIGKILL", process.pid)
                process.kill()
            process.join()

    def _report(self, index: int) -> None:
        process = self.processes[index]
        try:
            with open(self.error_files[index], encoding="utf-8") as file:
                trace = file.read()
            os.unlink(self.error_files[index])
        except OSError:
            code = process.exitcode
            if code >= 0:
                message = f"process {index} terminated with exit code {code}"
                raise ProcessExitedException(message, index, process.pid, code) from None
            try:
                name = signal.Signals(-code).name
            except ValueError:
                name = f"<Unknown signal {-code}>"
            message = f"process {index} terminated with signal {name}"
            raise ProcessExitedException(message, index, process.pid, code, name) from None
        message = f"\n\n-- Process {index} terminated with the following error:\n{trace}"
        raise ProcessRaisedException(message, index, process.pid)


class SpawnContext(ProcessContext):
    """The former name of :class:`ProcessContext`.

    Example:
        >>> issubclass(flambeau.multiprocessing.SpawnContext, flambeau.multiprocessing.ProcessContext)
        True
    """

    def __init__(self, processes: list[Any], error_files: list[str]) -> None:
        warnings.warn("SpawnContext is renamed to ProcessContext", stacklevel=2)
        super().__init__(processes, error_files)


def start_processes(
    fn: Callable,
    args: tuple = (),
    nprocs: int = 1,
    join: bool = True,
    daemon: bool = False,
    start_method: str = "spawn",
) -> ProcessContext | None:
    """Runs ``fn(index, *args)`` in processes numbered from 0.

    Args:
        fn: the function; unless the processes are forked it must be importable, that is at the top level of a module.
        args: its further arguments.
        nprocs: how many processes.
        join: wait for all of them, and raise what the first to fail failed with.
        daemon: end them with this process.
        start_method: ``"spawn"``, ``"fork"`` or ``"forkserver"``.

    Returns:
        the processes if ``join`` is false, otherwise ``None``.

    Example:
        >>> queue = flambeau.multiprocessing.get_context("spawn").SimpleQueue()
        >>> _ = flambeau.multiprocessing.start_processes(queue.put, start_method="spawn")
        >>> queue.get()
        0
    """
    context = multiprocessing.get_context(start_method)
    error_files, processes = [], []
    for index in range(nprocs):
        # The file exists only if the process has failed. A queue could hang where a process dies while writing.
        descriptor, error_file = tempfile.mkstemp(prefix="flambeau-errorfile-", suffix=".txt")
        os.close(descriptor)
        os.unlink(error_file)
        process = context.Process(target=_run, args=(fn, index, args, error_file), daemon=daemon)  # type: ignore[attr-defined]
        process.start()
        error_files.append(error_file)
        processes.append(process)
    started = ProcessContext(processes, error_files)
    if not join:
        return started
    while not started.join():
        pass
    return None


def spawn(
    fn: Callable,
    args: tuple = (),
    nprocs: int = 1,
    join: bool = True,
    daemon: bool = False,
    start_method: str = "spawn",
) -> ProcessContext | None:
    """Runs ``fn(index, *args)`` in freshly started processes numbered from 0.

    Args:
        fn: the function, at the top level of a module.
        args: its further arguments.
        nprocs: how many processes.
        join: wait for all of them, and raise what the first to fail failed with
            (:class:`ProcessRaisedException` or :class:`ProcessExitedException`).
        daemon: end them with this process.
        start_method: deprecated; use :func:`start_processes` to fork.

    Returns:
        the processes if ``join`` is false, otherwise ``None``.

    Example:
        >>> queue = flambeau.multiprocessing.get_context("spawn").SimpleQueue()
        >>> flambeau.multiprocessing.spawn(queue.put)
        >>> queue.get()
        0
    """
    if start_method != "spawn":
        warnings.warn(
            f"spawn() always spawns (got start_method={start_method!r}); use start_processes(..., start_method=...)",
            FutureWarning,
            stacklevel=2,
        )
    return start_processes(fn, args, nprocs, join, daemon, start_method="spawn")
