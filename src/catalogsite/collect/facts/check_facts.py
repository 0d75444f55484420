"""Turns wrong facts of a collector into failures: each costs only itself."""

from __future__ import annotations

from collections.abc import Iterable

from catalogsite.model.fact_check import WrongFact
from catalogsite.model.source_run import Failure

_LONGEST = 80


def failures_of(source: str, wrong: Iterable[WrongFact]) -> list[Failure]:
    """One failure for all facts with the same key and the same mistake, in their order."""
    groups: dict[tuple[str | None, str], list[WrongFact]] = {}
    for one in wrong:
        groups.setdefault((one.key, one.reason), []).append(one)
    return [_failure(source, group) for group in groups.values()]


def _failure(source: str, group: list[WrongFact]) -> Failure:
    first, more = group[0], len(group) - 1
    fact = f"the fact `{_short(first.key)}`" if first.key else "a fact"
    about = f" about `{_short(first.subject)}`" if first.subject else ""
    others = f" and {more} more" if more else ""
    described = f"the value of `{_short(first.key)}`" if first.key else "facts"
    subjects, key = _missing(group)
    return Failure(
        source=source,
        reason=f"{fact}{about}{others} is not used: {first.reason}",
        fix=f"correct the collector `{source}`; `catalogsite schema snapshot` describes {described}",
        subjects=subjects,
        key=key,
    )


def _missing(group: list[WrongFact]) -> tuple[tuple[str, ...], str | None]:
    """The subjects and the key of a Failure: as narrow as what the facts say of themselves."""
    key = group[0].key or None
    if all(one.subject for one in group):
        return tuple(dict.fromkeys(one.subject for one in group if one.subject)), key
    return ((key,) if key else ()), None


def _short(text: str | None) -> str:
    plain = " ".join((text or "").split())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"
