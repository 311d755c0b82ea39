"""Convolutions, pools and normalisation of images, forward and forward with backward (``_fb``)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from compare.makers import inputs, layer, layer_backward
from compare.registry import Group
from compare.values import numbers, to

GROUP = Group("convolution")
shaped, row = GROUP.shaped, GROUP.row


@dataclass(frozen=True)
class Conv:
    """Sizes of a convolution."""

    batch: int
    inner: int
    outer: int
    size: int
    kernel: int
    stride: int = 1
    padding: int = 0
    groups: int = 1
    dilation: int = 1
    dims: int = 2

    def __str__(self) -> str:
        return f"{self.batch}x{self.inner}to{self.outer}x{self.size}"

    @property
    def result(self) -> int:
        """Length of a side of the result."""
        return (self.size + 2 * self.padding - self.dilation * (self.kernel - 1) - 1) // self.stride + 1

    def layer(self, nn: Any) -> Any:
        """The layer."""
        kind = nn.Conv1d if self.dims == 1 else nn.Conv2d
        return kind(
            self.inner,
            self.outer,
            self.kernel,
            self.stride,
            self.padding,
            self.dilation,
            self.groups,
            bias=self.dims == 1,
        )

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the input."""
        return (self.batch, self.inner) + (self.size,) * self.dims

    @property
    def flops(self) -> int:
        """Multiplications and additions, forward."""
        taps = self.inner // self.groups * self.kernel**self.dims
        return 2 * self.batch * self.outer * self.result**self.dims * taps

    @property
    def bytes(self) -> int:
        """Bytes read and written, forward."""
        taps = self.inner // self.groups * self.kernel**self.dims
        read = math.prod(self.shape) + self.outer * taps
        return 4 * (read + self.batch * self.outer * self.result**self.dims)


def jax_convolve(jax: Any, conv: Conv, x: Any, weight: Any) -> Any:
    """The same convolution in JAX."""
    dims = conv.dims
    return jax.lax.conv_general_dilated(
        x,
        weight,
        (conv.stride,) * dims,
        ((conv.padding, conv.padding),) * dims,
        rhs_dilation=(conv.dilation,) * dims,
        feature_group_count=conv.groups,
    )


def jax_make(conv: Conv, gradients: bool) -> Any:
    """Times a convolution without bias in JAX, with the weights that :func:`compare.makers.fill` gives."""

    def make(jax: Any) -> Any:
        (x,) = inputs(jax, (conv.shape,), -1.0, 1.0)
        shape = (conv.outer, conv.inner // conv.groups) + (conv.kernel,) * conv.dims
        weight = to(jax, numbers(*shape) / math.prod(shape[1:]) ** 0.5)
        if not gradients:
            forward = jax.jit(lambda a, w: jax_convolve(jax, conv, a, w))
            return lambda: jax.block_until_ready(forward(x, weight))
        upstream = to(jax, numbers(conv.batch, conv.outer, *(conv.result,) * conv.dims, seed=99))

        def both(a: Any, w: Any) -> Any:
            result, pull = jax.vjp(lambda b, v: jax_convolve(jax, conv, b, v), a, w)
            of_x, of_weight = pull(upstream)
            return (of_weight, of_x), result

        compiled = jax.jit(both)
        return lambda: jax.block_until_ready(compiled(x, weight))[0]

    return make


def forward(conv: Conv) -> dict[str, Any]:
    """Describes a forward pass."""
    return {
        "torch": layer(conv.layer, conv.shape),
        "jax": jax_make(conv, False) if conv.dims == 2 else None,
        "flops": conv.flops,
        "bytes": conv.bytes,
        "tol": 1e-3,
    }


def forward_backward(conv: Conv) -> dict[str, Any]:
    """Describes a forward and a backward pass, with gradients of weights and input."""
    return {
        "torch": layer_backward(conv.layer, conv.shape),
        "jax": jax_make(conv, True) if conv.dims == 2 else None,
        "flops": 3 * conv.flops,
        "bytes": 3 * conv.bytes,
        "tol": 1e-3,
    }


CONVOLUTIONS = {
    "lenet1_b64": Conv(64, 1, 6, 28, 5, padding=2),
    "lenet2_b64": Conv(64, 6, 16, 14, 5),
    "stem7x7s2_3x224_b8": Conv(8, 3, 64, 224, 7, stride=2, padding=3),
    "3x3_64x56_b8": Conv(8, 64, 64, 56, 3, padding=1),
    "3x3_128x28_b8": Conv(8, 128, 128, 28, 3, padding=1),
    "3x3_256x14_b8": Conv(8, 256, 256, 14, 3, padding=1),
    "3x3_512x7_b8": Conv(8, 512, 512, 7, 3, padding=1),
    "3x3_64x32_b1": Conv(1, 64, 64, 32, 3, padding=1),
    "1x1s2_64to128x56_b8": Conv(8, 64, 128, 56, 1, stride=2),
    "1x1_256x14_b8": Conv(8, 256, 256, 14, 1),
    "dw3x3_144x56_b8": Conv(8, 144, 144, 56, 3, padding=1, groups=144),
    "dw3x3_512x14_b8": Conv(8, 512, 512, 14, 3, padding=1, groups=512),
    "conv1d_wavenet_d64_64x4096_b4": Conv(4, 64, 64, 4096, 2, dilation=64, dims=1),
}


def perturbed(conv: Conv) -> list[tuple[Conv]]:
    """The same convolution with an odd side, an odd batch, and an odd number of channels."""
    inner = conv.inner + (0 if conv.inner < 4 else 1)
    depthwise = conv.groups > 1
    odd = replace(conv, inner=inner, outer=inner if depthwise else conv.outer + 1, groups=inner if depthwise else 1)
    return [(replace(conv, size=conv.size + 1),), (replace(conv, batch=conv.batch + 1),), (odd,)]


for name, conv in CONVOLUTIONS.items():
    shaped(name, forward, (conv,), *perturbed(conv))
    shaped(f"{name}_fb", forward_backward, (conv,), *perturbed(conv))


row(
    "conv_transpose2d_64to32x28_b8",
    layer(lambda nn: nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1), (8, 64, 28, 28)),
    flops=2 * 8 * 28 * 28 * 64 * 32 * 16,
    tol=1e-3,
)
row(
    "conv_transpose2d_64to32x28_b8_fb",
    layer_backward(lambda nn: nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1), (8, 64, 28, 28)),
    flops=6 * 8 * 28 * 28 * 64 * 32 * 16,
    tol=1e-3,
)


def pool(kind: str, arguments: tuple[int, ...], gradients: bool, share: float) -> Any:
    """Describes a pool whose result has ``share`` of the input's elements."""

    def build(*shape: int) -> dict[str, Any]:
        make = layer_backward if gradients else layer
        traffic = 4 * math.prod(shape) * (1 + share)
        return {
            "torch": make(lambda nn: getattr(nn, kind)(*arguments), shape),
            "bytes": traffic * (2 if gradients else 1),
        }

    return build


WIDE, NARROW = (8, 64, 112, 112), (8, 64, 56, 56)
WIDE_OTHERS = (8, 64, 113, 111), (7, 65, 112, 112), (8, 256, 56, 56)
NARROW_OTHERS = (8, 64, 57, 55), (7, 65, 56, 56), (8, 256, 28, 28)
shaped("max_pool2d_3s2_64x112_b8", pool("MaxPool2d", (3, 2, 1), False, 0.25), WIDE, *WIDE_OTHERS)
shaped("max_pool2d_3s2_64x112_b8_fb", pool("MaxPool2d", (3, 2, 1), True, 0.25), WIDE, *WIDE_OTHERS)
shaped("max_pool2d_2_6x28_b64_fb", pool("MaxPool2d", (2,), True, 0.25), (64, 6, 28, 28))
shaped("avg_pool2d_2_64x56_b8", pool("AvgPool2d", (2,), False, 0.25), NARROW, *NARROW_OTHERS)
shaped("avg_pool2d_2_64x56_b8_fb", pool("AvgPool2d", (2,), True, 0.25), NARROW, *NARROW_OTHERS)

ELEMENTS = math.prod(NARROW)
row(
    "batch_norm_train_64x56_b8_fb", layer_backward(lambda nn: nn.BatchNorm2d(64), NARROW), bytes=20 * ELEMENTS, tol=1e-3
)
row("batch_norm_eval_64x56_b8", layer(lambda nn: nn.BatchNorm2d(64), NARROW, train=False), bytes=8 * ELEMENTS)
row("group_norm_64x56_b8_fb", layer_backward(lambda nn: nn.GroupNorm(8, 64), NARROW), bytes=20 * ELEMENTS, tol=1e-3)
