"""The results of converting single pages, kept so that a changed page costs only itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from catalogsite.docs.fragments import Fragment
from catalogsite.model.problem import Problem
from catalogsite.model.value import Value
from catalogsite.state.atomic import mark_used
from catalogsite.state.checked_file import read_checked, write_checked


class PageResult(Value):
    """What the conversion of one page gave; `fragment` lacks what the whole documentation knows.

    `anchors` are its links to headings, `used` the addresses of the files that it links to,
    `nav_title` its title in the navigation, `without_address` its links to files of a repository that
    has no web address. `seconds` is the CPU time that it took, and `limit` the
    one that it exceeded; such a page shows its source.
    """

    fragment: Fragment
    problems: tuple[Problem, ...] = ()
    anchors: tuple[tuple[str, str, str], ...] = ()
    used: tuple[str, ...] = ()
    nav_title: str = ""
    without_address: tuple[str, ...] = ()
    seconds: float = 0.0
    limit: float | None = None


_Results = TypeAdapter(dict[str, PageResult])


class PageResults:
    """The results of the pages of one documentation in a file, by the key of each page."""

    def __init__(self, path: Path | None = None, parts: Sequence[Path] = ()) -> None:
        self._path = path
        self._kept = _read(path) if path is not None else {}
        for part in parts:
            self._kept |= _read(part)
        self._now: dict[str, PageResult] = {}
        self._added: dict[str, PageResult] = {}
        self._is_new = bool(parts)

    def __contains__(self, key: str) -> bool:
        return key in self._kept

    def find(self, key: str, seconds: float) -> PageResult | None:
        """The kept result; None where there is none, or the page may use another time now."""
        found = self._kept.get(key)
        if found is None or seconds <= 0 or (found.limit is not None and found.limit < seconds):
            return None
        self._now[key] = found
        return found

    def add(self, key: str, result: PageResult) -> None:
        """Keep a result."""
        self._now[key] = self._added[key] = result
        self._is_new = True

    def save(self) -> None:
        """Write the results that were found or added. Raises OSError."""
        if self._path is None:
            return
        if self._is_new or len(self._now) != len(self._kept):
            write_checked(self._path, _Results.dump_json(self._now, exclude_defaults=True))
        else:
            mark_used(self._path)

    def save_new(self, path: Path) -> None:
        """Write only the results that were added. Raises OSError."""
        write_checked(path, _Results.dump_json(self._added, exclude_defaults=True))


def _read(path: Path) -> dict[str, PageResult]:
    content = read_checked(path)
    try:
        return _Results.validate_json(content) if content is not None else {}
    except ValidationError:
        return {}  # written by a version with other fields
