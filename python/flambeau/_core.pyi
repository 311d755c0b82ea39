# Written by tools/make_stubs.py: change that, tools/core_parts.pyi or the operation, not this file.
import builtins
from collections.abc import Callable, Iterator, Sequence
from types import EllipsisType
from typing import Any, Literal, NamedTuple, Protocol, SupportsIndex, TypeAlias, TypeVar, final, overload

from numpy import ndarray
from typing_extensions import Buffer, disjoint_base

from ._size import Size
from .storage import TypedStorage, UntypedStorage

__all__ = [
    "Generator",
    "Module",
    "Node",
    "OutOfMemoryError",
    "Tensor",
    "abs",
    "abs_",
    "absolute",
    "absolute_",
    "acos",
    "acos_",
    "acosh",
    "acosh_",
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "adaptive_avg_pool3d",
    "adaptive_max_pool1d",
    "adaptive_max_pool2d",
    "adaptive_max_pool3d",
    "add",
    "add_",
    "addbmm",
    "addbmm_",
    "addcdiv",
    "addcdiv_",
    "addcmul",
    "addcmul_",
    "addmm",
    "addmm_",
    "addmv",
    "addmv_",
    "addr",
    "addr_",
    "adjoint",
    "affine_grid_generator",
    "alias",
    "all",
    "allclose",
    "alpha_dropout",
    "alpha_dropout_",
    "amax",
    "amin",
    "aminmax",
    "angle",
    "any",
    "arange",
    "arccos",
    "arccos_",
    "arccosh",
    "arccosh_",
    "arcsin",
    "arcsin_",
    "arcsinh",
    "arcsinh_",
    "arctan",
    "arctan_",
    "arctanh",
    "arctanh_",
    "argmax",
    "argmin",
    "argsort",
    "argwhere",
    "as_strided",
    "as_tensor",
    "asin",
    "asin_",
    "asinh",
    "asinh_",
    "atan",
    "atan2",
    "atan2_",
    "atan_",
    "atanh",
    "atanh_",
    "avg_pool1d",
    "avg_pool2d",
    "avg_pool3d",
    "baddbmm",
    "baddbmm_",
    "batch_norm",
    "bernoulli",
    "bernoulli_",
    "bfloat16",
    "bilinear",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "bincount",
    "binomial",
    "bitwise_and",
    "bitwise_and_",
    "bitwise_left_shift",
    "bitwise_left_shift_",
    "bitwise_not",
    "bitwise_not_",
    "bitwise_or",
    "bitwise_or_",
    "bitwise_right_shift",
    "bitwise_right_shift_",
    "bitwise_xor",
    "bitwise_xor_",
    "bmm",
    "bool",
    "broadcast_to",
    "bucketize",
    "can_cast",
    "cat",
    "cauchy_",
    "cdist",
    "cdouble",
    "ceil",
    "ceil_",
    "celu",
    "celu_",
    "cfloat",
    "channel_shuffle",
    "channels_last",
    "channels_last_3d",
    "chunk",
    "clamp",
    "clamp_",
    "clamp_max",
    "clamp_max_",
    "clamp_min",
    "clamp_min_",
    "clip",
    "clone",
    "col2im",
    "column_stack",
    "combinations",
    "complex",
    "complex128",
    "complex64",
    "concat",
    "concatenate",
    "conj",
    "constant_pad_nd",
    "contiguous",
    "contiguous_format",
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_tbc",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "convolution",
    "copy_",
    "copysign",
    "copysign_",
    "cos",
    "cos_",
    "cosh",
    "cosh_",
    "cosine_embedding_loss",
    "cosine_similarity",
    "count_nonzero",
    "cross",
    "cross_entropy_loss",
    "ctc_loss",
    "cummax",
    "cummin",
    "cumprod",
    "cumprod_",
    "cumsum",
    "cumsum_",
    "default_generator",
    "deg2rad",
    "deg2rad_",
    "detach",
    "device",
    "diag",
    "diag_embed",
    "diagflat",
    "diagonal",
    "diagonal_copy",
    "diagonal_scatter",
    "diff",
    "digamma",
    "digamma_",
    "dist",
    "div",
    "div_",
    "divide",
    "divide_",
    "dot",
    "double",
    "dropout",
    "dropout_",
    "dsplit",
    "dstack",
    "dtype",
    "elu",
    "elu_",
    "embedding",
    "embedding_bag",
    "embedding_renorm_",
    "empty",
    "empty_like",
    "empty_strided",
    "eq",
    "eq_",
    "equal",
    "erf",
    "erf_",
    "erfc",
    "erfc_",
    "erfinv",
    "erfinv_",
    "exp",
    "exp2",
    "exp2_",
    "exp_",
    "expand",
    "expand_as",
    "expm1",
    "expm1_",
    "exponential_",
    "eye",
    "feature_alpha_dropout",
    "feature_alpha_dropout_",
    "feature_dropout",
    "feature_dropout_",
    "fill_",
    "fix",
    "fix_",
    "flatten",
    "flip",
    "fliplr",
    "flipud",
    "float",
    "float16",
    "float32",
    "float64",
    "float_power",
    "floor",
    "floor_",
    "floor_divide",
    "floor_divide_",
    "fmax",
    "fmin",
    "fmod",
    "fmod_",
    "frac",
    "frac_",
    "fractional_max_pool2d",
    "fractional_max_pool3d",
    "full",
    "full_like",
    "gather",
    "ge",
    "ge_",
    "gelu",
    "geometric_",
    "ger",
    "get_default_dtype",
    "get_num_threads",
    "glu",
    "greater",
    "greater_",
    "greater_equal",
    "greater_equal_",
    "grid_sampler",
    "group_norm",
    "gru",
    "gru_cell",
    "gt",
    "gt_",
    "half",
    "hardshrink",
    "hardsigmoid",
    "hardsigmoid_",
    "hardswish",
    "hardswish_",
    "hardtanh",
    "hardtanh_",
    "heaviside",
    "hinge_embedding_loss",
    "histc",
    "histogram",
    "hsplit",
    "hstack",
    "huber_loss",
    "hypot",
    "hypot_",
    "im2col",
    "imag",
    "index",
    "index_add",
    "index_add_",
    "index_copy",
    "index_copy_",
    "index_fill",
    "index_fill_",
    "index_put",
    "index_put_",
    "index_reduce",
    "index_reduce_",
    "index_select",
    "inner",
    "instance_norm",
    "int",
    "int16",
    "int32",
    "int64",
    "int8",
    "is_grad_enabled",
    "is_inference_mode_enabled",
    "isclose",
    "isfinite",
    "isin",
    "isinf",
    "isnan",
    "isneginf",
    "isposinf",
    "kl_div",
    "kron",
    "kthvalue",
    "l1_loss",
    "layer_norm",
    "layout",
    "le",
    "le_",
    "leaky_relu",
    "leaky_relu_",
    "lerp",
    "lerp_",
    "less",
    "less_",
    "less_equal",
    "less_equal_",
    "lgamma",
    "lgamma_",
    "linalg_cross",
    "linalg_vector_norm",
    "linear",
    "linspace",
    "log",
    "log10",
    "log10_",
    "log1p",
    "log1p_",
    "log2",
    "log2_",
    "log_",
    "log_normal_",
    "log_sigmoid",
    "log_sigmoid_",
    "log_softmax",
    "logaddexp",
    "logaddexp2",
    "logcumsumexp",
    "logical_and",
    "logical_and_",
    "logical_not",
    "logical_not_",
    "logical_or",
    "logical_or_",
    "logical_xor",
    "logical_xor_",
    "logit",
    "logspace",
    "logsumexp",
    "long",
    "lstm",
    "lstm_cell",
    "lt",
    "lt_",
    "margin_ranking_loss",
    "masked_fill",
    "masked_fill_",
    "masked_scatter",
    "masked_scatter_",
    "masked_select",
    "matmul",
    "matrix_power",
    "max",
    "max_pool1d",
    "max_pool1d_with_indices",
    "max_pool2d",
    "max_pool2d_with_indices",
    "max_pool3d",
    "max_pool3d_with_indices",
    "max_unpool2d",
    "max_unpool3d",
    "maximum",
    "mean",
    "median",
    "memory_format",
    "min",
    "minimum",
    "mish",
    "mish_",
    "mm",
    "mode",
    "moveaxis",
    "movedim",
    "mse_loss",
    "msort",
    "mul",
    "mul_",
    "multi_margin_loss",
    "multilabel_margin_loss",
    "multinomial",
    "multiply",
    "multiply_",
    "mv",
    "nan_to_num",
    "nanmean",
    "nanmedian",
    "nanquantile",
    "nansum",
    "narrow",
    "narrow_copy",
    "native_batch_norm",
    "native_channel_shuffle",
    "native_dropout",
    "native_dropout_backward",
    "native_layer_norm",
    "ne",
    "ne_",
    "neg",
    "neg_",
    "negative",
    "negative_",
    "new_empty",
    "new_full",
    "new_ones",
    "new_zeros",
    "nextafter",
    "nextafter_",
    "nll_loss",
    "nll_loss2d",
    "nll_loss_nd",
    "nonzero_numpy",
    "nonzero_static",
    "normal",
    "normal_",
    "not_equal",
    "not_equal_",
    "one_hot",
    "ones",
    "ones_like",
    "outer",
    "pad",
    "pairwise_distance",
    "pdist",
    "permute",
    "pixel_shuffle",
    "pixel_unshuffle",
    "poisson",
    "poisson_nll_loss",
    "polar",
    "positive",
    "pow",
    "pow_",
    "prelu",
    "preserve_format",
    "prod",
    "promote_types",
    "put",
    "put_",
    "quantile",
    "rad2deg",
    "rad2deg_",
    "rand",
    "rand_like",
    "randint",
    "randint_like",
    "randn",
    "randn_like",
    "random_",
    "randperm",
    "ravel",
    "real",
    "reciprocal",
    "reciprocal_",
    "reflection_pad1d",
    "reflection_pad2d",
    "reflection_pad3d",
    "relu",
    "relu6",
    "relu_",
    "remainder",
    "remainder_",
    "renorm",
    "renorm_",
    "repeat",
    "repeat_interleave",
    "replication_pad1d",
    "replication_pad2d",
    "replication_pad3d",
    "reshape",
    "reshape_as",
    "rms_norm",
    "rnn_relu",
    "rnn_relu_cell",
    "rnn_tanh",
    "rnn_tanh_cell",
    "roll",
    "rot90",
    "round",
    "round_",
    "row_stack",
    "rrelu",
    "rrelu_",
    "rsqrt",
    "rsqrt_",
    "rsub",
    "scalar_tensor",
    "scaled_dot_product_attention",
    "scatter",
    "scatter_",
    "scatter_add",
    "scatter_add_",
    "scatter_reduce",
    "scatter_reduce_",
    "searchsorted",
    "select",
    "select_scatter",
    "selu",
    "selu_",
    "set_default_dtype",
    "set_num_threads",
    "sgn",
    "sgn_",
    "short",
    "sigmoid",
    "sigmoid_",
    "sign",
    "sign_",
    "signbit",
    "silu",
    "silu_",
    "sin",
    "sin_",
    "sinc",
    "sinc_",
    "sinh",
    "sinh_",
    "slice",
    "slice_scatter",
    "smooth_l1_loss",
    "soft_margin_loss",
    "softmax",
    "softplus",
    "softshrink",
    "sort",
    "split",
    "split_with_sizes",
    "sqrt",
    "sqrt_",
    "square",
    "square_",
    "squeeze",
    "stack",
    "std",
    "std_mean",
    "strided",
    "sub",
    "sub_",
    "subtract",
    "subtract_",
    "sum",
    "sum_to_size",
    "swapaxes",
    "swapdims",
    "t",
    "take",
    "take_along_dim",
    "tan",
    "tan_",
    "tanh",
    "tanh_",
    "tensor",
    "tensor_split",
    "threshold",
    "threshold_",
    "tile",
    "to",
    "topk",
    "trace",
    "transpose",
    "trapezoid",
    "trapz",
    "tril",
    "tril_",
    "tril_indices",
    "triplet_margin_loss",
    "triu",
    "triu_",
    "triu_indices",
    "true_divide",
    "true_divide_",
    "trunc",
    "trunc_",
    "type_as",
    "uint8",
    "unbind",
    "unflatten",
    "unfold",
    "uniform_",
    "unique_dim",
    "unravel_index",
    "unsqueeze",
    "upsample_bicubic2d",
    "upsample_bilinear2d",
    "upsample_linear1d",
    "upsample_nearest1d",
    "upsample_nearest2d",
    "upsample_nearest3d",
    "upsample_trilinear3d",
    "vander",
    "var",
    "var_mean",
    "vdot",
    "view",
    "view_as",
    "view_as_complex",
    "view_as_real",
    "vsplit",
    "vstack",
    "where",
    "xlogy",
    "zero_",
    "zeros",
    "zeros_like",
]

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
_Dims: TypeAlias = _int | Sequence[_int] | None
_AnyTensor = TypeVar("_AnyTensor", bound=Tensor)

class _HookHandle(Protocol):
    def remove(self) -> None: ...

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
        """Whether the dtype is a real floating-point one.

        Example:
            >>> flambeau.float16.is_floating_point
            True"""
    @property
    def is_signed(self) -> _bool:
        """Whether the dtype holds negative numbers."""
    @property
    def itemsize(self) -> _int:
        """Bytes of an element.

        Example:
            >>> flambeau.float64.itemsize
            8"""
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
        """The sort of device: "cpu" or "cuda".

        Example:
            >>> flambeau.device("cuda:1").type
            'cuda'"""
    @property
    def index(self) -> _int | None:
        """The number of the device, or None.

        Example:
            >>> flambeau.device("cuda:1").index
            1"""
    def __enter__(self) -> _device: ...
    def __exit__(self, *_error: object) -> None: ...
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
    def clone_state(self) -> Generator:
        """A generator at the same point of the same sequence."""
    def get_state(self) -> Tensor:
        """The state as a `uint8` tensor in PyTorch's layout."""
    def set_state(self, new_state: Tensor) -> Generator:
        """Restores a state that `get_state` returned."""
    def __reduce__(self) -> tuple[Any, ...]: ...
    def __setstate__(self, state: Any) -> None: ...

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
    def _sequence_nr(self) -> _int:
        """The order of recording."""
    def register_hook(self, hook: Callable[..., Any]) -> _HookHandle:
        """Adds a hook that is called with gradients of inputs and outputs after the node ran."""
    def register_prehook(self, hook: Callable[..., Any]) -> _HookHandle:
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
    data: object,
    *,
    dtype: _dtype | None = None,
    device: _DeviceLike | None = None,
    requires_grad: _bool = False,
    pin_memory: _bool = False,
) -> Tensor:
    """A tensor that copies `data`: a number, nested sequences of numbers, an array or a tensor.

    Example:
        >>> flambeau.tensor([[1, 2], [3, 4]])
        tensor([[1, 2],
                [3, 4]])
        >>> flambeau.tensor([1, 2], dtype=flambeau.float32, requires_grad=True)
        tensor([1., 2.], requires_grad=True)"""
def as_tensor(data: object, *, dtype: _dtype | None = None, device: _DeviceLike | None = None) -> Tensor:
    """A tensor that shares the memory of `data` where that is possible.

    Example:
        >>> x = flambeau.ones(2)
        >>> flambeau.as_tensor(x) is x
        True"""
def can_cast(from_: _dtype, to: _dtype) -> _bool:
    """Whether a result of one dtype may be stored as another.

    Example:
        >>> flambeau.can_cast(flambeau.float32, flambeau.int64)
        False"""
def promote_types(type1: _dtype, type2: _dtype) -> _dtype:
    """The dtype that two dtypes promote to.

    Example:
        >>> flambeau.promote_types(flambeau.int32, flambeau.float16)
        torch.float16"""
def get_default_dtype() -> _dtype:
    """The dtype of new floating-point tensors.

    Example:
        >>> flambeau.get_default_dtype()
        torch.float32"""
def set_default_dtype(dtype: _dtype) -> None:
    """Sets the dtype of new floating-point tensors."""
def get_num_threads() -> _int:
    """Number of threads that operations use.

    Example:
        >>> flambeau.get_num_threads() > 0
        True"""
def set_num_threads(threads: _int) -> None:
    """Sets the number of threads that operations use."""
def is_grad_enabled() -> _bool:
    """Whether operations are recorded.

    Example:
        >>> flambeau.is_grad_enabled()
        True"""
def is_inference_mode_enabled() -> _bool:
    """Whether inference mode is on."""
def frombuffer(
    buffer: Buffer, *, dtype: _dtype, count: _int = ..., offset: _int = 0, requires_grad: _bool = False
) -> Tensor:
    """A one-dimensional tensor that shares memory with an object that exports a buffer."""

# What only this package calls.
def _backward(
    outputs: Sequence[Tensor],
    gradients: Sequence[Tensor | None],
    retain_graph: _bool,
    create_graph: _bool,
    inputs: Sequence[Tensor] | None,
) -> None:
    """Adds to the gradients of leaves; see `flambeau.autograd.backward`."""
def _detach_in_place(tensor: Tensor) -> None:
    """Takes a tensor out of the graph it is in."""
def _disabled_torch_function_impl(
    function: Callable[..., Any],
    types: Sequence[builtins.type],
    args: tuple[Any, ...] | None = None,
    kwargs: dict[str, Any] | None = None,
) -> Any:
    """`__torch_function__` of classes for which operations on them give plain tensors."""
def _from_buffer(object: Buffer, writable: _bool = True) -> Tensor:
    """A tensor that shares the memory of an object with the buffer protocol.

    Raises `TypeError` for element types that tensors do not have, `ValueError` for strides that run backwards or are no
    whole number of elements."""
def _from_bytes(content: bytes, dtype: _dtype, shape: Sequence[_int]) -> Tensor:
    """A tensor from what `_to_bytes` gave."""
def _get_default_device() -> _device:
    """The device that this thread makes new tensors on."""
def _grad(
    outputs: Sequence[Tensor],
    inputs: Sequence[Tensor],
    gradients: Sequence[Tensor | None],
    retain_graph: _bool,
    create_graph: _bool,
) -> list[Tensor | None]:
    """Gradients of outputs with respect to inputs; see `flambeau.autograd.grad`."""
def _load(source: str | bytes, mapped: _bool, support: object, place: object) -> Any:
    """The object in a checkpoint. `source` is a path or the file's bytes."""
def _make_subclass(kind: builtins.type[_AnyTensor], data: Tensor, requires_grad: _bool) -> _AnyTensor:
    """A new object of a Tensor subclass over the elements of `data`, outside its graph."""
def _manual_seed(seed: _int) -> None:
    """Starts the default generator's sequence that belongs to a seed."""
def _module_members(
    module: Module, registry_name: str, prefix: str, recurse: _bool, remove_duplicate: _bool, named: _bool
) -> Iterator[Any]:
    """The members in the registry (`"_parameters"` or `"_buffers"`) of the module and, if `recurse`, of its submodules."""
def _module_setup(
    *,
    native: builtins.type,
    module: builtins.type,
    parameter: builtins.type,
    buffer: builtins.type,
    assign_buffer: Callable[..., None],
    call_hooks: Sequence[dict[_int, Callable[..., Any]]],
    module_registration_hooks: dict[_int, Callable[..., Any]],
) -> None:
    """Tells the native base about the Python side. Called once, by `flambeau/nn/modules/module.py`."""
def _module_train(module: Module, mode: _bool) -> None:
    """`module.train(mode)` for a module and its submodules."""
def _module_walk(
    module: Module, memo: set[Any] | None, prefix: str, remove_duplicate: _bool, named: _bool
) -> Iterator[Any]:
    """`module.named_modules(memo, prefix, remove_duplicate)`, or its modules alone."""
def _module_zero_grad(parameters: object, set_to_none: _bool) -> None:
    """Resets the gradients of the parameters: to None, or to zero."""
def _operations() -> list[dict[str, Any]]:
    """The operation table: one dictionary for each row."""
def _over_storage(
    storage: Tensor, dtype: _dtype, shape: Sequence[_int], strides: Sequence[_int], offset: _int
) -> Tensor:
    """A tensor over the storage of another; shape, strides and offset count elements of `dtype`."""
def _join_output(output: Tensor, node: Node, slot: _int) -> Tensor:
    """A result that a custom function kept outside the graph, as result `slot` of its node."""
def _record_function(
    name: str,
    backward: Callable[..., Any],
    inputs: Sequence[Tensor],
    outputs: Sequence[Tensor],
    dirty: Sequence[_bool],
) -> Node | None:
    """Records a custom function: `backward` takes a tuple of gradients and the node, and returns one gradient for each input.

    `inputs` are the tensor arguments, `outputs` the results that carry gradients. Returns the node, or None where nothing
    is recorded."""
def _register_hook(tensor: Tensor, hook: Callable[[Tensor], Tensor | None]) -> _HookHandle:
    """Adds a hook to a tensor's gradient."""
def _register_post_accumulate_grad_hook(tensor: Tensor, hook: Callable[[Tensor], None]) -> _HookHandle:
    """Adds a hook that runs after a leaf's gradient was added to."""
def _register_size(size: builtins.type) -> None:
    """Told by the Python side at import: the class of shapes."""
def _replaced(this: Tensor, source: Tensor) -> None:
    """A tensor with the first one's identity (gradient, hooks) over the second one's elements, at the second one's place in
    the graph if it has one."""
def _runtime() -> dict[str, Any]:
    """What is known of the processor, the threads and the allocator, for reports."""
def _save(object: object, target: object, to_path: _bool, support: object) -> None:
    """Writes `object` to `target`, a path or an object with a method `write`."""
def _set_default_device(device: _DeviceLike | None) -> _device:
    """Sets the device that this thread makes new tensors on; returns the one before."""
def _set_grad_enabled(enabled: _bool) -> _bool:
    """Switches recording on or off; returns what it was."""
def _set_inference_enabled(enabled: _bool) -> _bool:
    """Switches inference mode on or off; returns what it was."""
def _storage(tensor: Tensor) -> tuple[_int, _int]:
    """The address of a tensor's storage and its size in bytes."""
def _storage_bytes(tensor: Tensor) -> Tensor:
    """The bytes of the storage that a tensor lies in, as a `uint8` tensor that shares them."""
def _storage_id(tensor: Tensor) -> _int:
    """A number that tells the storages of living tensors apart."""
def _to_bytes(tensor: Tensor) -> bytes:
    """The elements in row-major order, as bytes."""

class _aminmax_result(NamedTuple):
    min: Tensor
    max: Tensor
class _cummax_result(NamedTuple):
    values: Tensor
    indices: Tensor
class _cummin_result(NamedTuple):
    values: Tensor
    indices: Tensor
class _histogram_result(NamedTuple):
    hist: Tensor
    bin_edges: Tensor
class _kthvalue_result(NamedTuple):
    values: Tensor
    indices: Tensor
class _max_result(NamedTuple):
    values: Tensor
    indices: Tensor
class _median_result(NamedTuple):
    values: Tensor
    indices: Tensor
class _min_result(NamedTuple):
    values: Tensor
    indices: Tensor
class _mode_result(NamedTuple):
    values: Tensor
    indices: Tensor
class _nanmedian_result(NamedTuple):
    values: Tensor
    indices: Tensor
class _sort_result(NamedTuple):
    values: Tensor
    indices: Tensor
class _topk_result(NamedTuple):
    values: Tensor
    indices: Tensor

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
        """The same elements outside the graph; assignment puts other elements in their place.

        Example:
            >>> x = flambeau.ones(2, requires_grad=True)
            >>> x.data.requires_grad
            False"""
    @data.setter
    def data(self, value: Tensor) -> None: ...
    @property
    def device(self) -> _device:
        """Where the elements live.

        Example:
            >>> flambeau.ones(2).device
            device(type='cpu')"""
    @property
    def dtype(self) -> _dtype:
        """The element type.

        Example:
            >>> flambeau.tensor([1, 2]).dtype
            torch.int64"""
    @property
    def grad(self) -> Tensor | None:
        """The gradient gathered by backward passes, or None.

        Example:
            >>> x = flambeau.ones(2, requires_grad=True)
            >>> (3 * x).sum().backward()
            >>> x.grad
            tensor([3., 3.])"""
    @grad.setter
    def grad(self, value: Tensor | None) -> None: ...
    @property
    def grad_fn(self) -> Node | None:
        """The operation that made this tensor, or None.

        Example:
            >>> (2 * flambeau.ones(1, requires_grad=True)).grad_fn.name()
            'MulBackward0'"""
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
        """Whether the elements are in a GPU's memory.

        Example:
            >>> flambeau.ones(2).is_cuda
            False"""
    @property
    def is_leaf(self) -> _bool:
        """Whether this tensor was not made by a recorded operation.

        Example:
            >>> (2 * flambeau.ones(1, requires_grad=True)).is_leaf
            False"""
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
        """Bytes of an element.

        Example:
            >>> flambeau.ones(2).itemsize
            4"""
    @property
    def layout(self) -> _layout:
        """How the elements are laid out; always strided."""
    @property
    def nbytes(self) -> _int:
        """Bytes of all elements.

        Example:
            >>> flambeau.ones(2, 3).nbytes
            24"""
    @property
    def ndim(self) -> _int:
        """The number of dimensions.

        Example:
            >>> flambeau.ones(2, 3).ndim
            2"""
    @property
    def output_nr(self) -> _int:
        """Which result of its operation this tensor is."""
    @property
    def requires_grad(self) -> _bool:
        """Whether operations on this tensor are recorded for differentiation.

        Example:
            >>> flambeau.ones(2).requires_grad
            False"""
    @requires_grad.setter
    def requires_grad(self, value: _bool) -> None: ...
    @property
    def retains_grad(self) -> _bool:
        """Whether the gradient of this non-leaf is kept."""
    @property
    def shape(self) -> Size:
        """The sizes of the dimensions.

        Example:
            >>> flambeau.ones(2, 3).shape
            torch.Size([2, 3])"""
    def data_ptr(self) -> _int:
        """The address of the first element; 0 for an empty tensor."""
    def dim(self) -> _int:
        """The number of dimensions.

        Example:
            >>> flambeau.ones(2, 3).dim()
            2"""
    def ndimension(self) -> _int:
        """The number of dimensions."""
    def element_size(self) -> _int:
        """Bytes of an element.

        Example:
            >>> flambeau.ones(2).element_size()
            4"""
    def is_complex(self) -> _bool:
        """Whether the dtype is complex."""
    def is_conj(self) -> _bool:
        """Always false: conjugation is carried out at once."""
    def is_contiguous(self, memory_format: _memory_format | None = None) -> _bool:
        """Whether elements follow each other in memory in the order of the format.

        Example:
            >>> flambeau.ones(2, 3).t().is_contiguous()
            False"""
    def is_floating_point(self) -> _bool:
        """Whether the dtype is a real floating-point one.

        Example:
            >>> flambeau.ones(2).is_floating_point()
            True"""
    def is_inference(self) -> _bool:
        """Whether the tensor was made in inference mode."""
    def is_neg(self) -> _bool:
        """Always false: negation is carried out at once."""
    def is_signed(self) -> _bool:
        """Whether the dtype holds negative numbers."""
    def item(self) -> Any:
        """The only element as a Python number.

        Example:
            >>> flambeau.tensor([2.5]).item()
            2.5"""
    def nelement(self) -> _int:
        """The number of elements."""
    def numel(self) -> _int:
        """The number of elements.

        Example:
            >>> flambeau.ones(2, 3).numel()
            6"""
    def requires_grad_(self, requires_grad: _bool | None = None) -> Tensor:
        """Sets whether operations on this tensor are recorded; returns the tensor.

        Example:
            >>> flambeau.ones(2).requires_grad_()
            tensor([1., 1.], requires_grad=True)"""
    def retain_grad(self) -> None:
        """Keeps the gradient of this tensor, which is no leaf, in `.grad`.

        Example:
            >>> x = flambeau.ones(1, requires_grad=True)
            >>> y = 2 * x
            >>> y.retain_grad()
            >>> (3 * y).sum().backward()
            >>> y.grad
            tensor([3.])"""
    @overload
    def size(self) -> Size:
        """The shape, or the size of one dimension.

        Example:
            >>> flambeau.ones(2, 3).size()
            torch.Size([2, 3])
            >>> flambeau.ones(2, 3).size(1)
            3"""
    @overload
    def size(self, dim: None) -> Size: ...
    @overload
    def size(self, dim: _int) -> _int: ...
    def storage_offset(self) -> _int:
        """Where the first element lies in the storage, in elements.

        Example:
            >>> flambeau.ones(4)[1:].storage_offset()
            1"""
    @overload
    def stride(self) -> tuple[_int, ...]:
        """The distances in elements between neighbours along each dimension, or along one.

        Example:
            >>> flambeau.ones(2, 3).stride()
            (3, 1)"""
    @overload
    def stride(self, dim: None) -> tuple[_int, ...]: ...
    @overload
    def stride(self, dim: _int) -> _int: ...
    def tolist(self) -> Any:
        """The elements as nested lists of Python numbers; a number for a 0-d tensor.

        Example:
            >>> flambeau.tensor([[1, 2], [3, 4]]).tolist()
            [[1, 2], [3, 4]]"""
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
    def __delitem__(self, key: object, /) -> None: ...
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
    def __matmul__(self, value: Tensor, /) -> Tensor: ...
    def __rmatmul__(self, value: Tensor, /) -> Tensor: ...
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
    @overload
    def nonzero(self, *, as_tuple: Literal[False] = False) -> Tensor:
        """Return where elements are not zero; see :func:`flambeau.nonzero`.

        Example:
            >>> flambeau.tensor([0, 3]).nonzero()
            tensor([[1]])"""
    @overload
    def nonzero(self, *, as_tuple: Literal[True]) -> tuple[Tensor, ...]: ...
    @overload
    def type(self, dtype: None = None, non_blocking: _bool = False) -> str:
        """Return the name of this tensor's type, or this tensor converted to ``dtype``.

        Example:
            >>> flambeau.ones(2).type()
            'torch.FloatTensor'
            >>> flambeau.ones(2).type(flambeau.int64)
            tensor([1, 1])"""
    @overload
    def type(self, dtype: _dtype | str | builtins.type, non_blocking: _bool = False) -> Tensor: ...
    def as_subclass(self, cls: builtins.type[_AnyTensor]) -> _AnyTensor:
        """Return this tensor's elements as an instance of a subclass of Tensor, in the same graph.

        Raises:
            TypeError: ``cls`` is no subclass of Tensor.

        Example:
            >>> class Marked(flambeau.Tensor):
            ...     pass
            >>> isinstance(flambeau.ones(2).as_subclass(Marked), Marked)
            True"""
    @overload
    def unique(
        self,
        sorted: _bool = True,
        return_inverse: Literal[False] = False,
        return_counts: Literal[False] = False,
        dim: _int | None = None,
    ) -> Tensor:
        """Return the distinct elements; see :func:`flambeau.unique`.

        Example:
            >>> flambeau.tensor([2, 1, 2]).unique()
            tensor([1, 2])"""
    @overload
    def unique(
        self,
        sorted: _bool = True,
        *,
        return_inverse: Literal[True],
        return_counts: _bool = False,
        dim: _int | None = None,
    ) -> tuple[Tensor, ...]: ...
    @overload
    def unique(
        self,
        sorted: _bool = True,
        return_inverse: _bool = False,
        *,
        return_counts: Literal[True],
        dim: _int | None = None,
    ) -> tuple[Tensor, ...]: ...
    @overload
    def unique(
        self, sorted: _bool = True, return_inverse: _bool = False, return_counts: _bool = False, dim: _int | None = None
    ) -> Tensor | tuple[Tensor, ...]: ...
    @overload
    def unique_consecutive(
        self, return_inverse: Literal[False] = False, return_counts: Literal[False] = False, dim: _int | None = None
    ) -> Tensor:
        """Return the elements without repetitions; see :func:`flambeau.unique_consecutive`.

        Example:
            >>> flambeau.tensor([1, 1, 2]).unique_consecutive()
            tensor([1, 2])"""
    @overload
    def unique_consecutive(
        self, *, return_inverse: Literal[True], return_counts: _bool = False, dim: _int | None = None
    ) -> tuple[Tensor, ...]: ...
    @overload
    def unique_consecutive(
        self, return_inverse: _bool = False, *, return_counts: Literal[True], dim: _int | None = None
    ) -> tuple[Tensor, ...]: ...
    @overload
    def unique_consecutive(
        self, return_inverse: _bool = False, return_counts: _bool = False, dim: _int | None = None
    ) -> Tensor | tuple[Tensor, ...]: ...
    def new(self, *args: object, device: _DeviceLike | None = None) -> Tensor:
        """Return a tensor of this one's dtype: sizes give one whose elements are not set, a sequence its elements.

        Example:
            >>> flambeau.ones(1, dtype=flambeau.int64).new([1, 2])
            tensor([1, 2])"""
    def resize_(self, *size: _int | Sequence[_int], memory_format: _memory_format | None = None) -> Tensor:
        """Give this tensor another shape. Elements that were there stay in their place in memory, new ones are unset.

        Example:
            >>> flambeau.tensor([[1, 2], [3, 4]]).resize_(3)
            tensor([1, 2, 3])"""
    def __array__(self, dtype: Any = None, copy: _bool | None = None) -> ndarray: ...
    def __deepcopy__(self, memo: dict[_int, Any]) -> Tensor: ...
    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]: ...
    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: _bool = False) -> Tensor: ...
    def clip_(self, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None) -> Tensor:
        """Limit the elements to ``[min, max]`` in place: another name of :meth:`clamp_`."""
    def fill_diagonal_(self, fill_value: _Number, wrap: _bool = False) -> Tensor:
        """Set the elements whose indices are all equal; with ``wrap``, the diagonal of a tall matrix starts again below.

        Raises:
            RuntimeError: fewer than two dimensions, or more than two of different sizes.

        Example:
            >>> flambeau.zeros(2, 3).fill_diagonal_(5)
            tensor([[5., 0., 0.],
                    [0., 5., 0.]])"""
    def map_(self, tensor: Tensor, callable: Callable[[Any, Any], Any]) -> Tensor:
        """Replace every element by what ``callable`` returns for it and the one in ``tensor``. Slow."""
    def new_empty_strided(
        self,
        size: Sequence[_int],
        stride: Sequence[_int],
        *,
        dtype: _dtype | None = None,
        device: _DeviceLike | None = None,
    ) -> Tensor:
        """Return a tensor with this layout and this tensor's dtype whose elements are not set."""
    def resize_as_(self, the_template: Tensor, *, memory_format: _memory_format | None = None) -> Tensor:
        """Give this tensor the shape of another; see :meth:`Tensor.resize_`."""
    def abs(self) -> Tensor:
        """abs(Tensor self) -> Tensor

        Absolute value; the modulus of complex numbers.

        Example:
            >>> flambeau.tensor([-1, 2]).abs()
            tensor([1, 2])"""
    def abs_(self) -> Tensor:
        """abs_(Tensor(a!) self) -> Tensor(a!)

        Absolute value; the modulus of complex numbers.

        Example:
            >>> flambeau.tensor([-1, 2]).abs()
            tensor([1, 2])

        Writes to the tensor itself."""
    def absolute(self) -> Tensor:
        """absolute(Tensor self) -> Tensor

        Another name for `abs`."""
    def absolute_(self) -> Tensor:
        """absolute_(Tensor(a!) self) -> Tensor(a!)

        Another name for `abs_`."""
    def acos(self) -> Tensor:
        """acos(Tensor self) -> Tensor

        Inverse cosine.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).acos()
            tensor([1.5708, 0.0000])"""
    def acos_(self) -> Tensor:
        """acos_(Tensor(a!) self) -> Tensor(a!)

        Inverse cosine.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).acos()
            tensor([1.5708, 0.0000])

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

        `this + alpha * other`, element by element, with broadcasting.

        Example:
            >>> flambeau.add(flambeau.tensor([1, 2]), flambeau.tensor([[10], [20]]))
            tensor([[11, 12],
                    [21, 22]])"""
    def add_(self, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
        """add_.Tensor(Tensor(a!) self, Operand other, *, Scalar alpha=1) -> Tensor(a!)

        `this += alpha * other`, element by element, with broadcasting.

        Example:
            >>> flambeau.tensor([1, 2]).add_(10)
            tensor([11, 12])"""
    def addbmm(self, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """addbmm(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor

        `beta * input + alpha * sum of batch1 batch2 over the batch`; the input broadcasts to `(n, p)`."""
    def addbmm_(self, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """addbmm_(Tensor(a!) self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)

        `this = beta * this + alpha * sum of batch1 batch2 over the batch`."""
    def addcdiv(self, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
        """addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor

        `this + value * tensor1 / tensor2`.

        Example:
            >>> flambeau.addcdiv(flambeau.tensor([1.0]), flambeau.tensor([2.0]), flambeau.tensor([4.0]), value=2)
            tensor([2.])"""
    def addcdiv_(self, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
        """addcdiv_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!)

        `this += value * tensor1 / tensor2`."""
    def addcmul(self, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
        """addcmul(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor

        `this + value * tensor1 * tensor2`.

        Example:
            >>> flambeau.addcmul(flambeau.tensor([1.0]), flambeau.tensor([2.0]), flambeau.tensor([3.0]), value=0.5)
            tensor([4.])"""
    def addcmul_(self, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
        """addcmul_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!)

        `this += value * tensor1 * tensor2`."""
    def addmm(self, mat1: Tensor, mat2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """addmm(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor

        `beta * input + alpha * mat1 mat2`; the input broadcasts to the product's shape `(n, p)`.

        For `beta` 0 the input is not read: what is NaN there stays out of the result.

        Example:
            >>> flambeau.addmm(flambeau.ones(2, 4), flambeau.ones(2, 3), flambeau.ones(3, 4))[0]
            tensor([4., 4., 4., 4.])"""
    def addmm_(self, mat1: Tensor, mat2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """addmm_(Tensor(a!) self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)

        `this = beta * this + alpha * mat1 mat2`."""
    def addmv(self, mat: Tensor, vec: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """addmv(Tensor self, Tensor mat, Tensor vec, *, Scalar beta=1, Scalar alpha=1) -> Tensor

        `beta * input + alpha * mat vec`; the input broadcasts to the product's shape `(n)`."""
    def addmv_(self, mat: Tensor, vec: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """addmv_(Tensor(a!) self, Tensor mat, Tensor vec, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)

        `this = beta * this + alpha * mat vec`."""
    def addr(self, vec1: Tensor, vec2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """addr(Tensor self, Tensor vec1, Tensor vec2, *, Scalar beta=1, Scalar alpha=1) -> Tensor

        `beta * input + alpha * vec1 vec2'`, the outer product of two vectors; the input broadcasts to `(n, m)`."""
    def addr_(self, vec1: Tensor, vec2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """addr_(Tensor(a!) self, Tensor vec1, Tensor vec2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)

        `this = beta * this + alpha * vec1 vec2'`."""
    def adjoint(self) -> Tensor:
        """adjoint(Tensor(a) self) -> Tensor(a)

        The conjugate transpose of matrices; a view for real ones."""
    @overload
    def all(self) -> Tensor:
        """all(Tensor self) -> Tensor

        Whether all elements are not zero.

        Example:
            >>> flambeau.tensor([[True, True], [True, False]]).all()
            tensor(False)

        all.dims(Tensor self, int[]? dim=None, bool keepdim=False) -> Tensor

        Whether all elements are not zero.

        Example:
            >>> flambeau.tensor([[True, True], [True, False]]).all()
            tensor(False)

        Along several dimensions.

        all.dim(Tensor self, int dim, bool keepdim=False) -> Tensor

        Whether all elements are not zero.

        Example:
            >>> flambeau.tensor([[True, True], [True, False]]).all()
            tensor(False)

        Along one dimension."""
    @overload
    def all(self, dim: Sequence[_int] | None = None, keepdim: _bool = False) -> Tensor: ...
    @overload
    def all(self, dim: _int, keepdim: _bool = False) -> Tensor: ...
    def allclose(self, other: Tensor, rtol: _float = 1e-05, atol: _float = 1e-08, equal_nan: _bool = False) -> _bool:
        """allclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False) -> bool

        Whether all elements are close; see `isclose`.

        Example:
            >>> flambeau.allclose(flambeau.tensor([1.0]), flambeau.tensor([1.000001]))
            True"""
    def amax(self, dim: _int | Sequence[_int] = (), keepdim: _bool = False) -> Tensor:
        """amax(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor

        The largest elements over dimensions; no dimensions mean all. Equal elements share the gradient evenly.

        Example:
            >>> flambeau.tensor([[1, 3, 2]]).amax(1)
            tensor([3])"""
    def amin(self, dim: _int | Sequence[_int] = (), keepdim: _bool = False) -> Tensor:
        """amin(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor

        The smallest elements over dimensions; no dimensions mean all. Equal elements share the gradient evenly.

        Example:
            >>> flambeau.tensor([[1, 3, 2]]).amin(1)
            tensor([1])"""
    def aminmax(self, *, dim: _int | None = None, keepdim: _bool = False) -> _aminmax_result:
        """aminmax(Tensor self, *, int? dim=None, bool keepdim=False) -> (Tensor min, Tensor max)

        The smallest and the largest element, of all or along a dimension. Equal elements share the gradient evenly.

        Example:
            >>> low, high = flambeau.aminmax(flambeau.tensor([1, 3, 2]))
            >>> low, high
            (tensor(1), tensor(3))"""
    def angle(self) -> Tensor:
        """angle(Tensor self) -> Tensor

        The argument of complex numbers; pi for negative reals, 0 for others.

        Example:
            >>> flambeau.angle(flambeau.tensor([1j]))
            tensor([1.5708])"""
    @overload
    def any(self) -> Tensor:
        """any(Tensor self) -> Tensor

        Whether any element is not zero.

        Example:
            >>> flambeau.tensor([[True, True], [True, False]]).any()
            tensor(True)

        any.dims(Tensor self, int[]? dim=None, bool keepdim=False) -> Tensor

        Whether any element is not zero.

        Example:
            >>> flambeau.tensor([[True, True], [True, False]]).any()
            tensor(True)

        Along several dimensions.

        any.dim(Tensor self, int dim, bool keepdim=False) -> Tensor

        Whether any element is not zero.

        Example:
            >>> flambeau.tensor([[True, True], [True, False]]).any()
            tensor(True)

        Along one dimension."""
    @overload
    def any(self, dim: Sequence[_int] | None = None, keepdim: _bool = False) -> Tensor: ...
    @overload
    def any(self, dim: _int, keepdim: _bool = False) -> Tensor: ...
    def arccos(self) -> Tensor:
        """arccos(Tensor self) -> Tensor

        Another name for `acos`."""
    def arccos_(self) -> Tensor:
        """arccos_(Tensor(a!) self) -> Tensor(a!)

        Another name for `acos_`."""
    def arccosh(self) -> Tensor:
        """arccosh(Tensor self) -> Tensor

        Another name for `acosh`."""
    def arccosh_(self) -> Tensor:
        """arccosh_(Tensor(a!) self) -> Tensor(a!)

        Another name for `acosh_`."""
    def arcsin(self) -> Tensor:
        """arcsin(Tensor self) -> Tensor

        Another name for `asin`."""
    def arcsin_(self) -> Tensor:
        """arcsin_(Tensor(a!) self) -> Tensor(a!)

        Another name for `asin_`."""
    def arcsinh(self) -> Tensor:
        """arcsinh(Tensor self) -> Tensor

        Another name for `asinh`."""
    def arcsinh_(self) -> Tensor:
        """arcsinh_(Tensor(a!) self) -> Tensor(a!)

        Another name for `asinh_`."""
    def arctan(self) -> Tensor:
        """arctan(Tensor self) -> Tensor

        Another name for `atan`."""
    def arctan_(self) -> Tensor:
        """arctan_(Tensor(a!) self) -> Tensor(a!)

        Another name for `atan_`."""
    def arctanh(self) -> Tensor:
        """arctanh(Tensor self) -> Tensor

        Another name for `atanh`."""
    def arctanh_(self) -> Tensor:
        """arctanh_(Tensor(a!) self) -> Tensor(a!)

        Another name for `atanh_`."""
    def argmax(self, dim: _int | None = None, keepdim: _bool = False) -> Tensor:
        """argmax(Tensor self, int? dim=None, bool keepdim=False) -> Tensor

        The position of the largest element along a dimension, or in row-major order of all elements: the first of equals, a NaN before everything else.

        Example:
            >>> flambeau.tensor([1, 3, 2]).argmax()
            tensor(1)"""
    def argmin(self, dim: _int | None = None, keepdim: _bool = False) -> Tensor:
        """argmin(Tensor self, int? dim=None, bool keepdim=False) -> Tensor

        The position of the smallest element along a dimension, or in row-major order of all elements: the first of equals, a NaN before everything else.

        Example:
            >>> flambeau.tensor([1, 3, 2]).argmin()
            tensor(0)"""
    @overload
    def argsort(self, dim: _int = -1, descending: _bool = False) -> Tensor:
        """argsort(Tensor self, int dim=-1, bool descending=False) -> Tensor

        The positions that put the elements along `dim` in order.

        Example:
            >>> flambeau.tensor([3, 1, 2]).argsort()
            tensor([1, 2, 0])

        argsort.stable(Tensor self, *, bool stable, int dim=-1, bool descending=False) -> Tensor

        As `argsort`, with `stable`: equal elements keep their order whatever it is."""
    @overload
    def argsort(self, *, stable: _bool, dim: _int = -1, descending: _bool = False) -> Tensor: ...
    def argwhere(self) -> Tensor:
        """argwhere(Tensor self) -> Tensor

        The coordinates of all elements that are not zero, one row each; a number counts as one element of one dimension."""
    def as_strided(self, size: Sequence[_int], stride: Sequence[_int], storage_offset: _int | None = None) -> Tensor:
        """as_strided(Tensor(a) self, int[] size, int[] stride, int? storage_offset=None) -> Tensor(a)

        A view with any sizes, strides and offset inside the storage.

        Example:
            >>> flambeau.arange(6).as_strided((2, 2), (3, 1))
            tensor([[0, 1],
                    [3, 4]])"""
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

        Inverse tangent.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).atan()
            tensor([0.0000, 0.7854])"""
    def atan2(self, other: Tensor) -> Tensor:
        """atan2(Tensor self, Tensor other) -> Tensor

        The angle of the point (`other`, `this`), in (-pi, pi].

        Example:
            >>> flambeau.atan2(flambeau.tensor([1.0]), flambeau.tensor([-1.0]))
            tensor([2.3562])"""
    def atan2_(self, other: Tensor) -> Tensor:
        """atan2_(Tensor(a!) self, Tensor other) -> Tensor(a!)

        Replaces `this` by the angle of the point (`other`, `this`)."""
    def atan_(self) -> Tensor:
        """atan_(Tensor(a!) self) -> Tensor(a!)

        Inverse tangent.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).atan()
            tensor([0.0000, 0.7854])

        Writes to the tensor itself."""
    def atanh(self) -> Tensor:
        """atanh(Tensor self) -> Tensor

        Inverse hyperbolic tangent."""
    def atanh_(self) -> Tensor:
        """atanh_(Tensor(a!) self) -> Tensor(a!)

        Inverse hyperbolic tangent.

        Writes to the tensor itself."""
    def baddbmm(self, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """baddbmm(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor

        `beta * input + alpha * batch1 batch2`, matrix by matrix; the input broadcasts to `(b, n, p)`.

        Example:
            >>> flambeau.baddbmm(flambeau.ones(1, 2, 2), flambeau.ones(1, 2, 3), flambeau.ones(1, 3, 2)).shape
            torch.Size([1, 2, 2])"""
    def baddbmm_(self, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """baddbmm_(Tensor(a!) self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)

        `this = beta * this + alpha * batch1 batch2`, matrix by matrix."""
    @overload
    def bernoulli(self, *, generator: Generator | None = None, out: Tensor | None = None) -> Tensor:
        """bernoulli(Tensor self, *, Generator? generator=None, Tensor(a!)? out=None) -> Tensor

        Ones, each with the probability that stands in its place, and zeros.

        Example:
            >>> flambeau.bernoulli(flambeau.ones(3))
            tensor([1., 1., 1.])

        bernoulli.p(Tensor self, float p, *, Generator? generator=None) -> Tensor

        Ones, each with probability `p`, and zeros, in a tensor of this one's shape and dtype."""
    @overload
    def bernoulli(self, p: _float, *, generator: Generator | None = None) -> Tensor: ...
    def bernoulli_(self, p: Tensor | _Number = 0.5, *, generator: Generator | None = None) -> Tensor:
        """bernoulli_(Tensor(a!) self, Operand p=0.5, *, Generator? generator=None) -> Tensor(a!)

        Fills with ones, each with probability `p`, and zeros. A tensor of probabilities broadcasts to this one.

        Example:
            >>> flambeau.empty(2).bernoulli_(0.0)
            tensor([0., 0.])"""
    def bincount(self, weights: Tensor | None = None, minlength: _int = 0) -> Tensor:
        """bincount(Tensor self, Tensor? weights=None, int minlength=0) -> Tensor

        How often each of the numbers 0, 1, .. occurs, or the sum of the weights where it does. The result has at least `minlength`
        elements.

        Example:
            >>> flambeau.bincount(flambeau.tensor([0, 2, 2]))
            tensor([1, 0, 2])"""
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
    def bmm(self, mat2: Tensor) -> Tensor:
        """bmm(Tensor self, Tensor mat2) -> Tensor

        The products of the matrices of two batches, `(b, n, m) x (b, m, p) -> (b, n, p)`.

        Example:
            >>> flambeau.bmm(flambeau.ones(5, 2, 3), flambeau.ones(5, 3, 4)).shape
            torch.Size([5, 2, 4])"""
    @overload
    def broadcast_to(self, size: Sequence[_int]) -> Tensor:
        """broadcast_to(Tensor(a) self, int[] size) -> Tensor(a)

        Expands to a shape.

        Example:
            >>> flambeau.broadcast_to(flambeau.tensor([1, 2]), (2, 2))
            tensor([[1, 2],
                    [1, 2]])"""
    @overload
    def broadcast_to(self, *size: _int) -> Tensor: ...
    def cauchy_(self, median: _float = 0.0, sigma: _float = 1.0, *, generator: Generator | None = None) -> Tensor:
        """cauchy_(Tensor(a!) self, float median=0.0, float sigma=1.0, *, Generator? generator=None) -> Tensor(a!)

        Fills with Cauchy numbers."""
    def ceil(self) -> Tensor:
        """ceil(Tensor self) -> Tensor

        The smallest integer not below.

        Example:
            >>> flambeau.tensor([-0.5, 1.5]).ceil()
            tensor([-0., 2.])"""
    def ceil_(self) -> Tensor:
        """ceil_(Tensor(a!) self) -> Tensor(a!)

        The smallest integer not below.

        Example:
            >>> flambeau.tensor([-0.5, 1.5]).ceil()
            tensor([-0., 2.])

        Writes to the tensor itself."""
    def celu(self, alpha: _Number = 1.0) -> Tensor:
        """celu(Tensor self, Scalar alpha=1.0) -> Tensor

        `max(0, x) + min(0, alpha * (e^(x / alpha) - 1))`."""
    def celu_(self, alpha: _Number = 1.0) -> Tensor:
        """celu_(Tensor(a!) self, Scalar alpha=1.0) -> Tensor(a!)

        In-place form of `celu`."""
    def chunk(self, chunks: _int, dim: _int = 0) -> tuple[Tensor, ...]:
        """chunk(Tensor(a) self, int chunks, int dim=0) -> Tensor(a)[]

        At most `chunks` consecutive parts of equal size along `dim`; the last may be smaller.

        Example:
            >>> flambeau.arange(5).chunk(2)
            (tensor([0, 1, 2]), tensor([3, 4]))"""
    def clamp(self, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None) -> Tensor:
        """clamp(Tensor self, Operand? min=None, Operand? max=None) -> Tensor

        Limits every element to `[min, max]`; either bound may be missing, a number or a tensor.

        Example:
            >>> flambeau.tensor([-1.0, 0.5, 2.0]).clamp(0, 1)
            tensor([0.0000, 0.5000, 1.0000])"""
    def clamp_(self, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None) -> Tensor:
        """clamp_(Tensor(a!) self, Operand? min=None, Operand? max=None) -> Tensor(a!)

        Limits every element to `[min, max]` in place.

        Example:
            >>> flambeau.tensor([-1.0, 0.5, 2.0]).clamp_(min=0)
            tensor([0.0000, 0.5000, 2.0000])"""
    def clamp_max(self, max: Tensor | _Number) -> Tensor:
        """clamp_max(Tensor self, Operand max) -> Tensor

        Limits every element from above."""
    def clamp_max_(self, max: Tensor | _Number) -> Tensor:
        """clamp_max_(Tensor(a!) self, Operand max) -> Tensor(a!)

        Limits every element from above, in place."""
    def clamp_min(self, min: Tensor | _Number) -> Tensor:
        """clamp_min(Tensor self, Operand min) -> Tensor

        Limits every element from below.

        Example:
            >>> flambeau.tensor([-1.0, 2.0]).clamp_min(0)
            tensor([0., 2.])"""
    def clamp_min_(self, min: Tensor | _Number) -> Tensor:
        """clamp_min_(Tensor(a!) self, Operand min) -> Tensor(a!)

        Limits every element from below, in place."""
    def clip(self, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None) -> Tensor:
        """clip(Tensor self, Operand? min=None, Operand? max=None) -> Tensor

        Another name for `clamp`."""
    def clone(self, *, memory_format: _memory_format | None = ...) -> Tensor:
        """clone(Tensor self, *, MemoryFormat? memory_format=None) -> Tensor

        A copy with its own memory.

        Example:
            >>> x = flambeau.tensor([1, 2])
            >>> y = x.clone().fill_(0)
            >>> x
            tensor([1, 2])"""
    def conj(self) -> Tensor:
        """conj(Tensor self) -> Tensor

        Complex conjugate; a real tensor is returned as it is.

        Example:
            >>> flambeau.tensor([1 + 2j]).conj()
            tensor([1.-2.j])"""
    def contiguous(self, *, memory_format: _memory_format | None = ...) -> Tensor:
        """contiguous(Tensor self, *, MemoryFormat memory_format=contiguous_format) -> Tensor

        This tensor if its elements already lie in memory as asked, else a copy that does.

        Example:
            >>> flambeau.ones(2, 3).t().contiguous().stride()
            (2, 1)"""
    def conv_tbc(self, weight: Tensor, bias: Tensor, pad: _int = 0) -> Tensor:
        """conv_tbc(Tensor self, Tensor weight, Tensor bias, int pad=0) -> Tensor

        A convolution of sequences: input `(T, B, C)`, weight `(K, C, O)`, bias `(O,)`, result `(T + 2 * pad - K + 1, B, O)`."""
    def copy_(self, src: Tensor, non_blocking: _bool = False) -> Tensor:
        """copy_(Tensor(a!) self, Tensor src, bool non_blocking=False) -> Tensor(a!)

        Copies the elements of `src`, which broadcasts to this tensor, into it, converting the dtype.

        Example:
            >>> flambeau.zeros(2).copy_(flambeau.tensor([1, 2]))
            tensor([1., 2.])"""
    def copysign(self, other: Tensor | _Number) -> Tensor:
        """copysign(Tensor self, Operand other) -> Tensor

        The magnitude of `this` with the sign of `other`."""
    def copysign_(self, other: Tensor | _Number) -> Tensor:
        """copysign_(Tensor(a!) self, Operand other) -> Tensor(a!)

        The magnitude of `this` with the sign of `other`.

        Writes to the tensor itself."""
    def cos(self) -> Tensor:
        """cos(Tensor self) -> Tensor

        Cosine.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).cos()
            tensor([1.0000, 0.5403])"""
    def cos_(self) -> Tensor:
        """cos_(Tensor(a!) self) -> Tensor(a!)

        Cosine.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).cos()
            tensor([1.0000, 0.5403])

        Writes to the tensor itself."""
    def cosh(self) -> Tensor:
        """cosh(Tensor self) -> Tensor

        Hyperbolic cosine."""
    def cosh_(self) -> Tensor:
        """cosh_(Tensor(a!) self) -> Tensor(a!)

        Hyperbolic cosine.

        Writes to the tensor itself."""
    @overload
    def count_nonzero(self, dim: _int | None = None) -> Tensor:
        """count_nonzero(Tensor self, int? dim=None) -> Tensor

        The number of elements that are not zero.

        Example:
            >>> flambeau.count_nonzero(flambeau.tensor([0, 1, 2]))
            tensor(2)

        count_nonzero.dim_IntList(Tensor self, int[] dim) -> Tensor

        The number of elements that are not zero, over dimensions."""
    @overload
    def count_nonzero(self, dim: Sequence[_int]) -> Tensor: ...
    @overload
    def count_nonzero(self, *dim: _int) -> Tensor: ...
    def cross(self, other: Tensor, dim: _int | None = None) -> Tensor:
        """cross(Tensor self, Tensor other, int? dim=None) -> Tensor

        The cross product of vectors of three elements, along `dim` or the first dimension of size 3.

        Example:
            >>> flambeau.cross(flambeau.tensor([1, 0, 0]), flambeau.tensor([0, 1, 0]), dim=0)
            tensor([0, 0, 1])"""
    def cummax(self, dim: _int) -> _cummax_result:
        """cummax(Tensor self, int dim) -> (Tensor values, Tensor indices)

        The largest of the elements up to each along `dim`, and the last position where it was met; a NaN stays."""
    def cummin(self, dim: _int) -> _cummin_result:
        """cummin(Tensor self, int dim) -> (Tensor values, Tensor indices)

        The smallest of the elements up to each along `dim`, and the last position where it was met; a NaN stays."""
    def cumprod(self, dim: _int, *, dtype: _dtype | None = None) -> Tensor:
        """cumprod(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor

        The products of the elements up to each along `dim`.

        Example:
            >>> flambeau.tensor([1, 2, 3]).cumprod(0)
            tensor([1, 2, 6])"""
    def cumprod_(self, dim: _int, *, dtype: _dtype | None = None) -> Tensor:
        """cumprod_(Tensor(a!) self, int dim, *, ScalarType? dtype=None) -> Tensor(a!)

        Replaces the elements by the products up to each along `dim`."""
    def cumsum(self, dim: _int, *, dtype: _dtype | None = None) -> Tensor:
        """cumsum(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor

        The sums of the elements up to each along `dim`.

        Example:
            >>> flambeau.tensor([1, 2, 3]).cumsum(0)
            tensor([1, 3, 6])"""
    def cumsum_(self, dim: _int, *, dtype: _dtype | None = None) -> Tensor:
        """cumsum_(Tensor(a!) self, int dim, *, ScalarType? dtype=None) -> Tensor(a!)

        Replaces the elements by the sums up to each along `dim`."""
    def deg2rad(self) -> Tensor:
        """deg2rad(Tensor self) -> Tensor

        Degrees to radians."""
    def deg2rad_(self) -> Tensor:
        """deg2rad_(Tensor(a!) self) -> Tensor(a!)

        Degrees to radians.

        Writes to the tensor itself."""
    def detach(self) -> Tensor:
        """detach(Tensor(a) self) -> Tensor(a)

        The same elements outside the graph.

        Example:
            >>> x = flambeau.ones(2, requires_grad=True)
            >>> (x * 2).detach().requires_grad
            False"""
    def diag(self, diagonal: _int = 0) -> Tensor:
        """diag(Tensor self, int diagonal=0) -> Tensor

        A matrix with a vector on a diagonal, or a copy of a matrix's diagonal.

        Example:
            >>> flambeau.diag(flambeau.tensor([1, 2]))
            tensor([[1, 0],
                    [0, 2]])"""
    def diag_embed(self, offset: _int = 0, dim1: _int = -2, dim2: _int = -1) -> Tensor:
        """diag_embed(Tensor self, int offset=0, int dim1=-2, int dim2=-1) -> Tensor

        Matrices of zeros with the last dimension of the input on a diagonal.

        Example:
            >>> flambeau.diag_embed(flambeau.tensor([1, 2]))
            tensor([[1, 0],
                    [0, 2]])"""
    def diagflat(self, offset: _int = 0) -> Tensor:
        """diagflat(Tensor self, int offset=0) -> Tensor

        A matrix with all elements of the input on a diagonal."""
    def diagonal(self, offset: _int = 0, dim1: _int = 0, dim2: _int = 1) -> Tensor:
        """diagonal(Tensor(a) self, int offset=0, int dim1=0, int dim2=1) -> Tensor(a)

        The diagonal of dimensions `dim1` and `dim2`, `offset` above the main one, as the last dimension.

        Example:
            >>> flambeau.arange(4).view(2, 2).diagonal()
            tensor([0, 3])"""
    def diagonal_scatter(self, src: Tensor, offset: _int = 0, dim1: _int = 0, dim2: _int = 1) -> Tensor:
        """diagonal_scatter(Tensor self, Tensor src, int offset=0, int dim1=0, int dim2=1) -> Tensor

        `this` with `src` on a diagonal of dimensions `dim1` and `dim2`."""
    def diff(self, n: _int = 1, dim: _int = -1, prepend: Tensor | None = None, append: Tensor | None = None) -> Tensor:
        """diff(Tensor self, int n=1, int dim=-1, Tensor? prepend=None, Tensor? append=None) -> Tensor

        Differences of neighbours along `dim`, `n` times over; `prepend` and `append` are joined to the input first.

        Example:
            >>> flambeau.diff(flambeau.tensor([1, 4, 9]))
            tensor([3, 5])"""
    def digamma(self) -> Tensor:
        """digamma(Tensor self) -> Tensor

        Derivative of `log gamma`."""
    def digamma_(self) -> Tensor:
        """digamma_(Tensor(a!) self) -> Tensor(a!)

        Derivative of `log gamma`.

        Writes to the tensor itself."""
    def dist(self, other: Tensor, p: _Number = 2) -> Tensor:
        """dist(Tensor self, Tensor other, Scalar p=2) -> Tensor

        The norm of order `p` of `this - other`."""
    def div(self, other: Tensor | _Number, *, rounding_mode: str | None = None) -> Tensor:
        """div.Tensor(Tensor self, Operand other, *, str? rounding_mode=None) -> Tensor

        `this / other`, element by element. `rounding_mode` is None (true division), "trunc" or "floor".

        Example:
            >>> flambeau.tensor([7, -7]).div(2)
            tensor([ 3.5000, -3.5000])
            >>> flambeau.tensor([7, -7]).div(2, rounding_mode="floor")
            tensor([ 3, -4])"""
    def div_(self, other: Tensor | _Number, *, rounding_mode: str | None = None) -> Tensor:
        """div_.Tensor(Tensor(a!) self, Operand other, *, str? rounding_mode=None) -> Tensor(a!)

        `this /= other`, element by element. `rounding_mode` is None (true division), "trunc" or "floor".

        Example:
            >>> flambeau.tensor([1.0, 3.0]).div_(2)
            tensor([0.5000, 1.5000])"""
    def divide(self, other: Tensor | _Number, *, rounding_mode: str | None = None) -> Tensor:
        """divide.Tensor(Tensor self, Operand other, *, str? rounding_mode=None) -> Tensor

        Another name for `div`."""
    def divide_(self, other: Tensor | _Number, *, rounding_mode: str | None = None) -> Tensor:
        """divide_.Tensor(Tensor(a!) self, Operand other, *, str? rounding_mode=None) -> Tensor(a!)

        Another name for `div_`."""
    def dot(self, tensor: Tensor) -> Tensor:
        """dot(Tensor self, Tensor tensor) -> Tensor

        The dot product of two vectors. Complex numbers are not conjugated; see `vdot`.

        Example:
            >>> flambeau.dot(flambeau.tensor([1, 2]), flambeau.tensor([3, 4]))
            tensor(11)"""
    @overload
    def dsplit(self, sections: _int) -> tuple[Tensor, ...]:
        """dsplit.int(Tensor(a) self, int sections) -> Tensor(a)[]

        Parts along the dimension that `dsplit` is named for, sizes differing by one at most.

        dsplit.list(Tensor(a) self, int[] indices) -> Tensor(a)[]

        Parts that begin at the given indices, along the dimension that `dsplit` is named for."""
    @overload
    def dsplit(self, indices: Sequence[_int]) -> tuple[Tensor, ...]: ...
    @overload
    def dsplit(self, *indices: _int) -> tuple[Tensor, ...]: ...
    def eq(self, other: Tensor | _Number) -> Tensor:
        """eq(Tensor self, Operand other) -> Tensor

        Whether elements are equal.

        Example:
            >>> flambeau.tensor([1, 2]).eq(flambeau.tensor([1, 3]))
            tensor([ True, False])"""
    def eq_(self, other: Tensor | _Number) -> Tensor:
        """eq_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Whether elements are equal.

        Example:
            >>> flambeau.tensor([1, 2]).eq(flambeau.tensor([1, 3]))
            tensor([ True, False])

        Writes to the tensor itself."""
    def equal(self, other: Tensor) -> _bool:
        """equal(Tensor self, Tensor other) -> bool

        Whether both have the same shape and equal elements.

        Example:
            >>> flambeau.equal(flambeau.tensor([1, 2]), flambeau.tensor([1, 2]))
            True"""
    def erf(self) -> Tensor:
        """erf(Tensor self) -> Tensor

        Error function.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).erf()
            tensor([0.0000, 0.8427])"""
    def erf_(self) -> Tensor:
        """erf_(Tensor(a!) self) -> Tensor(a!)

        Error function.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).erf()
            tensor([0.0000, 0.8427])

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

        `e^x`.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).exp()
            tensor([1.0000, 2.7183])"""
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

        Example:
            >>> flambeau.tensor([0.0, 1.0]).exp()
            tensor([1.0000, 2.7183])

        Writes to the tensor itself."""
    @overload
    def expand(self, size: Sequence[_int], *, implicit: _bool = False) -> Tensor:
        """expand(Tensor(a) self, int[] size, *, bool implicit=False) -> Tensor(a)

        Dimensions of size 1 read as larger, without copies; -1 keeps a size.

        Example:
            >>> flambeau.tensor([[1], [2]]).expand(-1, 3)
            tensor([[1, 1, 1],
                    [2, 2, 2]])"""
    @overload
    def expand(self, *size: _int, implicit: _bool = False) -> Tensor: ...
    def expand_as(self, other: Tensor) -> Tensor:
        """expand_as(Tensor(a) self, Tensor other) -> Tensor(a)

        Expands to another tensor's shape.

        Example:
            >>> flambeau.tensor([1, 2]).expand_as(flambeau.ones(3, 2)).shape
            torch.Size([3, 2])"""
    def expm1(self) -> Tensor:
        """expm1(Tensor self) -> Tensor

        `e^x - 1`, accurate near 0.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).expm1()
            tensor([0.0000, 1.7183])"""
    def expm1_(self) -> Tensor:
        """expm1_(Tensor(a!) self) -> Tensor(a!)

        `e^x - 1`, accurate near 0.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).expm1()
            tensor([0.0000, 1.7183])

        Writes to the tensor itself."""
    def exponential_(self, lambd: _float = 1.0, *, generator: Generator | None = None) -> Tensor:
        """exponential_(Tensor(a!) self, float lambd=1.0, *, Generator? generator=None) -> Tensor(a!)

        Fills with exponentially distributed numbers of rate `lambd`.

        Example:
            >>> flambeau.empty(2).exponential_().shape
            torch.Size([2])"""
    def fill_(self, value: Tensor | _Number) -> Tensor:
        """fill_.Scalar(Tensor(a!) self, Operand value) -> Tensor(a!)

        Sets every element to `value`, a number or a 0-d tensor.

        Example:
            >>> flambeau.zeros(2).fill_(3)
            tensor([3., 3.])"""
    def fix(self) -> Tensor:
        """fix(Tensor self) -> Tensor

        Another name for `trunc`."""
    def fix_(self) -> Tensor:
        """fix_(Tensor(a!) self) -> Tensor(a!)

        Another name for `trunc_`."""
    def flatten(self, start_dim: _int = 0, end_dim: _int = -1) -> Tensor:
        """flatten.using_ints(Tensor(a) self, int start_dim=0, int end_dim=-1) -> Tensor(a)

        Dimensions `start_dim` to `end_dim` as one.

        Example:
            >>> flambeau.ones(2, 3, 4).flatten(1).shape
            torch.Size([2, 12])"""
    @overload
    def flip(self, dims: Sequence[_int]) -> Tensor:
        """flip(Tensor self, int[] dims) -> Tensor

        The elements with the given dimensions reversed; always a copy.

        Example:
            >>> flambeau.tensor([1, 2, 3]).flip(0)
            tensor([3, 2, 1])"""
    @overload
    def flip(self, *dims: _int) -> Tensor: ...
    def fliplr(self) -> Tensor:
        """fliplr(Tensor self) -> Tensor

        The columns of a matrix, or the second dimension, reversed.

        Example:
            >>> flambeau.tensor([[1, 2]]).fliplr()
            tensor([[2, 1]])"""
    def flipud(self) -> Tensor:
        """flipud(Tensor self) -> Tensor

        The rows of a matrix, or the first dimension, reversed.

        Example:
            >>> flambeau.tensor([[1], [2]]).flipud()
            tensor([[2],
                    [1]])"""
    def float_power(self, exponent: Tensor | _Number) -> Tensor:
        """float_power(Tensor self, Operand exponent) -> Tensor

        `this ** exponent` in double precision, complex if either is.

        >>> flambeau.float_power(flambeau.tensor([2, 3]), 2)
        tensor([4., 9.], dtype=torch.float64)"""
    def floor(self) -> Tensor:
        """floor(Tensor self) -> Tensor

        The largest integer not above.

        Example:
            >>> flambeau.tensor([-0.5, 1.5]).floor()
            tensor([-1.,  1.])"""
    def floor_(self) -> Tensor:
        """floor_(Tensor(a!) self) -> Tensor(a!)

        The largest integer not above.

        Example:
            >>> flambeau.tensor([-0.5, 1.5]).floor()
            tensor([-1.,  1.])

        Writes to the tensor itself."""
    def floor_divide(self, other: Tensor | _Number) -> Tensor:
        """floor_divide(Tensor self, Operand other) -> Tensor

        `floor(this / other)`, element by element. An integer divided by zero is an error.

        Example:
            >>> flambeau.tensor([-7, 7]).floor_divide(2)
            tensor([-4,  3])"""
    def floor_divide_(self, other: Tensor | _Number) -> Tensor:
        """floor_divide_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `floor(this / other)`, element by element. An integer divided by zero is an error.

        Example:
            >>> flambeau.tensor([-7, 7]).floor_divide(2)
            tensor([-4,  3])

        Writes to the tensor itself."""
    def fmax(self, other: Tensor) -> Tensor:
        """fmax(Tensor self, Tensor other) -> Tensor

        The larger of both, element by element; the other one where one is NaN."""
    def fmin(self, other: Tensor) -> Tensor:
        """fmin(Tensor self, Tensor other) -> Tensor

        The smaller of both, element by element; the other one where one is NaN."""
    def fmod(self, other: Tensor | _Number) -> Tensor:
        """fmod(Tensor self, Operand other) -> Tensor

        Remainder of `this / other` with the sign of `this`.

        Example:
            >>> flambeau.tensor([-7, 7]).fmod(3)
            tensor([-1,  1])"""
    def fmod_(self, other: Tensor | _Number) -> Tensor:
        """fmod_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Remainder of `this / other` with the sign of `this`.

        Example:
            >>> flambeau.tensor([-7, 7]).fmod(3)
            tensor([-1,  1])

        Writes to the tensor itself."""
    def frac(self) -> Tensor:
        """frac(Tensor self) -> Tensor

        The fractional part, with the sign of x.

        Example:
            >>> flambeau.tensor([-1.5, 1.25]).frac()
            tensor([-0.5000,  0.2500])"""
    def frac_(self) -> Tensor:
        """frac_(Tensor(a!) self) -> Tensor(a!)

        The fractional part, with the sign of x.

        Example:
            >>> flambeau.tensor([-1.5, 1.25]).frac()
            tensor([-0.5000,  0.2500])

        Writes to the tensor itself."""
    def gather(self, dim: _int, index: Tensor, *, sparse_grad: _bool = False) -> Tensor:
        """gather(Tensor self, int dim, Tensor index, *, bool sparse_grad=False) -> Tensor

        `out[.., i, ..] = this[.., index[.., i, ..], ..]` along `dim`. The result has the shape of `index`.

        Example:
            >>> flambeau.tensor([[1, 2], [3, 4]]).gather(1, flambeau.tensor([[1], [0]]))
            tensor([[2],
                    [3]])"""
    def ge(self, other: Tensor | _Number) -> Tensor:
        """ge(Tensor self, Operand other) -> Tensor

        `this >= other`.

        Example:
            >>> flambeau.tensor([1, 2]).ge(2)
            tensor([False,  True])"""
    def ge_(self, other: Tensor | _Number) -> Tensor:
        """ge_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `this >= other`.

        Example:
            >>> flambeau.tensor([1, 2]).ge(2)
            tensor([False,  True])

        Writes to the tensor itself."""
    def geometric_(self, p: _float, *, generator: Generator | None = None) -> Tensor:
        """geometric_(Tensor(a!) self, float p, *, Generator? generator=None) -> Tensor(a!)

        Fills with numbers of trials up to the first success, which has probability `p` in each."""
    def ger(self, vec2: Tensor) -> Tensor:
        """ger(Tensor self, Tensor vec2) -> Tensor

        Another name for `outer`."""
    def greater(self, other: Tensor | _Number) -> Tensor:
        """greater(Tensor self, Operand other) -> Tensor

        Another name for `gt`."""
    def greater_(self, other: Tensor | _Number) -> Tensor:
        """greater_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Another name for `gt_`."""
    def greater_equal(self, other: Tensor | _Number) -> Tensor:
        """greater_equal(Tensor self, Operand other) -> Tensor

        Another name for `ge`."""
    def greater_equal_(self, other: Tensor | _Number) -> Tensor:
        """greater_equal_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Another name for `ge_`."""
    def gt(self, other: Tensor | _Number) -> Tensor:
        """gt(Tensor self, Operand other) -> Tensor

        `this > other`.

        Example:
            >>> flambeau.tensor([1, 2]).gt(1)
            tensor([False,  True])"""
    def gt_(self, other: Tensor | _Number) -> Tensor:
        """gt_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `this > other`.

        Example:
            >>> flambeau.tensor([1, 2]).gt(1)
            tensor([False,  True])

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
    def heaviside(self, values: Tensor) -> Tensor:
        """heaviside(Tensor self, Tensor values) -> Tensor

        The step function: 0 below 0, 1 above, and `values` at 0, element by element.

        >>> flambeau.heaviside(flambeau.tensor([-1.0, 0.0, 2.0]), flambeau.tensor(0.5))
        tensor([0.0000, 0.5000, 1.0000])"""
    def histc(self, bins: _int = 100, min: _Number = 0, max: _Number = 0) -> Tensor:
        """histc(Tensor self, int bins=100, Scalar min=0, Scalar max=0) -> Tensor

        How many elements lie in each of `bins` intervals of equal length between `min` and `max`, or between the smallest and the
        largest element where both are equal."""
    @overload
    def histogram(self, bins: _int = 100, *, range: Sequence[_float] | None = None, weight: Tensor | None = None, density: _bool = False) -> _histogram_result:
        """histogram.bin_ct(Tensor self, int bins=100, *, float[]? range=None, Tensor? weight=None, bool density=False) -> (Tensor hist, Tensor bin_edges)

        How many elements, or which weight, lie in each of `bins` intervals of equal length, and the intervals' edges. The interval
        covered is `range` or that of the data. With `density` the histogram's integral is 1.

        histogram.bins_tensor(Tensor self, Tensor bins, *, Tensor? weight=None, bool density=False) -> (Tensor hist, Tensor bin_edges)

        How many elements, or which weight, lie between neighbours of `bins`, an ascending tensor of edges."""
    @overload
    def histogram(self, bins: Tensor, *, weight: Tensor | None = None, density: _bool = False) -> _histogram_result: ...
    @overload
    def hsplit(self, sections: _int) -> tuple[Tensor, ...]:
        """hsplit.int(Tensor(a) self, int sections) -> Tensor(a)[]

        Parts along the dimension that `hsplit` is named for, sizes differing by one at most.

        hsplit.list(Tensor(a) self, int[] indices) -> Tensor(a)[]

        Parts that begin at the given indices, along the dimension that `hsplit` is named for."""
    @overload
    def hsplit(self, indices: Sequence[_int]) -> tuple[Tensor, ...]: ...
    @overload
    def hsplit(self, *indices: _int) -> tuple[Tensor, ...]: ...
    def hypot(self, other: Tensor | _Number) -> Tensor:
        """hypot(Tensor self, Operand other) -> Tensor

        `sqrt(this^2 + other^2)` without overflow."""
    def hypot_(self, other: Tensor | _Number) -> Tensor:
        """hypot_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `sqrt(this^2 + other^2)` without overflow.

        Writes to the tensor itself."""
    def index_add(self, dim: _int, index: Tensor, source: Tensor, *, alpha: _Number = 1) -> Tensor:
        """index_add(Tensor self, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor

        `this` with `alpha` times the slices of `source` added to the slices along `dim` that `index` names. Slices that are
        named several times gather all their summands, in the order of the indices."""
    def index_add_(self, dim: _int, index: Tensor, source: Tensor, *, alpha: _Number = 1) -> Tensor:
        """index_add_(Tensor(a!) self, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor(a!)

        Adds `alpha` times the slices of `source` to the slices along `dim` that `index` names.

        Example:
            >>> flambeau.zeros(2).index_add_(0, flambeau.tensor([1, 1]), flambeau.ones(2))
            tensor([0., 2.])"""
    def index_copy(self, dim: _int, index: Tensor, source: Tensor) -> Tensor:
        """index_copy(Tensor self, int dim, Tensor index, Tensor source) -> Tensor

        `this` with the slices of `source` in the places along `dim` that `index` names."""
    def index_copy_(self, dim: _int, index: Tensor, source: Tensor) -> Tensor:
        """index_copy_(Tensor(a!) self, int dim, Tensor index, Tensor source) -> Tensor(a!)

        Writes the slices of `source` to the places along `dim` that `index` names.

        Example:
            >>> flambeau.zeros(2).index_copy_(0, flambeau.tensor([1]), flambeau.ones(1))
            tensor([0., 1.])"""
    def index_fill(self, dim: _int, index: Tensor, value: Tensor | _Number) -> Tensor:
        """index_fill.int_Scalar(Tensor self, int dim, Tensor index, Operand value) -> Tensor

        `this` with `value`, a number or 0-d tensor, in the slices along `dim` that `index` names."""
    def index_fill_(self, dim: _int, index: Tensor, value: Tensor | _Number) -> Tensor:
        """index_fill_.int_Scalar(Tensor(a!) self, int dim, Tensor index, Operand value) -> Tensor(a!)

        Writes `value`, a number or 0-d tensor, to the slices along `dim` that `index` names."""
    def index_put(self, indices: Sequence[Tensor | None], values: Tensor, accumulate: _bool = False) -> Tensor:
        """index_put(Tensor self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor

        `this` with `values` at the places that tensors of integers or masks name; added to what is there if `accumulate`."""
    def index_put_(self, indices: Sequence[Tensor | None], values: Tensor, accumulate: _bool = False) -> Tensor:
        """index_put_(Tensor(a!) self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor(a!)

        Writes `values` to the places that tensors of integers or masks name; adds them if `accumulate`."""
    def index_reduce(self, dim: _int, index: Tensor, source: Tensor, reduce: str, *, include_self: _bool = True) -> Tensor:
        """index_reduce(Tensor self, int dim, Tensor index, Tensor source, str reduce, *, bool include_self=True) -> Tensor

        `this` with the slices of `source` reduced into the slices along `dim` that `index` names: `"prod"`, `"mean"`,
        `"amax"` or `"amin"`."""
    def index_reduce_(self, dim: _int, index: Tensor, source: Tensor, reduce: str, *, include_self: _bool = True) -> Tensor:
        """index_reduce_(Tensor(a!) self, int dim, Tensor index, Tensor source, str reduce, *, bool include_self=True) -> Tensor(a!)

        Reduces the slices of `source` into the slices along `dim` that `index` names."""
    def index_select(self, dim: _int, index: Tensor) -> Tensor:
        """index_select(Tensor self, int dim, Tensor index) -> Tensor

        The slices along `dim` that a vector of indices names.

        Example:
            >>> flambeau.tensor([[1, 2], [3, 4]]).index_select(1, flambeau.tensor([1]))
            tensor([[2],
                    [4]])"""
    def inner(self, other: Tensor) -> Tensor:
        """inner(Tensor self, Tensor other) -> Tensor

        Sums of products over the last dimensions, `(*a, k) x (*b, k) -> (*a, *b)`. A number multiplies."""
    def isclose(self, other: Tensor, rtol: _float = 1e-05, atol: _float = 1e-08, equal_nan: _bool = False) -> Tensor:
        """isclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False) -> Tensor

        Whether `|this - other| <= atol + rtol * |other|`, element by element.

        Example:
            >>> flambeau.isclose(flambeau.tensor([1.0, 2.0]), flambeau.tensor([1.000001, 2.1]))
            tensor([ True, False])"""
    def isfinite(self) -> Tensor:
        """isfinite(Tensor self) -> Tensor

        Whether elements are neither infinite nor NaN.

        Example:
            >>> flambeau.tensor([1.0, float("inf")]).isfinite()
            tensor([ True, False])"""
    def isinf(self) -> Tensor:
        """isinf(Tensor self) -> Tensor

        Whether elements are infinite.

        Example:
            >>> flambeau.tensor([1.0, float("inf")]).isinf()
            tensor([False,  True])"""
    def isnan(self) -> Tensor:
        """isnan(Tensor self) -> Tensor

        Whether elements are NaN.

        Example:
            >>> flambeau.tensor([1.0, float("nan")]).isnan()
            tensor([False,  True])"""
    def isneginf(self) -> Tensor:
        """isneginf(Tensor self) -> Tensor

        Whether elements are minus infinity."""
    def isposinf(self) -> Tensor:
        """isposinf(Tensor self) -> Tensor

        Whether elements are plus infinity."""
    def kron(self, other: Tensor) -> Tensor:
        """kron(Tensor self, Tensor other) -> Tensor

        The Kronecker product: every element of the first tensor times the second, side by side."""
    def kthvalue(self, k: _int, dim: _int = -1, keepdim: _bool = False) -> _kthvalue_result:
        """kthvalue(Tensor self, int k, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)

        The `k`-th smallest element along `dim`, counted from 1, and where it is.

        Example:
            >>> flambeau.kthvalue(flambeau.tensor([3, 1, 2]), 2).values
            tensor(2)"""
    def le(self, other: Tensor | _Number) -> Tensor:
        """le(Tensor self, Operand other) -> Tensor

        `this <= other`.

        Example:
            >>> flambeau.tensor([1, 2]).le(1)
            tensor([ True, False])"""
    def le_(self, other: Tensor | _Number) -> Tensor:
        """le_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `this <= other`.

        Example:
            >>> flambeau.tensor([1, 2]).le(1)
            tensor([ True, False])

        Writes to the tensor itself."""
    def lerp(self, end: Tensor, weight: Tensor | _Number) -> Tensor:
        """lerp.Tensor(Tensor self, Tensor end, Operand weight) -> Tensor

        `start + weight * (end - start)`; weights 0 and 1 give the ends exactly.

        Example:
            >>> flambeau.lerp(flambeau.tensor([0.0]), flambeau.tensor([10.0]), 0.3)
            tensor([3.])"""
    def lerp_(self, end: Tensor, weight: Tensor | _Number) -> Tensor:
        """lerp_.Tensor(Tensor(a!) self, Tensor end, Operand weight) -> Tensor(a!)

        Moves every element towards `end` by `weight`."""
    def less(self, other: Tensor | _Number) -> Tensor:
        """less(Tensor self, Operand other) -> Tensor

        Another name for `lt`."""
    def less_(self, other: Tensor | _Number) -> Tensor:
        """less_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Another name for `lt_`."""
    def less_equal(self, other: Tensor | _Number) -> Tensor:
        """less_equal(Tensor self, Operand other) -> Tensor

        Another name for `le`."""
    def less_equal_(self, other: Tensor | _Number) -> Tensor:
        """less_equal_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Another name for `le_`."""
    def lgamma(self) -> Tensor:
        """lgamma(Tensor self) -> Tensor

        `log |gamma(x)|`."""
    def lgamma_(self) -> Tensor:
        """lgamma_(Tensor(a!) self) -> Tensor(a!)

        `log |gamma(x)|`.

        Writes to the tensor itself."""
    def log(self) -> Tensor:
        """log(Tensor self) -> Tensor

        Natural logarithm.

        Example:
            >>> flambeau.tensor([1.0, 10.0]).log()
            tensor([0.0000, 2.3026])"""
    def log10(self) -> Tensor:
        """log10(Tensor self) -> Tensor

        Logarithm to base 10.

        Example:
            >>> flambeau.tensor([1.0, 100.0]).log10()
            tensor([0., 2.])"""
    def log10_(self) -> Tensor:
        """log10_(Tensor(a!) self) -> Tensor(a!)

        Logarithm to base 10.

        Example:
            >>> flambeau.tensor([1.0, 100.0]).log10()
            tensor([0., 2.])

        Writes to the tensor itself."""
    def log1p(self) -> Tensor:
        """log1p(Tensor self) -> Tensor

        `log(1 + x)`, accurate near 0.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).log1p()
            tensor([0.0000, 0.6931])"""
    def log1p_(self) -> Tensor:
        """log1p_(Tensor(a!) self) -> Tensor(a!)

        `log(1 + x)`, accurate near 0.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).log1p()
            tensor([0.0000, 0.6931])

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

        Example:
            >>> flambeau.tensor([1.0, 10.0]).log()
            tensor([0.0000, 2.3026])

        Writes to the tensor itself."""
    def log_normal_(self, mean: _float = 1.0, std: _float = 2.0, *, generator: Generator | None = None) -> Tensor:
        """log_normal_(Tensor(a!) self, float mean=1.0, float std=2.0, *, Generator? generator=None) -> Tensor(a!)

        Fills with exponentials of normal numbers; `mean` and `std` are those of the logarithm."""
    def log_sigmoid(self) -> Tensor:
        """log_sigmoid(Tensor self) -> Tensor

        `log(sigmoid(x))`."""
    def log_sigmoid_(self) -> Tensor:
        """log_sigmoid_(Tensor(a!) self) -> Tensor(a!)

        `log(sigmoid(x))`.

        Writes to the tensor itself."""
    def log_softmax(self, dim: _int, dtype: _dtype | None = None) -> Tensor:
        """log_softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor

        `log(softmax(x))` along a dimension, without the overflow of the two steps.

        Example:
            >>> flambeau.tensor([0.0, 0.0]).log_softmax(-1)
            tensor([-0.6931, -0.6931])"""
    def logaddexp(self, other: Tensor) -> Tensor:
        """logaddexp(Tensor self, Tensor other) -> Tensor

        `log(e^this + e^other)` without overflow.

        Example:
            >>> flambeau.logaddexp(flambeau.tensor([0.0]), flambeau.tensor([0.0]))
            tensor([0.6931])"""
    def logaddexp2(self, other: Tensor) -> Tensor:
        """logaddexp2(Tensor self, Tensor other) -> Tensor

        `log2(2^this + 2^other)`, without overflow on the way.

        >>> flambeau.logaddexp2(flambeau.tensor([1.0]), flambeau.tensor([1.0]))
        tensor([2.])"""
    def logcumsumexp(self, dim: _int) -> Tensor:
        """logcumsumexp(Tensor self, int dim) -> Tensor

        The logarithms of the sums of exponentials of the elements up to each along `dim`."""
    def logical_and(self, other: Tensor | _Number) -> Tensor:
        """logical_and(Tensor self, Operand other) -> Tensor

        Whether both are not zero.

        Example:
            >>> flambeau.logical_and(flambeau.tensor([True, True]), flambeau.tensor([True, False]))
            tensor([ True, False])"""
    def logical_and_(self, other: Tensor | _Number) -> Tensor:
        """logical_and_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Whether both are not zero.

        Example:
            >>> flambeau.logical_and(flambeau.tensor([True, True]), flambeau.tensor([True, False]))
            tensor([ True, False])

        Writes to the tensor itself."""
    def logical_not(self) -> Tensor:
        """logical_not(Tensor self) -> Tensor

        Whether an element is zero.

        Example:
            >>> flambeau.tensor([True, False]).logical_not()
            tensor([False,  True])"""
    def logical_not_(self) -> Tensor:
        """logical_not_(Tensor(a!) self) -> Tensor(a!)

        Whether an element is zero.

        Example:
            >>> flambeau.tensor([True, False]).logical_not()
            tensor([False,  True])

        Writes to the tensor itself."""
    def logical_or(self, other: Tensor | _Number) -> Tensor:
        """logical_or(Tensor self, Operand other) -> Tensor

        Whether one is not zero.

        Example:
            >>> flambeau.logical_or(flambeau.tensor([False, True]), flambeau.tensor([False, False]))
            tensor([False,  True])"""
    def logical_or_(self, other: Tensor | _Number) -> Tensor:
        """logical_or_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Whether one is not zero.

        Example:
            >>> flambeau.logical_or(flambeau.tensor([False, True]), flambeau.tensor([False, False]))
            tensor([False,  True])

        Writes to the tensor itself."""
    def logical_xor(self, other: Tensor | _Number) -> Tensor:
        """logical_xor(Tensor self, Operand other) -> Tensor

        Whether exactly one is not zero.

        Example:
            >>> flambeau.logical_xor(flambeau.tensor([True, True]), flambeau.tensor([True, False]))
            tensor([False,  True])"""
    def logical_xor_(self, other: Tensor | _Number) -> Tensor:
        """logical_xor_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Whether exactly one is not zero.

        Example:
            >>> flambeau.logical_xor(flambeau.tensor([True, True]), flambeau.tensor([True, False]))
            tensor([False,  True])

        Writes to the tensor itself."""
    def logit(self, eps: _float | None = None) -> Tensor:
        """logit(Tensor self, float? eps=None) -> Tensor

        `log(x / (1 - x))`; with `eps`, x is first clamped to `[eps, 1 - eps]`."""
    def logsumexp(self, dim: _int | Sequence[_int], keepdim: _bool = False) -> Tensor:
        """logsumexp(Tensor self, int[1] dim, bool keepdim=False) -> Tensor

        `log(sum(exp(x)))` over dimensions, without overflow.

        Example:
            >>> flambeau.logsumexp(flambeau.tensor([0.0, 0.0]), 0)
            tensor(0.6931)"""
    def lt(self, other: Tensor | _Number) -> Tensor:
        """lt(Tensor self, Operand other) -> Tensor

        `this < other`.

        Example:
            >>> flambeau.tensor([1, 2]).lt(2)
            tensor([ True, False])"""
    def lt_(self, other: Tensor | _Number) -> Tensor:
        """lt_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `this < other`.

        Example:
            >>> flambeau.tensor([1, 2]).lt(2)
            tensor([ True, False])

        Writes to the tensor itself."""
    def masked_fill(self, mask: Tensor, value: Tensor | _Number) -> Tensor:
        """masked_fill(Tensor self, Tensor mask, Operand value) -> Tensor

        `this` with `value` where the boolean `mask` holds; the mask broadcasts.

        Example:
            >>> x = flambeau.tensor([1.0, 2.0, 3.0])
            >>> x.masked_fill(x > 1.5, 0)
            tensor([1., 0., 0.])"""
    def masked_fill_(self, mask: Tensor, value: Tensor | _Number) -> Tensor:
        """masked_fill_(Tensor(a!) self, Tensor mask, Operand value) -> Tensor(a!)

        Writes `value` where the boolean `mask` holds; the mask broadcasts to this tensor.

        Example:
            >>> flambeau.tensor([1.0, 2.0]).masked_fill_(flambeau.tensor([True, False]), 0)
            tensor([0., 2.])"""
    def masked_scatter(self, mask: Tensor, source: Tensor) -> Tensor:
        """masked_scatter(Tensor self, Tensor mask, Tensor source) -> Tensor

        `this` with the elements of `source`, one after the other, where the boolean `mask` is set."""
    def masked_scatter_(self, mask: Tensor, source: Tensor) -> Tensor:
        """masked_scatter_(Tensor(a!) self, Tensor mask, Tensor source) -> Tensor(a!)

        Writes the elements of `source`, one after the other, where the boolean `mask` is set; the mask broadcasts."""
    def masked_select(self, mask: Tensor) -> Tensor:
        """masked_select(Tensor self, Tensor mask) -> Tensor

        The elements where the boolean `mask` is set, one after the other; the two broadcast together.

        Example:
            >>> x = flambeau.tensor([1, 2, 3])
            >>> flambeau.masked_select(x, x > 1)
            tensor([2, 3])"""
    def matmul(self, other: Tensor) -> Tensor:
        """matmul(Tensor self, Tensor other) -> Tensor

        The matrix product of tensors of any number of dimensions.

        Two vectors give their dot product; a matrix and a vector a vector. With more dimensions the last two are matrices
        and the others a batch, which broadcasts: `(*, n, m) x (*, m, p) -> (*, n, p)`. A vector counts as a row in front and
        as a column behind; that dimension is left out of the result.

        Example:
            >>> a, b = flambeau.ones(2, 3, 4), flambeau.ones(4, 5)
            >>> flambeau.matmul(a, b).shape
            torch.Size([2, 3, 5])"""
    def matrix_power(self, n: _int) -> Tensor:
        """matrix_power(Tensor self, int n) -> Tensor

        A square matrix, or each of a batch, multiplied with itself `n` times; the inverse for negative `n`."""
    @overload
    def max(self) -> Tensor:
        """max(Tensor self) -> Tensor

        The largest element; NaN where there is one. Elements that share the value share its gradient.

        Example:
            >>> flambeau.tensor([1, 3, 2]).max()
            tensor(3)

        max.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)

        The largest elements along a dimension and their positions: the first of equals, a NaN before everything else.

        Example:
            >>> flambeau.tensor([[1, 3, 2]]).max(1).indices
            tensor([1])

        max.other(Tensor self, Tensor other) -> Tensor

        The largest of two tensors, element by element; NaN where either is."""
    @overload
    def max(self, dim: _int, keepdim: _bool = False) -> _max_result: ...
    @overload
    def max(self, other: Tensor) -> Tensor: ...
    def maximum(self, other: Tensor) -> Tensor:
        """maximum(Tensor self, Tensor other) -> Tensor

        The larger of both, element by element; NaN where either is.

        Example:
            >>> flambeau.maximum(flambeau.tensor([1, 5]), flambeau.tensor([3, 2]))
            tensor([3, 5])"""
    @overload
    def mean(self, *, dtype: _dtype | None = None) -> Tensor:
        """mean(Tensor self, *, ScalarType? dtype=None) -> Tensor

        The mean of all elements.

        Example:
            >>> flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]).mean()
            tensor(2.5000)

        mean.dim(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

        Means over dimensions.

        Example:
            >>> flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]).mean(1)
            tensor([1.5000, 3.5000])"""
    @overload
    def mean(self, dim: _int | Sequence[_int] | None, keepdim: _bool = False, *, dtype: _dtype | None = None) -> Tensor: ...
    @overload
    def median(self) -> Tensor:
        """median(Tensor self) -> Tensor

        The median of all elements: the lower of two in the middle, NaN where there is one.

        Example:
            >>> flambeau.tensor([3.0, 1.0, 2.0]).median()
            tensor(2.)

        median.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)

        The medians along `dim` and where they are."""
    @overload
    def median(self, dim: _int, keepdim: _bool = False) -> _median_result: ...
    @overload
    def min(self) -> Tensor:
        """min(Tensor self) -> Tensor

        The smallest element; NaN where there is one. Elements that share the value share its gradient.

        Example:
            >>> flambeau.tensor([1, 3, 2]).min()
            tensor(1)

        min.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)

        The smallest elements along a dimension and their positions: the first of equals, a NaN before everything else.

        Example:
            >>> flambeau.tensor([[1, 3, 2]]).min(1).indices
            tensor([0])

        min.other(Tensor self, Tensor other) -> Tensor

        The smallest of two tensors, element by element; NaN where either is."""
    @overload
    def min(self, dim: _int, keepdim: _bool = False) -> _min_result: ...
    @overload
    def min(self, other: Tensor) -> Tensor: ...
    def minimum(self, other: Tensor) -> Tensor:
        """minimum(Tensor self, Tensor other) -> Tensor

        The smaller of both, element by element; NaN where either is.

        Example:
            >>> flambeau.minimum(flambeau.tensor([1, 5]), flambeau.tensor([3, 2]))
            tensor([1, 2])"""
    def mish(self) -> Tensor:
        """mish(Tensor self) -> Tensor

        `x * tanh(softplus(x))`."""
    def mish_(self) -> Tensor:
        """mish_(Tensor(a!) self) -> Tensor(a!)

        `x * tanh(softplus(x))`.

        Writes to the tensor itself."""
    def mm(self, mat2: Tensor) -> Tensor:
        """mm(Tensor self, Tensor mat2) -> Tensor

        The product of two matrices, `(n, m) x (m, p) -> (n, p)`.

        Integers wrap around; 16-bit floats are summed in float32. For vectors and batches see `matmul`.

        Example:
            >>> flambeau.mm(flambeau.ones(2, 3), flambeau.ones(3, 4)).shape
            torch.Size([2, 4])"""
    def mode(self, dim: _int = -1, keepdim: _bool = False) -> _mode_result:
        """mode(Tensor self, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)

        The most frequent element along `dim`, the smallest of several, and the last position where it is."""
    def moveaxis(self, source: _int | Sequence[_int], destination: _int | Sequence[_int]) -> Tensor:
        """moveaxis.intlist(Tensor(a) self, int[1] source, int[1] destination) -> Tensor(a)

        Another name for `movedim`."""
    def movedim(self, source: _int | Sequence[_int], destination: _int | Sequence[_int]) -> Tensor:
        """movedim.intlist(Tensor(a) self, int[1] source, int[1] destination) -> Tensor(a)

        Dimensions moved to new places; the others keep their order.

        Example:
            >>> flambeau.ones(2, 3, 4).movedim(0, -1).shape
            torch.Size([3, 4, 2])"""
    def msort(self) -> Tensor:
        """msort(Tensor self) -> Tensor

        The elements in order along the first dimension."""
    def mul(self, other: Tensor | _Number) -> Tensor:
        """mul(Tensor self, Operand other) -> Tensor

        `this * other`, element by element, with broadcasting.

        Example:
            >>> flambeau.tensor([1, 2]).mul(flambeau.tensor([[10], [20]]))
            tensor([[10, 20],
                    [20, 40]])"""
    def mul_(self, other: Tensor | _Number) -> Tensor:
        """mul_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `this * other`, element by element, with broadcasting.

        Example:
            >>> flambeau.tensor([1, 2]).mul(flambeau.tensor([[10], [20]]))
            tensor([[10, 20],
                    [20, 40]])

        Writes to the tensor itself."""
    def multinomial(self, num_samples: _int, replacement: _bool = False, *, generator: Generator | None = None, out: Tensor | None = None) -> Tensor:
        """multinomial(Tensor self, int num_samples, bool replacement=False, *, Generator? generator=None, Tensor(a!)? out=None) -> Tensor

        Indices drawn with the weights of each row, `num_samples` a row, with or without replacement.

        The weights, of shape `(categories)` or `(rows, categories)`, need not add up to one.

        Example:
            >>> flambeau.multinomial(flambeau.tensor([0.0, 1.0, 0.0]), 2, replacement=True)
            tensor([1, 1])"""
    def multiply(self, other: Tensor | _Number) -> Tensor:
        """multiply(Tensor self, Operand other) -> Tensor

        Another name for `mul`."""
    def multiply_(self, other: Tensor | _Number) -> Tensor:
        """multiply_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Another name for `mul_`."""
    def mv(self, vec: Tensor) -> Tensor:
        """mv(Tensor self, Tensor vec) -> Tensor

        The product of a matrix and a vector, `(n, m) x (m) -> (n)`.

        Example:
            >>> flambeau.mv(flambeau.ones(2, 3), flambeau.tensor([1.0, 2.0, 3.0]))
            tensor([6., 6.])"""
    def nan_to_num(self, nan: _float | None = None, posinf: _float | None = None, neginf: _float | None = None) -> Tensor:
        """nan_to_num(Tensor self, float? nan=None, float? posinf=None, float? neginf=None) -> Tensor

        NaN, plus and minus infinity replaced by numbers; by default 0, the largest and the smallest of the dtype.

        Example:
            >>> flambeau.tensor([1.0, float("nan")]).nan_to_num()
            tensor([1., 0.])"""
    def nanmean(self, dim: _int | Sequence[_int] | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None) -> Tensor:
        """nanmean(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

        The mean over dimensions of the elements that are not NaN."""
    @overload
    def nanmedian(self) -> Tensor:
        """nanmedian(Tensor self) -> Tensor

        The median of all elements that are not NaN.

        nanmedian.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)

        The medians along `dim` of the elements that are not NaN, and where they are."""
    @overload
    def nanmedian(self, dim: _int, keepdim: _bool = False) -> _nanmedian_result: ...
    def nanquantile(self, q: Tensor | _Number, dim: _int | None = None, keepdim: _bool = False, *, interpolation: str = "linear") -> Tensor:
        """nanquantile(Tensor self, Operand q, int? dim=None, bool keepdim=False, *, str interpolation="linear") -> Tensor

        Quantiles of the elements that are not NaN; see `quantile`."""
    def nansum(self, dim: _int | Sequence[_int] | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None) -> Tensor:
        """nansum(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

        The sum over dimensions, with NaN counted as 0."""
    def narrow(self, dim: _int, start: _int, length: _int) -> Tensor:
        """narrow(Tensor(a) self, int dim, int start, int length) -> Tensor(a)

        `length` elements from `start` along `dim`.

        Example:
            >>> flambeau.arange(5).narrow(0, 1, 3)
            tensor([1, 2, 3])"""
    def narrow_copy(self, dim: _int, start: _int, length: _int) -> Tensor:
        """narrow_copy(Tensor self, int dim, int start, int length) -> Tensor

        A copy of `length` elements from `start` along `dim`."""
    def ne(self, other: Tensor | _Number) -> Tensor:
        """ne(Tensor self, Operand other) -> Tensor

        Whether elements differ.

        Example:
            >>> flambeau.tensor([1, 2]).ne(flambeau.tensor([1, 3]))
            tensor([False,  True])"""
    def ne_(self, other: Tensor | _Number) -> Tensor:
        """ne_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Whether elements differ.

        Example:
            >>> flambeau.tensor([1, 2]).ne(flambeau.tensor([1, 3]))
            tensor([False,  True])

        Writes to the tensor itself."""
    def neg(self) -> Tensor:
        """neg(Tensor self) -> Tensor

        `-x`.

        Example:
            >>> flambeau.tensor([1, -2]).neg()
            tensor([-1,  2])"""
    def neg_(self) -> Tensor:
        """neg_(Tensor(a!) self) -> Tensor(a!)

        `-x`.

        Example:
            >>> flambeau.tensor([1, -2]).neg()
            tensor([-1,  2])

        Writes to the tensor itself."""
    def negative(self) -> Tensor:
        """negative(Tensor self) -> Tensor

        Another name for `neg`."""
    def negative_(self) -> Tensor:
        """negative_(Tensor(a!) self) -> Tensor(a!)

        Another name for `neg_`."""
    @overload
    def new_empty(self, size: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
        """new_empty(Tensor self, int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

        An uninitialised tensor of this one's dtype.

        Example:
            >>> flambeau.ones(2).new_empty(3).shape
            torch.Size([3])"""
    @overload
    def new_empty(self, *size: _int, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor: ...
    def new_full(self, size: Sequence[_int], fill_value: _Number, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
        """new_full(Tensor self, int[] size, Scalar fill_value, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

        A tensor filled with `fill_value` in this one's dtype.

        Example:
            >>> flambeau.ones(1).new_full((2,), 7)
            tensor([7., 7.])"""
    @overload
    def new_ones(self, size: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
        """new_ones(Tensor self, int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

        Ones.

        Example:
            >>> flambeau.ones(2, dtype=flambeau.int64)
            tensor([1, 1])

        Dtype and device are by default this tensor's."""
    @overload
    def new_ones(self, *size: _int, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor: ...
    @overload
    def new_zeros(self, size: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
        """new_zeros(Tensor self, int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

        Zeros.

        Example:
            >>> flambeau.zeros(2, 2)
            tensor([[0., 0.],
                    [0., 0.]])

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
    def nonzero_numpy(self) -> tuple[Tensor, ...]:
        """nonzero_numpy(Tensor self) -> Tensor[]

        The coordinates of all elements that are not zero, one tensor for each dimension."""
    def nonzero_static(self, *, size: _int, fill_value: _int = -1) -> Tensor:
        """nonzero_static(Tensor self, *, int size, int fill_value=-1) -> Tensor

        The coordinates of `size` elements that are not zero; rows of `fill_value` where there are fewer."""
    def normal_(self, mean: _float = 0.0, std: _float = 1.0, *, generator: Generator | None = None) -> Tensor:
        """normal_(Tensor(a!) self, float mean=0.0, float std=1.0, *, Generator? generator=None) -> Tensor(a!)

        Fills with normal numbers of the given mean and standard deviation.

        Example:
            >>> flambeau.empty(2, 3).normal_(mean=1.0, std=0.1).shape
            torch.Size([2, 3])"""
    def not_equal(self, other: Tensor | _Number) -> Tensor:
        """not_equal(Tensor self, Operand other) -> Tensor

        Another name for `ne`."""
    def not_equal_(self, other: Tensor | _Number) -> Tensor:
        """not_equal_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Another name for `ne_`."""
    def outer(self, vec2: Tensor) -> Tensor:
        """outer(Tensor self, Tensor vec2) -> Tensor

        The products of all pairs of elements of two vectors, `(n) x (m) -> (n, m)`.

        Example:
            >>> flambeau.outer(flambeau.tensor([1, 2]), flambeau.tensor([3, 4]))
            tensor([[3, 4],
                    [6, 8]])"""
    @overload
    def permute(self, dims: Sequence[_int]) -> Tensor:
        """permute(Tensor(a) self, int[] dims) -> Tensor(a)

        Dimensions in another order.

        Example:
            >>> flambeau.ones(2, 3, 4).permute(2, 0, 1).shape
            torch.Size([4, 2, 3])"""
    @overload
    def permute(self, *dims: _int) -> Tensor: ...
    def positive(self) -> Tensor:
        """positive(Tensor self) -> Tensor

        The tensor itself."""
    def pow(self, exponent: Tensor | _Number) -> Tensor:
        """pow.Tensor(Tensor self, Operand exponent) -> Tensor

        `this ** exponent`, element by element, with broadcasting.

        Example:
            >>> flambeau.tensor([1.0, 2.0, 3.0]).pow(2)
            tensor([1., 4., 9.])"""
    def pow_(self, exponent: Tensor | _Number) -> Tensor:
        """pow_.Tensor(Tensor(a!) self, Operand exponent) -> Tensor(a!)

        `this **= exponent`, element by element, with broadcasting."""
    def prelu(self, weight: Tensor) -> Tensor:
        """prelu(Tensor self, Tensor weight) -> Tensor

        x where positive, else `weight * x`; `weight` has one element or one per channel (dimension 1)."""
    @overload
    def prod(self, *, dtype: _dtype | None = None) -> Tensor:
        """prod(Tensor self, *, ScalarType? dtype=None) -> Tensor

        The product of all elements.

        Example:
            >>> flambeau.tensor([2.0, 3.0]).prod()
            tensor(6.)

        prod.dim_int(Tensor self, int dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

        The products along a dimension."""
    @overload
    def prod(self, dim: _int, keepdim: _bool = False, *, dtype: _dtype | None = None) -> Tensor: ...
    def put(self, index: Tensor, source: Tensor, accumulate: _bool = False) -> Tensor:
        """put(Tensor self, Tensor index, Tensor source, bool accumulate=False) -> Tensor

        `this` with the elements of `source` at places in row-major order; added to what is there if `accumulate`."""
    def put_(self, index: Tensor, source: Tensor, accumulate: _bool = False) -> Tensor:
        """put_(Tensor(a!) self, Tensor index, Tensor source, bool accumulate=False) -> Tensor(a!)

        Writes the elements of `source` to places in row-major order; adds them if `accumulate`."""
    def quantile(self, q: Tensor | _Number, dim: _int | None = None, keepdim: _bool = False, *, interpolation: str = "linear") -> Tensor:
        """quantile(Tensor self, Operand q, int? dim=None, bool keepdim=False, *, str interpolation="linear") -> Tensor

        Quantiles of all elements or along `dim`. Several `q` come first in the result's shape. Between two elements
        `interpolation` decides: "linear", "lower", "higher", "midpoint" or "nearest"."""
    def rad2deg(self) -> Tensor:
        """rad2deg(Tensor self) -> Tensor

        Radians to degrees."""
    def rad2deg_(self) -> Tensor:
        """rad2deg_(Tensor(a!) self) -> Tensor(a!)

        Radians to degrees.

        Writes to the tensor itself."""
    @overload
    def random_(self, *, generator: Generator | None = None) -> Tensor:
        """random_(Tensor(a!) self, *, Generator? generator=None) -> Tensor(a!)

        Fills with integers from 0 to the largest that the dtype holds with all smaller ones.

        Example:
            >>> flambeau.empty(2, 3).random_(10).shape
            torch.Size([2, 3])

        random_.to(Tensor(a!) self, int to, *, Generator? generator=None) -> Tensor(a!)

        Fills with integers from 0 to `to - 1`.

        random_.from(Tensor(a!) self, int from, int? to, *, Generator? generator=None) -> Tensor(a!)

        Fills with integers from `from` to `to - 1`, or to the dtype's largest where `to` is None."""
    @overload
    def random_(self, to: _int, *, generator: Generator | None = None) -> Tensor: ...
    @overload
    def random_(self, __from: _int, to: _int | None, *, generator: Generator | None = None) -> Tensor: ...
    def ravel(self) -> Tensor:
        """ravel(Tensor(a) self) -> Tensor(a)

        Flattens to one dimension; a view where the layout allows it.

        Example:
            >>> flambeau.ones(2, 3).ravel().shape
            torch.Size([6])"""
    def reciprocal(self) -> Tensor:
        """reciprocal(Tensor self) -> Tensor

        `1 / x`.

        Example:
            >>> flambeau.tensor([2.0, 4.0]).reciprocal()
            tensor([0.5000, 0.2500])"""
    def reciprocal_(self) -> Tensor:
        """reciprocal_(Tensor(a!) self) -> Tensor(a!)

        `1 / x`.

        Example:
            >>> flambeau.tensor([2.0, 4.0]).reciprocal()
            tensor([0.5000, 0.2500])

        Writes to the tensor itself."""
    def relu(self) -> Tensor:
        """relu(Tensor self) -> Tensor

        `max(x, 0)`.

        Example:
            >>> flambeau.tensor([-1.0, 2.0]).relu()
            tensor([0., 2.])"""
    def relu_(self) -> Tensor:
        """relu_(Tensor(a!) self) -> Tensor(a!)

        `max(x, 0)`.

        Example:
            >>> flambeau.tensor([-1.0, 2.0]).relu()
            tensor([0., 2.])

        Writes to the tensor itself."""
    def remainder(self, other: Tensor | _Number) -> Tensor:
        """remainder(Tensor self, Operand other) -> Tensor

        Remainder of `this / other` with the sign of `other`.

        Example:
            >>> flambeau.tensor([-7, 7]).remainder(3)
            tensor([2, 1])"""
    def remainder_(self, other: Tensor | _Number) -> Tensor:
        """remainder_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Remainder of `this / other` with the sign of `other`.

        Example:
            >>> flambeau.tensor([-7, 7]).remainder(3)
            tensor([2, 1])

        Writes to the tensor itself."""
    def renorm(self, p: _Number, dim: _int, maxnorm: _Number) -> Tensor:
        """renorm(Tensor self, Scalar p, int dim, Scalar maxnorm) -> Tensor

        Scales each part along `dim` whose norm of order `p` is above `maxnorm` down to it."""
    def renorm_(self, p: _Number, dim: _int, maxnorm: _Number) -> Tensor:
        """renorm_(Tensor(a!) self, Scalar p, int dim, Scalar maxnorm) -> Tensor(a!)

        Scales each part along `dim` whose norm of order `p` is above `maxnorm` down to it, in place."""
    @overload
    def repeat(self, repeats: Sequence[_int]) -> Tensor:
        """repeat(Tensor self, int[] repeats) -> Tensor

        The tensor `repeats[dim]` times along each dimension; further repeats make new leading dimensions.

        Example:
            >>> flambeau.tensor([1, 2]).repeat(2, 2)
            tensor([[1, 2, 1, 2],
                    [1, 2, 1, 2]])"""
    @overload
    def repeat(self, *repeats: _int) -> Tensor: ...
    @overload
    def repeat_interleave(self, repeats: Tensor, dim: _int | None = None, *, output_size: _int | None = None) -> Tensor:
        """repeat_interleave.self_Tensor(Tensor self, Tensor repeats, int? dim=None, *, int? output_size=None) -> Tensor

        Every element along `dim` as many times as `repeats` has it; without `dim`, of the flattened tensor.

        Example:
            >>> flambeau.tensor([1, 2]).repeat_interleave(flambeau.tensor([2, 1]))
            tensor([1, 1, 2])

        repeat_interleave.self_int(Tensor self, int repeats, int? dim=None, *, int? output_size=None) -> Tensor

        Every element along `dim` `repeats` times; without `dim`, of the flattened tensor."""
    @overload
    def repeat_interleave(self, repeats: _int, dim: _int | None = None, *, output_size: _int | None = None) -> Tensor: ...
    @overload
    def reshape(self, shape: Sequence[_int]) -> Tensor:
        """reshape(Tensor(a) self, int[] shape) -> Tensor(a)

        The same elements in another shape: a view where the layout allows it, else a copy.

        Example:
            >>> flambeau.tensor([[1, 2], [3, 4]]).t().reshape(4)
            tensor([1, 3, 2, 4])"""
    @overload
    def reshape(self, *shape: _int) -> Tensor: ...
    def reshape_as(self, other: Tensor) -> Tensor:
        """reshape_as(Tensor(a) self, Tensor other) -> Tensor(a)

        The same elements in another tensor's shape, copied where a view cannot be made.

        Example:
            >>> flambeau.arange(4).reshape_as(flambeau.ones(2, 2)).shape
            torch.Size([2, 2])"""
    def roll(self, shifts: _int | Sequence[_int], dims: _int | Sequence[_int] = ()) -> Tensor:
        """roll(Tensor self, int[1] shifts, int[1] dims=[]) -> Tensor

        The elements shifted along dimensions; what leaves at one end enters at the other. Without `dims` the flattened
        tensor is shifted.

        Example:
            >>> flambeau.arange(4).roll(1)
            tensor([3, 0, 1, 2])"""
    def rot90(self, k: _int = 1, dims: Sequence[_int] = (0, 1)) -> Tensor:
        """rot90(Tensor self, int k=1, int[] dims=[0, 1]) -> Tensor

        The elements turned by `k` times 90 degrees in the plane of two dimensions, from the first towards the second.

        Example:
            >>> flambeau.tensor([[1, 2], [3, 4]]).rot90()
            tensor([[2, 4],
                    [1, 3]])"""
    def round(self, *, decimals: _int = 0) -> Tensor:
        """round.decimals(Tensor self, *, int decimals=0) -> Tensor

        The nearest number with `decimals` decimals; ties go to the even one.

        Example:
            >>> flambeau.tensor([0.5, 1.5, 2.4]).round()
            tensor([0., 2., 2.])"""
    def round_(self, *, decimals: _int = 0) -> Tensor:
        """round_.decimals(Tensor(a!) self, *, int decimals=0) -> Tensor(a!)

        Rounds every element to `decimals` decimals; ties go to the even one."""
    def rsqrt(self) -> Tensor:
        """rsqrt(Tensor self) -> Tensor

        `1 / sqrt(x)`.

        Example:
            >>> flambeau.tensor([4.0, 16.0]).rsqrt()
            tensor([0.5000, 0.2500])"""
    def rsqrt_(self) -> Tensor:
        """rsqrt_(Tensor(a!) self) -> Tensor(a!)

        `1 / sqrt(x)`.

        Example:
            >>> flambeau.tensor([4.0, 16.0]).rsqrt()
            tensor([0.5000, 0.2500])

        Writes to the tensor itself."""
    @overload
    def scatter(self, dim: _int, index: Tensor, src: Tensor | _Number) -> Tensor:
        """scatter.src(Tensor self, int dim, Tensor index, Operand src) -> Tensor

        `this` with `src`, a tensor or a number, written along `dim` to where `index` says.

        Example:
            >>> flambeau.zeros(3).scatter(0, flambeau.tensor([2]), 1.0)
            tensor([0., 0., 1.])

        scatter.value(Tensor self, int dim, Tensor index, Scalar value) -> Tensor

        `this` with a number written along `dim` to where `index` says.

        scatter.reduce(Tensor self, int dim, Tensor index, Operand src, *, str reduce) -> Tensor

        `this` with `src` added to (`reduce="add"`) or multiplied with (`"multiply"`) the elements that `index` names.

        scatter.value_reduce(Tensor self, int dim, Tensor index, Scalar value, *, str reduce) -> Tensor

        `this` with a number added to or multiplied with the elements that `index` names."""
    @overload
    def scatter(self, dim: _int, index: Tensor, value: _Number) -> Tensor: ...
    @overload
    def scatter(self, dim: _int, index: Tensor, src: Tensor | _Number, *, reduce: str) -> Tensor: ...
    @overload
    def scatter(self, dim: _int, index: Tensor, value: _Number, *, reduce: str) -> Tensor: ...
    @overload
    def scatter_(self, dim: _int, index: Tensor, src: Tensor | _Number) -> Tensor:
        """scatter_.src(Tensor(a!) self, int dim, Tensor index, Operand src) -> Tensor(a!)

        Writes `src`, a tensor or a number, along `dim` to where `index` says.

        Example:
            >>> flambeau.zeros(2, 3).scatter_(1, flambeau.tensor([[2], [0]]), 1.0)
            tensor([[0., 0., 1.],
                    [1., 0., 0.]])

        scatter_.value(Tensor(a!) self, int dim, Tensor index, Scalar value) -> Tensor(a!)

        Writes a number along `dim` to where `index` says.

        scatter_.reduce(Tensor(a!) self, int dim, Tensor index, Operand src, *, str reduce) -> Tensor(a!)

        Adds `src` to (`reduce="add"`) or multiplies it with (`"multiply"`) the elements that `index` names.

        scatter_.value_reduce(Tensor(a!) self, int dim, Tensor index, Scalar value, *, str reduce) -> Tensor(a!)

        Adds a number to or multiplies it with the elements that `index` names."""
    @overload
    def scatter_(self, dim: _int, index: Tensor, value: _Number) -> Tensor: ...
    @overload
    def scatter_(self, dim: _int, index: Tensor, src: Tensor | _Number, *, reduce: str) -> Tensor: ...
    @overload
    def scatter_(self, dim: _int, index: Tensor, value: _Number, *, reduce: str) -> Tensor: ...
    def scatter_add(self, dim: _int, index: Tensor, src: Tensor) -> Tensor:
        """scatter_add(Tensor self, int dim, Tensor index, Tensor src) -> Tensor

        `this` with `src` added along `dim` to the elements that `index` names, in the order of the indices."""
    def scatter_add_(self, dim: _int, index: Tensor, src: Tensor) -> Tensor:
        """scatter_add_(Tensor(a!) self, int dim, Tensor index, Tensor src) -> Tensor(a!)

        Adds `src` along `dim` to the elements that `index` names, in the order of the indices.

        Example:
            >>> flambeau.zeros(2).scatter_add_(0, flambeau.tensor([1, 1]), flambeau.ones(2))
            tensor([0., 2.])"""
    def scatter_reduce(self, dim: _int, index: Tensor, src: Tensor, reduce: str, *, include_self: _bool = True) -> Tensor:
        """scatter_reduce.two(Tensor self, int dim, Tensor index, Tensor src, str reduce, *, bool include_self=True) -> Tensor

        `this` with `src` reduced along `dim` into the elements that `index` names: `"sum"`, `"prod"`, `"mean"`, `"amax"` or
        `"amin"`, with or without what was there."""
    def scatter_reduce_(self, dim: _int, index: Tensor, src: Tensor, reduce: str, *, include_self: _bool = True) -> Tensor:
        """scatter_reduce_.two(Tensor(a!) self, int dim, Tensor index, Tensor src, str reduce, *, bool include_self=True) -> Tensor(a!)

        Reduces `src` along `dim` into the elements that `index` names.

        Example:
            >>> flambeau.zeros(2).scatter_reduce_(0, flambeau.tensor([1, 1]), flambeau.tensor([2.0, 3.0]), reduce="amax")
            tensor([0., 3.])"""
    def select(self, dim: _int, index: _int) -> Tensor:
        """select.int(Tensor(a) self, int dim, int index) -> Tensor(a)

        The elements with index `index` along `dim`, without that dimension.

        Example:
            >>> flambeau.arange(4).view(2, 2).select(0, 1)
            tensor([2, 3])"""
    def select_scatter(self, src: Tensor, dim: _int, index: _int) -> Tensor:
        """select_scatter(Tensor self, Tensor src, int dim, int index) -> Tensor

        `this` with `src` at `index` along `dim`."""
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

        `1 / (1 + e^-x)`.

        Example:
            >>> flambeau.tensor([0.0, 2.0]).sigmoid()
            tensor([0.5000, 0.8808])"""
    def sigmoid_(self) -> Tensor:
        """sigmoid_(Tensor(a!) self) -> Tensor(a!)

        `1 / (1 + e^-x)`.

        Example:
            >>> flambeau.tensor([0.0, 2.0]).sigmoid()
            tensor([0.5000, 0.8808])

        Writes to the tensor itself."""
    def sign(self) -> Tensor:
        """sign(Tensor self) -> Tensor

        -1, 0 or 1 by the sign.

        Example:
            >>> flambeau.tensor([-2.0, 0.0, 3.0]).sign()
            tensor([-1.,  0.,  1.])"""
    def sign_(self) -> Tensor:
        """sign_(Tensor(a!) self) -> Tensor(a!)

        Replaces every element by -1, 0 or 1 by its sign."""
    def signbit(self) -> Tensor:
        """signbit(Tensor self) -> Tensor

        Whether the sign bit is set."""
    def silu(self) -> Tensor:
        """silu(Tensor self) -> Tensor

        `x * sigmoid(x)`.

        Example:
            >>> flambeau.nn.functional.silu(flambeau.tensor([0.0, 1.0]))
            tensor([0.0000, 0.7311])"""
    def silu_(self) -> Tensor:
        """silu_(Tensor(a!) self) -> Tensor(a!)

        `x * sigmoid(x)`.

        Example:
            >>> flambeau.nn.functional.silu(flambeau.tensor([0.0, 1.0]))
            tensor([0.0000, 0.7311])

        Writes to the tensor itself."""
    def sin(self) -> Tensor:
        """sin(Tensor self) -> Tensor

        Sine.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).sin()
            tensor([0.0000, 0.8415])"""
    def sin_(self) -> Tensor:
        """sin_(Tensor(a!) self) -> Tensor(a!)

        Sine.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).sin()
            tensor([0.0000, 0.8415])

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
    def slice_scatter(self, src: Tensor, dim: _int = 0, start: _int | None = None, end: _int | None = None, step: _int = 1) -> Tensor:
        """slice_scatter(Tensor self, Tensor src, int dim=0, int? start=None, int? end=None, int step=1) -> Tensor

        `this` with `src` in every `step`-th place from `start` to `end` along `dim`."""
    def softmax(self, dim: _int, dtype: _dtype | None = None) -> Tensor:
        """softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor

        `e^x / sum(e^x)` along a dimension; `dtype` converts the input first.

        Example:
            >>> flambeau.tensor([0.0, 0.0]).softmax(-1)
            tensor([0.5000, 0.5000])"""
    @overload
    def sort(self, dim: _int = -1, descending: _bool = False) -> _sort_result:
        """sort(Tensor self, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)

        The elements in order along `dim`, and where they were. Equal elements keep their order; NaN comes last, or first where
        the order descends.

        Example:
            >>> values, indices = flambeau.tensor([3, 1, 2]).sort()
            >>> values, indices
            (tensor([1, 2, 3]), tensor([1, 2, 0]))

        sort.stable(Tensor self, *, bool? stable, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)

        As `sort`, with `stable`: equal elements keep their order whatever it is."""
    @overload
    def sort(self, *, stable: _bool | None, dim: _int = -1, descending: _bool = False) -> _sort_result: ...
    @overload
    def split(self, split_size: _int, dim: _int = 0) -> tuple[Tensor, ...]:
        """split.Tensor(Tensor(a) self, int split_size, int dim=0) -> Tensor(a)[]

        Consecutive parts of `split_size` along `dim`; the last may be smaller.

        Example:
            >>> flambeau.arange(5).split(2)
            (tensor([0, 1]), tensor([2, 3]), tensor([4]))

        split.sizes(Tensor(a) self, int[] split_size, int dim=0) -> Tensor(a)[]

        Consecutive parts of the given sizes along `dim`.

        Example:
            >>> flambeau.arange(5).split([1, 4])
            (tensor([0]), tensor([1, 2, 3, 4]))"""
    @overload
    def split(self, split_size: Sequence[_int], dim: _int = 0) -> tuple[Tensor, ...]: ...
    @overload
    def split(self, *split_size: _int) -> tuple[Tensor, ...]: ...
    @overload
    def split_with_sizes(self, split_sizes: Sequence[_int], dim: _int = 0) -> tuple[Tensor, ...]:
        """split_with_sizes(Tensor(a) self, int[] split_sizes, int dim=0) -> Tensor(a)[]

        Consecutive parts of the given sizes along `dim`.

        Example:
            >>> flambeau.arange(3).split_with_sizes([1, 2])
            (tensor([0]), tensor([1, 2]))"""
    @overload
    def split_with_sizes(self, *split_sizes: _int) -> tuple[Tensor, ...]: ...
    def sqrt(self) -> Tensor:
        """sqrt(Tensor self) -> Tensor

        Square root.

        Example:
            >>> flambeau.tensor([4.0, 9.0]).sqrt()
            tensor([2., 3.])"""
    def sqrt_(self) -> Tensor:
        """sqrt_(Tensor(a!) self) -> Tensor(a!)

        Square root.

        Example:
            >>> flambeau.tensor([4.0, 9.0]).sqrt()
            tensor([2., 3.])

        Writes to the tensor itself."""
    def square(self) -> Tensor:
        """square(Tensor self) -> Tensor

        `x * x`; integers for booleans, as `x ** 2` gives.

        Example:
            >>> flambeau.tensor([2.0, 3.0]).square()
            tensor([4., 9.])"""
    def square_(self) -> Tensor:
        """square_(Tensor(a!) self) -> Tensor(a!)

        `x * x`.

        Writes to the tensor itself.

        Example:
            >>> flambeau.tensor([2.0, 3.0]).square_()
            tensor([4., 9.])"""
    @overload
    def squeeze(self) -> Tensor:
        """squeeze(Tensor(a) self) -> Tensor(a)

        Without dimensions of size 1.

        Example:
            >>> flambeau.ones(1, 3, 1).squeeze().shape
            torch.Size([3])

        squeeze.dims(Tensor(a) self, int[1] dim) -> Tensor(a)

        Without the given dimensions, where they have size 1.

        Example:
            >>> flambeau.ones(1, 3, 1).squeeze(0).shape
            torch.Size([3, 1])"""
    @overload
    def squeeze(self, dim: _int | Sequence[_int]) -> Tensor: ...
    @overload
    def std(self, unbiased: _bool = True) -> Tensor:
        """std(Tensor self, bool unbiased=True) -> Tensor

        The standard deviation of all elements.

        Example:
            >>> flambeau.tensor([1.0, 3.0]).std()
            tensor(1.4142)

        std.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> Tensor

        The standard deviation over dimensions: the divisor is the number of elements less `correction` (1 by default).

        std.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> Tensor

        The standard deviation over dimensions.

        Example:
            >>> flambeau.tensor([[1.0, 3.0]]).std(1)
            tensor([1.4142])"""
    @overload
    def std(self, dim: _int | Sequence[_int] | None = None, *, correction: _Number | None = None, keepdim: _bool = False) -> Tensor: ...
    @overload
    def std(self, dim: _int | Sequence[_int] | None, unbiased: _bool = True, keepdim: _bool = False) -> Tensor: ...
    def sub(self, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
        """sub.Tensor(Tensor self, Operand other, *, Scalar alpha=1) -> Tensor

        `this - alpha * other`, element by element, with broadcasting.

        Example:
            >>> flambeau.tensor([1, 2]).sub(1)
            tensor([0, 1])"""
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

        Example:
            >>> flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]).sum()
            tensor(10.)

        sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

        Sums over dimensions.

        Example:
            >>> flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]).sum(1)
            tensor([3., 7.])
            >>> flambeau.ones(2, 3).sum(0, keepdim=True).shape
            torch.Size([1, 3])"""
    @overload
    def sum(self, dim: _int | Sequence[_int] | None, keepdim: _bool = False, *, dtype: _dtype | None = None) -> Tensor: ...
    @overload
    def sum_to_size(self, size: Sequence[_int]) -> Tensor:
        """sum_to_size(Tensor self, int[] size) -> Tensor

        Sums over dimensions until the tensor has the given shape, which broadcasts to its own.

        Example:
            >>> flambeau.ones(2, 3).sum_to_size(1, 3)
            tensor([[2., 2., 2.]])"""
    @overload
    def sum_to_size(self, *size: _int) -> Tensor: ...
    def swapaxes(self, axis0: _int, axis1: _int) -> Tensor:
        """swapaxes(Tensor(a) self, int axis0, int axis1) -> Tensor(a)

        Another name for `transpose`.

        Example:
            >>> flambeau.ones(2, 3, 4).swapaxes(0, 1).shape
            torch.Size([3, 2, 4])"""
    def swapdims(self, dim0: _int, dim1: _int) -> Tensor:
        """swapdims(Tensor(a) self, int dim0, int dim1) -> Tensor(a)

        Another name for `transpose`.

        Example:
            >>> flambeau.ones(2, 3, 4).swapdims(0, 1).shape
            torch.Size([3, 2, 4])"""
    def t(self) -> Tensor:
        """t(Tensor(a) self) -> Tensor(a)

        The transpose of a matrix; tensors of fewer dimensions are returned as they are.

        Example:
            >>> flambeau.ones(2, 3).t().shape
            torch.Size([3, 2])"""
    def take(self, index: Tensor) -> Tensor:
        """take(Tensor self, Tensor index) -> Tensor

        Elements by their place in row-major order; negative places count from the end. The result has the index's shape."""
    def take_along_dim(self, indices: Tensor, dim: _int | None = None) -> Tensor:
        """take_along_dim(Tensor self, Tensor indices, int? dim=None) -> Tensor

        Elements along `dim` at `indices`, both broadcast together; without `dim`, elements of the flattened tensor.

        Example:
            >>> x = flambeau.tensor([[3, 1, 2]])
            >>> flambeau.take_along_dim(x, x.argsort(1), 1)
            tensor([[1, 2, 3]])"""
    def tan(self) -> Tensor:
        """tan(Tensor self) -> Tensor

        Tangent."""
    def tan_(self) -> Tensor:
        """tan_(Tensor(a!) self) -> Tensor(a!)

        Tangent.

        Writes to the tensor itself."""
    def tanh(self) -> Tensor:
        """tanh(Tensor self) -> Tensor

        Hyperbolic tangent.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).tanh()
            tensor([0.0000, 0.7616])"""
    def tanh_(self) -> Tensor:
        """tanh_(Tensor(a!) self) -> Tensor(a!)

        Hyperbolic tangent.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).tanh()
            tensor([0.0000, 0.7616])

        Writes to the tensor itself."""
    @overload
    def tensor_split(self, indices: Sequence[_int], dim: _int = 0) -> tuple[Tensor, ...]:
        """tensor_split.indices(Tensor(a) self, int[] indices, int dim=0) -> Tensor(a)[]

        Parts along `dim` that begin at the given indices.

        tensor_split.sections(Tensor(a) self, int sections, int dim=0) -> Tensor(a)[]

        `sections` parts along `dim`, whose sizes differ by one at most.

        Example:
            >>> flambeau.arange(5).tensor_split(2)
            (tensor([0, 1, 2]), tensor([3, 4]))"""
    @overload
    def tensor_split(self, *indices: _int) -> tuple[Tensor, ...]: ...
    @overload
    def tensor_split(self, sections: _int, dim: _int = 0) -> tuple[Tensor, ...]: ...
    @overload
    def tile(self, dims: Sequence[_int]) -> Tensor:
        """tile(Tensor self, int[] dims) -> Tensor

        The tensor `dims[dim]` times along each dimension; missing counts are 1.

        Example:
            >>> flambeau.tensor([1, 2]).tile(2)
            tensor([1, 2, 1, 2])"""
    @overload
    def tile(self, *dims: _int) -> Tensor: ...
    @overload
    def to(self, device: _DeviceLike | None = None, dtype: _dtype | None = None, non_blocking: _bool = False, copy: _bool = False, *, memory_format: _memory_format | None = ...) -> Tensor:
        """to.device(Tensor self, Device? device=None, ScalarType? dtype=None, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None) -> Tensor

        This tensor on another device, and in another dtype or memory order.

        to.dtype(Tensor self, ScalarType dtype, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None) -> Tensor

        This tensor in another dtype or memory order.

        Example:
            >>> flambeau.tensor([1.5, 2.5]).to(flambeau.int64)
            tensor([1, 2])

        to.other(Tensor self, Tensor other, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None) -> Tensor

        This tensor in the dtype and on the device of another."""
    @overload
    def to(self, dtype: _dtype, non_blocking: _bool = False, copy: _bool = False, *, memory_format: _memory_format | None = ...) -> Tensor: ...
    @overload
    def to(self, other: Tensor, non_blocking: _bool = False, copy: _bool = False, *, memory_format: _memory_format | None = ...) -> Tensor: ...
    def topk(self, k: _int, dim: _int = -1, largest: _bool = True, sorted: _bool = True) -> _topk_result:
        """topk(Tensor self, int k, int dim=-1, bool largest=True, bool sorted=True) -> (Tensor values, Tensor indices)

        The `k` largest (or smallest) elements along `dim`, in order where `sorted`, and where they were. Of equal elements those
        that come first are taken; NaN counts as larger than every number.

        Example:
            >>> values, indices = flambeau.tensor([1, 4, 2, 3]).topk(2)
            >>> values, indices
            (tensor([4, 3]), tensor([1, 3]))"""
    def trace(self) -> Tensor:
        """trace(Tensor self) -> Tensor

        The sum of a matrix's diagonal.

        Example:
            >>> flambeau.trace(flambeau.ones(3, 3))
            tensor(3.)"""
    def transpose(self, dim0: _int, dim1: _int) -> Tensor:
        """transpose.int(Tensor(a) self, int dim0, int dim1) -> Tensor(a)

        Two dimensions exchanged.

        Example:
            >>> flambeau.ones(2, 3, 4).transpose(0, 2).shape
            torch.Size([4, 3, 2])"""
    def tril(self, diagonal: _int = 0) -> Tensor:
        """tril(Tensor self, int diagonal=0) -> Tensor

        The lower triangle of matrices, up to a diagonal; the rest is zero.

        Example:
            >>> flambeau.ones(3, 3).tril()
            tensor([[1., 0., 0.],
                    [1., 1., 0.],
                    [1., 1., 1.]])"""
    def tril_(self, diagonal: _int = 0) -> Tensor:
        """tril_(Tensor(a!) self, int diagonal=0) -> Tensor(a!)

        Sets what lies above a diagonal to zero."""
    def triu(self, diagonal: _int = 0) -> Tensor:
        """triu(Tensor self, int diagonal=0) -> Tensor

        The upper triangle of matrices, from a diagonal on; the rest is zero.

        Example:
            >>> flambeau.ones(3, 3).triu(1)
            tensor([[0., 1., 1.],
                    [0., 0., 1.],
                    [0., 0., 0.]])"""
    def triu_(self, diagonal: _int = 0) -> Tensor:
        """triu_(Tensor(a!) self, int diagonal=0) -> Tensor(a!)

        Sets what lies below a diagonal to zero."""
    def true_divide(self, other: Tensor | _Number) -> Tensor:
        """true_divide.Tensor(Tensor self, Operand other) -> Tensor

        Another name for `div` without a rounding mode."""
    def true_divide_(self, other: Tensor | _Number) -> Tensor:
        """true_divide_.Tensor(Tensor(a!) self, Operand other) -> Tensor(a!)

        Another name for `div_` without a rounding mode."""
    def trunc(self) -> Tensor:
        """trunc(Tensor self) -> Tensor

        The integer part.

        Example:
            >>> flambeau.tensor([-1.5, 1.5]).trunc()
            tensor([-1.,  1.])"""
    def trunc_(self) -> Tensor:
        """trunc_(Tensor(a!) self) -> Tensor(a!)

        The integer part.

        Example:
            >>> flambeau.tensor([-1.5, 1.5]).trunc()
            tensor([-1.,  1.])

        Writes to the tensor itself."""
    def type_as(self, other: Tensor) -> Tensor:
        """type_as(Tensor self, Tensor other) -> Tensor

        This tensor in the dtype of another.

        Example:
            >>> flambeau.tensor([1, 2]).type_as(flambeau.tensor([0.5]))
            tensor([1., 2.])"""
    def unbind(self, dim: _int = 0) -> tuple[Tensor, ...]:
        """unbind.int(Tensor(a) self, int dim=0) -> Tensor(a)[]

        The tensors along `dim`, without that dimension.

        Example:
            >>> flambeau.tensor([[1, 2], [3, 4]]).unbind()
            (tensor([1, 2]), tensor([3, 4]))"""
    def unflatten(self, dim: _int, sizes: Sequence[_int]) -> Tensor:
        """unflatten.int(Tensor(a) self, int dim, int[] sizes) -> Tensor(a)

        One dimension as several; one of the sizes may be -1.

        Example:
            >>> flambeau.ones(2, 6).unflatten(1, (2, 3)).shape
            torch.Size([2, 2, 3])"""
    def unfold(self, dimension: _int, size: _int, step: _int) -> Tensor:
        """unfold(Tensor(a) self, int dimension, int size, int step) -> Tensor(a)

        Windows of `size` elements, `step` apart, along `dimension`; the window is a new last dimension.

        Example:
            >>> flambeau.arange(5).unfold(0, 3, 2)
            tensor([[0, 1, 2],
                    [2, 3, 4]])"""
    def uniform_(self, __from: _float = 0.0, to: _float = 1.0, *, generator: Generator | None = None) -> Tensor:
        """uniform_(Tensor(a!) self, float from=0.0, float to=1.0, *, Generator? generator=None) -> Tensor(a!)

        Fills with numbers uniform in `[from, to)`.

        Example:
            >>> flambeau.empty(2, 3).uniform_(-1, 1).shape
            torch.Size([2, 3])"""
    def unsqueeze(self, dim: _int) -> Tensor:
        """unsqueeze(Tensor(a) self, int dim) -> Tensor(a)

        With a new dimension of size 1 at `dim`.

        Example:
            >>> flambeau.tensor([1, 2, 3]).unsqueeze(1).shape
            torch.Size([3, 1])"""
    @overload
    def var(self, unbiased: _bool = True) -> Tensor:
        """var(Tensor self, bool unbiased=True) -> Tensor

        The variance of all elements.

        Example:
            >>> flambeau.tensor([1.0, 3.0]).var()
            tensor(2.)

        var.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> Tensor

        The variance over dimensions: the divisor is the number of elements less `correction` (1 by default).

        var.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> Tensor

        The variance over dimensions.

        Example:
            >>> flambeau.tensor([[1.0, 3.0]]).var(1)
            tensor([2.])"""
    @overload
    def var(self, dim: _int | Sequence[_int] | None = None, *, correction: _Number | None = None, keepdim: _bool = False) -> Tensor: ...
    @overload
    def var(self, dim: _int | Sequence[_int] | None, unbiased: _bool = True, keepdim: _bool = False) -> Tensor: ...
    def vdot(self, other: Tensor) -> Tensor:
        """vdot(Tensor self, Tensor other) -> Tensor

        The dot product of two vectors, the first one conjugated.

        Example:
            >>> flambeau.vdot(flambeau.tensor([1, 2]), flambeau.tensor([3, 4]))
            tensor(11)"""
    @overload
    def view(self, size: Sequence[_int]) -> Tensor:
        """view(Tensor(a) self, int[] size) -> Tensor(a)

        The same elements in another shape; -1 stands for the size that fits.

        Example:
            >>> flambeau.arange(6).view(2, -1)
            tensor([[0, 1, 2],
                    [3, 4, 5]])

        view.dtype(Tensor(a) self, ScalarType dtype) -> Tensor(a)

        The same bytes read as elements of another dtype. The last dimension grows or shrinks where the sizes differ.

        Example:
            >>> flambeau.tensor([1.0, 2.0]).view(flambeau.int32)
            tensor([1065353216, 1073741824], dtype=torch.int32)"""
    @overload
    def view(self, *size: _int) -> Tensor: ...
    @overload
    def view(self, dtype: _dtype) -> Tensor: ...
    def view_as(self, other: Tensor) -> Tensor:
        """view_as(Tensor(a) self, Tensor other) -> Tensor(a)

        The same elements in another tensor's shape.

        Example:
            >>> flambeau.arange(4).view_as(flambeau.ones(2, 2)).shape
            torch.Size([2, 2])"""
    @overload
    def vsplit(self, sections: _int) -> tuple[Tensor, ...]:
        """vsplit.int(Tensor(a) self, int sections) -> Tensor(a)[]

        Parts along the dimension that `vsplit` is named for, sizes differing by one at most.

        vsplit.list(Tensor(a) self, int[] indices) -> Tensor(a)[]

        Parts that begin at the given indices, along the dimension that `vsplit` is named for."""
    @overload
    def vsplit(self, indices: Sequence[_int]) -> tuple[Tensor, ...]: ...
    @overload
    def vsplit(self, *indices: _int) -> tuple[Tensor, ...]: ...
    def xlogy(self, other: Tensor | _Number) -> Tensor:
        """xlogy.Tensor(Tensor self, Operand other) -> Tensor

        `this * log(other)`, and 0 where `this` is 0."""
    def zero_(self) -> Tensor:
        """zero_(Tensor(a!) self) -> Tensor(a!)

        Sets every element to zero.

        Example:
            >>> flambeau.ones(2).zero_()
            tensor([0., 0.])"""
    def __complex__(self) -> builtins.complex: ...
    def __contains__(self, element: object) -> _bool: ...
    def __format__(self, spec: str) -> str: ...
    def __iter__(self) -> Iterator[Tensor]: ...
    def __repr__(self, *, tensor_contents: object = None) -> str: ...
    def __reversed__(self) -> Tensor: ...
    def apply_(self, callable: Callable[[_Number], _Number]) -> Tensor:
        """Replace every element by what ``callable`` returns for it. Slow; meant for few elements.

        Example:
            >>> flambeau.tensor([1, 2]).apply_(lambda value: value + 1)
            tensor([2, 3])"""
    def arctan2(self, other: Tensor) -> Tensor:
        """Return the angle of the point ``(other, self)``: another name of :meth:`atan2`."""
    def arctan2_(self, other: Tensor) -> Tensor:
        """Do what :meth:`arctan2` does in place."""
    def backward(self, gradient: Tensor | None = None, retain_graph: _bool | None = None, create_graph: _bool = False, inputs: Tensor | Sequence[Tensor] | None = None) -> None:
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
    def bfloat16(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor as bfloat16; itself where it already is.

        Example:
            >>> flambeau.tensor([0, 1]).bfloat16().dtype
            torch.bfloat16"""
    def bool(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor as bool; itself where it already is.

        Example:
            >>> flambeau.tensor([0, 1]).bool().dtype
            torch.bool"""
    def byte(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor as uint8; itself where it already is.

        Example:
            >>> flambeau.tensor([0, 1]).byte().dtype
            torch.uint8"""
    def cdouble(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor as complex128; itself where it already is.

        Example:
            >>> flambeau.tensor([0, 1]).cdouble().dtype
            torch.complex128"""
    def cfloat(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor as complex64; itself where it already is.

        Example:
            >>> flambeau.tensor([0, 1]).cfloat().dtype
            torch.complex64"""
    def char(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor as int8; itself where it already is.

        Example:
            >>> flambeau.tensor([0, 1]).char().dtype
            torch.int8"""
    def conj_physical(input: Tensor) -> Tensor:
        """Return the complex conjugate in memory of its own, as :func:`conj` does it."""
    def cpu(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor in main memory.

        Example:
            >>> flambeau.ones(2).cpu().device
            device(type='cpu')"""
    def cuda(self, device: _DeviceLike | None = None, non_blocking: _bool = False, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor on a GPU."""
    def detach_(self) -> Tensor:
        """Take this tensor out of the graph."""
    def double(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor as float64; itself where it already is.

        Example:
            >>> flambeau.tensor([0, 1]).double().dtype
            torch.float64"""
    def float(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor as float32; itself where it already is.

        Example:
            >>> flambeau.tensor([0, 1]).float().dtype
            torch.float32"""
    def get_device(self) -> _int:
        """Return the number of the GPU the elements are on, -1 for the CPU.

        Example:
            >>> flambeau.ones(1).get_device()
            -1"""
    def half(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor as float16; itself where it already is.

        Example:
            >>> flambeau.tensor([0, 1]).half().dtype
            torch.float16"""
    def int(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor as int32; itself where it already is.

        Example:
            >>> flambeau.tensor([0, 1]).int().dtype
            torch.int32"""
    @property
    def is_ipu(self) -> _bool:
        """Always false: such tensors are not there."""
    @property
    def is_maia(self) -> _bool:
        """Always false: such tensors are not there."""
    @property
    def is_mkldnn(self) -> _bool:
        """Always false: such tensors are not there."""
    @property
    def is_mps(self) -> _bool:
        """Always false: such tensors are not there."""
    @property
    def is_mtia(self) -> _bool:
        """Always false: such tensors are not there."""
    @property
    def is_nested(self) -> _bool:
        """Always false: such tensors are not there."""
    def is_nonzero(self) -> _bool:
        """Return whether the only element is not zero."""
    def is_pinned(self, device: _DeviceLike | None = None) -> _bool:
        """Return False: this tensor's memory is not pinned.

        Example:
            >>> flambeau.ones(1).is_pinned()
            False"""
    def is_same_size(self, other: Tensor) -> _bool:
        """Return whether the shapes are equal."""
    def is_set_to(self, tensor: Tensor) -> _bool:
        """Return whether both see the same memory through the same layout."""
    def is_shared(self) -> _bool:
        """Return whether other processes can map this tensor's memory.

        Example:
            >>> flambeau.ones(2).is_shared()
            False"""
    @property
    def is_sparse_csr(self) -> _bool:
        """Always false: such tensors are not there."""
    @property
    def is_vulkan(self) -> _bool:
        """Always false: such tensors are not there."""
    @property
    def is_xla(self) -> _bool:
        """Always false: such tensors are not there."""
    @property
    def is_xpu(self) -> _bool:
        """Always false: such tensors are not there."""
    def isreal(self) -> Tensor:
        """Return for every element whether it is real; see :func:`flambeau.isreal`."""
    def logit_(self, eps: _float | None = None) -> Tensor:
        """Do what :meth:`logit` does in place."""
    def long(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor as int64; itself where it already is.

        Example:
            >>> flambeau.tensor([0, 1]).long().dtype
            torch.int64"""
    @property
    def name(self) -> None:
        """Always None: tensors have no names."""
    def nan_to_num_(self, nan: _float | None = None, posinf: _float | None = None, neginf: _float | None = None) -> Tensor:
        """Do what :meth:`nan_to_num` does in place."""
    def new_tensor(self, data: object, *, dtype: _dtype | None = None, device: _DeviceLike | None = None, requires_grad: _bool = False) -> Tensor:
        """Return a tensor that copies ``data``, by default in this tensor's dtype and on its device.

        Example:
            >>> flambeau.ones(1, dtype=flambeau.float64).new_tensor([1, 2])
            tensor([1., 2.], dtype=torch.float64)"""
    def norm(self, p: _float | str | None = 'fro', dim: _Dims = None, keepdim: _bool = False, dtype: _dtype | None = None) -> Tensor:
        """Return the norm of order ``p``; see :func:`flambeau.norm`.

        Example:
            >>> flambeau.tensor([3.0, 4.0]).norm()
            tensor(5.)"""
    def numpy(self, *, force: _bool = False) -> ndarray:
        """Return a NumPy array that shares this tensor's memory.

        With ``force``, a tensor that requires grad is detached first.

        Example:
            >>> flambeau.tensor([1.0, 2.0]).numpy()
            array([1., 2.], dtype=float32)"""
    def pin_memory(self, device: _DeviceLike | None = None) -> Tensor:
        """Return this tensor: main memory is pinned only for copies to a GPU."""
    def register_hook(self, hook: Callable[[Tensor], Tensor | None]) -> _HookHandle:
        """Call ``hook`` with this tensor's gradient in every backward pass; what it returns replaces the gradient.

        Returns a handle whose ``remove()`` takes the hook away.

        Example:
            >>> x = flambeau.ones(2, requires_grad=True)
            >>> handle = x.register_hook(lambda gradient: 2 * gradient)
            >>> x.sum().backward()
            >>> x.grad
            tensor([2., 2.])"""
    def register_post_accumulate_grad_hook(self, hook: Callable[[Tensor], None]) -> _HookHandle:
        """Call ``hook`` with this leaf after a gradient was added to it.

        Example:
            >>> x = flambeau.ones(2, requires_grad=True)
            >>> handle = x.register_post_accumulate_grad_hook(lambda leaf: print(leaf.grad))
            >>> x.sum().backward()
            tensor([1., 1.])"""
    def resolve_conj(input: Tensor) -> Tensor:
        """Return ``input``: conjugation is never put off."""
    def resolve_neg(input: Tensor) -> Tensor:
        """Return ``input``: negation is never put off."""
    def set_(self, source: Tensor) -> Tensor:
        """Make this tensor share the elements of another.

        Example:
            >>> flambeau.empty(0).set_(flambeau.tensor([1.0, 2.0]))
            tensor([1., 2.])"""
    def share_memory_(self) -> Tensor:
        """Move the elements to memory that other processes can share."""
    def short(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor as int16; itself where it already is.

        Example:
            >>> flambeau.tensor([0, 1]).short().dtype
            torch.int16"""
    def squeeze_(self, *args: _int | Sequence[_int], **kwargs: _int | Sequence[_int]) -> Tensor:
        """Change this tensor's own layout as :meth:`squeeze` does.

        Example:
            >>> x = flambeau.ones(2, 3)
            >>> x.squeeze_().shape == flambeau.ones(2, 3).squeeze().shape
            True"""
    def storage(self) -> TypedStorage:
        """Return the memory of this tensor and its views as a row of elements.

        Example:
            >>> flambeau.tensor([1, 2]).storage().tolist()
            [1, 2]"""
    def swapaxes_(self, *args: _int | Sequence[_int], **kwargs: _int | Sequence[_int]) -> Tensor:
        """Change this tensor's own layout as :meth:`swapaxes` does.

        Example:
            >>> x = flambeau.ones(2, 3)
            >>> x.swapaxes_(0, 1).shape == flambeau.ones(2, 3).swapaxes(0, 1).shape
            True"""
    def swapdims_(self, *args: _int | Sequence[_int], **kwargs: _int | Sequence[_int]) -> Tensor:
        """Change this tensor's own layout as :meth:`swapdims` does.

        Example:
            >>> x = flambeau.ones(2, 3)
            >>> x.swapdims_(0, 1).shape == flambeau.ones(2, 3).swapdims(0, 1).shape
            True"""
    def t_(self, *args: _int | Sequence[_int], **kwargs: _int | Sequence[_int]) -> Tensor:
        """Change this tensor's own layout as :meth:`t` does.

        Example:
            >>> x = flambeau.ones(2, 3)
            >>> x.t_().shape == flambeau.ones(2, 3).t().shape
            True"""
    def transpose_(self, *args: _int | Sequence[_int], **kwargs: _int | Sequence[_int]) -> Tensor:
        """Change this tensor's own layout as :meth:`transpose` does.

        Example:
            >>> x = flambeau.ones(2, 3)
            >>> x.transpose_(0, 1).shape == flambeau.ones(2, 3).transpose(0, 1).shape
            True"""
    def unsafe_chunk(self, chunks: _int, dim: _int = 0) -> tuple[Tensor, ...]:
        """Cut into equal parts: :meth:`chunk` under the name of a form that keeps less track of views."""
    def unsqueeze_(self, *args: _int | Sequence[_int], **kwargs: _int | Sequence[_int]) -> Tensor:
        """Change this tensor's own layout as :meth:`unsqueeze` does.

        Example:
            >>> x = flambeau.ones(2, 3)
            >>> x.unsqueeze_(0).shape == flambeau.ones(2, 3).unsqueeze(0).shape
            True"""
    def untyped_storage(self) -> UntypedStorage:
        """Return the memory that this tensor shares with its views.

        Example:
            >>> x = flambeau.zeros(2, 3)
            >>> x[0].untyped_storage() is x.untyped_storage()
            True"""
    def where(self, condition: Tensor, other: Tensor | _Number) -> Tensor:
        """Return this tensor where ``condition`` holds, else ``other``; the three broadcast together.

        Example:
            >>> x = flambeau.tensor([-1.0, 2.0])
            >>> x.where(x > 0, 0.0)
            tensor([0., 2.])"""
    def xlogy_(self, other: Tensor | _float) -> Tensor:
        """Do what :meth:`xlogy` does in place."""

def _adam_step(params: Sequence[Tensor], grads: Sequence[Tensor], exp_avgs: Sequence[Tensor], exp_avg_sqs: Sequence[Tensor], max_exp_avg_sqs: Sequence[Tensor], state_steps: Sequence[Tensor], lr: _float, beta1: _float, beta2: _float, eps: _float, weight_decay: _float, amsgrad: _bool, maximize: _bool, decoupled_weight_decay: _bool) -> None:
    """_adam_step(Tensor[] params, Tensor[] grads, Tensor[] exp_avgs, Tensor[] exp_avg_sqs, Tensor[] max_exp_avg_sqs, Tensor[] state_steps, float lr, float beta1, float beta2, float eps, float weight_decay, bool amsgrad, bool maximize, bool decoupled_weight_decay) -> ()

    Does a step of Adam on all parameters, in place; see `flambeau.optim.adam.adam`."""
def _limit_(tensors: Sequence[Tensor], low: _float, high: _float) -> None:
    """_limit_(Tensor[] tensors, float low, float high) -> ()

    Limits the elements of real tensors to `[low, high]`, in place; nothing is recorded."""
def _sample_dirichlet(input: Tensor, generator: Generator | None = None) -> Tensor:
    """_sample_dirichlet(Tensor self, Generator? generator=None) -> Tensor

    Points of the simplex, drawn with the concentrations of each row of the last dimension."""
def _scale_(tensors: Sequence[Tensor], factor: _float) -> None:
    """_scale_(Tensor[] tensors, float factor) -> ()

    Multiplies real tensors by a number, in place; nothing is recorded."""
def _sgd_step(params: Sequence[Tensor], grads: Sequence[Tensor], momentum_buffers: Sequence[Tensor | None], lr: _float, momentum: _float, dampening: _float, weight_decay: _float, nesterov: _bool, maximize: _bool) -> tuple[Tensor, ...]:
    """_sgd_step(Tensor[] params, Tensor[] grads, Tensor?[] momentum_buffers, float lr, float momentum, float dampening, float weight_decay, bool nesterov, bool maximize) -> Tensor[]

    Does a step of stochastic gradient descent on all parameters; see `flambeau.optim.sgd.sgd`.

    Answers the momentum buffers, new ones in the places of None; none at all without momentum."""
def _standard_gamma(input: Tensor, generator: Generator | None = None) -> Tensor:
    """_standard_gamma(Tensor self, Generator? generator=None) -> Tensor

    Gamma numbers of scale 1, each with the shape that stands in its place."""
def _total_norm(tensors: Sequence[Tensor], ord: _float) -> Tensor:
    """_total_norm(Tensor[] tensors, float ord) -> Tensor

    The norm of order `ord` of real tensors as if they were one vector: the norm of their norms, each of which is rounded
    to its tensor's dtype."""
def _unique2(input: Tensor, sorted: _bool = True, return_inverse: _bool = False, return_counts: _bool = False) -> tuple[Tensor, Tensor, Tensor]:
    """_unique2(Tensor self, bool sorted=True, bool return_inverse=False, bool return_counts=False) -> (Tensor, Tensor, Tensor)

    The distinct elements in ascending order, for every element the position of its value among them, and how often each
    occurs. Every NaN is distinct."""
def _upsample_bicubic2d_aa(input: Tensor, output_size: Sequence[_int] | None, align_corners: _bool, scale_factors: Sequence[_float] | None) -> Tensor:
    """_upsample_bicubic2d_aa.vec(Tensor input, int[]? output_size, bool align_corners, float[]? scale_factors) -> Tensor

    (N, C, H, W) at another size by cubic convolution with a = -0.5 that widens when shrinking.

    `align_corners` lets the centres of the corner elements coincide instead of their outer corners."""
def _upsample_bilinear2d_aa(input: Tensor, output_size: Sequence[_int] | None, align_corners: _bool, scale_factors: Sequence[_float] | None) -> Tensor:
    """_upsample_bilinear2d_aa.vec(Tensor input, int[]? output_size, bool align_corners, float[]? scale_factors) -> Tensor

    (N, C, H, W) at another size by a triangle filter that widens when shrinking.

    `align_corners` lets the centres of the corner elements coincide instead of their outer corners."""
def _upsample_lanczos2d_aa(input: Tensor, output_size: Sequence[_int] | None, align_corners: _bool, scale_factors: Sequence[_float] | None) -> Tensor:
    """_upsample_lanczos2d_aa.vec(Tensor input, int[]? output_size, bool align_corners, float[]? scale_factors) -> Tensor

    (N, C, H, W) at another size by a windowed sine of three lobes that widens when shrinking.

    `align_corners` lets the centres of the corner elements coincide instead of their outer corners."""
def _upsample_nearest_exact1d(input: Tensor, output_size: Sequence[_int] | None, scale_factors: Sequence[_float] | None) -> Tensor:
    """_upsample_nearest_exact1d.vec(Tensor input, int[]? output_size, float[]? scale_factors) -> Tensor

    (N, C, W) at another size, each element the one whose centre is nearest."""
def _upsample_nearest_exact2d(input: Tensor, output_size: Sequence[_int] | None, scale_factors: Sequence[_float] | None) -> Tensor:
    """_upsample_nearest_exact2d.vec(Tensor input, int[]? output_size, float[]? scale_factors) -> Tensor

    (N, C, H, W) at another size, each element the one whose centre is nearest."""
def _upsample_nearest_exact3d(input: Tensor, output_size: Sequence[_int] | None, scale_factors: Sequence[_float] | None) -> Tensor:
    """_upsample_nearest_exact3d.vec(Tensor input, int[]? output_size, float[]? scale_factors) -> Tensor

    (N, C, D, H, W) at another size, each element the one whose centre is nearest."""
def abs(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """abs(Tensor self) -> Tensor

    Absolute value; the modulus of complex numbers.

    Example:
        >>> flambeau.tensor([-1, 2]).abs()
        tensor([1, 2])"""
def abs_(input: Tensor) -> Tensor:
    """abs_(Tensor(a!) self) -> Tensor(a!)

    Absolute value; the modulus of complex numbers.

    Example:
        >>> flambeau.tensor([-1, 2]).abs()
        tensor([1, 2])

    Writes to the tensor itself."""
def absolute(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """absolute(Tensor self) -> Tensor

    Another name for `abs`."""
def absolute_(input: Tensor) -> Tensor:
    """absolute_(Tensor(a!) self) -> Tensor(a!)

    Another name for `abs_`."""
def acos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """acos(Tensor self) -> Tensor

    Inverse cosine.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).acos()
        tensor([1.5708, 0.0000])"""
def acos_(input: Tensor) -> Tensor:
    """acos_(Tensor(a!) self) -> Tensor(a!)

    Inverse cosine.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).acos()
        tensor([1.5708, 0.0000])

    Writes to the tensor itself."""
def acosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """acosh(Tensor self) -> Tensor

    Inverse hyperbolic cosine."""
def acosh_(input: Tensor) -> Tensor:
    """acosh_(Tensor(a!) self) -> Tensor(a!)

    Inverse hyperbolic cosine.

    Writes to the tensor itself."""
def adaptive_avg_pool1d(input: Tensor, output_size: _int | Sequence[_int]) -> Tensor:
    """adaptive_avg_pool1d(Tensor self, int[1] output_size) -> Tensor

    The means of windows that cut the last dimension into parts.

    Part i of n reaches from `floor(i * size / n)` to `ceil((i + 1) * size / n)`."""
def adaptive_avg_pool2d(input: Tensor, output_size: _int | Sequence[_int]) -> Tensor:
    """adaptive_avg_pool2d(Tensor self, int[2] output_size) -> Tensor

    The means of windows that cut the last two dimensions into parts; see `adaptive_avg_pool1d`."""
def adaptive_avg_pool3d(input: Tensor, output_size: _int | Sequence[_int]) -> Tensor:
    """adaptive_avg_pool3d(Tensor self, int[3] output_size) -> Tensor

    The means of windows that cut the last three dimensions into parts; see `adaptive_avg_pool1d`."""
def adaptive_max_pool1d(input: Tensor, output_size: _int | Sequence[_int]) -> tuple[Tensor, Tensor]:
    """adaptive_max_pool1d(Tensor self, int[1] output_size) -> (Tensor, Tensor)

    The maxima of windows that cut the last dimension into parts, and their indices.

    Part i of n reaches from `floor(i * size / n)` to `ceil((i + 1) * size / n)`."""
def adaptive_max_pool2d(input: Tensor, output_size: _int | Sequence[_int]) -> tuple[Tensor, Tensor]:
    """adaptive_max_pool2d(Tensor self, int[2] output_size) -> (Tensor, Tensor)

    The maxima of windows that cut the last two dimensions into parts, and their indices.

    Part i of n reaches from `floor(i * size / n)` to `ceil((i + 1) * size / n)`."""
def adaptive_max_pool3d(input: Tensor, output_size: _int | Sequence[_int]) -> tuple[Tensor, Tensor]:
    """adaptive_max_pool3d(Tensor self, int[3] output_size) -> (Tensor, Tensor)

    The maxima of windows that cut the last three dimensions into parts, and their indices.

    Part i of n reaches from `floor(i * size / n)` to `ceil((i + 1) * size / n)`."""
def add(input: Tensor, other: Tensor | _Number, *, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """add.Tensor(Tensor self, Operand other, *, Scalar alpha=1) -> Tensor

    `this + alpha * other`, element by element, with broadcasting.

    Example:
        >>> flambeau.add(flambeau.tensor([1, 2]), flambeau.tensor([[10], [20]]))
        tensor([[11, 12],
                [21, 22]])"""
def add_(input: Tensor, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
    """add_.Tensor(Tensor(a!) self, Operand other, *, Scalar alpha=1) -> Tensor(a!)

    `this += alpha * other`, element by element, with broadcasting.

    Example:
        >>> flambeau.tensor([1, 2]).add_(10)
        tensor([11, 12])"""
def addbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """addbmm(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor

    `beta * input + alpha * sum of batch1 batch2 over the batch`; the input broadcasts to `(n, p)`."""
def addbmm_(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
    """addbmm_(Tensor(a!) self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)

    `this = beta * this + alpha * sum of batch1 batch2 over the batch`."""
def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1, out: Tensor | None = None) -> Tensor:
    """addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor

    `this + value * tensor1 / tensor2`.

    Example:
        >>> flambeau.addcdiv(flambeau.tensor([1.0]), flambeau.tensor([2.0]), flambeau.tensor([4.0]), value=2)
        tensor([2.])"""
def addcdiv_(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
    """addcdiv_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!)

    `this += value * tensor1 / tensor2`."""
def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1, out: Tensor | None = None) -> Tensor:
    """addcmul(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor

    `this + value * tensor1 * tensor2`.

    Example:
        >>> flambeau.addcmul(flambeau.tensor([1.0]), flambeau.tensor([2.0]), flambeau.tensor([3.0]), value=0.5)
        tensor([4.])"""
def addcmul_(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
    """addcmul_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!)

    `this += value * tensor1 * tensor2`."""
def addmm(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: _Number = 1, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """addmm(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor

    `beta * input + alpha * mat1 mat2`; the input broadcasts to the product's shape `(n, p)`.

    For `beta` 0 the input is not read: what is NaN there stays out of the result.

    Example:
        >>> flambeau.addmm(flambeau.ones(2, 4), flambeau.ones(2, 3), flambeau.ones(3, 4))[0]
        tensor([4., 4., 4., 4.])"""
def addmm_(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
    """addmm_(Tensor(a!) self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)

    `this = beta * this + alpha * mat1 mat2`."""
def addmv(input: Tensor, mat: Tensor, vec: Tensor, *, beta: _Number = 1, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """addmv(Tensor self, Tensor mat, Tensor vec, *, Scalar beta=1, Scalar alpha=1) -> Tensor

    `beta * input + alpha * mat vec`; the input broadcasts to the product's shape `(n)`."""
def addmv_(input: Tensor, mat: Tensor, vec: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
    """addmv_(Tensor(a!) self, Tensor mat, Tensor vec, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)

    `this = beta * this + alpha * mat vec`."""
def addr(input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: _Number = 1, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """addr(Tensor self, Tensor vec1, Tensor vec2, *, Scalar beta=1, Scalar alpha=1) -> Tensor

    `beta * input + alpha * vec1 vec2'`, the outer product of two vectors; the input broadcasts to `(n, m)`."""
def addr_(input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
    """addr_(Tensor(a!) self, Tensor vec1, Tensor vec2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)

    `this = beta * this + alpha * vec1 vec2'`."""
def adjoint(input: Tensor) -> Tensor:
    """adjoint(Tensor(a) self) -> Tensor(a)

    The conjugate transpose of matrices; a view for real ones."""
def affine_grid_generator(theta: Tensor, size: Sequence[_int], align_corners: _bool) -> Tensor:
    """affine_grid_generator(Tensor theta, int[] size, bool align_corners) -> Tensor

    The points at which the affine maps `theta`, (N, 2, 3) or (N, 3, 4), read an image for an output of `size`."""
def alias(input: Tensor) -> Tensor:
    """alias(Tensor(a) self) -> Tensor(a)

    A tensor that is this one, for the graph a new node."""
@overload
def all(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """all(Tensor self) -> Tensor

    Whether all elements are not zero.

    Example:
        >>> flambeau.tensor([[True, True], [True, False]]).all()
        tensor(False)

    all.dims(Tensor self, int[]? dim=None, bool keepdim=False) -> Tensor

    Whether all elements are not zero.

    Example:
        >>> flambeau.tensor([[True, True], [True, False]]).all()
        tensor(False)

    Along several dimensions.

    all.dim(Tensor self, int dim, bool keepdim=False) -> Tensor

    Whether all elements are not zero.

    Example:
        >>> flambeau.tensor([[True, True], [True, False]]).all()
        tensor(False)

    Along one dimension."""
@overload
def all(input: Tensor, dim: Sequence[_int] | None = None, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor: ...
@overload
def all(input: Tensor, dim: _int, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor: ...
def allclose(input: Tensor, other: Tensor, rtol: _float = 1e-05, atol: _float = 1e-08, equal_nan: _bool = False) -> _bool:
    """allclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False) -> bool

    Whether all elements are close; see `isclose`.

    Example:
        >>> flambeau.allclose(flambeau.tensor([1.0]), flambeau.tensor([1.000001]))
        True"""
def alpha_dropout(input: Tensor, p: _float, train: _bool) -> Tensor:
    """alpha_dropout(Tensor input, float p, bool train) -> Tensor

    In training, puts SELU's lower limit in place of each element with probability `p`, and restores mean and variance."""
def alpha_dropout_(input: Tensor, p: _float, train: _bool) -> Tensor:
    """alpha_dropout_(Tensor(a!) self, float p, bool train) -> Tensor(a!)

    In training, puts SELU's lower limit in place of each element with probability `p`, and restores mean and variance.

    Writes to the tensor itself."""
def amax(input: Tensor, dim: _int | Sequence[_int] = (), keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """amax(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor

    The largest elements over dimensions; no dimensions mean all. Equal elements share the gradient evenly.

    Example:
        >>> flambeau.tensor([[1, 3, 2]]).amax(1)
        tensor([3])"""
def amin(input: Tensor, dim: _int | Sequence[_int] = (), keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """amin(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor

    The smallest elements over dimensions; no dimensions mean all. Equal elements share the gradient evenly.

    Example:
        >>> flambeau.tensor([[1, 3, 2]]).amin(1)
        tensor([1])"""
def aminmax(input: Tensor, *, dim: _int | None = None, keepdim: _bool = False, out: Sequence[Tensor] | None = None) -> _aminmax_result:
    """aminmax(Tensor self, *, int? dim=None, bool keepdim=False) -> (Tensor min, Tensor max)

    The smallest and the largest element, of all or along a dimension. Equal elements share the gradient evenly.

    Example:
        >>> low, high = flambeau.aminmax(flambeau.tensor([1, 3, 2]))
        >>> low, high
        (tensor(1), tensor(3))"""
def angle(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """angle(Tensor self) -> Tensor

    The argument of complex numbers; pi for negative reals, 0 for others.

    Example:
        >>> flambeau.angle(flambeau.tensor([1j]))
        tensor([1.5708])"""
@overload
def any(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """any(Tensor self) -> Tensor

    Whether any element is not zero.

    Example:
        >>> flambeau.tensor([[True, True], [True, False]]).any()
        tensor(True)

    any.dims(Tensor self, int[]? dim=None, bool keepdim=False) -> Tensor

    Whether any element is not zero.

    Example:
        >>> flambeau.tensor([[True, True], [True, False]]).any()
        tensor(True)

    Along several dimensions.

    any.dim(Tensor self, int dim, bool keepdim=False) -> Tensor

    Whether any element is not zero.

    Example:
        >>> flambeau.tensor([[True, True], [True, False]]).any()
        tensor(True)

    Along one dimension."""
@overload
def any(input: Tensor, dim: Sequence[_int] | None = None, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor: ...
@overload
def any(input: Tensor, dim: _int, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor: ...
@overload
def arange(end: _Number, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """arange(Scalar end, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    0, 1, ... below `end`.

    Example:
        >>> flambeau.arange(4)
        tensor([0, 1, 2, 3])

    arange.start_step(Scalar start, Scalar end, Scalar step=1, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    `start`, `start + step`, ... below `end`.

    Example:
        >>> flambeau.arange(1, 2, 0.25)
        tensor([1.0000, 1.2500, 1.5000, 1.7500])"""
@overload
def arange(start: _Number, end: _Number, step: _Number = 1, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor: ...
def arccos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """arccos(Tensor self) -> Tensor

    Another name for `acos`."""
def arccos_(input: Tensor) -> Tensor:
    """arccos_(Tensor(a!) self) -> Tensor(a!)

    Another name for `acos_`."""
def arccosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """arccosh(Tensor self) -> Tensor

    Another name for `acosh`."""
def arccosh_(input: Tensor) -> Tensor:
    """arccosh_(Tensor(a!) self) -> Tensor(a!)

    Another name for `acosh_`."""
def arcsin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """arcsin(Tensor self) -> Tensor

    Another name for `asin`."""
def arcsin_(input: Tensor) -> Tensor:
    """arcsin_(Tensor(a!) self) -> Tensor(a!)

    Another name for `asin_`."""
def arcsinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """arcsinh(Tensor self) -> Tensor

    Another name for `asinh`."""
def arcsinh_(input: Tensor) -> Tensor:
    """arcsinh_(Tensor(a!) self) -> Tensor(a!)

    Another name for `asinh_`."""
def arctan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """arctan(Tensor self) -> Tensor

    Another name for `atan`."""
def arctan_(input: Tensor) -> Tensor:
    """arctan_(Tensor(a!) self) -> Tensor(a!)

    Another name for `atan_`."""
def arctanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """arctanh(Tensor self) -> Tensor

    Another name for `atanh`."""
def arctanh_(input: Tensor) -> Tensor:
    """arctanh_(Tensor(a!) self) -> Tensor(a!)

    Another name for `atanh_`."""
def argmax(input: Tensor, dim: _int | None = None, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """argmax(Tensor self, int? dim=None, bool keepdim=False) -> Tensor

    The position of the largest element along a dimension, or in row-major order of all elements: the first of equals, a NaN before everything else.

    Example:
        >>> flambeau.tensor([1, 3, 2]).argmax()
        tensor(1)"""
def argmin(input: Tensor, dim: _int | None = None, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """argmin(Tensor self, int? dim=None, bool keepdim=False) -> Tensor

    The position of the smallest element along a dimension, or in row-major order of all elements: the first of equals, a NaN before everything else.

    Example:
        >>> flambeau.tensor([1, 3, 2]).argmin()
        tensor(0)"""
@overload
def argsort(input: Tensor, dim: _int = -1, descending: _bool = False) -> Tensor:
    """argsort(Tensor self, int dim=-1, bool descending=False) -> Tensor

    The positions that put the elements along `dim` in order.

    Example:
        >>> flambeau.tensor([3, 1, 2]).argsort()
        tensor([1, 2, 0])

    argsort.stable(Tensor self, *, bool stable, int dim=-1, bool descending=False) -> Tensor

    As `argsort`, with `stable`: equal elements keep their order whatever it is."""
@overload
def argsort(input: Tensor, *, stable: _bool, dim: _int = -1, descending: _bool = False, out: Tensor | None = None) -> Tensor: ...
def argwhere(input: Tensor) -> Tensor:
    """argwhere(Tensor self) -> Tensor

    The coordinates of all elements that are not zero, one row each; a number counts as one element of one dimension."""
def as_strided(input: Tensor, size: Sequence[_int], stride: Sequence[_int], storage_offset: _int | None = None) -> Tensor:
    """as_strided(Tensor(a) self, int[] size, int[] stride, int? storage_offset=None) -> Tensor(a)

    A view with any sizes, strides and offset inside the storage.

    Example:
        >>> flambeau.arange(6).as_strided((2, 2), (3, 1))
        tensor([[0, 1],
                [3, 4]])"""
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

    Inverse tangent.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).atan()
        tensor([0.0000, 0.7854])"""
def atan2(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """atan2(Tensor self, Tensor other) -> Tensor

    The angle of the point (`other`, `this`), in (-pi, pi].

    Example:
        >>> flambeau.atan2(flambeau.tensor([1.0]), flambeau.tensor([-1.0]))
        tensor([2.3562])"""
def atan2_(input: Tensor, other: Tensor) -> Tensor:
    """atan2_(Tensor(a!) self, Tensor other) -> Tensor(a!)

    Replaces `this` by the angle of the point (`other`, `this`)."""
def atan_(input: Tensor) -> Tensor:
    """atan_(Tensor(a!) self) -> Tensor(a!)

    Inverse tangent.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).atan()
        tensor([0.0000, 0.7854])

    Writes to the tensor itself."""
def atanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """atanh(Tensor self) -> Tensor

    Inverse hyperbolic tangent."""
def atanh_(input: Tensor) -> Tensor:
    """atanh_(Tensor(a!) self) -> Tensor(a!)

    Inverse hyperbolic tangent.

    Writes to the tensor itself."""
def atleast_1d(input: Tensor) -> Tensor:
    """atleast_1d(Tensor self) -> Tensor

    The tensor with at least one dimension."""
def atleast_2d(input: Tensor) -> Tensor:
    """atleast_2d(Tensor self) -> Tensor

    The tensor with at least two dimensions."""
def atleast_3d(input: Tensor) -> Tensor:
    """atleast_3d(Tensor self) -> Tensor

    The tensor with at least three dimensions."""
def avg_pool1d(input: Tensor, kernel_size: _int | Sequence[_int], stride: _int | Sequence[_int] = (), padding: _int | Sequence[_int] = 0, ceil_mode: _bool = False, count_include_pad: _bool = True) -> Tensor:
    """avg_pool1d(Tensor self, int[1] kernel_size, int[1] stride=[], int[1] padding=0, bool ceil_mode=False, bool count_include_pad=True) -> Tensor

    The means of windows that slide over the last dimension.

    `stride` is `kernel_size` if it is not given; padding is zero and counted unless `count_include_pad` is False.

    Example:
        >>> flambeau.nn.functional.avg_pool1d(flambeau.tensor([[1.0, 3.0, 5.0, 7.0]]), 2)
        tensor([[2., 6.]])"""
def avg_pool2d(input: Tensor, kernel_size: _int | Sequence[_int], stride: _int | Sequence[_int] = (), padding: _int | Sequence[_int] = 0, ceil_mode: _bool = False, count_include_pad: _bool = True, divisor_override: _int | None = None) -> Tensor:
    """avg_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, bool ceil_mode=False, bool count_include_pad=True, int? divisor_override=None) -> Tensor

    The means of windows that slide over the last two dimensions.

    `stride` is `kernel_size` if it is not given; padding is zero and counted unless `count_include_pad` is False;
    `divisor_override` takes the place of the count.

    Example:
        >>> flambeau.nn.functional.avg_pool2d(flambeau.tensor([[[1.0, 3.0], [5.0, 7.0]]]), 2)
        tensor([[[4.]]])"""
def avg_pool3d(input: Tensor, kernel_size: _int | Sequence[_int], stride: _int | Sequence[_int] = (), padding: _int | Sequence[_int] = 0, ceil_mode: _bool = False, count_include_pad: _bool = True, divisor_override: _int | None = None) -> Tensor:
    """avg_pool3d(Tensor self, int[3] kernel_size, int[3] stride=[], int[3] padding=0, bool ceil_mode=False, bool count_include_pad=True, int? divisor_override=None) -> Tensor

    The means of windows that slide over the last three dimensions; see `avg_pool2d`."""
def baddbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """baddbmm(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor

    `beta * input + alpha * batch1 batch2`, matrix by matrix; the input broadcasts to `(b, n, p)`.

    Example:
        >>> flambeau.baddbmm(flambeau.ones(1, 2, 2), flambeau.ones(1, 2, 3), flambeau.ones(1, 3, 2)).shape
        torch.Size([1, 2, 2])"""
def baddbmm_(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
    """baddbmm_(Tensor(a!) self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)

    `this = beta * this + alpha * batch1 batch2`, matrix by matrix."""
def batch_norm(input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor | None, running_var: Tensor | None, training: _bool, momentum: _float, eps: _float, cudnn_enabled: _bool) -> Tensor:
    """batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, float momentum, float eps, bool cudnn_enabled) -> Tensor

    Channels (dimension 1) to mean 0 and variance 1, times `weight`, plus `bias`. In training with the batch's statistics,
    towards which the running ones move by `momentum`; otherwise with the running ones."""
@overload
def bernoulli(input: Tensor, *, generator: Generator | None = None, out: Tensor | None = None) -> Tensor:
    """bernoulli(Tensor self, *, Generator? generator=None, Tensor(a!)? out=None) -> Tensor

    Ones, each with the probability that stands in its place, and zeros.

    Example:
        >>> flambeau.bernoulli(flambeau.ones(3))
        tensor([1., 1., 1.])

    bernoulli.p(Tensor self, float p, *, Generator? generator=None) -> Tensor

    Ones, each with probability `p`, and zeros, in a tensor of this one's shape and dtype."""
@overload
def bernoulli(input: Tensor, p: _float, *, generator: Generator | None = None) -> Tensor: ...
def bernoulli_(input: Tensor, p: Tensor | _Number = 0.5, *, generator: Generator | None = None) -> Tensor:
    """bernoulli_(Tensor(a!) self, Operand p=0.5, *, Generator? generator=None) -> Tensor(a!)

    Fills with ones, each with probability `p`, and zeros. A tensor of probabilities broadcasts to this one.

    Example:
        >>> flambeau.empty(2).bernoulli_(0.0)
        tensor([0., 0.])"""
def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor? bias=None) -> Tensor

    `input1' W_o input2 + bias_o` for every output o: `input1 (*, in1)`, `input2 (*, in2)`, `weight (out, in1, in2)`."""
def binary_cross_entropy(input: Tensor, target: Tensor, weight: Tensor | None = None, reduction: _int = 1) -> Tensor:
    """binary_cross_entropy(Tensor self, Tensor target, Tensor? weight=None, int reduction=1) -> Tensor

    `-(t log p + (1 - t) log(1 - p))`, times `weight`; each logarithm is at least -100."""
def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, weight: Tensor | None = None, pos_weight: Tensor | None = None, reduction: _int = 1) -> Tensor:
    """binary_cross_entropy_with_logits(Tensor self, Tensor target, Tensor? weight=None, Tensor? pos_weight=None, int reduction=1) -> Tensor

    `binary_cross_entropy(sigmoid(x), t)` in one step; `pos_weight` multiplies the positive term."""
def bincount(input: Tensor, weights: Tensor | None = None, minlength: _int = 0) -> Tensor:
    """bincount(Tensor self, Tensor? weights=None, int minlength=0) -> Tensor

    How often each of the numbers 0, 1, .. occurs, or the sum of the weights where it does. The result has at least `minlength`
    elements.

    Example:
        >>> flambeau.bincount(flambeau.tensor([0, 2, 2]))
        tensor([1, 0, 2])"""
def binomial(count: Tensor, prob: Tensor, generator: Generator | None = None) -> Tensor:
    """binomial(Tensor count, Tensor prob, Generator? generator=None) -> Tensor

    Numbers of successes in `count` trials of probability `prob`; both broadcast together."""
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
def block_diag(tensors: Sequence[Tensor]) -> Tensor:
    """block_diag(Tensor[] tensors) -> Tensor

    A matrix of zeros with the given matrices along its diagonal; vectors count as rows."""
def bmm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """bmm(Tensor self, Tensor mat2) -> Tensor

    The products of the matrices of two batches, `(b, n, m) x (b, m, p) -> (b, n, p)`.

    Example:
        >>> flambeau.bmm(flambeau.ones(5, 2, 3), flambeau.ones(5, 3, 4)).shape
        torch.Size([5, 2, 4])"""
def broadcast_to(input: Tensor, size: Sequence[_int]) -> Tensor:
    """broadcast_to(Tensor(a) self, int[] size) -> Tensor(a)

    Expands to a shape.

    Example:
        >>> flambeau.broadcast_to(flambeau.tensor([1, 2]), (2, 2))
        tensor([[1, 2],
                [1, 2]])"""
def bucketize(input: Tensor | _Number, boundaries: Tensor, *, out_int32: _bool = False, right: _bool = False, out: Tensor | None = None) -> Tensor:
    """bucketize.Tensor(Operand input, Tensor boundaries, *, bool out_int32=False, bool right=False) -> Tensor

    The number of the interval between boundaries that each value falls into.

    Example:
        >>> flambeau.bucketize(flambeau.tensor([1, 5]), flambeau.tensor([2, 4]))
        tensor([0, 2])"""
def cartesian_prod(tensors: Sequence[Tensor]) -> Tensor:
    """cartesian_prod(Tensor[] tensors) -> Tensor

    All combinations of elements of vectors, one row each."""
def cat(tensors: Sequence[Tensor], dim: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """cat(Tensor[] tensors, int dim=0) -> Tensor

    The tensors one after the other along `dim`. Other dimensions must agree; empty tensors of one dimension are skipped.

    Example:
        >>> flambeau.cat([flambeau.tensor([[1, 2]]), flambeau.tensor([[3, 4], [5, 6]])])
        tensor([[1, 2],
                [3, 4],
                [5, 6]])"""
def cauchy_(input: Tensor, median: _float = 0.0, sigma: _float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """cauchy_(Tensor(a!) self, float median=0.0, float sigma=1.0, *, Generator? generator=None) -> Tensor(a!)

    Fills with Cauchy numbers."""
def cdist(x1: Tensor, x2: Tensor, p: _float = 2, compute_mode: _int | None = None) -> Tensor:
    """cdist(Tensor x1, Tensor x2, float p=2, int? compute_mode=None) -> Tensor

    Distances in the p-norm of all pairs of a row of `x1` `(*, P, M)` and one of `x2` `(*, R, M)`: `(*, P, R)`.

    Example:
        >>> flambeau.cdist(flambeau.tensor([[0.0, 0.0]]), flambeau.tensor([[3.0, 4.0]]))
        tensor([[5.]])"""
def ceil(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """ceil(Tensor self) -> Tensor

    The smallest integer not below.

    Example:
        >>> flambeau.tensor([-0.5, 1.5]).ceil()
        tensor([-0., 2.])"""
def ceil_(input: Tensor) -> Tensor:
    """ceil_(Tensor(a!) self) -> Tensor(a!)

    The smallest integer not below.

    Example:
        >>> flambeau.tensor([-0.5, 1.5]).ceil()
        tensor([-0., 2.])

    Writes to the tensor itself."""
def celu(input: Tensor, alpha: _Number = 1.0) -> Tensor:
    """celu(Tensor self, Scalar alpha=1.0) -> Tensor

    `max(0, x) + min(0, alpha * (e^(x / alpha) - 1))`."""
def celu_(input: Tensor, alpha: _Number = 1.0) -> Tensor:
    """celu_(Tensor(a!) self, Scalar alpha=1.0) -> Tensor(a!)

    In-place form of `celu`."""
def chain_matmul(matrices: Sequence[Tensor]) -> Tensor:
    """chain_matmul(Tensor[] matrices) -> Tensor

    The product of several matrices, in the order of multiplications that takes the fewest."""
def channel_shuffle(input: Tensor, groups: _int) -> Tensor:
    """channel_shuffle(Tensor self, int groups) -> Tensor

    (N, C, *) with the channels of `groups` groups interleaved (Zhang et al., ShuffleNet, 2018)."""
def chunk(input: Tensor, chunks: _int, dim: _int = 0) -> tuple[Tensor, ...]:
    """chunk(Tensor(a) self, int chunks, int dim=0) -> Tensor(a)[]

    At most `chunks` consecutive parts of equal size along `dim`; the last may be smaller.

    Example:
        >>> flambeau.arange(5).chunk(2)
        (tensor([0, 1, 2]), tensor([3, 4]))"""
def clamp(input: Tensor, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None, *, out: Tensor | None = None) -> Tensor:
    """clamp(Tensor self, Operand? min=None, Operand? max=None) -> Tensor

    Limits every element to `[min, max]`; either bound may be missing, a number or a tensor.

    Example:
        >>> flambeau.tensor([-1.0, 0.5, 2.0]).clamp(0, 1)
        tensor([0.0000, 0.5000, 1.0000])"""
def clamp_(input: Tensor, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None) -> Tensor:
    """clamp_(Tensor(a!) self, Operand? min=None, Operand? max=None) -> Tensor(a!)

    Limits every element to `[min, max]` in place.

    Example:
        >>> flambeau.tensor([-1.0, 0.5, 2.0]).clamp_(min=0)
        tensor([0.0000, 0.5000, 2.0000])"""
def clamp_max(input: Tensor, max: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """clamp_max(Tensor self, Operand max) -> Tensor

    Limits every element from above."""
def clamp_max_(input: Tensor, max: Tensor | _Number) -> Tensor:
    """clamp_max_(Tensor(a!) self, Operand max) -> Tensor(a!)

    Limits every element from above, in place."""
def clamp_min(input: Tensor, min: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """clamp_min(Tensor self, Operand min) -> Tensor

    Limits every element from below.

    Example:
        >>> flambeau.tensor([-1.0, 2.0]).clamp_min(0)
        tensor([0., 2.])"""
def clamp_min_(input: Tensor, min: Tensor | _Number) -> Tensor:
    """clamp_min_(Tensor(a!) self, Operand min) -> Tensor(a!)

    Limits every element from below, in place."""
def clip(input: Tensor, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None, *, out: Tensor | None = None) -> Tensor:
    """clip(Tensor self, Operand? min=None, Operand? max=None) -> Tensor

    Another name for `clamp`."""
def clone(input: Tensor, *, memory_format: _memory_format | None = ...) -> Tensor:
    """clone(Tensor self, *, MemoryFormat? memory_format=None) -> Tensor

    A copy with its own memory.

    Example:
        >>> x = flambeau.tensor([1, 2])
        >>> y = x.clone().fill_(0)
        >>> x
        tensor([1, 2])"""
def col2im(input: Tensor, output_size: _int | Sequence[_int], kernel_size: _int | Sequence[_int], dilation: _int | Sequence[_int], padding: _int | Sequence[_int], stride: _int | Sequence[_int]) -> Tensor:
    """col2im(Tensor self, int[2] output_size, int[2] kernel_size, int[2] dilation, int[2] padding, int[2] stride) -> Tensor

    Adds columns `(N, C * kH * kW, L)` or `(C * kH * kW, L)` up where their windows lie in planes of `output_size`."""
def column_stack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """column_stack(Tensor[] tensors) -> Tensor

    The tensors side by side; tensors of one dimension count as columns."""
def combinations(input: Tensor, r: _int = 2, with_replacement: _bool = False) -> Tensor:
    """combinations(Tensor self, int r=2, bool with_replacement=False) -> Tensor

    All combinations of `r` elements of a vector, in its order, with or without repetition.

    Example:
        >>> flambeau.combinations(flambeau.tensor([1, 2, 3]))
        tensor([[1, 2],
                [1, 3],
                [2, 3]])"""
def complex(real: Tensor, imag: Tensor, *, out: Tensor | None = None) -> Tensor:
    """complex(Tensor real, Tensor imag) -> Tensor

    The complex tensor `real + i imag`.

    Example:
        >>> flambeau.complex(flambeau.tensor([1.0]), flambeau.tensor([2.0]))
        tensor([1.+2.j])"""
def concat(tensors: Sequence[Tensor], dim: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """concat(Tensor[] tensors, int dim=0) -> Tensor

    Another name for `cat`."""
def concatenate(tensors: Sequence[Tensor], dim: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """concatenate(Tensor[] tensors, int dim=0) -> Tensor

    Another name for `cat`."""
def conj(input: Tensor) -> Tensor:
    """conj(Tensor self) -> Tensor

    Complex conjugate; a real tensor is returned as it is.

    Example:
        >>> flambeau.tensor([1 + 2j]).conj()
        tensor([1.-2.j])"""
def constant_pad_nd(input: Tensor, pad: Sequence[_int], value: _Number = 0) -> Tensor:
    """constant_pad_nd(Tensor self, int[] pad, Scalar value=0) -> Tensor

    The tensor with a border of `value`: `pad` has, for the last dimension, then the one before and so on, how many
    elements come before and after. Negative ones take elements away."""
def contiguous(input: Tensor, *, memory_format: _memory_format | None = ...) -> Tensor:
    """contiguous(Tensor self, *, MemoryFormat memory_format=contiguous_format) -> Tensor

    This tensor if its elements already lie in memory as asked, else a copy that does.

    Example:
        >>> flambeau.ones(2, 3).t().contiguous().stride()
        (2, 1)"""
@overload
def conv1d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int | Sequence[_int] = 1, padding: _int | Sequence[_int] = 0, dilation: _int | Sequence[_int] = 1, groups: _int = 1) -> Tensor:
    """conv1d(Tensor input, Tensor weight, Tensor? bias=None, int[1] stride=1, int[1] padding=0, int[1] dilation=1, int groups=1) -> Tensor

    Cross-correlation of `(N, C, L)` or unbatched input with kernels `(O, C / groups, L)`.

    Example:
        >>> flambeau.nn.functional.conv1d(flambeau.ones(1, 2, 5), flambeau.ones(3, 2, 3)).shape
        torch.Size([1, 3, 3])

    conv1d.padding(Tensor input, Tensor weight, Tensor? bias=None, int[1] stride=1, str padding="valid", int[1] dilation=1, int groups=1) -> Tensor

    `conv1d` with padding `"same"`, for outputs as large as the input, or `"valid"`, for none."""
@overload
def conv1d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int | Sequence[_int] = 1, padding: str = "valid", dilation: _int | Sequence[_int] = 1, groups: _int = 1) -> Tensor: ...
@overload
def conv2d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int | Sequence[_int] = 1, padding: _int | Sequence[_int] = 0, dilation: _int | Sequence[_int] = 1, groups: _int = 1) -> Tensor:
    """conv2d(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, int[2] padding=0, int[2] dilation=1, int groups=1) -> Tensor

    Cross-correlation of `(N, C, H, W)` or unbatched input with kernels `(O, C / groups, H, W)`.

    Example:
        >>> flambeau.nn.functional.conv2d(flambeau.ones(1, 2, 5, 5), flambeau.ones(3, 2, 3, 3), padding=1).shape
        torch.Size([1, 3, 5, 5])

    conv2d.padding(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, str padding="valid", int[2] dilation=1, int groups=1) -> Tensor

    `conv2d` with padding `"same"`, for outputs as large as the input, or `"valid"`, for none."""
@overload
def conv2d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int | Sequence[_int] = 1, padding: str = "valid", dilation: _int | Sequence[_int] = 1, groups: _int = 1) -> Tensor: ...
@overload
def conv3d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int | Sequence[_int] = 1, padding: _int | Sequence[_int] = 0, dilation: _int | Sequence[_int] = 1, groups: _int = 1) -> Tensor:
    """conv3d(Tensor input, Tensor weight, Tensor? bias=None, int[3] stride=1, int[3] padding=0, int[3] dilation=1, int groups=1) -> Tensor

    Cross-correlation of `(N, C, D, H, W)` or unbatched input with kernels `(O, C / groups, D, H, W)`.

    Example:
        >>> flambeau.nn.functional.conv3d(flambeau.ones(1, 1, 3, 3, 3), flambeau.ones(2, 1, 2, 2, 2)).shape
        torch.Size([1, 2, 2, 2, 2])

    conv3d.padding(Tensor input, Tensor weight, Tensor? bias=None, int[3] stride=1, str padding="valid", int[3] dilation=1, int groups=1) -> Tensor

    `conv3d` with padding `"same"`, for outputs as large as the input, or `"valid"`, for none."""
@overload
def conv3d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int | Sequence[_int] = 1, padding: str = "valid", dilation: _int | Sequence[_int] = 1, groups: _int = 1) -> Tensor: ...
def conv_tbc(input: Tensor, weight: Tensor, bias: Tensor, pad: _int = 0) -> Tensor:
    """conv_tbc(Tensor self, Tensor weight, Tensor bias, int pad=0) -> Tensor

    A convolution of sequences: input `(T, B, C)`, weight `(K, C, O)`, bias `(O,)`, result `(T + 2 * pad - K + 1, B, O)`."""
def conv_transpose1d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int | Sequence[_int] = 1, padding: _int | Sequence[_int] = 0, output_padding: _int | Sequence[_int] = 0, groups: _int = 1, dilation: _int | Sequence[_int] = 1) -> Tensor:
    """conv_transpose1d(Tensor input, Tensor weight, Tensor? bias=None, int[1] stride=1, int[1] padding=0, int[1] output_padding=0, int groups=1, int[1] dilation=1) -> Tensor

    Transposed convolution of `(N, C, L)` or unbatched input with kernels `(C, O / groups, L)`: what
    the gradient of `conv1d` in its input is."""
def conv_transpose2d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int | Sequence[_int] = 1, padding: _int | Sequence[_int] = 0, output_padding: _int | Sequence[_int] = 0, groups: _int = 1, dilation: _int | Sequence[_int] = 1) -> Tensor:
    """conv_transpose2d.input(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, int[2] padding=0, int[2] output_padding=0, int groups=1, int[2] dilation=1) -> Tensor

    Transposed convolution of `(N, C, H, W)` or unbatched input with kernels `(C, O / groups, H, W)`: what
    the gradient of `conv2d` in its input is."""
def conv_transpose3d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int | Sequence[_int] = 1, padding: _int | Sequence[_int] = 0, output_padding: _int | Sequence[_int] = 0, groups: _int = 1, dilation: _int | Sequence[_int] = 1) -> Tensor:
    """conv_transpose3d.input(Tensor input, Tensor weight, Tensor? bias=None, int[3] stride=1, int[3] padding=0, int[3] output_padding=0, int groups=1, int[3] dilation=1) -> Tensor

    Transposed convolution of `(N, C, D, H, W)` or unbatched input with kernels `(C, O / groups, D, H, W)`: what
    the gradient of `conv3d` in its input is."""
def convolution(input: Tensor, weight: Tensor, bias: Tensor | None, stride: Sequence[_int], padding: Sequence[_int], dilation: Sequence[_int], transposed: _bool, output_padding: Sequence[_int], groups: _int) -> Tensor:
    """convolution(Tensor input, Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] dilation, bool transposed, int[] output_padding, int groups) -> Tensor

    A convolution, or a transposed one, over as many dimensions as the weight has behind its first two."""
def copy_(input: Tensor, src: Tensor, non_blocking: _bool = False) -> Tensor:
    """copy_(Tensor(a!) self, Tensor src, bool non_blocking=False) -> Tensor(a!)

    Copies the elements of `src`, which broadcasts to this tensor, into it, converting the dtype.

    Example:
        >>> flambeau.zeros(2).copy_(flambeau.tensor([1, 2]))
        tensor([1., 2.])"""
def copysign(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """copysign(Tensor self, Operand other) -> Tensor

    The magnitude of `this` with the sign of `other`."""
def copysign_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """copysign_(Tensor(a!) self, Operand other) -> Tensor(a!)

    The magnitude of `this` with the sign of `other`.

    Writes to the tensor itself."""
def cos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """cos(Tensor self) -> Tensor

    Cosine.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).cos()
        tensor([1.0000, 0.5403])"""
def cos_(input: Tensor) -> Tensor:
    """cos_(Tensor(a!) self) -> Tensor(a!)

    Cosine.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).cos()
        tensor([1.0000, 0.5403])

    Writes to the tensor itself."""
def cosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """cosh(Tensor self) -> Tensor

    Hyperbolic cosine."""
def cosh_(input: Tensor) -> Tensor:
    """cosh_(Tensor(a!) self) -> Tensor(a!)

    Hyperbolic cosine.

    Writes to the tensor itself."""
def cosine_embedding_loss(input1: Tensor, input2: Tensor, target: Tensor, margin: _float = 0.0, reduction: _int = 1) -> Tensor:
    """cosine_embedding_loss(Tensor input1, Tensor input2, Tensor target, float margin=0.0, int reduction=1) -> Tensor

    `1 - cos(a, b)` where t is 1, `max(0, cos(a, b) - margin)` where it is -1."""
def cosine_similarity(x1: Tensor, x2: Tensor, dim: _int = 1, eps: _float = 1e-08) -> Tensor:
    """cosine_similarity(Tensor x1, Tensor x2, int dim=1, float eps=1e-08) -> Tensor

    `x1 . x2 / (max(|x1|, eps) max(|x2|, eps))` along `dim`.

    Example:
        >>> flambeau.nn.functional.cosine_similarity(flambeau.tensor([[1.0, 0.0]]), flambeau.tensor([[1.0, 1.0]]))
        tensor([0.7071])"""
@overload
def count_nonzero(input: Tensor, dim: _int | None = None) -> Tensor:
    """count_nonzero(Tensor self, int? dim=None) -> Tensor

    The number of elements that are not zero.

    Example:
        >>> flambeau.count_nonzero(flambeau.tensor([0, 1, 2]))
        tensor(2)

    count_nonzero.dim_IntList(Tensor self, int[] dim) -> Tensor

    The number of elements that are not zero, over dimensions."""
@overload
def count_nonzero(input: Tensor, dim: Sequence[_int]) -> Tensor: ...
def cross(input: Tensor, other: Tensor, dim: _int | None = None, *, out: Tensor | None = None) -> Tensor:
    """cross(Tensor self, Tensor other, int? dim=None) -> Tensor

    The cross product of vectors of three elements, along `dim` or the first dimension of size 3.

    Example:
        >>> flambeau.cross(flambeau.tensor([1, 0, 0]), flambeau.tensor([0, 1, 0]), dim=0)
        tensor([0, 0, 1])"""
def cross_entropy_loss(input: Tensor, target: Tensor, weight: Tensor | None = None, reduction: _int = 1, ignore_index: _int = -100, label_smoothing: _float = 0.0) -> Tensor:
    """cross_entropy_loss(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt ignore_index=-100, float label_smoothing=0.0) -> Tensor

    Cross entropy of logits `(C,)`, `(N, C)` or `(N, C, *)` and class indices, or probabilities of the logits' shape."""
@overload
def ctc_loss(log_probs: Tensor, targets: Tensor, input_lengths: Sequence[_int], target_lengths: Sequence[_int], blank: _int = 0, reduction: _int = 1, zero_infinity: _bool = False) -> Tensor:
    """ctc_loss.IntList(Tensor log_probs, Tensor targets, int[] input_lengths, int[] target_lengths, int blank=0, int reduction=1, bool zero_infinity=False) -> Tensor

    The same with lengths as lists.

    ctc_loss.Tensor(Tensor log_probs, Tensor targets, Tensor input_lengths, Tensor target_lengths, int blank=0, int reduction=1, bool zero_infinity=False) -> Tensor

    The negative log likelihood of label sequences over all their alignments with `log_probs`, `(T, N, C)` or `(T, C)`."""
@overload
def ctc_loss(log_probs: Tensor, targets: Tensor, input_lengths: Tensor, target_lengths: Tensor, blank: _int = 0, reduction: _int = 1, zero_infinity: _bool = False) -> Tensor: ...
def cummax(input: Tensor, dim: _int, *, out: Sequence[Tensor] | None = None) -> _cummax_result:
    """cummax(Tensor self, int dim) -> (Tensor values, Tensor indices)

    The largest of the elements up to each along `dim`, and the last position where it was met; a NaN stays."""
def cummin(input: Tensor, dim: _int, *, out: Sequence[Tensor] | None = None) -> _cummin_result:
    """cummin(Tensor self, int dim) -> (Tensor values, Tensor indices)

    The smallest of the elements up to each along `dim`, and the last position where it was met; a NaN stays."""
def cumprod(input: Tensor, dim: _int, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor:
    """cumprod(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor

    The products of the elements up to each along `dim`.

    Example:
        >>> flambeau.tensor([1, 2, 3]).cumprod(0)
        tensor([1, 2, 6])"""
def cumprod_(input: Tensor, dim: _int, *, dtype: _dtype | None = None) -> Tensor:
    """cumprod_(Tensor(a!) self, int dim, *, ScalarType? dtype=None) -> Tensor(a!)

    Replaces the elements by the products up to each along `dim`."""
def cumsum(input: Tensor, dim: _int, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor:
    """cumsum(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor

    The sums of the elements up to each along `dim`.

    Example:
        >>> flambeau.tensor([1, 2, 3]).cumsum(0)
        tensor([1, 3, 6])"""
def cumsum_(input: Tensor, dim: _int, *, dtype: _dtype | None = None) -> Tensor:
    """cumsum_(Tensor(a!) self, int dim, *, ScalarType? dtype=None) -> Tensor(a!)

    Replaces the elements by the sums up to each along `dim`."""
def deg2rad(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """deg2rad(Tensor self) -> Tensor

    Degrees to radians."""
def deg2rad_(input: Tensor) -> Tensor:
    """deg2rad_(Tensor(a!) self) -> Tensor(a!)

    Degrees to radians.

    Writes to the tensor itself."""
def detach(input: Tensor) -> Tensor:
    """detach(Tensor(a) self) -> Tensor(a)

    The same elements outside the graph.

    Example:
        >>> x = flambeau.ones(2, requires_grad=True)
        >>> (x * 2).detach().requires_grad
        False"""
def diag(input: Tensor, diagonal: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """diag(Tensor self, int diagonal=0) -> Tensor

    A matrix with a vector on a diagonal, or a copy of a matrix's diagonal.

    Example:
        >>> flambeau.diag(flambeau.tensor([1, 2]))
        tensor([[1, 0],
                [0, 2]])"""
def diag_embed(input: Tensor, offset: _int = 0, dim1: _int = -2, dim2: _int = -1) -> Tensor:
    """diag_embed(Tensor self, int offset=0, int dim1=-2, int dim2=-1) -> Tensor

    Matrices of zeros with the last dimension of the input on a diagonal.

    Example:
        >>> flambeau.diag_embed(flambeau.tensor([1, 2]))
        tensor([[1, 0],
                [0, 2]])"""
def diagflat(input: Tensor, offset: _int = 0) -> Tensor:
    """diagflat(Tensor self, int offset=0) -> Tensor

    A matrix with all elements of the input on a diagonal."""
def diagonal(input: Tensor, offset: _int = 0, dim1: _int = 0, dim2: _int = 1) -> Tensor:
    """diagonal(Tensor(a) self, int offset=0, int dim1=0, int dim2=1) -> Tensor(a)

    The diagonal of dimensions `dim1` and `dim2`, `offset` above the main one, as the last dimension.

    Example:
        >>> flambeau.arange(4).view(2, 2).diagonal()
        tensor([0, 3])"""
def diagonal_copy(input: Tensor, offset: _int = 0, dim1: _int = 0, dim2: _int = 1) -> Tensor:
    """diagonal_copy(Tensor self, int offset=0, int dim1=0, int dim2=1) -> Tensor

    A copy of a diagonal; see `diagonal`."""
def diagonal_scatter(input: Tensor, src: Tensor, offset: _int = 0, dim1: _int = 0, dim2: _int = 1) -> Tensor:
    """diagonal_scatter(Tensor self, Tensor src, int offset=0, int dim1=0, int dim2=1) -> Tensor

    `this` with `src` on a diagonal of dimensions `dim1` and `dim2`."""
def diff(input: Tensor, n: _int = 1, dim: _int = -1, prepend: Tensor | None = None, append: Tensor | None = None, *, out: Tensor | None = None) -> Tensor:
    """diff(Tensor self, int n=1, int dim=-1, Tensor? prepend=None, Tensor? append=None) -> Tensor

    Differences of neighbours along `dim`, `n` times over; `prepend` and `append` are joined to the input first.

    Example:
        >>> flambeau.diff(flambeau.tensor([1, 4, 9]))
        tensor([3, 5])"""
def digamma(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """digamma(Tensor self) -> Tensor

    Derivative of `log gamma`."""
def digamma_(input: Tensor) -> Tensor:
    """digamma_(Tensor(a!) self) -> Tensor(a!)

    Derivative of `log gamma`.

    Writes to the tensor itself."""
def dist(input: Tensor, other: Tensor, p: _Number = 2) -> Tensor:
    """dist(Tensor self, Tensor other, Scalar p=2) -> Tensor

    The norm of order `p` of `this - other`."""
def div(input: Tensor, other: Tensor | _Number, *, rounding_mode: str | None = None, out: Tensor | None = None) -> Tensor:
    """div.Tensor(Tensor self, Operand other, *, str? rounding_mode=None) -> Tensor

    `this / other`, element by element. `rounding_mode` is None (true division), "trunc" or "floor".

    Example:
        >>> flambeau.tensor([7, -7]).div(2)
        tensor([ 3.5000, -3.5000])
        >>> flambeau.tensor([7, -7]).div(2, rounding_mode="floor")
        tensor([ 3, -4])"""
def div_(input: Tensor, other: Tensor | _Number, *, rounding_mode: str | None = None) -> Tensor:
    """div_.Tensor(Tensor(a!) self, Operand other, *, str? rounding_mode=None) -> Tensor(a!)

    `this /= other`, element by element. `rounding_mode` is None (true division), "trunc" or "floor".

    Example:
        >>> flambeau.tensor([1.0, 3.0]).div_(2)
        tensor([0.5000, 1.5000])"""
def divide(input: Tensor, other: Tensor | _Number, *, rounding_mode: str | None = None, out: Tensor | None = None) -> Tensor:
    """divide.Tensor(Tensor self, Operand other, *, str? rounding_mode=None) -> Tensor

    Another name for `div`."""
def divide_(input: Tensor, other: Tensor | _Number, *, rounding_mode: str | None = None) -> Tensor:
    """divide_.Tensor(Tensor(a!) self, Operand other, *, str? rounding_mode=None) -> Tensor(a!)

    Another name for `div_`."""
def dot(input: Tensor, tensor: Tensor, *, out: Tensor | None = None) -> Tensor:
    """dot(Tensor self, Tensor tensor) -> Tensor

    The dot product of two vectors. Complex numbers are not conjugated; see `vdot`.

    Example:
        >>> flambeau.dot(flambeau.tensor([1, 2]), flambeau.tensor([3, 4]))
        tensor(11)"""
def dropout(input: Tensor, p: _float, train: _bool) -> Tensor:
    """dropout(Tensor input, float p, bool train) -> Tensor

    In training, sets each element to zero with probability `p` and divides the others by `1 - p`."""
def dropout_(input: Tensor, p: _float, train: _bool) -> Tensor:
    """dropout_(Tensor(a!) self, float p, bool train) -> Tensor(a!)

    In training, sets each element to zero with probability `p` and divides the others by `1 - p`.

    Writes to the tensor itself."""
@overload
def dsplit(input: Tensor, sections: _int) -> tuple[Tensor, ...]:
    """dsplit.int(Tensor(a) self, int sections) -> Tensor(a)[]

    Parts along the dimension that `dsplit` is named for, sizes differing by one at most.

    dsplit.list(Tensor(a) self, int[] indices) -> Tensor(a)[]

    Parts that begin at the given indices, along the dimension that `dsplit` is named for."""
@overload
def dsplit(input: Tensor, indices: Sequence[_int]) -> tuple[Tensor, ...]: ...
def dstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """dstack(Tensor[] tensors) -> Tensor

    The tensors one after the other along the third dimension."""
def einsum(equation: str, tensors: Sequence[Tensor], *, path: Sequence[_int] | None = None) -> Tensor:
    """einsum(str equation, Tensor[] tensors, *, int[]? path=None) -> Tensor

    Sums the products of elements whose indices an equation names.

    `"ij,jk->ik"` is the matrix product: letters name dimensions, those that the result does not name are summed. A
    letter twice in one operand takes its diagonal; `...` stands for dimensions without names, which broadcast. Without
    `->` the result has the ellipsis and then, in alphabetical order, the letters that occur once.

    Pairs are multiplied as batched matrix products, those that leave the fewest elements first; `path` gives another
    order, as pairs of positions among the operands that are left.

    Example:
        >>> flambeau.einsum("ij,jk->ik", flambeau.ones(2, 3), flambeau.ones(3, 4)).shape
        torch.Size([2, 4])"""
def elu(input: Tensor, alpha: _Number = 1, scale: _Number = 1, input_scale: _Number = 1, *, out: Tensor | None = None) -> Tensor:
    """elu(Tensor self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -> Tensor

    `scale * x` where positive, else `scale * alpha * (e^(input_scale * x) - 1)`.

    Example:
        >>> flambeau.nn.functional.elu(flambeau.tensor([-1.0, 1.0]))
        tensor([-0.6321,  1.0000])"""
def elu_(input: Tensor, alpha: _Number = 1, scale: _Number = 1, input_scale: _Number = 1) -> Tensor:
    """elu_(Tensor(a!) self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -> Tensor(a!)

    In-place form of `elu`."""
def embedding(weight: Tensor, indices: Tensor, padding_idx: _int = -1, scale_grad_by_freq: _bool = False, sparse: _bool = False) -> Tensor:
    """embedding(Tensor weight, Tensor indices, SymInt padding_idx=-1, bool scale_grad_by_freq=False, bool sparse=False) -> Tensor

    Rows of a table `(V, D)` by index: `(*, D)`. The gradient of row `padding_idx` is zero."""
def embedding_bag(weight: Tensor, indices: Tensor, offsets: Tensor, scale_grad_by_freq: _bool = False, mode: _int = 0, sparse: _bool = False, per_sample_weights: Tensor | None = None, include_last_offset: _bool = False, padding_idx: _int | None = None) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """embedding_bag.padding_idx(Tensor weight, Tensor indices, Tensor offsets, bool scale_grad_by_freq=False, int mode=0, bool sparse=False, Tensor? per_sample_weights=None, bool include_last_offset=False, int? padding_idx=None) -> (Tensor, Tensor, Tensor, Tensor)

    Sums (mode 0), means (1) or maxima (2) of bags of rows of a table: the result, each index's bag, bag sizes and, for
    maxima, the rows they come from."""
def embedding_renorm_(input: Tensor, indices: Tensor, max_norm: _float, norm_type: _float) -> Tensor:
    """embedding_renorm_(Tensor(a!) self, Tensor indices, float max_norm, float norm_type) -> Tensor(a!)

    Scales rows that `indices` names and whose p-norm exceeds `max_norm` down to it, in place."""
@overload
def empty(size: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor:
    """empty(int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor

    A tensor whose elements are not initialised.

    Example:
        >>> flambeau.empty(2, 3).shape
        torch.Size([2, 3])"""
@overload
def empty(*size: _int, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor: ...
def empty_like(input: Tensor, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor:
    """empty_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor

    An uninitialised tensor of another's shape.

    Example:
        >>> flambeau.empty_like(flambeau.ones(2, 3)).shape
        torch.Size([2, 3])"""
def empty_strided(size: Sequence[_int], stride: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """empty_strided(int[] size, int[] stride, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    An uninitialised tensor with the given strides."""
def eq(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """eq(Tensor self, Operand other) -> Tensor

    Whether elements are equal.

    Example:
        >>> flambeau.tensor([1, 2]).eq(flambeau.tensor([1, 3]))
        tensor([ True, False])"""
def eq_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """eq_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Whether elements are equal.

    Example:
        >>> flambeau.tensor([1, 2]).eq(flambeau.tensor([1, 3]))
        tensor([ True, False])

    Writes to the tensor itself."""
def equal(input: Tensor, other: Tensor) -> _bool:
    """equal(Tensor self, Tensor other) -> bool

    Whether both have the same shape and equal elements.

    Example:
        >>> flambeau.equal(flambeau.tensor([1, 2]), flambeau.tensor([1, 2]))
        True"""
def erf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """erf(Tensor self) -> Tensor

    Error function.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).erf()
        tensor([0.0000, 0.8427])"""
def erf_(input: Tensor) -> Tensor:
    """erf_(Tensor(a!) self) -> Tensor(a!)

    Error function.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).erf()
        tensor([0.0000, 0.8427])

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

    `e^x`.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).exp()
        tensor([1.0000, 2.7183])"""
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

    Example:
        >>> flambeau.tensor([0.0, 1.0]).exp()
        tensor([1.0000, 2.7183])

    Writes to the tensor itself."""
def expand(input: Tensor, size: Sequence[_int], *, implicit: _bool = False) -> Tensor:
    """expand(Tensor(a) self, int[] size, *, bool implicit=False) -> Tensor(a)

    Dimensions of size 1 read as larger, without copies; -1 keeps a size.

    Example:
        >>> flambeau.tensor([[1], [2]]).expand(-1, 3)
        tensor([[1, 1, 1],
                [2, 2, 2]])"""
def expand_as(input: Tensor, other: Tensor) -> Tensor:
    """expand_as(Tensor(a) self, Tensor other) -> Tensor(a)

    Expands to another tensor's shape.

    Example:
        >>> flambeau.tensor([1, 2]).expand_as(flambeau.ones(3, 2)).shape
        torch.Size([3, 2])"""
def expm1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """expm1(Tensor self) -> Tensor

    `e^x - 1`, accurate near 0.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).expm1()
        tensor([0.0000, 1.7183])"""
def expm1_(input: Tensor) -> Tensor:
    """expm1_(Tensor(a!) self) -> Tensor(a!)

    `e^x - 1`, accurate near 0.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).expm1()
        tensor([0.0000, 1.7183])

    Writes to the tensor itself."""
def exponential_(input: Tensor, lambd: _float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """exponential_(Tensor(a!) self, float lambd=1.0, *, Generator? generator=None) -> Tensor(a!)

    Fills with exponentially distributed numbers of rate `lambd`.

    Example:
        >>> flambeau.empty(2).exponential_().shape
        torch.Size([2])"""
def eye(n: _int, m: _int | None = None, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """eye(int n, int? m=None, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    The identity matrix of n rows and columns.

    Example:
        >>> flambeau.eye(2)
        tensor([[1., 0.],
                [0., 1.]])"""
def feature_alpha_dropout(input: Tensor, p: _float, train: _bool) -> Tensor:
    """feature_alpha_dropout(Tensor input, float p, bool train) -> Tensor

    In training, puts SELU's lower limit in place of each channel with probability `p`, and restores mean and variance."""
def feature_alpha_dropout_(input: Tensor, p: _float, train: _bool) -> Tensor:
    """feature_alpha_dropout_(Tensor(a!) self, float p, bool train) -> Tensor(a!)

    In training, puts SELU's lower limit in place of each channel with probability `p`, and restores mean and variance.

    Writes to the tensor itself."""
def feature_dropout(input: Tensor, p: _float, train: _bool) -> Tensor:
    """feature_dropout(Tensor input, float p, bool train) -> Tensor

    In training, sets each channel of `(N, C, *)` to zero with probability `p` and divides the others by `1 - p`."""
def feature_dropout_(input: Tensor, p: _float, train: _bool) -> Tensor:
    """feature_dropout_(Tensor(a!) self, float p, bool train) -> Tensor(a!)

    In training, sets each channel of `(N, C, *)` to zero with probability `p` and divides the others by `1 - p`.

    Writes to the tensor itself."""
def fill_(input: Tensor, value: Tensor | _Number) -> Tensor:
    """fill_.Scalar(Tensor(a!) self, Operand value) -> Tensor(a!)

    Sets every element to `value`, a number or a 0-d tensor.

    Example:
        >>> flambeau.zeros(2).fill_(3)
        tensor([3., 3.])"""
def fix(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """fix(Tensor self) -> Tensor

    Another name for `trunc`."""
def fix_(input: Tensor) -> Tensor:
    """fix_(Tensor(a!) self) -> Tensor(a!)

    Another name for `trunc_`."""
def flatten(input: Tensor, start_dim: _int = 0, end_dim: _int = -1) -> Tensor:
    """flatten.using_ints(Tensor(a) self, int start_dim=0, int end_dim=-1) -> Tensor(a)

    Dimensions `start_dim` to `end_dim` as one.

    Example:
        >>> flambeau.ones(2, 3, 4).flatten(1).shape
        torch.Size([2, 12])"""
def flip(input: Tensor, dims: Sequence[_int]) -> Tensor:
    """flip(Tensor self, int[] dims) -> Tensor

    The elements with the given dimensions reversed; always a copy.

    Example:
        >>> flambeau.tensor([1, 2, 3]).flip(0)
        tensor([3, 2, 1])"""
def fliplr(input: Tensor) -> Tensor:
    """fliplr(Tensor self) -> Tensor

    The columns of a matrix, or the second dimension, reversed.

    Example:
        >>> flambeau.tensor([[1, 2]]).fliplr()
        tensor([[2, 1]])"""
def flipud(input: Tensor) -> Tensor:
    """flipud(Tensor self) -> Tensor

    The rows of a matrix, or the first dimension, reversed.

    Example:
        >>> flambeau.tensor([[1], [2]]).flipud()
        tensor([[2],
                [1]])"""
def float_power(input: Tensor, exponent: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """float_power(Tensor self, Operand exponent) -> Tensor

    `this ** exponent` in double precision, complex if either is.

    >>> flambeau.float_power(flambeau.tensor([2, 3]), 2)
    tensor([4., 9.], dtype=torch.float64)"""
def floor(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """floor(Tensor self) -> Tensor

    The largest integer not above.

    Example:
        >>> flambeau.tensor([-0.5, 1.5]).floor()
        tensor([-1.,  1.])"""
def floor_(input: Tensor) -> Tensor:
    """floor_(Tensor(a!) self) -> Tensor(a!)

    The largest integer not above.

    Example:
        >>> flambeau.tensor([-0.5, 1.5]).floor()
        tensor([-1.,  1.])

    Writes to the tensor itself."""
def floor_divide(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """floor_divide(Tensor self, Operand other) -> Tensor

    `floor(this / other)`, element by element. An integer divided by zero is an error.

    Example:
        >>> flambeau.tensor([-7, 7]).floor_divide(2)
        tensor([-4,  3])"""
def floor_divide_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """floor_divide_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `floor(this / other)`, element by element. An integer divided by zero is an error.

    Example:
        >>> flambeau.tensor([-7, 7]).floor_divide(2)
        tensor([-4,  3])

    Writes to the tensor itself."""
def fmax(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """fmax(Tensor self, Tensor other) -> Tensor

    The larger of both, element by element; the other one where one is NaN."""
def fmin(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """fmin(Tensor self, Tensor other) -> Tensor

    The smaller of both, element by element; the other one where one is NaN."""
def fmod(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """fmod(Tensor self, Operand other) -> Tensor

    Remainder of `this / other` with the sign of `this`.

    Example:
        >>> flambeau.tensor([-7, 7]).fmod(3)
        tensor([-1,  1])"""
def fmod_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """fmod_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Remainder of `this / other` with the sign of `this`.

    Example:
        >>> flambeau.tensor([-7, 7]).fmod(3)
        tensor([-1,  1])

    Writes to the tensor itself."""
def frac(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """frac(Tensor self) -> Tensor

    The fractional part, with the sign of x.

    Example:
        >>> flambeau.tensor([-1.5, 1.25]).frac()
        tensor([-0.5000,  0.2500])"""
def frac_(input: Tensor) -> Tensor:
    """frac_(Tensor(a!) self) -> Tensor(a!)

    The fractional part, with the sign of x.

    Example:
        >>> flambeau.tensor([-1.5, 1.25]).frac()
        tensor([-0.5000,  0.2500])

    Writes to the tensor itself."""
def fractional_max_pool2d(input: Tensor, kernel_size: _int | Sequence[_int], output_size: _int | Sequence[_int], random_samples: Tensor) -> tuple[Tensor, Tensor]:
    """fractional_max_pool2d(Tensor self, int[2] kernel_size, int[2] output_size, Tensor random_samples) -> (Tensor, Tensor)

    The maxima of `output_size` windows over the last two dimensions, whose places `random_samples` of shape (N, C, 2)
    in [0, 1] decide, and their indices."""
def fractional_max_pool3d(input: Tensor, kernel_size: _int | Sequence[_int], output_size: _int | Sequence[_int], random_samples: Tensor) -> tuple[Tensor, Tensor]:
    """fractional_max_pool3d(Tensor self, int[3] kernel_size, int[3] output_size, Tensor random_samples) -> (Tensor, Tensor)

    The maxima of `output_size` windows over the last three dimensions, whose places `random_samples` of shape (N, C, 3)
    in [0, 1] decide, and their indices."""
def full(size: Sequence[_int], fill_value: _Number, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """full(int[] size, Scalar fill_value, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    A tensor filled with `fill_value`, whose kind decides the dtype unless it is given.

    Example:
        >>> flambeau.full((2, 2), 7)
        tensor([[7, 7],
                [7, 7]])"""
def full_like(input: Tensor, fill_value: _Number, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor:
    """full_like(Tensor self, Scalar fill_value, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor

    A tensor of another's shape filled with `fill_value`.

    Example:
        >>> flambeau.full_like(flambeau.ones(2), 7)
        tensor([7., 7.])"""
def gather(input: Tensor, dim: _int, index: Tensor, *, sparse_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """gather(Tensor self, int dim, Tensor index, *, bool sparse_grad=False) -> Tensor

    `out[.., i, ..] = this[.., index[.., i, ..], ..]` along `dim`. The result has the shape of `index`.

    Example:
        >>> flambeau.tensor([[1, 2], [3, 4]]).gather(1, flambeau.tensor([[1], [0]]))
        tensor([[2],
                [3]])"""
def ge(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """ge(Tensor self, Operand other) -> Tensor

    `this >= other`.

    Example:
        >>> flambeau.tensor([1, 2]).ge(2)
        tensor([False,  True])"""
def ge_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """ge_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `this >= other`.

    Example:
        >>> flambeau.tensor([1, 2]).ge(2)
        tensor([False,  True])

    Writes to the tensor itself."""
def gelu(input: Tensor, *, approximate: str = "none", out: Tensor | None = None) -> Tensor:
    """gelu(Tensor self, *, str approximate="none") -> Tensor

    `x * Phi(x)`, Phi being the normal distribution's cumulative function; `approximate` is "none" or "tanh".

    Example:
        >>> flambeau.nn.functional.gelu(flambeau.tensor([0.0, 1.0]))
        tensor([0.0000, 0.8413])"""
def geometric_(input: Tensor, p: _float, *, generator: Generator | None = None) -> Tensor:
    """geometric_(Tensor(a!) self, float p, *, Generator? generator=None) -> Tensor(a!)

    Fills with numbers of trials up to the first success, which has probability `p` in each."""
def ger(input: Tensor, vec2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """ger(Tensor self, Tensor vec2) -> Tensor

    Another name for `outer`."""
def glu(input: Tensor, dim: _int = -1) -> Tensor:
    """glu(Tensor self, int dim=-1) -> Tensor

    `a * sigmoid(b)` for the halves a, b of the input along `dim`.

    Example:
        >>> flambeau.nn.functional.glu(flambeau.tensor([2.0, 0.0]))
        tensor([1.])"""
def greater(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """greater(Tensor self, Operand other) -> Tensor

    Another name for `gt`."""
def greater_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """greater_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Another name for `gt_`."""
def greater_equal(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """greater_equal(Tensor self, Operand other) -> Tensor

    Another name for `ge`."""
def greater_equal_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """greater_equal_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Another name for `ge_`."""
def grid_sampler(input: Tensor, grid: Tensor, interpolation_mode: _int, padding_mode: _int, align_corners: _bool) -> Tensor:
    """grid_sampler(Tensor input, Tensor grid, int interpolation_mode, int padding_mode, bool align_corners) -> Tensor

    Reads the image `input` (N, C, H, W) or (N, C, D, H, W) at the points `grid` (N, *, 2) or (N, *, 3).

    A point is x, y(, z) from -1 to 1. `interpolation_mode` is 0 (linear), 1 (nearest) or 2 (cubic, two axes only),
    `padding_mode` 0 (zeros outside), 1 (the border's elements) or 2 (reflections)."""
def group_norm(input: Tensor, num_groups: _int, weight: Tensor | None = None, bias: Tensor | None = None, eps: _float = 1e-05, cudnn_enabled: _bool = True) -> Tensor:
    """group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None, float eps=1e-05, bool cudnn_enabled=True) -> Tensor

    Groups of channels of each sample to mean 0 and variance 1, times `weight`, plus `bias` of each channel."""
@overload
def gru(data: Tensor, batch_sizes: Tensor, hx: Tensor, params: Sequence[Tensor], has_biases: _bool, num_layers: _int, dropout: _float, train: _bool, bidirectional: _bool) -> tuple[Tensor, Tensor]:
    """gru.data(Tensor data, Tensor batch_sizes, Tensor hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional) -> (Tensor, Tensor)

    A stack of layers of gated recurrent units on sequences `(steps, batch, input)`.
    Packed: rows of all steps, and the number of rows of each step.

    gru.input(Tensor input, Tensor hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional, bool batch_first) -> (Tensor, Tensor)

    A stack of layers of gated recurrent units on sequences `(steps, batch, input)`.

    `hx` holds the first hidden states, `(layers * directions, batch, hidden)`; `params` for each layer and
    direction `weight_ih`, `weight_hh`, and the biases if there are any. Returns the last layer's hidden states
    of all steps, and the last hidden states."""
@overload
def gru(input: Tensor, hx: Tensor, params: Sequence[Tensor], has_biases: _bool, num_layers: _int, dropout: _float, train: _bool, bidirectional: _bool, batch_first: _bool) -> tuple[Tensor, Tensor]: ...
def gru_cell(input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None) -> Tensor:
    """gru_cell(Tensor input, Tensor hx, Tensor w_ih, Tensor w_hh, Tensor? b_ih=None, Tensor? b_hh=None) -> Tensor

    One step of gated recurrent units: new hidden states `(batch, hidden)` from `input (batch, input)` and the old ones."""
def gt(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """gt(Tensor self, Operand other) -> Tensor

    `this > other`.

    Example:
        >>> flambeau.tensor([1, 2]).gt(1)
        tensor([False,  True])"""
def gt_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """gt_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `this > other`.

    Example:
        >>> flambeau.tensor([1, 2]).gt(1)
        tensor([False,  True])

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

    x limited to `[min_val, max_val]`.

    Example:
        >>> flambeau.nn.functional.hardtanh(flambeau.tensor([-2.0, 0.5]))
        tensor([-1.0000,  0.5000])"""
def hardtanh_(input: Tensor, min_val: _Number = -1, max_val: _Number = 1) -> Tensor:
    """hardtanh_(Tensor(a!) self, Scalar min_val=-1, Scalar max_val=1) -> Tensor(a!)

    In-place form of `hardtanh`."""
def heaviside(input: Tensor, values: Tensor, *, out: Tensor | None = None) -> Tensor:
    """heaviside(Tensor self, Tensor values) -> Tensor

    The step function: 0 below 0, 1 above, and `values` at 0, element by element.

    >>> flambeau.heaviside(flambeau.tensor([-1.0, 0.0, 2.0]), flambeau.tensor(0.5))
    tensor([0.0000, 0.5000, 1.0000])"""
def hinge_embedding_loss(input: Tensor, target: Tensor, margin: _float = 1.0, reduction: _int = 1) -> Tensor:
    """hinge_embedding_loss(Tensor self, Tensor target, float margin=1.0, int reduction=1) -> Tensor

    x where t is 1, `max(0, margin - x)` where it is -1."""
def histc(input: Tensor, bins: _int = 100, min: _Number = 0, max: _Number = 0, *, out: Tensor | None = None) -> Tensor:
    """histc(Tensor self, int bins=100, Scalar min=0, Scalar max=0) -> Tensor

    How many elements lie in each of `bins` intervals of equal length between `min` and `max`, or between the smallest and the
    largest element where both are equal."""
@overload
def histogram(input: Tensor, bins: _int = 100, *, range: Sequence[_float] | None = None, weight: Tensor | None = None, density: _bool = False, out: Sequence[Tensor] | None = None) -> _histogram_result:
    """histogram.bin_ct(Tensor self, int bins=100, *, float[]? range=None, Tensor? weight=None, bool density=False) -> (Tensor hist, Tensor bin_edges)

    How many elements, or which weight, lie in each of `bins` intervals of equal length, and the intervals' edges. The interval
    covered is `range` or that of the data. With `density` the histogram's integral is 1.

    histogram.bins_tensor(Tensor self, Tensor bins, *, Tensor? weight=None, bool density=False) -> (Tensor hist, Tensor bin_edges)

    How many elements, or which weight, lie between neighbours of `bins`, an ascending tensor of edges."""
@overload
def histogram(input: Tensor, bins: Tensor, *, weight: Tensor | None = None, density: _bool = False, out: Sequence[Tensor] | None = None) -> _histogram_result: ...
@overload
def hsplit(input: Tensor, sections: _int) -> tuple[Tensor, ...]:
    """hsplit.int(Tensor(a) self, int sections) -> Tensor(a)[]

    Parts along the dimension that `hsplit` is named for, sizes differing by one at most.

    hsplit.list(Tensor(a) self, int[] indices) -> Tensor(a)[]

    Parts that begin at the given indices, along the dimension that `hsplit` is named for."""
@overload
def hsplit(input: Tensor, indices: Sequence[_int]) -> tuple[Tensor, ...]: ...
def hstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """hstack(Tensor[] tensors) -> Tensor

    The tensors one after the other along the second dimension (the first, for tensors of one dimension).

    Example:
        >>> flambeau.hstack([flambeau.tensor([1, 2]), flambeau.tensor([3])])
        tensor([1, 2, 3])"""
def huber_loss(input: Tensor, target: Tensor, reduction: _int = 1, delta: _float = 1.0) -> Tensor:
    """huber_loss(Tensor self, Tensor target, int reduction=1, float delta=1.0) -> Tensor

    `(x - t)^2 / 2` where `|x - t| <= delta`, else `delta (|x - t| - delta / 2)`."""
def hypot(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """hypot(Tensor self, Operand other) -> Tensor

    `sqrt(this^2 + other^2)` without overflow."""
def hypot_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """hypot_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `sqrt(this^2 + other^2)` without overflow.

    Writes to the tensor itself."""
def im2col(input: Tensor, kernel_size: _int | Sequence[_int], dilation: _int | Sequence[_int], padding: _int | Sequence[_int], stride: _int | Sequence[_int]) -> Tensor:
    """im2col(Tensor self, int[2] kernel_size, int[2] dilation, int[2] padding, int[2] stride) -> Tensor

    Sliding windows of `(N, C, H, W)` or `(C, H, W)` as columns: `(N, C * kH * kW, L)` for L positions of the window."""
def imag(input: Tensor) -> Tensor:
    """imag(Tensor(a) self) -> Tensor(a)

    The imaginary parts of a complex tensor, as a view.

    Example:
        >>> flambeau.imag(flambeau.tensor([1 + 2j]))
        tensor([2.])"""
def index(input: Tensor, indices: Sequence[Tensor | None]) -> Tensor:
    """index.Tensor(Tensor self, Tensor?[] indices) -> Tensor

    `this[indices]`, the indices being tensors of integers or masks, or None for a whole dimension."""
def index_add(input: Tensor, dim: _int, index: Tensor, source: Tensor, *, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """index_add(Tensor self, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor

    `this` with `alpha` times the slices of `source` added to the slices along `dim` that `index` names. Slices that are
    named several times gather all their summands, in the order of the indices."""
def index_add_(input: Tensor, dim: _int, index: Tensor, source: Tensor, *, alpha: _Number = 1) -> Tensor:
    """index_add_(Tensor(a!) self, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor(a!)

    Adds `alpha` times the slices of `source` to the slices along `dim` that `index` names.

    Example:
        >>> flambeau.zeros(2).index_add_(0, flambeau.tensor([1, 1]), flambeau.ones(2))
        tensor([0., 2.])"""
def index_copy(input: Tensor, dim: _int, index: Tensor, source: Tensor, *, out: Tensor | None = None) -> Tensor:
    """index_copy(Tensor self, int dim, Tensor index, Tensor source) -> Tensor

    `this` with the slices of `source` in the places along `dim` that `index` names."""
def index_copy_(input: Tensor, dim: _int, index: Tensor, source: Tensor) -> Tensor:
    """index_copy_(Tensor(a!) self, int dim, Tensor index, Tensor source) -> Tensor(a!)

    Writes the slices of `source` to the places along `dim` that `index` names.

    Example:
        >>> flambeau.zeros(2).index_copy_(0, flambeau.tensor([1]), flambeau.ones(1))
        tensor([0., 1.])"""
def index_fill(input: Tensor, dim: _int, index: Tensor, value: Tensor | _Number) -> Tensor:
    """index_fill.int_Scalar(Tensor self, int dim, Tensor index, Operand value) -> Tensor

    `this` with `value`, a number or 0-d tensor, in the slices along `dim` that `index` names."""
def index_fill_(input: Tensor, dim: _int, index: Tensor, value: Tensor | _Number) -> Tensor:
    """index_fill_.int_Scalar(Tensor(a!) self, int dim, Tensor index, Operand value) -> Tensor(a!)

    Writes `value`, a number or 0-d tensor, to the slices along `dim` that `index` names."""
def index_put(input: Tensor, indices: Sequence[Tensor | None], values: Tensor, accumulate: _bool = False) -> Tensor:
    """index_put(Tensor self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor

    `this` with `values` at the places that tensors of integers or masks name; added to what is there if `accumulate`."""
def index_put_(input: Tensor, indices: Sequence[Tensor | None], values: Tensor, accumulate: _bool = False) -> Tensor:
    """index_put_(Tensor(a!) self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor(a!)

    Writes `values` to the places that tensors of integers or masks name; adds them if `accumulate`."""
def index_reduce(input: Tensor, dim: _int, index: Tensor, source: Tensor, reduce: str, *, include_self: _bool = True, out: Tensor | None = None) -> Tensor:
    """index_reduce(Tensor self, int dim, Tensor index, Tensor source, str reduce, *, bool include_self=True) -> Tensor

    `this` with the slices of `source` reduced into the slices along `dim` that `index` names: `"prod"`, `"mean"`,
    `"amax"` or `"amin"`."""
def index_reduce_(input: Tensor, dim: _int, index: Tensor, source: Tensor, reduce: str, *, include_self: _bool = True) -> Tensor:
    """index_reduce_(Tensor(a!) self, int dim, Tensor index, Tensor source, str reduce, *, bool include_self=True) -> Tensor(a!)

    Reduces the slices of `source` into the slices along `dim` that `index` names."""
def index_select(input: Tensor, dim: _int, index: Tensor, *, out: Tensor | None = None) -> Tensor:
    """index_select(Tensor self, int dim, Tensor index) -> Tensor

    The slices along `dim` that a vector of indices names.

    Example:
        >>> flambeau.tensor([[1, 2], [3, 4]]).index_select(1, flambeau.tensor([1]))
        tensor([[2],
                [4]])"""
def inner(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """inner(Tensor self, Tensor other) -> Tensor

    Sums of products over the last dimensions, `(*a, k) x (*b, k) -> (*a, *b)`. A number multiplies."""
def instance_norm(input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor | None, running_var: Tensor | None, use_input_stats: _bool, momentum: _float, eps: _float, cudnn_enabled: _bool) -> Tensor:
    """instance_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool use_input_stats, float momentum, float eps, bool cudnn_enabled) -> Tensor

    Each channel of each sample to mean 0 and variance 1; with `use_input_stats=False` the running statistics are used."""
def isclose(input: Tensor, other: Tensor, rtol: _float = 1e-05, atol: _float = 1e-08, equal_nan: _bool = False) -> Tensor:
    """isclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False) -> Tensor

    Whether `|this - other| <= atol + rtol * |other|`, element by element.

    Example:
        >>> flambeau.isclose(flambeau.tensor([1.0, 2.0]), flambeau.tensor([1.000001, 2.1]))
        tensor([ True, False])"""
def isfinite(input: Tensor) -> Tensor:
    """isfinite(Tensor self) -> Tensor

    Whether elements are neither infinite nor NaN.

    Example:
        >>> flambeau.tensor([1.0, float("inf")]).isfinite()
        tensor([ True, False])"""
def isin(elements: Tensor | _Number, test_elements: Tensor | _Number, *, assume_unique: _bool = False, invert: _bool = False, out: Tensor | None = None) -> Tensor:
    """isin.Tensor_Tensor(Operand elements, Operand test_elements, *, bool assume_unique=False, bool invert=False) -> Tensor

    Whether each element is among `test_elements`.

    Example:
        >>> flambeau.isin(flambeau.tensor([1, 2, 3]), flambeau.tensor([2]))
        tensor([False,  True, False])"""
def isinf(input: Tensor) -> Tensor:
    """isinf(Tensor self) -> Tensor

    Whether elements are infinite.

    Example:
        >>> flambeau.tensor([1.0, float("inf")]).isinf()
        tensor([False,  True])"""
def isnan(input: Tensor) -> Tensor:
    """isnan(Tensor self) -> Tensor

    Whether elements are NaN.

    Example:
        >>> flambeau.tensor([1.0, float("nan")]).isnan()
        tensor([False,  True])"""
def isneginf(input: Tensor) -> Tensor:
    """isneginf(Tensor self) -> Tensor

    Whether elements are minus infinity."""
def isposinf(input: Tensor) -> Tensor:
    """isposinf(Tensor self) -> Tensor

    Whether elements are plus infinity."""
def kl_div(input: Tensor, target: Tensor, reduction: _int = 1, *, log_target: _bool = False) -> Tensor:
    """kl_div(Tensor self, Tensor target, int reduction=1, *, bool log_target=False) -> Tensor

    `t (log t - x)`, or `e^t (t - x)` for logarithms as targets."""
def kron(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """kron(Tensor self, Tensor other) -> Tensor

    The Kronecker product: every element of the first tensor times the second, side by side."""
def kthvalue(input: Tensor, k: _int, dim: _int = -1, keepdim: _bool = False, *, out: Sequence[Tensor] | None = None) -> _kthvalue_result:
    """kthvalue(Tensor self, int k, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)

    The `k`-th smallest element along `dim`, counted from 1, and where it is.

    Example:
        >>> flambeau.kthvalue(flambeau.tensor([3, 1, 2]), 2).values
        tensor(2)"""
def l1_loss(input: Tensor, target: Tensor, reduction: _int = 1) -> Tensor:
    """l1_loss(Tensor self, Tensor target, int reduction=1) -> Tensor

    `|x - t|`."""
def layer_norm(input: Tensor, normalized_shape: Sequence[_int], weight: Tensor | None = None, bias: Tensor | None = None, eps: _float = 1e-05, cudnn_enable: _bool = True) -> Tensor:
    """layer_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight=None, Tensor? bias=None, float eps=1e-05, bool cudnn_enable=True) -> Tensor

    The last dimensions, of shape `normalized_shape`, to mean 0 and variance 1, times `weight`, plus `bias`.

    Example:
        >>> flambeau.nn.functional.layer_norm(flambeau.tensor([[1.0, 3.0]]), (2,))
        tensor([[-1.0000,  1.0000]])"""
def le(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """le(Tensor self, Operand other) -> Tensor

    `this <= other`.

    Example:
        >>> flambeau.tensor([1, 2]).le(1)
        tensor([ True, False])"""
def le_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """le_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `this <= other`.

    Example:
        >>> flambeau.tensor([1, 2]).le(1)
        tensor([ True, False])

    Writes to the tensor itself."""
def leaky_relu(input: Tensor, negative_slope: _Number = 0.01, *, out: Tensor | None = None) -> Tensor:
    """leaky_relu(Tensor self, Scalar negative_slope=0.01) -> Tensor

    x where positive, else `negative_slope * x`.

    Example:
        >>> flambeau.nn.functional.leaky_relu(flambeau.tensor([-1.0, 1.0]))
        tensor([-0.0100,  1.0000])"""
def leaky_relu_(input: Tensor, negative_slope: _Number = 0.01) -> Tensor:
    """leaky_relu_(Tensor(a!) self, Scalar negative_slope=0.01) -> Tensor(a!)

    x where positive, else `negative_slope * x`, in place."""
def lerp(input: Tensor, end: Tensor, weight: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """lerp.Tensor(Tensor self, Tensor end, Operand weight) -> Tensor

    `start + weight * (end - start)`; weights 0 and 1 give the ends exactly.

    Example:
        >>> flambeau.lerp(flambeau.tensor([0.0]), flambeau.tensor([10.0]), 0.3)
        tensor([3.])"""
def lerp_(input: Tensor, end: Tensor, weight: Tensor | _Number) -> Tensor:
    """lerp_.Tensor(Tensor(a!) self, Tensor end, Operand weight) -> Tensor(a!)

    Moves every element towards `end` by `weight`."""
def less(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """less(Tensor self, Operand other) -> Tensor

    Another name for `lt`."""
def less_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """less_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Another name for `lt_`."""
def less_equal(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """less_equal(Tensor self, Operand other) -> Tensor

    Another name for `le`."""
def less_equal_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """less_equal_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Another name for `le_`."""
def lgamma(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """lgamma(Tensor self) -> Tensor

    `log |gamma(x)|`."""
def lgamma_(input: Tensor) -> Tensor:
    """lgamma_(Tensor(a!) self) -> Tensor(a!)

    `log |gamma(x)|`.

    Writes to the tensor itself."""
def linalg_cross(input: Tensor, other: Tensor, *, dim: _int = -1, out: Tensor | None = None) -> Tensor:
    """linalg_cross(Tensor self, Tensor other, *, int dim=-1) -> Tensor

    The cross product of vectors of three elements along `dim`; the tensors broadcast together."""
def linalg_vector_norm(input: Tensor, ord: _Number = 2, dim: _int | Sequence[_int] | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor:
    """linalg_vector_norm(Tensor self, Scalar ord=2, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

    The norm of order `ord` of the elements over dimensions, all of them where none are given:
    `(sum |x|^ord)^(1/ord)`, the largest (inf) or smallest (-inf) modulus, or the number of elements that are not 0 (0)."""
def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """linear(Tensor input, Tensor weight, Tensor? bias=None) -> Tensor

    `input weight' + bias`, for `input (*, in)`, `weight (out, in)` and `bias (out)`.

    Example:
        >>> x, weight, bias = flambeau.ones(2, 3), flambeau.ones(4, 3), flambeau.zeros(4)
        >>> flambeau.nn.functional.linear(x, weight, bias).shape
        torch.Size([2, 4])"""
def linspace(start: _Number, end: _Number, steps: _int, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """linspace(Scalar start, Scalar end, int steps, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    `steps` numbers from `start` to `end`, both included, evenly spaced.

    Example:
        >>> flambeau.linspace(0, 1, steps=5)
        tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])"""
def log(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log(Tensor self) -> Tensor

    Natural logarithm.

    Example:
        >>> flambeau.tensor([1.0, 10.0]).log()
        tensor([0.0000, 2.3026])"""
def log10(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log10(Tensor self) -> Tensor

    Logarithm to base 10.

    Example:
        >>> flambeau.tensor([1.0, 100.0]).log10()
        tensor([0., 2.])"""
def log10_(input: Tensor) -> Tensor:
    """log10_(Tensor(a!) self) -> Tensor(a!)

    Logarithm to base 10.

    Example:
        >>> flambeau.tensor([1.0, 100.0]).log10()
        tensor([0., 2.])

    Writes to the tensor itself."""
def log1p(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log1p(Tensor self) -> Tensor

    `log(1 + x)`, accurate near 0.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).log1p()
        tensor([0.0000, 0.6931])"""
def log1p_(input: Tensor) -> Tensor:
    """log1p_(Tensor(a!) self) -> Tensor(a!)

    `log(1 + x)`, accurate near 0.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).log1p()
        tensor([0.0000, 0.6931])

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

    Example:
        >>> flambeau.tensor([1.0, 10.0]).log()
        tensor([0.0000, 2.3026])

    Writes to the tensor itself."""
def log_normal_(input: Tensor, mean: _float = 1.0, std: _float = 2.0, *, generator: Generator | None = None) -> Tensor:
    """log_normal_(Tensor(a!) self, float mean=1.0, float std=2.0, *, Generator? generator=None) -> Tensor(a!)

    Fills with exponentials of normal numbers; `mean` and `std` are those of the logarithm."""
def log_sigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log_sigmoid(Tensor self) -> Tensor

    `log(sigmoid(x))`."""
def log_sigmoid_(input: Tensor) -> Tensor:
    """log_sigmoid_(Tensor(a!) self) -> Tensor(a!)

    `log(sigmoid(x))`.

    Writes to the tensor itself."""
def log_softmax(input: Tensor, dim: _int, dtype: _dtype | None = None, *, out: Tensor | None = None) -> Tensor:
    """log_softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor

    `log(softmax(x))` along a dimension, without the overflow of the two steps.

    Example:
        >>> flambeau.tensor([0.0, 0.0]).log_softmax(-1)
        tensor([-0.6931, -0.6931])"""
def logaddexp(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """logaddexp(Tensor self, Tensor other) -> Tensor

    `log(e^this + e^other)` without overflow.

    Example:
        >>> flambeau.logaddexp(flambeau.tensor([0.0]), flambeau.tensor([0.0]))
        tensor([0.6931])"""
def logaddexp2(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """logaddexp2(Tensor self, Tensor other) -> Tensor

    `log2(2^this + 2^other)`, without overflow on the way.

    >>> flambeau.logaddexp2(flambeau.tensor([1.0]), flambeau.tensor([1.0]))
    tensor([2.])"""
def logcumsumexp(input: Tensor, dim: _int, *, out: Tensor | None = None) -> Tensor:
    """logcumsumexp(Tensor self, int dim) -> Tensor

    The logarithms of the sums of exponentials of the elements up to each along `dim`."""
def logical_and(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """logical_and(Tensor self, Operand other) -> Tensor

    Whether both are not zero.

    Example:
        >>> flambeau.logical_and(flambeau.tensor([True, True]), flambeau.tensor([True, False]))
        tensor([ True, False])"""
def logical_and_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """logical_and_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Whether both are not zero.

    Example:
        >>> flambeau.logical_and(flambeau.tensor([True, True]), flambeau.tensor([True, False]))
        tensor([ True, False])

    Writes to the tensor itself."""
def logical_not(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """logical_not(Tensor self) -> Tensor

    Whether an element is zero.

    Example:
        >>> flambeau.tensor([True, False]).logical_not()
        tensor([False,  True])"""
def logical_not_(input: Tensor) -> Tensor:
    """logical_not_(Tensor(a!) self) -> Tensor(a!)

    Whether an element is zero.

    Example:
        >>> flambeau.tensor([True, False]).logical_not()
        tensor([False,  True])

    Writes to the tensor itself."""
def logical_or(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """logical_or(Tensor self, Operand other) -> Tensor

    Whether one is not zero.

    Example:
        >>> flambeau.logical_or(flambeau.tensor([False, True]), flambeau.tensor([False, False]))
        tensor([False,  True])"""
def logical_or_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """logical_or_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Whether one is not zero.

    Example:
        >>> flambeau.logical_or(flambeau.tensor([False, True]), flambeau.tensor([False, False]))
        tensor([False,  True])

    Writes to the tensor itself."""
def logical_xor(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """logical_xor(Tensor self, Operand other) -> Tensor

    Whether exactly one is not zero.

    Example:
        >>> flambeau.logical_xor(flambeau.tensor([True, True]), flambeau.tensor([True, False]))
        tensor([False,  True])"""
def logical_xor_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """logical_xor_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Whether exactly one is not zero.

    Example:
        >>> flambeau.logical_xor(flambeau.tensor([True, True]), flambeau.tensor([True, False]))
        tensor([False,  True])

    Writes to the tensor itself."""
def logit(input: Tensor, eps: _float | None = None, *, out: Tensor | None = None) -> Tensor:
    """logit(Tensor self, float? eps=None) -> Tensor

    `log(x / (1 - x))`; with `eps`, x is first clamped to `[eps, 1 - eps]`."""
def logspace(start: _Number, end: _Number, steps: _int, base: _float = 10.0, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """logspace(Scalar start, Scalar end, int steps, float base=10.0, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    `steps` numbers from `base^start` to `base^end`, evenly spaced in the exponent.

    Example:
        >>> flambeau.logspace(0, 2, steps=3)
        tensor([  1.,  10., 100.])"""
def logsumexp(input: Tensor, dim: _int | Sequence[_int], keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """logsumexp(Tensor self, int[1] dim, bool keepdim=False) -> Tensor

    `log(sum(exp(x)))` over dimensions, without overflow.

    Example:
        >>> flambeau.logsumexp(flambeau.tensor([0.0, 0.0]), 0)
        tensor(0.6931)"""
@overload
def lstm(data: Tensor, batch_sizes: Tensor, hx: Sequence[Tensor], params: Sequence[Tensor], has_biases: _bool, num_layers: _int, dropout: _float, train: _bool, bidirectional: _bool) -> tuple[Tensor, Tensor, Tensor]:
    """lstm.data(Tensor data, Tensor batch_sizes, Tensor[] hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional) -> (Tensor, Tensor, Tensor)

    [`lstm`] on packed sequences: rows of all steps, and the number of rows of each step.

    lstm.input(Tensor input, Tensor[] hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional, bool batch_first) -> (Tensor, Tensor, Tensor)

    A stack of long short-term memory layers on sequences `(steps, batch, input)`.

    `hx` holds first hidden and cell states, `(layers * directions, batch, hidden)`; `params` for each layer and
    direction `weight_ih`, `weight_hh`, the biases if there are any, and `weight_hr` if hidden states are projected.
    Returns the last layer's hidden states of all steps, and the last hidden and cell states.

    Source: Hochreiter and Schmidhuber, "Long short-term memory", 1997."""
@overload
def lstm(input: Tensor, hx: Sequence[Tensor], params: Sequence[Tensor], has_biases: _bool, num_layers: _int, dropout: _float, train: _bool, bidirectional: _bool, batch_first: _bool) -> tuple[Tensor, Tensor, Tensor]: ...
def lstm_cell(input: Tensor, hx: Sequence[Tensor], w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """lstm_cell(Tensor input, Tensor[] hx, Tensor w_ih, Tensor w_hh, Tensor? b_ih=None, Tensor? b_hh=None) -> (Tensor, Tensor)

    One step of an LSTM: new hidden and cell states `(batch, hidden)` from `input (batch, input)` and the old ones."""
def lt(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """lt(Tensor self, Operand other) -> Tensor

    `this < other`.

    Example:
        >>> flambeau.tensor([1, 2]).lt(2)
        tensor([ True, False])"""
def lt_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """lt_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `this < other`.

    Example:
        >>> flambeau.tensor([1, 2]).lt(2)
        tensor([ True, False])

    Writes to the tensor itself."""
def margin_ranking_loss(input1: Tensor, input2: Tensor, target: Tensor, margin: _float = 0.0, reduction: _int = 1) -> Tensor:
    """margin_ranking_loss(Tensor input1, Tensor input2, Tensor target, float margin=0.0, int reduction=1) -> Tensor

    `max(0, -t (a - b) + margin)`."""
def masked_fill(input: Tensor, mask: Tensor, value: Tensor | _Number) -> Tensor:
    """masked_fill(Tensor self, Tensor mask, Operand value) -> Tensor

    `this` with `value` where the boolean `mask` holds; the mask broadcasts.

    Example:
        >>> x = flambeau.tensor([1.0, 2.0, 3.0])
        >>> x.masked_fill(x > 1.5, 0)
        tensor([1., 0., 0.])"""
def masked_fill_(input: Tensor, mask: Tensor, value: Tensor | _Number) -> Tensor:
    """masked_fill_(Tensor(a!) self, Tensor mask, Operand value) -> Tensor(a!)

    Writes `value` where the boolean `mask` holds; the mask broadcasts to this tensor.

    Example:
        >>> flambeau.tensor([1.0, 2.0]).masked_fill_(flambeau.tensor([True, False]), 0)
        tensor([0., 2.])"""
def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """masked_scatter(Tensor self, Tensor mask, Tensor source) -> Tensor

    `this` with the elements of `source`, one after the other, where the boolean `mask` is set."""
def masked_scatter_(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """masked_scatter_(Tensor(a!) self, Tensor mask, Tensor source) -> Tensor(a!)

    Writes the elements of `source`, one after the other, where the boolean `mask` is set; the mask broadcasts."""
def masked_select(input: Tensor, mask: Tensor, *, out: Tensor | None = None) -> Tensor:
    """masked_select(Tensor self, Tensor mask) -> Tensor

    The elements where the boolean `mask` is set, one after the other; the two broadcast together.

    Example:
        >>> x = flambeau.tensor([1, 2, 3])
        >>> flambeau.masked_select(x, x > 1)
        tensor([2, 3])"""
def matmul(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """matmul(Tensor self, Tensor other) -> Tensor

    The matrix product of tensors of any number of dimensions.

    Two vectors give their dot product; a matrix and a vector a vector. With more dimensions the last two are matrices
    and the others a batch, which broadcasts: `(*, n, m) x (*, m, p) -> (*, n, p)`. A vector counts as a row in front and
    as a column behind; that dimension is left out of the result.

    Example:
        >>> a, b = flambeau.ones(2, 3, 4), flambeau.ones(4, 5)
        >>> flambeau.matmul(a, b).shape
        torch.Size([2, 3, 5])"""
def matrix_power(input: Tensor, n: _int, *, out: Tensor | None = None) -> Tensor:
    """matrix_power(Tensor self, int n) -> Tensor

    A square matrix, or each of a batch, multiplied with itself `n` times; the inverse for negative `n`."""
@overload
def max(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """max(Tensor self) -> Tensor

    The largest element; NaN where there is one. Elements that share the value share its gradient.

    Example:
        >>> flambeau.tensor([1, 3, 2]).max()
        tensor(3)

    max.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)

    The largest elements along a dimension and their positions: the first of equals, a NaN before everything else.

    Example:
        >>> flambeau.tensor([[1, 3, 2]]).max(1).indices
        tensor([1])

    max.other(Tensor self, Tensor other) -> Tensor

    The largest of two tensors, element by element; NaN where either is."""
@overload
def max(input: Tensor, dim: _int, keepdim: _bool = False, *, out: Sequence[Tensor] | None = None) -> _max_result: ...
@overload
def max(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor: ...
def max_pool1d(input: Tensor, kernel_size: _int | Sequence[_int], stride: _int | Sequence[_int] = (), padding: _int | Sequence[_int] = 0, dilation: _int | Sequence[_int] = 1, ceil_mode: _bool = False) -> Tensor:
    """max_pool1d(Tensor self, int[1] kernel_size, int[1] stride=[], int[1] padding=0, int[1] dilation=1, bool ceil_mode=False) -> Tensor

    The maxima of windows that slide over the last dimension.

    `stride` is `kernel_size` if it is not given; padding is minus infinity; a NaN is larger than any number."""
def max_pool1d_with_indices(input: Tensor, kernel_size: _int | Sequence[_int], stride: _int | Sequence[_int] = (), padding: _int | Sequence[_int] = 0, dilation: _int | Sequence[_int] = 1, ceil_mode: _bool = False) -> tuple[Tensor, Tensor]:
    """max_pool1d_with_indices(Tensor self, int[1] kernel_size, int[1] stride=[], int[1] padding=0, int[1] dilation=1, bool ceil_mode=False) -> (Tensor, Tensor)

    The maxima of windows that slide over the last dimension, and their indices.

    An index counts the elements of the plane that the window lies in; of equal elements it is the first one's."""
def max_pool2d(input: Tensor, kernel_size: _int | Sequence[_int], stride: _int | Sequence[_int] = (), padding: _int | Sequence[_int] = 0, dilation: _int | Sequence[_int] = 1, ceil_mode: _bool = False) -> Tensor:
    """max_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, int[2] dilation=1, bool ceil_mode=False) -> Tensor

    The maxima of windows that slide over the last two dimensions.

    `stride` is `kernel_size` if it is not given; padding is minus infinity; a NaN is larger than any number."""
def max_pool2d_with_indices(input: Tensor, kernel_size: _int | Sequence[_int], stride: _int | Sequence[_int] = (), padding: _int | Sequence[_int] = 0, dilation: _int | Sequence[_int] = 1, ceil_mode: _bool = False) -> tuple[Tensor, Tensor]:
    """max_pool2d_with_indices(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, int[2] dilation=1, bool ceil_mode=False) -> (Tensor, Tensor)

    The maxima of windows that slide over the last two dimensions, and their indices.

    An index counts the elements of the plane that the window lies in; of equal elements it is the first one's."""
def max_pool3d(input: Tensor, kernel_size: _int | Sequence[_int], stride: _int | Sequence[_int] = (), padding: _int | Sequence[_int] = 0, dilation: _int | Sequence[_int] = 1, ceil_mode: _bool = False) -> Tensor:
    """max_pool3d(Tensor self, int[3] kernel_size, int[3] stride=[], int[3] padding=0, int[3] dilation=1, bool ceil_mode=False) -> Tensor

    The maxima of windows that slide over the last three dimensions.

    `stride` is `kernel_size` if it is not given; padding is minus infinity; a NaN is larger than any number."""
def max_pool3d_with_indices(input: Tensor, kernel_size: _int | Sequence[_int], stride: _int | Sequence[_int] = (), padding: _int | Sequence[_int] = 0, dilation: _int | Sequence[_int] = 1, ceil_mode: _bool = False) -> tuple[Tensor, Tensor]:
    """max_pool3d_with_indices(Tensor self, int[3] kernel_size, int[3] stride=[], int[3] padding=0, int[3] dilation=1, bool ceil_mode=False) -> (Tensor, Tensor)

    The maxima of windows that slide over the last three dimensions, and their indices.

    An index counts the elements of the plane that the window lies in; of equal elements it is the first one's."""
def max_unpool2d(input: Tensor, indices: Tensor, output_size: _int | Sequence[_int]) -> Tensor:
    """max_unpool2d(Tensor self, Tensor indices, int[2] output_size) -> Tensor

    Planes of `output_size` with each element at its index, and zeros elsewhere."""
def max_unpool3d(input: Tensor, indices: Tensor, output_size: _int | Sequence[_int], stride: _int | Sequence[_int], padding: _int | Sequence[_int]) -> Tensor:
    """max_unpool3d(Tensor self, Tensor indices, int[3] output_size, int[3] stride, int[3] padding) -> Tensor

    Volumes of `output_size` with each element at its index, and zeros elsewhere.

    `stride` and `padding` are those of the pooling; the result does not depend on them."""
def maximum(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """maximum(Tensor self, Tensor other) -> Tensor

    The larger of both, element by element; NaN where either is.

    Example:
        >>> flambeau.maximum(flambeau.tensor([1, 5]), flambeau.tensor([3, 2]))
        tensor([3, 5])"""
@overload
def mean(input: Tensor, *, dtype: _dtype | None = None) -> Tensor:
    """mean(Tensor self, *, ScalarType? dtype=None) -> Tensor

    The mean of all elements.

    Example:
        >>> flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]).mean()
        tensor(2.5000)

    mean.dim(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

    Means over dimensions.

    Example:
        >>> flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]).mean(1)
        tensor([1.5000, 3.5000])"""
@overload
def mean(input: Tensor, dim: _int | Sequence[_int] | None, keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor: ...
@overload
def median(input: Tensor) -> Tensor:
    """median(Tensor self) -> Tensor

    The median of all elements: the lower of two in the middle, NaN where there is one.

    Example:
        >>> flambeau.tensor([3.0, 1.0, 2.0]).median()
        tensor(2.)

    median.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)

    The medians along `dim` and where they are."""
@overload
def median(input: Tensor, dim: _int, keepdim: _bool = False, *, out: Sequence[Tensor] | None = None) -> _median_result: ...
def meshgrid(tensors: Sequence[Tensor], *, indexing: str = "ij") -> tuple[Tensor, ...]:
    """meshgrid.indexing(Tensor[] tensors, *, str indexing="ij") -> Tensor[]

    Grids of coordinates: result `k` has the elements of tensor `k` along dimension `k`. `indexing="xy"` exchanges the
    first two dimensions."""
@overload
def min(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """min(Tensor self) -> Tensor

    The smallest element; NaN where there is one. Elements that share the value share its gradient.

    Example:
        >>> flambeau.tensor([1, 3, 2]).min()
        tensor(1)

    min.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)

    The smallest elements along a dimension and their positions: the first of equals, a NaN before everything else.

    Example:
        >>> flambeau.tensor([[1, 3, 2]]).min(1).indices
        tensor([0])

    min.other(Tensor self, Tensor other) -> Tensor

    The smallest of two tensors, element by element; NaN where either is."""
@overload
def min(input: Tensor, dim: _int, keepdim: _bool = False, *, out: Sequence[Tensor] | None = None) -> _min_result: ...
@overload
def min(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor: ...
def minimum(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """minimum(Tensor self, Tensor other) -> Tensor

    The smaller of both, element by element; NaN where either is.

    Example:
        >>> flambeau.minimum(flambeau.tensor([1, 5]), flambeau.tensor([3, 2]))
        tensor([1, 2])"""
def mish(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """mish(Tensor self) -> Tensor

    `x * tanh(softplus(x))`."""
def mish_(input: Tensor) -> Tensor:
    """mish_(Tensor(a!) self) -> Tensor(a!)

    `x * tanh(softplus(x))`.

    Writes to the tensor itself."""
def mm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """mm(Tensor self, Tensor mat2) -> Tensor

    The product of two matrices, `(n, m) x (m, p) -> (n, p)`.

    Integers wrap around; 16-bit floats are summed in float32. For vectors and batches see `matmul`.

    Example:
        >>> flambeau.mm(flambeau.ones(2, 3), flambeau.ones(3, 4)).shape
        torch.Size([2, 4])"""
def mode(input: Tensor, dim: _int = -1, keepdim: _bool = False, *, out: Sequence[Tensor] | None = None) -> _mode_result:
    """mode(Tensor self, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)

    The most frequent element along `dim`, the smallest of several, and the last position where it is."""
def moveaxis(input: Tensor, source: _int | Sequence[_int], destination: _int | Sequence[_int]) -> Tensor:
    """moveaxis.intlist(Tensor(a) self, int[1] source, int[1] destination) -> Tensor(a)

    Another name for `movedim`."""
def movedim(input: Tensor, source: _int | Sequence[_int], destination: _int | Sequence[_int]) -> Tensor:
    """movedim.intlist(Tensor(a) self, int[1] source, int[1] destination) -> Tensor(a)

    Dimensions moved to new places; the others keep their order.

    Example:
        >>> flambeau.ones(2, 3, 4).movedim(0, -1).shape
        torch.Size([3, 4, 2])"""
def mse_loss(input: Tensor, target: Tensor, reduction: _int = 1) -> Tensor:
    """mse_loss(Tensor self, Tensor target, int reduction=1) -> Tensor

    `(x - t)^2`."""
def msort(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """msort(Tensor self) -> Tensor

    The elements in order along the first dimension."""
def mul(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """mul(Tensor self, Operand other) -> Tensor

    `this * other`, element by element, with broadcasting.

    Example:
        >>> flambeau.tensor([1, 2]).mul(flambeau.tensor([[10], [20]]))
        tensor([[10, 20],
                [20, 40]])"""
def mul_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """mul_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `this * other`, element by element, with broadcasting.

    Example:
        >>> flambeau.tensor([1, 2]).mul(flambeau.tensor([[10], [20]]))
        tensor([[10, 20],
                [20, 40]])

    Writes to the tensor itself."""
def multi_margin_loss(input: Tensor, target: Tensor, p: _Number = 1, margin: _Number = 1, weight: Tensor | None = None, reduction: _int = 1) -> Tensor:
    """multi_margin_loss(Tensor self, Tensor target, Scalar p=1, Scalar margin=1, Tensor? weight=None, int reduction=1) -> Tensor

    `sum_i weight[y] max(0, margin - x[y] + x[i])^p / C` over all classes i other than the target y."""
def multilabel_margin_loss(input: Tensor, target: Tensor, reduction: _int = 1) -> Tensor:
    """multilabel_margin_loss(Tensor self, Tensor target, int reduction=1) -> Tensor

    `sum_ij max(0, 1 - (x[y_j] - x[i])) / C` over target classes y_j (up to the first negative one) and all others i."""
def multinomial(input: Tensor, num_samples: _int, replacement: _bool = False, *, generator: Generator | None = None, out: Tensor | None = None) -> Tensor:
    """multinomial(Tensor self, int num_samples, bool replacement=False, *, Generator? generator=None, Tensor(a!)? out=None) -> Tensor

    Indices drawn with the weights of each row, `num_samples` a row, with or without replacement.

    The weights, of shape `(categories)` or `(rows, categories)`, need not add up to one.

    Example:
        >>> flambeau.multinomial(flambeau.tensor([0.0, 1.0, 0.0]), 2, replacement=True)
        tensor([1, 1])"""
def multiply(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """multiply(Tensor self, Operand other) -> Tensor

    Another name for `mul`."""
def multiply_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """multiply_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Another name for `mul_`."""
def mv(input: Tensor, vec: Tensor, *, out: Tensor | None = None) -> Tensor:
    """mv(Tensor self, Tensor vec) -> Tensor

    The product of a matrix and a vector, `(n, m) x (m) -> (n)`.

    Example:
        >>> flambeau.mv(flambeau.ones(2, 3), flambeau.tensor([1.0, 2.0, 3.0]))
        tensor([6., 6.])"""
def nan_to_num(input: Tensor, nan: _float | None = None, posinf: _float | None = None, neginf: _float | None = None, *, out: Tensor | None = None) -> Tensor:
    """nan_to_num(Tensor self, float? nan=None, float? posinf=None, float? neginf=None) -> Tensor

    NaN, plus and minus infinity replaced by numbers; by default 0, the largest and the smallest of the dtype.

    Example:
        >>> flambeau.tensor([1.0, float("nan")]).nan_to_num()
        tensor([1., 0.])"""
def nanmean(input: Tensor, dim: _int | Sequence[_int] | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor:
    """nanmean(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

    The mean over dimensions of the elements that are not NaN."""
@overload
def nanmedian(input: Tensor) -> Tensor:
    """nanmedian(Tensor self) -> Tensor

    The median of all elements that are not NaN.

    nanmedian.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)

    The medians along `dim` of the elements that are not NaN, and where they are."""
@overload
def nanmedian(input: Tensor, dim: _int, keepdim: _bool = False, *, out: Sequence[Tensor] | None = None) -> _nanmedian_result: ...
def nanquantile(input: Tensor, q: Tensor | _Number, dim: _int | None = None, keepdim: _bool = False, *, interpolation: str = "linear", out: Tensor | None = None) -> Tensor:
    """nanquantile(Tensor self, Operand q, int? dim=None, bool keepdim=False, *, str interpolation="linear") -> Tensor

    Quantiles of the elements that are not NaN; see `quantile`."""
def nansum(input: Tensor, dim: _int | Sequence[_int] | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor:
    """nansum(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

    The sum over dimensions, with NaN counted as 0."""
def narrow(input: Tensor, dim: _int, start: _int, length: _int) -> Tensor:
    """narrow(Tensor(a) self, int dim, int start, int length) -> Tensor(a)

    `length` elements from `start` along `dim`.

    Example:
        >>> flambeau.arange(5).narrow(0, 1, 3)
        tensor([1, 2, 3])"""
def narrow_copy(input: Tensor, dim: _int, start: _int, length: _int) -> Tensor:
    """narrow_copy(Tensor self, int dim, int start, int length) -> Tensor

    A copy of `length` elements from `start` along `dim`."""
def native_batch_norm(input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor | None, running_var: Tensor | None, training: _bool, momentum: _float, eps: _float) -> tuple[Tensor, Tensor, Tensor]:
    """native_batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, float momentum, float eps) -> (Tensor, Tensor, Tensor)

    Batch normalisation with the mean and reciprocal deviation of each channel (empty outside training)."""
def native_channel_shuffle(input: Tensor, groups: _int) -> Tensor:
    """native_channel_shuffle(Tensor self, int groups) -> Tensor

    Another name for `channel_shuffle`."""
def native_dropout(input: Tensor, p: _float, train: _bool | None) -> tuple[Tensor, Tensor]:
    """native_dropout(Tensor input, float p, bool? train) -> (Tensor, Tensor)

    Dropout that also answers which elements were kept. Without training, or where `train` is False, all are."""
def native_dropout_backward(grad_output: Tensor, mask: Tensor, scale: _float) -> Tensor:
    """native_dropout_backward(Tensor grad_output, Tensor mask, float scale) -> Tensor

    The gradient of `native_dropout`."""
def native_layer_norm(input: Tensor, normalized_shape: Sequence[_int], weight: Tensor | None, bias: Tensor | None, eps: _float) -> tuple[Tensor, Tensor, Tensor]:
    """native_layer_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight, Tensor? bias, float eps) -> (Tensor, Tensor, Tensor)

    Layer normalisation with the means and reciprocal deviations of the rows."""
def ne(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """ne(Tensor self, Operand other) -> Tensor

    Whether elements differ.

    Example:
        >>> flambeau.tensor([1, 2]).ne(flambeau.tensor([1, 3]))
        tensor([False,  True])"""
def ne_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """ne_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Whether elements differ.

    Example:
        >>> flambeau.tensor([1, 2]).ne(flambeau.tensor([1, 3]))
        tensor([False,  True])

    Writes to the tensor itself."""
def neg(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """neg(Tensor self) -> Tensor

    `-x`.

    Example:
        >>> flambeau.tensor([1, -2]).neg()
        tensor([-1,  2])"""
def neg_(input: Tensor) -> Tensor:
    """neg_(Tensor(a!) self) -> Tensor(a!)

    `-x`.

    Example:
        >>> flambeau.tensor([1, -2]).neg()
        tensor([-1,  2])

    Writes to the tensor itself."""
def negative(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """negative(Tensor self) -> Tensor

    Another name for `neg`."""
def negative_(input: Tensor) -> Tensor:
    """negative_(Tensor(a!) self) -> Tensor(a!)

    Another name for `neg_`."""
def new_empty(input: Tensor, size: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """new_empty(Tensor self, int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    An uninitialised tensor of this one's dtype.

    Example:
        >>> flambeau.ones(2).new_empty(3).shape
        torch.Size([3])"""
def new_full(input: Tensor, size: Sequence[_int], fill_value: _Number, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """new_full(Tensor self, int[] size, Scalar fill_value, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    A tensor filled with `fill_value` in this one's dtype.

    Example:
        >>> flambeau.ones(1).new_full((2,), 7)
        tensor([7., 7.])"""
def new_ones(input: Tensor, size: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """new_ones(Tensor self, int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    Ones.

    Example:
        >>> flambeau.ones(2, dtype=flambeau.int64)
        tensor([1, 1])

    Dtype and device are by default this tensor's."""
def new_zeros(input: Tensor, size: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """new_zeros(Tensor self, int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    Zeros.

    Example:
        >>> flambeau.zeros(2, 2)
        tensor([[0., 0.],
                [0., 0.]])

    Dtype and device are by default this tensor's."""
def nextafter(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """nextafter(Tensor self, Operand other) -> Tensor

    The next number after `this` in the direction of `other`."""
def nextafter_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """nextafter_(Tensor(a!) self, Operand other) -> Tensor(a!)

    The next number after `this` in the direction of `other`.

    Writes to the tensor itself."""
def nll_loss(input: Tensor, target: Tensor, weight: Tensor | None = None, reduction: _int = 1, ignore_index: _int = -100) -> Tensor:
    """nll_loss(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt ignore_index=-100) -> Tensor

    Negative log likelihood of log probabilities `(C,)` or `(N, C)`."""
def nll_loss2d(input: Tensor, target: Tensor, weight: Tensor | None = None, reduction: _int = 1, ignore_index: _int = -100) -> Tensor:
    """nll_loss2d(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt ignore_index=-100) -> Tensor

    Negative log likelihood of log probabilities `(N, C, H, W)`."""
def nll_loss_nd(input: Tensor, target: Tensor, weight: Tensor | None = None, reduction: _int = 1, ignore_index: _int = -100) -> Tensor:
    """nll_loss_nd(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt ignore_index=-100) -> Tensor

    Negative log likelihood, `-weight[t] * x[t]`, of log probabilities `(C,)`, `(N, C)` or `(N, C, *)`."""
def nonzero(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """nonzero(Tensor self) -> Tensor

    The coordinates of all elements that are not zero, one row each, in row-major order."""
def nonzero_numpy(input: Tensor) -> tuple[Tensor, ...]:
    """nonzero_numpy(Tensor self) -> Tensor[]

    The coordinates of all elements that are not zero, one tensor for each dimension."""
def nonzero_static(input: Tensor, *, size: _int, fill_value: _int = -1) -> Tensor:
    """nonzero_static(Tensor self, *, int size, int fill_value=-1) -> Tensor

    The coordinates of `size` elements that are not zero; rows of `fill_value` where there are fewer."""
@overload
def normal(mean: Tensor | _Number, std: Tensor | _Number = 1.0, *, generator: Generator | None = None, out: Tensor | None = None) -> Tensor:
    """normal(Operand mean, Operand std=1.0, *, Generator? generator=None, Tensor(a!)? out=None) -> Tensor

    Normal numbers whose mean, standard deviation or both are tensors, which broadcast together.

    normal.float_float(float mean, float std, int[] size, *, Generator? generator=None, Tensor(a!)? out=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    Normal numbers of the given mean and standard deviation.

    Example:
        >>> flambeau.normal(0.0, 1.0, (2, 3)).shape
        torch.Size([2, 3])"""
@overload
def normal(mean: _float, std: _float, size: Sequence[_int], *, generator: Generator | None = None, out: Tensor | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor: ...
def normal_(input: Tensor, mean: _float = 0.0, std: _float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """normal_(Tensor(a!) self, float mean=0.0, float std=1.0, *, Generator? generator=None) -> Tensor(a!)

    Fills with normal numbers of the given mean and standard deviation.

    Example:
        >>> flambeau.empty(2, 3).normal_(mean=1.0, std=0.1).shape
        torch.Size([2, 3])"""
def not_equal(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """not_equal(Tensor self, Operand other) -> Tensor

    Another name for `ne`."""
def not_equal_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """not_equal_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Another name for `ne_`."""
def one_hot(input: Tensor, num_classes: _int = -1) -> Tensor:
    """one_hot(Tensor self, int num_classes=-1) -> Tensor

    A last dimension with 1 at the index and 0 elsewhere; `num_classes` -1 means the largest index plus 1.

    Example:
        >>> flambeau.nn.functional.one_hot(flambeau.tensor([0, 2]), 3)
        tensor([[1, 0, 0],
                [0, 0, 1]])"""
@overload
def ones(size: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """ones(int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    Ones.

    Example:
        >>> flambeau.ones(2, dtype=flambeau.int64)
        tensor([1, 1])"""
@overload
def ones(*size: _int, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor: ...
def ones_like(input: Tensor, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor:
    """ones_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor

    Ones.

    Example:
        >>> flambeau.ones(2, dtype=flambeau.int64)
        tensor([1, 1])

    Shape, and by default dtype and device, are another tensor's."""
def outer(input: Tensor, vec2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """outer(Tensor self, Tensor vec2) -> Tensor

    The products of all pairs of elements of two vectors, `(n) x (m) -> (n, m)`.

    Example:
        >>> flambeau.outer(flambeau.tensor([1, 2]), flambeau.tensor([3, 4]))
        tensor([[3, 4],
                [6, 8]])"""
def pad(input: Tensor, pad: Sequence[_int], mode: str = "constant", value: _float | None = None) -> Tensor:
    """pad(Tensor self, int[] pad, str mode="constant", float? value=None) -> Tensor

    The tensor with a border. `pad` has, for the last dimension, then the one before and so on, how many elements come
    before and after. `mode` is `"constant"` (of `value`), `"reflect"`, `"replicate"` or `"circular"`.

    Example:
        >>> flambeau.nn.functional.pad(flambeau.tensor([[1, 2]]), (1, 2))
        tensor([[0, 1, 2, 0, 0]])"""
def pairwise_distance(x1: Tensor, x2: Tensor, p: _float = 2, eps: _float = 1e-06, keepdim: _bool = False) -> Tensor:
    """pairwise_distance(Tensor x1, Tensor x2, float p=2, float eps=1e-06, bool keepdim=False) -> Tensor

    `|x1 - x2 + eps|` in the p-norm over the last dimension."""
def pdist(input: Tensor, p: _float = 2) -> Tensor:
    """pdist(Tensor self, float p=2) -> Tensor

    Distances in the p-norm of all pairs of rows, `(N, M)` to `(N (N - 1) / 2,)`."""
def permute(input: Tensor, dims: Sequence[_int]) -> Tensor:
    """permute(Tensor(a) self, int[] dims) -> Tensor(a)

    Dimensions in another order.

    Example:
        >>> flambeau.ones(2, 3, 4).permute(2, 0, 1).shape
        torch.Size([4, 2, 3])"""
def pixel_shuffle(input: Tensor, upscale_factor: _int) -> Tensor:
    """pixel_shuffle(Tensor self, int upscale_factor) -> Tensor

    (*, C r^2, H, W) as (*, C, H r, W r): channels become pixels (Shi et al., 2016).

    Example:
        >>> flambeau.nn.functional.pixel_shuffle(flambeau.ones(1, 4, 2, 2), 2).shape
        torch.Size([1, 1, 4, 4])"""
def pixel_unshuffle(input: Tensor, downscale_factor: _int) -> Tensor:
    """pixel_unshuffle(Tensor self, int downscale_factor) -> Tensor

    (*, C, H r, W r) as (*, C r^2, H, W): pixels become channels."""
def poisson(input: Tensor, generator: Generator | None = None) -> Tensor:
    """poisson(Tensor self, Generator? generator=None) -> Tensor

    Poisson counts, each with the rate that stands in its place."""
def poisson_nll_loss(input: Tensor, target: Tensor, log_input: _bool, full: _bool, eps: _float, reduction: _int) -> Tensor:
    """poisson_nll_loss(Tensor input, Tensor target, bool log_input, bool full, float eps, int reduction) -> Tensor

    `e^x - t x`, or `x - t log(x + eps)` for rates; `full` adds Stirling's approximation of `log(t!)`."""
def polar(abs: Tensor, angle: Tensor, *, out: Tensor | None = None) -> Tensor:
    """polar(Tensor abs, Tensor angle) -> Tensor

    Complex numbers with the given moduli and angles.

    Example:
        >>> flambeau.polar(flambeau.tensor([1.0, 2.0]), flambeau.zeros(2))
        tensor([1.+0.j, 2.+0.j])"""
def positive(input: Tensor) -> Tensor:
    """positive(Tensor self) -> Tensor

    The tensor itself."""
@overload
def pow(input: _Number, exponent: Tensor) -> Tensor:
    """pow.Scalar(Scalar self, Tensor exponent) -> Tensor

    `base ** exponent` for a number as base.

    Example:
        >>> flambeau.pow(2, flambeau.tensor([1, 2, 3]))
        tensor([2, 4, 8])

    pow.Tensor(Tensor self, Operand exponent) -> Tensor

    `this ** exponent`, element by element, with broadcasting.

    Example:
        >>> flambeau.tensor([1.0, 2.0, 3.0]).pow(2)
        tensor([1., 4., 9.])"""
@overload
def pow(input: Tensor, exponent: Tensor | _Number, *, out: Tensor | None = None) -> Tensor: ...
def pow_(input: Tensor, exponent: Tensor | _Number) -> Tensor:
    """pow_.Tensor(Tensor(a!) self, Operand exponent) -> Tensor(a!)

    `this **= exponent`, element by element, with broadcasting."""
def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """prelu(Tensor self, Tensor weight) -> Tensor

    x where positive, else `weight * x`; `weight` has one element or one per channel (dimension 1)."""
@overload
def prod(input: Tensor, *, dtype: _dtype | None = None) -> Tensor:
    """prod(Tensor self, *, ScalarType? dtype=None) -> Tensor

    The product of all elements.

    Example:
        >>> flambeau.tensor([2.0, 3.0]).prod()
        tensor(6.)

    prod.dim_int(Tensor self, int dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

    The products along a dimension."""
@overload
def prod(input: Tensor, dim: _int, keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor: ...
def put(input: Tensor, index: Tensor, source: Tensor, accumulate: _bool = False) -> Tensor:
    """put(Tensor self, Tensor index, Tensor source, bool accumulate=False) -> Tensor

    `this` with the elements of `source` at places in row-major order; added to what is there if `accumulate`."""
def put_(input: Tensor, index: Tensor, source: Tensor, accumulate: _bool = False) -> Tensor:
    """put_(Tensor(a!) self, Tensor index, Tensor source, bool accumulate=False) -> Tensor(a!)

    Writes the elements of `source` to places in row-major order; adds them if `accumulate`."""
def quantile(input: Tensor, q: Tensor | _Number, dim: _int | None = None, keepdim: _bool = False, *, interpolation: str = "linear", out: Tensor | None = None) -> Tensor:
    """quantile(Tensor self, Operand q, int? dim=None, bool keepdim=False, *, str interpolation="linear") -> Tensor

    Quantiles of all elements or along `dim`. Several `q` come first in the result's shape. Between two elements
    `interpolation` decides: "linear", "lower", "higher", "midpoint" or "nearest"."""
def rad2deg(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """rad2deg(Tensor self) -> Tensor

    Radians to degrees."""
def rad2deg_(input: Tensor) -> Tensor:
    """rad2deg_(Tensor(a!) self) -> Tensor(a!)

    Radians to degrees.

    Writes to the tensor itself."""
@overload
def rand(size: Sequence[_int], *, generator: Generator | None = None, out: Tensor | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """rand(int[] size, *, Generator? generator=None, Tensor(a!)? out=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    Numbers uniform in `[0, 1)`.

    Example:
        >>> flambeau.rand(2, 3).shape
        torch.Size([2, 3])"""
@overload
def rand(*size: _int, generator: Generator | None = None, out: Tensor | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor: ...
def rand_like(input: Tensor, *, generator: Generator | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor:
    """rand_like(Tensor self, *, Generator? generator=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor

    Numbers uniform in `[0, 1)`.

    Example:
        >>> flambeau.rand(2, 3).shape
        torch.Size([2, 3])

    Shape, and by default dtype and device, are another tensor's."""
@overload
def randint(high: _int, size: Sequence[_int], *, generator: Generator | None = None, out: Tensor | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """randint(int high, int[] size, *, Generator? generator=None, Tensor(a!)? out=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    Integers from 0 to `high - 1`.

    Example:
        >>> flambeau.randint(10, (2, 3)).shape
        torch.Size([2, 3])

    randint.low(int low, int high, int[] size, *, Generator? generator=None, Tensor(a!)? out=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    Integers from `low` to `high - 1`."""
@overload
def randint(low: _int, high: _int, size: Sequence[_int], *, generator: Generator | None = None, out: Tensor | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor: ...
@overload
def randint_like(input: Tensor, high: _int, *, generator: Generator | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor:
    """randint_like(Tensor self, int high, *, Generator? generator=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor

    Integers from 0 to `high - 1` in a tensor of another's shape, and by default dtype and device.

    randint_like.low_dtype(Tensor self, int low, int high, *, Generator? generator=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor

    Integers from `low` to `high - 1` in a tensor of another's shape, and by default dtype and device."""
@overload
def randint_like(input: Tensor, low: _int, high: _int, *, generator: Generator | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor: ...
@overload
def randn(size: Sequence[_int], *, generator: Generator | None = None, out: Tensor | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """randn(int[] size, *, Generator? generator=None, Tensor(a!)? out=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    Standard normal numbers.

    Example:
        >>> flambeau.randn(2, 3).shape
        torch.Size([2, 3])"""
@overload
def randn(*size: _int, generator: Generator | None = None, out: Tensor | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor: ...
def randn_like(input: Tensor, *, generator: Generator | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor:
    """randn_like(Tensor self, *, Generator? generator=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor

    Standard normal numbers.

    Example:
        >>> flambeau.randn(2, 3).shape
        torch.Size([2, 3])

    Shape, and by default dtype and device, are another tensor's."""
@overload
def random_(input: Tensor, *, generator: Generator | None = None) -> Tensor:
    """random_(Tensor(a!) self, *, Generator? generator=None) -> Tensor(a!)

    Fills with integers from 0 to the largest that the dtype holds with all smaller ones.

    Example:
        >>> flambeau.empty(2, 3).random_(10).shape
        torch.Size([2, 3])

    random_.to(Tensor(a!) self, int to, *, Generator? generator=None) -> Tensor(a!)

    Fills with integers from 0 to `to - 1`.

    random_.from(Tensor(a!) self, int from, int? to, *, Generator? generator=None) -> Tensor(a!)

    Fills with integers from `from` to `to - 1`, or to the dtype's largest where `to` is None."""
@overload
def random_(input: Tensor, to: _int, *, generator: Generator | None = None) -> Tensor: ...
@overload
def random_(input: Tensor, __from: _int, to: _int | None, *, generator: Generator | None = None) -> Tensor: ...
def randperm(n: _int, *, generator: Generator | None = None, out: Tensor | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """randperm(int n, *, Generator? generator=None, Tensor(a!)? out=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    A random permutation of the integers from 0 to `n - 1`.

    Example:
        >>> flambeau.randperm(5).sort().values
        tensor([0, 1, 2, 3, 4])"""
def ravel(input: Tensor) -> Tensor:
    """ravel(Tensor(a) self) -> Tensor(a)

    Flattens to one dimension; a view where the layout allows it.

    Example:
        >>> flambeau.ones(2, 3).ravel().shape
        torch.Size([6])"""
def real(input: Tensor) -> Tensor:
    """real(Tensor(a) self) -> Tensor(a)

    The real parts of a complex tensor, as a view; a real tensor is returned as it is.

    Example:
        >>> flambeau.real(flambeau.tensor([1 + 2j]))
        tensor([1.])"""
def reciprocal(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """reciprocal(Tensor self) -> Tensor

    `1 / x`.

    Example:
        >>> flambeau.tensor([2.0, 4.0]).reciprocal()
        tensor([0.5000, 0.2500])"""
def reciprocal_(input: Tensor) -> Tensor:
    """reciprocal_(Tensor(a!) self) -> Tensor(a!)

    `1 / x`.

    Example:
        >>> flambeau.tensor([2.0, 4.0]).reciprocal()
        tensor([0.5000, 0.2500])

    Writes to the tensor itself."""
def reflection_pad1d(input: Tensor, padding: Sequence[_int], *, out: Tensor | None = None) -> Tensor:
    """reflection_pad1d(Tensor self, int[] padding) -> Tensor

    A border for the last 1 dimensions; see `pad`."""
def reflection_pad2d(input: Tensor, padding: Sequence[_int], *, out: Tensor | None = None) -> Tensor:
    """reflection_pad2d(Tensor self, int[] padding) -> Tensor

    A border for the last 2 dimensions; see `pad`."""
def reflection_pad3d(input: Tensor, padding: Sequence[_int], *, out: Tensor | None = None) -> Tensor:
    """reflection_pad3d(Tensor self, int[] padding) -> Tensor

    A border for the last 3 dimensions; see `pad`."""
def relu(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """relu(Tensor self) -> Tensor

    `max(x, 0)`.

    Example:
        >>> flambeau.tensor([-1.0, 2.0]).relu()
        tensor([0., 2.])"""
def relu6(input: Tensor) -> Tensor:
    """relu6(Tensor self) -> Tensor

    x limited to `[0, 6]`."""
def relu_(input: Tensor) -> Tensor:
    """relu_(Tensor(a!) self) -> Tensor(a!)

    `max(x, 0)`.

    Example:
        >>> flambeau.tensor([-1.0, 2.0]).relu()
        tensor([0., 2.])

    Writes to the tensor itself."""
def remainder(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """remainder(Tensor self, Operand other) -> Tensor

    Remainder of `this / other` with the sign of `other`.

    Example:
        >>> flambeau.tensor([-7, 7]).remainder(3)
        tensor([2, 1])"""
def remainder_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """remainder_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Remainder of `this / other` with the sign of `other`.

    Example:
        >>> flambeau.tensor([-7, 7]).remainder(3)
        tensor([2, 1])

    Writes to the tensor itself."""
def renorm(input: Tensor, p: _Number, dim: _int, maxnorm: _Number, *, out: Tensor | None = None) -> Tensor:
    """renorm(Tensor self, Scalar p, int dim, Scalar maxnorm) -> Tensor

    Scales each part along `dim` whose norm of order `p` is above `maxnorm` down to it."""
def renorm_(input: Tensor, p: _Number, dim: _int, maxnorm: _Number) -> Tensor:
    """renorm_(Tensor(a!) self, Scalar p, int dim, Scalar maxnorm) -> Tensor(a!)

    Scales each part along `dim` whose norm of order `p` is above `maxnorm` down to it, in place."""
def repeat(input: Tensor, repeats: Sequence[_int]) -> Tensor:
    """repeat(Tensor self, int[] repeats) -> Tensor

    The tensor `repeats[dim]` times along each dimension; further repeats make new leading dimensions.

    Example:
        >>> flambeau.tensor([1, 2]).repeat(2, 2)
        tensor([[1, 2, 1, 2],
                [1, 2, 1, 2]])"""
@overload
def repeat_interleave(repeats: Tensor, *, output_size: _int | None = None) -> Tensor:
    """repeat_interleave.Tensor(Tensor repeats, *, int? output_size=None) -> Tensor

    0 `repeats[0]` times, 1 `repeats[1]` times, and so on.

    repeat_interleave.self_Tensor(Tensor self, Tensor repeats, int? dim=None, *, int? output_size=None) -> Tensor

    Every element along `dim` as many times as `repeats` has it; without `dim`, of the flattened tensor.

    Example:
        >>> flambeau.tensor([1, 2]).repeat_interleave(flambeau.tensor([2, 1]))
        tensor([1, 1, 2])

    repeat_interleave.self_int(Tensor self, int repeats, int? dim=None, *, int? output_size=None) -> Tensor

    Every element along `dim` `repeats` times; without `dim`, of the flattened tensor."""
@overload
def repeat_interleave(input: Tensor, repeats: Tensor, dim: _int | None = None, *, output_size: _int | None = None) -> Tensor: ...
@overload
def repeat_interleave(input: Tensor, repeats: _int, dim: _int | None = None, *, output_size: _int | None = None) -> Tensor: ...
def replication_pad1d(input: Tensor, padding: Sequence[_int], *, out: Tensor | None = None) -> Tensor:
    """replication_pad1d(Tensor self, int[] padding) -> Tensor

    A border for the last 1 dimensions; see `pad`."""
def replication_pad2d(input: Tensor, padding: Sequence[_int], *, out: Tensor | None = None) -> Tensor:
    """replication_pad2d(Tensor self, int[] padding) -> Tensor

    A border for the last 2 dimensions; see `pad`."""
def replication_pad3d(input: Tensor, padding: Sequence[_int], *, out: Tensor | None = None) -> Tensor:
    """replication_pad3d(Tensor self, int[] padding) -> Tensor

    A border for the last 3 dimensions; see `pad`."""
def reshape(input: Tensor, shape: Sequence[_int]) -> Tensor:
    """reshape(Tensor(a) self, int[] shape) -> Tensor(a)

    The same elements in another shape: a view where the layout allows it, else a copy.

    Example:
        >>> flambeau.tensor([[1, 2], [3, 4]]).t().reshape(4)
        tensor([1, 3, 2, 4])"""
def reshape_as(input: Tensor, other: Tensor) -> Tensor:
    """reshape_as(Tensor(a) self, Tensor other) -> Tensor(a)

    The same elements in another tensor's shape, copied where a view cannot be made.

    Example:
        >>> flambeau.arange(4).reshape_as(flambeau.ones(2, 2)).shape
        torch.Size([2, 2])"""
def rms_norm(input: Tensor, normalized_shape: Sequence[_int], weight: Tensor | None = None, eps: _float | None = None) -> Tensor:
    """rms_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, float? eps=None) -> Tensor

    The last dimensions divided by their root mean square, times `weight`; `eps` is by default the dtype's epsilon."""
@overload
def rnn_relu(data: Tensor, batch_sizes: Tensor, hx: Tensor, params: Sequence[Tensor], has_biases: _bool, num_layers: _int, dropout: _float, train: _bool, bidirectional: _bool) -> tuple[Tensor, Tensor]:
    """rnn_relu.data(Tensor data, Tensor batch_sizes, Tensor hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional) -> (Tensor, Tensor)

    A stack of recurrent layers with rectified linear units on sequences `(steps, batch, input)`.
    Packed: rows of all steps, and the number of rows of each step.

    rnn_relu.input(Tensor input, Tensor hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional, bool batch_first) -> (Tensor, Tensor)

    A stack of recurrent layers with rectified linear units on sequences `(steps, batch, input)`.

    `hx` holds the first hidden states, `(layers * directions, batch, hidden)`; `params` for each layer and
    direction `weight_ih`, `weight_hh`, and the biases if there are any. Returns the last layer's hidden states
    of all steps, and the last hidden states."""
@overload
def rnn_relu(input: Tensor, hx: Tensor, params: Sequence[Tensor], has_biases: _bool, num_layers: _int, dropout: _float, train: _bool, bidirectional: _bool, batch_first: _bool) -> tuple[Tensor, Tensor]: ...
def rnn_relu_cell(input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None) -> Tensor:
    """rnn_relu_cell(Tensor input, Tensor hx, Tensor w_ih, Tensor w_hh, Tensor? b_ih=None, Tensor? b_hh=None) -> Tensor

    One recurrent step with rectified linear units: `relu(input w_ih' + b_ih + hx w_hh' + b_hh)`."""
@overload
def rnn_tanh(data: Tensor, batch_sizes: Tensor, hx: Tensor, params: Sequence[Tensor], has_biases: _bool, num_layers: _int, dropout: _float, train: _bool, bidirectional: _bool) -> tuple[Tensor, Tensor]:
    """rnn_tanh.data(Tensor data, Tensor batch_sizes, Tensor hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional) -> (Tensor, Tensor)

    A stack of recurrent layers with hyperbolic tangents on sequences `(steps, batch, input)`.
    Packed: rows of all steps, and the number of rows of each step.

    rnn_tanh.input(Tensor input, Tensor hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional, bool batch_first) -> (Tensor, Tensor)

    A stack of recurrent layers with hyperbolic tangents on sequences `(steps, batch, input)`.

    `hx` holds the first hidden states, `(layers * directions, batch, hidden)`; `params` for each layer and
    direction `weight_ih`, `weight_hh`, and the biases if there are any. Returns the last layer's hidden states
    of all steps, and the last hidden states."""
@overload
def rnn_tanh(input: Tensor, hx: Tensor, params: Sequence[Tensor], has_biases: _bool, num_layers: _int, dropout: _float, train: _bool, bidirectional: _bool, batch_first: _bool) -> tuple[Tensor, Tensor]: ...
def rnn_tanh_cell(input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None) -> Tensor:
    """rnn_tanh_cell(Tensor input, Tensor hx, Tensor w_ih, Tensor w_hh, Tensor? b_ih=None, Tensor? b_hh=None) -> Tensor

    One recurrent step with hyperbolic tangents: `tanh(input w_ih' + b_ih + hx w_hh' + b_hh)`."""
def roll(input: Tensor, shifts: _int | Sequence[_int], dims: _int | Sequence[_int] = ()) -> Tensor:
    """roll(Tensor self, int[1] shifts, int[1] dims=[]) -> Tensor

    The elements shifted along dimensions; what leaves at one end enters at the other. Without `dims` the flattened
    tensor is shifted.

    Example:
        >>> flambeau.arange(4).roll(1)
        tensor([3, 0, 1, 2])"""
def rot90(input: Tensor, k: _int = 1, dims: Sequence[_int] = (0, 1)) -> Tensor:
    """rot90(Tensor self, int k=1, int[] dims=[0, 1]) -> Tensor

    The elements turned by `k` times 90 degrees in the plane of two dimensions, from the first towards the second.

    Example:
        >>> flambeau.tensor([[1, 2], [3, 4]]).rot90()
        tensor([[2, 4],
                [1, 3]])"""
def round(input: Tensor, *, decimals: _int = 0, out: Tensor | None = None) -> Tensor:
    """round.decimals(Tensor self, *, int decimals=0) -> Tensor

    The nearest number with `decimals` decimals; ties go to the even one.

    Example:
        >>> flambeau.tensor([0.5, 1.5, 2.4]).round()
        tensor([0., 2., 2.])"""
def round_(input: Tensor, *, decimals: _int = 0) -> Tensor:
    """round_.decimals(Tensor(a!) self, *, int decimals=0) -> Tensor(a!)

    Rounds every element to `decimals` decimals; ties go to the even one."""
def row_stack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """row_stack(Tensor[] tensors) -> Tensor

    Another name for `vstack`."""
def rrelu(input: Tensor, lower: _Number = 0.125, upper: _Number = 0.3333333333333333, training: _bool = False, generator: Generator | None = None) -> Tensor:
    """rrelu(Tensor self, Scalar lower=0.125, Scalar upper=0.3333333333333333, bool training=False, Generator? generator=None) -> Tensor

    x where positive, else x times a slope: drawn from `[lower, upper)` in training, their mean otherwise."""
def rrelu_(input: Tensor, lower: _Number = 0.125, upper: _Number = 0.3333333333333333, training: _bool = False, generator: Generator | None = None) -> Tensor:
    """rrelu_(Tensor(a!) self, Scalar lower=0.125, Scalar upper=0.3333333333333333, bool training=False, Generator? generator=None) -> Tensor(a!)

    `rrelu` in place."""
def rsqrt(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """rsqrt(Tensor self) -> Tensor

    `1 / sqrt(x)`.

    Example:
        >>> flambeau.tensor([4.0, 16.0]).rsqrt()
        tensor([0.5000, 0.2500])"""
def rsqrt_(input: Tensor) -> Tensor:
    """rsqrt_(Tensor(a!) self) -> Tensor(a!)

    `1 / sqrt(x)`.

    Example:
        >>> flambeau.tensor([4.0, 16.0]).rsqrt()
        tensor([0.5000, 0.2500])

    Writes to the tensor itself."""
def rsub(input: Tensor, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
    """rsub.Tensor(Tensor self, Operand other, *, Scalar alpha=1) -> Tensor

    `other - alpha * this`, element by element, with broadcasting."""
def scalar_tensor(s: _Number, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """scalar_tensor(Scalar s, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    A 0-d tensor.

    Example:
        >>> flambeau.scalar_tensor(3)
        tensor(3.)"""
def scaled_dot_product_attention(query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None = None, dropout_p: _float = 0.0, is_causal: _bool = False, *, scale: _float | None = None, enable_gqa: _bool = False) -> Tensor:
    """scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask=None, float dropout_p=0.0, bool is_causal=False, *, float? scale=None, bool enable_gqa=False) -> Tensor

    `softmax(query key' scale + attn_mask) value`, row by row.

    `query (*, L, E)`, `key (*, S, E)`, `value (*, S, E_v)`; the result is `(*, L, E_v)`. `attn_mask` is broadcast to
    `(*, L, S)`: booleans (True takes part) or numbers to add. With `is_causal`, query i sees keys up to i. `scale` is
    `1 / sqrt(E)` if not given. `dropout_p` acts on the weights whatever the mode of a module. With `enable_gqa`, heads
    (dimension -3) of key and value serve several heads of the query each. A query that sees no key gives zeros.

    Raises RuntimeError for operands of different dtypes, for a mask beside `is_causal`, and for sizes that do not go
    together.

    Source: Vaswani et al., "Attention is all you need", 2017.

    Example:
        >>> x = flambeau.ones(1, 2, 4)
        >>> flambeau.nn.functional.scaled_dot_product_attention(x, x, x, is_causal=True).shape
        torch.Size([1, 2, 4])"""
@overload
def scatter(input: Tensor, dim: _int, index: Tensor, src: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """scatter.src(Tensor self, int dim, Tensor index, Operand src) -> Tensor

    `this` with `src`, a tensor or a number, written along `dim` to where `index` says.

    Example:
        >>> flambeau.zeros(3).scatter(0, flambeau.tensor([2]), 1.0)
        tensor([0., 0., 1.])

    scatter.value(Tensor self, int dim, Tensor index, Scalar value) -> Tensor

    `this` with a number written along `dim` to where `index` says.

    scatter.reduce(Tensor self, int dim, Tensor index, Operand src, *, str reduce) -> Tensor

    `this` with `src` added to (`reduce="add"`) or multiplied with (`"multiply"`) the elements that `index` names.

    scatter.value_reduce(Tensor self, int dim, Tensor index, Scalar value, *, str reduce) -> Tensor

    `this` with a number added to or multiplied with the elements that `index` names."""
@overload
def scatter(input: Tensor, dim: _int, index: Tensor, value: _Number, *, out: Tensor | None = None) -> Tensor: ...
@overload
def scatter(input: Tensor, dim: _int, index: Tensor, src: Tensor | _Number, *, reduce: str, out: Tensor | None = None) -> Tensor: ...
@overload
def scatter(input: Tensor, dim: _int, index: Tensor, value: _Number, *, reduce: str, out: Tensor | None = None) -> Tensor: ...
@overload
def scatter_(input: Tensor, dim: _int, index: Tensor, src: Tensor | _Number) -> Tensor:
    """scatter_.src(Tensor(a!) self, int dim, Tensor index, Operand src) -> Tensor(a!)

    Writes `src`, a tensor or a number, along `dim` to where `index` says.

    Example:
        >>> flambeau.zeros(2, 3).scatter_(1, flambeau.tensor([[2], [0]]), 1.0)
        tensor([[0., 0., 1.],
                [1., 0., 0.]])

    scatter_.value(Tensor(a!) self, int dim, Tensor index, Scalar value) -> Tensor(a!)

    Writes a number along `dim` to where `index` says.

    scatter_.reduce(Tensor(a!) self, int dim, Tensor index, Operand src, *, str reduce) -> Tensor(a!)

    Adds `src` to (`reduce="add"`) or multiplies it with (`"multiply"`) the elements that `index` names.

    scatter_.value_reduce(Tensor(a!) self, int dim, Tensor index, Scalar value, *, str reduce) -> Tensor(a!)

    Adds a number to or multiplies it with the elements that `index` names."""
@overload
def scatter_(input: Tensor, dim: _int, index: Tensor, value: _Number) -> Tensor: ...
@overload
def scatter_(input: Tensor, dim: _int, index: Tensor, src: Tensor | _Number, *, reduce: str) -> Tensor: ...
@overload
def scatter_(input: Tensor, dim: _int, index: Tensor, value: _Number, *, reduce: str) -> Tensor: ...
def scatter_add(input: Tensor, dim: _int, index: Tensor, src: Tensor, *, out: Tensor | None = None) -> Tensor:
    """scatter_add(Tensor self, int dim, Tensor index, Tensor src) -> Tensor

    `this` with `src` added along `dim` to the elements that `index` names, in the order of the indices."""
def scatter_add_(input: Tensor, dim: _int, index: Tensor, src: Tensor) -> Tensor:
    """scatter_add_(Tensor(a!) self, int dim, Tensor index, Tensor src) -> Tensor(a!)

    Adds `src` along `dim` to the elements that `index` names, in the order of the indices.

    Example:
        >>> flambeau.zeros(2).scatter_add_(0, flambeau.tensor([1, 1]), flambeau.ones(2))
        tensor([0., 2.])"""
def scatter_reduce(input: Tensor, dim: _int, index: Tensor, src: Tensor, reduce: str, *, include_self: _bool = True, out: Tensor | None = None) -> Tensor:
    """scatter_reduce.two(Tensor self, int dim, Tensor index, Tensor src, str reduce, *, bool include_self=True) -> Tensor

    `this` with `src` reduced along `dim` into the elements that `index` names: `"sum"`, `"prod"`, `"mean"`, `"amax"` or
    `"amin"`, with or without what was there."""
def scatter_reduce_(input: Tensor, dim: _int, index: Tensor, src: Tensor, reduce: str, *, include_self: _bool = True) -> Tensor:
    """scatter_reduce_.two(Tensor(a!) self, int dim, Tensor index, Tensor src, str reduce, *, bool include_self=True) -> Tensor(a!)

    Reduces `src` along `dim` into the elements that `index` names.

    Example:
        >>> flambeau.zeros(2).scatter_reduce_(0, flambeau.tensor([1, 1]), flambeau.tensor([2.0, 3.0]), reduce="amax")
        tensor([0., 3.])"""
def searchsorted(sorted_sequence: Tensor, input: Tensor | _Number, *, out_int32: _bool = False, right: _bool = False, side: str | None = None, sorter: Tensor | None = None, out: Tensor | None = None) -> Tensor:
    """searchsorted.Tensor(Tensor sorted_sequence, Operand input, *, bool out_int32=False, bool right=False, str? side=None, Tensor? sorter=None) -> Tensor

    Where values belong in sorted sequences (along the last dimension): before equal elements, or after them if `right`.

    Example:
        >>> flambeau.searchsorted(flambeau.tensor([1, 3, 5]), flambeau.tensor([3, 4]))
        tensor([1, 2])"""
def select(input: Tensor, dim: _int, index: _int) -> Tensor:
    """select.int(Tensor(a) self, int dim, int index) -> Tensor(a)

    The elements with index `index` along `dim`, without that dimension.

    Example:
        >>> flambeau.arange(4).view(2, 2).select(0, 1)
        tensor([2, 3])"""
def select_scatter(input: Tensor, src: Tensor, dim: _int, index: _int) -> Tensor:
    """select_scatter(Tensor self, Tensor src, int dim, int index) -> Tensor

    `this` with `src` at `index` along `dim`."""
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

    `1 / (1 + e^-x)`.

    Example:
        >>> flambeau.tensor([0.0, 2.0]).sigmoid()
        tensor([0.5000, 0.8808])"""
def sigmoid_(input: Tensor) -> Tensor:
    """sigmoid_(Tensor(a!) self) -> Tensor(a!)

    `1 / (1 + e^-x)`.

    Example:
        >>> flambeau.tensor([0.0, 2.0]).sigmoid()
        tensor([0.5000, 0.8808])

    Writes to the tensor itself."""
def sign(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sign(Tensor self) -> Tensor

    -1, 0 or 1 by the sign.

    Example:
        >>> flambeau.tensor([-2.0, 0.0, 3.0]).sign()
        tensor([-1.,  0.,  1.])"""
def sign_(input: Tensor) -> Tensor:
    """sign_(Tensor(a!) self) -> Tensor(a!)

    Replaces every element by -1, 0 or 1 by its sign."""
def signbit(input: Tensor) -> Tensor:
    """signbit(Tensor self) -> Tensor

    Whether the sign bit is set."""
def silu(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """silu(Tensor self) -> Tensor

    `x * sigmoid(x)`.

    Example:
        >>> flambeau.nn.functional.silu(flambeau.tensor([0.0, 1.0]))
        tensor([0.0000, 0.7311])"""
def silu_(input: Tensor) -> Tensor:
    """silu_(Tensor(a!) self) -> Tensor(a!)

    `x * sigmoid(x)`.

    Example:
        >>> flambeau.nn.functional.silu(flambeau.tensor([0.0, 1.0]))
        tensor([0.0000, 0.7311])

    Writes to the tensor itself."""
def sin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sin(Tensor self) -> Tensor

    Sine.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).sin()
        tensor([0.0000, 0.8415])"""
def sin_(input: Tensor) -> Tensor:
    """sin_(Tensor(a!) self) -> Tensor(a!)

    Sine.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).sin()
        tensor([0.0000, 0.8415])

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
def slice_scatter(input: Tensor, src: Tensor, dim: _int = 0, start: _int | None = None, end: _int | None = None, step: _int = 1) -> Tensor:
    """slice_scatter(Tensor self, Tensor src, int dim=0, int? start=None, int? end=None, int step=1) -> Tensor

    `this` with `src` in every `step`-th place from `start` to `end` along `dim`."""
def smooth_l1_loss(input: Tensor, target: Tensor, reduction: _int = 1, beta: _float = 1.0) -> Tensor:
    """smooth_l1_loss(Tensor self, Tensor target, int reduction=1, float beta=1.0) -> Tensor

    `(x - t)^2 / (2 beta)` where `|x - t| < beta`, else `|x - t| - beta / 2`."""
def soft_margin_loss(input: Tensor, target: Tensor, reduction: _int = 1) -> Tensor:
    """soft_margin_loss(Tensor self, Tensor target, int reduction=1) -> Tensor

    `log(1 + e^(-t x))`."""
def softmax(input: Tensor, dim: _int, dtype: _dtype | None = None, *, out: Tensor | None = None) -> Tensor:
    """softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor

    `e^x / sum(e^x)` along a dimension; `dtype` converts the input first.

    Example:
        >>> flambeau.tensor([0.0, 0.0]).softmax(-1)
        tensor([0.5000, 0.5000])"""
def softplus(input: Tensor, beta: _Number = 1, threshold: _Number = 20, *, out: Tensor | None = None) -> Tensor:
    """softplus(Tensor self, Scalar beta=1, Scalar threshold=20) -> Tensor

    `log(1 + e^(beta x)) / beta`, and x where `beta x > threshold`.

    Example:
        >>> flambeau.nn.functional.softplus(flambeau.tensor([0.0, 1.0]))
        tensor([0.6931, 1.3133])"""
def softshrink(input: Tensor, lambd: _Number = 0.5, *, out: Tensor | None = None) -> Tensor:
    """softshrink(Tensor self, Scalar lambd=0.5) -> Tensor

    x moved towards 0 by `lambd`, and 0 where `|x| <= lambd`."""
@overload
def sort(input: Tensor, dim: _int = -1, descending: _bool = False, *, out: Sequence[Tensor] | None = None) -> _sort_result:
    """sort(Tensor self, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)

    The elements in order along `dim`, and where they were. Equal elements keep their order; NaN comes last, or first where
    the order descends.

    Example:
        >>> values, indices = flambeau.tensor([3, 1, 2]).sort()
        >>> values, indices
        (tensor([1, 2, 3]), tensor([1, 2, 0]))

    sort.stable(Tensor self, *, bool? stable, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)

    As `sort`, with `stable`: equal elements keep their order whatever it is."""
@overload
def sort(input: Tensor, *, stable: _bool | None, dim: _int = -1, descending: _bool = False, out: Sequence[Tensor] | None = None) -> _sort_result: ...
@overload
def split(input: Tensor, split_size: _int, dim: _int = 0) -> tuple[Tensor, ...]:
    """split.Tensor(Tensor(a) self, int split_size, int dim=0) -> Tensor(a)[]

    Consecutive parts of `split_size` along `dim`; the last may be smaller.

    Example:
        >>> flambeau.arange(5).split(2)
        (tensor([0, 1]), tensor([2, 3]), tensor([4]))

    split.sizes(Tensor(a) self, int[] split_size, int dim=0) -> Tensor(a)[]

    Consecutive parts of the given sizes along `dim`.

    Example:
        >>> flambeau.arange(5).split([1, 4])
        (tensor([0]), tensor([1, 2, 3, 4]))"""
@overload
def split(input: Tensor, split_size: Sequence[_int], dim: _int = 0) -> tuple[Tensor, ...]: ...
def split_with_sizes(input: Tensor, split_sizes: Sequence[_int], dim: _int = 0) -> tuple[Tensor, ...]:
    """split_with_sizes(Tensor(a) self, int[] split_sizes, int dim=0) -> Tensor(a)[]

    Consecutive parts of the given sizes along `dim`.

    Example:
        >>> flambeau.arange(3).split_with_sizes([1, 2])
        (tensor([0]), tensor([1, 2]))"""
def sqrt(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sqrt(Tensor self) -> Tensor

    Square root.

    Example:
        >>> flambeau.tensor([4.0, 9.0]).sqrt()
        tensor([2., 3.])"""
def sqrt_(input: Tensor) -> Tensor:
    """sqrt_(Tensor(a!) self) -> Tensor(a!)

    Square root.

    Example:
        >>> flambeau.tensor([4.0, 9.0]).sqrt()
        tensor([2., 3.])

    Writes to the tensor itself."""
def square(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """square(Tensor self) -> Tensor

    `x * x`; integers for booleans, as `x ** 2` gives.

    Example:
        >>> flambeau.tensor([2.0, 3.0]).square()
        tensor([4., 9.])"""
def square_(input: Tensor) -> Tensor:
    """square_(Tensor(a!) self) -> Tensor(a!)

    `x * x`.

    Writes to the tensor itself.

    Example:
        >>> flambeau.tensor([2.0, 3.0]).square_()
        tensor([4., 9.])"""
@overload
def squeeze(input: Tensor) -> Tensor:
    """squeeze(Tensor(a) self) -> Tensor(a)

    Without dimensions of size 1.

    Example:
        >>> flambeau.ones(1, 3, 1).squeeze().shape
        torch.Size([3])

    squeeze.dims(Tensor(a) self, int[1] dim) -> Tensor(a)

    Without the given dimensions, where they have size 1.

    Example:
        >>> flambeau.ones(1, 3, 1).squeeze(0).shape
        torch.Size([3, 1])"""
@overload
def squeeze(input: Tensor, dim: _int | Sequence[_int]) -> Tensor: ...
def stack(tensors: Sequence[Tensor], dim: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """stack(Tensor[] tensors, int dim=0) -> Tensor

    Tensors of one shape along a new dimension.

    Example:
        >>> flambeau.stack([flambeau.tensor([1, 2]), flambeau.tensor([3, 4])], dim=1)
        tensor([[1, 3],
                [2, 4]])"""
@overload
def std(input: Tensor, unbiased: _bool = True) -> Tensor:
    """std(Tensor self, bool unbiased=True) -> Tensor

    The standard deviation of all elements.

    Example:
        >>> flambeau.tensor([1.0, 3.0]).std()
        tensor(1.4142)

    std.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> Tensor

    The standard deviation over dimensions: the divisor is the number of elements less `correction` (1 by default).

    std.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> Tensor

    The standard deviation over dimensions.

    Example:
        >>> flambeau.tensor([[1.0, 3.0]]).std(1)
        tensor([1.4142])"""
@overload
def std(input: Tensor, dim: _int | Sequence[_int] | None = None, *, correction: _Number | None = None, keepdim: _bool = False, out: Tensor | None = None) -> Tensor: ...
@overload
def std(input: Tensor, dim: _int | Sequence[_int] | None, unbiased: _bool = True, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor: ...
@overload
def std_mean(input: Tensor, unbiased: _bool = True) -> tuple[Tensor, Tensor]:
    """std_mean(Tensor self, bool unbiased=True) -> (Tensor, Tensor)

    The standard deviation and the mean of all elements.

    std_mean.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> (Tensor, Tensor)

    The standard deviation and the mean over dimensions: the divisor is the number of elements less `correction` (1 by default).

    std_mean.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> (Tensor, Tensor)

    The standard deviation and the mean over dimensions."""
@overload
def std_mean(input: Tensor, dim: _int | Sequence[_int] | None = None, *, correction: _Number | None = None, keepdim: _bool = False) -> tuple[Tensor, Tensor]: ...
@overload
def std_mean(input: Tensor, dim: _int | Sequence[_int] | None, unbiased: _bool = True, keepdim: _bool = False) -> tuple[Tensor, Tensor]: ...
def sub(input: Tensor, other: Tensor | _Number, *, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """sub.Tensor(Tensor self, Operand other, *, Scalar alpha=1) -> Tensor

    `this - alpha * other`, element by element, with broadcasting.

    Example:
        >>> flambeau.tensor([1, 2]).sub(1)
        tensor([0, 1])"""
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

    Example:
        >>> flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]).sum()
        tensor(10.)

    sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

    Sums over dimensions.

    Example:
        >>> flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]).sum(1)
        tensor([3., 7.])
        >>> flambeau.ones(2, 3).sum(0, keepdim=True).shape
        torch.Size([1, 3])"""
@overload
def sum(input: Tensor, dim: _int | Sequence[_int] | None, keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor: ...
def sum_to_size(input: Tensor, size: Sequence[_int]) -> Tensor:
    """sum_to_size(Tensor self, int[] size) -> Tensor

    Sums over dimensions until the tensor has the given shape, which broadcasts to its own.

    Example:
        >>> flambeau.ones(2, 3).sum_to_size(1, 3)
        tensor([[2., 2., 2.]])"""
def swapaxes(input: Tensor, axis0: _int, axis1: _int) -> Tensor:
    """swapaxes(Tensor(a) self, int axis0, int axis1) -> Tensor(a)

    Another name for `transpose`.

    Example:
        >>> flambeau.ones(2, 3, 4).swapaxes(0, 1).shape
        torch.Size([3, 2, 4])"""
def swapdims(input: Tensor, dim0: _int, dim1: _int) -> Tensor:
    """swapdims(Tensor(a) self, int dim0, int dim1) -> Tensor(a)

    Another name for `transpose`.

    Example:
        >>> flambeau.ones(2, 3, 4).swapdims(0, 1).shape
        torch.Size([3, 2, 4])"""
def t(input: Tensor) -> Tensor:
    """t(Tensor(a) self) -> Tensor(a)

    The transpose of a matrix; tensors of fewer dimensions are returned as they are.

    Example:
        >>> flambeau.ones(2, 3).t().shape
        torch.Size([3, 2])"""
def take(input: Tensor, index: Tensor, *, out: Tensor | None = None) -> Tensor:
    """take(Tensor self, Tensor index) -> Tensor

    Elements by their place in row-major order; negative places count from the end. The result has the index's shape."""
def take_along_dim(input: Tensor, indices: Tensor, dim: _int | None = None, *, out: Tensor | None = None) -> Tensor:
    """take_along_dim(Tensor self, Tensor indices, int? dim=None) -> Tensor

    Elements along `dim` at `indices`, both broadcast together; without `dim`, elements of the flattened tensor.

    Example:
        >>> x = flambeau.tensor([[3, 1, 2]])
        >>> flambeau.take_along_dim(x, x.argsort(1), 1)
        tensor([[1, 2, 3]])"""
def tan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """tan(Tensor self) -> Tensor

    Tangent."""
def tan_(input: Tensor) -> Tensor:
    """tan_(Tensor(a!) self) -> Tensor(a!)

    Tangent.

    Writes to the tensor itself."""
def tanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """tanh(Tensor self) -> Tensor

    Hyperbolic tangent.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).tanh()
        tensor([0.0000, 0.7616])"""
def tanh_(input: Tensor) -> Tensor:
    """tanh_(Tensor(a!) self) -> Tensor(a!)

    Hyperbolic tangent.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).tanh()
        tensor([0.0000, 0.7616])

    Writes to the tensor itself."""
@overload
def tensor_split(input: Tensor, indices: Sequence[_int], dim: _int = 0) -> tuple[Tensor, ...]:
    """tensor_split.indices(Tensor(a) self, int[] indices, int dim=0) -> Tensor(a)[]

    Parts along `dim` that begin at the given indices.

    tensor_split.sections(Tensor(a) self, int sections, int dim=0) -> Tensor(a)[]

    `sections` parts along `dim`, whose sizes differ by one at most.

    Example:
        >>> flambeau.arange(5).tensor_split(2)
        (tensor([0, 1, 2]), tensor([3, 4]))"""
@overload
def tensor_split(input: Tensor, sections: _int, dim: _int = 0) -> tuple[Tensor, ...]: ...
def tensordot(input: Tensor, other: Tensor, dims_self: Sequence[_int], dims_other: Sequence[_int], *, out: Tensor | None = None) -> Tensor:
    """tensordot(Tensor self, Tensor other, int[] dims_self, int[] dims_other) -> Tensor

    Sums of products over pairs of dimensions; the result has the other dimensions of the first tensor, then those of the
    second."""
def threshold(input: Tensor, threshold: _Number, value: _Number, *, out: Tensor | None = None) -> Tensor:
    """threshold(Tensor self, Scalar threshold, Scalar value) -> Tensor

    x where above `threshold`, else `value`."""
def threshold_(input: Tensor, threshold: _Number, value: _Number) -> Tensor:
    """threshold_(Tensor(a!) self, Scalar threshold, Scalar value) -> Tensor(a!)

    In-place form of `threshold`."""
def tile(input: Tensor, dims: Sequence[_int]) -> Tensor:
    """tile(Tensor self, int[] dims) -> Tensor

    The tensor `dims[dim]` times along each dimension; missing counts are 1.

    Example:
        >>> flambeau.tensor([1, 2]).tile(2)
        tensor([1, 2, 1, 2])"""
@overload
def to(input: Tensor, device: _DeviceLike | None = None, dtype: _dtype | None = None, non_blocking: _bool = False, copy: _bool = False, *, memory_format: _memory_format | None = ...) -> Tensor:
    """to.device(Tensor self, Device? device=None, ScalarType? dtype=None, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None) -> Tensor

    This tensor on another device, and in another dtype or memory order.

    to.dtype(Tensor self, ScalarType dtype, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None) -> Tensor

    This tensor in another dtype or memory order.

    Example:
        >>> flambeau.tensor([1.5, 2.5]).to(flambeau.int64)
        tensor([1, 2])

    to.other(Tensor self, Tensor other, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None) -> Tensor

    This tensor in the dtype and on the device of another."""
@overload
def to(input: Tensor, dtype: _dtype, non_blocking: _bool = False, copy: _bool = False, *, memory_format: _memory_format | None = ...) -> Tensor: ...
@overload
def to(input: Tensor, other: Tensor, non_blocking: _bool = False, copy: _bool = False, *, memory_format: _memory_format | None = ...) -> Tensor: ...
def topk(input: Tensor, k: _int, dim: _int = -1, largest: _bool = True, sorted: _bool = True, *, out: Sequence[Tensor] | None = None) -> _topk_result:
    """topk(Tensor self, int k, int dim=-1, bool largest=True, bool sorted=True) -> (Tensor values, Tensor indices)

    The `k` largest (or smallest) elements along `dim`, in order where `sorted`, and where they were. Of equal elements those
    that come first are taken; NaN counts as larger than every number.

    Example:
        >>> values, indices = flambeau.tensor([1, 4, 2, 3]).topk(2)
        >>> values, indices
        (tensor([4, 3]), tensor([1, 3]))"""
def trace(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """trace(Tensor self) -> Tensor

    The sum of a matrix's diagonal.

    Example:
        >>> flambeau.trace(flambeau.ones(3, 3))
        tensor(3.)"""
def transpose(input: Tensor, dim0: _int, dim1: _int) -> Tensor:
    """transpose.int(Tensor(a) self, int dim0, int dim1) -> Tensor(a)

    Two dimensions exchanged.

    Example:
        >>> flambeau.ones(2, 3, 4).transpose(0, 2).shape
        torch.Size([4, 3, 2])"""
@overload
def trapezoid(y: Tensor, *, dx: _Number = 1, dim: _int = -1) -> Tensor:
    """trapezoid.dx(Tensor y, *, Scalar dx=1, int dim=-1) -> Tensor

    The integral of samples along `dim` by the trapezoidal rule, `dx` apart.

    trapezoid.x(Tensor y, Tensor x, *, int dim=-1) -> Tensor

    The integral of samples along `dim` by the trapezoidal rule, at places `x`."""
@overload
def trapezoid(y: Tensor, x: Tensor, *, dim: _int = -1) -> Tensor: ...
@overload
def trapz(y: Tensor, *, dx: _Number = 1, dim: _int = -1) -> Tensor:
    """trapz.dx(Tensor y, *, Scalar dx=1, int dim=-1) -> Tensor

    The integral of samples along `dim` by the trapezoidal rule, `dx` apart.

    trapz.x(Tensor y, Tensor x, *, int dim=-1) -> Tensor

    The integral of samples along `dim` by the trapezoidal rule, at places `x`."""
@overload
def trapz(y: Tensor, x: Tensor, *, dim: _int = -1) -> Tensor: ...
def tril(input: Tensor, diagonal: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """tril(Tensor self, int diagonal=0) -> Tensor

    The lower triangle of matrices, up to a diagonal; the rest is zero.

    Example:
        >>> flambeau.ones(3, 3).tril()
        tensor([[1., 0., 0.],
                [1., 1., 0.],
                [1., 1., 1.]])"""
def tril_(input: Tensor, diagonal: _int = 0) -> Tensor:
    """tril_(Tensor(a!) self, int diagonal=0) -> Tensor(a!)

    Sets what lies above a diagonal to zero."""
def tril_indices(row: _int, col: _int, offset: _int = 0, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None) -> Tensor:
    """tril_indices(int row, int col, int offset=0, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor

    Rows and columns of the elements of the lower triangle of a matrix of `row` rows and `col` columns."""
def triplet_margin_loss(anchor: Tensor, positive: Tensor, negative: Tensor, margin: _float = 1.0, p: _float = 2, eps: _float = 1e-06, swap: _bool = False, reduction: _int = 1) -> Tensor:
    """triplet_margin_loss(Tensor anchor, Tensor positive, Tensor negative, float margin=1.0, float p=2, float eps=1e-06, bool swap=False, int reduction=1) -> Tensor

    `max(0, d(anchor, positive) - d(anchor, negative) + margin)` with the p-norm distance d."""
def triu(input: Tensor, diagonal: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """triu(Tensor self, int diagonal=0) -> Tensor

    The upper triangle of matrices, from a diagonal on; the rest is zero.

    Example:
        >>> flambeau.ones(3, 3).triu(1)
        tensor([[0., 1., 1.],
                [0., 0., 1.],
                [0., 0., 0.]])"""
def triu_(input: Tensor, diagonal: _int = 0) -> Tensor:
    """triu_(Tensor(a!) self, int diagonal=0) -> Tensor(a!)

    Sets what lies below a diagonal to zero."""
def triu_indices(row: _int, col: _int, offset: _int = 0, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None) -> Tensor:
    """triu_indices(int row, int col, int offset=0, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor

    Rows and columns of the elements of the upper triangle of a matrix of `row` rows and `col` columns."""
def true_divide(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """true_divide.Tensor(Tensor self, Operand other) -> Tensor

    Another name for `div` without a rounding mode."""
def true_divide_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """true_divide_.Tensor(Tensor(a!) self, Operand other) -> Tensor(a!)

    Another name for `div_` without a rounding mode."""
def trunc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """trunc(Tensor self) -> Tensor

    The integer part.

    Example:
        >>> flambeau.tensor([-1.5, 1.5]).trunc()
        tensor([-1.,  1.])"""
def trunc_(input: Tensor) -> Tensor:
    """trunc_(Tensor(a!) self) -> Tensor(a!)

    The integer part.

    Example:
        >>> flambeau.tensor([-1.5, 1.5]).trunc()
        tensor([-1.,  1.])

    Writes to the tensor itself."""
def type_as(input: Tensor, other: Tensor) -> Tensor:
    """type_as(Tensor self, Tensor other) -> Tensor

    This tensor in the dtype of another.

    Example:
        >>> flambeau.tensor([1, 2]).type_as(flambeau.tensor([0.5]))
        tensor([1., 2.])"""
def unbind(input: Tensor, dim: _int = 0) -> tuple[Tensor, ...]:
    """unbind.int(Tensor(a) self, int dim=0) -> Tensor(a)[]

    The tensors along `dim`, without that dimension.

    Example:
        >>> flambeau.tensor([[1, 2], [3, 4]]).unbind()
        (tensor([1, 2]), tensor([3, 4]))"""
def unflatten(input: Tensor, dim: _int, sizes: Sequence[_int]) -> Tensor:
    """unflatten.int(Tensor(a) self, int dim, int[] sizes) -> Tensor(a)

    One dimension as several; one of the sizes may be -1.

    Example:
        >>> flambeau.ones(2, 6).unflatten(1, (2, 3)).shape
        torch.Size([2, 2, 3])"""
def unfold(input: Tensor, dimension: _int, size: _int, step: _int) -> Tensor:
    """unfold(Tensor(a) self, int dimension, int size, int step) -> Tensor(a)

    Windows of `size` elements, `step` apart, along `dimension`; the window is a new last dimension.

    Example:
        >>> flambeau.arange(5).unfold(0, 3, 2)
        tensor([[0, 1, 2],
                [2, 3, 4]])"""
def uniform_(input: Tensor, __from: _float = 0.0, to: _float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """uniform_(Tensor(a!) self, float from=0.0, float to=1.0, *, Generator? generator=None) -> Tensor(a!)

    Fills with numbers uniform in `[from, to)`.

    Example:
        >>> flambeau.empty(2, 3).uniform_(-1, 1).shape
        torch.Size([2, 3])"""
def unique_consecutive(input: Tensor, return_inverse: _bool = False, return_counts: _bool = False, dim: _int | None = None) -> tuple[Tensor, Tensor, Tensor]:
    """unique_consecutive(Tensor self, bool return_inverse=False, bool return_counts=False, int? dim=None) -> (Tensor, Tensor, Tensor)

    The elements without those equal to their predecessor in row-major order, for every element the position of its value
    among them, and the lengths of the runs; along `dim` the same of slices."""
def unique_dim(input: Tensor, dim: _int, sorted: _bool = True, return_inverse: _bool = False, return_counts: _bool = False) -> tuple[Tensor, Tensor, Tensor]:
    """unique_dim(Tensor self, int dim, bool sorted=True, bool return_inverse=False, bool return_counts=False) -> (Tensor, Tensor, Tensor)

    The distinct slices along `dim` in lexicographic order, for every slice its position among them, and how often each
    occurs."""
def unravel_index(indices: Tensor, shape: _int | Sequence[_int]) -> tuple[Tensor, ...]:
    """unravel_index(Tensor indices, int[1] shape) -> Tensor[]

    The coordinates, one tensor for each dimension of `shape`, of places in row-major order."""
def unsqueeze(input: Tensor, dim: _int) -> Tensor:
    """unsqueeze(Tensor(a) self, int dim) -> Tensor(a)

    With a new dimension of size 1 at `dim`.

    Example:
        >>> flambeau.tensor([1, 2, 3]).unsqueeze(1).shape
        torch.Size([3, 1])"""
def upsample_bicubic2d(input: Tensor, output_size: Sequence[_int] | None, align_corners: _bool, scale_factors: Sequence[_float] | None) -> Tensor:
    """upsample_bicubic2d.vec(Tensor input, int[]? output_size, bool align_corners, float[]? scale_factors) -> Tensor

    (N, C, H, W) at another size by cubic convolution (Keys, 1981) with a = -0.75.

    `align_corners` lets the centres of the corner elements coincide instead of their outer corners."""
def upsample_bilinear2d(input: Tensor, output_size: Sequence[_int] | None, align_corners: _bool, scale_factors: Sequence[_float] | None) -> Tensor:
    """upsample_bilinear2d.vec(Tensor input, int[]? output_size, bool align_corners, float[]? scale_factors) -> Tensor

    (N, C, H, W) at another size, linear between neighbours along both axes.

    `align_corners` lets the centres of the corner elements coincide instead of their outer corners."""
def upsample_linear1d(input: Tensor, output_size: Sequence[_int] | None, align_corners: _bool, scale_factors: Sequence[_float] | None) -> Tensor:
    """upsample_linear1d.vec(Tensor input, int[]? output_size, bool align_corners, float[]? scale_factors) -> Tensor

    (N, C, W) at another size, linear between neighbours.

    `align_corners` lets the centres of the corner elements coincide instead of their outer corners."""
def upsample_nearest1d(input: Tensor, output_size: Sequence[_int] | None, scale_factors: Sequence[_float] | None) -> Tensor:
    """upsample_nearest1d.vec(Tensor input, int[]? output_size, float[]? scale_factors) -> Tensor

    (N, C, W) at another size, each element the one at `floor(o * scale)`."""
def upsample_nearest2d(input: Tensor, output_size: Sequence[_int] | None, scale_factors: Sequence[_float] | None) -> Tensor:
    """upsample_nearest2d.vec(Tensor input, int[]? output_size, float[]? scale_factors) -> Tensor

    (N, C, H, W) at another size, each element the one at `floor(o * scale)`."""
def upsample_nearest3d(input: Tensor, output_size: Sequence[_int] | None, scale_factors: Sequence[_float] | None) -> Tensor:
    """upsample_nearest3d.vec(Tensor input, int[]? output_size, float[]? scale_factors) -> Tensor

    (N, C, D, H, W) at another size, each element the one at `floor(o * scale)`."""
def upsample_trilinear3d(input: Tensor, output_size: Sequence[_int] | None, align_corners: _bool, scale_factors: Sequence[_float] | None) -> Tensor:
    """upsample_trilinear3d.vec(Tensor input, int[]? output_size, bool align_corners, float[]? scale_factors) -> Tensor

    (N, C, D, H, W) at another size, linear between neighbours along all axes.

    `align_corners` lets the centres of the corner elements coincide instead of their outer corners."""
def vander(x: Tensor, N: _int | None = None, increasing: _bool = False) -> Tensor:
    """vander(Tensor x, int? N=None, bool increasing=False) -> Tensor

    Powers of the elements of a vector, one row each, falling exponents unless `increasing`."""
@overload
def var(input: Tensor, unbiased: _bool = True) -> Tensor:
    """var(Tensor self, bool unbiased=True) -> Tensor

    The variance of all elements.

    Example:
        >>> flambeau.tensor([1.0, 3.0]).var()
        tensor(2.)

    var.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> Tensor

    The variance over dimensions: the divisor is the number of elements less `correction` (1 by default).

    var.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> Tensor

    The variance over dimensions.

    Example:
        >>> flambeau.tensor([[1.0, 3.0]]).var(1)
        tensor([2.])"""
@overload
def var(input: Tensor, dim: _int | Sequence[_int] | None = None, *, correction: _Number | None = None, keepdim: _bool = False, out: Tensor | None = None) -> Tensor: ...
@overload
def var(input: Tensor, dim: _int | Sequence[_int] | None, unbiased: _bool = True, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor: ...
@overload
def var_mean(input: Tensor, unbiased: _bool = True) -> tuple[Tensor, Tensor]:
    """var_mean(Tensor self, bool unbiased=True) -> (Tensor, Tensor)

    The variance and the mean of all elements.

    var_mean.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> (Tensor, Tensor)

    The variance and the mean over dimensions: the divisor is the number of elements less `correction` (1 by default).

    var_mean.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> (Tensor, Tensor)

    The variance and the mean over dimensions."""
@overload
def var_mean(input: Tensor, dim: _int | Sequence[_int] | None = None, *, correction: _Number | None = None, keepdim: _bool = False) -> tuple[Tensor, Tensor]: ...
@overload
def var_mean(input: Tensor, dim: _int | Sequence[_int] | None, unbiased: _bool = True, keepdim: _bool = False) -> tuple[Tensor, Tensor]: ...
def vdot(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """vdot(Tensor self, Tensor other) -> Tensor

    The dot product of two vectors, the first one conjugated.

    Example:
        >>> flambeau.vdot(flambeau.tensor([1, 2]), flambeau.tensor([3, 4]))
        tensor(11)"""
@overload
def view(input: Tensor, size: Sequence[_int]) -> Tensor:
    """view(Tensor(a) self, int[] size) -> Tensor(a)

    The same elements in another shape; -1 stands for the size that fits.

    Example:
        >>> flambeau.arange(6).view(2, -1)
        tensor([[0, 1, 2],
                [3, 4, 5]])

    view.dtype(Tensor(a) self, ScalarType dtype) -> Tensor(a)

    The same bytes read as elements of another dtype. The last dimension grows or shrinks where the sizes differ.

    Example:
        >>> flambeau.tensor([1.0, 2.0]).view(flambeau.int32)
        tensor([1065353216, 1073741824], dtype=torch.int32)"""
@overload
def view(input: Tensor, dtype: _dtype) -> Tensor: ...
def view_as(input: Tensor, other: Tensor) -> Tensor:
    """view_as(Tensor(a) self, Tensor other) -> Tensor(a)

    The same elements in another tensor's shape.

    Example:
        >>> flambeau.arange(4).view_as(flambeau.ones(2, 2)).shape
        torch.Size([2, 2])"""
def view_as_complex(input: Tensor) -> Tensor:
    """view_as_complex(Tensor(a) self) -> Tensor(a)

    Pairs along the last dimension, of size 2, as complex numbers.

    Example:
        >>> flambeau.view_as_complex(flambeau.tensor([[1.0, 2.0]]))
        tensor([1.+2.j])"""
def view_as_real(input: Tensor) -> Tensor:
    """view_as_real(Tensor(a) self) -> Tensor(a)

    The real parts and imaginary parts of a complex tensor as a last dimension of size 2.

    Example:
        >>> flambeau.view_as_real(flambeau.tensor([1 + 2j]))
        tensor([[1., 2.]])"""
@overload
def vsplit(input: Tensor, sections: _int) -> tuple[Tensor, ...]:
    """vsplit.int(Tensor(a) self, int sections) -> Tensor(a)[]

    Parts along the dimension that `vsplit` is named for, sizes differing by one at most.

    vsplit.list(Tensor(a) self, int[] indices) -> Tensor(a)[]

    Parts that begin at the given indices, along the dimension that `vsplit` is named for."""
@overload
def vsplit(input: Tensor, indices: Sequence[_int]) -> tuple[Tensor, ...]: ...
def vstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """vstack(Tensor[] tensors) -> Tensor

    The tensors one after the other along the first dimension; tensors of one dimension count as rows.

    Example:
        >>> flambeau.vstack([flambeau.tensor([1, 2]), flambeau.tensor([3, 4])])
        tensor([[1, 2],
                [3, 4]])"""
@overload
def where(condition: Tensor) -> tuple[Tensor, ...]:
    """where(Tensor condition) -> Tensor[]

    Where a condition holds, one tensor of coordinates for each dimension.

    Example:
        >>> flambeau.where(flambeau.tensor([[False, True], [True, False]]))
        (tensor([0, 1]), tensor([1, 0]))

    where.self(Tensor condition, Operand input, Operand other) -> Tensor

    `this` where `condition` holds, else `other`; all three broadcast together.

    Example:
        >>> x = flambeau.tensor([-1.0, 2.0])
        >>> flambeau.where(x > 0, x, 0.0)
        tensor([0., 2.])"""
@overload
def where(condition: Tensor, input: Tensor | _Number, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor: ...
def xlogy(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """xlogy.Tensor(Tensor self, Operand other) -> Tensor

    `this * log(other)`, and 0 where `this` is 0."""
def zero_(input: Tensor) -> Tensor:
    """zero_(Tensor(a!) self) -> Tensor(a!)

    Sets every element to zero.

    Example:
        >>> flambeau.ones(2).zero_()
        tensor([0., 0.])"""
@overload
def zeros(size: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """zeros(int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    Zeros.

    Example:
        >>> flambeau.zeros(2, 2)
        tensor([[0., 0.],
                [0., 0.]])"""
@overload
def zeros(*size: _int, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor: ...
def zeros_like(input: Tensor, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor:
    """zeros_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor

    Zeros.

    Example:
        >>> flambeau.zeros(2, 2)
        tensor([[0., 0.],
                [0., 0.]])

    Shape, and by default dtype and device, are another tensor's."""
