"""Steps of optimizers: many small parameters, and ten large ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from compare.registry import Group, Make
from compare.values import values

GROUP = Group("optimizers")
row = GROUP.row

MILLION = 1_000_000


def parameters(torch: Any, count: int, *shape: int) -> list[Any]:
    """Parameters that have gradients."""
    found = []
    for at in range(count):
        parameter = values(torch, *shape, seed=at).requires_grad_()
        parameter.grad = values(torch, *shape, seed=100 + at)
        found.append(parameter)
    return found


def step(name: str, count: int, *shape: int, **options: Any) -> Make:
    """Times a step; the result is the parameters."""

    def make(torch: Any) -> Callable[[], Any]:
        owned = parameters(torch, count, *shape)
        optimizer = getattr(torch.optim, name)(owned, lr=1e-4, **options)

        def run() -> Any:
            optimizer.step()
            return owned

        return run

    return make


OPTIMIZERS: dict[str, tuple[str, dict[str, Any], int]] = {
    # Name, options, and bytes per parameter: each buffer is read and written, the gradient read.
    "sgd": ("SGD", {}, 12),
    "sgd_mom": ("SGD", {"momentum": 0.9}, 20),
    "adam": ("Adam", {}, 28),
    "adamw": ("AdamW", {}, 28),
    "rmsprop": ("RMSprop", {}, 20),
    "adagrad": ("Adagrad", {}, 20),
}

for label, (name, options, _) in OPTIMIZERS.items():
    row(f"{label}_step_20", step(name, 20, 32, 32, **options), check_calls=3)


def adamw_jax(jax: Any) -> Callable[[], Any]:
    np = jax.numpy
    state = [[values(jax, MILLION, seed=at), np.zeros(MILLION), np.zeros(MILLION)] for at in range(10)]
    gradients = [values(jax, MILLION, seed=100 + at) for at in range(10)]

    def update(state: Any, gradients: Any, t: Any) -> Any:
        new = []
        for (p, m, v), g in zip(state, gradients, strict=True):
            p = p * (1 - 1e-4 * 1e-2)
            m = 0.9 * m + 0.1 * g
            v = 0.999 * v + 0.001 * g * g
            p = p - 1e-4 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
            new.append([p, m, v])
        return new

    compiled = jax.jit(update, donate_argnums=0)
    steps = 0

    def run() -> Any:
        nonlocal state, steps
        steps += 1
        state = jax.block_until_ready(compiled(state, gradients, steps))
        return [p for p, _, _ in state]

    return run


for label, (name, options, traffic) in OPTIMIZERS.items():
    row(
        f"{label}_step_10x1M",
        step(name, 10, MILLION, **options),
        jax=adamw_jax if label == "adamw" else None,
        bytes=traffic * 10 * MILLION,
        check_calls=3,
    )


def clip(torch: Any) -> Callable[[], Any]:
    owned = parameters(torch, 10, MILLION)
    return lambda: torch.nn.utils.clip_grad_norm_(owned, 1e9)


row("clip_grad_norm_10x1M", clip, bytes=4 * 10 * MILLION, tol=1e-3)
