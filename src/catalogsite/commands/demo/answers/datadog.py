"""What Acme's Datadog answers: monitors, service level objectives and service definitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

WEB = "https://datadog.acme.example"


def answers(stated: Mapping[str, Any], now: datetime) -> Iterator[tuple[str, Any]]:
    """Address and answer; `stated` has `monitors` and `objectives`, each with its service."""
    yield (
        f"{WEB}/api/v1/monitor",
        [_monitor(number, one, now) for number, one in enumerate(stated["monitors"], 70_001)],
    )
    slos = [_objective(number, one) for number, one in enumerate(stated["objectives"], 1)]
    yield (
        f"{WEB}/api/v1/slo/search",
        {
            "data": {"attributes": {"slos": slos}},
            "meta": {"pagination": {"number": 0, "size": 100, "total": len(slos)}},
        },
    )
    yield f"{WEB}/api/v2/services/definitions", {"data": []}


def _monitor(number: int, stated: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    since = now - timedelta(hours=stated["hours"])
    return {
        "id": number,
        "name": stated["name"],
        "tags": [f"service:{stated['service']}"],
        "options": {"silenced": {}},
        "multi": False,
        "overall_state": stated["state"],
        "overall_state_modified": since.isoformat(timespec="seconds"),
    }


def _objective(number: int, stated: Mapping[str, Any]) -> dict[str, Any]:
    window, target, current = stated["window"], stated["target"], stated["current"]
    status = {
        "timeframe": window,
        "state": "ok" if current >= target else "breached",
        "status": current,
        "error_budget_remaining": round(100 * (current - target) / (100 - target), 1),
    }
    tags = [f"service:{stated['service']}"]
    attributes = {
        "name": stated["name"],
        "all_tags": tags,
        "service_tags": tags,
        "thresholds": [{"timeframe": window, "target": target}],
        "overall_status": [status],
    }
    return {"data": {"type": "slo", "id": f"{number:032x}", "attributes": attributes}}
