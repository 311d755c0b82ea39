//! Indexing against loops over coordinates.

use half::{bf16, f16};
use num_complex::Complex;

use super::*;
use crate::dtype::{DType, Element};

/// A repeatable source of numbers below a bound.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }
}

/// Elements with strides, in a buffer with gaps.
struct Strided<T> {
    buffer: Vec<T>,
    origin: usize,
    strides: Vec<isize>,
}

/// How the dimensions of a [`Strided`] lie.
#[derive(Clone, Copy, Debug)]
enum Order {
    RowMajor,
    ColumnMajor,
    Reversed,
    Gaps,
}

const ORDERS: [Order; 4] = [Order::RowMajor, Order::ColumnMajor, Order::Reversed, Order::Gaps];

impl<T: Copy + Default> Strided<T> {
    fn new(shape: &[usize], order: Order, mut element: impl FnMut() -> T) -> Self {
        let n = shape.len();
        let mut strides = vec![0isize; n];
        let mut step = if matches!(order, Order::Gaps) { 2 } else { 1 };
        let dims: Vec<usize> =
            if matches!(order, Order::ColumnMajor) { (0..n).collect() } else { (0..n).rev().collect() };
        for d in dims {
            strides[d] = step;
            step *= shape[d] as isize + if matches!(order, Order::Gaps) { 1 } else { 0 };
        }
        let mut origin = 0;
        if matches!(order, Order::Reversed) {
            for d in 0..n {
                origin += (shape[d].max(1) - 1) * strides[d] as usize;
                strides[d] = -strides[d];
            }
        }
        let buffer = (0..step.max(1)).map(|_| element()).collect();
        Self { buffer, origin, strides }
    }

    fn at(&self, coordinates: &[usize]) -> usize {
        let offset: isize = coordinates.iter().zip(&self.strides).map(|(&c, s)| c as isize * s).sum();
        (self.origin as isize + offset) as usize
    }

    fn view(&self) -> View<'_> {
        View { data: self.buffer.as_ptr().wrapping_add(self.origin).cast(), strides: &self.strides }
    }

    fn view_mut(&mut self) -> ViewMut<'_> {
        ViewMut { data: self.buffer.as_mut_ptr().wrapping_add(self.origin).cast(), strides: &self.strides }
    }
}

/// All coordinates of a shape, in row-major order.
fn coordinates(shape: &[usize]) -> Vec<Vec<usize>> {
    let total: usize = shape.iter().product();
    (0..total)
        .map(|mut i| {
            let mut all: Vec<usize> = shape
                .iter()
                .rev()
                .map(|&size| {
                    let c = i % size;
                    i /= size;
                    c
                })
                .collect();
            all.reverse();
            all
        })
        .collect()
}

fn with(coordinates: &[usize], dim: usize, value: usize) -> Vec<usize> {
    let mut all = coordinates.to_vec();
    all[dim] = value;
    all
}

/// Shapes of indices, and sizes of the indexed dimension; one is larger than a task.
const SHAPES: &[(&[usize], usize)] =
    &[(&[7], 5), (&[3, 4, 5], 6), (&[1, 9], 3), (&[4, 1, 3], 2), (&[2, 0, 3], 4), (&[90, 200], 50)];

#[test]
fn gather_reads_by_index() {
    let mut numbers = Numbers(1);
    for &(shape, size) in SHAPES {
        for dim in 0..shape.len() {
            for order in ORDERS {
                for repeated in [false, true] {
                    let mut index = Strided::new(shape, order, || numbers.below(size) as i64);
                    if repeated {
                        (0..shape.len()).filter(|&d| d != dim).for_each(|d| index.strides[d] = 0);
                    }
                    let mut next = 0u32..;
                    let src = Strided::new(&with(shape, dim, size), order, || next.next().unwrap());
                    let mut out = Strided::new(shape, order, || 0u32);
                    let (to, from, by) = (out.view_mut(), src.view(), index.view());
                    // SAFETY: the operands have the shapes given.
                    unsafe { gather(4, dim, shape, to, from, size, by, false).unwrap() };
                    for c in coordinates(shape) {
                        let position = index.buffer[index.at(&c)] as usize;
                        assert_eq!(out.buffer[out.at(&c)], src.buffer[src.at(&with(&c, dim, position))], "{order:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn gather_of_every_element_size() {
    fn check<T: Element + Default>(values: [T; 3]) {
        let index = [2i64, -1, 0, -3];
        let mut out = [T::default(); 4];
        let strides = [1];
        let to = ViewMut { data: out.as_mut_ptr().cast(), strides: &strides };
        let from = View { data: values.as_ptr().cast(), strides: &strides };
        let by = View { data: index.as_ptr().cast(), strides: &strides };
        // SAFETY: four indices into three elements.
        unsafe { gather(size_of::<T>(), 0, &[4], to, from, 3, by, true).unwrap() };
        assert_eq!(out, [values[2], values[2], values[0], values[0]]);
    }
    check([1u8, 2, 3]);
    check([1i16, 2, 3]);
    check([1f32, 2.0, 3.0]);
    check([1f64, 2.0, 3.0]);
    check([1.0, 2.0, 3.0].map(|x| Complex::new(x, -x)));
}

#[test]
fn indices_out_of_range_are_errors_with_their_numbers() {
    let strides = [1];
    let src = [1f32, 2.0, 3.0];
    for (index, wrap, bad) in
        [([0i64, 3], false, 3), ([-1, 9], false, -1), ([-3, -4], true, -4), ([i64::MIN, 0], true, i64::MIN)]
    {
        let mut out = [0f32; 9];
        let out = out.as_mut_ptr().cast();
        let expected = Err(IndexError { index: bad, dim: 0, size: 3 });
        let from = View { data: src.as_ptr().cast(), strides: &strides };
        let by = View { data: index.as_ptr().cast(), strides: &strides };
        let tensors = [IndexTensor { data: index.as_ptr(), strides: &strides, dim: 0, size: 3, stride: 1 }];
        // SAFETY: two indices, three elements.
        unsafe {
            let to = || ViewMut { data: out, strides: &strides };
            assert_eq!(gather(4, 0, &[2], to(), from, 3, by, wrap), expected);
            assert_eq!(scatter(Reduce::Set, DType::F32, 0, &[2], to(), 3, by, from, wrap), expected);
            if wrap {
                let indices = Indices::PerDim { shape: &[2], tensors: &tensors };
                assert_eq!(index_get(4, &indices, &[], to(), View { strides: &[], ..from }), expected);
                let target = ViewMut { strides: &[], ..to() };
                assert_eq!(index_put(Reduce::Add, DType::F32, &indices, &[], target, from), expected);
                let indices =
                    Indices::Linear { shape: &[2], index: by, operand_shape: &[3], operand_strides: &strides };
                assert_eq!(index_get(4, &indices, &[], to(), View { strides: &[], ..from }), expected);
            }
        }
    }
    let message = IndexError { index: 7, dim: 1, size: 5 }.to_string();
    assert_eq!(message, "index 7 is out of bounds for dimension 1 with size 5");
}

#[test]
fn the_first_bad_index_is_reported_whatever_the_threads() {
    let mut index = vec![0i64; 100_000];
    (index[70_000], index[30_000], index[99_999]) = (7, 5, 9);
    let (src, mut out) = ([1u8; 3], vec![0u8; index.len()]);
    let to = ViewMut { data: out.as_mut_ptr(), strides: &[1] };
    let from = View { data: src.as_ptr(), strides: &[1] };
    let by = View { data: index.as_ptr().cast(), strides: &[1] };
    // SAFETY: the operands have the shapes given.
    let result = unsafe { gather(1, 0, &[index.len()], to, from, 3, by, false) };
    assert_eq!(result, Err(IndexError { index: 5, dim: 0, size: 3 }));
}

fn scatter_case<T: Element + Default>(reduce: Reduce, make: impl Fn(usize) -> T, combine: impl Fn(T, T) -> T) {
    let mut numbers = Numbers(2);
    for &(shape, size) in SHAPES {
        for dim in 0..shape.len() {
            for order in ORDERS {
                for (repeated, scalar) in [(false, false), (true, false), (false, true)] {
                    let mut index = Strided::new(shape, order, || numbers.below(size) as i64);
                    if repeated {
                        (0..shape.len()).filter(|&d| d != dim).for_each(|d| index.strides[d] = 0);
                    }
                    let mut src = Strided::new(shape, order, || make(numbers.below(7)));
                    if scalar {
                        src.strides.fill(0);
                    }
                    let mut target = Strided::new(&with(shape, dim, size), order, || make(numbers.below(7)));
                    let mut expected = target.buffer.clone();
                    for c in coordinates(shape) {
                        let to = target.at(&with(&c, dim, index.buffer[index.at(&c)] as usize));
                        expected[to] = combine(expected[to], src.buffer[src.at(&c)]);
                    }
                    let (to, by, from) = (target.view_mut(), index.view(), src.view());
                    // SAFETY: the operands have the shapes given.
                    unsafe { scatter(reduce, T::DTYPE, dim, shape, to, size, by, from, false).unwrap() };
                    assert!(target.buffer == expected, "{reduce:?} {:?} {shape:?} {dim} {order:?}", T::DTYPE);
                }
            }
        }
    }
}

#[test]
fn scatter_with_every_reduction() {
    scatter_case::<f32>(Reduce::Set, |i| i as f32, |_, b| b);
    scatter_case::<Complex<f64>>(Reduce::Set, |i| Complex::new(i as f64, 1.0), |_, b| b);
    scatter_case::<f32>(Reduce::Add, |i| i as f32, |a, b| a + b);
    scatter_case::<bool>(Reduce::Add, |i| i > 3, |a, b| a | b);
    scatter_case::<i8>(Reduce::Add, |i| i as i8 * 18, i8::wrapping_add);
    scatter_case::<Complex<f32>>(Reduce::Add, |i| Complex::new(1.0, i as f32), |a, b| a + b);
    scatter_case::<f16>(Reduce::Add, |i| f16::from_f32(i as f32), |a, b| f16::from_f32(a.to_f32() + b.to_f32()));
    scatter_case::<i64>(Reduce::Multiply, |i| i as i64 - 3, i64::wrapping_mul);
    scatter_case::<f64>(Reduce::Multiply, |i| i as f64 / 4.0, |a, b| a * b);
    scatter_case::<bool>(Reduce::Multiply, |i| i > 3, |a, b| a & b);
    scatter_case::<bf16>(
        Reduce::Multiply,
        |i| bf16::from_f32(i as f32),
        |a, b| bf16::from_f32(a.to_f32() * b.to_f32()),
    );
    scatter_case::<i32>(Reduce::Min, |i| i as i32, i32::min);
    scatter_case::<f32>(Reduce::Max, |i| i as f32, f32::max);
    scatter_case::<u8>(Reduce::Max, |i| i as u8, u8::max);
}

#[test]
fn extrema_keep_nan() {
    for reduce in [Reduce::Min, Reduce::Max] {
        for (there, written) in [(f32::NAN, 1.0), (1.0, f32::NAN)] {
            let mut target = [there];
            let (index, src) = ([0i64], [written]);
            let to = ViewMut { data: target.as_mut_ptr().cast(), strides: &[1] };
            let by = View { data: index.as_ptr().cast(), strides: &[1] };
            let from = View { data: src.as_ptr().cast(), strides: &[1] };
            // SAFETY: one element each.
            unsafe { scatter(reduce, DType::F32, 0, &[1], to, 1, by, from, false).unwrap() };
            assert!(target[0].is_nan());
        }
    }
    assert!(!Reduce::Min.supports(DType::C64) && Reduce::Add.supports(DType::C64) && Reduce::Max.supports(DType::Bool));
}

/// Index tensors of one shape for the leading dimensions of an operand: `shape`, sizes of those dimensions, the rest.
const ADVANCED: &[(&[usize], &[usize], &[usize])] = &[
    (&[5], &[4], &[]),
    (&[2, 3], &[4, 5], &[3]),
    (&[], &[3], &[2, 2]),
    (&[6], &[4], &[40_000]),
    (&[4, 1, 2], &[3, 2, 2], &[2, 5]),
    (&[0], &[3], &[2]),
    (&[3], &[3], &[0]),
    (&[40_000], &[100], &[]),
    (&[300, 7], &[20], &[33]),
];

#[test]
fn advanced_indexing_reads_and_writes() {
    let mut numbers = Numbers(3);
    for &(shape, indexed, rest) in ADVANCED {
        for order in ORDERS {
            let tensors: Vec<Strided<i64>> = indexed
                .iter()
                .map(|&size| Strided::new(shape, order, || numbers.below(2 * size) as i64 - size as i64))
                .collect();
            let operand_shape = [indexed, rest].concat();
            let out_shape = [shape, rest].concat();
            let mut operand = Strided::new(&operand_shape, order, || numbers.below(50) as f32);
            let (strides, rest_strides) = operand.strides.split_at(indexed.len());
            let (strides, rest_strides) = (strides.to_vec(), rest_strides.to_vec());
            let of = |i: usize, tensor: &Strided<i64>| (tensor.view().data.cast(), indexed[i], strides[i]);
            let index_tensors: Vec<IndexTensor> = tensors
                .iter()
                .enumerate()
                .map(|(dim, tensor)| {
                    let (data, size, stride) = of(dim, tensor);
                    IndexTensor { data, strides: &tensor.strides, dim, size, stride }
                })
                .collect();
            let indices = Indices::PerDim { shape, tensors: &index_tensors };
            let place = |operand: &Strided<f32>, c: &[usize]| {
                let (b, r) = c.split_at(shape.len());
                let named = tensors
                    .iter()
                    .zip(indexed)
                    .map(|(tensor, &size)| tensor.buffer[tensor.at(b)].rem_euclid(size as i64) as usize);
                operand.at(&named.chain(r.iter().copied()).collect::<Vec<_>>())
            };

            let mut out = Strided::new(&out_shape, order, || 0f32);
            let from = View { strides: &rest_strides, ..operand.view() };
            // SAFETY: the operands have the shapes given.
            unsafe { index_get(4, &indices, rest, out.view_mut(), from).unwrap() };
            let all = coordinates(&out_shape);
            assert!(all.iter().all(|c| out.buffer[out.at(c)] == operand.buffer[place(&operand, c)]));

            for reduce in [Reduce::Set, Reduce::Add, Reduce::Max] {
                let values = Strided::new(&out_shape, order, || numbers.below(9) as f32);
                let mut expected = operand.buffer.clone();
                for c in &all {
                    let (to, value) = (&mut expected[place(&operand, c)], values.buffer[values.at(c)]);
                    *to = match reduce {
                        Reduce::Set => value,
                        Reduce::Add => *to + value,
                        _ => to.max(value),
                    };
                }
                let from = values.view();
                let target = ViewMut { strides: &rest_strides, ..operand.view_mut() };
                // SAFETY: the operands have the shapes given.
                unsafe { index_put(reduce, DType::F32, &indices, rest, target, from).unwrap() };
                assert!(operand.buffer == expected, "{reduce:?} {shape:?} {order:?}");
            }
        }
    }
}

#[test]
fn take_and_put_count_in_row_major_order() {
    let mut numbers = Numbers(4);
    let operand_shape = [3, 4, 5];
    for order in ORDERS {
        let mut next = 0i32..;
        let mut operand = Strided::new(&operand_shape, order, || next.next().unwrap());
        let strides = operand.strides.clone();
        let index = Strided::new(&[7, 2], order, || numbers.below(120) as i64 - 60);
        let indices = Indices::Linear {
            shape: &[7, 2],
            index: index.view(),
            operand_shape: &operand_shape,
            operand_strides: &strides,
        };
        let places = coordinates(&operand_shape);
        let place = |operand: &Strided<i32>, c: &[usize]| {
            operand.at(&places[index.buffer[index.at(c)].rem_euclid(60) as usize])
        };
        let mut out = Strided::new(&[7, 2], Order::RowMajor, || 0i32);
        // SAFETY: the operands have the shapes given.
        unsafe { index_get(4, &indices, &[], out.view_mut(), View { strides: &[], ..operand.view() }).unwrap() };
        let mut expected = operand.buffer.clone();
        for (i, c) in coordinates(&[7, 2]).iter().enumerate() {
            assert_eq!(out.buffer[i], operand.buffer[place(&operand, c)]);
            expected[place(&operand, c)] += out.buffer[i];
        }
        let target = ViewMut { strides: &[], ..operand.view_mut() };
        // SAFETY: as above.
        unsafe { index_put(Reduce::Add, DType::I32, &indices, &[], target, out.view()).unwrap() };
        assert_eq!(operand.buffer, expected);
    }
}

fn mask_case<T: Element + Default>(zero: T, other: T) {
    let mut numbers = Numbers(5);
    for shape in [&[13][..], &[3, 0, 2], &[], &[4, 5, 6], &[130, 300], &[40_000], &[1, 700, 3]] {
        for order in ORDERS {
            for rarity in [1, 2, 17] {
                let mask = Strided::new(shape, order, || if numbers.below(rarity) == 0 { other } else { zero });
                let mut next = 0u32..;
                let src = Strided::new(shape, order, || next.next().unwrap());
                let selected: Vec<Vec<usize>> =
                    coordinates(shape).into_iter().filter(|c| mask.buffer[mask.at(c)] != zero).collect();
                // SAFETY: the operands have the shape given; the outputs the size that the mask tells.
                unsafe {
                    let counted = Mask::new(T::DTYPE, shape, mask.view());
                    assert_eq!(counted.selected(), selected.len());

                    let mut found = vec![-1i64; selected.len() * shape.len()];
                    counted.coordinates(found.as_mut_ptr(), [shape.len() as isize, 1]);
                    assert!(selected.iter().flatten().map(|&c| c as i64).eq(found.iter().copied()));
                    counted.coordinates(found.as_mut_ptr(), [1, selected.len() as isize]);
                    let transposed = (0..shape.len()).flat_map(|d| selected.iter().map(move |c| c[d] as i64));
                    assert!(transposed.eq(found));

                    let mut out = vec![u32::MAX; selected.len()];
                    counted.select(4, src.view(), out.as_mut_ptr().cast());
                    assert!(selected.iter().map(|c| src.buffer[src.at(c)]).eq(out.iter().copied()));

                    let mut target = Strided::new(shape, order, || u32::MAX);
                    counted.scatter(4, target.view_mut(), out.as_ptr().cast());
                    for c in coordinates(shape) {
                        let expected = if mask.buffer[mask.at(&c)] != zero { src.buffer[src.at(&c)] } else { u32::MAX };
                        assert_eq!(target.buffer[target.at(&c)], expected);
                    }
                }
            }
        }
    }
}

#[test]
fn masks_count_select_and_scatter() {
    mask_case(false, true);
    mask_case(0f32, f32::NAN);
    mask_case(Complex::new(0f64, 0.0), Complex::new(0.0, 1.0));
}

#[test]
fn negative_zero_is_zero() {
    for (dtype, bytes) in [
        (DType::F32, (-0.0f32).to_ne_bytes().to_vec()),
        (DType::F16, f16::NEG_ZERO.to_ne_bytes().to_vec()),
        (DType::BF16, bf16::NEG_ZERO.to_ne_bytes().to_vec()),
    ] {
        // SAFETY: one element; vectors of bytes from the allocator are aligned for four.
        let mask = unsafe { Mask::new(dtype, &[1], View { data: bytes.as_ptr(), strides: &[1] }) };
        assert_eq!(mask.selected(), 0);
    }
}
