//! Advanced indexing: several tensors of indices, one for each indexed dimension, name the positions.

use super::reduce::{Combine, Reduce, Set, for_reduce};
use super::runs::Runs;
use super::scatter::{NEIGHBOURS, row};
use super::{Bounds, IndexError, Shared, View, ViewMut, for_size, try_parallel};
use crate::dtype::DType;

/// Elements of a task.
const CHUNK: usize = 1 << 14;
/// Positions whose offsets are computed at a time.
const BLOCK: usize = 1024;

/// The indices of one dimension. Negative ones count from its end.
#[derive(Clone, Copy, Debug)]
pub struct IndexTensor<'a> {
    /// The index with all coordinates zero.
    pub data: *const i64,
    /// Strides over the indices' common shape.
    pub strides: &'a [isize],
    /// The dimension that is indexed, for errors.
    pub dim: usize,
    /// Its size.
    pub size: usize,
    /// Its stride in the indexed operand.
    pub stride: isize,
}

// SAFETY: as for a `View`.
unsafe impl Sync for IndexTensor<'_> {}

/// Positions in an operand.
#[derive(Clone, Copy, Debug)]
pub enum Indices<'a> {
    /// Indices of the operand's indexed dimensions.
    PerDim {
        /// The common shape of the indices.
        shape: &'a [usize],
        /// One for each indexed dimension.
        tensors: &'a [IndexTensor<'a>],
    },
    /// Indices into the elements of the whole operand in row-major order: `take` and `put`.
    Linear {
        /// The shape of the indices.
        shape: &'a [usize],
        /// The indices; negative ones count from the end.
        index: View<'a>,
        /// The operand's shape.
        operand_shape: &'a [usize],
        /// The operand's strides.
        operand_strides: &'a [isize],
    },
}

impl Indices<'_> {
    fn shape(&self) -> &[usize] {
        match self {
            Self::PerDim { shape, .. } | Self::Linear { shape, .. } => shape,
        }
    }

    /// Writes the operand's offsets for the positions `start..start + offsets.len()`.
    ///
    /// # Safety
    /// The indices are valid for reads.
    unsafe fn offsets(&self, start: usize, offsets: &mut [isize]) -> Result<(), IndexError> {
        let end = start + offsets.len();
        match *self {
            Self::PerDim { shape, tensors } => {
                offsets.fill(0);
                for tensor in tensors {
                    let bounds = Bounds::new(tensor.dim, tensor.size, true);
                    let step = |position: isize| position * tensor.stride;
                    // SAFETY: the caller's promise is passed on.
                    unsafe { add_offsets(shape, tensor.data, tensor.strides, start..end, bounds, step, offsets)? };
                }
                Ok(())
            }
            Self::Linear { shape, index, operand_shape, operand_strides } => {
                offsets.fill(0);
                let bounds = Bounds::new(0, operand_shape.iter().product(), true);
                let operand = Runs::new(operand_shape, [operand_strides]);
                let step = |position: isize| operand.offset(position as usize)[0];
                // SAFETY: the caller's promise is passed on.
                unsafe { add_offsets(shape, index.data.cast(), index.strides, start..end, bounds, step, offsets) }
            }
        }
    }
}

/// Adds `step(position)` to the offsets for the indices `range` of a strided tensor.
///
/// # Safety
/// The indices are valid for reads.
unsafe fn add_offsets(
    shape: &[usize],
    data: *const i64,
    strides: &[isize],
    range: std::ops::Range<usize>,
    bounds: Bounds,
    step: impl Fn(isize) -> isize,
    offsets: &mut [isize],
) -> Result<(), IndexError> {
    let runs = Runs::new(shape, [strides]);
    let [along] = runs.steps();
    let mut rest = offsets;
    runs.for_range(range.start, range.end, |[at], count| {
        let (run, others) = std::mem::take(&mut rest).split_at_mut(count);
        rest = others;
        for (k, offset) in run.iter_mut().enumerate() {
            // SAFETY: the caller promises the indices.
            let index = unsafe { data.wrapping_offset(at + k as isize * along).read() };
            *offset += step(bounds.check(index)?);
        }
        Ok(())
    })
}

/// `out[b, r] = src[index(b), r]`: for each position `b` of the indices, all elements `r` of the dimensions that are not
/// indexed (`rest`).
///
/// `src` is the source at index 0 of the indexed dimensions, with the strides of the others; `out` has strides for the
/// indices' dimensions, then for the others.
///
/// # Errors
/// [`IndexError`] for an index out of range: that of the first position in row-major order that has one, of the tasks'
/// parts; `out` is then incomplete.
///
/// # Panics
/// Unless `element_size` is 1, 2, 4, 8 or 16.
///
/// # Safety
/// The indices are valid for reads, the operands for what shapes and strides span (`src` over all of the indexed
/// dimensions), aligned, and `out` overlaps neither itself nor another.
pub unsafe fn index_get(
    element_size: usize,
    indices: &Indices,
    rest: &[usize],
    out: ViewMut,
    src: View,
) -> Result<(), IndexError> {
    // SAFETY: the caller's promises are passed on.
    for_size!(element_size, T => unsafe { get::<T>(indices, rest, out, src) })
}

/// # Safety
/// As [`index_get`].
unsafe fn get<T: Copy>(indices: &Indices, rest: &[usize], out: ViewMut, src: View) -> Result<(), IndexError> {
    let (out_b, out_rest) = out.strides.split_at(indices.shape().len());
    let positions = Runs::new(indices.shape(), [out_b]);
    let rest = Runs::new(rest, [out_rest, src.strides]);
    let [out_step, src_step] = rest.steps();
    let (out, src) = (Shared::<T>::of_mut(out.data), Shared::<T>::of_const(src.data));

    // A task has several positions with all of their rest, or a part of one's.
    let single = rest.len() == 1;
    let parts = rest.len().div_ceil(CHUNK);
    let part_len = rest.len().div_ceil(parts.max(1));
    let batch = (CHUNK / rest.len().max(1)).max(1);
    let total = positions.len();
    try_parallel(total.div_ceil(batch) * parts, |chunk| {
        let (start, part) = (chunk / parts * batch, chunk % parts);
        let (from, to) = (part * part_len, rest.len().min((part + 1) * part_len));
        // SAFETY: the caller promises the indices, and the operands for positions that were checked.
        unsafe {
            for_positions(indices, &positions, start..total.min(start + batch), |o, offset| {
                let (out, src) = (out.at(o), src.at(offset));
                if single {
                    out.write(src.read());
                    return Ok(());
                }
                rest.for_range(from, to, |[o, s], count| {
                    let (to, from) = (out.wrapping_offset(o), src.wrapping_offset(s));
                    row::<T, Set>(to, out_step, from, src_step, count as isize);
                    Ok(())
                })
            })
        }
    })
}

/// `target[index(b), r]` becomes its reduction with `values[b, r]`, position by position in row-major order.
///
/// `target` is the operand at index 0 of the indexed dimensions, with the strides of the others (`rest`); `values` has
/// strides for the indices' dimensions, then for the others (0 repeats). Of several values set at one place the last
/// stays; they are added in order.
///
/// # Errors
/// [`IndexError`] for the first index out of range; `target` is then partly written.
///
/// # Panics
/// When the reduction does not [support](Reduce::supports) the dtype.
///
/// # Safety
/// The indices are valid for reads, the operands for what shapes and strides span (`target` over all of the indexed
/// dimensions), aligned, and `target` overlaps neither itself nor another.
pub unsafe fn index_put(
    reduce: Reduce,
    dtype: DType,
    indices: &Indices,
    rest: &[usize],
    target: ViewMut,
    values: View,
) -> Result<(), IndexError> {
    // SAFETY: the caller's promises are passed on.
    for_reduce!(reduce, dtype, (T, Op) => unsafe { put::<T, Op>(indices, rest, target, values) })
}

/// # Safety
/// As [`index_put`].
unsafe fn put<T: Copy, Op: Combine<T>>(
    indices: &Indices,
    rest: &[usize],
    target: ViewMut,
    values: View,
) -> Result<(), IndexError> {
    let (values_b, values_rest) = values.strides.split_at(indices.shape().len());
    let positions = Runs::new(indices.shape(), [values_b]);
    let rest = Runs::new(rest, [target.strides, values_rest]);
    let [target_step, values_step] = rest.steps();
    let (target, values) = (Shared::<T>::of_mut(target.data), Shared::<T>::of_const(values.data));
    // One task has all positions for its part of the rest: no two write to one place.
    let (single, total) = (rest.len() == 1, positions.len());
    let part_len = (CHUNK / total.max(1)).max(NEIGHBOURS);
    try_parallel(rest.len().div_ceil(part_len), |part| {
        let (from, to) = (part * part_len, rest.len().min((part + 1) * part_len));
        // SAFETY: the caller promises the indices, and the operands for positions that were checked.
        unsafe {
            for_positions(indices, &positions, 0..total, |v, offset| {
                let (target, values) = (target.at(offset), values.at(v));
                if single {
                    Op::put(target, values.read());
                    return Ok(());
                }
                rest.for_range(from, to, |[t, v], count| {
                    let (to, from) = (target.wrapping_offset(t), values.wrapping_offset(v));
                    row::<T, Op>(to, target_step, from, values_step, count as isize);
                    Ok(())
                })
            })
        }
    })
}

/// Calls `work(offset, operand_offset)` for the positions of a range in row-major order: the offset in the operand that
/// has the indices' shape, and that in the indexed operand.
///
/// # Safety
/// The indices are valid for reads.
#[inline(always)]
unsafe fn for_positions(
    indices: &Indices,
    positions: &Runs<1>,
    range: std::ops::Range<usize>,
    mut work: impl FnMut(isize, isize) -> Result<(), IndexError>,
) -> Result<(), IndexError> {
    let mut block = [0isize; BLOCK];
    let [step] = positions.steps();
    for start in range.clone().step_by(BLOCK) {
        let offsets = &mut block[..BLOCK.min(range.end - start)];
        // SAFETY: the caller's promise is passed on.
        unsafe { indices.offsets(start, offsets)? };
        let (mut rest, end) = (&*offsets, start + offsets.len());
        positions.for_range(start, end, |[at], count| {
            let (run, others) = rest.split_at(count);
            rest = others;
            for (k, &offset) in run.iter().enumerate() {
                work(at + k as isize * step, offset)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}
