"""Run a PyTorch script with flambeau in torch's place: ``python -m flambeau.run script.py arguments``.

``import torch``, ``import torch.nn.functional as F`` and the like give flambeau's modules, in this process and in those
that it starts. Nothing is installed or changed on disk. ``python -m flambeau.run -m package.module arguments`` runs a
module.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
import types
from collections.abc import Sequence
from typing import Any

__all__ = ["install", "main"]


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds ``torch.X`` as ``flambeau.X``, the same module object."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if not fullname.startswith("torch."):
            return None
        own = "flambeau" + fullname.removeprefix("torch")
        if importlib.util.find_spec(own) is None:
            return None
        return importlib.machinery.ModuleSpec(fullname, self)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        module = importlib.import_module("flambeau" + spec.name.removeprefix("torch"))
        spec.loader_state = module.__spec__
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        # The import system has given the module the alias's spec: its own must stay, relative imports depend on it.
        spec = module.__spec__
        if spec is not None and spec.loader_state is not None:
            module.__spec__ = spec.loader_state


def install() -> types.ModuleType:
    """Make ``import torch`` give flambeau in this process, and in processes that :mod:`multiprocessing` starts from it.

    Returns:
        flambeau.

    Raises:
        RuntimeError: PyTorch is imported already.

    Example:
        >>> import subprocess, sys
        >>> code = "import flambeau.run; flambeau.run.install(); import torch; print(torch.ones(2))"
        >>> subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip()
        'tensor([1., 1.])'
    """
    import flambeau

    present = sys.modules.get("torch")
    alias = os.path.join(os.path.dirname(os.path.abspath(__file__)), "_torch_alias")
    if present is flambeau:
        return flambeau
    if present is not None and os.path.dirname(getattr(present, "__file__", None) or "") != alias:
        raise RuntimeError("PyTorch is imported already: call flambeau.run.install() before the first import of torch")
    sys.modules["torch"] = flambeau
    sys.meta_path.insert(0, _Finder())
    # Started processes get this path, and find the alias there.
    if alias not in sys.path:
        sys.path.insert(0, alias)
    return flambeau


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the script or module that the command line names.

    Args:
        arguments: the command line after ``python -m flambeau.run``; that of this process by default.

    Example:
        >>> import pathlib, subprocess, sys, tempfile
        >>> script = pathlib.Path(tempfile.mkdtemp(), "script.py")
        >>> _ = script.write_text("import torch; print(torch.ones(2))")
        >>> command = [sys.executable, "-m", "flambeau.run", str(script)]
        >>> subprocess.run(command, capture_output=True, text=True).stdout.strip()
        'tensor([1., 1.])'
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] in ("-h", "--help"):
        print(
            "usage: python -m flambeau.run script.py [arguments]\n       python -m flambeau.run -m module [arguments]"
        )
        raise SystemExit(0 if given else 2)
    install()
    if given[0] == "-m":
        import runpy

        if len(given) < 2:
            raise SystemExit("python -m flambeau.run -m: a module's name is missing")
        sys.argv = given[1:]
        sys.path.insert(0, os.getcwd())
        runpy.run_module(given[1], run_name="__main__", alter_sys=True)
        return
    script = given[0]
    if not os.path.isfile(script):
        raise SystemExit(f"python -m flambeau.run: there is no file {script!r}")
    with open(script, "rb") as file:
        source = file.read()
    sys.argv = given
    sys.path.insert(0, os.path.dirname(os.path.abspath(script)))
    module = types.ModuleType("__main__")
    module.__file__ = os.path.abspath(script)
    module.__builtins__ = __builtins__  # type: ignore[attr-defined]
    sys.modules["__main__"] = module
    exec(compile(source, script, "exec"), module.__dict__)


if __name__ == "__main__":
    # The script takes the name __main__; this module stays reachable under its own.
    importlib.import_module("flambeau.run").main()
