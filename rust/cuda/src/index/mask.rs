//! What a mask selects: `nonzero`, `masked_select`, `masked_scatter`.

use flambeau_cpu::DType;
use flambeau_cpu::index::{View, ViewMut};
use flambeau_cpu::pointwise::plan::Loops;

use super::{moved, number};
use crate::alloc::Scratch;
use crate::compile::{self, Family, Key, Source};
use crate::device;
use crate::error::Result;
use crate::launch::{self, Grid};
use crate::params::{Dim, Words, depth_of};
use crate::pointwise::source::storage_type;
use crate::report::Asker;
use crate::sort::prefix;
use crate::stream::Stream;
use crate::transfer::{self, Host};

/// Threads of a block: `PREFIX_THREADS` in kernels/prefix.cuh.
const THREADS: u32 = 256;
/// Elements of a block: `MASK_TILE` in kernels/mask.cuh.
const TILE: usize = 2048;

/// The family's text.
const TEXT: &str = concat!(include_str!("../kernels/prefix.cuh"), include_str!("../kernels/mask.cuh"));

/// The kernels of kernels/mask.cuh.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kernel {
    Count,
    Select,
    Scatter,
    Coordinates,
}

/// A mask on a device whose elements that are not zero are being counted.
pub struct Mask<'a> {
    dtype: DType,
    shape: &'a [usize],
    mask: View<'a>,
    n: usize,
    /// How many elements were selected before each tile, and in all.
    starts: Scratch,
    stream: Stream,
}

/// What a kernel does beside the mask.
struct Work<'a> {
    kernel: Kernel,
    element_size: usize,
    target: *mut u8,
    source: *const u8,
    /// Elements of a source that is read in order.
    limit: usize,
    out_strides: [isize; 2],
    /// Over the mask's shape.
    strides: Option<&'a [isize]>,
}

impl<'a> Mask<'a> {
    /// Counts the elements that are not zero.
    ///
    /// # Errors
    /// NVRTC is needed and not there; no memory for the counts; the driver refuses a launch.
    ///
    /// # Safety
    /// `mask` is valid for reads over what `shape` and its strides span, on the stream's device, until all the work that the
    /// methods give has passed.
    pub unsafe fn new(dtype: DType, shape: &'a [usize], mask: View<'a>, stream: Stream) -> Result<Mask<'a>> {
        let n: usize = shape.iter().product();
        let tiles = n.div_ceil(TILE);
        let starts = Scratch::new(8 * (tiles + 1), stream)?;
        let all = Mask { dtype, shape, mask, n, starts, stream };
        let (target, source) = (std::ptr::null_mut(), std::ptr::null());
        let kernel = Kernel::Count;
        // SAFETY: there is a count for each tile, and room for one more; the rest is the caller's promise.
        unsafe {
            let work = Work { kernel, element_size: 0, target, source, limit: 0, out_strides: [0; 2], strides: None };
            all.run(const { &Asker::index("nonzero") }, work)?;
            prefix::sum_up(device::get(stream.device)?, all.starts.address(), tiles, stream)?;
        }
        Ok(all)
    }

    /// How many elements are not zero: waits for the device.
    ///
    /// # Errors
    /// A kernel failed before.
    pub fn selected(&self) -> Result<usize> {
        let (mut count, total) = (0u64, self.starts.address() + 8 * self.n.div_ceil(TILE) as u64);
        // SAFETY: the sum of all counts comes last, and the copy is waited for.
        unsafe { transfer::to_host((&raw mut count).cast(), total, 8, self.stream, Host::Pageable, true)? };
        Ok(count as usize)
    }

    /// As [`flambeau_cpu::index::Mask::coordinates`].
    ///
    /// # Errors
    /// As [`Mask::new`].
    ///
    /// # Safety
    /// As there, on the stream's device; the mask is as it was.
    pub unsafe fn coordinates(&self, out: *mut i64, out_strides: [isize; 2]) -> Result<()> {
        if self.shape.is_empty() {
            return Ok(());
        }
        let (kernel, source) = (Kernel::Coordinates, std::ptr::null());
        let work = Work { kernel, element_size: 8, target: out.cast(), source, limit: 0, out_strides, strides: None };
        // SAFETY: the caller's promises are passed on.
        unsafe { self.run(const { &Asker::index("nonzero") }, work) }
    }

    /// As [`flambeau_cpu::index::Mask::select`].
    ///
    /// # Errors
    /// As [`Mask::new`].
    ///
    /// # Safety
    /// As there, on the stream's device; the mask is as it was.
    pub unsafe fn select(&self, element_size: usize, src: View<'_>, target: *mut u8) -> Result<()> {
        let (kernel, strides) = (Kernel::Select, Some(src.strides));
        let work = Work { kernel, element_size, target, source: src.data, limit: 0, out_strides: [0; 2], strides };
        // SAFETY: the caller's promises are passed on.
        unsafe { self.run(const { &Asker::index("masked_select") }, work) }
    }

    /// As [`flambeau_cpu::index::Mask::scatter`] with `limit` elements at `source`; a mask that selects more is a mistake
    /// that the kernel notes.
    ///
    /// # Errors
    /// As [`Mask::new`].
    ///
    /// # Safety
    /// As there, on the stream's device.
    pub unsafe fn scatter(&self, size: usize, target: ViewMut<'_>, source: *const u8, limit: usize) -> Result<()> {
        let (kernel, strides, data) = (Kernel::Scatter, Some(target.strides), target.data);
        let work = Work { kernel, element_size: size, target: data, source, limit, out_strides: [0; 2], strides };
        // SAFETY: the caller's promises are passed on.
        unsafe { self.run(const { &Asker::other("masked_scatter") }, work) }
    }

    /// # Safety
    /// What the work reads and writes is valid on the stream's device.
    unsafe fn run(&self, op: &'static Asker, work: Work<'_>) -> Result<()> {
        if self.n == 0 {
            return Ok(());
        }
        let device = device::get(self.stream.device)?;
        device.enter()?;
        let mask_size = self.dtype.size();
        let mut words = Words::new();
        words.extend([self.n as u64, self.mask.data as u64, self.starts.address(), work.target as u64]);
        words.extend([work.source as u64, work.limit as u64]);
        words.extend(work.out_strides.map(|stride| stride as u64));
        let operands = 1 + work.strides.is_some() as usize;
        let dims = match work.strides {
            // Coordinates are of the dimensions as they are.
            None if work.kernel == Kernel::Coordinates => {
                self.shape.iter().rev().for_each(|size| words.push_dim(Dim::new(*size)));
                words.extend(self.mask.strides.iter().rev().map(|stride| (stride * mask_size as isize) as u64));
                self.shape.len()
            }
            None => self.push(&mut words, &[self.mask.strides], &[mask_size]),
            Some(strides) => self.push(&mut words, &[self.mask.strides, strides], &[mask_size, work.element_size]),
        };
        words.extend(device.report.words(op));
        let number = number(self.n);
        let make = || {
            let (element, mask) = (moved(work.element_size), storage_type(self.dtype));
            let call = match work.kernel {
                Kernel::Count => format!("mask_count<{mask}, {number}>"),
                Kernel::Select => format!("mask_select<{element}, {mask}, {number}>"),
                Kernel::Scatter => format!("mask_scatter<{element}, {mask}, {number}>"),
                Kernel::Coordinates => format!("mask_coordinates<{mask}, {number}>"),
            };
            let params = format!("MaskParams<{dims}, {operands}>");
            Source::of_family("mask", call.clone(), TEXT, &params, THREADS, &call)
        };
        let parts = [work.kernel as usize, work.element_size, self.dtype as usize, dims, (number == "u64") as usize];
        let key = Key { family: Family::Mask, made_for: parts.iter().fold(0, |code, part| code << 8 | *part as u128) };
        let function = compile::function(device, key, make)?;
        // SAFETY: the words are the fields of `MaskParams`; the rest is the caller's promise.
        unsafe { launch::launch(function, Grid::row(self.n.div_ceil(TILE), THREADS), words.as_ptr(), self.stream) }
    }

    /// Loops over the shape in row-major order; their number.
    fn push(&self, words: &mut Words, strides: &[&[isize]], units: &[usize]) -> usize {
        let loops = Loops::of_dims(self.shape, |_| true, strides, false, 0);
        words.push_loops(&loops, units);
        depth_of(&loops)
    }
}
