"""Writes python/flambeau/_core.pyi: the types of the compiled module, for editors and type checkers.

    python tools/make_stubs.py            # writes the file
    python tools/make_stubs.py --check    # fails if it is not what would be written

Operations come from the operation table, methods that Python adds to Tensor from their annotations, all else from the
declarations in tools/core_parts.pyi. Doc texts are those of the objects themselves.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import keyword
import re
import sys
import textwrap
import types
from pathlib import Path
from typing import Any

import flambeau
from flambeau import _core

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "python" / "flambeau" / "_core.pyi"
PARTS = ROOT / "tools" / "core_parts.pyi"

#: How a type of a schema is written in Python, where it is an argument.
TYPES = {
    "Tensor": "Tensor",
    "Operand": "Tensor | _Number",
    "Scalar": "_Number",
    "int": "_int",
    "SymInt": "_int",
    "float": "_float",
    "bool": "_bool",
    "str": "str",
    "ScalarType": "_dtype",
    "Device": "_DeviceLike",
    "Layout": "_layout",
    "MemoryFormat": "_memory_format",
    "Generator": "Generator",
}
RETURNS = TYPES | {"Scalar": "_Number", "Device": "_device"}
#: Names of annotations in the package and what the stub calls them.
SPELLINGS = {
    "int": "_int",
    "float": "_float",
    "bool": "_bool",
    "type": "builtins.type",
    "complex": "builtins.complex",
    "Dims": "_Dims",
}


def split(text: str) -> list[str]:
    """The parts between commas that are not in brackets."""
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            parts.append(text[start:at].strip())
            start = at + 1
    parts.append(text[start:].strip())
    return [part for part in parts if part]


def python_type(text: str, table: dict[str, str]) -> str:
    """The Python type of a schema's type."""
    text = re.sub(r"\([a-z!]+\)", "", text)
    if text.endswith("?"):
        return f"{python_type(text[:-1], table)} | None"
    if found := re.fullmatch(r"(\w+\??)\[(\d*)\]", text):
        element = python_type(found[1], table)
        if table is RETURNS:
            return f"tuple[{element}, ...]"
        sequence = f"Sequence[{element}]"
        return f"{element} | {sequence}" if found[2] else sequence
    return table[text]


class Parameter:
    """One parameter of a schema."""

    def __init__(self, text: str) -> None:
        declaration, _, default = text.partition("=")
        self.type, self.name = declaration.rsplit(" ", 1)
        self.default = default
        self.optional = bool(default)

    def text(self) -> str:
        """As a declaration in Python."""
        kind = python_type(self.type, TYPES)
        if (self.default == "None" or self.type == "MemoryFormat") and "None" not in kind:
            kind += " | None"
        # A name that Python cannot write can only be passed by position, which is what two underscores say.
        name = f"__{self.name}" if keyword.iskeyword(self.name) else self.name
        return f"{name}: {kind}" + (f" = {self.value()}" if self.optional else "")

    def value(self) -> str:
        """The default in Python."""
        if self.type.startswith("MemoryFormat"):
            return "..."
        if self.default.startswith("["):
            items = self.default.strip("[]")
            return f"({items},)" if items and "," not in items else f"({items})"
        try:
            ast.literal_eval(self.default)
        except (ValueError, SyntaxError):
            return repr(self.default)
        return self.default


def signatures(row: dict[str, Any], method: bool) -> list[str]:
    """The declarations of one row: two where a list may be spread over several arguments."""
    name, rest = row["schema"].split("(", 1)
    end = rest.index(") ->")
    name = name.split(".")[0]
    parameters = [part if part == "*" else Parameter(part) for part in split(rest[:end])]
    returns = rest[end + 1 :].replace("->", "").strip()
    if returns == "()":
        result = "None"
    elif returns.startswith("("):
        kinds = [part.rsplit(" ", 1) for part in split(returns[1:-1])]
        named = all(len(kind) == 2 for kind in kinds)
        result = f"_{name}_result" if named else f"tuple[{', '.join(python_type(k[0], RETURNS) for k in kinds)}]"
    else:
        result = python_type(returns.rsplit(" ", 1)[0] if " " in returns else returns, RETURNS)
    first: list[str] = []
    if parameters and isinstance(parameters[0], Parameter) and parameters[0].name == "self":
        first = ["self"] if method else [f"input: {python_type(parameters[0].type, TYPES)}"]
        parameters = parameters[1:]
    # A tensor that is not the first argument of a function is called "input" all the same.
    texts = [part if part == "*" else re.sub("^self:", "input:", part.text()) for part in parameters]
    if row["out"] and not method:
        out = "Tensor | None" if not returns.startswith("(") else "Sequence[Tensor] | None"
        texts += ([] if "*" in texts else ["*"]) + [f"out: {out} = None"]
    declarations = [(first + texts, result)]
    positional = [part for part in parameters[: texts.index("*") if "*" in texts else None] if part != "*"]
    if (method or not first) and positional and re.fullmatch(r"(int|SymInt)\[\]", positional[0].type):
        if all(part.optional for part in positional[1:]):
            after = [text for text in texts[len(positional) :] if text != "*"]
            declarations.append(([*first, f"*{positional[0].name}: _int", *after], result))
    return [f"def {name}({', '.join(arguments)}) -> {result}: ..." for arguments, result in declarations]


def result_class(row: dict[str, Any]) -> tuple[str, str] | None:
    """The class of named results of a row."""
    returns = row["schema"].rsplit("->", 1)[1].strip()
    if not returns.startswith("(") or returns == "()":
        return None
    fields = [part.rsplit(" ", 1) for part in split(returns[1:-1])]
    if any(len(field) != 2 for field in fields):
        return None
    name = f"_{row['name']}_result"
    lines = [f"    {field}: {python_type(kind, RETURNS)}" for kind, field in fields]
    return name, f"class {name}(NamedTuple):\n" + "\n".join(lines)


def group(rows: list[dict[str, Any]], method: bool) -> str:
    """All declarations of one name."""
    found = list(dict.fromkeys(text for row in rows for text in signatures(row, method)))
    return "\n".join(("@overload\n" if len(found) > 1 else "") + text for text in found)


class _Spelled(ast.NodeTransformer):
    """Spells types as the stub does: methods and dtypes hide the builtin types of the same names."""

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(SPELLINGS.get(node.id, node.id))

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return ast.Name(node.attr) if isinstance(node.value, ast.Name) and node.value.id == "_core" else node


def annotation(text: str) -> str:
    """An annotation of a Python function as the stub spells it."""
    return ast.unparse(_Spelled().visit(ast.parse(text, mode="eval")))


def python_method(name: str, function: types.FunctionType) -> str:
    """The declaration of a method that is written in Python. Raises where a type is missing."""
    signature = inspect.signature(function)
    arguments = []
    star = False
    for parameter in signature.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not star:
            arguments.append("*")
            star = True
        text = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "") + parameter.name
        star = star or parameter.kind is parameter.VAR_POSITIONAL
        if parameter.name != "self":
            if parameter.annotation is parameter.empty:
                raise TypeError(f"Tensor.{name}: {parameter.name} has no annotation")
            text += f": {annotation(parameter.annotation)}"
            if parameter.default is not parameter.empty:
                text += f" = {parameter.default!r}" if isinstance(parameter.default, int | str | None) else " = ..."
        arguments.append(text)
    if signature.return_annotation is signature.empty:
        raise TypeError(f"Tensor.{name}: the result has no annotation")
    return f"def {name}({', '.join(arguments)}) -> {annotation(signature.return_annotation)}: ..."


def assemble() -> str:
    """The stub without doc texts."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in _core._operations():
        rows.setdefault(row["name"], []).append(row)
    parts = PARTS.read_text()
    stated = ast.parse(parts)
    functions = {node.name for node in stated.body if isinstance(node, ast.FunctionDef)}
    tensor = next(node for node in stated.body if isinstance(node, ast.ClassDef) and node.name == "Tensor")
    methods = {node.name for node in tensor.body if isinstance(node, ast.FunctionDef)}

    in_python = {
        name: value for name, value in vars(_core.Tensor).items() if isinstance(value, types.FunctionType | property)
    }

    classes, of_module, of_tensor = {}, [], []
    for name, overloads in sorted(rows.items()):
        for row in overloads:
            if found := result_class(row):
                classes[found[0]] = found[1]
        if name not in functions:
            of_module.append(group(overloads, False))
        with_method = [row for row in overloads if row["method"]]
        if with_method and name not in methods and name not in in_python:
            of_tensor.append(group(with_method, True))
    for name, function in sorted(in_python.items()):
        if name in methods:
            continue
        if isinstance(function, property):
            of_tensor.append(f"@property\n{python_method(name, function.fget)}")
        else:
            of_tensor.append(python_method(name, function))
    for name, function in sorted(vars(_core).items()):
        if inspect.isbuiltin(function) and name not in rows and name not in functions:
            raise TypeError(f"_core.{name} is neither an operation nor declared in {PARTS.name}")
    text = parts.replace("    # <methods>", textwrap.indent("\n".join(of_tensor), "    "))
    text = text.replace("# <results>", "\n".join(classes.values()))
    text = text.replace("# <functions>", "\n".join(of_module))
    return text.replace("# <exported>", exported(text))


def exported(text: str) -> str:
    """What ``from ._core import *`` gives ``flambeau``: all but what the package defines anew in Python."""
    names = set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    kept = [
        name
        for name in sorted(names)
        if not name.startswith("_") and getattr(flambeau, name, None) is getattr(_core, name)
    ]
    return "__all__ = [\n" + "".join(f'    "{name}",\n' for name in kept) + "]"


def documented(text: str) -> str:
    """The stub with the doc texts of the objects."""
    lines = text.split("\n")
    inserts: list[tuple[int, int, str]] = []

    def visit(body: list[ast.stmt], owner: Any) -> None:
        seen: set[str] = set()
        for node in body:
            if isinstance(node, ast.ClassDef):
                target = getattr(owner, node.name, None)
                if target is not None:
                    visit(node.body, target)
            elif isinstance(node, ast.FunctionDef) and node.name not in seen and not node.name.startswith("__"):
                seen.add(node.name)
                doc = getattr(inspect.getattr_static(owner, node.name, None), "__doc__", None)
                if doc and isinstance(node.body[0], ast.Expr):
                    inserts.append((node.body[0].lineno - 1, node.col_offset + 4, inspect.cleandoc(doc)))

    visit(ast.parse(text).body, _core)
    for line, indent, doc in sorted(inserts, reverse=True):
        escaped = doc.replace("\\", "\\\\").replace('"""', r"\"\"\"")
        ending = '"' if not escaped.endswith('"') else ' "'
        body = textwrap.indent(f'"""{escaped}{ending}""', " " * indent)
        head, _, tail = lines[line].partition(": ...")
        lines[line] = f"{head}:{tail}\n{body}"
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args().check
    text = documented(assemble())
    ast.parse(text)
    if not check:
        TARGET.write_text(text)
    elif not TARGET.exists() or TARGET.read_text() != text:
        sys.exit(f"{TARGET.relative_to(ROOT)} is out of date: run python tools/make_stubs.py")


if __name__ == "__main__":
    assert flambeau
    main()
