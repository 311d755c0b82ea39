//! Random numbers: PyTorch's CPU streams, bit for bit.
//!
//! A [`Generator`] (Mersenne Twister) hands out words; a fill turns them into elements of a contiguous slice, in memory
//! order. Integers, uniforms and masks equal PyTorch's, normals too where it runs its AVX2 path. PyTorch's path on
//! processors that are not Intel's is followed: on Intel's it draws scalar Bernoulli and exponential numbers from
//! another generator. What lives here knows slices, not tensors:
//!
//! - [`Generator`], [`default_generator`], [`manual_seed`]: the state and its bytes
//! - [`AnyGenerator`]: one of the CPU or of a GPU, as operations take it
//! - [`uniform`], [`bernoulli`], [`normal`], [`exponential`] and their kin: one fill per distribution
//! - [`Distribution`]: a fill as data, checked, for any dtype behind a pointer
//! - [`multinomial`], [`randperm`]: draws of indices; [`drop_out`]: masks applied as they are drawn

mod any;
mod continuous;
mod distribution;
mod dropout;
mod error;
mod fill;
mod generator;
mod integer;
mod mt19937;
mod multinomial;
mod normal;
mod per_element;
mod sample;
mod trig;
mod uniform;

pub use any::AnyGenerator;
pub(crate) use any::{on_cpu, on_gpu};
pub use continuous::{cauchy, exponential, geometric, log_normal};
pub use distribution::Distribution;
pub use dropout::{Drop, drop_out, random_slopes};
pub use error::{RandomError, WeightsProblem};
pub use generator::{DEFAULT_SEED, Generator, STATE_BYTES, StateError, default_generator, manual_seed};
pub use integer::{IntegerRange, integer_range, random, random_full, random_range, randperm};
pub use multinomial::{check_weights, multinomial};
pub use normal::{normal, normal_scalar};
pub use per_element::{binomial, dirichlet, poisson, standard_gamma};
pub use sample::{FloatSample, Sample};
pub use uniform::{bernoulli, bernoulli_each, uniform};

#[cfg(test)]
mod tests;
