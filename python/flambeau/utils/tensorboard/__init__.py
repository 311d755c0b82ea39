"""Event files for TensorBoard, without the package ``tensorboard``: it is needed only to look at them."""

from .writer import SummaryWriter

__all__ = ["SummaryWriter"]
