"""Facts that a collector yields twice: the same value counts once, and of two values none counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from catalogsite.model.fact import Fact
from catalogsite.model.source_run import Failure


class SingleFacts(NamedTuple):
    """Facts with one value for each subject and key, and a failure for each key with several."""

    facts: list[Fact]
    failures: list[Failure]


def single_facts(source: str, facts: Sequence[Fact]) -> SingleFacts:
    """The facts without repeated ones; their order makes no difference to which are left out."""
    first: dict[tuple[str, str], Fact] = {}
    several: dict[str, dict[str, None]] = {}
    for fact in facts:
        known = first.setdefault((fact.subject, fact.key), fact)
        if known.value != fact.value:
            several.setdefault(fact.key, {})[fact.subject] = None
    kept = [fact for fact in first.values() if fact.subject not in several.get(fact.key, ())]
    return SingleFacts(kept, [_failure(source, key, list(refs)) for key, refs in several.items()])


def _failure(source: str, key: str, subjects: list[str]) -> Failure:
    more = f" and {len(subjects) - 1} more" if len(subjects) > 1 else ""
    return Failure(
        source=source,
        reason=f"several values of `{key}` for `{min(subjects)}`{more}: none is used",
        fix=f"correct the collector `{source}`, so that it yields one fact with a key for an entity",
        subjects=tuple(sorted(subjects)),
        key=key,
    )
