//! Norms and limits of gradients: lists of tensors.

use flambeau_cpu::DType;
use flambeau_cpu::optim::{self as kernel, Flat};
use flambeau_cuda::norms;
use flambeau_cuda::optim as gpu;
use flambeau_cuda::stream::Stream;

use super::{Laid, entangled, for_devices, order};
use crate::autograd::no_grad;
use crate::device::Device;
use crate::ops::copy::element;
use crate::ops::{pointwise, promote, select};
use crate::{Result, Scalar, Tensor, ensure};

/// Gradients as flat runs of elements, with the copies that stand in for those that have gaps.
fn flat(op: &'static str, tensors: &[Tensor]) -> Result<(Vec<Laid>, Vec<Flat>)> {
    let mut laid = Vec::with_capacity(tensors.len());
    let mut runs = Vec::with_capacity(tensors.len());
    for tensor in tensors {
        if !tensor.dtype().is_floating_point() {
            return Err(crate::Error::unsupported(op, tensor.dtype()));
        }
        let held = Laid::new(tensor, &order(tensor), tensor.dtype())?;
        runs.push(Flat { dtype: tensor.dtype(), len: tensor.numel(), ptr: held.ptr() });
        laid.push(held);
    }
    Ok((laid, runs))
}

/// A norm as a tensor's dtype holds it.
fn rounded(norm: f64, dtype: DType) -> f64 {
    match dtype {
        DType::F64 => norm,
        DType::F16 => half::f16::from_f64(norm).to_f64(),
        DType::BF16 => half::bf16::from_f64(norm).to_f64(),
        _ => f64::from(norm as f32),
    }
}

/// The norm of order `ord` of real tensors as if they were one vector: the norm of their norms, each of which is rounded
/// to its tensor's dtype.
#[flambeau_macros::op(_total_norm(Tensor[] tensors, float ord) -> Tensor; function)]
pub fn total_norm(tensors: &[Tensor], ord: f64) -> Result<Tensor> {
    let device = tensors.iter().find(|tensor| !tensor.on_host()).map_or(Device::CPU, Tensor::device);
    if tensors.iter().any(|tensor| tensor.device().gpu() != device.gpu()) {
        let norms: Vec<Tensor> =
            norm_of_each(tensors, ord)?.iter().map(|norm| no_grad(|| norm.to_device(device))).collect::<Result<_>>()?;
        return total_norm(&norms, ord);
    }
    let (_laid, runs) = flat("_total_norm", tensors)?;
    let first = tensors.first().map_or(DType::F32, Tensor::dtype);
    let dtype = tensors.iter().fold(first, |dtype, tensor| promote::promote(dtype, tensor.dtype()));
    if let Some(stream) = crate::gpu::stream(device) {
        let total = Tensor::empty(&[], dtype, device)?;
        // SAFETY: `_laid` keeps the elements, which are dense and aligned, and memory that is freed meanwhile is handed out in
        // the order of the stream; the total is new.
        unsafe { norms::norms(&runs, ord, &[], Some((dtype, total.data_ptr())), stream)? };
        return Ok(total);
    }
    // SAFETY: `_laid` keeps the elements, which are dense and aligned.
    let norms = unsafe { kernel::norms(&runs, ord) };
    let mut norms: Vec<f64> = norms.into_iter().zip(&runs).map(|(norm, run)| rounded(norm, run.dtype)).collect();
    let all = Flat { dtype: DType::F64, len: norms.len(), ptr: norms.as_mut_ptr().cast() };
    // SAFETY: the vector holds the elements.
    let total = unsafe { kernel::norms(&[all], ord) }[0];
    element(Scalar::Float(total), dtype, tensors.first().map_or(Device::CPU, Tensor::device))
}

/// The norm of order `ord` of each real tensor, of its dtype; nothing is recorded.
#[flambeau_macros::op(_norms(Tensor[] tensors, float ord) -> Tensor[]; function)]
pub fn norm_of_each(tensors: &[Tensor], ord: f64) -> Result<Vec<Tensor>> {
    let (_laid, runs) = flat("_norms", tensors)?;
    let mut norms: Vec<Option<Tensor>> = vec![None; tensors.len()];
    let numbers: Vec<usize> = (0..tensors.len()).collect();
    for_devices(tensors.iter().map(Tensor::device), &numbers, |stream, numbers| {
        let here: Vec<Flat> = numbers.iter().map(|at| runs[*at]).collect();
        let Some(stream) = stream else {
            // SAFETY: `_laid` keeps the elements, which are dense and aligned.
            let found = unsafe { kernel::norms(&here, ord) };
            for (at, norm) in numbers.iter().zip(found) {
                norms[*at] = Some(element(Scalar::Float(norm), runs[*at].dtype, tensors[*at].device())?);
            }
            return Ok(());
        };
        let device = tensors[numbers[0]].device();
        // Those of a dtype lie in one tensor, that of the first of them.
        for dtype in [DType::F32, DType::F64, DType::F16, DType::BF16] {
            let some = numbers.iter().filter(|at| runs[**at].dtype == dtype);
            let together = Tensor::empty(&[some.clone().count()], dtype, device)?;
            for (place, at) in some.enumerate() {
                norms[*at] = Some(select(&together, 0, place as i64)?);
            }
        }
        let outs: Vec<*mut u8> =
            numbers.iter().map(|at| norms[*at].as_ref().map_or(std::ptr::null_mut(), Tensor::data_ptr)).collect();
        // SAFETY: as above, on the device, where memory that is freed meanwhile is handed out in the order of the stream;
        // each norm has a place of its own.
        Ok(unsafe { norms::norms(&here, ord, &outs, None, stream) }?)
    })?;
    Ok(norms.into_iter().flatten().collect())
}

fn each_in_place(
    op: &'static str,
    tensors: &[Tensor],
    work: impl Fn(Option<Stream>, &[Flat]) -> Result<()>,
) -> Result<()> {
    for tensor in tensors {
        tensor.check_in_place()?;
        pointwise::check_single_place(tensor)?;
    }
    let all: Vec<(usize, &Tensor)> = tensors.iter().enumerate().collect();
    let run = |tensors: &[Tensor]| -> Result<()> {
        let (laid, runs) = flat(op, tensors)?;
        for_devices(tensors.iter().map(Tensor::device), &runs, &work)?;
        laid.iter().try_for_each(Laid::finish)
    };
    if entangled(&all, &[]) {
        tensors.chunks(1).try_for_each(run)?;
    } else {
        run(tensors)?;
    }
    tensors.iter().for_each(Tensor::bump_version);
    Ok(())
}

/// Multiplies real tensors by a number, in place; nothing is recorded.
#[flambeau_macros::op(_scale_(Tensor[] tensors, float factor) -> (); function)]
pub fn scale_all_(tensors: &[Tensor], factor: f64) -> Result<()> {
    let scale = |stream: Option<Stream>, runs: &[Flat]| {
        match stream {
            // SAFETY: `each_in_place` gives dense, aligned elements that do not overlap.
            None => unsafe { kernel::scale(runs, factor) },
            // SAFETY: as above, on the device.
            Some(stream) => unsafe { gpu::scale(runs, factor, stream)? },
        }
        Ok(())
    };
    no_grad(|| each_in_place("_scale_", tensors, scale))
}

/// Limits the elements of real tensors to `[low, high]`, in place; nothing is recorded.
#[flambeau_macros::op(_limit_(Tensor[] tensors, float low, float high) -> (); function)]
pub fn limit_all_(tensors: &[Tensor], low: f64, high: f64) -> Result<()> {
    let limit = |stream: Option<Stream>, runs: &[Flat]| {
        match stream {
            // SAFETY: `each_in_place` gives dense, aligned elements that do not overlap.
            None => unsafe { kernel::clamp(runs, low, high) },
            // SAFETY: as above, on the device.
            Some(stream) => unsafe { gpu::clamp(runs, low, high, stream)? },
        }
        Ok(())
    };
    no_grad(|| each_in_place("_limit_", tensors, limit))
}

/// Multiplies real tensors by a number that is a tensor, in place; with `max_norm` by what makes the norm that the number is
/// at most that: `min(max_norm / (number + 1e-6), 1)`. Nothing is recorded, and nothing waits for a GPU.
#[flambeau_macros::op(_scale_by_(Tensor[] tensors, Tensor number, float? max_norm=None) -> (); function)]
pub fn scale_all_by_(tensors: &[Tensor], number: &Tensor, max_norm: Option<f64>) -> Result<()> {
    ensure!(
        number.ndim() == 0 && number.dtype().is_floating_point(),
        Runtime,
        "_scale_by_ expects a 0-d floating-point tensor, got a {}-d one of {}",
        number.ndim(),
        number.dtype().name()
    );
    no_grad(|| {
        let shared = tensors.iter().any(|tensor| pointwise::overlap(tensor, number));
        let number = if shared { number.detached().copy()? } else { number.detached() };
        let scale = |stream: Option<Stream>, runs: &[Flat]| {
            let Some(stream) = stream else {
                let factor = match max_norm {
                    None => number.clone(),
                    Some(most) => {
                        let quotient = pointwise::reciprocal_times(
                            &number.add(1e-6.into(), Scalar::Int(1))?,
                            Scalar::Float(most),
                        )?;
                        quotient.clamp_max(1.0.into())?
                    }
                };
                let Scalar::Float(factor) = factor.item()? else {
                    crate::bail!(Runtime, "_scale_by_: the factor is not a real number")
                };
                // SAFETY: `each_in_place` gives dense, aligned elements that do not overlap.
                unsafe { kernel::scale(runs, factor) };
                return Ok(());
            };
            let number = number.to_device(Device::cuda(stream.device))?;
            let place = (number.dtype(), number.data_ptr().cast_const());
            // SAFETY: as above, on the device; the number shares no memory with them, and what is freed meanwhile is handed out
            // in the order of the stream.
            Ok(unsafe { gpu::scale_by(runs, place, max_norm, stream) }?)
        };
        each_in_place("_scale_by_", tensors, scale)
    })
}

/// Multiplies real tensors by `inv_scale`, in place, and sets `found_inf` to 1 if an element was infinite or NaN. Both are
/// float32 tensors of one element on the tensors' device.
///
/// Nothing is recorded, and nothing waits for a GPU.
///
/// Example:
///     >>> grads, found = [flambeau.tensor([4.0, float("inf")])], flambeau.tensor(0.0)
///     >>> flambeau._amp_foreach_non_finite_check_and_unscale_(grads, found, flambeau.tensor(0.5))
///     >>> grads, found
///     ([tensor([2., inf])], tensor(1.))
#[flambeau_macros::op(_amp_foreach_non_finite_check_and_unscale_(Tensor[] self, Tensor found_inf, Tensor inv_scale) -> (); function)]
pub fn unscale_all_(tensors: &[Tensor], found_inf: &Tensor, inv_scale: &Tensor) -> Result<()> {
    for (name, number) in [("inv_scale", inv_scale), ("found_inf", found_inf)] {
        ensure!(number.numel() == 1, Runtime, "{name} must be a 1-element tensor.");
        ensure!(number.dtype() == DType::F32, Runtime, "{name} must be a float tensor.");
        let elsewhere = tensors.iter().find(|tensor| tensor.device().gpu() != number.device().gpu());
        if let Some(tensor) = elsewhere {
            return Err(crate::gpu::misplaced(number.device(), tensor.device()));
        }
        let shared = tensors.iter().any(|tensor| pointwise::overlap(tensor, number));
        ensure!(!shared, Runtime, "{name} shares memory with a tensor that is changed");
    }
    found_inf.check_in_place()?;
    let unscale = |stream: Option<Stream>, runs: &[Flat]| {
        if let Some(stream) = stream {
            let (factor, found) = (inv_scale.data_ptr().cast_const(), found_inf.data_ptr());
            // SAFETY: `each_in_place` gives dense, aligned elements that do not overlap; the numbers are singles on the same
            // device that share no memory with them.
            return Ok(unsafe { gpu::unscale(runs, factor, found, stream) }?);
        }
        let factor = match inv_scale.item()? {
            Scalar::Float(factor) => factor,
            _ => crate::bail!(Runtime, "inv_scale must be a float tensor."),
        };
        // SAFETY: as above. The largest absolute value of a tensor is NaN where one of them is.
        let largest = unsafe { kernel::norms(runs, f64::INFINITY) };
        if !largest.iter().all(|value| value.is_finite()) {
            crate::ops::copy::fill_elements(found_inf, Scalar::Float(1.0))?;
        }
        // SAFETY: as above.
        unsafe { kernel::scale(runs, factor) };
        Ok(())
    };
    no_grad(|| each_in_place("_amp_foreach_non_finite_check_and_unscale_", tensors, unscale))?;
    found_inf.bump_version();
    Ok(())
}
