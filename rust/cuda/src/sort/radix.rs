//! Stable sorting of lines of keys by digits.

use super::Kernel;
use super::prefix::sum_up;
use crate::alloc::Scratch;
use crate::compile::{self, Family, Key, Source};
use crate::device::Device;
use crate::error::Result;
use crate::launch::{self, Grid};
use crate::params::Words;
use crate::stream::Stream;

/// Threads of a block: `RADIX_THREADS` in kernels/radix.cuh.
const THREADS: u32 = 256;
/// Keys of a block: `RADIX_TILE` there.
const TILE: usize = 2048;
/// Bits of a digit, and how many digits there are.
const BITS: u32 = 8;
const DIGITS: usize = 1 << BITS;

/// An integer type of kernels.
pub(crate) fn unsigned(wide: bool) -> &'static str {
    if wide { "u64" } else { "u32" }
}

/// Bytes of [`unsigned`].
pub(crate) fn width(wide: bool) -> usize {
    if wide { 8 } else { 4 }
}

/// Lines of keys on the device, dense, and where each stood in its line; until they are sorted, the positions are not
/// written.
pub(crate) struct Keys {
    pub lines: usize,
    /// Keys of a line.
    pub n: usize,
    /// Whether keys, and positions, have 64 bits rather than 32.
    pub wide: bool,
    pub wide_positions: bool,
    pub keys: Scratch,
    pub order: Scratch,
}

impl Keys {
    /// Room for keys of so many bits.
    pub(crate) fn new(lines: usize, n: usize, bits: u32, stream: Stream) -> Result<Keys> {
        let (wide, wide_positions) = (bits > 32, n >= u32::MAX as usize);
        let total = lines * n;
        Ok(Keys {
            lines,
            n,
            wide,
            wide_positions,
            keys: Scratch::new(total * width(wide), stream)?,
            order: Scratch::new(total * width(wide_positions), stream)?,
        })
    }

    /// Names of the kernels' types of keys and positions.
    pub(crate) fn types(&self) -> String {
        format!("{}, {}", unsigned(self.wide), unsigned(self.wide_positions))
    }

    /// What of the types goes into a kernel's key: two bits.
    pub(crate) fn code(&self) -> u128 {
        (self.wide as u128) << 1 | self.wide_positions as u128
    }

    /// Sorts each line by the lowest `bits` bits of its keys; equal keys keep their order. The device is entered.
    pub(crate) fn sort(mut self, device: &Device, bits: u32, stream: Stream) -> Result<Keys> {
        let tiles = self.n.div_ceil(TILE);
        let blocks = self.lines * tiles;
        if blocks == 0 {
            return Ok(self);
        }
        let counts = Scratch::new(8 * (blocks * DIGITS + 1), stream)?;
        let mut spare = Keys::new(self.lines, self.n, if self.wide { 64 } else { 32 }, stream)?;
        for pass in 0..bits.div_ceil(BITS).max(1) {
            let mut words = Words::new();
            let order = if pass == 0 { 0 } else { self.order.address() };
            words.extend([self.n as u64, tiles as u64, (pass * BITS) as u64, self.keys.address(), order]);
            words.extend([spare.keys.address(), spare.order.address(), counts.address()]);
            for kernel in [Kernel::RadixCount, Kernel::RadixMove] {
                let call = if kernel == Kernel::RadixCount { "radix_count" } else { "radix_move" };
                let made_for = (kernel as u128) | self.code() << 8;
                let make = || {
                    let (params, call) =
                        (format!("RadixParams<{}>", self.types()), format!("{call}<{}>", self.types()));
                    let text = include_str!("../kernels/radix.cuh");
                    Source::of_family("radix", call.clone(), text, &params, THREADS, &call)
                };
                let function = compile::function(device, Key { family: Family::Sort, made_for }, make)?;
                if kernel == Kernel::RadixMove {
                    // SAFETY: there is a count for each tile and digit, and room for one more.
                    unsafe { sum_up(device, counts.address(), blocks * DIGITS, stream)? };
                }
                // SAFETY: the words are the fields of `RadixParams`; all lines have room in both places.
                unsafe { launch::launch(function, Grid::row(blocks, THREADS), words.as_ptr(), stream)? };
            }
            std::mem::swap(&mut self, &mut spare);
        }
        Ok(self)
    }
}
