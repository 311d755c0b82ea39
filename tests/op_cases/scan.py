"""Cases of running sums, products and extremes, and of differences."""

from ._case import case, raises

CASES = [
    *[
        case(text.format(name=name))
        for name in ("cumsum", "cumprod")
        for text in (
            "torch.{name}(x(3, 4), 0)",
            "torch.{name}(x(3, 4), -1)",
            "x(2, 3, 4).{name}(1)",
            "x().{name}(0)",
            "x(0, 3).{name}(0)",
            "c(4).{name}(0)",
            "i(4, 5).{name}(0)",
            "b(3, 4).{name}(1)",
            "i(4, 5).{name}(0, dtype=torch.float64)",
        )
    ],
    case("x(70, 33).cumsum(0)", grad=False),
    case("x(33, 70).cumsum(1)", grad=False),
    case("x(3, 4).clone().cumsum_(1)"),
    case("x(3, 4).clone().cumprod_(0)"),
    case("(x(5) * torch.tensor([1.0, 0.0, 1.0, 1.0, 1.0])).cumprod(0)"),
    case("(x(5) * torch.tensor([1.0, 0.0, 1.0, 0.0, 1.0])).cumprod(0)"),
    *[
        case(text.format(name=name))
        for name in ("cummax", "cummin")
        for text in (
            "torch.{name}(x(3, 4, distinct=True), 0)",
            "x(3, 4, distinct=True).{name}(1)",
            "torch.{name}(i(3, 4, 5), 1)",
            "torch.{name}(x(), 0)",
        )
    ],
    *[case(f"torch.{name}(x(0, 2), 0)", grad=False) for name in ("cummax", "cummin")],
    *[
        case(f"torch.{name}(torch.tensor([3.0, 1.0, float('nan'), 2.0, float('nan')]), 0)", grad=False)
        for name in ("cummax", "cummin")
    ],
    case("torch.logcumsumexp(x(3, 4), 0)"),
    case("torch.logcumsumexp(x(3, 4), 1)"),
    case("torch.logcumsumexp(torch.tensor([float('-inf'), 1.0, float('-inf')]), 0)", grad=False),
    case("torch.diff(x(5))"),
    case("torch.diff(x(3, 5), n=2, dim=0)"),
    case("torch.diff(x(3), prepend=x(1), append=x(2))"),
    case("torch.diff(x(3), n=5)"),
    case("torch.diff(x(3), n=0)"),
    case("torch.diff(b(6))"),
    case("torch.renorm(x(3, 4), 2, 0, 1.0)", tol=1e-7),
    case("torch.renorm(x(3, 4), 1, 1, 2.0)", tol=1e-7),
    case("x(3, 4).clone().renorm_(2, 0, 1.0)", tol=1e-7),
]

ERRORS = [
    raises("x(2).cumsum(1)"),
    raises("c(2).cummax(0)"),
    raises("i(3, 2).logcumsumexp(0)"),
    raises("x().diff()"),
    raises("x(2).diff(n=-1)"),
    raises("x(2).diff(prepend=x(1, 1))"),
    raises("x(2).renorm(2, 0, 1.0)"),
    raises("x(2, 2).renorm(-1, 0, 1.0)"),
    raises("x(2, 2).renorm(2, 0, -1.0)"),
    raises("x(2, 2).renorm(2, 2, 1.0)"),
]
