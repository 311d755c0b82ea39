"""Copies and sums of tensors over GPUs: :mod:`flambeau.nn.parallel.comm` under PyTorch's other name."""

from flambeau.nn.parallel.comm import (
    broadcast,
    broadcast_coalesced,
    gather,
    reduce_add,
    reduce_add_coalesced,
    scatter,
)

__all__ = ["broadcast", "broadcast_coalesced", "gather", "reduce_add", "reduce_add_coalesced", "scatter"]
