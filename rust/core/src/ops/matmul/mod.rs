//! Matrix products: from two vectors to batches of matrices, and what is made of them.
//!
//! - [`matrix`]: products of matrices and vectors as they are; [`add`]: products added to a tensor
//! - [`linear`]: the maps of neural-network layers; [`outer`]: products without or with few sums
//! - [`integer`]: products of bytes with sums of 32 bits
//! - [`einsum`]: sums of products named by indices, and `tensordot`
//!
//! All of them end in one kernel call, [`run`], which reads any strides in place, broadcasts batches by strides of 0 and
//! adds a bias while results are in registers. Gradients are products again.

mod add;
mod einsum;
mod integer;
mod linear;
mod matrix;
mod outer;

pub use add::*;
pub use einsum::*;
pub use integer::*;
pub use linear::*;
pub use matrix::*;
pub use outer::*;

use std::sync::atomic::AtomicBool;

use flambeau_cpu::DType;
use flambeau_cpu::gemm::{Batch, Bias, Gemm, MatMut, MatRef};
use smallvec::SmallVec;

use super::copy::copy_elements;
use crate::autograd::{Context, Saved};
use crate::error::{Cause, Kind};
use crate::tensor::layout;
use crate::{Error, Result, Scalar, Tensor, bail, ensure};

const ONE: Scalar = Scalar::Int(1);
const ZERO: Scalar = Scalar::Int(0);

/// What is added to a product: `beta * input`, broadcast to the result.
#[derive(Clone, Copy)]
pub(crate) struct Addend<'a> {
    pub input: &'a Tensor,
    pub beta: Scalar,
}

/// What follows a product.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Activation {
    Relu,
    /// As the device has it: by the error function on the CPU, by hyperbolic tangents on GPUs.
    Gelu,
}

/// `out = alpha * a b (+ beta * input)` for `a (*, m, k)`, `b (*, k, n)` and `out (*, m, n)`, unrecorded. The batch
/// dimensions of `a` and `b` broadcast to those of `out`; sizes fit and dtypes are the same.
///
/// # Errors
/// A dtype without products, under the name `op`; an addend that does not broadcast.
pub(crate) fn run(
    op: &'static str,
    out: &Tensor,
    a: &Tensor,
    b: &Tensor,
    alpha: Scalar,
    addend: Option<Addend<'_>>,
) -> Result<()> {
    run_and(op, out, a, b, alpha, addend, None).map(|_| ())
}

/// As [`run`], with an activation where the kernel does it in the same pass: whether it did.
fn run_and(
    op: &'static str,
    out: &Tensor,
    a: &Tensor,
    b: &Tensor,
    alpha: Scalar,
    addend: Option<Addend<'_>>,
    activation: Option<Activation>,
) -> Result<bool> {
    if out.dtype() == DType::Bool {
        return Err(Error::unsupported(op, DType::Bool));
    }
    for tensor in [a, b] {
        if !tensor.device().is_same_place(out.device()) {
            let cause = Cause::DeviceMismatch { op, left: out.device(), right: tensor.device() };
            return Err(Error::new(Kind::Runtime, cause));
        }
    }
    let dtype = out.dtype();
    let (alpha, mut beta) = (factor(alpha, dtype)?, ZERO);
    let (mut row_bias, mut column_bias) = (None, None);
    let lead = out.ndim() - 2;
    if let Some(Addend { input, beta: wanted }) = addend {
        let wanted = factor(wanted, dtype)?;
        if !input.same(out) {
            check_expands(input, out.shape())?;
        }
        if !is_number(wanted, 0.0) {
            let strides = layout::expanded_strides(input.shape(), input.strides(), out.shape());
            let still = |dims: &[isize], shape: &[usize]| dims.iter().zip(shape).all(|(&s, &n)| s == 0 || n == 1);
            let batch_still = still(&strides[..lead], &out.shape()[..lead]);
            let plain = is_number(wanted, 1.0) && batch_still && !input.same(out);
            let ptr = input.ptr_on(out.device())?.cast_const();
            if plain && still(&strides[lead..=lead], &out.shape()[lead..=lead]) {
                column_bias = Some(Bias { ptr, stride: strides[lead + 1] });
            } else if plain && still(&strides[lead + 1..], &out.shape()[lead + 1..]) {
                row_bias = Some(Bias { ptr, stride: strides[lead] });
            } else {
                if !input.same(out) {
                    copy_elements(out, input)?;
                }
                beta = wanted;
            }
        }
    }
    let batch_shape = &out.shape()[..lead];
    let of = |tensor: &Tensor| {
        let at = tensor.ndim() - 2;
        layout::expanded_strides(&tensor.shape()[..at], &tensor.strides()[..at], batch_shape)
    };
    let (a_batch, b_batch) = (of(a), of(b));
    let batch: SmallVec<[Batch; 4]> = (0..lead)
        .map(|at| Batch { size: batch_shape[at], a: a_batch[at], b: b_batch[at], c: out.strides()[at] })
        .collect();
    let matrix = |tensor: &Tensor| -> Result<MatRef> {
        let strides = &tensor.strides()[tensor.ndim() - 2..];
        Ok(MatRef { ptr: tensor.ptr_on(out.device())?, rs: strides[0], cs: strides[1] })
    };
    let c = MatMut { ptr: out.data_ptr(), rs: out.strides()[lead], cs: out.strides()[lead + 1] };
    let shape = (out.shape()[lead], out.shape()[lead + 1], a.shape()[a.ndim() - 1]);
    let plain = Gemm::new(dtype, shape, matrix(a)?, matrix(b)?, c);
    let relu = activation == Some(Activation::Relu) && !dtype.is_complex();
    let product = Gemm { batch: &batch, alpha, beta, row_bias, column_bias, relu, ..plain };
    if let Some(stream) = crate::gpu::stream(out.device()) {
        if let Some(why) = flambeau_cuda::gemm::missing()
            && (dtype.is_floating_point() || dtype.is_complex())
        {
            say_that_products_are_slow(why)?;
        }
        // SAFETY: as below, on the device; memory that is freed meanwhile is handed out in the order of the stream.
        unsafe {
            if activation == Some(Activation::Gelu) && flambeau_cuda::gemm::run_with_gelu(&product, stream)? {
                return Ok(true);
            }
            flambeau_cuda::gemm::run(&product, stream)?;
        }
        return Ok(relu);
    }
    // SAFETY: layouts lie inside their storages, batch strides included; the result's elements are distinct, and it is
    // new memory or was checked to share none with the operands.
    let done = unsafe { product.run() };
    debug_assert!(done, "every dtype but bool has products");
    Ok(relu)
}

/// Says once that products on GPUs do without NVIDIA's library.
#[cold]
fn say_that_products_are_slow(why: &flambeau_cuda::error::Error) -> Result<()> {
    static TOLD: AtomicBool = AtomicBool::new(false);
    let text = format!("Matrix products on the GPU go through flambeau's own kernels, which are slower: {why}");
    crate::warning::warn_once(&TOLD, &text)
}

/// Whether a number is this real one.
fn is_number(number: Scalar, value: f64) -> bool {
    match number {
        Scalar::Bool(b) => b as u8 as f64 == value,
        Scalar::Int(i) => i as f64 == value,
        Scalar::Float(x) => x == value,
        Scalar::Complex(re, im) => re == value && im == 0.0,
    }
}

/// A factor in the kind of a dtype.
fn factor(number: Scalar, dtype: DType) -> Result<Scalar> {
    Ok(match number {
        Scalar::Complex(re, im) if !dtype.is_complex() => {
            ensure!(im == 0.0, Runtime, "value cannot be converted to type {} without overflow", dtype.name());
            Scalar::Float(re)
        }
        other => other,
    })
}

/// Refuses an addend that does not broadcast to the shape of a product.
fn check_expands(input: &Tensor, shape: &[usize]) -> Result<()> {
    let own = input.shape();
    let lead = shape.len().wrapping_sub(own.len());
    ensure!(
        own.len() <= shape.len(),
        Runtime,
        "expand({}, size={}): the number of sizes provided ({}) must be greater or equal to the number of dimensions in \
         the tensor ({})",
        crate::error::shape_text(own),
        crate::error::shape_text(shape),
        shape.len(),
        own.len()
    );
    for (at, &size) in own.iter().enumerate() {
        let wanted = shape[lead + at];
        ensure!(
            size == wanted || size == 1,
            Runtime,
            "The expanded size of the tensor ({wanted}) must match the existing size ({size}) at non-singleton \
             dimension {}.  Target sizes: {}.  Tensor sizes: {}",
            lead + at,
            crate::error::shape_text(shape),
            crate::error::shape_text(own)
        );
    }
    Ok(())
}

/// The adjoint of matrices: rows and columns exchanged, elements conjugated.
fn adjoint_of(matrix: &Tensor) -> Result<Tensor> {
    crate::ops::conj(&crate::ops::transpose(matrix, -2, -1)?)
}

/// A tensor times a number; itself for 1.
fn scaled(tensor: Tensor, number: Scalar) -> Result<Tensor> {
    if is_number(number, 1.0) { Ok(tensor) } else { tensor.mul(number.into()) }
}

/// The conjugate of a number.
fn conjugate(number: Scalar) -> Scalar {
    match number {
        Scalar::Complex(re, im) => Scalar::Complex(re, -im),
        real => real,
    }
}

/// What a rule kept for a gradient that is wanted now.
fn kept(saved: &Option<Saved>, cx: &Context<'_>) -> Result<Tensor> {
    match saved {
        Some(saved) => saved.get(cx),
        None => bail!(Runtime, "{} kept nothing for a gradient that was not wanted when it ran", cx.node.name()),
    }
}

/// PyTorch's lower-case name of a dtype as its C++ messages show it: `float`, `double`, `c10::Half`.
fn plain_name(dtype: DType) -> &'static str {
    match dtype {
        DType::F32 => "float",
        DType::F64 => "double",
        DType::F16 => "c10::Half",
        DType::BF16 => "c10::BFloat16",
        DType::U8 => "unsigned char",
        DType::I8 => "signed char",
        DType::I16 => "short",
        DType::I32 => "int",
        DType::I64 => "long",
        DType::C64 => "c10::complex<float>",
        DType::C128 => "c10::complex<double>",
        DType::Bool => "bool",
    }
}
