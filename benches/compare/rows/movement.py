"""Copies, joining, and elements picked by indices or masks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from compare.makers import Function, arrays, on_numpy, op
from compare.registry import Group
from compare.values import indices, values

GROUP = Group("movement")
row, shaped = GROUP.row, GROUP.shaped

LARGE = 10_000_000
VOCABULARY, WIDTH = 50257, 384

row(
    "clone_10M",
    op(lambda _, x: x.clone(), (LARGE,)),
    numpy=on_numpy(lambda _, x: x.copy(), (LARGE,)),
    bytes=8 * LARGE,
)
row(
    "zeros_10M",
    op(lambda lib, _: lib.zeros(LARGE), (1,)),
    numpy=on_numpy(lambda lib, _: lib.zeros(LARGE, lib.float32), (1,)),
    bytes=4 * LARGE,
)


def transposed(rows: int, columns: int) -> dict[str, Any]:
    """Describes the copy of a transposed matrix."""
    return {
        "torch": op(lambda _, x: x.t().contiguous(), (rows, columns)),
        "bytes": 8 * rows * columns,
        **arrays(lambda np, x: np.ascontiguousarray(x.T), (rows, columns), on="numpy"),
        **arrays(lambda np, x: x.T + 0, (rows, columns), on="jax"),
        **arrays(lambda np, x: np.contiguous(x.T), (rows, columns), on="mlx"),
    }


shaped("transpose_contig_4096x2048", transposed, (4096, 2048), (4093, 2053), (65537, 128), (128, 65537))
row(
    "permute0213_contig_8x256x12x64",
    op(lambda _, x: x.permute(0, 2, 1, 3).contiguous(), (8, 256, 12, 64)),
    bytes=8 * 8 * 256 * 12 * 64,
    **arrays(lambda np, x: np.ascontiguousarray(x.transpose(0, 2, 1, 3)), (8, 256, 12, 64), on="numpy"),
)
row(
    "cat_dim0_2x5M",
    op(lambda lib, x, y: lib.cat([x, y]), (LARGE // 2,), (LARGE // 2,)),
    bytes=8 * LARGE,
    **arrays(lambda np, x, y: np.concatenate([x, y]), (LARGE // 2,), (LARGE // 2,)),
)
row(
    "cat_dim1_4x2048x512",
    op(lambda lib, *xs: lib.cat(xs, 1), *((2048, 512),) * 4),
    bytes=8 * 4 * 2048 * 512,
    **arrays(lambda np, *xs: np.concatenate(xs, axis=1), *((2048, 512),) * 4),
)


def picked(function: Function, rows: int, width: int, count: int) -> Callable[[Any], Callable[[], Any]]:
    """Times a function of a table and row numbers."""

    def make(lib: Any) -> Callable[[], Any]:
        table, index = values(lib, rows, width), indices(lib, rows, count)
        if lib.__name__ == "jax":
            compiled = lib.jit(lambda t, i: function(lib.numpy, t, i))
            return lambda: lib.block_until_ready(compiled(table, index))
        return lambda: function(lib, table, index)

    return make


def rows_of_table(rows: int, width: int, count: int) -> dict[str, Any]:
    """Describes rows picked by number."""
    return {
        "torch": picked(lambda lib, t, i: lib.index_select(t, 0, i), rows, width, count),
        "numpy": picked(lambda np, t, i: np.take(t, i, 0), rows, width, count),
        "jax": picked(lambda np, t, i: np.take(t, i, 0), rows, width, count),
        "bytes": 8 * width * count,
    }


shaped(
    "index_select_8192of50257x384",
    rows_of_table,
    (VOCABULARY, WIDTH, 8192),
    (VOCABULARY, 383, 8209),
    (3 * VOCABULARY, 128, 24593),
    (VOCABULARY // 4, 4 * WIDTH, 2053),
)
row(
    "embedding_8192of50257x384",
    picked(lambda lib, t, i: lib.nn.functional.embedding(i, t), VOCABULARY, WIDTH, 8192),
    jax=picked(lambda np, t, i: t[i], VOCABULARY, WIDTH, 8192),
    bytes=8 * WIDTH * 8192,
)
row(
    "index_64of4000x784",
    picked(lambda _, t, i: t[i], 4000, 784, 64),
    numpy=picked(lambda _, t, i: t[i], 4000, 784, 64),
    bytes=8 * 64 * 784,
)


def embedding_backward(torch: Any) -> Callable[[], Any]:
    table = values(torch, VOCABULARY, WIDTH).requires_grad_()
    index, upstream = indices(torch, VOCABULARY, 512), values(torch, 512, WIDTH)

    def run() -> Any:
        table.grad = None
        torch.nn.functional.embedding(index, table).backward(upstream)
        return table.grad

    return run


row("embedding_512of50257x384_fb", embedding_backward, bytes=4 * VOCABULARY * WIDTH)


def gather(lib: Any) -> Callable[[], Any]:
    x, index = values(lib, 4096, 1024), indices(lib, 1024, 4096, 1024)
    if lib.__name__ == "numpy":
        return lambda: lib.take_along_axis(x, index, 1)
    return lambda: lib.gather(x, 1, index)


row("gather_4096x1024", gather, numpy=gather, bytes=16 * 4096 * 1024)


def masked(lib: Any) -> Callable[[], Any]:
    x = values(lib, LARGE)
    mask = x > 0.0
    return lambda: x[mask]


row("mask_select_10M", masked, numpy=masked, bytes=7 * LARGE)


def masked_fill(torch: Any) -> Callable[[], Any]:
    x = values(torch, 4096, 1024)
    mask = x > 0.0
    return lambda: x.masked_fill(mask, -1.0)


row("masked_fill_4096x1024", masked_fill, bytes=9 * 4096 * 1024)
