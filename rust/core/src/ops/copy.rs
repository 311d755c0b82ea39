//! Copies, conversions of dtype and of memory order, filling.

use flambeau_cpu::{DType, copy as kernel, pointwise as loops};

use super::pointwise::{check_apart, check_single_place, overlap};
use crate::autograd::Recorder;
use crate::device::{Device, DeviceKind};
use crate::op::Operand;
use crate::tensor::{MemoryFormat, Shape, Strides, destination, layout};
use crate::{Result, Scalar, Tensor, bail, ensure};

/// Copies elements, converting the dtype; `source` broadcasts to `target`. Nothing is recorded or checked.
pub(crate) fn copy_elements(target: &Tensor, source: &Tensor) -> Result<()> {
    copy_elements_as(target, source, false)
}

/// As [`copy_elements`]; with `non_blocking` a copy between a GPU and page-locked memory may still be under way on return.
fn copy_elements_as(target: &Tensor, source: &Tensor, non_blocking: bool) -> Result<()> {
    if target.numel() == 0 {
        return Ok(());
    }
    let device = target.device();
    if !(source.device().is_same_place(device) || source.on_host() && target.on_host()) {
        return copy_across(target, source, non_blocking);
    }
    let strides = layout::expanded_strides(source.shape(), source.strides(), target.shape());
    let from = loops::Operand { ptr: source.data_ptr(), dtype: source.dtype(), strides: &strides };
    let to = loops::Operand { ptr: target.data_ptr(), dtype: target.dtype(), strides: target.strides() };
    if let Some(stream) = crate::gpu::stream(device) {
        let program = kernel::identity(super::pointwise::class(source.dtype()));
        // SAFETY: as below, on the device; memory that is freed meanwhile is handed out in the order of the stream.
        return Ok(unsafe { flambeau_cuda::pointwise::run(program, target.shape(), &[to], &[from], &[], stream) }?);
    }
    // SAFETY: both layouts lie inside their storages; the target is fresh memory or was checked by the caller.
    unsafe { kernel::run(to, from, target.shape()) };
    Ok(())
}

/// Copies elements to another device: dense ones of one order as they are, others by way of such.
fn copy_across(target: &Tensor, source: &Tensor, non_blocking: bool) -> Result<()> {
    let dense = |tensor: &Tensor| layout::is_dense(tensor.shape(), tensor.strides());
    let same = target.dtype() == source.dtype() && target.shape() == source.shape();
    if same && dense(source) && layout::same_places(source.shape(), source.strides(), target.strides()) {
        return crate::gpu::copy_across(target, source, non_blocking);
    }
    if non_blocking && target.on_host() && dense(target) {
        // What is left to do on the host would have to wait: the GPU converts.
        let (shape, strides) = (Shape::from_slice(target.shape()), Strides::from_slice(target.strides()));
        let made = Tensor::empty_with_strides(shape, strides, target.dtype(), source.device())?;
        copy_elements(&made, source)?;
        return crate::gpu::copy_across(target, &made, true);
    }
    // An intermediate tensor of the host is ordinary memory, whose copy is staged; one of the GPU goes in its stream's order.
    let non_blocking = non_blocking && target.device().gpu().is_some();
    let strides = layout::preserved_strides(source.shape(), source.strides());
    let make = |device: Device| {
        Tensor::empty_with_strides(Shape::from_slice(source.shape()), strides.clone(), source.dtype(), device)
    };
    let arrived = make(target.device())?;
    if dense(source) {
        crate::gpu::copy_across(&arrived, source, non_blocking)?;
    } else {
        let packed = make(source.device())?;
        copy_elements(&packed, source)?;
        crate::gpu::copy_across(&arrived, &packed, non_blocking)?;
    }
    copy_elements(target, &arrived)
}

/// Says once that imaginary parts are lost.
fn warn_of_lost_parts(from: DType, to: DType) -> Result<()> {
    static TOLD: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);
    if from.is_complex() && !to.is_complex() && to != DType::Bool {
        crate::warning::warn_once(&TOLD, "Casting complex values to real discards the imaginary part")?;
    }
    Ok(())
}

fn converted(this: &Tensor, dtype: DType, device: Device, non_blocking: bool, format: MemoryFormat) -> Result<Tensor> {
    let shape = Shape::from_slice(this.shape());
    let strides = match format {
        MemoryFormat::Preserve => layout::preserved_strides(this.shape(), this.strides()),
        format => match layout::format_strides(this.shape(), format) {
            Some(strides) => strides,
            None => bail!(
                Runtime,
                "required rank {} tensor to use {} format",
                if format == MemoryFormat::ChannelsLast { 4 } else { 5 },
                format.name()
            ),
        },
    };
    // As in PyTorch, a copy from a GPU that need not be waited for goes to page-locked memory.
    let out = if non_blocking && this.device().gpu().is_some() && device.kind() == DeviceKind::Cpu {
        Tensor::empty_pinned(shape, strides, dtype)?
    } else {
        Tensor::empty_with_strides(shape, strides, dtype, device)?
    };
    copy_elements_as(&out, this, non_blocking)?;
    Ok(out)
}

impl Tensor {
    /// A copy with its own memory, in this tensor's order of dimensions.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn copy(&self) -> Result<Tensor> {
        clone(self, None)
    }

    /// This tensor in another dtype; itself where it already has it.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn to_dtype(&self, dtype: DType) -> Result<Tensor> {
        to_copy(self, dtype, self.device(), false, false, None)
    }

    /// This tensor on another device; itself where it already is there.
    ///
    /// # Errors
    /// A device that is not there.
    pub fn to_device(&self, device: Device) -> Result<Tensor> {
        to_copy(self, self.dtype(), device, false, false, None)
    }

    /// The elements where the CPU can read them: this tensor, or an unrecorded copy of one on another device.
    ///
    /// # Errors
    /// A device that elements cannot be copied from.
    pub fn to_host(&self) -> Result<Tensor> {
        if self.on_host() {
            return Ok(self.clone());
        }
        converted(self, self.dtype(), Device::CPU, false, MemoryFormat::Preserve)
    }
}

impl Tensor {
    /// Whether the elements are in page-locked memory of the host.
    pub fn is_pinned(&self) -> bool {
        self.storage().is_pinned()
    }

    /// A copy in page-locked memory, which GPUs copy from while the caller goes on; this tensor if it is there already.
    ///
    /// # Errors
    /// A tensor that is not on the CPU; there is no GPU.
    pub fn pin_memory(&self) -> Result<Tensor> {
        if self.is_pinned() {
            return Ok(self.clone());
        }
        ensure!(
            self.device().kind() == DeviceKind::Cpu,
            Runtime,
            "cannot pin '{}' only dense CPU tensors can be pinned",
            self.device()
        );
        let strides = layout::preserved_strides(self.shape(), self.strides());
        let out = Tensor::empty_pinned(Shape::from_slice(self.shape()), strides, self.dtype())?;
        copy_elements(&out, self)?;
        if let Some(graph) = Recorder::new(&[self]) {
            graph.attach(&out, "PinMemoryBackward0", |grad, _cx| Ok(crate::grads![Some(grad.clone())]));
        }
        Ok(out)
    }
}

/// A copy with its own memory.
///
/// Any shape and dtype; gradients pass through. The order in memory is kept where the tensor is dense.
///
/// Example:
///     >>> x = flambeau.tensor([1, 2])
///     >>> y = x.clone().fill_(0)
///     >>> x
///     tensor([1, 2])
#[flambeau_macros::op(clone(Tensor self, *, MemoryFormat? memory_format=None) -> Tensor; method, function)]
pub fn clone(this: &Tensor, memory_format: Option<MemoryFormat>) -> Result<Tensor> {
    let out = converted(this, this.dtype(), this.device(), false, memory_format.unwrap_or(MemoryFormat::Preserve))?;
    if let Some(graph) = Recorder::new(&[this]) {
        graph.attach(&out, "CloneBackward0", |grad, _cx| Ok(crate::grads![Some(grad.clone())]));
    }
    Ok(out)
}

/// This tensor if its elements already lie in memory as asked, else a copy that does.
///
/// Any shape and dtype. `memory_format` is contiguous, channels_last (four dimensions) or channels_last_3d
/// (five).
///
/// Example:
///     >>> flambeau.ones(2, 3).t().contiguous().stride()
///     (2, 1)
#[flambeau_macros::op(contiguous(Tensor self, *, MemoryFormat memory_format=contiguous_format) -> Tensor; method)]
pub fn contiguous(this: &Tensor, memory_format: MemoryFormat) -> Result<Tensor> {
    ensure!(
        memory_format != MemoryFormat::Preserve,
        Runtime,
        "preserve memory format is unsupported by the contiguous operator"
    );
    if this.is_contiguous_in(memory_format) { Ok(this.clone()) } else { clone(this, Some(memory_format)) }
}

fn to_copy(
    this: &Tensor,
    dtype: DType,
    device: Device,
    non_blocking: bool,
    copy: bool,
    memory_format: Option<MemoryFormat>,
) -> Result<Tensor> {
    let device = device.check()?;
    let format = memory_format.unwrap_or(MemoryFormat::Preserve);
    let in_format = format == MemoryFormat::Preserve || this.suggested_format() == format;
    if dtype == this.dtype() && device.is_same_place(this.device()) && !copy && in_format {
        return Ok(this.clone());
    }
    warn_of_lost_parts(this.dtype(), dtype)?;
    let out = converted(this, dtype, device, non_blocking, format)?;
    if dtype.is_differentiable()
        && let Some(graph) = Recorder::new(&[this])
    {
        let home = this.device();
        graph.attach(&out, "ToCopyBackward0", move |grad, _cx| Ok(crate::grads![Some(grad.to_device(home)?)]));
    }
    Ok(out)
}

/// This tensor in another dtype or memory order.
///
/// Example:
///     >>> flambeau.tensor([1.5, 2.5]).to(flambeau.int64)
///     tensor([1, 2])
#[flambeau_macros::op(to.dtype(Tensor self, ScalarType dtype, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None) -> Tensor; method)]
pub fn to_with_dtype(
    this: &Tensor,
    dtype: DType,
    non_blocking: bool,
    copy: bool,
    memory_format: Option<MemoryFormat>,
) -> Result<Tensor> {
    to_copy(this, dtype, this.device(), non_blocking, copy, memory_format)
}

/// This tensor on another device, and in another dtype or memory order.
///
/// The tensor itself where nothing changes, unless `copy` is set. A device that is not there raises RuntimeError.
///
/// Example:
///     >>> flambeau.ones(2).to("cpu", flambeau.float64)
///     tensor([1., 1.], dtype=torch.float64)
#[flambeau_macros::op(to.device(Tensor self, Device? device=None, ScalarType? dtype=None, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None) -> Tensor; method)]
pub fn to(
    this: &Tensor,
    device: Option<Device>,
    dtype: Option<DType>,
    non_blocking: bool,
    copy: bool,
    memory_format: Option<MemoryFormat>,
) -> Result<Tensor> {
    to_copy(this, dtype.unwrap_or(this.dtype()), device.unwrap_or(this.device()), non_blocking, copy, memory_format)
}

/// This tensor in the dtype and on the device of another.
///
/// The tensor itself where nothing changes, unless `copy` is set.
///
/// Example:
///     >>> flambeau.tensor([1, 2]).to(flambeau.tensor(0.5)).dtype
///     torch.float32
#[flambeau_macros::op(to.other(Tensor self, Tensor other, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None) -> Tensor; method)]
pub fn to_other(
    this: &Tensor,
    other: &Tensor,
    non_blocking: bool,
    copy: bool,
    memory_format: Option<MemoryFormat>,
) -> Result<Tensor> {
    to_copy(this, other.dtype(), other.device(), non_blocking, copy, memory_format)
}

/// This tensor in the dtype of another.
///
/// Example:
///     >>> flambeau.tensor([1, 2]).type_as(flambeau.tensor([0.5]))
///     tensor([1., 2.])
#[flambeau_macros::op(type_as(Tensor self, Tensor other) -> Tensor; method)]
pub fn type_as(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    to_copy(this, other.dtype(), other.device(), false, false, None)
}

/// Copies the elements of `src`, which broadcasts to this tensor, into it, converting the dtype.
///
/// Example:
///     >>> flambeau.zeros(2).copy_(flambeau.tensor([1, 2]))
///     tensor([1., 2.])
#[flambeau_macros::op(copy_(Tensor(a!) self, Tensor src, bool non_blocking=False) -> Tensor(a!); method)]
pub fn copy_(this: &Tensor, src: &Tensor, non_blocking: bool) -> Result<()> {
    this.check_in_place()?;
    if this.same(src) {
        return Ok(());
    }
    let shape = layout::broadcast(this.shape(), src.shape())?;
    ensure!(
        shape.as_slice() == this.shape(),
        Runtime,
        "output with shape {} doesn't match the broadcast shape {}",
        crate::error::shape_text(this.shape()),
        crate::error::shape_text(&shape)
    );
    check_single_place(this)?;
    warn_of_lost_parts(src.dtype(), this.dtype())?;
    let graph = Recorder::new(&[this, src]).filter(|_| this.dtype().is_differentiable());
    if graph.is_some() {
        this.check_recorded_in_place(true)?;
    }
    check_apart(this, src)?;
    if overlap(this, src) {
        copy_elements(this, &converted(src, src.dtype(), src.device(), false, MemoryFormat::Contiguous)?)?;
    } else {
        copy_elements_as(this, src, non_blocking)?;
    }
    this.bump_version();
    if let Some(graph) = graph {
        let home = src.device();
        graph.attach_in_place(this, "CopyBackwards", move |grad, cx| {
            Ok(crate::grads![cx.when(0, || crate::ops::zeros_as(grad))?, cx.when(1, || grad.to_device(home))?])
        })?;
    }
    Ok(())
}

/// Sets every element to zero.
///
/// Any shape and dtype.
///
/// Example:
///     >>> flambeau.ones(2).zero_()
///     tensor([0., 0.])
#[flambeau_macros::op(zero_(Tensor(a!) self) -> Tensor(a!); method, function)]
pub fn zero_(this: &Tensor) -> Result<()> {
    fill_(this, Operand::Scalar(Scalar::Int(0)))
}

/// Sets every element to `value`, a number or a 0-d tensor.
///
/// Any shape and dtype, to which the value is cast.
///
/// Example:
///     >>> flambeau.zeros(2).fill_(3)
///     tensor([3., 3.])
#[flambeau_macros::op(fill_.Scalar(Tensor(a!) self, Operand value) -> Tensor(a!); method, function)]
pub fn fill_(this: &Tensor, value: Operand<'_>) -> Result<()> {
    this.check_in_place()?;
    if let Operand::Tensor(value) = value {
        ensure!(
            value.ndim() == 0,
            Runtime,
            "fill_ only supports 0-dimension value tensor but got tensor with {} dimensions.",
            value.ndim()
        );
        return copy_(this, value, false);
    }
    let Operand::Scalar(scalar) = value else { return Ok(()) };
    check_fill(scalar, this.dtype())?;
    let graph = Recorder::new(&[this]);
    fill_elements(this, scalar)?;
    this.bump_version();
    if let Some(graph) = graph {
        graph
            .attach_in_place(this, "FillBackward0", |grad, _cx| Ok(crate::grads![Some(crate::ops::zeros_as(grad)?)]))?;
    }
    Ok(())
}

/// Sets every element of fresh or checked memory.
pub(crate) fn fill_elements(this: &Tensor, scalar: Scalar) -> Result<()> {
    let number = element(scalar, this.dtype(), Device::CPU)?;
    match this.on_host() {
        true => copy_elements(this, &number),
        // As a number it travels with the launch.
        false => super::pointwise::fill(this, number.item()?),
    }
}

/// A new 0-d tensor of a number.
pub(crate) fn element(scalar: Scalar, dtype: DType, device: Device) -> Result<Tensor> {
    let out = Tensor::empty(&[], dtype, device)?;
    if !out.on_host() {
        copy_elements(&out, &element(scalar, dtype, Device::CPU)?)?;
        return Ok(out);
    }
    // SAFETY: the tensor has one element of its dtype.
    unsafe { write_scalar(out.host_ptr()?, dtype, scalar) };
    Ok(out)
}

/// Where the CPU writes the elements of a result that belongs on `device`: there, or, if it cannot, in main memory. The
/// result is then moved with [`Tensor::to_device`].
pub(crate) fn written_on(device: Device) -> Device {
    if device.kind() == DeviceKind::Cpu { device } else { Device::CPU }
}

/// Writes a number as an element of any dtype: integers wrap, fractions are cut off.
///
/// # Safety
/// `ptr` is valid for a write of one element.
pub(crate) unsafe fn write_scalar(ptr: *mut u8, dtype: DType, scalar: Scalar) {
    use half::{bf16, f16};
    use num_complex::Complex;
    let (re, im) = match scalar {
        Scalar::Bool(value) => (value as u8 as f64, 0.0),
        Scalar::Int(value) => (value as f64, 0.0),
        Scalar::Float(value) => (value, 0.0),
        Scalar::Complex(re, im) => (re, im),
    };
    let int = match scalar {
        Scalar::Bool(value) => value as i64,
        Scalar::Int(value) => value,
        _ => re as i64,
    };
    // SAFETY: the caller's promise; writes need no alignment.
    unsafe {
        match dtype {
            DType::U8 => ptr.write(int as u8),
            DType::I8 => ptr.cast::<i8>().write(int as i8),
            DType::I16 => ptr.cast::<i16>().write_unaligned(int as i16),
            DType::I32 => ptr.cast::<i32>().write_unaligned(int as i32),
            DType::I64 => ptr.cast::<i64>().write_unaligned(int),
            DType::F16 => ptr.cast::<f16>().write_unaligned(f16::from_f64(re)),
            DType::BF16 => ptr.cast::<bf16>().write_unaligned(bf16::from_f64(re)),
            DType::F32 => ptr.cast::<f32>().write_unaligned(match scalar {
                Scalar::Int(value) => value as f32,
                _ => re as f32,
            }),
            DType::F64 => ptr.cast::<f64>().write_unaligned(re),
            DType::C64 => ptr.cast::<Complex<f32>>().write_unaligned(Complex::new(re as f32, im as f32)),
            DType::C128 => ptr.cast::<Complex<f64>>().write_unaligned(Complex::new(re, im)),
            DType::Bool => ptr.write((re != 0.0 || im != 0.0 || int != 0) as u8),
        }
    }
}

/// Refuses a number that an integer dtype cannot hold, and an imaginary part that a real dtype cannot. Numbers too large
/// for a floating dtype become infinite. Negative integers wrap around in `uint8`.
///
/// # Errors
/// `RuntimeError`, as PyTorch raises for `torch.tensor(300, dtype=torch.uint8)`.
pub(crate) fn check_range(number: Scalar, dtype: DType) -> Result<()> {
    let bounds = match dtype {
        DType::U8 => Some((0.0, u8::MAX as f64)),
        DType::I8 => Some((i8::MIN as f64, i8::MAX as f64)),
        DType::I16 => Some((i16::MIN as f64, i16::MAX as f64)),
        DType::I32 => Some((i32::MIN as f64, i32::MAX as f64)),
        // The largest number of 53 bits below 2^63.
        DType::I64 => Some((i64::MIN as f64, 9_223_372_036_854_774_784.0)),
        _ => None,
    };
    let holds = match (number, bounds) {
        (Scalar::Int(value), Some(_)) if dtype == DType::U8 => (-255..=255).contains(&value),
        (Scalar::Int(_), Some(_)) if dtype == DType::I64 => true,
        (Scalar::Int(value), Some((low, high))) => (low..=high).contains(&(value as f64)),
        (Scalar::Float(value), Some((low, high))) => (low..=high).contains(&value),
        (Scalar::Complex(re, im), Some((low, high))) => im == 0.0 && (low..=high).contains(&re),
        (Scalar::Complex(_, im), None) => dtype.is_complex() || dtype == DType::Bool || im == 0.0,
        _ => true,
    };
    ensure!(holds, Runtime, "value cannot be converted to type {} without overflow", dtype.name());
    Ok(())
}

/// As [`check_range`], and refuses also a finite number that a floating dtype would make infinite.
///
/// # Errors
/// `RuntimeError`, as PyTorch raises for `tensor.fill_(1e300)`.
pub(crate) fn check_fill(number: Scalar, dtype: DType) -> Result<()> {
    let (re, im) = match number {
        Scalar::Bool(_) => return Ok(()),
        // Integers of 64 bits fit every wider dtype.
        Scalar::Int(_) if dtype != DType::F16 => return check_range(number, dtype),
        Scalar::Int(value) => (value as f64, 0.0),
        Scalar::Float(value) => (value, 0.0),
        Scalar::Complex(re, im) => (re, im),
    };
    let largest = match dtype {
        DType::F16 => 65504.0,
        DType::BF16 => f32::from_bits(0x7f7f_0000) as f64,
        DType::F32 | DType::C64 => f32::MAX as f64,
        _ => return check_range(number, dtype),
    };
    let holds = [re, im].iter().all(|part| !part.is_finite() || part.abs() <= largest);
    ensure!(holds, Runtime, "value cannot be converted to type {} without overflow", dtype.name());
    check_range(number, dtype)
}

/// Says that a tensor given as `out=` had to be given another shape, unless it was empty.
///
/// # Errors
/// What the handler of warnings makes of it.
pub fn warn_resized(target: &Tensor, shape: &[usize]) -> Result<()> {
    if target.numel() == 0 {
        return Ok(());
    }
    crate::warning::warn(&format!(
        "An output with one or more elements was resized since it had shape {}, which does not match the required output \
         shape {}. This behavior is deprecated: give a tensor of that shape, or an empty one (t.resize_(0)).",
        crate::error::shape_text(target.shape()),
        crate::error::shape_text(shape)
    ))
}

/// Writes a result into a tensor given as `out=`. Where its shape differs, the answer is the tensor to put in its place.
///
/// # Errors
/// A dtype that would lose the result's category; a tensor that takes part in a graph.
pub fn write_out(target: &Tensor, value: &Tensor) -> Result<Option<Tensor>> {
    super::pointwise::check_cast(value.dtype(), target.dtype())?;
    ensure!(
        !((target.requires_grad() || value.requires_grad()) && crate::autograd::mode::grad_enabled()),
        Runtime,
        "functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad."
    );
    if target.shape() == value.shape() {
        if target.numel() > 0 && same_places(target, value) {
            // The operation wrote to it at once.
            target.check_in_place()?;
            target.bump_version();
            return Ok(None);
        }
        let value = value.detached();
        // Where a temporary had the target's memory, the result may be a view of that.
        let value = if share_bytes(target, &value) { value.copy()? } else { value };
        copy_(target, &value, false)?;
        return Ok(None);
    }
    warn_resized(target, value.shape())?;
    let fresh = Tensor::empty(value.shape(), target.dtype(), target.device())?;
    copy_elements(&fresh, value)?;
    Ok(Some(target.replaced_by(&fresh)))
}

/// Whether two tensors, of whatever storages, reach the same bytes.
fn share_bytes(a: &Tensor, b: &Tensor) -> bool {
    if a.numel() == 0 || b.numel() == 0 {
        return false;
    }
    let ((a_start, a_end), (b_start, b_end)) = (destination::reach(a), destination::reach(b));
    a_start < b_end && b_start < a_end
}

/// Whether two tensors of one shape are the same elements in the same places.
fn same_places(a: &Tensor, b: &Tensor) -> bool {
    let mut steps = a.shape().iter().zip(a.strides()).zip(b.strides());
    a.dtype() == b.dtype() && a.data_ptr() == b.data_ptr() && steps.all(|((&size, a), b)| size == 1 || a == b)
}

/// Whether a result of one dtype may be stored as another: the category must not fall.
pub fn can_cast(from: DType, to: DType) -> bool {
    super::pointwise::check_cast(from, to).is_ok()
}
