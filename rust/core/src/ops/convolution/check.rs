//! What a caller gives, checked and turned into sizes.

use flambeau_cpu::conv::{Extent, Geometry};
use smallvec::SmallVec;

use super::product::Relation;
use crate::error::{Cause, Kind, shape_text};
use crate::tensor::Shape;
use crate::tensor::layout::{channels_last, format_list};
use crate::{Error, Result, Tensor, bail, ensure};

/// Zeros around the input.
#[derive(Clone, Copy)]
pub enum Padding<'a> {
    /// So many on either side.
    Sizes(&'a [i64]),
    /// As many as make the output as large as the input; of an odd number more at the end.
    Same,
    /// None.
    Valid,
}

impl Padding<'_> {
    /// The padding of a name.
    pub fn named(name: &str) -> Result<Padding<'static>> {
        match name {
            "same" => Ok(Padding::Same),
            "valid" => Ok(Padding::Valid),
            _ => bail!(Runtime, "Invalid padding string: '{name}', expected 'same' or 'valid'"),
        }
    }
}

/// The numbers of a convolution.
#[derive(Clone, Copy)]
pub struct Settings<'a> {
    pub stride: &'a [i64],
    pub padding: Padding<'a>,
    pub dilation: &'a [i64],
    pub transposed: bool,
    pub output_padding: &'a [i64],
    pub groups: i64,
}

impl<'a> Settings<'a> {
    /// Those of a convolution that is not transposed.
    pub fn forward(stride: &'a [i64], padding: Padding<'a>, dilation: &'a [i64], groups: i64) -> Self {
        Settings { stride, padding, dilation, transposed: false, output_padding: &[0], groups }
    }
}

/// A number per spatial dimension.
type Numbers = SmallVec<[i64; 3]>;

/// Repeats a single number for all dimensions.
fn expand(name: &str, list: &[i64], dims: usize) -> Result<Numbers> {
    match list {
        [one] => Ok(SmallVec::from_elem(*one, dims)),
        list if list.len() == dims => Ok(Numbers::from_slice(list)),
        list => bail!(
            Runtime,
            "expected {name} to be a single integer value or a list of {dims} values to match the convolution \
             dimensions, but got {name}={}",
            format_list(list)
        ),
    }
}

/// Settings, one number per dimension, each in its range.
struct Checked {
    stride: Numbers,
    /// In front, and behind.
    padding: [Numbers; 2],
    dilation: Numbers,
    output_padding: Numbers,
    groups: usize,
}

fn settings(given: &Settings<'_>, weight: &Tensor) -> Result<Checked> {
    let dims = weight.ndim() - 2;
    let stride = expand("stride", given.stride, dims)?;
    let dilation = expand("dilation", given.dilation, dims)?;
    let output_padding = expand("output_padding", given.output_padding, dims)?;
    let padding = match given.padding {
        Padding::Sizes(sizes) => {
            let sizes = expand("padding", sizes, dims)?;
            [sizes.clone(), sizes]
        }
        Padding::Valid => [Numbers::from_elem(0, dims), Numbers::from_elem(0, dims)],
        Padding::Same => {
            ensure!(
                stride.iter().all(|&stride| stride == 1),
                Runtime,
                "padding='same' is not supported for strided convolutions"
            );
            let total = |(d, k): (&i64, &usize)| d.saturating_mul((*k as i64 - 1).max(0));
            let total: Numbers = dilation.iter().zip(&weight.shape()[2..]).map(total).collect();
            [total.iter().map(|t| t / 2).collect(), total.iter().map(|t| t - t / 2).collect()]
        }
    };
    ensure!(padding[0].iter().all(|&x| x >= 0), Runtime, "negative padding is not supported");
    ensure!(output_padding.iter().all(|&x| x >= 0), Runtime, "negative output_padding is not supported");
    ensure!(stride.iter().all(|&x| x > 0), Runtime, "non-positive stride is not supported");
    ensure!(dilation.iter().all(|&x| x > 0), Runtime, "non-positive dilation is not supported");
    ensure!(given.groups > 0, Runtime, "non-positive groups is not supported");
    Ok(Checked { stride, padding, dilation, output_padding, groups: given.groups as usize })
}

/// Number of dimensions, dtypes and devices of the operands.
fn operands(input: &Tensor, weight: &Tensor, bias: Option<&Tensor>, transposed: bool) -> Result<()> {
    ensure!(
        (3..=5).contains(&weight.ndim()),
        Runtime,
        "weight should have 3, 4 or 5 dimensions, got a weight of size {}",
        shape_text(weight.shape())
    );
    ensure!(
        input.ndim() == weight.ndim(),
        Runtime,
        "Expected {n}-dimensional input for {n}-dimensional weight {}, but got {}-dimensional input of size {} instead",
        shape_text(weight.shape()),
        input.ndim(),
        shape_text(input.shape()),
        n = weight.ndim()
    );
    if input.dtype() == flambeau_cpu::DType::Bool {
        let op = if transposed { "slow_conv_transpose2d_out_cpu" } else { "slow_conv2d_cpu" };
        return Err(Error::unsupported(op, input.dtype()));
    }
    let others = [Some((weight, "weight")), bias.map(|bias| (bias, "bias"))];
    for (other, name) in others.into_iter().flatten() {
        ensure!(
            input.dtype() == other.dtype(),
            Runtime,
            "Input type (torch.{}Tensor) and {name} type (torch.{}Tensor) should be the same",
            input.dtype().scalar_name(),
            other.dtype().scalar_name()
        );
        if !input.device().is_same_place(other.device()) {
            let cause = Cause::DeviceMismatch { op: "convolution", left: input.device(), right: other.device() };
            return Err(Error::new(Kind::Runtime, cause));
        }
    }
    Ok(())
}

/// Checks everything and finds all sizes.
pub fn relation(input: &Tensor, weight: &Tensor, bias: Option<&Tensor>, given: &Settings<'_>) -> Result<Relation> {
    let transposed = given.transposed;
    operands(input, weight, bias, transposed)?;
    let numbers = settings(given, weight)?;
    let (x, w, groups) = (input.shape(), weight.shape(), numbers.groups);
    let (word, value) = if transposed { ("transposed", 1) } else { ("groups", groups) };
    ensure!(
        w[0] >= groups,
        Runtime,
        "Given groups={groups}, expected weight to be at least {groups} at dimension 0, but got weight of size {} instead",
        shape_text(w)
    );
    ensure!(
        w[0].is_multiple_of(groups),
        Runtime,
        "Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, but got weight of size {} instead",
        shape_text(w)
    );
    let per_group = w[1].saturating_mul(groups);
    let (wanted, out_channels) = if transposed { (w[0], per_group) } else { (per_group, w[0]) };
    ensure!(
        x[1] == wanted,
        Runtime,
        "Given {word}={value}, weight of size {}, expected input{} to have {wanted} channels, but got {} channels instead",
        shape_text(w),
        shape_text(x),
        x[1]
    );
    if let Some(bias) = bias {
        ensure!(
            bias.shape() == [out_channels],
            Runtime,
            "Given {}weight of size {}, expected bias to be 1-dimensional with {out_channels} elements, but got bias of \
             size {} instead",
            if transposed { "transposed=1, " } else { "" },
            shape_text(w),
            shape_text(bias.shape())
        );
    }
    ensure!(
        !w[2..].contains(&0),
        Runtime,
        "kernel size should be greater than zero, but got weight of size {}",
        shape_text(w)
    );
    let mut output = Shape::from_slice(&[x[0], out_channels]);
    output.extend(if transposed { transposed_sizes(x, w, &numbers)? } else { forward_sizes(x, w, &numbers)? });
    ensure!(
        x[0] == 0 || x[1] == 0 || !x[2..].contains(&0),
        Runtime,
        "Only zero batch or zero channel inputs are supported, but got input shape: {}",
        shape_text(x)
    );
    let (large, small) = if transposed { (&output[..], x) } else { (x, &output[..]) };
    let dims = w.len() - 2;
    let one = Extent { input: 1, output: 1, kernel: 1, stride: 1, padding: 0, dilation: 1 };
    let axes = std::array::from_fn(|axis| match (axis + dims).checked_sub(3) {
        None => one,
        Some(at) => Extent {
            input: large[at + 2],
            output: small[at + 2],
            kernel: w[at + 2],
            // Of a single window the stride does not matter.
            stride: if small[at + 2] <= 1 { 1 } else { numbers.stride[at] as usize },
            padding: numbers.padding[0][at] as usize,
            dilation: if w[at + 2] == 1 { 1 } else { numbers.dilation[at] as usize },
        },
    });
    let geometry = Geometry { batch: x[0], groups, in_channels: large[1], out_channels: small[1], axes };
    Ok(Relation {
        geometry,
        input: Shape::from_slice(large),
        weight: Shape::from_slice(w),
        output: Shape::from_slice(small),
        channels_last: [input, weight].iter().any(|tensor| channels_last(tensor.shape(), tensor.strides())),
    })
}

/// Offset of the last element of a dilated kernel.
fn reach(kernel: usize, dilation: i64) -> i128 {
    (kernel as i128 - 1) * dilation as i128
}

/// `floor((input + padding - reach - 1) / stride) + 1` for every dimension.
fn forward_sizes(x: &[usize], w: &[usize], numbers: &Checked) -> Result<Shape> {
    let dims = w.len() - 2;
    let padded = |i: usize| x[i + 2] as i128 + numbers.padding[0][i] as i128 + numbers.padding[1][i] as i128;
    let room = |i: usize| padded(i) - reach(w[i + 2], numbers.dilation[i]) - 1;
    if (0..dims).any(|i| room(i) < 0) {
        let join = |f: &dyn Fn(usize) -> i128| (0..dims).map(|i| f(i).to_string()).collect::<Vec<_>>().join(" x ");
        bail!(
            Runtime,
            "Calculated padded input size per channel: ({}). Kernel size: ({}). Kernel size can't be greater than actual \
             input size",
            join(&padded),
            join(&|i| reach(w[i + 2], numbers.dilation[i]) + 1)
        );
    }
    (0..dims).map(|i| size(room(i) / numbers.stride[i] as i128 + 1)).collect()
}

/// `(input - 1) * stride - 2 * padding + reach + output_padding + 1` for every dimension.
fn transposed_sizes(x: &[usize], w: &[usize], numbers: &Checked) -> Result<Shape> {
    let dims = w.len() - 2;
    for i in 0..dims {
        ensure!(
            numbers.output_padding[i] < numbers.stride[i] || numbers.output_padding[i] < numbers.dilation[i],
            Runtime,
            "output padding must be smaller than either stride or dilation, but got output_padding: {}, stride: {}, \
             dilation: {}",
            format_list(&numbers.output_padding),
            format_list(&numbers.stride),
            format_list(&numbers.dilation)
        );
    }
    let length = |i: usize| {
        (x[i + 2] as i128 - 1) * numbers.stride[i] as i128 - 2 * numbers.padding[0][i] as i128
            + reach(w[i + 2], numbers.dilation[i])
            + numbers.output_padding[i] as i128
            + 1
    };
    if !x[2..].contains(&0) && (0..dims).any(|i| length(i) < 1) {
        let join = |f: &dyn Fn(usize) -> i128| (0..dims).map(|i| f(i).to_string()).collect::<Vec<_>>().join(" x ");
        bail!(
            Runtime,
            "Given input size per channel: ({}). Calculated output size per channel: ({}). Output size is too small",
            join(&|i| x[i + 2] as i128),
            join(&length)
        );
    }
    (0..dims).map(|i| size(length(i).max(0))).collect()
}

/// A size that fits the address space, with all that is added to it on the way.
fn size(value: i128) -> Result<usize> {
    if value > (isize::MAX / 4) as i128 { Err(Error::out_of_memory(value as u128)) } else { Ok(value as usize) }
}
