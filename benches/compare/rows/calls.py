"""Call overhead: arrays so small that only the way into the library counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from compare.makers import Function, backward, fill, on_numpy, op, recorded
from compare.models.classifiers import mlp
from compare.registry import Group, Make
from compare.values import values

GROUP = Group("calls")
row = GROUP.row


def both(name: str, function: Function, *shapes: tuple[int, ...], **options: Any) -> None:
    """A row whose expression NumPy spells the same."""
    row(name, op(function, *shapes), numpy=on_numpy(function, *shapes), **options)


for shape, label in (((2, 2), "2x2"), ((8,), "8")):
    both(f"add_{label}", lambda _, x, y: x + y, shape, shape)
    both(f"mul_{label}", lambda _, x, y: x * y, shape, shape)
    row(f"add_{label}_grad", recorded(lambda _, x, y: x + y, shape, shape))
    row(f"mul_{label}_grad", recorded(lambda _, x, y: x * y, shape, shape))
    both(f"add_scalar_{label}", lambda _, x: x + 1.5, shape)
both("matmul_2x2", lambda _, x, y: x @ y, (2, 2), (2, 2))
row("matmul_2x2_grad", recorded(lambda _, x, y: x @ y, (2, 2), (2, 2)))
both("matmul_8x8_8", lambda _, x, y: x @ y, (8, 8), (8,))
both("dot_8", lambda lib, x, y: lib.dot(x, y), (8,), (8,))


def add_in_place(lib: Any) -> Callable[[], Any]:
    x, y = values(lib, 8), values(lib, 8) * 0.0
    if lib.__name__ == "numpy":
        return lambda: lib.add(x, y, out=x)
    return lambda: x.add_(y)


row("add_", add_in_place, numpy=add_in_place)


def add_out(lib: Any) -> Callable[[], Any]:
    x, y, out = values(lib, 8), values(lib, 8), values(lib, 8)
    return lambda: lib.add(x, y, out=out)


row("add_out_8", add_out, numpy=add_out)
row("relu_8", op(lambda lib, x: lib.relu(x), (8,)))
both("exp_8", lambda lib, x: lib.exp(x), (8,))
both("sum_8", lambda _, x: x.sum(), (8,))
both("item", lambda _, x: x.item(), (1,))
both("zeros_2", lambda lib, _: lib.zeros(2), (1,))
both("empty_2", lambda lib, _: lib.empty(2), (1,), check=lambda x: tuple(x.shape))
row(
    "tensor_list2",
    op(lambda lib, _: lib.tensor([1.0, 2.0]), (1,)),
    numpy=on_numpy(lambda lib, _: lib.array([1.0, 2.0]), (1,)),
)


def tensor_of_list(function: str) -> Make:
    """Times a tensor of a thousand Python numbers."""

    def make(lib: Any) -> Callable[[], Any]:
        numbers = [0.001 * at for at in range(1000)]
        convert = getattr(lib, function)
        return lambda: convert(numbers)

    return make


row("tensor_list_1000", tensor_of_list("tensor"), numpy=tensor_of_list("array"))
row("view", op(lambda _, x: x.view(4, 2), (8,)), numpy=on_numpy(lambda _, x: x.reshape(4, 2), (8,)))
both("reshape", lambda _, x: x.reshape(4, 2), (8,))
row("transpose", op(lambda _, x: x.t(), (8, 4)), numpy=on_numpy(lambda _, x: x.T, (8, 4)))
both("index0", lambda _, x: x[0], (8, 8))
both("slice", lambda _, x: x[1:3], (8, 8))


def set_item(lib: Any) -> Callable[[], Any]:
    x = values(lib, 8)

    def run() -> Any:
        x[0] = 1.0
        return x

    return run


row("setitem", set_item, numpy=set_item)
both("shape", lambda _, x: x.shape, (2, 3), check=tuple)
both("size_of_row", lambda _, x: x.shape[0], (2, 3))
row("detach", op(lambda _, x: x.detach(), (8,)))
row(
    "cat_2",
    op(lambda lib, x, y: lib.cat([x, y]), (8,), (8,)),
    numpy=on_numpy(lambda lib, x, y: lib.concatenate([x, y]), (8,), (8,)),
)
both("stack_2", lambda lib, x, y: lib.stack([x, y]), (8,), (8,))
both("gt", lambda _, x, y: x > y, (8,), (8,))
both("where", lambda lib, x, y: lib.where(x > y, x, y), (8,), (8,))
row("linear_8x8", op(lambda lib, x, w, b: lib.nn.functional.linear(x, w, b), (8, 8), (8, 8), (8,)))
row("softmax_8", op(lambda lib, x: lib.softmax(x, 0), (8,)))
both("iter_100", lambda _, x: list(x), (100,))
row("chain_sum_backward", backward(lambda _, x: (x * 2).sum(), (8,)))
row("chain10_backward", backward(lambda _, x: x * 2 + 1 - x * 3 + 2 - x + x * 4, (8,)))


def no_grad_context(torch: Any) -> Callable[[], Any]:
    def run() -> None:
        with torch.no_grad():
            pass

    return run


row("no_grad_ctx", no_grad_context)


def module_call(torch: Any) -> Callable[[], Any]:
    module, x = torch.nn.Identity(), values(torch, 8)
    return lambda: module(x)


row("module_call", module_call)


def mlp_forward(torch: Any) -> Callable[[], Any]:
    net, x = fill(torch, mlp(torch, 128)), values(torch, 1, 784)

    def run() -> Any:
        with torch.no_grad():
            return net(x)

    return run


row("mlp_784_128_10_fwd_b1", mlp_forward, flops=2 * (784 * 128 + 1280), bytes=4 * (784 * 128 + 1280))


def zero_grad(torch: Any) -> Callable[[], Any]:
    parameters = [values(torch, 32, 32).requires_grad_() for _ in range(20)]
    gradients = [values(torch, 32, 32) for _ in range(20)]
    optimizer = torch.optim.SGD(parameters, lr=0.1)

    def run() -> None:
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.grad = gradient
        optimizer.zero_grad()

    return run


row("zero_grad_20", zero_grad)
