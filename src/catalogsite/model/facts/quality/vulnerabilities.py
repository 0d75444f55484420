"""`quality.vulnerabilities.PROVIDER`: the open vulnerabilities of what an entity is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from catalogsite.model.facts.fields import Count, IsoTime, parsed_time
from catalogsite.model.facts.kind import (
    Card,
    Cell,
    FactKind,
    FactValue,
    Measure,
    Row,
    Status,
    Table,
    Tone,
    first_rows,
)
from catalogsite.model.quantities import plural
from catalogsite.model.value import Text

Severity = Literal["critical", "high", "medium", "low", "unknown"]
WORST_FIRST: tuple[Severity, ...] = ("critical", "high", "medium", "unknown", "low")
_TONES: dict[str, Tone] = {
    "critical": "bad",
    "high": "bad",
    "medium": "warn",
    "unknown": "warn",
    "low": "warn",
    "none": "good",
}
_ROWS = 4

MOST_LISTED = 200
"""Vulnerabilities that a fact lists; `count` is the number of all."""


class Vulnerability(FactValue):
    """One vulnerability in a package: its id, other ids of the same, and the version that is in use.

    `severity` is unknown where the provider states none. `fixed` is the first version without it,
    `since` when it became known for this entity, `file` the manifest or lock file that names the package.
    """

    id: Text
    severity: Severity = "unknown"
    aliases: tuple[Text, ...] = ()
    package: Text | None = None
    version: Text | None = None
    fixed: Text | None = None
    summary: Text | None = None
    since: IsoTime | None = None
    file: Text | None = None
    url: Text | None = None


class Vulnerabilities(FactValue):
    """The open vulnerabilities, the worst first, and how many there are.

    Where the provider looks packages up, `looked_up` of `packages` were: what was not looked up is not
    called free of vulnerabilities.
    """

    count: Count
    vulnerabilities: Annotated[tuple[Vulnerability, ...], Field(max_length=MOST_LISTED)] = ()
    looked_up: Count | None = None
    packages: Count | None = None


def vulnerabilities_value(
    found: Iterable[Vulnerability], looked_up: int | None = None, packages: int | None = None
) -> Vulnerabilities:
    """The fact for vulnerabilities in any order; of those with an id in common in a package one counts."""
    listed = sorted(_distinct(found), key=_order)
    value = Vulnerabilities(count=len(listed), vulnerabilities=tuple(listed[:MOST_LISTED]))
    if looked_up is None or packages is None:
        return value
    return value.model_copy(update={"looked_up": looked_up, "packages": packages})


def _distinct(found: Iterable[Vulnerability]) -> Iterator[Vulnerability]:
    """Each vulnerability of a package once, as the first provider describes it."""
    seen: set[tuple[str, str]] = set()
    for one in found:
        package = (one.package or "").casefold()
        names = {(package, name.upper()) for name in (one.id, *one.aliases)}
        if not names & seen:
            yield one
        seen |= names


def _order(one: Vulnerability) -> tuple[int, str, str]:
    return WORST_FIRST.index(one.severity), one.package or "", one.id


def _join(values: Sequence[Vulnerabilities]) -> Vulnerabilities:
    if len(values) == 1:
        return values[0]
    joined = vulnerabilities_value(one for value in values for one in value.vulnerabilities)
    # What a provider counts and does not list may be the same ones.
    count = max(joined.count, *(value.count for value in values))
    changes: dict[str, int | None] = {"count": count}
    if not any(map(_is_complete, values)):
        most = max(values, key=lambda value: value.looked_up or 0)
        changes |= {"looked_up": most.looked_up, "packages": most.packages}
    return joined.model_copy(update=changes)


def _is_complete(value: Vulnerabilities) -> bool:
    if value.looked_up is None:
        return value.packages is None
    return value.looked_up > 0 and value.looked_up >= (value.packages or 0)


def _status(value: Vulnerabilities) -> Status:
    if not value.count and not value.vulnerabilities:
        # Nothing is found where nothing is looked up.
        return Status("none", "good") if _is_complete(value) else Status("none found", "none")
    listed = (one.severity for one in value.vulnerabilities)
    worst = min(listed, key=WORST_FIRST.index, default="unknown")
    return Status(worst, _TONES[worst])


def _card(values: Mapping[str, Vulnerabilities]) -> Card:
    value = _join(list(values.values()))
    headline = _summary(value)
    return Card(_status(value), headline, first_rows(_rows(value), _ROWS), "vulnerabilities")


def _summary(value: Vulnerabilities) -> str:
    count = max(value.count, len(value.vulnerabilities))
    found = plural(count, "vulnerability", "vulnerabilities") if count else "no known vulnerability"
    if _is_complete(value):
        return found
    if value.packages is None:
        return f"{found} in {value.looked_up or 0:,} packages"
    return f"{found} in {value.looked_up or 0:,} of {value.packages:,} packages"


def _rows(value: Vulnerabilities) -> tuple[Row, ...]:
    return tuple(map(_row, value.vulnerabilities))


def _row(one: Vulnerability) -> Row:
    words = " · ".join(filter(None, (one.package, one.summary or one.id)))
    return Row(words, _severity(one), one.url, parsed_time(one.since))


def _severity(one: Vulnerability) -> Status:
    return Status(one.severity, _TONES[one.severity])


_COLUMNS = ("Vulnerability", "Package", "Fixed in", "Known since")


def _table(values: Mapping[str, Vulnerabilities]) -> Table:
    value = _join(list(values.values()))
    return Table(_COLUMNS, tuple(map(_cells, value.vulnerabilities)))


def _cells(one: Vulnerability) -> tuple[Cell, ...]:
    package = " ".join(filter(None, (one.package, one.version)))
    return (
        Cell(one.id, _severity(one), one.url, lines=(one.summary,) if one.summary else ()),
        Cell(package, lines=(one.file,) if one.file else ()),
        Cell(one.fixed or ""),
        Cell(time=parsed_time(one.since)),
    )


def _measures(_key: str, value: Vulnerabilities) -> Iterator[Measure]:
    if value.looked_up != 0:
        yield Measure("vulnerabilities", float(value.count))


KIND = FactKind(
    key="quality.vulnerabilities.*",
    label="Vulnerabilities",
    model=Vulnerabilities,
    card=_card,
    table=_table,
    join=_join,
    status=_status,
    summary=_summary,
    rows=_rows,
    measures=_measures,
    column="vulnerabilities",
    section="Quality",
)
