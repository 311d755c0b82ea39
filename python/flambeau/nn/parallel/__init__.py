"""Modules that run on several devices."""

from __future__ import annotations

from typing import Any

from .data_parallel import DataParallel

__all__ = ["DataParallel"]


def __getattr__(name: str) -> Any:
    if name == "DistributedDataParallel":
        raise NotImplementedError("flambeau.nn.parallel.DistributedDataParallel: process groups are not there yet")
    raise AttributeError(f"module 'flambeau.nn.parallel' has no attribute '{name}'")
