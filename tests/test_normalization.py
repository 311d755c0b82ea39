"""Normalisation: running statistics, orders in memory, edges."""

import math

import flambeau as torch
import pytest
from flambeau.nn import functional as F


def values(*shape):
    count = math.prod(shape)
    return torch.tensor([math.sin(3.7 * i) * 2 + 0.3 for i in range(count)], dtype=torch.float64).reshape(shape)


def close(a, b, tolerance=1e-12):
    for x, y in zip(a.reshape(-1).tolist(), b.reshape(-1).tolist(), strict=True):
        assert x == pytest.approx(y, rel=tolerance, abs=tolerance)


def test_running_statistics_move_towards_the_batch():
    x = values(4, 3, 5)
    mean, var = torch.zeros(3, dtype=torch.float64), torch.ones(3, dtype=torch.float64)
    F.batch_norm(x, mean, var, training=True, momentum=0.25)
    flat = x.transpose(0, 1).reshape(3, 20)
    batch = flat.mean(1)
    unbiased = ((flat - batch.unsqueeze(1)) ** 2).sum(1) / 19
    close(mean, 0.25 * batch)
    close(var, 0.75 + 0.25 * unbiased)


def test_batches_are_counted_and_averaged():
    layer = torch.nn.BatchNorm1d(3, momentum=None).double()
    layer(values(4, 3))
    first = layer.running_mean.clone()
    layer(values(4, 3) + 1)
    assert layer.num_batches_tracked.item() == 2
    close(layer.running_mean, first + 0.5)
    layer.eval()
    layer(values(4, 3))
    assert layer.num_batches_tracked.item() == 2


def test_channels_last_stays_so():
    x = values(2, 3, 4, 5)
    last = x.contiguous(memory_format=torch.channels_last)
    expected = F.batch_norm(x, None, None, training=True)
    out = F.batch_norm(last, None, None, training=True)
    assert out.is_contiguous(memory_format=torch.channels_last)
    close(out.contiguous(), expected)


def test_a_large_mean_does_not_swallow_the_variance():
    x = (values(3, 64) + 1e4).float()
    assert (F.layer_norm(x, (64,)).double().std(1, correction=0) - 1).abs().max().item() < 1e-3
    assert (
        F.batch_norm(x.T.contiguous(), None, None, training=True).double().std(0, correction=0) - 1
    ).abs().max() < 1e-3


@pytest.mark.parametrize("shape", [(0, 3), (0, 3, 4)])
def test_empty_batches(shape):
    assert F.layer_norm(torch.zeros(shape), shape[1:]).shape == shape
    assert F.batch_norm(torch.zeros(shape), torch.zeros(3), torch.ones(3)).shape == shape


def test_group_norm_of_all_channels_is_instance_norm():
    x = values(2, 4, 6)
    close(F.group_norm(x, 4), F.instance_norm(x))


def test_running_statistics_of_instances_are_averaged():
    x = values(2, 3, 6)
    mean, var = torch.zeros(3, dtype=torch.float64), torch.ones(3, dtype=torch.float64)
    F.instance_norm(x, mean, var, momentum=1.0)
    close(mean, x.mean((0, 2)))


def test_half_precision_input_with_single_precision_parameters():
    x = torch.tensor([[1.0, 2.0, 3.0]], dtype=torch.bfloat16)
    out = F.layer_norm(x, (3,), torch.ones(3), torch.zeros(3))
    assert out.dtype == torch.bfloat16


def test_other_mixtures_of_dtypes_are_an_error():
    with pytest.raises(RuntimeError, match="mixed dtype"):
        F.layer_norm(values(2, 3), (3,), torch.ones(3))
