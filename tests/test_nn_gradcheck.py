"""`gradcheck` and `gradgradcheck` accept right gradients and refuse wrong ones."""

import flambeau as torch
import pytest
from flambeau.autograd import gradcheck, gradgradcheck
from flambeau.autograd.gradcheck import GradcheckError


def leaf(values, dtype=torch.float64):
    return torch.tensor(values, dtype=dtype, requires_grad=True)


class WrongScale(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, grad):
        return grad * 3


class IgnoresGradOutput(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.sum()

    @staticmethod
    def backward(ctx, grad):
        return torch.ones(2, dtype=torch.float64)


class Nondeterministic(torch.autograd.Function):
    calls = 0

    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, grad):
        Nondeterministic.calls += 1
        return grad * (2 + 1e-9 * Nondeterministic.calls)


class WrongSecond(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x * x

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        # The value is right, but the graph sees only one of the two factors.
        return grad * 3 * x * x.detach()


def test_right_gradients_pass():
    x, y = leaf([[1.0, -2.0], [0.5, 3.0]]), leaf([2.0, -1.0])
    assert gradcheck(lambda x, y: x * y, (x, y))
    assert gradcheck(lambda x: (x * 2, x.sum(), (x * 0).detach()), x)
    assert gradcheck(lambda x: x.t() @ x, (x,))
    assert gradcheck(lambda x, flag: x * 3 if flag else x, (x, True))
    assert gradgradcheck(lambda x, y: x * x * y, (x, y))
    assert gradgradcheck(lambda x: x * x * x, x, leaf([[1.0, 2.0], [0.5, -1.0]]))
    assert gradgradcheck(lambda x: x * x * x, x, gen_non_contig_grad_outputs=True)


def test_inputs_with_gaps_and_unused_inputs():
    base = torch.arange(6, dtype=torch.float64).reshape(2, 3)
    assert gradcheck(lambda x: x * x, base.t().detach().requires_grad_())
    assert gradcheck(lambda x, y: x * 2, (leaf([1.0]), leaf([2.0])))
    assert gradcheck(lambda x: x.sum(), torch.zeros(0, dtype=torch.float64, requires_grad=True))


def test_function_that_changes_its_argument():
    assert gradcheck(lambda x: (x * 1).mul_(3), leaf([1.0, 2.0]))


def test_no_differentiable_outputs():
    assert gradcheck(lambda x: x.detach() * 0 + 1, leaf([1.0, 2.0]))
    with pytest.raises(GradcheckError, match="expected to be zero"):
        gradcheck(lambda x: x.detach(), leaf([1.0, 2.0]))


def test_wrong_gradients_fail():
    x = leaf([1.0, 2.0])
    with pytest.raises(GradcheckError, match="Jacobian mismatch for output 0 with respect to input 0") as caught:
        gradcheck(WrongScale.apply, x)
    assert "numerical:tensor([[2.0" in str(caught.value)
    assert "analytical:tensor([[3." in str(caught.value)
    assert gradcheck(WrongScale.apply, x, raise_exception=False) is False
    assert gradcheck(WrongScale.apply, x, atol=2.0)
    with pytest.raises(GradcheckError, match="not multiplied by grad_output"):
        gradcheck(IgnoresGradOutput.apply, x)
    with pytest.raises(GradcheckError, match="not reentrant"):
        gradcheck(Nondeterministic.apply, x)
    assert gradcheck(Nondeterministic.apply, x, nondet_tol=1e-6)
    assert gradcheck(WrongSecond.apply, x)
    with pytest.raises(GradcheckError, match="Jacobian mismatch"):
        gradgradcheck(WrongSecond.apply, x)


def test_complex():
    z = leaf([1.0 + 2.0j, -0.5j], torch.complex128)
    assert gradcheck(lambda z: z * z, z)
    assert gradcheck(lambda z: z.abs(), z)
    assert gradcheck(lambda z: torch.view_as_real(z) * 2, z)
    assert gradcheck(lambda x: x * (1 + 2j), leaf([1.0, 2.0]))


def test_bad_arguments():
    with pytest.raises(ValueError, match="at least one input"):
        gradcheck(lambda x: x, torch.zeros(2))
    with pytest.raises(RuntimeError, match="stride 0"):
        gradcheck(lambda x: x, torch.zeros(1, dtype=torch.float64).expand(3).requires_grad_())
    with pytest.raises(AssertionError):
        gradcheck(lambda x: x, leaf([1.0]), check_backward_ad=False)
    with pytest.warns(UserWarning, match="double precision"):
        gradcheck(lambda x: x * 2, leaf([1.0], torch.float32), eps=1e-2, atol=1e-2)
