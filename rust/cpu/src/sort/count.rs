//! Histograms.

/// Adds 1, or its weight, to the bin that each of `values` names.
///
/// # Panics
/// For a value outside `bins`, or fewer weights than values.
pub fn bincount<T: Copy + std::ops::AddAssign>(values: &[i64], weights: impl Fn(usize) -> T, bins: &mut [T]) {
    for (at, &value) in values.iter().enumerate() {
        bins[value as usize] += weights(at);
    }
}

/// Adds the weight of each of `values` to its bin between neighbouring `edges`, which ascend. The last bin has its upper edge
/// too; what lies outside, or is NaN, goes nowhere. With `even` the edges are equally far apart, and a value's place between
/// the first and the last decides.
pub fn histogram(values: &[f64], weight: impl Fn(usize) -> f64, edges: &[f64], even: bool, bins: &mut [f64]) {
    let (Some(&first), Some(&last)) = (edges.first(), edges.last()) else { return };
    let count = edges.len() - 1;
    for (at, &value) in values.iter().enumerate() {
        if !(value >= first && value <= last) {
            continue;
        }
        let place = if even {
            ((value - first) * (count as f64 / (last - first))) as usize
        } else {
            edges.partition_point(|&edge| edge <= value) - 1
        };
        bins[place.min(count - 1)] += weight(at);
    }
}
