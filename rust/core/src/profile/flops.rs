//! How many floating-point operations a call takes, by the shapes of its arguments.
//!
//! PyTorch's profiler counts `mm`, `addmm`, `bmm`, `baddbmm`, `conv2d`, `add` and `mul`, a multiplication and an addition
//! as two, and one for each element of the first argument of the last two. The same is counted here. What PyTorch makes of
//! these, such as `linear`, counts where the work is done: in itself, unless something that it calls is counted.

use super::argument::Argument;
use crate::Scalar;

/// A count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flops {
    pub count: u64,
    /// Whether it counts only if nothing that the operation called counts.
    pub composite: bool,
}

fn product(sizes: &[i64]) -> Option<u64> {
    sizes.iter().try_fold(1u64, |all, &size| all.checked_mul(u64::try_from(size).ok()?))
}

fn numbers(argument: Option<&Argument>) -> Option<Vec<i64>> {
    let Some(Argument::Numbers(list)) = argument else { return None };
    list.iter()
        .map(|number| match number {
            Scalar::Int(value) => Some(*value),
            _ => None,
        })
        .collect()
}

/// Twice the product of all sizes, the one that both share taken once.
fn matrices(a: &[i64], b: &[i64]) -> Option<u64> {
    let columns = if b.len() < 2 { 1 } else { u64::try_from(b[b.len() - 1]).ok()? };
    // The first is used for each of the batches that only the second has.
    let batches = if a.len() < 3 && b.len() > 2 { product(&b[..b.len() - 2])? } else { 1 };
    product(a)?.checked_mul(columns)?.checked_mul(batches)?.checked_mul(2)
}

/// Twice the kernel's size times output's positions, for a convolution over `dims` dimensions.
fn convolution(arguments: &[Argument], dims: usize) -> Option<u64> {
    let (input, weight) = (arguments.first()?.shape()?, arguments.get(1)?.shape()?);
    let (stride, padding) = (numbers(arguments.get(3))?, numbers(arguments.get(4))?);
    let (dilation, groups) = (numbers(arguments.get(5))?, arguments.get(6)?);
    let Argument::Number(Scalar::Int(groups @ 1..)) = groups else { return None };
    if weight.len() != dims + 2 || input.len() < dims + 1 {
        return None;
    }
    let (lead, sizes) = input.split_at(input.len() - dims);
    let mut count = 2u64.checked_mul(product(lead)?)?.checked_mul(product(weight)?)?;
    // Weights are (C_out, C_in / groups, ...): the input's channels are counted already.
    count = count.checked_div(u64::try_from(weight[1]).ok()?)? / *groups as u64;
    for at in 0..dims {
        let of = |list: &[i64]| list.get(at).or(list.first()).copied();
        // Nothing has checked the arguments yet: they may be anything.
        let reach = of(&dilation)?.checked_mul(weight[at + 2] - 1)?;
        let padded = sizes[at].checked_add(of(&padding)?.checked_mul(2)?)?;
        let places = padded.checked_sub(reach)?.checked_sub(1)?.div_euclid(of(&stride)?.max(1)) + 1;
        count = count.checked_mul(u64::try_from(places).ok()?)?;
    }
    Some(count)
}

/// The count of a call; 0 where it is not known.
pub(super) fn flops(name: &str, arguments: &[Argument]) -> Flops {
    let shape = |at: usize| arguments.get(at).and_then(Argument::shape);
    let pair = |a: usize, b: usize| matrices(shape(a)?, shape(b)?);
    let (count, composite) = match name {
        "mm" | "bmm" => (pair(0, 1), false),
        "addmm" | "baddbmm" => (pair(1, 2), false),
        "add" | "mul" => (shape(0).and_then(product), false),
        "conv2d" => (convolution(arguments, 2), false),
        "conv1d" => (convolution(arguments, 1), true),
        "conv3d" => (convolution(arguments, 3), true),
        "matmul" | "mv" | "dot" | "addmv" | "inner" => {
            let at = usize::from(name == "addmv");
            (pair(at, at + 1), true)
        }
        // The weight is (out, in): its rows are the product's columns.
        "linear" => {
            let rows = shape(0).and_then(product);
            let columns = shape(1).and_then(|weight| if weight.len() == 2 { product(&weight[..1]) } else { Some(1) });
            (rows.zip(columns).and_then(|(rows, columns)| rows.checked_mul(columns)?.checked_mul(2)), true)
        }
        // Scores and values: two products of each batch's (L, E) and (S, E).
        "scaled_dot_product_attention" => {
            let queries = shape(0).and_then(product);
            let keys = shape(1).and_then(|key| u64::try_from(*key.get(key.len().checked_sub(2)?)?).ok());
            (queries.zip(keys).and_then(|(queries, keys)| queries.checked_mul(keys)?.checked_mul(4)), true)
        }
        _ => (None, false),
    };
    Flops { count: count.unwrap_or(0), composite }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DType;
    use crate::profile::TensorArgument;

    fn tensor(shape: &[i64]) -> Argument {
        Argument::Tensor(TensorArgument { shape: shape.to_vec(), strides: vec![1; shape.len()], dtype: DType::F32 })
    }

    fn ints(list: &[i64]) -> Argument {
        Argument::Numbers(list.iter().map(|&value| Scalar::Int(value)).collect())
    }

    #[test]
    fn counts_are_those_of_pytorch() {
        let count = |name: &str, arguments: &[Argument]| flops(name, arguments).count;
        assert_eq!(count("mm", &[tensor(&[3, 2]), tensor(&[2, 4])]), 48);
        assert_eq!(count("addmm", &[tensor(&[3]), tensor(&[2, 4]), tensor(&[4, 3])]), 48);
        assert_eq!(count("bmm", &[tensor(&[2, 3, 4]), tensor(&[2, 4, 5])]), 240);
        assert_eq!(count("baddbmm", &[tensor(&[2, 3, 5]), tensor(&[2, 3, 4]), tensor(&[2, 4, 5])]), 240);
        assert_eq!(count("add", &[tensor(&[2, 1]), tensor(&[1, 3])]), 2);
        assert_eq!(count("sub", &[tensor(&[2, 1]), tensor(&[1, 3])]), 0);
        let (input, weight) = (tensor(&[2, 4, 8, 8]), tensor(&[6, 2, 3, 3]));
        let (two, one) = (ints(&[2, 2]), ints(&[1, 1]));
        let groups = Argument::Number(Scalar::Int(2));
        let call = [input, weight, Argument::None, two, one.clone(), one, groups];
        assert_eq!(count("conv2d", &call), 6912);
    }

    #[test]
    fn products_of_other_ranks() {
        let count = |a: &[i64], b: &[i64]| flops("matmul", &[tensor(a), tensor(b)]).count;
        assert_eq!(count(&[2, 3, 4], &[4, 5]), 240);
        assert_eq!(count(&[3, 4], &[2, 4, 5]), 240);
        assert_eq!(count(&[4], &[2, 4, 5]), 80);
        assert_eq!(count(&[3, 4], &[4]), 24);
        assert_eq!(count(&[4], &[4]), 8);
        assert_eq!(count(&[2, 3, 4], &[2, 4, 5]), 240);
        assert_eq!(flops("linear", &[tensor(&[2, 4]), tensor(&[3, 4])]).count, 48);
    }
}
