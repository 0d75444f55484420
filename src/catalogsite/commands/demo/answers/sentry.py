"""What Acme's Sentry answers: its projects, and their unresolved issues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

WEB = "https://sentry.acme.example"
_API = f"{WEB}/api/0/organizations/acme"


def answers(stated: Mapping[str, Any], now: datetime) -> Iterator[tuple[str, Any]]:
    """Address and answer; `stated` has the issues of each project by its slug."""
    projects = {slug: _project(number, slug) for number, slug in enumerate(stated, 1)}
    readable = {"hasAccess": True, "isMember": True}
    yield f"{_API}/projects/", [{**one, **readable} for one in projects.values()]
    issues = [(projects[slug], one) for slug, listed in stated.items() for one in listed]
    yield (
        f"{_API}/issues/",
        [_issue(number, project, one, now) for number, (project, one) in enumerate(issues, 9001)],
    )


def _project(number: int, slug: str) -> dict[str, Any]:
    return {"id": str(number), "slug": slug, "name": slug, "platform": "other"}


def _issue(
    number: int, project: Mapping[str, Any], stated: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    last = now - timedelta(hours=stated["hours"])
    return {
        "id": str(number),
        "shortId": f"{project['slug'].upper()}-{number}",
        "title": stated["title"],
        "permalink": f"{WEB}/organizations/acme/issues/{number}/",
        "level": stated["level"],
        "status": "unresolved",
        "project": project,
        "count": str(stated["count"]),
        "userCount": stated["users"],
        "firstSeen": _text(now - timedelta(days=stated["days"])),
        "lastSeen": _text(last),
        "stats": {"24h": [[round(last.timestamp()), stated["last_day"]]]},
    }


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
