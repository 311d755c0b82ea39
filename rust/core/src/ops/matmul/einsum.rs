//! Sums of products named by indices.

use super::matrix::multiply;
use crate::ops::{diagonal, movedim, mul, permute, reshape, sum_dim, unsqueeze};
use crate::tensor::layout::wrap_dim;
use crate::{Result, Tensor, bail, ensure};

/// Letters: `A` to `Z` are 0 to 25, `a` to `z` 26 to 51.
const LETTERS: usize = 52;
/// Stands for an ellipsis in a list of subscripts.
const ELLIPSIS: usize = LETTERS;

fn letter(c: u8) -> Option<usize> {
    match c {
        b'A'..=b'Z' => Some((c - b'A') as usize),
        b'a'..=b'z' => Some((c - b'a') as usize + 26),
        _ => None,
    }
}

fn name(label: usize) -> char {
    (if label < 26 { b'A' + label as u8 } else { b'a' + (label - 26) as u8 }) as char
}

/// An equation: subscripts of each operand and, where given, of the result.
struct Equation {
    operands: Vec<Vec<usize>>,
    output: Option<Vec<usize>>,
}

impl Equation {
    fn parse(text: &str) -> Result<Equation> {
        let bytes = text.as_bytes();
        let (inputs, output) = match text.find("->") {
            Some(at) => (0..at, Some(at + 2..bytes.len())),
            None => (0..bytes.len(), None),
        };
        let mut operands = vec![Vec::new()];
        let mut at = inputs.start;
        while at < inputs.end {
            let which = operands.len() - 1;
            let current = &mut operands[which];
            match bytes[at] {
                b' ' => {}
                b',' => operands.push(Vec::new()),
                b'.' => {
                    ensure!(
                        !current.contains(&ELLIPSIS),
                        Runtime,
                        "einsum(): found '.' for operand {which} for which an ellipsis was already found"
                    );
                    ensure!(
                        bytes[at..inputs.end].starts_with(b"..."),
                        Runtime,
                        "einsum(): found '.' for operand {which} that is not part of any ellipsis"
                    );
                    current.push(ELLIPSIS);
                    at += 2;
                }
                c => current.push(Self::subscript(c, at)?),
            }
            at += 1;
        }
        let output = match output {
            None => None,
            Some(range) => {
                let mut labels = Vec::new();
                let mut at = range.start;
                while at < range.end {
                    match bytes[at] {
                        b' ' => {}
                        b'.' => {
                            ensure!(
                                !labels.contains(&ELLIPSIS),
                                Runtime,
                                "einsum(): found '.' for output but an ellipsis (...) was already found"
                            );
                            ensure!(
                                bytes[at..].starts_with(b"..."),
                                Runtime,
                                "einsum(): found '.' for output that is not part of any ellipsis (...)"
                            );
                            labels.push(ELLIPSIS);
                            at += 2;
                        }
                        c => labels.push(Self::subscript(c, at)?),
                    }
                    at += 1;
                }
                Some(labels)
            }
        };
        Ok(Equation { operands, output })
    }

    fn subscript(c: u8, at: usize) -> Result<usize> {
        match letter(c) {
            Some(label) => Ok(label),
            None => bail!(
                Runtime,
                "einsum(): invalid subscript given at index {at} in the equation string, subscripts must be in [a-zA-Z]"
            ),
        }
    }
}

/// Sums the products of elements whose indices an equation names.
///
/// `"ij,jk->ik"` is the matrix product: letters name dimensions, those that the result does not name are summed. A
/// letter twice in one operand takes its diagonal; `...` stands for dimensions without names, which broadcast. Without
/// `->` the result has the ellipsis and then, in alphabetical order, the letters that occur once.
///
/// Pairs are multiplied as batched matrix products, those that leave the fewest elements first; `path` gives another
/// order, as pairs of positions among the operands that are left.
///
/// An equation that does not fit the tensors raises RuntimeError.
///
/// Example:
///     >>> flambeau.einsum("ij,jk->ik", flambeau.ones(2, 3), flambeau.ones(3, 4)).shape
///     torch.Size([2, 4])
#[flambeau_macros::op(einsum(str equation, Tensor[] tensors, *, int[]? path=None) -> Tensor; function)]
pub fn einsum(equation: &str, tensors: &[Tensor], path: Option<&[i64]>) -> Result<Tensor> {
    ensure!(!tensors.is_empty(), Runtime, "einsum(): must provide at least one operand");
    let Equation { operands, output } = Equation::parse(equation)?;
    ensure!(
        operands.len() <= tensors.len(),
        Runtime,
        "einsum(): fewer operands were provided than specified in the equation"
    );
    ensure!(
        operands.len() == tensors.len(),
        Runtime,
        "einsum(): more operands were provided than specified in the equation"
    );
    let mut unnamed = 0;
    for (which, (labels, tensor)) in operands.iter().zip(tensors).enumerate() {
        let (named, ndim) = (labels.iter().filter(|&&label| label != ELLIPSIS).count(), tensor.ndim());
        if labels.contains(&ELLIPSIS) {
            ensure!(
                named <= ndim,
                Runtime,
                "einsum(): the number of subscripts in the equation ({named}) is more than the number of dimensions \
                 ({ndim}) for operand {which}"
            );
            unnamed = unnamed.max(ndim - named);
        } else {
            ensure!(
                named == ndim,
                Runtime,
                "einsum(): the number of subscripts in the equation ({named}) does not match the number of dimensions \
                 ({ndim}) for operand {which} and no ellipsis was given"
            );
        }
    }
    let mut seen = [0usize; LETTERS];
    operands.iter().flatten().filter(|&&label| label != ELLIPSIS).for_each(|&label| seen[label] += 1);
    let output = match output {
        Some(labels) => labels,
        None => {
            let once = (0..LETTERS).filter(|&label| seen[label] == 1);
            (operands.iter().any(|labels| labels.contains(&ELLIPSIS)))
                .then_some(ELLIPSIS)
                .into_iter()
                .chain(once)
                .collect()
        }
    };
    // Places of all dimensions: those of the result first, in its order, then those that are summed.
    let mut place = [usize::MAX; LETTERS];
    let (mut ellipsis, mut count) = (usize::MAX, 0);
    for &label in &output {
        if label == ELLIPSIS {
            ellipsis = count;
            count += unnamed;
            continue;
        }
        let c = name(label);
        ensure!(
            place[label] == usize::MAX,
            Runtime,
            "einsum(): output subscript {c} appears more than once in the output"
        );
        ensure!(
            seen[label] > 0,
            Runtime,
            "einsum(): output subscript {c} does not appear in the equation for any input operand"
        );
        place[label] = count;
        count += 1;
    }
    let kept = count;
    if ellipsis == usize::MAX {
        ellipsis = count;
        count += unnamed;
    }
    for label in (0..LETTERS).filter(|&label| seen[label] > 0) {
        if place[label] == usize::MAX {
            place[label] = count;
            count += 1;
        }
    }
    let mut sizes = [1usize; LETTERS];
    let mut terms = Vec::with_capacity(tensors.len());
    for (which, (labels, tensor)) in operands.iter().zip(tensors).enumerate() {
        terms.push(Term::new(which, labels, tensor, &place, (ellipsis, unnamed), count, &mut sizes)?);
    }
    let mut steps = path.map(|path| path.chunks_exact(2));
    while terms.len() > 1 {
        let (i, j) = match steps.as_mut() {
            None => cheapest(&terms, kept),
            Some(steps) => match steps.next() {
                Some(&[i, j]) if i != j => (wrap_term(i, terms.len())?, wrap_term(j, terms.len())?),
                _ => bail!(Runtime, "einsum(): the path does not contract all operands"),
            },
        };
        let right = terms.remove(i.max(j));
        let left = terms.remove(i.min(j));
        let gone: Vec<usize> =
            (kept..count).filter(|&dim| terms.iter().all(|term: &Term| term.0.shape()[dim] == 1)).collect();
        terms.push(Term(contract(left.0, right.0, &gone)?));
    }
    let Some(Term(result)) = terms.pop() else { bail!(Runtime, "einsum(): nothing is left") };
    let rest: Vec<i64> = (kept..count).map(|dim| dim as i64).collect();
    if rest.is_empty() {
        return Ok(result);
    }
    if result.shape()[kept..].iter().all(|&size| size == 1) {
        let shape: Vec<i64> = result.shape()[..kept].iter().map(|&size| size as i64).collect();
        return reshape(&result, &shape);
    }
    sum_dim(&result, Some(&rest), false, None)
}

fn wrap_term(at: i64, count: usize) -> Result<usize> {
    ensure!((0..count as i64).contains(&at), Runtime, "einsum(): the path names operand {at}, but {count} are left");
    Ok(at as usize)
}

/// An operand with all dimensions of the equation; those that it does not have are 1.
struct Term(Tensor);

impl Term {
    fn new(
        which: usize,
        labels: &[usize],
        tensor: &Tensor,
        place: &[usize; LETTERS],
        (ellipsis, unnamed): (usize, usize),
        count: usize,
        sizes: &mut [usize; LETTERS],
    ) -> Result<Term> {
        let mut current = tensor.clone();
        let own = tensor.ndim() + 1 - labels.len();
        // The place of each of `current`'s dimensions.
        let mut places: Vec<usize> = Vec::new();
        for &label in labels {
            let dim = places.len();
            if label == ELLIPSIS {
                places.extend((0..own).map(|at| ellipsis + unnamed - own + at));
                continue;
            }
            let c = name(label);
            let size = current.shape()[dim];
            if let Some(first) = places.iter().position(|&at| at == place[label]) {
                let other = current.shape()[first];
                ensure!(
                    size == other,
                    Runtime,
                    "einsum(): subscript {c} is repeated for operand {which} but the sizes don't match, {size} != {other}"
                );
                current = movedim(&diagonal(&current, 0, first as i64, dim as i64)?, &[-1], &[first as i64])?;
                continue;
            }
            let known = &mut sizes[label];
            ensure!(
                size == *known || size == 1 || *known == 1,
                Runtime,
                "einsum(): subscript {c} has size {size} for operand {which} which does not broadcast with previously \
                 seen size {known}"
            );
            if *known == 1 {
                *known = size;
            }
            places.push(place[label]);
        }
        let missing: Vec<usize> = (0..count).filter(|at| !places.contains(at)).collect();
        for &at in &missing {
            current = unsqueeze(&current, -1)?;
            places.push(at);
        }
        let mut order = vec![0i64; count];
        places.iter().enumerate().for_each(|(from, &to)| order[to] = from as i64);
        Ok(Term(permute(&current, &order)?))
    }
}

/// The pair whose product has the fewest elements; the first of several.
fn cheapest(terms: &[Term], kept: usize) -> (usize, usize) {
    if terms.len() == 2 {
        return (0, 1);
    }
    let mut best = (f64::INFINITY, (0, 1));
    for i in 0..terms.len() {
        for j in i + 1..terms.len() {
            let (a, b) = (terms[i].0.shape(), terms[j].0.shape());
            let elsewhere =
                |dim: usize| terms.iter().enumerate().any(|(at, term)| at != i && at != j && term.0.shape()[dim] != 1);
            let elements: f64 = (0..a.len())
                .filter(|&dim| dim < kept || elsewhere(dim))
                .map(|dim| if a[dim] == 1 { b[dim] } else { a[dim] } as f64)
                .product();
            if elements < best.0 {
                best = (elements, (i, j));
            }
        }
    }
    best.1
}

/// The product of two tensors with the same dimensions, each of them of one size or 1, summed over `gone`, which stay
/// as 1.
fn contract(mut left: Tensor, mut right: Tensor, gone: &[usize]) -> Result<Tensor> {
    let (mut batch, mut rows, mut columns, mut sums) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut left_only, mut right_only) = (Vec::new(), Vec::new());
    for dim in 0..left.ndim() {
        let (a, b) = (left.shape()[dim], right.shape()[dim]);
        match (a != 1, b != 1) {
            (true, true) => {
                ensure!(
                    a == b,
                    Runtime,
                    "The size of tensor a ({a}) must match the size of tensor b ({b}) at non-singleton dimension {dim}"
                );
                if gone.contains(&dim) { sums.push(dim) } else { batch.push(dim) }
            }
            (true, false) if gone.contains(&dim) => left_only.push(dim as i64),
            (false, true) if gone.contains(&dim) => right_only.push(dim as i64),
            (true, false) => rows.push(dim),
            (false, true) => columns.push(dim),
            (false, false) => {}
        }
    }
    // What only one side has is summed before it is multiplied.
    if !left_only.is_empty() {
        left = sum_dim(&left, Some(&left_only), true, None)?;
    }
    if !right_only.is_empty() {
        right = sum_dim(&right, Some(&right_only), true, None)?;
    }
    if sums.is_empty() {
        return mul(&left, (&right).into());
    }
    ensure!(
        left.dtype() == right.dtype(),
        Runtime,
        "expected scalar type {} but found {}",
        left.dtype().scalar_name(),
        right.dtype().scalar_name()
    );
    let ones: Vec<usize> = (0..left.ndim()).filter(|&dim| left.shape()[dim] == 1 && right.shape()[dim] == 1).collect();
    // (batch.., rows, sums) and (batch.., sums, columns): batch dimensions stay as they are, the others become one each.
    let matrices = |tensor: &Tensor, first: &[usize], second: &[usize], others: &[usize]| -> Result<Tensor> {
        let dims = batch.iter().chain(first).chain(second).chain(others).chain(&ones);
        let order: Vec<i64> = dims.map(|&dim| dim as i64).collect();
        let product = |dims: &[usize]| dims.iter().map(|&dim| tensor.shape()[dim] as i64).product::<i64>();
        let mut shape: Vec<i64> = batch.iter().map(|&dim| tensor.shape()[dim] as i64).collect();
        shape.extend([product(first), product(second)]);
        reshape(&permute(tensor, &order)?, &shape)
    };
    let a = matrices(&left, &rows, &sums, &columns)?;
    let b = matrices(&right, &sums, &columns, &rows)?;
    let product = multiply("bmm", "BmmBackward0", &a, &b)?;
    let order: Vec<usize> = batch.iter().chain(&rows).chain(&columns).chain(&sums).chain(&ones).copied().collect();
    let shape: Vec<i64> = order
        .iter()
        .map(|&dim| match (left.shape()[dim], right.shape()[dim]) {
            _ if sums.contains(&dim) => 1,
            (1, size) | (size, _) => size as i64,
        })
        .collect();
    let mut back = vec![0i64; order.len()];
    order.iter().enumerate().for_each(|(from, &to)| back[to] = from as i64);
    permute(&reshape(&product, &shape)?, &back)
}

/// Sums of products over pairs of dimensions; the result has the other dimensions of the first tensor, then those
/// of the second.
///
/// Both have one dtype. Pairs of different size, neither of them 1, raise RuntimeError. `flambeau.tensordot` also
/// takes a number of dimensions, or both lists as one argument.
///
/// Example:
///     >>> a, b = flambeau.ones(2, 3, 4), flambeau.ones(4, 3, 5)
///     >>> flambeau.tensordot(a, b, dims=([1, 2], [1, 0])).shape
///     torch.Size([2, 5])
#[flambeau_macros::op(tensordot(Tensor self, Tensor other, int[] dims_self, int[] dims_other) -> Tensor; function, out)]
pub fn tensordot(this: &Tensor, other: &Tensor, dims_self: &[i64], dims_other: &[i64]) -> Result<Tensor> {
    ensure!(dims_self.len() == dims_other.len(), Runtime, "both dimension lists should have same length");
    ensure!(this.dtype() == other.dtype(), Runtime, "both inputs should have same dtype");
    let (mut left, mut right) = (this.clone(), other.clone());
    let (mut inner_a, mut inner_b) = (Vec::new(), Vec::new());
    for (&first, &second) in dims_self.iter().zip(dims_other) {
        let (i, j) = (wrap_dim(first, this.ndim())?, wrap_dim(second, other.ndim())?);
        let (a, b) = (left.shape()[i], right.shape()[j]);
        ensure!(
            !inner_a.contains(&i) && !inner_b.contains(&j),
            Runtime,
            "dim {} appears multiple times in the list of dims",
            if inner_a.contains(&i) { i } else { j }
        );
        if a == 1 && b != 1 {
            right = sum_dim(&right, Some(&[j as i64]), true, None)?.to_dtype(this.dtype())?;
        } else if b == 1 && a != 1 {
            left = sum_dim(&left, Some(&[i as i64]), true, None)?.to_dtype(this.dtype())?;
        } else {
            ensure!(
                a == b,
                Runtime,
                "contracted dimensions need to match, but first has size {a} in dim {first} and second has size {b} in \
                 dim {second}"
            );
        }
        inner_a.push(i);
        inner_b.push(j);
    }
    let outer_a: Vec<usize> = (0..left.ndim()).filter(|dim| !inner_a.contains(dim)).collect();
    let outer_b: Vec<usize> = (0..right.ndim()).filter(|dim| !inner_b.contains(dim)).collect();
    let matrix = |tensor: &Tensor, rows: &[usize], columns: &[usize]| -> Result<Tensor> {
        let order: Vec<i64> = rows.iter().chain(columns).map(|&dim| dim as i64).collect();
        let product = |dims: &[usize]| dims.iter().map(|&dim| tensor.shape()[dim] as i64).product::<i64>();
        reshape(&permute(tensor, &order)?, &[product(rows), product(columns)])
    };
    let product = crate::ops::mm(&matrix(&left, &outer_a, &inner_a)?, &matrix(&right, &inner_b, &outer_b)?)?;
    let sizes = outer_a.iter().map(|&dim| left.shape()[dim]).chain(outer_b.iter().map(|&dim| right.shape()[dim]));
    let shape: Vec<i64> = sizes.map(|size| size as i64).collect();
    reshape(&product, &shape)
}
