//! Cutting a dataset into batches.

use std::sync::Arc;

use super::Dataset;
use super::workers::Workers;
use crate::random::{self, Generator};
use crate::{DType, Device, Result, Tensor, autograd};

/// Cuts a dataset into batches, in order or shuffled.
pub struct DataLoader {
    dataset: Arc<dyn Dataset>,
    batch_size: usize,
    shuffle: bool,
    drop_last: bool,
    workers: usize,
}

impl DataLoader {
    /// Batches of one sample, in order, made by the thread that asks for them.
    pub fn new(dataset: impl Dataset + 'static) -> DataLoader {
        DataLoader { dataset: Arc::new(dataset), batch_size: 1, shuffle: false, drop_last: false, workers: 0 }
    }

    /// Samples in a batch; 0 counts as 1.
    pub fn batch_size(self, batch_size: usize) -> DataLoader {
        DataLoader { batch_size: batch_size.max(1), ..self }
    }

    /// Whether samples come in a new random order in each pass.
    pub fn shuffle(self, shuffle: bool) -> DataLoader {
        DataLoader { shuffle, ..self }
    }

    /// Whether a last batch that is not full is left out.
    pub fn drop_last(self, drop_last: bool) -> DataLoader {
        DataLoader { drop_last, ..self }
    }

    /// Threads that make batches ahead; batches come in the same order with any number.
    pub fn workers(self, workers: usize) -> DataLoader {
        DataLoader { workers, ..self }
    }

    /// The dataset.
    pub fn dataset(&self) -> &dyn Dataset {
        &*self.dataset
    }

    /// Batches in a pass.
    pub fn len(&self) -> usize {
        let samples = self.dataset.len();
        if self.drop_last { samples / self.batch_size } else { samples.div_ceil(self.batch_size) }
    }

    /// Whether a pass has no batches.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Begins a pass.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn iter(&self) -> Result<Batches> {
        let samples = self.dataset.len();
        let order = Tensor::empty(&[samples], DType::I64, Device::CPU)?;
        // SAFETY: the tensor is new, contiguous, and holds this many numbers, all of which are written before they are read.
        let numbers = unsafe { std::slice::from_raw_parts_mut(order.host_ptr()?.cast::<i64>(), samples) };
        // PyTorch draws a seed for its workers whether it has any or not, then one for the order.
        let default = random::default_generator();
        seed_from(default);
        if self.shuffle {
            random::randperm(numbers, &Generator::with_seed(seed_from(default)));
        } else {
            numbers.iter_mut().zip(0..).for_each(|(number, at)| *number = at);
        }
        let (batches, size) = (self.len(), self.batch_size);
        let parts = (0..batches)
            .map(|at| order.narrow(0, (at * size) as i64, size.min(samples - at * size) as i64))
            .collect::<Result<Vec<Tensor>>>()?;
        let source = if self.workers == 0 {
            Source::Here(self.dataset.clone(), parts.into_iter())
        } else {
            Source::Ahead(Workers::start(&self.dataset, parts, self.workers))
        };
        Ok(Batches(source))
    }
}

/// What `torch.empty((), dtype=int64).random_()` draws.
fn seed_from(generator: &Generator) -> u64 {
    let mut seed = [0i64];
    random::random(&mut seed, generator);
    seed[0] as u64
}

enum Source {
    Here(Arc<dyn Dataset>, std::vec::IntoIter<Tensor>),
    Ahead(Workers),
}

/// One pass over a loader: each item is a batch, a tensor for each part of a sample.
pub struct Batches(Source);

impl Iterator for Batches {
    type Item = Result<Vec<Tensor>>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Source::Here(dataset, parts) => parts.next().map(|numbers| autograd::no_grad(|| dataset.batch(&numbers))),
            Source::Ahead(workers) => workers.next(),
        }
    }
}
