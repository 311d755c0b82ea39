"""The error for everything that needs a GPU."""

from __future__ import annotations

from typing import NoReturn


def unavailable(what: str) -> NoReturn:
    """Raise the error."""
    raise RuntimeError(
        f"Found no NVIDIA driver that flambeau can use: this version runs on the CPU only, so cuda.{what} has nothing "
        "to work on. Guard GPU code with torch.cuda.is_available()"
    )
