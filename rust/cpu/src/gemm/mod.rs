//! Matrix products.
//!
//! [`Gemm`] describes a product, or many of one shape, and what happens to its sums on the way to C. By shape alone it
//! goes one of these ways:
//!
//! - [`tiny`]: a plain loop, for a handful of elements; [`small`]: microkernels on the matrices in place
//! - [`gemv`]: one row or one column; [`inner`]: few rows, both operands consecutive along k
//! - [`blocked`]: packed panels in tasks for the thread pool; [`split`]: few elements, each the sum of very many
//! - [`int8`]: bytes, four or two multiply-adds a lane; also with sums of 32 bits, for quantised layers
//!
//! [`kernel`] and [`complex`] are the microkernels over the vectors of [`vector`], [`table`] has them by instruction
//! set; [`pack`] and [`transpose`] make panels.

pub mod blocked;
mod complex;
pub(crate) mod element;
mod gemv;
pub(crate) mod inner;
pub mod int8;
pub mod kernel;
pub(crate) mod pack;
mod small;
mod split;
pub(crate) mod table;
mod tiny;
pub(crate) mod transpose;
pub mod vector;

use crate::alloc::Scratch;
use crate::dtype::DType;
use crate::expr::{Class, Scalar};
use crate::pool::for_range;
use blocked::{PackFn, Product, TASK};
use element::{Element, FromScalar};
use half::{bf16, f16};
use kernel::Update;
use num_complex::Complex;
use smallvec::SmallVec;
use table::HasKernels;

/// A matrix to read.
#[derive(Clone, Copy, Debug)]
pub struct MatRef {
    /// The first element.
    pub ptr: *const u8,
    /// Stride between rows, in elements.
    pub rs: isize,
    /// Stride between columns, in elements.
    pub cs: isize,
}

/// A matrix to write.
#[derive(Clone, Copy, Debug)]
pub struct MatMut {
    /// The first element.
    pub ptr: *mut u8,
    /// Stride between rows, in elements.
    pub rs: isize,
    /// Stride between columns, in elements.
    pub cs: isize,
}

/// Addends: one per row or one per column.
#[derive(Clone, Copy, Debug)]
pub struct Bias {
    /// The first element, of the product's dtype.
    pub ptr: *const u8,
    /// Stride in elements.
    pub stride: isize,
}

/// A dimension of a batch: how many products, and how far apart in elements their matrices lie.
#[derive(Clone, Copy, Debug)]
pub struct Batch {
    /// Number of products.
    pub size: usize,
    /// Distance between A's.
    pub a: isize,
    /// Distance between B's.
    pub b: isize,
    /// Distance between C's.
    pub c: isize,
}

/// `C = relu(alpha * A B + beta * C + row_bias + column_bias)` for an `m x k` matrix A and a `k x n` matrix B, once or
/// for every index of a batch.
///
/// 16-bit floats accumulate in binary32 and are rounded once; integers wrap. C is not read where `beta` is 0. An
/// element's bits depend on shapes and strides, never on the number of threads.
///
/// ```
/// use flambeau_cpu::{DType, gemm::{Gemm, MatMut, MatRef}};
/// let (a, b, mut c) = ([1.0f32, 2.0, 3.0, 4.0], [5.0f32, 6.0], [0.0f32; 2]);
/// let matrix = |x: &[f32], rs| MatRef { ptr: x.as_ptr().cast(), rs, cs: 1 };
/// let out = MatMut { ptr: c.as_mut_ptr().cast(), rs: 1, cs: 1 };
/// let product = Gemm::new(DType::F32, (2, 1, 2), matrix(&a, 2), matrix(&b, 1), out);
/// assert!(unsafe { product.run() });
/// assert_eq!(c, [17.0, 39.0]);
/// ```
#[derive(Clone, Debug)]
pub struct Gemm<'a> {
    /// Element type of all matrices.
    pub dtype: DType,
    /// Rows of A and C, columns of B and C, columns of A and rows of B.
    pub shape: (usize, usize, usize),
    /// The first A.
    pub a: MatRef,
    /// The first B.
    pub b: MatRef,
    /// The first C.
    pub c: MatMut,
    /// Dimensions of the batch, outermost first; none for a single product.
    pub batch: &'a [Batch],
    /// Factor of the product.
    pub alpha: Scalar,
    /// Factor of the old C.
    pub beta: Scalar,
    /// Addends per row.
    pub row_bias: Option<Bias>,
    /// Addends per column.
    pub column_bias: Option<Bias>,
    /// Whether to clamp at 0.
    pub relu: bool,
}

impl Gemm<'_> {
    /// A plain product `C = A B`.
    pub fn new(dtype: DType, shape: (usize, usize, usize), a: MatRef, b: MatRef, c: MatMut) -> Self {
        Gemm {
            dtype,
            shape,
            a,
            b,
            c,
            batch: &[],
            alpha: Scalar::Int(1),
            beta: Scalar::Int(0),
            row_bias: None,
            column_bias: None,
            relu: false,
        }
    }

    /// The batch's dimensions without those of one product, those joined that are one in all three tensors.
    pub fn merged_batch(&self) -> SmallVec<[Batch; 4]> {
        let mut dims: SmallVec<[Batch; 4]> = SmallVec::new();
        for &dim in self.batch.iter().filter(|dim| dim.size != 1) {
            match dims.last_mut() {
                Some(outer)
                    if [(outer.a, dim.a), (outer.b, dim.b), (outer.c, dim.c)]
                        .iter()
                        .all(|&(out, inner)| out == dim.size as isize * inner) =>
                {
                    *outer = Batch { size: outer.size * dim.size, ..dim };
                }
                _ => dims.push(dim),
            }
        }
        dims
    }

    /// Whether the old C has a part in the result.
    pub fn reads_c(&self) -> bool {
        self.beta.to_bits(Class::of(self.dtype)) != Scalar::Int(0).to_bits(Class::of(self.dtype))
    }

    /// Computes it on the pool. False, with C untouched, for a dtype that has no product (`bool`).
    ///
    /// # Safety
    /// Every element that sizes and strides name is valid for reads (A, B, addends) or writes (C); elements of C are
    /// distinct and overlap nothing else. The dtype's elements are aligned as their type asks.
    pub unsafe fn run(&self) -> bool {
        // SAFETY: the caller's promises are passed on.
        unsafe {
            match self.dtype {
                DType::F32 => self.typed::<f32>(pack::pack),
                DType::F64 => self.typed::<f64>(pack::pack),
                DType::F16 => self.typed::<f16>(pack::pack),
                DType::BF16 => self.typed::<bf16>(pack::pack),
                DType::U8 => self.typed::<u8>(pack::pack),
                DType::I8 => self.typed::<i8>(pack::pack),
                DType::I16 => self.typed::<i16>(pack::pack),
                DType::I32 => self.typed::<i32>(pack::pack),
                DType::I64 => self.typed::<i64>(pack::pack),
                DType::C64 => self.typed::<Complex<f32>>(pack::pack_split),
                DType::C128 => self.typed::<Complex<f64>>(pack::pack_split),
                DType::Bool => return false,
            }
        }
        true
    }

    unsafe fn typed<T: Element>(&self, pack_b: PackFn<T>)
    where
        T::Packed: FromScalar + HasKernels,
    {
        let (m, n, k) = self.shape;
        let mut product = Product {
            m,
            n,
            k,
            a: (self.a.ptr.cast::<T>(), self.a.rs, self.a.cs),
            b: (self.b.ptr.cast::<T>(), self.b.rs, self.b.cs),
            c: (self.c.ptr.cast::<T>(), self.c.rs, self.c.cs),
            c_packed: false,
            row_bias: std::ptr::null(),
            column_bias: std::ptr::null(),
            update: Update {
                alpha: T::Packed::from_scalar(self.alpha),
                beta: T::Packed::from_scalar(self.beta),
                relu: self.relu,
            },
            kernels: T::Packed::kernels(crate::isa::level(), n),
            pack_b,
            plain_b: !self.dtype.is_complex(),
        };
        let mut dims = self.merged_batch();
        // Products that share B and follow each other in A and C are one product.
        while let Some(&dim) = dims.last()
            && dim.b == 0
            && self.row_bias.is_none()
        {
            if product.m == 1 {
                // A single row has no distance to the next.
                (product.a.1, product.c.1) = (dim.a, dim.c);
            } else if (dim.a, dim.c) != (product.m as isize * product.a.1, product.m as isize * product.c.1) {
                break;
            }
            product.m *= dim.size;
            dims.pop();
        }
        if product.m == 0 || n == 0 || dims.iter().any(|dim| dim.size == 0) {
            return;
        }
        // SAFETY: the caller promises addends per row and column, and everything else.
        unsafe {
            let rows = self.row_bias.map(|bias| packed_bias::<T>(bias, product.m));
            let columns = self.column_bias.map(|bias| packed_bias::<T>(bias, n));
            product.row_bias = rows.as_ref().map_or(std::ptr::null(), PackedBias::ptr);
            product.column_bias = columns.as_ref().map_or(std::ptr::null(), PackedBias::ptr);
            batched(&product, &dims);
        }
    }
}

/// Addends as the type that sums are made of, consecutive.
enum PackedBias<P: Copy> {
    InPlace(*const P),
    Copied(Scratch<P>),
}

impl<P: Copy> PackedBias<P> {
    fn ptr(&self) -> *const P {
        match self {
            PackedBias::InPlace(ptr) => *ptr,
            PackedBias::Copied(scratch) => scratch.as_ptr(),
        }
    }
}

unsafe fn packed_bias<T: Element>(bias: Bias, n: usize) -> PackedBias<T::Packed> {
    if T::IN_PLACE && (bias.stride == 1 || n == 1) {
        return PackedBias::InPlace(bias.ptr.cast());
    }
    let copy = Scratch::<T::Packed>::new(n);
    for i in 0..n {
        // SAFETY: the caller promises `n` elements; the copy has as many.
        unsafe { copy.as_ptr().add(i).write((*bias.ptr.cast::<T>().offset(i as isize * bias.stride)).widen()) };
    }
    PackedBias::Copied(copy)
}

/// Work per product up to which threads share a batch product by product; larger ones are shared inside each product.
const WHOLE: usize = 8 * TASK;

/// Multiply-adds in the time that it takes to fetch an element from memory: what products of one row are made of.
const FETCH: usize = 16;

/// The product for every index of a batch.
unsafe fn batched<T: Element>(product: &Product<T>, dims: &[Batch])
where
    T::Packed: FromScalar + HasKernels,
{
    let total: usize = dims.iter().map(|dim| dim.size).product();
    let one = |mut index: usize| {
        let mut item = *product;
        for dim in dims.iter().rev() {
            let at = (index % dim.size) as isize;
            index /= dim.size;
            item.a.0 = item.a.0.wrapping_offset(at * dim.a);
            item.b.0 = item.b.0.wrapping_offset(at * dim.b);
            item.c.0 = item.c.0.wrapping_offset(at * dim.c);
        }
        // SAFETY: the caller promises every matrix of the batch.
        unsafe { single(&item) }
    };
    let work = product.m.saturating_mul(product.n).saturating_mul(product.k.max(1));
    if total == 1 || work > WHOLE {
        (0..total).for_each(one);
    } else {
        let elements = product.k * (product.m + product.n) + product.m * product.n;
        for_range(total, TASK.div_ceil(work + FETCH * elements), &|items| items.for_each(one));
    }
}

/// One product, by the way that suits its shape.
unsafe fn single<T: Element>(product: &Product<T>)
where
    T::Packed: FromScalar + HasKernels,
{
    // Rows of C are written whole: where its columns are the consecutive direction, `C' = B' A'` is computed instead.
    let flipped;
    let product = if product.c.2 != 1 && product.c.1 == 1 && product.m > 1 {
        flipped = Product { kernels: T::Packed::kernels(crate::isa::level(), product.m), ..product.transposed() };
        &flipped
    } else {
        product
    };
    let (m, n, k) = (product.m, product.n, product.k);
    // SAFETY: the caller's promises are passed on.
    unsafe {
        if m.saturating_mul(n).saturating_mul(k.max(1)) <= tiny::MOST {
            tiny::run(product);
        } else if (m == 1 || n == 1) && gemv::run(product) {
        } else if int8::fits(product) {
            int8::wrapping(product);
        } else if let Some(pieces) = split::pieces(m, n, k) {
            split::run(product, pieces);
        } else {
            undivided(product);
        }
    }
}

/// One product whose sums are not divided among threads.
///
/// # Safety
/// As for [`Product::run`].
unsafe fn undivided<T: Element>(product: &Product<T>) {
    // SAFETY: the caller's promises are passed on.
    unsafe {
        if inner::fits(product) {
            inner::run(product);
        } else if T::IN_PLACE && small::fits(product) {
            small::run(product);
        } else {
            product.run();
        }
    }
}

#[cfg(test)]
mod tests;
