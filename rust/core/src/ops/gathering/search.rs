//! Places in sorted sequences, membership, coordinates of flat places.

use flambeau_cpu::DType;
use flambeau_cpu::index::{self as kernel, Bound};
use flambeau_cuda::index as gpu;

use crate::autograd::no_grad;
use crate::device::Device;
use crate::op::Operand;
use crate::ops::promote::Promotion;
use crate::tensor::MemoryFormat;
use crate::{Error, Result, Scalar, Tensor, bail, ensure, ops};

/// The dtype that values are compared in.
fn compared(op: &'static str, operands: &[Operand<'_>]) -> Result<DType> {
    let dtype = operands.iter().fold(Promotion::default(), |seen, operand| seen.operand(operand)).dtype();
    match dtype {
        DType::F16 | DType::BF16 | DType::F32 => Ok(DType::F32),
        DType::F64 => Ok(DType::F64),
        dtype if dtype.is_integral(op == "searchsorted") => Ok(DType::I64),
        dtype if op == "isin" => {
            bail!(Runtime, "Unsupported input type encountered for isin(): {}", dtype.scalar_name())
        }
        dtype => Err(Error::unsupported(op, dtype)),
    }
}

/// An operand as dense memory of a dtype.
fn dense(operand: Operand<'_>, dtype: DType, device: Device) -> Result<Tensor> {
    match operand {
        Operand::Tensor(tensor) => no_grad(|| tensor.detached().to_dtype(dtype)?.contiguous(MemoryFormat::Contiguous)),
        Operand::Scalar(number) => ops::full(&[], number, Some(dtype), device),
    }
}

fn places(
    op: &'static str,
    sequence: &Tensor,
    values: Operand<'_>,
    out_int32: bool,
    bound: Bound,
    sorter: Option<&Tensor>,
) -> Result<Tensor> {
    let text = crate::error::shape_text;
    let shape = match values {
        Operand::Tensor(tensor) => tensor.shape(),
        Operand::Scalar(_) => &[],
    };
    ensure!(
        sequence.ndim() > 0,
        Runtime,
        "torch.{op}(): input value can be a scalar only when boundaries tensor dimension is 1, but we got boundaries \
         tensor dim(0)"
    );
    let shared = sequence.ndim() == 1;
    ensure!(
        shared || !shape.is_empty(),
        Runtime,
        "torch.{op}(): input value can be a scalar only when boundaries tensor dimension is 1, but we got boundaries \
         tensor dim({}) and input value's dim(0) numel(1)",
        sequence.ndim()
    );
    let lead = |shape: &[usize]| shape[..shape.len().saturating_sub(1)].to_vec();
    ensure!(
        shared || (shape.len() == sequence.ndim() && lead(shape) == lead(sequence.shape())),
        Runtime,
        "torch.{op}(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and \
         input value tensor must match, but we got boundaries tensor {} and input value tensor {}",
        text(sequence.shape()),
        text(shape)
    );
    let length = sequence.shape()[sequence.ndim() - 1];
    let order = match sorter {
        Some(sorter) => {
            ensure!(
                sorter.shape() == sequence.shape(),
                Runtime,
                "torch.{op}(): boundary and sorter must have the same size, but got boundary tensor {} and got sorter \
                 tensor {}",
                text(sequence.shape()),
                text(sorter.shape())
            );
            ensure!(
                sorter.dtype() == DType::I64,
                Runtime,
                "torch.{op}(): sorter must be a tensor of long dtype but got dtype {}",
                sorter.dtype().scalar_name()
            );
            let order = no_grad(|| sorter.contiguous(MemoryFormat::Contiguous))?;
            if order.on_host() {
                let inside = order.to_vec::<i64>()?.iter().all(|&at| (0..length as i64).contains(&at));
                ensure!(inside, Runtime, "torch.{op}(): sorter index out of range");
            }
            Some(order)
        }
        None => None,
    };
    let dtype = compared("searchsorted", &[sequence.into(), values])?;
    let device = sequence.device();
    let (sequence, found) = (dense(sequence.into(), dtype, device)?, dense(values, dtype, device)?);
    let out = Tensor::empty(shape, DType::I64, device)?;
    let per_row = shape.last().copied().unwrap_or(1);
    let rows = out.numel().checked_div(per_row).unwrap_or(0);
    let order = order.as_ref().map(|order| order.ptr_on(device)).transpose()?.map(|order| order.cast_const().cast());
    let (sequences, from, to) = (sequence.data_ptr(), found.ptr_on(device)?, out.data_ptr().cast());
    match crate::gpu::stream(device) {
        // SAFETY: operands are dense, their shapes were compared, and the sorter's entries lie inside the sequences.
        None => unsafe {
            kernel::search(dtype, bound, sequences, order, length, shared, from, rows, per_row, to);
        },
        // SAFETY: as above, but for the entries, which the kernel checks; memory that is freed meanwhile is handed out in
        // the order of the stream.
        Some(stream) => unsafe {
            gpu::search(dtype, bound, sequences, order, length, shared, from, rows, per_row, to, stream)?;
        },
    }
    if out_int32 { out.to_dtype(DType::I32) } else { Ok(out) }
}

fn side(op: &str, right: bool, side: Option<&str>) -> Result<Bound> {
    match side {
        None if right => Ok(Bound::Upper),
        None => Ok(Bound::Lower),
        Some("left") => {
            ensure!(
                !right,
                Runtime,
                "torch.{op}(): side and right can't be set to opposites, got side of left while right was True"
            );
            Ok(Bound::Lower)
        }
        Some("right") => Ok(Bound::Upper),
        Some(other) => bail!(Runtime, "torch.{op}(): side can only be 'left' or 'right' but got {other}"),
    }
}

/// Where values belong in sorted sequences (along the last dimension): before equal elements, or after them if `right`.
///
/// Sequences `(*, n)` and values `(*, m)` to `(*, m)`, int64, or int32 with `out_int32`. Shapes that do not
/// fit raise RuntimeError.
///
/// Example:
///     >>> flambeau.searchsorted(flambeau.tensor([1, 3, 5]), flambeau.tensor([3, 4]))
///     tensor([1, 2])
#[flambeau_macros::op(searchsorted.Tensor(Tensor sorted_sequence, Operand input, *, bool out_int32=False, bool right=False, str? side=None, Tensor? sorter=None) -> Tensor; function, out)]
pub fn searchsorted(
    sorted_sequence: &Tensor,
    input: Operand<'_>,
    out_int32: bool,
    right: bool,
    side: Option<&str>,
    sorter: Option<&Tensor>,
) -> Result<Tensor> {
    let bound = self::side("searchsorted", right, side)?;
    places("searchsorted", sorted_sequence, input, out_int32, bound, sorter)
}

/// The number of the interval between boundaries that each value falls into.
///
/// Any shape of values; boundaries `(n,)`, ascending. The result has the values' shape, int64, or int32 with
/// `out_int32`.
///
/// Example:
///     >>> flambeau.bucketize(flambeau.tensor([1, 5]), flambeau.tensor([2, 4]))
///     tensor([0, 2])
#[flambeau_macros::op(bucketize.Tensor(Operand input, Tensor boundaries, *, bool out_int32=False, bool right=False) -> Tensor; function, out)]
pub fn bucketize(input: Operand<'_>, boundaries: &Tensor, out_int32: bool, right: bool) -> Result<Tensor> {
    ensure!(
        boundaries.ndim() == 1,
        Runtime,
        "boundaries tensor must be 1 dimension, but got dim({})",
        boundaries.ndim()
    );
    places("bucketize", boundaries, input, out_int32, self::side("bucketize", right, None)?, None)
}

/// Whether each element is among `test_elements`.
///
/// Any shapes; the result is boolean, of the shape of `elements`.
///
/// Example:
///     >>> flambeau.isin(flambeau.tensor([1, 2, 3]), flambeau.tensor([2]))
///     tensor([False,  True, False])
#[flambeau_macros::op(isin.Tensor_Tensor(Operand elements, Operand test_elements, *, bool assume_unique=False, bool invert=False) -> Tensor; function, out)]
pub fn isin(elements: Operand<'_>, test_elements: Operand<'_>, _assume_unique: bool, invert: bool) -> Result<Tensor> {
    let dtype = compared("isin", &[elements, test_elements])?;
    let device = match (elements, test_elements) {
        (Operand::Tensor(tensor), _) | (_, Operand::Tensor(tensor)) => tensor.device(),
        _ => Device::CPU,
    };
    let (values, others) = (dense(elements, dtype, device)?, dense(test_elements, dtype, device)?);
    let out = Tensor::empty(values.shape(), DType::Bool, device)?;
    let (from, to, count) = (values.data_ptr(), out.data_ptr(), values.numel());
    match crate::gpu::stream(device) {
        // SAFETY: operands are dense and have so many elements.
        None => unsafe { kernel::contains(dtype, from, count, others.ptr_on(device)?, others.numel(), to) },
        Some(stream) => {
            let (sorted, _) = ops::sort(&no_grad(|| others.reshape(&[-1]))?, 0, false)?;
            // SAFETY: as above; memory that is freed meanwhile is handed out in the order of the stream.
            unsafe { gpu::contains(dtype, from, count, sorted.ptr_on(device)?, sorted.numel(), to, stream)? };
        }
    }
    if invert { ops::logical_not(&out) } else { Ok(out) }
}

/// The coordinates, one tensor for each dimension of `shape`, of places in row-major order.
///
/// `indices` holds integers, of any shape, which the results have too.
///
/// Example:
///     >>> flambeau.unravel_index(flambeau.tensor([0, 5]), (2, 3))
///     (tensor([0, 1]), tensor([0, 2]))
#[flambeau_macros::op(unravel_index(Tensor indices, int[1] shape) -> Tensor[]; function)]
pub fn unravel_index(indices: &Tensor, shape: &[i64]) -> Result<Vec<Tensor>> {
    if !indices.dtype().is_integral(false) {
        bail!(Type, "expected 'indices' to be integer dtype, but got torch.{}", indices.dtype().name());
    }
    ensure!(
        shape.iter().all(|&size| size >= 0),
        Value,
        "'shape' cannot have negative values, but got {}",
        crate::tensor::layout::format_list(shape)
    );
    let mut step = 1i64;
    let mut coordinates = Vec::with_capacity(shape.len());
    for &size in shape.iter().rev() {
        ensure!(size > 0 || indices.numel() == 0, Runtime, "ZeroDivisionError");
        let whole = ops::div(indices, Scalar::Int(step).into(), Some("floor"))?;
        coordinates.push(ops::remainder(&whole, Scalar::Int(size.max(1)).into())?);
        step = step.checked_mul(size.max(1)).ok_or_else(|| Error::out_of_memory(u128::MAX))?;
    }
    coordinates.reverse();
    Ok(coordinates)
}
