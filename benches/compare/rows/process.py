"""Whole processes: import, first training step, memory, size on disk."""

from __future__ import annotations

from compare.registry import Group, Process

GROUP = Group("process")

EVERY = ("flambeau", "torch", "numpy", "jax", "mlx")

IMPORT = """
import time
start = time.perf_counter()
import LIBRARY
print(1e9 * (time.perf_counter() - start))
"""

FIRST_STEP = """
import LIBRARY as torch
net = torch.nn.Sequential(torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))
optimizer = torch.optim.Adam(net.parameters())
torch.nn.functional.cross_entropy(net(torch.randn(64, 784)), torch.arange(64) % 10).backward()
optimizer.step()
"""

#: The most memory that was resident; as :func:`compare.worker.peak_megabytes`, whose import would count.
MEMORY = """
import LIBRARY
try:
    with open("/proc/self/status") as status:
        print(next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:")))
except (OSError, StopIteration):
    import resource, sys
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / (1024 if sys.platform == "darwin" else 1))
"""

#: What pip installed of the package, or the folder that it was imported from.
SIZE = """
import importlib.metadata, importlib, pathlib
name = "LIBRARY".split(".")[0]
root = pathlib.Path(importlib.import_module("LIBRARY").__file__).parent
try:
    files = [file.locate() for file in importlib.metadata.files(name) or []]
except importlib.metadata.PackageNotFoundError:
    files = []
if len(files) < 10:
    files = [file for file in root.rglob("*") if "__pycache__" not in file.parts]
print(sum(file.stat().st_size for file in map(pathlib.Path, files) if file.is_file()) / 1e6)
"""

#: The newest wheel that `make build` left.
WHEEL = """
import pathlib
wheels = sorted(pathlib.Path("ROOT").glob("build/wheels/*.whl"), key=lambda file: file.stat().st_mtime)
if not wheels:
    raise NotImplementedError("no wheel in build/wheels: run `make build`")
print(wheels[-1].stat().st_size / 1e6)
"""


def process(name: str, *arguments: object, **options: object) -> None:
    """Adds a row."""
    GROUP.row(name, process=Process(*arguments, **options))  # type: ignore[arg-type]


process("import", IMPORT, "ns", EVERY)
process("wall_import_exit", "import LIBRARY", "ns", EVERY, wall=True)
process("wall_first_train_step", FIRST_STEP, "ns", wall=True)
process("peak_rss_after_import", MEMORY, "MB", EVERY)
process("installed_size", SIZE, "MB", EVERY)
process("wheel_size", WHEEL, "MB", ("flambeau",))
