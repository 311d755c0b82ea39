//! Scaled dot-product attention.

use flambeau_cpu::DType;
use flambeau_cpu::attention::{self as kernel, Attention, Gradients, Heads, Mask};

use super::rows::{computed_in, dense};
use super::views::sizes_of;
use super::{again, matmul, softmax, transpose};
use crate::autograd::mode::grad_enabled;
use crate::autograd::{Context, Grads, Recorder, Saved, no_grad};
use crate::tensor::layout::{broadcast, expanded_strides};
use crate::tensor::{Shape, Strides};
use crate::{Result, Scalar, Tensor, bail, ensure};

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
/// Raises RuntimeError for operands of different dtypes, for a mask beside `is_causal`, and for sizes that do not go
/// together.
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
    match Problem::of(query, key, value, attn_mask, settings) {
        Some(problem) => fused(query, key, value, attn_mask, problem),
        None => plain(query, key, value, attn_mask, settings),
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

/// The formula in differentiable operations.
fn plain(query: &Tensor, key: &Tensor, value: &Tensor, mask: Option<&Tensor>, settings: Settings) -> Result<Tensor> {
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
    let weights = if settings.dropout > 0.0 { super::dropout(&weights, settings.dropout, true)? } else { weights };
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

/// Sizes of a problem that the kernel takes.
#[derive(Clone, Copy)]
struct Problem {
    settings: Settings,
    batch: usize,
    heads: usize,
    kv_heads: usize,
    queries: usize,
    keys: usize,
    width: usize,
    value_width: usize,
}

/// Batch, heads, rows and columns.
fn four(tensor: &Tensor) -> Option<[usize; 4]> {
    match *tensor.shape() {
        [rows, columns] => Some([1, 1, rows, columns]),
        [heads, rows, columns] => Some([1, heads, rows, columns]),
        [batch, heads, rows, columns] => Some([batch, heads, rows, columns]),
        _ => None,
    }
}

/// Whether the plain formula is faster: the kernel turns keys round for a tile of queries, which few queries do not pay
/// for. One query of 12 heads and 1024 keys took 418 us by the formula and 1175 us in the kernel, 16 took 936 and 1866
/// (2-core Xeon at 2.8 GHz). The scores, which the formula keeps, stay below 4 MB.
fn few_queries(query: &Tensor, sizes: &[usize; 4], settings: Settings) -> bool {
    let scores = sizes.iter().fold(1, |product: usize, &size| product.saturating_mul(size));
    let whole = matches!(query.dtype(), DType::F32 | DType::F64);
    whole && !settings.grouped && sizes[2] <= 16 && sizes[3] >= 64 && scores <= 1 << 20
}

impl Problem {
    /// The problem, or none if the kernel does not take it: the plain formula does, or says what is wrong.
    fn of(query: &Tensor, key: &Tensor, value: &Tensor, mask: Option<&Tensor>, settings: Settings) -> Option<Problem> {
        let ([batch, heads, queries, width], k, v) = (four(query)?, four(key)?, four(value)?);
        let [_, kv_heads, keys, _] = k;
        let grouped = settings.grouped && kv_heads > 0 && heads.is_multiple_of(kv_heads);
        // The kernel is the CPU's.
        let fits = query.on_host()
            && query.dtype().is_floating_point()
            && query.ndim() == key.ndim()
            && query.ndim() == value.ndim()
            && k == [batch, kv_heads, keys, width]
            && v[..3] == k[..3]
            && (heads == kv_heads || grouped)
            && (query.ndim() >= 3 || !settings.grouped)
            && [batch, heads, queries, keys, width, v[3]].iter().all(|&size| size > 0)
            && settings.dropout <= 0.0
            && !few_queries(query, &[batch, heads, queries, keys], settings);
        let mask_fits = mask.is_none_or(|mask| {
            let mut scores = Shape::from_slice(query.shape());
            let last = scores.len() - 1;
            scores[last] = keys;
            let known = broadcast(mask.shape(), &scores).is_ok_and(|shape| shape == scores);
            // The kernel has no gradient for numbers that are added.
            known && !(grad_enabled() && mask.requires_grad())
        });
        let value_width = v[3];
        (fits && mask_fits).then_some(Problem { settings, batch, heads, kv_heads, queries, keys, width, value_width })
    }

    fn attention(&self, query: &Tensor, key: &Tensor, value: &Tensor, mask: Option<&Tensor>) -> Result<Attention> {
        let mask = mask.map(|mask| -> Result<Mask> {
            let mut scores = Shape::from_slice(query.shape());
            let last = scores.len() - 1;
            scores[last] = self.keys;
            let strides = expanded_strides(mask.shape(), mask.strides(), &scores);
            let elements = Heads { ptr: mask.host_ptr()?, strides: four_strides(&strides) };
            Ok(Mask { elements, boolean: mask.dtype() == DType::Bool })
        });
        Ok(Attention {
            dtype: query.dtype(),
            batch: self.batch,
            heads: self.heads,
            kv_heads: self.kv_heads,
            queries: self.queries,
            keys: self.keys,
            width: self.width,
            value_width: self.value_width,
            scale: self.settings.scale,
            causal: self.settings.causal,
            query: heads_of(query)?,
            key: heads_of(key)?,
            value: heads_of(value)?,
            mask: mask.transpose()?,
        })
    }
}

fn four_strides(strides: &[isize]) -> [isize; 4] {
    let mut four = [0; 4];
    four[4 - strides.len()..].copy_from_slice(strides);
    four
}

fn heads_of(tensor: &Tensor) -> Result<Heads> {
    Ok(Heads { ptr: tensor.host_ptr()?, strides: four_strides(tensor.strides()) })
}

/// A new tensor whose heads lie side by side in memory, as the projections around an attention read and write them.
fn side_by_side(like: &Tensor, columns: usize) -> Result<Tensor> {
    let mut shape = Shape::from_slice(like.shape());
    let last = shape.len() - 1;
    shape[last] = columns;
    let [_, heads, rows, _] = four(like).unwrap_or([1; 4]).map(|size| size as isize);
    let columns = columns as isize;
    let all = [rows * heads * columns, columns, heads * columns, 1];
    let strides = match shape.len() {
        4 => Strides::from_slice(&all),
        _ => crate::tensor::layout::contiguous_strides(&shape),
    };
    Tensor::empty_with_strides(shape, strides, like.dtype(), like.device())
}

/// Numbers that are added, as the kernel reads them.
fn ready(mask: Option<&Tensor>, dtype: DType) -> Result<Option<Tensor>> {
    mask.map(
        |mask| {
            if mask.dtype() == DType::Bool { Ok(mask.clone()) } else { no_grad(|| mask.to_dtype(computed_in(dtype))) }
        },
    )
    .transpose()
}

fn fused(query: &Tensor, key: &Tensor, value: &Tensor, mask: Option<&Tensor>, problem: Problem) -> Result<Tensor> {
    let dtype = query.dtype();
    let out = if problem.width == problem.value_width {
        side_by_side(query, problem.value_width)?
    } else {
        let mut shape = Shape::from_slice(query.shape());
        let last = shape.len() - 1;
        shape[last] = problem.value_width;
        Tensor::empty(&shape, dtype, query.device())?
    };
    let recorder = Recorder::new(&[query, key, value]);
    let log_sums = match recorder {
        Some(_) => {
            let sizes = [problem.batch, problem.heads, problem.queries];
            Some(Tensor::empty(&sizes, computed_in(dtype), query.device())?)
        }
        None => None,
    };
    let addends = ready(mask, dtype)?;
    let attention = problem.attention(query, key, value, addends.as_ref())?;
    let log_sums_ptr = Tensor::host_ptr_or_null(log_sums.as_ref())?;
    // SAFETY: the problem was checked against the operands; result and sums are new and have its sizes.
    unsafe { kernel::forward(&attention, heads_of(&out)?, log_sums_ptr) };
    if let (Some(graph), Some(log_sums)) = (recorder, log_sums) {
        let rule = Fused {
            problem,
            rank: query.ndim(),
            dtype,
            operands: [Saved::input(query)?, Saved::input(key)?, Saved::input(value)?],
            mask: match mask {
                Some(mask) => Some((Saved::input(mask)?, Shape::from_slice(mask.shape()), mask.dtype())),
                None => None,
            },
            out: Saved::output(&out)?,
            log_sums: Saved::input(&log_sums)?,
        };
        graph.attach(&out, "ScaledDotProductFlashAttentionForCpuBackward0", move |grad, cx| rule.backward(grad, cx));
    }
    Ok(out)
}

struct Fused {
    problem: Problem,
    /// Dimensions of the operands.
    rank: usize,
    dtype: DType,
    operands: [Saved; 3],
    /// With its shape and dtype.
    mask: Option<(Saved, Shape, DType)>,
    out: Saved,
    log_sums: Saved,
}

impl Fused {
    fn backward(&self, grad: &Tensor, cx: &Context<'_>) -> Result<Grads> {
        let Problem { batch, heads, kv_heads, queries, keys, width, value_width, .. } = self.problem;
        let shape = |columns: [usize; 4]| Shape::from_slice(&columns[4 - self.rank..]);
        let operand = |at: usize, sizes: [usize; 4]| again::same(self.operands[at].get(cx)?, &shape(sizes), self.dtype);
        let query = operand(0, [batch, heads, queries, width])?;
        let key = operand(1, [batch, kv_heads, keys, width])?;
        let value = operand(2, [batch, kv_heads, keys, value_width])?;
        let mask = match &self.mask {
            Some((mask, shape, dtype)) => Some(again::same(mask.get(cx)?, shape, *dtype)?),
            None => None,
        };
        if cx.create_graph {
            let inputs = [Some(query), Some(key), Some(value)];
            return again::gradients(&inputs, &[Some(grad.clone())], cx, |inputs| match inputs {
                [Some(query), Some(key), Some(value)] => {
                    Ok(vec![plain(query, key, value, mask.as_ref(), self.problem.settings)?])
                }
                _ => bail!(Runtime, "attention has three operands"),
            });
        }
        let addends = ready(mask.as_ref(), query.dtype())?;
        let out = again::same(self.out.get(cx)?, &shape([batch, heads, queries, value_width]), self.dtype)?;
        let log_sums = again::same(self.log_sums.get(cx)?, &[batch, heads, queries], computed_in(self.dtype))?;
        let log_sums = dense(&log_sums)?;
        let [grad_query, grad_key, grad_value] = [&query, &key, &value].map(|operand| {
            let columns = sizes_of(operand).last().map_or(1, |&size| size as usize);
            side_by_side(operand, columns)
        });
        let (grad_query, grad_key, grad_value) = (grad_query?, grad_key?, grad_value?);
        let attention = self.problem.attention(&query, &key, &value, addends.as_ref())?;
        let gradients = Gradients {
            out: heads_of(&out)?,
            grad_out: heads_of(grad)?,
            log_sums: log_sums.host_ptr()?,
            query: heads_of(&grad_query)?,
            key: heads_of(&grad_key)?,
            value: heads_of(&grad_value)?,
        };
        // SAFETY: operands, result and sums are those of the forward pass, the gradient has the result's shape and
        // dtype; what is written is new.
        unsafe { kernel::backward(&attention, &gradients) };
        Ok(crate::grads![Some(grad_query), Some(grad_key), Some(grad_value)])
    }
}
