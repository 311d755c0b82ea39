"""Messages between a loader and its worker processes.

A message is a pickle that goes through a socket pair, which keeps messages apart and can carry file descriptors. Large
tensors lie in blocks of shared memory without a name; their descriptors travel with the first message that uses them.
When the last tensor over a block dies in the consumer, the worker is told and fills the block again, so that in a
steady state no memory is allocated, cleared or mapped. Whoever dies, the system frees the memory: there is nothing to
clean up.
"""

from __future__ import annotations

import io
import itertools
import math
import mmap
import os
import pickle
import socket
import threading
import weakref
from collections import deque
from collections.abc import Callable
from multiprocessing.reduction import ForkingPickler
from typing import Any

import flambeau

from ....multiprocessing._memory import create_file, map_file, memory_order, tensor_over, undo_order

# Smaller tensors travel inside the pickle: a block costs more than the copy.
_INLINE_BYTES = 32 * 1024
# Blocks of one worker that may be in use at a time. Beyond, tensors travel by value, so that a consumer may keep any
# number of batches without running out of file descriptors.
_MAX_BLOCKS = 64
# Unused blocks that a worker keeps; more come together only when batches vary in size.
_MAX_UNUSED = 8
_RECEIVE_BYTES = 64 * 1024

# --- Messages


def send(channel: socket.socket, payload: bytes, descriptors: list[int] | None = None) -> None:
    """Sends a message with file descriptors; one that is too long for the socket goes by an anonymous file.

    Args:
        channel: the socket. If it does not block, BlockingIOError says that nothing has been sent.
        payload: the message.
        descriptors: what to send along; they stay open here.
    """
    descriptors = descriptors or []
    if len(payload) <= _INLINE_BYTES:
        socket.send_fds(channel, [b"\0", payload], descriptors)
        return
    file = create_file(len(payload))
    try:
        with map_file(file, len(payload)) as mapped:
            mapped[:] = payload
        socket.send_fds(channel, [b"\1", len(payload).to_bytes(8, "little")], [*descriptors, file])
    finally:
        os.close(file)


def receive(channel: socket.socket) -> tuple[bytes, list[int]] | None:
    """The next message and its file descriptors, or ``None`` if the other side has closed.

    Args:
        channel: the socket. If it does not block, BlockingIOError says that there is no message.
    """
    data, descriptors, flags, _ = socket.recv_fds(channel, _RECEIVE_BYTES, _MAX_BLOCKS + 1)
    if flags & socket.MSG_CTRUNC:
        for descriptor in descriptors:
            os.close(descriptor)
        raise RuntimeError(
            "Too many open files: a batch from a DataLoader worker could not be received. Raise the limit (`ulimit -n`)"
        )
    if not data:
        return None
    payload = data[1:]
    if data[0] == 1:
        size = int.from_bytes(payload, "little")
        file = descriptors.pop()
        try:
            with map_file(file, size) as mapped:
                payload = mapped[:]
        finally:
            os.close(file)
    return payload, descriptors


# --- Tensors in pickles


class _Pickler(ForkingPickler):
    """Pickles tensors through ``place``, which puts one into shared memory and says where, or declines."""

    def __init__(self, file: io.BytesIO, place: Callable[[flambeau.Tensor], tuple | None]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._place = place

    def reducer_override(self, obj: Any) -> Any:
        if not isinstance(obj, flambeau.Tensor) or type(obj) not in (flambeau.Tensor, flambeau.nn.Parameter):
            return NotImplemented
        if obj.device.type != "cpu":
            return NotImplemented
        if obj.requires_grad and not obj.is_leaf:
            raise RuntimeError(
                "a tensor that is not a leaf and requires grad cannot be sent to another process, because autograd "
                "ends there; send tensor.detach()"
            )
        parameter = type(obj) is not flambeau.Tensor
        gradient = obj.requires_grad
        tensor = obj.detach()
        order = memory_order(tensor)
        dense = tensor if order is None else tensor.permute(order)
        where = self._place(dense) or _by_value(dense)
        name = str(dense.dtype).rpartition(".")[2]
        return _rebuild, (where, name, tuple(dense.shape), order, gradient, parameter)


def _by_value(tensor: flambeau.Tensor) -> tuple[bytearray, int]:
    copy = bytearray(tensor.numel() * tensor.element_size())
    tensor_over(copy, 0, tensor.dtype, tuple(tensor.shape)).copy_(tensor)
    return copy, 0


_decoding = threading.local()


def _rebuild(
    where: tuple[Any, int], name: str, shape: tuple[int, ...], order: list[int] | None, gradient: bool, parameter: bool
) -> flambeau.Tensor:
    """The tensor that a pickle describes, over a block's memory (given by its number) or over bytes of the pickle."""
    memory, offset = where
    if isinstance(memory, int):
        memory = _decoding.memory(memory)
    tensor = tensor_over(memory, offset, getattr(flambeau, name), shape)
    tensor = undo_order(tensor, order)
    if parameter:
        return flambeau.nn.Parameter(tensor, requires_grad=gradient)
    return tensor.requires_grad_() if gradient else tensor


def encode(data: Any, place: Callable[[flambeau.Tensor], tuple | None] = lambda tensor: None) -> bytes:
    """Pickles ``data``; by default all tensors by value."""
    file = io.BytesIO()
    _Pickler(file, place).dump(data)
    return file.getvalue()


# --- The worker's side


class _Block:
    """Shared memory that a worker writes batches to."""

    __slots__ = ("address", "consumer", "descriptor", "known", "map", "number", "size", "view")

    def __init__(self, number: int, size: int) -> None:
        self.number = number
        self.size = size
        self.descriptor = create_file(size)
        try:
            self.map = map_file(self.descriptor, size)
        except BaseException:
            os.close(self.descriptor)
            raise
        self.address = flambeau.frombuffer(self.map, dtype=flambeau.uint8).data_ptr()
        self.view: Callable[[], Any] = lambda: None
        """The memory that tensors of this process hold, while they live."""
        self.consumer = 0
        """In how many batches that the consumer has not released it is used."""
        self.known = False
        """Whether the consumer has mapped it."""

    def open(self) -> memoryview:
        """Memory for one batch: the block is in use as long as somebody holds it."""
        view = memoryview(self.map)
        self.view = weakref.ref(view)
        return view

    @property
    def used(self) -> bool:
        """Whether a tensor lies in it, here or in the consumer."""
        return self.consumer > 0 or self.view() is not None


def _size_class(size: int) -> int:
    """The size rounded up to one of eight steps within each power of two, so that similar batches share blocks."""
    step = max(1 << max(size.bit_length() - 4, 0), mmap.PAGESIZE)
    return -(-size // step) * step


class Outbox:
    """A worker's end of the channel.

    Args:
        channel: the socket.
    """

    def __init__(self, channel: socket.socket) -> None:
        self.channel = channel
        self._blocks: list[_Block] = []
        self._count = 0
        self._dropped: list[int] = []

    def empty(self, shape: tuple[int, ...], dtype: flambeau.dtype) -> flambeau.Tensor | None:
        """An uninitialised tensor that can be sent without a copy; ``None`` if it is better sent by value.

        Args:
            shape: its shape.
            dtype: its dtype.
        """
        size = math.prod(shape) * dtype.itemsize
        block = self._take(size)
        return None if block is None else tensor_over(block.open(), 0, dtype, tuple(shape))

    def _take(self, size: int) -> _Block | None:
        if size < _INLINE_BYTES:
            return None
        size = _size_class(size)
        unused = [block for block in self._blocks if not block.used]
        # The smallest that fits, but not one that wastes more than half of itself.
        fitting = [block for block in unused if size <= block.size <= 2 * size]
        if fitting:
            return min(fitting, key=lambda block: block.size)
        if len(self._blocks) - len(unused) >= _MAX_BLOCKS:
            return None
        for block in unused[: max(0, len(unused) + 1 - _MAX_UNUSED)]:
            self._drop(block)
        try:
            block = _Block(self._count, size)
        except OSError:
            return None
        self._count += 1
        self._blocks.append(block)
        return block

    def _drop(self, block: _Block) -> None:
        self._blocks.remove(block)
        os.close(block.descriptor)
        if block.known:
            self._dropped.append(block.number)

    def release(self, numbers: list[int]) -> None:
        """Notes that the consumer has no more tensors in these blocks.

        Args:
            numbers: the blocks' numbers, once for each batch that used one.
        """
        for block in self._blocks:
            block.consumer -= numbers.count(block.number)

    def send(self, index: Any, data: Any) -> None:
        """Sends a batch.

        Args:
            index: its number, or a word for a message of another kind.
            data: the batch; tensors that :meth:`empty` made go without a copy.
        """
        used: dict[int, _Block] = {}

        def place(tensor: flambeau.Tensor) -> tuple[int, int] | None:
            size = tensor.numel() * tensor.element_size()
            if size < _INLINE_BYTES:
                return None
            # A complex tensor may be a conjugate view of what lies in memory.
            if tensor.is_contiguous() and not tensor.dtype.is_complex:
                address = tensor.data_ptr()
                for block in self._blocks:
                    if block.address <= address and address + size <= block.address + block.size:
                        used[block.number] = block
                        return block.number, address - block.address
            taken = self._take(size)
            if taken is None:
                return None
            view = taken.open()
            tensor_over(view, 0, tensor.dtype, tuple(tensor.shape)).copy_(tensor)
            # Held until the message is out, so that no other tensor of it takes the block.
            held.append(view)
            used[taken.number] = taken
            return taken.number, 0

        held: list[memoryview] = []
        payload = encode(data, place)
        new = [block for block in used.values() if not block.known]
        head = (index, [(block.number, block.size) for block in new], list(used), self._dropped)
        send(self.channel, pickle.dumps((*head, payload)), [block.descriptor for block in new])
        self._dropped = []
        for block in used.values():
            block.known = True
            block.consumer += 1


# --- The consumer's side


class Message:
    """A batch that has arrived and is not yet unpickled."""

    __slots__ = ("index", "payload", "used")

    def __init__(self, index: Any, payload: bytes, used: list[int]) -> None:
        self.index = index
        self.payload = payload
        self.used = used


_inboxes: weakref.WeakSet[Inbox] = weakref.WeakSet()


def _close_inherited() -> None:
    """Closes a forked process's copies of the consumer's ends, with which a worker would not notice their closing."""
    for inbox in list(_inboxes):
        inbox.channel.close()


os.register_at_fork(after_in_child=_close_inherited)


class Inbox:
    """The consumer's end of the channel to one worker.

    Args:
        channel: the socket; it is made non-blocking.
    """

    def __init__(self, channel: socket.socket) -> None:
        channel.setblocking(False)
        self.channel = channel
        self._maps: dict[int, mmap.mmap] = {}
        self._holders: dict[int, weakref.ref] = {}
        self._count = itertools.count()
        # Filled wherever the last tensor dies, in any thread.
        self._released: deque[int] = deque()
        self._unsent: deque[bytes] = deque()
        _inboxes.add(self)

    @property
    def waiting(self) -> bool:
        """Whether messages wait for room in the socket."""
        return bool(self._unsent)

    def send(self, index: Any, data: Any) -> None:
        """Sends a task, now or, if the socket is full, with a later :meth:`flush`.

        Args:
            index: its number, or a word for a message of another kind.
            data: what to fetch.
        """
        released = [self._released.popleft() for _ in range(len(self._released))]
        self._unsent.append(encode((index, data, released)))
        self.flush()

    def flush(self) -> None:
        """Sends what waits, as far as there is room. A worker that is gone is noticed elsewhere."""
        try:
            while self._unsent:
                send(self.channel, self._unsent[0])
                self._unsent.popleft()
        except BlockingIOError:
            pass
        except (BrokenPipeError, ConnectionResetError):
            self._unsent.clear()

    def receive(self) -> list[Message] | None:
        """The messages that have arrived; ``None`` once the worker has closed and all have been received."""
        messages: list[Message] = []
        while True:
            try:
                received = receive(self.channel)
            except BlockingIOError:
                return messages
            except ConnectionResetError:
                received = None
            if received is None:
                return messages or None
            data, descriptors = received
            index, new, used, dropped, payload = pickle.loads(data)
            for number in dropped:
                del self._maps[number]
            for (number, size), descriptor in zip(new, descriptors, strict=True):
                self._maps[number] = map_file(descriptor, size)
                os.close(descriptor)
            messages.append(Message(index, payload, used))

    def decode(self, message: Message) -> Any:
        """Unpickles a batch. Its large tensors lie in the worker's blocks until they die.

        Args:
            message: the message.
        """
        views: dict[int, memoryview] = {}

        def memory(number: int) -> memoryview:
            view = views.get(number)
            if view is None:
                view = views[number] = memoryview(self._maps[number])
                self._watch(view, number)
            return view

        _decoding.memory = memory
        try:
            return pickle.loads(message.payload)
        finally:
            del _decoding.memory
            self._released.extend(number for number in message.used if number not in views)

    def _watch(self, view: memoryview, number: int) -> None:
        """Has the block released when the last tensor over this view dies."""
        released, holders, key = self._released, self._holders, next(self._count)

        def release(_: weakref.ref) -> None:
            holders.pop(key, None)
            released.append(number)

        holders[key] = weakref.ref(view, release)

    def discard(self, message: Message) -> None:
        """Gives back the blocks of a batch that nobody wants.

        Args:
            message: the message.
        """
        self._released.extend(message.used)

    def close(self) -> None:
        """Ends the conversation: the worker notices when it next listens or sends."""
        self._unsent.clear()
        self.channel.close()
