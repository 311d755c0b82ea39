"""Optimizers take PyTorch's steps, keep its state and raise its errors."""

import copy
import json
import pickle
from pathlib import Path

import flambeau as torch
import optim_cases
import pytest
from flambeau.optim import SGD, Adam, AdamW, Optimizer
from flambeau.optim.optimizer import (
    register_optimizer_step_post_hook,
    register_optimizer_step_pre_hook,
    required,
)

GOLDEN = json.loads((Path(__file__).parent / "golden" / "optim.json").read_text())


def assert_close(actual, expected, tolerance):
    if isinstance(expected, list):
        assert len(actual) == len(expected)
        for a, b in zip(actual, expected, strict=True):
            assert_close(a, b, tolerance)
    elif expected is None:
        assert actual is None
    else:
        assert abs(actual - expected) <= tolerance * max(1.0, abs(expected)), (actual, expected)


def leaf(values=(1.0, 2.0), grad=None):
    tensor = torch.tensor(values, requires_grad=True)
    if grad is not None:
        tensor.grad = torch.tensor(grad)
    return tensor


@pytest.mark.parametrize("dtype", optim_cases.DTYPES)
@pytest.mark.parametrize("number", range(len(optim_cases.OPTIMIZERS)))
def test_steps_and_state(number, dtype):
    name, options = optim_cases.OPTIMIZERS[number]
    actual = optim_cases.train(torch, name, options, dtype)
    expected = GOLDEN["optimizers"][number][dtype]
    tolerance = 2e-6 if dtype == "float32" else 1e-12
    assert actual["repr"] == expected["repr"]
    assert_close(actual["losses"], expected["losses"], tolerance)
    assert_close(actual["parameters"], expected["parameters"], tolerance)
    assert {number: list(entry) for number, entry in actual["state"].items()} == {
        number: list(entry) for number, entry in expected["state"].items()
    }
    for number, entry in expected["state"].items():
        for key, value in entry.items():
            assert_close(actual["state"][number][key], value, tolerance)


@pytest.mark.parametrize(("name", "options"), optim_cases.OPTIMIZERS)
def test_training_goes_on_after_loading(name, options):
    def make(leaves):
        return getattr(torch.optim, name)(leaves, **options)

    def step(optimizer, leaves):
        optimizer.zero_grad()
        optim_cases.loss_of(leaves).backward()
        optimizer.step()

    leaves = optim_cases.parameters(torch, "float64")
    optimizer = make(leaves)
    step(optimizer, leaves)
    others = [entry.detach().clone().requires_grad_() for entry in leaves]
    loaded = make(others)
    loaded.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    for _ in range(2):
        step(optimizer, leaves)
        step(loaded, others)
    for a, b in zip(leaves, others, strict=True):
        assert torch.equal(a, b)


def test_state_layout():
    w = leaf(grad=[1.0, 1.0])
    sgd = SGD([w], lr=0.1, momentum=0.9)
    sgd.step()
    assert list(sgd.state[w]) == ["momentum_buffer"]
    assert sgd.state[w]["momentum_buffer"] is not w.grad
    adam = Adam([w], amsgrad=True)
    adam.step()
    assert list(adam.state[w]) == ["step", "exp_avg", "exp_avg_sq", "max_exp_avg_sq"]
    assert adam.state[w]["step"].dtype == torch.float32
    assert adam.state[w]["step"].item() == 1.0
    assert tuple(adam.state[w]["step"].shape) == ()
    assert not adam.state[w]["exp_avg"].requires_grad
    assert list(adam.state_dict()["state"][0]) == list(adam.state[w])


def test_state_dict_numbers_parameters():
    a, b, c = leaf(), leaf(), leaf()
    optimizer = SGD([{"params": [a, b]}, {"params": c, "lr": 0.5}], lr=0.1)
    groups = optimizer.state_dict()["param_groups"]
    assert [group["params"] for group in groups] == [[0, 1], [2]]
    assert [group["lr"] for group in groups] == [0.1, 0.5]


def test_load_state_dict_casts_to_the_parameter():
    w = leaf(grad=[1.0, 1.0])
    optimizer = Adam([w])
    optimizer.step()
    double = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    other = Adam([double])
    other.load_state_dict(optimizer.state_dict())
    assert other.state[double]["exp_avg"].dtype == torch.float64
    assert other.state[double]["step"].dtype == torch.float32


def test_old_checkpoints_count_steps_with_numbers():
    w = leaf(grad=[1.0, 1.0])
    optimizer = Adam([w])
    optimizer.step()
    saved = optimizer.state_dict()
    saved["state"][0] = {**saved["state"][0], "step": 3}
    optimizer.load_state_dict(saved)
    assert optimizer.state[w]["step"].item() == 3.0


def test_named_parameters():
    layer = {"weight": leaf(), "bias": leaf()}
    optimizer = SGD(layer.items(), lr=0.1)
    assert optimizer.param_groups[0]["param_names"] == ["weight", "bias"]
    assert optimizer.state_dict()["param_groups"][0]["param_names"] == ["weight", "bias"]
    with pytest.raises(ValueError, match="with/without names"):
        SGD([("weight", leaf()), leaf()], lr=0.1)
    with pytest.raises(ValueError, match="with/without names"):
        optimizer.add_param_group({"params": [leaf()]})


def test_zero_grad():
    w = leaf(grad=[1.0, 1.0])
    optimizer = SGD([w], lr=0.1)
    optimizer.zero_grad(set_to_none=False)
    assert w.grad.tolist() == [0.0, 0.0]
    optimizer.zero_grad()
    assert w.grad is None
    optimizer.zero_grad()


def test_closure():
    w = leaf([1.0])
    optimizer = SGD([w], lr=0.25)

    def closure():
        optimizer.zero_grad()
        loss = (w * w).sum()
        loss.backward()
        return loss

    with torch.no_grad():
        assert optimizer.step(closure).item() == 1.0
    assert w.item() == 0.5
    assert optimizer.step() is None


def test_parameters_without_gradient_stay():
    a, b = leaf(), leaf(grad=[1.0, 1.0])
    for optimizer in (SGD([a, b], lr=1.0, momentum=0.5), Adam([a, b])):
        optimizer.step()
        assert a.tolist() == [1.0, 2.0]
        assert a not in optimizer.state or not optimizer.state[a]


def test_step_changes_in_place_without_recording():
    w = leaf(grad=[1.0, 1.0])
    alias = w.detach()
    SGD([w], lr=1.0).step()
    assert w.is_leaf
    assert w.requires_grad
    assert alias.tolist() == [0.0, 1.0]


def test_tensor_rate():
    w = leaf(grad=[1.0, 1.0])
    SGD([w], lr=torch.tensor(0.5)).step()
    assert w.tolist() == [0.5, 1.5]
    with pytest.raises(ValueError, match="1-element"):
        SGD([w], lr=torch.tensor([0.5, 0.5]))


def test_hooks():
    calls = []
    w = leaf(grad=[1.0, 1.0])
    optimizer = SGD([w], lr=1.0)
    handles = [
        optimizer.register_step_pre_hook(lambda o, args, kwargs: calls.append(("pre", args[1:], kwargs))),
        optimizer.register_step_post_hook(lambda o, args, kwargs: calls.append(("post", args[1:], kwargs))),
        register_optimizer_step_pre_hook(lambda o, args, kwargs: calls.append("global pre")),
        register_optimizer_step_post_hook(lambda o, args, kwargs: calls.append("global post")),
    ]
    optimizer.step()
    assert calls == ["global pre", ("pre", (), {}), ("post", (), {}), "global post"]
    for handle in handles:
        handle.remove()
    calls.clear()
    optimizer.step()
    assert calls == []
    optimizer.register_step_pre_hook(lambda o, args, kwargs: ((o, lambda: 7.0), {}))
    assert optimizer.step() == 7.0
    optimizer.register_step_pre_hook(lambda o, args, kwargs: 3)
    with pytest.raises(RuntimeError, match="must return None or a tuple"):
        optimizer.step()


def test_state_dict_hooks():
    w = leaf()
    optimizer = SGD([w], lr=1.0)
    calls = []
    optimizer.register_state_dict_pre_hook(lambda o: calls.append("save"))
    optimizer.register_state_dict_post_hook(lambda o, state: {**state, "extra": 1})
    optimizer.register_load_state_dict_pre_hook(lambda o, state: calls.append(state["extra"]))
    optimizer.register_load_state_dict_pre_hook(lambda o, state: calls.append("first"), prepend=True)
    optimizer.register_load_state_dict_post_hook(lambda o: calls.append("loaded"))
    optimizer.load_state_dict(optimizer.state_dict())
    assert calls == ["save", "first", 1, "loaded"]


def test_copy_and_pickle():
    w = leaf(grad=[1.0, 1.0])
    optimizer = SGD([w], lr=0.5, momentum=0.9)
    optimizer.step()
    for other in (copy.deepcopy(optimizer), pickle.loads(pickle.dumps(optimizer))):
        assert repr(other) == repr(optimizer)
        (param,) = other.param_groups[0]["params"]
        assert param is not w
        assert other.state[param]["momentum_buffer"].tolist() == [1.0, 1.0]
        param.grad = torch.tensor([1.0, 1.0])
        other.step()
        assert w.tolist() == [0.5, 1.5]


def test_subclass():
    class Signs(Optimizer):
        def __init__(self, params, lr=0.1):
            super().__init__(params, {"lr": lr})

        def step(self, closure=None):
            with torch.no_grad():
                for group in self.param_groups:
                    for param in group["params"]:
                        param.add_(param.grad.sign(), alpha=-group["lr"])
                        self.state[param]["seen"] = True

    w = leaf(grad=[-3.0, 2.0])
    optimizer = Signs([w], lr=0.5)
    optimizer.step()
    assert w.tolist() == [1.5, 1.5]
    assert optimizer.state_dict()["state"] == {0: {"seen": True}}
    with pytest.raises(NotImplementedError):
        Optimizer([w], {}).step()


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda w: SGD([], lr=0.1), ValueError, "optimizer got an empty parameter list"),
        (lambda w: SGD(w, lr=0.1), TypeError, "should be an iterable of Tensors or dicts"),
        (lambda w: SGD([3], lr=0.1), TypeError, "can only optimize Tensors"),
        (lambda w: SGD([w * 2], lr=0.1), ValueError, "non-leaf"),
        (lambda w: SGD([w], lr=-1), ValueError, "Invalid learning rate: -1"),
        (lambda w: SGD([w], lr=1, momentum=-1), ValueError, "Invalid momentum value: -1"),
        (lambda w: SGD([w], lr=1, weight_decay=-1), ValueError, "Invalid weight_decay value: -1"),
        (lambda w: SGD([w], lr=1, nesterov=True), ValueError, "Nesterov momentum requires"),
        (lambda w: SGD([{"params": w}, {"params": w}], lr=1), ValueError, "more than one parameter group"),
        (lambda w: SGD([w], lr=1).add_param_group([w]), TypeError, "param_group must be a dict"),
        (lambda w: SGD([w], lr=1).add_param_group({"params": {leaf()}}), TypeError, "ordered collections"),
        (lambda w: SGD([w], lr=1, foreach=True, fused=True), RuntimeError, "cannot be `True` together"),
        (lambda w: Adam([w], lr=-1.0), ValueError, "Invalid learning rate: -1.0"),
        (lambda w: Adam([w], eps=-1.0), ValueError, "Invalid epsilon value: -1.0"),
        (lambda w: Adam([w], betas=(1.0, 0.9)), ValueError, "Invalid beta parameter at index 0: 1.0"),
        (lambda w: Adam([w], betas=(0.9, -0.1)), ValueError, "Invalid beta parameter at index 1: -0.1"),
        (lambda w: AdamW([w], weight_decay=-1), ValueError, "Invalid weight_decay value: -1"),
        (
            lambda w: SGD([w]).load_state_dict({"state": {}, "param_groups": []}),
            ValueError,
            "number of parameter groups",
        ),
        (
            lambda w: SGD([w]).load_state_dict({"state": {}, "param_groups": [{"params": [0, 1]}]}),
            ValueError,
            "doesn't match the size",
        ),
    ],
)
def test_errors(make, kind, message):
    with pytest.raises(kind, match=message):
        make(leaf())


def test_warnings():
    w = leaf()
    with pytest.warns(UserWarning, match="duplicate parameters"):
        SGD([w, w], lr=0.1)


def test_required_default():
    class Strict(Optimizer):
        def __init__(self, params):
            super().__init__(params, {"lr": required})

    Strict([{"params": leaf(), "lr": 1.0}])
    with pytest.raises(ValueError, match="required optimization parameter lr"):
        Strict([leaf()])
