use flambeau_cpu::copy::identity;
use flambeau_cpu::expr::Class;

use super::source::Form;
use super::{Kind, THREADS};
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
                    kind,
                    acc,
                    program: identity(acc),
                    output: Some(acc.dtype()),
                    indices: is_arg,
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
