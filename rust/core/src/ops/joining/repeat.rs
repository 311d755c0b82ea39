//! Copies of a tensor, or of its elements, side by side.

use flambeau_cpu::DType;
use flambeau_cuda::report::{Asker, insist};

use super::with_size;
use crate::autograd::{Recorder, no_grad};
use crate::ops::copy::copy_elements;
use crate::ops::views::sizes_of;
use crate::tensor::layout::{self, wrap_dim};
use crate::tensor::{Shape, Strides};
use crate::{Error, Result, Scalar, Tensor, bail, ensure, ops};

/// The tensor `repeats[dim]` times along each dimension; further repeats make new leading dimensions.
///
/// Any dtype; a copy. Fewer repeats than dimensions, and negative ones, raise RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([1, 2]).repeat(2, 2)
///     tensor([[1, 2, 1, 2],
///             [1, 2, 1, 2]])
#[flambeau_macros::op(repeat(Tensor self, int[] repeats) -> Tensor; method)]
pub fn repeat(this: &Tensor, repeats: &[i64]) -> Result<Tensor> {
    ensure!(
        repeats.len() >= this.ndim(),
        Runtime,
        "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor"
    );
    let lead = repeats.len() - this.ndim();
    let mut result = Shape::with_capacity(repeats.len());
    // Sizes and strides of repeats and of the tensor's own dimensions in turn, for the result and for the tensor.
    let (mut shape, mut strides) = (Shape::new(), Strides::new());
    let mut sizes: Vec<i64> = Vec::with_capacity(2 * repeats.len());
    for (at, &count) in repeats.iter().enumerate() {
        let (own, stride) = if at < lead { (1, 0) } else { (this.shape()[at - lead], this.strides()[at - lead]) };
        if count < 0 {
            let wanted: Vec<i64> = repeats
                .iter()
                .enumerate()
                .map(|(at, count)| count.saturating_mul(if at < lead { 1 } else { this.shape()[at - lead] as i64 }))
                .collect();
            bail!(
                Runtime,
                "Trying to create tensor with negative dimension {}: {}",
                wanted[at],
                layout::format_list(&wanted)
            );
        }
        let size = own.checked_mul(count as usize).ok_or_else(|| Error::out_of_memory(u128::MAX))?;
        result.push(size);
        shape.extend([count as usize, own]);
        strides.extend([0, stride]);
        sizes.extend([count, own as i64]);
    }
    let out = Tensor::empty(&result, this.dtype(), this.device())?;
    let whole = out.with_layout(shape.clone(), layout::contiguous_strides(&shape), 0);
    copy_elements(&whole, &this.with_layout(shape, strides, this.storage_offset()))?;
    if let Some(graph) = Recorder::new(&[this]) {
        let old = sizes_of(this);
        graph.attach(&out, "RepeatBackward0", move |grad, _cx| {
            let repeats: Vec<i64> = (0..sizes.len() as i64).step_by(2).collect();
            if repeats.is_empty() {
                return Ok(crate::grads![Some(grad.clone())]);
            }
            Ok(crate::grads![Some(grad.reshape(&sizes)?.sum_dim(Some(&repeats), false, None)?.reshape(&old)?)])
        });
    }
    Ok(out)
}

/// The tensor `dims[dim]` times along each dimension; missing counts are 1.
///
/// Any dtype; a copy. Negative counts raise RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([1, 2]).tile(2)
///     tensor([1, 2, 1, 2])
#[flambeau_macros::op(tile(Tensor self, int[] dims) -> Tensor; method, function)]
pub fn tile(this: &Tensor, dims: &[i64]) -> Result<Tensor> {
    let mut counts = vec![1; this.ndim().saturating_sub(dims.len())];
    counts.extend_from_slice(dims);
    repeat(this, &counts)
}

/// 0 `repeats[0]` times, 1 `repeats[1]` times, and so on.
///
/// `repeats` is a vector of int32 or int64; negative ones raise RuntimeError.
///
/// Example:
///     >>> flambeau.repeat_interleave(flambeau.tensor([1, 0, 2]))
///     tensor([0, 2, 2])
#[flambeau_macros::op(repeat_interleave.Tensor(Tensor repeats, *, int? output_size=None) -> Tensor; function)]
pub fn repeated_numbers(repeats: &Tensor, output_size: Option<i64>) -> Result<Tensor> {
    ensure!(repeats.ndim() == 1, Runtime, "repeat_interleave only accept 1D vector as repeat");
    if !matches!(repeats.dtype(), DType::I64 | DType::I32) {
        return Err(Error::unsupported("repeat_interleave_cpu", repeats.dtype()));
    }
    let counts = no_grad(|| repeats.to_dtype(DType::I64))?;
    if !counts.on_host() {
        return numbers_on_device(&counts, output_size);
    }
    let counts = counts.to_vec::<i64>()?;
    ensure!(counts.iter().all(|&count| count >= 0), Runtime, "repeats can not be negative");
    let total: u128 = counts.iter().map(|&count| count as u128).sum();
    ensure!(
        output_size.is_none_or(|size| size as u128 == total),
        Runtime,
        "allocated size does not match required size"
    );
    let total = usize::try_from(total).map_err(|_| Error::out_of_memory(total))?;
    let mut numbers: Vec<i64> = Vec::new();
    numbers.try_reserve_exact(total).map_err(|_| Error::out_of_memory(8 * total as u128))?;
    for (number, &count) in counts.iter().enumerate() {
        numbers.resize(numbers.len() + count as usize, number as i64);
    }
    Tensor::from_slice(&numbers, &[total])?.to_device(repeats.device())
}

/// Raises where the host waits next, unless the 0-d truth value on a GPU is true.
fn insist_on_size(holds: &Tensor) -> Result<()> {
    const ASKER: &Asker = &Asker::saying("repeat_interleave", "allocated size does not match required size");
    if let Some(stream) = crate::gpu::stream(holds.device()) {
        // SAFETY: the tensor is one byte; memory that is freed meanwhile is handed out in the order of the stream.
        unsafe { insist(holds.data_ptr(), ASKER, stream)? };
    }
    Ok(())
}

/// [`repeated_numbers`] of int64 on a GPU: waits for the total, unless it is given.
fn numbers_on_device(counts: &Tensor, total: Option<i64>) -> Result<Tensor> {
    let device = counts.device();
    if counts.numel() == 0 {
        return Tensor::empty(&[0], DType::I64, device);
    }
    let ends = ops::cumsum(counts, 0, None)?;
    let total = match total {
        Some(total) => {
            let fits = ops::eq(&ops::select(&ends, 0, -1)?, Scalar::Int(total).into())?;
            let positive = ops::ge(&counts.min()?, Scalar::Int(0).into())?;
            insist_on_size(&ops::bitwise_and(&fits, (&positive).into())?)?;
            total
        }
        None => match (counts.min()?.item()?, ops::select(&ends, 0, -1)?.item()?) {
            (Scalar::Int(least), Scalar::Int(total)) => {
                ensure!(least >= 0, Runtime, "repeats can not be negative");
                total
            }
            _ => bail!(Runtime, "repeats are not integers"),
        },
    };
    let places = ops::arange(total.into(), Some(DType::I64), None, Some(device), None, false)?;
    ops::searchsorted(&ends, (&places).into(), false, true, None, None)
}

/// Every element along `dim` as many times as `repeats` has it; without `dim`, of the flattened tensor.
///
/// Any dtype; `repeats` holds int32 or int64, one for each element along `dim` or one for all. Another number
/// of them, and negative ones, raise RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([1, 2]).repeat_interleave(flambeau.tensor([2, 1]))
///     tensor([1, 1, 2])
#[flambeau_macros::op(repeat_interleave.self_Tensor(Tensor self, Tensor repeats, int? dim=None, *, int? output_size=None) -> Tensor; method, function)]
pub fn repeat_interleave(
    this: &Tensor,
    repeats: &Tensor,
    dim: Option<i64>,
    output_size: Option<i64>,
) -> Result<Tensor> {
    let flat;
    let (this, dim) = match dim {
        Some(dim) => (this, dim),
        None => {
            flat = this.reshape(&[-1])?;
            (&flat, 0)
        }
    };
    let at = wrap_dim(dim, this.ndim())?;
    let size = this.shape().get(at).copied().unwrap_or(1);
    ensure!(repeats.ndim() == 0 || repeats.ndim() == 1, Runtime, "repeats must be 0-dim or 1-dim tensor");
    let counts = if repeats.ndim() == 0 || repeats.numel() == 1 {
        repeats.reshape(&[1])?.expand(&[size as i64], false)?
    } else {
        ensure!(
            repeats.numel() == size,
            Runtime,
            "repeats must have the same size as input along dim, but got repeats.size(0) = {} and input.size({at}) = {size}",
            repeats.numel()
        );
        repeats.clone()
    };
    let index = repeated_numbers(&counts, output_size)?;
    ops::index_select(&if this.ndim() == 0 { this.reshape(&[1])? } else { this.clone() }, at as i64, &index)
}

/// Every element along `dim` `repeats` times; without `dim`, of the flattened tensor.
///
/// Any shape and dtype. A negative number raises RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([[1, 2], [3, 4]]).repeat_interleave(2)
///     tensor([1, 1, 2, 2, 3, 3, 4, 4])
///     >>> flambeau.tensor([[1, 2], [3, 4]]).repeat_interleave(2, dim=0)
///     tensor([[1, 2],
///             [1, 2],
///             [3, 4],
///             [3, 4]])
#[flambeau_macros::op(repeat_interleave.self_int(Tensor self, int repeats, int? dim=None, *, int? output_size=None) -> Tensor; method, function)]
pub fn repeat_interleave_int(
    this: &Tensor,
    repeats: i64,
    dim: Option<i64>,
    output_size: Option<i64>,
) -> Result<Tensor> {
    ensure!(repeats >= 0, Runtime, "Repeats must be non-negative");
    let flat;
    let (this, dim) = match dim {
        Some(dim) if this.ndim() > 0 => (this, dim),
        dim => {
            wrap_dim(dim.unwrap_or(0), 1)?;
            flat = this.reshape(&[-1])?;
            (&flat, 0)
        }
    };
    let at = wrap_dim(dim, this.ndim())?;
    let size = this.shape()[at] as i64;
    let total = size.checked_mul(repeats).ok_or_else(|| Error::out_of_memory(u128::MAX))?;
    ensure!(
        output_size.is_none_or(|size| size == total),
        Runtime,
        "repeat_interleave: Invalid output_size, expected {total} but got {}",
        output_size.unwrap_or(0)
    );
    let mut wide = sizes_of(this);
    wide.insert(at + 1, repeats);
    let repeated = ops::clone(
        &this.unsqueeze(at as i64 + 1)?.expand(&wide, false)?,
        Some(crate::tensor::MemoryFormat::Contiguous),
    )?;
    repeated.view(&with_size(this, at, total))
}
