"""TensorBoard's file format: protocol buffers in records with checksums.

The numbers of fields are those of ``event.proto`` and ``summary.proto`` in TensorBoard's public sources; records are
those of TensorFlow's ``record_writer``: length, its checksum, content, its checksum.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

__all__ = ["event", "field", "histogram", "image", "packed", "png", "record", "text"]


def _table() -> list[int]:
    # CRC-32C (Castagnoli), reflected polynomial.
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return table


_CRC = _table()


def _checksum(content: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in content:
        crc = _CRC[(crc ^ byte) & 0xFF] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    # Masked, because a checksum of bytes that hold checksums is a poor one.
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def record(content: bytes) -> bytes:
    """One record of a file."""
    length = struct.pack("<Q", len(content))
    return b"".join((length, struct.pack("<I", _checksum(length)), content, struct.pack("<I", _checksum(content))))


def _varint(value: int) -> bytes:
    value &= 0xFFFFFFFFFFFFFFFF
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(number: int, value: int | float | str | bytes, *, single: bool = False) -> bytes:
    """One field of a message: an integer, a float (``single`` in 32 bits), a string, or bytes or a message."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    if isinstance(value, float):
        return _varint(number << 3 | (5 if single else 1)) + struct.pack("<f" if single else "<d", value)
    content = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def packed(number: int, values: Sequence[float]) -> bytes:
    """A repeated field of doubles."""
    return field(number, struct.pack(f"<{len(values)}d", *values))


def event(wall_time: float, step: int | None, *, value: bytes | None = None, version: str | None = None) -> bytes:
    """An event: the value of a summary, or the file's version."""
    content = field(1, wall_time)
    if step is not None:
        content += field(2, step)
    if version is not None:
        content += field(3, version)
    return content if value is None else content + field(5, field(1, value))


def histogram(low: float, high: float, total: float, squares: float, limits: list[float], counts: list[float]) -> bytes:
    """A histogram: bounds, sums, and how many values lie below each limit."""
    sums = field(1, low) + field(2, high) + field(3, float(sum(counts))) + field(4, total) + field(5, squares)
    return sums + packed(6, limits) + packed(7, counts)


def text(content: str) -> bytes:
    """A text as metadata and tensor of a summary."""
    metadata = field(1, field(1, "text"))
    tensor = field(1, 7) + field(2, field(2, field(1, 1))) + field(8, content)
    return field(9, metadata) + field(8, tensor)


def png(pixels: bytes, width: int, height: int, channels: int) -> bytes:
    """A PNG file of 8-bit pixels in rows, 1 (grey), 3 (RGB) or 4 (RGBA) channels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    colour = {1: 0, 3: 2, 4: 6}[channels]
    row = width * channels
    rows = b"".join(b"\0" + pixels[at * row : (at + 1) * row] for at in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def image(pixels: bytes, width: int, height: int, channels: int) -> bytes:
    """An image of a summary."""
    encoded = png(pixels, width, height, channels)
    return field(1, height) + field(2, width) + field(3, channels) + field(4, encoded)
