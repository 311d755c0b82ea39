//! Places of values in sorted sequences.

use flambeau_cpu::DType;
pub use flambeau_cpu::index::Bound;

use super::THREADS;
use crate::compile::{self, Family, Key, Source};
use crate::device;
use crate::error::Result;
use crate::launch::{self, Grid};
use crate::params::Words;
use crate::pointwise::source::storage_type;
use crate::report::Asker;
use crate::stream::Stream;

/// The kernels of kernels/search.cuh.
const NAMES: [&str; 3] = ["search", "contains", "bins"];

/// As [`flambeau_cpu::index::search`]; entries of the sorter may be anything.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// As there, with memory of the stream's device that stays valid until the stream has passed.
#[allow(clippy::too_many_arguments)]
pub unsafe fn search(
    dtype: DType,
    bound: Bound,
    sequences: *const u8,
    sorter: Option<*const i64>,
    length: usize,
    shared: bool,
    values: *const u8,
    rows: usize,
    per_row: usize,
    out: *mut i64,
    stream: Stream,
) -> Result<()> {
    let mut words = Words::new();
    words.extend([(rows * per_row) as u64, per_row as u64, length as u64, shared as u64, sequences as u64]);
    words.extend([sorter.map_or(0, |sorter| sorter as u64), values as u64, out as u64]);
    words.extend(device::get(stream.device)?.report.words(const { &Asker::other("searchsorted") }));
    // SAFETY: the words are the fields of `SearchParams`; the rest is the caller's promise.
    unsafe { run("search", dtype, bound == Bound::Upper, rows * per_row, &words, stream) }
}

/// Whether each of `count` dense values is among `others`, which ascend, NaN last.
///
/// # Errors
/// As [`search`].
///
/// # Safety
/// `values` and `others` are valid for reads of their elements, `out` for writes of `count` bytes, on the stream's device
/// until the stream has passed.
pub unsafe fn contains(
    dtype: DType,
    values: *const u8,
    count: usize,
    others: *const u8,
    other_count: usize,
    out: *mut u8,
    stream: Stream,
) -> Result<()> {
    let mut words = Words::new();
    words.extend([count as u64, 1, other_count as u64, 1, others as u64, 0, values as u64, out as u64]);
    words.extend(device::get(stream.device)?.report.words(const { &Asker::index("isin") }));
    // SAFETY: the words are the fields of `SearchParams`; the rest is the caller's promise.
    unsafe { run("contains", dtype, false, count, &words, stream) }
}

/// For each of `count` dense values, floating-point numbers, its bin between neighbours of `edge_count` ascending doubles, two
/// at least, or the number of bins where it is in none: see [`flambeau_cpu::sort::histogram`].
///
/// # Errors
/// As [`search`].
///
/// # Safety
/// `values` and `edges` are valid for reads, `out` for writes of `count` numbers, on the stream's device until the stream has
/// passed.
#[allow(clippy::too_many_arguments)]
pub unsafe fn bins(
    dtype: DType,
    even: bool,
    values: *const u8,
    count: usize,
    edges: *const f64,
    edge_count: usize,
    out: *mut i64,
    stream: Stream,
) -> Result<()> {
    let mut words = Words::new();
    words.extend([count as u64, 1, edge_count as u64, 1, edges as u64, 0, values as u64, out as u64]);
    words.extend(device::get(stream.device)?.report.words(const { &Asker::index("histogram") }));
    // SAFETY: the words are the fields of `SearchParams`; the rest is the caller's promise.
    unsafe { run("bins", dtype, even, count, &words, stream) }
}

/// # Safety
/// The words are the fields of `SearchParams`, and what they point to is valid.
unsafe fn run(name: &str, dtype: DType, upper: bool, n: usize, words: &Words, stream: Stream) -> Result<()> {
    if n == 0 {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let which = NAMES.iter().position(|known| *known == name).unwrap_or(0);
    let made_for = (dtype as u128) << 16 | (upper as u128) << 8 | which as u128;
    let make = || source(name, dtype, upper);
    let function = compile::function(device, Key { family: Family::Search, made_for }, make)?;
    // SAFETY: the caller's promise.
    unsafe { launch::launch(function, Grid::row(n.div_ceil(THREADS as usize), THREADS), words.as_ptr(), stream) }
}

fn source(name: &str, dtype: DType, flag: bool) -> Source {
    let call = format!("{name}<{}, {flag}>", storage_type(dtype));
    let text = include_str!("../kernels/search.cuh");
    Source::of_family("search_places", call.clone(), text, "SearchParams", THREADS, &call)
}

#[cfg(test)]
mod tests {
    use super::source;
    use crate::compile::testing::compile_all;
    use flambeau_cpu::DType::*;

    #[test]
    fn every_search_compiles() {
        let mut sources = Vec::new();
        for (at, dtype) in [U8, I8, I16, I32, I64, F32, F64].into_iter().enumerate() {
            sources.extend(["search", "contains"].map(|name| source(name, dtype, at % 2 == 0)));
        }
        for dtype in [F32, F64] {
            sources.extend([true, false].map(|even| source("bins", dtype, even)));
        }
        compile_all(&sources);
    }
}
