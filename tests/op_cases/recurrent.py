"""Cases of recurrent layers and cells."""

from ._case import case, raises

_KINDS = {"lstm": 4, "gru": 3, "rnn_tanh": 1, "rnn_relu": 1}


def _params(gates: int, layers: int = 1, directions: int = 1, bias: bool = True, projection: int = 0) -> str:
    """Parameters for inputs of 2 features and 3 units."""
    width = projection or 3
    parts = []
    for layer in range(layers):
        for _ in range(directions):
            inputs = 2 if layer == 0 else width * directions
            parts += [f"x({gates * 3}, {inputs})", f"x({gates * 3}, {width})"]
            if bias:
                parts += [f"x({gates * 3})"] * 2
            if projection:
                parts.append(f"x({projection}, 3)")
    return f"[{', '.join(parts)}]"


def _states(name: str, layers: int, batch: int, projection: int = 0) -> str:
    hidden = f"x({layers}, {batch}, {projection or 3})"
    return f"[{hidden}, x({layers}, {batch}, 3)]" if name == "lstm" else hidden


def _padded(name: str, *, input: str = "x(4, 2, 2)", layers: int = 1, directions: int = 1, **more: bool) -> str:
    bias, batch_first = more.get("bias", True), more.get("batch_first", False)
    projection = 2 if more.get("projected", False) else 0
    hx = _states(name, layers * directions, 2, projection)
    params = _params(_KINDS[name], layers, directions, bias, projection)
    return f"torch.{name}({input}, {hx}, {params}, {bias}, {layers}, 0.0, True, {directions == 2}, {batch_first})"


def _packed(name: str, sizes: str, rows: int, layers: int = 1, directions: int = 1) -> str:
    hx = _states(name, layers * directions, 3)
    params = _params(_KINDS[name], layers, directions)
    return (
        f"torch.{name}(x({rows}, 2), torch.tensor({sizes}), {hx}, {params}, True, {layers}, 0.0, False, "
        f"{directions == 2})"
    )


def _cell(name: str, *, bias: bool = True, batch: int = 2) -> str:
    gates = _KINDS[name]
    hx = f"[x({batch}, 3), x({batch}, 3)]" if name == "lstm" else f"x({batch}, 3)"
    biases = f", x({gates * 3}), x({gates * 3})" if bias else ""
    return f"torch.{name}_cell(x({batch}, 2), {hx}, x({gates * 3}, 2), x({gates * 3}, 3){biases})"


CASES = [
    *[
        entry
        for name in _KINDS
        for entry in (
            case(_padded(name), tol=1e-11),
            case(_padded(name, input="x(1, 2, 2)"), tol=1e-11),
            case(_padded(name, bias=False), tol=1e-11),
            case(_padded(name, input="x(2, 4, 2)", batch_first=True), tol=1e-11),
            case(_padded(name, layers=2, directions=2), tol=1e-11, gradgrad=False),
            case(_packed(name, [3, 2, 2, 1], 8), tol=1e-11),
            case(_packed(name, [3, 3], 6), tol=1e-11),
            # A GPU rounds to bfloat16 what inputs contribute before it adds the rest, in each of the layers.
            case(_packed(name, [3, 2, 1], 6, 2, 2), tol=1e-11, gradgrad=False, gpu_ulps=80),
            case(_cell(name), tol=1e-11),
            case(_cell(name, bias=False), tol=1e-11),
            case(_cell(name, batch=1), tol=1e-11),
        )
    ],
    case(_padded("lstm", projected=True), tol=1e-11),
    case(_padded("lstm", projected=True, layers=2, directions=2), tol=1e-11, gradgrad=False),
]

ERRORS = [
    raises(_padded("gru", input="x(0, 2, 2)")),
    raises(_padded("gru", input="x(4, 2, 5)")),
    raises(_padded("gru", input="x(4, 3, 2)")),
    raises(_padded("gru", input="x(4, 2, 2, dtype='float32')")),
    raises(_padded("gru", input="x(4, 2)")),
    raises(_padded("lstm", input="x(4, 2, 2, dtype='float32')")),
    raises(f"torch.lstm(x(4, 2, 2), [x(1, 2, 3)], {_params(4)}, True, 1, 0.0, True, False, False)"),
    raises(f"torch.lstm(x(4, 2, 2), [x(1, 2, 3), x(1, 2, 3)], {_params(4)}, True, 2, 0.0, True, False, False)"),
    raises(f"torch.gru(x(4, 2, 2), x(1, 2, 3), {_params(3)}[:3], True, 1, 0.0, True, False, False)"),
    raises(f"torch.gru(x(4, 2, 2), x(1, 2, 3), {_params(3)}, True, 2, 0.0, True, False, False)"),
    raises(_packed("gru", [2, 3, 2], 7)),
    raises(_packed("gru", [3, 2, 3], 7)),
    raises(_packed("gru", "[3.0, 2.0]", 5)),
    raises("torch.lstm_cell(x(2, 2), [x(2, 3)], x(12, 2), x(12, 3))"),
    raises("torch.lstm_cell(x(2, 5), [x(2, 3), x(2, 3)], x(12, 2), x(12, 3))"),
    raises("torch.lstm_cell(x(2, 2), [x(2, 5), x(2, 3)], x(12, 2), x(12, 3))"),
    raises("torch.gru_cell(x(2, 2), x(3, 3), x(9, 2), x(9, 3))"),
    raises("torch.gru_cell(x(2, 2), x(2, 3), x(12, 2), x(12, 3))"),
    raises("torch.rnn_tanh_cell(x(2), x(3), x(3, 2), x(3, 3))"),
]
