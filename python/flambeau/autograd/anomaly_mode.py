"""Anomaly detection: which operation of the forward pass a failing gradient belongs to."""

from __future__ import annotations

import warnings
from typing import Any

from .. import _core

__all__ = ["detect_anomaly", "set_detect_anomaly"]


class detect_anomaly:
    """Looks for the operation whose gradient fails or is NaN, in the block.

    Operations in the block keep the place in the program that called them. Where a backward pass in the block fails,
    a warning shows that place. It costs time: for debugging only.

    Args:
        check_nan: raise ``RuntimeError`` where an operation's gradient is NaN.

    Example:
        >>> x = flambeau.zeros(1, requires_grad=True)
        >>> with flambeau.autograd.detect_anomaly():  # doctest: +SKIP
        ...     (x / x).backward()
        Traceback (most recent call last):
        RuntimeError: Function 'DivBackward0' returned nan values in its 0th output.
    """

    def __init__(self, check_nan: bool = True) -> None:
        self.prev = _core.is_anomaly_enabled()
        self.check_nan = check_nan
        self.prev_check_nan = _core.is_anomaly_check_nan_enabled()
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for "
            "debugging.",
            stacklevel=2,
        )

    def __enter__(self) -> None:
        self.prev = _core.is_anomaly_enabled()
        self.prev_check_nan = _core.is_anomaly_check_nan_enabled()
        _core._set_anomaly_enabled(True, self.check_nan)

    def __exit__(self, *_: object) -> None:
        _core._set_anomaly_enabled(self.prev, self.prev_check_nan)


class set_detect_anomaly:
    """Switches anomaly detection, at once; as a context manager until the block ends.

    Args:
        mode: whether it is on.
        check_nan: raise ``RuntimeError`` where an operation's gradient is NaN.

    Example:
        >>> with flambeau.autograd.set_detect_anomaly(True):
        ...     flambeau.is_anomaly_enabled()
        True
    """

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self.prev = _core.is_anomaly_enabled()
        self.prev_check_nan = _core.is_anomaly_check_nan_enabled()
        _core._set_anomaly_enabled(mode, check_nan)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        _core._set_anomaly_enabled(self.prev, self.prev_check_nan)


def _report(node: Any) -> None:
    """Show where the operation of a node that failed was called, and where those were that led to it."""
    known = node.metadata.get("traceback_")
    if known is None:
        warnings.warn(
            f"Error detected in {node.name()}. No forward pass information available. Enable detect anomaly during "
            "forward pass for more information.",
            stacklevel=2,
        )
        return
    text = f"Error detected in {node.name()}. Traceback of forward call that caused the error:\n{''.join(known)}"
    warnings.warn(text, stacklevel=2)
    while (node := node.metadata.get("parent_")) is not None:
        text = f"\n\nPrevious calculation was induced by {node.name()}. "
        known = node.metadata.get("traceback_")
        if known is None:
            warnings.warn(text + "No forward pass information available.", stacklevel=2)
            return
        text += f"Traceback of forward call that induced the previous calculation:\n{''.join(known)}"
        warnings.warn(text, stacklevel=2)
