"""Memory that was freed and is still held by the allocator of C."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress


def return_free_memory() -> None:
    """Give the system back what was freed: a text of megabytes that was read leaves holes.

    Before processes are forked, each of which would have the holes. It does nothing where the C
    library is not glibc.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
