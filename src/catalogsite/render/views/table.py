"""The rows that the catalog table fetches."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from catalogsite.model.facts.registry import FACT_KINDS
from catalogsite.render.views.entity_link import kind_name, kind_order
from catalogsite.render.views.portal import Portal

_STATUS_COLUMNS = ("build", "alerts")
"""The columns of status words, in the order in which the browser reads them."""


def table_json(portal: Portal) -> bytes:
    """Every row of the catalog table, repeated words written once.

    A row is [path, title, name, description, kind, type, lifecycle, owner, system, tags, build,
    alerts, score, pages of docs]; kind, type, lifecycle, owner, system and tags are indexes into lists.
    """
    lists: dict[str, dict[str, int]] = defaultdict(dict)

    def index(of: str, value: str | None) -> int:
        return lists[of].setdefault(value, len(lists[of])) if value else -1

    kinds = {kind.column: kind for kind in FACT_KINDS}
    rows: list[list[Any]] = []
    for ref, link in portal.links.items():
        words = (portal.status(ref, kinds[name]) for name in _STATUS_COLUMNS)
        rows.append(
            [
                *(link.path, link.title, link.name if link.name != link.title else ""),
                link.description,
                *(index("kinds", link.kind), index("types", link.type)),
                *(index("lifecycles", link.lifecycle), index("owners", link.owner)),
                *(index("systems", link.system), [index("tags", tag) for tag in link.tags]),
                *(status.word if status else "" for status in words),
                *(portal.points(ref), portal.documented.get(ref, 0)),
            ]
        )
    order = list(lists["kinds"])
    rows.sort(key=lambda row: (kind_order(order[row[4]]), row[1].lower(), row[0]))
    data: dict[str, Any] = {name: list(lists[name]) for name in ("types", "lifecycles", "tags")}
    data["kinds"] = [[kind, kind_name(kind), kind_name(kind, many=True)] for kind in lists["kinds"]]
    for name in ("owners", "systems"):
        data[name] = [[ref, *_named(portal, ref)] for ref in lists[name]]
    data["rows"] = rows
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _named(portal: Portal, ref: str) -> tuple[str, str]:
    link = portal.links.get(ref)
    return (link.title, link.path) if link else (portal.title(ref), "")
