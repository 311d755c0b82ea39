"""Cases of tables and distances."""

from ._case import case, raises

_BAG = "t([1, 3, 1, 0, 4]), x(5, 3), t([0, 2, 2])"

_TIED = "[[1.0, 3.0, -2.0], [1.0, 0.0, 1.0], [4.0, 0.0, -2.0]]"

CASES = [
    case("F.embedding(t([[1, 0], [2, 1]]), x(3, 4))"),
    case("F.embedding(t([1, 0, 1]), x(3, 4), padding_idx=1)", grad=False),
    case("F.embedding(t([1, 0, 1]), x(3, 4), padding_idx=-1, scale_grad_by_freq=True)", grad=False),
    case("F.embedding(t(2), x(3, 4))"),
    case("F.embedding(i(3, 0), x(3, 4))"),
    case("F.embedding(t([1, 2]).int(), x(3, 4))"),
    case("F.embedding(t([1, 0]), x(3, 4).detach() * 1, max_norm=1.0)"),
    case("torch.embedding(x(3, 4), t([1, 0]))"),
    *[case(f"F.embedding_bag({_BAG}, mode='{mode}')") for mode in ("sum", "mean", "max")],
    *[case(f"F.embedding_bag({_BAG}, mode='{mode}', padding_idx=1)") for mode in ("sum", "mean", "max")],
    case("F.embedding_bag(i(5, 2, 3), x(5, 3), mode='mean')"),
    case("F.embedding_bag(i(5, 2, 3), x(5, 3), mode='sum', per_sample_weights=x(2, 3))"),
    *[
        case(f"F.embedding_bag(t([1, 3, 1]), x(5, 3), t([0, 2, 3]), mode='{mode}', include_last_offset=True)")
        for mode in ("sum", "mean", "max")
    ],
    *[case(f"F.embedding_bag(t([1, 3, 1]), x(5, 3), t([0, 2, 2]), mode='{mode}')") for mode in ("sum", "mean", "max")],
    *[
        case(f"F.embedding_bag(t([1, 3, 1]), x(5, 3), t([0, 1]), mode='{mode}', scale_grad_by_freq=True)", grad=False)
        for mode in ("sum", "mean")
    ],
    case("F.embedding_bag(t([1, 3, 1]), x(5, 3) * 1, t([0, 1]), max_norm=1.0)", grad=False, strided=False),
    case(
        "F.embedding_bag(t([1, 3, 1, 2]), x(5, 3), t([0, 2, 4]), mode='sum', per_sample_weights=x(4), padding_idx=1, "
        "include_last_offset=True)"
    ),
    case("torch.embedding_bag(x(5, 3), t([1, 3, 1, 2]), t([0, 2]), mode=2)"),
    case("torch.embedding_bag(x(5, 3), t([1, 3, 1, 2]), t([0, 2]), False, 1, False, None, False, 3)"),
    case("F.one_hot(t([2, 0, 1]))"),
    case("F.one_hot(t([[2, 0], [1, 1]]), 4)"),
    case("F.one_hot(i(3, 0), 4)"),
    case("F.one_hot(t(1), 2)"),
    case("F.glu(x(2, 4))"),
    case("F.glu(x(4, 3), 0)"),
    *[case(f"F.cosine_similarity({of})", tol=1e-10) for of in ("x(2, 3), x(2, 3)", "x(2, 3), x(2, 3), dim=0")],
    case("F.cosine_similarity(x(2, 1, 3), x(4, 3), dim=-1)", tol=1e-10),
    *[case(f"F.pairwise_distance(x(2, 3), x(2, 3), p={p})", tol=1e-10) for p in ("2.0", "1.0", "3.0", "float('inf')")],
    case("F.pairwise_distance(x(3), x(2, 3), keepdim=True)", tol=1e-10),
    *[case(f"F.pdist(x(4, 3), p={p})", tol=1e-10) for p in ("2.0", "1.0", "3.0", "1.5", "0.0", "float('inf')")],
    # Several elements are as far apart as those that are farthest.
    case(
        f"torch.autograd.grad(F.pdist(y := t({_TIED}).requires_grad_(), p=float('inf')).square().sum(), y)", grad=False
    ),
    case("F.embedding(t([1, 0]), c(3, 4).detach() * 3, max_norm=1.0)", tol=1e-9, grad=False),
    case("F.pdist(x(1, 3))"),
    case("F.pdist(x(3, 0))", gradgrad=False),
    case("F.pdist(x(40, 37))", tol=1e-9, gradgrad=False),
    *[case(f"torch.cdist(x(4, 3), x(2, 3), p={p})", tol=1e-8, gradgrad=False) for p in ("2.0", "1.0", "3.0")],
    case("torch.cdist(x(2, 4, 3), x(3, 3))", tol=1e-8, gradgrad=False),
]

ERRORS = [
    raises("F.embedding(t([3]), x(3, 4))"),
    raises("F.embedding(t([-1]), x(3, 4))"),
    raises("F.embedding(t([1.0]), x(3, 4))"),
    raises("F.embedding_bag(t([[5]]), x(5, 3))"),
    raises("F.one_hot(t([-1]))"),
    raises("F.one_hot(t([2]), 2)"),
    raises("F.one_hot(t([1.0]))"),
    raises("F.one_hot(i(2, 0))"),
    raises("F.glu(x(2, 3))"),
    raises("F.pdist(x(3))"),
    raises("F.embedding(t([1, 0]), c(3, 4))"),
    raises("F.embedding(t([1, 0]), i(9, 3, 4), max_norm=1.0)"),
    raises("torch.cdist(x(2, 3), x(2, 2))"),
]
