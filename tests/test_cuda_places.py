"""Results are where operands are: on a GPU that is neither the default device nor the current one."""

from __future__ import annotations

from typing import Any

import flambeau as torch
import pytest
from draws import Draws, names
from flambeau.nn import functional as F
from op_cases import Case, families
from op_checks import flat, is_tensor

pytestmark = [pytest.mark.cuda_only, pytest.mark.filterwarnings("ignore")]

FAMILIES = families()
#: Cases that make tensors of their own on the default device.
MAKERS = ("torch.tensor(", "torch.zeros(", "'cpu'")


@pytest.fixture
def far():
    """The last GPU, while new tensors are made on the CPU."""
    before = torch.get_default_device()
    torch.set_default_device("cpu")
    yield torch.device("cuda", torch.cuda.device_count() - 1)
    torch.set_default_device(before)


class Away(Draws):
    """Leaves on one device."""

    def __init__(self, device: Any) -> None:
        super().__init__(torch)
        self.device = device

    def _placed(self, tensor: Any) -> Any:
        return tensor.to(self.device)

    def t(self, values: Any) -> Any:
        return super().t(values).to(self.device)


@pytest.mark.parametrize("family", FAMILIES)
def test_operations(family, far):
    for case in FAMILIES[family][0]:
        if not isinstance(case, Case) or any(maker in case.expression for maker in MAKERS):
            continue
        draws = Away(far)
        results = list(flat(eval(case.expression, names(torch, draws))))
        if draws.leaves:
            assert {tensor.device for tensor in results if is_tensor(tensor)} <= {far}, case.expression


@pytest.mark.parametrize(
    "draw",
    [
        lambda x: torch.multinomial(x, 2),
        lambda x: torch.multinomial(x, 2, replacement=True, generator=torch.Generator(x.device)),
        torch.bernoulli,
        lambda x: torch.bernoulli(x, 0.5),
        torch.poisson,
        torch.rand_like,
        lambda x: torch.randint_like(x, 5),
        lambda x: torch.normal(x, x),
        lambda x: torch.normal(0.0, x),
        lambda x: torch.binomial(x, x),
        lambda x: x.clone().exponential_(),
        F.dropout,
        F.gumbel_softmax,
    ],
)
def test_draws(draw, far):
    assert draw(torch.rand(4, 5, device=far)).device == far


def test_operands_on_two_devices(far):
    x, index = torch.zeros(3, device=far), torch.tensor([0])
    for call in (
        lambda: x + torch.ones(3),
        lambda: x.index_copy(0, index, torch.ones(1, device=far)),
        lambda: x.index_select(0, index),
        lambda: x.scatter(0, index, 1.0),
        lambda: F.mse_loss(x, torch.ones(3)),
        lambda: F.linear(x, torch.ones(2, 3)),
        lambda: torch.add(x, x, out=torch.empty(3)),
    ):
        with pytest.raises(RuntimeError, match="Expected all tensors to be on the same device.*; move one") as caught:
            call()
        assert "(in ;" not in str(caught.value) and "_cpu" not in str(caught.value)
    x = torch.ones(2, device=far, requires_grad=True).exp()
    y = x * x
    x.add_(1)
    with pytest.raises(RuntimeError, match=r"modified by an inplace operation: \[torch.cuda.FloatTensor \[2\]\]"):
        y.sum().backward()


def test_what_may_be_on_the_cpu(far):
    x, index = torch.zeros(3, device=far), torch.tensor([0])
    # Numbers, and indices of what is indexed, may be on the CPU.
    assert (x + torch.tensor(1.0)).device == x[index].device == x.masked_fill(x > 0, torch.tensor(1.0)).device == far
