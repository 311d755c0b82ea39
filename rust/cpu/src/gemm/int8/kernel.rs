//! The microkernels of 8-bit integers: tiles of C whose sums stay in registers, four bytes of every operand a step.

use crate::isa::{self, Level};
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;

/// Rows of the tallest tile.
pub const MAX_MR: usize = 6;
/// Columns of the widest tile.
const MAX_NR: usize = 64;

/// What four bytes of a packed operand are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// Four elements of a byte.
    Bytes,
    /// Two elements of a 16-bit word.
    Words,
}

impl Form {
    /// Steps that `k` elements take.
    pub const fn steps(self, k: usize) -> usize {
        match self {
            Form::Bytes => k.div_ceil(4),
            Form::Words => k.div_ceil(2),
        }
    }
}

/// The operands of one tile.
pub struct Tile {
    /// Steps of four bytes.
    pub steps: usize,
    /// A's first row; its steps lie one after the other.
    pub a: *const u8,
    /// Bytes between rows of A.
    pub a_rs: isize,
    /// A panel of B.
    pub b: *const u8,
    /// What the sums of each row start at; without it they start at C.
    pub start: Option<[i32; MAX_MR]>,
    /// C's first element.
    pub c: *mut i32,
    /// Stride of C between rows.
    pub c_rs: isize,
    /// Stride of C between columns.
    pub c_cs: isize,
    /// Columns of the tile that exist.
    pub columns: usize,
}

/// Computes one tile whose columns exist and are consecutive in C.
///
/// # Safety
/// All rows of A, the panel of B and C are valid; the instruction set that the function was made for is present.
type TileFn = unsafe fn(&Tile);

/// The microkernels of an instruction set.
pub struct Kernels {
    /// How operands are packed.
    pub form: Form,
    /// Rows of a full tile.
    pub mr: usize,
    /// Columns of a full tile, and of a panel.
    pub nr: usize,
    /// `tiles[r - 1][v - 1]`: for r rows and v vectors of columns.
    tiles: &'static [&'static [TileFn]],
}

impl Kernels {
    /// Computes a tile of `rows` rows.
    ///
    /// # Safety
    /// Operands and the existing part of C are valid.
    #[inline]
    pub unsafe fn run(&self, tile: &Tile, rows: usize) {
        let row = self.tiles[rows - 1];
        let lanes = self.nr / row.len();
        let vectors = tile.columns.div_ceil(lanes);
        // SAFETY: the caller's promises; the buffer holds a whole tile.
        unsafe {
            if tile.c_cs == 1 && tile.columns == vectors * lanes {
                return row[vectors - 1](tile);
            }
            let mut buffer = [0i32; MAX_MR * MAX_NR];
            let c = |i: usize, j: usize| tile.c.wrapping_offset(i as isize * tile.c_rs + j as isize * tile.c_cs);
            if tile.start.is_none() {
                for i in 0..rows {
                    (0..tile.columns).for_each(|j| buffer[i * MAX_NR + j] = *c(i, j));
                }
            }
            row[vectors - 1](&Tile { c: buffer.as_mut_ptr(), c_rs: MAX_NR as isize, c_cs: 1, ..*tile });
            for i in 0..rows {
                (0..tile.columns).for_each(|j| *c(i, j) = buffer[i * MAX_NR + j]);
            }
        }
    }
}

/// A vector of 32-bit sums.
///
/// Every function may only run where the instruction set that the type stands for is present; `load` and `store` need as
/// many bytes as the vector has, of any alignment.
#[allow(clippy::missing_safety_doc)]
trait Sums: Copy {
    /// Sums in a vector.
    const LANES: usize;
    /// All lanes `x`.
    unsafe fn splat(x: i32) -> Self;
    /// A vector from memory.
    unsafe fn load(p: *const u8) -> Self;
    /// The vector to memory.
    unsafe fn store(self, p: *mut i32);
    /// The sums plus the products of a step of A and one of B.
    unsafe fn step<const SIGNED: bool>(self, a: Self, b: Self) -> Self;
}

/// The body of every tile function. `PANEL` is the number of vectors in a row of B's panel.
///
/// # Safety
/// As for [`TileFn`].
#[inline(always)]
unsafe fn tile<V: Sums, const SIGNED: bool, const PANEL: usize, const R: usize, const C: usize>(t: &Tile) {
    // SAFETY: the caller promises operands and result.
    unsafe {
        let row = |i: usize| t.c.wrapping_offset(i as isize * t.c_rs);
        let mut sums = [[V::splat(0); C]; R];
        for (i, sums) in sums.iter_mut().enumerate() {
            for (j, sum) in sums.iter_mut().enumerate() {
                let c = row(i).wrapping_add(j * V::LANES);
                match &t.start {
                    Some(start) => {
                        isa::prefetch(c);
                        *sum = V::splat(start[i]);
                    }
                    None => *sum = V::load(c.cast()),
                }
            }
        }
        let (mut a, mut b) = (t.a, t.b);
        for _ in 0..t.steps {
            let mut columns = [V::splat(0); C];
            for (j, column) in columns.iter_mut().enumerate() {
                *column = V::load(b.add(4 * j * V::LANES));
            }
            for (i, sums) in sums.iter_mut().enumerate() {
                let x = V::splat(a.wrapping_offset(i as isize * t.a_rs).cast::<i32>().read_unaligned());
                for (sum, column) in sums.iter_mut().zip(columns) {
                    *sum = sum.step::<SIGNED>(x, column);
                }
            }
            a = a.wrapping_add(4);
            b = b.wrapping_add(4 * PANEL * V::LANES);
        }
        for (i, sums) in sums.iter().enumerate() {
            for (j, sum) in sums.iter().enumerate() {
                sum.store(row(i).wrapping_add(j * V::LANES));
            }
        }
    }
}

/// Four sums, with plain loops: what has no instructions named here.
#[derive(Clone, Copy)]
#[cfg_attr(target_arch = "x86_64", allow(dead_code))]
struct Plain([i32; 4]);

impl Sums for Plain {
    const LANES: usize = 4;
    #[inline(always)]
    unsafe fn splat(x: i32) -> Self {
        Plain([x; 4])
    }
    #[inline(always)]
    unsafe fn load(p: *const u8) -> Self {
        // SAFETY: the caller promises 16 bytes.
        Plain(unsafe { p.cast::<[i32; 4]>().read_unaligned() })
    }
    #[inline(always)]
    unsafe fn store(self, p: *mut i32) {
        // SAFETY: the caller promises 16 bytes.
        unsafe { p.cast::<[i32; 4]>().write_unaligned(self.0) }
    }
    #[inline(always)]
    unsafe fn step<const SIGNED: bool>(mut self, a: Self, b: Self) -> Self {
        for lane in 0..4 {
            let (a, b) = (a.0[lane], b.0[lane]);
            let low = (a as i16 as i32) * (b as i16 as i32);
            self.0[lane] = self.0[lane].wrapping_add(low.wrapping_add((a >> 16) * (b >> 16)));
        }
        self
    }
}

/// [`Sums`] of a register; the words of a step are multiplied by one instruction and added by another.
#[cfg(target_arch = "x86_64")]
macro_rules! words {
    ($v:ty, $lanes:literal, $set:ident, $load:ident, $store:ident, $madd:ident, $add:ident) => {
        impl Sums for $v {
            const LANES: usize = $lanes;
            #[inline(always)]
            unsafe fn splat(x: i32) -> Self {
                // SAFETY: the caller vouches for the instruction set.
                unsafe { $set(x) }
            }
            #[inline(always)]
            unsafe fn load(p: *const u8) -> Self {
                // SAFETY: as above, and the caller promises the bytes.
                unsafe { $load(p.cast()) }
            }
            #[inline(always)]
            unsafe fn store(self, p: *mut i32) {
                // SAFETY: as above, and the caller promises the bytes.
                unsafe { $store(p.cast(), self) }
            }
            #[inline(always)]
            unsafe fn step<const SIGNED: bool>(self, a: Self, b: Self) -> Self {
                // SAFETY: as above.
                unsafe { $add(self, $madd(a, b)) }
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
words!(__m128i, 4, _mm_set1_epi32, _mm_loadu_si128, _mm_storeu_si128, _mm_madd_epi16, _mm_add_epi32);
#[cfg(target_arch = "x86_64")]
words!(__m256i, 8, _mm256_set1_epi32, _mm256_loadu_si256, _mm256_storeu_si256, _mm256_madd_epi16, _mm256_add_epi32);
#[cfg(target_arch = "x86_64")]
words!(__m512i, 16, _mm512_set1_epi32, _mm512_loadu_si512, _mm512_storeu_si512, _mm512_madd_epi16, _mm512_add_epi32);

/// Sums of products of bytes: AVX-512 VNNI.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy)]
struct Vnni(__m512i);

#[cfg(target_arch = "x86_64")]
impl Sums for Vnni {
    const LANES: usize = 16;
    #[inline(always)]
    unsafe fn splat(x: i32) -> Self {
        // SAFETY: the caller vouches for the instruction set.
        Vnni(unsafe { _mm512_set1_epi32(x) })
    }
    #[inline(always)]
    unsafe fn load(p: *const u8) -> Self {
        // SAFETY: as above, and the caller promises 64 bytes.
        Vnni(unsafe { _mm512_loadu_si512(p.cast()) })
    }
    #[inline(always)]
    unsafe fn store(self, p: *mut i32) {
        // SAFETY: as above, and the caller promises 64 bytes.
        unsafe { _mm512_storeu_si512(p.cast(), self.0) }
    }
    #[inline(always)]
    unsafe fn step<const SIGNED: bool>(self, a: Self, b: Self) -> Self {
        // The instruction takes unsigned bytes first. Signed bytes of A meet those of B with 128 added.
        // SAFETY: as above.
        unsafe { if SIGNED { dot(self, b, a) } else { dot(self, a, b) } }
    }
}

/// The sums plus unsigned bytes times signed ones. An instruction by name, so that the compiler computes every sum before it
/// reads the next operand: with operands read ahead, sums would not all stay in registers.
#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "avx512f,avx512vnni")]
fn dot(sums: Vnni, unsigned: Vnni, signed: Vnni) -> Vnni {
    let mut sums = _mm512_dpbusd_epi32(sums.0, unsigned.0, signed.0);
    // SAFETY: no instruction at all.
    unsafe { std::arch::asm!("/* {0} */", inout(zmm_reg) sums, options(nostack, preserves_flags)) };
    Vnni(sums)
}

/// Wraps the body in a function compiled for an instruction set.
macro_rules! compiled {
    ($name:ident $(, $feature:literal)?) => {
        $(#[target_feature(enable = $feature)])?
        unsafe fn $name<V: Sums, const SIGNED: bool, const PANEL: usize, const R: usize, const C: usize>(t: &Tile) {
            // SAFETY: the caller's promises are passed on.
            unsafe { tile::<V, SIGNED, PANEL, R, C>(t) }
        }
    };
}

compiled!(baseline);
#[cfg(target_arch = "x86_64")]
compiled!(avx2, "avx2,fma,bmi1,bmi2,lzcnt,popcnt");
#[cfg(target_arch = "x86_64")]
compiled!(avx512, "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,bmi1,bmi2,lzcnt,popcnt");
#[cfg(target_arch = "x86_64")]
compiled!(vnni, "avx512vnni,avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,bmi1,bmi2,lzcnt,popcnt");

/// The kernels of an instruction set: tiles of so many rows and 2 or 4 vectors.
macro_rules! kernels {
    ($form:ident, $isa:ident, $vector:ty, $signed:literal, [$($r:literal)*] x 2) => {
        kernels!($form, $vector, 2, &[$(&[
            $isa::<$vector, $signed, 2, $r, 1>,
            $isa::<$vector, $signed, 2, $r, 2>,
        ]),*])
    };
    ($form:ident, $isa:ident, $vector:ty, $signed:literal, [$($r:literal)*] x 4) => {
        kernels!($form, $vector, 4, &[$(&[
            $isa::<$vector, $signed, 4, $r, 1>,
            $isa::<$vector, $signed, 4, $r, 2>,
            $isa::<$vector, $signed, 4, $r, 3>,
            $isa::<$vector, $signed, 4, $r, 4>,
        ]),*])
    };
    ($form:ident, $vector:ty, $vectors:literal, $tiles:expr) => {{
        const TILES: &[&[TileFn]] = $tiles;
        const KERNELS: Kernels = Kernels {
            form: Form::$form,
            mr: TILES.len(),
            nr: $vectors * <$vector as Sums>::LANES,
            tiles: TILES,
        };
        const { assert!(KERNELS.mr <= MAX_MR && KERNELS.nr <= MAX_NR) };
        const { &KERNELS }
    }};
}

#[cfg(target_arch = "x86_64")]
type Narrow = __m128i;
#[cfg(not(target_arch = "x86_64"))]
type Narrow = Plain;

/// The kernels for a level of instructions, and whether there is VNNI besides, for signed or unsigned bytes of A.
pub fn kernels(level: Level, has_vnni: bool, signed: bool) -> &'static Kernels {
    match level {
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 if has_vnni && signed => kernels!(Bytes, vnni, Vnni, true, [1 2 3 4 5 6] x 4),
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 if has_vnni => kernels!(Bytes, vnni, Vnni, false, [1 2 3 4 5 6] x 4),
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => kernels!(Words, avx512, __m512i, true, [1 2 3 4 5] x 4),
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => kernels!(Words, avx2, __m256i, true, [1 2 3 4 5] x 2),
        _ => {
            let _ = (has_vnni, signed);
            kernels!(Words, baseline, Narrow, true, [1 2 3 4] x 2)
        }
    }
}

/// Whether the processor multiplies bytes: AVX-512 VNNI.
pub fn has_vnni() -> bool {
    #[cfg(target_arch = "x86_64")]
    return is_x86_feature_detected!("avx512vnni");
    #[cfg(not(target_arch = "x86_64"))]
    false
}

/// The kernels of the instruction set in use, for signed or unsigned bytes of A.
pub fn best(signed: bool) -> &'static Kernels {
    kernels(isa::level(), has_vnni(), signed)
}
