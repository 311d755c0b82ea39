//! Numbers that follow from where they stand: ranges, and numbers that are evenly spaced.

use flambeau_cpu::DType;

use crate::compile::{self, Family, Key, Source};
use crate::device;
use crate::error::Result;
use crate::launch::{self, Grid};
use crate::params::Words;
use crate::pointwise::source::storage_type;
use crate::stream::Stream;

/// Threads of a block.
const THREADS: u32 = 256;

/// Which numbers.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Sequence {
    /// `first + i * by`, which wraps around.
    Integers {
        /// Number 0.
        first: i64,
        /// How far numbers are apart.
        by: i64,
    },
    /// `first + i * by`.
    Steps {
        /// Number 0.
        first: f64,
        /// How far numbers are apart.
        by: f64,
    },
    /// Numbers that are evenly spaced, from the nearer end.
    Spaced {
        /// Number 0.
        first: f64,
        /// The last of all.
        last: f64,
        /// Whether they are computed in single precision.
        single: bool,
    },
    /// Powers whose exponents are evenly spaced.
    Powers {
        /// What has the exponents.
        base: f64,
        /// The first exponent.
        first: f64,
        /// The last one.
        last: f64,
    },
}

impl Sequence {
    /// The name in kernels/sequence.cuh, and the kernel's number.
    fn kind(self) -> (&'static str, u128) {
        match self {
            Sequence::Integers { .. } => ("INTEGERS", 0),
            Sequence::Steps { .. } => ("STEPS", 1),
            Sequence::Spaced { single: true, .. } => ("SPACED_SINGLES", 2),
            Sequence::Spaced { single: false, .. } => ("SPACED", 3),
            Sequence::Powers { .. } => ("POWERS", 4),
        }
    }
}

/// Writes `n` numbers; fractions are cut off where the dtype is one of integers.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// `out` is valid for writes of `n` elements on the stream's device until the stream has passed.
pub unsafe fn write(sequence: Sequence, dtype: DType, n: usize, out: *mut u8, stream: Stream) -> Result<()> {
    if n == 0 {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let gaps = n as f64 - 1.0;
    let (integers, [first, last, step, base]) = match sequence {
        Sequence::Integers { first, by } => ([first, by], [0.0; 4]),
        Sequence::Steps { first, by } => ([0; 2], [first, 0.0, by, 0.0]),
        Sequence::Spaced { first, last, single: true } => {
            let (low, high) = (first as f32, last as f32);
            let step = if n > 1 { (high - low) / gaps as f32 } else { 0.0 };
            ([0; 2], [first, last, f64::from(step), 0.0])
        }
        Sequence::Spaced { first, last, single: false } => {
            ([0; 2], [first, last, if n > 1 { (last - first) / gaps } else { 0.0 }, 0.0])
        }
        Sequence::Powers { base, first, last } => {
            ([0; 2], [first, last, if n > 1 { (last - first) / gaps } else { 0.0 }, base])
        }
    };
    let mut words = Words::new();
    words.push(n as u64);
    words.extend(integers.map(|number| number as u64));
    words.extend([first, last, step, base].map(f64::to_bits));
    words.push(out as u64);
    let (name, number) = sequence.kind();
    let made_for = number << 8 | dtype as u128;
    let function = compile::function(device, Key { family: Family::Sequence, made_for }, || source(name, dtype))?;
    let grid = Grid::row(n.div_ceil(THREADS as usize), THREADS);
    // SAFETY: the words are the fields of `SequenceParams`; the rest is the caller's promise.
    unsafe { launch::launch(function, grid, words.as_ptr(), stream) }
}

fn source(name: &str, dtype: DType) -> Source {
    let call = format!("sequence<{name}, {}, {}>", storage_type(dtype), dtype.is_integral(false));
    let label = format!("sequence {} {}", name.to_lowercase(), dtype.name());
    Source::of_family("numbers", label, include_str!("kernels/sequence.cuh"), "SequenceParams", THREADS, &call)
}

#[cfg(test)]
mod tests {
    use super::source;
    use crate::compile::testing::compile_all;
    use flambeau_cpu::DType::*;

    #[test]
    fn every_sequence_compiles() {
        let mut sources = Vec::new();
        for dtype in [U8, I8, I16, I32, I64, F16, BF16, F32, F64, C64, C128, Bool] {
            for name in ["INTEGERS", "STEPS", "SPACED_SINGLES", "SPACED", "POWERS"] {
                sources.push(source(name, dtype));
            }
        }
        compile_all(&sources);
    }
}
