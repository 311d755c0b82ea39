//! Quantiles.

use crate::autograd::no_grad;
use crate::op::Operand;
use crate::ops::along::{dimension, pick};
use crate::ops::{full, select_where};
use crate::{DType, Result, Scalar, Tensor, bail, ensure};

/// Elements at most, so that positions are exact in single precision.
const LARGEST: usize = 16_000_000;

fn quantiles(
    this: &Tensor,
    q: Operand<'_>,
    dim: Option<i64>,
    keepdim: bool,
    interpolation: &str,
    pass_nan: bool,
) -> Result<Tensor> {
    ensure!(
        matches!(this.dtype(), DType::F32 | DType::F64),
        Runtime,
        "quantile() input tensor must be either float or double dtype"
    );
    ensure!(this.numel() > 0, Runtime, "quantile() input tensor must be non-empty");
    let q = match q {
        Operand::Scalar(number) => {
            let Scalar::Float(value) = (match number {
                Scalar::Int(value) => Scalar::Float(value as f64),
                Scalar::Bool(value) => Scalar::Float(value as i64 as f64),
                other => other,
            }) else {
                bail!(Type, "quantile(): q must be a float or a tensor")
            };
            ensure!((0.0..=1.0).contains(&value), Runtime, "quantile() q must be in the range [0, 1] but got {value}");
            full(&[], Scalar::Float(value), Some(this.dtype()), this.device())?
        }
        Operand::Tensor(q) => {
            ensure!(q.ndim() <= 1, Runtime, "quantile() q must be a scalar or 1D tensor");
            ensure!(q.dtype() == this.dtype(), Runtime, "quantile() q tensor must be same dtype as the input tensor");
            // As in PyTorch, nothing waits for a device to check them.
            if q.on_host() {
                let inside = no_grad(|| q.ge(0.into())?.logical_and((&q.le(1.into())?).into())?.all()?.item())?;
                ensure!(inside == Scalar::Bool(true), Runtime, "quantile() q values must be in the range [0, 1]");
            }
            q.clone()
        }
    };
    ensure!(
        matches!(interpolation, "linear" | "lower" | "higher" | "midpoint" | "nearest"),
        Runtime,
        "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, but got {interpolation}"
    );
    let line = match dim {
        Some(dim) => dimension(this, dim)?.1,
        None => this.numel(),
    };
    ensure!(line <= LARGEST, Runtime, "quantile() input tensor is too large");

    // Lines last, then in order.
    let moved = match dim {
        Some(dim) if this.ndim() > 0 => this.movedim(&[dim], &[-1])?,
        _ => this.reshape(&[-1])?,
    };
    let (sorted, _) = moved.sort(-1, false)?;
    let last = sorted.ndim() - 1;
    let flat_q = q.reshape(&[-1])?;
    let (positions, weights) = no_grad(|| positions(&sorted, &flat_q, interpolation, pass_nan))?;
    let result = match interpolation {
        "linear" | "midpoint" => {
            let (low, high) = (positions.floor()?.to_dtype(DType::I64)?, positions.ceil()?.to_dtype(DType::I64)?);
            let (low, high) = (pick(&sorted, last, &low)?, pick(&sorted, last, &high)?);
            low.lerp(&high, (&weights).into())?
        }
        _ => pick(&sorted, last, &positions.to_dtype(DType::I64)?)?,
    };
    // (.., quantiles) becomes (quantiles, ..), or (..) where there is one number.
    let result = if q.ndim() == 0 { result.squeeze_dims(&[-1])? } else { result.movedim(&[-1], &[0])? };
    if !keepdim {
        return Ok(result);
    }
    let lead = q.ndim();
    match dim {
        Some(dim) if this.ndim() > 0 => result.unsqueeze((dimension(this, dim)?.0 + lead) as i64),
        _ => {
            let mut sizes: Vec<i64> = result.shape()[..lead].iter().map(|&size| size as i64).collect();
            sizes.resize(lead + this.ndim(), 1);
            result.reshape(&sizes)
        }
    }
}

/// Where the quantiles of every line lie, and how far they are towards the next element.
fn positions(sorted: &Tensor, q: &Tensor, interpolation: &str, pass_nan: bool) -> Result<(Tensor, Tensor)> {
    let last = sorted.ndim() - 1;
    let count = sorted.shape()[last] as i64;
    let mut sizes: Vec<i64> = sorted.shape().iter().map(|&size| size as i64).collect();
    sizes[last] = q.numel() as i64;
    let nans = sorted.isnan()?;
    let exact = if pass_nan {
        let numbers = nans.logical_not()?.sum_dim(Some(&[-1]), true, Some(sorted.dtype()))?;
        numbers.sub(1.0.into(), Scalar::Int(1))?.mul(q.into())?.clamp_min(0.0.into())?
    } else {
        // A NaN is last in its line, and the result there.
        let spoiled = nans.any_dim(-1, true)?;
        let place = q.mul(((count - 1) as f64).into())?;
        select_where(&spoiled, ((count - 1) as f64).into(), (&place).into())?.to_dtype(sorted.dtype())?
    };
    let exact = exact.expand(&sizes, false)?;
    let rounded = match interpolation {
        "lower" => exact.floor()?,
        "higher" => exact.ceil()?,
        "nearest" => exact.round(0)?,
        _ => exact.copy()?,
    };
    let weights = if interpolation == "midpoint" {
        full(&[], Scalar::Float(0.5), Some(sorted.dtype()), sorted.device())?
    } else {
        rounded.sub((&rounded.floor()?).into(), Scalar::Int(1))?
    };
    Ok((rounded, weights))
}

macro_rules! quantile_ops {
    ($( $(#[$doc:meta])* $name:ident $pass_nan:literal )+) => { $(
        $(#[$doc])*
        #[flambeau_macros::op($name(Tensor self, Operand q, int? dim=None, bool keepdim=False, *, str interpolation="linear") -> Tensor; method, function, out)]
        pub fn $name(this: &Tensor, q: Operand<'_>, dim: Option<i64>, keepdim: bool, interpolation: &str) -> Result<Tensor> {
            quantiles(this, q, dim, keepdim, interpolation, $pass_nan)
        }
    )+ };
}

quantile_ops! {
    /// Quantiles of all elements or along `dim`. Several `q` come first in the result's shape. Between two elements
    /// `interpolation` decides: "linear", "lower", "higher", "midpoint" or "nearest".
    ///
    /// float32 or float64, and `q` of the same dtype or a number, in [0, 1]; others raise RuntimeError. NaN where
    /// there is one.
    ///
    /// Example:
    ///     >>> flambeau.quantile(flambeau.tensor([1.0, 2.0, 3.0, 4.0]), 0.5)
    ///     tensor(2.5000)
    ///     >>> flambeau.quantile(flambeau.tensor([[1.0, 2.0, 3.0]]), flambeau.tensor([0.0, 1.0]), dim=1)
    ///     tensor([[1.],
    ///             [3.]])
    quantile false
    /// Quantiles of the elements that are not NaN; see `quantile`.
    ///
    /// NaN where there is no such element.
    ///
    /// Example:
    ///     >>> flambeau.nanquantile(flambeau.tensor([1.0, float("nan"), 3.0]), 0.5)
    ///     tensor(2.)
    nanquantile true
}
