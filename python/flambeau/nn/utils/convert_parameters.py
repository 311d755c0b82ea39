"""Parameters as one vector, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import flambeau

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = ["parameters_to_vector", "vector_to_parameters"]


def _on_one_device(parameters: Iterable[Tensor]) -> Iterator[Tensor]:
    """Yield the parameters, or raise TypeError at the first that lies on another device."""
    device = None
    for parameter in parameters:
        if device is not None and parameter.device != device:
            raise TypeError("Found two parameters on different devices, this is currently not supported.")
        device = parameter.device
        yield parameter


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """Return the entries of all parameters, one after another, in one new vector.

    Example:
        >>> flambeau.nn.utils.parameters_to_vector([flambeau.ones(2, 1), flambeau.zeros(1)])
        tensor([1., 1., 0.])
    """
    return flambeau.cat([parameter.view(-1) for parameter in _on_one_device(parameters)])


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Let the parameters be slices of ``vec``, one after another; they share its memory.

    Raises:
        TypeError: if ``vec`` is no tensor, or the parameters lie on several devices.

    Example:
        >>> w = flambeau.zeros(2, 1)
        >>> flambeau.nn.utils.vector_to_parameters(flambeau.tensor([1.0, 2.0]), [w])
        >>> w
        tensor([[1.],
                [2.]])
    """
    if not isinstance(vec, flambeau.Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {type(vec).__name__}")
    start = 0
    for parameter in _on_one_device(parameters):
        end = start + parameter.numel()
        parameter.data = vec[start:end].view_as(parameter).data
        start = end
