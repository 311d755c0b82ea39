//! New tensors: constants, ranges, identities.

use flambeau_cpu::DType;
use flambeau_cuda::sequence::{self, Sequence};

use super::copy::{check_fill, fill_elements, write_scalar};
use super::promote::default_dtype;
use crate::device::{Device, DeviceKind};
use crate::op::Layout;
use crate::tensor::{MemoryFormat, Shape, Strides, layout};
use crate::{Result, Scalar, Tensor, bail, ensure};

/// A new tensor as its maker was asked to hand it out: in page-locked memory, a leaf of a graph.
pub(super) fn finish(tensor: Tensor, pin_memory: Option<bool>, requires_grad: bool) -> Result<Tensor> {
    let tensor = if pin_memory == Some(true) { pinned(&tensor)? } else { tensor };
    if requires_grad {
        tensor.set_requires_grad(true)?;
    }
    Ok(tensor)
}

fn pinned(tensor: &Tensor) -> Result<Tensor> {
    ensure!(tensor.on_host(), Runtime, "Only dense CPU tensors can be pinned");
    tensor.pin_memory()
}

fn uninitialised(
    shape: Shape,
    strides: Strides,
    dtype: DType,
    device: Device,
    pin_memory: Option<bool>,
) -> Result<Tensor> {
    if pin_memory != Some(true) {
        return Tensor::empty_with_strides(shape, strides, dtype, device);
    }
    ensure!(device.kind() == DeviceKind::Cpu, Runtime, "Only dense CPU tensors can be pinned");
    Tensor::empty_pinned(shape, strides, dtype)
}

pub(super) fn place(device: Option<Device>) -> Result<Device> {
    device.map_or_else(|| Ok(crate::device::default_device()), Device::check)
}

/// A tensor of one value, whose dtype is the number's own unless given.
pub(crate) fn full(shape: &[usize], value: Scalar, dtype: Option<DType>, device: Device) -> Result<Tensor> {
    let dtype = dtype.unwrap_or_else(|| super::promote::scalar_dtype(value));
    if is_zero(value) {
        return Tensor::zeros(shape, dtype, device);
    }
    let out = Tensor::empty(shape, dtype, device)?;
    fill_elements(&out, value)?;
    Ok(out)
}

fn is_zero(value: Scalar) -> bool {
    match value {
        Scalar::Bool(value) => !value,
        Scalar::Int(value) => value == 0,
        Scalar::Float(value) => value == 0.0 && value.is_sign_positive(),
        Scalar::Complex(..) => false,
    }
}

/// A tensor of one value with another's shape, dtype and device.
pub(crate) fn full_as(like: &Tensor, value: f64) -> Result<Tensor> {
    full(like.shape(), Scalar::Float(value), Some(like.dtype()), like.device())
}

/// Zeros with another's shape, dtype and device.
pub(crate) fn zeros_as(like: &Tensor) -> Result<Tensor> {
    Tensor::zeros(like.shape(), like.dtype(), like.device())
}

macro_rules! constants {
    ($( $(#[$doc:meta])* $name:ident $like:ident $like_name:ident $new:ident $new_name:ident = $value:expr; )+) => { $(
        $(#[$doc])*
        ///
        /// Of the default dtype unless `dtype` says otherwise. Negative sizes raise RuntimeError.
        #[flambeau_macros::op($name(int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor; function, out)]
        pub fn $name(
            size: &[i64],
            dtype: Option<DType>,
            _layout: Option<Layout>,
            device: Option<Device>,
            pin_memory: Option<bool>,
            requires_grad: bool,
        ) -> Result<Tensor> {
            let dtype = dtype.unwrap_or_else(default_dtype);
            finish(full(&layout::sizes(size)?, $value, Some(dtype), place(device)?)?, pin_memory, requires_grad)
        }

        $(#[$doc])*
        ///
        /// Shape, and by default dtype and device, are another tensor's:
        ///
        #[doc = concat!("    >>> flambeau.", stringify!($like_name), "(flambeau.ones(1, 2)).shape")]
        ///     torch.Size([1, 2])
        #[flambeau_macros::op($like_name(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor; function)]
        pub fn $like(
            this: &Tensor,
            dtype: Option<DType>,
            _layout: Option<Layout>,
            device: Option<Device>,
            pin_memory: Option<bool>,
            memory_format: Option<MemoryFormat>,
            requires_grad: bool,
        ) -> Result<Tensor> {
            let out = like(this, dtype, device, memory_format)?;
            fill_elements(&out, $value)?;
            finish(out, pin_memory, requires_grad)
        }

        $(#[$doc])*
        ///
        /// Dtype and device are by default this tensor's:
        ///
        #[doc = concat!("    >>> flambeau.tensor([5, 6]).", stringify!($new_name), "(3).dtype")]
        ///     torch.int64
        #[flambeau_macros::op($new_name(Tensor self, int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor; method)]
        pub fn $new(
            this: &Tensor,
            size: &[i64],
            dtype: Option<DType>,
            _layout: Option<Layout>,
            device: Option<Device>,
            pin_memory: Option<bool>,
            requires_grad: bool,
        ) -> Result<Tensor> {
            let device = device.unwrap_or(this.device()).check()?;
            let out = full(&layout::sizes(size)?, $value, Some(dtype.unwrap_or(this.dtype())), device)?;
            finish(out, pin_memory, requires_grad)
        }
    )+ };
}

constants! {
    /// Zeros.
    ///
    /// Example:
    ///     >>> flambeau.zeros(2, 2)
    ///     tensor([[0., 0.],
    ///             [0., 0.]])
    zeros zeros_like zeros_like new_zeros new_zeros = Scalar::Int(0);
    /// Ones.
    ///
    /// Example:
    ///     >>> flambeau.ones(2, dtype=flambeau.int64)
    ///     tensor([1, 1])
    ones ones_like ones_like new_ones new_ones = Scalar::Int(1);
}

/// An uninitialised tensor of another's shape; strides follow the memory format.
pub(super) fn like(
    this: &Tensor,
    dtype: Option<DType>,
    device: Option<Device>,
    memory_format: Option<MemoryFormat>,
) -> Result<Tensor> {
    let (strides, device) = layout_like(this, device, memory_format)?;
    Tensor::empty_with_strides(Shape::from_slice(this.shape()), strides, dtype.unwrap_or(this.dtype()), device)
}

/// Strides and device of a tensor like another.
fn layout_like(
    this: &Tensor,
    device: Option<Device>,
    memory_format: Option<MemoryFormat>,
) -> Result<(Strides, Device)> {
    let strides = match memory_format.unwrap_or(MemoryFormat::Preserve) {
        MemoryFormat::Preserve => layout::preserved_strides(this.shape(), this.strides()),
        format => match layout::format_strides(this.shape(), format) {
            Some(strides) => strides,
            None => bail!(Runtime, "{} needs a tensor of 4 or 5 dimensions", format.name()),
        },
    };
    Ok((strides, device.unwrap_or(this.device()).check()?))
}

/// A tensor whose elements are not initialised.
///
/// Of the default dtype, unless `dtype` says otherwise. Negative sizes raise RuntimeError.
///
/// Example:
///     >>> flambeau.empty(2, 3).shape
///     torch.Size([2, 3])
#[flambeau_macros::op(empty(int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor; function)]
pub fn empty(
    size: &[i64],
    dtype: Option<DType>,
    _layout: Option<Layout>,
    device: Option<Device>,
    pin_memory: Option<bool>,
    memory_format: Option<MemoryFormat>,
    requires_grad: bool,
) -> Result<Tensor> {
    let shape = layout::sizes(size)?;
    let dtype = dtype.unwrap_or_else(default_dtype);
    let Some(strides) = layout::format_strides(&shape, memory_format.unwrap_or(MemoryFormat::Contiguous)) else {
        bail!(Runtime, "required rank 4 or 5 tensor to use channels_last format")
    };
    finish(uninitialised(shape, strides, dtype, place(device)?, pin_memory)?, None, requires_grad)
}

/// An uninitialised tensor of another's shape.
///
/// Dtype, device and the order in memory are by default the other's.
///
/// Example:
///     >>> flambeau.empty_like(flambeau.ones(2, 3)).shape
///     torch.Size([2, 3])
#[flambeau_macros::op(empty_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor; function)]
pub fn empty_like(
    this: &Tensor,
    dtype: Option<DType>,
    _layout: Option<Layout>,
    device: Option<Device>,
    pin_memory: Option<bool>,
    memory_format: Option<MemoryFormat>,
    requires_grad: bool,
) -> Result<Tensor> {
    let (strides, device) = layout_like(this, device, memory_format)?;
    let shape = Shape::from_slice(this.shape());
    finish(uninitialised(shape, strides, dtype.unwrap_or(this.dtype()), device, pin_memory)?, None, requires_grad)
}

/// An uninitialised tensor of this one's dtype.
///
/// Example:
///     >>> flambeau.ones(2).new_empty(3).shape
///     torch.Size([3])
#[flambeau_macros::op(new_empty(Tensor self, int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor; method)]
pub fn new_empty(
    this: &Tensor,
    size: &[i64],
    dtype: Option<DType>,
    _layout: Option<Layout>,
    device: Option<Device>,
    pin_memory: Option<bool>,
    requires_grad: bool,
) -> Result<Tensor> {
    let device = device.unwrap_or(this.device()).check()?;
    let shape = layout::sizes(size)?;
    let strides = layout::contiguous_strides(&shape);
    finish(uninitialised(shape, strides, dtype.unwrap_or(this.dtype()), device, pin_memory)?, None, requires_grad)
}

/// An uninitialised tensor with the given strides.
///
/// `size` and `stride` have one entry for each dimension; other lengths and negative strides raise RuntimeError.
///
/// Example:
///     >>> flambeau.empty_strided((2, 3), (1, 2)).stride()
///     (1, 2)
#[flambeau_macros::op(empty_strided(int[] size, int[] stride, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor; function)]
pub fn empty_strided(
    size: &[i64],
    stride: &[i64],
    dtype: Option<DType>,
    _layout: Option<Layout>,
    device: Option<Device>,
    pin_memory: Option<bool>,
    requires_grad: bool,
) -> Result<Tensor> {
    let shape = layout::sizes(size)?;
    let reach = super::views::reach(&shape, stride, 0)?;
    let row = (Shape::from_slice(&[reach]), Strides::from_slice(&[1]));
    let storage = uninitialised(row.0, row.1, dtype.unwrap_or_else(default_dtype), place(device)?, pin_memory)?;
    let strides = stride.iter().map(|&step| step as isize).collect();
    finish(storage.with_layout(shape, strides, 0), None, requires_grad)
}

/// A tensor filled with `fill_value`, whose kind decides the dtype unless it is given.
///
/// Example:
///     >>> flambeau.full((2, 2), 7)
///     tensor([[7, 7],
///             [7, 7]])
#[flambeau_macros::op(full(int[] size, Scalar fill_value, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor; function, out)]
pub fn filled(
    size: &[i64],
    fill_value: Scalar,
    dtype: Option<DType>,
    _layout: Option<Layout>,
    device: Option<Device>,
    pin_memory: Option<bool>,
    requires_grad: bool,
) -> Result<Tensor> {
    let dtype = dtype.unwrap_or_else(|| super::promote::scalar_dtype(fill_value));
    check_fill(fill_value, dtype)?;
    finish(full(&layout::sizes(size)?, fill_value, Some(dtype), place(device)?)?, pin_memory, requires_grad)
}

/// A tensor of another's shape filled with `fill_value`.
///
/// Dtype, device and the order in memory are by default the other's.
///
/// Example:
///     >>> flambeau.full_like(flambeau.ones(2), 7)
///     tensor([7., 7.])
#[flambeau_macros::op(full_like(Tensor self, Scalar fill_value, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor; function)]
pub fn full_like(
    this: &Tensor,
    fill_value: Scalar,
    dtype: Option<DType>,
    _layout: Option<Layout>,
    device: Option<Device>,
    pin_memory: Option<bool>,
    memory_format: Option<MemoryFormat>,
    requires_grad: bool,
) -> Result<Tensor> {
    check_fill(fill_value, dtype.unwrap_or(this.dtype()))?;
    let out = like(this, dtype, device, memory_format)?;
    fill_elements(&out, fill_value)?;
    finish(out, pin_memory, requires_grad)
}

/// A tensor filled with `fill_value` in this one's dtype.
///
/// Example:
///     >>> flambeau.ones(1).new_full((2,), 7)
///     tensor([7., 7.])
#[flambeau_macros::op(new_full(Tensor self, int[] size, Scalar fill_value, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor; method)]
pub fn new_full(
    this: &Tensor,
    size: &[i64],
    fill_value: Scalar,
    dtype: Option<DType>,
    _layout: Option<Layout>,
    device: Option<Device>,
    pin_memory: Option<bool>,
    requires_grad: bool,
) -> Result<Tensor> {
    let device = device.unwrap_or(this.device()).check()?;
    let dtype = dtype.unwrap_or(this.dtype());
    check_fill(fill_value, dtype)?;
    finish(full(&layout::sizes(size)?, fill_value, Some(dtype), device)?, pin_memory, requires_grad)
}

/// A 0-d tensor.
///
/// In the default dtype unless `dtype` says otherwise.
///
/// Example:
///     >>> flambeau.scalar_tensor(3)
///     tensor(3.)
#[flambeau_macros::op(scalar_tensor(Scalar s, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor; function)]
pub fn scalar_tensor(
    s: Scalar,
    dtype: Option<DType>,
    _layout: Option<Layout>,
    device: Option<Device>,
    pin_memory: Option<bool>,
    requires_grad: bool,
) -> Result<Tensor> {
    finish(full(&[], s, Some(dtype.unwrap_or_else(default_dtype)), place(device)?)?, pin_memory, requires_grad)
}

fn real(scalar: Scalar) -> Result<f64> {
    Ok(match scalar {
        Scalar::Bool(value) => value as u8 as f64,
        Scalar::Int(value) => value as f64,
        Scalar::Float(value) => value,
        Scalar::Complex(..) => bail!(Runtime, "expected a real number, got a complex one"),
    })
}

/// Element `at` of `count`.
fn number(sequence: Sequence, at: usize, count: usize) -> Scalar {
    let front = at < count / 2 || count == 1;
    let spaced = |first: f64, last: f64| {
        let step = if count > 1 { (last - first) / (count as f64 - 1.0) } else { 0.0 };
        if front { first + step * at as f64 } else { last - step * (count - at - 1) as f64 }
    };
    match sequence {
        // Sums of two numbers of 64 bits that lie between the ends; products on the way may wrap around.
        Sequence::Integers { first, by } => Scalar::Int(first.wrapping_add((at as i64).wrapping_mul(by))),
        Sequence::Steps { first, by } => Scalar::Float(first + at as f64 * by),
        Sequence::Spaced { first, last, single: true } => {
            let (first, last) = (first as f32, last as f32);
            let step = if count > 1 { (last - first) / (count as f32 - 1.0) } else { 0.0 };
            let value =
                if front { step.mul_add(at as f32, first) } else { step.mul_add(-((count - at - 1) as f32), last) };
            Scalar::Float(value as f64)
        }
        Sequence::Spaced { first, last, single: false } => Scalar::Float(spaced(first, last)),
        Sequence::Powers { base, first, last } => Scalar::Float(base.powf(spaced(first, last))),
    }
}

/// A new one-dimensional tensor of the sequence's first `count` numbers.
fn generate(count: usize, dtype: DType, device: Device, sequence: Sequence) -> Result<Tensor> {
    let out = Tensor::empty(&[count], dtype, device)?;
    if let Some(stream) = crate::gpu::stream(device) {
        // SAFETY: the tensor is new and has `count` elements.
        unsafe { sequence::write(sequence, dtype, count, out.data_ptr(), stream)? };
        return Ok(out);
    }
    let place = out.host_ptr()?;
    match (dtype, sequence) {
        (DType::I64, Sequence::Integers { first, by }) => {
            // SAFETY: the tensor is new and has `count` elements of this type.
            let slice = unsafe { std::slice::from_raw_parts_mut(place.cast::<i64>(), count) };
            for (at, element) in slice.iter_mut().enumerate() {
                *element = first.wrapping_add((at as i64).wrapping_mul(by));
            }
        }
        _ => {
            for at in 0..count {
                // SAFETY: `at` is below the number of elements.
                unsafe { write_scalar(place.add(at * dtype.size()), dtype, number(sequence, at, count)) };
            }
        }
    }
    Ok(out)
}

fn range_numbers(
    start: Scalar,
    end: Scalar,
    step: Scalar,
    dtype: Option<DType>,
    device: Option<Device>,
    (pin_memory, requires_grad): (Option<bool>, bool),
) -> Result<Tensor> {
    let integral = [start, end, step].iter().all(|s| matches!(s, Scalar::Int(_) | Scalar::Bool(_)));
    let dtype = dtype.unwrap_or_else(|| if integral { DType::I64 } else { default_dtype() });
    if dtype == DType::Bool || dtype.is_complex() {
        return Err(crate::Error::unsupported("arange", dtype));
    }
    let (first, last, by) = (real(start)?, real(end)?, real(step)?);
    ensure!(by != 0.0, Runtime, "step must be nonzero");
    ensure!(first.is_finite() && last.is_finite(), Runtime, "unsupported range: {first} -> {last}");
    ensure!(
        (by > 0.0 && last >= first) || (by < 0.0 && last <= first),
        Runtime,
        "upper bound and lower bound inconsistent with step sign"
    );
    ensure!(!dtype.is_integral(false) || by.abs() >= 1.0, Value, "step must be nonzero");
    let whole = |number: Scalar| match number {
        Scalar::Int(value) => value as i128,
        number => real(number).unwrap_or(0.0) as i128,
    };
    let count = if integral {
        let (a, b, by) = (whole(start), whole(end), whole(step));
        ((b - a + by - by.signum()) / by) as f64
    } else {
        ((last - first) / by).ceil()
    };
    layout::checked_numel(&[count as usize], dtype.size())?;
    let sequence = if integral && let (Scalar::Int(first), Scalar::Int(by)) = (start, step) {
        Sequence::Integers { first, by }
    } else if dtype.is_integral(false) {
        Sequence::Integers { first: first as i64, by: by as i64 }
    } else {
        Sequence::Steps { first, by }
    };
    let out = generate(count as usize, dtype, place(device)?, sequence)?;
    finish(out, pin_memory, requires_grad)
}

/// 0, 1, ... below `end`.
///
/// `ceil(end)` elements: int64 for an integer, else the default dtype. A negative `end` raises RuntimeError.
///
/// Example:
///     >>> flambeau.arange(4)
///     tensor([0, 1, 2, 3])
#[flambeau_macros::op(arange(Scalar end, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor; function)]
pub fn arange(
    end: Scalar,
    dtype: Option<DType>,
    _layout: Option<Layout>,
    device: Option<Device>,
    pin_memory: Option<bool>,
    requires_grad: bool,
) -> Result<Tensor> {
    range_numbers(Scalar::Int(0), end, Scalar::Int(1), dtype, device, (pin_memory, requires_grad))
}

/// `start`, `start + step`, ... below `end`.
///
/// `ceil((end - start) / step)` elements: int64 where all three are integers, else the default dtype. A
/// `step` of 0, and one that leads away from `end`, raise RuntimeError.
///
/// Example:
///     >>> flambeau.arange(1, 2, 0.25)
///     tensor([1.0000, 1.2500, 1.5000, 1.7500])
#[flambeau_macros::op(arange.start_step(Scalar start, Scalar end, Scalar step=1, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor; function)]
pub fn arange_from(
    start: Scalar,
    end: Scalar,
    step: Scalar,
    dtype: Option<DType>,
    _layout: Option<Layout>,
    device: Option<Device>,
    pin_memory: Option<bool>,
    requires_grad: bool,
) -> Result<Tensor> {
    range_numbers(start, end, step, dtype, device, (pin_memory, requires_grad))
}

/// `steps` numbers from `start` to `end`, both included, evenly spaced.
///
/// `start + i (end - start) / (steps - 1)`, in the default dtype unless `dtype` says otherwise. A negative
/// number of steps raises RuntimeError.
///
/// Example:
///     >>> flambeau.linspace(0, 1, steps=5)
///     tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])
#[flambeau_macros::op(linspace(Scalar start, Scalar end, int steps, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor; function, out)]
pub fn linspace(
    start: Scalar,
    end: Scalar,
    steps: i64,
    dtype: Option<DType>,
    _layout: Option<Layout>,
    device: Option<Device>,
    pin_memory: Option<bool>,
    requires_grad: bool,
) -> Result<Tensor> {
    ensure!(steps >= 0, Runtime, "number of steps must be non-negative");
    let dtype = dtype.unwrap_or_else(default_dtype);
    if dtype == DType::Bool {
        return Err(crate::Error::unsupported("linspace", dtype));
    }
    check_fill(start, dtype)?;
    check_fill(end, dtype)?;
    let (first, last, count) = (real(start)?, real(end)?, steps as usize);
    // In the precision of the result, and from the nearer end, as PyTorch computes it.
    let sequence = Sequence::Spaced { first, last, single: dtype == DType::F32 };
    let out = generate(count, dtype, place(device)?, sequence)?;
    finish(out, pin_memory, requires_grad)
}

/// `steps` numbers from `base^start` to `base^end`, evenly spaced in the exponent.
///
/// In the default dtype unless `dtype` says otherwise. A negative number of steps raises RuntimeError.
///
/// Example:
///     >>> flambeau.logspace(0, 2, steps=3)
///     tensor([  1.,  10., 100.])
#[flambeau_macros::op(logspace(Scalar start, Scalar end, int steps, float base=10.0, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor; function, out)]
pub fn logspace(
    start: Scalar,
    end: Scalar,
    steps: i64,
    base: f64,
    dtype: Option<DType>,
    _layout: Option<Layout>,
    device: Option<Device>,
    pin_memory: Option<bool>,
    requires_grad: bool,
) -> Result<Tensor> {
    ensure!(steps >= 0, Runtime, "number of steps must be non-negative");
    let (first, last, count) = (real(start)?, real(end)?, steps as usize);
    let sequence = Sequence::Powers { base, first, last };
    let out = generate(count, dtype.unwrap_or_else(default_dtype), place(device)?, sequence)?;
    finish(out, pin_memory, requires_grad)
}

/// The identity matrix of n rows and columns.
///
/// In the default dtype unless `dtype` says otherwise. Negative sizes raise RuntimeError.
///
/// Example:
///     >>> flambeau.eye(2)
///     tensor([[1., 0.],
///             [0., 1.]])
#[flambeau_macros::op(eye(int n, int? m=None, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor; function, out)]
pub fn eye(
    n: i64,
    m: Option<i64>,
    dtype: Option<DType>,
    _layout: Option<Layout>,
    device: Option<Device>,
    pin_memory: Option<bool>,
    requires_grad: bool,
) -> Result<Tensor> {
    let m = m.unwrap_or(n);
    ensure!(n >= 0, Runtime, "n must be greater or equal to 0, got {n}");
    ensure!(m >= 0, Runtime, "m must be greater or equal to 0, got {m}");
    let out = Tensor::zeros(&[n as usize, m as usize], dtype.unwrap_or_else(default_dtype), place(device)?)?;
    let diagonal = out.with_layout(Shape::from_slice(&[n.min(m) as usize]), smallvec::smallvec![m as isize + 1], 0);
    fill_elements(&diagonal, Scalar::Int(1))?;
    finish(out, pin_memory, requires_grad)
}
