"""Writes ops/<family>.json: the results of the cases in tests/op_cases under PyTorch.

Run with PyTorch installed: `python tests/golden/make_ops.py [family ...]`; without a name, all families. The committed
files come from PyTorch 2.13.
"""

from __future__ import annotations

import json
import pathlib
import sys
import warnings
from typing import Any

import torch

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from draws import Draws, names  # noqa: E402
from op_cases import families  # noqa: E402
from op_checks import record_run  # noqa: E402


def error_of(expression: str) -> dict[str, Any]:
    """The class and the message of what an expression raises."""
    try:
        eval(expression, names(torch, Draws(torch)))
    except Exception as error:
        return {"class": type(error).__name__, "message": str(error)[:200]}
    raise SystemExit(f"nothing is raised by {expression}")


def lines(entries: dict[str, Any]) -> str:
    """A JSON object with an entry on each line."""
    rows = [f"{json.dumps(key)}:{json.dumps(value, separators=(',', ':'))}" for key, value in entries.items()]
    return "{\n" + ",\n".join(rows) + "\n}"


def main(wanted: list[str]) -> None:
    """Write the files of the named families, or of all."""
    warnings.simplefilter("ignore")
    failed = False
    for family, (cases, errors) in families().items():
        if wanted and family not in wanted:
            continue
        found = {}
        for case in cases:
            try:
                found[case.expression] = record_run(torch, case)
            except Exception as error:
                failed = True
                print(f"{family}: {case.expression}: {type(error).__name__}: {error}", file=sys.stderr)
        raised = {entry.expression: error_of(entry.expression) for entry in errors}
        head = json.dumps(torch.__version__.split("+")[0])
        text = f'{{"torch":{head},\n"cases":{lines(found)},\n"errors":{lines(raised)}}}\n'
        (HERE / "ops" / f"{family}.json").write_text(text)
    if failed:
        raise SystemExit("some cases do not run under PyTorch")


if __name__ == "__main__":
    main(sys.argv[1:])
