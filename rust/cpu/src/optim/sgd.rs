//! Stochastic gradient descent.

use super::number::{Number, Wide};
use super::{for_float, for_pieces};
use crate::DType;
use crate::isa::Isa;
use std::slice::{from_raw_parts, from_raw_parts_mut};

/// Hyperparameters of a step.
#[derive(Clone, Copy, Debug)]
pub struct Sgd {
    /// Learning rate.
    pub lr: f64,
    /// How much of the buffer stays; 0 for none.
    pub momentum: f64,
    /// How much of the gradient is left out of the buffer.
    pub dampening: f64,
    /// Factor of the parameter that is added to its gradient.
    pub weight_decay: f64,
    /// Nesterov's variant.
    pub nesterov: bool,
    /// Go up, not down.
    pub maximize: bool,
}

/// What a parameter's buffer is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Momentum {
    /// There is none.
    None,
    /// Uninitialised: it becomes the gradient.
    First,
    /// It holds the average so far.
    Next,
}

/// A parameter with its gradient and buffer, all with `len` elements of `dtype` in one order.
#[derive(Clone, Copy, Debug)]
pub struct SgdTensor {
    /// Element type, a floating one.
    pub dtype: DType,
    /// Number of elements.
    pub len: usize,
    /// The parameter.
    pub param: *mut u8,
    /// Its gradient.
    pub grad: *const u8,
    /// Its buffer; null without momentum.
    pub buffer: *mut u8,
    /// What the buffer is.
    pub momentum: Momentum,
}

// SAFETY: addresses; who reads and writes through them is `sgd`'s contract.
unsafe impl Sync for SgdTensor {}

impl super::Sized for SgdTensor {
    fn len(&self) -> usize {
        self.len
    }
}

/// Does a step on all tensors.
///
/// # Safety
/// Pointers are aligned for the dtype, parameters and buffers valid for reads and writes of their elements (new buffers
/// for writes), gradients for reads; nobody else touches them meanwhile. Parameters and buffers overlap nothing.
pub unsafe fn sgd(tensors: &[SgdTensor], step: &Sgd) {
    for_pieces(tensors, &|tensor, range| {
        for_float!(tensor.dtype, T => {
            let at = range.start;
            let buffer = if tensor.momentum == Momentum::None {
                std::ptr::null_mut()
            } else {
                tensor.buffer.cast::<T>().wrapping_add(at)
            };
            // SAFETY: the range lies inside the tensor, and every element is in one piece; the caller's promises.
            unsafe {
                piece::<T>(
                    tensor.param.cast::<T>().add(at),
                    tensor.grad.cast::<T>().add(at),
                    buffer,
                    range.len(),
                    tensor.momentum,
                    step,
                );
            }
        });
    });
}

crate::simd_fn! {
    /// # Safety
    /// The pointers are valid for `n` elements as [`sgd`] says.
    unsafe fn piece<I, T: Number>(
        param: *mut T,
        grad: *const T,
        buffer: *mut T,
        n: usize,
        momentum: Momentum,
        step: &Sgd,
    ) {
        // SAFETY: the caller's promise.
        let (params, grads) = unsafe { (from_raw_parts_mut(param, n), from_raw_parts(grad, n)) };
        let factors = Factors::<T>::new(step);
        match momentum {
            Momentum::None => {
                for (param, grad) in params.iter_mut().zip(grads) {
                    let w = param.load();
                    let g = factors.gradient::<I>(w, grad.load());
                    *param = T::store(T::Wide::fma::<I>(g, factors.minus_lr, w));
                }
            }
            Momentum::First => {
                for (at, (param, grad)) in params.iter_mut().zip(grads).enumerate() {
                    let w = param.load();
                    let g = factors.gradient::<I>(w, grad.load());
                    // SAFETY: the buffer has room for `n` elements.
                    unsafe { buffer.add(at).write(T::store(g)) };
                    let g = if step.nesterov { T::round(T::Wide::fma::<I>(g, factors.momentum, g)) } else { g };
                    *param = T::store(T::Wide::fma::<I>(g, factors.minus_lr, w));
                }
            }
            Momentum::Next => {
                // SAFETY: the caller's promise.
                let buffers = unsafe { from_raw_parts_mut(buffer, n) };
                for ((param, grad), buffer) in params.iter_mut().zip(grads).zip(buffers) {
                    let w = param.load();
                    let g = factors.gradient::<I>(w, grad.load());
                    let v = T::round(buffer.load() * factors.momentum);
                    let v = T::round(T::Wide::fma::<I>(g, factors.undampened, v));
                    *buffer = T::store(v);
                    let g = if step.nesterov { T::round(T::Wide::fma::<I>(v, factors.momentum, g)) } else { v };
                    *param = T::store(T::Wide::fma::<I>(g, factors.minus_lr, w));
                }
            }
        }
    }
}

/// Hyperparameters in the type that is computed in.
struct Factors<T: Number> {
    minus_lr: T::Wide,
    momentum: T::Wide,
    undampened: T::Wide,
    weight_decay: T::Wide,
    decays: bool,
    maximize: bool,
}

impl<T: Number> Factors<T> {
    #[inline(always)]
    fn new(step: &Sgd) -> Self {
        Factors {
            minus_lr: T::Wide::of(-step.lr),
            momentum: T::Wide::of(step.momentum),
            undampened: T::Wide::of(1.0 - step.dampening),
            weight_decay: T::Wide::of(step.weight_decay),
            decays: step.weight_decay != 0.0,
            maximize: step.maximize,
        }
    }

    /// The gradient with sign and decay.
    #[inline(always)]
    fn gradient<I: Isa>(&self, w: T::Wide, g: T::Wide) -> T::Wide {
        let g = if self.maximize { -g } else { g };
        if self.decays { T::round(T::Wide::fma::<I>(w, self.weight_decay, g)) } else { g }
    }
}
