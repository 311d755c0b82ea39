"""The examples in doc texts give what they show."""

from __future__ import annotations

import doctest
import importlib
import inspect
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
    # The package's own names for dtypes would hide Python's `float` and its like.
    own = {} if name in ("flambeau", "flambeau._core") else vars(module)
    names: dict[str, Any] = {**own, "flambeau": flambeau, "torch": flambeau}
    finder = doctest.DocTestFinder(exclude_empty=True)
    _run([test for test in finder.find(module, name, extraglobs=names) if test.examples])


def test_of_operations() -> None:
    parser = doctest.DocTestParser()
    names = {"flambeau": flambeau, "torch": flambeau}
    rows = flambeau._core._operations()
    tests = [parser.get_doctest(row["doc"], dict(names), row["name"], None, None) for row in rows]
    _run([test for test in tests if test.examples])


def _public() -> list[tuple[str, Any]]:
    """Functions, classes and methods that users see, with their names."""
    found: dict[int, tuple[str, Any]] = {}
    for module_name in _modules():
        if any(part.startswith("_") for part in module_name.split(".")):
            continue
        module = importlib.import_module(module_name)
        for name in getattr(module, "__all__", None) or dir(module):
            value = getattr(module, name)
            inside = str(getattr(value, "__module__", None) or "flambeau").startswith("flambeau")
            if name.startswith("_") or not inside or not (inspect.isroutine(value) or inspect.isclass(value)):
                continue
            found.setdefault(id(value), (f"{module_name}.{name}", value))
            for member in vars(value) if inspect.isclass(value) else ():
                if not member.startswith("_"):
                    attribute = getattr(value, member)
                    if inspect.isroutine(attribute) or isinstance(vars(value)[member], property):
                        found.setdefault(id(vars(value)[member]), (f"{module_name}.{name}.{member}", attribute))
    return list(found.values())


def test_every_public_name_has_a_doc_text() -> None:
    public = _public()
    assert len(public) > 1500
    assert [name for name, value in public if not inspect.getdoc(value)] == []


def test_every_operation_has_a_doc_text() -> None:
    rows = flambeau._core._operations()
    assert [row["schema"] for row in rows if not row["doc"].strip()] == []


def test_names_that_completion_offers_are_there() -> None:
    names = dir(flambeau)
    assert [name for name in names if not hasattr(flambeau, name)] == []
    assert {"nn", "optim", "utils", "cuda", "linalg", "load", "save", "autocast", "Tensor", "zeros"} <= set(names)
    assert not {"Any", "annotations", "importlib"} & set(names)
