"""Cases of softmax and its logarithm."""

from ._case import case, raises

_ODD = "t([[1e4, -1e4, 9999.0], [-float('inf'), 1.0, 2.0], [float('inf'), 1.0, 2.0], [float('nan'), 1.0, 2.0]])"

CASES = [
    *[
        case(f"torch.{name}({of})")
        for name in ("softmax", "log_softmax")
        for of in (
            "x(2, 3), 1",
            "x(2, 3), 0",
            "x(2, 3), -1",
            "x(2, 3, 4), 1",
            "x(3, 40), 1",
            "x(37), 0",
            "x(), 0",
            "x(2, 1), 1",
            "x(2, 3), dim=1, dtype=torch.float32",
        )
    ],
    *[case(f"torch.{name}(x(0, 3), 1)", grad=False) for name in ("softmax", "log_softmax")],
    *[case(f"torch.{name}(x(3, 0), 1)", grad=False) for name in ("softmax", "log_softmax")],
    *[case(f"{_ODD}.{name}(1)") for name in ("softmax", "log_softmax")],
    *[case(f"{_ODD}.T.{name}(0)") for name in ("softmax", "log_softmax")],
    case("x(2, 3).softmax(-1)"),
    case("x(2, 3).log_softmax(0)"),
    case("F.softmin(x(2, 3), dim=1)"),
    case("F.softmax(i(5, 2, 3), dim=1, dtype=torch.float64)"),
    case("F.log_softmax(i(5, 2, 3), dim=0, dtype=torch.float64)"),
]

ERRORS = [
    raises("torch.softmax(x(2, 3), 2)"),
    raises("torch.softmax(i(5, 2, 3), 1)"),
    raises("torch.log_softmax(c(2, 3), 1)"),
]
