"""Convolutions over one, two or three spatial dimensions: the core's functions themselves."""

from __future__ import annotations

from ._operations import ops

conv1d = ops.conv1d
conv2d = ops.conv2d
conv3d = ops.conv3d
conv_tbc = ops.conv_tbc
conv_transpose1d = ops.conv_transpose1d
conv_transpose2d = ops.conv_transpose2d
conv_transpose3d = ops.conv_transpose3d
