//! Softmax, normalisation and losses beside the memory's bandwidth: `cargo bench --bench rows [-- FILTER]`.

mod common;
#[path = "common/table.rs"]
mod table;

use table::{Table, Work, gradient, tensor};
use flambeau::{Tensor, ops};

fn main() {
    let table = Table::new("Softmax, normalisation, losses");
    for (rows, n) in [(64, 10), (512, 64), (1024, 1024), (128, 32_000)] {
        let x = tensor(&[rows, n]);
        let (weight, bias) = (tensor(&[n]), tensor(&[n]));
        let target: Vec<i64> = (0..rows as i64).map(|row| row * 7 % n as i64).collect();
        let target = Tensor::from_slice(&target, &[rows]).expect("the shape fits");
        let (name, bytes) = (|what: &str| format!("{what} {rows}x{n}"), 4 * x.numel());
        let norm = |x: &Tensor| ops::layer_norm(x, &[n as i64], Some(&weight), Some(&bias), 1e-5, true);
        let entropy = |x: &Tensor| ops::cross_entropy_loss(x, &target, None, 1, -100, 0.0);
        table.row(&name("softmax"), Work::Bytes(2 * bytes), || x.softmax(1, None));
        table.row(&name("softmax, forward and backward"), Work::Bytes(5 * bytes), || gradient(&x, |x| x.softmax(1, None)));
        table.row(&name("log_softmax"), Work::Bytes(2 * bytes), || x.log_softmax(1, None));
        table.row(&name("layer_norm"), Work::Bytes(2 * bytes), || norm(&x));
        table.row(&name("layer_norm, forward and backward"), Work::Bytes(5 * bytes), || gradient(&x, norm));
        table.row(&name("cross_entropy"), Work::Bytes(bytes), || entropy(&x));
        table.row(&name("cross_entropy, forward and backward"), Work::Bytes(3 * bytes), || gradient(&x, entropy));
    }
}
