//! Tensors put together, repeated, reordered and padded.
//!
//! - here: `cat`, `stack` and their relatives, parts by dimension
//! - `repeat`: copies of a tensor side by side; `order`: `flip`, `roll`, `rot90`
//! - `padding`; `diagonals`: triangles and diagonals; `combine`: grids, products, integrals

mod combine;
mod diagonals;
mod order;
mod padding;
mod repeat;

pub use combine::*;
pub use diagonals::*;
pub use order::*;
pub use padding::*;
pub use repeat::*;

use flambeau_cpu::{DType, copy as kernel};
use smallvec::SmallVec;

use super::copy::copy_elements;
use super::promote::Promotion;
use super::views::sizes_of;
use crate::autograd::Recorder;
use crate::tensor::layout::{self, wrap_dim};
use crate::tensor::{MemoryFormat, Shape};
use crate::{Error, Result, Tensor, bail, ensure, ops};

/// Writes tensors of one number of dimensions one after the other along `dim` into a new tensor of the given shape.
fn join(tensors: &[&Tensor], dim: usize, shape: Shape, dtype: DType) -> Result<Tensor> {
    let Some(first) = tensors.first() else { bail!(Runtime, "nothing to join") };
    let plain = tensors.iter().all(|tensor| tensor.is_contiguous() && tensor.dtype() == dtype);
    if plain {
        let out = Tensor::empty(&shape, dtype, first.device())?;
        let rows = layout::numel(&shape[..dim]);
        let stream = crate::gpu::stream(out.device());
        let small = out.numel() * dtype.size() < 1 << 18;
        if small || rows >= 16 || stream.is_some() {
            let row_of = |tensor: &&Tensor| layout::numel(&tensor.shape()[dim..]) * dtype.size();
            let mut parts: SmallVec<[kernel::Part; 16]> = SmallVec::with_capacity(tensors.len());
            for tensor in tensors {
                parts.push(kernel::Part { data: tensor.ptr_on(out.device())?, row: row_of(tensor) });
            }
            match stream {
                // SAFETY: all tensors are dense, and the output, new memory, has the rows of all of them.
                None => unsafe { kernel::side_by_side(out.data_ptr(), &parts, rows) },
                // SAFETY: as above; memory that is freed meanwhile is handed out in the order of the stream.
                Some(stream) => unsafe { flambeau_cuda::join::side_by_side(out.data_ptr(), &parts, rows, stream)? },
            }
            return Ok(out);
        }
        return fill(out, tensors, dim);
    }
    let format = first.suggested_format();
    let common = tensors.iter().all(|tensor| tensor.suggested_format() == format);
    let format = if common { format } else { MemoryFormat::Contiguous };
    fill(Tensor::empty_in_format(&shape, format, dtype, first.device())?, tensors, dim)
}

fn fill(out: Tensor, tensors: &[&Tensor], dim: usize) -> Result<Tensor> {
    let mut offset = 0;
    for tensor in tensors {
        let part = out.with_layout(Shape::from_slice(tensor.shape()), out.strides().into(), offset);
        copy_elements(&part, tensor)?;
        offset += tensor.shape()[dim] * out.strides()[dim] as usize;
    }
    Ok(out)
}

fn check_devices(op: &'static str, tensors: &[Tensor]) -> Result<()> {
    let left = tensors[0].device();
    match tensors.iter().find(|tensor| !tensor.device().is_same_place(left)) {
        Some(other) => Err(Error::new(
            crate::error::Kind::Runtime,
            crate::error::Cause::DeviceMismatch { op, left, right: other.device() },
        )),
        None => Ok(()),
    }
}

fn common_dtype(tensors: &[Tensor]) -> DType {
    let first = tensors[0].dtype();
    if tensors.iter().all(|tensor| tensor.dtype() == first) {
        return first;
    }
    tensors.iter().fold(Promotion::default(), |seen, tensor| seen.tensor(tensor)).dtype()
}

/// A gradient in the dtype of the operand it is for.
fn in_dtype(grad: Tensor, dtype: DType) -> Result<Tensor> {
    if grad.dtype() == dtype {
        return Ok(grad);
    }
    if grad.dtype().is_complex() && !dtype.is_complex() {
        return ops::views::real(&grad)?.to_dtype(dtype);
    }
    grad.to_dtype(dtype)
}

/// The tensors one after the other along `dim`. Other dimensions must agree; empty tensors of one dimension are
/// skipped.
///
/// Dtypes are promoted. Sizes that differ in another dimension raise RuntimeError, an empty list ValueError.
///
/// Example:
///     >>> flambeau.cat([flambeau.tensor([[1, 2]]), flambeau.tensor([[3, 4], [5, 6]])])
///     tensor([[1, 2],
///             [3, 4],
///             [5, 6]])
#[flambeau_macros::op(cat(Tensor[] tensors, int dim=0) -> Tensor; function, out)]
pub fn cat(tensors: &[Tensor], dim: i64) -> Result<Tensor> {
    ensure!(!tensors.is_empty(), Value, "torch.cat(): expected a non-empty list of Tensors");
    if let Some(at) = tensors.iter().position(|tensor| tensor.ndim() == 0) {
        bail!(Runtime, "zero-dimensional tensor (at position {at}) cannot be concatenated");
    }
    check_devices("cat", tensors)?;
    let skipped = |tensor: &Tensor| tensor.shape() == [0];
    let dtype = common_dtype(tensors);
    let joined: SmallVec<[&Tensor; 8]> = tensors.iter().filter(|tensor| !skipped(tensor)).collect();
    let Some(&first) = joined.first() else {
        wrap_dim(dim, 1)?;
        let out = Tensor::empty(&[0], dtype, tensors[0].device())?;
        return record_cat(tensors, 0, out);
    };
    let at = wrap_dim(dim, first.ndim())?;
    let mut total = 0usize;
    for (number, tensor) in tensors.iter().enumerate() {
        if skipped(tensor) {
            continue;
        }
        ensure!(
            tensor.ndim() == first.ndim(),
            Runtime,
            "Tensors must have same number of dimensions: got {} and {}",
            first.ndim(),
            tensor.ndim()
        );
        for other in 0..first.ndim() {
            ensure!(
                other == at || tensor.shape()[other] == first.shape()[other],
                Runtime,
                "Sizes of tensors must match except in dimension {at}. Expected size {} but got size {} for tensor \
                 number {number} in the list.",
                first.shape()[other],
                tensor.shape()[other]
            );
        }
        total = total.checked_add(tensor.shape()[at]).ok_or_else(|| Error::out_of_memory(u128::MAX))?;
    }
    let mut shape = Shape::from_slice(first.shape());
    shape[at] = total;
    let out = join(&joined, at, shape, dtype)?;
    record_cat(tensors, at, out)
}

fn record_cat(tensors: &[Tensor], dim: usize, out: Tensor) -> Result<Tensor> {
    if !out.dtype().is_differentiable() || !tensors.iter().any(Tensor::requires_grad) {
        return Ok(out);
    }
    let inputs: SmallVec<[&Tensor; 8]> = tensors.iter().collect();
    if let Some(graph) = Recorder::new(&inputs) {
        // Size along the dimension and dtype of each; none for those that were skipped.
        let parts: Vec<(Option<usize>, DType)> = tensors
            .iter()
            .map(|tensor| ((tensor.shape() != [0]).then(|| tensor.shape()[dim]), tensor.dtype()))
            .collect();
        graph.attach(&out, "CatBackward0", move |grad, cx| {
            let mut start = 0;
            let mut grads = crate::autograd::Grads::new();
            for (number, &(size, dtype)) in parts.iter().enumerate() {
                let Some(size) = size else {
                    grads.push(cx.when(number, || Tensor::zeros(&[0], dtype, grad.device()))?);
                    continue;
                };
                let part = || in_dtype(ops::narrow(grad, dim as i64, start, size as i64)?, dtype);
                grads.push(cx.when(number, part)?);
                start += size as i64;
            }
            Ok(grads)
        });
    }
    Ok(out)
}

macro_rules! other_names {
    ($($name:ident)+) => { $(
        /// Another name for `cat`: the tensors one after the other along `dim`.
        ///
        /// Dtypes are promoted. Another size that differs raises RuntimeError, an empty list ValueError.
        ///
        /// Example:
        #[doc = concat!("    >>> flambeau.", stringify!($name), "((flambeau.tensor([1, 2]), flambeau.tensor([3])))")]
        ///     tensor([1, 2, 3])
        #[flambeau_macros::op($name(Tensor[] tensors, int dim=0) -> Tensor; function, out)]
        pub fn $name(tensors: &[Tensor], dim: i64) -> Result<Tensor> {
            cat(tensors, dim)
        }
    )+ };
}
other_names! { concat concatenate }

/// Tensors of one shape along a new dimension.
///
/// Dtypes are promoted. An empty list, and shapes that differ, raise RuntimeError.
///
/// Example:
///     >>> flambeau.stack([flambeau.tensor([1, 2]), flambeau.tensor([3, 4])], dim=1)
///     tensor([[1, 3],
///             [2, 4]])
#[flambeau_macros::op(stack(Tensor[] tensors, int dim=0) -> Tensor; function, out)]
pub fn stack(tensors: &[Tensor], dim: i64) -> Result<Tensor> {
    let Some(first) = tensors.first() else { bail!(Runtime, "stack expects a non-empty TensorList") };
    let at = wrap_dim(dim, first.ndim() + 1)?;
    for (number, tensor) in tensors.iter().enumerate() {
        ensure!(
            tensor.shape() == first.shape(),
            Runtime,
            "stack expects each tensor to be equal size, but got {} at entry 0 and {} at entry {number}",
            crate::error::shape_text(first.shape()),
            crate::error::shape_text(tensor.shape())
        );
    }
    check_devices("stack", tensors)?;
    let dtype = common_dtype(tensors);
    let mut shape = Shape::from_slice(first.shape());
    shape.insert(at, tensors.len());
    let with_one: SmallVec<[Tensor; 8]> = tensors
        .iter()
        .map(|tensor| {
            let mut shape = Shape::from_slice(tensor.shape());
            let mut strides = crate::tensor::Strides::from_slice(tensor.strides());
            shape.insert(at, 1);
            strides.insert(at, 1);
            tensor.with_layout(shape, strides, tensor.storage_offset())
        })
        .collect();
    let inputs: SmallVec<[&Tensor; 8]> = with_one.iter().collect();
    let out = join(&inputs, at, shape, dtype)?;
    if dtype.is_differentiable() && tensors.iter().any(Tensor::requires_grad) {
        let inputs: SmallVec<[&Tensor; 8]> = tensors.iter().collect();
        if let Some(graph) = Recorder::new(&inputs) {
            let dtypes: Vec<DType> = tensors.iter().map(Tensor::dtype).collect();
            graph.attach(&out, "StackBackward0", move |grad, cx| {
                let part = |(number, &dtype): (usize, &DType)| {
                    cx.when(number, || in_dtype(ops::select(grad, at as i64, number as i64)?, dtype))
                };
                dtypes.iter().enumerate().map(part).collect()
            });
        }
    }
    Ok(out)
}

fn each(tensors: &[Tensor], change: impl Fn(&Tensor) -> Result<Tensor>) -> Result<Vec<Tensor>> {
    tensors.iter().map(change).collect()
}

/// The tensor with at least one dimension.
///
/// A number becomes `(1,)`; any other tensor is returned. Several tensors give a tuple.
///
/// Example:
///     >>> flambeau.atleast_1d(flambeau.tensor(5))
///     tensor([5])
#[flambeau_macros::op(atleast_1d(Tensor self) -> Tensor; function)]
pub fn atleast_1d(this: &Tensor) -> Result<Tensor> {
    if this.ndim() == 0 { this.reshape(&[1]) } else { Ok(this.clone()) }
}

/// The tensor with at least two dimensions.
///
/// A number becomes `(1, 1)`, a vector `(1, n)`. Several tensors give a tuple.
///
/// Example:
///     >>> flambeau.atleast_2d(flambeau.tensor([1, 2]))
///     tensor([[1, 2]])
#[flambeau_macros::op(atleast_2d(Tensor self) -> Tensor; function)]
pub fn atleast_2d(this: &Tensor) -> Result<Tensor> {
    match this.ndim() {
        0 => this.reshape(&[1, 1]),
        1 => this.unsqueeze(0),
        _ => Ok(this.clone()),
    }
}

/// The tensor with at least three dimensions.
///
/// A number becomes `(1, 1, 1)`, a vector `(1, n, 1)`, a matrix `(n, m, 1)`. Several tensors give a tuple.
///
/// Example:
///     >>> flambeau.atleast_3d(flambeau.tensor([1, 2])).shape
///     torch.Size([1, 2, 1])
#[flambeau_macros::op(atleast_3d(Tensor self) -> Tensor; function)]
pub fn atleast_3d(this: &Tensor) -> Result<Tensor> {
    match this.ndim() {
        0 => this.reshape(&[1, 1, 1]),
        1 => this.unsqueeze(0)?.unsqueeze(-1),
        2 => this.unsqueeze(-1),
        _ => Ok(this.clone()),
    }
}

/// The tensors one after the other along the second dimension (the first, for tensors of one dimension).
///
/// Dtypes are promoted. Sizes that differ in another dimension raise RuntimeError.
///
/// Example:
///     >>> flambeau.hstack([flambeau.tensor([1, 2]), flambeau.tensor([3])])
///     tensor([1, 2, 3])
#[flambeau_macros::op(hstack(Tensor[] tensors) -> Tensor; function, out)]
pub fn hstack(tensors: &[Tensor]) -> Result<Tensor> {
    ensure!(!tensors.is_empty(), Runtime, "hstack expects a non-empty TensorList");
    let all = each(tensors, atleast_1d)?;
    cat(&all, if all[0].ndim() == 1 { 0 } else { 1 })
}

/// The tensors one after the other along the first dimension; tensors of one dimension count as rows.
///
/// Dtypes are promoted. Sizes that differ in another dimension raise RuntimeError.
///
/// Example:
///     >>> flambeau.vstack([flambeau.tensor([1, 2]), flambeau.tensor([3, 4])])
///     tensor([[1, 2],
///             [3, 4]])
#[flambeau_macros::op(vstack(Tensor[] tensors) -> Tensor; function, out)]
pub fn vstack(tensors: &[Tensor]) -> Result<Tensor> {
    ensure!(!tensors.is_empty(), Runtime, "vstack expects a non-empty TensorList");
    cat(&each(tensors, atleast_2d)?, 0)
}

/// Another name for `vstack`: the tensors one below the other, vectors as rows.
///
/// Dtypes are promoted; shapes that differ in more than the first dimension raise RuntimeError.
///
/// Example:
///     >>> flambeau.row_stack((flambeau.tensor([1, 2]), flambeau.tensor([3, 4])))
///     tensor([[1, 2],
///             [3, 4]])
#[flambeau_macros::op(row_stack(Tensor[] tensors) -> Tensor; function, out)]
pub fn row_stack(tensors: &[Tensor]) -> Result<Tensor> {
    vstack(tensors)
}

/// The tensors one after the other along the third dimension.
///
/// Numbers and vectors count as `(1, n, 1)`, matrices as `(n, m, 1)`. Dtypes are promoted; other sizes that
/// differ raise RuntimeError.
///
/// Example:
///     >>> flambeau.dstack((flambeau.tensor([1, 2]), flambeau.tensor([3, 4])))
///     tensor([[[1, 3],
///              [2, 4]]])
#[flambeau_macros::op(dstack(Tensor[] tensors) -> Tensor; function, out)]
pub fn dstack(tensors: &[Tensor]) -> Result<Tensor> {
    ensure!(!tensors.is_empty(), Runtime, "dstack expects a non-empty TensorList");
    cat(&each(tensors, atleast_3d)?, 2)
}

/// The tensors side by side; tensors of one dimension count as columns.
///
/// Dtypes are promoted; sizes that differ in more than the second dimension raise RuntimeError.
///
/// Example:
///     >>> flambeau.column_stack((flambeau.tensor([1, 2]), flambeau.tensor([3, 4])))
///     tensor([[1, 3],
///             [2, 4]])
#[flambeau_macros::op(column_stack(Tensor[] tensors) -> Tensor; function, out)]
pub fn column_stack(tensors: &[Tensor]) -> Result<Tensor> {
    ensure!(!tensors.is_empty(), Runtime, "column_stack expects a non-empty TensorList");
    hstack(&each(tensors, |tensor| if tensor.ndim() <= 1 { tensor.reshape(&[-1, 1]) } else { Ok(tensor.clone()) })?)
}

// Overloads are tried in the order of their names: a number must not be taken for a list of one index.
macro_rules! by_dimension {
    ($($(#[$doc:meta])* $name:ident $at:ident, $least:literal, |$tensor:ident| $dim:expr;)+) => { $(
        #[doc = concat!("Equal parts along the dimension that `", stringify!($name), "` is named for.")]
        ///
        /// Views, as a tuple. A number of parts that does not divide the size and too few dimensions raise RuntimeError.
        ///
        $(#[$doc])*
        #[flambeau_macros::op($name.int(Tensor(a) self, int sections) -> Tensor(a)[]; method, function, view)]
        pub fn $name(this: &Tensor, sections: i64) -> Result<Vec<Tensor>> {
            let dim = split_dim(stringify!($name), this, $least, |$tensor| $dim)?;
            ensure!(sections != 0, Runtime, "number of sections must not be 0");
            let size = this.shape()[dim as usize] as i64;
            ensure!(
                size % sections == 0,
                Runtime,
                "torch.{} attempted to split along dimension {dim}, but the size of the dimension {size} is not \
                 divisible by the split_size {sections}!",
                stringify!($name)
            );
            ops::tensor_split(this, sections, dim)
        }

        #[doc = concat!("Parts that begin at the given indices, along the dimension that `", stringify!($name), "` is named for.")]
        ///
        /// Views, as a tuple; n indices give n + 1 parts. Indices beyond the end give empty ones.
        #[flambeau_macros::op($name.list(Tensor(a) self, int[] indices) -> Tensor(a)[]; method, function, view)]
        pub fn $at(this: &Tensor, indices: &[i64]) -> Result<Vec<Tensor>> {
            let dim = split_dim(stringify!($name), this, $least, |$tensor| $dim)?;
            ops::tensor_split_at(this, indices, dim)
        }
    )+ };
}

fn split_dim(name: &str, this: &Tensor, least: usize, dim: impl Fn(&Tensor) -> i64) -> Result<i64> {
    ensure!(
        this.ndim() >= least,
        Runtime,
        "torch.{name} requires a tensor with at least {least} dimension, but got a tensor with {} dimensions!",
        this.ndim()
    );
    Ok(dim(this))
}

by_dimension! {
    /// Example:
    ///     >>> flambeau.hsplit(flambeau.tensor([[1, 2, 3, 4]]), 2)
    ///     (tensor([[1, 2]]), tensor([[3, 4]]))
    ///     >>> flambeau.hsplit(flambeau.tensor([1, 2, 3]), [1])
    ///     (tensor([1]), tensor([2, 3]))
    hsplit hsplit_at, 1, |tensor| (tensor.ndim() > 1) as i64;
    /// Example:
    ///     >>> flambeau.vsplit(flambeau.tensor([[1, 2], [3, 4]]), 2)
    ///     (tensor([[1, 2]]), tensor([[3, 4]]))
    ///     >>> flambeau.vsplit(flambeau.tensor([[1], [2], [3]]), [1])
    ///     (tensor([[1]]), tensor([[2],
    ///             [3]]))
    vsplit vsplit_at, 2, |_tensor| 0;
    /// Example:
    ///     >>> flambeau.dsplit(flambeau.tensor([[[1, 2, 3, 4]]]), 2)
    ///     (tensor([[[1, 2]]]), tensor([[[3, 4]]]))
    ///     >>> flambeau.dsplit(flambeau.tensor([[[1, 2, 3]]]), [1])
    ///     (tensor([[[1]]]), tensor([[[2, 3]]]))
    dsplit dsplit_at, 3, |_tensor| 2;
}

/// Sizes as the integers that operations take, with another in one place.
fn with_size(this: &Tensor, dim: usize, size: i64) -> SmallVec<[i64; 6]> {
    let mut sizes = sizes_of(this);
    sizes[dim] = size;
    sizes
}
