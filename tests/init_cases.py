"""Calls of nn.init whose results under PyTorch stand in tests/golden/init.json."""

from __future__ import annotations

from typing import Any

CASES = [
    "uniform_(w(3, 5), -0.3, 0.9)",
    "normal_(w(3, 5), 1.0, 2.0)",
    "normal_(w(4, 6), 1.0, 2.0)",
    "trunc_normal_(w(4, 6), std=0.5, a=-0.4, b=0.6)",
    "trunc_normal_(w(4, 6), mean=0.5, a=2.0, b=3.0)",
    "constant_(w(2, 3), 0.25)",
    "ones_(w(2, 3))",
    "zeros_(w(2, 3))",
    "eye_(w(2, 3))",
    "dirac_(w(4, 2, 3))",
    "dirac_(w(4, 2, 3, 3), groups=2)",
    "xavier_uniform_(w(3, 5), gain=2.0)",
    "xavier_uniform_(w(4, 3, 2, 2))",
    "xavier_normal_(w(4, 6))",
    "kaiming_uniform_(w(3, 5), a=5**0.5)",
    "kaiming_uniform_(w(4, 3, 2, 2), mode='fan_out', nonlinearity='relu')",
    "kaiming_normal_(w(4, 6), mode='fan_in', nonlinearity='relu')",
    "sparse_(w(5, 4), 0.35)",
]


def run(torch: Any, case: str) -> list[Any]:
    """The call's result after a fixed seed, and the next draw of the generator."""
    torch.manual_seed(42)
    scope = {name: getattr(torch.nn.init, name) for name in dir(torch.nn.init) if name.endswith("_")}
    result = eval(case, {**scope, "w": lambda *shape: torch.zeros(*shape)})
    return [result.flatten().tolist(), torch.rand(1).item()]
