"""Training steps: forward, backward and optimizer on one batch; the losses of five steps are compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from compare.makers import fill
from compare.models import in_jax
from compare.models.classifiers import LENET_FLOPS, MLP_FLOPS, RESNET18_FLOPS, lenet, mlp, resnet18
from compare.models.language import (
    BERT_MINI_FLOPS,
    CHAR_LSTM_FLOPS,
    CHARACTERS,
    SMALL_GPT,
    WORDS,
    bert_mini,
    char_lstm,
    gpt,
)
from compare.models.vae import VAE_FLOPS, vae, vae_loss
from compare.registry import Group, Make
from compare.values import indices, values

GROUP = Group("training")

#: Steps before the check.
STEPS = 5


def training(
    model: Callable[[Any], Any],
    batch: Callable[[Any], tuple[Any, Any]],
    optimizer: str = "SGD",
    loss: Callable[[Any, Any, Any], Any] | None = None,
    **options: Any,
) -> Make:
    """Times a step on inputs and targets; the result is the loss."""

    def make(torch: Any) -> Callable[[], Any]:
        torch.manual_seed(0)
        net = fill(torch, model(torch)).train()
        inputs, target = batch(torch)
        rule = getattr(torch.optim, optimizer)(net.parameters(), **options)

        def scores_loss(torch: Any, scores: Any, target: Any) -> Any:
            return torch.nn.functional.cross_entropy(scores.reshape(-1, scores.shape[-1]), target.reshape(-1))

        criterion = loss or scores_loss

        def run() -> Any:
            rule.zero_grad()
            value = criterion(torch, net(inputs), target)
            value.backward()
            rule.step()
            return value.detach()

        return run

    return make


def images(count: int, *shape: int) -> Callable[[Any], tuple[Any, Any]]:
    """Images and classes."""
    return lambda lib: (values(lib, count, *shape), indices(lib, 10, count))


def text(count: int, length: int, vocabulary: int) -> Callable[[Any], tuple[Any, Any]]:
    """Tokens and the tokens that follow."""
    return lambda lib: (indices(lib, vocabulary, count, length), indices(lib, vocabulary, count, length, seed=1))


def row(name: str, torch: Make, flops: float, **options: Any) -> None:
    """Adds a row; forward and backward do three times the forward work."""
    GROUP.row(name, torch, flops=3 * flops, memory=True, check_calls=STEPS, tol=options.pop("tol", 2e-3), **options)


def mlp_jax(jax: Any) -> Callable[[], Any]:
    parameters, forward = in_jax.mlp(jax)
    step = in_jax.sgd_step(jax, forward, 0.01)
    momentum = [jax.numpy.zeros_like(p) for p in parameters]
    x, y = images(64, 784)(jax)

    def run() -> Any:
        nonlocal parameters, momentum
        value, parameters, momentum = jax.block_until_ready(step(parameters, momentum, x, y))
        return value

    return run


def gpt_jax(jax: Any) -> Callable[[], Any]:
    parameters, forward = in_jax.gpt(jax, SMALL_GPT)
    step = in_jax.adamw_step(jax, forward, 1e-4)
    first = [jax.numpy.zeros_like(p) for p in parameters]
    second = [jax.numpy.zeros_like(p) for p in parameters]
    x, y = text(4, 128, CHARACTERS)(jax)
    steps = 0

    def run() -> Any:
        nonlocal parameters, first, second, steps
        steps += 1
        value, parameters, first, second = jax.block_until_ready(step(parameters, first, second, steps, x, y))
        return value

    return run


SGD: dict[str, Any] = {"optimizer": "SGD", "lr": 0.01, "momentum": 0.9}
ADAMW: dict[str, Any] = {"optimizer": "AdamW", "lr": 1e-4}

row("mlp_b64", training(mlp, images(64, 784), **SGD), 64 * MLP_FLOPS, jax=mlp_jax)
row("lenet_b64", training(lenet, images(64, 1, 28, 28), **SGD), 64 * LENET_FLOPS)
row("resnet18_b16", training(resnet18, images(16, 3, 32, 32), **SGD), 16 * RESNET18_FLOPS, tol=1e-2)
row(
    "charlstm_b32",
    training(char_lstm, text(32, 64, CHARACTERS), optimizer="Adam", lr=1e-3),
    32 * CHAR_LSTM_FLOPS,
)
row("gpt_b4", training(gpt, text(4, 128, CHARACTERS), **ADAMW), 4 * 128 * SMALL_GPT.flops_per_token, jax=gpt_jax)
row(
    "bertmini_b8",
    training(bert_mini, lambda lib: (indices(lib, WORDS, 8, 128), indices(lib, 2, 8)), **ADAMW),
    8 * BERT_MINI_FLOPS,
)


def pixels(lib: Any) -> tuple[Any, Any]:
    """Images that are their own targets."""
    x = values(lib, 128, 784, low=0.0)
    return x, x


row("vae_b128", training(vae, pixels, optimizer="Adam", loss=vae_loss, lr=1e-3), 128 * VAE_FLOPS)
