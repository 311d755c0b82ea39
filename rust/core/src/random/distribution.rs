//! A fill as data: which distribution, with which parameters, checked against a dtype and run on raw memory.

use flambeau_cpu::DType;
use flambeau_cuda::random as gpu;
use half::{bf16, f16};

use super::error::RandomError;
use super::generator::Generator;
use super::integer::{IntegerRange, WIDE_RANGE, full_range, integer_range};
use super::{
    bernoulli, cauchy, exponential, geometric, log_normal, normal, normal_scalar, random, random_full, random_range,
    uniform,
};

/// A distribution with its parameters, named as PyTorch's in-place functions are.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Distribution {
    /// `uniform_(from, to)`.
    Uniform {
        /// Lower bound, included.
        from: f64,
        /// Upper bound, excluded.
        to: f64,
    },
    /// `normal_(mean, std)`.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation.
        std: f64,
    },
    /// `log_normal_(mean, std)`.
    LogNormal {
        /// Mean of the logarithm.
        mean: f64,
        /// Standard deviation of the logarithm.
        std: f64,
    },
    /// `bernoulli_(p)`.
    Bernoulli {
        /// Probability of one.
        p: f64,
    },
    /// `exponential_(rate)`.
    Exponential {
        /// Inverse of the mean.
        rate: f64,
    },
    /// `geometric_(p)`.
    Geometric {
        /// Probability of success of a trial.
        p: f64,
    },
    /// `cauchy_(median, sigma)`.
    Cauchy {
        /// Median.
        median: f64,
        /// Half the width at half the height.
        sigma: f64,
    },
    /// `random_()`.
    Random,
    /// `random_(from, to)`, `randint`.
    RandomRange {
        /// Smallest integer.
        from: i64,
        /// One more than the largest integer; `None` means the dtype's largest is included.
        to: Option<i64>,
    },
}

/// Runs `$body` with `$t` standing for the element type of `$dtype`, one of those listed.
macro_rules! for_dtype {
    ($self:expr, $dtype:expr, [$($name:ident: $rust:ty),*], $t:ident => $body:expr) => {
        match $dtype {
            $(DType::$name => { type $t = $rust; $body })*
            dtype => return Err(RandomError::Unsupported { distribution: $self.name(), dtype }),
        }
    };
}

macro_rules! for_float {
    ($self:expr, $dtype:expr, $t:ident => $body:expr) => {
        for_dtype!($self, $dtype, [F32: f32, F64: f64, F16: f16, BF16: bf16], $t => $body)
    };
}

macro_rules! for_number {
    ($self:expr, $dtype:expr, $t:ident => $body:expr) => {
        for_dtype!(
            $self, $dtype,
            [F32: f32, F64: f64, F16: f16, BF16: bf16, U8: u8, I8: i8, I16: i16, I32: i32, I64: i64],
            $t => $body
        )
    };
}

macro_rules! for_any {
    ($self:expr, $dtype:expr, $t:ident => $body:expr) => {
        for_dtype!(
            $self, $dtype,
            [F32: f32, F64: f64, F16: f16, BF16: bf16, U8: u8, I8: i8, I16: i16, I32: i32, I64: i64, Bool: bool],
            $t => $body
        )
    };
}

impl Distribution {
    /// The name of PyTorch's in-place function.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Uniform { .. } => "uniform_",
            Self::Normal { .. } => "normal_",
            Self::LogNormal { .. } => "log_normal_",
            Self::Bernoulli { .. } => "bernoulli_",
            Self::Exponential { .. } => "exponential_",
            Self::Geometric { .. } => "geometric_",
            Self::Cauchy { .. } => "cauchy_",
            Self::Random | Self::RandomRange { .. } => "random_",
        }
    }

    /// Checks the parameters, and that `dtype` can hold the distribution (complex targets are filled as pairs of reals,
    /// by the caller).
    ///
    /// # Errors
    /// [`RandomError`] says which parameter is wrong, or that the dtype is not supported.
    pub fn check(&self, dtype: DType) -> Result<(), RandomError> {
        let require = |holds: bool, requirement: &'static str, value: f64| {
            if holds { Ok(()) } else { Err(RandomError::Parameter { distribution: self.name(), requirement, value }) }
        };
        let needs_float =
            !matches!(self, Self::Bernoulli { .. } | Self::Geometric { .. } | Self::Random | Self::RandomRange { .. });
        let unsupported = dtype.is_complex()
            || (needs_float && !dtype.is_floating_point())
            || (dtype == DType::Bool && matches!(self, Self::Geometric { .. }))
            || (*self == Self::RandomRange { from: i64::MIN, to: None }
                && !matches!(dtype, DType::I64 | DType::F64 | DType::F32 | DType::BF16));
        if unsupported {
            return Err(RandomError::Unsupported { distribution: self.name(), dtype });
        }
        match *self {
            Self::Uniform { from, to } => {
                let max = match dtype {
                    DType::F16 => f16::MAX.to_f64(),
                    DType::BF16 => bf16::MAX.to_f64(),
                    DType::F32 => f64::from(f32::MAX),
                    _ => f64::MAX,
                };
                require(from.abs() <= max, "from within the dtype's range", from)?;
                require(to.abs() <= max, "to within the dtype's range", to)?;
                require(from <= to, "from <= to, a [from, to) range", from)?;
                require(to - from <= max, "to - from within the dtype's range", to - from)
            }
            Self::Normal { std, .. } => require(std >= 0.0, "std >= 0.0", std),
            Self::LogNormal { std, .. } => require(std > 0.0, "std > 0.0", std),
            Self::Bernoulli { p } => require((0.0..=1.0).contains(&p), "p to be in [0, 1]", p),
            Self::Exponential { rate } => require(rate > 0.0, "lambda > 0.0", rate),
            Self::Geometric { p } => require(p > 0.0 && p < 1.0, "p to be in (0, 1)", p),
            Self::Cauchy { sigma, .. } => require(sigma > 0.0, "sigma > 0.0", sigma),
            Self::Random => Ok(()),
            Self::RandomRange { from, to } => integer_range(dtype, from, to).map(|_| ()),
        }
    }

    /// The distribution as a GPU draws from it, for a dtype that was checked.
    ///
    /// # Errors
    /// Those of [`Self::check`].
    pub(crate) fn on_gpu(&self, dtype: DType) -> Result<gpu::Distribution, RandomError> {
        use gpu::Distribution::*;
        Ok(match *self {
            Self::Uniform { from, to } => Uniform(from, to),
            Self::Normal { mean, std } => Normal(mean, std),
            Self::LogNormal { mean, std } => LogNormal(mean, std),
            Self::Bernoulli { p } => Bernoulli(p),
            Self::Exponential { rate } => Exponential(rate),
            Self::Geometric { p } => Geometric(p),
            Self::Cauchy { median, sigma } => Cauchy(median, sigma),
            Self::Random => {
                Integers { range: full_range(dtype), base: 0, wide: matches!(dtype, DType::I64 | DType::F64) }
            }
            Self::RandomRange { from, to } => match integer_range(dtype, from, to)? {
                IntegerRange::Bounded { range, base } => Integers { range, base, wide: range >= WIDE_RANGE },
                IntegerRange::Full => Integers { range: 0, base: 0, wide: true },
            },
        })
    }

    /// Checks, and fills `len` elements.
    ///
    /// `contiguous` says whether the tensor that is filled is contiguous. If it is not, `out` is a contiguous buffer
    /// whose elements go to the tensor's in memory order (strides falling), and normal numbers are drawn one by one, as
    /// PyTorch does; other distributions do not differ.
    ///
    /// # Errors
    /// Those of [`Self::check`].
    ///
    /// # Safety
    /// `out` is valid for writes of `len` elements of `dtype` and aligned for them.
    pub unsafe fn fill(
        &self,
        dtype: DType,
        out: *mut u8,
        len: usize,
        contiguous: bool,
        generator: &Generator,
    ) -> Result<(), RandomError> {
        self.check(dtype)?;
        if len == 0 {
            return Ok(());
        }
        macro_rules! target {
            ($t:ty) => {
                // SAFETY: the caller promises `len` elements of the dtype, whose element type this is. They may be
                // uninitialised: the fills write every element and read none before.
                unsafe { std::slice::from_raw_parts_mut(out.cast::<$t>(), len) }
            };
        }
        match *self {
            Self::Uniform { from, to } => for_float!(self, dtype, T => uniform::<T>(target!(T), from, to, generator)),
            Self::Normal { mean, std } if contiguous => {
                for_float!(self, dtype, T => normal::<T>(target!(T), mean, std, generator));
            }
            Self::Normal { mean, std } => {
                for_float!(self, dtype, T => normal_scalar::<T>(target!(T), mean, std, generator));
            }
            Self::LogNormal { mean, std } => {
                for_float!(self, dtype, T => log_normal::<T>(target!(T), mean, std, generator));
            }
            Self::Exponential { rate } => for_float!(self, dtype, T => exponential::<T>(target!(T), rate, generator)),
            Self::Cauchy { median, sigma } => {
                for_float!(self, dtype, T => cauchy::<T>(target!(T), median, sigma, generator));
            }
            Self::Geometric { p } => for_number!(self, dtype, T => geometric::<T>(target!(T), p, generator)),
            Self::Bernoulli { p } => for_any!(self, dtype, T => bernoulli::<T>(target!(T), p, generator)),
            Self::Random => for_any!(self, dtype, T => random::<T>(target!(T), generator)),
            Self::RandomRange { from, to } => match integer_range(dtype, from, to)? {
                IntegerRange::Bounded { range, base } => {
                    for_any!(self, dtype, T => random_range::<T>(target!(T), range, base, generator));
                }
                IntegerRange::Full => for_any!(self, dtype, T => random_full::<T>(target!(T), generator)),
            },
        }
        Ok(())
    }
}
