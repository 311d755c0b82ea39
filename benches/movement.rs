//! Copies, indexing and joining beside the memory's bandwidth: `cargo bench --bench movement [-- FILTER]`.

mod common;
#[path = "common/table.rs"]
mod table;

use table::{Table, Work, tensor};
use flambeau::{MemoryFormat, Tensor, ops};

fn main() {
    let table = Table::new("Copies, indexing, joining");
    let x = tensor(&[3000, 3000]);
    let bytes = 8 * x.numel();
    table.row("clone 3000x3000", Work::Bytes(bytes), || x.copy());
    table.row("transposed copy 3000x3000", Work::Bytes(bytes), || x.t()?.contiguous(MemoryFormat::Contiguous));
    table.row("cat 2 x 3000x3000", Work::Bytes(2 * bytes), || ops::cat(&[x.clone(), x.clone()], 0));
    table.row("flip 3000x3000", Work::Bytes(bytes), || x.flip(&[1]));
    table.row("roll 3000x3000", Work::Bytes(bytes), || x.roll(&[7], &[1]));
    let digits = tensor(&[4000, 784]);
    let rows: Vec<i64> = (0..64).map(|row| row * 61 % 4000).collect();
    let rows = Tensor::from_slice(&rows, &[64]).expect("the shape fits");
    table.row("64 rows of 784 by index", Work::Bytes(8 * 64 * 784), || ops::index_select(&digits, 0, &rows));
    let places: Vec<i64> = (0..1_000_000i64).map(|at| at * 7919 % 9_000_000).collect();
    let places = Tensor::from_slice(&places, &[1_000_000]).expect("the shape fits");
    let flat = x.reshape(&[-1]).expect("nine million elements");
    table.row("gather 1M of 9M", Work::Bytes(16 * 1_000_000), || ops::gather(&flat, 0, &places, false));
}
