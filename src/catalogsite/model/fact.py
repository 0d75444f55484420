"""A fact about an entity or repository, and its provenance."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import CoreSchema, core_schema

from catalogsite.model.facts.generic import Generic
from catalogsite.model.facts.kind import FactKind
from catalogsite.model.facts.registry import fact_kinds, kind_of
from catalogsite.model.facts.unread import KIND as UNREAD
from catalogsite.model.facts.unread import LENIENT, Unread
from catalogsite.model.value import Name, Text

_CLOSED = ConfigDict(extra="forbid", revalidate_instances="always")


class _ByKey:
    """The value of a fact: its type is the model of the kind that the key names."""

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(_validated)

    @classmethod
    def __get_pydantic_json_schema__(cls, _: CoreSchema, __: GetJsonSchemaHandler) -> Any:
        return {"description": "Its shape depends on `key`, see `allOf` of the fact."}


def _validated(value: object, info: ValidationInfo) -> object:
    key = info.data.get("key")
    # Without a usable key there is no shape to compare with; the key itself is reported.
    if key is None:
        return value
    model = kind_of(key).model
    # A fact is validated again with every snapshot that holds it, its value once.
    if type(value) is model or isinstance(value, Unread):
        return value
    try:
        return model.model_validate(value)
    except ValidationError:
        # A snapshot may hold facts of a package that is not installed here.
        if info.context is LENIENT and model is Generic:
            return Unread(value)
        raise


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a fact comes from: kind of the collector, page of the fact, commit, time of the answer.

    `name` tells a collector from others of its kind, as in the crawl report; `title` is how pages
    name its provider, where that is not the kind in words. `stale_since` is set while the source
    fails: the time of its last success. All times have a time zone.
    """

    __pydantic_config__ = _CLOSED

    source: Text
    name: Text | None = None
    title: Text | None = None
    time: AwareDatetime
    url: Text | None = None
    commit: Text | None = None
    stale_since: AwareDatetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that is true about a subject (an entity reference or a repository id).

    `key` decides the kind of the fact (`model/facts/registry.py`, `docs/reference/facts.md`), and
    so the type of `value`: the model of that kind, or the JSON for it.

    Nothing is checked when a fact is made: a wrong one must cost that fact, and not all that its
    collector would yield after it. It is validated where a collector's result comes in and where
    a snapshot is made or read, and `value` is an instance of the kind's model from then on.
    """

    __pydantic_config__ = _CLOSED

    subject: Name
    key: Name
    value: Annotated[object, _ByKey]
    provenance: Provenance

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        reference = handler(schema)
        handler.resolve_ref_schema(reference)["allOf"] = [
            {
                "if": {"properties": {"key": key_schema(kind, fact_kinds())}},
                "then": {"properties": {"value": handler(kind.model.__pydantic_core_schema__)}},
            }
            for kind in fact_kinds()
        ]
        return reference

    @property
    def kind(self) -> FactKind[Any]:
        """The kind that the key names; that of unread values where its package is missing."""
        return UNREAD if isinstance(self.value, Unread) else kind_of(self.key)


def key_schema(kind: FactKind[Any], kinds: Iterable[FactKind[Any]]) -> dict[str, Any]:
    """The JSON Schema of the keys of a kind, among all kinds."""
    if not kind.key.endswith("*"):
        return {"const": kind.key}
    if kind.join is not None:
        return {"pattern": rf"^{re.escape(kind.name)}(\..+)?$"}
    if kind.key != "*":
        return {"pattern": f"^{re.escape(kind.key[:-1])}."}
    others = [one for one in kinds if one.key != "*"]
    return {"not": {"anyOf": [key_schema(one, others) for one in others]}}


FACT_ADAPTER: TypeAdapter[Fact] = TypeAdapter(Fact)
"""Validates facts, and dumps them as JSON."""


def fact_json(fact: Fact, *, exclude_none: bool = False) -> dict[str, Any]:
    """A validated fact as JSON values."""
    dumped: dict[str, Any] = FACT_ADAPTER.dump_python(fact, mode="json", exclude_none=exclude_none)
    return dumped


def value_json(fact: Fact) -> Any:
    """The value of a validated fact as JSON values, as its collector gave it."""
    return fact.value.model_dump(mode="json") if isinstance(fact.value, BaseModel) else fact.value
