//! Memory from the system, and what there is of it.

use super::stats::STATS;
use std::ptr::NonNull;

/// The size of a huge page on x86-64, and of most on aarch64.
const HUGE_PAGE: usize = 2 << 20;

/// Sizes of mappings are multiples of this: the largest base page in use.
pub(super) const PAGE: usize = 64 << 10;

/// A fresh zeroed region of `bytes`, a multiple of [`PAGE`], or `None` if the system refuses.
///
/// Regions that hold a huge page begin at one and ask for them: a first touch then costs one page fault for 2 MiB
/// instead of 512.
pub(super) fn map(bytes: usize) -> Option<NonNull<u8>> {
    let region = if bytes >= HUGE_PAGE { map_huge(bytes) } else { map_pages(bytes) };
    if region.is_some() {
        STATS.mapped(bytes);
    }
    region
}

/// Returns a region to the system.
///
/// # Safety
/// `region` comes from [`map`] with the same `bytes`, and nobody uses it any more.
pub(super) unsafe fn unmap(region: NonNull<u8>, bytes: usize) {
    // SAFETY: as the caller promises.
    unsafe { unmap_pages(region.as_ptr(), bytes) };
    STATS.unmapped(bytes);
}

#[cfg(unix)]
fn map_pages(bytes: usize) -> Option<NonNull<u8>> {
    let protection = libc::PROT_READ | libc::PROT_WRITE;
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
    // SAFETY: an anonymous mapping at an address of the system's choice touches nobody's memory.
    let region = unsafe { libc::mmap(std::ptr::null_mut(), bytes, protection, flags, -1, 0) };
    if region == libc::MAP_FAILED { None } else { NonNull::new(region.cast()) }
}

#[cfg(unix)]
unsafe fn unmap_pages(region: *mut u8, bytes: usize) {
    // Fails only for want of memory for the bookkeeping of a split mapping; the region then stays, unused.
    // SAFETY: the caller gives the region up.
    unsafe { libc::munmap(region.cast(), bytes) };
}

#[cfg(unix)]
fn map_huge(bytes: usize) -> Option<NonNull<u8>> {
    let region = map_pages(bytes + HUGE_PAGE)?;
    let before = region.align_offset(HUGE_PAGE);
    let after = HUGE_PAGE - before;
    // SAFETY: both ends lie in the region that was just mapped, outside the part that is kept.
    unsafe {
        let kept = region.add(before);
        if before > 0 {
            unmap_pages(region.as_ptr(), before);
        }
        if after > 0 {
            unmap_pages(kept.add(bytes).as_ptr(), after);
        }
        #[cfg(target_os = "linux")]
        libc::madvise(kept.as_ptr().cast(), bytes, libc::MADV_HUGEPAGE);
        Some(kept)
    }
}

#[cfg(not(unix))]
fn map_pages(bytes: usize) -> Option<NonNull<u8>> {
    let layout = std::alloc::Layout::from_size_align(bytes, PAGE).ok()?;
    // SAFETY: the size is not 0.
    NonNull::new(unsafe { std::alloc::alloc_zeroed(layout) })
}

#[cfg(not(unix))]
use map_pages as map_huge;

#[cfg(not(unix))]
unsafe fn unmap_pages(region: *mut u8, bytes: usize) {
    // SAFETY: the same layout was valid when the region was made.
    unsafe { std::alloc::dealloc(region, std::alloc::Layout::from_size_align_unchecked(bytes, PAGE)) };
}

/// Bytes of memory that this process may use: the machine's, or its control group's limit if that is less.
pub(super) fn memory() -> usize {
    let limit = |path| std::fs::read_to_string(path).ok()?.trim().parse::<usize>().ok();
    [physical_memory(), limit("/sys/fs/cgroup/memory.max"), limit("/sys/fs/cgroup/memory/memory.limit_in_bytes")]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(4 << 30)
}

#[cfg(unix)]
fn physical_memory() -> Option<usize> {
    // SAFETY: the calls only read.
    let (pages, size) = unsafe { (libc::sysconf(libc::_SC_PHYS_PAGES), libc::sysconf(libc::_SC_PAGESIZE)) };
    usize::try_from(pages).ok()?.checked_mul(usize::try_from(size).ok()?)
}

#[cfg(not(unix))]
fn physical_memory() -> Option<usize> {
    None
}
