"""Normalization over batch, group, instance, layer and neighbouring channels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import flambeau
from flambeau._core import handle_torch_function, has_torch_function_unary, has_torch_function_variadic

from ._operations import ops
from .vision import pad

if TYPE_CHECKING:
    from flambeau import Tensor


def _verify_batch_size(size: Sequence[int]) -> None:
    """Refuse statistics over a single value per channel: its variance says nothing."""
    count = size[0]
    for extent in size[2:]:
        count *= extent
    if count == 1:
        raise ValueError(f"Expected more than 1 value per channel when training, got input size {size}")


def _verify_spatial_size(size: Sequence[int]) -> None:
    count = 1
    for extent in size[2:]:
        count *= extent
    if count == 1:
        raise ValueError(f"Expected more than 1 spatial element when training, got input size {size}")


def batch_norm(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Bring each channel to mean 0 and variance 1, then scale by ``weight`` and shift by ``bias``.

    ``y = (x - mean) / sqrt(var + eps) * weight + bias``. In training, mean and (biased) variance are taken over the
    batch and all spatial dimensions, and the running statistics, if given, move towards them by ``momentum`` (the
    running variance towards the unbiased one). Otherwise the running statistics are used.

    Args:
        input: ``(N, C)`` or ``(N, C, *)``.
        running_mean, running_var: ``(C,)``, changed in place in training.
        weight, bias: ``(C,)``.

    Raises:
        ValueError: in training, if there is one value per channel or ``eps`` is not positive.

    Source: Ioffe and Szegedy, "Batch normalization", 2015.

    Example:
        >>> flambeau.nn.functional.batch_norm(flambeau.tensor([[1.0], [3.0]]), None, None, training=True, eps=1e-9)
        tensor([[-1.],
                [ 1.]])
    """
    if has_torch_function_variadic(input, running_mean, running_var, weight, bias):
        return handle_torch_function(
            batch_norm,
            (input, running_mean, running_var, weight, bias),
            input,
            running_mean,
            running_var,
            weight=weight,
            bias=bias,
            training=training,
            momentum=momentum,
            eps=eps,
        )
    if (running_mean is None) != (running_var is None):
        raise ValueError("running_mean and running_var must either both be None or neither be None")
    if training:
        _verify_batch_size(input.size())
        if eps <= 0.0:
            raise ValueError(f"batch_norm eps must be positive during training, but got {eps}")
    elif eps < 0.0:
        raise ValueError(f"batch_norm eps must be non-negative, but got {eps}")
    return ops.batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps, True)


def instance_norm(
    input: Tensor,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Batch normalization of each sample by itself: statistics over the spatial dimensions of ``(N, C, *)``.

    With ``use_input_stats=False`` the running statistics are used. The other arguments are those of
    :func:`batch_norm`.

    Source: Ulyanov et al., "Instance normalization: the missing ingredient for fast stylization", 2016.

    Example:
        >>> flambeau.nn.functional.instance_norm(flambeau.tensor([[[1.0, 3.0]]]), eps=1e-9)
        tensor([[[-1.,  1.]]])
    """
    if has_torch_function_variadic(input, running_mean, running_var, weight, bias):
        return handle_torch_function(
            instance_norm,
            (input, running_mean, running_var, weight, bias),
            input,
            running_mean=running_mean,
            running_var=running_var,
            weight=weight,
            bias=bias,
            use_input_stats=use_input_stats,
            momentum=momentum,
            eps=eps,
        )
    if use_input_stats:
        _verify_spatial_size(input.size())
    return ops.instance_norm(input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, True)


def layer_norm(
    input: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """Bring the last dimensions, together of shape ``normalized_shape``, to mean 0 and variance 1, scale and shift.

    Args:
        input: ``(*, normalized_shape)``.
        weight, bias: of shape ``normalized_shape``.

    Source: Ba et al., "Layer normalization", 2016.

    Example:
        >>> flambeau.nn.functional.layer_norm(flambeau.tensor([1.0, 3.0]), (2,), eps=1e-9)
        tensor([-1.,  1.])
    """
    if has_torch_function_variadic(input, weight, bias):
        return handle_torch_function(
            layer_norm, (input, weight, bias), input, normalized_shape, weight=weight, bias=bias, eps=eps
        )
    return ops.layer_norm(input, normalized_shape, weight, bias, eps, True)


def rms_norm(
    input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None = None, eps: float | None = None
) -> Tensor:
    """Divide by the root mean square over the last dimensions, ``x / sqrt(mean(x^2) + eps) * weight``.

    ``eps`` defaults to the spacing of the input's type at one.

    Source: Zhang and Sennrich, "Root mean square layer normalization", 2019.

    Example:
        >>> flambeau.nn.functional.rms_norm(flambeau.tensor([3.0, 3.0]), (2,))
        tensor([1., 1.])
    """
    if has_torch_function_variadic(input, weight):
        return handle_torch_function(rms_norm, (input, weight), input, normalized_shape, weight=weight, eps=eps)
    return ops.rms_norm(input, normalized_shape, weight, eps)


def group_norm(
    input: Tensor, num_groups: int, weight: Tensor | None = None, bias: Tensor | None = None, eps: float = 1e-5
) -> Tensor:
    """Bring each group of channels of each sample to mean 0 and variance 1, then scale and shift each channel.

    Args:
        input: ``(N, C, *)``; ``num_groups`` must divide C.
        weight, bias: ``(C,)``.

    Raises:
        RuntimeError: if ``input`` has fewer than two dimensions.
        ValueError: if a group holds one value.

    Source: Wu and He, "Group normalization", 2018.

    Example:
        >>> flambeau.nn.functional.group_norm(flambeau.tensor([[1.0, 3.0]]), 1, eps=1e-9)
        tensor([[-1.,  1.]])
    """
    if has_torch_function_variadic(input, weight, bias):
        return handle_torch_function(
            group_norm, (input, weight, bias), input, num_groups, weight=weight, bias=bias, eps=eps
        )
    if input.dim() < 2:
        raise RuntimeError(f"Expected at least 2 dimensions for input tensor but received {input.dim()}")
    size = input.size()
    _verify_batch_size([size[0] * size[1] // num_groups, num_groups, *size[2:]])
    return ops.group_norm(input, num_groups, weight, bias, eps, True)


def local_response_norm(input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> Tensor:
    """Divide each value by ``(k + alpha * mean of x^2 over ``size`` neighbouring channels)^beta``.

    Args:
        input: ``(N, C, *)`` with at least one spatial dimension.

    Raises:
        ValueError: if ``input`` has fewer than three dimensions.

    Source: Krizhevsky et al., "ImageNet classification with deep convolutional neural networks", 2012.

    Example:
        >>> flambeau.nn.functional.local_response_norm(flambeau.ones(1, 1, 1), 1, alpha=3.0, beta=0.5)
        tensor([[[0.5000]]])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(local_response_norm, (input,), input, size, alpha=alpha, beta=beta, k=k)
    ndim = input.dim()
    if ndim < 3:
        raise ValueError(f"Expected 3D or higher dimensionality input (got {ndim} dimensions)")
    if input.numel() == 0:
        return input
    # Channels become a spatial dimension of a one-channel image; a window along it averages the neighbours.
    before, after = size // 2, (size - 1) // 2
    square = input.mul(input)
    if ndim == 3:
        padded = pad(square.unsqueeze(1), (0, 0, before, after))
        mean = ops.avg_pool2d(padded, (size, 1), stride=1).squeeze(1)
    else:
        batch, channels, height = input.size()[:3]
        padded = pad(square.view(batch, 1, channels, height, -1), (0, 0, 0, 0, before, after))
        mean = ops.avg_pool3d(padded, (size, 1, 1), stride=1).squeeze(1).view(input.size())
    return input / mean.mul(alpha).add(k).pow(beta)


def normalize(input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12, out: Tensor | None = None) -> Tensor:
    """Divide by the p-norm along ``dim``, or by ``eps`` where the norm is smaller.

    ``x / max(|x|_p, eps)``, of the input's shape; floating-point or complex dtypes.

    Raises:
        IndexError: ``dim`` is out of range.

    Example:
        >>> flambeau.nn.functional.normalize(flambeau.tensor([3.0, 4.0]), dim=0)
        tensor([0.6000, 0.8000])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(normalize, (input,), input, p=p, dim=dim, eps=eps, out=out)
    norm = ops.linalg_vector_norm(input, p, dim, True)
    if out is None:
        return input / norm.clamp_min(eps).expand_as(input)
    return flambeau.div(input, norm.clamp_min_(eps).expand_as(input), out=out)
