"""Cases of copies, conversions and filling."""

from ._case import case, raises

_NARROW = ["float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool", "complex128"]

CASES = [
    case("torch.clone(x(2, 3))"),
    case("x(2, 3).t().clone()"),
    case("x(2, 3).t().contiguous()"),
    case("x(2, 3, 2, 2).contiguous(memory_format=torch.channels_last)"),
    *[case(f"x(2, 3).to(torch.{name})", grad=False, ulps=0) for name in _NARROW],
    *[case(f"i(9, 4).to(torch.{name})") for name in _NARROW],
    case("x(3).to(torch.complex128)"),
    case("x(3, dtype='float32').to(torch.float64)", grad=False, ulps=0),
    case("x(3).to('cpu')"),
    case("x(3).to(i(5, 2))", ulps=0, grad=False),
    case("x(3).type_as(c(2))"),
    case("x(3).to(torch.float64, copy=True)", ulps=0),
    case("(x(2, 3) * 1).copy_(x(3))"),
    case("torch.zeros(3, dtype=torch.float64).copy_(x(3))", ulps=0),
    case("torch.zeros(2, dtype=torch.int64).copy_(x(2))", grad=False, ulps=0),
    case("(x(2, 3) * 1).zero_()"),
    case("(x(2, 3) * 1).fill_(2.5)"),
    case("(x(2, 3) * 1).fill_(x())"),
    case("torch.fill_(x(3) * 1, 2)"),
    case("torch.zero_(x(3) * 1)"),
    case("(lambda a: (a[1:].fill_(3), a)[1])(x(3) * 1)"),
    case("(lambda a: (a[0].copy_(a[1]), a)[1])(x(2, 3) * 1)"),
]

ERRORS = [
    raises("(x(3) * 1).copy_(x(4))"),
    raises("(x(3) * 1).fill_(x(2))"),
    raises("x(3).contiguous(memory_format=torch.channels_last)"),
    raises("i(3, 2).fill_(1j)"),
]
