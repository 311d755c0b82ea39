"""``python benches/compare``: see :mod:`compare.command`."""

import signal
import sys
from pathlib import Path

# Run as a folder, Python puts the folder itself on the path; its modules belong to the package `compare`.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

from compare.command import main  # noqa: E402

if __name__ == "__main__":
    # An end from outside ends the libraries' processes too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
