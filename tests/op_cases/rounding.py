"""Cases of rounding."""

from ._case import case, raises

_NAMES = ["floor", "ceil", "trunc", "fix", "frac", "round"]

CASES = [
    *[case(f"torch.{name}(x(2, 4))", ulps=0) for name in _NAMES],
    *[case(f"(x(2, 4) * 1).{name}_()", ulps=0) for name in _NAMES],
    *[case(f"torch.{name}(t([-2.5, -0.5, 0.5, 1.5, float('inf'), float('nan')]))") for name in _NAMES],
    *[case(f"torch.{name}(i(9, 3))") for name in _NAMES if name != "frac"],
    case("torch.round(x(4), decimals=2)", ulps=0),
    case("torch.round(x(4) * 1000, decimals=-2)", ulps=0),
    case("(x(4) * 1).round_(decimals=1)", ulps=0),
]

ERRORS = [raises("torch.floor(c(2))"), raises("torch.round(c(2))")]
