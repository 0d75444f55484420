"""What the create pages show: templates, their questions, and the command."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from catalogsite.model import EntityData
from catalogsite.render.views import (
    EntityLink,
    Portal,
    ref_of,
    spec_of,
    text_of,
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A question that a template asks."""

    name: str
    title: str
    type: str
    required: bool
    default: str
    description: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TemplateView:
    """A scaffold template: what it makes, what it asks, and the command that runs it."""

    link: EntityLink
    description: str
    parameters: tuple[Parameter, ...]
    steps: tuple[str, ...]
    command: str


def template_view(portal: Portal, entity: EntityData) -> TemplateView:
    """The guide page of a Template."""
    link, spec = portal.links[ref_of(entity)], spec_of(entity)
    parameters = _parameters(spec.get("parameters"))
    asked = [p for p in parameters if p.required and not p.default]
    sets = "".join(f" --set {p.name}={_example(p)}" for p in asked)
    steps = spec.get("steps")
    return TemplateView(
        link=link,
        description=text_of(entity["metadata"].get("description")),
        parameters=tuple(parameters),
        steps=tuple(
            text_of(step.get("name")) or text_of(step.get("action"))
            for step in (steps if isinstance(steps, list) else ())
            if isinstance(step, dict)
        ),
        command=f"catalogsite new {link.name}{sets}",
    )


def _example(parameter: Parameter) -> str:
    return parameter.options[0] if parameter.options else f"<{parameter.name}>"


def _parameters(stated: object) -> list[Parameter]:
    steps = stated if isinstance(stated, list) else [stated]
    found: list[Parameter] = []
    for step in steps:
        if not isinstance(step, dict) or not isinstance(step.get("properties"), dict):
            continue
        required = step.get("required")
        needed = set(map(str, required)) if isinstance(required, list) else set()
        for name, schema in step["properties"].items():
            if isinstance(schema, dict):
                found.append(_parameter(str(name), schema, str(name) in needed))
    return found


def _parameter(name: str, schema: dict[str, Any], required: bool) -> Parameter:
    options = schema.get("enum")
    default = schema.get("default")
    plain = isinstance(default, (str, int, float))
    return Parameter(
        name=name,
        title=text_of(schema.get("title")) or name,
        type=text_of(schema.get("type")) or "string",
        required=required,
        default=json.dumps(default) if default is not None and not plain else text_of(default),
        description=text_of(schema.get("description")),
        options=tuple(map(str, options)) if isinstance(options, list) else (),
    )
