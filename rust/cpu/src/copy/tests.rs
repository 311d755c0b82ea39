use super::{ZEROS, run, zero};
use crate::dtype::DType;
use crate::expr::Scalar;
use crate::pointwise::Operand;
use crate::pointwise::testing::{Array, Rng, indices, parts};

/// What a cast of a small value gives.
fn cast(value: Scalar, to: DType) -> Scalar {
    let (re, im, int) = parts(value);
    match to {
        DType::Bool => Scalar::Bool(re != 0.0 || im != 0.0),
        DType::U8 => Scalar::Int(int as u8 as i64),
        DType::C64 | DType::C128 => Scalar::Complex(re, im),
        _ if to.is_floating_point() => Scalar::Float(re),
        _ => Scalar::Int(int),
    }
}

#[test]
fn every_pair_of_dtypes() {
    let mut rng = Rng(23);
    for from in DType::ALL {
        for to in DType::ALL {
            for shape in [&[] as &[usize], &[67], &[9, 14]] {
                let src = Array::random(&mut rng, from, shape, true);
                let dst = Array::random(&mut rng, to, shape, false);
                // SAFETY: arrays are as large as their layouts say.
                unsafe { run(dst.operand(), src.operand(), shape) };
                for index in indices(shape) {
                    assert_eq!(dst.get(&index), cast(src.get(&index), to), "{from:?} to {to:?} {shape:?} {index:?}");
                }
            }
        }
    }
}

#[test]
fn every_element_size_in_every_order_of_dimensions() {
    let mut rng = Rng(29);
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    for dtype in [DType::U8, DType::F16, DType::F32, DType::I64, DType::C128] {
        for shape in [[3, 70, 65], [129, 2, 64], [40, 41, 5], [0, 3, 3], [1, 1, 1]] {
            for (src_order, dst_order) in orders.iter().zip(orders.iter().skip(2).chain(&orders)) {
                let step = [1, [1, 2, -1][rng.below(3)], 1];
                let mut src = Array::with_layout(dtype, &shape, src_order, &step, &[]);
                src.randomize(&mut rng);
                let dst = Array::with_layout(dtype, &shape, dst_order, &[1; 3], &[]);
                // SAFETY: arrays are as large as their layouts say.
                unsafe { run(dst.operand(), src.operand(), &shape) };
                let wrong = indices(&shape).into_iter().find(|i| dst.get(i) != src.get(i));
                assert_eq!(wrong, None, "{dtype:?} {shape:?} {src_order:?} to {dst_order:?}");
            }
        }
    }
}

#[test]
fn a_copy_onto_itself_changes_nothing() {
    let mut x = Array::dense(DType::F32, &[50]);
    x.randomize(&mut Rng(1));
    let before = x.clone();
    // SAFETY: arrays are as large as their layouts say.
    unsafe { run(x.operand(), x.operand(), &[50]) };
    assert!((0..50).all(|i| x.get(&[i]) == before.get(&[i])));
}

#[test]
fn zeros_of_any_length() {
    for bytes in [0, 1, ZEROS, 3 * ZEROS + 5] {
        let mut memory = vec![7u8; bytes + 1];
        // SAFETY: the vector has one byte more.
        unsafe { zero(memory.as_mut_ptr(), bytes) };
        assert!(memory[..bytes].iter().all(|byte| *byte == 0) && memory[bytes] == 7);
    }
}

/// So much that it is written past the caches, to and from addresses of any alignment.
#[test]
fn copies_of_much() {
    let n = (17 << 20) / size_of::<u16>();
    for (to, from) in [(0, 0), (1, 0), (0, 3)] {
        let src: Vec<u16> = (0..n + from).map(|i| (i % 65_521) as u16).collect();
        let mut dst = vec![0u16; n + to + 1];
        let dst_at = Operand { ptr: dst.as_mut_ptr().wrapping_add(to).cast(), dtype: DType::BF16, strides: &[1] };
        let src_at =
            Operand { ptr: src.as_ptr().wrapping_add(from).cast_mut().cast(), dtype: DType::BF16, strides: &[1] };
        // SAFETY: both vectors have `n` elements from there on.
        unsafe { run(dst_at, src_at, &[n]) };
        assert!(dst[to..to + n] == src[from..] && dst[to + n] == 0);
    }
}
