"""Writes printing.json: PyTorch's repr of the tensors in tests/printing_cases.py. Run with a Python that has torch:

python tests/golden/make_printing.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[1]))

import printing_cases


def main() -> None:
    texts = []
    for options, tensor in printing_cases.tensors(torch):
        torch.set_printoptions(**options)
        texts.append(repr(tensor))
    golden = {"torch": torch.__version__, "texts": texts}
    Path(__file__).with_name("printing.json").write_text(json.dumps(golden, indent=0) + "\n")


if __name__ == "__main__":
    main()
