"""Attention: fused, written out, one step of decoding, and a whole encoder layer."""

from __future__ import annotations

import math
from typing import Any

from compare.makers import backward, layer, layer_backward, on_jax, on_jax_backward, op
from compare.registry import Group

GROUP = Group("attention")
row, shaped = GROUP.row, GROUP.shaped


def fused(causal: bool) -> Any:
    """PyTorch's function."""
    return lambda lib, q, k, v: lib.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=causal)


def written_out(lib: Any, q: Any, k: Any, v: Any) -> Any:
    """Scores, softmax and weighted sum as three operations."""
    return (q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5).softmax(-1) @ v


def jax_attention(causal: bool) -> Any:
    """The same formula; XLA fuses it as it likes."""

    def attention(np: Any, q: Any, k: Any, v: Any) -> Any:
        scores = q @ np.swapaxes(k, -2, -1) / q.shape[-1] ** 0.5
        if causal:
            scores = np.where(np.tril(np.ones(scores.shape[-2:], bool)), scores, -np.inf)
        e = np.exp(scores - scores.max(-1, keepdims=True))
        return e / e.sum(-1, keepdims=True) @ v

    return attention


def attention(causal: bool, gradients: bool) -> Any:
    """Describes attention over the shape of the queries."""

    def build(*shape: int) -> dict[str, Any]:
        shapes = (shape,) * 3
        batch, heads, length, width = shape
        jax_function = jax_attention(causal)
        if gradients:
            torch = backward(fused(causal), *shapes)
            jax = on_jax_backward(lambda lib, *xs: jax_function(lib.numpy, *xs), *shapes)
        else:
            torch, jax = op(fused(causal), *shapes), on_jax(jax_function, *shapes)
        flops = 4 * batch * heads * length * length * width * (3.5 if gradients else 1) / (2 if causal else 1)
        traffic = 4 * 4 * math.prod(shape) * (3 if gradients else 1)
        return {"torch": torch, "jax": jax, "flops": flops, "bytes": traffic, "tol": 1e-3}

    return build


SHAPE = (8, 12, 256, 64)
OTHERS = (8, 12, 257, 64), (7, 11, 256, 64), (8, 12, 255, 63)
shaped("sdpa_8x12x256x64", attention(False, False), SHAPE, *OTHERS)
shaped("sdpa_8x12x256x64_fb", attention(False, True), SHAPE, *OTHERS)
shaped("sdpa_causal_8x12x256x64", attention(True, False), SHAPE, *OTHERS)
shaped("sdpa_causal_8x12x256x64_fb", attention(True, True), SHAPE, *OTHERS)
row("manual_8x12x256x64_fb", backward(written_out, SHAPE, SHAPE, SHAPE), flops=12 * 96 * 256 * 256 * 64, tol=1e-3)

STEP = (1, 12, 1, 64), (1, 12, 1024, 64), (1, 12, 1024, 64)
row(
    "sdpa_decode_1x12x1x64_kv1024",
    op(fused(False), *STEP),
    jax=on_jax(jax_attention(False), *STEP),
    bytes=2 * 4 * 12 * 1024 * 64,
    flops=4 * 12 * 1024 * 64,
    tol=1e-3,
)


def encoder(nn: Any) -> Any:
    """A layer with attention in four heads and a feed-forward part of four times the width."""
    return nn.TransformerEncoderLayer(256, 4, 1024, dropout=0.0, batch_first=True)


class OfItself:
    """Attention whose queries, keys and values are one tensor."""

    def __init__(self, nn: Any) -> None:
        self.attention = nn.MultiheadAttention(256, 4, batch_first=True)
        self.parameters = self.attention.parameters

    def train(self, mode: bool) -> OfItself:
        """Sets the mode."""
        self.attention.train(mode)
        return self

    def __call__(self, x: Any) -> Any:
        return self.attention(x, x, x, need_weights=False)[0]


TOKENS = 8 * 128
ENCODER_FLOPS = 2 * TOKENS * 12 * 256**2 + 4 * 8 * 128**2 * 256
INPUT = (8, 128, 256)
row("encoder_layer_256_b8_t128", layer(encoder, INPUT, train=False), flops=ENCODER_FLOPS, tol=1e-3)
row("encoder_layer_256_b8_t128_fb", layer_backward(encoder, INPUT), flops=3 * ENCODER_FLOPS, tol=1e-3)
MULTIHEAD_FLOPS = 2 * TOKENS * 4 * 256**2 + 4 * 8 * 128**2 * 256
row("multihead_256_b8_t128", layer(OfItself, INPUT, train=False), flops=MULTIHEAD_FLOPS, tol=1e-3)
row("multihead_256_b8_t128_fb", layer_backward(OfItself, INPUT), flops=3 * MULTIHEAD_FLOPS, tol=1e-3)
