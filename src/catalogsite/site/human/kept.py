"""The human pages of the last build, kept until something that they are made from changes."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from catalogsite.model.value import Value
from catalogsite.search.fulltext import SearchPage
from catalogsite.site.portal_build import HumanSite
from catalogsite.state.checked_file import read_checked, write_checked

_SITEMAP = "sitemap.xml"
_LABEL = "pages.json"
_SITE = "site"
_WORDS = TypeAdapter(tuple[SearchPage, ...])


class _Kept(Value):
    key: str
    day: date
    shells: dict[str, str]
    words: str
    url: str
    files: dict[str, str]


class KeptPages:
    """The files of the human pages in `folder`, with the shells of the generated ones.

    Their sitemap has the day of the catalog, which is all that changes in them every night.
    """

    def __init__(self, folder: Path) -> None:
        self._label = folder / _LABEL
        self.site = folder / _SITE

    def find(self, key: str, day: date) -> HumanSite | None:
        """The pages that were made from `key`, dated; None where there are none, or not as written."""
        try:
            content = read_checked(self._label)
            kept = _Kept.model_validate_json(content) if content is not None else None
            if kept is None or kept.key != key or _files(self.site) != kept.files:
                return None
            if kept.day != day:
                kept = self._dated(kept, day)
            return HumanSite(kept.shells, (), _WORDS.validate_json(kept.words), kept.url)
        except (OSError, ValidationError):
            return None

    def keep(self, key: str, day: date, human: HumanSite, built: Path) -> None:
        """Keep a copy of what MkDocs has built. Raises OSError."""
        self.forget()
        shutil.copytree(built, self.site)
        self._write(
            _Kept(
                key=key,
                day=day,
                shells=dict(human.shells),
                words=_WORDS.dump_json(human.words).decode(),
                url=human.url,
                files=_files(self.site),
            )
        )

    def forget(self) -> None:
        """Remove what is kept; the label first, so that half of a site is none."""
        with suppress(FileNotFoundError):
            self._label.unlink()
        shutil.rmtree(self.site, ignore_errors=True)

    def _dated(self, kept: _Kept, day: date) -> _Kept:
        date_sitemap(self.site, kept.day, day)
        dated = kept.model_copy(update={"day": day, "files": _files(self.site)})
        self._write(dated)
        return dated

    def _write(self, kept: _Kept) -> None:
        write_checked(self._label, kept.model_dump_json().encode())


def date_sitemap(site: Path, before: date, now: date) -> None:
    """Write the sitemap and its compressed copy as MkDocs would have on another day. Raises OSError."""
    file = site / _SITEMAP
    if not file.is_file():
        return
    old, new = (f"<lastmod>{day.isoformat()}</lastmod>".encode() for day in (before, now))
    content = file.read_bytes().replace(old, new)
    file.write_bytes(content)
    midnight = datetime(now.year, now.month, now.day, tzinfo=UTC)
    packed = file.with_name(f"{_SITEMAP}.gz")
    with (
        packed.open("wb") as stream,
        gzip.GzipFile(
            fileobj=stream, filename=str(packed), mode="wb", mtime=int(midnight.timestamp())
        ) as archive,
    ):
        archive.write(content)


def _files(site: Path) -> Mapping[str, str]:
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }
