"""Tensor types of PyTorch's early days: ``torch.FloatTensor`` and its like."""

from __future__ import annotations

from typing import Any

from . import _core
from ._core import Tensor

_KINDS = {
    "ByteTensor": "uint8",
    "CharTensor": "int8",
    "ShortTensor": "int16",
    "IntTensor": "int32",
    "LongTensor": "int64",
    "HalfTensor": "float16",
    "FloatTensor": "float32",
    "DoubleTensor": "float64",
    "BoolTensor": "bool",
    "BFloat16Tensor": "bfloat16",
}

__all__ = list(_KINDS)


class _TensorType(type):
    """Classes whose objects are the tensors of one dtype."""

    dtype: _core.dtype

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, Tensor) and instance.dtype is cls.dtype and instance.device.type == "cpu"

    def __call__(cls, *args: Any) -> Tensor:
        if len(args) == 1 and isinstance(args[0], Tensor):
            if args[0].dtype is not cls.dtype:
                raise TypeError(f"expected {cls.__name__} (got {args[0].type()})")
            return args[0].detach()
        if len(args) == 1 and not isinstance(args[0], (int, _core.device)) and type(args[0]).__name__ != "Size":
            return _core.tensor(args[0], dtype=cls.dtype)
        sizes = args[0] if len(args) == 1 and not isinstance(args[0], int) else args
        return _core.empty(tuple(sizes) if args else (0,), dtype=cls.dtype)

    def __repr__(cls) -> str:
        return f"<class 'torch.{cls.__name__}'>"


def _make(name: str, kind: str) -> type:
    doc = f"""Makes tensors of {kind}: sizes give one whose elements are not set, a sequence its elements.

    A tensor of this dtype gives itself, detached; one of another dtype raises TypeError.

    Example:
        >>> flambeau.{name}([1, 0]).dtype
        torch.{kind}
        >>> flambeau.{name}(2, 3).shape
        torch.Size([2, 3])
    """
    return _TensorType(name, (), {"dtype": getattr(_core, kind), "__doc__": doc, "__module__": "flambeau"})


for _name, _kind in _KINDS.items():
    globals()[_name] = _make(_name, _kind)
