"""Operations that have no CUDA kernel yet: a test that meets one with tensors on the GPU is skipped."""

from __future__ import annotations

import re

ABSENT = set(
    """
    _int_mm embedding_bag i0 i0_ pdist special_entr special_erfcx special_i0e special_i1 special_i1e special_log_ndtr
    special_ndtri
    unique_consecutive unique_dim
    """.split()
)
NO_KERNEL = re.compile(r"^(\S+) has no kernel for cuda tensors")


def is_listed(message: str) -> bool:
    """Whether the error says that one of these operations has no kernel."""
    found = NO_KERNEL.match(message)
    return found is not None and found[1] in ABSENT
