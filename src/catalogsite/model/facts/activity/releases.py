"""`releases.PROVIDER`: the latest releases of an entity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import StrictBool

from catalogsite.model.facts.fields import IsoTime, parsed_time
from catalogsite.model.facts.kind import (
    Card,
    Cell,
    FactKind,
    FactValue,
    Row,
    Status,
    Table,
    first_rows,
)
from catalogsite.model.value import Text

_ROWS = 4
_NO_STATUS = Status("", "none")


class Release(FactValue):
    """One release; `url` is its page, `time` when it was published."""

    version: Text
    time: IsoTime | None = None
    url: Text | None = None
    prerelease: StrictBool = False


class Releases(FactValue):
    """The latest releases, in any order; those without a time come last, as they were given."""

    releases: tuple[Release, ...]


def _join(values: Sequence[Releases]) -> Releases:
    """All of them, the newest first; of several with one version and address the first counts."""
    found: dict[tuple[str, str | None], Release] = {}
    for value in values:
        for one in value.releases:
            found.setdefault((one.version, one.url), one)
    return Releases(releases=tuple(sorted(found.values(), key=_order)))


def _order(one: Release) -> float:
    time = parsed_time(one.time)
    return -time.timestamp() if time else float("inf")


def _newest_first(value: Releases) -> tuple[Release, ...]:
    return _join([value]).releases


def _summary(value: Releases) -> str:
    """The latest version that is no pre-release; a pre-release where there are no others."""
    listed = _newest_first(value)
    final = next((one.version for one in listed if not one.prerelease), None)
    if final is not None:
        return final
    return f"{listed[0].version}, a pre-release" if listed else "no release"


def _card(values: Mapping[str, Releases]) -> Card:
    value = _join(list(values.values()))
    return Card(_NO_STATUS, _summary(value), first_rows(_rows(value), _ROWS), "")


def _rows(value: Releases) -> tuple[Row, ...]:
    return tuple(
        Row(one.version, _mark(one), one.url, parsed_time(one.time)) for one in _newest_first(value)
    )


def _mark(one: Release) -> Status:
    return Status("pre-release", "none") if one.prerelease else _NO_STATUS


_COLUMNS = ("Release", "Published")


def _table(values: Mapping[str, Releases]) -> Table:
    value = _join(list(values.values()))
    return Table(_COLUMNS, tuple(map(_cells, value.releases)))


def _cells(one: Release) -> tuple[Cell, ...]:
    return Cell(one.version, _mark(one), one.url), Cell(time=parsed_time(one.time))


KIND = FactKind(
    key="releases.*",
    label="Releases",
    model=Releases,
    card=_card,
    table=_table,
    join=_join,
    summary=_summary,
    rows=_rows,
)
