//! Matrix products beside the machine's multiply-add peak: `cargo bench -p flambeau-cpu --bench matmul [-- FILTER]`.
//!
//! Columns: time of one product, GFLOP/s, and its share of the peak of the threads in use. Products with one row or
//! column are bound by memory: their share is of the bandwidth.

mod common;

use common::{memory_gbytes, numbers, peak_gflops, seconds};
use flambeau_cpu::DType;
use flambeau_cpu::gemm::{Batch, Gemm, MatMut, MatRef};

/// Name, rows, columns, inner size, products, whether B is read transposed.
const SHAPES: [(&str, usize, usize, usize, usize, bool); 24] = [
    ("2x2", 2, 2, 2, 1, false),
    ("8x8", 8, 8, 8, 1, false),
    ("16x16", 16, 16, 16, 1, false),
    ("32x32", 32, 32, 32, 1, false),
    ("64x64", 64, 64, 64, 1, false),
    ("96x96", 96, 96, 96, 1, false),
    ("128x128", 128, 128, 128, 1, false),
    ("192x192", 192, 192, 192, 1, false),
    ("256x256", 256, 256, 256, 1, false),
    ("512x512", 512, 512, 512, 1, false),
    ("1024x1024", 1024, 1024, 1024, 1, false),
    ("256x256 B'", 256, 256, 256, 1, true),
    ("linear 64x400x120", 64, 120, 400, 1, true),
    ("linear 64x120x84", 64, 84, 120, 1, true),
    ("linear 64x84x10", 64, 10, 84, 1, true),
    ("gradient 400x64x120", 400, 120, 64, 1, false),
    ("skinny 2048x64x16", 2048, 16, 64, 1, false),
    ("flat 16x2048x64", 16, 64, 2048, 1, false),
    ("batch 64 of 32x32", 32, 32, 32, 64, false),
    ("row 1x784x128", 1, 128, 784, 1, true),
    ("row 1x1024x1024", 1, 1024, 1024, 1, false),
    ("column 1024x1024x1", 1024, 1, 1024, 1, false),
    ("column 4096x4096x1", 4096, 1, 4096, 1, false),
    ("dot 1000000", 1, 1, 1_000_000, 1, false),
];

fn bytes<T: Copy>(values: &[f64], convert: impl Fn(f64) -> T) -> Vec<T> {
    values.iter().map(|&value| convert(value)).collect()
}

fn measure<T: Copy>(dtype: DType, shape: (usize, usize, usize, usize, bool), convert: impl Fn(f64) -> T) -> f64 {
    let (m, n, k, count, turned) = shape;
    let (a, b) = (bytes(&numbers(m * k * count), &convert), bytes(&numbers(k * n * count), &convert));
    let mut c = bytes(&numbers(m * n * count), &convert);
    let (b_rs, b_cs) = if turned { (1, k as isize) } else { (n as isize, 1) };
    let batch = [Batch { size: count, a: (m * k) as isize, b: (k * n) as isize, c: (m * n) as isize }];
    let product = Gemm {
        batch: &batch,
        ..Gemm::new(
            dtype,
            (m, n, k),
            MatRef { ptr: a.as_ptr().cast(), rs: k as isize, cs: 1 },
            MatRef { ptr: b.as_ptr().cast(), rs: b_rs, cs: b_cs },
            MatMut { ptr: c.as_mut_ptr().cast(), rs: n as isize, cs: 1 },
        )
    };
    // SAFETY: the vectors have the elements that sizes and strides name.
    seconds(|| assert!(unsafe { product.run() }))
}

fn main() {
    let filter = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    let (peak, memory) = (peak_gflops(), memory_gbytes());
    println!("one thread: {peak:.1} GFLOP/s of f32, {memory:.1} GB/s from memory; {:?}", flambeau_cpu::isa::level());
    let most = flambeau_cpu::pool::num_threads();
    for threads in [1, 2, most].into_iter().filter(|&n| n <= most).collect::<std::collections::BTreeSet<_>>() {
        flambeau_cpu::pool::set_num_threads(threads);
        println!(
            "\n{threads} threads\n{:<22}{:>12}{:>10}{:>7}{:>12}{:>10}{:>7}",
            "", "f32", "GFLOP/s", "%", "f64", "GFLOP/s", "%"
        );
        for (name, m, n, k, count, turned) in SHAPES.into_iter().filter(|shape| shape.0.contains(&filter)) {
            let shape = (m, n, k, count, turned);
            print!("{name:<22}");
            for dtype in [DType::F32, DType::F64] {
                let time = match dtype {
                    DType::F32 => measure(dtype, shape, |value| value as f32),
                    _ => measure(dtype, shape, |value| value),
                };
                let work = 2.0 * (m * n * k * count) as f64 / 1e9;
                let ceiling = peak * threads as f64 * 4.0 / dtype.size() as f64;
                let share = if m == 1 || n == 1 {
                    (m * k + k * n) as f64 * dtype.size() as f64 / 1e9 / time / (memory * threads as f64)
                } else {
                    work / time / ceiling
                };
                print!("{:>9.2} us{:>10.1}{:>6.0}%", time * 1e6, work / time, share * 100.0);
            }
            println!();
        }
    }
}
