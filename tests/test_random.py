"""Random streams are PyTorch's: every draw after a seed, layer initialisation, dropout, shuffling."""

from __future__ import annotations

from pathlib import Path

import flambeau as torch
import numpy as np
import pytest
from flambeau import nn

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
