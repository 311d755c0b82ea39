"""The perceptron and the GPT once more, for JAX, with the same weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from compare.models.language import GPTSize
from compare.values import numbers, to

Parameters = list[Any]


def filled(jax: Any, shapes: list[tuple[int, ...]]) -> Parameters:
    """What :func:`compare.makers.fill` gives parameters of these shapes; a negative length names a vector of ones."""
    found = []
    for at, shape in enumerate(shapes):
        if shape[0] < 0:
            found.append(jax.numpy.ones(-shape[0]))
        elif len(shape) > 1:
            found.append(to(jax, numbers(*shape, seed=at) / numbers(*shape[1:]).size ** 0.5))
        else:
            found.append(to(jax, numbers(*shape, seed=at) * 0.1))
    return found


def cross_entropy(jax: Any, scores: Any, target: Any) -> Any:
    """Mean loss over all scores."""
    scores, target = scores.reshape(-1, scores.shape[-1]), target.reshape(-1)
    return -jax.numpy.take_along_axis(jax.nn.log_softmax(scores), target[:, None], 1).mean()


def mlp(jax: Any) -> tuple[Parameters, Callable[[Parameters, Any], Any]]:
    """Parameters and forward pass."""

    def forward(p: Parameters, x: Any) -> Any:
        return jax.numpy.maximum(x @ p[0].T + p[1], 0) @ p[2].T + p[3]

    return filled(jax, [(256, 784), (256,), (10, 256), (10,)]), forward


def gpt(jax: Any, size: GPTSize) -> tuple[Parameters, Callable[[Parameters, Any], Any]]:
    """Parameters and forward pass."""
    np, c = jax.numpy, size.width
    block: list[tuple[int, ...]] = [(-c,), (c,), (3 * c, c), (3 * c,), (c, c), (c,)]
    block += [(-c,), (c,), (4 * c, c), (4 * c,), (c, 4 * c), (c,)]
    shapes = [(size.vocabulary, c), (size.context, c), *block * size.layers, (-c,), (c,), (size.vocabulary, c)]

    def norm(x: Any, weight: Any, bias: Any) -> Any:
        centred = x - x.mean(-1, keepdims=True)
        return centred / np.sqrt((centred * centred).mean(-1, keepdims=True) + 1e-5) * weight + bias

    def forward(p: Parameters, tokens: Any) -> Any:
        b, t = tokens.shape
        x = p[0][tokens] + p[1][:t]
        mask = np.tril(np.ones((t, t), bool))
        for at in range(2, 2 + 12 * size.layers, 12):
            n1, m1, qkv, qkv_b, proj, proj_b, n2, m2, fc, fc_b, out, out_b = p[at : at + 12]
            parts = np.split(norm(x, n1, m1) @ qkv.T + qkv_b, 3, axis=2)
            q, k, v = (part.reshape(b, t, size.heads, -1).transpose(0, 2, 1, 3) for part in parts)
            scores = q @ k.swapaxes(-2, -1) / q.shape[-1] ** 0.5
            y = jax.nn.softmax(np.where(mask, scores, -np.inf)) @ v
            x = x + y.transpose(0, 2, 1, 3).reshape(b, t, c) @ proj.T + proj_b
            x = x + jax.nn.gelu(norm(x, n2, m2) @ fc.T + fc_b, approximate=False) @ out.T + out_b
        return norm(x, p[-3], p[-2]) @ p[-1].T

    return filled(jax, shapes), forward


def adamw_step(jax: Any, forward: Callable[[Parameters, Any], Any], lr: float) -> Any:
    """A compiled step of AdamW on the cross-entropy; takes and returns parameters and both moments."""
    np = jax.numpy

    def loss(p: Parameters, x: Any, y: Any) -> Any:
        return cross_entropy(jax, forward(p, x), y)

    def step(p: Parameters, m: Parameters, v: Parameters, t: Any, x: Any, y: Any) -> Any:
        value, gradients = jax.value_and_grad(loss)(p, x, y)
        m = [0.9 * a + 0.1 * g for a, g in zip(m, gradients, strict=True)]
        v = [0.999 * a + 0.001 * g * g for a, g in zip(v, gradients, strict=True)]
        p = [
            a * (1 - lr * 1e-2) - lr * (b / (1 - 0.9**t)) / (np.sqrt(c / (1 - 0.999**t)) + 1e-8)
            for a, b, c in zip(p, m, v, strict=True)
        ]
        return value, p, m, v

    return jax.jit(step, donate_argnums=(0, 1, 2))


def sgd_step(jax: Any, forward: Callable[[Parameters, Any], Any], lr: float) -> Any:
    """A compiled step of SGD with momentum 0.9 on the cross-entropy."""

    def loss(p: Parameters, x: Any, y: Any) -> Any:
        return cross_entropy(jax, forward(p, x), y)

    def step(p: Parameters, momentum: Parameters, x: Any, y: Any) -> Any:
        value, gradients = jax.value_and_grad(loss)(p, x, y)
        momentum = [0.9 * m + g for m, g in zip(momentum, gradients, strict=True)]
        return value, [a - lr * m for a, m in zip(p, momentum, strict=True)], momentum

    return jax.jit(step, donate_argnums=(0, 1))
