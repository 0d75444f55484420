"""What Acme's Alertmanager answers: the alerts that fire, and those that are silenced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from catalogsite.commands.demo.answers.prometheus import WEB as PROMETHEUS
from catalogsite.commands.demo.answers.prometheus import labels_of, notes_of, since

WEB = "https://alertmanager.acme.example"


def answers(stated: Mapping[str, Any], now: datetime) -> Iterator[tuple[str, Any]]:
    """Address and answer; of the `alerts` those that only wait to fire have not reached it."""
    listed = [_alert(one, now) for one in stated["alerts"] if not one.get("pending")]
    yield f"{WEB}/api/v2/alerts", listed


def _alert(alert: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    silenced = bool(alert.get("silenced"))
    return {
        "labels": {"alertname": alert["name"], **labels_of(alert)},
        "annotations": notes_of(alert),
        "startsAt": since(alert, now),
        "endsAt": now.isoformat(timespec="seconds"),
        "updatedAt": now.isoformat(timespec="seconds"),
        "fingerprint": alert["name"].lower(),
        "generatorURL": f"{PROMETHEUS}/graph",
        "receivers": [{"name": alert["service"]}],
        "status": {
            "state": "suppressed" if silenced else "active",
            "silencedBy": ["maintenance"] if silenced else [],
            "inhibitedBy": [],
            "mutedBy": [],
        },
    }
