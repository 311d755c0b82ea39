//! The transforms of F(2 x 2, 3 x 3), for a vector of channels at a time.
//!
//! With `d` a patch of 4 x 4 source elements, `w` a kernel and `y` a tile of 2 x 2 targets,
//! `y = A' [(G w G') . (B' d B)] A`, where the dot multiplies element by element and
//!
//! ```text
//! B' = 1  0 -1  0    G = 1    0    0      A' = 1  1  1  0
//!      0  1  1  0        1/2  1/2  1/2         0  1 -1 -1
//!      0 -1  1  0        1/2 -1/2  1/2
//!      0  1  0 -1        0    0    1
//! ```

use crate::gemm::vector::Vector;
use crate::simd_fn;

/// Elements of a transformed patch, kernel or tile.
pub const ELEMENTS: usize = 16;

/// Matrices of one transformed element: the first, and the distance to that of the next element.
#[derive(Clone, Copy)]
pub struct Planes {
    /// The first element's matrix.
    pub start: *mut f32,
    /// From there to the next one's.
    pub step: usize,
}

impl Planes {
    /// The matrix of an element.
    pub fn at(&self, element: usize) -> *mut f32 {
        self.start.wrapping_add(element * self.step)
    }

    /// The matrices from `elements` further on.
    pub fn after(&self, elements: usize) -> Planes {
        Planes { start: self.start.wrapping_add(elements), step: self.step }
    }
}

/// `a - b`.
#[inline(always)]
unsafe fn minus<V: Vector<Scalar = f32>>(a: V, b: V) -> V {
    // SAFETY: the caller vouches for the instruction set.
    unsafe { b.neg_mul_add(V::splat(1.0), a) }
}

/// `B' d` of a column.
#[inline(always)]
unsafe fn patch<V: Vector<Scalar = f32>>([a, b, c, d]: [V; 4]) -> [V; 4] {
    // SAFETY: the caller vouches for the instruction set.
    unsafe { [minus(a, c), b.add(c), minus(c, b), minus(b, d)] }
}

/// `A' m` of a column.
#[inline(always)]
unsafe fn tile<V: Vector<Scalar = f32>>([a, b, c, d]: [V; 4]) -> [V; 2] {
    // SAFETY: the caller vouches for the instruction set.
    unsafe { [a.add(b.add(c)), minus(minus(b, c), d)] }
}

/// `A y` of a column.
#[inline(always)]
unsafe fn spread<V: Vector<Scalar = f32>>([a, b]: [V; 2]) -> [V; 4] {
    // SAFETY: the caller vouches for the instruction set.
    unsafe { [a, a.add(b), minus(a, b), minus(V::zero(), b)] }
}

/// `G w` of a column.
#[inline(always)]
unsafe fn kernel<V: Vector<Scalar = f32>>([a, b, c]: [V; 3]) -> [V; 4] {
    // SAFETY: the caller vouches for the instruction set.
    unsafe {
        let half = V::splat(0.5);
        let (ends, middle) = (a.add(c).mul(half), b.mul(half));
        [a, ends.add(middle), minus(ends, middle), c]
    }
}

/// `G' s` of a column.
#[inline(always)]
unsafe fn gather<V: Vector<Scalar = f32>>([a, b, c, d]: [V; 4]) -> [V; 3] {
    // SAFETY: the caller vouches for the instruction set.
    unsafe {
        let half = V::splat(0.5);
        let both = b.add(c).mul(half);
        [a.add(both), minus(b, c).mul(half), both.add(d)]
    }
}

/// Rows and columns exchanged.
#[inline(always)]
fn turned<V: Copy, const R: usize, const C: usize>(x: [[V; C]; R]) -> [[V; R]; C] {
    let mut out = [[x[0][0]; R]; C];
    for (r, row) in x.iter().enumerate() {
        for (c, &value) in row.iter().enumerate() {
            out[c][r] = value;
        }
    }
    out
}

simd_fn! {
    /// Patches: for the patch that begins at each of `places`, `B' d B`, channel by channel.
    ///
    /// Positions of `source` are `pitch` channels, whole vectors; lines are `line` positions apart. Row `i` of a
    /// result's matrices belongs to patch `i`.
    ///
    /// # Safety
    /// Source and results are valid.
    pub unsafe fn patches<I>(source: *const f32, pitch: usize, line: usize, places: &[usize], to: Planes) {
        // SAFETY: the caller's promises.
        unsafe {
            for (row, &place) in places.iter().enumerate() {
                for lane in (0..pitch).step_by(I::F32::LANES) {
                    let at = source.add(place * pitch + lane);
                    let mut columns = [[I::F32::zero(); 4]; 4];
                    for (c, column) in columns.iter_mut().enumerate() {
                        let mut d = [I::F32::zero(); 4];
                        for (r, d) in d.iter_mut().enumerate() {
                            *d = I::F32::load(at.add((r * line + c) * pitch));
                        }
                        *column = patch(d);
                    }
                    for (r, d) in turned(columns).into_iter().enumerate() {
                        for (c, x) in patch(d).into_iter().enumerate() {
                            x.store(to.at(4 * r + c).add(row * pitch + lane));
                        }
                    }
                }
            }
        }
    }
}

simd_fn! {
    /// Tiles of gradients: for the tile that begins at each of `places`, `A y A'`, as [`patches`] does.
    ///
    /// # Safety
    /// Source and results are valid.
    pub unsafe fn gradients<I>(source: *const f32, pitch: usize, line: usize, places: &[usize], to: Planes) {
        // SAFETY: the caller's promises.
        unsafe {
            for (row, &place) in places.iter().enumerate() {
                for lane in (0..pitch).step_by(I::F32::LANES) {
                    let at = source.add(place * pitch + lane);
                    let load = |r: usize, c: usize| I::F32::load(at.add((r * line + c) * pitch));
                    let columns = [spread([load(0, 0), load(1, 0)]), spread([load(0, 1), load(1, 1)])];
                    for (r, y) in turned(columns).into_iter().enumerate() {
                        for (c, x) in spread(y).into_iter().enumerate() {
                            x.store(to.at(4 * r + c).add(row * pitch + lane));
                        }
                    }
                }
            }
        }
    }
}

simd_fn! {
    /// Targets: `A' m A` of every tile plus an addend per channel. `places` are the positions of a tile's targets, of
    /// which those that do not exist are `usize::MAX`. Whether all are finite.
    ///
    /// # Safety
    /// Sums, addends and targets are valid.
    pub unsafe fn targets<I>(
        from: Planes, pitch: usize, bias: *const f32, places: &[[usize; 4]], to: *mut f32,
    ) -> bool {
        // SAFETY: the caller's promises.
        unsafe {
            // 0, or NaN once a target was not finite.
            let mut check = I::F32::zero();
            for (row, places) in places.iter().enumerate() {
                for lane in (0..pitch).step_by(I::F32::LANES) {
                    let mut columns = [[I::F32::zero(); 2]; 4];
                    for (c, column) in columns.iter_mut().enumerate() {
                        let mut m = [I::F32::zero(); 4];
                        for (r, m) in m.iter_mut().enumerate() {
                            *m = I::F32::load(from.at(4 * r + c).add(row * pitch + lane));
                        }
                        *column = tile(m);
                    }
                    let bias = I::F32::load(bias.add(lane));
                    for (r, m) in turned(columns).into_iter().enumerate() {
                        for (c, y) in tile(m).into_iter().enumerate() {
                            let y = y.add(bias);
                            check = y.mul_add(I::F32::zero(), check);
                            let place = places[2 * r + c];
                            if place != usize::MAX {
                                y.store(to.add(place * pitch + lane));
                            }
                        }
                    }
                }
            }
            check.sum() == 0.0
        }
    }
}

simd_fn! {
    /// Kernels: `G w G'` of `n` of them, `9 * pitch` elements apart, element by element of `w` a vector of channels; in
    /// reversed order where they are `flipped`. A result's rows are `pitch` channels.
    ///
    /// # Safety
    /// Kernels and results are valid.
    pub unsafe fn kernels<I>(w: *const f32, n: usize, pitch: usize, flipped: bool, to: Planes) {
        // SAFETY: the caller's promises.
        unsafe {
            for i in 0..n {
                for lane in (0..pitch).step_by(I::F32::LANES) {
                    let load = |r: usize, c: usize| {
                        let at = if flipped { 8 - (3 * r + c) } else { 3 * r + c };
                        I::F32::load(w.add((9 * i + at) * pitch + lane))
                    };
                    let mut columns = [[I::F32::zero(); 4]; 3];
                    for (c, column) in columns.iter_mut().enumerate() {
                        *column = kernel([load(0, c), load(1, c), load(2, c)]);
                    }
                    for (r, u) in turned(columns).into_iter().enumerate() {
                        for (c, x) in kernel(u).into_iter().enumerate() {
                            x.store(to.at(4 * r + c).add(i * pitch + lane));
                        }
                    }
                }
            }
        }
    }
}

simd_fn! {
    /// Gradients of kernels: `G' s G`, nine rows of `pitch` channels. Whether all are finite.
    ///
    /// # Safety
    /// Sums and result are valid.
    pub unsafe fn weights<I>(from: Planes, pitch: usize, to: *mut f32) -> bool {
        // SAFETY: the caller's promises.
        unsafe {
            let mut check = I::F32::zero();
            for lane in (0..pitch).step_by(I::F32::LANES) {
                let mut columns = [[I::F32::zero(); 3]; 4];
                for (c, column) in columns.iter_mut().enumerate() {
                    let mut s = [I::F32::zero(); 4];
                    for (r, s) in s.iter_mut().enumerate() {
                        *s = I::F32::load(from.at(4 * r + c).add(lane));
                    }
                    *column = gather(s);
                }
                for (r, s) in turned(columns).into_iter().enumerate() {
                    for (c, w) in gather(s).into_iter().enumerate() {
                        check = w.mul_add(I::F32::zero(), check);
                        w.store(to.add((3 * r + c) * pitch + lane));
                    }
                }
            }
            check.sum() == 0.0
        }
    }
}
