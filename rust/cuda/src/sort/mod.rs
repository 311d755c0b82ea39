//! Sorting along one dimension, and picking elements by their rank.

pub(crate) mod prefix;
pub(crate) mod radix;

const FAMILY: u16 = 21;

/// The kernels of this module.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kernel {
    Prefix,
    PrefixTotals,
    RadixCount,
    RadixMove,
}
