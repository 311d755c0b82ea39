use flambeau_cpu::DType;
use flambeau_cpu::copy::identity;
use flambeau_cpu::expr::{Builder, Class, Program};
use smallvec::SmallVec;

use super::source::Form;
use super::{Gather, Kind, THREADS};
use crate::compile::testing::compile_all;

#[test]
fn every_reduction_compiles() {
    use Class::*;
    let numbers: &[Class] = &[I64, F32, F64, C64, C128];
    let ordered: &[Class] = &[Bool, I32, I64, F32, F64];
    let table = [
        (Kind::Sum, numbers),
        (Kind::Prod, numbers),
        (Kind::Min, ordered),
        (Kind::Max, ordered),
        (Kind::Any, &[Bool][..]),
        (Kind::All, &[Bool][..]),
        (Kind::ArgMin, ordered),
        (Kind::ArgMax, ordered),
    ];
    let mut sources = Vec::new();
    for (kind, classes) in table {
        for (at, &acc) in classes.iter().enumerate() {
            let is_arg = matches!(kind, Kind::ArgMin | Kind::ArgMax);
            for sliced in [false, true] {
                let columns = (at + sliced as usize).is_multiple_of(2);
                let form = Form {
                    gather: Gather::One(kind),
                    acc,
                    map: identity(acc),
                    finish: None,
                    results: smallvec::smallvec![acc.dtype()],
                    indices: is_arg,
                    beside: SmallVec::new(),
                    inputs: smallvec::smallvec![acc.dtype()],
                    kept: 1 + at as u8 % 3,
                    reduced: 1 + at as u8 % 2,
                    lanes: if columns { 8 } else { THREADS as u16 },
                    columns,
                    sliced,
                    wide: at % 2 == 1,
                };
                sources.push(form.first());
                if sliced {
                    sources.push(form.second());
                }
            }
        }
    }
    compile_all(&sources);
}

fn leaked(inputs: &[Class], build: impl FnOnce(&Builder) -> Program) -> &'static Program {
    Box::leak(Box::new(build(&Builder::new(inputs))))
}

/// A sum and a weighted sum, or a mean and squares, to two results of which one is half as wide.
#[test]
fn every_fused_reduction_compiles() {
    let mut sources = Vec::new();
    for (acc, narrow) in [(Class::F32, DType::BF16), (Class::F64, DType::F32)] {
        let two = leaked(&[acc; 2], |b| b.finish(&[b.input(0), b.input(0) * b.input(1) * b.scalar(0, acc)]));
        let finish = leaked(&[acc; 3], |b| {
            b.finish(&[b.input(0) / b.scalar(0, acc), b.input(1) * b.input(2) + b.scalar(1, acc)])
        });
        for (gather, map) in [(Gather::Sums, two), (Gather::Moments, identity(acc))] {
            for sliced in [false, true] {
                let form = Form {
                    gather,
                    acc,
                    map,
                    finish: Some(finish),
                    results: smallvec::smallvec![acc.dtype(), narrow],
                    indices: false,
                    beside: smallvec::smallvec![narrow],
                    inputs: map.inputs().iter().map(|_| narrow).collect(),
                    kept: 1,
                    reduced: 2,
                    lanes: if sliced { 8 } else { 256 },
                    columns: sliced,
                    sliced,
                    wide: sliced,
                };
                sources.push(form.first());
                if sliced {
                    sources.push(form.second());
                }
            }
        }
    }
    compile_all(&sources);
}
