"""The variables of plugins that show dates and authors from git, with their values for a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogsite.docs.mkdocs_config import ForeignConfig
from catalogsite.model.documentation.documentation import TreeEntry
from catalogsite.paths.gitignore import GitIgnore

_LOCALIZED = "git-revision-date-localized"
_PLUGINS = (_LOCALIZED, "git-revision-date", "git-authors", "git-committers", "git-committers-2")
_FORMATS = {
    "date": "%B {day}, %Y",
    "datetime": "%B {day}, %Y %H:%M:%S",
    "iso_date": "%Y-%m-%d",
    "iso_datetime": "%Y-%m-%d %H:%M:%S",
}
_AUTHORS = frozenset(("git_page_authors", "git_authors_summary"))
_UNKNOWN = frozenset(
    (
        *("git_creation_date", "git_creation_date_localized", "git_site_authors", "git_authors"),
        *("git_revision_date_localized_hash", "git_revision_date_localized_tag"),
        *("git_site_revision_date_localized_hash", "git_site_revision_date_localized_tag"),
    )
)


@dataclass(frozen=True, slots=True)
class GitDates:
    """How the dates of a documentation are written; `excluded` pages keep their variables."""

    format: str
    excluded: GitIgnore
    site: datetime | None

    @classmethod
    def of(cls, config: ForeignConfig, files: Mapping[str, TreeEntry]) -> GitDates | None:
        """The dates of a documentation; None where no plugin would show any."""
        if not any(name in config.plugins for name in _PLUGINS):
            return None
        options = config.plugins.get(_LOCALIZED, {})
        changes = [entry.changed for entry in files.values() if entry.changed]
        patterns = options.get("exclude")
        listed = patterns if isinstance(patterns, list) else []
        lines = [one for one in listed if isinstance(one, str)]
        return cls(_format(config, options), GitIgnore(lines), max(changes, default=None))

    def value(self, name: str, entry: TreeEntry) -> str | None:
        """The text for a variable, `""` where git does not know it; None for another variable."""
        name = name.lower().removeprefix("page.meta.")
        if name in _AUTHORS:
            return entry.author or ""
        if name in _UNKNOWN:
            return ""
        if name == "git_site_revision_date_localized":
            return self._date(self.site)
        plain, _, form = name.partition("_raw_")
        if plain in {"git_revision_date", "git_revision_date_localized"}:
            return self._date(entry.changed, _FORMATS.get(form))
        return None

    def _date(self, moment: datetime | None, form: str | None = None) -> str:
        if moment is None:
            return ""
        try:
            return moment.strftime((form or self.format).replace("{day}", str(moment.day)))
        except ValueError:
            return moment.date().isoformat()


def _format(config: ForeignConfig, options: Mapping[str, Any]) -> str:
    """The format of dates. Names of months are English; another language gets numbers.

    Nothing says how long ago a page was changed: the site would differ from day to day.
    """
    kind = options.get("type", "date")
    if kind == "custom":
        return str(options.get("custom_format", "%d. %B %Y"))
    if _LOCALIZED not in config.plugins:
        as_time = config.plugins.get("git-revision-date", {}).get("as_datetime") is True
        return _FORMATS["iso_datetime" if as_time else "iso_date"]
    if not str(options.get("locale", "en")).lower().startswith("en"):
        return _FORMATS["iso_datetime" if kind == "datetime" else "iso_date"]
    return _FORMATS.get(str(kind), _FORMATS["date"])
