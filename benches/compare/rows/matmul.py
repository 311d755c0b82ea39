"""Matrix products: square, skinny, batched, transposed, and in other types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from compare.makers import arrays, layer, layer_backward, on_numpy, op
from compare.registry import Group
from compare.values import numbers, to, values

GROUP = Group("matmul")
row, shaped = GROUP.row, GROUP.shaped


def product(m: int, k: int, n: int) -> dict[str, Any]:
    """Describes a product of an m x k and a k x n matrix."""
    shapes = (m, k), (k, n)
    return {
        "torch": op(lambda _, x, y: x @ y, *shapes),
        "flops": 2 * m * k * n,
        "bytes": 4 * (m * k + k * n + m * n),
        "tol": 1e-3,
        **arrays(lambda _, x, y: x @ y, *shapes),
    }


for size, *others in (
    (16, (17, 15, 16), (8, 32, 16), (15, 17, 17)),
    (64, (63, 65, 67), (32, 128, 64), (61, 64, 67)),
    (256, (255, 257, 259), (128, 512, 256), (251, 256, 263)),
    (512, (511, 513, 515), (256, 1024, 512), (509, 512, 521)),
    (1024, (1023, 1025, 1027), (512, 2048, 1024), (1021, 1024, 1031)),
    (2048, (2047, 2049, 2051), (1024, 4096, 2048), (2039, 2048, 2053)),
):
    shaped(f"f32_{size}", product, (size, size, size), *others)
shaped("f32_1x1024x4096", product, (1, 1024, 4096), (1, 1021, 4099), (1, 4096, 1024), (2, 1024, 4096))
shaped("f32_32x768x3072", product, (32, 768, 3072), (31, 769, 3071), (33, 767, 3079), (32, 3072, 768))
shaped("f32_512x384x1536", product, (512, 384, 1536), (509, 383, 1543), (511, 1536, 384), (1536, 384, 512))
shaped("f32_64x784x128", product, (64, 784, 128), (61, 787, 127), (67, 783, 129), (128, 784, 64))


def batched(count: int, m: int, k: int, n: int) -> dict[str, Any]:
    """Describes many small products."""
    shapes = (count, m, k), (count, k, n)
    return {
        "torch": op(lambda lib, x, y: lib.bmm(x, y), *shapes),
        "flops": 2 * count * m * k * n,
        "bytes": 4 * count * (m * k + k * n + m * n),
        "tol": 1e-3,
        **arrays(lambda _, x, y: x @ y, *shapes),
    }


shaped("bmm_96x128x64x128", batched, (96, 128, 64, 128), (97, 127, 63, 129), (48, 257, 64, 127), (384, 64, 64, 64))
shaped("bmm_96x16x64x16", batched, (96, 16, 64, 16), (97, 15, 65, 17), (24, 33, 64, 31), (96, 16, 63, 17))


def double(lib: Any) -> Callable[[], Any]:
    x, y = (to(lib, numbers(512, 512, seed=seed).astype("float64")) for seed in (0, 1))
    return lambda: x @ y


row("f64_512", double, numpy=double, flops=2 * 512**3, bytes=24 * 512**2, dtype="f64")


def half(name: str) -> Callable[[Any], Callable[[], Any]]:
    """Times a product of 16-bit numbers."""

    def make(lib: Any) -> Callable[[], Any]:
        arrays_of = lib.numpy if lib.__name__ == "jax" else lib
        kind = getattr(arrays_of, name)
        convert = "to" if hasattr(lib, "utils") and lib.__name__ != "jax" else "astype"
        x, y = (getattr(values(lib, 1024, 1024, seed=seed), convert)(kind) for seed in (0, 1))
        if lib.__name__ == "jax":
            compiled = lib.jit(lambda a, b: a @ b)
            return lambda: lib.block_until_ready(compiled(x, y))
        return lambda: x @ y

    return make


row("bf16_1024", half("bfloat16"), jax=half("bfloat16"), flops=2 * 1024**3, bytes=6 * 1024**2, dtype="bf16", tol=2e-2)

row(
    "tn_1024",
    op(lambda _, x, y: x.t() @ y, (1024, 1024), (1024, 1024)),
    flops=2 * 1024**3,
    bytes=12 * 1024**2,
    tol=1e-3,
    **arrays(lambda _, x, y: x.T @ y, (1024, 1024), (1024, 1024)),
)
row(
    "nt_1024",
    op(lambda _, x, y: x @ y.t(), (1024, 1024), (1024, 1024)),
    flops=2 * 1024**3,
    bytes=12 * 1024**2,
    tol=1e-3,
    **arrays(lambda _, x, y: x @ y.T, (1024, 1024), (1024, 1024)),
)
row(
    "mv_4096x4096",
    op(lambda _, x, y: x @ y, (4096, 4096), (4096,)),
    numpy=on_numpy(lambda _, x, y: x @ y, (4096, 4096), (4096,)),
    flops=2 * 4096**2,
    bytes=4 * 4096**2,
    tol=1e-3,
)


def linear(batch: int, inner: int, outer: int) -> dict[str, Any]:
    """Describes a linear layer, forward."""
    return {
        "torch": layer(lambda nn: nn.Linear(inner, outer), (batch, inner)),
        "flops": 2 * batch * inner * outer,
        "bytes": 4 * (batch * inner + inner * outer + batch * outer),
        "tol": 1e-3,
    }


def linear_backward(batch: int, inner: int, outer: int) -> dict[str, Any]:
    """Describes a linear layer, forward and backward."""
    return linear(batch, inner, outer) | {
        "torch": layer_backward(lambda nn: nn.Linear(inner, outer), (batch, inner)),
        "flops": 6 * batch * inner * outer,
    }


shaped("linear_32x768x3072", linear, (32, 768, 3072), (31, 769, 3071), (33, 767, 3079), (32, 3072, 768))
shaped(
    "linear_512x384x1536_fb", linear_backward, (512, 384, 1536), (509, 383, 1543), (511, 1536, 384), (1531, 384, 512)
)
shaped("linear_64x784x128_fb", linear_backward, (64, 784, 128), (61, 787, 127), (67, 783, 129), (128, 784, 64))
