//! Shapes and strides: arithmetic that needs no data.

use smallvec::SmallVec;

use crate::error::{Cause, Kind};
use crate::{Error, Result, bail};

/// Sizes of a tensor's dimensions; up to five live inline.
pub type Shape = SmallVec<[usize; 5]>;

/// Distances in elements between neighbours along each dimension.
pub type Strides = SmallVec<[isize; 5]>;

/// How the elements of a result are ordered in memory.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MemoryFormat {
    /// Row-major.
    Contiguous,
    /// As the input, where that is dense.
    Preserve,
    /// (N, C, H, W) stored as N, H, W, C.
    ChannelsLast,
    /// (N, C, D, H, W) stored as N, D, H, W, C.
    ChannelsLast3d,
}

impl MemoryFormat {
    /// PyTorch's name, without the module.
    pub const fn name(self) -> &'static str {
        match self {
            MemoryFormat::Contiguous => "contiguous_format",
            MemoryFormat::Preserve => "preserve_format",
            MemoryFormat::ChannelsLast => "channels_last",
            MemoryFormat::ChannelsLast3d => "channels_last_3d",
        }
    }
}

/// Number of elements of a shape.
#[inline]
pub fn numel(shape: &[usize]) -> usize {
    // Only beside a 0 can the other sizes overflow: `checked_numel` and `check_view` see to it.
    shape.iter().fold(1, |count, &size| count.wrapping_mul(size))
}

/// Refuses the shape of a view that has more elements than an index can count.
///
/// # Errors
/// `RuntimeError`.
pub fn check_view(shape: &[usize]) -> Result<()> {
    if shape.contains(&0) {
        return Ok(());
    }
    let count = shape.iter().try_fold(1i64, |count, &size| count.checked_mul(i64::try_from(size).ok()?));
    if count.is_none() {
        bail!(Runtime, "numel: integer multiplication overflow for shape {}", format_list(shape));
    }
    Ok(())
}

/// Number of elements of a shape a caller asked for.
///
/// # Errors
/// A product that no memory could hold.
pub fn checked_numel(shape: &[usize], element: usize) -> Result<usize> {
    if shape.contains(&0) {
        return Ok(0);
    }
    let bytes = shape.iter().try_fold(element as u128, |bytes, &size| bytes.checked_mul(size as u128));
    match bytes {
        Some(bytes) if bytes <= isize::MAX as u128 => Ok(bytes as usize / element),
        Some(bytes) => Err(Error::out_of_memory(bytes)),
        None => Err(Error::out_of_memory(u128::MAX)),
    }
}

/// Row-major strides.
#[inline]
pub fn contiguous_strides(shape: &[usize]) -> Strides {
    let mut strides: Strides = SmallVec::from_elem(1, shape.len());
    let mut step = 1isize;
    for at in (0..shape.len()).rev() {
        strides[at] = step;
        step = step.wrapping_mul(shape[at].max(1) as isize);
    }
    strides
}

/// Strides of the given memory format; `None` where the format does not fit the number of dimensions.
pub fn format_strides(shape: &[usize], format: MemoryFormat) -> Option<Strides> {
    let order: &[usize] = match (format, shape.len()) {
        (MemoryFormat::ChannelsLast, 4) => &[1, 3, 2, 0],
        (MemoryFormat::ChannelsLast3d, 5) => &[1, 4, 3, 2, 0],
        (MemoryFormat::ChannelsLast | MemoryFormat::ChannelsLast3d, _) => return None,
        _ => return Some(contiguous_strides(shape)),
    };
    let mut strides: Strides = SmallVec::from_elem(1, shape.len());
    let mut step = 1isize;
    for &dim in order {
        strides[dim] = step;
        step = step.wrapping_mul(shape[dim].max(1) as isize);
    }
    Some(strides)
}

/// Whether strides are those of channels-last memory of two or three spatial dimensions, with whatever gaps: then
/// results that keep the format of their operand have it too.
pub fn channels_last(shape: &[usize], strides: &[isize]) -> bool {
    let order: &[usize] = match shape.len() {
        4 => &[1, 3, 2, 0],
        5 => &[1, 4, 3, 2, 0],
        _ => return false,
    };
    let mut least = 0;
    strides[1] != 0
        && order.iter().all(|&dim| {
            // Of a batch of single rows of channels the strides say nothing: it counts as row-major.
            let fits = shape[dim] != 0 && strides[dim] >= least && !(dim == 0 && least == strides[1]);
            least = strides[dim] * shape[dim].max(1) as isize;
            fits
        })
}

/// The memory format of results that keep that of an operand with these strides.
pub fn suggested(shape: &[usize], strides: &[isize]) -> MemoryFormat {
    match (channels_last(shape, strides), shape.len()) {
        (true, 4) => MemoryFormat::ChannelsLast,
        (true, _) => MemoryFormat::ChannelsLast3d,
        _ => MemoryFormat::Contiguous,
    }
}

/// Whether elements follow each other in row-major order without gaps.
#[inline]
pub fn is_contiguous(shape: &[usize], strides: &[isize]) -> bool {
    let mut step = 1isize;
    for (&size, &stride) in shape.iter().zip(strides).rev() {
        if size == 0 {
            return true;
        }
        if size != 1 {
            if stride != step {
                return false;
            }
            step = step.wrapping_mul(size as isize);
        }
    }
    true
}

/// Whether the elements fill a block of memory without gaps or overlap, in any order of dimensions.
pub fn is_dense(shape: &[usize], strides: &[isize]) -> bool {
    if is_contiguous(shape, strides) {
        return true;
    }
    let mut dims: SmallVec<[(isize, usize); 5]> =
        strides.iter().copied().zip(shape.iter().copied()).filter(|&(_, size)| size != 1).collect();
    dims.sort_unstable();
    let mut step = 1isize;
    for (stride, size) in dims {
        if stride != step {
            return false;
        }
        step = step.wrapping_mul(size as isize);
    }
    true
}

/// Whether two strides put every element in the same place.
pub fn same_places(shape: &[usize], a: &[isize], b: &[isize]) -> bool {
    shape.iter().zip(a.iter().zip(b)).all(|(&size, (a, b))| size == 1 || a == b)
}

/// Strides for a new tensor that keeps the order of another's dimensions in memory (PyTorch's `preserve_format`).
pub fn preserved_strides(shape: &[usize], strides: &[isize]) -> Strides {
    if is_dense(shape, strides) {
        return Strides::from_slice(strides);
    }
    let mut preserved = contiguous_strides(shape);
    let mut step = 1isize;
    for &dim in memory_order(shape, strides).iter().rev() {
        preserved[dim] = step;
        step = step.wrapping_mul(shape[dim].max(1) as isize);
    }
    preserved
}

/// The dimensions from the slowest in memory to the fastest, in the order of PyTorch's iterator where strides leave it
/// open: it sorts by insertion, starting from row-major order, and puts the longer of two equal strides outside; a
/// stride of 0 compares with none.
pub fn memory_order(shape: &[usize], strides: &[isize]) -> SmallVec<[usize; 5]> {
    let mut fastest: SmallVec<[usize; 5]> = (0..shape.len()).rev().collect();
    for start in 1..fastest.len() {
        let mut at = start;
        for before in (0..start).rev() {
            let (a, b) = (fastest[before], fastest[at]);
            if strides[a] == 0 || strides[b] == 0 {
                continue;
            }
            if strides[a] > strides[b] || (strides[a] == strides[b] && shape[a] > shape[b]) {
                fastest.swap(before, at);
                at = before;
            } else if strides[a] < strides[b] {
                break;
            }
        }
    }
    fastest.reverse();
    fastest
}

/// Turns a dimension that may count from the end into one that counts from the front.
///
/// # Errors
/// `IndexError` for one outside `[-ndim, ndim-1]`; a 0-d tensor takes -1 and 0.
#[inline]
pub fn wrap_dim(dim: i64, ndim: usize) -> Result<usize> {
    let count = ndim.max(1) as i64;
    let wrapped = if dim < 0 { dim + count } else { dim };
    if (0..count).contains(&wrapped) { Ok(wrapped as usize) } else { Err(Error::dim(dim, ndim)) }
}

/// Wraps a list of dimensions into a mask; an empty or missing list means all of them.
///
/// # Errors
/// A dimension out of range, or one that appears twice.
pub fn dim_mask(dims: Option<&[i64]>, ndim: usize) -> Result<SmallVec<[bool; 6]>> {
    let dims = dims.unwrap_or(&[]);
    // A number has one dimension, 0 or -1, that is not there.
    let mut mask: SmallVec<[bool; 6]> = SmallVec::from_elem(dims.is_empty(), ndim.max(1));
    for &dim in dims {
        let at = wrap_dim(dim, ndim)?;
        if mask[at] {
            bail!(Runtime, "dim {at} appears multiple times in the list of dims");
        }
        mask[at] = true;
    }
    mask.truncate(ndim);
    Ok(mask)
}

/// The shape two shapes broadcast to.
///
/// # Errors
/// Sizes that differ where neither is 1.
pub fn broadcast(left: &[usize], right: &[usize]) -> Result<Shape> {
    if left == right {
        return Ok(Shape::from_slice(left));
    }
    let ndim = left.len().max(right.len());
    let mut shape: Shape = SmallVec::from_elem(1, ndim);
    for back in 1..=ndim {
        let size = |shape: &[usize]| if back <= shape.len() { shape[shape.len() - back] } else { 1 };
        let (a, b) = (size(left), size(right));
        shape[ndim - back] = match (a, b) {
            (1, b) => b,
            (a, 1) => a,
            (a, b) if a == b => a,
            _ => {
                let cause = Cause::Broadcast { left: left.into(), right: right.into(), dim: ndim - back };
                return Err(Error::new(Kind::Runtime, cause));
            }
        };
    }
    Ok(shape)
}

/// Strides that read a tensor as if it had been expanded to `target`, which it is known to broadcast to.
#[inline]
pub fn expanded_strides(shape: &[usize], strides: &[isize], target: &[usize]) -> Strides {
    if shape == target {
        return Strides::from_slice(strides);
    }
    let lead = target.len() - shape.len();
    let mut result: Strides = SmallVec::from_elem(0, target.len());
    for at in 0..shape.len() {
        result[lead + at] = if shape[at] == 1 && target[lead + at] != 1 { 0 } else { strides[at] };
    }
    result
}

/// A caller's sizes as a shape.
///
/// # Errors
/// A negative size.
pub fn sizes(list: &[i64]) -> Result<Shape> {
    let mut shape = Shape::with_capacity(list.len());
    for &size in list {
        if size < 0 {
            bail!(Runtime, "Trying to create tensor with negative dimension {size}: {}", format_list(list));
        }
        shape.push(size as usize);
    }
    Ok(shape)
}

/// `[2, -1]`, as PyTorch's messages show lists.
pub fn format_list<T: std::fmt::Display>(list: &[T]) -> String {
    let items: Vec<String> = list.iter().map(T::to_string).collect();
    format!("[{}]", items.join(", "))
}

/// The strides with which `shape` can view memory that `old_shape` and `old_strides` describe, or `None` where a copy
/// is needed.
///
/// Dimensions of the old layout are grouped into runs that are contiguous with each other; each run must be covered by
/// whole dimensions of the new shape.
pub fn view_strides(old_shape: &[usize], old_strides: &[isize], shape: &[usize]) -> Option<Strides> {
    if numel(old_shape) == 0 {
        return Some(contiguous_strides(shape));
    }
    let mut strides: Strides = SmallVec::from_elem(0, shape.len());
    let mut new = shape.len();
    // The run that is being collected, from the back: its innermost stride and its number of elements.
    let mut base = old_strides.last().copied().unwrap_or(1);
    let mut run = 1usize;
    for at in (0..old_shape.len()).rev() {
        run *= old_shape[at];
        let ends = at == 0 || (old_shape[at - 1] != 1 && old_strides[at - 1] != run as isize * base);
        if !ends {
            continue;
        }
        let mut covered = 1usize;
        while new > 0 && (covered < run || shape[new - 1] == 1) {
            strides[new - 1] = covered as isize * base;
            covered *= shape[new - 1];
            new -= 1;
        }
        if covered != run {
            return None;
        }
        if at > 0 {
            base = old_strides[at - 1];
            run = 1;
        }
    }
    // Only sizes of 1 can be left: a 0-d tensor viewed with some dimensions of 1.
    while new > 0 {
        new -= 1;
        if shape[new] != 1 {
            return None;
        }
        strides[new] = 1;
    }
    Some(strides)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_of_contiguous_memory_are_row_major() {
        let strides = view_strides(&[2, 3, 4], &[12, 4, 1], &[6, 2, 2]).unwrap();
        assert_eq!(strides.as_slice(), &[4, 2, 1]);
    }

    #[test]
    fn a_transposed_matrix_cannot_be_flattened() {
        assert!(view_strides(&[3, 2], &[1, 3], &[6]).is_none());
        assert_eq!(view_strides(&[3, 2], &[1, 3], &[3, 1, 2]).unwrap().as_slice(), &[1, 6, 3]);
    }

    #[test]
    fn expanded_dimensions_split_but_do_not_merge() {
        assert_eq!(view_strides(&[4, 3], &[0, 1], &[2, 2, 3]).unwrap().as_slice(), &[0, 0, 1]);
        assert!(view_strides(&[4, 3], &[0, 1], &[12]).is_none());
    }

    #[test]
    fn zero_dimensions() {
        assert_eq!(view_strides(&[], &[], &[1, 1]).unwrap().as_slice(), &[1, 1]);
        assert_eq!(view_strides(&[1, 1], &[1, 1], &[]).unwrap().len(), 0);
    }

    #[test]
    fn broadcasting_names_the_dimension() {
        assert_eq!(broadcast(&[3, 1], &[2]).unwrap().as_slice(), &[3, 2]);
        let error = broadcast(&[2, 3], &[4]).unwrap_err().to_string();
        assert!(
            error.starts_with(
                "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1"
            )
        );
    }

    #[test]
    fn layouts_with_gaps_keep_their_order() {
        assert_eq!(preserved_strides(&[3, 4], &[2, 12]).as_slice(), &[1, 3]);
        assert_eq!(preserved_strides(&[3, 4], &[24, 2]).as_slice(), &[4, 1]);
        assert_eq!(preserved_strides(&[3, 4], &[0, 1]).as_slice(), &[4, 1]);
        assert_eq!(preserved_strides(&[2, 3, 4], &[1, 0, 2]).as_slice(), &[1, 2, 6]);
    }

    #[test]
    fn sizes_beyond_memory_are_an_error() {
        assert_eq!(checked_numel(&[1 << 40, 1 << 40], 4).unwrap_err().kind(), Kind::OutOfMemory);
        assert_eq!(checked_numel(&[1 << 40, 0, 1 << 40], 4).unwrap(), 0);
    }
}
