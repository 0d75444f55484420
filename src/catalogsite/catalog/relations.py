"""The relations that an entity's fields declare, in both directions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from catalogsite.catalog.findings import Finding, field
from catalogsite.catalog.references import resolve
from catalogsite.catalog.yaml12 import Path
from catalogsite.entity import DEFAULT_NAMESPACE
from catalogsite.errors import UnknownReferenceError


class RelationField(NamedTuple):
    """A field of a spec that names entities: default kind, both relations, kinds that fit."""

    name: str
    default_kind: str | None
    forward: str
    backward: str
    kinds: frozenset[str] = frozenset()


_OWNERS = frozenset({"group", "user"})
_OWNER = RelationField("owner", "Group", "ownedBy", "ownerOf", _OWNERS)
_SYSTEM = RelationField("system", "System", "partOf", "hasPart", frozenset({"system"}))
_DEPENDS_ON = RelationField("dependsOn", None, "dependsOn", "dependencyOf")
_DEPENDENCY_OF = RelationField("dependencyOf", None, "dependencyOf", "dependsOn")
_API = frozenset({"api"})
_GROUP = frozenset({"group"})

FIELDS: Mapping[str, tuple[RelationField, ...]] = {
    "Component": (
        _OWNER,
        _SYSTEM,
        RelationField("subcomponentOf", "Component", "partOf", "hasPart", frozenset({"component"})),
        RelationField("providesApis", "API", "providesApi", "apiProvidedBy", _API),
        RelationField("consumesApis", "API", "consumesApi", "apiConsumedBy", _API),
        _DEPENDS_ON,
        _DEPENDENCY_OF,
    ),
    "API": (_OWNER, _SYSTEM),
    "Resource": (_OWNER, _SYSTEM, _DEPENDS_ON, _DEPENDENCY_OF),
    "System": (
        _OWNER,
        RelationField("domain", "Domain", "partOf", "hasPart", frozenset({"domain"})),
    ),
    "Domain": (
        _OWNER,
        RelationField("subdomainOf", "Domain", "partOf", "hasPart", frozenset({"domain"})),
    ),
    "User": (RelationField("memberOf", "Group", "memberOf", "hasMember", _GROUP),),
    "Group": (
        RelationField("parent", "Group", "childOf", "parentOf", _GROUP),
        RelationField("children", "Group", "parentOf", "childOf", _GROUP),
        RelationField("members", "User", "hasMember", "memberOf", frozenset({"user"})),
    ),
    "Template": (_OWNER,),
    "AiResource": (_OWNER, _SYSTEM, _DEPENDS_ON),
    "Location": (),
}

SORTED_LISTS = (
    "providesApis",
    "consumesApis",
    "dependsOn",
    "dependencyOf",
    "memberOf",
    "children",
    "members",
)
"""Lists of references, which the catalog keeps sorted."""


class Reference(NamedTuple):
    """One reference as written, the field it stands in, and the identity it names."""

    field: RelationField
    path: Path
    text: str
    target: str


def references(
    entity: dict[str, Any], by_kind: Mapping[str, tuple[RelationField, ...]] = FIELDS
) -> Iterator[Reference]:
    """Every reference of a valid entity; UnknownReferenceError at the first malformed one."""
    spec = entity.get("spec")
    fields = by_kind.get(entity["kind"])
    if not fields or not isinstance(spec, dict):
        return
    namespace = entity["metadata"].get("namespace") or DEFAULT_NAMESPACE
    for relation in fields:
        value = spec.get(relation.name)
        if not value:
            continue
        if isinstance(value, str):
            target = resolve(value, relation.default_kind, namespace)
            yield Reference(relation, ("spec", relation.name), value, target)
            continue
        for index, text in enumerate(value if isinstance(value, list) else [value]):
            if not isinstance(text, str):
                raise UnknownReferenceError("a reference must be a string")
            target = resolve(text, relation.default_kind, namespace)
            yield Reference(relation, ("spec", relation.name, index), text, target)


def check_references(
    entity: dict[str, Any], by_kind: Mapping[str, tuple[RelationField, ...]] = FIELDS
) -> list[Finding]:
    """The malformed references of an otherwise valid entity."""
    found: list[Finding] = []
    spec = entity.get("spec") or {}
    namespace = entity["metadata"].get("namespace") or DEFAULT_NAMESPACE
    for relation in by_kind.get(entity["kind"], ()):
        value = spec.get(relation.name)
        if not value:
            continue
        many = isinstance(value, list)
        for index, text in enumerate(value if many else [value]):
            path: Path = ("spec", relation.name, index) if many else ("spec", relation.name)
            if not isinstance(text, str):
                message = f"`{field(path)}` must be a reference, written as a string"
                found.append(Finding("reference-format", path, message))
                continue
            try:
                resolve(text, relation.default_kind, namespace)
            except UnknownReferenceError as error:
                message = f"`{field(path)}`: {error.what}"
                found.append(Finding("reference-format", path, message, error.fix))
    return found
