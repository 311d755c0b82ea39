"""What programs check with: expected errors, and a run of functions that writes what each of them came to."""

import json
import sys
import traceback


def raises(kind, text, work):
    """Fails unless the work raises an error of this kind with the text in it."""
    try:
        work()
    except kind as error:
        assert text in str(error), error
    else:
        raise AssertionError("no error")


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
