"""Whether the code that makes pages is that of the last build, by the times of its files."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from catalogsite.model.facts.installed import GROUP
from catalogsite.model.value import Value
from catalogsite.site.fingerprint import own_code, own_folders
from catalogsite.site.human.inputs import library_versions

_DISTRIBUTIONS = (".dist-info", ".egg-info", ".egg-link", ".pth")
_SKIPPED = frozenset({"__pycache__", "node_modules"})


class CodeStamp(Value):
    """A digest of the code, its templates and libraries, and one of the times of their files.

    `modules` are the files of other packages that belong to the code. Where the times are the same,
    so is the digest, for which every file must be read.
    """

    digest: str
    times: str
    modules: tuple[str, ...] = ()


def code_stamp(known: CodeStamp | None) -> CodeStamp:
    """The stamp of the code that runs; `known` is that of the last build."""
    if known is not None and known.times == _times(known.modules):
        return known
    modules = tuple(sorted(_modules()))
    # The names of their folders have the versions of all that is installed.
    installed = sorted(map(os.path.basename, _distributions()))
    parts = (own_code().hex(), *library_versions(), *installed)
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()
    return CodeStamp(digest=digest, times=_times(modules), modules=modules)


def _times(modules: Iterable[str]) -> str:
    digest = hashlib.blake2b(repr((sys.version, sys.path)).encode(), digest_size=16)
    for folder in own_folders():
        for line in _tree(str(folder)):
            digest.update(line.encode("utf-8", "surrogateescape"))
    for path in (*sorted(_distributions()), *modules):
        digest.update(_line(path).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _tree(folder: str) -> Iterator[str]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if not entry.is_dir(follow_symlinks=False):
            yield _line(entry.path)
        elif entry.name not in _SKIPPED:
            yield from _tree(entry.path)


def _distributions() -> Iterator[str]:
    """What says which packages are installed, and which entry points they have."""
    for place in sys.path:
        with suppress(OSError), os.scandir(place or ".") as found:
            for entry in found:
                if entry.name.endswith(_DISTRIBUTIONS):
                    yield entry.path
                    yield f"{entry.path}/entry_points.txt"


def _line(path: str) -> str:
    try:
        return _stamped(path, Path(path).stat())
    except OSError:
        return f"{path}\0"


def _stamped(path: str, found: os.stat_result) -> str:
    # The time of the last change of the file itself, too, which no copy keeps.
    times = f"{found.st_mtime_ns}\0{found.st_ctime_ns}"
    return f"{path}\0{found.st_mode}\0{found.st_ino}\0{found.st_size}\0{times}\n"


def _modules() -> Iterator[str]:
    """The files of installed modules that may bring kinds of facts."""
    for point in entry_points(group=GROUP):
        with suppress(ImportError, ValueError):
            found = find_spec(point.module)
            if found is not None and found.origin:
                yield found.origin
