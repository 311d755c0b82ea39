//! Which operations have a name in PyTorch.

/// Operations that PyTorch has not, in order.
const OWN: &[&str] = &[
    "_adadelta_step",
    "_adagrad_step",
    "_adam_step",
    "_limit_",
    "_rmsprop_step",
    "_scale_",
    "_sgd_step",
    "_total_norm",
    "log_sigmoid_",
    "unravel_index",
];

/// Whether PyTorch has an operation of that name.
pub(super) fn is_of_pytorch(name: &str) -> bool {
    OWN.binary_search(&name).is_err()
}
