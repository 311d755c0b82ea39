//! Programs of pointwise operations, built once per combination of classes.

use std::cell::RefCell;
use std::sync::LazyLock;

use flambeau_cpu::DType;
use flambeau_cpu::expr::{Builder, Class, Program, Val};
use parking_lot::{Mutex, RawMutex};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::{Build, class};
use crate::op::Operand;

/// The expression, and four bits per operand (its class, or [`NUMBER`]) above the compute and result classes.
type Key = (usize, u64);

const NUMBER: u64 = 15;

static ALL: LazyLock<Mutex<FxHashMap<Key, &'static Program>>> = LazyLock::new(Mutex::default);

/// The lock of the programs, to be held across `fork`.
pub(crate) fn program_lock() -> &'static RawMutex {
    // SAFETY: whoever asks locks and unlocks in pairs.
    unsafe { ALL.raw() }
}

thread_local! {
    /// A copy without a lock. Programs are few (operations in use times classes in use) and live as long as the process.
    static LOCAL: RefCell<FxHashMap<Key, &'static Program>> = RefCell::default();
}

/// The program that loads operands of these dtypes, computes in `compute` and answers the class of `result`.
#[inline]
pub(crate) fn find(build: Build, operands: &[Operand<'_>], compute: DType, result: DType) -> &'static Program {
    let mut kinds = (class(compute) as u64) << 4 | class(result) as u64;
    for operand in operands {
        kinds = kinds << 4
            | match operand {
                Operand::Tensor(tensor) => class(tensor.dtype()) as u64,
                Operand::Scalar(_) => NUMBER,
            };
    }
    let key = (build as usize, kinds);
    LOCAL.with(|local| {
        if let Some(program) = local.borrow().get(&key) {
            return *program;
        }
        let program = shared(key, build, operands, class(compute), class(result));
        local.borrow_mut().insert(key, program);
        program
    })
}

#[cold]
fn shared(key: Key, build: Build, operands: &[Operand<'_>], compute: Class, result: Class) -> &'static Program {
    crate::fork::watch();
    let mut all = ALL.lock();
    all.entry(key).or_insert_with(|| Box::leak(Box::new(make(build, operands, compute, Some(result)))))
}

/// An expression with several results.
pub(crate) type BuildMany = for<'b> fn(&'b Builder, &[Val<'b>]) -> SmallVec<[Val<'b>; 4]>;

/// The program of an expression with up to four results of inputs of these classes, `None` for a number; all is computed in
/// `compute`.
pub(crate) fn find_many(build: BuildMany, inputs: &[Option<Class>], compute: Class) -> &'static Program {
    // No program of one result has this compute class.
    let mut kinds = NUMBER << 4 | compute as u64;
    for input in inputs {
        kinds = kinds << 4 | input.map_or(NUMBER, |class| class as u64);
    }
    let key = (build as usize, kinds);
    LOCAL.with(|local| {
        if let Some(program) = local.borrow().get(&key) {
            return *program;
        }
        crate::fork::watch();
        let program = *ALL.lock().entry(key).or_insert_with(|| Box::leak(Box::new(make_many(build, inputs, compute))));
        local.borrow_mut().insert(key, program);
        program
    })
}

fn make_many(build: BuildMany, inputs: &[Option<Class>], compute: Class) -> Program {
    let classes: SmallVec<[Class; 8]> = inputs.iter().flatten().copied().collect();
    let builder = Builder::new(&classes);
    let (mut tensors, mut numbers) = (0, 0);
    let values: SmallVec<[Val<'_>; 8]> = inputs
        .iter()
        .map(|input| match input {
            Some(_) => {
                tensors += 1;
                builder.input(tensors - 1).convert(compute)
            }
            None => {
                numbers += 1;
                builder.scalar(numbers - 1, compute)
            }
        })
        .collect();
    builder.finish(&build(&builder, &values))
}

/// Builds a program; operands become inputs (tensors) and scalars (numbers), converted to the compute class.
pub(super) fn make(build: Build, operands: &[Operand<'_>], compute: Class, result: Option<Class>) -> Program {
    let classes: SmallVec<[Class; 4]> = operands
        .iter()
        .filter_map(|operand| match operand {
            Operand::Tensor(tensor) => Some(class(tensor.dtype())),
            Operand::Scalar(_) => None,
        })
        .collect();
    let builder = Builder::new(&classes);
    let (mut inputs, mut numbers) = (0, 0);
    let values: SmallVec<[Val<'_>; 4]> = operands
        .iter()
        .map(|operand| match operand {
            Operand::Tensor(_) => {
                inputs += 1;
                builder.input(inputs - 1).convert(compute)
            }
            Operand::Scalar(_) => {
                numbers += 1;
                builder.scalar(numbers - 1, compute)
            }
        })
        .collect();
    let value = build(&builder, &values);
    let value = match result {
        Some(result) => value.convert(result),
        None => value,
    };
    builder.finish(&[value])
}
