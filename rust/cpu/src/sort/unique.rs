//! Groups of equal elements and of equal rows.

use crate::dtype::DType;
use half::{bf16, f16};
use num_complex::Complex;
use std::cmp::Ordering;

/// Where groups of equal neighbours start among `n` elements that lie one after the other.
///
/// # Safety
/// `src` is valid for reads of `n` elements of the dtype.
pub unsafe fn groups(dtype: DType, src: *const u8, n: usize) -> Vec<usize> {
    /// # Safety
    /// As above.
    unsafe fn typed<T: Copy + PartialEq>(src: *const T, n: usize) -> Vec<usize> {
        let mut starts = Vec::new();
        // SAFETY: the caller promises the elements.
        let get = |at: usize| unsafe { src.add(at).read_unaligned() };
        for at in 0..n {
            if at == 0 || get(at) != get(at - 1) {
                starts.push(at);
            }
        }
        starts
    }
    // SAFETY: the caller's promise is passed on.
    unsafe {
        match dtype {
            DType::Bool | DType::U8 => typed(src, n),
            DType::I8 => typed(src.cast::<i8>(), n),
            DType::I16 => typed(src.cast::<i16>(), n),
            DType::I32 => typed(src.cast::<i32>(), n),
            DType::I64 => typed(src.cast::<i64>(), n),
            DType::F16 => typed(src.cast::<f16>(), n),
            DType::BF16 => typed(src.cast::<bf16>(), n),
            DType::F32 => typed(src.cast::<f32>(), n),
            DType::F64 => typed(src.cast::<f64>(), n),
            DType::C64 => typed(src.cast::<Complex<f32>>(), n),
            DType::C128 => typed(src.cast::<Complex<f64>>(), n),
        }
    }
}

/// The order of `rows` dense rows of `columns` elements (their own, unless `sorted` asks for the lexicographic one), and
/// where groups of equal rows start in it.
///
/// # Panics
/// For complex numbers.
///
/// # Safety
/// `src` is valid for reads of all rows.
pub unsafe fn row_groups(
    dtype: DType,
    src: *const u8,
    rows: usize,
    columns: usize,
    sorted: bool,
) -> (Vec<usize>, Vec<usize>) {
    /// # Safety
    /// As above.
    unsafe fn typed<T: Copy + PartialOrd>(
        src: *const T,
        rows: usize,
        columns: usize,
        sorted: bool,
    ) -> (Vec<usize>, Vec<usize>) {
        // SAFETY: the caller promises the rows.
        let get = |row: usize, column: usize| unsafe { src.add(row * columns + column).read_unaligned() };
        // NaN comes last.
        let nan = |x: T| x.partial_cmp(&x).is_none();
        let compare = |a: T, b: T| a.partial_cmp(&b).unwrap_or_else(|| nan(a).cmp(&nan(b)));
        let mut order: Vec<usize> = (0..rows).collect();
        if sorted {
            order.sort_by(|&a, &b| {
                (0..columns)
                    .map(|c| compare(get(a, c), get(b, c)))
                    .find(|o| *o != Ordering::Equal)
                    .unwrap_or(Ordering::Equal)
            });
        }
        let differs = |a: usize, b: usize| (0..columns).any(|c| get(a, c) != get(b, c));
        let starts = (0..rows).filter(|&at| at == 0 || differs(order[at], order[at - 1])).collect();
        (order, starts)
    }
    // SAFETY: the caller's promise is passed on.
    unsafe {
        match dtype {
            DType::Bool | DType::U8 => typed(src, rows, columns, sorted),
            DType::I8 => typed(src.cast::<i8>(), rows, columns, sorted),
            DType::I16 => typed(src.cast::<i16>(), rows, columns, sorted),
            DType::I32 => typed(src.cast::<i32>(), rows, columns, sorted),
            DType::I64 => typed(src.cast::<i64>(), rows, columns, sorted),
            DType::F16 => typed(src.cast::<f16>(), rows, columns, sorted),
            DType::BF16 => typed(src.cast::<bf16>(), rows, columns, sorted),
            DType::F32 => typed(src.cast::<f32>(), rows, columns, sorted),
            DType::F64 => typed(src.cast::<f64>(), rows, columns, sorted),
            DType::C64 | DType::C128 => panic!("complex numbers have no order"),
        }
    }
}
