"""Writes init.json: what PyTorch gives for the calls in tests/init_cases.py. Run with a Python that has torch:

python tests/golden/make_init.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[1]))

import init_cases

golden = {case: init_cases.run(torch, case) for case in init_cases.CASES}
lines = ",\n".join(f"  {json.dumps(case)}: {json.dumps(result)}" for case, result in golden.items())
Path(__file__).with_name("init.json").write_text("{\n" + lines + "\n}\n")
