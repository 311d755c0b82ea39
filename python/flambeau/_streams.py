"""Streams and events of whichever device: orders of work, and marks in them.

:class:`flambeau.cuda.Stream` and :class:`flambeau.cuda.Event` are those of GPUs with all they can do. The CPU does what
it is told before the call returns: its streams have nothing to wait for.
"""

from __future__ import annotations

from typing import Any, Literal

from . import _core

__all__ = ["Event", "Stream"]


def _device(device: Any) -> tuple[str, int]:
    """The sort of a device, the accelerator's by default, and its number or -1."""
    if device is None:
        return "cuda", -1
    if isinstance(device, int):
        return "cuda", device
    given = _core.device(device)
    if given.type not in ("cpu", "cuda"):
        raise RuntimeError(f"{given.type} has no streams: expected a cpu or cuda device")
    return given.type, -1 if given.index is None else given.index


class Stream:
    """An order of work on a device. Used in ``with``, it is the current one while the block runs.

    Args:
        device: the device, by default the current GPU.
        priority: negative for work that goes first.

    Raises:
        RuntimeError: the device is not there.

    Example:
        >>> flambeau.Stream("cpu").query()
        True
    """

    __slots__ = ("__weakref__", "_entered", "_type", "device_index", "stream_id")

    #: The number of the device.
    device_index: int
    #: The driver's handle; 0 for the CPU.
    stream_id: int

    def __init__(self, device: Any = None, *, priority: int = 0) -> None:
        kind, index = _device(device)
        if kind == "cpu":
            self._set(index, 0, kind)
        else:
            self._choose(index, priority)

    def _set(self, index: int, handle: int, kind: str = "cuda") -> None:
        self.device_index = index
        self.stream_id = handle
        self._type = kind
        self._entered: list[tuple[int, int, int]] = []

    def _choose(self, index: int, priority: int) -> None:
        """Take the next stream of a GPU's pool; a negative number means the current one."""
        index = index if index >= 0 else _core._cuda_current_device()
        self._set(index, _core._cuda_stream_pooled(index, min(max(priority, -1), 0)))

    @property
    def _on_cpu(self) -> bool:
        return self._type == "cpu"

    @property
    def device(self) -> _core.device:
        """The device.

        Example:
            >>> flambeau.Stream("cpu").device
            device(type='cpu')
        """
        return _core.device(self._type, self.device_index) if self.device_index >= 0 else _core.device(self._type)

    @property
    def device_type(self) -> int:
        """PyTorch's number for the sort of device: 0 for the CPU, 1 for GPUs.

        Example:
            >>> flambeau.Stream("cpu").device_type
            0
        """
        return 0 if self._on_cpu else 1

    @property
    def native_handle(self) -> int:
        """The driver's handle. The CPU has none and raises RuntimeError.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     assert flambeau.Stream().native_handle != 0
        """
        if self._on_cpu:
            raise RuntimeError("Backend doesn't support getting the native handle of a stream: the CPU has none")
        return self.stream_id

    def is_capturing(self) -> bool:
        """Return whether the stream's work is being captured in a graph.

        Example:
            >>> flambeau.Stream("cpu").is_capturing()
            False
        """
        return not self._on_cpu and _core._cuda_stream_is_capturing(self.device_index, self.stream_id)

    def query(self) -> bool:
        """Return whether all work in this stream is done.

        Example:
            >>> flambeau.Stream("cpu").query()
            True
        """
        return self._on_cpu or _core._cuda_stream_query(self.device_index, self.stream_id)

    def synchronize(self) -> None:
        """Wait until all work in this stream is done.

        Raises:
            AcceleratorError: work on the GPU failed.

        Example:
            >>> flambeau.Stream("cpu").synchronize()
        """
        if not self._on_cpu:
            _core._cuda_stream_synchronize(self.device_index, self.stream_id)

    def wait_event(self, event: Event) -> None:
        """Let work that comes into this stream from now on wait for an event. Returns at once.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     event = flambeau.cuda.current_stream().record_event()
            ...     flambeau.Stream().wait_event(event)
        """
        event.wait(self)

    def wait_stream(self, stream: Stream) -> None:
        """Let work that comes into this stream from now on wait for all that is in another now. Returns at once.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     flambeau.Stream().wait_stream(flambeau.cuda.current_stream())
        """
        if not self._on_cpu and not stream._on_cpu:
            _core._cuda_stream_wait_stream(self.device_index, self.stream_id, stream.device_index, stream.stream_id)

    def record_event(self, event: Event | None = None) -> Event:
        """Mark what is in this stream now, in a new event unless one is given, and return the event.

        Raises:
            RuntimeError: it is a stream of the CPU, which has no events.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     flambeau.Stream().record_event().synchronize()
        """
        event = Event(self._type) if event is None else event
        event.record(self)
        return event

    def __enter__(self) -> Any:
        if not self._on_cpu:
            device = _core._cuda_current_device()
            self._entered.append((device, self.device_index, _core._cuda_stream_current(self.device_index)))
            _core._cuda_exchange_device(self.device_index)
            _core._cuda_stream_make_current(self.device_index, self.stream_id)
        return self

    def __exit__(self, *error: object) -> Literal[False]:
        if not self._on_cpu:
            device, index, handle = self._entered.pop()
            _core._cuda_stream_make_current(index, handle)
            _core._cuda_exchange_device(device)
        return False

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Stream):
            return False
        mine = (self._type, self.device_index, self.stream_id)
        return mine == (other._type, other.device_index, other.stream_id)

    def __hash__(self) -> int:
        return hash((self.stream_id, self.device_index))

    def __repr__(self) -> str:
        return f"torch.Stream device_type={self._type}, device_index={self.device_index}, stream_id={self.stream_id}"


class Event(_core._CudaEvent):
    """A mark in a stream, to wait for and to measure between. It is made on the GPU where it is recorded first.

    Args:
        device: the device, by default the current GPU.
        enable_timing: whether time can be measured from and to it.
        blocking: whether threads that wait for it sleep.
        interprocess: not there.

    Raises:
        NotImplementedError: ``interprocess``.

    Example:
        >>> flambeau.Event(enable_timing=True).query()
        True
    """

    _kind: str

    def __new__(
        cls, device: Any = None, *, enable_timing: bool = False, blocking: bool = False, interprocess: bool = False
    ) -> Event:
        if interprocess:
            raise NotImplementedError("Event(interprocess=True) is not there: events stay in their process")
        made = super().__new__(cls, bool(enable_timing), bool(blocking))
        made._kind = _device(device)[0]
        return made

    def _stream(self, stream: Stream | None) -> tuple[int, int]:
        """Number and handle of a stream, by default the current one."""
        if self._kind == "cpu" or (stream is not None and stream._on_cpu):
            raise RuntimeError("CPU backend doesn't support events.")
        if stream is not None:
            return stream.device_index, stream.stream_id
        index = _core._cuda_current_device()
        return index, _core._cuda_stream_current(index)

    @property
    def device(self) -> _core.device:
        """The device on which it was recorded; without a number before.

        Example:
            >>> flambeau.Event("cpu").device
            device(type='cpu')
        """
        index = self._device()
        return _core.device(self._kind) if index is None else _core.device(self._kind, index)

    @property
    def event_id(self) -> int:
        """The driver's handle, 0 before the first record.

        Example:
            >>> flambeau.Event().event_id
            0
        """
        return self._handle()

    def record(self, stream: Any = None) -> None:
        """Mark what is in a stream now, by default in the current one.

        Raises:
            RuntimeError: no GPU can be used, or the event was recorded on another one before.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     flambeau.Event().record()
        """
        self._record(*self._stream(stream))

    def wait(self, stream: Any = None) -> None:
        """Let work that comes into a stream, the current one by default, from now on wait for the mark.

        Raises:
            RuntimeError: no GPU can be used.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     flambeau.Event().wait()
        """
        _core._cuda_stream_wait_event(*self._stream(stream), self)

    def query(self) -> bool:
        """Return whether the work before the mark is done; True before the first record.

        Example:
            >>> flambeau.Event().query()
            True
        """
        return self._query()

    def synchronize(self) -> None:
        """Wait for the work before the mark.

        Raises:
            AcceleratorError: work on the GPU failed.

        Example:
            >>> flambeau.Event().synchronize()
        """
        self._synchronize()

    def elapsed_time(self, end_event: Event) -> float:
        """Return the milliseconds from this mark to a later one.

        Raises:
            RuntimeError: an event has no time, was not recorded or is not reached.

        Example:
            >>> flambeau.Event().elapsed_time(flambeau.Event())
            Traceback (most recent call last):
                ...
            RuntimeError: Both events must be created with argument 'enable_timing=True'.
        """
        return self._elapsed_time(end_event)

    def ipc_handle(self) -> bytes:
        """Raise NotImplementedError: events stay in their process.

        Example:
            >>> flambeau.Event().ipc_handle()
            Traceback (most recent call last):
                ...
            NotImplementedError: Event.ipc_handle() is not there: events stay in their process
        """
        raise NotImplementedError("Event.ipc_handle() is not there: events stay in their process")

    def __repr__(self) -> str:
        index = self._device()
        return (
            f"torch.Event device_type={self._kind}, device_index={-1 if index is None else index}, "
            f"event_flag=0, event_id={self._handle()}"
        )
