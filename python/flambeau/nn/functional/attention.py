"""Scaled dot-product attention, alone and with the projections around it."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

import flambeau
from flambeau._core import handle_torch_function, has_torch_function_variadic

from ._operations import ops
from .dropout import dropout
from .linear import linear
from .vision import pad

if TYPE_CHECKING:
    from flambeau import Tensor
    from flambeau import dtype as DType


def scaled_dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    *,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:
    """Return ``softmax(query @ key^T * scale + mask) @ value``.

    Scores are computed tile by tile and never kept, in the forward and in the backward pass, on the CPU and on GPUs;
    where the kernel does not take the operands (a mask that needs a gradient, say), the formula is computed in plain
    operations.

    Args:
        query: ``(*, L, E)``.
        key: ``(*, S, E)``.
        value: ``(*, S, E_v)``.
        attn_mask: broadcast to ``(*, L, S)``; booleans (True takes part) or numbers to add.
        dropout_p: dropout on the attention weights; it acts whatever the mode of a module.
        is_causal: position i of the query sees positions up to i of the key.
        scale: ``1 / sqrt(E)`` if not given.
        enable_gqa: heads (dimension -3) of key and value serve several heads of the query each.

    Returns:
        ``(*, L, E_v)``; a row that may see nothing is zero.

    Raises:
        RuntimeError: for operands of different dtypes, for a mask beside ``is_causal``, for sizes that do not go
            together, and where :func:`~flambeau.nn.attention.sdpa_kernel` leaves nothing that takes the operands.

    Source: Vaswani et al., "Attention is all you need", 2017.

    Example:
        >>> x = flambeau.ones(1, 2, 4)
        >>> flambeau.nn.functional.scaled_dot_product_attention(x, x, x, is_causal=True).shape
        torch.Size([1, 2, 4])
    """
    if has_torch_function_variadic(query, key, value, attn_mask):
        return handle_torch_function(
            scaled_dot_product_attention,
            (query, key, value, attn_mask),
            query,
            key,
            value,
            attn_mask=attn_mask,
            dropout_p=dropout_p,
            is_causal=is_causal,
            scale=scale,
            enable_gqa=enable_gqa,
        )
    return ops.scaled_dot_product_attention(
        query, key, value, attn_mask, dropout_p, is_causal, scale=scale, enable_gqa=enable_gqa
    )


def _in_projection_packed(q: Tensor, k: Tensor, v: Tensor, w: Tensor, b: Tensor | None) -> tuple[Tensor, ...]:
    """Project query, key and value with the three blocks of ``w`` ``(3E, E)``, in one product where they are one."""
    if q is k and k is v:
        return linear(q, w, b).chunk(3, dim=-1)
    features = q.size(-1)
    if k is v:
        w_q, w_kv = w.split([features, 2 * features])
        b_q, b_kv = (None, None) if b is None else b.split([features, 2 * features])
        return (linear(q, w_q, b_q), *linear(k, w_kv, b_kv).chunk(2, dim=-1))
    biases = (None, None, None) if b is None else b.chunk(3)
    return tuple(linear(x, w_x, b_x) for x, w_x, b_x in zip((q, k, v), w.chunk(3), biases, strict=True))


def _check_shapes(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    key_padding_mask: Tensor | None,
    attn_mask: Tensor | None,
    num_heads: int,
) -> bool:
    """Return whether the inputs are batched, or raise AssertionError if their ranks do not go together."""
    rank = query.dim()
    if rank not in (2, 3):
        raise AssertionError(f"query should be unbatched 2D or batched 3D tensor but received {rank}-D query tensor")
    kind = "batched (3-D)" if rank == 3 else "unbatched (2-D)"
    if key.dim() != rank or value.dim() != rank:
        raise AssertionError(
            f"For {kind} `query`, expected `key` and `value` to be {rank}-D "
            f"but found {key.dim()}-D and {value.dim()}-D tensors respectively"
        )
    if key_padding_mask is not None and key_padding_mask.dim() != rank - 1:
        raise AssertionError(
            f"For {kind} `query`, expected `key_padding_mask` to be `None` or {rank - 1}-D "
            f"but found {key_padding_mask.dim()}-D tensor instead"
        )
    if attn_mask is not None:
        if attn_mask.dim() not in (2, 3):
            raise AssertionError(
                f"For {kind} `query`, expected `attn_mask` to be `None`, 2-D or 3-D "
                f"but found {attn_mask.dim()}-D tensor instead"
            )
        expected = (num_heads, query.shape[0], key.shape[0])
        if rank == 2 and attn_mask.dim() == 3 and tuple(attn_mask.shape) != expected:
            raise AssertionError(f"Expected `attn_mask` shape to be {expected} but got {attn_mask.shape}")
    return rank == 3


def _none_or_dtype(input: Tensor | None) -> DType | None:
    return None if input is None else input.dtype


def _canonical_mask(
    mask: Tensor | None,
    mask_name: str,
    other_type: DType | None,
    other_name: str,
    target_type: DType,
    check_other: bool = True,
) -> Tensor | None:
    """Turn a boolean mask (True means: leave out) into one of numbers to add; leave numbers as they are."""
    if mask is None:
        return None
    if mask.dtype != flambeau.bool and not mask.is_floating_point():
        raise AssertionError(f"only bool and floating types of {mask_name} are supported")
    if check_other and other_type is not None and mask.dtype != other_type:
        warnings.warn(
            f"Support for mismatched {mask_name} and {other_name} is deprecated. Use same type for both instead.",
            stacklevel=3,
        )
    if mask.dtype == flambeau.bool:
        return flambeau.zeros_like(mask, dtype=target_type).masked_fill_(mask, -math.inf)
    return mask


def _split_heads(x: Tensor, batch: int, num_heads: int) -> Tensor:
    """``(T, N, E)`` to ``(N * heads, T, E / heads)``."""
    return x.reshape(x.shape[0], batch * num_heads, -1).transpose(0, 1)


def _static(x: Tensor, name: str, rows: int, head_dim: int) -> Tensor:
    if x.size(0) != rows:
        raise AssertionError(f"expecting {name}.size(0) of {rows}, but got {x.size(0)}")
    if x.size(2) != head_dim:
        raise AssertionError(f"expecting {name}.size(2) of {head_dim}, but got {x.size(2)}")
    return x


def multi_head_attention_forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    embed_dim_to_check: int,
    num_heads: int,
    in_proj_weight: Tensor | None,
    in_proj_bias: Tensor | None,
    bias_k: Tensor | None,
    bias_v: Tensor | None,
    add_zero_attn: bool,
    dropout_p: float,
    out_proj_weight: Tensor,
    out_proj_bias: Tensor | None,
    training: bool = True,
    key_padding_mask: Tensor | None = None,
    need_weights: bool = True,
    attn_mask: Tensor | None = None,
    use_separate_proj_weight: bool = False,
    q_proj_weight: Tensor | None = None,
    k_proj_weight: Tensor | None = None,
    v_proj_weight: Tensor | None = None,
    static_k: Tensor | None = None,
    static_v: Tensor | None = None,
    average_attn_weights: bool = True,
    is_causal: bool = False,
) -> tuple[Tensor, Tensor | None]:
    """Project to heads, attend, project back: the computation of :class:`~flambeau.nn.MultiheadAttention`.

    Args:
        query: ``(L, N, E)`` or ``(L, E)``.
        key, value: ``(S, N, E)`` or ``(S, E)``.
        in_proj_weight: the three projections one below the other, ``(3E, E)``; or the separate ones
            ``q_proj_weight``, ``k_proj_weight``, ``v_proj_weight`` with ``use_separate_proj_weight=True``.
        bias_k, bias_v: one more key and value, ``(1, 1, E)``.
        add_zero_attn: one more key and value of zeros.
        key_padding_mask: keys to leave out, ``(N, S)`` or ``(S,)``.
        need_weights: also return the attention weights.
        attn_mask: ``(L, S)`` or ``(N * heads, L, S)``; True leaves out, numbers are added.
        static_k, static_v: ready keys and values, ``(N * heads, S, E / heads)``.
        average_attn_weights: return the weights' mean over the heads.
        is_causal: ``attn_mask`` is the causal mask (a hint).

    Returns:
        The output, ``(L, N, E)`` or ``(L, E)``, and the weights, ``(N, L, S)``, with a heads dimension after N if they
        are not averaged, or None.

    Example:
        >>> x, eye = flambeau.rand(5, 1, 4), flambeau.eye(4)
        >>> output, weights = flambeau.nn.functional.multi_head_attention_forward(
        ...     *(x, x, x, 4, 2, eye.repeat(3, 1), flambeau.zeros(12), None, None, False, 0.0, eye, flambeau.zeros(4))
        ... )
        >>> output.shape, weights.shape
        (torch.Size([5, 1, 4]), torch.Size([1, 5, 5]))
    """
    if has_torch_function_variadic(
        query,
        key,
        value,
        in_proj_weight,
        in_proj_bias,
        bias_k,
        bias_v,
        out_proj_weight,
        out_proj_bias,
        key_padding_mask,
        attn_mask,
        q_proj_weight,
        k_proj_weight,
        v_proj_weight,
        static_k,
        static_v,
    ):
        return handle_torch_function(
            multi_head_attention_forward,
            (
                query,
                key,
                value,
                in_proj_weight,
                in_proj_bias,
                bias_k,
                bias_v,
                out_proj_weight,
                out_proj_bias,
                key_padding_mask,
                attn_mask,
                q_proj_weight,
                k_proj_weight,
                v_proj_weight,
                static_k,
                static_v,
            ),
            query,
            key,
            value,
            embed_dim_to_check,
            num_heads,
            in_proj_weight,
            in_proj_bias,
            bias_k,
            bias_v,
            add_zero_attn,
            dropout_p,
            out_proj_weight,
            out_proj_bias,
            training=training,
            key_padding_mask=key_padding_mask,
            need_weights=need_weights,
            attn_mask=attn_mask,
            use_separate_proj_weight=use_separate_proj_weight,
            q_proj_weight=q_proj_weight,
            k_proj_weight=k_proj_weight,
            v_proj_weight=v_proj_weight,
            static_k=static_k,
            static_v=static_v,
            average_attn_weights=average_attn_weights,
            is_causal=is_causal,
        )
    batched = _check_shapes(query, key, value, key_padding_mask, attn_mask, num_heads)
    if not batched:
        # Keep "key is value" true, on which the choice of projection depends.
        same_kv, same_qk = key is value, query is key
        query = query.unsqueeze(1)
        key = query if same_qk else key.unsqueeze(1)
        value = key if same_kv else value.unsqueeze(1)
        if key_padding_mask is not None:
            key_padding_mask = key_padding_mask.unsqueeze(0)

    length, batch, embed_dim = query.shape
    key_padding_mask = _canonical_mask(
        key_padding_mask,
        "key_padding_mask",
        None if attn_mask is None else attn_mask.dtype,
        "attn_mask",
        query.dtype,
    )
    if is_causal and attn_mask is None:
        raise RuntimeError(
            "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method "
            "`generate_square_subsequent_mask` to create this mask."
        )
    if is_causal and key_padding_mask is None and not need_weights:
        attn_mask = None
    else:
        attn_mask = _canonical_mask(attn_mask, "attn_mask", None, "", query.dtype, check_other=False)
        is_causal = False

    if embed_dim != embed_dim_to_check:
        raise AssertionError(f"was expecting embedding dimension of {embed_dim_to_check}, but got {embed_dim}")
    head_dim = embed_dim // num_heads
    if head_dim * num_heads != embed_dim:
        raise AssertionError(f"embed_dim {embed_dim} not divisible by num_heads {num_heads}")

    if use_separate_proj_weight:
        if key.shape[:2] != value.shape[:2]:
            raise AssertionError(
                f"key's sequence and batch dims {key.shape[:2]} do not match value's {value.shape[:2]}"
            )
        weights = {"q_proj_weight": q_proj_weight, "k_proj_weight": k_proj_weight, "v_proj_weight": v_proj_weight}
        for name, weight in weights.items():
            if weight is None:
                raise AssertionError(f"use_separate_proj_weight is True but {name} is None")
        biases: Sequence[Tensor | None] = (None, None, None) if in_proj_bias is None else in_proj_bias.chunk(3)
        q, k, v = (
            linear(x, weight, bias)
            for x, weight, bias in zip((query, key, value), weights.values(), biases, strict=True)
        )
    else:
        if key.shape != value.shape:
            raise AssertionError(f"key shape {key.shape} does not match value shape {value.shape}")
        if in_proj_weight is None:
            raise AssertionError("use_separate_proj_weight is False but in_proj_weight is None")
        q, k, v = _in_projection_packed(query, key, value, in_proj_weight, in_proj_bias)

    if attn_mask is not None:
        if attn_mask.dim() == 2:
            expected: tuple[int, ...] = (length, key.shape[0])
            if tuple(attn_mask.shape) != expected:
                raise RuntimeError(f"The shape of the 2D attn_mask is {attn_mask.shape}, but should be {expected}.")
            attn_mask = attn_mask.unsqueeze(0)
        else:
            expected = (batch * num_heads, length, key.shape[0])
            if tuple(attn_mask.shape) != expected:
                raise RuntimeError(f"The shape of the 3D attn_mask is {attn_mask.shape}, but should be {expected}.")

    if (bias_k is None) != (bias_v is None):
        raise AssertionError("bias_k and bias_v must be given together")
    extra = 0
    if bias_k is not None and bias_v is not None:
        if static_k is not None or static_v is not None:
            raise AssertionError("bias cannot be added to static key or value.")
        k = flambeau.cat([k, bias_k.repeat(1, batch, 1)])
        v = flambeau.cat([v, bias_v.repeat(1, batch, 1)])
        extra += 1

    rows = batch * num_heads
    q = _split_heads(q, batch, num_heads)
    k = _split_heads(k, batch, num_heads) if static_k is None else _static(static_k, "static_k", rows, head_dim)
    v = _split_heads(v, batch, num_heads) if static_v is None else _static(static_v, "static_v", rows, head_dim)
    if add_zero_attn:
        k = flambeau.cat([k, k.new_zeros(rows, 1, head_dim)], dim=1)
        v = flambeau.cat([v, v.new_zeros(rows, 1, head_dim)], dim=1)
        extra += 1
    if extra:
        attn_mask = None if attn_mask is None else pad(attn_mask, (0, extra))
        key_padding_mask = None if key_padding_mask is None else pad(key_padding_mask, (0, extra))

    sources = k.size(1)
    if key_padding_mask is not None:
        if tuple(key_padding_mask.shape) != (batch, sources):
            raise AssertionError(
                f"Expected key_padding_mask of shape {(batch, sources)}, but got {tuple(key_padding_mask.shape)}"
            )
        by_head = key_padding_mask.view(batch, 1, 1, sources).expand(-1, num_heads, -1, -1).reshape(rows, 1, sources)
        attn_mask = by_head if attn_mask is None else attn_mask + by_head
    if not training:
        dropout_p = 0.0

    if need_weights:
        scaled = q * math.sqrt(1.0 / head_dim)
        if attn_mask is None:
            scores = flambeau.bmm(scaled, k.transpose(-2, -1))
        else:
            scores = flambeau.baddbmm(attn_mask, scaled, k.transpose(-2, -1))
        attention = scores.softmax(-1)
        if dropout_p > 0.0:
            attention = dropout(attention, p=dropout_p)
        output = flambeau.bmm(attention, v).transpose(0, 1).reshape(length * batch, embed_dim)
        attention = attention.view(batch, num_heads, length, sources)
        if average_attn_weights:
            attention = attention.mean(dim=1)
        if not batched:
            attention = attention.squeeze(0)
    else:
        if attn_mask is not None:
            if attn_mask.size(0) == 1:
                attn_mask = attn_mask.unsqueeze(0)
            else:
                attn_mask = attn_mask.view(batch, num_heads, -1, sources)
        q, k, v = (x.view(batch, num_heads, -1, head_dim) for x in (q, k, v))
        output = scaled_dot_product_attention(q, k, v, attn_mask, dropout_p, is_causal)
        output = output.permute(2, 0, 1, 3).reshape(length * batch, embed_dim)
        attention = None

    output = linear(output, out_proj_weight, out_proj_bias).view(length, batch, -1)
    return (output if batched else output.squeeze(1)), attention
