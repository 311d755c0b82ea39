//! Counts by value and by interval.

use flambeau_cpu::sort as kernel;
use flambeau_cuda::index as gpu;

use crate::autograd::no_grad;
use crate::ops::copy::written_on;
use crate::ops::rows::dense;
use crate::{DType, Error, Result, Scalar, Tensor, bail, ensure};

/// How often each of the numbers 0, 1, .. occurs, or the sum of the weights where it does. The result has at least
/// `minlength` elements.
///
/// A vector of integers from 0; weights have its shape. Other shapes and negative numbers raise RuntimeError,
/// other dtypes NotImplementedError.
///
/// Example:
///     >>> flambeau.bincount(flambeau.tensor([0, 2, 2]))
///     tensor([1, 0, 2])
#[flambeau_macros::op(bincount(Tensor self, Tensor? weights=None, int minlength=0) -> Tensor; method, function)]
pub fn bincount(this: &Tensor, weights: Option<&Tensor>, minlength: i64) -> Result<Tensor> {
    ensure!(minlength >= 0, Runtime, "minlength should be >= 0");
    if !this.dtype().is_integral(false) {
        return Err(Error::unsupported("bincount_cpu", this.dtype()));
    }
    if !this.on_host() {
        return counted_on_device(&dense(&no_grad(|| this.to_dtype(DType::I64))?)?, weights, minlength);
    }
    let values = this.to_dtype(DType::I64)?.to_vec::<i64>()?;
    ensure!(
        this.ndim() == 1 && values.iter().all(|&value| value >= 0),
        Runtime,
        "bincount only supports 1-d non-negative integral inputs."
    );
    if let Some(weights) = weights {
        weights.check_on(this.device())?;
        ensure!(weights.shape() == this.shape(), Runtime, "weights should be 1-d and have the same length as input");
    }
    let bins = values.iter().max().map_or(0, |&top| (top as usize).saturating_add(1)).max(minlength as usize);
    let dtype = match weights {
        None => DType::I64,
        Some(weights) if weights.dtype() == DType::F32 => DType::F32,
        Some(_) => DType::F64,
    };
    let out = Tensor::zeros(&[bins], dtype, written_on(this.device()))?;
    match weights {
        None => {
            // SAFETY: the new tensor has that many elements of the type.
            let out = unsafe { std::slice::from_raw_parts_mut(out.host_ptr()?.cast::<i64>(), bins) };
            kernel::bincount(&values, |_| 1i64, out);
        }
        Some(weights) if dtype == DType::F32 => {
            let weights = weights.detached().to_vec::<f32>()?;
            // SAFETY: as above.
            let out = unsafe { std::slice::from_raw_parts_mut(out.host_ptr()?.cast::<f32>(), bins) };
            kernel::bincount(&values, |at| weights[at], out);
        }
        Some(weights) => {
            let weights = weights.detached().to_dtype(DType::F64)?.to_vec::<f64>()?;
            // SAFETY: as above.
            let out = unsafe { std::slice::from_raw_parts_mut(out.host_ptr()?.cast::<f64>(), bins) };
            kernel::bincount(&values, |at| weights[at], out);
        }
    }
    out.to_device(this.device())
}

/// [`bincount`] of int64 on a GPU: waits for the largest value.
fn counted_on_device(values: &Tensor, weights: Option<&Tensor>, minlength: i64) -> Result<Tensor> {
    let least = if values.numel() > 0 { whole(&values.min()?)? } else { 0 };
    ensure!(values.ndim() == 1 && least >= 0, Runtime, "bincount only supports 1-d non-negative integral inputs.");
    let bins = if values.numel() > 0 { whole(&values.max()?)?.saturating_add(1) } else { 0 }.max(minlength);
    let (dtype, added) = match weights {
        None => (DType::I64, crate::ops::full(values.shape(), Scalar::Int(1), Some(DType::I64), values.device())?),
        Some(weights) => {
            ensure!(
                weights.shape() == values.shape(),
                Runtime,
                "weights should be 1-d and have the same length as input"
            );
            let dtype = if weights.dtype() == DType::F32 { DType::F32 } else { DType::F64 };
            (dtype, no_grad(|| weights.detached().to_dtype(dtype))?)
        }
    };
    let out = Tensor::zeros(&[bins as usize], dtype, values.device())?;
    crate::ops::index_add(&out, 0, values, &added, Scalar::Int(1))
}

fn whole(number: &Tensor) -> Result<i64> {
    match number.item()? {
        Scalar::Int(value) => Ok(value),
        _ => bail!(Runtime, "bincount: values are not integers"),
    }
}

fn check_numbers(this: &Tensor) -> Result<()> {
    match this.dtype() {
        DType::F32 | DType::F64 => Ok(()),
        other => Err(Error::unsupported("histogram_cpu", other)),
    }
}

fn numbers(this: &Tensor) -> Result<Vec<f64>> {
    this.detached().to_dtype(DType::F64)?.to_vec::<f64>()
}

fn as_float(number: Scalar) -> f64 {
    match number {
        Scalar::Bool(value) => value as i64 as f64,
        Scalar::Int(value) => value as f64,
        Scalar::Float(value) | Scalar::Complex(value, _) => value,
    }
}

/// The interval of a histogram: that of the data where both ends are equal, and one wider where those are equal too.
fn interval(values: &Tensor, mut low: f64, mut high: f64, name: &str) -> Result<(f64, f64)> {
    check_numbers(values)?;
    if low == high && values.numel() > 0 {
        // NaN where one of the elements is.
        (low, high) = no_grad(|| Ok::<_, Error>((as_float(values.min()?.item()?), as_float(values.max()?.item()?))))?;
    }
    ensure!(low.is_finite() && high.is_finite(), Runtime, "{name}: range of [{low}, {high}] is not finite");
    if low == high {
        (low, high) = (low - 1.0, high + 1.0);
    }
    ensure!(low < high, Runtime, "{name}: max must be larger than min");
    Ok((low, high))
}

/// Refuses a number of bins whose counts and edges fit no memory.
///
/// # Errors
/// `OutOfMemory`.
fn check_bins(bins: i64) -> Result<()> {
    let bytes = 16 * (bins as u128 + 1);
    let mut trial: Vec<u8> = Vec::new();
    let room = usize::try_from(bytes).ok().and_then(|bytes| trial.try_reserve_exact(bytes).ok());
    room.ok_or_else(|| crate::Error::out_of_memory(bytes))
}

fn edges(low: f64, high: f64, bins: usize) -> Vec<f64> {
    let step = (high - low) / bins as f64;
    (0..=bins).map(|at| if at == bins { high } else { low + step * at as f64 }).collect()
}

/// How many elements lie in each of `bins` intervals of equal length between `min` and `max`, or between the
/// smallest and the largest element where both are equal.
///
/// Any shape to `(bins,)`, of the same dtype. Floating-point dtypes; `bins` below 1 and bounds out of order raise
/// RuntimeError.
///
/// Example:
///     >>> flambeau.histc(flambeau.tensor([1.0, 2.0, 1.0]), bins=4, min=0, max=3)
///     tensor([0., 2., 1., 0.])
#[flambeau_macros::op(histc(Tensor self, int bins=100, Scalar min=0, Scalar max=0) -> Tensor; method, function, out)]
pub fn histc(this: &Tensor, bins: i64, min: Scalar, max: Scalar) -> Result<Tensor> {
    check_numbers(this)?;
    ensure!(bins > 0, Runtime, "torch.histogram(): bins must be > 0, but got {bins} for dimension 0");
    let this = &dense(&this.detached())?;
    let (low, high) = interval(this, as_float(min), as_float(max), "torch.histc")?;
    check_bins(bins)?;
    let edges = Tensor::from_slice(&edges(low, high, bins as usize), &[bins as usize + 1])?;
    no_grad(|| weighed(this, &edges, None, true)?.to_dtype(this.dtype()))
}

/// The sum of weights, or the number of elements, in each bin between neighbouring edges of float64: float64 on the
/// elements' device.
fn weighed(this: &Tensor, edges: &Tensor, weight: Option<&Tensor>, even: bool) -> Result<Tensor> {
    let bins = edges.shape()[0] - 1;
    if let Some(stream) = crate::gpu::stream(this.device()) {
        let values = dense(&this.detached())?;
        let edges = dense(&edges.to_device(this.device())?)?;
        let places = Tensor::empty(&[values.numel()], DType::I64, this.device())?;
        let (from, between, to) = (values.data_ptr(), edges.data_ptr().cast(), places.data_ptr().cast());
        let (dtype, count) = (values.dtype(), values.numel());
        if bins > 0 {
            // SAFETY: all are dense and on the device, where memory that is freed meanwhile is handed out in the order of the
            // stream; there is a place for each value.
            unsafe { gpu::bins(dtype, even, from, count, between, bins + 1, to, stream)? };
        }
        // What is in no bin is behind the last one.
        let added = match weight {
            Some(weight) => weight.detached().to_dtype(DType::F64)?.reshape(&[-1])?,
            None => crate::ops::full(&[count], Scalar::Int(1), Some(DType::I64), this.device())?,
        };
        let sums = Tensor::zeros(&[bins + 1], added.dtype(), this.device())?;
        let sums = crate::ops::index_add(&sums, 0, &places, &added, Scalar::Int(1))?;
        return crate::ops::narrow(&sums, 0, 0, bins as i64)?.to_dtype(DType::F64);
    }
    let (values, edges) = (numbers(this)?, numbers(edges)?);
    let weights = weight.map(numbers).transpose()?;
    let mut counts = vec![0.0; bins];
    kernel::histogram(&values, |at| weights.as_ref().map_or(1.0, |weights| weights[at]), &edges, even, &mut counts);
    Tensor::from_slice(&counts, &[bins])?.to_device(this.device())
}

fn counted(this: &Tensor, edges: &Tensor, weight: Option<&Tensor>, density: bool) -> Result<(Tensor, Tensor)> {
    if let Some(weight) = weight {
        ensure!(
            weight.dtype() == this.dtype() && weight.shape() == this.shape(),
            Runtime,
            "torch.histogram(): if weight tensor is provided it should have the same shape and dtype as the input"
        );
    }
    no_grad(|| {
        let mut counts = weighed(this, edges, weight, false)?;
        let edges = edges.to_device(this.device())?;
        if density {
            let bins = counts.numel() as i64;
            let (low, high) = (crate::ops::narrow(&edges, 0, 0, bins)?, crate::ops::narrow(&edges, 0, 1, bins)?);
            let widths = high.sub((&low).into(), Scalar::Int(1))?;
            counts = crate::ops::div(&counts, (&widths.mul((&counts.sum(None)?).into())?).into(), None)?;
        }
        Ok((counts.to_dtype(this.dtype())?, edges.to_dtype(this.dtype())?))
    })
}

/// How many elements, or which weight, lie in each of `bins` intervals of equal length, and the intervals' edges.
/// The interval covered is `range` or that of the data. With `density` the histogram's integral is 1.
///
/// Any shape to `(bins,)` and `(bins + 1,)`, floating-point; weights have the input's shape. Other shapes, and
/// bounds out of order, raise RuntimeError.
///
/// Example:
///     >>> counts, edges = flambeau.histogram(flambeau.tensor([1.0, 2.0, 1.0]), 4, range=(0.0, 3.0))
///     >>> counts
///     tensor([0., 2., 1., 0.])
///     >>> edges
///     tensor([0.0000, 0.7500, 1.5000, 2.2500, 3.0000])
#[flambeau_macros::op(histogram.bin_ct(Tensor self, int bins=100, *, float[]? range=None, Tensor? weight=None, bool density=False) -> (Tensor hist, Tensor bin_edges); method, function, out)]
pub fn histogram(
    this: &Tensor,
    bins: i64,
    range: Option<&[f64]>,
    weight: Option<&Tensor>,
    density: bool,
) -> Result<(Tensor, Tensor)> {
    ensure!(bins > 0, Runtime, "torch.histogram(): bins must be > 0, but got {bins} for dimension 0");
    let (low, high) = match range {
        None => (0.0, 0.0),
        Some(range) => {
            ensure!(
                range.len() == 2,
                Runtime,
                "torch.histogram(): range should have 2 elements, but got {}",
                range.len()
            );
            (range[0], range[1])
        }
    };
    check_bins(bins)?;
    let this = &dense(&this.detached())?;
    let (low, high) = interval(this, low, high, "torch.histogram")?;
    let edges = Tensor::from_slice(&edges(low, high, bins as usize), &[bins as usize + 1])?;
    counted(this, &edges, weight, density)
}

/// How many elements, or which weight, lie between neighbours of `bins`, an ascending tensor of edges.
///
/// Any shape to `(n - 1,)` and the edges `(n,)`, floating-point.
///
/// Example:
///     >>> flambeau.histogram(flambeau.tensor([1.0, 2.0, 1.0]), flambeau.tensor([0.0, 1.5, 3.0])).hist
///     tensor([2., 1.])
#[flambeau_macros::op(histogram.bins_tensor(Tensor self, Tensor bins, *, Tensor? weight=None, bool density=False) -> (Tensor hist, Tensor bin_edges); method, function, out)]
pub fn histogram_between(
    this: &Tensor,
    bins: &Tensor,
    weight: Option<&Tensor>,
    density: bool,
) -> Result<(Tensor, Tensor)> {
    ensure!(
        bins.ndim() == 1 && bins.numel() > 0 && bins.dtype() == this.dtype(),
        Runtime,
        "torch.histogram(): bins tensor should have one dimension, at least one element and the dtype of the input"
    );
    check_numbers(this)?;
    counted(this, &no_grad(|| bins.detached().to_dtype(DType::F64))?, weight, density)
}
