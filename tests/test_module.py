"""nn.Module: attributes, registration, traversal, hooks, state dicts, conversion, copies and looks."""

import abc
import copy
import gc
import pickle
import warnings
import weakref
from collections import OrderedDict

import flambeau as torch
import pytest
from flambeau import nn

module_file = nn.modules.module


class Scale(nn.Module):
    """``x * weight + shift``; picklable, so at the top of the file."""

    def __init__(self, size=3):
        super().__init__()
        self.size = size
        self.weight = nn.Parameter(torch.full((size,), 2.0))
        self.register_buffer("shift", torch.zeros(size))

    def forward(self, x, extra=None):
        y = x * self.weight + self.shift
        return y if extra is None else y + extra

    def extra_repr(self):
        return f"size={self.size}"


class Tree(nn.Module):
    """Two named branches that share a module, and a bare parameter."""

    def __init__(self):
        super().__init__()
        self.own = nn.Parameter(torch.ones(2))
        self.left = Scale()
        self.right = Pair()
        self.again = self.left

    def forward(self, x):
        return self.right(self.left(x))


class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = Scale()
        self.second = Scale()

    def forward(self, x):
        return self.second(self.first(x))


class Echo(nn.Module):
    def forward(self, *args, **kwargs):
        return args, kwargs


def message(error, call):
    with pytest.raises(error) as caught:
        call()
    return caught.value.args[0]


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
    assert getattr(module, "own") is module.own
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


# ---------------------------------------------------------------- traversal


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
    assert [name for name, _ in tree.named_buffers("p")] == ["p.left.shift", "p.right.first.shift", "p.right.second.shift"]
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
    assert [name for name, _ in walk] == ["left", "left.first", "left.second", "right", "right.first", "right.second", "again"]
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


# ---------------------------------------------------------------- calling


def test_call_passes_arguments():
    echo = Echo()
    assert echo() == ((), {})
    assert echo(1, 2, a=3, b=4) == ((1, 2), {"a": 3, "b": 4})
    assert echo(*range(40), **{f"k{i}": i for i in range(40)}) == (tuple(range(40)), {f"k{i}": i for i in range(40)})
    assert echo(*range(14)) == (tuple(range(14)), {})
    assert echo.__call__(1, a=2) == ((1,), {"a": 2})
    assert nn.Module.__call__(echo, 5) == ((5,), {})


def test_call_finds_forward_everywhere():
    echo = Echo()
    echo.forward = lambda *args: "instance"
    assert echo(1) == "instance"
    del echo.forward
    assert echo(1) == ((1,), {})

    class Static(nn.Module):
        @staticmethod
        def forward(x):
            return x

    class Inherited(Scale):
        pass

    class Forwards(nn.Module):
        forward = Echo()

    class Own(Echo):
        def __call__(self, *args):
            return "own", super().__call__(*args)

    assert Static()(3) == 3
    assert bool((Inherited()(torch.ones(3)) == 2).all())
    assert Forwards()(1) == ((1,), {})
    assert Own()(1) == ("own", ((1,), {}))
    Own.forward = lambda self, x: x
    assert Own()(1) == ("own", 1)


def test_call_without_forward():
    class Nothing(nn.Module):
        pass

    assert message(NotImplementedError, lambda: Nothing()(1)) == (
        'Module [Nothing] is missing the required "forward" function'
    )
    with pytest.raises(TypeError):
        Scale()()
    with pytest.raises(ZeroDivisionError):
        nn.Module.__call__(type("Bad", (nn.Module,), {"forward": lambda self: 1 / 0})())


def test_call_impl_can_be_replaced():
    class Wrapped(Echo):
        def _call_impl(self, *args, **kwargs):
            return "wrapped", super()._call_impl(*args, **kwargs)

    assert Wrapped()(1) == ("wrapped", ((1,), {}))
    echo = Echo()
    echo._compiled_call_impl = lambda *args: "compiled"
    assert echo(1) == "compiled"
    echo._compiled_call_impl = None
    assert echo(1) == ((1,), {})


def test_deep_recursion_is_an_error():
    class Deep(nn.Module):
        def forward(self, x):
            return self(x)

    with pytest.raises(RecursionError):
        Deep()(1)


# ---------------------------------------------------------------- forward hooks


def test_forward_hooks_order_and_results():
    log = []
    echo = Echo()

    def pre(tag):
        return lambda module, args: log.append(("pre", tag, args))

    def post(tag):
        return lambda module, args, output: log.append(("post", tag, args, output))

    handles = [
        echo.register_forward_pre_hook(pre(1)),
        echo.register_forward_pre_hook(pre(0), prepend=True),
        echo.register_forward_hook(post(1)),
        echo.register_forward_hook(post(0), prepend=True),
        module_file.register_module_forward_pre_hook(pre("g")),
        module_file.register_module_forward_hook(post("g")),
    ]
    try:
        assert echo(5, k=6) == ((5,), {"k": 6})
    finally:
        for handle in handles:
            handle.remove()
    out = ((5,), {"k": 6})
    assert log == [*[("pre", tag, (5,)) for tag in ("g", 0, 1)], *[("post", tag, (5,), out) for tag in ("g", 0, 1)]]
    log.clear()
    echo(1)
    assert log == []


def test_forward_hooks_change_arguments_and_output():
    echo = Echo()
    echo.register_forward_pre_hook(lambda module, args: args[0] + 1)
    assert echo(1) == ((2,), {})
    echo.register_forward_pre_hook(lambda module, args: (args[0], 7))
    assert echo(1) == ((2, 7), {})
    echo.register_forward_pre_hook(lambda module, args, kwargs: (args, {**kwargs, "z": 1}), with_kwargs=True)
    assert echo(1, y=0) == ((2, 7), {"y": 0, "z": 1})
    echo.register_forward_hook(lambda module, args, output: output[1])
    echo.register_forward_hook(lambda module, args, kwargs, output: (args, kwargs, output), with_kwargs=True)
    assert echo(1) == ((2, 7), {"z": 1}, {"z": 1})
    echo = Echo()
    echo.register_forward_pre_hook(lambda module, args, kwargs: args, with_kwargs=True)
    assert message(RuntimeError, lambda: echo(1)) == (
        "forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got (1,)."
    )


def test_always_called_hooks():
    class Fails(nn.Module):
        def forward(self, x):
            raise ValueError("forward")

    log = []
    module = Fails()
    module.register_forward_hook(lambda module, args, output: log.append("skipped"))
    module.register_forward_hook(lambda module, args, output: log.append((args, output)), always_call=True)
    module.register_forward_hook(
        lambda module, args, kwargs, output: log.append((args, kwargs, output)), always_call=True, with_kwargs=True
    )
    assert message(ValueError, lambda: module(x=1)) == "forward"
    assert log == [((), None), ((), {"x": 1}, None)]
    log.clear()

    def broken(module, args, output):
        raise KeyError("hook")

    module.register_forward_hook(broken, always_call=True)
    with pytest.warns(UserWarning, match="module forward hook with ``always_call=True`` raised an exception"):
        assert message(ValueError, lambda: module(1)) == "forward"
    assert len(log) == 2

    handle = module_file.register_module_forward_hook(lambda *args: log.append("global"), always_call=True)
    log.clear()
    with handle, pytest.warns(UserWarning), pytest.raises(ValueError):
        module(1)
    assert log[0] == "global"
    # One that ran before the error does not run again.
    log.clear()
    echo = Echo()
    echo.register_forward_hook(lambda module, args, output: log.append(1), always_call=True)
    echo.register_forward_hook(broken)
    with pytest.raises(KeyError):
        echo(1)
    assert log == [1]


def test_handles():
    echo = Echo()
    with echo.register_forward_hook(lambda *args: 1, with_kwargs=True, always_call=True) as handle:
        assert echo() == 1
        assert handle.id in echo._forward_hooks_with_kwargs and handle.id in echo._forward_hooks_always_called
    assert not (echo._forward_hooks or echo._forward_hooks_with_kwargs or echo._forward_hooks_always_called)
    handle.remove()
    handle = echo.register_forward_pre_hook(lambda *args: None)
    del echo
    gc.collect()
    handle.remove()
    first, second = (Echo().register_forward_hook(print) for _ in range(2))
    assert second.id > first.id


def test_hook_that_removes_itself():
    echo = Echo()
    count = []

    def once(module, args, output):
        count.append(1)
        handle.remove()

    handle = echo.register_forward_hook(once)
    echo(), echo()
    assert count == [1]


# ---------------------------------------------------------------- backward hooks


def test_full_backward_hooks():
    log = []
    scale = Scale()
    scale.register_full_backward_hook(lambda module, grads_in, grads_out: log.append(("full", grads_in, grads_out)))
    scale.register_full_backward_pre_hook(lambda module, grads_out: log.append(("pre", grads_out)))
    x = torch.ones(3, requires_grad=True)
    scale(x, extra=None).sum().backward()
    assert [entry[0] for entry in log] == ["pre", "full"]
    assert log[0][1][0].tolist() == [1, 1, 1]
    assert log[1][1][0].tolist() == [2, 2, 2] and log[1][2][0].tolist() == [1, 1, 1]
    assert x.grad.tolist() == [2, 2, 2] and scale.weight.grad.tolist() == [1, 1, 1]


def test_full_backward_hooks_replace_gradients():
    scale = Scale()
    order = []

    def double(module, grads_in, grads_out):
        order.append("double")
        return tuple(grad * 2 for grad in grads_in)

    def add(module, grads_in, grads_out):
        order.append("add")
        return (grads_in[0] + 1,)

    scale.register_full_backward_hook(double)
    scale.register_full_backward_hook(add, prepend=True)
    scale.register_full_backward_pre_hook(lambda module, grads_out: (grads_out[0] * 10,))
    x = torch.ones(3, requires_grad=True)
    scale(x).sum().backward()
    assert order == ["add", "double"]
    assert x.grad.tolist() == [42, 42, 42]
    assert scale.weight.grad.tolist() == [10, 10, 10]


def test_backward_hooks_with_other_arguments():
    seen = []

    class Mixed(nn.Module):
        def forward(self, flag, x, y):
            return x * y, "text"

    mixed = Mixed()
    mixed.register_full_backward_hook(lambda module, grads_in, grads_out: seen.append((grads_in, grads_out)))
    x = torch.ones(2, requires_grad=True)
    out, text = mixed(True, x, torch.full((2,), 3.0))
    assert text == "text"
    out.sum().backward()
    (grads_in, grads_out), = seen
    assert grads_in[0] is None and grads_in[1].tolist() == [3, 3] and grads_in[2].tolist() == [0, 0]
    assert grads_out[0].tolist() == [1, 1] and grads_out[1] is None


def test_backward_hooks_without_grad_inputs():
    seen = []
    scale = Scale()
    scale.register_full_backward_hook(lambda module, grads_in, grads_out: seen.append((grads_in, grads_out)))
    with pytest.warns(UserWarning, match="Full backward hook is firing when gradients are computed"):
        scale(torch.ones(3)).sum().backward()
    assert seen[0][0] == (None,) and seen[0][1][0].tolist() == [1, 1, 1]
    scale.register_full_backward_hook(lambda module, grads_in, grads_out: (torch.ones(3),))
    with pytest.warns(UserWarning), pytest.raises(RuntimeError, match="should always return None or None"):
        scale(torch.ones(3)).sum().backward()
    with torch.no_grad():
        scale(torch.ones(3))
    assert len(seen) == 2


def test_backward_hook_errors():
    scale = Scale()
    handle = scale.register_full_backward_hook(lambda module, grads_in, grads_out: (None, None))
    x = torch.ones(3, requires_grad=True)
    with pytest.raises(RuntimeError, match="invalid number of grad_input, got 2, but expected 1"):
        scale(x).sum().backward()
    handle.remove()
    scale.register_full_backward_pre_hook(lambda module, grads_out: (None, None))
    with pytest.raises(RuntimeError, match="invalid number of grad_output, got 2, but expected 1"):
        scale(x).sum().backward()
    with pytest.raises(RuntimeError, match="Cannot use both regular backward hooks and full backward hooks"):
        scale.register_backward_hook(print)
    scale = Scale()
    scale.register_backward_hook(print)
    with pytest.raises(RuntimeError, match="Cannot use both regular backward hooks and full backward hooks"):
        scale.register_full_backward_hook(print)
    scale = Echo()
    scale.register_full_backward_hook(print)
    with pytest.warns(UserWarning, match="module output should be a Tensor or a tuple of Tensors"):
        type("Dict", (Echo,), {"forward": lambda self, x: {"y": x}}).forward
        scale.forward = lambda x: {"y": x}
        scale(x)


def test_older_backward_hooks():
    class Double(nn.Module):
        def forward(self, x):
            return x * 2

    seen = []
    double = Double()
    double.register_backward_hook(lambda module, grads_in, grads_out: seen.append((module, grads_in, grads_out)))
    x = torch.ones(2, requires_grad=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        double(x).sum().backward()
    assert seen[0][0] is double
    assert seen[0][1][0].tolist() == [2, 2] and seen[0][2][0].tolist() == [1, 1]


def test_global_backward_hooks():
    log = []
    pair = Pair()
    pair.register_full_backward_hook(lambda *args: log.append("own"))
    with module_file.register_module_full_backward_hook(lambda module, *grads: log.append(type(module).__name__)):
        with module_file.register_module_full_backward_pre_hook(lambda module, grads: log.append("pre")):
            pair(torch.ones(3, requires_grad=True)).sum().backward()
        with pytest.raises(RuntimeError, match="as a global Module hook"):
            module_file.register_module_backward_hook(print)
    assert log == ["pre", "pre", "Scale", "pre", "Scale", "Pair", "own"]


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
    plain._register_load_state_dict_pre_hook(lambda state, prefix, *rest: state.setdefault(prefix + "shift", torch.ones(3)))
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
