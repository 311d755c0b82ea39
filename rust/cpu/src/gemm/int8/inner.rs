//! Products of few rows whose operands are both consecutive along k: packing B would cost more than the arithmetic. Both
//! are read in place; a sum's lanes run along k and are added up at its end.

use super::pack::Rows;
use super::{Left, Out, TASK};
use crate::gemm::MatRef;
use crate::pool::parallel;
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;

/// Most rows, and elements of k per row: packing costs by the element of B, adding up lanes by the element of C. Measured on
/// Ice Lake for k of 256 to 4096.
const ROWS: usize = 16;
const DEPTH_PER_ROW: usize = 16;
/// Rows and columns of a full tile.
const HEIGHT: usize = 4;
const WIDTH: usize = 4;

/// Whether a product goes this way, on a processor with VNNI.
pub fn fits((m, _, k): (usize, usize, usize), a: MatRef, b: MatRef) -> bool {
    m <= ROWS && k >= DEPTH_PER_ROW * m && a.cs == 1 && b.rs == 1
}

/// Computes a product that [`fits`].
///
/// # Safety
/// As for [`super::run`]; AVX-512 with VNNI is present.
pub unsafe fn run((m, n, k): (usize, usize, usize), a: &Rows, left: Left, b: MatRef, c: &Out) {
    let b = super::pack::Shared(b);
    let columns = TASK.div_ceil(m * k).next_multiple_of(WIDTH);
    parallel(n.div_ceil(columns), &|task| {
        for j in (task * columns..n.min((task + 1) * columns)).step_by(WIDTH) {
            for i in (0..m).step_by(HEIGHT) {
                // SAFETY: the caller's promises; tasks have disjoint columns of C.
                unsafe {
                    let starts = a.starts(i);
                    let tile = Tile { k, a: a.at(i), a_rs: a.stride, b: b.columns(j), flip: left == Left::Signed };
                    let sums = tile.run(HEIGHT.min(m - i), WIDTH.min(n - j));
                    for (i_in, row) in sums.iter().enumerate().take(m - i) {
                        for (j_in, &sum) in row.iter().enumerate().take(n - j) {
                            c.at(i + i_in, j + j_in).write(sum.wrapping_add(starts[i_in]));
                        }
                    }
                }
            }
        }
    });
}

/// The operands of a tile.
struct Tile {
    k: usize,
    a: *const u8,
    a_rs: isize,
    b: MatRef,
    /// Whether 128 is added to B's elements, and A's are the signed ones.
    flip: bool,
}

impl Tile {
    /// The sums of some rows and columns.
    ///
    /// # Safety
    /// Operands are valid; AVX-512 with VNNI is present.
    #[inline]
    unsafe fn run(&self, rows: usize, columns: usize) -> [[i32; WIDTH]; HEIGHT] {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the caller's promises are passed on.
        unsafe {
            match (rows, columns == WIDTH) {
                (1, true) => sums::<1, WIDTH>(self, WIDTH),
                (2, true) => sums::<2, WIDTH>(self, WIDTH),
                (3, true) => sums::<3, WIDTH>(self, WIDTH),
                (4, true) => sums::<4, WIDTH>(self, WIDTH),
                (1, _) => sums::<1, 1>(self, columns),
                (2, _) => sums::<2, 1>(self, columns),
                (3, _) => sums::<3, 1>(self, columns),
                _ => sums::<4, 1>(self, columns),
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        {
            let _ = (rows, columns, self.k, self.a, self.a_rs, self.b, self.flip);
            unreachable!("the byte form is one of AVX-512");
        }
    }
}

/// The sums of `R` rows and `columns` columns, `S` at a time.
///
/// # Safety
/// As for [`Tile::run`].
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512vnni,avx512f,avx512bw,avx512vl,avx2,bmi1,bmi2")]
unsafe fn sums<const R: usize, const S: usize>(t: &Tile, columns: usize) -> [[i32; WIDTH]; HEIGHT] {
    let mut out = [[0; WIDTH]; HEIGHT];
    let signs = _mm512_set1_epi8(if t.flip { -128 } else { 0 });
    for first in (0..columns).step_by(S) {
        let mut sums = [[_mm512_setzero_si512(); S]; R];
        for p in (0..t.k).step_by(64) {
            let mask = if t.k - p < 64 { (1u64 << (t.k - p)) - 1 } else { u64::MAX };
            // SAFETY: the mask covers what is there of rows and columns.
            let load = |line: *const u8| unsafe { _mm512_maskz_loadu_epi8(mask, line.wrapping_add(p).cast()) };
            let mut rows = [_mm512_setzero_si512(); R];
            for (i, row) in rows.iter_mut().enumerate() {
                *row = load(t.a.wrapping_offset(i as isize * t.a_rs));
            }
            for j in 0..S {
                let column = load(t.b.ptr.wrapping_offset((first + j) as isize * t.b.cs));
                let shifted = _mm512_xor_si512(column, signs);
                for i in 0..R {
                    sums[i][j] = if t.flip {
                        _mm512_dpbusd_epi32(sums[i][j], shifted, rows[i])
                    } else {
                        _mm512_dpbusd_epi32(sums[i][j], rows[i], column)
                    };
                }
            }
        }
        for i in 0..R {
            for j in 0..S {
                out[i][first + j] = _mm512_reduce_add_epi32(sums[i][j]);
            }
        }
    }
    out
}
