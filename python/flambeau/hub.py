"""Downloading checkpoints. Code is not downloaded: ``load``, ``list`` and ``help`` of PyTorch's hub raise."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import tempfile
import urllib.parse
import urllib.request
from typing import Any, NoReturn

__all__ = ["download_url_to_file", "get_dir", "help", "list", "load", "load_state_dict_from_url", "set_dir"]

_folder: str | None = None

#: The beginning of the SHA-256 sum at the end of a file's name: ``resnet18-f37072fd.pth``.
_SUM = re.compile(r"-([a-f0-9]*)\.")


def get_dir() -> str:
    """Return the folder for downloads.

    It is what :func:`set_dir` set, else ``$TORCH_HOME/hub``, ``$XDG_CACHE_HOME/torch/hub`` or ``~/.cache/torch/hub``,
    so that checkpoints that PyTorch downloaded are found.

    Example:
        >>> flambeau.hub.get_dir().endswith("hub")
        True
    """
    if _folder is not None:
        return _folder
    cache = os.path.join(os.environ.get("XDG_CACHE_HOME", "~/.cache"), "torch")
    return os.path.join(os.path.expanduser(os.environ.get("TORCH_HOME", cache)), "hub")


def set_dir(d: str | os.PathLike) -> None:
    """Set the folder for downloads.

    Example:
        >>> before = flambeau.hub.get_dir()
        >>> flambeau.hub.set_dir("downloads")
        >>> flambeau.hub.get_dir()
        'downloads'
        >>> flambeau.hub.set_dir(before)
    """
    global _folder
    _folder = os.path.expanduser(os.fspath(d))


def download_url_to_file(url: str, dst: str, hash_prefix: str | None = None, progress: bool = True) -> None:
    """Download a file. The file appears under its name only when it is complete.

    Args:
        url: where it is.
        dst: its name here.
        hash_prefix: the beginning of its SHA-256 sum.
        progress: print how much has come.

    Raises:
        RuntimeError: the sum is another.

    Example:
        >>> import os, pathlib, tempfile
        >>> folder = tempfile.mkdtemp()
        >>> source = pathlib.Path(folder, "there.txt")
        >>> _ = source.write_text("content")
        >>> flambeau.hub.download_url_to_file(source.as_uri(), os.path.join(folder, "here.txt"), progress=False)
        >>> pathlib.Path(folder, "here.txt").read_text()
        'content'
    """
    dst = os.path.expanduser(dst)
    request = urllib.request.Request(url, headers={"User-Agent": "flambeau"})
    handle, part = tempfile.mkstemp(dir=os.path.dirname(dst) or ".", prefix=".download-")
    try:
        total = hashlib.sha256()
        received = 0
        with os.fdopen(handle, "wb") as file, urllib.request.urlopen(request) as response:
            while chunk := response.read(1 << 20):
                file.write(chunk)
                total.update(chunk)
                received += len(chunk)
                if progress and sys.stderr.isatty():
                    print(f"\r{received / 2**20:.1f} MiB", end="", file=sys.stderr)
        if hash_prefix is not None and not total.hexdigest().startswith(hash_prefix):
            raise RuntimeError(f'invalid hash value (expected "{hash_prefix}", got "{total.hexdigest()}")')
        os.replace(part, dst)
    finally:
        if os.path.exists(part):
            os.unlink(part)


def load_state_dict_from_url(
    url: str,
    model_dir: str | None = None,
    map_location: Any = None,
    progress: bool = True,
    check_hash: bool = False,
    file_name: str | None = None,
    weights_only: bool = True,
) -> Any:
    """Return the checkpoint at an address, downloading it unless it was before.

    Args:
        url: where it is.
        model_dir: the folder for it, ``checkpoints`` in :func:`get_dir` by default.
        map_location: see :func:`flambeau.load`.
        progress: print how much has come.
        check_hash: compare the file's SHA-256 sum with the one in its name.
        file_name: its name here, that of the address by default.
        weights_only: see :func:`flambeau.load`.

    Example:
        >>> import pathlib, tempfile
        >>> folder = tempfile.mkdtemp()
        >>> source = pathlib.Path(folder, "weights.pt")
        >>> flambeau.save({"bias": flambeau.zeros(2)}, source)
        >>> flambeau.hub.load_state_dict_from_url(source.as_uri(), model_dir=folder + "/cache", progress=False)
        {'bias': tensor([0., 0.])}
    """
    from .serialization import load as load_file

    folder = model_dir or os.path.join(get_dir(), "checkpoints")
    os.makedirs(folder, exist_ok=True)
    name = file_name or os.path.basename(urllib.parse.urlparse(url).path)
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        found = _SUM.search(name) if check_hash else None
        download_url_to_file(url, path, found.group(1) if found else None, progress)
    return load_file(path, map_location=map_location, weights_only=weights_only)


def _no_code(name: str) -> Any:
    def function(*args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError(
            f"flambeau.hub.{name} would download a repository and run its code; get the repository and import it"
        )

    function.__name__ = name
    function.__doc__ = f"""Raise NotImplementedError: code is not downloaded.

    Example:
        >>> flambeau.hub.{name}("owner/repository")
        Traceback (most recent call last):
            ...
        NotImplementedError: flambeau.hub.{name} would download a repository ...
    """
    return function


load, list, help = _no_code("load"), _no_code("list"), _no_code("help")  # noqa: A001
