"""Links to entities: what a link, a table row or a hover card shows, and the names of kinds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from catalogsite.model.entity import EntityData, owner_of, ref_of, targets_of, title_of
from catalogsite.model.urls import entity_path, split_ref
from catalogsite.render.filters import plain_line

BASE = "../" * 4
"""The prefix of links to the root from every entity page: all have the same depth."""

KIND_NAMES = {
    "component": ("Component", "Components"),
    "api": ("API", "APIs"),
    "system": ("System", "Systems"),
    "domain": ("Domain", "Domains"),
    "resource": ("Resource", "Resources"),
    "group": ("Group", "Groups"),
    "user": ("User", "Users"),
    "template": ("Template", "Templates"),
    "location": ("Location", "Locations"),
}
"""Singular and plural names of the kinds, in the order in which pages list them."""

_ICON = Markup('<i class="cs-i cs-i-{}"></i>')


@dataclass(frozen=True, slots=True)
class EntityLink:
    """All that a link to an entity, a table row or a hover card shows of it."""

    ref: str
    kind: str
    kind_name: str
    type: str
    title: str
    name: str
    path: str
    description: str
    lifecycle: str
    owner: str | None
    system: str | None
    tags: tuple[str, ...]
    icon: str


def kind_name(kind: str, many: bool = False) -> str:
    """`API` or `APIs` for `api`; a kind that is not Backstage's as it is written, such as `AIResource`."""
    if kind.lower() in KIND_NAMES:
        return KIND_NAMES[kind.lower()][many]
    name = kind[:1].upper() + kind[1:]
    return _plural(name) if many else name


def _plural(word: str) -> str:
    """The English plural of a name: `Policies`, `Processes`, `Gateways`."""
    if re.search(r"[^aeiou]y$", word, re.IGNORECASE):
        return word[:-1] + "ies"
    return word + ("es" if re.search(r"(?:s|x|z|ch|sh)$", word, re.IGNORECASE) else "s")


def kind_order(kind: str) -> tuple[int, str]:
    """Sort key: known kinds in our order, others after them by name."""
    known = list(KIND_NAMES)
    return (known.index(kind) if kind in known else len(known), kind)


def short_ref(ref: str) -> str:
    """The reference without the namespace, where that is `default`."""
    kind, namespace, name = split_ref(ref)
    return f"{kind}:{name}" if namespace in {"default", ""} else ref


@lru_cache(maxsize=256)
def icon(name: str) -> Markup:
    """Safe HTML: an icon that the style sheet draws, hidden from screen readers."""
    return _ICON.format(name)


def spec_of(entity: EntityData) -> dict[str, Any]:
    """The spec, or an empty mapping."""
    spec = entity.get("spec")
    return spec if isinstance(spec, dict) else {}


def text_of(value: object) -> str:
    """A scalar of crawled YAML as text; anything else is empty."""
    return str(value) if isinstance(value, (str, int, float)) else ""


def link_of(entity: EntityData, written_kind: str = "") -> EntityLink:
    """The link to an entity, from its descriptor and relations.

    `written_kind` is how the catalog writes its kind, where other entities write it differently.
    """
    meta, spec = entity["metadata"], spec_of(entity)
    ref = ref_of(entity)
    kind = split_ref(ref)[0]
    return EntityLink(
        ref=ref,
        kind=kind,
        kind_name=kind_name(written_kind or entity["kind"]),
        type=text_of(spec.get("type")),
        title=title_of(entity),
        name=str(meta["name"]),
        path=entity_path(ref),
        description=plain_line(text_of(meta.get("description"))),
        lifecycle=text_of(spec.get("lifecycle")),
        owner=owner_of(entity),
        system=next(iter(targets_of(entity, "partOf")), None),
        tags=tuple(str(tag) for tag in meta.get("tags") or ()),
        icon=kind if kind in KIND_NAMES else "other",
    )
