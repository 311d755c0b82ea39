"""A stand-in for NVIDIA's driver and libraries on machines without a GPU: device memory is host memory, kernels run on
the CPU. For tests only.

    libraries = build()
    subprocess.run([sys.executable, "program.py"], env=os.environ | environment(libraries, devices=2))
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
COMPILER = os.environ.get("CXX", "g++")
LIBRARY_FLAGS = ["-std=c++17", "-O1", "-Wall", "-Wextra", "-fPIC", "-fvisibility=hidden", "-pthread"]
# Those of kernels: quick to compile, and arithmetic as it is written. The precompiled header needs the same.
KERNEL_FLAGS = (
    "-std=c++17 -O1 -w -pipe -fPIC -fvisibility=hidden -fno-exceptions -fno-rtti -fno-strict-aliasing -fwrapv"
    " -fsigned-char -fno-stack-protector -fstack-clash-protection -fno-asynchronous-unwind-tables"
    " -fno-threadsafe-statics -fno-gnu-unique"
).split()
HEADER_FLAGS = ["-ffp-contract=off", "-x", "c++-header"]
# With these, kernels watch where they read and write, and what they compute.
SANITIZERS = (
    "-fsanitize=address,undefined -fno-sanitize-recover=all -fno-sanitize=vptr -fno-omit-frame-pointer -g1"
).split()
OPTIONS = {
    "asynchronous": "STANDIN_ASYNC",
    "cache": "STANDIN_CACHE",
    "capability": "STANDIN_CAPABILITY",
    "driver_version": "STANDIN_DRIVER_VERSION",
    "header": "STANDIN_HEADER",
    "log": "STANDIN_LOG",
    "memory": "STANDIN_MEMORY",
    "nccl_error": "STANDIN_NCCL_ERROR",
    "null": "STANDIN_NULL",
    "shuffle": "STANDIN_SHUFFLE",
}


def _stamp(flags: list[str]) -> str:
    version = subprocess.run([COMPILER, "--version"], capture_output=True, text=True, check=True).stdout
    digest = hashlib.sha256(f"{version}\0{flags}".encode())
    for path in [Path(__file__), *sorted(path for path in HERE.rglob("*") if path.suffix in (".cpp", ".hpp"))]:
        digest.update(f"{path.relative_to(HERE)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:20]


def _flags(folder: Path) -> list[str]:
    """Those that kernels of these libraries are compiled with."""
    kept = folder / "flags"
    return kept.read_text().split() if kept.exists() else KERNEL_FLAGS


def available() -> bool:
    """Whether the stand-in can be built here: on Linux, with a C++ compiler."""
    return sys.platform == "linux" and shutil.which(COMPILER) is not None


def build(folder: str | os.PathLike[str] | None = None, sanitize: bool = False) -> Path:
    """The folder of the libraries, below `folder` (`build` by default): built unless it is
    there, by one process at a time.

    With `sanitize` kernels are compiled with AddressSanitizer and UndefinedBehaviorSanitizer. Processes that use them
    need the variables that `environment` then gives.
    """
    flags = [*KERNEL_FLAGS, *(SANITIZERS if sanitize else [])]
    stamp = _stamp(flags)
    folder = Path(folder or HERE.parents[1] / "build" / "cuda_standin").resolve()
    done = folder / stamp
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            fresh = folder / f"{stamp}.part"
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir()
            _build(fresh, stamp, flags)
            fresh.rename(done)
    return done


def kernel_header() -> str:
    """What the backend puts in front of every kernel: the files that its module of compilation joins."""
    module = HERE.parents[1] / "rust" / "cuda" / "src" / "compile" / "mod.rs"
    joined = re.search(r"const HEADER: &str = concat!\((.*?)\n\);", module.read_text(), re.DOTALL)
    names = re.findall(r'include_str!\("(.*?)"\)', joined[1]) if joined else []
    return "".join((module.parent / name).read_text() for name in names)


def precompile(libraries: str | os.PathLike[str], text: str) -> Path:
    """Precompiles what sources begin with, as the `header` of `environment`. It saves time, nothing else."""
    libraries = Path(libraries)
    done = libraries / "headers" / hashlib.sha256(text.encode()).hexdigest()[:20]
    done.parent.mkdir(exist_ok=True)
    with open(libraries.parent / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            fresh = done.with_suffix(".part")
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir()
            (fresh / "header.hpp").write_text(text)
            (fresh / "all.hpp").write_text('#include "../../emulation.hpp"\n#include "header.hpp"\n')
            _compile(fresh, [*_flags(libraries), *HEADER_FLAGS, "all.hpp", "-o", "all.hpp.gch"])
            fresh.rename(done)
    return done


def _build(folder: Path, stamp: str, flags: list[str]) -> None:
    (folder / "flags").write_text(" ".join(flags))
    shutil.copy(HERE / "emulation.hpp", folder)
    shutil.copytree(HERE / "emulation", folder / "emulation")
    # Reading the standard library's headers takes longer than the rest: most of the driver is compiled at once.
    apart = [HERE / "driver" / name for name in ("fibers.cpp", "context_switch.cpp", "faults.cpp")]
    driver = [path for path in sorted((HERE / "driver").glob("*.cpp")) if path not in apart]
    (folder / "driver.cpp").write_text("".join(f'#include "{path}"\n' for path in driver))
    (folder / "exports").write_text("{ global: cu[A-Z]*; nvrtc*; cublasLt*; cudnn*; nccl*; local: *; };")
    compiler = ", ".join(f'"{part}"' for part in [COMPILER, *flags])
    definitions = [f"-DSTANDIN_COMPILER={compiler}", f'-DSTANDIN_STAMP="{stamp}"']
    _compile(
        folder,
        [*LIBRARY_FLAGS, "-c", "driver.cpp", "-o", "driver.o"],
        [*LIBRARY_FLAGS, *_library("libnvrtc.so.13"), *definitions, *map(str, (HERE / "nvrtc").glob("*.cpp"))],
        [*flags, *HEADER_FLAGS, "emulation.hpp", "-o", "emulation.hpp.gch"],
        [*LIBRARY_FLAGS, "-O2", *_library("libcublasLt.so.13"), *map(str, (HERE / "blas").glob("*.cpp")), "-ldl"],
        [*LIBRARY_FLAGS, "-O2", *_library("libcudnn.so.9"), *map(str, (HERE / "dnn").glob("*.cpp")), "-ldl"],
        [*LIBRARY_FLAGS, *_library("libnccl.so.2"), *map(str, (HERE / "nccl").glob("*.cpp")), "-ldl"],
    )
    _compile(folder, [*LIBRARY_FLAGS, "-O2", *_library("libcuda.so.1"), *map(str, apart), "driver.o", "-ldl"])


def _compile(folder: Path, *commands: list[str]) -> None:
    running = [subprocess.Popen([COMPILER, *command], cwd=folder) for command in commands]
    failed = [process.args for process in running if process.wait() != 0]
    if failed:
        raise RuntimeError(f"cannot build the CUDA stand-in: {failed}")


def _library(name: str) -> list[str]:
    return ["-shared", f"-Wl,-soname,{name}", "-Wl,--version-script,exports", "-o", name]


def environment(folder: str | os.PathLike[str], devices: int = 4, **options: object) -> dict[str, str]:
    """The environment variables with which a process finds the libraries that `build` gave, and `devices` devices.

    Options: `asynchronous` (streams have threads of their own), `shuffle` (a seed: threads and blocks in another
    order), `memory` (bytes of a device), `capability` ("9.0"), `driver_version` (13000), `log` (a file that gets a line
    for each call that does work), `null` (true: kernels, fills, products and copies on a device do nothing, so that the
    time of a program is the host's), `nccl_error` ("group", "pending" or "init": what fails once), `cache` (a folder
    for compiled kernels), `header` (from `precompile`). None leaves one as it is by default. flambeau finds these
    libraries before others, and keeps their kernels apart.
    """
    paths = [str(folder), *filter(None, [os.environ.get("LD_LIBRARY_PATH")])]
    variables = {
        "LD_LIBRARY_PATH": os.pathsep.join(paths),
        "FLAMBEAU_CUDA_PATH": str(folder),
        "FLAMBEAU_CACHE": str(Path(folder) / ("null_kernels" if options.get("null") else "kernels")),
        "STANDIN_DEVICES": str(devices),
    }
    for name, value in options.items():
        if value is not None:
            variables[OPTIONS[name]] = str(int(value) if isinstance(value, bool) else value)
    return variables | (_watched() if SANITIZERS[0] in _flags(Path(folder)) else {})


def _watched() -> dict[str, str]:
    """What a process needs whose kernels are compiled with sanitizers: their runtimes before all else, and a block of
    the driver's for each tensor.
    """
    runtimes = [
        subprocess.run(
            [COMPILER, f"-print-file-name={name}"], capture_output=True, text=True, check=True
        ).stdout.strip()
        for name in ("libasan.so", "libubsan.so")
    ]
    return {
        "LD_PRELOAD": ":".join(runtimes),
        # The interpreter leaves memory to the end of the process; fibers and faults are the stand-in's own matter.
        "ASAN_OPTIONS": "detect_leaks=0:handle_segv=0:handle_sigbus=0:handle_sigfpe=0:use_sigaltstack=0:"
        "detect_stack_use_after_return=0:abort_on_error=1",
        "UBSAN_OPTIONS": "print_stacktrace=1",
        "PYTORCH_NO_CUDA_MEMORY_CACHING": "1",
    }
