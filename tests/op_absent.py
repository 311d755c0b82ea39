"""Operations that have no case of their own name in tests/op_cases, and why."""

from __future__ import annotations

ABSENT = {
    **{name: "elements are whatever was in memory" for name in ("empty", "empty_like", "empty_strided", "new_empty")},
    **{
        name: "called through nn.functional with inplace=True"
        for name in ("hardsigmoid_", "hardswish_", "mish_", "silu_")
    },
    "_unique2": "torch.unique",
    "alias": "detach without its end of the graph; only the core calls it",
    "col2im": "F.fold",
    "im2col": "F.unfold",
    "linalg_vector_norm": "torch.linalg.vector_norm",
    "log_sigmoid": "F.logsigmoid",
    "log_sigmoid_": "F.logsigmoid has no such form",
    "slice": "indexing with slices",
    "unique_dim": "torch.unique with dim",
}
