"""Where Python is when an operation is called."""

from __future__ import annotations

import functools
import os
import sys

#: Frames of these files are the profiler's own.
_OWN = (__file__, os.path.join(os.path.dirname(__file__), "profiler.py"))


@functools.lru_cache(maxsize=4096)
def _short(path: str) -> str:
    """The path without the longest folder of ``sys.path`` that it begins with."""
    folders = (os.path.join(folder, "") for folder in sys.path if folder)
    found = max((folder for folder in folders if path.startswith(folder)), key=len, default="")
    return path[len(found) :]


def python_stack() -> list[str]:
    """The calls that are running, the innermost first, each as ``file(line): function``."""
    frame = sys._getframe(0)
    calls = []
    while frame is not None:
        code = frame.f_code
        if code.co_filename not in _OWN:
            calls.append(f"{_short(code.co_filename)}({frame.f_lineno}): {code.co_name}")
        frame = frame.f_back  # type: ignore[assignment]  # None ends the loop
    return calls
