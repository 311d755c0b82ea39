"""What is measured: each row is the same program for flambeau and PyTorch, and for NumPy where it has one.

A row makes its data once and returns the function that is timed. What the function returns is compared between the
libraries, so that a row that computes something else is noticed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Make = Callable[[Any], Callable[[], Any]]


@dataclass(frozen=True)
class Row:
    """One program."""

    group: str
    name: str
    torch: Make
    numpy: Make | None = None
    #: Relative tolerance of the value that is compared; None: it depends on random numbers or memory.
    tol: float | None = 1e-4


ROWS: list[Row] = []


def row(group: str, name: str, torch: Make, numpy: Make | None = None, tol: float | None = 1e-4) -> None:
    """Adds a row."""
    ROWS.append(Row(group, name, torch, numpy, tol))


def values(lib: Any, *shape: int) -> Any:
    """Numbers in (-1, 1) that are the same in every library."""
    count = 1
    for size in shape:
        count *= size
    if lib.__name__ == "numpy":
        return ((lib.arange(count, dtype=lib.int64) * 7919 % 2003).astype(lib.float32) / 1001.5 - 1).reshape(shape)
    return ((lib.arange(count) * 7919 % 2003).to(lib.float32) / 1001.5 - 1).reshape(shape)


def unary(function: Callable[[Any, Any], Any], *shape: int) -> Make:
    """Times a function of the library and one array."""

    def make(lib: Any) -> Callable[[], Any]:
        x = values(lib, *shape)
        return lambda: function(lib, x)

    return make


def binary(function: Callable[[Any, Any, Any], Any], left: tuple[int, ...], right: tuple[int, ...]) -> Make:
    """Times a function of the library and two arrays."""

    def make(lib: Any) -> Callable[[], Any]:
        x, y = values(lib, *left), values(lib, *right)
        return lambda: function(lib, x, y)

    return make


def recorded(function: Callable[[Any, Any], Any], *shape: int) -> Make:
    """Times a function of an array that needs a gradient, without the backward pass."""

    def make(torch: Any) -> Callable[[], Any]:
        x = values(torch, *shape).requires_grad_()
        return lambda: function(torch, x)

    return make


def forward_backward(function: Callable[[Any, Any], Any], *shape: int) -> Make:
    """Times a function and its backward pass."""

    def make(torch: Any) -> Callable[[], Any]:
        x = values(torch, *shape).requires_grad_()

        def run() -> Any:
            x.grad = None
            function(torch, x).sum().backward()
            return x.grad

        return run

    return make


# Calls: arrays so small that only the way into the library counts.
row("calls", "add 8", binary(lambda _, x, y: x + y, (8,), (8,)), binary(lambda _, x, y: x + y, (8,), (8,)))
row("calls", "add 8, recorded", recorded(lambda _, x: x + x, 8))
row("calls", "mul 2x2", binary(lambda _, x, y: x * y, (2, 2), (2, 2)), binary(lambda _, x, y: x * y, (2, 2), (2, 2)))
row("calls", "add a number", unary(lambda _, x: x + 1.5, 8), unary(lambda _, x: x + 1.5, 8))
row("calls", "matmul 2x2", binary(lambda _, x, y: x @ y, (2, 2), (2, 2)), binary(lambda _, x, y: x @ y, (2, 2), (2, 2)))
row("calls", "exp 8", unary(lambda lib, x: lib.exp(x), 8), unary(lambda lib, x: lib.exp(x), 8))
row("calls", "relu 8", unary(lambda lib, x: lib.relu(x), 8))
row("calls", "sum 8", unary(lambda _, x: x.sum(), 8), unary(lambda _, x: x.sum(), 8))
row("calls", "view", unary(lambda _, x: x.view(4, 2), 8), unary(lambda _, x: x.reshape(4, 2), 8))
row("calls", "x[0]", unary(lambda _, x: x[0], 8, 8), unary(lambda _, x: x[0], 8, 8))
row("calls", "x[1:3]", unary(lambda _, x: x[1:3], 8, 8), unary(lambda _, x: x[1:3], 8, 8))
row("calls", "softmax 8", unary(lambda lib, x: lib.softmax(x, 0), 8))
row("calls", "zeros 2", unary(lambda lib, _: lib.zeros(2), 1), unary(lambda lib, _: lib.zeros(2), 1))
row("calls", "cat 2 x 8", unary(lambda lib, x: lib.cat([x, x]), 8), unary(lambda lib, x: lib.concatenate([x, x]), 8))
row("calls", "chain of 10, backward", forward_backward(lambda _, x: x * 2 + 1 - x * 3 + 2 - x + x * 4, 8))

# Elementwise operations and reductions on 10 million numbers.
LARGE = 10_000_000
row(
    "large",
    "add 10M",
    binary(lambda _, x, y: x + y, (LARGE,), (LARGE,)),
    binary(lambda _, x, y: x + y, (LARGE,), (LARGE,)),
)
row("large", "exp 10M", unary(lambda lib, x: lib.exp(x), LARGE), unary(lambda lib, x: lib.exp(x), LARGE))
row("large", "relu 10M", unary(lambda lib, x: lib.relu(x), LARGE))
row("large", "tanh 10M", unary(lambda lib, x: lib.tanh(x), LARGE), unary(lambda lib, x: lib.tanh(x), LARGE))
row("large", "x * x + x 10M", unary(lambda _, x: x * x + x, LARGE), unary(lambda _, x: x * x + x, LARGE))
row("large", "sum 10M", unary(lambda _, x: x.sum(), LARGE), unary(lambda _, x: x.sum(), LARGE), tol=None)
row("large", "max 10M", unary(lambda _, x: x.max(), LARGE), unary(lambda _, x: x.max(), LARGE))
row(
    "large",
    "to int64 10M",
    unary(lambda lib, x: x.to(lib.int64), LARGE),
    unary(lambda lib, x: x.astype(lib.int64), LARGE),
)
row(
    "large",
    "transpose copy 3000x3000",
    unary(lambda _, x: x.t().contiguous(), 3000, 3000),
    unary(lambda lib, x: lib.ascontiguousarray(x.T), 3000, 3000),
)

# Rows of a matrix.
row("rows", "softmax 1024x1024", unary(lambda lib, x: lib.softmax(x, 1), 1024, 1024))
row("rows", "log_softmax 64x10", unary(lambda lib, x: lib.log_softmax(x, 1), 64, 10))
row("rows", "layer_norm 1024x768", unary(lambda lib, x: lib.nn.functional.layer_norm(x, (768,)), 1024, 768))
row(
    "rows", "argmax 1000x1000", unary(lambda _, x: x.argmax(1), 1000, 1000), unary(lambda _, x: x.argmax(1), 1000, 1000)
)
row(
    "rows",
    "var dim 0 1000x1000",
    unary(lambda _, x: x.var(0), 1000, 1000),
    unary(lambda _, x: x.var(0, ddof=1), 1000, 1000),
)
row(
    "rows",
    "cumsum dim 1 1000x1000",
    unary(lambda _, x: x.cumsum(1), 1000, 1000),
    unary(lambda _, x: x.cumsum(1), 1000, 1000),
    tol=None,
)
row(
    "rows",
    "sort 1000x1000",
    unary(lambda lib, x: lib.sort(x, 1)[0], 1000, 1000),
    unary(lambda lib, x: lib.sort(x, 1), 1000, 1000),
)


def index_rows(lib: Any) -> Callable[[], Any]:
    table = values(lib, 4000, 784)
    index = lib.arange(64) * 61 % 4000
    return lambda: table[index]


row("rows", "64 rows of 784 by index", index_rows, index_rows)

# Matrix products.
for m, k, n in [(64, 64, 64), (256, 256, 256), (512, 512, 512), (1024, 1024, 1024), (64, 784, 128), (1, 784, 128)]:
    product = binary(lambda _, x, y: x @ y, (m, k), (k, n))
    row("matmul", f"{m}x{k} @ {k}x{n}", product, product, tol=None if k > 300 else 1e-3)

# Layers, forward and backward.


def layer(make_layer: Callable[[Any], Any], *shape: int) -> Make:
    """Times a layer, forward and backward, with gradients of weights and input."""

    def make(torch: Any) -> Callable[[], Any]:
        torch.manual_seed(0)
        module = make_layer(torch.nn)
        x = values(torch, *shape).requires_grad_()

        def run() -> Any:
            module.zero_grad()
            x.grad = None
            module(x).sum().backward()
            return x.grad

        return run

    return make


row("layers", "Conv2d 1->6 5x5, 64x28x28", layer(lambda nn: nn.Conv2d(1, 6, 5, padding=2), 64, 1, 28, 28), tol=1e-3)
row("layers", "Conv2d 6->16 5x5, 64x14x14", layer(lambda nn: nn.Conv2d(6, 16, 5), 64, 6, 14, 14), tol=1e-3)
row("layers", "Conv2d 64->64 3x3, 4x56x56", layer(lambda nn: nn.Conv2d(64, 64, 3, padding=1), 4, 64, 56, 56), tol=1e-3)
row("layers", "MaxPool2d 2, 64x6x28x28", layer(lambda nn: nn.MaxPool2d(2), 64, 6, 28, 28))
row("layers", "BatchNorm2d 64, 4x56x56", layer(lambda nn: nn.BatchNorm2d(64), 4, 64, 56, 56), tol=None)
row("layers", "Linear 784->128, batch 64", layer(lambda nn: nn.Linear(784, 128), 64, 784), tol=1e-3)
row("layers", "Embedding 10000x64, 64x32", lambda torch: embedding_step(torch), tol=None)
row("layers", "Dropout, 256x1024", layer(lambda nn: nn.Dropout(0.5), 256, 1024), tol=None)


def embedding_step(torch: Any) -> Callable[[], Any]:
    torch.manual_seed(0)
    table = torch.nn.Embedding(10000, 64)
    index = (torch.arange(64 * 32) * 7919 % 10000).reshape(64, 32)

    def run() -> None:
        table.zero_grad()
        table(index).sum().backward()

    return run


# Networks.


def mlp(torch: Any) -> Any:
    nn = torch.nn
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))


def mlp_forward(torch: Any) -> Callable[[], Any]:
    net, x = mlp(torch), values(torch, 1, 784)

    def run() -> Any:
        with torch.no_grad():
            return net(x)

    return run


def training_step(make_net: Callable[[Any], Any], *shape: int) -> Make:
    """Times a step of SGD with momentum on a classifier of ten classes."""

    def make(torch: Any) -> Callable[[], Any]:
        net = make_net(torch)
        optimizer = torch.optim.SGD(net.parameters(), lr=1e-4, momentum=0.9)
        x, y = values(torch, *shape), torch.arange(shape[0]) % 10

        def run() -> None:
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(net(x), y).backward()
            optimizer.step()

        return run

    return make


def lenet(torch: Any) -> Any:
    nn = torch.nn
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip


def optimizer_step(name: str, **options: Any) -> Make:
    """Times a step over 20 small parameters."""

    def make(torch: Any) -> Callable[[], Any]:
        params = [values(torch, 32, 32).requires_grad_() for _ in range(20)]
        for param in params:
            param.grad = values(torch, 32, 32)
        return getattr(torch.optim, name)(params, lr=1e-6, **options).step

    return make


row("networks", "MLP 784-128-10 forward, batch 1", mlp_forward, tol=1e-3)
row("networks", "MLP step, batch 64", training_step(mlp, 64, 784), tol=None)
row("networks", "LeNet step, batch 64", training_step(lenet, 64, 1, 28, 28), tol=None)
row("networks", "SGD step, 20 parameters", optimizer_step("SGD", momentum=0.9), tol=None)
row("networks", "Adam step, 20 parameters", optimizer_step("Adam"), tol=None)


def loader_epoch(torch: Any) -> Callable[[], Any]:
    data = torch.utils.data
    images, labels = values(torch, 8000, 784), torch.arange(8000) % 10
    loader = data.DataLoader(data.TensorDataset(images, labels), batch_size=64, shuffle=True)

    def run() -> int:
        return sum(len(batch) for batch, _ in loader)

    return run


row("networks", "DataLoader epoch, 8000x784, batch 64", loader_epoch, tol=None)
