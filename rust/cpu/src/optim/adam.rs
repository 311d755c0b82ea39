//! Adam.

use super::number::{Number, Wide};
use super::{for_float, for_pieces};
use crate::DType;
use std::ptr::null_mut;
use std::slice::{from_raw_parts, from_raw_parts_mut};

/// Hyperparameters of a step.
#[derive(Clone, Copy, Debug)]
pub struct Adam {
    /// Learning rate.
    pub lr: f64,
    /// How much of the average of gradients stays.
    pub beta1: f64,
    /// How much of the average of squares stays.
    pub beta2: f64,
    /// Keeps the quotient finite.
    pub eps: f64,
    /// Factor of the parameter.
    pub weight_decay: f64,
    /// Whether the decay shrinks the parameter instead of adding to its gradient.
    pub decoupled: bool,
    /// Go up, not down.
    pub maximize: bool,
}

/// A parameter with its gradient and state, all with `len` elements of `dtype` in one order.
#[derive(Clone, Copy, Debug)]
pub struct AdamTensor {
    /// Element type, a floating one.
    pub dtype: DType,
    /// Number of elements.
    pub len: usize,
    /// The parameter.
    pub param: *mut u8,
    /// Its gradient.
    pub grad: *const u8,
    /// Average of gradients.
    pub average: *mut u8,
    /// Average of squares.
    pub square: *mut u8,
    /// The largest average of squares so far; null where it is not kept.
    pub largest: *mut u8,
    /// Number of this step, from 1.
    pub count: f64,
}

// SAFETY: addresses; who reads and writes through them is `adam`'s contract.
unsafe impl Sync for AdamTensor {}

impl super::Sized for AdamTensor {
    fn len(&self) -> usize {
        self.len
    }
}

/// Does a step on all tensors.
///
/// # Safety
/// Pointers are aligned for the dtype, valid for reads of their elements and, but for gradients, for writes; nobody else
/// touches them meanwhile. What is written overlaps nothing.
pub unsafe fn adam(tensors: &[AdamTensor], step: &Adam) {
    for_pieces(tensors, &|tensor, range| {
        let at = range.start;
        for_float!(tensor.dtype, T => {
            // SAFETY: the range lies inside the tensor, and every element is in one piece; the caller's promises.
            unsafe {
                piece::<T>(
                    tensor.param.cast::<T>().add(at),
                    tensor.grad.cast::<T>().add(at),
                    tensor.average.cast::<T>().add(at),
                    tensor.square.cast::<T>().add(at),
                    if tensor.largest.is_null() { null_mut() } else { tensor.largest.cast::<T>().add(at) },
                    range.len(),
                    tensor.count,
                    step,
                );
            }
        });
    });
}

crate::simd_fn! {
    /// # Safety
    /// The pointers are valid for `n` elements as [`adam`] says.
    unsafe fn piece<I, T: Number>(
        param: *mut T,
        grad: *const T,
        average: *mut T,
        square: *mut T,
        largest: *mut T,
        n: usize,
        count: f64,
        step: &Adam,
    ) {
        // SAFETY: the caller's promise.
        let (params, grads, averages, squares) = unsafe {
            (
                from_raw_parts_mut(param, n),
                from_raw_parts(grad, n),
                from_raw_parts_mut(average, n),
                from_raw_parts_mut(square, n),
            )
        };
        let of = T::Wide::of;
        let shrink = of(1.0 - step.lr * step.weight_decay);
        let decay = of(step.weight_decay);
        let (shrinks, decays) = (step.weight_decay != 0.0 && step.decoupled, step.weight_decay != 0.0 && !step.decoupled);
        let (beta1, weight1) = (of(1.0 - (1.0 - step.beta1)), of(1.0 - step.beta1));
        let near = weight1.abs() < of(0.5);
        let (beta2, weight2) = (of(step.beta2), of(1.0 - step.beta2));
        let root = of((1.0 - step.beta2.powf(count)).sqrt());
        let minus_size = of(-(step.lr / (1.0 - step.beta1.powf(count))));
        let eps = of(step.eps);
        for (at, ((param, grad), (average, square))) in
            params.iter_mut().zip(grads).zip(averages.iter_mut().zip(squares.iter_mut())).enumerate()
        {
            let w = param.load();
            let w = if shrinks { T::round(w * shrink) } else { w };
            let g = grad.load();
            let g = if step.maximize { -g } else { g };
            let g = if decays { T::round(T::Wide::fma::<I>(w, decay, g)) } else { g };
            let m = average.load();
            // The nearer end of the interpolation is the one that is scaled, as in `lerp`.
            let m = T::round(if near { T::Wide::fma::<I>(weight1, g - m, m) } else { g - (g - m) * beta1 });
            *average = T::store(m);
            let v = T::round(square.load() * beta2);
            let v = T::round(T::Wide::fma::<I>(g * weight2, g, v));
            *square = T::store(v);
            let u = if largest.is_null() {
                v
            } else {
                // SAFETY: there are `n` elements.
                let place = unsafe { &mut *largest.add(at) };
                let u = place.load();
                // NaN wins.
                #[allow(clippy::eq_op)]
                let u = if u != u || u > v { u } else { v };
                *place = T::store(u);
                u
            };
            let d = T::round(T::round(T::round(u.sqrt()) / root) + eps);
            *param = T::store(T::Wide::fma::<I>(minus_size, m / d, w));
        }
    }
}
