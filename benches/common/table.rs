//! Rows of a table: time, throughput, and its share of what the machine can do.

use super::common::{memory_gbytes, numbers, peak_gflops, seconds};

/// What a call does, to be set against the machine's ceiling.
#[derive(Clone, Copy)]
#[allow(dead_code)] // not every family needs every variant and function
pub enum Work {
    /// Bytes that must be read and written at least.
    Bytes(usize),
    /// Multiplications and additions.
    Flops(usize),
}

/// A table of one family, measured on one thread.
pub struct Table {
    filter: String,
    gflops: f64,
    gbytes: f64,
}

impl Table {
    /// Measures the ceilings and prints the head.
    pub fn new(family: &str) -> Table {
        flambeau_cpu::pool::set_num_threads(1);
        let filter = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
        let (gflops, gbytes) = (peak_gflops(), memory_gbytes());
        println!(
            "{family}, one thread of {:?}; ceilings: {gflops:.0} GFLOP/s of f32, {gbytes:.1} GB/s read from memory",
            flambeau_cpu::isa::level()
        );
        println!("{:<40}{:>12}{:>14}{:>8}", "", "time", "throughput", "%");
        Table { filter, gflops, gbytes }
    }

    /// Measures and prints a row. A share above 100 % means that the data stay in a cache.
    pub fn row(&self, name: &str, work: Work, mut call: impl FnMut() -> flambeau::Result<flambeau::Tensor>) {
        if !name.contains(&self.filter) {
            return;
        }
        let time = seconds(|| drop(std::hint::black_box(call().expect("a bench calls what is there"))));
        let (amount, unit, ceiling) = match work {
            Work::Bytes(bytes) => (bytes as f64 / time / 1e9, "GB/s", self.gbytes),
            Work::Flops(flops) => (flops as f64 / time / 1e9, "GFLOP/s", self.gflops),
        };
        println!("{name:<40}{:>9.2} us{amount:>9.2} {unit:<7}{:>5.0}", time * 1e6, 100.0 * amount / ceiling);
    }
}

/// A tensor of numbers in (-0.5, 0.5).
pub fn tensor(shape: &[usize]) -> flambeau::Tensor {
    let values: Vec<f32> = numbers(shape.iter().product()).iter().map(|&value| value as f32).collect();
    flambeau::Tensor::from_slice(&values, shape).expect("the shape fits")
}

#[allow(dead_code)]
/// Forward and backward of a function of one tensor: answers its gradient.
pub fn gradient(
    x: &flambeau::Tensor,
    function: impl Fn(&flambeau::Tensor) -> flambeau::Result<flambeau::Tensor>,
) -> flambeau::Result<flambeau::Tensor> {
    let leaf = x.detached();
    leaf.set_requires_grad(true)?;
    flambeau::autograd::backward(&[function(&leaf)?.sum(None)?], &[], Default::default())?;
    Ok(leaf.grad().expect("the leaf took part"))
}
