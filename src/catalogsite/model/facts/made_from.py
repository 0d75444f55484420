"""`template`: the templates that a repository or an entity was made from, and whether they are newer now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from catalogsite.model.facts.fields import Count
from catalogsite.model.facts.kind import Card, Cell, FactKind, FactValue, Row, Status, Table
from catalogsite.model.value import Text

Tool = Literal["catalogsite", "backstage", "copier", "cruft"]
State = Literal["current", "behind", "unknown"]

MOST_CHANGED = 50
"""Changed files of a template that a fact names."""


class MadeFrom(FactValue):
    """One template that files were made from.

    `template` is its reference in the catalog, or how the record names it. `file` is the record, and
    `version` the one that it states; `current` is the version of the template now. `behind` counts the
    changes of the template in between, and `changed` are files of it that they change, at most 50.
    """

    template: Text
    tool: Tool
    state: State
    file: Text | None = None
    version: Text | None = None
    current: Text | None = None
    behind: Count | None = None
    changed: tuple[Text, ...] = ()


class Templates(FactValue):
    """All templates of a repository or entity; `state` is the worst of theirs."""

    state: State
    templates: tuple[MadeFrom, ...]


_STATUS: dict[State, Status] = {
    "current": Status("current", "good"),
    "behind": Status("behind", "warn"),
    "unknown": Status("", "none"),
}
_ROWS = 4
_SHORT = 12
_UPDATE = {
    "catalogsite": "catalogsite new --update",
    "copier": "catalogsite new --update",
    "cruft": "cruft update",
    "backstage": "",
}


def worst(states: Sequence[State]) -> State:
    """`behind` where one is, else `unknown` where one is, else `current`."""
    order: tuple[State, ...] = ("behind", "unknown", "current")
    return next(state for state in order if state in states)


def template_name(ref: str) -> str:
    """How a page names a template: the name of the default namespace alone."""
    return ref.removeprefix("template:").removeprefix("default/")


def lag(one: MadeFrom) -> str:
    """The lag of a template in words."""
    if one.state == "unknown":
        return "version unknown" if one.version is None else f"at {one.version[:_SHORT]}"
    if one.state == "current":
        return "current"
    return (
        f"{one.behind} version{'s' if one.behind != 1 else ''} behind" if one.behind else "behind"
    )


def status_of(one: MadeFrom) -> Status:
    """The status of one template."""
    return _STATUS[one.state]


def _summary(value: Templates) -> str:
    return ", ".join(f"{template_name(one.template)}: {lag(one)}" for one in value.templates)


def _status(value: Templates) -> Status:
    return _STATUS[value.state]


def _parts(values: Mapping[str, Templates]) -> list[MadeFrom]:
    return [one for value in values.values() for one in value.templates]


def _card(values: Mapping[str, Templates]) -> Card:
    parts = _parts(values)
    state = worst([value.state for value in values.values()])
    behind = [one for one in parts if one.state == "behind"]
    first = behind[0] if behind else parts[0]
    rows = [Row(f"made from {template_name(one.template)}, {lag(one)}") for one in parts[:_ROWS]]
    commands = dict.fromkeys(_UPDATE[one.tool] for one in behind if _UPDATE[one.tool])
    rows += [Row(f"update with {command}") for command in commands]
    return Card(_STATUS[state], lag(first), tuple(rows), "")


_COLUMNS = ("Template", "State", "Made from", "Now", "Changed in the template since")


def _table(values: Mapping[str, Templates]) -> Table:
    return Table(_COLUMNS, tuple(map(_cells, _parts(values))))


def _cells(one: MadeFrom) -> tuple[Cell, ...]:
    return (
        Cell(template_name(one.template), lines=(f"by {one.tool}",)),
        Cell(status=Status(lag(one), _STATUS[one.state].tone)),
        Cell((one.version or "")[:_SHORT]),
        Cell((one.current or "")[:_SHORT]),
        Cell(lines=one.changed),
    )


def _rows(value: Templates) -> tuple[Row, ...]:
    return tuple(
        Row(f"{template_name(one.template)}: {lag(one)}", _STATUS[one.state], lines=one.changed)
        for one in value.templates
    )


KIND = FactKind(
    key="template",
    label="Template",
    model=Templates,
    card=_card,
    table=_table,
    status=_status,
    summary=_summary,
    rows=_rows,
)
