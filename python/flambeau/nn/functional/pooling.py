"""Pooling over one, two or three spatial dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, overload

import flambeau
from flambeau._core import handle_torch_function, has_torch_function_unary, has_torch_function_variadic

from .._arguments import _list_with_default, _pair, _single, _triple
from ._operations import ops

if TYPE_CHECKING:
    from flambeau import Tensor

    from ..common_types import (
        _ratio_2_t,
        _ratio_3_t,
        _size_1_t,
        _size_2_opt_t,
        _size_2_t,
        _size_3_opt_t,
        _size_3_t,
    )

avg_pool1d = ops.avg_pool1d
avg_pool2d = ops.avg_pool2d
avg_pool3d = ops.avg_pool3d
adaptive_avg_pool1d = ops.adaptive_avg_pool1d


@overload
def max_pool1d(
    input: Tensor,
    kernel_size: _size_1_t,
    stride: _size_1_t | None = None,
    padding: _size_1_t = 0,
    dilation: _size_1_t = 1,
    ceil_mode: bool = False,
    return_indices: Literal[False] = False,
) -> Tensor: ...
@overload
def max_pool1d(
    input: Tensor,
    kernel_size: _size_1_t,
    stride: _size_1_t | None = None,
    padding: _size_1_t = 0,
    dilation: _size_1_t = 1,
    ceil_mode: bool = False,
    *,
    return_indices: Literal[True],
) -> tuple[Tensor, Tensor]: ...
@overload
def max_pool1d(
    input: Tensor,
    kernel_size: _size_1_t,
    stride: _size_1_t | None = None,
    padding: _size_1_t = 0,
    dilation: _size_1_t = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor | tuple[Tensor, Tensor]: ...
def max_pool1d(
    input: Tensor,
    kernel_size: _size_1_t,
    stride: _size_1_t | None = None,
    padding: _size_1_t = 0,
    dilation: _size_1_t = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor | tuple[Tensor, Tensor]:
    """Take the maximum of each window of ``(N, C, L)`` or ``(C, L)``.

    Args:
        kernel_size: the window's length.
        stride: the step from window to window; ``kernel_size`` if not given.
        padding: minus infinities added at both ends, at most half of the window.
        dilation: the step from entry to entry within a window.
        ceil_mode: also keep a last window that reaches past the end.
        return_indices: also return where in ``L`` each maximum stood.

    Example:
        >>> flambeau.nn.functional.max_pool1d(flambeau.tensor([[1.0, 3.0, 2.0, 0.0]]), 2)
        tensor([[3., 2.]])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(
            max_pool1d,
            (input,),
            input,
            kernel_size,
            stride=stride,
            padding=padding,
            dilation=dilation,
            ceil_mode=ceil_mode,
            return_indices=return_indices,
        )
    operation = ops.max_pool1d_with_indices if return_indices else ops.max_pool1d
    return operation(input, kernel_size, () if stride is None else stride, padding, dilation, ceil_mode)


@overload
def max_pool2d(
    input: Tensor,
    kernel_size: _size_2_t,
    stride: _size_2_t | None = None,
    padding: _size_2_t = 0,
    dilation: _size_2_t = 1,
    ceil_mode: bool = False,
    return_indices: Literal[False] = False,
) -> Tensor: ...
@overload
def max_pool2d(
    input: Tensor,
    kernel_size: _size_2_t,
    stride: _size_2_t | None = None,
    padding: _size_2_t = 0,
    dilation: _size_2_t = 1,
    ceil_mode: bool = False,
    *,
    return_indices: Literal[True],
) -> tuple[Tensor, Tensor]: ...
@overload
def max_pool2d(
    input: Tensor,
    kernel_size: _size_2_t,
    stride: _size_2_t | None = None,
    padding: _size_2_t = 0,
    dilation: _size_2_t = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor | tuple[Tensor, Tensor]: ...
def max_pool2d(
    input: Tensor,
    kernel_size: _size_2_t,
    stride: _size_2_t | None = None,
    padding: _size_2_t = 0,
    dilation: _size_2_t = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor | tuple[Tensor, Tensor]:
    """Take the maximum of each window of ``(N, C, H, W)`` or ``(C, H, W)``; see :func:`max_pool1d`.

    Indices count within the flattened plane ``H * W``.

    Example:
        >>> flambeau.nn.functional.max_pool2d(flambeau.tensor([[[1.0, 2.0], [3.0, 4.0]]]), 2)
        tensor([[[4.]]])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(
            max_pool2d,
            (input,),
            input,
            kernel_size,
            stride=stride,
            padding=padding,
            dilation=dilation,
            ceil_mode=ceil_mode,
            return_indices=return_indices,
        )
    operation = ops.max_pool2d_with_indices if return_indices else ops.max_pool2d
    return operation(input, kernel_size, () if stride is None else stride, padding, dilation, ceil_mode)


@overload
def max_pool3d(
    input: Tensor,
    kernel_size: _size_3_t,
    stride: _size_3_t | None = None,
    padding: _size_3_t = 0,
    dilation: _size_3_t = 1,
    ceil_mode: bool = False,
    return_indices: Literal[False] = False,
) -> Tensor: ...
@overload
def max_pool3d(
    input: Tensor,
    kernel_size: _size_3_t,
    stride: _size_3_t | None = None,
    padding: _size_3_t = 0,
    dilation: _size_3_t = 1,
    ceil_mode: bool = False,
    *,
    return_indices: Literal[True],
) -> tuple[Tensor, Tensor]: ...
@overload
def max_pool3d(
    input: Tensor,
    kernel_size: _size_3_t,
    stride: _size_3_t | None = None,
    padding: _size_3_t = 0,
    dilation: _size_3_t = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor | tuple[Tensor, Tensor]: ...
def max_pool3d(
    input: Tensor,
    kernel_size: _size_3_t,
    stride: _size_3_t | None = None,
    padding: _size_3_t = 0,
    dilation: _size_3_t = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor | tuple[Tensor, Tensor]:
    """Take the maximum of each window of ``(N, C, D, H, W)`` or ``(C, D, H, W)``; see :func:`max_pool1d`.

    Indices count within the flattened volume ``D * H * W``.

    Example:
        >>> flambeau.nn.functional.max_pool3d(flambeau.ones(1, 3, 4, 6, 8), 2).shape
        torch.Size([1, 3, 2, 3, 4])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(
            max_pool3d,
            (input,),
            input,
            kernel_size,
            stride=stride,
            padding=padding,
            dilation=dilation,
            ceil_mode=ceil_mode,
            return_indices=return_indices,
        )
    operation = ops.max_pool3d_with_indices if return_indices else ops.max_pool3d
    return operation(input, kernel_size, () if stride is None else stride, padding, dilation, ceil_mode)


def max_pool1d_with_indices(
    input: Tensor,
    kernel_size: _size_1_t,
    stride: _size_1_t | None = None,
    padding: _size_1_t = 0,
    dilation: _size_1_t = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> tuple[Tensor, Tensor]:
    """:func:`max_pool1d` with the indices, whatever ``return_indices`` says.

    Example:
        >>> flambeau.nn.functional.max_pool1d_with_indices(flambeau.tensor([[1.0, 3.0, 2.0, 0.0]]), 2)
        (tensor([[3., 2.]]), tensor([[1, 2]]))
    """
    if has_torch_function_unary(input):
        return handle_torch_function(
            max_pool1d_with_indices,
            (input,),
            input,
            kernel_size,
            stride=stride,
            padding=padding,
            dilation=dilation,
            ceil_mode=ceil_mode,
            return_indices=return_indices,
        )
    return max_pool1d(input, kernel_size, stride, padding, dilation, ceil_mode, return_indices=True)


def max_pool2d_with_indices(
    input: Tensor,
    kernel_size: _size_2_t,
    stride: _size_2_t | None = None,
    padding: _size_2_t = 0,
    dilation: _size_2_t = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> tuple[Tensor, Tensor]:
    """:func:`max_pool2d` with the indices, whatever ``return_indices`` says.

    Example:
        >>> x = flambeau.arange(16.0).view(1, 4, 4)
        >>> flambeau.nn.functional.max_pool2d_with_indices(x, 4)
        (tensor([[[15.]]]), tensor([[[15]]]))
    """
    if has_torch_function_unary(input):
        return handle_torch_function(
            max_pool2d_with_indices,
            (input,),
            input,
            kernel_size,
            stride=stride,
            padding=padding,
            dilation=dilation,
            ceil_mode=ceil_mode,
            return_indices=return_indices,
        )
    return max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode, return_indices=True)


def max_pool3d_with_indices(
    input: Tensor,
    kernel_size: _size_3_t,
    stride: _size_3_t | None = None,
    padding: _size_3_t = 0,
    dilation: _size_3_t = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> tuple[Tensor, Tensor]:
    """:func:`max_pool3d` with the indices, whatever ``return_indices`` says.

    Example:
        >>> x = flambeau.arange(8.0).reshape(1, 2, 2, 2)
        >>> flambeau.nn.functional.max_pool3d_with_indices(x, 2)
        (tensor([[[[7.]]]]), tensor([[[[7]]]]))
    """
    if has_torch_function_unary(input):
        return handle_torch_function(
            max_pool3d_with_indices,
            (input,),
            input,
            kernel_size,
            stride=stride,
            padding=padding,
            dilation=dilation,
            ceil_mode=ceil_mode,
            return_indices=return_indices,
        )
    return max_pool3d(input, kernel_size, stride, padding, dilation, ceil_mode, return_indices=True)


@overload
def adaptive_max_pool1d(input: Tensor, output_size: _size_1_t, return_indices: Literal[False] = False) -> Tensor: ...
@overload
def adaptive_max_pool1d(
    input: Tensor, output_size: _size_1_t, return_indices: Literal[True]
) -> tuple[Tensor, Tensor]: ...
@overload
def adaptive_max_pool1d(
    input: Tensor, output_size: _size_1_t, return_indices: bool = False
) -> Tensor | tuple[Tensor, Tensor]: ...
def adaptive_max_pool1d(
    input: Tensor, output_size: _size_1_t, return_indices: bool = False
) -> Tensor | tuple[Tensor, Tensor]:
    """Take maxima over windows that divide ``L`` as evenly as can be into ``output_size`` parts.

    Window i runs from ``floor(i * L / output_size)`` to ``ceil((i + 1) * L / output_size)``.

    Example:
        >>> flambeau.nn.functional.adaptive_max_pool1d(flambeau.tensor([[1.0, 3.0, 2.0, 0.0]]), 1)
        tensor([[3.]])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(adaptive_max_pool1d, (input,), input, output_size, return_indices=return_indices)
    values, indices = ops.adaptive_max_pool1d(input, output_size)
    return (values, indices) if return_indices else values


@overload
def adaptive_max_pool2d(
    input: Tensor, output_size: _size_2_opt_t, return_indices: Literal[False] = False
) -> Tensor: ...
@overload
def adaptive_max_pool2d(
    input: Tensor, output_size: _size_2_opt_t, return_indices: Literal[True]
) -> tuple[Tensor, Tensor]: ...
@overload
def adaptive_max_pool2d(
    input: Tensor, output_size: _size_2_opt_t, return_indices: bool = False
) -> Tensor | tuple[Tensor, Tensor]: ...
def adaptive_max_pool2d(
    input: Tensor, output_size: _size_2_opt_t, return_indices: bool = False
) -> Tensor | tuple[Tensor, Tensor]:
    """:func:`adaptive_max_pool1d` over ``(N, C, H, W)`` or ``(C, H, W)``; ``None`` keeps that dimension's size.

    Example:
        >>> flambeau.nn.functional.adaptive_max_pool2d(flambeau.ones(1, 3, 10, 9), (5, None)).shape
        torch.Size([1, 3, 5, 9])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(adaptive_max_pool2d, (input,), input, output_size, return_indices=return_indices)
    values, indices = ops.adaptive_max_pool2d(input, _list_with_default(output_size, input.size()))
    return (values, indices) if return_indices else values


@overload
def adaptive_max_pool3d(
    input: Tensor, output_size: _size_3_opt_t, return_indices: Literal[False] = False
) -> Tensor: ...
@overload
def adaptive_max_pool3d(
    input: Tensor, output_size: _size_3_opt_t, return_indices: Literal[True]
) -> tuple[Tensor, Tensor]: ...
@overload
def adaptive_max_pool3d(
    input: Tensor, output_size: _size_3_opt_t, return_indices: bool = False
) -> Tensor | tuple[Tensor, Tensor]: ...
def adaptive_max_pool3d(
    input: Tensor, output_size: _size_3_opt_t, return_indices: bool = False
) -> Tensor | tuple[Tensor, Tensor]:
    """:func:`adaptive_max_pool1d` over ``(N, C, D, H, W)`` or ``(C, D, H, W)``; ``None`` keeps a dimension's size.

    Example:
        >>> flambeau.nn.functional.adaptive_max_pool3d(flambeau.ones(1, 3, 4, 6, 8), 2).shape
        torch.Size([1, 3, 2, 2, 2])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(adaptive_max_pool3d, (input,), input, output_size, return_indices=return_indices)
    values, indices = ops.adaptive_max_pool3d(input, _list_with_default(output_size, input.size()))
    return (values, indices) if return_indices else values


def adaptive_max_pool1d_with_indices(
    input: Tensor, output_size: _size_1_t, return_indices: bool = False
) -> tuple[Tensor, Tensor]:
    """:func:`adaptive_max_pool1d` with the indices, whatever ``return_indices`` says.

    Example:
        >>> flambeau.nn.functional.adaptive_max_pool1d_with_indices(flambeau.tensor([[1.0, 3.0, 2.0, 0.0]]), 2)
        (tensor([[3., 2.]]), tensor([[1, 2]]))
    """
    if has_torch_function_unary(input):
        return handle_torch_function(
            adaptive_max_pool1d_with_indices, (input,), input, output_size, return_indices=return_indices
        )
    return adaptive_max_pool1d(input, output_size, True)


def adaptive_max_pool2d_with_indices(
    input: Tensor, output_size: _size_2_opt_t, return_indices: bool = False
) -> tuple[Tensor, Tensor]:
    """:func:`adaptive_max_pool2d` with the indices, whatever ``return_indices`` says.

    Example:
        >>> x = flambeau.arange(4.0).reshape(1, 2, 2)
        >>> flambeau.nn.functional.adaptive_max_pool2d_with_indices(x, 1)
        (tensor([[[3.]]]), tensor([[[3]]]))
    """
    if has_torch_function_unary(input):
        return handle_torch_function(
            adaptive_max_pool2d_with_indices, (input,), input, output_size, return_indices=return_indices
        )
    return adaptive_max_pool2d(input, output_size, True)


def adaptive_max_pool3d_with_indices(
    input: Tensor, output_size: _size_3_opt_t, return_indices: bool = False
) -> tuple[Tensor, Tensor]:
    """:func:`adaptive_max_pool3d` with the indices, whatever ``return_indices`` says.

    Example:
        >>> x = flambeau.arange(8.0).reshape(1, 2, 2, 2)
        >>> flambeau.nn.functional.adaptive_max_pool3d_with_indices(x, 1)
        (tensor([[[[7.]]]]), tensor([[[[7]]]]))
    """
    if has_torch_function_unary(input):
        return handle_torch_function(
            adaptive_max_pool3d_with_indices, (input,), input, output_size, return_indices=return_indices
        )
    return adaptive_max_pool3d(input, output_size, True)


def adaptive_avg_pool2d(input: Tensor, output_size: _size_2_opt_t) -> Tensor:
    """Average over windows that divide each spatial dimension evenly; windows as in :func:`adaptive_max_pool1d`.

    Args:
        input: ``(N, C, H, W)`` or ``(C, H, W)``.
        output_size: ``(H_out, W_out)`` or one number for both; ``None`` keeps that dimension's size.

    Example:
        >>> flambeau.nn.functional.adaptive_avg_pool2d(flambeau.tensor([[[1.0, 3.0], [5.0, 7.0]]]), (1, None))
        tensor([[[3., 5.]]])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(adaptive_avg_pool2d, (input,), input, output_size)
    return ops.adaptive_avg_pool2d(input, _list_with_default(output_size, input.size()))


def adaptive_avg_pool3d(input: Tensor, output_size: _size_3_opt_t) -> Tensor:
    """:func:`adaptive_avg_pool2d` over ``(N, C, D, H, W)`` or ``(C, D, H, W)``.

    Example:
        >>> flambeau.nn.functional.adaptive_avg_pool3d(flambeau.ones(1, 3, 4, 6, 8), 2).shape
        torch.Size([1, 3, 2, 2, 2])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(adaptive_avg_pool3d, (input,), input, output_size)
    return ops.adaptive_avg_pool3d(input, _list_with_default(output_size, input.size()))


def _unpool_output_size(
    input: Tensor,
    kernel_size: Sequence[int],
    stride: Sequence[int],
    padding: Sequence[int],
    output_size: Sequence[int] | None,
) -> list[int]:
    """Return the size that unpooling gives back, or check the wished one against what the windows allow."""
    ndim = len(kernel_size)
    sizes = input.size()[-ndim:]
    default = [(n - 1) * s + k - 2 * p for n, k, s, p in zip(sizes, kernel_size, stride, padding, strict=True)]
    if output_size is None:
        result = default
    else:
        result = list(output_size)
        if len(result) == ndim + 2:
            result = result[2:]
        if len(result) != ndim:
            raise ValueError(
                f"output_size should be a sequence containing {ndim} or {ndim + 2} elements, "
                f"but it has a length of '{len(result)}'"
            )
        for d, (size, usual, step) in enumerate(zip(result, default, stride, strict=True)):
            if not usual - step < size < usual + step:
                raise ValueError(
                    f'invalid output_size "{result}" (dim {d} must be between {usual - step} and {usual + step})'
                )
    for d, size in enumerate(result):
        if size < 0:
            raise ValueError(
                "max_unpooling: output_size must contain non-negative spatial dimensions, "
                f"but got output_size[{d}]={size}"
            )
    return result


def max_unpool1d(
    input: Tensor,
    indices: Tensor,
    kernel_size: _size_1_t,
    stride: _size_1_t | None = None,
    padding: _size_1_t = 0,
    output_size: Sequence[int] | None = None,
) -> Tensor:
    """Put each value back where :func:`max_pool1d` took it from, and zeros elsewhere.

    Args:
        input: pooled values, ``(N, C, L)`` or ``(C, L)``.
        indices: what :func:`max_pool1d` returned with ``return_indices=True``.
        output_size: the size to restore, where several fit the windows.

    Example:
        >>> x = flambeau.tensor([[1.0, 3.0, 2.0, 0.0]])
        >>> values, indices = flambeau.nn.functional.max_pool1d(x, 2, return_indices=True)
        >>> flambeau.nn.functional.max_unpool1d(values, indices, 2)
        tensor([[0., 3., 2., 0.]])
    """
    if has_torch_function_variadic(input, indices):
        return handle_torch_function(
            max_unpool1d,
            (input, indices),
            input,
            indices,
            kernel_size,
            stride=stride,
            padding=padding,
            output_size=output_size,
        )
    kernel_size = _single(kernel_size)
    stride = kernel_size if stride is None else _single(stride)
    size = _unpool_output_size(input, kernel_size, stride, _single(padding), output_size)
    return ops.max_unpool2d(input.unsqueeze(-1), indices.unsqueeze(-1), [*size, 1]).squeeze(-1)


def max_unpool2d(
    input: Tensor,
    indices: Tensor,
    kernel_size: _size_2_t,
    stride: _size_2_t | None = None,
    padding: _size_2_t = 0,
    output_size: Sequence[int] | None = None,
) -> Tensor:
    """:func:`max_unpool1d` over ``(N, C, H, W)`` or ``(C, H, W)``.

    Example:
        >>> x = flambeau.arange(16.0).view(1, 4, 4)
        >>> values, indices = flambeau.nn.functional.max_pool2d(x, 2, return_indices=True)
        >>> flambeau.nn.functional.max_unpool2d(values, indices, 2)[0, 1]
        tensor([0., 5., 0., 7.])
    """
    if has_torch_function_variadic(input, indices):
        return handle_torch_function(
            max_unpool2d,
            (input, indices),
            input,
            indices,
            kernel_size,
            stride=stride,
            padding=padding,
            output_size=output_size,
        )
    kernel_size = _pair(kernel_size)
    stride = kernel_size if stride is None else _pair(stride)
    size = _unpool_output_size(input, kernel_size, stride, _pair(padding), output_size)
    return ops.max_unpool2d(input, indices, size)


def max_unpool3d(
    input: Tensor,
    indices: Tensor,
    kernel_size: _size_3_t,
    stride: _size_3_t | None = None,
    padding: _size_3_t = 0,
    output_size: Sequence[int] | None = None,
) -> Tensor:
    """:func:`max_unpool1d` over ``(N, C, D, H, W)`` or ``(C, D, H, W)``.

    Example:
        >>> x = flambeau.arange(8.0).reshape(1, 2, 2, 2)
        >>> maxima, indices = flambeau.nn.functional.max_pool3d(x, 2, return_indices=True)
        >>> flambeau.nn.functional.max_unpool3d(maxima, indices, 2)
        tensor([[[[0., 0.],
                  [0., 0.]],
        <BLANKLINE>
                 [[0., 0.],
                  [0., 7.]]]])
    """
    if has_torch_function_variadic(input, indices):
        return handle_torch_function(
            max_unpool3d,
            (input, indices),
            input,
            indices,
            kernel_size,
            stride=stride,
            padding=padding,
            output_size=output_size,
        )
    kernel_size = _triple(kernel_size)
    stride = kernel_size if stride is None else _triple(stride)
    padding = _triple(padding)
    size = _unpool_output_size(input, kernel_size, stride, padding, output_size)
    return ops.max_unpool3d(input, indices, size, stride, padding)


_MAX_POOLS: dict[int, Any] = {1: max_pool1d, 2: max_pool2d, 3: max_pool3d}
_AVG_POOLS: dict[int, Any] = {1: avg_pool1d, 2: avg_pool2d, 3: avg_pool3d}


def _lp_pool(
    input: Tensor, norm_type: float, kernel_size: int | tuple, stride: int | tuple | None, ceil_mode: bool, ndim: int
) -> Tensor:
    """Power-average pooling over ``ndim`` spatial dimensions: a p-norm of each window."""
    if norm_type == 0:
        raise ValueError(f"norm_type must be a non-zero value, but got {norm_type}")
    if norm_type == float("inf"):
        return _MAX_POOLS[ndim](input.abs(), kernel_size, stride, 0, 1, ceil_mode)
    if norm_type == float("-inf"):
        return -_MAX_POOLS[ndim](-input.abs(), kernel_size, stride, 0, 1, ceil_mode)
    window = 1
    for size in (_single, _pair, _triple)[ndim - 1](kernel_size):
        window *= size
    mean = _AVG_POOLS[ndim](input.pow(norm_type), kernel_size, () if stride is None else stride, 0, ceil_mode)
    # For odd norms the mean may be negative, which has no real root: such windows give zero and pass no gradient.
    return (flambeau.sign(mean) * flambeau.relu(flambeau.abs(mean))).mul(window).pow(1.0 / norm_type)


def lp_pool1d(
    input: Tensor,
    norm_type: float,
    kernel_size: _size_1_t,
    stride: _size_1_t | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """Take ``(sum x^p)^(1/p)`` over each window of ``(N, C, L)`` or ``(C, L)``, with p = ``norm_type``.

    Raises:
        ValueError: if ``norm_type`` is zero.

    Example:
        >>> flambeau.nn.functional.lp_pool1d(flambeau.tensor([[3.0, 4.0]]), 2, 2)
        tensor([[5.]])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(
            lp_pool1d, (input,), input, norm_type, kernel_size, stride=stride, ceil_mode=ceil_mode
        )
    return _lp_pool(input, norm_type, kernel_size, stride, ceil_mode, 1)


def lp_pool2d(
    input: Tensor,
    norm_type: float,
    kernel_size: _size_2_t,
    stride: _size_2_t | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """:func:`lp_pool1d` over ``(N, C, H, W)`` or ``(C, H, W)``.

    Example:
        >>> flambeau.nn.functional.lp_pool2d(flambeau.ones(1, 3, 4, 6), 2, 2).shape
        torch.Size([1, 3, 2, 3])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(
            lp_pool2d, (input,), input, norm_type, kernel_size, stride=stride, ceil_mode=ceil_mode
        )
    return _lp_pool(input, norm_type, kernel_size, stride, ceil_mode, 2)


def lp_pool3d(
    input: Tensor,
    norm_type: float,
    kernel_size: _size_3_t,
    stride: _size_3_t | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """:func:`lp_pool1d` over ``(N, C, D, H, W)`` or ``(C, D, H, W)``.

    Example:
        >>> flambeau.nn.functional.lp_pool3d(flambeau.ones(1, 3, 4, 6, 8), 2, 2).shape
        torch.Size([1, 3, 2, 3, 4])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(
            lp_pool3d, (input,), input, norm_type, kernel_size, stride=stride, ceil_mode=ceil_mode
        )
    return _lp_pool(input, norm_type, kernel_size, stride, ceil_mode, 3)


def _fractional_output_size(
    name: str, input: Tensor, output_size: Sequence[int] | int | None, ratio: Sequence[float] | float | None, ndim: int
) -> Sequence[int] | int:
    if output_size is not None:
        return output_size
    if ratio is None:
        raise ValueError(f"{name} requires specifying either an output_size or an output_ratio")
    ratios = _pair(ratio) if ndim == 2 else _triple(ratio)
    return [int(n * r) for n, r in zip(input.size()[-ndim:], ratios, strict=True)]


def fractional_max_pool2d(
    input: Tensor,
    kernel_size: _size_2_t,
    output_size: _size_2_t | None = None,
    output_ratio: _ratio_2_t | None = None,
    return_indices: bool = False,
    _random_samples: Tensor | None = None,
) -> Tensor | tuple[Tensor, Tensor]:
    """Take maxima over windows whose places are drawn at random so that the output has a wished size.

    Args:
        input: ``(N, C, H, W)`` or ``(C, H, W)``.
        output_size: the wished size, or
        output_ratio: the wished size as a fraction of the input's.

    Source: Graham, "Fractional max-pooling", 2014.

    Example:
        >>> flambeau.nn.functional.fractional_max_pool2d(flambeau.ones(1, 3, 8, 8), 2, output_size=5).shape
        torch.Size([1, 3, 5, 5])
    """
    if has_torch_function_variadic(input, _random_samples):
        return handle_torch_function(
            fractional_max_pool2d,
            (input, _random_samples),
            input,
            kernel_size,
            output_size=output_size,
            output_ratio=output_ratio,
            return_indices=return_indices,
            _random_samples=_random_samples,
        )
    size = _fractional_output_size("fractional_max_pool2d", input, output_size, output_ratio, 2)
    if _random_samples is None:
        batch = 1 if input.dim() == 3 else input.size(0)
        _random_samples = flambeau.rand(batch, input.size(-3), 2, dtype=input.dtype, device=input.device)
    values, indices = ops.fractional_max_pool2d(input, kernel_size, size, _random_samples)
    return (values, indices) if return_indices else values


def fractional_max_pool3d(
    input: Tensor,
    kernel_size: _size_3_t,
    output_size: _size_3_t | None = None,
    output_ratio: _ratio_3_t | None = None,
    return_indices: bool = False,
    _random_samples: Tensor | None = None,
) -> Tensor | tuple[Tensor, Tensor]:
    """:func:`fractional_max_pool2d` over ``(N, C, D, H, W)`` or ``(C, D, H, W)``.

    Example:
        >>> flambeau.nn.functional.fractional_max_pool3d(flambeau.ones(1, 3, 8, 8, 8), 2, output_size=5).shape
        torch.Size([1, 3, 5, 5, 5])
    """
    if has_torch_function_variadic(input, _random_samples):
        return handle_torch_function(
            fractional_max_pool3d,
            (input, _random_samples),
            input,
            kernel_size,
            output_size=output_size,
            output_ratio=output_ratio,
            return_indices=return_indices,
            _random_samples=_random_samples,
        )
    size = _fractional_output_size("fractional_max_pool3d", input, output_size, output_ratio, 3)
    if _random_samples is None:
        batch = 1 if input.dim() == 4 else input.size(0)
        _random_samples = flambeau.rand(batch, input.size(-4), 3, dtype=input.dtype, device=input.device)
    values, indices = ops.fractional_max_pool3d(input, kernel_size, size, _random_samples)
    return (values, indices) if return_indices else values
