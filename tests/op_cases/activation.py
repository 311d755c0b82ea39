"""Cases of activation functions."""

from ._case import case, raises

_PLAIN = ["relu", "selu", "silu", "mish", "hardsigmoid", "hardswish", "leaky_relu", "elu", "celu", "hardtanh"]
_WIDE = ["relu6", "hardsigmoid", "hardswish", "softplus"]
_ODD = "t([0.0, -0.0, 25.0, -25.0, float('inf'), -float('inf'), float('nan')])"

CASES = [
    # PyTorch keeps the factor 1/6 of hardsigmoid's gradient in single precision.
    *[case(f"F.{name}(x(2, 3))", tol=1e-7 if name == "hardsigmoid" else 1e-12) for name in _PLAIN],
    *[case(f"F.{name}(x(2, 4) * 5)", tol=1e-7 if name == "hardsigmoid" else 1e-12) for name in _WIDE],
    *[case(f"F.{name}(x(2, 3) * 1, inplace=True)", tol=1e-7 if name == "hardsigmoid" else 1e-12) for name in _PLAIN],
    *[case(f"F.{name}({_ODD})") for name in (*_PLAIN, *_WIDE[3:], "gelu", "logsigmoid")],
    *[case(f"torch.{name}(x(2, 3))") for name in ("relu", "selu", "celu", "hardshrink")],
    *[case(f"(x(2, 3) * 1).{name}()") for name in ("relu_",)],
    *[case(f"torch.{name}(x(2, 3) * 1)") for name in ("relu_", "selu_", "celu_")],
    case("F.relu(x(3) * 0)", gradgrad=False),
    case("F.leaky_relu(x(2, 3), 0.2)"),
    case("F.leaky_relu_(x(2, 3) * 1, 0.2)"),
    case("F.elu(x(2, 3), 0.7)"),
    case("F.elu_(x(2, 3) * 1, 0.7)"),
    # PyTorch keeps 1/alpha in single precision in the gradient.
    case("F.celu(x(2, 3), 0.7)", tol=1e-7),
    case("F.hardtanh(x(2, 3), -0.5, 0.7)"),
    case("F.hardtanh_(x(2, 3) * 1, -0.5, 0.7)"),
    case("F.threshold(x(2, 3), 0.5, -7.0)"),
    case("F.threshold_(x(2, 3) * 1, 0.5, -7.0)"),
    case("F.prelu(x(2, 3, 2), x(3))"),
    case("F.prelu(x(2, 3), x(1))"),
    case("torch.prelu(x(3), x())"),
    case("F.gelu(x(2, 3))"),
    case("F.gelu(x(2, 3), approximate='tanh')"),
    case("F.softplus(x(2, 3), beta=2.0, threshold=3.0)"),
    case("F.hardshrink(x(2, 3), 0.8)"),
    case("F.softshrink(x(2, 3), 0.3)"),
    case("F.logsigmoid(x(2, 3))"),
    case("F.silu(x(0, 3))"),
    case("F.mish(x())"),
]

ERRORS = [
    raises("F.gelu(x(2), approximate='exact')"),
    raises("F.relu(c(2))"),
    raises("F.silu(i(3, 2))"),
    raises("F.prelu(x(2, 3), x(2))"),
    raises("F.softshrink(x(2), -1.0)"),
]
