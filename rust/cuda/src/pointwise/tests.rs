use flambeau_cpu::DType;
use flambeau_cpu::expr::{Class, Op, Program};
use flambeau_cpu::pointwise::Operand;

use super::{Path, source};
use crate::compile::testing::compile_all;

const PATHS: [Path; 4] = [
    Path::Packs { elements: 4, single: 0 },
    Path::Packs { elements: 1, single: 2 },
    Path::Strides { dims: 2, wide: false },
    Path::Strides { dims: 3, wide: true },
];

fn operand(dtype: DType) -> Operand<'static> {
    Operand { ptr: std::ptr::null_mut(), dtype, strides: &[] }
}

#[test]
fn every_instruction_compiles() {
    let mut sources = Vec::new();
    for &op in Op::ALL {
        for class in Class::ALL {
            let targets: &[Class] = if op == Op::Convert { &Class::ALL } else { &[class] };
            for (at, &to) in targets.iter().enumerate() {
                let Some(program) = Program::of(op, class, to) else { continue };
                let mut operands = vec![operand(program.outputs()[0].1.dtype())];
                operands.extend(program.inputs().iter().map(|class| operand(class.dtype())));
                let operands: Vec<&Operand<'_>> = operands.iter().collect();
                let path = PATHS[(sources.len() + at) % 2];
                // A pack holds 16 bytes.
                let widest = class.size().max(program.outputs()[0].1.size());
                let path = if widest > 4 { PATHS[2 + sources.len() % 2] } else { path };
                sources.push(source(&program, &operands, 1, path));
            }
        }
    }
    assert!(sources.len() > 300, "{} sources", sources.len());
    compile_all(&sources);
}

#[test]
fn every_dtype_compiles() {
    let mut sources = Vec::new();
    for from in DType::ALL {
        let program = flambeau_cpu::copy::identity(Class::of(from));
        for to in DType::ALL {
            let (output, input) = (operand(to), operand(from));
            let elements = (16 / from.size().max(to.size())).min(8) as u8;
            for path in [Path::Packs { elements, single: 0 }, PATHS[2]] {
                sources.push(source(program, &[&output, &input], 1, path));
            }
        }
    }
    compile_all(&sources);
}
