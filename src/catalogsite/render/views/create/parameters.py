"""The table of a template's parameters: what each is, and when it is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from catalogsite.render.views.create.conditions import opposite, schema_condition
from catalogsite.render.views.create.secret_variable import secret_variable
from catalogsite.scaffold.parameters.form import is_secret

_MOST_DEPTH = 8
_MOST_ROWS = 300
_CHOICES = 12
_LIMITS = {
    "minLength": "at least {} letters",
    "maxLength": "at most {} letters",
    "minimum": "at least {}",
    "maximum": "at most {}",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "pattern": "matches `{}`",
}


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A parameter: `condition` says when it is asked, `rules` what its answer must fulfil."""

    name: str
    title: str
    type: str
    required: bool
    default: str
    description: str
    choices: tuple[str, ...]
    more_choices: int
    rules: tuple[str, ...]
    condition: str
    secret: bool

    @property
    def variable(self) -> str:
        """The variable of the environment from which a secret is taken."""
        return secret_variable(self.name)


@dataclass(frozen=True, slots=True)
class ParameterPage:
    """A page of the form."""

    title: str
    description: str
    rows: tuple[ParameterRow, ...]


def parameter_pages(spec: Mapping[str, Any]) -> tuple[ParameterPage, ...]:
    """The pages of a template's form; what is no schema is left out."""
    stated = spec.get("parameters")
    pages = stated if isinstance(stated, list) else [stated]
    return tuple(_page(page) for page in pages if isinstance(page, Mapping))


def switches(pages: tuple[ParameterPage, ...]) -> frozenset[str]:
    """The names of the boolean parameters."""
    return frozenset(row.name for page in pages for row in page.rows if row.type == "boolean")


def _page(schema: Mapping[str, Any]) -> ParameterPage:
    rows: dict[tuple[str, str], ParameterRow] = {}
    for row in _rows(schema, (), 0):
        if len(rows) < _MOST_ROWS:
            rows.setdefault((row.name, row.condition), row)
    return ParameterPage(_text(schema, "title"), _text(schema, "description"), tuple(rows.values()))


def _rows(schema: Mapping[str, Any], when: tuple[str, ...], depth: int) -> Iterator[ParameterRow]:
    if depth > _MOST_DEPTH:
        return
    required = schema.get("required")
    needed = set(map(str, required)) if isinstance(required, list) else set()
    for name, stated in _mapping(schema, "properties").items():
        if isinstance(stated, Mapping):
            row = _row(str(name), stated, str(name) in needed, when)
            yield row
            if stated.get("type") == "object":
                for inner in _rows(stated, when, depth + 1):
                    yield replace(inner, name=f"{name}.{inner.name}")
    for part, condition in _branches(schema):
        inner_when = (*when, condition) if condition else when
        yield from _rows(part, inner_when, depth + 1)


def _branches(schema: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    """The schemas that join in, each with its condition."""
    for part in _list(schema, "allOf"):
        yield part, ""
    for word in ("anyOf", "oneOf"):
        for part in _list(schema, word):
            yield _without_decisions(part), _choice(part)
    if "if" in schema:
        words = schema_condition(schema["if"])
        for word, condition in (("then", words), ("else", opposite(words))):
            if isinstance(schema.get(word), Mapping):
                yield schema[word], condition
    for name, part in _mapping(schema, "dependencies").items():
        if isinstance(part, Mapping):
            yield from _dependent(str(name), part)


def _dependent(name: str, part: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    alternatives = _list(part, "oneOf") or _list(part, "anyOf")
    for one in alternatives:
        yield (
            _without(one, name),
            _choice({"properties": {name: _mapping(one, "properties").get(name)}}),
        )
    rest = {key: value for key, value in part.items() if key not in {"oneOf", "anyOf"}}
    yield rest, f"`{name}` is given"


def _choice(part: Mapping[str, Any]) -> str:
    """What tells an alternative from the others: the answers that it fixes, or its title."""
    fixed = {
        name: stated for name, stated in _mapping(part, "properties").items() if _decides(stated)
    }
    if fixed:
        return schema_condition({"properties": fixed})
    title = _text(part, "title")
    return f"“{title}” is chosen" if title else "this alternative is chosen"


def _decides(stated: Any) -> bool:
    return isinstance(stated, Mapping) and (
        "const" in stated or (isinstance(stated.get("enum"), list) and "title" not in stated)
    )


def _without_decisions(part: Mapping[str, Any]) -> dict[str, Any]:
    kept = {k: v for k, v in _mapping(part, "properties").items() if not _decides(v)}
    return {**part, "properties": kept}


def _without(part: Mapping[str, Any], name: str) -> dict[str, Any]:
    kept = {k: v for k, v in _mapping(part, "properties").items() if k != name}
    return {**part, "properties": kept}


def _row(
    name: str, stated: Mapping[str, Any], required: bool, when: tuple[str, ...]
) -> ParameterRow:
    secret = is_secret(dict(stated))
    choices = _choices(stated)
    default = stated.get("default")
    return ParameterRow(
        name=name,
        title=_text(stated, "title"),
        type=_type(stated),
        required=required,
        default="" if secret or default is None else _shown(default),
        description=_text(stated, "description") or _text(stated, "ui:help"),
        choices=choices[:_CHOICES],
        more_choices=max(0, len(choices) - _CHOICES),
        rules=tuple(
            words.format(stated[word])
            for word, words in _LIMITS.items()
            if isinstance(stated.get(word), str | int | float)
        ),
        condition=" and ".join(when),
        secret=secret,
    )


def _choices(stated: Mapping[str, Any]) -> tuple[str, ...]:
    items = stated.get("items")
    named = stated.get("enum") or (items.get("enum") if isinstance(items, Mapping) else None)
    return tuple(map(_shown, named)) if isinstance(named, list) else ()


def _type(stated: Mapping[str, Any]) -> str:
    """The words for what is asked: the field of Backstage, or the type."""
    picker = stated.get("ui:field")
    if isinstance(picker, str) and picker in _PICKERS:
        return _PICKERS[picker]
    type_ = stated.get("type")
    items = stated.get("items")
    if type_ == "array" and isinstance(items, Mapping):
        return f"list of {items.get('type') or 'values'}"
    return " or ".join(map(str, type_)) if isinstance(type_, list) else str(type_ or "value")


_PICKERS = {
    "EntityPicker": "an entity",
    "OwnedEntityPicker": "an entity",
    "MultiEntityPicker": "entities",
    "OwnerPicker": "an owner",
    "MyGroupsPicker": "a group",
    "EntityNamePicker": "a name",
    "EntityTagsPicker": "tags",
    "RepoUrlPicker": "a repository",
    "RepoBranchPicker": "a branch",
    "RepoOwnerPicker": "an owner of repositories",
    "Secret": "a secret",
}


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _text(schema: Mapping[str, Any], key: str) -> str:
    value = schema.get(key)
    return str(value) if isinstance(value, str | int | float) else ""


def _mapping(schema: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = schema.get(key)
    return value if isinstance(value, Mapping) else {}


def _list(schema: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = schema.get(key)
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
