//! Draws of indices with given weights.

use std::cmp::Ordering;

use flambeau_cpu::DType;

use super::continuous::exponential;
use super::error::{RandomError, WeightsProblem};
use super::generator::Generator;
use super::sample::FloatSample;

/// Draws `samples` indices per row of `weights` (rows of `categories`, contiguous) into `out` (rows of `samples`), with
/// or without replacement; the weights of a row need not add up to one.
///
/// With replacement each draw is a binary search for a 53-bit uniform in the normalised running sum. Without it, and for
/// a single draw, they are the largest `weight / e`, `e` exponential (the Gumbel-max trick, exponentiated). Sums and
/// quotients have the weights' type; half types add in single precision. Among equal quotients (weights of zero, once
/// the others are used up) the lower index comes first, where PyTorch leaves the order open.
///
/// # Errors
/// [`RandomError::Weights`] for the first row with a weight that is negative, infinite or NaN, or with a sum of zero.
///
/// # Panics
/// When the lengths do not fit, or `samples > categories` without replacement.
pub fn multinomial<T: FloatSample>(
    weights: &[T],
    categories: usize,
    out: &mut [i64],
    samples: usize,
    replacement: bool,
    generator: &Generator,
) -> Result<(), RandomError> {
    assert!(categories > 0 && samples > 0 && weights.len().is_multiple_of(categories));
    assert_eq!(out.len(), weights.len() / categories * samples);
    assert!(replacement || samples <= categories, "more samples than categories");
    if replacement && samples > 1 {
        let mut sums = vec![0.0; categories];
        let state = &mut *generator.lock();
        for (row, (weights, out)) in weights.chunks_exact(categories).zip(out.chunks_exact_mut(samples)).enumerate() {
            running_sums(weights, &mut sums).map_err(|problem| RandomError::Weights { row, problem })?;
            for index in out {
                let uniform = state.uniform();
                *index = sums.partition_point(|&sum| sum < uniform) as i64;
            }
        }
        return Ok(());
    }
    // PyTorch checks all weights before it draws.
    check_weights(weights, categories)?;
    let mut quotients = vec![T::default(); weights.len()];
    exponential(&mut quotients, 1.0, generator);
    for (quotient, &weight) in quotients.iter_mut().zip(weights) {
        *quotient = T::from_f64(weight.to_f64() / quotient.to_f64());
    }
    let mut order = Vec::new();
    for (quotients, out) in quotients.chunks_exact(categories).zip(out.chunks_exact_mut(samples)) {
        largest(quotients, &mut order, out);
    }
    Ok(())
}

/// Checks rows of weights.
///
/// # Errors
/// [`RandomError::Weights`] for the first row with a weight that is negative, infinite or NaN, or with a sum of zero.
pub fn check_weights<T: FloatSample>(weights: &[T], categories: usize) -> Result<(), RandomError> {
    for (row, weights) in weights.chunks_exact(categories).enumerate() {
        total(weights, |_, _| {}).map_err(|problem| RandomError::Weights { row, problem })?;
    }
    Ok(())
}

/// The sum of a row of weights; `each` gets the index and the running sum of every weight.
fn total<T: FloatSample>(weights: &[T], mut each: impl FnMut(usize, f64)) -> Result<f64, WeightsProblem> {
    let mut sum = 0.0;
    for (index, weight) in weights.iter().enumerate() {
        let weight = weight.to_f64();
        if !(weight >= 0.0 && weight.is_finite()) {
            return Err(WeightsProblem::NotFinite);
        }
        sum = round::<T>(sum + weight);
        each(index, sum);
    }
    if sum > 0.0 { Ok(sum) } else { Err(WeightsProblem::ZeroSum) }
}

/// The running sums of a row divided by its sum, the last of them set to one.
fn running_sums<T: FloatSample>(weights: &[T], sums: &mut [f64]) -> Result<(), WeightsProblem> {
    let total = total(weights, |index, sum| sums[index] = sum)?;
    for sum in sums.iter_mut() {
        *sum = round::<T>(*sum / total);
    }
    sums[weights.len() - 1] = 1.0;
    Ok(())
}

/// Rounds to the type in which weights of type `T` are added.
fn round<T: FloatSample>(value: f64) -> f64 {
    if T::DTYPE == DType::F64 { value } else { f64::from(value as f32) }
}

/// The indices of the largest values, in falling order of value and, among equals, rising order of index.
fn largest<T: FloatSample>(values: &[T], order: &mut Vec<usize>, out: &mut [i64]) {
    let before = |a: &usize, b: &usize| {
        let (x, y) = (values[*a].to_f64(), values[*b].to_f64());
        y.partial_cmp(&x).unwrap_or(Ordering::Equal).then(a.cmp(b))
    };
    if let [index] = out {
        let mut best = 0;
        for (candidate, value) in values.iter().enumerate() {
            if value.to_f64() > values[best].to_f64() {
                best = candidate;
            }
        }
        *index = best as i64;
        return;
    }
    order.clear();
    order.extend(0..values.len());
    if out.len() < values.len() {
        order.select_nth_unstable_by(out.len() - 1, before);
        order.truncate(out.len());
    }
    order.sort_unstable_by(before);
    for (index, &chosen) in out.iter_mut().zip(order.iter()) {
        *index = chosen as i64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_replacement_every_index_comes_at_most_once() {
        let generator = Generator::with_seed(5);
        let weights: Vec<f64> = (0..20).map(f64::from).collect();
        let mut out = [0i64; 20];
        multinomial(&weights, 20, &mut out, 20, false, &generator).unwrap();
        assert_eq!(out[19], 0, "the weight of zero comes last");
        out.sort_unstable();
        assert!(out.iter().copied().eq(0..20));
    }

    #[test]
    fn frequencies_follow_the_weights() {
        let generator = Generator::with_seed(6);
        let mut out = [0i64; 8000];
        multinomial(&[1f32, 0.0, 3.0, 4.0], 4, &mut out, 8000, true, &generator).unwrap();
        let count = |k| out.iter().filter(|&&i| i == k).count() as f64 / 8000.0;
        assert_eq!(count(1), 0.0);
        assert!((count(0) - 0.125).abs() < 0.02 && (count(2) - 0.375).abs() < 0.02);
    }

    #[test]
    fn bad_weights_name_their_row() {
        let generator = Generator::with_seed(6);
        let problem = |bad: f32, replacement| {
            let weights = [1.0, 1.0, bad, 0.0];
            multinomial(&weights, 2, &mut [0i64; 4], 2, replacement, &generator)
        };
        for replacement in [false, true] {
            for bad in [-1.0, f32::NAN, f32::INFINITY] {
                let expected = RandomError::Weights { row: 1, problem: WeightsProblem::NotFinite };
                assert_eq!(problem(bad, replacement), Err(expected));
            }
            let expected = RandomError::Weights { row: 1, problem: WeightsProblem::ZeroSum };
            assert_eq!(problem(0.0, replacement), Err(expected));
        }
    }
}
