"""The navigation of a documentation from more than `nav`: files of folders, and languages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection
from functools import partial
from typing import Any, NamedTuple

from catalogsite.docs.file_paths import below, relative_to
from catalogsite.docs.mkdocs_config import ForeignConfig, Nav
from catalogsite.docs.mount import Mount
from catalogsite.docs.navigation.automatic_nav import automatic_nav, folder_of_pages
from catalogsite.docs.navigation.folder_nav import folder_nav
from catalogsite.docs.navigation.nav_file import read_nav_files, style_of
from catalogsite.model.problem import Problem

_TITLE = re.compile(r"\A---\n(?:.*\n)*?title:[ ]*(\S.*)\n|^# +(\S.*)$", re.MULTILINE)
_MAX_HEAD = 2_000

ReadText = Callable[[str], str | None]


class DescribedNav(NamedTuple):
    """The navigation, the files that describe it, and what is wrong in them."""

    nav: Nav
    files: tuple[str, ...]
    problems: tuple[Problem, ...]


def described_nav(
    config: ForeignConfig, mount: Mount, paths: Collection[str], read: ReadText
) -> DescribedNav | None:
    """The navigation that files of folders describe; None where no plugin would read them.

    awesome-nav replaces `nav` of the configuration, awesome-pages does not.
    """
    name = next((one for one in ("awesome-nav", "awesome-pages") if one in config.plugins), None)
    if name is None or (name == "awesome-pages" and config.nav is not None):
        return None
    options = config.plugins[name]
    file_name = str(options.get("filename") or {"awesome-nav": ".nav.yml"}.get(name, ".pages"))
    files = {
        posixpath.dirname(relative_to(path, mount.docs_dir)): path
        for path in sorted(paths)
        if below(path, mount.docs_dir) and posixpath.basename(path) == file_name
    }
    settings, problems = read_nav_files(files, read)
    excluded = mount.excluded()
    pages = [path for path in mount.pages(paths) if not excluded.matches(path)]
    style = style_of(options, natural=name == "awesome-nav")
    nav, missing = folder_nav(settings, pages, partial(_title, mount, read), style)
    return DescribedNav(nav, tuple(files.values()), (*problems, *missing))


def _title(mount: Mount, read: ReadText, page: str) -> str:
    """The title of a page by its front matter or its first heading, else its name."""
    text = read(posixpath.join(mount.docs_dir, page)) or ""
    found = _TITLE.search(text[:_MAX_HEAD])
    return (found[1] or found[2]).strip("'\" ") if found else posixpath.basename(page)


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
