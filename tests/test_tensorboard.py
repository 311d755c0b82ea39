"""Event files: read back by a small reader of their format."""

from __future__ import annotations

import io
import pathlib
import struct

import flambeau as torch
import numpy as np
import pytest
from flambeau.utils.tensorboard import SummaryWriter, _records


def test_checksum():
    # The check value of CRC-32C is 0xE3069283; files hold it rotated and shifted.
    crc = 0xE3069283
    assert _records._checksum(b"123456789") == ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def message(content: bytes) -> dict[int, list]:
    """The fields of a protocol buffer by number."""
    fields: dict[int, list] = {}
    at = 0

    def varint() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = content[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(content):
        key = varint()
        number, kind = key >> 3, key & 7
        if kind == 0:
            value = varint()
        elif kind == 2:
            length = varint()
            value = content[at : at + length]
            at += length
        else:
            size, code = (8, "<d") if kind == 1 else (4, "<f")
            value = struct.unpack(code, content[at : at + size])[0]
            at += size
        fields.setdefault(number, []).append(value)
    return fields


def events(folder: pathlib.Path) -> list[dict[int, list]]:
    (path,) = [path for path in folder.iterdir() if path.is_file()]
    file = io.BytesIO(path.read_bytes())
    result = []
    while head := file.read(12):
        length = struct.unpack("<Q", head[:8])[0]
        content = file.read(length)
        assert head + content + file.read(4) == _records.record(content)
        result.append(message(content))
    return result


def test_events(tmp_path):
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("loss", torch.tensor(0.5), 3)
        writer.add_text("note", "hello", 300)
        writer.add_histogram("weights", torch.tensor([-1.0, 0.5, 0.5, 2.0]), 1)
        writer.add_image("picture", torch.ones(3, 2, 4), 1)
        writer.add_scalars("both", {"a": 1, "b": 2.0}, 1)
        with pytest.raises(NotImplementedError, match="add_graph"):
            writer.add_graph(None)
        with pytest.raises(ValueError):
            writer.add_histogram("none", torch.empty(0))
    first, *rest = events(tmp_path)
    assert first[3] == [b"brain.Event:2"]
    values = [message(message(event[5][0])[1][0]) for event in rest]
    assert [value[1][0] for value in values] == [b"loss", b"note/text_summary", b"weights", b"picture"]
    assert rest[0][2] == [3] and rest[1][2] == [300] and values[0][2] == [0.5]
    assert message(values[1][8][0])[8] == [b"hello"]
    histogram = message(values[2][5][0])
    assert (histogram[1], histogram[2], histogram[3], histogram[4]) == ([-1.0], [2.0], [4.0], [2.0])
    limits, counts = (np.frombuffer(histogram[number][0]) for number in (6, 7))
    assert counts.sum() == 4 and len(limits) == len(counts) and limits[-1] >= 2
    picture = message(values[3][4][0])
    assert picture[1] == [2] and picture[2] == [4] and picture[4][0].startswith(b"\x89PNG")
    assert message(message(events(tmp_path / "both_b")[1][5][0])[1][0])[2] == [2.0]


def test_pictures_can_be_decoded(tmp_path):
    image = pytest.importorskip("PIL.Image")
    pixels = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    decoded = image.open(io.BytesIO(_records.png(pixels.tobytes(), 4, 2, 3)))
    assert (np.asarray(decoded) == pixels).all()
