//! Memory straight from the system, with pages of a chosen kind.

/// A private range of fresh pages.
pub struct Pages {
    start: *mut u64,
    bytes: usize,
}

/// Size of a huge page; ranges that shall have them start at a multiple of it.
const HUGE: usize = 2 << 20;

impl Pages {
    /// Maps `bytes` bytes that no one has touched; `huge` asks for pages of 2 MiB where the system has them.
    pub fn new(bytes: usize, huge: bool) -> Pages {
        let bytes = bytes.next_multiple_of(HUGE);
        // SAFETY: a new private mapping takes nothing from anyone. Room for one huge page more lets it start at one.
        let start = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                bytes + HUGE,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANON,
                -1,
                0,
            )
        };
        assert_ne!(start, libc::MAP_FAILED, "the system gives no memory");
        let start = start.cast::<u8>();
        let skip = start.align_offset(HUGE);
        // SAFETY: both ends were mapped above and nothing refers to them; the middle keeps `bytes` bytes.
        let start = unsafe {
            if skip > 0 {
                libc::munmap(start.cast(), skip);
            }
            libc::munmap(start.add(skip + bytes).cast(), HUGE - skip);
            start.add(skip)
        };
        #[cfg(target_os = "linux")]
        // SAFETY: advice about our own mapping; a system that does not take it leaves the mapping as it is.
        unsafe {
            libc::madvise(start.cast(), bytes, if huge { libc::MADV_HUGEPAGE } else { libc::MADV_NOHUGEPAGE });
        }
        #[cfg(not(target_os = "linux"))]
        let _ = huge;
        Pages { start: start.cast(), bytes }
    }

    /// All of it, as words.
    pub fn words(&mut self) -> &mut [u64] {
        // SAFETY: the mapping is ours, readable, writable and zero at first, and starts at a page.
        unsafe { std::slice::from_raw_parts_mut(self.start, self.bytes / 8) }
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours and nothing refers to it any more.
        unsafe { libc::munmap(self.start.cast(), self.bytes) };
    }
}
