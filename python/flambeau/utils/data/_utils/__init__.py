"""What stands behind the loader: collation, fetching, worker processes and how they talk.

- ``collate``: samples into batches. ``fetch``: indices into batches.
- ``iterators``: iteration in the loader's own process, and what all iterators have in common.
- ``processes``: the iterator over what worker processes fetch. ``worker``: what such a process does.
- ``channel``: messages between the two, with tensors in shared memory. ``errors``: exceptions on their way across.

``processes`` and ``channel`` bring in ``multiprocessing``; they are imported when workers are first used.
"""

from . import collate, errors, fetch, pin_memory, worker

__all__ = ["collate", "errors", "fetch", "pin_memory", "worker"]
