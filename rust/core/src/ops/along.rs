//! Steps along one dimension that other operations' gradients are made of: picking elements by position, placing them
//! back, shifting by one. Each is recorded and is the gradient of another, so that second derivatives exist.

use flambeau_cpu::index::{self, Reduce, View, ViewMut};
use flambeau_cuda::report::Asker;

use super::gathering::kernels;
use crate::autograd::{Recorder, Saved};
use crate::error::{Cause, Kind};
use crate::tensor::{Shape, Strides, layout};
use crate::{Error, Result, Scalar, Tensor};

fn index_error(error: index::IndexError) -> Error {
    Error::new(Kind::Index, Cause::OutOfBounds { index: error.index, dim: error.dim, size: error.size })
}

/// Shape and strides with at least one dimension.
pub(crate) fn dimensioned(tensor: &Tensor) -> (Shape, Strides) {
    if tensor.ndim() == 0 {
        return (Shape::from_slice(&[1]), Strides::from_slice(&[1]));
    }
    (Shape::from_slice(tensor.shape()), Strides::from_slice(tensor.strides()))
}

/// The elements of `this` at the positions in `positions` along `dim`; both have the same sizes elsewhere.
pub(crate) fn pick(this: &Tensor, dim: usize, positions: &Tensor) -> Result<Tensor> {
    let out = Tensor::empty(positions.shape(), this.dtype(), this.device())?;
    if out.numel() > 0 {
        let ((_, to), (shape, from), (sizes, at)) = (dimensioned(&out), dimensioned(this), dimensioned(positions));
        let (size, device) = (this.dtype().size(), this.device());
        let target = ViewMut { data: out.data_ptr(), strides: &to };
        let source = View { data: this.data_ptr(), strides: &from };
        let chosen = View { data: positions.ptr_on(device)?, strides: &at };
        // SAFETY: layouts lie inside their storages, positions are int64 and checked, the output is new memory.
        unsafe {
            kernels::gather(
                const { &Asker::other("gather") },
                device,
                size,
                dim,
                &sizes,
                target,
                source,
                shape[dim],
                chosen,
                false,
            )
        }?
        .map_err(index_error)?;
    }
    if let Some(graph) = Recorder::new(&[this]) {
        let (saved, whole) = (Saved::input(positions)?, Shape::from_slice(this.shape()));
        graph.attach(&out, "GatherBackward0", move |grad, cx| {
            Ok(crate::grads![Some(place(grad, dim, &saved.get(cx)?, &whole)?)])
        });
    }
    Ok(out)
}

/// Zeros of shape `whole`, to which the elements of `values` are added at `positions` along `dim`.
pub(crate) fn place(values: &Tensor, dim: usize, positions: &Tensor, whole: &[usize]) -> Result<Tensor> {
    let out = Tensor::zeros(whole, values.dtype(), values.device())?;
    if values.numel() > 0 {
        let ((shape, to), (_, from), (sizes, at)) = (dimensioned(&out), dimensioned(values), dimensioned(positions));
        let (dtype, device) = (values.dtype(), values.device());
        let target = ViewMut { data: out.data_ptr(), strides: &to };
        let source = View { data: values.data_ptr(), strides: &from };
        let chosen = View { data: positions.ptr_on(device)?, strides: &at };
        let (op, size) = (const { &Asker::other("scatter_add") }, shape[dim]);
        // SAFETY: as in `pick`.
        unsafe { kernels::scatter(op, device, Reduce::Add, dtype, dim, &sizes, target, size, chosen, source, false) }?
            .map_err(index_error)?;
    }
    if let Some(graph) = Recorder::new(&[values]) {
        let saved = Saved::input(positions)?;
        graph.attach(&out, "ScatterAddBackward0", move |grad, cx| {
            Ok(crate::grads![Some(pick(grad, dim, &saved.get(cx)?)?)])
        });
    }
    Ok(out)
}

/// Every element moves one place along `dim`, forward or back; `fill` takes the place that becomes free.
pub(crate) fn shift(this: &Tensor, dim: usize, forward: bool, fill: f64) -> Result<Tensor> {
    let out = Tensor::empty(this.shape(), this.dtype(), this.device())?;
    let (shape, from) = dimensioned(this);
    if out.numel() > 0 {
        let (_, to) = dimensioned(&out);
        let part = |tensor: &Tensor, strides: &Strides, start: usize, length: usize| {
            let mut sizes = shape.clone();
            sizes[dim] = length;
            tensor.with_layout(sizes, strides.clone(), tensor.storage_offset() + start * strides[dim] as usize)
        };
        let rest = shape[dim] - 1;
        let (taken, put, free) = if forward { (0, 1, 0) } else { (1, 0, rest) };
        super::copy::copy_elements(&part(&out, &to, put, rest), &part(this, &from, taken, rest))?;
        super::copy::fill_elements(&part(&out, &to, free, 1), Scalar::Float(fill))?;
    }
    if let Some(graph) = Recorder::new(&[this]) {
        graph
            .attach(&out, "ShiftBackward0", move |grad, _cx| Ok(crate::grads![Some(shift(grad, dim, !forward, 0.0)?)]));
    }
    Ok(out)
}

/// Tensors one after the other along `dim`; they have one dtype and the same sizes elsewhere.
pub(crate) fn join(parts: &[&Tensor], dim: usize) -> Result<Tensor> {
    let mut shape = Shape::from_slice(parts[0].shape());
    shape[dim] = parts.iter().map(|part| part.shape()[dim]).sum();
    let out = Tensor::empty(&shape, parts[0].dtype(), parts[0].device())?;
    let mut start = 0;
    let mut places: Vec<(i64, i64)> = Vec::new();
    for part in parts {
        let length = part.shape()[dim];
        let offset = out.storage_offset() + start * out.strides()[dim] as usize;
        let target = out.with_layout(Shape::from_slice(part.shape()), Strides::from_slice(out.strides()), offset);
        super::copy::copy_elements(&target, part)?;
        places.push((start as i64, length as i64));
        start += length;
    }
    if let Some(graph) = Recorder::new(parts) {
        graph.attach(&out, "CatBackward0", move |grad, cx| {
            let mut grads = crate::autograd::Grads::new();
            for (at, &(start, length)) in places.iter().enumerate() {
                grads.push(cx.when(at, || super::narrow(grad, dim as i64, start, length))?);
            }
            Ok(grads)
        });
    }
    Ok(out)
}

/// The dimension a caller names, with the size along it; a 0-d tensor counts as one of size 1.
pub(crate) fn dimension(this: &Tensor, dim: i64) -> Result<(usize, usize)> {
    let dim = layout::wrap_dim(dim, this.ndim())?;
    Ok((dim, this.shape().get(dim).copied().unwrap_or(1)))
}
