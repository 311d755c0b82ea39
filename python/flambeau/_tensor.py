"""Methods of Tensor that are written in Python. They are added to the class when the package is imported."""

from __future__ import annotations

import builtins
import copy as _copy
import numbers
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, SupportsIndex, TypeVar

from . import _core
from . import storage as _storage
from ._core import Tensor, handle_torch_function, has_torch_function_unary, has_torch_function_variadic
from ._core import dtype as _dtype
from ._cuda_array import cuda_array_interface
from .storage import TypedStorage, UntypedStorage

if TYPE_CHECKING:
    from ._core import _DeviceLike, _HookHandle, _memory_format, _Number
    from ._streams import Stream

_T = TypeVar("_T", bound=Tensor)
_methods: dict[str, Any] = {}


def _method(function: Callable[..., Any]) -> Callable[..., Any]:
    _methods[function.__name__] = function
    return function


@_method
def backward(
    self: Tensor,
    gradient: Tensor | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Tensor | Sequence[Tensor] | None = None,
) -> None:
    """Add the gradients of this tensor to the leaves it was computed from.

    Args:
        gradient: the gradient of this tensor; a tensor of one element needs none.
        retain_graph: keep what was saved for the pass, so that another can follow. Defaults to ``create_graph``.
        create_graph: record the pass itself, for derivatives of higher order.
        inputs: the leaves to add to; all by default.

    Example:
        >>> x = flambeau.ones(2, requires_grad=True)
        >>> (x * 3).sum().backward()
        >>> x.grad
        tensor([3., 3.])
    """
    if has_torch_function_variadic(self, gradient, inputs):
        return handle_torch_function(
            Tensor.backward,
            (self, gradient, inputs),
            self,
            gradient=gradient,
            retain_graph=retain_graph,
            create_graph=create_graph,
            inputs=inputs,
        )
    from . import autograd

    autograd.backward(self, gradient, retain_graph, create_graph, inputs=inputs)


@_method
def register_hook(self: Tensor, hook: Callable[[Tensor], Tensor | None]) -> _HookHandle:
    """Call ``hook`` with this tensor's gradient in every backward pass; what it returns replaces the gradient.

    Returns a handle whose ``remove()`` takes the hook away.

    Example:
        >>> x = flambeau.ones(2, requires_grad=True)
        >>> handle = x.register_hook(lambda gradient: 2 * gradient)
        >>> x.sum().backward()
        >>> x.grad
        tensor([2., 2.])
    """
    if has_torch_function_variadic(self, hook):
        return handle_torch_function(Tensor.register_hook, (self, hook), self, hook)
    return _core._register_hook(self, hook)


@_method
def register_post_accumulate_grad_hook(self: Tensor, hook: Callable[[Tensor], None]) -> _HookHandle:
    """Call ``hook`` with this leaf after a gradient was added to it.

    Example:
        >>> x = flambeau.ones(2, requires_grad=True)
        >>> handle = x.register_post_accumulate_grad_hook(lambda leaf: print(leaf.grad))
        >>> x.sum().backward()
        tensor([1., 1.])
    """
    if has_torch_function_variadic(self, hook):
        return handle_torch_function(Tensor.register_post_accumulate_grad_hook, (self, hook), self, hook)
    return _core._register_post_accumulate_grad_hook(self, hook)


@_method
def detach_(self: Tensor) -> Tensor:
    """Take this tensor out of the graph.

    Example:
        >>> x = flambeau.ones(2, requires_grad=True)
        >>> (x * 2).detach_().requires_grad
        False
    """
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.detach_, (self,), self)
    _core._detach_in_place(self)
    return self


@_method
def __dlpack__(
    self: Tensor,
    *,
    stream: object = -1,
    max_version: tuple[builtins.int, builtins.int] | None = None,
    dl_device: tuple[builtins.int, builtins.int] | None = None,
    copy: builtins.bool | None = None,
) -> object:
    if has_torch_function_unary(self):
        return handle_torch_function(
            Tensor.__dlpack__, (self,), self, stream=stream, max_version=max_version, dl_device=dl_device, copy=copy
        )
    from .utils.dlpack import _exported

    return _exported(self, stream, max_version, dl_device, copy)


@_method
def __dlpack_device__(self: Tensor) -> tuple[builtins.int, builtins.int]:
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.__dlpack_device__, (self,), self)
    from .utils.dlpack import _place

    return _place(self.device)


@_method
def __array_wrap__(self: Tensor, array: Any, context: Any = None, return_scalar: bool = False) -> Tensor:
    # PyTorch's result of a comparison by NumPy, too, is uint8.
    import numpy

    array = numpy.asarray(array, dtype="uint8" if array.dtype == bool else None)
    return _core._from_buffer(array, bool(array.flags.writeable))


@_method
def __complex__(self: Tensor) -> complex:
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.__complex__, (self,), self)
    if self.numel() != 1:
        raise ValueError("only one element tensors can be converted to Python scalars")
    return complex(self.item())


@_method
def __repr__(self: Tensor, *, tensor_contents: object = None) -> str:
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.__repr__, (self,), self, tensor_contents=tensor_contents)
    from ._tensor_str import _str

    return _str(self)


@_method
def __format__(self: Tensor, spec: str) -> str:
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.__format__, (self,), self, spec)
    if self.dim() == 0:
        return self.item().__format__(spec)
    return object.__format__(self, spec)


@_method
def __iter__(self: Tensor) -> Iterator[Tensor]:
    if self.dim() == 0:
        raise TypeError("iteration over a 0-d tensor")
    return iter(self.unbind(0))


@_method
def __contains__(self: Tensor, element: object) -> bool:
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.__contains__, (self,), self, element)
    if not isinstance(element, (Tensor, numbers.Number)):
        raise RuntimeError(
            f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {builtins.type(element)}."
        )
    return bool((self == element).any().item())


@_method
def __reversed__(self: Tensor) -> Tensor:
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.__reversed__, (self,), self)
    return self if self.dim() == 0 else self.flip(0)


@_method
def __deepcopy__(self: Tensor, memo: dict[int, Any]) -> Tensor:
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.__deepcopy__, (self,), self, memo)
    if not self.is_leaf:
        raise RuntimeError(
            "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment. "
            "Use clone() or detach() on the others."
        )
    found = memo.get(id(self))
    if found is not None:
        return found
    # The memory is copied once for all views of it.
    storage = _copy.deepcopy(_storage_of(self), memo)
    kind, shape, strides, offset = _layout(self)
    copy = _rebuild(self.__class__, storage, kind, shape, strides, offset, self.requires_grad, {})
    memo[id(self)] = copy
    if self.grad is not None:
        copy.grad = _copy.deepcopy(self.grad, memo)
    for name, value in self.__dict__.items():
        setattr(copy, name, _copy.deepcopy(value, memo))
    return copy


@_method
def __reduce_ex__(self: Tensor, protocol: SupportsIndex) -> tuple[Any, ...]:
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.__reduce_ex__, (self,), self, protocol)
    state = dict(self.__dict__)
    return _rebuild, (self.__class__, _storage_of(self), *_layout(self), self.requires_grad, state)


def _layout(tensor: Tensor) -> tuple[_dtype, tuple[int, ...], tuple[int, ...], int]:
    return tensor.dtype, tuple(tensor.shape), tensor.stride(), tensor.storage_offset()


def _storage_of(tensor: Tensor) -> UntypedStorage:
    return _storage._of(tensor)


def _rebuild(
    cls: Any,
    storage: UntypedStorage,
    kind: _dtype,
    shape: tuple[int, ...],
    strides: tuple[int, ...],
    offset: int,
    requires_grad: bool,
    state: dict[str, Any],
) -> Tensor:
    data = _core._over_storage(storage._tensor, kind, shape, strides, offset)
    tensor = data.requires_grad_(requires_grad) if cls is Tensor else _core._make_subclass(cls, data, requires_grad)
    for name, value in state.items():
        setattr(tensor, name, value)
    return tensor


@_method
def untyped_storage(self: Tensor) -> UntypedStorage:
    """Return the memory that this tensor shares with its views.

    Example:
        >>> x = flambeau.zeros(2, 3)
        >>> x[0].untyped_storage() is x.untyped_storage()
        True
    """
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.untyped_storage, (self,), self)
    return _storage_of(self)


@_method
def storage(self: Tensor) -> TypedStorage:
    """Return the memory of this tensor and its views as a row of elements.

    Example:
        >>> flambeau.tensor([1, 2]).storage().tolist()
        [1, 2]
    """
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.storage, (self,), self)
    return TypedStorage(wrap_storage=_storage_of(self), dtype=self.dtype)


@_method
def is_shared(self: Tensor) -> bool:
    """Return whether other processes can map this tensor's memory.

    Example:
        >>> flambeau.ones(2).is_shared()
        False
    """
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.is_shared, (self,), self)
    from .multiprocessing import reductions

    return reductions.is_shared(self)


def _cast(name: str, target: str) -> None:
    kind = getattr(_core, target)

    def cast(self: Tensor, memory_format: _memory_format | None = None) -> Tensor:
        if has_torch_function_unary(self):
            return handle_torch_function(getattr(Tensor, name), (self,), self, memory_format=memory_format)
        return self.to(kind, memory_format=memory_format)

    cast.__name__ = name
    cast.__doc__ = f"""Return this tensor as {target}; itself where it already is.

    Any shape and dtype. Towards integers fractions are cut off and numbers wrap around; towards bool everything but 0
    is True; towards real dtypes complex numbers lose their imaginary part.

    Example:
        >>> flambeau.tensor([0, 1]).{name}().dtype
        torch.{target}
    """
    _methods[name] = cast


for _name, _target in {
    "float": "float32",
    "double": "float64",
    "half": "float16",
    "bfloat16": "bfloat16",
    "long": "int64",
    "int": "int32",
    "short": "int16",
    "char": "int8",
    "byte": "uint8",
    "bool": "bool",
    "cfloat": "complex64",
    "cdouble": "complex128",
}.items():
    _cast(_name, _target)


@_method
def cpu(self: Tensor, memory_format: _memory_format | None = None) -> Tensor:
    """Return this tensor in main memory.

    This tensor itself where it already is there.

    Example:
        >>> flambeau.ones(2).cpu().device
        device(type='cpu')
    """
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.cpu, (self,), self, memory_format=memory_format)
    return self.to("cpu")


@_method
def cuda(
    self: Tensor,
    device: _DeviceLike | None = None,
    non_blocking: bool = False,
    memory_format: _memory_format | None = None,
) -> Tensor:
    """Return this tensor on a GPU, by default the current one.

    Raises:
        RuntimeError: the GPU is not there.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     assert flambeau.ones(2).cuda().is_cuda
    """
    if has_torch_function_unary(self):
        return handle_torch_function(
            Tensor.cuda, (self,), self, device=device, non_blocking=non_blocking, memory_format=memory_format
        )
    if device is None:
        device = "cuda"
    return self.to(device if not isinstance(device, int) else f"cuda:{device}", non_blocking=non_blocking)


_TYPE_NAMES = {
    "uint8": "ByteTensor",
    "int8": "CharTensor",
    "int16": "ShortTensor",
    "int32": "IntTensor",
    "int64": "LongTensor",
    "float16": "HalfTensor",
    "float32": "FloatTensor",
    "float64": "DoubleTensor",
    "complex64": "ComplexFloatTensor",
    "complex128": "ComplexDoubleTensor",
    "bool": "BoolTensor",
    "bfloat16": "BFloat16Tensor",
}


@_method
def type(self: Tensor, dtype: Any = None, non_blocking: bool = False) -> Any:
    """Return the name of this tensor's type, or this tensor converted to ``dtype``.

    Raises:
        ValueError: ``dtype`` names no type.

    Example:
        >>> flambeau.ones(2).type()
        'torch.FloatTensor'
        >>> flambeau.ones(2).type(flambeau.int64)
        tensor([1, 1])
    """
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.type, (self,), self, dtype=dtype, non_blocking=non_blocking)
    if dtype is None:
        prefix = "torch.cuda." if self.is_cuda else "torch."
        return prefix + _TYPE_NAMES[repr(self.dtype).removeprefix("torch.")]
    if isinstance(dtype, str):
        package, _, short = dtype.rpartition(".")
        for name, title in _TYPE_NAMES.items():
            if title == short and package in ("torch", "torch.cuda"):
                return _typed(self, "cuda" if package == "torch.cuda" else "cpu", getattr(_core, name))
        raise ValueError(f"invalid type: '{dtype}'")
    # Classes such as `torch.FloatTensor` carry their dtype and device.
    if hasattr(dtype, "place"):
        return _typed(self, dtype.place, dtype.dtype)
    return self.to(dtype)


def _typed(tensor: Tensor, place: str, dtype: _dtype) -> Tensor:
    return tensor.to(dtype) if tensor.device.type == place else tensor.to(place, dtype)


@_method
def new_tensor(
    self: Tensor,
    data: object,
    *,
    dtype: _dtype | None = None,
    device: _DeviceLike | None = None,
    requires_grad: bool = False,
) -> Tensor:
    """Return a tensor that copies ``data``, by default in this tensor's dtype and on its device.

    Example:
        >>> flambeau.ones(1, dtype=flambeau.float64).new_tensor([1, 2])
        tensor([1., 2.], dtype=torch.float64)
    """
    if has_torch_function_unary(self):
        return handle_torch_function(
            Tensor.new_tensor, (self,), self, data, dtype=dtype, device=device, requires_grad=requires_grad
        )
    return _core.tensor(
        data,
        dtype=self.dtype if dtype is None else dtype,
        device=self.device if device is None else device,
        requires_grad=requires_grad,
    )


@_method
def new(self: Tensor, *args: Any, device: _DeviceLike | None = None) -> Tensor:
    """Return a tensor of this one's dtype: sizes give one whose elements are not set, a sequence its elements.

    Example:
        >>> flambeau.ones(1, dtype=flambeau.int64).new([1, 2])
        tensor([1, 2])
    """
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.new, (self,), self, *args, device=device)
    device = self.device if device is None else device
    if len(args) == 1 and not isinstance(args[0], int) and builtins.type(args[0]).__name__ != "Size":
        return _core.tensor(args[0], dtype=self.dtype, device=device)
    sizes = args[0] if len(args) == 1 and not isinstance(args[0], int) else args
    return _core.empty(tuple(sizes) if args else (0,), dtype=self.dtype, device=device)


@_method
def get_device(self: Tensor) -> int:
    """Return the number of the GPU the elements are on, -1 for the CPU.

    Example:
        >>> flambeau.ones(1).get_device()
        -1
    """
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.get_device, (self,), self)
    index = self.device.index
    return index if self.is_cuda and index is not None else -1


@_method
def share_memory_(self: Tensor) -> Tensor:
    """Move the elements to memory that other processes can share.

    Example:
        >>> flambeau.ones(2).share_memory_().is_shared()
        True
    """
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.share_memory_, (self,), self)
    from .multiprocessing import reductions

    return reductions.share_memory_(self)


@_method
def record_stream(self: Tensor, stream: Stream) -> None:
    """Keep this tensor's memory from being used anew before a stream's work of now is done, once the tensor is dropped.

    For tensors on a GPU that work of another stream than the one they were made in uses. Any shape and dtype.

    Raises:
        NotImplementedError: the tensor is not on a GPU.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     flambeau.ones(2, device="cuda").record_stream(flambeau.cuda.Stream())
    """
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.record_stream, (self,), self, stream)
    _core._cuda_record_stream(self, stream.device_index, stream.stream_id)


@_method
def pin_memory(self: Tensor, device: _DeviceLike | None = None) -> Tensor:
    """Return a copy in page-locked memory, from which copies to a GPU need not be waited for.

    A tensor that is in such memory is returned itself.

    Any shape and dtype.

    Args:
        device: deprecated, without effect.

    Raises:
        RuntimeError: the tensor is not on the CPU, or no GPU can be used.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     x = flambeau.ones(2).pin_memory()
        ...     y = x.to("cuda", non_blocking=True)
    """
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.pin_memory, (self,), self, device=device)
    if device is not None:
        _warn_of_pin_device("pin_memory")
    return _core._pin_memory(self)


@_method
def is_pinned(self: Tensor, device: _DeviceLike | None = None) -> bool:
    """Return whether this tensor is in page-locked memory.

    Args:
        device: deprecated, without effect.

    Example:
        >>> flambeau.ones(1).is_pinned()
        False
    """
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.is_pinned, (self,), self, device=device)
    if device is not None:
        _warn_of_pin_device("is_pinned")
    return _core._is_pinned(self)


def _warn_of_pin_device(name: str) -> None:
    warnings.warn(
        f"The argument 'device' of Tensor.{name}() is deprecated. Please do not pass this argument.",
        DeprecationWarning,
        stacklevel=3,
    )


@_method
def apply_(self: Tensor, callable: Callable[[_Number], _Number]) -> Tensor:  # noqa: A002
    """Replace every element by what ``callable`` returns for it. Slow; meant for few elements.

    Any shape; the results are cast to the tensor's dtype.

    Example:
        >>> flambeau.tensor([1, 2]).apply_(lambda value: value + 1)
        tensor([2, 3])
    """
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.apply_, (self,), self, callable)
    flat = [callable(value) for value in self.reshape(-1).tolist()]
    with _no_grad():
        self.copy_(_core.tensor(flat, dtype=self.dtype).reshape(self.shape))
    return self


@_method
def where(self: Tensor, condition: Tensor, other: Tensor | _Number) -> Tensor:
    """Return this tensor where ``condition`` holds, else ``other``; the three broadcast together.

    Example:
        >>> x = flambeau.tensor([-1.0, 2.0])
        >>> x.where(x > 0, 0.0)
        tensor([0., 2.])
    """
    return _core.where(condition, self, other)


@_method
def isreal(self: Tensor) -> Tensor:
    """Return for every element whether it is real; see :func:`flambeau.isreal`.

    Example:
        >>> flambeau.tensor([1 + 0j, 2j]).isreal()
        tensor([ True, False])
    """
    from ._functions import isreal

    return isreal(self)


_nonzero = Tensor.nonzero


@_method
def nonzero(self: Tensor, *, as_tuple: bool = False) -> Any:
    """Return where elements are not zero; see :func:`flambeau.nonzero`.

    Example:
        >>> flambeau.tensor([0, 3]).nonzero()
        tensor([[1]])
    """
    return self.nonzero_numpy() if as_tuple else _nonzero(self)


def _no_grad() -> Any:
    from .autograd.grad_mode import no_grad

    return no_grad()


def _in_place_layout(name: str) -> None:
    def change(self: Tensor, *args: int | Sequence[int], **kwargs: int | Sequence[int]) -> Tensor:
        if self.is_inference() and not _core.is_inference_mode_enabled():
            raise RuntimeError(
                "Inplace update to inference tensor outside InferenceMode is not allowed: change a clone of it instead."
            )
        recorded = self.requires_grad and _core.is_grad_enabled()
        if recorded and self.is_leaf:
            raise RuntimeError("a leaf Variable that requires grad is being used in an in-place operation.")
        view = getattr(self if recorded else self.detach(), name)(*args, **kwargs)
        _core._replaced(self, view)
        return self

    change.__name__ = f"{name}_"
    arguments = {"t": "", "squeeze": "", "unsqueeze": "0"}.get(name, "0, 1")
    change.__doc__ = f"""Change this tensor's own layout as :meth:`{name}` does.

    Example:
        >>> x = flambeau.ones(2, 3)
        >>> x.{name}_({arguments}).shape == flambeau.ones(2, 3).{name}({arguments}).shape
        True
    """
    _methods[change.__name__] = change


for _name in ("t", "transpose", "squeeze", "unsqueeze", "swapaxes", "swapdims"):
    _in_place_layout(_name)


@_method
def resize_(self: Tensor, *size: Any, memory_format: _memory_format | None = None) -> Tensor:
    """Give this tensor another shape. Elements that were there stay in their place in memory, new ones are unset.

    Raises:
        RuntimeError: the tensor requires a gradient.

    Example:
        >>> flambeau.tensor([[1, 2], [3, 4]]).resize_(3)
        tensor([1, 2, 3])
    """
    if has_torch_function_unary(self):
        return handle_torch_function(Tensor.resize_, (self,), self, *size, memory_format=memory_format)
    shape = size[0] if len(size) == 1 and not isinstance(size[0], int) else size
    if self.requires_grad:
        raise RuntimeError("cannot resize variables that require grad")
    wanted = _core.empty(tuple(shape), dtype=self.dtype)
    if memory_format is not None:
        wanted = wanted.contiguous(memory_format=memory_format)
    if wanted.shape == self.shape:
        return self
    memory = _core._over_storage(_storage_of(self)._tensor, self.dtype, (_elements(self),), (1,), 0)
    start = self.storage_offset()
    if start + wanted.numel() <= memory.numel():
        _core._replaced(self, memory.as_strided(wanted.shape, wanted.stride(), start))
        return self
    # More than there is memory for: new memory, which other views of the old do not see.
    wanted.as_strided((wanted.numel(),), (1,))[: memory.numel() - start].copy_(memory[start:])
    _core._replaced(self, wanted)
    return self


def _elements(tensor: Tensor) -> builtins.int:
    """Return how many elements of the tensor's dtype its memory holds."""
    return _storage_of(tensor).nbytes() // tensor.element_size()


@_method
def as_subclass(self: Tensor, cls: builtins.type[_T]) -> _T:
    """Return this tensor's elements as an instance of a subclass of Tensor, in the same graph.

    Raises:
        TypeError: ``cls`` is no subclass of Tensor.

    Example:
        >>> class Marked(flambeau.Tensor):
        ...     pass
        >>> isinstance(flambeau.ones(2).as_subclass(Marked), Marked)
        True
    """
    if not (isinstance(cls, builtins.type) and issubclass(cls, Tensor)):
        raise TypeError(f"cls must be a type that inherits from Tensor, not {cls!r}")
    return _core._as_subclass(self, cls)


@_method
def set_(self: Tensor, source: Tensor) -> Tensor:
    """Make this tensor share the elements of another.

    Example:
        >>> flambeau.empty(0).set_(flambeau.tensor([1.0, 2.0]))
        tensor([1., 2.])
    """
    self.data = source
    return self


for _name, _value in _methods.items():
    setattr(Tensor, _name, _value)

Tensor._make_subclass = staticmethod(  # type: ignore[method-assign]  # the class is native
    lambda cls, data, require_grad=False: _core._make_subclass(cls, data, require_grad)
)
Tensor.__cuda_array_interface__ = property(cuda_array_interface)  # type: ignore[method-assign,assignment]
Tensor.__module__ = "flambeau"
Tensor.__array_priority__ = 1000
