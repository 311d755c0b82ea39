"""Cases of resizing, sampling at points, and moving pixels."""

from ._case import case, raises

_SHAPES = {"linear": "1, 2, 5", "bilinear": "1, 2, 3, 4", "bicubic": "2, 1, 3, 4", "trilinear": "1, 1, 2, 3, 2"}
_SIZES = {"linear": ["8", "3"], "bilinear": ["(5, 2)"], "bicubic": ["(5, 3)"], "trilinear": ["(3, 2, 4)"]}
_NEAREST = {"1, 2, 5": ["8", "3"], "1, 2, 3, 4": ["(5, 2)", "(6, 8)"], "1, 1, 2, 3, 2": ["(3, 2, 4)"]}
_PADDINGS = ["zeros", "border", "reflection"]
_GRIDS = [("1, 2, 3, 4", "1, 2, 3, 2"), ("2, 1, 2, 3, 2", "2, 1, 2, 2, 3")]

CASES = [
    *[
        case(f"F.interpolate(x({_SHAPES[mode]}), size={size}, mode='{mode}', align_corners={corners})")
        for mode in _SHAPES
        for size in _SIZES[mode]
        for corners in (False, True)
    ],
    *[
        case(f"F.interpolate(x({shape}), size={size}, mode='{mode}')")
        for shape, sizes in _NEAREST.items()
        for size in sizes
        for mode in ("nearest", "nearest-exact")
    ],
    case("F.interpolate(x(1, 2, 4), scale_factor=2.0)"),
    case("F.interpolate(x(1, 2, 7), scale_factor=0.6)"),
    case("F.interpolate(x(1, 2, 7), scale_factor=1.3, mode='nearest-exact')"),
    case("F.interpolate(x(1, 1, 3, 4), scale_factor=(2.0, 1.5), mode='bilinear')"),
    case("F.interpolate(x(1, 1, 3, 4), scale_factor=(2.0, 1.5), mode='bilinear', align_corners=True)"),
    case("F.interpolate(x(1, 1, 3, 4), scale_factor=1.7, mode='bicubic')"),
    case("F.interpolate(x(1, 1, 3, 4), scale_factor=1.7, mode='bicubic', recompute_scale_factor=True)"),
    case("F.interpolate(x(1, 1, 2, 3, 2), scale_factor=2, mode='trilinear')"),
    case("F.interpolate(x(1, 1, 3, 4), size=(2, 2), mode='area')"),
    case("F.interpolate(x(1, 2, 6, 5), size=(3, 2), mode='bilinear', antialias=True)"),
    case("F.interpolate(x(1, 2, 6, 5), size=(7, 2), mode='bilinear', antialias=True, align_corners=True)"),
    case("F.interpolate(x(1, 1, 6, 5), size=(3, 8), mode='bicubic', antialias=True)"),
    case("F.interpolate(x(0, 1, 3, 4), size=(2, 2), mode='bilinear')"),
    case("F.interpolate(i(200, 1, 1, 3, 4).to(torch.uint8), scale_factor=2)"),
    case("F.interpolate(x(1, 2, 20, 30), size=(17, 41), mode='bilinear')", grad=False),
    # Nearest places are rounded, so that their derivative is zero; PyTorch has no second derivative of sampling.
    *[
        case(
            f"F.grid_sample(x({image}), x({grid}, low=-1.4, high=1.4), '{mode}', '{padding}', align_corners={corners})",
            gradgrad=False,
            ulps=0 if mode == "nearest" else 64,
        )
        for image, grid in _GRIDS
        for mode in ("bilinear", "nearest", "bicubic")
        for padding in _PADDINGS
        for corners in (False, True)
        if mode != "bicubic" or image == _GRIDS[0][0]
    ],
    case("F.grid_sample(x(2, 2, 3, 4), x(2, 1, 2, 2).detach(), align_corners=False)", gradgrad=False),
    case("F.affine_grid(x(2, 2, 3), (2, 1, 2, 3), align_corners=False)"),
    case("F.affine_grid(x(1, 2, 3), (1, 1, 4, 3), align_corners=True)"),
    case("F.affine_grid(x(1, 3, 4), (1, 1, 2, 1, 3), align_corners=False)"),
    case("F.pixel_shuffle(x(1, 8, 2, 3), 2)"),
    case("F.pixel_shuffle(x(9, 1, 2), 3)"),
    case("F.pixel_unshuffle(x(1, 1, 4, 6), 2)"),
    case("F.pixel_unshuffle(x(2, 3, 6), 3)"),
    case("F.channel_shuffle(x(1, 4, 2), 2)"),
    case("torch.channel_shuffle(x(2, 6, 1, 2), 3)"),
    case("torch.native_channel_shuffle(x(1, 6, 1, 2).detach(), 3)"),
]

ERRORS = [
    raises("F.interpolate(x(1, 1, 2, 2), size=(0, 2), mode='bilinear')"),
    raises("F.interpolate(x(1, 1, 0, 2), size=(2, 2), mode='bilinear')"),
    raises("F.interpolate(x(1, 0, 2, 2), size=(2, 2))"),
    raises("F.interpolate(i(3, 1, 1, 2, 2), size=(3, 2), mode='bilinear')"),
    raises("F.grid_sample(x(1, 1, 2, 2), x(2, 2, 2, 2), align_corners=False)"),
    raises("F.grid_sample(x(1, 1, 2, 2), x(1, 2, 2, 3), align_corners=False)"),
    raises("F.grid_sample(x(1, 1, 2, 2), x(1, 2, 2, 2, dtype='float32'), align_corners=False)"),
    raises("F.grid_sample(x(1, 1, 2, 2), x(1, 2, 2, 2, 2), align_corners=False)"),
    raises("F.grid_sample(x(1, 1, 2, 2, 2), x(1, 2, 2, 2, 3), 'bicubic', align_corners=False)"),
    raises("F.pixel_shuffle(x(1, 3, 2, 2), 2)"),
    raises("F.pixel_shuffle(x(3, 2), 2)"),
    raises("F.pixel_shuffle(x(1, 4, 2, 2), 0)"),
    raises("F.pixel_unshuffle(x(1, 1, 3, 4), 2)"),
    raises("F.channel_shuffle(x(1, 3, 2), 2)"),
    raises("F.channel_shuffle(x(1, 3), 3)"),
    raises("F.affine_grid(x(1, 2, 3), (1, 1, 2), align_corners=False)"),
]
