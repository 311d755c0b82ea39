"""Writing what happens during training."""

from __future__ import annotations

import itertools
import os
import socket
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

from . import _records

__all__ = ["SummaryWriter"]

_counter = itertools.count()


class _File:
    def __init__(self, folder: str, suffix: str) -> None:
        os.makedirs(folder, exist_ok=True)
        now = time.time()
        name = f"events.out.tfevents.{int(now):010d}.{socket.gethostname()}.{os.getpid()}.{next(_counter)}{suffix}"
        self.path = os.path.join(folder, name)
        self.file = open(self.path, "ab")
        self.add(_records.event(now, None, version="brain.Event:2"))

    def add(self, event: bytes) -> None:
        self.file.write(_records.record(event))


class SummaryWriter:
    """Writes an event file for TensorBoard.

    Args:
        log_dir: the folder; ``runs/<date>_<host><comment>`` by default.
        comment: the end of the default folder's name.
        purge_step: has no effect.
        max_queue: has no effect: the operating system gathers writes.
        flush_secs: after how many seconds a write is followed by a flush.
        filename_suffix: the end of the file's name.

    Example:
        >>> import tempfile
        >>> with SummaryWriter(tempfile.mkdtemp()) as writer:
        ...     writer.add_scalar("loss", 0.5, global_step=1)
    """

    def __init__(
        self,
        log_dir: str | os.PathLike | None = None,
        comment: str = "",
        purge_step: int | None = None,
        max_queue: int = 10,
        flush_secs: float = 120,
        filename_suffix: str = "",
    ) -> None:
        if not log_dir:
            now = datetime.now().strftime("%b%d_%H-%M-%S")
            log_dir = os.path.join("runs", f"{now}_{socket.gethostname()}{comment}")
        self.log_dir = os.fspath(log_dir)
        self._suffix = filename_suffix
        self._flush_seconds = flush_secs
        self._flushed = time.monotonic()
        self._files: dict[str, _File] = {self.log_dir: _File(self.log_dir, filename_suffix)}

    def get_logdir(self) -> str:
        """Return the folder.

        Example:
            >>> import tempfile
            >>> folder = tempfile.mkdtemp()
            >>> with flambeau.utils.tensorboard.SummaryWriter(folder) as writer:
            ...     writer.get_logdir() == folder
            True
        """
        return self.log_dir

    def _add(
        self, tag: str, content: bytes, step: int | None, walltime: float | None, folder: str | None = None
    ) -> None:
        folder = folder or self.log_dir
        file = self._files.get(folder)
        if file is None or file.file.closed:
            file = self._files[folder] = _File(folder, self._suffix)
        when = time.time() if walltime is None else float(walltime)
        file.add(_records.event(when, None if step is None else int(step), value=_records.field(1, tag) + content))
        if time.monotonic() - self._flushed > self._flush_seconds:
            self.flush()

    def add_scalar(
        self,
        tag: str,
        scalar_value: Any,
        global_step: int | None = None,
        walltime: float | None = None,
        new_style: bool = False,
        double_precision: bool = False,
    ) -> None:
        """Add a number: a Python number, or a tensor or array of one element.

        Example:
            >>> import tempfile
            >>> with flambeau.utils.tensorboard.SummaryWriter(tempfile.mkdtemp()) as writer:
            ...     for step, loss in enumerate([3.0, 2.0, 1.5]):
            ...         writer.add_scalar("loss", loss, step)
        """
        value = scalar_value.item() if hasattr(scalar_value, "item") else scalar_value
        self._add(tag, _records.field(2, float(value), single=True), global_step, walltime)

    def add_scalars(
        self,
        main_tag: str,
        tag_scalar_dict: Mapping[str, Any],
        global_step: int | None = None,
        walltime: float | None = None,
    ) -> None:
        """Add several numbers for one diagram; each goes to a folder of its own, as PyTorch's writer does it.

        Example:
            >>> import tempfile
            >>> with flambeau.utils.tensorboard.SummaryWriter(tempfile.mkdtemp()) as writer:
            ...     writer.add_scalars("loss", {"train": 0.5, "test": 0.7}, 1)
        """
        for tag, value in tag_scalar_dict.items():
            folder = os.path.join(self.log_dir, f"{main_tag.replace('/', '_')}_{tag}")
            number = value.item() if hasattr(value, "item") else value
            self._add(main_tag, _records.field(2, float(number), single=True), global_step, walltime, folder)

    def add_text(
        self, tag: str, text_string: str, global_step: int | None = None, walltime: float | None = None
    ) -> None:
        """Add a text in Markdown.

        Example:
            >>> import tempfile
            >>> with flambeau.utils.tensorboard.SummaryWriter(tempfile.mkdtemp()) as writer:
            ...     writer.add_text("settings", "learning rate **0.1**")
        """
        self._add(f"{tag}/text_summary", _records.text(text_string), global_step, walltime)

    def add_histogram(
        self,
        tag: str,
        values: Any,
        global_step: int | None = None,
        bins: Any = "tensorflow",
        walltime: float | None = None,
        max_bins: int | None = None,
    ) -> None:
        """Add the distribution of a tensor's or array's elements.

        Args:
            tag: its name.
            values: the tensor or array.
            global_step: the training step.
            bins: "tensorflow" for limits that grow by a tenth each, or what ``numpy.histogram`` takes.
            walltime: the time in seconds since 1970; now by default.
            max_bins: has no effect.

        Raises:
            ValueError: there are no values.

        Example:
            >>> import tempfile
            >>> with flambeau.utils.tensorboard.SummaryWriter(tempfile.mkdtemp()) as writer:
            ...     writer.add_histogram("weights", flambeau.randn(1000), 1)
        """
        import numpy as np

        data = np.asarray(_array(values), dtype=np.float64).reshape(-1)
        if data.size == 0:
            raise ValueError("The input has no element.")
        if isinstance(bins, str) and bins == "tensorflow":
            steps = 1e-12 * 1.1 ** np.arange(774)
            bins = np.concatenate([-steps[::-1], [0.0], steps])
        counts, limits = np.histogram(data, bins=bins)
        # Without the empty bins at both ends.
        used = np.flatnonzero(counts)
        first, last = (int(used[0]), int(used[-1]) + 1) if used.size else (0, 1)
        counts, uppers = counts[first:last], limits[first + 1 : last + 1]
        content = _records.histogram(
            float(data.min()),
            float(data.max()),
            float(data.sum()),
            float(data.dot(data)),
            uppers.tolist(),
            counts.astype(np.float64).tolist(),
        )
        self._add(tag, _records.field(5, content), global_step, walltime)

    def add_image(
        self,
        tag: str,
        img_tensor: Any,
        global_step: int | None = None,
        walltime: float | None = None,
        dataformats: str = "CHW",
    ) -> None:
        """Add an image: bytes from 0 to 255, or floating-point numbers from 0 to 1.

        Args:
            tag: its name.
            img_tensor: the tensor or array, with 1, 3 or 4 channels.
            global_step: the training step.
            walltime: the time in seconds since 1970; now by default.
            dataformats: the order of its dimensions: "CHW", "HWC", "HW" or "WH".

        Example:
            >>> import tempfile
            >>> with flambeau.utils.tensorboard.SummaryWriter(tempfile.mkdtemp()) as writer:
            ...     writer.add_image("noise", flambeau.rand(3, 8, 8), 1)
        """
        import numpy as np

        data = _array(img_tensor)
        order = dataformats.upper()
        if len(order) != data.ndim or not set("HW") <= set(order) <= set("CHW"):
            raise ValueError(f"an image of {data.ndim} dimensions does not have the format {dataformats}")
        data = data[..., None] if "C" not in order else data
        order += "C" if "C" not in order else ""
        data = data.transpose([order.index(letter) for letter in "HWC"])
        if data.dtype != np.uint8:
            data = np.clip(data.astype(np.float64) * 255, 0, 255).astype(np.uint8)
        height, width, channels = data.shape
        if channels not in (1, 3, 4):
            raise ValueError(f"an image has 1, 3 or 4 channels, not {channels}")
        content = _records.image(np.ascontiguousarray(data).tobytes(), width, height, channels)
        self._add(tag, _records.field(4, content), global_step, walltime)

    def flush(self) -> None:
        """Write everything to the disk.

        Example:
            >>> import tempfile
            >>> with flambeau.utils.tensorboard.SummaryWriter(tempfile.mkdtemp()) as writer:
            ...     writer.add_scalar("loss", 0.5, 1)
            ...     writer.flush()
        """
        self._flushed = time.monotonic()
        for file in self._files.values():
            if not file.file.closed:
                file.file.flush()

    def close(self) -> None:
        """Write everything and close the files; a later addition begins new ones.

        Example:
            >>> import tempfile
            >>> writer = flambeau.utils.tensorboard.SummaryWriter(tempfile.mkdtemp())
            >>> writer.close()
        """
        for file in self._files.values():
            file.file.close()

    def __enter__(self) -> SummaryWriter:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("add_"):

            def missing(*args: Any, **kwargs: Any) -> NoReturn:
                raise NotImplementedError(
                    f"SummaryWriter.{name}() is not there yet: scalars, text, histograms and images can be written"
                )

            return missing
        raise AttributeError(f"'SummaryWriter' object has no attribute {name!r}")


def _array(values: Any) -> Any:
    import numpy as np

    import flambeau

    if isinstance(values, flambeau.Tensor):
        values = values.detach().cpu()
        return (values.float() if values.dtype is flambeau.bfloat16 else values).numpy()
    return np.asarray(values)
