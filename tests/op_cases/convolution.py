"""Cases of convolutions, transposed convolutions and sliding windows."""

from ._case import case

CASES = [
    # One dimension.
    case("F.conv1d(x(2, 3, 9), x(4, 3, 3), x(4))", tol=1e-11),
    case("F.conv1d(x(2, 3, 9), x(4, 3, 3))", tol=1e-11),
    case("F.conv1d(x(3, 9), x(4, 3, 3), x(4), stride=2, padding=1)", tol=1e-11),
    case("F.conv1d(x(2, 4, 11), x(6, 2, 3), x(6), stride=2, padding=3, dilation=2, groups=2)", tol=1e-11),
    case("F.conv1d(x(2, 3, 8), x(4, 3, 4), x(4), padding='same')", tol=1e-11),
    case("F.conv1d(x(2, 3, 8), x(4, 3, 3), padding='same', dilation=2)", tol=1e-11),
    case("F.conv1d(x(2, 3, 8), x(4, 3, 3), padding='valid', stride=3)", tol=1e-11),
    case("F.conv1d(x(1, 1, 40), x(1, 1, 1))", tol=1e-11),
    # Two dimensions.
    case("F.conv2d(x(2, 3, 6, 7), x(4, 3, 3, 2), x(4))", tol=1e-11),
    case("torch.conv2d(x(3, 6, 7), x(4, 3, 3, 2), x(4), 2, 1)", tol=1e-11),
    case("F.conv2d(x(2, 1, 9, 9), x(6, 1, 5, 5), x(6), padding=2)", tol=1e-11),
    case("F.conv2d(x(2, 4, 7, 6), x(4, 1, 3, 3), x(4), padding=1, groups=4)", tol=1e-11),
    case("F.conv2d(x(2, 4, 7, 6), x(8, 1, 3, 3), stride=2, padding=1, groups=4)", tol=1e-11),
    case(
        "F.conv2d(x(2, 6, 9, 8), x(4, 3, 3, 2), x(4), stride=(2, 3), padding=(1, 2), dilation=(2, 1), groups=2)",
        tol=1e-11,
    ),
    case("F.conv2d(x(2, 5, 4, 4), x(13, 5, 1, 1), x(13))", tol=1e-11),
    case("F.conv2d(x(2, 5, 5, 4), x(3, 5, 1, 1), stride=2)", tol=1e-11),
    case("F.conv2d(x(2, 3, 1, 1), x(4, 3, 3, 3), padding=1)", tol=1e-11),
    case("F.conv2d(x(1, 2, 7, 7), x(3, 2, 2, 2), stride=5, padding=3)", tol=1e-11),
    case("F.conv2d(x(2, 3, 7, 7), x(4, 3, 2, 4), x(4), padding='same')", tol=1e-11),
    case("F.conv2d(x(2, 3, 7, 7), x(4, 3, 3, 3), x(4), padding='valid')", tol=1e-11),
    case("F.conv2d(x(2, 3, 20, 20), x(4, 3, 3, 3), x(4))", tol=1e-11),
    case("F.conv2d(x(2, 3, 6, 6).transpose(2, 3), x(3, 4, 3, 3).transpose(0, 1), x(8)[::2])", tol=1e-11),
    case("F.conv2d(x(2, 6, 6, 3).permute(0, 3, 1, 2), x(4, 3, 3, 3))", tol=1e-11),
    case("F.conv2d(x(1, 3, 6, 6).expand(2, 3, 6, 6), x(4, 3, 3, 3))", tol=1e-11),
    case("F.conv2d(i(5, 2, 3, 6, 6), i(5, 4, 3, 3, 3), i(9, 4))"),
    case("F.conv2d(c(2, 2, 4, 4), c(3, 2, 2, 2), c(3))", tol=1e-11),
    # Three dimensions.
    case("F.conv3d(x(2, 2, 4, 5, 6), x(3, 2, 2, 3, 2), x(3))", tol=1e-11),
    case("F.conv3d(x(2, 4, 5, 6), x(3, 2, 3, 2, 2), x(3), stride=(1, 2, 1), padding=(1, 0, 1))", tol=1e-11),
    case("F.conv3d(x(1, 4, 5, 5, 5), x(4, 2, 2, 2, 2), stride=2, padding=1, dilation=2, groups=2)", tol=1e-11),
    case("F.conv3d(x(1, 2, 4, 4, 4), x(3, 2, 2, 3, 2), padding='same')", tol=1e-11),
    # Transposed.
    case("F.conv_transpose1d(x(2, 3, 5), x(3, 4, 3), x(4))", tol=1e-11),
    case("F.conv_transpose1d(x(3, 5), x(3, 4, 3), x(4), stride=2, padding=1, output_padding=1)", tol=1e-11),
    case("F.conv_transpose2d(x(2, 3, 4, 5), x(3, 4, 3, 2), x(4))", tol=1e-11),
    case(
        "F.conv_transpose2d(x(2, 4, 4, 3), x(4, 3, 3, 2), x(6), stride=2, padding=1, output_padding=1, groups=2)",
        tol=1e-11,
    ),
    case("F.conv_transpose2d(x(2, 4, 4, 3), x(4, 3, 3, 2), stride=(3, 2), dilation=2, padding=2)", tol=1e-11),
    case("F.conv_transpose2d(x(2, 4, 4, 3), x(4, 1, 2, 2), x(4), stride=3, groups=4)", tol=1e-11),
    case("F.conv_transpose2d(c(1, 2, 3, 3), c(2, 3, 2, 2), c(3), stride=2)", tol=1e-11),
    case("F.conv_transpose3d(x(2, 2, 2, 3, 3), x(2, 3, 2, 3, 2), x(3), stride=2, padding=1)", tol=1e-11),
    case("F.conv_transpose3d(x(2, 2, 3, 3), x(2, 3, 2, 2, 2), x(3))", tol=1e-11),
    case("torch.convolution(x(2, 3, 5, 5), x(4, 3, 3, 3), x(4), [1, 2], [1, 1], [1, 1], False, [0, 0], 1)", tol=1e-11),
    case("torch.convolution(x(2, 3, 5, 5), x(3, 4, 3, 3), None, [2], [1], [1], True, [1], 1)", tol=1e-11),
    case("torch.conv_tbc(x(6, 2, 3), x(3, 3, 4), x(4), 1)", tol=1e-11),
    # Nothing to convolve.
    case("F.conv2d(x(0, 3, 6, 6), x(4, 3, 3, 3), x(4))", grad=False),
    case("F.conv_transpose2d(x(0, 3, 6, 6), x(3, 4, 3, 3), x(4))", grad=False),
    # Sliding windows.
    case("F.unfold(x(2, 3, 5, 6), (2, 3))"),
    case("F.unfold(x(3, 5, 6), 2, dilation=2, padding=1, stride=2)"),
    case("F.unfold(x(2, 5, 6, 3).permute(0, 3, 1, 2), (2, 3), padding=(0, 1), stride=(2, 1))"),
    case("F.fold(x(2, 18, 16), (5, 6), (2, 3))"),
    case("F.fold(x(12, 9), (5, 6), 2, dilation=2, padding=1, stride=2)"),
]
