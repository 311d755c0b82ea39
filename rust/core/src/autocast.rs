//! Autocast: operations choose the precision of their inputs by themselves.
//!
//! While it is on for a sort of device, this thread's operations on tensors there follow PyTorch's lists ("Autocast Op
//! Reference" of its documentation): products and convolutions take their floating-point inputs in the lower precision,
//! operations that lose too much by it in `float32`, some in the widest dtype among their inputs; the others take what they
//! are given. Inputs are cast by recorded operations, so that gradients come back in the tensor's own dtype. A leaf that
//! requires a gradient is cast once in the outermost region and kept until its end.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use flambeau_cpu::DType;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::device::DeviceKind;
use crate::op::interpose::{self, Installed, Interposer};
use crate::op::{Op, Returned, Value};
use crate::ops::promote::promote;
use crate::{Result, Tensor, bail};

/// What is on, for a thread.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct State {
    /// The lower precision on the CPU, where it is on.
    pub cpu: Option<DType>,
    /// The lower precision on GPUs, where it is on.
    pub cuda: Option<DType>,
    /// Whether casts of leaves are kept.
    pub caches: bool,
}

const OFF: State = State { cpu: None, cuda: None, caches: true };

thread_local! {
    static STATE: Cell<State> = const { Cell::new(OFF) };
    static INSTALLED: RefCell<Option<Installed>> = const { RefCell::new(None) };
    static CACHE: RefCell<FxHashMap<Key, (Tensor, Tensor)>> = RefCell::default();
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// A tensor, by its address, and the dtype it was cast to.
type Key = (usize, DType);

/// What is on in this thread.
pub fn state() -> State {
    STATE.get()
}

/// Sets what is on in this thread, and answers what was.
pub fn set(state: State) -> State {
    let before = STATE.replace(state);
    let on = state.cpu.is_some() || state.cuda.is_some();
    INSTALLED.with_borrow_mut(|installed| match (on, installed.is_some()) {
        (true, false) => *installed = Some(interpose::install(Rc::new(Autocast))),
        (false, true) => *installed = None,
        _ => {}
    });
    before
}

/// Begins a region, and answers what was on before it.
pub fn enter(state: State) -> State {
    DEPTH.set(DEPTH.get() + 1);
    set(state)
}

/// Ends a region; with the outermost one all kept casts go.
pub fn leave(before: State) {
    set(before);
    DEPTH.set(DEPTH.get().saturating_sub(1));
    if DEPTH.get() == 0 {
        clear();
    }
}

/// Forgets the casts that are kept.
pub fn clear() {
    let kept = CACHE.take();
    drop(kept);
}

/// In which precision an operation takes its inputs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Policy {
    Lower,
    Single,
    Widest,
}

/// Operations on both sorts of devices that take the lower precision.
const LOWER: [&str; 25] = [
    "addbmm",
    "addmm",
    "baddbmm",
    "bmm",
    "chain_matmul",
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_tbc",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "convolution",
    "einsum",
    "gru",
    "linear",
    "linalg_multi_dot",
    "linalg_vecdot",
    "lstm",
    "matmul",
    "mm",
    "rnn_relu",
    "rnn_tanh",
    "scaled_dot_product_attention",
    "_convolution",
];

/// Further ones on GPUs.
const LOWER_ON_CUDA: [&str; 8] =
    ["addmv", "addr", "gru_cell", "lstm_cell", "mv", "prelu", "rnn_relu_cell", "rnn_tanh_cell"];

/// Operations on both sorts of devices that take `float32`.
const SINGLE: [&str; 23] = [
    "binary_cross_entropy_with_logits",
    "cdist",
    "cosine_embedding_loss",
    "cross_entropy_loss",
    "hinge_embedding_loss",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "margin_ranking_loss",
    "mse_loss",
    "multi_margin_loss",
    "multilabel_margin_loss",
    "nll_loss",
    "nll_loss2d",
    "nll_loss_nd",
    "poisson_nll_loss",
    "prod",
    "renorm",
    "smooth_l1_loss",
    "soft_margin_loss",
    "triplet_margin_loss",
    "ctc_loss",
    "dist",
];

/// Further ones on GPUs.
const SINGLE_ON_CUDA: [&str; 34] = [
    "acos",
    "asin",
    "cosh",
    "cosine_similarity",
    "cumprod",
    "cumsum",
    "erfinv",
    "exp",
    "expm1",
    "group_norm",
    "layer_norm",
    "linalg_vector_norm",
    "log",
    "log10",
    "log1p",
    "log2",
    "log_softmax",
    "logsumexp",
    "native_layer_norm",
    "norm",
    "pdist",
    "pow",
    "reciprocal",
    "rms_norm",
    "rsqrt",
    "sinh",
    "softmax",
    "softplus",
    "sum",
    "tan",
    "upsample_bicubic2d",
    "upsample_bilinear2d",
    "upsample_nearest2d",
    "upsample_trilinear3d",
];

/// Further ones on the CPU.
const SINGLE_ON_CPU: [&str; 6] =
    ["avg_pool3d", "binary_cross_entropy", "grid_sampler", "quantile", "nanquantile", "trace"];

/// Operations on both sorts of devices that take the widest dtype.
const WIDEST: [&str; 2] = ["cat", "stack"];

/// Further ones on GPUs.
const WIDEST_ON_CUDA: [&str; 11] = [
    "addcdiv",
    "addcmul",
    "atan2",
    "bilinear",
    "cross",
    "dot",
    "grid_sampler",
    "index_put",
    "scatter_add",
    "tensordot",
    "vdot",
];

fn policy(op: &str, on_cuda: bool) -> Option<Policy> {
    let has = |common: &[&str], cuda: &[&str], cpu: &[&str]| {
        common.contains(&op) || if on_cuda { cuda } else { cpu }.contains(&op)
    };
    if has(&LOWER, &LOWER_ON_CUDA, &[]) {
        Some(Policy::Lower)
    } else if has(&SINGLE, &SINGLE_ON_CUDA, &SINGLE_ON_CPU) {
        Some(Policy::Single)
    } else if has(&WIDEST, &WIDEST_ON_CUDA, &["index_copy"]) {
        Some(Policy::Widest)
    } else {
        None
    }
}

/// The tensors among arguments.
fn tensors<'a>(values: &'a [Value<'a>]) -> impl Iterator<Item = &'a Tensor> {
    values.iter().flat_map(|value| {
        let (one, list, optional): (Option<&Tensor>, &[Tensor], &[Option<Tensor>]) = match value {
            Value::Tensor(tensor) => (Some(tensor), &[], &[]),
            Value::Tensors(list) => (None, list, &[]),
            Value::OptionalTensors(list) => (None, &[], list),
            _ => (None, &[], &[]),
        };
        one.into_iter().chain(list).chain(optional.iter().flatten())
    })
}

/// A tensor as an operation takes it, and whether it had to be cast.
fn cast(tensor: &Tensor, to: DType, kind: DeviceKind) -> Result<Tensor> {
    let eligible = tensor.dtype().is_floating_point() && tensor.dtype() != DType::F64;
    if !eligible || tensor.dtype() == to || tensor.device().kind() != kind {
        return Ok(tensor.clone());
    }
    let is_leaf = tensor.requires_grad() && tensor.dtype() == DType::F32 && tensor.is_leaf();
    if !(STATE.get().caches && is_leaf && tensor.view_info().is_none() && crate::autograd::mode::grad_enabled()) {
        return tensor.to_dtype(to);
    }
    let key = (tensor.address().addr().get(), to);
    if let Some((_, known)) = CACHE.with_borrow(|cache| cache.get(&key).cloned()) {
        return Ok(known);
    }
    let made = tensor.to_dtype(to)?;
    // The tensor is kept too, so that its address means nothing else meanwhile.
    CACHE.with_borrow_mut(|cache| cache.insert(key, (tensor.clone(), made.clone())));
    Ok(made)
}

struct Autocast;

impl Interposer for Autocast {
    fn call(&self, op: &'static Op, values: &[Value<'_>]) -> Result<Returned> {
        let state = STATE.get();
        let on_cuda = tensors(values).any(|tensor| tensor.device().kind() == DeviceKind::Cuda);
        let lower = if on_cuda { state.cuda } else { state.cpu };
        let Some(lower) = lower else { return (op.entry)(values) };
        if on_cuda && op.name == "binary_cross_entropy" {
            bail!(
                Runtime,
                "torch.nn.functional.binary_cross_entropy and torch.nn.BCELoss are unsafe to autocast. Many models use a \
                 sigmoid layer right before the binary cross entropy layer: combine the two with \
                 binary_cross_entropy_with_logits or BCEWithLogitsLoss, which are safe to autocast"
            );
        }
        let Some(policy) = policy(op.name, on_cuda) else { return (op.entry)(values) };
        let to = match policy {
            Policy::Lower => lower,
            Policy::Single => DType::F32,
            Policy::Widest => {
                let floats = tensors(values).map(Tensor::dtype).filter(|dtype| dtype.is_floating_point());
                floats.reduce(promote).unwrap_or(lower)
            }
        };
        let kind = if on_cuda { DeviceKind::Cuda } else { DeviceKind::Cpu };
        // Lists first, so that the values can refer to them.
        let mut single: SmallVec<[Option<Tensor>; 8]> = SmallVec::new();
        let mut lists: SmallVec<[Vec<Tensor>; 2]> = SmallVec::new();
        let mut optional: SmallVec<[Vec<Option<Tensor>>; 2]> = SmallVec::new();
        for value in values {
            single.push(match value {
                Value::Tensor(tensor) => Some(cast(tensor, to, kind)?),
                _ => None,
            });
            match value {
                Value::Tensors(list) => {
                    lists.push(list.iter().map(|tensor| cast(tensor, to, kind)).collect::<Result<_>>()?);
                }
                Value::OptionalTensors(list) => {
                    let one = |tensor: &Option<Tensor>| tensor.as_ref().map(|t| cast(t, to, kind)).transpose();
                    optional.push(list.iter().map(one).collect::<Result<_>>()?);
                }
                _ => {}
            }
        }
        let (mut lists, mut optional) = (lists.iter(), optional.iter());
        let cast: SmallVec<[Value<'_>; 8]> = values
            .iter()
            .zip(&single)
            .map(|(value, single)| match (value, single) {
                (Value::Tensor(_), Some(tensor)) => Value::Tensor(tensor),
                (Value::Tensors(list), _) => Value::Tensors(lists.next().map_or(list, |list| list)),
                (Value::OptionalTensors(list), _) => Value::OptionalTensors(optional.next().map_or(list, |list| list)),
                (other, _) => *other,
            })
            .collect();
        (op.entry)(&cast)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        LOWER, LOWER_ON_CUDA, SINGLE, SINGLE_ON_CPU, SINGLE_ON_CUDA, State, WIDEST, WIDEST_ON_CUDA, enter, leave,
    };
    use crate::op::find;
    use crate::{DType, Tensor};

    /// Operations of the lists that this version lacks, or makes of others that are listed.
    const ABSENT: [&str; 15] = [
        "_convolution",
        "addr",
        "bilinear",
        "cdist",
        "chain_matmul",
        "conv_tbc",
        "cosine_embedding_loss",
        "hinge_embedding_loss",
        "kl_div",
        "linalg_multi_dot",
        "linalg_vecdot",
        "margin_ranking_loss",
        "norm",
        "renorm",
        "triplet_margin_loss",
    ];

    #[test]
    fn listed_operations_exist() {
        let all: [&[&str]; 7] =
            [&LOWER, &LOWER_ON_CUDA, &SINGLE, &SINGLE_ON_CUDA, &SINGLE_ON_CPU, &WIDEST, &WIDEST_ON_CUDA];
        let missing: Vec<&str> =
            all.concat().into_iter().filter(|name| find(name).is_empty() && !ABSENT.contains(name)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn products_take_the_lower_precision() {
        let x = Tensor::from_slice(&[1.0f32, 2.0, 3.0, 4.0], &[2, 2]).unwrap();
        let before = enter(State { cpu: Some(DType::BF16), cuda: None, caches: true });
        let product = x.matmul(&x).unwrap();
        let sum = x.add((&x).into(), 1i64.into()).unwrap();
        let inner = enter(before);
        let plain = x.matmul(&x).unwrap();
        leave(inner);
        let again = x.matmul(&x).unwrap();
        leave(before);
        let dtypes = [&product, &sum, &plain, &again, &x.matmul(&x).unwrap()].map(|tensor| tensor.dtype());
        assert_eq!(dtypes, [DType::BF16, DType::F32, DType::F32, DType::BF16, DType::F32]);
    }
}
