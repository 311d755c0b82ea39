"""Activation layers."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import flambeau

from .. import functional as F
from .. import init as initialization
from ..parameter import Parameter
from .module import Module

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = [
    "CELU",
    "ELU",
    "GELU",
    "GLU",
    "Hardshrink",
    "Hardsigmoid",
    "Hardswish",
    "Hardtanh",
    "LeakyReLU",
    "LogSigmoid",
    "LogSoftmax",
    "Mish",
    "PReLU",
    "RReLU",
    "ReLU",
    "ReLU6",
    "SELU",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softmax2d",
    "Softmin",
    "Softplus",
    "Softshrink",
    "Softsign",
    "Tanh",
    "Tanhshrink",
    "Threshold",
]


class _Inplace(Module):
    """An activation whose one argument says whether to overwrite the input."""

    __constants__ = ["inplace"]
    inplace: bool

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def extra_repr(self) -> str:
        return "inplace=True" if self.inplace else ""


def _inplace_suffix(module: Any) -> str:
    return ", inplace=True" if module.inplace else ""


class ReLU(_Inplace):
    """``max(x, 0)``.

    Args:
        inplace: overwrite the input.

    Example:
        >>> flambeau.nn.ReLU()(flambeau.tensor([-1.0, 2.0]))
        tensor([0., 2.])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.relu(input, self.inplace)


class SELU(_Inplace):
    """Scaled ELU; see :func:`flambeau.nn.functional.selu`.

    Example:
        >>> flambeau.nn.SELU()(flambeau.tensor([-1.0, 2.0]))
        tensor([-1.1113,  2.1014])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.selu(input, self.inplace)


class SiLU(_Inplace):
    """``x * sigmoid(x)``, also called swish.

    Any shape; floating-point dtypes.

    Example:
        >>> flambeau.nn.SiLU()(flambeau.tensor([0.0, 2.0]))
        tensor([0.0000, 1.7616])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.silu(input, self.inplace)


class Mish(_Inplace):
    """``x * tanh(ln(1 + e^x))``; see :func:`flambeau.nn.functional.mish`.

    Example:
        >>> flambeau.nn.Mish()(flambeau.tensor([-1.0, 2.0]))
        tensor([-0.3034,  1.9440])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.mish(input, self.inplace)


class Hardswish(_Inplace):
    """``x * min(max(x + 3, 0), 6) / 6``; see :func:`flambeau.nn.functional.hardswish`.

    Any shape; floating-point dtypes.

    Example:
        >>> flambeau.nn.Hardswish()(flambeau.tensor([-1.0, 2.0]))
        tensor([-0.3333,  1.6667])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.hardswish(input, self.inplace)

    def extra_repr(self) -> str:
        return ""


class Hardsigmoid(_Inplace):
    """``min(max(x + 3, 0), 6) / 6``.

    Example:
        >>> flambeau.nn.Hardsigmoid()(flambeau.tensor([-1.0, 2.0]))
        tensor([0.3333, 0.8333])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.hardsigmoid(input, self.inplace)

    def extra_repr(self) -> str:
        return ""


class Threshold(Module):
    """Keep what exceeds ``threshold``, put ``value`` in place of the rest.

    Example:
        >>> flambeau.nn.Threshold(1.0, -1.0)
        Threshold(threshold=1.0, value=-1.0)
    """

    __constants__ = ["threshold", "value", "inplace"]
    threshold: float
    value: float
    inplace: bool

    def __init__(self, threshold: float, value: float, inplace: bool = False) -> None:
        super().__init__()
        self.threshold = threshold
        self.value = value
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.threshold(input, self.threshold, self.value, self.inplace)

    def extra_repr(self) -> str:
        return f"threshold={self.threshold}, value={self.value}{_inplace_suffix(self)}"


class RReLU(Module):
    """Leaky ReLU with a slope below zero that is drawn from ``[lower, upper)`` in training, their mean otherwise.

    Source: Xu et al., "Empirical evaluation of rectified activations in convolutional network", 2015.

    Example:
        >>> flambeau.nn.RReLU().eval()(flambeau.tensor([-1.0, 2.0]))
        tensor([-0.2292,  2.0000])
    """

    __constants__ = ["lower", "upper", "inplace"]
    lower: float
    upper: float
    inplace: bool

    def __init__(self, lower: float = 1.0 / 8, upper: float = 1.0 / 3, inplace: bool = False) -> None:
        super().__init__()
        self.lower = lower
        self.upper = upper
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.rrelu(input, self.lower, self.upper, self.training, self.inplace)

    def extra_repr(self) -> str:
        return f"lower={self.lower}, upper={self.upper}{_inplace_suffix(self)}"


class Hardtanh(Module):
    """Clamp to ``[min_val, max_val]``.

    Raises:
        AssertionError: if ``max_val <= min_val``.

    Example:
        >>> flambeau.nn.Hardtanh(-2, 2)(flambeau.tensor([-3.0, 0.5]))
        tensor([-2.0000,  0.5000])
    """

    __constants__ = ["min_val", "max_val", "inplace"]
    min_val: float
    max_val: float
    inplace: bool

    def __init__(
        self,
        min_val: float = -1.0,
        max_val: float = 1.0,
        inplace: bool = False,
        min_value: float | None = None,
        max_value: float | None = None,
    ) -> None:
        super().__init__()
        if min_value is not None:
            min_val = self._renamed("min_value", "min_val", min_value)
        if max_value is not None:
            max_val = self._renamed("max_value", "max_val", max_value)
        self.min_val = min_val
        self.max_val = max_val
        self.inplace = inplace
        if self.max_val <= self.min_val:
            raise AssertionError(f"max_val ({self.max_val}) must be greater than min_val ({self.min_val})")

    @staticmethod
    def _renamed(old: str, new: str, value: float) -> float:
        warnings.warn(f"keyword argument `{old}` is deprecated and renamed to `{new}`", FutureWarning, stacklevel=3)
        return value

    def forward(self, input: Tensor) -> Tensor:
        return F.hardtanh(input, self.min_val, self.max_val, self.inplace)

    def extra_repr(self) -> str:
        return f"min_val={self.min_val}, max_val={self.max_val}{_inplace_suffix(self)}"


class ReLU6(Hardtanh):
    """``min(max(x, 0), 6)``.

    Any shape; real dtypes.

    Example:
        >>> flambeau.nn.ReLU6()(flambeau.tensor([-1.0, 2.0]))
        tensor([0., 2.])
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(0.0, 6.0, inplace)

    def extra_repr(self) -> str:
        return "inplace=True" if self.inplace else ""


class Sigmoid(Module):
    """``1 / (1 + e^-x)``.

    Any shape; floating-point and complex dtypes.

    Example:
        >>> flambeau.nn.Sigmoid()(flambeau.tensor([0.0]))
        tensor([0.5000])
    """

    def forward(self, input: Tensor) -> Tensor:
        return flambeau.sigmoid(input)


class Tanh(Module):
    """Hyperbolic tangent.

    ``(e^x - e^-x) / (e^x + e^-x)``, for any shape; floating-point and complex dtypes.

    Example:
        >>> flambeau.nn.Tanh()(flambeau.tensor([0.0, 1.0]))
        tensor([0.0000, 0.7616])
    """

    def forward(self, input: Tensor) -> Tensor:
        return flambeau.tanh(input)


class Tanhshrink(Module):
    """``x - tanh(x)``.

    Example:
        >>> flambeau.nn.Tanhshrink()(flambeau.tensor([-1.0, 2.0]))
        tensor([-0.2384,  1.0360])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.tanhshrink(input)


class Softsign(Module):
    """``x / (1 + |x|)``.

    Example:
        >>> flambeau.nn.Softsign()(flambeau.tensor([-1.0, 2.0]))
        tensor([-0.5000,  0.6667])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.softsign(input)


class LogSigmoid(Module):
    """``-ln(1 + e^-x)``.

    Example:
        >>> flambeau.nn.LogSigmoid()(flambeau.tensor([-1.0, 2.0]))
        tensor([-1.3133, -0.1269])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.logsigmoid(input)


class GLU(Module):
    """Gated linear unit, ``a * sigmoid(b)`` for the halves ``a, b`` of the input along ``dim``.

    ``(*, 2 n, *)`` to ``(*, n, *)``; floating-point dtypes.

    Raises:
        RuntimeError: an odd size along ``dim``.

    Example:
        >>> flambeau.nn.GLU()(flambeau.tensor([4.0, 0.0]))
        tensor([2.])
    """

    __constants__ = ["dim"]
    dim: int

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        return F.glu(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class ELU(Module):
    """``x`` above zero, ``alpha * (e^x - 1)`` below; see :func:`flambeau.nn.functional.elu`.

    Any shape; real dtypes.

    Example:
        >>> flambeau.nn.ELU()(flambeau.tensor([-1.0, 2.0]))
        tensor([-0.6321,  2.0000])
    """

    __constants__ = ["alpha", "inplace"]
    alpha: float
    inplace: bool

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__()
        self.alpha = alpha
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.elu(input, self.alpha, self.inplace)

    def extra_repr(self) -> str:
        return f"alpha={self.alpha}{_inplace_suffix(self)}"


class CELU(ELU):
    """``max(0, x) + min(0, alpha * (e^(x / alpha) - 1))``; see :func:`flambeau.nn.functional.celu`.

    Any shape; real dtypes.

    Example:
        >>> flambeau.nn.CELU()(flambeau.tensor([-1.0, 2.0]))
        tensor([-0.6321,  2.0000])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.celu(input, self.alpha, self.inplace)


class LeakyReLU(Module):
    """``x`` above zero, ``negative_slope * x`` below.

    Any shape; real dtypes.

    Example:
        >>> flambeau.nn.LeakyReLU(0.5)(flambeau.tensor([-1.0, 2.0]))
        tensor([-0.5000,  2.0000])
    """

    __constants__ = ["inplace", "negative_slope"]
    inplace: bool
    negative_slope: float

    def __init__(self, negative_slope: float = 1e-2, inplace: bool = False) -> None:
        super().__init__()
        self.negative_slope = negative_slope
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.leaky_relu(input, self.negative_slope, self.inplace)

    def extra_repr(self) -> str:
        return f"negative_slope={self.negative_slope}{_inplace_suffix(self)}"


class GELU(Module):
    """``x * Phi(x)`` with the normal distribution function Phi.

    Args:
        approximate: ``"none"``, or ``"tanh"`` for ``0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))``.

    Source: Hendrycks and Gimpel, "Gaussian error linear units", 2016.

    Example:
        >>> flambeau.nn.GELU()(flambeau.tensor([0.0, 2.0]))
        tensor([0.0000, 1.9545])
    """

    __constants__ = ["approximate"]
    approximate: str

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        self.approximate = approximate

    def forward(self, input: Tensor) -> Tensor:
        return F.gelu(input, approximate=self.approximate)

    def extra_repr(self) -> str:
        return f"approximate={self.approximate!r}"


class Hardshrink(Module):
    """``x`` where ``|x| > lambd``, zero elsewhere.

    Example:
        >>> flambeau.nn.Hardshrink()(flambeau.tensor([-1.0, 2.0]))
        tensor([-1.,  2.])
    """

    __constants__ = ["lambd"]
    lambd: float

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__()
        self.lambd = lambd

    def forward(self, input: Tensor) -> Tensor:
        return F.hardshrink(input, self.lambd)

    def extra_repr(self) -> str:
        return f"{self.lambd}"


class Softshrink(Module):
    """``x`` moved towards zero by ``lambd``, and zero where ``|x| <= lambd``.

    Example:
        >>> flambeau.nn.Softshrink()(flambeau.tensor([-1.0, 2.0]))
        tensor([-0.5000,  1.5000])
    """

    __constants__ = ["lambd"]
    lambd: float

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__()
        self.lambd = lambd

    def forward(self, input: Tensor) -> Tensor:
        return F.softshrink(input, self.lambd)

    def extra_repr(self) -> str:
        return str(self.lambd)


class Softplus(Module):
    """``ln(1 + e^(beta * x)) / beta``, and ``x`` itself where ``beta * x > threshold``.

    Any shape; floating-point dtypes.

    Example:
        >>> flambeau.nn.Softplus()(flambeau.tensor([-1.0, 2.0]))
        tensor([0.3133, 2.1269])
    """

    __constants__ = ["beta", "threshold"]
    beta: float
    threshold: float

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__()
        self.beta = beta
        self.threshold = threshold

    def forward(self, input: Tensor) -> Tensor:
        return F.softplus(input, self.beta, self.threshold)

    def extra_repr(self) -> str:
        return f"beta={self.beta}, threshold={self.threshold}"


class PReLU(Module):
    """``x`` above zero, ``weight * x`` below, with a learned weight for all channels or for each.

    Args:
        num_parameters: 1, or the number of channels C of ``(N, C, *)``.
        init: the weight at the start.

    Source: He et al., "Delving deep into rectifiers", 2015.

    Example:
        >>> flambeau.nn.PReLU()(flambeau.tensor([-1.0, 2.0])).detach()
        tensor([-0.2500,  2.0000])
    """

    __constants__ = ["num_parameters"]
    num_parameters: int

    def __init__(self, num_parameters: int = 1, init: float = 0.25, device: Any = None, dtype: Any = None) -> None:
        super().__init__()
        self.num_parameters = num_parameters
        self.init = init
        self.weight = Parameter(flambeau.empty(num_parameters, device=device, dtype=dtype))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set the weight to ``init``.

        Example:
            >>> layer = flambeau.nn.PReLU(init=0.1)
            >>> layer.reset_parameters()
            >>> layer.weight.detach()
            tensor([0.1000])
        """
        initialization.constant_(self.weight, self.init)

    def forward(self, input: Tensor) -> Tensor:
        return F.prelu(input, self.weight)

    def extra_repr(self) -> str:
        return f"num_parameters={self.num_parameters}"


class _SoftmaxBase(Module):
    """A member of the softmax family, with its dimension."""

    __constants__ = ["dim"]
    dim: int | None

    def __init__(self, dim: int | None = None) -> None:
        if dim is not None and (not isinstance(dim, int) or isinstance(dim, bool)):
            raise TypeError(f"dim must be an int or None, got {type(dim)}")
        super().__init__()
        self.dim = dim

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        # Modules pickled by the oldest versions lack it.
        self.__dict__.setdefault("dim", None)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Softmax(_SoftmaxBase):
    """``e^x_i / sum_j e^x_j`` along ``dim``.

    Any shape, which is kept; floating-point dtypes. Sums along ``dim`` are 1.

    Example:
        >>> flambeau.nn.Softmax(dim=1)(flambeau.zeros(1, 2))
        tensor([[0.5000, 0.5000]])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.softmax(input, self.dim, _stacklevel=5)


class Softmin(_SoftmaxBase):
    """Softmax of the negated input.

    Example:
        >>> flambeau.nn.Softmin(dim=-1)(flambeau.tensor([-1.0, 2.0]))
        tensor([0.9526, 0.0474])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.softmin(input, self.dim, _stacklevel=5)


class LogSoftmax(_SoftmaxBase):
    """Logarithm of :class:`Softmax`.

    ``x - log(sum(e^x))`` along ``dim``, without overflow. Any shape; floating-point dtypes.

    Example:
        >>> flambeau.nn.LogSoftmax(dim=-1)(flambeau.tensor([-1.0, 2.0]))
        tensor([-3.0486, -0.0486])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.log_softmax(input, self.dim, _stacklevel=5)


class Softmax2d(Module):
    """Softmax over the channels of ``(N, C, H, W)`` or ``(C, H, W)``.

    Raises:
        ValueError: for another number of dimensions.

    Example:
        >>> flambeau.nn.Softmax2d()(flambeau.ones(2, 3, 4, 4)).shape
        torch.Size([2, 3, 4, 4])
    """

    def forward(self, input: Tensor) -> Tensor:
        if input.dim() not in (3, 4):
            raise ValueError(f"Softmax2d: expected input to be 3D or 4D, got {input.dim()}D instead")
        return F.softmax(input, -3, _stacklevel=5)
