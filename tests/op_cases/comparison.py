"""Cases of comparisons, logic and bits."""

from ._case import case, raises

_COMPARE = ["eq", "ne", "lt", "le", "gt", "ge", "not_equal", "less", "less_equal", "greater", "greater_equal"]
_QUESTIONS = ["isnan", "isinf", "isfinite", "isposinf", "isneginf", "signbit"]
_ODD = "t([1.0, -0.0, float('nan'), float('inf'), -float('inf'), 0.0])"
_BITS = ["bitwise_and", "bitwise_or", "bitwise_xor"]
_SHIFTS = ["bitwise_left_shift", "bitwise_right_shift"]
_LOGIC = ["logical_and", "logical_or", "logical_xor"]

CASES = [
    case("torch.heaviside(t([-1.0, 0.0, 2.0]), t(0.5))"),
    *[case(f"torch.{name}(i(3, 2, 4), i(3, 4))") for name in _COMPARE],
    *[case(f"torch.{name}(x(2, 3), 0.5)", ulps=0) for name in _COMPARE],
    *[case(f"torch.{name}({_ODD}, t([0.0, 0.0, 0.0, float('inf'), 1.0, 0.0]))") for name in _COMPARE],
    *[case(f"x(2, 3).detach().{name}_(0.5)", pure=False, ulps=0) for name in _COMPARE],
    case("torch.eq(c(3), 1j)"),
    case("torch.ne(c(3), c(3))"),
    case("i(3, 4) == 1"),
    case("b(4) < b(4)"),
    *[case(f"torch.{name}({_ODD})") for name in _QUESTIONS],
    *[case(f"torch.{name}(i(5, 3))") for name in _QUESTIONS],
    case("torch.isnan(c(3))"),
    case("torch.isclose(t([1.0, 2.0, float('nan')]), t([1.0 + 1e-6, 2.1, float('nan')]))"),
    case("torch.isclose(t([1.0, float('nan')]), t([1.0, float('nan')]), equal_nan=True)"),
    case("torch.isclose(t([1.0, float('inf')]), t([1.2, float('inf')]), rtol=0.5)"),
    case("torch.allclose(t([1.0, 2.0]), t([1.0, 2.0 + 1e-9]))"),
    case("torch.allclose(t([1.0, 2.0]), t([1.0, 2.1]))"),
    case("torch.equal(i(3, 4), i(3, 4))"),
    case("(lambda a: torch.equal(a, a * 1))(x(3))"),
    case("torch.equal(x(3), x(4))"),
    *[case(f"torch.{name}(i(9, 2, 3), i(9, 3))") for name in _BITS],
    *[case(f"torch.{name}(b(5), b(5))") for name in _BITS],
    *[case(f"i(9, 4).{name}_(5)") for name in _BITS],
    *[case(f"torch.{name}(i(9, 4), i(4, 4))") for name in _SHIFTS],
    *[case(f"i(9, 4).{name}_(2)") for name in _SHIFTS],
    case("torch.bitwise_not(i(9, 4))"),
    case("torch.bitwise_not(b(4))"),
    case("i(9, 4).bitwise_not_()"),
    *[case(f"torch.{name}(i(2, 5), t([1.0, 0.0, float('nan'), 0.0, 2.0]))") for name in _LOGIC],
    *[case(f"b(4).{name}_(i(2, 4))") for name in _LOGIC],
    case("torch.logical_not(i(2, 4))"),
    case("x(3).detach().logical_not_()", pure=False),
    case("~b(3) & b(3) | b(3) ^ b(3)"),
    case("i(9, 3) << 2 >> 1"),
]

ERRORS = [
    raises("torch.lt(c(2), c(2))"),
    raises("torch.bitwise_and(x(2), x(2))"),
    raises("torch.bitwise_left_shift(x(2), 1)"),
    raises("torch.isclose(x(2), i(3, 2))"),
    raises("torch.eq(x(2), x(3))"),
]
