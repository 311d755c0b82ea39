//! Steps of optimizers, and norms and limits of gradients (`lists`): one call for any number of tensors.
//!
//! Everything is changed in place and nothing is recorded. Tensors whose elements lie in memory in one order, which is
//! the rule, go to the kernel as they are; others by way of copies in the parameter's order.

use std::collections::{HashMap, HashSet};

use flambeau_cpu::DType;
use flambeau_cpu::optim::{self as kernel, AdamTensor, Flat, Momentum, SgdTensor};
use flambeau_cuda::optim as gpu;
use flambeau_cuda::stream::Stream;
use smallvec::SmallVec;

use super::copy::{copy_elements, write_scalar};
use crate::autograd::no_grad;
use crate::device::Device;
use crate::tensor::{Shape, layout, read_scalar};
use crate::{Result, Scalar, Tensor, ensure};

mod adaptive;
mod lists;

pub use adaptive::*;
pub use lists::*;

fn is_aligned(tensor: &Tensor) -> bool {
    (tensor.data_ptr() as usize).is_multiple_of(tensor.dtype().size())
}

/// A tensor's elements in a parameter's order of memory: its own, or a copy's that is written back.
struct Laid {
    tensor: Tensor,
    home: Option<Tensor>,
}

impl Laid {
    /// `strides` describe dense memory.
    fn new(tensor: &Tensor, strides: &[isize], dtype: DType) -> Result<Laid> {
        if tensor.strides() == strides && tensor.dtype() == dtype && is_aligned(tensor) {
            return Ok(Laid { tensor: tensor.clone(), home: None });
        }
        let shape = Shape::from_slice(tensor.shape());
        let copy = Tensor::empty_with_strides(shape, strides.into(), dtype, tensor.device())?;
        copy_elements(&copy, tensor)?;
        Ok(Laid { tensor: copy, home: Some(tensor.clone()) })
    }

    /// The address on the tensor's device, which [`check`] found to be the parameter's.
    fn ptr(&self) -> *mut u8 {
        self.tensor.data_ptr()
    }

    fn ptr_or_null(laid: Option<&Laid>) -> *mut u8 {
        laid.map_or(std::ptr::null_mut(), Laid::ptr)
    }

    /// Puts new elements where they belong.
    fn finish(&self) -> Result<()> {
        match &self.home {
            Some(home) => copy_elements(home, &self.tensor),
            None => Ok(()),
        }
    }
}

/// The order of memory in which a parameter's step runs.
fn order(param: &Tensor) -> layout::Strides {
    layout::preserved_strides(param.shape(), param.strides())
}

fn check(op: &'static str, params: &[Tensor], others: &[(&str, &[Tensor])]) -> Result<()> {
    for (name, list) in others {
        ensure!(
            list.len() == params.len(),
            Runtime,
            "{op}: {} parameters, but {} {name}: the lists must be of one length",
            params.len(),
            list.len()
        );
    }
    for (at, param) in params.iter().enumerate() {
        if !param.dtype().is_floating_point() {
            return Err(crate::Error::unsupported(op, param.dtype()));
        }
        super::pointwise::check_single_place(param)?;
        for (name, list) in others {
            check_shape(op, at, param, name, &list[at])?;
        }
    }
    Ok(())
}

fn check_shape(op: &str, at: usize, param: &Tensor, name: &str, other: &Tensor) -> Result<()> {
    ensure!(
        other.shape() == param.shape(),
        Runtime,
        "{op}: parameter {at} has the shape {}, but its entry in {name} has {}",
        crate::error::shape_text(param.shape()),
        crate::error::shape_text(other.shape())
    );
    ensure!(
        other.dtype().is_floating_point() && other.device().is_same_place(param.device()),
        Runtime,
        "{op}: the entry {at} in {name} is a {} tensor on {}, which does not go with a {} parameter on {}",
        other.dtype().name(),
        other.device(),
        param.dtype().name(),
        param.device()
    );
    Ok(())
}

/// Tensors of one storage: the number of the parameter, the tensor, whether it is written.
type Users<'a> = SmallVec<[(usize, &'a Tensor, bool); 4]>;

/// Whether a tensor that is written shares memory with a tensor of another parameter, so that steps must follow each
/// other as they do one by one. `written` and `read` list tensors with the number of their parameter.
fn entangled(written: &[(usize, &Tensor)], read: &[(usize, &Tensor)]) -> bool {
    let mut by_storage: HashMap<usize, Users<'_>> = HashMap::new();
    let all = written
        .iter()
        .map(|&(at, tensor)| (at, tensor, true))
        .chain(read.iter().map(|&(at, tensor)| (at, tensor, false)));
    for (at, tensor, writes) in all.filter(|(_, tensor, _)| tensor.numel() > 0) {
        let seen = by_storage.entry(tensor.storage().ptr() as usize).or_default();
        let clash = |&(other, known, known_writes): &(usize, &Tensor, bool)| {
            other != at && (writes || known_writes) && super::pointwise::overlap(known, tensor)
        };
        if seen.iter().any(clash) {
            return true;
        }
        seen.push((at, tensor, writes));
    }
    false
}

/// Does a step of stochastic gradient descent on all parameters; see `flambeau.optim.sgd.sgd`.
///
/// Answers the momentum buffers, new ones in the places of None; none at all without momentum.
#[flambeau_macros::op(_sgd_step(Tensor[] params, Tensor[] grads, Tensor?[] momentum_buffers, float lr, float momentum, float dampening, float weight_decay, bool nesterov, bool maximize) -> Tensor[]; function)]
pub fn sgd_step(
    params: &[Tensor],
    grads: &[Tensor],
    momentum_buffers: &[Option<Tensor>],
    lr: f64,
    momentum: f64,
    dampening: f64,
    weight_decay: f64,
    nesterov: bool,
    maximize: bool,
) -> Result<Vec<Tensor>> {
    check("_sgd_step", params, &[("grads", grads)])?;
    ensure!(
        momentum_buffers.len() == params.len(),
        Runtime,
        "_sgd_step: {} parameters, but {} momentum buffers",
        params.len(),
        momentum_buffers.len()
    );
    let step = kernel::Sgd { lr, momentum, dampening, weight_decay, nesterov, maximize };
    let mut buffers = Vec::new();
    if momentum != 0.0 {
        buffers.reserve(params.len());
        for (at, (param, buffer)) in params.iter().zip(momentum_buffers).enumerate() {
            buffers.push(match buffer {
                Some(buffer) => {
                    check_shape("_sgd_step", at, param, "momentum_buffers", buffer)?;
                    buffer.clone()
                }
                None => {
                    let shape = Shape::from_slice(param.shape());
                    let strides = layout::preserved_strides(grads[at].shape(), grads[at].strides());
                    Tensor::empty_with_strides(shape, strides, param.dtype(), param.device())?
                }
            });
        }
    }
    let given = buffers.iter().zip(momentum_buffers).enumerate().filter(|(_, (_, given))| given.is_some());
    let mut written: Vec<(usize, &Tensor)> = params.iter().enumerate().collect();
    written.extend(given.map(|(at, (buffer, _))| (at, buffer)));
    let read: Vec<(usize, &Tensor)> = grads.iter().enumerate().collect();
    let run = |range: std::ops::Range<usize>| -> Result<()> {
        let mut laid: Vec<[Option<Laid>; 3]> = Vec::with_capacity(range.len());
        let mut tensors = Vec::with_capacity(range.len());
        for at in range.clone() {
            let (param, strides) = (&params[at], order(&params[at]));
            let param = Laid::new(param, &strides, param.dtype())?;
            let dtype = param.tensor.dtype();
            let grad = private(&grads[at], &[&params[at]], &strides, dtype)?;
            let first = momentum_buffers[at].is_none();
            let buffer = match buffers.get(at) {
                Some(buffer) => Some(Laid::new(buffer, &strides, dtype)?),
                None => None,
            };
            tensors.push(SgdTensor {
                dtype,
                len: param.tensor.numel(),
                param: param.ptr(),
                grad: grad.ptr(),
                buffer: Laid::ptr_or_null(buffer.as_ref()),
                momentum: match (&buffer, first) {
                    (None, _) => Momentum::None,
                    (Some(_), true) => Momentum::First,
                    (Some(_), false) => Momentum::Next,
                },
            });
            laid.push([Some(param), Some(grad), buffer]);
        }
        for_devices(params[range].iter().map(Tensor::device), &tensors, |stream, tensors| match stream {
            None => {
                // SAFETY: tensors are dense in one order and aligned, kept alive by `laid`; those that are written overlap
                // none of the others, or are alone in this call.
                unsafe { kernel::sgd(tensors, &step) };
                Ok(())
            }
            // SAFETY: as above, on the device; memory that is freed meanwhile is handed out in the order of the stream.
            Some(stream) => Ok(unsafe { gpu::sgd(tensors, &step, stream) }?),
        })?;
        for [param, _, buffer] in &laid {
            for laid in [param, buffer].into_iter().flatten() {
                laid.finish()?;
            }
        }
        Ok(())
    };
    if entangled(&written, &read) {
        (0..params.len()).try_for_each(|at| run(at..at + 1))?;
    } else {
        run(0..params.len())?;
    }
    params.iter().chain(&buffers).for_each(Tensor::bump_version);
    Ok(buffers)
}

/// Calls `work` for the tensors of each device in turn; nearly always they are on one.
fn for_devices<T: Copy>(
    devices: impl Iterator<Item = Device>,
    tensors: &[T],
    mut work: impl FnMut(Option<Stream>, &[T]) -> Result<()>,
) -> Result<()> {
    let devices: Vec<Device> = devices.collect();
    let mut seen: SmallVec<[Device; 4]> = SmallVec::new();
    for &device in &devices {
        // Tensors of the CPU's virtual devices are in one memory.
        let device = if device.gpu().is_some() { device } else { Device::CPU };
        if seen.contains(&device) {
            continue;
        }
        seen.push(device);
        let is_here = |other: &Device| other.gpu() == device.gpu();
        if devices.iter().all(is_here) {
            return work(crate::gpu::stream(device), tensors);
        }
        let here: Vec<T> = tensors.iter().zip(&devices).filter(|(_, other)| is_here(other)).map(|(t, _)| *t).collect();
        work(crate::gpu::stream(device), &here)?;
    }
    Ok(())
}

/// A gradient in a parameter's order; a copy where it shares memory with what the step writes.
fn private(grad: &Tensor, written: &[&Tensor], strides: &[isize], dtype: DType) -> Result<Laid> {
    if written.iter().any(|tensor| super::pointwise::overlap(tensor, grad)) {
        return Laid::new(&no_grad(|| grad.detached().copy())?, strides, dtype);
    }
    Laid::new(grad, strides, dtype)
}

/// Refuses a learning rate on a GPU that the step cannot read there: GPUs read it if they count steps.
fn check_rate(op: &str, params: &[Tensor], state_steps: &[Tensor], rate: Option<&Tensor>) -> Result<()> {
    let Some(rate) = rate else { return Ok(()) };
    ensure!(
        rate.numel() == 1 && rate.dtype().is_floating_point(),
        Runtime,
        "{op}: the learning rate must be one floating-point number, not a {} tensor of shape {}",
        rate.dtype().name(),
        crate::error::shape_text(rate.shape())
    );
    let together = |tensor: &Tensor| !tensor.on_host() && tensor.device().is_same_place(rate.device());
    ensure!(
        params.iter().chain(state_steps).all(together),
        Runtime,
        "{op}: a learning rate on {} needs parameters and numbers of steps there: give it as a number, or on the CPU",
        rate.device()
    );
    Ok(())
}

/// The learning rate as the kernels of a GPU take it.
fn rate_on(rate: Option<&Tensor>, stream: Stream) -> Result<Option<gpu::Rate>> {
    rate.map(|rate| Ok((rate.dtype(), rate.ptr_on(Device::cuda(stream.device))?.cast_const()))).transpose()
}

/// Does a step of Adam on all parameters, in place; see `flambeau.optim.adam.adam`.
#[flambeau_macros::op(_adam_step(Tensor[] params, Tensor[] grads, Tensor[] exp_avgs, Tensor[] exp_avg_sqs, Tensor[] max_exp_avg_sqs, Tensor[] state_steps, float lr, float beta1, float beta2, float eps, float weight_decay, bool amsgrad, bool maximize, bool decoupled_weight_decay, Tensor? lr_on_gpu=None) -> (); function)]
pub fn adam_step(
    params: &[Tensor],
    grads: &[Tensor],
    exp_avgs: &[Tensor],
    exp_avg_sqs: &[Tensor],
    max_exp_avg_sqs: &[Tensor],
    state_steps: &[Tensor],
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    weight_decay: f64,
    amsgrad: bool,
    maximize: bool,
    decoupled_weight_decay: bool,
    lr_on_gpu: Option<&Tensor>,
) -> Result<()> {
    let mut lists = vec![("grads", grads), ("exp_avgs", exp_avgs), ("exp_avg_sqs", exp_avg_sqs)];
    if amsgrad {
        lists.push(("max_exp_avg_sqs", max_exp_avg_sqs));
    }
    check("_adam_step", params, &lists)?;
    check_rate("_adam_step", params, state_steps, lr_on_gpu)?;
    let step = kernel::Adam { lr, beta1, beta2, eps, weight_decay, decoupled: decoupled_weight_decay, maximize };
    let states: Vec<&[Tensor]> = lists[1..].iter().map(|&(_, list)| list).collect();
    in_step("_adam_step", params, grads, &states, state_steps, true, |stream, tensors| {
        let counts: Option<Vec<*const u8>> = tensors.iter().map(|tensor| tensor.count_at).collect();
        let tensors: Vec<AdamTensor> = tensors
            .iter()
            .map(|&Stepped { dtype, len, param, grad, state: [average, square, largest], count, .. }| AdamTensor {
                dtype,
                len,
                param,
                grad,
                average,
                square,
                largest,
                count,
            })
            .collect();
        match stream {
            // SAFETY: what `in_step` promises of the tensors.
            None => unsafe { kernel::adam(&tensors, &step) },
            // SAFETY: as above, on the device.
            Some(stream) => unsafe {
                gpu::adam(&tensors, &step, counts.as_deref(), rate_on(lr_on_gpu, stream)?, stream)?;
            },
        }
        Ok(())
    })
}

/// A parameter with its gradient and state: addresses of elements that lie in one order.
#[derive(Clone, Copy)]
struct Stepped {
    dtype: DType,
    len: usize,
    param: *mut u8,
    grad: *const u8,
    /// Null where there is less state.
    state: [*mut u8; 3],
    /// Number of this step, from 1.
    count: f64,
    /// Where the number is, in single precision, if the GPU counts; `count` is 1 then.
    count_at: Option<*const u8>,
}

/// Calls `run` once for each device, or parameter by parameter where they share memory, with tensors whose state `states` lists and whose
/// counts of steps become one higher. They are dense in one order, aligned and alive during the call; those that are
/// written overlap none of the others. With `on_gpu` the rule can do with counts that only the GPU knows.
fn in_step(
    op: &'static str,
    params: &[Tensor],
    grads: &[Tensor],
    states: &[&[Tensor]],
    state_steps: &[Tensor],
    on_gpu: bool,
    run: impl Fn(Option<Stream>, &[Stepped]) -> Result<()>,
) -> Result<()> {
    ensure!(
        state_steps.len() == params.len(),
        Runtime,
        "{op}: {} parameters, but {} state_steps",
        params.len(),
        state_steps.len()
    );
    for (at, count) in state_steps.iter().enumerate() {
        ensure!(
            count.numel() == 1 && count.dtype().is_floating_point(),
            Runtime,
            "{op}: entry {at} in state_steps must be one floating-point number"
        );
    }
    let state = |at: usize| -> SmallVec<[&Tensor; 4]> {
        std::iter::once(&params[at]).chain(states.iter().map(|list| &list[at])).collect()
    };
    let written: Vec<(usize, &Tensor)> =
        (0..params.len()).flat_map(|at| state(at).into_iter().map(move |tensor| (at, tensor))).collect();
    let read: Vec<(usize, &Tensor)> = grads.iter().enumerate().collect();
    for at in 0..params.len() {
        let list = state(at);
        let apart = list.iter().enumerate().all(|(i, a)| list[..i].iter().all(|b| !super::pointwise::overlap(a, b)));
        ensure!(apart, Runtime, "{op}: parameter {at} and its state share memory");
    }
    let counted = on_gpu && count_on_gpu(params, state_steps)?;
    let step = |range: std::ops::Range<usize>| -> Result<()> {
        let mut laid: Vec<SmallVec<[Laid; 5]>> = Vec::with_capacity(range.len());
        let mut tensors = Vec::with_capacity(range.len());
        for at in range.clone() {
            let strides = order(&params[at]);
            let dtype = params[at].dtype();
            let grad = private(&grads[at], &state(at), &strides, dtype)?;
            let mut held: SmallVec<[Laid; 5]> = SmallVec::new();
            for tensor in state(at) {
                held.push(Laid::new(tensor, &strides, dtype)?);
            }
            let place = |at: usize| Laid::ptr_or_null(held.get(at));
            tensors.push(Stepped {
                dtype,
                len: params[at].numel(),
                param: held[0].ptr(),
                grad: grad.ptr(),
                state: [place(1), place(2), place(3)],
                count: if counted { 1.0 } else { increment(&state_steps[at])? },
                count_at: counted.then(|| state_steps[at].data_ptr().cast_const()),
            });
            held.push(grad);
            laid.push(held);
        }
        for_devices(params[range].iter().map(Tensor::device), &tensors, &run)?;
        for held in &laid {
            held[..held.len() - 1].iter().try_for_each(Laid::finish)?;
        }
        Ok(())
    };
    if entangled(&written, &read) {
        (0..params.len()).try_for_each(|at| step(at..at + 1))?;
    } else {
        step(0..params.len())?;
    }
    written.iter().for_each(|(_, tensor)| tensor.bump_version());
    state_steps.iter().for_each(Tensor::bump_version);
    Ok(())
}

/// Adds one to all counts where they are, if each is in single precision on its parameter's GPU; false, with nothing done,
/// otherwise.
fn count_on_gpu(params: &[Tensor], counts: &[Tensor]) -> Result<bool> {
    let beside = |(param, count): (&Tensor, &Tensor)| {
        count.device().gpu().is_some() && count.device() == param.device() && count.dtype() == DType::F32
    };
    // A count of several parameters goes up between their steps.
    let mut seen = HashSet::new();
    let apart = counts.iter().all(|count| seen.insert(count.data_ptr()));
    if params.is_empty() || !apart || !params.iter().zip(counts).all(beside) {
        return Ok(false);
    }
    let flat = |count: &Tensor| Flat { dtype: DType::F32, len: 1, ptr: count.data_ptr() };
    let flats: Vec<Flat> = counts.iter().map(flat).collect();
    for_devices(counts.iter().map(Tensor::device), &flats, |stream, flats| match stream {
        // SAFETY: each has one element of the dtype on the stream's device; freed memory is handed out in its order.
        Some(stream) => Ok(unsafe { gpu::count(flats, stream) }?),
        None => Ok(()),
    })?;
    Ok(true)
}

/// Adds one to a count of steps and answers it.
fn increment(count: &Tensor) -> Result<f64> {
    if !count.on_host() {
        let Scalar::Float(before) = count.item()? else { return Ok(1.0) };
        super::copy::fill_elements(count, Scalar::Float(before + 1.0))?;
        return Ok(before + 1.0);
    }
    let place = count.host_ptr()?;
    // SAFETY: there is one element of the dtype, and the address is its own.
    unsafe {
        let now = match read_scalar(place, count.dtype()) {
            Scalar::Float(value) => value + 1.0,
            _ => 1.0,
        };
        write_scalar(place, count.dtype(), Scalar::Float(now));
        Ok(now)
    }
}
