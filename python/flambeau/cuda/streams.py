"""Streams, in which a GPU's work is done in order, and events, which are marks in them.

Work goes to the current stream of the thread and the GPU. The default stream and streams of the pool run side by side;
what one needs of another it has to wait for.
"""

from __future__ import annotations

import ctypes
from typing import Any

from flambeau import _core, _streams

from ._devices import _index, init

__all__ = [
    "Event",
    "ExternalStream",
    "Stream",
    "StreamContext",
    "current_stream",
    "default_stream",
    "get_stream_from_external",
    "set_stream",
    "stream",
]


class Stream(_streams.Stream):
    """An order of work on a GPU: the next of the 32 streams that the GPU has for each of two priorities.

    Used in ``with``, it is the current one while the block runs.

    Args:
        device: the GPU, by default the current one.
        priority: negative for work that goes first.

    Raises:
        RuntimeError: the GPU is not there.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     stream = flambeau.cuda.Stream()
        ...     with flambeau.cuda.stream(stream):
        ...         x = flambeau.ones(3, device="cuda")
        ...     flambeau.cuda.current_stream().wait_stream(stream)
    """

    __slots__ = ()

    def __init__(self, device: Any = None, priority: int = 0, **kwargs: Any) -> None:
        if "stream_ptr" in kwargs or "stream_id" in kwargs:
            handle = kwargs["stream_ptr"] if "stream_ptr" in kwargs else kwargs["stream_id"]
            index = kwargs.get("device_index", -1)
            self._set(index if index >= 0 else _index(device, optional=True), int(handle))
            return
        init()
        self._choose(_index(device, optional=True), priority)

    @property
    def cuda_stream(self) -> int:
        """The driver's handle.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     assert flambeau.cuda.default_stream().cuda_stream == 0
        """
        return self.stream_id

    @property
    def priority(self) -> int:
        """The stream's priority; lower numbers go first.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     assert flambeau.cuda.Stream(priority=-1).priority < 0
        """
        return _core._cuda_stream_priority(self.device_index, self.stream_id)

    @staticmethod
    def priority_range() -> tuple[int, int]:
        """Return the least and the greatest priority that streams are told apart by.

        Example:
            >>> flambeau.cuda.Stream.priority_range()
            (0, -1)
        """
        return (0, -1)

    def record_event(self, event: Event | None = None) -> Event:  # type: ignore[override]
        """Mark what is in this stream now, in a new event unless one is given, and return the event.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     flambeau.cuda.current_stream().record_event().synchronize()
        """
        event = Event() if event is None else event
        event.record(self)
        return event

    @property
    def _as_parameter_(self) -> ctypes.c_void_p:
        return ctypes.c_void_p(self.stream_id)

    def __cuda_stream__(self) -> tuple[int, int]:
        return (0, self.stream_id)

    def __repr__(self) -> str:
        return f"<torch.cuda.Stream device={self.device} cuda_stream={self.stream_id:#x}>"


class ExternalStream(Stream):
    """A stream that another library made and keeps as long as work goes to it.

    Args:
        stream_ptr: the driver's handle.
        device: the GPU that the stream is on, by default the current one.

    Raises:
        RuntimeError: the GPU is not there.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     assert flambeau.cuda.ExternalStream(0) == flambeau.cuda.default_stream()
    """

    __slots__ = ()

    def __init__(self, stream_ptr: int, device: Any = None, **kwargs: Any) -> None:
        init()
        self._set(_index(device, optional=True), int(stream_ptr))


def get_stream_from_external(data_ptr: int, device: Any = None) -> Stream:
    """Return :class:`ExternalStream` of a handle.

    Raises:
        RuntimeError: the GPU is not there.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     assert flambeau.cuda.get_stream_from_external(0).cuda_stream == 0
    """
    return ExternalStream(data_ptr, device)


def _of(index: int, handle: int) -> Stream:
    made = Stream.__new__(Stream)
    made._set(index, handle)
    return made


def current_stream(device: Any = None) -> Stream:
    """Return the stream that this thread's work on a GPU goes to.

    Raises:
        RuntimeError: the GPU is not there.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     assert flambeau.cuda.current_stream() == flambeau.cuda.default_stream()
    """
    index = _index(device, optional=True)
    return _of(index, _core._cuda_stream_current(index))


def default_stream(device: Any = None) -> Stream:
    """Return the stream that work on a GPU goes to unless another one is chosen.

    Raises:
        RuntimeError: no GPU can be used.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     assert flambeau.cuda.default_stream().cuda_stream == 0
    """
    init()
    return _of(_index(device, optional=True), 0)


def set_stream(stream: Stream | None) -> None:
    """Send this thread's work on a stream's GPU to the stream, and make the GPU the current one.

    ``None`` changes nothing. :func:`stream` brings back what was before.

    Example:
        >>> flambeau.cuda.set_stream(None)
    """
    if stream is None:
        return
    _core._cuda_exchange_device(stream.device_index)
    _core._cuda_stream_make_current(stream.device_index, stream.stream_id)


class StreamContext:
    """Makes a stream the current one while a block runs; ``None`` changes nothing.

    Example:
        >>> with flambeau.cuda.StreamContext(None):
        ...     flambeau.ones(1)
        tensor([1.])
    """

    def __init__(self, stream: Stream | None) -> None:
        self.stream = stream
        self._before: list[Stream] = []

    def __enter__(self) -> None:
        if self.stream is None:
            return
        here = current_stream()
        # The last one brings the current device back, too.
        there = [] if here.device_index == self.stream.device_index else [current_stream(self.stream.device)]
        self._before = [*there, here]
        set_stream(self.stream)

    def __exit__(self, *error: object) -> None:
        for before in self._before:
            set_stream(before)
        self._before = []


def stream(stream: Stream | None) -> StreamContext:
    """Return a context that makes ``stream`` the current one; ``None`` changes nothing.

    Example:
        >>> with flambeau.cuda.stream(None):
        ...     flambeau.ones(1)
        tensor([1.])
    """
    return StreamContext(stream)


class Event(_streams.Event):
    """A mark in a stream, to wait for and to measure between. It is made on the GPU where it is recorded first.

    Args:
        enable_timing: whether time can be measured from and to it.
        blocking: whether threads that wait for it sleep.
        interprocess: not there.
        external: not there.

    Raises:
        NotImplementedError: ``interprocess``, ``external``.

    Example:
        >>> event = flambeau.cuda.Event(enable_timing=True)
        >>> event.query()
        True
    """

    def __new__(
        cls, enable_timing: bool = False, blocking: bool = False, interprocess: bool = False, external: bool = False
    ) -> Event:
        if external:
            raise NotImplementedError("Event(external=True) is not there: a graph waits for nothing outside of it")
        return super().__new__(cls, "cuda", enable_timing=enable_timing, blocking=blocking, interprocess=interprocess)  # type: ignore[return-value]

    @property
    def cuda_event(self) -> int:
        """The driver's handle, 0 before the first record.

        Example:
            >>> flambeau.cuda.Event().cuda_event
            0
        """
        return self._handle()

    @property
    def device(self) -> _core.device | None:  # type: ignore[override]
        """The GPU on which it was recorded, None before.

        Example:
            >>> flambeau.cuda.Event().device is None
            True
        """
        index = self._device()
        return None if index is None else _core.device("cuda", index)

    @property
    def _as_parameter_(self) -> ctypes.c_void_p:
        return ctypes.c_void_p(self.cuda_event)

    def __repr__(self) -> str:
        return f"<torch.cuda.Event {self.cuda_event:#x}>" if self.cuda_event else "<torch.cuda.Event uninitialized>"
