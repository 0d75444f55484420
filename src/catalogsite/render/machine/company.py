"""What is in production and who is on call, as JSON and as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from catalogsite.model.urls import entity_path
from catalogsite.render.filters import markdown_line
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.company.deployments import (
    Deployed,
    DeployedTo,
    DeploymentRow,
    all_deployments,
)
from catalogsite.render.views.company.on_call import (
    Holder,
    OnCallRow,
    OpenIncident,
    all_on_call,
)

_URL_SIGNS = "%/:?#@!$&'*+,;=~"


def deployments_json(portal: Portal) -> bytes:
    """One object for each component that has deployments, one a line."""
    return json_lines(map(_deployment_row, all_deployments(portal)))


def json_lines(items: Iterable[dict[str, Any]]) -> bytes:
    """A JSON list with one item a line: `grep` and `diff` can work with the file."""
    lines = (json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in items)
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()


def _deployment_row(row: DeploymentRow) -> dict[str, Any]:
    return {
        "entity": row.ref,
        "owner": row.owner,
        "system": row.system,
        "staleSince": iso(row.stale_since),
        "environments": [_environment(one) for one in row.environments],
    }


def _environment(one: DeployedTo) -> dict[str, Any]:
    return {
        "name": one.name,
        "production": one.production,
        "difference": one.difference or None,
        **_deployed(one.shown),
        "later": _deployed(one.later) if one.later else None,
    }


def _deployed(one: Deployed) -> dict[str, Any]:
    return {
        "version": one.version or None,
        "state": one.status.word,
        "since": iso(one.since),
        "by": one.by or None,
        "url": one.url or None,
    }


def iso(time: datetime | None) -> str | None:
    """The time as text."""
    return time.isoformat() if time else None


def deployments_markdown(portal: Portal, rows: Sequence[DeploymentRow]) -> str:
    """Markdown: a line for each component, with the version in each environment."""
    lines = [f"- {_named(portal, row.ref, row.owner)}: {_words(row)}" for row in rows]
    empty = ["No deployment is known."]
    return "\n".join(["# What is in production", "", *(lines or empty)]) + "\n"


def _named(portal: Portal, ref: str, owner: str | None) -> str:
    name = f"[{markdown_line(portal.title(ref))}](../{entity_path(ref)}index.md)"
    return f"{name} ({markdown_line(portal.title(owner))})" if owner else name


def _words(row: DeploymentRow) -> str:
    return "; ".join(" ".join(_environment_words(one)) for one in row.environments)


def _environment_words(one: DeployedTo) -> Iterator[str]:
    yield markdown_line(one.name)
    yield _deployed_words(one.shown)
    if one.difference:
        yield f"({one.difference})"
    if one.later:
        yield f"(then {_deployed_words(one.later)})"


def _linked(text: str, url: str) -> str:
    words = markdown_line(text)
    return f"[{words}]({quote(url, safe=_URL_SIGNS)})" if url else words


def _deployed_words(one: Deployed) -> str:
    linked = _linked(one.version or "unknown version", one.url)
    since = f"since {one.since.isoformat()}" if one.since else ""
    by = f"by {markdown_line(one.by)}" if one.by else ""
    return " ".join(filter(None, (linked, one.status.word, since, by)))


def on_call_json(portal: Portal) -> bytes:
    """One object for each entity of which it is known who is on call, or which incidents are open."""
    return json_lines(map(_on_call_row, all_on_call(portal)))


def _on_call_row(row: OnCallRow) -> dict[str, Any]:
    return {
        "entity": row.refs[0],
        "owner": row.owner,
        "system": row.systems[0] if row.systems else None,
        "staleSince": iso(row.stale_since),
        "state": row.covered.word,
        "paused": row.paused,
        "policy": row.policy or None,
        "url": row.url or None,
        "now": [_holder(one, "until") for one in row.now],
        "next": [_holder(one, "from") for one in row.next],
        "incidents": [_incident(one) for one in row.incidents],
    }


def _holder(one: Holder, time: str) -> dict[str, Any]:
    return {"name": one.name, "level": one.level, time: iso(one.time), "url": one.url or None}


def _incident(one: OpenIncident) -> dict[str, Any]:
    return {
        "title": one.title,
        "state": one.status.word,
        "urgency": one.urgency or None,
        "opened": iso(one.opened),
        "url": one.url or None,
    }


def on_call_markdown(portal: Portal, rows: Sequence[OnCallRow]) -> str:
    """Markdown: a line for each group of services with the same people, and their incidents."""
    lines = [line for row in rows for line in _on_call_lines(portal, row)]
    empty = ["Nobody is known to be on call."]
    return "\n".join(["# Who is on call", "", *(lines or empty)]) + "\n"


def _on_call_lines(portal: Portal, row: OnCallRow) -> Iterator[str]:
    *others, last = (_named(portal, ref, None) for ref in row.refs)
    owner = f" ({markdown_line(portal.title(row.owner))})" if row.owner else ""
    now = ", ".join(_holder_words(one, "until") for one in row.now) or row.covered.word
    following = "".join(f"; next {_holder_words(one, 'from')}" for one in row.next[:1])
    paused = "; paused" if row.paused else ""
    yield f"- {', '.join((*others, last))}{owner}: {now}{following}{paused}"
    for one in row.incidents:
        opened = f" since {one.opened.isoformat()}" if one.opened else ""
        yield f"    - {one.status.word}: {_linked(one.title, one.url)}{opened}"


def _holder_words(one: Holder, word: str) -> str:
    time = f" {word} {one.time.isoformat()}" if one.time else ""
    return f"{markdown_line(one.name)}{time}"
