"""Cases of scaled dot-product attention."""

from ._case import case, raises

_SEEN = "t([[True, False, True], [False, False, False]])"
_ADDED = "t([[0.5, -float('inf'), 1.0], [-float('inf')] * 3])"
_QKV = "x(2, 3), x(3, 3), x(3, 2)"
_HEADS = "x(2, 2, 4, 3), x(2, 2, 5, 3), x(2, 2, 5, 3)"


def _attend(operands: str, *settings: str) -> str:
    return f"F.scaled_dot_product_attention({', '.join((operands, *settings))})"


CASES = [
    case(_attend(_QKV)),
    case(_attend("x(2, 4, 3), x(2, 5, 3), x(2, 5, 2)")),
    case(_attend(_HEADS)),
    case(_attend(_HEADS, "is_causal=True")),
    case(_attend(_HEADS, "scale=0.3")),
    case(_attend(_HEADS, "scale=-0.3")),
    case(_attend(_HEADS, "scale=0.0")),
    case(_attend("x(1, 1, 5, 2), x(1, 1, 3, 2), x(1, 1, 3, 2)", "is_causal=True")),
    case(_attend("x(1, 1, 1, 1), x(1, 1, 1, 1), x(1, 1, 1, 1)")),
    case(_attend(_QKV, f"attn_mask={_SEEN}")),
    case(_attend(_QKV, f"attn_mask={_ADDED}")),
    case(_attend(_QKV, "attn_mask=x(2, 3)")),
    case(_attend(_HEADS, "attn_mask=b(4, 5)")),
    case(_attend(_HEADS, "attn_mask=b(2, 1, 4, 5)")),
    case(_attend(_HEADS, "attn_mask=b(2, 1, 5)")),
    case(_attend(_HEADS, "attn_mask=x(2, 1, 1, 5).detach()")),
    case(_attend(_HEADS, "attn_mask=x(1, 2, 4, 1)")),
    case(_attend("x(1, 4, 2, 3), x(1, 2, 3, 3), x(1, 2, 3, 3)", "enable_gqa=True")),
    case(_attend("x(1, 4, 2, 3), x(1, 1, 3, 3), x(1, 1, 3, 3)", "enable_gqa=True", "is_causal=True")),
    case(_attend("x(4, 2, 3), x(2, 3, 3), x(2, 3, 3)", "enable_gqa=True")),
    case(_attend("x(1, 4, 2, 3), x(1, 2, 3, 3), x(1, 1, 3, 3)", "enable_gqa=True")),
    case(_attend("x(1, 4, 2, 3), x(1, 1, 3, 3), x(1, 1, 3, 3)")),
    case(_attend("x(2, 1, 2, 2, 3), x(2, 1, 2, 3, 3), x(2, 1, 2, 3, 3)")),
    case(_attend("x(2, 3).half(), x(3, 3).half(), x(3, 2).half()"), grad=False, tol=2e-3),
    case(_attend("x(2, 3), x(0, 3), x(0, 2)"), grad=False),
    case(_attend("x(0, 3), x(2, 3), x(2, 2)"), grad=False),
    case(_attend("x(0, 2, 3), x(0, 2, 3), x(0, 2, 2)"), grad=False),
    # Longer than a tile of queries and of keys.
    case(_attend("x(1, 1, 61, 2), x(1, 1, 140, 2), x(1, 1, 140, 2)"), gradgrad=False),
    case(_attend("x(1, 1, 150, 2), x(1, 1, 150, 2), x(1, 1, 150, 2)", "is_causal=True"), gradgrad=False),
]

ERRORS = [
    raises(_attend("x(2, 3), x(2, 3, dtype='float32'), x(2, 3)")),
    raises(_attend("x(3), x(2, 3), x(2, 3)")),
    raises(_attend("x(2, 3), x(2, 3), x(2, 3)", "attn_mask=x(2, 2)", "is_causal=True")),
    raises(_attend("x(2, 3), x(2, 3), x(2, 3)", "attn_mask=i(2, 2, 2)")),
    raises(_attend("x(2, 3), x(2, 4), x(2, 3)")),
    raises(_attend("x(1, 1, 2, 3), x(1, 1, 2, 4), x(1, 1, 2, 3)")),
    raises(_attend("x(2, 3), x(4, 3), x(2, 3)")),
    raises(_attend("x(1, 4, 2, 3), x(1, 2, 4, 3), x(1, 2, 4, 3)")),
    raises(_attend("x(1, 4, 2, 3), x(1, 3, 4, 3), x(1, 3, 4, 3)", "enable_gqa=True")),
    raises(_attend("x(2, 3), x(4, 3), x(4, 3)", "enable_gqa=True")),
    raises(_attend("x(2, 3), x(4, 3), x(4, 3)", "attn_mask=x(3, 4)")),
    raises(_attend("x(1, 1, 2, 3), x(1, 1, 4, 3), x(1, 1, 4, 3)", "attn_mask=b(5, 1, 2, 4)")),
    raises(_attend("x(2, 3), x(4, 3), x(4, 3)", "dropout_p=1.5")),
    raises(_attend("c(2, 3), c(2, 3), c(2, 3)")),
    raises(_attend("x(2, 3), [1.0], x(4, 3)")),
]
