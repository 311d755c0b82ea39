# Written by tools/make_stubs.py: change that, tools/core_parts.pyi or the operation, not this file.
import builtins
from collections.abc import Callable, Iterator, Sequence
from types import EllipsisType
from typing import Any, NamedTuple, SupportsIndex, TypeAlias, final, overload

from typing_extensions import disjoint_base

from ._size import Size

_int: TypeAlias = builtins.int
_float: TypeAlias = builtins.float
_bool: TypeAlias = builtins.bool
_dtype: TypeAlias = dtype
_device: TypeAlias = device
_layout: TypeAlias = layout
_memory_format: TypeAlias = memory_format
_Number: TypeAlias = builtins.int | builtins.float | builtins.bool | builtins.complex
_DeviceLike: TypeAlias = _device | str | builtins.int
_Index: TypeAlias = SupportsIndex | builtins.slice | EllipsisType | Tensor | Sequence[Any] | None
_Indices: TypeAlias = _Index | tuple[_Index, ...]

__version__: str
default_generator: Generator

class OutOfMemoryError(RuntimeError): ...

@final
class dtype:
    @property
    def is_complex(self) -> _bool:
        """Whether the dtype is complex."""
    @property
    def is_floating_point(self) -> _bool:
        """Whether the dtype is a real floating-point one."""
    @property
    def is_signed(self) -> _bool:
        """Whether the dtype holds negative numbers."""
    @property
    def itemsize(self) -> _int:
        """Bytes of an element."""
    def to_complex(self) -> _dtype:
        """The complex dtype whose parts have this dtype."""
    def to_real(self) -> _dtype:
        """The dtype of the parts of this complex dtype."""
    def __reduce__(self) -> str: ...

@final
class device:
    def __new__(cls, device: _DeviceLike, index: _int | None = None) -> _device: ...
    @property
    def type(self) -> str:
        """The sort of device: "cpu" or "cuda"."""
    @property
    def index(self) -> _int | None:
        """The number of the device, or None."""
    def __reduce__(self) -> tuple[Any, ...]: ...
    def __eq__(self, value: object, /) -> _bool: ...
    def __ne__(self, value: object, /) -> _bool: ...
    def __lt__(self, value: _device, /) -> _bool: ...
    def __le__(self, value: _device, /) -> _bool: ...
    def __gt__(self, value: _device, /) -> _bool: ...
    def __ge__(self, value: _device, /) -> _bool: ...
    def __hash__(self) -> _int: ...

@final
class layout:
    def __reduce__(self) -> str: ...

@final
class memory_format:
    def __reduce__(self) -> str: ...

@disjoint_base
class Generator:
    def __new__(cls, device: _DeviceLike | None = None) -> Generator: ...
    @property
    def device(self) -> _device:
        """The device the numbers are made on."""
    def manual_seed(self, seed: _int) -> Generator:
        """Starts the sequence that belongs to a seed."""
    def initial_seed(self) -> _int:
        """The seed the sequence was started with."""
    def seed(self) -> _int:
        """Starts an unpredictable sequence and returns its seed."""
    def clone_state(self) -> Generator: ...

@final
class Node:
    def name(self) -> str:
        """The operation's name, such as "MulBackward0"."""
    @property
    def next_functions(self) -> tuple[tuple[Node | None, _int], ...]:
        """The nodes that gradients go to from here, with the number of the result they belong to."""
    @property
    def variable(self) -> Tensor:
        """The leaf whose gradient this node adds to, or None."""
    def register_hook(self, hook: Callable[..., Any]) -> Any:
        """Adds a hook that is called with gradients of inputs and outputs after the node ran."""
    def register_prehook(self, hook: Callable[..., Any]) -> Any:
        """Adds a hook that is called with gradients of outputs before the node runs."""

class Module:
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
    def __getattr__(self, name: str) -> Any: ...
    def __setattr__(self, name: str, value: Any) -> None: ...

uint8: dtype
int8: dtype
int16: dtype
short: dtype
int32: dtype
int: dtype
int64: dtype
long: dtype
float16: dtype
half: dtype
bfloat16: dtype
float32: dtype
float: dtype
float64: dtype
double: dtype
complex64: dtype
cfloat: dtype
complex128: dtype
cdouble: dtype
bool: dtype
strided: layout
contiguous_format: memory_format
preserve_format: memory_format
channels_last: memory_format
channels_last_3d: memory_format

def tensor(
    data: Any,
    *,
    dtype: _dtype | None = None,
    device: _DeviceLike | None = None,
    requires_grad: _bool = False,
    pin_memory: _bool = False,
) -> Tensor:
    """A tensor that copies `data`: a number, nested sequences of numbers, an array or a tensor."""
def as_tensor(data: Any, *, dtype: _dtype | None = None, device: _DeviceLike | None = None) -> Tensor:
    """A tensor that shares the memory of `data` where that is possible."""
def can_cast(from_: _dtype, to: _dtype) -> _bool:
    """Whether a result of one dtype may be stored as another."""
def promote_types(type1: _dtype, type2: _dtype) -> _dtype:
    """The dtype that two dtypes promote to."""
def get_default_dtype() -> _dtype:
    """The dtype of new floating-point tensors."""
def set_default_dtype(dtype: _dtype) -> None:
    """Sets the dtype of new floating-point tensors."""
def get_num_threads() -> _int:
    """Number of threads that operations use."""
def set_num_threads(threads: _int) -> None:
    """Sets the number of threads that operations use."""
def is_grad_enabled() -> _bool:
    """Whether operations are recorded."""
def is_inference_mode_enabled() -> _bool:
    """Whether inference mode is on."""



@disjoint_base
class Tensor:
    def __new__(cls, *args: Any, **kwargs: Any) -> Tensor: ...
    @property
    def H(self) -> Tensor:
        """The conjugate transpose of a matrix."""
    @property
    def T(self) -> Tensor:
        """All dimensions in reverse order."""
    @property
    def mH(self) -> Tensor:
        """The last two dimensions exchanged, conjugated."""
    @property
    def mT(self) -> Tensor:
        """The last two dimensions exchanged."""
    @property
    def data(self) -> Tensor:
        """The same elements outside the graph; assignment puts other elements in their place."""
    @data.setter
    def data(self, value: Tensor) -> None: ...
    @property
    def device(self) -> _device:
        """Where the elements live."""
    @property
    def dtype(self) -> _dtype:
        """The element type."""
    @property
    def grad(self) -> Tensor | None:
        """The gradient gathered by backward passes, or None."""
    @grad.setter
    def grad(self, value: Tensor | None) -> None: ...
    @property
    def grad_fn(self) -> Node | None:
        """The operation that made this tensor, or None."""
    @property
    def imag(self) -> Tensor:
        """The imaginary parts."""
    @imag.setter
    def imag(self, value: Tensor | _Number) -> None: ...
    @property
    def real(self) -> Tensor:
        """The real parts."""
    @real.setter
    def real(self, value: Tensor | _Number) -> None: ...
    @property
    def is_cpu(self) -> _bool:
        """Whether the elements are in main memory."""
    @property
    def is_cuda(self) -> _bool:
        """Whether the elements are in a GPU's memory."""
    @property
    def is_leaf(self) -> _bool:
        """Whether this tensor was not made by a recorded operation."""
    @property
    def is_meta(self) -> _bool:
        """Whether the tensor has no elements yet, only a shape."""
    @property
    def is_quantized(self) -> _bool:
        """Always false: quantized tensors are not there."""
    @property
    def is_sparse(self) -> _bool:
        """Always false: there are only strided tensors."""
    @property
    def itemsize(self) -> _int:
        """Bytes of an element."""
    @property
    def layout(self) -> _layout:
        """How the elements are laid out; always strided."""
    @property
    def nbytes(self) -> _int:
        """Bytes of all elements."""
    @property
    def ndim(self) -> _int:
        """The number of dimensions."""
    @property
    def output_nr(self) -> _int:
        """Which result of its operation this tensor is."""
    @property
    def requires_grad(self) -> _bool:
        """Whether operations on this tensor are recorded for differentiation."""
    @requires_grad.setter
    def requires_grad(self, value: _bool) -> None: ...
    @property
    def retains_grad(self) -> _bool:
        """Whether the gradient of this non-leaf is kept."""
    @property
    def shape(self) -> Size:
        """The sizes of the dimensions."""
    def data_ptr(self) -> _int:
        """The address of the first element; 0 for an empty tensor."""
    def dim(self) -> _int:
        """The number of dimensions."""
    def ndimension(self) -> _int:
        """The number of dimensions."""
    def element_size(self) -> _int:
        """Bytes of an element."""
    def is_complex(self) -> _bool:
        """Whether the dtype is complex."""
    def is_conj(self) -> _bool:
        """Always false: conjugation is carried out at once."""
    def is_contiguous(self, memory_format: _memory_format | None = None) -> _bool:
        """Whether elements follow each other in memory in the order of the format."""
    def is_floating_point(self) -> _bool:
        """Whether the dtype is a real floating-point one."""
    def is_inference(self) -> _bool:
        """Whether the tensor was made in inference mode."""
    def is_neg(self) -> _bool:
        """Always false: negation is carried out at once."""
    def is_signed(self) -> _bool:
        """Whether the dtype holds negative numbers."""
    def item(self) -> Any:
        """The only element as a Python number."""
    def nelement(self) -> _int:
        """The number of elements."""
    def numel(self) -> _int:
        """The number of elements."""
    def requires_grad_(self, requires_grad: _bool | None = None) -> Tensor:
        """Sets whether operations on this tensor are recorded; returns the tensor."""
    def retain_grad(self) -> None:
        """Keeps the gradient of this tensor, which is no leaf, in `.grad`."""
    @overload
    def size(self) -> Size:
        """The shape, or the size of one dimension."""
    @overload
    def size(self, dim: None) -> Size: ...
    @overload
    def size(self, dim: _int) -> _int: ...
    def storage_offset(self) -> _int:
        """Where the first element lies in the storage, in elements."""
    @overload
    def stride(self) -> tuple[_int, ...]:
        """The distances in elements between neighbours along each dimension, or along one."""
    @overload
    def stride(self, dim: None) -> tuple[_int, ...]: ...
    @overload
    def stride(self, dim: _int) -> _int: ...
    def tolist(self) -> Any:
        """The elements as nested lists of Python numbers; a number for a 0-d tensor."""
    @property
    def _version(self) -> _int:
        """The number of in-place changes so far."""
    @property
    def _base(self) -> Tensor | None:
        """The tensor this one is a view of, or None."""
    __array_priority__: _int
    def _is_view(self) -> _bool:
        """Whether this tensor looks into another's memory."""
    @staticmethod
    def _make_subclass(cls: type, data: Tensor, require_grad: _bool = False) -> Any: ...
    def __buffer__(self, flags: _int, /) -> memoryview: ...
    def __getitem__(self, key: _Indices, /) -> Tensor: ...
    def __setitem__(self, key: _Indices, value: Any, /) -> None: ...
    def __delitem__(self, key: Any, /) -> None: ...
    def __len__(self) -> _int: ...
    def __bool__(self) -> _bool: ...
    def __float__(self) -> _float: ...
    def __int__(self) -> _int: ...
    def __index__(self) -> _int: ...
    def __hash__(self) -> _int: ...
    def __abs__(self) -> Tensor: ...
    def __neg__(self) -> Tensor: ...
    def __pos__(self) -> Tensor: ...
    def __invert__(self) -> Tensor: ...
    def __add__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __radd__(self, value: _Number, /) -> Tensor: ...
    def __iadd__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __sub__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __rsub__(self, value: _Number, /) -> Tensor: ...
    def __isub__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __mul__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __rmul__(self, value: _Number, /) -> Tensor: ...
    def __imul__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __truediv__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __rtruediv__(self, value: _Number, /) -> Tensor: ...
    def __itruediv__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __floordiv__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __rfloordiv__(self, value: _Number, /) -> Tensor: ...
    def __ifloordiv__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __mod__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __rmod__(self, value: _Number, /) -> Tensor: ...
    def __imod__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __pow__(self, value: Tensor | _Number, mod: None = None, /) -> Tensor: ...
    def __rpow__(self, value: _Number, mod: None = None, /) -> Tensor: ...
    def __ipow__(self, value: Tensor | _Number, /) -> Tensor: ...  # type: ignore[misc]
    def __and__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __rand__(self, value: _Number, /) -> Tensor: ...
    def __iand__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __or__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __ror__(self, value: _Number, /) -> Tensor: ...
    def __ior__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __xor__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __rxor__(self, value: _Number, /) -> Tensor: ...
    def __ixor__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __lshift__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __rlshift__(self, value: _Number, /) -> Tensor: ...
    def __ilshift__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __rshift__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __rrshift__(self, value: _Number, /) -> Tensor: ...
    def __irshift__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __eq__(self, value: Any, /) -> Tensor: ...  # type: ignore[override]
    def __ne__(self, value: Any, /) -> Tensor: ...  # type: ignore[override]
    def __lt__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __le__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __gt__(self, value: Tensor | _Number, /) -> Tensor: ...
    def __ge__(self, value: Tensor | _Number, /) -> Tensor: ...
    def abs(self) -> Tensor:
        """abs(Tensor self) -> Tensor

        Absolute value; the modulus of complex numbers."""
    def abs_(self) -> Tensor:
        """abs_(Tensor(a!) self) -> Tensor(a!)

        Absolute value; the modulus of complex numbers.

        Writes to the tensor itself."""
    def absolute(self) -> Tensor:
        """absolute(Tensor self) -> Tensor"""
    def absolute_(self) -> Tensor:
        """absolute_(Tensor(a!) self) -> Tensor(a!)"""
    def acos(self) -> Tensor:
        """acos(Tensor self) -> Tensor

        Inverse cosine."""
    def acos_(self) -> Tensor:
        """acos_(Tensor(a!) self) -> Tensor(a!)

        Inverse cosine.

        Writes to the tensor itself."""
    def acosh(self) -> Tensor:
        """acosh(Tensor self) -> Tensor

        Inverse hyperbolic cosine."""
    def acosh_(self) -> Tensor:
        """acosh_(Tensor(a!) self) -> Tensor(a!)

        Inverse hyperbolic cosine.

        Writes to the tensor itself."""
    def add(self, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
        """add.Tensor(Tensor self, Operand other, *, Scalar alpha=1) -> Tensor

        `this + alpha * other`, element by element, with broadcasting."""
    def add_(self, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
        """add_.Tensor(Tensor(a!) self, Operand other, *, Scalar alpha=1) -> Tensor(a!)

        `this += alpha * other`, element by element, with broadcasting."""
    def addcdiv(self, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
        """addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor

        `this + value * tensor1 / tensor2`."""
    def addcdiv_(self, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
        """addcdiv_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!)

        `this += value * tensor1 / tensor2`."""
    def addcmul(self, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
        """addcmul(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor

        `this + value * tensor1 * tensor2`."""
    def addcmul_(self, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
        """addcmul_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!)

        `this += value * tensor1 * tensor2`."""
    @overload
    def all(self) -> Tensor:
        """all(Tensor self) -> Tensor

        Whether all elements are not zero.

        all.dims(Tensor self, int[]? dim=None, bool keepdim=False) -> Tensor

        Whether all elements are not zero.
        Along several dimensions.

        all.dim(Tensor self, int dim, bool keepdim=False) -> Tensor

        Whether all elements are not zero.
        Along one dimension."""
    @overload
    def all(self, dim: Sequence[_int] | None = None, keepdim: _bool = False) -> Tensor: ...
    @overload
    def all(self, dim: _int, keepdim: _bool = False) -> Tensor: ...
    def allclose(self, other: Tensor, rtol: _float = 1e-05, atol: _float = 1e-08, equal_nan: _bool = False) -> _bool:
        """allclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False) -> bool

        Whether all elements are close; see `isclose`."""
    def angle(self) -> Tensor:
        """angle(Tensor self) -> Tensor

        The argument of complex numbers; pi for negative reals, 0 for others."""
    @overload
    def any(self) -> Tensor:
        """any(Tensor self) -> Tensor

        Whether any element is not zero.

        any.dims(Tensor self, int[]? dim=None, bool keepdim=False) -> Tensor

        Whether any element is not zero.
        Along several dimensions.

        any.dim(Tensor self, int dim, bool keepdim=False) -> Tensor

        Whether any element is not zero.
        Along one dimension."""
    @overload
    def any(self, dim: Sequence[_int] | None = None, keepdim: _bool = False) -> Tensor: ...
    @overload
    def any(self, dim: _int, keepdim: _bool = False) -> Tensor: ...
    def arccos(self) -> Tensor:
        """arccos(Tensor self) -> Tensor"""
    def arccos_(self) -> Tensor:
        """arccos_(Tensor(a!) self) -> Tensor(a!)"""
    def arccosh(self) -> Tensor:
        """arccosh(Tensor self) -> Tensor"""
    def arccosh_(self) -> Tensor:
        """arccosh_(Tensor(a!) self) -> Tensor(a!)"""
    def arcsin(self) -> Tensor:
        """arcsin(Tensor self) -> Tensor"""
    def arcsin_(self) -> Tensor:
        """arcsin_(Tensor(a!) self) -> Tensor(a!)"""
    def arcsinh(self) -> Tensor:
        """arcsinh(Tensor self) -> Tensor"""
    def arcsinh_(self) -> Tensor:
        """arcsinh_(Tensor(a!) self) -> Tensor(a!)"""
    def arctan(self) -> Tensor:
        """arctan(Tensor self) -> Tensor"""
    def arctan_(self) -> Tensor:
        """arctan_(Tensor(a!) self) -> Tensor(a!)"""
    def arctanh(self) -> Tensor:
        """arctanh(Tensor self) -> Tensor"""
    def arctanh_(self) -> Tensor:
        """arctanh_(Tensor(a!) self) -> Tensor(a!)"""
    def as_strided(self, size: Sequence[_int], stride: Sequence[_int], storage_offset: _int | None = None) -> Tensor:
        """as_strided(Tensor(a) self, int[] size, int[] stride, int? storage_offset=None) -> Tensor(a)

        A view with any sizes, strides and offset inside the storage."""
    def asin(self) -> Tensor:
        """asin(Tensor self) -> Tensor

        Inverse sine."""
    def asin_(self) -> Tensor:
        """asin_(Tensor(a!) self) -> Tensor(a!)

        Inverse sine.

        Writes to the tensor itself."""
    def asinh(self) -> Tensor:
        """asinh(Tensor self) -> Tensor

        Inverse hyperbolic sine."""
    def asinh_(self) -> Tensor:
        """asinh_(Tensor(a!) self) -> Tensor(a!)

        Inverse hyperbolic sine.

        Writes to the tensor itself."""
    def atan(self) -> Tensor:
        """atan(Tensor self) -> Tensor

        Inverse tangent."""
    def atan2(self, other: Tensor) -> Tensor:
        """atan2(Tensor self, Tensor other) -> Tensor

        The angle of the point (`other`, `this`), in (-pi, pi]."""
    def atan2_(self, other: Tensor) -> Tensor:
        """atan2_(Tensor(a!) self, Tensor other) -> Tensor(a!)

        Replaces `this` by the angle of the point (`other`, `this`)."""
    def atan_(self) -> Tensor:
        """atan_(Tensor(a!) self) -> Tensor(a!)

        Inverse tangent.

        Writes to the tensor itself."""
    def atanh(self) -> Tensor:
        """atanh(Tensor self) -> Tensor

        Inverse hyperbolic tangent."""
    def atanh_(self) -> Tensor:
        """atanh_(Tensor(a!) self) -> Tensor(a!)

        Inverse hyperbolic tangent.

        Writes to the tensor itself."""
    def bitwise_and(self, other: Tensor | _Number) -> Tensor:
        """bitwise_and(Tensor self, Operand other) -> Tensor

        Bitwise and."""
    def bitwise_and_(self, other: Tensor | _Number) -> Tensor:
        """bitwise_and_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Bitwise and.

        Writes to the tensor itself."""
    def bitwise_left_shift(self, other: Tensor | _Number) -> Tensor:
        """bitwise_left_shift(Tensor self, Operand other) -> Tensor

        `this << other`."""
    def bitwise_left_shift_(self, other: Tensor | _Number) -> Tensor:
        """bitwise_left_shift_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `this << other`.

        Writes to the tensor itself."""
    def bitwise_not(self) -> Tensor:
        """bitwise_not(Tensor self) -> Tensor

        Inverts bits; the logical not of booleans."""
    def bitwise_not_(self) -> Tensor:
        """bitwise_not_(Tensor(a!) self) -> Tensor(a!)

        Inverts bits; the logical not of booleans.

        Writes to the tensor itself."""
    def bitwise_or(self, other: Tensor | _Number) -> Tensor:
        """bitwise_or(Tensor self, Operand other) -> Tensor

        Bitwise or."""
    def bitwise_or_(self, other: Tensor | _Number) -> Tensor:
        """bitwise_or_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Bitwise or.

        Writes to the tensor itself."""
    def bitwise_right_shift(self, other: Tensor | _Number) -> Tensor:
        """bitwise_right_shift(Tensor self, Operand other) -> Tensor

        `this >> other`, with the sign."""
    def bitwise_right_shift_(self, other: Tensor | _Number) -> Tensor:
        """bitwise_right_shift_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `this >> other`, with the sign.

        Writes to the tensor itself."""
    def bitwise_xor(self, other: Tensor | _Number) -> Tensor:
        """bitwise_xor(Tensor self, Operand other) -> Tensor

        Bitwise exclusive or."""
    def bitwise_xor_(self, other: Tensor | _Number) -> Tensor:
        """bitwise_xor_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Bitwise exclusive or.

        Writes to the tensor itself."""
    @overload
    def broadcast_to(self, size: Sequence[_int]) -> Tensor:
        """broadcast_to(Tensor(a) self, int[] size) -> Tensor(a)

        Expands to a shape."""
    @overload
    def broadcast_to(self, *size: _int) -> Tensor: ...
    def ceil(self) -> Tensor:
        """ceil(Tensor self) -> Tensor

        The smallest integer not below."""
    def ceil_(self) -> Tensor:
        """ceil_(Tensor(a!) self) -> Tensor(a!)

        The smallest integer not below.

        Writes to the tensor itself."""
    def celu(self, alpha: _Number = 1.0) -> Tensor:
        """celu(Tensor self, Scalar alpha=1.0) -> Tensor

        `max(0, x) + min(0, alpha * (e^(x / alpha) - 1))`."""
    def celu_(self, alpha: _Number = 1.0) -> Tensor:
        """celu_(Tensor(a!) self, Scalar alpha=1.0) -> Tensor(a!)

        In-place form of `celu`."""
    def chunk(self, chunks: _int, dim: _int = 0) -> tuple[Tensor, ...]:
        """chunk(Tensor(a) self, int chunks, int dim=0) -> Tensor(a)[]

        At most `chunks` consecutive parts of equal size along `dim`; the last may be smaller."""
    def clamp(self, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None) -> Tensor:
        """clamp(Tensor self, Operand? min=None, Operand? max=None) -> Tensor

        Limits every element to `[min, max]`; either bound may be missing, a number or a tensor."""
    def clamp_(self, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None) -> Tensor:
        """clamp_(Tensor(a!) self, Operand? min=None, Operand? max=None) -> Tensor(a!)

        Limits every element to `[min, max]` in place."""
    def clamp_max(self, max: Tensor | _Number) -> Tensor:
        """clamp_max(Tensor self, Operand max) -> Tensor

        Limits every element from above."""
    def clamp_max_(self, max: Tensor | _Number) -> Tensor:
        """clamp_max_(Tensor(a!) self, Operand max) -> Tensor(a!)

        Limits every element from above, in place."""
    def clamp_min(self, min: Tensor | _Number) -> Tensor:
        """clamp_min(Tensor self, Operand min) -> Tensor

        Limits every element from below."""
    def clamp_min_(self, min: Tensor | _Number) -> Tensor:
        """clamp_min_(Tensor(a!) self, Operand min) -> Tensor(a!)

        Limits every element from below, in place."""
    def clip(self, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None) -> Tensor:
        """clip(Tensor self, Operand? min=None, Operand? max=None) -> Tensor

        Another name for `clamp`."""
    def clone(self, *, memory_format: _memory_format | None = ...) -> Tensor:
        """clone(Tensor self, *, MemoryFormat? memory_format=None) -> Tensor

        A copy with its own memory."""
    def conj(self) -> Tensor:
        """conj(Tensor self) -> Tensor

        Complex conjugate; a real tensor is returned as it is."""
    def contiguous(self, *, memory_format: _memory_format | None = ...) -> Tensor:
        """contiguous(Tensor self, *, MemoryFormat memory_format=contiguous_format) -> Tensor

        This tensor if its elements already lie in memory as asked, else a copy that does."""
    def copy_(self, src: Tensor, non_blocking: _bool = False) -> Tensor:
        """copy_(Tensor(a!) self, Tensor src, bool non_blocking=False) -> Tensor(a!)

        Copies the elements of `src`, which broadcasts to this tensor, into it, converting the dtype."""
    def copysign(self, other: Tensor | _Number) -> Tensor:
        """copysign(Tensor self, Operand other) -> Tensor

        The magnitude of `this` with the sign of `other`."""
    def copysign_(self, other: Tensor | _Number) -> Tensor:
        """copysign_(Tensor(a!) self, Operand other) -> Tensor(a!)

        The magnitude of `this` with the sign of `other`.

        Writes to the tensor itself."""
    def cos(self) -> Tensor:
        """cos(Tensor self) -> Tensor

        Cosine."""
    def cos_(self) -> Tensor:
        """cos_(Tensor(a!) self) -> Tensor(a!)

        Cosine.

        Writes to the tensor itself."""
    def cosh(self) -> Tensor:
        """cosh(Tensor self) -> Tensor

        Hyperbolic cosine."""
    def cosh_(self) -> Tensor:
        """cosh_(Tensor(a!) self) -> Tensor(a!)

        Hyperbolic cosine.

        Writes to the tensor itself."""
    def deg2rad(self) -> Tensor:
        """deg2rad(Tensor self) -> Tensor

        Degrees to radians."""
    def deg2rad_(self) -> Tensor:
        """deg2rad_(Tensor(a!) self) -> Tensor(a!)

        Degrees to radians.

        Writes to the tensor itself."""
    def detach(self) -> Tensor:
        """detach(Tensor(a) self) -> Tensor(a)

        The same elements outside the graph."""
    def diagonal(self, offset: _int = 0, dim1: _int = 0, dim2: _int = 1) -> Tensor:
        """diagonal(Tensor(a) self, int offset=0, int dim1=0, int dim2=1) -> Tensor(a)

        The diagonal of dimensions `dim1` and `dim2`, `offset` above the main one, as the last dimension."""
    def digamma(self) -> Tensor:
        """digamma(Tensor self) -> Tensor

        Derivative of `log gamma`."""
    def digamma_(self) -> Tensor:
        """digamma_(Tensor(a!) self) -> Tensor(a!)

        Derivative of `log gamma`.

        Writes to the tensor itself."""
    def div(self, other: Tensor | _Number, *, rounding_mode: str | None = None) -> Tensor:
        """div.Tensor(Tensor self, Operand other, *, str? rounding_mode=None) -> Tensor

        `this / other`, element by element. `rounding_mode` is None (true division), "trunc" or "floor"."""
    def div_(self, other: Tensor | _Number, *, rounding_mode: str | None = None) -> Tensor:
        """div_.Tensor(Tensor(a!) self, Operand other, *, str? rounding_mode=None) -> Tensor(a!)

        `this /= other`, element by element. `rounding_mode` is None (true division), "trunc" or "floor"."""
    def divide(self, other: Tensor | _Number, *, rounding_mode: str | None = None) -> Tensor:
        """divide.Tensor(Tensor self, Operand other, *, str? rounding_mode=None) -> Tensor

        Another name for `div`."""
    def divide_(self, other: Tensor | _Number, *, rounding_mode: str | None = None) -> Tensor:
        """divide_.Tensor(Tensor(a!) self, Operand other, *, str? rounding_mode=None) -> Tensor(a!)

        Another name for `div_`."""
    def eq(self, other: Tensor | _Number) -> Tensor:
        """eq(Tensor self, Operand other) -> Tensor

        Whether elements are equal."""
    def eq_(self, other: Tensor | _Number) -> Tensor:
        """eq_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Whether elements are equal.

        Writes to the tensor itself."""
    def equal(self, other: Tensor) -> _bool:
        """equal(Tensor self, Tensor other) -> bool

        Whether both have the same shape and equal elements."""
    def erf(self) -> Tensor:
        """erf(Tensor self) -> Tensor

        Error function."""
    def erf_(self) -> Tensor:
        """erf_(Tensor(a!) self) -> Tensor(a!)

        Error function.

        Writes to the tensor itself."""
    def erfc(self) -> Tensor:
        """erfc(Tensor self) -> Tensor

        Complementary error function, `1 - erf(x)`."""
    def erfc_(self) -> Tensor:
        """erfc_(Tensor(a!) self) -> Tensor(a!)

        Complementary error function, `1 - erf(x)`.

        Writes to the tensor itself."""
    def erfinv(self) -> Tensor:
        """erfinv(Tensor self) -> Tensor

        Inverse of the error function."""
    def erfinv_(self) -> Tensor:
        """erfinv_(Tensor(a!) self) -> Tensor(a!)

        Inverse of the error function.

        Writes to the tensor itself."""
    def exp(self) -> Tensor:
        """exp(Tensor self) -> Tensor

        `e^x`."""
    def exp2(self) -> Tensor:
        """exp2(Tensor self) -> Tensor

        `2^x`."""
    def exp2_(self) -> Tensor:
        """exp2_(Tensor(a!) self) -> Tensor(a!)

        `2^x`.

        Writes to the tensor itself."""
    def exp_(self) -> Tensor:
        """exp_(Tensor(a!) self) -> Tensor(a!)

        `e^x`.

        Writes to the tensor itself."""
    @overload
    def expand(self, size: Sequence[_int], *, implicit: _bool = False) -> Tensor:
        """expand(Tensor(a) self, int[] size, *, bool implicit=False) -> Tensor(a)

        Dimensions of size 1 read as larger, without copies; -1 keeps a size."""
    @overload
    def expand(self, *size: _int, implicit: _bool = False) -> Tensor: ...
    def expand_as(self, other: Tensor) -> Tensor:
        """expand_as(Tensor(a) self, Tensor other) -> Tensor(a)

        Expands to another tensor's shape."""
    def expm1(self) -> Tensor:
        """expm1(Tensor self) -> Tensor

        `e^x - 1`, accurate near 0."""
    def expm1_(self) -> Tensor:
        """expm1_(Tensor(a!) self) -> Tensor(a!)

        `e^x - 1`, accurate near 0.

        Writes to the tensor itself."""
    def fill_(self, value: Tensor | _Number) -> Tensor:
        """fill_.Scalar(Tensor(a!) self, Operand value) -> Tensor(a!)

        Sets every element to `value`, a number or a 0-d tensor."""
    def fix(self) -> Tensor:
        """fix(Tensor self) -> Tensor"""
    def fix_(self) -> Tensor:
        """fix_(Tensor(a!) self) -> Tensor(a!)"""
    def flatten(self, start_dim: _int = 0, end_dim: _int = -1) -> Tensor:
        """flatten.using_ints(Tensor(a) self, int start_dim=0, int end_dim=-1) -> Tensor(a)

        Dimensions `start_dim` to `end_dim` as one."""
    def floor(self) -> Tensor:
        """floor(Tensor self) -> Tensor

        The largest integer not above."""
    def floor_(self) -> Tensor:
        """floor_(Tensor(a!) self) -> Tensor(a!)

        The largest integer not above.

        Writes to the tensor itself."""
    def floor_divide(self, other: Tensor | _Number) -> Tensor:
        """floor_divide(Tensor self, Operand other) -> Tensor

        `floor(this / other)`, element by element. An integer divided by zero is an error."""
    def floor_divide_(self, other: Tensor | _Number) -> Tensor:
        """floor_divide_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `floor(this / other)`, element by element. An integer divided by zero is an error.

        Writes to the tensor itself."""
    def fmax(self, other: Tensor) -> Tensor:
        """fmax(Tensor self, Tensor other) -> Tensor

        The larger of both, element by element; the other one where one is NaN."""
    def fmin(self, other: Tensor) -> Tensor:
        """fmin(Tensor self, Tensor other) -> Tensor

        The smaller of both, element by element; the other one where one is NaN."""
    def fmod(self, other: Tensor | _Number) -> Tensor:
        """fmod(Tensor self, Operand other) -> Tensor

        Remainder of `this / other` with the sign of `this`."""
    def fmod_(self, other: Tensor | _Number) -> Tensor:
        """fmod_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Remainder of `this / other` with the sign of `this`.

        Writes to the tensor itself."""
    def frac(self) -> Tensor:
        """frac(Tensor self) -> Tensor

        The fractional part, with the sign of x."""
    def frac_(self) -> Tensor:
        """frac_(Tensor(a!) self) -> Tensor(a!)

        The fractional part, with the sign of x.

        Writes to the tensor itself."""
    def ge(self, other: Tensor | _Number) -> Tensor:
        """ge(Tensor self, Operand other) -> Tensor

        `this >= other`."""
    def ge_(self, other: Tensor | _Number) -> Tensor:
        """ge_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `this >= other`.

        Writes to the tensor itself."""
    def greater(self, other: Tensor | _Number) -> Tensor:
        """greater(Tensor self, Operand other) -> Tensor"""
    def greater_(self, other: Tensor | _Number) -> Tensor:
        """greater_(Tensor(a!) self, Operand other) -> Tensor(a!)"""
    def greater_equal(self, other: Tensor | _Number) -> Tensor:
        """greater_equal(Tensor self, Operand other) -> Tensor"""
    def greater_equal_(self, other: Tensor | _Number) -> Tensor:
        """greater_equal_(Tensor(a!) self, Operand other) -> Tensor(a!)"""
    def gt(self, other: Tensor | _Number) -> Tensor:
        """gt(Tensor self, Operand other) -> Tensor

        `this > other`."""
    def gt_(self, other: Tensor | _Number) -> Tensor:
        """gt_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `this > other`.

        Writes to the tensor itself."""
    def hardshrink(self, lambd: _Number = 0.5) -> Tensor:
        """hardshrink(Tensor self, Scalar lambd=0.5) -> Tensor

        x, and 0 where `|x| <= lambd`."""
    def hardsigmoid(self) -> Tensor:
        """hardsigmoid(Tensor self) -> Tensor

        `clamp(x + 3, 0, 6) / 6`."""
    def hardsigmoid_(self) -> Tensor:
        """hardsigmoid_(Tensor(a!) self) -> Tensor(a!)

        `clamp(x + 3, 0, 6) / 6`.

        Writes to the tensor itself."""
    def hardswish(self) -> Tensor:
        """hardswish(Tensor self) -> Tensor

        `x * clamp(x + 3, 0, 6) / 6`."""
    def hardswish_(self) -> Tensor:
        """hardswish_(Tensor(a!) self) -> Tensor(a!)

        `x * clamp(x + 3, 0, 6) / 6`.

        Writes to the tensor itself."""
    def hypot(self, other: Tensor | _Number) -> Tensor:
        """hypot(Tensor self, Operand other) -> Tensor

        `sqrt(this^2 + other^2)` without overflow."""
    def hypot_(self, other: Tensor | _Number) -> Tensor:
        """hypot_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `sqrt(this^2 + other^2)` without overflow.

        Writes to the tensor itself."""
    def isclose(self, other: Tensor, rtol: _float = 1e-05, atol: _float = 1e-08, equal_nan: _bool = False) -> Tensor:
        """isclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False) -> Tensor

        Whether `|this - other| <= atol + rtol * |other|`, element by element."""
    def isfinite(self) -> Tensor:
        """isfinite(Tensor self) -> Tensor

        Whether elements are neither infinite nor NaN."""
    def isinf(self) -> Tensor:
        """isinf(Tensor self) -> Tensor

        Whether elements are infinite."""
    def isnan(self) -> Tensor:
        """isnan(Tensor self) -> Tensor

        Whether elements are NaN."""
    def isneginf(self) -> Tensor:
        """isneginf(Tensor self) -> Tensor

        Whether elements are minus infinity."""
    def isposinf(self) -> Tensor:
        """isposinf(Tensor self) -> Tensor

        Whether elements are plus infinity."""
    def le(self, other: Tensor | _Number) -> Tensor:
        """le(Tensor self, Operand other) -> Tensor

        `this <= other`."""
    def le_(self, other: Tensor | _Number) -> Tensor:
        """le_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `this <= other`.

        Writes to the tensor itself."""
    def lerp(self, end: Tensor, weight: Tensor | _Number) -> Tensor:
        """lerp.Tensor(Tensor self, Tensor end, Operand weight) -> Tensor

        `start + weight * (end - start)`; weights 0 and 1 give the ends exactly."""
    def lerp_(self, end: Tensor, weight: Tensor | _Number) -> Tensor:
        """lerp_.Tensor(Tensor(a!) self, Tensor end, Operand weight) -> Tensor(a!)

        Moves every element towards `end` by `weight`."""
    def less(self, other: Tensor | _Number) -> Tensor:
        """less(Tensor self, Operand other) -> Tensor"""
    def less_(self, other: Tensor | _Number) -> Tensor:
        """less_(Tensor(a!) self, Operand other) -> Tensor(a!)"""
    def less_equal(self, other: Tensor | _Number) -> Tensor:
        """less_equal(Tensor self, Operand other) -> Tensor"""
    def less_equal_(self, other: Tensor | _Number) -> Tensor:
        """less_equal_(Tensor(a!) self, Operand other) -> Tensor(a!)"""
    def lgamma(self) -> Tensor:
        """lgamma(Tensor self) -> Tensor

        `log |gamma(x)|`."""
    def lgamma_(self) -> Tensor:
        """lgamma_(Tensor(a!) self) -> Tensor(a!)

        `log |gamma(x)|`.

        Writes to the tensor itself."""
    def log(self) -> Tensor:
        """log(Tensor self) -> Tensor

        Natural logarithm."""
    def log10(self) -> Tensor:
        """log10(Tensor self) -> Tensor

        Logarithm to base 10."""
    def log10_(self) -> Tensor:
        """log10_(Tensor(a!) self) -> Tensor(a!)

        Logarithm to base 10.

        Writes to the tensor itself."""
    def log1p(self) -> Tensor:
        """log1p(Tensor self) -> Tensor

        `log(1 + x)`, accurate near 0."""
    def log1p_(self) -> Tensor:
        """log1p_(Tensor(a!) self) -> Tensor(a!)

        `log(1 + x)`, accurate near 0.

        Writes to the tensor itself."""
    def log2(self) -> Tensor:
        """log2(Tensor self) -> Tensor

        Logarithm to base 2."""
    def log2_(self) -> Tensor:
        """log2_(Tensor(a!) self) -> Tensor(a!)

        Logarithm to base 2.

        Writes to the tensor itself."""
    def log_(self) -> Tensor:
        """log_(Tensor(a!) self) -> Tensor(a!)

        Natural logarithm.

        Writes to the tensor itself."""
    def log_sigmoid(self) -> Tensor:
        """log_sigmoid(Tensor self) -> Tensor

        `log(sigmoid(x))`."""
    def log_sigmoid_(self) -> Tensor:
        """log_sigmoid_(Tensor(a!) self) -> Tensor(a!)

        `log(sigmoid(x))`.

        Writes to the tensor itself."""
    def logaddexp(self, other: Tensor) -> Tensor:
        """logaddexp(Tensor self, Tensor other) -> Tensor

        `log(e^this + e^other)` without overflow."""
    def logical_and(self, other: Tensor | _Number) -> Tensor:
        """logical_and(Tensor self, Operand other) -> Tensor

        Whether both are not zero."""
    def logical_and_(self, other: Tensor | _Number) -> Tensor:
        """logical_and_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Whether both are not zero.

        Writes to the tensor itself."""
    def logical_not(self) -> Tensor:
        """logical_not(Tensor self) -> Tensor

        Whether an element is zero."""
    def logical_not_(self) -> Tensor:
        """logical_not_(Tensor(a!) self) -> Tensor(a!)

        Whether an element is zero.

        Writes to the tensor itself."""
    def logical_or(self, other: Tensor | _Number) -> Tensor:
        """logical_or(Tensor self, Operand other) -> Tensor

        Whether one is not zero."""
    def logical_or_(self, other: Tensor | _Number) -> Tensor:
        """logical_or_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Whether one is not zero.

        Writes to the tensor itself."""
    def logical_xor(self, other: Tensor | _Number) -> Tensor:
        """logical_xor(Tensor self, Operand other) -> Tensor

        Whether exactly one is not zero."""
    def logical_xor_(self, other: Tensor | _Number) -> Tensor:
        """logical_xor_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Whether exactly one is not zero.

        Writes to the tensor itself."""
    def logit(self, eps: _float | None = None) -> Tensor:
        """logit(Tensor self, float? eps=None) -> Tensor

        `log(x / (1 - x))`; with `eps`, x is first clamped to `[eps, 1 - eps]`."""
    def lt(self, other: Tensor | _Number) -> Tensor:
        """lt(Tensor self, Operand other) -> Tensor

        `this < other`."""
    def lt_(self, other: Tensor | _Number) -> Tensor:
        """lt_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `this < other`.

        Writes to the tensor itself."""
    def masked_fill(self, mask: Tensor, value: Tensor | _Number) -> Tensor:
        """masked_fill(Tensor self, Tensor mask, Operand value) -> Tensor

        `this` with `value` where the boolean `mask` holds; the mask broadcasts."""
    def masked_fill_(self, mask: Tensor, value: Tensor | _Number) -> Tensor:
        """masked_fill_(Tensor(a!) self, Tensor mask, Operand value) -> Tensor(a!)

        Writes `value` where the boolean `mask` holds; the mask broadcasts to this tensor."""
    def maximum(self, other: Tensor) -> Tensor:
        """maximum(Tensor self, Tensor other) -> Tensor

        The larger of both, element by element; NaN where either is."""
    @overload
    def mean(self, *, dtype: _dtype | None = None) -> Tensor:
        """mean(Tensor self, *, ScalarType? dtype=None) -> Tensor

        The mean of all elements.

        mean.dim(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

        Means over dimensions."""
    @overload
    def mean(self, dim: _int | Sequence[_int] | None, keepdim: _bool = False, *, dtype: _dtype | None = None) -> Tensor: ...
    def minimum(self, other: Tensor) -> Tensor:
        """minimum(Tensor self, Tensor other) -> Tensor

        The smaller of both, element by element; NaN where either is."""
    def mish(self) -> Tensor:
        """mish(Tensor self) -> Tensor

        `x * tanh(softplus(x))`."""
    def mish_(self) -> Tensor:
        """mish_(Tensor(a!) self) -> Tensor(a!)

        `x * tanh(softplus(x))`.

        Writes to the tensor itself."""
    def moveaxis(self, source: _int | Sequence[_int], destination: _int | Sequence[_int]) -> Tensor:
        """moveaxis.intlist(Tensor(a) self, int[1] source, int[1] destination) -> Tensor(a)

        Another name for `movedim`."""
    def movedim(self, source: _int | Sequence[_int], destination: _int | Sequence[_int]) -> Tensor:
        """movedim.intlist(Tensor(a) self, int[1] source, int[1] destination) -> Tensor(a)

        Dimensions moved to new places; the others keep their order."""
    def mul(self, other: Tensor | _Number) -> Tensor:
        """mul(Tensor self, Operand other) -> Tensor

        `this * other`, element by element, with broadcasting."""
    def mul_(self, other: Tensor | _Number) -> Tensor:
        """mul_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `this * other`, element by element, with broadcasting.

        Writes to the tensor itself."""
    def multiply(self, other: Tensor | _Number) -> Tensor:
        """multiply(Tensor self, Operand other) -> Tensor"""
    def multiply_(self, other: Tensor | _Number) -> Tensor:
        """multiply_(Tensor(a!) self, Operand other) -> Tensor(a!)"""
    def nan_to_num(self, nan: _float | None = None, posinf: _float | None = None, neginf: _float | None = None) -> Tensor:
        """nan_to_num(Tensor self, float? nan=None, float? posinf=None, float? neginf=None) -> Tensor

        NaN, plus and minus infinity replaced by numbers; by default 0, the largest and the smallest of the dtype."""
    def narrow(self, dim: _int, start: _int, length: _int) -> Tensor:
        """narrow(Tensor(a) self, int dim, int start, int length) -> Tensor(a)

        `length` elements from `start` along `dim`."""
    def ne(self, other: Tensor | _Number) -> Tensor:
        """ne(Tensor self, Operand other) -> Tensor

        Whether elements differ."""
    def ne_(self, other: Tensor | _Number) -> Tensor:
        """ne_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Whether elements differ.

        Writes to the tensor itself."""
    def neg(self) -> Tensor:
        """neg(Tensor self) -> Tensor

        `-x`."""
    def neg_(self) -> Tensor:
        """neg_(Tensor(a!) self) -> Tensor(a!)

        `-x`.

        Writes to the tensor itself."""
    def negative(self) -> Tensor:
        """negative(Tensor self) -> Tensor"""
    def negative_(self) -> Tensor:
        """negative_(Tensor(a!) self) -> Tensor(a!)"""
    @overload
    def new_empty(self, size: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
        """new_empty(Tensor self, int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

        An uninitialised tensor of this one's dtype."""
    @overload
    def new_empty(self, *size: _int, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor: ...
    def new_full(self, size: Sequence[_int], fill_value: _Number, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
        """new_full(Tensor self, int[] size, Scalar fill_value, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

        A tensor filled with `fill_value` in this one's dtype."""
    @overload
    def new_ones(self, size: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
        """new_ones(Tensor self, int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

        Ones.
        Dtype and device are by default this tensor's."""
    @overload
    def new_ones(self, *size: _int, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor: ...
    @overload
    def new_zeros(self, size: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
        """new_zeros(Tensor self, int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

        Zeros.
        Dtype and device are by default this tensor's."""
    @overload
    def new_zeros(self, *size: _int, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor: ...
    def nextafter(self, other: Tensor | _Number) -> Tensor:
        """nextafter(Tensor self, Operand other) -> Tensor

        The next number after `this` in the direction of `other`."""
    def nextafter_(self, other: Tensor | _Number) -> Tensor:
        """nextafter_(Tensor(a!) self, Operand other) -> Tensor(a!)

        The next number after `this` in the direction of `other`.

        Writes to the tensor itself."""
    def not_equal(self, other: Tensor | _Number) -> Tensor:
        """not_equal(Tensor self, Operand other) -> Tensor"""
    def not_equal_(self, other: Tensor | _Number) -> Tensor:
        """not_equal_(Tensor(a!) self, Operand other) -> Tensor(a!)"""
    @overload
    def permute(self, dims: Sequence[_int]) -> Tensor:
        """permute(Tensor(a) self, int[] dims) -> Tensor(a)

        Dimensions in another order."""
    @overload
    def permute(self, *dims: _int) -> Tensor: ...
    def positive(self) -> Tensor:
        """positive(Tensor self) -> Tensor

        The tensor itself."""
    def pow(self, exponent: Tensor | _Number) -> Tensor:
        """pow.Tensor(Tensor self, Operand exponent) -> Tensor

        `this ** exponent`, element by element, with broadcasting."""
    def pow_(self, exponent: Tensor | _Number) -> Tensor:
        """pow_.Tensor(Tensor(a!) self, Operand exponent) -> Tensor(a!)

        `this **= exponent`, element by element, with broadcasting."""
    def prelu(self, weight: Tensor) -> Tensor:
        """prelu(Tensor self, Tensor weight) -> Tensor

        x where positive, else `weight * x`; `weight` has one element or one per channel (dimension 1)."""
    def rad2deg(self) -> Tensor:
        """rad2deg(Tensor self) -> Tensor

        Radians to degrees."""
    def rad2deg_(self) -> Tensor:
        """rad2deg_(Tensor(a!) self) -> Tensor(a!)

        Radians to degrees.

        Writes to the tensor itself."""
    def ravel(self) -> Tensor:
        """ravel(Tensor(a) self) -> Tensor(a)

        Flattens to one dimension; a view where the layout allows it."""
    def reciprocal(self) -> Tensor:
        """reciprocal(Tensor self) -> Tensor

        `1 / x`."""
    def reciprocal_(self) -> Tensor:
        """reciprocal_(Tensor(a!) self) -> Tensor(a!)

        `1 / x`.

        Writes to the tensor itself."""
    def relu(self) -> Tensor:
        """relu(Tensor self) -> Tensor

        `max(x, 0)`."""
    def relu_(self) -> Tensor:
        """relu_(Tensor(a!) self) -> Tensor(a!)

        `max(x, 0)`.

        Writes to the tensor itself."""
    def remainder(self, other: Tensor | _Number) -> Tensor:
        """remainder(Tensor self, Operand other) -> Tensor

        Remainder of `this / other` with the sign of `other`."""
    def remainder_(self, other: Tensor | _Number) -> Tensor:
        """remainder_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Remainder of `this / other` with the sign of `other`.

        Writes to the tensor itself."""
    @overload
    def reshape(self, shape: Sequence[_int]) -> Tensor:
        """reshape(Tensor(a) self, int[] shape) -> Tensor(a)

        The same elements in another shape: a view where the layout allows it, else a copy."""
    @overload
    def reshape(self, *shape: _int) -> Tensor: ...
    def reshape_as(self, other: Tensor) -> Tensor:
        """reshape_as(Tensor(a) self, Tensor other) -> Tensor(a)

        The same elements in another tensor's shape, copied where a view cannot be made."""
    def round(self, *, decimals: _int = 0) -> Tensor:
        """round.decimals(Tensor self, *, int decimals=0) -> Tensor

        The nearest number with `decimals` decimals; ties go to the even one."""
    def round_(self, *, decimals: _int = 0) -> Tensor:
        """round_.decimals(Tensor(a!) self, *, int decimals=0) -> Tensor(a!)

        Rounds every element to `decimals` decimals; ties go to the even one."""
    def rsqrt(self) -> Tensor:
        """rsqrt(Tensor self) -> Tensor

        `1 / sqrt(x)`."""
    def rsqrt_(self) -> Tensor:
        """rsqrt_(Tensor(a!) self) -> Tensor(a!)

        `1 / sqrt(x)`.

        Writes to the tensor itself."""
    def select(self, dim: _int, index: _int) -> Tensor:
        """select.int(Tensor(a) self, int dim, int index) -> Tensor(a)

        The elements with index `index` along `dim`, without that dimension."""
    def selu(self) -> Tensor:
        """selu(Tensor self) -> Tensor

        Scaled exponential linear unit."""
    def selu_(self) -> Tensor:
        """selu_(Tensor(a!) self) -> Tensor(a!)

        Scaled exponential linear unit.

        Writes to the tensor itself."""
    def sgn(self) -> Tensor:
        """sgn(Tensor self) -> Tensor

        -1, 0 or 1 by the sign; `z / |z|` for complex numbers."""
    def sgn_(self) -> Tensor:
        """sgn_(Tensor(a!) self) -> Tensor(a!)

        -1, 0 or 1 by the sign; `z / |z|` for complex numbers.

        Writes to the tensor itself."""
    def sigmoid(self) -> Tensor:
        """sigmoid(Tensor self) -> Tensor

        `1 / (1 + e^-x)`."""
    def sigmoid_(self) -> Tensor:
        """sigmoid_(Tensor(a!) self) -> Tensor(a!)

        `1 / (1 + e^-x)`.

        Writes to the tensor itself."""
    def sign(self) -> Tensor:
        """sign(Tensor self) -> Tensor

        -1, 0 or 1 by the sign."""
    def sign_(self) -> Tensor:
        """sign_(Tensor(a!) self) -> Tensor(a!)

        Replaces every element by -1, 0 or 1 by its sign."""
    def signbit(self) -> Tensor:
        """signbit(Tensor self) -> Tensor

        Whether the sign bit is set."""
    def silu(self) -> Tensor:
        """silu(Tensor self) -> Tensor

        `x * sigmoid(x)`."""
    def silu_(self) -> Tensor:
        """silu_(Tensor(a!) self) -> Tensor(a!)

        `x * sigmoid(x)`.

        Writes to the tensor itself."""
    def sin(self) -> Tensor:
        """sin(Tensor self) -> Tensor

        Sine."""
    def sin_(self) -> Tensor:
        """sin_(Tensor(a!) self) -> Tensor(a!)

        Sine.

        Writes to the tensor itself."""
    def sinc(self) -> Tensor:
        """sinc(Tensor self) -> Tensor

        `sin(pi x) / (pi x)`, 1 at 0."""
    def sinc_(self) -> Tensor:
        """sinc_(Tensor(a!) self) -> Tensor(a!)

        `sin(pi x) / (pi x)`, 1 at 0.

        Writes to the tensor itself."""
    def sinh(self) -> Tensor:
        """sinh(Tensor self) -> Tensor

        Hyperbolic sine."""
    def sinh_(self) -> Tensor:
        """sinh_(Tensor(a!) self) -> Tensor(a!)

        Hyperbolic sine.

        Writes to the tensor itself."""
    @overload
    def split(self, split_size: _int, dim: _int = 0) -> tuple[Tensor, ...]:
        """split.Tensor(Tensor(a) self, int split_size, int dim=0) -> Tensor(a)[]

        Consecutive parts of `split_size` along `dim`; the last may be smaller.

        split.sizes(Tensor(a) self, int[] split_size, int dim=0) -> Tensor(a)[]

        Consecutive parts of the given sizes along `dim`."""
    @overload
    def split(self, split_size: Sequence[_int], dim: _int = 0) -> tuple[Tensor, ...]: ...
    @overload
    def split(self, *split_size: _int) -> tuple[Tensor, ...]: ...
    @overload
    def split_with_sizes(self, split_sizes: Sequence[_int], dim: _int = 0) -> tuple[Tensor, ...]:
        """split_with_sizes(Tensor(a) self, int[] split_sizes, int dim=0) -> Tensor(a)[]

        Consecutive parts of the given sizes along `dim`."""
    @overload
    def split_with_sizes(self, *split_sizes: _int) -> tuple[Tensor, ...]: ...
    def sqrt(self) -> Tensor:
        """sqrt(Tensor self) -> Tensor

        Square root."""
    def sqrt_(self) -> Tensor:
        """sqrt_(Tensor(a!) self) -> Tensor(a!)

        Square root.

        Writes to the tensor itself."""
    def square(self) -> Tensor:
        """square(Tensor self) -> Tensor

        `x * x`."""
    def square_(self) -> Tensor:
        """square_(Tensor(a!) self) -> Tensor(a!)

        `x * x`.

        Writes to the tensor itself."""
    @overload
    def squeeze(self) -> Tensor:
        """squeeze(Tensor(a) self) -> Tensor(a)

        Without dimensions of size 1.

        squeeze.dims(Tensor(a) self, int[1] dim) -> Tensor(a)

        Without the given dimensions, where they have size 1."""
    @overload
    def squeeze(self, dim: _int | Sequence[_int]) -> Tensor: ...
    def sub(self, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
        """sub.Tensor(Tensor self, Operand other, *, Scalar alpha=1) -> Tensor

        `this - alpha * other`, element by element, with broadcasting."""
    def sub_(self, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
        """sub_.Tensor(Tensor(a!) self, Operand other, *, Scalar alpha=1) -> Tensor(a!)

        `this -= alpha * other`, element by element, with broadcasting."""
    def subtract(self, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
        """subtract.Tensor(Tensor self, Operand other, *, Scalar alpha=1) -> Tensor

        Another name for `sub`."""
    def subtract_(self, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
        """subtract_.Tensor(Tensor(a!) self, Operand other, *, Scalar alpha=1) -> Tensor(a!)

        Another name for `sub_`."""
    @overload
    def sum(self, *, dtype: _dtype | None = None) -> Tensor:
        """sum(Tensor self, *, ScalarType? dtype=None) -> Tensor

        The sum of all elements.

        sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

        Sums over dimensions."""
    @overload
    def sum(self, dim: _int | Sequence[_int] | None, keepdim: _bool = False, *, dtype: _dtype | None = None) -> Tensor: ...
    @overload
    def sum_to_size(self, size: Sequence[_int]) -> Tensor:
        """sum_to_size(Tensor self, int[] size) -> Tensor

        Sums over dimensions until the tensor has the given shape, which broadcasts to its own."""
    @overload
    def sum_to_size(self, *size: _int) -> Tensor: ...
    def swapaxes(self, axis0: _int, axis1: _int) -> Tensor:
        """swapaxes(Tensor(a) self, int axis0, int axis1) -> Tensor(a)

        Another name for `transpose`."""
    def swapdims(self, dim0: _int, dim1: _int) -> Tensor:
        """swapdims(Tensor(a) self, int dim0, int dim1) -> Tensor(a)

        Another name for `transpose`."""
    def t(self) -> Tensor:
        """t(Tensor(a) self) -> Tensor(a)

        The transpose of a matrix; tensors of fewer dimensions are returned as they are."""
    def tan(self) -> Tensor:
        """tan(Tensor self) -> Tensor

        Tangent."""
    def tan_(self) -> Tensor:
        """tan_(Tensor(a!) self) -> Tensor(a!)

        Tangent.

        Writes to the tensor itself."""
    def tanh(self) -> Tensor:
        """tanh(Tensor self) -> Tensor

        Hyperbolic tangent."""
    def tanh_(self) -> Tensor:
        """tanh_(Tensor(a!) self) -> Tensor(a!)

        Hyperbolic tangent.

        Writes to the tensor itself."""
    @overload
    def tensor_split(self, indices: Sequence[_int], dim: _int = 0) -> tuple[Tensor, ...]:
        """tensor_split.indices(Tensor(a) self, int[] indices, int dim=0) -> Tensor(a)[]

        Parts along `dim` that begin at the given indices.

        tensor_split.sections(Tensor(a) self, int sections, int dim=0) -> Tensor(a)[]

        `sections` parts along `dim`, whose sizes differ by one at most."""
    @overload
    def tensor_split(self, *indices: _int) -> tuple[Tensor, ...]: ...
    @overload
    def tensor_split(self, sections: _int, dim: _int = 0) -> tuple[Tensor, ...]: ...
    @overload
    def to(self, device: _DeviceLike | None = None, dtype: _dtype | None = None, non_blocking: _bool = False, copy: _bool = False, *, memory_format: _memory_format | None = ...) -> Tensor:
        """to.device(Tensor self, Device? device=None, ScalarType? dtype=None, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None) -> Tensor

        This tensor on another device, and in another dtype or memory order.

        to.dtype(Tensor self, ScalarType dtype, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None) -> Tensor

        This tensor in another dtype or memory order.

        to.other(Tensor self, Tensor other, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None) -> Tensor

        This tensor in the dtype and on the device of another."""
    @overload
    def to(self, dtype: _dtype, non_blocking: _bool = False, copy: _bool = False, *, memory_format: _memory_format | None = ...) -> Tensor: ...
    @overload
    def to(self, other: Tensor, non_blocking: _bool = False, copy: _bool = False, *, memory_format: _memory_format | None = ...) -> Tensor: ...
    def transpose(self, dim0: _int, dim1: _int) -> Tensor:
        """transpose.int(Tensor(a) self, int dim0, int dim1) -> Tensor(a)

        Two dimensions exchanged."""
    def true_divide(self, other: Tensor | _Number) -> Tensor:
        """true_divide.Tensor(Tensor self, Operand other) -> Tensor

        Another name for `div` without a rounding mode."""
    def true_divide_(self, other: Tensor | _Number) -> Tensor:
        """true_divide_.Tensor(Tensor(a!) self, Operand other) -> Tensor(a!)

        Another name for `div_` without a rounding mode."""
    def trunc(self) -> Tensor:
        """trunc(Tensor self) -> Tensor

        The integer part."""
    def trunc_(self) -> Tensor:
        """trunc_(Tensor(a!) self) -> Tensor(a!)

        The integer part.

        Writes to the tensor itself."""
    def type_as(self, other: Tensor) -> Tensor:
        """type_as(Tensor self, Tensor other) -> Tensor

        This tensor in the dtype of another."""
    def unbind(self, dim: _int = 0) -> tuple[Tensor, ...]:
        """unbind.int(Tensor(a) self, int dim=0) -> Tensor(a)[]

        The tensors along `dim`, without that dimension."""
    def unflatten(self, dim: _int, sizes: Sequence[_int]) -> Tensor:
        """unflatten.int(Tensor(a) self, int dim, int[] sizes) -> Tensor(a)

        One dimension as several; one of the sizes may be -1."""
    def unfold(self, dimension: _int, size: _int, step: _int) -> Tensor:
        """unfold(Tensor(a) self, int dimension, int size, int step) -> Tensor(a)

        Windows of `size` elements, `step` apart, along `dimension`; the window is a new last dimension."""
    def unsqueeze(self, dim: _int) -> Tensor:
        """unsqueeze(Tensor(a) self, int dim) -> Tensor(a)

        With a new dimension of size 1 at `dim`."""
    @overload
    def view(self, size: Sequence[_int]) -> Tensor:
        """view(Tensor(a) self, int[] size) -> Tensor(a)

        The same elements in another shape; -1 stands for the size that fits."""
    @overload
    def view(self, *size: _int) -> Tensor: ...
    def view_as(self, other: Tensor) -> Tensor:
        """view_as(Tensor(a) self, Tensor other) -> Tensor(a)

        The same elements in another tensor's shape."""
    def xlogy(self, other: Tensor | _Number) -> Tensor:
        """xlogy.Tensor(Tensor self, Operand other) -> Tensor

        `this * log(other)`, and 0 where `this` is 0."""
    def zero_(self) -> Tensor:
        """zero_(Tensor(a!) self) -> Tensor(a!)

        Sets every element to zero."""
    def __array__(self, dtype: Any = None, copy: _bool | None = None) -> Any: ...
    def __contains__(self, element: Any) -> _bool: ...
    def __deepcopy__(self, memo: dict[_int, Any]) -> Tensor: ...
    def __format__(self, spec: str) -> str: ...
    def __iter__(self) -> Iterator[Tensor]: ...
    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]: ...
    def __repr__(self, *, tensor_contents: Any = None) -> str: ...
    def __reversed__(self) -> Tensor: ...
    def apply_(self, callable: Callable[[Any], Any]) -> Tensor:
        """Replace every element by what ``callable`` returns for it. Slow; meant for few elements."""
    def backward(self, gradient: Tensor | None = None, retain_graph: _bool | None = None, create_graph: _bool = False, inputs: Any = None) -> None:
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
            tensor([3., 3.])"""
    def bfloat16(self, memory_format: Any = None) -> Tensor:
        """Return this tensor as bfloat16; itself where it already is."""
    def bool(self, memory_format: Any = None) -> Tensor:
        """Return this tensor as bool; itself where it already is."""
    def byte(self, memory_format: Any = None) -> Tensor:
        """Return this tensor as uint8; itself where it already is."""
    def cdouble(self, memory_format: Any = None) -> Tensor:
        """Return this tensor as complex128; itself where it already is."""
    def cfloat(self, memory_format: Any = None) -> Tensor:
        """Return this tensor as complex64; itself where it already is."""
    def char(self, memory_format: Any = None) -> Tensor:
        """Return this tensor as int8; itself where it already is."""
    def cpu(self, memory_format: Any = None) -> Tensor:
        """Return this tensor in main memory."""
    def cuda(self, device: Any = None, non_blocking: _bool = False, memory_format: Any = None) -> Tensor:
        """Return this tensor on a GPU."""
    def detach_(self) -> Tensor:
        """Take this tensor out of the graph."""
    def double(self, memory_format: Any = None) -> Tensor:
        """Return this tensor as float64; itself where it already is."""
    def float(self, memory_format: Any = None) -> Tensor:
        """Return this tensor as float32; itself where it already is."""
    def get_device(self) -> _int:
        """Return the number of the GPU the elements are on, -1 for the CPU."""
    def half(self, memory_format: Any = None) -> Tensor:
        """Return this tensor as float16; itself where it already is."""
    def int(self, memory_format: Any = None) -> Tensor:
        """Return this tensor as int32; itself where it already is."""
    def is_pinned(self, device: Any = None) -> _bool:
        """Return False: this tensor's memory is not pinned."""
    def long(self, memory_format: Any = None) -> Tensor:
        """Return this tensor as int64; itself where it already is."""
    def new_tensor(self, data: Any, *, dtype: _dtype | None = None, device: Any = None, requires_grad: _bool = False) -> Tensor:
        """Return a tensor that copies ``data``, by default in this tensor's dtype and on its device."""
    def numpy(self, *, force: _bool = False) -> Any:
        """Return a NumPy array that shares this tensor's memory.

        With ``force``, a tensor that requires grad is detached first."""
    def pin_memory(self, device: Any = None) -> Tensor:
        """Return this tensor: main memory is pinned only for copies to a GPU."""
    def register_hook(self, hook: Callable[[Tensor], Tensor | None]) -> Any:
        """Call ``hook`` with this tensor's gradient in every backward pass; what it returns replaces the gradient.

        Returns a handle whose ``remove()`` takes the hook away."""
    def register_post_accumulate_grad_hook(self, hook: Callable[[Tensor], None]) -> Any:
        """Call ``hook`` with this leaf after a gradient was added to it."""
    def resize_(self, *size: Any, memory_format: Any = None) -> Tensor:
        """Give this tensor another shape. Elements that were there stay in their place in memory, new ones are unset."""
    def set_(self, source: Tensor) -> Tensor:
        """Make this tensor share the elements of another."""
    def share_memory_(self) -> Tensor:
        """Move the elements to memory that other processes can share."""
    def short(self, memory_format: Any = None) -> Tensor:
        """Return this tensor as int16; itself where it already is."""
    def squeeze_(self, *args: Any, **kwargs: Any) -> Tensor:
        """Change this tensor's own layout as :meth:`squeeze` does."""
    def swapaxes_(self, *args: Any, **kwargs: Any) -> Tensor:
        """Change this tensor's own layout as :meth:`swapaxes` does."""
    def swapdims_(self, *args: Any, **kwargs: Any) -> Tensor:
        """Change this tensor's own layout as :meth:`swapdims` does."""
    def t_(self, *args: Any, **kwargs: Any) -> Tensor:
        """Change this tensor's own layout as :meth:`t` does."""
    def transpose_(self, *args: Any, **kwargs: Any) -> Tensor:
        """Change this tensor's own layout as :meth:`transpose` does."""
    def type(self, dtype: Any = None, non_blocking: _bool = False) -> Any:
        """Return the name of this tensor's type, or this tensor converted to ``dtype``."""
    def unsqueeze_(self, *args: Any, **kwargs: Any) -> Tensor:
        """Change this tensor's own layout as :meth:`unsqueeze` does."""

def abs(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """abs(Tensor self) -> Tensor

    Absolute value; the modulus of complex numbers."""
def abs_(input: Tensor) -> Tensor:
    """abs_(Tensor(a!) self) -> Tensor(a!)

    Absolute value; the modulus of complex numbers.

    Writes to the tensor itself."""
def absolute(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """absolute(Tensor self) -> Tensor"""
def absolute_(input: Tensor) -> Tensor:
    """absolute_(Tensor(a!) self) -> Tensor(a!)"""
def acos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """acos(Tensor self) -> Tensor

    Inverse cosine."""
def acos_(input: Tensor) -> Tensor:
    """acos_(Tensor(a!) self) -> Tensor(a!)

    Inverse cosine.

    Writes to the tensor itself."""
def acosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """acosh(Tensor self) -> Tensor

    Inverse hyperbolic cosine."""
def acosh_(input: Tensor) -> Tensor:
    """acosh_(Tensor(a!) self) -> Tensor(a!)

    Inverse hyperbolic cosine.

    Writes to the tensor itself."""
def add(input: Tensor, other: Tensor | _Number, *, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """add.Tensor(Tensor self, Operand other, *, Scalar alpha=1) -> Tensor

    `this + alpha * other`, element by element, with broadcasting."""
def add_(input: Tensor, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
    """add_.Tensor(Tensor(a!) self, Operand other, *, Scalar alpha=1) -> Tensor(a!)

    `this += alpha * other`, element by element, with broadcasting."""
def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1, out: Tensor | None = None) -> Tensor:
    """addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor

    `this + value * tensor1 / tensor2`."""
def addcdiv_(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
    """addcdiv_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!)

    `this += value * tensor1 / tensor2`."""
def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1, out: Tensor | None = None) -> Tensor:
    """addcmul(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor

    `this + value * tensor1 * tensor2`."""
def addcmul_(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
    """addcmul_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!)

    `this += value * tensor1 * tensor2`."""
def alias(input: Tensor) -> Tensor:
    """alias(Tensor(a) self) -> Tensor(a)

    A tensor that is this one, for the graph a new node."""
@overload
def all(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """all(Tensor self) -> Tensor

    Whether all elements are not zero.

    all.dims(Tensor self, int[]? dim=None, bool keepdim=False) -> Tensor

    Whether all elements are not zero.
    Along several dimensions.

    all.dim(Tensor self, int dim, bool keepdim=False) -> Tensor

    Whether all elements are not zero.
    Along one dimension."""
@overload
def all(input: Tensor, dim: Sequence[_int] | None = None, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor: ...
@overload
def all(input: Tensor, dim: _int, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor: ...
def allclose(input: Tensor, other: Tensor, rtol: _float = 1e-05, atol: _float = 1e-08, equal_nan: _bool = False) -> _bool:
    """allclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False) -> bool

    Whether all elements are close; see `isclose`."""
def angle(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """angle(Tensor self) -> Tensor

    The argument of complex numbers; pi for negative reals, 0 for others."""
@overload
def any(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """any(Tensor self) -> Tensor

    Whether any element is not zero.

    any.dims(Tensor self, int[]? dim=None, bool keepdim=False) -> Tensor

    Whether any element is not zero.
    Along several dimensions.

    any.dim(Tensor self, int dim, bool keepdim=False) -> Tensor

    Whether any element is not zero.
    Along one dimension."""
@overload
def any(input: Tensor, dim: Sequence[_int] | None = None, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor: ...
@overload
def any(input: Tensor, dim: _int, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor: ...
@overload
def arange(end: _Number, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """arange(Scalar end, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    0, 1, ... below `end`.

    arange.start_step(Scalar start, Scalar end, Scalar step=1, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    `start`, `start + step`, ... below `end`."""
@overload
def arange(start: _Number, end: _Number, step: _Number = 1, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor: ...
def arccos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """arccos(Tensor self) -> Tensor"""
def arccos_(input: Tensor) -> Tensor:
    """arccos_(Tensor(a!) self) -> Tensor(a!)"""
def arccosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """arccosh(Tensor self) -> Tensor"""
def arccosh_(input: Tensor) -> Tensor:
    """arccosh_(Tensor(a!) self) -> Tensor(a!)"""
def arcsin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """arcsin(Tensor self) -> Tensor"""
def arcsin_(input: Tensor) -> Tensor:
    """arcsin_(Tensor(a!) self) -> Tensor(a!)"""
def arcsinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """arcsinh(Tensor self) -> Tensor"""
def arcsinh_(input: Tensor) -> Tensor:
    """arcsinh_(Tensor(a!) self) -> Tensor(a!)"""
def arctan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """arctan(Tensor self) -> Tensor"""
def arctan_(input: Tensor) -> Tensor:
    """arctan_(Tensor(a!) self) -> Tensor(a!)"""
def arctanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """arctanh(Tensor self) -> Tensor"""
def arctanh_(input: Tensor) -> Tensor:
    """arctanh_(Tensor(a!) self) -> Tensor(a!)"""
def as_strided(input: Tensor, size: Sequence[_int], stride: Sequence[_int], storage_offset: _int | None = None) -> Tensor:
    """as_strided(Tensor(a) self, int[] size, int[] stride, int? storage_offset=None) -> Tensor(a)

    A view with any sizes, strides and offset inside the storage."""
def asin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """asin(Tensor self) -> Tensor

    Inverse sine."""
def asin_(input: Tensor) -> Tensor:
    """asin_(Tensor(a!) self) -> Tensor(a!)

    Inverse sine.

    Writes to the tensor itself."""
def asinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """asinh(Tensor self) -> Tensor

    Inverse hyperbolic sine."""
def asinh_(input: Tensor) -> Tensor:
    """asinh_(Tensor(a!) self) -> Tensor(a!)

    Inverse hyperbolic sine.

    Writes to the tensor itself."""
def atan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """atan(Tensor self) -> Tensor

    Inverse tangent."""
def atan2(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """atan2(Tensor self, Tensor other) -> Tensor

    The angle of the point (`other`, `this`), in (-pi, pi]."""
def atan2_(input: Tensor, other: Tensor) -> Tensor:
    """atan2_(Tensor(a!) self, Tensor other) -> Tensor(a!)

    Replaces `this` by the angle of the point (`other`, `this`)."""
def atan_(input: Tensor) -> Tensor:
    """atan_(Tensor(a!) self) -> Tensor(a!)

    Inverse tangent.

    Writes to the tensor itself."""
def atanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """atanh(Tensor self) -> Tensor

    Inverse hyperbolic tangent."""
def atanh_(input: Tensor) -> Tensor:
    """atanh_(Tensor(a!) self) -> Tensor(a!)

    Inverse hyperbolic tangent.

    Writes to the tensor itself."""
def bitwise_and(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """bitwise_and(Tensor self, Operand other) -> Tensor

    Bitwise and."""
def bitwise_and_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """bitwise_and_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Bitwise and.

    Writes to the tensor itself."""
def bitwise_left_shift(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """bitwise_left_shift(Tensor self, Operand other) -> Tensor

    `this << other`."""
def bitwise_left_shift_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """bitwise_left_shift_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `this << other`.

    Writes to the tensor itself."""
def bitwise_not(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """bitwise_not(Tensor self) -> Tensor

    Inverts bits; the logical not of booleans."""
def bitwise_not_(input: Tensor) -> Tensor:
    """bitwise_not_(Tensor(a!) self) -> Tensor(a!)

    Inverts bits; the logical not of booleans.

    Writes to the tensor itself."""
def bitwise_or(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """bitwise_or(Tensor self, Operand other) -> Tensor

    Bitwise or."""
def bitwise_or_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """bitwise_or_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Bitwise or.

    Writes to the tensor itself."""
def bitwise_right_shift(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """bitwise_right_shift(Tensor self, Operand other) -> Tensor

    `this >> other`, with the sign."""
def bitwise_right_shift_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """bitwise_right_shift_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `this >> other`, with the sign.

    Writes to the tensor itself."""
def bitwise_xor(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """bitwise_xor(Tensor self, Operand other) -> Tensor

    Bitwise exclusive or."""
def bitwise_xor_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """bitwise_xor_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Bitwise exclusive or.

    Writes to the tensor itself."""
def broadcast_to(input: Tensor, size: Sequence[_int]) -> Tensor:
    """broadcast_to(Tensor(a) self, int[] size) -> Tensor(a)

    Expands to a shape."""
def ceil(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """ceil(Tensor self) -> Tensor

    The smallest integer not below."""
def ceil_(input: Tensor) -> Tensor:
    """ceil_(Tensor(a!) self) -> Tensor(a!)

    The smallest integer not below.

    Writes to the tensor itself."""
def celu(input: Tensor, alpha: _Number = 1.0) -> Tensor:
    """celu(Tensor self, Scalar alpha=1.0) -> Tensor

    `max(0, x) + min(0, alpha * (e^(x / alpha) - 1))`."""
def celu_(input: Tensor, alpha: _Number = 1.0) -> Tensor:
    """celu_(Tensor(a!) self, Scalar alpha=1.0) -> Tensor(a!)

    In-place form of `celu`."""
def chunk(input: Tensor, chunks: _int, dim: _int = 0) -> tuple[Tensor, ...]:
    """chunk(Tensor(a) self, int chunks, int dim=0) -> Tensor(a)[]

    At most `chunks` consecutive parts of equal size along `dim`; the last may be smaller."""
def clamp(input: Tensor, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None, *, out: Tensor | None = None) -> Tensor:
    """clamp(Tensor self, Operand? min=None, Operand? max=None) -> Tensor

    Limits every element to `[min, max]`; either bound may be missing, a number or a tensor."""
def clamp_(input: Tensor, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None) -> Tensor:
    """clamp_(Tensor(a!) self, Operand? min=None, Operand? max=None) -> Tensor(a!)

    Limits every element to `[min, max]` in place."""
def clamp_max(input: Tensor, max: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """clamp_max(Tensor self, Operand max) -> Tensor

    Limits every element from above."""
def clamp_max_(input: Tensor, max: Tensor | _Number) -> Tensor:
    """clamp_max_(Tensor(a!) self, Operand max) -> Tensor(a!)

    Limits every element from above, in place."""
def clamp_min(input: Tensor, min: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """clamp_min(Tensor self, Operand min) -> Tensor

    Limits every element from below."""
def clamp_min_(input: Tensor, min: Tensor | _Number) -> Tensor:
    """clamp_min_(Tensor(a!) self, Operand min) -> Tensor(a!)

    Limits every element from below, in place."""
def clip(input: Tensor, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None, *, out: Tensor | None = None) -> Tensor:
    """clip(Tensor self, Operand? min=None, Operand? max=None) -> Tensor

    Another name for `clamp`."""
def clone(input: Tensor, *, memory_format: _memory_format | None = ...) -> Tensor:
    """clone(Tensor self, *, MemoryFormat? memory_format=None) -> Tensor

    A copy with its own memory."""
def complex(real: Tensor, imag: Tensor, *, out: Tensor | None = None) -> Tensor:
    """complex(Tensor real, Tensor imag) -> Tensor

    The complex tensor `real + i imag`."""
def conj(input: Tensor) -> Tensor:
    """conj(Tensor self) -> Tensor

    Complex conjugate; a real tensor is returned as it is."""
def contiguous(input: Tensor, *, memory_format: _memory_format | None = ...) -> Tensor:
    """contiguous(Tensor self, *, MemoryFormat memory_format=contiguous_format) -> Tensor

    This tensor if its elements already lie in memory as asked, else a copy that does."""
def copy_(input: Tensor, src: Tensor, non_blocking: _bool = False) -> Tensor:
    """copy_(Tensor(a!) self, Tensor src, bool non_blocking=False) -> Tensor(a!)

    Copies the elements of `src`, which broadcasts to this tensor, into it, converting the dtype."""
def copysign(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """copysign(Tensor self, Operand other) -> Tensor

    The magnitude of `this` with the sign of `other`."""
def copysign_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """copysign_(Tensor(a!) self, Operand other) -> Tensor(a!)

    The magnitude of `this` with the sign of `other`.

    Writes to the tensor itself."""
def cos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """cos(Tensor self) -> Tensor

    Cosine."""
def cos_(input: Tensor) -> Tensor:
    """cos_(Tensor(a!) self) -> Tensor(a!)

    Cosine.

    Writes to the tensor itself."""
def cosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """cosh(Tensor self) -> Tensor

    Hyperbolic cosine."""
def cosh_(input: Tensor) -> Tensor:
    """cosh_(Tensor(a!) self) -> Tensor(a!)

    Hyperbolic cosine.

    Writes to the tensor itself."""
def deg2rad(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """deg2rad(Tensor self) -> Tensor

    Degrees to radians."""
def deg2rad_(input: Tensor) -> Tensor:
    """deg2rad_(Tensor(a!) self) -> Tensor(a!)

    Degrees to radians.

    Writes to the tensor itself."""
def detach(input: Tensor) -> Tensor:
    """detach(Tensor(a) self) -> Tensor(a)

    The same elements outside the graph."""
def diagonal(input: Tensor, offset: _int = 0, dim1: _int = 0, dim2: _int = 1) -> Tensor:
    """diagonal(Tensor(a) self, int offset=0, int dim1=0, int dim2=1) -> Tensor(a)

    The diagonal of dimensions `dim1` and `dim2`, `offset` above the main one, as the last dimension."""
def digamma(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """digamma(Tensor self) -> Tensor

    Derivative of `log gamma`."""
def digamma_(input: Tensor) -> Tensor:
    """digamma_(Tensor(a!) self) -> Tensor(a!)

    Derivative of `log gamma`.

    Writes to the tensor itself."""
def div(input: Tensor, other: Tensor | _Number, *, rounding_mode: str | None = None, out: Tensor | None = None) -> Tensor:
    """div.Tensor(Tensor self, Operand other, *, str? rounding_mode=None) -> Tensor

    `this / other`, element by element. `rounding_mode` is None (true division), "trunc" or "floor"."""
def div_(input: Tensor, other: Tensor | _Number, *, rounding_mode: str | None = None) -> Tensor:
    """div_.Tensor(Tensor(a!) self, Operand other, *, str? rounding_mode=None) -> Tensor(a!)

    `this /= other`, element by element. `rounding_mode` is None (true division), "trunc" or "floor"."""
def divide(input: Tensor, other: Tensor | _Number, *, rounding_mode: str | None = None, out: Tensor | None = None) -> Tensor:
    """divide.Tensor(Tensor self, Operand other, *, str? rounding_mode=None) -> Tensor

    Another name for `div`."""
def divide_(input: Tensor, other: Tensor | _Number, *, rounding_mode: str | None = None) -> Tensor:
    """divide_.Tensor(Tensor(a!) self, Operand other, *, str? rounding_mode=None) -> Tensor(a!)

    Another name for `div_`."""
def elu(input: Tensor, alpha: _Number = 1, scale: _Number = 1, input_scale: _Number = 1, *, out: Tensor | None = None) -> Tensor:
    """elu(Tensor self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -> Tensor

    `scale * x` where positive, else `scale * alpha * (e^(input_scale * x) - 1)`."""
def elu_(input: Tensor, alpha: _Number = 1, scale: _Number = 1, input_scale: _Number = 1) -> Tensor:
    """elu_(Tensor(a!) self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -> Tensor(a!)

    In-place form of `elu`."""
@overload
def empty(size: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor:
    """empty(int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor

    A tensor whose elements are not initialised."""
@overload
def empty(*size: _int, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor: ...
def empty_like(input: Tensor, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor:
    """empty_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor

    An uninitialised tensor of another's shape."""
def empty_strided(size: Sequence[_int], stride: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """empty_strided(int[] size, int[] stride, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    An uninitialised tensor with the given strides."""
def eq(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """eq(Tensor self, Operand other) -> Tensor

    Whether elements are equal."""
def eq_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """eq_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Whether elements are equal.

    Writes to the tensor itself."""
def equal(input: Tensor, other: Tensor) -> _bool:
    """equal(Tensor self, Tensor other) -> bool

    Whether both have the same shape and equal elements."""
def erf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """erf(Tensor self) -> Tensor

    Error function."""
def erf_(input: Tensor) -> Tensor:
    """erf_(Tensor(a!) self) -> Tensor(a!)

    Error function.

    Writes to the tensor itself."""
def erfc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """erfc(Tensor self) -> Tensor

    Complementary error function, `1 - erf(x)`."""
def erfc_(input: Tensor) -> Tensor:
    """erfc_(Tensor(a!) self) -> Tensor(a!)

    Complementary error function, `1 - erf(x)`.

    Writes to the tensor itself."""
def erfinv(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """erfinv(Tensor self) -> Tensor

    Inverse of the error function."""
def erfinv_(input: Tensor) -> Tensor:
    """erfinv_(Tensor(a!) self) -> Tensor(a!)

    Inverse of the error function.

    Writes to the tensor itself."""
def exp(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """exp(Tensor self) -> Tensor

    `e^x`."""
def exp2(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """exp2(Tensor self) -> Tensor

    `2^x`."""
def exp2_(input: Tensor) -> Tensor:
    """exp2_(Tensor(a!) self) -> Tensor(a!)

    `2^x`.

    Writes to the tensor itself."""
def exp_(input: Tensor) -> Tensor:
    """exp_(Tensor(a!) self) -> Tensor(a!)

    `e^x`.

    Writes to the tensor itself."""
def expand(input: Tensor, size: Sequence[_int], *, implicit: _bool = False) -> Tensor:
    """expand(Tensor(a) self, int[] size, *, bool implicit=False) -> Tensor(a)

    Dimensions of size 1 read as larger, without copies; -1 keeps a size."""
def expand_as(input: Tensor, other: Tensor) -> Tensor:
    """expand_as(Tensor(a) self, Tensor other) -> Tensor(a)

    Expands to another tensor's shape."""
def expm1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """expm1(Tensor self) -> Tensor

    `e^x - 1`, accurate near 0."""
def expm1_(input: Tensor) -> Tensor:
    """expm1_(Tensor(a!) self) -> Tensor(a!)

    `e^x - 1`, accurate near 0.

    Writes to the tensor itself."""
def eye(n: _int, m: _int | None = None, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """eye(int n, int? m=None, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    The identity matrix of n rows and columns."""
def fill_(input: Tensor, value: Tensor | _Number) -> Tensor:
    """fill_.Scalar(Tensor(a!) self, Operand value) -> Tensor(a!)

    Sets every element to `value`, a number or a 0-d tensor."""
def fix(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """fix(Tensor self) -> Tensor"""
def fix_(input: Tensor) -> Tensor:
    """fix_(Tensor(a!) self) -> Tensor(a!)"""
def flatten(input: Tensor, start_dim: _int = 0, end_dim: _int = -1) -> Tensor:
    """flatten.using_ints(Tensor(a) self, int start_dim=0, int end_dim=-1) -> Tensor(a)

    Dimensions `start_dim` to `end_dim` as one."""
def floor(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """floor(Tensor self) -> Tensor

    The largest integer not above."""
def floor_(input: Tensor) -> Tensor:
    """floor_(Tensor(a!) self) -> Tensor(a!)

    The largest integer not above.

    Writes to the tensor itself."""
def floor_divide(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """floor_divide(Tensor self, Operand other) -> Tensor

    `floor(this / other)`, element by element. An integer divided by zero is an error."""
def floor_divide_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """floor_divide_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `floor(this / other)`, element by element. An integer divided by zero is an error.

    Writes to the tensor itself."""
def fmax(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """fmax(Tensor self, Tensor other) -> Tensor

    The larger of both, element by element; the other one where one is NaN."""
def fmin(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """fmin(Tensor self, Tensor other) -> Tensor

    The smaller of both, element by element; the other one where one is NaN."""
def fmod(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """fmod(Tensor self, Operand other) -> Tensor

    Remainder of `this / other` with the sign of `this`."""
def fmod_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """fmod_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Remainder of `this / other` with the sign of `this`.

    Writes to the tensor itself."""
def frac(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """frac(Tensor self) -> Tensor

    The fractional part, with the sign of x."""
def frac_(input: Tensor) -> Tensor:
    """frac_(Tensor(a!) self) -> Tensor(a!)

    The fractional part, with the sign of x.

    Writes to the tensor itself."""
def full(size: Sequence[_int], fill_value: _Number, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """full(int[] size, Scalar fill_value, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    A tensor filled with `fill_value`, whose kind decides the dtype unless it is given."""
def full_like(input: Tensor, fill_value: _Number, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor:
    """full_like(Tensor self, Scalar fill_value, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor

    A tensor of another's shape filled with `fill_value`."""
def ge(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """ge(Tensor self, Operand other) -> Tensor

    `this >= other`."""
def ge_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """ge_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `this >= other`.

    Writes to the tensor itself."""
def gelu(input: Tensor, *, approximate: str = "none", out: Tensor | None = None) -> Tensor:
    """gelu(Tensor self, *, str approximate="none") -> Tensor

    `x * Phi(x)`, Phi being the normal distribution's cumulative function; `approximate` is "none" or "tanh"."""
def greater(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """greater(Tensor self, Operand other) -> Tensor"""
def greater_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """greater_(Tensor(a!) self, Operand other) -> Tensor(a!)"""
def greater_equal(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """greater_equal(Tensor self, Operand other) -> Tensor"""
def greater_equal_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """greater_equal_(Tensor(a!) self, Operand other) -> Tensor(a!)"""
def gt(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """gt(Tensor self, Operand other) -> Tensor

    `this > other`."""
def gt_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """gt_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `this > other`.

    Writes to the tensor itself."""
def hardshrink(input: Tensor, lambd: _Number = 0.5, *, out: Tensor | None = None) -> Tensor:
    """hardshrink(Tensor self, Scalar lambd=0.5) -> Tensor

    x, and 0 where `|x| <= lambd`."""
def hardsigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """hardsigmoid(Tensor self) -> Tensor

    `clamp(x + 3, 0, 6) / 6`."""
def hardsigmoid_(input: Tensor) -> Tensor:
    """hardsigmoid_(Tensor(a!) self) -> Tensor(a!)

    `clamp(x + 3, 0, 6) / 6`.

    Writes to the tensor itself."""
def hardswish(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """hardswish(Tensor self) -> Tensor

    `x * clamp(x + 3, 0, 6) / 6`."""
def hardswish_(input: Tensor) -> Tensor:
    """hardswish_(Tensor(a!) self) -> Tensor(a!)

    `x * clamp(x + 3, 0, 6) / 6`.

    Writes to the tensor itself."""
def hardtanh(input: Tensor, min_val: _Number = -1, max_val: _Number = 1, *, out: Tensor | None = None) -> Tensor:
    """hardtanh(Tensor self, Scalar min_val=-1, Scalar max_val=1) -> Tensor

    x limited to `[min_val, max_val]`."""
def hardtanh_(input: Tensor, min_val: _Number = -1, max_val: _Number = 1) -> Tensor:
    """hardtanh_(Tensor(a!) self, Scalar min_val=-1, Scalar max_val=1) -> Tensor(a!)

    In-place form of `hardtanh`."""
def hypot(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """hypot(Tensor self, Operand other) -> Tensor

    `sqrt(this^2 + other^2)` without overflow."""
def hypot_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """hypot_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `sqrt(this^2 + other^2)` without overflow.

    Writes to the tensor itself."""
def imag(input: Tensor) -> Tensor:
    """imag(Tensor(a) self) -> Tensor(a)

    The imaginary parts of a complex tensor, as a view."""
def isclose(input: Tensor, other: Tensor, rtol: _float = 1e-05, atol: _float = 1e-08, equal_nan: _bool = False) -> Tensor:
    """isclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False) -> Tensor

    Whether `|this - other| <= atol + rtol * |other|`, element by element."""
def isfinite(input: Tensor) -> Tensor:
    """isfinite(Tensor self) -> Tensor

    Whether elements are neither infinite nor NaN."""
def isinf(input: Tensor) -> Tensor:
    """isinf(Tensor self) -> Tensor

    Whether elements are infinite."""
def isnan(input: Tensor) -> Tensor:
    """isnan(Tensor self) -> Tensor

    Whether elements are NaN."""
def isneginf(input: Tensor) -> Tensor:
    """isneginf(Tensor self) -> Tensor

    Whether elements are minus infinity."""
def isposinf(input: Tensor) -> Tensor:
    """isposinf(Tensor self) -> Tensor

    Whether elements are plus infinity."""
def le(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """le(Tensor self, Operand other) -> Tensor

    `this <= other`."""
def le_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """le_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `this <= other`.

    Writes to the tensor itself."""
def leaky_relu(input: Tensor, negative_slope: _Number = 0.01, *, out: Tensor | None = None) -> Tensor:
    """leaky_relu(Tensor self, Scalar negative_slope=0.01) -> Tensor

    x where positive, else `negative_slope * x`."""
def leaky_relu_(input: Tensor, negative_slope: _Number = 0.01) -> Tensor:
    """leaky_relu_(Tensor(a!) self, Scalar negative_slope=0.01) -> Tensor(a!)

    x where positive, else `negative_slope * x`, in place."""
def lerp(input: Tensor, end: Tensor, weight: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """lerp.Tensor(Tensor self, Tensor end, Operand weight) -> Tensor

    `start + weight * (end - start)`; weights 0 and 1 give the ends exactly."""
def lerp_(input: Tensor, end: Tensor, weight: Tensor | _Number) -> Tensor:
    """lerp_.Tensor(Tensor(a!) self, Tensor end, Operand weight) -> Tensor(a!)

    Moves every element towards `end` by `weight`."""
def less(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """less(Tensor self, Operand other) -> Tensor"""
def less_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """less_(Tensor(a!) self, Operand other) -> Tensor(a!)"""
def less_equal(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """less_equal(Tensor self, Operand other) -> Tensor"""
def less_equal_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """less_equal_(Tensor(a!) self, Operand other) -> Tensor(a!)"""
def lgamma(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """lgamma(Tensor self) -> Tensor

    `log |gamma(x)|`."""
def lgamma_(input: Tensor) -> Tensor:
    """lgamma_(Tensor(a!) self) -> Tensor(a!)

    `log |gamma(x)|`.

    Writes to the tensor itself."""
def linspace(start: _Number, end: _Number, steps: _int, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """linspace(Scalar start, Scalar end, int steps, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    `steps` numbers from `start` to `end`, both included, evenly spaced."""
def log(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log(Tensor self) -> Tensor

    Natural logarithm."""
def log10(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log10(Tensor self) -> Tensor

    Logarithm to base 10."""
def log10_(input: Tensor) -> Tensor:
    """log10_(Tensor(a!) self) -> Tensor(a!)

    Logarithm to base 10.

    Writes to the tensor itself."""
def log1p(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log1p(Tensor self) -> Tensor

    `log(1 + x)`, accurate near 0."""
def log1p_(input: Tensor) -> Tensor:
    """log1p_(Tensor(a!) self) -> Tensor(a!)

    `log(1 + x)`, accurate near 0.

    Writes to the tensor itself."""
def log2(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log2(Tensor self) -> Tensor

    Logarithm to base 2."""
def log2_(input: Tensor) -> Tensor:
    """log2_(Tensor(a!) self) -> Tensor(a!)

    Logarithm to base 2.

    Writes to the tensor itself."""
def log_(input: Tensor) -> Tensor:
    """log_(Tensor(a!) self) -> Tensor(a!)

    Natural logarithm.

    Writes to the tensor itself."""
def log_sigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log_sigmoid(Tensor self) -> Tensor

    `log(sigmoid(x))`."""
def log_sigmoid_(input: Tensor) -> Tensor:
    """log_sigmoid_(Tensor(a!) self) -> Tensor(a!)

    `log(sigmoid(x))`.

    Writes to the tensor itself."""
def logaddexp(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """logaddexp(Tensor self, Tensor other) -> Tensor

    `log(e^this + e^other)` without overflow."""
def logical_and(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """logical_and(Tensor self, Operand other) -> Tensor

    Whether both are not zero."""
def logical_and_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """logical_and_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Whether both are not zero.

    Writes to the tensor itself."""
def logical_not(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """logical_not(Tensor self) -> Tensor

    Whether an element is zero."""
def logical_not_(input: Tensor) -> Tensor:
    """logical_not_(Tensor(a!) self) -> Tensor(a!)

    Whether an element is zero.

    Writes to the tensor itself."""
def logical_or(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """logical_or(Tensor self, Operand other) -> Tensor

    Whether one is not zero."""
def logical_or_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """logical_or_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Whether one is not zero.

    Writes to the tensor itself."""
def logical_xor(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """logical_xor(Tensor self, Operand other) -> Tensor

    Whether exactly one is not zero."""
def logical_xor_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """logical_xor_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Whether exactly one is not zero.

    Writes to the tensor itself."""
def logit(input: Tensor, eps: _float | None = None, *, out: Tensor | None = None) -> Tensor:
    """logit(Tensor self, float? eps=None) -> Tensor

    `log(x / (1 - x))`; with `eps`, x is first clamped to `[eps, 1 - eps]`."""
def logspace(start: _Number, end: _Number, steps: _int, base: _float = 10.0, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """logspace(Scalar start, Scalar end, int steps, float base=10.0, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    `steps` numbers from `base^start` to `base^end`, evenly spaced in the exponent."""
def lt(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """lt(Tensor self, Operand other) -> Tensor

    `this < other`."""
def lt_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """lt_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `this < other`.

    Writes to the tensor itself."""
def masked_fill(input: Tensor, mask: Tensor, value: Tensor | _Number) -> Tensor:
    """masked_fill(Tensor self, Tensor mask, Operand value) -> Tensor

    `this` with `value` where the boolean `mask` holds; the mask broadcasts."""
def masked_fill_(input: Tensor, mask: Tensor, value: Tensor | _Number) -> Tensor:
    """masked_fill_(Tensor(a!) self, Tensor mask, Operand value) -> Tensor(a!)

    Writes `value` where the boolean `mask` holds; the mask broadcasts to this tensor."""
def maximum(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """maximum(Tensor self, Tensor other) -> Tensor

    The larger of both, element by element; NaN where either is."""
@overload
def mean(input: Tensor, *, dtype: _dtype | None = None) -> Tensor:
    """mean(Tensor self, *, ScalarType? dtype=None) -> Tensor

    The mean of all elements.

    mean.dim(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

    Means over dimensions."""
@overload
def mean(input: Tensor, dim: _int | Sequence[_int] | None, keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor: ...
def minimum(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """minimum(Tensor self, Tensor other) -> Tensor

    The smaller of both, element by element; NaN where either is."""
def mish(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """mish(Tensor self) -> Tensor

    `x * tanh(softplus(x))`."""
def mish_(input: Tensor) -> Tensor:
    """mish_(Tensor(a!) self) -> Tensor(a!)

    `x * tanh(softplus(x))`.

    Writes to the tensor itself."""
def moveaxis(input: Tensor, source: _int | Sequence[_int], destination: _int | Sequence[_int]) -> Tensor:
    """moveaxis.intlist(Tensor(a) self, int[1] source, int[1] destination) -> Tensor(a)

    Another name for `movedim`."""
def movedim(input: Tensor, source: _int | Sequence[_int], destination: _int | Sequence[_int]) -> Tensor:
    """movedim.intlist(Tensor(a) self, int[1] source, int[1] destination) -> Tensor(a)

    Dimensions moved to new places; the others keep their order."""
def mul(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """mul(Tensor self, Operand other) -> Tensor

    `this * other`, element by element, with broadcasting."""
def mul_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """mul_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `this * other`, element by element, with broadcasting.

    Writes to the tensor itself."""
def multiply(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """multiply(Tensor self, Operand other) -> Tensor"""
def multiply_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """multiply_(Tensor(a!) self, Operand other) -> Tensor(a!)"""
def nan_to_num(input: Tensor, nan: _float | None = None, posinf: _float | None = None, neginf: _float | None = None, *, out: Tensor | None = None) -> Tensor:
    """nan_to_num(Tensor self, float? nan=None, float? posinf=None, float? neginf=None) -> Tensor

    NaN, plus and minus infinity replaced by numbers; by default 0, the largest and the smallest of the dtype."""
def narrow(input: Tensor, dim: _int, start: _int, length: _int) -> Tensor:
    """narrow(Tensor(a) self, int dim, int start, int length) -> Tensor(a)

    `length` elements from `start` along `dim`."""
def ne(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """ne(Tensor self, Operand other) -> Tensor

    Whether elements differ."""
def ne_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """ne_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Whether elements differ.

    Writes to the tensor itself."""
def neg(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """neg(Tensor self) -> Tensor

    `-x`."""
def neg_(input: Tensor) -> Tensor:
    """neg_(Tensor(a!) self) -> Tensor(a!)

    `-x`.

    Writes to the tensor itself."""
def negative(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """negative(Tensor self) -> Tensor"""
def negative_(input: Tensor) -> Tensor:
    """negative_(Tensor(a!) self) -> Tensor(a!)"""
def new_empty(input: Tensor, size: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """new_empty(Tensor self, int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    An uninitialised tensor of this one's dtype."""
def new_full(input: Tensor, size: Sequence[_int], fill_value: _Number, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """new_full(Tensor self, int[] size, Scalar fill_value, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    A tensor filled with `fill_value` in this one's dtype."""
def new_ones(input: Tensor, size: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """new_ones(Tensor self, int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    Ones.
    Dtype and device are by default this tensor's."""
def new_zeros(input: Tensor, size: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """new_zeros(Tensor self, int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    Zeros.
    Dtype and device are by default this tensor's."""
def nextafter(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """nextafter(Tensor self, Operand other) -> Tensor

    The next number after `this` in the direction of `other`."""
def nextafter_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """nextafter_(Tensor(a!) self, Operand other) -> Tensor(a!)

    The next number after `this` in the direction of `other`.

    Writes to the tensor itself."""
def not_equal(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """not_equal(Tensor self, Operand other) -> Tensor"""
def not_equal_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """not_equal_(Tensor(a!) self, Operand other) -> Tensor(a!)"""
@overload
def ones(size: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """ones(int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    Ones."""
@overload
def ones(*size: _int, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor: ...
def ones_like(input: Tensor, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor:
    """ones_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor

    Ones.
    Shape, and by default dtype and device, are another tensor's."""
def permute(input: Tensor, dims: Sequence[_int]) -> Tensor:
    """permute(Tensor(a) self, int[] dims) -> Tensor(a)

    Dimensions in another order."""
def positive(input: Tensor) -> Tensor:
    """positive(Tensor self) -> Tensor

    The tensor itself."""
@overload
def pow(input: _Number, exponent: Tensor) -> Tensor:
    """pow.Scalar(Scalar self, Tensor exponent) -> Tensor

    `base ** exponent` for a number as base.

    pow.Tensor(Tensor self, Operand exponent) -> Tensor

    `this ** exponent`, element by element, with broadcasting."""
@overload
def pow(input: Tensor, exponent: Tensor | _Number, *, out: Tensor | None = None) -> Tensor: ...
def pow_(input: Tensor, exponent: Tensor | _Number) -> Tensor:
    """pow_.Tensor(Tensor(a!) self, Operand exponent) -> Tensor(a!)

    `this **= exponent`, element by element, with broadcasting."""
def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """prelu(Tensor self, Tensor weight) -> Tensor

    x where positive, else `weight * x`; `weight` has one element or one per channel (dimension 1)."""
def rad2deg(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """rad2deg(Tensor self) -> Tensor

    Radians to degrees."""
def rad2deg_(input: Tensor) -> Tensor:
    """rad2deg_(Tensor(a!) self) -> Tensor(a!)

    Radians to degrees.

    Writes to the tensor itself."""
def ravel(input: Tensor) -> Tensor:
    """ravel(Tensor(a) self) -> Tensor(a)

    Flattens to one dimension; a view where the layout allows it."""
def real(input: Tensor) -> Tensor:
    """real(Tensor(a) self) -> Tensor(a)

    The real parts of a complex tensor, as a view; a real tensor is returned as it is."""
def reciprocal(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """reciprocal(Tensor self) -> Tensor

    `1 / x`."""
def reciprocal_(input: Tensor) -> Tensor:
    """reciprocal_(Tensor(a!) self) -> Tensor(a!)

    `1 / x`.

    Writes to the tensor itself."""
def relu(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """relu(Tensor self) -> Tensor

    `max(x, 0)`."""
def relu6(input: Tensor) -> Tensor:
    """relu6(Tensor self) -> Tensor

    x limited to `[0, 6]`."""
def relu_(input: Tensor) -> Tensor:
    """relu_(Tensor(a!) self) -> Tensor(a!)

    `max(x, 0)`.

    Writes to the tensor itself."""
def remainder(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """remainder(Tensor self, Operand other) -> Tensor

    Remainder of `this / other` with the sign of `other`."""
def remainder_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """remainder_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Remainder of `this / other` with the sign of `other`.

    Writes to the tensor itself."""
def reshape(input: Tensor, shape: Sequence[_int]) -> Tensor:
    """reshape(Tensor(a) self, int[] shape) -> Tensor(a)

    The same elements in another shape: a view where the layout allows it, else a copy."""
def reshape_as(input: Tensor, other: Tensor) -> Tensor:
    """reshape_as(Tensor(a) self, Tensor other) -> Tensor(a)

    The same elements in another tensor's shape, copied where a view cannot be made."""
def round(input: Tensor, *, decimals: _int = 0, out: Tensor | None = None) -> Tensor:
    """round.decimals(Tensor self, *, int decimals=0) -> Tensor

    The nearest number with `decimals` decimals; ties go to the even one."""
def round_(input: Tensor, *, decimals: _int = 0) -> Tensor:
    """round_.decimals(Tensor(a!) self, *, int decimals=0) -> Tensor(a!)

    Rounds every element to `decimals` decimals; ties go to the even one."""
def rsqrt(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """rsqrt(Tensor self) -> Tensor

    `1 / sqrt(x)`."""
def rsqrt_(input: Tensor) -> Tensor:
    """rsqrt_(Tensor(a!) self) -> Tensor(a!)

    `1 / sqrt(x)`.

    Writes to the tensor itself."""
def rsub(input: Tensor, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
    """rsub.Tensor(Tensor self, Operand other, *, Scalar alpha=1) -> Tensor

    `other - alpha * this`, element by element, with broadcasting."""
def scalar_tensor(s: _Number, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """scalar_tensor(Scalar s, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    A 0-d tensor."""
def select(input: Tensor, dim: _int, index: _int) -> Tensor:
    """select.int(Tensor(a) self, int dim, int index) -> Tensor(a)

    The elements with index `index` along `dim`, without that dimension."""
def selu(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """selu(Tensor self) -> Tensor

    Scaled exponential linear unit."""
def selu_(input: Tensor) -> Tensor:
    """selu_(Tensor(a!) self) -> Tensor(a!)

    Scaled exponential linear unit.

    Writes to the tensor itself."""
def sgn(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sgn(Tensor self) -> Tensor

    -1, 0 or 1 by the sign; `z / |z|` for complex numbers."""
def sgn_(input: Tensor) -> Tensor:
    """sgn_(Tensor(a!) self) -> Tensor(a!)

    -1, 0 or 1 by the sign; `z / |z|` for complex numbers.

    Writes to the tensor itself."""
def sigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sigmoid(Tensor self) -> Tensor

    `1 / (1 + e^-x)`."""
def sigmoid_(input: Tensor) -> Tensor:
    """sigmoid_(Tensor(a!) self) -> Tensor(a!)

    `1 / (1 + e^-x)`.

    Writes to the tensor itself."""
def sign(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sign(Tensor self) -> Tensor

    -1, 0 or 1 by the sign."""
def sign_(input: Tensor) -> Tensor:
    """sign_(Tensor(a!) self) -> Tensor(a!)

    Replaces every element by -1, 0 or 1 by its sign."""
def signbit(input: Tensor) -> Tensor:
    """signbit(Tensor self) -> Tensor

    Whether the sign bit is set."""
def silu(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """silu(Tensor self) -> Tensor

    `x * sigmoid(x)`."""
def silu_(input: Tensor) -> Tensor:
    """silu_(Tensor(a!) self) -> Tensor(a!)

    `x * sigmoid(x)`.

    Writes to the tensor itself."""
def sin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sin(Tensor self) -> Tensor

    Sine."""
def sin_(input: Tensor) -> Tensor:
    """sin_(Tensor(a!) self) -> Tensor(a!)

    Sine.

    Writes to the tensor itself."""
def sinc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sinc(Tensor self) -> Tensor

    `sin(pi x) / (pi x)`, 1 at 0."""
def sinc_(input: Tensor) -> Tensor:
    """sinc_(Tensor(a!) self) -> Tensor(a!)

    `sin(pi x) / (pi x)`, 1 at 0.

    Writes to the tensor itself."""
def sinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sinh(Tensor self) -> Tensor

    Hyperbolic sine."""
def sinh_(input: Tensor) -> Tensor:
    """sinh_(Tensor(a!) self) -> Tensor(a!)

    Hyperbolic sine.

    Writes to the tensor itself."""
def slice(input: Tensor, dim: _int = 0, start: _int | None = None, end: _int | None = None, step: _int = 1) -> Tensor:
    """slice.Tensor(Tensor(a) self, int dim=0, int? start=None, int? end=None, int step=1) -> Tensor(a)

    Every `step`-th element from `start` to `end` (not included) along `dim`."""
def softplus(input: Tensor, beta: _Number = 1, threshold: _Number = 20, *, out: Tensor | None = None) -> Tensor:
    """softplus(Tensor self, Scalar beta=1, Scalar threshold=20) -> Tensor

    `log(1 + e^(beta x)) / beta`, and x where `beta x > threshold`."""
def softshrink(input: Tensor, lambd: _Number = 0.5, *, out: Tensor | None = None) -> Tensor:
    """softshrink(Tensor self, Scalar lambd=0.5) -> Tensor

    x moved towards 0 by `lambd`, and 0 where `|x| <= lambd`."""
@overload
def split(input: Tensor, split_size: _int, dim: _int = 0) -> tuple[Tensor, ...]:
    """split.Tensor(Tensor(a) self, int split_size, int dim=0) -> Tensor(a)[]

    Consecutive parts of `split_size` along `dim`; the last may be smaller.

    split.sizes(Tensor(a) self, int[] split_size, int dim=0) -> Tensor(a)[]

    Consecutive parts of the given sizes along `dim`."""
@overload
def split(input: Tensor, split_size: Sequence[_int], dim: _int = 0) -> tuple[Tensor, ...]: ...
def split_with_sizes(input: Tensor, split_sizes: Sequence[_int], dim: _int = 0) -> tuple[Tensor, ...]:
    """split_with_sizes(Tensor(a) self, int[] split_sizes, int dim=0) -> Tensor(a)[]

    Consecutive parts of the given sizes along `dim`."""
def sqrt(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sqrt(Tensor self) -> Tensor

    Square root."""
def sqrt_(input: Tensor) -> Tensor:
    """sqrt_(Tensor(a!) self) -> Tensor(a!)

    Square root.

    Writes to the tensor itself."""
def square(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """square(Tensor self) -> Tensor

    `x * x`."""
def square_(input: Tensor) -> Tensor:
    """square_(Tensor(a!) self) -> Tensor(a!)

    `x * x`.

    Writes to the tensor itself."""
@overload
def squeeze(input: Tensor) -> Tensor:
    """squeeze(Tensor(a) self) -> Tensor(a)

    Without dimensions of size 1.

    squeeze.dims(Tensor(a) self, int[1] dim) -> Tensor(a)

    Without the given dimensions, where they have size 1."""
@overload
def squeeze(input: Tensor, dim: _int | Sequence[_int]) -> Tensor: ...
def sub(input: Tensor, other: Tensor | _Number, *, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """sub.Tensor(Tensor self, Operand other, *, Scalar alpha=1) -> Tensor

    `this - alpha * other`, element by element, with broadcasting."""
def sub_(input: Tensor, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
    """sub_.Tensor(Tensor(a!) self, Operand other, *, Scalar alpha=1) -> Tensor(a!)

    `this -= alpha * other`, element by element, with broadcasting."""
def subtract(input: Tensor, other: Tensor | _Number, *, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """subtract.Tensor(Tensor self, Operand other, *, Scalar alpha=1) -> Tensor

    Another name for `sub`."""
def subtract_(input: Tensor, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
    """subtract_.Tensor(Tensor(a!) self, Operand other, *, Scalar alpha=1) -> Tensor(a!)

    Another name for `sub_`."""
@overload
def sum(input: Tensor, *, dtype: _dtype | None = None) -> Tensor:
    """sum(Tensor self, *, ScalarType? dtype=None) -> Tensor

    The sum of all elements.

    sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

    Sums over dimensions."""
@overload
def sum(input: Tensor, dim: _int | Sequence[_int] | None, keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor: ...
def sum_to_size(input: Tensor, size: Sequence[_int]) -> Tensor:
    """sum_to_size(Tensor self, int[] size) -> Tensor

    Sums over dimensions until the tensor has the given shape, which broadcasts to its own."""
def swapaxes(input: Tensor, axis0: _int, axis1: _int) -> Tensor:
    """swapaxes(Tensor(a) self, int axis0, int axis1) -> Tensor(a)

    Another name for `transpose`."""
def swapdims(input: Tensor, dim0: _int, dim1: _int) -> Tensor:
    """swapdims(Tensor(a) self, int dim0, int dim1) -> Tensor(a)

    Another name for `transpose`."""
def t(input: Tensor) -> Tensor:
    """t(Tensor(a) self) -> Tensor(a)

    The transpose of a matrix; tensors of fewer dimensions are returned as they are."""
def tan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """tan(Tensor self) -> Tensor

    Tangent."""
def tan_(input: Tensor) -> Tensor:
    """tan_(Tensor(a!) self) -> Tensor(a!)

    Tangent.

    Writes to the tensor itself."""
def tanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """tanh(Tensor self) -> Tensor

    Hyperbolic tangent."""
def tanh_(input: Tensor) -> Tensor:
    """tanh_(Tensor(a!) self) -> Tensor(a!)

    Hyperbolic tangent.

    Writes to the tensor itself."""
@overload
def tensor_split(input: Tensor, indices: Sequence[_int], dim: _int = 0) -> tuple[Tensor, ...]:
    """tensor_split.indices(Tensor(a) self, int[] indices, int dim=0) -> Tensor(a)[]

    Parts along `dim` that begin at the given indices.

    tensor_split.sections(Tensor(a) self, int sections, int dim=0) -> Tensor(a)[]

    `sections` parts along `dim`, whose sizes differ by one at most."""
@overload
def tensor_split(input: Tensor, sections: _int, dim: _int = 0) -> tuple[Tensor, ...]: ...
def threshold(input: Tensor, threshold: _Number, value: _Number, *, out: Tensor | None = None) -> Tensor:
    """threshold(Tensor self, Scalar threshold, Scalar value) -> Tensor

    x where above `threshold`, else `value`."""
def threshold_(input: Tensor, threshold: _Number, value: _Number) -> Tensor:
    """threshold_(Tensor(a!) self, Scalar threshold, Scalar value) -> Tensor(a!)

    In-place form of `threshold`."""
@overload
def to(input: Tensor, device: _DeviceLike | None = None, dtype: _dtype | None = None, non_blocking: _bool = False, copy: _bool = False, *, memory_format: _memory_format | None = ...) -> Tensor:
    """to.device(Tensor self, Device? device=None, ScalarType? dtype=None, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None) -> Tensor

    This tensor on another device, and in another dtype or memory order.

    to.dtype(Tensor self, ScalarType dtype, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None) -> Tensor

    This tensor in another dtype or memory order.

    to.other(Tensor self, Tensor other, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None) -> Tensor

    This tensor in the dtype and on the device of another."""
@overload
def to(input: Tensor, dtype: _dtype, non_blocking: _bool = False, copy: _bool = False, *, memory_format: _memory_format | None = ...) -> Tensor: ...
@overload
def to(input: Tensor, other: Tensor, non_blocking: _bool = False, copy: _bool = False, *, memory_format: _memory_format | None = ...) -> Tensor: ...
def transpose(input: Tensor, dim0: _int, dim1: _int) -> Tensor:
    """transpose.int(Tensor(a) self, int dim0, int dim1) -> Tensor(a)

    Two dimensions exchanged."""
def true_divide(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """true_divide.Tensor(Tensor self, Operand other) -> Tensor

    Another name for `div` without a rounding mode."""
def true_divide_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """true_divide_.Tensor(Tensor(a!) self, Operand other) -> Tensor(a!)

    Another name for `div_` without a rounding mode."""
def trunc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """trunc(Tensor self) -> Tensor

    The integer part."""
def trunc_(input: Tensor) -> Tensor:
    """trunc_(Tensor(a!) self) -> Tensor(a!)

    The integer part.

    Writes to the tensor itself."""
def type_as(input: Tensor, other: Tensor) -> Tensor:
    """type_as(Tensor self, Tensor other) -> Tensor

    This tensor in the dtype of another."""
def unbind(input: Tensor, dim: _int = 0) -> tuple[Tensor, ...]:
    """unbind.int(Tensor(a) self, int dim=0) -> Tensor(a)[]

    The tensors along `dim`, without that dimension."""
def unflatten(input: Tensor, dim: _int, sizes: Sequence[_int]) -> Tensor:
    """unflatten.int(Tensor(a) self, int dim, int[] sizes) -> Tensor(a)

    One dimension as several; one of the sizes may be -1."""
def unfold(input: Tensor, dimension: _int, size: _int, step: _int) -> Tensor:
    """unfold(Tensor(a) self, int dimension, int size, int step) -> Tensor(a)

    Windows of `size` elements, `step` apart, along `dimension`; the window is a new last dimension."""
def unsqueeze(input: Tensor, dim: _int) -> Tensor:
    """unsqueeze(Tensor(a) self, int dim) -> Tensor(a)

    With a new dimension of size 1 at `dim`."""
def view(input: Tensor, size: Sequence[_int]) -> Tensor:
    """view(Tensor(a) self, int[] size) -> Tensor(a)

    The same elements in another shape; -1 stands for the size that fits."""
def view_as(input: Tensor, other: Tensor) -> Tensor:
    """view_as(Tensor(a) self, Tensor other) -> Tensor(a)

    The same elements in another tensor's shape."""
def view_as_complex(input: Tensor) -> Tensor:
    """view_as_complex(Tensor(a) self) -> Tensor(a)

    Pairs along the last dimension, of size 2, as complex numbers."""
def view_as_real(input: Tensor) -> Tensor:
    """view_as_real(Tensor(a) self) -> Tensor(a)

    The real parts and imaginary parts of a complex tensor as a last dimension of size 2."""
def where(condition: Tensor, input: Tensor | _Number, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """where.self(Tensor condition, Operand input, Operand other) -> Tensor

    `this` where `condition` holds, else `other`; all three broadcast together."""
def xlogy(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """xlogy.Tensor(Tensor self, Operand other) -> Tensor

    `this * log(other)`, and 0 where `this` is 0."""
def zero_(input: Tensor) -> Tensor:
    """zero_(Tensor(a!) self) -> Tensor(a!)

    Sets every element to zero."""
@overload
def zeros(size: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """zeros(int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    Zeros."""
@overload
def zeros(*size: _int, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor: ...
def zeros_like(input: Tensor, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor:
    """zeros_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor

    Zeros.
    Shape, and by default dtype and device, are another tensor's."""
def _backward(outputs: Any, gradients: Any, retain_graph: Any, create_graph: Any, inputs: Any) -> Any:
    """Adds to the gradients of leaves; see `flambeau.autograd.backward`."""
def _disabled_torch_function_impl(function: Any, types: Any, args: Any = None, kwargs: Any = None) -> Any:
    """`__torch_function__` of classes for which operations on them give plain tensors."""
def _from_buffer(object: Any, writable: Any = True) -> Any:
    """A tensor that shares the memory of an object with the buffer protocol.

    Raises `TypeError` for element types that tensors do not have, `ValueError` for strides that run backwards or are no
    whole number of elements."""
def _from_bytes(content: Any, dtype: Any, shape: Any) -> Any:
    """A tensor from what `_to_bytes` gave."""
def _grad(outputs: Any, inputs: Any, gradients: Any, retain_graph: Any, create_graph: Any) -> Any:
    """Gradients of outputs with respect to inputs; see `flambeau.autograd.grad`."""
def _join_output(output: Any, node: Any, slot: Any) -> Any:
    """A result that a custom function kept outside the graph, as result `slot` of its node."""
def _make_subclass(kind: Any, data: Any, requires_grad: Any) -> Any:
    """A new object of a Tensor subclass over the elements of `data`, outside its graph."""
def _manual_seed(seed: Any) -> Any:
    """Starts the default generator's sequence that belongs to a seed."""
def _module_members(module: Any, registry_name: Any, prefix: Any, recurse: Any, remove_duplicate: Any, named: Any) -> Any:
    """The members in the registry (`"_parameters"` or `"_buffers"`) of the module and, if `recurse`, of its submodules."""
def _module_setup(*, native: Any, module: Any, parameter: Any, buffer: Any, assign_buffer: Any, call_hooks: Any, module_registration_hooks: Any) -> Any:
    """Tells the native base about the Python side. Called once, by `flambeau/nn/modules/module.py`."""
def _module_train(module: Any, mode: Any) -> Any:
    """`module.train(mode)` for a module and its submodules."""
def _module_walk(module: Any, memo: Any, prefix: Any, remove_duplicate: Any, named: Any) -> Any:
    """`module.named_modules(memo, prefix, remove_duplicate)`, or its modules alone."""
def _module_zero_grad(parameters: Any, set_to_none: Any) -> Any:
    """Resets the gradients of the parameters: to None, or to zero."""
def _operations() -> Any:
    """The operation table: one dictionary for each row."""
def _record_function(name: Any, backward: Any, inputs: Any, outputs: Any, dirty: Any) -> Any:
    """Records a custom function: `backward` takes a tuple of gradients and the node, and returns one gradient for each input.

    `inputs` are the tensor arguments, `outputs` the results that carry gradients. Returns the node, or None where nothing
    is recorded."""
def _register_hook(tensor: Any, hook: Any) -> Any:
    """Adds a hook to a tensor's gradient."""
def _register_post_accumulate_grad_hook(tensor: Any, hook: Any) -> Any:
    """Adds a hook that runs after a leaf's gradient was added to."""
def _register_size(size: Any) -> Any:
    """Told by the Python side at import: the class of shapes."""
def _replaced(this: Any, source: Any) -> Any:
    """A tensor with the first one's identity (gradient, hooks) over the second one's elements."""
def _set_grad_enabled(enabled: Any) -> Any:
    """Switches recording on or off; returns what it was."""
def _set_inference_enabled(enabled: Any) -> Any:
    """Switches inference mode on or off; returns what it was."""
def _storage(tensor: Any) -> Any:
    """The address of a tensor's storage and its size in bytes."""
def _to_bytes(tensor: Any) -> Any:
    """The elements in row-major order, as bytes."""
