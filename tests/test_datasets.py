"""Digits from files in the IDX format, compressed or not."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import pytest
from flambeau.datasets import MNIST, mnist_sample, read_idx


def _idx(values: list[int], *shape: int) -> bytes:
    return bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape) + bytes(values)


def test_files_give_the_digits_written_to_them(tmp_path: Path) -> None:
    images, labels = mnist_sample(train=False)
    (tmp_path / "t10k-images-idx3-ubyte").write_bytes(_idx(images.reshape(-1).tolist(), *images.shape))
    (tmp_path / "t10k-labels-idx1-ubyte.gz").write_bytes(gzip.compress(_idx(labels.tolist(), len(labels))))
    digits = MNIST(tmp_path, train=False)
    assert len(digits) == 1000
    assert (digits.data == images).all() and (digits.targets == labels).all()
    assert digits[7][1] == labels[7].item()
    with pytest.raises(RuntimeError, match="Dataset not found"):
        MNIST(tmp_path, train=True)


@pytest.mark.parametrize(
    "content",
    [b"", b"\0\0", b"text, not numbers", _idx([1, 2, 3], 4), _idx([], 2)[:6], gzip.compress(_idx([1], 1))[:-4]],
    ids=["empty", "short", "text", "few values", "half a head", "half a gzip file"],
)
def test_damaged_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "labels"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="labels"):
        read_idx(path)
