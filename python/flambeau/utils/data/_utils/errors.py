"""Exceptions on their way from a worker to the consumer."""

from __future__ import annotations

import sys
import traceback
from typing import Any, NoReturn

__all__ = ["ExceptionWrapper", "KeyErrorMessage"]


class KeyErrorMessage(str):
    """A message that a KeyError, which shows the repr of its argument, shows as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class ExceptionWrapper:
    """The exception being handled, as its type and the text of its traceback.

    It holds no frames, so it can be sent to another process and keeps nothing alive.

    Args:
        exc_info: what ``sys.exc_info()`` returns; the exception being handled if ``None``.
        where: said in the message, such as ``"in DataLoader worker process 0"``.
    """

    def __init__(self, exc_info: Any = None, where: str = "in background") -> None:
        kind, value, trace = sys.exc_info() if exc_info is None else exc_info
        self.exc_type: Any = kind
        self.exc_msg = "".join(traceback.format_exception(kind, value, trace))
        self.where = where

    def reraise(self) -> NoReturn:
        """Raises an exception of the same type, whose message contains the original traceback."""
        message = f"Caught {self.exc_type.__name__} {self.where}.\nOriginal {self.exc_msg}"
        if self.exc_type is KeyError:
            message = KeyErrorMessage(message)
        try:
            # Some types take their message by keyword only.
            by_keyword = getattr(self.exc_type, "message", None)
            exception = self.exc_type(message=message) if by_keyword else self.exc_type(message)
        except Exception:
            raise RuntimeError(message) from None
        raise exception
