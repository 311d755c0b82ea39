"""Rows of other groups while another process keeps one core busy: how well a library shares a machine."""

from __future__ import annotations

from dataclasses import replace

from compare.registry import Group
from compare.rows import elementwise, matmul, training

GROUP = Group("busy")

for group, name in (
    (elementwise.GROUP, "add_100k"),
    (elementwise.GROUP, "exp_10M"),
    (matmul.GROUP, "f32_256"),
    (training.GROUP, "mlp_b64"),
    (training.GROUP, "lenet_b64"),
):
    found = next(row for row in group.rows if row.name == name)
    label = f"train_{name}" if group is training.GROUP else name
    GROUP.rows.append(
        replace(found, group="busy", name=label, busy=True, memory=False, flops=None, bytes=None, variants=())
    )
