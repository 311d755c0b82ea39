"""Attention on the GPU against the CPU's kernel and against the formula in plain operations: one family of cases."""

import sys

import flambeau as torch
from flambeau import nn
from flambeau.nn import functional as F
from flambeau.nn.attention import SDPBackend, sdpa_kernel

FLASH, MATH = SDPBackend.FLASH_ATTENTION, SDPBackend.MATH
NODE = "ScaledDotProductFlashAttentionBackward0"


def close(found, wanted, tolerance, what):
    assert found.is_cuda, what
    assert found.shape == wanted.shape, what
    apart = (found.detach().cpu().double() - wanted.detach().cpu().double()).abs().max().item()
    scale = max(1.0, wanted.detach().abs().max().item())
    assert apart <= tolerance * scale, f"{what}: {apart} apart"


def attend(operands, mask, upstream, backend, **options):
    """Result and gradients; the kernel alone is allowed, or the formula alone."""
    operands = [x.detach().requires_grad_() for x in operands]
    with sdpa_kernel(backend):
        out = F.scaled_dot_product_attention(*operands, mask, **options)
    assert not out.is_cuda or (out.grad_fn.name() == NODE) == (backend == FLASH)
    return [out, *torch.autograd.grad(out, operands, upstream)]


def compare(operands, mask, tolerance, what, **options):
    """The kernel with these CUDA tensors against the CPU's in binary64."""
    wide = [x.detach().cpu().double() for x in operands]
    wide_mask = None if mask is None else mask.cpu() if mask.dtype == torch.bool else mask.cpu().double()
    heads, kv_heads = operands[0].shape[-3], operands[1].shape[-3]
    options["enable_gqa"] = heads != kv_heads
    upstream = torch.randn(*operands[0].shape[:-1], operands[2].shape[-1], dtype=torch.float64).to(operands[0].dtype)
    wanted = attend(wide, wide_mask, upstream.double(), FLASH, **options)
    found = attend(operands, mask, upstream.cuda(), FLASH, **options)
    for name, x, y in zip(("out", "query", "key", "value"), found, wanted, strict=True):
        close(x, y, tolerance * (1 if name == "out" else 4), (what, name))
        assert x.dtype == operands[0].dtype
    with torch.no_grad(), sdpa_kernel(FLASH):
        again = F.scaled_dot_product_attention(*operands, mask, **options)
    assert torch.equal(again, found[0]), (what, "the same bits without a graph")


def draw(shape, dtype=torch.float64, layout="dense"):
    """Query, key and value of `(batch, heads, heads of keys, queries, keys, width, width of values)`."""
    batch, heads, kv_heads, queries, keys, width, value_width = shape
    sizes = [(batch, heads, queries, width), (batch, kv_heads, keys, width), (batch, kv_heads, keys, value_width)]
    for size in sizes:
        x = torch.randn(*size, dtype=torch.float64).to(dtype).cuda()
        if layout == "projected":  # heads side by side, as the projections around an attention leave them
            x = x.transpose(1, 2).contiguous().transpose(1, 2)
        elif layout == "turned":
            x = x.mT.contiguous().mT
        elif layout == "unaligned":
            x = torch.cat([x, x[..., :1]], -1)[..., 1:]
        yield x


def masks(shape, dtype=torch.float64):
    batch, heads, _, queries, keys, *_ = shape
    blind = torch.rand(queries, keys) < 0.5
    blind[::2] = False
    return {
        "all": torch.rand(queries, keys) < 0.7,
        "heads": torch.rand(batch, heads, queries, keys) < 0.7,
        "keys": torch.rand(batch, 1, 1, keys) < 0.8,
        "addends": torch.randn(batch, 1, queries, keys, dtype=torch.float64).to(dtype),
        "addends of keys": torch.randn(1, heads, 1, keys, dtype=torch.float64).to(dtype),
        "blind": blind,
    }


def shapes():
    cases = [
        (1, 1, 1, 1, 1, 1, 1),
        (2, 3, 3, 5, 7, 3, 3),
        (1, 2, 1, 17, 33, 16, 16),
        (2, 4, 2, 70, 30, 8, 8),
        (1, 2, 2, 65, 70, 20, 5),
        (1, 1, 1, 40, 70, 20, 40),
    ]
    for shape in cases:
        compare(list(draw(shape)), None, 1e-12, shape)
        compare(list(draw(shape)), None, 1e-12, (shape, "causal"), is_causal=True)
        compare(list(draw(shape)), None, 1e-12, (shape, "scale"), scale=-0.3)
    for shape in cases[1:4]:
        for name, mask in masks(shape).items():
            compare(list(draw(shape)), mask.cuda(), 1e-12, (shape, name))
    for layout in ("projected", "turned", "unaligned"):
        compare(list(draw(cases[3], layout=layout)), None, 1e-12, (cases[3], layout))
    q, k, v = (x[0] for x in draw(cases[2]))
    compare([q, k, v], None, 1e-12, "three dimensions")
    q, k, v = (x[0, 0] for x in draw(cases[2]))
    with sdpa_kernel(FLASH):
        close(
            F.scaled_dot_product_attention(q, k, v), F.scaled_dot_product_attention(q.cpu(), k.cpu(), v.cpu()), 1e-12, 2
        )


def types():
    tolerances = {torch.float16: 4e-3, torch.bfloat16: 3e-2, torch.float32: 3e-6, "tf32": 4e-3}
    for kind, tolerance in tolerances.items():
        torch.backends.cuda.matmul.allow_tf32 = kind == "tf32"
        dtype = torch.float32 if kind == "tf32" else kind
        for shape in [(2, 2, 1, 19, 37, 24, 24), (1, 1, 1, 70, 83, 72, 72)]:
            compare(list(draw(shape, dtype)), None, tolerance, (kind, shape, "causal"), is_causal=True)
        # So many blocks that a warp takes 32 queries.
        operands = list(draw((64, 4, 2, 17, 40, 16, 9), dtype))
        with sdpa_kernel(FLASH):
            found = F.scaled_dot_product_attention(*operands, is_causal=True, enable_gqa=True)
        wide = [x.cpu().double() for x in operands]
        wanted = F.scaled_dot_product_attention(*wide, is_causal=True, enable_gqa=True)
        close(found, wanted, tolerance, (kind, "many"))
        shape = (2, 2, 1, 19, 37, 24, 24)
        for name in ("all", "addends", "blind"):
            mask = masks(shape, dtype)[name].cuda()
            compare(list(draw(shape, dtype)), mask, tolerance, (kind, name))
        for layout in ("projected", "turned", "unaligned"):
            compare(list(draw(shape, dtype, layout)), None, tolerance, (kind, layout))
        torch.backends.cuda.matmul.allow_tf32 = False
    large = [60 * x for x in draw((1, 1, 1, 5, 9, 16, 16), torch.float16)]
    with sdpa_kernel(FLASH):
        out = F.scaled_dot_product_attention(*large)
    assert out.isfinite().all()


def wide():
    for dtype, width, tolerance in [
        (torch.bfloat16, 192, 4e-2),
        (torch.float16, 256, 4e-3),
        (torch.float32, 256, 5e-6),
        (torch.float64, 128, 1e-12),
    ]:
        shape = (1, 2, 1, 21, 35, width, width - 7)
        compare(list(draw(shape, dtype)), None, tolerance, (dtype, width), is_causal=True)


def by_hand(operands, p, **options):
    """The formula with the weights that dropout of a float32 tensor keeps, in fours, which the kernel's numbers are."""
    query, key, value = operands
    key, value = (x.repeat_interleave(query.shape[1] // x.shape[1], dim=1) for x in (key, value))
    scores = query @ key.mT / query.shape[-1] ** 0.5
    if options.get("is_causal"):
        scores = scores.masked_fill(~torch.ones_like(scores, dtype=torch.bool).tril(), float("-inf"))
    assert scores.numel() % 4 == 0
    kept = F.dropout(torch.ones(scores.shape, device="cuda"), p) != 0
    return scores.softmax(-1) * kept.to(scores.dtype) * torch.tensor(1 / (1 - p), dtype=scores.dtype) @ value


def dropout():
    for dtype, tolerance in [(torch.float64, 1e-12), (torch.float32, 1e-5), (torch.bfloat16, 5e-2)]:
        for shape in [(2, 2, 1, 19, 37, 8, 8), (1, 2, 2, 20, 36, 8, 8)]:
            operands = [x.requires_grad_() for x in draw(shape, dtype)]
            upstream = torch.randn(*shape[:2], shape[3], shape[6]).to(dtype).cuda()
            results = []
            for call in (
                lambda x: F.scaled_dot_product_attention(*x, dropout_p=0.3, is_causal=True, enable_gqa=True),
                lambda x: by_hand(x, 0.3, is_causal=True),
            ):
                torch.manual_seed(5)
                with sdpa_kernel(FLASH):
                    out = call(operands)
                results.append([out, *torch.autograd.grad(out, operands, upstream), torch.rand(3, device="cuda")])
            assert results[0][0].grad_fn.name() == NODE
            for name, x, y in zip(("out", "query", "key", "value", "next"), *results, strict=True):
                close(x, y, tolerance, (dtype, shape, name))
    # Gradients of gradients take the formula, with the weights that were dropped.
    operands = [x.requires_grad_() for x in draw((1, 1, 1, 4, 6, 3, 3))]
    seconds = []
    for call in (lambda x: F.scaled_dot_product_attention(*x, dropout_p=0.4), lambda x: by_hand(x, 0.4)):
        torch.manual_seed(6)
        out = call(operands)
        firsts = torch.autograd.grad(out.square().sum(), operands, create_graph=True)
        seconds.append([*firsts, *torch.autograd.grad(sum(x.square().sum() for x in firsts), operands)])
    for number, (x, y) in enumerate(zip(*seconds, strict=True)):
        close(x, y, 1e-11, ("second derivatives", number))


def decode():
    for dtype, tolerance in [(torch.float64, 1e-12), (torch.bfloat16, 3e-2)]:
        for shape in [(1, 2, 1, 1, 1100, 16, 16), (2, 1, 1, 3, 777, 9, 5)]:
            compare(list(draw(shape, dtype)), None, tolerance, (dtype, shape))
    shape = (1, 1, 1, 2, 1030, 8, 8)
    mask = torch.zeros(2, 1030, dtype=torch.bool)
    mask[1, 900:] = True
    compare(list(draw(shape)), mask.cuda(), 1e-12, "parts that see nothing")
    # Queries at the top of a causal mask see few of many keys.
    compare(list(draw((1, 1, 1, 2, 600, 8, 8))), None, 1e-12, "causal", is_causal=True)


def choices():
    x = torch.randn(1, 2, 4, 8, device="cuda", requires_grad=True)
    mask = torch.randn(4, 4, device="cuda", requires_grad=True)

    def node(*operands, **options):
        return F.scaled_dot_product_attention(*operands, **options).grad_fn.name()

    for backend in (FLASH, SDPBackend.EFFICIENT_ATTENTION, SDPBackend.CUDNN_ATTENTION, [MATH, FLASH]):
        with sdpa_kernel(backend):
            assert node(x, x, x) == NODE
    with sdpa_kernel(MATH):
        assert node(x, x, x) != NODE
    with torch.backends.cuda.sdp_kernel(enable_flash=False, enable_mem_efficient=False, enable_cudnn=False):
        assert node(x, x, x) != NODE
    # What the kernel does not take.
    others = {
        "a mask that needs a gradient": ((x, x, x), {"attn_mask": mask}),
        "five dimensions": ((x[None], x[None], x[None]), {}),
        "wide heads": ((torch.randn(1, 1, 3, 257, device="cuda", requires_grad=True),) * 3, {}),
        "broadcast heads": ((x, x[:, :1], x[:, :1]), {}),
    }
    for what, (operands, options) in others.items():
        assert node(*operands, **options) != NODE, what
        with sdpa_kernel(FLASH):
            try:
                F.scaled_dot_product_attention(*operands, **options)
            except RuntimeError as error:
                assert "No available kernel" in str(error), what
            else:
                raise AssertionError(what)
    F.scaled_dot_product_attention(x, x, x, attn_mask=mask).sum().backward()
    assert mask.grad.isfinite().all()
    for sizes in [(0, 2, 3, 4), (1, 0, 3, 4), (1, 2, 0, 4)]:
        empty = torch.zeros(*sizes, device="cuda")
        assert F.scaled_dot_product_attention(empty, empty, empty).shape == sizes
    no_keys = torch.zeros(1, 2, 0, 8, device="cuda")
    assert not F.scaled_dot_product_attention(x, no_keys, no_keys).any()
    nan = x.detach().clone()
    nan[0, 0, 1, 2] = float("nan")
    found = F.scaled_dot_product_attention(nan, x, x)
    assert found[0, 0, 1].isnan().all()
    assert found[0, 0, 0].isfinite().all()


def layers():
    torch.manual_seed(1)
    layer = nn.TransformerEncoderLayer(12, 2, 16, dropout=0.0, batch_first=True)
    x = torch.randn(2, 7, 12)
    padding = torch.zeros(2, 7, dtype=torch.bool)
    padding[1, 4:] = True
    causal = nn.Transformer.generate_square_subsequent_mask(7)
    wanted, grads = [], []
    for device in ("cpu", "cuda"):
        layer.to(device).zero_grad()
        with sdpa_kernel(FLASH):
            out = layer(x.to(device), src_mask=causal.to(device), src_key_padding_mask=padding.to(device))
        out.square().sum().backward()
        wanted.append(out)
        grads.append([p.grad.cpu().clone() for p in layer.parameters()])
    close(wanted[1], wanted[0], 1e-5, "layer")
    for on_cpu, on_gpu in zip(*grads, strict=True):
        torch.testing.assert_close(on_gpu, on_cpu, rtol=1e-4, atol=1e-5)


if __name__ == "__main__":
    torch.manual_seed(0)
    globals()[sys.argv[1]]()
