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

/// Rows and columns of the tile that a block makes: `M` and `N` in kernels/gemm.cuh.
const TILE: usize = 64;

/// What a kernel is made for.
#[derive(Clone, Copy)]
struct Form {
    dtype: DType,
    batches: usize,
    along_k: bool,
    along_n: bool,
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
    words.push(gemm.reads_c() as u64 | (gemm.relu as u64) << 1);
    let single = [Batch { size: 1, a: 0, b: 0, c: 0 }];
    let batch = if gemm.batch.is_empty() { &single } else { gemm.batch };
    for dim in batch.iter().rev() {
        words.push_dim(Dim::new(dim.size));
    }
    for dim in batch.iter().rev() {
        words.extend([dim.a as u64, dim.b as u64, dim.c as u64]);
    }
    let code =
        (form.dtype as u128) << 8 | (form.batches as u128) << 2 | (form.along_k as u128) << 1 | form.along_n as u128;
    let function = compile::function(device, Key { family: Family::Gemm, made_for: code }, || source(form))?;
    let blocks = m.div_ceil(TILE) * n.div_ceil(TILE) * count;
    // SAFETY: the words are the fields of the kernel's parameter in order; the rest is the caller's promise.
    unsafe { launch::launch(function, Grid::row(blocks, 256), words.as_ptr(), stream) }
}

fn source(form: Form) -> Source {
    let Form { dtype, batches, along_k, along_n } = form;
    let element = storage_type(dtype);
    let text = format!(
        "{}typedef GemmParams<{element}, {batches}> Params;\nKERNEL(product, Params, 256) {{ gemm<{element}, {batches}, \
         {along_k}, {along_n}>(p); }}\n",
        include_str!("../kernels/gemm.cuh")
    );
    Source { name: "product", label: format!("gemm {}", dtype.name()), text }
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
            .map(|(at, dtype)| source(Form { dtype, batches: 1 + at % 3, along_k: at % 2 == 0, along_n: at % 4 < 2 }))
            .collect();
        compile_all(&sources);
    }
}
