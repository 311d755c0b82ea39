//! Fills in place.

use super::{ForFloat, dense, elements, elements_mut, fill, for_float, in_memory_order, is_aligned};
use super::{check_single_place, copy_elements, device};
use crate::autograd::Recorder;
use crate::op::Operand;
use crate::ops::promote::scalar_dtype;
use crate::random::{self, AnyGenerator, Distribution, FloatSample, Generator, on_cpu};
use crate::tensor::layout;
use crate::{Result, Scalar, Tensor, bail, ensure};

/// Fills as an operation on the tensor: what was there has no part in the result, so its gradient is zero.
fn fill_recorded(
    this: &Tensor,
    distribution: Distribution,
    generator: Option<&AnyGenerator>,
    node: &'static str,
) -> Result<()> {
    this.check_in_place()?;
    fill(this, distribution, generator)?;
    replaced(this, node)
}

/// Notes that new elements took the place of the old ones.
fn replaced(this: &Tensor, node: &'static str) -> Result<()> {
    this.bump_version();
    if this.dtype().is_differentiable()
        && let Some(graph) = Recorder::new(&[this])
    {
        graph.attach_in_place(this, node, |grad, _cx| Ok(crate::grads![Some(crate::ops::zeros_as(grad)?)]))?;
    }
    Ok(())
}

/// Fills with numbers uniform in `[from, to)`.
///
/// Any shape; floating-point dtypes. RuntimeError where `from` is above `to`.
///
/// Example:
///     >>> flambeau.empty(2, 3).uniform_(-1, 1).shape
///     torch.Size([2, 3])
#[flambeau_macros::op(uniform_(Tensor(a!) self, float from=0.0, float to=1.0, *, Generator? generator=None) -> Tensor(a!); method)]
pub fn uniform_(this: &Tensor, from: f64, to: f64, generator: Option<&AnyGenerator>) -> Result<()> {
    fill_recorded(this, Distribution::Uniform { from, to }, generator, "UniformBackward0")
}

/// Fills with normal numbers of the given mean and standard deviation.
///
/// Any shape; floating-point or complex dtypes. A negative deviation raises RuntimeError.
///
/// Example:
///     >>> flambeau.empty(2, 3).normal_(mean=1.0, std=0.1).shape
///     torch.Size([2, 3])
#[flambeau_macros::op(normal_(Tensor(a!) self, float mean=0.0, float std=1.0, *, Generator? generator=None) -> Tensor(a!); method)]
pub fn normal_(this: &Tensor, mean: f64, std: f64, generator: Option<&AnyGenerator>) -> Result<()> {
    fill_recorded(this, Distribution::Normal { mean, std }, generator, "NormalBackward0")
}

/// Fills with exponentials of normal numbers; `mean` and `std` are those of the logarithm.
///
/// Floating-point tensors; a `std` that is not positive raises RuntimeError.
///
/// Example:
///     >>> bool((flambeau.empty(100).log_normal_() > 0).all())
///     True
#[flambeau_macros::op(log_normal_(Tensor(a!) self, float mean=1.0, float std=2.0, *, Generator? generator=None) -> Tensor(a!); method)]
pub fn log_normal_(this: &Tensor, mean: f64, std: f64, generator: Option<&AnyGenerator>) -> Result<()> {
    fill_recorded(this, Distribution::LogNormal { mean, std }, generator, "LogNormalBackward0")
}

/// Fills with exponentially distributed numbers of rate `lambd`.
///
/// Density `lambd e^(-lambd x)`. Floating-point dtypes; a rate that is not positive raises RuntimeError.
///
/// Example:
///     >>> flambeau.empty(2).exponential_().shape
///     torch.Size([2])
#[flambeau_macros::op(exponential_(Tensor(a!) self, float lambd=1.0, *, Generator? generator=None) -> Tensor(a!); method)]
pub fn exponential_(this: &Tensor, lambd: f64, generator: Option<&AnyGenerator>) -> Result<()> {
    fill_recorded(this, Distribution::Exponential { rate: lambd }, generator, "ExponentialBackward0")
}

/// Fills with numbers of trials up to the first success, which has probability `p` in each.
///
/// Any dtype but complex ones and booleans; a `p` outside (0, 1) raises RuntimeError.
///
/// Example:
///     >>> bool((flambeau.empty(100).geometric_(0.5) >= 1).all())
///     True
#[flambeau_macros::op(geometric_(Tensor(a!) self, float p, *, Generator? generator=None) -> Tensor(a!); method)]
pub fn geometric_(this: &Tensor, p: f64, generator: Option<&AnyGenerator>) -> Result<()> {
    fill_recorded(this, Distribution::Geometric { p }, generator, "GeometricBackward0")
}

/// Fills with Cauchy numbers: density `sigma / (pi ((x - median)^2 + sigma^2))`.
///
/// Floating-point tensors; a `sigma` that is not positive raises RuntimeError.
///
/// Example:
///     >>> flambeau.empty(2, 3).cauchy_().shape
///     torch.Size([2, 3])
#[flambeau_macros::op(cauchy_(Tensor(a!) self, float median=0.0, float sigma=1.0, *, Generator? generator=None) -> Tensor(a!); method)]
pub fn cauchy_(this: &Tensor, median: f64, sigma: f64, generator: Option<&AnyGenerator>) -> Result<()> {
    fill_recorded(this, Distribution::Cauchy { median, sigma }, generator, "CauchyBackward0")
}

/// Fills with integers from 0 to the largest that the dtype holds with all smaller ones.
///
/// Example:
///     >>> flambeau.empty(2, 3).random_(10).shape
///     torch.Size([2, 3])
#[flambeau_macros::op(random_(Tensor(a!) self, *, Generator? generator=None) -> Tensor(a!); method)]
pub fn random_(this: &Tensor, generator: Option<&AnyGenerator>) -> Result<()> {
    fill_recorded(this, Distribution::Random, generator, "RandomBackward2")
}

/// Fills with integers from 0 to `to - 1`.
///
/// Any dtype but complex ones; a `to` that is not positive, or beyond the dtype, raises RuntimeError.
///
/// Example:
///     >>> set(flambeau.empty(100).random_(2).tolist()) == {0.0, 1.0}
///     True
#[flambeau_macros::op(random_.to(Tensor(a!) self, int to, *, Generator? generator=None) -> Tensor(a!); method)]
pub fn random_to_(this: &Tensor, to: i64, generator: Option<&AnyGenerator>) -> Result<()> {
    fill_recorded(this, Distribution::RandomRange { from: 0, to: Some(to) }, generator, "RandomBackward1")
}

/// Fills with integers from `from` to `to - 1`, or to the dtype's largest where `to` is None.
///
/// Any dtype but complex ones; bounds out of order, or beyond the dtype, raise RuntimeError.
///
/// Example:
///     >>> set(flambeau.empty(100).random_(3, 5).tolist()) == {3.0, 4.0}
///     True
#[flambeau_macros::op(random_.from(Tensor(a!) self, int from, int? to, *, Generator? generator=None) -> Tensor(a!); method)]
pub fn random_from_(this: &Tensor, from: i64, to: Option<i64>, generator: Option<&AnyGenerator>) -> Result<()> {
    fill_recorded(this, Distribution::RandomRange { from, to }, generator, "RandomBackward0")
}

/// Fills with ones, each with probability `p`, and zeros. A tensor of probabilities broadcasts to this one.
///
/// Any dtype but complex ones. Probabilities outside [0, 1] raise RuntimeError.
///
/// Example:
///     >>> flambeau.empty(2).bernoulli_(0.0)
///     tensor([0., 0.])
#[flambeau_macros::op(bernoulli_(Tensor(a!) self, Operand p=0.5, *, Generator? generator=None) -> Tensor(a!); method)]
pub fn bernoulli_(this: &Tensor, p: Operand<'_>, generator: Option<&AnyGenerator>) -> Result<()> {
    match p {
        Operand::Scalar(p) => {
            let distribution = Distribution::Bernoulli { p: probability(p)? };
            fill_recorded(this, distribution, generator, "BernoulliBackward2")
        }
        Operand::Tensor(p) => {
            this.check_in_place()?;
            bernoulli_fill(this, p, generator)?;
            this.bump_version();
            if this.dtype().is_differentiable()
                && let Some(graph) = Recorder::new(&[this, p])
            {
                let shape = layout::Shape::from_slice(p.shape());
                graph.attach_in_place(this, "BernoulliBackward1", move |grad, cx| {
                    Ok(crate::grads![
                        cx.when(0, || crate::ops::zeros_as(grad))?,
                        cx.when(1, || Tensor::zeros(&shape, grad.dtype(), grad.device()))?
                    ])
                })?;
            }
            Ok(())
        }
    }
}

fn probability(p: Scalar) -> Result<f64> {
    Ok(match p {
        Scalar::Bool(p) => f64::from(u8::from(p)),
        Scalar::Int(p) => p as f64,
        Scalar::Float(p) => p,
        Scalar::Complex(..) => {
            bail!(Type, "bernoulli_ expects a real probability, got one of dtype {}", scalar_dtype(p).name())
        }
    })
}

/// Writes ones and zeros with a probability for each element. Nothing is recorded.
pub(super) fn bernoulli_fill(this: &Tensor, p: &Tensor, generator: Option<&AnyGenerator>) -> Result<()> {
    let name = "bernoulli_tensor_cpu_p_";
    if !p.dtype().is_floating_point() {
        return Err(crate::Error::unsupported(name, p.dtype()));
    }
    if this.dtype().is_complex() {
        return Err(crate::Error::unsupported("bernoulli_tensor_cpu_self_", this.dtype()));
    }
    ensure!(
        layout::broadcast(this.shape(), p.shape()).is_ok_and(|shape| shape.as_slice() == this.shape()),
        Runtime,
        "the probabilities, of shape {}, do not expand to the shape {} of the tensor to fill",
        crate::error::shape_text(p.shape()),
        crate::error::shape_text(this.shape())
    );
    if this.numel() == 0 {
        return Ok(());
    }
    check_single_place(this)?;
    let order = layout::memory_order(this.shape(), this.strides());
    let target = in_memory_order(this, &order);
    let strides = layout::expanded_strides(p.shape(), p.strides(), this.shape());
    let expanded = p.with_layout(layout::Shape::from_slice(this.shape()), strides, p.storage_offset());
    let probabilities = dense(&in_memory_order(&expanded, &order))?;
    if let Some(stream) = crate::gpu::stream(this.device()) {
        return device::bernoulli(&target, &probabilities, generator, stream);
    }
    let direct = target.dtype() == p.dtype()
        && target.is_contiguous()
        && is_aligned(&target)
        && !crate::ops::pointwise::overlap(&target, &probabilities);
    let drawn = if direct { target.clone() } else { Tensor::empty(target.shape(), p.dtype(), this.device())? };
    let work = Each { out: &drawn, probabilities: &probabilities, generator: on_cpu(generator)? };
    for_float(name, p.dtype(), work)??;
    if !direct {
        copy_elements(&target, &drawn)?;
    }
    Ok(())
}

struct Each<'a> {
    out: &'a Tensor,
    probabilities: &'a Tensor,
    generator: &'a Generator,
}

impl ForFloat for Each<'_> {
    type Output = Result<()>;
    fn run<T: FloatSample>(self) -> Result<()> {
        // SAFETY: both tensors are contiguous, aligned and of this element type, and do not overlap.
        let (out, probabilities) = unsafe { (elements_mut::<T>(self.out)?, elements::<T>(self.probabilities)?) };
        random::bernoulli_each(out, probabilities, self.generator).or_else(|at| {
            bail!(
                Runtime,
                "bernoulli_ expects every p to be in [0, 1], but got {} at element {at} in memory order",
                probabilities[at].to_f64()
            )
        })
    }
}
