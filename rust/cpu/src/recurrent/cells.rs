//! Gates: a row of some units, in vectors.

use super::Cell;
use crate::rows::Real;
use crate::simd_fn;

/// Units that are worked on together.
const WIDTH: usize = 16;

/// Where a row's numbers lie for one block of units.
#[derive(Clone, Copy)]
pub(super) struct Forward<A> {
    /// What the hidden state contributes, one gate `gate` after the other.
    pub sums: (*const A, usize),
    /// What the input contributes, likewise.
    pub inputs: (*const A, usize),
    /// Addends of both, one gate `hidden` after the other, or null.
    pub bias: *const A,
    /// Addends of a GRU's `sums`, likewise.
    pub hidden_bias: *const A,
    /// Room for the gates, one `hidden` after the other, or null.
    pub gates: *mut A,
    /// LSTM: the cell state, updated.
    pub cell: *mut A,
    /// LSTM: room for the new cell state; GRU: for what the hidden state contributes to n. Or null.
    pub kept: *mut A,
    /// The old hidden state.
    pub old: *const A,
    /// The new hidden state.
    pub new: *mut A,
    /// The result.
    pub out: *mut A,
}

/// Where a row's numbers lie for one block of units, in the backward pass.
#[derive(Clone, Copy)]
pub(super) struct Backward<A> {
    /// Gradient of the hidden state from the step after, or null.
    pub sums: *const A,
    /// More of it; updated for the step before.
    pub carry: *mut A,
    /// LSTM: gradient of the cell state; updated for the step before.
    pub cell: *mut A,
    /// Gradient of the result, or null.
    pub grad_out: *const A,
    /// The gates, one `hidden` after the other.
    pub gates: *const A,
    /// LSTM: the cell state; GRU: what the hidden state contributes to n.
    pub kept: *const A,
    /// LSTM: the cell state before; GRU: the hidden state before.
    pub old: *const A,
    /// Gradients of the gates, towards the input; one `hidden` after the other.
    pub grads: *mut A,
    /// GRU: the same towards the hidden state.
    pub grads_hidden: *mut A,
    /// Once more those towards the hidden state: the first of them, and the distance from gate to gate.
    pub packed: (*mut A, usize),
}

/// Some numbers, zeros past `n`.
#[inline(always)]
unsafe fn load<A: Real>(from: *const A, n: usize) -> [A; WIDTH] {
    // SAFETY: the caller promises `n` numbers.
    unsafe {
        if n == WIDTH {
            return from.cast::<[A; WIDTH]>().read_unaligned();
        }
        let mut lanes = [A::default(); WIDTH];
        std::ptr::copy_nonoverlapping(from, lanes.as_mut_ptr(), n);
        lanes
    }
}

/// The first `n` numbers.
#[inline(always)]
unsafe fn store<A: Real>(lanes: [A; WIDTH], to: *mut A, n: usize) {
    // SAFETY: the caller promises room for `n` numbers.
    unsafe {
        if n == WIDTH {
            to.cast::<[A; WIDTH]>().write_unaligned(lanes);
        } else {
            std::ptr::copy_nonoverlapping(lanes.as_ptr(), to, n);
        }
    }
}

#[inline(always)]
fn each<A: Real>(f: impl Fn(usize) -> A) -> [A; WIDTH] {
    let mut lanes = [A::default(); WIDTH];
    for (i, lane) in lanes.iter_mut().enumerate() {
        *lane = f(i);
    }
    lanes
}

// Helpers that are used more than once are functions: a closure is not inlined by force, and what is not inlined is not
// compiled for the instruction set.

/// Sums of some numbers.
#[inline(always)]
unsafe fn load_sum<A: Real>(a: *const A, b: *const A, n: usize) -> [A; WIDTH] {
    // SAFETY: the caller promises `n` numbers of both.
    let (a, b) = unsafe { (load(a, n), load(b, n)) };
    each(|l| a[l] + b[l])
}

/// Some numbers, or zeros from a null pointer.
#[inline(always)]
unsafe fn load_any<A: Real>(from: *const A, at: usize, n: usize) -> [A; WIDTH] {
    // SAFETY: the caller promises `n` numbers from `at` on, unless the pointer is null.
    if from.is_null() { [A::default(); WIDTH] } else { unsafe { load(from.add(at), n) } }
}

impl<A: Real> Forward<A> {
    /// What the input contributes to a gate, with its addends.
    #[inline(always)]
    unsafe fn input(&self, gate: usize, at: usize, hidden: usize, n: usize) -> [A; WIDTH] {
        // SAFETY: the caller promises `n` numbers from `at` on of every gate.
        unsafe {
            let from = self.inputs.0.add(gate * self.inputs.1 + at);
            if self.bias.is_null() { load(from, n) } else { load_sum(from, self.bias.add(gate * hidden + at), n) }
        }
    }

    /// What the hidden state contributes to a gate.
    #[inline(always)]
    unsafe fn sum(&self, gate: usize, at: usize, hidden: usize, n: usize) -> [A; WIDTH] {
        // SAFETY: the caller promises `n` numbers from `at` on of every gate.
        unsafe {
            let from = self.sums.0.add(gate * self.sums.1 + at);
            let bias = self.hidden_bias;
            if bias.is_null() { load(from, n) } else { load_sum(from, bias.add(gate * hidden + at), n) }
        }
    }

    /// Both.
    #[inline(always)]
    unsafe fn both(&self, gate: usize, at: usize, hidden: usize, n: usize) -> [A; WIDTH] {
        // SAFETY: the caller's promises are passed on.
        let (a, b) = unsafe { (self.input(gate, at, hidden, n), self.sum(gate, at, hidden, n)) };
        each(|l| a[l] + b[l])
    }

    /// Writes what the backward pass reads, if there will be one.
    #[inline(always)]
    unsafe fn keep<const GATES: usize>(
        &self,
        at: usize,
        hidden: usize,
        gates: [[A; WIDTH]; GATES],
        kept: Option<[A; WIDTH]>,
        n: usize,
    ) {
        // SAFETY: the caller promises room.
        unsafe {
            if self.gates.is_null() {
                return;
            }
            for (gate, lanes) in gates.into_iter().enumerate() {
                store(lanes, self.gates.add(gate * hidden + at), n);
            }
            if let Some(lanes) = kept {
                store(lanes, self.kept.add(at), n);
            }
        }
    }
}

impl<A: Real> Backward<A> {
    /// Writes the gradient of a gate towards the input.
    #[inline(always)]
    unsafe fn put(&self, at: usize, lanes: [A; WIDTH], n: usize) {
        // SAFETY: the caller promises room.
        unsafe { store(lanes, self.grads.add(at), n) };
    }

    /// Writes the gradient of a gate towards the hidden state.
    #[inline(always)]
    unsafe fn put_hidden(&self, at: usize, packed_at: usize, lanes: [A; WIDTH], n: usize) {
        // SAFETY: the caller promises room.
        unsafe {
            if !self.grads_hidden.is_null() {
                store(lanes, self.grads_hidden.add(at), n);
            }
            store(lanes, self.packed.0.add(packed_at), n);
        }
    }
}

simd_fn! {
    /// One row of `units` units of a layer of `hidden`.
    ///
    /// # Safety
    /// Every pointer that the cell uses is valid for its numbers.
    pub(super) unsafe fn forward<I, A: Real>(cell: Cell, row: Forward<A>, hidden: usize, units: usize) {
        let mut at = 0;
        while at < units {
            let n = WIDTH.min(units - at);
            // SAFETY: the caller promises the numbers of the units.
            unsafe {
                let h = match cell {
                    Cell::Lstm => {
                        let i = A::sigmoid::<I, WIDTH>(row.both(0, at, hidden, n));
                        let f = A::sigmoid::<I, WIDTH>(row.both(1, at, hidden, n));
                        let g = A::tanh::<I, WIDTH>(row.both(2, at, hidden, n));
                        let o = A::sigmoid::<I, WIDTH>(row.both(3, at, hidden, n));
                        let old = load(row.cell.add(at), n);
                        let c = each(|l| f[l].fma::<I>(old[l], i[l] * g[l]));
                        store(c, row.cell.add(at), n);
                        row.keep(at, hidden, [i, f, g, o], Some(c), n);
                        let t = A::tanh::<I, WIDTH>(c);
                        each(|l| o[l] * t[l])
                    }
                    Cell::Gru => {
                        let r = A::sigmoid::<I, WIDTH>(row.both(0, at, hidden, n));
                        let z = A::sigmoid::<I, WIDTH>(row.both(1, at, hidden, n));
                        let (x, s) = (row.input(2, at, hidden, n), row.sum(2, at, hidden, n));
                        let m = A::tanh::<I, WIDTH>(each(|l| r[l].fma::<I>(s[l], x[l])));
                        let old = load(row.old.add(at), n);
                        row.keep(at, hidden, [r, z, m], Some(s), n);
                        each(|l| z[l].fma::<I>(old[l] - m[l], m[l]))
                    }
                    Cell::Tanh | Cell::Relu => {
                        let x = row.both(0, at, hidden, n);
                        let h = if cell == Cell::Tanh {
                            A::tanh::<I, WIDTH>(x)
                        } else {
                            each(|l| if x[l] < A::default() { A::default() } else { x[l] })
                        };
                        row.keep(at, hidden, [h], None, n);
                        h
                    }
                };
                store(h, row.new.add(at), n);
                store(h, row.out.add(at), n);
            }
            at += WIDTH;
        }
    }
}

simd_fn! {
    /// One row of `units` units of a layer of `hidden`, in the backward pass.
    ///
    /// # Safety
    /// Every pointer that the cell uses and that may not be null is valid for its numbers.
    pub(super) unsafe fn backward<I, A: Real>(cell: Cell, row: Backward<A>, hidden: usize, units: usize) {
        let one = A::of(1.0);
        let mut at = 0;
        while at < units {
            let n = WIDTH.min(units - at);
            // SAFETY: the caller promises the numbers of the units.
            unsafe {
                let (carried, sums) = (load_any(row.carry, at, n), load_any(row.sums, at, n));
                let given = load_any(row.grad_out, at, n);
                let dh = each(|l| carried[l] + sums[l] + given[l]);
                let g0 = row.gates.wrapping_add(at);
                let (g1, g2) = (g0.wrapping_add(hidden), g0.wrapping_add(2 * hidden));
                let step = row.packed.1;
                let mut carry = [A::default(); WIDTH];
                match cell {
                    Cell::Lstm => {
                        let (i, f, g) = (load(g0, n), load(g1, n), load(g2, n));
                        let o = load(g0.wrapping_add(3 * hidden), n);
                        let (c, old) = (load(row.kept.add(at), n), load(row.old.add(at), n));
                        let t = A::tanh::<I, WIDTH>(c);
                        let later = load(row.cell.add(at), n);
                        let dc = each(|l| (dh[l] * o[l]).fma::<I>(one - t[l] * t[l], later[l]));
                        let grads = [
                            each(|l| dc[l] * g[l] * i[l] * (one - i[l])),
                            each(|l| dc[l] * old[l] * f[l] * (one - f[l])),
                            each(|l| dc[l] * i[l] * (one - g[l] * g[l])),
                            each(|l| dh[l] * t[l] * o[l] * (one - o[l])),
                        ];
                        for (which, lanes) in grads.into_iter().enumerate() {
                            row.put(which * hidden + at, lanes, n);
                            row.put_hidden(which * hidden + at, which * step + at, lanes, n);
                        }
                        store(each(|l| dc[l] * f[l]), row.cell.add(at), n);
                    }
                    Cell::Gru => {
                        let (r, z, m) = (load(g0, n), load(g1, n), load(g2, n));
                        let (s, old) = (load(row.kept.add(at), n), load(row.old.add(at), n));
                        let dm = each(|l| dh[l] * (one - z[l]) * (one - m[l] * m[l]));
                        let dz = each(|l| dh[l] * (old[l] - m[l]) * z[l] * (one - z[l]));
                        let dr = each(|l| dm[l] * s[l] * r[l] * (one - r[l]));
                        let through = each(|l| dm[l] * r[l]);
                        for (which, grad, hidden_grad) in [(0, dr, dr), (1, dz, dz), (2, dm, through)] {
                            row.put(which * hidden + at, grad, n);
                            row.put_hidden(which * hidden + at, which * step + at, hidden_grad, n);
                        }
                        carry = each(|l| dh[l] * z[l]);
                    }
                    Cell::Tanh => {
                        let h = load(g0, n);
                        let grad = each(|l| dh[l] * (one - h[l] * h[l]));
                        row.put(at, grad, n);
                        row.put_hidden(at, at, grad, n);
                    }
                    Cell::Relu => {
                        let h = load(g0, n);
                        let grad = each(|l| if h[l] > A::default() { dh[l] } else { A::default() });
                        row.put(at, grad, n);
                        row.put_hidden(at, at, grad, n);
                    }
                }
                store(carry, row.carry.add(at), n);
            }
            at += WIDTH;
        }
    }
}
