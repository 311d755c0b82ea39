//! Reductions, scans and sorting beside the memory's bandwidth: `cargo bench --bench reduction [-- FILTER]`.

mod common;
#[path = "common/table.rs"]
mod table;

use table::{Table, Work, tensor};

fn main() {
    let table = Table::new("Reductions, scans, sorting");
    let large = tensor(&[10_000_000]);
    table.row("sum 10M", Work::Bytes(4 * large.numel()), || large.sum(None));
    table.row("argmax 10M", Work::Bytes(4 * large.numel()), || large.argmax(None, false));
    let x = tensor(&[1000, 1000]);
    let bytes = Work::Bytes(4 * x.numel());
    for dim in [0, 1] {
        table.row(&format!("sum 1000x1000 over {dim}"), bytes, || x.sum_dim(Some(&[dim]), false, None));
        table.row(&format!("mean 1000x1000 over {dim}"), bytes, || x.mean_dim(Some(&[dim]), false, None));
        table.row(&format!("argmax 1000x1000 over {dim}"), bytes, || x.argmax(Some(dim), false));
        table.row(&format!("cumsum 1000x1000 over {dim}"), Work::Bytes(8 * x.numel()), || x.cumsum(dim, None));
        table.row(&format!("sort 1000x1000 over {dim}"), Work::Bytes(16 * x.numel()), || Ok(x.sort(dim, false)?.0));
        table.row(&format!("topk 10 of 1000x1000 over {dim}"), bytes, || Ok(x.topk(10, dim, true, true)?.0));
    }
}
