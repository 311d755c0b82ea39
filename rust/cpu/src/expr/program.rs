//! Finished expressions: the instruction list, and its form for the vector machine.

use super::kernel::Entry;
use super::{Class, Op, Scalar, tables};
use crate::isa::Level;
use std::fmt;

/// Where an instruction or an output takes a value from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Source {
    /// The element of an input.
    Input(usize),
    /// An entry of [`Program::scalars`].
    Scalar(usize),
    /// An entry of [`Program::constants`].
    Constant(usize),
    /// The result of an instruction.
    Value(usize),
}

/// One primitive applied to values.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Instruction {
    /// The primitive.
    pub op: Op,
    /// Class of the arguments (of the alternatives, for [`Op::Select`]).
    pub class: Class,
    /// Class of the result.
    pub result: Class,
    /// The arguments; only the first [`Op::arity`] count.
    pub args: [Source; 3],
}

/// A constant of a program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Constant {
    /// The constant's class.
    pub class: Class,
    /// Its bytes, in the low end of the array.
    pub bits: [u8; 16],
}

impl Constant {
    /// The constant's value.
    pub fn value(&self) -> Scalar {
        Scalar::from_bits(self.class, self.bits)
    }
}

/// An instruction as the vector machine runs it: machine code and slots of the tile table, whose order is inputs,
/// scalars, constants, temporaries.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    pub(crate) entry: Entry,
    /// For a result that lies where the first argument lies (or, `commutative`, any argument).
    pub(crate) in_place: Option<Entry>,
    /// For arguments and a result that are all stored as bfloat16.
    pub(crate) bf16: Option<Entry>,
    pub(crate) commutative: bool,
    pub(crate) dst: u8,
    pub(crate) args: [u8; 3],
}

/// A pointwise function of some inputs, ready to run over tensors ([`crate::pointwise::run`]) or in front of a reduction
/// ([`crate::reduce::run`]). Made by [`super::Builder::finish`]; immutable, and so shared freely between threads.
#[derive(Clone)]
pub struct Program {
    inputs: Vec<Class>,
    scalars: Vec<(usize, Class)>,
    constants: Vec<Constant>,
    instructions: Vec<Instruction>,
    outputs: Vec<(Source, Class)>,
    steps: Vec<Step>,
    /// Bytes per element of each temporary.
    temporaries: Vec<usize>,
    /// Bytes of the largest class among all slots.
    widest: usize,
    /// For each output, its slot and the step that computes it, if one does.
    results: Vec<(u8, Option<usize>)>,
    /// For each input, the last step that reads it: `None` if nothing does, `usize::MAX` if an output does.
    last_reads: Vec<Option<usize>>,
}

/// Most outputs a program may have.
pub(crate) const MAX_OUTPUTS: usize = 4;

/// Most slots a program may have: slots are bytes in [`Step`].
const MAX_SLOTS: usize = 256;

impl Step {
    /// If the result can replace `slot`, an argument, in memory: the machine code, and the slot of the other argument.
    #[inline]
    pub(crate) fn replacing(&self, slot: u8) -> Option<(Entry, u8)> {
        let [first, second, _] = self.args;
        match self.in_place {
            Some(entry) if first == slot && second != slot => Some((entry, second)),
            Some(entry) if second == slot && first != slot && self.commutative => Some((entry, first)),
            _ => None,
        }
    }
}

impl Program {
    pub(super) fn new(
        inputs: Vec<Class>,
        scalars: Vec<(usize, Class)>,
        constants: Vec<Constant>,
        instructions: Vec<Instruction>,
        outputs: Vec<(Source, Class)>,
        level: Level,
    ) -> Program {
        let mut program = Program {
            last_reads: vec![None; inputs.len()],
            inputs,
            scalars,
            constants,
            instructions,
            outputs,
            steps: Vec::new(),
            temporaries: Vec::new(),
            widest: 1,
            results: Vec::new(),
        };
        program.allocate(level);
        program
    }

    /// The program of one instruction, whose arguments are the inputs; `None` where the class has no such instruction. The
    /// class that [`Op::Convert`] converts to is `to`.
    pub fn of(op: Op, class: Class, to: Class) -> Option<Program> {
        let result = if op == Op::Convert { to } else { op.result(class) };
        tables::lookup(op, class, result, crate::isa::level())?;
        let mut inputs = vec![class; op.arity()];
        if op == Op::Select {
            inputs[0] = Class::Bool;
        }
        let args = [0, 1, 2].map(|at| Source::Input(at.min(inputs.len() - 1)));
        let instructions = vec![Instruction { op, class, result, args }];
        let outputs = vec![(Source::Value(0), result)];
        Some(Program::new(inputs, Vec::new(), Vec::new(), instructions, outputs, crate::isa::level()))
    }

    /// The program's machine form for another instruction set; the processor must have it.
    #[cfg(test)]
    pub(crate) fn at_level(&self, level: Level) -> Program {
        let this = self.clone();
        Program::new(this.inputs, this.scalars, this.constants, this.instructions, this.outputs, level)
    }

    /// Gives every value a slot. A temporary is free for reuse after the step that reads it last, but never already in
    /// that step: results must not overlap arguments. Values that are outputs keep a temporary of their own, because
    /// the engine may let their step write straight to memory.
    fn allocate(&mut self, level: Level) {
        let fixed = self.inputs.len() + self.scalars.len() + self.constants.len();
        let count = self.instructions.len();
        let mut last = vec![0; count];
        for (step, instruction) in self.instructions.iter().enumerate() {
            for arg in &instruction.args[..instruction.op.arity()] {
                match *arg {
                    Source::Value(v) => last[v] = step,
                    Source::Input(i) => self.last_reads[i] = Some(step),
                    _ => {}
                }
            }
        }
        for &(source, _) in &self.outputs {
            match source {
                Source::Value(v) => last[v] = usize::MAX,
                Source::Input(i) => self.last_reads[i] = Some(usize::MAX),
                _ => {}
            }
        }
        let mut free: Vec<usize> = Vec::new();
        let mut temporary_of = vec![0; count];
        for (step, instruction) in self.instructions.iter().enumerate() {
            let size = instruction.result.size();
            let reused = if last[step] == usize::MAX { None } else { free.pop() };
            let temporary = reused.unwrap_or_else(|| {
                self.temporaries.push(0);
                self.temporaries.len() - 1
            });
            self.temporaries[temporary] = self.temporaries[temporary].max(size);
            temporary_of[step] = temporary;
            let mut args = [0; 3];
            for (slot, arg) in args.iter_mut().zip(&instruction.args[..instruction.op.arity()]) {
                *slot = match *arg {
                    Source::Input(i) => i,
                    Source::Scalar(i) => self.inputs.len() + i,
                    Source::Constant(i) => self.inputs.len() + self.scalars.len() + i,
                    Source::Value(v) => fixed + temporary_of[v],
                } as u8;
                if let Source::Value(v) = *arg
                    && last[v] == step
                    && !free.contains(&temporary_of[v])
                {
                    free.push(temporary_of[v]);
                }
            }
            let entry = tables::lookup(instruction.op, instruction.class, instruction.result, level)
                .expect("the builder looked this instruction up before");
            let in_place = tables::lookup_in_place(instruction.op, instruction.class, level);
            let bf16 = tables::lookup_bf16(instruction.op, instruction.class, level);
            let commutative = instruction.op.is_commutative();
            self.steps.push(Step { entry, in_place, bf16, commutative, dst: (fixed + temporary) as u8, args });
        }
        assert!(fixed + self.temporaries.len() <= MAX_SLOTS, "a program has at most {MAX_SLOTS} slots");
        let classes =
            self.inputs.iter().chain(self.scalars.iter().map(|s| &s.1)).chain(self.constants.iter().map(|c| &c.class));
        self.widest = classes.map(|class| class.size()).chain(self.temporaries.iter().copied()).max().unwrap_or(1);
        self.results = self
            .outputs
            .iter()
            .map(|&(source, _)| match source {
                Source::Input(i) => (i as u8, None),
                Source::Scalar(i) => ((self.inputs.len() + i) as u8, None),
                Source::Constant(i) => ((self.inputs.len() + self.scalars.len() + i) as u8, None),
                Source::Value(v) => ((fixed + temporary_of[v]) as u8, Some(v)),
            })
            .collect();
    }

    /// Classes of the inputs.
    pub fn inputs(&self) -> &[Class] {
        &self.inputs
    }

    /// The run-time scalars that are read: index into the caller's list, and class.
    pub fn scalars(&self) -> &[(usize, Class)] {
        &self.scalars
    }

    /// The constants.
    pub fn constants(&self) -> &[Constant] {
        &self.constants
    }

    /// The instructions, in an order in which they can run.
    pub fn instructions(&self) -> &[Instruction] {
        &self.instructions
    }

    /// Sources and classes of the outputs.
    pub fn outputs(&self) -> &[(Source, Class)] {
        &self.outputs
    }

    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps
    }

    pub(crate) fn temporaries(&self) -> &[usize] {
        &self.temporaries
    }

    pub(crate) fn widest(&self) -> usize {
        self.widest
    }

    pub(crate) fn results(&self) -> &[(u8, Option<usize>)] {
        &self.results
    }

    pub(crate) fn last_reads(&self) -> &[Option<usize>] {
        &self.last_reads
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |source: Source| match source {
            Source::Input(i) => format!("in{i}"),
            Source::Scalar(i) => format!("scalar{}:{:?}", self.scalars[i].0, self.scalars[i].1),
            Source::Constant(i) => format!("{:?}:{:?}", self.constants[i].value(), self.constants[i].class),
            Source::Value(v) => format!("v{v}"),
        };
        writeln!(f, "program {:?} {{", self.inputs)?;
        for (index, i) in self.instructions.iter().enumerate() {
            let args: Vec<String> = i.args[..i.op.arity()].iter().map(|a| name(*a)).collect();
            writeln!(f, "    v{index}: {:?} = {:?} {}", i.result, i.op, args.join(", "))?;
        }
        let outputs: Vec<String> = self.outputs.iter().map(|o| name(o.0)).collect();
        write!(f, "    return {}\n}}", outputs.join(", "))
    }
}
