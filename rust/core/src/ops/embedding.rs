//! Tables of vectors: rows picked and added up by index.

use std::sync::Arc;

use flambeau_cpu::rows::{self as kernel, Entry};
use flambeau_cpu::{DType, index};
use flambeau_cuda::index as gpu;

use super::gathering::kernels;
use super::rows::{dense, dense_as, numbers};
use crate::autograd::{Recorder, Saved, no_grad, saved};
use crate::error::shape_text;
use crate::tensor::Shape;
use crate::{Error, Result, Scalar, Tensor, bail, ensure};

/// A linear map from rows to rows: which are added, times what, to which.
struct RowMap {
    /// Sorted by result row.
    entries: Vec<Entry>,
    rows: usize,
    source_rows: usize,
}

impl RowMap {
    /// Sorts entries by result row, those of one row in the order given.
    fn new(mut entries: Vec<Entry>, rows: usize, source_rows: usize) -> RowMap {
        if !entries.is_sorted_by_key(|entry| entry.row) {
            if rows <= 4 * entries.len() {
                entries = counted(&entries, rows);
            } else {
                entries.sort_by_key(|entry| entry.row);
            }
        }
        RowMap { entries, rows, source_rows }
    }

    fn transposed(&self) -> RowMap {
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
fn combine(source: &Tensor, map: &Arc<RowMap>, node: &'static str) -> Result<Tensor> {
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

fn check_indices(indices: &Tensor, name: &str) -> Result<()> {
    ensure!(
        matches!(indices.dtype(), DType::I64 | DType::I32),
        Runtime,
        "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got \
         torch.{}Tensor instead (while checking arguments for {name})",
        indices.dtype().scalar_name()
    );
    Ok(())
}

fn refuse_sparse(sparse: bool, name: &str) -> Result<()> {
    ensure!(!sparse, NotImplemented, "{name}: sparse gradients are not there; use sparse=False");
    Ok(())
}

/// Divides each entry's scale by the number of entries with its row.
fn by_frequency(entries: &mut [Entry], rows: usize) {
    let mut counts = vec![0usize; rows];
    entries.iter().for_each(|entry| counts[entry.row] += 1);
    entries.iter_mut().for_each(|entry| entry.scale /= counts[entry.row] as f64);
}

/// Rows of a gradient on a GPU, added up in the rows of a new table that indices name, in their order. `padding` names none;
/// `by_frequency` divides each row by how often it is named.
fn added_up(grad: &Tensor, picks: &Tensor, rows: usize, padding: i64, by_frequency: bool) -> Result<Tensor> {
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
        gpu::add_rows(&"embedding_backward", dtype, (rows, width), to, by, skipped, from, stream)?;
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
        kernels::gather(&"embedding", device, size, 0, &[count, width], result, table, rows, picks, false)?
            .map_err(bad)?;
    }
    if let Some(graph) = Recorder::new(&[weight]) {
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
            let values = numbers(&row)?.into_iter().map(f64::abs);
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

/// Bags and what is in them.
struct Bags {
    picks: Vec<i64>,
    /// The bag of each pick.
    bag: Vec<usize>,
    count: usize,
}

impl Bags {
    fn new(indices: &Tensor, offsets: &Tensor, rows: usize, include_last_offset: bool) -> Result<Bags> {
        check_indices(indices, "embedding_bag")?;
        check_indices(offsets, "embedding_bag")?;
        ensure!(
            indices.ndim() == 1,
            Runtime,
            "input has to be a 1D Tensor, but got Tensor of dimension {}",
            indices.ndim()
        );
        ensure!(
            offsets.ndim() == 1,
            Runtime,
            "offsets has to be a 1D Tensor, but got Tensor of dimension {}",
            offsets.ndim()
        );
        let picks = dense_as(indices, DType::I64)?.to_vec::<i64>()?;
        let starts = dense_as(offsets, DType::I64)?.to_vec::<i64>()?;
        ensure!(
            !include_last_offset || !starts.is_empty(),
            Runtime,
            "include_last_offset: number of offsets should be at least 1"
        );
        if let Some(&first) = starts.first() {
            ensure!(
                first == 0,
                Runtime,
                "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, \
                 got {first}"
            );
        }
        if let Some(&last) = starts.last() {
            ensure!(
                last <= picks.len() as i64,
                Runtime,
                "offsets[-1] can not be greater than input's length({}) but got offsets[-1] of {last}",
                picks.len()
            );
        }
        ensure!(starts.is_sorted(), Runtime, "embedding_bag: offsets must not decrease");
        if let Some(pick) = picks.iter().find(|&&pick| !(0..rows as i64).contains(&pick)) {
            bail!(Runtime, "embedding_bag: Expected idx >= 0 && idx < num_embeddings but found idx to be {pick}");
        }
        let count = starts.len() - usize::from(include_last_offset);
        let mut bag = vec![0; picks.len()];
        for (at, bag) in bag.iter_mut().enumerate() {
            *bag = starts.partition_point(|&start| start <= at as i64).max(1) - 1;
        }
        Ok(Bags { picks, bag, count })
    }

    /// The entries that count: not padding, and in a bag.
    fn entries(&self, padding: i64) -> Vec<Entry> {
        let all = self.picks.iter().zip(&self.bag).filter(|(pick, bag)| **pick != padding && **bag < self.count);
        all.map(|(&pick, &row)| Entry { row, source: pick as usize, scale: 1.0 }).collect()
    }
}

/// Sums (mode 0), means (1) or maxima (2) of bags of rows of a table: the result, each index's bag, bag sizes
/// and, for maxima, the rows they come from.
///
/// Table `(V, D)`, floating-point; indices `(n,)` and the bags' `offsets (B,)` int32 or int64; result `(B, D)`.
/// Indices outside the table and offsets out of order raise RuntimeError. See `nn.functional.embedding_bag`.
///
/// Example:
///     >>> table = flambeau.tensor([[1.0, 2.0], [10.0, 20.0]])
///     >>> flambeau.embedding_bag(table, flambeau.tensor([0, 1, 1]), flambeau.tensor([0, 2]))[0]
///     tensor([[11., 22.],
///             [10., 20.]])
#[flambeau_macros::op(embedding_bag.padding_idx(Tensor weight, Tensor indices, Tensor offsets, bool scale_grad_by_freq=False, int mode=0, bool sparse=False, Tensor? per_sample_weights=None, bool include_last_offset=False, int? padding_idx=None) -> (Tensor, Tensor, Tensor, Tensor); function)]
pub fn embedding_bag(
    weight: &Tensor,
    indices: &Tensor,
    offsets: &Tensor,
    scale_grad_by_freq: bool,
    mode: i64,
    sparse: bool,
    per_sample_weights: Option<&Tensor>,
    include_last_offset: bool,
    padding_idx: Option<i64>,
) -> Result<(Tensor, Tensor, Tensor, Tensor)> {
    ensure!(weight.ndim() == 2, Runtime, "weight has to be a 2D Tensor, but got Tensor of dimension {}", weight.ndim());
    refuse_sparse(sparse, "embedding_bag")?;
    ensure!((0..3).contains(&mode), Runtime, "mode has to be 0 (sum), 1 (mean) or 2 (max), got {mode}");
    let rows = weight.shape()[0];
    let padding = match padding_idx {
        None => -1,
        Some(at) => {
            ensure!(
                (-(rows as i64)..rows as i64).contains(&at),
                Runtime,
                "padding_idx must be within the number of embeddings, -{rows} through {}, but got {at}",
                rows as i64 - 1
            );
            if at < 0 { at + rows as i64 } else { at }
        }
    };
    if !weight.on_host() {
        if mode == 2 || scale_grad_by_freq {
            return Err(Error::no_kernel(weight.device()));
        }
        let last = include_last_offset as usize;
        return bags_on_device(weight, indices, offsets, mode == 1, per_sample_weights, last, padding);
    }
    let bags = Bags::new(indices, offsets, rows, include_last_offset)?;
    let mut entries = bags.entries(padding);
    let mut sizes = vec![0i64; bags.count];
    entries.iter().for_each(|entry| sizes[entry.row] += 1);
    let bag_of: Vec<i64> = bags.bag.iter().map(|&bag| bag as i64).collect();
    let bag_of = Tensor::from_slice(&bag_of, &[bag_of.len()])?.to_device(weight.device())?;
    let bag_sizes = Tensor::from_slice(&sizes, &[sizes.len()])?.to_device(weight.device())?;
    if let Some(factors) = per_sample_weights {
        ensure!(
            mode == 0,
            Runtime,
            "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum'"
        );
        ensure!(
            factors.shape() == indices.shape(),
            Runtime,
            "expected per_sample_weights of shape {}, got {}",
            shape_text(indices.shape()),
            shape_text(factors.shape())
        );
        ensure!(
            factors.dtype() == weight.dtype(),
            Runtime,
            "expected scalar type {} but found {}",
            weight.dtype().scalar_name(),
            factors.dtype().scalar_name()
        );
        // Row by row: every factor has a gradient of its own.
        let picked: Vec<usize> = bags.picks.iter().map(|&pick| pick as usize).collect();
        let taken = take_rows(weight, &picked)?.mul((&factors.unsqueeze(1)?).into())?;
        let kept = bags.picks.iter().zip(&bags.bag).enumerate();
        let kept = kept.filter(|(_, (pick, bag))| **pick != padding && **bag < bags.count);
        let entries = kept.map(|(source, (_, &row))| Entry { row, source, scale: 1.0 }).collect();
        let out = combine(&taken, &Arc::new(RowMap::new(entries, bags.count, picked.len())), "EmbeddingBagBackward0")?;
        return Ok((out, bag_of, bag_sizes.clone(), bag_sizes));
    }
    if mode == 2 {
        return max_bag(weight, &entries, bags.count, bag_of, bag_sizes);
    }
    if mode == 1 {
        entries.iter_mut().for_each(|entry| entry.scale = 1.0 / sizes[entry.row] as f64);
    }
    let map = Arc::new(RowMap { entries, rows: bags.count, source_rows: rows });
    let out = if scale_grad_by_freq {
        let out = no_grad(|| combine(weight, &map, "EmbeddingBagBackward0"))?;
        if let Some(graph) = Recorder::new(&[weight]) {
            saved::note();
            graph.attach(&out, "EmbeddingBagBackward0", move |grad, _cx| {
                let mut back = map.transposed();
                by_frequency(&mut back.entries, back.rows);
                Ok(crate::grads![Some(combine(grad, &Arc::new(back), "EmbeddingBagBackward0")?)])
            });
        }
        out
    } else {
        combine(weight, &map, "EmbeddingBagBackward0")?
    };
    Ok((out, bag_of, bag_sizes.clone(), bag_sizes))
}

/// Sums or means of bags on a GPU, with `last` offsets that start no bag.
fn bags_on_device(
    weight: &Tensor,
    indices: &Tensor,
    offsets: &Tensor,
    mean: bool,
    factors: Option<&Tensor>,
    last: usize,
    padding: i64,
) -> Result<(Tensor, Tensor, Tensor, Tensor)> {
    check_indices(indices, "embedding_bag")?;
    check_indices(offsets, "embedding_bag")?;
    ensure!(
        indices.ndim() == 1 && offsets.ndim() == 1 && offsets.numel() >= last,
        Runtime,
        "embedding_bag: input and offsets have to be 1D Tensors, got shapes {} and {}",
        shape_text(indices.shape()),
        shape_text(offsets.shape())
    );
    ensure!(
        factors.is_none_or(|factors| !mean && factors.shape() == indices.shape() && factors.dtype() == weight.dtype()),
        Runtime,
        "embedding_bag: per_sample_weights go with mode='sum' and have the shape of the input and the dtype of the table"
    );
    let (device, width, count) = (weight.device(), weight.shape()[1], offsets.numel() - last);
    let (bag, used, sizes, target) = no_grad(|| {
        let (picks, starts) = (dense_as(indices, DType::I64)?, dense_as(offsets, DType::I64)?);
        let ones = super::full(picks.shape(), Scalar::Int(1), Some(DType::I64), device)?;
        let places = super::cumsum(&ones, 0, None)?;
        let found = super::searchsorted(&starts, (&places).into(), false, false, None, None)?;
        let bag = found.sub(1.into(), Scalar::Int(1))?.clamp(Some(0.into()), None)?;
        let inside = super::lt(&bag, Scalar::Int(count as i64).into())?;
        let used = super::bitwise_and(&inside, (&super::ne(&picks, padding.into())?).into())?;
        let target = bag.clamp(None, Some(Scalar::Int((count as i64 - 1).max(0)).into()))?;
        let sizes = Tensor::zeros(&[count], DType::I64, device)?;
        let sizes = match count {
            0 => sizes,
            _ => super::index_add(&sizes, 0, &target, &used.to_dtype(DType::I64)?, Scalar::Int(1))?,
        };
        Ok::<_, Error>((bag, used, sizes, target))
    })?;
    let mut taken = super::index_select(weight, 0, &dense_as(indices, DType::I64)?)?;
    if let Some(factors) = factors {
        taken = taken.mul((&factors.unsqueeze(1)?).into())?;
    }
    let taken = super::masked_fill(&taken, &super::logical_not(&used)?.unsqueeze(1)?, 0.into())?;
    let mut out = Tensor::zeros(&[count, width], weight.dtype(), device)?;
    if count > 0 {
        out = super::index_add(&out, 0, &target, &taken, Scalar::Int(1))?;
    }
    if mean {
        let share = no_grad(|| sizes.clamp(Some(1.into()), None)?.to_dtype(weight.dtype())?.unsqueeze(1))?;
        out = super::div(&out, (&share).into(), None)?;
    }
    Ok((out, bag, sizes.clone(), sizes))
}

fn max_bag(
    weight: &Tensor,
    entries: &[Entry],
    count: usize,
    bag_of: Tensor,
    bag_sizes: Tensor,
) -> Result<(Tensor, Tensor, Tensor, Tensor)> {
    let (dtype, rows, width) = (weight.dtype(), weight.shape()[0], weight.shape()[1]);
    if !dtype.is_floating_point() {
        return Err(Error::unsupported("embedding_bag", dtype));
    }
    let table = dense(weight)?;
    let out = Tensor::empty(&[count, width], dtype, weight.device())?;
    let from = Tensor::empty(&[count, width], DType::I64, weight.device())?;
    // SAFETY: the table is dense, entries name rows that exist, results are new.
    unsafe {
        kernel::max_rows(dtype, count, width, entries, table.host_ptr()?, out.host_ptr()?, from.host_ptr()?.cast())
    };
    if let Some(graph) = Recorder::new(&[weight]) {
        let saved = Saved::input(&from)?;
        graph.attach(&out, "EmbeddingBagBackward0", move |grad, cx| {
            ensure!(
                !cx.create_graph,
                NotImplemented,
                "embedding_bag: the derivative of the backward pass of maxima is not there"
            );
            let (grad, from) = (dense_as(grad, dtype)?, saved.get(cx)?);
            let out = Tensor::empty(&[rows, width], dtype, grad.device())?;
            // SAFETY: gradient and positions are dense, positions are rows of the table, the result is new.
            unsafe {
                let from = from.host_ptr()?.cast_const().cast();
                kernel::max_rows_backward(dtype, count, width, grad.host_ptr()?, from, rows, out.host_ptr()?);
            }
            Ok(crate::grads![Some(out)])
        });
    }
    Ok((out, bag_of, bag_sizes, from))
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
