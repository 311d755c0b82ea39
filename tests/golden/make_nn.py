"""Writes nn.json: what PyTorch gives for the cases in tests/nn_cases.py. Run with a Python that has torch:

python tests/golden/make_nn.py
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[1]))

import nn_cases


def main() -> None:
    golden = {"torch": torch.__version__}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        golden["functions"] = {
            case: nn_cases.run_function(torch, case) for case in nn_cases.FUNCTIONS + nn_cases.OPTIONAL_FUNCTIONS
        }
        golden["random"] = {case: nn_cases.run_random(torch, case) for case in nn_cases.RANDOM}
        golden["layers"] = {
            layer: nn_cases.run_layer(torch, layer, arguments)
            for layer, arguments in nn_cases.LAYERS + nn_cases.OPTIONAL_LAYERS
        }
        golden["shown"] = {layer: nn_cases.shown(torch, layer) for layer in nn_cases.SHOWN}
    text = json.dumps(golden, separators=(",", ":")).replace('},"', '},\n"').replace('"],"', '"],\n"')
    Path(__file__).with_name("nn.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
