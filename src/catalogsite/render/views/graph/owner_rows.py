"""Safe HTML of the owners who must know before an entity changes: the rows of their table.

A page has a dozen of them, which a template writes several times as slowly.
"""

from __future__ import annotations

from markupsafe import Markup, escape

from catalogsite.render.filters import time_html
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.graph.path_tree import step_html
from catalogsite.render.views.graph.who_must_know import Holder, OwnerRow, Way, WhoMustKnow

_NO_OWNER = '<span class="cs-status cs-status--warn">no owner</span>'
_FURTHER = "<small>further away</small>"


def owner_rows(portal: Portal, known: WhoMustKnow, base: str, folder: str) -> Markup:
    """Safe HTML: a row for each owner; `base` and `folder` as in `from_folder`.

    Each has a cell for who is on call where that is known of any of them.
    """
    called = known.has_on_call
    rows = [_row(portal, row, base, folder, called=called) for row in known.rows]
    return Markup("\n".join(rows))


def _row(portal: Portal, row: OwnerRow, base: str, folder: str, *, called: bool) -> str:
    owner = portal.anchor(row.owner, base, folder) if row.owner else _NO_OWNER
    ways = " ".join(map(_way, row.reachable.ways))
    last = f"<td>{', '.join(map(_holder, row.reachable.on_call))}</td>" if called else ""
    return (
        f'<tr><td class="cs-name">{owner}</td><td>{row.entities}</td>'
        f"<td>{_nearest(portal, row, base, folder)}</td><td>{ways}</td>{last}</tr>"
    )


def _nearest(portal: Portal, row: OwnerRow, base: str, folder: str) -> str:
    if not row.way:
        return _FURTHER
    last = row.way[-1]
    if len(row.way) > 1:
        nearest = portal.anchor(last.ref, base, folder)
        return f"{nearest} <small>{len(row.way)} steps away</small>"
    return step_html(portal, last, base, folder, guessed=False)


def _way(way: Way) -> str:
    return f'<a href="{escape(way.url)}">{escape(way.label)}</a>'


def _holder(one: Holder) -> str:
    name = f'<a href="{escape(one.url)}">{escape(one.name)}</a>' if one.url else escape(one.name)
    return f"{name} <small>until {time_html(one.until)}</small>" if one.until else name
