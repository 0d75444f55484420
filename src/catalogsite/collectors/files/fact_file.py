"""The facts of one JSON file; a wrong one costs only itself and is named by its place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from catalogsite.model.entity import DEFAULT_NAMESPACE
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.fact_check import WrongFact, check_fact
from catalogsite.model.facts.fields import is_iso_time, parsed_time
from catalogsite.model.source_run import Failure
from catalogsite.network.json_types import mismatch

MOST_FACTS = 20_000
"""Facts that are read of one file."""

SOURCE = "facts"
SCHEMA_FIX = "`catalogsite schema facts` describes these files"
_TITLE = "Fact file"
_MOST_REPORTED = 20
_NOTHING_LOST = ("",)
"""The subjects of a mistake that costs no fact: no fact is about it."""

_FILE_KEYS = frozenset({"$schema", "source", "time", "facts"})
_FACT_KEYS = frozenset({"key", "entity"})


@dataclass(frozen=True, slots=True)
class FactFile:
    """The content of a file, and where it lies.

    `place` is how messages name it. `own` are the entities that its facts are about where they name
    none; `allowed` are those that they may name, None for all.
    """

    place: str
    content: bytes
    time: datetime
    url: str | None = None
    commit: str | None = None
    stale_since: datetime | None = None
    own: tuple[str, ...] = ()
    allowed: frozenset[str] | None = None


class _Wrong(NamedTuple):
    """A mistake at a place of a file (a JSON pointer), and the facts that it costs."""

    pointer: str
    reason: str
    subjects: tuple[str, ...] = ()
    key: str | None = None


class _UnusableFileError(Exception):
    """A file of which nothing can be used, and why."""


def facts_of(file: FactFile, known: frozenset[str]) -> Iterator[Fact | Failure]:
    """The facts of a file; a Failure for each kind of mistake. `known` are all references."""
    try:
        content = _object(file.content)
        items, wrong = _items(content)
        source = _provenance(file, content, wrong)
    except _UnusableFileError as error:
        yield _failure(file, _Wrong("", str(error)), 0)
        return
    for number, item in enumerate(items):
        for one in _facts(item, f"/facts/{number}", file, known, source):
            if isinstance(one, Fact):
                yield one
            else:
                wrong.append(one)
    yield from _failures(file, wrong)


def _object(content: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _UnusableFileError("is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise _UnusableFileError(f"line {error.lineno}: is not JSON: {error.msg}") from None
    except (ValueError, RecursionError):
        raise _UnusableFileError("is not JSON that can be read") from None
    if not isinstance(found, dict):
        raise _UnusableFileError(mismatch("an object", "", found))
    return found


def _items(content: Mapping[str, Any]) -> tuple[list[Any], list[_Wrong]]:
    items = content.get("facts")
    if not isinstance(items, list):
        raise _UnusableFileError(mismatch("a list", "facts", items))
    wrong = [
        _Wrong(f"/{name}", "is not a key of a fact file", subjects=_NOTHING_LOST)
        for name in content
        if name not in _FILE_KEYS
    ]
    if len(items) > MOST_FACTS:
        reason = f"has {len(items):,} facts; the first {MOST_FACTS:,} are read"
        wrong.append(_Wrong("/facts", reason))
    return items[:MOST_FACTS], wrong


def _provenance(file: FactFile, content: Mapping[str, Any], wrong: list[_Wrong]) -> Provenance:
    title, time = content.get("source", _TITLE), content.get("time")
    if not isinstance(title, str) or not title.strip():
        reason = "is empty" if isinstance(title, str) else mismatch("a text", "", title)
        wrong.append(_Wrong("/source", reason, subjects=_NOTHING_LOST))
        title = _TITLE
    if time is not None and not (isinstance(time, str) and is_iso_time(time)):
        reason = "must be an ISO 8601 time with a time zone, such as 2026-01-31T22:05:11Z"
        wrong.append(_Wrong("/time", reason, subjects=_NOTHING_LOST))
        time = None
    return Provenance(
        source=SOURCE,
        title=title,
        time=parsed_time(time) or file.time,
        url=file.url,
        commit=file.commit,
        stale_since=file.stale_since,
    )


def _facts(
    item: object, pointer: str, file: FactFile, known: frozenset[str], source: Provenance
) -> Iterator[Fact | _Wrong]:
    """The facts of one entry: one for each entity that it is about."""
    if not isinstance(item, dict):
        yield _Wrong(pointer, mismatch("an object", "", item))
        return
    key = item.get("key")
    if not isinstance(key, str) or not key:
        yield _Wrong(f"{pointer}/key", mismatch("a text", "", key) if key != "" else "is empty")
        return
    value = {name: one for name, one in item.items() if name not in _FACT_KEYS}
    for subject in _subjects(item, pointer, file, known):
        if isinstance(subject, _Wrong):
            yield subject
            continue
        fact = check_fact(Fact(subject=subject, key=key, value=value, provenance=source))
        yield _placed(fact, pointer) if isinstance(fact, WrongFact) else fact


def _subjects(
    item: Mapping[str, Any], pointer: str, file: FactFile, known: frozenset[str]
) -> Iterator[str | _Wrong]:
    key = item["key"]
    named = item.get("entity")
    if named is None:
        yield from file.own
        if not file.own:
            yield _Wrong(pointer, "needs the reference of an `entity`", key=key)
        return
    for text in named if isinstance(named, list) else [named]:
        place = f"{pointer}/entity"
        if not isinstance(text, str):
            yield _Wrong(place, mismatch("a reference", "", text), key=key)
            continue
        ref = _reference(text)
        if ref not in known:
            yield _Wrong(place, f"`{_short(text)}` is not in the catalog", (ref,), key)
        elif file.allowed is not None and ref not in file.allowed:
            reason = f"`{_short(text)}` is of another repository, which `any_entity: true` allows"
            yield _Wrong(place, reason, (ref,), key)
        else:
            yield ref


def _reference(text: str) -> str:
    """The full reference; the kind is Component and the namespace `default` where they are missing."""
    kind, _, rest = text.strip().lower().rpartition(":")
    namespace, _, name = rest.rpartition("/")
    return f"{kind or 'component'}:{namespace or DEFAULT_NAMESPACE}/{name}"


def _short(text: str) -> str:
    return " ".join(text[:80].split())


def _placed(wrong: WrongFact, pointer: str) -> _Wrong:
    subjects = (wrong.subject,) if wrong.subject else ()
    # The value of a fact is the entry itself.
    reason = wrong.reason.replace("`value.", "`", 1)
    return _Wrong(pointer, reason, subjects, wrong.key)


def _failures(file: FactFile, wrong: list[_Wrong]) -> Iterator[Failure]:
    """One failure for all mistakes with the same key and reason."""
    groups: dict[tuple[str | None, str], list[_Wrong]] = {}
    for one in wrong:
        groups.setdefault((one.key, one.reason), []).append(one)
    listed = list(groups.items())
    for (key, _), group in listed[:_MOST_REPORTED]:
        subjects = dict.fromkeys(ref for one in group for ref in one.subjects)
        first = group[0]._replace(subjects=tuple(subjects), key=key)
        yield _failure(file, first, len(group) - 1)
    if rest := listed[_MOST_REPORTED:]:
        yield _failure(file, _Wrong("", f"{len(rest):,} more mistakes of other kinds"), 0)


def _failure(file: FactFile, wrong: _Wrong, more: int) -> Failure:
    place = f"{file.place}#{wrong.pointer}" if wrong.pointer else file.place
    others = f", and {more:,} more" if more else ""
    # Without a subject all that the file gave before stays: nobody knows what it says now.
    subjects = wrong.subjects or tuple(filter(None, (file.url, *file.own)))
    return Failure.about(
        place,
        f"{wrong.reason}{others}",
        source=SOURCE,
        fix=SCHEMA_FIX,
        url=file.url,
        subjects=subjects,
        key=wrong.key if wrong.subjects else None,
    )
