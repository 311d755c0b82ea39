//! Scaled dot-product attention and its gradients, in tiles.
//!
//! They do what the functions of the same names in [`flambeau_cpu::attention`] do, with operands on a device, and with
//! dropout of the weights. 16-bit floats are multiplied by tensor cores, binary32 too where TF32 is allowed, else by
//! multiply-adds. Few queries with many keys are cut along the keys, as the shape says.

use flambeau_cpu::DType;
pub use flambeau_cpu::attention::{Attention, Gradients, Heads, Mask};
use flambeau_cpu::expr::Class;

use crate::alloc;
use crate::compile::{self, Family, Key, Source};
use crate::device::{self, Device};
use crate::error::Result;
use crate::gemm;
use crate::launch::{self, Grid};
use crate::params::Words;
use crate::pointwise::source::storage_type;
use crate::random::Drawn;
use crate::stream::Stream;

/// Columns that tiles are made for.
const WIDTHS: [usize; 7] = [16, 32, 64, 96, 128, 192, 256];
/// Shared memory that a block may have on every device of compute capability 8.0 and newer.
const SHARED: usize = 99 << 10;
/// Blocks that keep any device busy.
const BLOCKS: usize = 256;
/// Keys that are worth a part of their own.
const PART: usize = 256;
/// Threads of a block that adds up parts.
const THREADS: usize = 256;

/// Dropout of the weights.
#[derive(Clone, Copy, Debug)]
pub struct Dropout {
    /// Probability of keeping a weight.
    pub keep: f64,
    /// Factor of what is kept.
    pub scale: f64,
    /// The numbers that decide, for each of `(batch, heads, queries, keys)`.
    pub drawn: Drawn,
}

/// Whether there is a kernel for heads of so many columns.
pub fn takes(dtype: DType, width: usize, value_width: usize) -> bool {
    let most = match dtype {
        DType::F16 | DType::BF16 | DType::F32 => 256,
        DType::F64 => 128,
        _ => 0,
    };
    width.max(value_width) <= most
}

/// The kernels of kernels/attention.cuh and kernels/attention_backward.cuh.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kernel {
    Forward,
    Combine,
    BackwardQuery,
    BackwardKey,
}

/// What queries see.
#[derive(Clone, Copy)]
enum Sight {
    All,
    Earlier,
    Marked,
    Shifted,
}

/// Rows of the operand that a block owns: a warp of 16, warps of 16, or warps of 32, which read half as much.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rows {
    Few,
    Some,
    Many,
}

/// What a kernel is made for.
#[derive(Clone, Copy)]
struct Form {
    kernel: Kernel,
    dtype: DType,
    tf32: bool,
    /// Columns of the tiles of query and key, and of value.
    width: usize,
    values: usize,
    sight: Sight,
    dropout: bool,
    shape: Rows,
}

/// Sizes of tiles.
#[derive(Clone, Copy)]
struct Tiles {
    warps: usize,
    /// Sixteens of rows that a warp owns.
    sixteens: usize,
    /// Rows of the tiles that a block runs over.
    rows: usize,
    /// Tiles in flight: 2 where one is loaded while another is used.
    stages: usize,
    shared: usize,
}

impl Tiles {
    /// Rows of the operand that a block owns.
    fn own_rows(self) -> usize {
        self.warps * self.sixteens * 16
    }
}

impl Form {
    fn code(self) -> u128 {
        let place = |columns: usize| WIDTHS.iter().position(|width| *width == columns).unwrap_or(WIDTHS.len()) as u128;
        let parts = [
            (self.kernel as u128, 2),
            (self.dtype as u128, 4),
            (self.tf32 as u128, 1),
            (place(self.width), 3),
            (place(self.values), 3),
            (self.sight as u128, 2),
            (self.dropout as u128, 1),
            (self.shape as u128, 2),
        ];
        parts.into_iter().fold(0, |code, (value, bits)| code << bits | value)
    }

    fn tiles(self) -> Tiles {
        let size = self.dtype.size();
        let row = self.width.max(self.values) * size;
        let rows = match row {
            ..=128 if self.shape != Rows::Many => 64,
            ..=256 => 32,
            _ => 16,
        };
        let warps = match row {
            _ if self.shape == Rows::Few => 1,
            ..=512 => 4,
            _ => 2,
        };
        // Rows have 16 bytes more, so that rows of a column lie in different banks.
        let (wide, value_wide) = (self.width * size + 16, self.values * size + 16);
        let own = if self.kernel == Kernel::Forward { wide } else { wide + value_wide };
        let numbers = if self.kernel == Kernel::BackwardKey { 2 * Class::of(self.dtype).size() } else { 0 };
        let sixteens = if self.shape == Rows::Many { 2 } else { 1 };
        let shared = |stages: usize| warps * sixteens * 16 * own + stages * rows * (wide + value_wide + numbers);
        let stages = if shared(2) <= SHARED { 2 } else { 1 };
        Tiles { warps, sixteens, rows, stages, shared: shared(stages) }
    }

    /// Parts of the columns of keys' and values' gradients: registers hold 128 sums of 32 bits for a row of either.
    fn column_parts(self) -> usize {
        let most = if self.dtype == DType::F64 { 64 } else { 128 };
        self.width.max(self.values).div_ceil(most)
    }

    /// Whether registers hold the sums of 32 rows for a warp.
    fn may_be_many(self) -> bool {
        self.kernel == Kernel::Forward && self.dtype != DType::F64 && self.width.max(self.values) <= 128
    }

    fn threads(self) -> usize {
        if self.kernel == Kernel::Combine { THREADS } else { self.tiles().warps * 32 }
    }

    fn source(self) -> Source {
        let element = storage_type(self.dtype);
        let computed = if self.dtype == DType::F64 { "double" } else { "float" };
        let way = match self.dtype {
            DType::F16 | DType::BF16 => format!("MmaHalf<{element}>"),
            _ if self.tf32 => "MmaTf32".into(),
            _ => format!("MmaPlain<{element}>"),
        };
        let sight = match self.sight {
            Sight::All => "SeesAll".into(),
            Sight::Earlier => "SeesEarlier".into(),
            Sight::Marked => "SeesMarked".into(),
            Sight::Shifted => format!("SeesShifted<{computed}>"),
        };
        let Tiles { warps, sixteens, rows, stages, .. } = self.tiles();
        let sizes = format!("{way}, {}, {}, {rows}, {warps}, {stages}", self.width, self.values);
        let (label, call) = match self.kernel {
            Kernel::Forward => {
                ("attention", format!("attention_forward<{sizes}, {sixteens}, {sight}, {}>", self.dropout))
            }
            Kernel::Combine => ("attention's parts", format!("attention_combine<{element}>")),
            Kernel::BackwardQuery => (
                "attention's gradient of the query",
                format!("attention_backward_query<{sizes}, {sight}, {}>", self.dropout),
            ),
            Kernel::BackwardKey => {
                let parts = self.column_parts();
                let call = format!("attention_backward_key<{sizes}, {parts}, {sight}, {}>", self.dropout);
                ("attention's gradients of key and value", call)
            }
        };
        let text = concat!(
            include_str!("kernels/random.cuh"),
            include_str!("kernels/mma.cuh"),
            include_str!("kernels/tiles.cuh"),
            include_str!("kernels/attention.cuh"),
            include_str!("kernels/attention_backward.cuh"),
        );
        let label = format!("{label} {}", self.dtype.name());
        Source::of_family("attention", label, text, "AttentionParams", self.threads() as u32, &call)
    }
}

/// How keys are cut.
#[derive(Clone, Copy)]
struct Parts {
    count: usize,
    length: usize,
    sums: u64,
    scales: u64,
}

/// A problem as the kernels see it.
struct Launches<'a> {
    at: &'a Attention,
    dropout: Option<&'a Dropout>,
    device: &'a Device,
    stream: Stream,
}

/// Whether rows come in whole pieces of 16 bytes at multiples of 16.
fn is_packed(heads: &Heads, sizes: [usize; 4], size: usize) -> bool {
    let whole = |steps: usize| steps.is_multiple_of(16 / size);
    let [.., columns] = sizes;
    let outer = sizes.iter().zip(&heads.strides).take(3);
    (heads.ptr as usize).is_multiple_of(16)
        && heads.strides[3] == 1
        && whole(columns)
        && outer.into_iter().all(|(&count, step)| count == 1 || whole(step.unsigned_abs()))
}

impl Launches<'_> {
    fn form(&self, kernel: Kernel) -> Form {
        let at = self.at;
        let padded = |columns: usize| WIDTHS.into_iter().find(|width| *width >= columns).unwrap_or(columns);
        Form {
            kernel,
            dtype: at.dtype,
            tf32: at.dtype == DType::F32 && gemm::tf32(),
            width: padded(at.width),
            values: padded(at.value_width),
            sight: match at.mask {
                Some(Mask { boolean: true, .. }) => Sight::Marked,
                Some(_) => Sight::Shifted,
                None if at.causal => Sight::Earlier,
                None => Sight::All,
            },
            dropout: self.dropout.is_some(),
            shape: if kernel == Kernel::Forward && at.queries <= 16 { Rows::Few } else { Rows::Some },
        }
    }

    fn words(&self, out: Heads, gradients: Option<&Gradients>, sums: [*mut u8; 2], parts: Parts) -> Words {
        let at = self.at;
        let none = Heads { ptr: std::ptr::null_mut(), strides: [0; 4] };
        let grad_out = gradients.map_or(none, |to| to.grad_out);
        let mut words = Words::new();
        words.extend([at.heads, at.heads / at.kv_heads].map(|size| size as u64));
        words.extend([at.queries, at.keys, at.width, at.value_width].map(|size| size as u64));
        words.push((at.batch * at.heads * at.queries) as u64);
        words.push(at.scale.to_bits());
        let mask = at.mask.map_or(none, |mask| mask.elements);
        let [query, key, value] = gradients.map_or([none; 3], |to| [to.query, to.key, to.value]);
        for heads in [at.query, at.key, at.value, out, mask, grad_out, query, key, value] {
            words.push(heads.ptr as u64);
            words.extend(heads.strides.map(|step| step as u64));
        }
        words.extend(sums.map(|start| start as u64));
        let packed = [
            (at.query, [at.batch, at.heads, at.queries, at.width]),
            (at.key, [at.batch, at.kv_heads, at.keys, at.width]),
            (at.value, [at.batch, at.kv_heads, at.keys, at.value_width]),
            (grad_out, [at.batch, at.heads, at.queries, at.value_width]),
        ];
        let bits = packed.iter().enumerate();
        words.push(bits.map(|(bit, (heads, sizes))| (is_packed(heads, *sizes, at.dtype.size()) as u64) << bit).sum());
        words.extend([parts.count as u64, parts.length as u64, parts.sums, parts.scales]);
        match self.dropout {
            Some(Dropout { keep, scale, drawn }) => {
                words.extend([keep.to_bits(), scale.to_bits(), drawn.threads() as u64]);
                words.extend(drawn.words());
            }
            None => words.extend([0; 6]),
        }
        words
    }

    /// # Safety
    /// The words are the fields of `AttentionParams`, and what they point to is valid.
    unsafe fn start(&self, form: Form, blocks: usize, words: &Words) -> Result<()> {
        let key = Key { family: Family::Attention, made_for: form.code() };
        let function = compile::function(self.device, key, || form.source())?;
        let shared = if form.kernel == Kernel::Combine { 0 } else { form.tiles().shared };
        let grid = Grid { shared: shared as u32, ..Grid::row(blocks, form.threads() as u32) };
        // SAFETY: the caller's promise.
        unsafe { launch::launch(function, grid, words.as_ptr(), self.stream) }
    }

    /// # Safety
    /// As [`forward`].
    unsafe fn forward(&self, out: Heads, log_sums: *mut u8) -> Result<()> {
        let at = self.at;
        let blocks = |form: Form| at.batch * at.heads * at.queries.div_ceil(form.tiles().own_rows());
        let mut form = self.form(Kernel::Forward);
        let larger = Form { shape: Rows::Many, ..form };
        if form.shape == Rows::Some && form.may_be_many() && blocks(larger) >= BLOCKS {
            form = larger;
        }
        let (tiles, blocks) = (form.tiles(), blocks(form));
        let seen = if at.causal { at.keys.min(at.queries) } else { at.keys };
        let wanted = (BLOCKS / blocks).min(seen / PART).max(1);
        let length = seen.div_ceil(wanted).next_multiple_of(tiles.rows);
        let count = seen.div_ceil(length);
        let (rows, size) = (at.batch * at.heads * at.queries, Class::of(at.dtype).size());
        let elements = if count > 1 { count * rows * (at.value_width + 2) } else { 0 };
        let sums = alloc::allocate(elements * size, self.stream)?;
        let scales = sums + (count * rows * at.value_width * size) as u64;
        let words = self.words(out, None, [log_sums, std::ptr::null_mut()], Parts { count, length, sums, scales });
        // SAFETY: the caller's promise; the block holds sums and scales of all parts.
        let mut done = unsafe { self.start(form, blocks * count, &words) };
        if count > 1 && done.is_ok() {
            let form = Form { kernel: Kernel::Combine, tf32: false, width: 0, values: 0, shape: Rows::Some, ..form };
            let form = Form { sight: Sight::All, dropout: false, ..form };
            // SAFETY: as above; the launch before writes what is added up.
            done = unsafe { self.start(form, (rows * at.value_width).div_ceil(THREADS), &words) };
        }
        // SAFETY: the block came from this device's allocator, for this stream.
        unsafe { alloc::free(sums, self.stream.device) };
        done
    }

    /// # Safety
    /// As [`backward`].
    unsafe fn backward(&self, to: &Gradients) -> Result<()> {
        let at = self.at;
        let rows = at.batch * at.heads * at.queries;
        let means = alloc::allocate(rows * Class::of(at.dtype).size(), self.stream)?;
        let whole = Parts { count: 1, length: at.keys, sums: 0, scales: 0 };
        let words = self.words(to.out, Some(to), [to.log_sums.cast_mut(), means as *mut u8], whole);
        let form = self.form(Kernel::BackwardQuery);
        let blocks = at.batch * at.heads * at.queries.div_ceil(form.tiles().own_rows());
        // SAFETY: the caller's promise; the block holds the means.
        let mut done = unsafe { self.start(form, blocks, &words) };
        if done.is_ok() {
            let form = self.form(Kernel::BackwardKey);
            let blocks = at.batch * at.kv_heads * at.keys.div_ceil(form.tiles().own_rows()) * form.column_parts();
            // SAFETY: as above; the launch before writes the means.
            done = unsafe { self.start(form, blocks, &words) };
        }
        // SAFETY: the block came from this device's allocator, for this stream.
        unsafe { alloc::free(means, self.stream.device) };
        done
    }
}

/// As [`flambeau_cpu::attention::forward`], for sizes that [`takes`] and none of which is 0.
///
/// # Errors
/// NVRTC is needed and not there; no memory for the results of parts; the driver refuses a launch.
///
/// # Safety
/// As there, with memory of the stream's device that stays valid until the stream has passed.
pub unsafe fn forward(
    attention: &Attention,
    out: Heads,
    log_sums: *mut u8,
    dropout: Option<&Dropout>,
    stream: Stream,
) -> Result<()> {
    let device = device::get(stream.device)?;
    device.enter()?;
    // SAFETY: the caller's promise.
    unsafe { Launches { at: attention, dropout, device, stream }.forward(out, log_sums) }
}

/// As [`flambeau_cpu::attention::backward`], for sizes that [`takes`] and none of which is 0; `dropout` is that of the
/// forward pass.
///
/// # Errors
/// NVRTC is needed and not there; no memory for a number for each query; the driver refuses a launch.
///
/// # Safety
/// As there, with memory of the stream's device that stays valid until the stream has passed.
pub unsafe fn backward(
    attention: &Attention,
    gradients: &Gradients,
    dropout: Option<&Dropout>,
    stream: Stream,
) -> Result<()> {
    let device = device::get(stream.device)?;
    device.enter()?;
    // SAFETY: the caller's promise.
    unsafe { Launches { at: attention, dropout, device, stream }.backward(gradients) }
}

#[cfg(test)]
mod tests {
    use super::{Form, Kernel, Rows, SHARED, Sight, WIDTHS, takes};
    use crate::compile::testing::compile_all;
    use flambeau_cpu::DType;

    const TYPES: [(DType, bool); 5] =
        [(DType::F16, false), (DType::BF16, false), (DType::F32, true), (DType::F32, false), (DType::F64, false)];
    const KERNELS: [Kernel; 3] = [Kernel::Forward, Kernel::BackwardQuery, Kernel::BackwardKey];

    #[test]
    fn tiles_fit() {
        for (dtype, tf32) in TYPES {
            for kernel in KERNELS {
                for width in WIDTHS {
                    for values in WIDTHS.into_iter().filter(|values| takes(dtype, width, *values)) {
                        let (sight, dropout) = (Sight::All, false);
                        let form = Form { kernel, dtype, tf32, width, values, sight, dropout, shape: Rows::Some };
                        for shape in if form.may_be_many() { &[Rows::Some, Rows::Many][..] } else { &[Rows::Some] } {
                            let tiles = Form { shape: *shape, ..form }.tiles();
                            assert!(tiles.shared <= SHARED, "{} {width} {values}: {}", dtype.name(), tiles.shared);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn every_kernel_compiles() {
        let sights = [Sight::All, Sight::Earlier, Sight::Marked, Sight::Shifted];
        let mut sources = Vec::new();
        for (of, (dtype, tf32)) in TYPES.into_iter().enumerate() {
            let widths: Vec<usize> = WIDTHS.into_iter().filter(|width| takes(dtype, *width, *width)).collect();
            for (at, kernel) in KERNELS.into_iter().enumerate() {
                let turn = of + at;
                let (sight, dropout) = (sights[turn % 4], turn % 2 == 0);
                // The widest, or another one with values of another width.
                let widest = widths[widths.len() - 1];
                let (width, values) = if turn % 3 == 0 { (widest, widest) } else { (widths[turn % 4], widths[2]) };
                let shape = match kernel {
                    Kernel::Forward if turn % 3 == 1 => Rows::Few,
                    Kernel::Forward if turn % 3 == 2 => Rows::Many,
                    _ => Rows::Some,
                };
                sources.push(Form { kernel, dtype, tf32, width, values, sight, dropout, shape }.source());
            }
            let (kernel, sight, shape) = (Kernel::Combine, Sight::All, Rows::Some);
            let (width, values, dropout) = (0, 0, false);
            sources.push(Form { kernel, dtype, tf32: false, width, values, sight, dropout, shape }.source());
        }
        compile_all(&sources);
    }
}
