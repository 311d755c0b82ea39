"""Writes sequences.json: what PyTorch gives for the cases in tests/sequence_cases.py. Needs torch.

python tests/golden/make_sequences.py
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[1]))

import sequence_cases


def main() -> None:
    golden: dict = {"torch": torch.__version__}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for group in ("RECURRENT", "ATTENTION"):
            golden[group] = [sequence_cases.run(torch, *case) for case in getattr(sequence_cases, group)]
    for expression, kind, words in sequence_cases.ERRORS:
        sequence_cases.check_error(torch, expression, kind, words)
    text = json.dumps(golden, separators=(",", ":")).replace('},{"repr"', '},\n{"repr"')
    Path(__file__).with_name("sequences.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
