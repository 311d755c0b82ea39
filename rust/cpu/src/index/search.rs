//! Places of values in sorted sequences.

use super::Shared;
use crate::dtype::DType;
use crate::pool;

/// Values of a task.
const GRAIN: usize = 1024;

/// Which place a value takes among equal ones.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bound {
    /// Before them.
    Lower,
    /// After them.
    Upper,
}

/// Element types that are searched for.
trait Ordered: Copy + PartialOrd + Send + Sync {
    fn total(self, other: Self) -> std::cmp::Ordering;
    fn is_number(self) -> bool;
}

macro_rules! ordered {
    ($($t:ty: $total:expr, $number:expr;)*) => { $(impl Ordered for $t {
        fn total(self, other: Self) -> std::cmp::Ordering {
            $total(&self, &other)
        }
        #[allow(clippy::redundant_closure_call)] // the closures differ by type
        fn is_number(self) -> bool {
            $number(self)
        }
    })* };
}

ordered! {
    i64: i64::cmp, |_| true;
    f32: f32::total_cmp, |x: f32| !x.is_nan();
    f64: f64::total_cmp, |x: f64| !x.is_nan();
}

macro_rules! for_ordered {
    ($dtype:expr, $t:ident => $body:expr) => {
        match $dtype {
            DType::I64 => {
                type $t = i64;
                $body
            }
            DType::F32 => {
                type $t = f32;
                $body
            }
            DType::F64 => {
                type $t = f64;
                $body
            }
            dtype => panic!("{} is not searched for", dtype.name()),
        }
    };
}

/// `out[row, i]` is the place of `values[row, i]` in the ascending sequence `sequences[row]`. All operands are dense;
/// with `shared` there is one sequence for all rows. `sorter` has, for each sequence, the order in which its elements
/// ascend. NaN comes behind all numbers.
///
/// # Panics
/// Unless the dtype is `I64`, `F32` or `F64`.
///
/// # Safety
/// `sequences` and `sorter` are valid for reads of `length` elements for each row (one row if `shared`), the sorter's
/// below `length`; `values` and `out` for `rows` times `per_row` elements.
#[allow(clippy::too_many_arguments)]
pub unsafe fn search(
    dtype: DType,
    bound: Bound,
    sequences: *const u8,
    sorter: Option<*const i64>,
    length: usize,
    shared: bool,
    values: *const u8,
    rows: usize,
    per_row: usize,
    out: *mut i64,
) {
    let sorter = sorter.map(|sorter| Shared(sorter.cast_mut()));
    let out = Shared(out);
    for_ordered!(dtype, T => {
        let (sequences, values) = (Shared::<T>::of_const(sequences), Shared::<T>::of_const(values));
        pool::for_range(rows * per_row, GRAIN, &|range| {
            for at in range {
                let start = if shared { 0 } else { at / per_row * length };
                // SAFETY: the caller promises the operands.
                unsafe {
                    let value = values.at(at as isize).read();
                    let element = |i: usize| {
                        let place = sorter.map_or(i, |sorter| sorter.at((start + i) as isize).read() as usize);
                        sequences.at((start + place) as isize).read()
                    };
                    out.at(at as isize).write(place(length, value, bound, element) as i64);
                }
            }
        });
    });
}

fn place<T: Ordered>(length: usize, value: T, bound: Bound, element: impl Fn(usize) -> T) -> usize {
    let (mut start, mut end) = (0, length);
    while start < end {
        let middle = start + (end - start) / 2;
        let there = element(middle);
        let behind = match bound {
            Bound::Lower => there >= value,
            Bound::Upper => there > value,
        };
        if behind {
            end = middle;
        } else {
            start = middle + 1;
        }
    }
    start
}

/// Whether each of `count` dense values is among `others`; NaN never is.
///
/// # Panics
/// Unless the dtype is `I64`, `F32` or `F64`.
///
/// # Safety
/// `values` and `others` are valid for reads of their elements, `out` for writes of `count` bytes.
pub unsafe fn contains(dtype: DType, values: *const u8, count: usize, others: *const u8, other_count: usize, out: *mut u8) {
    let out = Shared(out);
    for_ordered!(dtype, T => {
        let (values, others) = (Shared::<T>::of_const(values), Shared::<T>::of_const(others));
        // SAFETY: the caller promises the operands.
        let all = (0..other_count).map(|at| unsafe { others.at(at as isize).read() });
        let mut sorted: Vec<T> = all.filter(|value| value.is_number()).collect();
        sorted.sort_unstable_by(|a, b| a.total(*b));
        pool::for_range(count, GRAIN, &|range| {
            for at in range {
                // SAFETY: as above.
                unsafe {
                    let value = values.at(at as isize).read();
                    let place = place(sorted.len(), value, Bound::Lower, |i| sorted[i]);
                    let found = sorted.get(place).is_some_and(|there| *there == value);
                    out.at(at as isize).write(found as u8);
                }
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_membership() {
        let sequence = [1f32, 3.0, 3.0, 5.0];
        let values = [0f32, 3.0, 4.0, 9.0, f32::NAN];
        for (bound, expected) in [(Bound::Lower, [0, 1, 3, 4, 4]), (Bound::Upper, [0, 3, 3, 4, 4])] {
            let mut out = [0i64; 5];
            let (from, to) = (values.as_ptr().cast(), out.as_mut_ptr());
            // SAFETY: the operands have the sizes given.
            unsafe { search(DType::F32, bound, sequence.as_ptr().cast(), None, 4, true, from, 1, 5, to) };
            assert_eq!(out, expected);
        }
        let mut out = [9u8; 5];
        let others = [f32::NAN, 9.0, -0.0, 3.0];
        // SAFETY: as above.
        unsafe { contains(DType::F32, values.as_ptr().cast(), 5, others.as_ptr().cast(), 4, out.as_mut_ptr()) };
        assert_eq!(out, [1, 1, 0, 1, 0]);
    }

    #[test]
    fn a_sorter_gives_the_order() {
        let (sequence, sorter, values) = ([5i64, 1, 3], [1i64, 2, 0], [1i64, 2, 6]);
        let mut out = [0i64; 3];
        let (from, to) = (values.as_ptr().cast(), out.as_mut_ptr());
        // SAFETY: the operands have the sizes given.
        unsafe {
            let sorter = Some(sorter.as_ptr());
            search(DType::I64, Bound::Upper, sequence.as_ptr().cast(), sorter, 3, true, from, 1, 3, to);
        }
        assert_eq!(out, [1, 1, 3]);
    }
}
