//! Draws whose parameters are tensors.

use flambeau_cpu::DType;
use flambeau_cuda::sample::Each;
use flambeau_cuda::stream::Stream;

use super::device;
use super::in_place::bernoulli_fill;
use super::{ForFloat, Target, dense, elements, elements_mut, fill, for_float};
use crate::autograd::{Recorder, no_grad};
use crate::op::Operand;
use crate::random::{self, AnyGenerator, Distribution, FloatSample, Generator, RandomError, on_cpu};
use crate::tensor::{Shape, layout};
use crate::{Error, Result, Scalar, Tensor, bail, ensure};

/// The gradient of an input that a draw does not pass one to.
fn no_gradient(this: &Tensor, out: &Tensor, node: &'static str) {
    if out.dtype().is_differentiable()
        && let Some(graph) = Recorder::new(&[this])
    {
        graph.attach(out, node, |grad, _cx| Ok(crate::grads![Some(crate::ops::zeros_as(grad)?)]));
    }
}

/// Ones, each with the probability that stands in its place, and zeros.
///
/// Any shape; floating-point dtypes. Probabilities outside [0, 1] raise RuntimeError.
///
/// Example:
///     >>> flambeau.bernoulli(flambeau.ones(3))
///     tensor([1., 1., 1.])
#[flambeau_macros::op(bernoulli(Tensor self, *, Generator? generator=None, Tensor(a!)? out=None) -> Tensor; method, function)]
pub fn bernoulli(this: &Tensor, generator: Option<&AnyGenerator>, out: Option<&Tensor>) -> Result<Tensor> {
    if let Some(out) = out {
        let target = Target::new("bernoulli", Some(out), this.shape(), None, || out.dtype(), None)?;
        bernoulli_fill(&target.tensor, this, generator)?;
        return Ok(target.finish());
    }
    if !this.dtype().is_floating_point() {
        return Err(Error::unsupported("bernoulli_tensor_cpu_p_", this.dtype()));
    }
    // Row-major, whatever the order of the probabilities.
    let out = Tensor::empty(this.shape(), this.dtype(), this.device())?;
    bernoulli_fill(&out, this, generator)?;
    no_gradient(this, &out, "BernoulliBackward0");
    Ok(out)
}

/// Ones, each with probability `p`, and zeros, in a tensor of this one's shape and dtype.
///
/// A `p` outside [0, 1] raises RuntimeError.
///
/// Example:
///     >>> flambeau.zeros(3).bernoulli(1.0)
///     tensor([1., 1., 1.])
#[flambeau_macros::op(bernoulli.p(Tensor self, float p, *, Generator? generator=None) -> Tensor; method, function)]
pub fn bernoulli_p(this: &Tensor, p: f64, generator: Option<&AnyGenerator>) -> Result<Tensor> {
    let strides = layout::preserved_strides(this.shape(), this.strides());
    let out = Tensor::empty_with_strides(Shape::from_slice(this.shape()), strides, this.dtype(), this.device())?;
    fill(&out, Distribution::Bernoulli { p }, generator)?;
    Ok(out)
}

fn check_deviations(std: &Tensor) -> Result<()> {
    ensure!(!std.dtype().is_complex(), Runtime, "normal expects standard deviation to be non-complex");
    if std.dtype().is_floating_point() {
        let holds = if std.on_host() {
            for_float("normal", std.dtype(), AllPositive(&dense(std)?))??
        } else {
            device::all(&crate::ops::ge(&std.detached(), Operand::Scalar(Scalar::Int(0)))?)?
        };
        ensure!(holds, Runtime, "normal expects all elements of std >= 0.0");
    }
    Ok(())
}

/// Whether all elements are at least zero; NaN is not.
struct AllPositive<'a>(&'a Tensor);

impl ForFloat for AllPositive<'_> {
    type Output = Result<bool>;
    fn run<T: FloatSample>(self) -> Result<bool> {
        // SAFETY: the tensor is contiguous, aligned and of this element type.
        Ok(unsafe { elements::<T>(self.0)? }.iter().all(|std| std.to_f64() >= 0.0))
    }
}

/// Normal numbers whose mean, standard deviation or both are tensors, which broadcast together.
///
/// With numbers for both, `size` gives the shape. Floating-point or complex dtypes; a negative deviation raises
/// RuntimeError.
///
/// Example:
///     >>> flambeau.normal(flambeau.tensor([1.0, 2.0]), flambeau.tensor([0.0, 0.0]))
///     tensor([1., 2.])
///     >>> flambeau.normal(0.0, 1.0, size=(2, 3)).shape
///     torch.Size([2, 3])
#[flambeau_macros::op(normal(Operand mean, Operand std=1.0, *, Generator? generator=None, Tensor(a!)? out=None) -> Tensor; function)]
pub fn normal(
    mean: Operand<'_>,
    std: Operand<'_>,
    generator: Option<&AnyGenerator>,
    out: Option<&Tensor>,
) -> Result<Tensor> {
    let (shape, dtype, device, node) = match (mean, std) {
        (Operand::Tensor(mean), Operand::Tensor(std)) => {
            check_deviations(std)?;
            (layout::broadcast(mean.shape(), std.shape())?, mean.dtype(), mean.device(), "NormalBackward3")
        }
        (Operand::Tensor(mean), Operand::Scalar(_)) => {
            (Shape::from_slice(mean.shape()), mean.dtype(), mean.device(), "NormalBackward1")
        }
        (Operand::Scalar(_), Operand::Tensor(std)) => {
            check_deviations(std)?;
            (Shape::from_slice(std.shape()), std.dtype(), std.device(), "NormalBackward2")
        }
        (Operand::Scalar(_), Operand::Scalar(_)) => bail!(
            Type,
            "normal() received an invalid combination of arguments: with two numbers, size=(...) must be given too"
        ),
    };
    let target = Target::new("normal", out, &shape, None, || dtype, Some(device))?;
    let drawn = &target.tensor;
    no_grad(|| match (mean, std) {
        (Operand::Tensor(mean), Operand::Scalar(std)) => {
            fill(drawn, Distribution::Normal { mean: 0.0, std: real(std)? }, generator)?;
            drawn.add_(Operand::Tensor(&mean.detached()), Scalar::Int(1))
        }
        (mean, Operand::Tensor(std)) => {
            fill(drawn, Distribution::Normal { mean: 0.0, std: 1.0 }, generator)?;
            drawn.mul_(Operand::Tensor(&std.detached()))?;
            drawn.add_(mean, Scalar::Int(1))
        }
        _ => Ok(()),
    })?;
    let result = target.finish();
    let tensor = |operand| if let Operand::Tensor(tensor) = operand { Some(tensor) } else { None };
    if let Some(graph) = Recorder::of_optional(&[tensor(mean), tensor(std)]) {
        ensure!(
            out.is_none(),
            Runtime,
            "normal(): functions with out=... arguments don't support automatic differentiation"
        );
        let shapes = [mean, std].map(|operand| tensor(operand).map(|tensor| Shape::from_slice(tensor.shape())));
        graph.attach(&result, node, move |grad, cx| {
            let zeros = |at: usize| match &shapes[at] {
                Some(shape) if cx.needs(at) => Tensor::zeros(shape, grad.dtype(), grad.device()).map(Some),
                _ => Ok(None),
            };
            Ok(crate::grads![zeros(0)?, zeros(1)?])
        });
    }
    Ok(result)
}

fn real(number: Scalar) -> Result<f64> {
    Ok(match number {
        Scalar::Bool(value) => f64::from(u8::from(value)),
        Scalar::Int(value) => value as f64,
        Scalar::Float(value) => value,
        Scalar::Complex(..) => bail!(Runtime, "normal expects standard deviation to be non-complex"),
    })
}

/// Indices drawn with the weights of each row, `num_samples` a row, with or without replacement.
///
/// The weights, of shape `(categories)` or `(rows, categories)`, need not add up to one.
///
/// Floating-point weights; the result is int64, `(num_samples)` or `(rows, num_samples)`. Negative and
/// infinite weights, and more samples than categories without replacement, raise RuntimeError.
///
/// Example:
///     >>> flambeau.multinomial(flambeau.tensor([0.0, 1.0, 0.0]), 2, replacement=True)
///     tensor([1, 1])
#[flambeau_macros::op(multinomial(Tensor self, int num_samples, bool replacement=False, *, Generator? generator=None, Tensor(a!)? out=None) -> Tensor; method, function)]
pub fn multinomial(
    this: &Tensor,
    num_samples: i64,
    replacement: bool,
    generator: Option<&AnyGenerator>,
    out: Option<&Tensor>,
) -> Result<Tensor> {
    ensure!(
        out.is_none_or(|out| out.dtype() == DType::I64),
        Runtime,
        "multinomial expects Long tensor out, got: {}",
        out.map_or("", |out| out.dtype().scalar_name())
    );
    ensure!(matches!(this.ndim(), 1 | 2), Runtime, "prob_dist must be 1 or 2 dim, got {} dim", this.ndim());
    ensure!(
        this.dtype().is_floating_point(),
        Runtime,
        "multinomial only supports floating-point dtypes for input, got: {}",
        this.dtype().scalar_name()
    );
    ensure!(num_samples > 0, Runtime, "cannot sample n_sample <= 0 samples, got {num_samples}");
    let categories = this.shape()[this.ndim() - 1];
    ensure!(
        replacement || num_samples as u64 <= categories as u64,
        Runtime,
        "cannot sample n_sample > prob_dist.size(-1) samples without replacement: {num_samples} of {categories}"
    );
    ensure!(categories <= 1 << 24, Runtime, "number of categories cannot exceed 2^24, got {categories}");
    let mut shape = Shape::from_slice(this.shape());
    shape[this.ndim() - 1] = num_samples as usize;
    let target = Target::new("multinomial", out, &shape, None, || DType::I64, Some(this.device()))?;
    if target.tensor.numel() > 0 {
        ensure!(categories > 0, Runtime, "invalid multinomial distribution (sum of probabilities <= 0): no categories");
        let weights = dense(this)?;
        let drawn = if let Some(stream) = crate::gpu::stream(this.device()) {
            no_grad(|| device::multinomial(&weights, num_samples as usize, replacement, generator, stream))?
        } else {
            let drawn = Tensor::empty(&shape, DType::I64, this.device())?;
            let generator = on_cpu(generator)?;
            for_float(
                "multinomial",
                this.dtype(),
                Indices { weights: &weights, out: &drawn, replacement, generator },
            )??;
            drawn
        };
        super::copy_elements(&target.tensor, &drawn)?;
    }
    Ok(target.finish())
}

struct Indices<'a> {
    weights: &'a Tensor,
    out: &'a Tensor,
    replacement: bool,
    generator: &'a Generator,
}

impl ForFloat for Indices<'_> {
    type Output = Result<()>;
    fn run<T: FloatSample>(self) -> Self::Output {
        let Indices { weights, out, replacement, generator } = self;
        let last = |tensor: &Tensor| tensor.shape()[tensor.ndim() - 1];
        let (categories, samples) = (last(weights), last(out));
        // SAFETY: both tensors are contiguous, aligned and of these element types; `out` is new.
        let (weights, out) = unsafe { (elements::<T>(weights)?, elements_mut::<i64>(out)?) };
        Ok(random::multinomial(weights, categories, out, samples, replacement, generator)?)
    }
}

macro_rules! per_element {
    ($( $name:ident($($parameter:ident),+) $out:ident $generator:ident => $body:expr; )+) => { $(
        struct $name<'a> {
            $($parameter: &'a Tensor,)+
            out: &'a Tensor,
            generator: &'a Generator,
        }

        impl ForFloat for $name<'_> {
            type Output = Result<()>;
            fn run<T: FloatSample>(self) -> Self::Output {
                // SAFETY: all are contiguous, aligned and of this element type; `out` is new.
                let $out = unsafe { elements_mut::<T>(self.out)? };
                // SAFETY: as above.
                $(let $parameter = unsafe { elements::<T>(self.$parameter)? };)+
                let $generator = self.generator;
                let drawn: Result<(), RandomError> = $body;
                Ok(drawn?)
            }
        }
    )+ };
}

per_element! {
    Poisson(rates) out generator => random::poisson(out, rates, generator);
    Binomial(counts, probabilities) out generator => {
        random::binomial(out, counts, probabilities, generator);
        Ok(())
    };
    Gamma(alphas) out generator => {
        random::standard_gamma(out, alphas, generator);
        Ok(())
    };
}

/// The stream of a tensor on a GPU, whose dtype has to be floating.
fn gpu_stream(name: &'static str, this: &Tensor) -> Result<Option<Stream>> {
    let stream = crate::gpu::stream(this.device());
    if stream.is_some() && !this.dtype().is_floating_point() {
        return Err(Error::unsupported(name, this.dtype()));
    }
    Ok(stream)
}

/// Poisson counts, each with the rate that stands in its place.
///
/// Any shape; floating-point dtypes, which are kept. Negative rates raise RuntimeError.
///
/// Example:
///     >>> flambeau.poisson(flambeau.tensor([0.0, 0.0]))
///     tensor([0., 0.])
///     >>> abs(flambeau.poisson(flambeau.full((10000,), 4.0)).mean() - 4.0) < 0.1
///     tensor(True)
#[flambeau_macros::op(poisson(Tensor self, Generator? generator=None) -> Tensor; function)]
pub fn poisson(this: &Tensor, generator: Option<&AnyGenerator>) -> Result<Tensor> {
    let out = Tensor::empty(this.shape(), this.dtype(), this.device())?;
    let rates = dense(this)?;
    if let Some(stream) = gpu_stream("poisson_cuda", this)? {
        device::draw(Each::Poisson, &out, &rates, None, generator, stream)?;
    } else {
        let generator = on_cpu(generator)?;
        for_float("poisson_cpu", this.dtype(), Poisson { rates: &rates, out: &out, generator })??;
    }
    no_gradient(this, &out, "PoissonBackward0");
    Ok(out)
}

/// Numbers of successes in `count` trials of probability `prob`; both broadcast together.
///
/// Floating-point dtypes; others raise ValueError.
///
/// Example:
///     >>> flambeau.binomial(flambeau.tensor([5.0, 5.0]), flambeau.tensor([0.0, 1.0]))
///     tensor([0., 5.])
#[flambeau_macros::op(binomial(Tensor count, Tensor prob, Generator? generator=None) -> Tensor; function)]
pub fn binomial(count: &Tensor, prob: &Tensor, generator: Option<&AnyGenerator>) -> Result<Tensor> {
    for (name, tensor) in [("count", count), ("prob", prob)] {
        ensure!(
            tensor.dtype().is_floating_point(),
            Value,
            "binomial only supports floating-point dtypes for {name}, got: {}",
            tensor.dtype().scalar_name()
        );
    }
    ensure!(
        count.dtype() == prob.dtype(),
        Runtime,
        "Found dtype {} but expected {}: count and prob of binomial must have one dtype",
        prob.dtype().scalar_name(),
        count.dtype().scalar_name()
    );
    let shape = layout::broadcast(count.shape(), prob.shape())?;
    let expand = |tensor: &Tensor| {
        let strides = layout::expanded_strides(tensor.shape(), tensor.strides(), &shape);
        dense(&tensor.with_layout(shape.clone(), strides, tensor.storage_offset()))
    };
    let out = Tensor::empty(&shape, count.dtype(), count.device())?;
    let (counts, probabilities) = (expand(count)?, expand(prob)?);
    if let Some(stream) = gpu_stream("binomial_cuda", count)? {
        device::draw(Each::Binomial, &out, &counts, Some(&probabilities), generator, stream)?;
    } else {
        let generator = on_cpu(generator)?;
        let work = Binomial { counts: &counts, probabilities: &probabilities, out: &out, generator };
        for_float("binomial_cpu", count.dtype(), work)??;
    }
    if let Some(graph) = Recorder::new(&[count, prob]) {
        graph.attach(&out, "NotImplemented", |_grad, _cx| {
            bail!(Runtime, "derivative for aten::binomial is not implemented")
        });
    }
    Ok(out)
}

/// Gamma numbers of scale 1, each with the shape that stands in its place.
///
/// Any shape; floating-point dtypes, which are kept.
///
/// Example:
///     >>> flambeau._standard_gamma(flambeau.ones(3)).shape
///     torch.Size([3])
#[flambeau_macros::op(_standard_gamma(Tensor self, Generator? generator=None) -> Tensor; function)]
pub fn standard_gamma(this: &Tensor, generator: Option<&AnyGenerator>) -> Result<Tensor> {
    let out = Tensor::empty(this.shape(), this.dtype(), this.device())?;
    let alphas = dense(this)?;
    if let Some(stream) = gpu_stream("gamma_cuda", this)? {
        device::draw(Each::Gamma, &out, &alphas, None, generator, stream)?;
    } else {
        let generator = on_cpu(generator)?;
        for_float("gamma_cpu", this.dtype(), Gamma { alphas: &alphas, out: &out, generator })??;
    }
    if let Some(graph) = Recorder::new(&[this]) {
        graph.attach(&out, "StandardGammaBackward0", |_grad, _cx| {
            bail!(NotImplemented, "the derivative of _standard_gamma is not implemented")
        });
    }
    Ok(out)
}

/// Points of the simplex, drawn with the concentrations of each row of the last dimension.
///
/// `(*, n)`; floating-point dtypes, which are kept. Each row of the result adds up to 1.
///
/// Example:
///     >>> points = flambeau._sample_dirichlet(flambeau.ones(2, 3))
///     >>> flambeau.allclose(points.sum(1), flambeau.ones(2))
///     True
#[flambeau_macros::op(_sample_dirichlet(Tensor self, Generator? generator=None) -> Tensor; function)]
pub fn sample_dirichlet(this: &Tensor, generator: Option<&AnyGenerator>) -> Result<Tensor> {
    let alphas = dense(this)?;
    let out = if let Some(stream) = gpu_stream("dirichlet", this)? {
        no_grad(|| device::dirichlet(&alphas, generator, stream))?
    } else {
        let out = Tensor::empty(this.shape(), this.dtype(), this.device())?;
        let generator = on_cpu(generator)?;
        for_float("dirichlet", this.dtype(), Simplex { alphas: &alphas, out: &out, generator })??;
        out
    };
    if let Some(graph) = Recorder::new(&[this]) {
        graph.attach(&out, "NotImplemented", |_grad, _cx| {
            bail!(Runtime, "derivative for aten::_sample_dirichlet is not implemented")
        });
    }
    Ok(out)
}

struct Simplex<'a> {
    alphas: &'a Tensor,
    out: &'a Tensor,
    generator: &'a Generator,
}

impl ForFloat for Simplex<'_> {
    type Output = Result<()>;
    fn run<T: FloatSample>(self) -> Result<()> {
        let k = self.out.shape().last().copied().unwrap_or(1);
        if self.out.numel() > 0 {
            // SAFETY: both are contiguous, aligned and of this element type; `out` is new.
            let (out, alphas) = unsafe { (elements_mut::<T>(self.out)?, elements::<T>(self.alphas)?) };
            random::dirichlet(out, alphas, k, self.generator);
        }
        Ok(())
    }
}
