//! Elements at places that tensors of indices name: [`gather`], [`scatter`], [`index_get`], [`index_put`].
//!
//! They do what the functions of the same names in [`flambeau_cpu::index`] do, with operands on a device. An index outside
//! its dimension is noted there, and its element left out. Values for one place are combined in the order of their
//! positions, whatever the order of threads: positions are sorted by place, except where the order makes no difference.

mod combine;
mod mask;
mod places;
mod search;
#[cfg(test)]
mod tests;

use flambeau_cpu::DType;
pub use flambeau_cpu::index::{IndexTensor, Indices, Reduce, View, ViewMut};
use flambeau_cpu::pointwise::plan::Loops;
use smallvec::SmallVec;

use crate::compile::{self, Family, Key, Source};
use crate::device;
use crate::error::Result;
use crate::launch::{self, Grid};
use crate::params::{Words, depth_of};
use crate::report::Asker;
use crate::stream::Stream;
pub use mask::Mask;
pub use places::Places;
pub use search::{Bound, bins, contains, search};

/// Threads of a block.
const THREADS: u32 = 256;

/// The text of the family's kernels.
const TEXT: &str = include_str!("../kernels/index.cuh");

/// The kernels of kernels/index.cuh.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kernel {
    Pick,
    PutReplacing,
    PutAdding,
    PlaceKeys,
    PutOwned,
    CombineSorted,
    CombineSpanning,
}

/// The type of elements of a size that are only moved.
pub(crate) fn moved(size: usize) -> &'static str {
    match size {
        1 => "u8",
        2 => "i16",
        4 => "i32",
        8 => "i64",
        _ => "c128",
    }
}

/// The type of a number of so many elements.
pub(crate) fn number(count: usize) -> &'static str {
    if count < 1 << 31 { "u32" } else { "u64" }
}

/// Elements of a pack of neighbours that are moved as one, where all lie so that they can.
fn pack(places: &mut Places<'_>, out: &mut Strides, out_ptr: *const u8, src_ptr: *const u8, size: usize) -> usize {
    let Some(at) = (0..places.shape.len()).rev().find(|&at| places.shape[at] != 1) else { return size };
    let alone = out[at] == 1 && places.base[at] == 1 && places.indices.iter().all(|index| index.strides[at] == 0);
    if !alone || places.flat.is_some() {
        return size;
    }
    let mut count = 16 / size;
    let fits = |count: usize| {
        let even = |stride: isize| stride.unsigned_abs().is_multiple_of(count);
        let others = (0..places.shape.len()).filter(|&d| d != at && places.shape[d] != 1);
        places.shape[at].is_multiple_of(count)
            && [out_ptr, src_ptr].iter().all(|ptr| (*ptr as usize).is_multiple_of(count * size))
            && others.clone().all(|d| even(out[d]) && even(places.base[d]))
            && places.indices.iter().all(|index| even(index.stride))
    };
    while count > 1 && !fits(count) {
        count /= 2;
    }
    if count > 1 {
        let step = count as isize;
        for d in 0..places.shape.len() {
            if d != at {
                out[d] /= step;
                places.base[d] /= step;
            }
        }
        places.shape[at] /= count;
        places.indices.iter_mut().for_each(|index| index.stride /= step);
    }
    size * count
}

type Strides = SmallVec<[isize; 8]>;

/// The elements that `places` name in `src`, to `out`, whose strides go over the shape.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// Operands and indices are valid for what shape and strides span, on the stream's device, until the stream has passed;
/// `out` overlaps nothing. Indices may be anything.
pub unsafe fn pick(
    op: &'static Asker,
    element_size: usize,
    mut places: Places<'_>,
    out: ViewMut<'_>,
    src: *const u8,
    stream: Stream,
) -> Result<()> {
    let mut strides: Strides = out.strides.into();
    let size = pack(&mut places, &mut strides, out.data, src, element_size);
    // SAFETY: the caller's promises are passed on.
    unsafe { moves(op, Kernel::Pick, moved(size), size, &places, out.data, src, &strides, stream) }
}

/// Launches a kernel over all elements of the places' shape. `strides` are those of the operand that is not indexed.
///
/// # Safety
/// As [`pick`] or [`put`].
#[allow(clippy::too_many_arguments)]
unsafe fn moves(
    op: &'static Asker,
    kernel: Kernel,
    element: &'static str,
    size: usize,
    places: &Places<'_>,
    target: *mut u8,
    source: *const u8,
    strides: &[isize],
    stream: Stream,
) -> Result<()> {
    let n: usize = places.shape.iter().product();
    if n == 0 {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let base: &[isize] = &places.base;
    let mut operands: SmallVec<[&[isize]; 4]> = if kernel == Kernel::Pick {
        SmallVec::from_slice(&[strides, base])
    } else {
        SmallVec::from_slice(&[base, strides])
    };
    operands.extend(places.indices.iter().map(|index| index.strides.as_slice()));
    let loops = Loops::new(&places.shape, &operands);
    let mut units: SmallVec<[usize; 4]> = SmallVec::from_slice(&[size, size]);
    units.extend(places.indices.iter().map(|_| 8));
    let mut words = Words::new();
    words.extend([n as u64, target as u64, source as u64]);
    let flat = places.push(&mut words, size);
    words.push_loops(&loops, &units);
    words.extend(device.report.words(op));
    let (dims, count, number) = (depth_of(&loops), places.indices.len(), number(n));
    let call = || {
        let function = match kernel {
            Kernel::PutReplacing => "put<Replacing, ",
            Kernel::PutAdding => "put<AddingAtomically, ",
            _ => "pick<",
        };
        let params = format!("MoveParams<{dims}, {count}, {flat}>");
        let call = format!("{function}{element}, {number}>");
        Source::of_family("places", format!("{function}{element}>"), TEXT, &params, THREADS, &call)
    };
    let code = [kernel as usize, size, dims, count, flat, (number == "u64") as usize];
    let function = compile::function(device, key(&code), call)?;
    let blocks = n.div_ceil(THREADS as usize);
    // SAFETY: the words are the fields of `MoveParams`; the rest is the caller's promise.
    unsafe { launch::launch(function, Grid::row(blocks, THREADS), words.as_ptr(), stream) }
}

/// What the kernel's text depends on, eight bits each.
fn key(parts: &[usize]) -> Key {
    Key { family: Family::Index, made_for: parts.iter().fold(0, |code, part| code << 8 | *part as u128) }
}

/// Reduces what `places` name in `target` with `values`, whose strides go over the shape, position by position in
/// row-major order.
///
/// # Errors
/// NVRTC is needed and not there; no memory for sorting; the driver refuses a launch.
///
/// # Panics
/// When the reduction does not support the dtype.
///
/// # Safety
/// As [`pick`]; `target` overlaps nothing.
pub unsafe fn put(
    op: &'static Asker,
    reduce: Reduce,
    dtype: DType,
    places: Places<'_>,
    target: *mut u8,
    values: View<'_>,
    stream: Stream,
) -> Result<()> {
    assert!(reduce.supports(dtype), "{reduce:?} of {dtype:?}");
    let size = dtype.size();
    let same = places.shape.iter().zip(values.strides).all(|(size, stride)| *size == 1 || *stride == 0);
    let kernel = match reduce {
        Reduce::Set if same => Kernel::PutReplacing,
        Reduce::Add if matches!(dtype, DType::I32 | DType::I64) => Kernel::PutAdding,
        // SAFETY: the caller's promises are passed on.
        _ => return unsafe { combine::put(op, reduce, dtype, &places, target, values, stream) },
    };
    // SAFETY: as above.
    unsafe { moves(op, kernel, moved(size), size, &places, target, values.data, values.strides, stream) }
}

/// As [`flambeau_cpu::index::gather`].
///
/// # Errors
/// As [`pick`].
///
/// # Safety
/// As there, with memory of the stream's device that stays valid until the stream has passed; indices may be anything.
#[allow(clippy::too_many_arguments)]
pub unsafe fn gather(
    op: &'static Asker,
    element_size: usize,
    dim: usize,
    shape: &[usize],
    out: ViewMut<'_>,
    src: View<'_>,
    src_size: usize,
    index: View<'_>,
    wraps: bool,
    stream: Stream,
) -> Result<()> {
    let places = Places::along(dim, shape, src.strides, src_size, index, wraps);
    // SAFETY: the caller's promises are passed on.
    unsafe { pick(op, element_size, places, out, src.data, stream) }
}

/// As [`flambeau_cpu::index::scatter`].
///
/// # Errors
/// As [`put`].
///
/// # Panics
/// When the reduction does not support the dtype.
///
/// # Safety
/// As there, with memory of the stream's device that stays valid until the stream has passed; indices may be anything.
#[allow(clippy::too_many_arguments)]
pub unsafe fn scatter(
    op: &'static Asker,
    reduce: Reduce,
    dtype: DType,
    dim: usize,
    shape: &[usize],
    target: ViewMut<'_>,
    target_size: usize,
    index: View<'_>,
    src: View<'_>,
    wraps: bool,
    stream: Stream,
) -> Result<()> {
    let places = Places::along(dim, shape, target.strides, target_size, index, wraps);
    // SAFETY: the caller's promises are passed on.
    unsafe { put(op, reduce, dtype, places, target.data, src, stream) }
}

/// As [`flambeau_cpu::index::index_get`].
///
/// # Errors
/// As [`pick`].
///
/// # Safety
/// As there, with memory of the stream's device that stays valid until the stream has passed; indices may be anything.
pub unsafe fn index_get(
    op: &'static Asker,
    element_size: usize,
    indices: &Indices<'_>,
    rest: &[usize],
    out: ViewMut<'_>,
    src: View<'_>,
    stream: Stream,
) -> Result<()> {
    // SAFETY: the caller's promises are passed on.
    unsafe { pick(op, element_size, Places::advanced(indices, rest, src.strides), out, src.data, stream) }
}

/// As [`flambeau_cpu::index::index_put`].
///
/// # Errors
/// As [`put`].
///
/// # Panics
/// When the reduction does not support the dtype.
///
/// # Safety
/// As there, with memory of the stream's device that stays valid until the stream has passed; indices may be anything.
#[allow(clippy::too_many_arguments)]
pub unsafe fn index_put(
    op: &'static Asker,
    reduce: Reduce,
    dtype: DType,
    indices: &Indices<'_>,
    rest: &[usize],
    target: ViewMut<'_>,
    values: View<'_>,
    stream: Stream,
) -> Result<()> {
    let places = Places::advanced(indices, rest, target.strides);
    // SAFETY: the caller's promises are passed on.
    unsafe { put(op, reduce, dtype, places, target.data, values, stream) }
}

/// Adds rows of `source` to the rows of `target` that `index` names, in order: `count` dense rows of `width` elements. The
/// index `skipped` names nothing.
///
/// # Errors
/// As [`put`].
///
/// # Safety
/// As [`put`].
#[allow(clippy::too_many_arguments)]
pub unsafe fn add_rows(
    op: &'static Asker,
    dtype: DType,
    (rows, width): (usize, usize),
    target: *mut u8,
    (index, count): (*const i64, usize),
    skipped: Option<i64>,
    source: *const u8,
    stream: Stream,
) -> Result<()> {
    let strides = [width as isize, 1];
    let by = View { data: index.cast(), strides: &[1, 0] };
    let mut places = Places::along(0, &[count, width], &strides, rows, by, false);
    places.skipped = skipped;
    // SAFETY: the caller's promises are passed on.
    unsafe { put(op, Reduce::Add, dtype, places, target, View { data: source, strides: &strides }, stream) }
}
