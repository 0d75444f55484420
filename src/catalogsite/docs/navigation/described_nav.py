"""The navigation of a documentation from more than `nav`: files of folders, and languages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import Any, NamedTuple

from catalogsite.docs.file_paths import below, relative_to
from catalogsite.docs.mkdocs_config import ForeignConfig, Nav
from catalogsite.docs.mount import Mount
from catalogsite.docs.navigation.automatic_nav import automatic_nav, folder_of_pages
from catalogsite.docs.navigation.folder_entries import Title
from catalogsite.docs.navigation.folder_nav import folder_nav
from catalogsite.docs.navigation.nav_file import read_nav_files, style_of
from catalogsite.docs.navigation.nav_options import AWESOME_NAV, AWESOME_PAGES
from catalogsite.docs.navigation.rest import rest_of, rests_in, with_rests
from catalogsite.model.problem import Problem
from catalogsite.problems.create import SourceLocation, problem

_TITLE = re.compile(r"\A---\n(?:.*\n)*?title:[ ]*(\S.*)\n|^# +(\S.*)$", re.MULTILINE)
_MAX_HEAD = 2_000
_NOT_RUN = "regular expressions of a repository are not run; a pattern after `glob=` is read"

ReadText = Callable[[str], str | None]


class DescribedNav(NamedTuple):
    """The navigation, the files that describe it, and what is wrong in them."""

    nav: Nav
    files: tuple[str, ...]
    problems: tuple[Problem, ...]


def described_nav(
    config: ForeignConfig,
    mount: Mount,
    paths: Collection[str],
    read: ReadText,
    at: SourceLocation,
) -> DescribedNav | None:
    """The navigation that files of folders describe; None where no plugin would read them.

    awesome-nav replaces `nav` of the configuration, which is at a place; awesome-pages replaces its
    entries `...`.
    """
    name = next((one for one in ("awesome-nav", "awesome-pages") if one in config.plugins), None)
    keeps_nav = name == "awesome-pages" and config.nav is not None
    if name is None or (keeps_nav and not any(rests_in(config.nav))):
        return None
    options = config.plugins[name]
    file_name = str(options.get("filename") or {"awesome-nav": ".nav.yml"}.get(name, ".pages"))
    files = {
        posixpath.dirname(relative_to(path, mount.docs_dir)): path
        for path in sorted(paths)
        if below(path, mount.docs_dir) and posixpath.basename(path) == file_name
    }
    kinds = AWESOME_NAV if name == "awesome-nav" else AWESOME_PAGES
    settings, problems = read_nav_files(files, read, kinds)
    for one in settings.values():
        place = SourceLocation(one.file, one.document.line("nav"))
        problems += _expressions(one.nav, file_name, place)
    excluded = mount.excluded()
    pages = [path for path in mount.pages(paths) if not excluded.matches(path)]
    style = style_of(options, natural=name == "awesome-nav")
    nav, missing = folder_nav(settings, pages, partial(_title, mount, read), style)
    if keeps_nav:
        nav = with_rests(config.nav or [], nav)
        problems += _expressions(config.nav, "nav", at)
    return DescribedNav(nav, tuple(files.values()), (*problems, *missing))


def _expressions(nav: object, name: str, at: SourceLocation) -> Iterator[Problem]:
    """A problem for each regular expression that stands for a rest."""
    for entry in rests_in(nav):
        rest = rest_of(entry)
        if rest is not None and rest.is_regex:
            yield problem(
                "docs-option", "left-out", at=at, option="regex", name=name, reason=_NOT_RUN
            )


def _title(mount: Mount, read: ReadText, page: str) -> Title:
    """The title of a page by its front matter or its first heading, else its name."""
    text = read(posixpath.join(mount.docs_dir, page)) or ""
    found = _TITLE.search(text[:_MAX_HEAD])
    stated, heading = (found[1], found[2]) if found else (None, None)
    plain = stated.strip("'\" ") if stated else None
    return Title(plain or (heading or "").strip() or posixpath.basename(page), plain)


def translated_sections(mount: Mount, paths: Collection[str]) -> Nav:
    """A section for each further language that has pages, with all of them."""
    others = mount.languages.others if mount.languages else {}
    pages = mount.pages(paths) if others else []
    sections: list[Any] = []
    for locale, name in others.items():
        translated = [path for path in pages if path.startswith(f"{locale}/")]
        sections += [{name: translated}] if translated else []
    return sections


def default_language_nav(mount: Mount, paths: Collection[str]) -> Nav:
    """The navigation of the pages of the default language, which follows their files."""
    others = mount.languages.others if mount.languages else {}
    pages = (path for path in mount.pages(paths) if path.partition("/")[0] not in others)
    return automatic_nav(folder_of_pages(dict.fromkeys(pages)))
