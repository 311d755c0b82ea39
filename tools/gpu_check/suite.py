"""The tests of the project that run on any device, on this one."""

from __future__ import annotations

import re
import subprocess
import sys

#: Seconds for all tests.
LIMIT = 480
TESTS = ["tests/test_ops.py"]
DESELECTED = "not threads and not freed and not golden and not every and not gradgradcheck"


def run() -> None:
    """Print how many passed, and which did not."""
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
        done = subprocess.run([*command, "-k", DESELECTED, *TESTS], capture_output=True, text=True, timeout=LIMIT)
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
