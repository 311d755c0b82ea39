//! Channels and pixels in other places: copies between two views of the same parts.

use crate::autograd::{Recorder, no_grad};
use crate::error::shape_text;
use crate::ops::copy::copy_elements;
use crate::ops::views::sizes_of;
use crate::tensor::{MemoryFormat, layout};
use crate::{Result, Tensor, ensure};

/// A copy of `shape`: the dimensions cut into `parts`, which come in another order. Channels that lie side by side stay so.
fn rearranged(this: &Tensor, parts: &[i64], order: &[i64], shape: &[i64]) -> Result<Tensor> {
    let format = if this.ndim() == 4 { this.suggested_format() } else { MemoryFormat::Contiguous };
    let out = Tensor::empty_in_format(&layout::sizes(shape)?, format, this.dtype(), this.device())?;
    let parts_of_out: Vec<i64> = order.iter().map(|&dim| parts[dim as usize]).collect();
    no_grad(|| {
        let from = this.detached().reshape(parts)?.permute(order)?;
        copy_elements(&out.detached().reshape(&parts_of_out)?, &from)
    })?;
    Ok(out)
}

/// (*, C r^2, H, W) as (*, C, H r, W r): channels become pixels (Shi et al., 2016).
///
/// Any dtype. Fewer than three dimensions, and channels that `r^2` does not divide, raise RuntimeError.
///
/// Example:
///     >>> flambeau.nn.functional.pixel_shuffle(flambeau.ones(1, 4, 2, 2), 2).shape
///     torch.Size([1, 1, 4, 4])
#[flambeau_macros::op(pixel_shuffle(Tensor self, int upscale_factor) -> Tensor; function)]
pub fn pixel_shuffle(this: &Tensor, upscale_factor: i64) -> Result<Tensor> {
    let (ndim, r) = (this.ndim(), upscale_factor);
    ensure!(
        ndim >= 3,
        Runtime,
        "pixel_shuffle expects input to have at least 3 dimensions, but got input with {ndim} dimension(s)"
    );
    ensure!(r > 0, Runtime, "pixel_shuffle expects a positive upscale_factor, but got {r}");
    let sizes = sizes_of(this);
    let (c, h, w) = (sizes[ndim - 3], sizes[ndim - 2], sizes[ndim - 1]);
    let square = r.checked_mul(r);
    ensure!(
        square.is_some_and(|square| c % square == 0) && h.checked_mul(r).is_some() && w.checked_mul(r).is_some(),
        Runtime,
        "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but \
         input.size(-3)={c} is not divisible by {}",
        square.unwrap_or(i64::MAX)
    );
    let lead = &sizes[..ndim - 3];
    let parts = [lead, &[c / (r * r), r, r, h, w]].concat();
    let n = lead.len() as i64;
    let order: Vec<i64> = (0..n).chain([n, n + 3, n + 1, n + 4, n + 2]).collect();
    let shape = [lead, &[c / (r * r), h * r, w * r]].concat();
    let out = rearranged(this, &parts, &order, &shape)?;
    if let Some(graph) = Recorder::new(&[this]) {
        graph
            .attach(&out, "PixelShuffleBackward0", move |grad, _cx| Ok(crate::grads![Some(pixel_unshuffle(grad, r)?)]));
    }
    Ok(out)
}

/// (*, C, H r, W r) as (*, C r^2, H, W): pixels become channels.
///
/// Any dtype. Fewer than three dimensions, or sizes that r does not divide, raise RuntimeError.
///
/// Example:
///     >>> flambeau.pixel_unshuffle(flambeau.arange(4).reshape(1, 2, 2), 2).flatten(1)
///     tensor([[0],
///             [1],
///             [2],
///             [3]])
#[flambeau_macros::op(pixel_unshuffle(Tensor self, int downscale_factor) -> Tensor; function)]
pub fn pixel_unshuffle(this: &Tensor, downscale_factor: i64) -> Result<Tensor> {
    let (ndim, r) = (this.ndim(), downscale_factor);
    ensure!(
        ndim >= 3,
        Runtime,
        "pixel_unshuffle expects input to have at least 3 dimensions, but got input with {ndim} dimension(s)"
    );
    ensure!(r > 0, Runtime, "pixel_unshuffle expects a positive downscale_factor, but got {r}");
    let sizes = sizes_of(this);
    let (c, h, w) = (sizes[ndim - 3], sizes[ndim - 2], sizes[ndim - 1]);
    ensure!(
        h % r == 0,
        Runtime,
        "pixel_unshuffle expects height to be divisible by downscale_factor, but input.size(-2)={h} is not divisible by {r}"
    );
    ensure!(
        w % r == 0,
        Runtime,
        "pixel_unshuffle expects width to be divisible by downscale_factor, but input.size(-1)={w} is not divisible by {r}"
    );
    let channels = r.checked_mul(r).and_then(|square| c.checked_mul(square));
    let Some(channels) = channels else {
        return Err(crate::Error::out_of_memory(u128::MAX));
    };
    let lead = &sizes[..ndim - 3];
    let parts = [lead, &[c, h / r, r, w / r, r]].concat();
    let n = lead.len() as i64;
    let order: Vec<i64> = (0..n).chain([n, n + 2, n + 4, n + 1, n + 3]).collect();
    let shape = [lead, &[channels, h / r, w / r]].concat();
    let out = rearranged(this, &parts, &order, &shape)?;
    if let Some(graph) = Recorder::new(&[this]) {
        graph
            .attach(&out, "PixelUnshuffleBackward0", move |grad, _cx| Ok(crate::grads![Some(pixel_shuffle(grad, r)?)]));
    }
    Ok(out)
}

/// (N, C, *) with the channels of `groups` groups interleaved (Zhang et al., ShuffleNet, 2018).
///
/// Any dtype. Fewer than three dimensions, or groups that do not divide C, raise RuntimeError.
///
/// Example:
///     >>> flambeau.channel_shuffle(flambeau.arange(4).reshape(1, 4, 1), 2).flatten()
///     tensor([0, 2, 1, 3])
#[flambeau_macros::op(channel_shuffle(Tensor self, int groups) -> Tensor; function)]
pub fn channel_shuffle(this: &Tensor, groups: i64) -> Result<Tensor> {
    ensure!(
        this.ndim() > 2,
        Runtime,
        "channel_shuffle expects input with > 2 dims, but got input with sizes {}",
        shape_text(this.shape())
    );
    ensure!(groups > 0, Runtime, "Number of groups to divide channels in must be positive. Value of groups:{groups}");
    let sizes = sizes_of(this);
    ensure!(
        sizes[1] % groups == 0,
        Runtime,
        "Number of channels must be divisible by groups. Got {} channels and {groups} groups.",
        sizes[1]
    );
    let depth = sizes[1] / groups;
    let parts = [&sizes[..1], &[groups, depth], &sizes[2..]].concat();
    let order: Vec<i64> = [0, 2, 1].into_iter().chain(3..parts.len() as i64).collect();
    let out = rearranged(this, &parts, &order, &sizes)?;
    if let Some(graph) = Recorder::new(&[this]) {
        graph.attach(&out, "ChannelShuffleBackward0", move |grad, _cx| {
            Ok(crate::grads![Some(channel_shuffle(grad, depth.max(1))?)])
        });
    }
    Ok(out)
}

/// Another name for `channel_shuffle`: (N, C, *) with the channels of `groups` groups interleaved.
///
/// Example:
///     >>> flambeau.native_channel_shuffle(flambeau.arange(4).reshape(1, 4, 1), 2).flatten()
///     tensor([0, 2, 1, 3])
#[flambeau_macros::op(native_channel_shuffle(Tensor self, int groups) -> Tensor; function)]
pub fn native_channel_shuffle(this: &Tensor, groups: i64) -> Result<Tensor> {
    channel_shuffle(this, groups)
}
