"""What Acme's PagerDuty answers: services, who is on call for them, and incidents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from catalogsite.commands.demo.answers.request import Request
from catalogsite.commands.demo.answers.stated_on_call import (
    StatedShift,
    stated_incident,
    stated_shifts,
)

WEB = "https://pagerduty.acme.example"


def answers(stated: Mapping[str, Any], now: datetime) -> Iterator[tuple[str, Any]]:
    """Address and answer; `stated` has `services` by id, `policies` by name, and `incidents`."""
    services = [_service(id_, one) for id_, one in stated["services"].items()]
    yield f"{WEB}/services", _page("services", services)
    oncalls = [
        _oncall(name, shift)
        for name, levels in stated["policies"].items()
        for shift in stated_shifts(levels, now)
    ]
    yield f"{WEB}/oncalls", _page("oncalls", oncalls)
    incidents = [
        _incident(number, one, stated["services"], now)
        for number, one in enumerate(stated["incidents"], 1)
    ]

    def of_state(request: Request) -> Any:
        found = [one for one in incidents if request.asks("statuses[]", one["status"])]
        return _page("incidents", found)

    yield f"{WEB}/incidents", of_state


def _page(key: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {key: items, "limit": 100, "offset": 0, "total": None, "more": False}


def _service(id_: str, stated: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **_reference("service", id_, stated["name"], f"{WEB}/service-directory/{id_}"),
        "type": "service",
        "name": stated["name"],
        "status": stated.get("status", "active"),
        "escalation_policy": _policy(stated["policy"]),
        "integrations": [],
    }


def _policy(name: str) -> dict[str, Any]:
    id_ = _id(name)
    return _reference("escalation_policy", id_, name, f"{WEB}/escalation_policies/{id_}")


def _oncall(policy: str, shift: StatedShift) -> dict[str, Any]:
    schedule, user = shift.schedule, _id(shift.person)
    return {
        "escalation_policy": _policy(policy),
        "escalation_level": shift.level,
        "schedule": schedule
        and _reference("schedule", _id(schedule), schedule, f"{WEB}/schedules/{_id(schedule)}"),
        "user": _reference("user", user, shift.person, f"{WEB}/users/{user}"),
        "start": shift.start,
        "end": shift.end,
    }


def _incident(
    number: int, stated: Mapping[str, Any], services: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    id_, times = f"PINC{number:03d}", stated_incident(stated, now)
    open_ = "acknowledged" if stated.get("acknowledged") else "triggered"
    service, urgency = stated["service"], stated["urgency"]
    name = services[service]["name"]
    return {
        **_reference("incident", id_, f"[#{number}] {stated['title']}", f"{WEB}/incidents/{id_}"),
        "type": "incident",
        "incident_number": number,
        "title": stated["title"],
        "status": "resolved" if times.resolved else open_,
        "urgency": "high" if urgency in ("P1", "P2") else "low",
        "created_at": times.opened,
        "resolved_at": times.resolved,
        "service": _reference("service", service, name, f"{WEB}/service-directory/{service}"),
        "priority": {**_reference("priority", urgency, urgency, None), "type": "priority"},
    }


def _reference(kind: str, id_: str, summary: str, page: str | None) -> dict[str, Any]:
    own = f"{WEB}/{kind}s/{id_}"
    type_ = f"{kind}_reference"
    return {"id": id_, "type": type_, "summary": summary, "self": own, "html_url": page}


def _id(name: str) -> str:
    return "P" + "".join(filter(str.isalnum, name)).upper()[:12]
