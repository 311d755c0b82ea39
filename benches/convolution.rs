//! Convolutions and pooling beside the machine's peak: `cargo bench --bench convolution [-- FILTER]`.

mod common;
#[path = "common/table.rs"]
mod table;

use table::{Table, Work, gradient, tensor};
use flambeau::{Tensor, ops};

/// Name, batch, input channels, output channels, side of the input, side of the kernel, stride, padding, groups.
const SHAPES: [(&str, [usize; 8]); 6] = [
    ("LeNet's first layer", [64, 1, 6, 28, 5, 1, 2, 1]),
    ("LeNet's second layer", [64, 6, 16, 14, 5, 1, 0, 1]),
    ("3x3 64->64 at 56", [4, 64, 64, 56, 3, 1, 1, 1]),
    ("7x7 stride 2 3->64 at 224", [2, 3, 64, 224, 7, 2, 3, 1]),
    ("1x1 64->256 at 56", [4, 64, 256, 56, 1, 1, 0, 1]),
    ("3x3 depthwise 64 at 56", [4, 64, 64, 56, 3, 1, 1, 64]),
];

fn main() {
    let table = Table::new("Convolutions and pooling");
    for (name, [batch, inputs, outputs, side, kernel, stride, padding, groups]) in SHAPES {
        let x = tensor(&[batch, inputs, side, side]);
        let (w, b) = (tensor(&[outputs, inputs / groups, kernel, kernel]), tensor(&[outputs]));
        let positions = ((side + 2 * padding - kernel) / stride + 1).pow(2);
        let flops = 2 * batch * outputs * positions * (inputs / groups) * kernel * kernel;
        let (step, room) = ([stride as i64; 2], [padding as i64; 2]);
        let run = |x: &Tensor, w: &Tensor| ops::convolution::conv2d(x, w, Some(&b), &step, &room, &[1, 1], groups as i64);
        table.row(name, Work::Flops(flops), || run(&x, &w));
        table.row(&format!("{name}, with input's gradient"), Work::Flops(2 * flops), || gradient(&x, |x| run(x, &w)));
        table.row(&format!("{name}, with weight's gradient"), Work::Flops(2 * flops), || gradient(&w, |w| run(&x, w)));
    }
    let x = tensor(&[64, 6, 28, 28]);
    let pool = |x: &Tensor| ops::pooling::max_pool2d(x, &[2, 2], &[2, 2], &[0, 0], &[1, 1], false);
    table.row("max_pool2d 2 of 64x6x28x28", Work::Bytes(5 * x.numel()), || pool(&x));
    table.row("max_pool2d 2, with gradient", Work::Bytes(15 * x.numel()), || gradient(&x, pool));
}
