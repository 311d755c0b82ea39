"""Runs the functions of a program whose names begin with ``check_``, and writes what each of them came to."""

import json
import sys
import traceback


def main(namespace: dict) -> None:
    """The arguments: the sort of device, and the functions."""
    kind, *names = sys.argv[1:]
    results = {}
    for name in names:
        try:
            namespace[name]([f"{kind}:{index}" for index in range(4)])
        except BaseException:
            results[name] = traceback.format_exc()
        else:
            results[name] = ""
    print("\n" + json.dumps(results))
