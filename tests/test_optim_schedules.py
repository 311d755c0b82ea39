"""Learning-rate schedules give PyTorch's rates and raise its errors."""

import copy
import json
import math
from pathlib import Path

import flambeau as torch
import optim_cases
import pytest
from flambeau.optim import SGD, Adam
from flambeau.optim import lr_scheduler as schedules

GOLDEN = json.loads((Path(__file__).parent / "golden" / "optim.json").read_text())


def optimizer(lr=0.1, kind=SGD):
    return kind([torch.zeros(1, requires_grad=True)], lr=lr)


@pytest.mark.parametrize("number", range(len(optim_cases.SCHEDULES)))
def test_rates(number):
    name, options = optim_cases.SCHEDULES[number]
    assert optim_cases.schedule(torch, name, options) == GOLDEN["schedules"][number]


@pytest.mark.parametrize("number", range(len(optim_cases.PLATEAUS)))
def test_plateau(number):
    assert optim_cases.plateau(torch, optim_cases.PLATEAUS[number]) == GOLDEN["plateaus"][number]


def test_composed():
    assert optim_cases.composed(torch) == GOLDEN["composed"]


@pytest.mark.parametrize("number", range(len(optim_cases.SCHEDULES)))
def test_state_dict(number):
    name, options = optim_cases.SCHEDULES[number]
    make = getattr(schedules, name)
    first, second = optim_cases._optimizer(torch), optim_cases._optimizer(torch)
    a, b = make(first, **eval(options)), make(second, **eval(options))
    optim_cases.run_schedule(first, a, 4)
    state = copy.deepcopy(a.state_dict())
    assert "optimizer" not in state
    second.load_state_dict(copy.deepcopy(first.state_dict()))
    b.load_state_dict(state)
    assert optim_cases.run_schedule(first, a, 5) == optim_cases.run_schedule(second, b, 5)


def test_state_of_callable_objects():
    class Decay:
        def __init__(self, factor):
            self.factor = factor

        def __call__(self, epoch):
            return self.factor**epoch

    a = schedules.LambdaLR(optimizer(), Decay(0.5))
    b = schedules.LambdaLR(optimizer(), Decay(0.9))
    b.load_state_dict(a.state_dict())
    assert b.lr_lambdas[0].factor == 0.5


def test_composed_state_dict():
    def make():
        inner = optimizer()
        parts = [schedules.ConstantLR(inner, 0.5, 2), schedules.ExponentialLR(inner, 0.5)]
        return inner, schedules.SequentialLR(inner, parts, [2])

    first, a = make()
    for _ in range(3):
        first.step()
        a.step()
    _, b = make()
    b.load_state_dict(a.state_dict())
    assert b.last_epoch == 3
    assert b._schedulers[1].last_epoch == a._schedulers[1].last_epoch


def test_momentum_of_adam():
    inner = optimizer(kind=Adam)
    schedules.OneCycleLR(inner, max_lr=1.0, total_steps=10)
    assert inner.param_groups[0]["betas"] == (0.95, 0.999)


def test_tensor_rate_is_filled_in_place():
    rate = torch.tensor(0.5)
    inner = optimizer(rate)
    scheduler = schedules.ExponentialLR(inner, 0.5)
    inner.step()
    scheduler.step()
    assert inner.param_groups[0]["lr"] is rate
    assert rate.item() == 0.25
    assert scheduler.get_last_lr()[0].item() == 0.25


def test_fractional_epochs():
    scheduler = schedules.CosineAnnealingWarmRestarts(optimizer(1.0), T_0=2, T_mult=2)
    scheduler.step(1.5)
    assert scheduler.get_last_lr()[0] == (1 + math.cos(math.pi * 0.75)) / 2
    scheduler.step(4.0)
    assert scheduler.get_last_lr()[0] == 0.5
    with pytest.raises(ValueError):
        scheduler.step(-1)


def test_added_group_and_plateau():
    inner = optimizer()
    scheduler = schedules.ReduceLROnPlateau(inner, patience=0, factor=0.5)
    inner.add_param_group({"params": torch.zeros(1, requires_grad=True), "lr": 0.2})
    for metric in (1.0, 2.0):
        scheduler.step(metric)
    assert scheduler.get_last_lr() == [0.05, 0.1]
    assert not scheduler.in_cooldown


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda o: schedules.StepLR(3, 1), TypeError),
        (lambda o: schedules.StepLR(o, 1, last_epoch=3), KeyError),
        (lambda o: schedules.LambdaLR(o, [abs, abs]), ValueError),
        (lambda o: schedules.MultiplicativeLR(o, 3), TypeError),
        (lambda o: schedules.ConstantLR(o, 1.5), ValueError),
        (lambda o: schedules.LinearLR(o, 0.0), ValueError),
        (lambda o: schedules.LinearLR(o, 0.5, 2.0), ValueError),
        (lambda o: schedules.CosineAnnealingWarmRestarts(o, 0), ValueError),
        (lambda o: schedules.CosineAnnealingWarmRestarts(o, 1, 0), ValueError),
        (lambda o: schedules.CyclicLR(o, 0.1, 0.2, mode="square"), ValueError),
        (lambda o: schedules.CyclicLR(o, [0.1, 0.1], 0.2), ValueError),
        (lambda o: schedules.OneCycleLR(o, 0.1), ValueError),
        (lambda o: schedules.OneCycleLR(o, 0.1, total_steps=0), ValueError),
        (lambda o: schedules.OneCycleLR(o, 0.1, epochs=0, steps_per_epoch=3), ValueError),
        (lambda o: schedules.OneCycleLR(o, 0.1, total_steps=3, pct_start=1.5), ValueError),
        (lambda o: schedules.OneCycleLR(o, 0.1, total_steps=3, anneal_strategy="step"), ValueError),
        (lambda o: schedules.ReduceLROnPlateau(o, "down"), ValueError),
        (lambda o: schedules.ReduceLROnPlateau(o, factor=1.0), ValueError),
        (lambda o: schedules.ReduceLROnPlateau(o, threshold_mode="x"), ValueError),
        (lambda o: schedules.ReduceLROnPlateau(o, min_lr=[0, 0]), ValueError),
        (lambda o: schedules.ReduceLROnPlateau(3), TypeError),
        (lambda o: schedules.SequentialLR(o, [], []), ValueError),
        (lambda o: schedules.SequentialLR(o, [schedules.StepLR(o, 1)], [1]), ValueError),
        (lambda o: schedules.SequentialLR(o, [schedules.StepLR(optimizer(), 1)], []), ValueError),
        (lambda o: schedules.SequentialLR(o, [schedules.ReduceLROnPlateau(o)], []), ValueError),
        (lambda o: schedules.ChainedScheduler([]), ValueError),
    ],
)
def test_errors(make, kind):
    with pytest.raises(kind):
        make(optimizer())


def test_stepping_past_the_end_of_one_cycle():
    inner = SGD([torch.zeros(1, requires_grad=True)], lr=0.1, momentum=0.9)
    scheduler = schedules.OneCycleLR(inner, 0.1, total_steps=2)
    inner.step()
    scheduler.step()
    scheduler.step()
    with pytest.raises(ValueError, match="total steps"):
        scheduler.step()


def test_warnings():
    with pytest.warns(UserWarning, match="before `optimizer.step"):
        schedules.StepLR(optimizer(), 1).step()
    scheduler = schedules.StepLR(optimizer(), 1)
    with pytest.warns(UserWarning, match="get_last_lr"):
        scheduler.get_lr()
    scheduler.optimizer.step()
    with pytest.warns(UserWarning, match="epoch parameter"):
        scheduler.step(3)
    inner = optimizer()
    scheduler = schedules.StepLR(inner, 1)
    inner.step = lambda: None
    with pytest.warns(UserWarning, match="overridden"):
        scheduler.step()


def test_base_class():
    class Half(schedules.LRScheduler):
        def get_lr(self):
            return [base * 0.5 for base in self.base_lrs]

    assert Half(optimizer()).get_last_lr() == [0.05]
    assert issubclass(schedules._LRScheduler, schedules.LRScheduler)
