//! Grids, products and sums of several tensors or of neighbours.

use flambeau_cpu::DType;

use crate::autograd::{Recorder, no_grad};
use crate::op::Operand;
use crate::ops::views::sizes_of;
use crate::tensor::layout::{self, wrap_dim};
use crate::{Error, Result, Scalar, Tensor, bail, ensure, ops};

/// Grids of coordinates: result `k` has the elements of tensor `k` along dimension `k`. `indexing="xy"` exchanges
/// the first two dimensions.
///
/// Vectors or numbers of one dtype, n of them, to n tensors of n dimensions; others raise RuntimeError.
///
/// Example:
///     >>> rows, columns = flambeau.meshgrid(flambeau.tensor([1, 2]), flambeau.tensor([3, 4, 5]), indexing="ij")
///     >>> rows
///     tensor([[1, 1, 1],
///             [2, 2, 2]])
///     >>> columns
///     tensor([[3, 4, 5],
///             [3, 4, 5]])
#[flambeau_macros::op(meshgrid.indexing(Tensor[] tensors, *, str indexing="ij") -> Tensor[]; function)]
pub fn meshgrid(tensors: &[Tensor], indexing: &str) -> Result<Vec<Tensor>> {
    ensure!(!tensors.is_empty(), Runtime, "meshgrid expects a non-empty TensorList");
    for tensor in tensors {
        ensure!(
            tensor.ndim() <= 1,
            Runtime,
            "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: {} dimensions",
            tensor.ndim()
        );
        ensure!(
            tensor.dtype() == tensors[0].dtype(),
            Runtime,
            "torch.meshgrid expects all tensors to have the same dtype"
        );
    }
    let swaps = match indexing {
        "ij" => false,
        "xy" => tensors.len() >= 2,
        other => bail!(Runtime, "torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: {other}"),
    };
    let mut order: Vec<usize> = (0..tensors.len()).collect();
    if swaps {
        order.swap(0, 1);
    }
    let sizes: Vec<i64> = order.iter().map(|&at| tensors[at].numel() as i64).collect();
    let mut grids = Vec::with_capacity(tensors.len());
    for (at, &which) in order.iter().enumerate() {
        let mut own = vec![1; tensors.len()];
        own[at] = tensors[which].numel() as i64;
        grids.push(tensors[which].reshape(&own)?.expand(&sizes, false)?);
    }
    if swaps {
        grids.swap(0, 1);
    }
    Ok(grids)
}

/// All combinations of elements of vectors, one row each.
///
/// Vectors of one dtype; n of them give `(rows, n)`, a single one itself. Other shapes raise RuntimeError.
///
/// Example:
///     >>> flambeau.cartesian_prod(flambeau.tensor([1, 2]), flambeau.tensor([3, 4]))
///     tensor([[1, 3],
///             [1, 4],
///             [2, 3],
///             [2, 4]])
#[flambeau_macros::op(cartesian_prod(Tensor[] tensors) -> Tensor; function)]
pub fn cartesian_prod(tensors: &[Tensor]) -> Result<Tensor> {
    for tensor in tensors {
        ensure!(
            tensor.ndim() == 1,
            Runtime,
            "Expect a 1D vector, but got shape {}",
            crate::error::shape_text(tensor.shape())
        );
    }
    if let [only] = tensors {
        return Ok(only.clone());
    }
    let flat: Result<Vec<Tensor>> = meshgrid(tensors, "ij")?.iter().map(|grid| grid.reshape(&[-1])).collect();
    super::stack(&flat?, 1)
}

/// How many ways there are to take `r` of `count` elements, where that is a number of 128 bits.
fn number_of_combinations(count: u128, r: u128, with_replacement: bool) -> Option<u128> {
    let count = if with_replacement && count > 0 { count.checked_add(r - 1)? } else { count };
    if r > count {
        return Some(0);
    }
    let mut ways = 1u128;
    for taken in 0..r.min(count - r) {
        ways = ways.checked_mul(count - taken)? / (taken + 1);
    }
    Some(ways)
}

/// All combinations of `r` elements of a vector, in its order, with or without repetition.
///
/// `(n,)` to `(number, r)`. A tensor that is no vector, and a negative r, raise RuntimeError.
///
/// Example:
///     >>> flambeau.combinations(flambeau.tensor([1, 2, 3]))
///     tensor([[1, 2],
///             [1, 3],
///             [2, 3]])
#[flambeau_macros::op(combinations(Tensor self, int r=2, bool with_replacement=False) -> Tensor; function)]
pub fn combinations(this: &Tensor, r: i64, with_replacement: bool) -> Result<Tensor> {
    ensure!(this.ndim() == 1, Runtime, "Expect a 1D vector, but got shape {}", crate::error::shape_text(this.shape()));
    ensure!(r >= 0, Runtime, "Expect a non-negative number, but got {r}");
    if r == 0 {
        return Tensor::empty(&[0], this.dtype(), this.device());
    }
    let count = this.numel() as i64;
    let total = number_of_combinations(count as u128, r as u128, with_replacement);
    let Some(entries) = total.and_then(|rows| usize::try_from(rows.checked_mul(r as u128)?).ok()) else {
        return Err(Error::out_of_memory(u128::MAX));
    };
    if entries == 0 {
        return Tensor::empty(&[0, r as usize], this.dtype(), this.device());
    }
    layout::checked_numel(&[entries], 8)?;
    let r = r as usize;
    let mut rows: Vec<i64> = Vec::new();
    rows.try_reserve_exact(entries).map_err(|_| Error::out_of_memory(8 * entries as u128))?;
    let mut current: Vec<i64> = if with_replacement { vec![0; r] } else { (0..r as i64).collect() };
    // The largest value that position `at` takes.
    let last = |at: usize| if with_replacement { count - 1 } else { count - (r - at) as i64 };
    let mut more = last(0) >= 0 && (with_replacement || r as i64 <= count);
    while more {
        rows.extend_from_slice(&current);
        more = false;
        for at in (0..r).rev() {
            if current[at] < last(at) {
                current[at] += 1;
                for next in at + 1..r {
                    current[next] = current[next - 1] + !with_replacement as i64;
                }
                more = true;
                break;
            }
        }
    }
    let index = Tensor::from_slice(&rows, &[rows.len()])?.to_device(this.device())?;
    ops::index_select(this, 0, &index)?.reshape(&[(rows.len() / r) as i64, r as i64])
}

/// Powers of the elements of a vector, one row each, falling exponents unless `increasing`.
///
/// `(n,)` to `(n, N)`, by default `(n, n)`. A tensor that is no vector or a negative `N` raises RuntimeError.
///
/// Example:
///     >>> flambeau.vander(flambeau.tensor([1, 2, 3]))
///     tensor([[1, 1, 1],
///             [4, 2, 1],
///             [9, 3, 1]])
#[flambeau_macros::op(vander(Tensor x, int? N=None, bool increasing=False) -> Tensor; function)]
#[allow(non_snake_case)]
pub fn vander(x: &Tensor, N: Option<i64>, increasing: bool) -> Result<Tensor> {
    ensure!(x.ndim() == 1, Runtime, "x must be a one-dimensional tensor.");
    let count = N.unwrap_or(x.numel() as i64);
    ensure!(count >= 0, Runtime, "N must be non-negative.");
    let exponents = ops::arange(Scalar::Int(count), Some(DType::I64), None, Some(x.device()), None, false)?;
    let exponents = if increasing { exponents } else { super::flip(&exponents, &[0])? };
    ops::pow(&x.unsqueeze(-1)?, Operand::Tensor(&exponents))
}

fn half_sum(this: &Tensor, dim: i64) -> Result<(Tensor, Tensor)> {
    let size = this.size(dim)? as i64;
    Ok((ops::narrow(this, dim, 0, (size - 1).max(0))?, ops::narrow(this, dim, size.min(1), (size - 1).max(0))?))
}

fn areas(y: &Tensor, dim: i64) -> Result<Tensor> {
    let (left, right) = half_sum(y, dim)?;
    ops::add(&left, (&right).into(), Scalar::Int(1))
}

fn widths(x: &Tensor, dim: i64) -> Result<Tensor> {
    let (left, right) = half_sum(x, dim)?;
    ops::sub(&right, (&left).into(), Scalar::Int(1))
}

/// The integral of samples `y` along `dim` by the trapezoidal rule, their places given by `x`.
fn integrate(y: &Tensor, x: &Tensor, dim: i64) -> Result<Tensor> {
    let at = wrap_dim(dim, y.ndim())?;
    if y.size(dim)? == 0 {
        let sums = y.sum_dim(Some(&[dim]), false, None)?;
        return Ok(sums);
    }
    if x.ndim() == 1 {
        ensure!(x.numel() == y.shape()[at], Runtime, "trapezoid: There must be one `x` value for each sample point");
    }
    let places = if x.ndim() == 1 && y.ndim() != 1 {
        let mut sizes = vec![1; y.ndim()];
        sizes[at] = -1;
        x.reshape(&sizes)?
    } else if x.ndim() < y.ndim() {
        let mut sizes = vec![1; y.ndim() - x.ndim()];
        sizes.extend(sizes_of(x));
        x.reshape(&sizes)?
    } else {
        x.clone()
    };
    let from_end = at as i64 - y.ndim() as i64;
    let product = ops::mul(&widths(&places, from_end)?, (&areas(y, dim)?).into())?;
    ops::div(&product.sum_dim(Some(&[from_end]), false, None)?, 2.0.into(), None)
}

macro_rules! trapezoids {
    ($($name:ident $spaced:ident)+) => { $(
        /// The integral of samples along `dim` by the trapezoidal rule, at places `x`.
        ///
        /// `sum_i (x[i + 1] - x[i]) (y[i] + y[i + 1]) / 2`. The result lacks `dim`. `x` has the shape of `y`, or is a
        /// vector of as many places; other shapes raise RuntimeError.
        ///
        /// Example:
        ///     >>> y, x = flambeau.tensor([1.0, 2.0, 3.0]), flambeau.tensor([0.0, 1.0, 3.0])
        #[doc = concat!("    >>> flambeau.", stringify!($name), "(y, x)")]
        ///     tensor(6.5000)
        #[flambeau_macros::op($name.x(Tensor y, Tensor x, *, int dim=-1) -> Tensor; function)]
        pub fn $name(y: &Tensor, x: &Tensor, dim: i64) -> Result<Tensor> {
            integrate(y, x, dim)
        }

        /// The integral of samples along `dim` by the trapezoidal rule, `dx` apart.
        ///
        /// `sum_i dx (y[i] + y[i + 1]) / 2`. The result lacks `dim`; it is 0 for fewer than two samples.
        ///
        /// Example:
        #[doc = concat!("    >>> flambeau.", stringify!($name), "(flambeau.tensor([1.0, 2.0, 3.0]), dx=2)")]
        ///     tensor(8.)
        #[flambeau_macros::op($name.dx(Tensor y, *, Scalar dx=1, int dim=-1) -> Tensor; function)]
        pub fn $spaced(y: &Tensor, dx: Scalar, dim: i64) -> Result<Tensor> {
            if y.size(dim)? == 0 {
                return y.sum_dim(Some(&[dim]), false, None);
            }
            let half = match dx {
                Scalar::Complex(re, im) => Scalar::Complex(re / 2.0, im / 2.0),
                Scalar::Float(dx) => Scalar::Float(dx / 2.0),
                Scalar::Int(dx) => Scalar::Float(dx as f64 / 2.0),
                Scalar::Bool(dx) => Scalar::Float(dx as u8 as f64 / 2.0),
            };
            ops::mul(&areas(y, dim)?.sum_dim(Some(&[dim]), false, None)?, half.into())
        }
    )+ };
}
trapezoids! { trapezoid trapezoid_dx trapz trapz_dx }

/// The cross product of tensors of one shape.
fn cross_of(a: &Tensor, b: &Tensor, dim: i64) -> Result<Tensor> {
    let part = |tensor: &Tensor, at: i64| ops::narrow(tensor, dim, at % 3, 1);
    let component = |at: i64| -> Result<Tensor> {
        let (left, right) = (
            ops::mul(&part(a, at + 1)?, (&part(b, at + 2)?).into())?,
            ops::mul(&part(a, at + 2)?, (&part(b, at + 1)?).into())?,
        );
        ops::sub(&left, (&right).into(), Scalar::Int(1))
    };
    super::cat(&[component(0)?, component(1)?, component(2)?], dim)
}

/// The cross product of vectors of three elements along `dim`; the tensors broadcast together.
///
/// Another size along `dim` raises RuntimeError.
///
/// Example:
///     >>> flambeau.linalg_cross(flambeau.tensor([1.0, 0.0, 0.0]), flambeau.tensor([0.0, 1.0, 0.0]))
///     tensor([0., 0., 1.])
#[flambeau_macros::op(linalg_cross(Tensor self, Tensor other, *, int dim=-1) -> Tensor; function, out)]
pub fn linalg_cross(this: &Tensor, other: &Tensor, dim: i64) -> Result<Tensor> {
    ensure!(this.ndim() == other.ndim(), Runtime, "linalg.cross: inputs must have the same number of dimensions.");
    let at = wrap_dim(dim, this.ndim())?;
    let is_three = |tensor: &Tensor| tensor.shape().get(at) == Some(&3);
    if !is_three(this) || !is_three(other) {
        bail!(
            Runtime,
            "linalg.cross: inputs dimension {dim} must have length 3. Got {} and {}",
            this.size(dim)?,
            other.size(dim)?
        );
    }
    let shape = layout::broadcast(this.shape(), other.shape())?;
    let sizes: Vec<i64> = shape.iter().map(|&size| size as i64).collect();
    let out = no_grad(|| {
        let spread = |tensor: &Tensor| tensor.detached().expand(&sizes, false);
        cross_of(&spread(this)?, &spread(other)?, at as i64)
    })?;
    if let Some(graph) = Recorder::new(&[this, other]) {
        let (a, b) = (graph.save_if(1, this)?, graph.save_if(0, other)?);
        let (left, right) = (layout::Shape::from_slice(this.shape()), layout::Shape::from_slice(other.shape()));
        graph.attach(&out, "LinalgCrossBackward0", move |grad, cx| {
            let conj = |saved: &Option<crate::autograd::Saved>| -> Result<Tensor> {
                match saved {
                    Some(saved) => ops::conj(&saved.get(cx)?),
                    None => Err(Error::message(crate::error::Kind::Runtime, "cross did not keep an operand")),
                }
            };
            Ok(crate::grads![
                cx.when(0, || ops::sum_to(&linalg_cross(&conj(&b)?, grad, at as i64)?, &left))?,
                cx.when(1, || ops::sum_to(&linalg_cross(grad, &conj(&a)?, at as i64)?, &right))?
            ])
        });
    }
    Ok(out)
}

/// The cross product of vectors of three elements, along `dim` or the first dimension of size 3.
///
/// The tensors broadcast. RuntimeError where no dimension, or the one given, has size 3.
///
/// Example:
///     >>> flambeau.cross(flambeau.tensor([1, 0, 0]), flambeau.tensor([0, 1, 0]), dim=0)
///     tensor([0, 0, 1])
#[flambeau_macros::op(cross(Tensor self, Tensor other, int? dim=None) -> Tensor; method, function, out)]
pub fn cross(this: &Tensor, other: &Tensor, dim: Option<i64>) -> Result<Tensor> {
    let dim = match dim {
        Some(dim) => dim,
        None => match this.shape().iter().position(|&size| size == 3) {
            Some(at) => at as i64,
            None => bail!(Runtime, "no dimension of size 3 in input"),
        },
    };
    linalg_cross(this, other, dim)
}
