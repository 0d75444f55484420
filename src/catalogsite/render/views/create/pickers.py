"""The entities that the pickers of forms offer, one file for each filter that a form names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from catalogsite.model.page import Asset
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.create.json_text import json_text
from catalogsite.scaffold.parameters.pickers import picker_choices
from catalogsite.scaffold.parameters.ui import custom_field, ui_options

MOST = 20_000
"""Entities that one picker offers."""

_MOST_DEPTH = 12
_PICKERS = frozenset(
    {"EntityPicker", "OwnedEntityPicker", "OwnerPicker", "MyGroupsPicker", "MultiEntityPicker"}
)
_TAGS = "EntityTagsPicker"
_OPTIONS = ("catalogFilter", "allowedKinds", "kinds")
_ALIKE = {"OwnedEntityPicker": "EntityPicker", "MultiEntityPicker": "EntityPicker"}


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
    """A text that is the same for pickers that offer the same; empty for what picks nothing."""
    field = custom_field(schema)
    if field not in _PICKERS and field != _TAGS:
        return ""
    options = {name: value for name, value in ui_options(schema).items() if name in _OPTIONS}
    return _canonical({"ui:field": _ALIKE.get(field, field), "ui:options": options})


def picker_path(key: str) -> str:
    """The file of what a picker offers."""
    return f"create/choices/{hashlib.sha256(key.encode()).hexdigest()[:16]}.json"


def picker_file(portal: Portal, key: str) -> Asset:
    """What the pickers of this key offer: references, titles and kinds in columns, or tags."""
    property_ = json.loads(key)
    choices = picker_choices(property_, portal.entities.values())
    if custom_field(property_) == _TAGS:
        return Asset(picker_path(key), json_text({"tags": [choice.value for choice in choices]}))
    links = sorted(
        (portal.links[choice.value] for choice in choices),
        key=lambda link: (link.title.lower(), link.ref),
    )[:MOST]
    columns = {
        "refs": [link.ref for link in links],
        "titles": [link.title for link in links],
        "kinds": [link.kind_name for link in links],
    }
    return Asset(picker_path(key), json_text(columns))


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
