"""Cases of losses."""

from ._case import case, raises

_REDUCTIONS = ("none", "mean", "sum")
_SIGNS = "(b(2, 3) * 2.0 - 1)"
_IDS = "t([1, 2, 0, 1])"

CASES = [
    *[
        case(f"F.{loss}, reduction='{reduction}')", **options)
        for reduction in _REDUCTIONS
        for loss, options in (
            ("mse_loss(x(2, 3), x(2, 3)", {}),
            ("l1_loss(x(2, 3), x(2, 3)", {}),
            ("smooth_l1_loss(x(2, 3), x(2, 3), beta=0.7", {}),
            ("huber_loss(x(2, 3), x(2, 3), delta=0.7", {}),
            ("binary_cross_entropy(x(2, 3, low=0.1, high=0.9), x(2, 3, low=0.1, high=0.9)", {"tol": 1e-10}),
            ("binary_cross_entropy(x(2, 3, low=0.1, high=0.9), b(2, 3).double(), t([0.4, 1.2, -0.7])", {"tol": 1e-10}),
            ("binary_cross_entropy_with_logits(x(2, 3), x(2, 3)", {}),
            ("binary_cross_entropy_with_logits(x(2, 3), b(2, 3).double(), weight=t([0.4, 1.2, -0.7])", {}),
            ("binary_cross_entropy_with_logits(x(2, 3), x(2, 3), pos_weight=t([0.6, 1.1, 1.9])", {"ulps": 0}),
            (
                "binary_cross_entropy_with_logits(x(2, 3), b(2, 3).double(), t([0.4, 1.2, -0.7]), "
                "pos_weight=t([0.6, 1.1, 1.9])",
                {},
            ),
            ("kl_div(x(2, 3), x(2, 3, low=0.1)", {}),
            ("kl_div(x(2, 3), x(2, 3), log_target=True", {}),
            ("poisson_nll_loss(x(2, 3), x(2, 3, low=0.1, high=4.0)", {}),
            ("poisson_nll_loss(x(2, 3), x(2, 3, low=0.1, high=4.0), full=True", {}),
            ("poisson_nll_loss(x(2, 3, low=0.1), x(2, 3, low=0.1, high=4.0), log_input=False", {}),
            ("poisson_nll_loss(x(2, 3, low=0.1), x(2, 3, low=0.1, high=4.0), log_input=False, full=True", {}),
            ("gaussian_nll_loss(x(2, 3), x(2, 3), x(2, 3, low=0.1)", {"tol": 1e-10}),
            (f"soft_margin_loss(x(2, 3), {_SIGNS}", {"tol": 1e-10, "ulps": 0}),
            (f"hinge_embedding_loss(x(2, 3), {_SIGNS}, margin=0.7", {"ulps": 0}),
            (f"margin_ranking_loss(x(2, 3), x(2, 3), {_SIGNS}, margin=0.3", {}),
            ("cosine_embedding_loss(x(3, 4), x(3, 4), t([1, -1, -1]), margin=-0.3", {"tol": 1e-10}),
            ("triplet_margin_loss(x(3, 4), x(3, 4), x(3, 4)", {"tol": 1e-9}),
            ("triplet_margin_loss(x(3, 4), x(3, 4), x(3, 4), p=3.0, swap=True", {"tol": 1e-9}),
            (f"multi_margin_loss(x(4, 3), {_IDS}", {}),
            (f"multi_margin_loss(x(4, 3), {_IDS}, p=2, margin=0.7, weight=t([0.4, 1.2, -0.7])", {"gradgrad": False}),
            ("multilabel_margin_loss(x(2, 3), t([[0, 2, -1], [1, -1, 0]])", {}),
            ("multilabel_margin_loss(x(3, 5), t([[4, 1, 1, 4, 1], [-1, 0, 1, 2, 3], [0, 1, 2, 3, 4]])", {}),
            ("multilabel_margin_loss(x(300), t([7, 299, 0, 150] + [-1] * 296)", {"tol": 1e-10}),
            ("multilabel_soft_margin_loss(x(2, 3), b(2, 3).double()", {}),
            (f"nll_loss(x(4, 3), {_IDS}", {}),
            (f"nll_loss(x(4, 3), {_IDS}, weight=t([0.4, 1.2, -0.7]), ignore_index=1", {}),
            ("nll_loss(x(2, 3, 4), i(3, 2, 4)", {}),
            ("nll_loss(x(2, 3, 2, 2), i(3, 2, 2, 2), weight=t([0.4, 1.2, -0.7])", {}),
            (f"cross_entropy(x(4, 3), {_IDS}", {}),
            (f"cross_entropy(x(4, 3), {_IDS}, weight=t([0.6, 1.1, 1.9])", {}),
            (f"cross_entropy(x(4, 3), {_IDS}, ignore_index=1", {}),
            (f"cross_entropy(x(4, 3), {_IDS}, label_smoothing=0.2", {}),
            (f"cross_entropy(x(4, 3), {_IDS}, t([0.6, 1.1, 1.9]), ignore_index=2, label_smoothing=0.2", {}),
            ("cross_entropy(x(2, 3, 4), i(3, 2, 4)", {}),
            ("cross_entropy(x(2, 3, 2, 2), i(3, 2, 2, 2), weight=t([0.6, 1.1, 1.9]), label_smoothing=0.1", {}),
            ("cross_entropy(x(3), t(2)", {}),
            ("cross_entropy(x(2, 40), t([39, 0])", {}),
            ("cross_entropy(x(2, 3), x(2, 3)", {}),
            ("cross_entropy(x(2, 3, 2), x(2, 3, 2), weight=t([0.4, 1.2, -0.7]), label_smoothing=0.1", {}),
            ("cross_entropy(x(3), x(3)", {}),
            (
                "ctc_loss(x(5, 2, 4).log_softmax(2), t([[1, 2, 2], [3, 1, 0]]), t([5, 4]), t([3, 2])",
                {"tol": 1e-10, "gradgrad": False},
            ),
            (
                "ctc_loss(x(3, 2, 4).log_softmax(2), t([1, 1, 1, 3]), t([3, 2]), t([3, 1]), zero_infinity=True",
                {"tol": 1e-10, "gradgrad": False},
            ),
        )
    ],
    case("F.mse_loss(x(2, 3), x(2, 3), weight=x(2, 3))"),
    case("F.mse_loss(x(), x())"),
    case("F.mse_loss(x(0, 3), x(0, 3), reduction='sum')", grad=False),
    case("F.mse_loss(x(0, 3), x(0, 3))", grad=False),
    case("F.l1_loss(t([1.0, 2.0]), t([1.0, 3.0]), reduction='none')"),
    case("F.l1_loss(i(9, 2, 3), i(9, 2, 3), reduction='sum')"),
    case("F.l1_loss(i(9, 2, 3).byte(), i(9, 2, 3).byte(), reduction='sum')"),
    case("F.l1_loss(c(2, 3), c(2, 3))", tol=1e-10),
    case("F.nll_loss(x(3, 2), t([-100, -100, -100]), reduction='sum')", grad=False),
    case("F.nll_loss(x(3, 2), t([-100, -100, -100]))", grad=False),
    case("F.cross_entropy(x(3, 2), t([-100, -100, -100]))", grad=False),
    case("F.cross_entropy(x(0, 2), i(2, 0))", grad=False),
    case("F.cross_entropy(t([[1e4, -1e4], [float('inf'), 1.0]]), t([1, 0]), reduction='none')"),
    case("F.cross_entropy(x(4, 3), i(3, 4).to(torch.uint8))"),
    case("F.ctc_loss(x(5, 4).log_softmax(1), t([1, 2]), t([5]), t([2]))", gradgrad=False, tol=1e-10),
    case("torch.nn.functional.triplet_margin_with_distance_loss(x(2, 3), x(2, 3), x(2, 3))", tol=1e-9),
]

ERRORS = [
    raises("F.l1_loss(i(9, 2, 3), i(9, 2, 3))"),
    raises("F.l1_loss(b(2, 3), b(2, 3), reduction='sum')"),
    raises("F.cross_entropy(x(2, 3), t([0, 3]))"),
    raises("F.cross_entropy(x(2, 3), t([0, -1]))"),
    raises("F.cross_entropy(x(2, 3), t([0, 1, 2]))"),
    raises("F.cross_entropy(x(2, 3), t([0.0, 1.0]))"),
    raises("F.cross_entropy(x(2, 3), t([0, 1]), weight=x(2).detach())"),
    raises("F.cross_entropy(x(2, 3), t([0, 1]), label_smoothing=1.5)"),
    raises("F.cross_entropy(x(2, 0), t([0, 0]))"),
    raises("F.nll_loss(x(2, 3), t([0, 3]))"),
    raises("F.nll_loss(x(2, 3), t([0, 1]), weight=x(3))"),
    raises("F.nll_loss(x(2, 3), t([0, 1]), weight=torch.ones(3))"),
    raises("F.mse_loss(x(2, 3), i(3, 2))"),
    raises("F.mse_loss(i(2, 3), i(2, 3))"),
    raises("F.smooth_l1_loss(x(2), x(2), beta=-1.0)"),
    raises("F.huber_loss(x(2), x(2), delta=0.0)"),
    raises("F.binary_cross_entropy(x(2), x(2, low=0.1, high=0.9))"),
    raises("F.soft_margin_loss(x(2), x(2))"),
    raises("F.multi_margin_loss(x(2, 3), t([0, 3]))"),
    raises("F.margin_ranking_loss(x(2), x(2), x(2, 1))"),
    raises("F.cosine_embedding_loss(x(2), x(2), t([1, 1]))"),
]
