//! Pointwise operations beside the memory's bandwidth: `cargo bench --bench pointwise [-- FILTER]`.

mod common;
#[path = "common/table.rs"]
mod table;

use flambeau::{DType, ops};
use table::{Table, Work, gradient, tensor};

fn main() {
    let table = Table::new("Pointwise operations");
    for n in [8, 1000, 100_000, 10_000_000] {
        let (x, y) = (tensor(&[n]), tensor(&[n]));
        let name = |operation: &str| format!("{operation} {n}");
        table.row(&name("add"), Work::Bytes(12 * n), || x.add((&y).into(), 1.into()));
        table.row(&name("add a number"), Work::Bytes(8 * n), || x.add(1.5.into(), 1.into()));
        table.row(&name("relu"), Work::Bytes(8 * n), || x.relu());
        table.row(&name("exp"), Work::Bytes(8 * n), || x.exp());
        table.row(&name("tanh"), Work::Bytes(8 * n), || x.tanh());
        table.row(&name("gelu"), Work::Bytes(8 * n), || ops::gelu(&x, "none"));
        table.row(&name("x > y"), Work::Bytes(9 * n), || x.gt((&y).into()));
        table.row(&name("to float64"), Work::Bytes(12 * n), || x.to_dtype(DType::F64));
        table.row(&name("tanh, forward and backward"), Work::Bytes(20 * n), || gradient(&x, |x| x.tanh()));
    }
}
