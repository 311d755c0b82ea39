//! Where a backward pass starts and where it leads.

use super::engine::{Backward, add_to_leaf, run};
use super::mode::GradMode;
use super::node::{Edge, Work};
use crate::error::{Kind, shape_text};
use crate::tensor::layout;
use crate::{Error, Result, Tensor, bail, ensure};

/// What a pass starts from or leads to.
#[derive(Clone)]
pub enum Place {
    /// A tensor.
    Tensor(Tensor),
    /// A result of a node, whose tensor may be gone.
    Edge(Edge),
}

impl Place {
    /// Its place in the graph; `None` where it needs no gradient.
    fn edge(&self) -> Option<Edge> {
        match self {
            Place::Tensor(tensor) => tensor.gradient_edge().filter(|_| tensor.requires_grad()),
            Place::Edge(edge) => Some(edge.clone()),
        }
    }
}

fn places(tensors: &[Tensor]) -> Vec<Place> {
    tensors.iter().cloned().map(Place::Tensor).collect()
}

/// Adds to the gradients of the leaves that `tensors` were computed from.
///
/// # Errors
/// `RuntimeError` for a tensor that needs no gradient, for one with several elements and no gradient given, for a graph
/// whose saved tensors are gone or were changed, and whatever rules and hooks report.
pub fn backward(tensors: &[Tensor], gradients: &[Option<Tensor>], how: Backward) -> Result<()> {
    backward_places(&places(tensors), gradients, how)
}

/// [`backward`] from places in the graph.
///
/// # Errors
/// As there.
pub fn backward_places(outputs: &[Place], gradients: &[Option<Tensor>], how: Backward) -> Result<()> {
    let roots = roots(outputs, gradients, how)?;
    run(roots, how, None).map(drop)
}

/// Gradients of `outputs` with respect to `inputs`; leaves' own gradients are left alone. `None` stands for an input
/// that the outputs do not depend on.
///
/// # Errors
/// As [`backward`], and for an input that needs no gradient.
pub fn grad(
    outputs: &[Tensor],
    inputs: &[Tensor],
    gradients: &[Option<Tensor>],
    how: Backward,
) -> Result<Vec<Option<Tensor>>> {
    grad_places(&places(outputs), &places(inputs), gradients, how)
}

/// [`grad`] between places in the graph.
///
/// # Errors
/// As there.
pub fn grad_places(
    outputs: &[Place],
    inputs: &[Place],
    gradients: &[Option<Tensor>],
    how: Backward,
) -> Result<Vec<Option<Tensor>>> {
    let roots = roots(outputs, gradients, how)?;
    let targets = inputs
        .iter()
        .map(|input| {
            let missing = || Error::message(Kind::Runtime, "One of the differentiated Tensors does not require grad");
            input.edge().ok_or_else(missing)
        })
        .collect::<Result<Vec<_>>>()?;
    run(roots, how, Some(targets))
}

/// Adds to the gradients of `inputs` only.
///
/// # Errors
/// As [`backward`], and for an edge that is no leaf's.
pub fn backward_inputs(outputs: &[Place], inputs: &[Place], gradients: &[Option<Tensor>], how: Backward) -> Result<()> {
    ensure!(!inputs.is_empty(), Runtime, "`inputs` argument to `backward()` cannot be empty.");
    let roots = roots(outputs, gradients, how)?;
    let mut targets = Vec::with_capacity(inputs.len());
    let mut owners = Vec::with_capacity(inputs.len());
    for (at, input) in inputs.iter().enumerate() {
        let Some(edge) = input.edge() else {
            bail!(Runtime, "One of the differentiated Tensors does not require grad (input {at})")
        };
        owners.push(match (input, &edge.node.work) {
            (Place::Tensor(tensor), _) => tensor.meta_or_new().clone(),
            (_, Work::Accumulate(meta)) => meta.clone(),
            _ => bail!(NotImplemented, "backward() adds to leaves and tensors: input {at} is an edge inside the graph"),
        });
        targets.push(edge);
    }
    let results = run(roots, how, Some(targets))?;
    for (owner, result) in owners.iter().zip(results) {
        if let Some(result) = result {
            add_to_leaf(owner, result, how.create_graph)?;
        }
    }
    Ok(())
}

fn roots(outputs: &[Place], gradients: &[Option<Tensor>], how: Backward) -> Result<Vec<(Edge, Tensor)>> {
    ensure!(
        gradients.is_empty() || gradients.len() == outputs.len(),
        Runtime,
        "got {} tensors and {} gradients",
        outputs.len(),
        gradients.len()
    );
    let mut roots = Vec::with_capacity(outputs.len());
    for (at, output) in outputs.iter().enumerate() {
        let Some(edge) = output.edge() else {
            bail!(Runtime, "element {at} of tensors does not require grad and does not have a grad_fn");
        };
        let Some(info) = edge.node.outputs().get(edge.slot as usize) else {
            bail!(Runtime, "{} has no result {}", edge.node.name(), edge.slot);
        };
        let gradient = match gradients.get(at).and_then(Option::as_ref) {
            Some(gradient) => {
                ensure!(
                    gradient.shape() == info.shape.as_slice(),
                    Runtime,
                    "Mismatch in shape: grad_output[{at}] has a shape of torch.Size({}) and output[{at}] has a shape of \
                     torch.Size({}).",
                    shape_text(gradient.shape()),
                    shape_text(&info.shape)
                );
                ensure!(
                    gradient.dtype().is_complex() == info.dtype.is_complex(),
                    Runtime,
                    "For complex Tensors, both grad_output and output are required to have the same dtype. Mismatch in \
                     dtype: grad_output[{at}] has a dtype of torch.{} and output[{at}] has a dtype of torch.{}.",
                    gradient.dtype().name(),
                    info.dtype.name()
                );
                gradient.clone()
            }
            None => {
                ensure!(
                    layout::numel(&info.shape) == 1,
                    Runtime,
                    "grad can be implicitly created only for scalar outputs"
                );
                ensure!(
                    info.dtype.is_floating_point(),
                    Runtime,
                    "grad can be implicitly created only for real scalar outputs but got torch.{}",
                    info.dtype.name()
                );
                let _mode = GradMode::set(how.create_graph);
                crate::ops::full(&info.shape, 1.0.into(), Some(info.dtype), info.device)?
            }
        };
        roots.push((edge, gradient));
    }
    Ok(roots)
}
