//! Normalisation: layer and root mean square (`layer`), batch and instance (`batch`), group (`group`); `device`: those
//! with statistics of channels or groups on a GPU.
//!
//! Backward passes are kernels; a pass that is itself recorded goes through the formulas in differentiable operations.

mod batch;
mod device;
mod group;
mod layer;

pub use batch::*;
pub use group::*;
pub use layer::*;

use flambeau_cpu::DType;

use crate::{Result, Tensor, ensure};

/// Parameters are where the input is, and have its dtype or are float32 beside inputs of half precision.
fn check_dtypes(input: &Tensor, parameters: &[Option<&Tensor>]) -> Result<()> {
    let half = matches!(input.dtype(), DType::F16 | DType::BF16);
    for parameter in parameters.iter().flatten() {
        parameter.check_on(input.device())?;
        if parameter.dtype() == input.dtype() || (half && parameter.dtype() == DType::F32) {
            continue;
        }
        ensure!(
            input.dtype() == DType::F64,
            Runtime,
            "mixed dtype (CPU): expect parameter to have scalar type of Float, but it is {} beside {}",
            parameter.dtype().scalar_name(),
            input.dtype().scalar_name()
        );
        crate::bail!(
            Runtime,
            "mixed dtype (CPU): all inputs must share same datatype, but found {} and {}",
            input.dtype().scalar_name(),
            parameter.dtype().scalar_name()
        );
    }
    Ok(())
}

/// Numbers of a parameter, or a constant for each channel where there is none.
fn numbers_or(parameter: Option<&Tensor>, count: usize, value: f64) -> Result<Vec<f64>> {
    parameter.map_or_else(|| Ok(vec![value; count]), crate::ops::rows::numbers)
}
