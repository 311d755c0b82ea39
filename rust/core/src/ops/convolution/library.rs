//! Products of convolutions on GPUs by cuDNN.

use flambeau_cuda::cudnn::{self, Problem};

use super::product::{Product, Relation};
use crate::{Result, Tensor, autograd};

/// Computes a product with cuDNN, if it is there and takes it: false, with nothing in `out` that counts, where not.
///
/// It takes tensors without gaps, all with channels last or none: others are copied, which costs less than what its
/// kernels save.
pub(super) fn write(
    which: Product,
    relation: &Relation,
    a: &Tensor,
    b: &Tensor,
    bias: Option<&Tensor>,
    out: &Tensor,
) -> Result<bool> {
    let Some(stream) = crate::gpu::stream(out.device()) else { return Ok(false) };
    let product = match which {
        Product::Output => cudnn::Product::Output,
        Product::Input => cudnn::Product::Input,
        Product::Weight => cudnn::Product::Weight,
    };
    let (dtype, geometry) = (out.dtype(), &relation.geometry);
    let Some(problem) = Problem::new(product, dtype, geometry, relation.channels_last, stream.device) else {
        return Ok(false);
    };
    let (a, b) = (aligned(a, relation)?, aligned(b, relation)?);
    let (input, weight, output) = match which {
        Product::Output => (&a, &b, out),
        Product::Input => (out, &b, &a),
        Product::Weight => (&a, out, &b),
    };
    let device = out.device();
    let pointers = [input.ptr_on(device)?, weight.ptr_on(device)?, output.ptr_on(device)?];
    // SAFETY: the problem was made from the relation, as the tensors' shapes were; they are dense in its format. Memory that
    // is freed meanwhile is handed out in the order of the stream.
    let done = unsafe { cudnn::run(&problem, pointers, stream)? };
    if let (true, Some(bias)) = (done, bias) {
        let mut shape = vec![1; out.ndim()];
        shape[1] = -1;
        autograd::no_grad(|| out.detached().add_((&bias.detached().view(&shape)?).into(), 1.into()))?;
    }
    Ok(done)
}

/// The tensor without gaps in the relation's format, from an address on that the library takes.
fn aligned(tensor: &Tensor, relation: &Relation) -> Result<Tensor> {
    let dense = tensor.detached().contiguous(relation.format())?;
    if dense.data_ptr().addr().is_multiple_of(Problem::ALIGNMENT) { Ok(dense) } else { dense.copy() }
}
