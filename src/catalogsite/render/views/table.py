"""The rows that the catalog table fetches."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from catalogsite.model.facts.kind import Status
from catalogsite.model.urls import split_ref
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.entity_link import kind_order


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of the catalog table after the fixed ones: name, owner, part of, type, lifecycle.

    `value` is a status, a number, a text, or None where the entity has none; `look` says how the
    browser shows it. `views` are the tables that show the column: `catalog`, and `docs` for the
    list of documentation. Of a column without a view the reader may ask; filters and the CSV have it.
    """

    id: str
    title: str
    look: Literal["status", "number", "text"]
    value: Callable[[Portal, str], Status | int | str | None]
    views: tuple[Literal["catalog", "docs"], ...] = ("catalog",)
    csv: bool = True


def table_json(portal: Portal, columns: Sequence[TableColumn]) -> bytes:
    """Every row of the catalog table as JSON, column by column, repeated words written once.

    `name` is empty where it equals the title. Kind, namespace, type, lifecycle, owner, system and
    tags are indexes into lists, -1 where a row has none. `tones` are those of the status
    words. `values` of a column are by value the rows that have it: the first by its place, each other
    by its distance from the one before, so that what few rows have takes no room in the others.
    """
    lists: dict[str, dict[str, int]] = defaultdict(dict)
    tones: dict[str, str] = {}

    def index(of: str, value: str | None) -> int:
        return lists[of].setdefault(value, len(lists[of])) if value else -1

    links = sorted(
        portal.links.values(),
        key=lambda link: (kind_order(link.kind), link.title.lower(), link.path),
    )
    data: dict[str, Any] = {
        "title": [link.title for link in links],
        "name": [link.name if link.name != link.title else "" for link in links],
        "description": [link.description for link in links],
        "kind": [index("kinds", link.kind) for link in links],
        "namespace": [index("namespaces", split_ref(link.ref)[1]) for link in links],
        "type": [index("types", link.type) for link in links],
        "lifecycle": [index("lifecycles", link.lifecycle) for link in links],
        "owner": [index("owners", link.owner) for link in links],
        "system": [index("systems", link.system) for link in links],
        "tag": [[index("tags", tag) for tag in link.tags] for link in links],
    }
    for name in ("namespaces", "types", "lifecycles", "tags"):
        data[name] = list(lists[name])
    data["kinds"] = [
        [kind, portal.kind_name(kind), portal.kind_name(kind, many=True)] for kind in lists["kinds"]
    ]
    for name in ("owners", "systems"):
        data[name] = [[ref, *_named(portal, ref)] for ref in lists[name]]
    data["columns"] = [
        {
            "id": one.id,
            "title": one.title,
            "look": one.look,
            "views": one.views,
            "csv": one.csv,
            "values": _places(portal, one, [link.ref for link in links], tones),
        }
        for one in columns
    ]
    data["tones"] = dict(sorted(tones.items()))
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _places(
    portal: Portal, column: TableColumn, refs: Sequence[str], tones: dict[str, str]
) -> dict[str, list[int]]:
    """For each value of a column the places of its rows; the first, then the steps to the next."""
    found: dict[str, list[int]] = {}
    last: dict[str, int] = {}
    for place, ref in enumerate(refs):
        value = column.value(portal, ref)
        if isinstance(value, Status):
            tones[value.word] = value.tone
            value = value.word
        if value is None or value == "":
            continue
        word = str(value)
        found.setdefault(word, []).append(place - last.get(word, 0))
        last[word] = place
    return found


def _named(portal: Portal, ref: str) -> tuple[str, str]:
    link = portal.links.get(ref)
    return (link.title, link.path) if link else (portal.title(ref), "")
