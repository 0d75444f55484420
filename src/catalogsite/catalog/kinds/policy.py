"""Which entities a catalog accepts: custom kinds, and rules for the kinds of each repository."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic import Field, model_validator

from catalogsite.catalog.kinds.ai_model import AI_MODEL_FIELDS
from catalogsite.catalog.kinds.core_kinds import versions_of
from catalogsite.catalog.relations.relations import FIELDS, RelationField
from catalogsite.execution.lazy_module import LazyModule
from catalogsite.model.entity import EntityData
from catalogsite.model.relations.types import (
    BACKSTAGE,
    Meaning,
    RelationType,
    title_of_name,
    words_of_name,
)
from catalogsite.model.value import Value
from catalogsite.paths.wildcard import matches_any
from catalogsite.problems.create import Finding, finding
from catalogsite.problems.schema_errors import error_text, leaf_errors, missing_property
from catalogsite.problems.value_text import value_text

if TYPE_CHECKING:
    import jsonschema
    from jsonschema.exceptions import ValidationError
else:
    jsonschema = LazyModule("jsonschema")

BACKSTAGE_DEFAULT = ("Component", "API", "Location")
"""The kinds that Backstage accepts from every repository if there is no rule."""

_STANDARD = {relation.name: relation for fields in FIELDS.values() for relation in fields}
_USUAL = ("owner", "system", "dependsOn", "dependencyOf")


class CustomRelation(Value):
    """A reference field of a custom kind.

    A field of a core kind (`owner`) has the same meaning here. Any other field needs the names of
    the relation and its inverse; `kind` is the kind of a reference without one. The titles are
    headings of tables of targets, made of the names where they are absent.
    """

    field: str
    kind: str | None = None
    relation: str | None = None
    inverse: str | None = None
    title: str | None = None
    inverse_title: str | None = None
    meaning: Meaning = "other"

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, given: Any) -> Any:
        return {"field": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _complete(self) -> CustomRelation:
        if self.field not in _STANDARD and not (self.relation and self.inverse):
            raise ValueError(
                f"`{self.field}` is not a field of a core kind: set `relation` and `inverse`"
            )
        return self

    @property
    def type(self) -> RelationType | None:
        """The type of the relation; None where it is that of the known field."""
        if not (self.relation and self.inverse):
            return None
        return RelationType(
            name=self.relation,
            inverse=self.inverse,
            title=self.title or title_of_name(self.relation),
            inverse_title=self.inverse_title or title_of_name(self.inverse),
            words=words_of_name(self.relation),
            inverse_words=words_of_name(self.inverse),
            meaning=self.meaning,
        )

    def as_field(self) -> RelationField:
        """The field in the form of the core kinds."""
        known = _STANDARD.get(self.field)
        if known and not self.relation:
            return known._replace(default_kind=self.kind or known.default_kind)
        return RelationField(self.field, self.kind, self.relation or "", self.inverse or "")


class CustomKind(Value):
    """A custom kind: its versions (empty: any), JSON Schema and reference fields."""

    kind: str
    api_versions: tuple[str, ...] = Field((), alias="apiVersions")
    definition: dict[str, Any] | str | None = Field(None, alias="schema")
    relations: tuple[CustomRelation, ...] = tuple(CustomRelation(field=name) for name in _USUAL)

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, given: Any) -> Any:
        return {"kind": given} if isinstance(given, str) else given

    def check(self, entity: EntityData) -> Iterator[Finding]:
        """The findings about an entity of this kind whose envelope is valid."""
        version = entity["apiVersion"]
        if self.api_versions and version not in self.api_versions:
            yield finding(
                "unknown-api-version",
                ("apiVersion",),
                value=value_text(version),
                kind=self.kind,
                expected=self.api_versions[0],
            )
        if isinstance(self.definition, dict):
            errors = jsonschema.Draft202012Validator(self.definition).iter_errors(entity)
            leaves = [leaf for error in errors for leaf in leaf_errors(error)]
            yield from map(self._finding, sorted(leaves, key=lambda one: list(map(str, one.path))))

    def _finding(self, error: ValidationError) -> Finding:
        path, missing = tuple(error.absolute_path), missing_property(error)
        reason = f"`{missing}` is missing" if missing is not None else error_text(error)
        return finding("kind-schema", path, kind=self.kind, reason=reason)


def contradicting_relation(kinds: Iterable[CustomKind]) -> str:
    """What contradicts itself in the relations of custom kinds; empty where nothing does."""
    known = {name: one for one in BACKSTAGE for name in (one.name, one.inverse)}
    for kind in kinds:
        for one in filter(None, (relation.type for relation in kind.relations)):
            other = known.setdefault(one.name, one)
            if {other.name, other.inverse} != {one.name, one.inverse}:
                return (
                    f"the relation `{one.name}` of the kind {kind.kind} has the inverse "
                    f"`{one.inverse}`, and elsewhere it is between `{other.name}` and "
                    f"`{other.inverse}`: give both the same inverse, or one another name"
                )
            if other not in BACKSTAGE and other != one:
                return (
                    f"the relation `{one.name}` of the kind {kind.kind} differs from that of "
                    "another kind: give both the same titles and meaning"
                )
    return ""


class AllowedKind(Value):
    """A kind that a rule accepts, or only its entities with the given `spec.type`."""

    kind: str
    type: str | None = Field(None, alias="spec.type")

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, given: Any) -> Any:
        return {"kind": given} if isinstance(given, str) else given

    def accepts(self, entity: EntityData) -> bool:
        """Whether an entity is accepted, ignoring upper and lower case."""
        if entity["kind"].lower() != self.kind.lower():
            return False
        given = (entity.get("spec") or {}).get("type")
        return not self.type or (isinstance(given, str) and given.lower() == self.type.lower())


class CatalogRule(Value):
    """The kinds that repositories may define; `repositories` are globs over repository ids."""

    allow: tuple[AllowedKind, ...]
    repositories: tuple[str, ...] = ("*",)

    def covers(self, repository: str) -> bool:
        """Whether the rule applies to a repository."""
        name = repository.lower()
        return matches_any(name, map(str.lower, self.repositories))


class Policy(Value):
    """Which entities a catalog accepts: without rules, all of known kinds.

    `ai_model` adds the kinds of Backstage's module `ai-model`. `hosts` are those that placeholders
    may refer to, besides the public hosts of repositories.
    """

    kinds: tuple[CustomKind, ...] = ()
    rules: tuple[CatalogRule, ...] = ()
    ai_model: bool = False
    hosts: tuple[str, ...] = ()

    @cached_property
    def custom(self) -> Mapping[str, CustomKind]:
        """The custom kinds by name."""
        return {kind.kind: kind for kind in self.kinds}

    @cached_property
    def fields(self) -> Mapping[str, tuple[RelationField, ...]]:
        """The reference fields of every kind."""
        core = AI_MODEL_FIELDS if self.ai_model else FIELDS
        own = {
            kind.kind: tuple(relation.as_field() for relation in kind.relations)
            for kind in self.kinds
        }
        return {**core, **own} if own else core

    @cached_property
    def relation_types(self) -> tuple[RelationType, ...]:
        """The types of relations that the custom kinds add, by name."""
        relations = (relation for kind in self.kinds for relation in kind.relations)
        types = {one.name: one for relation in relations if (one := relation.type)}
        return tuple(types[name] for name in sorted(types))

    @cached_property
    def known(self) -> frozenset[str]:
        """The names of all kinds."""
        return frozenset((*versions_of(ai_model=self.ai_model), *self.custom))

    def without_rules(self) -> Policy:
        """The policy that accepts all of its kinds."""
        return self.model_copy(update={"rules": ()})

    def allows(self, entity: EntityData, repository: str) -> bool:
        """Whether a repository may define an entity: one rule that accepts it is enough."""
        if not self.rules:
            return True
        rules = (rule for rule in self.rules if rule.covers(repository))
        return any(allowed.accepts(entity) for rule in rules for allowed in rule.allow)
