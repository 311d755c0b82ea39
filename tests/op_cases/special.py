"""Cases of special functions, windows and covariances."""

from ._case import case, raises

CASES = [
    case("x(2, 3).i0()"),
    *[
        case(f"torch.{name}(t([0.0, -0.0, 0.3, -1.0, 7.9, 8.1, -20.0, 200.0, float('inf'), float('nan')]))", grad=False)
        for name in (
            "i0",
            "special.i0e",
            "special.i1",
            "special.i1e",
            "special.erfcx",
            "special.log_ndtr",
            "special.entr",
        )
    ],
    *[
        case(f"torch.{name}(torch.tensor([0, 1, 2, 5]))", grad=False)
        for name in (
            "i0",
            "special.i0e",
            "special.i1",
            "special.i1e",
            "special.erfcx",
            "special.log_ndtr",
            "special.entr",
        )
    ],
    case("torch.special.ndtri(torch.tensor([0, 1]))", grad=False),
    case("torch.special.ndtri(t([1e-30, 0.01, 0.13, 0.14, 0.86, 0.87, 0.999, -1.0, float('nan')]))", grad=False),
    case("torch.special.i1(x(4, low=-12.0, high=12.0))"),
    case("torch.special.i1e(x(4, low=-12.0, high=12.0))"),
    case("torch.special.log_ndtr(x(4, low=-12.0, high=2.0))"),
    case("torch.special.erfcx(x(4, low=0.0, high=9.0))"),
    case("torch.i0(x(5, low=-20.0, high=20.0))"),
    case("torch.special.i0e(x(2, 3))"),
    case("torch.special.i0e(x(5, low=5.0, high=60.0))"),
    case("torch.special.i1(x(2, 3))"),
    case("torch.special.i1(t([0.0, 12.0, -12.0]))", grad=False),
    case("torch.special.i1e(x(2, 3))"),
    case("torch.special.ndtr(x(2, 3))"),
    case("torch.special.ndtri(x(2, 3, low=0.05, high=0.95))"),
    case("torch.special.ndtri(t([0.0, 1e-12, 0.5, 1.0, 1.5]))", grad=False),
    case("torch.special.log_ndtr(x(2, 3))"),
    case("torch.special.log_ndtr(t([-40.0, -1.0, 0.0, 9.0]))", grad=False),
    case("torch.special.erfcx(x(2, 3))"),
    case("torch.special.erfcx(t([-3.0, 0.0, 1.9, 2.1, 3.9, 4.1, 60.0]))", grad=False),
    case("torch.special.entr(x(2, 3, low=0.1, high=2.0))"),
    case("torch.special.entr(t([-1.0, 0.0, 1.0]))", grad=False),
    case("torch.special.xlog1py(x(2, 3), x(3, low=-0.5, high=2.0))"),
    case("torch.special.xlog1py(t([0.0, 0.0, 1.0]), t([-2.0, -1.0, 3.0]))", grad=False),
    case("torch.special.expit(x(3))"),
    case("torch.special.multigammaln(x(3, low=2.0, high=4.0), 3)", gradgrad=False),
    case("x(2, low=1.0, high=3.0).mvlgamma(2)", gradgrad=False),
    case("torch.cov(x(3, 4))"),
    case("torch.cov(x(4))"),
    case("torch.cov(x(2, 4), correction=0)"),
    case("torch.cov(x(2, 3), fweights=torch.tensor([1, 2, 1]), aweights=t([0.1, 0.2, 0.3]))"),
    case("torch.cov(x(2, 3), aweights=t([0.1, 0.2, 0.3]), correction=0)"),
    case("torch.cov(c(2, 3))"),
    case("(x(3) * 1).i0_()"),
    case("torch.tensor([4, 6]).gcd_(torch.tensor([6, 4]))", grad=False),
    case("torch.tensor([4, 6]).lcm_(torch.tensor([6, 4]))", grad=False),
    case("(x(3) * 1).ldexp_(i(4, 3))"),
    case("torch.corrcoef(x(3, 4))"),
    case("torch.corrcoef(x(4))"),
    case("torch.frexp(x(2, 3))[0]"),
    case("torch.frexp(t([10.0, 0.0, -3.0, float('inf'), 1e-320]))", grad=False),
    case("torch.ldexp(x(2, 3), i(4, 3))"),
    *[
        case(f"torch.{name}(i(60, 2, 3).{dtype}(), i(60, 3).{dtype}() - 9)", grad=False)
        for name in ("gcd", "lcm")
        for dtype in ("byte", "char", "short", "int", "long")
    ],
    case("torch.gcd(i(60, 3), i(60, 3).int())", grad=False),
    case("torch.frexp(t([10.0, 0.0, -3.0, float('nan'), 6e-8]).half())", grad=False),
    case("torch.frexp(t([10.0, 0.0, -3.0, -float('inf'), 1e-40]).bfloat16())", grad=False),
    case("torch.lcm(i(60, 2, 3), i(60, 3))", grad=False),
    case("torch.gcd(torch.tensor([-12, 0, -7]), torch.tensor([18, 0, 0]))", grad=False),
    *[
        case(f"torch.{name}_window({length}, {periodic}, dtype=torch.float64)", grad=False)
        for name in ("hann", "hamming", "bartlett", "blackman", "kaiser")
        for length in (0, 1, 2, 5, 8)
        for periodic in (True, False)
    ],
    case("torch.hamming_window(6, True, 0.6, 0.3, dtype=torch.float64)", grad=False),
    case("torch.kaiser_window(6, False, 5.0, dtype=torch.float64)", grad=False),
]

ERRORS = [
    raises("torch.gcd(x(2), x(2))"),
    raises("torch.lcm(b(2), b(2))"),
    raises("torch.frexp(i(3, 2))"),
    raises("torch.special.i0e(c(2))"),
]
