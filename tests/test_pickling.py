"""Pickling and copying of everything that flambeau has objects of."""

from __future__ import annotations

import copy
import pickle

import flambeau as torch
import pytest
from flambeau import nn

PROTOCOLS = [2, 4, 5]


class Tagged(torch.Tensor):
    pass


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.arange(6.0).reshape(2, 3))
        self.tied = self.weight
        self.register_buffer("count", torch.tensor(3))
        self.register_buffer("view", self.weight.detach()[0])


def dumped(obj, protocol=4):
    return pickle.loads(pickle.dumps(obj, protocol=protocol))


WAYS = [*(lambda obj, protocol=protocol: dumped(obj, protocol) for protocol in PROTOCOLS), copy.deepcopy]
every_way = pytest.mark.parametrize("way", WAYS, ids=["2", "4", "5", "deepcopy"])


@every_way
@pytest.mark.parametrize("name", ["uint8", "int64", "float16", "bfloat16", "float64", "bool", "complex64"])
def test_dtypes(way, name):
    x = torch.tensor([[0, 1], [2, 3]]).to(getattr(torch, name)).t()
    result = way(x)
    assert result.dtype is x.dtype and result.tolist() == x.tolist() and result.stride() == x.stride()
    assert result.data_ptr() != x.data_ptr()


@every_way
def test_views_stay_views(way):
    x = torch.arange(6.0)
    whole, part, again = way([x, x[2:], x])
    assert whole is again
    part[0] = 99
    assert whole[2] == 99 and x[2] == 2
    assert part.untyped_storage() is whole.untyped_storage()


@every_way
def test_flags_and_attributes(way):
    x = torch.ones(2, requires_grad=True)
    x.tag = [1]
    result = way(x)
    assert result.requires_grad and result.is_leaf and result.tag == [1] and result.tag is not x.tag
    assert not way(torch.ones(2)).requires_grad


@every_way
def test_empty_and_scalar(way):
    assert way(torch.empty(0, 3)).shape == (0, 3)
    assert way(torch.tensor(2.5)).item() == 2.5
    assert way(torch.ones(1, 3).expand(4, 3)).stride() == (0, 1)


@every_way
def test_subclass(way):
    x = torch.Tensor._make_subclass(Tagged, torch.ones(2))
    x.tag = 1
    result = way(x)
    assert type(result) is Tagged and result.tag == 1


@every_way
def test_parameters(way):
    parameter = nn.Parameter(torch.ones(2))
    result = way(parameter)
    assert type(result) is nn.Parameter and result.requires_grad and torch.equal(result, parameter)
    first, second = way([parameter, parameter])
    assert first is second


def test_gradients_are_copied_not_pickled():
    x = torch.ones(2, requires_grad=True)
    (x * 3).sum().backward()
    assert copy.deepcopy(x).grad.tolist() == [3, 3]
    assert dumped(x).grad is None and copy.copy(x).grad is None


def test_non_leaves():
    x = torch.ones(2, requires_grad=True) * 2
    with pytest.raises(RuntimeError, match="Only Tensors created explicitly by the user"):
        copy.deepcopy(x)
    result = dumped(x)
    assert result.is_leaf and result.requires_grad and result.tolist() == [2, 2]


def test_copy_shares_memory():
    x = torch.arange(4.0)[1:]
    result = copy.copy(x)
    assert result is not x and result.data_ptr() == x.data_ptr()


@every_way
def test_modules(way):
    net = Net()
    result = way(net)
    assert result.tied is result.weight and result.weight is not net.weight
    assert [name for name, _ in result.named_parameters()] == ["weight"]
    assert torch.equal(result.view, net.view) and result.training
    result.weight.data.fill_(0)
    assert net.weight.sum() == 15


@every_way
@pytest.mark.parametrize("name", ["SGD", "Adam", "AdamW"])
def test_optimizers(way, name):
    weight = nn.Parameter(torch.ones(3))
    optimizer = getattr(torch.optim, name)([weight], lr=0.1)
    other_weight, other = way([weight, optimizer])
    assert other.param_groups[0]["params"][0] is other_weight and other.param_groups[0]["lr"] == 0.1


@every_way
def test_schedulers(way):
    optimizer = torch.optim.SGD([nn.Parameter(torch.ones(3))], lr=0.1)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 2)
    result = way(scheduler)
    assert result.optimizer.param_groups[0]["lr"] == 0.1 and result.step_size == 2


@every_way
@pytest.mark.parametrize(
    "value",
    [torch.float32, torch.bool, torch.channels_last, torch.contiguous_format, torch.strided, torch.zeros(1).layout],
    ids=repr,
)
def test_singletons(way, value):
    assert way(value) is value


@every_way
@pytest.mark.parametrize(
    "value", [torch.device("cpu"), torch.device("cuda", 1), torch.Size([2, 3]), torch.finfo(torch.float32)], ids=repr
)
def test_values(way, value):
    result = way(value)
    assert result == value and type(result) is type(value)


@every_way
def test_storages(way):
    x = torch.arange(3.0)
    untyped, typed = way(x.untyped_storage()), way(x.storage())
    assert untyped.nbytes() == 12 and untyped.tolist() == x.untyped_storage().tolist()
    assert typed.tolist() == [0, 1, 2] and typed.dtype is torch.float32 and len(typed) == 3


def test_storage_objects():
    x = torch.arange(6.0)
    storage = x.untyped_storage()
    assert x[2:].untyped_storage() is storage and torch.is_storage(storage)
    assert x.clone().untyped_storage() is not storage
    storage[0:4] = 0
    assert storage[0] == 0 and storage.data_ptr() == x.data_ptr() and storage.device == x.device
    assert x.storage().size() == 6 and x.storage().untyped() is storage
    assert torch.UntypedStorage(4, device=x.device).fill_(7).tolist() == [7] * 4
    key = id(storage)
    del storage
    assert x.untyped_storage() is not None and key


def test_generators():
    generator = torch.Generator()
    generator.manual_seed(5)
    for way in WAYS:
        result = way(generator)
        assert result.initial_seed() == 5 and torch.equal(result.get_state(), generator.get_state())


def test_buffers():
    memory = bytearray(range(16))
    x = torch.frombuffer(memory, dtype=torch.int32, offset=4, count=2)
    memory[4] = 99
    assert x[0] == int.from_bytes(memory[4:8], "little") and x.shape == (2,)
    x[1] = 0
    assert memory[8:12] == bytes(4)
    assert torch.frombuffer(memory, dtype=torch.int16, offset=1, count=1).item() == 1 + 2 * 256
    with pytest.warns(UserWarning, match="not writable"):
        assert torch.frombuffer(b"ab", dtype=torch.uint8).tolist() == [97, 98]
    for wrong in ({"offset": 3}, {"offset": 16}, {"count": 5}, {"count": 0}, {"offset": -1}):
        with pytest.raises(ValueError):
            torch.frombuffer(memory, dtype=torch.int32, **wrong)
    with pytest.raises(ValueError):
        torch.frombuffer(b"", dtype=torch.uint8)
