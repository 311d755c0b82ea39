//! Copies of a tensor in which a part - a slice, a diagonal - is replaced.

use crate::{Result, Tensor, ensure, ops};

fn replace(this: &Tensor, src: &Tensor, part: impl Fn(&Tensor) -> Result<Tensor>) -> Result<Tensor> {
    let out = this.copy()?;
    let target = part(&out)?;
    ensure!(
        target.shape() == src.shape(),
        Runtime,
        "expected src to have a size equal to the slice of self. src size = {}, slice size = {}",
        crate::error::shape_text(src.shape()),
        crate::error::shape_text(target.shape())
    );
    ops::copy_(&target, src, false)?;
    Ok(out)
}

/// `this` with `src` at `index` along `dim`.
#[flambeau_macros::op(select_scatter(Tensor self, Tensor src, int dim, int index) -> Tensor; method, function)]
pub fn select_scatter(this: &Tensor, src: &Tensor, dim: i64, index: i64) -> Result<Tensor> {
    replace(this, src, |out| ops::select(out, dim, index))
}

/// `this` with `src` in every `step`-th place from `start` to `end` along `dim`.
#[flambeau_macros::op(slice_scatter(Tensor self, Tensor src, int dim=0, int? start=None, int? end=None, int step=1) -> Tensor; method, function)]
pub fn slice_scatter(
    this: &Tensor,
    src: &Tensor,
    dim: i64,
    start: Option<i64>,
    end: Option<i64>,
    step: i64,
) -> Result<Tensor> {
    replace(this, src, |out| ops::slice(out, dim, start, end, step))
}

/// `this` with `src` on a diagonal of dimensions `dim1` and `dim2`.
#[flambeau_macros::op(diagonal_scatter(Tensor self, Tensor src, int offset=0, int dim1=0, int dim2=1) -> Tensor; method, function)]
pub fn diagonal_scatter(this: &Tensor, src: &Tensor, offset: i64, dim1: i64, dim2: i64) -> Result<Tensor> {
    replace(this, src, |out| ops::diagonal(out, offset, dim1, dim2))
}

/// A copy of `length` elements from `start` along `dim`.
#[flambeau_macros::op(narrow_copy(Tensor self, int dim, int start, int length) -> Tensor; method, function)]
pub fn narrow_copy(this: &Tensor, dim: i64, start: i64, length: i64) -> Result<Tensor> {
    ops::narrow(this, dim, start, length)?.copy()
}
