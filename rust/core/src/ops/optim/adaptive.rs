//! Steps that are scaled by sums or averages of squares.

use flambeau_cpu::optim::{self as kernel, Adaptive, AdaptiveTensor, Rule};
use flambeau_cuda::optim as gpu;

use super::{Stepped, check, check_rate, in_step, rate_on};
use crate::{Result, Tensor};

/// A step of `rule` on all parameters; `slots` gives the place of each list of state, `rate` the learning rate of a step, unless
/// it is that of a GPU.
#[allow(clippy::too_many_arguments)]
fn step(
    op: &'static str,
    params: &[Tensor],
    grads: &[Tensor],
    states: &[(&str, &[Tensor])],
    slots: &[usize],
    state_steps: &[Tensor],
    rate: impl Fn(f64) -> f64,
    lr_on_gpu: Option<&Tensor>,
    rule: &Adaptive,
) -> Result<()> {
    let mut lists = vec![("grads", grads)];
    lists.extend(states);
    check(op, params, &lists)?;
    check_rate(op, params, state_steps, lr_on_gpu)?;
    let states: Vec<&[Tensor]> = states.iter().map(|&(_, list)| list).collect();
    // The rate of Adagrad depends on the count.
    let on_gpu = !matches!(rule.rule, Rule::Adagrad);
    in_step(op, params, grads, &states, state_steps, on_gpu, |stream, tensors| {
        let tensors: Vec<AdaptiveTensor> = tensors
            .iter()
            .map(|&Stepped { dtype, len, param, grad, state: given, count, .. }| {
                let mut state = [std::ptr::null_mut(); 3];
                slots.iter().zip(given).for_each(|(&slot, given)| state[slot] = given);
                AdaptiveTensor { dtype, len, param, grad, state, lr: rate(count) }
            })
            .collect();
        match stream {
            // SAFETY: what `in_step` promises of the tensors; the state is what the rule needs.
            None => unsafe { kernel::adaptive(&tensors, rule) },
            // SAFETY: as above, on the device.
            Some(stream) => unsafe { gpu::adaptive(&tensors, rule, rate_on(lr_on_gpu, stream)?, stream)? },
        }
        Ok(())
    })
}

/// Does a step of RMSprop on all parameters, in place; see `flambeau.optim.RMSprop`.
///
/// `grad_avgs` is empty unless `centered`, `momentum_buffers` without momentum. A GPU that counts steps itself may have the
/// learning rate too, `lr_on_gpu`, in place of `lr`.
#[flambeau_macros::op(_rmsprop_step(Tensor[] params, Tensor[] grads, Tensor[] square_avgs, Tensor[] grad_avgs, Tensor[] momentum_buffers, Tensor[] state_steps, float lr, float alpha, float eps, float weight_decay, float momentum, bool centered, bool maximize, Tensor? lr_on_gpu=None) -> (); function)]
pub fn rmsprop_step(
    params: &[Tensor],
    grads: &[Tensor],
    square_avgs: &[Tensor],
    grad_avgs: &[Tensor],
    momentum_buffers: &[Tensor],
    state_steps: &[Tensor],
    lr: f64,
    alpha: f64,
    eps: f64,
    weight_decay: f64,
    momentum: f64,
    centered: bool,
    maximize: bool,
    lr_on_gpu: Option<&Tensor>,
) -> Result<()> {
    let (mut states, mut slots) = (vec![("square_avgs", square_avgs)], vec![0]);
    if centered {
        states.push(("grad_avgs", grad_avgs));
        slots.push(1);
    }
    if momentum > 0.0 {
        states.push(("momentum_buffers", momentum_buffers));
        slots.push(2);
    }
    let rule = Adaptive { rule: Rule::RmsProp { alpha, momentum }, eps, weight_decay, maximize };
    step("_rmsprop_step", params, grads, &states, &slots, state_steps, |_| lr, lr_on_gpu, &rule)
}

/// Does a step of Adagrad on all parameters, in place; see `flambeau.optim.Adagrad`.
#[flambeau_macros::op(_adagrad_step(Tensor[] params, Tensor[] grads, Tensor[] state_sums, Tensor[] state_steps, float lr, float weight_decay, float lr_decay, float eps, bool maximize) -> (); function)]
pub fn adagrad_step(
    params: &[Tensor],
    grads: &[Tensor],
    state_sums: &[Tensor],
    state_steps: &[Tensor],
    lr: f64,
    weight_decay: f64,
    lr_decay: f64,
    eps: f64,
    maximize: bool,
) -> Result<()> {
    let rule = Adaptive { rule: Rule::Adagrad, eps, weight_decay, maximize };
    let rate = |count: f64| lr / (1.0 + (count - 1.0) * lr_decay);
    step("_adagrad_step", params, grads, &[("state_sums", state_sums)], &[0], state_steps, rate, None, &rule)
}

/// Does a step of Adadelta on all parameters, in place; see `flambeau.optim.Adadelta`.
///
/// A GPU that counts steps itself may have the learning rate too, `lr_on_gpu`, in place of `lr`.
#[flambeau_macros::op(_adadelta_step(Tensor[] params, Tensor[] grads, Tensor[] square_avgs, Tensor[] acc_deltas, Tensor[] state_steps, float lr, float rho, float eps, float weight_decay, bool maximize, Tensor? lr_on_gpu=None) -> (); function)]
pub fn adadelta_step(
    params: &[Tensor],
    grads: &[Tensor],
    square_avgs: &[Tensor],
    acc_deltas: &[Tensor],
    state_steps: &[Tensor],
    lr: f64,
    rho: f64,
    eps: f64,
    weight_decay: f64,
    maximize: bool,
    lr_on_gpu: Option<&Tensor>,
) -> Result<()> {
    let rule = Adaptive { rule: Rule::Adadelta { rho }, eps, weight_decay, maximize };
    let states = [("square_avgs", square_avgs), ("acc_deltas", acc_deltas)];
    step("_adadelta_step", params, grads, &states, &[0, 1], state_steps, |_| lr, lr_on_gpu, &rule)
}
