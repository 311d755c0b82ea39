"""Schedules that change the learning rates of an optimizer's groups as training goes on.

Call ``scheduler.step()`` after ``optimizer.step()``, once for each epoch or batch.

``base`` holds what all share, ``decay`` the schedules with a formula of one piece, ``cycle`` those that go up and down,
``plateau`` the one that watches a metric, ``compose`` those made of others.
"""

from .base import LRScheduler, _LRScheduler
from .compose import ChainedScheduler, SequentialLR
from .cycle import CosineAnnealingLR, CosineAnnealingWarmRestarts, CyclicLR, OneCycleLR
from .decay import (
    ConstantLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    MultiplicativeLR,
    MultiStepLR,
    PolynomialLR,
    StepLR,
)
from .plateau import ReduceLROnPlateau

__all__ = [
    "ChainedScheduler",
    "ConstantLR",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CyclicLR",
    "ExponentialLR",
    "LRScheduler",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "MultiplicativeLR",
    "OneCycleLR",
    "PolynomialLR",
    "ReduceLROnPlateau",
    "SequentialLR",
    "StepLR",
    "_LRScheduler",
]
