//! Sorting packed keys: by comparison where they are few, else byte by byte.

use super::key::Packed;
use crate::alloc::Scratch;
use crate::lines::Shared;
use crate::pool;

/// Below this many, sorting by comparison is faster.
const FEW: usize = 256;
/// Values of a byte.
const BUCKETS: usize = 256;
/// Elements of a task in a parallel pass.
const CHUNK: usize = 1 << 15;
/// From this many on, passes are parallel.
pub(super) const MANY: usize = 1 << 17;

/// Sorts `data`, whose positions ascend; `spare` is as long. Answers whether the result is in `spare`.
pub(super) fn sort<P: Packed>(data: &mut [P], spare: &mut [P]) -> bool {
    if data.len() < FEW {
        data.sort_unstable();
        return false;
    }
    if data.len() >= MANY { parallel(data, spare) } else { serial(data, spare) }
}

/// For each byte of the keys, how often each value occurs.
fn count<P: Packed>(data: &[P]) -> [[u32; BUCKETS]; 8] {
    let mut counts = [[0; BUCKETS]; 8];
    for &packed in data {
        for (number, counts) in counts.iter_mut().enumerate().take(P::KEY_BYTES) {
            counts[packed.digit(number)] += 1;
        }
    }
    counts
}

fn serial<P: Packed>(data: &mut [P], spare: &mut [P]) -> bool {
    let n = data.len();
    let counts = count(data);
    let (mut from, mut to, mut moved) = (data, spare, false);
    for (number, counts) in counts.iter().enumerate().take(P::KEY_BYTES) {
        // A byte that is the same everywhere orders nothing.
        if counts[from[0].digit(number)] as usize == n {
            continue;
        }
        let mut starts = [0u32; BUCKETS];
        let mut sum = 0;
        for (start, count) in starts.iter_mut().zip(counts) {
            *start = sum;
            sum += count;
        }
        for &packed in from.iter() {
            let start = &mut starts[packed.digit(number)];
            // SAFETY: the starts are partial sums of the counts of these very values, so each is below `n`.
            unsafe { *to.get_unchecked_mut(*start as usize) = packed };
            *start += 1;
        }
        (from, to) = (to, from);
        moved = !moved;
    }
    moved
}

fn parallel<P: Packed>(data: &mut [P], spare: &mut [P]) -> bool {
    let n = data.len();
    let chunks = n.div_ceil(CHUNK);
    let (mut from, mut to, mut moved) = (Shared(data.as_mut_ptr()), Shared(spare.as_mut_ptr()), false);
    let table = Scratch::<usize>::new(chunks * BUCKETS);
    let counts = Shared(table.as_ptr());
    for number in 0..P::KEY_BYTES {
        let range = |chunk: usize| chunk * CHUNK..n.min((chunk + 1) * CHUNK);
        pool::parallel(chunks, &|chunk| {
            let mut own = [0usize; BUCKETS];
            for at in range(chunk) {
                // SAFETY: `at` is below `n`; nobody writes to this side.
                own[unsafe { from.at(at as isize).read() }.digit(number)] += 1;
            }
            // SAFETY: every chunk has its own row of the table.
            unsafe { counts.at((chunk * BUCKETS) as isize).cast::<[usize; BUCKETS]>().write(own) };
        });
        // SAFETY: all rows of the table are written.
        let table = unsafe { std::slice::from_raw_parts_mut(counts.at(0), chunks * BUCKETS) };
        let (mut sum, mut constant) = (0, false);
        for bucket in 0..BUCKETS {
            let before = sum;
            for chunk in 0..chunks {
                let count = std::mem::replace(&mut table[chunk * BUCKETS + bucket], sum);
                sum += count;
            }
            constant |= sum - before == n;
        }
        if constant {
            continue;
        }
        pool::parallel(chunks, &|chunk| {
            // SAFETY: as above; the starts of a chunk's values are its own, and below `n`.
            unsafe {
                let mut starts = counts.at((chunk * BUCKETS) as isize).cast::<[usize; BUCKETS]>().read();
                for at in range(chunk) {
                    let packed = from.at(at as isize).read();
                    let start = &mut starts[packed.digit(number)];
                    to.at(*start as isize).write(packed);
                    *start += 1;
                }
            }
        });
        (from, to) = (to, from);
        moved = !moved;
    }
    moved
}
