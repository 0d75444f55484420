"""What a catalog takes: kinds of a company's own, and rules of who may bring which kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from pydantic import Field, model_validator

from catalogsite.catalog.kinds.ai_model import NEWER_FIELDS
from catalogsite.catalog.kinds.core_kinds import versions_of
from catalogsite.catalog.relations.relations import FIELDS, RelationField
from catalogsite.model.entity import EntityData
from catalogsite.model.value import Value
from catalogsite.problems.create import Finding, finding
from catalogsite.problems.value_text import value_text

BACKSTAGE_DEFAULT = ("Component", "API", "Location")
"""The kinds that Backstage takes from everywhere where no rule is written."""

_STANDARD = {relation.name: relation for fields in FIELDS.values() for relation in fields}
_USUAL = ("owner", "system", "dependsOn", "dependencyOf")


class CustomRelation(Value):
    """A field of a custom kind that names entities.

    A field that a core kind has too (`owner`) means the same here. For any other, `kind` is what
    a reference without a kind names, and both names of the relation must be given.
    """

    field: str
    kind: str | None = None
    relation: str | None = None
    inverse: str | None = None

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

    def as_field(self) -> RelationField:
        """The relation as the core kinds declare theirs."""
        known = _STANDARD.get(self.field)
        if known and not self.relation:
            return known._replace(default_kind=self.kind or known.default_kind)
        return RelationField(self.field, self.kind, self.relation or "", self.inverse or "")


class CustomKind(Value):
    """A kind of a company's own: its versions (none: any), JSON Schema and relations."""

    kind: str
    api_versions: tuple[str, ...] = Field((), alias="apiVersions")
    definition: dict[str, Any] | str | None = Field(None, alias="schema")
    relations: tuple[CustomRelation, ...] = tuple(CustomRelation(field=name) for name in _USUAL)

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, given: Any) -> Any:
        return {"kind": given} if isinstance(given, str) else given

    def check(self, entity: EntityData) -> Iterator[Finding]:
        """What is wrong with an entity of this kind, its envelope apart."""
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
            errors = Draft202012Validator(self.definition).iter_errors(entity)
            yield from map(self._finding, sorted(errors, key=lambda one: list(map(str, one.path))))

    def _finding(self, error: ValidationError) -> Finding:
        path = tuple(error.absolute_path)
        return finding("kind-schema", path, kind=self.kind, reason=error.message)


class AllowedKind(Value):
    """A kind that a rule lets in, or only entities of it whose `spec.type` is the one given."""

    kind: str
    type: str | None = Field(None, alias="spec.type")

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, given: Any) -> Any:
        return {"kind": given} if isinstance(given, str) else given

    def takes(self, entity: EntityData) -> bool:
        """Whether it lets an entity in; letters' case does not count."""
        if entity["kind"].lower() != self.kind.lower():
            return False
        given = (entity.get("spec") or {}).get("type")
        return not self.type or (isinstance(given, str) and given.lower() == self.type.lower())


class CatalogRule(Value):
    """Which kinds repositories may bring; `repositories` are globs over their ids."""

    allow: tuple[AllowedKind, ...]
    repositories: tuple[str, ...] = ("*",)

    def covers(self, repository: str) -> bool:
        """Whether the rule is about a repository."""
        name = repository.lower()
        return any(fnmatchcase(name, pattern.lower()) for pattern in self.repositories)


class Policy(Value):
    """What a catalog takes. Without rules it takes every kind that it knows.

    With `newer` it knows what Backstage knows with its module `ai-model`. `hosts` are those that
    placeholders may name, besides the public ones that everybody's code lies on.
    """

    kinds: tuple[CustomKind, ...] = ()
    rules: tuple[CatalogRule, ...] = ()
    newer: bool = False
    hosts: tuple[str, ...] = ()

    @cached_property
    def custom(self) -> Mapping[str, CustomKind]:
        """The company's own kinds by name."""
        return {kind.kind: kind for kind in self.kinds}

    @cached_property
    def fields(self) -> Mapping[str, tuple[RelationField, ...]]:
        """The fields of every kind that name entities."""
        core = NEWER_FIELDS if self.newer else FIELDS
        own = {
            kind.kind: tuple(relation.as_field() for relation in kind.relations)
            for kind in self.kinds
        }
        return {**core, **own} if own else core

    @cached_property
    def known(self) -> frozenset[str]:
        """The names of all kinds."""
        return frozenset((*versions_of(newer=self.newer), *self.custom))

    def allows(self, entity: EntityData, repository: str) -> bool:
        """Whether a repository may bring an entity: one rule that lets it in is enough."""
        if not self.rules:
            return True
        rules = (rule for rule in self.rules if rule.covers(repository))
        return any(allowed.takes(entity) for rule in rules for allowed in rule.allow)
