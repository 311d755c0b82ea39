//! Fills by transforming a 53-bit uniform, or a normal, computed in double.

use flambeau_cpu::DType;

use super::fill::{Cost, fill_by_words};
use super::generator::{Generator, join, unit_f64};
use super::sample::Sample;

/// Fills with `transform(u)`, `u` uniform in [0, 1) with 53 bits.
fn transformed<T: Sample>(out: &mut [T], generator: &Generator, transform: impl Fn(f64) -> f64 + Sync) {
    fill_by_words::<2, T>(&mut generator.lock(), out, Cost::Heavy, |words, out| {
        for (out, pair) in out.iter_mut().zip(words.chunks_exact(2)) {
            *out = T::from_f64(transform(unit_f64(join(pair[0], pair[1]))));
        }
    });
}

/// Fills with exponential numbers of the given rate: `-ln(1 - u) / rate`. The caller has checked that `rate > 0`.
pub fn exponential<T: Sample>(out: &mut [T], rate: f64, generator: &Generator) {
    let scale = -1.0 / rate;
    if T::DTYPE == DType::F64 {
        transformed(out, generator, |u| scale * (-u).ln_1p());
    } else {
        // 1 - u is exact, and the plain logarithm faster: narrower types do not show the difference in the last bit.
        transformed(out, generator, |u| scale * (1.0 - u).ln());
    }
}

/// Fills with numbers of trials up to the first success: `ceil(ln(u) / ln(1 - p))`. The caller has checked that
/// `0 < p < 1`.
pub fn geometric<T: Sample>(out: &mut [T], p: f64, generator: &Generator) {
    let ln_failure = (-p).ln_1p();
    transformed(out, generator, |u| (u.ln() / ln_failure).ceil());
}

/// Fills with Cauchy numbers: `median + sigma * tan(pi * (u - 1/2))`. The caller has checked that `sigma > 0`.
pub fn cauchy<T: Sample>(out: &mut [T], median: f64, sigma: f64, generator: &Generator) {
    transformed(out, generator, |u| median + sigma * (std::f64::consts::PI * (u - 0.5)).tan());
}

/// Fills with exponentials of normal numbers, which are drawn one by one. The caller has checked that `std > 0`.
pub fn log_normal<T: Sample>(out: &mut [T], mean: f64, std: f64, generator: &Generator) {
    let state = &mut *generator.lock();
    for value in out {
        *value = T::from_f64(state.normal().mul_add(std, mean).exp());
    }
}
