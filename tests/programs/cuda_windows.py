"""Calls with CUDA tensors beside the same calls on the CPU, for values and gradients: `cuda_windows.py FAMILY`."""

from __future__ import annotations

import sys
from collections.abc import Callable

import flambeau as torch
from flambeau.nn import functional as F

TOLERANCE = {torch.float64: 1e-10, torch.float32: 2e-4, torch.bfloat16: 4e-2, torch.float16: 5e-3}


def numbers(shape: tuple[int, ...], seed: int) -> torch.Tensor:
    """Numbers without repetitions, the same on every device."""
    count = 1
    for size in shape:
        count *= size
    return torch.arange(count, dtype=torch.float64).add(1 + 17 * seed).mul(12.9898).sin().mul(1.7).reshape(shape)


def plain(x: torch.Tensor) -> torch.Tensor:
    return x


def channels_last(x: torch.Tensor) -> torch.Tensor:
    formats = {4: torch.channels_last, 5: torch.channels_last_3d}
    return x.contiguous(memory_format=formats[x.dim()]) if x.dim() in formats else x


def gaps(x: torch.Tensor) -> torch.Tensor:
    """Elements apart in memory, dimensions in another order."""
    order = tuple(reversed(range(x.dim())))
    wide = x.permute(order).contiguous().repeat_interleave(2, -1)
    return wide[..., ::2].permute(order)


def check(name: str, call: Callable, shapes: list[tuple[int, ...]], layout: Callable, dtype: torch.dtype) -> list[str]:
    """What differs between the devices."""
    results = []
    for device in ("cpu", "cuda"):
        leaves = [numbers(shape, k).to(dtype).to(device).requires_grad_() for k, shape in enumerate(shapes)]
        outs = call(*[layout(leaf) for leaf in leaves])
        outs = outs if isinstance(outs, tuple) else (outs,)
        values = [out.detach().cpu() for out in outs]
        if outs[0].requires_grad:
            grad = numbers(tuple(outs[0].shape), 7).to(outs[0].dtype).to(device)
            outs[0].backward(grad)
            values += [leaf.grad.cpu() for leaf in leaves if leaf.grad is not None]
        results.append((values, [out.stride() for out in outs]))
    (expected, strides), (found, found_strides) = results
    wrong = []
    label = f"{name} {layout.__name__} {dtype}"
    if strides != found_strides:
        wrong.append(f"{label}: strides {found_strides}, not {strides}")
    if len(expected) != len(found):
        wrong.append(f"{label}: {len(found)} values and gradients, not {len(expected)}")
    for at, (a, b) in enumerate(zip(expected, found, strict=False)):
        if a.shape != b.shape or a.dtype != b.dtype:
            wrong.append(f"{label}, value {at}: {b.shape} {b.dtype}, not {a.shape} {a.dtype}")
            continue
        if a.numel() == 0:
            continue
        apart = (a.double() - b.double()).abs().max().item()
        if not apart <= TOLERANCE.get(a.dtype, 0) * max(1.0, a.double().abs().max().item()):
            wrong.append(f"{label}, value {at}: {apart} apart")
    return wrong


def conv(f: Callable, **settings: object) -> Callable:
    return lambda x, w, *b: f(x, w, *b, **settings)


CONVOLUTIONS = {
    "conv1d": (conv(F.conv1d, padding=2, stride=2), [(2, 3, 9), (5, 3, 4), (5,)]),
    "conv1d same": (conv(F.conv1d, padding="same", dilation=2), [(2, 3, 9), (6, 3, 4)]),
    "conv2d": (conv(F.conv2d), [(2, 3, 7, 6), (5, 3, 3, 2), (5,)]),
    "conv2d strided": (conv(F.conv2d, stride=(2, 3), padding=(1, 2)), [(2, 5, 9, 10), (20, 5, 3, 3), (20,)]),
    "conv2d dilated": (conv(F.conv2d, dilation=(2, 3), padding=4, stride=2), [(2, 4, 11, 9), (35, 4, 3, 3)]),
    "conv2d point": (conv(F.conv2d), [(3, 19, 5, 7), (70, 19, 1, 1), (70,)]),
    "conv2d groups": (conv(F.conv2d, groups=2, padding=1), [(2, 6, 5, 5), (14, 3, 3, 3), (14,)]),
    "conv2d depthwise": (conv(F.conv2d, groups=6, padding=1, stride=2), [(2, 6, 7, 8), (12, 1, 3, 3), (12,)]),
    "conv2d many places": (conv(F.conv2d, padding=1), [(2, 3, 40, 41), (9, 3, 3, 3), (9,)]),
    "conv2d large window": (conv(F.conv2d, stride=4), [(2, 3, 8, 8), (17, 3, 4, 4)]),
    "conv2d no images": (conv(F.conv2d), [(0, 3, 7, 6), (5, 3, 3, 2), (5,)]),
    "conv3d": (conv(F.conv3d, stride=2, padding=1), [(2, 3, 5, 4, 6), (6, 3, 3, 2, 3), (6,)]),
    "transposed 1d": (conv(F.conv_transpose1d, stride=3, padding=1, output_padding=1), [(2, 5, 6), (5, 7, 4), (7,)]),
    "transposed 2d": (conv(F.conv_transpose2d, stride=2, padding=1), [(2, 8, 4, 5), (8, 6, 3, 3), (6,)]),
    "transposed groups": (
        conv(F.conv_transpose2d, stride=(4, 6), dilation=(2, 4), groups=2),
        [(2, 6, 4, 3), (6, 9, 3, 2), (18,)],
    ),
    "transposed 3d": (conv(F.conv_transpose3d, stride=2), [(1, 4, 2, 3, 2), (4, 5, 2, 2, 2)]),
    "unfold": (lambda x: F.unfold(x, (3, 2), dilation=(1, 2), padding=1, stride=2), [(2, 3, 6, 7)]),
    "fold": (lambda x: F.fold(x, (6, 7), (3, 2), padding=1, stride=2), [(2, 12, 12)]),
}

POOLINGS = {
    "max 1d": (lambda x: F.max_pool1d(x, 3, 2, 1), [(2, 3, 9)]),
    "max 2d": (lambda x: F.max_pool2d(x, 3, 2, 1, return_indices=True), [(2, 3, 9, 8)]),
    "max dilated": (lambda x: F.max_pool2d(x, (3, 2), (1, 2), 1, (2, 3)), [(2, 3, 9, 8)]),
    "max ceil": (lambda x: F.max_pool2d(x, 2, 2, ceil_mode=True), [(2, 3, 7, 9)]),
    "max no batch": (lambda x: F.max_pool2d(x[0], 2), [(1, 3, 6, 6)]),
    "max 3d": (lambda x: F.max_pool3d(x, 2, 1), [(2, 3, 4, 5, 3)]),
    "adaptive max": (lambda x: F.adaptive_max_pool2d(x, (3, 5), True), [(2, 3, 7, 9)]),
    "avg 1d": (lambda x: F.avg_pool1d(x, 3, 2, 1), [(2, 3, 9)]),
    "avg 2d": (lambda x: F.avg_pool2d(x, 3, 2, 1), [(2, 3, 9, 8)]),
    "avg without padding": (
        lambda x: F.avg_pool2d(x, 3, 2, 1, ceil_mode=True, count_include_pad=False),
        [(2, 3, 8, 9)],
    ),
    "avg divided": (lambda x: F.avg_pool2d(x, (2, 3), 1, divisor_override=5), [(2, 3, 5, 6)]),
    "avg 3d": (lambda x: F.avg_pool3d(x, 2, 1, 1), [(2, 3, 4, 5, 3)]),
    "avg no images": (lambda x: F.avg_pool2d(x, 2), [(0, 3, 4, 4)]),
    "adaptive avg": (lambda x: F.adaptive_avg_pool2d(x, (3, 5)), [(2, 3, 7, 9)]),
    "global avg": (lambda x: F.adaptive_avg_pool2d(x, 1), [(2, 3, 7, 9)]),
    "adaptive avg 3d": (lambda x: F.adaptive_avg_pool3d(x, (2, 3, 2)), [(2, 3, 4, 5, 3)]),
    "lp": (lambda x: F.lp_pool2d(x.abs(), 2.0, 2), [(2, 3, 6, 7)]),
    "fractional": (
        lambda x: torch.fractional_max_pool2d(x, (2, 3), (4, 3), numbers((2, 3, 2), 3).abs().frac().to(x)),
        [(2, 3, 9, 8)],
    ),
    "unpool": (lambda x: F.max_unpool2d(*F.max_pool2d(x, 2, return_indices=True), 2), [(2, 3, 6, 8)]),
}


def batch_norm(x: torch.Tensor, w: torch.Tensor, b: torch.Tensor, training: bool) -> tuple[torch.Tensor, ...]:
    mean, var = numbers((x.shape[1],), 4).to(w).detach(), numbers((x.shape[1],), 5).to(w).detach().square().add(0.1)
    return F.batch_norm(x, mean, var, w, b, training, 0.3), mean, var


def instance_norm(x: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    mean, var = numbers((x.shape[1],), 4).to(w).detach(), numbers((x.shape[1],), 5).to(w).detach().square().add(0.1)
    return F.instance_norm(x, mean, var, w, b, True, 0.3), mean, var


NORMALIZATIONS = {
    "batch": (lambda x, w, b: batch_norm(x, w, b, True), [(4, 5, 3, 6), (5,), (5,)]),
    "batch of vectors": (lambda x, w, b: batch_norm(x, w, b, True), [(7, 5), (5,), (5,)]),
    "batch running": (lambda x, w, b: batch_norm(x, w, b, False), [(4, 5, 3, 6), (5,), (5,)]),
    "batch alone": (lambda x: F.batch_norm(x, None, None, training=True), [(4, 3, 5)]),
    "native batch": (
        lambda x, w, b: torch.native_batch_norm(x, w, b, None, None, True, 0.1, 1e-5),
        [(4, 3, 5), (3,), (3,)],
    ),
    "instance": (instance_norm, [(3, 4, 5, 6), (4,), (4,)]),
    "group": (lambda x, w, b: F.group_norm(x, 2, w, b), [(3, 6, 5, 4), (6,), (6,)]),
    "group of vectors": (lambda x: F.group_norm(x, 2), [(3, 6)]),
    "local response": (lambda x: F.local_response_norm(x, 3), [(2, 5, 4, 3)]),
}

RESAMPLINGS = (
    {
        f"{mode} {settings}": (lambda x, mode=mode, settings=settings: F.interpolate(x, mode=mode, **settings), [shape])
        for mode, shape, all_settings in [
            ("nearest", (2, 3, 5), [{"size": 8}, {"scale_factor": 2}]),
            ("nearest", (2, 3, 5, 4), [{"size": (8, 3)}, {"scale_factor": 2}]),
            ("nearest-exact", (2, 3, 5, 4), [{"size": (7, 3)}]),
            ("linear", (2, 3, 5), [{"size": 8}]),
            (
                "bilinear",
                (2, 3, 5, 4),
                [{"size": (8, 3)}, {"size": (9, 9), "align_corners": True}, {"scale_factor": 1.7}],
            ),
            ("bilinear", (2, 3, 9, 8), [{"size": (4, 3), "antialias": True}]),
            ("bicubic", (2, 3, 5, 4), [{"size": (8, 3)}, {"size": (7, 9), "align_corners": True}]),
            ("bicubic", (2, 3, 9, 8), [{"size": (4, 12), "antialias": True}]),
            ("trilinear", (2, 3, 3, 4, 2), [{"size": (5, 3, 4)}]),
            ("area", (2, 3, 7, 9), [{"size": (3, 4)}]),
        ]
        for settings in all_settings
    }
    | {
        f"grid {mode} {padding} {align}": (
            lambda x, grid, mode=mode, padding=padding, align=align: F.grid_sample(x, grid, mode, padding, align),
            [(2, 3, 5, 4), (2, 3, 6, 2)],
        )
        for mode, padding, align in [
            ("bilinear", "zeros", False),
            ("bilinear", "border", True),
            ("bilinear", "reflection", False),
            ("nearest", "zeros", False),
            ("bicubic", "zeros", False),
            ("bicubic", "reflection", True),
        ]
    }
    | {
        "grid of volumes": (
            lambda x, grid: F.grid_sample(x, grid, align_corners=False),
            [(2, 3, 3, 4, 5), (2, 2, 3, 2, 3)],
        ),
        "pixel shuffle": (lambda x: F.pixel_shuffle(x, 2), [(2, 8, 3, 2)]),
        "pixel unshuffle": (lambda x: F.pixel_unshuffle(x, 2), [(2, 3, 4, 6)]),
        "channel shuffle": (lambda x: F.channel_shuffle(x, 2), [(2, 6, 3, 2)]),
    }
)

# Enough channels for tensor cores, in each of the sums that a convolution and its gradients are.
WIDE_CONVOLUTIONS = {
    "strided": (conv(F.conv2d, stride=(2, 3), padding=(1, 2)), [(2, 33, 9, 10), (20, 33, 3, 3), (20,)]),
    "point": (conv(F.conv2d), [(3, 19, 5, 7), (70, 19, 1, 1), (70,)]),
    "groups": (conv(F.conv2d, groups=2, padding=1), [(2, 36, 5, 5), (42, 18, 3, 3), (42,)]),
    "transposed": (conv(F.conv_transpose2d, stride=2, padding=1), [(2, 35, 4, 5), (35, 18, 3, 3), (18,)]),
}

FAMILIES = {
    "convolutions": CONVOLUTIONS,
    "tensor cores": WIDE_CONVOLUTIONS,
    "poolings": POOLINGS,
    "normalizations": NORMALIZATIONS,
    "resamplings": RESAMPLINGS,
}


def dtypes(family: str, layout: Callable) -> tuple[torch.dtype, ...]:
    if family == "tensor cores":
        return (torch.float32, torch.bfloat16, torch.float16)
    return (torch.float64, torch.float32, torch.bfloat16) if layout is plain else (torch.float64,)


def main(family: str) -> int:
    wrong = []
    if family == "tensor cores":
        torch.backends.cuda.matmul.allow_tf32 = True
        TOLERANCE[torch.float32] = 5e-3
    for name, (call, shapes) in FAMILIES[family].items():
        for layout in (plain, channels_last, gaps):
            for dtype in dtypes(family, layout):
                try:
                    wrong += check(name, call, shapes, layout, dtype)
                except Exception as error:
                    wrong.append(f"{name} {layout.__name__} {dtype}: {type(error).__name__}: {error}")
    print("\n".join(wrong))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
