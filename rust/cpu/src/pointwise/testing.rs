//! Arrays of any dtype and layout for tests, with slow and plain element access.

use super::Operand;
use crate::dtype::DType;
use crate::expr::Scalar;
use half::{bf16, f16};

/// A small generator of pseudo-random numbers (xorshift64*).
pub(crate) struct Rng(pub(crate) u64);

impl Rng {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    pub(crate) fn float(&mut self) -> f64 {
        self.next() as f64 / (1u64 << 52) as f64 - 1.0
    }

    /// A value that every real dtype represents: a small integer, or a multiple of 1/8 for floats.
    pub(crate) fn value(&mut self, dtype: DType) -> Scalar {
        let small = self.below(100) as i64;
        match dtype {
            DType::Bool => Scalar::Bool(small & 1 == 1),
            DType::U8 => Scalar::Int(small),
            DType::C64 | DType::C128 => Scalar::Complex((small - 50) as f64 / 8.0, self.below(40) as f64 / 8.0),
            _ if dtype.is_floating_point() => Scalar::Float((small - 50) as f64 / 8.0),
            _ => Scalar::Int(small - 50),
        }
    }
}

/// All indices of a shape in row-major order.
pub(crate) fn indices(shape: &[usize]) -> Vec<Vec<usize>> {
    let mut all = vec![vec![]];
    for &n in shape {
        all = all.iter().flat_map(|i| (0..n).map(move |k| [i.as_slice(), &[k]].concat())).collect();
    }
    all
}

/// An array in memory of its own.
#[derive(Clone)]
pub(crate) struct Array {
    pub(crate) dtype: DType,
    pub(crate) shape: Vec<usize>,
    pub(crate) strides: Vec<isize>,
    offset: isize,
    bytes: Vec<u8>,
    /// Bytes in front of the first element, to misalign it.
    shift: usize,
}

impl Array {
    /// A row-major array of zeros.
    pub(crate) fn dense(dtype: DType, shape: &[usize]) -> Array {
        let order: Vec<usize> = (0..shape.len()).collect();
        Array::with_layout(dtype, shape, &order, &vec![1; shape.len()], &[])
    }

    /// An array whose dimensions lie in memory in the given order (outermost first), each with a step (negative to run
    /// backward); dimensions in `broadcast` have stride 0.
    pub(crate) fn with_layout(
        dtype: DType,
        shape: &[usize],
        order: &[usize],
        steps: &[isize],
        broadcast: &[usize],
    ) -> Array {
        let mut strides = vec![0; shape.len()];
        let (mut next, mut offset) = (1isize, 0);
        for &d in order.iter().rev() {
            if broadcast.contains(&d) {
                continue;
            }
            strides[d] = next * steps[d];
            if steps[d] < 0 {
                offset -= strides[d] * (shape[d] as isize - 1).max(0);
            }
            next *= steps[d].abs() * shape[d].max(1) as isize;
        }
        let shift = (order.len() * 3) % 5;
        Array {
            dtype,
            shape: shape.to_vec(),
            strides,
            offset,
            bytes: vec![0; next as usize * dtype.size() + shift + 16],
            shift,
        }
    }

    /// A random layout; inputs may be broadcast.
    pub(crate) fn random(rng: &mut Rng, dtype: DType, shape: &[usize], broadcast: bool) -> Array {
        let mut order: Vec<usize> = (0..shape.len()).collect();
        let mut steps = vec![1; shape.len()];
        let mut repeated = vec![];
        if rng.below(2) == 0 {
            for i in (1..order.len()).rev() {
                order.swap(i, rng.below(i + 1));
            }
            steps.iter_mut().for_each(|s| *s = [1, 1, 1, 2, 3, -1, -2][rng.below(7)]);
        }
        if broadcast && rng.below(2) == 0 {
            repeated = (0..shape.len()).filter(|_| rng.below(2) == 0).collect();
        }
        let mut array = Array::with_layout(dtype, shape, &order, &steps, &repeated);
        array.randomize(rng);
        array
    }

    pub(crate) fn randomize(&mut self, rng: &mut Rng) {
        let size = self.dtype.size();
        for element in 0..(self.bytes.len() - self.shift) / size {
            let value = rng.value(self.dtype);
            write(&mut self.bytes[self.shift + element * size..][..size], self.dtype, value);
        }
    }

    fn place(&self, index: &[usize]) -> usize {
        let steps: isize = index.iter().zip(&self.strides).map(|(i, s)| *i as isize * s).sum();
        self.shift + (self.offset + steps) as usize * self.dtype.size()
    }

    pub(crate) fn get(&self, index: &[usize]) -> Scalar {
        read(&self.bytes[self.place(index)..][..self.dtype.size()], self.dtype)
    }

    pub(crate) fn set(&mut self, index: &[usize], value: Scalar) {
        let (place, size) = (self.place(index), self.dtype.size());
        write(&mut self.bytes[place..][..size], self.dtype, value);
    }

    pub(crate) fn operand(&self) -> Operand<'_> {
        let ptr = self.bytes.as_ptr().wrapping_add(self.shift).cast_mut();
        Operand {
            ptr: ptr.wrapping_offset(self.offset * self.dtype.size() as isize),
            dtype: self.dtype,
            strides: &self.strides,
        }
    }
}

/// Reads an element.
pub(crate) fn read(bytes: &[u8], dtype: DType) -> Scalar {
    macro_rules! number {
        ($T:ty) => {
            <$T>::from_ne_bytes(bytes[..size_of::<$T>()].try_into().unwrap())
        };
    }
    match dtype {
        DType::Bool => Scalar::Bool(bytes[0] != 0),
        DType::U8 => Scalar::Int(bytes[0] as i64),
        DType::I8 => Scalar::Int(bytes[0] as i8 as i64),
        DType::I16 => Scalar::Int(number!(i16) as i64),
        DType::I32 => Scalar::Int(number!(i32) as i64),
        DType::I64 => Scalar::Int(number!(i64)),
        DType::F16 => Scalar::Float(f16::from_bits(number!(u16)).to_f64()),
        DType::BF16 => Scalar::Float(bf16::from_bits(number!(u16)).to_f64()),
        DType::F32 => Scalar::Float(number!(f32) as f64),
        DType::F64 => Scalar::Float(number!(f64)),
        DType::C64 => Scalar::Complex(number!(f32) as f64, f32::from_ne_bytes(bytes[4..8].try_into().unwrap()) as f64),
        DType::C128 => Scalar::Complex(number!(f64), f64::from_ne_bytes(bytes[8..16].try_into().unwrap())),
    }
}

/// Writes an element, converted as a cast converts.
pub(crate) fn write(bytes: &mut [u8], dtype: DType, value: Scalar) {
    let (re, im, int) = parts(value);
    match dtype {
        DType::Bool => bytes[0] = (re != 0.0 || im != 0.0) as u8,
        DType::U8 | DType::I8 => bytes[0] = int as u8,
        DType::I16 => bytes.copy_from_slice(&(int as i16).to_ne_bytes()),
        DType::I32 => bytes.copy_from_slice(&(int as i32).to_ne_bytes()),
        DType::I64 => bytes.copy_from_slice(&int.to_ne_bytes()),
        DType::F16 => bytes.copy_from_slice(&f16::from_f64(re).to_bits().to_ne_bytes()),
        DType::BF16 => bytes.copy_from_slice(&bf16::from_f64(re).to_bits().to_ne_bytes()),
        DType::F32 => bytes.copy_from_slice(&(re as f32).to_ne_bytes()),
        DType::F64 => bytes.copy_from_slice(&re.to_ne_bytes()),
        DType::C64 => {
            bytes[..4].copy_from_slice(&(re as f32).to_ne_bytes());
            bytes[4..].copy_from_slice(&(im as f32).to_ne_bytes());
        }
        DType::C128 => {
            bytes[..8].copy_from_slice(&re.to_ne_bytes());
            bytes[8..].copy_from_slice(&im.to_ne_bytes());
        }
    }
}

/// Real part, imaginary part, integer part.
pub(crate) fn parts(value: Scalar) -> (f64, f64, i64) {
    match value {
        Scalar::Bool(b) => (b as u8 as f64, 0.0, b as i64),
        Scalar::Int(i) => (i as f64, 0.0, i),
        Scalar::Float(x) => (x, 0.0, x as i64),
        Scalar::Complex(re, im) => (re, im, re as i64),
    }
}
