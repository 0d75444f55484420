"""The result of `catalogsite doctor`, as values; their JSON is part of the public contract."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, computed_field

from catalogsite.model.value import Text, Value

DOCTOR_SCHEMA = 1
"""Version of the format; raised when a reader of the old one would misread the new."""

Role = Literal["source", "enrich"]
State = Literal["ok", "failed", "skipped"]


class Finding(Value):
    """The result of one check of this machine; `fix` is what to do if it failed."""

    ok: bool
    what: Text
    fix: Text | None = None


class Suggestion(Value):
    """An annotation that would map an entity to a provider, and the descriptor to add it to.

    `file` is the path in the repository, and `line` that of the entity's document (from 1).
    """

    ref: Text
    repository: Text | None
    file: Text | None
    line: int | None
    annotation: Text
    value: Text


class Reach(Value):
    """How many entities of the last snapshot map to a source or provider.

    `of` counts the components of repositories that are not archived, and what is mapped besides; of a
    source all entities. `annotation` would map the rest; `suggestions` are the first few of them.
    """

    mapped: int
    of: int
    annotation: Text | None = None
    suggestions: tuple[Suggestion, ...] = ()

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated property
    @property
    def unmapped(self) -> int:
        """The entities that do not map to it."""
        return self.of - self.mapped


class ProviderCheck(Value):
    """The answer of one source or provider.

    `account` is whose the credentials are, `missing` the rights that they lack for what is
    configured, `notes` what else it says of them. `reach` is None where there is no snapshot yet,
    where it does not name the source, and where the entities cannot be counted.
    `seconds` is None where it was not asked.
    """

    role: Role
    kind: Text
    name: Text
    state: State
    answer: Text
    fix: Text | None = None
    account: Text | None = None
    missing: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()
    reach: Reach | None = None
    seconds: float | None = None


class Diagnosis(Value):
    """The results of all checks, in the order in which they are printed."""

    schema_: int = Field(default=DOCTOR_SCHEMA, alias="schema")
    version: str
    checks: tuple[Finding, ...]
    providers: tuple[ProviderCheck, ...]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def ok(self) -> bool:
        """Whether no check failed."""
        asked = all(one.state != "failed" for one in self.providers)
        return asked and all(one.ok for one in self.checks)
