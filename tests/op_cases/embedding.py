"""Cases of tables and distances."""

from ._case import case, raises

_BAG = "t([1, 3, 1, 0, 4]), x(5, 3), t([0, 2, 2])"

CASES = [
    case("F.embedding(t([[1, 0], [2, 1]]), x(3, 4))"),
    case("F.embedding(t([1, 0, 1]), x(3, 4), padding_idx=1)"),
    case("F.embedding(t([1, 0, 1]), x(3, 4), padding_idx=-1, scale_grad_by_freq=True)"),
    case("F.embedding(t(2), x(3, 4))"),
    case("F.embedding(i(3, 0), x(3, 4))"),
    case("F.embedding(t([1, 2]).int(), x(3, 4))"),
    case("F.embedding(t([1, 0]), x(3, 4).detach() * 1, max_norm=1.0)"),
    case("torch.embedding(x(3, 4), t([1, 0]))"),
    *[case(f"F.embedding_bag({_BAG}, mode='{mode}')", gradgrad=mode != "max") for mode in ("sum", "mean", "max")],
    *[
        case(f"F.embedding_bag({_BAG}, mode='{mode}', padding_idx=1)", gradgrad=mode != "max")
        for mode in ("sum", "mean", "max")
    ],
    case("F.embedding_bag(i(5, 2, 3), x(5, 3), mode='mean')"),
    case("F.embedding_bag(i(5, 2, 3), x(5, 3), mode='sum', per_sample_weights=x(2, 3))"),
    case("F.embedding_bag(t([1, 3, 1]), x(5, 3), t([0, 2, 3]), mode='sum', include_last_offset=True)"),
    case("F.embedding_bag(t([1, 3, 1]), x(5, 3), t([0, 2]), mode='sum', scale_grad_by_freq=True)", gradgrad=False),
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
    *[case(f"F.pdist(x(4, 3), p={p})", tol=1e-10, gradgrad=False) for p in ("2.0", "1.0", "3.0")],
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
    raises("torch.cdist(x(2, 3), x(2, 2))"),
]
