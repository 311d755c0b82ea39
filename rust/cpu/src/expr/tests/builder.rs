//! Expressions become programs: sharing, folding, and what the operators mean.

use super::levels;
use crate::expr::{Builder, Class, Op, Program, Scalar, Val};
use crate::pointwise::testing::{read, write};

/// Evaluates a program of one output on one element.
fn evaluate(program: &Program, inputs: &[Scalar]) -> Scalar {
    use crate::pointwise::Operand;
    let mut memory = vec![[0u8; 16]; inputs.len() + 1];
    let classes: Vec<Class> = program.inputs().iter().copied().chain([program.outputs()[0].1]).collect();
    for ((place, value), class) in memory.iter_mut().zip(inputs).zip(&classes) {
        write(&mut place[..class.size()], class.dtype(), *value);
    }
    let operands: Vec<Operand<'_>> = memory
        .iter_mut()
        .zip(&classes)
        .map(|(place, class)| Operand { ptr: place.as_mut_ptr(), dtype: class.dtype(), strides: &[] })
        .collect();
    let (output, inputs) = operands.split_last().unwrap();
    // SAFETY: every operand is one element.
    unsafe { crate::pointwise::run(program, &[], &[*output], inputs, &[]).unwrap() };
    read(&memory[memory.len() - 1], classes[classes.len() - 1].dtype())
}

#[test]
fn equal_expressions_are_computed_once_and_unused_ones_not_at_all() {
    let b = Builder::new(&[Class::F32, Class::F32]);
    let (x, y) = (b.input(0), b.input(1));
    let _unused = (x / y).exp();
    let program = b.finish(&[(x + y) * (y + x), x + y]);
    assert_eq!(program.instructions().len(), 2);
    assert_eq!(
        format!("{program:?}"),
        "program [F32, F32] {\n    v0: F32 = Add in0, in1\n    v1: F32 = Mul v0, v0\n    return v1, v0\n}"
    );
    assert_eq!(
        evaluate(&b.finish(&[(x + y) * (y + x)]), &[Scalar::Float(1.0), Scalar::Float(2.0)]),
        Scalar::Float(9.0)
    );
}

#[test]
fn constants_are_folded() {
    let b = Builder::new(&[Class::F64, Class::I64]);
    let (x, i) = (b.input(0), b.input(1));
    let two = b.constant(Class::F64, 2.0);
    let program = b.finish(&[x * ((two + 1.0) * two).sqrt().convert(Class::I64).convert(Class::F64)]);
    assert_eq!((program.instructions().len(), program.constants()[0].value()), (1, Scalar::Float(2.0)));
    for same in [x * 1.0, x / 1.0, x - 0.0, x + -0.0, x.pow(x.same(1.0)), (x * 1.0).convert(Class::F64)] {
        assert!(b.finish(&[same]).instructions().is_empty());
    }
    // -0.0 + 0.0 is 0.0, and a product with zero may be NaN.
    for other in [x + 0.0, x * 0.0, x - -0.0] {
        assert_eq!(b.finish(&[other]).instructions().len(), 1);
    }
    assert!(b.finish(&[i + 0.0]).instructions().is_empty());
    assert_eq!(b.finish(&[i.floor().isnan().logical_or(x.gt(two))]).instructions().len(), 2);
    // A division by the constant 0 is reported when the program runs.
    let zero = i.same(0.0);
    assert_eq!(b.finish(&[zero.same(5.0).floor_div(zero)]).instructions().len(), 1);
    let large = Scalar::Int((1 << 53) + 1);
    assert_eq!(b.finish(&[b.constant_of(Class::I64, large)]).constants()[0].value(), large);
}

#[test]
fn powers_with_simple_exponents_are_products_and_roots() {
    let b = Builder::new(&[Class::F64]);
    let x = b.input(0);
    for (exponent, wanted) in [(2.0, 6.25), (3.0, 15.625), (-1.0, 0.4), (-2.0, 0.16), (0.5, 2.5f64.sqrt())] {
        let program = b.finish(&[x.pow(x.same(exponent))]);
        assert!(program.instructions().iter().all(|i| i.op != Op::Pow));
        assert_eq!(evaluate(&program, &[Scalar::Float(2.5)]), Scalar::Float(wanted));
    }
    assert_eq!(b.finish(&[x.pow(x.same(2.5))]).instructions()[0].op, Op::Pow);
}

#[test]
fn truth_values() {
    let b = Builder::new(&[Class::Bool, Class::Bool]);
    let (p, q) = (b.input(0), b.input(1));
    for (a, c) in [(false, false), (false, true), (true, false), (true, true)] {
        let values = [Scalar::Bool(a), Scalar::Bool(c)];
        for (result, wanted) in [
            (p + q, a || c),
            (p * q, a && c),
            (p - q, a != c),
            (p.min(q), a && c),
            (p.max(q), a || c),
            (p.logical_not(), !a),
            (p.select(q, p), if a { c } else { a }),
            (p.logical_xor(q.convert(Class::F32)), a != c),
            (p.abs().sign(), a),
        ] {
            assert_eq!(evaluate(&b.finish(&[result]), &values), Scalar::Bool(wanted));
        }
    }
}

#[test]
fn a_program_gives_the_same_at_every_level() {
    let b = Builder::new(&[Class::F64, Class::F64]);
    let (x, y) = (b.input(0), b.input(1));
    let program = b.finish(&[(x.floor_div(y) * y + x.remainder(y)).select_if_finite(x)]);
    for level in levels() {
        let values = [Scalar::Float(-7.5), Scalar::Float(2.0)];
        assert_eq!(evaluate(&program.at_level(level), &values), Scalar::Float(-7.5));
    }
}

impl<'b> Val<'b> {
    /// `self` where finite, else `other`.
    fn select_if_finite(self, other: Val<'b>) -> Val<'b> {
        self.isfinite().select(self, other)
    }
}

#[test]
#[should_panic(expected = "one class")]
fn operands_of_two_classes_are_a_mistake() {
    let b = Builder::new(&[Class::F32, Class::F64]);
    let _ = b.input(0) + b.input(1);
}
