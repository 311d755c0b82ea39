"""Modules that the tests of nn.Module use; here, so that they can be pickled."""

import flambeau as torch
import pytest
from flambeau import nn


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
