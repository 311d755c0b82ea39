"""Training runs whose results under PyTorch stand in tests/golden/optim.json."""

from __future__ import annotations

import warnings
from typing import Any

OPTIMIZERS = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.01, "weight_decay": 0.2, "maximize": True}),
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.5, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.01, "momentum": 0.5, "nesterov": True, "weight_decay": 0.1, "maximize": True}),
    ("Adam", {"lr": 0.1}),
    ("Adam", {"lr": 0.1, "betas": (0.5, 0.7), "eps": 1e-3, "weight_decay": 0.2}),
    ("Adam", {"lr": 0.1, "amsgrad": True, "maximize": True}),
    ("Adam", {"lr": 0.1, "weight_decay": 0.2, "decoupled_weight_decay": True}),
    ("AdamW", {"lr": 0.1}),
    ("AdamW", {"lr": 0.1, "weight_decay": 0.2, "amsgrad": True}),
    ("RMSprop", {"lr": 0.1}),
    ("RMSprop", {"lr": 0.05, "momentum": 0.9, "centered": True, "weight_decay": 0.1, "alpha": 0.9}),
    ("RMSprop", {"lr": 0.01, "maximize": True, "eps": 1e-3}),
    ("Adagrad", {"lr": 0.5}),
    ("Adagrad", {"lr": 0.1, "lr_decay": 0.2, "weight_decay": 0.1, "initial_accumulator_value": 0.5, "maximize": True}),
    ("Adadelta", {}),
    ("Adadelta", {"lr": 5.0, "rho": 0.7, "eps": 1e-3, "weight_decay": 0.1, "maximize": True}),
]

DTYPES = ["float64", "float32", "complex128"]

SCHEDULES = [
    ("LambdaLR", "{'lr_lambda': lambda epoch: 0.9**epoch}"),
    ("LambdaLR", "{'lr_lambda': [lambda epoch: 0.9**epoch, lambda epoch: 1.0 / (epoch + 1)]}"),
    ("MultiplicativeLR", "{'lr_lambda': lambda epoch: 1.0 - 0.1 * epoch}"),
    ("StepLR", "{'step_size': 3}"),
    ("MultiStepLR", "{'milestones': [2, 5, 5], 'gamma': 0.5}"),
    ("ConstantLR", "{}"),
    ("LinearLR", "{'start_factor': 0.5, 'end_factor': 0.1, 'total_iters': 4}"),
    ("ExponentialLR", "{'gamma': 0.8}"),
    ("PolynomialLR", "{'total_iters': 7, 'power': 2.0}"),
    ("CosineAnnealingLR", "{'T_max': 4, 'eta_min': 0.01}"),
    ("CosineAnnealingWarmRestarts", "{'T_0': 3, 'T_mult': 2, 'eta_min': 0.01}"),
    ("CyclicLR", "{'base_lr': 0.01, 'max_lr': 0.1, 'step_size_up': 3}"),
    ("CyclicLR", "{'base_lr': 0.01, 'max_lr': [0.1, 0.2], 'step_size_up': 2, 'mode': 'triangular2'}"),
    (
        "CyclicLR",
        "{'base_lr': 0.01, 'max_lr': 0.1, 'step_size_down': 2, 'step_size_up': 3, 'mode': 'exp_range', 'gamma': 0.9}",
    ),
    ("CyclicLR", "{'base_lr': 0.01, 'max_lr': 0.1, 'step_size_up': 3, 'scale_fn': lambda x: 1.0 / x}"),
    ("OneCycleLR", "{'max_lr': 0.5, 'total_steps': 12}"),
    (
        "OneCycleLR",
        "{'max_lr': 0.5, 'epochs': 4, 'steps_per_epoch': 3, 'three_phase': True, 'anneal_strategy': 'linear'}",
    ),
]

PLATEAUS = [
    {"patience": 1, "factor": 0.5},
    {"patience": 0, "factor": 0.5, "cooldown": 2, "min_lr": 0.02},
    {"patience": 1, "mode": "max", "threshold": 0.5, "threshold_mode": "abs"},
    {"patience": 1, "mode": "max", "threshold": 0.5, "min_lr": [0.05, 0.0]},
]
METRICS = [3.0, 2.0, 2.0, 1.9999, 2.5, 3.5, 1.0, 1.0, 1.0, 5.0, 5.0, 5.0]


def parameters(torch: Any, dtype: str) -> list[Any]:
    """Leaves of several shapes, one with gaps in memory."""
    kind = getattr(torch, dtype)
    factor = 1 - 0.5j if kind.is_complex else 1
    data = [
        torch.tensor([[0.5, -1.25], [2.0, 0.75]]).to(kind) * factor,
        torch.tensor([[1.0, 2.0, -3.0], [0.25, -0.5, 1.5]]).to(kind).t() * factor,
        torch.tensor(0.875).to(kind) * factor,
        torch.tensor([4.0]).to(kind),
    ]
    return [entry.detach().requires_grad_() for entry in data]


def loss_of(leaves: list[Any]) -> Any:
    """A loss that the last leaf has no part in."""
    total = 0.0
    for i, leaf in enumerate(leaves[:3]):
        square = (leaf * leaf.conj()).real if leaf.is_complex() else leaf * leaf
        total = total + ((i + 1) * square * square + square).sum()
    return total * 0.1


def flat(tensor: Any) -> list[Any]:
    """Entries as numbers that fit into JSON."""
    tensor = tensor.detach()
    if tensor.is_complex():
        return [[entry.real, entry.imag] for entry in tensor.reshape(-1).tolist()]
    return tensor.reshape(-1).tolist()


def train(torch: Any, name: str, options: dict[str, Any], dtype: str) -> dict[str, Any]:
    """Parameters and state after some steps, in two groups with different rates."""
    leaves = parameters(torch, dtype)
    optimizer = getattr(torch.optim, name)([{"params": leaves[:2]}, {"params": leaves[2:], "lr": 0.02}], **options)
    losses = []
    for _ in range(5):
        optimizer.zero_grad()
        loss = loss_of(leaves)
        loss.backward()
        losses.append(loss.item())
        optimizer.step()
    state = optimizer.state_dict()["state"]
    return {
        "losses": losses,
        "parameters": [flat(leaf) for leaf in leaves],
        "state": {
            str(number): {key: None if value is None else flat(value) for key, value in entry.items()}
            for number, entry in state.items()
        },
        "repr": repr(optimizer),
    }


def _optimizer(torch: Any) -> Any:
    leaves = [torch.zeros(1, requires_grad=True), torch.zeros(1, requires_grad=True)]
    return torch.optim.SGD([{"params": leaves[0]}, {"params": leaves[1], "lr": 0.3}], lr=0.1, momentum=0.9)


def schedule(torch: Any, name: str, options: str, steps: int = 11) -> list[Any]:
    """Rates and momenta at the start and after each step."""
    optimizer = _optimizer(torch)
    scheduler = getattr(torch.optim.lr_scheduler, name)(optimizer, **eval(options))
    return run_schedule(optimizer, scheduler, steps)


def run_schedule(optimizer: Any, scheduler: Any, steps: int) -> list[Any]:
    """Rates and momenta before and after each step."""
    history = [rates(optimizer)]
    for _ in range(steps):
        optimizer.step()
        scheduler.step()
        history.append(rates(optimizer))
        assert scheduler.get_last_lr() == history[-1][0]
    return history


def rates(optimizer: Any) -> list[list[float]]:
    """The groups' rates and momenta."""
    return [
        [float(group["lr"]) for group in optimizer.param_groups],
        [group["momentum"] for group in optimizer.param_groups],
    ]


def plateau(torch: Any, options: dict[str, Any]) -> list[Any]:
    """Rates after each metric."""
    optimizer = _optimizer(torch)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, **options)
    history = []
    for metric in METRICS:
        optimizer.step()
        scheduler.step(metric)
        history.append(rates(optimizer))
    return history


def composed(torch: Any) -> dict[str, Any]:
    """Schedules made of schedules."""
    schedules = torch.optim.lr_scheduler
    results = {}
    with warnings.catch_warnings():
        # PyTorch's SequentialLR passes an epoch on to schedules, which some of its versions warn of.
        warnings.simplefilter("ignore")
        optimizer = _optimizer(torch)
        parts = [
            schedules.ConstantLR(optimizer, 0.1, 2),
            schedules.ExponentialLR(optimizer, 0.9),
            schedules.StepLR(optimizer, 2),
        ]
        results["sequential"] = run_schedule(optimizer, schedules.SequentialLR(optimizer, parts, [3, 6]), 10)
        optimizer = _optimizer(torch)
        parts = [schedules.ConstantLR(optimizer, 0.1, 4), schedules.ExponentialLR(optimizer, 0.9)]
        results["chained"] = run_schedule(optimizer, schedules.ChainedScheduler(parts), 10)
        optimizer = _optimizer(torch)
        for group in optimizer.param_groups:
            group["initial_lr"] = 0.2
        results["resumed"] = run_schedule(optimizer, schedules.CosineAnnealingLR(optimizer, 5, last_epoch=3), 4)
        optimizer = _optimizer(torch)
        scheduler = schedules.StepLR(optimizer, 2)
        optimizer.step()
        scheduler.step(5)
        results["closed form"] = [rates(optimizer)]
    return results
