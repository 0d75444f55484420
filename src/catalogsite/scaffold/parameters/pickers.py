"""The form fields of Backstage that choose from the catalog: their choices, and what they accept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from catalogsite.catalog.kinds.formats import is_name, is_tag
from catalogsite.catalog.relations.references import parse_ref
from catalogsite.errors import UnknownReferenceError
from catalogsite.model.entity import EntityData, ref_of, title_of
from catalogsite.scaffold.parameters.active import active
from catalogsite.scaffold.parameters.branches import properties_of
from catalogsite.scaffold.parameters.catalog_filter import fits_filter
from catalogsite.scaffold.parameters.form import Choice
from catalogsite.scaffold.parameters.references import resolved
from catalogsite.scaffold.parameters.repository_address import address_complaints
from catalogsite.scaffold.parameters.ui import custom_field, ui_options

PICKERS_OF_ENTITIES = frozenset(
    {"EntityPicker", "MultiEntityPicker", "OwnerPicker", "OwnedEntityPicker", "MyGroupsPicker"}
)
_OWNERS = {"kind": ["Group", "User"]}
_MOST_LEVELS = 12
_MOST_LISTED = 8


def picker_choices(
    property_: Mapping[str, Any], entities: Iterable[EntityData]
) -> tuple[Choice, ...]:
    """What the field of a property offers from the catalog; empty where it offers nothing."""
    field, options = custom_field(property_), ui_options(property_)
    if field == "EntityTagsPicker":
        return tuple(Choice(tag, tag) for tag in _tags(options, entities))
    if field not in PICKERS_OF_ENTITIES:
        return ()
    stated = _filter(field, options)
    found = {ref_of(one): title_of(one) for one in entities if fits_filter(stated, one)}
    return tuple(Choice(ref, _label(ref, found[ref])) for ref in sorted(found))


def canonical(pages: Iterable[Mapping[str, Any]], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, with references to entities in full: `team-a` of OwnerPicker is `group:default/team-a`."""
    found: dict[str, Any] = dict(values)
    for page in pages:
        found = _replaced(page, found, page, 0)
    return found


def canonical_value(property_: Mapping[str, Any], value: Any) -> Any:
    """One value, with its reference to an entity in full."""
    return _full(property_, value, {}, _MOST_LEVELS)


def picker_complaints(
    page: Mapping[str, Any], values: Mapping[str, Any], entities: Sequence[EntityData]
) -> list[str]:
    """What fields of Backstage refuse of the answers of a page, as `parameter: reason`."""
    return [
        f"{name}: {reason}"
        for name, property_, value in _answered(page, values, page, "", 0)
        for reason in field_complaints(property_, value, entities)
    ]


def field_complaints(
    property_: Mapping[str, Any], value: Any, entities: Sequence[EntityData]
) -> Iterator[str]:
    """What the field of a property refuses of its value."""
    field, options = custom_field(property_), ui_options(property_)
    if value in (None, "", []):
        return
    check = _CHECKS.get(field)
    if check is not None:
        yield from check(value, options)
    if field in PICKERS_OF_ENTITIES and entities and options.get("allowArbitraryValues") is False:
        yield from _strangers(property_, value, entities)


def full_ref(text: str, field: str, options: Mapping[str, Any]) -> str:
    """The full reference that a text means in a picker; the text itself where it means none."""
    owners = field in {"OwnerPicker", "MyGroupsPicker"}
    kind = options.get("defaultKind") or ("Group" if owners else None)
    namespace = options.get("defaultNamespace")
    try:
        ref = parse_ref(
            text,
            kind if isinstance(kind, str) else None,
            namespace if isinstance(namespace, str) else None,
        )
    except UnknownReferenceError:
        return text
    return f"{ref.kind}:{ref.namespace}/{ref.name}".lower()


def _strangers(
    property_: Mapping[str, Any], value: Any, entities: Sequence[EntityData]
) -> Iterator[str]:
    known = {choice.value for choice in picker_choices(property_, entities)}
    given = value if isinstance(value, list) else [value]
    if all(one in known for one in given):
        return
    listed = ", ".join(sorted(known)[:_MOST_LISTED]) + (", …" if len(known) > _MOST_LISTED else "")
    yield f"must be an entity of the catalog: {listed or 'there is none of its kind'}"


def _filter(field: str, options: Mapping[str, Any]) -> Any:
    stated = options.get("catalogFilter")
    if stated:
        return stated
    kinds = options.get("allowedKinds")
    if isinstance(kinds, list) and kinds:
        return {"kind": kinds}
    if field == "MyGroupsPicker":
        return {"kind": "Group"}
    return _OWNERS if field == "OwnerPicker" else None


def _label(ref: str, title: str) -> str:
    short = ref.replace(":default/", ":", 1)
    name = ref.rpartition("/")[2]
    return short if title.lower() == name else f"{title} ({short})"


def _tags(options: Mapping[str, Any], entities: Iterable[EntityData]) -> list[str]:
    kinds = options.get("kinds")
    wanted = {str(kind).lower() for kind in kinds} if isinstance(kinds, list) else set()
    found = {
        tag
        for entity in entities
        if not wanted or entity["kind"].lower() in wanted
        for tag in entity["metadata"].get("tags") or ()
    }
    return sorted(found)


def _answered(
    schema: Mapping[str, Any], value: Any, page: Mapping[str, Any], above: str, level: int
) -> Iterator[tuple[str, Mapping[str, Any], Any]]:
    """The answers that are there, each with its name and property, at every depth."""
    if level > _MOST_LEVELS or not isinstance(value, Mapping):
        return
    for name, part in properties_of(active(schema, value, page)).items():
        if name not in value:
            continue
        path, property_, answer = f"{above}{name}", resolved(part, page), value[name]
        yield path, property_, answer
        yield from _answered(property_, answer, page, f"{path}.", level + 1)
        items = resolved(property_.get("items"), page)
        for index, one in enumerate(answer if isinstance(answer, list) else ()):
            if custom_field(items):
                yield f"{path}.{index}", items, one
            yield from _answered(items, one, page, f"{path}.{index}.", level + 1)


def _replaced(
    schema: Mapping[str, Any], value: Mapping[str, Any], page: Mapping[str, Any], level: int
) -> dict[str, Any]:
    found = dict(value)
    if level > _MOST_LEVELS:
        return found
    for name, part in properties_of(active(schema, value, page)).items():
        if name in found:
            found[name] = _full(resolved(part, page), found[name], page, level)
    return found


def _full(property_: Mapping[str, Any], value: Any, page: Mapping[str, Any], level: int) -> Any:
    field, options = custom_field(property_), ui_options(property_)
    if isinstance(value, Mapping):
        return _replaced(property_, value, page, level + 1)
    if field in PICKERS_OF_ENTITIES and isinstance(value, str) and value:
        return full_ref(value, field, options)
    if isinstance(value, list):
        if field in PICKERS_OF_ENTITIES:
            return [full_ref(v, field, options) if isinstance(v, str) else v for v in value]
        items = resolved(property_.get("items"), page)
        return [_full(items, one, page, level + 1) for one in value]
    return value


def _name(value: Any, _: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(value, str) and not is_name(value):
        yield "must be a name: 1 to 63 letters and digits, with - _ . between them"


def _valid_tags(value: Any, _: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(value, list) and not all(isinstance(one, str) and is_tag(one) for one in value):
        yield "must be tags of lower case letters, digits, `:`, `+` and `#`, joined by single hyphens"


def _repository(value: Any, options: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(value, str):
        yield from address_complaints(value, options)


def _owner(value: Any, options: Mapping[str, Any]) -> Iterator[str]:
    allowed, excluded = options.get("allowedOwners"), options.get("excludedOwners")
    if isinstance(allowed, list) and allowed and value not in allowed:
        yield f"must be one of {', '.join(map(str, allowed))}"
    if isinstance(excluded, list) and value in excluded:
        yield "must be another owner: the template excludes this one"


_CHECKS: Mapping[str, Callable[[Any, Mapping[str, Any]], Iterator[str]]] = {
    "EntityNamePicker": _name,
    "EntityTagsPicker": _valid_tags,
    "RepoUrlPicker": _repository,
    "RepoOwnerPicker": _owner,
}
