"""Batch-1 inference: one image, one text, and one step of decoding."""

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
from compare.models.vae import VAE_FLOPS, vae
from compare.registry import Group, Make
from compare.values import indices, values

GROUP = Group("inference")
row = GROUP.row


def inference(model: Callable[[Any], Any], batch: Callable[[Any], Any]) -> Make:
    """Times the forward pass of a model."""

    def make(torch: Any) -> Callable[[], Any]:
        torch.manual_seed(0)
        net, x = fill(torch, model(torch)).eval(), batch(torch)

        def run() -> Any:
            with torch.no_grad():
                return net(x)

        return run

    return make


def mlp_jax(jax: Any) -> Callable[[], Any]:
    parameters, forward = in_jax.mlp(jax)
    compiled, x = jax.jit(forward), values(jax, 1, 784)
    return lambda: jax.block_until_ready(compiled(parameters, x))


def gpt_jax(jax: Any) -> Callable[[], Any]:
    parameters, forward = in_jax.gpt(jax, SMALL_GPT)
    compiled, x = jax.jit(forward), indices(jax, CHARACTERS, 1, 128)
    return lambda: jax.block_until_ready(compiled(parameters, x))


def tokens(vocabulary: int, length: int) -> Callable[[Any], Any]:
    """A batch of one text."""
    return lambda lib: indices(lib, vocabulary, 1, length)


def gpt_step(torch: Any) -> Callable[[], Any]:
    net, text = fill(torch, gpt(torch)).eval(), indices(torch, CHARACTERS, 1, 127)

    def run() -> Any:
        with torch.no_grad():
            following = net(text)[:, -1].argmax(-1, keepdim=True)
            return torch.cat([text, following], 1)

    return run


MLP_BYTES = 4 * (784 * 256 + 256 * 10)
row("mlp_b1", inference(mlp, lambda lib: values(lib, 1, 784)), jax=mlp_jax, flops=MLP_FLOPS, bytes=MLP_BYTES, tol=1e-3)
row("lenet_b1", inference(lenet, lambda lib: values(lib, 1, 1, 28, 28)), flops=LENET_FLOPS, tol=1e-3)
row("resnet18_b1", inference(resnet18, lambda lib: values(lib, 1, 3, 32, 32)), flops=RESNET18_FLOPS, tol=1e-3)
row("charlstm_b1", inference(char_lstm, tokens(CHARACTERS, 64)), flops=CHAR_LSTM_FLOPS, tol=1e-3)
row(
    "gpt_b1",
    inference(gpt, tokens(CHARACTERS, 128)),
    jax=gpt_jax,
    flops=128 * SMALL_GPT.flops_per_token,
    bytes=SMALL_GPT.parameter_bytes,
    tol=1e-3,
)
row("gpt_decode_step_t127", gpt_step, flops=127 * SMALL_GPT.flops_per_token, bytes=SMALL_GPT.parameter_bytes)
row("bertmini_b1", inference(bert_mini, tokens(WORDS, 128)), flops=BERT_MINI_FLOPS, tol=1e-3)
# The random numbers of a forward pass are seeded; the mean and the variance do not depend on them.
row(
    "vae_b1",
    inference(vae, lambda lib: values(lib, 1, 784, low=0.0)),
    flops=VAE_FLOPS,
    bytes=2 * VAE_FLOPS,
    check=lambda result: result[1:],
    tol=1e-3,
)
