//! Bags of rows of a table: their sums, means or maxima.

use std::sync::Arc;

use flambeau_cpu::DType;
use flambeau_cpu::rows::{self as kernel, Entry};
use flambeau_cuda::bags::{self as gpu, Mode};

use super::embedding::{RowMap, added_up, by_frequency, check_indices, combine, refuse_sparse, take_rows};
use super::rows::{dense, dense_as};
use crate::autograd::{Recorder, Saved, no_grad, saved};
use crate::error::shape_text;
use crate::{Error, Result, Scalar, Tensor, bail, ensure};

/// Bags and what is in them.
struct Bags {
    picks: Vec<i64>,
    /// The bag of each pick.
    bag: Vec<usize>,
    count: usize,
}

impl Bags {
    fn new(indices: &Tensor, offsets: &Tensor, rows: usize, include_last_offset: bool) -> Result<Bags> {
        check_lists(indices, offsets, include_last_offset)?;
        let picks = dense_as(indices, DType::I64)?.to_vec::<i64>()?;
        let starts = dense_as(offsets, DType::I64)?.to_vec::<i64>()?;
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

/// Checks what the host knows of the lists; `ends` where the last offset begins no bag.
fn check_lists(indices: &Tensor, offsets: &Tensor, ends: bool) -> Result<()> {
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
    ensure!(!ends || offsets.numel() > 0, Runtime, "include_last_offset: number of offsets should be at least 1");
    Ok(())
}

/// Checks the factors of a list's entries.
fn check_factors(weight: &Tensor, indices: &Tensor, factors: &Tensor, mode: i64) -> Result<()> {
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
    Ok(())
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
    if let Some(factors) = per_sample_weights {
        check_factors(weight, indices, factors, mode)?;
    }
    if !weight.on_host() {
        let count = offsets.numel().saturating_sub(include_last_offset as usize);
        let mode = [Mode::Sum, Mode::Mean, Mode::Max][mode as usize];
        let (by_frequency, ends) = (scale_grad_by_freq, include_last_offset);
        let listed = Listed { mode, rows, padding, by_frequency, count, ends };
        return bags_on_device(weight, indices, offsets, per_sample_weights, listed);
    }
    let bags = Bags::new(indices, offsets, rows, include_last_offset)?;
    let mut entries = bags.entries(padding);
    let mut sizes = vec![0i64; bags.count];
    entries.iter().for_each(|entry| sizes[entry.row] += 1);
    let bag_of: Vec<i64> = bags.bag.iter().map(|&bag| bag as i64).collect();
    let bag_of = Tensor::from_slice(&bag_of, &[bag_of.len()])?.to_device(weight.device())?;
    let bag_sizes = Tensor::from_slice(&sizes, &[sizes.len()])?.to_device(weight.device())?;
    if let Some(factors) = per_sample_weights {
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

/// A list of rows on a GPU, cut into bags, and how they are combined.
struct Listed {
    mode: Mode,
    /// The table's rows.
    rows: usize,
    padding: i64,
    by_frequency: bool,
    /// How many bags there are.
    count: usize,
    /// Whether entries behind the last bag's end are in none.
    ends: bool,
}

/// As [`embedding_bag`] on a GPU.
fn bags_on_device(
    weight: &Tensor,
    indices: &Tensor,
    offsets: &Tensor,
    factors: Option<&Tensor>,
    listed: Listed,
) -> Result<(Tensor, Tensor, Tensor, Tensor)> {
    check_lists(indices, offsets, listed.ends)?;
    let (dtype, device, width, count) = (weight.dtype(), weight.device(), weight.shape()[1], listed.count);
    if !dtype.is_floating_point() {
        return Err(Error::unsupported("embedding_bag", dtype));
    }
    let Some(stream) = crate::gpu::stream(device) else { bail!(Runtime, "the table is not on a GPU") };
    let (picks, starts) = (dense_as(indices, DType::I64)?, dense_as(offsets, DType::I64)?);
    let dense_factors = factors.map(dense).transpose()?;
    let of_long = |shape: &[usize]| Tensor::empty(shape, DType::I64, device);
    let out = Tensor::empty(&[count, width], dtype, device)?;
    let (bag_of, sizes) = (of_long(&[picks.numel()])?, of_long(&[count])?);
    let winners = if listed.mode == Mode::Max { Some(of_long(&[count, width])?) } else { None };
    let list = gpu::Bags {
        rows: listed.rows,
        width,
        table: weight.data_ptr(),
        strides: [weight.strides()[0], weight.strides()[1]],
        picks: picks.ptr_on(device)?.cast_const().cast(),
        n: picks.numel(),
        starts: starts.ptr_on(device)?.cast_const().cast(),
        count,
        ends: listed.ends,
        padding: usize::try_from(listed.padding).ok(),
        factors: Tensor::ptr_on_or_null(dense_factors.as_ref(), device)?,
    };
    let results = gpu::Results {
        out: out.data_ptr(),
        bags: bag_of.data_ptr().cast(),
        sizes: sizes.data_ptr().cast(),
        winners: winners.as_ref().map_or(std::ptr::null_mut(), |winners| winners.data_ptr().cast()),
    };
    // SAFETY: lists and factors are dense, strides describe the table, results are new, and the kernel checks indices and
    // offsets; memory that is freed meanwhile is handed out in the order of the stream.
    unsafe { gpu::bag_rows(dtype, listed.mode, &list, &results, stream)? };
    let last = winners.clone().unwrap_or_else(|| sizes.clone());
    if let Some(graph) = Recorder::of_optional(&[Some(weight), factors]) {
        if let Some(winners) = winners {
            let (winners, rows) = (Saved::input(&winners)?, listed.rows);
            graph.attach(&out, "EmbeddingBagBackward0", move |grad, cx| {
                Ok(crate::grads![Some(to_winners(grad, &winners.get(cx)?, rows)?), None])
            });
        } else {
            let (bag_of, picks, sizes) = (Saved::input(&bag_of)?, Saved::input(&picks)?, Saved::input(&sizes)?);
            let factors = factors.map(Saved::input).transpose()?;
            let table = if factors.is_some() && graph.needs(1) { Some(Saved::input(weight)?) } else { None };
            graph.attach(&out, "EmbeddingBagBackward0", move |grad, cx| {
                let (bag_of, picks, sizes) = (bag_of.get(cx)?, picks.get(cx)?, sizes.get(cx)?);
                let rows = listed.spread(grad, &bag_of)?;
                let factors = factors.as_ref().map(|factors| factors.get(cx)).transpose()?;
                let by_table = cx.when(0, || listed.to_table(&rows, factors.as_ref(), &bag_of, &picks, &sizes))?;
                let by_factors = cx.when(1, || match &table {
                    Some(table) => listed.to_factors(&rows, &table.get(cx)?, &picks),
                    None => bail!(Runtime, "embedding_bag did not keep its table"),
                })?;
                Ok(crate::grads![by_table, by_factors])
            });
        }
    }
    Ok((out, bag_of, sizes, last))
}

impl Listed {
    /// For every entry the gradient of its bag, 0 behind the last one.
    fn spread(&self, grad: &Tensor, bag_of: &Tensor) -> Result<Tensor> {
        if self.count == 0 {
            return Tensor::zeros(&[bag_of.numel(), grad.shape()[1]], grad.dtype(), grad.device());
        }
        let inside = no_grad(|| bag_of.clamp(None, Some(Scalar::Int(self.count as i64 - 1).into())))?;
        let rows = super::index_select(grad, 0, &inside)?;
        if !self.ends {
            return Ok(rows);
        }
        let behind = no_grad(|| bag_of.ge(Scalar::Int(self.count as i64).into())?.unsqueeze(1))?;
        super::masked_fill(&rows, &behind, 0.into())
    }

    /// The table's gradient.
    fn to_table(
        &self,
        rows: &Tensor,
        factors: Option<&Tensor>,
        bag_of: &Tensor,
        picks: &Tensor,
        sizes: &Tensor,
    ) -> Result<Tensor> {
        let scaled = match (factors, self.mode) {
            (Some(factors), _) => rows.mul((&factors.unsqueeze(1)?).into())?,
            (None, Mode::Mean) if self.count > 0 => {
                let share = no_grad(|| {
                    let inside = bag_of.clamp(None, Some(Scalar::Int(self.count as i64 - 1).into()))?;
                    let size = super::index_select(sizes, 0, &inside)?.clamp(Some(1.into()), None)?;
                    size.to_dtype(rows.dtype())?.unsqueeze(1)
                })?;
                rows.div((&share).into(), None)?
            }
            _ => rows.clone(),
        };
        added_up(&scaled, picks, self.rows, self.padding, self.by_frequency)
    }

    /// The gradient of the factors.
    fn to_factors(&self, rows: &Tensor, table: &Tensor, picks: &Tensor) -> Result<Tensor> {
        let products = rows.mul((&super::index_select(table, 0, picks)?).into())?;
        let unused = no_grad(|| picks.eq(self.padding.into()))?;
        super::masked_fill(&products.sum_dim(Some(&[1]), false, None)?, &unused, 0.into())
    }
}

/// The gradient of a table from that of its bags' maxima, recorded.
fn to_winners(grad: &Tensor, winners: &Tensor, rows: usize) -> Result<Tensor> {
    let table = Tensor::zeros(&[rows, grad.shape()[1]], grad.dtype(), grad.device())?;
    let none = no_grad(|| winners.lt(0.into()))?;
    let given = super::masked_fill(grad, &none, 0.into())?;
    if rows == 0 {
        return Ok(table);
    }
    super::scatter_add(&table, 0, &no_grad(|| winners.clamp(Some(0.into()), None))?, &given)
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
            let from = saved.get(cx)?;
            if cx.create_graph {
                return Ok(crate::grads![Some(to_winners(grad, &from, rows)?)]);
            }
            let grad = dense_as(grad, dtype)?;
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
