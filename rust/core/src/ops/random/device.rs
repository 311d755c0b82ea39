//! Draws on a GPU whose parameters are tensors, and draws of indices.

use flambeau_cpu::DType;
use flambeau_cuda::sample::{self, Each};
use flambeau_cuda::stream::Stream;

use super::{ForFloat, copy_elements, dense, elements, fill, for_float};
use crate::op::Operand;
use crate::random::{self, AnyGenerator, Distribution, FloatSample, on_gpu};
use crate::{Result, Scalar, Tensor, ops};

/// Draws every element of `out`; all tensors are dense, in one order, and of the dtypes that [`Each`] says.
pub(super) fn draw(
    each: Each,
    out: &Tensor,
    a: &Tensor,
    b: Option<&Tensor>,
    generator: Option<&AnyGenerator>,
    stream: Stream,
) -> Result<()> {
    let device = out.device();
    let (a, b) = (a.ptr_on(device)?, Tensor::ptr_on_or_null(b, device)?);
    // SAFETY: the tensors have as many elements as the caller promises; memory that is freed meanwhile is handed out in the
    // order of the stream.
    unsafe { sample::draw(each, out.dtype(), out.data_ptr(), a, b, out.numel(), on_gpu(generator, stream)?, stream)? };
    Ok(())
}

/// Whether all elements are true; waits for the device.
pub(super) fn all(condition: &Tensor) -> Result<bool> {
    Ok(ops::all(condition)?.item()? == Scalar::Bool(true))
}

/// Ones, with a probability for each, and zeros.
pub(super) fn bernoulli(
    out: &Tensor,
    chances: &Tensor,
    generator: Option<&AnyGenerator>,
    stream: Stream,
) -> Result<()> {
    let chances = chances.to_dtype(if out.dtype() == DType::F64 { DType::F64 } else { DType::F32 })?;
    if out.is_contiguous() && !ops::pointwise::overlap(out, &chances) {
        return draw(Each::Bernoulli(chances.dtype()), out, &chances, None, generator, stream);
    }
    let drawn = Tensor::empty(out.shape(), out.dtype(), out.device())?;
    draw(Each::Bernoulli(chances.dtype()), &drawn, &chances, None, generator, stream)?;
    copy_elements(out, &drawn)
}

/// Points of the simplex: gamma numbers divided by the sum of their row, within the open unit interval.
pub(super) fn dirichlet(alphas: &Tensor, generator: Option<&AnyGenerator>, stream: Stream) -> Result<Tensor> {
    let gammas = Tensor::empty(alphas.shape(), alphas.dtype(), alphas.device())?;
    draw(Each::Gamma, &gammas, alphas, None, generator, stream)?;
    let smallest = |dtype: DType| match dtype {
        DType::F64 => (f64::MIN_POSITIVE, f64::EPSILON),
        DType::F16 => (half::f16::MIN_POSITIVE.to_f64(), half::f16::EPSILON.to_f64()),
        DType::BF16 => (half::bf16::MIN_POSITIVE.to_f64(), half::bf16::EPSILON.to_f64()),
        _ => (f64::from(f32::MIN_POSITIVE), f64::from(f32::EPSILON)),
    };
    let (least, step) = smallest(alphas.dtype());
    let gammas = ops::clamp(&gammas, Some(least.into()), None)?;
    let sums = ops::sum_dim(&gammas, Some(&[-1]), true, None)?;
    ops::clamp(&ops::div(&gammas, (&sums).into(), None)?, Some(least.into()), Some((1.0 - step).into()))
}

/// Indices with the weights of each row, drawn as [`crate::random::multinomial`] does.
pub(super) fn multinomial(
    weights: &Tensor,
    samples: usize,
    replacement: bool,
    generator: Option<&AnyGenerator>,
    stream: Stream,
) -> Result<Tensor> {
    let sums_of = if weights.dtype() == DType::F64 { DType::F64 } else { DType::F32 };
    let zero = Operand::Scalar(Scalar::Int(0));
    let finite = ops::bitwise_and(
        &ops::ge(weights, zero)?,
        (&ops::lt(weights, Operand::Scalar(Scalar::Float(f64::INFINITY)))?).into(),
    )?;
    let positive = ops::gt(&ops::sum_dim(weights, Some(&[-1]), true, Some(sums_of))?, zero)?;
    if !all(&ops::bitwise_and(&finite, (&positive).into())?)? {
        for_float("multinomial", weights.dtype(), Check { weights: &dense(&weights.to_host()?)? })??;
    }
    if replacement && samples > 1 {
        let sums = dense(&ops::cumsum(weights, -1, Some(sums_of))?)?;
        let mut shape = weights.shape().to_vec();
        let categories = std::mem::replace(&mut shape[weights.ndim() - 1], samples);
        let out = Tensor::empty(&shape, DType::I64, weights.device())?;
        let each = Each::Indices { row: samples, categories, sums: sums_of };
        draw(each, &out, &sums, None, generator, stream)?;
        return Ok(out);
    }
    // The largest weight / e, e exponential.
    let waits = Tensor::empty(weights.shape(), weights.dtype(), weights.device())?;
    fill(&waits, Distribution::Exponential { rate: 1.0 }, generator)?;
    let quotients = ops::div(weights, (&waits).into(), None)?;
    match samples {
        1 => ops::argmax(&quotients, Some(-1), true),
        _ => Ok(ops::topk(&quotients, samples as i64, -1, true, true)?.1),
    }
}

/// Names the row of weights that cannot be drawn from.
struct Check<'a> {
    weights: &'a Tensor,
}

impl ForFloat for Check<'_> {
    type Output = Result<()>;
    fn run<T: FloatSample>(self) -> Result<()> {
        let categories = self.weights.shape()[self.weights.ndim() - 1];
        // SAFETY: the tensor is contiguous, aligned and of this element type, and nobody else has it.
        Ok(random::check_weights(unsafe { elements::<T>(self.weights)? }, categories)?)
    }
}

/// A permutation of the integers from 0 on, int64: the order of random keys, in which those that are equal are shuffled.
///
/// Keys have as many bits as make it likely (0.9) that none are equal, ceil(log2(n - (6 n^2 + 1) / (12 ln 0.9))): PyTorch's
/// number.
pub(super) fn permutation(out: &Tensor, generator: Option<&AnyGenerator>, stream: Stream) -> Result<()> {
    let n = out.numel();
    if n == 0 {
        return Ok(());
    }
    let count = n as f64;
    let bits = (count - (6.0 * count * count + 1.0) / (12.0 * 0.9f64.ln())).log2().ceil().min(64.0) as u32;
    let (dtype, from, to, width) = match bits {
        0..=32 => (DType::I32, i64::from(i32::MIN), i64::from(i32::MAX), 32),
        _ => (DType::I64, i64::MIN, i64::MAX, 64),
    };
    let mut keys = Tensor::empty(&[n], dtype, out.device())?;
    fill(&keys, Distribution::RandomRange { from, to: Some(to) }, generator)?;
    if bits < width {
        keys = ops::bitwise_and(&keys, Operand::Scalar(Scalar::Int((1 << bits) - 1)))?;
    }
    let (keys, order) = ops::sort_stable(&keys, Some(true), 0, false)?;
    draw(Each::ShuffleEqual(dtype), &order, &keys, None, generator, stream)?;
    copy_elements(out, &order)
}
