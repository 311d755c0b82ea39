"""Distances and similarities between vectors: the core's functions themselves."""

from __future__ import annotations

from ._operations import ops

cosine_similarity = ops.cosine_similarity
pairwise_distance = ops.pairwise_distance
pdist = ops.pdist
