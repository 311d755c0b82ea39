"""``__cuda_array_interface__`` of tensors, by which CuPy, Numba and others read a GPU's memory in place."""

from __future__ import annotations

from typing import Any

from . import _core
from ._core import Tensor, handle_torch_function, has_torch_function_unary

_KINDS = {
    _core.bool: "|b1",
    _core.uint8: "|u1",
    _core.int8: "|i1",
    _core.int16: "<i2",
    _core.int32: "<i4",
    _core.int64: "<i8",
    _core.float16: "<f2",
    # As ml_dtypes spells it.
    _core.bfloat16: "<V2",
    _core.float32: "<f4",
    _core.float64: "<f8",
    _core.complex64: "<c8",
    _core.complex128: "<c16",
}


def cuda_array_interface(self: Tensor) -> dict[str, Any]:
    """Address, shape, strides in bytes and type of a tensor on a GPU, in version 2 of the interface.

    Work that was given to a stream may still be under way: other streams have to wait for it.

    Raises:
        AttributeError: the tensor is not on a GPU.
        RuntimeError: it requires gradients.

    Example:
        >>> hasattr(flambeau.ones(2, device="cpu"), "__cuda_array_interface__")
        False
        >>> if flambeau.cuda.is_available():
        ...     assert flambeau.ones(2, device="cuda").__cuda_array_interface__["typestr"] == "<f4"
    """
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.__cuda_array_interface__.__get__, (self,), self)
    if not self.is_cuda:
        raise AttributeError(
            f"Can't get __cuda_array_interface__ on non-CUDA tensor type: {self.type()} "
            "If CUDA data is required use tensor.cuda() to copy tensor to device memory."
        )
    if self.requires_grad:
        raise RuntimeError(
            "Can't get __cuda_array_interface__ on Variable that requires grad. "
            "Use tensor.detach() where gradients are not needed."
        )
    size = self.element_size()
    return {
        "typestr": _KINDS[self.dtype],
        "shape": tuple(self.shape),
        # None says that elements follow each other.
        "strides": None if self.is_contiguous() else tuple(stride * size for stride in self.stride()),
        # The address, and that it may be written to.
        "data": (self.data_ptr() if self.numel() else 0, False),
        "version": 2,
    }
