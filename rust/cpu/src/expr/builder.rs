//! Recording of expressions.

use super::program::{Constant, Instruction, MAX_OUTPUTS, Program, Source};
use super::{Class, Op, Scalar, tables};
use crate::isa;
use std::cell::RefCell;
use std::fmt;
use std::ops;

/// What a value is made of.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Node {
    Input(usize),
    Scalar(usize),
    Constant([u8; 16]),
    /// Primitive, class of its operands, arguments (those beyond the arity repeat the first).
    Apply(Op, Class, [u32; 3]),
}

/// Records an expression, value by value, and turns it into a [`Program`].
///
/// Equal subexpressions are recorded once, operations on constants are carried out at once, and what no output needs
/// is left out. Operands of one operation must have one class (see [`Val::convert`]); anything else is a mistake in the
/// program that builds the expression, and panics.
///
/// ```
/// use flambeau_cpu::expr::{Builder, Class};
///
/// let b = Builder::new(&[Class::F32, Class::F32]);
/// let (x, y) = (b.input(0), b.input(1));
/// let program = b.finish(&[x * y.sigmoid() + 1.0]);
/// assert_eq!(program.instructions().len(), 3);
/// ```
pub struct Builder {
    inputs: Vec<Class>,
    nodes: RefCell<Vec<(Node, Class)>>,
}

/// A value of an expression under construction. Arithmetic operators take another value of the same class or an `f64`
/// constant, which becomes one of that class.
#[derive(Clone, Copy)]
pub struct Val<'b> {
    builder: &'b Builder,
    id: u32,
    class: Class,
}

impl Builder {
    /// An expression over inputs of the given classes.
    pub fn new(inputs: &[Class]) -> Builder {
        Builder { inputs: inputs.to_vec(), nodes: RefCell::new(Vec::with_capacity(16)) }
    }

    /// The element of input `index`.
    pub fn input(&self, index: usize) -> Val<'_> {
        self.node(Node::Input(index), self.inputs[index])
    }

    /// Entry `index` of the scalars given at run time, as `class`.
    pub fn scalar(&self, index: usize, class: Class) -> Val<'_> {
        self.node(Node::Scalar(index), class)
    }

    /// A constant.
    pub fn constant(&self, class: Class, value: f64) -> Val<'_> {
        self.constant_of(class, Scalar::Float(value))
    }

    /// A constant that an `f64` may not hold: a large integer or a complex number.
    pub fn constant_of(&self, class: Class, value: Scalar) -> Val<'_> {
        self.node(Node::Constant(value.to_bits(class)), class)
    }

    /// The program that computes `outputs` (one to four values).
    pub fn finish(&self, outputs: &[Val<'_>]) -> Program {
        assert!((1..=MAX_OUTPUTS).contains(&outputs.len()), "a program has one to four outputs");
        let nodes = self.nodes.borrow();
        let mut needed = vec![false; nodes.len()];
        for output in outputs {
            needed[output.id as usize] = true;
        }
        for id in (0..nodes.len()).rev() {
            if let (true, Node::Apply(op, _, args)) = (needed[id], nodes[id].0) {
                args[..op.arity()].iter().for_each(|&a| needed[a as usize] = true);
            }
        }
        let (mut scalars, mut constants, mut instructions) = (Vec::new(), Vec::new(), Vec::new());
        let mut sources = vec![Source::Input(0); nodes.len()];
        for (id, &(node, class)) in nodes.iter().enumerate().filter(|(id, _)| needed[*id]) {
            sources[id] = match node {
                Node::Input(index) => Source::Input(index),
                Node::Scalar(index) => {
                    scalars.push((index, class));
                    Source::Scalar(scalars.len() - 1)
                }
                Node::Constant(bits) => {
                    constants.push(Constant { class, bits });
                    Source::Constant(constants.len() - 1)
                }
                Node::Apply(op, operands, args) => {
                    let args = args.map(|a| sources[a as usize]);
                    instructions.push(Instruction { op, class: operands, result: class, args });
                    Source::Value(instructions.len() - 1)
                }
            };
        }
        let outputs = outputs.iter().map(|v| (sources[v.id as usize], v.class)).collect();
        Program::new(self.inputs.clone(), scalars, constants, instructions, outputs, isa::level())
    }

    /// The value of a node, the earlier one where an equal node exists.
    fn node(&self, node: Node, class: Class) -> Val<'_> {
        let mut nodes = self.nodes.borrow_mut();
        let id = nodes.iter().position(|n| *n == (node, class)).unwrap_or_else(|| {
            nodes.push((node, class));
            nodes.len() - 1
        });
        Val { builder: self, id: id as u32, class }
    }

    /// The bits of a constant, `None` for other values.
    fn bits(&self, id: u32) -> Option<[u8; 16]> {
        match self.nodes.borrow()[id as usize].0 {
            Node::Constant(bits) => Some(bits),
            _ => None,
        }
    }

    /// An operation on arguments whose classes were checked.
    fn apply(&self, op: Op, class: Class, to: Class, args: &[u32]) -> Val<'_> {
        let entry = tables::lookup(op, class, to, isa::level())
            .unwrap_or_else(|| panic!("{op:?} is not defined for {class:?} (to {to:?})"));
        if let (a, Some(Some(b)), None) = (self.bits(args[0]), args.get(1).map(|b| self.bits(*b)), args.get(2)) {
            if let Some(folded) = identity(op, class, args[0], b) {
                return Val { builder: self, id: folded, class };
            }
            if a.is_some()
                && class.is_integral()
                && matches!(op, Op::TruncDiv | Op::FloorDiv | Op::Remainder | Op::Fmod)
            {
                // An integer division of constants stays, so that a zero divisor is reported by the run.
                return self.node(Node::Apply(op, class, [args[0], args[1], args[0]]), to);
            }
        }
        if let Some(bits) = args.iter().map(|a| self.bits(*a)).collect::<Option<Vec<_>>>() {
            let mut result = [0u8; 16];
            let at = |k: usize| bits.get(k).unwrap_or(&bits[0]).as_ptr();
            // SAFETY: every argument is one value of at most 16 bytes, the result another, and `level` is the machine's.
            unsafe { entry(result.as_mut_ptr(), at(0), at(1), at(2), 1) };
            return self.node(Node::Constant(result), to);
        }
        let mut ids = [args[0]; 3];
        ids[..args.len()].copy_from_slice(args);
        if op.is_commutative() && ids[0] > ids[1] {
            ids.swap(0, 1);
            ids[2] = ids[0];
        }
        self.node(Node::Apply(op, class, ids), to)
    }
}

/// The argument that `op` returns unchanged, to the bit, when its second argument is the constant `b`.
fn identity(op: Op, class: Class, a: u32, b: [u8; 16]) -> Option<u32> {
    let is = |value: f64| b == Scalar::Float(value).to_bits(class);
    let neutral = match op {
        // x + 0.0 would turn -0.0 into 0.0; adding -0.0 changes nothing.
        Op::Add if class.is_integral() => is(0.0),
        Op::Add if class.is_float() => is(-0.0),
        Op::Sub if !class.is_complex() => is(0.0),
        Op::Mul | Op::Div if !class.is_complex() => is(1.0),
        Op::Pow if !class.is_complex() => is(1.0),
        Op::Shl | Op::Shr | Op::BitOr | Op::BitXor => is(0.0),
        _ => false,
    };
    neutral.then_some(a)
}

macro_rules! methods {
    (unary: $($(#[$meta:meta])* $name:ident $op:ident;)+) => { $(
        $(#[$meta])*
        pub fn $name(self) -> Val<'b> {
            self.unary(Op::$op)
        }
    )+ };
    (rounding: $($(#[$meta:meta])* $name:ident $op:ident;)+) => { $(
        $(#[$meta])*
        pub fn $name(self) -> Val<'b> {
            if self.class.is_integral() { self } else { self.unary(Op::$op) }
        }
    )+ };
    (binary: $($(#[$meta:meta])* $name:ident $op:ident;)+) => { $(
        $(#[$meta])*
        #[allow(clippy::should_implement_trait)] // `bitand` and `shl` are methods as `min` and `pow` are
        pub fn $name(self, other: Val<'b>) -> Val<'b> {
            self.binary(Op::$op, other)
        }
    )+ };
}

impl<'b> Val<'b> {
    /// The value's class.
    pub fn class(self) -> Class {
        self.class
    }

    /// A constant of this value's class.
    pub fn same(self, value: f64) -> Val<'b> {
        self.builder.constant(self.class, value)
    }

    fn unary(self, op: Op) -> Val<'b> {
        self.builder.apply(op, self.class, op.result(self.class), &[self.id])
    }

    fn binary(self, op: Op, other: Val<'b>) -> Val<'b> {
        assert_eq!(self.class, other.class, "{op:?} takes operands of one class");
        self.builder.apply(op, self.class, op.result(self.class), &[self.id, other.id])
    }

    /// The value in another class: floats truncate toward zero, "not zero" for `Bool`, the real part of complex numbers.
    pub fn convert(self, class: Class) -> Val<'b> {
        if class == self.class {
            return self;
        }
        self.builder.apply(Op::Convert, self.class, class, &[self.id])
    }

    /// `a` where this `Bool` holds, else `b`.
    pub fn select(self, a: Val<'b>, b: Val<'b>) -> Val<'b> {
        assert_eq!((self.class, a.class), (Class::Bool, b.class), "select takes a Bool and alternatives of one class");
        match self.builder.bits(self.id) {
            Some(condition) => [b, a][(condition[0] != 0) as usize],
            None if a.id == b.id => a,
            None => self.builder.apply(Op::Select, a.class, a.class, &[self.id, a.id, b.id]),
        }
    }

    /// `self * b + c`, rounded once where the processor can.
    pub fn mul_add(self, b: Val<'b>, c: Val<'b>) -> Val<'b> {
        assert_eq!((self.class, self.class), (b.class, c.class), "mul_add takes operands of one class");
        self.builder.apply(Op::MulAdd, self.class, self.class, &[self.id, b.id, c.id])
    }

    /// `self^exponent`. The constant exponents 2, 3, 0.5, -0.5, -1 and -2 of floats become products, roots and
    /// reciprocals, as in PyTorch.
    pub fn pow(self, exponent: Val<'b>) -> Val<'b> {
        let constant = if self.class.is_float() { self.builder.bits(exponent.id) } else { None };
        match constant.map(|bits| Scalar::from_bits(exponent.class, bits)) {
            Some(Scalar::Float(2.0)) => self * self,
            Some(Scalar::Float(3.0)) => self * self * self,
            Some(Scalar::Float(0.5)) => self.sqrt(),
            Some(Scalar::Float(-0.5)) => self.rsqrt(),
            Some(Scalar::Float(-1.0)) => self.reciprocal(),
            Some(Scalar::Float(-2.0)) => (self * self).reciprocal(),
            _ => self.binary(Op::Pow, exponent),
        }
    }

    /// Absolute value; the modulus, a real number, of a complex one.
    pub fn abs(self) -> Val<'b> {
        if self.class == Class::Bool { self } else { self.unary(Op::Abs) }
    }

    /// -1, 0 or 1; 0 for NaN; `z / |z|` for complex numbers.
    pub fn sign(self) -> Val<'b> {
        if self.class == Class::Bool { self } else { self.unary(Op::Sign) }
    }

    /// Smaller of both, NaN if either is.
    pub fn min(self, other: Val<'b>) -> Val<'b> {
        self.binary(if self.class == Class::Bool { Op::BitAnd } else { Op::Min }, other)
    }

    /// Larger of both, NaN if either is.
    pub fn max(self, other: Val<'b>) -> Val<'b> {
        self.binary(if self.class == Class::Bool { Op::BitOr } else { Op::Max }, other)
    }

    /// Smaller of both, the other one where one is NaN.
    pub fn fmin(self, other: Val<'b>) -> Val<'b> {
        if self.class.is_integral() { self.min(other) } else { self.binary(Op::Fmin, other) }
    }

    /// Larger of both, the other one where one is NaN.
    pub fn fmax(self, other: Val<'b>) -> Val<'b> {
        if self.class.is_integral() { self.max(other) } else { self.binary(Op::Fmax, other) }
    }

    /// Whether NaN.
    pub fn isnan(self) -> Val<'b> {
        self.float_predicate(Op::IsNan, false)
    }

    /// Whether infinite.
    pub fn isinf(self) -> Val<'b> {
        self.float_predicate(Op::IsInf, false)
    }

    /// Whether neither infinite nor NaN.
    pub fn isfinite(self) -> Val<'b> {
        self.float_predicate(Op::IsFinite, true)
    }

    fn float_predicate(self, op: Op, of_integers: bool) -> Val<'b> {
        if self.class.is_integral() {
            return self.builder.constant_of(Class::Bool, Scalar::Bool(of_integers));
        }
        self.unary(op)
    }

    /// Whether the sign bit is set.
    pub fn signbit(self) -> Val<'b> {
        if self.class.is_integral() { self.lt(self.same(0.0)) } else { self.unary(Op::SignBit) }
    }

    /// "Not zero" of both, as `Bool`.
    pub fn logical_and(self, other: Val<'b>) -> Val<'b> {
        self.convert(Class::Bool).bitand(other.convert(Class::Bool))
    }

    /// "Not zero" of either, as `Bool`.
    pub fn logical_or(self, other: Val<'b>) -> Val<'b> {
        self.convert(Class::Bool).bitor(other.convert(Class::Bool))
    }

    /// "Not zero" of exactly one, as `Bool`.
    pub fn logical_xor(self, other: Val<'b>) -> Val<'b> {
        self.convert(Class::Bool).bitxor(other.convert(Class::Bool))
    }

    /// Whether zero.
    pub fn logical_not(self) -> Val<'b> {
        self.convert(Class::Bool).bitnot()
    }

    /// Real part; real numbers are returned unchanged.
    pub fn real(self) -> Val<'b> {
        if self.class.is_complex() { self.unary(Op::Real) } else { self }
    }

    /// Imaginary part; 0 for real numbers.
    pub fn imag(self) -> Val<'b> {
        if self.class.is_complex() { self.unary(Op::Imag) } else { self.same(0.0) }
    }

    /// Complex conjugate; real numbers are returned unchanged.
    pub fn conj(self) -> Val<'b> {
        if self.class.is_complex() { self.unary(Op::Conj) } else { self }
    }

    methods! { rounding:
        /// Largest integer not above; integers are returned unchanged.
        floor Floor;
        /// Smallest integer not below; integers are returned unchanged.
        ceil Ceil;
        /// Integer part; integers are returned unchanged.
        trunc Trunc;
        /// Nearest integer, ties to even; integers are returned unchanged.
        round Round;
    }

    methods! { unary:
        /// Square root (floats, complex).
        sqrt Sqrt;
        /// `1 / sqrt(self)` (floats, complex).
        rsqrt Rsqrt;
        /// `1 / self` (floats, complex).
        reciprocal Reciprocal;
        /// `e^self` (floats, complex).
        exp Exp;
        /// `2^self` (floats, complex).
        exp2 Exp2;
        /// `e^self - 1` (floats, complex).
        expm1 Expm1;
        /// Natural logarithm (floats, complex).
        log Log;
        /// Logarithm to base 2 (floats, complex).
        log2 Log2;
        /// Logarithm to base 10 (floats, complex).
        log10 Log10;
        /// `log(1 + self)` (floats, complex).
        log1p Log1p;
        /// Sine (floats, complex).
        sin Sin;
        /// Cosine (floats, complex).
        cos Cos;
        /// Tangent (floats, complex).
        tan Tan;
        /// Inverse sine (floats, complex).
        asin Asin;
        /// Inverse cosine (floats, complex).
        acos Acos;
        /// Inverse tangent (floats, complex).
        atan Atan;
        /// Hyperbolic sine (floats, complex).
        sinh Sinh;
        /// Hyperbolic cosine (floats, complex).
        cosh Cosh;
        /// Hyperbolic tangent (floats, complex).
        tanh Tanh;
        /// Inverse hyperbolic sine (floats, complex).
        asinh Asinh;
        /// Inverse hyperbolic cosine (floats, complex).
        acosh Acosh;
        /// Inverse hyperbolic tangent (floats, complex).
        atanh Atanh;
        /// `1 / (1 + e^-self)` (floats, complex).
        sigmoid Sigmoid;
        /// `self Phi(self)`, Phi being the normal distribution's cumulative function (floats).
        gelu Gelu;
        /// Derivative of `gelu` (floats).
        gelu_slope GeluSlope;
        /// `self / (1 + e^-self)` (floats).
        silu Silu;
        /// Derivative of `silu` (floats).
        silu_slope SiluSlope;
        /// Error function (floats).
        erf Erf;
        /// Complementary error function (floats).
        erfc Erfc;
        /// Inverse of the error function (floats).
        erfinv Erfinv;
        /// `log |gamma(self)|` (floats).
        lgamma Lgamma;
        /// Derivative of `log gamma` (floats).
        digamma Digamma;
        /// Modified Bessel function of order 0 times `e^-|self|` (floats).
        i0e I0e;
        /// Modified Bessel function of order 1 times `e^-|self|` (floats).
        i1e I1e;
        /// Quantile of the standard normal distribution (floats).
        ndtri Ndtri;
        /// `e^(self^2) erfc(self)` (floats).
        erfcx Erfcx;
        /// A fraction of size from 1/2 to 1, which times 2 to the power of `exponent` is the number (floats).
        mantissa Mantissa;
        /// The exponent that belongs to `mantissa`, an `I32` (floats).
        exponent Exponent;
        /// Argument of a complex number, in (-pi, pi].
        angle Angle;
        /// Bits inverted; the logical not of a `Bool`.
        bitnot BitNot;
    }

    methods! { binary:
        /// `floor(self / other)`. An integer zero divisor makes the run fail.
        floor_div FloorDiv;
        /// `trunc(self / other)`. An integer zero divisor makes the run fail.
        trunc_div TruncDiv;
        /// Remainder with the sign of the divisor. An integer zero divisor makes the run fail.
        remainder Remainder;
        /// Remainder with the sign of the dividend. An integer zero divisor makes the run fail.
        fmod Fmod;
        /// Angle of the point (`other`, `self`) (floats).
        atan2 Atan2;
        /// Derivative number `self`, a whole number, of `digamma` at `other` (floats).
        polygamma Polygamma;
        /// `sqrt(self^2 + other^2)` without overflow (floats).
        hypot Hypot;
        /// Magnitude of `self`, sign of `other` (floats).
        copysign Copysign;
        /// The next number after `self` in the direction of `other` (floats).
        nextafter Nextafter;
        /// The next binary16 after `self`, which is one, in the direction of `other` (`F32`).
        next_f16 NextF16;
        /// The next bfloat16 after `self`, which is one, in the direction of `other` (`F32`).
        next_bf16 NextBf16;
        /// Greatest common divisor (integers).
        gcd Gcd;
        /// Bitwise and (integers, `Bool`).
        bitand BitAnd;
        /// Bitwise or (integers, `Bool`).
        bitor BitOr;
        /// Bitwise exclusive or (integers, `Bool`).
        bitxor BitXor;
        /// `self << other`, 0 where the count is outside 0..width (integers).
        shl Shl;
        /// `self >> other` with sign fill (integers).
        shr Shr;
        /// `self == other`.
        eq Eq;
        /// `self != other`.
        ne Ne;
        /// `self < other` (not complex).
        lt Lt;
        /// `self <= other` (not complex).
        le Le;
        /// `self > other` (not complex).
        gt Gt;
        /// `self >= other` (not complex).
        ge Ge;
        /// The complex number `self + i other`.
        complex Complex;
    }
}

impl fmt::Debug for Val<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({})", self.class, self.id)
    }
}

macro_rules! operators {
    ($($trait:ident $method:ident $op:ident $of_bool:ident;)+) => { $(
        impl<'b> ops::$trait for Val<'b> {
            type Output = Val<'b>;
            fn $method(self, other: Val<'b>) -> Val<'b> {
                self.binary(if self.class == Class::Bool { Op::$of_bool } else { Op::$op }, other)
            }
        }
        impl<'b> ops::$trait<f64> for Val<'b> {
            type Output = Val<'b>;
            fn $method(self, other: f64) -> Val<'b> {
                ops::$trait::$method(self, self.same(other))
            }
        }
        impl<'b> ops::$trait<Val<'b>> for f64 {
            type Output = Val<'b>;
            fn $method(self, other: Val<'b>) -> Val<'b> {
                ops::$trait::$method(other.same(self), other)
            }
        }
    )+ };
}

operators! {
    // On truth values a sum is "or" and a product is "and", as in PyTorch.
    Add add Add BitOr;
    Sub sub Sub BitXor;
    Mul mul Mul BitAnd;
    Div div Div Div;
}

impl<'b> ops::Neg for Val<'b> {
    type Output = Val<'b>;
    fn neg(self) -> Val<'b> {
        self.unary(Op::Neg)
    }
}
