//! Products of 8-bit integers with 32-bit sums, for quantised layers.

use super::plain_name;
use crate::{DType, Error, Result, Tensor, ensure};
use flambeau_cpu::gemm::{MatMut, MatRef, int8};

/// The product of two matrices of bytes with 32-bit sums, `(n, m) x (m, p) -> (n, p)`.
///
/// `self` is int8 or uint8, `mat2` is int8, the result int32. Sums are exact; beyond int32 they wrap around. Other dtypes and
/// shapes raise RuntimeError.
///
/// Example:
///     >>> a = flambeau.tensor([[100, 100]], dtype=flambeau.int8)
///     >>> flambeau._int_mm(a, a.t())
///     tensor([[20000]], dtype=torch.int32)
#[flambeau_macros::op(_int_mm(Tensor self, Tensor mat2) -> Tensor; function, out)]
pub fn _int_mm(this: &Tensor, mat2: &Tensor) -> Result<Tensor> {
    ensure!(this.ndim() == 2, Runtime, "_int_mm: Expected self to be of dimension 2 but got {}", this.ndim());
    if mat2.ndim() < 2 {
        return Err(Error::dim(1, mat2.ndim()));
    }
    ensure!(mat2.ndim() == 2, Runtime, "_int_mm: Expected mat2 to be of dimension 2 but got {}", mat2.ndim());
    let (m, k, n) = (this.shape()[0], this.shape()[1], mat2.shape()[1]);
    ensure!(
        k == mat2.shape()[0],
        Runtime,
        "_int_mm: self.size(1) needs to match mat2.size(0) but got {k} and {}",
        mat2.shape()[0]
    );
    let left = match this.dtype() {
        DType::I8 => Some(int8::Left::Signed),
        DType::U8 => Some(int8::Left::Unsigned),
        _ => None,
    };
    let refused = |tensor: &Tensor| plain_name(tensor.dtype());
    ensure!(left.is_some(), Runtime, "_int_mm: Expected self dtype to be int8 or uint8 but got {}", refused(this));
    ensure!(
        mat2.dtype() == DType::I8,
        Runtime,
        "_int_mm: Expected mat2 dtype to be of type int8 but got {}",
        refused(mat2)
    );
    if !this.on_host() {
        // The kernel of 32-bit integers: there is none of narrower ones with wide sums.
        return crate::ops::mm(&this.to_dtype(DType::I32)?, &mat2.to_dtype(DType::I32)?);
    }
    let matrix =
        |x: &Tensor| -> Result<MatRef> { Ok(MatRef { ptr: x.host_ptr()?, rs: x.strides()[0], cs: x.strides()[1] }) };
    let (a, b) = (matrix(this)?, matrix(mat2)?);
    let out = Tensor::empty(&[m, n], DType::I32, this.device())?;
    if let Some(left) = left {
        let c = MatMut { ptr: out.host_ptr()?, rs: out.strides()[0], cs: out.strides()[1] };
        // SAFETY: layouts lie inside their storages, the result is new memory, and its elements are distinct.
        unsafe { int8::run((m, n, k), a, left, b, c) };
    }
    Ok(out)
}
