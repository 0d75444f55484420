"""Flat SVG badges of an entity, for READMEs and wikis."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from catalogsite.model.entity import EntityData, owner_of
from catalogsite.model.page import Asset
from catalogsite.model.urls import badge_path
from catalogsite.render.portal.portal import Portal

_GREY, _BLUE, _ORANGE, _RED = "#555", "#0366d6", "#855700", "#b3261e"
_OWNABLE = frozenset({"Component", "API", "Resource", "System", "Domain", "Template"})
_NARROW, _WIDE = set("iIjl.,:;'|!()[]{} ft"), set("mwMW@%")
_LONGEST = 40
# Characters that no XML document may hold, not even escaped.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Badge(NamedTuple):
    """One badge: what it is about, what it says, and the colour behind that, as CSS."""

    label: str
    message: str
    colour: str


@dataclass(frozen=True, slots=True)
class BadgeKind:
    """Which entities have a badge, and what it says of one of them."""

    applies: Callable[[EntityData], bool]
    badge: Callable[[Portal, str], Badge]


def _ownable(entity: EntityData) -> bool:
    return entity["kind"] in _OWNABLE or owner_of(entity) is not None


def _owner_badge(portal: Portal, ref: str) -> Badge:
    owner = owner_of(portal.entities[ref])
    if owner is None:
        return _NOBODY
    name = owner.rpartition("/")[2]
    if not portal.knows(owner):
        return Badge("owner", f"{name} (unknown)", _ORANGE)
    return Badge("owner", name, _BLUE)


def _kind_badge(portal: Portal, ref: str) -> Badge:
    entity = portal.entities[ref]
    return Badge(str(entity["kind"]).lower(), str(entity["metadata"]["name"]), _BLUE)


_NOBODY = Badge("owner", "nobody", _RED)

BADGES: dict[str, BadgeKind] = {
    "owner": BadgeKind(_ownable, _owner_badge),
    "kind": BadgeKind(lambda entity: not _ownable(entity), _kind_badge),
}
"""The badges by the name of their file. A new one is a line here: it is published for each entity
that it applies to, and shown on the entity's page."""


def badge_paths(ref: str, entity: EntityData) -> dict[str, str]:
    """The path of each badge that the entity has, by name."""
    return {name: badge_path(ref, name) for name, kind in BADGES.items() if kind.applies(entity)}


def entity_badges(ref: str, portal: Portal) -> Iterator[Asset]:
    """The files of the badges of an entity."""
    for name, path in badge_paths(ref, portal.entities[ref]).items():
        yield Asset(path, badge_svg(BADGES[name].badge(portal, ref)).encode())


def badge_svg(badge: Badge) -> str:
    """An SVG document with an accessible name; label and message are escaped."""
    texts = [_NO_XML.sub("\ufffd", text) for text in (badge.label, badge.message)]
    label, message = map(_clip, texts)
    left, right = _width(label) + 10, _width(message) + 10
    whole = escape(": ".join(texts))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" '
        f'aria-label="{whole}"><title>{whole}</title><path fill="{_GREY}" d="M0 0h{left}v20H0z"/>'
        f'<path fill="{badge.colour}" d="M{left} 0h{right}v20H{left}z"/>'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" '
        f'font-size="11"><text x="{left / 2:g}" y="14" textLength="{left - 10}">{escape(label)}'
        f'</text><text x="{left + right / 2:g}" y="14" textLength="{right - 10}">'
        f"{escape(message)}</text></g></svg>\n"
    )


def _clip(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _width(text: str) -> int:
    # Widths of Verdana at 11 px, near enough; textLength makes every font fit them.
    return round(sum(4.3 if c in _NARROW else 9.8 if c in _WIDE else 6.9 for c in text))
