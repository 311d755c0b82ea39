//! `im2col` and `col2im`: windows as columns of a matrix, and back.

use flambeau_cpu::DType;
use flambeau_cpu::conv::{self, Windows};
use flambeau_cuda::columns as gpu;

use crate::autograd::Recorder;
use crate::error::shape_text;
use crate::tensor::MemoryFormat;
use crate::tensor::layout::format_list;
use crate::{Error, Result, Tensor, bail, ensure};

/// Two numbers of a caller.
fn pair(name: &str, list: &[i64], least: i64, what: &str) -> Result<[usize; 2]> {
    let [height, width] = match list {
        [one] => [*one; 2],
        [height, width] => [*height, *width],
        _ => bail!(Runtime, "It is expected {name} equals to 2, but got size {}", list.len()),
    };
    ensure!(
        height >= least && width >= least,
        Runtime,
        "{name} should be {what}, but got {name}_height: {height} {name}_width: {width}"
    );
    Ok([height as usize, width as usize])
}

/// The windows over planes of a size.
fn windows(size: [usize; 2], kernel: &[i64], dilation: &[i64], padding: &[i64], stride: &[i64]) -> Result<Windows> {
    let kernel = pair("kernel", kernel, 1, "greater than zero")?;
    let dilation = pair("dilation", dilation, 1, "greater than zero")?;
    let padding = pair("padding", padding, 0, "non-negative")?;
    let stride = pair("stride", stride, 1, "greater than zero")?;
    let mut positions = [0; 2];
    for axis in 0..2 {
        let room =
            size[axis] as i128 + 2 * padding[axis] as i128 - (kernel[axis] as i128 - 1) * dilation[axis] as i128 - 1;
        let count = room.div_euclid(stride[axis] as i128) + 1;
        if count > (isize::MAX / 4) as i128 {
            return Err(Error::out_of_memory(count as u128));
        }
        ensure!(
            count >= 1,
            Runtime,
            "Given input with spatial size {}, kernel_size={}, dilation={}, padding={}, stride={}, the array of sliding \
             blocks has no element along dimension {axis}: {count}, but it must be at least one.",
            shape_text(&size),
            format_list(&kernel),
            format_list(&dilation),
            format_list(&padding),
            format_list(&stride)
        );
        positions[axis] = count as usize;
    }
    Ok(Windows { batch: 1, channels: 1, size, positions, kernel, stride, padding, dilation })
}

/// Sliding windows of `(N, C, H, W)` or `(C, H, W)` as columns: `(N, C * kH * kW, L)` for L positions of the
/// window.
///
/// Floating-point or complex dtypes. Sizes that leave no position for the window raise RuntimeError. See
/// `nn.functional.unfold`.
///
/// Example:
///     >>> image = flambeau.arange(9.0).reshape(1, 1, 3, 3)
///     >>> flambeau.im2col(image, (2, 2), (1, 1), (0, 0), (1, 1))
///     tensor([[[0., 1., 3., 4.],
///              [1., 2., 4., 5.],
///              [3., 4., 6., 7.],
///              [4., 5., 7., 8.]]])
#[flambeau_macros::op(im2col(Tensor self, int[2] kernel_size, int[2] dilation, int[2] padding, int[2] stride) -> Tensor; function)]
pub fn im2col(this: &Tensor, kernel_size: &[i64], dilation: &[i64], padding: &[i64], stride: &[i64]) -> Result<Tensor> {
    let shape = this.shape();
    let batched = shape.len() == 4;
    ensure!(
        (batched || shape.len() == 3) && !shape[if batched { 1 } else { 0 }..].contains(&0),
        Runtime,
        "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but \
         got: {}",
        shape_text(shape)
    );
    let size = [shape[shape.len() - 2], shape[shape.len() - 1]];
    let mut windows = windows(size, kernel_size, dilation, padding, stride)?;
    windows.channels = shape[shape.len() - 3];
    windows.batch = if batched { shape[0] } else { 1 };
    let length = crate::tensor::layout::checked_numel(&windows.positions, 1)?;
    let rows = crate::tensor::layout::checked_numel(&[windows.channels, windows.kernel[0], windows.kernel[1]], 1)?;
    let sizes = [windows.batch, rows, length];
    let out = Tensor::empty(&sizes[if batched { 0 } else { 1 }..], this.dtype(), this.device())?;
    let mut strides = [0; 4];
    strides[4 - shape.len()..].copy_from_slice(this.strides());
    if let Some(stream) = crate::gpu::stream(this.device()) {
        if !this.dtype().is_differentiable() && this.dtype() != DType::Bool {
            return Err(Error::unsupported("im2col_out_cuda", this.dtype()));
        }
        let (from, to) = (this.data_ptr(), out.data_ptr());
        // SAFETY: the windows were made from the tensor's sizes, the result from the windows. Memory that is freed
        // meanwhile is handed out in the order of the stream.
        unsafe { gpu::im2col(this.dtype(), &windows, from, strides, to, stream)? };
    } else {
        // SAFETY: as above.
        let done = unsafe { conv::im2col(this.dtype(), &windows, this.host_ptr()?, strides, out.host_ptr()?) };
        if !done {
            return Err(Error::unsupported("im2col_out_cpu", this.dtype()));
        }
    }
    if let Some(graph) = Recorder::new(&[this]) {
        let lists: [Vec<i64>; 4] = [kernel_size, dilation, padding, stride].map(<[i64]>::to_vec);
        graph.attach(&out, "Im2ColBackward0", move |grad, _cx| {
            let [kernel_size, dilation, padding, stride] = &lists;
            let size = size.map(|size| size as i64);
            Ok(crate::grads![Some(col2im(grad, &size, kernel_size, dilation, padding, stride)?)])
        });
    }
    Ok(out)
}

/// Adds columns `(N, C * kH * kW, L)` or `(C * kH * kW, L)` up where their windows lie in planes of
/// `output_size`.
///
/// The result is `(N, C, H, W)` or `(C, H, W)`. Floating-point or complex dtypes. A number of columns that is
/// not that of the positions raises RuntimeError. See `nn.functional.fold`.
///
/// Example:
///     >>> columns = flambeau.ones(1, 4, 4)
///     >>> flambeau.col2im(columns, (3, 3), (2, 2), (1, 1), (0, 0), (1, 1))
///     tensor([[[[1., 2., 1.],
///               [2., 4., 2.],
///               [1., 2., 1.]]]])
#[flambeau_macros::op(col2im(Tensor self, int[2] output_size, int[2] kernel_size, int[2] dilation, int[2] padding, int[2] stride) -> Tensor; function)]
pub fn col2im(
    this: &Tensor,
    output_size: &[i64],
    kernel_size: &[i64],
    dilation: &[i64],
    padding: &[i64],
    stride: &[i64],
) -> Result<Tensor> {
    let shape = this.shape();
    let batched = shape.len() == 3;
    ensure!(
        (batched || shape.len() == 2) && !shape[if batched { 1 } else { 0 }..].contains(&0),
        Runtime,
        "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, \
         but got: {}",
        shape_text(shape)
    );
    let size = pair("output_size", output_size, 1, "greater than zero")?;
    let mut windows = windows(size, kernel_size, dilation, padding, stride)?;
    let [rows, length] = [shape[shape.len() - 2], shape[shape.len() - 1]];
    let taps = windows.kernel[0].saturating_mul(windows.kernel[1]);
    ensure!(
        rows.is_multiple_of(taps),
        Runtime,
        "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got input.size(1)={rows} \
         and kernel_size={}.",
        format_list(&windows.kernel)
    );
    ensure!(
        windows.positions[0].checked_mul(windows.positions[1]) == Some(length),
        Runtime,
        "Given output_size={}, kernel_size={}, dilation={}, padding={}, stride={}, expected size of input's dimension 2 to \
         match the calculated number of sliding blocks {} * {} = {}, but got input.size(2)={length}.",
        format_list(&size),
        format_list(&windows.kernel),
        format_list(&windows.dilation),
        format_list(&windows.padding),
        format_list(&windows.stride),
        windows.positions[0],
        windows.positions[1],
        windows.positions[0].saturating_mul(windows.positions[1])
    );
    windows.channels = rows / taps;
    windows.batch = if batched { shape[0] } else { 1 };
    let sizes = [windows.batch, windows.channels, size[0], size[1]];
    let out = Tensor::empty(&sizes[if batched { 0 } else { 1 }..], this.dtype(), this.device())?;
    let columns = this.detached().contiguous(MemoryFormat::Contiguous)?;
    if let Some(stream) = crate::gpu::stream(this.device()) {
        if !this.dtype().is_differentiable() {
            return Err(Error::unsupported("col2im_out_cuda", this.dtype()));
        }
        let (from, to) = (columns.data_ptr(), out.data_ptr());
        // SAFETY: the number of columns was checked; the result was made from the windows' sizes. Memory that is freed
        // meanwhile is handed out in the order of the stream.
        unsafe { gpu::col2im(this.dtype(), &windows, from, to, stream)? };
    } else {
        // SAFETY: as above.
        let done = unsafe { conv::col2im(this.dtype(), &windows, columns.host_ptr()?, out.host_ptr()?) };
        if !done {
            return Err(Error::unsupported("col2im_out_cpu", this.dtype()));
        }
    }
    if let Some(graph) = Recorder::new(&[this]) {
        let lists: [Vec<i64>; 4] = [kernel_size, dilation, padding, stride].map(<[i64]>::to_vec);
        graph.attach(&out, "Col2ImBackward0", move |grad, _cx| {
            let [kernel_size, dilation, padding, stride] = &lists;
            Ok(crate::grads![Some(im2col(grad, kernel_size, dilation, padding, stride)?)])
        });
    }
    Ok(out)
}
