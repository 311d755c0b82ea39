//! Attention by a kernel of the CPU or of GPUs.

use flambeau_cpu::DType;
use flambeau_cpu::attention::{self as cpu, Attention, Gradients, Heads, Mask};
use flambeau_cuda::attention::{self as gpu, Dropout};
use flambeau_cuda::random::{Drawn, drop_as};

use super::backends::Allowed;
use super::{Settings, plain};
use crate::autograd::mode::grad_enabled;
use crate::autograd::{Context, Grads, Recorder, Saved, no_grad};
use crate::device::Device;
use crate::ops::rows::{computed_in, dense};
use crate::ops::views::sizes_of;
use crate::ops::{again, creation, dropout};
use crate::random::on_gpu;
use crate::tensor::layout::{broadcast, expanded_strides};
use crate::tensor::{Shape, Strides};
use crate::{Result, Tensor, bail};

/// Sizes of a problem that the kernel takes.
#[derive(Clone, Copy)]
pub(super) struct Problem {
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
    pub(super) fn of(
        query: &Tensor,
        key: &Tensor,
        value: &Tensor,
        mask: Option<&Tensor>,
        settings: Settings,
        allowed: Allowed,
    ) -> Option<Problem> {
        let ([batch, heads, queries, width], k, v) = (four(query)?, four(key)?, four(value)?);
        let [_, kv_heads, keys, _] = k;
        let grouped = settings.grouped && kv_heads > 0 && heads.is_multiple_of(kv_heads);
        // On the CPU there is no dropout, and few queries are better off with the formula; on GPUs rows must not be too long.
        let sizes = [batch, heads, queries, keys];
        let takes = match query.device().gpu() {
            None => settings.dropout <= 0.0 && !(allowed.formula && few_queries(query, &sizes, settings)),
            Some(_) => settings.dropout < 1.0 && gpu::takes(query.dtype(), width, v[3]),
        };
        let fits = allowed.kernel
            && takes
            && query.dtype().is_floating_point()
            && query.ndim() == key.ndim()
            && query.ndim() == value.ndim()
            && k == [batch, kv_heads, keys, width]
            && v[..3] == k[..3]
            && (heads == kv_heads || grouped)
            && (query.ndim() >= 3 || !settings.grouped)
            && [batch, heads, queries, keys, width, v[3]].iter().all(|&size| size > 0);
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

    /// Numbers for dropout on a GPU; none where nothing is dropped.
    fn draw(&self, dtype: DType, device: Device) -> Result<Option<Dropout>> {
        let p = self.settings.dropout;
        match crate::gpu::stream(device) {
            Some(stream) if p > 0.0 => {
                let drawn = Drawn::for_elements(
                    self.batch * self.heads * self.queries * self.keys,
                    on_gpu(None, stream)?,
                    stream,
                )?;
                Ok(Some(Dropout { keep: 1.0 - p, scale: dropout::kept_factor(p, dtype), drawn }))
            }
            _ => Ok(None),
        }
    }

    fn attention(&self, query: &Tensor, key: &Tensor, value: &Tensor, mask: Option<&Tensor>) -> Result<Attention> {
        let mask = mask.map(|mask| -> Result<Mask> {
            let mut scores = Shape::from_slice(query.shape());
            let last = scores.len() - 1;
            scores[last] = self.keys;
            let strides = expanded_strides(mask.shape(), mask.strides(), &scores);
            let elements = Heads { ptr: mask.ptr_on(query.device())?, strides: four_strides(&strides) };
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
            query: heads_of(query, query.device())?,
            key: heads_of(key, query.device())?,
            value: heads_of(value, query.device())?,
            mask: mask.transpose()?,
        })
    }
}

fn four_strides(strides: &[isize]) -> [isize; 4] {
    let mut four = [0; 4];
    four[4 - strides.len()..].copy_from_slice(strides);
    four
}

fn heads_of(tensor: &Tensor, device: Device) -> Result<Heads> {
    Ok(Heads { ptr: tensor.ptr_on(device)?, strides: four_strides(tensor.strides()) })
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

pub(super) fn fused(
    query: &Tensor,
    key: &Tensor,
    value: &Tensor,
    mask: Option<&Tensor>,
    problem: Problem,
) -> Result<Tensor> {
    let (dtype, device) = (query.dtype(), query.device());
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
    let log_sums_ptr = Tensor::ptr_on_or_null(log_sums.as_ref(), device)?;
    let dropout = problem.draw(dtype, device)?;
    // SAFETY: the problem was checked against the operands; result and sums are new and have its sizes. Memory of a GPU
    // that is freed meanwhile is handed out in the order of the stream.
    unsafe {
        match crate::gpu::stream(device) {
            Some(stream) => {
                gpu::forward(&attention, heads_of(&out, device)?, log_sums_ptr, dropout.as_ref(), stream)?;
            }
            None => cpu::forward(&attention, heads_of(&out, device)?, log_sums_ptr),
        }
    }
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
            dropout,
            out: Saved::output(&out)?,
            log_sums: Saved::input(&log_sums)?,
        };
        let name = match device.gpu() {
            Some(_) => "ScaledDotProductFlashAttentionBackward0",
            None => "ScaledDotProductFlashAttentionForCpuBackward0",
        };
        graph.attach(&out, name, move |grad, cx| rule.backward(grad, cx));
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
    dropout: Option<Dropout>,
    out: Saved,
    log_sums: Saved,
}

impl Fused {
    /// The factors that dropout gave to the weights, `(batch, heads, queries, keys)` in the operands' rank.
    fn factors(&self, device: Device) -> Result<Option<Tensor>> {
        let (Some(dropout), Some(stream)) = (&self.dropout, crate::gpu::stream(device)) else { return Ok(None) };
        let Problem { batch, heads, queries, keys, .. } = self.problem;
        let factors = no_grad(|| {
            creation::full(&self.shape([batch, heads, queries, keys]), 1.0.into(), Some(self.dtype), device)
        })?;
        let Dropout { keep, scale, drawn } = *dropout;
        // SAFETY: the tensor is new, dense and of this dtype.
        unsafe { drop_as(drawn, self.dtype, factors.data_ptr(), factors.numel(), keep, scale, stream)? };
        Ok(Some(factors))
    }

    fn shape(&self, sizes: [usize; 4]) -> Shape {
        Shape::from_slice(&sizes[4 - self.rank..])
    }

    fn backward(&self, grad: &Tensor, cx: &Context<'_>) -> Result<Grads> {
        let Problem { batch, heads, kv_heads, queries, keys, width, value_width, .. } = self.problem;
        let shape = |sizes: [usize; 4]| self.shape(sizes);
        let operand = |at: usize, sizes: [usize; 4]| again::same(self.operands[at].get(cx)?, &shape(sizes), self.dtype);
        let query = operand(0, [batch, heads, queries, width])?;
        let key = operand(1, [batch, kv_heads, keys, width])?;
        let value = operand(2, [batch, kv_heads, keys, value_width])?;
        let mask = match &self.mask {
            Some((mask, shape, dtype)) => Some(again::same(mask.get(cx)?, shape, *dtype)?),
            None => None,
        };
        let device = query.device();
        if cx.create_graph {
            let factors = self.factors(device)?;
            let inputs = [Some(query), Some(key), Some(value)];
            return again::gradients(&inputs, &[Some(grad.clone())], cx, |inputs| match inputs {
                [Some(query), Some(key), Some(value)] => {
                    Ok(vec![plain(query, key, value, mask.as_ref(), self.problem.settings, factors.as_ref())?])
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
            out: heads_of(&out, device)?,
            grad_out: heads_of(grad, device)?,
            log_sums: log_sums.ptr_on(device)?,
            query: heads_of(&grad_query, device)?,
            key: heads_of(&grad_key, device)?,
            value: heads_of(&grad_value, device)?,
        };
        // SAFETY: operands, result and sums are those of the forward pass, the gradient has the result's shape and
        // dtype; what is written is new. Memory of a GPU is as in the forward pass.
        unsafe {
            match crate::gpu::stream(device) {
                Some(stream) => gpu::backward(&attention, &gradients, self.dropout.as_ref(), stream)?,
                None => cpu::backward(&attention, &gradients),
            }
        }
        Ok(crate::grads![Some(grad_query), Some(grad_key), Some(grad_value)])
    }
}
