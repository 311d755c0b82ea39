"""Cases of padding."""

from ._case import case

CASES = [
    case("F.pad(x(2, 3), (1, 2))"),
    case("F.pad(x(2, 3), (1, 2, 0, 1), value=1.5)"),
    case("F.pad(x(2, 3), (-1, 1))"),
    case("F.pad(x(2, 5), (-1, -2, 1, -1))"),
    case("F.pad(x(2, 3, 4), (0, 0, 0, 0, 1, 1))"),
    case("F.pad(x(0, 3), (1, 1, 1, 1), value=2.0)"),
    case("F.pad(i(9, 2, 2), (1, 1), value=7)"),
    case("F.pad(x(3, 4).t(), (1, 1))"),
    case("F.pad(x(2, 3, 4), (2, 1), mode='reflect')"),
    case("F.pad(x(2, 4), (3, 3), mode='reflect')"),
    case("F.pad(x(1, 2, 3, 4), (1, 2, 2, 0), mode='reflect')"),
    case("F.pad(x(1, 1, 2, 3, 2), (1, 1, 0, 2, 1, 1), mode='reflect')"),
    case("F.pad(x(2, 3, 4), (2, 5), mode='replicate')"),
    case("F.pad(x(2, 3, 4), (-1, 2), mode='replicate')"),
    case("F.pad(x(1, 2, 3, 4), (1, 2, 2, 0), mode='replicate')"),
    case("F.pad(x(1, 1, 2, 3, 2), (1, 1, 0, 2, 1, 1), mode='replicate')"),
    case("F.pad(x(2, 3, 4), (2, 4), mode='circular')"),
    case("F.pad(x(1, 2, 3, 4), (1, 2, 2, 0), mode='circular')"),
    case("F.pad(x(1, 1, 2, 3, 2), (1, 1, 0, 2, 1, 1), mode='circular')"),
]
