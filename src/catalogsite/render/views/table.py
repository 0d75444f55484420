"""The rows that the catalog table fetches."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from catalogsite.model.facts.kind import Status
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.entity_link import kind_order


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of the catalog table after the fixed ones: name, owner, part of, type, lifecycle.

    `value` is a status, a number, a text, or None where the entity has none; `look` says how the
    browser shows it. `views` are the tables that show the column: `catalog`, and `docs` for the
    list of documentation. A column without a view can still be used by filters and the CSV.
    """

    id: str
    title: str
    look: Literal["status", "number", "text"]
    value: Callable[[Portal, str], Status | int | str | None]
    views: tuple[Literal["catalog", "docs"], ...] = ("catalog",)
    csv: bool = True


def table_json(portal: Portal, columns: Sequence[TableColumn]) -> bytes:
    """Every row of the catalog table as JSON, repeated words written once.

    A row is [path, title, name, description, kind, type, lifecycle, owner, system, tags], then a
    value for each of `columns`; kind, type, lifecycle, owner, system and tags are indexes into
    lists. `tones` are those of the status words.
    """
    lists: dict[str, dict[str, int]] = defaultdict(dict)
    tones: dict[str, str] = {}

    def index(of: str, value: str | None) -> int:
        return lists[of].setdefault(value, len(lists[of])) if value else -1

    def cell(column: TableColumn, ref: str) -> int | str | None:
        value = column.value(portal, ref)
        if isinstance(value, Status):
            tones[value.word] = value.tone
            return value.word
        return "" if value is None and column.look != "number" else value

    rows: list[list[Any]] = []
    for ref, link in portal.links.items():
        rows.append(
            [
                *(link.path, link.title, link.name if link.name != link.title else ""),
                link.description,
                *(index("kinds", link.kind), index("types", link.type)),
                *(index("lifecycles", link.lifecycle), index("owners", link.owner)),
                *(index("systems", link.system), [index("tags", tag) for tag in link.tags]),
                *(cell(column, ref) for column in columns),
            ]
        )
    order = list(lists["kinds"])
    rows.sort(key=lambda row: (kind_order(order[row[4]]), row[1].lower(), row[0]))
    data: dict[str, Any] = {name: list(lists[name]) for name in ("types", "lifecycles", "tags")}
    data["kinds"] = [
        [kind, portal.kind_name(kind), portal.kind_name(kind, many=True)] for kind in lists["kinds"]
    ]
    for name in ("owners", "systems"):
        data[name] = [[ref, *_named(portal, ref)] for ref in lists[name]]
    data["columns"] = [
        {"id": one.id, "title": one.title, "look": one.look, "views": one.views, "csv": one.csv}
        for one in columns
    ]
    data["tones"] = dict(sorted(tones.items()))
    data["rows"] = rows
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _named(portal: Portal, ref: str) -> tuple[str, str]:
    link = portal.links.get(ref)
    return (link.title, link.path) if link else (portal.title(ref), "")
