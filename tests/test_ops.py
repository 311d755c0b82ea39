"""Operations against PyTorch's results, against finite differences, and against themselves in other forms.

The cases stand in tests/op_cases, PyTorch's results in tests/golden/ops.
"""

from __future__ import annotations

import functools
import json
import pathlib
import re
from collections.abc import Callable
from typing import Any

import flambeau
import flambeau.nn.functional  # noqa: F401  (expressions use it)
import op_checks as checks
import pytest
from draws import Draws, names
from op_absent import ABSENT
from op_cases import Case, Raises, families

HERE = pathlib.Path(__file__).parent
FAMILIES = families()

pytestmark = pytest.mark.filterwarnings("ignore")


@functools.cache
def golden(family: str) -> dict[str, Any]:
    """PyTorch's results for a family."""
    path = HERE / "golden" / "ops" / f"{family}.json"
    assert path.exists(), f"run tests/golden/make_ops.py {family} with PyTorch installed"
    return json.loads(path.read_text())


def reference(family: str, case: Case) -> dict[str, Any]:
    """PyTorch's result for a case."""
    found = golden(family)["cases"]
    assert case.expression in found, f"run tests/golden/make_ops.py {family} with PyTorch installed"
    return found[case.expression]


def cases(wanted: Callable[[Case], bool] = lambda case: True) -> pytest.MarkDecorator:
    """Runs a test for all cases that it makes sense for."""
    chosen = [(family, case) for family, (all_of, _) in FAMILIES.items() for case in all_of if wanted(case)]
    ids = [f"{family}: {case.expression}" for family, case in chosen]
    return pytest.mark.parametrize(("family", "case"), chosen, ids=ids)


def draws_leaves(case: Case) -> bool:
    """Whether the case has leaves that gradients are compared for."""
    return case.grad and re.search(r"\b[xc]\(", case.expression) is not None


@cases()
def test_forward(family: str, case: Case) -> None:
    checks.check_forward(flambeau, case, reference(family, case))


@cases(draws_leaves)
def test_gradients(family: str, case: Case) -> None:
    checks.check_gradients(flambeau, case, reference(family, case))


@cases(draws_leaves)
def test_freed(family: str, case: Case) -> None:
    checks.check_freed(flambeau, case)


@cases(draws_leaves)
def test_gradcheck(family: str, case: Case) -> None:
    checks.check_differences(flambeau, case, twice=False)


@cases(lambda case: draws_leaves(case) and case.gradgrad)
def test_gradgradcheck(family: str, case: Case) -> None:
    checks.check_differences(flambeau, case, twice=True)


@cases(lambda case: case.strided)
def test_strided(family: str, case: Case) -> None:
    checks.check_strided(flambeau, case, reference(family, case))


@cases(lambda case: case.ulps > 0)
def test_float32(family: str, case: Case) -> None:
    if types := reference(family, case)["lower"]["float32"]:
        checks.check_lower(flambeau, case, "float32", types)


@cases(lambda case: case.ulps > 0)
def test_bfloat16(family: str, case: Case) -> None:
    if types := reference(family, case)["lower"]["bfloat16"]:
        checks.check_lower(flambeau, case, "bfloat16", types)


@cases()
def test_threads(family: str, case: Case) -> None:
    checks.check_threads(flambeau, case)


ERRORS = [(family, entry) for family, (_, errors) in FAMILIES.items() for entry in errors]


@pytest.mark.parametrize(("family", "entry"), ERRORS, ids=[f"{family}: {entry.expression}" for family, entry in ERRORS])
def test_errors(family: str, entry: Raises) -> None:
    wanted = golden(family)["errors"][entry.expression]
    with pytest.raises(Exception) as caught:
        eval(entry.expression, names(flambeau, Draws(flambeau)))
        # What kernels on a GPU find wrong is raised where the host waits for them.
        if flambeau.cuda.is_available():
            flambeau.cuda.synchronize()
    classes = [kind.__name__ for kind in type(caught.value).__mro__]
    assert wanted["class"] in classes, f"{caught.value!r} instead of {wanted}"


@pytest.mark.parametrize("family", FAMILIES)
def test_golden_holds_these_cases_only(family: str) -> None:
    all_of, errors = FAMILIES[family]
    expressions = [case.expression for case in all_of]
    assert len(set(expressions)) == len(expressions), "a case stands there twice"
    assert set(golden(family)["cases"]) == set(expressions)
    assert set(golden(family)["errors"]) == {entry.expression for entry in errors}


def test_every_operation_has_a_case() -> None:
    text = "\n".join(case.expression for all_of, _ in FAMILIES.values() for case in all_of)
    called = set(re.findall(r"(\w+)\(", text)) | {f"special_{name}" for name in re.findall(r"special\.(\w+)\(", text)}
    rows = {row["name"] for row in flambeau._core._operations()}
    missing = sorted(rows - called - set(ABSENT))
    assert not missing, f"no case in tests/op_cases calls {missing}"
    covered = sorted(set(ABSENT) & called)
    assert not covered, f"{covered} have cases by now: take them off the list"
