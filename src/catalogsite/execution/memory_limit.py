"""A limit of memory for a block of code, so that one input cannot take all of the machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]  # checked before use

_STATUS = Path("/proc/self/statm")


@contextmanager
def memory_limit(more: int) -> Iterator[None]:
    """Raise MemoryError in the block where this process asks for `more` bytes than it has now.

    The limit is one of address space, of the whole process. Only Linux says how much is in use; on
    other systems the block has no limit. A lower limit of the caller stays.
    """
    if resource is None or not _STATUS.exists():
        yield
        return
    pages = int(_STATUS.read_text("ascii").split()[0])
    wanted = pages * resource.getpagesize() + more
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft != resource.RLIM_INFINITY and soft <= wanted:
        yield
        return
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def limit_process(process: int, most: int) -> None:
    """Let another process have at most so many bytes of data, where the system can say so.

    Files that it maps do not count.
    """
    if resource is not None and hasattr(resource, "prlimit"):
        with suppress(OSError, ValueError):
            resource.prlimit(process, resource.RLIMIT_DATA, (most, most))
