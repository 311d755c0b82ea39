"""Convolutions by the stand-in for cuDNN: which of its engines compute, and what: `cuda_cudnn.py NAME`."""

from __future__ import annotations

import os
import re
import sys
import threading
import warnings

import flambeau as torch
from flambeau.backends import cudnn
from flambeau.nn import functional as F

# The stand-in's engines: 0 and 5 say that they give other bits each time, 1 that it rounds its operands to halves, 0, 1
# and 3 that they use tensor cores; 2 never has a plan. Its heuristics name 0 to 4, but none for double precision; what
# is left are 5 and 6, and none for double precision with channels last.
TOLERANCE = {torch.float32: 1e-4, torch.float64: 1e-11, torch.float16: 2e-2, torch.bfloat16: 1e-1}


def engines() -> list[tuple[str, int]]:
    """The operations since the last question and the engines that computed them."""
    with open(os.environ["STANDIN_LOG"], "a+") as log:
        log.seek(engines.seen)
        text = log.read()
        engines.seen = log.tell()
    return [(name, int(engine)) for name, engine in re.findall(r"^cudnn (\w+) engine=(\d+)", text, re.MULTILINE)]


engines.seen = 0


def convolve(
    dtype: torch.dtype = torch.float32,
    device: str = "cuda",
    groups: int = 1,
    channels_last: bool = False,
    size: int = 9,
    bias: bool = True,
) -> None:
    """A convolution with its gradients on a GPU, which must be those of the CPU."""
    torch.manual_seed(0)
    leaves = [torch.randn(2, 4, size, 8), torch.randn(8, 4 // groups, 3, 3), torch.randn(8)][: 3 if bias else 2]
    found = []
    for place in ("cpu", device):
        own = [leaf.detach().to(dtype).to(place).requires_grad_() for leaf in leaves]
        order = torch.channels_last if channels_last else torch.contiguous_format
        x, w = (leaf.contiguous(memory_format=order) for leaf in own[:2])
        y = F.conv2d(x, w, *own[2:], stride=(2, 1), padding=1, groups=groups)
        y.backward(torch.linspace(-1, 1, y.numel(), dtype=torch.float64).reshape(y.shape).to(dtype).to(place))
        found.append([y.detach(), *(leaf.grad for leaf in own)])
    for wanted, got in zip(*found, strict=True):
        assert wanted.stride() == got.stride() and got.device == torch.device(device if ":" in device else "cuda:0")
        scale = max(1.0, wanted.double().abs().max().item())
        assert (wanted.double() - got.cpu().double()).abs().max().item() <= TOLERANCE[dtype] * scale, dtype


ALL = ("forward", "data", "filter")


def used(*settings: object, **named: object) -> list[int]:
    """The engines of a convolution and its gradients, which are three operations in this order."""
    engines()
    convolve(*settings, **named)
    made = engines()
    assert [name for name, _ in made] in (list(ALL), []), made
    return [engine for _, engine in made]


def check_settings() -> None:
    assert cudnn.version() == 92000 and cudnn.is_available()
    assert cudnn.is_acceptable(torch.ones(1, device="cuda"))
    assert not cudnn.is_acceptable(torch.ones(1, device="cuda").long()) and not cudnn.is_acceptable(torch.ones(1))
    assert used() == [3] * 3
    for dtype in (torch.float16, torch.bfloat16):
        assert used(dtype) == [3] * 3 and used(dtype, channels_last=True) == [3] * 3
    assert used(torch.float64) == [6] * 3
    assert used(torch.float64, channels_last=True) == [] == used(torch.float64, channels_last=True)
    assert used(channels_last=True, groups=2) == [3] * 3
    with cudnn.flags(enabled=False):
        assert used() == [] and not cudnn.is_acceptable(torch.ones(1, device="cuda"))
    assert used() == [3] * 3

    cudnn.allow_tf32 = False
    assert used() == [4] * 3 and used(torch.float16) == [3] * 3
    cudnn.fp32_precision = "tf32"
    assert used() == [3] * 3
    cudnn.conv.fp32_precision = "ieee"
    assert used() == [4] * 3 and not cudnn.allow_tf32
    cudnn.fp32_precision, cudnn.allow_tf32 = "none", True
    assert used() == [3] * 3 and cudnn.conv.fp32_precision == "tf32"

    # Channels for themselves.
    assert used(groups=4) == [] == used(torch.float16, groups=4)
    assert used(torch.float16, groups=4, channels_last=True) == [3] * 3
    with cudnn.flags(enabled=True, depthwise_kernel="cudnn"):
        assert used(groups=4) == [3] * 3
    with cudnn.flags(enabled=True, depthwise_kernel="native"):
        assert used(torch.float16, groups=4, channels_last=True) == []

    x = torch.arange(32.0, device="cuda").reshape(1, 2, 4, 4)
    assert torch.equal(
        F.conv2d(x.long(), x[:, :, :2, :2].long()).double().cpu(), F.conv2d(x.cpu(), x.cpu()[:, :, :2, :2]).double()
    )
    assert engines() == []


def check_benchmark() -> None:
    def tried(**named: object) -> list[int]:
        engines()
        convolve(**named)
        forward = [engine for name, engine in engines() if name == "forward"]
        # Each engine runs once and three times more; the fastest of them gives the result.
        runs, last = forward[:-1], forward[-1]
        kinds = runs[::4]
        assert runs == [engine for engine in kinds for _ in range(4)] and last in kinds, forward
        assert used(**named)[0] == last
        return kinds

    with cudnn.flags(enabled=True, benchmark=True):
        assert tried() == [0, 3, 4, 5, 6]
        cudnn.benchmark_limit = 2
        assert tried(size=10) == [0, 3]
        cudnn.benchmark_limit = 0
        assert tried(size=11) == [0, 3, 4, 5, 6]
        cudnn.deterministic = True
        assert tried(size=11) == [3, 4, 6]
        cudnn.deterministic = False
        torch.use_deterministic_algorithms(True)
        assert tried(size=12) == [3, 4, 6]
        torch.use_deterministic_algorithms(False)
        assert tried(size=12) == [0, 3, 4, 5, 6]
    assert not cudnn.benchmark and used() == [3] * 3


def check_shapes() -> None:
    """One, two and three dimensions; padding on one side; transposed; layouts that cuDNN does not take."""
    torch.manual_seed(0)

    def same(call: object, *sizes: tuple[int, ...], library: bool = True) -> None:
        inputs = [torch.randn(size) for size in sizes]
        engines()
        got = call(*[tensor.cuda() for tensor in inputs])
        assert (engines() != []) == library
        wanted = call(*inputs)
        assert got.shape == wanted.shape and (got.cpu() - wanted).abs().max() < 1e-4

    same(lambda x, w, b: F.conv1d(x, w, b, stride=2, padding=3), (2, 3, 11), (4, 3, 5), (4,))
    same(lambda x, w: F.conv1d(x, w, padding="same"), (2, 3, 11), (4, 3, 4))
    same(lambda x, w: F.conv2d(x, w, padding="same", dilation=2), (2, 3, 9, 9), (4, 3, 2, 4))
    same(lambda x, w: F.conv2d(x, w, stride=5), (2, 3, 9, 7), (4, 3, 3, 3))
    same(lambda x, w: F.conv2d(x, w), (3, 5, 5), (4, 3, 3, 3))
    same(lambda x, w, b: F.conv3d(x, w, b, padding=1, stride=(1, 2, 1)), (2, 3, 4, 5, 6), (4, 3, 3, 3, 3), (4,))
    same(lambda x, w, b: F.conv_transpose1d(x, w, b, stride=2), (2, 3, 5), (3, 4, 3), (4,))
    same(lambda x, w: F.conv_transpose2d(x, w, stride=3, output_padding=1, groups=3), (2, 6, 5, 4), (6, 2, 3, 3))
    same(lambda x, w: F.conv_transpose3d(x, w, stride=2, padding=1), (1, 2, 3, 3, 3), (2, 4, 3, 3, 3))
    # Longer than the windows reach by more than a stride: no padding gives that size.
    odd = {"stride": 2, "dilation": 4, "output_padding": 3}
    same(lambda x, w: F.conv_transpose2d(x, w, **odd), (1, 2, 4, 4), (2, 4, 3, 3), library=False)
    same(lambda x, w: F.conv2d(x.transpose(2, 3), w.flip(0)[:, :, ::2]), (2, 3, 9, 7), (4, 3, 6, 3))
    same(lambda x, w: F.conv2d(x.flatten()[1:-8].reshape(1, 3, 3, 3), w), (1, 3, 3, 4), (4, 3, 3, 3))
    same(lambda x, w: F.conv2d(x[:, :0], w[:, :0]), (2, 3, 9, 7), (4, 3, 3, 3), library=False)
    complex_x, complex_w = (
        torch.randn(1, 2, 5, 5, dtype=torch.complex64),
        torch.randn(3, 2, 2, 2, dtype=torch.complex64),
    )
    got = F.conv2d(complex_x.cuda(), complex_w.cuda())
    assert len(engines()) == 4 and (got.cpu() - F.conv2d(complex_x, complex_w)).abs().max() < 1e-4

    # Gradients of gradients are convolutions again.
    x = torch.randn(1, 2, 5, 5, dtype=torch.float64, device="cuda", requires_grad=True)
    w = torch.randn(3, 2, 3, 3, dtype=torch.float64, device="cuda", requires_grad=True)
    assert torch.autograd.gradgradcheck(lambda x, w: F.conv2d(x, w, padding=1), (x, w))
    assert {engine for _, engine in engines()} == {6}


def check_order() -> None:
    """Streams, devices and threads of their own."""
    stream = torch.cuda.Stream()
    x = torch.zeros(4, 8, 32, 32, device="cuda")
    w = torch.ones(8, 8, 3, 3, device="cuda")
    torch.cuda.synchronize()
    with torch.cuda.stream(stream):
        for _ in range(5):
            x.add_(1)
        y = F.conv2d(x, w)
        x.zero_()
        y.add_(1)
    stream.synchronize()
    assert y.unique().tolist() == [5.0 * 72 + 1]

    wrong: list[BaseException] = []

    def work(device: int) -> None:
        try:
            with torch.cuda.device(device):
                for size in range(8, 14):
                    convolve(device=f"cuda:{device}", size=size)
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(device % 3,)) for device in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, wrong


def check_same_bits() -> None:
    x, w = torch.randn(4, 8, 9, 9, device="cuda"), torch.randn(8, 8, 3, 3, device="cuda")
    first = F.conv2d(x, w)
    assert all(torch.equal(F.conv2d(x, w), first) for _ in range(3))


def check_bad_settings() -> None:
    for name, value, words in [
        ("enabled", 1, "set_enabled_cudnn expects a bool, but got int"),
        ("benchmark_limit", 2.5, "set_benchmark_limit_cudnn expects an int, but got float"),
        ("fp32_precision", "x", "Unknown precision: x"),
        ("depthwise_kernel", "x", "Unknown cuDNN depthwise kernel mode: x"),
    ]:
        try:
            setattr(cudnn, name, value)
        except RuntimeError as error:
            assert words in str(error)
        else:
            raise AssertionError(name)


def check_missing() -> None:
    """Without the library flambeau's own kernels compute."""
    assert cudnn.version() is None and not cudnn.is_available()
    assert 'pip install "nvidia-cudnn-cu13==9.*"' in torch.cuda.why_not_available("cudnn")
    for dtype in (torch.float32, torch.float64, torch.bfloat16):
        assert used(dtype) == []
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        assert not cudnn.is_acceptable(torch.ones(1, device="cuda"))
    assert "cuDNN" in str(seen[0].message)


if __name__ == "__main__":
    globals()[f"check_{sys.argv[1]}"]()
