"""Random streams are PyTorch's: every draw after a seed, layer initialisation, dropout, shuffling."""

from __future__ import annotations

import copy
import math
import pickle
from pathlib import Path

import flambeau as torch
import numpy as np
import pytest
from flambeau import nn

pytestmark = pytest.mark.cpu_only("the streams of its generator")

GOLDEN = np.load(Path(__file__).parent / "golden" / "rng_golden.npz")


def groups():
    names: dict[str, list[str]] = {}
    for key in GOLDEN.files:
        names.setdefault(key.rsplit("/", 1)[0], []).append(key)
    return names


def draw(name):
    """The tensors that the golden file names, from the call that the name describes."""
    match name:
        case "randn_3_then_rand_2_then_randn_20":
            return [torch.randn(3), torch.rand(2), torch.randn(20)]
        case "bernoulli_0.3_50":
            return [torch.bernoulli(torch.full((50,), 0.3))]
        case "uniform_-1_1_20":
            return [torch.empty(20).uniform_(-1, 1)]
        case "normal_2_3_20":
            return [torch.empty(20).normal_(2, 3)]
        case "exponential_1_20":
            return [torch.empty(20).exponential_(1)]
        case "multinomial_arange10_5":
            return [torch.multinomial(torch.arange(10, dtype=torch.float) + 1, 5)]
        case "dropout_0.5_ones64":
            return [nn.functional.dropout(torch.ones(64), 0.5)]
        case "Linear_4_3":
            return list(nn.Linear(4, 3).parameters())
        case "Conv2d_2_3_3":
            return list(nn.Conv2d(2, 3, 3).parameters())
        case "LSTM_3_4":
            if not hasattr(nn, "LSTM"):
                pytest.skip("nn.LSTM is not there yet")
            return list(nn.LSTM(3, 4).parameters())
        case "Embedding_5_3":
            return list(nn.Embedding(5, 3).parameters())
        case "Linear_784_128_then_Linear_128_10_weight2":
            nn.Linear(784, 128)
            return [nn.Linear(128, 10).weight]
        case "DataLoader_17_batch5_shuffle":
            from flambeau.utils.data import DataLoader

            return list(DataLoader(torch.arange(17), batch_size=5, shuffle=True))
    function, *sizes = name.split("_")
    n = int(sizes[-1])
    match function:
        case "randperm":
            return [torch.randperm(n)]
        case "randint":
            return [torch.randint(0, 10, (n,))]
    dtype = torch.float64 if "float64" in name else None
    return [getattr(torch, function)(n, dtype=dtype)]


@pytest.mark.parametrize("name", groups())
def test_golden_draws(name):
    torch.manual_seed(42)
    drawn = draw(name)
    assert len(drawn) == len(groups()[name])
    for tensor, key in zip(drawn, groups()[name], strict=True):
        expected, actual = GOLDEN[key], tensor.detach().numpy()
        assert actual.dtype == expected.dtype
        assert actual.shape == expected.shape
        if "normal" in name or "randn" in name or name.startswith(("Embedding", "exponential")):
            np.testing.assert_array_max_ulp(actual, expected, 4)
        else:
            assert np.array_equal(actual, expected), name


def seeded(seed=7):
    return torch.Generator().manual_seed(seed)


# --- Order of memory


def test_fills_follow_memory_order():
    dense = torch.empty(3, 4).uniform_(generator=seeded())
    turned = torch.empty(4, 3).t().uniform_(generator=seeded())
    assert torch.equal(turned.t().reshape(-1), dense.reshape(-1))
    gaps = torch.zeros(3, 8)[:, ::2].uniform_(generator=seeded())
    assert torch.equal(gaps, dense)
    turned_gaps = torch.zeros(8, 3)[::2].t().uniform_(generator=seeded())
    assert torch.equal(turned_gaps.t().reshape(-1), dense.reshape(-1))


def test_only_the_target_is_written():
    base = torch.zeros(6, 6)
    base[1:4, ::2].normal_(generator=seeded())
    assert base[0].abs().sum() == 0 and base[:, 1::2].abs().sum() == 0 and (base[1:4, ::2] != 0).all()


def test_normals_of_targets_with_gaps_are_drawn_one_by_one():
    gaps = torch.zeros(40)[::2].normal_(generator=seeded())
    generator = seeded()
    single = torch.cat([torch.empty(1).normal_(generator=generator) for _ in range(20)])
    assert torch.equal(gaps, single)


def test_probabilities_in_any_order():
    p = torch.rand(3, 4, generator=seeded())
    assert torch.equal(
        torch.bernoulli(p.t(), generator=seeded()), torch.bernoulli(p.t().contiguous(), generator=seeded())
    )
    wide = torch.zeros(5, 3, 4).bernoulli_(p, generator=seeded())
    assert torch.equal(wide, torch.bernoulli(p.expand(5, 3, 4), generator=seeded()))
    integers = torch.zeros(3, 4, dtype=torch.int16).bernoulli_(p, generator=seeded())
    assert torch.equal(integers.float(), torch.bernoulli(p, generator=seeded()))


# --- Distributions


def kolmogorov(values, cdf):
    """The largest distance between the empirical distribution and the given one, times the root of the count."""
    values = np.sort(values.double().numpy().ravel())
    n = len(values)
    expected = cdf(values)
    steps = np.arange(n + 1) / n
    return max(np.abs(expected - steps[1:]).max(), np.abs(expected - steps[:-1]).max()) * math.sqrt(n)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    ("fill", "cdf"),
    [
        (lambda x, g: x.uniform_(-1, 3, generator=g), lambda v: (v + 1) / 4),
        (
            lambda x, g: x.normal_(2, 3, generator=g),
            lambda v: 0.5 * (1 + np.vectorize(math.erf)((v - 2) / (3 * math.sqrt(2)))),
        ),
        (lambda x, g: x.exponential_(2, generator=g), lambda v: 1 - np.exp(-2 * v)),
        (lambda x, g: x.cauchy_(1, 2, generator=g), lambda v: 0.5 + np.arctan((v - 1) / 2) / math.pi),
        (
            lambda x, g: x.log_normal_(0.5, 0.25, generator=g),
            lambda v: 0.5 * (1 + np.vectorize(math.erf)((np.log(v) - 0.5) / (0.25 * math.sqrt(2)))),
        ),
    ],
)
def test_continuous_distributions(fill, cdf, dtype):
    # 1.95 is exceeded once in a thousand; the seed is fixed.
    assert kolmogorov(fill(torch.empty(5000, dtype=getattr(torch, dtype)), seeded()), cdf) < 1.95


def test_means_of_counts():
    n = 20000
    close = lambda values, mean, std: abs(values.double().mean().item() - mean) < 5 * std / math.sqrt(n)  # noqa: E731
    assert close(torch.empty(n).geometric_(0.3, generator=seeded()), 1 / 0.3, math.sqrt(0.7) / 0.3)
    assert close(torch.poisson(torch.full((n,), 4.0), generator=seeded()), 4, 2)
    assert close(torch.binomial(torch.full((n,), 9.0), torch.full((n,), 0.3), generator=seeded()), 2.7, 1.4)
    assert close(torch._standard_gamma(torch.full((n,), 2.5), generator=seeded()), 2.5, math.sqrt(2.5))
    assert close(torch.empty(n, dtype=torch.bool).bernoulli_(0.2, generator=seeded()), 0.2, 0.4)
    simplex = torch._sample_dirichlet(torch.ones(n, 4), generator=seeded())
    assert close(simplex[:, 0], 0.25, 0.2) and torch.allclose(simplex.sum(1), torch.ones(n))


def test_integers_are_uniform():
    counts = np.bincount(torch.randint(3, 9, (6000,), generator=seeded()).numpy(), minlength=9)
    assert counts[:3].sum() == 0 and (np.abs(counts[3:] - 1000) < 150).all()
    order = torch.randperm(50, generator=seeded())
    assert sorted(order.tolist()) == list(range(50))
    draws = torch.multinomial(torch.tensor([[1.0, 0.0, 3.0], [0.0, 1.0, 0.0]]), 4000, True, generator=seeded())
    assert (
        draws.shape == (2, 4000) and (draws[1] == 1).all() and abs((draws[0] == 2).double().mean().item() - 0.75) < 0.03
    )


def test_complex_normals_have_unit_variance():
    z = torch.randn(4000, dtype=torch.complex64, generator=seeded())
    assert abs((z.abs() ** 2).mean().item() - 1) < 0.1
    parts = torch.empty(8000).normal_(0, 1 / math.sqrt(2), generator=seeded())
    assert torch.equal(torch.view_as_real(z).reshape(-1), parts)


# --- New tensors


def test_sizes_dtypes_and_flags():
    assert torch.rand(2, 3).shape == torch.rand((2, 3)).shape == torch.rand([2, 3]).shape == (2, 3)
    assert torch.rand(()).shape == () and torch.rand(0, 3).numel() == 0
    assert (
        torch.randint(5, (2,)).dtype == torch.int64 and torch.randint(5, (2,), dtype=torch.float).dtype == torch.float32
    )
    assert torch.rand(2, requires_grad=True).is_leaf and torch.rand(2, requires_grad=True).requires_grad
    like = torch.zeros(2, 3, dtype=torch.float64)
    assert torch.rand_like(like).dtype == torch.float64 and torch.randn_like(like, dtype=torch.half).dtype == torch.half
    assert torch.randint_like(like, 2, 5).min() >= 2 and torch.randint_like(like, high=3).max() < 3
    assert torch.normal(0.0, 1.0, (2, 3)).shape == torch.normal(mean=0.0, std=1.0, size=(2, 3)).shape == (2, 3)


def test_out_decides_dtype_and_keeps_its_identity():
    out = torch.zeros(5, dtype=torch.float64)
    assert torch.rand(5, out=out, generator=seeded()) is out
    assert torch.equal(out, torch.rand(5, dtype=torch.float64, generator=seeded()))
    small = torch.zeros(2)
    with pytest.warns(UserWarning, match="was resized"):
        assert torch.randn(3, out=small) is small and small.shape == (3,)
    turned = torch.zeros(4, 3).t()
    torch.rand(3, 4, out=turned, generator=seeded())
    assert torch.equal(turned.t().reshape(-1), torch.rand(12, generator=seeded()))
    assert torch.randperm(3, out=torch.zeros(3, dtype=torch.int32)).dtype == torch.int32
    with pytest.raises(RuntimeError, match="does not match dtype of out"):
        torch.rand(3, dtype=torch.float32, out=torch.zeros(3, dtype=torch.float64))
    with pytest.raises(RuntimeError, match="don't support automatic differentiation"):
        torch.rand(3, out=torch.zeros(3, requires_grad=True))


def test_normal_of_tensors():
    mean, std = torch.arange(3.0), torch.tensor([[0.0], [2.0]])
    drawn = torch.normal(mean, std, generator=seeded())
    noise = torch.empty(2, 3).normal_(generator=seeded())
    assert torch.equal(drawn, noise * std + mean)
    assert torch.equal(torch.normal(mean, 0.0), mean)
    assert torch.normal(1.0, torch.zeros(2)).tolist() == [1.0, 1.0]
    assert torch.normal(mean.double(), torch.ones(3)).dtype == torch.float64
    with pytest.raises(RuntimeError, match="std >= 0.0"):
        torch.normal(mean, torch.tensor([1.0, -1.0, 1.0]))
    with pytest.raises(TypeError):
        torch.normal(0.0, 1.0)


# --- Gradients


@pytest.mark.parametrize(
    ("draw", "node"),
    [
        (lambda x: torch.bernoulli(x), "BernoulliBackward0"),
        (lambda x: torch.normal(x, 1.0), "NormalBackward1"),
        (lambda x: torch.normal(0.0, x), "NormalBackward2"),
        (lambda x: torch.normal(x, x), "NormalBackward3"),
        (lambda x: torch.poisson(x), "PoissonBackward0"),
        (lambda x: (x * 1).uniform_(), "UniformBackward0"),
        (lambda x: (x * 1).normal_(), "NormalBackward0"),
        (lambda x: (x * 1).random_(5), "RandomBackward1"),
        (lambda x: (x * 1).bernoulli_(0.5), "BernoulliBackward2"),
        (lambda x: (x * 1).bernoulli_(x.detach()), "BernoulliBackward1"),
    ],
)
def test_draws_pass_no_gradient(draw, node):
    x = torch.full((3,), 0.5, requires_grad=True)
    drawn = draw(x)
    assert drawn.grad_fn.name() == node
    drawn.sum().backward()
    assert x.grad.tolist() == [0.0, 0.0, 0.0]


# --- Generators


def test_states_and_copies():
    generator = seeded()
    torch.empty(3).normal_(generator=generator)
    state = generator.get_state()
    assert state.dtype == torch.uint8 and state.shape == (5056,)
    others = [torch.Generator().set_state(state), generator.clone_state(), copy.deepcopy(generator)]
    others.append(pickle.loads(pickle.dumps(generator)))
    expected = torch.randn(5, generator=generator)
    for other in others:
        assert torch.equal(torch.randn(5, generator=other), expected)
        assert other.initial_seed() == 7
    assert generator.device == torch.device("cpu")
    assert torch.Generator().seed() != torch.Generator().seed()


def test_seeds():
    assert torch.manual_seed(3) is torch.default_generator and torch.initial_seed() == 3
    assert torch.Generator().manual_seed(-1).initial_seed() == 2**64 - 1
    assert torch.Generator().manual_seed(-1).get_state().equal(seeded(2**64 - 1).get_state())
    torch.manual_seed(1.5)
    for bad in (2**64, -(2**63) - 1):
        with pytest.raises(ValueError, match="Overflow"):
            torch.manual_seed(bad)
    with pytest.raises(RuntimeError, match="expected a long"):
        torch.Generator().manual_seed(1.5)
    with torch.random.fork_rng():
        torch.manual_seed(5)
        inside = torch.rand(1)
    torch.manual_seed(5)
    assert torch.equal(torch.rand(1), inside)
    state = torch.get_rng_state()
    first = torch.rand(2)
    torch.set_rng_state(state)
    assert torch.equal(torch.rand(2), first)
    with pytest.raises(TypeError):
        torch.set_rng_state(torch.zeros(3))
    with pytest.raises(RuntimeError, match="5056"):
        torch.set_rng_state(torch.zeros(3, dtype=torch.uint8))


# --- Errors


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (lambda: torch.empty(3, dtype=torch.long).uniform_(), NotImplementedError),
        (lambda: torch.empty(3, dtype=torch.long).normal_(), NotImplementedError),
        (lambda: torch.empty(3, dtype=torch.long).exponential_(), RuntimeError),
        (lambda: torch.empty(3, dtype=torch.bool).geometric_(0.5), NotImplementedError),
        (lambda: torch.empty(3).uniform_(2, 1), RuntimeError),
        (lambda: torch.empty(0).uniform_(2, 1), RuntimeError),
        (lambda: torch.empty(3).uniform_(0, 1e39), RuntimeError),
        (lambda: torch.empty(3).normal_(0, -1), RuntimeError),
        (lambda: torch.randn(3, dtype=torch.cfloat).normal_(0, -1), RuntimeError),
        (lambda: torch.empty(3).bernoulli_(2), RuntimeError),
        (lambda: torch.empty(3).bernoulli_(torch.tensor([0.1, 2.0, 0.1])), RuntimeError),
        (lambda: torch.empty(3).bernoulli_(torch.tensor([0, 1, 1])), NotImplementedError),
        (lambda: torch.empty(2).bernoulli_(torch.rand(3)), RuntimeError),
        (lambda: torch.empty(3).random_(5, 2), RuntimeError),
        (lambda: torch.empty(3, dtype=torch.uint8).random_(0, 300), RuntimeError),
        (lambda: torch.randint(0, (3,)), RuntimeError),
        (lambda: torch.randint(2, (-3,)), RuntimeError),
        (lambda: torch.randint(0, 3, (3,), requires_grad=True), RuntimeError),
        (lambda: torch.randint(0, 3, 3), TypeError),
        (lambda: torch.rand(3, dtype=torch.long), NotImplementedError),
        (lambda: torch.rand(3, generator=3), TypeError),
        (lambda: torch.randperm(-1), RuntimeError),
        (lambda: torch.randperm(300, dtype=torch.uint8), RuntimeError),
        (lambda: torch.randperm(3000, dtype=torch.half), RuntimeError),
        (lambda: torch.multinomial(torch.ones(3), 4), RuntimeError),
        (lambda: torch.multinomial(torch.ones(3), 0), RuntimeError),
        (lambda: torch.multinomial(torch.zeros(3), 2, True), RuntimeError),
        (lambda: torch.multinomial(torch.tensor([1.0, -1.0]), 1), RuntimeError),
        (lambda: torch.multinomial(torch.ones(2, 3, 1), 1), RuntimeError),
        (lambda: torch.multinomial(torch.ones(3, dtype=torch.long), 1), RuntimeError),
        (lambda: torch.poisson(torch.tensor([-1.0])), RuntimeError),
        (lambda: torch.binomial(torch.tensor([1]), torch.tensor([0.5])), ValueError),
        (lambda: torch.empty(1).expand(3).uniform_(), RuntimeError),
        (lambda: torch.zeros(3, requires_grad=True).uniform_(), RuntimeError),
    ],
)
def test_errors(call, kind):
    with pytest.raises(kind):
        call()


def test_empty_targets():
    for target in (torch.empty(0), torch.empty(2, 0, 3)):
        state = torch.get_rng_state()
        target.uniform_().normal_().exponential_().bernoulli_().random_().bernoulli_(
            torch.rand(0) if target.dim() == 1 else 0.5
        )
        assert torch.get_rng_state().equal(state)
    assert torch.multinomial(torch.ones(0, 3), 2).shape == (0, 2)
