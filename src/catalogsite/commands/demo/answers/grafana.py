"""What Acme's Grafana answers: its dashboards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

WEB = "https://grafana.acme.example"


def answers(stated: Mapping[str, Any], _now: datetime) -> Iterator[tuple[str, Any]]:
    """Address and answer; `stated` has the `dashboards`, each with its id, title, folder and tags."""
    listed = [_dashboard(number, one) for number, one in enumerate(stated["dashboards"], 1)]
    yield f"{WEB}/api/search", listed


def _dashboard(number: int, stated: Mapping[str, Any]) -> dict[str, Any]:
    folder = stated["folder"]
    return {
        "id": number,
        "uid": stated["uid"],
        "title": stated["title"],
        "uri": f"db/{stated['uid']}",
        "url": f"/d/{stated['uid']}",
        "type": "dash-db",
        "tags": stated["tags"],
        "isStarred": False,
        "folderTitle": folder,
        "folderUrl": f"/dashboards/f/{folder.lower()}",
    }
