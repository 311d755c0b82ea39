"""Recurrent layers and cells."""

from __future__ import annotations

import math
import numbers
import warnings
from typing import TYPE_CHECKING, Any

import flambeau
from flambeau import _core

from .. import init
from ..parameter import Parameter
from ..utils.rnn import PackedSequence
from .module import Module

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = ["GRU", "LSTM", "RNN", "GRUCell", "LSTMCell", "RNNBase", "RNNCell", "RNNCellBase"]

_GATES = {"LSTM": 4, "GRU": 3, "RNN_TANH": 1, "RNN_RELU": 1}


def _check_type(name: str, value: Any, wanted: type) -> None:
    if not isinstance(value, wanted):
        raise TypeError(f"{name} should be of type {wanted.__name__}, got: {type(value).__name__}")


def apply_permutation(tensor: Tensor, permutation: Tensor, dim: int = 1) -> Tensor:
    """Return ``tensor`` with the entries of a dimension in another order."""
    return tensor.index_select(dim, permutation)


class RNNBase(Module):
    """What :class:`RNN`, :class:`LSTM` and :class:`GRU` have in common: parameters, checks, conversions.

    Args:
        mode: ``"LSTM"``, ``"GRU"``, ``"RNN_TANH"`` or ``"RNN_RELU"``.
        input_size: features of an input, H_in.
        hidden_size: features of a hidden state, H.
        num_layers: layers on top of each other.
        bias: whether layers add ``bias_ih`` and ``bias_hh``.
        batch_first: inputs and outputs are ``(N, L, H)`` instead of ``(L, N, H)``.
        dropout: dropout on the outputs of all layers but the last, in training.
        bidirectional: go through the sequence from both ends; outputs lie side by side.
        proj_size: LSTM: features of the hidden state after a projection; 0 for none.

    Parameters begin uniform in ``[-1 / sqrt(hidden_size), 1 / sqrt(hidden_size))``.

    Raises:
        ValueError, TypeError: for arguments out of range or of another type.

    Example:
        >>> flambeau.nn.RNNBase("GRU", 2, 3).mode
        'GRU'
    """

    __constants__ = [
        "mode",
        "input_size",
        "hidden_size",
        "num_layers",
        "bias",
        "batch_first",
        "dropout",
        "bidirectional",
        "proj_size",
    ]
    mode: str
    input_size: int
    hidden_size: int
    num_layers: int
    bias: bool
    batch_first: bool
    dropout: float
    bidirectional: bool
    proj_size: int

    def __init__(
        self,
        mode: str,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        self.mode = mode
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bias
        self.batch_first = batch_first
        self.dropout = float(dropout)
        self.bidirectional = bidirectional
        self.proj_size = proj_size
        self._check_settings(dropout)

        width = proj_size if proj_size > 0 else hidden_size
        rows = _GATES[mode] * hidden_size
        self._flat_weights_names: list[str] = []
        self._all_weights: list[list[str]] = []
        for layer in range(num_layers):
            for suffix in ("", "_reverse")[: self._directions]:
                inputs = input_size if layer == 0 else width * self._directions
                shapes: dict[str, tuple[int, ...]] = {"weight_ih": (rows, inputs), "weight_hh": (rows, width)}
                if bias:
                    shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}
                if proj_size > 0:
                    shapes["weight_hr"] = (proj_size, hidden_size)
                names = [f"{name}_l{layer}{suffix}" for name in shapes]
                for name, shape in zip(names, shapes.values(), strict=True):
                    setattr(self, name, Parameter(flambeau.empty(shape, device=device, dtype=dtype)))
                self._flat_weights_names.extend(names)
                self._all_weights.append(names)
        self.reset_parameters()

    def _check_settings(self, dropout: Any) -> None:
        if not isinstance(dropout, numbers.Number) or isinstance(dropout, bool) or not 0 <= self.dropout <= 1:
            raise ValueError(
                "dropout should be a number in range [0, 1] representing the probability of an element being zeroed"
            )
        if self.dropout > 0 and self.num_layers == 1:
            warnings.warn(
                "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects "
                f"num_layers greater than 1, but got dropout={dropout} and num_layers={self.num_layers}",
                stacklevel=4,
            )
        _check_type("bias", self.bias, bool)
        _check_type("batch_first", self.batch_first, bool)
        for name in ("input_size", "hidden_size", "num_layers"):
            if name != "num_layers":
                _check_type(name, getattr(self, name), int)
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be greater than zero")
        if self.proj_size < 0:
            raise ValueError("proj_size should be a positive integer or zero to disable projections")
        if self.proj_size >= self.hidden_size:
            raise ValueError("proj_size has to be smaller than hidden_size")
        if self.mode not in _GATES:
            raise ValueError(f"Unrecognized RNN mode: {self.mode}")

    @property
    def _directions(self) -> int:
        return 2 if self.bidirectional else 1

    @property
    def _flat_weights(self) -> list[Any]:
        return [getattr(self, name, None) for name in self._flat_weights_names]

    @property
    def all_weights(self) -> list[list[Parameter]]:
        """The parameters of each layer and direction.

        Example:
            >>> layer = flambeau.nn.GRU(2, 3)
            >>> [list(weight.shape) for weight in layer.all_weights[0]]
            [[9, 2], [9, 3], [9], [9]]
        """
        return [[getattr(self, name) for name in names] for names in self._all_weights]

    def flatten_parameters(self) -> None:
        """Do nothing: kernels read parameters where they are.

        Example:
            >>> flambeau.nn.GRU(2, 3).flatten_parameters()
        """

    def reset_parameters(self) -> None:
        """Draw all parameters anew.

        Example:
            >>> flambeau.nn.GRU(2, 3).reset_parameters()
        """
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def check_input(self, input: Tensor, batch_sizes: Tensor | None) -> None:
        """Raise ValueError or RuntimeError for an input of another dtype, rank or size.

        Example:
            >>> flambeau.nn.GRU(2, 3).check_input(flambeau.ones(5, 4, 2), None)
        """
        weight = self._flat_weights[0]
        if input.dtype != weight.dtype:
            raise ValueError(
                f"RNN input dtype ({input.dtype}) does not match weight dtype ({weight.dtype}). "
                f"Convert input: input.to({weight.dtype}), or convert model: model.to({input.dtype})"
            )
        rank = 2 if batch_sizes is not None else 3
        if input.dim() != rank:
            raise RuntimeError(f"input must have {rank} dimensions, got {input.dim()}")
        if self.input_size != input.size(-1):
            raise RuntimeError(
                f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got {input.size(-1)}"
            )

    def _expected_size(self, input: Tensor, batch_sizes: Tensor | None, width: int) -> tuple[int, int, int]:
        if batch_sizes is not None:
            batch = int(batch_sizes[0])
        else:
            batch = input.size(0) if self.batch_first else input.size(1)
        return self.num_layers * self._directions, batch, width

    def get_expected_hidden_size(self, input: Tensor, batch_sizes: Tensor | None) -> tuple[int, int, int]:
        """Return the shape of hidden states that goes with an input.

        Example:
            >>> flambeau.nn.GRU(2, 3).get_expected_hidden_size(flambeau.ones(5, 4, 2), None)
            (1, 4, 3)
        """
        return self._expected_size(input, batch_sizes, self.proj_size if self.proj_size > 0 else self.hidden_size)

    def check_hidden_size(
        self,
        hx: Tensor,
        expected_hidden_size: tuple[int, int, int],
        msg: str = "Expected hidden size {}, got {}",
    ) -> None:
        """Raise RuntimeError for states of another shape.

        Example:
            >>> flambeau.nn.GRU(2, 3).check_hidden_size(flambeau.ones(1, 4, 3), (1, 4, 3))
        """
        if hx.size() != expected_hidden_size:
            raise RuntimeError(msg.format(expected_hidden_size, list(hx.size())))

    def check_forward_args(self, input: Tensor, hidden: Any, batch_sizes: Tensor | None) -> None:
        """Check input and states.

        Example:
            >>> flambeau.nn.GRU(2, 3).check_forward_args(flambeau.ones(5, 4, 2), flambeau.ones(1, 4, 3), None)
        """
        self.check_input(input, batch_sizes)
        self.check_hidden_size(hidden, self.get_expected_hidden_size(input, batch_sizes))

    def permute_hidden(self, hx: Any, permutation: Tensor | None) -> Any:
        """Return states in another order of the sequences.

        Example:
            >>> states = flambeau.tensor([[[1.0], [2.0]]])
            >>> flambeau.nn.GRU(2, 1).permute_hidden(states, flambeau.tensor([1, 0])).tolist()
            [[[2.0], [1.0]]]
        """
        return hx if permutation is None else apply_permutation(hx, permutation)

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}"
        for name, default in (
            ("proj_size", 0),
            ("num_layers", 1),
            ("bias", True),
            ("batch_first", False),
            ("dropout", 0),
            ("bidirectional", False),
        ):
            if getattr(self, name) != default:
                text += f", {name}={getattr(self, name)}"
        return text

    def __setstate__(self, state: dict[str, Any]) -> None:
        # Lists of parameters that PyTorch pickles: they are looked up here.
        state = {key: value for key, value in state.items() if key not in ("_flat_weights", "_flat_weight_refs")}
        # Pickles of versions before there were projections, and before names took the place of parameters.
        state.setdefault("proj_size", 0)
        if "all_weights" in state:
            state["_all_weights"] = state.pop("all_weights")
        state.setdefault("_flat_weights_names", [name for names in state["_all_weights"] for name in names])
        super().__setstate__(state)

    def _zeros(self, input: Tensor, batch_sizes: Tensor | None, width: int) -> Tensor:
        size = self._expected_size(input, batch_sizes, width)
        return flambeau.zeros(size, dtype=input.dtype, device=input.device)

    def _compute(self, input: Tensor, hx: Any, batch_sizes: Tensor | None) -> tuple[Tensor, ...]:
        operation = getattr(_core, self.mode.lower())
        settings = (self.bias, self.num_layers, self.dropout, self.training, self.bidirectional)
        if batch_sizes is None:
            return operation(input, hx, self._flat_weights, *settings, self.batch_first)
        return operation(input, batch_sizes, hx, self._flat_weights, *settings)

    def _first_states(self, input: Tensor, batch_sizes: Tensor | None) -> Any:
        return self._zeros(input, batch_sizes, self.hidden_size)

    def _check_rank(self, hx: Any, batched: bool) -> None:
        if batched and hx.dim() != 3:
            raise RuntimeError(f"For batched 3-D input, hx should also be 3-D but got {hx.dim()}-D tensor")
        if not batched and hx.dim() != 2:
            raise RuntimeError(f"For unbatched 2-D input, hx should also be 2-D but got {hx.dim()}-D tensor")

    def _each(self, hx: Any, change: Any) -> Any:
        return change(hx)

    def forward(self, input: Any, hx: Any = None) -> tuple[Any, Any]:
        """Run through sequences.

        Args:
            input: ``(L, N, H_in)``, ``(N, L, H_in)`` with ``batch_first``, ``(L, H_in)``, or packed sequences.
            hx: first states, ``(num_layers * directions, N, H)``, without N for an input without; zeros if not given.
                For an LSTM a pair: hidden and cell states.

        Returns:
            The last layer's hidden states of all steps, in the input's form, and the last states.

        Raises:
            ValueError, RuntimeError: for an input or states of another rank, size or dtype.

        Example:
            >>> layer = flambeau.nn.GRU(2, 3)
            >>> output, last = layer(flambeau.ones(5, 2))
            >>> output.shape, last.shape
            (torch.Size([5, 3]), torch.Size([1, 3]))
        """
        if isinstance(input, PackedSequence):
            data, batch_sizes, order, back = input
            hx = self._first_states(data, batch_sizes) if hx is None else self.permute_hidden(hx, order)
            self.check_forward_args(data, hx, batch_sizes)
            output, last = self._results(self._compute(data, hx, batch_sizes))
            return PackedSequence(output, batch_sizes, order, back), self.permute_hidden(last, back)
        if input.dim() not in (2, 3):
            name = "RNN" if self.mode.startswith("RNN") else self.mode
            noun = "D tensor" if name == "RNN" else "D"
            raise ValueError(f"{name}: Expected input to be 2D or 3D, got {input.dim()}{noun} instead")
        batched = input.dim() == 3
        batch_dim = 0 if self.batch_first else 1
        if not batched:
            input = input.unsqueeze(batch_dim)
        if hx is None:
            hx = self._first_states(input, None)
        else:
            self._check_rank(hx, batched)
            if not batched:
                hx = self._each(hx, lambda state: state.unsqueeze(1))
        self.check_forward_args(input, hx, None)
        output, last = self._results(self._compute(input, hx, None))
        if not batched:
            return output.squeeze(batch_dim), self._each(last, lambda state: state.squeeze(1))
        return output, last

    def _results(self, results: tuple[Tensor, ...]) -> tuple[Tensor, Any]:
        return results[0], results[1]


class RNN(RNNBase):
    """Recurrent layers, ``h_t = tanh(x_t @ W_ih^T + b_ih + h_(t-1) @ W_hh^T + b_hh)``.

    Args:
        input_size, hidden_size, num_layers: see :class:`RNNBase`.
        nonlinearity: ``"tanh"`` or ``"relu"``.
        bias, batch_first, dropout, bidirectional: see :class:`RNNBase`.

    Example:
        >>> layer = flambeau.nn.RNN(10, 20, num_layers=2)
        >>> output, last = layer(flambeau.randn(5, 3, 10))
        >>> output.shape, last.shape
        (torch.Size([5, 3, 20]), torch.Size([2, 3, 20]))
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if "proj_size" in kwargs:
            raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
        if len(args) > 3:
            nonlinearity = args[3]
            args = args[:3] + args[4:]
        else:
            nonlinearity = kwargs.pop("nonlinearity", "tanh")
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'.")
        super().__init__(f"RNN_{nonlinearity.upper()}", *args, **kwargs)
        self.nonlinearity = nonlinearity


class LSTM(RNNBase):
    """Long short-term memory.

    ``i, f, g, o = x_t @ W_ih^T + b_ih + h_(t-1) @ W_hh^T + b_hh``, ``c_t = sigmoid(f) c_(t-1) + sigmoid(i) tanh(g)``,
    ``h_t = sigmoid(o) tanh(c_t)``, and ``h_t @ W_hr^T`` in its place with ``proj_size``.

    Args:
        input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, proj_size: see :class:`RNNBase`.

    Source: Hochreiter and Schmidhuber, "Long short-term memory", 1997.

    Example:
        >>> layer = flambeau.nn.LSTM(10, 20, bidirectional=True)
        >>> output, (hidden, cell) = layer(flambeau.randn(5, 3, 10))
        >>> output.shape, hidden.shape, cell.shape
        (torch.Size([5, 3, 40]), torch.Size([2, 3, 20]), torch.Size([2, 3, 20]))
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__("LSTM", *args, **kwargs)

    def get_expected_cell_size(self, input: Tensor, batch_sizes: Tensor | None) -> tuple[int, int, int]:
        """Return the shape of cell states that goes with an input.

        Example:
            >>> layer = flambeau.nn.LSTM(2, 3, proj_size=1)
            >>> layer.get_expected_cell_size(flambeau.ones(5, 4, 2), None)
            (1, 4, 3)
        """
        return self._expected_size(input, batch_sizes, self.hidden_size)

    def check_forward_args(self, input: Tensor, hidden: Any, batch_sizes: Tensor | None) -> None:
        """Check input and states.

        Example:
            >>> layer = flambeau.nn.LSTM(2, 3)
            >>> layer.check_forward_args(flambeau.ones(5, 4, 2), (flambeau.ones(1, 4, 3), flambeau.ones(1, 4, 3)), None)
        """
        self.check_input(input, batch_sizes)
        hidden_size = self.get_expected_hidden_size(input, batch_sizes)
        self.check_hidden_size(hidden[0], hidden_size, "Expected hidden[0] size {}, got {}")
        cell_size = self.get_expected_cell_size(input, batch_sizes)
        self.check_hidden_size(hidden[1], cell_size, "Expected hidden[1] size {}, got {}")

    def permute_hidden(self, hx: Any, permutation: Tensor | None) -> Any:
        """Return states in another order of the sequences.

        Example:
            >>> states = flambeau.tensor([[[1.0], [2.0]]])
            >>> order = flambeau.tensor([1, 0])
            >>> flambeau.nn.LSTM(2, 1).permute_hidden((states, states), order)[1].tolist()
            [[[2.0], [1.0]]]
        """
        if permutation is None:
            return hx
        return apply_permutation(hx[0], permutation), apply_permutation(hx[1], permutation)

    def _first_states(self, input: Tensor, batch_sizes: Tensor | None) -> Any:
        width = self.proj_size if self.proj_size > 0 else self.hidden_size
        return self._zeros(input, batch_sizes, width), self._zeros(input, batch_sizes, self.hidden_size)

    def _check_rank(self, hx: Any, batched: bool) -> None:
        rank = 3 if batched else 2
        if hx[0].dim() != rank or hx[1].dim() != rank:
            kind = "batched 3-D" if batched else "unbatched 2-D"
            raise RuntimeError(
                f"For {kind} input, hx and cx should also be {rank}-D "
                f"but got ({hx[0].dim()}-D, {hx[1].dim()}-D) tensors"
            )

    def _each(self, hx: Any, change: Any) -> Any:
        return change(hx[0]), change(hx[1])

    def _results(self, results: tuple[Tensor, ...]) -> tuple[Tensor, Any]:
        return results[0], results[1:]


class GRU(RNNBase):
    """Gated recurrent units.

    ``r = sigmoid(W_ir x + b_ir + W_hr h + b_hr)``, ``z = sigmoid(W_iz x + b_iz + W_hz h + b_hz)``,
    ``n = tanh(W_in x + b_in + r (W_hn h + b_hn))``, ``h_t = (1 - z) n + z h``.

    Args:
        input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional: see :class:`RNNBase`.

    Source: Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014.

    Example:
        >>> layer = flambeau.nn.GRU(10, 20, batch_first=True)
        >>> output, last = layer(flambeau.randn(3, 5, 10))
        >>> output.shape, last.shape
        (torch.Size([3, 5, 20]), torch.Size([1, 3, 20]))
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if "proj_size" in kwargs:
            raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
        super().__init__("GRU", *args, **kwargs)


class RNNCellBase(Module):
    """What the cells have in common: parameters, checks.

    Args:
        input_size: features of an input, H_in.
        hidden_size: features of a hidden state, H.
        bias: whether there are ``bias_ih`` and ``bias_hh``.
        num_chunks: gates.

    Example:
        >>> list(flambeau.nn.RNNCellBase(2, 3, bias=True, num_chunks=4).weight_ih.shape)
        [12, 2]
    """

    __constants__ = ["input_size", "hidden_size", "bias"]
    input_size: int
    hidden_size: int
    bias: bool
    weight_ih: Tensor
    weight_hh: Tensor

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool, num_chunks: int, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.bias = bias

        def new(*size: int) -> Parameter:
            return Parameter(flambeau.empty(size, device=device, dtype=dtype))

        rows = num_chunks * hidden_size
        self.weight_ih = new(rows, input_size)
        self.weight_hh = new(rows, hidden_size)
        if bias:
            self.bias_ih = new(rows)
            self.bias_hh = new(rows)
        else:
            self.register_parameter("bias_ih", None)
            self.register_parameter("bias_hh", None)
        self.reset_parameters()

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}"
        if self.__dict__.get("bias", True) is not True:
            text += f", bias={self.bias}"
        if self.__dict__.get("nonlinearity", "tanh") != "tanh":
            text += f", nonlinearity={self.nonlinearity}"
        return text

    def reset_parameters(self) -> None:
        """Draw all parameters anew.

        Example:
            >>> flambeau.nn.GRUCell(2, 3).reset_parameters()
        """
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def _check_rank(self, name: str, tensor: Tensor) -> None:
        if tensor.dim() not in (1, 2):
            raise ValueError(f"{type(self).__name__}: Expected {name} to be 1D or 2D, got {tensor.dim()}D instead")

    def _zeros(self, input: Tensor) -> Tensor:
        return flambeau.zeros(input.size(0), self.hidden_size, dtype=input.dtype, device=input.device)

    def _weights(self) -> tuple[Any, ...]:
        return self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh

    def _step(self, operation: Any, input: Tensor, hx: Tensor | None) -> Tensor:
        self._check_rank("input", input)
        if hx is not None:
            self._check_rank("hidden", hx)
        batched = input.dim() == 2
        if not batched:
            input = input.unsqueeze(0)
        if hx is None:
            hx = self._zeros(input)
        elif not batched:
            hx = hx.unsqueeze(0)
        elif hx.dim() == 1:
            raise RuntimeError(f"Input batch size {input.size(0)} doesn't match hidden0 batch size {hx.size(0)}")
        out = operation(input, hx, *self._weights())
        return out if batched else out.squeeze(0)


class RNNCell(RNNCellBase):
    """One step of :class:`RNN`.

    Args:
        input_size, hidden_size, bias: see :class:`RNNCellBase`.
        nonlinearity: ``"tanh"`` or ``"relu"``.

    Example:
        >>> cell = flambeau.nn.RNNCell(10, 20)
        >>> cell(flambeau.randn(3, 10), flambeau.zeros(3, 20)).shape
        torch.Size([3, 20])
    """

    __constants__ = ["input_size", "hidden_size", "bias", "nonlinearity"]
    nonlinearity: str

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, num_chunks=1, device=device, dtype=dtype)
        self.nonlinearity = nonlinearity

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        """Return the new hidden state from ``input`` ``(N, H_in)`` and the old one ``(N, H)``, zeros if not given.

        Example:
            >>> flambeau.nn.RNNCell(2, 3)(flambeau.ones(2)).shape
            torch.Size([3])
        """
        self._check_rank("input", input)
        if self.nonlinearity not in ("tanh", "relu"):
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}")
        return self._step(getattr(_core, f"rnn_{self.nonlinearity}_cell"), input, hx)


class LSTMCell(RNNCellBase):
    """One step of :class:`LSTM`.

    Args:
        input_size, hidden_size, bias: see :class:`RNNCellBase`.

    Example:
        >>> cell = flambeau.nn.LSTMCell(10, 20)
        >>> hidden, state = cell(flambeau.randn(3, 10))
        >>> hidden.shape, state.shape
        (torch.Size([3, 20]), torch.Size([3, 20]))
    """

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__(input_size, hidden_size, bias, num_chunks=4, device=device, dtype=dtype)

    def forward(self, input: Tensor, hx: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor, Tensor]:
        """Return new hidden and cell states from ``input`` ``(N, H_in)`` and the old ones, zeros if not given.

        Example:
            >>> flambeau.nn.LSTMCell(2, 3)(flambeau.ones(2))[1].shape
            torch.Size([3])
        """
        self._check_rank("input", input)
        for number, state in enumerate(hx or ()):
            self._check_rank(f"hx[{number}]", state)
        batched = input.dim() == 2
        if not batched:
            input = input.unsqueeze(0)
        if hx is None:
            zeros = self._zeros(input)
            hx = (zeros, zeros)
        elif not batched:
            hx = (hx[0].unsqueeze(0), hx[1].unsqueeze(0))
        elif hx[0].dim() == 1:
            raise RuntimeError(f"Input batch size {input.size(0)} doesn't match hidden0 batch size {hx[0].size(0)}")
        hidden, cell = _core.lstm_cell(input, hx, *self._weights())
        return (hidden, cell) if batched else (hidden.squeeze(0), cell.squeeze(0))


class GRUCell(RNNCellBase):
    """One step of :class:`GRU`.

    Args:
        input_size, hidden_size, bias: see :class:`RNNCellBase`.

    Example:
        >>> cell = flambeau.nn.GRUCell(10, 20)
        >>> cell(flambeau.randn(3, 10)).shape
        torch.Size([3, 20])
    """

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__(input_size, hidden_size, bias, num_chunks=3, device=device, dtype=dtype)

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        """Return the new hidden state from ``input`` ``(N, H_in)`` and the old one ``(N, H)``, zeros if not given.

        Example:
            >>> flambeau.nn.GRUCell(2, 3)(flambeau.ones(2)).shape
            torch.Size([3])
        """
        return self._step(_core.gru_cell, input, hx)
