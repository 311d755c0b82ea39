"""Tensors that share memory with other libraries' arrays, through DLPack."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

import flambeau
from flambeau import Tensor, _core

if TYPE_CHECKING:
    from flambeau._core import _DeviceLike

__all__ = ["DLDeviceType", "from_dlpack", "to_dlpack"]


class DLDeviceType(enum.IntEnum):
    """Kinds of devices, numbered as in DLPack.

    Example:
        >>> int(flambeau.utils.dlpack.DLDeviceType.kDLCPU)
        1
    """

    kDLCPU = 1
    kDLCUDA = 2
    kDLCUDAHost = 3
    kDLOpenCL = 4
    kDLVulkan = 7
    kDLMetal = 8
    kDLVPI = 9
    kDLROCM = 10
    kDLROCMHost = 11
    kDLExtDev = 12
    kDLCUDAManaged = 13
    kDLOneAPI = 14
    kDLWebGPU = 15
    kDLHexagon = 16
    kDLMAIA = 17


def to_dlpack(tensor: Tensor) -> Any:
    """Return a capsule that shares the tensor's memory. It can be consumed once.

    Example:
        >>> capsule = flambeau.utils.dlpack.to_dlpack(flambeau.ones(2))
        >>> flambeau.utils.dlpack.from_dlpack(capsule)
        tensor([1., 1.])
    """
    return _core._to_dlpack(tensor)


def _place(device: Any) -> tuple[int, int]:
    """Return the kind and the number of a device."""
    device = flambeau.device(device)
    kind = DLDeviceType.kDLCPU if device.type == "cpu" else DLDeviceType.kDLCUDA
    index = flambeau.cuda.current_device() if device.type == "cuda" and device.index is None else device.index
    return kind, index or 0


def _hand_over(device: flambeau.device, stream: int | None) -> None:
    """Make a consumer's stream of a GPU wait for this thread's: None and 1 name the default one, -1 none."""
    if stream == -1:
        return
    if stream == 0:
        raise BufferError("stream 0 is ambiguous on a GPU: pass 1 for the default stream")
    consumer = 0 if stream in (None, 1) else stream
    current = flambeau.cuda.current_stream(device)
    if current.cuda_stream != consumer:
        flambeau.cuda.ExternalStream(consumer, device=device).wait_stream(current)


def _exported(
    tensor: Tensor,
    stream: object = -1,
    max_version: tuple[int, int] | None = None,
    dl_device: tuple[int, int] | None = None,
    copy: bool | None = None,
) -> Any:
    """Do the work of ``Tensor.__dlpack__``."""
    if tensor.requires_grad:
        raise BufferError("Can't export tensors that require gradient, use tensor.detach()")
    if stream is not None and type(stream) is not int:
        raise TypeError("stream must be ``int`` or ``none``")
    if dl_device is not None and tuple(dl_device) != _place(tensor.device):
        raise BufferError(f"the tensor is on {tensor.device} and cannot be exported to device {tuple(dl_device)}")
    if tensor.is_cuda:
        _hand_over(tensor.device, stream)
    elif stream is not None and stream != -1:
        raise AssertionError("stream should be None on cpu.")
    return _core._to_dlpack(tensor, max_version is not None and max_version[0] >= 1, bool(copy))


def from_dlpack(ext_tensor: Any, *, device: _DeviceLike | None = None, copy: bool | None = None) -> Tensor:
    """Return a tensor that shares the memory of another library's array.

    Args:
        ext_tensor: an object with ``__dlpack__`` and ``__dlpack_device__``, or a capsule.
        device: where the tensor is wanted; by default where the array is.
        copy: True for memory of its own; False to refuse one; None for one only where it cannot be avoided.

    Raises:
        BufferError: the exporter refuses, or its element type is not one of tensors.
        RuntimeError: the capsule was consumed already.
        ValueError: a copy is needed to reach ``device`` but ``copy`` is False, or strides are negative.

    Example:
        >>> import numpy
        >>> a = numpy.zeros(2)
        >>> flambeau.from_dlpack(a).fill_(1)
        tensor([1., 1.], dtype=torch.float64)
        >>> a
        array([1., 1.])
    """
    if not hasattr(ext_tensor, "__dlpack__"):
        if device is not None or copy is not None:
            raise AssertionError("device and copy kwargs not supported when ext_tensor is already a DLPack capsule.")
        return _core._from_dlpack(ext_tensor)
    options: dict[str, Any] = {"max_version": (1, 0)}
    if copy is not None:
        options["copy"] = copy
    source = tuple(ext_tensor.__dlpack_device__())
    if source[0] == DLDeviceType.kDLCUDA:
        # The default stream's number is 1 here.
        options["stream"] = flambeau.cuda.current_stream(source[1]).cuda_stream or 1
    moved = False
    if device is not None:
        target = _place(device)
        moved = source != target
        if moved and copy is False:
            raise ValueError(
                f"cannot move DLPack tensor from device {source} to {target} without copying. "
                "Set copy=None or copy=True."
            )
        if not moved:
            options["dl_device"] = target
    capsule = None
    # Older exporters know fewer options: they are left out one by one.
    for left_out in (None, "max_version", "copy", "dl_device"):
        if left_out is not None:
            options.pop(left_out, None)
        try:
            capsule = ext_tensor.__dlpack__(**options)
            break
        except TypeError:
            if left_out == "dl_device":
                raise
    tensor = _core._from_dlpack(capsule)
    if copy and "copy" not in options:
        tensor = tensor.clone()
    return tensor.to(device) if moved else tensor
