"""Training on several machines: not there yet. ``is_available()`` says so, and everything else raises by name.

For several processes on one machine see :mod:`flambeau.multiprocessing`.
"""

from __future__ import annotations

import enum
from typing import Any, NoReturn

__all__ = ["ReduceOp", "is_available", "is_initialized"]


def is_available() -> bool:
    """Return whether processes can work as a group: False.

    Example:
        >>> flambeau.distributed.is_available()
        False
    """
    return False


def is_initialized() -> bool:
    """Return whether this process belongs to a group: False.

    Example:
        >>> flambeau.distributed.is_initialized()
        False
    """
    return False


class ReduceOp(enum.Enum):
    """How values of several processes are put together.

    Example:
        >>> flambeau.distributed.ReduceOp.SUM.name
        'SUM'
    """

    SUM = 0
    AVG = 1
    PRODUCT = 2
    MIN = 3
    MAX = 4
    BAND = 5
    BOR = 6
    BXOR = 7


def is_torchelastic_launched() -> bool:
    """Return whether a launcher started this process: False."""
    return False


is_nccl_available = is_gloo_available = is_mpi_available = is_initialized

_PYTORCH = frozenset(
    "init_process_group destroy_process_group new_group get_rank get_world_size get_backend barrier "
    "monitored_barrier all_reduce all_gather all_gather_object all_gather_into_tensor reduce "
    "reduce_scatter reduce_scatter_tensor broadcast broadcast_object_list scatter scatter_object_list "
    "gather gather_object all_to_all all_to_all_single send recv isend irecv batch_isend_irecv P2POp "
    "Backend ProcessGroup Store TCPStore FileStore HashStore PrefixStore group GroupMember Work "
    "DeviceMesh init_device_mesh".split()
)


def __getattr__(name: str) -> Any:
    if name in _PYTORCH:
        return _missing(name)
    raise AttributeError(f"module 'flambeau.distributed' has no attribute '{name}'")


def _missing(name: str) -> Any:
    # Programs import these names at their top; what is missing is said when one is used.
    def function(*args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError(
            f"flambeau.distributed.{name}: process groups are not there yet (is_available() is False); "
            "flambeau.multiprocessing.spawn runs several processes on one machine"
        )

    function.__name__ = function.__qualname__ = name
    function.__doc__ = "Raise NotImplementedError: there are no process groups yet."
    return function
