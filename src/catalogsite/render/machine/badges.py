"""Flat SVG badges of an entity, for READMEs and wikis."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from catalogsite.model.entity import EntityData, owner_of, ref_of
from catalogsite.model.page import Asset
from catalogsite.model.urls import badge_path

_GREY, _BLUE, _RED = "#555", "#0366d6", "#b3261e"
_OWNABLE = frozenset({"Component", "API", "Resource", "System", "Domain", "Template"})
_NARROW, _WIDE = set("iIjl.,:;'|!()[]{} ft"), set("mwMW@%")
_LONGEST = 40


class Badge(NamedTuple):
    """One badge: what it is about, what it says, and the colour behind that."""

    label: str
    message: str
    colour: str


def badge_name(entity: EntityData) -> str:
    """The one badge of an entity: who owns it, or what it is where nobody can."""
    return "owner" if entity["kind"] in _OWNABLE or owner_of(entity) else "kind"


def badge_of(entity: EntityData) -> Badge:
    """What the badge of an entity says."""
    owner = owner_of(entity)
    if owner:
        return Badge("owner", owner.rpartition("/")[2], _BLUE)
    if entity["kind"] in _OWNABLE:
        return Badge("owner", "nobody", _RED)
    return Badge(str(entity["kind"]).lower(), str(entity["metadata"]["name"]), _BLUE)


def badge_file(entity: EntityData) -> Asset:
    """The file of an entity's badge."""
    path = badge_path(ref_of(entity), badge_name(entity))
    return Asset(path, badge_svg(badge_of(entity)).encode())


def badge_svg(badge: Badge) -> str:
    """A badge as a flat SVG that names itself to screen readers."""
    label, message = (_clip(text) for text in (badge.label, badge.message))
    left, right = _width(label) + 10, _width(message) + 10
    whole = escape(f"{badge.label}: {badge.message}")
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
