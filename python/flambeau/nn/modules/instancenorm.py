"""Instance normalization layers."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import flambeau  # noqa: F401  (the examples use it)

from .. import functional as F
from .batchnorm import _NormBase

if TYPE_CHECKING:
    from flambeau import Tensor

__all__ = ["InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d"]


class _InstanceNorm(_NormBase):
    """Instance normalization of input with one of the ranks ``_ranks``: without and with a batch dimension."""

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)

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
        if local_metadata.get("version") is None and not self.track_running_stats:
            # The oldest checkpoints hold running statistics even where the layer has none by default now.
            keys = [prefix + name for name in ("running_mean", "running_var") if prefix + name in state_dict]
            if keys:
                names = " and ".join(f'"{key}"' for key in keys)
                layer = type(self).__name__
                error_msgs.append(
                    f"Unexpected running stats buffer(s) {names} for {layer} with track_running_stats=False. {layer} "
                    "does not track running stats by default. Remove these keys from the state dict, or set "
                    f"track_running_stats=True in {layer} to use them."
                )
                for key in keys:
                    state_dict.pop(key)
        super()._load_from_state_dict(
            state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs
        )

    def forward(self, input: Tensor) -> Tensor:
        self._check_input_dim(input)
        unbatched = input.dim() == self._ranks[0]
        channel = 0 if unbatched else 1
        if input.size(channel) != self.num_features:
            if self.affine:
                raise ValueError(
                    f"expected input's size at dim={channel} to match num_features ({self.num_features}), "
                    f"but got: {input.size(channel)}."
                )
            warnings.warn(
                f"input's size at dim={channel} does not match num_features. You can silence this warning by not "
                "passing in num_features, which is not used because affine=False",
                stacklevel=2,
            )
        output = F.instance_norm(
            input.unsqueeze(0) if unbatched else input,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training or not self.track_running_stats,
            0.0 if self.momentum is None else self.momentum,
            self.eps,
        )
        return output.squeeze(0) if unbatched else output


class InstanceNorm1d(_InstanceNorm):
    """Bring each channel of each sample of ``(N, C, L)`` or ``(C, L)`` to mean 0 and variance 1.

    Args:
        num_features: C.
        eps: added to the variance.
        momentum: how far running statistics move, where there are any.
        affine: whether there are weight and bias.
        track_running_stats: whether to keep running statistics and use them in evaluation.
        bias: whether there is a bias besides the weight.

    Source: Ulyanov et al., "Instance normalization: the missing ingredient for fast stylization", 2016.

    Example:
        >>> layer = flambeau.nn.InstanceNorm1d(100)
        >>> layer(flambeau.randn(20, 100, 40)).shape
        torch.Size([20, 100, 40])
    """

    _ranks = (2, 3)


class InstanceNorm2d(_InstanceNorm):
    """:class:`InstanceNorm1d` over ``(N, C, H, W)`` or ``(C, H, W)``.

    Example:
        >>> flambeau.nn.InstanceNorm2d(3)(flambeau.randn(2, 3, 4, 5)).shape
        torch.Size([2, 3, 4, 5])
    """

    _ranks = (3, 4)


class InstanceNorm3d(_InstanceNorm):
    """:class:`InstanceNorm1d` over ``(N, C, D, H, W)`` or ``(C, D, H, W)``.

    Example:
        >>> flambeau.nn.InstanceNorm3d(3)(flambeau.randn(2, 3, 4, 5, 6)).shape
        torch.Size([2, 3, 4, 5, 6])
    """

    _ranks = (4, 5)
