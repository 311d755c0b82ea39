//! Whether any or all elements are not zero.

use flambeau_cpu::DType;
use flambeau_cpu::expr::Class;

use super::{Plan, Reduction, run};
use crate::{Result, Tensor};

fn truth(kind: Reduction, this: &Tensor, dims: Option<&[i64]>, keepdim: bool) -> Result<Tensor> {
    let plan = Plan::new(this, dims, keepdim)?;
    // PyTorch keeps uint8 as the result's dtype, from the time before bool.
    let result = if this.dtype() == DType::U8 { DType::U8 } else { DType::Bool };
    run(kind, &plan, None, &[this.into()], Class::Bool, result)
}

macro_rules! questions {
    ($( $(#[$doc:meta])* $kind:ident $name:ident $one:ident $many:ident )+) => { $(
        $(#[$doc])*
        #[flambeau_macros::op($name(Tensor self) -> Tensor; method, function, out)]
        pub fn $name(this: &Tensor) -> Result<Tensor> {
            truth(Reduction::$kind, this, None, false)
        }

        $(#[$doc])*
        ///
        /// Along one dimension, which the result lacks, or has with size 1 with `keepdim`.
        #[flambeau_macros::op($name.dim(Tensor self, int dim, bool keepdim=False) -> Tensor; method, function, out)]
        pub fn $one(this: &Tensor, dim: i64, keepdim: bool) -> Result<Tensor> {
            truth(Reduction::$kind, this, Some(&[dim]), keepdim)
        }

        $(#[$doc])*
        ///
        /// Along several dimensions; None means all.
        #[flambeau_macros::op($name.dims(Tensor self, int[]? dim=None, bool keepdim=False) -> Tensor; method, function, out)]
        pub fn $many(this: &Tensor, dim: Option<&[i64]>, keepdim: bool) -> Result<Tensor> {
            truth(Reduction::$kind, this, dim, keepdim)
        }
    )+ };
}

questions! {
    /// Whether all elements are not zero.
    ///
    /// Any shape and dtype; the result is boolean, but uint8 for uint8. True where there are no elements.
    ///
    /// Example:
    ///     >>> flambeau.tensor([[True, True], [True, False]]).all()
    ///     tensor(False)
    ///     >>> flambeau.tensor([[True, True], [True, False]]).all(1)
    ///     tensor([ True, False])
    All all all_dim all_dims
    /// Whether any element is not zero.
    ///
    /// Any shape and dtype; the result is boolean, but uint8 for uint8. False where there are no elements.
    ///
    /// Example:
    ///     >>> flambeau.tensor([[True, True], [True, False]]).any()
    ///     tensor(True)
    ///     >>> flambeau.tensor([[False, True], [False, False]]).any(1)
    ///     tensor([ True, False])
    Any any any_dim any_dims
}
