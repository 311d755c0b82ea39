"""What a bug report should say about the machine: ``python -m flambeau.collect_env``."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys

__all__ = ["get_env_info", "get_pretty_env_info", "main"]


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for line in file:
                if line.startswith(("model name", "Hardware")):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _library() -> str:
    system = platform.libc_ver()
    return " ".join(part for part in system if part) or "unknown"


def _gpus() -> dict[str, str]:
    from flambeau import _core, cuda

    facts = {"GPU": cuda.why_not_available() or f"{cuda.device_count()} in sight"}
    if cuda.is_available():
        for index in range(cuda.device_count()):
            found = cuda.get_device_properties(index)
            memory = f"{found.total_memory / (1 << 30):.1f} GiB"
            facts[f"cuda:{index}"] = f"{found.name}, compute capability {found.major}.{found.minor}, {memory}"
    for title, path, reason, version in _core._cuda_libraries():
        facts[title] = f"{version or 'unknown version'}, {path}" if path is not None else str(reason)
    return facts


def get_env_info() -> dict[str, str]:
    """Return facts about flambeau, Python and the machine, by name.

    Example:
        >>> "flambeau" in get_env_info()
        True
    """
    import flambeau
    from flambeau import _core

    runtime = _core._runtime()
    mebibyte = 1 << 20
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    virtual = runtime["virtual_devices"]
    settings = {name: value for name, value in sorted(os.environ.items()) if name.startswith("FLAMBEAU_")}
    return {
        "flambeau": flambeau.__version__ + (" (debug build)" if runtime["debug"] else ""),
        "Python": f"{sys.version.split()[0]} ({platform.python_implementation()}, {platform.machine()})",
        "operating system": f"{platform.system()} {platform.release()}",
        "C library": _library(),
        "processor": _processor(),
        "logical processors": f"{os.cpu_count()}, usable by this process: {usable}",
        "instruction set in use": runtime["instruction_set"],
        "threads": str(flambeau.get_num_threads()),
        "virtual devices": str(virtual) if virtual else "none (FLAMBEAU_VIRTUAL_DEVICES is not set)",
        "allocator": (
            f"{runtime['allocated'] / mebibyte:.1f} MiB in use (peak {runtime['peak_allocated'] / mebibyte:.1f}), "
            f"{runtime['reserved'] / mebibyte:.1f} MiB held (peak {runtime['peak_reserved'] / mebibyte:.1f}), "
            f"{runtime['allocations']} allocations"
        ),
        **_gpus(),
        "NumPy": _version("numpy"),
        "environment": ", ".join(f"{name}={value}" for name, value in settings.items()) or "no FLAMBEAU_ variables",
    }


def get_pretty_env_info() -> str:
    """Return :func:`get_env_info` as text, one fact a line.

    Example:
        >>> "Python:" in flambeau.collect_env.get_pretty_env_info()
        True
    """
    facts = get_env_info()
    width = max(map(len, facts)) + 2
    return "\n".join(f"{name + ':':<{width}}{value}" for name, value in facts.items())


def main() -> None:
    """Print the facts.

    Example:
        >>> flambeau.collect_env.main()
        flambeau: ...
    """
    print(get_pretty_env_info())


if __name__ == "__main__":
    main()
