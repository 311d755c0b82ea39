"""Types: what the stub of the compiled module says of generated declarations."""

from __future__ import annotations

import ast
from pathlib import Path

import flambeau

STUB = Path(flambeau.__file__).with_name("_core.pyi")
PARTS = Path(__file__).resolve().parent.parent / "tools" / "core_parts.pyi"


def declarations(path: Path) -> dict[str, list[ast.FunctionDef]]:
    """The functions of a stub, and the methods of its Tensor, by name."""
    found: dict[str, list[ast.FunctionDef]] = {}
    for node in ast.parse(path.read_text()).body:
        inner = node.body if isinstance(node, ast.ClassDef) and node.name == "Tensor" else [node]
        for function in inner:
            if isinstance(function, ast.FunctionDef):
                prefix = "" if function is node else "Tensor."
                found.setdefault(prefix + function.name, []).append(function)
    return found


def types(function: ast.FunctionDef) -> list[ast.expr]:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    return [a.annotation for a in every if a is not None and a.annotation] + [function.returns or ast.Name("Any")]


def test_generated_declarations_have_no_any() -> None:
    stated = declarations(PARTS)
    loose = [
        name
        for name, functions in declarations(STUB).items()
        if name not in stated
        for function in functions
        if any(isinstance(node, ast.Name) and node.id == "Any" for kind in types(function) for node in ast.walk(kind))
    ]
    assert loose == []


def test_every_operation_is_declared() -> None:
    declared = declarations(STUB)
    missing = [row["name"] for row in flambeau._core._operations() if row["name"] not in declared]
    missing += [
        f"Tensor.{row['name']}"
        for row in flambeau._core._operations()
        if row["method"] and f"Tensor.{row['name']}" not in declared
    ]
    assert missing == []


def test_methods_of_python_are_declared() -> None:
    declared = declarations(STUB)
    added = [name for name, value in vars(flambeau.Tensor).items() if hasattr(value, "__code__")]
    assert len(added) > 40
    assert [name for name in added if f"Tensor.{name}" not in declared] == []
