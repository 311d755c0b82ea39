//! Elements in another order: reversed, shifted, rotated.

use flambeau_cpu::copy as kernel;
use flambeau_cpu::pointwise::Operand as Raw;
use smallvec::SmallVec;

use crate::autograd::{Recorder, no_grad};
use crate::ops::copy::copy_elements;
use crate::tensor::layout::{self, wrap_dim};
use crate::tensor::{Shape, Strides};
use crate::{Result, Tensor, ensure, ops};

/// The elements with the given dimensions reversed; always a copy.
///
/// Any dtype. Dimensions out of range raise IndexError, repeated ones RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([1, 2, 3]).flip(0)
///     tensor([3, 2, 1])
#[flambeau_macros::op(flip(Tensor self, int[] dims) -> Tensor; method, function)]
pub fn flip(this: &Tensor, dims: &[i64]) -> Result<Tensor> {
    let mut reversed: SmallVec<[bool; 6]> = SmallVec::from_elem(false, this.ndim().max(1));
    for &dim in dims {
        let at = wrap_dim(dim, this.ndim())?;
        ensure!(!reversed[at], Runtime, "dim {at} appears multiple times in the list of dims");
        reversed[at] = true;
    }
    let strides = layout::preserved_strides(this.shape(), this.strides());
    let out = Tensor::empty_with_strides(Shape::from_slice(this.shape()), strides, this.dtype(), this.device())?;
    if out.numel() > 0 {
        let mut strides = Strides::from_slice(this.strides());
        let mut last = 0isize;
        for (at, stride) in strides.iter_mut().enumerate() {
            if reversed[at] {
                last += (this.shape()[at] as isize - 1) * *stride;
                *stride = -*stride;
            }
        }
        let size = this.dtype().size() as isize;
        let from = Raw { ptr: this.data_ptr().wrapping_offset(last * size), dtype: this.dtype(), strides: &strides };
        let to = Raw { ptr: out.data_ptr(), dtype: out.dtype(), strides: out.strides() };
        if this.numel() == 1 {
            copy_elements(&out, this)?;
        } else {
            match crate::gpu::stream(this.device()) {
                // SAFETY: from the last element of the reversed dimensions, negated strides reach the same elements as
                // before; the output is new memory.
                None => unsafe { kernel::run(to, from, this.shape()) },
                Some(stream) => {
                    let program = kernel::identity(ops::pointwise::class(this.dtype()));
                    // SAFETY: as above; memory that is freed meanwhile is handed out in the order of the stream.
                    unsafe { flambeau_cuda::pointwise::run(program, this.shape(), &[to], &[from], &[], stream)? };
                }
            }
        }
    }
    if let Some(graph) = Recorder::new(&[this]) {
        let dims: SmallVec<[i64; 6]> = dims.iter().copied().collect();
        graph.attach(&out, "FlipBackward0", move |grad, _cx| Ok(crate::grads![Some(flip(grad, &dims)?)]));
    }
    Ok(out)
}

/// The columns of a matrix, or the second dimension, reversed.
///
/// Any dtype; a copy. Fewer than two dimensions raise RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([[1, 2]]).fliplr()
///     tensor([[2, 1]])
#[flambeau_macros::op(fliplr(Tensor self) -> Tensor; method, function)]
pub fn fliplr(this: &Tensor) -> Result<Tensor> {
    ensure!(this.ndim() >= 2, Runtime, "Input must be >= 2-d.");
    flip(this, &[1])
}

/// The rows of a matrix, or the first dimension, reversed.
///
/// Any dtype; a copy. A 0-d tensor raises RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([[1], [2]]).flipud()
///     tensor([[2],
///             [1]])
#[flambeau_macros::op(flipud(Tensor self) -> Tensor; method, function)]
pub fn flipud(this: &Tensor) -> Result<Tensor> {
    ensure!(this.ndim() >= 1, Runtime, "Input must be >= 1-d.");
    flip(this, &[0])
}

/// The elements shifted along dimensions; what leaves at one end enters at the other. Without `dims` the flattened
/// tensor is shifted.
///
/// Any dtype; a copy. Numbers of shifts and dimensions that differ raise RuntimeError.
///
/// Example:
///     >>> flambeau.arange(4).roll(1)
///     tensor([3, 0, 1, 2])
#[flambeau_macros::op(roll(Tensor self, int[1] shifts, int[1] dims=[]) -> Tensor; method, function)]
pub fn roll(this: &Tensor, shifts: &[i64], dims: &[i64]) -> Result<Tensor> {
    ensure!(!shifts.is_empty(), Runtime, "`shifts` required");
    if dims.is_empty() && shifts.len() == 1 {
        let out = no_grad(|| {
            let flat = this.detached().reshape(&[-1])?;
            rolled(&flat, &[(0, shifts[0])])?.reshape(&ops::views::sizes_of(this))
        })?;
        return Ok(record_roll(this, out.detached(), shifts, dims));
    }
    ensure!(
        shifts.len() == dims.len(),
        Runtime,
        "shifts and dimensions must align. shifts: {}, dims:{}",
        shifts.len(),
        dims.len()
    );
    ensure!(this.ndim() > 0, Index, "Dimension specified as {} but tensor has no dimensions", dims[0]);
    let mut moves: SmallVec<[(usize, i64); 4]> = SmallVec::new();
    for (&shift, &dim) in shifts.iter().zip(dims) {
        let at = wrap_dim(dim, this.ndim())?;
        // Shifts of one dimension add up.
        match moves.iter_mut().find(|(known, _)| *known == at) {
            Some((_, sum)) => {
                let size = this.shape().get(at).copied().unwrap_or(1).max(1) as i64;
                *sum = (*sum % size) + (shift % size);
            }
            None => moves.push((at, shift)),
        }
    }
    let out = rolled(this, &moves)?;
    Ok(record_roll(this, out, shifts, dims))
}

fn record_roll(this: &Tensor, out: Tensor, shifts: &[i64], dims: &[i64]) -> Tensor {
    if let Some(graph) = Recorder::new(&[this]) {
        let back: SmallVec<[i64; 4]> = shifts.iter().map(|shift| shift.wrapping_neg()).collect();
        let dims: SmallVec<[i64; 4]> = dims.iter().copied().collect();
        graph.attach(&out, "RollBackward0", move |grad, _cx| Ok(crate::grads![Some(roll(grad, &back, &dims)?)]));
    }
    out
}

/// Copies the two parts along each shifted dimension, unrecorded.
fn rolled(this: &Tensor, moves: &[(usize, i64)]) -> Result<Tensor> {
    let out = Tensor::empty_in_format(this.shape(), this.suggested_format(), this.dtype(), this.device())?;
    if out.numel() > 0 {
        no_grad(|| place(&out, &this.detached(), moves))?;
    }
    Ok(out)
}

fn place(out: &Tensor, this: &Tensor, moves: &[(usize, i64)]) -> Result<()> {
    let Some((&(dim, shift), rest)) = moves.split_first() else { return copy_elements(out, this) };
    let (dim, size) = (dim as i64, this.shape()[dim] as i64);
    let shift = shift.rem_euclid(size);
    for (from, to, count) in [(0, shift, size - shift), (size - shift, 0, shift)] {
        if count > 0 {
            place(&ops::narrow(out, dim, to, count)?, &ops::narrow(this, dim, from, count)?, rest)?;
        }
    }
    Ok(())
}

/// The elements turned by `k` times 90 degrees in the plane of two dimensions, from the first towards the second.
///
/// Any dtype; a copy. Dimensions other than two different ones raise RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([[1, 2], [3, 4]]).rot90()
///     tensor([[2, 4],
///             [1, 3]])
#[flambeau_macros::op(rot90(Tensor self, int k=1, int[] dims=[0, 1]) -> Tensor; method, function)]
pub fn rot90(this: &Tensor, k: i64, dims: &[i64]) -> Result<Tensor> {
    ensure!(dims.len() == 2, Runtime, "expected total rotation dims == 2, but got dims = {}", dims.len());
    ensure!(this.ndim() >= 2, Runtime, "expected total dims >= 2, but got total dims = {}", this.ndim());
    let (a, b) = (dims[0], dims[1]);
    ensure!(
        a != b && (a - b).unsigned_abs() != this.ndim() as u64,
        Runtime,
        "expected rotation dims to be different, but got dim0 = {a} and dim1 = {b}"
    );
    let ndim = this.ndim() as i64;
    for dim in [a, b] {
        ensure!((-ndim..ndim).contains(&dim), Runtime, "Rotation dim{} out of range, dim = {dim}", (dim == b) as u8);
    }
    let out = no_grad(|| {
        let this = this.detached();
        match k.rem_euclid(4) {
            1 => ops::transpose(&flip(&this, &[b])?, a, b),
            2 => flip(&this, dims),
            3 => ops::transpose(&flip(&this, &[a])?, a, b),
            _ => this.copy(),
        }
    })?
    .detached();
    if let Some(graph) = Recorder::new(&[this]) {
        let dims = [a, b];
        graph.attach(&out, "Rot90Backward0", move |grad, _cx| {
            Ok(crate::grads![Some(rot90(grad, k.rem_euclid(4).wrapping_neg(), &dims)?)])
        });
    }
    Ok(out)
}
