"""Operations on images: padding, patches, channel rearrangement, resizing, sampling."""

from __future__ import annotations

import numbers
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import flambeau
from flambeau._core import handle_torch_function, has_torch_function_unary, has_torch_function_variadic

from .._arguments import _pair
from ._operations import ops

if TYPE_CHECKING:
    from flambeau import Tensor

    from ..common_types import _size_2_t

channel_shuffle = ops.channel_shuffle
native_channel_shuffle = ops.native_channel_shuffle
pixel_shuffle = ops.pixel_shuffle
pixel_unshuffle = ops.pixel_unshuffle


def pad(input: Tensor, pad: Sequence[int], mode: str = "constant", value: float | None = None) -> Tensor:
    """Add entries at both ends of the last dimensions.

    Args:
        input: any shape; modes other than ``"constant"`` pad the last one to three dimensions of ``(N, C, *)``.
        pad: ``(left, right)`` of the last dimension, then of the one before it, and so on. Negative numbers crop.
        mode: ``"constant"``, ``"reflect"`` (mirror, edge not repeated), ``"replicate"`` (repeat the edge) or
            ``"circular"`` (wrap around).
        value: what ``"constant"`` fills in; 0 if not given.

    Example:
        >>> flambeau.nn.functional.pad(flambeau.tensor([[1.0, 2.0, 3.0]]), (1, 1), mode="replicate")
        tensor([[1., 1., 2., 3., 3.]])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(flambeau.nn.functional.pad, (input,), input, pad, mode=mode, value=value)
    return ops.pad(input, pad, mode, value)


def unfold(
    input: Tensor,
    kernel_size: _size_2_t,
    dilation: _size_2_t = 1,
    padding: _size_2_t = 0,
    stride: _size_2_t = 1,
) -> Tensor:
    """Cut ``(N, C, H, W)`` into patches, each a column: ``(N, C * kernel height * kernel width, patches)``.

    Example:
        >>> image = flambeau.arange(9.0).view(1, 1, 3, 3)
        >>> flambeau.nn.functional.unfold(image, 2)[0, :, 0]
        tensor([0., 1., 3., 4.])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(
            unfold, (input,), input, kernel_size, dilation=dilation, padding=padding, stride=stride
        )
    return ops.im2col(input, _pair(kernel_size), _pair(dilation), _pair(padding), _pair(stride))


def fold(
    input: Tensor,
    output_size: _size_2_t,
    kernel_size: _size_2_t,
    dilation: _size_2_t = 1,
    padding: _size_2_t = 0,
    stride: _size_2_t = 1,
) -> Tensor:
    """Add columns of patches back into an image, the adjoint of :func:`unfold`; where patches overlap they add up.

    Example:
        >>> flambeau.nn.functional.fold(flambeau.ones(1, 2, 2), (1, 3), (1, 2))
        tensor([[[[1., 2., 1.]]]])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(
            fold, (input,), input, output_size, kernel_size, dilation=dilation, padding=padding, stride=stride
        )
    return ops.col2im(input, _pair(output_size), _pair(kernel_size), _pair(dilation), _pair(padding), _pair(stride))


def _is_integer(x: Any) -> bool:
    if isinstance(x, flambeau.Tensor):
        return not x.is_floating_point()
    return isinstance(x, numbers.Integral)


_INTERPOLATING = "linear | bilinear | bicubic | trilinear"
_RANK_OF_MODE = {"linear": 3, "bilinear": 4, "trilinear": 5}
# (dimensions of the input, mode) -> operation; those in the second table take align_corners too.
_NEAREST = {
    (3, "nearest"): "upsample_nearest1d",
    (4, "nearest"): "upsample_nearest2d",
    (5, "nearest"): "upsample_nearest3d",
    (3, "nearest-exact"): "_upsample_nearest_exact1d",
    (4, "nearest-exact"): "_upsample_nearest_exact2d",
    (5, "nearest-exact"): "_upsample_nearest_exact3d",
}
_SMOOTH = {
    (3, "linear"): "upsample_linear1d",
    (4, "bilinear"): "upsample_bilinear2d",
    (5, "trilinear"): "upsample_trilinear3d",
    (4, "bicubic"): "upsample_bicubic2d",
}
_ANTIALIASED = {
    "bilinear": "_upsample_bilinear2d_aa",
    "bicubic": "_upsample_bicubic2d_aa",
    "lanczos": "_upsample_lanczos2d_aa",
}


def _spatial_numbers(name: str, value: Any, input: Tensor) -> list:
    """One entry of ``value`` for each spatial dimension of ``input``."""
    ndim = input.dim() - 2
    if not isinstance(value, (list, tuple)):
        return [value] * ndim
    if len(value) != ndim:
        what = "Input and output must" if name == "output size" else f"Input and {name} must"
        raise ValueError(
            f"{what} have the same number of spatial dimensions, but got input with spatial dimensions of "
            f"{list(input.shape[2:])} and {name} of {value}. Please provide input tensor in (N, C, d1, d2, ...,dK) "
            f"format and {name} in (x1, x2, ...,xK) format."
        )
    return list(value)


def interpolate(
    input: Tensor,
    size: int | Sequence[int] | None = None,
    scale_factor: float | Sequence[float] | None = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Tensor:
    """Resize the spatial dimensions of ``(N, C, *)``.

    Args:
        input: three to five dimensions.
        size: the wished spatial size, or
        scale_factor: the factor from the input's.
        mode: ``"nearest"``, ``"nearest-exact"``, ``"linear"`` (3-D input), ``"bilinear"`` and ``"bicubic"`` (4-D),
            ``"trilinear"`` (5-D), ``"area"``, ``"lanczos"`` (4-D, with ``antialias``).
        align_corners: let the centres of the corner pixels coincide instead of the corners of the corner pixels; only
            for the interpolating modes.
        recompute_scale_factor: work with the ratio of the sizes instead of ``scale_factor``.
        antialias: widen the filter when shrinking a 4-D input.

    Example:
        >>> flambeau.nn.functional.interpolate(flambeau.tensor([[[1.0, 2.0]]]), scale_factor=2)
        tensor([[[1., 1., 2., 2.]]])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(
            interpolate,
            (input,),
            input,
            size=size,
            scale_factor=scale_factor,
            mode=mode,
            align_corners=align_corners,
            recompute_scale_factor=recompute_scale_factor,
            antialias=antialias,
        )
    if mode in ("nearest", "area", "nearest-exact"):
        if align_corners is not None:
            raise ValueError(f"align_corners option can only be set with the interpolating modes: {_INTERPOLATING}")
    elif align_corners is None:
        align_corners = False

    if size is not None and scale_factor is not None:
        raise ValueError("only one of size or scale_factor should be defined")
    if size is not None:
        sizes = _spatial_numbers("output size", size, input)
        if isinstance(size, (list, tuple)) and not all(_is_integer(x) for x in size):
            raise TypeError(
                "expected size to be one of int or Tuple[int] or Tuple[int, int] or Tuple[int, int, int], "
                f"but got size with types {[type(x) for x in size]}"
            )
        if recompute_scale_factor:
            raise ValueError("recompute_scale_factor is not meaningful with an explicit size.")
        factors = None
    elif scale_factor is not None:
        sizes = None
        factors = _spatial_numbers("scale_factor", scale_factor, input)
        if recompute_scale_factor or mode == "area":
            sizes = [int(n * factor) for n, factor in zip(input.size()[2:], factors, strict=True)]
            factors = None
    else:
        raise ValueError("either size or scale_factor should be defined")

    rank = input.dim()
    if antialias and not (mode in _ANTIALIASED and rank == 4):
        raise ValueError(
            "Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input"
        )
    if antialias or (mode == "lanczos" and rank == 4):
        if mode == "lanczos" and align_corners:
            raise ValueError("Lanczos mode does not support align_corners=True")
        if not antialias:
            raise ValueError("Lanczos mode requires antialias=True")
        return getattr(ops, _ANTIALIASED[mode])(input, sizes, align_corners, factors)
    if (rank, mode) in _NEAREST:
        return getattr(ops, _NEAREST[rank, mode])(input, sizes, factors)
    if (rank, mode) in _SMOOTH:
        return getattr(ops, _SMOOTH[rank, mode])(input, sizes, align_corners, factors)
    if mode == "area" and rank in (3, 4, 5):
        return getattr(ops, f"adaptive_avg_pool{rank - 2}d")(input, sizes)
    if rank in (3, 4, 5) and mode in _RANK_OF_MODE:
        raise NotImplementedError(f"Got {rank}D input, but {mode} mode needs {_RANK_OF_MODE[mode]}D input")
    raise NotImplementedError(
        f"Input Error: Only 3D, 4D and 5D input Tensors supported (got {rank}D) for the modes: nearest | linear | "
        f"bilinear | bicubic | trilinear | lanczos | area | nearest-exact (got {mode})"
    )


def _warn_upsample(name: str) -> None:
    warnings.warn(f"`nn.functional.{name}` is deprecated. Use `nn.functional.interpolate` instead.", stacklevel=3)


def upsample(
    input: Tensor,
    size: int | Sequence[int] | None = None,
    scale_factor: float | Sequence[float] | None = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
) -> Tensor:
    """The old name of :func:`interpolate`.

    Example:
        >>> import warnings
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore")
        ...     flambeau.nn.functional.upsample(flambeau.tensor([[[1.0, 2.0]]]), scale_factor=2)
        tensor([[[1., 1., 2., 2.]]])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(
            upsample, (input,), input, size=size, scale_factor=scale_factor, mode=mode, align_corners=align_corners
        )
    _warn_upsample("upsample")
    return interpolate(input, size, scale_factor, mode, align_corners)


def upsample_nearest(
    input: Tensor, size: int | Sequence[int] | None = None, scale_factor: float | Sequence[float] | None = None
) -> Tensor:
    """The old name of :func:`interpolate` with ``mode="nearest"``.

    Example:
        >>> import warnings
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore")
        ...     flambeau.nn.functional.upsample_nearest(flambeau.tensor([[[1.0, 2.0]]]), scale_factor=2)
        tensor([[[1., 1., 2., 2.]]])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(upsample_nearest, (input,), input, size=size, scale_factor=scale_factor)
    _warn_upsample("upsample_nearest")
    return interpolate(input, size, scale_factor, mode="nearest")


def upsample_bilinear(
    input: Tensor, size: int | Sequence[int] | None = None, scale_factor: float | Sequence[float] | None = None
) -> Tensor:
    """The old name of :func:`interpolate` with ``mode="bilinear", align_corners=True``.

    Example:
        >>> import warnings
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore")
        ...     flambeau.nn.functional.upsample_bilinear(flambeau.tensor([[[[0.0, 2.0], [4.0, 6.0]]]]), size=(2, 3))
        tensor([[[[0., 1., 2.],
                  [4., 5., 6.]]]])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(upsample_bilinear, (input,), input, size=size, scale_factor=scale_factor)
    _warn_upsample("upsample_bilinear")
    return interpolate(input, size, scale_factor, mode="bilinear", align_corners=True)


GRID_SAMPLE_INTERPOLATION_MODES = {"bilinear": 0, "nearest": 1, "bicubic": 2}
GRID_SAMPLE_PADDING_MODES = {"zeros": 0, "border": 1, "reflection": 2}


def _default_align_corners(align_corners: bool | None) -> bool:
    if align_corners is None:
        warnings.warn(
            "Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0. "
            "Please specify align_corners=True if the old behavior is desired.",
            stacklevel=3,
        )
        return False
    return align_corners


def grid_sample(
    input: Tensor,
    grid: Tensor,
    mode: str = "bilinear",
    padding_mode: str = "zeros",
    align_corners: bool | None = None,
) -> Tensor:
    """Read an image at the places that ``grid`` names.

    Args:
        input: ``(N, C, H, W)`` or ``(N, C, D, H, W)``.
        grid: ``(N, H_out, W_out, 2)`` or ``(N, D_out, H_out, W_out, 3)``: x, y(, z), where -1 and 1 are the borders.
        mode: ``"bilinear"``, ``"nearest"`` or (4-D only) ``"bicubic"``.
        padding_mode: what lies outside: ``"zeros"``, ``"border"`` or ``"reflection"``.
        align_corners: whether -1 and 1 mean the centres of the corner pixels or their outer corners.

    Raises:
        ValueError: for another mode.

    Example:
        >>> grid = flambeau.zeros(1, 1, 1, 2)
        >>> image = flambeau.arange(9.0).view(1, 1, 3, 3)
        >>> flambeau.nn.functional.grid_sample(image, grid, align_corners=True)
        tensor([[[[4.]]]])
    """
    if has_torch_function_variadic(input, grid):
        return handle_torch_function(
            grid_sample, (input, grid), input, grid, mode=mode, padding_mode=padding_mode, align_corners=align_corners
        )
    if mode not in GRID_SAMPLE_INTERPOLATION_MODES:
        raise ValueError(
            f"nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', but got: '{mode}'"
        )
    if padding_mode not in GRID_SAMPLE_PADDING_MODES:
        raise ValueError(
            "nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or 'reflection', "
            f"but got: '{padding_mode}'"
        )
    return ops.grid_sampler(
        input,
        grid,
        GRID_SAMPLE_INTERPOLATION_MODES[mode],
        GRID_SAMPLE_PADDING_MODES[padding_mode],
        _default_align_corners(align_corners),
    )


def affine_grid(theta: Tensor, size: Sequence[int], align_corners: bool | None = None) -> Tensor:
    """Make the grid for :func:`grid_sample` that applies the affine maps ``theta``.

    Args:
        theta: ``(N, 2, 3)`` or ``(N, 3, 4)``.
        size: the output image's size, ``(N, C, H, W)`` or ``(N, C, D, H, W)``.
        align_corners: as in :func:`grid_sample`.

    Source: Jaderberg et al., "Spatial transformer networks", 2015.

    Example:
        >>> theta = flambeau.tensor([[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]])
        >>> flambeau.nn.functional.affine_grid(theta, [1, 1, 2, 2], align_corners=True)[0, 0]
        tensor([[-1., -1.],
                [ 1., -1.]])
    """
    if has_torch_function_unary(theta):
        return handle_torch_function(affine_grid, (theta,), theta, size, align_corners=align_corners)
    align_corners = _default_align_corners(align_corners)
    if not theta.is_floating_point():
        raise ValueError(f"Expected theta to have floating point type, but got {theta.dtype}")
    spatial = len(size) - 2
    if spatial not in (2, 3):
        raise NotImplementedError(
            "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. "
            f"Got size {size}."
        )
    if theta.dim() != 3 or tuple(theta.shape[1:]) != (spatial, spatial + 1):
        raise ValueError(
            f"Expected a batch of {spatial}D affine matrices of shape Nx{spatial}x{spatial + 1} for size {size}. "
            f"Got {theta.shape}."
        )
    if align_corners and min(size[2:]) == 1:
        warnings.warn(
            "Since version 1.3.0, affine_grid behavior has changed for unit-size grids when align_corners=True. "
            "This is not an intended use case of affine_grid.",
            stacklevel=2,
        )
    elif min(size) <= 0:
        raise ValueError(f"Expected non-zero, positive output size. Got {size}")
    return ops.affine_grid_generator(theta, size, align_corners)
