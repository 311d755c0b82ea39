"""nn.Module: state dicts, conversion, copies, looks."""

import copy
import gc
import pickle
import weakref
from collections import OrderedDict

import flambeau as torch
import pytest
from flambeau import nn
from module_samples import Pair, Scale, Tree, message

# ---------------------------------------------------------------- state dicts


def test_state_dict():
    tree = Tree()
    state = tree.state_dict()
    assert type(state) is OrderedDict
    assert list(state) == [
        *["own", "left.weight", "left.shift", "right.first.weight", "right.first.shift"],
        *["right.second.weight", "right.second.shift", "again.weight", "again.shift"],
    ]
    assert list(state._metadata.items()) == [
        (name, {"version": 1}) for name in ("", "left", "right", "right.first", "right.second", "again")
    ]
    assert not state["own"].requires_grad and state["own"].data_ptr() == tree.own.data_ptr()
    assert tree.state_dict(keep_vars=True)["own"] is tree.own
    assert list(tree.left.state_dict(prefix="p.")) == ["p.weight", "p.shift"]
    mine = {}
    assert tree.left.state_dict(destination=mine) is mine and list(mine) == ["weight", "shift"]
    with pytest.warns(FutureWarning, match="Positional args are being deprecated"):
        assert list(tree.left.state_dict(OrderedDict(), "q.")) == ["q.weight", "q.shift"]


def test_state_dict_hooks():
    log = []
    pair = Pair()
    pair.register_state_dict_pre_hook(lambda module, prefix, keep_vars: log.append((prefix, keep_vars)))

    def post(module, state, prefix, metadata):
        state[prefix + "more"] = metadata["version"]

    pair.register_state_dict_post_hook(post)
    assert list(pair.state_dict(prefix="p."))[-1] == "p.more" and log == [("p.", False)]
    handle = pair._register_state_dict_hook(lambda module, state, prefix, metadata: {"only": 1})
    assert pair.state_dict() == {"only": 1}
    handle.remove()
    with pytest.raises(RuntimeError, match="Cannot register the same function as the state dict post hook"):
        pair._register_state_dict_hook(post)

    def wrong(module, state, prefix, metadata):
        return state

    pair.register_state_dict_post_hook(wrong)
    assert message(RuntimeError, pair.state_dict) == "state_dict post-hook must return None"


def test_load_state_dict():
    source, target = Tree(), Tree()
    with torch.no_grad():
        for param in source.parameters():
            param.add_(1)
    weight = target.left.weight
    result = target.load_state_dict(source.state_dict())
    assert repr(result) == str(result) == "<All keys matched successfully>"
    assert result.missing_keys == [] and result.unexpected_keys == []
    assert target.left.weight is weight and weight.tolist() == [3, 3, 3]
    assert weight.data_ptr() != source.left.weight.data_ptr()


def test_load_state_dict_messages():
    target = Tree()
    state = target.state_dict()
    del state["own"], state["right.first.weight"]
    state["stranger"] = state["left.stranger"] = state["other.weight"] = torch.ones(1)
    state["left.weight"] = torch.ones(2, 2)
    state["left.shift"] = [0.0]
    assert message(RuntimeError, lambda: target.load_state_dict(state)) == (
        "Error(s) in loading state_dict for Tree:\n"
        '\tMissing key(s) in state_dict: "own", "right.first.weight". \n'
        '\tUnexpected key(s) in state_dict: "stranger", "other.weight", "left.stranger". \n'
        "\tsize mismatch for left.weight: copying a param with shape torch.Size([2, 2]) from checkpoint, "
        "the shape in current model is torch.Size([3]).\n"
        '\tWhile copying the parameter named "left.shift", expected torch.Tensor or Tensor-like object from checkpoint '
        "but received <class 'list'>"
    )
    del state["left.weight"], state["left.shift"]
    result = target.load_state_dict(state, strict=False)
    assert result.missing_keys == ["own", "left.weight", "left.shift", "right.first.weight"]
    assert result.unexpected_keys == ["stranger", "other.weight", "left.stranger"]
    assert repr(result).startswith("_IncompatibleKeys(missing_keys=['own', ")
    assert message(TypeError, lambda: target.load_state_dict(3)) == (
        "Expected state_dict to be dict-like, got <class 'int'>."
    )


def test_load_scalar_from_vector():
    module = nn.Module()
    module.register_buffer("count", torch.tensor(0.0))
    module.load_state_dict({"count": torch.tensor([4.0])})
    assert module.count.item() == 4


def test_load_with_assign():
    target = Scale()
    weight, shift = torch.ones(3), torch.ones(3)
    target.weight.requires_grad_(False)
    target.load_state_dict({"weight": weight, "shift": shift}, assign=True)
    assert isinstance(target.weight, nn.Parameter) and not target.weight.requires_grad
    assert target.weight.data_ptr() == weight.data_ptr() and target.shift is shift


def test_load_hooks():
    log = []
    scale = Scale()

    def rename(module, state, prefix, metadata, strict, missing, unexpected, errors):
        assert module is scale and strict
        state[prefix + "weight"] = state.pop(prefix + "old")

    def forgive(module, incompatible):
        log.append((list(incompatible.missing_keys), list(incompatible.unexpected_keys)))
        incompatible.missing_keys.clear()

    scale.register_load_state_dict_pre_hook(rename)
    scale.register_load_state_dict_post_hook(forgive)
    original = {"old": torch.zeros(3)}
    scale.load_state_dict(original)
    assert log == [(["shift"], [])] and list(original) == ["old"]
    assert scale.weight.tolist() == [0, 0, 0]
    plain = Scale()
    plain._register_load_state_dict_pre_hook(
        lambda state, prefix, *rest: state.setdefault(prefix + "shift", torch.ones(3))
    )
    plain.load_state_dict({"weight": torch.ones(3)})
    scale.register_load_state_dict_post_hook(lambda module, incompatible: 1)
    with pytest.raises(AssertionError, match="are not expected to return new values"):
        scale.load_state_dict(original)


def test_extra_state():
    class Extra(Scale):
        extra = 5

        def get_extra_state(self):
            return {"extra": self.extra}

        def set_extra_state(self, state):
            self.extra = state["extra"]

    outer = nn.Module()
    outer.inner = Extra()
    outer.inner.extra = 7
    state = outer.state_dict()
    assert state["inner._extra_state"] == {"extra": 7}
    fresh = nn.Module()
    fresh.inner = Extra()
    fresh.load_state_dict(state)
    assert fresh.inner.extra == 7
    del state["inner._extra_state"]
    assert fresh.load_state_dict(state, strict=False).missing_keys == ["inner._extra_state"]
    assert Scale().load_state_dict(Extra().state_dict(), strict=False).unexpected_keys == ["_extra_state"]
    for method in ("get_extra_state", "set_extra_state"):
        with pytest.raises(RuntimeError):
            getattr(Scale(), method)(*([None] if method.startswith("set") else []))


def test_versions_reach_the_loader():
    class Versioned(Scale):
        _version = 3

        def _load_from_state_dict(self, state_dict, prefix, local_metadata, *rest):
            seen.append((prefix, local_metadata.get("version")))
            super()._load_from_state_dict(state_dict, prefix, local_metadata, *rest)

    seen = []
    outer = nn.Module()
    outer.v = Versioned()
    outer.load_state_dict(outer.state_dict())
    outer.load_state_dict(dict(outer.state_dict()))
    assert seen == [("v.", 3), ("v.", None)]


# ---------------------------------------------------------------- conversion


def test_casts_keep_the_parameter_objects():
    tree = Tree()
    tree.register_buffer("ints", torch.arange(3))
    tree(torch.ones(3)).sum().backward()
    weight, grad = tree.left.weight, tree.left.weight.grad
    assert tree.double() is tree
    assert tree.left.weight is weight and weight.dtype == torch.float64
    assert weight.grad is grad and grad.dtype == torch.float64
    assert tree.left.shift.dtype == torch.float64 and tree.ints.dtype == torch.int64
    assert weight.requires_grad and weight.is_leaf
    for method, dtype in (("half", torch.float16), ("bfloat16", torch.bfloat16), ("float", torch.float32)):
        assert getattr(tree, method)().own.dtype == dtype
    assert tree.type(torch.float64).ints.dtype == torch.float64
    assert tree.cpu().own.device.type == "cpu"


def test_to():
    scale = Scale()
    scale.register_buffer("ints", torch.arange(3))
    assert scale.to(torch.float64).weight.dtype == torch.float64
    assert scale.to("cpu", torch.float32).weight.dtype == torch.float32
    assert scale.to(device="cpu", dtype=torch.float64).shift.dtype == torch.float64
    assert scale.to(torch.ones(1, dtype=torch.float16)).shift.dtype == torch.float16
    assert scale.to(torch.device("cpu"), non_blocking=True).shift.dtype == torch.float16
    assert scale.to(None, torch.float32).shift.dtype == torch.float32
    assert scale.ints.dtype == torch.int64
    assert message(TypeError, lambda: scale.to(torch.int32)) == (
        "nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch.int32"
    )
    with pytest.raises(TypeError):
        scale.to("cpu", torch.float32, False, False, 1, 2)


def test_apply_to_tensors():
    pair = Pair()
    pair._apply(lambda tensor: tensor + 1)
    assert pair.first.weight.tolist() == [3, 3, 3] and pair.second.shift.tolist() == [1, 1, 1]
    assert pair.first.weight.is_leaf
    pair.own = nn.Parameter(torch.ones(1))
    pair._apply(lambda tensor: tensor * 0, recurse=False)
    assert pair.own.item() == 0 and pair.first.weight.tolist() == [3, 3, 3]


# ---------------------------------------------------------------- copies


def test_pickle_and_deepcopy():
    tree = Tree()
    tree.left.register_buffer("temp", torch.ones(1), persistent=False)
    tree.eval()
    for clone in (pickle.loads(pickle.dumps(tree)), copy.deepcopy(tree)):
        assert type(clone) is Tree and not clone.training
        assert clone.left is clone.again and clone.left is not tree.left
        assert isinstance(clone.own, nn.Parameter) and clone.own is not tree.own
        assert clone.left._non_persistent_buffers_set == {"temp"}
        assert list(clone.state_dict()) == list(tree.state_dict())
        assert clone(torch.ones(3)).tolist() == tree(torch.ones(3)).tolist()
    shallow = copy.copy(tree)
    assert shallow.own is tree.own and shallow._parameters is tree._parameters


def test_deepcopy_of_hooks():
    scale = Scale()
    scale.register_forward_hook(lambda module, args, output: output + 1)
    assert copy.deepcopy(scale)(torch.ones(3)).tolist() == [3, 3, 3]


def test_setstate_fills_in_what_old_pickles_lack():
    module = Scale.__new__(Scale)
    module.__setstate__({"training": True, "_parameters": {}, "_buffers": {}, "_modules": {}, "_forward_hooks": {}})
    assert module._is_full_backward_hook is None and module._non_persistent_buffers_set == set()
    assert module._load_state_dict_post_hooks == OrderedDict()


def test_weak_references_and_cycles():
    module = Scale()
    module.loop = [module]
    module.register_forward_hook(lambda *args, keep=module: None)
    ref = weakref.ref(module)
    del module
    gc.collect()
    assert ref() is None


def test_modules_are_hashable_by_identity():
    first, second = Scale(), Scale()
    assert first != second and len({first, second, first}) == 2


# ---------------------------------------------------------------- looks


def test_repr():
    tree = Tree()
    assert repr(tree) == (
        "Tree(\n"
        "  (left): Scale(size=3)\n"
        "  (right): Pair(\n"
        "    (first): Scale(size=3)\n"
        "    (second): Scale(size=3)\n"
        "  )\n"
        "  (again): Scale(size=3)\n"
        ")"
    )
    assert repr(nn.Module()) == "Module()"
    tree.left.extra_repr = lambda: "a\n\nb"
    tree.right.first.inner = nn.Module()
    tree.right.second = None
    assert repr(tree) == (
        "Tree(\n"
        "  (left): Scale(\n    a\n\n    b\n  )\n"
        "  (right): Pair(\n"
        "    (first): Scale(\n      size=3\n      (inner): Module()\n    )\n"
        "    (second): None\n"
        "  )\n"
        "  (again): Scale(\n    a\n\n    b\n  )\n"
        ")"
    )


def test_dir():
    tree = Tree()
    tree.add_module("0", Scale())
    names = dir(tree)
    assert {"own", "left", "training", "forward", "_modules", "state_dict"} <= set(names)
    assert "0" not in names and names == sorted(names)
    assert "shift" in dir(tree.left)


def test_annotations_and_class_attributes():
    assert nn.Module._version == 1 and nn.Module.dump_patches is False and nn.Module.call_super_init is False
    assert nn.Module.__name__ == "Module" and nn.Module.__module__.endswith(".nn.modules.module")
    assert Scale()._get_name() == "Scale"
