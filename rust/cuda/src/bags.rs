//! Bags of rows of a table: their sums, means or maxima.

use flambeau_cpu::DType;

use crate::compile::{self, Family, Key, Source};
use crate::device;
use crate::error::Result;
use crate::launch::{self, Grid};
use crate::params::Words;
use crate::pointwise::source::storage_type;
use crate::report::Asker;
use crate::stream::Stream;
use crate::transfer;

/// Threads of a block.
const THREADS: u32 = 256;

/// What becomes of the rows of a bag.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// Their sum.
    Sum,
    /// Their mean; 0 of an empty bag.
    Mean,
    /// The largest of each column, NaN where there is one; 0 of an empty bag.
    Max,
}

/// A list of rows of a table, cut into bags.
#[derive(Clone, Copy, Debug)]
pub struct Bags {
    /// Rows of the table, and elements of a row.
    pub rows: usize,
    /// Elements of a row.
    pub width: usize,
    /// The table.
    pub table: *const u8,
    /// Elements between rows and between columns of the table.
    pub strides: [isize; 2],
    /// The rows listed.
    pub picks: *const i64,
    /// How many are listed.
    pub n: usize,
    /// Where each bag begins in the list.
    pub starts: *const i64,
    /// How many bags there are.
    pub count: usize,
    /// Whether one more offset follows, at which the last bag ends.
    pub ends: bool,
    /// A row that does not count.
    pub padding: Option<usize>,
    /// Factors of what is listed, dense and of the table's dtype; may be null.
    pub factors: *const u8,
}

/// Results of [`bag_rows`], all dense.
#[derive(Clone, Copy, Debug)]
pub struct Results {
    /// For every bag a row of the table's dtype.
    pub out: *mut u8,
    /// The bag of every entry of the list; their number for those behind the last bag's end.
    pub bags: *mut i64,
    /// The entries of every bag that count.
    pub sizes: *mut i64,
    /// For maxima: the row of the table that every element is from, -1 in an empty bag.
    pub winners: *mut i64,
}

/// Combines the rows of every bag in the order of the list. Indices outside the table are left out, bags whose offsets are not
/// inside the list or descend are not written; both are noted for the host.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// Everything is valid for the sizes on the stream's device until the stream has passed; indices and offsets may be anything.
pub unsafe fn bag_rows(dtype: DType, mode: Mode, of: &Bags, to: &Results, stream: Stream) -> Result<()> {
    let device = device::get(stream.device)?;
    device.enter()?;
    // SAFETY: there is a number for every entry.
    unsafe { transfer::fill(to.bags as u64, 0xff, 8 * of.n, stream)? };
    let slots = of.count + of.ends as usize;
    if slots == 0 {
        return Ok(());
    }
    let size = dtype.size() as isize;
    let mut words = Words::new();
    words.extend([of.count, slots, of.width, of.n, of.rows].map(|size| size as u64));
    words.extend([of.picks as u64, of.starts as u64, of.padding.map_or(-1, |row| row as i64) as u64, of.table as u64]);
    words.extend(of.strides.map(|stride| (stride * size) as u64));
    words.extend([of.factors as u64, to.out as u64, to.bags as u64, to.sizes as u64, to.winners as u64]);
    words.extend(device.report.words(const { &Asker::other("embedding_bag") }));
    let key = Key { family: Family::Bags, made_for: (dtype as u128) << 8 | mode as u128 };
    let function = compile::function(device, key, || source(dtype, mode))?;
    let blocks = (slots * of.width.max(1)).div_ceil(THREADS as usize);
    // SAFETY: the words are the fields of `BagParams`; the rest is the caller's promise.
    unsafe { launch::launch(function, Grid::row(blocks, THREADS), words.as_ptr(), stream) }
}

fn source(dtype: DType, mode: Mode) -> Source {
    let call = format!("bag_rows<{}, {}>", storage_type(dtype), mode as usize);
    Source::of_family("bags", call.clone(), include_str!("kernels/bags.cuh"), "BagParams", THREADS, &call)
}

#[cfg(test)]
mod tests {
    use super::{Mode, source};
    use crate::compile::testing::compile_all;
    use flambeau_cpu::DType;

    #[test]
    fn every_kernel_compiles() {
        let dtypes = [DType::F16, DType::BF16, DType::F32, DType::F64];
        let modes = [Mode::Sum, Mode::Mean, Mode::Max];
        let sources: Vec<_> = dtypes.iter().flat_map(|dtype| modes.map(|mode| source(*dtype, mode))).collect();
        compile_all(&sources);
    }
}
