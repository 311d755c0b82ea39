//! What names places in an operand.

use flambeau_cpu::index::{Indices, View};
use flambeau_cpu::pointwise::plan::Loops;
use smallvec::SmallVec;

use super::Strides;
use crate::params::{Dim, Words, depth_of};

/// A tensor of indices.
#[derive(Clone, Debug)]
pub(super) struct Index {
    pub data: *const i64,
    /// Strides over the places' shape.
    pub strides: Strides,
    pub dim: usize,
    pub size: usize,
    /// Of the operand along the dimension.
    pub stride: isize,
}

/// Places in an operand, one for each element of a shape.
pub struct Places<'a> {
    pub(super) shape: SmallVec<[usize; 8]>,
    /// The operand's strides over the shape, with 0 where indices lead.
    pub(super) base: Strides,
    pub(super) indices: SmallVec<[Index; 2]>,
    pub(super) wraps: bool,
    /// An index that names nothing, and is no mistake.
    pub(super) skipped: Option<i64>,
    /// The operand's shape and strides, where the index counts its elements in row-major order.
    pub(super) flat: Option<(&'a [usize], &'a [isize])>,
}

impl<'a> Places<'a> {
    /// One index for each element along a dimension.
    pub(super) fn along(
        dim: usize,
        shape: &[usize],
        operand: &[isize],
        size: usize,
        index: View<'_>,
        wraps: bool,
    ) -> Places<'a> {
        let mut base: Strides = operand.into();
        let stride = std::mem::replace(&mut base[dim], 0);
        let index = Index { data: index.data.cast(), strides: index.strides.into(), dim, size, stride };
        Places { shape: shape.into(), base, indices: SmallVec::from_iter([index]), wraps, skipped: None, flat: None }
    }

    /// Indices of several dimensions; `operand` has the strides of the others.
    pub(super) fn advanced(indices: &Indices<'a>, rest: &[usize], operand: &[isize]) -> Places<'a> {
        let over_all = |strides: &[isize]| strides.iter().copied().chain(rest.iter().map(|_| 0)).collect::<Strides>();
        let (own, named, flat) = match *indices {
            Indices::PerDim { shape, tensors } => {
                let named = tensors.iter().map(|tensor| Index {
                    data: tensor.data,
                    strides: over_all(tensor.strides),
                    dim: tensor.dim,
                    size: tensor.size,
                    stride: tensor.stride,
                });
                (shape, named.collect(), None)
            }
            Indices::Linear { shape, index, operand_shape, operand_strides } => {
                let (data, strides) = (index.data.cast(), over_all(index.strides));
                let size = operand_shape.iter().product();
                let named = Index { data, strides, dim: 0, size, stride: 0 };
                (shape, SmallVec::from_iter([named]), Some((operand_shape, operand_strides)))
            }
        };
        Places {
            shape: own.iter().chain(rest).copied().collect(),
            base: own.iter().map(|_| 0).chain(operand.iter().copied()).collect(),
            indices: named,
            wraps: true,
            skipped: None,
            flat,
        }
    }

    /// The operand's dimensions in row-major order, where the index counts its elements.
    fn operand(&self) -> Option<Loops> {
        self.flat.map(|(shape, strides)| Loops::of_dims(shape, |_| true, &[strides], false, 0))
    }

    /// The fields of `Indices` in kernels/index.cuh, for elements of so many bytes; its template's last argument.
    pub(super) fn push(&self, words: &mut Words, element_size: usize) -> usize {
        for index in &self.indices {
            let step = index.stride * element_size as isize;
            words.extend([index.data as u64, index.size as u64, step as u64, index.dim as u64]);
        }
        let skips = self.skipped.is_some() as u64;
        words.extend([self.wraps as u64 | skips << 1, self.skipped.unwrap_or(0) as u64]);
        match self.operand() {
            Some(loops) => {
                words.push_loops(&loops, &[element_size]);
                depth_of(&loops)
            }
            None => {
                words.push_dim(Dim::new(1));
                words.push(0);
                0
            }
        }
    }

    /// The first and the last element of the operand that positions can name, counted in elements from the one at which
    /// all coordinates and indices are 0: over the dimensions of the shape that `positions` marks.
    pub(super) fn span(&self, positions: &[bool]) -> (isize, isize) {
        let own = self.shape.iter().zip(&self.base).zip(positions).filter(|(_, marked)| **marked).map(|(dim, _)| dim);
        let own = own.map(|(size, stride)| (*size, *stride));
        let indexed = self.indices.iter().map(|index| (index.size, index.stride));
        let flat = self.flat.map(|(shape, strides)| shape.iter().copied().zip(strides.iter().copied()));
        own.chain(indexed).chain(flat.into_iter().flatten()).fold((0, 0), |(low, high), (size, stride)| {
            let reach = size.saturating_sub(1) as isize * stride;
            (low + reach.min(0), high + reach.max(0))
        })
    }
}
