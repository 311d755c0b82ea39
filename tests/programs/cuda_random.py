"""Draws on a GPU: numbers that PyTorch is known to draw on GPUs, its dealing of Philox streams, and distributions."""

from __future__ import annotations

import sys

import flambeau as torch
import numpy as np
from _checks import raises

MASK = np.uint64(0xFFFFFFFF)


def philox(seed: int, streams: np.ndarray, step: int) -> np.ndarray:
    """Words of Philox 4x32-10 as (streams, 4): key `seed`, counter `step` and above it the stream's number."""
    c = [np.full(len(streams), v, np.uint64) for v in (step & 0xFFFFFFFF, step >> 32, 0, 0)]
    c[2], c[3] = streams.astype(np.uint64) & MASK, streams.astype(np.uint64) >> np.uint64(32)
    keys = [np.uint64(seed & 0xFFFFFFFF), np.uint64(seed >> 32)]
    for _ in range(10):
        a, b = np.uint64(0xD2511F53) * c[0], np.uint64(0xCD9E8D57) * c[2]
        c = [b >> np.uint64(32) ^ c[1] ^ keys[0], b & MASK, a >> np.uint64(32) ^ c[3] ^ keys[1], a & MASK]
        keys = [keys[0] + np.uint64(0x9E3779B9) & MASK, keys[1] + np.uint64(0xBB67AE85) & MASK]
    return np.stack(c, axis=1).astype(np.uint32)


def units(words: np.ndarray) -> np.ndarray:
    return words.astype(np.float32) * np.float32(2**-32) + np.float32(2**-33)


def known() -> None:
    """Numbers that programs show which were run with PyTorch on NVIDIA GPUs, seeds 0 and 42."""
    torch.manual_seed(0)
    first, second = torch.rand(10, device="cuda"), torch.rand(10, device="cuda")
    assert [round(x, 4) for x in first.tolist()][:8] == [0.399, 0.5167, 0.0249, 0.9401, 0.9459, 0.7967, 0.415, 0.8203]
    assert [round(x, 4) for x in second.tolist()][:4] == [0.9722, 0.791, 0.469, 0.33]
    torch.manual_seed(0)
    normal = torch.randn(4, 8, device="cuda")
    assert [round(x, 4) for x in normal[0].tolist()] == [
        -0.9247,
        -0.4253,
        -2.6438,
        0.1452,
        -0.1209,
        -0.5797,
        -0.6229,
        -0.3284,
    ]
    assert [round(x, 4) for x in normal[1, :4].tolist()] == [-1.0745, -0.3631, -1.6711, 2.2655]
    # A GPU whose grid had 168 blocks: https://github.com/pytorch/pytorch/issues/158398
    at = np.array([0, 1, 2, 2046, 2047, 2048, 131069, 131070, 131071])
    shown = [0.1940, 2.1614, -0.1721, -2.7733, -0.8932, -0.4574, -0.4841, 1.2850, -0.0282]
    assert np.allclose(normals(42, at, 168 * 256), shown, atol=6e-5)


def normals(seed: int, at: np.ndarray, threads: int) -> np.ndarray:
    """The normal numbers at some places of a tensor that is filled with so many threads."""
    out = np.empty(len(at))
    for k, place in enumerate(at):
        words = philox(seed, np.array([place % threads]), place // (threads * 4))[0].astype(np.float64)
        turn = place // threads % 4
        first, second = words[turn // 2 * 2 : turn // 2 * 2 + 2]
        radius, angle = np.sqrt(-2 * np.log((first + 0.5) * 2**-32)), (second + 0.5) * 2**-31 * np.pi
        out[k] = radius * (np.cos(angle) if turn % 2 else np.sin(angle))
    return out


def dealing() -> None:
    """Which word of which stream an element gets."""
    properties = torch.cuda.get_device_properties(0)
    most = properties.multi_processor_count * (properties.max_threads_per_multi_processor // 256)
    for n in (1, 255, 1000, most * 256 * 5 + 3):
        torch.manual_seed(7)
        drawn = torch.rand(n, device="cuda").cpu().numpy()
        threads = min(-(-n // 256), most) * 256
        at = np.arange(n)
        steps = at // (threads * 4)
        expected = np.empty(n, np.float32)
        for step in range(steps.max() + 1):
            table = units(philox(7, np.arange(threads), step))
            here = at[steps == step]
            expected[here] = table[here % threads, here // threads % 4]
        assert np.array_equal(drawn, np.where(expected == 1, 0, expected)), n
        torch.manual_seed(7)
        some = at[:: max(n // 50, 1)]
        normal = torch.randn(n, device="cuda").cpu().numpy()[some]
        assert np.allclose(normal, normals(7, some, threads), atol=1e-5), n
        after = torch.rand(1, device="cuda").item()
        assert after == units(philox(7, np.arange(1), steps.max() + 1))[0, 0]


def dropout() -> None:
    """Neighbours share a stream where elements are in one piece, 16 bytes of them where their number allows it."""
    for dtype, width in ((torch.float32, 4), (torch.float64, 2), (torch.float16, 8), (torch.bfloat16, 8)):
        for n in (1, 6, 8, 1000, 1004, 1001):
            count = width
            while n % count:
                count //= 2
            torch.manual_seed(3)
            x = torch.arange(1, n + 1, device="cuda").to(dtype)
            out = torch.nn.functional.dropout(x, 0.25)
            threads = -(-n // 256) * 256
            at = np.arange(n)
            if count == 1:
                words = units(philox(3, np.arange(threads), 0))[at % threads, at // threads]
            else:
                calls = [units(philox(3, np.arange(threads), step)) for step in range((count + 3) // 4)]
                words = np.concatenate([call[:, : min(count, 4)] for call in calls], axis=1)[at // count, at % count]
            kept = torch.from_numpy(words < np.float32(0.75))
            expected = torch.where(kept, x.cpu().float() / 0.75, 0.0).to(dtype)
            torch.testing.assert_close(out.cpu(), expected)
            assert torch.equal(out.cpu() != 0, kept), (dtype, n)
    x = torch.ones(64, 33, device="cuda", requires_grad=True)
    out = torch.nn.functional.dropout(x, 0.5)
    out.sum().backward()
    assert torch.equal(x.grad, out.detach())
    torch.manual_seed(5)
    plain = torch.nn.functional.dropout(torch.ones(64, 33, device="cuda"), 0.5)
    torch.manual_seed(5)
    result, mask = torch.native_dropout(torch.ones(64, 33, device="cuda"), 0.5, True)
    assert torch.equal(plain, result) and torch.equal(mask, result != 0)
    # In place, and with SELU's limit, masks are drawn as `bernoulli_` does.
    torch.manual_seed(5)
    kept = torch.empty(64, 33, device="cuda").bernoulli_(0.5)
    torch.manual_seed(5)
    assert torch.equal(torch.nn.functional.dropout(torch.ones(64, 33, device="cuda"), 0.5, inplace=True), kept * 2)
    torch.manual_seed(5)
    assert torch.equal(torch.nn.functional.alpha_dropout(torch.ones(64, 33, device="cuda"), 0.5, True) > 0, kept > 0)


def fills() -> None:
    n = 40_000
    cases = [
        (torch.float32, lambda x: x.uniform_(-1, 3), 1.0, 4 / 12**0.5),
        (torch.float64, lambda x: x.uniform_(-1, 3), 1.0, 4 / 12**0.5),
        (torch.bfloat16, lambda x: x.uniform_(-1, 3), 1.0, 4 / 12**0.5),
        (torch.float64, lambda x: x.normal_(2, 3), 2.0, 3.0),
        (torch.float16, lambda x: x.normal_(2, 3), 2.0, 3.0),
        (torch.float32, lambda x: x.exponential_(0.5), 2.0, 2.0),
        (torch.float64, lambda x: x.exponential_(0.5), 2.0, 2.0),
        (torch.float32, lambda x: x.log_normal_(0.0, 0.5), 1.1331, 0.6039),
        (torch.int64, lambda x: x.geometric_(0.25), 4.0, 3.464),
        (torch.float32, lambda x: x.geometric_(0.25), 4.0, 3.464),
        (torch.int32, lambda x: x.random_(10, 20), 14.5, 2.872),
        (torch.int64, lambda x: x.random_(0, 1 << 40), 2.0**39, 2.0**40 / 12**0.5),
        (torch.int32, lambda x: x.random_(), 2.0**30, 2.0**31 / 12**0.5),
        (torch.bool, lambda x: x.random_(), 0.5, 0.5),
        (torch.bool, lambda x: x.bernoulli_(0.3), 0.3, 0.458),
    ]
    for dtype, fill, mean, deviation in cases:
        x = fill(torch.empty(n, dtype=dtype, device="cuda")).double()
        error = abs(x.mean().item() - mean) / deviation
        assert error < 5 / n**0.5 + (0.01 if dtype in (torch.bfloat16, torch.float16) else 0), (dtype, mean, error)
        assert abs(x.std().item() / deviation - 1) < 0.06, (dtype, mean)
    for dtype in (torch.float32, torch.float16, torch.bfloat16, torch.float64):
        x = torch.empty(200_000, dtype=dtype, device="cuda").uniform_(1, 2)
        assert x.min().item() >= 1 and x.max().item() < 2, dtype
    median = torch.empty(n, device="cuda").cauchy_(1.0, 2.0).median().item()
    assert abs(median - 1) < 0.1


def each() -> None:
    n = 20_000
    for dtype in (torch.float32, torch.float64, torch.float16, torch.bfloat16):
        for p in (0.0, 0.3, 1.0):
            chance = torch.full((n,), p, dtype=dtype, device="cuda")
            x = torch.bernoulli(chance).double()
            assert abs(x.mean().item() - p) < 0.02 and x.max().item() in (0.0, 1.0)
        for rate in (0.0, 0.7, 9.0, 10.0, 80.0):
            x = torch.poisson(torch.full((n,), rate, dtype=dtype, device="cuda")).double()
            assert abs(x.mean().item() - rate) <= 5 * (rate / n) ** 0.5 and bool((x == x.floor()).all()), rate
        for count, p in ((0, 0.3), (20, 0.0), (20, 1.0), (20, 0.1), (20, 0.95), (100, 0.3), (100, 0.8)):
            trials = torch.full((n,), float(count), dtype=dtype, device="cuda")
            x = torch.binomial(trials, torch.full((), p, dtype=dtype, device="cuda")).double()
            exact = torch.tensor(p, dtype=dtype).item()
            error = abs(x.mean().item() - count * exact)
            assert error <= 5 * (count * p * (1 - p) / n) ** 0.5 + 1e-9, (count, p, error)
            assert x.min().item() >= 0 and x.max().item() <= count
    for dtype in (torch.float32, torch.float64):
        for alpha in (0.2, 1.0, 3.0, 50.0):
            x = torch._standard_gamma(torch.full((n,), alpha, dtype=dtype, device="cuda"))
            assert abs(x.mean().item() - alpha) <= 5 * (alpha / n) ** 0.5 and x.min().item() > 0, alpha
        rows = torch._sample_dirichlet(torch.full((1000, 4), 0.5, dtype=dtype, device="cuda"))
        torch.testing.assert_close(rows.sum(1), torch.ones(1000, dtype=dtype, device="cuda"))
        torch.testing.assert_close(rows.mean(0), torch.full((4,), 0.25, dtype=dtype, device="cuda"), atol=0.05, rtol=0)
    for rate in (-1.0, float("nan")):
        wrong = torch.tensor([1.0, rate], device="cuda")
        raises(RuntimeError, "invalid Poisson rate", lambda: (torch.poisson(wrong), torch.cuda.synchronize()))
    # Probabilities that broadcast, a target that is not contiguous, other dtypes.
    target = torch.zeros(6, 5, dtype=torch.int32, device="cuda").t()
    target.bernoulli_(torch.tensor([0.0, 1.0, 0.0, 1.0, 1.0, 0.0], device="cuda"))
    assert target.tolist() == [[0, 1, 0, 1, 1, 0]] * 5
    mean, std = torch.tensor([[0.0], [100.0]], device="cuda"), torch.tensor([1.0] * 999, device="cuda")
    x = torch.normal(mean, std)
    assert x.shape == (2, 999) and abs(x[1].mean().item() - 100) < 0.2 and abs(x[0].mean().item()) < 0.2
    negative = torch.full((n,), -1.0, device="cuda", requires_grad=True)
    out = torch.nn.functional.rrelu(negative, 0.1, 0.3, training=True)
    assert -0.3 <= out.min().item() and out.max().item() <= -0.1 and abs(out.mean().item() + 0.2) < 0.01
    out.sum().backward()
    assert torch.equal(negative.grad, -out.detach())


def indices() -> None:
    for dtype in (torch.float32, torch.float64, torch.float16):
        weights = torch.tensor([[1.0, 0.0, 3.0, 4.0], [0.0, 2.0, 0.0, 2.0]], dtype=dtype, device="cuda")
        drawn = torch.multinomial(weights, 8000, replacement=True)
        assert drawn.shape == (2, 8000) and drawn.dtype is torch.int64
        counts = torch.stack([(drawn == k).sum(1) for k in range(4)], 1).double() / 8000
        torch.testing.assert_close(
            counts.cpu(), (weights / weights.sum(1, keepdim=True)).double().cpu(), atol=0.03, rtol=0
        )
        once = torch.multinomial(weights.expand(2, 4).repeat(2000, 1), 1).view(2000, 2)
        assert abs((once[:, 0] == 3).double().mean().item() - 0.5) < 0.06 and not (once[:, 0] == 1).any()
        without = torch.multinomial(weights[0], 3)
        assert sorted(without.tolist()) == [0, 2, 3]
    for n in (0, 1, 2, 7, 1000, 5000):
        order = torch.randperm(n, device="cuda")
        assert order.dtype is torch.int64 and sorted(order.tolist()) == list(range(n))
    assert sorted(torch.randperm(300, dtype=torch.int16, device="cuda").tolist()) == list(range(300))
    # Every place gets every number equally often, also where keys are equal: two numbers have keys of three bits.
    twos = [torch.randperm(2, device="cuda")[0].item() for _ in range(400)]
    assert 150 < sum(twos) < 250
    threes = np.zeros((3, 3))
    for _ in range(600):
        threes[np.arange(3), torch.randperm(3, device="cuda").cpu().numpy()] += 1
    assert np.abs(threes / 600 - 1 / 3).max() < 0.08


def mistakes() -> None:
    def message(call, *arguments) -> str:
        try:
            call(*arguments)
        except RuntimeError as error:
            return str(error)
        raise AssertionError("no error")

    for weights, text in (([1.0, -1.0], "negative"), ([float("nan"), 1.0], "NaN"), ([0.0, 0.0], "zero")):
        for replacement in (False, True):
            bad = torch.tensor([[1.0, 1.0], weights], device="cuda")
            assert "row 1" in (told := message(torch.multinomial, bad, 2, replacement)) and text in told, told
    assert "std >= 0" in message(lambda: torch.normal(0.0, torch.tensor([1.0, -1.0], device="cuda")))
    generator = torch.Generator()
    x = torch.ones(3, device="cuda")
    for call in (
        lambda: torch.bernoulli(x, generator=generator),
        lambda: torch.poisson(x, generator=generator),
        lambda: torch.multinomial(x, 1, generator=generator),
        lambda: torch.randperm(3, generator=generator, device="cuda"),
    ):
        assert "generator" in message(call)


if __name__ == "__main__":
    globals()[sys.argv[1]]()
    torch.cuda.synchronize()
