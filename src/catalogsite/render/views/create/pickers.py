"""The entities that the pickers of forms offer, one file for each filter that a form names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from catalogsite.model.entity_filter import search_rows
from catalogsite.model.page import Asset
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.create.json_text import json_text

MOST = 20_000
"""Entities that one picker offers."""

_MOST_DEPTH = 12
_DEFAULTS: dict[str, Any] = {
    "OwnerPicker": [{"kind": "Group"}, {"kind": "User"}],
    "MyGroupsPicker": [{"kind": "Group"}],
    "EntityPicker": [],
    "OwnedEntityPicker": [],
    "MultiEntityPicker": [],
}
TAGS = "EntityTagsPicker"


def picker_key(field: str, options: Mapping[str, Any]) -> str:
    """A text that is the same for pickers that offer the same; empty for a field that picks nothing."""
    if field == TAGS:
        return "tags " + _canonical(options.get("kinds") or [])
    if field not in _DEFAULTS:
        return ""
    stated = options.get("catalogFilter")
    if not stated and options.get("allowedKinds"):
        stated = {"kind": options["allowedKinds"]}
    filters = stated if isinstance(stated, list) else [stated] if stated else _DEFAULTS[field]
    return "entities " + _canonical(filters)


def picker_keys(value: Any, depth: int = 0) -> Iterator[str]:
    """The keys of all pickers in a form, wherever its schemas name them."""
    if depth > _MOST_DEPTH:
        return
    if isinstance(value, Mapping):
        if key := _key_of(value):
            yield key
        for inner in value.values():
            yield from picker_keys(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from picker_keys(inner, depth + 1)


def with_choices(value: Any, depth: int = 0) -> Any:
    """The form, with the address of its choices at each picker, as `ui:choices`."""
    if isinstance(value, Mapping) and depth <= _MOST_DEPTH:
        key = _key_of(value)
        inner = {name: with_choices(one, depth + 1) for name, one in value.items()}
        return {**inner, "ui:choices": picker_path(key)} if key else inner
    if isinstance(value, list) and depth <= _MOST_DEPTH:
        return [with_choices(one, depth + 1) for one in value]
    return value


def _key_of(schema: Mapping[str, Any]) -> str:
    field, options = schema.get("ui:field"), schema.get("ui:options")
    if not isinstance(field, str):
        return ""
    return picker_key(field, options if isinstance(options, Mapping) else {})


def picker_path(key: str) -> str:
    """The file of what a picker offers."""
    return f"create/choices/{hashlib.sha256(key.encode()).hexdigest()[:16]}.json"


def picker_file(portal: Portal, key: str) -> Asset:
    """What the pickers of this key offer: references and titles in columns, or tags."""
    kind, _, stated = key.partition(" ")
    given = json.loads(stated)
    if kind == "tags":
        return Asset(picker_path(key), json_text({"tags": _tags(portal, given)}))
    wanted = [_matcher(one) for one in given if isinstance(one, Mapping)]
    links = [
        portal.links[ref]
        for ref, entity in portal.entities.items()
        if not given or any(matches(search_rows(entity)) for matches in wanted)
    ]
    links.sort(key=lambda link: (link.title.lower(), link.ref))
    columns = {
        "refs": [link.ref for link in links[:MOST]],
        "titles": [link.title for link in links[:MOST]],
        "kinds": [link.kind_name for link in links[:MOST]],
    }
    return Asset(picker_path(key), json_text(columns))


def _matcher(stated: Mapping[str, Any]) -> Callable[[Mapping[str, set[str | None]]], bool]:
    """Whether the search rows of an entity fit an object of a `catalogFilter`: all of its keys."""
    asked = {
        str(key).lower(): None if isinstance(value, Mapping) else _values(value)
        for key, value in stated.items()
    }

    def matches(rows: Mapping[str, set[str | None]]) -> bool:
        return all(
            key in rows if values is None else not values.isdisjoint(rows.get(key, ()))
            for key, values in asked.items()
        )

    return matches


def _values(value: Any) -> set[str]:
    return {str(one).lower() for one in (value if isinstance(value, list) else [value])}


def _tags(portal: Portal, kinds: list[str]) -> list[str]:
    wanted = {str(kind).lower() for kind in kinds}
    return sorted(
        {
            tag
            for link in portal.links.values()
            if not wanted or link.kind in wanted
            for tag in link.tags
        }
    )


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
