//! Tables of vectors: rows picked and added up by index.

use std::sync::Arc;

use flambeau_cpu::rows::{self as kernel, Entry};
use flambeau_cpu::{DType, index};
use flambeau_cuda::index as gpu;
use flambeau_cuda::report::Asker;

use super::gathering::kernels;
use super::rows::{dense, dense_as, numbers};
use crate::autograd::{Recorder, Saved, no_grad, saved};
use crate::tensor::Shape;
use crate::{Error, Result, Scalar, Tensor, bail, ensure};

/// A linear map from rows to rows: which are added, times what, to which.
pub(super) struct RowMap {
    /// Sorted by result row.
    pub entries: Vec<Entry>,
    pub rows: usize,
    pub source_rows: usize,
}

impl RowMap {
    /// Sorts entries by result row, those of one row in the order given.
    pub(super) fn new(mut entries: Vec<Entry>, rows: usize, source_rows: usize) -> RowMap {
        if !entries.is_sorted_by_key(|entry| entry.row) {
            if rows <= 4 * entries.len() {
                entries = counted(&entries, rows);
            } else {
                entries.sort_by_key(|entry| entry.row);
            }
        }
        RowMap { entries, rows, source_rows }
    }

    pub(super) fn transposed(&self) -> RowMap {
        let entries =
            self.entries.iter().map(|&Entry { row, source, scale }| Entry { row: source, source: row, scale });
        RowMap::new(entries.collect(), self.source_rows, self.rows)
    }
}

/// Sorts by counting.
fn counted(entries: &[Entry], rows: usize) -> Vec<Entry> {
    let mut next = vec![0usize; rows + 1];
    for entry in entries {
        next[entry.row + 1] += 1;
    }
    for row in 0..rows {
        next[row + 1] += next[row];
    }
    let mut sorted = vec![Entry { row: 0, source: 0, scale: 0.0 }; entries.len()];
    for entry in entries {
        sorted[next[entry.row]] = *entry;
        next[entry.row] += 1;
    }
    sorted
}

/// Applies a map to the rows of a matrix, recorded. `node` names the node.
pub(super) fn combine(source: &Tensor, map: &Arc<RowMap>, node: &'static str) -> Result<Tensor> {
    let dtype = source.dtype();
    if !dtype.is_floating_point() {
        return Err(Error::unsupported("embedding", dtype));
    }
    let (from, width) = (dense(source)?, source.shape()[1]);
    let out = Tensor::empty(&[map.rows, width], dtype, source.device())?;
    // SAFETY: both matrices are dense; entries name rows that exist.
    unsafe { kernel::sum_rows(dtype, map.rows, width, &map.entries, from.host_ptr()?, out.host_ptr()?) };
    if let Some(graph) = Recorder::new(&[source]) {
        let map = map.clone();
        saved::note();
        graph.attach(&out, node, move |grad, _cx| {
            Ok(crate::grads![Some(combine(grad, &Arc::new(map.transposed()), node)?)])
        });
    }
    Ok(out)
}

/// `rows` of a matrix, in that order, recorded.
pub(crate) fn take_rows(source: &Tensor, rows: &[usize]) -> Result<Tensor> {
    if !source.on_host() {
        let rows: Vec<i64> = rows.iter().map(|&row| row as i64).collect();
        return super::index_select(source, 0, &Tensor::from_slice(&rows, &[rows.len()])?.to_device(source.device())?);
    }
    let entries = rows.iter().enumerate().map(|(row, &source)| Entry { row, source, scale: 1.0 }).collect();
    combine(
        source,
        &Arc::new(RowMap { entries, rows: rows.len(), source_rows: source.shape()[0] }),
        "IndexSelectBackward0",
    )
}

pub(super) fn check_indices(indices: &Tensor, name: &str) -> Result<()> {
    ensure!(
        matches!(indices.dtype(), DType::I64 | DType::I32),
        Runtime,
        "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got \
         torch.{}Tensor instead (while checking arguments for {name})",
        indices.dtype().scalar_name()
    );
    Ok(())
}

pub(super) fn refuse_sparse(sparse: bool, name: &str) -> Result<()> {
    ensure!(!sparse, NotImplemented, "{name}: sparse gradients are not there; use sparse=False");
    Ok(())
}

/// Divides each entry's scale by the number of entries with its row.
pub(super) fn by_frequency(entries: &mut [Entry], rows: usize) {
    let mut counts = vec![0usize; rows];
    entries.iter().for_each(|entry| counts[entry.row] += 1);
    entries.iter_mut().for_each(|entry| entry.scale /= counts[entry.row] as f64);
}

/// Rows of a gradient on a GPU, added up in the rows of a new table that indices name, in their order. `padding` names none;
/// `by_frequency` divides each row by how often it is named.
pub(super) fn added_up(grad: &Tensor, picks: &Tensor, rows: usize, padding: i64, by_frequency: bool) -> Result<Tensor> {
    let (dtype, device, width) = (grad.dtype(), grad.device(), grad.shape()[1]);
    let Some(stream) = crate::gpu::stream(device) else { bail!(Runtime, "the gradient is not on a GPU") };
    let picks = no_grad(|| picks.reshape(&[-1]))?;
    let share = if by_frequency {
        let ones = super::full(picks.shape(), Scalar::Int(1), Some(DType::I64), device)?;
        let counts = super::index_add(&Tensor::zeros(&[rows], DType::I64, device)?, 0, &picks, &ones, Scalar::Int(1))?;
        let counts = super::index_select(&counts, 0, &picks)?.to_dtype(dtype)?;
        Some(super::reciprocal(&counts)?.unsqueeze(1)?)
    } else {
        None
    };
    let source = match &share {
        Some(share) => dense(&no_grad(|| grad.detached().mul(share.into()))?)?,
        None => dense(grad)?,
    };
    let out = Tensor::zeros(&[rows, width], dtype, device)?;
    let by = (picks.ptr_on(device)?.cast_const().cast(), picks.numel());
    // SAFETY: table, indices and gradient are dense, and the kernel checks every index; memory that is freed meanwhile is
    // handed out in the order of the stream.
    unsafe {
        let (to, from) = (out.data_ptr(), source.data_ptr());
        let skipped = (padding >= 0).then_some(padding);
        gpu::add_rows(
            const { &Asker::index("embedding_backward") },
            dtype,
            (rows, width),
            to,
            by,
            skipped,
            from,
            stream,
        )?;
    }
    if let Some(graph) = Recorder::new(&[grad]) {
        let picks = Saved::input(&picks)?;
        graph.attach(&out, "EmbeddingDenseBackwardBackward0", move |grad, cx| {
            let picks = picks.get(cx)?;
            let taken = super::index_select(grad, 0, &picks)?;
            let unused = super::eq(&picks, padding.into())?.unsqueeze(1)?;
            let taken = super::masked_fill(&taken, &unused, 0.into())?;
            Ok(crate::grads![Some(match &share {
                Some(share) => taken.mul(share.into())?,
                None => taken,
            })])
        });
    }
    Ok(out)
}

/// Rows of a table `(V, D)` by index: `(*, D)`. The gradient of row `padding_idx` is zero.
///
/// Indices `(*)` are int32 or int64; one outside the table raises IndexError.
///
/// Example:
///     >>> flambeau.embedding(flambeau.tensor([[0.0, 1.0], [2.0, 3.0]]), flambeau.tensor([1, 0, 1]))
///     tensor([[2., 3.],
///             [0., 1.],
///             [2., 3.]])
#[flambeau_macros::op(embedding(Tensor weight, Tensor indices, SymInt padding_idx=-1, bool scale_grad_by_freq=False, bool sparse=False) -> Tensor; function)]
pub fn embedding(
    weight: &Tensor,
    indices: &Tensor,
    padding_idx: i64,
    scale_grad_by_freq: bool,
    sparse: bool,
) -> Result<Tensor> {
    ensure!(weight.ndim() == 2, Runtime, "'weight' must be 2-D");
    check_indices(indices, "embedding")?;
    refuse_sparse(sparse, "embedding")?;
    let picks = dense_as(indices, DType::I64)?;
    let (rows, width, count) = (weight.shape()[0], weight.shape()[1], picks.numel());
    let mut shape = Shape::from_slice(indices.shape());
    shape.push(width);
    let out = Tensor::empty(&shape, weight.dtype(), weight.device())?;
    let bad = |_| Error::message(crate::error::Kind::Index, "index out of range in self");
    let (device, size) = (weight.device(), weight.dtype().size());
    // SAFETY: strides describe the operands; the result is new, and the kernel checks every index.
    unsafe {
        let result = index::ViewMut { data: out.data_ptr(), strides: &[width as isize, 1] };
        let table = index::View { data: weight.data_ptr(), strides: weight.strides() };
        let picks = index::View { data: picks.ptr_on(device)?, strides: &[1, 0] };
        kernels::gather(
            const { &Asker::index("embedding") },
            device,
            size,
            0,
            &[count, width],
            result,
            table,
            rows,
            picks,
            false,
        )?
        .map_err(bad)?;
    }
    if let Some(graph) = Recorder::new(&[weight]) {
        ensure!(
            !weight.dtype().is_complex(),
            Runtime,
            "embedding does not support automatic differentiation for outputs with complex dtype."
        );
        let picks = Saved::input(&picks)?;
        graph.attach(&out, "EmbeddingBackward0", move |grad, cx| {
            let picks = picks.get(cx)?;
            if !picks.on_host() {
                let grad = grad.reshape(&[picks.numel() as i64, width as i64])?;
                return Ok(crate::grads![Some(added_up(&grad, &picks, rows, padding_idx, scale_grad_by_freq)?)]);
            }
            let picks = picks.to_vec::<i64>()?;
            let used = picks.iter().enumerate().filter(|(_, pick)| **pick != padding_idx);
            let mut entries: Vec<Entry> =
                used.map(|(source, &row)| Entry { row: row as usize, source, scale: 1.0 }).collect();
            if scale_grad_by_freq {
                by_frequency(&mut entries, rows);
            }
            let map = RowMap::new(entries, rows, picks.len());
            let grad = grad.reshape(&[picks.len() as i64, width as i64])?;
            Ok(crate::grads![Some(combine(&grad, &Arc::new(map), "EmbeddingDenseBackwardBackward0")?)])
        });
    }
    Ok(out)
}

/// Scales rows that `indices` names and whose p-norm exceeds `max_norm` down to it, in place.
///
/// The table is `(V, D)`, floating-point; indices are int32 or int64.
///
/// Example:
///     >>> table = flambeau.tensor([[3.0, 4.0], [6.0, 8.0]])
///     >>> flambeau.embedding_renorm_(table, flambeau.tensor([1]), 5.0, 2.0)
///     tensor([[3., 4.],
///             [3., 4.]])
#[flambeau_macros::op(embedding_renorm_(Tensor(a!) self, Tensor indices, float max_norm, float norm_type) -> Tensor(a!); function)]
pub fn embedding_renorm_(this: &Tensor, indices: &Tensor, max_norm: f64, norm_type: f64) -> Result<()> {
    ensure!(this.ndim() == 2, Runtime, "'self' must be 2-D");
    check_indices(indices, "embedding_renorm_")?;
    let dtype = this.dtype();
    ensure!(
        dtype.is_differentiable(),
        Runtime,
        "norm(): input dtype should be either floating point or complex. Got {} instead.",
        dtype.scalar_name()
    );
    if !this.on_host() {
        return no_grad(|| {
            let picks = dense_as(indices, DType::I64)?.reshape(&[-1])?;
            let rows = super::index_select(this, 0, &picks)?;
            let norm = super::linalg_vector_norm(&rows, norm_type.into(), Some(&[1]), true, None)?;
            let factor = super::reciprocal_times(&norm.add(1e-7.into(), Scalar::Int(1))?, max_norm.into())?;
            let factor = super::select_where(&norm.gt(max_norm.into())?, (&factor).into(), Scalar::Float(1.0).into())?;
            super::index_copy_(this, 0, &picks, &rows.mul((&factor.to_dtype(this.dtype())?).into())?)
        });
    }
    let mut picks = dense_as(indices, DType::I64)?.to_vec::<i64>()?;
    picks.sort_unstable();
    picks.dedup();
    no_grad(|| {
        for pick in picks {
            ensure!((0..this.shape()[0] as i64).contains(&pick), Index, "index out of range in self");
            let row = this.select(0, pick)?;
            let sizes = if dtype.is_complex() { row.abs()? } else { row.clone() };
            let values = numbers(&sizes)?.into_iter().map(f64::abs);
            let norm = match norm_type {
                p if p == f64::INFINITY => values.fold(0.0, f64::max),
                2.0 => values.map(|x| x * x).sum::<f64>().sqrt(),
                p => values.map(|x| x.powf(p)).sum::<f64>().powf(1.0 / p),
            };
            if norm > max_norm {
                row.mul_((max_norm / (norm + 1e-7)).into())?;
            }
        }
        Ok(())
    })
}

/// A last dimension with 1 at the index and 0 elsewhere; `num_classes` -1 means the largest index plus 1.
///
/// `(*)`, int64, to `(*, num_classes)`. Negative indices, and those beyond `num_classes`, raise RuntimeError.
///
/// Example:
///     >>> flambeau.nn.functional.one_hot(flambeau.tensor([0, 2]), 3)
///     tensor([[1, 0, 0],
///             [0, 0, 1]])
#[flambeau_macros::op(one_hot(Tensor self, int num_classes=-1) -> Tensor; function)]
pub fn one_hot(this: &Tensor, num_classes: i64) -> Result<Tensor> {
    ensure!(this.dtype() == DType::I64, Runtime, "one_hot is only applicable to index tensor of type LongTensor.");
    if !this.on_host() && (num_classes > 0 || this.numel() > 0) {
        ensure!(num_classes == -1 || num_classes > 0, Runtime, "num_classes should be positive");
        let classes = match num_classes {
            -1 => match this.max()?.item()? {
                Scalar::Int(largest) => largest.saturating_add(1),
                _ => bail!(Runtime, "one_hot: indices are not integers"),
            },
            given => given,
        };
        let mut shape = Shape::from_slice(this.shape());
        shape.push(classes.max(0) as usize);
        let out = Tensor::zeros(&shape, DType::I64, this.device())?;
        super::scatter_value_(&out, -1, &this.unsqueeze(-1)?, Scalar::Int(1))?;
        return Ok(out);
    }
    let picks = dense(this)?.to_vec::<i64>()?;
    let largest = picks.iter().copied().max();
    ensure!(picks.iter().all(|&pick| pick >= 0), Runtime, "Class values must be non-negative.");
    let classes = match (num_classes, largest) {
        (-1, Some(largest)) => largest.saturating_add(1),
        (-1, None) => bail!(Runtime, "Can not infer total number of classes from empty tensor."),
        (given, None) => {
            ensure!(given > 0, Runtime, "num_classes should be positive");
            given
        }
        (given, Some(largest)) => {
            ensure!(given >= 1, Runtime, "num_classes should be positive");
            ensure!(largest < given, Runtime, "Class values must be smaller than num_classes.");
            given
        }
    };
    let mut shape = Shape::from_slice(this.shape());
    shape.push(classes as usize);
    let out = super::creation::full(&shape, Scalar::Int(0), Some(DType::I64), super::copy::written_on(this.device()))?;
    let ones = out.host_ptr()?.cast::<i64>();
    for (row, pick) in picks.iter().enumerate() {
        // SAFETY: there is a row of `classes` elements for each index, which is below `classes`.
        unsafe { ones.add(row * classes as usize + *pick as usize).write(1) };
    }
    out.to_device(this.device())
}
