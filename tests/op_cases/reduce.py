"""Cases of extremes, products, variances, norms and counts."""

from ._case import case, raises

D = "distinct=True"
CASES = [
    *[
        case(text.format(name=name))
        for name in ("max", "min")
        for text in (
            "torch.{name}(x(2, 3))",
            f"torch.{{name}}(x(3, 4, {D}), 1)",
            f"x(3, 4, {D}).{{name}}(dim=0, keepdim=True)",
            "torch.{name}(x(3), x(2, 3))",
            "torch.{name}(x())",
            "torch.{name}(x(), 0)",
            "torch.{name}(i(9, 4, 5), 0)",
            "torch.{name}(b(4, 5), 1)",
            "torch.{name}(x(0, 3), 1)",
            f"torch.a{{name}}(x(2, 3, 4, {D}), (0, 2))",
            "torch.a{name}(x(2, 3))",
            f"x(2, 3, {D}).a{{name}}(1, keepdim=True)",
            "torch.a{name}(i(9, 2, 3))",
            "torch.arg{name}(x(2, 3))",
            "torch.arg{name}(x(4, 5), 0)",
            "torch.arg{name}(i(3, 40, 5), 1, keepdim=True)",
            "torch.arg{name}(x(2, 3), keepdim=True)",
            "x(70, 33).arg{name}(dim=0)",
        )
    ],
    *[
        case(f"torch.{name}(torch.tensor([1.0, float('nan'), 3.0, float('nan')]){rest})", grad=False)
        for name in ("max", "min", "amax", "argmax", "argmin", "aminmax")
        for rest in ("", ", dim=0")
    ],
    case("torch.aminmax(x(2, 3))"),
    case(f"x(3, 4, {D}).aminmax(dim=1, keepdim=True)"),
    case("torch.prod(x(2, 3))"),
    case("torch.prod(x(3, 4), 1)"),
    case("x(3, 4).prod(0, keepdim=True)"),
    case("x(0, 3).prod(0)"),
    case("x().prod()"),
    case("c(3).prod()"),
    case("c(2, 3).prod(1)"),
    case("i(5, 4).prod()"),
    case("b(2, 3).prod(1)"),
    case("i(5, 4).prod(dtype=torch.float64)"),
    case("(x(5) * torch.tensor([1.0, 0.0, 1.0, 1.0, 1.0])).prod()"),
    case("(x(5) * torch.tensor([1.0, 0.0, 1.0, 0.0, 1.0])).prod(0)"),
    *[
        case(text.format(name=name))
        for name in ("var", "std")
        for text in (
            "torch.{name}(x(2, 3))",
            "torch.{name}(x(3, 4), 1)",
            "x(3, 4).{name}(0, False)",
            "x(3, 4).{name}(False)",
            "x(3, 4).{name}(dim=(0, 1), correction=0, keepdim=True)",
            "x(3, 4).{name}(0, correction=2)",
            "torch.{name}_mean(x(3, 4))",
            "torch.{name}_mean(x(3, 4), 1, keepdim=True)",
            "torch.{name}_mean(x(3, 4), dim=0, correction=0)",
            "torch.{name}_mean(x(3, 4), False)",
            "c(4).{name}()",
        )
    ],
    *[case(f"torch.{name}(x(1))", grad=False) for name in ("var", "std", "var_mean")],
    case("x(0, 3).var(0)", grad=False),
    case("x(70, 33).var(0)", grad=False),
    case("x(70, 33).std(1)", grad=False),
    *[case(f"torch.norm(x(2, 3, {D}), {p})", gradgrad=p != 0) for p in (1, 2, 3, 1.5, 0.5, -1, 0, "float('inf')", "-float('inf')")],
    case("torch.norm(x(2, 3))"),
    case("x(2, 3).norm()"),
    case("x(2, 3).norm(dim=1)"),
    case("x(2, 3).norm(3, dim=(0, 1), keepdim=True)"),
    case("x(2, 3).norm('fro', dim=1)"),
    case("c(2, 3).norm(dim=1)"),
    case("c(3).norm(3)"),
    case("torch.linalg.vector_norm(x(2, 3), 1, dim=1)"),
    case("torch.linalg.norm(x(2, 3))"),
    case("torch.linalg.norm(x(2, 3), 1)", gradgrad=False),
    case("torch.linalg.norm(x(2, 3), float('inf'), keepdim=True)", gradgrad=False),
    case("torch.linalg.matrix_norm(x(2, 3, 4), dim=(0, 2))"),
    case("torch.dist(x(2, 3), x(3), 1.5)"),
    case("torch.dist(x(2, 3), x(2, 3))"),
    case("torch.logsumexp(x(2, 3), 1)"),
    case("torch.logsumexp(x(2, 3, 4), (0, 2), keepdim=True)"),
    case("torch.logsumexp(i(5, 2, 3), 0)", ulps=0),
    case("torch.logsumexp(x(3, 0), 1)", grad=False),
    case("torch.logsumexp(torch.tensor([float('-inf'), float('-inf')]), 0)", grad=False),
    case("torch.logsumexp(torch.tensor([float('inf'), 1.0]), 0)", grad=False),
    case("torch.nansum(x(2, 3))"),
    case("torch.nansum(x(2, 3), 1, keepdim=True)"),
    case("torch.nansum(torch.tensor([1.0, float('nan'), 2.0]))", grad=False),
    case("torch.nansum(i(5, 3))"),
    case("torch.nanmean(x(2, 3), 1)"),
    case("torch.nanmean(torch.tensor([1.0, float('nan'), 2.0]))", grad=False),
    case("torch.count_nonzero(i(2, 3, 4))"),
    case("torch.count_nonzero(x(3, 4), 1)", grad=False),
    case("torch.count_nonzero(b(3, 4), (0, 1))"),
]

ERRORS = [
    *[
        raises(f"torch.{call}")
        for call in (
            "zeros(0).max()",
            "zeros(0, 3).max(0)",
            "zeros(0).argmax()",
            "zeros(0, 3).argmin(0)",
            "zeros(0).amax()",
            "zeros(0, 3).amin(0)",
            "zeros(0).aminmax()",
            "zeros(2, 3).amax((0, 0))",
            "zeros(2, 3).max(2)",
            "zeros(2, 3).max(dim='a')",
            "tensor([True]).argmax()",
            "zeros(2, dtype=torch.complex64).max()",
            "zeros(2, dtype=torch.complex64).argmax()",
            "max(torch.zeros(3), torch.zeros(2))",
            "tensor([1, 2]).var()",
            "var_mean(torch.tensor([1, 2]))",
            "tensor([1, 2]).norm()",
            "norm(torch.zeros(2, 2), 'foo')",
            "linalg.vector_norm(torch.zeros(0), float('inf'))",
            "linalg.vector_norm(torch.zeros(3), dtype=torch.int64)",
            "linalg.norm(torch.zeros(2, 2, 2), 1)",
            "linalg.matrix_norm(torch.zeros(2, 2), 3)",
            "zeros(2, 3).prod(0, 1)",
            "nansum(torch.zeros(2, dtype=torch.complex64))",
            "nanmean(torch.tensor([1]))",
        )
    ],
]
