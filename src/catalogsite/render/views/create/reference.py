"""The reference of what templates may use: the actions of steps, and the filters of expressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalogsite.render.views.create.steps import PREVIEWED
from catalogsite.scaffold.actions.action import Action
from catalogsite.scaffold.actions.registry import registry


@dataclass(frozen=True, slots=True)
class InputRow:
    """An input of an action."""

    name: str
    type: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class ActionView:
    """An action: who runs it, what it takes and what it gives, by name."""

    name: str
    summary: str
    place: str
    inputs: tuple[InputRow, ...]
    outputs: tuple[tuple[str, str], ...]


def action_views() -> tuple[ActionView, ...]:
    """The actions that are built in or installed, in the order of the registry."""
    return tuple(map(_action, registry().actions.values()))


def _action(action: Action) -> ActionView:
    required = action.inputs.get("required") or ()
    properties: Mapping[str, Any] = action.inputs.get("properties") or {}
    return ActionView(
        name=action.name,
        summary=action.summary,
        place=_place(action),
        inputs=tuple(
            InputRow(name, _type(schema), name in required, str(schema.get("description") or ""))
            for name, schema in properties.items()
        ),
        outputs=tuple(action.outputs.items()),
    )


def _place(action: Action) -> str:
    if action.publishes:
        return "with --publish, by your own credentials; else its steps are printed"
    return (
        "on the page and by catalogsite new" if action.name in PREVIEWED else "by catalogsite new"
    )


def _type(schema: Mapping[str, Any]) -> str:
    choices = schema.get("enum")
    if isinstance(choices, list):
        return " or ".join(str(one) for one in choices)
    stated = schema.get("type")
    if isinstance(stated, list):
        return " or ".join(map(str, stated))
    items = schema.get("items")
    if stated == "array" and isinstance(items, Mapping):
        return f"list of {items.get('type', 'value')}s"
    return str(stated or "any value")


FILTERS: Mapping[str, str] = {
    "parseRepoUrl": "the parts of a repository's address: host, owner, repo, organization, workspace, project",
    "projectSlug": "owner/repo of a repository's address",
    "parseEntityRef": "kind, namespace and name of a reference to an entity",
    "pick": "the value at a path of an object",
    "abs": "a number without its sign",
    "batch": "a list in groups of so many",
    "capitalize": "the first letter large, the others small",
    "center": "a text in the middle of so many letters",
    "default": "another value where there is none; also written d",
    "dictsort": "the pairs of an object, sorted",
    "dump": "JSON, indented by so many blanks if asked",
    "escape": "HTML's special letters escaped; also written e",
    "first": "the first item",
    "float": "a number of a text",
    "forceescape": "HTML's special letters escaped once more",
    "groupby": "the items by one of their values",
    "indent": "each line deeper",
    "int": "a whole number of a text",
    "join": "the items as one text",
    "last": "the last item",
    "length": "how many letters or items",
    "list": "the letters, or the items",
    "lower": "small letters",
    "nl2br": "a break of HTML at each line",
    "random": "one of the items",
    "reject": "the items that are false",
    "rejectattr": "the items of which a value is false",
    "replace": "a part of a text by another; the part may be a regular expression r/…/g",
    "reverse": "the other way round",
    "round": "a number with so many decimals",
    "safe": "the text as it is",
    "select": "the items that are true",
    "selectattr": "the items of which a value is true",
    "slice": "a list in so many parts",
    "sort": "the items in order",
    "string": "a text",
    "striptags": "a text without HTML",
    "sum": "the total of the items",
    "title": "each word with a large letter",
    "trim": "without blanks around it",
    "truncate": "at most so many letters",
    "upper": "large letters",
    "urlencode": "as a part of an address",
    "urlize": "addresses as links of HTML",
    "wordcount": "how many words",
}
"""The filters of expressions: those of Backstage, then those of its template language."""
