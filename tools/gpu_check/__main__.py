"""The parts of tools/gpu_check.sh."""

from __future__ import annotations

import datetime
import platform
import subprocess
import sys
import traceback
from collections.abc import Callable

import bench
import compare
import host
import sanitizer
import smoke
import suite

PARTS: dict[str, Callable[[], None]] = {
    "smoke": smoke.run,
    "operations": suite.operations,
    "files": suite.files,
    "compare": compare.run,
    "bench": bench.run,
    "host": host.run,
    "sanitizer": sanitizer.run,
}


def _commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def main() -> int:
    """Run the parts that are named, or all; 1 where one failed."""
    import flambeau

    wanted = sys.argv[1:] or list(PARTS)
    print(f"# GPU check, {datetime.date.today()}\n")
    print(f"flambeau {flambeau.__version__} at commit {_commit()}, Python {platform.python_version()}.\n")
    reason = flambeau.cuda.why_not_available()
    if reason is not None:
        print(f"No GPU can be used: {reason}")
        return 1
    failed = 0
    for name in wanted:
        print(f"## {name}\n", flush=True)
        try:
            PARTS[name]()
        except Exception:
            failed = 1
            print(f"```\n{traceback.format_exc()}```")
        print(flush=True)
    return failed


sys.exit(main())
