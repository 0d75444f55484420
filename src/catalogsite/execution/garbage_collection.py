"""How often Python looks for reference cycles while millions of values are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEW_VALUES = 1_000_000


@contextmanager
def infrequent_gc() -> Iterator[None]:
    """Look for cycles rarely: a catalog has next to none, and each look costs a quarter more time.

    Values without cycles are freed at once as ever, so memory does not grow.
    """
    before = gc.get_threshold()
    gc.set_threshold(_NEW_VALUES, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
