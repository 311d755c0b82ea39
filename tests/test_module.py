"""nn.Module: construction, attributes, registration."""

import abc
from collections import OrderedDict

import flambeau as torch
import pytest
from flambeau import nn
from module_samples import Pair, Scale, Tree, message

module_file = nn.modules.module


# ---------------------------------------------------------------- construction


def test_init_makes_the_registries_in_order():
    module = nn.Module()
    assert list(module.__dict__) == [
        "training",
        "_parameters",
        "_buffers",
        "_non_persistent_buffers_set",
        "_backward_pre_hooks",
        "_backward_hooks",
        "_is_full_backward_hook",
        "_forward_hooks",
        "_forward_hooks_with_kwargs",
        "_forward_hooks_always_called",
        "_forward_pre_hooks",
        "_forward_pre_hooks_with_kwargs",
        "_state_dict_hooks",
        "_state_dict_pre_hooks",
        "_load_state_dict_pre_hooks",
        "_load_state_dict_post_hooks",
        "_modules",
    ]
    for name, value in module.__dict__.items():
        if name in ("_parameters", "_buffers", "_modules"):
            assert type(value) is dict
        elif name.endswith("hooks") or "hooks_" in name:
            assert type(value) is OrderedDict
    assert module.training is True
    assert module._non_persistent_buffers_set == set()
    assert module._is_full_backward_hook is None


def test_init_refuses_arguments():
    class Plain(nn.Module):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)

    assert message(TypeError, lambda: Plain(1, 2)) == "Plain.__init__() takes 1 positional argument but 3 were given"
    assert message(TypeError, lambda: Plain(a=1)) == "Plain.__init__() got an unexpected keyword argument 'a'"


@pytest.mark.parametrize("arguments", [(), (1, 2)])
def test_any_constructor_arguments(arguments):
    class Any(nn.Module):
        def __init__(self, *args, size=1, **kwargs):
            super().__init__()
            self.all = args, size, kwargs

    assert Any(*arguments, size=5, more=6).all == (arguments, 5, {"more": 6})


def test_call_super_init_reaches_the_next_base():
    class Mixin:
        def __init__(self, value=0):
            self.value = value

    class Cooperative(nn.Module, Mixin):
        call_super_init = True

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)

    class Alone(nn.Module, Mixin):
        def __init__(self):
            super().__init__()

    assert Cooperative(value=3).value == 3
    assert Cooperative(4).value == 4
    assert Cooperative().value == 0
    assert not hasattr(Alone(), "value")


def test_mixins_metaclasses_and_builtin_bases():
    class Base(nn.Module, abc.ABC):
        @abc.abstractmethod
        def forward(self, x): ...

    class Both(nn.Module, dict):
        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter(torch.ones(1))

    with pytest.raises(TypeError):
        Base()
    both = Both()
    both["key"] = 1
    assert both == {"key": 1}
    assert isinstance(both.weight, nn.Parameter)


def test_class_can_be_assigned():
    module = Scale()

    class Other(Scale):
        def forward(self, x):
            return x

    module.__class__ = Other
    x = torch.ones(3)
    assert module(x) is x
    assert module.weight is module._parameters["weight"]


def test_missing_super_init():
    class Lazy(nn.Module):
        def __init__(self, value):
            self.value = value

    assert message(AttributeError, lambda: Lazy(nn.Parameter(torch.ones(1)))) == (
        "cannot assign parameters before Module.__init__() call"
    )
    assert message(AttributeError, lambda: Lazy(nn.Module())) == "cannot assign module before Module.__init__() call"
    lazy = Lazy(3)
    assert lazy.value == 3
    assert message(AttributeError, lambda: lazy.register_buffer("b", None)) == (
        "cannot assign buffer before Module.__init__() call"
    )
    assert message(AttributeError, lambda: lazy.register_parameter("p", None)) == (
        "cannot assign parameter before Module.__init__() call"
    )
    assert message(AttributeError, lambda: lazy._parameters) == "'Lazy' object has no attribute '_parameters'"
    with pytest.raises(AttributeError, match="'Lazy' object has no attribute '_"):
        lazy(1)


# ---------------------------------------------------------------- attributes


def test_attributes_are_found_in_the_registries():
    module = Tree()
    assert module.own is module._parameters["own"]
    assert module.left is module._modules["left"]
    assert module.left.shift is module.left._buffers["shift"]
    assert "own" not in module.__dict__
    assert getattr(module, "o" + "wn") is module.own
    assert message(AttributeError, lambda: module.missing) == "'Tree' object has no attribute 'missing'"
    assert not hasattr(module, "missing")
    assert module.__getattr__("own") is module.own
    assert message(AttributeError, lambda: module.__getattr__("training")) == (
        "'Tree' object has no attribute 'training'"
    )
    with pytest.raises(AttributeError):
        object.__getattribute__(module, "own")


def test_none_entries_are_attributes():
    module = nn.Module()
    module.register_parameter("p", None)
    module.register_buffer("b", None)
    module.add_module("m", None)
    assert module.p is None and module.b is None and module.m is None
    assert list(module.parameters()) == [] and list(module.buffers()) == [] and len(list(module.modules())) == 1
    assert module.state_dict() == {}
    module.p = nn.Parameter(torch.ones(1))
    module.m = Scale()
    module.b = torch.ones(1)
    assert list(module.state_dict()) == ["p", "b", "m.weight", "m.shift"]


def test_own_getattr_of_a_subclass():
    class Wrapper(nn.Module):
        def __init__(self, inner):
            super().__init__()
            self.inner = inner

        def __getattr__(self, name):
            try:
                return super().__getattr__(name)
            except AttributeError:
                return getattr(self.inner, name)

    wrapper = Wrapper(Scale(5))
    assert wrapper.size == 5
    assert wrapper.weight is wrapper.inner.weight
    with pytest.raises(AttributeError, match="'Scale' object has no attribute 'nothing'"):
        wrapper.nothing  # noqa: B018


def test_getattr_assigned_to_a_class_later():
    class Late(nn.Module):
        pass

    module = Late()
    module.p = nn.Parameter(torch.ones(1))
    assert module.p is module._parameters["p"]
    assert not hasattr(module, "anything")
    Late.__getattr__ = lambda self, name: "late"
    assert module.anything == "late" and module.p == "late"
    del Late.__getattr__
    assert module.p is module._parameters["p"] and not hasattr(module, "anything")
    Late.__getattribute__ = lambda self, name: "all"
    assert module.training == "all"
    del Late.__getattribute__
    assert module.training is True and module.p is module._parameters["p"]


def test_properties_and_class_attributes():
    class Props(nn.Module):
        kind = "class"

        def __init__(self):
            super().__init__()
            self.w = nn.Parameter(torch.ones(1))

        @property
        def double(self):
            return self.w * 2

        @property
        def broken(self):
            raise AttributeError("inside")

        @property
        def wrong(self):
            raise ValueError("inside")

    module = Props()
    assert module.double.item() == 2
    assert module.kind == "class"
    module.kind = "instance"
    assert module.kind == "instance" and Props.kind == "class"
    # As for any class with a __getattr__, the property's own AttributeError is lost.
    assert message(AttributeError, lambda: module.broken) == "'Props' object has no attribute 'broken'"
    assert message(ValueError, lambda: module.wrong) == "inside"
    with pytest.raises(AttributeError):
        module.double = 3


def test_registries_of_other_types():
    class Upper(dict):
        def __contains__(self, key):
            return super().__contains__(key.upper())

        def __getitem__(self, key):
            return super().__getitem__(key.upper())

    module = nn.Module()
    module.__dict__["_parameters"] = OrderedDict(p=1)
    module.__dict__["_buffers"] = Upper(B=2)
    assert module.p == 1 and module.b == 2


def test_replaced_dict():
    module = Scale()
    weight = module.weight
    module.__dict__ = dict(module.__dict__)
    assert module.weight is weight
    module.__dict__["_parameters"] = {"weight": 7}
    assert module.weight == 7
    module._parameters = {}
    assert not hasattr(module, "weight")


# ---------------------------------------------------------------- assignment


def test_parameter_assignment_moves_names():
    module = nn.Module()
    module.a = 1
    module.register_buffer("b", torch.ones(1), persistent=False)
    module.c = Scale()
    for name in "abc":
        setattr(module, name, nn.Parameter(torch.ones(1)))
    assert list(module._parameters) == ["a", "b", "c"]
    assert "a" not in module.__dict__
    assert module._buffers == {} and module._modules == {} and module._non_persistent_buffers_set == set()
    del module.a
    module.register_buffer("d", torch.ones(1), persistent=False)
    module.a = module.d = Scale()
    assert list(module._parameters) == ["b", "c"] and list(module._modules) == ["a", "d"]
    assert module._buffers == {} and module._non_persistent_buffers_set == set()


def test_assignment_errors():
    module = Tree()
    assert message(TypeError, lambda: setattr(module, "own", 3)) == (
        "cannot assign 'int' as parameter 'own' (torch.nn.Parameter or None expected)"
    )
    assert message(TypeError, lambda: setattr(module, "left", "x")) == (
        "cannot assign 'str' as child module 'left' (torch.nn.Module or None expected)"
    )
    assert message(TypeError, lambda: setattr(module.left, "shift", [])) == (
        "cannot assign 'list' as buffer 'shift' (torch.nn.Buffer, torch.Tensor or None expected)"
    )
    with pytest.raises(TypeError, match=r"as parameter 'own' \(torch.nn.Parameter or None expected\)"):
        module.own = torch.ones(2)
    module.own = None
    module.left = None
    assert module.own is None and module._parameters == {"own": None}
    assert module.left is None and "left" in module._modules


def test_non_leaf_parameter():
    module = Scale()
    bad = nn.Parameter(torch.ones(1)) * 2
    bad_parameter = nn.Parameter.__new__(nn.Parameter, torch.ones(1))
    assert bad_parameter.grad_fn is None
    with pytest.raises(TypeError, match=r"object to parameter 'new' \(torch.nn.Parameter or None required\)"):
        module.register_parameter("new", bad)


def test_plain_tensors_are_plain_attributes():
    module = nn.Module()
    module.t = torch.ones(1)
    assert "t" in module.__dict__ and not list(module.buffers())


def test_buffer_assignment():
    module = nn.Module()
    module.register_buffer("a", torch.zeros(1))
    module.register_buffer("b", torch.zeros(1), persistent=False)
    module.a = new = torch.ones(1)
    module.b = new
    assert module.a is new and module._buffers == {"a": new, "b": new}
    assert module._non_persistent_buffers_set == {"b"}
    module.c = nn.Buffer(torch.ones(2))
    module.d = nn.Buffer(torch.ones(2), persistent=False)
    assert list(module.state_dict()) == ["a", "c"]
    module.a = None
    assert list(module.state_dict()) == ["c"]
    module.register_buffer("b", new)
    assert list(module.state_dict()) == ["b", "c"]


def test_overridden_register_buffer():
    calls = []

    class New(nn.Module):
        def register_buffer(self, name, tensor, persistent=True):
            calls.append((name, persistent))
            super().register_buffer(name, tensor, persistent)

    class Old(nn.Module):
        def register_buffer(self, name, tensor):
            calls.append(name)
            super().register_buffer(name, tensor)

    New().b = nn.Buffer(torch.ones(1), persistent=False)
    Old().b = nn.Buffer(torch.ones(1))
    assert calls == [("b", False), "b"]
    assert "Registering a non-persistent buffer on a Module subclass" in message(
        RuntimeError, lambda: setattr(Old(), "b", nn.Buffer(torch.ones(1), persistent=False))
    )


def test_overridden_register_parameter():
    names = []

    class Watch(nn.Module):
        def register_parameter(self, name, param):
            names.append(name)
            super().register_parameter(name, param)

    module = Watch()
    module.w = nn.Parameter(torch.ones(1))
    module.w = None
    assert names == ["w", "w"]


def test_overridden_setattr():
    class Log(nn.Module):
        def __setattr__(self, name, value):
            self.__dict__.setdefault("log", []).append(name)
            super().__setattr__(name, value)

    module = Log()
    module.w = nn.Parameter(torch.ones(1))
    module.k = 1
    module.train()
    assert module.log[-3:] == ["w", "k", "training"]
    assert list(module._parameters) == ["w"]


def test_object_setattr_goes_past_registration():
    module, hidden = Scale(), Scale()
    object.__setattr__(module, "hidden", hidden)
    assert module.hidden is hidden and module._modules == {}
    object.__delattr__(module, "hidden")
    assert not hasattr(module, "hidden")


def test_delattr():
    module = Tree()
    module.left.register_buffer("gone", torch.ones(1), persistent=False)
    module.plain = 1
    del module.own, module.right, module.plain, module.left.gone
    assert [*module._parameters, *module._modules] == ["left", "again"]
    assert module.left._non_persistent_buffers_set == set()
    with pytest.raises(AttributeError):
        del module.nothing


@pytest.mark.parametrize(
    ("register", "kind"),
    [("register_parameter", "parameter"), ("register_buffer", "buffer"), ("add_module", "module")],
)
def test_names_are_checked(register, kind):
    module = Tree()
    add = getattr(module, register)
    assert message(TypeError, lambda: add(3, None)) == f"{kind} name should be a string. Got int"
    dot = {"module": 'module name can\'t contain ".", got: a.b'}.get(kind, f'{kind} name can\'t contain "."')
    assert message(KeyError, lambda: add("a.b", None)) == dot
    assert message(KeyError, lambda: add("", None)) == f'{kind} name can\'t be empty string ""'
    assert message(KeyError, lambda: add("forward", None)) == "attribute 'forward' already exists"
    taken = {"parameter": "left", "buffer": "left", "module": "own"}[kind]
    assert message(KeyError, lambda: add(taken, None)) == f"attribute '{taken}' already exists"


def test_values_are_checked():
    module = nn.Module()
    assert message(TypeError, lambda: module.add_module("m", 3)) == "int is not a Module subclass"
    assert message(TypeError, lambda: module.register_module("m", "x")) == "str is not a Module subclass"
    assert message(TypeError, lambda: module.register_parameter("p", 3)) == (
        "cannot assign 'int' object to parameter 'p' (torch.nn.Parameter or None required)"
    )
    assert message(TypeError, lambda: module.register_buffer("b", 3)) == (
        "cannot assign 'int' object to buffer 'b' (torch Tensor or None required)"
    )


def test_registration_hooks():
    seen = []

    def record(module, name, value):
        seen.append((type(module).__name__, name))

    replacement = nn.Parameter(torch.zeros(3))
    handles = [
        module_file.register_module_parameter_registration_hook(record),
        module_file.register_module_buffer_registration_hook(record),
        module_file.register_module_module_registration_hook(record),
        module_file.register_module_parameter_registration_hook(lambda module, name, value: replacement),
    ]
    try:
        pair = Pair()
        pair.add_module("third", None)
        pair.first = None
    finally:
        for handle in handles:
            handle.remove()
    scale = [("Scale", "weight"), ("Scale", "shift")]
    assert seen == [*scale, ("Pair", "first"), *scale, ("Pair", "second"), ("Pair", "third"), ("Pair", "first")]
    assert pair.second.weight is replacement
    assert Scale().weight is not replacement
