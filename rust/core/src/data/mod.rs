//! Data for Rust programs: datasets in memory, and loaders that cut them into batches.
//!
//! A loader draws the same numbers in the same order as PyTorch's `DataLoader`: with the same seed, batches are the same.
//!
//! ```
//! use flambeau::{Tensor, data::{DataLoader, TensorDataset}, random};
//! random::manual_seed(0);
//! let values = Tensor::from_slice(&[0i64, 1, 2, 3, 4], &[5])?;
//! let loader = DataLoader::new(TensorDataset::new(vec![values])?).batch_size(2).shuffle(true);
//! let batches = loader.iter()?.collect::<flambeau::Result<Vec<_>>>()?;
//! assert_eq!(batches.len(), 3);
//! assert_eq!(batches[2][0].shape(), &[1]);
//! # Ok::<(), flambeau::Error>(())
//! ```

mod loader;
mod workers;

pub use loader::{Batches, DataLoader};

use crate::{Result, Tensor, ensure, ops};

/// Samples that can be looked up by number, many at a time.
pub trait Dataset: Send + Sync {
    /// Number of samples.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The samples with these numbers, an int64 tensor `(B,)`, as one batch.
    ///
    /// # Errors
    /// Numbers out of range, and whatever reading samples brings.
    fn batch(&self, numbers: &Tensor) -> Result<Vec<Tensor>>;
}

/// Samples that are rows of tensors.
pub struct TensorDataset(Vec<Tensor>);

impl TensorDataset {
    /// Sample `i` is row `i` of each tensor.
    ///
    /// # Errors
    /// `ValueError` for tensors with different numbers of rows, or none.
    pub fn new(tensors: Vec<Tensor>) -> Result<TensorDataset> {
        let rows = tensors.first().and_then(|tensor| tensor.shape().first());
        ensure!(
            rows.is_some() && tensors.iter().all(|tensor| tensor.shape().first() == rows),
            Value,
            "a TensorDataset needs tensors with the same number of rows"
        );
        Ok(TensorDataset(tensors))
    }

    /// The tensors.
    pub fn tensors(&self) -> &[Tensor] {
        &self.0
    }
}

impl Dataset for TensorDataset {
    fn len(&self) -> usize {
        self.0[0].shape()[0]
    }

    fn batch(&self, numbers: &Tensor) -> Result<Vec<Tensor>> {
        self.0.iter().map(|tensor| ops::index_select(tensor, 0, numbers)).collect()
    }
}
