"""The tests of the project that run on any device, on this one."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

#: Seconds for the tests of a part.
LIMIT = 480
DESELECTED = "not threads and not freed and not golden and not every and not gradgradcheck"


def operations() -> None:
    """Print how many of the operations' tests passed, and which did not."""
    _run("-k", DESELECTED, "tests/test_ops.py")


def files() -> None:
    """Print how many tests of the other files that `make cuda` runs passed, and which did not."""
    names = re.findall(r"^ON_GPU := .*%\.py,([^)]*)\)", Path("Makefile").read_text(), re.MULTILINE)[0]
    _run(*(f"tests/test_{name}.py" for name in names.replace("\\", " ").split()))


def _run(*arguments: str) -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-o",
        "addopts=",
        "-q",
        "--device=cuda",
        "-rfE",
        "-p",
        "no:cacheprovider",
    ]
    try:
        import xdist  # noqa: F401

        command += ["-n", "8"]
    except ImportError:
        pass
    try:
        done = subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=LIMIT)
        output = done.stdout + done.stderr
    except subprocess.TimeoutExpired as late:
        print(f"not done after {LIMIT} s")
        output = (late.stdout or b"").decode()
    lines = output.splitlines()
    summary = [line for line in lines if re.search(r"\d+ (passed|failed)", line)]
    print(summary[-1].strip("= ") if summary else "\n".join(lines[-20:]))
    failures = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
    for line in failures[:60]:
        print(f"- {line}")
    if len(failures) > 60:
        print(f"- and {len(failures) - 60} more")
