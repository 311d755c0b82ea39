"""GPUs: whether there are any, which one is the current one, and what they are."""

from __future__ import annotations

import functools
import uuid as _uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from flambeau import _core

__all__ = [
    "can_device_access_peer",
    "current_device",
    "device",
    "device_count",
    "device_of",
    "get_arch_list",
    "get_device_capability",
    "get_device_name",
    "get_device_properties",
    "get_gencode_flags",
    "init",
    "is_available",
    "is_bf16_supported",
    "is_initialized",
    "is_tf32_supported",
    "set_device",
    "synchronize",
    "why_not_available",
]


def why_not_available(library: str | None = None) -> str | None:
    """Return why no GPU can be used, or None where one can: the missing driver, a driver too old, no device.

    It never raises and brings no device into use.

    Args:
        library: instead of GPUs as such, one of NVIDIA's libraries: "nvrtc", "cublaslt", "cudnn" or "nccl". The answer
            is why it is not there, with what to install, or None where it is.

    Raises:
        ValueError: there is no such library.

    Example:
        >>> flambeau.cuda.is_available() == (flambeau.cuda.why_not_available() is None)
        True
        >>> flambeau.backends.cudnn.is_available() == (flambeau.cuda.why_not_available("cudnn") is None)
        True
    """
    if library is None:
        return _core._cuda_why_not_available()
    reasons = {title.split()[0].lower(): reason for title, _, reason, _ in _core._cuda_libraries()[1:]}
    if library not in reasons:
        raise ValueError(f"flambeau uses the libraries {', '.join(reasons)}, not '{library}'")
    return reasons[library]


def is_available() -> bool:
    """Return whether a GPU can be used. It never raises; :func:`why_not_available` says why not.

    Example:
        >>> device = flambeau.device("cuda" if flambeau.cuda.is_available() else "cpu")
        >>> device.type in ("cpu", "cuda")
        True
    """
    return _core._cuda_why_not_available() is None


def device_count() -> int:
    """Return the number of GPUs, 0 without a driver.

    ``FLAMBEAU_VIRTUAL_DEVICES`` in the environment makes several out of one.

    Example:
        >>> flambeau.cuda.device_count() >= 0
        True
    """
    try:
        return _core._cuda_device_count()
    except RuntimeError:
        return 0


def is_initialized() -> bool:
    """Return whether this process uses a GPU.

    Example:
        >>> flambeau.cuda.is_initialized() <= flambeau.cuda.is_available()
        True
    """
    return _core._cuda_is_initialized()


def init() -> None:
    """Bring the current GPU into use. Whatever needs it does so itself.

    Raises:
        RuntimeError: there is no driver or no GPU, or the process was forked from one that used a GPU.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     flambeau.cuda.init()
    """
    _core._cuda_init()


def _index(device: Any, optional: bool = False) -> int:
    """The number of a GPU given as an object, a word or a number; the current one for None if that is `optional`."""
    if device is None:
        if optional:
            return _core._cuda_current_device()
        raise ValueError("Expected a torch.device with a specified index or an integer, but got: None")
    if isinstance(device, int):
        return device
    if isinstance(device, _Chosen):
        return device.idx
    place = _core.device(device)
    if place.type != "cuda":
        raise ValueError(f"Expected a cuda device, but got: {place}")
    if place.index is None:
        if optional:
            return _core._cuda_current_device()
        raise ValueError(f"Expected a torch.device with a specified index or an integer, but got:{place}")
    return place.index


def _get_device_index(device: Any, optional: bool = False, allow_cpu: bool = False) -> int:
    """The number of a GPU, -1 for the CPU if that is allowed: under the name that PyTorch's programs call."""
    if allow_cpu and device is not None and not isinstance(device, int) and _core.device(device).type == "cpu":
        return -1
    return _index(device, optional)


def _there(device: Any) -> int:
    """The number of a GPU that is there, the current one for None."""
    index = _index(device, optional=True)
    count = _core._cuda_device_count()
    if not 0 <= index < count:
        raise AssertionError(f"Invalid device id: {index}; there are {count} GPUs")
    return index


def current_device() -> int:
    """Return the number of the GPU that this thread works on where none is named.

    Raises:
        RuntimeError: no GPU can be used.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     assert flambeau.cuda.current_device() == 0
    """
    init()
    return _core._cuda_current_device()


def set_device(device: Any) -> None:
    """Set the GPU that this thread works on where none is named. Negative numbers change nothing.

    Raises:
        RuntimeError: the GPU is not there.
        ValueError: ``device`` names none.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     flambeau.cuda.set_device(0)
    """
    index = _index(device)
    if index >= 0:
        _core._cuda_exchange_device(index)


class _Chosen:
    """A GPU that is the current one while a block or a function runs."""

    def __init__(self, index: int) -> None:
        self.idx = index
        self.prev_idx = -1

    def __enter__(self) -> None:
        self.prev_idx = _core._cuda_exchange_device(self.idx) if self.idx >= 0 else -1

    def __exit__(self, *error: object) -> Literal[False]:
        if self.prev_idx >= 0:
            _core._cuda_exchange_device(self.prev_idx)
        return False

    def __call__(self, function: Callable) -> Callable:
        @functools.wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            with _Chosen(self.idx):
                return function(*args, **kwargs)

        return wrapped


class device(_Chosen):
    """Makes a GPU the current one while a block runs; ``None`` and negative numbers change nothing.

    Args:
        device: a GPU, or its number.

    Raises:
        RuntimeError: on entry, for a GPU that is not there.

    Example:
        >>> with flambeau.cuda.device(None):
        ...     flambeau.ones(1)
        tensor([1.])
    """

    def __init__(self, device: Any) -> None:
        super().__init__(-1 if device is None else _index(device, optional=True))


class device_of(_Chosen):
    """Makes the GPU of a tensor the current one while a block runs; tensors of the CPU change nothing.

    Example:
        >>> with flambeau.cuda.device_of(flambeau.ones(1)):
        ...     flambeau.ones(1)
        tensor([1.])
    """

    def __init__(self, obj: Any) -> None:
        super().__init__(obj.get_device() if obj.is_cuda else -1)


def synchronize(device: Any = None) -> None:
    """Wait for all work on a GPU, the current one by default. Errors of that work are raised here at the latest.

    Raises:
        RuntimeError: no GPU can be used.
        AcceleratorError: work on the GPU failed.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     flambeau.cuda.synchronize()
    """
    init()
    _core._cuda_synchronize(_index(device, optional=True))


@dataclass(frozen=True, repr=False)
class _CudaDeviceProperties:
    name: str
    major: int
    minor: int
    total_memory: int
    multi_processor_count: int
    max_threads_per_multi_processor: int
    max_threads_per_block: int
    shared_memory_per_block: int
    shared_memory_per_block_optin: int
    shared_memory_per_multiprocessor: int
    regs_per_multiprocessor: int
    L2_cache_size: int
    warp_size: int
    is_integrated: int
    is_multi_gpu_board: int
    clock_rate: int
    memory_clock_rate: int
    memory_bus_width: int
    pci_domain_id: int
    pci_bus_id: int
    pci_device_id: int
    uuid: _uuid.UUID

    def __repr__(self) -> str:
        return (
            f"_CudaDeviceProperties(name='{self.name}', major={self.major}, minor={self.minor}, "
            f"total_memory={self.total_memory >> 20}MB, multi_processor_count={self.multi_processor_count}, "
            f"uuid={self.uuid}, pci_bus_id={self.pci_bus_id}, pci_device_id={self.pci_device_id}, "
            f"pci_domain_id={self.pci_domain_id}, L2_cache_size={self.L2_cache_size >> 20}MB)"
        )


def get_device_properties(device: Any = None) -> _CudaDeviceProperties:
    """Return what a GPU is and can do: ``name``, ``major``, ``minor``, ``total_memory``, ``multi_processor_count``, ...

    Raises:
        RuntimeError: no GPU can be used.
        AssertionError: the GPU is not there.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     assert flambeau.cuda.get_device_properties(0).major >= 8
    """
    found = _core._cuda_properties(_there(device))
    return _CudaDeviceProperties(**found | {"uuid": _uuid.UUID(bytes=found["uuid"])})


def get_device_name(device: Any = None) -> str:
    """Return the name of a GPU.

    Raises:
        RuntimeError: no GPU can be used.
        AssertionError: the GPU is not there.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     assert isinstance(flambeau.cuda.get_device_name(0), str)
    """
    return get_device_properties(device).name


def get_device_capability(device: Any = None) -> tuple[int, int]:
    """Return a GPU's compute capability as two numbers.

    Raises:
        RuntimeError: no GPU can be used.
        AssertionError: the GPU is not there.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     assert flambeau.cuda.get_device_capability(0) >= (8, 0)
    """
    found = get_device_properties(device)
    return found.major, found.minor


def can_device_access_peer(device: Any, peer_device: Any) -> bool:
    """Return whether one GPU's kernels can reach the other's memory.

    Raises:
        RuntimeError: no GPU can be used.
        AssertionError: a GPU is not there.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     assert flambeau.cuda.can_device_access_peer(0, 0)
    """
    return _core._cuda_can_access_peer(_there(device), _there(peer_device))


def get_arch_list() -> list[str]:
    """Return the architectures that kernels are compiled for: those of the GPUs that are there.

    Example:
        >>> bool(flambeau.cuda.get_arch_list()) == flambeau.cuda.is_available()
        True
    """
    if not is_available():
        return []
    capabilities = sorted({get_device_capability(index) for index in range(device_count())})
    return [f"sm_{major}{minor}" for major, minor in capabilities]


def get_gencode_flags() -> str:
    """Return :func:`get_arch_list` as flags of NVIDIA's compiler.

    Example:
        >>> ("sm_" in flambeau.cuda.get_gencode_flags()) == flambeau.cuda.is_available()
        True
    """
    numbers = [name.removeprefix("sm_") for name in get_arch_list()]
    return " ".join(f"-gencode compute=compute_{number},code=sm_{number}" for number in numbers)


def is_bf16_supported(including_emulation: bool = True) -> bool:
    """Return whether the current GPU computes with bfloat16: all that flambeau runs on do.

    Example:
        >>> flambeau.cuda.is_bf16_supported() == flambeau.cuda.is_available()
        True
    """
    return is_available()


def is_tf32_supported() -> bool:
    """Return whether the current GPU computes with TF32: all that flambeau runs on do.

    Example:
        >>> flambeau.cuda.is_tf32_supported() == flambeau.cuda.is_available()
        True
    """
    return is_available()
