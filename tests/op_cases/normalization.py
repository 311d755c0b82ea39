"""Cases of normalisation."""

from ._case import case, raises

_STATS = "torch.tensor([0.1, -0.2, 0.3], dtype=torch.float64), torch.tensor([0.5, 1.5, 2.5], dtype=torch.float64)"

CASES = [
    case("F.layer_norm(x(2, 3), (3,))", tol=1e-10),
    case("F.layer_norm(x(2, 3), (3,), x(3), x(3))", tol=1e-10),
    case("F.layer_norm(x(2, 3), (3,), x(3))", tol=1e-10),
    case("F.layer_norm(x(2, 3), (3,), None, x(3))", tol=1e-10),
    case("F.layer_norm(x(2, 3, 4), (3, 4), x(3, 4), x(3, 4), eps=0.1)", tol=1e-10),
    case("F.layer_norm(x(3, 40), (40,), x(40), x(40))", tol=1e-10, ulps=0),
    case("F.layer_norm(x(4), (4,), x(4), x(4))", tol=1e-10),
    case("F.layer_norm(x(0, 3), (3,), x(3), x(3))", gradgrad=False),
    case("torch.native_layer_norm(x(2, 3), (3,), x(3), x(3), 1e-5)[0]", tol=1e-10),
    case("F.rms_norm(x(2, 3), (3,))", tol=1e-10),
    case("F.rms_norm(x(2, 3), (3,), x(3), 0.1)", tol=1e-10),
    case("F.rms_norm(x(2, 3, 4), (3, 4), x(3, 4))", tol=1e-10),
    *[
        case(f"F.batch_norm({x}, None, None, x(3), x(3), training=True)", tol=1e-10, ulps=0)
        for x in ("x(4, 3)", "x(2, 3, 5)", "x(2, 3, 2, 2)", "x(2, 3, 4, 5)", "x(1, 3, 17)")
    ],
    case("F.batch_norm(x(4, 3), None, None, training=True)", tol=1e-10, ulps=0),
    case("F.batch_norm(x(4, 3), None, None, x(3), training=True)", tol=1e-10, ulps=0),
    case(f"F.batch_norm(x(4, 3), {_STATS}, x(3), x(3))", tol=1e-10),
    case(f"F.batch_norm(x(2, 3, 4, 5), {_STATS}, x(3), x(3), eps=0.1)", tol=1e-10),
    case(f"F.batch_norm(x(2, 3, 4), {_STATS})", tol=1e-10),
    case(
        "F.batch_norm(x(2, 3, 4, 5).contiguous(memory_format=torch.channels_last), None, None, x(3), x(3), True)",
        tol=1e-10,
        ulps=0,
    ),
    case("torch.native_batch_norm(x(4, 3), x(3), x(3), None, None, True, 0.1, 1e-5)[0]", tol=1e-10, ulps=0),
    case("F.instance_norm(x(2, 3, 4))", tol=1e-10, ulps=0),
    case("F.instance_norm(x(2, 3, 2, 5), weight=x(3), bias=x(3))", tol=1e-10, ulps=0),
    case(f"F.instance_norm(x(2, 3, 4), {_STATS}, x(3), x(3), use_input_stats=False)", tol=1e-10),
    case("F.group_norm(x(2, 4), 2)", tol=1e-10, ulps=0),
    case("F.group_norm(x(2, 4, 3), 2, x(4), x(4))", tol=1e-10, ulps=0),
    case("F.group_norm(x(2, 4, 5, 5), 4, x(4), x(4), eps=0.1)", tol=1e-10, ulps=0),
    case("F.group_norm(x(2, 4, 3), 1, x(4))", tol=1e-10, ulps=0),
    case("F.normalize(x(2, 3))"),
    case("F.normalize(x(2, 3), p=1.0, dim=0)"),
]

ERRORS = [
    raises("F.layer_norm(x(2, 3), (2,))"),
    raises("F.layer_norm(x(2, 3), ())"),
    raises("F.layer_norm(x(2, 3), (3,), x(2))"),
    raises("F.layer_norm(i(4, 2, 3), (3,))"),
    raises("F.rms_norm(x(2, 3), (3,), x(2))"),
    raises("F.batch_norm(x(4, 3), None, None)"),
    raises("F.batch_norm(x(4, 3), x(2), x(2), training=True)"),
    raises("F.batch_norm(x(1, 3), None, None, training=True)"),
    raises("F.group_norm(x(2, 4), 3)"),
    raises("F.group_norm(x(2, 4), 2, x(3))"),
    raises("F.instance_norm(x(2, 3, 1))"),
]
