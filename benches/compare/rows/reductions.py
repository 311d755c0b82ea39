"""Reductions, scans, sorting, and what works row by row: softmax, normalisation, losses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from compare.makers import Function, arrays, backward, on_jax, on_jax_backward, op
from compare.registry import Group
from compare.values import indices, values

GROUP = Group("reductions")
row, shaped = GROUP.row, GROUP.shaped

Described = dict[str, Any]


def reduction(function: Function, peers: Function | None, on: str = "numpy jax mlx") -> Callable[..., Described]:
    """Describes a function that reads a matrix once."""

    def build(rows: int, columns: int) -> Described:
        found = arrays(peers, (rows, columns), on=on) if peers is not None else {}
        return {"torch": op(function, (rows, columns)), "bytes": 4 * rows * columns, "tol": 1e-3, **found}

    return build


def reduces(name: str, function: Function, peers: Function | None = None, on: str = "numpy jax mlx") -> None:
    """A row over a matrix of 4096 x 2048, with variants."""
    shaped(name, reduction(function, peers, on), (4096, 2048), (4093, 2053), (2047, 4099), (65536, 128))


for method in ("sum", "mean"):
    reduces(
        f"{method}_4096x2048_dim0", lambda _, x, m=method: getattr(x, m)(0), lambda _, x, m=method: getattr(x, m)(0)
    )
    reduces(
        f"{method}_4096x2048_dim-1", lambda _, x, m=method: getattr(x, m)(-1), lambda _, x, m=method: getattr(x, m)(-1)
    )
    # Of squares: a sum around 0 is all rounding.
    row(
        f"{method}_4096x2048_all",
        op(lambda _, x, m=method: getattr(x, m)(), (4096, 2048), low=0.0),
        bytes=4 * 4096 * 2048,
        tol=1e-3,
        **arrays(lambda _, x, m=method: getattr(x, m)(), (4096, 2048), low=0.0),
    )
reduces("max_4096x2048_dim-1", lambda _, x: x.max(-1).values, lambda _, x: x.max(-1))
reduces("argmax_4096x2048_dim-1", lambda _, x: x.argmax(-1), lambda np, x: np.argmax(x, -1))
reduces("var_4096x2048_dim0", lambda _, x: x.var(0), lambda np, x: np.var(x, 0, ddof=1))
row("norm_10M", op(lambda _, x: x.norm(), (10_000_000,)), bytes=4e7, tol=1e-3)
row("max_10M", op(lambda _, x: x.max(), (10_000_000,)), bytes=4e7, **arrays(lambda _, x: x.max(), (10_000_000,)))


def scan(dim: int, build_traffic: int = 8) -> Callable[..., Described]:
    """Describes running sums."""

    def build(rows: int, columns: int) -> Described:
        found = arrays(lambda np, x: np.cumsum(x, axis=dim), (rows, columns), on="numpy jax mlx", low=0.0)
        torch = op(lambda _, x: x.cumsum(dim), (rows, columns), low=0.0)
        return {"torch": torch, "bytes": build_traffic * rows * columns, "tol": 1e-3, **found}

    return build


shaped("cumsum_4096x1024_dim-1", scan(-1), (4096, 1024), (4093, 1021), (64, 65536), (65536, 64))
shaped("cumsum_4096x1024_dim0", scan(0), (4096, 1024), (4093, 1021), (64, 65536), (65536, 64))


def sorted_values(shape: tuple[int, ...]) -> Described:
    """Describes a sort along the last dimension; flambeau and PyTorch find the indices too."""
    size = 1
    for length in shape:
        size *= length
    found = arrays(lambda np, x: np.sort(x, axis=-1), shape, on="numpy jax mlx")
    return {"torch": op(lambda lib, x: lib.sort(x, -1).values, shape), "bytes": 16 * size, **found}


row("sort_1M", **sorted_values((1_000_000,)))
row("sort_1024x1024", **sorted_values((1024, 1024)))
row(
    "topk_128x50257_k50",
    op(lambda lib, x: lib.topk(x, 50).values, (128, 50257)),
    bytes=4 * 128 * 50257,
    jax=on_jax(lambda _, x: __import__("jax").lax.top_k(x, 50)[0], (128, 50257)),
)


def softmax(np: Any, x: Any) -> Any:
    """Softmax along the last dimension, written out."""
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def softmax_rows(rows: int, columns: int) -> Described:
    """Describes softmax along rows."""
    return {
        "torch": op(lambda lib, x: lib.softmax(x, 1), (rows, columns)),
        "bytes": 8 * rows * columns,
        **arrays(softmax, (rows, columns)),
    }


shaped("softmax_4096x1024", softmax_rows, (4096, 1024), (4093, 1021), (65536, 64), (128, 32768))
shaped("softmax_128x50257", softmax_rows, (128, 50257), (127, 50261), (64, 100_003), (1024, 6283))
row(
    "log_softmax_128x50257",
    op(lambda lib, x: lib.log_softmax(x, 1), (128, 50257)),
    bytes=8 * 128 * 50257,
    jax=on_jax(lambda _, x: __import__("jax").nn.log_softmax(x), (128, 50257)),
)
row("log_softmax_64x10", op(lambda lib, x: lib.log_softmax(x, 1), (64, 10)))
row(
    "softmax_4096x1024_fb",
    backward(lambda lib, x: lib.softmax(x, 1), (4096, 1024)),
    jax=on_jax_backward(lambda jax, x: jax.nn.softmax(x), (4096, 1024)),
    bytes=20 * 4096 * 1024,
)


def layer_norm(np: Any, x: Any, weight: Any, bias: Any) -> Any:
    """Layer normalisation, written out."""
    mean = x.mean(-1, keepdims=True)
    centred = x - mean
    return centred / np.sqrt((centred * centred).mean(-1, keepdims=True) + 1e-5) * weight + bias


def torch_layer_norm(lib: Any, x: Any, weight: Any, bias: Any) -> Any:
    return lib.nn.functional.layer_norm(x, x.shape[-1:], weight, bias)


def layer_norm_rows(rows: int, columns: int) -> Described:
    """Describes layer normalisation of rows."""
    shapes = (rows, columns), (columns,), (columns,)
    return {
        "torch": op(torch_layer_norm, *shapes),
        "bytes": 8 * rows * columns,
        **arrays(layer_norm, *shapes),
    }


shaped("layer_norm_4096x768", layer_norm_rows, (4096, 768), (4093, 769), (1021, 3073), (49157, 64))
row(
    "layer_norm_4096x768_fb",
    backward(torch_layer_norm, (4096, 768), (768,), (768,)),
    jax=on_jax_backward(lambda jax, *xs: layer_norm(jax.numpy, *xs), (4096, 768), (768,), (768,)),
    bytes=20 * 4096 * 768,
    tol=1e-3,
)


def cross_entropy(rows: int, classes: int) -> Described:
    """Describes a loss of class scores and its gradient."""

    def torch_make(torch: Any) -> Callable[[], Any]:
        scores = values(torch, rows, classes).requires_grad_()
        target = indices(torch, classes, rows)

        def run() -> Any:
            scores.grad = None
            torch.nn.functional.cross_entropy(scores, target).backward()
            return scores.grad

        return run

    def jax_make(jax: Any) -> Callable[[], Any]:
        scores, target = values(jax, rows, classes), indices(jax, classes, rows)

        def loss(x: Any, y: Any) -> Any:
            return -jax.numpy.take_along_axis(jax.nn.log_softmax(x), y[:, None], 1).mean()

        step = jax.jit(jax.grad(loss))
        return lambda: jax.block_until_ready(step(scores, target))

    return {"torch": torch_make, "jax": jax_make, "bytes": 12 * rows * classes, "tol": 1e-3}


shaped("cross_entropy_128x50257_fb", cross_entropy, (128, 50257), (127, 50261), (1024, 6283), (16, 402_053))
shaped("cross_entropy_4096x65_fb", cross_entropy, (4096, 65), (4093, 67), (16384, 17), (512, 521))
