"""Flat SVG badges of an entity, for READMEs and wikis."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from catalogsite.graph import ref_of
from catalogsite.model import EntityData, Score
from catalogsite.page import Asset
from catalogsite.urls import badge_path, entity_path

_GREY, _BLUE, _GREEN, _AMBER, _RED = "#555", "#0366d6", "#1a7f37", "#8a6100", "#b3261e"
_LIFECYCLES = {"production": _GREEN, "experimental": _AMBER, "deprecated": _RED}
_LEVELS = {"gold": "#7a5c00", "silver": "#5f6b76", "bronze": "#8c4f1d", "none": _RED}
_OWNABLE = frozenset({"Component", "API", "Resource", "System", "Domain", "Template"})
_NARROW, _WIDE = set("iIjl.,:;'|!()[]{} ft"), set("mwMW@%")
_LONGEST = 40


class Badge(NamedTuple):
    """One badge: what it is about, what it says, and the colour behind that."""

    label: str
    message: str
    colour: str


def badges_of(entity: EntityData, score: Score | None = None) -> dict[str, Badge]:
    """The badges of an entity by name: `kind` and `owner`, and where known `lifecycle` and `score`."""
    metadata, spec = entity["metadata"], entity.get("spec") or {}
    found = {"kind": Badge(str(entity["kind"]).lower(), str(metadata["name"]), _BLUE)}
    owner = next(
        (one["targetRef"] for one in entity.get("relations") or () if one["type"] == "ownedBy"), ""
    )
    if owner:
        found["owner"] = Badge("owner", owner.rpartition("/")[2], _BLUE)
    elif entity["kind"] in _OWNABLE:
        found["owner"] = Badge("owner", "nobody", _RED)
    else:
        # Pages show this badge of every entity: of what nobody owns it gives the name.
        found["owner"] = found["kind"]
    lifecycle = spec.get("lifecycle")
    if isinstance(lifecycle, str):
        colour = _LIFECYCLES.get(lifecycle, _GREY)
        found["lifecycle"] = Badge("lifecycle", lifecycle, colour)
    if score:
        words = f"{score.level} {score.points}" if score.level != "none" else str(score.points)
        found["score"] = Badge("score", words, _LEVELS.get(score.level, _GREY))
    return found


def render_badges(entity: EntityData, score: Score | None = None) -> Iterator[Asset]:
    """The files of an entity's badges."""
    ref = ref_of(entity)
    for name, badge in badges_of(entity, score).items():
        yield Asset(badge_path(ref, name), badge_svg(badge).encode())


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


def markdown_snippet(entity: EntityData, badge: str, site_url: str) -> str:
    """The Markdown that shows a badge and leads to the entity's page."""
    ref, site = ref_of(entity), site_url.rstrip("/")
    alt = f"{entity['metadata']['name']} {badge}".replace("[", "").replace("]", "")
    return f"[![{alt}]({site}/{badge_path(ref, badge)})]({site}/{entity_path(ref)})"


def _clip(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _width(text: str) -> int:
    # Widths of Verdana at 11 px, near enough; textLength makes every font fit them.
    return round(sum(4.3 if c in _NARROW else 9.8 if c in _WIDE else 6.9 for c in text))
