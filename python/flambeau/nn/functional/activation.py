"""Activation functions: one value in, one value out, and the softmax family along a dimension."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import flambeau
from flambeau._core import handle_torch_function, has_torch_function_unary

from ._operations import ops

if TYPE_CHECKING:
    from flambeau import Tensor
    from flambeau import dtype as DType

# These are the core's functions themselves: nothing stands between the caller and the operation.
gelu = ops.gelu
hardshrink = ops.hardshrink
logsigmoid = ops.log_sigmoid
prelu = ops.prelu
softplus = ops.softplus
softshrink = ops.softshrink

celu_ = ops.celu_
elu_ = ops.elu_
hardtanh_ = ops.hardtanh_
leaky_relu_ = ops.leaky_relu_
relu_ = ops.relu_
rrelu_ = ops.rrelu_
selu_ = ops.selu_
threshold_ = ops.threshold_


def threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """Keep what exceeds ``threshold`` and put ``value`` in place of the rest.

    Example:
        >>> flambeau.nn.functional.threshold(flambeau.tensor([0.5, 2.0]), 1.0, -1.0)
        tensor([-1.,  2.])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(
            flambeau.nn.functional.threshold, (input,), input, threshold, value, inplace=inplace
        )
    return ops.threshold_(input, threshold, value) if inplace else ops.threshold(input, threshold, value)


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """Return ``max(x, 0)`` for every element.

    Any shape; real dtypes, which are kept.

    Raises:
        NotImplementedError: booleans or complex numbers.

    Example:
        >>> flambeau.nn.functional.relu(flambeau.tensor([-1.0, 2.0]))
        tensor([0., 2.])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(relu, (input,), input, inplace=inplace)
    return ops.relu_(input) if inplace else ops.relu(input)


def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """Return ``min(max(x, 0), 6)`` for every element.

    Example:
        >>> flambeau.nn.functional.relu6(flambeau.tensor([-1.0, 2.0, 8.0]))
        tensor([0., 2., 6.])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(relu6, (input,), input, inplace=inplace)
    return ops.relu6_(input) if inplace else ops.relu6(input)


def glu(input: Tensor, dim: int = -1) -> Tensor:
    """Gated linear unit: split ``input`` in halves ``a, b`` along ``dim`` and return ``a * sigmoid(b)``.

    Raises:
        RuntimeError: if ``input`` has no dimension, or an odd size along ``dim``.

    Source: Dauphin et al., "Language modeling with gated convolutional networks", 2016.

    Example:
        >>> flambeau.nn.functional.glu(flambeau.tensor([4.0, 0.0]))
        tensor([2.])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(glu, (input,), input, dim=dim)
    if input.dim() == 0:
        raise RuntimeError("glu does not support scalars because halving size must be even")
    return ops.glu(input, dim)


def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor:
    """Clamp every element to ``[min_val, max_val]``.

    Raises:
        ValueError: if ``min_val > max_val``.

    Example:
        >>> flambeau.nn.functional.hardtanh(flambeau.tensor([-3.0, 0.5, 3.0]))
        tensor([-1.0000,  0.5000,  1.0000])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(hardtanh, (input,), input, min_val=min_val, max_val=max_val, inplace=inplace)
    if min_val > max_val:
        raise ValueError("min_val cannot be greater than max_val")
    return ops.hardtanh_(input, min_val, max_val) if inplace else ops.hardtanh(input, min_val, max_val)


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """Exponential linear unit: ``x`` above zero, ``alpha * (e^x - 1)`` below.

    Source: Clevert et al., "Fast and accurate deep network learning by exponential linear units", 2015.

    Example:
        >>> flambeau.nn.functional.elu(flambeau.tensor([-1.0, 2.0]))
        tensor([-0.6321,  2.0000])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(elu, (input,), input, alpha=alpha, inplace=inplace)
    return ops.elu_(input, alpha) if inplace else ops.elu(input, alpha)


def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """Scaled ELU, ``s * (max(0, x) + min(0, a * (e^x - 1)))`` with a = 1.6732632 and s = 1.0507010.

    Source: Klambauer et al., "Self-normalizing neural networks", 2017.

    Example:
        >>> flambeau.nn.functional.selu(flambeau.tensor([-1.0, 2.0]))
        tensor([-1.1113,  2.1014])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(selu, (input,), input, inplace=inplace)
    return ops.selu_(input) if inplace else ops.selu(input)


def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """Continuously differentiable ELU: ``max(0, x) + min(0, alpha * (e^(x / alpha) - 1))``.

    Source: Barron, "Continuously differentiable exponential linear units", 2017.

    Example:
        >>> flambeau.nn.functional.celu(flambeau.tensor([-1.0, 2.0]), alpha=2.0)
        tensor([-0.7869,  2.0000])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(celu, (input,), input, alpha=alpha, inplace=inplace)
    return ops.celu_(input, alpha) if inplace else ops.celu(input, alpha)


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """Return ``x`` above zero and ``negative_slope * x`` below.

    Any shape; real dtypes, complex numbers raise NotImplementedError.

    Example:
        >>> flambeau.nn.functional.leaky_relu(flambeau.tensor([-1.0, 2.0]), 0.5)
        tensor([-0.5000,  2.0000])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(leaky_relu, (input,), input, negative_slope=negative_slope, inplace=inplace)
    return ops.leaky_relu_(input, negative_slope) if inplace else ops.leaky_relu(input, negative_slope)


def rrelu(
    input: Tensor, lower: float = 1.0 / 8, upper: float = 1.0 / 3, training: bool = False, inplace: bool = False
) -> Tensor:
    """Leaky ReLU whose slope below zero is drawn from ``[lower, upper)`` in training and is their mean otherwise.

    Source: Xu et al., "Empirical evaluation of rectified activations in convolutional network", 2015.

    Example:
        >>> flambeau.nn.functional.rrelu(flambeau.tensor([-1.0, 2.0]), 0.25, 0.75)
        tensor([-0.5000,  2.0000])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(
            rrelu, (input,), input, lower=lower, upper=upper, training=training, inplace=inplace
        )
    return ops.rrelu_(input, lower, upper, training) if inplace else ops.rrelu(input, lower, upper, training)


def tanh(input: Tensor) -> Tensor:
    """Return the hyperbolic tangent of every element; ``input.tanh()`` by another name.

    Any shape; floating-point and complex dtypes are kept, integers give the default dtype.

    Example:
        >>> flambeau.nn.functional.tanh(flambeau.tensor([0.0, 1.0]))
        tensor([0.0000, 0.7616])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(tanh, (input,), input)
    return input.tanh()


def sigmoid(input: Tensor) -> Tensor:
    """Return ``1 / (1 + e^-x)`` for every element; ``input.sigmoid()`` by another name.

    Any shape; floating-point and complex dtypes are kept, integers give the default dtype.

    Example:
        >>> flambeau.nn.functional.sigmoid(flambeau.tensor([0.0, 2.0]))
        tensor([0.5000, 0.8808])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(sigmoid, (input,), input)
    return input.sigmoid()


def tanhshrink(input: Tensor) -> Tensor:
    """Return ``x - tanh(x)`` for every element.

    Example:
        >>> flambeau.nn.functional.tanhshrink(flambeau.tensor([0.0, 2.0]))
        tensor([0.0000, 1.0360])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(tanhshrink, (input,), input)
    return input - input.tanh()


def softsign(input: Tensor) -> Tensor:
    """Return ``x / (1 + |x|)`` for every element.

    Example:
        >>> flambeau.nn.functional.softsign(flambeau.tensor([-1.0, 3.0]))
        tensor([-0.5000,  0.7500])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(softsign, (input,), input)
    return input / (input.abs() + 1)


def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """Return ``min(max(x + 3, 0), 6) / 6`` for every element.

    Example:
        >>> flambeau.nn.functional.hardsigmoid(flambeau.tensor([-4.0, 0.0, 4.0]))
        tensor([0.0000, 0.5000, 1.0000])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(hardsigmoid, (input,), input, inplace=inplace)
    return ops.hardsigmoid_(input) if inplace else ops.hardsigmoid(input)


def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """Return ``x * min(max(x + 3, 0), 6) / 6`` for every element.

    Source: Howard et al., "Searching for MobileNetV3", 2019.

    Example:
        >>> flambeau.nn.functional.hardswish(flambeau.tensor([-1.5, 1.5, 4.0]))
        tensor([-0.3750,  1.1250,  4.0000])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(hardswish, (input,), input, inplace=inplace)
    return ops.hardswish_(input) if inplace else ops.hardswish(input)


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """Return ``x * sigmoid(x)`` for every element, also called swish.

    Any shape; floating-point dtypes, others raise NotImplementedError.

    Example:
        >>> flambeau.nn.functional.silu(flambeau.tensor([0.0, 2.0]))
        tensor([0.0000, 1.7616])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(silu, (input,), input, inplace=inplace)
    return ops.silu_(input) if inplace else ops.silu(input)


def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """Return ``x * tanh(ln(1 + e^x))`` for every element.

    Source: Misra, "Mish: a self regularized non-monotonic neural activation function", 2019.

    Example:
        >>> flambeau.nn.functional.mish(flambeau.tensor([0.0, 2.0]))
        tensor([0.0000, 1.9440])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(mish, (input,), input, inplace=inplace)
    return ops.mish_(input) if inplace else ops.mish(input)


def _get_softmax_dim(name: str, ndim: int, stacklevel: int) -> int:
    """Choose the dimension for a call that names none, as PyTorch's oldest versions did, and warn."""
    warnings.warn(
        f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument.",
        stacklevel=stacklevel,
    )
    return 0 if ndim in (0, 1, 3) else 1


def softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: DType | None = None) -> Tensor:
    """Return ``e^x_i / sum_j e^x_j`` along ``dim``: positive values that sum to one.

    Args:
        input: any shape.
        dim: the dimension to sum over. Leaving it out is deprecated.
        dtype: cast ``input`` to this type first.

    Example:
        >>> flambeau.nn.functional.softmax(flambeau.tensor([0.0, 0.0]), dim=0)
        tensor([0.5000, 0.5000])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(softmax, (input,), input, dim=dim, _stacklevel=_stacklevel, dtype=dtype)
    if dim is None:
        dim = _get_softmax_dim("softmax", input.dim(), _stacklevel)
    return ops.softmax(input, dim, dtype)


def softmin(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: DType | None = None) -> Tensor:
    """Return ``softmax(-input)``. For the arguments see :func:`softmax`.

    Example:
        >>> flambeau.nn.functional.softmin(flambeau.tensor([0.0, 1.0]), dim=0)
        tensor([0.7311, 0.2689])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(softmin, (input,), input, dim=dim, _stacklevel=_stacklevel, dtype=dtype)
    if dim is None:
        dim = _get_softmax_dim("softmin", input.dim(), _stacklevel)
    return ops.softmax(-input, dim, dtype)


def log_softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: DType | None = None) -> Tensor:
    """Return ``log(softmax(input))``, computed without the overflow that the two steps would meet.

    For the arguments see :func:`softmax`.

    Example:
        >>> flambeau.nn.functional.log_softmax(flambeau.tensor([0.0, 0.0]), dim=0)
        tensor([-0.6931, -0.6931])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(log_softmax, (input,), input, dim=dim, _stacklevel=_stacklevel, dtype=dtype)
    if dim is None:
        dim = _get_softmax_dim("log_softmax", input.dim(), _stacklevel)
    return ops.log_softmax(input, dim, dtype)


def gumbel_softmax(logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1) -> Tensor:
    """Sample from the Gumbel-softmax distribution: a differentiable stand-in for a categorical draw.

    Args:
        logits: unnormalised log probabilities, any shape.
        tau: temperature; the smaller, the nearer to one-hot.
        hard: return one-hot samples whose gradient is that of the soft ones.
        eps: no effect, accepted for old callers.
        dim: the dimension that holds the categories.

    Sources: Jang et al., "Categorical reparameterization with Gumbel-softmax", 2016; Maddison et al., "The concrete
    distribution", 2016.

    Example:
        >>> sample = flambeau.nn.functional.gumbel_softmax(flambeau.zeros(2, 3), hard=True)
        >>> sample.sum(-1)
        tensor([1., 1.])
    """
    if has_torch_function_unary(logits):
        return handle_torch_function(gumbel_softmax, (logits,), logits, tau=tau, hard=hard, eps=eps, dim=dim)
    if eps != 1e-10:
        warnings.warn("`eps` parameter is deprecated and has no effect.", stacklevel=2)
    # -log(E) of an exponential variate E is a standard Gumbel variate.
    noise = -flambeau.empty_like(logits, memory_format=flambeau.contiguous_format).exponential_().log()
    soft = ops.softmax((logits + noise) / tau, dim)
    if not hard:
        return soft
    index = soft.max(dim, keepdim=True)[1]
    one_hot = flambeau.zeros_like(logits, memory_format=flambeau.contiguous_format).scatter_(dim, index, 1.0)
    # The difference of the two is a constant to autograd: the value is one-hot, the gradient is the soft sample's.
    return one_hot - soft.detach() + soft
