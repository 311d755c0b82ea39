//! Dropout: elements or channels set to zero at random, and the randomised leaky ReLU.
//!
//! The mask is drawn in the order of memory and applied in the same pass; what is kept for the backward pass is the
//! mask, a byte an element.

use flambeau_cpu::DType;
use flambeau_cpu::expr::Class;
use flambeau_cuda::random as gpu;
use flambeau_cuda::stream::Stream;

use super::pointwise::{MUL, check_single_place, pointwise};
use super::random::{ForFloat, dense, elements, elements_mut, fill, for_float, is_aligned};
use crate::autograd::{Recorder, Saved, no_grad};
use crate::op::Operand;
use crate::random::{self, AnyGenerator, Distribution, Drop, FloatSample, on_cpu, on_gpu};
use crate::tensor::{Shape, layout};
use crate::{Error, Result, Scalar, Tensor, bail, ensure};

pointwise! {
    DROP = "dropout", "MulBackward0", Same, |x, mask, scale| {
            x * mask.convert(Class::Bool).select(scale, x.same(0.0))
        };
        @x: |g, mask, scale| g * mask.convert(Class::Bool).select(scale, g.same(0.0));
    DROP_SHIFTED = "alpha_dropout", "AddBackward0", Same, |x, mask, scale, kept, dropped| {
            let mask = mask.convert(Class::Bool);
            x * mask.select(scale, x.same(0.0)) + mask.select(kept, dropped)
        };
        @x: |g, mask, scale| g * mask.convert(Class::Bool).select(scale, g.same(0.0));
    NATIVE = "native_dropout", "NativeDropoutBackward0", Same, |x, mask, scale| {
            x * mask.convert(Class::Bool).select(x.same(1.0), x.same(0.0)) * scale
        };
        @x: |g, mask, scale| g * mask.convert(Class::Bool).select(g.same(1.0), g.same(0.0)) * scale;
}

/// What is dropped together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Element,
    Channel,
}

/// Numbers of an element's dtype, as a step by step computation in that dtype gives them.
struct Factors {
    scale: f64,
    shift: Option<(f64, f64)>,
}

impl Factors {
    /// Dropout divides what is kept by `1 - p`.
    fn plain(p: f64, dtype: DType) -> Factors {
        let scale = if dtype == DType::F64 { 1.0 / (1.0 - p) } else { f64::from(1.0f32 / (1.0 - p) as f32) };
        Factors { scale: dtype.round(scale), shift: None }
    }

    /// Alpha dropout puts SELU's lower limit in place of what is dropped, and then restores mean and variance.
    fn alpha(p: f64, dtype: DType) -> Factors {
        // SELU's scale times its alpha.
        const LIMIT: f64 = 1.7580993408473766;
        let a = 1.0 / ((LIMIT * LIMIT * p + 1.0) * (1.0 - p)).sqrt();
        let (step, kept) = (LIMIT * a, LIMIT * a * p);
        let dropped = if dtype == DType::F64 {
            kept - step
        } else {
            f64::from(kept as f32 + dtype.round(f64::from(-(step as f32))) as f32)
        };
        Factors { scale: dtype.round(a), shift: Some((dtype.round(kept), dtype.round(dropped))) }
    }
}

/// The factor of what dropout keeps.
pub(super) fn kept_factor(p: f64, dtype: DType) -> f64 {
    Factors::plain(p, dtype).scale
}

struct Fused<'a> {
    input: &'a Tensor,
    out: &'a Tensor,
    mask: Option<&'a Tensor>,
    keep: f64,
    factors: &'a Factors,
}

impl ForFloat for Fused<'_> {
    type Output = Result<()>;
    fn run<T: FloatSample>(self) -> Result<()> {
        let Factors { scale, shift } = self.factors;
        let what = Drop {
            keep: self.keep,
            scale: T::from_f64(*scale),
            shift: shift.map(|(kept, dropped)| (T::from_f64(kept), T::from_f64(dropped))),
        };
        let mask = Tensor::host_ptr_or_null(self.mask)?.cast();
        let (input, out) = (self.input.host_ptr()?.cast::<T>(), self.out.host_ptr()?.cast::<T>());
        // SAFETY: the caller gives dense, aligned tensors of one layout; `out` is `input` or new, as is the mask.
        unsafe { random::drop_out(input, out, mask, self.out.numel(), what, on_cpu(None)?) };
        Ok(())
    }
}

fn check(p: f64) -> Result<()> {
    ensure!((0.0..=1.0).contains(&p), Runtime, "dropout probability has to be between 0 and 1, but got {p}");
    Ok(())
}

fn check_dtype(this: &Tensor) -> Result<()> {
    if this.dtype().is_complex() {
        return Err(Error::unsupported("bernoulli_scalar_cpu_", this.dtype()));
    }
    ensure!(
        this.dtype().is_floating_point(),
        Runtime,
        "result type Float can't be cast to the desired output type {}: dropout needs a floating-point input",
        this.dtype().scalar_name()
    );
    Ok(())
}

/// An uninitialised tensor with another's shape and order of dimensions.
fn empty_as(this: &Tensor, dtype: DType) -> Result<Tensor> {
    let strides = layout::preserved_strides(this.shape(), this.strides());
    Tensor::empty_with_strides(Shape::from_slice(this.shape()), strides, dtype, this.device())
}

/// A tensor's elements in the order of memory of another: itself, or the other, which then holds them.
fn in_order_of(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    if this.strides() == other.strides() && is_aligned(this) {
        return Ok(this.detached());
    }
    super::copy::copy_elements(other, this)?;
    Ok(other.detached())
}

fn applies(this: &Tensor, p: f64, train: bool) -> bool {
    p != 0.0 && train && this.numel() > 0
}

/// Zero of the tensor's dtype, which everything is multiplied by when all is dropped.
fn nothing(this: &Tensor) -> Result<Tensor> {
    Tensor::zeros(&[], this.dtype(), this.device())
}

fn run(this: &Tensor, p: f64, train: bool, unit: Unit, alpha: bool) -> Result<Tensor> {
    check(p)?;
    if unit == Unit::Channel {
        check_channels(this)?;
    }
    if !applies(this, p, train) {
        return Ok(this.clone());
    }
    if p == 1.0 {
        return MUL.call(&[this.into(), Operand::Tensor(&nothing(this)?)]);
    }
    check_dtype(this)?;
    let factors = if alpha { Factors::alpha(p, this.dtype()) } else { Factors::plain(p, this.dtype()) };
    if unit == Unit::Channel {
        let mask = channel_mask(this, p)?;
        return row(&factors).call(&operands(this, &mask, &factors));
    }
    if let Some(stream) = crate::gpu::stream(this.device()) {
        if !alpha {
            return Ok(native(this, p, stream)?.0);
        }
        let mask = empty_as(this, DType::Bool)?;
        fill(&mask, Distribution::Bernoulli { p: 1.0 - p }, None)?;
        return row(&factors).call(&operands(this, &mask, &factors));
    }
    let out = empty_as(this, this.dtype())?;
    let graph = Recorder::new(&[this]);
    let mask = if graph.is_some() { Some(empty_as(this, DType::Bool)?) } else { None };
    let input = &in_order_of(this, &out)?;
    let fused = Fused { input, out: &out, mask: mask.as_ref(), keep: 1.0 - p, factors: &factors };
    for_float("dropout", this.dtype(), fused)??;
    if let (Some(graph), Some(mask)) = (graph, mask) {
        let (name, scale) = (if alpha { "AddBackward0" } else { "MulBackward0" }, Scalar::Float(factors.scale));
        let mask = Saved::input(&mask)?;
        graph.attach(&out, name, move |grad, cx| {
            let grad = DROP.call(&[grad.into(), Operand::Tensor(&mask.get(cx)?), Operand::Scalar(scale)])?;
            Ok(crate::grads![Some(grad)])
        });
    }
    Ok(out)
}

/// Dropout on a GPU: the result, with its gradient, and which elements were kept.
fn native(this: &Tensor, p: f64, stream: Stream) -> Result<(Tensor, Tensor)> {
    check_dtype(this)?;
    let (out, mask) = (empty_as(this, this.dtype())?, empty_as(this, DType::Bool)?);
    let dense = layout::is_dense(this.shape(), this.strides());
    let input = &in_order_of(this, &out)?;
    let (dtype, x, n) = (this.dtype(), input.ptr_on(this.device())?, this.numel());
    // SAFETY: the tensors are dense and of one layout, those that are written are new (`out` may be `input`); memory that is
    // freed meanwhile is handed out in the order of the stream.
    unsafe {
        gpu::drop_out(dtype, x, out.data_ptr(), mask.data_ptr(), n, 1.0 - p, dense, on_gpu(None, stream)?, stream)?
    };
    if let Some(graph) = Recorder::new(&[this]) {
        let mask = Saved::input(&mask)?;
        graph.attach(&out, "NativeDropoutBackward0", move |grad, cx| {
            let scale = Operand::Scalar(Scalar::Float(1.0 / (1.0 - p)));
            Ok(crate::grads![Some(NATIVE.call(&[grad.into(), Operand::Tensor(&mask.get(cx)?), scale])?)])
        });
    }
    Ok((out, mask))
}

fn row(factors: &Factors) -> &'static super::pointwise::Pointwise {
    if factors.shift.is_some() { &DROP_SHIFTED } else { &DROP }
}

fn operands<'a>(this: &'a Tensor, mask: &'a Tensor, factors: &Factors) -> smallvec::SmallVec<[Operand<'a>; 5]> {
    let mut list = smallvec::smallvec![this.into(), mask.into(), factors.scale.into()];
    if let Some((kept, dropped)) = factors.shift {
        list.extend([Operand::from(kept), Operand::from(dropped)]);
    }
    list
}

fn run_in_place(this: &Tensor, p: f64, train: bool, unit: Unit, alpha: bool) -> Result<()> {
    check(p)?;
    if unit == Unit::Channel {
        check_channels(this)?;
    }
    if !applies(this, p, train) {
        return Ok(());
    }
    if p == 1.0 {
        return MUL.call_in_place(&[this.into(), Operand::Tensor(&nothing(this)?)]);
    }
    check_dtype(this)?;
    this.check_in_place()?;
    let factors = if alpha { Factors::alpha(p, this.dtype()) } else { Factors::plain(p, this.dtype()) };
    let graph = Recorder::new(&[this]);
    let whole = unit == Unit::Element
        && graph.is_none()
        && this.on_host()
        && is_aligned(this)
        && layout::is_dense(this.shape(), this.strides());
    if whole {
        check_single_place(this)?;
        let fused = Fused { input: this, out: this, mask: None, keep: 1.0 - p, factors: &factors };
        for_float("dropout_", this.dtype(), fused)??;
        this.bump_version();
        return Ok(());
    }
    let mask = match unit {
        Unit::Channel => channel_mask(this, p)?,
        Unit::Element => {
            let mask = empty_as(this, DType::Bool)?;
            fill(&mask, Distribution::Bernoulli { p: 1.0 - p }, None)?;
            mask
        }
    };
    row(&factors).call_in_place(&operands(this, &mask, &factors))
}

fn check_channels(this: &Tensor) -> Result<()> {
    ensure!(
        this.ndim() >= 2,
        Runtime,
        "Feature dropout requires at least 2 dimensions in the input, got {}",
        this.ndim()
    );
    Ok(())
}

/// A mask of the first two dimensions that broadcasts over the others.
fn channel_mask(this: &Tensor, p: f64) -> Result<Tensor> {
    let mut shape = Shape::from_elem(1, this.ndim());
    shape[..2].copy_from_slice(&this.shape()[..2]);
    let mask = Tensor::empty(&shape, DType::Bool, this.device())?;
    fill(&mask, Distribution::Bernoulli { p: 1.0 - p }, None)?;
    Ok(mask)
}

macro_rules! dropouts {
    ($( $(#[$doc:meta])* $name:ident $in_place:ident = $unit:ident $alpha:literal; )+) => { $(
        $(#[$doc])*
        #[flambeau_macros::op($name(Tensor input, float p, bool train) -> Tensor; function)]
        pub fn $name(input: &Tensor, p: f64, train: bool) -> Result<Tensor> {
            run(input, p, train, Unit::$unit, $alpha)
        }

        $(#[$doc])*
        ///
        /// Writes to the tensor itself and returns it.
        #[flambeau_macros::op($in_place(Tensor(a!) self, float p, bool train) -> Tensor(a!); function)]
        pub fn $in_place(this: &Tensor, p: f64, train: bool) -> Result<()> {
            run_in_place(this, p, train, Unit::$unit, $alpha)
        }
    )+ };
}

dropouts! {
    /// In training, sets each element to zero with probability `p` and divides the others by `1 - p`.
    ///
    /// Any shape; floating-point or complex dtypes. Without `train` the input. A `p` outside [0, 1] raises
    /// RuntimeError.
    ///
    /// Example:
    ///     >>> set(flambeau.dropout(flambeau.ones(100), 0.5, True).tolist()) == {0.0, 2.0}
    ///     True
    dropout dropout_ = Element false;
    /// In training, sets each channel of `(N, C, *)` to zero with probability `p` and divides the others by `1 - p`.
    ///
    /// Floating-point or complex dtypes. Without `train` the input. A `p` outside [0, 1] raises RuntimeError.
    ///
    /// Example:
    ///     >>> x = flambeau.feature_dropout(flambeau.ones(1, 8, 5), 0.5, True)
    ///     >>> bool((x == x[:, :, :1]).all())
    ///     True
    feature_dropout feature_dropout_ = Channel false;
    /// In training, puts SELU's lower limit in place of each element with probability `p`, and restores mean and
    /// variance.
    ///
    /// Any shape; floating-point dtypes. Without `train` the input. A `p` outside [0, 1] raises RuntimeError.
    ///
    /// Example:
    ///     >>> x = flambeau.alpha_dropout(flambeau.randn(10000), 0.2, True)
    ///     >>> abs(x.mean()) < 0.1, abs(x.std() - 1) < 0.1
    ///     (tensor(True), tensor(True))
    alpha_dropout alpha_dropout_ = Element true;
    /// In training, puts SELU's lower limit in place of each channel with probability `p`, and restores mean and
    /// variance.
    ///
    /// `(N, C, *)`; floating-point dtypes. Without `train` the input. A `p` outside [0, 1] raises RuntimeError.
    ///
    /// Example:
    ///     >>> x = flambeau.feature_alpha_dropout(flambeau.ones(1, 8, 5), 0.5, True)
    ///     >>> bool((x == x[:, :, :1]).all())
    ///     True
    feature_alpha_dropout feature_alpha_dropout_ = Channel true;
}

/// Dropout that also answers which elements were kept. Without training, or where `train` is False, all are.
///
/// The result is `x * mask / (1 - p)`; both have the input's shape, the mask is boolean. Floating-point or
/// complex dtypes.
///
/// Example:
///     >>> out, mask = flambeau.native_dropout(flambeau.ones(4), 0.5, False)
///     >>> out, mask
///     (tensor([1., 1., 1., 1.]), tensor([True, True, True, True]))
#[flambeau_macros::op(native_dropout(Tensor input, float p, bool? train) -> (Tensor, Tensor); function)]
pub fn native_dropout(input: &Tensor, p: f64, train: Option<bool>) -> Result<(Tensor, Tensor)> {
    if !train.unwrap_or(true) {
        let mask = empty_as(input, DType::Bool)?;
        super::copy::fill_elements(&mask, Scalar::Bool(true))?;
        return Ok((input.copy()?, mask));
    }
    if input.numel() > 0 {
        check_dtype(input)?;
    }
    if let Some(stream) = crate::gpu::stream(input.device())
        && p > 0.0
        && p < 1.0
        && input.numel() > 0
    {
        return native(input, p, stream);
    }
    let mask = empty_as(input, DType::Bool)?;
    let scale = if p == 1.0 { 0.0 } else { 1.0 / (1.0 - p) };
    fill(&mask, Distribution::Bernoulli { p: 1.0 - p }, None)?;
    let out = NATIVE.call(&[input.into(), Operand::Tensor(&mask), scale.into()])?;
    Ok((out, mask))
}

/// The gradient of `native_dropout`: `grad_output * mask * scale`.
///
/// Both tensors have one shape; a mask that is not boolean raises RuntimeError.
///
/// Example:
///     >>> flambeau.native_dropout_backward(flambeau.ones(2), flambeau.tensor([True, False]), 2.0)
///     tensor([2., 0.])
#[flambeau_macros::op(native_dropout_backward(Tensor grad_output, Tensor mask, float scale) -> Tensor; function)]
pub fn native_dropout_backward(grad_output: &Tensor, mask: &Tensor, scale: f64) -> Result<Tensor> {
    ensure!(
        mask.dtype() == DType::Bool,
        Runtime,
        "native_dropout_backward: mask must be boolean, got {}",
        mask.dtype().scalar_name()
    );
    NATIVE.call(&[grad_output.into(), mask.into(), scale.into()])
}

fn bounds(lower: Scalar, upper: Scalar) -> Result<(f64, f64)> {
    let real = |name: &str, number: Scalar| {
        let value = match number {
            Scalar::Bool(value) => f64::from(u8::from(value)),
            Scalar::Int(value) => value as f64,
            Scalar::Float(value) => value,
            Scalar::Complex(..) => bail!(Runtime, "rrelu: {name} bound must be real"),
        };
        ensure!(value.is_finite(), Runtime, "rrelu: {name} bound must be finite, got {value}");
        Ok(value)
    };
    let (low, high) = (real("lower", lower)?, real("upper", upper)?);
    ensure!(low <= high, Runtime, "Lower bound should be less than or equal to the upper bound, got {low} and {high}");
    Ok((low, high))
}

struct Slopes<'a> {
    input: &'a Tensor,
    out: &'a Tensor,
    slopes: &'a Tensor,
    lower: f64,
    upper: f64,
    generator: Option<&'a AnyGenerator>,
}

impl ForFloat for Slopes<'_> {
    type Output = Result<()>;
    fn run<T: FloatSample>(self) -> Result<()> {
        let Slopes { input, out, slopes, lower, upper, generator } = self;
        // SAFETY: all are contiguous, aligned and of this element type; those that are written are new.
        let (input, out, slopes) =
            unsafe { (elements::<T>(input)?, elements_mut::<T>(out)?, elements_mut::<T>(slopes)?) };
        random::random_slopes(input, out, slopes, lower, upper, on_cpu(generator)?);
        Ok(())
    }
}

/// The result and the slopes, unrecorded.
fn rrelu_parts(
    this: &Tensor,
    (lower, upper): (f64, f64),
    training: bool,
    generator: Option<&AnyGenerator>,
) -> Result<(Tensor, Tensor)> {
    if !this.dtype().is_floating_point() {
        return Err(Error::unsupported("leaky_relu_cpu", this.dtype()));
    }
    let this = this.detached();
    if !training {
        let slope = Scalar::Float((lower + upper) / 2.0);
        let out = super::leaky_relu(&this, slope)?;
        let ones = super::creation::full_as(&this, 1.0)?;
        let slopes = super::select_where(
            &super::gt(&this, Operand::Scalar(Scalar::Int(0)))?,
            Operand::Tensor(&ones),
            Operand::Scalar(slope),
        )?;
        return Ok((out, slopes));
    }
    let slopes = Tensor::empty(this.shape(), this.dtype(), this.device())?;
    if !this.on_host() {
        fill(&slopes, Distribution::Uniform { from: lower, to: upper }, generator)?;
        let negative = super::le(&this, Operand::Scalar(Scalar::Int(0)))?;
        let slopes = super::select_where(&negative, (&slopes).into(), Operand::Scalar(Scalar::Float(1.0)))?;
        return Ok((this.mul((&slopes).into())?, slopes));
    }
    let out = Tensor::empty(this.shape(), this.dtype(), this.device())?;
    let input = dense(&this)?;
    let work = Slopes { input: &input, out: &out, slopes: &slopes, lower, upper, generator };
    for_float("rrelu_with_noise_out_cpu", this.dtype(), work)??;
    Ok((out, slopes))
}

/// x where positive, else x times a slope: drawn from `[lower, upper)` in training, their mean otherwise.
///
/// Any shape; floating-point dtypes. Bounds that are not finite or not in order raise RuntimeError.
///
/// Example:
///     >>> flambeau.rrelu(flambeau.tensor([-1.0, 1.0]), 0.1, 0.3)
///     tensor([-0.2000,  1.0000])
#[flambeau_macros::op(rrelu(Tensor self, Scalar lower=0.125, Scalar upper=0.3333333333333333, bool training=False, Generator? generator=None) -> Tensor; function)]
pub fn rrelu(
    this: &Tensor,
    lower: Scalar,
    upper: Scalar,
    training: bool,
    generator: Option<&AnyGenerator>,
) -> Result<Tensor> {
    let bounds = bounds(lower, upper)?;
    let (out, slopes) = no_grad(|| rrelu_parts(this, bounds, training, generator))?;
    if let Some(graph) = Recorder::new(&[this]) {
        let slopes = Saved::input(&slopes)?;
        graph.attach(&out, "RreluWithNoiseBackward0", move |grad, cx| {
            Ok(crate::grads![Some(grad.mul(Operand::Tensor(&slopes.get(cx)?))?)])
        });
    }
    Ok(out)
}

/// `rrelu` in place: multiplies negative elements by a slope, random in `[lower, upper)` in training.
///
/// Example:
///     >>> flambeau.rrelu_(flambeau.tensor([-1.0, 1.0]), 0.1, 0.3)
///     tensor([-0.2000,  1.0000])
#[flambeau_macros::op(rrelu_(Tensor(a!) self, Scalar lower=0.125, Scalar upper=0.3333333333333333, bool training=False, Generator? generator=None) -> Tensor(a!); function)]
pub fn rrelu_(
    this: &Tensor,
    lower: Scalar,
    upper: Scalar,
    training: bool,
    generator: Option<&AnyGenerator>,
) -> Result<()> {
    this.check_in_place()?;
    check_single_place(this)?;
    let bounds = bounds(lower, upper)?;
    let (out, slopes) = no_grad(|| rrelu_parts(this, bounds, training, generator))?;
    let graph = Recorder::new(&[this]);
    super::copy::copy_elements(this, &out)?;
    this.bump_version();
    if let Some(graph) = graph {
        let slopes = Saved::input(&slopes)?;
        graph.attach_in_place(this, "RreluWithNoiseBackward1", move |grad, cx| {
            Ok(crate::grads![Some(grad.mul(Operand::Tensor(&slopes.get(cx)?))?)])
        })?;
    }
    Ok(())
}
