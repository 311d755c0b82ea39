"""The examples in doc texts give what they show."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import types
from typing import Any

import flambeau
import pytest

FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
#: Programs, which run when they are imported or need further packages.
PROGRAMS = ("flambeau.examples.",)
COMPILED = types.MethodDescriptorType | types.GetSetDescriptorType
#: Public names that have no example yet. The list may only become shorter.
WITHOUT_EXAMPLE = {
    "flambeau.nn.init.orthogonal",
    "flambeau.nn.init.orthogonal_",
    "flambeau.nn.modules.module.register_module_backward_hook",
    "flambeau.utils.hooks.warn_if_has_hooks",
}


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
    _run([test for test in finder.find(module, name, globs=names) if test.examples])


def test_of_operations() -> None:
    parser = doctest.DocTestParser()
    names = {"flambeau": flambeau, "torch": flambeau}
    rows = flambeau._core._operations()
    tests = [parser.get_doctest(row["doc"], dict(names), row["name"], None, None) for row in rows]
    _run([test for test in tests if test.examples])


def test_of_compiled_types() -> None:
    # The finder passes over methods and attributes of types that are not written in Python.
    parser = doctest.DocTestParser()
    names = {"flambeau": flambeau, "torch": flambeau}
    operations = {row["name"] for row in flambeau._core._operations()}
    tests = []
    for kind in [value for value in vars(flambeau._core).values() if inspect.isclass(value)]:
        texts = {name: inspect.getdoc(value) for name, value in vars(kind).items() if isinstance(value, COMPILED)}
        texts = {name: text for name, text in texts.items() if name not in operations}
        for name, text in {"__doc__": inspect.getdoc(kind), **texts}.items():
            tests.append(parser.get_doctest(text or "", dict(names), f"{kind.__name__}.{name}", None, None))
    tests = [test for test in tests if test.examples]
    assert len(tests) > 30
    _run(tests)


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
                    if inspect.isroutine(attribute) or isinstance(vars(value)[member], property | COMPILED):
                        found.setdefault(id(vars(value)[member]), (f"{module_name}.{name}.{member}", attribute))
    return list(found.values())


def test_every_public_name_has_a_doc_text() -> None:
    public = _public()
    assert len(public) > 1500
    assert [name for name, value in public if not inspect.getdoc(value)] == []


def test_every_public_name_has_an_example() -> None:
    lacking = {name for name, value in _public() if ">>>" not in (inspect.getdoc(value) or "")}
    assert sorted(lacking - WITHOUT_EXAMPLE) == [], "a doc text without an example"
    assert sorted(WITHOUT_EXAMPLE - lacking) == [], "these have an example now: take them off the list"


def test_every_operation_has_a_doc_text() -> None:
    rows = flambeau._core._operations()
    assert [row["schema"] for row in rows if not row["doc"].strip()] == []


def test_names_that_completion_offers_are_there() -> None:
    names = dir(flambeau)
    assert [name for name in names if not hasattr(flambeau, name)] == []
    assert {"nn", "optim", "utils", "cuda", "linalg", "load", "save", "autocast", "Tensor", "zeros"} <= set(names)
    assert not {"Any", "annotations", "importlib"} & set(names)
