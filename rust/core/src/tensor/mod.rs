//! The tensor: a handle to storage, a layout, and what autograd knows.
//!
//! What lives here: the handle itself ([`Tensor`]), shapes and strides ([`layout`]), memory ([`storage`]), construction
//! and reading of elements ([`create`], [`read`]), the tensor given as `out=` ([`destination`]), handle counts and the embedding language's object (`handle`).
//! What does not: operations (`crate::ops`) and the tape (`crate::autograd`).
//!
//! A tensor's layout never changes: operations that change it (`resize_`, `t_`, assignment to `.data`) give a new
//! handle that keeps the old one's autograd identity, and the caller replaces its handle. The hot path therefore reads
//! shapes and pointers without a lock.

mod create;
pub mod destination;
mod handle;
pub mod layout;
mod read;
mod storage;
#[cfg(test)]
mod tests;

use std::ptr::NonNull;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use flambeau_cpu::DType;

pub use handle::set_release;
pub use layout::{MemoryFormat, Shape, Strides};
pub use read::read_scalar;
pub use storage::Storage;

use crate::autograd::Meta;
use crate::device::{Device, DeviceKind};
use crate::{Error, Result};

/// How a view came to be; decides what an in-place change of it means for autograd.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum ViewOrigin {
    /// Made by an ordinary view operation.
    Normal = 0,
    /// Made by an operation that returns several views, such as `split`.
    MultiOutput = 1,
    /// Made while gradients were off.
    NoGrad = 2,
    /// Made in inference mode, of a tensor that was not.
    Inference = 3,
    /// Made by a custom function, which gave the view a gradient of its own.
    Function = 4,
}

/// What a view knows of the tensor it looks into.
pub struct View {
    /// The tensor that owns the elements; never a view itself.
    pub base: Tensor,
    origin: AtomicU8,
    /// The storage's version when the view's place in the graph was last right.
    pub(crate) graph_version: AtomicU32,
}

impl View {
    /// How the view came to be.
    pub fn origin(&self) -> ViewOrigin {
        match self.origin.load(Ordering::Relaxed) {
            1 => ViewOrigin::MultiOutput,
            2 => ViewOrigin::NoGrad,
            3 => ViewOrigin::Inference,
            4 => ViewOrigin::Function,
            _ => ViewOrigin::Normal,
        }
    }

    /// Says how the view came to be, where the operation that made it knows better.
    pub fn set_origin(&self, origin: ViewOrigin) {
        self.origin.store(origin as u8, Ordering::Relaxed);
    }
}

/// The shared body of a tensor handle.
pub struct TensorImpl {
    header: handle::Header,
    storage: Storage,
    shape: Shape,
    strides: Strides,
    offset: usize,
    numel: usize,
    dtype: DType,
    contiguous: bool,
    inference: bool,
    /// A version counter of its own, for `.data`; otherwise the storage's counts.
    version: Option<Arc<AtomicU32>>,
    view: Option<Box<View>>,
    meta: OnceLock<Arc<Meta>>,
    /// The handle that took this one's place; see [`Tensor::replaced_by`].
    successor: OnceLock<Tensor>,
}

/// A multi-dimensional array with an optional place in an autograd graph. Cloning copies the handle, not the elements.
///
/// ```
/// use flambeau::Tensor;
/// let x = Tensor::from_slice(&[1.0f32, 2.0, 3.0, 4.0], &[2, 2])?;
/// assert_eq!(x.shape(), &[2, 2]);
/// # Ok::<(), flambeau::Error>(())
/// ```
pub struct Tensor(NonNull<TensorImpl>);

/// The parts of a new tensor handle.
pub(crate) struct Parts {
    pub storage: Storage,
    pub shape: Shape,
    pub strides: Strides,
    pub offset: usize,
    pub dtype: DType,
    pub version: Option<Arc<AtomicU32>>,
    pub view: Option<Box<View>>,
}

impl Tensor {
    #[inline]
    pub(crate) fn from_parts(parts: Parts) -> Tensor {
        Tensor::from_parts_of(parts, crate::autograd::mode::inference_enabled())
    }

    /// A handle over elements that were made in inference mode, or outside it.
    #[inline]
    fn from_parts_of(parts: Parts, inference: bool) -> Tensor {
        let Parts { storage, shape, strides, offset, dtype, version, view } = parts;
        Tensor::from_impl(TensorImpl {
            header: handle::Header::new(),
            numel: layout::numel(&shape),
            contiguous: layout::is_contiguous(&shape, &strides),
            inference,
            storage,
            shape,
            strides,
            offset,
            dtype,
            version,
            view,
            meta: OnceLock::new(),
            successor: OnceLock::new(),
        })
    }

    /// A tensor over existing memory.
    ///
    /// # Safety
    /// Every element that shape, strides and offset describe lies inside the storage.
    pub unsafe fn from_storage(
        storage: Storage,
        shape: Shape,
        strides: Strides,
        offset: usize,
        dtype: DType,
    ) -> Tensor {
        Tensor::from_parts(Parts { storage, shape, strides, offset, dtype, version: None, view: None })
    }

    /// Another handle over the same elements with another layout, outside every graph. It shares the version counter.
    ///
    /// The caller has checked that the layout stays inside the storage.
    pub(crate) fn with_layout(&self, shape: Shape, strides: Strides, offset: usize) -> Tensor {
        self.with_layout_and_dtype(shape, strides, offset, self.dtype())
    }

    pub(crate) fn with_layout_and_dtype(&self, shape: Shape, strides: Strides, offset: usize, dtype: DType) -> Tensor {
        let this = self.body();
        Tensor::from_parts_of(
            Parts {
                storage: this.storage.clone(),
                shape,
                strides,
                offset,
                dtype,
                version: this.version.clone(),
                view: None,
            },
            this.inference,
        )
    }

    /// Like [`with_layout`](Self::with_layout), and remembered as a view of this tensor.
    pub(crate) fn view_with_layout(&self, shape: Shape, strides: Strides, offset: usize, dtype: DType) -> Tensor {
        let this = self.body();
        let (base, inherited) = match &this.view {
            Some(view) => (view.base.clone(), view.origin()),
            None => (self.clone(), ViewOrigin::Normal),
        };
        let origin = if inherited != ViewOrigin::Normal || crate::autograd::mode::grad_enabled() {
            inherited
        } else if crate::autograd::mode::inference_enabled() {
            ViewOrigin::Inference
        } else {
            ViewOrigin::NoGrad
        };
        let view = View { base, origin: AtomicU8::new(origin as u8), graph_version: AtomicU32::new(self.version()) };
        Tensor::from_parts_of(
            Parts {
                storage: this.storage.clone(),
                shape,
                strides,
                offset,
                dtype,
                version: this.version.clone(),
                view: Some(Box::new(view)),
            },
            this.inference,
        )
    }

    /// The same elements outside the graph; in-place changes of either are seen by both and by autograd.
    pub fn detached(&self) -> Tensor {
        self.with_layout(self.body().shape.clone(), self.body().strides.clone(), self.body().offset)
    }

    /// The same elements outside the graph, with a version counter of their own: changes go unnoticed by autograd.
    /// This is what `.data` gives.
    pub fn data(&self) -> Tensor {
        let this = self.body();
        Tensor::from_parts_of(
            Parts {
                storage: this.storage.clone(),
                shape: this.shape.clone(),
                strides: this.strides.clone(),
                offset: this.offset,
                dtype: this.dtype,
                version: Some(Arc::new(AtomicU32::new(0))),
                view: None,
            },
            this.inference,
        )
    }

    /// A handle with this tensor's autograd identity (gradient, hooks, place in the graph) over `source`'s elements.
    ///
    /// The caller puts it in this handle's place: that is what assignment to `.data` and layout-changing in-place
    /// operations do.
    pub fn replaced_by(&self, source: &Tensor) -> Tensor {
        let from = source.body();
        let parts = Parts {
            storage: from.storage.clone(),
            shape: from.shape.clone(),
            strides: from.strides.clone(),
            offset: from.offset,
            dtype: from.dtype,
            version: from.version.clone(),
            view: None,
        };
        let new = Tensor::from_parts_of(parts, from.inference);
        if let Some(meta) = self.body().meta.get() {
            meta.set_current(&new);
            let _ = new.body().meta.set(meta.clone());
        }
        let _ = self.body().successor.set(new.clone());
        new
    }

    /// The handle that stands in this one's place now: itself, unless it was replaced. Whoever keeps a tensor for its
    /// identity, as a leaf keeps its gradient, follows replacements.
    pub(crate) fn latest(&self) -> Tensor {
        let mut now = self;
        while let Some(next) = now.body().successor.get() {
            now = next;
        }
        now.clone()
    }

    /// Sizes of the dimensions.
    #[inline(always)]
    pub fn shape(&self) -> &[usize] {
        &self.body().shape
    }

    /// Distances in elements between neighbours along each dimension.
    #[inline(always)]
    pub fn strides(&self) -> &[isize] {
        &self.body().strides
    }

    /// Where the first element lies in the storage, in elements.
    #[inline(always)]
    pub fn storage_offset(&self) -> usize {
        self.body().offset
    }

    /// Number of dimensions.
    #[inline(always)]
    pub fn ndim(&self) -> usize {
        self.body().shape.len()
    }

    /// Number of elements.
    #[inline(always)]
    pub fn numel(&self) -> usize {
        self.body().numel
    }

    /// The element type.
    #[inline(always)]
    pub fn dtype(&self) -> DType {
        self.body().dtype
    }

    /// The device the elements are on.
    #[inline(always)]
    pub fn device(&self) -> Device {
        self.body().storage.device()
    }

    /// The memory behind the tensor.
    #[inline(always)]
    pub fn storage(&self) -> &Storage {
        &self.body().storage
    }

    /// The address of the first element, on the device's side: for identity, and for kernels of that device. Code of the
    /// CPU takes [`host_ptr`](Self::host_ptr).
    #[inline(always)]
    pub fn data_ptr(&self) -> *mut u8 {
        // A wrapping offset: an empty tensor's storage may be smaller than its offset.
        self.body().storage.ptr().wrapping_add(self.body().offset * self.body().dtype.size())
    }

    /// Whether the elements are where the CPU reads and writes them.
    #[inline(always)]
    pub fn on_host(&self) -> bool {
        self.device().kind() == DeviceKind::Cpu
    }

    /// The address of the first element, for kernels and code of the CPU.
    ///
    /// # Errors
    /// `NotImplementedError` where the elements are on another device.
    #[inline(always)]
    pub fn host_ptr(&self) -> Result<*mut u8> {
        if self.on_host() { Ok(self.data_ptr()) } else { Err(Error::no_kernel(self.device())) }
    }

    /// The address of the first element, for kernels of a device.
    ///
    /// # Errors
    /// The elements are on another device.
    #[inline(always)]
    pub(crate) fn ptr_on(&self, device: Device) -> Result<*mut u8> {
        if self.device().is_same_place(device) {
            Ok(self.data_ptr())
        } else {
            Err(crate::gpu::misplaced(self.device(), device))
        }
    }

    /// Refuses a tensor that is on another device.
    pub(crate) fn check_on(&self, device: Device) -> Result<()> {
        self.ptr_on(device).map(|_| ())
    }

    /// [`ptr_on`](Self::ptr_on) of a tensor that may be missing: then null.
    pub(crate) fn ptr_on_or_null(tensor: Option<&Tensor>, device: Device) -> Result<*mut u8> {
        tensor.map_or(Ok(std::ptr::null_mut()), |tensor| tensor.ptr_on(device))
    }

    /// [`host_ptr`](Self::host_ptr) of a tensor that may be missing: then null.
    ///
    /// # Errors
    /// As there.
    #[inline]
    pub(crate) fn host_ptr_or_null(tensor: Option<&Tensor>) -> Result<*mut u8> {
        tensor.map_or(Ok(std::ptr::null_mut()), Tensor::host_ptr)
    }

    /// Whether elements follow each other in row-major order without gaps.
    #[inline(always)]
    pub fn is_contiguous(&self) -> bool {
        self.body().contiguous
    }

    /// Whether the elements lie in memory as the format says.
    pub fn is_contiguous_in(&self, format: MemoryFormat) -> bool {
        match format {
            MemoryFormat::Contiguous | MemoryFormat::Preserve => self.body().contiguous,
            format => layout::format_strides(self.shape(), format)
                .is_some_and(|wanted| layout::same_places(self.shape(), &wanted, self.strides())),
        }
    }

    /// The memory format of results that keep this tensor's: channels-last if its strides are, with whatever gaps.
    pub fn suggested_format(&self) -> MemoryFormat {
        layout::suggested(self.shape(), self.strides())
    }

    /// Number of in-place changes so far of the elements this tensor shares.
    #[inline]
    pub fn version(&self) -> u32 {
        match &self.body().version {
            None => self.body().storage.version(),
            Some(own) => own.load(Ordering::Relaxed),
        }
    }

    /// Notes an in-place change.
    #[inline]
    pub fn bump_version(&self) {
        match &self.body().version {
            None => self.body().storage.bump_version(),
            Some(own) => {
                own.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// What a view looks into; `None` for a tensor that owns its elements.
    #[inline]
    pub fn view_info(&self) -> Option<&View> {
        self.body().view.as_deref()
    }

    /// Whether the tensor was made in inference mode: it can never take part in a graph.
    #[inline]
    pub fn is_inference(&self) -> bool {
        self.body().inference
    }

    /// Whether both handles are of one tensor.
    #[inline]
    pub fn same(&self, other: &Tensor) -> bool {
        self.0 == other.0
    }

    /// Whether nobody else can see these elements, so that their memory may be written or reused.
    #[inline]
    pub(crate) fn is_exclusive(&self) -> bool {
        self.handle_count() == 1
            && self.wrapper().is_null()
            && self.body().view.is_none()
            && self.body().meta.get().is_none()
            && self.body().storage.is_unique()
    }

    #[inline]
    pub(crate) fn meta(&self) -> Option<&Arc<Meta>> {
        self.body().meta.get()
    }

    pub(crate) fn meta_or_new(&self) -> &Arc<Meta> {
        self.body().meta.get_or_init(|| Arc::new(Meta::new(self)))
    }

    /// Size of a dimension, which may count from the end.
    ///
    /// # Errors
    /// `IndexError` for a dimension that is not there.
    pub fn size(&self, dim: i64) -> Result<usize> {
        if self.ndim() == 0 {
            crate::bail!(Index, "Dimension specified as {dim} but tensor has no dimensions");
        }
        Ok(self.shape()[layout::wrap_dim(dim, self.ndim())?])
    }
}

impl std::fmt::Debug for Tensor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tensor({}{:?} on {})", self.dtype().name(), self.shape(), self.device())
    }
}
