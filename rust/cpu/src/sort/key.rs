//! Elements as unsigned integers in the order that sorting asks for, packed with their positions.

use half::{bf16, f16};

/// A key above a position. Packed values are distinct, so that any way of sorting them is stable.
pub(super) trait Packed: Copy + Ord + Send + Sync + 'static {
    /// Bytes of the key, and how many bits stand below it.
    const KEY_BYTES: usize;
    const SHIFT: u32;
    /// After everything else.
    const LAST: Self;
    /// The position.
    fn index(self) -> usize;
    /// The byte of the key with this number, lowest first.
    fn digit(self, number: usize) -> usize;
    /// Whether two keys are equal.
    fn same_key(self, other: Self) -> bool;
}

impl Packed for u64 {
    const KEY_BYTES: usize = 4;
    const SHIFT: u32 = 32;
    const LAST: u64 = u64::MAX;
    #[inline(always)]
    fn index(self) -> usize {
        self as u32 as usize
    }
    #[inline(always)]
    fn digit(self, number: usize) -> usize {
        (self >> (32 + 8 * number)) as u8 as usize
    }
    #[inline(always)]
    fn same_key(self, other: u64) -> bool {
        self >> 32 == other >> 32
    }
}

impl Packed for u128 {
    const KEY_BYTES: usize = 8;
    const SHIFT: u32 = 64;
    const LAST: u128 = u128::MAX;
    #[inline(always)]
    fn index(self) -> usize {
        self as u64 as usize
    }
    #[inline(always)]
    fn digit(self, number: usize) -> usize {
        ((self >> 64) as u64 >> (8 * number)) as u8 as usize
    }
    #[inline(always)]
    fn same_key(self, other: u128) -> bool {
        (self >> 64) as u64 == (other >> 64) as u64
    }
}

/// An element that can be sorted. NaN comes after every number, and both zeros are equal.
pub(super) trait Sortable: Copy + PartialEq + Send + Sync + 'static {
    /// Its key.
    type Key: Copy + Ord + std::ops::Not<Output = Self::Key> + Send + Sync + 'static;
    /// The key with a position.
    type Packed: Packed;
    fn key(self) -> Self::Key;
    fn pack(key: Self::Key, position: usize) -> Self::Packed;
    /// The key's part of a packed value.
    fn unpack(packed: Self::Packed) -> Self::Key;
    /// Whether not equal to itself.
    #[inline(always)]
    #[allow(clippy::eq_op)]
    fn is_nan(self) -> bool {
        self != self
    }
}

macro_rules! sortable {
    ($($t:ty => $key:ty, $packed:ty, |$x:ident| $value:expr;)+) => { $(
        impl Sortable for $t {
            type Key = $key;
            type Packed = $packed;
            #[inline(always)]
            fn key(self) -> $key {
                let $x = self;
                $value
            }
            #[inline(always)]
            fn pack(key: $key, position: usize) -> $packed {
                (key as $packed) << <$packed as Packed>::SHIFT | position as $packed
            }
            #[inline(always)]
            fn unpack(packed: $packed) -> $key {
                (packed >> <$packed as Packed>::SHIFT) as $key
            }
        }
    )+ };
}

#[inline(always)]
fn of_f32(x: f32) -> u32 {
    // Adding 0 turns -0 into 0.
    let bits = (x + 0.0).to_bits();
    let key = bits ^ (((bits as i32 >> 31) as u32) | 1 << 31);
    if x.is_nan() { u32::MAX } else { key }
}

#[inline(always)]
fn of_f64(x: f64) -> u64 {
    let bits = (x + 0.0).to_bits();
    let key = bits ^ (((bits as i64 >> 63) as u64) | 1 << 63);
    if x.is_nan() { u64::MAX } else { key }
}

#[inline(always)]
fn of_i32(x: i32) -> u32 {
    x as u32 ^ 1 << 31
}

sortable! {
    u8 => u32, u64, |x| of_i32(x as i32);
    i8 => u32, u64, |x| of_i32(x as i32);
    i16 => u32, u64, |x| of_i32(x as i32);
    i32 => u32, u64, |x| of_i32(x);
    i64 => u64, u128, |x| x as u64 ^ 1 << 63;
    f16 => u32, u64, |x| of_f32(x.to_f32());
    bf16 => u32, u64, |x| of_f32(x.to_f32());
    f32 => u32, u64, |x| of_f32(x);
    f64 => u64, u128, |x| of_f64(x);
}
