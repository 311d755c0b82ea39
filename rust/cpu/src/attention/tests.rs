//! Attention against its formula.

use super::*;

fn numbers(n: usize, seed: u64) -> Vec<f64> {
    let mut state = seed;
    (0..n)
        .map(|_| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) as f64 / (1u64 << 31) as f64 * 2.0 - 1.0
        })
        .collect()
}

fn heads(values: &mut [f64], heads: usize, rows: usize, columns: usize) -> Heads {
    let strides = [(heads * rows * columns) as isize, (rows * columns) as isize, columns as isize, 1];
    Heads { ptr: values.as_mut_ptr().cast(), strides }
}

/// The result by the formula, one query at a time; a query that sees nothing gives 0.
fn plain(at: &Attention, q: &[f64], k: &[f64], v: &[f64], seen: &[u8]) -> Vec<f64> {
    let mut out = vec![0.0; at.batch * at.heads * at.queries * at.value_width];
    for row in 0..at.batch * at.heads * at.queries {
        let (head, i) = (row / at.queries, row % at.queries);
        let kv = (head / at.heads * at.kv_heads + at.kv_head(head % at.heads)) * at.keys;
        let hidden = |j: usize| seen[i * at.keys + j] == 0 || (at.causal && j > i);
        let score = |j: usize| -> f64 {
            (0..at.width).map(|c| q[row * at.width + c] * k[(kv + j) * at.width + c]).sum::<f64>() * at.scale
        };
        let terms: Vec<f64> = (0..at.keys).map(|j| if hidden(j) { 0.0 } else { score(j).exp() }).collect();
        let total: f64 = terms.iter().sum();
        for c in 0..at.value_width {
            let sum: f64 = (0..at.keys).map(|j| terms[j] * v[(kv + j) * at.value_width + c]).sum();
            out[row * at.value_width + c] = if total == 0.0 { 0.0 } else { sum / total };
        }
    }
    out
}

#[test]
fn passes_agree_with_the_formula() {
    for (batch, n_heads, kv_heads, queries, keys, width, value_width, causal) in [
        (1, 1, 1, 1, 1, 1, 1, false),
        (2, 2, 1, 5, 7, 3, 4, false),
        (1, 4, 2, 50, 131, 8, 5, true),
        (2, 4, 2, 1, 300, 16, 8, false),
        (1, 2, 1, 4, 129, 33, 7, true),
        (1, 1, 1, 48, 257, 9, 8, true),
        (1, 1, 1, 300, 270, 4, 4, true),
        (1, 2, 1, 290, 300, 5, 3, false),
    ] {
        let mut q = numbers(batch * n_heads * queries * width, 1);
        let mut k = numbers(batch * kv_heads * keys * width, 2);
        let mut v = numbers(batch * kv_heads * keys * value_width, 3);
        let mut g = numbers(batch * n_heads * queries * value_width, 4);
        // Every fifth query sees nothing.
        let mut seen: Vec<u8> = (0..queries * keys).map(|i| (i % 3 != 0 && (i / keys) % 5 != 4) as u8).collect();
        let mask = Heads { ptr: seen.as_mut_ptr(), strides: [0, 0, keys as isize, 1] };
        let at = Attention {
            dtype: DType::F64,
            batch,
            heads: n_heads,
            kv_heads,
            queries,
            keys,
            width,
            value_width,
            scale: 0.7,
            causal,
            query: heads(&mut q, n_heads, queries, width),
            key: heads(&mut k, kv_heads, keys, width),
            value: heads(&mut v, kv_heads, keys, value_width),
            mask: Some(Mask { elements: mask, boolean: true }),
        };
        let mut out = vec![f64::NAN; g.len()];
        let mut log_sums = vec![f64::NAN; batch * n_heads * queries];
        let out_heads = heads(&mut out, n_heads, queries, value_width);
        // SAFETY: all vectors have the sizes that the problem names.
        unsafe { forward(&at, out_heads, log_sums.as_mut_ptr().cast()) };
        let expected = plain(&at, &q, &k, &v, &seen);
        for (a, b) in out.iter().zip(&expected) {
            assert!((a - b).abs() < 1e-12, "{a} {b}");
        }
        let (mut dq, mut dk, mut dv) = (vec![f64::NAN; q.len()], vec![f64::NAN; k.len()], vec![f64::NAN; v.len()]);
        let gradients = Gradients {
            out: out_heads,
            grad_out: heads(&mut g, n_heads, queries, value_width),
            log_sums: log_sums.as_ptr().cast(),
            query: heads(&mut dq, n_heads, queries, width),
            key: heads(&mut dk, kv_heads, keys, width),
            value: heads(&mut dv, kv_heads, keys, value_width),
        };
        // SAFETY: as above.
        unsafe { backward(&at, &gradients) };
        let loss = |q: &[f64], k: &[f64], v: &[f64]| -> f64 {
            plain(&at, q, k, v, &seen).iter().zip(&g).map(|(y, g)| y * g).sum()
        };
        let step = 1e-6;
        for (which, grad) in [&dq, &dk, &dv].into_iter().enumerate() {
            for place in (0..grad.len()).step_by(grad.len() / 7 + 1) {
                let moved = |by: f64| {
                    let mut operands = [q.clone(), k.clone(), v.clone()];
                    operands[which][place] += by;
                    loss(&operands[0], &operands[1], &operands[2])
                };
                let slope = (moved(step) - moved(-step)) / (2.0 * step);
                assert!(
                    (slope - grad[place]).abs() < 1e-6 * (1.0 + slope.abs()),
                    "{which} {place} {slope} {}",
                    grad[place]
                );
            }
        }
    }
}
