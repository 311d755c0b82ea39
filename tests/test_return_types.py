"""Named tuples of operations with several results."""

from __future__ import annotations

import copy
import pickle

import flambeau as torch
import pytest
from flambeau.utils import _pytree

X = torch.tensor([[1.0, 3.0], [4.0, 2.0]])


@pytest.mark.cpu_only("texts that name no device")
def test_text():
    assert repr(torch.max(X, 0)) == "torch.return_types.max(\nvalues=tensor([4., 3.]),\nindices=tensor([1, 0]))"
    assert str(torch.aminmax(X)) == "torch.return_types.aminmax(\nmin=tensor(1.),\nmax=tensor(4.))"


def test_is_a_tuple_with_names():
    result = X.sort(1)
    assert isinstance(result, tuple) and len(result) == 2 and result.n_fields == 2
    values, indices = result
    assert values is result.values and indices is result.indices and result[1] is indices
    assert type(result) is torch.return_types.sort
    with pytest.raises(AttributeError):
        result.values = 1
    assert torch.return_types.sort((1, 2)) == (1, 2)
    assert hash(torch.return_types.sort((1, 2))) == hash((1, 2))


@pytest.mark.parametrize("name", ["max", "min", "sort", "topk", "median", "mode", "kthvalue", "cummax", "aminmax"])
def test_types_are_there(name):
    kind = getattr(torch.return_types, name)
    assert kind.__name__ == name and issubclass(kind, tuple) and name in torch.return_types.__all__


def test_pickle_and_copy():
    result = torch.max(X, 0)
    for again in (pickle.loads(pickle.dumps(result)), copy.deepcopy(result), copy.copy(result)):
        assert type(again) is torch.return_types.max
        assert torch.equal(again.values, result.values) and torch.equal(again.indices, result.indices)


def test_out():
    values, indices = torch.empty(0), torch.empty(0, dtype=torch.long)
    result = torch.max(X, 0, out=(values, indices))
    assert result.values is values and result.indices is indices
    assert repr(result).startswith("torch.return_types.max_out(")


def test_trees():
    leaves, spec = _pytree.tree_flatten({"a": torch.max(X, 0)})
    assert len(leaves) == 2
    assert type(_pytree.tree_unflatten(leaves, spec)["a"]) is torch.return_types.max
