"""Memory that was freed and is still held by the allocator of C."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress


def return_free_memory() -> None:
    """Return freed memory to the system, which the allocator keeps in fragments after large texts.

    Worth it before a fork, since each process would keep the fragments. Without effect where the C
    library is not glibc.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
