"""Operations that have no case of their own name in tests/op_cases, and why."""

from __future__ import annotations

ABSENT = {
    **{name: "elements are whatever was in memory" for name in ("empty", "empty_like", "empty_strided", "new_empty")},
    **{
        name: "called through nn.functional with inplace=True"
        for name in ("hardsigmoid_", "hardswish_", "mish_", "silu_")
    },
    "cross_entropy_loss": "F.cross_entropy",
    "embedding_renorm_": "F.embedding with max_norm",
    "nll_loss2d": "F.nll_loss of four dimensions, by a name that only torch._C has",
    "nll_loss_nd": "F.nll_loss",
    "_unique2": "torch.unique",
    "alias": "detach without its end of the graph; only the core calls it",
    "linalg_vector_norm": "torch.linalg.vector_norm",
    "log_sigmoid": "F.logsigmoid",
    "log_sigmoid_": "F.logsigmoid has no such form",
    "slice": "indexing with slices",
    "unique_dim": "torch.unique with dim",
}
