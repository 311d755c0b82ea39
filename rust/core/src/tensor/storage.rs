//! Storage: the memory behind tensors, shared by a tensor and its views.

use std::any::Any;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::device::Device;
use crate::{Error, Result, profile};

/// Who gives the memory back.
enum Owner {
    /// The caching allocator.
    Pool,
    /// The allocator of page-locked memory of the host.
    Pinned,
    /// Somebody else's memory: dropping the value releases it.
    Foreign { _keep: Box<dyn Any + Send + Sync> },
}

struct StorageImpl {
    ptr: NonNull<u8>,
    bytes: usize,
    device: Device,
    owner: Owner,
    /// Counts in-place changes, so that autograd notices a saved tensor that is no longer what it was.
    version: AtomicU32,
}

// SAFETY: the memory is reached through raw pointers only; who writes to it is the callers' agreement, as for any
// tensor library, and foreign owners are Send and Sync themselves.
unsafe impl Send for StorageImpl {}
// SAFETY: as above.
unsafe impl Sync for StorageImpl {}

impl Drop for StorageImpl {
    fn drop(&mut self) {
        if let Owner::Pinned = self.owner {
            // SAFETY: the block came from the allocator, and nobody else refers to it.
            unsafe { flambeau_cuda::pinned::free(self.ptr.addr().get()) };
        }
        if let Owner::Pool = self.owner {
            if profile::watches_memory() {
                profile::memory(self.device, self.ptr, -(self.bytes as i64));
            }
            match self.device.gpu() {
                // SAFETY: the block came from `allocate` with this size, and nobody else refers to it.
                None => unsafe { flambeau_cpu::alloc::deallocate(self.ptr, self.bytes) },
                // SAFETY: as above; work that refers to it was given to its streams before.
                Some(gpu) if self.bytes > 0 => unsafe { flambeau_cuda::alloc::free(self.ptr.addr().get() as u64, gpu) },
                Some(_) => {}
            }
        }
    }
}

#[cold]
fn allocate_on_gpu(bytes: usize, gpu: usize) -> Result<NonNull<u8>> {
    let address = flambeau_cuda::alloc::allocate(bytes, flambeau_cuda::stream::Stream::current(gpu))?;
    // No bytes have no address.
    Ok(NonNull::new(address as *mut u8).unwrap_or(NonNull::dangling()))
}

/// A reference to a block of memory.
#[derive(Clone)]
pub struct Storage(Arc<StorageImpl>);

impl Storage {
    /// A block of `bytes` uninitialised bytes, aligned to 64. On a GPU it is for the thread's current stream.
    ///
    /// # Errors
    /// `OutOfMemory` where system or device have no more.
    #[inline]
    pub fn allocate(bytes: usize, device: Device) -> Result<Storage> {
        let ptr = match device.gpu() {
            None => match flambeau_cpu::alloc::allocate(bytes) {
                Some(ptr) => ptr,
                None => return Err(Error::out_of_memory(bytes as u128)),
            },
            Some(gpu) => allocate_on_gpu(bytes, gpu)?,
        };
        if profile::watches_memory() {
            profile::memory(device, ptr, bytes as i64);
        }
        Ok(Storage(Arc::new(StorageImpl { ptr, bytes, device, owner: Owner::Pool, version: AtomicU32::new(0) })))
    }

    /// A block of `bytes` uninitialised bytes of page-locked memory of the host, aligned to a page.
    ///
    /// # Errors
    /// There is no GPU that it could be for; the system has no more such memory.
    pub fn allocate_pinned(bytes: usize) -> Result<Storage> {
        let address = flambeau_cuda::pinned::allocate(bytes)?;
        let place = NonNull::new(std::ptr::with_exposed_provenance_mut(address));
        // No bytes have no address.
        let ptr = place.unwrap_or(NonNull::dangling());
        let (device, version) = (Device::CPU, AtomicU32::new(0));
        Ok(Storage(Arc::new(StorageImpl { ptr, bytes, device, owner: Owner::Pinned, version })))
    }

    /// Whether it is page-locked memory of the host, which GPUs copy to and from by themselves.
    pub fn is_pinned(&self) -> bool {
        match self.0.owner {
            Owner::Pinned => true,
            // Tensors that are written to in place of others keep such storages, and other libraries lock memory too.
            Owner::Foreign { .. } => {
                self.device().gpu().is_none() && flambeau_cuda::pinned::is_pinned(self.0.ptr.addr().get())
            }
            Owner::Pool => false,
        }
    }

    /// Memory that belongs to somebody else, kept alive by `keep`.
    ///
    /// # Safety
    /// `ptr` is valid for reads and writes of `bytes` bytes until `keep` is dropped.
    pub unsafe fn foreign(ptr: NonNull<u8>, bytes: usize, device: Device, keep: Box<dyn Any + Send + Sync>) -> Storage {
        let owner = Owner::Foreign { _keep: keep };
        Storage(Arc::new(StorageImpl { ptr, bytes, device, owner, version: AtomicU32::new(0) }))
    }

    /// The first byte.
    #[inline]
    pub fn ptr(&self) -> *mut u8 {
        self.0.ptr.as_ptr()
    }

    /// Size in bytes.
    #[inline]
    pub fn bytes(&self) -> usize {
        self.0.bytes
    }

    /// The device the memory is on.
    #[inline]
    pub fn device(&self) -> Device {
        self.0.device
    }

    /// Whether this is the only reference to the memory, and it is ours to reuse.
    #[inline]
    pub fn is_unique(&self) -> bool {
        Arc::strong_count(&self.0) == 1 && matches!(self.0.owner, Owner::Pool)
    }

    /// A number that tells blocks apart while they live.
    pub fn id(&self) -> usize {
        Arc::as_ptr(&self.0) as usize
    }

    /// Whether both refer to the same block.
    #[inline]
    pub fn same(&self, other: &Storage) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    #[inline]
    pub(crate) fn version(&self) -> u32 {
        self.0.version.load(Ordering::Relaxed)
    }

    #[inline]
    pub(crate) fn bump_version(&self) {
        self.0.version.fetch_add(1, Ordering::Relaxed);
    }
}

impl std::fmt::Debug for Storage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Storage({:p}, {} bytes on {})", self.ptr(), self.bytes(), self.device())
    }
}
