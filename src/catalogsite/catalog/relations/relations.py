"""The reference fields of each kind, and the references of an entity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from catalogsite.catalog.relations.references import parse_ref, resolve, stringify
from catalogsite.errors import UnknownReferenceError
from catalogsite.model.entity import namespace_of
from catalogsite.problems.create import Finding, finding
from catalogsite.problems.value_text import path_text
from catalogsite.yaml12.documents import Path


class RelationField(NamedTuple):
    """A reference field of a spec: default kind, name of the relation and its inverse, expected kinds.

    The other attributes are only used with the kinds of `ai-model`. A reference to a kind not in
    `allowed` adds no relation; only entities of `inverse_kinds` get the inverse (None: all);
    `of_type` is the `spec.type` that has the field; if `lenient`, a value that is not a string is
    ignored.
    """

    name: str
    default_kind: str | None
    forward: str
    backward: str
    kinds: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()
    inverse_kinds: frozenset[str] | None = None
    of_type: str = ""
    lenient: bool = False


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
"""The lists of references that the catalog sorts."""


class Reference(NamedTuple):
    """One reference as written, its field, and the identity of the entity that it refers to."""

    field: RelationField
    path: Path
    text: str
    target: str

    @property
    def place(self) -> str:
        """The field without an index, since the catalog sorts lists."""
        return path_text(self.path[:2])

    @property
    def is_related(self) -> bool:
        """Whether the reference adds a relation to its entity."""
        return not self.field.allowed or self.target.partition(":")[0] in self.field.allowed

    @property
    def has_inverse(self) -> bool:
        """Whether the reference adds the inverse relation to its target."""
        kinds = self.field.inverse_kinds
        return kinds is None or self.target.partition(":")[0] in kinds


def references(
    entity: dict[str, Any], by_kind: Mapping[str, tuple[RelationField, ...]] = FIELDS
) -> Iterator[Reference]:
    """Every reference of a valid entity. Raises UnknownReferenceError at the first malformed one."""
    for relation, path, given in _reference_values(entity, by_kind):
        target = _target(given, relation, namespace_of(entity))
        yield Reference(relation, path, str(given), target)


def check_references(
    entity: dict[str, Any], by_kind: Mapping[str, tuple[RelationField, ...]] = FIELDS
) -> list[Finding]:
    """A finding for each malformed reference of an otherwise valid entity."""
    found: list[Finding] = []
    for relation, path, given in _reference_values(entity, by_kind):
        try:
            _target(given, relation, namespace_of(entity))
        except UnknownReferenceError as error:
            reason, fix = error.what, error.fix
            found.append(finding("reference-format", path, reason=reason, suggestion=fix))
    return found


def _target(given: Any, relation: RelationField, namespace: str) -> str:
    if isinstance(given, str):
        return resolve(given, relation.default_kind, namespace)
    return stringify(*parse_ref(given, relation.default_kind, namespace))


def _reference_values(
    entity: dict[str, Any], by_kind: Mapping[str, tuple[RelationField, ...]]
) -> Iterator[tuple[RelationField, Path, Any]]:
    """Each value of a reference field, of any type: Backstage has no rule for `dependencyOf`."""
    spec = entity.get("spec")
    if not isinstance(spec, dict):
        return
    for relation in by_kind.get(entity["kind"], ()):
        value = spec.get(relation.name)
        if not value and not isinstance(value, dict):
            continue
        if relation.of_type and relation.of_type != spec.get("type"):
            continue
        many = isinstance(value, list)
        for index, given in enumerate(value if many else [value]):
            if relation.lenient and not (given and isinstance(given, str)):
                continue
            path: Path = ("spec", relation.name, index) if many else ("spec", relation.name)
            yield relation, path, given
