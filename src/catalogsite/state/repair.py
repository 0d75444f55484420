"""Makes a state folder usable again: what is no file or folder where one belongs, and leftovers."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from catalogsite.state.folders import State

BROKEN = "broken"
"""The folder of the state that damaged files are moved to."""

_LEFTOVER = re.compile(r"\..+\.(\d+)-\d+")
"""The name of a file that `atomic_write` has not finished."""

_SIDE_FILES = ("-journal", "-wal", "-shm")
"""What SQLite writes beside a database; with another database it would be taken for its own."""


@contextmanager
def locked(state: State) -> Iterator[list[str]]:
    """Hold a state folder for one run, made usable; the paths in it that were moved away.

    Raises UserError where another run holds it.
    """
    with state.lock():
        yield repair(state)


def repair(state: State) -> list[str]:
    """Move away what is of a wrong type, and remove unfinished files; the paths that were moved.

    Only the run that holds the lock of the folder may call it. Whether a file can be read, and
    whether its content is whole, is checked where it is read.
    """
    moved = [path for path in _wrong(state) if _is_moved(state, path)]
    for path in _unfinished(state):
        with suppress(OSError):
            path.unlink()
    return sorted(path.relative_to(state.folder).as_posix() for path in moved)


def set_aside(state: State, path: Path) -> Path:
    """Move a damaged file of the state to where it is kept, and return its new path. Raises OSError."""
    folder = state.folder / BROKEN
    if not folder.is_dir() or folder.is_symlink():
        folder.unlink(missing_ok=True)
        folder.mkdir()
    name = "-".join(path.relative_to(state.folder).parts)
    target, number = folder / name, 2
    while os.path.lexists(target):
        target, number = folder / f"{name}.{number}", number + 1
    path.rename(target)
    for ending in _SIDE_FILES:
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).rename(f"{target}{ending}")
    return target


def _is_moved(state: State, path: Path) -> bool:
    set_aside(state, path)
    return True


def _wrong(state: State) -> Iterator[Path]:
    """What is no folder where a folder belongs, or no file where a file does.

    The record of publications is left alone: without it, nothing could be compared with it.
    """
    files = (state.snapshot, state.acceptance, state.run_summary, state.metrics, state.history)
    records = (
        state.made,
        state.current,
        state.unchanged,
        state.changes,
        state.last_run,
        state.scores_record,
    )
    yield from filter(_is_no_file, (*files, *records, state.responses))
    folders = (state.store.folder, state.readings, state.fragments, state.full_text, state.spare)
    every = (
        *folders,
        state.human_pages,
        state.snapshots,
        state.listings,
        state.mirrors,
        state.responses.parent,
    )
    yield from filter(_is_no_folder, every)
    for folder in (state.store.folder, state.fragments):
        for part in _children(folder):
            if _is_no_folder(part):
                yield part
            yield from filter(_is_no_file, _children(part))
    for folder in (state.readings, state.listings, state.snapshots):
        yield from filter(_is_no_file, _children(folder))
    yield from filter(_is_no_folder, _children(state.mirrors))


def _unfinished(state: State) -> Iterator[Path]:
    parents = (state.store.folder, state.fragments, state.mirrors)
    deep = (part for parent in parents for part in _children(parent))
    shallow = (state.folder, state.readings, state.listings, state.snapshots, state.full_text)
    for folder in (*shallow, *deep):
        for path in _children(folder):
            found = _LEFTOVER.fullmatch(path.name)
            if found and not _is_alive(int(found[1])):
                yield path


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return process != os.getpid()


def _children(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _is_no_file(path: Path) -> bool:
    return _is_other(path, stat.S_ISREG)


def _is_no_folder(path: Path) -> bool:
    return _is_other(path, stat.S_ISDIR)


def _is_other(path: Path, is_right: Callable[[int], bool]) -> bool:
    """Whether something is at this path, and it or what it links to is of another type."""
    try:
        return not is_right(path.stat().st_mode)
    except FileNotFoundError:
        # A link to nothing: what is written there would be written elsewhere.
        return path.is_symlink()
    except OSError:
        return path.is_symlink()
