//! The blocked product.
//!
//! After K. Goto and R. A. van de Geijn, "Anatomy of high-performance matrix multiplication" (2008), and BLIS: k is cut
//! into blocks of [`Kernels::kc`], so that a panel of B stays in the first-level cache while panels of A stream past it from the
//! second. C is cut into tasks of `mb x nb`, the unit of work of a thread. The cuts of k follow from the shape, and every
//! element of C sums its k in the same order wherever it lies, so the result does not depend on the number of threads.

use super::element::{Element, narrow_row, widen_row};
use super::kernel::{self, Tile, Update};
use super::pack::{self, Source};
use super::table::Kernels;
use super::vector::Number;
use crate::alloc::Scratch;
use crate::isa;
use crate::pool::{num_threads, parallel};

/// Bytes of A that a task works with: less than half of a second-level cache of 512 KiB.
const A_BYTES: usize = 200 << 10;
/// Bytes of a block of k of all of A up to which tasks take all rows, and panels of B are packed where they are used once:
/// a panel of B has 32 multiply-adds for each element of A, time enough for A to come from the third-level cache. Packed
/// before the tasks, B would go to memory and back: 128 x 768 x 3072 runs at 40 % of the peak so, and at 65 % in this way.
const WHOLE_BYTES: usize = 800 << 10;
/// Bytes of an A whose columns are consecutive up to which it is read in place for a few panels of B. Measured for sides of 64
/// to 1024: packing costs 7 % for 256 KiB, and saves 10 to 30 % from 2 MiB on.
const ACROSS_BYTES: usize = 256 << 10;
/// Widest task: bounds the working memory of a task.
const NB: usize = 1024;
/// Multiply-adds that are worth a task, some 20 us.
pub const TASK: usize = 1 << 20;
/// Tasks that keep large machines busy.
const TASKS: usize = 64;
/// Bytes of a packed operand that is shared between tasks.
const SHARED_BYTES: usize = 64 << 20;

/// A matrix product over typed pointers: `C = relu(alpha * A B + beta * C + row_bias + column_bias)`.
#[derive(Clone, Copy)]
pub struct Product<T: Element> {
    /// Rows of A and C.
    pub m: usize,
    /// Columns of B and C.
    pub n: usize,
    /// Columns of A and rows of B.
    pub k: usize,
    /// A's first element, stride between rows, stride between columns.
    pub a: (*const T, isize, isize),
    /// B's first element, stride between rows, stride between columns.
    pub b: (*const T, isize, isize),
    /// C's first element, stride between rows, stride between columns.
    pub c: (*mut T, isize, isize),
    /// Whether C holds packed elements, the type that sums are made of, instead of `T`.
    pub c_packed: bool,
    /// Addends per row, consecutive, or null.
    pub row_bias: *const T::Packed,
    /// Addends per column, consecutive, or null.
    pub column_bias: *const T::Packed,
    /// Factors and clamp.
    pub update: Update<T::Packed>,
    /// The microkernels.
    pub kernels: &'static Kernels<T::Packed>,
    /// How columns of B are packed.
    pub pack_b: PackFn<T>,
    /// Whether kernels read B's elements as they are; those of complex numbers want parts apart.
    pub plain_b: bool,
}

// SAFETY: a product is a description; who runs it vouches for the pointers on every thread.
unsafe impl<T: Element> Send for Product<T> {}
// SAFETY: as above.
unsafe impl<T: Element> Sync for Product<T> {}

/// Packs one panel: source, lanes, k, width, panel.
pub type PackFn<T> = unsafe fn(Source<T>, usize, usize, usize, *mut <T as Element>::Packed);

/// Operand panels: packed ones, or a matrix in place.
#[derive(Clone, Copy)]
pub struct Panels<S> {
    /// First element of the first panel.
    pub start: *const S,
    /// Stride between panels.
    pub panel: isize,
    /// Stride between lanes of a panel; B's is 1.
    pub lane: isize,
    /// Stride along k.
    pub depth: isize,
}

impl<S> Panels<S> {
    /// Packed panels of `width` lanes.
    pub fn packed(start: *const S, width: usize, k: usize) -> Self {
        Panels { start, panel: (width * k) as isize, lane: 1, depth: width as isize }
    }
}

/// A block of C and its addends.
#[derive(Clone, Copy)]
pub struct Block<S> {
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// First element, stride between rows, stride between columns.
    pub c: (*mut S, isize, isize),
    /// Addends per row, or null.
    pub row_bias: *const S,
    /// Addends per column, or null.
    pub column_bias: *const S,
}

/// `C = update(A B)` for a block of C, one microkernel after the other: for each panel of B, all panels of A.
///
/// # Safety
/// Operands and result are valid. Every panel of A has as many lanes as the block has rows there, every panel of B as
/// many as [`Kernels::width`] says. The instruction set of the kernels is present.
pub unsafe fn multiply<S: Number>(
    kernels: &Kernels<S>,
    block: Block<S>,
    k: usize,
    a: Panels<S>,
    b: Panels<S>,
    update: &Update<S>,
) {
    let offset = |bias: *const S, i: usize| if bias.is_null() { bias } else { bias.wrapping_add(i) };
    // Each tile asks for its share of the next panel of B, where panels are packed.
    let share = (k / kernel::UNROLL * isa::LINE) as isize;
    let packed = b.depth == kernels.nr as isize;
    let shares = if packed { (k * kernels.nr * size_of::<S>()) as isize / share.max(1) } else { 0 };
    for (jp, j) in (0..block.columns).step_by(kernels.nr).enumerate() {
        let columns = kernels.nr.min(block.columns - j);
        let b_panel = b.start.wrapping_offset(jp as isize * b.panel);
        for (ip, i) in (0..block.rows).step_by(kernels.mr).enumerate() {
            let rows = kernels.mr.min(block.rows - i);
            let (c, c_rs, c_cs) = block.c;
            let tile = Tile {
                k,
                a: a.start.wrapping_offset(ip as isize * a.panel),
                a_rs: a.lane,
                a_cs: a.depth,
                b: b_panel,
                b_rs: b.depth,
                ahead: if (ip as isize) < shares {
                    b_panel.wrapping_offset(b.panel).wrapping_byte_offset(ip as isize * share)
                } else {
                    b_panel
                },
                c: c.wrapping_offset(i as isize * c_rs + j as isize * c_cs),
                c_rs,
                c_cs,
                columns,
                row_bias: offset(block.row_bias, i),
                column_bias: offset(block.column_bias, j),
            };
            // SAFETY: the caller promises operands, result and instruction set.
            unsafe { kernels.tile(rows, columns)(&tile, update) };
        }
    }
}

/// How a product is cut. Only how k is cut touches the result, and that follows from the shape alone.
#[derive(Clone, Copy, Debug)]
struct Plan {
    /// Block along k and number of them.
    kc: usize,
    k_blocks: usize,
    /// Task height and number of task rows.
    mb: usize,
    row_blocks: usize,
    /// Task width and number of task columns.
    nb: usize,
    column_blocks: usize,
}

impl Plan {
    fn new<S>(m: usize, n: usize, k: usize, kernels: &Kernels<S>) -> Plan {
        let (kc, k_blocks) = even(k, kernels.kc, 1);
        let mc = A_BYTES / (kc.max(1) * size_of::<S>());
        // As long as every thread has panels of its own.
        let enough = num_threads() == 1 || n.div_ceil(kernels.nr) >= 2 * num_threads();
        let whole = enough && m.saturating_mul(kc * size_of::<S>()) <= WHOLE_BYTES;
        let most = if whole { m.next_multiple_of(kernels.mr) } else { mc.min(1024) };
        let (mb, row_blocks) = even(m, most, kernels.mr);
        let wanted = (m.saturating_mul(n).saturating_mul(k) / TASK).clamp(1, TASKS).div_ceil(row_blocks);
        let (nb, column_blocks) = even(n, n.div_ceil(wanted).clamp(kernels.nr, NB), kernels.nr);
        Plan { kc, k_blocks, mb, row_blocks, nb, column_blocks }
    }
}

/// Cuts `n` into equal pieces, multiples of `unit`, of at most `most` (or one unit): length and number of pieces.
fn even(n: usize, most: usize, unit: usize) -> (usize, usize) {
    let pieces = n.div_ceil((most / unit * unit).max(unit)).max(1);
    let length = n.div_ceil(pieces).max(1).next_multiple_of(unit);
    (length, n.div_ceil(length).max(1))
}

/// Where the panels of an operand come from.
#[derive(Clone, Copy, PartialEq)]
enum Operand {
    /// The matrix is read where it is.
    InPlace,
    /// Every task packs its own part.
    Packed,
    /// The whole operand is packed before the tasks.
    Shared,
}

impl Operand {
    fn of(in_place: bool) -> Self {
        if in_place { Operand::InPlace } else { Operand::Packed }
    }
}

/// Packed panels of a whole operand, block of k after block of k.
struct Shared<S: Copy> {
    panels: Scratch<S>,
    width: usize,
    lanes: usize,
}

impl<S: Copy> Shared<S> {
    /// Panels from lane `first` on, for the block of k that starts at `p` and is `kc` long.
    fn at(&self, first: usize, p: usize, kc: usize) -> Panels<S> {
        let start = self.panels.as_ptr().wrapping_add(p * self.lanes.next_multiple_of(self.width) + first * kc);
        Panels::packed(start, self.width, kc)
    }
}

// SAFETY: tasks write disjoint panels, and read them only after all are written.
unsafe impl<S: Copy + Send> Sync for Shared<S> {}

impl<T: Element> Product<T> {
    /// Bytes of an element of C.
    pub fn c_size(&self) -> usize {
        if self.c_packed { size_of::<T::Packed>() } else { size_of::<T>() }
    }

    /// The same product with rows and columns exchanged: `C' = B' A'`.
    pub fn transposed(&self) -> Self {
        let flip = |(ptr, rs, cs): (*const T, isize, isize)| (ptr, cs, rs);
        Product {
            m: self.n,
            n: self.m,
            a: flip(self.b),
            b: flip(self.a),
            c: (self.c.0, self.c.2, self.c.1),
            row_bias: self.column_bias,
            column_bias: self.row_bias,
            ..*self
        }
    }

    /// Stores one element of C whose sum over k is known.
    ///
    /// # Safety
    /// C and the addends are valid for row `i` and column `j`.
    #[inline(always)]
    pub unsafe fn finish(&self, i: usize, j: usize, sum: T::Packed) {
        let Update { alpha, beta, relu } = self.update;
        let mut x = if alpha == T::Packed::ONE { sum } else { alpha.mul(sum) };
        let c = self.c.0.wrapping_byte_offset((i as isize * self.c.1 + j as isize * self.c.2) * self.c_size() as isize);
        // SAFETY: the caller promises C and the addends.
        unsafe {
            if beta != T::Packed::default() {
                let old = if self.c_packed { *c.cast::<T::Packed>() } else { (*c).widen() };
                x = beta.mul_add(old, x);
            }
            if !self.row_bias.is_null() {
                x = x.add(*self.row_bias.add(i));
            }
            if !self.column_bias.is_null() {
                x = x.add(*self.column_bias.add(j));
            }
            if relu {
                x = x.relu();
            }
            if self.c_packed { c.cast::<T::Packed>().write(x) } else { c.write(T::narrow(x)) }
        }
    }

    /// Stores the first elements of a row of C whose sums over k are known; the sums are used up.
    ///
    /// # Safety
    /// C and the addends are valid for row `i` and as many columns.
    pub unsafe fn finish_row(&self, i: usize, sums: &mut [T::Packed]) {
        let Update { alpha, beta, relu } = self.update;
        // SAFETY: the caller promises C and the addends; C's elements are packed ones or `T`.
        unsafe {
            if self.c.2 != 1 || beta != T::Packed::default() {
                return (0..sums.len()).for_each(|j| self.finish(i, j, sums[j]));
            }
            if alpha != T::Packed::ONE {
                sums.iter_mut().for_each(|sum| *sum = alpha.mul(*sum));
            }
            if !self.row_bias.is_null() {
                let addend = *self.row_bias.add(i);
                sums.iter_mut().for_each(|sum| *sum = sum.add(addend));
            }
            if !self.column_bias.is_null() {
                let addends = std::slice::from_raw_parts(self.column_bias, sums.len());
                sums.iter_mut().zip(addends).for_each(|(sum, &addend)| *sum = sum.add(addend));
            }
            if relu {
                sums.iter_mut().for_each(|sum| *sum = sum.relu());
            }
            let row = self.c.0.wrapping_byte_offset(i as isize * self.c.1 * self.c_size() as isize);
            if T::IN_PLACE || self.c_packed {
                std::ptr::copy_nonoverlapping(sums.as_ptr(), row.cast(), sums.len());
            } else {
                narrow_row(sums.as_ptr(), row, sums.len());
            }
        }
    }

    /// The part of the product for some rows and columns.
    pub fn part(&self, rows: std::ops::Range<usize>, columns: std::ops::Range<usize>) -> Self {
        let (i, j) = (rows.start as isize, columns.start as isize);
        let c = (i * self.c.1 + j * self.c.2) * self.c_size() as isize;
        let offset = |bias: *const T::Packed, i: isize| if bias.is_null() { bias } else { bias.wrapping_offset(i) };
        Product {
            m: rows.len(),
            n: columns.len(),
            a: (self.a.0.wrapping_offset(i * self.a.1), self.a.1, self.a.2),
            b: (self.b.0.wrapping_offset(j * self.b.2), self.b.1, self.b.2),
            c: (self.c.0.wrapping_byte_offset(c), self.c.1, self.c.2),
            row_bias: offset(self.row_bias, i),
            column_bias: offset(self.column_bias, j),
            ..*self
        }
    }

    /// Packs rows of A, from `p` on and `kc` long.
    unsafe fn pack_a(&self, p: usize, kc: usize, panels: *mut T::Packed) {
        let mr = self.kernels.mr;
        for i in (0..self.m).step_by(mr) {
            let start = self.a.0.wrapping_offset(i as isize * self.a.1 + p as isize * self.a.2);
            let source = Source { start, lane: self.a.1, depth: self.a.2 };
            // SAFETY: the caller promises A, and room for all panels.
            unsafe { pack::pack(source, mr.min(self.m - i), kc, mr, panels.add(i * kc)) };
        }
    }

    /// Packs columns of B, from `p` on and `kc` long.
    ///
    /// # Safety
    /// B is valid, and there is room for all panels.
    pub unsafe fn pack_b(&self, p: usize, kc: usize, panels: *mut T::Packed) {
        let nr = self.kernels.nr;
        for j in (0..self.n).step_by(nr) {
            let start = self.b.0.wrapping_offset(p as isize * self.b.1 + j as isize * self.b.2);
            let source = Source { start, lane: self.b.2, depth: self.b.1 };
            // SAFETY: the caller promises B, and room for all panels.
            unsafe { (self.pack_b)(source, nr.min(self.n - j), kc, nr, panels.add(j * kc)) };
        }
    }

    /// Whether kernels read A where it is: where k is its consecutive direction, or few columns would not pay for packing.
    /// Tiles that read it across, a line for every step, want it in the second-level cache if there is more than one of them.
    fn reads_a_in_place(&self) -> bool {
        let near = self.m.saturating_mul(self.k).saturating_mul(size_of::<T>()) <= ACROSS_BYTES;
        let panels = self.n.div_ceil(self.kernels.nr);
        T::IN_PLACE && (self.a.2 == 1 || self.a.1 == 1 && (panels == 1 || panels <= 4 && near))
    }

    /// Whether kernels read B where it is: few rows would not pay for packing it, and a narrow B may be a panel already.
    fn reads_b_in_place(&self) -> bool {
        let (mr, nr) = (self.kernels.mr, self.kernels.nr);
        T::IN_PLACE && self.plain_b && self.b.2 == 1 && (self.m <= 2 * mr || self.b.1 == nr as isize)
    }

    /// Computes the product on the pool.
    ///
    /// # Safety
    /// A, B, C and the addends are valid, C overlaps nothing else, and the kernels' instruction set is present.
    pub unsafe fn run(&self) {
        // Kernels read whole vectors of B: columns past the last whole one come from a packed panel.
        let (n, nr) = (self.n, self.kernels.nr);
        let in_place = match n % nr {
            _ if !self.reads_b_in_place() => 0,
            last if last == 0 || self.kernels.width(last) == last => n,
            last => n - last,
        };
        // SAFETY: the caller's promises.
        unsafe {
            if in_place > 0 {
                self.part(0..self.m, 0..in_place).blocks(true);
            }
            if in_place < n {
                self.part(0..self.m, in_place..n).blocks(false);
            }
        }
    }

    /// Cuts the product into blocks; B is read in place or packed.
    unsafe fn blocks(&self, b_in_place: bool) {
        let plan = Plan::new(self.m, self.n, self.k, self.kernels);
        let bytes = |lanes: usize| lanes.saturating_mul(self.k).saturating_mul(size_of::<T::Packed>());
        // Panels are packed once where several tasks want them.
        let share_a = !self.reads_a_in_place() && plan.column_blocks > 1 && bytes(self.m) <= SHARED_BYTES;
        let a = if share_a { Operand::Shared } else { Operand::of(self.reads_a_in_place()) };
        if plan.row_blocks == 1 || b_in_place {
            // SAFETY: the caller's promises.
            return unsafe { self.tasks(&plan, a, Operand::of(b_in_place)) };
        }
        let most = (SHARED_BYTES / bytes(1).max(1)).max(NB);
        let (width, chunks) = even(self.n, most, plan.nb);
        for chunk in 0..chunks {
            let columns = chunk * width..self.n.min((chunk + 1) * width);
            let column_blocks = columns.len().div_ceil(plan.nb);
            // SAFETY: the caller's promises.
            unsafe { self.part(0..self.m, columns).tasks(&Plan { column_blocks, ..plan }, a, Operand::Shared) };
        }
    }

    unsafe fn tasks(&self, plan: &Plan, a_from: Operand, b_from: Operand) {
        let (mr, nr) = (self.kernels.mr, self.kernels.nr);
        let shared = |lanes: usize, width: usize| Shared {
            panels: Scratch::<T::Packed>::new(lanes.next_multiple_of(width) * self.k),
            width,
            lanes,
        };
        let a = (a_from == Operand::Shared).then(|| shared(self.m, mr));
        let b = (b_from == Operand::Shared).then(|| shared(self.n, nr));
        // Panels are packed in pieces of about 64 KiB.
        let grain = |width: usize| ((64 << 10) / (plan.kc * size_of::<T::Packed>()) / width).max(1) * width;
        let pieces = |shared: &Option<Shared<_>>| {
            shared.as_ref().map_or(0, |s| s.lanes.div_ceil(grain(s.width)) * plan.k_blocks)
        };
        let (pieces_a, pieces_b) = (pieces(&a), pieces(&b));
        let k_block = |block: usize| (block * plan.kc, plan.kc.min(self.k - block * plan.kc));
        parallel(pieces_a + pieces_b, &|piece| {
            let (shared, piece) = if piece < pieces_a { (&a, piece) } else { (&b, piece - pieces_a) };
            let Some(shared) = shared else { return };
            let (p, kc) = k_block(piece % plan.k_blocks);
            let first = piece / plan.k_blocks * grain(shared.width);
            let lanes = first..shared.lanes.min(first + grain(shared.width));
            let panels = shared.at(first, p, kc).start.cast_mut();
            // SAFETY: the caller promises A and B; every piece has its own panels.
            unsafe {
                if shared.width == mr && a.as_ref().is_some_and(|a| std::ptr::eq(a, shared)) {
                    self.part(lanes, 0..0).pack_a(p, kc, panels);
                } else {
                    self.part(0..0, lanes).pack_b(p, kc, panels);
                }
            }
        });
        parallel(plan.row_blocks * plan.column_blocks, &|task| {
            let (i, j) = (task % plan.row_blocks * plan.mb, task / plan.row_blocks * plan.nb);
            let (i_end, j_end) = (self.m.min(i + plan.mb), self.n.min(j + plan.nb));
            let part = self.part(i..i_end, j..j_end);
            let lanes = |n: usize, width: usize| n.next_multiple_of(width) * plan.kc;
            let local = |from, n, width| (from == Operand::Packed).then(|| Scratch::new(lanes(n, width)));
            let (local_a, local_b) = (local(a_from, part.m, mr), local(b_from, part.n, nr));
            // SAFETY: the caller's promises; tasks have disjoint parts of C.
            unsafe {
                part.accumulate(plan, |p, kc| {
                    let a = match (&a, &local_a) {
                        (Some(shared), _) => shared.at(i, p, kc),
                        (_, Some(local)) => {
                            part.pack_a(p, kc, local.as_ptr());
                            Panels::packed(local.as_ptr(), mr, kc)
                        }
                        _ => Panels {
                            start: part.a.0.wrapping_offset(p as isize * part.a.2).cast(),
                            panel: mr as isize * part.a.1,
                            lane: part.a.1,
                            depth: part.a.2,
                        },
                    };
                    let b = match (&b, &local_b) {
                        (Some(shared), _) => shared.at(j, p, kc),
                        (_, Some(local)) => {
                            part.pack_b(p, kc, local.as_ptr());
                            Panels::packed(local.as_ptr(), nr, kc)
                        }
                        _ => Panels {
                            start: part.b.0.wrapping_offset(p as isize * part.b.1).cast(),
                            panel: nr as isize,
                            lane: 1,
                            depth: part.b.1,
                        },
                    };
                    (a, b)
                });
            }
        });
    }

    /// Runs over k and leaves the sums in C; `panels` gives A's and B's panels for a block of k.
    unsafe fn accumulate(&self, plan: &Plan, panels: impl Fn(usize, usize) -> (Panels<T::Packed>, Panels<T::Packed>)) {
        // SAFETY: the caller promises operands and result.
        unsafe {
            self.in_packed_form(|block| {
                for p in (0..self.k.max(1)).step_by(plan.kc) {
                    let kc = plan.kc.min(self.k - p);
                    let (first, last) = (p == 0, p + kc >= self.k);
                    let beta = if first { self.update.beta } else { T::Packed::ONE };
                    let update = Update { beta, relu: self.update.relu && last, ..self.update };
                    let null = std::ptr::null();
                    let block = if last { block } else { Block { row_bias: null, column_bias: null, ..block } };
                    let (a, b) = panels(p, kc);
                    multiply(self.kernels, block, kc, a, b, &update);
                }
            });
        }
    }

    /// Calls `work` with C as the type sums are made of: itself, or a copy that is rounded to C afterwards.
    unsafe fn in_packed_form(&self, work: impl FnOnce(Block<T::Packed>)) {
        let (c, c_rs, c_cs) = self.c;
        let block = Block {
            rows: self.m,
            columns: self.n,
            c: (c.cast(), c_rs, c_cs),
            row_bias: self.row_bias,
            column_bias: self.column_bias,
        };
        if T::IN_PLACE || self.c_packed {
            return work(block);
        }
        let copy = Scratch::<T::Packed>::new(self.m * self.n);
        let at = |i: usize, j: usize| c.wrapping_offset(i as isize * c_rs + j as isize * c_cs);
        // SAFETY: the copy has `m x n` elements, C too.
        unsafe {
            if self.update.beta != T::Packed::default() {
                for i in 0..self.m {
                    let row = copy.as_ptr().add(i * self.n);
                    if c_cs == 1 {
                        widen_row(at(i, 0).cast_const(), row, self.n);
                    } else {
                        (0..self.n).for_each(|j| row.add(j).write((*at(i, j)).widen()));
                    }
                }
            }
            work(Block { c: (copy.as_ptr(), self.n as isize, 1), ..block });
            for i in 0..self.m {
                let row = copy.as_ptr().add(i * self.n).cast_const();
                if c_cs == 1 {
                    narrow_row(row, at(i, 0), self.n);
                } else {
                    (0..self.n).for_each(|j| at(i, j).write(T::narrow(*row.add(j))));
                }
            }
        }
    }
}
