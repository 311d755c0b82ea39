"""Containers of modules and parameters behave as lists and dictionaries do."""

import copy
import pickle
from collections import OrderedDict

import flambeau as torch
import pytest
from flambeau import nn


def keys(module):
    return list(module.state_dict())


def test_sequential_indexing_and_slices():
    model = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
    assert len(model) == 3
    assert model[-1] is model[2]
    assert [type(layer) for layer in model] == [nn.Linear, nn.ReLU, nn.Linear]
    assert type(model[1:]) is nn.Sequential
    assert keys(model[1:]) == ["2.weight", "2.bias"]
    assert model[1:][1] is model[2]
    model[1] = nn.Tanh()
    assert isinstance(model[1], nn.Tanh)
    assert "0" not in dir(model)
    with pytest.raises(IndexError):
        model[3]
    with pytest.raises(IndexError):
        model[-4]


def test_sequential_of_names():
    model = nn.Sequential(OrderedDict([("first", nn.Linear(2, 2)), ("second", nn.ReLU())]))
    assert model.first is model[0]
    assert keys(model) == ["first.weight", "first.bias"]
    del model[1]
    # Deleting renames what is left, as PyTorch does.
    assert keys(model) == ["0.weight", "0.bias"]


def test_sequential_changes():
    a, b, c = nn.Linear(1, 1), nn.ReLU(), nn.Tanh()
    model = nn.Sequential(a)
    assert model.append(c) is model
    assert model.insert(1, b) is model
    assert list(model) == [a, b, c]
    assert model.insert(-1, a) is model
    assert list(model) == [a, b, a, c]
    del model[2]
    assert list(model) == [a, b, c]
    assert model.pop(0) is a
    assert list(model) == [b, c]
    del model[:]
    assert len(model) == 0
    assert list(model.extend([a, b])) == [a, b]
    assert list(model + nn.Sequential(c)) == [a, b, c]
    model += nn.Sequential(c)
    assert list(model) == [a, b, c]
    assert list(nn.Sequential(a, b) * 2) == [a, b, a, b]
    assert list(2 * nn.Sequential(a)) == [a, a]
    model *= 2
    assert list(model) == [a, b, c, a, b, c]
    assert list(model._modules) == ["0", "1", "2", "3", "4", "5"]


def test_sequential_runs_in_order():
    model = nn.Sequential(nn.Flatten(), nn.Identity(), nn.Flatten(0))
    assert tuple(model(torch.zeros(2, 3, 4)).shape) == (24,)
    x = torch.zeros(2)
    assert nn.Sequential()(x) is x


def test_module_list():
    layers = nn.ModuleList([nn.Linear(1, 1), nn.ReLU()])
    a, b = layers
    assert layers[-1] is b
    assert type(layers[:1]) is nn.ModuleList
    assert list(layers[:1]) == [a]
    c = nn.Tanh()
    layers.append(c).extend([a])
    assert list(layers) == [a, b, c, a]
    layers.insert(1, c)
    assert list(layers) == [a, c, b, c, a]
    assert layers.pop(1) is c
    layers += [b]
    assert list(layers) == [a, b, c, a, b]
    assert list(layers + [c]) == [a, b, c, a, b, c]
    layers[0] = c
    assert layers[0] is c
    del layers[0:2]
    assert list(layers) == [c, a, b]
    assert list(layers._modules) == ["0", "1", "2"]
    del layers[-1]
    assert list(layers) == [c, a]
    assert keys(layers) == ["1.weight", "1.bias"]
    assert len(nn.ModuleList()) == 0
    with pytest.raises(IndexError):
        layers[2]


def test_module_dict():
    a, b = nn.Linear(1, 1), nn.ReLU()
    modules = nn.ModuleDict({"b": b, "a": a})
    assert list(modules) == ["b", "a"]
    assert list(modules.keys()) == ["b", "a"]
    assert list(modules.values()) == [b, a]
    assert list(modules.items()) == [("b", b), ("a", a)]
    assert "a" in modules
    assert len(modules) == 2
    modules["c"] = nn.Tanh()
    assert modules.pop("b") is b
    del modules["c"]
    assert keys(modules) == ["a.weight", "a.bias"]
    modules.update([("d", b)])
    modules.update(nn.ModuleDict({"e": b}))
    assert list(modules) == ["a", "d", "e"]
    modules.clear()
    assert len(modules) == 0
    with pytest.raises(KeyError):
        modules["a"]


def test_parameter_list():
    p = nn.Parameter(torch.zeros(2))
    parameters = nn.ParameterList([p, torch.ones(1)])
    assert parameters[0] is p
    assert isinstance(parameters[1], nn.Parameter)
    assert keys(parameters) == ["0", "1"]
    parameters.append(torch.zeros(3)).extend([p])
    assert len(parameters) == 4
    assert len(list(parameters)) == 4
    assert len(parameters[1:3]) == 2
    assert parameters[1:3][0] is parameters[1]
    parameters[0] = torch.ones(5)
    assert tuple(parameters[0].shape) == (5,)
    parameters += [torch.zeros(1)]
    assert parameters[-1] is parameters[4]
    assert len(list(parameters.parameters())) == 5
    assert "0" not in dir(parameters)


def test_parameter_dict():
    p = nn.Parameter(torch.zeros(2))
    parameters = nn.ParameterDict({"b": p, "a": torch.ones(1)})
    # Plain dictionaries are sorted, ordered ones are not.
    assert list(parameters) == ["a", "b"]
    assert list(nn.ParameterDict(OrderedDict([("b", p), ("a", p)]))) == ["b", "a"]
    assert parameters["b"] is p
    assert isinstance(parameters["a"], nn.Parameter)
    assert list(reversed(parameters)) == ["b", "a"]
    assert parameters.get("c", 3) == 3
    assert parameters.setdefault("b", None) is p
    assert tuple(parameters.setdefault("c", torch.zeros(4)).shape) == (4,)
    assert keys(parameters) == ["a", "b", "c"]
    parameters.pop("a")
    assert parameters.popitem()[0] == "c"
    merged = parameters | nn.ParameterDict({"d": p})
    assert list(merged) == ["b", "d"]
    merged |= nn.ParameterDict({"e": p})
    assert list(merged) == ["b", "d", "e"]
    assert list(merged.copy().values()) == [p, p, p]
    assert [key for key, _ in merged.items()] == ["b", "d", "e"]
    assert list(merged.fromkeys(["x", "y"], p)) == ["x", "y"]
    del merged["d"]
    assert "d" not in merged
    merged.clear()
    assert len(merged) == 0


def test_containers_are_copied_and_pickled():
    model = nn.Sequential(
        nn.ModuleList([nn.Linear(2, 2)]), nn.ModuleDict({"a": nn.PReLU()}), nn.ParameterList([torch.zeros(2)])
    )
    for other in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert repr(other) == repr(model)
        assert keys(other) == keys(model)
        for a, b in zip(model.parameters(), other.parameters(), strict=True):
            assert a is not b
            assert torch.equal(a, b)
        other[0].append(nn.ReLU())
        assert len(other[0]) == 2
        assert len(model[0]) == 1
