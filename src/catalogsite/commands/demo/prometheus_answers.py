"""What Acme's Prometheus answers: availability and alerts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

WEB = "https://prometheus.acme.example"


def prometheus_answers(stated: Mapping[str, Any], now: datetime) -> Iterator[tuple[str, Any]]:
    """Address and answer; `stated` has `availability` by service, and `alerts`."""
    series = [
        {"metric": {"service": name}, "value": [now.timestamp(), str(value)]}
        for name, value in stated["availability"].items()
    ]
    yield f"{WEB}/api/v1/query", _success({"resultType": "vector", "result": series})
    rules = [_rule(alert, now) for alert in stated["alerts"]]
    yield f"{WEB}/api/v1/rules", _success({"groups": [{"name": "acme", "rules": rules}]})


def _success(data: Any) -> dict[str, Any]:
    return {"status": "success", "data": data}


def _rule(alert: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    since = now - timedelta(hours=alert["hours"])
    raised = {
        "labels": {"service": alert["service"], "severity": alert["severity"]},
        "annotations": {"summary": alert["summary"]},
        "state": alert["state"],
        "activeAt": since.isoformat(timespec="seconds"),
    }
    return {"name": alert["name"], "type": "alerting", "health": "ok", "alerts": [raised]}
