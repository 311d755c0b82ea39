"""Cases of circular and hyperbolic functions."""

from ._case import case, raises

_ALL = ["sin", "cos", "tan", "atan", "arctan", "sinh", "cosh", "tanh", "asinh", "arcsinh", "deg2rad", "rad2deg", "sinc"]
_INSIDE = ["asin", "acos", "arcsin", "arccos", "atanh", "arctanh"]
_ABOVE = ["acosh", "arccosh"]
_COMPLEX = ["sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh"]
_ODD = "t([0.0, -0.0, 1.0, -1.0, 1e3, float('inf'), -float('inf'), float('nan')])"

CASES = [
    *[case(f"torch.{name}(x(2, 3))", ulps=256) for name in _ALL],
    *[case(f"torch.{name}(x(2, 3, low=-0.9, high=0.9))", ulps=256) for name in _INSIDE],
    *[case(f"torch.{name}(x(2, 3, low=1.2, high=4.0))", ulps=256) for name in _ABOVE],
    *[case(f"(x(2, 3) * 1).{name}_()", ulps=256) for name in _ALL if "asinh" not in name and "arcsinh" not in name],
    *[case(f"(x(2, 3, low=-0.9, high=0.9) * 1).{name}_()", ulps=256) for name in _INSIDE[:4]],
    # PyTorch has no derivatives of these in place.
    *[case(f"x(2, 3).detach().{name}_()", pure=False, ulps=0) for name in ("asinh", "arcsinh")],
    *[case(f"x(2, 3, low=-0.9, high=0.9).detach().{name}_()", pure=False, ulps=0) for name in _INSIDE[4:]],
    *[case(f"x(2, 3, low=1.2, high=4.0).detach().{name}_()", pure=False, ulps=0) for name in _ABOVE],
    *[case(f"torch.{name}(c(3))", tol=1e-11, ulps=512) for name in _COMPLEX],
    *[case(f"torch.{name}({_ODD})") for name in (*_ALL, *_INSIDE, *_ABOVE)],
    *[case(f"torch.{name}(i(2, 3))") for name in (*_ALL, "asin", "acos")],
    case("torch.atan2(x(2, 3), x(3))"),
    case("(x(3) * 1).atan2_(x(3))"),
    case("torch.atan2(t([0.0, -0.0, 0.0, 1.0]), t([0.0, -1.0, -1.0, 0.0]))"),
]

ERRORS = [raises("torch.atan2(c(2), c(2))"), raises("i(3, 2).sin_()")]
