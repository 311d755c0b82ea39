//! Reading elements back into Rust.

use flambeau_cpu::{DType, Element};
use half::{bf16, f16};
use num_complex::Complex;

use super::Tensor;
use crate::{Result, Scalar, ensure};

impl Tensor {
    /// The elements in row-major order.
    ///
    /// # Errors
    /// `TypeError` where `T` is not the tensor's element type.
    pub fn to_vec<T: Element>(&self) -> Result<Vec<T>> {
        ensure!(
            T::DTYPE == self.dtype(),
            Type,
            "the tensor's elements are {}, not {}",
            self.dtype().name(),
            T::DTYPE.name()
        );
        let dense = self.to_host()?.contiguous(crate::MemoryFormat::Contiguous)?;
        let from = dense.host_ptr()?;
        let mut values = Vec::with_capacity(dense.numel());
        // SAFETY: a contiguous tensor's elements of type T lie in a row; the vector has room for them.
        unsafe {
            std::ptr::copy_nonoverlapping(from.cast::<T>(), values.as_mut_ptr(), dense.numel());
            values.set_len(dense.numel());
        }
        Ok(values)
    }

    /// The only element, as a number.
    ///
    /// # Errors
    /// `RuntimeError` where the tensor has not exactly one element.
    pub fn item(&self) -> Result<Scalar> {
        ensure!(self.numel() == 1, Runtime, "a Tensor with {} elements cannot be converted to Scalar", self.numel());
        if !self.on_host() {
            return self.to_host()?.item();
        }
        // SAFETY: there is one element and `host_ptr` is its address.
        Ok(unsafe { read_scalar(self.host_ptr()?, self.dtype()) })
    }
}

/// Reads one element of any dtype.
///
/// # Safety
/// `ptr` is the address of an element of that dtype; it need not be aligned.
pub unsafe fn read_scalar(ptr: *const u8, dtype: DType) -> Scalar {
    // SAFETY: the caller promises an element of the dtype; unaligned reads need no alignment.
    unsafe {
        match dtype {
            DType::U8 => Scalar::Int(ptr.read() as i64),
            DType::I8 => Scalar::Int(ptr.cast::<i8>().read() as i64),
            DType::I16 => Scalar::Int(ptr.cast::<i16>().read_unaligned() as i64),
            DType::I32 => Scalar::Int(ptr.cast::<i32>().read_unaligned() as i64),
            DType::I64 => Scalar::Int(ptr.cast::<i64>().read_unaligned()),
            DType::F16 => Scalar::Float(ptr.cast::<f16>().read_unaligned().to_f64()),
            DType::BF16 => Scalar::Float(ptr.cast::<bf16>().read_unaligned().to_f64()),
            DType::F32 => Scalar::Float(ptr.cast::<f32>().read_unaligned() as f64),
            DType::F64 => Scalar::Float(ptr.cast::<f64>().read_unaligned()),
            DType::C64 => {
                let value = ptr.cast::<Complex<f32>>().read_unaligned();
                Scalar::Complex(value.re as f64, value.im as f64)
            }
            DType::C128 => {
                let value = ptr.cast::<Complex<f64>>().read_unaligned();
                Scalar::Complex(value.re, value.im)
            }
            DType::Bool => Scalar::Bool(ptr.read() != 0),
        }
    }
}
