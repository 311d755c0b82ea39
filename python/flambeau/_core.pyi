# Written by tools/make_stubs.py: change that, tools/core_parts.pyi or the operation, not this file.
import builtins
from collections.abc import Callable, Iterable, Iterator, Sequence
from os import PathLike
from pathlib import Path
from types import EllipsisType
from typing import Any, Literal, NamedTuple, Protocol, Self, SupportsIndex, TypeAlias, TypeVar, final, overload

from numpy import ndarray
from typing_extensions import Buffer, disjoint_base

from .cuda.streams import Stream
from .storage import TypedStorage, UntypedStorage

__all__ = [
    "AcceleratorError",
    "DisableTorchFunction",
    "DisableTorchFunctionSubclass",
    "Generator",
    "Module",
    "Node",
    "OutOfMemoryError",
    "Size",
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
    "conj_physical",
    "conj_physical_",
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
    "frexp",
    "from_numpy",
    "full",
    "full_like",
    "gather",
    "gcd",
    "gcd_",
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
    "handle_torch_function",
    "hardshrink",
    "hardsigmoid",
    "hardsigmoid_",
    "hardswish",
    "hardswish_",
    "hardtanh",
    "hardtanh_",
    "has_torch_function",
    "has_torch_function_unary",
    "has_torch_function_variadic",
    "heaviside",
    "hinge_embedding_loss",
    "histc",
    "histogram",
    "hsplit",
    "hstack",
    "huber_loss",
    "hypot",
    "hypot_",
    "i0",
    "i0_",
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
    "is_anomaly_check_nan_enabled",
    "is_anomaly_enabled",
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
    "lcm",
    "lcm_",
    "ldexp",
    "ldexp_",
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
    "polygamma",
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
    "special_entr",
    "special_erfcx",
    "special_i0e",
    "special_i1",
    "special_i1e",
    "special_log_ndtr",
    "special_ndtri",
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
    id: builtins.int
    def remove(self) -> None: ...
    def __enter__(self) -> Any: ...
    def __exit__(self, *exception: object) -> None: ...

__version__: str
default_generator: Generator

class AcceleratorError(RuntimeError): ...
class OutOfMemoryError(RuntimeError): ...

@final
class Size(tuple[builtins.int, ...]):
    def __new__(cls, iterable: Iterable[SupportsIndex] = (), /) -> Size: ...
    def numel(self) -> builtins.int:
        """Return the number of elements of a tensor of this shape.

        Example:
            >>> flambeau.zeros(2, 3).shape.numel()
            6"""
    @overload
    def __getitem__(self, key: SupportsIndex, /) -> builtins.int: ...
    @overload
    def __getitem__(self, key: builtins.slice, /) -> Size: ...
    def __add__(self, value: Any, /) -> Size: ...
    def __radd__(self, value: Any, /) -> Size: ...
    def __mul__(self, value: SupportsIndex, /) -> Size: ...
    def __rmul__(self, value: SupportsIndex, /) -> Size: ...

@final
class dtype:
    @property
    def is_complex(self) -> _bool:
        """Whether the dtype is complex.

        Example:
            >>> flambeau.complex64.is_complex
            True"""
    @property
    def is_floating_point(self) -> _bool:
        """Whether the dtype is a real floating-point one.

        Example:
            >>> flambeau.float16.is_floating_point
            True"""
    @property
    def is_signed(self) -> _bool:
        """Whether the dtype holds negative numbers.

        Example:
            >>> flambeau.uint8.is_signed
            False"""
    @property
    def itemsize(self) -> _int:
        """Bytes of an element.

        Example:
            >>> flambeau.float64.itemsize
            8"""
    def to_complex(self) -> _dtype:
        """The complex dtype whose parts have this dtype.

        float64 gives complex128, a complex dtype itself, every other one complex64.

        Example:
            >>> flambeau.float32.to_complex()
            torch.complex64"""
    def to_real(self) -> _dtype:
        """The dtype of the parts of this complex dtype.

        complex64 gives float32, complex128 float64, a real dtype itself.

        Example:
            >>> flambeau.complex128.to_real()
            torch.float64"""
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
        """The device the numbers are made on.

        Example:
            >>> flambeau.Generator().device
            device(type='cpu')"""
    def manual_seed(self, seed: _int) -> Generator:
        """Starts the sequence that belongs to a seed.

        `seed` is any integer of 64 bits, negative ones included; others raise ValueError. Returns the generator.

        Example:
            >>> g = flambeau.Generator()
            >>> a = flambeau.rand(2, generator=g.manual_seed(7))
            >>> b = flambeau.rand(2, generator=g.manual_seed(7))
            >>> flambeau.equal(a, b)
            True"""
    def initial_seed(self) -> _int:
        """The seed the sequence was started with.

        Example:
            >>> flambeau.Generator().manual_seed(7).initial_seed()
            7"""
    def seed(self) -> _int:
        """Starts an unpredictable sequence and returns its seed.

        Example:
            >>> g = flambeau.Generator()
            >>> g.seed() == g.initial_seed()
            True"""
    def clone_state(self) -> Generator:
        """A generator at the same point of the same sequence.

        Example:
            >>> g = flambeau.Generator()
            >>> other = g.clone_state()
            >>> flambeau.equal(flambeau.rand(2, generator=g), flambeau.rand(2, generator=other))
            True"""
    def get_offset(self) -> _int:
        """How far the sequence of a GPU's generator has come. One of the CPU raises RuntimeError.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     assert flambeau.Generator("cuda").get_offset() == 0"""
    def graphsafe_get_state(self) -> Generator:
        """A generator that shares the state of a GPU's generator: both move on together.

        Unlike `get_state` it may be called while a graph is captured. A generator of the CPU raises NotImplementedError.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     g = flambeau.Generator("cuda")
            ...     shared = g.graphsafe_get_state()
            ...     g.set_offset(8)
            ...     assert shared.get_offset() == 8"""
    def graphsafe_set_state(self, state: Generator) -> Generator:
        """Shares the state of another generator of the GPU from now on, and returns this one.

        During a capture the other one has to be registered with the graph. A generator of the CPU raises
        NotImplementedError, one of another GPU RuntimeError.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     g, other = flambeau.Generator("cuda"), flambeau.Generator("cuda").manual_seed(7)
            ...     assert g.graphsafe_set_state(other.graphsafe_get_state()).initial_seed() == 7"""
    def get_state(self) -> Tensor:
        """The state as a `uint8` tensor in PyTorch's layout: of a GPU's generator 16 elements, its seed and offset.

        Example:
            >>> g = flambeau.Generator()
            >>> state = g.get_state()
            >>> a = flambeau.rand(2, generator=g)
            >>> b = flambeau.rand(2, generator=g.set_state(state))
            >>> flambeau.equal(a, b)
            True"""
    def set_offset(self, offset: _int) -> Generator:
        """Sets how far the sequence of a GPU's generator has come, a multiple of 4, and returns the generator.

        Other numbers, and a generator of the CPU, raise RuntimeError.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     assert flambeau.Generator("cuda").set_offset(8).get_offset() == 8"""
    def set_state(self, new_state: Tensor) -> Generator:
        """Restores a state that `get_state` returned, and returns the generator.

        A tensor that is no such state raises TypeError or RuntimeError.

        Example:
            >>> g = flambeau.Generator()
            >>> other = flambeau.Generator().set_state(g.get_state())
            >>> other.initial_seed() == g.initial_seed()
            True"""
    def __reduce__(self) -> tuple[Any, ...]: ...
    def __setstate__(self, state: Any) -> None: ...

@final
class Node:
    def name(self) -> str:
        """The operation's name, such as "MulBackward0".

        Example:
            >>> x = flambeau.ones(2, requires_grad=True)
            >>> (x * 2).grad_fn.name()
            'MulBackward0'"""
    @property
    def next_functions(self) -> tuple[tuple[Node | None, _int], ...]:
        """The nodes that gradients go to from here, with the number of the result they belong to.

        Example:
            >>> x = flambeau.ones(2, requires_grad=True)
            >>> [(node.name(), number) for node, number in (x * 2).exp().grad_fn.next_functions]
            [('MulBackward0', 0)]"""
    @property
    def variable(self) -> Tensor:
        """The leaf whose gradient this node adds to, or None.

        Example:
            >>> x = flambeau.ones(2, requires_grad=True)
            >>> (x * 2).grad_fn.next_functions[0][0].variable is x
            True"""
    @property
    def metadata(self) -> dict[Any, Any]:
        """What a program notes on this node: a dictionary that lives as long as it.

        Example:
            >>> y = flambeau.ones(2, requires_grad=True) * 2
            >>> y.grad_fn.metadata["layer"] = 1
            >>> y.grad_fn.metadata
            {'layer': 1}"""
    def __getattr__(self, name: str) -> Tensor: ...
    def _sequence_nr(self) -> _int:
        """The order of recording."""
    def register_hook(self, hook: Callable[..., Any]) -> _HookHandle:
        """Adds a hook that is called with gradients of inputs and outputs after the node ran.

        Both are tuples. What the hook returns, unless None, takes the place of the inputs' gradients. The
        result's `remove()` takes the hook away.

        Example:
            >>> x = flambeau.ones(2, requires_grad=True)
            >>> y = (x * 2).sum()
            >>> handle = y.grad_fn.register_hook(lambda inputs, outputs: print(inputs, outputs))
            >>> y.backward()
            (tensor([1., 1.]),) (tensor(1.),)"""
    def register_prehook(self, hook: Callable[..., Any]) -> _HookHandle:
        """Adds a hook that is called with gradients of outputs before the node runs.

        They are a tuple; what the hook returns, unless None, takes its place. The result's `remove()` takes the
        hook away.

        Example:
            >>> x = flambeau.ones(2, requires_grad=True)
            >>> y = (x * 2).sum()
            >>> handle = y.grad_fn.register_prehook(lambda outputs: (outputs[0] * 10,))
            >>> y.backward()
            >>> x.grad
            tensor([20., 20.])"""

@final
class _Mirror:
    def __new__(cls, list: Sequence[Tensor], devices: Sequence[device], buffer_size: _int) -> _Mirror: ...
    def copies(self) -> builtins.list[builtins.list[Tensor]]:
        """For each device the copies, in the order of the tensors."""
    def refresh(self, list: Sequence[Tensor]) -> None:
        """Copies the tensors again."""

@final
class _Reducer:
    def __new__(
        cls, replicas: Sequence[Sequence[Tensor]], bucket: _int, first_bucket: _int, views: _bool
    ) -> _Reducer: ...
    def buckets(self) -> list[list[_int]]:
        """The parameters of each bucket, by number."""
    def clear(self) -> None:
        """Drops what replicas but the first have gathered."""
    def find_unused(self, replica: _int, results: Sequence[Tensor]) -> None:
        """Tells of parameters that a replica's results do not depend on."""
    def prepare(self, sums: _bool) -> None:
        """Begins a step whose backward pass sums gradients, or leaves them with the replicas."""
    def unfinished(self) -> list[_int]:
        """Parameters whose gradients did not come though others' did, by number."""

@final
class _Saved:
    def __new__(cls, tensor: Tensor, slot: _int | None) -> _Saved: ...
    def get(self, node: Node | None) -> Tensor:
        """The tensor; a result is joined to `node` where that is given."""

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
    """Sets the dtype of new floating-point tensors.

    `dtype` is a floating-point one; others raise TypeError.

    Example:
        >>> flambeau.set_default_dtype(flambeau.float64)
        >>> flambeau.tensor(0.5).dtype
        torch.float64
        >>> flambeau.set_default_dtype(flambeau.float32)"""
def get_num_threads() -> _int:
    """Number of threads that operations use.

    Example:
        >>> flambeau.get_num_threads() > 0
        True"""
def set_num_threads(threads: _int) -> None:
    """Sets the number of threads that operations use.

    Results are the same bits at any number. Numbers below 1 raise RuntimeError.

    Example:
        >>> before = flambeau.get_num_threads()
        >>> flambeau.set_num_threads(1)
        >>> flambeau.get_num_threads()
        1
        >>> flambeau.set_num_threads(before)"""
def is_grad_enabled() -> _bool:
    """Whether operations are recorded.

    Example:
        >>> flambeau.is_grad_enabled()
        True"""
def is_anomaly_check_nan_enabled() -> _bool:
    """Whether anomaly detection, where it is on, looks for NaN.

    Example:
        >>> flambeau.is_anomaly_check_nan_enabled()
        True"""
def is_anomaly_enabled() -> _bool:
    """Whether anomaly detection is on.

    Example:
        >>> flambeau.is_anomaly_enabled()
        False"""
def is_inference_mode_enabled() -> _bool:
    """Whether inference mode is on.

    Example:
        >>> with flambeau.inference_mode():
        ...     flambeau.is_inference_mode_enabled()
        True"""
def from_numpy(ndarray: object, /) -> Tensor:
    """A tensor that shares the memory of a NumPy array.

    Any number of dimensions; the dtypes that both libraries have. Raises TypeError for what is no array and for elements
    that tensors do not have, ValueError for negative strides and for bytes in another order than this machine's.

    Example:
        >>> import numpy
        >>> flambeau.from_numpy(numpy.arange(3))
        tensor([0, 1, 2])"""
def frombuffer(
    buffer: Buffer, *, dtype: _dtype, count: _int = ..., offset: _int = 0, requires_grad: _bool = False
) -> Tensor:
    """A one-dimensional tensor that shares memory with an object that exports a buffer."""

# What only this package calls.
def _backward(
    outputs: Sequence[Tensor | tuple[Node, _int, Any]],
    gradients: Sequence[Tensor | None],
    retain_graph: _bool,
    create_graph: _bool,
    inputs: Sequence[Tensor | tuple[Node, _int, Any]] | None,
) -> None:
    """Adds to the gradients of leaves; see `flambeau.autograd.backward`."""
def _backward_id() -> _int:
    """The number of the backward pass that runs, -1 outside."""
def _broadcast_coalesced(
    list: Sequence[Tensor], devices: Sequence[device], buffer_size: _int
) -> builtins.list[builtins.list[Tensor]]:
    """Copies of tensors for each device; the first device that they are on gets the tensors themselves."""
def _on_devices(calls: Sequence[tuple[device, Callable[[], Any]]]) -> list[Any]:
    """Calls each function on the thread of its device, all at once; their results in order. Raises what the first of them
    raised. An interrupt is raised at once, here and in the functions that still run."""
def _reduce_add_coalesced(lists: Sequence[Sequence[Tensor]], root: _int, buffer_size: _int) -> list[Tensor]:
    """The sum of each tensor over the lists, in their order, on the device of list `root`."""
def _backward_is_whole() -> _bool:
    """Whether the backward passes that run go to all leaves, and not to some inputs only."""
def _backward_reaches(edges: Sequence[tuple[Node, _int, Any] | None]) -> _int:
    """How many of the edges' nodes the backward pass reaches that runs; each node counts once for each edge."""
def _as_subclass(data: Tensor, kind: builtins.type[_AnyTensor]) -> _AnyTensor:
    """The elements as an instance of Tensor or of a subclass, in the same graph."""
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
def _from_dlpack(capsule: object) -> Tensor:
    """A tensor over the memory of a capsule, which is used up by it."""
def _get_default_device() -> _device:
    """The device that this thread makes new tensors on."""
def _chosen_device() -> _device | None:
    """The device that this thread chose for new tensors, if it chose one."""
def _get_function_stack_at(at: _int) -> Any:
    """A mode of this thread's stack, the oldest first."""
def _grad(
    outputs: Sequence[Tensor | tuple[Node, _int, Any]],
    inputs: Sequence[Tensor | tuple[Node, _int, Any]],
    gradients: Sequence[Tensor | None],
    retain_graph: _bool,
    create_graph: _bool,
) -> list[Tensor | None]:
    """Gradients of outputs with respect to inputs; see `flambeau.autograd.grad`."""
def _gradient_edge(tensor: Tensor) -> tuple[Node, _int] | None:
    """Where a tensor's gradient goes: a node, and the number of its result."""
def _increment_version(tensor: Tensor) -> None:
    """Notes an in-place change that no operation made."""
def _load(source: str | bytes, mapped: _bool, support: object, place: object) -> Any:
    """The object in a checkpoint. `source` is a path or the file's bytes."""
def _make_subclass(kind: builtins.type[_AnyTensor], data: Tensor, requires_grad: _bool) -> _AnyTensor:
    """A new object of a Tensor subclass over the elements of `data`, outside its graph."""
def _manual_seed(seed: _int) -> None:
    """Starts the sequence that belongs to a seed, of the default generator and those of all GPUs."""
def _mark_function_view(tensor: Tensor, several: _bool) -> None:
    """Says that a view was made by a custom function, one of several of its results or the only one."""
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
def _pop_saved_tensors_hooks() -> None:
    """Takes the newest of these hooks away."""
def _profiler_enabled() -> _bool:
    """Whether operations of the calling thread are written down."""
def _profiler_function(name: str, inputs: Sequence[Tensor]) -> _ProfilerScope | None:
    """Begins a custom function's call, shown as an operation; None where nobody listens."""
def _profiler_scope(name: str) -> _ProfilerScope | None:
    """Begins a named block; None where nobody listens."""
def _profiler_start(
    shapes: _bool, memory: _bool, flops: _bool, stacks: _bool, all_threads: _bool
) -> _ProfilerSession:
    """Starts a session of the calling thread."""
def _push_saved_tensors_hooks(pack: Callable[[Tensor], Any], unpack: Callable[[Any], Tensor]) -> None:
    """Puts hooks on every tensor that this thread keeps from now on."""
def _record_function(
    name: str,
    backward: Callable[..., Any],
    release: Callable[[], None],
    inputs: Sequence[Tensor],
    outputs: Sequence[Tensor],
    dirty: Sequence[_bool],
) -> Node | None:
    """Records a custom function: `backward` takes a tuple of gradients and the node, and returns one gradient for each input;
    `release` lets go of what was kept.

    `inputs` are the tensor arguments, `outputs` the results that carry gradients. Returns the node, or None where nothing
    is recorded."""
def _register_hook(tensor: Tensor, hook: Callable[[Tensor], Tensor | None]) -> _HookHandle:
    """Adds a hook to a tensor's gradient."""
def _register_post_accumulate_grad_hook(tensor: Tensor, hook: Callable[[Tensor], None]) -> _HookHandle:
    """Adds a hook that runs after a leaf's gradient was added to."""
def _is_torch_function_enabled() -> _bool:
    """Whether classes have a say in this thread."""
def _len_torch_function_stack() -> _int:
    """How many modes are on this thread's stack."""
def _overloaded_args(relevant_args: Iterable[Any]) -> list[Any]:
    """The classes that have a say about these arguments' instances, as one instance each."""
def _pop_torch_function_stack() -> Any:
    """Takes the newest mode off this thread's stack."""
def _push_on_torch_function_stack(mode: object) -> None:
    """Puts a mode on this thread's stack."""
def _register_parameter(kind: builtins.type) -> None:
    """Told by the Python side at import: the class Parameter."""
def _return_types() -> dict[str, builtins.type]:
    """All named tuple types by name."""
def _set_warn_always(b: _bool) -> None:
    """Gives warnings that are given once a process every time, for tests of them."""
def _to_dlpack(tensor: Tensor, versioned: _bool = False, copy: _bool = False) -> Any:
    """A capsule that shares a tensor's memory, or holds a copy."""
def _warn(text: str) -> None:
    """Gives a warning where the call was made."""
def _warn_once(text: str) -> None:
    """Gives a warning, every time or the first time for this text."""
def handle_torch_function(
    public_api: Callable[..., Any], relevant_args: Iterable[Any], *args: Any, **kwargs: Any
) -> Any:
    """Calls the `__torch_function__` of the relevant arguments' classes for a function written in Python.

    Example:
        >>> def twice(x):
        ...     if flambeau.overrides.has_torch_function((x,)):
        ...         return flambeau.overrides.handle_torch_function(twice, (x,), x)
        ...     return 2 * x
        >>> twice(flambeau.ones(1))
        tensor([2.])"""
def has_torch_function(objects: Iterable[Any], /) -> _bool:
    """Whether a class or mode has a say about one of a tuple of arguments.

    Example:
        >>> flambeau.overrides.has_torch_function((flambeau.ones(1), 1))
        False"""
def has_torch_function_unary(object: Any, /) -> _bool:
    """Whether a class or mode has a say about this argument.

    Example:
        >>> flambeau._core.has_torch_function_unary(flambeau.ones(1))
        False"""
def has_torch_function_variadic(*objects: Any) -> _bool:
    """Whether a class or mode has a say about one of these arguments.

    Example:
        >>> flambeau._core.has_torch_function_variadic(flambeau.ones(1), 1)
        False"""

@final
class DisableTorchFunction:
    def __enter__(self) -> None: ...
    def __exit__(self, *_error: object) -> None: ...

@final
class DisableTorchFunctionSubclass:
    def __enter__(self) -> None: ...
    def __exit__(self, *_error: object) -> None: ...

def _cuda_add_search_path(folder: str | PathLike[str]) -> None:
    """Adds a folder of Python packages, in which NVIDIA's libraries are looked for."""
def _cuda_allocate(bytes: _int, index: _int, stream: _int) -> _int:
    """Memory of a device for use in a stream; its address."""
def _autocast_state() -> tuple[dtype | None, dtype | None, _bool]:
    """What is on in this thread: see [`Parts`]."""
def _autocast_set(state: tuple[dtype | None, dtype | None, _bool]) -> None:
    """Sets what is on in this thread."""
def _autocast_enter(state: tuple[dtype | None, dtype | None, _bool]) -> tuple[dtype | None, dtype | None, _bool]:
    """Begins a region; answers what was on before."""
def _autocast_leave(before: tuple[dtype | None, dtype | None, _bool]) -> None:
    """Ends a region, with what was on before it."""
def _autocast_clear() -> None:
    """Forgets the casts that are kept."""
def _sdp_is_allowed(name: str) -> _bool:
    """Whether attention may be computed in that way."""
def _sdp_allow(name: str, allowed: _bool) -> None:
    """Says whether it may."""
def _cuda_tf32() -> _bool:
    """Whether products of float32 matrices may round their operands to TF32."""
def _cuda_set_tf32(allowed: _bool) -> None:
    """Says whether they may."""
def _cudnn_version() -> _int | None:
    """cuDNN's version, such as 92000 for 9.20.0; None where it is not there."""
def _cudnn_set(name: str, value: _int) -> None:
    """Changes one of cuDNN's settings: 0 and 1 are false and true."""
def _nccl_version() -> _int:
    """NCCL's version, such as 22907 for 2.29.7."""
def _nccl_collective(
    operation: str,
    inputs: Sequence[Tensor],
    outputs: Sequence[Tensor],
    op: _int,
    root: _int,
    streams: Sequence[tuple[_int, _int] | None],
) -> None:
    """Issues an operation for all ranks, in the streams given as devices and handles, or the current ones."""
def _cuda_can_access_peer(index: _int, peer: _int) -> _bool:
    """Whether one device's kernels can reach the other's memory."""
def _cuda_current_device() -> _int:
    """This thread's device."""
def _cuda_default_generator(index: _int) -> Generator:
    """The generator that a device uses where none is given."""
def _cuda_device_count() -> _int:
    """How many GPUs there are."""
def _cuda_driver_version() -> _int | None:
    """Version of CUDA that the driver serves, such as 13000 for 13.0; None without a driver."""
def _cuda_empty_cache() -> None:
    """Gives cached memory of all devices back."""
def _cuda_exchange_device(index: _int) -> _int:
    """Sets this thread's device and returns the one before."""
def _cuda_free(address: _int) -> None:
    """Gives memory from `_cuda_allocate` back."""
def _cuda_graph_pool_handle() -> tuple[_int, _int]:
    """A name that no pool of memory has, for graphs that share one."""
def _cuda_host_empty_cache() -> None:
    """Gives free blocks back to the driver."""
def _cuda_host_memory_stats() -> dict[str, Any]:
    """The allocator's statistics by PyTorch's names."""
def _cuda_init() -> None:
    """Brings the current device into use."""
def _cuda_is_current_stream_capturing() -> _bool:
    """Whether this thread's work on its current device is being captured in a graph."""
def _cuda_get_memory_fraction(index: _int) -> _float:
    """The part of a device's memory that its allocator may take."""
def _cuda_is_forked() -> _bool:
    """Whether this process was forked from one that used the driver."""
def _cuda_is_initialized() -> _bool:
    """Whether this process uses a GPU."""
def _cuda_libraries() -> list[tuple[str, Path | None, str | None, str | None]]:
    """For each of NVIDIA's libraries its title, its file or None, why it is not there or None, and its version or None."""
def _cuda_manual_seed_all(seed: _int) -> None:
    """Restarts the generators of all devices from a seed, those of devices that are not in use too."""
def _cuda_memory_info(index: _int) -> tuple[_int, _int]:
    """Free and total memory of a device in bytes."""
def _cuda_memory_snapshot(index: _int) -> list[dict[str, Any]]:
    """The segments that a device's allocator has, with their blocks."""
def _cuda_memory_stats(index: _int) -> dict[str, _int]:
    """The allocator's statistics by PyTorch's names."""
def _cuda_profile(records: _bool) -> None:
    """Begins or ends what NVIDIA's profilers record of the current GPU."""
def _cuda_properties(index: _int) -> dict[str, Any]:
    """What a device is and can do, by PyTorch's names."""
def _cuda_record_stream(tensor: Tensor, index: _int, handle: _int) -> None:
    """Keeps a tensor's memory from being handed out again before a stream has passed."""
def _cuda_reset_accumulated_host_memory_stats() -> None:
    """Begins to count anew."""
def _cuda_reset_accumulated_memory_stats(index: _int) -> None:
    """Begins to count allocations anew."""
def _cuda_reset_peak_host_memory_stats() -> None:
    """Begins to measure the largest use anew."""
def _cuda_reset_peak_memory_stats(index: _int) -> None:
    """Begins to measure the largest use of memory anew."""
def _cuda_set_memory_fraction(index: _int, fraction: _float) -> None:
    """Limits the memory that a device's allocator may take, as a fraction of all it has."""
def _cuda_shut_down() -> None:
    """From now on memory and events of devices are left to the driver: the process ends."""
def _cuda_stream_current(index: _int) -> _int:
    """The stream that this thread's work on a device goes to; its handle."""
def _cuda_stream_is_capturing(index: _int, handle: _int) -> _bool:
    """Whether the calls of a stream are being captured in a graph."""
def _cuda_stream_make_current(index: _int, handle: _int) -> None:
    """Sends this thread's work on the device to a stream."""
def _cuda_stream_pooled(index: _int, priority: _int) -> _int:
    """A stream of the device's pool; its handle."""
def _cuda_stream_priority(index: _int, handle: _int) -> _int:
    """The priority of a stream."""
def _cuda_stream_query(index: _int, handle: _int) -> _bool:
    """Whether all work in a stream is done."""
def _cuda_stream_synchronize(index: _int, handle: _int) -> None:
    """Waits for all work in a stream."""
def _cuda_stream_wait_event(index: _int, handle: _int, event: _CudaEvent) -> None:
    """Lets later work of a stream wait for an event."""
def _cuda_stream_wait_stream(index: _int, handle: _int, other_index: _int, other: _int) -> None:
    """Lets later work of a stream wait for what is in another now."""
def _cuda_synchronize(index: _int) -> None:
    """Waits for all work on a device."""
def _cuda_why_not_available() -> str | None:
    """Why no GPU can be used; None where one can."""
def _is_pinned(tensor: Tensor) -> _bool:
    """Whether a tensor is in page-locked memory."""
def _pin_memory(tensor: Tensor) -> Tensor:
    """A copy of a tensor in page-locked memory, or the tensor where it is there."""

@disjoint_base
class _CudaGraph:
    def __new__(cls, keep_graph: _bool = False) -> Self: ...
    def _begin(self, pool: tuple[_int, _int] | None, mode: str) -> None:
        """Begins to capture what is given to the current stream."""
    def _end(self) -> _int:
        """Ends the capture; the number of its nodes."""
    def _handles(self) -> tuple[_int, _int]:
        """The driver's handles of the kept graph and of what runs; 0 where there is none."""
    def _instantiate(self) -> None:
        """Makes a kept graph ready to run."""
    def _pool(self) -> tuple[_int, _int]:
        """The name of the graph's pool of memory."""
    def _register_generator(self, generator: Generator) -> None:
        """Lets a generator take part in the capture."""
    def _replay(self) -> None:
        """Gives the work to the current stream."""
    def _reset(self) -> None:
        """Forgets the work."""
    def _write_description(self, path: str) -> None:
        """Writes a description of the kept graph to a file."""

@disjoint_base
class _CudaMemPool:
    def __new__(cls, index: _int) -> Self: ...
    def _choose(self, index: _int) -> None:
        """Takes this thread's memory on a device from the pool."""
    def _give_up(self, index: _int) -> None:
        """Undoes this thread's last choice on a device."""
    def _id(self) -> tuple[_int, _int]:
        """The pool's name."""
    def _users(self) -> _int:
        """How many use it."""

@disjoint_base
class _CudaEvent:
    def __new__(cls, enable_timing: _bool = False, blocking: _bool = False) -> Self: ...
    def _device(self) -> _int | None:
        """The number of the device it was recorded on, or None."""
    def _elapsed_time(self, end: _CudaEvent) -> _float:
        """Milliseconds from this mark to a later one."""
    def _handle(self) -> _int:
        """The driver's handle, 0 before the first record."""
    def _query(self) -> _bool:
        """Whether the work before the mark is done."""
    def _record(self, index: _int, handle: _int) -> None:
        """Marks what is in a stream now."""
    def _synchronize(self) -> None:
        """Waits for the work before the mark."""

@final
class _ProfilerReport:
    def chrome_trace(self, name: str, host: str, program: str, metadata: Sequence[tuple[str, str]]) -> bytes:
        """The report in the Chrome trace format."""
    def events(self) -> list[tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]]:
        """Events in the order they began."""
    def memory(self) -> list[tuple[_int, _int, _bool, _int, _int | None]]:
        """Memory taken and given back: time, bytes, whether it is a GPU's, thread, and the number of the event it happened
        in."""

@final
class _ProfilerScope:
    def end(self) -> None:
        """Ends the block."""

@final
class _ProfilerSession:
    def set_recording(self, recording: _bool) -> None:
        """Pauses the session or goes on with it."""
    def stop(self) -> _ProfilerReport | None:
        """Ends the session and returns its report: None if another session took its place, or it was stopped before."""

def _replaced(this: Tensor, source: Tensor) -> None:
    """A tensor with the first one's identity (gradient, hooks) over the second one's elements, at the second one's place in
    the graph if it has one."""
def _runtime() -> dict[str, Any]:
    """What is known of the processor, the threads and the allocator, for reports."""
def _save(object: object, target: object, to_path: _bool, support: object) -> None:
    """Writes `object` to `target`, a path or an object with a method `write`."""
def _set_anomaly_enabled(enabled: _bool, check_nan: _bool) -> None:
    """Switches anomaly detection."""
def _set_default_device(device: _DeviceLike | None) -> None:
    """Chooses the device that this thread makes new tensors on, or none."""
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
class _frexp_result(NamedTuple):
    mantissa: Tensor
    exponent: Tensor
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
    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any: ...
    @property
    def H(self) -> Tensor:
        """The conjugate transpose of a matrix.

        More than two dimensions, and a vector, raise RuntimeError.

        Example:
            >>> flambeau.tensor([[1 + 2j, 3j]]).H
            tensor([[1.-2.j],
                    [0.-3.j]])"""
    @property
    def T(self) -> Tensor:
        """All dimensions in reverse order: a view.

        Matrices `(n, m)` become `(m, n)`; other numbers of dimensions than two are deprecated.

        Example:
            >>> flambeau.tensor([[1, 2], [3, 4]]).T
            tensor([[1, 3],
                    [2, 4]])"""
    @property
    def mH(self) -> Tensor:
        """The last two dimensions of `(*, n, m)` exchanged, conjugated.

        A vector raises RuntimeError.

        Example:
            >>> flambeau.ones(5, 2, 3).mH.shape
            torch.Size([5, 3, 2])"""
    @property
    def mT(self) -> Tensor:
        """The last two dimensions exchanged: a view of `(*, n, m)` as `(*, m, n)`.

        A vector raises RuntimeError.

        Example:
            >>> flambeau.ones(5, 2, 3).mT.shape
            torch.Size([5, 3, 2])"""
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
        """The imaginary parts: a view. A real tensor raises RuntimeError.

        Example:
            >>> flambeau.tensor([1 + 2j]).imag
            tensor([2.])"""
    @imag.setter
    def imag(self, value: Tensor | _Number) -> None: ...
    @property
    def real(self) -> Tensor:
        """The real parts: a view, or the tensor itself if it is real.

        Example:
            >>> flambeau.tensor([1 + 2j]).real
            tensor([1.])"""
    @real.setter
    def real(self, value: Tensor | _Number) -> None: ...
    @property
    def is_cpu(self) -> _bool:
        """Whether the elements are in main memory.

        Example:
            >>> flambeau.ones(2).is_cpu
            True"""
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
        """Whether the tensor has no elements yet, only a shape.

        Example:
            >>> flambeau.ones(2).is_meta
            False"""
    @property
    def is_quantized(self) -> _bool:
        """Always false: quantized tensors are not there.

        Example:
            >>> flambeau.ones(2).is_quantized
            False"""
    @property
    def is_sparse(self) -> _bool:
        """Always false: there are only strided tensors.

        Example:
            >>> flambeau.ones(2).is_sparse
            False"""
    @property
    def itemsize(self) -> _int:
        """Bytes of an element.

        Example:
            >>> flambeau.ones(2).itemsize
            4"""
    @property
    def __cuda_array_interface__(self) -> dict[str, Any]: ...
    @property
    def layout(self) -> _layout:
        """How the elements are laid out; always strided.

        Example:
            >>> flambeau.ones(2).layout
            torch.strided"""
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
        """Which result of its operation this tensor is.

        Example:
            >>> deviation, mean = flambeau.std_mean(flambeau.ones(4, requires_grad=True))
            >>> deviation.output_nr, mean.output_nr
            (0, 1)"""
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
        """Whether the gradient of this non-leaf is kept.

        Example:
            >>> x = flambeau.ones(2, requires_grad=True)
            >>> y = x * 2
            >>> y.retain_grad()
            >>> x.retains_grad, y.retains_grad
            (False, True)"""
    @property
    def shape(self) -> Size:
        """The sizes of the dimensions.

        Example:
            >>> flambeau.ones(2, 3).shape
            torch.Size([2, 3])"""
    def data_ptr(self) -> _int:
        """The address of the first element; 0 for an empty tensor.

        Views of one storage share its bytes: the addresses differ by the bytes in between.

        Example:
            >>> x = flambeau.zeros(4)
            >>> x[1:].data_ptr() - x.data_ptr()
            4"""
    def dim(self) -> _int:
        """The number of dimensions.

        Example:
            >>> flambeau.ones(2, 3).dim()
            2"""
    def ndimension(self) -> _int:
        """The number of dimensions.

        Example:
            >>> flambeau.ones(2, 3).ndimension()
            2"""
    def element_size(self) -> _int:
        """Bytes of an element.

        Example:
            >>> flambeau.ones(2).element_size()
            4"""
    def is_complex(self) -> _bool:
        """Whether the dtype is complex.

        Example:
            >>> flambeau.tensor([1j]).is_complex()
            True"""
    def is_conj(self) -> _bool:
        """Always false: conjugation is carried out at once.

        Example:
            >>> flambeau.tensor([1j]).conj().is_conj()
            False"""
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
        """Whether the tensor was made in inference mode.

        Example:
            >>> with flambeau.inference_mode():
            ...     x = flambeau.ones(2)
            >>> x.is_inference()
            True"""
    def is_neg(self) -> _bool:
        """Always false: negation is carried out at once.

        Example:
            >>> flambeau.tensor([1.0]).neg().is_neg()
            False"""
    def is_signed(self) -> _bool:
        """Whether the dtype holds negative numbers.

        Example:
            >>> flambeau.tensor([1], dtype=flambeau.uint8).is_signed()
            False"""
    def item(self) -> Any:
        """The only element as a Python number.

        Example:
            >>> flambeau.tensor([2.5]).item()
            2.5"""
    def nelement(self) -> _int:
        """The number of elements.

        Example:
            >>> flambeau.ones(2, 3).nelement()
            6"""
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
    def numpy(self, *, force: _bool | None = None) -> ndarray:
        """A NumPy array that shares the tensor's memory.

        A tensor that requires grad raises RuntimeError, unless `force` is true: then it is taken out of the graph.

        Example:
            >>> flambeau.tensor([1.0, 2.0]).numpy()
            array([1., 2.], dtype=float32)"""
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

        Raises:
            ValueError: ``dtype`` names no type.

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

        Raises:
            RuntimeError: the tensor requires a gradient.

        Example:
            >>> flambeau.tensor([[1, 2], [3, 4]]).resize_(3)
            tensor([1, 2, 3])"""
    def __array__(self, dtype: Any = None, copy: _bool | None = None) -> ndarray: ...
    def __deepcopy__(self, memo: dict[_int, Any]) -> Tensor: ...
    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]: ...
    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: _bool = False) -> Tensor: ...
    def clip_(self, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None) -> Tensor:
        """Limit the elements to ``[min, max]`` in place: another name of :meth:`clamp_`.

        Example:
            >>> flambeau.tensor([-1.0, 0.5, 2.0]).clip_(0, 1)
            tensor([0.0000, 0.5000, 1.0000])"""
    def fill_diagonal_(self, fill_value: _Number, wrap: _bool = False) -> Tensor:
        """Set the elements whose indices are all equal; with ``wrap``, the diagonal of a tall matrix starts again below.

        Raises:
            RuntimeError: fewer than two dimensions, or more than two of different sizes.

        Example:
            >>> flambeau.zeros(2, 3).fill_diagonal_(5)
            tensor([[5., 0., 0.],
                    [0., 5., 0.]])"""
    def map_(self, tensor: Tensor, callable: Callable[[Any, Any], Any]) -> Tensor:
        """Replace every element by what ``callable`` returns for it and the one in ``tensor``. Slow.

        Example:
            >>> flambeau.tensor([1.0, 2.0]).map_(flambeau.tensor([3.0, 4.0]), lambda a, b: a * 10 + b)
            tensor([13., 24.])"""
    def new_empty_strided(
        self,
        size: Sequence[_int],
        stride: Sequence[_int],
        *,
        dtype: _dtype | None = None,
        device: _DeviceLike | None = None,
    ) -> Tensor:
        """Return a tensor with this layout and this tensor's dtype whose elements are not set.

        Example:
            >>> flambeau.ones(1).new_empty_strided((2, 3), (1, 2)).stride()
            (1, 2)"""
    def resize_as_(self, the_template: Tensor, *, memory_format: _memory_format | None = None) -> Tensor:
        """Give this tensor the shape of another; see :meth:`Tensor.resize_`.

        Example:
            >>> flambeau.ones(4).resize_as_(flambeau.zeros(2, 2)).shape
            torch.Size([2, 2])"""
    def abs(self) -> Tensor:
        """abs(Tensor self) -> Tensor

        Absolute value; the modulus of complex numbers.

        Any shape; the dtype is kept, complex numbers give real ones.

        Example:
            >>> flambeau.tensor([-1, 2]).abs()
            tensor([1, 2])"""
    def abs_(self) -> Tensor:
        """abs_(Tensor(a!) self) -> Tensor(a!)

        Absolute value; the modulus of complex numbers.

        Any shape; the dtype is kept, complex numbers give real ones.

        Example:
            >>> flambeau.tensor([-1, 2]).abs()
            tensor([1, 2])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def absolute(self) -> Tensor:
        """absolute(Tensor self) -> Tensor

        Another name for `abs`, which says more.

        Example:
            >>> flambeau.absolute(flambeau.tensor([-1, 2]))
            tensor([1, 2])"""
    def absolute_(self) -> Tensor:
        """absolute_(Tensor(a!) self) -> Tensor(a!)

        Another name for `abs_`: the result is written to the tensor itself.

        Example:
            >>> flambeau.absolute(flambeau.tensor([-1, 2]))
            tensor([1, 2])"""
    def acos(self) -> Tensor:
        """acos(Tensor self) -> Tensor

        Inverse cosine, in [0, pi]; NaN for real numbers outside [-1, 1].

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).acos()
            tensor([1.5708, 0.0000])"""
    def acos_(self) -> Tensor:
        """acos_(Tensor(a!) self) -> Tensor(a!)

        Inverse cosine, in [0, pi]; NaN for real numbers outside [-1, 1].

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).acos()
            tensor([1.5708, 0.0000])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def acosh(self) -> Tensor:
        """acosh(Tensor self) -> Tensor

        Inverse hyperbolic cosine, `log(x + sqrt(x^2 - 1))`; NaN for real numbers below 1.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([1.0, 2.0]).acosh()
            tensor([0.0000, 1.3170])"""
    def acosh_(self) -> Tensor:
        """acosh_(Tensor(a!) self) -> Tensor(a!)

        Inverse hyperbolic cosine, `log(x + sqrt(x^2 - 1))`; NaN for real numbers below 1.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([1.0, 2.0]).acosh()
            tensor([0.0000, 1.3170])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def add(self, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
        """add.Tensor(Tensor self, Operand other, *, Scalar alpha=1) -> Tensor

        `this + alpha * other`, element by element, with broadcasting.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError.

        Example:
            >>> flambeau.add(flambeau.tensor([1, 2]), flambeau.tensor([[10], [20]]))
            tensor([[11, 12],
                    [21, 22]])"""
    def add_(self, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
        """add_.Tensor(Tensor(a!) self, Operand other, *, Scalar alpha=1) -> Tensor(a!)

        `this += alpha * other`, element by element, with broadcasting.

        Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
        shape or a kind of dtype that does not fit raises RuntimeError.

        Example:
            >>> flambeau.tensor([1, 2]).add_(10)
            tensor([11, 12])"""
    def addbmm(self, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """addbmm(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor

        `beta * input + alpha * sum of batch1 batch2 over the batch`; the input broadcasts to `(n, p)`.

        `batch1 (b, n, m)`, `batch2 (b, m, p)`, all of one dtype; others raise RuntimeError.

        Example:
            >>> flambeau.addbmm(flambeau.zeros(2, 2), flambeau.ones(3, 2, 4), flambeau.ones(3, 4, 2))
            tensor([[12., 12.],
                    [12., 12.]])"""
    def addbmm_(self, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """addbmm_(Tensor(a!) self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)

        `this = beta * this + alpha * sum of batch1 batch2 over the batch`.

        `batch1 (b, n, m)`, `batch2 (b, m, p)`, this tensor `(n, p)`, of one dtype; others raise RuntimeError.

        Example:
            >>> flambeau.zeros(2, 2).addbmm_(flambeau.ones(3, 2, 4), flambeau.ones(3, 4, 2))
            tensor([[12., 12.],
                    [12., 12.]])"""
    def addcdiv(self, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
        """addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor

        `this + value * tensor1 / tensor2`.

        All broadcast and are promoted. Integers raise RuntimeError.

        Example:
            >>> flambeau.addcdiv(flambeau.tensor([1.0]), flambeau.tensor([2.0]), flambeau.tensor([4.0]), value=2)
            tensor([2.])"""
    def addcdiv_(self, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
        """addcdiv_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!)

        `this += value * tensor1 / tensor2`, element by element.

        Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
        shape or a kind of dtype that does not fit raises RuntimeError. Integers raise RuntimeError.

        Example:
            >>> flambeau.tensor([1.0, 1.0]).addcdiv_(flambeau.tensor([4.0, 9.0]), flambeau.tensor([2.0, 3.0]), value=0.5)
            tensor([2.0000, 2.5000])"""
    def addcmul(self, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
        """addcmul(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor

        `this + value * tensor1 * tensor2`.

        All broadcast and are promoted; shapes that do not fit raise RuntimeError.

        Example:
            >>> flambeau.addcmul(flambeau.tensor([1.0]), flambeau.tensor([2.0]), flambeau.tensor([3.0]), value=0.5)
            tensor([4.])"""
    def addcmul_(self, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
        """addcmul_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!)

        `this += value * tensor1 * tensor2`, element by element.

        Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
        shape or a kind of dtype that does not fit raises RuntimeError.

        Example:
            >>> flambeau.tensor([1.0, 1.0]).addcmul_(flambeau.tensor([2.0, 3.0]), flambeau.tensor([4.0, 5.0]), value=0.5)
            tensor([5.0000, 8.5000])"""
    def addmm(self, mat1: Tensor, mat2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """addmm(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor

        `beta * input + alpha * mat1 mat2`; the input broadcasts to the product's shape `(n, p)`.

        For `beta` 0 the input is not read: what is NaN there stays out of the result.

        All have one dtype. Sizes that do not fit raise RuntimeError.

        Example:
            >>> flambeau.addmm(flambeau.ones(2, 4), flambeau.ones(2, 3), flambeau.ones(3, 4))[0]
            tensor([4., 4., 4., 4.])"""
    def addmm_(self, mat1: Tensor, mat2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """addmm_(Tensor(a!) self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)

        `this = beta * this + alpha * mat1 mat2`.

        `mat1 (n, k)`, `mat2 (k, m)`, this tensor `(n, m)`, of one dtype; others raise RuntimeError.

        Example:
            >>> flambeau.ones(2, 2).addmm_(flambeau.ones(2, 3), flambeau.ones(3, 2), alpha=10)
            tensor([[31., 31.],
                    [31., 31.]])"""
    def addmv(self, mat: Tensor, vec: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """addmv(Tensor self, Tensor mat, Tensor vec, *, Scalar beta=1, Scalar alpha=1) -> Tensor

        `beta * input + alpha * mat vec`; the input broadcasts to the product's shape `(n)`.

        `mat (n, m)`, `vec (m,)`, all of one dtype; others raise RuntimeError.

        Example:
            >>> flambeau.addmv(flambeau.ones(2), flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]), flambeau.tensor([1.0, 10.0]))
            tensor([22., 44.])"""
    def addmv_(self, mat: Tensor, vec: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """addmv_(Tensor(a!) self, Tensor mat, Tensor vec, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)

        `this = beta * this + alpha * mat vec`.

        `mat (n, m)`, `vec (m,)`, this tensor `(n,)`, of one dtype; others raise RuntimeError.

        Example:
            >>> flambeau.ones(2).addmv_(flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]), flambeau.tensor([1.0, 10.0]))
            tensor([22., 44.])"""
    def addr(self, vec1: Tensor, vec2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """addr(Tensor self, Tensor vec1, Tensor vec2, *, Scalar beta=1, Scalar alpha=1) -> Tensor

        `beta * input + alpha * vec1 vec2'`, the outer product of two vectors; the input broadcasts to `(n, m)`.

        `vec1 (n,)`, `vec2 (m,)`; dtypes are promoted. Other shapes raise RuntimeError.

        Example:
            >>> flambeau.addr(flambeau.zeros(2, 2), flambeau.tensor([1.0, 2.0]), flambeau.tensor([3.0, 4.0]))
            tensor([[3., 4.],
                    [6., 8.]])"""
    def addr_(self, vec1: Tensor, vec2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """addr_(Tensor(a!) self, Tensor vec1, Tensor vec2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)

        `this = beta * this + alpha * vec1 vec2'`.

        `vec1 (n,)`, `vec2 (m,)`, this tensor `(n, m)`; others raise RuntimeError.

        Example:
            >>> flambeau.zeros(2, 2).addr_(flambeau.tensor([1.0, 2.0]), flambeau.tensor([3.0, 4.0]))
            tensor([[3., 4.],
                    [6., 8.]])"""
    def adjoint(self) -> Tensor:
        """adjoint(Tensor(a) self) -> Tensor(a)

        The conjugate transpose of matrices; a view for real ones.

        `(*, n, m)` to `(*, m, n)`. Fewer than two dimensions raise RuntimeError.

        Example:
            >>> flambeau.adjoint(flambeau.tensor([[1 + 2j, 3j]]))
            tensor([[1.-2.j],
                    [0.-3.j]])"""
    @overload
    def all(self) -> Tensor:
        """all(Tensor self) -> Tensor

        Whether all elements are not zero.

        Any shape and dtype; the result is boolean, but uint8 for uint8. True where there are no elements.

        Example:
            >>> flambeau.tensor([[True, True], [True, False]]).all()
            tensor(False)
            >>> flambeau.tensor([[True, True], [True, False]]).all(1)
            tensor([ True, False])

        all.dims(Tensor self, int[]? dim=None, bool keepdim=False) -> Tensor

        Whether all elements are not zero.

        Any shape and dtype; the result is boolean, but uint8 for uint8. True where there are no elements.

        Example:
            >>> flambeau.tensor([[True, True], [True, False]]).all()
            tensor(False)
            >>> flambeau.tensor([[True, True], [True, False]]).all(1)
            tensor([ True, False])

        Along several dimensions; None means all.

        all.dim(Tensor self, int dim, bool keepdim=False) -> Tensor

        Whether all elements are not zero.

        Any shape and dtype; the result is boolean, but uint8 for uint8. True where there are no elements.

        Example:
            >>> flambeau.tensor([[True, True], [True, False]]).all()
            tensor(False)
            >>> flambeau.tensor([[True, True], [True, False]]).all(1)
            tensor([ True, False])

        Along one dimension, which the result lacks, or has with size 1 with `keepdim`."""
    @overload
    def all(self, dim: Sequence[_int] | None = None, keepdim: _bool = False) -> Tensor: ...
    @overload
    def all(self, dim: _int, keepdim: _bool = False) -> Tensor: ...
    def allclose(self, other: Tensor, rtol: _float = 1e-05, atol: _float = 1e-08, equal_nan: _bool = False) -> _bool:
        """allclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False) -> bool

        Whether all elements are close; see `isclose`.

        A Python bool. Dtypes that differ raise RuntimeError.

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

        Real dtypes. The results are 0-d, or lack the dimension. An empty dimension raises RuntimeError or
        IndexError.

        Example:
            >>> low, high = flambeau.aminmax(flambeau.tensor([1, 3, 2]))
            >>> low, high
            (tensor(1), tensor(3))"""
    def angle(self) -> Tensor:
        """angle(Tensor self) -> Tensor

        The argument of complex numbers; pi for negative reals, 0 for others.

        Any shape; complex dtypes give real ones, integers the default dtype. In radians, from -pi to pi.

        Example:
            >>> flambeau.angle(flambeau.tensor([1j]))
            tensor([1.5708])"""
    @overload
    def any(self) -> Tensor:
        """any(Tensor self) -> Tensor

        Whether any element is not zero.

        Any shape and dtype; the result is boolean, but uint8 for uint8. False where there are no elements.

        Example:
            >>> flambeau.tensor([[True, True], [True, False]]).any()
            tensor(True)
            >>> flambeau.tensor([[False, True], [False, False]]).any(1)
            tensor([ True, False])

        any.dims(Tensor self, int[]? dim=None, bool keepdim=False) -> Tensor

        Whether any element is not zero.

        Any shape and dtype; the result is boolean, but uint8 for uint8. False where there are no elements.

        Example:
            >>> flambeau.tensor([[True, True], [True, False]]).any()
            tensor(True)
            >>> flambeau.tensor([[False, True], [False, False]]).any(1)
            tensor([ True, False])

        Along several dimensions; None means all.

        any.dim(Tensor self, int dim, bool keepdim=False) -> Tensor

        Whether any element is not zero.

        Any shape and dtype; the result is boolean, but uint8 for uint8. False where there are no elements.

        Example:
            >>> flambeau.tensor([[True, True], [True, False]]).any()
            tensor(True)
            >>> flambeau.tensor([[False, True], [False, False]]).any(1)
            tensor([ True, False])

        Along one dimension, which the result lacks, or has with size 1 with `keepdim`."""
    @overload
    def any(self, dim: Sequence[_int] | None = None, keepdim: _bool = False) -> Tensor: ...
    @overload
    def any(self, dim: _int, keepdim: _bool = False) -> Tensor: ...
    def arccos(self) -> Tensor:
        """arccos(Tensor self) -> Tensor

        Another name for `acos`, which says more.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).arccos()
            tensor([1.5708, 0.0000])"""
    def arccos_(self) -> Tensor:
        """arccos_(Tensor(a!) self) -> Tensor(a!)

        Another name for `acos_`: the result is written to the tensor itself.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).arccos()
            tensor([1.5708, 0.0000])"""
    def arccosh(self) -> Tensor:
        """arccosh(Tensor self) -> Tensor

        Another name for `acosh`, which says more.

        Example:
            >>> flambeau.tensor([1.0, 2.0]).arccosh()
            tensor([0.0000, 1.3170])"""
    def arccosh_(self) -> Tensor:
        """arccosh_(Tensor(a!) self) -> Tensor(a!)

        Another name for `acosh_`: the result is written to the tensor itself.

        Example:
            >>> flambeau.tensor([1.0, 2.0]).arccosh()
            tensor([0.0000, 1.3170])"""
    def arcsin(self) -> Tensor:
        """arcsin(Tensor self) -> Tensor

        Another name for `asin`, which says more.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).arcsin()
            tensor([0.0000, 1.5708])"""
    def arcsin_(self) -> Tensor:
        """arcsin_(Tensor(a!) self) -> Tensor(a!)

        Another name for `asin_`: the result is written to the tensor itself.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).arcsin()
            tensor([0.0000, 1.5708])"""
    def arcsinh(self) -> Tensor:
        """arcsinh(Tensor self) -> Tensor

        Another name for `asinh`, which says more.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).arcsinh()
            tensor([0.0000, 0.8814])"""
    def arcsinh_(self) -> Tensor:
        """arcsinh_(Tensor(a!) self) -> Tensor(a!)

        Another name for `asinh_`: the result is written to the tensor itself.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).arcsinh()
            tensor([0.0000, 0.8814])"""
    def arctan(self) -> Tensor:
        """arctan(Tensor self) -> Tensor

        Another name for `atan`, which says more.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).arctan()
            tensor([0.0000, 0.7854])"""
    def arctan_(self) -> Tensor:
        """arctan_(Tensor(a!) self) -> Tensor(a!)

        Another name for `atan_`: the result is written to the tensor itself.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).arctan()
            tensor([0.0000, 0.7854])"""
    def arctanh(self) -> Tensor:
        """arctanh(Tensor self) -> Tensor

        Another name for `atanh`, which says more.

        Example:
            >>> flambeau.tensor([0.0, 0.5]).arctanh()
            tensor([0.0000, 0.5493])"""
    def arctanh_(self) -> Tensor:
        """arctanh_(Tensor(a!) self) -> Tensor(a!)

        Another name for `atanh_`: the result is written to the tensor itself.

        Example:
            >>> flambeau.tensor([0.0, 0.5]).arctanh()
            tensor([0.0000, 0.5493])"""
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

        Any shape and real dtype; the result has the shape, int64. A `dim` out of range raises IndexError.

        Example:
            >>> flambeau.tensor([3, 1, 2]).argsort()
            tensor([1, 2, 0])

        argsort.stable(Tensor self, *, bool stable, int dim=-1, bool descending=False) -> Tensor

        As `argsort`, with `stable`: equal elements keep their order whatever it is.

        Any shape and real dtype; positions are int64. A `dim` out of range raises IndexError.

        Example:
            >>> flambeau.tensor([2, 1, 2]).argsort(stable=True, descending=True)
            tensor([0, 2, 1])"""
    @overload
    def argsort(self, *, stable: _bool, dim: _int = -1, descending: _bool = False) -> Tensor: ...
    def argwhere(self) -> Tensor:
        """argwhere(Tensor self) -> Tensor

        The coordinates of all elements that are not zero, one row each; a number counts as one element of one
        dimension.

        Any shape and dtype to `(n, ndim)`, int64.

        Example:
            >>> flambeau.argwhere(flambeau.tensor([[1, 0], [2, 3]]))
            tensor([[0, 0],
                    [1, 0],
                    [1, 1]])"""
    def as_strided(self, size: Sequence[_int], stride: Sequence[_int], storage_offset: _int | None = None) -> Tensor:
        """as_strided(Tensor(a) self, int[] size, int[] stride, int? storage_offset=None) -> Tensor(a)

        A view with any sizes, strides and offset inside the storage.

        Element (i, j, ..) lies `storage_offset + i stride[0] + j stride[1] + ..` elements into the storage.
        RuntimeError where that would leave the storage.

        Example:
            >>> flambeau.arange(6).as_strided((2, 2), (3, 1))
            tensor([[0, 1],
                    [3, 4]])"""
    def asin(self) -> Tensor:
        """asin(Tensor self) -> Tensor

        Inverse sine, in [-pi/2, pi/2]; NaN for real numbers outside [-1, 1].

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).asin()
            tensor([0.0000, 1.5708])"""
    def asin_(self) -> Tensor:
        """asin_(Tensor(a!) self) -> Tensor(a!)

        Inverse sine, in [-pi/2, pi/2]; NaN for real numbers outside [-1, 1].

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).asin()
            tensor([0.0000, 1.5708])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def asinh(self) -> Tensor:
        """asinh(Tensor self) -> Tensor

        Inverse hyperbolic sine, `log(x + sqrt(x^2 + 1))`.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).asinh()
            tensor([0.0000, 0.8814])"""
    def asinh_(self) -> Tensor:
        """asinh_(Tensor(a!) self) -> Tensor(a!)

        Inverse hyperbolic sine, `log(x + sqrt(x^2 + 1))`.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).asinh()
            tensor([0.0000, 0.8814])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def atan(self) -> Tensor:
        """atan(Tensor self) -> Tensor

        Inverse tangent, in (-pi/2, pi/2).

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).atan()
            tensor([0.0000, 0.7854])"""
    def atan2(self, other: Tensor) -> Tensor:
        """atan2(Tensor self, Tensor other) -> Tensor

        The angle of the point (`other`, `this`), in (-pi, pi].

        Both shapes broadcast. Floating-point dtypes are kept, integers give the default dtype, complex raises
        NotImplementedError.

        Example:
            >>> flambeau.atan2(flambeau.tensor([1.0]), flambeau.tensor([-1.0]))
            tensor([2.3562])"""
    def atan2_(self, other: Tensor) -> Tensor:
        """atan2_(Tensor(a!) self, Tensor other) -> Tensor(a!)

        Replaces `this` by the angle of the point (`other`, `this`), in (-pi, pi].

        Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
        shape or a kind of dtype that does not fit raises RuntimeError.

        Example:
            >>> flambeau.tensor([1.0, -1.0]).atan2_(flambeau.tensor([1.0, -1.0]))
            tensor([ 0.7854, -2.3562])"""
    def atan_(self) -> Tensor:
        """atan_(Tensor(a!) self) -> Tensor(a!)

        Inverse tangent, in (-pi/2, pi/2).

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).atan()
            tensor([0.0000, 0.7854])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def atanh(self) -> Tensor:
        """atanh(Tensor self) -> Tensor

        Inverse hyperbolic tangent, `log((1 + x) / (1 - x)) / 2`; NaN for real numbers outside [-1, 1].

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 0.5]).atanh()
            tensor([0.0000, 0.5493])"""
    def atanh_(self) -> Tensor:
        """atanh_(Tensor(a!) self) -> Tensor(a!)

        Inverse hyperbolic tangent, `log((1 + x) / (1 - x)) / 2`; NaN for real numbers outside [-1, 1].

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 0.5]).atanh()
            tensor([0.0000, 0.5493])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def baddbmm(self, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """baddbmm(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor

        `beta * input + alpha * batch1 batch2`, matrix by matrix; the input broadcasts to `(b, n, p)`.

        All have one dtype. Sizes that do not fit raise RuntimeError.

        Example:
            >>> flambeau.baddbmm(flambeau.ones(1, 2, 2), flambeau.ones(1, 2, 3), flambeau.ones(1, 3, 2)).shape
            torch.Size([1, 2, 2])"""
    def baddbmm_(self, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
        """baddbmm_(Tensor(a!) self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)

        `this = beta * this + alpha * batch1 batch2`, matrix by matrix.

        `batch1 (b, n, k)`, `batch2 (b, k, m)`, this tensor `(b, n, m)`, of one dtype; others raise RuntimeError.

        Example:
            >>> flambeau.ones(1, 2, 2).baddbmm_(flambeau.ones(1, 2, 3), flambeau.ones(1, 3, 2), beta=0)
            tensor([[[3., 3.],
                     [3., 3.]]])"""
    @overload
    def bernoulli(self, *, generator: Generator | None = None, out: Tensor | None = None) -> Tensor:
        """bernoulli(Tensor self, *, Generator? generator=None, Tensor(a!)? out=None) -> Tensor

        Ones, each with the probability that stands in its place, and zeros.

        Any shape; floating-point dtypes. Probabilities outside [0, 1] raise RuntimeError.

        Example:
            >>> flambeau.bernoulli(flambeau.ones(3))
            tensor([1., 1., 1.])

        bernoulli.p(Tensor self, float p, *, Generator? generator=None) -> Tensor

        Ones, each with probability `p`, and zeros, in a tensor of this one's shape and dtype.

        A `p` outside [0, 1] raises RuntimeError.

        Example:
            >>> flambeau.zeros(3).bernoulli(1.0)
            tensor([1., 1., 1.])"""
    @overload
    def bernoulli(self, p: _float, *, generator: Generator | None = None) -> Tensor: ...
    def bernoulli_(self, p: Tensor | _Number = 0.5, *, generator: Generator | None = None) -> Tensor:
        """bernoulli_(Tensor(a!) self, Operand p=0.5, *, Generator? generator=None) -> Tensor(a!)

        Fills with ones, each with probability `p`, and zeros. A tensor of probabilities broadcasts to this one.

        Any dtype but complex ones. Probabilities outside [0, 1] raise RuntimeError.

        Example:
            >>> flambeau.empty(2).bernoulli_(0.0)
            tensor([0., 0.])"""
    def bincount(self, weights: Tensor | None = None, minlength: _int = 0) -> Tensor:
        """bincount(Tensor self, Tensor? weights=None, int minlength=0) -> Tensor

        How often each of the numbers 0, 1, .. occurs, or the sum of the weights where it does. The result has at least
        `minlength` elements.

        A vector of integers from 0; weights have its shape. Other shapes and negative numbers raise RuntimeError,
        other dtypes NotImplementedError.

        Example:
            >>> flambeau.bincount(flambeau.tensor([0, 2, 2]))
            tensor([1, 0, 2])"""
    def bitwise_and(self, other: Tensor | _Number) -> Tensor:
        """bitwise_and(Tensor self, Operand other) -> Tensor

        Bitwise and, `this & other`; the logical one of booleans.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers and
        booleans, others raise NotImplementedError.

        Example:
            >>> flambeau.bitwise_and(flambeau.tensor([6, 5]), 3)
            tensor([2, 1])"""
    def bitwise_and_(self, other: Tensor | _Number) -> Tensor:
        """bitwise_and_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Bitwise and, `this & other`; the logical one of booleans.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers and
        booleans, others raise NotImplementedError.

        Example:
            >>> flambeau.bitwise_and(flambeau.tensor([6, 5]), 3)
            tensor([2, 1])

        Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
        cannot hold the result."""
    def bitwise_left_shift(self, other: Tensor | _Number) -> Tensor:
        """bitwise_left_shift(Tensor self, Operand other) -> Tensor

        `this << other`.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers; others
        raise NotImplementedError.

        Example:
            >>> flambeau.bitwise_left_shift(flambeau.tensor([1, 3]), 2)
            tensor([ 4, 12])"""
    def bitwise_left_shift_(self, other: Tensor | _Number) -> Tensor:
        """bitwise_left_shift_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `this << other`.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers; others
        raise NotImplementedError.

        Example:
            >>> flambeau.bitwise_left_shift(flambeau.tensor([1, 3]), 2)
            tensor([ 4, 12])

        Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
        cannot hold the result."""
    def bitwise_not(self) -> Tensor:
        """bitwise_not(Tensor self) -> Tensor

        Inverts bits, `~x`; the logical not of booleans.

        Any shape; integers and booleans, others raise NotImplementedError.

        Example:
            >>> flambeau.bitwise_not(flambeau.tensor([0, 5]))
            tensor([-1, -6])"""
    def bitwise_not_(self) -> Tensor:
        """bitwise_not_(Tensor(a!) self) -> Tensor(a!)

        Inverts bits, `~x`; the logical not of booleans.

        Any shape; integers and booleans, others raise NotImplementedError.

        Example:
            >>> flambeau.bitwise_not(flambeau.tensor([0, 5]))
            tensor([-1, -6])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def bitwise_or(self, other: Tensor | _Number) -> Tensor:
        """bitwise_or(Tensor self, Operand other) -> Tensor

        Bitwise or, `this | other`; the logical one of booleans.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers and
        booleans, others raise NotImplementedError.

        Example:
            >>> flambeau.bitwise_or(flambeau.tensor([6, 5]), 3)
            tensor([7, 7])"""
    def bitwise_or_(self, other: Tensor | _Number) -> Tensor:
        """bitwise_or_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Bitwise or, `this | other`; the logical one of booleans.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers and
        booleans, others raise NotImplementedError.

        Example:
            >>> flambeau.bitwise_or(flambeau.tensor([6, 5]), 3)
            tensor([7, 7])

        Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
        cannot hold the result."""
    def bitwise_right_shift(self, other: Tensor | _Number) -> Tensor:
        """bitwise_right_shift(Tensor self, Operand other) -> Tensor

        `this >> other`, with the sign.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers; others
        raise NotImplementedError.

        Example:
            >>> flambeau.bitwise_right_shift(flambeau.tensor([8, -8]), 2)
            tensor([ 2, -2])"""
    def bitwise_right_shift_(self, other: Tensor | _Number) -> Tensor:
        """bitwise_right_shift_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `this >> other`, with the sign.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers; others
        raise NotImplementedError.

        Example:
            >>> flambeau.bitwise_right_shift(flambeau.tensor([8, -8]), 2)
            tensor([ 2, -2])

        Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
        cannot hold the result."""
    def bitwise_xor(self, other: Tensor | _Number) -> Tensor:
        """bitwise_xor(Tensor self, Operand other) -> Tensor

        Bitwise exclusive or, `this ^ other`; the logical one of booleans.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers and
        booleans, others raise NotImplementedError.

        Example:
            >>> flambeau.bitwise_xor(flambeau.tensor([6, 5]), 3)
            tensor([5, 6])"""
    def bitwise_xor_(self, other: Tensor | _Number) -> Tensor:
        """bitwise_xor_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Bitwise exclusive or, `this ^ other`; the logical one of booleans.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers and
        booleans, others raise NotImplementedError.

        Example:
            >>> flambeau.bitwise_xor(flambeau.tensor([6, 5]), 3)
            tensor([5, 6])

        Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
        cannot hold the result."""
    def bmm(self, mat2: Tensor) -> Tensor:
        """bmm(Tensor self, Tensor mat2) -> Tensor

        The products of the matrices of two batches, `(b, n, m) x (b, m, p) -> (b, n, p)`.

        Both have one dtype. Other shapes raise RuntimeError.

        Example:
            >>> flambeau.bmm(flambeau.ones(5, 2, 3), flambeau.ones(5, 3, 4)).shape
            torch.Size([5, 2, 4])"""
    @overload
    def broadcast_to(self, size: Sequence[_int]) -> Tensor:
        """broadcast_to(Tensor(a) self, int[] size) -> Tensor(a)

        Expands to a shape.

        A view. RuntimeError where the shape does not broadcast to it.

        Example:
            >>> flambeau.broadcast_to(flambeau.tensor([1, 2]), (2, 2))
            tensor([[1, 2],
                    [1, 2]])"""
    @overload
    def broadcast_to(self, *size: _int) -> Tensor: ...
    def cauchy_(self, median: _float = 0.0, sigma: _float = 1.0, *, generator: Generator | None = None) -> Tensor:
        """cauchy_(Tensor(a!) self, float median=0.0, float sigma=1.0, *, Generator? generator=None) -> Tensor(a!)

        Fills with Cauchy numbers: density `sigma / (pi ((x - median)^2 + sigma^2))`.

        Floating-point tensors; a `sigma` that is not positive raises RuntimeError.

        Example:
            >>> flambeau.empty(2, 3).cauchy_().shape
            torch.Size([2, 3])"""
    def ceil(self) -> Tensor:
        """ceil(Tensor self) -> Tensor

        The smallest integer not below.

        Any shape; real dtypes, which are kept. Complex raises NotImplementedError.

        Example:
            >>> flambeau.tensor([-0.5, 1.5]).ceil()
            tensor([-0., 2.])"""
    def ceil_(self) -> Tensor:
        """ceil_(Tensor(a!) self) -> Tensor(a!)

        The smallest integer not below.

        Any shape; real dtypes, which are kept. Complex raises NotImplementedError.

        Example:
            >>> flambeau.tensor([-0.5, 1.5]).ceil()
            tensor([-0., 2.])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def celu(self, alpha: _Number = 1.0) -> Tensor:
        """celu(Tensor self, Scalar alpha=1.0) -> Tensor

        `max(0, x) + min(0, alpha * (e^(x / alpha) - 1))`.

        Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
        NotImplementedError. `alpha` of 0 raises RuntimeError.

        Example:
            >>> flambeau.celu(flambeau.tensor([-1.0, 1.0]))
            tensor([-0.6321,  1.0000])"""
    def celu_(self, alpha: _Number = 1.0) -> Tensor:
        """celu_(Tensor(a!) self, Scalar alpha=1.0) -> Tensor(a!)

        In-place form of `celu`: `max(0, x) + min(0, alpha * (e^(x / alpha) - 1))`, written to the tensor itself.

        Example:
            >>> flambeau.celu_(flambeau.tensor([-1.0, 1.0]))
            tensor([-0.6321,  1.0000])"""
    def chunk(self, chunks: _int, dim: _int = 0) -> tuple[Tensor, ...]:
        """chunk(Tensor(a) self, int chunks, int dim=0) -> Tensor(a)[]

        At most `chunks` consecutive parts of equal size along `dim`; the last may be smaller.

        Views, as a tuple. A number that is not positive, and a 0-d tensor, raise RuntimeError.

        Example:
            >>> flambeau.arange(5).chunk(2)
            (tensor([0, 1, 2]), tensor([3, 4]))"""
    def clamp(self, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None) -> Tensor:
        """clamp(Tensor self, Operand? min=None, Operand? max=None) -> Tensor

        Limits every element to `[min, max]`; either bound may be missing, a number or a tensor.

        Bounds broadcast, dtypes are promoted. A bound of NaN gives NaN; where `min` is above `max` the result is
        `max`. RuntimeError where both bounds are missing, NotImplementedError for complex numbers.

        Example:
            >>> flambeau.tensor([-1.0, 0.5, 2.0]).clamp(0, 1)
            tensor([0.0000, 0.5000, 1.0000])"""
    def clamp_(self, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None) -> Tensor:
        """clamp_(Tensor(a!) self, Operand? min=None, Operand? max=None) -> Tensor(a!)

        Limits every element to `[min, max]` in place.

        Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
        shape or a kind of dtype that does not fit raises RuntimeError.

        Example:
            >>> flambeau.tensor([-1.0, 0.5, 2.0]).clamp_(min=0)
            tensor([0.0000, 0.5000, 2.0000])"""
    def clamp_max(self, max: Tensor | _Number) -> Tensor:
        """clamp_max(Tensor self, Operand max) -> Tensor

        Limits every element from above: `min(this, max)`; `max` is a number or a tensor that broadcasts.

        The dtypes are promoted; complex raises NotImplementedError.

        Example:
            >>> flambeau.clamp_max(flambeau.tensor([-1.0, 2.0]), 1)
            tensor([-1.,  1.])"""
    def clamp_max_(self, max: Tensor | _Number) -> Tensor:
        """clamp_max_(Tensor(a!) self, Operand max) -> Tensor(a!)

        Limits every element from above: `this = min(this, max)`.

        Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
        shape or a kind of dtype that does not fit raises RuntimeError.

        Example:
            >>> flambeau.tensor([-1.0, 2.0]).clamp_max_(1)
            tensor([-1.,  1.])"""
    def clamp_min(self, min: Tensor | _Number) -> Tensor:
        """clamp_min(Tensor self, Operand min) -> Tensor

        Limits every element from below.

        `min` is a number or a tensor that broadcasts; dtypes are promoted. Complex dtypes raise
        NotImplementedError.

        Example:
            >>> flambeau.tensor([-1.0, 2.0]).clamp_min(0)
            tensor([0., 2.])"""
    def clamp_min_(self, min: Tensor | _Number) -> Tensor:
        """clamp_min_(Tensor(a!) self, Operand min) -> Tensor(a!)

        Limits every element from below: `this = max(this, min)`.

        Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
        shape or a kind of dtype that does not fit raises RuntimeError.

        Example:
            >>> flambeau.tensor([-1.0, 2.0]).clamp_min_(0)
            tensor([0., 2.])"""
    def clip(self, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None) -> Tensor:
        """clip(Tensor self, Operand? min=None, Operand? max=None) -> Tensor

        Another name for `clamp`: limits every element to `[min, max]`; either may be missing.

        `min` and `max` are numbers or tensors that broadcast; the dtypes are promoted. Raises RuntimeError if both are
        missing, NotImplementedError for complex numbers.

        Example:
            >>> flambeau.clip(flambeau.tensor([-1.0, 0.5, 2.0]), 0, 1)
            tensor([0.0000, 0.5000, 1.0000])"""
    def clone(self, *, memory_format: _memory_format | None = ...) -> Tensor:
        """clone(Tensor self, *, MemoryFormat? memory_format=None) -> Tensor

        A copy with its own memory.

        Any shape and dtype; gradients pass through. The order in memory is kept where the tensor is dense.

        Example:
            >>> x = flambeau.tensor([1, 2])
            >>> y = x.clone().fill_(0)
            >>> x
            tensor([1, 2])"""
    def conj(self) -> Tensor:
        """conj(Tensor self) -> Tensor

        Complex conjugate; a real tensor is returned as it is.

        Any shape and dtype.

        Example:
            >>> flambeau.tensor([1 + 2j]).conj()
            tensor([1.-2.j])"""
    def conj_physical(self) -> Tensor:
        """conj_physical(Tensor self) -> Tensor

        Complex conjugate in memory of its own; a real tensor is returned as it is.

        Example:
            >>> flambeau.conj_physical(flambeau.tensor([1 + 2j]))
            tensor([1.-2.j])"""
    def conj_physical_(self) -> Tensor:
        """conj_physical_(Tensor(a!) self) -> Tensor(a!)

        Replaces every element by its complex conjugate.

        Example:
            >>> flambeau.tensor([1 + 2j]).conj_physical_()
            tensor([1.-2.j])"""
    def contiguous(self, *, memory_format: _memory_format | None = ...) -> Tensor:
        """contiguous(Tensor self, *, MemoryFormat memory_format=contiguous_format) -> Tensor

        This tensor if its elements already lie in memory as asked, else a copy that does.

        Any shape and dtype. `memory_format` is contiguous, channels_last (four dimensions) or channels_last_3d
        (five).

        Example:
            >>> flambeau.ones(2, 3).t().contiguous().stride()
            (2, 1)"""
    def conv_tbc(self, weight: Tensor, bias: Tensor, pad: _int = 0) -> Tensor:
        """conv_tbc(Tensor self, Tensor weight, Tensor bias, int pad=0) -> Tensor

        A convolution of sequences: input `(T, B, C)`, weight `(K, C, O)`, bias `(O,)`, result `(T + 2 * pad - K + 1,
        B, O)`.

        One floating-point or complex dtype; sizes that do not fit raise RuntimeError.

        Example:
            >>> flambeau.conv_tbc(flambeau.ones(4, 1, 2), flambeau.ones(3, 2, 1), flambeau.zeros(1)).flatten()
            tensor([6., 6.])"""
    def copy_(self, src: Tensor, non_blocking: _bool = False) -> Tensor:
        """copy_(Tensor(a!) self, Tensor src, bool non_blocking=False) -> Tensor(a!)

        Copies the elements of `src`, which broadcasts to this tensor, into it, converting the dtype.

        Example:
            >>> flambeau.zeros(2).copy_(flambeau.tensor([1, 2]))
            tensor([1., 2.])"""
    def copysign(self, other: Tensor | _Number) -> Tensor:
        """copysign(Tensor self, Operand other) -> Tensor

        The magnitude of `this` with the sign of `other`.

        Both shapes broadcast; integers and booleans give the default dtype, complex raises NotImplementedError.

        Example:
            >>> flambeau.copysign(flambeau.tensor([1.0, 2.0]), flambeau.tensor([-1.0, 1.0]))
            tensor([-1.,  2.])"""
    def copysign_(self, other: Tensor | _Number) -> Tensor:
        """copysign_(Tensor(a!) self, Operand other) -> Tensor(a!)

        The magnitude of `this` with the sign of `other`.

        Both shapes broadcast; integers and booleans give the default dtype, complex raises NotImplementedError.

        Example:
            >>> flambeau.copysign(flambeau.tensor([1.0, 2.0]), flambeau.tensor([-1.0, 1.0]))
            tensor([-1.,  2.])

        Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
        cannot hold the result."""
    def cos(self) -> Tensor:
        """cos(Tensor self) -> Tensor

        Cosine, of angles in radians.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).cos()
            tensor([1.0000, 0.5403])"""
    def cos_(self) -> Tensor:
        """cos_(Tensor(a!) self) -> Tensor(a!)

        Cosine, of angles in radians.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).cos()
            tensor([1.0000, 0.5403])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def cosh(self) -> Tensor:
        """cosh(Tensor self) -> Tensor

        Hyperbolic cosine, `(e^x + e^-x) / 2`.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).cosh()
            tensor([1.0000, 1.5431])"""
    def cosh_(self) -> Tensor:
        """cosh_(Tensor(a!) self) -> Tensor(a!)

        Hyperbolic cosine, `(e^x + e^-x) / 2`.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).cosh()
            tensor([1.0000, 1.5431])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    @overload
    def count_nonzero(self, dim: _int | None = None) -> Tensor:
        """count_nonzero(Tensor self, int? dim=None) -> Tensor

        The number of elements that are not zero.

        Any dtype; the result is int64 and 0-d, or lacks the dimension.

        Example:
            >>> flambeau.count_nonzero(flambeau.tensor([0, 1, 2]))
            tensor(2)

        count_nonzero.dim_IntList(Tensor self, int[] dim) -> Tensor

        The number of elements that are not zero, over dimensions.

        Any dtype; the result is int64, without the dimensions.

        Example:
            >>> flambeau.tensor([[1, 0], [2, 3]]).count_nonzero((0,))
            tensor([2, 1])"""
    @overload
    def count_nonzero(self, dim: Sequence[_int]) -> Tensor: ...
    @overload
    def count_nonzero(self, *dim: _int) -> Tensor: ...
    def cross(self, other: Tensor, dim: _int | None = None) -> Tensor:
        """cross(Tensor self, Tensor other, int? dim=None) -> Tensor

        The cross product of vectors of three elements, along `dim` or the first dimension of size 3.

        The tensors broadcast. RuntimeError where no dimension, or the one given, has size 3.

        Example:
            >>> flambeau.cross(flambeau.tensor([1, 0, 0]), flambeau.tensor([0, 1, 0]), dim=0)
            tensor([0, 0, 1])"""
    def cummax(self, dim: _int) -> _cummax_result:
        """cummax(Tensor self, int dim) -> (Tensor values, Tensor indices)

        The largest of the elements up to each along `dim`, and the last position where it was met; a NaN stays.

        Real dtypes; both results have the input's shape, the positions are int64.

        Example:
            >>> values, indices = flambeau.tensor([1, 3, 2, 3]).cummax(0)
            >>> values, indices
            (tensor([1, 3, 3, 3]), tensor([0, 1, 1, 3]))"""
    def cummin(self, dim: _int) -> _cummin_result:
        """cummin(Tensor self, int dim) -> (Tensor values, Tensor indices)

        The smallest of the elements up to each along `dim`, and the last position where it was met; a NaN stays.

        Real dtypes; both results have the input's shape, the positions are int64.

        Example:
            >>> values, indices = flambeau.tensor([3, 1, 2, 1]).cummin(0)
            >>> values, indices
            (tensor([3, 1, 1, 1]), tensor([0, 1, 1, 3]))"""
    def cumprod(self, dim: _int, *, dtype: _dtype | None = None) -> Tensor:
        """cumprod(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor

        The products of the elements up to each along `dim`.

        Any shape; integers and booleans give int64. A `dim` out of range raises IndexError.

        Example:
            >>> flambeau.tensor([1, 2, 3]).cumprod(0)
            tensor([1, 2, 6])"""
    def cumprod_(self, dim: _int, *, dtype: _dtype | None = None) -> Tensor:
        """cumprod_(Tensor(a!) self, int dim, *, ScalarType? dtype=None) -> Tensor(a!)

        Replaces the elements by the products up to each along `dim`.

        Any shape. Booleans raise NotImplementedError.

        Example:
            >>> flambeau.tensor([1, 2, 3]).cumprod_(0)
            tensor([1, 2, 6])"""
    def cumsum(self, dim: _int, *, dtype: _dtype | None = None) -> Tensor:
        """cumsum(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor

        The sums of the elements up to each along `dim`.

        Any shape; integers and booleans give int64. A `dim` out of range raises IndexError.

        Example:
            >>> flambeau.tensor([1, 2, 3]).cumsum(0)
            tensor([1, 3, 6])"""
    def cumsum_(self, dim: _int, *, dtype: _dtype | None = None) -> Tensor:
        """cumsum_(Tensor(a!) self, int dim, *, ScalarType? dtype=None) -> Tensor(a!)

        Replaces the elements by the sums up to each along `dim`.

        Any shape. Booleans raise NotImplementedError.

        Example:
            >>> flambeau.tensor([1, 2, 3]).cumsum_(0)
            tensor([1, 3, 6])"""
    def deg2rad(self) -> Tensor:
        """deg2rad(Tensor self) -> Tensor

        Degrees to radians, `x * pi / 180`.

        Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
        NotImplementedError.

        Example:
            >>> flambeau.tensor([90.0, 180.0]).deg2rad()
            tensor([1.5708, 3.1416])"""
    def deg2rad_(self) -> Tensor:
        """deg2rad_(Tensor(a!) self) -> Tensor(a!)

        Degrees to radians, `x * pi / 180`.

        Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
        NotImplementedError.

        Example:
            >>> flambeau.tensor([90.0, 180.0]).deg2rad()
            tensor([1.5708, 3.1416])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def detach(self) -> Tensor:
        """detach(Tensor(a) self) -> Tensor(a)

        Any shape and dtype; the same elements outside the graph.

        The result shares the memory and does not require a gradient.

        Example:
            >>> x = flambeau.ones(2, requires_grad=True)
            >>> (x * 2).detach().requires_grad
            False"""
    def diag(self, diagonal: _int = 0) -> Tensor:
        """diag(Tensor self, int diagonal=0) -> Tensor

        A matrix with a vector on a diagonal, or a copy of a matrix's diagonal.

        `(n,)` to `(n + |diagonal|, n + |diagonal|)`, `(n, m)` to the diagonal's length. Other numbers of
        dimensions raise RuntimeError.

        Example:
            >>> flambeau.diag(flambeau.tensor([1, 2]))
            tensor([[1, 0],
                    [0, 2]])"""
    def diag_embed(self, offset: _int = 0, dim1: _int = -2, dim2: _int = -1) -> Tensor:
        """diag_embed(Tensor self, int offset=0, int dim1=-2, int dim2=-1) -> Tensor

        Matrices of zeros with the last dimension of the input on a diagonal.

        `(*, n)` to `(*, n + |offset|, n + |offset|)`, the new dimensions at `dim1` and `dim2`. The same dimension
        twice raises RuntimeError.

        Example:
            >>> flambeau.diag_embed(flambeau.tensor([1, 2]))
            tensor([[1, 0],
                    [0, 2]])"""
    def diagflat(self, offset: _int = 0) -> Tensor:
        """diagflat(Tensor self, int offset=0) -> Tensor

        A matrix with all elements of the input on a diagonal.

        Any shape, of n elements, and dtype to `(n + |offset|, n + |offset|)`.

        Example:
            >>> flambeau.diagflat(flambeau.tensor([1, 2]), 1)
            tensor([[0, 1, 0],
                    [0, 0, 2],
                    [0, 0, 0]])"""
    def diagonal(self, offset: _int = 0, dim1: _int = 0, dim2: _int = 1) -> Tensor:
        """diagonal(Tensor(a) self, int offset=0, int dim1=0, int dim2=1) -> Tensor(a)

        The diagonal of dimensions `dim1` and `dim2`, `offset` above the main one, as the last dimension.

        A view. The same dimension twice raises RuntimeError, one out of range IndexError.

        Example:
            >>> flambeau.arange(4).view(2, 2).diagonal()
            tensor([0, 3])"""
    def diagonal_scatter(self, src: Tensor, offset: _int = 0, dim1: _int = 0, dim2: _int = 1) -> Tensor:
        """diagonal_scatter(Tensor self, Tensor src, int offset=0, int dim1=0, int dim2=1) -> Tensor

        `this` with `src` on a diagonal of dimensions `dim1` and `dim2`.

        `src` has the shape that `diagonal` gives; another one raises RuntimeError.

        Example:
            >>> flambeau.zeros(2, 2).diagonal_scatter(flambeau.tensor([1.0, 2.0]))
            tensor([[1., 0.],
                    [0., 2.]])"""
    def diff(self, n: _int = 1, dim: _int = -1, prepend: Tensor | None = None, append: Tensor | None = None) -> Tensor:
        """diff(Tensor self, int n=1, int dim=-1, Tensor? prepend=None, Tensor? append=None) -> Tensor

        Differences of neighbours along `dim`, `n` times over; `prepend` and `append` are joined to the input first.

        Size n less along `dim`. A negative n, and a 0-d tensor, raise RuntimeError.

        Example:
            >>> flambeau.diff(flambeau.tensor([1, 4, 9]))
            tensor([3, 5])"""
    def digamma(self) -> Tensor:
        """digamma(Tensor self) -> Tensor

        Derivative of `log gamma`.

        Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
        NotImplementedError.

        Example:
            >>> flambeau.tensor([1.0, 2.0]).digamma()
            tensor([-0.5772,  0.4228])"""
    def digamma_(self) -> Tensor:
        """digamma_(Tensor(a!) self) -> Tensor(a!)

        Derivative of `log gamma`.

        Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
        NotImplementedError.

        Example:
            >>> flambeau.tensor([1.0, 2.0]).digamma()
            tensor([-0.5772,  0.4228])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def dist(self, other: Tensor, p: _Number = 2) -> Tensor:
        """dist(Tensor self, Tensor other, Scalar p=2) -> Tensor

        The norm of order `p` of `this - other`.

        The shapes broadcast; floating-point or complex dtypes. The result is 0-d.

        Example:
            >>> flambeau.dist(flambeau.tensor([3.0, 4.0]), flambeau.tensor([0.0, 0.0]))
            tensor(5.)"""
    def div(self, other: Tensor | _Number, *, rounding_mode: str | None = None) -> Tensor:
        """div.Tensor(Tensor self, Operand other, *, str? rounding_mode=None) -> Tensor

        `this / other`, element by element. `rounding_mode` is None (true division), "trunc" or "floor".

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Without a
        rounding mode integers give the default dtype; with one, an integer divided by zero raises RuntimeError.

        Example:
            >>> flambeau.tensor([7, -7]).div(2)
            tensor([ 3.5000, -3.5000])
            >>> flambeau.tensor([7, -7]).div(2, rounding_mode="floor")
            tensor([ 3, -4])"""
    def div_(self, other: Tensor | _Number, *, rounding_mode: str | None = None) -> Tensor:
        """div_.Tensor(Tensor(a!) self, Operand other, *, str? rounding_mode=None) -> Tensor(a!)

        `this /= other`, element by element. `rounding_mode` is None (true division), "trunc" or "floor".

        Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
        shape or a kind of dtype that does not fit raises RuntimeError. An integer tensor cannot hold a true
        quotient and raises RuntimeError.

        Example:
            >>> flambeau.tensor([1.0, 3.0]).div_(2)
            tensor([0.5000, 1.5000])"""
    def divide(self, other: Tensor | _Number, *, rounding_mode: str | None = None) -> Tensor:
        """divide.Tensor(Tensor self, Operand other, *, str? rounding_mode=None) -> Tensor

        Another name for `div`: `this / other`, rounded where `rounding_mode` is "trunc" or "floor".

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Without a
        rounding mode integers give the default floating-point dtype.

        Example:
            >>> flambeau.divide(flambeau.tensor([7, -7]), 2)
            tensor([ 3.5000, -3.5000])
            >>> flambeau.divide(flambeau.tensor([7, -7]), 2, rounding_mode="floor")
            tensor([ 3, -4])"""
    def divide_(self, other: Tensor | _Number, *, rounding_mode: str | None = None) -> Tensor:
        """divide_.Tensor(Tensor(a!) self, Operand other, *, str? rounding_mode=None) -> Tensor(a!)

        Another name for `div_`: `this /= other`, rounded where `rounding_mode` is "trunc" or "floor".

        Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
        shape or a kind of dtype that does not fit raises RuntimeError.

        Example:
            >>> flambeau.tensor([7.0, -7.0]).divide_(2)
            tensor([ 3.5000, -3.5000])"""
    def dot(self, tensor: Tensor) -> Tensor:
        """dot(Tensor self, Tensor tensor) -> Tensor

        The dot product of two vectors. Complex numbers are not conjugated; see `vdot`.

        Both are `(n,)`, of one dtype; the result is 0-d. Other shapes raise RuntimeError.

        Example:
            >>> flambeau.dot(flambeau.tensor([1, 2]), flambeau.tensor([3, 4]))
            tensor(11)"""
    @overload
    def dsplit(self, sections: _int) -> tuple[Tensor, ...]:
        """dsplit.int(Tensor(a) self, int sections) -> Tensor(a)[]

        Equal parts along the dimension that `dsplit` is named for.

        Views, as a tuple. A number of parts that does not divide the size and too few dimensions raise RuntimeError.

        Example:
            >>> flambeau.dsplit(flambeau.tensor([[[1, 2, 3, 4]]]), 2)
            (tensor([[[1, 2]]]), tensor([[[3, 4]]]))
            >>> flambeau.dsplit(flambeau.tensor([[[1, 2, 3]]]), [1])
            (tensor([[[1]]]), tensor([[[2, 3]]]))

        dsplit.list(Tensor(a) self, int[] indices) -> Tensor(a)[]

        Parts that begin at the given indices, along the dimension that `dsplit` is named for.

        Views, as a tuple; n indices give n + 1 parts. Indices beyond the end give empty ones."""
    @overload
    def dsplit(self, indices: Sequence[_int]) -> tuple[Tensor, ...]: ...
    @overload
    def dsplit(self, *indices: _int) -> tuple[Tensor, ...]: ...
    def eq(self, other: Tensor | _Number) -> Tensor:
        """eq(Tensor self, Operand other) -> Tensor

        Whether elements are equal.

        Both shapes broadcast; any dtype; the result is boolean.

        Example:
            >>> flambeau.tensor([1, 2]).eq(flambeau.tensor([1, 3]))
            tensor([ True, False])"""
    def eq_(self, other: Tensor | _Number) -> Tensor:
        """eq_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Whether elements are equal.

        Both shapes broadcast; any dtype; the result is boolean.

        Example:
            >>> flambeau.tensor([1, 2]).eq(flambeau.tensor([1, 3]))
            tensor([ True, False])

        Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
        cannot hold the result."""
    def equal(self, other: Tensor) -> _bool:
        """equal(Tensor self, Tensor other) -> bool

        Whether both have the same shape and equal elements.

        A Python bool; NaN equals nothing.

        Example:
            >>> flambeau.equal(flambeau.tensor([1, 2]), flambeau.tensor([1, 2]))
            True"""
    def erf(self) -> Tensor:
        """erf(Tensor self) -> Tensor

        Error function, `2 / sqrt(pi)` times the integral of `e^(-t^2)` from 0 to x.

        Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
        NotImplementedError.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).erf()
            tensor([0.0000, 0.8427])"""
    def erf_(self) -> Tensor:
        """erf_(Tensor(a!) self) -> Tensor(a!)

        Error function, `2 / sqrt(pi)` times the integral of `e^(-t^2)` from 0 to x.

        Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
        NotImplementedError.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).erf()
            tensor([0.0000, 0.8427])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def erfc(self) -> Tensor:
        """erfc(Tensor self) -> Tensor

        Complementary error function, `1 - erf(x)`, accurate where erf(x) is nearly 1.

        Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
        NotImplementedError.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).erfc()
            tensor([1.0000, 0.1573])"""
    def erfc_(self) -> Tensor:
        """erfc_(Tensor(a!) self) -> Tensor(a!)

        Complementary error function, `1 - erf(x)`, accurate where erf(x) is nearly 1.

        Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
        NotImplementedError.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).erfc()
            tensor([1.0000, 0.1573])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def erfinv(self) -> Tensor:
        """erfinv(Tensor self) -> Tensor

        Inverse of the error function; infinite at -1 and 1, NaN beyond.

        Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
        NotImplementedError.

        Example:
            >>> flambeau.tensor([0.0, 0.5]).erfinv()
            tensor([0.0000, 0.4769])"""
    def erfinv_(self) -> Tensor:
        """erfinv_(Tensor(a!) self) -> Tensor(a!)

        Inverse of the error function; infinite at -1 and 1, NaN beyond.

        Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
        NotImplementedError.

        Example:
            >>> flambeau.tensor([0.0, 0.5]).erfinv()
            tensor([0.0000, 0.4769])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def exp(self) -> Tensor:
        """exp(Tensor self) -> Tensor

        `e^x`.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).exp()
            tensor([1.0000, 2.7183])"""
    def exp2(self) -> Tensor:
        """exp2(Tensor self) -> Tensor

        `2^x`.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 3.0]).exp2()
            tensor([1., 8.])"""
    def exp2_(self) -> Tensor:
        """exp2_(Tensor(a!) self) -> Tensor(a!)

        `2^x`.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 3.0]).exp2()
            tensor([1., 8.])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def exp_(self) -> Tensor:
        """exp_(Tensor(a!) self) -> Tensor(a!)

        `e^x`.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).exp()
            tensor([1.0000, 2.7183])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    @overload
    def expand(self, size: Sequence[_int], *, implicit: _bool = False) -> Tensor:
        """expand(Tensor(a) self, int[] size, *, bool implicit=False) -> Tensor(a)

        Dimensions of size 1 read as larger, without copies; -1 keeps a size.

        A view; new dimensions come first. RuntimeError where another size than 1 would change.

        Example:
            >>> flambeau.tensor([[1], [2]]).expand(-1, 3)
            tensor([[1, 1, 1],
                    [2, 2, 2]])"""
    @overload
    def expand(self, *size: _int, implicit: _bool = False) -> Tensor: ...
    def expand_as(self, other: Tensor) -> Tensor:
        """expand_as(Tensor(a) self, Tensor other) -> Tensor(a)

        Expands to another tensor's shape.

        A view. RuntimeError where the shape does not broadcast to the other's.

        Example:
            >>> flambeau.tensor([1, 2]).expand_as(flambeau.ones(3, 2)).shape
            torch.Size([3, 2])"""
    def expm1(self) -> Tensor:
        """expm1(Tensor self) -> Tensor

        `e^x - 1`, accurate near 0.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).expm1()
            tensor([0.0000, 1.7183])"""
    def expm1_(self) -> Tensor:
        """expm1_(Tensor(a!) self) -> Tensor(a!)

        `e^x - 1`, accurate near 0.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).expm1()
            tensor([0.0000, 1.7183])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def exponential_(self, lambd: _float = 1.0, *, generator: Generator | None = None) -> Tensor:
        """exponential_(Tensor(a!) self, float lambd=1.0, *, Generator? generator=None) -> Tensor(a!)

        Fills with exponentially distributed numbers of rate `lambd`.

        Density `lambd e^(-lambd x)`. Floating-point dtypes; a rate that is not positive raises RuntimeError.

        Example:
            >>> flambeau.empty(2).exponential_().shape
            torch.Size([2])"""
    def fill_(self, value: Tensor | _Number) -> Tensor:
        """fill_.Scalar(Tensor(a!) self, Operand value) -> Tensor(a!)

        Sets every element to `value`, a number or a 0-d tensor.

        Any shape and dtype, to which the value is cast.

        Example:
            >>> flambeau.zeros(2).fill_(3)
            tensor([3., 3.])"""
    def fix(self) -> Tensor:
        """fix(Tensor self) -> Tensor

        Another name for `trunc`, which says more.

        Example:
            >>> flambeau.fix(flambeau.tensor([-1.5, 1.5]))
            tensor([-1.,  1.])"""
    def fix_(self) -> Tensor:
        """fix_(Tensor(a!) self) -> Tensor(a!)

        Another name for `trunc_`: the result is written to the tensor itself.

        Example:
            >>> flambeau.fix(flambeau.tensor([-1.5, 1.5]))
            tensor([-1.,  1.])"""
    def flatten(self, start_dim: _int = 0, end_dim: _int = -1) -> Tensor:
        """flatten.using_ints(Tensor(a) self, int start_dim=0, int end_dim=-1) -> Tensor(a)

        Dimensions `start_dim` to `end_dim` as one.

        A view where the layout allows it, else a copy. A number becomes a vector. RuntimeError where `end_dim`
        comes before `start_dim`.

        Example:
            >>> flambeau.ones(2, 3, 4).flatten(1).shape
            torch.Size([2, 12])"""
    @overload
    def flip(self, dims: Sequence[_int]) -> Tensor:
        """flip(Tensor self, int[] dims) -> Tensor

        The elements with the given dimensions reversed; always a copy.

        Any dtype. Dimensions out of range raise IndexError, repeated ones RuntimeError.

        Example:
            >>> flambeau.tensor([1, 2, 3]).flip(0)
            tensor([3, 2, 1])"""
    @overload
    def flip(self, *dims: _int) -> Tensor: ...
    def fliplr(self) -> Tensor:
        """fliplr(Tensor self) -> Tensor

        The columns of a matrix, or the second dimension, reversed.

        Any dtype; a copy. Fewer than two dimensions raise RuntimeError.

        Example:
            >>> flambeau.tensor([[1, 2]]).fliplr()
            tensor([[2, 1]])"""
    def flipud(self) -> Tensor:
        """flipud(Tensor self) -> Tensor

        The rows of a matrix, or the first dimension, reversed.

        Any dtype; a copy. A 0-d tensor raises RuntimeError.

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

        Any shape; real dtypes, which are kept. Complex raises NotImplementedError.

        Example:
            >>> flambeau.tensor([-0.5, 1.5]).floor()
            tensor([-1.,  1.])"""
    def floor_(self) -> Tensor:
        """floor_(Tensor(a!) self) -> Tensor(a!)

        The largest integer not above.

        Any shape; real dtypes, which are kept. Complex raises NotImplementedError.

        Example:
            >>> flambeau.tensor([-0.5, 1.5]).floor()
            tensor([-1.,  1.])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def floor_divide(self, other: Tensor | _Number) -> Tensor:
        """floor_divide(Tensor self, Operand other) -> Tensor

        `floor(this / other)`, element by element. An integer divided by zero is an error.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
        and booleans raise NotImplementedError.

        Example:
            >>> flambeau.tensor([-7, 7]).floor_divide(2)
            tensor([-4,  3])"""
    def floor_divide_(self, other: Tensor | _Number) -> Tensor:
        """floor_divide_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `floor(this / other)`, element by element. An integer divided by zero is an error.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
        and booleans raise NotImplementedError.

        Example:
            >>> flambeau.tensor([-7, 7]).floor_divide(2)
            tensor([-4,  3])

        Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
        cannot hold the result."""
    def fmax(self, other: Tensor) -> Tensor:
        """fmax(Tensor self, Tensor other) -> Tensor

        The larger of both, element by element; the other one where one is NaN.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
        raise NotImplementedError.

        Example:
            >>> flambeau.fmax(flambeau.tensor([1.0, float("nan")]), flambeau.tensor([2.0, 2.0]))
            tensor([2., 2.])"""
    def fmin(self, other: Tensor) -> Tensor:
        """fmin(Tensor self, Tensor other) -> Tensor

        The smaller of both, element by element; the other one where one is NaN.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
        raise NotImplementedError.

        Example:
            >>> flambeau.fmin(flambeau.tensor([1.0, float("nan")]), flambeau.tensor([2.0, 2.0]))
            tensor([1., 2.])"""
    def fmod(self, other: Tensor | _Number) -> Tensor:
        """fmod(Tensor self, Operand other) -> Tensor

        Remainder of `this / other` with the sign of `this`.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
        and booleans raise NotImplementedError, integers divided by zero RuntimeError.

        Example:
            >>> flambeau.tensor([-7, 7]).fmod(3)
            tensor([-1,  1])"""
    def fmod_(self, other: Tensor | _Number) -> Tensor:
        """fmod_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Remainder of `this / other` with the sign of `this`.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
        and booleans raise NotImplementedError, integers divided by zero RuntimeError.

        Example:
            >>> flambeau.tensor([-7, 7]).fmod(3)
            tensor([-1,  1])

        Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
        cannot hold the result."""
    def frac(self) -> Tensor:
        """frac(Tensor self) -> Tensor

        The fractional part, with the sign of x.

        Any shape; real dtypes, which are kept. Complex raises NotImplementedError.

        Example:
            >>> flambeau.tensor([-1.5, 1.25]).frac()
            tensor([-0.5000,  0.2500])"""
    def frac_(self) -> Tensor:
        """frac_(Tensor(a!) self) -> Tensor(a!)

        The fractional part, with the sign of x.

        Any shape; real dtypes, which are kept. Complex raises NotImplementedError.

        Example:
            >>> flambeau.tensor([-1.5, 1.25]).frac()
            tensor([-0.5000,  0.2500])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def frexp(self) -> _frexp_result:
        """frexp.Tensor(Tensor self) -> (Tensor mantissa, Tensor exponent)

        Numbers as fractions of size from 1/2 to 1 and powers of 2: `mantissa * 2 ** exponent`.

        Any shape; floating-point dtypes, others raise RuntimeError. The exponents are int32.

        Example:
            >>> flambeau.frexp(flambeau.tensor([10.0])).mantissa
            tensor([0.6250])"""
    def gather(self, dim: _int, index: Tensor, *, sparse_grad: _bool = False) -> Tensor:
        """gather(Tensor self, int dim, Tensor index, *, bool sparse_grad=False) -> Tensor

        `out[.., i, ..] = this[.., index[.., i, ..], ..]` along `dim`. The result has the shape of `index`.

        `index` is int64, of as many dimensions, and nowhere larger but along `dim`. An index out of range raises
        RuntimeError.

        Example:
            >>> flambeau.tensor([[1, 2], [3, 4]]).gather(1, flambeau.tensor([[1], [0]]))
            tensor([[2],
                    [3]])"""
    def gcd(self, other: Tensor) -> Tensor:
        """gcd(Tensor self, Tensor other) -> Tensor

        The greatest common divisor of integers; it is not negative.

        Both shapes broadcast and dtypes are promoted; others than integers raise NotImplementedError.

        Example:
            >>> flambeau.gcd(flambeau.tensor([12, 5]), flambeau.tensor([18, 0]))
            tensor([6, 5])"""
    def gcd_(self, other: Tensor) -> Tensor:
        """gcd_(Tensor(a!) self, Tensor other) -> Tensor(a!)

        Does what [`gcd`] does in place.

        Example:
            >>> flambeau.tensor([4]).gcd_(flambeau.tensor([6]))
            tensor([2])"""
    def ge(self, other: Tensor | _Number) -> Tensor:
        """ge(Tensor self, Operand other) -> Tensor

        `this >= other`.

        Both shapes broadcast; the result is boolean. Complex dtypes raise NotImplementedError.

        Example:
            >>> flambeau.tensor([1, 2]).ge(2)
            tensor([False,  True])"""
    def ge_(self, other: Tensor | _Number) -> Tensor:
        """ge_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `this >= other`.

        Both shapes broadcast; the result is boolean. Complex dtypes raise NotImplementedError.

        Example:
            >>> flambeau.tensor([1, 2]).ge(2)
            tensor([False,  True])

        Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
        cannot hold the result."""
    def geometric_(self, p: _float, *, generator: Generator | None = None) -> Tensor:
        """geometric_(Tensor(a!) self, float p, *, Generator? generator=None) -> Tensor(a!)

        Fills with numbers of trials up to the first success, which has probability `p` in each.

        Any dtype but complex ones and booleans; a `p` outside (0, 1) raises RuntimeError.

        Example:
            >>> bool((flambeau.empty(100).geometric_(0.5) >= 1).all())
            True"""
    def ger(self, vec2: Tensor) -> Tensor:
        """ger(Tensor self, Tensor vec2) -> Tensor

        Another name for `outer`: `(n,)` and `(m,)` to `(n, m)`, of promoted dtype. Other shapes raise RuntimeError.

        Example:
            >>> flambeau.ger(flambeau.tensor([1, 2]), flambeau.tensor([3, 4]))
            tensor([[3, 4],
                    [6, 8]])"""
    def greater(self, other: Tensor | _Number) -> Tensor:
        """greater(Tensor self, Operand other) -> Tensor

        Another name for `gt`, which says more.

        Example:
            >>> flambeau.greater(flambeau.tensor([1, 2]), 1)
            tensor([False,  True])"""
    def greater_(self, other: Tensor | _Number) -> Tensor:
        """greater_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Another name for `gt_`: the result is written to the tensor itself.

        Example:
            >>> flambeau.greater(flambeau.tensor([1, 2]), 1)
            tensor([False,  True])"""
    def greater_equal(self, other: Tensor | _Number) -> Tensor:
        """greater_equal(Tensor self, Operand other) -> Tensor

        Another name for `ge`, which says more.

        Example:
            >>> flambeau.greater_equal(flambeau.tensor([1, 2]), 2)
            tensor([False,  True])"""
    def greater_equal_(self, other: Tensor | _Number) -> Tensor:
        """greater_equal_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Another name for `ge_`: the result is written to the tensor itself.

        Example:
            >>> flambeau.greater_equal(flambeau.tensor([1, 2]), 2)
            tensor([False,  True])"""
    def gt(self, other: Tensor | _Number) -> Tensor:
        """gt(Tensor self, Operand other) -> Tensor

        `this > other`.

        Both shapes broadcast; the result is boolean. Complex dtypes raise NotImplementedError.

        Example:
            >>> flambeau.tensor([1, 2]).gt(1)
            tensor([False,  True])"""
    def gt_(self, other: Tensor | _Number) -> Tensor:
        """gt_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `this > other`.

        Both shapes broadcast; the result is boolean. Complex dtypes raise NotImplementedError.

        Example:
            >>> flambeau.tensor([1, 2]).gt(1)
            tensor([False,  True])

        Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
        cannot hold the result."""
    def hardshrink(self, lambd: _Number = 0.5) -> Tensor:
        """hardshrink(Tensor self, Scalar lambd=0.5) -> Tensor

        x, and 0 where `|x| <= lambd`.

        Any shape; floating-point dtypes.

        Example:
            >>> flambeau.nn.functional.hardshrink(flambeau.tensor([-1.0, 0.3, 1.0]))
            tensor([-1.,  0.,  1.])"""
    def hardsigmoid(self) -> Tensor:
        """hardsigmoid(Tensor self) -> Tensor

        `clamp(x + 3, 0, 6) / 6`.

        Any shape; floating-point dtypes only, others raise NotImplementedError.

        Example:
            >>> flambeau.nn.functional.hardsigmoid(flambeau.tensor([-4.0, 0.0, 1.0]))
            tensor([0.0000, 0.5000, 0.6667])"""
    def hardsigmoid_(self) -> Tensor:
        """hardsigmoid_(Tensor(a!) self) -> Tensor(a!)

        `clamp(x + 3, 0, 6) / 6`.

        Any shape; floating-point dtypes only, others raise NotImplementedError.

        Example:
            >>> flambeau.nn.functional.hardsigmoid(flambeau.tensor([-4.0, 0.0, 1.0]))
            tensor([0.0000, 0.5000, 0.6667])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def hardswish(self) -> Tensor:
        """hardswish(Tensor self) -> Tensor

        `x * clamp(x + 3, 0, 6) / 6`.

        Any shape; floating-point dtypes only, others raise NotImplementedError.

        Example:
            >>> flambeau.nn.functional.hardswish(flambeau.tensor([-4.0, 0.0, 1.0]))
            tensor([-0.0000, 0.0000, 0.6667])"""
    def hardswish_(self) -> Tensor:
        """hardswish_(Tensor(a!) self) -> Tensor(a!)

        `x * clamp(x + 3, 0, 6) / 6`.

        Any shape; floating-point dtypes only, others raise NotImplementedError.

        Example:
            >>> flambeau.nn.functional.hardswish(flambeau.tensor([-4.0, 0.0, 1.0]))
            tensor([-0.0000, 0.0000, 0.6667])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def heaviside(self, values: Tensor) -> Tensor:
        """heaviside(Tensor self, Tensor values) -> Tensor

        The step function: 0 below 0, 1 above, and `values` at 0, element by element.

        Both shapes broadcast and have one real dtype; others raise RuntimeError or NotImplementedError.

        Example:
            >>> flambeau.heaviside(flambeau.tensor([-1.0, 0.0, 2.0]), flambeau.tensor([0.5]))
            tensor([0.0000, 0.5000, 1.0000])"""
    def histc(self, bins: _int = 100, min: _Number = 0, max: _Number = 0) -> Tensor:
        """histc(Tensor self, int bins=100, Scalar min=0, Scalar max=0) -> Tensor

        How many elements lie in each of `bins` intervals of equal length between `min` and `max`, or between the
        smallest and the largest element where both are equal.

        Any shape to `(bins,)`, of the same dtype. Floating-point dtypes; `bins` below 1 and bounds out of order raise
        RuntimeError.

        Example:
            >>> flambeau.histc(flambeau.tensor([1.0, 2.0, 1.0]), bins=4, min=0, max=3)
            tensor([0., 2., 1., 0.])"""
    @overload
    def histogram(self, bins: _int = 100, *, range: Sequence[_float] | None = None, weight: Tensor | None = None, density: _bool = False) -> _histogram_result:
        """histogram.bin_ct(Tensor self, int bins=100, *, float[]? range=None, Tensor? weight=None, bool density=False) -> (Tensor hist, Tensor bin_edges)

        How many elements, or which weight, lie in each of `bins` intervals of equal length, and the intervals' edges.
        The interval covered is `range` or that of the data. With `density` the histogram's integral is 1.

        Any shape to `(bins,)` and `(bins + 1,)`, floating-point; weights have the input's shape. Other shapes, and
        bounds out of order, raise RuntimeError.

        Example:
            >>> counts, edges = flambeau.histogram(flambeau.tensor([1.0, 2.0, 1.0]), 4, range=(0.0, 3.0))
            >>> counts
            tensor([0., 2., 1., 0.])
            >>> edges
            tensor([0.0000, 0.7500, 1.5000, 2.2500, 3.0000])

        histogram.bins_tensor(Tensor self, Tensor bins, *, Tensor? weight=None, bool density=False) -> (Tensor hist, Tensor bin_edges)

        How many elements, or which weight, lie between neighbours of `bins`, an ascending tensor of edges.

        Any shape to `(n - 1,)` and the edges `(n,)`, floating-point.

        Example:
            >>> flambeau.histogram(flambeau.tensor([1.0, 2.0, 1.0]), flambeau.tensor([0.0, 1.5, 3.0])).hist
            tensor([2., 1.])"""
    @overload
    def histogram(self, bins: Tensor, *, weight: Tensor | None = None, density: _bool = False) -> _histogram_result: ...
    @overload
    def hsplit(self, sections: _int) -> tuple[Tensor, ...]:
        """hsplit.int(Tensor(a) self, int sections) -> Tensor(a)[]

        Equal parts along the dimension that `hsplit` is named for.

        Views, as a tuple. A number of parts that does not divide the size and too few dimensions raise RuntimeError.

        Example:
            >>> flambeau.hsplit(flambeau.tensor([[1, 2, 3, 4]]), 2)
            (tensor([[1, 2]]), tensor([[3, 4]]))
            >>> flambeau.hsplit(flambeau.tensor([1, 2, 3]), [1])
            (tensor([1]), tensor([2, 3]))

        hsplit.list(Tensor(a) self, int[] indices) -> Tensor(a)[]

        Parts that begin at the given indices, along the dimension that `hsplit` is named for.

        Views, as a tuple; n indices give n + 1 parts. Indices beyond the end give empty ones."""
    @overload
    def hsplit(self, indices: Sequence[_int]) -> tuple[Tensor, ...]: ...
    @overload
    def hsplit(self, *indices: _int) -> tuple[Tensor, ...]: ...
    def hypot(self, other: Tensor | _Number) -> Tensor:
        """hypot(Tensor self, Operand other) -> Tensor

        `sqrt(this^2 + other^2)` without overflow on the way.

        Both shapes broadcast; floating-point dtypes, others raise NotImplementedError.

        Example:
            >>> flambeau.hypot(flambeau.tensor([3.0]), flambeau.tensor([4.0]))
            tensor([5.])"""
    def hypot_(self, other: Tensor | _Number) -> Tensor:
        """hypot_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `sqrt(this^2 + other^2)` without overflow on the way.

        Both shapes broadcast; floating-point dtypes, others raise NotImplementedError.

        Example:
            >>> flambeau.hypot(flambeau.tensor([3.0]), flambeau.tensor([4.0]))
            tensor([5.])

        Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
        cannot hold the result."""
    def i0(self) -> Tensor:
        """i0(Tensor self) -> Tensor

        The modified Bessel function of the first kind of order 0.

        Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
        NotImplementedError.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).i0()
            tensor([1.0000, 1.2661])"""
    def i0_(self) -> Tensor:
        """i0_(Tensor(a!) self) -> Tensor(a!)

        The modified Bessel function of the first kind of order 0.

        Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
        NotImplementedError.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).i0()
            tensor([1.0000, 1.2661])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def index_add(self, dim: _int, index: Tensor, source: Tensor, *, alpha: _Number = 1) -> Tensor:
        """index_add(Tensor self, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor

        `this` with `alpha` times the slices of `source` added to the slices along `dim` that `index` names. Slices
        that are named several times gather all their summands, in the order of the indices.

        `index` is a vector of int32 or int64 with an entry for each slice of `source`, which has this tensor's dtype.
        An index out of range raises RuntimeError.

        Example:
            >>> flambeau.zeros(3).index_add(0, flambeau.tensor([0, 0, 2]), flambeau.tensor([1.0, 2.0, 3.0]), alpha=10)
            tensor([30.,  0., 30.])"""
    def index_add_(self, dim: _int, index: Tensor, source: Tensor, *, alpha: _Number = 1) -> Tensor:
        """index_add_(Tensor(a!) self, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor(a!)

        Adds `alpha` times the slices of `source` to the slices along `dim` that `index` names.

        `index` is a vector of int32 or int64 with an entry for each slice of `source`, which has this tensor's
        dtype. An index out of range raises RuntimeError.

        Example:
            >>> flambeau.zeros(2).index_add_(0, flambeau.tensor([1, 1]), flambeau.ones(2))
            tensor([0., 2.])"""
    def index_copy(self, dim: _int, index: Tensor, source: Tensor) -> Tensor:
        """index_copy(Tensor self, int dim, Tensor index, Tensor source) -> Tensor

        `this` with the slices of `source` in the places along `dim` that `index` names.

        `index` is a vector of int64 with an entry for each slice of `source`, which has this tensor's dtype. An index
        out of range raises IndexError.

        Example:
            >>> flambeau.zeros(3).index_copy(0, flambeau.tensor([0, 2]), flambeau.tensor([5.0, 7.0]))
            tensor([5., 0., 7.])"""
    def index_copy_(self, dim: _int, index: Tensor, source: Tensor) -> Tensor:
        """index_copy_(Tensor(a!) self, int dim, Tensor index, Tensor source) -> Tensor(a!)

        Writes the slices of `source` to the places along `dim` that `index` names.

        `index` is a vector of int64 with an entry for each slice of `source`, which has this tensor's dtype. An
        index out of range raises IndexError.

        Example:
            >>> flambeau.zeros(2).index_copy_(0, flambeau.tensor([1]), flambeau.ones(1))
            tensor([0., 1.])"""
    def index_fill(self, dim: _int, index: Tensor, value: Tensor | _Number) -> Tensor:
        """index_fill.int_Scalar(Tensor self, int dim, Tensor index, Operand value) -> Tensor

        `this` with `value`, a number or 0-d tensor, in the slices along `dim` that `index` names.

        `index` is a vector of int64. An index out of range raises IndexError.

        Example:
            >>> flambeau.zeros(2, 3).index_fill(1, flambeau.tensor([0, 2]), 5.0)
            tensor([[5., 0., 5.],
                    [5., 0., 5.]])"""
    def index_fill_(self, dim: _int, index: Tensor, value: Tensor | _Number) -> Tensor:
        """index_fill_.int_Scalar(Tensor(a!) self, int dim, Tensor index, Operand value) -> Tensor(a!)

        Writes `value`, a number or 0-d tensor, to the slices along `dim` that `index` names.

        `index` is a vector of int64. An index out of range raises IndexError.

        Example:
            >>> flambeau.zeros(2, 3).index_fill_(1, flambeau.tensor([0, 2]), 5.0)
            tensor([[5., 0., 5.],
                    [5., 0., 5.]])"""
    def index_put(self, indices: Sequence[Tensor | None], values: Tensor, accumulate: _bool = False) -> Tensor:
        """index_put(Tensor self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor

        `this` with `values` at the places that tensors of integers or masks name; added to what is there if
        `accumulate`.

        The indices broadcast together and `values`, of this tensor's dtype, to their shape. An index out of range
        raises IndexError.

        Example:
            >>> flambeau.zeros(3).index_put((flambeau.tensor([0, 2]),), flambeau.tensor([5.0, 7.0]))
            tensor([5., 0., 7.])"""
    def index_put_(self, indices: Sequence[Tensor | None], values: Tensor, accumulate: _bool = False) -> Tensor:
        """index_put_(Tensor(a!) self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor(a!)

        Writes `values` to the places that tensors of integers or masks name; adds them if `accumulate`.

        The indices broadcast together and `values`, of this tensor's dtype, to their shape. An index out of range
        raises IndexError.

        Example:
            >>> flambeau.zeros(3).index_put_((flambeau.tensor([0, 0]),), flambeau.tensor([5.0, 7.0]), accumulate=True)
            tensor([12.,  0.,  0.])"""
    def index_reduce(self, dim: _int, index: Tensor, source: Tensor, reduce: str, *, include_self: _bool = True) -> Tensor:
        """index_reduce(Tensor self, int dim, Tensor index, Tensor source, str reduce, *, bool include_self=True) -> Tensor

        `this` with the slices of `source` reduced into the slices along `dim` that `index` names: `"prod"`, `"mean"`,
        `"amax"` or `"amin"`.

        `index` is a vector of int32 or int64 with an entry for each slice of `source`, which has this tensor's dtype.
        An index out of range raises IndexError.

        Example:
            >>> flambeau.ones(3).index_reduce(0, flambeau.tensor([0, 0, 2]), flambeau.tensor([2.0, 3.0, 4.0]), "prod")
            tensor([6., 1., 4.])"""
    def index_reduce_(self, dim: _int, index: Tensor, source: Tensor, reduce: str, *, include_self: _bool = True) -> Tensor:
        """index_reduce_(Tensor(a!) self, int dim, Tensor index, Tensor source, str reduce, *, bool include_self=True) -> Tensor(a!)

        Reduces the slices of `source` into the slices along `dim` that `index` names: "prod", "mean", "amax" or
        "amin".

        `index` is a vector of int32 or int64 with an entry for each slice of `source`, which has this tensor's dtype.
        An index out of range raises IndexError.

        Example:
            >>> flambeau.ones(3).index_reduce_(0, flambeau.tensor([0, 0, 2]), flambeau.tensor([2.0, 3.0, 4.0]), "amax")
            tensor([3., 1., 4.])"""
    def index_select(self, dim: _int, index: Tensor) -> Tensor:
        """index_select(Tensor self, int dim, Tensor index) -> Tensor

        The slices along `dim` that a vector of indices names.

        `index` is int32 or int64. An index out of range raises IndexError, an index that is no vector too.

        Example:
            >>> flambeau.tensor([[1, 2], [3, 4]]).index_select(1, flambeau.tensor([1]))
            tensor([[2],
                    [4]])"""
    def inner(self, other: Tensor) -> Tensor:
        """inner(Tensor self, Tensor other) -> Tensor

        Sums of products over the last dimensions, `(*a, k) x (*b, k) -> (*a, *b)`. A number multiplies.

        Both have one dtype; last dimensions that differ raise RuntimeError.

        Example:
            >>> flambeau.inner(flambeau.tensor([1, 2]), flambeau.tensor([[3, 4], [5, 6]]))
            tensor([11, 17])"""
    def isclose(self, other: Tensor, rtol: _float = 1e-05, atol: _float = 1e-08, equal_nan: _bool = False) -> Tensor:
        """isclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False) -> Tensor

        Whether `|this - other| <= atol + rtol * |other|`, element by element.

        Both shapes broadcast; the result is boolean. Dtypes that differ, and negative tolerances, raise
        RuntimeError.

        Example:
            >>> flambeau.isclose(flambeau.tensor([1.0, 2.0]), flambeau.tensor([1.000001, 2.1]))
            tensor([ True, False])"""
    def isfinite(self) -> Tensor:
        """isfinite(Tensor self) -> Tensor

        Whether elements are neither infinite nor NaN.

        Any shape and dtype; the result is boolean.

        Example:
            >>> flambeau.tensor([1.0, float("inf")]).isfinite()
            tensor([ True, False])"""
    def isinf(self) -> Tensor:
        """isinf(Tensor self) -> Tensor

        Whether elements are infinite.

        Any shape and dtype; the result is boolean.

        Example:
            >>> flambeau.tensor([1.0, float("inf")]).isinf()
            tensor([False,  True])"""
    def isnan(self) -> Tensor:
        """isnan(Tensor self) -> Tensor

        Whether elements are NaN.

        Any shape and dtype; the result is boolean.

        Example:
            >>> flambeau.tensor([1.0, float("nan")]).isnan()
            tensor([False,  True])"""
    def isneginf(self) -> Tensor:
        """isneginf(Tensor self) -> Tensor

        Whether elements are minus infinity.

        Any shape; the result is boolean. Complex dtypes raise NotImplementedError.

        Example:
            >>> flambeau.tensor([1.0, float("inf"), -float("inf")]).isneginf()
            tensor([False, False,  True])"""
    def isposinf(self) -> Tensor:
        """isposinf(Tensor self) -> Tensor

        Whether elements are plus infinity.

        Any shape; the result is boolean. Complex dtypes raise NotImplementedError.

        Example:
            >>> flambeau.tensor([1.0, float("inf"), -float("inf")]).isposinf()
            tensor([False,  True, False])"""
    def kron(self, other: Tensor) -> Tensor:
        """kron(Tensor self, Tensor other) -> Tensor

        The Kronecker product: every element of the first tensor times the second, side by side.

        Sizes multiply dimension by dimension; a tensor with fewer has ones in front. Dtypes are promoted.

        Example:
            >>> flambeau.kron(flambeau.tensor([[1, 10]]), flambeau.tensor([[1, 2], [3, 4]]))
            tensor([[ 1,  2, 10, 20],
                    [ 3,  4, 30, 40]])"""
    def kthvalue(self, k: _int, dim: _int = -1, keepdim: _bool = False) -> _kthvalue_result:
        """kthvalue(Tensor self, int k, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)

        The `k`-th smallest element along `dim`, counted from 1, and where it is.

        Real dtypes; both results lack `dim`, or have size 1 there with `keepdim`. Positions are int64. A k out of
        range raises RuntimeError.

        Example:
            >>> flambeau.kthvalue(flambeau.tensor([3, 1, 2]), 2).values
            tensor(2)"""
    def lcm(self, other: Tensor) -> Tensor:
        """lcm(Tensor self, Tensor other) -> Tensor

        The least common multiple of integers; it is not negative.

        Both shapes broadcast and dtypes are promoted; others than integers raise NotImplementedError.

        Example:
            >>> flambeau.lcm(flambeau.tensor([4, 5]), flambeau.tensor([6, 0]))
            tensor([12,  0])"""
    def lcm_(self, other: Tensor) -> Tensor:
        """lcm_(Tensor(a!) self, Tensor other) -> Tensor(a!)

        Does what [`lcm`] does in place.

        Example:
            >>> flambeau.tensor([4]).lcm_(flambeau.tensor([6]))
            tensor([12])"""
    def ldexp(self, other: Tensor) -> Tensor:
        """ldexp.Tensor(Tensor self, Tensor other) -> Tensor

        `self * 2 ** other`.

        Example:
            >>> flambeau.ldexp(flambeau.tensor([1.0]), flambeau.tensor([1, 2]))
            tensor([2., 4.])"""
    def ldexp_(self, other: Tensor) -> Tensor:
        """ldexp_(Tensor(a!) self, Tensor other) -> Tensor(a!)

        Does what [`ldexp`] does in place.

        Example:
            >>> flambeau.tensor([1.0]).ldexp_(flambeau.tensor([2]))
            tensor([4.])"""
    def le(self, other: Tensor | _Number) -> Tensor:
        """le(Tensor self, Operand other) -> Tensor

        `this <= other`.

        Both shapes broadcast; the result is boolean. Complex dtypes raise NotImplementedError.

        Example:
            >>> flambeau.tensor([1, 2]).le(1)
            tensor([ True, False])"""
    def le_(self, other: Tensor | _Number) -> Tensor:
        """le_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `this <= other`.

        Both shapes broadcast; the result is boolean. Complex dtypes raise NotImplementedError.

        Example:
            >>> flambeau.tensor([1, 2]).le(1)
            tensor([ True, False])

        Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
        cannot hold the result."""
    def lerp(self, end: Tensor, weight: Tensor | _Number) -> Tensor:
        """lerp.Tensor(Tensor self, Tensor end, Operand weight) -> Tensor

        `start + weight * (end - start)`; weights 0 and 1 give the ends exactly.

        All three broadcast and have one floating-point or complex dtype; others raise RuntimeError or
        NotImplementedError.

        Example:
            >>> flambeau.lerp(flambeau.tensor([0.0]), flambeau.tensor([10.0]), 0.3)
            tensor([3.])"""
    def lerp_(self, end: Tensor, weight: Tensor | _Number) -> Tensor:
        """lerp_.Tensor(Tensor(a!) self, Tensor end, Operand weight) -> Tensor(a!)

        Moves every element towards `end` by `weight`: `this += weight * (end - this)`.

        `end` and a `weight` that is a tensor broadcast to this tensor's shape and have its dtype, a floating-point or
        complex one; others raise RuntimeError or NotImplementedError.

        Example:
            >>> flambeau.tensor([0.0, 10.0]).lerp_(flambeau.tensor([10.0, 20.0]), 0.5)
            tensor([ 5., 15.])"""
    def less(self, other: Tensor | _Number) -> Tensor:
        """less(Tensor self, Operand other) -> Tensor

        Another name for `lt`, which says more.

        Example:
            >>> flambeau.less(flambeau.tensor([1, 2]), 2)
            tensor([ True, False])"""
    def less_(self, other: Tensor | _Number) -> Tensor:
        """less_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Another name for `lt_`: the result is written to the tensor itself.

        Example:
            >>> flambeau.less(flambeau.tensor([1, 2]), 2)
            tensor([ True, False])"""
    def less_equal(self, other: Tensor | _Number) -> Tensor:
        """less_equal(Tensor self, Operand other) -> Tensor

        Another name for `le`, which says more.

        Example:
            >>> flambeau.less_equal(flambeau.tensor([1, 2]), 1)
            tensor([ True, False])"""
    def less_equal_(self, other: Tensor | _Number) -> Tensor:
        """less_equal_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Another name for `le_`: the result is written to the tensor itself.

        Example:
            >>> flambeau.less_equal(flambeau.tensor([1, 2]), 1)
            tensor([ True, False])"""
    def lgamma(self) -> Tensor:
        """lgamma(Tensor self) -> Tensor

        `log |gamma(x)|`; infinite at 0 and the negative integers.

        Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
        NotImplementedError.

        Example:
            >>> flambeau.tensor([1.0, 5.0]).lgamma()
            tensor([0.0000, 3.1781])"""
    def lgamma_(self) -> Tensor:
        """lgamma_(Tensor(a!) self) -> Tensor(a!)

        `log |gamma(x)|`; infinite at 0 and the negative integers.

        Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
        NotImplementedError.

        Example:
            >>> flambeau.tensor([1.0, 5.0]).lgamma()
            tensor([0.0000, 3.1781])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def log(self) -> Tensor:
        """log(Tensor self) -> Tensor

        Natural logarithm.

        NaN for negative real numbers, minus infinity at 0.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([1.0, 10.0]).log()
            tensor([0.0000, 2.3026])"""
    def log10(self) -> Tensor:
        """log10(Tensor self) -> Tensor

        Logarithm to base 10.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([1.0, 100.0]).log10()
            tensor([0., 2.])"""
    def log10_(self) -> Tensor:
        """log10_(Tensor(a!) self) -> Tensor(a!)

        Logarithm to base 10.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([1.0, 100.0]).log10()
            tensor([0., 2.])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def log1p(self) -> Tensor:
        """log1p(Tensor self) -> Tensor

        `log(1 + x)`, accurate near 0.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).log1p()
            tensor([0.0000, 0.6931])"""
    def log1p_(self) -> Tensor:
        """log1p_(Tensor(a!) self) -> Tensor(a!)

        `log(1 + x)`, accurate near 0.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).log1p()
            tensor([0.0000, 0.6931])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def log2(self) -> Tensor:
        """log2(Tensor self) -> Tensor

        Logarithm to base 2; NaN for negative real numbers, minus infinity at 0.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([1.0, 8.0]).log2()
            tensor([0., 3.])"""
    def log2_(self) -> Tensor:
        """log2_(Tensor(a!) self) -> Tensor(a!)

        Logarithm to base 2; NaN for negative real numbers, minus infinity at 0.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([1.0, 8.0]).log2()
            tensor([0., 3.])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def log_(self) -> Tensor:
        """log_(Tensor(a!) self) -> Tensor(a!)

        Natural logarithm.

        NaN for negative real numbers, minus infinity at 0.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([1.0, 10.0]).log()
            tensor([0.0000, 2.3026])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def log_normal_(self, mean: _float = 1.0, std: _float = 2.0, *, generator: Generator | None = None) -> Tensor:
        """log_normal_(Tensor(a!) self, float mean=1.0, float std=2.0, *, Generator? generator=None) -> Tensor(a!)

        Fills with exponentials of normal numbers; `mean` and `std` are those of the logarithm.

        Floating-point tensors; a `std` that is not positive raises RuntimeError.

        Example:
            >>> bool((flambeau.empty(100).log_normal_() > 0).all())
            True"""
    def log_sigmoid(self) -> Tensor:
        """log_sigmoid(Tensor self) -> Tensor

        `log(sigmoid(x))`, accurate for large negative numbers.

        Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
        NotImplementedError.

        Example:
            >>> flambeau.nn.functional.logsigmoid(flambeau.tensor([-100.0, 0.0]))
            tensor([-100.0000,   -0.6931])"""
    def log_sigmoid_(self) -> Tensor:
        """log_sigmoid_(Tensor(a!) self) -> Tensor(a!)

        `log(sigmoid(x))`, accurate for large negative numbers.

        Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
        NotImplementedError.

        Example:
            >>> flambeau.nn.functional.logsigmoid(flambeau.tensor([-100.0, 0.0]))
            tensor([-100.0000,   -0.6931])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def log_softmax(self, dim: _int, dtype: _dtype | None = None) -> Tensor:
        """log_softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor

        `log(softmax(x))` along a dimension, without the overflow of the two steps.

        `x - log(sum(exp(x)))`. Any shape; floating-point dtypes, others raise NotImplementedError unless `dtype`
        says what to convert to.

        Example:
            >>> flambeau.tensor([0.0, 0.0]).log_softmax(-1)
            tensor([-0.6931, -0.6931])"""
    def logaddexp(self, other: Tensor) -> Tensor:
        """logaddexp(Tensor self, Tensor other) -> Tensor

        `log(e^this + e^other)` without overflow.

        Both shapes broadcast; real floating-point numbers, integers give the default dtype.

        Example:
            >>> flambeau.logaddexp(flambeau.tensor([0.0]), flambeau.tensor([0.0]))
            tensor([0.6931])"""
    def logaddexp2(self, other: Tensor) -> Tensor:
        """logaddexp2(Tensor self, Tensor other) -> Tensor

        `log2(2^this + 2^other)`, without overflow on the way.

        Both shapes broadcast; real floating-point numbers, integers give the default dtype.

        Example:
            >>> flambeau.logaddexp2(flambeau.tensor([1.0]), flambeau.tensor([1.0]))
            tensor([2.])"""
    def logcumsumexp(self, dim: _int) -> Tensor:
        """logcumsumexp(Tensor self, int dim) -> Tensor

        The logarithms of the sums of exponentials of the elements up to each along `dim`: `log(sum_{j <= i} e^x_j)`.

        Floating-point dtypes, others raise NotImplementedError. There is no overflow on the way.

        Example:
            >>> flambeau.tensor([0.0, 0.0, 0.0]).logcumsumexp(0)
            tensor([0.0000, 0.6931, 1.0986])"""
    def logical_and(self, other: Tensor | _Number) -> Tensor:
        """logical_and(Tensor self, Operand other) -> Tensor

        Whether both are not zero.

        Both shapes broadcast; any dtype; the result is boolean.

        Example:
            >>> flambeau.logical_and(flambeau.tensor([True, True]), flambeau.tensor([True, False]))
            tensor([ True, False])"""
    def logical_and_(self, other: Tensor | _Number) -> Tensor:
        """logical_and_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Whether both are not zero.

        Both shapes broadcast; any dtype; the result is boolean.

        Example:
            >>> flambeau.logical_and(flambeau.tensor([True, True]), flambeau.tensor([True, False]))
            tensor([ True, False])

        Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
        cannot hold the result."""
    def logical_not(self) -> Tensor:
        """logical_not(Tensor self) -> Tensor

        Whether an element is zero.

        Any shape and dtype; the result is boolean.

        Example:
            >>> flambeau.tensor([True, False]).logical_not()
            tensor([False,  True])"""
    def logical_not_(self) -> Tensor:
        """logical_not_(Tensor(a!) self) -> Tensor(a!)

        Whether an element is zero.

        Any shape and dtype; the result is boolean.

        Example:
            >>> flambeau.tensor([True, False]).logical_not()
            tensor([False,  True])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def logical_or(self, other: Tensor | _Number) -> Tensor:
        """logical_or(Tensor self, Operand other) -> Tensor

        Whether one is not zero.

        Both shapes broadcast; any dtype; the result is boolean.

        Example:
            >>> flambeau.logical_or(flambeau.tensor([False, True]), flambeau.tensor([False, False]))
            tensor([False,  True])"""
    def logical_or_(self, other: Tensor | _Number) -> Tensor:
        """logical_or_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Whether one is not zero.

        Both shapes broadcast; any dtype; the result is boolean.

        Example:
            >>> flambeau.logical_or(flambeau.tensor([False, True]), flambeau.tensor([False, False]))
            tensor([False,  True])

        Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
        cannot hold the result."""
    def logical_xor(self, other: Tensor | _Number) -> Tensor:
        """logical_xor(Tensor self, Operand other) -> Tensor

        Whether exactly one is not zero.

        Both shapes broadcast; any dtype; the result is boolean.

        Example:
            >>> flambeau.logical_xor(flambeau.tensor([True, True]), flambeau.tensor([True, False]))
            tensor([False,  True])"""
    def logical_xor_(self, other: Tensor | _Number) -> Tensor:
        """logical_xor_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Whether exactly one is not zero.

        Both shapes broadcast; any dtype; the result is boolean.

        Example:
            >>> flambeau.logical_xor(flambeau.tensor([True, True]), flambeau.tensor([True, False]))
            tensor([False,  True])

        Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
        cannot hold the result."""
    def logit(self, eps: _float | None = None) -> Tensor:
        """logit(Tensor self, float? eps=None) -> Tensor

        `log(x / (1 - x))`, the inverse of `sigmoid`; with `eps`, x is first clamped to `[eps, 1 - eps]`.

        Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
        NotImplementedError.

        Example:
            >>> flambeau.tensor([0.5, 0.9]).logit()
            tensor([0.0000, 2.1972])
            >>> flambeau.tensor([0.0, 1.0]).logit(eps=0.1)
            tensor([-2.1972,  2.1972])"""
    def logsumexp(self, dim: _int | Sequence[_int], keepdim: _bool = False) -> Tensor:
        """logsumexp(Tensor self, int[1] dim, bool keepdim=False) -> Tensor

        `log(sum(exp(x)))` over dimensions, without overflow.

        Floating-point or complex dtypes; integers give the default dtype. The result lacks the dimensions, or has
        size 1 there with `keepdim`.

        Example:
            >>> flambeau.logsumexp(flambeau.tensor([0.0, 0.0]), 0)
            tensor(0.6931)"""
    def lt(self, other: Tensor | _Number) -> Tensor:
        """lt(Tensor self, Operand other) -> Tensor

        `this < other`.

        Both shapes broadcast; the result is boolean. Complex dtypes raise NotImplementedError.

        Example:
            >>> flambeau.tensor([1, 2]).lt(2)
            tensor([ True, False])"""
    def lt_(self, other: Tensor | _Number) -> Tensor:
        """lt_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `this < other`.

        Both shapes broadcast; the result is boolean. Complex dtypes raise NotImplementedError.

        Example:
            >>> flambeau.tensor([1, 2]).lt(2)
            tensor([ True, False])

        Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
        cannot hold the result."""
    def masked_fill(self, mask: Tensor, value: Tensor | _Number) -> Tensor:
        """masked_fill(Tensor self, Tensor mask, Operand value) -> Tensor

        `this` with `value` where the boolean `mask` holds; the mask broadcasts.

        The value is a number or a 0-d tensor, cast to this tensor's dtype. A mask that is not boolean raises
        RuntimeError.

        Example:
            >>> x = flambeau.tensor([1.0, 2.0, 3.0])
            >>> x.masked_fill(x > 1.5, 0)
            tensor([1., 0., 0.])"""
    def masked_fill_(self, mask: Tensor, value: Tensor | _Number) -> Tensor:
        """masked_fill_(Tensor(a!) self, Tensor mask, Operand value) -> Tensor(a!)

        Writes `value` where the boolean `mask` holds; the mask broadcasts to this tensor.

        The value is a number or a 0-d tensor, cast to this tensor's dtype. A mask that is not boolean, or does
        not broadcast, raises RuntimeError.

        Example:
            >>> flambeau.tensor([1.0, 2.0]).masked_fill_(flambeau.tensor([True, False]), 0)
            tensor([0., 2.])"""
    def masked_scatter(self, mask: Tensor, source: Tensor) -> Tensor:
        """masked_scatter(Tensor self, Tensor mask, Tensor source) -> Tensor

        `this` with the elements of `source`, one after the other, where the boolean `mask` is set.

        Mask and tensor broadcast together; `source` has this tensor's dtype and at least as many elements as the mask
        sets, or RuntimeError is raised.

        Example:
            >>> mask = flambeau.tensor([True, False, True])
            >>> flambeau.zeros(3).masked_scatter(mask, flambeau.tensor([5.0, 7.0]))
            tensor([5., 0., 7.])"""
    def masked_scatter_(self, mask: Tensor, source: Tensor) -> Tensor:
        """masked_scatter_(Tensor(a!) self, Tensor mask, Tensor source) -> Tensor(a!)

        Writes the elements of `source`, one after the other, where the boolean `mask` is set; the mask broadcasts.

        `source` has this tensor's dtype and at least as many elements as the mask sets, or RuntimeError is raised.

        Example:
            >>> mask = flambeau.tensor([True, False, True])
            >>> flambeau.zeros(3).masked_scatter_(mask, flambeau.tensor([5.0, 7.0]))
            tensor([5., 0., 7.])"""
    def masked_select(self, mask: Tensor) -> Tensor:
        """masked_select(Tensor self, Tensor mask) -> Tensor

        The elements where the boolean `mask` is set, one after the other; the two broadcast together.

        Any dtype, to a vector. A mask that is not boolean raises RuntimeError.

        Example:
            >>> x = flambeau.tensor([1, 2, 3])
            >>> flambeau.masked_select(x, x > 1)
            tensor([2, 3])"""
    def matmul(self, other: Tensor) -> Tensor:
        """matmul(Tensor self, Tensor other) -> Tensor

        The matrix product of tensors of any number of dimensions.

        Two vectors give their dot product; a matrix and a vector a vector. With more dimensions the last two are
        matrices and the others a batch, which broadcasts: `(*, n, m) x (*, m, p) -> (*, n, p)`. A vector counts as a
        row in front and as a column behind; that dimension is left out of the result.

        Both have one dtype. Inner sizes that differ, and 0-d tensors, raise RuntimeError.

        Example:
            >>> a, b = flambeau.ones(2, 3, 4), flambeau.ones(4, 5)
            >>> flambeau.matmul(a, b).shape
            torch.Size([2, 3, 5])"""
    def matrix_power(self, n: _int) -> Tensor:
        """matrix_power(Tensor self, int n) -> Tensor

        A square matrix, or each of a batch, multiplied with itself `n` times; the inverse for negative `n`.

        `(*, m, m)`, of any dtype for `n >= 0`. Matrices that are not square raise RuntimeError.

        Example:
            >>> flambeau.matrix_power(flambeau.tensor([[1.0, 1.0], [0.0, 1.0]]), 3)
            tensor([[1., 3.],
                    [0., 1.]])"""
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

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
        raise NotImplementedError.

        Example:
            >>> flambeau.maximum(flambeau.tensor([1, 5]), flambeau.tensor([3, 2]))
            tensor([3, 5])"""
    @overload
    def mean(self, *, dtype: _dtype | None = None) -> Tensor:
        """mean(Tensor self, *, ScalarType? dtype=None) -> Tensor

        The mean of all elements.

        Floating-point or complex dtypes, others raise RuntimeError. The result is 0-d, NaN for an empty tensor.

        Example:
            >>> flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]).mean()
            tensor(2.5000)

        mean.dim(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

        Means over dimensions.

        No dimensions mean all. The result lacks them, or has size 1 there with `keepdim`. Floating-point or
        complex dtypes, others raise RuntimeError.

        Example:
            >>> flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]).mean(1)
            tensor([1.5000, 3.5000])"""
    @overload
    def mean(self, dim: _int | Sequence[_int] | None, keepdim: _bool = False, *, dtype: _dtype | None = None) -> Tensor: ...
    @overload
    def median(self) -> Tensor:
        """median(Tensor self) -> Tensor

        The median of all elements: the lower of two in the middle, NaN where there is one.

        Real dtypes; the result is 0-d, NaN for an empty tensor.

        Example:
            >>> flambeau.tensor([3.0, 1.0, 2.0]).median()
            tensor(2.)

        median.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)

        The medians along `dim` and where they are: of an even number of elements the lower one, NaN where there is
        one.

        Real dtypes; both results lack `dim`, or have size 1 there with `keepdim`. Positions are int64. An empty
        dimension raises IndexError.

        Example:
            >>> values, indices = flambeau.tensor([[1, 3, 2], [9, 8, 7]]).median(1)
            >>> values, indices
            (tensor([2, 8]), tensor([2, 1]))"""
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

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
        raise NotImplementedError.

        Example:
            >>> flambeau.minimum(flambeau.tensor([1, 5]), flambeau.tensor([3, 2]))
            tensor([1, 2])"""
    def mish(self) -> Tensor:
        """mish(Tensor self) -> Tensor

        `x * tanh(softplus(x))`, with `softplus(x) = log(1 + e^x)`.

        Any shape; floating-point dtypes only, others raise NotImplementedError.

        Example:
            >>> flambeau.nn.functional.mish(flambeau.tensor([-1.0, 1.0]))
            tensor([-0.3034,  0.8651])"""
    def mish_(self) -> Tensor:
        """mish_(Tensor(a!) self) -> Tensor(a!)

        `x * tanh(softplus(x))`, with `softplus(x) = log(1 + e^x)`.

        Any shape; floating-point dtypes only, others raise NotImplementedError.

        Example:
            >>> flambeau.nn.functional.mish(flambeau.tensor([-1.0, 1.0]))
            tensor([-0.3034,  0.8651])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def mm(self, mat2: Tensor) -> Tensor:
        """mm(Tensor self, Tensor mat2) -> Tensor

        The product of two matrices, `(n, m) x (m, p) -> (n, p)`.

        Integers wrap around; 16-bit floats are summed in float32. For vectors and batches see `matmul`.

        Both have one dtype. Other shapes raise RuntimeError.

        Example:
            >>> flambeau.mm(flambeau.ones(2, 3), flambeau.ones(3, 4)).shape
            torch.Size([2, 4])"""
    def mode(self, dim: _int = -1, keepdim: _bool = False) -> _mode_result:
        """mode(Tensor self, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)

        The most frequent element along `dim`, the smallest of several, and the last position where it is.

        Real dtypes; both results lack `dim`, or have size 1 there with `keepdim`. Positions are int64.

        Example:
            >>> values, indices = flambeau.tensor([[1, 2, 2, 3]]).mode(1)
            >>> values, indices
            (tensor([2]), tensor([2]))"""
    def moveaxis(self, source: _int | Sequence[_int], destination: _int | Sequence[_int]) -> Tensor:
        """moveaxis.intlist(Tensor(a) self, int[1] source, int[1] destination) -> Tensor(a)

        Another name for `movedim`: a view with dimension `source[i]` at `destination[i]`, the others in order.

        Numbers or lists of one length; others raise RuntimeError, dimensions out of range IndexError.

        Example:
            >>> flambeau.moveaxis(flambeau.ones(2, 3, 4), 0, -1).shape
            torch.Size([3, 4, 2])"""
    def movedim(self, source: _int | Sequence[_int], destination: _int | Sequence[_int]) -> Tensor:
        """movedim.intlist(Tensor(a) self, int[1] source, int[1] destination) -> Tensor(a)

        Dimensions moved to new places; the others keep their order.

        A view. Lists of different length raise RuntimeError, dimensions out of range IndexError.

        Example:
            >>> flambeau.ones(2, 3, 4).movedim(0, -1).shape
            torch.Size([3, 4, 2])"""
    def msort(self) -> Tensor:
        """msort(Tensor self) -> Tensor

        The elements in order along the first dimension.

        Any shape and real dtype, which are kept.

        Example:
            >>> flambeau.msort(flambeau.tensor([[3, 1], [2, 4]]))
            tensor([[2, 1],
                    [3, 4]])"""
    def mul(self, other: Tensor | _Number) -> Tensor:
        """mul(Tensor self, Operand other) -> Tensor

        `this * other`, element by element, with broadcasting.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError.

        Example:
            >>> flambeau.tensor([1, 2]).mul(flambeau.tensor([[10], [20]]))
            tensor([[10, 20],
                    [20, 40]])"""
    def mul_(self, other: Tensor | _Number) -> Tensor:
        """mul_(Tensor(a!) self, Operand other) -> Tensor(a!)

        `this * other`, element by element, with broadcasting.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError.

        Example:
            >>> flambeau.tensor([1, 2]).mul(flambeau.tensor([[10], [20]]))
            tensor([[10, 20],
                    [20, 40]])

        Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
        cannot hold the result."""
    def multinomial(self, num_samples: _int, replacement: _bool = False, *, generator: Generator | None = None, out: Tensor | None = None) -> Tensor:
        """multinomial(Tensor self, int num_samples, bool replacement=False, *, Generator? generator=None, Tensor(a!)? out=None) -> Tensor

        Indices drawn with the weights of each row, `num_samples` a row, with or without replacement.

        The weights, of shape `(categories)` or `(rows, categories)`, need not add up to one.

        Floating-point weights; the result is int64, `(num_samples)` or `(rows, num_samples)`. Negative and
        infinite weights, and more samples than categories without replacement, raise RuntimeError.

        Example:
            >>> flambeau.multinomial(flambeau.tensor([0.0, 1.0, 0.0]), 2, replacement=True)
            tensor([1, 1])"""
    def multiply(self, other: Tensor | _Number) -> Tensor:
        """multiply(Tensor self, Operand other) -> Tensor

        Another name for `mul`, which says more.

        Example:
            >>> flambeau.multiply(flambeau.tensor([2, 3]), 4)
            tensor([ 8, 12])"""
    def multiply_(self, other: Tensor | _Number) -> Tensor:
        """multiply_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Another name for `mul_`: the result is written to the tensor itself.

        Example:
            >>> flambeau.multiply(flambeau.tensor([2, 3]), 4)
            tensor([ 8, 12])"""
    def mv(self, vec: Tensor) -> Tensor:
        """mv(Tensor self, Tensor vec) -> Tensor

        The product of a matrix and a vector, `(n, m) x (m) -> (n)`.

        Both have one dtype. Other shapes raise RuntimeError.

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

        The mean over dimensions of the elements that are not NaN.

        No dimensions mean all; NaN where there is no such element. Floating-point or complex dtypes, others raise
        RuntimeError.

        Example:
            >>> flambeau.tensor([1.0, float("nan"), 2.0]).nanmean()
            tensor(1.5000)"""
    @overload
    def nanmedian(self) -> Tensor:
        """nanmedian(Tensor self) -> Tensor

        The median of all elements that are not NaN; of an even number of elements the lower one.

        Real dtypes; the result is 0-d, NaN where there is no such element.

        Example:
            >>> flambeau.tensor([1.0, float("nan"), 3.0, 2.0]).nanmedian()
            tensor(2.)

        nanmedian.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)

        The medians along `dim` of the elements that are not NaN, and where they are.

        Real dtypes; both results lack `dim`, or have size 1 there with `keepdim`. Positions are int64.

        Example:
            >>> values, indices = flambeau.tensor([[1.0, float("nan"), 3.0]]).nanmedian(1)
            >>> values, indices
            (tensor([1.]), tensor([0]))"""
    @overload
    def nanmedian(self, dim: _int, keepdim: _bool = False) -> _nanmedian_result: ...
    def nanquantile(self, q: Tensor | _Number, dim: _int | None = None, keepdim: _bool = False, *, interpolation: str = "linear") -> Tensor:
        """nanquantile(Tensor self, Operand q, int? dim=None, bool keepdim=False, *, str interpolation="linear") -> Tensor

        Quantiles of the elements that are not NaN; see `quantile`.

        NaN where there is no such element.

        Example:
            >>> flambeau.nanquantile(flambeau.tensor([1.0, float("nan"), 3.0]), 0.5)
            tensor(2.)"""
    def nansum(self, dim: _int | Sequence[_int] | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None) -> Tensor:
        """nansum(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

        The sum over dimensions, with NaN counted as 0.

        No dimensions mean all. Integers and booleans give int64; complex numbers raise.

        Example:
            >>> flambeau.tensor([1.0, float("nan"), 2.0]).nansum()
            tensor(3.)"""
    def narrow(self, dim: _int, start: _int, length: _int) -> Tensor:
        """narrow(Tensor(a) self, int dim, int start, int length) -> Tensor(a)

        `length` elements from `start` along `dim`.

        A view. A range beyond the dimension raises RuntimeError or IndexError.

        Example:
            >>> flambeau.arange(5).narrow(0, 1, 3)
            tensor([1, 2, 3])"""
    def narrow_copy(self, dim: _int, start: _int, length: _int) -> Tensor:
        """narrow_copy(Tensor self, int dim, int start, int length) -> Tensor

        A copy of `length` elements from `start` along `dim`.

        A range beyond the dimension raises RuntimeError or IndexError.

        Example:
            >>> flambeau.arange(5).narrow_copy(0, 1, 3)
            tensor([1, 2, 3])"""
    def ne(self, other: Tensor | _Number) -> Tensor:
        """ne(Tensor self, Operand other) -> Tensor

        Whether elements differ.

        Both shapes broadcast; any dtype; the result is boolean.

        Example:
            >>> flambeau.tensor([1, 2]).ne(flambeau.tensor([1, 3]))
            tensor([False,  True])"""
    def ne_(self, other: Tensor | _Number) -> Tensor:
        """ne_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Whether elements differ.

        Both shapes broadcast; any dtype; the result is boolean.

        Example:
            >>> flambeau.tensor([1, 2]).ne(flambeau.tensor([1, 3]))
            tensor([False,  True])

        Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
        cannot hold the result."""
    def neg(self) -> Tensor:
        """neg(Tensor self) -> Tensor

        `-x`.

        Any shape; the dtype is kept. Booleans raise NotImplementedError.

        Example:
            >>> flambeau.tensor([1, -2]).neg()
            tensor([-1,  2])"""
    def neg_(self) -> Tensor:
        """neg_(Tensor(a!) self) -> Tensor(a!)

        `-x`.

        Any shape; the dtype is kept. Booleans raise NotImplementedError.

        Example:
            >>> flambeau.tensor([1, -2]).neg()
            tensor([-1,  2])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def negative(self) -> Tensor:
        """negative(Tensor self) -> Tensor

        Another name for `neg`, which says more.

        Example:
            >>> flambeau.negative(flambeau.tensor([1, -2]))
            tensor([-1,  2])"""
    def negative_(self) -> Tensor:
        """negative_(Tensor(a!) self) -> Tensor(a!)

        Another name for `neg_`: the result is written to the tensor itself.

        Example:
            >>> flambeau.negative(flambeau.tensor([1, -2]))
            tensor([-1,  2])"""
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

        Dtype and device are by default this tensor's:

            >>> flambeau.tensor([5, 6]).new_ones(3).dtype
            torch.int64"""
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

        Dtype and device are by default this tensor's:

            >>> flambeau.tensor([5, 6]).new_zeros(3).dtype
            torch.int64"""
    @overload
    def new_zeros(self, *size: _int, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor: ...
    def nextafter(self, other: Tensor) -> Tensor:
        """nextafter(Tensor self, Tensor other) -> Tensor

        The neighbour of `this`, among the numbers of its dtype, in the direction of `other`.

        Both shapes broadcast; floating-point dtypes, others raise NotImplementedError.

        Example:
            >>> flambeau.nextafter(flambeau.tensor([1.0]), flambeau.tensor([2.0])).item()
            1.0000001192092896"""
    def nextafter_(self, other: Tensor) -> Tensor:
        """nextafter_(Tensor(a!) self, Tensor other) -> Tensor(a!)

        Does what [`nextafter`] does in place.

        Example:
            >>> flambeau.tensor([1.0]).nextafter_(flambeau.tensor([2.0])).item()
            1.0000001192092896"""
    def nonzero_numpy(self) -> tuple[Tensor, ...]:
        """nonzero_numpy(Tensor self) -> Tensor[]

        The coordinates of all elements that are not zero, one tensor for each dimension.

        Any shape and dtype to as many int64 vectors as there are dimensions.

        Example:
            >>> flambeau.tensor([[1, 0], [2, 3]]).nonzero_numpy()
            (tensor([0, 1, 1]), tensor([0, 0, 1]))"""
    def nonzero_static(self, *, size: _int, fill_value: _int = -1) -> Tensor:
        """nonzero_static(Tensor self, *, int size, int fill_value=-1) -> Tensor

        The coordinates of `size` elements that are not zero; rows of `fill_value` where there are fewer.

        Any shape and dtype to `(size, ndim)`, int64. A negative `size` raises RuntimeError.

        Example:
            >>> flambeau.tensor([0, 5, 6]).nonzero_static(size=3)
            tensor([[ 1],
                    [ 2],
                    [-1]])"""
    def normal_(self, mean: _float = 0.0, std: _float = 1.0, *, generator: Generator | None = None) -> Tensor:
        """normal_(Tensor(a!) self, float mean=0.0, float std=1.0, *, Generator? generator=None) -> Tensor(a!)

        Fills with normal numbers of the given mean and standard deviation.

        Any shape; floating-point or complex dtypes. A negative deviation raises RuntimeError.

        Example:
            >>> flambeau.empty(2, 3).normal_(mean=1.0, std=0.1).shape
            torch.Size([2, 3])"""
    def not_equal(self, other: Tensor | _Number) -> Tensor:
        """not_equal(Tensor self, Operand other) -> Tensor

        Another name for `ne`, which says more.

        Example:
            >>> flambeau.not_equal(flambeau.tensor([1, 2]), 1)
            tensor([False,  True])"""
    def not_equal_(self, other: Tensor | _Number) -> Tensor:
        """not_equal_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Another name for `ne_`: the result is written to the tensor itself.

        Example:
            >>> flambeau.not_equal(flambeau.tensor([1, 2]), 1)
            tensor([False,  True])"""
    def outer(self, vec2: Tensor) -> Tensor:
        """outer(Tensor self, Tensor vec2) -> Tensor

        The products of all pairs of elements of two vectors, `(n) x (m) -> (n, m)`.

        Dtypes are promoted. Tensors that are no vectors raise RuntimeError.

        Example:
            >>> flambeau.outer(flambeau.tensor([1, 2]), flambeau.tensor([3, 4]))
            tensor([[3, 4],
                    [6, 8]])"""
    @overload
    def permute(self, dims: Sequence[_int]) -> Tensor:
        """permute(Tensor(a) self, int[] dims) -> Tensor(a)

        Dimensions in another order.

        A view. RuntimeError where the dimensions are not all there once, IndexError where one is out of range.

        Any dtype.

        Example:
            >>> flambeau.ones(2, 3, 4).permute(2, 0, 1).shape
            torch.Size([4, 2, 3])"""
    @overload
    def permute(self, *dims: _int) -> Tensor: ...
    def positive(self) -> Tensor:
        """positive(Tensor self) -> Tensor

        The tensor itself.

        Any shape; booleans raise RuntimeError.

        Example:
            >>> flambeau.positive(flambeau.tensor([1, -2]))
            tensor([ 1, -2])"""
    def pow(self, exponent: Tensor | _Number) -> Tensor:
        """pow.Tensor(Tensor self, Operand exponent) -> Tensor

        `this ** exponent`, element by element, with broadcasting.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers to a
        negative number, rather than a tensor, raise RuntimeError.

        Example:
            >>> flambeau.tensor([1.0, 2.0, 3.0]).pow(2)
            tensor([1., 4., 9.])"""
    def pow_(self, exponent: Tensor | _Number) -> Tensor:
        """pow_.Tensor(Tensor(a!) self, Operand exponent) -> Tensor(a!)

        `this **= exponent`, element by element, with broadcasting.

        Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
        shape or a kind of dtype that does not fit raises RuntimeError. Integers to negative integer powers raise
        RuntimeError.

        Example:
            >>> flambeau.tensor([2.0, 3.0]).pow_(2)
            tensor([4., 9.])"""
    def prelu(self, weight: Tensor) -> Tensor:
        """prelu(Tensor self, Tensor weight) -> Tensor

        x where positive, else `weight * x`.

        `weight` has one element, or one per channel (dimension 1) of `(N, C, *)`, floating-point; any other number of
        elements raises RuntimeError.

        Example:
            >>> flambeau.prelu(flambeau.tensor([[-1.0, -2.0]]), flambeau.tensor([0.1, 0.5]))
            tensor([[-0.1000, -1.0000]])"""
    @overload
    def prod(self, *, dtype: _dtype | None = None) -> Tensor:
        """prod(Tensor self, *, ScalarType? dtype=None) -> Tensor

        The product of all elements.

        Any shape; integers and booleans give int64. The result is 0-d, 1 for an empty tensor.

        Example:
            >>> flambeau.tensor([2.0, 3.0]).prod()
            tensor(6.)

        prod.dim_int(Tensor self, int dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

        The products along a dimension.

        Integers and booleans give int64. The result lacks the dimension, or has size 1 there with `keepdim`.

        Example:
            >>> flambeau.tensor([[1, 2], [3, 4]]).prod(1)
            tensor([ 2, 12])"""
    @overload
    def prod(self, dim: _int, keepdim: _bool = False, *, dtype: _dtype | None = None) -> Tensor: ...
    def put(self, index: Tensor, source: Tensor, accumulate: _bool = False) -> Tensor:
        """put(Tensor self, Tensor index, Tensor source, bool accumulate=False) -> Tensor

        `this` with the elements of `source` at places in row-major order; added to what is there if `accumulate`.

        `index`, int64, and `source`, of this tensor's dtype, have equally many elements. Another
        number and a place out of range raise IndexError.

        Example:
            >>> flambeau.zeros(2, 2).put(flambeau.tensor([0, 3]), flambeau.tensor([5.0, 7.0]))
            tensor([[5., 0.],
                    [0., 7.]])"""
    def put_(self, index: Tensor, source: Tensor, accumulate: _bool = False) -> Tensor:
        """put_(Tensor(a!) self, Tensor index, Tensor source, bool accumulate=False) -> Tensor(a!)

        Writes the elements of `source` to places in row-major order; adds them if `accumulate`.

        `index`, int64, and `source`, of this tensor's dtype, have equally many elements. Another
        number and a place out of range raise IndexError.

        Example:
            >>> flambeau.zeros(2, 2).put_(flambeau.tensor([0, 3]), flambeau.tensor([5.0, 7.0]))
            tensor([[5., 0.],
                    [0., 7.]])"""
    def quantile(self, q: Tensor | _Number, dim: _int | None = None, keepdim: _bool = False, *, interpolation: str = "linear") -> Tensor:
        """quantile(Tensor self, Operand q, int? dim=None, bool keepdim=False, *, str interpolation="linear") -> Tensor

        Quantiles of all elements or along `dim`. Several `q` come first in the result's shape. Between two elements
        `interpolation` decides: "linear", "lower", "higher", "midpoint" or "nearest".

        float32 or float64, and `q` of the same dtype or a number, in [0, 1]; others raise RuntimeError. NaN where
        there is one.

        Example:
            >>> flambeau.quantile(flambeau.tensor([1.0, 2.0, 3.0, 4.0]), 0.5)
            tensor(2.5000)
            >>> flambeau.quantile(flambeau.tensor([[1.0, 2.0, 3.0]]), flambeau.tensor([0.0, 1.0]), dim=1)
            tensor([[1.],
                    [3.]])"""
    def rad2deg(self) -> Tensor:
        """rad2deg(Tensor self) -> Tensor

        Radians to degrees, `x * 180 / pi`.

        Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
        NotImplementedError.

        Example:
            >>> flambeau.tensor([0.0, 3.14159]).rad2deg()
            tensor([  0.0000, 179.9999])"""
    def rad2deg_(self) -> Tensor:
        """rad2deg_(Tensor(a!) self) -> Tensor(a!)

        Radians to degrees, `x * 180 / pi`.

        Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
        NotImplementedError.

        Example:
            >>> flambeau.tensor([0.0, 3.14159]).rad2deg()
            tensor([  0.0000, 179.9999])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    @overload
    def random_(self, *, generator: Generator | None = None) -> Tensor:
        """random_(Tensor(a!) self, *, Generator? generator=None) -> Tensor(a!)

        Fills with integers from 0 to the largest that the dtype holds with all smaller ones.

        Example:
            >>> flambeau.empty(2, 3).random_(10).shape
            torch.Size([2, 3])

        random_.to(Tensor(a!) self, int to, *, Generator? generator=None) -> Tensor(a!)

        Fills with integers from 0 to `to - 1`.

        Any dtype but complex ones; a `to` that is not positive, or beyond the dtype, raises RuntimeError.

        Example:
            >>> set(flambeau.empty(100).random_(2).tolist()) == {0.0, 1.0}
            True

        random_.from(Tensor(a!) self, int from, int? to, *, Generator? generator=None) -> Tensor(a!)

        Fills with integers from `from` to `to - 1`, or to the dtype's largest where `to` is None.

        Any dtype but complex ones; bounds out of order, or beyond the dtype, raise RuntimeError.

        Example:
            >>> set(flambeau.empty(100).random_(3, 5).tolist()) == {3.0, 4.0}
            True"""
    @overload
    def random_(self, to: _int, *, generator: Generator | None = None) -> Tensor: ...
    @overload
    def random_(self, __from: _int, to: _int | None, *, generator: Generator | None = None) -> Tensor: ...
    def ravel(self) -> Tensor:
        """ravel(Tensor(a) self) -> Tensor(a)

        Flattens to one dimension; a view where the layout allows it.

        Any shape and dtype.

        Example:
            >>> flambeau.ones(2, 3).ravel().shape
            torch.Size([6])"""
    def reciprocal(self) -> Tensor:
        """reciprocal(Tensor self) -> Tensor

        `1 / x`.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([2.0, 4.0]).reciprocal()
            tensor([0.5000, 0.2500])"""
    def reciprocal_(self) -> Tensor:
        """reciprocal_(Tensor(a!) self) -> Tensor(a!)

        `1 / x`.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([2.0, 4.0]).reciprocal()
            tensor([0.5000, 0.2500])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def relu(self) -> Tensor:
        """relu(Tensor self) -> Tensor

        `max(x, 0)`.

        Any shape; real dtypes, which are kept. Booleans and complex numbers raise NotImplementedError.

        Example:
            >>> flambeau.tensor([-1.0, 2.0]).relu()
            tensor([0., 2.])"""
    def relu_(self) -> Tensor:
        """relu_(Tensor(a!) self) -> Tensor(a!)

        `max(x, 0)`.

        Any shape; real dtypes, which are kept. Booleans and complex numbers raise NotImplementedError.

        Example:
            >>> flambeau.tensor([-1.0, 2.0]).relu()
            tensor([0., 2.])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def remainder(self, other: Tensor | _Number) -> Tensor:
        """remainder(Tensor self, Operand other) -> Tensor

        Remainder of `this / other` with the sign of `other`.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
        and booleans raise NotImplementedError, integers divided by zero RuntimeError.

        Example:
            >>> flambeau.tensor([-7, 7]).remainder(3)
            tensor([2, 1])"""
    def remainder_(self, other: Tensor | _Number) -> Tensor:
        """remainder_(Tensor(a!) self, Operand other) -> Tensor(a!)

        Remainder of `this / other` with the sign of `other`.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
        and booleans raise NotImplementedError, integers divided by zero RuntimeError.

        Example:
            >>> flambeau.tensor([-7, 7]).remainder(3)
            tensor([2, 1])

        Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
        cannot hold the result."""
    def renorm(self, p: _Number, dim: _int, maxnorm: _Number) -> Tensor:
        """renorm(Tensor self, Scalar p, int dim, Scalar maxnorm) -> Tensor

        Scales each part along `dim` whose norm of order `p` is above `maxnorm` down to it.

        At least two dimensions, floating-point or complex. `p` and `maxnorm` that are not positive raise
        RuntimeError.

        Example:
            >>> flambeau.renorm(flambeau.tensor([[3.0, 4.0], [0.3, 0.4]]), 2, 0, 1.0)
            tensor([[0.6000, 0.8000],
                    [0.3000, 0.4000]])"""
    def renorm_(self, p: _Number, dim: _int, maxnorm: _Number) -> Tensor:
        """renorm_(Tensor(a!) self, Scalar p, int dim, Scalar maxnorm) -> Tensor(a!)

        Scales each part along `dim` whose norm of order `p` is above `maxnorm` down to it, in place.

        At least two dimensions, floating-point or complex. `p` and `maxnorm` that are not positive raise
        RuntimeError.

        Example:
            >>> flambeau.tensor([[3.0, 4.0], [0.3, 0.4]]).renorm_(2, 0, 1.0)
            tensor([[0.6000, 0.8000],
                    [0.3000, 0.4000]])"""
    @overload
    def repeat(self, repeats: Sequence[_int]) -> Tensor:
        """repeat(Tensor self, int[] repeats) -> Tensor

        The tensor `repeats[dim]` times along each dimension; further repeats make new leading dimensions.

        Any dtype; a copy. Fewer repeats than dimensions, and negative ones, raise RuntimeError.

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

        Any dtype; `repeats` holds int32 or int64, one for each element along `dim` or one for all. Another number
        of them, and negative ones, raise RuntimeError.

        Example:
            >>> flambeau.tensor([1, 2]).repeat_interleave(flambeau.tensor([2, 1]))
            tensor([1, 1, 2])

        repeat_interleave.self_int(Tensor self, int repeats, int? dim=None, *, int? output_size=None) -> Tensor

        Every element along `dim` `repeats` times; without `dim`, of the flattened tensor.

        Any shape and dtype. A negative number raises RuntimeError.

        Example:
            >>> flambeau.tensor([[1, 2], [3, 4]]).repeat_interleave(2)
            tensor([1, 1, 2, 2, 3, 3, 4, 4])
            >>> flambeau.tensor([[1, 2], [3, 4]]).repeat_interleave(2, dim=0)
            tensor([[1, 2],
                    [1, 2],
                    [3, 4],
                    [3, 4]])"""
    @overload
    def repeat_interleave(self, repeats: _int, dim: _int | None = None, *, output_size: _int | None = None) -> Tensor: ...
    @overload
    def reshape(self, shape: Sequence[_int]) -> Tensor:
        """reshape(Tensor(a) self, int[] shape) -> Tensor(a)

        The same elements in another shape: a view where the layout allows it, else a copy.

        Any dtype. RuntimeError where the number of elements differs.

        Example:
            >>> flambeau.tensor([[1, 2], [3, 4]]).t().reshape(4)
            tensor([1, 3, 2, 4])"""
    @overload
    def reshape(self, *shape: _int) -> Tensor: ...
    def reshape_as(self, other: Tensor) -> Tensor:
        """reshape_as(Tensor(a) self, Tensor other) -> Tensor(a)

        The same elements in another tensor's shape, copied where a view cannot be made.

        RuntimeError where the number of elements differs.

        Example:
            >>> flambeau.arange(4).reshape_as(flambeau.ones(2, 2)).shape
            torch.Size([2, 2])"""
    def roll(self, shifts: _int | Sequence[_int], dims: _int | Sequence[_int] = ()) -> Tensor:
        """roll(Tensor self, int[1] shifts, int[1] dims=[]) -> Tensor

        The elements shifted along dimensions; what leaves at one end enters at the other. Without `dims` the flattened
        tensor is shifted.

        Any dtype; a copy. Numbers of shifts and dimensions that differ raise RuntimeError.

        Example:
            >>> flambeau.arange(4).roll(1)
            tensor([3, 0, 1, 2])"""
    def rot90(self, k: _int = 1, dims: Sequence[_int] = (0, 1)) -> Tensor:
        """rot90(Tensor self, int k=1, int[] dims=[0, 1]) -> Tensor

        The elements turned by `k` times 90 degrees in the plane of two dimensions, from the first towards the second.

        Any dtype; a copy. Dimensions other than two different ones raise RuntimeError.

        Example:
            >>> flambeau.tensor([[1, 2], [3, 4]]).rot90()
            tensor([[2, 4],
                    [1, 3]])"""
    def round(self, *, decimals: _int = 0) -> Tensor:
        """round.decimals(Tensor self, *, int decimals=0) -> Tensor

        The nearest number with `decimals` decimals; ties go to the even one.

        Any shape; real dtypes, which are kept. Complex dtypes raise NotImplementedError.

        Example:
            >>> flambeau.tensor([0.5, 1.5, 2.4]).round()
            tensor([0., 2., 2.])"""
    def round_(self, *, decimals: _int = 0) -> Tensor:
        """round_.decimals(Tensor(a!) self, *, int decimals=0) -> Tensor(a!)

        Rounds every element to `decimals` decimals; ties go to the even one. Writes to the tensor itself.

        Any shape; floating-point dtypes, or integers, which stay as they are, with `decimals=0`.

        Example:
            >>> flambeau.tensor([0.5, 1.5, 2.5]).round_()
            tensor([0., 2., 2.])
            >>> flambeau.tensor([1.234]).round_(decimals=2)
            tensor([1.2300])"""
    def rsqrt(self) -> Tensor:
        """rsqrt(Tensor self) -> Tensor

        `1 / sqrt(x)`.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([4.0, 16.0]).rsqrt()
            tensor([0.5000, 0.2500])"""
    def rsqrt_(self) -> Tensor:
        """rsqrt_(Tensor(a!) self) -> Tensor(a!)

        `1 / sqrt(x)`.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([4.0, 16.0]).rsqrt()
            tensor([0.5000, 0.2500])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    @overload
    def scatter(self, dim: _int, index: Tensor, src: Tensor | _Number) -> Tensor:
        """scatter.src(Tensor self, int dim, Tensor index, Operand src) -> Tensor

        `this` with `src`, a tensor or a number, written along `dim` to where `index` says.

        `index` is int64, of as many dimensions, and nowhere larger than `src`, which has this tensor's dtype. An
        index out of range raises RuntimeError.

        Example:
            >>> flambeau.zeros(3).scatter(0, flambeau.tensor([2]), 1.0)
            tensor([0., 0., 1.])

        scatter.value(Tensor self, int dim, Tensor index, Scalar value) -> Tensor

        `this` with a number written along `dim` to where `index` says.

        `index`, int64, has as many dimensions as this tensor and is nowhere larger, but along `dim`. An index out of
        range raises RuntimeError.

        Example:
            >>> flambeau.zeros(2, 3).scatter(1, flambeau.tensor([[2], [0]]), 1.0)
            tensor([[0., 0., 1.],
                    [1., 0., 0.]])

        scatter.reduce(Tensor self, int dim, Tensor index, Operand src, *, str reduce) -> Tensor

        `this` with `src` added to (`reduce="add"`) or multiplied with (`"multiply"`) the elements that `index` names.

        `index`, int64, is nowhere larger than `src`. An index out of range raises RuntimeError.

        Example:
            >>> flambeau.ones(3).scatter(0, flambeau.tensor([0, 0, 2]), flambeau.tensor([2.0, 3.0, 4.0]), reduce="add")
            tensor([6., 1., 5.])

        scatter.value_reduce(Tensor self, int dim, Tensor index, Scalar value, *, str reduce) -> Tensor

        `this` with a number added to or multiplied with the elements that `index` names.

        `index` is int64; `reduce` is "add" or "multiply". An index out of range raises RuntimeError.

        Example:
            >>> flambeau.ones(3).scatter(0, flambeau.tensor([0, 2]), 5.0, reduce="multiply")
            tensor([5., 1., 5.])"""
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

        `index` is int64, of as many dimensions, and nowhere larger than `src`, which has this tensor's dtype. An
        index out of range raises RuntimeError.

        Example:
            >>> flambeau.zeros(2, 3).scatter_(1, flambeau.tensor([[2], [0]]), 1.0)
            tensor([[0., 0., 1.],
                    [1., 0., 0.]])

        scatter_.value(Tensor(a!) self, int dim, Tensor index, Scalar value) -> Tensor(a!)

        Writes a number along `dim` to where `index` says.

        `index`, int64, has as many dimensions as this tensor and is nowhere larger, but along `dim`. An index out of
        range raises RuntimeError.

        Example:
            >>> flambeau.zeros(2, 3).scatter_(1, flambeau.tensor([[2], [0]]), 1.0)
            tensor([[0., 0., 1.],
                    [1., 0., 0.]])

        scatter_.reduce(Tensor(a!) self, int dim, Tensor index, Operand src, *, str reduce) -> Tensor(a!)

        Adds `src` to (`reduce="add"`) or multiplies it with (`"multiply"`) the elements that `index` names.

        `index`, int64, is nowhere larger than `src`. An index out of range raises RuntimeError.

        Example:
            >>> flambeau.ones(3).scatter_(0, flambeau.tensor([0, 0, 2]), flambeau.tensor([2.0, 3.0, 4.0]), reduce="add")
            tensor([6., 1., 5.])

        scatter_.value_reduce(Tensor(a!) self, int dim, Tensor index, Scalar value, *, str reduce) -> Tensor(a!)

        Adds a number to or multiplies it with the elements that `index` names.

        `index` is int64; `reduce` is "add" or "multiply". An index out of range raises RuntimeError.

        Example:
            >>> flambeau.ones(3).scatter_(0, flambeau.tensor([0, 2]), 5.0, reduce="multiply")
            tensor([5., 1., 5.])"""
    @overload
    def scatter_(self, dim: _int, index: Tensor, value: _Number) -> Tensor: ...
    @overload
    def scatter_(self, dim: _int, index: Tensor, src: Tensor | _Number, *, reduce: str) -> Tensor: ...
    @overload
    def scatter_(self, dim: _int, index: Tensor, value: _Number, *, reduce: str) -> Tensor: ...
    def scatter_add(self, dim: _int, index: Tensor, src: Tensor) -> Tensor:
        """scatter_add(Tensor self, int dim, Tensor index, Tensor src) -> Tensor

        `this` with `src` added along `dim` to the elements that `index` names, in the order of the indices.

        For two dimensions and `dim=0`: `out[index[i, j], j] += src[i, j]`. `index`, int64, is nowhere larger than
        `src`, which has this tensor's dtype. An index out of range raises RuntimeError.

        Example:
            >>> flambeau.zeros(3).scatter_add(0, flambeau.tensor([0, 0, 2]), flambeau.tensor([1.0, 2.0, 3.0]))
            tensor([3., 0., 3.])"""
    def scatter_add_(self, dim: _int, index: Tensor, src: Tensor) -> Tensor:
        """scatter_add_(Tensor(a!) self, int dim, Tensor index, Tensor src) -> Tensor(a!)

        Adds `src` along `dim` to the elements that `index` names, in the order of the indices.

        `index` is int64, of as many dimensions, and nowhere larger than `src`, which has this tensor's dtype. An
        index out of range raises RuntimeError.

        Example:
            >>> flambeau.zeros(2).scatter_add_(0, flambeau.tensor([1, 1]), flambeau.ones(2))
            tensor([0., 2.])"""
    def scatter_reduce(self, dim: _int, index: Tensor, src: Tensor, reduce: str, *, include_self: _bool = True) -> Tensor:
        """scatter_reduce.two(Tensor self, int dim, Tensor index, Tensor src, str reduce, *, bool include_self=True) -> Tensor

        `this` with `src` reduced along `dim` into the elements that `index` names: `"sum"`, `"prod"`, `"mean"`,
        `"amax"` or `"amin"`, with or without what was there.

        `index`, int64, is nowhere larger than `src`, which has this tensor's dtype. An index out of range or another
        `reduce` raises RuntimeError.

        Example:
            >>> src, index = flambeau.tensor([1.0, 2.0, 3.0]), flambeau.tensor([0, 0, 1])
            >>> flambeau.ones(2).scatter_reduce(0, index, src, "sum")
            tensor([4., 4.])
            >>> flambeau.ones(2).scatter_reduce(0, index, src, "mean", include_self=False)
            tensor([1.5000, 3.0000])"""
    def scatter_reduce_(self, dim: _int, index: Tensor, src: Tensor, reduce: str, *, include_self: _bool = True) -> Tensor:
        """scatter_reduce_.two(Tensor(a!) self, int dim, Tensor index, Tensor src, str reduce, *, bool include_self=True) -> Tensor(a!)

        Reduces `src` along `dim` into the elements that `index` names.

        `index` is int64 and nowhere larger than `src`, which has this tensor's dtype; `reduce` is "sum", "prod",
        "mean", "amax" or "amin". An index out of range raises RuntimeError.

        Example:
            >>> flambeau.zeros(2).scatter_reduce_(0, flambeau.tensor([1, 1]), flambeau.tensor([2.0, 3.0]), reduce="amax")
            tensor([0., 3.])"""
    def select(self, dim: _int, index: _int) -> Tensor:
        """select.int(Tensor(a) self, int dim, int index) -> Tensor(a)

        The elements with index `index` along `dim`, without that dimension.

        A view. An index or dimension out of range raises IndexError.

        Example:
            >>> flambeau.arange(4).view(2, 2).select(0, 1)
            tensor([2, 3])"""
    def select_scatter(self, src: Tensor, dim: _int, index: _int) -> Tensor:
        """select_scatter(Tensor self, Tensor src, int dim, int index) -> Tensor

        `this` with `src` at `index` along `dim`.

        `src` has this tensor's shape without `dim`; another one raises RuntimeError, an index out of range
        IndexError.

        Example:
            >>> flambeau.zeros(2, 3).select_scatter(flambeau.tensor([1.0, 2.0]), 1, 0)
            tensor([[1., 0., 0.],
                    [2., 0., 0.]])"""
    def selu(self) -> Tensor:
        """selu(Tensor self) -> Tensor

        Scaled exponential linear unit: `scale * (max(0, x) + min(0, alpha * (e^x - 1)))` with alpha 1.6733 and
        scale 1.0507.

        Any shape; floating-point dtypes only, others raise NotImplementedError.

        Example:
            >>> flambeau.selu(flambeau.tensor([-1.0, 1.0]))
            tensor([-1.1113,  1.0507])"""
    def selu_(self) -> Tensor:
        """selu_(Tensor(a!) self) -> Tensor(a!)

        Scaled exponential linear unit: `scale * (max(0, x) + min(0, alpha * (e^x - 1)))` with alpha 1.6733 and
        scale 1.0507.

        Any shape; floating-point dtypes only, others raise NotImplementedError.

        Example:
            >>> flambeau.selu(flambeau.tensor([-1.0, 1.0]))
            tensor([-1.1113,  1.0507])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def sgn(self) -> Tensor:
        """sgn(Tensor self) -> Tensor

        -1, 0 or 1 by the sign; `z / |z|` for complex numbers, 0 at 0.

        Any shape and dtype, which is kept.

        Example:
            >>> flambeau.sgn(flambeau.tensor([-2.0, 0.0, 3.0]))
            tensor([-1.,  0.,  1.])
            >>> flambeau.sgn(flambeau.tensor([3 + 4j]))
            tensor([0.6000+0.8000j])"""
    def sgn_(self) -> Tensor:
        """sgn_(Tensor(a!) self) -> Tensor(a!)

        -1, 0 or 1 by the sign; `z / |z|` for complex numbers, 0 at 0.

        Any shape and dtype, which is kept.

        Example:
            >>> flambeau.sgn(flambeau.tensor([-2.0, 0.0, 3.0]))
            tensor([-1.,  0.,  1.])
            >>> flambeau.sgn(flambeau.tensor([3 + 4j]))
            tensor([0.6000+0.8000j])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def sigmoid(self) -> Tensor:
        """sigmoid(Tensor self) -> Tensor

        `1 / (1 + e^-x)`.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 2.0]).sigmoid()
            tensor([0.5000, 0.8808])"""
    def sigmoid_(self) -> Tensor:
        """sigmoid_(Tensor(a!) self) -> Tensor(a!)

        `1 / (1 + e^-x)`.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 2.0]).sigmoid()
            tensor([0.5000, 0.8808])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def sign(self) -> Tensor:
        """sign(Tensor self) -> Tensor

        -1, 0 or 1 by the sign.

        Any shape; real dtypes, which are kept. Complex dtypes raise RuntimeError; see `sgn`.

        Example:
            >>> flambeau.tensor([-2.0, 0.0, 3.0]).sign()
            tensor([-1.,  0.,  1.])"""
    def sign_(self) -> Tensor:
        """sign_(Tensor(a!) self) -> Tensor(a!)

        Replaces every element by -1, 0 or 1 by its sign.

        Any shape; complex dtypes raise RuntimeError (see `sgn_`).

        Example:
            >>> flambeau.tensor([-2.0, 0.0, 3.0]).sign_()
            tensor([-1.,  0.,  1.])"""
    def signbit(self) -> Tensor:
        """signbit(Tensor self) -> Tensor

        Whether the sign bit is set: of negative numbers, and of minus zero.

        Any shape; the result is boolean. Complex dtypes raise NotImplementedError.

        Example:
            >>> flambeau.tensor([-1.0, -0.0, 0.0]).signbit()
            tensor([ True,  True, False])"""
    def silu(self) -> Tensor:
        """silu(Tensor self) -> Tensor

        `x * sigmoid(x)`.

        Any shape; floating-point dtypes only, others raise NotImplementedError.

        Example:
            >>> flambeau.nn.functional.silu(flambeau.tensor([0.0, 1.0]))
            tensor([0.0000, 0.7311])"""
    def silu_(self) -> Tensor:
        """silu_(Tensor(a!) self) -> Tensor(a!)

        `x * sigmoid(x)`.

        Any shape; floating-point dtypes only, others raise NotImplementedError.

        Example:
            >>> flambeau.nn.functional.silu(flambeau.tensor([0.0, 1.0]))
            tensor([0.0000, 0.7311])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def sin(self) -> Tensor:
        """sin(Tensor self) -> Tensor

        Sine, of angles in radians.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).sin()
            tensor([0.0000, 0.8415])"""
    def sin_(self) -> Tensor:
        """sin_(Tensor(a!) self) -> Tensor(a!)

        Sine, of angles in radians.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).sin()
            tensor([0.0000, 0.8415])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def sinc(self) -> Tensor:
        """sinc(Tensor self) -> Tensor

        `sin(pi x) / (pi x)`, 1 at 0.

        Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
        NotImplementedError.

        Example:
            >>> flambeau.tensor([0.0, 0.5, 1.5]).sinc()
            tensor([ 1.0000,  0.6366, -0.2122])"""
    def sinc_(self) -> Tensor:
        """sinc_(Tensor(a!) self) -> Tensor(a!)

        `sin(pi x) / (pi x)`, 1 at 0.

        Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
        NotImplementedError.

        Example:
            >>> flambeau.tensor([0.0, 0.5, 1.5]).sinc()
            tensor([ 1.0000,  0.6366, -0.2122])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def sinh(self) -> Tensor:
        """sinh(Tensor self) -> Tensor

        Hyperbolic sine, `(e^x - e^-x) / 2`.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).sinh()
            tensor([0.0000, 1.1752])"""
    def sinh_(self) -> Tensor:
        """sinh_(Tensor(a!) self) -> Tensor(a!)

        Hyperbolic sine, `(e^x - e^-x) / 2`.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).sinh()
            tensor([0.0000, 1.1752])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def slice_scatter(self, src: Tensor, dim: _int = 0, start: _int | None = None, end: _int | None = None, step: _int = 1) -> Tensor:
        """slice_scatter(Tensor self, Tensor src, int dim=0, int? start=None, int? end=None, int step=1) -> Tensor

        `this` with `src` in every `step`-th place from `start` to `end` along `dim`.

        `src` has the shape of that slice; another one raises RuntimeError.

        Example:
            >>> flambeau.zeros(4).slice_scatter(flambeau.ones(2), 0, 0, 4, 2)
            tensor([1., 0., 1., 0.])"""
    def softmax(self, dim: _int, dtype: _dtype | None = None) -> Tensor:
        """softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor

        `e^x / sum(e^x)` along a dimension; `dtype` converts the input first.

        Example:
            >>> flambeau.tensor([0.0, 0.0]).softmax(-1)
            tensor([0.5000, 0.5000])"""
    @overload
    def sort(self, dim: _int = -1, descending: _bool = False) -> _sort_result:
        """sort(Tensor self, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)

        The elements in order along `dim`, and where they were. Equal elements keep their order; NaN comes last, or
        first where the order descends.

        Any shape and real dtype; positions are int64. A `dim` out of range raises IndexError.

        Example:
            >>> values, indices = flambeau.tensor([3, 1, 2]).sort()
            >>> values, indices
            (tensor([1, 2, 3]), tensor([1, 2, 0]))

        sort.stable(Tensor self, *, bool? stable, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)

        As `sort`, with `stable`: equal elements keep their order whatever it is.

        Any shape and real dtype; positions are int64. A `dim` out of range raises IndexError.

        Example:
            >>> values, indices = flambeau.tensor([2, 1, 2]).sort(stable=True, descending=True)
            >>> values, indices
            (tensor([2, 2, 1]), tensor([0, 2, 1]))"""
    @overload
    def sort(self, *, stable: _bool | None, dim: _int = -1, descending: _bool = False) -> _sort_result: ...
    @overload
    def split(self, split_size: _int, dim: _int = 0) -> tuple[Tensor, ...]:
        """split.Tensor(Tensor(a) self, int split_size, int dim=0) -> Tensor(a)[]

        Consecutive parts of `split_size` along `dim`; the last may be smaller.

        Views, as a tuple. A negative `split_size` raises RuntimeError.

        Example:
            >>> flambeau.arange(5).split(2)
            (tensor([0, 1]), tensor([2, 3]), tensor([4]))

        split.sizes(Tensor(a) self, int[] split_size, int dim=0) -> Tensor(a)[]

        Consecutive parts of the given sizes along `dim`.

        Views, as a tuple. RuntimeError where the sizes do not add up to that of the dimension.

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

        Views, as a tuple. RuntimeError where the sizes do not add up to that of the dimension.

        Example:
            >>> flambeau.arange(3).split_with_sizes([1, 2])
            (tensor([0]), tensor([1, 2]))"""
    @overload
    def split_with_sizes(self, *split_sizes: _int) -> tuple[Tensor, ...]: ...
    def sqrt(self) -> Tensor:
        """sqrt(Tensor self) -> Tensor

        Square root; NaN for negative real numbers.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([4.0, 9.0]).sqrt()
            tensor([2., 3.])"""
    def sqrt_(self) -> Tensor:
        """sqrt_(Tensor(a!) self) -> Tensor(a!)

        Square root; NaN for negative real numbers.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([4.0, 9.0]).sqrt()
            tensor([2., 3.])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def square(self) -> Tensor:
        """square(Tensor self) -> Tensor

        `x * x`; integers for booleans, as `x ** 2` gives.

        Any shape and dtype.

        Example:
            >>> flambeau.tensor([2.0, 3.0]).square()
            tensor([4., 9.])"""
    def square_(self) -> Tensor:
        """square_(Tensor(a!) self) -> Tensor(a!)

        `x * x`.

        Writes to the tensor itself.

        Booleans raise RuntimeError.

        Example:
            >>> flambeau.tensor([2.0, 3.0]).square_()
            tensor([4., 9.])"""
    @overload
    def squeeze(self) -> Tensor:
        """squeeze(Tensor(a) self) -> Tensor(a)

        Without dimensions of size 1.

        A view.

        Example:
            >>> flambeau.ones(1, 3, 1).squeeze().shape
            torch.Size([3])

        squeeze.dims(Tensor(a) self, int[1] dim) -> Tensor(a)

        Without the given dimensions, where they have size 1.

        A view. Dimensions out of range raise IndexError.

        Example:
            >>> flambeau.ones(1, 3, 1).squeeze(0).shape
            torch.Size([3, 1])"""
    @overload
    def squeeze(self, dim: _int | Sequence[_int]) -> Tensor: ...
    @overload
    def std(self, unbiased: _bool = True) -> Tensor:
        """std(Tensor self, bool unbiased=True) -> Tensor

        The standard deviation of all elements.

        The variance is `sum (x - mean)^2 / (n - 1)`, with the divisor n where `unbiased` is False; the standard
        deviation is its root. Floating-point or complex dtypes, others raise RuntimeError; the result is real and 0-d.

        Example:
            >>> flambeau.tensor([1.0, 3.0]).std()
            tensor(1.4142)

        std.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> Tensor

        The standard deviation over dimensions: the divisor is the number of elements less `correction` (1 by default).

        Example:
            >>> flambeau.tensor([0.0, 4.0]).std(correction=0)
            tensor(2.)

        std.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> Tensor

        The standard deviation over dimensions.

        No dimensions mean all. The result lacks them, or has size 1 there with `keepdim`.

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

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Booleans raise
        RuntimeError.

        Example:
            >>> flambeau.tensor([1, 2]).sub(1)
            tensor([0, 1])"""
    def sub_(self, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
        """sub_.Tensor(Tensor(a!) self, Operand other, *, Scalar alpha=1) -> Tensor(a!)

        `this -= alpha * other`, element by element, with broadcasting.

        Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
        shape or a kind of dtype that does not fit raises RuntimeError. Booleans raise RuntimeError.

        Example:
            >>> flambeau.tensor([3, 5]).sub_(1)
            tensor([2, 4])
            >>> flambeau.tensor([3.0, 5.0]).sub_(flambeau.tensor([1.0, 2.0]), alpha=2)
            tensor([1., 1.])"""
    def subtract(self, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
        """subtract.Tensor(Tensor self, Operand other, *, Scalar alpha=1) -> Tensor

        Another name for `sub`: `this - alpha * other`, element by element.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError.

        Example:
            >>> flambeau.subtract(flambeau.tensor([3, 5]), 1)
            tensor([2, 4])"""
    def subtract_(self, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
        """subtract_.Tensor(Tensor(a!) self, Operand other, *, Scalar alpha=1) -> Tensor(a!)

        Another name for `sub_`: `this -= alpha * other`, element by element.

        Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
        shape or a kind of dtype that does not fit raises RuntimeError.

        Example:
            >>> flambeau.tensor([3, 5]).subtract_(1)
            tensor([2, 4])"""
    @overload
    def sum(self, *, dtype: _dtype | None = None) -> Tensor:
        """sum(Tensor self, *, ScalarType? dtype=None) -> Tensor

        The sum of all elements.

        Any shape; integers and booleans give int64. The result is 0-d, 0 for an empty tensor.

        Example:
            >>> flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]).sum()
            tensor(10.)

        sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

        Sums over dimensions.

        No dimensions mean all. The result lacks them, or has size 1 there with `keepdim`. Integers and booleans
        give int64. Dimensions out of range raise IndexError, repeated ones RuntimeError.

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

        RuntimeError where the shape does not broadcast to this tensor's.

        Example:
            >>> flambeau.ones(2, 3).sum_to_size(1, 3)
            tensor([[2., 2., 2.]])"""
    @overload
    def sum_to_size(self, *size: _int) -> Tensor: ...
    def swapaxes(self, axis0: _int, axis1: _int) -> Tensor:
        """swapaxes(Tensor(a) self, int axis0, int axis1) -> Tensor(a)

        Another name for `transpose`.

        A view. Dimensions out of range raise IndexError.

        Example:
            >>> flambeau.ones(2, 3, 4).swapaxes(0, 1).shape
            torch.Size([3, 2, 4])"""
    def swapdims(self, dim0: _int, dim1: _int) -> Tensor:
        """swapdims(Tensor(a) self, int dim0, int dim1) -> Tensor(a)

        Another name for `transpose`.

        A view. Dimensions out of range raise IndexError.

        Example:
            >>> flambeau.ones(2, 3, 4).swapdims(0, 1).shape
            torch.Size([3, 2, 4])"""
    def t(self) -> Tensor:
        """t(Tensor(a) self) -> Tensor(a)

        The transpose of a matrix; tensors of fewer dimensions are returned as they are.

        A view: `(n, m)` to `(m, n)`. More than two dimensions raise RuntimeError.

        Example:
            >>> flambeau.ones(2, 3).t().shape
            torch.Size([3, 2])"""
    def take(self, index: Tensor) -> Tensor:
        """take(Tensor self, Tensor index) -> Tensor

        Elements by their place in row-major order; negative places count from the end. The result has the index's
        shape.

        `index` is int64; a place out of range raises IndexError.

        Example:
            >>> flambeau.tensor([[1, 2], [3, 4]]).take(flambeau.tensor([0, 3, -1]))
            tensor([1, 4, 4])"""
    def take_along_dim(self, indices: Tensor, dim: _int | None = None) -> Tensor:
        """take_along_dim(Tensor self, Tensor indices, int? dim=None) -> Tensor

        Elements along `dim` at `indices`, both broadcast together; without `dim`, elements of the flattened tensor.

        `indices` is int64, with as many dimensions. An index out of range raises RuntimeError.

        Example:
            >>> x = flambeau.tensor([[3, 1, 2]])
            >>> flambeau.take_along_dim(x, x.argsort(1), 1)
            tensor([[1, 2, 3]])"""
    def tan(self) -> Tensor:
        """tan(Tensor self) -> Tensor

        Tangent, of angles in radians.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).tan()
            tensor([0.0000, 1.5574])"""
    def tan_(self) -> Tensor:
        """tan_(Tensor(a!) self) -> Tensor(a!)

        Tangent, of angles in radians.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).tan()
            tensor([0.0000, 1.5574])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def tanh(self) -> Tensor:
        """tanh(Tensor self) -> Tensor

        Hyperbolic tangent, `(e^x - e^-x) / (e^x + e^-x)`.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).tanh()
            tensor([0.0000, 0.7616])"""
    def tanh_(self) -> Tensor:
        """tanh_(Tensor(a!) self) -> Tensor(a!)

        Hyperbolic tangent, `(e^x - e^-x) / (e^x + e^-x)`.

        Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

        Example:
            >>> flambeau.tensor([0.0, 1.0]).tanh()
            tensor([0.0000, 0.7616])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    @overload
    def tensor_split(self, indices: Sequence[_int], dim: _int = 0) -> tuple[Tensor, ...]:
        """tensor_split.indices(Tensor(a) self, int[] indices, int dim=0) -> Tensor(a)[]

        Parts along `dim` that begin at the given indices.

        Views; n indices give n + 1 parts. Indices beyond the end give empty ones.

        Example:
            >>> flambeau.tensor_split(flambeau.arange(5), (1, 3))
            (tensor([0]), tensor([1, 2]), tensor([3, 4]))

        tensor_split.sections(Tensor(a) self, int sections, int dim=0) -> Tensor(a)[]

        `sections` parts along `dim`, whose sizes differ by one at most.

        Views, as a tuple. A number that is not positive raises RuntimeError.

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

        Any dtype; a copy. Negative counts raise RuntimeError.

        Example:
            >>> flambeau.tensor([1, 2]).tile(2)
            tensor([1, 2, 1, 2])"""
    @overload
    def tile(self, *dims: _int) -> Tensor: ...
    @overload
    def to(self, device: _DeviceLike | None = None, dtype: _dtype | None = None, non_blocking: _bool = False, copy: _bool = False, *, memory_format: _memory_format | None = ...) -> Tensor:
        """to.device(Tensor self, Device? device=None, ScalarType? dtype=None, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None) -> Tensor

        This tensor on another device, and in another dtype or memory order.

        The tensor itself where nothing changes, unless `copy` is set. A device that is not there raises RuntimeError.

        Example:
            >>> flambeau.ones(2).to("cpu", flambeau.float64)
            tensor([1., 1.], dtype=torch.float64)

        to.dtype(Tensor self, ScalarType dtype, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None) -> Tensor

        This tensor in another dtype or memory order.

        Example:
            >>> flambeau.tensor([1.5, 2.5]).to(flambeau.int64)
            tensor([1, 2])

        to.other(Tensor self, Tensor other, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None) -> Tensor

        This tensor in the dtype and on the device of another.

        The tensor itself where nothing changes, unless `copy` is set.

        Example:
            >>> flambeau.tensor([1, 2]).to(flambeau.tensor(0.5)).dtype
            torch.float32"""
    @overload
    def to(self, dtype: _dtype, non_blocking: _bool = False, copy: _bool = False, *, memory_format: _memory_format | None = ...) -> Tensor: ...
    @overload
    def to(self, other: Tensor, non_blocking: _bool = False, copy: _bool = False, *, memory_format: _memory_format | None = ...) -> Tensor: ...
    def topk(self, k: _int, dim: _int = -1, largest: _bool = True, sorted: _bool = True) -> _topk_result:
        """topk(Tensor self, int k, int dim=-1, bool largest=True, bool sorted=True) -> (Tensor values, Tensor indices)

        The `k` largest (or smallest) elements along `dim`, in order where `sorted`, and where they were. Of equal
        elements those that come first are taken; NaN counts as larger than every number.

        Real dtypes; both results have size k along `dim`, positions are int64. A k beyond the dimension raises
        RuntimeError.

        Example:
            >>> values, indices = flambeau.tensor([1, 4, 2, 3]).topk(2)
            >>> values, indices
            (tensor([4, 3]), tensor([1, 3]))"""
    def trace(self) -> Tensor:
        """trace(Tensor self) -> Tensor

        The sum of a matrix's diagonal.

        `(n, m)` to a 0-d tensor; integers give int64. Other shapes raise RuntimeError.

        Example:
            >>> flambeau.trace(flambeau.ones(3, 3))
            tensor(3.)"""
    def transpose(self, dim0: _int, dim1: _int) -> Tensor:
        """transpose.int(Tensor(a) self, int dim0, int dim1) -> Tensor(a)

        Two dimensions exchanged.

        A view. Dimensions out of range raise IndexError.

        Example:
            >>> flambeau.ones(2, 3, 4).transpose(0, 2).shape
            torch.Size([4, 3, 2])"""
    def tril(self, diagonal: _int = 0) -> Tensor:
        """tril(Tensor self, int diagonal=0) -> Tensor

        The lower triangle of matrices, up to a diagonal; the rest is zero.

        `(*, n, m)`, of any dtype. Fewer than two dimensions raise RuntimeError.

        Example:
            >>> flambeau.ones(3, 3).tril()
            tensor([[1., 0., 0.],
                    [1., 1., 0.],
                    [1., 1., 1.]])"""
    def tril_(self, diagonal: _int = 0) -> Tensor:
        """tril_(Tensor(a!) self, int diagonal=0) -> Tensor(a!)

        Sets what lies above a diagonal to zero.

        Matrices `(*, n, m)`; fewer dimensions raise RuntimeError.

        Example:
            >>> flambeau.ones(2, 3).tril_()
            tensor([[1., 0., 0.],
                    [1., 1., 0.]])"""
    def triu(self, diagonal: _int = 0) -> Tensor:
        """triu(Tensor self, int diagonal=0) -> Tensor

        The upper triangle of matrices, from a diagonal on; the rest is zero.

        `(*, n, m)`, of any dtype. Fewer than two dimensions raise RuntimeError.

        Example:
            >>> flambeau.ones(3, 3).triu(1)
            tensor([[0., 1., 1.],
                    [0., 0., 1.],
                    [0., 0., 0.]])"""
    def triu_(self, diagonal: _int = 0) -> Tensor:
        """triu_(Tensor(a!) self, int diagonal=0) -> Tensor(a!)

        Sets what lies below a diagonal to zero.

        Matrices `(*, n, m)`; fewer dimensions raise RuntimeError.

        Example:
            >>> flambeau.ones(2, 3).triu_(1)
            tensor([[0., 1., 1.],
                    [0., 0., 1.]])"""
    def true_divide(self, other: Tensor | _Number) -> Tensor:
        """true_divide.Tensor(Tensor self, Operand other) -> Tensor

        Another name for `div` without a rounding mode: `this / other`.

        Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers give
        the default floating-point dtype.

        Example:
            >>> flambeau.true_divide(flambeau.tensor([7, -7]), 2)
            tensor([ 3.5000, -3.5000])"""
    def true_divide_(self, other: Tensor | _Number) -> Tensor:
        """true_divide_.Tensor(Tensor(a!) self, Operand other) -> Tensor(a!)

        Another name for `div_` without a rounding mode: `this /= other`.

        Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
        shape or a kind of dtype that does not fit raises RuntimeError. An integer tensor cannot hold the quotient
        and raises RuntimeError.

        Example:
            >>> flambeau.tensor([7.0, -7.0]).true_divide_(2)
            tensor([ 3.5000, -3.5000])"""
    def trunc(self) -> Tensor:
        """trunc(Tensor self) -> Tensor

        The integer part.

        Any shape; real dtypes, which are kept. Complex raises NotImplementedError.

        Example:
            >>> flambeau.tensor([-1.5, 1.5]).trunc()
            tensor([-1.,  1.])"""
    def trunc_(self) -> Tensor:
        """trunc_(Tensor(a!) self) -> Tensor(a!)

        The integer part.

        Any shape; real dtypes, which are kept. Complex raises NotImplementedError.

        Example:
            >>> flambeau.tensor([-1.5, 1.5]).trunc()
            tensor([-1.,  1.])

        Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
    def type_as(self, other: Tensor) -> Tensor:
        """type_as(Tensor self, Tensor other) -> Tensor

        This tensor in the dtype of another.

        Example:
            >>> flambeau.tensor([1, 2]).type_as(flambeau.tensor([0.5]))
            tensor([1., 2.])"""
    def unbind(self, dim: _int = 0) -> tuple[Tensor, ...]:
        """unbind.int(Tensor(a) self, int dim=0) -> Tensor(a)[]

        The tensors along `dim`, without that dimension.

        Views, as a tuple. A 0-d tensor, and a dimension out of range, raise IndexError.

        Example:
            >>> flambeau.tensor([[1, 2], [3, 4]]).unbind()
            (tensor([1, 2]), tensor([3, 4]))"""
    def unflatten(self, dim: _int, sizes: Sequence[_int]) -> Tensor:
        """unflatten.int(Tensor(a) self, int dim, int[] sizes) -> Tensor(a)

        One dimension as several; one of the sizes may be -1.

        A view. RuntimeError where the sizes do not multiply to that of the dimension.

        Example:
            >>> flambeau.ones(2, 6).unflatten(1, (2, 3)).shape
            torch.Size([2, 2, 3])"""
    def unfold(self, dimension: _int, size: _int, step: _int) -> Tensor:
        """unfold(Tensor(a) self, int dimension, int size, int step) -> Tensor(a)

        Windows of `size` elements, `step` apart, along `dimension`; the window is a new last dimension.

        A view: `(n - size) / step + 1` windows, rounded down. A window beyond the dimension raises RuntimeError.

        Example:
            >>> flambeau.arange(5).unfold(0, 3, 2)
            tensor([[0, 1, 2],
                    [2, 3, 4]])"""
    def uniform_(self, __from: _float = 0.0, to: _float = 1.0, *, generator: Generator | None = None) -> Tensor:
        """uniform_(Tensor(a!) self, float from=0.0, float to=1.0, *, Generator? generator=None) -> Tensor(a!)

        Fills with numbers uniform in `[from, to)`.

        Any shape; floating-point dtypes. RuntimeError where `from` is above `to`.

        Example:
            >>> flambeau.empty(2, 3).uniform_(-1, 1).shape
            torch.Size([2, 3])"""
    def unsqueeze(self, dim: _int) -> Tensor:
        """unsqueeze(Tensor(a) self, int dim) -> Tensor(a)

        With a new dimension of size 1 at `dim`.

        A view. `dim` is from `-ndim - 1` to `ndim`; others raise IndexError.

        Example:
            >>> flambeau.tensor([1, 2, 3]).unsqueeze(1).shape
            torch.Size([3, 1])"""
    @overload
    def var(self, unbiased: _bool = True) -> Tensor:
        """var(Tensor self, bool unbiased=True) -> Tensor

        The variance of all elements.

        The variance is `sum (x - mean)^2 / (n - 1)`, with the divisor n where `unbiased` is False; the standard
        deviation is its root. Floating-point or complex dtypes, others raise RuntimeError; the result is real and 0-d.

        Example:
            >>> flambeau.tensor([1.0, 3.0]).var()
            tensor(2.)

        var.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> Tensor

        The variance over dimensions: the divisor is the number of elements less `correction` (1 by default).

        Example:
            >>> flambeau.tensor([0.0, 4.0]).var(correction=0)
            tensor(4.)

        var.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> Tensor

        The variance over dimensions.

        No dimensions mean all. The result lacks them, or has size 1 there with `keepdim`.

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

        Both are `(n,)`, of one dtype; the result is 0-d. Other shapes raise RuntimeError.

        Example:
            >>> flambeau.vdot(flambeau.tensor([1, 2]), flambeau.tensor([3, 4]))
            tensor(11)"""
    @overload
    def view(self, size: Sequence[_int]) -> Tensor:
        """view(Tensor(a) self, int[] size) -> Tensor(a)

        The same elements in another shape; -1 stands for the size that fits.

        A view, of any dtype. RuntimeError where the number of elements differs, or the layout would need a copy;
        see `reshape`.

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

        A view. RuntimeError where the number of elements differs, or the layout would need a copy.

        Example:
            >>> flambeau.arange(4).view_as(flambeau.ones(2, 2)).shape
            torch.Size([2, 2])"""
    @overload
    def vsplit(self, sections: _int) -> tuple[Tensor, ...]:
        """vsplit.int(Tensor(a) self, int sections) -> Tensor(a)[]

        Equal parts along the dimension that `vsplit` is named for.

        Views, as a tuple. A number of parts that does not divide the size and too few dimensions raise RuntimeError.

        Example:
            >>> flambeau.vsplit(flambeau.tensor([[1, 2], [3, 4]]), 2)
            (tensor([[1, 2]]), tensor([[3, 4]]))
            >>> flambeau.vsplit(flambeau.tensor([[1], [2], [3]]), [1])
            (tensor([[1]]), tensor([[2],
                    [3]]))

        vsplit.list(Tensor(a) self, int[] indices) -> Tensor(a)[]

        Parts that begin at the given indices, along the dimension that `vsplit` is named for.

        Views, as a tuple; n indices give n + 1 parts. Indices beyond the end give empty ones."""
    @overload
    def vsplit(self, indices: Sequence[_int]) -> tuple[Tensor, ...]: ...
    @overload
    def vsplit(self, *indices: _int) -> tuple[Tensor, ...]: ...
    def xlogy(self, other: Tensor | _Number) -> Tensor:
        """xlogy.Tensor(Tensor self, Operand other) -> Tensor

        `this * log(other)`, and 0 where `this` is 0; NaN where `other` is NaN.

        Both shapes broadcast; real dtypes, integers give the default dtype, complex raises NotImplementedError.

        Example:
            >>> flambeau.xlogy(flambeau.tensor([0.0, 2.0]), flambeau.tensor([0.0, 3.0]))
            tensor([0.0000, 2.1972])"""
    def zero_(self) -> Tensor:
        """zero_(Tensor(a!) self) -> Tensor(a!)

        Sets every element to zero.

        Any shape and dtype.

        Example:
            >>> flambeau.ones(2).zero_()
            tensor([0., 0.])"""
    def __complex__(self) -> builtins.complex: ...
    def __contains__(self, element: object) -> _bool: ...
    def __dlpack__(self, *, stream: object = -1, max_version: tuple[builtins.int, builtins.int] | None = None, dl_device: tuple[builtins.int, builtins.int] | None = None, copy: builtins.bool | None = None) -> object: ...
    def __dlpack_device__(self) -> tuple[builtins.int, builtins.int]: ...
    def __format__(self, spec: str) -> str: ...
    def __iter__(self) -> Iterator[Tensor]: ...
    def __repr__(self, *, tensor_contents: object = None) -> str: ...
    def __reversed__(self) -> Tensor: ...
    def apply_(self, callable: Callable[[_Number], _Number]) -> Tensor:
        """Replace every element by what ``callable`` returns for it. Slow; meant for few elements.

        Any shape; the results are cast to the tensor's dtype.

        Example:
            >>> flambeau.tensor([1, 2]).apply_(lambda value: value + 1)
            tensor([2, 3])"""
    def arctan2(self, other: Tensor) -> Tensor:
        """Return the angle of the point ``(other, self)``: another name of :meth:`atan2`.

        Example:
            >>> flambeau.tensor([1.0]).arctan2(flambeau.tensor([1.0]))
            tensor([0.7854])"""
    def arctan2_(self, other: Tensor) -> Tensor:
        """Do what :meth:`arctan2` does in place.

        Example:
            >>> flambeau.tensor([1.0]).arctan2_(flambeau.tensor([1.0]))
            tensor([0.7854])"""
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

        Any shape and dtype. Towards integers fractions are cut off and numbers wrap around; towards bool everything but 0
        is True; towards real dtypes complex numbers lose their imaginary part.

        Example:
            >>> flambeau.tensor([0, 1]).bfloat16().dtype
            torch.bfloat16"""
    def bool(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor as bool; itself where it already is.

        Any shape and dtype. Towards integers fractions are cut off and numbers wrap around; towards bool everything but 0
        is True; towards real dtypes complex numbers lose their imaginary part.

        Example:
            >>> flambeau.tensor([0, 1]).bool().dtype
            torch.bool"""
    def byte(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor as uint8; itself where it already is.

        Any shape and dtype. Towards integers fractions are cut off and numbers wrap around; towards bool everything but 0
        is True; towards real dtypes complex numbers lose their imaginary part.

        Example:
            >>> flambeau.tensor([0, 1]).byte().dtype
            torch.uint8"""
    def cdouble(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor as complex128; itself where it already is.

        Any shape and dtype. Towards integers fractions are cut off and numbers wrap around; towards bool everything but 0
        is True; towards real dtypes complex numbers lose their imaginary part.

        Example:
            >>> flambeau.tensor([0, 1]).cdouble().dtype
            torch.complex128"""
    def cfloat(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor as complex64; itself where it already is.

        Any shape and dtype. Towards integers fractions are cut off and numbers wrap around; towards bool everything but 0
        is True; towards real dtypes complex numbers lose their imaginary part.

        Example:
            >>> flambeau.tensor([0, 1]).cfloat().dtype
            torch.complex64"""
    def char(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor as int8; itself where it already is.

        Any shape and dtype. Towards integers fractions are cut off and numbers wrap around; towards bool everything but 0
        is True; towards real dtypes complex numbers lose their imaginary part.

        Example:
            >>> flambeau.tensor([0, 1]).char().dtype
            torch.int8"""
    def corrcoef(input: Tensor) -> Tensor:
        """Return the correlation coefficients of variables in rows; see :func:`cov`.

        Raises:
            RuntimeError: more than two dimensions.

        Example:
            >>> flambeau.corrcoef(flambeau.tensor([[0.0, 1.0], [1.0, 0.0]]))
            tensor([[ 1., -1.],
                    [-1.,  1.]])"""
    def cov(input: Tensor, *, correction: _int = 1, fweights: Tensor | None = None, aweights: Tensor | None = None) -> Tensor:
        """Return the covariance matrix of variables in rows, with one observation in each column.

        Args:
            input: ``(variables, observations)``, or one variable ``(observations,)``.
            correction: what is taken off the number of observations in the divisor.
            fweights: how often each observation counts, integers ``(observations,)``.
            aweights: how much each observation weighs, ``(observations,)``.

        Returns:
            ``(variables, variables)``; for one variable its variance, without dimensions.

        Raises:
            RuntimeError: more than two dimensions, booleans, or weights that do not fit.

        Example:
            >>> flambeau.cov(flambeau.tensor([[0.0, 2.0], [1.0, 1.0]]))
            tensor([[2., 0.],
                    [0., 0.]])"""
    def cpu(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor in main memory.

        This tensor itself where it already is there.

        Example:
            >>> flambeau.ones(2).cpu().device
            device(type='cpu')"""
    def cuda(self, device: _DeviceLike | None = None, non_blocking: _bool = False, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor on a GPU, by default the current one.

        Raises:
            RuntimeError: the GPU is not there.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     assert flambeau.ones(2).cuda().is_cuda"""
    def detach_(self) -> Tensor:
        """Take this tensor out of the graph.

        Example:
            >>> x = flambeau.ones(2, requires_grad=True)
            >>> (x * 2).detach_().requires_grad
            False"""
    def double(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor as float64; itself where it already is.

        Any shape and dtype. Towards integers fractions are cut off and numbers wrap around; towards bool everything but 0
        is True; towards real dtypes complex numbers lose their imaginary part.

        Example:
            >>> flambeau.tensor([0, 1]).double().dtype
            torch.float64"""
    def float(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor as float32; itself where it already is.

        Any shape and dtype. Towards integers fractions are cut off and numbers wrap around; towards bool everything but 0
        is True; towards real dtypes complex numbers lose their imaginary part.

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

        Any shape and dtype. Towards integers fractions are cut off and numbers wrap around; towards bool everything but 0
        is True; towards real dtypes complex numbers lose their imaginary part.

        Example:
            >>> flambeau.tensor([0, 1]).half().dtype
            torch.float16"""
    def int(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor as int32; itself where it already is.

        Any shape and dtype. Towards integers fractions are cut off and numbers wrap around; towards bool everything but 0
        is True; towards real dtypes complex numbers lose their imaginary part.

        Example:
            >>> flambeau.tensor([0, 1]).int().dtype
            torch.int32"""
    @property
    def is_ipu(self) -> _bool:
        """Always false: such tensors are not there.

        Example:
            >>> flambeau.ones(2).is_mps
            False"""
    @property
    def is_maia(self) -> _bool:
        """Always false: such tensors are not there.

        Example:
            >>> flambeau.ones(2).is_mps
            False"""
    @property
    def is_mkldnn(self) -> _bool:
        """Always false: such tensors are not there.

        Example:
            >>> flambeau.ones(2).is_mps
            False"""
    @property
    def is_mps(self) -> _bool:
        """Always false: such tensors are not there.

        Example:
            >>> flambeau.ones(2).is_mps
            False"""
    @property
    def is_mtia(self) -> _bool:
        """Always false: such tensors are not there.

        Example:
            >>> flambeau.ones(2).is_mps
            False"""
    @property
    def is_nested(self) -> _bool:
        """Always false: such tensors are not there.

        Example:
            >>> flambeau.ones(2).is_mps
            False"""
    def is_nonzero(self) -> _bool:
        """Return whether the only element is not zero.

        Example:
            >>> flambeau.tensor([2.0]).is_nonzero()
            True"""
    def is_pinned(self, device: _DeviceLike | None = None) -> _bool:
        """Return whether this tensor is in page-locked memory.

        Args:
            device: deprecated, without effect.

        Example:
            >>> flambeau.ones(1).is_pinned()
            False"""
    def is_same_size(self, other: Tensor) -> _bool:
        """Return whether the shapes are equal.

        Example:
            >>> flambeau.ones(2).is_same_size(flambeau.zeros(2))
            True"""
    def is_set_to(self, tensor: Tensor) -> _bool:
        """Return whether both see the same memory through the same layout.

        Example:
            >>> x = flambeau.ones(2)
            >>> x.is_set_to(x[:]), x.is_set_to(x[:1])
            (True, False)"""
    def is_shared(self) -> _bool:
        """Return whether other processes can map this tensor's memory.

        Example:
            >>> flambeau.ones(2).is_shared()
            False"""
    @property
    def is_sparse_csr(self) -> _bool:
        """Always false: such tensors are not there.

        Example:
            >>> flambeau.ones(2).is_mps
            False"""
    @property
    def is_vulkan(self) -> _bool:
        """Always false: such tensors are not there.

        Example:
            >>> flambeau.ones(2).is_mps
            False"""
    @property
    def is_xla(self) -> _bool:
        """Always false: such tensors are not there.

        Example:
            >>> flambeau.ones(2).is_mps
            False"""
    @property
    def is_xpu(self) -> _bool:
        """Always false: such tensors are not there.

        Example:
            >>> flambeau.ones(2).is_mps
            False"""
    def isreal(self) -> Tensor:
        """Return for every element whether it is real; see :func:`flambeau.isreal`.

        Example:
            >>> flambeau.tensor([1 + 0j, 2j]).isreal()
            tensor([ True, False])"""
    def logit_(self, eps: _float | None = None) -> Tensor:
        """Do what :meth:`logit` does in place.

        Example:
            >>> flambeau.tensor([0.5, 0.9]).logit_()
            tensor([0.0000, 2.1972])"""
    def long(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor as int64; itself where it already is.

        Any shape and dtype. Towards integers fractions are cut off and numbers wrap around; towards bool everything but 0
        is True; towards real dtypes complex numbers lose their imaginary part.

        Example:
            >>> flambeau.tensor([0, 1]).long().dtype
            torch.int64"""
    def mvlgamma(input: Tensor, p: _int, *, out: Tensor | None = None) -> Tensor:
        """Return the logarithm of the multivariate gamma function of dimension ``p`` of every element.

        Raises:
            RuntimeError: ``p`` is less than 1.

        Example:
            >>> flambeau.mvlgamma(flambeau.tensor([3.0]), 1)
            tensor([0.6931])"""
    def mvlgamma_(self, p: _int) -> Tensor:
        """Do what :meth:`mvlgamma` does in place.

        Example:
            >>> flambeau.tensor([2.0]).mvlgamma_(1)
            tensor([0.])"""
    @property
    def name(self) -> None:
        """Always None: tensors have no names.

        Example:
            >>> flambeau.ones(2).name is None
            True"""
    def nan_to_num_(self, nan: _float | None = None, posinf: _float | None = None, neginf: _float | None = None) -> Tensor:
        """Do what :meth:`nan_to_num` does in place.

        Example:
            >>> flambeau.tensor([1.0, float("nan")]).nan_to_num_()
            tensor([1., 0.])"""
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
    def pin_memory(self, device: _DeviceLike | None = None) -> Tensor:
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
            ...     y = x.to("cuda", non_blocking=True)"""
    def polygamma(self, n: _int) -> Tensor:
        """Return derivative number ``n`` of the digamma function; see :func:`polygamma`.

        Example:
            >>> flambeau.ones(1).polygamma(1)
            tensor([1.6449])"""
    def polygamma_(self, n: _int) -> Tensor:
        """Do what :meth:`polygamma` does in place.

        Example:
            >>> flambeau.ones(1).polygamma_(1)
            tensor([1.6449])"""
    def record_stream(self, stream: Stream) -> None:
        """Keep this tensor's memory from being used anew before a stream's work of now is done, once the tensor is dropped.

        For tensors on a GPU that work of another stream than the one they were made in uses. Any shape and dtype.

        Raises:
            NotImplementedError: the tensor is not on a GPU.

        Example:
            >>> if flambeau.cuda.is_available():
            ...     flambeau.ones(2, device="cuda").record_stream(flambeau.cuda.Stream())"""
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
        """Return ``input``: conjugation is never put off.

        Example:
            >>> x = flambeau.tensor([1j])
            >>> x.resolve_conj() is x
            True"""
    def resolve_neg(input: Tensor) -> Tensor:
        """Return ``input``: negation is never put off.

        Example:
            >>> x = flambeau.tensor([1.0])
            >>> x.resolve_neg() is x
            True"""
    def set_(self, source: Tensor) -> Tensor:
        """Make this tensor share the elements of another.

        Example:
            >>> flambeau.empty(0).set_(flambeau.tensor([1.0, 2.0]))
            tensor([1., 2.])"""
    def share_memory_(self) -> Tensor:
        """Move the elements to memory that other processes can share.

        Example:
            >>> flambeau.ones(2).share_memory_().is_shared()
            True"""
    def short(self, memory_format: _memory_format | None = None) -> Tensor:
        """Return this tensor as int16; itself where it already is.

        Any shape and dtype. Towards integers fractions are cut off and numbers wrap around; towards bool everything but 0
        is True; towards real dtypes complex numbers lose their imaginary part.

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
        """Cut into equal parts: :meth:`chunk` under the name of a form that keeps less track of views.

        Example:
            >>> flambeau.arange(4).unsafe_chunk(2)
            (tensor([0, 1]), tensor([2, 3]))"""
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
        """Do what :meth:`xlogy` does in place.

        Example:
            >>> flambeau.tensor([0.0, 2.0]).xlogy_(flambeau.tensor([0.0, 1.0]))
            tensor([0., 0.])"""

def _adadelta_step(params: Sequence[Tensor], grads: Sequence[Tensor], square_avgs: Sequence[Tensor], acc_deltas: Sequence[Tensor], state_steps: Sequence[Tensor], lr: _float, rho: _float, eps: _float, weight_decay: _float, maximize: _bool, lr_on_gpu: Tensor | None = None) -> None:
    """_adadelta_step(Tensor[] params, Tensor[] grads, Tensor[] square_avgs, Tensor[] acc_deltas, Tensor[] state_steps, float lr, float rho, float eps, float weight_decay, bool maximize, Tensor? lr_on_gpu=None) -> ()

    Does a step of Adadelta on all parameters, in place; see `flambeau.optim.Adadelta`.

    A GPU that counts steps itself may have the learning rate too, `lr_on_gpu`, in place of `lr`."""
def _adagrad_step(params: Sequence[Tensor], grads: Sequence[Tensor], state_sums: Sequence[Tensor], state_steps: Sequence[Tensor], lr: _float, weight_decay: _float, lr_decay: _float, eps: _float, maximize: _bool) -> None:
    """_adagrad_step(Tensor[] params, Tensor[] grads, Tensor[] state_sums, Tensor[] state_steps, float lr, float weight_decay, float lr_decay, float eps, bool maximize) -> ()

    Does a step of Adagrad on all parameters, in place; see `flambeau.optim.Adagrad`."""
def _adam_step(params: Sequence[Tensor], grads: Sequence[Tensor], exp_avgs: Sequence[Tensor], exp_avg_sqs: Sequence[Tensor], max_exp_avg_sqs: Sequence[Tensor], state_steps: Sequence[Tensor], lr: _float, beta1: _float, beta2: _float, eps: _float, weight_decay: _float, amsgrad: _bool, maximize: _bool, decoupled_weight_decay: _bool, lr_on_gpu: Tensor | None = None) -> None:
    """_adam_step(Tensor[] params, Tensor[] grads, Tensor[] exp_avgs, Tensor[] exp_avg_sqs, Tensor[] max_exp_avg_sqs, Tensor[] state_steps, float lr, float beta1, float beta2, float eps, float weight_decay, bool amsgrad, bool maximize, bool decoupled_weight_decay, Tensor? lr_on_gpu=None) -> ()

    Does a step of Adam on all parameters, in place; see `flambeau.optim.adam.adam`."""
def _addmm_activation(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: _Number = 1, alpha: _Number = 1, use_gelu: _bool = False, out: Tensor | None = None) -> Tensor:
    """_addmm_activation(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1, bool use_gelu=False) -> Tensor

    `beta * input + alpha * mat1 mat2`, followed by ReLU or with `use_gelu` by GELU, in one pass where the kernel can.

    GELU is that of PyTorch on the device: by the error function on the CPU, by hyperbolic tangents on GPUs. Shapes and errors
    are those of :func:`addmm`. As in PyTorch there is no derivative: calling `backward` raises RuntimeError.

    Example:
        >>> flambeau._addmm_activation(flambeau.tensor([-9.0, 1.0]), flambeau.ones(1, 2), flambeau.ones(2, 2))
        tensor([[0., 3.]])"""
def _amp_foreach_non_finite_check_and_unscale_(input: Sequence[Tensor], found_inf: Tensor, inv_scale: Tensor) -> None:
    """_amp_foreach_non_finite_check_and_unscale_(Tensor[] self, Tensor found_inf, Tensor inv_scale) -> ()

    Multiplies real tensors by `inv_scale`, in place, and sets `found_inf` to 1 if an element was infinite or NaN. Both are
    float32 tensors of one element on the tensors' device.

    Nothing is recorded, and nothing waits for a GPU.

    Example:
        >>> grads, found = [flambeau.tensor([4.0, float("inf")])], flambeau.tensor(0.0)
        >>> flambeau._amp_foreach_non_finite_check_and_unscale_(grads, found, flambeau.tensor(0.5))
        >>> grads, found
        ([tensor([2., inf])], tensor(1.))"""
def _int_mm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """_int_mm(Tensor self, Tensor mat2) -> Tensor

    The product of two matrices of bytes with 32-bit sums, `(n, m) x (m, p) -> (n, p)`.

    `self` is int8 or uint8, `mat2` is int8, the result int32. Sums are exact; beyond int32 they wrap around. Other dtypes and
    shapes raise RuntimeError.

    Example:
        >>> a = flambeau.tensor([[100, 100]], dtype=flambeau.int8)
        >>> flambeau._int_mm(a, a.t())
        tensor([[20000]], dtype=torch.int32)"""
def _limit_(tensors: Sequence[Tensor], low: _float, high: _float) -> None:
    """_limit_(Tensor[] tensors, float low, float high) -> ()

    Limits the elements of real tensors to `[low, high]`, in place; nothing is recorded."""
def _norms(tensors: Sequence[Tensor], ord: _float) -> tuple[Tensor, ...]:
    """_norms(Tensor[] tensors, float ord) -> Tensor[]

    The norm of order `ord` of each real tensor, of its dtype; nothing is recorded."""
def _rmsprop_step(params: Sequence[Tensor], grads: Sequence[Tensor], square_avgs: Sequence[Tensor], grad_avgs: Sequence[Tensor], momentum_buffers: Sequence[Tensor], state_steps: Sequence[Tensor], lr: _float, alpha: _float, eps: _float, weight_decay: _float, momentum: _float, centered: _bool, maximize: _bool, lr_on_gpu: Tensor | None = None) -> None:
    """_rmsprop_step(Tensor[] params, Tensor[] grads, Tensor[] square_avgs, Tensor[] grad_avgs, Tensor[] momentum_buffers, Tensor[] state_steps, float lr, float alpha, float eps, float weight_decay, float momentum, bool centered, bool maximize, Tensor? lr_on_gpu=None) -> ()

    Does a step of RMSprop on all parameters, in place; see `flambeau.optim.RMSprop`.

    `grad_avgs` is empty unless `centered`, `momentum_buffers` without momentum. A GPU that counts steps itself may have the
    learning rate too, `lr_on_gpu`, in place of `lr`."""
def _sample_dirichlet(input: Tensor, generator: Generator | None = None) -> Tensor:
    """_sample_dirichlet(Tensor self, Generator? generator=None) -> Tensor

    Points of the simplex, drawn with the concentrations of each row of the last dimension.

    `(*, n)`; floating-point dtypes, which are kept. Each row of the result adds up to 1.

    Example:
        >>> points = flambeau._sample_dirichlet(flambeau.ones(2, 3))
        >>> flambeau.allclose(points.sum(1), flambeau.ones(2))
        True"""
def _scale_(tensors: Sequence[Tensor], factor: _float) -> None:
    """_scale_(Tensor[] tensors, float factor) -> ()

    Multiplies real tensors by a number, in place; nothing is recorded."""
def _scale_by_(tensors: Sequence[Tensor], number: Tensor, max_norm: _float | None = None) -> None:
    """_scale_by_(Tensor[] tensors, Tensor number, float? max_norm=None) -> ()

    Multiplies real tensors by a number that is a tensor, in place; with `max_norm` by what makes the norm that the number is
    at most that: `min(max_norm / (number + 1e-6), 1)`. Nothing is recorded, and nothing waits for a GPU."""
def _sgd_step(params: Sequence[Tensor], grads: Sequence[Tensor], momentum_buffers: Sequence[Tensor | None], lr: _float, momentum: _float, dampening: _float, weight_decay: _float, nesterov: _bool, maximize: _bool) -> tuple[Tensor, ...]:
    """_sgd_step(Tensor[] params, Tensor[] grads, Tensor?[] momentum_buffers, float lr, float momentum, float dampening, float weight_decay, bool nesterov, bool maximize) -> Tensor[]

    Does a step of stochastic gradient descent on all parameters; see `flambeau.optim.sgd.sgd`.

    Answers the momentum buffers, new ones in the places of None; none at all without momentum."""
def _standard_gamma(input: Tensor, generator: Generator | None = None) -> Tensor:
    """_standard_gamma(Tensor self, Generator? generator=None) -> Tensor

    Gamma numbers of scale 1, each with the shape that stands in its place.

    Any shape; floating-point dtypes, which are kept.

    Example:
        >>> flambeau._standard_gamma(flambeau.ones(3)).shape
        torch.Size([3])"""
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

    Any shape; the dtype is kept, complex numbers give real ones.

    Example:
        >>> flambeau.tensor([-1, 2]).abs()
        tensor([1, 2])"""
def abs_(input: Tensor) -> Tensor:
    """abs_(Tensor(a!) self) -> Tensor(a!)

    Absolute value; the modulus of complex numbers.

    Any shape; the dtype is kept, complex numbers give real ones.

    Example:
        >>> flambeau.tensor([-1, 2]).abs()
        tensor([1, 2])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def absolute(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """absolute(Tensor self) -> Tensor

    Another name for `abs`, which says more.

    Example:
        >>> flambeau.absolute(flambeau.tensor([-1, 2]))
        tensor([1, 2])"""
def absolute_(input: Tensor) -> Tensor:
    """absolute_(Tensor(a!) self) -> Tensor(a!)

    Another name for `abs_`: the result is written to the tensor itself.

    Example:
        >>> flambeau.absolute(flambeau.tensor([-1, 2]))
        tensor([1, 2])"""
def acos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """acos(Tensor self) -> Tensor

    Inverse cosine, in [0, pi]; NaN for real numbers outside [-1, 1].

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).acos()
        tensor([1.5708, 0.0000])"""
def acos_(input: Tensor) -> Tensor:
    """acos_(Tensor(a!) self) -> Tensor(a!)

    Inverse cosine, in [0, pi]; NaN for real numbers outside [-1, 1].

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).acos()
        tensor([1.5708, 0.0000])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def acosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """acosh(Tensor self) -> Tensor

    Inverse hyperbolic cosine, `log(x + sqrt(x^2 - 1))`; NaN for real numbers below 1.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([1.0, 2.0]).acosh()
        tensor([0.0000, 1.3170])"""
def acosh_(input: Tensor) -> Tensor:
    """acosh_(Tensor(a!) self) -> Tensor(a!)

    Inverse hyperbolic cosine, `log(x + sqrt(x^2 - 1))`; NaN for real numbers below 1.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([1.0, 2.0]).acosh()
        tensor([0.0000, 1.3170])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def adaptive_avg_pool1d(input: Tensor, output_size: _int | Sequence[_int]) -> Tensor:
    """adaptive_avg_pool1d(Tensor self, int[1] output_size) -> Tensor

    The means of windows that cut the last dimension into parts.

    Part i of n reaches from `floor(i * size / n)` to `ceil((i + 1) * size / n)`. `(N, C, L)` or `(C, L)`,
    floating-point, to `(N, C, output_size)` or `(C, output_size)`.

    Example:
        >>> flambeau.adaptive_avg_pool1d(flambeau.tensor([[1.0, 2.0, 3.0, 4.0]]), 2)
        tensor([[1.5000, 3.5000]])"""
def adaptive_avg_pool2d(input: Tensor, output_size: _int | Sequence[_int]) -> Tensor:
    """adaptive_avg_pool2d(Tensor self, int[2] output_size) -> Tensor

    The means of windows that cut the last two dimensions into parts; see `adaptive_avg_pool1d`.

    `(N, C, H, W)` or `(C, H, W)`, floating-point; other numbers of dimensions raise RuntimeError.

    Example:
        >>> flambeau.adaptive_avg_pool2d(flambeau.arange(16.0).reshape(1, 4, 4), (2, 2))
        tensor([[[ 2.5000,  4.5000],
                 [10.5000, 12.5000]]])"""
def adaptive_avg_pool3d(input: Tensor, output_size: _int | Sequence[_int]) -> Tensor:
    """adaptive_avg_pool3d(Tensor self, int[3] output_size) -> Tensor

    The means of windows that cut the last three dimensions into parts; see `adaptive_avg_pool1d`.

    `(N, C, D, H, W)` or `(C, D, H, W)`, floating-point; other numbers of dimensions raise RuntimeError.

    Example:
        >>> flambeau.adaptive_avg_pool3d(flambeau.arange(8.0).reshape(1, 2, 2, 2), (1, 1, 1))
        tensor([[[[3.5000]]]])"""
def adaptive_max_pool1d(input: Tensor, output_size: _int | Sequence[_int]) -> tuple[Tensor, Tensor]:
    """adaptive_max_pool1d(Tensor self, int[1] output_size) -> (Tensor, Tensor)

    The maxima of windows that cut the last dimension into parts, and their indices.

    `(N, C, L)` or `(C, L)`, real, to the same with length `output_size`; other numbers of dimensions raise
    RuntimeError.

    Example:
        >>> flambeau.adaptive_max_pool1d(flambeau.tensor([[1.0, 3.0, 2.0, 5.0]]), 2)
        (tensor([[3., 5.]]), tensor([[1, 3]]))

    Part i of n reaches from `floor(i * size / n)` to `ceil((i + 1) * size / n)`."""
def adaptive_max_pool2d(input: Tensor, output_size: _int | Sequence[_int]) -> tuple[Tensor, Tensor]:
    """adaptive_max_pool2d(Tensor self, int[2] output_size) -> (Tensor, Tensor)

    The maxima of windows that cut the last two dimensions into parts, and their indices.

    `(N, C, H, W)` or `(C, H, W)`, real; other numbers of dimensions raise RuntimeError.

    Example:
        >>> flambeau.adaptive_max_pool2d(flambeau.arange(16.0).reshape(1, 4, 4), (1, 2))
        (tensor([[[13., 15.]]]), tensor([[[13, 15]]]))

    Part i of n reaches from `floor(i * size / n)` to `ceil((i + 1) * size / n)`."""
def adaptive_max_pool3d(input: Tensor, output_size: _int | Sequence[_int]) -> tuple[Tensor, Tensor]:
    """adaptive_max_pool3d(Tensor self, int[3] output_size) -> (Tensor, Tensor)

    The maxima of windows that cut the last three dimensions into parts, and their indices.

    `(N, C, D, H, W)` or `(C, D, H, W)`, real; other numbers of dimensions raise RuntimeError.

    Example:
        >>> flambeau.adaptive_max_pool3d(flambeau.arange(8.0).reshape(1, 2, 2, 2), (1, 1, 2))
        (tensor([[[[6., 7.]]]]), tensor([[[[6, 7]]]]))

    Part i of n reaches from `floor(i * size / n)` to `ceil((i + 1) * size / n)`."""
def add(input: Tensor, other: Tensor | _Number, *, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """add.Tensor(Tensor self, Operand other, *, Scalar alpha=1) -> Tensor

    `this + alpha * other`, element by element, with broadcasting.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError.

    Example:
        >>> flambeau.add(flambeau.tensor([1, 2]), flambeau.tensor([[10], [20]]))
        tensor([[11, 12],
                [21, 22]])"""
def add_(input: Tensor, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
    """add_.Tensor(Tensor(a!) self, Operand other, *, Scalar alpha=1) -> Tensor(a!)

    `this += alpha * other`, element by element, with broadcasting.

    Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
    shape or a kind of dtype that does not fit raises RuntimeError.

    Example:
        >>> flambeau.tensor([1, 2]).add_(10)
        tensor([11, 12])"""
def addbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """addbmm(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor

    `beta * input + alpha * sum of batch1 batch2 over the batch`; the input broadcasts to `(n, p)`.

    `batch1 (b, n, m)`, `batch2 (b, m, p)`, all of one dtype; others raise RuntimeError.

    Example:
        >>> flambeau.addbmm(flambeau.zeros(2, 2), flambeau.ones(3, 2, 4), flambeau.ones(3, 4, 2))
        tensor([[12., 12.],
                [12., 12.]])"""
def addbmm_(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
    """addbmm_(Tensor(a!) self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)

    `this = beta * this + alpha * sum of batch1 batch2 over the batch`.

    `batch1 (b, n, m)`, `batch2 (b, m, p)`, this tensor `(n, p)`, of one dtype; others raise RuntimeError.

    Example:
        >>> flambeau.zeros(2, 2).addbmm_(flambeau.ones(3, 2, 4), flambeau.ones(3, 4, 2))
        tensor([[12., 12.],
                [12., 12.]])"""
def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1, out: Tensor | None = None) -> Tensor:
    """addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor

    `this + value * tensor1 / tensor2`.

    All broadcast and are promoted. Integers raise RuntimeError.

    Example:
        >>> flambeau.addcdiv(flambeau.tensor([1.0]), flambeau.tensor([2.0]), flambeau.tensor([4.0]), value=2)
        tensor([2.])"""
def addcdiv_(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
    """addcdiv_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!)

    `this += value * tensor1 / tensor2`, element by element.

    Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
    shape or a kind of dtype that does not fit raises RuntimeError. Integers raise RuntimeError.

    Example:
        >>> flambeau.tensor([1.0, 1.0]).addcdiv_(flambeau.tensor([4.0, 9.0]), flambeau.tensor([2.0, 3.0]), value=0.5)
        tensor([2.0000, 2.5000])"""
def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1, out: Tensor | None = None) -> Tensor:
    """addcmul(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor

    `this + value * tensor1 * tensor2`.

    All broadcast and are promoted; shapes that do not fit raise RuntimeError.

    Example:
        >>> flambeau.addcmul(flambeau.tensor([1.0]), flambeau.tensor([2.0]), flambeau.tensor([3.0]), value=0.5)
        tensor([4.])"""
def addcmul_(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
    """addcmul_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!)

    `this += value * tensor1 * tensor2`, element by element.

    Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
    shape or a kind of dtype that does not fit raises RuntimeError.

    Example:
        >>> flambeau.tensor([1.0, 1.0]).addcmul_(flambeau.tensor([2.0, 3.0]), flambeau.tensor([4.0, 5.0]), value=0.5)
        tensor([5.0000, 8.5000])"""
def addmm(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: _Number = 1, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """addmm(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor

    `beta * input + alpha * mat1 mat2`; the input broadcasts to the product's shape `(n, p)`.

    For `beta` 0 the input is not read: what is NaN there stays out of the result.

    All have one dtype. Sizes that do not fit raise RuntimeError.

    Example:
        >>> flambeau.addmm(flambeau.ones(2, 4), flambeau.ones(2, 3), flambeau.ones(3, 4))[0]
        tensor([4., 4., 4., 4.])"""
def addmm_(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
    """addmm_(Tensor(a!) self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)

    `this = beta * this + alpha * mat1 mat2`.

    `mat1 (n, k)`, `mat2 (k, m)`, this tensor `(n, m)`, of one dtype; others raise RuntimeError.

    Example:
        >>> flambeau.ones(2, 2).addmm_(flambeau.ones(2, 3), flambeau.ones(3, 2), alpha=10)
        tensor([[31., 31.],
                [31., 31.]])"""
def addmv(input: Tensor, mat: Tensor, vec: Tensor, *, beta: _Number = 1, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """addmv(Tensor self, Tensor mat, Tensor vec, *, Scalar beta=1, Scalar alpha=1) -> Tensor

    `beta * input + alpha * mat vec`; the input broadcasts to the product's shape `(n)`.

    `mat (n, m)`, `vec (m,)`, all of one dtype; others raise RuntimeError.

    Example:
        >>> flambeau.addmv(flambeau.ones(2), flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]), flambeau.tensor([1.0, 10.0]))
        tensor([22., 44.])"""
def addmv_(input: Tensor, mat: Tensor, vec: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
    """addmv_(Tensor(a!) self, Tensor mat, Tensor vec, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)

    `this = beta * this + alpha * mat vec`.

    `mat (n, m)`, `vec (m,)`, this tensor `(n,)`, of one dtype; others raise RuntimeError.

    Example:
        >>> flambeau.ones(2).addmv_(flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]), flambeau.tensor([1.0, 10.0]))
        tensor([22., 44.])"""
def addr(input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: _Number = 1, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """addr(Tensor self, Tensor vec1, Tensor vec2, *, Scalar beta=1, Scalar alpha=1) -> Tensor

    `beta * input + alpha * vec1 vec2'`, the outer product of two vectors; the input broadcasts to `(n, m)`.

    `vec1 (n,)`, `vec2 (m,)`; dtypes are promoted. Other shapes raise RuntimeError.

    Example:
        >>> flambeau.addr(flambeau.zeros(2, 2), flambeau.tensor([1.0, 2.0]), flambeau.tensor([3.0, 4.0]))
        tensor([[3., 4.],
                [6., 8.]])"""
def addr_(input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
    """addr_(Tensor(a!) self, Tensor vec1, Tensor vec2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)

    `this = beta * this + alpha * vec1 vec2'`.

    `vec1 (n,)`, `vec2 (m,)`, this tensor `(n, m)`; others raise RuntimeError.

    Example:
        >>> flambeau.zeros(2, 2).addr_(flambeau.tensor([1.0, 2.0]), flambeau.tensor([3.0, 4.0]))
        tensor([[3., 4.],
                [6., 8.]])"""
def adjoint(input: Tensor) -> Tensor:
    """adjoint(Tensor(a) self) -> Tensor(a)

    The conjugate transpose of matrices; a view for real ones.

    `(*, n, m)` to `(*, m, n)`. Fewer than two dimensions raise RuntimeError.

    Example:
        >>> flambeau.adjoint(flambeau.tensor([[1 + 2j, 3j]]))
        tensor([[1.-2.j],
                [0.-3.j]])"""
def affine_grid_generator(theta: Tensor, size: Sequence[_int], align_corners: _bool) -> Tensor:
    """affine_grid_generator(Tensor theta, int[] size, bool align_corners) -> Tensor

    The points at which the affine maps `theta`, (N, 2, 3) or (N, 3, 4), read an image for an output of `size`.

    `size` is (N, C, H, W) or (N, C, D, H, W), the result `(N, H, W, 2)` or `(N, D, H, W, 3)`. Shapes that do not
    fit raise RuntimeError.

    Example:
        >>> theta = flambeau.tensor([[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]])
        >>> flambeau.affine_grid_generator(theta, (1, 1, 2, 2), True)
        tensor([[[[-1., -1.],
                  [ 1., -1.]],
        <BLANKLINE>
                 [[-1.,  1.],
                  [ 1.,  1.]]]])"""
def alias(input: Tensor) -> Tensor:
    """alias(Tensor(a) self) -> Tensor(a)

    A tensor that is this one, for the graph a new node.

    A view of the same shape and dtype.

    Example:
        >>> flambeau.alias(flambeau.tensor([1, 2]))
        tensor([1, 2])"""
@overload
def all(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """all(Tensor self) -> Tensor

    Whether all elements are not zero.

    Any shape and dtype; the result is boolean, but uint8 for uint8. True where there are no elements.

    Example:
        >>> flambeau.tensor([[True, True], [True, False]]).all()
        tensor(False)
        >>> flambeau.tensor([[True, True], [True, False]]).all(1)
        tensor([ True, False])

    all.dims(Tensor self, int[]? dim=None, bool keepdim=False) -> Tensor

    Whether all elements are not zero.

    Any shape and dtype; the result is boolean, but uint8 for uint8. True where there are no elements.

    Example:
        >>> flambeau.tensor([[True, True], [True, False]]).all()
        tensor(False)
        >>> flambeau.tensor([[True, True], [True, False]]).all(1)
        tensor([ True, False])

    Along several dimensions; None means all.

    all.dim(Tensor self, int dim, bool keepdim=False) -> Tensor

    Whether all elements are not zero.

    Any shape and dtype; the result is boolean, but uint8 for uint8. True where there are no elements.

    Example:
        >>> flambeau.tensor([[True, True], [True, False]]).all()
        tensor(False)
        >>> flambeau.tensor([[True, True], [True, False]]).all(1)
        tensor([ True, False])

    Along one dimension, which the result lacks, or has with size 1 with `keepdim`."""
@overload
def all(input: Tensor, dim: Sequence[_int] | None = None, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor: ...
@overload
def all(input: Tensor, dim: _int, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor: ...
def allclose(input: Tensor, other: Tensor, rtol: _float = 1e-05, atol: _float = 1e-08, equal_nan: _bool = False) -> _bool:
    """allclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False) -> bool

    Whether all elements are close; see `isclose`.

    A Python bool. Dtypes that differ raise RuntimeError.

    Example:
        >>> flambeau.allclose(flambeau.tensor([1.0]), flambeau.tensor([1.000001]))
        True"""
def alpha_dropout(input: Tensor, p: _float, train: _bool) -> Tensor:
    """alpha_dropout(Tensor input, float p, bool train) -> Tensor

    In training, puts SELU's lower limit in place of each element with probability `p`, and restores mean and
    variance.

    Any shape; floating-point dtypes. Without `train` the input. A `p` outside [0, 1] raises RuntimeError.

    Example:
        >>> x = flambeau.alpha_dropout(flambeau.randn(10000), 0.2, True)
        >>> abs(x.mean()) < 0.1, abs(x.std() - 1) < 0.1
        (tensor(True), tensor(True))"""
def alpha_dropout_(input: Tensor, p: _float, train: _bool) -> Tensor:
    """alpha_dropout_(Tensor(a!) self, float p, bool train) -> Tensor(a!)

    In training, puts SELU's lower limit in place of each element with probability `p`, and restores mean and
    variance.

    Any shape; floating-point dtypes. Without `train` the input. A `p` outside [0, 1] raises RuntimeError.

    Example:
        >>> x = flambeau.alpha_dropout(flambeau.randn(10000), 0.2, True)
        >>> abs(x.mean()) < 0.1, abs(x.std() - 1) < 0.1
        (tensor(True), tensor(True))

    Writes to the tensor itself and returns it."""
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

    Real dtypes. The results are 0-d, or lack the dimension. An empty dimension raises RuntimeError or
    IndexError.

    Example:
        >>> low, high = flambeau.aminmax(flambeau.tensor([1, 3, 2]))
        >>> low, high
        (tensor(1), tensor(3))"""
def angle(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """angle(Tensor self) -> Tensor

    The argument of complex numbers; pi for negative reals, 0 for others.

    Any shape; complex dtypes give real ones, integers the default dtype. In radians, from -pi to pi.

    Example:
        >>> flambeau.angle(flambeau.tensor([1j]))
        tensor([1.5708])"""
@overload
def any(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """any(Tensor self) -> Tensor

    Whether any element is not zero.

    Any shape and dtype; the result is boolean, but uint8 for uint8. False where there are no elements.

    Example:
        >>> flambeau.tensor([[True, True], [True, False]]).any()
        tensor(True)
        >>> flambeau.tensor([[False, True], [False, False]]).any(1)
        tensor([ True, False])

    any.dims(Tensor self, int[]? dim=None, bool keepdim=False) -> Tensor

    Whether any element is not zero.

    Any shape and dtype; the result is boolean, but uint8 for uint8. False where there are no elements.

    Example:
        >>> flambeau.tensor([[True, True], [True, False]]).any()
        tensor(True)
        >>> flambeau.tensor([[False, True], [False, False]]).any(1)
        tensor([ True, False])

    Along several dimensions; None means all.

    any.dim(Tensor self, int dim, bool keepdim=False) -> Tensor

    Whether any element is not zero.

    Any shape and dtype; the result is boolean, but uint8 for uint8. False where there are no elements.

    Example:
        >>> flambeau.tensor([[True, True], [True, False]]).any()
        tensor(True)
        >>> flambeau.tensor([[False, True], [False, False]]).any(1)
        tensor([ True, False])

    Along one dimension, which the result lacks, or has with size 1 with `keepdim`."""
@overload
def any(input: Tensor, dim: Sequence[_int] | None = None, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor: ...
@overload
def any(input: Tensor, dim: _int, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor: ...
@overload
def arange(end: _Number, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """arange(Scalar end, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    0, 1, ... below `end`.

    `ceil(end)` elements: int64 for an integer, else the default dtype. A negative `end` raises RuntimeError.

    Example:
        >>> flambeau.arange(4)
        tensor([0, 1, 2, 3])

    arange.start_step(Scalar start, Scalar end, Scalar step=1, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    `start`, `start + step`, ... below `end`.

    `ceil((end - start) / step)` elements: int64 where all three are integers, else the default dtype. A
    `step` of 0, and one that leads away from `end`, raise RuntimeError.

    Example:
        >>> flambeau.arange(1, 2, 0.25)
        tensor([1.0000, 1.2500, 1.5000, 1.7500])"""
@overload
def arange(start: _Number, end: _Number, step: _Number = 1, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor: ...
def arccos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """arccos(Tensor self) -> Tensor

    Another name for `acos`, which says more.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).arccos()
        tensor([1.5708, 0.0000])"""
def arccos_(input: Tensor) -> Tensor:
    """arccos_(Tensor(a!) self) -> Tensor(a!)

    Another name for `acos_`: the result is written to the tensor itself.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).arccos()
        tensor([1.5708, 0.0000])"""
def arccosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """arccosh(Tensor self) -> Tensor

    Another name for `acosh`, which says more.

    Example:
        >>> flambeau.tensor([1.0, 2.0]).arccosh()
        tensor([0.0000, 1.3170])"""
def arccosh_(input: Tensor) -> Tensor:
    """arccosh_(Tensor(a!) self) -> Tensor(a!)

    Another name for `acosh_`: the result is written to the tensor itself.

    Example:
        >>> flambeau.tensor([1.0, 2.0]).arccosh()
        tensor([0.0000, 1.3170])"""
def arcsin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """arcsin(Tensor self) -> Tensor

    Another name for `asin`, which says more.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).arcsin()
        tensor([0.0000, 1.5708])"""
def arcsin_(input: Tensor) -> Tensor:
    """arcsin_(Tensor(a!) self) -> Tensor(a!)

    Another name for `asin_`: the result is written to the tensor itself.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).arcsin()
        tensor([0.0000, 1.5708])"""
def arcsinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """arcsinh(Tensor self) -> Tensor

    Another name for `asinh`, which says more.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).arcsinh()
        tensor([0.0000, 0.8814])"""
def arcsinh_(input: Tensor) -> Tensor:
    """arcsinh_(Tensor(a!) self) -> Tensor(a!)

    Another name for `asinh_`: the result is written to the tensor itself.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).arcsinh()
        tensor([0.0000, 0.8814])"""
def arctan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """arctan(Tensor self) -> Tensor

    Another name for `atan`, which says more.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).arctan()
        tensor([0.0000, 0.7854])"""
def arctan_(input: Tensor) -> Tensor:
    """arctan_(Tensor(a!) self) -> Tensor(a!)

    Another name for `atan_`: the result is written to the tensor itself.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).arctan()
        tensor([0.0000, 0.7854])"""
def arctanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """arctanh(Tensor self) -> Tensor

    Another name for `atanh`, which says more.

    Example:
        >>> flambeau.tensor([0.0, 0.5]).arctanh()
        tensor([0.0000, 0.5493])"""
def arctanh_(input: Tensor) -> Tensor:
    """arctanh_(Tensor(a!) self) -> Tensor(a!)

    Another name for `atanh_`: the result is written to the tensor itself.

    Example:
        >>> flambeau.tensor([0.0, 0.5]).arctanh()
        tensor([0.0000, 0.5493])"""
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

    Any shape and real dtype; the result has the shape, int64. A `dim` out of range raises IndexError.

    Example:
        >>> flambeau.tensor([3, 1, 2]).argsort()
        tensor([1, 2, 0])

    argsort.stable(Tensor self, *, bool stable, int dim=-1, bool descending=False) -> Tensor

    As `argsort`, with `stable`: equal elements keep their order whatever it is.

    Any shape and real dtype; positions are int64. A `dim` out of range raises IndexError.

    Example:
        >>> flambeau.tensor([2, 1, 2]).argsort(stable=True, descending=True)
        tensor([0, 2, 1])"""
@overload
def argsort(input: Tensor, *, stable: _bool, dim: _int = -1, descending: _bool = False, out: Tensor | None = None) -> Tensor: ...
def argwhere(input: Tensor) -> Tensor:
    """argwhere(Tensor self) -> Tensor

    The coordinates of all elements that are not zero, one row each; a number counts as one element of one
    dimension.

    Any shape and dtype to `(n, ndim)`, int64.

    Example:
        >>> flambeau.argwhere(flambeau.tensor([[1, 0], [2, 3]]))
        tensor([[0, 0],
                [1, 0],
                [1, 1]])"""
def as_strided(input: Tensor, size: Sequence[_int], stride: Sequence[_int], storage_offset: _int | None = None) -> Tensor:
    """as_strided(Tensor(a) self, int[] size, int[] stride, int? storage_offset=None) -> Tensor(a)

    A view with any sizes, strides and offset inside the storage.

    Element (i, j, ..) lies `storage_offset + i stride[0] + j stride[1] + ..` elements into the storage.
    RuntimeError where that would leave the storage.

    Example:
        >>> flambeau.arange(6).as_strided((2, 2), (3, 1))
        tensor([[0, 1],
                [3, 4]])"""
def asin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """asin(Tensor self) -> Tensor

    Inverse sine, in [-pi/2, pi/2]; NaN for real numbers outside [-1, 1].

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).asin()
        tensor([0.0000, 1.5708])"""
def asin_(input: Tensor) -> Tensor:
    """asin_(Tensor(a!) self) -> Tensor(a!)

    Inverse sine, in [-pi/2, pi/2]; NaN for real numbers outside [-1, 1].

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).asin()
        tensor([0.0000, 1.5708])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def asinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """asinh(Tensor self) -> Tensor

    Inverse hyperbolic sine, `log(x + sqrt(x^2 + 1))`.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).asinh()
        tensor([0.0000, 0.8814])"""
def asinh_(input: Tensor) -> Tensor:
    """asinh_(Tensor(a!) self) -> Tensor(a!)

    Inverse hyperbolic sine, `log(x + sqrt(x^2 + 1))`.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).asinh()
        tensor([0.0000, 0.8814])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def atan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """atan(Tensor self) -> Tensor

    Inverse tangent, in (-pi/2, pi/2).

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).atan()
        tensor([0.0000, 0.7854])"""
def atan2(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """atan2(Tensor self, Tensor other) -> Tensor

    The angle of the point (`other`, `this`), in (-pi, pi].

    Both shapes broadcast. Floating-point dtypes are kept, integers give the default dtype, complex raises
    NotImplementedError.

    Example:
        >>> flambeau.atan2(flambeau.tensor([1.0]), flambeau.tensor([-1.0]))
        tensor([2.3562])"""
def atan2_(input: Tensor, other: Tensor) -> Tensor:
    """atan2_(Tensor(a!) self, Tensor other) -> Tensor(a!)

    Replaces `this` by the angle of the point (`other`, `this`), in (-pi, pi].

    Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
    shape or a kind of dtype that does not fit raises RuntimeError.

    Example:
        >>> flambeau.tensor([1.0, -1.0]).atan2_(flambeau.tensor([1.0, -1.0]))
        tensor([ 0.7854, -2.3562])"""
def atan_(input: Tensor) -> Tensor:
    """atan_(Tensor(a!) self) -> Tensor(a!)

    Inverse tangent, in (-pi/2, pi/2).

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).atan()
        tensor([0.0000, 0.7854])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def atanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """atanh(Tensor self) -> Tensor

    Inverse hyperbolic tangent, `log((1 + x) / (1 - x)) / 2`; NaN for real numbers outside [-1, 1].

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 0.5]).atanh()
        tensor([0.0000, 0.5493])"""
def atanh_(input: Tensor) -> Tensor:
    """atanh_(Tensor(a!) self) -> Tensor(a!)

    Inverse hyperbolic tangent, `log((1 + x) / (1 - x)) / 2`; NaN for real numbers outside [-1, 1].

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 0.5]).atanh()
        tensor([0.0000, 0.5493])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def atleast_1d(input: Tensor) -> Tensor:
    """atleast_1d(Tensor self) -> Tensor

    The tensor with at least one dimension.

    A number becomes `(1,)`; any other tensor is returned. Several tensors give a tuple.

    Example:
        >>> flambeau.atleast_1d(flambeau.tensor(5))
        tensor([5])"""
def atleast_2d(input: Tensor) -> Tensor:
    """atleast_2d(Tensor self) -> Tensor

    The tensor with at least two dimensions.

    A number becomes `(1, 1)`, a vector `(1, n)`. Several tensors give a tuple.

    Example:
        >>> flambeau.atleast_2d(flambeau.tensor([1, 2]))
        tensor([[1, 2]])"""
def atleast_3d(input: Tensor) -> Tensor:
    """atleast_3d(Tensor self) -> Tensor

    The tensor with at least three dimensions.

    A number becomes `(1, 1, 1)`, a vector `(1, n, 1)`, a matrix `(n, m, 1)`. Several tensors give a tuple.

    Example:
        >>> flambeau.atleast_3d(flambeau.tensor([1, 2])).shape
        torch.Size([1, 2, 1])"""
def avg_pool1d(input: Tensor, kernel_size: _int | Sequence[_int], stride: _int | Sequence[_int] = (), padding: _int | Sequence[_int] = 0, ceil_mode: _bool = False, count_include_pad: _bool = True) -> Tensor:
    """avg_pool1d(Tensor self, int[1] kernel_size, int[1] stride=[], int[1] padding=0, bool ceil_mode=False, bool count_include_pad=True) -> Tensor

    The means of windows that slide over the last dimension.

    `stride` is `kernel_size` if it is not given; padding is zero and counted unless `count_include_pad` is False.

    `(N, C, L)` or `(C, L)`, real, to length `floor((L + 2 * padding - K) / stride) + 1`. A window that does
    not fit raises RuntimeError.

    Example:
        >>> flambeau.nn.functional.avg_pool1d(flambeau.tensor([[1.0, 3.0, 5.0, 7.0]]), 2)
        tensor([[2., 6.]])"""
def avg_pool2d(input: Tensor, kernel_size: _int | Sequence[_int], stride: _int | Sequence[_int] = (), padding: _int | Sequence[_int] = 0, ceil_mode: _bool = False, count_include_pad: _bool = True, divisor_override: _int | None = None) -> Tensor:
    """avg_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, bool ceil_mode=False, bool count_include_pad=True, int? divisor_override=None) -> Tensor

    The means of windows that slide over the last two dimensions.

    `stride` is `kernel_size` if it is not given; padding is zero and counted unless `count_include_pad` is False;
    `divisor_override` takes the place of the count.

    `(N, C, H, W)` or `(C, H, W)`, real; each axis has the size that `avg_pool1d` states. A window that does
    not fit raises RuntimeError.

    Example:
        >>> flambeau.nn.functional.avg_pool2d(flambeau.tensor([[[1.0, 3.0], [5.0, 7.0]]]), 2)
        tensor([[[4.]]])"""
def avg_pool3d(input: Tensor, kernel_size: _int | Sequence[_int], stride: _int | Sequence[_int] = (), padding: _int | Sequence[_int] = 0, ceil_mode: _bool = False, count_include_pad: _bool = True, divisor_override: _int | None = None) -> Tensor:
    """avg_pool3d(Tensor self, int[3] kernel_size, int[3] stride=[], int[3] padding=0, bool ceil_mode=False, bool count_include_pad=True, int? divisor_override=None) -> Tensor

    The means of windows that slide over the last three dimensions; see `avg_pool2d`.

    `(N, C, D, H, W)` or `(C, D, H, W)`, floating-point. Sizes that leave no place for a window raise
    RuntimeError.

    Example:
        >>> flambeau.nn.functional.avg_pool3d(flambeau.arange(8.0).reshape(1, 2, 2, 2), 2)
        tensor([[[[3.5000]]]])"""
def baddbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """baddbmm(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor

    `beta * input + alpha * batch1 batch2`, matrix by matrix; the input broadcasts to `(b, n, p)`.

    All have one dtype. Sizes that do not fit raise RuntimeError.

    Example:
        >>> flambeau.baddbmm(flambeau.ones(1, 2, 2), flambeau.ones(1, 2, 3), flambeau.ones(1, 3, 2)).shape
        torch.Size([1, 2, 2])"""
def baddbmm_(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
    """baddbmm_(Tensor(a!) self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)

    `this = beta * this + alpha * batch1 batch2`, matrix by matrix.

    `batch1 (b, n, k)`, `batch2 (b, k, m)`, this tensor `(b, n, m)`, of one dtype; others raise RuntimeError.

    Example:
        >>> flambeau.ones(1, 2, 2).baddbmm_(flambeau.ones(1, 2, 3), flambeau.ones(1, 3, 2), beta=0)
        tensor([[[3., 3.],
                 [3., 3.]]])"""
def batch_norm(input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor | None, running_var: Tensor | None, training: _bool, momentum: _float, eps: _float, cudnn_enabled: _bool) -> Tensor:
    """batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, float momentum, float eps, bool cudnn_enabled) -> Tensor

    Channels (dimension 1) to mean 0 and variance 1, times `weight`, plus `bias`. In training with the batch's
    statistics, towards which the running ones move by `momentum`; otherwise with the running ones.

    `(N, C, *)`, and vectors `(C,)`; `y = (x - mean) / sqrt(var + eps) * weight + bias`. Floating-point dtypes.
    Vectors of another length, and missing running statistics outside training, raise RuntimeError.

    Example:
        >>> x = flambeau.tensor([[0.0, 10.0], [2.0, 30.0]])
        >>> flambeau.batch_norm(x, None, None, None, None, True, 0.1, 1e-5, False)
        tensor([[-1.0000, -1.0000],
                [ 1.0000,  1.0000]])"""
@overload
def bernoulli(input: Tensor, *, generator: Generator | None = None, out: Tensor | None = None) -> Tensor:
    """bernoulli(Tensor self, *, Generator? generator=None, Tensor(a!)? out=None) -> Tensor

    Ones, each with the probability that stands in its place, and zeros.

    Any shape; floating-point dtypes. Probabilities outside [0, 1] raise RuntimeError.

    Example:
        >>> flambeau.bernoulli(flambeau.ones(3))
        tensor([1., 1., 1.])

    bernoulli.p(Tensor self, float p, *, Generator? generator=None) -> Tensor

    Ones, each with probability `p`, and zeros, in a tensor of this one's shape and dtype.

    A `p` outside [0, 1] raises RuntimeError.

    Example:
        >>> flambeau.zeros(3).bernoulli(1.0)
        tensor([1., 1., 1.])"""
@overload
def bernoulli(input: Tensor, p: _float, *, generator: Generator | None = None) -> Tensor: ...
def bernoulli_(input: Tensor, p: Tensor | _Number = 0.5, *, generator: Generator | None = None) -> Tensor:
    """bernoulli_(Tensor(a!) self, Operand p=0.5, *, Generator? generator=None) -> Tensor(a!)

    Fills with ones, each with probability `p`, and zeros. A tensor of probabilities broadcasts to this one.

    Any dtype but complex ones. Probabilities outside [0, 1] raise RuntimeError.

    Example:
        >>> flambeau.empty(2).bernoulli_(0.0)
        tensor([0., 0.])"""
def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor? bias=None) -> Tensor

    `input1' W_o input2 + bias_o` for every output o: `input1 (*, in1)`, `input2 (*, in2)`, `weight (out, in1,
    in2)`.

    The result is `(*, out)`. One floating-point or complex dtype; sizes that do not fit raise RuntimeError.

    Example:
        >>> flambeau.bilinear(flambeau.tensor([1.0, 2.0]), flambeau.tensor([3.0, 4.0]), flambeau.ones(1, 2, 2))
        tensor([21.])"""
def binary_cross_entropy(input: Tensor, target: Tensor, weight: Tensor | None = None, reduction: _int = 1) -> Tensor:
    """binary_cross_entropy(Tensor self, Tensor target, Tensor? weight=None, int reduction=1) -> Tensor

    `-(t log p + (1 - t) log(1 - p))`, times `weight`; each logarithm is at least -100.

    `reduction` is 0 (none), 1 (mean) or 2 (sum); the result has the broadcast shape, or is 0-d.
    Floating-point dtypes; `weight` broadcasts. Probabilities outside [0, 1] raise RuntimeError.

    Example:
        >>> flambeau.binary_cross_entropy(flambeau.tensor([0.5, 0.9]), flambeau.tensor([0.0, 1.0]), reduction=0)
        tensor([0.6931, 0.1054])"""
def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, weight: Tensor | None = None, pos_weight: Tensor | None = None, reduction: _int = 1) -> Tensor:
    """binary_cross_entropy_with_logits(Tensor self, Tensor target, Tensor? weight=None, Tensor? pos_weight=None, int reduction=1) -> Tensor

    `binary_cross_entropy(sigmoid(x), t)` in one step; `pos_weight` multiplies the positive term.

    `reduction` is 0 (none), 1 (mean) or 2 (sum); the result has the broadcast shape, or is 0-d.
    Floating-point dtypes; `weight` and `pos_weight` broadcast.

    Example:
        >>> x, t = flambeau.tensor([0.0, 2.0]), flambeau.tensor([0.0, 1.0])
        >>> flambeau.binary_cross_entropy_with_logits(x, t, reduction=0)
        tensor([0.6931, 0.1269])"""
def bincount(input: Tensor, weights: Tensor | None = None, minlength: _int = 0) -> Tensor:
    """bincount(Tensor self, Tensor? weights=None, int minlength=0) -> Tensor

    How often each of the numbers 0, 1, .. occurs, or the sum of the weights where it does. The result has at least
    `minlength` elements.

    A vector of integers from 0; weights have its shape. Other shapes and negative numbers raise RuntimeError,
    other dtypes NotImplementedError.

    Example:
        >>> flambeau.bincount(flambeau.tensor([0, 2, 2]))
        tensor([1, 0, 2])"""
def binomial(count: Tensor, prob: Tensor, generator: Generator | None = None) -> Tensor:
    """binomial(Tensor count, Tensor prob, Generator? generator=None) -> Tensor

    Numbers of successes in `count` trials of probability `prob`; both broadcast together.

    Floating-point dtypes; others raise ValueError.

    Example:
        >>> flambeau.binomial(flambeau.tensor([5.0, 5.0]), flambeau.tensor([0.0, 1.0]))
        tensor([0., 5.])"""
def bitwise_and(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """bitwise_and(Tensor self, Operand other) -> Tensor

    Bitwise and, `this & other`; the logical one of booleans.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers and
    booleans, others raise NotImplementedError.

    Example:
        >>> flambeau.bitwise_and(flambeau.tensor([6, 5]), 3)
        tensor([2, 1])"""
def bitwise_and_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """bitwise_and_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Bitwise and, `this & other`; the logical one of booleans.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers and
    booleans, others raise NotImplementedError.

    Example:
        >>> flambeau.bitwise_and(flambeau.tensor([6, 5]), 3)
        tensor([2, 1])

    Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
    cannot hold the result."""
def bitwise_left_shift(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """bitwise_left_shift(Tensor self, Operand other) -> Tensor

    `this << other`.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers; others
    raise NotImplementedError.

    Example:
        >>> flambeau.bitwise_left_shift(flambeau.tensor([1, 3]), 2)
        tensor([ 4, 12])"""
def bitwise_left_shift_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """bitwise_left_shift_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `this << other`.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers; others
    raise NotImplementedError.

    Example:
        >>> flambeau.bitwise_left_shift(flambeau.tensor([1, 3]), 2)
        tensor([ 4, 12])

    Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
    cannot hold the result."""
def bitwise_not(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """bitwise_not(Tensor self) -> Tensor

    Inverts bits, `~x`; the logical not of booleans.

    Any shape; integers and booleans, others raise NotImplementedError.

    Example:
        >>> flambeau.bitwise_not(flambeau.tensor([0, 5]))
        tensor([-1, -6])"""
def bitwise_not_(input: Tensor) -> Tensor:
    """bitwise_not_(Tensor(a!) self) -> Tensor(a!)

    Inverts bits, `~x`; the logical not of booleans.

    Any shape; integers and booleans, others raise NotImplementedError.

    Example:
        >>> flambeau.bitwise_not(flambeau.tensor([0, 5]))
        tensor([-1, -6])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def bitwise_or(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """bitwise_or(Tensor self, Operand other) -> Tensor

    Bitwise or, `this | other`; the logical one of booleans.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers and
    booleans, others raise NotImplementedError.

    Example:
        >>> flambeau.bitwise_or(flambeau.tensor([6, 5]), 3)
        tensor([7, 7])"""
def bitwise_or_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """bitwise_or_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Bitwise or, `this | other`; the logical one of booleans.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers and
    booleans, others raise NotImplementedError.

    Example:
        >>> flambeau.bitwise_or(flambeau.tensor([6, 5]), 3)
        tensor([7, 7])

    Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
    cannot hold the result."""
def bitwise_right_shift(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """bitwise_right_shift(Tensor self, Operand other) -> Tensor

    `this >> other`, with the sign.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers; others
    raise NotImplementedError.

    Example:
        >>> flambeau.bitwise_right_shift(flambeau.tensor([8, -8]), 2)
        tensor([ 2, -2])"""
def bitwise_right_shift_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """bitwise_right_shift_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `this >> other`, with the sign.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers; others
    raise NotImplementedError.

    Example:
        >>> flambeau.bitwise_right_shift(flambeau.tensor([8, -8]), 2)
        tensor([ 2, -2])

    Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
    cannot hold the result."""
def bitwise_xor(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """bitwise_xor(Tensor self, Operand other) -> Tensor

    Bitwise exclusive or, `this ^ other`; the logical one of booleans.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers and
    booleans, others raise NotImplementedError.

    Example:
        >>> flambeau.bitwise_xor(flambeau.tensor([6, 5]), 3)
        tensor([5, 6])"""
def bitwise_xor_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """bitwise_xor_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Bitwise exclusive or, `this ^ other`; the logical one of booleans.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers and
    booleans, others raise NotImplementedError.

    Example:
        >>> flambeau.bitwise_xor(flambeau.tensor([6, 5]), 3)
        tensor([5, 6])

    Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
    cannot hold the result."""
def block_diag(tensors: Sequence[Tensor]) -> Tensor:
    """block_diag(Tensor[] tensors) -> Tensor

    A matrix of zeros with the given matrices along its diagonal; vectors count as rows.

    At most two dimensions each; more raise RuntimeError. Dtypes are promoted.

    Example:
        >>> flambeau.block_diag(flambeau.tensor([[1, 2]]), flambeau.tensor([[3], [4]]))
        tensor([[1, 2, 0],
                [0, 0, 3],
                [0, 0, 4]])"""
def bmm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """bmm(Tensor self, Tensor mat2) -> Tensor

    The products of the matrices of two batches, `(b, n, m) x (b, m, p) -> (b, n, p)`.

    Both have one dtype. Other shapes raise RuntimeError.

    Example:
        >>> flambeau.bmm(flambeau.ones(5, 2, 3), flambeau.ones(5, 3, 4)).shape
        torch.Size([5, 2, 4])"""
def broadcast_to(input: Tensor, size: Sequence[_int]) -> Tensor:
    """broadcast_to(Tensor(a) self, int[] size) -> Tensor(a)

    Expands to a shape.

    A view. RuntimeError where the shape does not broadcast to it.

    Example:
        >>> flambeau.broadcast_to(flambeau.tensor([1, 2]), (2, 2))
        tensor([[1, 2],
                [1, 2]])"""
def bucketize(input: Tensor | _Number, boundaries: Tensor, *, out_int32: _bool = False, right: _bool = False, out: Tensor | None = None) -> Tensor:
    """bucketize.Tensor(Operand input, Tensor boundaries, *, bool out_int32=False, bool right=False) -> Tensor

    The number of the interval between boundaries that each value falls into.

    Any shape of values; boundaries `(n,)`, ascending. The result has the values' shape, int64, or int32 with
    `out_int32`.

    Example:
        >>> flambeau.bucketize(flambeau.tensor([1, 5]), flambeau.tensor([2, 4]))
        tensor([0, 2])"""
def cartesian_prod(tensors: Sequence[Tensor]) -> Tensor:
    """cartesian_prod(Tensor[] tensors) -> Tensor

    All combinations of elements of vectors, one row each.

    Vectors of one dtype; n of them give `(rows, n)`, a single one itself. Other shapes raise RuntimeError.

    Example:
        >>> flambeau.cartesian_prod(flambeau.tensor([1, 2]), flambeau.tensor([3, 4]))
        tensor([[1, 3],
                [1, 4],
                [2, 3],
                [2, 4]])"""
def cat(tensors: Sequence[Tensor], dim: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """cat(Tensor[] tensors, int dim=0) -> Tensor

    The tensors one after the other along `dim`. Other dimensions must agree; empty tensors of one dimension are
    skipped.

    Dtypes are promoted. Sizes that differ in another dimension raise RuntimeError, an empty list ValueError.

    Example:
        >>> flambeau.cat([flambeau.tensor([[1, 2]]), flambeau.tensor([[3, 4], [5, 6]])])
        tensor([[1, 2],
                [3, 4],
                [5, 6]])"""
def cauchy_(input: Tensor, median: _float = 0.0, sigma: _float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """cauchy_(Tensor(a!) self, float median=0.0, float sigma=1.0, *, Generator? generator=None) -> Tensor(a!)

    Fills with Cauchy numbers: density `sigma / (pi ((x - median)^2 + sigma^2))`.

    Floating-point tensors; a `sigma` that is not positive raises RuntimeError.

    Example:
        >>> flambeau.empty(2, 3).cauchy_().shape
        torch.Size([2, 3])"""
def cdist(x1: Tensor, x2: Tensor, p: _float = 2, compute_mode: _int | None = None) -> Tensor:
    """cdist(Tensor x1, Tensor x2, float p=2, int? compute_mode=None) -> Tensor

    Distances in the p-norm of all pairs of a row of `x1` `(*, P, M)` and one of `x2` `(*, R, M)`: `(*, P, R)`.

    Floating-point dtypes; leading dimensions broadcast. Row lengths that differ, and a negative `p`, raise
    RuntimeError.

    Example:
        >>> flambeau.cdist(flambeau.tensor([[0.0, 0.0]]), flambeau.tensor([[3.0, 4.0]]))
        tensor([[5.]])"""
def ceil(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """ceil(Tensor self) -> Tensor

    The smallest integer not below.

    Any shape; real dtypes, which are kept. Complex raises NotImplementedError.

    Example:
        >>> flambeau.tensor([-0.5, 1.5]).ceil()
        tensor([-0., 2.])"""
def ceil_(input: Tensor) -> Tensor:
    """ceil_(Tensor(a!) self) -> Tensor(a!)

    The smallest integer not below.

    Any shape; real dtypes, which are kept. Complex raises NotImplementedError.

    Example:
        >>> flambeau.tensor([-0.5, 1.5]).ceil()
        tensor([-0., 2.])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def celu(input: Tensor, alpha: _Number = 1.0) -> Tensor:
    """celu(Tensor self, Scalar alpha=1.0) -> Tensor

    `max(0, x) + min(0, alpha * (e^(x / alpha) - 1))`.

    Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    NotImplementedError. `alpha` of 0 raises RuntimeError.

    Example:
        >>> flambeau.celu(flambeau.tensor([-1.0, 1.0]))
        tensor([-0.6321,  1.0000])"""
def celu_(input: Tensor, alpha: _Number = 1.0) -> Tensor:
    """celu_(Tensor(a!) self, Scalar alpha=1.0) -> Tensor(a!)

    In-place form of `celu`: `max(0, x) + min(0, alpha * (e^(x / alpha) - 1))`, written to the tensor itself.

    Example:
        >>> flambeau.celu_(flambeau.tensor([-1.0, 1.0]))
        tensor([-0.6321,  1.0000])"""
def chain_matmul(matrices: Sequence[Tensor]) -> Tensor:
    """chain_matmul(Tensor[] matrices) -> Tensor

    The product of several matrices, in the order of multiplications that takes the fewest.

    One dtype; sizes that do not follow each other raise RuntimeError.

    Example:
        >>> flambeau.chain_matmul(flambeau.ones(2, 3), flambeau.ones(3, 4), flambeau.ones(4, 1))
        tensor([[12.],
                [12.]])"""
def channel_shuffle(input: Tensor, groups: _int) -> Tensor:
    """channel_shuffle(Tensor self, int groups) -> Tensor

    (N, C, *) with the channels of `groups` groups interleaved (Zhang et al., ShuffleNet, 2018).

    Any dtype. Fewer than three dimensions, or groups that do not divide C, raise RuntimeError.

    Example:
        >>> flambeau.channel_shuffle(flambeau.arange(4).reshape(1, 4, 1), 2).flatten()
        tensor([0, 2, 1, 3])"""
def chunk(input: Tensor, chunks: _int, dim: _int = 0) -> tuple[Tensor, ...]:
    """chunk(Tensor(a) self, int chunks, int dim=0) -> Tensor(a)[]

    At most `chunks` consecutive parts of equal size along `dim`; the last may be smaller.

    Views, as a tuple. A number that is not positive, and a 0-d tensor, raise RuntimeError.

    Example:
        >>> flambeau.arange(5).chunk(2)
        (tensor([0, 1, 2]), tensor([3, 4]))"""
def clamp(input: Tensor, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None, *, out: Tensor | None = None) -> Tensor:
    """clamp(Tensor self, Operand? min=None, Operand? max=None) -> Tensor

    Limits every element to `[min, max]`; either bound may be missing, a number or a tensor.

    Bounds broadcast, dtypes are promoted. A bound of NaN gives NaN; where `min` is above `max` the result is
    `max`. RuntimeError where both bounds are missing, NotImplementedError for complex numbers.

    Example:
        >>> flambeau.tensor([-1.0, 0.5, 2.0]).clamp(0, 1)
        tensor([0.0000, 0.5000, 1.0000])"""
def clamp_(input: Tensor, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None) -> Tensor:
    """clamp_(Tensor(a!) self, Operand? min=None, Operand? max=None) -> Tensor(a!)

    Limits every element to `[min, max]` in place.

    Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
    shape or a kind of dtype that does not fit raises RuntimeError.

    Example:
        >>> flambeau.tensor([-1.0, 0.5, 2.0]).clamp_(min=0)
        tensor([0.0000, 0.5000, 2.0000])"""
def clamp_max(input: Tensor, max: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """clamp_max(Tensor self, Operand max) -> Tensor

    Limits every element from above: `min(this, max)`; `max` is a number or a tensor that broadcasts.

    The dtypes are promoted; complex raises NotImplementedError.

    Example:
        >>> flambeau.clamp_max(flambeau.tensor([-1.0, 2.0]), 1)
        tensor([-1.,  1.])"""
def clamp_max_(input: Tensor, max: Tensor | _Number) -> Tensor:
    """clamp_max_(Tensor(a!) self, Operand max) -> Tensor(a!)

    Limits every element from above: `this = min(this, max)`.

    Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
    shape or a kind of dtype that does not fit raises RuntimeError.

    Example:
        >>> flambeau.tensor([-1.0, 2.0]).clamp_max_(1)
        tensor([-1.,  1.])"""
def clamp_min(input: Tensor, min: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """clamp_min(Tensor self, Operand min) -> Tensor

    Limits every element from below.

    `min` is a number or a tensor that broadcasts; dtypes are promoted. Complex dtypes raise
    NotImplementedError.

    Example:
        >>> flambeau.tensor([-1.0, 2.0]).clamp_min(0)
        tensor([0., 2.])"""
def clamp_min_(input: Tensor, min: Tensor | _Number) -> Tensor:
    """clamp_min_(Tensor(a!) self, Operand min) -> Tensor(a!)

    Limits every element from below: `this = max(this, min)`.

    Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
    shape or a kind of dtype that does not fit raises RuntimeError.

    Example:
        >>> flambeau.tensor([-1.0, 2.0]).clamp_min_(0)
        tensor([0., 2.])"""
def clip(input: Tensor, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None, *, out: Tensor | None = None) -> Tensor:
    """clip(Tensor self, Operand? min=None, Operand? max=None) -> Tensor

    Another name for `clamp`: limits every element to `[min, max]`; either may be missing.

    `min` and `max` are numbers or tensors that broadcast; the dtypes are promoted. Raises RuntimeError if both are
    missing, NotImplementedError for complex numbers.

    Example:
        >>> flambeau.clip(flambeau.tensor([-1.0, 0.5, 2.0]), 0, 1)
        tensor([0.0000, 0.5000, 1.0000])"""
def clone(input: Tensor, *, memory_format: _memory_format | None = ...) -> Tensor:
    """clone(Tensor self, *, MemoryFormat? memory_format=None) -> Tensor

    A copy with its own memory.

    Any shape and dtype; gradients pass through. The order in memory is kept where the tensor is dense.

    Example:
        >>> x = flambeau.tensor([1, 2])
        >>> y = x.clone().fill_(0)
        >>> x
        tensor([1, 2])"""
def col2im(input: Tensor, output_size: _int | Sequence[_int], kernel_size: _int | Sequence[_int], dilation: _int | Sequence[_int], padding: _int | Sequence[_int], stride: _int | Sequence[_int]) -> Tensor:
    """col2im(Tensor self, int[2] output_size, int[2] kernel_size, int[2] dilation, int[2] padding, int[2] stride) -> Tensor

    Adds columns `(N, C * kH * kW, L)` or `(C * kH * kW, L)` up where their windows lie in planes of
    `output_size`.

    The result is `(N, C, H, W)` or `(C, H, W)`. Floating-point or complex dtypes. A number of columns that is
    not that of the positions raises RuntimeError. See `nn.functional.fold`.

    Example:
        >>> columns = flambeau.ones(1, 4, 4)
        >>> flambeau.col2im(columns, (3, 3), (2, 2), (1, 1), (0, 0), (1, 1))
        tensor([[[[1., 2., 1.],
                  [2., 4., 2.],
                  [1., 2., 1.]]]])"""
def column_stack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """column_stack(Tensor[] tensors) -> Tensor

    The tensors side by side; tensors of one dimension count as columns.

    Dtypes are promoted; sizes that differ in more than the second dimension raise RuntimeError.

    Example:
        >>> flambeau.column_stack((flambeau.tensor([1, 2]), flambeau.tensor([3, 4])))
        tensor([[1, 3],
                [2, 4]])"""
def combinations(input: Tensor, r: _int = 2, with_replacement: _bool = False) -> Tensor:
    """combinations(Tensor self, int r=2, bool with_replacement=False) -> Tensor

    All combinations of `r` elements of a vector, in its order, with or without repetition.

    `(n,)` to `(number, r)`. A tensor that is no vector, and a negative r, raise RuntimeError.

    Example:
        >>> flambeau.combinations(flambeau.tensor([1, 2, 3]))
        tensor([[1, 2],
                [1, 3],
                [2, 3]])"""
def complex(real: Tensor, imag: Tensor, *, out: Tensor | None = None) -> Tensor:
    """complex(Tensor real, Tensor imag) -> Tensor

    The complex tensor `real + i imag`.

    Both have one dtype, float32 or float64, and broadcast; others raise RuntimeError.

    Example:
        >>> flambeau.complex(flambeau.tensor([1.0]), flambeau.tensor([2.0]))
        tensor([1.+2.j])"""
def concat(tensors: Sequence[Tensor], dim: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """concat(Tensor[] tensors, int dim=0) -> Tensor

    Another name for `cat`: the tensors one after the other along `dim`.

    Dtypes are promoted. Another size that differs raises RuntimeError, an empty list ValueError.

    Example:
        >>> flambeau.concat((flambeau.tensor([1, 2]), flambeau.tensor([3])))
        tensor([1, 2, 3])"""
def concatenate(tensors: Sequence[Tensor], dim: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """concatenate(Tensor[] tensors, int dim=0) -> Tensor

    Another name for `cat`: the tensors one after the other along `dim`.

    Dtypes are promoted. Another size that differs raises RuntimeError, an empty list ValueError.

    Example:
        >>> flambeau.concatenate((flambeau.tensor([1, 2]), flambeau.tensor([3])))
        tensor([1, 2, 3])"""
def conj(input: Tensor) -> Tensor:
    """conj(Tensor self) -> Tensor

    Complex conjugate; a real tensor is returned as it is.

    Any shape and dtype.

    Example:
        >>> flambeau.tensor([1 + 2j]).conj()
        tensor([1.-2.j])"""
def conj_physical(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """conj_physical(Tensor self) -> Tensor

    Complex conjugate in memory of its own; a real tensor is returned as it is.

    Example:
        >>> flambeau.conj_physical(flambeau.tensor([1 + 2j]))
        tensor([1.-2.j])"""
def conj_physical_(input: Tensor) -> Tensor:
    """conj_physical_(Tensor(a!) self) -> Tensor(a!)

    Replaces every element by its complex conjugate.

    Example:
        >>> flambeau.tensor([1 + 2j]).conj_physical_()
        tensor([1.-2.j])"""
def constant_pad_nd(input: Tensor, pad: Sequence[_int], value: _Number = 0) -> Tensor:
    """constant_pad_nd(Tensor self, int[] pad, Scalar value=0) -> Tensor

    The tensor with a border of `value`: `pad` has, for the last dimension, then the one before and so on, how
    many elements come before and after. Negative ones take elements away.

    Any shape and dtype. A `pad` of odd length or one that takes more than there is raises RuntimeError.

    Example:
        >>> flambeau.constant_pad_nd(flambeau.tensor([[1, 2]]), (1, 2), 9)
        tensor([[9, 1, 2, 9, 9]])"""
def contiguous(input: Tensor, *, memory_format: _memory_format | None = ...) -> Tensor:
    """contiguous(Tensor self, *, MemoryFormat memory_format=contiguous_format) -> Tensor

    This tensor if its elements already lie in memory as asked, else a copy that does.

    Any shape and dtype. `memory_format` is contiguous, channels_last (four dimensions) or channels_last_3d
    (five).

    Example:
        >>> flambeau.ones(2, 3).t().contiguous().stride()
        (2, 1)"""
@overload
def conv1d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int | Sequence[_int] = 1, padding: _int | Sequence[_int] = 0, dilation: _int | Sequence[_int] = 1, groups: _int = 1) -> Tensor:
    """conv1d(Tensor input, Tensor weight, Tensor? bias=None, int[1] stride=1, int[1] padding=0, int[1] dilation=1, int groups=1) -> Tensor

    Cross-correlation of `(N, C, L)` or unbatched input with kernels `(O, C / groups, L)`.

    The result is `(N, O, (L + 2 * padding - dilation * (K - 1) - 1) / stride + 1)`, rounded down. One dtype;
    sizes that do not fit, and a kernel larger than the padded input, raise RuntimeError.

    Example:
        >>> flambeau.nn.functional.conv1d(flambeau.ones(1, 2, 5), flambeau.ones(3, 2, 3)).shape
        torch.Size([1, 3, 3])

    conv1d.padding(Tensor input, Tensor weight, Tensor? bias=None, int[1] stride=1, str padding="valid", int[1] dilation=1, int groups=1) -> Tensor

    `conv1d` with padding `"same"`, for outputs as large as the input, or `"valid"`, for none.

    Shapes, dtypes and errors are those of `conv1d`; "same" with a stride other than 1 raises RuntimeError.

    Example:
        >>> flambeau.conv1d(flambeau.ones(1, 1, 5), flambeau.ones(1, 1, 3), padding="same")
        tensor([[[2., 3., 3., 3., 2.]]])"""
@overload
def conv1d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int | Sequence[_int] = 1, padding: str = "valid", dilation: _int | Sequence[_int] = 1, groups: _int = 1) -> Tensor: ...
@overload
def conv2d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int | Sequence[_int] = 1, padding: _int | Sequence[_int] = 0, dilation: _int | Sequence[_int] = 1, groups: _int = 1) -> Tensor:
    """conv2d(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, int[2] padding=0, int[2] dilation=1, int groups=1) -> Tensor

    Cross-correlation of `(N, C, H, W)` or unbatched input with kernels `(O, C / groups, H, W)`.

    Each axis of the result has the size that `conv1d` states. One dtype; sizes that do not fit, and a kernel
    larger than the padded input, raise RuntimeError.

    Example:
        >>> flambeau.nn.functional.conv2d(flambeau.ones(1, 2, 5, 5), flambeau.ones(3, 2, 3, 3), padding=1).shape
        torch.Size([1, 3, 5, 5])

    conv2d.padding(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, str padding="valid", int[2] dilation=1, int groups=1) -> Tensor

    `conv2d` with padding `"same"`, for outputs as large as the input, or `"valid"`, for none.

    Shapes, dtypes and errors are those of `conv2d`; "same" with a stride other than 1 raises RuntimeError.

    Example:
        >>> flambeau.conv2d(flambeau.ones(1, 1, 5, 5), flambeau.ones(1, 1, 3, 3), padding="same").shape
        torch.Size([1, 1, 5, 5])"""
@overload
def conv2d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int | Sequence[_int] = 1, padding: str = "valid", dilation: _int | Sequence[_int] = 1, groups: _int = 1) -> Tensor: ...
@overload
def conv3d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int | Sequence[_int] = 1, padding: _int | Sequence[_int] = 0, dilation: _int | Sequence[_int] = 1, groups: _int = 1) -> Tensor:
    """conv3d(Tensor input, Tensor weight, Tensor? bias=None, int[3] stride=1, int[3] padding=0, int[3] dilation=1, int groups=1) -> Tensor

    Cross-correlation of `(N, C, D, H, W)` or unbatched input with kernels `(O, C / groups, D, H, W)`.

    Each axis of the result has the size that `conv1d` states. One dtype; sizes that do not fit, and a kernel
    larger than the padded input, raise RuntimeError.

    Example:
        >>> flambeau.nn.functional.conv3d(flambeau.ones(1, 1, 3, 3, 3), flambeau.ones(2, 1, 2, 2, 2)).shape
        torch.Size([1, 2, 2, 2, 2])

    conv3d.padding(Tensor input, Tensor weight, Tensor? bias=None, int[3] stride=1, str padding="valid", int[3] dilation=1, int groups=1) -> Tensor

    `conv3d` with padding `"same"`, for outputs as large as the input, or `"valid"`, for none.

    Shapes, dtypes and errors are those of `conv3d`; "same" with a stride other than 1 raises RuntimeError.

    Example:
        >>> flambeau.conv3d(flambeau.ones(1, 1, 4, 5, 6), flambeau.ones(2, 1, 3, 3, 3), padding="same").shape
        torch.Size([1, 2, 4, 5, 6])"""
@overload
def conv3d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int | Sequence[_int] = 1, padding: str = "valid", dilation: _int | Sequence[_int] = 1, groups: _int = 1) -> Tensor: ...
def conv_tbc(input: Tensor, weight: Tensor, bias: Tensor, pad: _int = 0) -> Tensor:
    """conv_tbc(Tensor self, Tensor weight, Tensor bias, int pad=0) -> Tensor

    A convolution of sequences: input `(T, B, C)`, weight `(K, C, O)`, bias `(O,)`, result `(T + 2 * pad - K + 1,
    B, O)`.

    One floating-point or complex dtype; sizes that do not fit raise RuntimeError.

    Example:
        >>> flambeau.conv_tbc(flambeau.ones(4, 1, 2), flambeau.ones(3, 2, 1), flambeau.zeros(1)).flatten()
        tensor([6., 6.])"""
def conv_transpose1d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int | Sequence[_int] = 1, padding: _int | Sequence[_int] = 0, output_padding: _int | Sequence[_int] = 0, groups: _int = 1, dilation: _int | Sequence[_int] = 1) -> Tensor:
    """conv_transpose1d(Tensor input, Tensor weight, Tensor? bias=None, int[1] stride=1, int[1] padding=0, int[1] output_padding=0, int groups=1, int[1] dilation=1) -> Tensor

    Transposed convolution of `(N, C, L)` or unbatched input with kernels `(C, O / groups, L)`: what
    the gradient of `conv1d` in its input is.

    The result has length `(L - 1) * stride - 2 * padding + dilation * (K - 1) + output_padding + 1`. Input,
    weight and bias have one floating-point or complex dtype; sizes that do not fit raise RuntimeError.

    Example:
        >>> flambeau.conv_transpose1d(flambeau.tensor([[[1.0, 2.0]]]), flambeau.tensor([[[1.0, 10.0, 100.0]]]))
        tensor([[[  1.,  12., 120., 200.]]])"""
def conv_transpose2d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int | Sequence[_int] = 1, padding: _int | Sequence[_int] = 0, output_padding: _int | Sequence[_int] = 0, groups: _int = 1, dilation: _int | Sequence[_int] = 1) -> Tensor:
    """conv_transpose2d.input(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, int[2] padding=0, int[2] output_padding=0, int groups=1, int[2] dilation=1) -> Tensor

    Transposed convolution of `(N, C, H, W)` or unbatched input with kernels `(C, O / groups, H, W)`: what
    the gradient of `conv2d` in its input is.

    Along each axis the result has the size that `conv_transpose1d` states. Input, weight and bias have one
    floating-point or complex dtype; sizes that do not fit raise RuntimeError.

    Example:
        >>> flambeau.conv_transpose2d(flambeau.ones(1, 1, 2, 2), flambeau.ones(1, 1, 2, 2))
        tensor([[[[1., 2., 1.],
                  [2., 4., 2.],
                  [1., 2., 1.]]]])
        >>> flambeau.conv_transpose2d(flambeau.ones(1, 4, 5, 5), flambeau.ones(4, 2, 3, 3), stride=2).shape
        torch.Size([1, 2, 11, 11])"""
def conv_transpose3d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int | Sequence[_int] = 1, padding: _int | Sequence[_int] = 0, output_padding: _int | Sequence[_int] = 0, groups: _int = 1, dilation: _int | Sequence[_int] = 1) -> Tensor:
    """conv_transpose3d.input(Tensor input, Tensor weight, Tensor? bias=None, int[3] stride=1, int[3] padding=0, int[3] output_padding=0, int groups=1, int[3] dilation=1) -> Tensor

    Transposed convolution of `(N, C, D, H, W)` or unbatched input with kernels `(C, O / groups, D, H, W)`: what
    the gradient of `conv3d` in its input is.

    Along each axis the result has the size that `conv_transpose1d` states. Input, weight and bias have one
    floating-point or complex dtype; sizes that do not fit raise RuntimeError.

    Example:
        >>> flambeau.conv_transpose3d(flambeau.ones(1, 2, 2, 2, 2), flambeau.ones(2, 3, 2, 2, 2), stride=2).shape
        torch.Size([1, 3, 4, 4, 4])"""
def convolution(input: Tensor, weight: Tensor, bias: Tensor | None, stride: Sequence[_int], padding: Sequence[_int], dilation: Sequence[_int], transposed: _bool, output_padding: Sequence[_int], groups: _int) -> Tensor:
    """convolution(Tensor input, Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] dilation, bool transposed, int[] output_padding, int groups) -> Tensor

    A convolution, or a transposed one, over as many dimensions as the weight has behind its first two.

    Input `(N, C, *)`; weight `(O, C / groups, *)`, or `(C, O / groups, *)` of a transposed one; bias `(O,)`. One
    floating-point or complex dtype; sizes that do not fit raise RuntimeError.

    Example:
        >>> x, weight = flambeau.ones(1, 1, 4), flambeau.ones(1, 1, 2)
        >>> flambeau.convolution(x, weight, None, [2], [0], [1], False, [0], 1)
        tensor([[[2., 2.]]])"""
def copy_(input: Tensor, src: Tensor, non_blocking: _bool = False) -> Tensor:
    """copy_(Tensor(a!) self, Tensor src, bool non_blocking=False) -> Tensor(a!)

    Copies the elements of `src`, which broadcasts to this tensor, into it, converting the dtype.

    Example:
        >>> flambeau.zeros(2).copy_(flambeau.tensor([1, 2]))
        tensor([1., 2.])"""
def copysign(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """copysign(Tensor self, Operand other) -> Tensor

    The magnitude of `this` with the sign of `other`.

    Both shapes broadcast; integers and booleans give the default dtype, complex raises NotImplementedError.

    Example:
        >>> flambeau.copysign(flambeau.tensor([1.0, 2.0]), flambeau.tensor([-1.0, 1.0]))
        tensor([-1.,  2.])"""
def copysign_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """copysign_(Tensor(a!) self, Operand other) -> Tensor(a!)

    The magnitude of `this` with the sign of `other`.

    Both shapes broadcast; integers and booleans give the default dtype, complex raises NotImplementedError.

    Example:
        >>> flambeau.copysign(flambeau.tensor([1.0, 2.0]), flambeau.tensor([-1.0, 1.0]))
        tensor([-1.,  2.])

    Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
    cannot hold the result."""
def cos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """cos(Tensor self) -> Tensor

    Cosine, of angles in radians.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).cos()
        tensor([1.0000, 0.5403])"""
def cos_(input: Tensor) -> Tensor:
    """cos_(Tensor(a!) self) -> Tensor(a!)

    Cosine, of angles in radians.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).cos()
        tensor([1.0000, 0.5403])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def cosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """cosh(Tensor self) -> Tensor

    Hyperbolic cosine, `(e^x + e^-x) / 2`.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).cosh()
        tensor([1.0000, 1.5431])"""
def cosh_(input: Tensor) -> Tensor:
    """cosh_(Tensor(a!) self) -> Tensor(a!)

    Hyperbolic cosine, `(e^x + e^-x) / 2`.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).cosh()
        tensor([1.0000, 1.5431])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def cosine_embedding_loss(input1: Tensor, input2: Tensor, target: Tensor, margin: _float = 0.0, reduction: _int = 1) -> Tensor:
    """cosine_embedding_loss(Tensor input1, Tensor input2, Tensor target, float margin=0.0, int reduction=1) -> Tensor

    `1 - cos(a, b)` where t is 1, `max(0, cos(a, b) - margin)` where it is -1.

    `(N, D)` or `(D,)` with targets `(N,)` or `()`; `reduction` is 0 (none), 1 (mean) or 2 (sum). Floating-point
    dtypes; other shapes raise RuntimeError.

    Example:
        >>> a, b = flambeau.tensor([[1.0, 0.0]]), flambeau.tensor([[0.0, 1.0]])
        >>> flambeau.cosine_embedding_loss(a, b, flambeau.tensor([1]), reduction=1)
        tensor(1.)"""
def cosine_similarity(x1: Tensor, x2: Tensor, dim: _int = 1, eps: _float = 1e-08) -> Tensor:
    """cosine_similarity(Tensor x1, Tensor x2, int dim=1, float eps=1e-08) -> Tensor

    `x1 . x2 / (max(|x1|, eps) max(|x2|, eps))` along `dim`.

    Both shapes broadcast; floating-point dtypes. The result lacks `dim`.

    Example:
        >>> flambeau.nn.functional.cosine_similarity(flambeau.tensor([[1.0, 0.0]]), flambeau.tensor([[1.0, 1.0]]))
        tensor([0.7071])"""
@overload
def count_nonzero(input: Tensor, dim: _int | None = None) -> Tensor:
    """count_nonzero(Tensor self, int? dim=None) -> Tensor

    The number of elements that are not zero.

    Any dtype; the result is int64 and 0-d, or lacks the dimension.

    Example:
        >>> flambeau.count_nonzero(flambeau.tensor([0, 1, 2]))
        tensor(2)

    count_nonzero.dim_IntList(Tensor self, int[] dim) -> Tensor

    The number of elements that are not zero, over dimensions.

    Any dtype; the result is int64, without the dimensions.

    Example:
        >>> flambeau.tensor([[1, 0], [2, 3]]).count_nonzero((0,))
        tensor([2, 1])"""
@overload
def count_nonzero(input: Tensor, dim: Sequence[_int]) -> Tensor: ...
def cross(input: Tensor, other: Tensor, dim: _int | None = None, *, out: Tensor | None = None) -> Tensor:
    """cross(Tensor self, Tensor other, int? dim=None) -> Tensor

    The cross product of vectors of three elements, along `dim` or the first dimension of size 3.

    The tensors broadcast. RuntimeError where no dimension, or the one given, has size 3.

    Example:
        >>> flambeau.cross(flambeau.tensor([1, 0, 0]), flambeau.tensor([0, 1, 0]), dim=0)
        tensor([0, 0, 1])"""
def cross_entropy_loss(input: Tensor, target: Tensor, weight: Tensor | None = None, reduction: _int = 1, ignore_index: _int = -100, label_smoothing: _float = 0.0) -> Tensor:
    """cross_entropy_loss(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt ignore_index=-100, float label_smoothing=0.0) -> Tensor

    Cross entropy of logits `(C,)`, `(N, C)` or `(N, C, *)` and class indices, or probabilities of the logits'
    shape.

    `-sum_c weight[c] q[c] log(softmax(x)[c])`, where q is the target, mixed with `label_smoothing / C` for every
    class. `reduction` is 0 (none), 1 (mean, weighted for class indices) or 2 (sum). A class out of range raises
    IndexError.

    Example:
        >>> flambeau.cross_entropy_loss(flambeau.tensor([[0.0, 0.0]]), flambeau.tensor([1]))
        tensor(0.6931)"""
@overload
def ctc_loss(log_probs: Tensor, targets: Tensor, input_lengths: Sequence[_int], target_lengths: Sequence[_int], blank: _int = 0, reduction: _int = 1, zero_infinity: _bool = False) -> Tensor:
    """ctc_loss.IntList(Tensor log_probs, Tensor targets, int[] input_lengths, int[] target_lengths, int blank=0, int reduction=1, bool zero_infinity=False) -> Tensor

    The same with lengths as lists.

    Example:
        >>> log_probs = flambeau.full((4, 1, 3), 1 / 3).log()
        >>> flambeau.ctc_loss(log_probs, flambeau.tensor([[1, 2]]), [4], [2], reduction=2)
        tensor(1.6864)

    ctc_loss.Tensor(Tensor log_probs, Tensor targets, Tensor input_lengths, Tensor target_lengths, int blank=0, int reduction=1, bool zero_infinity=False) -> Tensor

    The negative log likelihood of label sequences over all their alignments with `log_probs`, `(T, N, C)` or `(T,
    C)`.

    Targets are `(N, S)`, or the sequences one after the other; lengths are integers `(N,)`. `reduction` is 0 (one
    value for each sequence), 1 (each divided by its length, then the mean) or 2 (sum). Labels and lengths out of
    range raise RuntimeError.

    Example:
        >>> log_probs = flambeau.full((4, 1, 3), 1 / 3).log()
        >>> flambeau.ctc_loss(log_probs, flambeau.tensor([[1, 2]]), flambeau.tensor([4]), flambeau.tensor([2]), 0, 2)
        tensor(1.6864)"""
@overload
def ctc_loss(log_probs: Tensor, targets: Tensor, input_lengths: Tensor, target_lengths: Tensor, blank: _int = 0, reduction: _int = 1, zero_infinity: _bool = False) -> Tensor: ...
def cummax(input: Tensor, dim: _int, *, out: Sequence[Tensor] | None = None) -> _cummax_result:
    """cummax(Tensor self, int dim) -> (Tensor values, Tensor indices)

    The largest of the elements up to each along `dim`, and the last position where it was met; a NaN stays.

    Real dtypes; both results have the input's shape, the positions are int64.

    Example:
        >>> values, indices = flambeau.tensor([1, 3, 2, 3]).cummax(0)
        >>> values, indices
        (tensor([1, 3, 3, 3]), tensor([0, 1, 1, 3]))"""
def cummin(input: Tensor, dim: _int, *, out: Sequence[Tensor] | None = None) -> _cummin_result:
    """cummin(Tensor self, int dim) -> (Tensor values, Tensor indices)

    The smallest of the elements up to each along `dim`, and the last position where it was met; a NaN stays.

    Real dtypes; both results have the input's shape, the positions are int64.

    Example:
        >>> values, indices = flambeau.tensor([3, 1, 2, 1]).cummin(0)
        >>> values, indices
        (tensor([3, 1, 1, 1]), tensor([0, 1, 1, 3]))"""
def cumprod(input: Tensor, dim: _int, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor:
    """cumprod(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor

    The products of the elements up to each along `dim`.

    Any shape; integers and booleans give int64. A `dim` out of range raises IndexError.

    Example:
        >>> flambeau.tensor([1, 2, 3]).cumprod(0)
        tensor([1, 2, 6])"""
def cumprod_(input: Tensor, dim: _int, *, dtype: _dtype | None = None) -> Tensor:
    """cumprod_(Tensor(a!) self, int dim, *, ScalarType? dtype=None) -> Tensor(a!)

    Replaces the elements by the products up to each along `dim`.

    Any shape. Booleans raise NotImplementedError.

    Example:
        >>> flambeau.tensor([1, 2, 3]).cumprod_(0)
        tensor([1, 2, 6])"""
def cumsum(input: Tensor, dim: _int, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor:
    """cumsum(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor

    The sums of the elements up to each along `dim`.

    Any shape; integers and booleans give int64. A `dim` out of range raises IndexError.

    Example:
        >>> flambeau.tensor([1, 2, 3]).cumsum(0)
        tensor([1, 3, 6])"""
def cumsum_(input: Tensor, dim: _int, *, dtype: _dtype | None = None) -> Tensor:
    """cumsum_(Tensor(a!) self, int dim, *, ScalarType? dtype=None) -> Tensor(a!)

    Replaces the elements by the sums up to each along `dim`.

    Any shape. Booleans raise NotImplementedError.

    Example:
        >>> flambeau.tensor([1, 2, 3]).cumsum_(0)
        tensor([1, 3, 6])"""
def deg2rad(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """deg2rad(Tensor self) -> Tensor

    Degrees to radians, `x * pi / 180`.

    Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    NotImplementedError.

    Example:
        >>> flambeau.tensor([90.0, 180.0]).deg2rad()
        tensor([1.5708, 3.1416])"""
def deg2rad_(input: Tensor) -> Tensor:
    """deg2rad_(Tensor(a!) self) -> Tensor(a!)

    Degrees to radians, `x * pi / 180`.

    Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    NotImplementedError.

    Example:
        >>> flambeau.tensor([90.0, 180.0]).deg2rad()
        tensor([1.5708, 3.1416])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def detach(input: Tensor) -> Tensor:
    """detach(Tensor(a) self) -> Tensor(a)

    Any shape and dtype; the same elements outside the graph.

    The result shares the memory and does not require a gradient.

    Example:
        >>> x = flambeau.ones(2, requires_grad=True)
        >>> (x * 2).detach().requires_grad
        False"""
def diag(input: Tensor, diagonal: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """diag(Tensor self, int diagonal=0) -> Tensor

    A matrix with a vector on a diagonal, or a copy of a matrix's diagonal.

    `(n,)` to `(n + |diagonal|, n + |diagonal|)`, `(n, m)` to the diagonal's length. Other numbers of
    dimensions raise RuntimeError.

    Example:
        >>> flambeau.diag(flambeau.tensor([1, 2]))
        tensor([[1, 0],
                [0, 2]])"""
def diag_embed(input: Tensor, offset: _int = 0, dim1: _int = -2, dim2: _int = -1) -> Tensor:
    """diag_embed(Tensor self, int offset=0, int dim1=-2, int dim2=-1) -> Tensor

    Matrices of zeros with the last dimension of the input on a diagonal.

    `(*, n)` to `(*, n + |offset|, n + |offset|)`, the new dimensions at `dim1` and `dim2`. The same dimension
    twice raises RuntimeError.

    Example:
        >>> flambeau.diag_embed(flambeau.tensor([1, 2]))
        tensor([[1, 0],
                [0, 2]])"""
def diagflat(input: Tensor, offset: _int = 0) -> Tensor:
    """diagflat(Tensor self, int offset=0) -> Tensor

    A matrix with all elements of the input on a diagonal.

    Any shape, of n elements, and dtype to `(n + |offset|, n + |offset|)`.

    Example:
        >>> flambeau.diagflat(flambeau.tensor([1, 2]), 1)
        tensor([[0, 1, 0],
                [0, 0, 2],
                [0, 0, 0]])"""
def diagonal(input: Tensor, offset: _int = 0, dim1: _int = 0, dim2: _int = 1) -> Tensor:
    """diagonal(Tensor(a) self, int offset=0, int dim1=0, int dim2=1) -> Tensor(a)

    The diagonal of dimensions `dim1` and `dim2`, `offset` above the main one, as the last dimension.

    A view. The same dimension twice raises RuntimeError, one out of range IndexError.

    Example:
        >>> flambeau.arange(4).view(2, 2).diagonal()
        tensor([0, 3])"""
def diagonal_copy(input: Tensor, offset: _int = 0, dim1: _int = 0, dim2: _int = 1) -> Tensor:
    """diagonal_copy(Tensor self, int offset=0, int dim1=0, int dim2=1) -> Tensor

    A copy of a diagonal; see `diagonal`.

    At least two dimensions; `dim1` and `dim2` that are the same raise RuntimeError.

    Example:
        >>> flambeau.diagonal_copy(flambeau.tensor([[1, 2], [3, 4]]))
        tensor([1, 4])"""
def diagonal_scatter(input: Tensor, src: Tensor, offset: _int = 0, dim1: _int = 0, dim2: _int = 1) -> Tensor:
    """diagonal_scatter(Tensor self, Tensor src, int offset=0, int dim1=0, int dim2=1) -> Tensor

    `this` with `src` on a diagonal of dimensions `dim1` and `dim2`.

    `src` has the shape that `diagonal` gives; another one raises RuntimeError.

    Example:
        >>> flambeau.zeros(2, 2).diagonal_scatter(flambeau.tensor([1.0, 2.0]))
        tensor([[1., 0.],
                [0., 2.]])"""
def diff(input: Tensor, n: _int = 1, dim: _int = -1, prepend: Tensor | None = None, append: Tensor | None = None, *, out: Tensor | None = None) -> Tensor:
    """diff(Tensor self, int n=1, int dim=-1, Tensor? prepend=None, Tensor? append=None) -> Tensor

    Differences of neighbours along `dim`, `n` times over; `prepend` and `append` are joined to the input first.

    Size n less along `dim`. A negative n, and a 0-d tensor, raise RuntimeError.

    Example:
        >>> flambeau.diff(flambeau.tensor([1, 4, 9]))
        tensor([3, 5])"""
def digamma(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """digamma(Tensor self) -> Tensor

    Derivative of `log gamma`.

    Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    NotImplementedError.

    Example:
        >>> flambeau.tensor([1.0, 2.0]).digamma()
        tensor([-0.5772,  0.4228])"""
def digamma_(input: Tensor) -> Tensor:
    """digamma_(Tensor(a!) self) -> Tensor(a!)

    Derivative of `log gamma`.

    Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    NotImplementedError.

    Example:
        >>> flambeau.tensor([1.0, 2.0]).digamma()
        tensor([-0.5772,  0.4228])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def dist(input: Tensor, other: Tensor, p: _Number = 2) -> Tensor:
    """dist(Tensor self, Tensor other, Scalar p=2) -> Tensor

    The norm of order `p` of `this - other`.

    The shapes broadcast; floating-point or complex dtypes. The result is 0-d.

    Example:
        >>> flambeau.dist(flambeau.tensor([3.0, 4.0]), flambeau.tensor([0.0, 0.0]))
        tensor(5.)"""
def div(input: Tensor, other: Tensor | _Number, *, rounding_mode: str | None = None, out: Tensor | None = None) -> Tensor:
    """div.Tensor(Tensor self, Operand other, *, str? rounding_mode=None) -> Tensor

    `this / other`, element by element. `rounding_mode` is None (true division), "trunc" or "floor".

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Without a
    rounding mode integers give the default dtype; with one, an integer divided by zero raises RuntimeError.

    Example:
        >>> flambeau.tensor([7, -7]).div(2)
        tensor([ 3.5000, -3.5000])
        >>> flambeau.tensor([7, -7]).div(2, rounding_mode="floor")
        tensor([ 3, -4])"""
def div_(input: Tensor, other: Tensor | _Number, *, rounding_mode: str | None = None) -> Tensor:
    """div_.Tensor(Tensor(a!) self, Operand other, *, str? rounding_mode=None) -> Tensor(a!)

    `this /= other`, element by element. `rounding_mode` is None (true division), "trunc" or "floor".

    Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
    shape or a kind of dtype that does not fit raises RuntimeError. An integer tensor cannot hold a true
    quotient and raises RuntimeError.

    Example:
        >>> flambeau.tensor([1.0, 3.0]).div_(2)
        tensor([0.5000, 1.5000])"""
def divide(input: Tensor, other: Tensor | _Number, *, rounding_mode: str | None = None, out: Tensor | None = None) -> Tensor:
    """divide.Tensor(Tensor self, Operand other, *, str? rounding_mode=None) -> Tensor

    Another name for `div`: `this / other`, rounded where `rounding_mode` is "trunc" or "floor".

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Without a
    rounding mode integers give the default floating-point dtype.

    Example:
        >>> flambeau.divide(flambeau.tensor([7, -7]), 2)
        tensor([ 3.5000, -3.5000])
        >>> flambeau.divide(flambeau.tensor([7, -7]), 2, rounding_mode="floor")
        tensor([ 3, -4])"""
def divide_(input: Tensor, other: Tensor | _Number, *, rounding_mode: str | None = None) -> Tensor:
    """divide_.Tensor(Tensor(a!) self, Operand other, *, str? rounding_mode=None) -> Tensor(a!)

    Another name for `div_`: `this /= other`, rounded where `rounding_mode` is "trunc" or "floor".

    Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
    shape or a kind of dtype that does not fit raises RuntimeError.

    Example:
        >>> flambeau.tensor([7.0, -7.0]).divide_(2)
        tensor([ 3.5000, -3.5000])"""
def dot(input: Tensor, tensor: Tensor, *, out: Tensor | None = None) -> Tensor:
    """dot(Tensor self, Tensor tensor) -> Tensor

    The dot product of two vectors. Complex numbers are not conjugated; see `vdot`.

    Both are `(n,)`, of one dtype; the result is 0-d. Other shapes raise RuntimeError.

    Example:
        >>> flambeau.dot(flambeau.tensor([1, 2]), flambeau.tensor([3, 4]))
        tensor(11)"""
def dropout(input: Tensor, p: _float, train: _bool) -> Tensor:
    """dropout(Tensor input, float p, bool train) -> Tensor

    In training, sets each element to zero with probability `p` and divides the others by `1 - p`.

    Any shape; floating-point or complex dtypes. Without `train` the input. A `p` outside [0, 1] raises
    RuntimeError.

    Example:
        >>> set(flambeau.dropout(flambeau.ones(100), 0.5, True).tolist()) == {0.0, 2.0}
        True"""
def dropout_(input: Tensor, p: _float, train: _bool) -> Tensor:
    """dropout_(Tensor(a!) self, float p, bool train) -> Tensor(a!)

    In training, sets each element to zero with probability `p` and divides the others by `1 - p`.

    Any shape; floating-point or complex dtypes. Without `train` the input. A `p` outside [0, 1] raises
    RuntimeError.

    Example:
        >>> set(flambeau.dropout(flambeau.ones(100), 0.5, True).tolist()) == {0.0, 2.0}
        True

    Writes to the tensor itself and returns it."""
@overload
def dsplit(input: Tensor, sections: _int) -> tuple[Tensor, ...]:
    """dsplit.int(Tensor(a) self, int sections) -> Tensor(a)[]

    Equal parts along the dimension that `dsplit` is named for.

    Views, as a tuple. A number of parts that does not divide the size and too few dimensions raise RuntimeError.

    Example:
        >>> flambeau.dsplit(flambeau.tensor([[[1, 2, 3, 4]]]), 2)
        (tensor([[[1, 2]]]), tensor([[[3, 4]]]))
        >>> flambeau.dsplit(flambeau.tensor([[[1, 2, 3]]]), [1])
        (tensor([[[1]]]), tensor([[[2, 3]]]))

    dsplit.list(Tensor(a) self, int[] indices) -> Tensor(a)[]

    Parts that begin at the given indices, along the dimension that `dsplit` is named for.

    Views, as a tuple; n indices give n + 1 parts. Indices beyond the end give empty ones."""
@overload
def dsplit(input: Tensor, indices: Sequence[_int]) -> tuple[Tensor, ...]: ...
def dstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """dstack(Tensor[] tensors) -> Tensor

    The tensors one after the other along the third dimension.

    Numbers and vectors count as `(1, n, 1)`, matrices as `(n, m, 1)`. Dtypes are promoted; other sizes that
    differ raise RuntimeError.

    Example:
        >>> flambeau.dstack((flambeau.tensor([1, 2]), flambeau.tensor([3, 4])))
        tensor([[[1, 3],
                 [2, 4]]])"""
def einsum(equation: str, tensors: Sequence[Tensor], *, path: Sequence[_int] | None = None) -> Tensor:
    """einsum(str equation, Tensor[] tensors, *, int[]? path=None) -> Tensor

    Sums the products of elements whose indices an equation names.

    `"ij,jk->ik"` is the matrix product: letters name dimensions, those that the result does not name are summed. A
    letter twice in one operand takes its diagonal; `...` stands for dimensions without names, which broadcast. Without
    `->` the result has the ellipsis and then, in alphabetical order, the letters that occur once.

    Pairs are multiplied as batched matrix products, those that leave the fewest elements first; `path` gives another
    order, as pairs of positions among the operands that are left.

    An equation that does not fit the tensors raises RuntimeError.

    Example:
        >>> flambeau.einsum("ij,jk->ik", flambeau.ones(2, 3), flambeau.ones(3, 4)).shape
        torch.Size([2, 4])"""
def elu(input: Tensor, alpha: _Number = 1, scale: _Number = 1, input_scale: _Number = 1, *, out: Tensor | None = None) -> Tensor:
    """elu(Tensor self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -> Tensor

    `scale * x` where positive, else `scale * alpha * (e^(input_scale * x) - 1)`.

    Any shape; real dtypes, integers give the default dtype. Complex numbers raise NotImplementedError.

    Example:
        >>> flambeau.nn.functional.elu(flambeau.tensor([-1.0, 1.0]))
        tensor([-0.6321,  1.0000])"""
def elu_(input: Tensor, alpha: _Number = 1, scale: _Number = 1, input_scale: _Number = 1) -> Tensor:
    """elu_(Tensor(a!) self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -> Tensor(a!)

    In-place form of `elu`: `scale * (max(0, x) + min(0, alpha * (e^(input_scale * x) - 1)))`.

    Example:
        >>> flambeau.nn.functional.elu_(flambeau.tensor([-1.0, 1.0]))
        tensor([-0.6321,  1.0000])"""
def embedding(weight: Tensor, indices: Tensor, padding_idx: _int = -1, scale_grad_by_freq: _bool = False, sparse: _bool = False) -> Tensor:
    """embedding(Tensor weight, Tensor indices, SymInt padding_idx=-1, bool scale_grad_by_freq=False, bool sparse=False) -> Tensor

    Rows of a table `(V, D)` by index: `(*, D)`. The gradient of row `padding_idx` is zero.

    Indices `(*)` are int32 or int64; one outside the table raises IndexError.

    Example:
        >>> flambeau.embedding(flambeau.tensor([[0.0, 1.0], [2.0, 3.0]]), flambeau.tensor([1, 0, 1]))
        tensor([[2., 3.],
                [0., 1.],
                [2., 3.]])"""
def embedding_bag(weight: Tensor, indices: Tensor, offsets: Tensor, scale_grad_by_freq: _bool = False, mode: _int = 0, sparse: _bool = False, per_sample_weights: Tensor | None = None, include_last_offset: _bool = False, padding_idx: _int | None = None) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """embedding_bag.padding_idx(Tensor weight, Tensor indices, Tensor offsets, bool scale_grad_by_freq=False, int mode=0, bool sparse=False, Tensor? per_sample_weights=None, bool include_last_offset=False, int? padding_idx=None) -> (Tensor, Tensor, Tensor, Tensor)

    Sums (mode 0), means (1) or maxima (2) of bags of rows of a table: the result, each index's bag, bag sizes
    and, for maxima, the rows they come from.

    Table `(V, D)`, floating-point; indices `(n,)` and the bags' `offsets (B,)` int32 or int64; result `(B, D)`.
    Indices outside the table and offsets out of order raise RuntimeError. See `nn.functional.embedding_bag`.

    Example:
        >>> table = flambeau.tensor([[1.0, 2.0], [10.0, 20.0]])
        >>> flambeau.embedding_bag(table, flambeau.tensor([0, 1, 1]), flambeau.tensor([0, 2]))[0]
        tensor([[11., 22.],
                [10., 20.]])"""
def embedding_renorm_(input: Tensor, indices: Tensor, max_norm: _float, norm_type: _float) -> Tensor:
    """embedding_renorm_(Tensor(a!) self, Tensor indices, float max_norm, float norm_type) -> Tensor(a!)

    Scales rows that `indices` names and whose p-norm exceeds `max_norm` down to it, in place.

    The table is `(V, D)`, floating-point; indices are int32 or int64.

    Example:
        >>> table = flambeau.tensor([[3.0, 4.0], [6.0, 8.0]])
        >>> flambeau.embedding_renorm_(table, flambeau.tensor([1]), 5.0, 2.0)
        tensor([[3., 4.],
                [3., 4.]])"""
@overload
def empty(size: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor:
    """empty(int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor

    A tensor whose elements are not initialised.

    Of the default dtype, unless `dtype` says otherwise. Negative sizes raise RuntimeError.

    Example:
        >>> flambeau.empty(2, 3).shape
        torch.Size([2, 3])"""
@overload
def empty(*size: _int, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor: ...
def empty_like(input: Tensor, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor:
    """empty_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor

    An uninitialised tensor of another's shape.

    Dtype, device and the order in memory are by default the other's.

    Example:
        >>> flambeau.empty_like(flambeau.ones(2, 3)).shape
        torch.Size([2, 3])"""
def empty_strided(size: Sequence[_int], stride: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """empty_strided(int[] size, int[] stride, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    An uninitialised tensor with the given strides.

    `size` and `stride` have one entry for each dimension; other lengths and negative strides raise RuntimeError.

    Example:
        >>> flambeau.empty_strided((2, 3), (1, 2)).stride()
        (1, 2)"""
def eq(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """eq(Tensor self, Operand other) -> Tensor

    Whether elements are equal.

    Both shapes broadcast; any dtype; the result is boolean.

    Example:
        >>> flambeau.tensor([1, 2]).eq(flambeau.tensor([1, 3]))
        tensor([ True, False])"""
def eq_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """eq_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Whether elements are equal.

    Both shapes broadcast; any dtype; the result is boolean.

    Example:
        >>> flambeau.tensor([1, 2]).eq(flambeau.tensor([1, 3]))
        tensor([ True, False])

    Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
    cannot hold the result."""
def equal(input: Tensor, other: Tensor) -> _bool:
    """equal(Tensor self, Tensor other) -> bool

    Whether both have the same shape and equal elements.

    A Python bool; NaN equals nothing.

    Example:
        >>> flambeau.equal(flambeau.tensor([1, 2]), flambeau.tensor([1, 2]))
        True"""
def erf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """erf(Tensor self) -> Tensor

    Error function, `2 / sqrt(pi)` times the integral of `e^(-t^2)` from 0 to x.

    Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    NotImplementedError.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).erf()
        tensor([0.0000, 0.8427])"""
def erf_(input: Tensor) -> Tensor:
    """erf_(Tensor(a!) self) -> Tensor(a!)

    Error function, `2 / sqrt(pi)` times the integral of `e^(-t^2)` from 0 to x.

    Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    NotImplementedError.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).erf()
        tensor([0.0000, 0.8427])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def erfc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """erfc(Tensor self) -> Tensor

    Complementary error function, `1 - erf(x)`, accurate where erf(x) is nearly 1.

    Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    NotImplementedError.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).erfc()
        tensor([1.0000, 0.1573])"""
def erfc_(input: Tensor) -> Tensor:
    """erfc_(Tensor(a!) self) -> Tensor(a!)

    Complementary error function, `1 - erf(x)`, accurate where erf(x) is nearly 1.

    Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    NotImplementedError.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).erfc()
        tensor([1.0000, 0.1573])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def erfinv(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """erfinv(Tensor self) -> Tensor

    Inverse of the error function; infinite at -1 and 1, NaN beyond.

    Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    NotImplementedError.

    Example:
        >>> flambeau.tensor([0.0, 0.5]).erfinv()
        tensor([0.0000, 0.4769])"""
def erfinv_(input: Tensor) -> Tensor:
    """erfinv_(Tensor(a!) self) -> Tensor(a!)

    Inverse of the error function; infinite at -1 and 1, NaN beyond.

    Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    NotImplementedError.

    Example:
        >>> flambeau.tensor([0.0, 0.5]).erfinv()
        tensor([0.0000, 0.4769])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def exp(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """exp(Tensor self) -> Tensor

    `e^x`.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).exp()
        tensor([1.0000, 2.7183])"""
def exp2(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """exp2(Tensor self) -> Tensor

    `2^x`.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 3.0]).exp2()
        tensor([1., 8.])"""
def exp2_(input: Tensor) -> Tensor:
    """exp2_(Tensor(a!) self) -> Tensor(a!)

    `2^x`.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 3.0]).exp2()
        tensor([1., 8.])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def exp_(input: Tensor) -> Tensor:
    """exp_(Tensor(a!) self) -> Tensor(a!)

    `e^x`.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).exp()
        tensor([1.0000, 2.7183])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def expand(input: Tensor, size: Sequence[_int], *, implicit: _bool = False) -> Tensor:
    """expand(Tensor(a) self, int[] size, *, bool implicit=False) -> Tensor(a)

    Dimensions of size 1 read as larger, without copies; -1 keeps a size.

    A view; new dimensions come first. RuntimeError where another size than 1 would change.

    Example:
        >>> flambeau.tensor([[1], [2]]).expand(-1, 3)
        tensor([[1, 1, 1],
                [2, 2, 2]])"""
def expand_as(input: Tensor, other: Tensor) -> Tensor:
    """expand_as(Tensor(a) self, Tensor other) -> Tensor(a)

    Expands to another tensor's shape.

    A view. RuntimeError where the shape does not broadcast to the other's.

    Example:
        >>> flambeau.tensor([1, 2]).expand_as(flambeau.ones(3, 2)).shape
        torch.Size([3, 2])"""
def expm1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """expm1(Tensor self) -> Tensor

    `e^x - 1`, accurate near 0.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).expm1()
        tensor([0.0000, 1.7183])"""
def expm1_(input: Tensor) -> Tensor:
    """expm1_(Tensor(a!) self) -> Tensor(a!)

    `e^x - 1`, accurate near 0.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).expm1()
        tensor([0.0000, 1.7183])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def exponential_(input: Tensor, lambd: _float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """exponential_(Tensor(a!) self, float lambd=1.0, *, Generator? generator=None) -> Tensor(a!)

    Fills with exponentially distributed numbers of rate `lambd`.

    Density `lambd e^(-lambd x)`. Floating-point dtypes; a rate that is not positive raises RuntimeError.

    Example:
        >>> flambeau.empty(2).exponential_().shape
        torch.Size([2])"""
def eye(n: _int, m: _int | None = None, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """eye(int n, int? m=None, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    The identity matrix of n rows and columns.

    In the default dtype unless `dtype` says otherwise. Negative sizes raise RuntimeError.

    Example:
        >>> flambeau.eye(2)
        tensor([[1., 0.],
                [0., 1.]])"""
def feature_alpha_dropout(input: Tensor, p: _float, train: _bool) -> Tensor:
    """feature_alpha_dropout(Tensor input, float p, bool train) -> Tensor

    In training, puts SELU's lower limit in place of each channel with probability `p`, and restores mean and
    variance.

    `(N, C, *)`; floating-point dtypes. Without `train` the input. A `p` outside [0, 1] raises RuntimeError.

    Example:
        >>> x = flambeau.feature_alpha_dropout(flambeau.ones(1, 8, 5), 0.5, True)
        >>> bool((x == x[:, :, :1]).all())
        True"""
def feature_alpha_dropout_(input: Tensor, p: _float, train: _bool) -> Tensor:
    """feature_alpha_dropout_(Tensor(a!) self, float p, bool train) -> Tensor(a!)

    In training, puts SELU's lower limit in place of each channel with probability `p`, and restores mean and
    variance.

    `(N, C, *)`; floating-point dtypes. Without `train` the input. A `p` outside [0, 1] raises RuntimeError.

    Example:
        >>> x = flambeau.feature_alpha_dropout(flambeau.ones(1, 8, 5), 0.5, True)
        >>> bool((x == x[:, :, :1]).all())
        True

    Writes to the tensor itself and returns it."""
def feature_dropout(input: Tensor, p: _float, train: _bool) -> Tensor:
    """feature_dropout(Tensor input, float p, bool train) -> Tensor

    In training, sets each channel of `(N, C, *)` to zero with probability `p` and divides the others by `1 - p`.

    Floating-point or complex dtypes. Without `train` the input. A `p` outside [0, 1] raises RuntimeError.

    Example:
        >>> x = flambeau.feature_dropout(flambeau.ones(1, 8, 5), 0.5, True)
        >>> bool((x == x[:, :, :1]).all())
        True"""
def feature_dropout_(input: Tensor, p: _float, train: _bool) -> Tensor:
    """feature_dropout_(Tensor(a!) self, float p, bool train) -> Tensor(a!)

    In training, sets each channel of `(N, C, *)` to zero with probability `p` and divides the others by `1 - p`.

    Floating-point or complex dtypes. Without `train` the input. A `p` outside [0, 1] raises RuntimeError.

    Example:
        >>> x = flambeau.feature_dropout(flambeau.ones(1, 8, 5), 0.5, True)
        >>> bool((x == x[:, :, :1]).all())
        True

    Writes to the tensor itself and returns it."""
def fill_(input: Tensor, value: Tensor | _Number) -> Tensor:
    """fill_.Scalar(Tensor(a!) self, Operand value) -> Tensor(a!)

    Sets every element to `value`, a number or a 0-d tensor.

    Any shape and dtype, to which the value is cast.

    Example:
        >>> flambeau.zeros(2).fill_(3)
        tensor([3., 3.])"""
def fix(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """fix(Tensor self) -> Tensor

    Another name for `trunc`, which says more.

    Example:
        >>> flambeau.fix(flambeau.tensor([-1.5, 1.5]))
        tensor([-1.,  1.])"""
def fix_(input: Tensor) -> Tensor:
    """fix_(Tensor(a!) self) -> Tensor(a!)

    Another name for `trunc_`: the result is written to the tensor itself.

    Example:
        >>> flambeau.fix(flambeau.tensor([-1.5, 1.5]))
        tensor([-1.,  1.])"""
def flatten(input: Tensor, start_dim: _int = 0, end_dim: _int = -1) -> Tensor:
    """flatten.using_ints(Tensor(a) self, int start_dim=0, int end_dim=-1) -> Tensor(a)

    Dimensions `start_dim` to `end_dim` as one.

    A view where the layout allows it, else a copy. A number becomes a vector. RuntimeError where `end_dim`
    comes before `start_dim`.

    Example:
        >>> flambeau.ones(2, 3, 4).flatten(1).shape
        torch.Size([2, 12])"""
def flip(input: Tensor, dims: Sequence[_int]) -> Tensor:
    """flip(Tensor self, int[] dims) -> Tensor

    The elements with the given dimensions reversed; always a copy.

    Any dtype. Dimensions out of range raise IndexError, repeated ones RuntimeError.

    Example:
        >>> flambeau.tensor([1, 2, 3]).flip(0)
        tensor([3, 2, 1])"""
def fliplr(input: Tensor) -> Tensor:
    """fliplr(Tensor self) -> Tensor

    The columns of a matrix, or the second dimension, reversed.

    Any dtype; a copy. Fewer than two dimensions raise RuntimeError.

    Example:
        >>> flambeau.tensor([[1, 2]]).fliplr()
        tensor([[2, 1]])"""
def flipud(input: Tensor) -> Tensor:
    """flipud(Tensor self) -> Tensor

    The rows of a matrix, or the first dimension, reversed.

    Any dtype; a copy. A 0-d tensor raises RuntimeError.

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

    Any shape; real dtypes, which are kept. Complex raises NotImplementedError.

    Example:
        >>> flambeau.tensor([-0.5, 1.5]).floor()
        tensor([-1.,  1.])"""
def floor_(input: Tensor) -> Tensor:
    """floor_(Tensor(a!) self) -> Tensor(a!)

    The largest integer not above.

    Any shape; real dtypes, which are kept. Complex raises NotImplementedError.

    Example:
        >>> flambeau.tensor([-0.5, 1.5]).floor()
        tensor([-1.,  1.])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def floor_divide(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """floor_divide(Tensor self, Operand other) -> Tensor

    `floor(this / other)`, element by element. An integer divided by zero is an error.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
    and booleans raise NotImplementedError.

    Example:
        >>> flambeau.tensor([-7, 7]).floor_divide(2)
        tensor([-4,  3])"""
def floor_divide_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """floor_divide_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `floor(this / other)`, element by element. An integer divided by zero is an error.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
    and booleans raise NotImplementedError.

    Example:
        >>> flambeau.tensor([-7, 7]).floor_divide(2)
        tensor([-4,  3])

    Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
    cannot hold the result."""
def fmax(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """fmax(Tensor self, Tensor other) -> Tensor

    The larger of both, element by element; the other one where one is NaN.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
    raise NotImplementedError.

    Example:
        >>> flambeau.fmax(flambeau.tensor([1.0, float("nan")]), flambeau.tensor([2.0, 2.0]))
        tensor([2., 2.])"""
def fmin(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """fmin(Tensor self, Tensor other) -> Tensor

    The smaller of both, element by element; the other one where one is NaN.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
    raise NotImplementedError.

    Example:
        >>> flambeau.fmin(flambeau.tensor([1.0, float("nan")]), flambeau.tensor([2.0, 2.0]))
        tensor([1., 2.])"""
def fmod(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """fmod(Tensor self, Operand other) -> Tensor

    Remainder of `this / other` with the sign of `this`.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
    and booleans raise NotImplementedError, integers divided by zero RuntimeError.

    Example:
        >>> flambeau.tensor([-7, 7]).fmod(3)
        tensor([-1,  1])"""
def fmod_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """fmod_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Remainder of `this / other` with the sign of `this`.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
    and booleans raise NotImplementedError, integers divided by zero RuntimeError.

    Example:
        >>> flambeau.tensor([-7, 7]).fmod(3)
        tensor([-1,  1])

    Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
    cannot hold the result."""
def frac(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """frac(Tensor self) -> Tensor

    The fractional part, with the sign of x.

    Any shape; real dtypes, which are kept. Complex raises NotImplementedError.

    Example:
        >>> flambeau.tensor([-1.5, 1.25]).frac()
        tensor([-0.5000,  0.2500])"""
def frac_(input: Tensor) -> Tensor:
    """frac_(Tensor(a!) self) -> Tensor(a!)

    The fractional part, with the sign of x.

    Any shape; real dtypes, which are kept. Complex raises NotImplementedError.

    Example:
        >>> flambeau.tensor([-1.5, 1.25]).frac()
        tensor([-0.5000,  0.2500])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def fractional_max_pool2d(input: Tensor, kernel_size: _int | Sequence[_int], output_size: _int | Sequence[_int], random_samples: Tensor) -> tuple[Tensor, Tensor]:
    """fractional_max_pool2d(Tensor self, int[2] kernel_size, int[2] output_size, Tensor random_samples) -> (Tensor, Tensor)

    The maxima of `output_size` windows over the last two dimensions, whose places `random_samples` of shape (N,
    C, 2) in [0, 1] decide, and their indices.

    `(N, C, H, W)` or `(C, H, W)`, floating-point; sizes that leave no room for the windows raise RuntimeError.

    Example:
        >>> x = flambeau.arange(16.0).reshape(1, 1, 4, 4)
        >>> flambeau.fractional_max_pool2d(x, (2, 2), (2, 2), flambeau.zeros(1, 1, 2))
        (tensor([[[[ 5.,  7.],
                  [13., 15.]]]]), tensor([[[[ 5,  7],
                  [13, 15]]]]))"""
def fractional_max_pool3d(input: Tensor, kernel_size: _int | Sequence[_int], output_size: _int | Sequence[_int], random_samples: Tensor) -> tuple[Tensor, Tensor]:
    """fractional_max_pool3d(Tensor self, int[3] kernel_size, int[3] output_size, Tensor random_samples) -> (Tensor, Tensor)

    The maxima of `output_size` windows over the last three dimensions, whose places `random_samples` of shape (N,
    C, 3) in [0, 1] decide, and their indices.

    `(N, C, D, H, W)` or `(C, D, H, W)`, floating-point; sizes that leave no room for the windows raise
    RuntimeError.

    Example:
        >>> x = flambeau.arange(27.0).reshape(1, 1, 3, 3, 3)
        >>> out, indices = flambeau.fractional_max_pool3d(x, (2, 2, 2), (1, 1, 1), flambeau.zeros(1, 1, 3))
        >>> out.item(), indices.item()
        (26.0, 26)"""
def frexp(input: Tensor, *, out: Sequence[Tensor] | None = None) -> _frexp_result:
    """frexp.Tensor(Tensor self) -> (Tensor mantissa, Tensor exponent)

    Numbers as fractions of size from 1/2 to 1 and powers of 2: `mantissa * 2 ** exponent`.

    Any shape; floating-point dtypes, others raise RuntimeError. The exponents are int32.

    Example:
        >>> flambeau.frexp(flambeau.tensor([10.0])).mantissa
        tensor([0.6250])"""
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

    Dtype, device and the order in memory are by default the other's.

    Example:
        >>> flambeau.full_like(flambeau.ones(2), 7)
        tensor([7., 7.])"""
def gather(input: Tensor, dim: _int, index: Tensor, *, sparse_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """gather(Tensor self, int dim, Tensor index, *, bool sparse_grad=False) -> Tensor

    `out[.., i, ..] = this[.., index[.., i, ..], ..]` along `dim`. The result has the shape of `index`.

    `index` is int64, of as many dimensions, and nowhere larger but along `dim`. An index out of range raises
    RuntimeError.

    Example:
        >>> flambeau.tensor([[1, 2], [3, 4]]).gather(1, flambeau.tensor([[1], [0]]))
        tensor([[2],
                [3]])"""
def gcd(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """gcd(Tensor self, Tensor other) -> Tensor

    The greatest common divisor of integers; it is not negative.

    Both shapes broadcast and dtypes are promoted; others than integers raise NotImplementedError.

    Example:
        >>> flambeau.gcd(flambeau.tensor([12, 5]), flambeau.tensor([18, 0]))
        tensor([6, 5])"""
def gcd_(input: Tensor, other: Tensor) -> Tensor:
    """gcd_(Tensor(a!) self, Tensor other) -> Tensor(a!)

    Does what [`gcd`] does in place.

    Example:
        >>> flambeau.tensor([4]).gcd_(flambeau.tensor([6]))
        tensor([2])"""
def ge(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """ge(Tensor self, Operand other) -> Tensor

    `this >= other`.

    Both shapes broadcast; the result is boolean. Complex dtypes raise NotImplementedError.

    Example:
        >>> flambeau.tensor([1, 2]).ge(2)
        tensor([False,  True])"""
def ge_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """ge_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `this >= other`.

    Both shapes broadcast; the result is boolean. Complex dtypes raise NotImplementedError.

    Example:
        >>> flambeau.tensor([1, 2]).ge(2)
        tensor([False,  True])

    Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
    cannot hold the result."""
def gelu(input: Tensor, *, approximate: str = "none", out: Tensor | None = None) -> Tensor:
    """gelu(Tensor self, *, str approximate="none") -> Tensor

    `x * Phi(x)`, Phi being the normal distribution's cumulative function; `approximate` is "none" or "tanh".

    Any shape; floating-point dtypes only, others raise NotImplementedError.

    Example:
        >>> flambeau.nn.functional.gelu(flambeau.tensor([0.0, 1.0]))
        tensor([0.0000, 0.8413])"""
def geometric_(input: Tensor, p: _float, *, generator: Generator | None = None) -> Tensor:
    """geometric_(Tensor(a!) self, float p, *, Generator? generator=None) -> Tensor(a!)

    Fills with numbers of trials up to the first success, which has probability `p` in each.

    Any dtype but complex ones and booleans; a `p` outside (0, 1) raises RuntimeError.

    Example:
        >>> bool((flambeau.empty(100).geometric_(0.5) >= 1).all())
        True"""
def ger(input: Tensor, vec2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """ger(Tensor self, Tensor vec2) -> Tensor

    Another name for `outer`: `(n,)` and `(m,)` to `(n, m)`, of promoted dtype. Other shapes raise RuntimeError.

    Example:
        >>> flambeau.ger(flambeau.tensor([1, 2]), flambeau.tensor([3, 4]))
        tensor([[3, 4],
                [6, 8]])"""
def glu(input: Tensor, dim: _int = -1) -> Tensor:
    """glu(Tensor self, int dim=-1) -> Tensor

    `a * sigmoid(b)` for the halves a, b of the input along `dim`.

    Floating-point dtypes; an odd size along `dim` raises RuntimeError.

    Example:
        >>> flambeau.nn.functional.glu(flambeau.tensor([2.0, 0.0]))
        tensor([1.])"""
def greater(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """greater(Tensor self, Operand other) -> Tensor

    Another name for `gt`, which says more.

    Example:
        >>> flambeau.greater(flambeau.tensor([1, 2]), 1)
        tensor([False,  True])"""
def greater_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """greater_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Another name for `gt_`: the result is written to the tensor itself.

    Example:
        >>> flambeau.greater(flambeau.tensor([1, 2]), 1)
        tensor([False,  True])"""
def greater_equal(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """greater_equal(Tensor self, Operand other) -> Tensor

    Another name for `ge`, which says more.

    Example:
        >>> flambeau.greater_equal(flambeau.tensor([1, 2]), 2)
        tensor([False,  True])"""
def greater_equal_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """greater_equal_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Another name for `ge_`: the result is written to the tensor itself.

    Example:
        >>> flambeau.greater_equal(flambeau.tensor([1, 2]), 2)
        tensor([False,  True])"""
def grid_sampler(input: Tensor, grid: Tensor, interpolation_mode: _int, padding_mode: _int, align_corners: _bool) -> Tensor:
    """grid_sampler(Tensor input, Tensor grid, int interpolation_mode, int padding_mode, bool align_corners) -> Tensor

    Reads the image `input` (N, C, H, W) or (N, C, D, H, W) at the points `grid` (N, *, 2) or (N, *, 3).

    A point is x, y(, z) from -1 to 1. `interpolation_mode` is 0 (linear), 1 (nearest) or 2 (cubic, two axes
    only), `padding_mode` 0 (zeros outside), 1 (the border's elements) or 2 (reflections). One floating-point
    dtype; shapes that do not fit raise RuntimeError. The result is `(N, C, *)`.

    Example:
        >>> image = flambeau.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
        >>> flambeau.grid_sampler(image, flambeau.tensor([[[[0.0, 0.0], [1.0, -1.0]]]]), 0, 0, True)
        tensor([[[[2.5000, 2.0000]]]])"""
def group_norm(input: Tensor, num_groups: _int, weight: Tensor | None = None, bias: Tensor | None = None, eps: _float = 1e-05, cudnn_enabled: _bool = True) -> Tensor:
    """group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None, float eps=1e-05, bool cudnn_enabled=True) -> Tensor

    Groups of channels of each sample to mean 0 and variance 1, times `weight`, plus `bias` of each channel.

    `(N, C, *)`, and vectors `(C,)`; `y = (x - mean) / sqrt(var + eps) * weight + bias`. Floating-point dtypes.
    Channels that do not divide into the groups, and vectors of another length, raise RuntimeError.

    Example:
        >>> flambeau.group_norm(flambeau.tensor([[0.0, 2.0, 10.0, 30.0]]), 2)
        tensor([[-1.0000,  1.0000, -1.0000,  1.0000]])"""
@overload
def gru(data: Tensor, batch_sizes: Tensor, hx: Tensor, params: Sequence[Tensor], has_biases: _bool, num_layers: _int, dropout: _float, train: _bool, bidirectional: _bool) -> tuple[Tensor, Tensor]:
    """gru.data(Tensor data, Tensor batch_sizes, Tensor hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional) -> (Tensor, Tensor)

    A stack of layers of gated recurrent units on sequences `(steps, batch, input)`.
    Packed: rows of all steps, and the number of rows of each step.

    Example:
        >>> layer = flambeau.nn.GRU(2, 3)
        >>> sizes, first, params = flambeau.tensor([2, 1]), flambeau.zeros(1, 2, 3), list(layer.parameters())
        >>> flambeau.gru(flambeau.ones(3, 2), sizes, first, params, True, 1, 0.0, False, False)[0].shape
        torch.Size([3, 3])

    gru.input(Tensor input, Tensor hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional, bool batch_first) -> (Tensor, Tensor)

    A stack of layers of gated recurrent units on sequences `(steps, batch, input)`.

    `hx` holds the first hidden states, `(layers * directions, batch, hidden)`; `params` for each layer and
    direction `weight_ih`, `weight_hh`, and the biases if there are any. Returns the last layer's hidden states
    of all steps, and the last hidden states.

    Example:
        >>> layer = flambeau.nn.GRU(2, 3)
        >>> first, params = flambeau.zeros(1, 4, 3), list(layer.parameters())
        >>> flambeau.gru(flambeau.ones(5, 4, 2), first, params, True, 1, 0.0, False, False, False)[0].shape
        torch.Size([5, 4, 3])"""
@overload
def gru(input: Tensor, hx: Tensor, params: Sequence[Tensor], has_biases: _bool, num_layers: _int, dropout: _float, train: _bool, bidirectional: _bool, batch_first: _bool) -> tuple[Tensor, Tensor]: ...
def gru_cell(input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None) -> Tensor:
    """gru_cell(Tensor input, Tensor hx, Tensor w_ih, Tensor w_hh, Tensor? b_ih=None, Tensor? b_hh=None) -> Tensor

    One step of gated recurrent units: new hidden states `(batch, hidden)` from `input (batch, input)` and the old ones.

    Example:
        >>> cell = flambeau.nn.GRUCell(2, 3)
        >>> flambeau.gru_cell(flambeau.ones(4, 2), flambeau.zeros(4, 3), cell.weight_ih, cell.weight_hh).shape
        torch.Size([4, 3])"""
def gt(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """gt(Tensor self, Operand other) -> Tensor

    `this > other`.

    Both shapes broadcast; the result is boolean. Complex dtypes raise NotImplementedError.

    Example:
        >>> flambeau.tensor([1, 2]).gt(1)
        tensor([False,  True])"""
def gt_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """gt_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `this > other`.

    Both shapes broadcast; the result is boolean. Complex dtypes raise NotImplementedError.

    Example:
        >>> flambeau.tensor([1, 2]).gt(1)
        tensor([False,  True])

    Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
    cannot hold the result."""
def hardshrink(input: Tensor, lambd: _Number = 0.5, *, out: Tensor | None = None) -> Tensor:
    """hardshrink(Tensor self, Scalar lambd=0.5) -> Tensor

    x, and 0 where `|x| <= lambd`.

    Any shape; floating-point dtypes.

    Example:
        >>> flambeau.nn.functional.hardshrink(flambeau.tensor([-1.0, 0.3, 1.0]))
        tensor([-1.,  0.,  1.])"""
def hardsigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """hardsigmoid(Tensor self) -> Tensor

    `clamp(x + 3, 0, 6) / 6`.

    Any shape; floating-point dtypes only, others raise NotImplementedError.

    Example:
        >>> flambeau.nn.functional.hardsigmoid(flambeau.tensor([-4.0, 0.0, 1.0]))
        tensor([0.0000, 0.5000, 0.6667])"""
def hardsigmoid_(input: Tensor) -> Tensor:
    """hardsigmoid_(Tensor(a!) self) -> Tensor(a!)

    `clamp(x + 3, 0, 6) / 6`.

    Any shape; floating-point dtypes only, others raise NotImplementedError.

    Example:
        >>> flambeau.nn.functional.hardsigmoid(flambeau.tensor([-4.0, 0.0, 1.0]))
        tensor([0.0000, 0.5000, 0.6667])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def hardswish(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """hardswish(Tensor self) -> Tensor

    `x * clamp(x + 3, 0, 6) / 6`.

    Any shape; floating-point dtypes only, others raise NotImplementedError.

    Example:
        >>> flambeau.nn.functional.hardswish(flambeau.tensor([-4.0, 0.0, 1.0]))
        tensor([-0.0000, 0.0000, 0.6667])"""
def hardswish_(input: Tensor) -> Tensor:
    """hardswish_(Tensor(a!) self) -> Tensor(a!)

    `x * clamp(x + 3, 0, 6) / 6`.

    Any shape; floating-point dtypes only, others raise NotImplementedError.

    Example:
        >>> flambeau.nn.functional.hardswish(flambeau.tensor([-4.0, 0.0, 1.0]))
        tensor([-0.0000, 0.0000, 0.6667])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def hardtanh(input: Tensor, min_val: _Number = -1, max_val: _Number = 1, *, out: Tensor | None = None) -> Tensor:
    """hardtanh(Tensor self, Scalar min_val=-1, Scalar max_val=1) -> Tensor

    x limited to `[min_val, max_val]`.

    Any shape; real dtypes. Booleans and complex numbers raise.

    Example:
        >>> flambeau.nn.functional.hardtanh(flambeau.tensor([-2.0, 0.5]))
        tensor([-1.0000,  0.5000])"""
def hardtanh_(input: Tensor, min_val: _Number = -1, max_val: _Number = 1) -> Tensor:
    """hardtanh_(Tensor(a!) self, Scalar min_val=-1, Scalar max_val=1) -> Tensor(a!)

    In-place form of `hardtanh`: limits the elements to `[min_val, max_val]`.

    Example:
        >>> flambeau.nn.functional.hardtanh_(flambeau.tensor([-2.0, 0.5]))
        tensor([-1.0000,  0.5000])"""
def heaviside(input: Tensor, values: Tensor, *, out: Tensor | None = None) -> Tensor:
    """heaviside(Tensor self, Tensor values) -> Tensor

    The step function: 0 below 0, 1 above, and `values` at 0, element by element.

    Both shapes broadcast and have one real dtype; others raise RuntimeError or NotImplementedError.

    Example:
        >>> flambeau.heaviside(flambeau.tensor([-1.0, 0.0, 2.0]), flambeau.tensor([0.5]))
        tensor([0.0000, 0.5000, 1.0000])"""
def hinge_embedding_loss(input: Tensor, target: Tensor, margin: _float = 1.0, reduction: _int = 1) -> Tensor:
    """hinge_embedding_loss(Tensor self, Tensor target, float margin=1.0, int reduction=1) -> Tensor

    x where t is 1, `max(0, margin - x)` where it is -1.

    `reduction` is 0 (none), 1 (mean) or 2 (sum); the result has the broadcast shape, or is 0-d. Shapes
    broadcast; floating-point dtypes.

    Example:
        >>> flambeau.hinge_embedding_loss(flambeau.tensor([0.3, 0.3]), flambeau.tensor([1.0, -1.0]), reduction=0)
        tensor([0.3000, 0.7000])"""
def histc(input: Tensor, bins: _int = 100, min: _Number = 0, max: _Number = 0, *, out: Tensor | None = None) -> Tensor:
    """histc(Tensor self, int bins=100, Scalar min=0, Scalar max=0) -> Tensor

    How many elements lie in each of `bins` intervals of equal length between `min` and `max`, or between the
    smallest and the largest element where both are equal.

    Any shape to `(bins,)`, of the same dtype. Floating-point dtypes; `bins` below 1 and bounds out of order raise
    RuntimeError.

    Example:
        >>> flambeau.histc(flambeau.tensor([1.0, 2.0, 1.0]), bins=4, min=0, max=3)
        tensor([0., 2., 1., 0.])"""
@overload
def histogram(input: Tensor, bins: _int = 100, *, range: Sequence[_float] | None = None, weight: Tensor | None = None, density: _bool = False, out: Sequence[Tensor] | None = None) -> _histogram_result:
    """histogram.bin_ct(Tensor self, int bins=100, *, float[]? range=None, Tensor? weight=None, bool density=False) -> (Tensor hist, Tensor bin_edges)

    How many elements, or which weight, lie in each of `bins` intervals of equal length, and the intervals' edges.
    The interval covered is `range` or that of the data. With `density` the histogram's integral is 1.

    Any shape to `(bins,)` and `(bins + 1,)`, floating-point; weights have the input's shape. Other shapes, and
    bounds out of order, raise RuntimeError.

    Example:
        >>> counts, edges = flambeau.histogram(flambeau.tensor([1.0, 2.0, 1.0]), 4, range=(0.0, 3.0))
        >>> counts
        tensor([0., 2., 1., 0.])
        >>> edges
        tensor([0.0000, 0.7500, 1.5000, 2.2500, 3.0000])

    histogram.bins_tensor(Tensor self, Tensor bins, *, Tensor? weight=None, bool density=False) -> (Tensor hist, Tensor bin_edges)

    How many elements, or which weight, lie between neighbours of `bins`, an ascending tensor of edges.

    Any shape to `(n - 1,)` and the edges `(n,)`, floating-point.

    Example:
        >>> flambeau.histogram(flambeau.tensor([1.0, 2.0, 1.0]), flambeau.tensor([0.0, 1.5, 3.0])).hist
        tensor([2., 1.])"""
@overload
def histogram(input: Tensor, bins: Tensor, *, weight: Tensor | None = None, density: _bool = False, out: Sequence[Tensor] | None = None) -> _histogram_result: ...
@overload
def hsplit(input: Tensor, sections: _int) -> tuple[Tensor, ...]:
    """hsplit.int(Tensor(a) self, int sections) -> Tensor(a)[]

    Equal parts along the dimension that `hsplit` is named for.

    Views, as a tuple. A number of parts that does not divide the size and too few dimensions raise RuntimeError.

    Example:
        >>> flambeau.hsplit(flambeau.tensor([[1, 2, 3, 4]]), 2)
        (tensor([[1, 2]]), tensor([[3, 4]]))
        >>> flambeau.hsplit(flambeau.tensor([1, 2, 3]), [1])
        (tensor([1]), tensor([2, 3]))

    hsplit.list(Tensor(a) self, int[] indices) -> Tensor(a)[]

    Parts that begin at the given indices, along the dimension that `hsplit` is named for.

    Views, as a tuple; n indices give n + 1 parts. Indices beyond the end give empty ones."""
@overload
def hsplit(input: Tensor, indices: Sequence[_int]) -> tuple[Tensor, ...]: ...
def hstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """hstack(Tensor[] tensors) -> Tensor

    The tensors one after the other along the second dimension (the first, for tensors of one dimension).

    Dtypes are promoted. Sizes that differ in another dimension raise RuntimeError.

    Example:
        >>> flambeau.hstack([flambeau.tensor([1, 2]), flambeau.tensor([3])])
        tensor([1, 2, 3])"""
def huber_loss(input: Tensor, target: Tensor, reduction: _int = 1, delta: _float = 1.0) -> Tensor:
    """huber_loss(Tensor self, Tensor target, int reduction=1, float delta=1.0) -> Tensor

    `(x - t)^2 / 2` where `|x - t| <= delta`, else `delta (|x - t| - delta / 2)`.

    `reduction` is 0 (none), 1 (mean) or 2 (sum); the result has the broadcast shape, or is 0-d. Shapes
    broadcast; floating-point dtypes. A `delta` that is not positive raises RuntimeError.

    Example:
        >>> flambeau.huber_loss(flambeau.tensor([0.5, 3.0]), flambeau.tensor([0.0, 0.0]), reduction=0)
        tensor([0.1250, 2.5000])"""
def hypot(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """hypot(Tensor self, Operand other) -> Tensor

    `sqrt(this^2 + other^2)` without overflow on the way.

    Both shapes broadcast; floating-point dtypes, others raise NotImplementedError.

    Example:
        >>> flambeau.hypot(flambeau.tensor([3.0]), flambeau.tensor([4.0]))
        tensor([5.])"""
def hypot_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """hypot_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `sqrt(this^2 + other^2)` without overflow on the way.

    Both shapes broadcast; floating-point dtypes, others raise NotImplementedError.

    Example:
        >>> flambeau.hypot(flambeau.tensor([3.0]), flambeau.tensor([4.0]))
        tensor([5.])

    Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
    cannot hold the result."""
def i0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """i0(Tensor self) -> Tensor

    The modified Bessel function of the first kind of order 0.

    Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    NotImplementedError.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).i0()
        tensor([1.0000, 1.2661])"""
def i0_(input: Tensor) -> Tensor:
    """i0_(Tensor(a!) self) -> Tensor(a!)

    The modified Bessel function of the first kind of order 0.

    Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    NotImplementedError.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).i0()
        tensor([1.0000, 1.2661])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def im2col(input: Tensor, kernel_size: _int | Sequence[_int], dilation: _int | Sequence[_int], padding: _int | Sequence[_int], stride: _int | Sequence[_int]) -> Tensor:
    """im2col(Tensor self, int[2] kernel_size, int[2] dilation, int[2] padding, int[2] stride) -> Tensor

    Sliding windows of `(N, C, H, W)` or `(C, H, W)` as columns: `(N, C * kH * kW, L)` for L positions of the
    window.

    Floating-point or complex dtypes. Sizes that leave no position for the window raise RuntimeError. See
    `nn.functional.unfold`.

    Example:
        >>> image = flambeau.arange(9.0).reshape(1, 1, 3, 3)
        >>> flambeau.im2col(image, (2, 2), (1, 1), (0, 0), (1, 1))
        tensor([[[0., 1., 3., 4.],
                 [1., 2., 4., 5.],
                 [3., 4., 6., 7.],
                 [4., 5., 7., 8.]]])"""
def imag(input: Tensor) -> Tensor:
    """imag(Tensor(a) self) -> Tensor(a)

    The imaginary parts of a complex tensor, as a view.

    A real tensor raises RuntimeError.

    Example:
        >>> flambeau.imag(flambeau.tensor([1 + 2j]))
        tensor([2.])"""
def index(input: Tensor, indices: Sequence[Tensor | None]) -> Tensor:
    """index.Tensor(Tensor self, Tensor?[] indices) -> Tensor

    `this[indices]`, the indices being tensors of integers or masks, or None for a whole dimension.

    Example:
        >>> flambeau.index(flambeau.tensor([1.0, 2.0, 3.0]), [flambeau.tensor([0, 2])])
        tensor([1., 3.])"""
def index_add(input: Tensor, dim: _int, index: Tensor, source: Tensor, *, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """index_add(Tensor self, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor

    `this` with `alpha` times the slices of `source` added to the slices along `dim` that `index` names. Slices
    that are named several times gather all their summands, in the order of the indices.

    `index` is a vector of int32 or int64 with an entry for each slice of `source`, which has this tensor's dtype.
    An index out of range raises RuntimeError.

    Example:
        >>> flambeau.zeros(3).index_add(0, flambeau.tensor([0, 0, 2]), flambeau.tensor([1.0, 2.0, 3.0]), alpha=10)
        tensor([30.,  0., 30.])"""
def index_add_(input: Tensor, dim: _int, index: Tensor, source: Tensor, *, alpha: _Number = 1) -> Tensor:
    """index_add_(Tensor(a!) self, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor(a!)

    Adds `alpha` times the slices of `source` to the slices along `dim` that `index` names.

    `index` is a vector of int32 or int64 with an entry for each slice of `source`, which has this tensor's
    dtype. An index out of range raises RuntimeError.

    Example:
        >>> flambeau.zeros(2).index_add_(0, flambeau.tensor([1, 1]), flambeau.ones(2))
        tensor([0., 2.])"""
def index_copy(input: Tensor, dim: _int, index: Tensor, source: Tensor, *, out: Tensor | None = None) -> Tensor:
    """index_copy(Tensor self, int dim, Tensor index, Tensor source) -> Tensor

    `this` with the slices of `source` in the places along `dim` that `index` names.

    `index` is a vector of int64 with an entry for each slice of `source`, which has this tensor's dtype. An index
    out of range raises IndexError.

    Example:
        >>> flambeau.zeros(3).index_copy(0, flambeau.tensor([0, 2]), flambeau.tensor([5.0, 7.0]))
        tensor([5., 0., 7.])"""
def index_copy_(input: Tensor, dim: _int, index: Tensor, source: Tensor) -> Tensor:
    """index_copy_(Tensor(a!) self, int dim, Tensor index, Tensor source) -> Tensor(a!)

    Writes the slices of `source` to the places along `dim` that `index` names.

    `index` is a vector of int64 with an entry for each slice of `source`, which has this tensor's dtype. An
    index out of range raises IndexError.

    Example:
        >>> flambeau.zeros(2).index_copy_(0, flambeau.tensor([1]), flambeau.ones(1))
        tensor([0., 1.])"""
def index_fill(input: Tensor, dim: _int, index: Tensor, value: Tensor | _Number) -> Tensor:
    """index_fill.int_Scalar(Tensor self, int dim, Tensor index, Operand value) -> Tensor

    `this` with `value`, a number or 0-d tensor, in the slices along `dim` that `index` names.

    `index` is a vector of int64. An index out of range raises IndexError.

    Example:
        >>> flambeau.zeros(2, 3).index_fill(1, flambeau.tensor([0, 2]), 5.0)
        tensor([[5., 0., 5.],
                [5., 0., 5.]])"""
def index_fill_(input: Tensor, dim: _int, index: Tensor, value: Tensor | _Number) -> Tensor:
    """index_fill_.int_Scalar(Tensor(a!) self, int dim, Tensor index, Operand value) -> Tensor(a!)

    Writes `value`, a number or 0-d tensor, to the slices along `dim` that `index` names.

    `index` is a vector of int64. An index out of range raises IndexError.

    Example:
        >>> flambeau.zeros(2, 3).index_fill_(1, flambeau.tensor([0, 2]), 5.0)
        tensor([[5., 0., 5.],
                [5., 0., 5.]])"""
def index_put(input: Tensor, indices: Sequence[Tensor | None], values: Tensor, accumulate: _bool = False) -> Tensor:
    """index_put(Tensor self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor

    `this` with `values` at the places that tensors of integers or masks name; added to what is there if
    `accumulate`.

    The indices broadcast together and `values`, of this tensor's dtype, to their shape. An index out of range
    raises IndexError.

    Example:
        >>> flambeau.zeros(3).index_put((flambeau.tensor([0, 2]),), flambeau.tensor([5.0, 7.0]))
        tensor([5., 0., 7.])"""
def index_put_(input: Tensor, indices: Sequence[Tensor | None], values: Tensor, accumulate: _bool = False) -> Tensor:
    """index_put_(Tensor(a!) self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor(a!)

    Writes `values` to the places that tensors of integers or masks name; adds them if `accumulate`.

    The indices broadcast together and `values`, of this tensor's dtype, to their shape. An index out of range
    raises IndexError.

    Example:
        >>> flambeau.zeros(3).index_put_((flambeau.tensor([0, 0]),), flambeau.tensor([5.0, 7.0]), accumulate=True)
        tensor([12.,  0.,  0.])"""
def index_reduce(input: Tensor, dim: _int, index: Tensor, source: Tensor, reduce: str, *, include_self: _bool = True, out: Tensor | None = None) -> Tensor:
    """index_reduce(Tensor self, int dim, Tensor index, Tensor source, str reduce, *, bool include_self=True) -> Tensor

    `this` with the slices of `source` reduced into the slices along `dim` that `index` names: `"prod"`, `"mean"`,
    `"amax"` or `"amin"`.

    `index` is a vector of int32 or int64 with an entry for each slice of `source`, which has this tensor's dtype.
    An index out of range raises IndexError.

    Example:
        >>> flambeau.ones(3).index_reduce(0, flambeau.tensor([0, 0, 2]), flambeau.tensor([2.0, 3.0, 4.0]), "prod")
        tensor([6., 1., 4.])"""
def index_reduce_(input: Tensor, dim: _int, index: Tensor, source: Tensor, reduce: str, *, include_self: _bool = True) -> Tensor:
    """index_reduce_(Tensor(a!) self, int dim, Tensor index, Tensor source, str reduce, *, bool include_self=True) -> Tensor(a!)

    Reduces the slices of `source` into the slices along `dim` that `index` names: "prod", "mean", "amax" or
    "amin".

    `index` is a vector of int32 or int64 with an entry for each slice of `source`, which has this tensor's dtype.
    An index out of range raises IndexError.

    Example:
        >>> flambeau.ones(3).index_reduce_(0, flambeau.tensor([0, 0, 2]), flambeau.tensor([2.0, 3.0, 4.0]), "amax")
        tensor([3., 1., 4.])"""
def index_select(input: Tensor, dim: _int, index: Tensor, *, out: Tensor | None = None) -> Tensor:
    """index_select(Tensor self, int dim, Tensor index) -> Tensor

    The slices along `dim` that a vector of indices names.

    `index` is int32 or int64. An index out of range raises IndexError, an index that is no vector too.

    Example:
        >>> flambeau.tensor([[1, 2], [3, 4]]).index_select(1, flambeau.tensor([1]))
        tensor([[2],
                [4]])"""
def inner(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """inner(Tensor self, Tensor other) -> Tensor

    Sums of products over the last dimensions, `(*a, k) x (*b, k) -> (*a, *b)`. A number multiplies.

    Both have one dtype; last dimensions that differ raise RuntimeError.

    Example:
        >>> flambeau.inner(flambeau.tensor([1, 2]), flambeau.tensor([[3, 4], [5, 6]]))
        tensor([11, 17])"""
def instance_norm(input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor | None, running_var: Tensor | None, use_input_stats: _bool, momentum: _float, eps: _float, cudnn_enabled: _bool) -> Tensor:
    """instance_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool use_input_stats, float momentum, float eps, bool cudnn_enabled) -> Tensor

    Each channel of each sample to mean 0 and variance 1; with `use_input_stats=False` the running statistics are
    used.

    `(N, C, *)`, and vectors `(C,)`; `y = (x - mean) / sqrt(var + eps) * weight + bias`. Floating-point dtypes;
    vectors of another length raise RuntimeError.

    Example:
        >>> x = flambeau.tensor([[[0.0, 2.0], [10.0, 30.0]]])
        >>> flambeau.instance_norm(x, None, None, None, None, True, 0.1, 1e-5, False)
        tensor([[[-1.0000,  1.0000],
                 [-1.0000,  1.0000]]])"""
def isclose(input: Tensor, other: Tensor, rtol: _float = 1e-05, atol: _float = 1e-08, equal_nan: _bool = False) -> Tensor:
    """isclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False) -> Tensor

    Whether `|this - other| <= atol + rtol * |other|`, element by element.

    Both shapes broadcast; the result is boolean. Dtypes that differ, and negative tolerances, raise
    RuntimeError.

    Example:
        >>> flambeau.isclose(flambeau.tensor([1.0, 2.0]), flambeau.tensor([1.000001, 2.1]))
        tensor([ True, False])"""
def isfinite(input: Tensor) -> Tensor:
    """isfinite(Tensor self) -> Tensor

    Whether elements are neither infinite nor NaN.

    Any shape and dtype; the result is boolean.

    Example:
        >>> flambeau.tensor([1.0, float("inf")]).isfinite()
        tensor([ True, False])"""
def isin(elements: Tensor | _Number, test_elements: Tensor | _Number, *, assume_unique: _bool = False, invert: _bool = False, out: Tensor | None = None) -> Tensor:
    """isin.Tensor_Tensor(Operand elements, Operand test_elements, *, bool assume_unique=False, bool invert=False) -> Tensor

    Whether each element is among `test_elements`.

    Any shapes; the result is boolean, of the shape of `elements`.

    Example:
        >>> flambeau.isin(flambeau.tensor([1, 2, 3]), flambeau.tensor([2]))
        tensor([False,  True, False])"""
def isinf(input: Tensor) -> Tensor:
    """isinf(Tensor self) -> Tensor

    Whether elements are infinite.

    Any shape and dtype; the result is boolean.

    Example:
        >>> flambeau.tensor([1.0, float("inf")]).isinf()
        tensor([False,  True])"""
def isnan(input: Tensor) -> Tensor:
    """isnan(Tensor self) -> Tensor

    Whether elements are NaN.

    Any shape and dtype; the result is boolean.

    Example:
        >>> flambeau.tensor([1.0, float("nan")]).isnan()
        tensor([False,  True])"""
def isneginf(input: Tensor) -> Tensor:
    """isneginf(Tensor self) -> Tensor

    Whether elements are minus infinity.

    Any shape; the result is boolean. Complex dtypes raise NotImplementedError.

    Example:
        >>> flambeau.tensor([1.0, float("inf"), -float("inf")]).isneginf()
        tensor([False, False,  True])"""
def isposinf(input: Tensor) -> Tensor:
    """isposinf(Tensor self) -> Tensor

    Whether elements are plus infinity.

    Any shape; the result is boolean. Complex dtypes raise NotImplementedError.

    Example:
        >>> flambeau.tensor([1.0, float("inf"), -float("inf")]).isposinf()
        tensor([False,  True, False])"""
def kl_div(input: Tensor, target: Tensor, reduction: _int = 1, *, log_target: _bool = False) -> Tensor:
    """kl_div(Tensor self, Tensor target, int reduction=1, *, bool log_target=False) -> Tensor

    `t (log t - x)`, or `e^t (t - x)` for logarithms as targets.

    `reduction` is 0 (none), 1 (mean) or 2 (sum); the result has the broadcast shape, or is 0-d. Shapes
    broadcast; floating-point dtypes.

    Example:
        >>> flambeau.kl_div(flambeau.tensor([0.5, 0.5]).log(), flambeau.tensor([0.25, 0.75]), reduction=2)
        tensor(0.1308)"""
def kron(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """kron(Tensor self, Tensor other) -> Tensor

    The Kronecker product: every element of the first tensor times the second, side by side.

    Sizes multiply dimension by dimension; a tensor with fewer has ones in front. Dtypes are promoted.

    Example:
        >>> flambeau.kron(flambeau.tensor([[1, 10]]), flambeau.tensor([[1, 2], [3, 4]]))
        tensor([[ 1,  2, 10, 20],
                [ 3,  4, 30, 40]])"""
def kthvalue(input: Tensor, k: _int, dim: _int = -1, keepdim: _bool = False, *, out: Sequence[Tensor] | None = None) -> _kthvalue_result:
    """kthvalue(Tensor self, int k, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)

    The `k`-th smallest element along `dim`, counted from 1, and where it is.

    Real dtypes; both results lack `dim`, or have size 1 there with `keepdim`. Positions are int64. A k out of
    range raises RuntimeError.

    Example:
        >>> flambeau.kthvalue(flambeau.tensor([3, 1, 2]), 2).values
        tensor(2)"""
def l1_loss(input: Tensor, target: Tensor, reduction: _int = 1) -> Tensor:
    """l1_loss(Tensor self, Tensor target, int reduction=1) -> Tensor

    `|x - t|`.

    `reduction` is 0 (none), 1 (mean) or 2 (sum); the result has the broadcast shape, or is 0-d. Shapes
    broadcast and dtypes are promoted; floating-point or complex.

    Example:
        >>> flambeau.l1_loss(flambeau.tensor([1.0, 2.0]), flambeau.tensor([0.0, 0.0]))
        tensor(1.5000)"""
def layer_norm(input: Tensor, normalized_shape: Sequence[_int], weight: Tensor | None = None, bias: Tensor | None = None, eps: _float = 1e-05, cudnn_enable: _bool = True) -> Tensor:
    """layer_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight=None, Tensor? bias=None, float eps=1e-05, bool cudnn_enable=True) -> Tensor

    The last dimensions, of shape `normalized_shape`, to mean 0 and variance 1, times `weight`, plus `bias`.

    `y = (x - mean) / sqrt(var + eps) * weight + bias`. Floating-point dtypes; weight and bias have the shape
    `normalized_shape`. An input that does not end in it raises RuntimeError.

    Example:
        >>> flambeau.nn.functional.layer_norm(flambeau.tensor([[1.0, 3.0]]), (2,))
        tensor([[-1.0000,  1.0000]])"""
def lcm(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """lcm(Tensor self, Tensor other) -> Tensor

    The least common multiple of integers; it is not negative.

    Both shapes broadcast and dtypes are promoted; others than integers raise NotImplementedError.

    Example:
        >>> flambeau.lcm(flambeau.tensor([4, 5]), flambeau.tensor([6, 0]))
        tensor([12,  0])"""
def lcm_(input: Tensor, other: Tensor) -> Tensor:
    """lcm_(Tensor(a!) self, Tensor other) -> Tensor(a!)

    Does what [`lcm`] does in place.

    Example:
        >>> flambeau.tensor([4]).lcm_(flambeau.tensor([6]))
        tensor([12])"""
def ldexp(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """ldexp.Tensor(Tensor self, Tensor other) -> Tensor

    `self * 2 ** other`.

    Example:
        >>> flambeau.ldexp(flambeau.tensor([1.0]), flambeau.tensor([1, 2]))
        tensor([2., 4.])"""
def ldexp_(input: Tensor, other: Tensor) -> Tensor:
    """ldexp_(Tensor(a!) self, Tensor other) -> Tensor(a!)

    Does what [`ldexp`] does in place.

    Example:
        >>> flambeau.tensor([1.0]).ldexp_(flambeau.tensor([2]))
        tensor([4.])"""
def le(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """le(Tensor self, Operand other) -> Tensor

    `this <= other`.

    Both shapes broadcast; the result is boolean. Complex dtypes raise NotImplementedError.

    Example:
        >>> flambeau.tensor([1, 2]).le(1)
        tensor([ True, False])"""
def le_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """le_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `this <= other`.

    Both shapes broadcast; the result is boolean. Complex dtypes raise NotImplementedError.

    Example:
        >>> flambeau.tensor([1, 2]).le(1)
        tensor([ True, False])

    Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
    cannot hold the result."""
def leaky_relu(input: Tensor, negative_slope: _Number = 0.01, *, out: Tensor | None = None) -> Tensor:
    """leaky_relu(Tensor self, Scalar negative_slope=0.01) -> Tensor

    x where positive, else `negative_slope * x`.

    Any shape; real dtypes, integers give the default dtype. Complex numbers raise NotImplementedError.

    Example:
        >>> flambeau.nn.functional.leaky_relu(flambeau.tensor([-1.0, 1.0]))
        tensor([-0.0100,  1.0000])"""
def leaky_relu_(input: Tensor, negative_slope: _Number = 0.01) -> Tensor:
    """leaky_relu_(Tensor(a!) self, Scalar negative_slope=0.01) -> Tensor(a!)

    x where positive, else `negative_slope * x`, in place.

    Floating-point tensors; booleans and complex numbers raise.

    Example:
        >>> flambeau.nn.functional.leaky_relu_(flambeau.tensor([-1.0, 1.0]), 0.1)
        tensor([-0.1000,  1.0000])"""
def lerp(input: Tensor, end: Tensor, weight: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """lerp.Tensor(Tensor self, Tensor end, Operand weight) -> Tensor

    `start + weight * (end - start)`; weights 0 and 1 give the ends exactly.

    All three broadcast and have one floating-point or complex dtype; others raise RuntimeError or
    NotImplementedError.

    Example:
        >>> flambeau.lerp(flambeau.tensor([0.0]), flambeau.tensor([10.0]), 0.3)
        tensor([3.])"""
def lerp_(input: Tensor, end: Tensor, weight: Tensor | _Number) -> Tensor:
    """lerp_.Tensor(Tensor(a!) self, Tensor end, Operand weight) -> Tensor(a!)

    Moves every element towards `end` by `weight`: `this += weight * (end - this)`.

    `end` and a `weight` that is a tensor broadcast to this tensor's shape and have its dtype, a floating-point or
    complex one; others raise RuntimeError or NotImplementedError.

    Example:
        >>> flambeau.tensor([0.0, 10.0]).lerp_(flambeau.tensor([10.0, 20.0]), 0.5)
        tensor([ 5., 15.])"""
def less(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """less(Tensor self, Operand other) -> Tensor

    Another name for `lt`, which says more.

    Example:
        >>> flambeau.less(flambeau.tensor([1, 2]), 2)
        tensor([ True, False])"""
def less_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """less_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Another name for `lt_`: the result is written to the tensor itself.

    Example:
        >>> flambeau.less(flambeau.tensor([1, 2]), 2)
        tensor([ True, False])"""
def less_equal(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """less_equal(Tensor self, Operand other) -> Tensor

    Another name for `le`, which says more.

    Example:
        >>> flambeau.less_equal(flambeau.tensor([1, 2]), 1)
        tensor([ True, False])"""
def less_equal_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """less_equal_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Another name for `le_`: the result is written to the tensor itself.

    Example:
        >>> flambeau.less_equal(flambeau.tensor([1, 2]), 1)
        tensor([ True, False])"""
def lgamma(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """lgamma(Tensor self) -> Tensor

    `log |gamma(x)|`; infinite at 0 and the negative integers.

    Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    NotImplementedError.

    Example:
        >>> flambeau.tensor([1.0, 5.0]).lgamma()
        tensor([0.0000, 3.1781])"""
def lgamma_(input: Tensor) -> Tensor:
    """lgamma_(Tensor(a!) self) -> Tensor(a!)

    `log |gamma(x)|`; infinite at 0 and the negative integers.

    Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    NotImplementedError.

    Example:
        >>> flambeau.tensor([1.0, 5.0]).lgamma()
        tensor([0.0000, 3.1781])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def linalg_cross(input: Tensor, other: Tensor, *, dim: _int = -1, out: Tensor | None = None) -> Tensor:
    """linalg_cross(Tensor self, Tensor other, *, int dim=-1) -> Tensor

    The cross product of vectors of three elements along `dim`; the tensors broadcast together.

    Another size along `dim` raises RuntimeError.

    Example:
        >>> flambeau.linalg_cross(flambeau.tensor([1.0, 0.0, 0.0]), flambeau.tensor([0.0, 1.0, 0.0]))
        tensor([0., 0., 1.])"""
def linalg_vector_norm(input: Tensor, ord: _Number = 2, dim: _int | Sequence[_int] | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor:
    """linalg_vector_norm(Tensor self, Scalar ord=2, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

    The norm of order `ord` of the elements over dimensions, all of them where none are given: `(sum
    |x|^ord)^(1/ord)`, the largest (inf) or smallest (-inf) modulus, or the number of elements that are not 0 (0).

    Floating-point or complex dtypes, others raise RuntimeError; the result is real.

    Example:
        >>> flambeau.linalg.vector_norm(flambeau.tensor([3.0, 4.0]))
        tensor(5.)"""
def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """linear(Tensor input, Tensor weight, Tensor? bias=None) -> Tensor

    `input weight' + bias`, for `input (*, in)`, `weight (out, in)` and `bias (out)`.

    The result is `(*, out)`. All have one floating-point or complex dtype; sizes that do not fit raise
    RuntimeError.

    Example:
        >>> x, weight, bias = flambeau.ones(2, 3), flambeau.ones(4, 3), flambeau.zeros(4)
        >>> flambeau.nn.functional.linear(x, weight, bias).shape
        torch.Size([2, 4])"""
def linspace(start: _Number, end: _Number, steps: _int, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """linspace(Scalar start, Scalar end, int steps, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    `steps` numbers from `start` to `end`, both included, evenly spaced.

    `start + i (end - start) / (steps - 1)`, in the default dtype unless `dtype` says otherwise. A negative
    number of steps raises RuntimeError.

    Example:
        >>> flambeau.linspace(0, 1, steps=5)
        tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])"""
def log(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log(Tensor self) -> Tensor

    Natural logarithm.

    NaN for negative real numbers, minus infinity at 0.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([1.0, 10.0]).log()
        tensor([0.0000, 2.3026])"""
def log10(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log10(Tensor self) -> Tensor

    Logarithm to base 10.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([1.0, 100.0]).log10()
        tensor([0., 2.])"""
def log10_(input: Tensor) -> Tensor:
    """log10_(Tensor(a!) self) -> Tensor(a!)

    Logarithm to base 10.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([1.0, 100.0]).log10()
        tensor([0., 2.])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def log1p(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log1p(Tensor self) -> Tensor

    `log(1 + x)`, accurate near 0.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).log1p()
        tensor([0.0000, 0.6931])"""
def log1p_(input: Tensor) -> Tensor:
    """log1p_(Tensor(a!) self) -> Tensor(a!)

    `log(1 + x)`, accurate near 0.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).log1p()
        tensor([0.0000, 0.6931])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def log2(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log2(Tensor self) -> Tensor

    Logarithm to base 2; NaN for negative real numbers, minus infinity at 0.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([1.0, 8.0]).log2()
        tensor([0., 3.])"""
def log2_(input: Tensor) -> Tensor:
    """log2_(Tensor(a!) self) -> Tensor(a!)

    Logarithm to base 2; NaN for negative real numbers, minus infinity at 0.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([1.0, 8.0]).log2()
        tensor([0., 3.])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def log_(input: Tensor) -> Tensor:
    """log_(Tensor(a!) self) -> Tensor(a!)

    Natural logarithm.

    NaN for negative real numbers, minus infinity at 0.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([1.0, 10.0]).log()
        tensor([0.0000, 2.3026])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def log_normal_(input: Tensor, mean: _float = 1.0, std: _float = 2.0, *, generator: Generator | None = None) -> Tensor:
    """log_normal_(Tensor(a!) self, float mean=1.0, float std=2.0, *, Generator? generator=None) -> Tensor(a!)

    Fills with exponentials of normal numbers; `mean` and `std` are those of the logarithm.

    Floating-point tensors; a `std` that is not positive raises RuntimeError.

    Example:
        >>> bool((flambeau.empty(100).log_normal_() > 0).all())
        True"""
def log_sigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log_sigmoid(Tensor self) -> Tensor

    `log(sigmoid(x))`, accurate for large negative numbers.

    Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    NotImplementedError.

    Example:
        >>> flambeau.nn.functional.logsigmoid(flambeau.tensor([-100.0, 0.0]))
        tensor([-100.0000,   -0.6931])"""
def log_sigmoid_(input: Tensor) -> Tensor:
    """log_sigmoid_(Tensor(a!) self) -> Tensor(a!)

    `log(sigmoid(x))`, accurate for large negative numbers.

    Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    NotImplementedError.

    Example:
        >>> flambeau.nn.functional.logsigmoid(flambeau.tensor([-100.0, 0.0]))
        tensor([-100.0000,   -0.6931])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def log_softmax(input: Tensor, dim: _int, dtype: _dtype | None = None, *, out: Tensor | None = None) -> Tensor:
    """log_softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor

    `log(softmax(x))` along a dimension, without the overflow of the two steps.

    `x - log(sum(exp(x)))`. Any shape; floating-point dtypes, others raise NotImplementedError unless `dtype`
    says what to convert to.

    Example:
        >>> flambeau.tensor([0.0, 0.0]).log_softmax(-1)
        tensor([-0.6931, -0.6931])"""
def logaddexp(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """logaddexp(Tensor self, Tensor other) -> Tensor

    `log(e^this + e^other)` without overflow.

    Both shapes broadcast; real floating-point numbers, integers give the default dtype.

    Example:
        >>> flambeau.logaddexp(flambeau.tensor([0.0]), flambeau.tensor([0.0]))
        tensor([0.6931])"""
def logaddexp2(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """logaddexp2(Tensor self, Tensor other) -> Tensor

    `log2(2^this + 2^other)`, without overflow on the way.

    Both shapes broadcast; real floating-point numbers, integers give the default dtype.

    Example:
        >>> flambeau.logaddexp2(flambeau.tensor([1.0]), flambeau.tensor([1.0]))
        tensor([2.])"""
def logcumsumexp(input: Tensor, dim: _int, *, out: Tensor | None = None) -> Tensor:
    """logcumsumexp(Tensor self, int dim) -> Tensor

    The logarithms of the sums of exponentials of the elements up to each along `dim`: `log(sum_{j <= i} e^x_j)`.

    Floating-point dtypes, others raise NotImplementedError. There is no overflow on the way.

    Example:
        >>> flambeau.tensor([0.0, 0.0, 0.0]).logcumsumexp(0)
        tensor([0.0000, 0.6931, 1.0986])"""
def logical_and(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """logical_and(Tensor self, Operand other) -> Tensor

    Whether both are not zero.

    Both shapes broadcast; any dtype; the result is boolean.

    Example:
        >>> flambeau.logical_and(flambeau.tensor([True, True]), flambeau.tensor([True, False]))
        tensor([ True, False])"""
def logical_and_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """logical_and_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Whether both are not zero.

    Both shapes broadcast; any dtype; the result is boolean.

    Example:
        >>> flambeau.logical_and(flambeau.tensor([True, True]), flambeau.tensor([True, False]))
        tensor([ True, False])

    Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
    cannot hold the result."""
def logical_not(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """logical_not(Tensor self) -> Tensor

    Whether an element is zero.

    Any shape and dtype; the result is boolean.

    Example:
        >>> flambeau.tensor([True, False]).logical_not()
        tensor([False,  True])"""
def logical_not_(input: Tensor) -> Tensor:
    """logical_not_(Tensor(a!) self) -> Tensor(a!)

    Whether an element is zero.

    Any shape and dtype; the result is boolean.

    Example:
        >>> flambeau.tensor([True, False]).logical_not()
        tensor([False,  True])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def logical_or(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """logical_or(Tensor self, Operand other) -> Tensor

    Whether one is not zero.

    Both shapes broadcast; any dtype; the result is boolean.

    Example:
        >>> flambeau.logical_or(flambeau.tensor([False, True]), flambeau.tensor([False, False]))
        tensor([False,  True])"""
def logical_or_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """logical_or_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Whether one is not zero.

    Both shapes broadcast; any dtype; the result is boolean.

    Example:
        >>> flambeau.logical_or(flambeau.tensor([False, True]), flambeau.tensor([False, False]))
        tensor([False,  True])

    Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
    cannot hold the result."""
def logical_xor(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """logical_xor(Tensor self, Operand other) -> Tensor

    Whether exactly one is not zero.

    Both shapes broadcast; any dtype; the result is boolean.

    Example:
        >>> flambeau.logical_xor(flambeau.tensor([True, True]), flambeau.tensor([True, False]))
        tensor([False,  True])"""
def logical_xor_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """logical_xor_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Whether exactly one is not zero.

    Both shapes broadcast; any dtype; the result is boolean.

    Example:
        >>> flambeau.logical_xor(flambeau.tensor([True, True]), flambeau.tensor([True, False]))
        tensor([False,  True])

    Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
    cannot hold the result."""
def logit(input: Tensor, eps: _float | None = None, *, out: Tensor | None = None) -> Tensor:
    """logit(Tensor self, float? eps=None) -> Tensor

    `log(x / (1 - x))`, the inverse of `sigmoid`; with `eps`, x is first clamped to `[eps, 1 - eps]`.

    Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    NotImplementedError.

    Example:
        >>> flambeau.tensor([0.5, 0.9]).logit()
        tensor([0.0000, 2.1972])
        >>> flambeau.tensor([0.0, 1.0]).logit(eps=0.1)
        tensor([-2.1972,  2.1972])"""
def logspace(start: _Number, end: _Number, steps: _int, base: _float = 10.0, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """logspace(Scalar start, Scalar end, int steps, float base=10.0, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    `steps` numbers from `base^start` to `base^end`, evenly spaced in the exponent.

    In the default dtype unless `dtype` says otherwise. A negative number of steps raises RuntimeError.

    Example:
        >>> flambeau.logspace(0, 2, steps=3)
        tensor([  1.,  10., 100.])"""
def logsumexp(input: Tensor, dim: _int | Sequence[_int], keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """logsumexp(Tensor self, int[1] dim, bool keepdim=False) -> Tensor

    `log(sum(exp(x)))` over dimensions, without overflow.

    Floating-point or complex dtypes; integers give the default dtype. The result lacks the dimensions, or has
    size 1 there with `keepdim`.

    Example:
        >>> flambeau.logsumexp(flambeau.tensor([0.0, 0.0]), 0)
        tensor(0.6931)"""
@overload
def lstm(data: Tensor, batch_sizes: Tensor, hx: Sequence[Tensor], params: Sequence[Tensor], has_biases: _bool, num_layers: _int, dropout: _float, train: _bool, bidirectional: _bool) -> tuple[Tensor, Tensor, Tensor]:
    """lstm.data(Tensor data, Tensor batch_sizes, Tensor[] hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional) -> (Tensor, Tensor, Tensor)

    A stack of long short-term memory layers on packed sequences: rows of all steps, and the number of rows of each step.

    Example:
        >>> layer = flambeau.nn.LSTM(2, 3)
        >>> states, params = [flambeau.zeros(1, 2, 3)] * 2, list(layer.parameters())
        >>> sizes = flambeau.tensor([2, 1])
        >>> flambeau.lstm(flambeau.ones(3, 2), sizes, states, params, True, 1, 0.0, False, False)[0].shape
        torch.Size([3, 3])

    lstm.input(Tensor input, Tensor[] hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional, bool batch_first) -> (Tensor, Tensor, Tensor)

    A stack of long short-term memory layers on sequences `(steps, batch, input)`.

    `hx` holds first hidden and cell states, `(layers * directions, batch, hidden)`; `params` for each layer and
    direction `weight_ih`, `weight_hh`, the biases if there are any, and `weight_hr` if hidden states are projected.
    Returns the last layer's hidden states of all steps, and the last hidden and cell states.

    Source: Hochreiter and Schmidhuber, "Long short-term memory", 1997.

    Example:
        >>> layer = flambeau.nn.LSTM(2, 3)
        >>> states, params = [flambeau.zeros(1, 4, 3)] * 2, list(layer.parameters())
        >>> flambeau.lstm(flambeau.ones(5, 4, 2), states, params, True, 1, 0.0, False, False, False)[0].shape
        torch.Size([5, 4, 3])"""
@overload
def lstm(input: Tensor, hx: Sequence[Tensor], params: Sequence[Tensor], has_biases: _bool, num_layers: _int, dropout: _float, train: _bool, bidirectional: _bool, batch_first: _bool) -> tuple[Tensor, Tensor, Tensor]: ...
def lstm_cell(input: Tensor, hx: Sequence[Tensor], w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """lstm_cell(Tensor input, Tensor[] hx, Tensor w_ih, Tensor w_hh, Tensor? b_ih=None, Tensor? b_hh=None) -> (Tensor, Tensor)

    One step of an LSTM: new hidden and cell states `(batch, hidden)` from `input (batch, input)` and the old ones.

    Example:
        >>> cell = flambeau.nn.LSTMCell(2, 3)
        >>> states = [flambeau.zeros(4, 3)] * 2
        >>> flambeau.lstm_cell(flambeau.ones(4, 2), states, cell.weight_ih, cell.weight_hh)[0].shape
        torch.Size([4, 3])"""
def lt(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """lt(Tensor self, Operand other) -> Tensor

    `this < other`.

    Both shapes broadcast; the result is boolean. Complex dtypes raise NotImplementedError.

    Example:
        >>> flambeau.tensor([1, 2]).lt(2)
        tensor([ True, False])"""
def lt_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """lt_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `this < other`.

    Both shapes broadcast; the result is boolean. Complex dtypes raise NotImplementedError.

    Example:
        >>> flambeau.tensor([1, 2]).lt(2)
        tensor([ True, False])

    Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
    cannot hold the result."""
def margin_ranking_loss(input1: Tensor, input2: Tensor, target: Tensor, margin: _float = 0.0, reduction: _int = 1) -> Tensor:
    """margin_ranking_loss(Tensor input1, Tensor input2, Tensor target, float margin=0.0, int reduction=1) -> Tensor

    `max(0, -t (a - b) + margin)`.

    `reduction` is 0 (none), 1 (mean) or 2 (sum); the result has the broadcast shape, or is 0-d. Shapes
    broadcast; floating-point dtypes.

    Example:
        >>> a, b, t = flambeau.tensor([1.0, 1.0]), flambeau.tensor([3.0, 0.0]), flambeau.tensor([1.0, 1.0])
        >>> flambeau.margin_ranking_loss(a, b, t, reduction=0)
        tensor([2., 0.])"""
def masked_fill(input: Tensor, mask: Tensor, value: Tensor | _Number) -> Tensor:
    """masked_fill(Tensor self, Tensor mask, Operand value) -> Tensor

    `this` with `value` where the boolean `mask` holds; the mask broadcasts.

    The value is a number or a 0-d tensor, cast to this tensor's dtype. A mask that is not boolean raises
    RuntimeError.

    Example:
        >>> x = flambeau.tensor([1.0, 2.0, 3.0])
        >>> x.masked_fill(x > 1.5, 0)
        tensor([1., 0., 0.])"""
def masked_fill_(input: Tensor, mask: Tensor, value: Tensor | _Number) -> Tensor:
    """masked_fill_(Tensor(a!) self, Tensor mask, Operand value) -> Tensor(a!)

    Writes `value` where the boolean `mask` holds; the mask broadcasts to this tensor.

    The value is a number or a 0-d tensor, cast to this tensor's dtype. A mask that is not boolean, or does
    not broadcast, raises RuntimeError.

    Example:
        >>> flambeau.tensor([1.0, 2.0]).masked_fill_(flambeau.tensor([True, False]), 0)
        tensor([0., 2.])"""
def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """masked_scatter(Tensor self, Tensor mask, Tensor source) -> Tensor

    `this` with the elements of `source`, one after the other, where the boolean `mask` is set.

    Mask and tensor broadcast together; `source` has this tensor's dtype and at least as many elements as the mask
    sets, or RuntimeError is raised.

    Example:
        >>> mask = flambeau.tensor([True, False, True])
        >>> flambeau.zeros(3).masked_scatter(mask, flambeau.tensor([5.0, 7.0]))
        tensor([5., 0., 7.])"""
def masked_scatter_(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """masked_scatter_(Tensor(a!) self, Tensor mask, Tensor source) -> Tensor(a!)

    Writes the elements of `source`, one after the other, where the boolean `mask` is set; the mask broadcasts.

    `source` has this tensor's dtype and at least as many elements as the mask sets, or RuntimeError is raised.

    Example:
        >>> mask = flambeau.tensor([True, False, True])
        >>> flambeau.zeros(3).masked_scatter_(mask, flambeau.tensor([5.0, 7.0]))
        tensor([5., 0., 7.])"""
def masked_select(input: Tensor, mask: Tensor, *, out: Tensor | None = None) -> Tensor:
    """masked_select(Tensor self, Tensor mask) -> Tensor

    The elements where the boolean `mask` is set, one after the other; the two broadcast together.

    Any dtype, to a vector. A mask that is not boolean raises RuntimeError.

    Example:
        >>> x = flambeau.tensor([1, 2, 3])
        >>> flambeau.masked_select(x, x > 1)
        tensor([2, 3])"""
def matmul(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """matmul(Tensor self, Tensor other) -> Tensor

    The matrix product of tensors of any number of dimensions.

    Two vectors give their dot product; a matrix and a vector a vector. With more dimensions the last two are
    matrices and the others a batch, which broadcasts: `(*, n, m) x (*, m, p) -> (*, n, p)`. A vector counts as a
    row in front and as a column behind; that dimension is left out of the result.

    Both have one dtype. Inner sizes that differ, and 0-d tensors, raise RuntimeError.

    Example:
        >>> a, b = flambeau.ones(2, 3, 4), flambeau.ones(4, 5)
        >>> flambeau.matmul(a, b).shape
        torch.Size([2, 3, 5])"""
def matrix_power(input: Tensor, n: _int, *, out: Tensor | None = None) -> Tensor:
    """matrix_power(Tensor self, int n) -> Tensor

    A square matrix, or each of a batch, multiplied with itself `n` times; the inverse for negative `n`.

    `(*, m, m)`, of any dtype for `n >= 0`. Matrices that are not square raise RuntimeError.

    Example:
        >>> flambeau.matrix_power(flambeau.tensor([[1.0, 1.0], [0.0, 1.0]]), 3)
        tensor([[1., 3.],
                [0., 1.]])"""
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

    `(N, C, L)` or `(C, L)`, real, to the same with length `floor((L + 2 * padding - dilation * (K - 1) - 1) /
    stride) + 1`. A window that does not fit raises RuntimeError.

    Example:
        >>> flambeau.max_pool1d(flambeau.tensor([[1.0, 3.0, 2.0, 5.0]]), 2)
        tensor([[3., 5.]])

    `stride` is `kernel_size` if it is not given; padding is minus infinity; a NaN is larger than any number."""
def max_pool1d_with_indices(input: Tensor, kernel_size: _int | Sequence[_int], stride: _int | Sequence[_int] = (), padding: _int | Sequence[_int] = 0, dilation: _int | Sequence[_int] = 1, ceil_mode: _bool = False) -> tuple[Tensor, Tensor]:
    """max_pool1d_with_indices(Tensor self, int[1] kernel_size, int[1] stride=[], int[1] padding=0, int[1] dilation=1, bool ceil_mode=False) -> (Tensor, Tensor)

    The maxima of windows that slide over the last dimension, and their indices.

    `(N, C, L)` or `(C, L)`, real; the length of both results is that of `max_pool1d`, the indices are int64.

    Example:
        >>> flambeau.max_pool1d_with_indices(flambeau.tensor([[1.0, 3.0, 2.0, 5.0]]), 2)
        (tensor([[3., 5.]]), tensor([[1, 3]]))

    An index counts the elements of the plane that the window lies in; of equal elements it is the first one's."""
def max_pool2d(input: Tensor, kernel_size: _int | Sequence[_int], stride: _int | Sequence[_int] = (), padding: _int | Sequence[_int] = 0, dilation: _int | Sequence[_int] = 1, ceil_mode: _bool = False) -> Tensor:
    """max_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, int[2] dilation=1, bool ceil_mode=False) -> Tensor

    The maxima of windows that slide over the last two dimensions.

    `(N, C, H, W)` or `(C, H, W)`, real; along each axis the result has the size that `max_pool1d` states. A
    window that does not fit raises RuntimeError.

    Example:
        >>> flambeau.max_pool2d(flambeau.arange(16.0).reshape(1, 4, 4), 2)
        tensor([[[ 5.,  7.],
                 [13., 15.]]])

    `stride` is `kernel_size` if it is not given; padding is minus infinity; a NaN is larger than any number."""
def max_pool2d_with_indices(input: Tensor, kernel_size: _int | Sequence[_int], stride: _int | Sequence[_int] = (), padding: _int | Sequence[_int] = 0, dilation: _int | Sequence[_int] = 1, ceil_mode: _bool = False) -> tuple[Tensor, Tensor]:
    """max_pool2d_with_indices(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, int[2] dilation=1, bool ceil_mode=False) -> (Tensor, Tensor)

    The maxima of windows that slide over the last two dimensions, and their indices.

    `(N, C, H, W)` or `(C, H, W)`, real; the shape of both results is that of `max_pool2d`, the indices are
    int64.

    Example:
        >>> flambeau.nn.functional.max_pool2d_with_indices(flambeau.arange(16.0).reshape(1, 4, 4), 2)
        (tensor([[[ 5.,  7.],
                 [13., 15.]]]), tensor([[[ 5,  7],
                 [13, 15]]]))

    An index counts the elements of the plane that the window lies in; of equal elements it is the first one's."""
def max_pool3d(input: Tensor, kernel_size: _int | Sequence[_int], stride: _int | Sequence[_int] = (), padding: _int | Sequence[_int] = 0, dilation: _int | Sequence[_int] = 1, ceil_mode: _bool = False) -> Tensor:
    """max_pool3d(Tensor self, int[3] kernel_size, int[3] stride=[], int[3] padding=0, int[3] dilation=1, bool ceil_mode=False) -> Tensor

    The maxima of windows that slide over the last three dimensions.

    `(N, C, D, H, W)` or `(C, D, H, W)`, real; along each axis the result has the size that `max_pool1d`
    states. A window that does not fit raises RuntimeError.

    Example:
        >>> flambeau.max_pool3d(flambeau.arange(8.0).reshape(1, 2, 2, 2), 2)
        tensor([[[[7.]]]])

    `stride` is `kernel_size` if it is not given; padding is minus infinity; a NaN is larger than any number."""
def max_pool3d_with_indices(input: Tensor, kernel_size: _int | Sequence[_int], stride: _int | Sequence[_int] = (), padding: _int | Sequence[_int] = 0, dilation: _int | Sequence[_int] = 1, ceil_mode: _bool = False) -> tuple[Tensor, Tensor]:
    """max_pool3d_with_indices(Tensor self, int[3] kernel_size, int[3] stride=[], int[3] padding=0, int[3] dilation=1, bool ceil_mode=False) -> (Tensor, Tensor)

    The maxima of windows that slide over the last three dimensions, and their indices.

    `(N, C, D, H, W)` or `(C, D, H, W)`, real; the shape of both results is that of `max_pool3d`, the indices
    are int64.

    Example:
        >>> flambeau.max_pool3d_with_indices(flambeau.arange(8.0).reshape(1, 2, 2, 2), 2)
        (tensor([[[[7.]]]]), tensor([[[[7]]]]))

    An index counts the elements of the plane that the window lies in; of equal elements it is the first one's."""
def max_unpool2d(input: Tensor, indices: Tensor, output_size: _int | Sequence[_int]) -> Tensor:
    """max_unpool2d(Tensor self, Tensor indices, int[2] output_size) -> Tensor

    Planes of `output_size` with each element at its index, and zeros elsewhere.

    `(N, C, H, W)` or `(C, H, W)`, floating-point, with int64 indices of the same shape; an index outside the
    plane raises RuntimeError.

    Example:
        >>> flambeau.max_unpool2d(flambeau.tensor([[[5.0, 7.0]]]), flambeau.tensor([[[1, 3]]]), (2, 2))
        tensor([[[0., 5.],
                 [0., 7.]]])"""
def max_unpool3d(input: Tensor, indices: Tensor, output_size: _int | Sequence[_int], stride: _int | Sequence[_int], padding: _int | Sequence[_int]) -> Tensor:
    """max_unpool3d(Tensor self, Tensor indices, int[3] output_size, int[3] stride, int[3] padding) -> Tensor

    Volumes of `output_size` with each element at its index, and zeros elsewhere.

    `stride` and `padding` are those of the pooling; the result does not depend on them. `(N, C, D, H, W)` or `(C,
    D, H, W)`, floating-point, with int64 indices of the same shape; an index outside the volume raises
    RuntimeError.

    Example:
        >>> x, indices = flambeau.tensor([[[[5.0]]]]), flambeau.tensor([[[[6]]]])
        >>> flambeau.max_unpool3d(x, indices, (2, 2, 2), (2, 2, 2), (0, 0, 0))
        tensor([[[[0., 0.],
                  [0., 0.]],
        <BLANKLINE>
                 [[0., 0.],
                  [5., 0.]]]])"""
def maximum(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """maximum(Tensor self, Tensor other) -> Tensor

    The larger of both, element by element; NaN where either is.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
    raise NotImplementedError.

    Example:
        >>> flambeau.maximum(flambeau.tensor([1, 5]), flambeau.tensor([3, 2]))
        tensor([3, 5])"""
@overload
def mean(input: Tensor, *, dtype: _dtype | None = None) -> Tensor:
    """mean(Tensor self, *, ScalarType? dtype=None) -> Tensor

    The mean of all elements.

    Floating-point or complex dtypes, others raise RuntimeError. The result is 0-d, NaN for an empty tensor.

    Example:
        >>> flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]).mean()
        tensor(2.5000)

    mean.dim(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

    Means over dimensions.

    No dimensions mean all. The result lacks them, or has size 1 there with `keepdim`. Floating-point or
    complex dtypes, others raise RuntimeError.

    Example:
        >>> flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]).mean(1)
        tensor([1.5000, 3.5000])"""
@overload
def mean(input: Tensor, dim: _int | Sequence[_int] | None, keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor: ...
@overload
def median(input: Tensor) -> Tensor:
    """median(Tensor self) -> Tensor

    The median of all elements: the lower of two in the middle, NaN where there is one.

    Real dtypes; the result is 0-d, NaN for an empty tensor.

    Example:
        >>> flambeau.tensor([3.0, 1.0, 2.0]).median()
        tensor(2.)

    median.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)

    The medians along `dim` and where they are: of an even number of elements the lower one, NaN where there is
    one.

    Real dtypes; both results lack `dim`, or have size 1 there with `keepdim`. Positions are int64. An empty
    dimension raises IndexError.

    Example:
        >>> values, indices = flambeau.tensor([[1, 3, 2], [9, 8, 7]]).median(1)
        >>> values, indices
        (tensor([2, 8]), tensor([2, 1]))"""
@overload
def median(input: Tensor, dim: _int, keepdim: _bool = False, *, out: Sequence[Tensor] | None = None) -> _median_result: ...
def meshgrid(tensors: Sequence[Tensor], *, indexing: str = "ij") -> tuple[Tensor, ...]:
    """meshgrid.indexing(Tensor[] tensors, *, str indexing="ij") -> Tensor[]

    Grids of coordinates: result `k` has the elements of tensor `k` along dimension `k`. `indexing="xy"` exchanges
    the first two dimensions.

    Vectors or numbers of one dtype, n of them, to n tensors of n dimensions; others raise RuntimeError.

    Example:
        >>> rows, columns = flambeau.meshgrid(flambeau.tensor([1, 2]), flambeau.tensor([3, 4, 5]), indexing="ij")
        >>> rows
        tensor([[1, 1, 1],
                [2, 2, 2]])
        >>> columns
        tensor([[3, 4, 5],
                [3, 4, 5]])"""
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

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
    raise NotImplementedError.

    Example:
        >>> flambeau.minimum(flambeau.tensor([1, 5]), flambeau.tensor([3, 2]))
        tensor([1, 2])"""
def mish(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """mish(Tensor self) -> Tensor

    `x * tanh(softplus(x))`, with `softplus(x) = log(1 + e^x)`.

    Any shape; floating-point dtypes only, others raise NotImplementedError.

    Example:
        >>> flambeau.nn.functional.mish(flambeau.tensor([-1.0, 1.0]))
        tensor([-0.3034,  0.8651])"""
def mish_(input: Tensor) -> Tensor:
    """mish_(Tensor(a!) self) -> Tensor(a!)

    `x * tanh(softplus(x))`, with `softplus(x) = log(1 + e^x)`.

    Any shape; floating-point dtypes only, others raise NotImplementedError.

    Example:
        >>> flambeau.nn.functional.mish(flambeau.tensor([-1.0, 1.0]))
        tensor([-0.3034,  0.8651])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def mm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """mm(Tensor self, Tensor mat2) -> Tensor

    The product of two matrices, `(n, m) x (m, p) -> (n, p)`.

    Integers wrap around; 16-bit floats are summed in float32. For vectors and batches see `matmul`.

    Both have one dtype. Other shapes raise RuntimeError.

    Example:
        >>> flambeau.mm(flambeau.ones(2, 3), flambeau.ones(3, 4)).shape
        torch.Size([2, 4])"""
def mode(input: Tensor, dim: _int = -1, keepdim: _bool = False, *, out: Sequence[Tensor] | None = None) -> _mode_result:
    """mode(Tensor self, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)

    The most frequent element along `dim`, the smallest of several, and the last position where it is.

    Real dtypes; both results lack `dim`, or have size 1 there with `keepdim`. Positions are int64.

    Example:
        >>> values, indices = flambeau.tensor([[1, 2, 2, 3]]).mode(1)
        >>> values, indices
        (tensor([2]), tensor([2]))"""
def moveaxis(input: Tensor, source: _int | Sequence[_int], destination: _int | Sequence[_int]) -> Tensor:
    """moveaxis.intlist(Tensor(a) self, int[1] source, int[1] destination) -> Tensor(a)

    Another name for `movedim`: a view with dimension `source[i]` at `destination[i]`, the others in order.

    Numbers or lists of one length; others raise RuntimeError, dimensions out of range IndexError.

    Example:
        >>> flambeau.moveaxis(flambeau.ones(2, 3, 4), 0, -1).shape
        torch.Size([3, 4, 2])"""
def movedim(input: Tensor, source: _int | Sequence[_int], destination: _int | Sequence[_int]) -> Tensor:
    """movedim.intlist(Tensor(a) self, int[1] source, int[1] destination) -> Tensor(a)

    Dimensions moved to new places; the others keep their order.

    A view. Lists of different length raise RuntimeError, dimensions out of range IndexError.

    Example:
        >>> flambeau.ones(2, 3, 4).movedim(0, -1).shape
        torch.Size([3, 4, 2])"""
def mse_loss(input: Tensor, target: Tensor, reduction: _int = 1) -> Tensor:
    """mse_loss(Tensor self, Tensor target, int reduction=1) -> Tensor

    `(x - t)^2`.

    `reduction` is 0 (none), 1 (mean) or 2 (sum); the result has the broadcast shape, or is 0-d. Shapes
    broadcast and dtypes are promoted; floating-point or complex.

    Example:
        >>> flambeau.mse_loss(flambeau.tensor([1.0, 2.0]), flambeau.tensor([0.0, 0.0]))
        tensor(2.5000)"""
def msort(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """msort(Tensor self) -> Tensor

    The elements in order along the first dimension.

    Any shape and real dtype, which are kept.

    Example:
        >>> flambeau.msort(flambeau.tensor([[3, 1], [2, 4]]))
        tensor([[2, 1],
                [3, 4]])"""
def mul(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """mul(Tensor self, Operand other) -> Tensor

    `this * other`, element by element, with broadcasting.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError.

    Example:
        >>> flambeau.tensor([1, 2]).mul(flambeau.tensor([[10], [20]]))
        tensor([[10, 20],
                [20, 40]])"""
def mul_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """mul_(Tensor(a!) self, Operand other) -> Tensor(a!)

    `this * other`, element by element, with broadcasting.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError.

    Example:
        >>> flambeau.tensor([1, 2]).mul(flambeau.tensor([[10], [20]]))
        tensor([[10, 20],
                [20, 40]])

    Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
    cannot hold the result."""
def multi_margin_loss(input: Tensor, target: Tensor, p: _Number = 1, margin: _Number = 1, weight: Tensor | None = None, reduction: _int = 1) -> Tensor:
    """multi_margin_loss(Tensor self, Tensor target, Scalar p=1, Scalar margin=1, Tensor? weight=None, int reduction=1) -> Tensor

    `sum_i weight[y] max(0, margin - x[y] + x[i])^p / C` over all classes i other than the target y.

    Input `(C,)` or `(N, C)`, floating-point; targets `()` or `(N,)`, int64; `p` is 1 or 2. `reduction` is 0
    (none), 1 (mean) or 2 (sum). Other shapes and classes out of range raise RuntimeError.

    Example:
        >>> flambeau.multi_margin_loss(flambeau.tensor([[0.1, 0.2, 0.7]]), flambeau.tensor([2]))
        tensor(0.3000)"""
def multilabel_margin_loss(input: Tensor, target: Tensor, reduction: _int = 1) -> Tensor:
    """multilabel_margin_loss(Tensor self, Tensor target, int reduction=1) -> Tensor

    `sum_ij max(0, 1 - (x[y_j] - x[i])) / C` over target classes y_j (up to the first negative one) and all others
    i.

    Input and targets (int64) are `(C,)` or `(N, C)`. `reduction` is 0 (none), 1 (mean) or 2 (sum). Other shapes
    raise RuntimeError.

    Example:
        >>> flambeau.multilabel_margin_loss(flambeau.tensor([0.1, 0.2, 0.4, 0.8]), flambeau.tensor([3, 0, -1, 1]))
        tensor(0.8500)"""
def multinomial(input: Tensor, num_samples: _int, replacement: _bool = False, *, generator: Generator | None = None, out: Tensor | None = None) -> Tensor:
    """multinomial(Tensor self, int num_samples, bool replacement=False, *, Generator? generator=None, Tensor(a!)? out=None) -> Tensor

    Indices drawn with the weights of each row, `num_samples` a row, with or without replacement.

    The weights, of shape `(categories)` or `(rows, categories)`, need not add up to one.

    Floating-point weights; the result is int64, `(num_samples)` or `(rows, num_samples)`. Negative and
    infinite weights, and more samples than categories without replacement, raise RuntimeError.

    Example:
        >>> flambeau.multinomial(flambeau.tensor([0.0, 1.0, 0.0]), 2, replacement=True)
        tensor([1, 1])"""
def multiply(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """multiply(Tensor self, Operand other) -> Tensor

    Another name for `mul`, which says more.

    Example:
        >>> flambeau.multiply(flambeau.tensor([2, 3]), 4)
        tensor([ 8, 12])"""
def multiply_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """multiply_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Another name for `mul_`: the result is written to the tensor itself.

    Example:
        >>> flambeau.multiply(flambeau.tensor([2, 3]), 4)
        tensor([ 8, 12])"""
def mv(input: Tensor, vec: Tensor, *, out: Tensor | None = None) -> Tensor:
    """mv(Tensor self, Tensor vec) -> Tensor

    The product of a matrix and a vector, `(n, m) x (m) -> (n)`.

    Both have one dtype. Other shapes raise RuntimeError.

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

    The mean over dimensions of the elements that are not NaN.

    No dimensions mean all; NaN where there is no such element. Floating-point or complex dtypes, others raise
    RuntimeError.

    Example:
        >>> flambeau.tensor([1.0, float("nan"), 2.0]).nanmean()
        tensor(1.5000)"""
@overload
def nanmedian(input: Tensor) -> Tensor:
    """nanmedian(Tensor self) -> Tensor

    The median of all elements that are not NaN; of an even number of elements the lower one.

    Real dtypes; the result is 0-d, NaN where there is no such element.

    Example:
        >>> flambeau.tensor([1.0, float("nan"), 3.0, 2.0]).nanmedian()
        tensor(2.)

    nanmedian.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)

    The medians along `dim` of the elements that are not NaN, and where they are.

    Real dtypes; both results lack `dim`, or have size 1 there with `keepdim`. Positions are int64.

    Example:
        >>> values, indices = flambeau.tensor([[1.0, float("nan"), 3.0]]).nanmedian(1)
        >>> values, indices
        (tensor([1.]), tensor([0]))"""
@overload
def nanmedian(input: Tensor, dim: _int, keepdim: _bool = False, *, out: Sequence[Tensor] | None = None) -> _nanmedian_result: ...
def nanquantile(input: Tensor, q: Tensor | _Number, dim: _int | None = None, keepdim: _bool = False, *, interpolation: str = "linear", out: Tensor | None = None) -> Tensor:
    """nanquantile(Tensor self, Operand q, int? dim=None, bool keepdim=False, *, str interpolation="linear") -> Tensor

    Quantiles of the elements that are not NaN; see `quantile`.

    NaN where there is no such element.

    Example:
        >>> flambeau.nanquantile(flambeau.tensor([1.0, float("nan"), 3.0]), 0.5)
        tensor(2.)"""
def nansum(input: Tensor, dim: _int | Sequence[_int] | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor:
    """nansum(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

    The sum over dimensions, with NaN counted as 0.

    No dimensions mean all. Integers and booleans give int64; complex numbers raise.

    Example:
        >>> flambeau.tensor([1.0, float("nan"), 2.0]).nansum()
        tensor(3.)"""
def narrow(input: Tensor, dim: _int, start: _int, length: _int) -> Tensor:
    """narrow(Tensor(a) self, int dim, int start, int length) -> Tensor(a)

    `length` elements from `start` along `dim`.

    A view. A range beyond the dimension raises RuntimeError or IndexError.

    Example:
        >>> flambeau.arange(5).narrow(0, 1, 3)
        tensor([1, 2, 3])"""
def narrow_copy(input: Tensor, dim: _int, start: _int, length: _int) -> Tensor:
    """narrow_copy(Tensor self, int dim, int start, int length) -> Tensor

    A copy of `length` elements from `start` along `dim`.

    A range beyond the dimension raises RuntimeError or IndexError.

    Example:
        >>> flambeau.arange(5).narrow_copy(0, 1, 3)
        tensor([1, 2, 3])"""
def native_batch_norm(input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor | None, running_var: Tensor | None, training: _bool, momentum: _float, eps: _float) -> tuple[Tensor, Tensor, Tensor]:
    """native_batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, float momentum, float eps) -> (Tensor, Tensor, Tensor)

    Batch normalisation with the mean and reciprocal deviation of each channel (empty outside training).

    The result has the input's shape `(N, C, *)`, the other two are `(C,)`. See `batch_norm`.

    Example:
        >>> x = flambeau.tensor([[0.0, 10.0], [2.0, 30.0]])
        >>> out, mean, invstd = flambeau.native_batch_norm(x, None, None, None, None, True, 0.1, 1e-5)
        >>> mean
        tensor([ 1., 20.])"""
def native_channel_shuffle(input: Tensor, groups: _int) -> Tensor:
    """native_channel_shuffle(Tensor self, int groups) -> Tensor

    Another name for `channel_shuffle`: (N, C, *) with the channels of `groups` groups interleaved.

    Example:
        >>> flambeau.native_channel_shuffle(flambeau.arange(4).reshape(1, 4, 1), 2).flatten()
        tensor([0, 2, 1, 3])"""
def native_dropout(input: Tensor, p: _float, train: _bool | None) -> tuple[Tensor, Tensor]:
    """native_dropout(Tensor input, float p, bool? train) -> (Tensor, Tensor)

    Dropout that also answers which elements were kept. Without training, or where `train` is False, all are.

    The result is `x * mask / (1 - p)`; both have the input's shape, the mask is boolean. Floating-point or
    complex dtypes.

    Example:
        >>> out, mask = flambeau.native_dropout(flambeau.ones(4), 0.5, False)
        >>> out, mask
        (tensor([1., 1., 1., 1.]), tensor([True, True, True, True]))"""
def native_dropout_backward(grad_output: Tensor, mask: Tensor, scale: _float) -> Tensor:
    """native_dropout_backward(Tensor grad_output, Tensor mask, float scale) -> Tensor

    The gradient of `native_dropout`: `grad_output * mask * scale`.

    Both tensors have one shape; a mask that is not boolean raises RuntimeError.

    Example:
        >>> flambeau.native_dropout_backward(flambeau.ones(2), flambeau.tensor([True, False]), 2.0)
        tensor([2., 0.])"""
def native_layer_norm(input: Tensor, normalized_shape: Sequence[_int], weight: Tensor | None, bias: Tensor | None, eps: _float) -> tuple[Tensor, Tensor, Tensor]:
    """native_layer_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight, Tensor? bias, float eps) -> (Tensor, Tensor, Tensor)

    Layer normalisation with the means and reciprocal deviations of the rows.

    Both have the input's shape with ones in place of `normalized_shape`. See `layer_norm`.

    Example:
        >>> out, mean, rstd = flambeau.native_layer_norm(flambeau.tensor([[0.0, 2.0]]), (2,), None, None, 0.0)
        >>> out, mean, rstd
        (tensor([[-1.,  1.]]), tensor([[1.]]), tensor([[1.]]))"""
def ne(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """ne(Tensor self, Operand other) -> Tensor

    Whether elements differ.

    Both shapes broadcast; any dtype; the result is boolean.

    Example:
        >>> flambeau.tensor([1, 2]).ne(flambeau.tensor([1, 3]))
        tensor([False,  True])"""
def ne_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """ne_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Whether elements differ.

    Both shapes broadcast; any dtype; the result is boolean.

    Example:
        >>> flambeau.tensor([1, 2]).ne(flambeau.tensor([1, 3]))
        tensor([False,  True])

    Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
    cannot hold the result."""
def neg(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """neg(Tensor self) -> Tensor

    `-x`.

    Any shape; the dtype is kept. Booleans raise NotImplementedError.

    Example:
        >>> flambeau.tensor([1, -2]).neg()
        tensor([-1,  2])"""
def neg_(input: Tensor) -> Tensor:
    """neg_(Tensor(a!) self) -> Tensor(a!)

    `-x`.

    Any shape; the dtype is kept. Booleans raise NotImplementedError.

    Example:
        >>> flambeau.tensor([1, -2]).neg()
        tensor([-1,  2])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def negative(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """negative(Tensor self) -> Tensor

    Another name for `neg`, which says more.

    Example:
        >>> flambeau.negative(flambeau.tensor([1, -2]))
        tensor([-1,  2])"""
def negative_(input: Tensor) -> Tensor:
    """negative_(Tensor(a!) self) -> Tensor(a!)

    Another name for `neg_`: the result is written to the tensor itself.

    Example:
        >>> flambeau.negative(flambeau.tensor([1, -2]))
        tensor([-1,  2])"""
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

    Dtype and device are by default this tensor's:

        >>> flambeau.tensor([5, 6]).new_ones(3).dtype
        torch.int64"""
def new_zeros(input: Tensor, size: Sequence[_int], *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """new_zeros(Tensor self, int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    Zeros.

    Example:
        >>> flambeau.zeros(2, 2)
        tensor([[0., 0.],
                [0., 0.]])

    Dtype and device are by default this tensor's:

        >>> flambeau.tensor([5, 6]).new_zeros(3).dtype
        torch.int64"""
def nextafter(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """nextafter(Tensor self, Tensor other) -> Tensor

    The neighbour of `this`, among the numbers of its dtype, in the direction of `other`.

    Both shapes broadcast; floating-point dtypes, others raise NotImplementedError.

    Example:
        >>> flambeau.nextafter(flambeau.tensor([1.0]), flambeau.tensor([2.0])).item()
        1.0000001192092896"""
def nextafter_(input: Tensor, other: Tensor) -> Tensor:
    """nextafter_(Tensor(a!) self, Tensor other) -> Tensor(a!)

    Does what [`nextafter`] does in place.

    Example:
        >>> flambeau.tensor([1.0]).nextafter_(flambeau.tensor([2.0])).item()
        1.0000001192092896"""
def nll_loss(input: Tensor, target: Tensor, weight: Tensor | None = None, reduction: _int = 1, ignore_index: _int = -100) -> Tensor:
    """nll_loss(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt ignore_index=-100) -> Tensor

    Negative log likelihood of log probabilities `(C,)` or `(N, C)`: `-weight[t] * x[t]`.

    See `nll_loss_nd` for arguments and errors.

    Example:
        >>> log_probs = flambeau.tensor([[0.25, 0.75], [0.5, 0.5]]).log()
        >>> flambeau.nll_loss(log_probs, flambeau.tensor([1, 0]), reduction=0)
        tensor([0.2877, 0.6931])"""
def nll_loss2d(input: Tensor, target: Tensor, weight: Tensor | None = None, reduction: _int = 1, ignore_index: _int = -100) -> Tensor:
    """nll_loss2d(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt ignore_index=-100) -> Tensor

    Negative log likelihood of log probabilities `(N, C, H, W)`: `-weight[t] * x[t]` in every place.

    Targets are `(N, H, W)`. See `nll_loss_nd` for arguments and errors.

    Example:
        >>> log_probs = flambeau.full((1, 2, 2, 2), 0.5).log()
        >>> flambeau.nll_loss2d(log_probs, flambeau.zeros(1, 2, 2, dtype=flambeau.int64))
        tensor(0.6931)"""
def nll_loss_nd(input: Tensor, target: Tensor, weight: Tensor | None = None, reduction: _int = 1, ignore_index: _int = -100) -> Tensor:
    """nll_loss_nd(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt ignore_index=-100) -> Tensor

    Negative log likelihood, `-weight[t] * x[t]`, of log probabilities `(C,)`, `(N, C)` or `(N, C, *)`.

    Targets are class indices, int64, of the input's shape without C; `weight` is `(C,)`. `reduction` is 0 (none),
    1 (mean, weighted) or 2 (sum). A class out of range raises IndexError. See `nn.functional.nll_loss`.

    Example:
        >>> log_probs = flambeau.tensor([[0.25, 0.75], [0.5, 0.5]]).log()
        >>> flambeau.nll_loss_nd(log_probs, flambeau.tensor([1, 0]))
        tensor(0.4904)"""
def nonzero(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """nonzero(Tensor self) -> Tensor

    The coordinates of all elements that are not zero, one row each, in row-major order.

    Any shape and dtype to `(n, ndim)`, int64. With `as_tuple=True` one vector for each dimension instead.

    Example:
        >>> flambeau.tensor([[1, 0], [2, 3]]).nonzero()
        tensor([[0, 0],
                [1, 0],
                [1, 1]])
        >>> flambeau.tensor([[1, 0], [2, 3]]).nonzero(as_tuple=True)
        (tensor([0, 1, 1]), tensor([0, 0, 1]))"""
def nonzero_numpy(input: Tensor) -> tuple[Tensor, ...]:
    """nonzero_numpy(Tensor self) -> Tensor[]

    The coordinates of all elements that are not zero, one tensor for each dimension.

    Any shape and dtype to as many int64 vectors as there are dimensions.

    Example:
        >>> flambeau.tensor([[1, 0], [2, 3]]).nonzero_numpy()
        (tensor([0, 1, 1]), tensor([0, 0, 1]))"""
def nonzero_static(input: Tensor, *, size: _int, fill_value: _int = -1) -> Tensor:
    """nonzero_static(Tensor self, *, int size, int fill_value=-1) -> Tensor

    The coordinates of `size` elements that are not zero; rows of `fill_value` where there are fewer.

    Any shape and dtype to `(size, ndim)`, int64. A negative `size` raises RuntimeError.

    Example:
        >>> flambeau.tensor([0, 5, 6]).nonzero_static(size=3)
        tensor([[ 1],
                [ 2],
                [-1]])"""
@overload
def normal(mean: Tensor | _Number, std: Tensor | _Number = 1.0, *, generator: Generator | None = None, out: Tensor | None = None) -> Tensor:
    """normal(Operand mean, Operand std=1.0, *, Generator? generator=None, Tensor(a!)? out=None) -> Tensor

    Normal numbers whose mean, standard deviation or both are tensors, which broadcast together.

    With numbers for both, `size` gives the shape. Floating-point or complex dtypes; a negative deviation raises
    RuntimeError.

    Example:
        >>> flambeau.normal(flambeau.tensor([1.0, 2.0]), flambeau.tensor([0.0, 0.0]))
        tensor([1., 2.])
        >>> flambeau.normal(0.0, 1.0, size=(2, 3)).shape
        torch.Size([2, 3])

    normal.float_float(float mean, float std, int[] size, *, Generator? generator=None, Tensor(a!)? out=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    Normal numbers of the given mean and standard deviation.

    A negative deviation raises RuntimeError.

    Example:
        >>> flambeau.normal(0.0, 1.0, (2, 3)).shape
        torch.Size([2, 3])"""
@overload
def normal(mean: _float, std: _float, size: Sequence[_int], *, generator: Generator | None = None, out: Tensor | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor: ...
def normal_(input: Tensor, mean: _float = 0.0, std: _float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """normal_(Tensor(a!) self, float mean=0.0, float std=1.0, *, Generator? generator=None) -> Tensor(a!)

    Fills with normal numbers of the given mean and standard deviation.

    Any shape; floating-point or complex dtypes. A negative deviation raises RuntimeError.

    Example:
        >>> flambeau.empty(2, 3).normal_(mean=1.0, std=0.1).shape
        torch.Size([2, 3])"""
def not_equal(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """not_equal(Tensor self, Operand other) -> Tensor

    Another name for `ne`, which says more.

    Example:
        >>> flambeau.not_equal(flambeau.tensor([1, 2]), 1)
        tensor([False,  True])"""
def not_equal_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """not_equal_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Another name for `ne_`: the result is written to the tensor itself.

    Example:
        >>> flambeau.not_equal(flambeau.tensor([1, 2]), 1)
        tensor([False,  True])"""
def one_hot(input: Tensor, num_classes: _int = -1) -> Tensor:
    """one_hot(Tensor self, int num_classes=-1) -> Tensor

    A last dimension with 1 at the index and 0 elsewhere; `num_classes` -1 means the largest index plus 1.

    `(*)`, int64, to `(*, num_classes)`. Negative indices, and those beyond `num_classes`, raise RuntimeError.

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
        tensor([1, 1])

    Of the default dtype unless `dtype` says otherwise. Negative sizes raise RuntimeError."""
@overload
def ones(*size: _int, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor: ...
def ones_like(input: Tensor, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor:
    """ones_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor

    Ones.

    Example:
        >>> flambeau.ones(2, dtype=flambeau.int64)
        tensor([1, 1])

    Shape, and by default dtype and device, are another tensor's:

        >>> flambeau.ones_like(flambeau.ones(1, 2)).shape
        torch.Size([1, 2])"""
def outer(input: Tensor, vec2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """outer(Tensor self, Tensor vec2) -> Tensor

    The products of all pairs of elements of two vectors, `(n) x (m) -> (n, m)`.

    Dtypes are promoted. Tensors that are no vectors raise RuntimeError.

    Example:
        >>> flambeau.outer(flambeau.tensor([1, 2]), flambeau.tensor([3, 4]))
        tensor([[3, 4],
                [6, 8]])"""
def pad(input: Tensor, pad: Sequence[_int], mode: str = "constant", value: _float | None = None) -> Tensor:
    """pad(Tensor self, int[] pad, str mode="constant", float? value=None) -> Tensor

    The tensor with a border. `pad` has, for the last dimension, then the one before and so on, how many elements come
    before and after. `mode` is `"constant"` (of `value`), `"reflect"`, `"replicate"` or `"circular"`.

    Any dtype. Modes other than "constant" pad the last one to three dimensions of tensors that have one or
    two more, others raise NotImplementedError; a reflection longer than the dimension raises RuntimeError.

    Example:
        >>> flambeau.nn.functional.pad(flambeau.tensor([[1, 2]]), (1, 2))
        tensor([[0, 1, 2, 0, 0]])"""
def pairwise_distance(x1: Tensor, x2: Tensor, p: _float = 2, eps: _float = 1e-06, keepdim: _bool = False) -> Tensor:
    """pairwise_distance(Tensor x1, Tensor x2, float p=2, float eps=1e-06, bool keepdim=False) -> Tensor

    `|x1 - x2 + eps|` in the p-norm over the last dimension.

    `(*, D)` with `(*, D)`, which broadcast, to `(*)`, or `(*, 1)` with `keepdim`. Floating-point or complex
    dtypes.

    Example:
        >>> flambeau.pairwise_distance(flambeau.tensor([[0.0, 0.0]]), flambeau.tensor([[3.0, 4.0]]))
        tensor([5.0000])"""
def pdist(input: Tensor, p: _float = 2) -> Tensor:
    """pdist(Tensor self, float p=2) -> Tensor

    Distances in the p-norm of all pairs of rows, `(N, M)` to `(N (N - 1) / 2,)`.

    The pairs (i, j) with i < j in order. Floating-point dtypes; another number of dimensions or a negative `p`
    raises RuntimeError.

    Example:
        >>> flambeau.pdist(flambeau.tensor([[0.0, 0.0], [3.0, 4.0], [0.0, 1.0]]))
        tensor([5.0000, 1.0000, 4.2426])"""
def permute(input: Tensor, dims: Sequence[_int]) -> Tensor:
    """permute(Tensor(a) self, int[] dims) -> Tensor(a)

    Dimensions in another order.

    A view. RuntimeError where the dimensions are not all there once, IndexError where one is out of range.

    Any dtype.

    Example:
        >>> flambeau.ones(2, 3, 4).permute(2, 0, 1).shape
        torch.Size([4, 2, 3])"""
def pixel_shuffle(input: Tensor, upscale_factor: _int) -> Tensor:
    """pixel_shuffle(Tensor self, int upscale_factor) -> Tensor

    (*, C r^2, H, W) as (*, C, H r, W r): channels become pixels (Shi et al., 2016).

    Any dtype. Fewer than three dimensions, and channels that `r^2` does not divide, raise RuntimeError.

    Example:
        >>> flambeau.nn.functional.pixel_shuffle(flambeau.ones(1, 4, 2, 2), 2).shape
        torch.Size([1, 1, 4, 4])"""
def pixel_unshuffle(input: Tensor, downscale_factor: _int) -> Tensor:
    """pixel_unshuffle(Tensor self, int downscale_factor) -> Tensor

    (*, C, H r, W r) as (*, C r^2, H, W): pixels become channels.

    Any dtype. Fewer than three dimensions, or sizes that r does not divide, raise RuntimeError.

    Example:
        >>> flambeau.pixel_unshuffle(flambeau.arange(4).reshape(1, 2, 2), 2).flatten(1)
        tensor([[0],
                [1],
                [2],
                [3]])"""
def poisson(input: Tensor, generator: Generator | None = None) -> Tensor:
    """poisson(Tensor self, Generator? generator=None) -> Tensor

    Poisson counts, each with the rate that stands in its place.

    Any shape; floating-point dtypes, which are kept. Negative rates raise RuntimeError.

    Example:
        >>> flambeau.poisson(flambeau.tensor([0.0, 0.0]))
        tensor([0., 0.])
        >>> abs(flambeau.poisson(flambeau.full((10000,), 4.0)).mean() - 4.0) < 0.1
        tensor(True)"""
def poisson_nll_loss(input: Tensor, target: Tensor, log_input: _bool, full: _bool, eps: _float, reduction: _int) -> Tensor:
    """poisson_nll_loss(Tensor input, Tensor target, bool log_input, bool full, float eps, int reduction) -> Tensor

    `e^x - t x`, or `x - t log(x + eps)` for rates; `full` adds Stirling's approximation of `log(t!)`.

    `reduction` is 0 (none), 1 (mean) or 2 (sum); the result has the broadcast shape, or is 0-d. Shapes
    broadcast; floating-point dtypes.

    Example:
        >>> flambeau.poisson_nll_loss(flambeau.tensor([0.0, 1.0]), flambeau.tensor([1.0, 2.0]), True, False, 1e-8, 0)
        tensor([1.0000, 0.7183])"""
def polar(abs: Tensor, angle: Tensor, *, out: Tensor | None = None) -> Tensor:
    """polar(Tensor abs, Tensor angle) -> Tensor

    Complex numbers with the given moduli and angles.

    Both have one dtype, float32 or float64, and broadcast; others raise RuntimeError.

    Example:
        >>> flambeau.polar(flambeau.tensor([1.0, 2.0]), flambeau.zeros(2))
        tensor([1.+0.j, 2.+0.j])"""
def polygamma(n: _int, input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """polygamma(int n, Tensor self) -> Tensor

    Derivative number `n` of [`digamma`], itself for 0.

    Example:
        >>> flambeau.polygamma(1, flambeau.tensor([1.0, 0.5]))
        tensor([1.6449, 4.9348])"""
def positive(input: Tensor) -> Tensor:
    """positive(Tensor self) -> Tensor

    The tensor itself.

    Any shape; booleans raise RuntimeError.

    Example:
        >>> flambeau.positive(flambeau.tensor([1, -2]))
        tensor([ 1, -2])"""
@overload
def pow(input: _Number, exponent: Tensor) -> Tensor:
    """pow.Scalar(Scalar self, Tensor exponent) -> Tensor

    `base ** exponent` for a number as base.

    Any shape; dtypes are promoted.

    Example:
        >>> flambeau.pow(2, flambeau.tensor([1, 2, 3]))
        tensor([2, 4, 8])

    pow.Tensor(Tensor self, Operand exponent) -> Tensor

    `this ** exponent`, element by element, with broadcasting.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers to a
    negative number, rather than a tensor, raise RuntimeError.

    Example:
        >>> flambeau.tensor([1.0, 2.0, 3.0]).pow(2)
        tensor([1., 4., 9.])"""
@overload
def pow(input: Tensor, exponent: Tensor | _Number, *, out: Tensor | None = None) -> Tensor: ...
def pow_(input: Tensor, exponent: Tensor | _Number) -> Tensor:
    """pow_.Tensor(Tensor(a!) self, Operand exponent) -> Tensor(a!)

    `this **= exponent`, element by element, with broadcasting.

    Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
    shape or a kind of dtype that does not fit raises RuntimeError. Integers to negative integer powers raise
    RuntimeError.

    Example:
        >>> flambeau.tensor([2.0, 3.0]).pow_(2)
        tensor([4., 9.])"""
def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """prelu(Tensor self, Tensor weight) -> Tensor

    x where positive, else `weight * x`.

    `weight` has one element, or one per channel (dimension 1) of `(N, C, *)`, floating-point; any other number of
    elements raises RuntimeError.

    Example:
        >>> flambeau.prelu(flambeau.tensor([[-1.0, -2.0]]), flambeau.tensor([0.1, 0.5]))
        tensor([[-0.1000, -1.0000]])"""
@overload
def prod(input: Tensor, *, dtype: _dtype | None = None) -> Tensor:
    """prod(Tensor self, *, ScalarType? dtype=None) -> Tensor

    The product of all elements.

    Any shape; integers and booleans give int64. The result is 0-d, 1 for an empty tensor.

    Example:
        >>> flambeau.tensor([2.0, 3.0]).prod()
        tensor(6.)

    prod.dim_int(Tensor self, int dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

    The products along a dimension.

    Integers and booleans give int64. The result lacks the dimension, or has size 1 there with `keepdim`.

    Example:
        >>> flambeau.tensor([[1, 2], [3, 4]]).prod(1)
        tensor([ 2, 12])"""
@overload
def prod(input: Tensor, dim: _int, keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor: ...
def put(input: Tensor, index: Tensor, source: Tensor, accumulate: _bool = False) -> Tensor:
    """put(Tensor self, Tensor index, Tensor source, bool accumulate=False) -> Tensor

    `this` with the elements of `source` at places in row-major order; added to what is there if `accumulate`.

    `index`, int64, and `source`, of this tensor's dtype, have equally many elements. Another
    number and a place out of range raise IndexError.

    Example:
        >>> flambeau.zeros(2, 2).put(flambeau.tensor([0, 3]), flambeau.tensor([5.0, 7.0]))
        tensor([[5., 0.],
                [0., 7.]])"""
def put_(input: Tensor, index: Tensor, source: Tensor, accumulate: _bool = False) -> Tensor:
    """put_(Tensor(a!) self, Tensor index, Tensor source, bool accumulate=False) -> Tensor(a!)

    Writes the elements of `source` to places in row-major order; adds them if `accumulate`.

    `index`, int64, and `source`, of this tensor's dtype, have equally many elements. Another
    number and a place out of range raise IndexError.

    Example:
        >>> flambeau.zeros(2, 2).put_(flambeau.tensor([0, 3]), flambeau.tensor([5.0, 7.0]))
        tensor([[5., 0.],
                [0., 7.]])"""
def quantile(input: Tensor, q: Tensor | _Number, dim: _int | None = None, keepdim: _bool = False, *, interpolation: str = "linear", out: Tensor | None = None) -> Tensor:
    """quantile(Tensor self, Operand q, int? dim=None, bool keepdim=False, *, str interpolation="linear") -> Tensor

    Quantiles of all elements or along `dim`. Several `q` come first in the result's shape. Between two elements
    `interpolation` decides: "linear", "lower", "higher", "midpoint" or "nearest".

    float32 or float64, and `q` of the same dtype or a number, in [0, 1]; others raise RuntimeError. NaN where
    there is one.

    Example:
        >>> flambeau.quantile(flambeau.tensor([1.0, 2.0, 3.0, 4.0]), 0.5)
        tensor(2.5000)
        >>> flambeau.quantile(flambeau.tensor([[1.0, 2.0, 3.0]]), flambeau.tensor([0.0, 1.0]), dim=1)
        tensor([[1.],
                [3.]])"""
def rad2deg(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """rad2deg(Tensor self) -> Tensor

    Radians to degrees, `x * 180 / pi`.

    Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    NotImplementedError.

    Example:
        >>> flambeau.tensor([0.0, 3.14159]).rad2deg()
        tensor([  0.0000, 179.9999])"""
def rad2deg_(input: Tensor) -> Tensor:
    """rad2deg_(Tensor(a!) self) -> Tensor(a!)

    Radians to degrees, `x * 180 / pi`.

    Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    NotImplementedError.

    Example:
        >>> flambeau.tensor([0.0, 3.14159]).rad2deg()
        tensor([  0.0000, 179.9999])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
@overload
def rand(size: Sequence[_int], *, generator: Generator | None = None, out: Tensor | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """rand(int[] size, *, Generator? generator=None, Tensor(a!)? out=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    Numbers uniform in `[0, 1)`.

    Example:
        >>> flambeau.rand(2, 3).shape
        torch.Size([2, 3])

    Of the default dtype unless `dtype` says otherwise. Negative sizes raise RuntimeError, integer dtypes
    NotImplementedError."""
@overload
def rand(*size: _int, generator: Generator | None = None, out: Tensor | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor: ...
def rand_like(input: Tensor, *, generator: Generator | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor:
    """rand_like(Tensor self, *, Generator? generator=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor

    Numbers uniform in `[0, 1)`.

    Example:
        >>> flambeau.rand(2, 3).shape
        torch.Size([2, 3])

    Shape, and by default dtype and device, are another tensor's:

        >>> flambeau.rand_like(flambeau.ones(1, 2)).shape
        torch.Size([1, 2])"""
@overload
def randint(high: _int, size: Sequence[_int], *, generator: Generator | None = None, out: Tensor | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """randint(int high, int[] size, *, Generator? generator=None, Tensor(a!)? out=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    Integers from 0 to `high - 1`.

    int64 unless `dtype` says otherwise. A `high` that is not positive, or beyond the dtype, raises
    RuntimeError.

    Example:
        >>> flambeau.randint(10, (2, 3)).shape
        torch.Size([2, 3])

    randint.low(int low, int high, int[] size, *, Generator? generator=None, Tensor(a!)? out=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    Integers from `low` to `high - 1`.

    int64 unless `dtype` says otherwise. `low` that is not below `high`, and bounds beyond the dtype, raise
    RuntimeError.

    Example:
        >>> flambeau.randint(3, 5, (4,)).shape
        torch.Size([4])
        >>> set(flambeau.randint(3, 5, (100,)).tolist()) == {3, 4}
        True"""
@overload
def randint(low: _int, high: _int, size: Sequence[_int], *, generator: Generator | None = None, out: Tensor | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor: ...
@overload
def randint_like(input: Tensor, high: _int, *, generator: Generator | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor:
    """randint_like(Tensor self, int high, *, Generator? generator=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor

    Integers from 0 to `high - 1` in a tensor of another's shape, and by default dtype and device.

    A `high` that is not positive, or beyond the dtype, raises RuntimeError.

    Example:
        >>> flambeau.randint_like(flambeau.zeros(2, 3), 10).shape
        torch.Size([2, 3])

    randint_like.low_dtype(Tensor self, int low, int high, *, Generator? generator=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor

    Integers from `low` to `high - 1` in a tensor of another's shape, and by default dtype and device.

    `low` that is not below `high`, and bounds beyond the dtype, raise RuntimeError.

    Example:
        >>> set(flambeau.randint_like(flambeau.zeros(100), 3, 5).tolist()) == {3.0, 4.0}
        True"""
@overload
def randint_like(input: Tensor, low: _int, high: _int, *, generator: Generator | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor: ...
@overload
def randn(size: Sequence[_int], *, generator: Generator | None = None, out: Tensor | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """randn(int[] size, *, Generator? generator=None, Tensor(a!)? out=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    Standard normal numbers.

    Example:
        >>> flambeau.randn(2, 3).shape
        torch.Size([2, 3])

    Of the default dtype unless `dtype` says otherwise. Negative sizes raise RuntimeError, integer dtypes
    NotImplementedError."""
@overload
def randn(*size: _int, generator: Generator | None = None, out: Tensor | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor: ...
def randn_like(input: Tensor, *, generator: Generator | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor:
    """randn_like(Tensor self, *, Generator? generator=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor

    Standard normal numbers.

    Example:
        >>> flambeau.randn(2, 3).shape
        torch.Size([2, 3])

    Shape, and by default dtype and device, are another tensor's:

        >>> flambeau.randn_like(flambeau.ones(1, 2)).shape
        torch.Size([1, 2])"""
@overload
def random_(input: Tensor, *, generator: Generator | None = None) -> Tensor:
    """random_(Tensor(a!) self, *, Generator? generator=None) -> Tensor(a!)

    Fills with integers from 0 to the largest that the dtype holds with all smaller ones.

    Example:
        >>> flambeau.empty(2, 3).random_(10).shape
        torch.Size([2, 3])

    random_.to(Tensor(a!) self, int to, *, Generator? generator=None) -> Tensor(a!)

    Fills with integers from 0 to `to - 1`.

    Any dtype but complex ones; a `to` that is not positive, or beyond the dtype, raises RuntimeError.

    Example:
        >>> set(flambeau.empty(100).random_(2).tolist()) == {0.0, 1.0}
        True

    random_.from(Tensor(a!) self, int from, int? to, *, Generator? generator=None) -> Tensor(a!)

    Fills with integers from `from` to `to - 1`, or to the dtype's largest where `to` is None.

    Any dtype but complex ones; bounds out of order, or beyond the dtype, raise RuntimeError.

    Example:
        >>> set(flambeau.empty(100).random_(3, 5).tolist()) == {3.0, 4.0}
        True"""
@overload
def random_(input: Tensor, to: _int, *, generator: Generator | None = None) -> Tensor: ...
@overload
def random_(input: Tensor, __from: _int, to: _int | None, *, generator: Generator | None = None) -> Tensor: ...
def randperm(n: _int, *, generator: Generator | None = None, out: Tensor | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """randperm(int n, *, Generator? generator=None, Tensor(a!)? out=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    A random permutation of the integers from 0 to `n - 1`.

    `(n,)`, int64 unless `dtype` says otherwise. A negative n raises RuntimeError.

    Example:
        >>> flambeau.randperm(5).sort().values
        tensor([0, 1, 2, 3, 4])"""
def ravel(input: Tensor) -> Tensor:
    """ravel(Tensor(a) self) -> Tensor(a)

    Flattens to one dimension; a view where the layout allows it.

    Any shape and dtype.

    Example:
        >>> flambeau.ones(2, 3).ravel().shape
        torch.Size([6])"""
def real(input: Tensor) -> Tensor:
    """real(Tensor(a) self) -> Tensor(a)

    The real parts of a complex tensor, as a view; a real tensor is returned as it is.

    Any shape; complex64 gives float32, complex128 float64.

    Example:
        >>> flambeau.real(flambeau.tensor([1 + 2j]))
        tensor([1.])"""
def reciprocal(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """reciprocal(Tensor self) -> Tensor

    `1 / x`.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([2.0, 4.0]).reciprocal()
        tensor([0.5000, 0.2500])"""
def reciprocal_(input: Tensor) -> Tensor:
    """reciprocal_(Tensor(a!) self) -> Tensor(a!)

    `1 / x`.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([2.0, 4.0]).reciprocal()
        tensor([0.5000, 0.2500])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def reflection_pad1d(input: Tensor, padding: Sequence[_int], *, out: Tensor | None = None) -> Tensor:
    """reflection_pad1d(Tensor self, int[] padding) -> Tensor

    A border for the last 1 dimensions, of its elements; see `pad`.

    `padding` has, for the last dimension, then the one before and so on, how many elements come before and
    after; another length raises RuntimeError, as does a reflection that is longer than the tensor.

    Example:
        >>> flambeau.reflection_pad1d(flambeau.tensor([[1, 2, 3]]), (2, 1))
        tensor([[3, 2, 1, 2, 3, 2]])"""
def reflection_pad2d(input: Tensor, padding: Sequence[_int], *, out: Tensor | None = None) -> Tensor:
    """reflection_pad2d(Tensor self, int[] padding) -> Tensor

    A border for the last 2 dimensions, of its elements; see `pad`.

    `padding` has, for the last dimension, then the one before and so on, how many elements come before and
    after; another length raises RuntimeError, as does a reflection that is longer than the tensor.

    Example:
        >>> flambeau.reflection_pad2d(flambeau.tensor([[[1, 2], [3, 4]]]), (1, 0, 1, 0))
        tensor([[[4, 3, 4],
                 [2, 1, 2],
                 [4, 3, 4]]])"""
def reflection_pad3d(input: Tensor, padding: Sequence[_int], *, out: Tensor | None = None) -> Tensor:
    """reflection_pad3d(Tensor self, int[] padding) -> Tensor

    A border for the last 3 dimensions, of its elements; see `pad`.

    `padding` has, for the last dimension, then the one before and so on, how many elements come before and
    after; another length raises RuntimeError, as does a reflection that is longer than the tensor.

    Example:
        >>> flambeau.reflection_pad3d(flambeau.arange(8).reshape(1, 2, 2, 2), (1, 0, 0, 0, 0, 0)).shape
        torch.Size([1, 2, 2, 3])"""
def relu(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """relu(Tensor self) -> Tensor

    `max(x, 0)`.

    Any shape; real dtypes, which are kept. Booleans and complex numbers raise NotImplementedError.

    Example:
        >>> flambeau.tensor([-1.0, 2.0]).relu()
        tensor([0., 2.])"""
def relu6(input: Tensor) -> Tensor:
    """relu6(Tensor self) -> Tensor

    x limited to `[0, 6]`.

    Any shape; real dtypes, which are kept.

    Example:
        >>> flambeau.nn.functional.relu6(flambeau.tensor([-1.0, 3.0, 8.0]))
        tensor([0., 3., 6.])"""
def relu_(input: Tensor) -> Tensor:
    """relu_(Tensor(a!) self) -> Tensor(a!)

    `max(x, 0)`.

    Any shape; real dtypes, which are kept. Booleans and complex numbers raise NotImplementedError.

    Example:
        >>> flambeau.tensor([-1.0, 2.0]).relu()
        tensor([0., 2.])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def remainder(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """remainder(Tensor self, Operand other) -> Tensor

    Remainder of `this / other` with the sign of `other`.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
    and booleans raise NotImplementedError, integers divided by zero RuntimeError.

    Example:
        >>> flambeau.tensor([-7, 7]).remainder(3)
        tensor([2, 1])"""
def remainder_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """remainder_(Tensor(a!) self, Operand other) -> Tensor(a!)

    Remainder of `this / other` with the sign of `other`.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
    and booleans raise NotImplementedError, integers divided by zero RuntimeError.

    Example:
        >>> flambeau.tensor([-7, 7]).remainder(3)
        tensor([2, 1])

    Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
    cannot hold the result."""
def renorm(input: Tensor, p: _Number, dim: _int, maxnorm: _Number, *, out: Tensor | None = None) -> Tensor:
    """renorm(Tensor self, Scalar p, int dim, Scalar maxnorm) -> Tensor

    Scales each part along `dim` whose norm of order `p` is above `maxnorm` down to it.

    At least two dimensions, floating-point or complex. `p` and `maxnorm` that are not positive raise
    RuntimeError.

    Example:
        >>> flambeau.renorm(flambeau.tensor([[3.0, 4.0], [0.3, 0.4]]), 2, 0, 1.0)
        tensor([[0.6000, 0.8000],
                [0.3000, 0.4000]])"""
def renorm_(input: Tensor, p: _Number, dim: _int, maxnorm: _Number) -> Tensor:
    """renorm_(Tensor(a!) self, Scalar p, int dim, Scalar maxnorm) -> Tensor(a!)

    Scales each part along `dim` whose norm of order `p` is above `maxnorm` down to it, in place.

    At least two dimensions, floating-point or complex. `p` and `maxnorm` that are not positive raise
    RuntimeError.

    Example:
        >>> flambeau.tensor([[3.0, 4.0], [0.3, 0.4]]).renorm_(2, 0, 1.0)
        tensor([[0.6000, 0.8000],
                [0.3000, 0.4000]])"""
def repeat(input: Tensor, repeats: Sequence[_int]) -> Tensor:
    """repeat(Tensor self, int[] repeats) -> Tensor

    The tensor `repeats[dim]` times along each dimension; further repeats make new leading dimensions.

    Any dtype; a copy. Fewer repeats than dimensions, and negative ones, raise RuntimeError.

    Example:
        >>> flambeau.tensor([1, 2]).repeat(2, 2)
        tensor([[1, 2, 1, 2],
                [1, 2, 1, 2]])"""
@overload
def repeat_interleave(repeats: Tensor, *, output_size: _int | None = None) -> Tensor:
    """repeat_interleave.Tensor(Tensor repeats, *, int? output_size=None) -> Tensor

    0 `repeats[0]` times, 1 `repeats[1]` times, and so on.

    `repeats` is a vector of int32 or int64; negative ones raise RuntimeError.

    Example:
        >>> flambeau.repeat_interleave(flambeau.tensor([1, 0, 2]))
        tensor([0, 2, 2])

    repeat_interleave.self_Tensor(Tensor self, Tensor repeats, int? dim=None, *, int? output_size=None) -> Tensor

    Every element along `dim` as many times as `repeats` has it; without `dim`, of the flattened tensor.

    Any dtype; `repeats` holds int32 or int64, one for each element along `dim` or one for all. Another number
    of them, and negative ones, raise RuntimeError.

    Example:
        >>> flambeau.tensor([1, 2]).repeat_interleave(flambeau.tensor([2, 1]))
        tensor([1, 1, 2])

    repeat_interleave.self_int(Tensor self, int repeats, int? dim=None, *, int? output_size=None) -> Tensor

    Every element along `dim` `repeats` times; without `dim`, of the flattened tensor.

    Any shape and dtype. A negative number raises RuntimeError.

    Example:
        >>> flambeau.tensor([[1, 2], [3, 4]]).repeat_interleave(2)
        tensor([1, 1, 2, 2, 3, 3, 4, 4])
        >>> flambeau.tensor([[1, 2], [3, 4]]).repeat_interleave(2, dim=0)
        tensor([[1, 2],
                [1, 2],
                [3, 4],
                [3, 4]])"""
@overload
def repeat_interleave(input: Tensor, repeats: Tensor, dim: _int | None = None, *, output_size: _int | None = None) -> Tensor: ...
@overload
def repeat_interleave(input: Tensor, repeats: _int, dim: _int | None = None, *, output_size: _int | None = None) -> Tensor: ...
def replication_pad1d(input: Tensor, padding: Sequence[_int], *, out: Tensor | None = None) -> Tensor:
    """replication_pad1d(Tensor self, int[] padding) -> Tensor

    A border for the last 1 dimensions, of its elements; see `pad`.

    `padding` has, for the last dimension, then the one before and so on, how many elements come before and
    after; another length raises RuntimeError, as does a reflection that is longer than the tensor.

    Example:
        >>> flambeau.replication_pad1d(flambeau.tensor([[1, 2, 3]]), (2, 1))
        tensor([[1, 1, 1, 2, 3, 3]])"""
def replication_pad2d(input: Tensor, padding: Sequence[_int], *, out: Tensor | None = None) -> Tensor:
    """replication_pad2d(Tensor self, int[] padding) -> Tensor

    A border for the last 2 dimensions, of its elements; see `pad`.

    `padding` has, for the last dimension, then the one before and so on, how many elements come before and
    after; another length raises RuntimeError, as does a reflection that is longer than the tensor.

    Example:
        >>> flambeau.replication_pad2d(flambeau.tensor([[[1, 2], [3, 4]]]), (1, 0, 1, 0))
        tensor([[[1, 1, 2],
                 [1, 1, 2],
                 [3, 3, 4]]])"""
def replication_pad3d(input: Tensor, padding: Sequence[_int], *, out: Tensor | None = None) -> Tensor:
    """replication_pad3d(Tensor self, int[] padding) -> Tensor

    A border for the last 3 dimensions, of its elements; see `pad`.

    `padding` has, for the last dimension, then the one before and so on, how many elements come before and
    after; another length raises RuntimeError, as does a reflection that is longer than the tensor.

    Example:
        >>> flambeau.replication_pad3d(flambeau.arange(8).reshape(1, 2, 2, 2), (1, 0, 0, 0, 0, 0)).shape
        torch.Size([1, 2, 2, 3])"""
def reshape(input: Tensor, shape: Sequence[_int]) -> Tensor:
    """reshape(Tensor(a) self, int[] shape) -> Tensor(a)

    The same elements in another shape: a view where the layout allows it, else a copy.

    Any dtype. RuntimeError where the number of elements differs.

    Example:
        >>> flambeau.tensor([[1, 2], [3, 4]]).t().reshape(4)
        tensor([1, 3, 2, 4])"""
def reshape_as(input: Tensor, other: Tensor) -> Tensor:
    """reshape_as(Tensor(a) self, Tensor other) -> Tensor(a)

    The same elements in another tensor's shape, copied where a view cannot be made.

    RuntimeError where the number of elements differs.

    Example:
        >>> flambeau.arange(4).reshape_as(flambeau.ones(2, 2)).shape
        torch.Size([2, 2])"""
def rms_norm(input: Tensor, normalized_shape: Sequence[_int], weight: Tensor | None = None, eps: _float | None = None) -> Tensor:
    """rms_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, float? eps=None) -> Tensor

    The last dimensions divided by their root mean square, times `weight`; `eps` is by default the dtype's
    epsilon.

    `y = x / sqrt(mean(x^2) + eps) * weight`; `weight` has the shape `normalized_shape`. Floating-point or complex
    dtypes. An input that does not end in `normalized_shape` raises RuntimeError.

    Example:
        >>> flambeau.rms_norm(flambeau.tensor([[3.0, 4.0]]), (2,))
        tensor([[0.8485, 1.1314]])"""
@overload
def rnn_relu(data: Tensor, batch_sizes: Tensor, hx: Tensor, params: Sequence[Tensor], has_biases: _bool, num_layers: _int, dropout: _float, train: _bool, bidirectional: _bool) -> tuple[Tensor, Tensor]:
    """rnn_relu.data(Tensor data, Tensor batch_sizes, Tensor hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional) -> (Tensor, Tensor)

    A stack of recurrent layers with rectified linear units on sequences `(steps, batch, input)`.
    Packed: rows of all steps, and the number of rows of each step.

    Example:
        >>> layer = flambeau.nn.RNN(2, 3, nonlinearity='relu')
        >>> sizes, first, params = flambeau.tensor([2, 1]), flambeau.zeros(1, 2, 3), list(layer.parameters())
        >>> flambeau.rnn_relu(flambeau.ones(3, 2), sizes, first, params, True, 1, 0.0, False, False)[0].shape
        torch.Size([3, 3])

    rnn_relu.input(Tensor input, Tensor hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional, bool batch_first) -> (Tensor, Tensor)

    A stack of recurrent layers with rectified linear units on sequences `(steps, batch, input)`.

    `hx` holds the first hidden states, `(layers * directions, batch, hidden)`; `params` for each layer and
    direction `weight_ih`, `weight_hh`, and the biases if there are any. Returns the last layer's hidden states
    of all steps, and the last hidden states.

    Example:
        >>> layer = flambeau.nn.RNN(2, 3, nonlinearity='relu')
        >>> first, params = flambeau.zeros(1, 4, 3), list(layer.parameters())
        >>> flambeau.rnn_relu(flambeau.ones(5, 4, 2), first, params, True, 1, 0.0, False, False, False)[0].shape
        torch.Size([5, 4, 3])"""
@overload
def rnn_relu(input: Tensor, hx: Tensor, params: Sequence[Tensor], has_biases: _bool, num_layers: _int, dropout: _float, train: _bool, bidirectional: _bool, batch_first: _bool) -> tuple[Tensor, Tensor]: ...
def rnn_relu_cell(input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None) -> Tensor:
    """rnn_relu_cell(Tensor input, Tensor hx, Tensor w_ih, Tensor w_hh, Tensor? b_ih=None, Tensor? b_hh=None) -> Tensor

    One recurrent step with rectified linear units: `relu(input w_ih' + b_ih + hx w_hh' + b_hh)`.

    Example:
        >>> cell = flambeau.nn.RNNCell(2, 3)
        >>> flambeau.rnn_relu_cell(flambeau.ones(4, 2), flambeau.zeros(4, 3), cell.weight_ih, cell.weight_hh).shape
        torch.Size([4, 3])"""
@overload
def rnn_tanh(data: Tensor, batch_sizes: Tensor, hx: Tensor, params: Sequence[Tensor], has_biases: _bool, num_layers: _int, dropout: _float, train: _bool, bidirectional: _bool) -> tuple[Tensor, Tensor]:
    """rnn_tanh.data(Tensor data, Tensor batch_sizes, Tensor hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional) -> (Tensor, Tensor)

    A stack of recurrent layers with hyperbolic tangents on sequences `(steps, batch, input)`.
    Packed: rows of all steps, and the number of rows of each step.

    Example:
        >>> layer = flambeau.nn.RNN(2, 3)
        >>> sizes, first, params = flambeau.tensor([2, 1]), flambeau.zeros(1, 2, 3), list(layer.parameters())
        >>> flambeau.rnn_tanh(flambeau.ones(3, 2), sizes, first, params, True, 1, 0.0, False, False)[0].shape
        torch.Size([3, 3])

    rnn_tanh.input(Tensor input, Tensor hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional, bool batch_first) -> (Tensor, Tensor)

    A stack of recurrent layers with hyperbolic tangents on sequences `(steps, batch, input)`.

    `hx` holds the first hidden states, `(layers * directions, batch, hidden)`; `params` for each layer and
    direction `weight_ih`, `weight_hh`, and the biases if there are any. Returns the last layer's hidden states
    of all steps, and the last hidden states.

    Example:
        >>> layer = flambeau.nn.RNN(2, 3)
        >>> first, params = flambeau.zeros(1, 4, 3), list(layer.parameters())
        >>> flambeau.rnn_tanh(flambeau.ones(5, 4, 2), first, params, True, 1, 0.0, False, False, False)[0].shape
        torch.Size([5, 4, 3])"""
@overload
def rnn_tanh(input: Tensor, hx: Tensor, params: Sequence[Tensor], has_biases: _bool, num_layers: _int, dropout: _float, train: _bool, bidirectional: _bool, batch_first: _bool) -> tuple[Tensor, Tensor]: ...
def rnn_tanh_cell(input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None) -> Tensor:
    """rnn_tanh_cell(Tensor input, Tensor hx, Tensor w_ih, Tensor w_hh, Tensor? b_ih=None, Tensor? b_hh=None) -> Tensor

    One recurrent step with hyperbolic tangents: `tanh(input w_ih' + b_ih + hx w_hh' + b_hh)`.

    Example:
        >>> cell = flambeau.nn.RNNCell(2, 3)
        >>> flambeau.rnn_tanh_cell(flambeau.ones(4, 2), flambeau.zeros(4, 3), cell.weight_ih, cell.weight_hh).shape
        torch.Size([4, 3])"""
def roll(input: Tensor, shifts: _int | Sequence[_int], dims: _int | Sequence[_int] = ()) -> Tensor:
    """roll(Tensor self, int[1] shifts, int[1] dims=[]) -> Tensor

    The elements shifted along dimensions; what leaves at one end enters at the other. Without `dims` the flattened
    tensor is shifted.

    Any dtype; a copy. Numbers of shifts and dimensions that differ raise RuntimeError.

    Example:
        >>> flambeau.arange(4).roll(1)
        tensor([3, 0, 1, 2])"""
def rot90(input: Tensor, k: _int = 1, dims: Sequence[_int] = (0, 1)) -> Tensor:
    """rot90(Tensor self, int k=1, int[] dims=[0, 1]) -> Tensor

    The elements turned by `k` times 90 degrees in the plane of two dimensions, from the first towards the second.

    Any dtype; a copy. Dimensions other than two different ones raise RuntimeError.

    Example:
        >>> flambeau.tensor([[1, 2], [3, 4]]).rot90()
        tensor([[2, 4],
                [1, 3]])"""
def round(input: Tensor, *, decimals: _int = 0, out: Tensor | None = None) -> Tensor:
    """round.decimals(Tensor self, *, int decimals=0) -> Tensor

    The nearest number with `decimals` decimals; ties go to the even one.

    Any shape; real dtypes, which are kept. Complex dtypes raise NotImplementedError.

    Example:
        >>> flambeau.tensor([0.5, 1.5, 2.4]).round()
        tensor([0., 2., 2.])"""
def round_(input: Tensor, *, decimals: _int = 0) -> Tensor:
    """round_.decimals(Tensor(a!) self, *, int decimals=0) -> Tensor(a!)

    Rounds every element to `decimals` decimals; ties go to the even one. Writes to the tensor itself.

    Any shape; floating-point dtypes, or integers, which stay as they are, with `decimals=0`.

    Example:
        >>> flambeau.tensor([0.5, 1.5, 2.5]).round_()
        tensor([0., 2., 2.])
        >>> flambeau.tensor([1.234]).round_(decimals=2)
        tensor([1.2300])"""
def row_stack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """row_stack(Tensor[] tensors) -> Tensor

    Another name for `vstack`: the tensors one below the other, vectors as rows.

    Dtypes are promoted; shapes that differ in more than the first dimension raise RuntimeError.

    Example:
        >>> flambeau.row_stack((flambeau.tensor([1, 2]), flambeau.tensor([3, 4])))
        tensor([[1, 2],
                [3, 4]])"""
def rrelu(input: Tensor, lower: _Number = 0.125, upper: _Number = 0.3333333333333333, training: _bool = False, generator: Generator | None = None) -> Tensor:
    """rrelu(Tensor self, Scalar lower=0.125, Scalar upper=0.3333333333333333, bool training=False, Generator? generator=None) -> Tensor

    x where positive, else x times a slope: drawn from `[lower, upper)` in training, their mean otherwise.

    Any shape; floating-point dtypes. Bounds that are not finite or not in order raise RuntimeError.

    Example:
        >>> flambeau.rrelu(flambeau.tensor([-1.0, 1.0]), 0.1, 0.3)
        tensor([-0.2000,  1.0000])"""
def rrelu_(input: Tensor, lower: _Number = 0.125, upper: _Number = 0.3333333333333333, training: _bool = False, generator: Generator | None = None) -> Tensor:
    """rrelu_(Tensor(a!) self, Scalar lower=0.125, Scalar upper=0.3333333333333333, bool training=False, Generator? generator=None) -> Tensor(a!)

    `rrelu` in place: multiplies negative elements by a slope, random in `[lower, upper)` in training.

    Example:
        >>> flambeau.rrelu_(flambeau.tensor([-1.0, 1.0]), 0.1, 0.3)
        tensor([-0.2000,  1.0000])"""
def rsqrt(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """rsqrt(Tensor self) -> Tensor

    `1 / sqrt(x)`.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([4.0, 16.0]).rsqrt()
        tensor([0.5000, 0.2500])"""
def rsqrt_(input: Tensor) -> Tensor:
    """rsqrt_(Tensor(a!) self) -> Tensor(a!)

    `1 / sqrt(x)`.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([4.0, 16.0]).rsqrt()
        tensor([0.5000, 0.2500])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def rsub(input: Tensor, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
    """rsub.Tensor(Tensor self, Operand other, *, Scalar alpha=1) -> Tensor

    `other - alpha * this`, element by element.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Booleans raise
    RuntimeError.

    Example:
        >>> flambeau.rsub(flambeau.tensor([1, 2]), 10)
        tensor([9, 8])"""
def scalar_tensor(s: _Number, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False) -> Tensor:
    """scalar_tensor(Scalar s, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor

    A 0-d tensor.

    In the default dtype unless `dtype` says otherwise.

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

    Raises RuntimeError for operands of different dtypes, for a mask beside `is_causal`, for sizes that do not go
    together, and where `sdpa_kernel` leaves nothing that takes the operands.

    Source: Vaswani et al., "Attention is all you need", 2017.

    Example:
        >>> x = flambeau.ones(1, 2, 4)
        >>> flambeau.nn.functional.scaled_dot_product_attention(x, x, x, is_causal=True).shape
        torch.Size([1, 2, 4])"""
@overload
def scatter(input: Tensor, dim: _int, index: Tensor, src: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """scatter.src(Tensor self, int dim, Tensor index, Operand src) -> Tensor

    `this` with `src`, a tensor or a number, written along `dim` to where `index` says.

    `index` is int64, of as many dimensions, and nowhere larger than `src`, which has this tensor's dtype. An
    index out of range raises RuntimeError.

    Example:
        >>> flambeau.zeros(3).scatter(0, flambeau.tensor([2]), 1.0)
        tensor([0., 0., 1.])

    scatter.value(Tensor self, int dim, Tensor index, Scalar value) -> Tensor

    `this` with a number written along `dim` to where `index` says.

    `index`, int64, has as many dimensions as this tensor and is nowhere larger, but along `dim`. An index out of
    range raises RuntimeError.

    Example:
        >>> flambeau.zeros(2, 3).scatter(1, flambeau.tensor([[2], [0]]), 1.0)
        tensor([[0., 0., 1.],
                [1., 0., 0.]])

    scatter.reduce(Tensor self, int dim, Tensor index, Operand src, *, str reduce) -> Tensor

    `this` with `src` added to (`reduce="add"`) or multiplied with (`"multiply"`) the elements that `index` names.

    `index`, int64, is nowhere larger than `src`. An index out of range raises RuntimeError.

    Example:
        >>> flambeau.ones(3).scatter(0, flambeau.tensor([0, 0, 2]), flambeau.tensor([2.0, 3.0, 4.0]), reduce="add")
        tensor([6., 1., 5.])

    scatter.value_reduce(Tensor self, int dim, Tensor index, Scalar value, *, str reduce) -> Tensor

    `this` with a number added to or multiplied with the elements that `index` names.

    `index` is int64; `reduce` is "add" or "multiply". An index out of range raises RuntimeError.

    Example:
        >>> flambeau.ones(3).scatter(0, flambeau.tensor([0, 2]), 5.0, reduce="multiply")
        tensor([5., 1., 5.])"""
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

    `index` is int64, of as many dimensions, and nowhere larger than `src`, which has this tensor's dtype. An
    index out of range raises RuntimeError.

    Example:
        >>> flambeau.zeros(2, 3).scatter_(1, flambeau.tensor([[2], [0]]), 1.0)
        tensor([[0., 0., 1.],
                [1., 0., 0.]])

    scatter_.value(Tensor(a!) self, int dim, Tensor index, Scalar value) -> Tensor(a!)

    Writes a number along `dim` to where `index` says.

    `index`, int64, has as many dimensions as this tensor and is nowhere larger, but along `dim`. An index out of
    range raises RuntimeError.

    Example:
        >>> flambeau.zeros(2, 3).scatter_(1, flambeau.tensor([[2], [0]]), 1.0)
        tensor([[0., 0., 1.],
                [1., 0., 0.]])

    scatter_.reduce(Tensor(a!) self, int dim, Tensor index, Operand src, *, str reduce) -> Tensor(a!)

    Adds `src` to (`reduce="add"`) or multiplies it with (`"multiply"`) the elements that `index` names.

    `index`, int64, is nowhere larger than `src`. An index out of range raises RuntimeError.

    Example:
        >>> flambeau.ones(3).scatter_(0, flambeau.tensor([0, 0, 2]), flambeau.tensor([2.0, 3.0, 4.0]), reduce="add")
        tensor([6., 1., 5.])

    scatter_.value_reduce(Tensor(a!) self, int dim, Tensor index, Scalar value, *, str reduce) -> Tensor(a!)

    Adds a number to or multiplies it with the elements that `index` names.

    `index` is int64; `reduce` is "add" or "multiply". An index out of range raises RuntimeError.

    Example:
        >>> flambeau.ones(3).scatter_(0, flambeau.tensor([0, 2]), 5.0, reduce="multiply")
        tensor([5., 1., 5.])"""
@overload
def scatter_(input: Tensor, dim: _int, index: Tensor, value: _Number) -> Tensor: ...
@overload
def scatter_(input: Tensor, dim: _int, index: Tensor, src: Tensor | _Number, *, reduce: str) -> Tensor: ...
@overload
def scatter_(input: Tensor, dim: _int, index: Tensor, value: _Number, *, reduce: str) -> Tensor: ...
def scatter_add(input: Tensor, dim: _int, index: Tensor, src: Tensor, *, out: Tensor | None = None) -> Tensor:
    """scatter_add(Tensor self, int dim, Tensor index, Tensor src) -> Tensor

    `this` with `src` added along `dim` to the elements that `index` names, in the order of the indices.

    For two dimensions and `dim=0`: `out[index[i, j], j] += src[i, j]`. `index`, int64, is nowhere larger than
    `src`, which has this tensor's dtype. An index out of range raises RuntimeError.

    Example:
        >>> flambeau.zeros(3).scatter_add(0, flambeau.tensor([0, 0, 2]), flambeau.tensor([1.0, 2.0, 3.0]))
        tensor([3., 0., 3.])"""
def scatter_add_(input: Tensor, dim: _int, index: Tensor, src: Tensor) -> Tensor:
    """scatter_add_(Tensor(a!) self, int dim, Tensor index, Tensor src) -> Tensor(a!)

    Adds `src` along `dim` to the elements that `index` names, in the order of the indices.

    `index` is int64, of as many dimensions, and nowhere larger than `src`, which has this tensor's dtype. An
    index out of range raises RuntimeError.

    Example:
        >>> flambeau.zeros(2).scatter_add_(0, flambeau.tensor([1, 1]), flambeau.ones(2))
        tensor([0., 2.])"""
def scatter_reduce(input: Tensor, dim: _int, index: Tensor, src: Tensor, reduce: str, *, include_self: _bool = True, out: Tensor | None = None) -> Tensor:
    """scatter_reduce.two(Tensor self, int dim, Tensor index, Tensor src, str reduce, *, bool include_self=True) -> Tensor

    `this` with `src` reduced along `dim` into the elements that `index` names: `"sum"`, `"prod"`, `"mean"`,
    `"amax"` or `"amin"`, with or without what was there.

    `index`, int64, is nowhere larger than `src`, which has this tensor's dtype. An index out of range or another
    `reduce` raises RuntimeError.

    Example:
        >>> src, index = flambeau.tensor([1.0, 2.0, 3.0]), flambeau.tensor([0, 0, 1])
        >>> flambeau.ones(2).scatter_reduce(0, index, src, "sum")
        tensor([4., 4.])
        >>> flambeau.ones(2).scatter_reduce(0, index, src, "mean", include_self=False)
        tensor([1.5000, 3.0000])"""
def scatter_reduce_(input: Tensor, dim: _int, index: Tensor, src: Tensor, reduce: str, *, include_self: _bool = True) -> Tensor:
    """scatter_reduce_.two(Tensor(a!) self, int dim, Tensor index, Tensor src, str reduce, *, bool include_self=True) -> Tensor(a!)

    Reduces `src` along `dim` into the elements that `index` names.

    `index` is int64 and nowhere larger than `src`, which has this tensor's dtype; `reduce` is "sum", "prod",
    "mean", "amax" or "amin". An index out of range raises RuntimeError.

    Example:
        >>> flambeau.zeros(2).scatter_reduce_(0, flambeau.tensor([1, 1]), flambeau.tensor([2.0, 3.0]), reduce="amax")
        tensor([0., 3.])"""
def searchsorted(sorted_sequence: Tensor, input: Tensor | _Number, *, out_int32: _bool = False, right: _bool = False, side: str | None = None, sorter: Tensor | None = None, out: Tensor | None = None) -> Tensor:
    """searchsorted.Tensor(Tensor sorted_sequence, Operand input, *, bool out_int32=False, bool right=False, str? side=None, Tensor? sorter=None) -> Tensor

    Where values belong in sorted sequences (along the last dimension): before equal elements, or after them if `right`.

    Sequences `(*, n)` and values `(*, m)` to `(*, m)`, int64, or int32 with `out_int32`. Shapes that do not
    fit raise RuntimeError.

    Example:
        >>> flambeau.searchsorted(flambeau.tensor([1, 3, 5]), flambeau.tensor([3, 4]))
        tensor([1, 2])"""
def select(input: Tensor, dim: _int, index: _int) -> Tensor:
    """select.int(Tensor(a) self, int dim, int index) -> Tensor(a)

    The elements with index `index` along `dim`, without that dimension.

    A view. An index or dimension out of range raises IndexError.

    Example:
        >>> flambeau.arange(4).view(2, 2).select(0, 1)
        tensor([2, 3])"""
def select_scatter(input: Tensor, src: Tensor, dim: _int, index: _int) -> Tensor:
    """select_scatter(Tensor self, Tensor src, int dim, int index) -> Tensor

    `this` with `src` at `index` along `dim`.

    `src` has this tensor's shape without `dim`; another one raises RuntimeError, an index out of range
    IndexError.

    Example:
        >>> flambeau.zeros(2, 3).select_scatter(flambeau.tensor([1.0, 2.0]), 1, 0)
        tensor([[1., 0., 0.],
                [2., 0., 0.]])"""
def selu(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """selu(Tensor self) -> Tensor

    Scaled exponential linear unit: `scale * (max(0, x) + min(0, alpha * (e^x - 1)))` with alpha 1.6733 and
    scale 1.0507.

    Any shape; floating-point dtypes only, others raise NotImplementedError.

    Example:
        >>> flambeau.selu(flambeau.tensor([-1.0, 1.0]))
        tensor([-1.1113,  1.0507])"""
def selu_(input: Tensor) -> Tensor:
    """selu_(Tensor(a!) self) -> Tensor(a!)

    Scaled exponential linear unit: `scale * (max(0, x) + min(0, alpha * (e^x - 1)))` with alpha 1.6733 and
    scale 1.0507.

    Any shape; floating-point dtypes only, others raise NotImplementedError.

    Example:
        >>> flambeau.selu(flambeau.tensor([-1.0, 1.0]))
        tensor([-1.1113,  1.0507])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def sgn(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sgn(Tensor self) -> Tensor

    -1, 0 or 1 by the sign; `z / |z|` for complex numbers, 0 at 0.

    Any shape and dtype, which is kept.

    Example:
        >>> flambeau.sgn(flambeau.tensor([-2.0, 0.0, 3.0]))
        tensor([-1.,  0.,  1.])
        >>> flambeau.sgn(flambeau.tensor([3 + 4j]))
        tensor([0.6000+0.8000j])"""
def sgn_(input: Tensor) -> Tensor:
    """sgn_(Tensor(a!) self) -> Tensor(a!)

    -1, 0 or 1 by the sign; `z / |z|` for complex numbers, 0 at 0.

    Any shape and dtype, which is kept.

    Example:
        >>> flambeau.sgn(flambeau.tensor([-2.0, 0.0, 3.0]))
        tensor([-1.,  0.,  1.])
        >>> flambeau.sgn(flambeau.tensor([3 + 4j]))
        tensor([0.6000+0.8000j])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def sigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sigmoid(Tensor self) -> Tensor

    `1 / (1 + e^-x)`.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 2.0]).sigmoid()
        tensor([0.5000, 0.8808])"""
def sigmoid_(input: Tensor) -> Tensor:
    """sigmoid_(Tensor(a!) self) -> Tensor(a!)

    `1 / (1 + e^-x)`.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 2.0]).sigmoid()
        tensor([0.5000, 0.8808])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def sign(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sign(Tensor self) -> Tensor

    -1, 0 or 1 by the sign.

    Any shape; real dtypes, which are kept. Complex dtypes raise RuntimeError; see `sgn`.

    Example:
        >>> flambeau.tensor([-2.0, 0.0, 3.0]).sign()
        tensor([-1.,  0.,  1.])"""
def sign_(input: Tensor) -> Tensor:
    """sign_(Tensor(a!) self) -> Tensor(a!)

    Replaces every element by -1, 0 or 1 by its sign.

    Any shape; complex dtypes raise RuntimeError (see `sgn_`).

    Example:
        >>> flambeau.tensor([-2.0, 0.0, 3.0]).sign_()
        tensor([-1.,  0.,  1.])"""
def signbit(input: Tensor) -> Tensor:
    """signbit(Tensor self) -> Tensor

    Whether the sign bit is set: of negative numbers, and of minus zero.

    Any shape; the result is boolean. Complex dtypes raise NotImplementedError.

    Example:
        >>> flambeau.tensor([-1.0, -0.0, 0.0]).signbit()
        tensor([ True,  True, False])"""
def silu(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """silu(Tensor self) -> Tensor

    `x * sigmoid(x)`.

    Any shape; floating-point dtypes only, others raise NotImplementedError.

    Example:
        >>> flambeau.nn.functional.silu(flambeau.tensor([0.0, 1.0]))
        tensor([0.0000, 0.7311])"""
def silu_(input: Tensor) -> Tensor:
    """silu_(Tensor(a!) self) -> Tensor(a!)

    `x * sigmoid(x)`.

    Any shape; floating-point dtypes only, others raise NotImplementedError.

    Example:
        >>> flambeau.nn.functional.silu(flambeau.tensor([0.0, 1.0]))
        tensor([0.0000, 0.7311])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def sin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sin(Tensor self) -> Tensor

    Sine, of angles in radians.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).sin()
        tensor([0.0000, 0.8415])"""
def sin_(input: Tensor) -> Tensor:
    """sin_(Tensor(a!) self) -> Tensor(a!)

    Sine, of angles in radians.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).sin()
        tensor([0.0000, 0.8415])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def sinc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sinc(Tensor self) -> Tensor

    `sin(pi x) / (pi x)`, 1 at 0.

    Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    NotImplementedError.

    Example:
        >>> flambeau.tensor([0.0, 0.5, 1.5]).sinc()
        tensor([ 1.0000,  0.6366, -0.2122])"""
def sinc_(input: Tensor) -> Tensor:
    """sinc_(Tensor(a!) self) -> Tensor(a!)

    `sin(pi x) / (pi x)`, 1 at 0.

    Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    NotImplementedError.

    Example:
        >>> flambeau.tensor([0.0, 0.5, 1.5]).sinc()
        tensor([ 1.0000,  0.6366, -0.2122])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def sinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sinh(Tensor self) -> Tensor

    Hyperbolic sine, `(e^x - e^-x) / 2`.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).sinh()
        tensor([0.0000, 1.1752])"""
def sinh_(input: Tensor) -> Tensor:
    """sinh_(Tensor(a!) self) -> Tensor(a!)

    Hyperbolic sine, `(e^x - e^-x) / 2`.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).sinh()
        tensor([0.0000, 1.1752])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def slice(input: Tensor, dim: _int = 0, start: _int | None = None, end: _int | None = None, step: _int = 1) -> Tensor:
    """slice.Tensor(Tensor(a) self, int dim=0, int? start=None, int? end=None, int step=1) -> Tensor(a)

    Every `step`-th element from `start` to `end` (not included) along `dim`.

    A view. Negative places count from the end; those beyond it are cut. A `step` below 1 raises RuntimeError.

    Example:
        >>> flambeau.slice(flambeau.arange(6), 0, 1, 5, 2)
        tensor([1, 3])"""
def slice_scatter(input: Tensor, src: Tensor, dim: _int = 0, start: _int | None = None, end: _int | None = None, step: _int = 1) -> Tensor:
    """slice_scatter(Tensor self, Tensor src, int dim=0, int? start=None, int? end=None, int step=1) -> Tensor

    `this` with `src` in every `step`-th place from `start` to `end` along `dim`.

    `src` has the shape of that slice; another one raises RuntimeError.

    Example:
        >>> flambeau.zeros(4).slice_scatter(flambeau.ones(2), 0, 0, 4, 2)
        tensor([1., 0., 1., 0.])"""
def smooth_l1_loss(input: Tensor, target: Tensor, reduction: _int = 1, beta: _float = 1.0) -> Tensor:
    """smooth_l1_loss(Tensor self, Tensor target, int reduction=1, float beta=1.0) -> Tensor

    `(x - t)^2 / (2 beta)` where `|x - t| < beta`, else `|x - t| - beta / 2`.

    `reduction` is 0 (none), 1 (mean) or 2 (sum); the result has the broadcast shape, or is 0-d. Shapes
    broadcast; floating-point dtypes. A negative `beta` raises RuntimeError.

    Example:
        >>> flambeau.smooth_l1_loss(flambeau.tensor([0.5, 3.0]), flambeau.tensor([0.0, 0.0]), reduction=0)
        tensor([0.1250, 2.5000])"""
def soft_margin_loss(input: Tensor, target: Tensor, reduction: _int = 1) -> Tensor:
    """soft_margin_loss(Tensor self, Tensor target, int reduction=1) -> Tensor

    `log(1 + e^(-t x))`.

    `reduction` is 0 (none), 1 (mean) or 2 (sum); the result has the broadcast shape, or is 0-d. Shapes
    broadcast; floating-point dtypes.

    Example:
        >>> flambeau.soft_margin_loss(flambeau.tensor([0.0, 2.0]), flambeau.tensor([1.0, -1.0]), reduction=0)
        tensor([0.6931, 2.1269])"""
def softmax(input: Tensor, dim: _int, dtype: _dtype | None = None, *, out: Tensor | None = None) -> Tensor:
    """softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor

    `e^x / sum(e^x)` along a dimension; `dtype` converts the input first.

    Example:
        >>> flambeau.tensor([0.0, 0.0]).softmax(-1)
        tensor([0.5000, 0.5000])"""
def softplus(input: Tensor, beta: _Number = 1, threshold: _Number = 20, *, out: Tensor | None = None) -> Tensor:
    """softplus(Tensor self, Scalar beta=1, Scalar threshold=20) -> Tensor

    `log(1 + e^(beta x)) / beta`, and x where `beta x > threshold`.

    Any shape; floating-point dtypes only, others raise NotImplementedError.

    Example:
        >>> flambeau.nn.functional.softplus(flambeau.tensor([0.0, 1.0]))
        tensor([0.6931, 1.3133])"""
def softshrink(input: Tensor, lambd: _Number = 0.5, *, out: Tensor | None = None) -> Tensor:
    """softshrink(Tensor self, Scalar lambd=0.5) -> Tensor

    x moved towards 0 by `lambd`, and 0 where `|x| <= lambd`.

    Any shape; floating-point dtypes. A negative `lambd` raises RuntimeError.

    Example:
        >>> flambeau.nn.functional.softshrink(flambeau.tensor([-1.0, 0.3, 1.0]))
        tensor([-0.5000,  0.0000,  0.5000])"""
@overload
def sort(input: Tensor, dim: _int = -1, descending: _bool = False, *, out: Sequence[Tensor] | None = None) -> _sort_result:
    """sort(Tensor self, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)

    The elements in order along `dim`, and where they were. Equal elements keep their order; NaN comes last, or
    first where the order descends.

    Any shape and real dtype; positions are int64. A `dim` out of range raises IndexError.

    Example:
        >>> values, indices = flambeau.tensor([3, 1, 2]).sort()
        >>> values, indices
        (tensor([1, 2, 3]), tensor([1, 2, 0]))

    sort.stable(Tensor self, *, bool? stable, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)

    As `sort`, with `stable`: equal elements keep their order whatever it is.

    Any shape and real dtype; positions are int64. A `dim` out of range raises IndexError.

    Example:
        >>> values, indices = flambeau.tensor([2, 1, 2]).sort(stable=True, descending=True)
        >>> values, indices
        (tensor([2, 2, 1]), tensor([0, 2, 1]))"""
@overload
def sort(input: Tensor, *, stable: _bool | None, dim: _int = -1, descending: _bool = False, out: Sequence[Tensor] | None = None) -> _sort_result: ...
def special_entr(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """special_entr(Tensor self) -> Tensor

    The share of a probability in the entropy: `-x log x`, 0 at 0, minus infinity below.

    Example:
        >>> flambeau.special.entr(flambeau.tensor([0.5]))
        tensor([0.3466])"""
def special_erfcx(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """special_erfcx(Tensor self) -> Tensor

    `exp(x^2) erfc(x)`.

    Example:
        >>> flambeau.special.erfcx(flambeau.tensor([0.0]))
        tensor([1.])"""
def special_i0e(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """special_i0e(Tensor self) -> Tensor

    The modified Bessel function of order 0 times `exp(-|x|)`.

    Example:
        >>> flambeau.special.i0e(flambeau.tensor([0.0]))
        tensor([1.])"""
def special_i1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """special_i1(Tensor self) -> Tensor

    The modified Bessel function of order 1.

    Example:
        >>> flambeau.special.i1(flambeau.tensor([0.0]))
        tensor([0.])"""
def special_i1e(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """special_i1e(Tensor self) -> Tensor

    The modified Bessel function of order 1 times `exp(-|x|)`.

    Example:
        >>> flambeau.special.i1e(flambeau.tensor([0.0]))
        tensor([0.])"""
def special_log_ndtr(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """special_log_ndtr(Tensor self) -> Tensor

    The logarithm of the standard normal distribution function.

    Example:
        >>> flambeau.special.log_ndtr(flambeau.tensor([0.0]))
        tensor([-0.6931])"""
def special_ndtri(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """special_ndtri(Tensor self) -> Tensor

    The argument at which the standard normal distribution function has this value.

    Example:
        >>> flambeau.special.ndtri(flambeau.tensor([0.5]))
        tensor([0.])"""
@overload
def split(input: Tensor, split_size: _int, dim: _int = 0) -> tuple[Tensor, ...]:
    """split.Tensor(Tensor(a) self, int split_size, int dim=0) -> Tensor(a)[]

    Consecutive parts of `split_size` along `dim`; the last may be smaller.

    Views, as a tuple. A negative `split_size` raises RuntimeError.

    Example:
        >>> flambeau.arange(5).split(2)
        (tensor([0, 1]), tensor([2, 3]), tensor([4]))

    split.sizes(Tensor(a) self, int[] split_size, int dim=0) -> Tensor(a)[]

    Consecutive parts of the given sizes along `dim`.

    Views, as a tuple. RuntimeError where the sizes do not add up to that of the dimension.

    Example:
        >>> flambeau.arange(5).split([1, 4])
        (tensor([0]), tensor([1, 2, 3, 4]))"""
@overload
def split(input: Tensor, split_size: Sequence[_int], dim: _int = 0) -> tuple[Tensor, ...]: ...
def split_with_sizes(input: Tensor, split_sizes: Sequence[_int], dim: _int = 0) -> tuple[Tensor, ...]:
    """split_with_sizes(Tensor(a) self, int[] split_sizes, int dim=0) -> Tensor(a)[]

    Consecutive parts of the given sizes along `dim`.

    Views, as a tuple. RuntimeError where the sizes do not add up to that of the dimension.

    Example:
        >>> flambeau.arange(3).split_with_sizes([1, 2])
        (tensor([0]), tensor([1, 2]))"""
def sqrt(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sqrt(Tensor self) -> Tensor

    Square root; NaN for negative real numbers.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([4.0, 9.0]).sqrt()
        tensor([2., 3.])"""
def sqrt_(input: Tensor) -> Tensor:
    """sqrt_(Tensor(a!) self) -> Tensor(a!)

    Square root; NaN for negative real numbers.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([4.0, 9.0]).sqrt()
        tensor([2., 3.])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def square(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """square(Tensor self) -> Tensor

    `x * x`; integers for booleans, as `x ** 2` gives.

    Any shape and dtype.

    Example:
        >>> flambeau.tensor([2.0, 3.0]).square()
        tensor([4., 9.])"""
def square_(input: Tensor) -> Tensor:
    """square_(Tensor(a!) self) -> Tensor(a!)

    `x * x`.

    Writes to the tensor itself.

    Booleans raise RuntimeError.

    Example:
        >>> flambeau.tensor([2.0, 3.0]).square_()
        tensor([4., 9.])"""
@overload
def squeeze(input: Tensor) -> Tensor:
    """squeeze(Tensor(a) self) -> Tensor(a)

    Without dimensions of size 1.

    A view.

    Example:
        >>> flambeau.ones(1, 3, 1).squeeze().shape
        torch.Size([3])

    squeeze.dims(Tensor(a) self, int[1] dim) -> Tensor(a)

    Without the given dimensions, where they have size 1.

    A view. Dimensions out of range raise IndexError.

    Example:
        >>> flambeau.ones(1, 3, 1).squeeze(0).shape
        torch.Size([3, 1])"""
@overload
def squeeze(input: Tensor, dim: _int | Sequence[_int]) -> Tensor: ...
def stack(tensors: Sequence[Tensor], dim: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """stack(Tensor[] tensors, int dim=0) -> Tensor

    Tensors of one shape along a new dimension.

    Dtypes are promoted. An empty list, and shapes that differ, raise RuntimeError.

    Example:
        >>> flambeau.stack([flambeau.tensor([1, 2]), flambeau.tensor([3, 4])], dim=1)
        tensor([[1, 3],
                [2, 4]])"""
@overload
def std(input: Tensor, unbiased: _bool = True) -> Tensor:
    """std(Tensor self, bool unbiased=True) -> Tensor

    The standard deviation of all elements.

    The variance is `sum (x - mean)^2 / (n - 1)`, with the divisor n where `unbiased` is False; the standard
    deviation is its root. Floating-point or complex dtypes, others raise RuntimeError; the result is real and 0-d.

    Example:
        >>> flambeau.tensor([1.0, 3.0]).std()
        tensor(1.4142)

    std.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> Tensor

    The standard deviation over dimensions: the divisor is the number of elements less `correction` (1 by default).

    Example:
        >>> flambeau.tensor([0.0, 4.0]).std(correction=0)
        tensor(2.)

    std.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> Tensor

    The standard deviation over dimensions.

    No dimensions mean all. The result lacks them, or has size 1 there with `keepdim`.

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

    Floating-point or complex dtypes, others raise RuntimeError; both results are 0-d.

    Example:
        >>> flambeau.std_mean(flambeau.tensor([1.0, 3.0]))
        (tensor(1.4142), tensor(2.))

    std_mean.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> (Tensor, Tensor)

    The standard deviation and the mean over dimensions: the divisor is the number of elements less `correction` (1 by default).

    std_mean.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> (Tensor, Tensor)

    The standard deviation and the mean over dimensions.

    Both lack the dimensions, or have size 1 there with `keepdim`.

    Example:
        >>> flambeau.std_mean(flambeau.tensor([[1.0, 3.0]]), 1)
        (tensor([1.4142]), tensor([2.]))"""
@overload
def std_mean(input: Tensor, dim: _int | Sequence[_int] | None = None, *, correction: _Number | None = None, keepdim: _bool = False) -> tuple[Tensor, Tensor]: ...
@overload
def std_mean(input: Tensor, dim: _int | Sequence[_int] | None, unbiased: _bool = True, keepdim: _bool = False) -> tuple[Tensor, Tensor]: ...
def sub(input: Tensor, other: Tensor | _Number, *, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """sub.Tensor(Tensor self, Operand other, *, Scalar alpha=1) -> Tensor

    `this - alpha * other`, element by element, with broadcasting.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Booleans raise
    RuntimeError.

    Example:
        >>> flambeau.tensor([1, 2]).sub(1)
        tensor([0, 1])"""
def sub_(input: Tensor, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
    """sub_.Tensor(Tensor(a!) self, Operand other, *, Scalar alpha=1) -> Tensor(a!)

    `this -= alpha * other`, element by element, with broadcasting.

    Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
    shape or a kind of dtype that does not fit raises RuntimeError. Booleans raise RuntimeError.

    Example:
        >>> flambeau.tensor([3, 5]).sub_(1)
        tensor([2, 4])
        >>> flambeau.tensor([3.0, 5.0]).sub_(flambeau.tensor([1.0, 2.0]), alpha=2)
        tensor([1., 1.])"""
def subtract(input: Tensor, other: Tensor | _Number, *, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """subtract.Tensor(Tensor self, Operand other, *, Scalar alpha=1) -> Tensor

    Another name for `sub`: `this - alpha * other`, element by element.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError.

    Example:
        >>> flambeau.subtract(flambeau.tensor([3, 5]), 1)
        tensor([2, 4])"""
def subtract_(input: Tensor, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
    """subtract_.Tensor(Tensor(a!) self, Operand other, *, Scalar alpha=1) -> Tensor(a!)

    Another name for `sub_`: `this -= alpha * other`, element by element.

    Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
    shape or a kind of dtype that does not fit raises RuntimeError.

    Example:
        >>> flambeau.tensor([3, 5]).subtract_(1)
        tensor([2, 4])"""
@overload
def sum(input: Tensor, *, dtype: _dtype | None = None) -> Tensor:
    """sum(Tensor self, *, ScalarType? dtype=None) -> Tensor

    The sum of all elements.

    Any shape; integers and booleans give int64. The result is 0-d, 0 for an empty tensor.

    Example:
        >>> flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]).sum()
        tensor(10.)

    sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor

    Sums over dimensions.

    No dimensions mean all. The result lacks them, or has size 1 there with `keepdim`. Integers and booleans
    give int64. Dimensions out of range raise IndexError, repeated ones RuntimeError.

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

    RuntimeError where the shape does not broadcast to this tensor's.

    Example:
        >>> flambeau.ones(2, 3).sum_to_size(1, 3)
        tensor([[2., 2., 2.]])"""
def swapaxes(input: Tensor, axis0: _int, axis1: _int) -> Tensor:
    """swapaxes(Tensor(a) self, int axis0, int axis1) -> Tensor(a)

    Another name for `transpose`.

    A view. Dimensions out of range raise IndexError.

    Example:
        >>> flambeau.ones(2, 3, 4).swapaxes(0, 1).shape
        torch.Size([3, 2, 4])"""
def swapdims(input: Tensor, dim0: _int, dim1: _int) -> Tensor:
    """swapdims(Tensor(a) self, int dim0, int dim1) -> Tensor(a)

    Another name for `transpose`.

    A view. Dimensions out of range raise IndexError.

    Example:
        >>> flambeau.ones(2, 3, 4).swapdims(0, 1).shape
        torch.Size([3, 2, 4])"""
def t(input: Tensor) -> Tensor:
    """t(Tensor(a) self) -> Tensor(a)

    The transpose of a matrix; tensors of fewer dimensions are returned as they are.

    A view: `(n, m)` to `(m, n)`. More than two dimensions raise RuntimeError.

    Example:
        >>> flambeau.ones(2, 3).t().shape
        torch.Size([3, 2])"""
def take(input: Tensor, index: Tensor, *, out: Tensor | None = None) -> Tensor:
    """take(Tensor self, Tensor index) -> Tensor

    Elements by their place in row-major order; negative places count from the end. The result has the index's
    shape.

    `index` is int64; a place out of range raises IndexError.

    Example:
        >>> flambeau.tensor([[1, 2], [3, 4]]).take(flambeau.tensor([0, 3, -1]))
        tensor([1, 4, 4])"""
def take_along_dim(input: Tensor, indices: Tensor, dim: _int | None = None, *, out: Tensor | None = None) -> Tensor:
    """take_along_dim(Tensor self, Tensor indices, int? dim=None) -> Tensor

    Elements along `dim` at `indices`, both broadcast together; without `dim`, elements of the flattened tensor.

    `indices` is int64, with as many dimensions. An index out of range raises RuntimeError.

    Example:
        >>> x = flambeau.tensor([[3, 1, 2]])
        >>> flambeau.take_along_dim(x, x.argsort(1), 1)
        tensor([[1, 2, 3]])"""
def tan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """tan(Tensor self) -> Tensor

    Tangent, of angles in radians.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).tan()
        tensor([0.0000, 1.5574])"""
def tan_(input: Tensor) -> Tensor:
    """tan_(Tensor(a!) self) -> Tensor(a!)

    Tangent, of angles in radians.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).tan()
        tensor([0.0000, 1.5574])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def tanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """tanh(Tensor self) -> Tensor

    Hyperbolic tangent, `(e^x - e^-x) / (e^x + e^-x)`.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).tanh()
        tensor([0.0000, 0.7616])"""
def tanh_(input: Tensor) -> Tensor:
    """tanh_(Tensor(a!) self) -> Tensor(a!)

    Hyperbolic tangent, `(e^x - e^-x) / (e^x + e^-x)`.

    Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.

    Example:
        >>> flambeau.tensor([0.0, 1.0]).tanh()
        tensor([0.0000, 0.7616])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
@overload
def tensor_split(input: Tensor, indices: Sequence[_int], dim: _int = 0) -> tuple[Tensor, ...]:
    """tensor_split.indices(Tensor(a) self, int[] indices, int dim=0) -> Tensor(a)[]

    Parts along `dim` that begin at the given indices.

    Views; n indices give n + 1 parts. Indices beyond the end give empty ones.

    Example:
        >>> flambeau.tensor_split(flambeau.arange(5), (1, 3))
        (tensor([0]), tensor([1, 2]), tensor([3, 4]))

    tensor_split.sections(Tensor(a) self, int sections, int dim=0) -> Tensor(a)[]

    `sections` parts along `dim`, whose sizes differ by one at most.

    Views, as a tuple. A number that is not positive raises RuntimeError.

    Example:
        >>> flambeau.arange(5).tensor_split(2)
        (tensor([0, 1, 2]), tensor([3, 4]))"""
@overload
def tensor_split(input: Tensor, sections: _int, dim: _int = 0) -> tuple[Tensor, ...]: ...
def tensordot(input: Tensor, other: Tensor, dims_self: Sequence[_int], dims_other: Sequence[_int], *, out: Tensor | None = None) -> Tensor:
    """tensordot(Tensor self, Tensor other, int[] dims_self, int[] dims_other) -> Tensor

    Sums of products over pairs of dimensions; the result has the other dimensions of the first tensor, then those
    of the second.

    Both have one dtype. Pairs of different size, neither of them 1, raise RuntimeError. `flambeau.tensordot` also
    takes a number of dimensions, or both lists as one argument.

    Example:
        >>> a, b = flambeau.ones(2, 3, 4), flambeau.ones(4, 3, 5)
        >>> flambeau.tensordot(a, b, dims=([1, 2], [1, 0])).shape
        torch.Size([2, 5])"""
def threshold(input: Tensor, threshold: _Number, value: _Number, *, out: Tensor | None = None) -> Tensor:
    """threshold(Tensor self, Scalar threshold, Scalar value) -> Tensor

    x where above `threshold`, else `value`.

    Any shape; real dtypes, which are kept. Complex numbers raise NotImplementedError.

    Example:
        >>> flambeau.threshold(flambeau.tensor([0.5, 2.0]), 1.0, -1.0)
        tensor([-1.,  2.])"""
def threshold_(input: Tensor, threshold: _Number, value: _Number) -> Tensor:
    """threshold_(Tensor(a!) self, Scalar threshold, Scalar value) -> Tensor(a!)

    In-place form of `threshold`: keeps x where above `threshold`, writes `value` elsewhere.

    Example:
        >>> flambeau.threshold_(flambeau.tensor([0.5, 2.0]), 1.0, -1.0)
        tensor([-1.,  2.])"""
def tile(input: Tensor, dims: Sequence[_int]) -> Tensor:
    """tile(Tensor self, int[] dims) -> Tensor

    The tensor `dims[dim]` times along each dimension; missing counts are 1.

    Any dtype; a copy. Negative counts raise RuntimeError.

    Example:
        >>> flambeau.tensor([1, 2]).tile(2)
        tensor([1, 2, 1, 2])"""
@overload
def to(input: Tensor, device: _DeviceLike | None = None, dtype: _dtype | None = None, non_blocking: _bool = False, copy: _bool = False, *, memory_format: _memory_format | None = ...) -> Tensor:
    """to.device(Tensor self, Device? device=None, ScalarType? dtype=None, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None) -> Tensor

    This tensor on another device, and in another dtype or memory order.

    The tensor itself where nothing changes, unless `copy` is set. A device that is not there raises RuntimeError.

    Example:
        >>> flambeau.ones(2).to("cpu", flambeau.float64)
        tensor([1., 1.], dtype=torch.float64)

    to.dtype(Tensor self, ScalarType dtype, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None) -> Tensor

    This tensor in another dtype or memory order.

    Example:
        >>> flambeau.tensor([1.5, 2.5]).to(flambeau.int64)
        tensor([1, 2])

    to.other(Tensor self, Tensor other, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None) -> Tensor

    This tensor in the dtype and on the device of another.

    The tensor itself where nothing changes, unless `copy` is set.

    Example:
        >>> flambeau.tensor([1, 2]).to(flambeau.tensor(0.5)).dtype
        torch.float32"""
@overload
def to(input: Tensor, dtype: _dtype, non_blocking: _bool = False, copy: _bool = False, *, memory_format: _memory_format | None = ...) -> Tensor: ...
@overload
def to(input: Tensor, other: Tensor, non_blocking: _bool = False, copy: _bool = False, *, memory_format: _memory_format | None = ...) -> Tensor: ...
def topk(input: Tensor, k: _int, dim: _int = -1, largest: _bool = True, sorted: _bool = True, *, out: Sequence[Tensor] | None = None) -> _topk_result:
    """topk(Tensor self, int k, int dim=-1, bool largest=True, bool sorted=True) -> (Tensor values, Tensor indices)

    The `k` largest (or smallest) elements along `dim`, in order where `sorted`, and where they were. Of equal
    elements those that come first are taken; NaN counts as larger than every number.

    Real dtypes; both results have size k along `dim`, positions are int64. A k beyond the dimension raises
    RuntimeError.

    Example:
        >>> values, indices = flambeau.tensor([1, 4, 2, 3]).topk(2)
        >>> values, indices
        (tensor([4, 3]), tensor([1, 3]))"""
def trace(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """trace(Tensor self) -> Tensor

    The sum of a matrix's diagonal.

    `(n, m)` to a 0-d tensor; integers give int64. Other shapes raise RuntimeError.

    Example:
        >>> flambeau.trace(flambeau.ones(3, 3))
        tensor(3.)"""
def transpose(input: Tensor, dim0: _int, dim1: _int) -> Tensor:
    """transpose.int(Tensor(a) self, int dim0, int dim1) -> Tensor(a)

    Two dimensions exchanged.

    A view. Dimensions out of range raise IndexError.

    Example:
        >>> flambeau.ones(2, 3, 4).transpose(0, 2).shape
        torch.Size([4, 3, 2])"""
@overload
def trapezoid(y: Tensor, *, dx: _Number = 1, dim: _int = -1) -> Tensor:
    """trapezoid.dx(Tensor y, *, Scalar dx=1, int dim=-1) -> Tensor

    The integral of samples along `dim` by the trapezoidal rule, `dx` apart.

    `sum_i dx (y[i] + y[i + 1]) / 2`. The result lacks `dim`; it is 0 for fewer than two samples.

    Example:
        >>> flambeau.trapezoid(flambeau.tensor([1.0, 2.0, 3.0]), dx=2)
        tensor(8.)

    trapezoid.x(Tensor y, Tensor x, *, int dim=-1) -> Tensor

    The integral of samples along `dim` by the trapezoidal rule, at places `x`.

    `sum_i (x[i + 1] - x[i]) (y[i] + y[i + 1]) / 2`. The result lacks `dim`. `x` has the shape of `y`, or is a
    vector of as many places; other shapes raise RuntimeError.

    Example:
        >>> y, x = flambeau.tensor([1.0, 2.0, 3.0]), flambeau.tensor([0.0, 1.0, 3.0])
        >>> flambeau.trapezoid(y, x)
        tensor(6.5000)"""
@overload
def trapezoid(y: Tensor, x: Tensor, *, dim: _int = -1) -> Tensor: ...
@overload
def trapz(y: Tensor, *, dx: _Number = 1, dim: _int = -1) -> Tensor:
    """trapz.dx(Tensor y, *, Scalar dx=1, int dim=-1) -> Tensor

    The integral of samples along `dim` by the trapezoidal rule, `dx` apart.

    `sum_i dx (y[i] + y[i + 1]) / 2`. The result lacks `dim`; it is 0 for fewer than two samples.

    Example:
        >>> flambeau.trapz(flambeau.tensor([1.0, 2.0, 3.0]), dx=2)
        tensor(8.)

    trapz.x(Tensor y, Tensor x, *, int dim=-1) -> Tensor

    The integral of samples along `dim` by the trapezoidal rule, at places `x`.

    `sum_i (x[i + 1] - x[i]) (y[i] + y[i + 1]) / 2`. The result lacks `dim`. `x` has the shape of `y`, or is a
    vector of as many places; other shapes raise RuntimeError.

    Example:
        >>> y, x = flambeau.tensor([1.0, 2.0, 3.0]), flambeau.tensor([0.0, 1.0, 3.0])
        >>> flambeau.trapz(y, x)
        tensor(6.5000)"""
@overload
def trapz(y: Tensor, x: Tensor, *, dim: _int = -1) -> Tensor: ...
def tril(input: Tensor, diagonal: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """tril(Tensor self, int diagonal=0) -> Tensor

    The lower triangle of matrices, up to a diagonal; the rest is zero.

    `(*, n, m)`, of any dtype. Fewer than two dimensions raise RuntimeError.

    Example:
        >>> flambeau.ones(3, 3).tril()
        tensor([[1., 0., 0.],
                [1., 1., 0.],
                [1., 1., 1.]])"""
def tril_(input: Tensor, diagonal: _int = 0) -> Tensor:
    """tril_(Tensor(a!) self, int diagonal=0) -> Tensor(a!)

    Sets what lies above a diagonal to zero.

    Matrices `(*, n, m)`; fewer dimensions raise RuntimeError.

    Example:
        >>> flambeau.ones(2, 3).tril_()
        tensor([[1., 0., 0.],
                [1., 1., 0.]])"""
def tril_indices(row: _int, col: _int, offset: _int = 0, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None) -> Tensor:
    """tril_indices(int row, int col, int offset=0, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor

    Rows and columns of the elements of the lower triangle of a matrix of `row` rows and `col` columns.

    `(2, n)`, int64 unless `dtype` says int32. Negative sizes raise RuntimeError.

    Example:
        >>> flambeau.tril_indices(2, 3)
        tensor([[0, 1, 1],
                [0, 0, 1]])"""
def triplet_margin_loss(anchor: Tensor, positive: Tensor, negative: Tensor, margin: _float = 1.0, p: _float = 2, eps: _float = 1e-06, swap: _bool = False, reduction: _int = 1) -> Tensor:
    """triplet_margin_loss(Tensor anchor, Tensor positive, Tensor negative, float margin=1.0, float p=2, float eps=1e-06, bool swap=False, int reduction=1) -> Tensor

    `max(0, d(anchor, positive) - d(anchor, negative) + margin)` with the p-norm distance d.

    `(N, D)` or `(D,)` each, with `swap` the smaller of the distances of anchor and positive from the negative;
    `reduction` is 0 (none), 1 (mean) or 2 (sum). Floating-point dtypes.

    Example:
        >>> anchor, near, far = flambeau.tensor([[0.0]]), flambeau.tensor([[2.0]]), flambeau.tensor([[2.5]])
        >>> flambeau.triplet_margin_loss(anchor, near, far, reduction=1)
        tensor(0.5000)"""
def triu(input: Tensor, diagonal: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """triu(Tensor self, int diagonal=0) -> Tensor

    The upper triangle of matrices, from a diagonal on; the rest is zero.

    `(*, n, m)`, of any dtype. Fewer than two dimensions raise RuntimeError.

    Example:
        >>> flambeau.ones(3, 3).triu(1)
        tensor([[0., 1., 1.],
                [0., 0., 1.],
                [0., 0., 0.]])"""
def triu_(input: Tensor, diagonal: _int = 0) -> Tensor:
    """triu_(Tensor(a!) self, int diagonal=0) -> Tensor(a!)

    Sets what lies below a diagonal to zero.

    Matrices `(*, n, m)`; fewer dimensions raise RuntimeError.

    Example:
        >>> flambeau.ones(2, 3).triu_(1)
        tensor([[0., 1., 1.],
                [0., 0., 1.]])"""
def triu_indices(row: _int, col: _int, offset: _int = 0, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None) -> Tensor:
    """triu_indices(int row, int col, int offset=0, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor

    Rows and columns of the elements of the upper triangle of a matrix of `row` rows and `col` columns.

    `(2, n)`, int64 unless `dtype` says int32. Negative sizes raise RuntimeError.

    Example:
        >>> flambeau.triu_indices(2, 3, offset=1)
        tensor([[0, 0, 1],
                [1, 2, 2]])"""
def true_divide(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """true_divide.Tensor(Tensor self, Operand other) -> Tensor

    Another name for `div` without a rounding mode: `this / other`.

    Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers give
    the default floating-point dtype.

    Example:
        >>> flambeau.true_divide(flambeau.tensor([7, -7]), 2)
        tensor([ 3.5000, -3.5000])"""
def true_divide_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """true_divide_.Tensor(Tensor(a!) self, Operand other) -> Tensor(a!)

    Another name for `div_` without a rounding mode: `this /= other`.

    Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
    shape or a kind of dtype that does not fit raises RuntimeError. An integer tensor cannot hold the quotient
    and raises RuntimeError.

    Example:
        >>> flambeau.tensor([7.0, -7.0]).true_divide_(2)
        tensor([ 3.5000, -3.5000])"""
def trunc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """trunc(Tensor self) -> Tensor

    The integer part.

    Any shape; real dtypes, which are kept. Complex raises NotImplementedError.

    Example:
        >>> flambeau.tensor([-1.5, 1.5]).trunc()
        tensor([-1.,  1.])"""
def trunc_(input: Tensor) -> Tensor:
    """trunc_(Tensor(a!) self) -> Tensor(a!)

    The integer part.

    Any shape; real dtypes, which are kept. Complex raises NotImplementedError.

    Example:
        >>> flambeau.tensor([-1.5, 1.5]).trunc()
        tensor([-1.,  1.])

    Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result."""
def type_as(input: Tensor, other: Tensor) -> Tensor:
    """type_as(Tensor self, Tensor other) -> Tensor

    This tensor in the dtype of another.

    Example:
        >>> flambeau.tensor([1, 2]).type_as(flambeau.tensor([0.5]))
        tensor([1., 2.])"""
def unbind(input: Tensor, dim: _int = 0) -> tuple[Tensor, ...]:
    """unbind.int(Tensor(a) self, int dim=0) -> Tensor(a)[]

    The tensors along `dim`, without that dimension.

    Views, as a tuple. A 0-d tensor, and a dimension out of range, raise IndexError.

    Example:
        >>> flambeau.tensor([[1, 2], [3, 4]]).unbind()
        (tensor([1, 2]), tensor([3, 4]))"""
def unflatten(input: Tensor, dim: _int, sizes: Sequence[_int]) -> Tensor:
    """unflatten.int(Tensor(a) self, int dim, int[] sizes) -> Tensor(a)

    One dimension as several; one of the sizes may be -1.

    A view. RuntimeError where the sizes do not multiply to that of the dimension.

    Example:
        >>> flambeau.ones(2, 6).unflatten(1, (2, 3)).shape
        torch.Size([2, 2, 3])"""
def unfold(input: Tensor, dimension: _int, size: _int, step: _int) -> Tensor:
    """unfold(Tensor(a) self, int dimension, int size, int step) -> Tensor(a)

    Windows of `size` elements, `step` apart, along `dimension`; the window is a new last dimension.

    A view: `(n - size) / step + 1` windows, rounded down. A window beyond the dimension raises RuntimeError.

    Example:
        >>> flambeau.arange(5).unfold(0, 3, 2)
        tensor([[0, 1, 2],
                [2, 3, 4]])"""
def uniform_(input: Tensor, __from: _float = 0.0, to: _float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """uniform_(Tensor(a!) self, float from=0.0, float to=1.0, *, Generator? generator=None) -> Tensor(a!)

    Fills with numbers uniform in `[from, to)`.

    Any shape; floating-point dtypes. RuntimeError where `from` is above `to`.

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
    occurs.

    Any real dtype; complex raises. See `flambeau.unique`, which answers with what is asked for only.

    Example:
        >>> values, inverse, counts = flambeau.unique_dim(flambeau.tensor([[1, 2], [1, 2], [0, 5]]), 0)
        >>> values
        tensor([[0, 5],
                [1, 2]])"""
def unravel_index(indices: Tensor, shape: _int | Sequence[_int]) -> tuple[Tensor, ...]:
    """unravel_index(Tensor indices, int[1] shape) -> Tensor[]

    The coordinates, one tensor for each dimension of `shape`, of places in row-major order.

    `indices` holds integers, of any shape, which the results have too.

    Example:
        >>> flambeau.unravel_index(flambeau.tensor([0, 5]), (2, 3))
        (tensor([0, 1]), tensor([0, 2]))"""
def unsqueeze(input: Tensor, dim: _int) -> Tensor:
    """unsqueeze(Tensor(a) self, int dim) -> Tensor(a)

    With a new dimension of size 1 at `dim`.

    A view. `dim` is from `-ndim - 1` to `ndim`; others raise IndexError.

    Example:
        >>> flambeau.tensor([1, 2, 3]).unsqueeze(1).shape
        torch.Size([3, 1])"""
def upsample_bicubic2d(input: Tensor, output_size: Sequence[_int] | None, align_corners: _bool, scale_factors: Sequence[_float] | None) -> Tensor:
    """upsample_bicubic2d.vec(Tensor input, int[]? output_size, bool align_corners, float[]? scale_factors) -> Tensor

    (N, C, H, W) at another size by cubic convolution (Keys, 1981) with a = -0.75.

    Floating-point dtypes. Either `output_size` or `scale_factors` is given; both, none, or another number of
    dimensions raise RuntimeError.

    Example:
        >>> flambeau.upsample_bicubic2d(flambeau.ones(1, 1, 2, 2), [3, 3], True, None).shape
        torch.Size([1, 1, 3, 3])

    `align_corners` lets the centres of the corner elements coincide instead of their outer corners."""
def upsample_bilinear2d(input: Tensor, output_size: Sequence[_int] | None, align_corners: _bool, scale_factors: Sequence[_float] | None) -> Tensor:
    """upsample_bilinear2d.vec(Tensor input, int[]? output_size, bool align_corners, float[]? scale_factors) -> Tensor

    (N, C, H, W) at another size, linear between neighbours along both axes.

    Floating-point dtypes. Either `output_size` or `scale_factors` is given; both, none, or another number of
    dimensions raise RuntimeError.

    Example:
        >>> flambeau.upsample_bilinear2d(flambeau.tensor([[[[0.0, 2.0], [4.0, 6.0]]]]), [3, 3], True, None)
        tensor([[[[0., 1., 2.],
                  [2., 3., 4.],
                  [4., 5., 6.]]]])

    `align_corners` lets the centres of the corner elements coincide instead of their outer corners."""
def upsample_linear1d(input: Tensor, output_size: Sequence[_int] | None, align_corners: _bool, scale_factors: Sequence[_float] | None) -> Tensor:
    """upsample_linear1d.vec(Tensor input, int[]? output_size, bool align_corners, float[]? scale_factors) -> Tensor

    (N, C, W) at another size, linear between neighbours.

    Floating-point dtypes. Either `output_size` or `scale_factors` is given; both, none, or another number of
    dimensions raise RuntimeError.

    Example:
        >>> flambeau.upsample_linear1d(flambeau.tensor([[[0.0, 3.0]]]), [4], True, None)
        tensor([[[0., 1., 2., 3.]]])

    `align_corners` lets the centres of the corner elements coincide instead of their outer corners."""
def upsample_nearest1d(input: Tensor, output_size: Sequence[_int] | None, scale_factors: Sequence[_float] | None) -> Tensor:
    """upsample_nearest1d.vec(Tensor input, int[]? output_size, float[]? scale_factors) -> Tensor

    (N, C, W) at another size, each element the one at `floor(o * scale)`.

    Either `output_size` or `scale_factors` is given; both, none, or another number of dimensions raise
    RuntimeError.

    Example:
        >>> flambeau.upsample_nearest1d(flambeau.tensor([[[1.0, 2.0]]]), [4], None)
        tensor([[[1., 1., 2., 2.]]])"""
def upsample_nearest2d(input: Tensor, output_size: Sequence[_int] | None, scale_factors: Sequence[_float] | None) -> Tensor:
    """upsample_nearest2d.vec(Tensor input, int[]? output_size, float[]? scale_factors) -> Tensor

    (N, C, H, W) at another size, each element the one at `floor(o * scale)`.

    Either `output_size` or `scale_factors` is given; both, none, or another number of dimensions raise
    RuntimeError.

    Example:
        >>> flambeau.upsample_nearest2d(flambeau.tensor([[[[1.0, 2.0]]]]), None, [2.0, 2.0])
        tensor([[[[1., 1., 2., 2.],
                  [1., 1., 2., 2.]]]])"""
def upsample_nearest3d(input: Tensor, output_size: Sequence[_int] | None, scale_factors: Sequence[_float] | None) -> Tensor:
    """upsample_nearest3d.vec(Tensor input, int[]? output_size, float[]? scale_factors) -> Tensor

    (N, C, D, H, W) at another size, each element the one at `floor(o * scale)`.

    Either `output_size` or `scale_factors` is given; both, none, or another number of dimensions raise
    RuntimeError.

    Example:
        >>> flambeau.upsample_nearest3d(flambeau.ones(1, 1, 2, 2, 2), [4, 4, 4], None).shape
        torch.Size([1, 1, 4, 4, 4])"""
def upsample_trilinear3d(input: Tensor, output_size: Sequence[_int] | None, align_corners: _bool, scale_factors: Sequence[_float] | None) -> Tensor:
    """upsample_trilinear3d.vec(Tensor input, int[]? output_size, bool align_corners, float[]? scale_factors) -> Tensor

    (N, C, D, H, W) at another size, linear between neighbours along all axes.

    Floating-point dtypes. Either `output_size` or `scale_factors` is given; both, none, or another number of
    dimensions raise RuntimeError.

    Example:
        >>> flambeau.upsample_trilinear3d(flambeau.ones(1, 1, 2, 2, 2), [3, 3, 3], True, None).shape
        torch.Size([1, 1, 3, 3, 3])

    `align_corners` lets the centres of the corner elements coincide instead of their outer corners."""
def vander(x: Tensor, N: _int | None = None, increasing: _bool = False) -> Tensor:
    """vander(Tensor x, int? N=None, bool increasing=False) -> Tensor

    Powers of the elements of a vector, one row each, falling exponents unless `increasing`.

    `(n,)` to `(n, N)`, by default `(n, n)`. A tensor that is no vector or a negative `N` raises RuntimeError.

    Example:
        >>> flambeau.vander(flambeau.tensor([1, 2, 3]))
        tensor([[1, 1, 1],
                [4, 2, 1],
                [9, 3, 1]])"""
@overload
def var(input: Tensor, unbiased: _bool = True) -> Tensor:
    """var(Tensor self, bool unbiased=True) -> Tensor

    The variance of all elements.

    The variance is `sum (x - mean)^2 / (n - 1)`, with the divisor n where `unbiased` is False; the standard
    deviation is its root. Floating-point or complex dtypes, others raise RuntimeError; the result is real and 0-d.

    Example:
        >>> flambeau.tensor([1.0, 3.0]).var()
        tensor(2.)

    var.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> Tensor

    The variance over dimensions: the divisor is the number of elements less `correction` (1 by default).

    Example:
        >>> flambeau.tensor([0.0, 4.0]).var(correction=0)
        tensor(4.)

    var.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> Tensor

    The variance over dimensions.

    No dimensions mean all. The result lacks them, or has size 1 there with `keepdim`.

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

    Floating-point or complex dtypes, others raise RuntimeError; both results are 0-d.

    Example:
        >>> flambeau.var_mean(flambeau.tensor([1.0, 3.0]))
        (tensor(2.), tensor(2.))

    var_mean.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> (Tensor, Tensor)

    The variance and the mean over dimensions: the divisor is the number of elements less `correction` (1 by default).

    var_mean.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> (Tensor, Tensor)

    The variance and the mean over dimensions.

    Both lack the dimensions, or have size 1 there with `keepdim`.

    Example:
        >>> flambeau.var_mean(flambeau.tensor([[1.0, 3.0]]), 1)
        (tensor([2.]), tensor([2.]))"""
@overload
def var_mean(input: Tensor, dim: _int | Sequence[_int] | None = None, *, correction: _Number | None = None, keepdim: _bool = False) -> tuple[Tensor, Tensor]: ...
@overload
def var_mean(input: Tensor, dim: _int | Sequence[_int] | None, unbiased: _bool = True, keepdim: _bool = False) -> tuple[Tensor, Tensor]: ...
def vdot(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """vdot(Tensor self, Tensor other) -> Tensor

    The dot product of two vectors, the first one conjugated.

    Both are `(n,)`, of one dtype; the result is 0-d. Other shapes raise RuntimeError.

    Example:
        >>> flambeau.vdot(flambeau.tensor([1, 2]), flambeau.tensor([3, 4]))
        tensor(11)"""
@overload
def view(input: Tensor, size: Sequence[_int]) -> Tensor:
    """view(Tensor(a) self, int[] size) -> Tensor(a)

    The same elements in another shape; -1 stands for the size that fits.

    A view, of any dtype. RuntimeError where the number of elements differs, or the layout would need a copy;
    see `reshape`.

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

    A view. RuntimeError where the number of elements differs, or the layout would need a copy.

    Example:
        >>> flambeau.arange(4).view_as(flambeau.ones(2, 2)).shape
        torch.Size([2, 2])"""
def view_as_complex(input: Tensor) -> Tensor:
    """view_as_complex(Tensor(a) self) -> Tensor(a)

    Pairs along the last dimension, of size 2, as complex numbers.

    A view: `(*, 2)` to `(*)`. RuntimeError for another size, or a dtype other than float32 and float64.

    Example:
        >>> flambeau.view_as_complex(flambeau.tensor([[1.0, 2.0]]))
        tensor([1.+2.j])"""
def view_as_real(input: Tensor) -> Tensor:
    """view_as_real(Tensor(a) self) -> Tensor(a)

    The real parts and imaginary parts of a complex tensor as a last dimension of size 2.

    A view: `(*)` to `(*, 2)`. A real tensor raises RuntimeError.

    Example:
        >>> flambeau.view_as_real(flambeau.tensor([1 + 2j]))
        tensor([[1., 2.]])"""
@overload
def vsplit(input: Tensor, sections: _int) -> tuple[Tensor, ...]:
    """vsplit.int(Tensor(a) self, int sections) -> Tensor(a)[]

    Equal parts along the dimension that `vsplit` is named for.

    Views, as a tuple. A number of parts that does not divide the size and too few dimensions raise RuntimeError.

    Example:
        >>> flambeau.vsplit(flambeau.tensor([[1, 2], [3, 4]]), 2)
        (tensor([[1, 2]]), tensor([[3, 4]]))
        >>> flambeau.vsplit(flambeau.tensor([[1], [2], [3]]), [1])
        (tensor([[1]]), tensor([[2],
                [3]]))

    vsplit.list(Tensor(a) self, int[] indices) -> Tensor(a)[]

    Parts that begin at the given indices, along the dimension that `vsplit` is named for.

    Views, as a tuple; n indices give n + 1 parts. Indices beyond the end give empty ones."""
@overload
def vsplit(input: Tensor, indices: Sequence[_int]) -> tuple[Tensor, ...]: ...
def vstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """vstack(Tensor[] tensors) -> Tensor

    The tensors one after the other along the first dimension; tensors of one dimension count as rows.

    Dtypes are promoted. Sizes that differ in another dimension raise RuntimeError.

    Example:
        >>> flambeau.vstack([flambeau.tensor([1, 2]), flambeau.tensor([3, 4])])
        tensor([[1, 2],
                [3, 4]])"""
@overload
def where(condition: Tensor) -> tuple[Tensor, ...]:
    """where(Tensor condition) -> Tensor[]

    Where a condition holds, one tensor of coordinates for each dimension.

    Any shape and dtype; as many int64 vectors as there are dimensions.

    Example:
        >>> flambeau.where(flambeau.tensor([[False, True], [True, False]]))
        (tensor([0, 1]), tensor([1, 0]))

    where.self(Tensor condition, Operand input, Operand other) -> Tensor

    `this` where `condition` holds, else `other`; all three broadcast together.

    The dtypes of `this` and `other` are promoted; a condition that is neither boolean nor uint8 raises
    RuntimeError.

    Example:
        >>> x = flambeau.tensor([-1.0, 2.0])
        >>> flambeau.where(x > 0, x, 0.0)
        tensor([0., 2.])"""
@overload
def where(condition: Tensor, input: Tensor | _Number, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor: ...
def xlogy(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """xlogy.Tensor(Tensor self, Operand other) -> Tensor

    `this * log(other)`, and 0 where `this` is 0; NaN where `other` is NaN.

    Both shapes broadcast; real dtypes, integers give the default dtype, complex raises NotImplementedError.

    Example:
        >>> flambeau.xlogy(flambeau.tensor([0.0, 2.0]), flambeau.tensor([0.0, 3.0]))
        tensor([0.0000, 2.1972])"""
def zero_(input: Tensor) -> Tensor:
    """zero_(Tensor(a!) self) -> Tensor(a!)

    Sets every element to zero.

    Any shape and dtype.

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
                [0., 0.]])

    Of the default dtype unless `dtype` says otherwise. Negative sizes raise RuntimeError."""
@overload
def zeros(*size: _int, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor: ...
def zeros_like(input: Tensor, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _DeviceLike | None = None, pin_memory: _bool | None = None, memory_format: _memory_format | None = ..., requires_grad: _bool = False) -> Tensor:
    """zeros_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor

    Zeros.

    Example:
        >>> flambeau.zeros(2, 2)
        tensor([[0., 0.],
                [0., 0.]])

    Shape, and by default dtype and device, are another tensor's:

        >>> flambeau.zeros_like(flambeau.ones(1, 2)).shape
        torch.Size([1, 2])"""
