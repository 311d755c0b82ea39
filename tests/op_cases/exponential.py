"""Cases of exponentials, logarithms, and what is made of them."""

from ._case import case, raises

_ALL = ["exp", "exp2", "expm1", "sigmoid", "erf", "erfc"]
_POSITIVE = ["log", "log2", "log10", "log1p", "lgamma", "digamma"]
_COMPLEX = ["exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sigmoid"]
_ODD = "t([0.0, -0.0, 1.0, -1.0, 1e3, -1e3, float('inf'), -float('inf'), float('nan')])"

CASES = [
    case("torch.logaddexp2(x(2, 3), x(3))"),
    *[case(f"torch.{name}(x(2, 3))") for name in _ALL],
    # PyTorch's trigamma is right to some nine digits.
    *[case(f"torch.{name}(x(2, 3, low=0.3))", tol=1e-8 if name == "digamma" else 1e-12) for name in _POSITIVE],
    *[case(f"torch.{name}(x(2, 3, low=-1.9, high=-1.1))", tol=1e-8) for name in ("lgamma", "digamma")],
    *[case(f"torch.polygamma({n}, x(2, 3, low=0.3))", tol=1e-8) for n in (0, 1, 2, 5)],
    *[case(f"torch.polygamma({n}, x(2, 3, low=-1.8, high=-1.2))", tol=1e-10) for n in (1, 2, 3)],
    case("torch.polygamma(1, t([0.0, float('inf'), -float('inf'), float('nan'), 30.0, 1e6]))", grad=False),
    case("torch.polygamma(2, t([0.0, -1.0, float('nan'), 30.0, 1e6]))", grad=False),
    case("torch.polygamma(2, i(3, 4) + 1)", tol=1e-6),
    case("x(2, 3, low=0.3).polygamma(1)", tol=1e-8),
    case("(x(2, 3, low=0.3) * 1).polygamma_(1)", tol=1e-8),
    case("torch.special.polygamma(1, x(3, low=0.5))", tol=1e-8),
    case("torch.special.digamma(x(3, low=0.5))", tol=1e-8),
    case("torch.erfinv(x(2, 3, low=-0.9, high=0.9))"),
    *[case(f"(x(2, 3) * 1).{name}_()") for name in _ALL],
    *[case(f"(x(2, 3, low=0.3) * 1).{name}_()", tol=1e-8 if name == "digamma" else 1e-12) for name in _POSITIVE],
    case("(x(2, 3, low=-0.9, high=0.9) * 1).erfinv_()"),
    *[case(f"torch.{name}(c(3))", ulps=256) for name in _COMPLEX],
    *[case(f"torch.{name}({_ODD})") for name in (*_ALL, "log", "log2", "log10", "log1p", "lgamma")],
    *[case(f"torch.{name}(i(5, 3))") for name in (*_ALL, "log1p")],
    case("torch.logaddexp(x(2, 3), x(3))"),
    case("torch.logaddexp(t([float('inf'), -float('inf'), 800.0]), t([float('inf'), -float('inf'), 1.0]))"),
    case("torch.xlogy(x(2, 3), x(3, low=0.2))"),
    case("torch.xlogy(x(3), 2.5)"),
    case("torch.xlogy(t([0.0, 0.0, 1.0]), t([0.0, float('nan'), 0.0]))"),
    case("torch.logit(x(3, low=0.1, high=0.9))"),
    case("torch.logit(x(4, low=-0.2, high=1.2), eps=0.1)"),
    case("torch.exp(x())"),
    case("torch.exp(x(0, 3))"),
]

ERRORS = [
    raises("torch.erf(c(2))"),
    raises("i(3, 2).exp_()"),
    raises("torch.lgamma(c(2))"),
    raises("torch.polygamma(-1, x(2))"),
    raises("torch.polygamma(1.5, x(2))"),
    raises("torch.polygamma(1, c(2))"),
]
