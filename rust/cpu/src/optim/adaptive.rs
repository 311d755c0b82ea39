//! Steps that are scaled by sums or averages of squares: RMSprop, Adagrad, Adadelta.

use super::number::{Number, Wide};
use super::{for_float, for_pieces};
use crate::DType;
use crate::isa::Isa;
use std::ptr::null_mut;
use std::slice::{from_raw_parts, from_raw_parts_mut};

/// Which step, and its hyperparameters.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// State: average of squares; average of gradients, or null where it is not centered; momentum buffer, or null.
    RmsProp {
        /// How much of the averages stays.
        alpha: f64,
        /// How much of the buffer stays.
        momentum: f64,
    },
    /// State: sum of squares.
    Adagrad,
    /// State: average of squares, average of squared steps.
    Adadelta {
        /// How much of the averages stays.
        rho: f64,
    },
}

/// Hyperparameters of a step.
#[derive(Clone, Copy, Debug)]
pub struct Adaptive {
    /// Which step.
    pub rule: Rule,
    /// Keeps the quotient finite.
    pub eps: f64,
    /// Factor of the parameter that is added to its gradient.
    pub weight_decay: f64,
    /// Go up, not down.
    pub maximize: bool,
}

/// A parameter with its gradient and state, all with `len` elements of `dtype` in one order.
#[derive(Clone, Copy, Debug)]
pub struct AdaptiveTensor {
    /// Element type, a floating one.
    pub dtype: DType,
    /// Number of elements.
    pub len: usize,
    /// The parameter.
    pub param: *mut u8,
    /// Its gradient.
    pub grad: *const u8,
    /// Its state, in the rule's order; null where there is none.
    pub state: [*mut u8; 3],
    /// Its learning rate.
    pub lr: f64,
}

// SAFETY: addresses; who reads and writes through them is `adaptive`'s contract.
unsafe impl Sync for AdaptiveTensor {}

impl super::Sized for AdaptiveTensor {
    fn len(&self) -> usize {
        self.len
    }
}

/// Does a step on all tensors.
///
/// # Safety
/// Pointers are aligned for the dtype, valid for reads of their elements and, but for gradients, for writes; nobody else
/// touches them meanwhile. What is written overlaps nothing. The state is what the rule needs.
pub unsafe fn adaptive(tensors: &[AdaptiveTensor], step: &Adaptive) {
    for_pieces(tensors, &|tensor, range| {
        let (at, n) = (range.start, range.len());
        for_float!(tensor.dtype, T => {
            let state = tensor.state.map(|state| if state.is_null() { null_mut() } else { state.cast::<T>().wrapping_add(at) });
            let (param, grad) = (tensor.param.cast::<T>().wrapping_add(at), tensor.grad.cast::<T>().wrapping_add(at));
            // SAFETY: the range lies inside the tensor, and every element is in one piece; the caller's promises.
            unsafe {
                match step.rule {
                    Rule::RmsProp { alpha, momentum } => {
                        rmsprop::<T>(param, grad, state, n, tensor.lr, alpha, momentum, step);
                    }
                    Rule::Adagrad => adagrad::<T>(param, grad, state[0], n, tensor.lr, step),
                    Rule::Adadelta { rho } => adadelta::<T>(param, grad, state, n, tensor.lr, rho, step),
                }
            }
        });
    });
}

/// The gradient with sign and decay.
#[inline(always)]
fn gradient<I: Isa, T: Number>(step: &Adaptive, decay: T::Wide, w: T::Wide, g: T::Wide) -> T::Wide {
    let g = if step.maximize { -g } else { g };
    if step.weight_decay != 0.0 { T::round(T::Wide::fma::<I>(w, decay, g)) } else { g }
}

/// `stays * average + (1 - stays) * g * g`, rounded after each operation.
#[inline(always)]
fn average<I: Isa, T: Number>(average: T::Wide, stays: T::Wide, comes: T::Wide, g: T::Wide) -> T::Wide {
    T::round(T::Wide::fma::<I>(g * comes, g, T::round(average * stays)))
}

crate::simd_fn! {
    /// # Safety
    /// The pointers are valid for `n` elements as [`adaptive`] says.
    unsafe fn rmsprop<I, T: Number>(
        param: *mut T,
        grad: *const T,
        state: [*mut T; 3],
        n: usize,
        lr: f64,
        alpha: f64,
        momentum: f64,
        step: &Adaptive,
    ) {
        let of = T::Wide::of;
        let (decay, eps, minus_lr) = (of(step.weight_decay), of(step.eps), of(-lr));
        let (rest, near) = (of(1.0 - (1.0 - alpha)), (1.0 - alpha).abs() < 0.5);
        let (alpha, weight, momentum) = (of(alpha), of(1.0 - alpha), of(momentum));
        let [squares, means, buffers] = state;
        // SAFETY: the caller's promise.
        let (params, grads, squares) =
            unsafe { (from_raw_parts_mut(param, n), from_raw_parts(grad, n), from_raw_parts_mut(squares, n)) };
        if means.is_null() && buffers.is_null() {
            for ((param, grad), square) in params.iter_mut().zip(grads).zip(squares) {
                let w = param.load();
                let g = gradient::<I, T>(step, decay, w, grad.load());
                let v = average::<I, T>(square.load(), alpha, weight, g);
                *square = T::store(v);
                let d = T::round(T::round(v.sqrt()) + eps);
                *param = T::store(T::Wide::fma::<I>(minus_lr, g / d, w));
            }
            return;
        }
        for (at, ((param, grad), square)) in params.iter_mut().zip(grads).zip(squares).enumerate() {
            let w = param.load();
            let g = gradient::<I, T>(step, decay, w, grad.load());
            let v = average::<I, T>(square.load(), alpha, weight, g);
            *square = T::store(v);
            let v = if means.is_null() {
                v
            } else {
                // SAFETY: there are `n` elements.
                let mean = unsafe { &mut *means.add(at) };
                let m = mean.load();
                // The nearer end of the interpolation is the one that is scaled, as in `lerp`.
                let m = T::round(if near { T::Wide::fma::<I>(weight, g - m, m) } else { g - (g - m) * rest });
                *mean = T::store(m);
                T::round(T::Wide::fma::<I>(-m, m, v))
            };
            let d = T::round(T::round(v.sqrt()) + eps);
            if buffers.is_null() {
                *param = T::store(T::Wide::fma::<I>(minus_lr, g / d, w));
            } else {
                // SAFETY: there are `n` elements.
                let buffer = unsafe { &mut *buffers.add(at) };
                let b = T::round(T::round(buffer.load() * momentum) + g / d);
                *buffer = T::store(b);
                *param = T::store(T::Wide::fma::<I>(b, minus_lr, w));
            }
        }
    }
}

crate::simd_fn! {
    /// # Safety
    /// The pointers are valid for `n` elements as [`adaptive`] says.
    unsafe fn adagrad<I, T: Number>(
        param: *mut T,
        grad: *const T,
        sum: *mut T,
        n: usize,
        lr: f64,
        step: &Adaptive,
    ) {
        let (decay, eps, minus_lr) = (T::Wide::of(step.weight_decay), T::Wide::of(step.eps), T::Wide::of(-lr));
        // SAFETY: the caller's promise.
        let (params, grads, sums) =
            unsafe { (from_raw_parts_mut(param, n), from_raw_parts(grad, n), from_raw_parts_mut(sum, n)) };
        for ((param, grad), sum) in params.iter_mut().zip(grads).zip(sums) {
            let w = param.load();
            let g = gradient::<I, T>(step, decay, w, grad.load());
            let total = T::round(T::Wide::fma::<I>(g, g, sum.load()));
            *sum = T::store(total);
            let d = T::round(T::round(total.sqrt()) + eps);
            *param = T::store(T::Wide::fma::<I>(minus_lr, g / d, w));
        }
    }
}

crate::simd_fn! {
    /// # Safety
    /// The pointers are valid for `n` elements as [`adaptive`] says.
    unsafe fn adadelta<I, T: Number>(
        param: *mut T,
        grad: *const T,
        state: [*mut T; 3],
        n: usize,
        lr: f64,
        rho: f64,
        step: &Adaptive,
    ) {
        let of = T::Wide::of;
        let (decay, eps, minus_lr) = (of(step.weight_decay), of(step.eps), of(-lr));
        let (rho, weight) = (of(rho), of(1.0 - rho));
        // SAFETY: the caller's promise.
        let (params, grads, squares, steps) = unsafe {
            (
                from_raw_parts_mut(param, n),
                from_raw_parts(grad, n),
                from_raw_parts_mut(state[0], n),
                from_raw_parts_mut(state[1], n),
            )
        };
        for ((param, grad), (square, taken)) in params.iter_mut().zip(grads).zip(squares.iter_mut().zip(steps)) {
            let w = param.load();
            let g = gradient::<I, T>(step, decay, w, grad.load());
            let v = average::<I, T>(square.load(), rho, weight, g);
            *square = T::store(v);
            let u = taken.load();
            let root = |value: T::Wide| T::round(T::round(value + eps).sqrt());
            let delta = T::round(T::round(root(u) / root(v)) * g);
            *taken = T::store(average::<I, T>(u, rho, weight, delta));
            *param = T::store(T::Wide::fma::<I>(delta, minus_lr, w));
        }
    }
}
