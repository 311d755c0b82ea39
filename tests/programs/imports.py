"""Prints what a PyTorch program finds under torch's names."""

import sys

import torch
import torch.nn.functional as F
import torch.utils.data.dataloader
from torch import nn
from torch.optim.lr_scheduler import StepLR
from torch.utils.data import DataLoader, TensorDataset

assert torch.nn is nn and torch.nn.functional is F and sys.modules["torch.nn"] is nn
assert nn.__spec__.name == nn.__name__ == "flambeau.nn"
assert DataLoader is torch.utils.data.DataLoader is torch.utils.data.dataloader.DataLoader
try:
    import torch.jit
except ModuleNotFoundError as error:
    assert "torch.jit" in str(error)
else:
    raise AssertionError
print(__name__, sys.argv[1:], isinstance(torch.zeros(1), torch.Tensor), TensorDataset.__name__, StepLR.__name__)
