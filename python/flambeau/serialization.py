"""Saving and loading: PyTorch's file format, without running code that a file names."""

from __future__ import annotations

import contextlib
import io  # noqa: F401  (for the example)
import os
import pickle
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any, TypeAlias

from . import _checkpoint, _core

__all__ = [
    "add_safe_globals",
    "clear_safe_globals",
    "get_default_load_endianness",
    "get_safe_globals",
    "load",
    "safe_globals",
    "save",
]

FILE_LIKE: TypeAlias = str | os.PathLike | IO[bytes]
MAP_LOCATION: TypeAlias = Callable[[Any, str], Any] | Any | str | Mapping[str, str] | None

DEFAULT_PROTOCOL = 2

_safe: list[Any] = []


def add_safe_globals(safe_globals: list[Any]) -> None:
    """Allow files to name classes and functions: :func:`load` calls them as the file says.

    Args:
        safe_globals: classes and functions, or pairs of one and the dotted name that files have for it.

    Example:
        >>> import fractions
        >>> flambeau.serialization.add_safe_globals([fractions.Fraction])
        >>> flambeau.serialization.get_safe_globals()
        [<class 'fractions.Fraction'>]
        >>> flambeau.serialization.clear_safe_globals()
    """
    _safe.extend(entry for entry in safe_globals if entry not in _safe)


def get_safe_globals() -> list[Any]:
    """Return what :func:`add_safe_globals` allowed.

    Example:
        >>> flambeau.serialization.get_safe_globals()
        []
    """
    return list(_safe)


def clear_safe_globals() -> None:
    """Take back everything that :func:`add_safe_globals` allowed.

    Example:
        >>> import fractions
        >>> flambeau.serialization.add_safe_globals([fractions.Fraction])
        >>> flambeau.serialization.clear_safe_globals()
        >>> flambeau.serialization.get_safe_globals()
        []
    """
    _safe.clear()


@contextlib.contextmanager
def safe_globals(safe_globals: list[Any]) -> Iterator[None]:  # noqa: A002
    """Allow classes and functions, as :func:`add_safe_globals` does, while the block runs.

    Example:
        >>> import fractions
        >>> with flambeau.serialization.safe_globals([fractions.Fraction]):
        ...     flambeau.serialization.get_safe_globals()
        [<class 'fractions.Fraction'>]
    """
    before = get_safe_globals()
    add_safe_globals(safe_globals)
    try:
        yield
    finally:
        _safe[:] = before


def get_default_load_endianness() -> None:
    """Return None: every file says itself in which byte order it was written.

    Example:
        >>> flambeau.serialization.get_default_load_endianness() is None
        True
    """
    return None


def save(
    obj: Any,
    f: FILE_LIKE,
    pickle_module: Any = pickle,
    pickle_protocol: int = DEFAULT_PROTOCOL,
    _use_new_zipfile_serialization: bool = True,
) -> None:
    """Write an object to a file that :func:`load` and PyTorch read.

    Tensors that share memory share it again when they are loaded, and the whole of that memory is written, also for a
    small view of it. A file of this name is replaced at the end, as a whole: whatever happens on the way, the old one
    is still there.

    Args:
        obj: tensors, numbers, strings, containers, and objects of importable classes.
        f: a path, or an object with a method ``write``.
        pickle_module: must be the standard library's ``pickle``.
        pickle_protocol: must be 2, the protocol that PyTorch uses.

    Raises:
        RuntimeError: the folder does not exist, or two tensors see the same memory as different dtypes.
        pickle.PicklingError: an object belongs to a class or function that cannot be found under its name.

    Example:
        >>> file = io.BytesIO()
        >>> flambeau.save({"weight": flambeau.ones(2)}, file)
        >>> _ = file.seek(0)
        >>> flambeau.load(file)
        {'weight': tensor([1., 1.])}
    """
    if pickle_module is not pickle:
        raise NotImplementedError("save(): pickle_module other than the standard library's pickle is not supported")
    if pickle_protocol != DEFAULT_PROTOCOL:
        raise NotImplementedError(
            f"save(): pickle_protocol {pickle_protocol} is not supported, files are written with 2"
        )
    if not _use_new_zipfile_serialization:
        raise NotImplementedError("save(): the stream format of before PyTorch 1.6 is read, not written")
    if isinstance(f, (str, os.PathLike)):
        path = os.fspath(f)
        folder = os.path.dirname(path) or "."
        if not os.path.isdir(folder):
            raise RuntimeError(f"Parent directory {folder} does not exist.")
        _core._save(obj, path, True, _checkpoint)
        return
    if not hasattr(f, "write"):
        raise AttributeError("expected 'f' to be string, path, or a file-like object with a 'write' attribute")
    _core._save(obj, f, False, _checkpoint)


def load(
    f: FILE_LIKE,
    map_location: MAP_LOCATION = None,
    pickle_module: Any = None,
    *,
    weights_only: bool | None = None,
    mmap: bool | None = None,
    **pickle_load_args: Any,
) -> Any:
    """Read an object that :func:`save` or PyTorch wrote.

    No code that the file names is run. Tensors, containers, numbers, strings, dtypes, devices and NumPy arrays of
    numbers are read from any file; classes and functions that :func:`add_safe_globals` allowed are called. With
    ``weights_only=False``, modules, optimizers and schedulers whose classes the program has imported are restored too,
    without calling their constructors; other classes are still refused by name.

    Args:
        f: a path, or an object with the methods ``read``, ``readline``, ``tell`` and ``seek``.
        map_location: where tensors go: a device; a dict from places in the file to places here; or a function of a
            storage and its place in the file that returns a storage or None. By default they go where they were.
        pickle_module: must be None or the standard library's ``pickle``.
        weights_only: False also restores modules, optimizers and schedulers.
        mmap: map the file: elements are read when they are looked at, changes are not written to the file. The file
            must not be shortened meanwhile.

    Raises:
        FileNotFoundError: there is no such file.
        EOFError: the file is empty.
        pickle.UnpicklingError: the file is no checkpoint, or names a class that is not allowed.
        RuntimeError: the file is damaged, or a tensor was on a device that is not there.

    Example:
        >>> import io
        >>> file = io.BytesIO()
        >>> flambeau.save({"weight": flambeau.ones(2), "epoch": 3}, file)
        >>> _ = file.seek(0)
        >>> flambeau.load(file)
        {'weight': tensor([1., 1.]), 'epoch': 3}
    """
    if pickle_module not in (None, pickle):
        raise NotImplementedError("load(): pickle_module other than the standard library's pickle is not supported")
    if weights_only and pickle_module is not None:
        raise RuntimeError("Can not safely load weights when explicit pickle_module is specified")
    unknown = set(pickle_load_args) - {"encoding"}
    if unknown:
        raise TypeError(f"load() got an unexpected keyword argument {sorted(unknown)[0]!r}")
    source: str | bytes
    if isinstance(f, (str, os.PathLike)):
        source = os.fspath(f)
        # The open file gives Python's own error for a path that is not there or is a folder.
        with open(source, "rb"):
            pass
        source = os.fsdecode(source)
    else:
        for name in ("seek", "tell", "read", "readline"):
            if not hasattr(f, name):
                raise AttributeError(
                    f"'{type(f).__name__}' object has no attribute '{name}'. You can only load from a file that is "
                    "seekable. Please pre-load the data into a buffer like io.BytesIO and try to load from it instead."
                )
        if mmap:
            raise ValueError("f must be a file path in order to use the mmap argument")
        content = f.read()
        if not isinstance(content, (bytes, bytearray, memoryview)):
            raise TypeError(f"load(): the file must be opened in binary mode, read() gave {type(content).__name__}")
        source = bytes(content)
    support = _checkpoint.Support(weights_only is not False, _safe)
    return _core._load(source, bool(mmap), support, _placement(map_location))


def _check_gpu(index: int | None) -> None:
    from . import cuda

    if not cuda.is_available():
        raise RuntimeError(
            "Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False. "
            "Use torch.load with map_location=torch.device('cpu') to map the storages to the CPU. "
            f"({cuda.why_not_available()})"
        )
    if index is not None and index >= cuda.device_count():
        raise RuntimeError(
            f"Attempting to deserialize object on CUDA device {index} but torch.cuda.device_count() is "
            f"{cuda.device_count()}. Please use torch.load with map_location to map the storages to one that is there."
        )


def _placement(map_location: MAP_LOCATION) -> Callable[..., Any]:
    """The function by which the core places storages; it gets the bytes, their place in the file, and their dtype."""
    from .storage import _of

    def restore(data: Any, location: str) -> Any:
        if location == "cpu":
            return data
        try:
            device = _core.device(location)
        except RuntimeError:
            device = None
        if device is None or (device.type == "cpu" and not _core._runtime()["virtual_devices"]):
            raise RuntimeError(f"don't know how to restore data location of a storage (tagged with {location})")
        if device.type == "cuda":
            _check_gpu(device.index)
        return data.to(device)

    if map_location is None:
        return lambda data, location, dtype: restore(data, location)
    if isinstance(map_location, Mapping):
        return lambda data, location, dtype: restore(data, map_location.get(location, location))
    if isinstance(map_location, (str, _core.device)):
        target = str(map_location)
        return lambda data, location, dtype: restore(data, target)
    if isinstance(map_location, int):
        target = f"cuda:{map_location}"
        return lambda data, location, dtype: restore(data, target)
    if not callable(map_location):
        raise TypeError(
            f"load(): map_location must be a device, str, dict or function, not {type(map_location).__name__}"
        )

    def place(data: Any, location: str, dtype: Any) -> Any:
        moved = map_location(_of(data), location)
        if moved is None:
            return restore(data, location)
        if not isinstance(moved, _checkpoint.Storages):
            raise TypeError(f"map_location must return a storage or None, not {type(moved).__name__}")
        return moved.untyped()._tensor

    return place
