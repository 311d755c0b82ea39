//! Matrix products.

pub mod blocked;
mod complex;
pub(crate) mod element;
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

/// `C = alpha * A B + beta * C` for an `m x k` matrix A and a `k x n` matrix B. C is not read where `beta` is 0.
///
/// 16-bit floats accumulate in binary32 and are rounded once; integers wrap. False, with C untouched, for a dtype that has
/// no product (`bool`).
///
/// # Safety
/// Every element that sizes and strides name is valid for reads (A, B) or writes (C); elements of C are distinct and
/// overlap neither A nor B.
pub unsafe fn gemm(
    dtype: DType,
    (m, n, k): (usize, usize, usize),
    alpha: Scalar,
    a: MatRef,
    b: MatRef,
    beta: Scalar,
    c: MatMut,
) -> bool {
    let job = Job { m, n, k, alpha, a, b, beta, c };
    // SAFETY: the caller's promises are passed on.
    unsafe {
        match dtype {
            DType::F32 => job.run::<f32>(pack::pack),
            DType::F64 => job.run::<f64>(pack::pack),
            DType::F16 => job.run::<f16>(pack::pack),
            DType::BF16 => job.run::<bf16>(pack::pack),
            DType::U8 => job.run::<u8>(pack::pack),
            DType::I8 => job.run::<i8>(pack::pack),
            DType::I16 => job.run::<i16>(pack::pack),
            DType::I32 => job.run::<i32>(pack::pack),
            DType::I64 => job.run::<i64>(pack::pack),
            DType::C64 => job.run::<Complex<f32>>(pack::pack_split),
            DType::C128 => job.run::<Complex<f64>>(pack::pack_split),
            DType::Bool => return false,
        }
    }
    true
}

struct Job {
    m: usize,
    n: usize,
    k: usize,
    alpha: Scalar,
    a: MatRef,
    b: MatRef,
    beta: Scalar,
    c: MatMut,
}

impl Job {
    /// Runs the product over elements of one type.
    ///
    /// # Safety
    /// As [`gemm`]; the matrices hold `T`.
    unsafe fn run<T: Element>(&self, pack_b: PackFn<T>)
    where
        T::Packed: FromScalar + HasKernels,
    {
        let null = std::ptr::null();
        let product = Product {
            m: self.m,
            n: self.n,
            k: self.k,
            a: (self.a.ptr.cast(), self.a.rs, self.a.cs),
            b: (self.b.ptr.cast(), self.b.rs, self.b.cs),
            c: (self.c.ptr.cast(), self.c.rs, self.c.cs),
            row_bias: null,
            column_bias: null,
            update: Update {
                alpha: T::Packed::from_scalar(self.alpha),
                beta: T::Packed::from_scalar(self.beta),
                relu: false,
            },
            kernels: T::Packed::kernels(crate::isa::level()),
            pack_b,
        };
        // SAFETY: the caller's promises are passed on.
        unsafe { product.run() }
    }
}

#[cfg(test)]
mod tests;
