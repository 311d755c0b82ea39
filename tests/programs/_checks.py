"""What programs check with: expected errors, and a run of functions that writes what each of them came to."""

import json
import sys
import traceback


def raises(kind, text, work):
    """The error that the work raises, of this kind and with the text in it."""
    try:
        work()
    except kind as error:
        assert text in str(error), str(error)
        return error
    raise AssertionError(f"{kind.__name__} was expected")


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
