//! Parameters of generated kernels: words in the order of the fields of a structure whose fields have 8 or 16 bytes.

use std::ffi::c_void;

use flambeau_cpu::pointwise::plan::Loops;
use smallvec::SmallVec;

/// Dimensions that kernels by strides are made for; loops take the next larger number.
const DIMS: [usize; 8] = [1, 2, 3, 4, 6, 8, 16, 64];

/// Dimensions of the kernel that walks over the loops.
pub(crate) fn depth_of(loops: &Loops) -> usize {
    let depth = loops.sizes.len();
    DIMS.into_iter().find(|dims| *dims >= depth).unwrap_or(depth)
}

/// The bytes of a kernel's parameter.
pub(crate) struct Words(SmallVec<[u64; 96]>);

impl Words {
    pub(crate) fn new() -> Words {
        Words(SmallVec::new())
    }

    pub(crate) fn push(&mut self, word: u64) {
        self.0.push(word);
    }

    pub(crate) fn extend(&mut self, words: impl IntoIterator<Item = u64>) {
        self.0.extend(words);
    }

    /// Sixteen bytes.
    pub(crate) fn push_bytes(&mut self, bytes: [u8; 16]) {
        let bits = u128::from_le_bytes(bytes);
        self.0.extend([bits as u64, (bits >> 64) as u64]);
    }

    pub(crate) fn push_dim(&mut self, dim: Dim) {
        self.0.push(dim.size);
        self.0.push(dim.multiplier as u64 | (dim.shift as u64) << 32);
    }

    /// Sizes, innermost first, filled up to [`depth_of`], then for each dimension the operands' steps, whose units have so
    /// many bytes.
    pub(crate) fn push_loops(&mut self, loops: &Loops, units: &[usize]) {
        let (depth, dims) = (loops.sizes.len(), depth_of(loops));
        for at in 0..dims {
            self.push_dim(Dim::new(if at < depth { loops.sizes[depth - 1 - at] } else { 1 }));
        }
        for at in 0..dims {
            for (k, unit) in units.iter().enumerate() {
                let stride = if at < depth { loops.strides(depth - 1 - at)[k] } else { 0 };
                self.0.push((stride * *unit as isize) as u64);
            }
        }
    }

    pub(crate) fn as_ptr(&self) -> *const c_void {
        self.0.as_ptr().cast()
    }
}

/// A size to divide indices below 2^31 by, with a product in place of the division: `Dim` in strides.cuh.
///
/// With `s = ceil(log2 d)` and `m = floor(2^32 (2^s - d) / d) + 1` the quotient is `(floor(n m / 2^32) + n) >> s`: T. Granlund
/// and P. L. Montgomery, "Division by Invariant Integers using Multiplication" (1994), for 31-bit n, which cannot overflow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Dim {
    pub size: u64,
    pub multiplier: u32,
    pub shift: u32,
}

impl Dim {
    pub(crate) fn new(size: usize) -> Dim {
        let d = size as u64;
        if d >= 1 << 31 {
            // Indices that need such a size are divided in 64 bits.
            return Dim { size: d, multiplier: 0, shift: 0 };
        }
        let shift = d.max(1).next_power_of_two().trailing_zeros();
        let multiplier = (((1u64 << 32) * ((1u64 << shift) - d)) / d.max(1) + 1) as u32;
        Dim { size: d, multiplier, shift }
    }
}

#[cfg(test)]
mod tests {
    use super::Dim;

    #[test]
    fn quotients() {
        let sizes =
            (1..200u64).chain((0..31).flat_map(|bit| [(1u64 << bit), (1u64 << bit) + 1, ((1u64 << bit) - 1) | 1]));
        for d in sizes.filter(|d| *d < 1 << 31) {
            let dim = Dim::new(d as usize);
            let near = [0, 1, d - 1, d, d + 1, 2 * d, 3 * d - 1, (1 << 31) - 1, (1 << 31) - d];
            for n in near.into_iter().chain((0..64).map(|k| k * 0x51ed_270b % (1 << 31))).filter(|n| *n < 1 << 31) {
                let high = (n * dim.multiplier as u64) >> 32;
                assert_eq!((high + n) >> dim.shift, n / d, "{n} / {d}");
            }
        }
    }
}
