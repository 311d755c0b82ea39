//! New random tensors.

use flambeau_cpu::DType;

use super::{Target, copy_elements, device, elements_mut, fill, is_aligned};
use crate::autograd::no_grad;
use crate::device::Device;
use crate::error::Kind;
use crate::op::Layout;
use crate::ops::creation::{finish, like};
use crate::ops::promote::default_dtype;
use crate::random::{self, AnyGenerator, Distribution, Generator, Sample, on_cpu};
use crate::tensor::{MemoryFormat, layout};
use crate::{Error, Result, Tensor, bail, ensure};

macro_rules! standard {
    ($( $(#[$doc:meta])* $name:ident $like_name:ident = $distribution:expr; )+) => { $(
        $(#[$doc])*
        ///
        /// Of the default dtype unless `dtype` says otherwise. Negative sizes raise RuntimeError, integer dtypes
        /// NotImplementedError.
        #[flambeau_macros::op($name(int[] size, *, Generator? generator=None, Tensor(a!)? out=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor; function)]
        pub fn $name(
            size: &[i64],
            generator: Option<&AnyGenerator>,
            out: Option<&Tensor>,
            dtype: Option<DType>,
            _layout: Option<Layout>,
            device: Option<Device>,
            pin_memory: Option<bool>,
            requires_grad: bool,
        ) -> Result<Tensor> {
            let target = Target::new(stringify!($name), out, &layout::sizes(size)?, dtype, default_dtype, device)?;
            fill(&target.tensor, $distribution, generator)?;
            finish(target.finish(), pin_memory, requires_grad)
        }

        $(#[$doc])*
        ///
        /// Shape, and by default dtype and device, are another tensor's:
        ///
        #[doc = concat!("    >>> flambeau.", stringify!($like_name), "(flambeau.ones(1, 2)).shape")]
        ///     torch.Size([1, 2])
        #[flambeau_macros::op($like_name(Tensor self, *, Generator? generator=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor; function)]
        pub fn $like_name(
            this: &Tensor,
            generator: Option<&AnyGenerator>,
            dtype: Option<DType>,
            _layout: Option<Layout>,
            device: Option<Device>,
            pin_memory: Option<bool>,
            memory_format: Option<MemoryFormat>,
            requires_grad: bool,
        ) -> Result<Tensor> {
            let out = like(this, dtype, device, memory_format)?;
            fill(&out, $distribution, generator)?;
            finish(out, pin_memory, requires_grad)
        }
    )+ };
}

standard! {
    /// Numbers uniform in `[0, 1)`.
    ///
    /// Example:
    ///     >>> flambeau.rand(2, 3).shape
    ///     torch.Size([2, 3])
    rand rand_like = Distribution::Uniform { from: 0.0, to: 1.0 };
    /// Standard normal numbers.
    ///
    /// Example:
    ///     >>> flambeau.randn(2, 3).shape
    ///     torch.Size([2, 3])
    randn randn_like = Distribution::Normal { mean: 0.0, std: 1.0 };
}

fn integers(low: i64, high: i64) -> Distribution {
    Distribution::RandomRange { from: low, to: Some(high) }
}

/// Integers from 0 to `high - 1`.
///
/// int64 unless `dtype` says otherwise. A `high` that is not positive, or beyond the dtype, raises
/// RuntimeError.
///
/// Example:
///     >>> flambeau.randint(10, (2, 3)).shape
///     torch.Size([2, 3])
#[flambeau_macros::op(randint(int high, int[] size, *, Generator? generator=None, Tensor(a!)? out=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor; function)]
pub fn randint(
    high: i64,
    size: &[i64],
    generator: Option<&AnyGenerator>,
    out: Option<&Tensor>,
    dtype: Option<DType>,
    layout: Option<Layout>,
    device: Option<Device>,
    pin_memory: Option<bool>,
    requires_grad: bool,
) -> Result<Tensor> {
    randint_from(0, high, size, generator, out, dtype, layout, device, pin_memory, requires_grad)
}

/// Integers from `low` to `high - 1`.
///
/// int64 unless `dtype` says otherwise. `low` that is not below `high`, and bounds beyond the dtype, raise
/// RuntimeError.
///
/// Example:
///     >>> flambeau.randint(3, 5, (4,)).shape
///     torch.Size([4])
///     >>> set(flambeau.randint(3, 5, (100,)).tolist()) == {3, 4}
///     True
#[flambeau_macros::op(randint.low(int low, int high, int[] size, *, Generator? generator=None, Tensor(a!)? out=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor; function)]
pub fn randint_from(
    low: i64,
    high: i64,
    size: &[i64],
    generator: Option<&AnyGenerator>,
    out: Option<&Tensor>,
    dtype: Option<DType>,
    _layout: Option<Layout>,
    device: Option<Device>,
    pin_memory: Option<bool>,
    requires_grad: bool,
) -> Result<Tensor> {
    let target = Target::new("randint", out, &layout::sizes(size)?, dtype, || DType::I64, device)?;
    fill(&target.tensor, integers(low, high), generator)?;
    finish(target.finish(), pin_memory, requires_grad)
}

/// Integers from 0 to `high - 1` in a tensor of another's shape, and by default dtype and device.
///
/// A `high` that is not positive, or beyond the dtype, raises RuntimeError.
///
/// Example:
///     >>> flambeau.randint_like(flambeau.zeros(2, 3), 10).shape
///     torch.Size([2, 3])
#[flambeau_macros::op(randint_like(Tensor self, int high, *, Generator? generator=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor; function)]
pub fn randint_like(
    this: &Tensor,
    high: i64,
    generator: Option<&AnyGenerator>,
    dtype: Option<DType>,
    layout: Option<Layout>,
    device: Option<Device>,
    pin_memory: Option<bool>,
    memory_format: Option<MemoryFormat>,
    requires_grad: bool,
) -> Result<Tensor> {
    randint_like_from(this, 0, high, generator, dtype, layout, device, pin_memory, memory_format, requires_grad)
}

/// Integers from `low` to `high - 1` in a tensor of another's shape, and by default dtype and device.
///
/// `low` that is not below `high`, and bounds beyond the dtype, raise RuntimeError.
///
/// Example:
///     >>> set(flambeau.randint_like(flambeau.zeros(100), 3, 5).tolist()) == {3.0, 4.0}
///     True
#[flambeau_macros::op(randint_like.low_dtype(Tensor self, int low, int high, *, Generator? generator=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None, bool requires_grad=False) -> Tensor; function)]
pub fn randint_like_from(
    this: &Tensor,
    low: i64,
    high: i64,
    generator: Option<&AnyGenerator>,
    dtype: Option<DType>,
    _layout: Option<Layout>,
    device: Option<Device>,
    pin_memory: Option<bool>,
    memory_format: Option<MemoryFormat>,
    requires_grad: bool,
) -> Result<Tensor> {
    let out = like(this, dtype, device, memory_format)?;
    fill(&out, integers(low, high), generator)?;
    finish(out, pin_memory, requires_grad)
}

/// Normal numbers of the given mean and standard deviation.
///
/// A negative deviation raises RuntimeError.
///
/// Example:
///     >>> flambeau.normal(0.0, 1.0, (2, 3)).shape
///     torch.Size([2, 3])
#[flambeau_macros::op(normal.float_float(float mean, float std, int[] size, *, Generator? generator=None, Tensor(a!)? out=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor; function)]
pub fn normal_of_size(
    mean: f64,
    std: f64,
    size: &[i64],
    generator: Option<&AnyGenerator>,
    out: Option<&Tensor>,
    dtype: Option<DType>,
    _layout: Option<Layout>,
    device: Option<Device>,
    pin_memory: Option<bool>,
    requires_grad: bool,
) -> Result<Tensor> {
    // As in PyTorch, a default device says nothing here.
    let device = device.unwrap_or(out.map_or(Device::CPU, Tensor::device));
    let target = Target::new("normal", out, &layout::sizes(size)?, dtype, default_dtype, Some(device))?;
    fill(&target.tensor, Distribution::Normal { mean, std }, generator)?;
    finish(target.finish(), pin_memory, requires_grad)
}

/// A random permutation of the integers from 0 to `n - 1`.
///
/// `(n,)`, int64 unless `dtype` says otherwise. A negative n raises RuntimeError.
///
/// Example:
///     >>> flambeau.randperm(5).sort().values
///     tensor([0, 1, 2, 3, 4])
#[flambeau_macros::op(randperm(int n, *, Generator? generator=None, Tensor(a!)? out=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool requires_grad=False) -> Tensor; function)]
pub fn randperm(
    n: i64,
    generator: Option<&AnyGenerator>,
    out: Option<&Tensor>,
    dtype: Option<DType>,
    _layout: Option<Layout>,
    device: Option<Device>,
    pin_memory: Option<bool>,
    requires_grad: bool,
) -> Result<Tensor> {
    let shape = layout::sizes(&[n])?;
    check_holds(n, out.map(Tensor::dtype).or(dtype).unwrap_or(DType::I64))?;
    ensure!(
        !requires_grad || dtype.is_some_and(DType::is_differentiable),
        Runtime,
        "only Tensors of floating point and complex dtype can require gradients"
    );
    let target = Target::new("randperm", out, &shape, dtype, || DType::I64, device)?;
    let result = &target.tensor;
    super::check_single_place(result)?;
    if result.dtype() == DType::Bool || result.dtype().is_complex() {
        return Err(Error::unsupported("randperm", result.dtype()));
    }
    if let Some(stream) = crate::gpu::stream(result.device()) {
        no_grad(|| device::permutation(result, generator, stream))?;
    } else if result.is_contiguous() && is_aligned(result) {
        permute(result, generator)?;
    } else {
        let order = Tensor::empty(&shape, result.dtype(), result.device())?;
        permute(&order, generator)?;
        copy_elements(result, &order)?;
    }
    finish(target.finish(), pin_memory, requires_grad)
}

/// Refuses a permutation whose integers the dtype does not hold.
fn check_holds(n: i64, dtype: DType) -> Result<()> {
    let largest = match dtype {
        DType::U8 => u8::MAX.into(),
        DType::I8 => i8::MAX.into(),
        DType::I16 => i16::MAX.into(),
        DType::I32 => i32::MAX.into(),
        DType::F16 => 1i64 << half::f16::MANTISSA_DIGITS,
        DType::BF16 => 1i64 << half::bf16::MANTISSA_DIGITS,
        DType::F32 => 1i64 << f32::MANTISSA_DIGITS,
        DType::F64 => 1i64 << f64::MANTISSA_DIGITS,
        _ => i64::MAX,
    };
    if n - 1 > largest {
        if dtype.is_floating_point() {
            bail!(Runtime, "n cannot be greater than {} for {} type, got {n}", largest + 1, dtype.scalar_name());
        }
        return Err(Error::message(
            Kind::Runtime,
            format!("value cannot be converted to type {} without overflow: randperm({n})", dtype.name()),
        ));
    }
    Ok(())
}

fn permute(out: &Tensor, generator: Option<&AnyGenerator>) -> Result<()> {
    fn run<T: Sample>(out: &Tensor, generator: &Generator) -> Result<()> {
        // SAFETY: the caller chose the tensor's element type and has the elements, contiguous and aligned, for itself.
        random::randperm(unsafe { elements_mut::<T>(out)? }, generator);
        Ok(())
    }
    let generator = on_cpu(generator)?;
    match out.dtype() {
        DType::I64 => run::<i64>(out, generator),
        DType::I32 => run::<i32>(out, generator),
        DType::I16 => run::<i16>(out, generator),
        DType::I8 => run::<i8>(out, generator),
        DType::U8 => run::<u8>(out, generator),
        DType::F32 => run::<f32>(out, generator),
        DType::F64 => run::<f64>(out, generator),
        DType::F16 => run::<half::f16>(out, generator),
        DType::BF16 => run::<half::bf16>(out, generator),
        dtype => Err(Error::unsupported("randperm", dtype)),
    }
}
