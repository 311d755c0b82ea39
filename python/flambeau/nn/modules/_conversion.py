"""Conversion of modules: moving and casting every parameter and buffer of a tree."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Self

import flambeau
from flambeau.nn.parameter import Parameter

from ._conversion_flags import get_overwrite_module_params_on_conversion, get_swap_module_params_on_conversion

if TYPE_CHECKING:
    from flambeau import Tensor

    from .module import Module


def _parse_to(
    *args: Any,
    device: Any = None,
    dtype: Any = None,
    non_blocking: bool = False,
    copy: bool = False,
    tensor: Tensor | None = None,
    memory_format: Any = None,
) -> tuple[Any, Any, bool, Any]:
    """Sort the arguments of ``to``: ``(device, dtype, ...)``, ``(dtype, ...)`` or ``(tensor, ...)``.

    Returns:
        ``(device, dtype, non_blocking, memory_format)``.
    """
    rest = list(args)
    if rest:
        first = rest[0]
        if isinstance(first, flambeau.Tensor):
            tensor = rest.pop(0)
        elif isinstance(first, flambeau.dtype):
            dtype = rest.pop(0)
        else:
            device = rest.pop(0)
            if rest and (rest[0] is None or isinstance(rest[0], flambeau.dtype)):
                dtype = rest.pop(0)
    if rest:
        non_blocking = rest.pop(0)
    if rest:
        rest.pop(0)  # `copy`, which a module has no use for
    if rest or not isinstance(non_blocking, bool) or (dtype is not None and not isinstance(dtype, flambeau.dtype)):
        got = ", ".join(type(arg).__name__ for arg in args)
        raise TypeError(
            f"to() received an invalid combination of arguments - got ({got}), but expected one of: "
            "(device, dtype, non_blocking, copy, *, memory_format), (dtype, non_blocking, copy, *, memory_format), "
            "(tensor, non_blocking, copy, *, memory_format)"
        )
    if tensor is not None:
        device, dtype = tensor.device, tensor.dtype
    elif device is not None:
        device = flambeau.device(device)
    return device, dtype, non_blocking, memory_format


def _can_set_data(tensor: Tensor, converted: Tensor) -> bool:
    """Whether ``tensor.data = converted`` is the way: not for a tensor without memory that shall get some."""
    return tensor.is_meta == converted.is_meta and not get_overwrite_module_params_on_conversion()


def _is_wrapper(tensor: Any) -> bool:
    """Whether the tensor's class keeps its values in other tensors, so that ``.data`` can't be set."""
    return hasattr(tensor, "__tensor_flatten__") and hasattr(tensor, "__tensor_unflatten__")


class _ConversionMethods:
    """What :class:`Module` has for moving and casting."""

    _parameters: dict[str, Parameter | None]
    _buffers: dict[str, Tensor | None]
    children: Callable[[], Iterator[Module]]
    _get_name: Callable[[], str]

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> Self:
        """Replace each parameter, gradient and buffer by ``fn`` of it.

        A parameter stays the same object: its ``.data`` is set, so that optimizers go on with it.
        """
        if recurse:
            for module in self.children():
                module._apply(fn)

        for name, param in self._parameters.items():
            if param is None:
                continue
            with flambeau.no_grad():
                converted = fn(param)
            if get_swap_module_params_on_conversion() or _is_wrapper(converted):
                self._swap_parameter(name, param, converted, fn)
                continue
            grad = param.grad
            if _can_set_data(param, converted):
                param.data = converted
            else:
                param = self._parameters[name] = Parameter(converted, param.requires_grad)
            if grad is None:
                continue
            with flambeau.no_grad():
                converted_grad = fn(grad)
            if _can_set_data(grad, converted_grad):
                grad.data = converted_grad
            else:
                param.grad = converted_grad.requires_grad_(grad.requires_grad)

        for name, buffer in self._buffers.items():
            if buffer is not None:
                self._buffers[name] = fn(buffer)
        return self

    def _swap_parameter(self, name: str, param: Tensor, converted: Tensor, fn: Callable[[Tensor], Tensor]) -> None:
        """Like :meth:`_apply` for one parameter, by exchanging the insides of the tensor objects."""
        grad = param.grad
        try:
            # The parameter must be the only one to hold its gradient's tensor.
            param.grad = None
            converted = Parameter(converted, requires_grad=param.requires_grad)
            flambeau.utils.swap_tensors(param, converted)
        except Exception as error:
            param.grad = grad
            raise RuntimeError(f"_apply(): Couldn't swap {self._get_name()}.{name}") from error
        if grad is None:
            return
        with flambeau.no_grad():
            converted_grad = fn(grad)
        converted_grad.requires_grad_(grad.requires_grad)
        try:
            flambeau.utils.swap_tensors(grad, converted_grad)
        except Exception as error:
            raise RuntimeError(f"_apply(): Couldn't swap {self._get_name()}.{name}.grad") from error
        param.grad = grad

    def to(self, *args: Any, **kwargs: Any) -> Self:
        """Move the parameters and buffers to a device, cast the floating point and complex ones, or both. In place.

        ``to(device=None, dtype=None, non_blocking=False)``, ``to(dtype, non_blocking=False)``,
        ``to(tensor, non_blocking=False)`` (that tensor's device and dtype) or ``to(memory_format=...)`` (for tensors
        with four or five dimensions).

        Raises:
            TypeError: if ``dtype`` is neither floating point nor complex.

        Example:
            >>> flambeau.nn.Linear(2, 2).to(flambeau.float64).weight.dtype
            torch.float64
        """
        device, dtype, non_blocking, memory_format = _parse_to(*args, **kwargs)
        if dtype is not None:
            if not (dtype.is_floating_point or dtype.is_complex):
                raise TypeError(
                    f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dtype}"
                )
            if dtype.is_complex:
                warnings.warn(
                    "Complex modules are a new feature: some layers may not work as expected with complex parameters "
                    "or buffers.",
                    stacklevel=2,
                )

        def convert(tensor: Tensor) -> Tensor:
            target = dtype if tensor.is_floating_point() or tensor.is_complex() else None
            try:
                if memory_format is not None and tensor.dim() in (4, 5):
                    return tensor.to(device, target, non_blocking, memory_format=memory_format)
                return tensor.to(device, target, non_blocking)
            except NotImplementedError as error:
                message = str(error)
                if not message.startswith("Cannot copy out of meta tensor; no data!"):
                    raise
                raise NotImplementedError(
                    f"{message} Please use torch.nn.Module.to_empty() instead of torch.nn.Module.to() when moving "
                    "module from meta to a different device."
                ) from None

        return self._apply(convert)

    def to_empty(self, *, device: Any, recurse: bool = True) -> Self:
        """Replace the parameters and buffers by uninitialised ones on ``device``."""
        return self._apply(lambda tensor: flambeau.empty_like(tensor, device=device), recurse=recurse)

    def cpu(self) -> Self:
        """Move the parameters and buffers to the CPU. In place."""
        return self._apply(lambda tensor: tensor.cpu())

    def cuda(self, device: Any = None) -> Self:
        """Move the parameters and buffers to a CUDA device, the current one by default. In place.

        They become other tensors for anything but the module: make optimizers afterwards.
        """
        return self._apply(lambda tensor: tensor.cuda(device))

    def ipu(self, device: Any = None) -> Self:
        """Move the parameters and buffers to an IPU. In place."""
        return self._apply(lambda tensor: tensor.ipu(device))  # type: ignore[attr-defined]  # no tensor has it

    def xpu(self, device: Any = None) -> Self:
        """Move the parameters and buffers to an XPU. In place."""
        return self._apply(lambda tensor: tensor.xpu(device))  # type: ignore[attr-defined]  # no tensor has it

    def mtia(self, device: Any = None) -> Self:
        """Move the parameters and buffers to an MTIA device. In place."""
        return self._apply(lambda tensor: tensor.mtia(device))  # type: ignore[attr-defined]  # no tensor has it

    def type(self, dst_type: Any) -> Self:
        """Cast all parameters and buffers to ``dst_type``. In place."""
        return self._apply(lambda tensor: tensor.type(dst_type))

    def float(self) -> Self:
        """Cast the floating point parameters and buffers to float32. In place."""
        return self._apply(lambda tensor: tensor.float() if tensor.is_floating_point() else tensor)

    def double(self) -> Self:
        """Cast the floating point parameters and buffers to float64. In place."""
        return self._apply(lambda tensor: tensor.double() if tensor.is_floating_point() else tensor)

    def half(self) -> Self:
        """Cast the floating point parameters and buffers to float16. In place."""
        return self._apply(lambda tensor: tensor.half() if tensor.is_floating_point() else tensor)

    def bfloat16(self) -> Self:
        """Cast the floating point parameters and buffers to bfloat16. In place."""
        return self._apply(lambda tensor: tensor.bfloat16() if tensor.is_floating_point() else tensor)

    def share_memory(self) -> Self:
        """Move the parameters and buffers to shared memory, for other processes. In place."""
        return self._apply(lambda tensor: tensor.share_memory_())
