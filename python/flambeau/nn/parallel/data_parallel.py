"""One module on several GPUs."""

from __future__ import annotations

from typing import Any

from ..modules.module import Module

__all__ = ["DataParallel"]


class DataParallel(Module):
    """Splits inputs over several GPUs. Without one it runs the module as it is, as PyTorch's does.

    Args:
        module: the module, a submodule under the name ``module``.
        device_ids: the GPUs, all by default; an empty list or None without a GPU.
        output_device: where the results are gathered.
        dim: the dimension that is split.

    Raises:
        RuntimeError: ``device_ids`` names a GPU, and none can be used.

    Example:
        >>> model = flambeau.nn.DataParallel(flambeau.nn.Linear(2, 3))
        >>> model(flambeau.ones(4, 2)).shape
        torch.Size([4, 3])
    """

    def __init__(
        self, module: Module, device_ids: list[Any] | None = None, output_device: Any = None, dim: int = 0
    ) -> None:
        super().__init__()
        if device_ids:
            raise RuntimeError(
                "Found no NVIDIA driver that flambeau can use: DataParallel has no device for "
                f"device_ids={list(device_ids)}; leave device_ids out"
            )
        self.module = module
        self.device_ids: list[Any] = []
        self.dim = dim

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        return self.module(*inputs, **kwargs)
