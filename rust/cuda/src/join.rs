//! Dense copies of rows: several matrices side by side, and triangles of one; where the elements of a triangle are.
//!
//! They do what the functions of the same names in [`flambeau_cpu::copy`] do, with operands on a device.

use flambeau_cpu::DType;
pub use flambeau_cpu::copy::{Part, Triangle};

use crate::compile::{self, Family, Key, Source};
use crate::device;
use crate::error::Result;
use crate::index::{moved, number};
use crate::launch::{self, Grid};
use crate::params::{Dim, Words};
use crate::pointwise::source::storage_type;
use crate::stream::Stream;

/// Threads of a block.
const THREADS: u32 = 256;

/// Matrices that a launch takes: `PARTS` in kernels/join.cuh.
const PARTS: usize = 32;

/// Launches one of the family's kernels with a thread for each of `n` elements.
///
/// # Safety
/// The words are the fields of the parameter of the kernel, and what they point to is valid.
unsafe fn launch(triangle: bool, size: usize, n: usize, words: &Words, stream: Stream) -> Result<()> {
    let device = device::get(stream.device)?;
    device.enter()?;
    let (element, number) = (moved(size), number(n));
    let make = || {
        let (name, params) = if triangle { ("triangle", "TriangleParams") } else { ("side_by_side", "JoinParams") };
        let call = format!("{name}<{element}, {number}>");
        Source::of_family("join", call.clone(), include_str!("kernels/join.cuh"), params, THREADS, &call)
    };
    let made_for = (triangle as u128) << 16 | (size as u128) << 8 | (number == "u64") as u128;
    let function = compile::function(device, Key { family: Family::Join, made_for }, make)?;
    // SAFETY: the caller's promise.
    unsafe { launch::launch(function, Grid::row(n.div_ceil(THREADS as usize), THREADS), words.as_ptr(), stream) }
}

/// As [`flambeau_cpu::copy::side_by_side`].
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses a launch.
///
/// # Safety
/// As there, with memory of the stream's device that stays valid until the stream has passed.
pub unsafe fn side_by_side(out: *mut u8, parts: &[Part], rows: usize, stream: Stream) -> Result<()> {
    let row: usize = parts.iter().map(|part| part.row).sum();
    let all = parts.iter().fold(out as usize | row, |bits, part| bits | part.data as usize | part.row);
    let size = 1 << all.trailing_zeros().min(4);
    let mut column = 0;
    for some in parts.chunks(PARTS) {
        let columns: usize = some.iter().map(|part| part.row / size).sum();
        let n = rows * columns;
        let mut words = Words::new();
        words.push(n as u64);
        words.push_dim(Dim::new(columns));
        words.extend([(row / size) as u64, some.len() as u64, out.wrapping_add(column * size) as u64]);
        let mut start = 0;
        for part in some {
            words.extend([part.data as u64, start as u64, (part.row / size) as u64]);
            start += part.row / size;
        }
        words.extend(std::iter::repeat_n(0, 3 * (PARTS - some.len())));
        column += columns;
        if n > 0 {
            // SAFETY: the words are the fields of `JoinParams`; all lie at multiples of the element's size.
            unsafe { launch(false, size, n, &words, stream)? };
        }
    }
    Ok(())
}

/// As [`flambeau_cpu::copy::triangle`].
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// As there, with memory of the stream's device that stays valid until the stream has passed.
pub unsafe fn triangle(
    element_size: usize,
    shape: Triangle,
    out: *mut u8,
    src: *const u8,
    stream: Stream,
) -> Result<()> {
    let n = shape.count * shape.rows * shape.columns;
    if n == 0 {
        return Ok(());
    }
    let mut words = Words::new();
    words.push(n as u64);
    words.push_dim(Dim::new(shape.columns));
    words.push_dim(Dim::new(shape.rows));
    words.extend([shape.upper as u64, shape.diagonal as u64, out as u64, src as u64]);
    // SAFETY: the words are the fields of `TriangleParams`; the rest is the caller's promise.
    unsafe { launch(true, element_size, n, &words, stream) }
}

/// Where the elements of a triangle of a matrix are.
#[derive(Clone, Debug)]
pub struct Places {
    /// How many there are.
    pub n: usize,
    /// The rows that have some.
    pub rows: std::ops::Range<usize>,
    /// The matrix's columns.
    pub columns: usize,
    /// Whether it is the upper triangle.
    pub upper: bool,
    /// The diagonal's place: 0 is the main one.
    pub offset: i64,
}

/// Writes the rows of all elements of a triangle, then their columns, as integers of 32 or 64 bits.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// `out` has room for `2 n` numbers on the stream's device; the rest is the description of one triangle.
pub unsafe fn triangle_places(dtype: DType, of: &Places, out: *mut u8, stream: Stream) -> Result<()> {
    if of.n == 0 {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    // The row from which on all rows of a lower triangle are whole, or those of an upper one no longer are.
    let turn = if of.upper { -(of.offset as i128) + 1 } else { of.columns as i128 - of.offset as i128 - 1 };
    let turn = turn.clamp(of.rows.start as i128, of.rows.end as i128) as usize;
    let mut words = Words::new();
    words.extend([of.n, of.rows.start, of.rows.len(), turn - of.rows.start, of.columns].map(|size| size as u64));
    words.extend([of.upper as u64, of.offset as u64, out as u64]);
    let key = Key { family: Family::Join, made_for: 1 << 24 | dtype as u128 };
    let function = compile::function(device, key, || places_source(dtype))?;
    let blocks = of.n.div_ceil(THREADS as usize);
    // SAFETY: the words are the fields of `PlacesParams`; the rest is the caller's promise.
    unsafe { launch::launch(function, Grid::row(blocks, THREADS), words.as_ptr(), stream) }
}

fn places_source(dtype: DType) -> Source {
    let call = format!("triangle_places<{}>", storage_type(dtype));
    Source::of_family("places", call.clone(), include_str!("kernels/join.cuh"), "PlacesParams", THREADS, &call)
}

#[cfg(test)]
mod tests {
    use flambeau_cpu::DType;

    #[test]
    fn the_kernels_of_places_compile() {
        crate::compile::testing::compile_all(&[DType::I32, DType::I64].map(super::places_source));
    }
}
