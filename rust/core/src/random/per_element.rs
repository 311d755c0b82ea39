//! Distributions whose parameters come element by element, and that draw as often as they reject: Poisson, binomial,
//! gamma, Dirichlet. Serial, in the order of the elements.

use super::error::RandomError;
use super::generator::{Generator, State};
use super::sample::FloatSample;

/// Draws Poisson counts with the given rates.
///
/// # Errors
/// [`RandomError::Parameter`] at the first rate that is negative or NaN; the elements before it are drawn.
///
/// # Panics
/// When the lengths differ.
pub fn poisson<T: FloatSample>(out: &mut [T], rates: &[T], generator: &Generator) -> Result<(), RandomError> {
    assert_eq!(out.len(), rates.len());
    let state = &mut *generator.lock();
    for (out, rate) in out.iter_mut().zip(rates) {
        let rate = rate.to_f64();
        if rate.is_nan() || rate < 0.0 {
            return Err(RandomError::Parameter { distribution: "poisson", requirement: "rate >= 0", value: rate });
        }
        *out = T::from_i64(poisson_one(rate, state));
    }
    Ok(())
}

/// Draws numbers of successes in `counts` trials of probability `probabilities`; NaN for a NaN probability.
///
/// # Panics
/// When the lengths differ.
pub fn binomial<T: FloatSample>(out: &mut [T], counts: &[T], probabilities: &[T], generator: &Generator) {
    assert!(out.len() == counts.len() && out.len() == probabilities.len());
    let state = &mut *generator.lock();
    for ((out, count), p) in out.iter_mut().zip(counts).zip(probabilities) {
        *out = binomial_one::<T>(count.to_f64(), p.to_f64(), state);
    }
}

/// Draws gamma numbers with shape `alphas` and scale 1, at least the smallest normal number.
///
/// # Panics
/// When the lengths differ.
pub fn standard_gamma<T: FloatSample>(out: &mut [T], alphas: &[T], generator: &Generator) {
    assert_eq!(out.len(), alphas.len());
    let state = &mut *generator.lock();
    for (out, alpha) in out.iter_mut().zip(alphas) {
        let sample = T::from_f64(gamma_one::<T>(alpha.to_f64(), state));
        *out = if sample.to_f64() > T::MIN_POSITIVE.to_f64() { sample } else { T::MIN_POSITIVE };
    }
}

/// Draws points of the simplex: rows of `k` gamma numbers (drawn in double) divided by their sum, within the open unit
/// interval.
///
/// # Panics
/// When the lengths differ, or are no multiple of `k`.
pub fn dirichlet<T: FloatSample>(out: &mut [T], alphas: &[T], k: usize, generator: &Generator) {
    assert!(out.len() == alphas.len() && k > 0 && out.len().is_multiple_of(k));
    let state = &mut *generator.lock();
    let mut gammas = vec![0f64; k];
    for (out, alphas) in out.chunks_exact_mut(k).zip(alphas.chunks_exact(k)) {
        for (gamma, alpha) in gammas.iter_mut().zip(alphas) {
            *gamma = gamma_one::<f64>(alpha.to_f64(), state).max(f64::MIN_POSITIVE);
        }
        let sum: f64 = gammas.iter().sum();
        for (out, gamma) in out.iter_mut().zip(&gammas) {
            let value = T::from_f64(gamma / sum);
            *out = if value.to_f64() > T::BELOW_ONE.to_f64() {
                T::BELOW_ONE
            } else if value.to_f64() > T::MIN_POSITIVE.to_f64() {
                value
            } else {
                T::MIN_POSITIVE
            };
        }
    }
}

/// Hörmann's transformed rejection PTRS ("The transformed rejection method for generating Poisson random variables",
/// 1993) for rates from 10 on; below, Knuth's product of uniforms.
fn poisson_one(rate: f64, state: &mut State) -> i64 {
    if rate == 0.0 {
        return 0;
    }
    if rate < 10.0 {
        let bound = (-rate).exp();
        let mut product = 1.0;
        for count in 0.. {
            product *= state.uniform();
            if product <= bound {
                return count;
            }
        }
    }
    let root = rate.sqrt();
    let ln_rate = rate.ln();
    let b = 0.931 + 2.53 * root;
    let a = -0.059 + 0.02483 * b;
    let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    let squeeze = 0.9277 - 3.6224 / (b - 2.0);
    loop {
        let u = state.uniform() - 0.5;
        let v = state.uniform();
        let us = 0.5 - u.abs();
        let k = ((2.0 * a / us + b) * u + rate + 0.43).floor();
        if us >= 0.07 && v <= squeeze {
            return k as i64;
        }
        if k < 0.0 || (us < 0.013 && v > us) {
            continue;
        }
        let left = v.ln() + inverse_alpha.ln() - (a / (us * us) + b).ln();
        if left <= -rate + k * ln_rate - libm::lgamma(k + 1.0) {
            return k as i64;
        }
    }
}

fn binomial_one<T: FloatSample>(count: f64, p: f64, state: &mut State) -> T {
    if count <= 0.0 || p <= 0.0 {
        return T::from_f64(0.0);
    }
    if p >= 1.0 {
        return T::from_f64(count);
    }
    if p.is_nan() {
        return T::from_f64(f64::NAN);
    }
    // Both methods want p <= 1/2; above, the failures are counted. Products round in the element type, as in PyTorch.
    let rarer = if p <= 0.5 { p } else { T::from_f64(1.0 - p).to_f64() };
    let hits = if T::from_f64(count * rarer).to_f64() >= 10.0 {
        binomial_rejection::<T>(count, rarer, state)
    } else {
        binomial_waiting::<T>(count, rarer, state)
    };
    T::from_f64(if p <= 0.5 { hits } else { count - hits })
}

/// Counts the successes among `count` trials by their waiting times, which are geometric (Devroye, "Non-uniform random
/// variate generation", 1986, X.4.3).
fn binomial_waiting<T: FloatSample>(count: f64, p: f64, state: &mut State) -> f64 {
    let ln_failure = T::from_f64((-p).ln_1p()).to_f64();
    let (mut trials, mut hits) = (0.0, 0.0);
    loop {
        trials += (state.uniform().ln() / ln_failure).ceil();
        if trials > count {
            return hits;
        }
        hits += 1.0;
    }
}

/// Hörmann's transformed rejection BTRS ("The generation of binomial random variates", 1993), with the acceptance test
/// written as in PyTorch and TensorFlow.
fn binomial_rejection<T: FloatSample>(count: f64, p: f64, state: &mut State) -> f64 {
    let round = |value: f64| T::from_f64(value).to_f64();
    let deviation = round(count * p * (1.0 - p)).sqrt();
    let b = 1.15 + 2.53 * deviation;
    let a = -0.0873 + 0.0248 * b + 0.01 * p;
    let center = count * p + 0.5;
    let squeeze = 0.92 - 4.2 / b;
    let odds = p / (1.0 - p);
    let alpha = (2.83 + 5.1 / b) * deviation;
    let mode = ((count + 1.0) * p).floor();
    loop {
        let u = state.uniform() - 0.5;
        let v = state.uniform();
        let us = 0.5 - u.abs();
        let k = round(((2.0 * a / us + b) * u + center).floor());
        if k < 0.0 || k > count {
            continue;
        }
        if us >= 0.07 && v <= squeeze {
            return k;
        }
        let ratio = (v * alpha / (a / (us * us) + b)).ln();
        let bound = (mode + 0.5) * ((mode + 1.0) / (odds * (count - mode + 1.0))).ln()
            + (count + 1.0) * ((count - mode + 1.0) / (count - k + 1.0)).ln()
            + (k + 0.5) * (odds * (count - k + 1.0) / (k + 1.0)).ln()
            + stirling_tail(mode)
            + stirling_tail(count - mode)
            - stirling_tail(k)
            - stirling_tail(count - k);
        if ratio <= bound {
            return k;
        }
    }
}

/// What Stirling's formula lacks of `ln(k!)`: exact values for small `k`, three terms of the series beyond.
fn stirling_tail(k: f64) -> f64 {
    const SMALL: [f64; 10] = [
        0.0810614667953272,
        0.0413406959554092,
        0.0276779256849983,
        0.02079067210376509,
        0.0166446911898211,
        0.0138761288230707,
        0.0118967099458917,
        0.0104112652619720,
        0.00925546218271273,
        0.00833056343336287,
    ];
    if let Some(&exact) = SMALL.get(k as usize) {
        return exact;
    }
    let square = (k + 1.0) * (k + 1.0);
    (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / 1260.0 / square) / square) / (k + 1.0)
}

/// Marsaglia and Tsang's method ("A simple method for generating gamma variables", 2000); shapes below one are raised
/// by one and the result multiplied by `u^(1 / alpha)`.
fn gamma_one<T: FloatSample>(mut alpha: f64, state: &mut State) -> f64 {
    let mut scale = 1.0;
    if alpha < 1.0 {
        if alpha == 0.0 {
            return 0.0;
        }
        scale = (1.0 - state.uniform()).powf(T::from_f64(1.0 / alpha).to_f64());
        alpha = T::from_f64(alpha + 1.0).to_f64();
    }
    // PyTorch's source has one third in single precision.
    let d = T::from_f64(alpha - f64::from(1.0f32 / 3.0)).to_f64();
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let (x, y) = loop {
            let x = state.normal();
            let y = 1.0 + c * x;
            if y > 0.0 {
                break (x, y);
            }
        };
        let v = y * y * y;
        let u = 1.0 - state.uniform();
        let square = x * x;
        if u < 1.0 - f64::from(0.0331f32) * square * square || u.ln() < 0.5 * square + d * (1.0 - v + v.ln()) {
            return scale * d * v;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(values: &[f64]) -> f64 {
        values.iter().sum::<f64>() / values.len() as f64
    }

    #[test]
    fn means_are_the_distributions() {
        let generator = Generator::with_seed(11);
        let mut out = vec![0f64; 4000];
        for rate in [0.0, 0.7, 9.0, 10.0, 80.0] {
            poisson(&mut out, &vec![rate; 4000], &generator).unwrap();
            assert!((mean(&out) - rate).abs() <= 5.0 * (rate / 4000.0).sqrt(), "poisson {rate}");
        }
        for (count, p) in [(0.0, 0.3), (20.0, 0.0), (20.0, 1.0), (20.0, 0.1), (20.0, 0.95), (100.0, 0.3), (100.0, 0.8)]
        {
            binomial(&mut out, &vec![count; 4000], &vec![p; 4000], &generator);
            let error = 5.0 * (count * p * (1.0 - p) / 4000.0).sqrt();
            assert!((mean(&out) - count * p).abs() <= error, "binomial {count} {p}");
        }
        for alpha in [0.2, 1.0, 3.0, 50.0] {
            standard_gamma(&mut out, &vec![alpha; 4000], &generator);
            assert!((mean(&out) - alpha).abs() <= 5.0 * (alpha / 4000.0).sqrt(), "gamma {alpha}");
        }
        dirichlet(&mut out, &vec![0.5; 4000], 4, &generator);
        assert!(out.chunks(4).all(|row| (row.iter().sum::<f64>() - 1.0).abs() < 1e-12));
    }

    #[test]
    fn extreme_parameters() {
        let generator = Generator::with_seed(11);
        let mut out = [0f32; 1];
        assert!(poisson(&mut out, &[-1.0], &generator).is_err() && poisson(&mut out, &[f32::NAN], &generator).is_err());
        binomial(&mut out, &[3.0], &[f32::NAN], &generator);
        assert!(out[0].is_nan());
        standard_gamma(&mut out, &[0.0], &generator);
        assert_eq!(out[0], f32::MIN_POSITIVE);
    }
}
