"""Dropout of elements and of whole channels."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import flambeau  # noqa: F401  (the examples use it)
from flambeau._core import handle_torch_function, has_torch_function_unary

from ._operations import ops

if TYPE_CHECKING:
    from flambeau import Tensor


def _check_probability(p: float) -> None:
    # Written so that NaN passes to the operation, which has its own message.
    if p < 0.0 or p > 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """In training, set each element to zero with probability ``p`` and divide the others by ``1 - p``.

    Raises:
        ValueError: if ``p`` lies outside ``[0, 1]``.

    Source: Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014.

    Example:
        >>> flambeau.nn.functional.dropout(flambeau.ones(3), p=1.0)
        tensor([0., 0., 0.])
        >>> flambeau.nn.functional.dropout(flambeau.ones(3), training=False)
        tensor([1., 1., 1.])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(dropout, (input,), input, p=p, training=training, inplace=inplace)
    _check_probability(p)
    return ops.dropout_(input, p, training) if inplace else ops.dropout(input, p, training)


def alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """Dropout that keeps mean and variance of SELU activations: what is dropped takes SELU's lower limit.

    Source: Klambauer et al., "Self-normalizing neural networks", 2017.

    Example:
        >>> flambeau.nn.functional.alpha_dropout(flambeau.ones(1, 1, 2), training=False)
        tensor([[[1., 1.]]])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(alpha_dropout, (input,), input, p=p, training=training, inplace=inplace)
    _check_probability(p)
    return ops.alpha_dropout_(input, p, training) if inplace else ops.alpha_dropout(input, p, training)


def feature_alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """Like :func:`alpha_dropout`, but dropping whole channels of ``(N, C, *)``.

    Example:
        >>> flambeau.nn.functional.feature_alpha_dropout(flambeau.ones(1, 1, 2), training=False)
        tensor([[[1., 1.]]])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(feature_alpha_dropout, (input,), input, p=p, training=training, inplace=inplace)
    _check_probability(p)
    if inplace:
        return ops.feature_alpha_dropout_(input, p, training)
    return ops.feature_alpha_dropout(input, p, training)


def _drop_channels(input: Tensor, p: float, training: bool, inplace: bool, batched: bool) -> Tensor:
    """Channel dropout on ``(N, C, *)``, or on ``(C, *)`` if not ``batched``."""
    operation = ops.feature_dropout_ if inplace else ops.feature_dropout
    if batched:
        return operation(input, p, training)
    if inplace:
        return operation(input.unsqueeze_(0), p, training).squeeze_(0)
    return operation(input.unsqueeze(0), p, training).squeeze(0)


def dropout1d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Drop whole channels of ``(N, C, L)`` or ``(C, L)``, each with probability ``p``.

    Raises:
        RuntimeError: for any other number of dimensions.

    Example:
        >>> flambeau.nn.functional.dropout1d(flambeau.ones(1, 1, 2), training=False)
        tensor([[[1., 1.]]])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(dropout1d, (input,), input, p=p, training=training, inplace=inplace)
    _check_probability(p)
    ndim = input.dim()
    if ndim not in (2, 3):
        raise RuntimeError(
            f"dropout1d: Expected 2D or 3D input, but received a {ndim}D input. dropout1d drops channels of inputs "
            "that have a channel dimension, one spatial dimension and maybe a batch dimension."
        )
    return _drop_channels(input, p, training, inplace, batched=ndim == 3)


def _warn_wrong_rank(name: str, ndim: int, spatial: int) -> None:
    warnings.warn(
        f"{name}: Received a {ndim}-D input to {name}, which is deprecated and will result in an error in a future "
        "release. To retain the behavior and silence this warning, please use dropout instead. "
        f"{name} drops channels of inputs that have a channel dimension, {spatial} spatial dimensions and maybe a "
        f"batch dimension (i.e. {spatial + 1}D or {spatial + 2}D inputs).",
        stacklevel=3,
    )


def dropout2d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Drop whole channels of ``(N, C, H, W)``, each with probability ``p``.

    A three-dimensional input is read as ``(N, C, L)``, with a warning.

    Source: Tompson et al., "Efficient object localization using convolutional networks", 2014.

    Example:
        >>> flambeau.nn.functional.dropout2d(flambeau.ones(1, 1, 1, 2), training=False)
        tensor([[[[1., 1.]]]])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(dropout2d, (input,), input, p=p, training=training, inplace=inplace)
    _check_probability(p)
    ndim = input.dim()
    if ndim not in (3, 4):
        _warn_wrong_rank("dropout2d", ndim, 2)
    if ndim == 3:
        warnings.warn(
            "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout behavior is "
            "desired - input is interpreted as shape (N, C, L), where C is the channel dim. Use dropout1d to keep "
            "this behavior: a future release will interpret the input as (C, H, W).",
            stacklevel=2,
        )
    return _drop_channels(input, p, training, inplace, batched=True)


def dropout3d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Drop whole channels of ``(N, C, D, H, W)`` or ``(C, D, H, W)``, each with probability ``p``.

    Example:
        >>> flambeau.nn.functional.dropout3d(flambeau.ones(1, 1, 1, 1, 2), training=False)
        tensor([[[[[1., 1.]]]]])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(dropout3d, (input,), input, p=p, training=training, inplace=inplace)
    _check_probability(p)
    ndim = input.dim()
    if ndim not in (4, 5):
        _warn_wrong_rank("dropout3d", ndim, 3)
    return _drop_channels(input, p, training, inplace, batched=ndim == 5)
