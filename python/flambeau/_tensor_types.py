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
    """Classes whose objects are the tensors of one dtype on one sort of device."""

    dtype: _core.dtype
    place: str

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, Tensor) and instance.dtype is cls.dtype and instance.device.type == cls.place

    def __call__(cls, *args: Any) -> Tensor:
        if len(args) == 1 and isinstance(args[0], Tensor):
            if not isinstance(args[0], cls):
                raise TypeError(f"expected {repr(cls)[8:-2]} (got {args[0].type()})")
            return args[0].detach()
        if len(args) == 1 and not isinstance(args[0], (int, _core.device)) and type(args[0]).__name__ != "Size":
            return _core.tensor(args[0], dtype=cls.dtype, device=cls._device())
        sizes = args[0] if len(args) == 1 and not isinstance(args[0], int) else args
        return _core.empty(tuple(sizes) if args else (0,), dtype=cls.dtype, device=cls._device())

    def _device(cls) -> str | None:
        # The default device may be one of several of this sort.
        return None if cls.place == _core._get_default_device().type else cls.place

    def __repr__(cls) -> str:
        return f"<class 'torch.{'' if cls.place == 'cpu' else 'cuda.'}{cls.__name__}'>"


_ON_CPU = """
        >>> flambeau.{name}([1, 0]).dtype
        torch.{kind}
        >>> flambeau.{name}(2, 3).shape
        torch.Size([2, 3])
    """
_ON_GPU = """
        >>> if flambeau.cuda.is_available():
        ...     assert flambeau.cuda.{name}(2, 3).shape == (2, 3)
    """


def make(name: str, kind: str, place: str) -> type:
    """The class of the tensors of a dtype on a sort of device."""
    where = "" if place == "cpu" else " on the current GPU"
    doc = f"""Makes tensors of {kind}{where}: sizes give one whose elements are not set, a sequence its elements.

    A tensor of this type gives itself, detached; one of another type raises TypeError.

    Example:{(_ON_CPU if place == "cpu" else _ON_GPU).format(name=name, kind=kind)}"""
    module = "flambeau" if place == "cpu" else "flambeau.cuda"
    return _TensorType(name, (), {"dtype": getattr(_core, kind), "place": place, "__doc__": doc, "__module__": module})


for _name, _kind in _KINDS.items():
    globals()[_name] = make(_name, _kind, "cpu")
