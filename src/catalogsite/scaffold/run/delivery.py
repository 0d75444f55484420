"""Moves what a run made into the folder of the new project: all of it, or nothing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from catalogsite.errors import DiskError, TemplateError
from catalogsite.scaffold.run.entries import Entry
from catalogsite.scaffold.run.workspace import inside

READABLE = 0o644
"""What the mode of every written file has, whatever that of its skeleton is."""


def refuse_overwriting(dest: Path, found: Sequence[Entry]) -> None:
    """Raise a TemplateError that names every file that is in `dest` already."""
    if dest.exists() and not dest.is_dir():
        raise TemplateError("is a file", where=str(dest), fix="choose another folder with --dest")
    present = [entry.name for entry in found if _is_taken(dest, entry.name)]
    if present:
        raise TemplateError(
            f"would overwrite {', '.join(present)}",
            where=str(dest),
            fix="choose an empty folder with --dest",
        )


def deliver(found: Sequence[Entry], dest: Path) -> None:
    """Copy every file into `dest`. Where one fails, those before it are removed again."""
    made: list[Path] = []
    try:
        _make_folder(dest, made)
        for entry in found:
            _copy(entry, dest, made)
    except BaseException as error:
        _remove(made)
        if isinstance(error, FileExistsError):
            raise TemplateError(
                f"would overwrite {error.filename}", where=str(dest), fix="choose another folder"
            ) from None
        if isinstance(error, OSError):
            raise DiskError.at(error.filename or dest, error.strerror) from None
        raise


def _is_taken(dest: Path, name: str) -> bool:
    """Whether there is something at a path, or a file where it needs a folder."""
    inside(dest, name)
    place = dest / name
    above = (one for one in place.parents if one != dest and one.is_relative_to(dest))
    return os.path.lexists(place) or any(one.exists() and not one.is_dir() for one in above)


def _copy(entry: Entry, dest: Path, made: list[Path]) -> None:
    target = inside(dest, entry.name) if entry.target is None else _place_of_link(dest, entry.name)
    _make_folder(target.parent, made)
    if entry.target is not None:
        target.symlink_to(entry.target)
        made.append(target)
        return
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    made.append(target)
    with os.fdopen(descriptor, "wb") as file:
        file.write(entry.path.read_bytes())
    target.chmod(entry.mode | READABLE)


def _place_of_link(dest: Path, name: str) -> Path:
    folder, _, last = name.rpartition("/")
    return inside(dest, folder or ".") / last


def _make_folder(folder: Path, made: list[Path]) -> None:
    missing = [folder] if not folder.exists() else []
    while missing and not missing[-1].parent.exists():
        missing.append(missing[-1].parent)
    for one in reversed(missing):
        one.mkdir()
        made.append(one)


def _remove(made: Sequence[Path]) -> None:
    for path in reversed(made):
        with suppress(OSError):
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
            else:
                path.unlink()
