"""Cases of sums, means and questions about all elements."""

from ._case import case, raises

CASES = [
    case("torch.sum(x(2, 3))"),
    case("torch.sum(x(3, 3), 1)"),
    case("x(2, 3, 4).sum((0, -1))"),
    case("x(2, 3, 4).sum((0, 2), keepdim=True)"),
    case("x(2, 3).sum(-1, dtype=torch.float32)", tol=1e-6, gradgrad=False, grad=False),
    case("x().sum()"),
    case("x().sum(0)"),
    case("x(0, 3).sum()"),
    case("x(0, 3).sum(0)"),
    case("c(2, 3).sum(1)"),
    case("i(9, 2, 3).sum(0)"),
    case("b(2, 3).sum()"),
    case("torch.sum(x(2, 3), dim=())"),
    case("x(2, 3).transpose(0, 1).sum(0)"),
    case("x(70, 33).sum(0)", grad=False),
    case("x(70, 33).sum(1)", grad=False),
    case("torch.mean(x(2, 3))"),
    case("torch.mean(x(2, 3), 1)"),
    case("x(2, 3, 4).mean((0, 2), keepdim=True)"),
    case("c(2, 3).mean()"),
    case("i(9, 4).mean(dtype=torch.float64)"),
    case("x(0, 3).mean(0)"),
    case("x(4, 1, 3).sum_to_size(1, 3)"),
    case("x(2, 3).sum_to_size(3)"),
    *[case(f"torch.{name}(b(2, 3))") for name in ("all", "any")],
    *[case(f"torch.{name}(b(2, 3), 1)") for name in ("all", "any")],
    *[case(f"torch.{name}(i(2, 2, 3), (0, 1), keepdim=True)") for name in ("all", "any")],
    *[case(f"torch.{name}(x(0, 3), 0)") for name in ("all", "any")],
    case("torch.all(torch.tensor([1, 2], dtype=torch.uint8))"),
]

ERRORS = [
    raises("x(2, 3).sum(2)"),
    raises("x(2, 3).sum((0, 0))"),
    raises("i(3, 2).mean()"),
    raises("x(2, 3).sum_to_size(2)"),
    raises("b(2, 3).all(2)"),
]
