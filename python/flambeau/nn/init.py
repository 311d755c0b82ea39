"""Ways to fill a tensor before training.

Every function writes into its first argument, without recording gradients, and returns it. Given the same seed, each
draws the numbers that PyTorch draws.
"""

from __future__ import annotations

import functools
import math
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

import flambeau

if TYPE_CHECKING:
    from flambeau import Generator, Tensor

__all__ = [
    "calculate_gain",
    "constant",
    "constant_",
    "dirac",
    "dirac_",
    "eye",
    "eye_",
    "kaiming_normal",
    "kaiming_normal_",
    "kaiming_uniform",
    "kaiming_uniform_",
    "normal",
    "normal_",
    "ones_",
    "orthogonal",
    "orthogonal_",
    "sparse",
    "sparse_",
    "trunc_normal_",
    "uniform",
    "uniform_",
    "xavier_normal",
    "xavier_normal_",
    "xavier_uniform",
    "xavier_uniform_",
    "zeros_",
]

# Gain that keeps the variance of activations, by name of the nonlinearity.
_GAINS = {
    "linear": 1,
    "conv1d": 1,
    "conv2d": 1,
    "conv3d": 1,
    "conv_transpose1d": 1,
    "conv_transpose2d": 1,
    "conv_transpose3d": 1,
    "sigmoid": 1,
    "tanh": 5.0 / 3,
    "relu": math.sqrt(2.0),
    "selu": 3.0 / 4,
}


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """Return the factor by which weights in front of ``nonlinearity`` are scaled.

    Args:
        nonlinearity: a function's name, such as ``"relu"``.
        param: the slope of ``"leaky_relu"``, 0.01 if not given.

    Raises:
        ValueError: for an unknown name, or a slope that is no number.

    Example:
        >>> calculate_gain("leaky_relu", 1.0)
        1.0
    """
    if nonlinearity == "leaky_relu":
        if param is None:
            slope = 0.01
        elif isinstance(param, (int, float)) and not isinstance(param, bool):
            slope = param
        else:
            raise ValueError(f"negative_slope {param} not a valid number")
        return math.sqrt(2.0 / (1 + slope**2))
    gain = _GAINS.get(nonlinearity)
    if gain is None:
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}")
    return gain


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Fill with draws from the uniform distribution on ``[a, b)``.

    Any shape; floating-point dtypes.

    Raises:
        RuntimeError: ``a`` above ``b``.

    Example:
        >>> w = uniform_(flambeau.empty(3, 5), -1.0, 1.0)
        >>> bool((w.abs() <= 1).all())
        True
    """
    with flambeau.no_grad():
        return tensor.uniform_(a, b, generator=generator)


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Fill with draws from the normal distribution with this mean and standard deviation.

    Any shape; floating-point dtypes.

    Raises:
        RuntimeError: a negative deviation.

    Example:
        >>> flambeau.nn.init.normal_(flambeau.empty(2, 3), std=0.02).shape
        torch.Size([2, 3])
    """
    with flambeau.no_grad():
        return tensor.normal_(mean, std, generator=generator)


def trunc_normal_(
    tensor: Tensor,
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: Generator | None = None,
) -> Tensor:
    """Fill with draws from a normal distribution cut off outside ``[a, b]``.

    The bounds are absolute, not multiples of ``std``. Values are drawn by rejection: from the normal distribution if
    more than 30 % of it lies within the bounds, otherwise from the uniform one on ``[a, b]``.

    Source: Robert, "Simulation of truncated normal variables", 1995.

    Example:
        >>> w = trunc_normal_(flambeau.empty(3, 5), a=-0.5, b=0.5)
        >>> bool((w.abs() <= 0.5).all())
        True
    """
    if tensor.is_meta:
        return tensor
    if mean < a - 2 * std or mean > b + 2 * std:
        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. "
            "The distribution of values may be incorrect.",
            stacklevel=2,
        )
    with flambeau.no_grad():
        if _normal_cdf((b - mean) / std) - _normal_cdf((a - mean) / std) > 0.3:
            _reject_normal(tensor, mean, std, a, b, generator)
        else:
            _reject_uniform(tensor, mean, std, a, b, generator)
    return tensor


def _normal_cdf(x: float) -> float:
    return (1.0 + math.erf(x / math.sqrt(2.0))) / 2.0


def _reject_normal(tensor: Tensor, mean: float, std: float, a: float, b: float, generator: Generator | None) -> None:
    """Draw all values, then redraw until none lies outside; each round draws for every place, as PyTorch does."""
    # The bounds as the tensor's type rounds them.
    low, high = tensor.new_tensor(a).item(), tensor.new_tensor(b).item()
    tensor.normal_(mean, std, generator=generator)
    outside = (tensor < low) | (tensor > high)
    while outside.any():
        draws = flambeau.empty_like(tensor).normal_(mean, std, generator=generator)
        tensor.copy_(flambeau.where(outside, draws, tensor))
        outside = (tensor < low) | (tensor > high)


def _reject_uniform(tensor: Tensor, mean: float, std: float, a: float, b: float, generator: Generator | None) -> None:
    """Draw a candidate and accept it with its density relative to the highest one within the bounds."""
    peak = max(a, min(mean, b))
    log_peak = -0.5 * ((peak - mean) / std) ** 2
    candidates = tensor.uniform_(a, b, generator=generator).clone()
    pending = flambeau.ones_like(tensor, dtype=flambeau.bool)
    while True:
        log_density = candidates.sub(mean).div_(std).pow_(2).mul_(-0.5).sub_(log_peak)
        rejected = flambeau.empty_like(tensor).uniform_(generator=generator).log_().gt(log_density)
        pending &= rejected
        if not pending.any():
            return
        candidates.uniform_(a, b, generator=generator)
        tensor.copy_(flambeau.where(pending, candidates, tensor))


def constant_(tensor: Tensor, val: float) -> Tensor:
    """Fill with ``val``.

    Any shape and dtype.

    Example:
        >>> constant_(flambeau.empty(2), 0.5)
        tensor([0.5000, 0.5000])
    """
    with flambeau.no_grad():
        return tensor.fill_(val)


def ones_(tensor: Tensor) -> Tensor:
    """Fill with 1.

    Any shape and dtype.

    Example:
        >>> flambeau.nn.init.ones_(flambeau.empty(2))
        tensor([1., 1.])
    """
    with flambeau.no_grad():
        return tensor.fill_(1.0)


def zeros_(tensor: Tensor) -> Tensor:
    """Fill with 0.

    Any shape and dtype.

    Example:
        >>> flambeau.nn.init.zeros_(flambeau.empty(2))
        tensor([0., 0.])
    """
    with flambeau.no_grad():
        return tensor.zero_()


def eye_(tensor: Tensor) -> Tensor:
    """Make a matrix the identity, as far as its shape allows.

    Raises:
        ValueError: if ``tensor`` is no matrix.

    Example:
        >>> eye_(flambeau.empty(2, 3))
        tensor([[1., 0., 0.],
                [0., 1., 0.]])
    """
    if tensor.ndimension() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    with flambeau.no_grad():
        tensor.zero_().diagonal().fill_(1)
    return tensor


def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """Make a convolution's weight the identity: a one in the middle of the kernel that joins channel i to channel i.

    Args:
        tensor: ``(C_out, C_in, *)`` with one to three spatial dimensions.
        groups: repeat the pattern for each of so many groups of output channels.

    Raises:
        ValueError: for another number of dimensions, or if ``groups`` does not divide C_out.

    Example:
        >>> dirac_(flambeau.empty(2, 1, 3))
        tensor([[[0., 1., 0.]],
        <BLANKLINE>
                [[0., 0., 0.]]])
    """
    ndim = tensor.ndimension()
    if ndim not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    channels = tensor.size(0)
    if channels % groups != 0:
        raise ValueError("dim 0 must be divisible by groups")
    if tensor.is_meta:
        return tensor
    per_group = channels // groups
    middle = tuple(size // 2 for size in tensor.size()[2:])
    with flambeau.no_grad():
        tensor.zero_()
        for group in range(groups):
            for channel in range(min(per_group, tensor.size(1))):
                tensor[(group * per_group + channel, channel, *middle)] = 1
    return tensor


def _calculate_fan_in_and_fan_out(tensor: Tensor) -> tuple[int, int]:
    """Return how many inputs an output of this weight sums over, and how many outputs an input goes to.

    Args:
        tensor: ``(out, in, *)``; the remaining dimensions are a kernel's.

    Raises:
        ValueError: if ``tensor`` has fewer than two dimensions.
    """
    if tensor.dim() < 2:
        raise ValueError("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    outputs, inputs, *kernel = tensor.shape
    area = math.prod(kernel)
    return inputs * area, outputs * area


def _calculate_correct_fan(tensor: Tensor, mode: str) -> int:
    mode = mode.lower()
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"Mode {mode} not supported, please use one of ['fan_in', 'fan_out']")
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    return fan_in if mode == "fan_in" else fan_out


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Fill uniformly from ``[-a, a)`` with ``a = gain * sqrt(6 / (fan_in + fan_out))``; also called Glorot's.

    Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.

    Example:
        >>> w = xavier_uniform_(flambeau.empty(3, 5), gain=calculate_gain("relu"))
    """
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    std = gain * math.sqrt(2.0 / float(fan_in + fan_out))
    bound = math.sqrt(3.0) * std
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Fill from the normal distribution with deviation ``gain * sqrt(2 / (fan_in + fan_out))``.

    Source: as for :func:`xavier_uniform_`.

    Example:
        >>> flambeau.nn.init.xavier_normal_(flambeau.empty(3, 5)).shape
        torch.Size([3, 5])
    """
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / float(fan_in + fan_out)), generator)


def _kaiming_std(tensor: Tensor, a: float, mode: str, nonlinearity: str) -> float | None:
    """The deviation for He's initialization, or None, with a warning, for a tensor without elements."""
    if 0 in tensor.shape:
        warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=3)
        return None
    fan = _calculate_correct_fan(tensor, mode)
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)


def kaiming_uniform_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Fill uniformly from ``[-b, b)`` with ``b = gain * sqrt(3 / fan)``; also called He's.

    Args:
        a: the slope of the leaky ReLU that follows.
        mode: ``"fan_in"`` keeps the variance in the forward pass, ``"fan_out"`` in the backward pass.
        nonlinearity: what follows; best ``"relu"`` or ``"leaky_relu"``.

    Source: He et al., "Delving deep into rectifiers", 2015.

    Example:
        >>> w = kaiming_uniform_(flambeau.empty(3, 5), mode="fan_in", nonlinearity="relu")
    """
    std = _kaiming_std(tensor, a, mode, nonlinearity)
    if std is None:
        return tensor
    bound = math.sqrt(3.0) * std
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Fill from the normal distribution with deviation ``gain / sqrt(fan)``; arguments as :func:`kaiming_uniform_`.

    ``(*, fan)``: at least two dimensions, floating-point.

    Raises:
        ValueError: fewer than two dimensions.

    Example:
        >>> flambeau.nn.init.kaiming_normal_(flambeau.empty(3, 5), nonlinearity="relu").shape
        torch.Size([3, 5])
    """
    std = _kaiming_std(tensor, a, mode, nonlinearity)
    return tensor if std is None else normal_(tensor, 0, std, generator)


def _qr() -> Callable[[Tensor], tuple[Tensor, Tensor]]:
    """The factorization that orthogonal matrices come from."""
    try:
        return flambeau.linalg.qr
    except (AttributeError, ImportError) as error:
        raise NotImplementedError(
            "nn.init.orthogonal_ needs linalg.qr, which this version of flambeau has not"
        ) from error


def orthogonal_(tensor: Tensor, gain: float = 1, generator: Generator | None = None) -> Tensor:
    """Make a (semi-)orthogonal matrix, of the tensor flattened to ``(size(0), rest)``, times ``gain``.

    Raises:
        ValueError: if ``tensor`` has fewer than two dimensions.
        NotImplementedError: while there is no ``linalg.qr``.

    Source: Saxe et al., "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks", 2013.
    """
    if tensor.ndimension() < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    if tensor.numel() == 0 or tensor.is_meta:
        return tensor
    qr = _qr()
    rows = tensor.size(0)
    columns = tensor.numel() // rows
    gaussian = tensor.new_empty((rows, columns)).normal_(0, 1, generator=generator)
    if rows < columns:
        gaussian.t_()
    q, r = qr(gaussian)
    # With a positive diagonal of R the factorization is unique, and so Q uniformly distributed.
    q *= flambeau.diag(r, 0).sign()
    if rows < columns:
        q.t_()
    with flambeau.no_grad():
        tensor.view_as(q).copy_(q)
        tensor.mul_(gain)
    return tensor


def sparse_(tensor: Tensor, sparsity: float, std: float = 0.01, generator: Generator | None = None) -> Tensor:
    """Fill a matrix from a normal distribution and set the fraction ``sparsity`` of each column to zero.

    Raises:
        ValueError: if ``tensor`` is no matrix.

    Source: Martens, "Deep learning via Hessian-free optimization", 2010.

    Example:
        >>> w = sparse_(flambeau.empty(4, 2), sparsity=0.5)
        >>> (w == 0).sum(0)
        tensor([2, 2])
    """
    if tensor.ndimension() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    if tensor.is_meta:
        return tensor
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * rows)
    with flambeau.no_grad():
        tensor.normal_(0, std, generator=generator)
        for column in range(columns):
            tensor[flambeau.randperm(rows)[:zeros], column] = 0
    return tensor


def _deprecated(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """The function under its old name, without the trailing underscore."""
    old = function.__name__[:-1]

    @functools.wraps(function)
    def deprecated(*args: object, **kwargs: object) -> Tensor:
        warnings.warn(f"`nn.init.{old}` is now deprecated in favor of `nn.init.{old}_`.", FutureWarning, stacklevel=2)
        return function(*args, **kwargs)

    deprecated.__name__ = deprecated.__qualname__ = old
    deprecated.__doc__ = f"The deprecated name of :func:`{old}_`.\n\n    {function.__doc__}"
    return deprecated


uniform = _deprecated(uniform_)
normal = _deprecated(normal_)
constant = _deprecated(constant_)
eye = _deprecated(eye_)
dirac = _deprecated(dirac_)
xavier_uniform = _deprecated(xavier_uniform_)
xavier_normal = _deprecated(xavier_normal_)
kaiming_uniform = _deprecated(kaiming_uniform_)
kaiming_normal = _deprecated(kaiming_normal_)
orthogonal = _deprecated(orthogonal_)
sparse = _deprecated(sparse_)
