"""Switches for recording, as context managers and decorators."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, Self

from .. import _core


class _Mode:
    """A switch for the length of a block or a function."""

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        if inspect.isgeneratorfunction(function):
            # The switch is on while the generator runs, and off while its consumer does.
            @functools.wraps(function)
            def generate(*args: Any, **kwargs: Any) -> Any:
                with self._clone():
                    generator = function(*args, **kwargs)
                    try:
                        item = next(generator)
                    except StopIteration as stop:
                        return stop.value
                while True:
                    try:
                        sent = yield item
                    except GeneratorExit:
                        with self._clone():
                            generator.close()
                        raise
                    except BaseException as error:  # noqa: BLE001
                        with self._clone():
                            try:
                                item = generator.throw(error)
                            except StopIteration as stop:
                                return stop.value
                    else:
                        with self._clone():
                            try:
                                item = generator.send(sent)
                            except StopIteration as stop:
                                return stop.value

            return generate

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            with self._clone():
                return function(*args, **kwargs)

        return call

    def _clone(self) -> Self:
        return type(self)()

    def __enter__(self) -> None:
        raise NotImplementedError

    def __exit__(self, *_: object) -> None:
        raise NotImplementedError


class no_grad(_Mode):
    """Operations in the block are not recorded.

    Example:
        >>> x = flambeau.ones(2, requires_grad=True)
        >>> with flambeau.no_grad():
        ...     (x * 2).requires_grad
        False
    """

    def __new__(cls, function: Callable[..., Any] | None = None) -> Any:
        return super().__new__(cls) if function is None else cls()(function)

    def __enter__(self) -> None:
        self._was = _core._set_grad_enabled(False)

    def __exit__(self, *_: object) -> None:
        _core._set_grad_enabled(self._was)


class enable_grad(_Mode):
    """Operations in the block are recorded, also inside :class:`no_grad`.

    Example:
        >>> x = flambeau.ones(1, requires_grad=True)
        >>> with flambeau.no_grad(), flambeau.enable_grad():
        ...     (x * 2).requires_grad
        True
    """

    def __new__(cls, function: Callable[..., Any] | None = None) -> Any:
        return super().__new__(cls) if function is None else cls()(function)

    def __enter__(self) -> None:
        self._was = _core._set_grad_enabled(True)

    def __exit__(self, *_: object) -> None:
        _core._set_grad_enabled(self._was)


class set_grad_enabled(_Mode):
    """Switches recording on or off, at once; as a context manager until the block ends.

    Example:
        >>> x = flambeau.ones(1, requires_grad=True)
        >>> with flambeau.set_grad_enabled(False):
        ...     (x * 2).requires_grad
        False
    """

    def __init__(self, mode: bool) -> None:
        if not isinstance(mode, bool):
            raise TypeError(
                f"set_grad_enabled(): argument 'enabled' (position 1) must be bool, not {type(mode).__name__}"
            )
        self.mode = mode
        self._was = _core._set_grad_enabled(self.mode)

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        _core._set_grad_enabled(self._was)
        return super().__call__(function)

    def __enter__(self) -> None:
        _core._set_grad_enabled(self.mode)

    def __exit__(self, *_: object) -> None:
        _core._set_grad_enabled(self._was)

    def _clone(self) -> Self:
        return type(self)(self.mode)


class inference_mode(_Mode):
    """Like :class:`no_grad`; tensors made in the block can never be part of a graph.

    Example:
        >>> with flambeau.inference_mode():
        ...     flambeau.ones(1).is_inference()
        True
    """

    def __new__(cls, mode: Any = True) -> Any:
        return super().__new__(cls) if isinstance(mode, bool) else cls()(mode)

    def __init__(self, mode: bool = True) -> None:
        self.mode = mode

    def __enter__(self) -> None:
        self._grad = _core._set_grad_enabled(not self.mode)
        self._was = _core._set_inference_enabled(self.mode)

    def __exit__(self, *_: object) -> None:
        _core._set_inference_enabled(self._was)
        _core._set_grad_enabled(self._grad)

    def _clone(self) -> Self:
        return type(self)(self.mode)
