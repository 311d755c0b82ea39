"""How a module's parameters are replaced when they are converted or loaded. Reached as ``flambeau.__future__``."""

from __future__ import annotations

_overwrite_on_conversion = False
_swap_on_conversion = False


def set_overwrite_module_params_on_conversion(value: bool) -> None:
    """Whether conversions such as ``module.double()`` make new parameters instead of setting ``param.data``."""
    global _overwrite_on_conversion
    _overwrite_on_conversion = value


def get_overwrite_module_params_on_conversion() -> bool:
    """What :func:`set_overwrite_module_params_on_conversion` was last given; False at the start."""
    return _overwrite_on_conversion


def set_swap_module_params_on_conversion(value: bool) -> None:
    """Whether conversions and ``load_state_dict`` exchange the insides of the tensor objects."""
    global _swap_on_conversion
    _swap_on_conversion = value


def get_swap_module_params_on_conversion() -> bool:
    """What :func:`set_swap_module_params_on_conversion` was last given; False at the start."""
    return _swap_on_conversion
