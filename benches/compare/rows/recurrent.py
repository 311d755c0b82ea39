"""Recurrent layers over 64 steps of a batch of 32."""

from __future__ import annotations

from typing import Any

from compare.makers import layer, layer_backward
from compare.registry import Group

GROUP = Group("recurrent")


def recurrent(kind: str, gates: int, gradients: bool) -> Any:
    """Describes a layer by input size, hidden size, steps and batch."""

    def build(inner: int, hidden: int, steps: int, batch: int) -> dict[str, Any]:
        make = layer_backward if gradients else layer
        flops = 2 * steps * batch * gates * hidden * (inner + hidden)
        return {
            "torch": make(lambda nn: getattr(nn, kind)(inner, hidden), (steps, batch, inner)),
            "flops": flops * (3 if gradients else 1),
            "tol": 1e-3,
        }

    return build


for kind, gates in (("LSTM", 4), ("GRU", 3), ("RNN", 1)):
    for gradients in (False, True):
        GROUP.shaped(
            f"{kind.lower()}_128_256_t64_b32{'_fb' if gradients else ''}",
            recurrent(kind, gates, gradients),
            (128, 256, 64, 32),
            (127, 257, 64, 32),
            (128, 256, 67, 31),
            (256, 128, 128, 32),
        )
GROUP.row(
    "lstmcell_128_256_b1",
    layer(lambda nn: nn.LSTMCell(128, 256), (1, 128)),
    flops=2 * 4 * 256 * 384,
    bytes=4 * 4 * 256 * 384,
    tol=1e-3,
)
GROUP.row("lstm2_bidirectional_64_128_t64_b16", layer(lambda nn: nn.LSTM(64, 128, 2, bidirectional=True), (64, 16, 64)))
