"""Matrix products on the GPU against those on the CPU: sizes, strides, batches, addends, dtypes."""

import itertools

import flambeau as torch
import flambeau.nn.functional as F

torch.manual_seed(0)

TOLERANCE = {
    torch.float32: 1e-5,
    torch.float64: 1e-13,
    torch.bfloat16: 0.02,
    torch.float16: 2e-3,
    torch.complex64: 1e-5,
}


def draw(dtype, *shape):
    if dtype.is_complex or dtype.is_floating_point:
        return torch.randn(*shape, dtype=torch.complex64 if dtype.is_complex else torch.float64).to(dtype)
    return torch.randint(-9, 9, shape).to(dtype)


def same(found, wanted, what, tolerance=None):
    assert found.is_cuda and found.dtype == wanted.dtype and found.shape == wanted.shape, what
    scale = wanted.abs().max().item() if wanted.numel() else 0.0
    apart = (found.cpu() - wanted).abs().max().item() if wanted.numel() else 0.0
    tolerance = TOLERANCE.get(wanted.dtype, 0.0) if tolerance is None else tolerance
    assert apart <= tolerance * max(scale, 1.0), f"{what}: {apart} apart"


def orders(matrix):
    """The same matrix with its rows, its columns, and neither of them consecutive in memory."""
    yield matrix
    yield matrix.mT.contiguous().mT
    yield matrix.repeat_interleave(2, -1)[..., ::2] if matrix.dtype != torch.float16 else matrix


def main():
    for dtype in [*TOLERANCE, torch.int64, torch.int32]:
        for m, n, k in [(1, 1, 1), (5, 7, 3), (70, 65, 33), (1, 40, 9), (64, 1, 20), (3, 4, 0), (0, 4, 2)]:
            a, b = draw(dtype, m, k), draw(dtype, k, n)
            for x, y in itertools.product(orders(a), orders(b)):
                same(x.cuda() @ y.cuda(), x @ y, (dtype, m, n, k, x.stride(), y.stride()))
        a, b = draw(dtype, 2, 3, 5, 4), draw(dtype, 2, 3, 4, 6)
        same(a.cuda() @ b.cuda(), a @ b, (dtype, "two dimensions of batch"))
        same(a.cuda() @ b.cuda()[0, 0], a @ b[0, 0], (dtype, "one matrix for all"))
        same(a.cuda()[:, :1] @ b.cuda(), a[:, :1] @ b, (dtype, "a dimension that broadcasts"))
        same(a.transpose(0, 1).cuda() @ b.transpose(0, 1).cuda(), a.transpose(0, 1) @ b.transpose(0, 1), dtype)
        v, w = draw(dtype, 4), draw(dtype, 5)
        same(a[0, 0].cuda() @ v.cuda(), a[0, 0] @ v, (dtype, "a matrix and a vector"))
        same(w.cuda() @ a[0, 0].cuda(), w @ a[0, 0], (dtype, "a vector and a matrix"))
        x, y, z = draw(dtype, 9, 5), draw(dtype, 5, 7), draw(dtype, 9, 7)
        for addend in (z, z[0], z[:, :1], z.mT.contiguous().mT):
            result = torch.addmm(addend.cuda(), x.cuda(), y.cuda(), beta=2, alpha=3)
            same(result, torch.addmm(addend, x, y, beta=2, alpha=3), (dtype, "addmm", addend.shape))
            same(torch.addmm(addend.cuda(), x.cuda(), y.cuda()), torch.addmm(addend, x, y), (dtype, "addmm"))
        if dtype.is_floating_point:
            weight, bias = draw(dtype, 8, 5), draw(dtype, 8)
            same(F.linear(x.cuda(), weight.cuda(), bias.cuda()), F.linear(x, weight, bias), (dtype, "linear"))
    # Several tiles in every direction, with lines in whole pieces of 16 bytes and without.
    for dtype, allowed in [
        (torch.float16, False),
        (torch.bfloat16, False),
        (torch.float32, False),
        (torch.float32, True),
    ]:
        torch.backends.cuda.matmul.allow_tf32 = allowed
        for k in (72, 75):
            a, b = draw(dtype, 2, 150, k), draw(dtype, 2, k, 140)
            wanted = (a.double() @ b.double()).to(dtype)
            for x, y in ((a, b), (a.mT.contiguous().mT, b.mT.contiguous().mT)):
                same(x.cuda() @ y.cuda(), wanted, (dtype, k), 1e-3 if allowed else None)
    torch.backends.cuda.matmul.allow_tf32 = False
    large = torch.randn(300, 200)
    assert torch.equal((large.cuda() @ large.cuda().mT).cpu(), (large.cuda() @ large.cuda().mT).cpu())


main()
