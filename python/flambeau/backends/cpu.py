"""The CPU."""

from flambeau import _core

__all__ = ["get_cpu_capability"]


def get_cpu_capability() -> str:
    """Return the instruction set in use: "DEFAULT", "AVX2" or "AVX512".

    Example:
        >>> flambeau.backends.cpu.get_cpu_capability() in ("DEFAULT", "AVX2", "AVX512")
        True
    """
    name = _core._runtime()["instruction_set"]
    return "DEFAULT" if name == "baseline" else name.upper()
