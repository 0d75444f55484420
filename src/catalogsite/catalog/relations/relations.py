"""The relations that an entity's fields declare, in both directions."""

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
    """A field of a spec that names entities: default kind, both relations, kinds that fit.

    Only a catalog with newer kinds has the rest. References of another kind than `allowed` make
    no relation; only the kinds in `answered` get the one back; `of_type` is the `spec.type` whose
    field it is; where it is `lenient`, what is no text is no reference.
    """

    name: str
    default_kind: str | None
    forward: str
    backward: str
    kinds: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()
    answered: frozenset[str] | None = None
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
"""Lists of references, which the catalog keeps sorted."""


class Reference(NamedTuple):
    """One reference as written, the field it stands in, and the identity it names."""

    field: RelationField
    path: Path
    text: str
    target: str

    @property
    def place(self) -> str:
        """The field, without an index: the catalog keeps lists in another order than their author."""
        return path_text(self.path[:2])

    @property
    def is_related(self) -> bool:
        """Whether the entity is related to what it names."""
        return not self.field.allowed or self.target.partition(":")[0] in self.field.allowed

    @property
    def is_answered(self) -> bool:
        """Whether what it names is related back."""
        return self.field.answered is None or self.target.partition(":")[0] in self.field.answered


def references(
    entity: dict[str, Any], by_kind: Mapping[str, tuple[RelationField, ...]] = FIELDS
) -> Iterator[Reference]:
    """Every reference of a valid entity; UnknownReferenceError at the first malformed one."""
    for relation, path, given in _written(entity, by_kind):
        target = _target(given, relation, namespace_of(entity))
        yield Reference(relation, path, str(given), target)


def check_references(
    entity: dict[str, Any], by_kind: Mapping[str, tuple[RelationField, ...]] = FIELDS
) -> list[Finding]:
    """The malformed references of an otherwise valid entity."""
    found: list[Finding] = []
    for relation, path, given in _written(entity, by_kind):
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


def _written(
    entity: dict[str, Any], by_kind: Mapping[str, tuple[RelationField, ...]]
) -> Iterator[tuple[RelationField, Path, Any]]:
    """Each value that stands where a reference is due; Backstage has no rule for `dependencyOf`."""
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
