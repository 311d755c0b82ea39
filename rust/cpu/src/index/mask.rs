//! What a mask selects: `nonzero`, `masked_select`, `masked_scatter`. Two passes, so that all can be written in parallel.

use std::mem::MaybeUninit;

use half::{bf16, f16};
use num_complex::Complex;
use smallvec::SmallVec;

use super::runs::Runs;
use super::{Shared, View, ViewMut, for_size, try_parallel};
use crate::dtype::DType;

/// Elements of a task.
const CHUNK: usize = 1 << 14;

/// Elements that are tested before the selected ones are written.
const BLOCK: usize = 256;

/// A strided operand whose elements that are not zero have been counted.
///
/// Should the operand change meanwhile, the methods still write no more than was counted.
pub struct Mask<'a> {
    dtype: DType,
    shape: &'a [usize],
    mask: View<'a>,
    /// How many elements were selected before each chunk, and in all.
    starts: Vec<usize>,
}

/// An element type that is zero or not.
trait Zero: Copy {
    fn is_set(self) -> bool;
}

macro_rules! zeros {
    ($($t:ty: $zero:expr),*) => { $(impl Zero for $t {
        #[inline(always)]
        fn is_set(self) -> bool {
            self != $zero
        }
    })* };
}

zeros!(u8: 0, i16: 0, i32: 0, i64: 0, f32: 0.0, f64: 0.0, f16: f16::ZERO, bf16: bf16::ZERO);
zeros!(Complex<f32>: Complex::new(0.0, 0.0), Complex<f64>: Complex::new(0.0, 0.0));

/// Runs `$body` with `$t` standing for a type that compares with zero as the dtype does.
macro_rules! for_zero {
    ($dtype:expr, $t:ident => $body:expr) => {
        for_zero!(@ $dtype, $t => $body, U8: u8, I8: u8, Bool: u8, I16: i16, I32: i32, I64: i64, F16: f16, BF16: bf16,
            F32: f32, F64: f64, C64: Complex<f32>, C128: Complex<f64>)
    };
    (@ $dtype:expr, $t:ident => $body:expr, $($name:ident: $type:ty),*) => {
        match $dtype {
            $(DType::$name => {
                type $t = $type;
                $body
            })*
        }
    };
}

impl<'a> Mask<'a> {
    /// Counts the elements that are not zero.
    ///
    /// # Safety
    /// `mask` is valid for reads of elements of `dtype`, aligned, over what `shape` and its strides span, as long as the
    /// result lives.
    pub unsafe fn new(dtype: DType, shape: &'a [usize], mask: View<'a>) -> Self {
        let runs = Runs::new(shape, [mask.strides]);
        let [step] = runs.steps();
        let chunks = runs.len().div_ceil(CHUNK);
        let mut starts = vec![0; chunks + 1];
        let counts = Shared(starts.as_mut_ptr());
        for_zero!(dtype, T => {
            let mask = Shared::<T>::of_const(mask.data);
            try_parallel(chunks, |chunk| {
                let mut selected = 0;
                runs.for_range(chunk * CHUNK, runs.len().min((chunk + 1) * CHUNK), |[m], count| {
                    // SAFETY: the caller promises the mask.
                    selected += unsafe { count_set(mask.at(m), step, count) };
                    Ok(())
                })?;
                // SAFETY: each chunk writes its own element.
                unsafe { counts.at(chunk as isize + 1).write(selected) };
                Ok(())
            })
        })
        .expect("nothing is indexed");
        for chunk in 0..chunks {
            starts[chunk + 1] += starts[chunk];
        }
        Self { dtype, shape, mask, starts }
    }

    /// How many elements are not zero.
    pub fn selected(&self) -> usize {
        self.starts[self.starts.len() - 1]
    }

    /// `nonzero`: the coordinates of the selected elements, in row-major order, at
    /// `out[element * strides[0] + dimension * strides[1]]`.
    ///
    /// # Safety
    /// `out` is valid for writes of [`Self::selected`] times as many elements as there are dimensions.
    pub unsafe fn coordinates(&self, out: *mut i64, strides: [isize; 2]) {
        let rows = Runs::rows(self.shape, [self.mask.strides]);
        let [step] = rows.steps();
        let out = Shared(out);
        let Some((&width, outer)) = self.shape.split_last() else { return };
        for_zero!(self.dtype, T => {
            let mask = Shared::<T>::of_const(self.mask.data);
            self.for_chunks(&rows, |[m], position, count, element, remaining| {
                let mut row = position / width;
                let mut coordinates: SmallVec<[i64; 6]> = SmallVec::from_elem(0, outer.len());
                for (coordinate, size) in coordinates.iter_mut().zip(outer).rev() {
                    *coordinate = (row % size) as i64;
                    row /= size;
                }
                let column = position % width;
                let mut found = [0usize; BLOCK + 1];
                let mut selected = 0;
                for k in 0..count {
                    found[selected] = column + k;
                    // SAFETY: the caller of `new` promised the mask.
                    selected += usize::from(unsafe { mask.at(m + k as isize * step).read() }.is_set());
                }
                let selected = selected.min(remaining);
                for (i, &column) in found[..selected].iter().enumerate() {
                    let at = (element + i) as isize * strides[0];
                    let all = coordinates.iter().copied().chain(std::iter::once(column as i64));
                    for (dimension, coordinate) in all.enumerate() {
                        // SAFETY: the caller promises the output; no more than was counted is written.
                        unsafe { out.at(at + dimension as isize * strides[1]).write(coordinate) };
                    }
                }
                selected
            });
        });
    }

    /// `masked_select`: the elements of `src`, which has the mask's shape, where the mask is set, in row-major order.
    ///
    /// # Panics
    /// Unless `element_size` is 1, 2, 4, 8 or 16.
    ///
    /// # Safety
    /// `src` is valid for reads over the shape, `out` for writes of [`Self::selected`] elements; they do not overlap.
    pub unsafe fn select(&self, element_size: usize, src: View, out: *mut u8) {
        let runs = Runs::new(self.shape, [self.mask.strides, src.strides]);
        let [mask_step, src_step] = runs.steps();
        for_size!(element_size, E => for_zero!(self.dtype, T => {
            let (mask, src, out) =
                (Shared::<T>::of_const(self.mask.data), Shared::<E>::of_const(src.data), Shared::<E>::of_mut(out));
            self.for_chunks(&runs, |[m, s], _, count, element, remaining| {
                let mut found = [const { MaybeUninit::<E>::uninit() }; BLOCK + 1];
                let mut selected = 0;
                for k in 0..count as isize {
                    // SAFETY: the caller promises the source, the one of `new` the mask.
                    unsafe {
                        found[selected].write(src.at(s + k * src_step).read());
                        selected += usize::from(mask.at(m + k * mask_step).read().is_set());
                    }
                }
                let selected = selected.min(remaining);
                // SAFETY: so many were found, and the caller promises the output for all that were counted.
                unsafe { std::ptr::copy_nonoverlapping(found.as_ptr().cast(), out.at(element as isize), selected) };
                selected
            });
        }));
    }

    /// `masked_scatter`: the elements of `source`, one after the other, to the elements of `target`, which has the mask's
    /// shape, where the mask is set, in row-major order.
    ///
    /// # Panics
    /// Unless `element_size` is 1, 2, 4, 8 or 16.
    ///
    /// # Safety
    /// `target` is valid for writes over the shape and does not overlap itself, `source` for reads of
    /// [`Self::selected`] elements; they do not overlap.
    pub unsafe fn scatter(&self, element_size: usize, target: ViewMut, source: *const u8) {
        let runs = Runs::new(self.shape, [self.mask.strides, target.strides]);
        let [mask_step, target_step] = runs.steps();
        for_size!(element_size, E => for_zero!(self.dtype, T => {
            let (mask, target, source) = (
                Shared::<T>::of_const(self.mask.data),
                Shared::<E>::of_mut(target.data),
                Shared::<E>::of_const(source),
            );
            self.for_chunks(&runs, |[m, t], _, count, element, remaining| {
                let mut taken = 0;
                for k in 0..count as isize {
                    // SAFETY: the caller promises the operands, the one of `new` the mask; no more elements are taken
                    // than were counted.
                    unsafe {
                        if mask.at(m + k * mask_step).read().is_set() && taken < remaining {
                            target.at(t + k * target_step).write(source.at((element + taken) as isize).read());
                            taken += 1;
                        }
                    }
                }
                taken
            });
        }));
    }

    /// Calls `work(offsets, position, count, element, remaining)` for blocks of at most [`BLOCK`] elements of a run that
    /// begin at `position` in row-major order: `element` elements were selected before, and the chunk has at most
    /// `remaining` more. `work` returns how many it found.
    fn for_chunks<const N: usize>(
        &self,
        runs: &Runs<N>,
        work: impl Fn([isize; N], usize, usize, usize, usize) -> usize + Sync,
    ) {
        let (steps, total) = (runs.steps(), runs.len());
        let chunks = self.starts.len() - 1;
        try_parallel(chunks, |chunk| {
            let (mut element, end) = (self.starts[chunk], self.starts[chunk + 1]);
            let mut position = chunk * CHUNK;
            runs.for_range(position, total.min(position + CHUNK), |offsets, count| {
                for start in (0..count).step_by(BLOCK) {
                    let mut at = offsets;
                    at.iter_mut().zip(steps).for_each(|(at, step)| *at += start as isize * step);
                    element += work(at, position + start, BLOCK.min(count - start), element, end - element);
                }
                position += count;
                Ok(())
            })
        })
        .expect("nothing is indexed");
    }
}

/// How many of `count` elements are not zero.
///
/// # Safety
/// They are valid for reads.
#[inline(always)]
unsafe fn count_set<T: Zero>(elements: *const T, step: isize, count: usize) -> usize {
    // SAFETY: the caller promises the elements.
    let set = |at: isize| usize::from(unsafe { elements.wrapping_offset(at).read() }.is_set());
    match step {
        // The constant stride vectorises.
        1 => (0..count as isize).map(set).sum(),
        step => (0..count as isize).map(|k| set(k * step)).sum(),
    }
}
