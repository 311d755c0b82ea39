//! The three products of a convolution: each of input, weight and output, or its gradient, from the other two.

use std::sync::Arc;

use flambeau_cpu::DType;
use flambeau_cpu::conv::{self, Geometry, Operand};
use flambeau_cuda::conv as gpu;

use super::library;
use crate::autograd::{Recorder, Saved};
use crate::tensor::{MemoryFormat, Shape, Strides, layout};
use crate::{Device, Error, Result, Tensor};

/// Sizes of a convolution. The input is the larger side: what a transposed convolution gives.
pub struct Relation {
    pub geometry: Geometry,
    pub input: Shape,
    pub weight: Shape,
    pub output: Shape,
    /// Whether the convolution's operands, and so all results and gradients, lie in memory with their channels last.
    pub channels_last: bool,
}

impl Relation {
    /// How all three lie in memory.
    pub fn format(&self) -> MemoryFormat {
        match (self.channels_last, self.input.len()) {
            (true, 4) => MemoryFormat::ChannelsLast,
            (true, 5) => MemoryFormat::ChannelsLast3d,
            _ => MemoryFormat::Contiguous,
        }
    }
}

/// Which of the three is computed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Product {
    /// The output, from input and weight.
    Output,
    /// The input, from output and weight.
    Input,
    /// The weight, from input and output.
    Weight,
}

/// Computes a product of two tensors, plus a bias per channel, and records it.
///
/// All three are linear in both operands, so that derivatives are products of the same relation. Derivatives of a
/// complex product need conjugates of the operands.
pub fn product(
    which: Product,
    relation: &Arc<Relation>,
    (a, b, bias): (&Tensor, &Tensor, Option<&Tensor>),
    name: &'static str,
) -> Result<Tensor> {
    let out = compute(which, relation, a, b, bias)?;
    if let Some(graph) = Recorder::of_optional(&[Some(a), Some(b), bias]) {
        let (saved_a, saved_b) = (graph.save_if(1, a)?, graph.save_if(0, b)?);
        let relation = relation.clone();
        graph.attach(&out, name, move |grad, cx| {
            let conj = |saved: &Option<Saved>| {
                let tensor = match saved {
                    Some(saved) => saved.get(cx)?,
                    None => unreachable!("what a needed gradient takes was saved"),
                };
                if tensor.dtype().is_complex() { tensor.conj() } else { Ok(tensor) }
            };
            let derivative = |which: Product, a: &Tensor, b: &Tensor| {
                product(which, &relation, (a, b, None), "ConvolutionBackwardBackward0")
            };
            let of_a = cx.when(0, || {
                let b = conj(&saved_b)?;
                match which {
                    Product::Output => derivative(Product::Input, grad, &b),
                    Product::Input => derivative(Product::Output, grad, &b),
                    Product::Weight => derivative(Product::Input, &b, grad),
                }
            })?;
            let of_b = cx.when(1, || {
                let a = conj(&saved_a)?;
                match which {
                    Product::Output => derivative(Product::Weight, &a, grad),
                    Product::Input => derivative(Product::Weight, grad, &a),
                    Product::Weight => derivative(Product::Output, &a, grad),
                }
            })?;
            let dims: Vec<i64> = (0..grad.ndim() as i64).filter(|&dim| dim != 1).collect();
            let of_bias = cx.when(2, || grad.sum_dim(Some(&dims), false, None))?;
            Ok(crate::grads![of_a, of_b, of_bias])
        });
    }
    Ok(out)
}

/// Computes a product of two tensors, plus a bias per channel; records nothing.
pub fn compute(which: Product, relation: &Relation, a: &Tensor, b: &Tensor, bias: Option<&Tensor>) -> Result<Tensor> {
    let shape = match which {
        Product::Output => &relation.output,
        Product::Input => &relation.input,
        Product::Weight => &relation.weight,
    };
    let strides = layout::format_strides(shape, relation.format()).unwrap_or_else(|| layout::contiguous_strides(shape));
    let out = Tensor::empty_with_strides(shape.clone(), strides, a.dtype(), a.device())?;
    if out.numel() == 0 {
        return Ok(out);
    }
    if out.dtype().is_complex() {
        complex(which, relation, a, b, bias, &out)?;
    } else {
        write(which, relation, a, b, bias, &out)?;
    }
    Ok(out)
}

/// Calls the kernel.
fn write(
    which: Product,
    relation: &Relation,
    a: &Tensor,
    b: &Tensor,
    bias: Option<&Tensor>,
    out: &Tensor,
) -> Result<()> {
    if library::write(which, relation, a, b, bias, out)? {
        return Ok(());
    }
    let g = &relation.geometry;
    let (dtype, device) = (out.dtype(), out.device());
    let (x, y, z) = (operand(a, device)?, operand(b, device)?, operand(out, device)?);
    let bias = match bias {
        Some(bias) => Some((bias.ptr_on(device)?.cast_const(), bias.strides()[0])),
        None => None,
    };
    if dtype == DType::Bool {
        return Err(Error::unsupported("convolution", dtype));
    }
    if let Some(stream) = crate::gpu::stream(device) {
        // SAFETY: as below, on the device; memory that is freed meanwhile is handed out in the order of the stream.
        unsafe {
            match which {
                Product::Output => gpu::forward(dtype, g, x, y, bias, z, stream)?,
                Product::Input => gpu::backward_input(dtype, g, x, y, bias, z, stream)?,
                Product::Weight => gpu::backward_weight(dtype, g, x, y, z, stream)?,
            }
        }
        return Ok(());
    }
    // SAFETY: the relation was made from these tensors' shapes, or from those of tensors whose gradients they are,
    // which the engine checks; `out` is fresh memory. One dtype was checked too.
    let done = unsafe {
        match which {
            Product::Output => conv::forward(dtype, g, x, y, bias, z),
            Product::Input => conv::backward_input(dtype, g, x, y, bias, z),
            Product::Weight => conv::backward_weight(dtype, g, x, y, z),
        }
    };
    if done { Ok(()) } else { Err(Error::unsupported("convolution", dtype)) }
}

/// A tensor of up to three spatial dimensions as one of three.
fn operand(tensor: &Tensor, device: Device) -> Result<Operand> {
    let strides = tensor.strides();
    let mut five = [0; 5];
    five[..2].copy_from_slice(&strides[..2]);
    five[7 - strides.len()..].copy_from_slice(&strides[2..]);
    Ok(Operand { ptr: tensor.ptr_on(device)?, strides: five })
}

/// A complex product from four real ones.
fn complex(
    which: Product,
    relation: &Relation,
    a: &Tensor,
    b: &Tensor,
    bias: Option<&Tensor>,
    out: &Tensor,
) -> Result<()> {
    let (a, b, bias) = (parts(a), parts(b), bias.map(parts));
    let real = |a: &Tensor, b: &Tensor, bias: Option<&Tensor>| compute(which, relation, a, b, bias);
    let [re, im] = parts(out);
    let (bias_re, bias_im) = (bias.as_ref().map(|bias| &bias[0]), bias.as_ref().map(|bias| &bias[1]));
    let difference = real(&a[0], &b[0], bias_re)?.sub((&real(&a[1], &b[1], None)?).into(), 1.into())?;
    let sum = real(&a[0], &b[1], bias_im)?.add((&real(&a[1], &b[0], None)?).into(), 1.into())?;
    crate::ops::copy::copy_elements(&re, &difference)?;
    crate::ops::copy::copy_elements(&im, &sum)
}

/// Real and imaginary parts, outside of the graph.
fn parts(tensor: &Tensor) -> [Tensor; 2] {
    let real: DType = tensor.dtype().to_real();
    let strides: Strides = tensor.strides().iter().map(|stride| stride * 2).collect();
    [0, 1].map(|part| {
        let offset = tensor.storage_offset() * 2 + part;
        tensor.with_layout_and_dtype(Shape::from_slice(tensor.shape()), strides.clone(), offset, real)
    })
}
