//! Matrix products by cuBLASLt.
//!
//! It knows matrices whose columns are consecutive: of a product whose rows are consecutive it computes the transposed one.
//! Numbers of enumerations are those of cublasLt.h, CUDA 13.0.

use std::ffi::{c_int, c_void};
use std::sync::OnceLock;

use flambeau_cpu::DType;
use flambeau_cpu::expr::Class;
use flambeau_cpu::gemm::{Batch, Gemm};
use parking_lot::Mutex;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::alloc::Scratch;
use crate::device::Device;
use crate::error::{Error, Kind, Result};
use crate::library::{self, Library};
use crate::stream::Stream;

type Handle = *mut c_void;
type Status = c_int;
type Attribute = c_int;

/// How an algorithm is chosen: opaque.
#[repr(C)]
#[derive(Clone, Copy)]
struct Algorithm([u64; 8]);

#[repr(C)]
#[derive(Clone, Copy)]
struct Heuristic {
    algorithm: Algorithm,
    workspace: usize,
    status: Status,
    waves: f32,
    reserved: [c_int; 4],
}

type Setter = unsafe extern "C" fn(Handle, Attribute, *const c_void, usize) -> Status;

/// The library's functions.
struct Functions {
    create: unsafe extern "C" fn(*mut Handle) -> Status,
    operation: unsafe extern "C" fn(*mut Handle, c_int, c_int) -> Status,
    destroy_operation: unsafe extern "C" fn(Handle) -> Status,
    set_operation: Setter,
    layout: unsafe extern "C" fn(*mut Handle, c_int, u64, u64, i64) -> Status,
    destroy_layout: unsafe extern "C" fn(Handle) -> Status,
    set_layout: Setter,
    preference: unsafe extern "C" fn(*mut Handle) -> Status,
    destroy_preference: unsafe extern "C" fn(Handle) -> Status,
    set_preference: Setter,
    heuristic: unsafe extern "C" fn(
        Handle,
        Handle,
        Handle,
        Handle,
        Handle,
        Handle,
        Handle,
        c_int,
        *mut Heuristic,
        *mut c_int,
    ) -> Status,
    multiply: unsafe extern "C" fn(
        Handle,
        Handle,
        *const c_void,
        *const c_void,
        Handle,
        *const c_void,
        Handle,
        *const c_void,
        *const c_void,
        Handle,
        *mut c_void,
        Handle,
        *const Algorithm,
        *mut c_void,
        usize,
        Handle,
    ) -> Status,
    version: unsafe extern "C" fn() -> usize,
}

fn found() -> &'static Result<Functions> {
    static FOUND: OnceLock<Result<Functions>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let library = library::open(Library::CublasLt)?;
        // SAFETY: the types are those of the library's header.
        unsafe {
            Ok(Functions {
                create: library.function("cublasLtCreate")?,
                operation: library.function("cublasLtMatmulDescCreate")?,
                destroy_operation: library.function("cublasLtMatmulDescDestroy")?,
                set_operation: library.function("cublasLtMatmulDescSetAttribute")?,
                layout: library.function("cublasLtMatrixLayoutCreate")?,
                destroy_layout: library.function("cublasLtMatrixLayoutDestroy")?,
                set_layout: library.function("cublasLtMatrixLayoutSetAttribute")?,
                preference: library.function("cublasLtMatmulPreferenceCreate")?,
                destroy_preference: library.function("cublasLtMatmulPreferenceDestroy")?,
                set_preference: library.function("cublasLtMatmulPreferenceSetAttribute")?,
                heuristic: library.function("cublasLtMatmulAlgoGetHeuristic")?,
                multiply: library.function("cublasLtMatmul")?,
                version: library.function("cublasLtGetVersion")?,
            })
        }
    })
}

fn functions() -> Result<&'static Functions> {
    found().as_ref().map_err(Clone::clone)
}

/// The library's version, such as 130000.
///
/// # Errors
/// It is not there.
pub(crate) fn version() -> Result<usize> {
    // SAFETY: the function takes nothing.
    Ok(unsafe { (functions()?.version)() })
}

/// Why the library is not there, where it is not.
#[inline]
pub(super) fn missing() -> Option<&'static Error> {
    found().as_ref().err()
}

#[cold]
fn failure(status: Status, what: &str) -> Error {
    let says = match status {
        1 => "not initialized",
        3 => "no memory",
        7 => "invalid value",
        8 => "architecture mismatch",
        13 => "execution failed",
        14 => "internal error",
        15 => "not supported",
        _ => "error",
    };
    Error::new(Kind::Internal, format!("cuBLASLt: {says} ({status}) in {what}"))
}

#[inline]
fn check(status: Status, what: &str) -> Result<()> {
    if status == 0 { Ok(()) } else { Err(failure(status, what)) }
}

/// Something the library made, destroyed when it goes.
struct Owned {
    handle: Handle,
    destroy: unsafe extern "C" fn(Handle) -> Status,
    set: Setter,
}

impl Drop for Owned {
    fn drop(&mut self) {
        // SAFETY: nobody uses it any more.
        unsafe { (self.destroy)(self.handle) };
    }
}

// SAFETY: the library keeps no thread's state in it.
unsafe impl Send for Owned {}

impl Owned {
    fn set<T: Copy>(&self, attribute: Attribute, value: T) -> Result<()> {
        // SAFETY: the value has the type that the attribute has.
        let status = unsafe { (self.set)(self.handle, attribute, (&raw const value).cast(), size_of::<T>()) };
        check(status, "setting an attribute")
    }
}

const TRANSPOSE_A: Attribute = 3;
const TRANSPOSE_B: Attribute = 4;
const EPILOGUE: Attribute = 7;
const BIAS: Attribute = 8;
const BATCH_COUNT: Attribute = 5;
const BATCH_STRIDE: Attribute = 6;
const MOST_WORKSPACE: Attribute = 1;
/// Alignment of A, B, C, D: four attributes.
const ALIGNMENT: Attribute = 5;

/// Workspace that algorithms may use: what PyTorch gives them on Hopper.
const WORKSPACE: usize = 32 << 20;

/// A device's handle and the products met so far.
#[derive(Default)]
pub(crate) struct State {
    handle: OnceLock<Result<usize>>,
    known: Mutex<FxHashMap<Problem, Known>>,
}

/// How a product is computed.
struct Known {
    chosen: Heuristic,
    /// Descriptions that no call is using: as many as calls have run at once.
    idle: SmallVec<[Described; 1]>,
}

/// A product as the library has it described. The place of the addends is the last call's.
struct Described {
    operation: Owned,
    a: Owned,
    b: Owned,
    c: Owned,
}

impl State {
    fn handle(&self, functions: &Functions) -> Result<Handle> {
        let made = self.handle.get_or_init(|| {
            let mut handle = std::ptr::null_mut();
            let _unrecorded = crate::capture::Unrecorded::new();
            // SAFETY: a place for the handle; the context is current.
            check(unsafe { (functions.create)(&mut handle) }, "cublasLtCreate")?;
            Ok(handle as usize)
        });
        made.clone().map(|handle| handle as Handle)
    }
}

/// A matrix whose columns are consecutive, or its transpose.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Matrix {
    at: u64,
    /// Whether the operand is the transpose of what lies in memory.
    transposed: bool,
    rows: usize,
    columns: usize,
    /// Distance of columns.
    step: isize,
    /// Distance of the batch's matrices.
    apart: isize,
}

/// What the choice of an algorithm depends on.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Problem {
    dtype: DType,
    compute: c_int,
    a: Matrix,
    b: Matrix,
    c: Matrix,
    batch: usize,
    epilogue: u32,
    alignment: [u32; 3],
}

/// A matrix as the library wants it: `None` where neither rows nor columns are consecutive.
fn matrix(at: u64, rows: usize, columns: usize, rs: isize, cs: isize, apart: isize) -> Option<Matrix> {
    if (rs == 1 || rows == 1) && (columns == 1 || cs >= rows.max(1) as isize) {
        let step = if columns == 1 { rows.max(1) as isize } else { cs };
        return Some(Matrix { at, transposed: false, rows, columns, step, apart });
    }
    if (cs == 1 || columns == 1) && (rows == 1 || rs >= columns.max(1) as isize) {
        let step = if rows == 1 { columns.max(1) as isize } else { rs };
        return Some(Matrix { at, transposed: true, rows: columns, columns: rows, step, apart });
    }
    None
}

/// The library's numbers of a dtype: of elements, of sums and of factors.
fn types(dtype: DType, tf32: bool) -> Option<(c_int, c_int, c_int)> {
    const SINGLE: c_int = 68;
    Some(match dtype {
        DType::F32 => (0, if tf32 { 77 } else { SINGLE }, 0),
        DType::F64 => (1, 70, 1),
        DType::F16 => (2, SINGLE, 0),
        DType::BF16 => (14, SINGLE, 0),
        DType::C64 => (4, if tf32 { 77 } else { SINGLE }, 4),
        DType::C128 => (5, 70, 5),
        _ => return None,
    })
}

/// Computes a product, if the library takes it: false, with nothing done, where it does not. With `gelu` it is followed by GELU,
/// by hyperbolic tangents. The device is entered.
///
/// # Errors
/// The library fails; no memory for its workspace.
///
/// # Safety
/// As [`super::run`].
pub(super) unsafe fn run(device: &Device, gemm: &Gemm<'_>, gelu: bool, stream: Stream, tf32: bool) -> Result<bool> {
    let Some((element, compute, scale)) = types(gemm.dtype, tf32) else { return Ok(false) };
    let Some(plan) = plan(gemm, gelu, compute) else { return Ok(false) };
    let functions = functions()?;
    let handle = device.blas.handle(functions)?;

    let key = Problem { a: plan.a.placeless(), b: plan.b.placeless(), c: plan.c.placeless(), ..plan };
    let known = device.blas.known.lock().get_mut(&key).map(|known| (known.chosen, known.idle.pop()));
    let (chosen, described) = known.map_or((None, None), |(chosen, described)| (Some(chosen), described));
    let described = described.map_or_else(|| describe(functions, &key, element, scale), Ok)?;
    if let Some(bias) = plan_bias(gemm) {
        described.operation.set(BIAS, bias)?;
    }
    let chosen = match chosen {
        Some(chosen) => chosen,
        None => match choose(functions, handle, &described, &key)? {
            Some(chosen) => chosen,
            None => return Ok(false),
        },
    };
    let class = if gemm.dtype.is_complex() || gemm.dtype == DType::F64 { Class::of(gemm.dtype) } else { Class::F32 };
    let (alpha, beta) = (gemm.alpha.to_bits(class), gemm.beta.to_bits(class));
    let workspace = Scratch::new(chosen.workspace, stream)?;
    // SAFETY: handles live, matrices are valid as the caller promises, the workspace has the size that was asked for.
    let status = unsafe {
        (functions.multiply)(
            handle,
            described.operation.handle,
            alpha.as_ptr().cast(),
            plan.a.at as *const c_void,
            described.a.handle,
            plan.b.at as *const c_void,
            described.b.handle,
            beta.as_ptr().cast(),
            plan.c.at as *const c_void,
            described.c.handle,
            plan.c.at as *mut c_void,
            described.c.handle,
            &chosen.algorithm,
            workspace.address() as *mut c_void,
            chosen.workspace,
            stream.raw().cast(),
        )
    };
    check(status, "cublasLtMatmul")?;
    let mut known = device.blas.known.lock();
    known.entry(key).or_insert_with(|| Known { chosen, idle: SmallVec::new() }).idle.push(described);
    Ok(true)
}

/// Describes a product, but for the place of its addends.
fn describe(functions: &Functions, problem: &Problem, element: c_int, scale: c_int) -> Result<Described> {
    let owned = |handle, destroy, set| Owned { handle, destroy, set };
    let mut raw = std::ptr::null_mut();
    // SAFETY: a place for the handle.
    check(unsafe { (functions.operation)(&mut raw, problem.compute, scale) }, "cublasLtMatmulDescCreate")?;
    let operation = owned(raw, functions.destroy_operation, functions.set_operation);
    operation.set(TRANSPOSE_A, problem.a.transposed as c_int)?;
    operation.set(TRANSPOSE_B, problem.b.transposed as c_int)?;
    operation.set(EPILOGUE, problem.epilogue)?;
    let layout = |matrix: &Matrix| -> Result<Owned> {
        let mut raw = std::ptr::null_mut();
        let (rows, columns) = (matrix.rows as u64, matrix.columns as u64);
        // SAFETY: a place for the handle.
        let made = unsafe { (functions.layout)(&mut raw, element, rows, columns, matrix.step as i64) };
        check(made, "cublasLtMatrixLayoutCreate")?;
        let layout = owned(raw, functions.destroy_layout, functions.set_layout);
        if problem.batch > 1 {
            layout.set(BATCH_COUNT, problem.batch as i32)?;
            layout.set(BATCH_STRIDE, matrix.apart as i64)?;
        }
        Ok(layout)
    };
    Ok(Described { operation, a: layout(&problem.a)?, b: layout(&problem.b)?, c: layout(&problem.c)? })
}

/// The library's choice of an algorithm; `None` where it has none.
fn choose(
    functions: &Functions,
    handle: Handle,
    described: &Described,
    problem: &Problem,
) -> Result<Option<Heuristic>> {
    let mut raw = std::ptr::null_mut();
    // SAFETY: a place for the handle.
    check(unsafe { (functions.preference)(&mut raw) }, "cublasLtMatmulPreferenceCreate")?;
    let preference = Owned { handle: raw, destroy: functions.destroy_preference, set: functions.set_preference };
    preference.set(MOST_WORKSPACE, WORKSPACE)?;
    for (at, alignment) in [0, 1, 2, 2].into_iter().enumerate() {
        preference.set(ALIGNMENT + at as Attribute, problem.alignment[alignment])?;
    }
    let none = Heuristic { algorithm: Algorithm([0; 8]), workspace: 0, status: 0, waves: 0.0, reserved: [0; 4] };
    let (mut chosen, mut count) = (none, 0);
    // SAFETY: all handles live; there is a place for one answer.
    let status = unsafe {
        (functions.heuristic)(
            handle,
            described.operation.handle,
            described.a.handle,
            described.b.handle,
            described.c.handle,
            described.c.handle,
            preference.handle,
            1,
            &mut chosen,
            &mut count,
        )
    };
    if status == 15 || count == 0 {
        return Ok(None);
    }
    check(status, "cublasLtMatmulAlgoGetHeuristic")?;
    Ok(Some(chosen))
}

impl Matrix {
    /// The same shape, wherever it lies.
    fn placeless(self) -> Matrix {
        Matrix { at: 0, ..self }
    }
}

/// Addends along the rows of what the library computes: those of the columns of a product whose rows are consecutive.
fn plan_bias(gemm: &Gemm<'_>) -> Option<u64> {
    let bias = if is_row_major(gemm) { gemm.column_bias } else { gemm.row_bias };
    bias.map(|bias| bias.ptr as u64)
}

fn is_row_major(gemm: &Gemm<'_>) -> bool {
    gemm.c.cs == 1 || gemm.shape.1 == 1
}

/// The product in the library's terms; `None` where it cannot do it.
fn plan(gemm: &Gemm<'_>, gelu: bool, compute: c_int) -> Option<Problem> {
    let (mut m, n, k) = gemm.shape;
    let mut dims = gemm.merged_batch();
    // Products that share B and follow each other in A and C are one product.
    if let Some(&dim) = dims.last()
        && dim.b == 0
        && gemm.row_bias.is_none()
        && (dim.a, dim.c) == (m as isize * gemm.a.rs, m as isize * gemm.c.rs)
    {
        m *= dim.size;
        dims.pop();
    }
    let batch = match dims[..] {
        [] => Batch { size: 1, a: 0, b: 0, c: 0 },
        [dim] => dim,
        _ => return None,
    };
    let row_major = is_row_major(gemm);
    let (own, other) = if row_major { (gemm.column_bias, gemm.row_bias) } else { (gemm.row_bias, gemm.column_bias) };
    if k == 0 || other.is_some() || own.is_some_and(|bias| bias.stride != 1) || m.max(n).max(k) > i32::MAX as usize {
        return None;
    }
    let (a, b, c) = (&gemm.a, &gemm.b, &gemm.c);
    let (first, second, target) = if row_major {
        (
            matrix(b.ptr as u64, n, k, b.cs, b.rs, batch.b)?,
            matrix(a.ptr as u64, k, m, a.cs, a.rs, batch.a)?,
            matrix(c.ptr as u64, n, m, c.cs, c.rs, batch.c)?,
        )
    } else {
        (
            matrix(a.ptr as u64, m, k, a.rs, a.cs, batch.a)?,
            matrix(b.ptr as u64, k, n, b.rs, b.cs, batch.b)?,
            matrix(c.ptr as u64, m, n, c.rs, c.cs, batch.c)?,
        )
    };
    if target.transposed {
        return None;
    }
    // Bias, ReLU and GELU are bits, and none of them is 1.
    let epilogue = match (own.is_some(), gemm.relu, gelu) {
        (false, false, false) => 1,
        (bias, relu, gelu) => (bias as u32) << 2 | (relu as u32) << 1 | (gelu as u32) << 5,
    };
    // Addends of complex numbers have no epilogue.
    if gemm.dtype.is_complex() && epilogue != 1 {
        return None;
    }
    let size = gemm.dtype.size() as u64;
    let alignment = [first, second, target].map(|matrix| {
        let apart = if batch.size > 1 { matrix.apart as u64 * size } else { 0 };
        let all = matrix.at | (matrix.step as u64 * size) | apart;
        1 << all.trailing_zeros().min(8)
    });
    let dtype = gemm.dtype;
    Some(Problem { dtype, compute, a: first, b: second, c: target, batch: batch.size, epilogue, alignment })
}
