//! What rules with fused backward kernels share: derivatives of higher order, for which the plain formula is computed
//! again in recorded operations, and a check of what was saved.

use flambeau_cpu::DType;

use crate::autograd::mode::GradMode;
use crate::autograd::{Backward, Context, Grads, grad};
use crate::error::shape_text;
use crate::{Result, Tensor, ensure};

/// A saved tensor as kernels take it: hooks of saved tensors may have brought back another one.
///
/// # Errors
/// Another shape or dtype.
pub(crate) fn same(tensor: Tensor, shape: &[usize], dtype: DType) -> Result<Tensor> {
    ensure!(
        tensor.shape() == shape && tensor.dtype() == dtype,
        Runtime,
        "a tensor saved with shape {} and dtype {} came back with shape {} and dtype {}",
        shape_text(shape),
        dtype.name(),
        shape_text(tensor.shape()),
        tensor.dtype().name()
    );
    Ok(tensor)
}

/// Gradients of `inputs` through `formula`, recorded: what a rule with a fused backward kernel answers when
/// `cx.create_graph`.
///
/// `grads` are those of the formula's results.
pub(crate) fn gradients(
    inputs: &[Option<Tensor>],
    grads: &[Option<Tensor>],
    cx: &Context<'_>,
    formula: impl FnOnce(&[Option<Tensor>]) -> Result<Vec<Tensor>>,
) -> Result<Grads> {
    let _recording = GradMode::set(true);
    // Aliases: an input may have been computed from another, and that path is not this operation's.
    let aliases: Vec<Option<Tensor>> = inputs
        .iter()
        .map(|input| match input {
            Some(tensor) if tensor.requires_grad() => super::alias(tensor).map(Some),
            other => Ok(other.clone()),
        })
        .collect::<Result<_>>()?;
    let outs = formula(&aliases)?;
    let (mut roots, mut upstream) = (Vec::new(), Vec::new());
    for (out, grad) in outs.iter().zip(grads) {
        if let Some(grad) = grad
            && out.requires_grad()
        {
            roots.push(out.clone());
            upstream.push(Some(grad.clone()));
        }
    }
    let wanted = |at: usize| {
        aliases[at]
            .as_ref()
            .filter(|tensor| cx.needs(at) && tensor.requires_grad() && tensor.dtype().is_differentiable())
    };
    let targets: Vec<Tensor> = (0..aliases.len()).filter_map(|at| wanted(at).cloned()).collect();
    if roots.is_empty() || targets.is_empty() {
        return Ok(Grads::from_elem(None, inputs.len()));
    }
    let how = Backward { retain_graph: true, create_graph: true };
    let mut found = grad(&roots, &targets, &upstream, how)?.into_iter();
    Ok((0..aliases.len()).map(|at| wanted(at).and_then(|_| found.next().flatten())).collect())
}
