"""nn.Module: traversal, finding by name, modes."""

import gc
import weakref

import flambeau as torch
import pytest
from flambeau import nn
from module_samples import Pair, Scale, Tree, message


def test_names():
    tree = Tree()
    assert [name for name, _ in tree.named_modules()] == ["", "left", "right", "right.first", "right.second"]
    assert [name for name, _ in tree.named_modules(remove_duplicate=False)] == [
        *["", "left", "right", "right.first", "right.second", "again"]
    ]
    assert [name for name, _ in tree.named_modules(prefix="p")] == [
        *["p", "p.left", "p.right", "p.right.first", "p.right.second"]
    ]
    assert [name for name, _ in tree.named_modules(memo={tree.right})] == ["", "left"]
    assert list(tree.named_modules(memo={tree})) == []
    assert [name for name, _ in tree.named_children()] == ["left", "right"]
    assert list(tree.children()) == [tree.left, tree.right]
    assert list(tree.modules()) == [module for _, module in tree.named_modules()]
    assert len(list(tree.modules(remove_duplicate=False))) == 6
    assert [name for name, _ in tree.named_parameters()] == [
        *["own", "left.weight", "right.first.weight", "right.second.weight"]
    ]
    assert [name for name, _ in tree.named_parameters(remove_duplicate=False)][-1] == "again.weight"
    assert [name for name, _ in tree.named_parameters("p", recurse=False)] == ["p.own"]
    assert [name for name, _ in tree.named_buffers("p")] == [
        "p.left.shift",
        "p.right.first.shift",
        "p.right.second.shift",
    ]
    assert list(tree.named_buffers(recurse=False)) == []
    assert list(map(id, tree.parameters())) == [id(param) for _, param in tree.named_parameters()]
    assert list(map(id, tree.buffers())) == [id(buffer) for _, buffer in tree.named_buffers()]
    assert [id(param) for param in tree.parameters(recurse=False)] == [id(tree.own)]


def test_shared_parameter_is_given_once():
    pair = Pair()
    pair.second.weight = pair.first.weight
    assert [name for name, _ in pair.named_parameters()] == ["first.weight"]
    assert len(list(pair.parameters())) == 1
    assert len(list(pair.named_parameters(remove_duplicate=False))) == 2
    assert list(pair.state_dict()) == ["first.weight", "first.shift", "second.weight", "second.shift"]


def test_iterators_are_lazy():
    tree = Tree()
    walk = tree.named_modules()
    assert next(walk) == ("", tree)
    tree.left = wrapper = Pair()
    assert [name for name, _ in walk] == [
        "left",
        "left.first",
        "left.second",
        "right",
        "right.first",
        "right.second",
        "again",
    ]
    assert tree.left is wrapper
    walk = tree.parameters()
    next(walk)
    tree.more = nn.Parameter(torch.ones(1))
    with pytest.raises(RuntimeError, match="dictionary changed size during iteration"):
        next(walk)
    assert next(iter(nn.Module().parameters()), None) is None
    walk = tree.parameters()
    assert iter(walk) is walk
    list(walk)
    assert next(walk, None) is None


def test_replaced_traversal_methods():
    class Hidden(Pair):
        def named_modules(self, memo=None, prefix="", remove_duplicate=True):
            yield prefix, self

    class Renamed(Pair):
        def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
            for name, param in super().named_parameters(prefix, recurse, remove_duplicate):
                yield name.upper(), param

    class Filtered(Pair):
        def _named_members(self, get_members_fn, **kwargs):
            return (item for item in super()._named_members(get_members_fn, **kwargs) if "first" in item[0])

    hidden = Hidden()
    assert list(hidden.modules()) == [hidden] and list(hidden.parameters()) == []
    outer = nn.Module()
    outer.hidden, outer.scale = hidden, Scale()
    assert [name for name, _ in outer.named_modules()] == ["", "hidden", "scale"]
    assert [name for name, _ in outer.named_parameters()] == ["scale.weight"]
    assert [name for name, _ in Renamed().named_parameters()] == ["FIRST.WEIGHT", "SECOND.WEIGHT"]
    assert len(list(Renamed().parameters())) == 2
    assert len(list(Filtered().parameters())) == 1 and len(list(Filtered().buffers())) == 1
    assert [name for name, _ in Filtered()._named_members(lambda module: module._buffers.items())] == ["first.shift"]


def test_iterators_do_not_leak():
    module = Pair()
    walk = module.named_parameters()
    next(walk)
    module.walk = walk
    ref = weakref.ref(module)
    del module, walk
    gc.collect()
    assert ref() is None


def test_getting_by_name():
    tree = Tree()
    assert tree.get_submodule("") is tree
    assert tree.get_submodule("right.first") is tree.right.first
    assert tree.get_parameter("right.first.weight") is tree.right.first.weight
    assert tree.get_parameter("own") is tree.own
    assert tree.get_buffer("left.shift") is tree.left.shift
    assert message(AttributeError, lambda: tree.get_submodule("right.none")) == "Pair has no attribute `none`"
    assert message(AttributeError, lambda: tree.get_submodule("own")) == "`own` is not an nn.Module"
    assert message(AttributeError, lambda: tree.get_parameter("left.shift")) == "`shift` is not an nn.Parameter"
    assert message(AttributeError, lambda: tree.get_parameter("left.none")) == "Scale has no attribute `none`"
    assert message(AttributeError, lambda: tree.get_buffer("left.weight")) == "`weight` is not a buffer"


def test_set_submodule():
    tree = Tree()
    new = Scale()
    tree.set_submodule("right.first", new)
    tree.set_submodule("right.third", new)
    tree.set_submodule("top", new, strict=False)
    assert tree.right.first is new and tree.right.third is new and tree.top is new
    assert message(AttributeError, lambda: tree.set_submodule("right.no", new, strict=True)) == (
        "Pair has no attribute `no`"
    )
    assert message(AttributeError, lambda: tree.set_submodule("own", new)) == "`own` is not an nn.Module"
    assert message(ValueError, lambda: tree.set_submodule("", new)) == (
        "Cannot set the submodule without a target name!"
    )
    with pytest.raises(ValueError, match="`module` is not an nn.Module, found <class 'int'>"):
        tree.set_submodule("right.first", 3)


def test_apply_is_innermost_first():
    order = []
    tree = Tree()
    assert tree.apply(lambda module: order.append(type(module).__name__)) is tree
    assert order == ["Scale", "Scale", "Scale", "Pair", "Tree"]


def test_train_and_eval():
    class Frozen(Scale):
        def train(self, mode=True):
            return super().train(False)

    tree = Tree()
    tree.right.second = Frozen()
    assert tree.eval() is tree
    assert not any(module.training for module in tree.modules())
    assert tree.train() is tree
    assert [module.training for module in tree.modules()] == [True, True, True, True, False]
    assert message(ValueError, lambda: tree.train(1)) == "training mode is expected to be boolean"

    class Partial(Pair):
        def children(self):
            return iter([self.first])

    partial = Partial().eval()
    assert [partial.training, partial.first.training, partial.second.training] == [False, False, True]


def test_requires_grad_and_zero_grad():
    tree = Tree()
    assert tree.requires_grad_(False) is tree
    assert not any(param.requires_grad for param in tree.parameters())
    tree.requires_grad_()
    tree(torch.ones(3)).sum().backward()
    assert tree.own.grad is None
    grads = [param.grad for param in tree.parameters() if param is not tree.own]
    assert all(grad is not None for grad in grads)
    tree.zero_grad(set_to_none=False)
    assert all(bool((grad == 0).all()) for grad in grads)
    assert tree.left.weight.grad is grads[0]
    tree.zero_grad()
    assert all(param.grad is None for param in tree.parameters())
