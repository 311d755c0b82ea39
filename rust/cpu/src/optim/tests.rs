use super::*;
use crate::DType;

fn element(at: usize, salt: usize) -> f32 {
    ((at * 37 + salt * 101) % 1009) as f32 / 500.0 - 1.0
}

/// Tensors of many sizes, across the boundaries of pieces.
const SIZES: [usize; 6] = [0, 1, 17, GRAIN, 3, 2 * GRAIN + 5];

#[test]
fn sgd_steps_every_element_once() {
    let step = Sgd { lr: 0.5, momentum: 0.9, dampening: 0.25, weight_decay: 0.125, nesterov: false, maximize: true };
    let mut params: Vec<Vec<f32>> = SIZES.iter().map(|&n| (0..n).map(|at| element(at, 1)).collect()).collect();
    let grads: Vec<Vec<f32>> = SIZES.iter().map(|&n| (0..n).map(|at| element(at, 2)).collect()).collect();
    let mut buffers: Vec<Vec<f32>> = SIZES.iter().map(|&n| vec![f32::NAN; n]).collect();
    for round in 0..2 {
        let tensors: Vec<SgdTensor> = (0..SIZES.len())
            .map(|i| SgdTensor {
                dtype: DType::F32,
                len: SIZES[i],
                param: params[i].as_mut_ptr().cast(),
                grad: grads[i].as_ptr().cast(),
                buffer: buffers[i].as_mut_ptr().cast(),
                momentum: if round == 0 { Momentum::First } else { Momentum::Next },
            })
            .collect();
        // SAFETY: the vectors hold the elements, and nobody else has them.
        unsafe { sgd(&tensors, &step) };
    }
    for (i, &n) in SIZES.iter().enumerate() {
        for at in 0..n {
            let (w, g) = (f64::from(element(at, 1)), f64::from(element(at, 2)));
            let v = -g + 0.125 * w;
            let w = w - 0.5 * v;
            let v = 0.9 * v + 0.75 * (-g + 0.125 * w);
            let w = w - 0.5 * v;
            assert!((f64::from(params[i][at]) - w).abs() < 1e-6 && (f64::from(buffers[i][at]) - v).abs() < 1e-6);
        }
    }
}

#[test]
fn adam_keeps_the_largest_square_and_nan() {
    let step =
        Adam { lr: 0.1, beta1: 0.9, beta2: 0.99, eps: 1e-8, weight_decay: 0.0, decoupled: false, maximize: false };
    let (mut w, g) = ([1f64, 1.0, 1.0], [2f64, 0.5, f64::NAN]);
    let (mut m, mut v, mut u) = ([0f64; 3], [0f64; 3], [1f64, 0.0, 0.5]);
    let tensor = AdamTensor {
        dtype: DType::F64,
        len: 3,
        param: w.as_mut_ptr().cast(),
        grad: g.as_ptr().cast(),
        average: m.as_mut_ptr().cast(),
        square: v.as_mut_ptr().cast(),
        largest: u.as_mut_ptr().cast(),
        count: 1.0,
    };
    // SAFETY: the arrays hold the elements, and nobody else has them.
    unsafe { adam(&[tensor], &step) };
    assert!((u[0] - 1.0).abs() < 1e-15 && (u[1] - 0.0025).abs() < 1e-15 && u[2].is_nan());
    let expected = 1.0 - 0.1 * 2.0 / ((1f64 / 0.01).sqrt() + 1e-8);
    assert!((w[0] - expected).abs() < 1e-12 && (w[1] - 0.9).abs() < 1e-7 && w[2].is_nan());
}

#[test]
fn half_types_round_after_each_operation() {
    let step = Sgd { lr: 0.1, momentum: 0.0, dampening: 0.0, weight_decay: 0.5, nesterov: false, maximize: false };
    let mut w = [half::bf16::from_f32(1.5), half::bf16::from_f32(-3.0)];
    let g = [half::bf16::from_f32(0.3), half::bf16::from_f32(7.0)];
    let expected: Vec<half::bf16> = w
        .iter()
        .zip(&g)
        .map(|(w, g)| {
            let g = half::bf16::from_f32(w.to_f32().mul_add(0.5, g.to_f32())).to_f32();
            half::bf16::from_f32(g.mul_add(-0.1, w.to_f32()))
        })
        .collect();
    let tensor = SgdTensor {
        dtype: DType::BF16,
        len: 2,
        param: w.as_mut_ptr().cast(),
        grad: g.as_ptr().cast(),
        buffer: std::ptr::null_mut(),
        momentum: Momentum::None,
    };
    // SAFETY: the arrays hold the elements, and nobody else has them.
    unsafe { sgd(&[tensor], &step) };
    assert_eq!(w.as_slice(), expected);
}

#[test]
fn norms_and_limits() {
    let mut long: Vec<f32> = (0..CHUNKS).map(|at| element(at, 3)).collect();
    let mut short = [3f64, -4.0];
    let tensors = [
        Flat { dtype: DType::F32, len: long.len(), ptr: long.as_mut_ptr().cast() },
        Flat { dtype: DType::F64, len: 0, ptr: std::ptr::dangling_mut::<f64>().cast() },
        Flat { dtype: DType::F64, len: 2, ptr: short.as_mut_ptr().cast() },
    ];
    let sum = |p: f64| (0..CHUNKS).map(|at| f64::from(element(at, 3)).abs().powf(p)).sum::<f64>();
    for (p, small) in [(2.0, 5.0), (1.0, 7.0), (3.0, 91f64.cbrt()), (f64::INFINITY, 4.0), (0.0, 2.0)] {
        // SAFETY: the vectors hold the elements.
        let norms = unsafe { norms(&tensors, p) };
        assert!((norms[2] - small).abs() < 1e-12 && norms[1] == 0.0, "{p}");
        if p == 2.0 || p == 1.0 || p == 3.0 {
            assert!((norms[0] / sum(p).powf(1.0 / p) - 1.0).abs() < 1e-12, "{p}");
        }
    }
    // SAFETY: the vectors hold the elements, and nobody else has them.
    unsafe {
        scale(&tensors, 0.5);
        clamp(&tensors, -1.0, 0.25);
    }
    assert_eq!(short, [0.25, -1.0]);
    assert!(long.iter().enumerate().all(|(at, &x)| x == (element(at, 3) * 0.5).clamp(-1.0, 0.25)));
}

const CHUNKS: usize = 40_000;

/// Steps of every rule against the formulas in double precision, across the boundaries of pieces.
#[test]
fn adaptive_steps() {
    let rules = [
        (Rule::RmsProp { alpha: 0.9, momentum: 0.0 }, 1),
        (Rule::RmsProp { alpha: 0.9, momentum: 0.5 }, 3),
        (Rule::Adagrad, 1),
        (Rule::Adadelta { rho: 0.75 }, 2),
    ];
    for (rule, states) in rules {
        let step = Adaptive { rule, eps: 1e-3, weight_decay: 0.25, maximize: true };
        let mut params: Vec<Vec<f64>> =
            SIZES.iter().map(|&n| (0..n).map(|at| f64::from(element(at, 1))).collect()).collect();
        let grads: Vec<Vec<f64>> =
            SIZES.iter().map(|&n| (0..n).map(|at| f64::from(element(at, 2))).collect()).collect();
        let mut state: Vec<Vec<Vec<f64>>> =
            SIZES.iter().map(|&n| (0..3).map(|of| vec![if of < states { 0.5 } else { 7.0 }; n]).collect()).collect();
        let tensors: Vec<AdaptiveTensor> = (0..SIZES.len())
            .map(|i| {
                let mut places = [std::ptr::null_mut(); 3];
                for (place, list) in places.iter_mut().zip(&mut state[i]).take(states) {
                    *place = list.as_mut_ptr().cast();
                }
                AdaptiveTensor {
                    dtype: DType::F64,
                    len: SIZES[i],
                    param: params[i].as_mut_ptr().cast(),
                    grad: grads[i].as_ptr().cast(),
                    state: places,
                    lr: 0.1,
                }
            })
            .collect();
        // SAFETY: the vectors hold the elements, and nobody else has them.
        unsafe { adaptive(&tensors, &step) };
        for (i, &n) in SIZES.iter().enumerate() {
            for at in 0..n {
                let (w, g) = (f64::from(element(at, 1)), f64::from(element(at, 2)));
                let g = 0.25 * w - g;
                let (w, expected) = match rule {
                    Rule::RmsProp { momentum: 0.0, .. } => {
                        let v = 0.9 * 0.5 + 0.1 * g * g;
                        (w - 0.1 * g / (v.sqrt() + 1e-3), [v, 7.0, 7.0])
                    }
                    Rule::RmsProp { .. } => {
                        let (v, m) = (0.9 * 0.5 + 0.1 * g * g, 0.5 + 0.1 * (g - 0.5));
                        let b = 0.5 * 0.5 + g / ((v - m * m).sqrt() + 1e-3);
                        (w - 0.1 * b, [v, m, b])
                    }
                    Rule::Adagrad => {
                        let v = 0.5 + g * g;
                        (w - 0.1 * g / (v.sqrt() + 1e-3), [v, 7.0, 7.0])
                    }
                    Rule::Adadelta { .. } => {
                        let v = 0.75 * 0.5 + 0.25 * g * g;
                        let delta = (0.5f64 + 1e-3).sqrt() / (v + 1e-3).sqrt() * g;
                        (w - 0.1 * delta, [v, 0.75 * 0.5 + 0.25 * delta * delta, 7.0])
                    }
                };
                assert!((params[i][at] - w).abs() < 1e-9, "{rule:?}: {} instead of {w}", params[i][at]);
                for (list, expected) in state[i].iter().zip(expected) {
                    assert!((list[at] - expected).abs() < 1e-9, "{rule:?}: {} instead of {expected}", list[at]);
                }
            }
        }
    }
}
