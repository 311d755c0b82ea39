"""Parameters and buffers."""

import copy
import pickle

import flambeau as torch
import pytest
from flambeau import nn


def test_parameter_shares_its_data():
    data = torch.zeros(2)
    parameter = nn.Parameter(data)
    assert isinstance(parameter, torch.Tensor)
    assert isinstance(parameter, nn.Parameter)
    assert type(parameter) is nn.Parameter
    assert parameter.requires_grad
    assert parameter.is_leaf
    data[0] = 3
    assert parameter[0].item() == 3
    assert not nn.Parameter(data, requires_grad=False).requires_grad
    assert nn.Parameter(torch.zeros(2, dtype=torch.int64), requires_grad=False).dtype == torch.int64
    assert not isinstance(data, nn.Parameter)


def test_parameter_without_data_is_empty():
    assert tuple(nn.Parameter().shape) == (0,)


def test_parameter_refuses_integers_that_require_grad():
    with pytest.raises(RuntimeError):
        nn.Parameter(torch.zeros(2, dtype=torch.int64))


def test_repr():
    x = torch.zeros(2)
    assert repr(nn.Parameter(x)) == f"Parameter containing:\n{x.clone().requires_grad_()!r}"
    assert repr(nn.Parameter(torch.zeros(2), False)) == f"Parameter containing:\n{x!r}"


def test_results_are_plain_tensors():
    parameter = nn.Parameter(torch.ones(2))
    assert type(parameter * 2) is torch.Tensor
    assert type(parameter.data) is torch.Tensor
    assert type(parameter.detach()) is torch.Tensor
    assert type(parameter[0]) is torch.Tensor


def test_deepcopy_keeps_class_and_identity():
    parameter = nn.Parameter(torch.ones(2), requires_grad=False)
    a, b = copy.deepcopy([parameter, parameter])
    assert a is b
    assert type(a) is nn.Parameter
    assert not a.requires_grad
    a[0] = 5
    assert parameter[0].item() == 1


def test_pickle():
    parameter = nn.Parameter(torch.arange(3.0))
    other = pickle.loads(pickle.dumps(parameter))
    assert type(other) is nn.Parameter
    assert other.requires_grad
    assert torch.equal(other, parameter)
    parameter.note = "kept"
    assert pickle.loads(pickle.dumps(parameter)).note == "kept"


def test_parameter_of_a_subclass_keeps_it():
    class Marked(torch.Tensor):
        pass

    parameter = nn.Parameter(torch.zeros(2).as_subclass(Marked))
    assert type(parameter) is Marked
    assert isinstance(parameter, nn.Parameter)
    module = nn.Module()
    module.weight = parameter
    assert list(module.state_dict()) == ["weight"]


def test_buffer():
    data = torch.zeros(2)
    buffer = nn.Buffer(data)
    assert isinstance(buffer, nn.Buffer)
    assert not isinstance(data, nn.Buffer)
    assert not isinstance(buffer, nn.Parameter)
    module = nn.Module()
    module.kept = buffer
    module.dropped = nn.Buffer(data, persistent=False)
    assert [name for name, _ in module.named_buffers()] == ["kept", "dropped"]
    assert list(module.state_dict()) == ["kept"]
