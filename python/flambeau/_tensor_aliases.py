"""Other names of Tensor's methods, attributes that say what a tensor is not, and in-place forms of compositions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import _core
from ._core import Tensor, handle_torch_function, has_torch_function_unary, has_torch_function_variadic

__all__ = ["arctan2", "clip_", "detach_", "fill", "get_device", "resolve_conj", "resolve_neg"]


def arctan2(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Return the angle of the point ``(other, input)``: another name of :func:`atan2`.

    Example:
        >>> flambeau.arctan2(flambeau.tensor([1.0]), flambeau.tensor([1.0]))
        tensor([0.7854])
    """
    if has_torch_function_variadic(input, other):
        return handle_torch_function(arctan2, (input, other), input, other, out=out)
    return _core.atan2(input, other) if out is None else _core.atan2(input, other, out=out)


def clip_(input: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """Limit the elements to ``[min, max]`` in place: another name of :func:`clamp_`.

    Example:
        >>> flambeau.tensor([-1.0, 0.5, 2.0]).clip_(0, 1)
        tensor([0.0000, 0.5000, 1.0000])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(clip_, (input,), input, min=min, max=max)
    return input.clamp_(min, max)


def detach_(input: Tensor) -> Tensor:
    """Take a tensor out of the graph; see :meth:`Tensor.detach_`.

    Example:
        >>> x = flambeau.ones(2, requires_grad=True)
        >>> flambeau.detach_(x * 2).requires_grad
        False
    """
    if has_torch_function_unary(input):
        return handle_torch_function(detach_, (input,), input)
    return input.detach_()


def fill(input: Tensor, value: Any) -> Tensor:
    """Return a tensor like ``input`` with every element ``value``.

    Example:
        >>> flambeau.fill(flambeau.zeros(2), 5)
        tensor([5., 5.])
    """
    if has_torch_function_unary(input):
        return handle_torch_function(fill, (input,), input, value)
    return input.clone().fill_(value)


def get_device(input: Tensor) -> int:
    """Return the number of the GPU the elements are on, -1 for the CPU.

    Example:
        >>> flambeau.get_device(flambeau.zeros(2))
        -1
    """
    if has_torch_function_unary(input):
        return handle_torch_function(get_device, (input,), input)
    return input.get_device()


def resolve_conj(input: Tensor) -> Tensor:
    """Return ``input``: conjugation is never put off.

    Example:
        >>> x = flambeau.tensor([1j])
        >>> x.resolve_conj() is x
        True
    """
    if has_torch_function_unary(input):
        return handle_torch_function(resolve_conj, (input,), input)
    return input


def resolve_neg(input: Tensor) -> Tensor:
    """Return ``input``: negation is never put off.

    Example:
        >>> x = flambeau.tensor([1.0])
        >>> x.resolve_neg() is x
        True
    """
    if has_torch_function_unary(input):
        return handle_torch_function(resolve_neg, (input,), input)
    return input


def _arctan2(self: Tensor, other: Tensor) -> Tensor:
    """Return the angle of the point ``(other, self)``: another name of :meth:`atan2`.

    Example:
        >>> flambeau.tensor([1.0]).arctan2(flambeau.tensor([1.0]))
        tensor([0.7854])
    """
    return self.atan2(other)


def _arctan2_(self: Tensor, other: Tensor) -> Tensor:
    """Do what :meth:`arctan2` does in place.

    Example:
        >>> flambeau.tensor([1.0]).arctan2_(flambeau.tensor([1.0]))
        tensor([0.7854])
    """
    return self.atan2_(other)


def _unsafe_chunk(self: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """Cut into equal parts: :meth:`chunk` under the name of a form that keeps less track of views.

    Example:
        >>> flambeau.arange(4).unsafe_chunk(2)
        (tensor([0, 1]), tensor([2, 3]))
    """
    return self.chunk(chunks, dim)


def _is_nonzero(self: Tensor) -> bool:
    """Return whether the only element is not zero.

    Example:
        >>> flambeau.tensor([2.0]).is_nonzero()
        True
    """
    return bool(self)


def _is_same_size(self: Tensor, other: Tensor) -> bool:
    """Return whether the shapes are equal.

    Example:
        >>> flambeau.ones(2).is_same_size(flambeau.zeros(2))
        True
    """
    return self.shape == other.shape


def _is_set_to(self: Tensor, tensor: Tensor) -> bool:
    """Return whether both see the same memory through the same layout.

    Example:
        >>> x = flambeau.ones(2)
        >>> x.is_set_to(x[:]), x.is_set_to(x[:1])
        (True, False)
    """
    return (
        self.untyped_storage() is tensor.untyped_storage()
        and self.storage_offset() == tensor.storage_offset()
        and self.shape == tensor.shape
        and self.stride() == tensor.stride()
    )


def _resize_as_(self: Tensor, the_template: Tensor, *, memory_format: Any = None) -> Tensor:
    """Give this tensor the shape of another; see :meth:`Tensor.resize_`.

    Example:
        >>> flambeau.ones(4).resize_as_(flambeau.zeros(2, 2)).shape
        torch.Size([2, 2])
    """
    return self.resize_(the_template.shape, memory_format=memory_format)


def _map_(self: Tensor, tensor: Tensor, callable: Callable[[Any, Any], Any]) -> Tensor:  # noqa: A002
    """Replace every element by what ``callable`` returns for it and the one in ``tensor``. Slow.

    Example:
        >>> flambeau.tensor([1.0, 2.0]).map_(flambeau.tensor([3.0, 4.0]), lambda a, b: a * 10 + b)
        tensor([13., 24.])
    """
    pairs = zip(self.reshape(-1).tolist(), tensor.expand_as(self).reshape(-1).tolist(), strict=True)
    values = _core.tensor([callable(a, b) for a, b in pairs], dtype=self.dtype)
    return self.copy_(values.reshape(self.shape))


def _fill_diagonal_(self: Tensor, fill_value: Any, wrap: bool = False) -> Tensor:
    """Set the elements whose indices are all equal; with ``wrap``, the diagonal of a tall matrix starts again below.

    Raises:
        RuntimeError: fewer than two dimensions, or more than two of different sizes.

    Example:
        >>> flambeau.zeros(2, 3).fill_diagonal_(5)
        tensor([[5., 0., 0.],
                [0., 5., 0.]])
    """
    if self.dim() < 2:
        raise RuntimeError("dimensions must larger than 1")
    if self.dim() > 2 and len(set(self.shape)) > 1:
        raise RuntimeError("all dimensions of input must be of equal length")
    rows, columns = self.shape[0], self.shape[1]
    if self.dim() > 2:
        self.as_strided((rows,), (sum(self.stride()),), self.storage_offset()).fill_(fill_value)
        return self
    self.diagonal().fill_(fill_value)
    if wrap and columns:
        for start in range(columns + 1, rows, columns + 1):
            self[start:].diagonal().fill_(fill_value)
    return self


def _new_empty_strided(self: Tensor, size: Any, stride: Any, *, dtype: Any = None, device: Any = None) -> Tensor:
    """Return a tensor with this layout and this tensor's dtype whose elements are not set.

    Example:
        >>> flambeau.ones(1).new_empty_strided((2, 3), (1, 2)).stride()
        (1, 2)
    """
    return _core.empty_strided(size, stride, dtype=self.dtype if dtype is None else dtype, device=device)


def _logit_(self: Tensor, eps: float | None = None) -> Tensor:
    """Do what :meth:`logit` does in place.

    Example:
        >>> flambeau.tensor([0.5, 0.9]).logit_()
        tensor([0.0000, 2.1972])
    """
    return self.copy_(self.logit(eps))


def _nan_to_num_(
    self: Tensor, nan: float | None = None, posinf: float | None = None, neginf: float | None = None
) -> Tensor:
    """Do what :meth:`nan_to_num` does in place.

    Example:
        >>> flambeau.tensor([1.0, float("nan")]).nan_to_num_()
        tensor([1., 0.])
    """
    return self.copy_(self.nan_to_num(nan, posinf, neginf))


def _xlogy_(self: Tensor, other: Tensor | float) -> Tensor:
    """Do what :meth:`xlogy` does in place.

    Example:
        >>> flambeau.tensor([0.0, 2.0]).xlogy_(flambeau.tensor([0.0, 1.0]))
        tensor([0., 0.])
    """
    return self.copy_(self.xlogy(other))


def _polygamma(self: Tensor, n: int) -> Tensor:
    """Return derivative number ``n`` of the digamma function; see :func:`polygamma`.

    Example:
        >>> flambeau.ones(1).polygamma(1)
        tensor([1.6449])
    """
    return _core.polygamma(n, self)


def _polygamma_(self: Tensor, n: int) -> Tensor:
    """Do what :meth:`polygamma` does in place.

    Example:
        >>> flambeau.ones(1).polygamma_(1)
        tensor([1.6449])
    """
    return self.copy_(_core.polygamma(n, self.clone()))


def _clip_(self: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """Limit the elements to ``[min, max]`` in place: another name of :meth:`clamp_`.

    Example:
        >>> flambeau.tensor([-1.0, 0.5, 2.0]).clip_(0, 1)
        tensor([0.0000, 0.5000, 1.0000])
    """
    return self.clamp_(min, max)


_METHODS: dict[str, Any] = {
    "arctan2": _arctan2,
    "arctan2_": _arctan2_,
    "clip_": _clip_,
    "fill_diagonal_": _fill_diagonal_,
    "is_nonzero": _is_nonzero,
    "is_same_size": _is_same_size,
    "is_set_to": _is_set_to,
    "logit_": _logit_,
    "map_": _map_,
    "nan_to_num_": _nan_to_num_,
    "new_empty_strided": _new_empty_strided,
    "polygamma": _polygamma,
    "polygamma_": _polygamma_,
    "resize_as_": _resize_as_,
    "resolve_conj": resolve_conj,
    "resolve_neg": resolve_neg,
    "unsafe_chunk": _unsafe_chunk,
    "xlogy_": _xlogy_,
}

for _name, _value in _METHODS.items():
    if not hasattr(Tensor, _name):
        setattr(Tensor, _name, _value)


def _never(self: Tensor) -> bool:
    """Always false: such tensors are not there.

    Example:
        >>> flambeau.ones(2).is_mps
        False
    """
    return False


def _nothing(self: Tensor) -> None:
    """Always None: tensors have no names.

    Example:
        >>> flambeau.ones(2).name is None
        True
    """
    return None


for _name in (
    *("is_mps", "is_xpu", "is_mtia", "is_ipu", "is_xla", "is_maia", "is_vulkan", "is_nested", "is_mkldnn"),
    "is_sparse_csr",
):
    setattr(Tensor, _name, property(_never))
setattr(Tensor, "name", property(_nothing))  # noqa: B010  (the stub has no such member)
