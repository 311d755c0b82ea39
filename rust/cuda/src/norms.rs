//! Norms of many tensors: one launch for all of a dtype, and one that combines what its blocks have added up.
//!
//! Sums are in double and combined in a fixed order.

use flambeau_cpu::DType;
use flambeau_cpu::optim::Flat;

use crate::alloc::Scratch;
use crate::compile::{self, Family, Key, Source};
use crate::device::{self, Device};
use crate::error::Result;
use crate::launch::{self, Grid};
use crate::optim::{DTYPES, type_number};
use crate::params::Words;
use crate::pointwise::source::storage_type;
use crate::stream::Stream;

/// Elements of a block's piece, and threads of both kernels: `NORM_PIECE`, `NORM_THREADS` and `TOTAL_THREADS` in
/// kernels/norms.cuh.
const PIECE: usize = 16384;
const THREADS: u32 = 256;
const TOTAL_THREADS: u32 = 512;

/// Tensors of a small and of a large table: the parameters of a kernel have at most 32,764 bytes.
const TABLES: [usize; 2] = [24, 1000];

const TEXT: &str = concat!(include_str!("kernels/tables.cuh"), include_str!("kernels/norms.cuh"));

/// What is added up: the names of kernels/norms.cuh.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Count,
    Absolute,
    Square,
    Power,
    Largest,
    Smallest,
}

impl Kind {
    fn of(order: f64) -> Kind {
        match order {
            0.0 => Kind::Count,
            1.0 => Kind::Absolute,
            2.0 => Kind::Square,
            f64::INFINITY => Kind::Largest,
            f64::NEG_INFINITY => Kind::Smallest,
            _ => Kind::Power,
        }
    }

    fn name(self) -> String {
        format!("{self:?}").to_uppercase()
    }
}

/// The smallest table for so many tensors, or the largest one.
fn table_for(tensors: usize) -> usize {
    TABLES.into_iter().find(|most| tensors <= *most).unwrap_or(TABLES[1])
}

/// The norm of order `order` of each tensor, rounded to its dtype and written to its place in `outs`, unless these are
/// empty; and of the norms, as a number of the given dtype. NaN where an element is NaN.
///
/// # Errors
/// NVRTC is needed and not there; no memory for sums; the driver refuses a launch.
///
/// # Safety
/// Tensors are aligned, and valid on the stream's device until the stream has passed, as are the places of results.
pub unsafe fn norms(
    tensors: &[Flat],
    order: f64,
    outs: &[*mut u8],
    total: Option<(DType, *mut u8)>,
    stream: Stream,
) -> Result<()> {
    let device = device::get(stream.device)?;
    device.enter()?;
    let kind = Kind::of(order);
    let pieces = |tensor: &Flat| tensor.len.div_ceil(PIECE);
    let all: usize = tensors.iter().map(pieces).sum();
    let sums = Scratch::new(8 * (all + 1), stream)?;
    let before = sums.address() + 8 * all as u64;
    // Where each tensor's sums begin: those of a dtype, and thus of a launch, follow each other.
    let mut firsts = vec![0; tensors.len()];
    let mut next = 0;
    for dtype in DTYPES {
        let some: Vec<usize> = (0..tensors.len()).filter(|at| tensors[*at].dtype == dtype).collect();
        for at in &some {
            firsts[*at] = next;
            next += pieces(&tensors[*at]);
        }
        let filled: Vec<usize> = some.into_iter().filter(|at| tensors[*at].len > 0).collect();
        let table = table_for(filled.len());
        for some in filled.chunks(table) {
            let start = firsts[some[0]];
            let mut words = Words::new();
            words.extend([some.len() as u64, order.to_bits(), sums.address() + 8 * start as u64]);
            for at in some {
                words.extend([tensors[*at].len as u64, (firsts[*at] - start) as u64, tensors[*at].ptr as u64]);
            }
            // The whole table is copied at the launch.
            words.extend(std::iter::repeat_n(0, 3 * (table - some.len())));
            let blocks = some.iter().map(|at| pieces(&tensors[*at])).sum();
            let grid = Grid::row(blocks, THREADS);
            // SAFETY: the words are the fields of `NormParams`; there is room for the sums of all blocks.
            unsafe { run(device, kind, Some(dtype), table, grid, &words, stream)? };
        }
    }
    let table = table_for(tensors.len());
    let launches = tensors.len().div_ceil(table).max(1);
    for launch in 0..launches {
        let range = launch * table..tensors.len().min((launch + 1) * table);
        let mut words = Words::new();
        words.extend([range.len() as u64, order.to_bits(), sums.address(), before]);
        words.extend([launch == 0, launch + 1 == launches].map(u64::from));
        words.extend(total.map_or([0, 0], |(dtype, place)| [type_number(dtype), place as u64]));
        for at in range.clone() {
            words.extend([firsts[at] as u64, pieces(&tensors[at]) as u64, type_number(tensors[at].dtype)]);
            words.push(outs.get(at).map_or(0, |place| *place as u64));
        }
        words.extend(std::iter::repeat_n(0, 4 * (table - range.len())));
        let grid = Grid::row(1, TOTAL_THREADS);
        // SAFETY: the words are the fields of `TotalParams`; all sums are written by the launches before.
        unsafe { run(device, kind, None, table, grid, &words, stream)? };
    }
    Ok(())
}

/// Launches a kernel: that of a dtype's pieces, or the one that combines them. The device is entered.
///
/// # Safety
/// The words are the fields of the kernel's parameter in order, and what they point to is valid.
unsafe fn run(
    device: &Device,
    kind: Kind,
    dtype: Option<DType>,
    table: usize,
    grid: Grid,
    words: &Words,
    stream: Stream,
) -> Result<()> {
    let made_for = (kind as u128) << 32 | (dtype.map_or(255, |dtype| dtype as u128)) << 16 | table as u128;
    let make = || source(kind, dtype, table);
    let function = compile::function(device, Key { family: Family::Norms, made_for }, make)?;
    // SAFETY: the caller's promise.
    unsafe { launch::launch(function, grid, words.as_ptr(), stream) }
}

fn source(kind: Kind, dtype: Option<DType>, table: usize) -> Source {
    let (params, call, threads) = match dtype {
        Some(dtype) => {
            let call = format!("norm_sums<{}, {}>", kind.name(), storage_type(dtype));
            (format!("NormParams<{table}>"), call, THREADS)
        }
        None => (format!("TotalParams<{table}>"), format!("norm_totals<{}>", kind.name()), TOTAL_THREADS),
    };
    Source::of_family("norms", call.to_lowercase(), TEXT, &params, threads, &call)
}

#[cfg(test)]
mod tests {
    use super::{Kind, TABLES, source};
    use crate::compile::testing::compile_all;
    use crate::optim::DTYPES;

    #[test]
    fn every_norm_compiles() {
        use Kind::*;
        let mut sources = Vec::new();
        for kind in [Count, Absolute, Square, Power, Largest, Smallest] {
            for (at, dtype) in DTYPES.into_iter().enumerate() {
                sources.push(source(kind, Some(dtype), TABLES[at % 2]));
            }
            sources.extend(TABLES.map(|table| source(kind, None, table)));
        }
        compile_all(&sources);
    }
}
