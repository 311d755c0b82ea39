"""Writes optim.json: what PyTorch gives for the runs in tests/optim_cases.py. Run with a Python that has torch:

python tests/golden/make_optim.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[1]))

import optim_cases


def main() -> None:
    golden = {
        "torch": torch.__version__,
        "optimizers": [
            {dtype: optim_cases.train(torch, name, options, dtype) for dtype in optim_cases.DTYPES}
            for name, options in optim_cases.OPTIMIZERS
        ],
        "schedules": [optim_cases.schedule(torch, name, options) for name, options in optim_cases.SCHEDULES],
        "plateaus": [optim_cases.plateau(torch, options) for options in optim_cases.PLATEAUS],
        "composed": optim_cases.composed(torch),
    }
    text = json.dumps(golden, separators=(",", ":")).replace("]],[[", "]],\n[[").replace("},{", "},\n{")
    Path(__file__).with_name("optim.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
