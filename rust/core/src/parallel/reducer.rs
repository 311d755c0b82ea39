//! Gradients of replicas, summed bucket by bucket while the backward pass goes on.
//!
//! Replicas are copies of one module, each on its device, with leaves of their own. A bucket is a row of gradients on each
//! device, filled as they come, last parameters first, since a pass reaches those first. Whoever brings the last gradient
//! of a bucket, of all replicas, has it summed to the first replica, whose `.grad` then is that of all samples; the other
//! threads of the pass go on meanwhile. On GPUs the sum has streams of its own, which the pass's streams wait for at its end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, AtomicUsize, Ordering};

use flambeau_cuda::stream::{Currents, Stream};
use parking_lot::Mutex;
use rustc_hash::FxHashSet;

use super::collective::{Collective, Reduction, copy, group};
use super::{Backend, coalesce};
use crate::autograd::hooks::TensorHook;
use crate::autograd::meta::TensorHookHandle;
use crate::autograd::{Node, no_grad, running};
use crate::device::Device;
use crate::{Result, Scalar, Tensor, bail, ensure};

/// A gradient that is still to come.
const AWAITED: u8 = 0;
/// A gradient that has come.
const CAME: u8 = 1;
/// A gradient that will not come in this step.
const SKIPPED: u8 = 2;

/// How a reducer works.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Bytes of a bucket.
    pub bucket: usize,
    /// Bytes of the first bucket, which starts the exchange early.
    pub first_bucket: usize,
    /// Let the first replica's gradients lie in the buckets.
    pub views: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { bucket: 25 << 20, first_bucket: 1 << 20, views: false }
    }
}

struct Bucket {
    members: Vec<usize>,
    begins: Vec<usize>,
    /// One row on each device, made when first needed.
    rows: Mutex<Vec<Tensor>>,
    length: usize,
    missing: AtomicUsize,
}

struct Inner {
    /// The parameters of each replica.
    replicas: Vec<Vec<Tensor>>,
    /// The bucket of each parameter.
    homes: Vec<usize>,
    buckets: Vec<Bucket>,
    collective: Box<dyn Collective>,
    options: Options,
    /// Whether passes sum gradients, or only gather them on each device.
    sums: AtomicBool,
    /// For each replica and parameter, whether its gradient has come in this pass: [`AWAITED`], [`CAME`] or [`SKIPPED`].
    ready: Vec<Vec<AtomicU8>>,
    /// Buckets that are not summed yet.
    left: AtomicUsize,
    /// For each parameter whose gradients were left with the replicas, the version of the first one's, plus 1; else 0.
    kept: Vec<AtomicU64>,
    /// Whether the end of the running pass is taken care of.
    awaited: AtomicBool,
    /// Streams of the sums, one on each GPU.
    streams: Vec<Stream>,
    /// Gradients that these streams may still read.
    held: Mutex<Vec<Tensor>>,
}

/// Sums the gradients of replicas. Dropping it ends that.
pub struct Reducer {
    inner: Arc<Inner>,
    hooks: Vec<TensorHookHandle>,
}

struct Arrived {
    inner: std::sync::Weak<Inner>,
    replica: usize,
    parameter: usize,
}

impl TensorHook for Arrived {
    fn call(&self, _leaf: &Tensor) -> Result<Option<Tensor>> {
        if let Some(inner) = self.inner.upgrade() {
            inner.arrived(self.replica, self.parameter, CAME)?;
        }
        Ok(None)
    }
}

impl Reducer {
    /// A reducer for the parameters of replicas: lists of one length, of leaves that match, each list on one device.
    ///
    /// # Errors
    /// Lists that do not match; a parameter that needs no gradient.
    pub fn new(replicas: Vec<Vec<Tensor>>, options: Options) -> Result<Reducer> {
        let Some(first) = replicas.first() else { bail!(Value, "a reducer needs one replica at least") };
        for list in &replicas {
            ensure!(list.len() == first.len(), Value, "replicas differ in their number of parameters");
            for (own, other) in list.iter().zip(first) {
                ensure!(
                    own.shape() == other.shape()
                        && own.dtype() == other.dtype()
                        && own.device().is_same_place(list[0].device()),
                    Value,
                    "parameters of replicas must match, and those of one replica lie on one device"
                );
            }
        }
        let backwards: Vec<Tensor> = first.iter().rev().cloned().collect();
        let mut homes = vec![0; first.len()];
        let mut buckets = Vec::new();
        let limit = |at: usize| if at == 0 { options.first_bucket } else { options.bucket };
        for chunk in coalesce::chunks(&backwards, limit) {
            let members: Vec<usize> = chunk.iter().map(|at| first.len() - 1 - at).collect();
            let (begins, length) = coalesce::places(&members.iter().map(|&at| &first[at]).collect::<Vec<_>>());
            members.iter().for_each(|&member| homes[member] = buckets.len());
            buckets.push(Bucket { members, begins, rows: Mutex::default(), length, missing: AtomicUsize::new(0) });
        }
        let devices: Vec<Device> = replicas.iter().filter_map(|list| list.first()).map(Tensor::device).collect();
        let mut streams: Vec<Stream> = Vec::new();
        for gpu in devices.iter().filter_map(|device| device.gpu()) {
            if streams.iter().all(|stream| stream.device != gpu) {
                streams.push(Stream::pooled(gpu, 0)?);
            }
        }
        let collective = group(if devices.is_empty() { &[Device::CPU] } else { &devices }, Backend::Auto)?;
        let flags = |list: &Vec<Tensor>| list.iter().map(|_| AtomicU8::new(AWAITED)).collect();
        let inner = Arc::new(Inner {
            homes,
            buckets,
            collective,
            options,
            sums: AtomicBool::new(true),
            ready: replicas.iter().map(flags).collect(),
            left: AtomicUsize::new(0),
            kept: replicas[0].iter().map(|_| AtomicU64::new(0)).collect(),
            awaited: AtomicBool::new(false),
            streams,
            held: Mutex::default(),
            replicas,
        });
        inner.arm(false);
        let mut hooks = Vec::new();
        for (replica, list) in inner.replicas.iter().enumerate() {
            for (parameter, leaf) in list.iter().enumerate() {
                let hook = Arrived { inner: Arc::downgrade(&inner), replica, parameter };
                hooks.push(leaf.register_post_accumulate_grad_hook(Arc::new(hook))?);
            }
        }
        Ok(Reducer { inner, hooks })
    }

    /// Begins a step: `sums` says whether its backward pass sums gradients, or leaves each replica's where they are.
    /// Forgets the gradients of passes that were not finished.
    ///
    /// # Errors
    /// A gradient that cannot be read.
    pub fn prepare(&self, sums: bool) -> Result<()> {
        let inner = &self.inner;
        inner.sums.store(sums, Ordering::Relaxed);
        inner.awaited.store(false, Ordering::Relaxed);
        inner.held.lock().clear();
        inner.arm(false);
        no_grad(|| (0..inner.homes.len()).try_for_each(|at| inner.forget_cleared(at)))
    }

    /// Parameters whose gradients did not come, by number, if the last backward pass has summed some and not all.
    pub fn unfinished(&self) -> Vec<usize> {
        let inner = &self.inner;
        let state = |flag: &AtomicU8| flag.load(Ordering::Relaxed);
        if !inner.sums.load(Ordering::Relaxed) || !inner.ready.iter().flatten().any(|flag| state(flag) == CAME) {
            return Vec::new();
        }
        (0..inner.homes.len()).filter(|&at| inner.ready.iter().any(|list| state(&list[at]) == AWAITED)).collect()
    }

    /// Finds the parameters that the results of a replica do not depend on: nobody waits for their gradients in this step.
    ///
    /// # Errors
    /// A sum that fails.
    pub fn find_unused(&self, replica: usize, results: &[Tensor]) -> Result<()> {
        let mut stack: Vec<Arc<Node>> =
            results.iter().filter_map(Tensor::gradient_edge).map(|edge| edge.node).collect();
        let mut seen: FxHashSet<usize> = FxHashSet::default();
        while let Some(node) = stack.pop() {
            if seen.insert(Arc::as_ptr(&node) as usize) {
                stack.extend(node.edges().iter().flatten().map(|edge| edge.node.clone()));
            }
        }
        for (parameter, leaf) in self.inner.replicas[replica].iter().enumerate() {
            let end = leaf.gradient_edge().map(|edge| Arc::as_ptr(&edge.node) as usize);
            if end.is_none_or(|end| !seen.contains(&end)) {
                self.inner.arrived(replica, parameter, SKIPPED)?;
            }
        }
        Ok(())
    }

    /// Drops what replicas but the first have gathered.
    pub fn clear(&self) {
        for leaf in self.inner.replicas.iter().skip(1).flatten() {
            leaf.set_grad(None);
        }
    }

    /// The parameters of each bucket, by number.
    pub fn buckets(&self) -> Vec<Vec<usize>> {
        self.inner.buckets.iter().map(|bucket| bucket.members.clone()).collect()
    }
}

impl Drop for Reducer {
    fn drop(&mut self) {
        self.hooks.iter().for_each(TensorHookHandle::remove);
    }
}

impl Inner {
    /// Awaits all gradients, but for those that are skipped, if `again`: the same step's graph is passed once more.
    fn arm(&self, again: bool) {
        let mut left = 0;
        for bucket in &self.buckets {
            let mut missing = 0;
            for flag in self.ready.iter().flat_map(|list| bucket.members.iter().map(|&at| &list[at])) {
                if !again || flag.load(Ordering::Relaxed) != SKIPPED {
                    flag.store(AWAITED, Ordering::Relaxed);
                    missing += 1;
                }
            }
            bucket.missing.store(missing, Ordering::Relaxed);
            left += (missing > 0) as usize;
        }
        self.left.store(left, Ordering::Release);
    }

    fn arrived(self: &Arc<Inner>, replica: usize, parameter: usize, how: u8) -> Result<()> {
        if !self.sums.load(Ordering::Relaxed) {
            if replica == 0 && how == CAME {
                let version =
                    self.replicas[0][parameter].grad().map_or(0, |gradient| u64::from(gradient.version()) + 1);
                self.kept[parameter].store(version, Ordering::Relaxed);
            }
            return Ok(());
        }
        let before = self.ready[replica][parameter].swap(how, Ordering::AcqRel);
        ensure!(
            before == AWAITED,
            Runtime,
            "Expected to mark a variable ready only once: parameter {parameter} of replica {replica} has a gradient {}",
            if before == SKIPPED { "though it was found to be unused" } else { "twice in one step" }
        );
        let bucket = &self.buckets[self.homes[parameter]];
        // Whoever takes the last one sees what the others have written.
        if bucket.missing.fetch_sub(1, Ordering::AcqRel) > 1 {
            return Ok(());
        }
        no_grad(|| self.sum(bucket))?;
        if self.left.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.arm(true);
        }
        Ok(())
    }

    /// Drops what the replicas have of a parameter's gradient, where the user has cleared the first one's meanwhile.
    fn forget_cleared(&self, parameter: usize) -> Result<()> {
        let kept = self.kept[parameter].swap(0, Ordering::Relaxed);
        if kept == 0 {
            return Ok(());
        }
        let cleared = match self.replicas[0][parameter].grad() {
            None => true,
            Some(gradient) if u64::from(gradient.version()) + 1 == kept => false,
            Some(gradient) => gradient.numel() > 0 && gradient.count_nonzero(None)?.item()? == Scalar::Int(0),
        };
        if cleared {
            self.replicas.iter().skip(1).for_each(|list| list[parameter].set_grad(None));
        } else {
            self.kept[parameter].store(kept, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Sums one bucket to the first replica's gradients.
    fn sum(self: &Arc<Inner>, bucket: &Bucket) -> Result<()> {
        let before = Currents::here();
        let switched = self.streams.iter().try_for_each(|stream| {
            stream.wait_stream(Stream::current(stream.device))?;
            stream.make_current();
            Ok(())
        });
        let summed = switched.and_then(|()| self.sum_here(bucket));
        drop(before.make_current());
        summed?;
        if !self.streams.is_empty() && !self.awaited.swap(true, Ordering::AcqRel) {
            let inner = self.clone();
            if !running::at_end(move || inner.wait()) {
                self.wait()?;
            }
        }
        Ok(())
    }

    /// Lets the current streams wait for the sums.
    fn wait(&self) -> Result<()> {
        self.awaited.store(false, Ordering::Release);
        for stream in &self.streams {
            Stream::current(stream.device).wait_stream(*stream)?;
        }
        self.held.lock().clear();
        Ok(())
    }

    fn sum_here(&self, bucket: &Bucket) -> Result<()> {
        let mut rows = bucket.rows.lock();
        if rows.is_empty() {
            for list in &self.replicas {
                let leaf = &list[bucket.members[0]];
                rows.push(Tensor::empty(&[bucket.length], leaf.dtype(), leaf.device())?);
            }
        }
        // A parameter that no replica has used has no gradient afterwards either.
        let mut used = vec![false; bucket.members.len()];
        for (replica, (list, row)) in self.replicas.iter().zip(rows.iter()).enumerate() {
            for ((&member, &begin), used) in bucket.members.iter().zip(&bucket.begins).zip(&mut used) {
                let part = coalesce::part(row, begin, list[member].shape())?;
                match list[member].grad() {
                    Some(gradient) => {
                        *used = true;
                        if gradient.data_ptr() != part.data_ptr() || !gradient.is_contiguous() {
                            copy(&part, &gradient)?;
                        }
                        if replica > 0 {
                            list[member].set_grad(None);
                        }
                        if !self.streams.is_empty() {
                            self.held.lock().push(gradient);
                        }
                    }
                    None => part.zero_()?,
                }
            }
        }
        self.collective.reduce(&rows, 0, Reduction::Sum)?;
        for ((&member, &begin), used) in bucket.members.iter().zip(&bucket.begins).zip(used) {
            let leaf = &self.replicas[0][member];
            if !used {
                continue;
            }
            let part = coalesce::part(&rows[0], begin, leaf.shape())?;
            match leaf.grad() {
                Some(gradient) if gradient.data_ptr() == part.data_ptr() && gradient.is_contiguous() => {}
                Some(gradient) if !self.options.views => {
                    copy(&gradient, &part)?;
                    gradient.bump_version();
                }
                None if !self.options.views => leaf.set_grad(Some(part.copy()?)),
                _ => leaf.set_grad(Some(part)),
            }
        }
        Ok(())
    }
}
