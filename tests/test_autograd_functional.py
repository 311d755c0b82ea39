"""Jacobians, Hessians and their products with vectors."""

import flambeau as torch
import pytest
from flambeau.autograd.functional import hessian, hvp, jacobian, jvp, vhp, vjp

X = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
V = torch.tensor([1.0, -1.0, 0.5], dtype=torch.float64)


def cubes(x):
    return (x**3).sum() + x[0] * x[1]


def test_jacobians():
    assert torch.equal(jacobian(lambda x: x**2, X), torch.diag(2 * X))
    (by_x, by_y), (sum_x, sum_y) = jacobian(lambda x, y: (x * y, x.sum()), (X, V))
    assert torch.equal(by_x, torch.diag(V)) and torch.equal(by_y, torch.diag(X))
    assert sum_x.tolist() == [1, 1, 1] and sum_y.tolist() == [0, 0, 0]
    assert jacobian(lambda x: x.view(1, 3) * x, X).shape == (1, 3, 3)
    assert jacobian(lambda x: x**2, X.clone().requires_grad_(), create_graph=True).requires_grad


def test_hessians_and_products():
    wanted = torch.diag(6 * X)
    wanted[0, 1] = wanted[1, 0] = 1
    assert torch.equal(hessian(cubes, X), wanted)
    for product in (hvp, vhp):
        value, found = product(cubes, X, V)
        assert value.item() == 38 and torch.equal(found, wanted @ V) and not found.requires_grad


def test_products_with_vectors():
    matrix = torch.tensor([[1.0, 2.0, 0.0], [0.0, 1.0, -1.0]], dtype=torch.float64)
    value, found = vjp(lambda x: matrix @ x, X, torch.tensor([2.0, 1.0], dtype=torch.float64))
    assert value.tolist() == [5, -1] and found.tolist() == [2, 5, -1]
    value, found = jvp(lambda x: matrix @ x, X, V)
    assert value.tolist() == [5, -1] and torch.equal(found, matrix @ V)
    assert vjp(lambda x: x.sum(), X)[1].tolist() == [1, 1, 1]


def test_refusals():
    with pytest.raises(RuntimeError, match="can only be None"):
        vjp(lambda x: x, X)
    with pytest.raises(RuntimeError, match="invalid size"):
        vjp(lambda x: x, X, V[:2])
    with pytest.raises(RuntimeError, match="strict"):
        jacobian(lambda x: torch.ones(2), X, strict=True)
    with pytest.raises(
        TypeError, match="The outputs of the user-provided function given to jacobian must be either a Tensor"
    ):
        jacobian(lambda x: 3, X)
    with pytest.raises(RuntimeError, match="single element"):
        hessian(lambda x: x, X)
    with pytest.raises(NotImplementedError, match="only implemented for `vectorize=True`"):
        jacobian(lambda x: x, X, strategy="forward-mode")


def test_batches_are_computed_like_rows():
    wanted = jacobian(lambda x, y: (x * y, x.sum()), (X, V))
    for strategy in ("reverse-mode", "forward-mode"):
        found = jacobian(lambda x, y: (x * y, x.sum()), (X, V), vectorize=True, strategy=strategy)
        assert all(
            torch.equal(a, b) for one, two in zip(wanted, found, strict=True) for a, b in zip(one, two, strict=True)
        )
    found = hessian(cubes, X, vectorize=True, outer_jacobian_strategy="forward-mode")
    assert torch.equal(found, hessian(cubes, X))


CONSTANT = [(jacobian, ()), (vjp, (V,)), (jvp, (V,))]


@pytest.mark.parametrize(("function", "args"), CONSTANT)
def test_strict_mode(function, args):
    with pytest.raises(RuntimeError, match="Output 0 of the user-provided function does not require gradients"):
        function(lambda x: V, X, *args, strict=True)
    vectors = ((V, V),) if function is jvp else args
    with pytest.raises(RuntimeError, match="of the user-provided function is independent of input 1"):
        function(lambda x, y: x * 2, (X, V), *vectors, strict=True)
    with pytest.raises(RuntimeError, match="The jacobian of the user-provided function is independent of input 0"):
        function(lambda x: x * 2, X, *args, strict=True, create_graph=True)
    function(lambda x: x * x, X, *args, strict=True, create_graph=True)


@pytest.mark.parametrize(("function", "args"), [(hessian, ()), (vhp, (V,)), (hvp, (V,))])
def test_strict_mode_and_errors_of_second_derivatives(function, args):
    with pytest.raises(RuntimeError, match="While computing the hessian, found that the jacobian"):
        function(lambda x: 2 * x.sum(), X, *args, strict=True)
    function(cubes, X, *args, strict=True)
    name = function.__name__
    with pytest.raises(
        RuntimeError, match=f"The Tensor returned by the function given to {name} should contain a single"
    ):
        function(lambda x: x, X, *args)
    with pytest.raises(RuntimeError, match=f"The function given to {name} should return a single Tensor"):
        function(lambda x: (x.sum(),), X, *args)
    with pytest.raises(TypeError, match=f"given to {name} must be either a Tensor or a tuple of Tensors"):
        function(lambda x: 1.0, X, *args)
