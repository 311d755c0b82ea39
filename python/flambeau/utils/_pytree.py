"""Nested containers as trees: taking out the leaves and putting others in their place."""

from __future__ import annotations

from collections import OrderedDict, defaultdict, namedtuple  # noqa: F401
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = [
    "LeafSpec",
    "TreeSpec",
    "tree_all",
    "tree_any",
    "tree_flatten",
    "tree_leaves",
    "tree_map",
    "tree_map_only",
    "tree_structure",
    "tree_unflatten",
]


@dataclass(frozen=True)
class TreeSpec:
    """The shape of a tree without its leaves.

    Args:
        type: the container's class; None for a leaf.
        context: what is needed to make the container again, such as a dictionary's keys.
        children_specs: the shapes of its items.
    """

    type: Any
    context: Any
    children_specs: tuple[TreeSpec, ...]

    @property
    def num_leaves(self) -> int:
        """How many leaves the tree has."""
        return 1 if self.type is None else sum(child.num_leaves for child in self.children_specs)

    def is_leaf(self) -> bool:
        """Whether the tree is a leaf."""
        return self.type is None


def LeafSpec() -> TreeSpec:
    """The shape of a leaf."""
    return TreeSpec(None, None, ())


def _is_namedtuple(kind: type) -> bool:
    return issubclass(kind, tuple) and hasattr(kind, "_fields")


def _is_results(kind: type) -> bool:
    """Whether it is the named tuple of an operation's results."""
    return issubclass(kind, tuple) and kind.__module__ == "flambeau.return_types"


def _open(tree: Any) -> tuple[Any, Any, list[Any]] | None:
    kind = type(tree)
    if kind in (list, tuple):
        return kind, None, list(tree)
    if kind in (dict, OrderedDict):
        return kind, list(tree), list(tree.values())
    if kind is defaultdict:
        return kind, (tree.default_factory, list(tree)), list(tree.values())
    if _is_namedtuple(kind) or _is_results(kind):
        return kind, None, list(tree)
    return None


def tree_flatten(tree: Any, is_leaf: Callable[[Any], bool] | None = None) -> tuple[list[Any], TreeSpec]:
    """Return the leaves of a tree from left to right, and its shape.

    Lists, tuples, named tuples and dictionaries are containers; everything else is a leaf.

    Example:
        >>> leaves, spec = tree_flatten({"a": 1, "b": [2, 3]})
        >>> leaves
        [1, 2, 3]
    """
    opened = None if is_leaf is not None and is_leaf(tree) else _open(tree)
    if opened is None:
        return [tree], LeafSpec()
    kind, context, items = opened
    leaves: list[Any] = []
    specs = []
    for item in items:
        more, spec = tree_flatten(item, is_leaf)
        leaves += more
        specs.append(spec)
    return leaves, TreeSpec(kind, context, tuple(specs))


def tree_unflatten(leaves: Any, treespec: TreeSpec) -> Any:
    """Return the tree of a shape with given leaves.

    Raises:
        ValueError: their number is another.
    """
    leaves = list(leaves)
    if len(leaves) != treespec.num_leaves:
        raise ValueError(f"{len(leaves)} leaves for a tree with {treespec.num_leaves}")
    rest = iter(leaves)
    return _close(treespec, rest)


def _close(spec: TreeSpec, leaves: Any) -> Any:
    if spec.type is None:
        return next(leaves)
    items = [_close(child, leaves) for child in spec.children_specs]
    if spec.type in (list, tuple) or _is_results(spec.type):
        return spec.type(items)
    if spec.type is defaultdict:
        factory, keys = spec.context
        return defaultdict(factory, zip(keys, items, strict=True))
    if spec.type in (dict, OrderedDict):
        return spec.type(zip(spec.context, items, strict=True))
    return spec.type(*items)


def tree_leaves(tree: Any, is_leaf: Callable[[Any], bool] | None = None) -> list[Any]:
    """Return the leaves of a tree."""
    return tree_flatten(tree, is_leaf)[0]


def tree_structure(tree: Any, is_leaf: Callable[[Any], bool] | None = None) -> TreeSpec:
    """Return the shape of a tree."""
    return tree_flatten(tree, is_leaf)[1]


def tree_map(func: Callable[..., Any], tree: Any, *rests: Any, is_leaf: Callable[[Any], bool] | None = None) -> Any:
    """Return the tree with ``func`` of each leaf, and of the leaves at the same place in the other trees."""
    leaves, spec = tree_flatten(tree, is_leaf)
    others = [tree_leaves(rest, is_leaf) for rest in rests]
    return tree_unflatten([func(*together) for together in zip(leaves, *others, strict=True)], spec)


def tree_map_only(
    kind: Any, func: Callable[[Any], Any], tree: Any, is_leaf: Callable[[Any], bool] | None = None
) -> Any:
    """Return the tree with ``func`` of each leaf that is of a class; other leaves stay."""
    return tree_map(lambda leaf: func(leaf) if isinstance(leaf, kind) else leaf, tree, is_leaf=is_leaf)


def tree_all(pred: Callable[[Any], bool], tree: Any) -> bool:
    """Return whether a condition holds for every leaf."""
    return all(map(pred, tree_leaves(tree)))


def tree_any(pred: Callable[[Any], bool], tree: Any) -> bool:
    """Return whether a condition holds for some leaf."""
    return any(map(pred, tree_leaves(tree)))
