"""Transformers."""

from __future__ import annotations

import copy
import math
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import flambeau

from .. import functional as F
from ..init import xavier_uniform_
from .activation import GELU, ReLU
from .attention import MultiheadAttention
from .container import ModuleList
from .dropout import Dropout
from .linear import Linear
from .module import Module
from .normalization import LayerNorm

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = [
    "Transformer",
    "TransformerDecoder",
    "TransformerDecoderLayer",
    "TransformerEncoder",
    "TransformerEncoderLayer",
]

Activation = str | Callable[["Tensor"], "Tensor"]


def _get_activation_fn(activation: str) -> Callable[[Tensor], Tensor]:
    if activation == "relu":
        return F.relu
    if activation == "gelu":
        return F.gelu
    raise RuntimeError(f"activation should be relu/gelu, not {activation}")


def _get_clones(module: Module, count: int) -> ModuleList:
    return ModuleList([copy.deepcopy(module) for _ in range(count)])


def _generate_square_subsequent_mask(sz: int, device: Any = None, dtype: Any = None) -> Tensor:
    return flambeau.full((sz, sz), -math.inf, dtype=dtype, device=device).triu(1)


def _get_seq_len(src: Tensor, batch_first: bool) -> int:
    return src.size(0 if src.dim() == 2 or not batch_first else 1)


def _detect_is_causal_mask(mask: Tensor | None, is_causal: bool | None = None, size: int | None = None) -> bool:
    """Return whether a mask is the causal one, where the caller does not say so."""
    if is_causal is not None or mask is None:
        return is_causal is True
    causal = _generate_square_subsequent_mask(
        mask.size(-2) if size is None else size, device=mask.device, dtype=mask.dtype
    )
    return mask.size() == causal.size() and bool((mask == causal).all())


def _float_masks(padding: Tensor | None, mask: Tensor | None, names: tuple[str, str], src: Tensor) -> tuple:
    """Return both masks as numbers to add."""
    padding_name, mask_name = names
    return (
        F._canonical_mask(padding, padding_name, F._none_or_dtype(mask), mask_name, src.dtype),
        F._canonical_mask(mask, mask_name, None, "", src.dtype, check_other=False),
    )


class TransformerEncoderLayer(Module):
    """Self-attention and a two-layer network, each with dropout, a residual connection and normalisation.

    Args:
        d_model: features, E.
        nhead: heads of the attention.
        dim_feedforward: features between the two layers of the network.
        dropout: probability of dropout.
        activation: ``"relu"``, ``"gelu"`` or a function.
        layer_norm_eps: see :class:`LayerNorm`.
        batch_first: inputs and output are ``(N, S, E)`` instead of ``(S, N, E)``.
        norm_first: normalise in front of attention and network, not behind the sums.
        bias: whether linear layers and normalisations have biases.

    Raises:
        RuntimeError: for an activation of another name.
        AssertionError: if ``nhead`` does not divide ``d_model``.

    Source: Vaswani et al., "Attention is all you need", 2017.

    Example:
        >>> layer = flambeau.nn.TransformerEncoderLayer(d_model=8, nhead=2, batch_first=True)
        >>> layer(flambeau.randn(3, 5, 8)).shape
        torch.Size([3, 5, 8])
    """

    __constants__ = ["norm_first"]

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = F.relu,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        kind = {"device": device, "dtype": dtype}
        super().__init__()
        self.self_attn = MultiheadAttention(d_model, nhead, dropout=dropout, bias=bias, batch_first=batch_first, **kind)
        self.linear1 = Linear(d_model, dim_feedforward, bias=bias, **kind)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias=bias, **kind)
        self.norm_first = norm_first
        self.norm1 = LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **kind)
        self.norm2 = LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **kind)
        self.dropout1 = Dropout(dropout)
        self.dropout2 = Dropout(dropout)
        if isinstance(activation, str):
            activation = _get_activation_fn(activation)
        if activation is F.relu or isinstance(activation, ReLU):
            self.activation_relu_or_gelu = 1
        elif activation is F.gelu or isinstance(activation, GELU):
            self.activation_relu_or_gelu = 2
        else:
            self.activation_relu_or_gelu = 0
        self.activation = activation

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        # Modules pickled by the oldest versions lack it.
        if not hasattr(self, "activation"):
            self.activation = F.relu

    def forward(
        self,
        src: Tensor,
        src_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool = False,
    ) -> Tensor:
        """Encode ``src``.

        Args:
            src: ``(S, N, E)`` or ``(S, E)``.
            src_mask: ``(S, S)`` or ``(N * heads, S, S)``; True leaves out, numbers are added to the scores.
            src_key_padding_mask: positions to leave out, ``(N, S)`` or ``(S,)``.
            is_causal: ``src_mask`` is the causal mask (a hint).

        Example:
            >>> layer = flambeau.nn.TransformerEncoderLayer(4, 2, 8, batch_first=True)
            >>> mask = flambeau.nn.Transformer.generate_square_subsequent_mask(3)
            >>> layer(flambeau.ones(2, 3, 4), mask, is_causal=True).shape
            torch.Size([2, 3, 4])
        """
        padding, mask = _float_masks(src_key_padding_mask, src_mask, ("src_key_padding_mask", "src_mask"), src)
        x = src
        if self.norm_first:
            x = x + self._sa_block(self.norm1(x), mask, padding, is_causal)
            return x + self._ff_block(self.norm2(x))
        x = self.norm1(x + self._sa_block(x, mask, padding, is_causal))
        return self.norm2(x + self._ff_block(x))

    def _sa_block(
        self, x: Tensor, attn_mask: Tensor | None, key_padding_mask: Tensor | None, is_causal: bool = False
    ) -> Tensor:
        x = self.self_attn(
            x, x, x, attn_mask=attn_mask, key_padding_mask=key_padding_mask, need_weights=False, is_causal=is_causal
        )[0]
        return self.dropout1(x)

    def _ff_block(self, x: Tensor) -> Tensor:
        return self.dropout2(self.linear2(self.dropout(self.activation(self.linear1(x)))))


class TransformerEncoder(Module):
    """A stack of copies of an encoder layer.

    Args:
        encoder_layer: a :class:`TransformerEncoderLayer`.
        num_layers: number of copies.
        norm: a last normalisation.
        enable_nested_tensor: in evaluation without gradients, padded positions come out as zeros, where the layers are
            of a kind that allows it.
        mask_check: see that padding is at the end before that is done.

    Example:
        >>> layer = flambeau.nn.TransformerEncoderLayer(d_model=8, nhead=2, batch_first=True)
        >>> flambeau.nn.TransformerEncoder(layer, num_layers=2)(flambeau.randn(3, 5, 8)).shape
        torch.Size([3, 5, 8])
    """

    __constants__ = ["norm"]

    def __init__(
        self,
        encoder_layer: Module,
        num_layers: int,
        norm: Module | None = None,
        enable_nested_tensor: bool = True,
        mask_check: bool = True,
    ) -> None:
        super().__init__()
        self.layers = _get_clones(encoder_layer, num_layers)
        self.num_layers = num_layers
        self.norm = norm
        self.enable_nested_tensor = enable_nested_tensor
        self.use_nested_tensor = enable_nested_tensor
        self.mask_check = mask_check
        why_not = self._no_shortcut(encoder_layer)
        if enable_nested_tensor and why_not:
            warnings.warn(
                f"enable_nested_tensor is True, but self.use_nested_tensor is False because encoder_layer{why_not}",
                stacklevel=2,
            )
            self.use_nested_tensor = False

    @staticmethod
    def _no_shortcut(layer: Module) -> str:
        """Say why padded positions cannot be left out, or nothing."""
        if not isinstance(layer, TransformerEncoderLayer):
            return " was not TransformerEncoderLayer"
        if layer.norm_first:
            return ".norm_first was True"
        if not layer.self_attn.batch_first:
            return ".self_attn.batch_first was not True(use batch_first for better inference performance)"
        if not layer.self_attn._qkv_same_embed_dim:
            return ".self_attn._qkv_same_embed_dim was not True"
        if layer.self_attn.in_proj_bias is None:
            return ".self_attn was passed bias=False"
        if not layer.activation_relu_or_gelu:
            return ".activation_relu_or_gelu was not True"
        if layer.norm1.eps != layer.norm2.eps:
            return ".norm1.eps was not equal to encoder_layer.norm2.eps"
        if layer.self_attn.num_heads % 2 == 1:
            return ".self_attn.num_heads is odd"
        return ""

    def _leaves_padding_out(self, src: Tensor, mask: Tensor | None, padding: Tensor | None) -> bool:
        if (
            padding is None
            or mask is not None
            or not self.use_nested_tensor
            or not flambeau.backends.mha.get_fastpath_enabled()
            or self.layers[0].training
            or src.dim() != 3
        ):
            return False
        if flambeau.is_grad_enabled() and (
            src.requires_grad or any(weight.requires_grad for weight in self.layers[0].parameters())
        ):
            return False
        hidden = padding.logical_not().logical_not()
        # Nothing that is seen comes behind something hidden.
        return not self.mask_check or bool((hidden[:, 1:] >= hidden[:, :-1]).all())

    def forward(
        self,
        src: Tensor,
        mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool | None = None,
    ) -> Tensor:
        """Encode ``src``; the arguments are those of :class:`TransformerEncoderLayer`.

        ``is_causal=None`` looks whether ``mask`` is the causal one.

        Example:
            >>> layer = flambeau.nn.TransformerEncoderLayer(4, 2, 8, batch_first=True)
            >>> encoder = flambeau.nn.TransformerEncoder(layer, 1)
            >>> padding = flambeau.tensor([[False, False, True]])
            >>> encoder(flambeau.ones(1, 3, 4), src_key_padding_mask=padding).shape
            torch.Size([1, 3, 4])
        """
        padding, mask = _float_masks(src_key_padding_mask, mask, ("src_key_padding_mask", "mask"), src)
        shortcut = self._leaves_padding_out(src, mask, padding)
        batch_first = self.layers[0].self_attn.batch_first
        is_causal = _detect_is_causal_mask(mask, is_causal, _get_seq_len(src, batch_first))
        output = src
        for layer in self.layers:
            output = layer(output, src_mask=mask, is_causal=is_causal, src_key_padding_mask=padding)
        if shortcut and padding is not None:
            output = output.masked_fill(padding.logical_not().logical_not().unsqueeze(-1), 0.0)
        return output if self.norm is None else self.norm(output)


class TransformerDecoderLayer(Module):
    """Self-attention, attention to an encoder's output, and a two-layer network.

    Each has dropout, a residual connection and normalisation.

    Args:
        d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, bias: see
            :class:`TransformerEncoderLayer`.

    Source: Vaswani et al., "Attention is all you need", 2017.

    Example:
        >>> layer = flambeau.nn.TransformerDecoderLayer(d_model=8, nhead=2, batch_first=True)
        >>> layer(flambeau.randn(3, 4, 8), flambeau.randn(3, 5, 8)).shape
        torch.Size([3, 4, 8])
    """

    __constants__ = ["norm_first"]

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = F.relu,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        kind = {"device": device, "dtype": dtype}
        super().__init__()
        attention = {"dropout": dropout, "batch_first": batch_first, "bias": bias, **kind}
        self.self_attn = MultiheadAttention(d_model, nhead, **attention)
        self.multihead_attn = MultiheadAttention(d_model, nhead, **attention)
        self.linear1 = Linear(d_model, dim_feedforward, bias=bias, **kind)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias=bias, **kind)
        self.norm_first = norm_first
        self.norm1 = LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **kind)
        self.norm2 = LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **kind)
        self.norm3 = LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **kind)
        self.dropout1 = Dropout(dropout)
        self.dropout2 = Dropout(dropout)
        self.dropout3 = Dropout(dropout)
        self.activation = _get_activation_fn(activation) if isinstance(activation, str) else activation

    def __setstate__(self, state: dict[str, Any]) -> None:
        state.setdefault("activation", F.relu)
        super().__setstate__(state)

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool = False,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """Decode ``tgt``.

        Args:
            tgt: ``(T, N, E)`` or ``(T, E)``.
            memory: the encoder's output, ``(S, N, E)`` or ``(S, E)``.
            tgt_mask, memory_mask: ``(T, T)`` and ``(T, S)``, or with ``N * heads`` in front; True leaves out, numbers
                are added to the scores.
            tgt_key_padding_mask, memory_key_padding_mask: positions to leave out, ``(N, T)`` and ``(N, S)``.
            tgt_is_causal, memory_is_causal: the mask is the causal one (a hint).

        Example:
            >>> layer = flambeau.nn.TransformerDecoderLayer(4, 2, 8)
            >>> mask = flambeau.nn.Transformer.generate_square_subsequent_mask(3)
            >>> layer(flambeau.ones(3, 4), flambeau.ones(5, 4), mask).shape
            torch.Size([3, 4])
        """
        x = tgt
        own = (tgt_mask, tgt_key_padding_mask, tgt_is_causal)
        other = (memory_mask, memory_key_padding_mask, memory_is_causal)
        if self.norm_first:
            x = x + self._sa_block(self.norm1(x), *own)
            x = x + self._mha_block(self.norm2(x), memory, *other)
            return x + self._ff_block(self.norm3(x))
        x = self.norm1(x + self._sa_block(x, *own))
        x = self.norm2(x + self._mha_block(x, memory, *other))
        return self.norm3(x + self._ff_block(x))

    def _sa_block(
        self, x: Tensor, attn_mask: Tensor | None, key_padding_mask: Tensor | None, is_causal: bool = False
    ) -> Tensor:
        x = self.self_attn(
            x, x, x, attn_mask=attn_mask, key_padding_mask=key_padding_mask, is_causal=is_causal, need_weights=False
        )[0]
        return self.dropout1(x)

    def _mha_block(
        self,
        x: Tensor,
        mem: Tensor,
        attn_mask: Tensor | None,
        key_padding_mask: Tensor | None,
        is_causal: bool = False,
    ) -> Tensor:
        x = self.multihead_attn(
            x, mem, mem, attn_mask=attn_mask, key_padding_mask=key_padding_mask, is_causal=is_causal, need_weights=False
        )[0]
        return self.dropout2(x)

    def _ff_block(self, x: Tensor) -> Tensor:
        return self.dropout3(self.linear2(self.dropout(self.activation(self.linear1(x)))))


class TransformerDecoder(Module):
    """A stack of copies of a decoder layer.

    Args:
        decoder_layer: a :class:`TransformerDecoderLayer`.
        num_layers: number of copies.
        norm: a last normalisation.

    Example:
        >>> layer = flambeau.nn.TransformerDecoderLayer(d_model=8, nhead=2, batch_first=True)
        >>> flambeau.nn.TransformerDecoder(layer, num_layers=2)(flambeau.randn(3, 4, 8), flambeau.randn(3, 5, 8)).shape
        torch.Size([3, 4, 8])
    """

    __constants__ = ["norm"]

    def __init__(self, decoder_layer: Module, num_layers: int, norm: Module | None = None) -> None:
        super().__init__()
        self.layers = _get_clones(decoder_layer, num_layers)
        self.num_layers = num_layers
        self.norm = norm

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """Decode ``tgt``; the arguments are those of :class:`TransformerDecoderLayer`.

        ``tgt_is_causal=None`` looks whether ``tgt_mask`` is the causal one.

        Example:
            >>> layer = flambeau.nn.TransformerDecoderLayer(4, 2, 8)
            >>> flambeau.nn.TransformerDecoder(layer, 1)(flambeau.ones(3, 4), flambeau.ones(5, 4)).shape
            torch.Size([3, 4])
        """
        length = _get_seq_len(tgt, self.layers[0].self_attn.batch_first)
        tgt_is_causal = _detect_is_causal_mask(tgt_mask, tgt_is_causal, length)
        output = tgt
        for layer in self.layers:
            output = layer(
                output,
                memory,
                tgt_mask=tgt_mask,
                memory_mask=memory_mask,
                tgt_key_padding_mask=tgt_key_padding_mask,
                memory_key_padding_mask=memory_key_padding_mask,
                tgt_is_causal=tgt_is_causal,
                memory_is_causal=memory_is_causal,
            )
        return output if self.norm is None else self.norm(output)


class Transformer(Module):
    """An encoder and a decoder.

    Matrices begin as :func:`flambeau.nn.init.xavier_uniform_` draws them.

    Args:
        d_model, nhead: see :class:`TransformerEncoderLayer`.
        num_encoder_layers, num_decoder_layers: layers of each.
        dim_feedforward, dropout, activation: see :class:`TransformerEncoderLayer`.
        custom_encoder, custom_decoder: modules in the place of the standard ones.
        layer_norm_eps, batch_first, norm_first, bias: see :class:`TransformerEncoderLayer`.

    Source: Vaswani et al., "Attention is all you need", 2017.

    Example:
        >>> model = flambeau.nn.Transformer(8, 2, 1, 1, dim_feedforward=16, batch_first=True)
        >>> model(flambeau.randn(3, 5, 8), flambeau.randn(3, 4, 8)).shape
        torch.Size([3, 4, 8])
    """

    def __init__(
        self,
        d_model: int = 512,
        nhead: int = 8,
        num_encoder_layers: int = 6,
        num_decoder_layers: int = 6,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = F.relu,
        custom_encoder: Any | None = None,
        custom_decoder: Any | None = None,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        kind = {"device": device, "dtype": dtype}
        layer = (d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, bias)
        super().__init__()
        if custom_encoder is not None:
            self.encoder = custom_encoder
        else:
            self.encoder = TransformerEncoder(
                TransformerEncoderLayer(*layer, **kind),
                num_encoder_layers,
                LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **kind),
            )
        if custom_decoder is not None:
            self.decoder = custom_decoder
        else:
            self.decoder = TransformerDecoder(
                TransformerDecoderLayer(*layer, **kind),
                num_decoder_layers,
                LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **kind),
            )
        self._reset_parameters()
        self.d_model = d_model
        self.nhead = nhead
        self.batch_first = batch_first

    def forward(
        self,
        src: Tensor,
        tgt: Tensor,
        src_mask: Tensor | None = None,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        src_is_causal: bool | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """Encode ``src`` and decode ``tgt``.

        Args:
            src: ``(S, N, E)``, ``(N, S, E)`` with ``batch_first``, or ``(S, E)``.
            tgt: ``(T, N, E)``, ``(N, T, E)`` with ``batch_first``, or ``(T, E)``.
            src_mask, tgt_mask, memory_mask: ``(S, S)``, ``(T, T)``, ``(T, S)``, or with ``N * heads`` in front.
            src_key_padding_mask, tgt_key_padding_mask, memory_key_padding_mask: ``(N, S)``, ``(N, T)``, ``(N, S)``.
            src_is_causal, tgt_is_causal, memory_is_causal: the mask is the causal one (a hint).

        Returns:
            The decoder's output, in the form of ``tgt``.

        Raises:
            RuntimeError: if ``src`` and ``tgt`` are batches of different sizes, or of another number of features.

        Example:
            >>> model = flambeau.nn.Transformer(4, 2, 1, 1, 8, batch_first=True)
            >>> model(flambeau.ones(2, 5, 4), flambeau.ones(2, 3, 4)).shape
            torch.Size([2, 3, 4])
        """
        if src.dim() == 3:
            dim = 0 if self.batch_first else 1
            if src.size(dim) != tgt.size(dim):
                raise RuntimeError("the batch number of src and tgt must be equal")
        if src.size(-1) != self.d_model or tgt.size(-1) != self.d_model:
            raise RuntimeError("the feature number of src and tgt must be equal to d_model")
        memory = self.encoder(src, mask=src_mask, src_key_padding_mask=src_key_padding_mask, is_causal=src_is_causal)
        return self.decoder(
            tgt,
            memory,
            tgt_mask=tgt_mask,
            memory_mask=memory_mask,
            tgt_key_padding_mask=tgt_key_padding_mask,
            memory_key_padding_mask=memory_key_padding_mask,
            tgt_is_causal=tgt_is_causal,
            memory_is_causal=memory_is_causal,
        )

    @staticmethod
    def generate_square_subsequent_mask(sz: int, device: Any = None, dtype: Any = None) -> Tensor:
        """Return the causal mask: 0 where position i may see position j, minus infinity where it may not.

        Example:
            >>> flambeau.nn.Transformer.generate_square_subsequent_mask(2)
            tensor([[0., -inf],
                    [0., 0.]])
        """
        return _generate_square_subsequent_mask(sz, dtype=dtype, device=device)

    def _reset_parameters(self) -> None:
        for weight in self.parameters():
            if weight.dim() > 1:
                xavier_uniform_(weight)
