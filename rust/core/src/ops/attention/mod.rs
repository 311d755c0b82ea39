//! Scaled dot-product attention: by a kernel that keeps no matrix of scores, or by its formula in plain operations.

pub mod backends;
mod fused;

use flambeau_cpu::DType;

use self::backends::Allowed;
use self::fused::{Problem, fused};
use super::{matmul, softmax, transpose};
use crate::autograd::no_grad;
use crate::tensor::layout::broadcast;
use crate::{Result, Scalar, Tensor, ensure};

const ONE: Scalar = Scalar::Int(1);

/// What an attention is besides its operands.
#[derive(Clone, Copy)]
struct Settings {
    causal: bool,
    scale: f64,
    grouped: bool,
    dropout: f64,
}

/// `softmax(query key' scale + attn_mask) value`, row by row.
///
/// `query (*, L, E)`, `key (*, S, E)`, `value (*, S, E_v)`; the result is `(*, L, E_v)`. `attn_mask` is broadcast to
/// `(*, L, S)`: booleans (True takes part) or numbers to add. With `is_causal`, query i sees keys up to i. `scale` is
/// `1 / sqrt(E)` if not given. `dropout_p` acts on the weights whatever the mode of a module. With `enable_gqa`, heads
/// (dimension -3) of key and value serve several heads of the query each. A query that sees no key gives zeros.
///
/// Raises RuntimeError for operands of different dtypes, for a mask beside `is_causal`, for sizes that do not go
/// together, and where `sdpa_kernel` leaves nothing that takes the operands.
///
/// Source: Vaswani et al., "Attention is all you need", 2017.
///
/// Example:
///     >>> x = flambeau.ones(1, 2, 4)
///     >>> flambeau.nn.functional.scaled_dot_product_attention(x, x, x, is_causal=True).shape
///     torch.Size([1, 2, 4])
#[flambeau_macros::op(scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask=None, float dropout_p=0.0, bool is_causal=False, *, float? scale=None, bool enable_gqa=False) -> Tensor; function)]
pub fn scaled_dot_product_attention(
    query: &Tensor,
    key: &Tensor,
    value: &Tensor,
    attn_mask: Option<&Tensor>,
    dropout_p: f64,
    is_causal: bool,
    scale: Option<f64>,
    enable_gqa: bool,
) -> Result<Tensor> {
    check(query, key, value, attn_mask, is_causal)?;
    let width = query.shape()[query.ndim() - 1] as f64;
    let settings = Settings {
        causal: is_causal,
        scale: scale.unwrap_or(1.0 / width.sqrt()),
        grouped: enable_gqa,
        dropout: dropout_p,
    };
    let allowed = Allowed::on(query.device());
    match Problem::of(query, key, value, attn_mask, settings, allowed) {
        Some(problem) => fused(query, key, value, attn_mask, problem),
        None => {
            allowed.check_formula()?;
            plain(query, key, value, attn_mask, settings, None)
        }
    }
}

fn check(query: &Tensor, key: &Tensor, value: &Tensor, mask: Option<&Tensor>, causal: bool) -> Result<()> {
    ensure!(
        query.dtype() == key.dtype() && query.dtype() == value.dtype(),
        Runtime,
        "Expected query, key, and value to have the same dtype, but got query.dtype: {} key.dtype: {} and \
         value.dtype: {} instead.",
        query.dtype().scalar_name(),
        key.dtype().scalar_name(),
        value.dtype().scalar_name()
    );
    ensure!(
        [key, value].iter().all(|other| other.device().is_same_place(query.device())),
        Runtime,
        "Expected query, key, and value to have the same device type, but got query.device: {} key.device: {} and \
         value.device: {} instead.",
        query.device(),
        key.device(),
        value.device()
    );
    ensure!(
        query.ndim() >= 2 && key.ndim() >= 2 && value.ndim() >= 2,
        Runtime,
        "Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: {} key.dim: {} and \
         value.dim: {} instead.",
        query.ndim(),
        key.ndim(),
        value.ndim()
    );
    if let Some(mask) = mask {
        ensure!(
            mask.dtype() == DType::Bool || mask.dtype() == query.dtype() || mask.dtype() == DType::F32,
            Runtime,
            "Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: {} and  \
             query.dtype: {} instead.",
            mask.dtype().scalar_name(),
            query.dtype().scalar_name()
        );
        ensure!(
            !causal,
            Runtime,
            "_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True"
        );
    }
    Ok(())
}

/// The formula in differentiable operations. `factors` are those that dropout has given to the weights, if it has.
fn plain(
    query: &Tensor,
    key: &Tensor,
    value: &Tensor,
    mask: Option<&Tensor>,
    settings: Settings,
    factors: Option<&Tensor>,
) -> Result<Tensor> {
    let (repeated_key, repeated_value);
    let (key, value) = if settings.grouped {
        let heads = query.size(-3)?;
        let repeat = |tensor: &Tensor| -> Result<Tensor> {
            let own = tensor.size(-3)?;
            ensure!(
                own > 0 && heads.is_multiple_of(own),
                Runtime,
                "Number of heads in key and value must divide the number of heads in query, got {own} and {heads}"
            );
            super::repeat_interleave_int(tensor, (heads / own) as i64, Some(-3), None)
        };
        (repeated_key, repeated_value) = (repeat(key)?, repeat(value)?);
        (&repeated_key, &repeated_value)
    } else {
        (key, value)
    };
    let scores = if matches!(query.dtype(), DType::F32 | DType::F64) {
        matmul(&query.mul(settings.scale.into())?, &transpose(key, -2, -1)?)?
    } else {
        // The scale is split over both factors, so that the product of half-precision numbers does not overflow first.
        let root = settings.scale.abs().sqrt();
        let signed = root.copysign(settings.scale);
        matmul(&query.mul(signed.into())?, &transpose(&key.mul(root.into())?, -2, -1)?)?
    };
    let addends = if settings.causal {
        let (rows, columns) = (query.size(-2)?, key.size(-2)?);
        let seen = super::creation::full(&[rows, columns], Scalar::Bool(true), Some(DType::Bool), query.device())?;
        Some(additive(&super::tril(&seen, 0)?, query.dtype())?)
    } else {
        mask.map(|mask| if mask.dtype() == DType::Bool { additive(mask, query.dtype()) } else { Ok(mask.clone()) })
            .transpose()?
    };
    let weights = match addends {
        None => softmax(&scores, -1, None)?,
        Some(addends) => {
            let shape = broadcast(scores.shape(), addends.shape())?;
            ensure!(
                shape.as_slice() == scores.shape(),
                Runtime,
                "output with shape {:?} doesn't match the broadcast shape {:?}",
                scores.shape(),
                shape.as_slice()
            );
            let scores = scores.add((&addends.to_dtype(scores.dtype())?).into(), ONE)?;
            safe_softmax(&scores)?
        }
    };
    let weights = match factors {
        Some(factors) => weights.mul(factors.into())?,
        None if settings.dropout > 0.0 => super::dropout(&weights, settings.dropout, true)?,
        None => weights,
    };
    matmul(&weights, value)
}

/// 0 where `mask` is true, minus infinity where it is false.
fn additive(mask: &Tensor, dtype: DType) -> Result<Tensor> {
    no_grad(|| {
        let zeros = super::creation::full(mask.shape(), Scalar::Float(0.0), Some(dtype), mask.device())?;
        zeros.masked_fill(&mask.logical_not()?, f64::NEG_INFINITY.into())
    })
}

/// Softmax along the last dimension, with zeros for rows of nothing but minus infinities.
fn safe_softmax(scores: &Tensor) -> Result<Tensor> {
    let blind = no_grad(|| {
        let hidden = scores.detached().eq(f64::NEG_INFINITY.into())?;
        super::all_dim(&hidden, -1, true)
    })?;
    // Such rows are computed as if nothing were hidden, which keeps NaN out of the gradients too.
    let scores = scores.masked_fill(&blind, 0.0.into())?;
    softmax(&scores, -1, None)?.masked_fill(&blind, 0.0.into())
}
