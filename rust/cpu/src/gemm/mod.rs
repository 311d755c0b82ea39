//! Matrix products.
#![allow(clippy::too_many_arguments)]

pub mod blocked;
mod complex;
mod element;
pub mod kernel;
mod pack;
pub mod scratch;
mod table;
mod transpose;
pub mod vector;

use crate::dtype::DType;
use crate::expr::Scalar;
use blocked::{PackFn, Product};
use element::{Element, FromScalar};
use half::{bf16, f16};
use kernel::Update;
use num_complex::Complex;
use table::HasKernels;

/// A matrix to read.
#[derive(Clone, Copy, Debug)]
pub struct MatRef {
    /// The first element.
    pub ptr: *const u8,
    /// Stride between rows, in elements.
    pub rs: isize,
    /// Stride between columns, in elements.
    pub cs: isize,
}

/// A matrix to write.
#[derive(Clone, Copy, Debug)]
pub struct MatMut {
    /// The first element.
    pub ptr: *mut u8,
    /// Stride between rows, in elements.
    pub rs: isize,
    /// Stride between columns, in elements.
    pub cs: isize,
}

/// x
pub unsafe fn gemm(dtype: DType, m: usize, n: usize, k: usize, alpha: Scalar, a: MatRef, b: MatRef, beta: Scalar, c: MatMut) {
    unsafe {
        match dtype {
            DType::F32 => run::<f32>(m, n, k, alpha, a, b, beta, c, pack::pack),
            DType::F64 => run::<f64>(m, n, k, alpha, a, b, beta, c, pack::pack),
            DType::F16 => run::<f16>(m, n, k, alpha, a, b, beta, c, pack::pack),
            DType::BF16 => run::<bf16>(m, n, k, alpha, a, b, beta, c, pack::pack),
            DType::U8 => run::<u8>(m, n, k, alpha, a, b, beta, c, pack::pack),
            DType::I8 => run::<i8>(m, n, k, alpha, a, b, beta, c, pack::pack),
            DType::I16 => run::<i16>(m, n, k, alpha, a, b, beta, c, pack::pack),
            DType::I32 => run::<i32>(m, n, k, alpha, a, b, beta, c, pack::pack),
            DType::I64 => run::<i64>(m, n, k, alpha, a, b, beta, c, pack::pack),
            DType::C64 => run::<Complex<f32>>(m, n, k, alpha, a, b, beta, c, pack::pack_split),
            DType::C128 => run::<Complex<f64>>(m, n, k, alpha, a, b, beta, c, pack::pack_split),
            _ => panic!(),
        }
    }
}
unsafe fn run<T: Element>(m: usize, n: usize, k: usize, alpha: Scalar, a: MatRef, b: MatRef, beta: Scalar, c: MatMut, pack_b: PackFn<T>)
where T::Packed: FromScalar + HasKernels {
    let update = Update { alpha: T::Packed::from_scalar(alpha), beta: T::Packed::from_scalar(beta), relu: false };
    let null = std::ptr::null();
    let p = Product { m, n, k, a: (a.ptr.cast(), a.rs, a.cs), b: (b.ptr.cast(), b.rs, b.cs), c: (c.ptr.cast(), c.rs, c.cs), row_bias: null, column_bias: null, update, kernels: T::Packed::kernels(crate::isa::level()), pack_b };
    unsafe { p.run() }
}
