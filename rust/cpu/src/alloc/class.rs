//! Size classes: 8 per doubling, multiples of 64 bytes.
//!
//! A block is at most 64 bytes or one eighth larger than what was asked for, and its class follows from the request
//! alone, so that blocks carry no headers.

/// Alignment of every block.
pub(super) const ALIGN: usize = 64;

/// Requests up to this many bytes go through the calling thread's bins.
pub(super) const SMALL: usize = 4 << 10;

/// Requests of more bytes than this are mappings of their own.
pub(super) const LARGE: usize = 1 << 20;

/// Requests of more bytes than this are refused: no processor in sight addresses them.
pub(super) const LIMIT: usize = 1 << if usize::BITS > 47 { 47 } else { 30 };

/// Number of classes up to [`SMALL`].
pub(super) const SMALL_CLASSES: usize = class_of(SMALL) + 1;

/// Number of classes up to [`LARGE`].
pub(super) const SLAB_CLASSES: usize = class_of(LARGE) + 1;

/// Number of classes.
pub(super) const CLASSES: usize = class_of(LIMIT) + 1;

/// The class of a request of `1..=LIMIT` bytes.
#[inline(always)]
pub(super) const fn class_of(bytes: usize) -> usize {
    let last = bytes - 1;
    if last < 512 {
        return last / 64;
    }
    // Each doubling from 512 on is cut into 8 steps.
    let doubling = last.ilog2() as usize;
    (doubling - 9) * 8 + (last >> (doubling - 3))
}

/// Bytes of a class's blocks.
#[inline(always)]
pub(super) const fn class_size(class: usize) -> usize {
    if class < 8 {
        return (class + 1) * 64;
    }
    let doubling = class / 8 - 1;
    (class % 8 + 9) << (doubling + 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_fit_tightly() {
        let sizes = (1..9000).chain((13..47).flat_map(|e| [-1i64, 0, 1, 77].map(|d| ((1i64 << e) + d) as usize)));
        for bytes in sizes.chain([LARGE - 1, LARGE, LIMIT - 1, LIMIT]) {
            let class = class_of(bytes);
            let size = class_size(class);
            assert!(size >= bytes && size.is_multiple_of(ALIGN), "{bytes}: {size}");
            assert!(size - bytes < ALIGN.max(bytes / 8 + 1), "{bytes}: {size}");
            assert!(class == 0 || class_size(class - 1) < bytes, "{bytes}: a smaller class would do");
        }
        assert_eq!((SMALL_CLASSES, class_size(SMALL_CLASSES - 1)), (32, SMALL));
        assert_eq!(class_size(SLAB_CLASSES - 1), LARGE);
        assert_eq!(class_size(CLASSES - 1), LIMIT);
    }
}
