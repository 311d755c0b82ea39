"""Matrix products: errors, edge cases, dtypes, results in given tensors."""

from __future__ import annotations

import flambeau as torch
import numpy as np
import pytest
from flambeau.nn import functional as F


def ones(*shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.ones(*shape, dtype=dtype)


F64, I8, I64, BOOL = torch.float64, torch.int8, torch.int64, torch.bool

ERRORS = [
    (lambda: ones(2, 3) @ ones(4, 5), r"mat1 and mat2 shapes cannot be multiplied \(2x3 and 4x5\)"),
    (lambda: ones(3) @ ones(4, 5), r"mat1 and mat2 shapes cannot be multiplied \(1x3 and 4x5\)"),
    (lambda: ones(2, 3, 4) @ ones(5, 6), r"mat1 and mat2 shapes cannot be multiplied \(6x4 and 5x6\)"),
    (lambda: ones(2, 3) @ ones(4), r"size mismatch, got input \(2\), mat \(2x3\), vec \(4\)"),
    (lambda: ones(2, 3, 4) @ ones(5), r"size mismatch, got input \(6\), mat \(6x4\), vec \(5\)"),
    (lambda: ones(4) @ ones(2, 5, 5), r"size mismatch, got input \(10\), mat \(10x5\), vec \(4\)"),
    (lambda: ones(3) @ ones(4), "inconsistent tensor size, expected tensor"),
    (lambda: ones(2, 3, 4) @ ones(2, 5, 5), r"batch2 tensor to be: \[2, 4\] but got: \[2, 5\]"),
    (lambda: ones(2, 3, 4) @ ones(3, 4, 5), r"size of tensor a \(2\) must match the size of tensor b \(3\)"),
    (lambda: torch.tensor(1.0) @ ones(3), "both arguments to matmul need to be at least 1D, but they are 0D and 1D"),
    (lambda: ones(2, 3) @ ones(3, 5, dtype=F64), "expected m1 and m2 to have the same dtype, but got: float != double"),
    (lambda: ones(2, 2, 3) @ ones(2, 3, 5, dtype=F64), "expected scalar type Float but found Double"),
    (
        lambda: ones(3) @ ones(3, dtype=F64),
        "dot : expected both vectors to have same dtype, but found Float and Double",
    ),
    (lambda: torch.mm(ones(2), ones(2, 3)), "self must be a matrix"),
    (lambda: torch.mm(ones(2, 3), ones(3)), "mat2 must be a matrix"),
    (lambda: torch._int_mm(ones(3, dtype=I8), ones(3, 4, dtype=I8)), "Expected self to be of dimension 2 but got 1"),
    (lambda: torch._int_mm(ones(2, 3, dtype=I8), ones(4, 4, dtype=I8)), "needs to match mat2.size.0. but got 3 and 4"),
    (lambda: torch._int_mm(ones(2, 3), ones(3, 4, dtype=I8)), "self dtype to be int8 or uint8 but got float"),
    (lambda: torch._int_mm(ones(2, 3, dtype=I8), ones(3, 4, dtype=I64)), "mat2 dtype to be of type int8 but got long"),
    (lambda: torch.bmm(ones(2, 3), ones(3, 4)), "batch1 must be a 3D tensor"),
    (lambda: torch.mv(ones(2, 3), ones(3, 3)), r"vector \+ matrix @ vector expected, got 1, 2, 2"),
    (lambda: torch.dot(ones(2, 3), ones(3)), "1D tensors expected, but got 2D and 1D tensors"),
    (lambda: torch.outer(ones(2, 2), ones(3)), "outer: Expected 1-D argument self, but got 2-D"),
    (lambda: torch.inner(ones(2, 3), ones(4, 5)), r"got shapes \[2, 3\] and \[4, 5\]"),
    (lambda: torch.addmm(ones(4), ones(2, 3), ones(3, 5)), r"expanded size of the tensor \(5\) must match"),
    (lambda: torch.addmm(ones(2, 5), ones(2, 3), ones(3, 5), beta=1j), "without overflow"),
    (lambda: torch.addmm(ones(2, 5, dtype=F64), ones(2, 3), ones(3, 5)), "self and mat2 must have the same dtype"),
    (lambda: ones(5).addmm_(ones(2, 3), ones(3, 5)), "Bad in-place call"),
    (lambda: torch.addmv(ones(3), ones(2, 3), ones(3)), r"size mismatch, got input \(3\), mat \(2x3\), vec \(3\)"),
    (lambda: torch.baddbmm(ones(4), ones(2, 3, 4), ones(2, 4, 5)), r"expanded size of the tensor \(5\)"),
    (lambda: torch.addbmm(ones(3, 5), ones(3, 3, 4), ones(2, 4, 5)), "same number of batches, got 3 and 2"),
    (lambda: F.linear(ones(2, 3), ones(5, 4), ones(5)), r"cannot be multiplied \(2x3 and 4x5\)"),
    (lambda: F.linear(ones(4, 2, 3), ones(5, 4)), r"cannot be multiplied \(8x3 and 4x5\)"),
    (lambda: F.linear(ones(2, 3), ones(5, 3), ones(4)), r"expanded size of the tensor \(5\) must match"),
    (lambda: F.bilinear(ones(2, 3), ones(3, 4), ones(5, 3, 4)), "batch dimensions do not match at dim 0: got 2 and 3"),
    (lambda: torch.einsum("ij,jk->ix", ones(2, 3), ones(3, 4)), "output subscript x does not appear"),
    (lambda: torch.einsum("ij,jk->ii", ones(2, 3), ones(3, 4)), "output subscript i appears more than once"),
    (lambda: torch.einsum("ij,jk", ones(2, 3)), "fewer operands were provided"),
    (lambda: torch.einsum("ij", ones(2, 3), ones(2)), "more operands were provided"),
    (lambda: torch.einsum("ij,kk", ones(2, 3), ones(2, 3)), "repeated for operand 1 but the sizes don't match, 3 != 2"),
    (lambda: torch.einsum("ijk", ones(2, 3)), r"\(3\) does not match the number of dimensions \(2\) for operand 0"),
    (lambda: torch.einsum("i.j", ones(2, 3)), "found '.' for operand 0 that is not part of any ellipsis"),
    (lambda: torch.einsum("...i...", ones(2, 3)), "for which an ellipsis was already found"),
    (lambda: torch.einsum("i?", ones(2, 3)), "invalid subscript given at index 1"),
    (lambda: torch.einsum("ij,jk", ones(2, 3), ones(4, 4)), "subscript j has size 4 for operand 1"),
    (
        lambda: torch.tensordot(ones(2, 3), ones(4, 5), dims=1),
        "contracted dimensions need to match, but first has size 3",
    ),
    (lambda: torch.tensordot(ones(2, 3), ones(4, 5), dims=-1), "expects dims >= 0, but got dims=-1"),
    (lambda: torch.tensordot(ones(2, 3), ones(3), dims=([0, 1], [0])), "both dimension lists should have same length"),
    (lambda: torch.chain_matmul(), "Expected one or more matrices"),
    (lambda: torch.matrix_power(ones(2, 3), 2), "square matrices, but they are 2 by 3"),
    (lambda: torch.trace(ones(3)), "trace: expected a matrix, but got tensor with dim 1"),
]


@pytest.mark.parametrize("at", range(len(ERRORS)))
def test_mistakes_are_named(at: int) -> None:
    call, message = ERRORS[at]
    with pytest.raises(RuntimeError, match=message):
        call()


@pytest.mark.parametrize("call", [lambda a: a @ a, lambda a: a @ a[0], lambda a: a[0] @ a[0], lambda a: torch.trace(a)])
def test_booleans_have_no_products(call) -> None:
    with pytest.raises(NotImplementedError, match="not implemented for 'Bool'"):
        call(ones(2, 2, dtype=BOOL))


@pytest.mark.parametrize("other", [2, None, "a", [[1.0]]])
def test_only_tensors_can_be_multiplied_with_at(other) -> None:
    with pytest.raises(TypeError, match="unsupported operand"):
        ones(2, 2) @ other
    with pytest.raises(TypeError, match="unsupported operand"):
        other @ ones(2, 2)


def test_einsum_wants_operands() -> None:
    with pytest.raises(ValueError, match="at least one operand"):
        torch.einsum("i")
    with pytest.raises(ValueError, match=r"valid range \[0, 52\)"):
        torch.einsum(ones(2), [52])


def numbers(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape)


SHAPES = [
    (1, 1, 1),
    (2, 3, 4),
    (17, 33, 65),
    (1, 300, 70),
    (300, 70, 1),
    (64, 400, 120),
    (130, 257, 131),
    (3, 20000, 2),
    (5, 0, 3),
]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "dtype", ["float64", "float32", "float16", "bfloat16", "int64", "int32", "uint8", "complex128"]
)
def test_against_numpy(shape: tuple[int, int, int], dtype: str) -> None:
    m, k, n = shape
    kind = getattr(torch, dtype)
    a, b = numbers(1, m, k), numbers(2, k, n)
    if dtype.startswith(("int", "uint")):
        a, b = np.rint(a * 3), np.rint(b * 3)
    x, y = torch.from_numpy(a).to(kind), torch.from_numpy(b).to(kind)
    if dtype == "complex128":
        x, y = x * (1 + 2j), y * (0.5 - 1j)
        a, b = a * (1 + 2j), b * (0.5 - 1j)
    wide = torch.complex128 if dtype == "complex128" else torch.float64
    tolerance = {"float32": 1e-5, "float16": 2e-3, "bfloat16": 2e-2}.get(dtype, 1e-12)
    exact = (np.int64(1) * a.astype(np.int64) @ b.astype(np.int64)) if dtype in ("int64", "int32", "uint8") else a @ b
    if dtype == "uint8":
        exact = exact % 256
    if dtype in ("float16", "bfloat16"):
        exact = x.to(torch.float64).numpy() @ y.to(torch.float64).numpy()
    for left, right in [(x, y), (x.t().contiguous().t(), y.t().contiguous().t())]:
        for result in (left @ right, (right.t() @ left.t()).t()):
            assert result.dtype == kind
            np.testing.assert_allclose(
                result.to(wide).numpy(), exact, rtol=tolerance, atol=tolerance * max(k, 1) ** 0.5
            )


def test_nothing_summed_is_zero_and_input_is_ignored_for_beta_0() -> None:
    assert torch.mm(ones(2, 0), ones(0, 3)).tolist() == [[0.0] * 3] * 2
    nan = torch.full((2, 3), float("nan"))
    assert torch.addmm(nan, ones(2, 4), ones(4, 3), beta=0).tolist() == [[4.0] * 3] * 2
    assert torch.addmm(ones(3), ones(2, 0), ones(0, 3), beta=2).tolist() == [[2.0] * 3] * 2


def test_operands_that_are_also_the_result() -> None:
    a = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    b = a.clone()
    b.addmm_(b, b.t())
    assert b.tolist() == (a + a @ a.t()).tolist()


def test_results_in_given_tensors() -> None:
    out = torch.empty(2, 2)
    assert torch.mm(ones(2, 3), ones(3, 2), out=out) is out
    assert out.tolist() == [[3.0, 3.0], [3.0, 3.0]]
    torch.matmul(ones(2, 3), ones(3), out=out[0])
    assert out.tolist() == [[3.0, 3.0], [3.0, 3.0]]


def test_only_wanted_gradients_are_computed() -> None:
    x, w = ones(2, 3), ones(4, 3).requires_grad_()
    F.linear(x, w).sum().backward()
    assert x.grad is None and w.grad.tolist() == [[2.0] * 3] * 4


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda x: x @ x, "MmBackward0"),
        (lambda x: x @ x[0], "MvBackward0"),
        (lambda x: x[0] @ x[0], "DotBackward0"),
        (lambda x: torch.bmm(x[None], x[None]), "BmmBackward0"),
        (lambda x: x[None] @ x, "UnsafeViewBackward0"),
        (lambda x: torch.addmm(x, x, x), "AddmmBackward0"),
        (lambda x: F.linear(x, x, x[0]), "AddmmBackward0"),
        (lambda x: F.linear(x, x), "MmBackward0"),
        (lambda x: torch.outer(x[0], x[0]), "MulBackward0"),
        (lambda x: torch.trace(x), "TraceBackward0"),
    ],
)
def test_names_of_nodes(call, name: str) -> None:
    assert call(ones(3, 3).requires_grad_()).grad_fn.name() == name


def test_integers_wrap_around() -> None:
    assert (torch.full((1, 2), 100, dtype=torch.uint8) @ torch.full((2, 1), 2, dtype=torch.uint8)).item() == 400 % 256


def test_same_bits_at_any_number_of_threads() -> None:
    before = torch.get_num_threads() if hasattr(torch, "get_num_threads") else None
    if before is None:
        pytest.skip("the number of threads cannot be set")
    a, b = torch.from_numpy(numbers(3, 150, 900)), torch.from_numpy(numbers(4, 900, 170))
    try:
        results = []
        for threads in (1, 2, 4):
            torch.set_num_threads(threads)
            results.append([(a @ b).tolist(), (a[0] @ b).tolist(), (a.reshape(-1) @ b.reshape(-1)[:135000]).item()])
    finally:
        torch.set_num_threads(before)
    assert results[0] == results[1] == results[2]


def test_sums_of_integers_are_int64_products_stay() -> None:
    a = ones(2, 3, dtype=torch.int32)
    assert torch.einsum("ij->i", a).dtype == torch.einsum("ij,kl->il", a, a).dtype == torch.int64
    assert torch.einsum("ij,kj->ik", a, a).dtype == torch.int32
    assert (
        torch.tensordot(ones(2, 1, dtype=torch.int32), ones(3, 2, dtype=torch.int32), ([1], [0])).dtype == torch.int32
    )
    assert torch.einsum("ij->i", a.bool()).tolist() == [3, 3]
