"""Kinds of facts of packages whose numbers for the history cannot be computed."""

from __future__ import annotations

from collections.abc import Iterable

from catalogsite.errors import FactKindError
from catalogsite.model.fact import Fact
from catalogsite.model.source_run import Failure


def broken_measures(source: str, facts: Iterable[Fact]) -> list[Failure]:
    """One failure for each key and error of a kind whose `measures` breaks; the facts still count."""
    groups: dict[tuple[str, str], list[str]] = {}
    for fact in facts:
        if fact.kind.measures is not None:
            try:
                list(fact.kind.measures(fact.key, fact.value))
            except FactKindError as error:
                groups.setdefault((fact.key, error.what), []).append(fact.subject)
    return [
        Failure(
            source=source,
            reason=f"{what}: the history has no number of `{key}`",
            fix="correct the function in the package that declares the kind",
            subjects=tuple(dict.fromkeys(subjects)),
            key=key,
        )
        for (key, what), subjects in groups.items()
    ]
