"""Functions of the namespace that are compositions or answer questions about objects."""

from __future__ import annotations

import builtins
from typing import Any

from . import _core
from ._core import (
    Size,
    Tensor,
    handle_torch_function,
    has_torch_function,
    has_torch_function_unary,
    has_torch_function_variadic,
)

__all__ = [
    "_assert",
    "frombuffer",
    "is_tensor",
    "is_storage",
    "numel",
    "is_floating_point",
    "is_complex",
    "broadcast_tensors",
    "broadcast_shapes",
    "result_type",
    "asarray",
    "range",
    "isreal",
    "is_nonzero",
    "typename",
    "einsum",
    "tensordot",
    "chain_matmul",
]


def is_tensor(obj: Any) -> bool:
    """Return whether ``obj`` is a tensor.

    Example:
        >>> flambeau.is_tensor(flambeau.ones(1)), flambeau.is_tensor(1.0)
        (True, False)
    """
    return isinstance(obj, Tensor)


def is_storage(obj: Any) -> bool:
    """Return whether ``obj`` is a storage: the memory behind tensors.

    Example:
        >>> flambeau.is_storage(flambeau.ones(1).untyped_storage())
        True
    """
    from .storage import TypedStorage, UntypedStorage

    return isinstance(obj, (TypedStorage, UntypedStorage))


def numel(input: Tensor) -> int:
    """Return the number of elements.

    Example:
        >>> flambeau.numel(flambeau.ones(2, 3))
        6
    """
    if has_torch_function_unary(input):
        return handle_torch_function(numel, (input,), input)
    return input.numel()


def is_floating_point(input: Tensor) -> bool:
    """Return whether the dtype is a real floating-point one.

    Example:
        >>> flambeau.is_floating_point(flambeau.ones(1))
        True
    """
    if has_torch_function_unary(input):
        return handle_torch_function(is_floating_point, (input,), input)
    return input.is_floating_point()


def is_complex(input: Tensor) -> bool:
    """Return whether the dtype is complex.

    Example:
        >>> flambeau.is_complex(flambeau.ones(1))
        False
    """
    if has_torch_function_unary(input):
        return handle_torch_function(is_complex, (input,), input)
    return input.is_complex()


def is_nonzero(input: Tensor) -> bool:
    """Return whether the only element is not zero.

    Example:
        >>> flambeau.is_nonzero(flambeau.tensor([2.0]))
        True
    """
    if has_torch_function_unary(input):
        return handle_torch_function(is_nonzero, (input,), input)
    return bool(input)


def broadcast_tensors(*tensors: Tensor) -> tuple[Tensor, ...]:
    """Return views of the tensors, expanded to their common shape.

    Example:
        >>> a, b = flambeau.broadcast_tensors(flambeau.ones(2, 1), flambeau.ones(3))
        >>> a.shape, b.shape
        (torch.Size([2, 3]), torch.Size([2, 3]))
    """
    if has_torch_function(tensors):
        return handle_torch_function(broadcast_tensors, tensors, *tensors)
    if len(tensors) == 1 and not isinstance(tensors[0], Tensor):
        tensors = tuple(tensors[0])
    shape: list[int] = []
    for at, tensor in enumerate(tensors):
        if not isinstance(tensor, Tensor):
            raise TypeError(f"expected Tensor as element {at} in argument 0, but got {type(tensor).__name__}")
        sizes = list(tensor.shape)
        shape = [1] * (len(sizes) - len(shape)) + shape
        offset = len(shape) - len(sizes)
        for at, size in enumerate(sizes):
            if shape[offset + at] == 1:
                shape[offset + at] = size
    return tuple(tensor.expand(shape) for tensor in tensors)


def broadcast_shapes(*shapes: Any) -> Size:
    """Return the shape that tensors of these shapes have together.

    Args:
        shapes: shapes, or integers for shapes of one dimension.

    Raises:
        RuntimeError: sizes that do not fit each other.
        ValueError: a negative size.

    Example:
        >>> flambeau.broadcast_shapes((2, 1), (3,))
        torch.Size([2, 3])
    """
    common: list[int] = []
    for at, shape in enumerate(shapes):
        sizes = [shape] if isinstance(shape, int) else list(shape)
        common = [1] * (len(sizes) - len(common)) + common
        for back in builtins.range(1, len(sizes) + 1):
            size = int(sizes[-back])
            if size < 0:
                raise ValueError(f"Attempting to broadcast a dimension with negative length! (got {shape})")
            if common[-back] == 1:
                common[-back] = size
            elif size not in (1, common[-back]):
                raise RuntimeError(
                    f"Attempting to broadcast a dimension of length {size} at {-back}! Mismatching argument at index "
                    f"{at} had {shape}; but expected shape should be broadcastable to {common}"
                )
    return Size(common)


def _combined(higher: _core.dtype | None, lower: _core.dtype | None) -> _core.dtype | None:
    """Return the dtype of operands of two categories, the first of which wins unless the second is of a higher kind."""
    if higher is None or lower is None:
        return lower if higher is None else higher
    if higher.is_complex:
        return higher
    if higher.is_floating_point:
        return higher.to_complex() if lower.is_complex else higher
    if higher is _core.bool or lower.is_floating_point or lower.is_complex:
        return _core.promote_types(higher, lower)
    return higher


def result_type(tensor1: Any, tensor2: Any) -> _core.dtype:
    """Return the dtype of an arithmetic operation's result.

    Tensors with dimensions count before 0-d tensors, those before numbers: what counts less changes the dtype only
    where it is of a higher kind (boolean, integer, floating-point, complex).

    Args:
        tensor1: a tensor or number.
        tensor2: a tensor or number.

    Raises:
        TypeError: an argument is neither.

    Example:
        >>> flambeau.result_type(flambeau.tensor([1, 2], dtype=flambeau.int8), 1.0)
        torch.float32
    """
    ranks: list[_core.dtype | None] = [None, None, None]
    for at, operand in enumerate((tensor1, tensor2), 1):
        if isinstance(operand, Tensor):
            rank, kind = (0 if operand.dim() else 1), operand.dtype
        elif isinstance(operand, (int, float, complex)):
            rank, kind = 2, _core.tensor(operand).dtype
        else:
            raise TypeError(
                f"result_type(): argument 'tensor{at}' (position {at}) must be Tensor or Number, "
                f"not {type(operand).__name__}"
            )
        known = ranks[rank]
        ranks[rank] = kind if known is None else _core.promote_types(known, kind)
    result = _combined(ranks[0], _combined(ranks[1], ranks[2]))
    assert result is not None
    return result


def asarray(
    obj: Any,
    *,
    dtype: _core.dtype | None = None,
    device: Any = None,
    copy: bool | None = None,
    requires_grad: bool = False,
) -> Tensor:
    """Return ``obj`` as a tensor, sharing its memory where that is possible.

    Args:
        obj: a tensor, an array, an object with the buffer protocol, a number or nested sequences of numbers.
        dtype: the dtype; by default that of ``obj``.
        device: where the elements shall be.
        copy: True always copies, False never does, None only where it must.
        requires_grad: whether gradients are computed for it.

    Raises:
        ValueError: ``copy=False``, and a copy is needed.

    Example:
        >>> flambeau.asarray([1, 2])
        tensor([1, 2])
    """
    if isinstance(obj, (bytearray, memoryview)):
        source = frombuffer(obj, dtype=_core.get_default_dtype() if dtype is None else dtype)
        shared = True
    else:
        source = obj if isinstance(obj, Tensor) else _core.as_tensor(obj, device="cpu")
        shared = isinstance(obj, Tensor) or hasattr(obj, "__array_interface__")
    result = source.to(device=_core._chosen_device() if device is None else device, dtype=dtype)
    if copy is False and (not shared or result.data_ptr() != source.data_ptr()):
        raise ValueError("can't alias this object: a copy is needed, and copy=False forbids it")
    if copy and result.data_ptr() == source.data_ptr():
        result = result.clone()
    return result.detach().requires_grad_() if requires_grad and not result.requires_grad else result


def range(  # noqa: A001
    start: float,
    end: float,
    step: float = 1,
    *,
    out: Tensor | None = None,
    dtype: _core.dtype | None = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Return numbers from ``start`` to ``end``, both included; :func:`arange` is what new code calls.

    Example:
        >>> import warnings
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore")
        ...     flambeau.range(1, 3)
        tensor([1., 2., 3.])
    """
    import warnings

    warnings.warn(
        "torch.range is deprecated because it includes the end, unlike Python's range: use torch.arange.",
        UserWarning,
        stacklevel=2,
    )
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if (end - start) * step < 0:
        raise RuntimeError("upper bound and larger bound inconsistent with step sign")
    count = int((end - start) / step) + 1
    kind = _core.get_default_dtype() if dtype is None else dtype
    steps = _core.arange(count, dtype=_core.int64 if not kind.is_floating_point else _core.float64, device=device)
    values = (steps * step + start).to(kind)
    if out is not None:
        return out.resize_(values.shape).copy_(values)
    return values.requires_grad_(requires_grad)


def isreal(input: Tensor) -> Tensor:
    """Return for every element whether it is real: complex numbers whose imaginary part is 0 are.

    Example:
        >>> flambeau.isreal(flambeau.tensor([1 + 0j, 2 + 1j]))
        tensor([ True, False])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(isreal, (input,), input)
    return input.imag == 0 if input.is_complex() else _core.ones_like(input, dtype=_core.bool)


def frombuffer(
    buffer: Any, *, dtype: _core.dtype, count: int = -1, offset: int = 0, requires_grad: bool = False
) -> Tensor:
    """Return a 1-d tensor that shares the memory of an object with the buffer protocol.

    Args:
        buffer: the object, such as ``bytearray`` or ``mmap``.
        dtype: how its bytes are read.
        count: how many elements; -1 for as many as there are.
        offset: how many bytes to skip first.
        requires_grad: whether gradients are computed for it.

    Raises:
        ValueError: the buffer is too short, or what is left of it ends in the middle of an element.

    Example:
        >>> flambeau.frombuffer(bytearray([1, 0, 2, 0]), dtype=flambeau.int16)
        tensor([1, 2], dtype=torch.int16)
    """
    view = memoryview(buffer)
    size, item = view.nbytes, dtype.itemsize
    if size == 0:
        raise ValueError("both buffer length (0) and count (-1) must not be 0")
    if not 0 <= offset < size:
        raise ValueError(
            f"offset ({offset} bytes) must be non-negative and no greater than buffer length ({size} bytes) minus 1"
        )
    if count == 0 or count < -1:
        raise ValueError(f"both buffer length ({size}) and count ({count}) must not be 0")
    if count < 0:
        if (size - offset) % item:
            raise ValueError(
                f"buffer length ({size - offset} bytes) after offset ({offset} bytes) must be a multiple of element "
                f"size ({item})"
            )
        count = (size - offset) // item
    if offset + count * item > size:
        raise ValueError(
            f"requested buffer length ({count} * {item} bytes) after offset ({offset} bytes) must not be greater than "
            f"actual buffer length ({size} bytes)"
        )
    if view.readonly:
        import warnings

        warnings.warn(
            "The given buffer is not writable; writing to the tensor that shares its memory is undefined behaviour. "
            "Copy the buffer first if you mean to write.",
            UserWarning,
            stacklevel=2,
        )
    # The tensor keeps the object itself alive where it holds plain bytes.
    source = buffer if view.format == "B" and view.ndim == 1 else view.cast("B")
    if offset % item:
        source, offset = memoryview(source)[offset:], 0
    data = _core._from_buffer(source, not view.readonly)
    return _core._over_storage(data, dtype, (count,), (1,), offset // item).requires_grad_(requires_grad)


def typename(obj: Any) -> str:
    """Return the name of an object's type with its module, as error messages show it.

    Example:
        >>> flambeau.typename(flambeau.ones(1))
        'torch.FloatTensor'
    """
    if isinstance(obj, Tensor):
        return obj.type()
    kind = type(obj)
    module = kind.__module__
    return kind.__qualname__ if module in ("builtins", None) else f"{module}.{kind.__qualname__}"


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def _subscripts(labels: Any) -> str:
    """Return the letters of a list of subscripts: integers and ``...``."""
    parts = []
    for label in labels:
        if label is Ellipsis:
            parts.append("...")
        elif isinstance(label, int) and 0 <= label < len(_LETTERS):
            parts.append(_LETTERS[label])
        else:
            raise ValueError("einsum(): subscript in subscript list is not within the valid range [0, 52)")
    return "".join(parts)


def einsum(*args: Any) -> Tensor:
    """Return sums of products of elements whose indices an equation names.

    Letters name dimensions; those that the result does not name are summed. A letter twice in one operand takes its
    diagonal, ``...`` stands for dimensions without names, which broadcast. Without ``->`` the result has the ellipsis
    and then, in alphabetical order, the letters that occur once.

    Args:
        args: the equation and the operands, ``einsum("ij,jk->ik", a, b)``; or operands and lists of subscripts in turn,
            ``einsum(a, [0, 1], b, [1, 2], [0, 2])``, where the last list is the result's.

    Raises:
        ValueError: an operand is missing, or a subscript is not in ``[0, 52)``.
        RuntimeError: equation and operands do not fit each other.

    Example:
        >>> a = flambeau.tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> flambeau.einsum("ij->j", a)
        tensor([4., 6.])
    """
    if has_torch_function(args):
        return handle_torch_function(einsum, args, *args)
    if len(args) < 2:
        raise ValueError(
            "einsum(): must specify the equation string and at least one operand, or at least one operand and its "
            "subscripts list"
        )
    if isinstance(args[0], Tensor):
        output = "->" + _subscripts(args[-1]) if len(args) % 2 == 1 else ""
        pairs = args[:-1] if output else args
        equation = ",".join(_subscripts(labels) for labels in pairs[1::2]) + output
        operands = pairs[::2]
    else:
        equation, operands = args[0], args[1:]
    if len(operands) == 1 and isinstance(operands[0], list | tuple):
        operands = tuple(operands[0])
    return _core.einsum(equation, list(operands))


def tensordot(a: Tensor, b: Tensor, dims: Any = 2, out: Tensor | None = None) -> Tensor:
    """Return sums of products over pairs of dimensions.

    Args:
        a: the first tensor.
        b: the second tensor.
        dims: how many dimensions: the last of ``a`` with the first of ``b``. Or two lists of dimensions, one for each
            tensor, also as a tensor of shape ``(2, n)``.
        out: where to write the result.

    Returns:
        A tensor with the other dimensions of ``a``, then those of ``b``.

    Raises:
        RuntimeError: sizes or dtypes that do not fit each other.

    Example:
        >>> flambeau.tensordot(flambeau.ones(2, 3), flambeau.ones(3, 4), dims=1).shape
        torch.Size([2, 4])
    """
    if has_torch_function_variadic(a, b):
        return handle_torch_function(tensordot, (a, b), a, b, dims=dims, out=out)
    if not isinstance(dims, tuple | list | Tensor | int):
        raise RuntimeError(
            f"tensordot expects dims to be int or tuple[list[int], list[int]] or list[list[int]], got {dims}"
        )
    if isinstance(dims, Tensor):
        dims = int(dims.item()) if dims.numel() == 1 else dims.tolist()
    if isinstance(dims, tuple | list):
        first, second = list(dims[0]), list(dims[1])
    else:
        if dims < 0:
            raise RuntimeError(f"tensordot expects dims >= 0, but got dims={dims}")
        if dims > min(a.dim(), b.dim()):
            raise RuntimeError(f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}")
        first, second = list(builtins.range(-dims, 0)), list(builtins.range(dims))
    if out is None:
        return _core.tensordot(a, b, first, second)
    return _core.tensordot(a, b, first, second, out=out)


def chain_matmul(*matrices: Tensor, out: Tensor | None = None) -> Tensor:
    """Return the product of several matrices, multiplied in the order that takes the fewest multiplications.

    Args:
        matrices: matrices ``(n_0, n_1), (n_1, n_2), ...``.
        out: where to write the result.

    Raises:
        RuntimeError: no matrix is given, or sizes do not fit each other.

    Example:
        >>> flambeau.chain_matmul(flambeau.ones(2, 3), flambeau.ones(3, 4), flambeau.ones(4, 1)).shape
        torch.Size([2, 1])
    """
    if has_torch_function(matrices):
        return handle_torch_function(chain_matmul, matrices, *matrices, out=out)
    product = _core.chain_matmul(list(matrices))
    return product if out is None else out.copy_(product)


def _assert(condition: Any, message: str) -> None:
    """Raise AssertionError with ``message`` unless ``condition`` holds.

    Example:
        >>> flambeau._assert(True, "never seen")
    """
    if type(condition) is not Tensor and has_torch_function_unary(condition):
        return handle_torch_function(_assert, (condition,), condition, message)
    assert condition, message
