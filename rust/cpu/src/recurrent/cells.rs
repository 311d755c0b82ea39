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
    /// Addends of a GRU's `sums`, one gate `hidden` after the other, or null.
    pub bias: *const A,
    /// What the input contributes; becomes the gates. One gate `hidden` after the other.
    pub gates: *mut A,
    /// LSTM: the cell state, updated.
    pub cell: *mut A,
    /// LSTM: room for the new cell state; GRU: for what the hidden state contributes to n.
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
    /// Once more those towards the hidden state, as the next product reads them.
    pub packed: *mut A,
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
                let sum = |gate: usize| load(row.sums.0.add(gate * row.sums.1 + at), n);
                let gate = |gate: usize| row.gates.add(gate * hidden + at);
                let input = |which: usize| load(gate(which), n);
                let h = match cell {
                    Cell::Lstm => {
                        let both = |which: usize| {
                            let (x, s) = (input(which), sum(which));
                            each(|l| x[l] + s[l])
                        };
                        let (i, f, g, o) = (both(0), both(1), both(2), both(3));
                        let i = each(|l| i[l].sigmoid::<I>());
                        let f = each(|l| f[l].sigmoid::<I>());
                        let g = each(|l| g[l].tanh::<I>());
                        let o = each(|l| o[l].sigmoid::<I>());
                        let old = load(row.cell.add(at), n);
                        let c = each(|l| f[l].fma::<I>(old[l], i[l] * g[l]));
                        for (which, lanes) in [i, f, g, o].into_iter().enumerate() {
                            store(lanes, gate(which), n);
                        }
                        store(c, row.cell.add(at), n);
                        store(c, row.kept.add(at), n);
                        each(|l| o[l] * c[l].tanh::<I>())
                    }
                    Cell::Gru => {
                        let hidden_part = |which: usize| {
                            let s = sum(which);
                            if row.bias.is_null() {
                                return s;
                            }
                            let b = load(row.bias.add(which * hidden + at), n);
                            each(|l| s[l] + b[l])
                        };
                        let (r, z, s) = (hidden_part(0), hidden_part(1), hidden_part(2));
                        let (x_r, x_z, x_n) = (input(0), input(1), input(2));
                        let r = each(|l| (x_r[l] + r[l]).sigmoid::<I>());
                        let z = each(|l| (x_z[l] + z[l]).sigmoid::<I>());
                        let m = each(|l| r[l].fma::<I>(s[l], x_n[l]).tanh::<I>());
                        let old = load(row.old.add(at), n);
                        for (which, lanes) in [r, z, m].into_iter().enumerate() {
                            store(lanes, gate(which), n);
                        }
                        store(s, row.kept.add(at), n);
                        each(|l| z[l].fma::<I>(old[l] - m[l], m[l]))
                    }
                    Cell::Tanh | Cell::Relu => {
                        let (x, s) = (input(0), sum(0));
                        let h = if cell == Cell::Tanh {
                            each(|l| (x[l] + s[l]).tanh::<I>())
                        } else {
                            each(|l| {
                                let y = x[l] + s[l];
                                if y < A::default() { A::default() } else { y }
                            })
                        };
                        store(h, gate(0), n);
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
                let gate = |which: usize| load(row.gates.add(which * hidden + at), n);
                let more = |from: *const A| if from.is_null() { [A::default(); WIDTH] } else { load(from.add(at), n) };
                let (a, b, c) = (more(row.carry), more(row.sums), more(row.grad_out));
                let dh = each(|l| a[l] + b[l] + c[l]);
                let put = |which: usize, lanes: [A; WIDTH]| {
                    store(lanes, row.grads.add(which * hidden + at), n);
                };
                let put_hidden = |which: usize, lanes: [A; WIDTH]| {
                    if !row.grads_hidden.is_null() {
                        store(lanes, row.grads_hidden.add(which * hidden + at), n);
                    }
                    store(lanes, row.packed.add(which * hidden + at), n);
                };
                let mut carry = [A::default(); WIDTH];
                match cell {
                    Cell::Lstm => {
                        let (i, f, g, o) = (gate(0), gate(1), gate(2), gate(3));
                        let (c, old) = (load(row.kept.add(at), n), load(row.old.add(at), n));
                        let t = each(|l| c[l].tanh::<I>());
                        let later = load(row.cell.add(at), n);
                        let dc = each(|l| (dh[l] * o[l]).fma::<I>(one - t[l] * t[l], later[l]));
                        let grads = [
                            each(|l| dc[l] * g[l] * i[l] * (one - i[l])),
                            each(|l| dc[l] * old[l] * f[l] * (one - f[l])),
                            each(|l| dc[l] * i[l] * (one - g[l] * g[l])),
                            each(|l| dh[l] * t[l] * o[l] * (one - o[l])),
                        ];
                        for (which, lanes) in grads.into_iter().enumerate() {
                            put(which, lanes);
                            put_hidden(which, lanes);
                        }
                        store(each(|l| dc[l] * f[l]), row.cell.add(at), n);
                    }
                    Cell::Gru => {
                        let (r, z, m) = (gate(0), gate(1), gate(2));
                        let (s, old) = (load(row.kept.add(at), n), load(row.old.add(at), n));
                        let dm = each(|l| dh[l] * (one - z[l]) * (one - m[l] * m[l]));
                        let dz = each(|l| dh[l] * (old[l] - m[l]) * z[l] * (one - z[l]));
                        let dr = each(|l| dm[l] * s[l] * r[l] * (one - r[l]));
                        put(0, dr);
                        put(1, dz);
                        put(2, dm);
                        put_hidden(0, dr);
                        put_hidden(1, dz);
                        put_hidden(2, each(|l| dm[l] * r[l]));
                        carry = each(|l| dh[l] * z[l]);
                    }
                    Cell::Tanh => {
                        let h = gate(0);
                        let grad = each(|l| dh[l] * (one - h[l] * h[l]));
                        put(0, grad);
                        put_hidden(0, grad);
                    }
                    Cell::Relu => {
                        let h = gate(0);
                        let grad = each(|l| if h[l] > A::default() { dh[l] } else { A::default() });
                        put(0, grad);
                        put_hidden(0, grad);
                    }
                }
                store(carry, row.carry.add(at), n);
            }
            at += WIDTH;
        }
    }
}
