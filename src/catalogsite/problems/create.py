"""Problems and findings made from the rulebook: the caller gives rule, place and values, no text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from catalogsite.model.problem import Level, Problem
from catalogsite.problems.rulebook import rules
from catalogsite.problems.value_text import path_text
from catalogsite.problems.wording import Template
from catalogsite.yaml12.positions import Path


class SourceLocation(NamedTuple):
    """Where a problem is: repository id, file in it, line and column from 1, entity reference."""

    file: str | None = None
    line: int | None = None
    column: int | None = None
    entity_ref: str | None = None
    repository: str | None = None


class Finding(NamedTuple):
    """A broken rule at a field of a document whose place in a file is not known yet.

    `variant`, `suggestion` and `values` are those that its texts were made of.
    """

    rule: str
    path: Path
    level: Level
    message: str
    fix: str | None = None
    variant: str | None = None
    suggestion: str | None = None
    values: Mapping[str, object] = {}

    def at(self, location: SourceLocation) -> Problem:
        """The problem at a place in a file."""
        return _problem(self.rule, self.level, self.message, self.fix, location)

    def with_values(self, **values: object) -> Finding:
        """The same finding with other values in its texts."""
        every = {**self.values, **values}
        return finding(self.rule, self.path, self.variant, suggestion=self.suggestion, **every)


class _Wording(NamedTuple):
    """The compiled texts of one variant; `names` are the values that they need."""

    level: Level
    message: Template
    fix: Template | None
    suggest: Template | None
    names: frozenset[str]


_NOWHERE = SourceLocation()


def problem(
    rule: str,
    variant: str | None = None,
    /,
    *,
    at: SourceLocation = _NOWHERE,
    suggestion: str | None = None,
    **values: object,
) -> Problem:
    """A problem with the level, message and fix of the rulebook.

    `suggestion` selects the fix that names it. ValueError if rule or variant does not exist, or
    `values` are not exactly those that its texts need.
    """
    wording = _wording(rule, variant)
    message, fix = _texts(wording, rule, suggestion, values)
    return _problem(rule, wording.level, message, fix, at)


def finding(
    rule: str,
    path: Path,
    variant: str | None = None,
    /,
    *,
    suggestion: str | None = None,
    **values: object,
) -> Finding:
    """A finding about the field at `path`, which is also the value `field` unless another is given.

    Raises the same errors as `problem`.
    """
    wording = _wording(rule, variant)
    if "field" in wording.names:
        values.setdefault("field", path_text(path))
    message, fix = _texts(wording, rule, suggestion, values)
    return Finding(rule, path, wording.level, message, fix, variant, suggestion, values)


def _problem(rule: str, level: Level, message: str, fix: str | None, at: SourceLocation) -> Problem:
    # Without validation: a catalog may have tens of thousands, and all parts are of our making.
    return Problem.model_construct(
        rule=rule, level=level, message=message, fix=fix, file=at.file, line=at.line,
        column=at.column, entity_ref=at.entity_ref, repository=at.repository,
    )  # fmt: skip


def _texts(
    wording: _Wording, rule: str, suggestion: str | None, values: dict[str, object]
) -> tuple[str, str | None]:
    if values.keys() != wording.names:
        raise ValueError(
            f"rule `{rule}` needs the values {sorted(wording.names)}, got {sorted(values)}"
        )
    message = wording.message.render(values)
    if suggestion is None:
        return message, wording.fix.render(values) if wording.fix else None
    if wording.suggest is None:
        raise ValueError(f"rule `{rule}` has no text for a suggestion")
    return message, wording.suggest.render({**values, "suggestion": suggestion})


@cache
def _wording(rule: str, variant: str | None) -> _Wording:
    texts = rules()[rule].texts(variant) if rule in rules() else None
    if texts is None or texts.message is None:
        raise ValueError(f"the rulebook has no rule `{rule}` with the variant `{variant}`")
    message = Template(texts.message)
    fix = Template(texts.fix) if texts.fix else None
    suggest = Template(texts.suggest) if texts.suggest else None
    parts = (part.names for part in (message, fix, suggest) if part)
    return _Wording(
        texts.level, message, fix, suggest, frozenset[str]().union(*parts) - {"suggestion"}
    )
