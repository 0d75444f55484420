"""Checks links to headings, and corrects those that differ from an id in spelling only.

Authors check their links on the repository's host, whose ids differ from Markdown's: `a--b` there
is `a-b` here, and capitals are kept by neither.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from catalogsite.docs.fragments import Fragment

Anchor = tuple[str, str, str]
"""A link to a heading: address of the page it leads to, the heading's id, the link as written."""

_NAME = re.compile(r'<[a-z][^<>]*? (?:id|name)="([^"]+)"')
_COPIED = "user-content-"
"""What GitHub puts before the ids of headings, in the addresses that people copy."""

_FREE = ("fn", "__", ":~:", "/")


class MissingAnchor(NamedTuple):
    """A link on `page` whose `fragment` names nothing on the page that `target` leads to."""

    page: str
    fragment: str
    target: str


def correct_anchors(
    pages: Sequence[Fragment], anchors: Mapping[str, Sequence[Anchor]]
) -> tuple[list[Fragment], list[MissingAnchor]]:
    """The pages with corrected links, and (page, id, target) of links to no heading."""
    by_path = {page.path: page for page in pages}
    names: dict[str, dict[str, str]] = {}
    corrected: list[Fragment] = []
    missing: list[MissingAnchor] = []
    for page in pages:
        html = page.html
        for address, fragment, target in dict.fromkeys(anchors.get(page.path, ())):
            if address not in by_path or fragment in {"", "top"} or fragment.startswith(_FREE):
                continue
            if address not in names:
                names[address] = _names(by_path[address])
            wanted = unquote(fragment)
            if wanted in names[address].values():
                continue
            found = names[address].get(_plain(wanted.removeprefix(_COPIED)))
            if found is None:
                missing.append(MissingAnchor(page.path, fragment, target))
            else:
                html = _replaced(html, fragment, found)
        corrected.append(page if html == page.html else page.model_copy(update={"html": html}))
    return corrected, missing


def _replaced(html: str, fragment: str, found: str) -> str:
    """Every link of the page to that spelling; two pages rarely share a wrong one."""
    old, new = entities.escape(f'#{fragment}"'), entities.escape(f"#{found}")
    return html.replace(old.replace("&quot;", '"'), f'{new}"')


def _names(page: Fragment) -> dict[str, str]:
    """Simplified spelling to the id or name on the page."""
    found = [entities.unescape(name) for name in _NAME.findall(page.html)]
    found += [section.id for section in page.sections if section.id]
    exact = {name: name for name in found}
    plain = {_plain(name.removeprefix(_COPIED)): name for name in reversed(found)}
    return plain | {_plain(name): name for name in reversed(found)} | exact


def _plain(name: str) -> str:
    return re.sub(r"[^\w]+", "-", name.lower()).strip("-")
