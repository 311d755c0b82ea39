//! Matrix products of any dtype and strides, by kernels of our own.

use flambeau_cpu::DType;
use flambeau_cpu::expr::Class;
use flambeau_cpu::gemm::{Batch, Gemm};

use crate::compile::{self, Family, Key, Source};
use crate::device::Device;
use crate::error::Result;
use crate::launch::{self, Grid};
use crate::params::{Dim, Words};
use crate::pointwise::source::storage_type;
use crate::stream::Stream;

/// Rows and columns of the tile that a block makes: `M` and `N` in kernels/gemm.cuh, `SIDE` in kernels/gemm_mma.cuh.
const TILE: usize = 64;
const MMA_TILE: usize = 128;

/// What a kernel is made for.
#[derive(Clone, Copy)]
struct Form {
    dtype: DType,
    batches: usize,
    along_k: bool,
    along_n: bool,
    /// By tensor cores: 16-bit floats, and binary32 where TF32 is allowed.
    mma: bool,
}

/// Whether lines along k, with steps to the next line and to the next batch, come in whole pieces of 16 bytes.
fn is_packed(
    start: *const u8,
    k: usize,
    steps: (isize, isize),
    batch: impl Iterator<Item = isize>,
    size: usize,
) -> bool {
    let whole = |step: isize| step.unsigned_abs().is_multiple_of(16 / size);
    let (along, across) = steps;
    along == 1
        && (start as usize).is_multiple_of(16)
        && whole(k as isize)
        && whole(across)
        && batch.into_iter().all(whole)
}

/// Computes a product. The device is entered.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// As [`super::run`].
pub(super) unsafe fn run(device: &Device, gemm: &Gemm<'_>, stream: Stream) -> Result<()> {
    let (m, n, k) = gemm.shape;
    let count: usize = gemm.batch.iter().map(|dim| dim.size).product();
    let form = Form {
        dtype: gemm.dtype,
        batches: gemm.batch.len().max(1),
        along_k: gemm.a.cs.unsigned_abs() <= gemm.a.rs.unsigned_abs(),
        along_n: gemm.b.cs.unsigned_abs() <= gemm.b.rs.unsigned_abs(),
        mma: match gemm.dtype {
            DType::F16 | DType::BF16 => true,
            DType::F32 => super::tf32(),
            _ => false,
        },
    };
    let class = Class::of(gemm.dtype);
    let mut words = Words::new();
    words.extend([m as u64, n as u64, k as u64]);
    words.extend([gemm.a.ptr as u64, gemm.a.rs as u64, gemm.a.cs as u64]);
    words.extend([gemm.b.ptr as u64, gemm.b.rs as u64, gemm.b.cs as u64]);
    words.extend([gemm.c.ptr as u64, gemm.c.rs as u64, gemm.c.cs as u64]);
    for bias in [gemm.row_bias, gemm.column_bias] {
        words.extend(bias.map_or([0, 0], |bias| [bias.ptr as u64, bias.stride as u64]));
    }
    words.push_bytes(gemm.alpha.to_bits(class));
    words.push_bytes(gemm.beta.to_bits(class));
    let size = gemm.dtype.size();
    let a_packed =
        form.mma && is_packed(gemm.a.ptr, k, (gemm.a.cs, gemm.a.rs), gemm.batch.iter().map(|dim| dim.a), size);
    let b_packed =
        form.mma && is_packed(gemm.b.ptr, k, (gemm.b.rs, gemm.b.cs), gemm.batch.iter().map(|dim| dim.b), size);
    let flags = [gemm.reads_c(), gemm.relu, a_packed, b_packed];
    words.push(flags.into_iter().enumerate().map(|(bit, flag)| (flag as u64) << bit).sum());
    let single = [Batch { size: 1, a: 0, b: 0, c: 0 }];
    let batch = if gemm.batch.is_empty() { &single } else { gemm.batch };
    for dim in batch.iter().rev() {
        words.push_dim(Dim::new(dim.size));
    }
    for dim in batch.iter().rev() {
        words.extend([dim.a as u64, dim.b as u64, dim.c as u64]);
    }
    let bits = (form.mma as u128) << 2 | (form.along_k as u128) << 1 | form.along_n as u128;
    let code = (form.dtype as u128) << 16 | (form.batches as u128) << 8 | bits;
    let function = compile::function(device, Key { family: Family::Gemm, made_for: code }, || source(form))?;
    let tile = if form.mma { MMA_TILE } else { TILE };
    let blocks = m.div_ceil(tile) * n.div_ceil(tile) * count;
    // SAFETY: the words are the fields of the kernel's parameter in order; the rest is the caller's promise.
    unsafe { launch::launch(function, Grid::row(blocks, 256), words.as_ptr(), stream) }
}

fn source(form: Form) -> Source {
    let Form { dtype, batches, along_k, along_n, mma } = form;
    let element = storage_type(dtype);
    let params = format!("GemmParams<{element}, {batches}>");
    let label = format!("gemm {}", dtype.name());
    let plain = include_str!("../kernels/gemm.cuh");
    if !mma {
        let call = format!("gemm<{element}, {batches}, {along_k}, {along_n}>");
        return Source::of_family("product", label, plain, &params, 256, &call);
    }
    let way = if dtype == DType::F32 { "MmaTf32".into() } else { format!("MmaHalf<{element}>") };
    let text = [
        plain,
        include_str!("../kernels/mma.cuh"),
        include_str!("../kernels/tiles.cuh"),
        include_str!("../kernels/gemm_mma.cuh"),
    ];
    let call = format!("gemm_mma<{way}, {batches}, {along_k}, {along_n}>");
    Source::of_family("product", label, &text.concat(), &params, 256, &call)
}

#[cfg(test)]
mod tests {
    use super::{Form, source};
    use crate::compile::testing::compile_all;
    use flambeau_cpu::DType;

    #[test]
    fn every_dtype_compiles() {
        let forms = DType::ALL.into_iter().filter(|dtype| *dtype != DType::Bool).enumerate();
        let sources: Vec<_> = forms
            .flat_map(|(at, dtype)| {
                let form = Form { dtype, batches: 1 + at % 3, along_k: at % 2 == 0, along_n: at % 4 < 2, mma: false };
                let ways = if [DType::F16, DType::BF16, DType::F32].contains(&dtype) { 2 } else { 1 };
                [form, Form { mma: true, ..form }].into_iter().take(ways).map(source)
            })
            .collect();
        compile_all(&sources);
    }
}
