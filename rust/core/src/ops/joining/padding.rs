//! Borders around a tensor.

use flambeau_cpu::DType;
use smallvec::SmallVec;

use super::with_size;
use crate::autograd::{Recorder, no_grad};
use crate::ops::copy::{copy_elements, fill_elements};
use crate::ops::gathering::select_rows;
use crate::tensor::{MemoryFormat, Shape, layout};
use crate::{Result, Scalar, Tensor, bail, ensure, ops};

/// Before and after, for the last dimensions: `pad` has the last dimension's pair first.
fn pairs(pad: &[i64], ndim: usize) -> SmallVec<[(usize, i64, i64); 4]> {
    pad.chunks_exact(2).enumerate().map(|(at, pair)| (ndim - 1 - at, pair[0], pair[1])).collect()
}

/// The tensor with a border of `value`: `pad` has, for the last dimension, then the one before and so on, how
/// many elements come before and after. Negative ones take elements away.
///
/// Any shape and dtype. A `pad` of odd length or one that takes more than there is raises RuntimeError.
///
/// Example:
///     >>> flambeau.constant_pad_nd(flambeau.tensor([[1, 2]]), (1, 2), 9)
///     tensor([[9, 1, 2, 9, 9]])
#[flambeau_macros::op(constant_pad_nd(Tensor self, int[] pad, Scalar value=0) -> Tensor; function)]
pub fn constant_pad_nd(this: &Tensor, pad: &[i64], value: Scalar) -> Result<Tensor> {
    ensure!(pad.len().is_multiple_of(2), Runtime, "Length of pad must be even but instead it equals {}", pad.len());
    ensure!(
        pad.len() / 2 <= this.ndim(),
        Runtime,
        "Length of pad should be no more than twice the number of dimensions of the input. Pad length is {} while the \
         input has {} dimensions.",
        pad.len(),
        this.ndim()
    );
    let dims = pairs(pad, this.ndim());
    let mut shape = Shape::from_slice(this.shape());
    for &(dim, before, after) in &dims {
        let size = (this.shape()[dim] as i64).checked_add(before).and_then(|size| size.checked_add(after));
        let Some(size) = size else { return Err(crate::Error::out_of_memory(u128::MAX)) };
        ensure!(
            size >= 0,
            Runtime,
            "The input size {}, plus negative padding {before} and {after} resulted in a negative output size, which is \
             invalid. Check dimension {dim} of your input.",
            this.shape()[dim]
        );
        shape[dim] = size as usize;
    }
    let out = Tensor::empty_in_format(&shape, this.suggested_format(), this.dtype(), this.device())?;
    ops::check_fill(value, this.dtype())?;
    no_grad(|| -> Result<()> {
        // The border of each dimension is filled inside what earlier dimensions left over.
        let (mut inner, mut source) = (out.detached(), this.detached());
        for &(dim, before, after) in &dims {
            let (at, size) = (dim as i64, inner.shape()[dim] as i64);
            let (front, back) = (before.clamp(0, size), after.max(0).min(size - before.clamp(0, size)));
            for (start, count) in [(0, front), (size - back, back)] {
                if count > 0 {
                    fill_elements(&ops::narrow(&inner, at, start, count)?, value)?;
                }
            }
            inner = ops::narrow(&inner, at, front, size - front - back)?;
            let (skip, own) = ((-before).max(0), source.shape()[dim] as i64);
            let skip = skip.min(own);
            source = ops::narrow(&source, at, skip, inner.shape()[dim].min((own - skip) as usize) as i64)?;
        }
        if inner.shape() == source.shape() { copy_elements(&inner, &source) } else { fill_elements(&inner, value) }
    })?;
    if let Some(graph) = Recorder::new(&[this]) {
        let back: SmallVec<[i64; 8]> = pad.iter().map(|one| -one).collect();
        graph.attach(&out, "ConstantPadNdBackward0", move |grad, _cx| {
            Ok(crate::grads![Some(constant_pad_nd(grad, &back, Scalar::Int(0))?)])
        });
    }
    Ok(out)
}

/// What a border repeats.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Border {
    /// The inside, mirrored at the outermost element.
    Reflect,
    /// The outermost element.
    Replicate,
    /// The opposite side.
    Circular,
}

impl Border {
    /// Which elements of a dimension of `size` the padded one shows.
    fn index(self, size: i64, before: i64, after: i64) -> Result<Tensor> {
        let positions: Vec<i64> = (-before..size + after)
            .map(|at| match self {
                Border::Replicate => at.clamp(0, size - 1),
                Border::Circular => at.rem_euclid(size),
                Border::Reflect => {
                    let at = at.abs();
                    if at < size { at } else { 2 * (size - 1) - at }
                }
            })
            .collect();
        Tensor::from_slice(&positions, &[positions.len()])
    }

    fn check(self, this: &Tensor, dim: usize, before: i64, after: i64) -> Result<()> {
        let size = this.shape()[dim] as i64;
        match self {
            Border::Reflect => {
                ensure!(
                    before < size && after < size,
                    Runtime,
                    "Argument #4: Padding size should be less than the corresponding input dimension, but got: padding ({before}, {after}) \
                     at dimension {dim} of input {}",
                    crate::error::shape_text(this.shape())
                );
            }
            Border::Circular => {
                ensure!(
                    before <= size && after <= size,
                    Runtime,
                    "Padding value causes wrapping around more than once."
                );
            }
            Border::Replicate => {
                ensure!(
                    size > 0,
                    Runtime,
                    "Expected a non-empty tensor to repeat at the border, but got sizes {}",
                    crate::error::shape_text(this.shape())
                );
            }
        }
        let total = size.checked_add(before).and_then(|total| total.checked_add(after));
        let Some(total) = total else { return Err(crate::Error::out_of_memory(u128::MAX)) };
        ensure!(
            total >= 0 && (size > 0 || total == 0),
            Runtime,
            "input size {size} at dimension {dim} is too small for padding ({before}, {after}): calculated output size \
             {total}"
        );
        layout::checked_numel(&[total as usize], 8)?;
        Ok(())
    }
}

fn bordered(this: &Tensor, pad: &[i64], border: Border) -> Result<Tensor> {
    let dims = pairs(pad, this.ndim());
    for &(dim, before, after) in &dims {
        border.check(this, dim, before, after)?;
    }
    // Channels that lie side by side stay so: the dimensions are taken in the order that they have in memory.
    let last = border != Border::Circular && this.suggested_format() != MemoryFormat::Contiguous;
    let turned = |tensor: &Tensor| if last { tensor.movedim(&[1], &[-1]) } else { Ok(tensor.clone()) };
    let returned = move |tensor: Tensor| if last { tensor.movedim(&[-1], &[1]) } else { Ok(tensor) };
    let mut indices: Vec<(usize, Tensor)> = Vec::with_capacity(dims.len());
    let mut out = no_grad(|| turned(&this.detached()))?;
    // The last dimension first: it is the slowest to pick from, and the tensor is smallest before the others grow.
    for &(dim, before, after) in &dims {
        if before != 0 || after != 0 {
            let index = border.index(this.shape()[dim] as i64, before, after)?.to_device(this.device())?;
            let at = dim - last as usize;
            out = select_rows(&out, at, &index)?;
            indices.push((at, index));
        }
    }
    if indices.is_empty() {
        return ops::clone(this, None);
    }
    let out = no_grad(|| returned(out))?.detached();
    if let Some(graph) = Recorder::new(&[this]) {
        let node = match (border, dims.len()) {
            (Border::Reflect, 1) => "ReflectionPad1DBackward0",
            (Border::Reflect, 2) => "ReflectionPad2DBackward0",
            (Border::Reflect, _) => "ReflectionPad3DBackward0",
            (Border::Replicate, 1) => "ReplicationPad1DBackward0",
            (Border::Replicate, 2) => "ReplicationPad2DBackward0",
            (Border::Replicate, _) => "ReplicationPad3DBackward0",
            (Border::Circular, _) => "PadCircularBackward0",
        };
        let sizes = Shape::from_slice(turned(&this.detached())?.shape());
        graph.attach(&out, node, move |grad, _cx| {
            let mut grad = if last { grad.movedim(&[1], &[-1])? } else { grad.clone() };
            for (dim, index) in indices.iter().rev() {
                let shape: Shape =
                    with_size(&grad, *dim, sizes[*dim] as i64).iter().map(|&size| size as usize).collect();
                let whole = Tensor::zeros(&shape, grad.dtype(), grad.device())?;
                grad = ops::index_add(&whole, *dim as i64, index, &grad, Scalar::Int(1))?;
            }
            Ok(crate::grads![Some(returned(grad)?)])
        });
    }
    Ok(out)
}

/// The tensor with a border. `pad` has, for the last dimension, then the one before and so on, how many elements come
/// before and after. `mode` is `"constant"` (of `value`), `"reflect"`, `"replicate"` or `"circular"`.
///
/// Any dtype. Modes other than "constant" pad the last one to three dimensions of tensors that have one or
/// two more, others raise NotImplementedError; a reflection longer than the dimension raises RuntimeError.
///
/// Example:
///     >>> flambeau.nn.functional.pad(flambeau.tensor([[1, 2]]), (1, 2))
///     tensor([[0, 1, 2, 0, 0]])
#[flambeau_macros::op(pad(Tensor self, int[] pad, str mode="constant", float? value=None) -> Tensor; function)]
pub fn pad(this: &Tensor, pad: &[i64], mode: &str, value: Option<f64>) -> Result<Tensor> {
    ensure!(pad.len().is_multiple_of(2), Runtime, "Padding length must be divisible by 2");
    ensure!(
        pad.len() / 2 <= this.ndim(),
        Runtime,
        "Padding length should be less than or equal to two times the input dimension but got padding length {} and \
         input of dimension {}",
        pad.len(),
        this.ndim()
    );
    if mode == "constant" {
        let value = value.unwrap_or(0.0);
        ops::check_fill(Scalar::Float(value), this.dtype())?;
        let number = if this.dtype().is_integral(true) && this.dtype() != DType::Bool {
            Scalar::Int(value as i64)
        } else {
            Scalar::Float(value)
        };
        return constant_pad_nd(this, pad, number);
    }
    ensure!(value.is_none_or(|value| value == 0.0), Runtime, "Padding mode \"{mode}\" doesn't take in value argument");
    let border = match mode {
        "reflect" => Border::Reflect,
        "replicate" => Border::Replicate,
        "circular" => Border::Circular,
        other => bail!(NotImplemented, "Unrecognised padding mode {other}"),
    };
    let spatial = pad.len() / 2;
    let fits = (1..=3).contains(&spatial) && (this.ndim() == spatial + 1 || this.ndim() == spatial + 2);
    if !fits {
        bail!(
            NotImplemented,
            "Padding size {} is not supported for {}D input tensor. Non-constant padding of 2, 4 or 6 sizes takes inputs \
             that have one or two dimensions more than are padded",
            pad.len(),
            this.ndim()
        );
    }
    bordered(this, pad, border)
}

macro_rules! named_borders {
    ($($(#[$doc:meta])* $name:ident $border:ident $spatial:literal)+) => { $(
        #[doc = concat!("A border for the last ", stringify!($spatial), " dimensions, of its elements; see `pad`.")]
        ///
        /// `padding` has, for the last dimension, then the one before and so on, how many elements come before and
        /// after; another length raises RuntimeError, as does a reflection that is longer than the tensor.
        ///
        $(#[$doc])*
        #[flambeau_macros::op($name(Tensor self, int[] padding) -> Tensor; out)]
        pub fn $name(this: &Tensor, padding: &[i64]) -> Result<Tensor> {
            ensure!(padding.len() == 2 * $spatial, Runtime, "padding size is expected to be {}", 2 * $spatial);
            ensure!(this.ndim() >= $spatial, Runtime, "expected at least {} dimensions", $spatial);
            bordered(this, padding, Border::$border)
        }
    )+ };
}

named_borders! {
    /// Example:
    ///     >>> flambeau.reflection_pad1d(flambeau.tensor([[1, 2, 3]]), (2, 1))
    ///     tensor([[3, 2, 1, 2, 3, 2]])
    reflection_pad1d Reflect 1
    /// Example:
    ///     >>> flambeau.reflection_pad2d(flambeau.tensor([[[1, 2], [3, 4]]]), (1, 0, 1, 0))
    ///     tensor([[[4, 3, 4],
    ///              [2, 1, 2],
    ///              [4, 3, 4]]])
    reflection_pad2d Reflect 2
    /// Example:
    ///     >>> flambeau.reflection_pad3d(flambeau.arange(8).reshape(1, 2, 2, 2), (1, 0, 0, 0, 0, 0)).shape
    ///     torch.Size([1, 2, 2, 3])
    reflection_pad3d Reflect 3
    /// Example:
    ///     >>> flambeau.replication_pad1d(flambeau.tensor([[1, 2, 3]]), (2, 1))
    ///     tensor([[1, 1, 1, 2, 3, 3]])
    replication_pad1d Replicate 1
    /// Example:
    ///     >>> flambeau.replication_pad2d(flambeau.tensor([[[1, 2], [3, 4]]]), (1, 0, 1, 0))
    ///     tensor([[[1, 1, 2],
    ///              [1, 1, 2],
    ///              [3, 3, 4]]])
    replication_pad2d Replicate 2
    /// Example:
    ///     >>> flambeau.replication_pad3d(flambeau.arange(8).reshape(1, 2, 2, 2), (1, 0, 0, 0, 0, 0)).shape
    ///     torch.Size([1, 2, 2, 3])
    replication_pad3d Replicate 3
}
