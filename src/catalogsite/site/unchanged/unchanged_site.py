"""A build in which nothing has changed: seen from files alone, before anything is decoded."""

from __future__ import annotations

import hashlib
import json
import os
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from catalogsite.collect.run import Run
from catalogsite.collect.unchanged.stored_snapshot import stored_snapshot
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.value import Value
from catalogsite.site.fingerprint import folder_digest
from catalogsite.site.human.inputs import human_pages_key
from catalogsite.site.mkdocs_files import builtin_config, portal_beside
from catalogsite.site.unchanged.code_stamp import CodeStamp, code_stamp
from catalogsite.site.unchanged.listing import Listing
from catalogsite.state.atomic import read_regular
from catalogsite.state.checked_file import read_checked, write_checked
from catalogsite.state.folders import State
from catalogsite.state.snapshot_text import members_of, split_members, text_of_members, with_members

_TIME_RESOLUTION = 20_000_000
"""Nanoseconds within which two changes may get the same time from a file system."""


class SiteInputs(Value):
    """The hash of all files that a site is made from, and the stamp of the code that makes it."""

    key: str
    code: CodeStamp


class _Unchanged(Value):
    inputs: SiteInputs
    publication: str
    entities: int
    problems: str
    listing: tuple[str, ...]


class UnchangedSite:
    """The site of the last build in the folder `site`, and the record of it in the state of a run.

    The record is of a build that would be the same again: of human pages that depend on nothing but
    their files, of documentation that was converted, and of outputs that lacked nothing.
    """

    def __init__(self, run: Run, site: Path) -> None:
        self._run, self._site = run, site
        self._last = _read(run.state.unchanged)
        self._text = _text(run.state.snapshot)
        self._inputs = self._found_inputs()

    def snapshot(self) -> tuple[Snapshot, int] | None:
        """The snapshot with all problems and the number of files, if that site would be made again."""
        found = self._found()
        # A build that makes it needs its memory for other things.
        self._text, self._last = b"", None
        return found

    def _found(self) -> tuple[Snapshot, int] | None:
        last = self._last
        key = self._inputs.key if self._inputs is not None else None
        if (
            last is None
            or last.inputs.key != key
            or last.publication != _publication_stamps(self._run)
        ):
            return None
        members = split_members(self._text)
        found = _listing(last)
        if members is None or found is None or not found.is_now(self._site):
            return None
        every = with_members(members, [last.problems.encode()] if last.problems else [])
        text = b"".join(text_of_members(every))
        return stored_snapshot(text, every, last.entities), found.files

    def record(self, documented: Snapshot, found: Listing | None) -> None:
        """Record a build that was published; with no listing it is to be made again. Raises OSError."""
        state = self._run.state
        if self._inputs is None or found is None:
            state.unchanged.unlink(missing_ok=True)
            return
        _wait_for_later_time(found)
        last = _Unchanged(
            inputs=self._inputs,
            publication=_publication_stamps(self._run),
            entities=documented.entity_count,
            problems=b"".join(members_of(documented, ("problems",))).decode(),
            listing=tuple(b64encode(part).decode() for part in found.packed()),
        )
        write_checked(state.unchanged, last.model_dump_json().encode())

    def _found_inputs(self) -> SiteInputs | None:
        run, text = self._run, hashlib.sha256(self._text).hexdigest()
        if not self._text:
            return None
        code = code_stamp(self._last.inputs.code if self._last else None)
        given = (code.digest, text, repr(run.config))
        file = portal_beside(run.config_file) or builtin_config()
        # Links in human pages find what the snapshot has.
        human = human_pages_key(file, given, lambda: text)
        if human is None:
            return None
        try:
            templates = [folder_digest(folder).hex() for folder in run.config.template_dirs]
        except OSError:
            return None
        parts = (human, *given, templates, str(self._site.absolute()))
        return SiteInputs(key=hashlib.sha256(repr(parts).encode()).hexdigest(), code=code)


def _read(file: Path) -> _Unchanged | None:
    content = read_checked(file)
    try:
        return _Unchanged.model_validate_json(content) if content is not None else None
    except ValidationError:
        return None


def _listing(last: _Unchanged) -> Listing | None:
    try:
        return Listing.unpacked(*map(b64decode, last.listing))
    except (ValueError, TypeError):
        return None


def _text(file: Path) -> bytes:
    try:
        return read_regular(file)
    except OSError:
        return b""


def _publication_stamps(run: Run) -> str:
    """What a publication leaves in the state, with the times; it is there, so nothing is to be done."""
    return json.dumps([*_stamps(run.state)])


def _stamps(state: State) -> Iterator[tuple[str, int, int]]:
    kept = sorted(state.snapshots.iterdir()) if state.snapshots.is_dir() else []
    for path in (state.publications, state.changes, state.acceptance, *kept):
        try:
            found = os.lstat(path)
        except OSError:
            continue
        yield path.name, found.st_size, found.st_mtime_ns


def _wait_for_later_time(found: Listing) -> None:
    """Wait until a file that somebody adds gives its folder another time than it has now."""
    left = found.newest_folder + _TIME_RESOLUTION - time.time_ns()
    if 0 < left <= _TIME_RESOLUTION:
        time.sleep(left / 1e9)
