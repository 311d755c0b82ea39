"""Tensor types of PyTorch's early days on a GPU: ``torch.cuda.FloatTensor`` and its like."""

from __future__ import annotations

from flambeau._tensor_types import _KINDS, make

__all__ = list(_KINDS)

for _name, _kind in _KINDS.items():
    globals()[_name] = make(_name, _kind, "cuda")
