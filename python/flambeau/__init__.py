"""Tensors, automatic differentiation and neural networks: PyTorch's API over a Rust core.

``import flambeau as torch`` runs PyTorch code.
"""

from __future__ import annotations

import importlib
import importlib.util
from builtins import bool as _bool
from math import e, inf, nan, pi
from typing import Any

from . import (
    _core,
    _tensor,  # noqa: F401  (adds the Python methods of Tensor)
    autograd,
)
from ._core import *  # noqa: F403
from ._core import (
    AcceleratorError,
    OutOfMemoryError,
    Tensor,
    __version__,
    _addmm_activation,
    _amp_foreach_non_finite_check_and_unscale_,
    _int_mm,
    _sample_dirichlet,
    _standard_gamma,
    default_generator,
)

# isort: split
# These come second: some take the place of what the core has under the same name.
from ._assembling import *  # noqa: F403
from ._foreach import *  # noqa: F403
from ._functions import *  # noqa: F403
from ._random import fork_rng, get_rng_state, initial_seed, manual_seed, seed, set_rng_state
from ._reductions import *  # noqa: F403
from ._settings import *  # noqa: F403
from ._statistics import *  # noqa: F403
from ._streams import Event, Stream
from ._tensor_aliases import *  # noqa: F403
from ._tensor_str import set_printoptions
from ._tensor_types import *  # noqa: F403
from ._windows import *  # noqa: F403
from .autograd.grad_mode import enable_grad, inference_mode, no_grad, set_grad_enabled
from .storage import TypedStorage, UntypedStorage

newaxis = None

#: Imported when they are first used, so that ``import flambeau`` stays fast.
_LAZY = {
    "_C",
    "_utils",
    "accelerator",
    "profiler",
    "xpu",
    "nn",
    "optim",
    "utils",
    "multiprocessing",
    "datasets",
    "cpu",
    "cuda",
    "amp",
    "backends",
    "compiler",
    "distributed",
    "hub",
    "overrides",
    "random",
    "serialization",
    "testing",
    "version",
    "return_types",
    "linalg",
    "special",
    "_VF",
}


def _is_there(name: str) -> _bool:
    return importlib.util.find_spec(f"{__name__}.{name}") is not None


def __getattr__(name: str) -> Any:
    if name in _LAZY and _is_there(name):
        return importlib.import_module(f"{__name__}.{name}")
    if name in ("from_dlpack", "to_dlpack"):
        return getattr(importlib.import_module(f"{__name__}.utils.dlpack"), name)
    if name in ("save", "load"):
        return getattr(importlib.import_module(f"{__name__}.serialization"), name)
    if name == "autocast":
        return importlib.import_module(f"{__name__}.amp").autocast
    raise AttributeError(
        f"module 'flambeau' has no attribute '{name}': PyTorch may have it, this version of flambeau has not"
    )


def get_device_module(device: Any = None) -> Any:
    """Return the module of a sort of device, such as ``flambeau.cuda``.

    Args:
        device: a device or its name; by default the accelerator, or the CPU where there is none.

    Raises:
        RuntimeError: it is no device, or one that has no module.

    Example:
        >>> flambeau.get_device_module("cpu").current_device()
        'cpu'
    """
    if device is None:
        name = "cuda" if __getattr__("cuda").is_available() else "cpu"
    elif isinstance(device, (str, _core.device)):
        name = _core.device(device).type
    else:
        raise RuntimeError(f"Invalid value of device '{device}', expect torch.device, str, or None")
    if name not in ("cpu", "cuda"):
        raise RuntimeError(f"Invalid device module '{name}': this version of flambeau has cpu and cuda")
    return __getattr__(name)


def __dir__() -> list[str]:
    names = {*globals(), *filter(_is_there, _LAZY), "autocast", "from_dlpack", "load", "save", "to_dlpack"}
    return sorted(names - {"Any", "annotations", "importlib"})
