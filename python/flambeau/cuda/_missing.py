"""The errors of what needs a GPU and is not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from ._devices import init


def missing(what: str, why: str) -> NoReturn:
    """Raise NotImplementedError; where no GPU can be used, the error that says so."""
    init()
    raise NotImplementedError(f"cuda.{what} is not there in this version: {why}")


def absent(name: str, why: str) -> Callable[..., NoReturn]:
    """A function that only raises."""

    def function(*args: Any, **kwargs: Any) -> NoReturn:
        missing(f"{name}()", why)

    function.__name__ = function.__qualname__ = name
    function.__module__ = "flambeau.cuda"
    function.__doc__ = f"""Raise NotImplementedError, or RuntimeError where no GPU can be used: {why}.

    Example:
        >>> try:
        ...     flambeau.cuda.{name}()
        ... except RuntimeError as error:
        ...     text = str(error)
        >>> "NVIDIA driver" in text or "not there" in text
        True
    """
    return function


#: Names of PyTorch's that are not there, and why.
ABSENT = {
    "GreenContext": "work of several kinds shares a GPU by streams",
    "gds": "files are read through the host's memory",
    "green_contexts": "work of several kinds shares a GPU by streams",
    "jiterator": "it compiles C++ that the user writes; write the function with operations",
    "sparse": "there are no sparse tensors on GPUs",
    "tunable": "cuBLASLt's heuristics choose how matrices are multiplied",
} | dict.fromkeys(
    [
        f"{kind}Storage"
        for kind in (
            *("BFloat16", "Bool", "Byte", "Char", "ComplexDouble", "ComplexFloat"),
            *("Double", "Float", "Half", "Int", "Long", "Short"),
        )
    ],
    "storages have no dtype: use tensor.untyped_storage()",
)
