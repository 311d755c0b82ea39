"""Makes the files in checkpoints/: small checkpoints as PyTorch writes them, in both of its formats.

Run with PyTorch installed: `python tests/golden/make_checkpoints.py`. The committed files come from PyTorch 2.15.
The tests that read them state what they hold.
"""

from __future__ import annotations

import collections
import pathlib

import numpy as np
import torch
from torch import nn

FOLDER = pathlib.Path(__file__).parent / "checkpoints"

DTYPES = [
    torch.uint8,
    torch.int8,
    torch.int16,
    torch.int32,
    torch.int64,
    torch.float16,
    torch.float32,
    torch.float64,
    torch.complex64,
    torch.complex128,
    torch.bool,
    torch.bfloat16,
]


def tensors() -> dict[str, torch.Tensor]:
    """Every dtype, and views of every kind."""
    base = torch.arange(24.0).reshape(4, 6)
    result = {str(dtype).removeprefix("torch."): torch.arange(3).to(dtype) for dtype in DTYPES}
    result |= {
        "base": base,
        "transposed": base.t(),
        "sliced": base[1:3, ::2],
        "expanded": torch.ones(2, 1).expand(2, 3),
        "scalar": torch.tensor(3.5),
        "empty": torch.empty(0),
        "conjugate": torch.tensor([1 + 2j, 3 - 4j]).conj(),
        "leaf": torch.ones(2, requires_grad=True),
        "parameter": nn.Parameter(torch.full((2, 2), 0.5)),
    }
    return result


def values() -> dict[str, object]:
    """Every kind of plain value."""
    shared = [1, 2]
    return {
        "integers": [0, 255, 256, 65535, 65536, -1, 2**31, 2**63 - 1, -(2**63), 2**80, -(2**80)],
        "floats": [0.0, -0.0, 1.5e300, float("inf"), float("nan")],
        "strings": ["", "weight", "\u00e9\u6f22\U0001f600"],
        "bytes": [b"", b"a\xff\x00", bytearray(b"\x80")],
        "tuples": [(), (1,), (1, 2, 3, 4)],
        "none": None,
        "bools": [True, False],
        "complex": 1 + 2j,
        "set": {7},
        "shared": {"a": shared, "b": shared},
        "ordered": collections.OrderedDict(b=1, a=2),
        "counter": collections.Counter("aab"),
        "size": torch.Size([2, 3]),
        "devices": [torch.device("cpu"), torch.device("cuda:1")],
        "dtype": torch.float16,
        (1, 2): 3,
    }


def training() -> dict[str, object]:
    """What a training script saves: state_dict() of a module and an optimizer."""
    torch.manual_seed(0)
    module = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
    optimizer = torch.optim.AdamW(module.parameters(), lr=0.01)
    module(torch.ones(4, 3)).sum().backward()
    optimizer.step()
    return {"model": module.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 3, "best": 0.25}


def arrays() -> dict[str, object]:
    """NumPy values, which PyTorch itself loads only from trusted files."""
    return {
        "scalar": np.float64(2.5),
        "array": np.arange(6, dtype=np.int32).reshape(2, 3),
        "fortran": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        "text": np.array(["ab", "c"]),
        "frozen": frozenset({5}),
        "default": collections.defaultdict(list, a=[1]),
    }


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for make in (tensors, values, training, arrays):
        content = make()
        torch.save(content, FOLDER / f"{make.__name__}.pt")
        torch.save(content, FOLDER / f"{make.__name__}_stream.pt", _use_new_zipfile_serialization=False)
    torch.save(values(), FOLDER / "values_protocol5.pt", pickle_protocol=5)
    torch.save(arrays(), FOLDER / "arrays_protocol5.pt", pickle_protocol=5)
    torch.save(nn.Linear(2, 2), FOLDER / "whole_module.pt")


if __name__ == "__main__":
    main()
