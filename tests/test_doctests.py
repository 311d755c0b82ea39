"""The examples in doc texts give what they show."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from typing import Any

import flambeau
import pytest

FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
#: Programs, which run when they are imported or need further packages.
PROGRAMS = ("flambeau.examples.",)


def _modules() -> list[str]:
    names = [module.name for module in pkgutil.walk_packages(flambeau.__path__, "flambeau.")]
    return ["flambeau", *(name for name in names if not name.startswith(PROGRAMS) and not name.endswith("__main__"))]


def _run(tests: list[doctest.DocTest]) -> None:
    output: list[str] = []
    runner = doctest.DocTestRunner(optionflags=FLAGS, verbose=False)
    for test in tests:
        flambeau.manual_seed(0)
        runner.run(test, out=output.append, clear_globs=True)
    assert not output, "".join(output)


@pytest.mark.parametrize("name", _modules())
def test_of_module(name: str) -> None:
    module = importlib.import_module(name)
    names: dict[str, Any] = {**vars(module), "flambeau": flambeau, "torch": flambeau}
    finder = doctest.DocTestFinder(exclude_empty=True)
    _run([test for test in finder.find(module, name, extraglobs=names) if test.examples])


def test_of_operations() -> None:
    parser = doctest.DocTestParser()
    names = {"flambeau": flambeau, "torch": flambeau}
    rows = flambeau._core._operations()
    tests = [parser.get_doctest(row["doc"], dict(names), row["name"], None, None) for row in rows]
    _run([test for test in tests if test.examples])
