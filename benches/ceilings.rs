//! The machine's ceilings: `cargo run --release -p flambeau-cpu --example ceilings [-- --json] [--threads N]`.
//!
//! Multiply-add peak by instruction set, bandwidth of every cache level and of memory, first touch of pages; for one
//! thread and for N (all, if not given). `--json` prints one object for programs to read.

mod common;

use common::ceilings::{Traffic, bandwidth_gbytes, caches, first_touch_gbytes, fma_gflops};
use flambeau_cpu::isa::{Level, level};

/// A measured figure.
struct Figure {
    /// `fma`, `bandwidth` or `first touch`.
    family: &'static str,
    /// Instruction set, cache level or kind of pages.
    what: String,
    /// Element type or kind of traffic.
    how: &'static str,
    threads: usize,
    /// GFLOP/s or GB/s.
    rate: f64,
}

fn measure(most: usize) -> Vec<Figure> {
    let mut figures = Vec::new();
    let threads = if most > 1 { vec![1, most] } else { vec![1] };
    let mut add = |family, what: &str, how, threads, rate| {
        figures.push(Figure { family, what: what.to_string(), how, threads, rate });
    };
    let sets: &[(Level, &str)] = match level() {
        Level::Avx512 => &[(Level::Avx512, "AVX-512"), (Level::Avx2, "AVX2")],
        Level::Avx2 => &[(Level::Avx2, "AVX2")],
        Level::Baseline => &[(Level::Baseline, "baseline")],
    };
    for (set, name) in sets {
        for (double, how) in [(false, "f32"), (true, "f64")] {
            threads.iter().for_each(|&n| add("fma", name, how, n, fma_gflops(*set, double, n)));
        }
    }
    let sizes = caches();
    let last = sizes.len() - 1;
    // Half of a cache that each core has; a quarter of the last one, which all share; several times that for memory.
    for (at, size) in sizes.iter().enumerate() {
        let name = format!("L{}", at + 1);
        for &n in &threads {
            let bytes = if at == last && at > 1 { (size / 4 / n).max(2 * sizes[at - 1]) } else { size / 2 };
            add("bandwidth", &name, "copy", n, bandwidth_gbytes(Traffic::Copy, bytes, n));
            add("bandwidth", &name, "read", n, bandwidth_gbytes(Traffic::Read, bytes, n));
        }
    }
    let memory = (4 * sizes[last]).clamp(256 << 20, 1 << 30);
    for &n in &threads {
        for (how, traffic) in
            [("copy", Traffic::Copy), ("streaming copy", Traffic::StreamingCopy), ("read", Traffic::Read)]
        {
            add("bandwidth", "DRAM", how, n, bandwidth_gbytes(traffic, memory / n, n));
        }
    }
    for (huge, name) in [(false, "4 KiB pages"), (true, "huge pages")] {
        threads.iter().for_each(|&n| add("first touch", name, "write", n, first_touch_gbytes(huge, n)));
    }
    figures
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let after = |name: &str| arguments.iter().position(|a| a == name).and_then(|at| arguments.get(at + 1));
    let all = std::thread::available_parallelism().map_or(1, |n| n.get());
    let threads = after("--threads").and_then(|text| text.parse().ok()).unwrap_or(all).max(1);
    let figures = measure(threads);
    let unit = |figure: &Figure| if figure.family == "fma" { "GFLOP/s" } else { "GB/s" };
    if arguments.iter().any(|a| a == "--json") {
        let rows: Vec<String> = figures
            .iter()
            .map(|f| {
                format!(
                    r#"{{"family": "{}", "what": "{}", "how": "{}", "threads": {}, "rate": {:.2}, "unit": "{}"}}"#,
                    f.family,
                    f.what,
                    f.how,
                    f.threads,
                    f.rate,
                    unit(f)
                )
            })
            .collect();
        println!(r#"{{"threads": {threads}, "caches": {:?}, "figures": [{}]}}"#, caches(), rows.join(", "));
        return;
    }
    for f in &figures {
        let name = format!("{} {} {}", f.family, f.what, f.how);
        println!("{name:<36}{:>3} threads {:>10.1} {}", f.threads, f.rate, unit(f));
    }
}
