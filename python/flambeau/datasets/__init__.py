"""Datasets that are read from files: handwritten digits.

>>> from flambeau.datasets import MNIST
>>> MNIST("data", train=True)  # doctest: +SKIP
Dataset MNIST
    Number of datapoints: 60000
    Root location: data
    Split: Train
"""

from .mnist import MNIST, mnist_sample, read_idx

__all__ = ["MNIST", "mnist_sample", "read_idx"]
