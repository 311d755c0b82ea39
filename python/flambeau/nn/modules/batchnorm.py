"""Batch normalization layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import flambeau

from .. import functional as F
from .. import init
from ..parameter import Parameter
from .module import Module

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = ["BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "SyncBatchNorm"]


def _wrong_rank(ranks: tuple[int, ...], ndim: int) -> ValueError:
    expected = " or ".join(f"{rank}D" for rank in ranks)
    return ValueError(f"expected {expected} input (got {ndim}D input)")


class _NormBase(Module):
    """Parameters, running statistics and repr of batch and instance normalization."""

    _version = 2
    __constants__ = ["track_running_stats", "momentum", "eps", "num_features", "affine"]
    num_features: int
    eps: float
    momentum: float | None
    affine: bool
    track_running_stats: bool
    running_mean: Tensor | None
    running_var: Tensor | None
    num_batches_tracked: Tensor | None

    _ranks: ClassVar[tuple[int, ...]]

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = track_running_stats
        if affine:
            self.weight = Parameter(flambeau.empty(num_features, device=device, dtype=dtype))
        else:
            self.register_parameter("weight", None)
        if affine and bias:
            self.bias = Parameter(flambeau.empty(num_features, device=device, dtype=dtype))
        else:
            self.register_parameter("bias", None)
        if track_running_stats:
            self.register_buffer("running_mean", flambeau.zeros(num_features, device=device, dtype=dtype))
            self.register_buffer("running_var", flambeau.ones(num_features, device=device, dtype=dtype))
            self.register_buffer("num_batches_tracked", flambeau.tensor(0, dtype=flambeau.long, device=device))
        else:
            self.register_buffer("running_mean", None)
            self.register_buffer("running_var", None)
            self.register_buffer("num_batches_tracked", None)
        self.reset_parameters()

    def reset_running_stats(self) -> None:
        """Set the running statistics to mean 0, variance 1 and no batches."""
        if self.track_running_stats:
            mean, var, batches = self.running_mean, self.running_var, self.num_batches_tracked
            assert mean is not None and var is not None and batches is not None
            mean.zero_()
            var.fill_(1)
            batches.zero_()

    def reset_parameters(self) -> None:
        """Set weight to 1, bias to 0, and the running statistics back."""
        self.reset_running_stats()
        if self.affine:
            init.ones_(self.weight)
            if self.bias is not None:
                init.zeros_(self.bias)

    def _check_input_dim(self, input: Tensor) -> None:
        if input.dim() not in self._ranks:
            raise _wrong_rank(self._ranks, input.dim())

    def extra_repr(self) -> str:
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self.bias is not None}, track_running_stats={self.track_running_stats}"
        )

    def _load_from_state_dict(
        self,
        state_dict: dict[str, Any],
        prefix: str,
        local_metadata: dict[str, Any],
        strict: bool,
        missing_keys: list[str],
        unexpected_keys: list[str],
        error_msgs: list[str],
    ) -> None:
        version = local_metadata.get("version")
        key = prefix + "num_batches_tracked"
        if (version is None or version < 2) and self.track_running_stats and key not in state_dict:
            # Checkpoints of the first version do not count batches.
            known = self.num_batches_tracked is not None and not self.num_batches_tracked.is_meta
            state_dict[key] = self.num_batches_tracked if known else flambeau.tensor(0, dtype=flambeau.long)
        super()._load_from_state_dict(
            state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs
        )


class _BatchNorm(_NormBase):
    """Batch normalization of input with one of the ranks ``_ranks``."""

    def forward(self, input: Tensor) -> Tensor:
        self._check_input_dim(input)
        momentum = 0.0 if self.momentum is None else self.momentum
        training, tracking = self.training, self.track_running_stats
        if training and tracking and self.num_batches_tracked is not None:
            self.num_batches_tracked.add_(1)
            if self.momentum is None:
                # A plain average over all batches.
                momentum = 1.0 / float(self.num_batches_tracked)
        mean, var = self.running_mean, self.running_var
        # Without running statistics there are only the batch's own; in training the running ones are passed only to
        # be moved.
        use_batch = training or (mean is None and var is None)
        if training and not tracking:
            mean = var = None
        return F.batch_norm(input, mean, var, self.weight, self.bias, use_batch, momentum, self.eps)


class BatchNorm1d(_BatchNorm):
    """Bring each channel of ``(N, C)`` or ``(N, C, L)`` to mean 0 and variance 1, then scale and shift it.

    ``y = (x - mean) / sqrt(var + eps) * weight + bias``. In training, mean and variance are the batch's (the variance
    biased), and running statistics move towards them: ``running = (1 - momentum) * running + momentum * batch`` (there
    the variance is unbiased). In evaluation the running statistics are used.

    Args:
        num_features: C.
        eps: added to the variance.
        momentum: see above; None means the average over all batches.
        affine: whether there are weight and bias.
        track_running_stats: whether there are running statistics; without them evaluation uses the batch's too.
        bias: whether there is a bias besides the weight.

    Raises:
        ValueError: for another number of dimensions; in training, for one value per channel.

    Source: Ioffe and Szegedy, "Batch normalization", 2015.

    Example:
        >>> layer = flambeau.nn.BatchNorm1d(100)
        >>> layer(flambeau.randn(20, 100)).shape
        torch.Size([20, 100])
    """

    _ranks = (2, 3)


class BatchNorm2d(_BatchNorm):
    """:class:`BatchNorm1d` over ``(N, C, H, W)``.

    Raises:
        ValueError: an input that has not four dimensions.
        RuntimeError: a number of channels other than ``num_features``.

    Example:
        >>> flambeau.nn.BatchNorm2d(3)
        BatchNorm2d(3, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)
    """

    _ranks = (4,)


class BatchNorm3d(_BatchNorm):
    """:class:`BatchNorm1d` over ``(N, C, D, H, W)``.

    Raises:
        ValueError: an input that has not five dimensions.
        RuntimeError: a number of channels other than ``num_features``.

    Example:
        >>> flambeau.nn.BatchNorm3d(3)(flambeau.randn(2, 3, 4, 5, 6)).shape
        torch.Size([2, 3, 4, 5, 6])
    """

    _ranks = (5,)


class SyncBatchNorm(_BatchNorm):
    """Batch normalization of ``(N, C, *)`` that takes part in :meth:`convert_sync_batchnorm`.

    flambeau normalizes within one process: without a process group of several, this is what PyTorch's does too.

    Args:
        process_group: kept, without effect.

    The other arguments are those of :class:`BatchNorm1d`.

    Example:
        >>> model = flambeau.nn.Sequential(flambeau.nn.Conv2d(1, 2, 3), flambeau.nn.BatchNorm2d(2))
        >>> type(flambeau.nn.SyncBatchNorm.convert_sync_batchnorm(model)[1]).__name__
        'SyncBatchNorm'
    """

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        process_group: Any = None,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)
        self.process_group = process_group

    def _check_input_dim(self, input: Tensor) -> None:
        if input.dim() < 2:
            raise ValueError(f"expected at least 2D input (got {input.dim()}D input)")
        if input.size(1) == 0:
            raise ValueError("SyncBatchNorm number of input channels should be non-zero")

    @classmethod
    def convert_sync_batchnorm(cls, module: Module, process_group: Any = None) -> Module:
        """Return ``module`` with every batch normalization in it replaced by one of this class, sharing its tensors.

        Example:
            >>> model = flambeau.nn.Sequential(flambeau.nn.BatchNorm1d(2))
            >>> flambeau.nn.SyncBatchNorm.convert_sync_batchnorm(model)[0]
            SyncBatchNorm(2, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)
        """
        result = module
        if isinstance(module, _BatchNorm):
            result = cls(
                module.num_features,
                module.eps,
                module.momentum,
                module.affine,
                module.track_running_stats,
                process_group,
                bias=module.bias is not None,
            )
            if module.affine:
                result.weight = module.weight
                result.bias = module.bias
            result.running_mean = module.running_mean
            result.running_var = module.running_var
            result.num_batches_tracked = module.num_batches_tracked
            result.training = module.training
        for name, child in module.named_children():
            result.add_module(name, cls.convert_sync_batchnorm(child, process_group))
        return result
