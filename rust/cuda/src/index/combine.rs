//! Values to places in the order of their positions.

use flambeau_cpu::DType;
use flambeau_cpu::expr::Class;
use flambeau_cpu::index::{Reduce, View};
use flambeau_cpu::pointwise::plan::Loops;
use smallvec::SmallVec;

use super::{Kernel, Places, TEXT, THREADS, key, moved, number};
use crate::alloc::Scratch;
use crate::compile::{self, Source};
use crate::device::{self, Device};
use crate::error::Result;
use crate::launch::{self, Grid};
use crate::params::{Words, depth_of};
use crate::pointwise::source::storage_type;
use crate::report::Asker;
use crate::sort::radix::{Keys, width};
use crate::stream::Stream;
use crate::transfer;

/// Sorted positions that a thread combines: `COMBINED` in kernels/index.cuh.
const COMBINED: usize = 64;

/// Places for each position, up to which the last position of each is noted rather than sorted for.
const SPARSE: usize = 16;

/// The dimensions along which indices lead, in row-major order, and those that come along with each position.
struct Parts {
    positions: SmallVec<[bool; 8]>,
    count: usize,
    rest: usize,
    by_position: Loops,
    by_rest: Loops,
}

impl Parts {
    fn new(places: &Places<'_>, values: &[isize]) -> Parts {
        let positions: SmallVec<[bool; 8]> = (0..places.shape.len())
            .map(|d| places.base[d] == 0 || places.indices.iter().any(|index| index.strides[d] != 0))
            .collect();
        let product = |wanted: bool| {
            let of = places.shape.iter().zip(&positions).filter(|(_, position)| **position == wanted);
            of.map(|(size, _)| size).product()
        };
        Parts {
            count: product(true),
            rest: product(false),
            by_position: Loops::of_dims(&places.shape, |d| positions[d], &[values], false, 0),
            by_rest: Loops::of_dims(&places.shape, |d| !positions[d], &[&places.base, values], true, 0),
            positions,
        }
    }
}

/// As [`super::put`], where the order makes a difference.
///
/// # Safety
/// As there.
pub(super) unsafe fn put(
    op: &'static Asker,
    reduce: Reduce,
    dtype: DType,
    places: &Places<'_>,
    target: *mut u8,
    values: View<'_>,
    stream: Stream,
) -> Result<()> {
    let size = dtype.size();
    let parts = Parts::new(places, values.strides);
    if parts.count * parts.rest == 0 {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let (low, high) = places.span(&parts.positions);
    let span = (high - low) as usize + 1;
    let bits = u64::BITS - (span as u64).leading_zeros();
    let keys = Keys::new(1, parts.count, bits, stream)?;
    let owned = reduce == Reduce::Set && span <= SPARSE * parts.count + (1 << 16);
    let owners = Scratch::new(if owned { span * width(keys.wide_positions) } else { 0 }, stream)?;
    if owned {
        // SAFETY: the block was just made.
        unsafe { transfer::fill(owners.address(), 0, span * width(keys.wide_positions), stream)? };
    }
    // SAFETY: there is a key for each position and an owner for each place; the rest is the caller's promise.
    unsafe { place_keys(op, device, places, &parts, size, low, span, &keys, &owners, stream)? };
    let keys = if owned { keys } else { keys.sort(device, bits, stream)? };

    let tiles = parts.count.div_ceil(COMBINED);
    let partial = if owned { 0 } else { tiles * parts.rest * computed_size(dtype) };
    let (first, last) = (Scratch::new(partial, stream)?, Scratch::new(partial, stream)?);
    let mut words = Words::new();
    words.extend([parts.count as u64, parts.rest as u64, keys.keys.address(), keys.order.address(), owners.address()]);
    words.extend([size as u64, span as u64]);
    words.extend([target.wrapping_offset(low * size as isize) as u64, values.data as u64]);
    words.extend([first.address(), last.address()]);
    words.push_loops(&parts.by_position, &[size]);
    words.push_loops(&parts.by_rest, &[size, size]);
    let combine = Combine { reduce, dtype, parts: &parts, keys: &keys };
    // SAFETY: the words are the fields of `CombineParams`; there is a partial result for each tile and element of the rest.
    unsafe {
        if owned {
            return combine.launch(device, Kernel::PutOwned, parts.count * parts.rest, &words, stream);
        }
        combine.launch(device, Kernel::CombineSorted, tiles * parts.rest, &words, stream)?;
        if tiles > 1 {
            combine.launch(device, Kernel::CombineSpanning, tiles * parts.rest, &words, stream)?;
        }
    }
    Ok(())
}

/// Bytes of what values of a dtype are combined in.
fn computed_size(dtype: DType) -> usize {
    match Class::of(dtype) {
        Class::Bool => 1,
        Class::I32 | Class::F32 => 4,
        Class::I64 | Class::F64 | Class::C64 => 8,
        Class::C128 => 16,
    }
}

/// Keys of all positions: the operand's elements, counted from the first that can be named.
///
/// # Safety
/// As [`put`]; there is room for a key for each position.
#[allow(clippy::too_many_arguments)]
unsafe fn place_keys(
    op: &'static Asker,
    device: &Device,
    places: &Places<'_>,
    parts: &Parts,
    size: usize,
    low: isize,
    span: usize,
    keys: &Keys,
    owners: &Scratch,
    stream: Stream,
) -> Result<()> {
    let mut operands: SmallVec<[&[isize]; 4]> = SmallVec::from_slice(&[&places.base[..]]);
    operands.extend(places.indices.iter().map(|index| index.strides.as_slice()));
    let loops = Loops::of_dims(&places.shape, |d| parts.positions[d], &operands, false, 0);
    let mut units: SmallVec<[usize; 4]> = SmallVec::from_slice(&[size]);
    units.extend(places.indices.iter().map(|_| 8));
    let mut words = Words::new();
    words.extend([parts.count as u64, keys.keys.address(), owners.address()]);
    words.extend([(low * size as isize) as u64, size as u64, span as u64]);
    let flat = places.push(&mut words, size);
    words.push_loops(&loops, &units);
    words.extend(device.report.words(op));
    let (dims, count, number) = (depth_of(&loops), places.indices.len(), number(parts.count));
    let make = || {
        let types = keys.types();
        let params = format!("KeyParams<{types}, {dims}, {count}, {flat}>");
        let call = format!("place_keys<{types}, {number}>");
        Source::of_family("places", "place_keys".into(), TEXT, &params, THREADS, &call)
    };
    let wide = (number == "u64") as usize;
    let code = [Kernel::PlaceKeys as usize, dims, count, flat, wide, keys.code() as usize];
    let function = compile::function(device, key(&code), make)?;
    // SAFETY: the words are the fields of `KeyParams`; the rest is the caller's promise.
    unsafe {
        launch::launch(function, Grid::row(parts.count.div_ceil(THREADS as usize), THREADS), words.as_ptr(), stream)
    }
}

/// What the kernels of a reduction are made for.
struct Combine<'a> {
    reduce: Reduce,
    dtype: DType,
    parts: &'a Parts,
    keys: &'a Keys,
}

impl Combine<'_> {
    /// # Safety
    /// The words are the fields of `CombineParams`, and what they point to is valid.
    unsafe fn launch(
        &self,
        device: &Device,
        kernel: Kernel,
        threads: usize,
        words: &Words,
        stream: Stream,
    ) -> Result<()> {
        let (dims, rest_dims) = (depth_of(&self.parts.by_position), depth_of(&self.parts.by_rest));
        let number = number(self.parts.count * self.parts.rest);
        // Elements that are only moved have a type by their size.
        let size = self.dtype.size();
        let (element, element_code) = match self.reduce {
            Reduce::Set => (moved(size), 16 + size),
            _ => (storage_type(self.dtype), self.dtype as usize),
        };
        let make = || {
            let types = self.keys.types();
            let combine = match self.reduce {
                Reduce::Set => "Last",
                Reduce::Add => "Added",
                Reduce::Multiply => "Multiplied",
                Reduce::Min => "Smaller",
                Reduce::Max => "Larger",
            };
            let function = match kernel {
                Kernel::PutOwned => "put_owned<".into(),
                Kernel::CombineSorted => format!("combine_sorted<{combine}, "),
                _ => format!("combine_spanning<{combine}, "),
            };
            let params = format!("CombineParams<{types}, {dims}, {rest_dims}>");
            let call = format!("{function}{element}, {types}, {number}>");
            Source::of_family("places", format!("{function}{element}>"), TEXT, &params, THREADS, &call)
        };
        let wide = (number == "u64") as usize;
        let code =
            [kernel as usize, self.reduce as usize, element_code, dims, rest_dims, wide, self.keys.code() as usize];
        let function = compile::function(device, key(&code), make)?;
        // SAFETY: the caller's promise.
        unsafe {
            launch::launch(function, Grid::row(threads.div_ceil(THREADS as usize), THREADS), words.as_ptr(), stream)
        }
    }
}
