"""Elementwise operations, from a thousand numbers to ten million."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from compare.makers import Function, arrays, backward, layer, op
from compare.registry import Group
from compare.values import values

GROUP = Group("elementwise")
row, shaped = GROUP.row, GROUP.shaped

Described = dict[str, Any]


def pointwise(
    function: Function, count: int, traffic: int, peers: Function | None, on: str
) -> Callable[..., Described]:
    """Describes a function of ``count`` arrays that moves ``traffic`` bytes per element."""

    def build(*shape: int) -> Described:
        shapes = (shape,) * count
        size = 1
        for length in shape:
            size *= length
        described: Described = {"torch": op(function, *shapes), "bytes": traffic * size}
        return described | (arrays(peers, *shapes, on=on) if peers is not None else {})

    return build


def functional(name: str) -> Function:
    """A function of ``torch.nn.functional``."""
    return lambda lib, x: getattr(lib.nn.functional, name)(x)


def sigmoid(np: Any, x: Any) -> Any:
    """The logistic function where the module has none."""
    return 1 / (1 + np.exp(-x))


def gelu(np: Any, x: Any) -> Any:
    """GELU, through erf."""
    import jax

    return jax.nn.gelu(x, approximate=False)


def relu(np: Any, x: Any) -> Any:
    """The larger of x and 0."""
    return np.maximum(x, 0)


def same(function: Function) -> tuple[Function, Function, str]:
    """A function that all libraries spell alike."""
    return function, function, "numpy jax mlx"


FUNCTIONS: dict[str, tuple[int, int, tuple[Function, Function | None, str]]] = {
    "add": (2, 12, same(lambda _, x, y: x + y)),
    "muladd": (3, 16, same(lambda _, x, y, z: x * y + z)),
    "exp": (1, 8, same(lambda lib, x: lib.exp(x))),
    "tanh": (1, 8, same(lambda lib, x: lib.tanh(x))),
    "sigmoid": (1, 8, (lambda lib, x: lib.sigmoid(x), sigmoid, "numpy jax mlx")),
    "relu": (1, 8, (lambda lib, x: lib.relu(x), relu, "numpy jax mlx")),
    "gelu": (1, 8, (functional("gelu"), gelu, "jax")),
}

SIZES = {
    "1k": ((1000,),),
    "100k": ((100_000,), (99_991,), (317, 311), (1000, 100)),
    "10M": ((10_000_000,), (9_999_991,), (10_007, 999), (100, 100, 1000)),
}

for size_name, (size, *others) in SIZES.items():
    for name, (count, traffic, (function, peers, on)) in FUNCTIONS.items():
        shaped(f"{name}_{size_name}", pointwise(function, count, traffic, peers, on), size, *others)

LARGE = 10_000_000


def large(
    name: str, function: Function, count: int, traffic: float, peers: Function | None = None, **options: Any
) -> None:
    """A row of ten million numbers."""
    shapes, on = ((LARGE,),) * count, options.pop("on", "numpy jax mlx")
    bounds = {key: options.pop(key) for key in ("low", "high") if key in options}
    found = arrays(peers, *shapes, on=on, **bounds) if peers is not None else {}
    row(f"{name}_10M", op(function, *shapes, **bounds), bytes=traffic * LARGE, **found, **options)


def add_in_place(lib: Any) -> Callable[[], Any]:
    x, y = values(lib, LARGE), values(lib, LARGE) * 0.0
    if lib.__name__ == "numpy":
        return lambda: lib.add(x, y, out=x)
    return lambda: x.add_(y)


row("add_inplace_10M", add_in_place, numpy=add_in_place, bytes=12 * LARGE)


def add_out(lib: Any) -> Callable[[], Any]:
    x, y = values(lib, LARGE), values(lib, LARGE, seed=1)
    out = values(lib, LARGE)
    return lambda: lib.add(x, y, out=out)


row("add_out_10M", add_out, numpy=add_out, bytes=12 * LARGE)
large("pow2", lambda _, x: x**2, 1, 8, lambda _, x: x**2)
large("log", lambda lib, x: lib.log(x), 1, 8, lambda np, x: np.log(x), low=0.1, high=4.0)
large("sqrt_div", lambda lib, x, y: x / lib.sqrt(y), 2, 12, lambda np, x, y: x / np.sqrt(y), low=0.1, high=4.0)
large("to_bf16", lambda lib, x: x.to(lib.bfloat16), 1, 6, lambda np, x: x.astype(np.bfloat16), on="jax mlx")
large("to_int64", lambda lib, x: x.to(lib.int64), 1, 12, lambda np, x: x.astype(np.int64), on="numpy", high=100.0)


def add_bfloat16(lib: Any) -> Callable[[], Any]:
    x, y = values(lib, LARGE).to(lib.bfloat16), values(lib, LARGE, seed=1).to(lib.bfloat16)
    return lambda: x + y


row("add_bf16_10M", add_bfloat16, bytes=6 * LARGE)


def where(lib: Any) -> Callable[[], Any]:
    x, y = values(lib, LARGE), values(lib, LARGE, seed=1)
    mask = x > y
    return lambda: lib.where(mask, x, y)


row("where_10M", where, numpy=where, bytes=13 * LARGE)
large("gt", lambda _, x, y: x > y, 2, 9, lambda _, x, y: x > y)
large("dropout", lambda lib, x: lib.nn.functional.dropout(x, 0.1), 1, 8, tol=1e-2)


def drawn(name: str, numpy_name: str) -> None:
    """Ten million random numbers; with other generators the samples agree only as samples do."""

    def on_torch(torch: Any) -> Callable[[], Any]:
        torch.manual_seed(0)
        draw = getattr(torch, name)
        return lambda: draw(LARGE)

    def on_numpy(numpy: Any) -> Callable[[], Any]:
        draw = getattr(numpy.random.default_rng(0), numpy_name)
        return lambda: draw(LARGE, dtype=numpy.float32)

    row(f"{name}_10M", on_torch, numpy=on_numpy, bytes=4 * LARGE, tol=2e-3)


drawn("randn", "standard_normal")
drawn("rand", "random")


def broadcast(name: str, left: tuple[int, ...], right: tuple[int, ...], traffic: int) -> None:
    """Adds two arrays of different shapes."""

    def add(_: Any, x: Any, y: Any) -> Any:
        return x + y

    row(name, op(add, left, right), bytes=traffic, **arrays(add, left, right))


broadcast("bcast_add_row_4096x2048", (4096, 2048), (2048,), 8 * 4096 * 2048)
broadcast("bcast_add_col_4096x2048", (4096, 2048), (4096, 1), 8 * 4096 * 2048)
broadcast("bcast_outer_4096x2048", (4096, 1), (1, 2048), 4 * 4096 * 2048)
row(
    "strided_add_10M",
    op(lambda _, x, y: x[::2] + y[::2], (2 * LARGE,), (2 * LARGE,)),
    bytes=20 * LARGE,
    **arrays(lambda _, x, y: x[::2] + y[::2], (2 * LARGE,), (2 * LARGE,), on="numpy"),
)
row("gelu_4096x1024_fb", backward(functional("gelu"), (4096, 1024)), bytes=20 * 4096 * 1024)
row(
    "muladdtanh_4M_fb",
    backward(lambda lib, x, y, z: lib.tanh(x * y + z), *((4_000_000,),) * 3),
    bytes=36 * 4_000_000,
)
row("dropout_256x1024", layer(lambda nn: nn.Dropout(0.5), (256, 1024)), bytes=8 * 256 * 1024, tol=2e-2)
