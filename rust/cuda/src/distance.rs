//! Distances in a p-norm of all pairs of rows of a dense matrix, and their gradient.

use flambeau_cpu::DType;

use crate::compile::{self, Family, Key, Source};
use crate::device;
use crate::error::Result;
use crate::launch::{self, Grid};
use crate::params::Words;
use crate::pointwise::source::storage_type;
use crate::stream::Stream;

/// Threads of a block and of a pair: `PAIR_THREADS` and `PAIR_LANES` in kernels/distance.cuh.
const THREADS: usize = 256;
const LANES: usize = 32;

/// A matrix, and the norm its rows' distances are measured in.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    /// Of the elements.
    pub dtype: DType,
    /// How many rows there are.
    pub rows: usize,
    /// Elements of a row.
    pub columns: usize,
    /// The first element.
    pub x: *const u8,
    /// The norm's order, not negative.
    pub p: f64,
}

impl Rows {
    /// How many pairs of rows there are.
    pub fn pairs(&self) -> usize {
        self.rows * self.rows.saturating_sub(1) / 2
    }
}

/// Writes the distances of pairs (i, j), i < j, in order.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// The matrix, and `out` for all pairs, are valid on the stream's device until the stream has passed.
pub unsafe fn pair_distances(of: &Rows, out: *mut u8, stream: Stream) -> Result<()> {
    let blocks = of.pairs().div_ceil(THREADS / LANES);
    // SAFETY: the caller's promise is passed on.
    unsafe { start(of, false, blocks, [0, 0, 0, out as u64], stream) }
}

/// Writes the gradient of the matrix's elements from the distances and their gradient, whose elements are `step` apart.
///
/// # Errors
/// As [`pair_distances`].
///
/// # Safety
/// As there, with `out` for all elements.
pub unsafe fn pair_gradients(
    of: &Rows,
    distances: *const u8,
    grad: *const u8,
    step: usize,
    out: *mut u8,
    stream: Stream,
) -> Result<()> {
    let blocks = (of.rows * of.columns).div_ceil(THREADS);
    // SAFETY: the caller's promise is passed on.
    unsafe { start(of, true, blocks, [distances as u64, grad as u64, step as u64, out as u64], stream) }
}

fn norm(p: f64) -> &'static str {
    match p {
        0.0 => "COUNT",
        1.0 => "SIZES",
        2.0 => "SQUARES",
        f64::INFINITY => "LARGEST",
        _ => "POWERS",
    }
}

fn source(dtype: DType, norm: &str, backward: bool) -> Source {
    let name = if backward { "pair_gradients" } else { "pair_distances" };
    let call = format!("{name}<{}, {norm}>", storage_type(dtype));
    let text = include_str!("kernels/distance.cuh");
    Source::of_family("distance", call.clone(), text, "PairParams", THREADS as u32, &call)
}

/// # Safety
/// The matrix and `places` (distances, gradient, its step, result) are valid for the kernel.
unsafe fn start(of: &Rows, backward: bool, blocks: usize, places: [u64; 4], stream: Stream) -> Result<()> {
    if blocks == 0 {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let mut words = Words::new();
    words.extend([of.rows, of.columns, of.pairs()].map(|size| size as u64));
    words.extend([of.x as u64, of.p.to_bits()]);
    words.extend(places);
    let norm = norm(of.p);
    let code = norm.as_bytes().iter().fold(0u128, |code, byte| code << 8 | *byte as u128);
    let key = Key { family: Family::Distance, made_for: code << 16 | (of.dtype as u128) << 8 | backward as u128 };
    let function = compile::function(device, key, || source(of.dtype, norm, backward))?;
    // SAFETY: the words are the fields of `PairParams`; the rest is the caller's promise.
    unsafe { launch::launch(function, Grid::row(blocks, THREADS as u32), words.as_ptr(), stream) }
}

#[cfg(test)]
mod tests {
    use super::{norm, source};
    use crate::compile::testing::compile_all;
    use flambeau_cpu::DType;

    #[test]
    fn every_kernel_compiles() {
        let mut sources = Vec::new();
        for dtype in [DType::F16, DType::BF16, DType::F32, DType::F64] {
            for p in [0.0, 1.0, 2.0, 3.0, f64::INFINITY] {
                sources.extend([false, true].map(|backward| source(dtype, norm(p), backward)));
            }
        }
        compile_all(&sources);
    }
}
