"""Operations that have no CUDA kernel yet: a test that meets one with tensors on the GPU is skipped."""

from __future__ import annotations

import re

NO_KERNEL = re.compile(r"^(\S+) has no kernel for cuda tensors")


def is_listed(message: str) -> bool:
    """Whether the error says that one of these operations has no kernel."""
    found = NO_KERNEL.match(message)
    return found is not None
