"""What Acme's Prometheus answers: availability, and rules with their alerts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

WEB = "https://prometheus.acme.example"
_NOTES = ("summary", "runbook_url", "dashboard_url")


def answers(stated: Mapping[str, Any], now: datetime) -> Iterator[tuple[str, Any]]:
    """Address and answer; `stated` has `availability` by service, `rules` by name, and `alerts`."""
    series = [
        {"metric": {"service": name}, "value": [now.timestamp(), str(value)]}
        for name, value in stated["availability"].items()
    ]
    yield f"{WEB}/api/v1/query", _success({"resultType": "vector", "result": series})
    rules = [
        _rule(name, service, stated["alerts"], now)
        for name, services in stated["rules"].items()
        for service in services
    ]
    yield f"{WEB}/api/v1/rules", _success({"groups": [{"name": "acme", "rules": rules}]})


def labels_of(alert: Mapping[str, Any]) -> dict[str, str]:
    """The labels of an alert, without its name."""
    return {**alert.get("labels", {}), "service": alert["service"], "severity": alert["severity"]}


def notes_of(alert: Mapping[str, Any]) -> dict[str, str]:
    """The annotations of an alert."""
    return {name: alert[name] for name in _NOTES if name in alert}


def since(alert: Mapping[str, Any], now: datetime) -> str:
    """When an alert was raised."""
    return (now - timedelta(hours=alert["hours"])).isoformat(timespec="seconds")


def _success(data: Any) -> dict[str, Any]:
    return {"status": "success", "data": data}


def _rule(
    name: str, service: str, alerts: list[Mapping[str, Any]], now: datetime
) -> dict[str, Any]:
    own = [one for one in alerts if (one["name"], one["service"]) == (name, service)]
    raised = [_raised(one, now) for one in own]
    labels = {"service": service}
    return {"name": name, "type": "alerting", "health": "ok", "labels": labels, "alerts": raised}


def _raised(alert: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "labels": {"alertname": alert["name"], **labels_of(alert)},
        "annotations": notes_of(alert),
        "state": "pending" if alert.get("pending") else "firing",
        "activeAt": since(alert, now),
    }
